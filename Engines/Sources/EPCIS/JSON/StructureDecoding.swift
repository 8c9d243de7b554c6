import Findings

/// The structures inside an event, each after its definition in the schema.
extension EventDecoder {
    mutating func quantities(_ node: Int) -> [Quantity] {
        items(node).map { item in
            var quantity = Quantity(epcClass: "")
            var hasClass = false
            members(
                item,
                { decoder, name, value in
                    switch name {
                    case "epcClass":
                        hasClass = true
                        quantity.epcClass = decoder.uri(value) ?? ""
                    case "quantity": quantity.quantity = decoder.decimal(value)
                    case "uom":
                        quantity.uom = decoder.text(value)
                        if let uom = quantity.uom, !Self.isUnit(uom) { decoder.fault(.unitWrong, value, ["value": uom]) }
                    default: return false
                    }
                    return true
                }, rest: Self.refuse)
            if !hasClass, tape.kind(item) == .object { fault(.fieldMissing, item, ["field": "epcClass"]) }
            return quantity
        }
    }

    /// UN/CEFACT recommendation 20: two or three capitals or digits.
    static func isUnit(_ text: String) -> Bool {
        (2...3).contains(text.utf8.count) && text.utf8.allSatisfy { $0 &- 48 < 10 || $0 &- 65 < 26 }
    }

    mutating func references(_ node: Int, _ key: String, _ list: Vocabulary, needsType: Bool) -> [TypedReference] {
        items(node).map { item in
            var reference = TypedReference(type: nil, id: "")
            var hasID = false
            var hasType = false
            members(
                item,
                { decoder, name, value in
                    if name == key {
                        hasID = true
                        reference.id = decoder.uri(value) ?? ""
                    } else if name == "type" {
                        hasType = true
                        reference.type = decoder.word(value, list)
                    } else {
                        return false
                    }
                    return true
                }, rest: Self.refuse)
            if tape.kind(item) == .object {
                if !hasID { fault(.fieldMissing, item, ["field": key]) }
                if needsType, !hasType { fault(.fieldMissing, item, ["field": "type"]) }
            }
            return reference
        }
    }

    mutating func location(_ node: Int) -> Location? {
        var location = Location(id: "")
        var hasID = false
        members(
            node,
            { decoder, name, value in
                guard name == "id" else { return false }
                hasID = true
                location.id = decoder.uri(value) ?? ""
                return true
            },
            rest: { decoder, text, _, value in decoder.appendExtension(text, value, to: &location.extensions) })
        if !hasID, tape.kind(node) == .object { fault(.fieldMissing, node, ["field": "id"]) }
        return hasID ? location : nil
    }

    mutating func persistentDisposition(_ node: Int) -> PersistentDisposition? {
        var both = PersistentDisposition()
        var isThere = false
        members(
            node,
            { decoder, name, value in
                guard name == "set" || name == "unset" else { return false }
                isThere = true
                var words: [String] = []
                for item in decoder.items(value) {
                    guard let word = decoder.word(item, .disposition) else { continue }
                    if words.contains(word) { decoder.fault(.listRepeats, item) }
                    words.append(word)
                }
                if words.isEmpty { decoder.fault(.listEmpty, value) }
                if name == "set" { both.set = words } else { both.unset = words }
                return true
            }, rest: Self.refuse)
        if !isThere, tape.kind(node) == .object { fault(.fieldMissing, node, ["field": "set / unset"]) }
        return both
    }

    mutating func errorDeclaration(_ node: Int) -> ErrorDeclaration? {
        var declaration = ErrorDeclaration(declarationTime: Timestamp(milliseconds: 0))
        var hasTime = false
        members(
            node,
            { decoder, name, value in
                switch name {
                case "declarationTime":
                    hasTime = true
                    if let time = decoder.time(value) { declaration.declarationTime = time }
                case "reason": declaration.reason = decoder.word(value, .errorReason)
                case "correctiveEventIDs": declaration.correctiveEventIDs = decoder.uris(value, unique: false)
                default: return false
                }
                return true
            },
            rest: { decoder, text, name, value in decoder.appendNamespaced(text, name, value, to: &declaration.extensions) })
        if !hasTime, tape.kind(node) == .object { fault(.fieldMissing, node, ["field": "declarationTime"]) }
        return declaration
    }

    mutating func ilmd(_ node: Int) -> [ExtensionField] {
        var fields: [ExtensionField] = []
        members(
            node, { _, _, _ in false },
            rest: { decoder, text, name, value in decoder.appendNamespaced(text, name, value, to: &fields) })
        return fields
    }

    mutating func sensorElements(_ node: Int) -> [SensorElement] {
        items(node).map { item in
            var element = SensorElement()
            var hasReports = false
            members(
                item,
                { decoder, name, value in
                    switch name {
                    case "sensorMetadata": element.metadata = decoder.sensorMetadata(value)
                    case "sensorReport":
                        hasReports = true
                        element.reports = decoder.items(value).map { decoder.sensorReport($0) }
                        if element.reports.isEmpty { decoder.fault(.listEmpty, value) }
                    default: return false
                    }
                    return true
                },
                rest: { decoder, text, name, value in decoder.appendNamespaced(text, name, value, to: &element.extensions) })
            if !hasReports, tape.kind(item) == .object { fault(.fieldMissing, item, ["field": "sensorReport"]) }
            return element
        }
    }

    private mutating func sensorMetadata(_ node: Int) -> SensorMetadata {
        var data = SensorMetadata()
        members(
            node,
            { decoder, name, value in
                switch name {
                case "time": data.time = decoder.time(value)
                case "startTime": data.startTime = decoder.time(value)
                case "endTime": data.endTime = decoder.time(value)
                case "deviceID": data.deviceID = decoder.uri(value)
                case "deviceMetadata": data.deviceMetadata = decoder.uri(value)
                case "rawData": data.rawData = decoder.uri(value)
                case "dataProcessingMethod": data.dataProcessingMethod = decoder.uri(value)
                case "bizRules": data.bizRules = decoder.uri(value)
                default: return false
                }
                return true
            },
            rest: { decoder, text, name, value in decoder.appendNamespaced(text, name, value, to: &data.extensions) })
        return data
    }

    private mutating func sensorReport(_ node: Int) -> SensorReport {
        var report = SensorReport()
        members(
            node,
            { decoder, name, value in decoder.sensorField(name, value, into: &report) },
            rest: { decoder, text, name, value in decoder.appendNamespaced(text, name, value, to: &report.extensions) })
        if member("type", of: node) == nil, tape.kind(node) == .object { fault(.fieldMissing, node, ["field": "type"]) }
        return report
    }

    private mutating func sensorField(_ name: String, _ value: Int, into report: inout SensorReport) -> Bool {
        switch name {
        case "type": report.type = word(value, .measurement)
        case "exception": report.exception = word(value, .alert)
        case "deviceID": report.deviceID = uri(value)
        case "deviceMetadata": report.deviceMetadata = uri(value)
        case "rawData": report.rawData = uri(value)
        case "dataProcessingMethod": report.dataProcessingMethod = uri(value)
        case "bizRules": report.bizRules = uri(value)
        case "time": report.time = time(value)
        case "microorganism": report.microorganism = uri(value)
        case "chemicalSubstance": report.chemicalSubstance = uri(value)
        case "coordinateReferenceSystem": report.coordinateReferenceSystem = uri(value)
        case "value": report.value = decimal(value)
        case "component": report.component = word(value, .component)
        case "stringValue": report.stringValue = text(value)
        case "booleanValue":
            if tape.kind(value) == .yes || tape.kind(value) == .no {
                report.booleanValue = tape.kind(value) == .yes
            } else {
                fault(.jsonType, value, ["expected": "boolean"])
            }
        case "hexBinaryValue":
            report.hexBinaryValue = text(value)
            if let hex = report.hexBinaryValue, hex.isEmpty || !hex.utf8.allSatisfy(Self.isHex) {
                fault(.hexWrong, value, ["value": hex])
            }
        case "uriValue": report.uriValue = uri(value)
        case "minValue": report.minValue = decimal(value)
        case "maxValue": report.maxValue = decimal(value)
        case "meanValue": report.meanValue = decimal(value)
        case "sDev": report.sDev = decimal(value)
        case "percRank": report.percRank = decimal(value)
        case "percValue": report.percValue = decimal(value)
        case "uom": report.uom = text(value)
        default: return false
        }
        return true
    }

    static func isHex(_ byte: UInt8) -> Bool { byte &- 48 < 10 || (byte | 32) &- 97 < 6 }
}
