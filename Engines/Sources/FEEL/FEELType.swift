/// A type of FEEL.
///
/// ```
/// type = name | list<type> | range<type> | context<name: type, …> | function<type, …> -> type
/// ```
///
/// Source: DMN 1.5, clauses 10.3.2.8 and 10.3.2.9.
public indirect enum FEELType: Sendable {
    case any, null, number, string, boolean, date, time, moment, months, dayTime
    case list(FEELType)
    case range(FEELType)
    case context([(name: String, type: FEELType)])
    case function([FEELType], FEELType)
    /// A type of a model, with what it allows.
    case named(NamedType)

    static let simple: [(String, FEELType)] = [
        ("Any", .any), ("Null", .null), ("number", .number), ("string", .string), ("boolean", .boolean), ("date", .date),
        ("time", .time), ("date and time", .moment), ("dateTime", .moment), ("days and time duration", .dayTime),
        ("dayTimeDuration", .dayTime), ("years and months duration", .months), ("yearMonthDuration", .months),
    ]

    /// A built-in type by its name.
    public init?(name: String) {
        guard let known = FEELType.simple.first(where: { $0.0 == name }) else { return nil }
        self = known.1
    }

    /// The type behind the names.
    public var plain: FEELType {
        var type = self
        for _ in 0..<64 {
            guard case .named(let name) = type else { return type }
            type = name.base
        }
        return .any
    }

    var isAny: Bool {
        if case .any = plain { return true }
        return false
    }

    /// The type of an entry of that name; `nil` where none is known.
    public func member(_ name: String) -> FEELType? {
        guard case .context(let members) = plain else { return nil }
        return members.first { $0.name == name }?.type
    }

    public var element: FEELType {
        if case .list(let element) = plain { return element }
        return self
    }
}

/// A type of a model: its structure, and a check of what is allowed beyond it.
public final class NamedType: @unchecked Sendable {
    public let name: String
    /// Set once, while the model is read, before any evaluation.
    public var base: FEELType = .any
    /// True where the value is allowed; asked only for values of the base type.
    public var allows: (@Sendable (Value) -> Bool)?
    /// The allowed values in their order, where the model lists them one by one.
    public var listed: [Value] = []
    /// What is allowed, as tests.
    public var tests: UnaryTests?

    public init(name: String) { self.name = name }
}

extension FEELType {
    /// Whether a value belongs to the type. Null belongs to `Null` and `Any` only.
    public func holds(_ value: Value) -> Bool {
        switch (self, value) {
        case (.any, _): return !value.isNull
        case (.null, _): return value.isNull
        case (.number, .number), (.string, .string), (.boolean, .boolean), (.date, .date), (.time, .time), (.moment, .moment),
            (.months, .months), (.dayTime, .dayTime):
            return true
        case (.list(let element), .list(let list)):
            return list.items.allSatisfy { $0.isNull || element.holds($0) }
        case (.context(let members), .context(let context)):
            return members.allSatisfy { member in
                guard let value = context[member.name] else { return true }
                return value.isNull || member.type.holds(value)
            }
        case (.range(let element), .range(let range)):
            let ends = [range.low, range.high].compactMap { $0 }.filter { !$0.isNull }
            return !ends.isEmpty && ends.allSatisfy { element.holds($0) }
        case (.function(let parameters, let result), .function(let function)):
            return function.type.conforms(to: .function(parameters, result))
        case (.named(let type), _):
            return plain.holds(value) && (type.allowsAll(value))
        default: return false
        }
    }

    /// `instance of`: as `holds`, and a context must have every entry that the type names.
    func isInstance(_ value: Value) -> Bool {
        switch (self, value) {
        case (.context(let members), .context(let context)):
            return members.allSatisfy { member in
                guard let value = context[member.name] else { return false }
                return value.isNull || member.type.isInstance(value)
            }
        case (.list(let element), .list(let list)):
            return list.items.allSatisfy { $0.isNull ? element.isAny : element.isInstance($0) }
        // The structure alone counts, not the allowed values.
        case (.named, _): return plain.isInstance(value)
        default: return holds(value)
        }
    }

    /// The value as this type wants it: itself, the only item of a list, a list of itself, or a date as the midnight of
    /// UTC; `nil` where none fits. Null fits every type.
    public func coerce(_ value: Value) -> Value? {
        if value.isNull || holds(value) { return value }
        if case .any = self { return value }
        switch (plain, value) {
        case (.moment, .date(let date)):
            return .moment(Moment(date: date, time: ClockTime(seconds: 0, nanos: 0, zone: .utc)))
        case (.list(let element), .list(let list)):
            // Items may need the same help, such as dates in a list of moments.
            var items: [Value] = []
            for item in list.items {
                guard let made = element.coerceItem(item) else { return nil }
                items.append(made)
            }
            let made = Value.list(items)
            return holds(made) ? made : nil
        case (.list(let element), _):
            guard let item = element.coerce(value) else { return nil }
            let made = Value.list([item])
            return holds(made) ? made : nil
        case (_, .list(let list)) where list.items.count == 1:
            return coerce(list.items[0])
        default: return nil
        }
    }

    private func coerceItem(_ value: Value) -> Value? {
        if value.isNull || holds(value) { return value }
        if case (.moment, .date) = (plain, value) { return coerce(value) }
        return nil
    }

    /// Whether every value of this type is one of `other`. Types may contain themselves: beyond a thousand steps the answer is no.
    func conforms(to other: FEELType) -> Bool {
        var steps = 1000
        return conforms(to: other, &steps)
    }

    private func conforms(to other: FEELType, _ steps: inout Int) -> Bool {
        steps -= 1
        guard steps > 0 else { return false }
        if case .named(let a) = self, case .named(let b) = other, a === b { return true }
        switch (plain, other.plain) {
        case (_, .any), (.null, _): return true
        case (.number, .number), (.string, .string), (.boolean, .boolean), (.date, .date), (.time, .time), (.moment, .moment),
            (.months, .months), (.dayTime, .dayTime):
            return true
        case (.list(let a), .list(let b)), (.range(let a), .range(let b)): return a.conforms(to: b, &steps)
        case (.context(let mine), .context(let theirs)):
            for wanted in theirs {
                guard let own = mine.first(where: { $0.name == wanted.name }), own.type.conforms(to: wanted.type, &steps) else {
                    return false
                }
            }
            return true
        case (.function(let a, let x), .function(let b, let y)):
            guard a.count == b.count else { return false }
            for (mine, theirs) in zip(a, b) { if !theirs.conforms(to: mine, &steps) { return false } }
            return x.conforms(to: y, &steps)
        default: return false
        }
    }
}

extension NamedType {
    /// Its own check and those of the named types it is made from.
    fileprivate func allowsAll(_ value: Value) -> Bool {
        var type = self
        for _ in 0..<64 {
            if let allows = type.allows, !allows(value) { return false }
            guard case .named(let next) = type.base else { return true }
            type = next
        }
        return true
    }
}

extension FEELType: CustomStringConvertible {
    public var description: String {
        switch self {
        case .list(let element): "list<\(element)>"
        case .range(let element): "range<\(element)>"
        case .context(let members): "context<" + members.map { "\($0.name): \($0.type)" }.joined(separator: ", ") + ">"
        case .function(let parameters, let result):
            "function<" + parameters.map(\.description).joined(separator: ", ") + "> -> \(result)"
        case .named(let type): type.name
        case .any: "Any"
        case .null: "Null"
        case .number: "number"
        case .string: "string"
        case .boolean: "boolean"
        case .date: "date"
        case .time: "time"
        case .moment: "date and time"
        case .months: "years and months duration"
        case .dayTime: "days and time duration"
        }
    }
}
