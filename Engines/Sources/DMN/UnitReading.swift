import Decimals
import FEEL

/// The kind of a value as a person names it.
enum Kind {
    static func of(_ value: Value) -> String? {
        switch value {
        case .boolean: "boolean"
        case .number: "number"
        case .string: "string"
        case .date: "date"
        case .time: "time"
        case .moment: "date and time"
        case .months: "years and months duration"
        case .dayTime: "days and time duration"
        default: nil
        }
    }

    static func of(_ type: FEELType) -> String? {
        switch type.plain {
        case .boolean, .number, .string, .date, .time, .moment, .months, .dayTime: "\(type.plain)"
        default: nil
        }
    }

    /// The kinds that the tests of a cell compare with.
    static func all(of tests: UnaryTests) -> [String] {
        tests.tests.flatMap { test -> [String] in
            switch test {
            case .compare(_, let code): return [known(code)].compactMap { $0 }
            case .range(let low, _, let high, _, _): return [known(low), known(high)].compactMap { $0 }
            case .value(let code, let namesInput):
                if namesInput { return [] }
                if case .range(let range)? = code.constant { return [range.low, range.high].compactMap { $0.flatMap(of) } }
                // A condition over other fields is a test of its own.
                if code.constant == nil, case .boolean = code.type.plain { return [] }
                return [known(code)].compactMap { $0 }
            }
        }
    }

    private static func known(_ code: Code) -> String? { code.constant.map { of($0) } ?? of(code.type) }

    static func mostCommon(_ kinds: [String]) -> String? {
        var counts: [String: Int] = [:]
        for kind in kinds { counts[kind, default: 0] += 1 }
        return counts.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key
    }
}

/// The unit that a name ends with in brackets: `营业收入（万元）`, `area (m2)`.
enum Unit {
    static func of(name: String) -> String? {
        let scalars = Array(name.trimmed.unicodeScalars)
        guard let last = scalars.last, last == ")" || last == "）" || last == "]" || last == "］",
            let open = scalars.lastIndex(where: { $0 == "(" || $0 == "（" || $0 == "[" || $0 == "［" }), open > 0
        else { return nil }
        var unit = String(String.UnicodeScalarView(scalars[(open + 1)..<(scalars.count - 1)])).trimmed
        if unit.hasPrefix("单位") { unit = String(unit.dropFirst(2).drop { $0 == ":" || $0 == "：" }).trimmed }
        unit = unit == "％" ? "%" : unit
        return isUnit(unit) ? unit : nil
    }

    private static let words: Set<String> = [
        "元", "千元", "万元", "百万元", "千万元", "亿元", "美元", "万美元", "亿美元", "欧元", "万欧元", "%", "‰", "人", "人次", "家", "个", "项", "件", "台",
        "套", "年", "月", "个月", "季度", "周", "天", "日", "工作日", "小时", "分钟", "平方米", "㎡", "m2", "m²", "亩", "公顷", "平方公里", "吨", "千克", "公斤",
        "克",
        "kg", "g", "t", "米", "公里", "km", "m", "CNY", "RMB", "USD", "EUR", "kWh", "万千瓦时", "吨标准煤", "years", "months", "days", "hours",
        "persons", "people",
    ]

    private static func isUnit(_ text: String) -> Bool { words.contains(text) }

    static func disagree(_ a: String?, _ b: String?) -> (String, String)? {
        guard let a, let b, a != b else { return nil }
        return (a, b)
    }
}

/// Follows the units of names through an expression: sums, comparisons, `min` and `max` want one unit; a factor other than a
/// power of ten keeps it; anything else loses it.
struct UnitReading {
    private(set) var mixed: (String, String)?

    mutating func unit(of code: Code) -> String? {
        switch code {
        case let read as HostRead: return Unit.of(name: read.name)
        case let read as SlotRead: return Unit.of(name: read.name)
        case let path as Path: return Unit.of(name: path.name)
        case let sum as Arithmetic where sum.sign == .add || sum.sign == .subtract: return agree([sum.left, sum.right])
        case let product as Arithmetic where product.sign == .multiply || product.sign == .divide: return scaled(product)
        case let call as BuiltinCall where ["min", "max", "sum", "abs", "mean", "median"].contains(call.name):
            return agree(call.parts)
        case let call as BuiltinCall
        where ["decimal", "floor", "ceiling", "round up", "round down", "round half up", "round half down"].contains(call.name):
            return call.parts.first.flatMap { unit(of: $0) }
        case let choice as Conditional:
            _ = choice.parts.first.flatMap { unit(of: $0) }
            return agree(Array(choice.parts.dropFirst()))
        default:
            if code is any Comparing { return agree(code.parts) }
            for part in code.parts { _ = unit(of: part) }
            return nil
        }
    }

    private mutating func agree(_ codes: [Code]) -> String? {
        var known: String?
        for code in codes {
            guard let unit = unit(of: code) else { continue }
            if let known, let fault = Unit.disagree(known, unit) { mixed = mixed ?? fault }
            known = known ?? unit
        }
        return known
    }

    private mutating func scaled(_ product: Arithmetic) -> String? {
        let left = unit(of: product.left)
        let right = unit(of: product.right)
        guard left == nil || right == nil else { return nil }
        if let factor = product.right.constant ?? product.left.constant, case .number(let n) = factor, isPowerOfTen(n) {
            return nil
        }
        if product.sign == .divide { return right == nil ? left : nil }
        return left ?? right
    }

    private func isPowerOfTen(_ n: Decimal34) -> Bool {
        var size = n.magnitude
        if size.isZero || size == .one { return false }
        for _ in 0..<20 {
            if size == .one { return true }
            guard let next = size < .one ? size.multiplied(by: 10) : size.dividing(by: 10) else { return false }
            size = next
        }
        return false
    }
}
