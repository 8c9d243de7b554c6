/// Writes documents as JSON-LD 2.0: bare words of the vocabulary, fields in the order of the standard, one event a line.
struct JSONWriter {
    private var out: [UInt8] = []
    private var prefixes = Prefixes()

    static let context = "https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld"

    static func write(_ document: EPCISDocument) -> [UInt8] {
        var writer = JSONWriter()
        writer.choosePrefixes(document)
        if document.kind == .event, let event = document.events.first {
            writer.event(event, hasContext: true)
        } else {
            writer.document(document)
        }
        writer.out.append(0x0A)
        return writer.out
    }

    private mutating func choosePrefixes(_ document: EPCISDocument) {
        var schemes: Set<String> = []
        for event in document.events where event.valuePrefixes == nil { event.collectSchemes(into: &schemes) }
        prefixes = Prefixes(reserved: schemes.union(["epcis", "rdfs", "owl", "xsd", "dcterms"]))
        let isJSON = document.events.contains { $0.valuePrefixes != nil }
        for entry in document.prefixes where isJSON { prefixes.keep(entry.prefix, entry.namespace) }
        for event in document.events {
            for (prefix, namespace) in (event.valuePrefixes ?? [:]).sorted(by: { $0.key < $1.key }) {
                prefixes.keep(prefix, namespace)
            }
        }
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
        object { writer in
            writer.contextMember()
            if let id = document.id { writer.member("id", id) }
            writer.member("type", isQuery ? "EPCISQueryDocument" : "EPCISDocument")
            writer.member("schemaVersion", "2.0")
            let date = document.creationDate ?? document.events.map(\.eventTime).max() ?? Timestamp(milliseconds: 0)
            writer.member("creationDate", date.hasOffset ? date.text : date.utc)
            if !isQuery {
                if let text = document.instanceIdentifier { writer.member("instanceIdentifier", text) }
                if let text = document.sender { writer.member("sender", text) }
                if let text = document.receiver { writer.member("receiver", text) }
            }
            writer.fields(document.extensions)
            if !isQuery, !document.vocabularies.isEmpty {
                writer.member("epcisHeader") {
                    $0.object { $0.member("epcisMasterData") { $0.object { $0.vocabularies(document) } } }
                }
            }
            writer.member("epcisBody") { writer in
                writer.object { writer in
                    guard isQuery else { return writer.events(document.events) }
                    writer.member("queryResults") { $0.object { $0.results(document) } }
                }
            }
        }
    }

    private mutating func results(_ document: EPCISDocument) {
        member("queryName", document.queryName ?? "SimpleEventQuery")
        if let id = document.subscriptionID { member("subscriptionID", id) }
        member("resultsBody") { writer in
            writer.object { writer in
                writer.events(document.events)
                if !document.vocabularies.isEmpty { writer.vocabularies(document) }
            }
        }
    }

    private mutating func contextMember() {
        member("@context") { writer in
            writer.array { writer in
                writer.item { $0.string(Self.context) }
                if writer.prefixes.declared.isEmpty { return }
                writer.item { writer in
                    writer.object { writer in
                        for entry in writer.prefixes.declared { writer.member(entry.prefix, entry.namespace) }
                    }
                }
            }
        }
    }

    private mutating func events(_ events: [Event]) {
        member("eventList") { writer in
            writer.array { writer in
                for event in events {
                    writer.item { writer in
                        writer.out.append(0x0A)
                        writer.event(event, hasContext: false)
                    }
                }
            }
        }
    }

    private mutating func vocabularies(_ document: EPCISDocument) {
        list("vocabularyList", document.vocabularies) { writer, list in
            writer.object { writer in
                writer.member("type", list.type)
                writer.list("vocabularyElementList", list.elements) { writer, element in
                    writer.object { writer in
                        writer.member("id", element.id)
                        writer.list("attributes", element.attributes) { writer, attribute in
                            writer.object { writer in
                                writer.member("id", attribute.id)
                                writer.member("attribute") { $0.value(attribute.value) }
                            }
                        }
                        writer.list("children", element.children) { $0.string($1) }
                    }
                }
            }
        }
    }

    // MARK: Event

    private mutating func event(_ event: Event, hasContext: Bool) {
        object { writer in
            if hasContext { writer.contextMember() }
            writer.member("type", event.type.name)
            writer.member("eventID", event.eventID)
            writer.member("eventTime", event.eventTime.hasOffset ? event.eventTime.text : event.eventTime.utc)
            writer.member("eventTimeZoneOffset", event.eventTimeZoneOffset)
            if let time = event.recordTime { writer.member("recordTime", time.hasOffset ? time.text : time.utc) }
            if let declaration = event.errorDeclaration { writer.errorDeclaration(declaration) }
            writer.list("certificationInfo", event.certificationInfo) { $0.string($1) }
            writer.what(event)
            writer.why(event)
            writer.list("sensorElementList", event.sensorElementList) { $0.sensorElement($1) }
            if !event.ilmd.isEmpty { writer.member("ilmd") { $0.object { $0.fields(event.ilmd) } } }
            writer.fields(event.extensions)
        }
    }

    private mutating func what(_ event: Event) {
        member("parentID", event.parentID)
        // The schema wants the list of an ObjectEvent or TransactionEvent even where it is empty.
        let needsList = (event.type == .object || event.type == .transaction) && event.quantityList.isEmpty
        if needsList || !event.epcList.isEmpty {
            member("epcList") { w in w.array { w in for epc in event.epcList { w.item { $0.string(epc) } } } }
        }
        quantities("quantityList", event.quantityList)
        list("childEPCs", event.childEPCs) { $0.string($1) }
        quantities("childQuantityList", event.childQuantityList)
        list("inputEPCList", event.inputEPCList) { $0.string($1) }
        quantities("inputQuantityList", event.inputQuantityList)
        list("outputEPCList", event.outputEPCList) { $0.string($1) }
        quantities("outputQuantityList", event.outputQuantityList)
        member("transformationID", event.transformationID)
        member("action", event.action?.rawValue)
    }

    private mutating func why(_ event: Event) {
        member("bizStep", event.bizStep)
        member("disposition", event.disposition)
        if let both = event.persistentDisposition {
            member("persistentDisposition") { writer in
                writer.object { writer in
                    writer.list("set", both.set) { $0.string($1) }
                    writer.list("unset", both.unset) { $0.string($1) }
                }
            }
        }
        location("readPoint", event.readPoint)
        location("bizLocation", event.bizLocation)
        references("bizTransactionList", "bizTransaction", event.bizTransactionList)
        references("sourceList", "source", event.sourceList)
        references("destinationList", "destination", event.destinationList)
    }

    private mutating func quantities(_ name: String, _ quantities: [Quantity]) {
        list(name, quantities) { writer, quantity in
            writer.object { writer in
                writer.member("epcClass", quantity.epcClass)
                writer.number("quantity", quantity.quantity)
                writer.member("uom", quantity.uom)
            }
        }
    }

    private mutating func location(_ name: String, _ location: Location?) {
        guard let location else { return }
        member(name) { writer in
            writer.object { writer in
                writer.member("id", location.id)
                writer.fields(location.extensions)
            }
        }
    }

    private mutating func references(_ name: String, _ key: String, _ references: [TypedReference]) {
        list(name, references) { writer, reference in
            writer.object { writer in
                writer.member("type", reference.type)
                writer.member(key, reference.id)
            }
        }
    }

    private mutating func errorDeclaration(_ declaration: ErrorDeclaration) {
        member("errorDeclaration") { writer in
            writer.object { writer in
                let time = declaration.declarationTime
                writer.member("declarationTime", time.hasOffset ? time.text : time.utc)
                writer.member("reason", declaration.reason)
                writer.list("correctiveEventIDs", declaration.correctiveEventIDs) { $0.string($1) }
                writer.fields(declaration.extensions)
            }
        }
    }

    private mutating func sensorElement(_ element: SensorElement) {
        object { writer in
            if let data = element.metadata {
                writer.member("sensorMetadata") { writer in
                    writer.object { writer in
                        for field in data.scalars { writer.member(field.name, field.value) }
                        writer.fields(data.extensions)
                    }
                }
            }
            writer.list("sensorReport", element.reports) { writer, report in
                writer.object { writer in
                    for field in report.scalars {
                        switch field.kind {
                        case .text: writer.member(field.name, field.value)
                        case .number: writer.number(field.name, field.value)
                        case .flag: writer.member(field.name) { $0.out += field.value.utf8 }
                        }
                    }
                    writer.fields(report.extensions)
                }
            }
            writer.fields(element.extensions)
        }
    }

    // MARK: Extensions

    private mutating func fields(_ fields: [ExtensionField]) {
        for field in fields { member(prefixes.written(field.name)) { $0.value(field.value) } }
    }

    private mutating func value(_ value: ExtensionValue) {
        switch value {
        case .text(let text): string(text)
        case .number(let digits): out += digits.utf8
        case .flag(let flag): out += (flag ? "true" : "false").utf8
        case .null: out += "null".utf8
        case .list(let values): array { writer in for value in values { writer.item { $0.value(value) } } }
        case .object(let fields, let text):
            object { writer in
                if let text { writer.member("#text", text) }
                writer.fields(fields)
            }
        }
    }

    // MARK: Syntax

    private mutating func object(_ body: (inout JSONWriter) -> Void) {
        out.append(UInt8(ascii: "{"))
        body(&self)
        close(UInt8(ascii: "}"))
    }

    private mutating func array(_ body: (inout JSONWriter) -> Void) {
        out.append(UInt8(ascii: "["))
        body(&self)
        close(UInt8(ascii: "]"))
    }

    private mutating func close(_ bracket: UInt8) {
        if out.last == UInt8(ascii: ",") { out.removeLast() }
        out.append(bracket)
    }

    private mutating func item(_ body: (inout JSONWriter) -> Void) {
        body(&self)
        out.append(UInt8(ascii: ","))
    }

    private mutating func member(_ name: String, _ body: (inout JSONWriter) -> Void) {
        string(name)
        out.append(UInt8(ascii: ":"))
        body(&self)
        out.append(UInt8(ascii: ","))
    }

    private mutating func member(_ name: String, _ text: String?) {
        if let text { member(name) { $0.string(text) } }
    }

    /// Digits that JSON would not take as a number are written as one: `+5`, `.5`, `5.`.
    private mutating func number(_ name: String, _ digits: String?) {
        guard let digits else { return }
        member(name) { writer in
            if Self.isJSONNumber(digits) {
                writer.out += digits.utf8
            } else if !PlainNumber.append(digits, to: &writer.out) {
                writer.string(digits)
            }
        }
    }

    private static func isJSONNumber(_ text: String) -> Bool {
        var tape = JSONTape()
        var text = text
        return text.withUTF8 { bytes in
            guard case .complete(let end) = tape.read(bytes, from: 0, isFinal: true) else { return false }
            return end == bytes.count && tape.kind(0) == .number
        }
    }

    private mutating func list<Item>(_ name: String, _ items: [Item], _ body: (inout JSONWriter, Item) -> Void) {
        if items.isEmpty { return }
        member(name) { writer in writer.array { writer in for item in items { writer.item { body(&$0, item) } } } }
    }

    private mutating func string(_ text: String) {
        out.append(UInt8(ascii: "\""))
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "\""), UInt8(ascii: "\\"): out += [UInt8(ascii: "\\"), byte]
            case 0x0A: out += "\\n".utf8
            case 0x0D: out += "\\r".utf8
            case 0x09: out += "\\t".utf8
            case 0..<0x20:
                let hex = Array("0123456789abcdef".utf8)
                out += "\\u00".utf8
                out += [hex[Int(byte >> 4)], hex[Int(byte & 15)]]
            default: out.append(byte)
            }
        }
        out.append(UInt8(ascii: "\""))
    }
}
