import Findings

extension EventQuery {
    /// Reads the query part of an address, `EQ_bizStep=shipping|receiving&GE_eventTime=…`. Values are percent-decoded; several
    /// values of one parameter are separated by `|`, by commas, or given by repeating it.
    public init(get text: String, context: QueryContext = QueryContext()) throws(Unreadable) {
        var values: [(String, [String])] = []
        for pair in text.split(separator: "&").prefix(1000) {
            let halves = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            let name = Self.decoded(halves[0])
            let raw = halves.count > 1 ? halves[1] : ""
            let parts = raw.split(separator: "|", omittingEmptySubsequences: false).flatMap { Self.commaParts($0) }
            values.append((name, parts.map { Self.decoded($0) }))
        }
        try self.init(values, context)
    }

    /// Reads the JSON form, `{"EQ_bizStep": ["shipping"], "GE_eventTime": "…"}`, by itself or as the member `query`.
    public init(json bytes: [UInt8], context: QueryContext = QueryContext()) throws(Unreadable) {
        var values: [(String, [String])] = []
        var failure: Finding?
        var tape = JSONTape()
        var context = context
        bytes.withUnsafeBufferPointer { all in
            guard case .complete(let end) = tape.read(all, from: 0, isFinal: true), JSONTape.skipSpace(all, end) == all.count,
                tape.kind(0) == .object
            else {
                failure = Finding(.jsonUnexpected)
                return
            }
            var decoder = EventDecoder()
            decoder.tape = tape
            let top = decoder.member("query", of: 0) ?? 0
            if let node = decoder.member("@context", of: top) ?? decoder.member("@context", of: 0) {
                decoder.readContext(node)
                context.prefixes.merge(decoder.context.declared) { _, new in new }
            }
            guard tape.kind(top) == .object else {
                failure = Finding(.jsonType, ["expected": "object"])
                return
            }
            var name = top + 1
            while name < tape.next(top) {
                if let text = tape.text(name), text != "@context" { values.append((text, Self.strings(tape, name + 1))) }
                name = tape.next(name + 1)
            }
        }
        if let failure { throw Unreadable(failure) }
        try self.init(values, context)
    }

    private static func strings(_ tape: JSONTape, _ node: Int) -> [String] {
        switch tape.kind(node) {
        case .string, .number: return [tape.text(node) ?? ""]
        case .yes: return ["true"]
        case .no: return ["false"]
        case .null, .object: return []
        case .array:
            var out: [String] = []
            var item = node + 1
            while item < tape.next(node) {
                out += strings(tape, item)
                item = tape.next(item)
            }
            return out
        }
    }

    /// A comma separates values where each piece can stand alone: all bare words, or all with a scheme.
    private static func commaParts(_ text: Substring) -> [Substring] {
        let parts = text.split(separator: ",", omittingEmptySubsequences: false)
        if parts.count < 2 || parts.contains(where: \.isEmpty) { return [text] }
        func isWord(_ part: Substring) -> Bool { part.utf8.allSatisfy { ($0 | 32) &- 97 < 26 || $0 == 95 } }
        let areURIs = parts.allSatisfy {
            $0.hasPrefix("urn:") || $0.hasPrefix("http") || $0.hasPrefix("urn%3A") || $0.hasPrefix("ni:")
        }
        return parts.allSatisfy(isWord) || areURIs ? parts : [text]
    }

    /// `+` is kept: in these parameters it is the sign of a time zone far more often than a space.
    private static func decoded(_ text: Substring) -> String {
        var out: [UInt8] = []
        let bytes = Array(text.utf8)
        var index = 0
        func hex(_ byte: UInt8) -> UInt8? { byte &- 48 < 10 ? byte - 48 : (byte | 32) &- 97 < 6 ? (byte | 32) - 87 : nil }
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count, let high = hex(bytes[index + 1]),
                let low = hex(bytes[index + 2])
            {
                out.append(high << 4 | low)
                index += 3
            } else {
                out.append(bytes[index])
                index += 1
            }
        }
        return String(decoding: out, as: UTF8.self)
    }

    private init(_ parameters: [(String, [String])], _ context: QueryContext) throws(Unreadable) {
        var reader = QueryParameters(context)
        for (name, values) in parameters { reader.read(name, values) }
        self = try reader.finish()
    }
}

/// Reads parameters one by one; every fault is told, not only the first.
struct QueryParameters {
    private let context: QueryContext
    private var query = EventQuery()
    private var findings: [Finding] = []
    private var merged: [String: Int] = [:]
    private var orderKey: EventQuery.Order.Key?
    private var isDescending: Bool?

    init(_ context: QueryContext) { self.context = context }

    mutating func read(_ name: String, _ values: [String]) {
        let before = query.conditions.count
        guard parameter(name, values) else {
            findings.append(Finding(.queryUnknown, at: .name(name), ["name": name]))
            return
        }
        if query.conditions.count == before + 1 { merge(name) }
    }

    mutating func finish() throws(Unreadable) -> EventQuery {
        if query.eventCountLimit != nil, query.maxEventCount != nil { findings.append(Finding(.queryLimits)) }
        if let key = orderKey { query.order = EventQuery.Order(key: key, isDescending: isDescending ?? true) }
        if query.eventCountLimit != nil, orderKey == nil { findings.append(Finding(.queryUnordered)) }
        let errors = findings.filter { $0.severity == .error }
        if !errors.isEmpty { throw Unreadable(errors) }
        return query
    }

    /// A parameter given twice asks for either value.
    private mutating func merge(_ name: String) {
        let last = query.conditions.count - 1
        guard let place = merged[name], place < last else {
            merged[name] = last
            return
        }
        switch (query.conditions[place], query.conditions[last]) {
        case (.eventTypes(let a), .eventTypes(let b)): query.conditions[place] = .eventTypes(a + b)
        case (.text(let field, let a), .text(_, let b)): query.conditions[place] = .text(field, a + b)
        case (.within(let field, let a), .within(_, let b)): query.conditions[place] = .within(field, a + b)
        case (.reference(let list, let type, let a), .reference(_, _, let b)):
            query.conditions[place] = .reference(list, type: type, a + b)
        case (.identity(let role, let a), .identity(_, let b)): query.conditions[place] = .identity(role, a + b)
        default: return
        }
        query.conditions.removeLast()
    }

    private mutating func parameter(_ name: String, _ values: [String]) -> Bool {
        switch name {
        case "eventType", "eventTypes": query.conditions.append(.eventTypes(values))
        case "eventCountLimit": query.eventCountLimit = count(name, values)
        case "maxEventCount": query.maxEventCount = count(name, values)
        case "perPage": query.perPage = count(name, values)
        case "nextPageToken": query.nextPageToken = values.first
        case "orderBy": orderBy(values.first ?? "")
        case "orderDirection": orderDirection(values.first ?? "")
        case "EXISTS_errorDeclaration": if values != ["false"] { query.conditions.append(.hasErrorDeclaration) }
        case "EXISTS_sensorElementList": if values != ["false"] { query.conditions.append(.hasSensorElements) }
        default: return family(name, values)
        }
        return true
    }

    private mutating func family(_ name: String, _ values: [String]) -> Bool {
        if let field = name.dropPrefix("MATCH_") { return match(String(field), values) }
        if let field = name.dropPrefix("WD_") {
            guard field == "readPoint" || field == "bizLocation", let field = EventQuery.TextField(rawValue: String(field)) else {
                return false
            }
            query.conditions.append(.within(field, values))
            return true
        }
        if let field = name.dropPrefix("HASATTR_") {
            query.conditions.append(.hasAttribute(field: String(field), names: values))
            return true
        }
        for prefix in ["EQATTR_", "EQ_ATTR_"] {
            guard let rest = name.dropPrefix(prefix), let cut = rest.firstIndex(of: "_") else { continue }
            let attribute = String(rest[rest.index(after: cut)...])
            query.conditions.append(.attribute(field: String(rest[..<cut]), name: attribute, values: values))
            return true
        }
        if let rest = name.dropPrefix("EXISTS_") {
            guard let (scope, field, isInner) = scoped(String(rest)) else { return false }
            if values != ["false"] { query.conditions.append(.fieldExists(scope, field, isInner: isInner)) }
            return true
        }
        guard let cut = name.firstIndex(of: "_"), let comparison = EventQuery.Comparison(rawValue: String(name[..<cut])) else {
            return false
        }
        return compared(name, comparison, String(name[name.index(after: cut)...]), values)
    }

    private mutating func match(_ field: String, _ values: [String]) -> Bool {
        guard let role = EventQuery.Role(rawValue: field) else { return false }
        var patterns: [IdentityPattern] = []
        for value in values {
            if let pattern = IdentityPattern(value) {
                patterns.append(pattern)
            } else {
                findings.append(Finding(.queryValue, at: .name("MATCH_" + field), ["name": "MATCH_" + field, "value": value]))
            }
        }
        query.conditions.append(.identity(role, patterns))
        return true
    }

    private mutating func compared(_ name: String, _ comparison: EventQuery.Comparison, _ field: String, _ values: [String]) -> Bool
    {
        let timeName = field == "errorDeclaration_Time" ? "errorDeclarationTime" : field
        if let time = EventQuery.TimeField(rawValue: timeName) {
            guard comparison == .greaterOrEqual || comparison == .less else { return false }
            if let moment = moment(name, values) { query.conditions.append(.time(time, comparison, milliseconds: moment)) }
            return true
        }
        if comparison == .equal {
            if let text = EventQuery.TextField(rawValue: field) {
                query.conditions.append(.text(text, values))
                return true
            }
            for list in [EventQuery.ReferenceList.bizTransaction, .source, .destination] {
                if let type = field.dropPrefix(list.rawValue + "_"), !type.isEmpty {
                    query.conditions.append(.reference(list, type: String(type), values))
                    return true
                }
            }
        }
        if field == "quantity" || field.hasPrefix("quantity_") {
            guard let number = number(name, values) else { return true }
            let uom = field.dropPrefix("quantity_").map(String.init)
            query.conditions.append(.quantity(comparison, number, uom: uom))
            return true
        }
        if let sensor = sensorNumber(field) {
            guard let number = number(name, values) else { return true }
            query.conditions.append(.sensor(sensor.0, comparison, number, uom: sensor.1))
            return true
        }
        guard let (scope, reference, isInner) = scoped(field) else { return false }
        query.conditions.append(.field(scope, reference, isInner: isInner, comparison, values))
        return true
    }

    /// `value_CEL`, `percRank`.
    private func sensorNumber(_ field: String) -> (EventQuery.SensorNumber, String?)? {
        let halves = field.split(separator: "_", maxSplits: 1).map(String.init)
        guard let first = halves.first, let sensor = EventQuery.SensorNumber(rawValue: first) else { return nil }
        if halves.count == 1 { return (sensor, nil) }
        let isUnit = (2...4).contains(halves[1].utf8.count) && halves[1].utf8.allSatisfy { $0 &- 48 < 10 || $0 &- 65 < 26 }
        return isUnit ? (sensor, halves[1]) : nil
    }

    /// `INNER_ILMD_ex:field`: where, whether at any depth, and which field.
    private func scoped(_ text: String) -> (EventQuery.Scope, EventQuery.FieldReference, Bool)? {
        var rest = text[...]
        let isInner = rest.hasPrefix("INNER_")
        if isInner { rest = rest.dropFirst(6) }
        var scope = EventQuery.Scope.event
        for candidate in [
            EventQuery.Scope.ilmd, .errorDeclaration, .sensorElement, .sensorMetadata, .sensorReport, .readPoint, .bizLocation,
        ]
        where rest.hasPrefix(candidate.rawValue + "_") {
            scope = candidate
            rest = rest.dropFirst(candidate.rawValue.count + 1)
            break
        }
        return reference(String(rest)).map { (scope, $0, isInner) }
    }

    /// `ex:field`, `{namespace}field` or `namespace#field`.
    private func reference(_ text: String) -> EventQuery.FieldReference? {
        if let rest = text.dropPrefix("{"), let close = rest.firstIndex(of: "}") {
            let local = String(rest[rest.index(after: close)...])
            return local.isEmpty ? nil : EventQuery.FieldReference(namespace: String(rest[..<close]), prefix: "", local: local)
        }
        if text.hasPrefix("http://") || text.hasPrefix("https://") || text.hasPrefix("urn:") {
            let marks: Set<Character> = text.hasPrefix("urn:") ? ["#", ":"] : ["#", "/"]
            guard let cut = text.lastIndex(where: { marks.contains($0) }) else { return nil }
            let local = String(text[text.index(after: cut)...])
            return local.isEmpty ? nil : EventQuery.FieldReference(namespace: String(text[...cut]), prefix: "", local: local)
        }
        let halves = text.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        guard halves.count == 2, !halves[0].isEmpty, !halves[1].isEmpty else { return nil }
        return EventQuery.FieldReference(
            namespace: context.prefixes[halves[0]] ?? Context.standard[halves[0]], prefix: halves[0], local: halves[1])
    }

    // MARK: Values

    private mutating func moment(_ name: String, _ values: [String]) -> Int64? {
        // An unencoded + arrives as a space from clients that encode forms.
        let text = values.first?.replacing(" ", with: "+") ?? ""
        guard values.count == 1, let time = Timestamp(text) else {
            findings.append(Finding(.queryValue, at: .name(name), ["name": name, "value": values.joined(separator: "|")]))
            return nil
        }
        return time.milliseconds
    }

    private mutating func number(_ name: String, _ values: [String]) -> Double? {
        guard values.count == 1, let text = values.first, let number = Double(text), number.isFinite else {
            findings.append(Finding(.queryValue, at: .name(name), ["name": name, "value": values.joined(separator: "|")]))
            return nil
        }
        return number
    }

    private mutating func count(_ name: String, _ values: [String]) -> Int? {
        guard values.count == 1, let text = values.first, let count = Int(text), count > 0 else {
            findings.append(Finding(.queryValue, at: .name(name), ["name": name, "value": values.joined(separator: "|")]))
            return nil
        }
        return count
    }

    private mutating func orderBy(_ text: String) {
        switch text {
        case "eventTime": orderKey = .eventTime
        case "recordTime": orderKey = .recordTime
        default:
            guard let field = reference(text) else {
                findings.append(Finding(.queryValue, at: .name("orderBy"), ["name": "orderBy", "value": text]))
                return
            }
            orderKey = .extensionField(field)
        }
    }

    private mutating func orderDirection(_ text: String) {
        guard text == "ASC" || text == "DESC" else {
            findings.append(Finding(.queryValue, at: .name("orderDirection"), ["name": "orderDirection", "value": text]))
            return
        }
        isDescending = text == "DESC"
    }
}

extension FindingCode {
    public static let queryUnknown = FindingCode(
        "epcis.query.unknown", .error, zh: "标准中没有查询参数“{name}”。", en: "The standard has no query parameter “{name}”.")
    public static let queryValue = FindingCode(
        "epcis.query.value", .error, zh: "参数“{name}”的值“{value}”不能用。", en: "The parameter “{name}” cannot have the value “{value}”.")
    public static let queryLimits = FindingCode(
        "epcis.query.limits", .error,
        zh: "eventCountLimit 与 maxEventCount 不能同时使用。", en: "eventCountLimit and maxEventCount exclude each other.")
    public static let queryUnordered = FindingCode(
        "epcis.query.unordered", .warning,
        zh: "有 eventCountLimit 而无 orderBy，取哪些事件由实现决定。", en: "With eventCountLimit but no orderBy it is left open which events come."
    )
    public static let queryTooLarge = FindingCode(
        "epcis.query.too-large", .error, zh: "结果超过 maxEventCount {limit} 个事件。",
        en: "The answer has more than maxEventCount {limit} events.")
}
