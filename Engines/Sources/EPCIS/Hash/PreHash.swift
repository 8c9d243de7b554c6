import Identifiers

/// Builds the pre-hash string, CBV 2.0 section 8.9.
///
/// Order: the fields of the standard as listed in `bytes(of:)`; sensor data after them; then, sorted by their bytes, the lists of
/// transactions, destinations and sources, ILMD, and the fields of other namespaces. Inside a standard field its own
/// extensions follow its members; those whose namespace does not end in `/` come at the end instead, under the names that
/// lead to them. Lists are sorted; empty fields are left out. The rule for `/` is
/// that of the reference implementation, whose hashes are in circulation.
struct PreHash {
    let ignoring: Set<String>
    let dialect: EventHash.Dialect
    let prefixes: [String: String]
    /// True where JSON's true, false and null are spelt as the reference implementation's language does.
    let isPython: Bool

    func bytes(of event: Event) -> [UInt8] {
        var out: [UInt8] = []
        out.reserveCapacity(1024)
        put("eventType", event.type.name, &out, isPlain: true)
        time("eventTime", event.eventTime, &out)
        put("eventTimeZoneOffset", event.eventTimeZoneOffset, &out, isPlain: true)
        sorted(event.certificationInfo, &out) { put("certificationInfo", $0, &$1) }
        value("parentID", event.parentID, &out)
        list("epcList", event.epcList, &out)
        list("inputEPCList", event.inputEPCList, &out)
        list("childEPCs", event.childEPCs, &out)
        quantities("quantityList", event.quantityList, &out)
        quantities("childQuantityList", event.childQuantityList, &out)
        quantities("inputQuantityList", event.inputQuantityList, &out)
        list("outputEPCList", event.outputEPCList, &out)
        quantities("outputQuantityList", event.outputQuantityList, &out)
        if let action = event.action { put("action", action.rawValue, &out, isPlain: true) }
        value("transformationID", event.transformationID, &out)
        word("bizStep", event.bizStep, .bizStep, &out)
        word("disposition", event.disposition, .disposition, &out)
        if let both = event.persistentDisposition, !(both.set.isEmpty && both.unset.isEmpty) {
            out += "persistentDisposition".utf8
            sorted(both.set, &out) { word("set", $0, .disposition, &$1) }
            sorted(both.unset, &out) { word("unset", $0, .disposition, &$1) }
        }
        location("readPoint", event.readPoint, &out)
        location("bizLocation", event.bizLocation, &out)
        sensors(event.sensorElementList, &out)
        trailing(event, &out)
        return out
    }

    /// What the fixed order does not place, sorted.
    private func trailing(_ event: Event, _ out: inout [UInt8]) {
        var parts: [[UInt8]] = []
        func part(_ write: (inout [UInt8]) -> Void) {
            var bytes: [UInt8] = []
            write(&bytes)
            if !bytes.isEmpty { parts.append(bytes) }
        }
        part { references("bizTransactionList", "bizTransaction", event.bizTransactionList, .bizTransactionType, &$0) }
        part { references("sourceList", "source", event.sourceList, .sourceDestinationType, &$0) }
        part { references("destinationList", "destination", event.destinationList, .sourceDestinationType, &$0) }
        if !event.ilmd.isEmpty {
            part { bytes in
                bytes += "ilmd".utf8
                fields(event.ilmd, &bytes)
            }
        }
        part { late(event.readPoint, "readPoint", &$0) }
        part { late(event.bizLocation, "bizLocation", &$0) }
        part { lateSensors(event.sensorElementList, &$0) }
        parts += entries(event.extensions)
        join(&parts, &out)
    }

    // MARK: Extensions in standard fields that come at the end

    private func isLate(_ field: ExtensionField) -> Bool { !field.name.namespace.hasSuffix("/") }

    private func late(_ location: Location?, _ name: StaticString, _ out: inout [UInt8]) {
        guard let fields = location?.extensions.filter(isLate), !fields.isEmpty else { return }
        append(name, &out)
        self.fields(fields, &out)
    }

    private func lateSensors(_ elements: [SensorElement], _ out: inout [UInt8]) {
        var parts: [[UInt8]] = []
        for element in elements {
            var inner: [[UInt8]] = []
            func add(_ name: String, _ fields: [ExtensionField], bizRules: String? = nil) {
                var parts = entries(fields.filter(isLate))
                var rules: [UInt8] = []
                value("bizRules", bizRules, &rules)
                if !rules.isEmpty { parts.append(rules) }
                if parts.isEmpty { return }
                var bytes = Array(name.utf8)
                join(&parts, &bytes)
                inner.append(bytes)
            }
            add("sensorMetadata", element.metadata?.extensions ?? [])
            // The order of CBV 2.0 has no place for the business rules of a report.
            for report in element.reports { add("sensorReport", report.extensions, bizRules: report.bizRules) }
            inner += entries(element.extensions.filter(isLate))
            if inner.isEmpty { continue }
            var bytes = Array("sensorElement".utf8)
            join(&inner, &bytes)
            parts.append(bytes)
        }
        if parts.isEmpty { return }
        append("sensorElementList", &out)
        join(&parts, &out)
    }

    // MARK: Standard fields

    private func put(_ name: StaticString, _ value: String, _ out: inout [UInt8], isPlain: Bool = false) {
        append(name, &out)
        out.append(UInt8(ascii: "="))
        if isPlain { out += value.utf8 } else { canonical(value, &out) }
    }

    private func append(_ name: StaticString, _ out: inout [UInt8]) {
        out.append(contentsOf: UnsafeBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    }

    private func value(_ name: StaticString, _ value: String?, _ out: inout [UInt8]) {
        if let value, !value.isEmpty { put(name, value, &out) }
    }

    private func time(_ name: StaticString, _ time: Timestamp?, _ out: inout [UInt8]) {
        guard let time else { return }
        append(name, &out)
        out.append(UInt8(ascii: "="))
        Timestamp.appendUTC(time.milliseconds, to: &out)
    }

    private func word(_ name: StaticString, _ word: String?, _ list: Vocabulary, _ out: inout [UInt8]) {
        if let word, !word.isEmpty { put(name, list.web(word), &out) }
    }

    private func list(_ name: StaticString, _ epcs: [String], _ out: inout [UInt8]) {
        if epcs.isEmpty { return }
        append(name, &out)
        sorted(epcs, &out) { put("epc", $0, &$1) }
    }

    private func quantities(_ name: StaticString, _ quantities: [Quantity], _ out: inout [UInt8]) {
        if quantities.isEmpty { return }
        append(name, &out)
        sorted(quantities, &out) { quantity, out in
            append("quantityElement", &out)
            put("epcClass", quantity.epcClass, &out)
            value("quantity", quantity.quantity, &out)
            value("uom", quantity.uom, &out)
        }
    }

    private func location(_ name: StaticString, _ location: Location?, _ out: inout [UInt8]) {
        guard let location else { return }
        append(name, &out)
        put("id", location.id, &out)
        early(location.extensions, &out)
    }

    private func references(
        _ name: StaticString, _ key: StaticString, _ list: [TypedReference], _ types: Vocabulary, _ out: inout [UInt8]
    ) {
        if list.isEmpty { return }
        append(name, &out)
        sorted(list, &out) { reference, out in
            word("type", reference.type, types, &out)
            put(key, reference.id, &out)
        }
    }

    // MARK: Sensor data

    private func sensors(_ elements: [SensorElement], _ out: inout [UInt8]) {
        if elements.isEmpty { return }
        append("sensorElementList", &out)
        sorted(elements, &out) { element, out in
            append("sensorElement", &out)
            if let metadata = element.metadata { self.metadata(metadata, &out) }
            sorted(element.reports, &out) { report($0, &$1) }
            early(element.extensions, &out)
        }
    }

    private func metadata(_ data: SensorMetadata, _ out: inout [UInt8]) {
        let start = out.count
        append("sensorMetadata", &out)
        let named = out.count
        time("time", data.time, &out)
        time("startTime", data.startTime, &out)
        time("endTime", data.endTime, &out)
        value("deviceID", data.deviceID, &out)
        value("deviceMetadata", data.deviceMetadata, &out)
        value("rawData", data.rawData, &out)
        value("dataProcessingMethod", data.dataProcessingMethod, &out)
        value("bizRules", data.bizRules, &out)
        early(data.extensions, &out)
        if out.count == named { out.removeLast(out.count - start) }
    }

    private func report(_ report: SensorReport, _ out: inout [UInt8]) {
        append("sensorReport", &out)
        word("type", report.type, .measurement, &out)
        word("exception", report.exception, .alert, &out)
        value("deviceID", report.deviceID, &out)
        value("deviceMetadata", report.deviceMetadata, &out)
        value("rawData", report.rawData, &out)
        value("dataProcessingMethod", report.dataProcessingMethod, &out)
        time("time", report.time, &out)
        value("microorganism", report.microorganism, &out)
        value("chemicalSubstance", report.chemicalSubstance, &out)
        value("value", report.value, &out)
        word("component", report.component, .component, &out)
        value("stringValue", report.stringValue, &out)
        value("booleanValue", report.booleanValue.map(spelling), &out)
        value("hexBinaryValue", report.hexBinaryValue, &out)
        value("uriValue", report.uriValue, &out)
        value("minValue", report.minValue, &out)
        value("maxValue", report.maxValue, &out)
        value("meanValue", report.meanValue, &out)
        value("sDev", report.sDev, &out)
        value("percRank", report.percRank, &out)
        value("percValue", report.percValue, &out)
        value("uom", report.uom, &out)
        value("coordinateReferenceSystem", report.coordinateReferenceSystem, &out)
        early(report.extensions, &out)
    }

    // MARK: Extensions

    private func early(_ fields: [ExtensionField], _ out: inout [UInt8]) {
        if !fields.isEmpty { self.fields(fields.filter { !isLate($0) }, &out) }
    }

    private func fields(_ fields: [ExtensionField], _ out: inout [UInt8]) {
        if fields.isEmpty { return }
        var parts = entries(fields)
        join(&parts, &out)
    }

    private func entries(_ fields: [ExtensionField]) -> [[UInt8]] {
        var parts: [[UInt8]] = []
        for field in fields where !isIgnored(field.name) { entries(field.name, field.value, &parts) }
        return parts
    }

    private func isIgnored(_ name: FieldName) -> Bool {
        if name.local == "comment", name.namespace.isEmpty || name.namespace == Context.standard["rdfs"] { return true }
        return !ignoring.isEmpty && (ignoring.contains(name.expanded) || ignoring.contains(name.namespace + name.local))
    }

    private func entries(_ name: FieldName, _ value: ExtensionValue, _ parts: inout [[UInt8]]) {
        var bytes = Array(name.expanded.utf8)
        switch value {
        case .list(let values):
            for value in values { entries(name, value, &parts) }
            return
        case .object(let fields, let text):
            content(text ?? "", &bytes)
            self.fields(fields, &bytes)
        case .flag(let flag): content(spelling(flag), &bytes)
        case .null: content(isPython ? "None" : "", &bytes)
        default: content(value.scalar ?? "", &bytes)
        }
        parts.append(bytes)
    }

    private func spelling(_ flag: Bool) -> String { isPython ? (flag ? "True" : "False") : (flag ? "true" : "false") }

    private func content(_ text: String, _ bytes: inout [UInt8]) {
        let text = text.trimmed
        if text.isEmpty { return }
        bytes.append(UInt8(ascii: "="))
        canonical(text, &bytes)
    }

    // MARK: Values and order

    /// Words of the vocabulary, numbers and GS1 identities in their one spelling.
    private func canonical(_ text: String, _ out: inout [UInt8]) {
        var text = text.trimmed
        if !prefixes.isEmpty, let full = Prefixes.expanded(text, prefixes) { text = full }
        switch text.utf8.first {
        case UInt8(ascii: "u"), UInt8(ascii: "h"):
            if let link = CanonicalLink.of(text) {
                out += link.utf8
            } else {
                out += (text.hasPrefix("urn:epcglobal:cbv:") ? Self.webWord(text) : text).utf8
            }
        case UInt8(ascii: "g") where text.hasPrefix("gs1:"): out += ("https://gs1.org/voc/" + text.dropFirst(4)).utf8
        case UInt8(ascii: "c") where text.hasPrefix("cbv:"): out += ("https://ref.gs1.org/cbv/" + text.dropFirst(4)).utf8
        default:
            if !PlainNumber.append(text, to: &out, asDouble: dialect == .reference) { out += text.utf8 }
        }
    }

    private static func webWord(_ text: String) -> String {
        for list in [Vocabulary.bizStep, .disposition, .bizTransactionType, .sourceDestinationType, .errorReason]
        where text.hasPrefix(list.urnStem) {
            return list.webStem + text.dropFirst(list.urnStem.count)
        }
        return text
    }

    /// Writes the items one by one and puts them in the order of their bytes.
    private func sorted<Item>(_ items: [Item], _ out: inout [UInt8], _ write: (Item, inout [UInt8]) -> Void) {
        if items.count == 1 { return write(items[0], &out) }
        var parts = items.map { item in
            var bytes: [UInt8] = []
            write(item, &bytes)
            return bytes
        }
        join(&parts, &out)
    }

    private func join(_ parts: inout [[UInt8]], _ out: inout [UInt8]) {
        if parts.count > 1 { parts.sort { $0.lexicographicallyPrecedes($1) } }
        for part in parts { out += part }
    }
}

extension String {
    /// Without white space at both ends.
    var trimmed: String {
        func isSpace(_ byte: UInt8) -> Bool { byte == 32 || (9...13).contains(byte) }
        guard let first = utf8.first, let last = utf8.last, isSpace(first) || isSpace(last) else { return self }
        let inner = utf8.drop(while: isSpace)
        let end = inner.lastIndex { !isSpace($0) }
        guard let end else { return "" }
        return String(self[inner.startIndex...end])
    }
}
