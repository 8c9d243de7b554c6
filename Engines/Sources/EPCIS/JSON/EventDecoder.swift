import Findings

/// Reads events from a tape, and says of every field what the official JSON schema (with formats asserted) has against it.
///
/// The tape belongs to the decoder so that its memory is used again for each event.
struct EventDecoder {
    var tape = JSONTape()
    var context = Context()
    /// What was found, by node; places are made only when somebody asks.
    private(set) var faults: [(node: Int, finding: Finding)] = []

    mutating func fault(_ code: FindingCode, _ node: Int, _ arguments: @autoclosure () -> [String: String] = [:]) {
        // A document of one mistake repeated a million times must not fill the memory.
        if faults.count < 1000 { faults.append((node, Finding(code, arguments()))) }
    }

    /// Hands over the findings, each with its pointer behind `prefix`.
    mutating func takeFindings(under prefix: String, event: Int?) -> [Finding] {
        if faults.isEmpty { return [] }
        defer { faults.removeAll() }
        return faults.map { fault in
            let pointer = Place.pointer(prefix + tape.pointer(fault.node))
            return Finding(fault.finding.code, at: event.map { .item($0, pointer) } ?? pointer, fault.finding.arguments)
        }
    }

    mutating func dropFindings(after count: Int) { faults.removeLast(max(0, faults.count - count)) }
    var findingCount: Int { faults.count }

    // MARK: The event

    mutating func event(_ node: Int, isBare: Bool = false) -> Event? {
        guard tape.kind(node) == .object else {
            fault(.jsonType, node, ["expected": "object"])
            return nil
        }
        guard let typeNode = member("type", of: node), let typeName = text(typeNode) else {
            fault(.fieldMissing, node, ["field": "type"])
            return nil
        }
        let type = EventType(typeName)
        if case .other = type, !URISyntax.isURI(typeName) { fault(.eventType, typeNode, ["type": typeName]) }
        if let node = member("@context", of: node) { readContext(node) }

        var event = Event(type: type, eventTime: Timestamp(milliseconds: 0), eventTimeZoneOffset: "")
        event.valuePrefixes = context.declared
        var seen: EventField.Set = []
        let allowed = EventField.allowed(in: type)
        var name = node + 1
        let end = tape.next(node)
        while name < end {
            let value = name + 1
            read(name, value, into: &event, &seen, allowed)
            name = tape.next(value)
        }
        for field in [EventField.eventTime, .eventTimeZoneOffset] where !seen.contains(field) {
            fault(.fieldMissing, node, ["field": field.name])
        }
        if isBare, !seen.contains(.context) { fault(.fieldMissing, node, ["field": "@context"]) }
        checkShape(event, node, seen)
        return event
    }

    private mutating func read(
        _ name: Int, _ value: Int, into event: inout Event, _ seen: inout EventField.Set, _ allowed: EventField.Set?
    ) {
        guard let text = text(name) else { return }
        guard let field = EventField.named[text] else {
            let isOther = if case .other = event.type { true } else { false }
            if !isOther, !URISyntax.isURI(text) { fault(.fieldUnknown, name, ["field": text]) }
            appendExtension(text, value, to: &event.extensions)
            return
        }
        if seen.contains(field) { fault(.fieldTwice, name, ["field": text]) }
        seen.insert(field)
        let before = findingCount
        if let allowed, !allowed.contains(field) { fault(.fieldUnknown, name, ["field": text]) }
        decode(field, value, into: &event)
        // The schema says nothing about standard fields in a type of somebody's own.
        if allowed == nil, !EventField.common.contains(field) { dropFindings(after: before) }
    }

    private mutating func decode(_ field: EventField, _ node: Int, into event: inout Event) {
        switch field {
        case .context, .type: break
        case .eventTime: if let time = time(node) { event.eventTime = time }
        case .recordTime: event.recordTime = time(node)
        case .eventTimeZoneOffset: event.eventTimeZoneOffset = offset(node) ?? ""
        case .eventID: event.eventID = uri(node)
        case .certificationInfo: event.certificationInfo = oneOrMoreURIs(node)
        case .errorDeclaration: event.errorDeclaration = errorDeclaration(node)
        case .action: event.action = action(node)
        case .parentID: event.parentID = uri(node)
        case .epcList: event.epcList = uris(node, unique: event.type == .object)
        case .quantityList: event.quantityList = quantities(node)
        case .childEPCs: event.childEPCs = uris(node, unique: false)
        case .childQuantityList: event.childQuantityList = quantities(node)
        case .inputEPCList: event.inputEPCList = uris(node, unique: true)
        case .inputQuantityList: event.inputQuantityList = quantities(node)
        case .outputEPCList: event.outputEPCList = uris(node, unique: true)
        case .outputQuantityList: event.outputQuantityList = quantities(node)
        case .transformationID: event.transformationID = uri(node)
        case .bizStep: event.bizStep = word(node, .bizStep)
        case .disposition: event.disposition = word(node, .disposition)
        case .persistentDisposition: event.persistentDisposition = persistentDisposition(node)
        case .bizTransactionList:
            event.bizTransactionList = references(node, "bizTransaction", .bizTransactionType, needsType: false)
        case .sourceList: event.sourceList = references(node, "source", .sourceDestinationType, needsType: true)
        case .destinationList: event.destinationList = references(node, "destination", .sourceDestinationType, needsType: true)
        case .readPoint: event.readPoint = location(node)
        case .bizLocation: event.bizLocation = location(node)
        case .sensorElementList: event.sensorElementList = sensorElements(node)
        case .ilmd: event.ilmd = ilmd(node)
        }
    }

    /// What the schema asks of the fields together.
    private mutating func checkShape(_ event: Event, _ node: Int, _ seen: EventField.Set) {
        switch event.type {
        case .object:
            need(.action, node, seen)
            let senses = !event.sensorElementList.isEmpty && seen.contains(.readPoint)
            if !seen.contains(.epcList), event.quantityList.isEmpty, !senses {
                fault(.eventWhat, node, ["fields": "epcList, quantityList, readPoint + sensorElementList"])
            }
            if seen.contains(.ilmd), event.action != .add { fault(.eventILMD, member("ilmd", of: node) ?? node) }
        case .aggregation, .association:
            need(.action, node, seen)
            if event.type == .association { need(.parentID, node, seen) }
            if event.childEPCs.isEmpty, event.childQuantityList.isEmpty, event.action != .delete {
                fault(.eventWhat, node, ["fields": "childEPCs, childQuantityList"])
            }
        case .transaction:
            need(.action, node, seen)
            need(.bizTransactionList, node, seen)
            if seen.contains(.bizTransactionList), event.bizTransactionList.isEmpty {
                fault(.listEmpty, member("bizTransactionList", of: node) ?? node)
            }
            if !seen.contains(.epcList), event.quantityList.isEmpty, event.action != .delete {
                fault(.eventWhat, node, ["fields": "epcList, quantityList"])
            }
        case .transformation:
            let hasInput = !event.inputEPCList.isEmpty || !event.inputQuantityList.isEmpty
            let hasOutput = !event.outputEPCList.isEmpty || !event.outputQuantityList.isEmpty
            let isEnough = event.transformationID == nil ? hasInput && hasOutput : hasInput || hasOutput
            if !isEnough { fault(.eventTransformation, node) }
        case .other: break
        }
    }

    private mutating func need(_ field: EventField, _ node: Int, _ seen: EventField.Set) {
        if !seen.contains(field) { fault(.fieldMissing, node, ["field": field.name]) }
    }

    // MARK: Contexts and members

    func member(_ wanted: StaticString, of node: Int) -> Int? {
        let bytes = UnsafeBufferPointer(start: wanted.utf8Start, count: wanted.utf8CodeUnitCount)
        var name = node + 1
        let end = tape.next(node)
        var found: Int?
        while name < end {
            let raw = tape.raw(name)
            if raw.count == bytes.count, raw.elementsEqual(bytes) { found = name + 1 }
            name = tape.next(name + 1)
        }
        return found
    }

    mutating func readContext(_ node: Int) {
        switch tape.kind(node) {
        case .string: readAddress(node)
        case .object: readPrefixes(node)
        case .array:
            var item = node + 1
            while item < tape.next(node) {
                switch tape.kind(item) {
                case .string: readAddress(item)
                case .object: readPrefixes(item)
                default: fault(.contextItem, item)
                }
                item = tape.next(item)
            }
            checkUnique(node)
        default: fault(.contextItem, node)
        }
    }

    private mutating func readAddress(_ node: Int) {
        guard let address = text(node) else { return }
        if !URISyntax.isURI(address) { fault(.uriWrong, node, ["value": address]) }
        context.refer(address)
    }

    private mutating func readPrefixes(_ node: Int) {
        var name = node + 1
        while name < tape.next(node) {
            let value = name + 1
            if let prefix = text(name), !prefix.hasPrefix("@") {
                if tape.kind(value) == .string, let namespace = text(value) {
                    context.declare(prefix, namespace)
                } else if tape.kind(value) == .object, let id = member("@id", of: value), let namespace = text(id) {
                    context.declare(prefix, namespace)
                }
            }
            name = tape.next(value)
        }
    }

    private mutating func checkUnique(_ node: Int) {
        var items: [Int] = []
        var item = node + 1
        while item < tape.next(node), items.count < 200 {
            if items.contains(where: { tape.isEqual($0, item) }) { fault(.listRepeats, item) }
            items.append(item)
            item = tape.next(item)
        }
    }
}

/// The members of an event that the standard names.
enum EventField: UInt8, CaseIterable, Sendable {
    case context, type, eventTime, recordTime, eventTimeZoneOffset, eventID, certificationInfo, errorDeclaration
    case action, parentID, epcList, quantityList, childEPCs, childQuantityList
    case inputEPCList, inputQuantityList, outputEPCList, outputQuantityList, transformationID
    case bizStep, disposition, persistentDisposition, readPoint, bizLocation, bizTransactionList, sourceList, destinationList
    case sensorElementList, ilmd

    /// The name in JSON; XML has the same except for `@context` and `type`.
    var name: String { self == .context ? "@context" : "\(self)" }

    static let named: [String: EventField] = Dictionary(uniqueKeysWithValues: allCases.map { ($0.name, $0) })

    static let common: Set = [
        .context, .type, .eventTime, .recordTime, .eventTimeZoneOffset, .eventID, .certificationInfo, .errorDeclaration,
    ]
    private static let situation = common.union([
        .bizStep, .disposition, .readPoint, .bizLocation, .bizTransactionList, .sourceList, .destinationList, .sensorElementList,
    ])
    private static let object = situation.union([.action, .epcList, .quantityList, .persistentDisposition, .ilmd])
    private static let aggregation = situation.union([.action, .parentID, .childEPCs, .childQuantityList])
    private static let transaction = situation.union([.action, .parentID, .epcList, .quantityList])
    private static let transformation = situation.union([
        .inputEPCList, .inputQuantityList, .outputEPCList, .outputQuantityList, .transformationID, .persistentDisposition, .ilmd,
    ])

    /// The fields that the schema allows; nil where it leaves the type free.
    static func allowed(in type: EventType) -> Set? {
        switch type {
        case .object: object
        case .aggregation, .association: aggregation
        case .transaction: transaction
        case .transformation: transformation
        case .other: nil
        }
    }

    /// A set of fields as bits.
    struct Set: ExpressibleByArrayLiteral, Sendable {
        private var bits: UInt32 = 0
        init(arrayLiteral elements: EventField...) { for element in elements { insert(element) } }
        func contains(_ field: EventField) -> Bool { bits & (1 << UInt32(field.rawValue)) != 0 }
        mutating func insert(_ field: EventField) { bits |= 1 << UInt32(field.rawValue) }
        func union(_ other: Set) -> Set {
            var both = self
            both.bits |= other.bits
            return both
        }
    }
}
