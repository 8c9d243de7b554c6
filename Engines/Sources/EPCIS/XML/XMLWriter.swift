/// Writes documents as EPCIS XML 2.0: elements in the order of the schema, words of the vocabulary as URNs, one event a line.
///
/// A JSON-LD value with a prefix of its document is written in full, so that the event keeps its meaning and its hash.
struct XMLWriter {
    private var out: [UInt8] = []
    private var prefixes = Prefixes()
    /// Prefixes in the values of the event that is being written.
    private var valuePrefixes: [String: String] = [:]

    static func write(_ document: EPCISDocument) -> [UInt8] {
        var writer = XMLWriter()
        writer.choosePrefixes(document)
        writer.raw("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")
        if document.kind == .event, let event = document.events.first {
            writer.event(event, asRoot: true)
        } else {
            writer.document(document)
        }
        writer.raw("\n")
        return writer.out
    }

    private mutating func choosePrefixes(_ document: EPCISDocument) {
        prefixes = Prefixes(reserved: ["epcis", "epcisq", "epcismd", "sbdh", "xsi"])
        prefixes.keep("gs1", "https://gs1.org/voc/")
        prefixes.keep("cbv", "https://ref.gs1.org/cbv/")
        for entry in document.prefixes { prefixes.keep(entry.prefix, entry.namespace) }
        for event in document.events { prefixes.add(event) }
        prefixes.add(document.extensions)
        for list in document.vocabularies {
            for element in list.elements {
                for attribute in element.attributes { if case .object(let fields, _) = attribute.value { prefixes.add(fields) } }
            }
        }
    }

    // MARK: Frame

    private mutating func document(_ document: EPCISDocument) {
        let isQuery = document.kind == .query
        let isMaster = document.kind == .masterData
        let root = isQuery ? "epcisq:EPCISQueryDocument" : isMaster ? "epcismd:EPCISMasterDataDocument" : "epcis:EPCISDocument"
        raw("<" + root)
        declarations(
            isQuery
                ? ["epcisq": "urn:epcglobal:epcis-query:xsd:2"]
                : isMaster ? ["epcismd": "urn:epcglobal:epcis-masterdata:xsd:2"] : [:])
        let date = document.creationDate ?? document.events.map(\.eventTime).max() ?? Timestamp(milliseconds: 0)
        attribute("schemaVersion", "2.0")
        attribute("creationDate", date.hasOffset ? date.text : date.utc)
        for field in document.extensions where field.isAttribute {
            attribute(prefixes.written(field.name), field.value.scalar ?? "")
        }
        raw(">")
        if !isMaster { header(document) }
        element("EPCISBody") { writer in
            if isMaster { return writer.vocabularies(document.vocabularies) }
            if isQuery {
                writer.element("epcisq:QueryResults") { writer in
                    writer.leaf("queryName", document.queryName ?? "SimpleEventQuery")
                    writer.leaf("subscriptionID", document.subscriptionID)
                    writer.element("resultsBody") { $0.events(document.events) }
                }
            } else {
                writer.events(document.events)
            }
        }
        fields(document.extensions.filter { !$0.isAttribute })
        raw("</\(root)>")
    }

    private mutating func declarations(_ extra: [String: String]) {
        attribute("xmlns:epcis", "urn:epcglobal:epcis:xsd:2")
        for (prefix, namespace) in extra.sorted(by: { $0.key < $1.key }) { attribute("xmlns:" + prefix, namespace) }
        attribute("xmlns:xsi", "http://www.w3.org/2001/XMLSchema-instance")
        for entry in prefixes.declared where !entry.namespace.isEmpty { attribute("xmlns:" + entry.prefix, entry.namespace) }
    }

    private mutating func header(_ document: EPCISDocument) {
        if document.vocabularies.isEmpty { return }
        element("EPCISHeader") { writer in
            writer.element("extension") { $0.element("EPCISMasterData") { $0.vocabularies(document.vocabularies) } }
        }
    }

    private mutating func vocabularies(_ lists: [MasterDataVocabulary]) {
        element("VocabularyList") { writer in
            for list in lists {
                writer.raw("<Vocabulary")
                writer.attribute("type", list.type)
                writer.raw(">")
                writer.element("VocabularyElementList") { for element in list.elements { $0.vocabularyElement(element) } }
                writer.raw("</Vocabulary>")
            }
        }
    }

    private mutating func vocabularyElement(_ element: MasterDataElement) {
        raw("<VocabularyElement")
        attribute("id", element.id)
        raw(">")
        for entry in element.attributes {
            raw("<attribute")
            attribute("id", entry.id)
            raw(">")
            content(entry.value)
            raw("</attribute>")
        }
        if !element.children.isEmpty { self.element("children") { for id in element.children { $0.leaf("id", id) } } }
        raw("</VocabularyElement>")
    }

    private mutating func events(_ events: [Event]) {
        element("EventList") { writer in
            for event in events {
                writer.raw("\n")
                writer.event(event, asRoot: false)
            }
        }
    }

    // MARK: Event

    private mutating func event(_ event: Event, asRoot: Bool) {
        valuePrefixes = event.valuePrefixes ?? [:]
        let isOther = if case .other = event.type { true } else { false }
        let name = asRoot && !isOther ? "epcis:" + event.type.name : event.type.name
        if isOther, !asRoot { raw("<extension>") }
        raw("<" + name)
        if asRoot { declarations([:]) }
        for field in event.extensions where field.isAttribute { attribute(prefixes.written(field.name), field.value.scalar ?? "") }
        raw(">")
        for field in EventField.xmlOrder(of: event.type) ?? EventField.allCases { self.field(field, event) }
        fields(event.extensions.filter { !$0.isAttribute })
        raw("</\(name)>")
        if isOther, !asRoot { raw("</extension>") }
    }

    private mutating func field(_ field: EventField, _ event: Event) {
        switch field {
        case .context, .type: break
        case .eventTime: time("eventTime", event.eventTime)
        case .recordTime: time("recordTime", event.recordTime)
        case .eventTimeZoneOffset: leaf("eventTimeZoneOffset", event.eventTimeZoneOffset)
        case .eventID: leaf("eventID", event.eventID)
        case .errorDeclaration: errorDeclaration(event.errorDeclaration)
        case .certificationInfo: for text in event.certificationInfo { leaf("certificationInfo", text) }
        case .action: leaf("action", event.action?.rawValue)
        case .parentID: leaf("parentID", event.parentID)
        case .epcList: epcs("epcList", event.epcList)
        case .childEPCs: epcs("childEPCs", event.childEPCs)
        case .inputEPCList: epcs("inputEPCList", event.inputEPCList)
        case .outputEPCList: epcs("outputEPCList", event.outputEPCList)
        case .quantityList: quantities("quantityList", event.quantityList)
        case .childQuantityList: quantities("childQuantityList", event.childQuantityList)
        case .inputQuantityList: quantities("inputQuantityList", event.inputQuantityList)
        case .outputQuantityList: quantities("outputQuantityList", event.outputQuantityList)
        case .transformationID: leaf("transformationID", event.transformationID)
        case .bizStep: leaf("bizStep", event.bizStep.map(Vocabulary.bizStep.urn))
        case .disposition: leaf("disposition", event.disposition.map(Vocabulary.disposition.urn))
        case .persistentDisposition: persistentDisposition(event.persistentDisposition)
        case .readPoint: location("readPoint", event.readPoint)
        case .bizLocation: location("bizLocation", event.bizLocation)
        case .bizTransactionList: references("bizTransactionList", "bizTransaction", event.bizTransactionList, .bizTransactionType)
        case .sourceList: references("sourceList", "source", event.sourceList, .sourceDestinationType)
        case .destinationList: references("destinationList", "destination", event.destinationList, .sourceDestinationType)
        case .sensorElementList: sensorElements(event.sensorElementList)
        case .ilmd: if !event.ilmd.isEmpty { element("ilmd") { $0.fields(event.ilmd) } }
        }
    }

    private mutating func time(_ name: String, _ time: Timestamp?) {
        if let time { leaf(name, time.hasOffset ? time.text : time.utc) }
    }

    private mutating func epcs(_ name: String, _ epcs: [String]) {
        if !epcs.isEmpty { element(name) { for epc in epcs { $0.leaf("epc", epc) } } }
    }

    private mutating func quantities(_ name: String, _ quantities: [Quantity]) {
        if quantities.isEmpty { return }
        element(name) { writer in
            for quantity in quantities {
                writer.element("quantityElement") { writer in
                    writer.leaf("epcClass", quantity.epcClass)
                    if let digits = quantity.quantity {
                        writer.leaf("quantity", Self.decimal(digits))
                    } else {
                        writer.raw("<quantity xsi:nil=\"true\"/>")
                    }
                    writer.leaf("uom", quantity.uom)
                }
            }
        }
    }

    /// xsd:decimal has no exponent.
    private static func decimal(_ digits: String) -> String {
        guard digits.utf8.contains(where: { $0 | 32 == UInt8(ascii: "e") }) else { return digits }
        var out: [UInt8] = []
        return PlainNumber.append(digits, to: &out) ? String(decoding: out, as: UTF8.self) : digits
    }

    private mutating func persistentDisposition(_ both: PersistentDisposition?) {
        guard let both else { return }
        element("persistentDisposition") { writer in
            for word in both.unset { writer.leaf("unset", Vocabulary.disposition.urn(word)) }
            for word in both.set { writer.leaf("set", Vocabulary.disposition.urn(word)) }
        }
    }

    private mutating func location(_ name: String, _ location: Location?) {
        guard let location else { return }
        element(name) { writer in
            writer.leaf("id", location.id)
            writer.fields(location.extensions)
        }
    }

    private mutating func references(_ name: String, _ key: String, _ references: [TypedReference], _ list: Vocabulary) {
        if references.isEmpty { return }
        element(name) { writer in
            for reference in references {
                writer.raw("<" + key)
                if let type = reference.type { writer.attribute("type", writer.full(list.urn(type))) }
                writer.raw(">")
                writer.text(writer.full(reference.id))
                writer.raw("</\(key)>")
            }
        }
    }

    private mutating func errorDeclaration(_ declaration: ErrorDeclaration?) {
        guard let declaration else { return }
        element("errorDeclaration") { writer in
            writer.time("declarationTime", declaration.declarationTime)
            writer.leaf("reason", declaration.reason.map(Vocabulary.errorReason.urn))
            if !declaration.correctiveEventIDs.isEmpty {
                writer.element("correctiveEventIDs") {
                    for id in declaration.correctiveEventIDs { $0.leaf("correctiveEventID", id) }
                }
            }
            writer.fields(declaration.extensions)
        }
    }

    private mutating func sensorElements(_ elements: [SensorElement]) {
        if elements.isEmpty { return }
        self.element("sensorElementList") { writer in
            for element in elements {
                writer.element("sensorElement") { writer in
                    if let data = element.metadata { writer.sensor("sensorMetadata", data.scalars, data.extensions) }
                    for report in element.reports {
                        var report = report
                        report.type = report.type.map(Vocabulary.measurement.urn)
                        report.exception = report.exception.map(Vocabulary.alert.urn)
                        report.component = report.component.map(Vocabulary.component.urn)
                        writer.sensor("sensorReport", report.scalars, report.extensions)
                    }
                    writer.fields(element.extensions)
                }
            }
        }
    }

    /// Fields are attributes; an extension that is no single value has to be an element all the same.
    private mutating func sensor(_ name: String, _ scalars: [SensorScalar], _ extensions: [ExtensionField]) {
        raw("<" + name)
        for field in scalars { attribute(field.name, full(field.value)) }
        let flat = extensions.filter { $0.value.scalar != nil }
        for field in flat { attribute(prefixes.written(field.name), full(field.value.scalar ?? "")) }
        raw(">")
        fields(extensions.filter { $0.value.scalar == nil })
        raw("</\(name)>")
    }

    // MARK: Extensions

    private mutating func fields(_ fields: [ExtensionField]) {
        for field in fields { self.field(Self.name(prefixes.written(field.name)), field.value) }
    }

    private mutating func field(_ name: String, _ value: ExtensionValue) {
        if case .list(let values) = value {
            for value in values { field(name, value) }
            return
        }
        raw("<" + name)
        if case .object(let fields, _) = value {
            for field in fields where field.isAttribute && field.value.scalar != nil {
                attribute(Self.name(prefixes.written(field.name)), full(field.value.scalar ?? ""))
            }
        }
        raw(">")
        content(value)
        raw("</\(name)>")
    }

    private mutating func content(_ value: ExtensionValue) {
        if case .object(let fields, let text) = value {
            if let text { self.text(full(text)) }
            self.fields(fields.filter { !($0.isAttribute && $0.value.scalar != nil) })
        } else {
            text(full(value.scalar ?? ""))
        }
    }

    /// A JSON name that XML does not take has its offending characters replaced.
    private static func name(_ text: String) -> String {
        var out = ""
        var colons = 0
        for scalar in text.unicodeScalars {
            let isStart = out.isEmpty || out.last == ":"
            let isLetter = scalar.value > 0xBF || scalar == "_" || ("a"..."z").contains(scalar) || ("A"..."Z").contains(scalar)
            if scalar == ":" { colons += 1 }
            let isRest = ("0"..."9").contains(scalar) || scalar == "-" || scalar == "."
            let isColon = scalar == ":" && colons == 1 && !isStart
            out.unicodeScalars.append(isLetter || isColon || (isRest && !isStart) ? scalar : "_")
        }
        return out.isEmpty ? "_" : out
    }

    /// A value with its prefix written out.
    private func full(_ text: String) -> String {
        if valuePrefixes.isEmpty { return text }
        return Prefixes.expanded(text, valuePrefixes) ?? text
    }

    // MARK: Syntax

    private mutating func raw(_ text: String) { out += text.utf8 }

    private mutating func element(_ name: String, _ body: (inout XMLWriter) -> Void) {
        raw("<\(name)>")
        body(&self)
        raw("</\(name)>")
    }

    private mutating func leaf(_ name: String, _ value: String?) {
        guard let value else { return }
        raw("<\(name)>")
        text(full(value))
        raw("</\(name)>")
    }

    private mutating func attribute(_ name: String, _ value: String) {
        raw(" \(name)=\"")
        text(value)
        raw("\"")
    }

    /// Characters that XML 1.0 cannot hold are left out.
    private mutating func text(_ text: String) {
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "&"): raw("&amp;")
            case UInt8(ascii: "<"): raw("&lt;")
            case UInt8(ascii: ">"): raw("&gt;")
            case UInt8(ascii: "\""): raw("&quot;")
            case 0x09, 0x0A, 0x0D: raw("&#\(byte);")
            case 0..<0x20: break
            default: out.append(byte)
            }
        }
    }
}
