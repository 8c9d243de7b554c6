import Decimals
import Findings

/// A value of FEEL.
///
/// `null` is the null of the specification. `failure` takes its place in strict mode: a null that remembers what is missing
/// or ill-typed, and where; every operation passes it on, so that no result is ever silently null or false. Numbers are
/// exact decimals; strings are compared by code point.
///
/// Source: DMN 1.5, clause 10.3.2.3.
public enum Value: Sendable {
    case null
    case boolean(Bool)
    case number(Decimal34)
    case string(String)
    case date(CivilDate)
    case time(ClockTime)
    indirect case moment(Moment)
    case months(MonthSpan)
    case dayTime(DayTimeSpan)
    case list(List)
    case context(Context)
    case range(Interval)
    case function(Function)
    case failure(Failure)
}

extension Value {
    public static func list(_ items: [Value]) -> Value { .list(List(items)) }
    public static func context(_ entries: [(String, Value)]) -> Value { .context(Context(entries)) }

    /// True for null and for a failure.
    @inlinable public var isNull: Bool {
        switch self {
        case .null, .failure: true
        default: false
        }
    }

    @inlinable public var isTrue: Bool {
        if case .boolean(true) = self { return true }
        return false
    }

    public var failure: Failure? {
        if case .failure(let failure) = self { return failure }
        return nil
    }

    /// How deeply lists, contexts and functions are nested in this value. Held below `Limits.nesting` where values are made.
    var nesting: Int {
        switch self {
        case .list(let list): list.nesting
        case .context(let context): context.nesting
        case .function(let function): function.nesting
        case .range(let range): range.nesting
        default: 0
        }
    }

    /// The items of a list; any other value stands for the list of itself.
    var items: [Value] {
        if case .list(let list) = self { return list.items }
        return [self]
    }
}

/// An ordered list.
public final class List: Sendable {
    public let items: [Value]
    let nesting: Int

    public init(_ items: [Value]) {
        self.items = items
        nesting = 1 + items.reduce(0) { max($0, $1.nesting) }
    }

    static let empty = List([])
}

/// Entries by name, in the order in which they were given. A name occurs once.
public final class Context: Sendable {
    public let names: [String]
    public let values: [Value]
    private let index: [String: Int]
    let nesting: Int

    /// Later entries of the same name replace the value of earlier ones.
    public init(_ entries: [(String, Value)]) {
        var names: [String] = []
        var values: [Value] = []
        var index: [String: Int] = [:]
        for (name, value) in entries {
            if let known = index[name] {
                values[known] = value
            } else {
                index[name] = names.count
                names.append(name)
                values.append(value)
            }
        }
        self.names = names
        self.values = values
        self.index = index
        nesting = 1 + values.reduce(0) { max($0, $1.nesting) }
    }

    public subscript(name: String) -> Value? { index[name].map { values[$0] } }
    public var entries: [(String, Value)] { Array(zip(names, values)) }
}

/// A range; an absent end is unbounded.
public final class Interval: Sendable {
    public let low: Value?
    public let high: Value?
    public let includesLow: Bool
    public let includesHigh: Bool
    let shape: Shape
    let nesting: Int

    enum Shape: Sendable {
        case range
        /// Written `(=10)`: the same members as `[10..10]`, and not equal to it.
        case point
        /// Written `(!=10)`: everything but its ends.
        case except
    }

    init(_ low: Value?, _ includesLow: Bool, _ high: Value?, _ includesHigh: Bool, _ shape: Shape = .range) {
        self.shape = shape
        self.low = low
        self.high = high
        self.includesLow = includesLow && low != nil
        self.includesHigh = includesHigh && high != nil
        nesting = 1 + max(low?.nesting ?? 0, high?.nesting ?? 0)
    }
}

/// A null with its causes, kept in strict mode.
public final class Failure: Sendable {
    public let causes: [Cause]

    public init(_ causes: [Cause]) { self.causes = causes }
    public convenience init(_ finding: Finding, field: String? = nil) { self.init([Cause(finding: finding, field: field)]) }

    /// What went wrong, and the input field that is to blame where one is.
    public struct Cause: Hashable, Sendable {
        public let finding: Finding
        public let field: String?
        public init(finding: Finding, field: String?) {
            self.finding = finding
            self.field = field
        }
    }

    func joined(_ other: Failure) -> Failure {
        if self === other { return self }
        var all = causes
        for cause in other.causes where all.count < 32 && !all.contains(cause) { all.append(cause) }
        return Failure(all)
    }

    /// Both, each cause once.
    public func and(_ other: Failure) -> Failure { joined(other) }

    public var fields: [String] {
        var seen: [String] = []
        for case let field? in causes.map(\.field) where !seen.contains(field) { seen.append(field) }
        return seen
    }
}

/// Code-point equality, which Swift's `==` (canonical equivalence) is not.
@inlinable public func sameText(_ a: String, _ b: String) -> Bool {
    var a = a
    var b = b
    return a.withUTF8 { x in
        b.withUTF8 { y in
            if x.count != y.count { return false }
            for i in 0..<x.count where x[i] != y[i] { return false }
            return true
        }
    }
}

/// -1, 0 or 1 by code points.
func textOrder(_ a: String, _ b: String) -> Int {
    var left = a.unicodeScalars.makeIterator()
    var right = b.unicodeScalars.makeIterator()
    while true {
        switch (left.next(), right.next()) {
        case (nil, nil): return 0
        case (nil, _): return -1
        case (_, nil): return 1
        case (let x?, let y?): if x != y { return x < y ? -1 : 1 }
        }
    }
}
