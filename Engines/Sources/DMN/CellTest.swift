import Decimals
import FEEL

/// The tests of one cell in the form that runs fastest: a bound, a range or a few texts are compared without going through
/// an expression.
enum CellTest: Sendable {
    case any
    case bound(Comparator, Decimal34)
    case range(Decimal34, Bool, Decimal34, Bool)
    case texts([String], negated: Bool)
    case boolean(Bool)
    /// Everything else, and every value that is not of the kind the quick forms expect.
    case general

    init(_ tests: UnaryTests) {
        self = CellTest.quickForm(tests) ?? .general
    }

    private static func quickForm(_ tests: UnaryTests) -> CellTest? {
        if tests.isAny { return .any }
        let texts = tests.tests.compactMap { test -> String? in
            if case .value(let code as Literal, false) = test, case .string(let text) = code.value { return text }
            return nil
        }
        if texts.count == tests.tests.count, texts.count <= 12 { return .texts(texts, negated: tests.isNegated) }
        guard tests.tests.count == 1, !tests.isNegated else { return nil }
        switch tests.tests[0] {
        case .compare(let sign, let code as Literal):
            guard case .number(let bound) = code.value else { return nil }
            return .bound(sign, bound)
        case .range(let low as Literal, let includesLow, let high as Literal, let includesHigh, _):
            guard case .number(let from) = low.value, case .number(let to) = high.value, !(to < from) else { return nil }
            return .range(from, includesLow, to, includesHigh)
        case .value(let code as Literal, false):
            switch code.value {
            case .number(let n): return .bound(.equal, n)
            case .boolean(let b): return .boolean(b)
            default: return nil
            }
        default: return nil
        }
    }

    /// The verdict, where this form can give it.
    @inline(__always) func quick(_ value: Value) -> Bool? {
        switch (self, value) {
        case (.any, _): return true
        case (.bound(let sign, let bound), .number(let n)): return CellTest.holds(sign, n, bound)
        case (.range(let low, let includesLow, let high, let includesHigh), .number(let n)):
            if n < low || high < n { return false }
            return (includesLow || n != low) && (includesHigh || n != high)
        case (.texts(let texts, let negated), .string(let text)):
            for candidate in texts where sameText(candidate, text) { return !negated }
            return negated
        case (.boolean(let wanted), .boolean(let b)): return b == wanted
        default: return nil
        }
    }

    @inline(__always) static func holds(_ sign: Comparator, _ n: Decimal34, _ bound: Decimal34) -> Bool {
        switch sign {
        case .less: n < bound
        case .atMost: !(bound < n)
        case .more: bound < n
        case .atLeast: !(n < bound)
        case .equal: n == bound
        case .unequal: n != bound
        }
    }
}
