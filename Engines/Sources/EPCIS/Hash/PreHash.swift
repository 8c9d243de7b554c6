import Identifiers

/// Builds the pre-hash string, CBV 2.0 section 8.9.
///
/// Order: the fields of the standard as listed in `bytes(of:)`; sensor data after them; then, sorted by their bytes, the lists of
/// transactions, destinations and sources, ILMD, and the fields of other namespaces. Inside a standard field its own
/// extensions follow its members. Lists are sorted; empty fields are left out.
struct PreHash {
    let ignoring: Set<String>

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
        parts += entries(event.extensions)
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
        fields(location.extensions, &out)
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
            fields(element.extensions, &out)
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
        fields(data.extensions, &out)
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
        value("booleanValue", report.booleanValue.map { $0 ? "true" : "false" }, &out)
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
        value("bizRules", report.bizRules, &out)
        fields(report.extensions, &out)
    }

    // MARK: Extensions

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
        return !ignoring.isEmpty && ignoring.contains(name.expanded)
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
        default: content(value.scalar ?? "", &bytes)
        }
        parts.append(bytes)
    }

    private func content(_ text: String, _ bytes: inout [UInt8]) {
        let text = text.trimmed
        if text.isEmpty { return }
        bytes.append(UInt8(ascii: "="))
        canonical(text, &bytes)
    }

    // MARK: Values and order

    /// Words of the vocabulary, numbers and GS1 identities in their one spelling.
    private func canonical(_ text: String, _ out: inout [UInt8]) {
        let text = text.trimmed
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
            if !PlainNumber.append(text, to: &out) { out += text.utf8 }
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

/// Numbers without sign plus, leading or trailing zeros or exponent.
enum PlainNumber {
    /// Appends the number and says true, or appends nothing where the text is no decimal number.
    static func append(_ text: String, to out: inout [UInt8]) -> Bool {
        guard let first = text.utf8.first, first &- 48 < 10 || first == 43 || first == 45 || first == 46 else { return false }
        guard let number = parts(Array(text.utf8)) else { return false }
        var digits = number.digits
        // The place of the point, counted from the first digit.
        var point = number.point
        while digits.count > max(point, 0), digits.last == 48 { digits.removeLast() }
        var lead = 0
        while lead < digits.count, lead < point, digits[lead] == 48 { lead += 1 }
        digits.removeFirst(lead)
        point -= lead
        if digits.allSatisfy({ $0 == 48 }) {
            out.append(48)
            return true
        }
        if number.isNegative { out.append(UInt8(ascii: "-")) }
        if point <= 0 {
            out += [48, UInt8(ascii: ".")]
            out += repeatElement(48, count: -point)
            out += digits
        } else if point >= digits.count {
            out += digits
            out += repeatElement(48, count: point - digits.count)
        } else {
            out += digits[..<point]
            out.append(UInt8(ascii: "."))
            out += digits[point...]
        }
        return true
    }

    private static func parts(_ bytes: [UInt8]) -> (isNegative: Bool, digits: [UInt8], point: Int)? {
        var index = 0
        let isNegative = bytes[0] == 45
        if bytes[0] == 43 || bytes[0] == 45 { index = 1 }
        var digits: [UInt8] = []
        var point: Int?
        while index < bytes.count {
            if bytes[index] &- 48 < 10 {
                digits.append(bytes[index])
            } else if bytes[index] == UInt8(ascii: "."), point == nil {
                point = digits.count
            } else {
                break
            }
            index += 1
        }
        if digits.isEmpty { return nil }
        var exponent = 0
        if index < bytes.count {
            guard bytes[index] | 32 == UInt8(ascii: "e"), index + 1 < bytes.count, bytes.count - index < 6,
                let value = Int(String(decoding: bytes[(index + 1)...], as: UTF8.self)), abs(value) <= 400
            else { return nil }
            exponent = value
        }
        return (isNegative, digits, (point ?? digits.count) + exponent)
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
