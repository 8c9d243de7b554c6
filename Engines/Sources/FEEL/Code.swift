import Decimals
import Findings

/// A runnable piece of an expression. Names were resolved to slots when it was made; running it is one virtual call.
///
/// Immutable once made, so that many evaluations may share it.
open class Code: @unchecked Sendable {
    public let span: Span
    /// The longest way down to a leaf; held below `Limits.height` by the parser.
    public let height: Int
    /// The expressions that this one is made of.
    public let parts: [Code]
    /// What is known of the value's type before it runs.
    public var type: FEELType = .any

    public init(_ span: Span, over parts: [Code] = []) {
        self.span = span
        self.parts = parts
        height = 1 + parts.reduce(0) { max($0, $1.height) }
    }

    open func run(_ frame: Frame) -> Value { .null }

    /// The expression with the values of this run in the place of the names: `min(0.3 * 9000, 200)`.
    open func written(_ frame: Frame) -> String { run(frame).description }

    /// The written form, the call of it with its arguments computed where it is one, and the value:
    /// `min(0.3 * 9000, 200) = min(2700.0, 200) = 200`.
    public func steps(_ frame: Frame) -> String {
        if let literal = self as? Literal { return literal.value.description }
        let value = run(frame).description
        let text = written(frame)
        guard let middle = computed(frame), middle != text else { return text == value ? value : text + " = " + value }
        return text + " = " + middle + " = " + value
    }

    func computed(_ frame: Frame) -> String? { nil }

    /// The value where it depends on nothing outside the expression.
    public var constant: Value? {
        if let literal = self as? Literal { return literal.value }
        guard isConstant else { return nil }
        let value = run(Frame(Evaluation(), size: 1))
        return value.isNull ? nil : value
    }

    private var isConstant: Bool {
        switch self {
        case is SlotRead, is HostRead, is UnknownName, is FilterName, is Broken, is FunctionLiteral, is For, is Quantified,
            is Filter,
            is ContextCode:
            return false
        case let call as BuiltinCall where call.name == "now" || call.name == "today": return false
        default: return parts.allSatisfy(\.isConstant)
        }
    }

    /// How tightly the written form binds, for brackets: 9 needs none.
    var binding: Int { 9 }
}

/// The slots of one running expression or function body.
public final class Frame {
    public let evaluation: Evaluation
    /// Answers for names that live outside the expression: the nodes of a decision graph.
    public let host: Host?
    private let slots: UnsafeMutablePointer<Value>
    private let count: Int

    public init(_ evaluation: Evaluation, size: Int, host: Host? = nil) {
        self.evaluation = evaluation
        self.host = host
        count = max(size, 1)
        slots = .allocate(capacity: count)
        slots.initialize(repeating: .null, count: count)
    }

    deinit {
        slots.deinitialize(count: count)
        slots.deallocate()
    }

    /// Slots are numbered by the layout from which the frame took its size; any other number reads null.
    @inline(__always) public subscript(slot: Int) -> Value {
        get { UInt(bitPattern: slot) < UInt(bitPattern: count) ? slots[slot] : .null }
        set { if UInt(bitPattern: slot) < UInt(bitPattern: count) { slots[slot] = newValue } }
    }
}

/// Gives the values of names that live outside an expression.
open class Host {
    public init() {}
    open func value(_ index: Int, _ evaluation: Evaluation) -> Value { .null }
}

extension Frame {
    /// Null for an operation that cannot be done on its operands. In strict mode the operands' own failures come first.
    func refuse(_ code: FindingCode, _ span: Span, _ operands: Value..., naming: String = "") -> Value {
        if evaluation.isStrict {
            var failure: Failure?
            for case .failure(let own) in operands { failure = failure?.joined(own) ?? own }
            if let failure { return .failure(failure) }
        }
        return evaluation.null(code, at: span, ["name": naming, "values": operands.map(\.brief).joined(separator: ", ")])
    }

    var comparison: Comparison { Comparison(evaluation: evaluation) }

    public func equal(_ a: Value, _ b: Value) -> Bool { comparison.equal(a, b) == true }
    /// -1, 0 or 1; `nil` where the values do not compare.
    public func order(_ a: Value, _ b: Value) -> Int? { comparison.order(a, b) }
}

public final class Literal: Code, @unchecked Sendable {
    public let value: Value
    public init(_ value: Value, _ span: Span, type: FEELType = .any) {
        self.value = value
        super.init(span)
        self.type = type
    }
    public override func run(_ frame: Frame) -> Value { value }
}

/// Stands for an expression that could not be read; it runs to null and repeats the finding.
public final class Broken: Code, @unchecked Sendable {
    public let finding: Finding
    public init(_ finding: Finding, _ span: Span) {
        self.finding = finding
        super.init(span)
    }
    public override func run(_ frame: Frame) -> Value {
        frame.evaluation.note(finding)
        return frame.evaluation.isStrict ? .failure(Failure(finding)) : .null
    }
}

public final class SlotRead: Code, @unchecked Sendable {
    public let slot: Int
    public let name: String
    init(_ slot: Int, _ name: String, _ type: FEELType, _ span: Span) {
        self.slot = slot
        self.name = name
        super.init(span)
        self.type = type
    }
    public override func run(_ frame: Frame) -> Value { frame[slot] }
}

public final class HostRead: Code, @unchecked Sendable {
    public let index: Int
    public let name: String
    init(_ index: Int, _ name: String, _ type: FEELType, _ span: Span) {
        self.index = index
        self.name = name
        super.init(span)
        self.type = type
    }
    public override func run(_ frame: Frame) -> Value { frame.host?.value(index, frame.evaluation) ?? .null }
}

/// A name that only the run can resolve: an entry of the item being filtered, else what the scope knows.
final class FilterName: Code, @unchecked Sendable {
    let name: String
    let items: [Int]
    let fallback: Code?
    init(_ name: String, items: [Int], fallback: Code?, _ span: Span) {
        self.name = name
        self.items = items
        self.fallback = fallback
        super.init(span, over: fallback.map { [$0] } ?? [])
    }
    override func run(_ frame: Frame) -> Value {
        for item in items {
            if case .context(let context) = frame[item], let value = context[name] { return value }
        }
        return fallback?.run(frame) ?? frame.refuse(.nameUnknown, span, naming: name)
    }
}

/// A name that nothing defines.
public final class UnknownName: Code, @unchecked Sendable {
    public let name: String
    init(_ name: String, _ span: Span) {
        self.name = name
        super.init(span)
    }
    public override func run(_ frame: Frame) -> Value {
        let finding = Finding(.nameUnknown, at: span.place, ["name": name])
        frame.evaluation.note(finding)
        return frame.evaluation.isStrict ? .failure(Failure(finding, field: name)) : .null
    }
}

final class ListCode: Code, @unchecked Sendable {
    let items: [Code]
    init(_ items: [Code], _ span: Span) {
        self.items = items
        super.init(span, over: items)
        type = .list(items.first?.type ?? .any)
    }
    override func run(_ frame: Frame) -> Value {
        frame.evaluation.list(items.map { $0.run(frame) }, at: span)
    }
    override func written(_ frame: Frame) -> String { "[" + items.map { $0.written(frame) }.joined(separator: ", ") + "]" }
}

/// A context; each entry sees those before it. An entry without a name is the result of a boxed context.
public final class ContextCode: Code, @unchecked Sendable {
    public struct Entry {
        let name: String?
        let slot: Int
        let code: Code
        public init(name: String?, slot: Int, code: Code) {
            self.name = name
            self.slot = slot
            self.code = code
        }
    }
    let entries: [Entry]
    public init(_ entries: [Entry], _ span: Span) {
        self.entries = entries
        super.init(span, over: entries.map(\.code))
        type = .context(entries.compactMap { entry in entry.name.map { (name: $0, type: entry.code.type) } })
        if let result = entries.last, result.name == nil { type = result.code.type }
    }
    public override func run(_ frame: Frame) -> Value {
        var out: [(String, Value)] = []
        out.reserveCapacity(entries.count)
        for entry in entries {
            let value = entry.code.run(frame)
            guard let name = entry.name else { return value }
            frame[entry.slot] = value
            out.append((name, value))
        }
        return frame.evaluation.context(out, at: span)
    }
}

final class RangeCode: Code, @unchecked Sendable {
    let low: Code?
    let high: Code?
    let includesLow: Bool
    let includesHigh: Bool
    let shape: Interval.Shape
    init(_ low: Code?, _ includesLow: Bool, _ high: Code?, _ includesHigh: Bool, shape: Interval.Shape = .range, _ span: Span) {
        self.low = low
        self.high = high
        self.includesLow = includesLow
        self.includesHigh = includesHigh
        self.shape = shape
        super.init(span, over: [low, high].compactMap { $0 })
        type = .range(low?.type ?? high?.type ?? .any)
    }
    override func run(_ frame: Frame) -> Value {
        let a = low?.run(frame)
        let b = high?.run(frame)
        if let failure = a?.failure ?? b?.failure { return .failure(failure) }
        if let a, let b, !a.isNull, !b.isNull {
            guard let order = frame.comparison.order(a, b) else { return frame.refuse(.rangeMixed, span, a, b) }
            if order > 0 { return frame.refuse(.rangeReversed, span, a, b) }
        }
        for end in [a, b] {
            switch end {
            case nil, .null, .number, .string, .date, .time, .moment, .months, .dayTime: continue
            default: return frame.refuse(.rangeMixed, span, a ?? .null, b ?? .null)
            }
        }
        return .range(Interval(a, includesLow, b, includesHigh, shape))
    }
}

public final class Conditional: Code, @unchecked Sendable {
    let condition: Code
    let then: Code
    let otherwise: Code
    /// A boxed conditional wants true, false or null; in text anything but true leads to `else`.
    let isBoxed: Bool
    public init(_ condition: Code, then: Code, otherwise: Code, isBoxed: Bool = false, _ span: Span) {
        self.isBoxed = isBoxed
        self.condition = condition
        self.then = then
        self.otherwise = otherwise
        super.init(span, over: [condition, then, otherwise])
        type = then.type
    }
    public override func run(_ frame: Frame) -> Value {
        switch condition.run(frame) {
        case .boolean(true): return then.run(frame)
        case .failure(let failure): return .failure(failure)
        case .boolean(false): return otherwise.run(frame)
        case .null where frame.evaluation.isStrict: return frame.refuse(.conditionNotBoolean, span, .null)
        case let other:
            if case .null = other { return otherwise.run(frame) }
            let refused = frame.refuse(.conditionNotBoolean, span, other)
            return isBoxed || frame.evaluation.isStrict ? refused : otherwise.run(frame)
        }
    }
    public override func written(_ frame: Frame) -> String {
        condition.run(frame).isTrue ? then.written(frame) : otherwise.written(frame)
    }
}

extension FindingCode {
    static let nameUnknown = FindingCode("feel.name.unknown", .error, zh: "“{name}”没有定义。", en: "Nothing is named “{name}” here.")
    static let rangeMixed = FindingCode(
        "feel.range.mixed", .error, zh: "区间两端不能比较：{values}。", en: "The ends of the range cannot be compared: {values}.")
    static let rangeReversed = FindingCode(
        "feel.range.reversed", .error, zh: "区间的下限大于上限：{values}。", en: "The range ends before it starts: {values}.")
    static let conditionNotBoolean = FindingCode(
        "feel.condition.type", .warning, zh: "条件不是真或假：{values}。", en: "The condition is neither true nor false: {values}.")
}
