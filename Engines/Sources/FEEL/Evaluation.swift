import Findings

/// The bounds that keep hostile input from taking time, memory or stack without end.
public struct Limits: Sendable {
    /// Units of work of one evaluation: an iteration, a call, an item copied, four characters produced.
    public var work = 10_000_000
    /// Nested calls, weighed by the height of the called expression.
    public var stack = 6_000
    /// Nesting of lists, contexts and functions in one value.
    public static let nesting = 200
    /// Scalars of one expression.
    public static let text = 1_000_000
    /// Nesting of one expression.
    public static let height = 600

    public init() {}
}

/// What an evaluation knows besides its values: mode, clock, zones, limits; and what it noticed.
public final class Evaluation {
    /// In strict mode a null that was not asked for becomes a failure.
    public let isStrict: Bool
    public let settings: Settings
    public private(set) var findings: [Finding] = []
    private var work: Int
    var stack: Int
    public private(set) var exhausted = false

    /// What the caller lends: the clock and the tz database, neither of which an engine may read for itself.
    public struct Settings: Sendable {
        /// The present moment; `now()` and `today()` are null without one.
        public var now: Moment?
        /// The rules of a region such as `Europe/Paris`; must answer from memory.
        public var zones: @Sendable (String) -> ZoneRules?
        public var limits: Limits

        public init(now: Moment? = nil, zones: @escaping @Sendable (String) -> ZoneRules? = { _ in nil }, limits: Limits = Limits())
        {
            self.now = now
            self.zones = zones
            self.limits = limits
        }
    }

    public init(strict: Bool = false, settings: Settings = Settings()) {
        isStrict = strict
        self.settings = settings
        work = settings.limits.work
        stack = settings.limits.stack
    }

    /// Takes `units` of work from the allowance; false once it is used up.
    @inline(__always) public func spend(_ units: Int = 1) -> Bool {
        work &-= units
        if work > 0 { return true }
        return runOut()
    }

    private func runOut() -> Bool {
        work = 0
        if !exhausted {
            exhausted = true
            note(Finding(.workExhausted))
        }
        return false
    }

    /// Gives the full allowance back, for the next row of a batch.
    public func replenish() {
        work = settings.limits.work
        exhausted = false
        if !findings.isEmpty { findings.removeAll(keepingCapacity: true) }
    }

    /// Keeps the first hundred findings.
    public func note(_ finding: Finding) {
        if findings.count < 100 { findings.append(finding) }
    }

    /// The null that stands for a failed operation: plain in specification mode, with its cause in strict mode.
    public func null(_ code: FindingCode, at span: Span, _ arguments: @autoclosure () -> [String: String] = [:]) -> Value {
        if !isStrict && findings.count >= 100 { return .null }
        let finding = Finding(code, at: span.place, arguments())
        note(finding)
        return isStrict ? .failure(Failure(finding)) : .null
    }

    /// The list, or null where it is nested too deeply or the allowance is used up.
    func list(_ items: [Value], at span: Span) -> Value {
        guard spend(items.count) else { return null(.workExhausted, at: span) }
        let list = List(items)
        return list.nesting <= Limits.nesting ? .list(list) : null(.nestedTooDeeply, at: span)
    }

    func context(_ entries: [(String, Value)], at span: Span) -> Value {
        guard spend(entries.count) else { return null(.workExhausted, at: span) }
        let context = Context(entries)
        return context.nesting <= Limits.nesting ? .context(context) : null(.nestedTooDeeply, at: span)
    }

    func string(_ text: String, at span: Span) -> Value {
        spend(text.utf8.count / 4) ? .string(text) : null(.workExhausted, at: span)
    }
}

/// A stretch of an expression's text, in unicode scalars, and the name of the expression where a model has many.
public struct Span: Hashable, Sendable {
    public var start: Int32
    public var end: Int32
    /// The expression's place in its model; `nil` for a lone expression.
    public var origin: Origin?

    init(_ start: Int, _ end: Int, _ origin: Origin? = nil) {
        self.start = Int32(truncatingIfNeeded: start)
        self.end = Int32(truncatingIfNeeded: end)
        self.origin = origin
    }

    public static let whole = Span(0, 0)
    /// All of an expression at its place in a model.
    public static func at(_ origin: Origin?) -> Span { Span(0, 0, origin) }

    public var place: Place {
        let inner = Place.span(start: Int(start), end: Int(end))
        guard let origin else { return inner }
        return origin.place(inner)
    }
}

/// Where an expression stands in a model: a decision, a cell, a line of the file.
public final class Origin: Hashable, Sendable {
    public let name: String
    public let line: Int
    public let cell: Place?

    public init(name: String, line: Int, cell: Place? = nil) {
        self.name = name
        self.line = line
        self.cell = cell
    }

    func place(_ inner: Place) -> Place {
        if let cell { return cell }
        return line > 0 ? .line(line) : .name(name)
    }

    public static func == (a: Origin, b: Origin) -> Bool { a === b }
    public func hash(into hasher: inout Hasher) { hasher.combine(ObjectIdentifier(self)) }
}

extension FindingCode {
    static let workExhausted = FindingCode(
        "feel.limit.work", .error, zh: "计算量超出上限，已停止。", en: "The evaluation passed its allowance of work and was stopped.")
    static let nestedTooDeeply = FindingCode(
        "feel.limit.nesting", .error, zh: "值的嵌套超过 200 层。", en: "The value is nested more than 200 deep.")
    static let stackExhausted = FindingCode(
        "feel.limit.stack", .error, zh: "函数调用嵌套过深。", en: "Functions call one another too deeply.")
}
