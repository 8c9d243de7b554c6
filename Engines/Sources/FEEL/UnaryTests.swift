import Decimals
import Findings

/// The tests of one cell: `-`, `"a", "b"`, `>= 500`, `[100..500)`, `not(…)`, or any expression over `?`.
///
/// A test made of an expression holds where the expression is true with `?` named in it, else where the value under test
/// equals its result or lies within it.
///
/// Source: DMN 1.5, grammar rules 7 and 13 to 17; table 55.
public final class UnaryTests: Code, @unchecked Sendable {
    public enum Test: Sendable {
        case compare(Comparator, Code)
        case range(low: Code, includesLow: Bool, high: Code, includesHigh: Bool, whole: Code)
        case value(Code, namesInput: Bool)
    }

    public let tests: [Test]
    public let isNegated: Bool
    /// The slot of `?`.
    public let slot: Int
    /// `-`: anything.
    public var isAny: Bool { tests.isEmpty && !isNegated }

    init(_ tests: [Test], negated: Bool, slot: Int, _ span: Span) {
        self.tests = tests
        isNegated = negated
        self.slot = slot
        super.init(
            span,
            over: tests.map {
                switch $0 {
                case .compare(_, let code), .value(let code, _), .range(_, _, _, _, let code): code
                }
            })
        type = .boolean
    }

    /// Tests the value in the slot of `?`.
    public override func run(_ frame: Frame) -> Value { test(frame[slot], frame) }

    /// True, false, null where no test could decide, or the failure that kept it from deciding.
    public func test(_ input: Value, _ frame: Frame) -> Value {
        if isAny { return .boolean(true) }
        frame[slot] = input
        var unknown: Value?
        for test in tests {
            switch one(test, input, frame) {
            case .boolean(true): return .boolean(!isNegated)
            case .boolean: continue
            case .failure(let failure): unknown = .failure(unknown?.failure?.joined(failure) ?? failure)
            case let other: unknown = unknown ?? other
            }
        }
        return unknown ?? .boolean(isNegated)
    }

    private func one(_ test: Test, _ input: Value, _ frame: Frame) -> Value {
        switch test {
        case .compare(let sign, let code):
            let bound = code.run(frame)
            if let verdict = Compare.verdict(sign, input, bound, frame) { return .boolean(verdict) }
            return frame.refuse(.operandsUnfit, span, input, bound, naming: sign.rawValue)
        case .range(_, _, _, _, let code):
            return held(input, code.run(frame), frame)
        case .value(let code, true):
            let value = code.run(frame)
            switch value {
            case .boolean, .null, .failure: return value
            default: return held(input, value, frame)
            }
        case .value(let code, false):
            let value = code.run(frame)
            if case .boolean(let verdict) = value {
                if case .boolean(let own) = input { return .boolean(own == verdict) }
                if input.isNull, !frame.evaluation.isStrict, code is Literal { return .boolean(false) }
                if !(code is Literal) { return value }
            }
            return held(input, value, frame)
        }
    }

    private func held(_ input: Value, _ value: Value, _ frame: Frame) -> Value {
        if frame.evaluation.isStrict, input.failure != nil || value.failure != nil {
            return frame.refuse(.operandsUnfit, span, input, value, naming: "in")
        }
        if let verdict = frame.comparison.isIn(input, value) { return .boolean(verdict) }
        return frame.refuse(.operandsUnfit, span, input, value, naming: "in")
    }
}

/// `value in tests`.
final class Membership: Code, @unchecked Sendable {
    let value: Code
    let tests: UnaryTests
    init(_ value: Code, _ tests: UnaryTests, _ span: Span) {
        self.value = value
        self.tests = tests
        super.init(span, over: [value, tests])
        type = .boolean
    }
    override func run(_ frame: Frame) -> Value { tests.test(value.run(frame), frame) }
}

extension Parser {
    /// After `in`: tests in brackets, or one test.
    mutating func membership(_ left: Code, _ start: Int) throws -> Code {
        let outer = scope
        let saw = sawInput
        defer {
            scope = outer
            sawInput = saw
        }
        scope = Scope(within: outer)
        let slot = scope.declare("?", type: left.type)
        skip()
        let testsStart = at
        var tests: [UnaryTests.Test] = []
        if peek == "(" {
            at += 1
            depth += 1
            guard depth <= 100 else { throw fault(.tooDeep, at) }
            defer { depth -= 1 }
            let first = try test()
            skip()
            if case .value(let low, _) = first, take("..") {
                tests = [.value(try rangeTail(low, false, testsStart), namesInput: false)]
            } else {
                tests = [first]
                while take(",") {
                    tests.append(try test())
                    skip()
                }
                guard take(")") else { throw fault(.missing, at, ")") }
            }
        } else {
            tests = [try test(level: 3)]
        }
        return Membership(left, UnaryTests(tests, negated: false, slot: slot, span(testsStart)), span(start))
    }

    /// The tests of a cell.
    mutating func unaryTests(slot: Int) throws -> UnaryTests {
        skip()
        if peek == "-" {
            let start = at
            at += 1
            skip()
            if at == text.count { return UnaryTests([], negated: false, slot: slot, span(0)) }
            at = start
        }
        let start = at
        if keyword(["not"]) != nil {
            skip()
            if take("("), let tests = try? list(), take(")") {
                skip()
                if at == text.count { return UnaryTests(tests, negated: true, slot: slot, span(0)) }
            }
            // `not(x) and y` is an expression.
            at = start
        }
        let tests = try list()
        guard at == text.count else { throw fault(.unexpected, at) }
        return UnaryTests(tests, negated: false, slot: slot, span(0))
    }

    private mutating func list() throws -> [UnaryTests.Test] {
        var tests: [UnaryTests.Test] = []
        repeat { tests.append(try test()) } while takeComma() && tests.count < 10_000
        return tests
    }

    private mutating func takeComma() -> Bool {
        skip()
        return take(",")
    }

    private mutating func test(level: Int = 0) throws -> UnaryTests.Test {
        skip()
        if let sign = comparator() { return .compare(sign, try held(binary(3))) }
        let saw = sawInput
        sawInput = false
        defer { sawInput = saw || sawInput }
        let code = level == 0 ? try expression() : try binary(level)
        if let range = code as? RangeCode, let low = range.low, let high = range.high {
            return .range(
                low: low, includesLow: range.includesLow, high: high, includesHigh: range.includesHigh, whole: range)
        }
        return .value(code, namesInput: sawInput)
    }
}
