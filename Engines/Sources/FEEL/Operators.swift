import Decimals
import Findings

final class Negate: Code, @unchecked Sendable {
    let operand: Code
    init(_ operand: Code, _ span: Span) {
        self.operand = operand
        super.init(span, over: [operand])
        type = operand.type
    }
    override func run(_ frame: Frame) -> Value {
        let value = operand.run(frame)
        switch value {
        case .number(let n): return .number(n.negated)
        case .months(let m): return MonthSpan(-Int128(m.months)).map { .months($0) } ?? .null
        case .dayTime(let d): return DayTimeSpan(totalNanos: -d.totalNanos).map { .dayTime($0) } ?? .null
        default: return frame.refuse(.operandsUnfit, span, value, naming: "-")
        }
    }
    override func written(_ frame: Frame) -> String { "-" + operand.written(frame) }
    override var binding: Int { 6 }
}

public enum ArithmeticSign: String, Sendable { case add = "+", subtract = "-", multiply = "*", divide = "/", power = "**" }

public final class Arithmetic: Code, @unchecked Sendable {
    public let sign: ArithmeticSign
    public let left: Code
    public let right: Code
    init(_ sign: ArithmeticSign, _ left: Code, _ right: Code, _ span: Span) {
        self.sign = sign
        self.left = left
        self.right = right
        super.init(span, over: [left, right])
        if case .number = left.type.plain, case .number = right.type.plain { type = .number }
    }

    public override func run(_ frame: Frame) -> Value {
        let a = left.run(frame)
        let b = right.run(frame)
        if case .number(let x) = a, case .number(let y) = b {
            let result: Decimal34? =
                switch sign {
                case .add: x.adding(y)
                case .subtract: x.subtracting(y)
                case .multiply: x.multiplied(by: y)
                case .divide: x.dividing(by: y)
                case .power: x.power(y)
                }
            if let result { return .number(result) }
            return frame.refuse(sign == .divide && y.isZero ? .divisionByZero : .numberTooLarge, span, a, b, naming: sign.rawValue)
        }
        if !a.isNull, !b.isNull, let made = others(a, b, frame) { return made }
        return frame.refuse(.operandsUnfit, span, a, b, naming: sign.rawValue)
    }

    private func others(_ a: Value, _ b: Value, _ frame: Frame) -> Value? {
        if sign == .add, case .string(let x) = a, case .string(let y) = b { return frame.evaluation.string(x + y, at: span) }
        return TemporalArithmetic.apply(sign, a, b)
    }

    public override func written(_ frame: Frame) -> String {
        func side(_ code: Code, right: Bool) -> String {
            let text = code.written(frame)
            return code.binding < binding || (right && code.binding == binding) ? "(\(text))" : text
        }
        return "\(side(left, right: false)) \(sign.rawValue) \(side(right, right: true))"
    }

    override var binding: Int {
        switch sign {
        case .add, .subtract: 3
        case .multiply, .divide: 4
        case .power: 5
        }
    }
}

public enum Comparator: String, Sendable { case equal = "=", unequal = "!=", less = "<", atMost = "<=", more = ">", atLeast = ">=" }

/// Expressions whose operands are compared.
public protocol Comparing {}

final class Compare: Code, Comparing, @unchecked Sendable {
    let sign: Comparator
    let left: Code
    let right: Code
    init(_ sign: Comparator, _ left: Code, _ right: Code, _ span: Span) {
        self.sign = sign
        self.left = left
        self.right = right
        super.init(span, over: [left, right])
        type = .boolean
    }
    override func run(_ frame: Frame) -> Value {
        let a = left.run(frame)
        let b = right.run(frame)
        if let verdict = Compare.verdict(sign, a, b, frame) { return .boolean(verdict) }
        return frame.refuse(.operandsUnfit, span, a, b, naming: sign.rawValue)
    }
    override func written(_ frame: Frame) -> String { "\(left.written(frame)) \(sign.rawValue) \(right.written(frame))" }
    override var binding: Int { 2 }

    /// `nil` where the values do not compare; in strict mode also where one of them failed.
    static func verdict(_ sign: Comparator, _ a: Value, _ b: Value, _ frame: Frame) -> Bool? {
        if case .number(let x) = a, case .number(let y) = b {
            switch sign {
            case .equal: return x == y
            case .unequal: return x != y
            case .less: return x < y
            case .atMost: return !(y < x)
            case .more: return y < x
            case .atLeast: return !(x < y)
            }
        }
        if frame.evaluation.isStrict, a.failure != nil || b.failure != nil { return nil }
        let comparison = frame.comparison
        switch sign {
        case .equal: return comparison.equal(a, b)
        case .unequal: return comparison.equal(a, b).map { !$0 }
        case .less: return comparison.order(a, b).map { $0 < 0 }
        case .more: return comparison.order(a, b).map { $0 > 0 }
        case .atMost: return comparison.order(a, b).map { $0 <= 0 || comparison.equal(a, b) == true }
        case .atLeast: return comparison.order(a, b).map { $0 >= 0 || comparison.equal(a, b) == true }
        }
    }
}

/// `and`, `or`: three-valued; what is neither true nor false counts as unknown.
final class Junction: Code, @unchecked Sendable {
    let isAnd: Bool
    let left: Code
    let right: Code
    init(and: Bool, _ left: Code, _ right: Code, _ span: Span) {
        isAnd = and
        self.left = left
        self.right = right
        super.init(span, over: [left, right])
        type = .boolean
    }
    override func run(_ frame: Frame) -> Value {
        let a = left.run(frame)
        if case .boolean(let x) = a, x != isAnd { return a }
        let b = right.run(frame)
        if case .boolean(let y) = b {
            if y != isAnd { return b }
            if case .boolean = a { return b }
        }
        return frame.refuse(.operandsUnfit, span, a, b, naming: isAnd ? "and" : "or")
    }
    override func written(_ frame: Frame) -> String { "\(left.written(frame)) \(isAnd ? "and" : "or") \(right.written(frame))" }
    override var binding: Int { isAnd ? 1 : 0 }
}

final class Between: Code, Comparing, @unchecked Sendable {
    let value: Code
    let low: Code
    let high: Code
    init(_ value: Code, _ low: Code, _ high: Code, _ span: Span) {
        self.value = value
        self.low = low
        self.high = high
        super.init(span, over: [value, low, high])
        type = .boolean
    }
    override func run(_ frame: Frame) -> Value {
        let x = value.run(frame)
        let a = low.run(frame)
        let b = high.run(frame)
        // `x >= a and x <= b`: one side that does not hold decides.
        let from = Compare.verdict(.atLeast, x, a, frame)
        let to = Compare.verdict(.atMost, x, b, frame)
        if from == false || to == false { return .boolean(false) }
        return from == nil || to == nil ? frame.refuse(.operandsUnfit, span, x, a, b, naming: "between") : .boolean(true)
    }
}

final class InstanceOf: Code, @unchecked Sendable {
    let value: Code
    let wanted: FEELType
    init(_ value: Code, _ wanted: FEELType, _ span: Span) {
        self.value = value
        self.wanted = wanted
        super.init(span, over: [value])
        type = .boolean
    }
    override func run(_ frame: Frame) -> Value {
        let value = value.run(frame)
        if frame.evaluation.isStrict, case .failure = value { return value }
        return .boolean(wanted.isInstance(value))
    }
}

extension FindingCode {
    static let operandsUnfit = FindingCode(
        "feel.operands.unfit", .error, zh: "“{name}”不能用于这些值：{values}。", en: "“{name}” cannot be applied to: {values}.")
    static let divisionByZero = FindingCode("feel.number.divided-by-zero", .error, zh: "除数为零。", en: "Division by zero.")
    static let numberTooLarge = FindingCode(
        "feel.number.undefined", .error, zh: "“{name}”的结果没有定义或超出范围：{values}。",
        en: "“{name}” has no result within the range of numbers: {values}.")
}
