import Findings

/// Makes an event of an XML tree, and says what the XML schema has against it: names, order, required elements, values.
struct XMLEventDecoder {
    let tree: XMLTree
    let isOld: Bool
    private var faults: [(node: Int, finding: Finding)] = []

    init(tree: XMLTree, isOld: Bool) {
        self.tree = tree
        self.isOld = isOld
    }

    mutating func fault(_ code: FindingCode, _ node: Int, _ arguments: [String: String] = [:]) {
        if faults.count < 1000 { faults.append((node, Finding(code, arguments))) }
    }

    /// A name that the schema does not have here: in EPCIS 1.x, where wrappers hold anything, only worth a remark.
    private mutating func unknown(_ node: Int) {
        fault(isOld ? .fieldUnknownOld : .fieldUnknown, node, ["field": tree.nodes[node].name.local])
    }

    mutating func takeFindings(under prefix: String, event: Int?) -> [Finding] {
        defer { faults.removeAll() }
        return faults.map { fault in
            let pointer = Place.pointer(prefix + tree.path(fault.node))
            return Finding(fault.finding.code, at: event.map { .item($0, pointer) } ?? pointer, fault.finding.arguments)
        }
    }

    mutating func event(_ node: Int) -> Event? {
        let name = tree.nodes[node].name
        let type = EventType(name.local)
        var event = Event(type: type, eventTime: Timestamp(milliseconds: 0), eventTimeZoneOffset: "")
        if case .other = type {
            event.type = .other(name.prefix.isEmpty ? name.expanded : "\(name.prefix):\(name.local)")
        }
        let children = tree.flatChildren(of: node)
        // Wrapped elements stand behind the others, so their order says nothing.
        let hasOrder = !isOld && children.count == tree.nodes[node].children.count
        let order = EventField.xmlOrder(of: type)
        var seen: EventField.Set = []
        var last = -1
        for child in children {
            let childName = tree.nodes[child].name
            guard childName.isStandard, let field = EventField.named[childName.local], field != .type else {
                if childName.isStandard { unknown(child) }
                event.extensions.append(self.field(child))
                last = Int.max
                continue
            }
            if let order {
                guard let place = order.firstIndex(of: field) else {
                    unknown(child)
                    continue
                }
                if hasOrder, place <= last { fault(place == last ? .fieldTwice : .fieldOrder, child, ["field": childName.local]) }
                last = max(last, place)
            }
            seen.insert(field)
            decode(field, child, into: &event)
        }
        for attribute in tree.nodes[node].attributes where !attribute.name.namespace.isEmpty {
            event.extensions.append(
                ExtensionField(name: attribute.name, value: .text(attribute.value), isAttribute: true))
        }
        event.extensions = Self.gathered(event.extensions)
        for field in EventField.required(in: type) where !seen.contains(field) {
            fault(.fieldMissing, node, ["field": field.name])
        }
        return event
    }

    private mutating func decode(_ field: EventField, _ node: Int, into event: inout Event) {
        switch field {
        case .context, .type: break
        case .eventTime: if let time = time(node) { event.eventTime = time }
        case .recordTime: event.recordTime = time(node)
        case .eventTimeZoneOffset:
            event.eventTimeZoneOffset = tree.text(node)
            if !EventDecoder.isOffset(event.eventTimeZoneOffset) { fault(.offsetWrong, node, ["value": tree.text(node)]) }
        case .eventID: event.eventID = uri(node)
        case .certificationInfo: event.certificationInfo.append(uri(node))
        case .errorDeclaration: event.errorDeclaration = errorDeclaration(node)
        case .action:
            event.action = Action(rawValue: tree.text(node))
            if event.action == nil { fault(.actionWrong, node, ["value": tree.text(node)]) }
        case .parentID: event.parentID = tree.text(node).isEmpty ? nil : uri(node)
        case .epcList: event.epcList = epcs(node)
        case .childEPCs: event.childEPCs = epcs(node)
        case .inputEPCList: event.inputEPCList = epcs(node)
        case .outputEPCList: event.outputEPCList = epcs(node)
        case .quantityList: event.quantityList = quantities(node)
        case .childQuantityList: event.childQuantityList = quantities(node)
        case .inputQuantityList: event.inputQuantityList = quantities(node)
        case .outputQuantityList: event.outputQuantityList = quantities(node)
        case .transformationID: event.transformationID = uri(node)
        case .bizStep: event.bizStep = word(node, .bizStep)
        case .disposition: event.disposition = word(node, .disposition)
        case .persistentDisposition: event.persistentDisposition = persistentDisposition(node)
        case .readPoint: event.readPoint = location(node)
        case .bizLocation: event.bizLocation = location(node)
        case .bizTransactionList:
            event.bizTransactionList = references(node, "bizTransaction", .bizTransactionType, needsType: false)
        case .sourceList: event.sourceList = references(node, "source", .sourceDestinationType, needsType: true)
        case .destinationList: event.destinationList = references(node, "destination", .sourceDestinationType, needsType: true)
        case .sensorElementList: event.sensorElementList = sensorElements(node)
        case .ilmd: event.ilmd = Self.gathered(extensionFields(tree.flatChildren(of: node)))
        }
    }

    // MARK: Values

    mutating func time(_ node: Int) -> Timestamp? {
        let text = tree.text(node)
        if let time = Timestamp(text), time.hasOffset || isOld { return time }
        if let time = Timestamp(withoutSeconds: text), time.hasOffset {
            fault(.timeSeconds, node, ["value": text])
            return time
        }
        fault(.timeWrong, node, ["value": text])
        return nil
    }

    mutating func uri(_ node: Int) -> String { tree.text(node) }

    private mutating func word(_ node: Int, _ list: Vocabulary) -> String? {
        let text = tree.text(node)
        return text.isEmpty ? nil : list.bare(text)
    }

    private mutating func number(_ text: String, _ node: Int) -> String {
        var digits: [UInt8] = []
        if !PlainNumber.append(text, to: &digits) { fault(.numberWrong, node, ["value": text]) }
        return text
    }

    /// The children of a list, which must all have one name.
    private mutating func items(_ node: Int, _ name: String) -> [Int] {
        tree.flatChildren(of: node).filter { child in
            let childName = tree.nodes[child].name
            if childName.isStandard, childName.local == name { return true }
            if childName.isStandard { unknown(child) }
            return false
        }
    }

    private mutating func epcs(_ node: Int) -> [String] { items(node, "epc").map { tree.text($0) }.filter { !$0.isEmpty } }

    private mutating func quantities(_ node: Int) -> [Quantity] {
        items(node, "quantityElement").map { item in
            var quantity = Quantity(epcClass: "")
            for child in tree.nodes[item].children {
                switch tree.nodes[child].name.local {
                case "epcClass": quantity.epcClass = tree.text(child)
                case "quantity": if !tree.text(child).isEmpty { quantity.quantity = number(tree.text(child), child) }
                case "uom": quantity.uom = tree.text(child)
                default: unknown(child)
                }
            }
            if quantity.epcClass.isEmpty { fault(.fieldMissing, item, ["field": "epcClass"]) }
            return quantity
        }
    }

    private mutating func references(_ node: Int, _ name: String, _ list: Vocabulary, needsType: Bool) -> [TypedReference] {
        let found = items(node, name)
        if found.isEmpty { fault(.listEmpty, node) }
        return found.map { item in
            let type = tree.attribute("type", of: item)
            if type == nil, needsType { fault(.fieldMissing, item, ["field": "type"]) }
            return TypedReference(type: type.map { list.bare($0) }, id: tree.text(item))
        }
    }

    private mutating func location(_ node: Int) -> Location? {
        var location = Location(id: "")
        var hasID = false
        var others: [Int] = []
        for child in tree.flatChildren(of: node) {
            let name = tree.nodes[child].name
            if name.isStandard, name.local == "id" {
                hasID = true
                location.id = tree.text(child)
            } else {
                if name.isStandard, !isWrapped(child, below: node) { unknown(child) }
                others.append(child)
            }
        }
        location.extensions = Self.gathered(extensionFields(others))
        if !hasID { fault(.fieldMissing, node, ["field": "id"]) }
        return hasID ? location : nil
    }

    /// Inside a wrapper names without namespace are the user's own.
    private func isWrapped(_ child: Int, below node: Int) -> Bool { tree.nodes[child].parent != node }

    private mutating func persistentDisposition(_ node: Int) -> PersistentDisposition {
        var both = PersistentDisposition()
        for child in tree.flatChildren(of: node) {
            guard let word = word(child, .disposition) else { continue }
            switch tree.nodes[child].name.local {
            case "set": both.set.append(word)
            case "unset": both.unset.append(word)
            default: unknown(child)
            }
        }
        return both
    }

    private mutating func errorDeclaration(_ node: Int) -> ErrorDeclaration {
        var declaration = ErrorDeclaration(declarationTime: Timestamp(milliseconds: 0))
        var hasTime = false
        var others: [Int] = []
        for child in tree.flatChildren(of: node) {
            let name = tree.nodes[child].name
            switch name.isStandard ? name.local : "" {
            case "declarationTime":
                hasTime = true
                if let time = time(child) { declaration.declarationTime = time }
            case "reason": declaration.reason = word(child, .errorReason)
            case "correctiveEventIDs": declaration.correctiveEventIDs = items(child, "correctiveEventID").map { tree.text($0) }
            default:
                if name.isStandard, !isWrapped(child, below: node) { unknown(child) }
                others.append(child)
            }
        }
        declaration.extensions = Self.gathered(extensionFields(others))
        if !hasTime { fault(.fieldMissing, node, ["field": "declarationTime"]) }
        return declaration
    }

    // MARK: Sensor data

    private mutating func sensorElements(_ node: Int) -> [SensorElement] {
        let found = items(node, "sensorElement")
        if found.isEmpty { fault(.listEmpty, node) }
        return found.map { item in
            var element = SensorElement()
            var others: [Int] = []
            for child in tree.flatChildren(of: item) {
                let name = tree.nodes[child].name
                switch name.isStandard ? name.local : "" {
                case "sensorMetadata": element.metadata = sensorMetadata(child)
                case "sensorReport": element.reports.append(sensorReport(child))
                default:
                    if name.isStandard, !isWrapped(child, below: item) { unknown(child) }
                    others.append(child)
                }
            }
            element.extensions = Self.gathered(extensionFields(others))
            if element.reports.isEmpty { fault(.fieldMissing, item, ["field": "sensorReport"]) }
            return element
        }
    }

    private mutating func stamp(_ text: String, _ node: Int) -> Timestamp? {
        guard let time = Timestamp(text), time.hasOffset else {
            fault(.timeWrong, node, ["value": text])
            return nil
        }
        return time
    }

    private mutating func sensorMetadata(_ node: Int) -> SensorMetadata {
        var data = SensorMetadata()
        for (name, raw) in tree.nodes[node].attributes {
            let value = raw.trimmed
            switch name.namespace.isEmpty ? name.local : "" {
            case "time": data.time = stamp(value, node)
            case "startTime": data.startTime = stamp(value, node)
            case "endTime": data.endTime = stamp(value, node)
            case "deviceID": data.deviceID = value
            case "deviceMetadata": data.deviceMetadata = value
            case "rawData": data.rawData = value
            case "dataProcessingMethod": data.dataProcessingMethod = value
            case "bizRules": data.bizRules = value
            default: appendAttribute(name, raw, node, to: &data.extensions)
            }
        }
        data.extensions = Self.gathered(data.extensions + extensionFields(tree.nodes[node].children))
        return data
    }

    private mutating func appendAttribute(_ name: FieldName, _ value: String, _ node: Int, to fields: inout [ExtensionField]) {
        if name.namespace.isEmpty { unknown(node) }
        fields.append(ExtensionField(name: name, value: .text(value), isAttribute: true))
    }

    private mutating func sensorReport(_ node: Int) -> SensorReport {
        var report = SensorReport()
        for (name, raw) in tree.nodes[node].attributes {
            let value = raw.trimmed
            switch name.namespace.isEmpty ? name.local : "" {
            case "type": report.type = Vocabulary.measurement.bare(value)
            case "exception": report.exception = Vocabulary.alert.bare(value)
            case "component": report.component = Vocabulary.component.bare(value)
            case "deviceID": report.deviceID = value
            case "deviceMetadata": report.deviceMetadata = value
            case "rawData": report.rawData = value
            case "dataProcessingMethod": report.dataProcessingMethod = value
            case "bizRules": report.bizRules = value
            case "time": report.time = stamp(value, node)
            case "microorganism": report.microorganism = value
            case "chemicalSubstance": report.chemicalSubstance = value
            case "coordinateReferenceSystem": report.coordinateReferenceSystem = value
            case "stringValue": report.stringValue = raw
            case "uriValue": report.uriValue = value
            case "uom": report.uom = value
            case "hexBinaryValue": report.hexBinaryValue = value
            case "booleanValue":
                report.booleanValue = value == "true" || value == "1"
                if !["true", "false", "1", "0"].contains(value) { fault(.numberWrong, node, ["value": value]) }
            case "value": report.value = number(value, node)
            case "minValue": report.minValue = number(value, node)
            case "maxValue": report.maxValue = number(value, node)
            case "meanValue": report.meanValue = number(value, node)
            case "sDev": report.sDev = number(value, node)
            case "percRank": report.percRank = number(value, node)
            case "percValue": report.percValue = number(value, node)
            default: appendAttribute(name, raw, node, to: &report.extensions)
            }
        }
        report.extensions = Self.gathered(report.extensions + extensionFields(tree.nodes[node].children))
        return report
    }

    // MARK: Extensions

    func field(_ node: Int) -> ExtensionField {
        ExtensionField(name: tree.nodes[node].name, value: value(node))
    }

    private func extensionFields(_ nodes: [Int]) -> [ExtensionField] { nodes.map(field) }

    /// The depth of the tree is bounded, and so is the recursion.
    private func value(_ node: Int) -> ExtensionValue {
        let entry = tree.nodes[node]
        if entry.children.isEmpty, entry.attributes.isEmpty { return .text(tree.text(node)) }
        var fields = entry.attributes.map { ExtensionField(name: $0.name, value: .text($0.value), isAttribute: true) }
        fields += entry.children.map(field)
        let text = tree.text(node)
        return .object(Self.gathered(fields), text: text.isEmpty ? nil : text)
    }

    /// Elements of one name become one field with a list.
    static func gathered(_ fields: [ExtensionField]) -> [ExtensionField] {
        if fields.count < 2 { return fields }
        var out: [ExtensionField] = []
        var places: [FieldName: Int] = [:]
        for field in fields {
            guard let place = places[field.name] else {
                places[field.name] = out.count
                out.append(field)
                continue
            }
            if case .list(let values) = out[place].value {
                out[place].value = .list(values + [field.value])
            } else {
                out[place].value = .list([out[place].value, field.value])
            }
        }
        return out
    }

    // MARK: Master data

    mutating func header(_ node: Int) -> [MasterDataVocabulary] {
        func find(_ node: Int) -> Int? {
            for child in tree.nodes[node].children {
                if tree.nodes[child].name.local == "VocabularyList" { return child }
                if let found = find(child) { return found }
            }
            return nil
        }
        return find(node).map { vocabularies($0) } ?? []
    }

    mutating func vocabularies(_ node: Int) -> [MasterDataVocabulary] {
        items(node, "Vocabulary").map { item in
            var list = MasterDataVocabulary(type: tree.attribute("type", of: item) ?? "")
            if list.type.isEmpty { fault(.fieldMissing, item, ["field": "type"]) }
            if let elements = tree.child("VocabularyElementList", of: item) {
                list.elements = items(elements, "VocabularyElement").map { element($0) }
            }
            return list
        }
    }

    private mutating func element(_ node: Int) -> MasterDataElement {
        var element = MasterDataElement(id: tree.attribute("id", of: node) ?? "")
        if element.id.isEmpty { fault(.fieldMissing, node, ["field": "id"]) }
        for child in tree.nodes[node].children {
            switch tree.nodes[child].name.local {
            case "attribute":
                let id = tree.attribute("id", of: child) ?? ""
                if id.isEmpty { fault(.fieldMissing, child, ["field": "id"]) }
                let fields = Self.gathered(extensionFields(tree.nodes[child].children))
                let value: ExtensionValue = fields.isEmpty ? .text(tree.text(child)) : .object(fields, text: nil)
                element.attributes.append(MasterDataAttribute(id: id, value: value))
            case "children": element.children = items(child, "id").map { tree.text($0) }
            default: break
            }
        }
        return element
    }
}

extension EventField {
    private static let base: [EventField] = [
        .eventTime, .recordTime, .eventTimeZoneOffset, .eventID, .errorDeclaration, .certificationInfo,
    ]
    private static let why: [EventField] = [.bizStep, .disposition, .readPoint, .bizLocation]
    private static let how: [EventField] = [.sourceList, .destinationList, .sensorElementList, .persistentDisposition]

    /// The order of the XML schema; nil for types of somebody's own.
    static func xmlOrder(of type: EventType) -> [EventField]? {
        switch type {
        case .object: base + [.epcList, .action] + why + [.bizTransactionList, .quantityList] + how + [.ilmd]
        case .aggregation: base + [.parentID, .childEPCs, .action] + why + [.bizTransactionList, .childQuantityList] + how
        case .transaction: base + [.bizTransactionList, .parentID, .epcList, .action] + why + [.quantityList] + how
        case .transformation:
            base + [.inputEPCList, .inputQuantityList, .outputEPCList, .outputQuantityList, .transformationID] + why
                + [.bizTransactionList] + how + [.ilmd]
        case .association: base + [.parentID, .childEPCs, .childQuantityList, .action] + why + [.bizTransactionList] + how
        case .other: nil
        }
    }

    static func required(in type: EventType) -> [EventField] {
        switch type {
        case .object, .aggregation: [.eventTime, .eventTimeZoneOffset, .action]
        case .transaction: [.eventTime, .eventTimeZoneOffset, .bizTransactionList, .action]
        case .association: [.eventTime, .eventTimeZoneOffset, .parentID, .action]
        case .transformation, .other: [.eventTime, .eventTimeZoneOffset]
        }
    }
}
