import Decimals
import FEEL

/// The tests of a table as plain machine words, row after row: an input becomes one word (a number at a fixed scale, the
/// number of a known text, a flag), a cell a comparison of that word. What does not fit a word is left to the cell itself.
struct TableProgram: Sendable {
    struct Test: Sendable {
        enum Kind: UInt8, Sendable { case inside, outside, oneOf, slow }
        let column: Int32
        let kind: Kind
        let low: Int
        let high: Int
    }

    enum Form: Sendable {
        case words
        case texts([String])
        case flags
        case slow
    }

    /// Stands for an input that has no word.
    static let none = Int.min
    /// Digits after the point that a word keeps.
    static let scale = 6

    /// The bounds of a quick test of numbers, for saying how far off a value is.
    struct Bounds: Sendable {
        let low: Decimal34
        let high: Decimal34
        let hasLow: Bool
        let hasHigh: Bool
        let includesLow: Bool
        let includesHigh: Bool

        static let none = Bounds(low: .zero, high: .zero, hasLow: false, hasHigh: false, includesLow: false, includesHigh: false)

        init(low: Decimal34, high: Decimal34, hasLow: Bool, hasHigh: Bool, includesLow: Bool, includesHigh: Bool) {
            self.low = low
            self.high = high
            self.hasLow = hasLow
            self.hasHigh = hasHigh
            self.includesLow = includesLow
            self.includesHigh = includesHigh
        }

        init(_ test: CellTest) {
            switch test {
            case .range(let low, let includesLow, let high, let includesHigh):
                self.init(low: low, high: high, hasLow: true, hasHigh: true, includesLow: includesLow, includesHigh: includesHigh)
            case .bound(.equal, let bound):
                self.init(low: bound, high: bound, hasLow: true, hasHigh: true, includesLow: true, includesHigh: true)
            case .bound(let sign, let bound) where sign == .more || sign == .atLeast:
                self.init(low: bound, high: .zero, hasLow: true, hasHigh: false, includesLow: sign == .atLeast, includesHigh: false)
            case .bound(let sign, let bound) where sign == .less || sign == .atMost:
                self.init(low: .zero, high: bound, hasLow: false, hasHigh: true, includesLow: false, includesHigh: sign == .atMost)
            default: self = .none
            }
        }

        /// The gap of a number that does not lie within.
        func gap(_ n: Decimal34) -> Gap? {
            if hasLow, n < low || (n == low && !includesLow) { return Gap(low, n, includesLow ? nil : .above) }
            return hasHigh ? Gap(high, n, includesHigh ? nil : .below) : nil
        }
    }

    let forms: [Form]
    let tests: [Test]
    let bounds: [Bounds]
    /// Where the tests of a row begin; one more than there are rows.
    let starts: [Int]

    init(inputs: Int, rows: [DecisionTable.Row]) {
        var texts = [[String]](repeating: [], count: inputs)
        var kinds = [Set<String>](repeating: [], count: inputs)
        for cell in rows.flatMap(\.cells) {
            switch cell.quick {
            case .bound, .range: kinds[cell.column].insert("number")
            case .boolean: kinds[cell.column].insert("flag")
            case .texts(let words, _):
                kinds[cell.column].insert("text")
                for word in words where texts[cell.column].count < 64 && !texts[cell.column].contains(where: { sameText($0, word) })
                {
                    texts[cell.column].append(word)
                }
            case .any, .general: continue
            }
        }
        forms = (0..<inputs).map { column in
            switch kinds[column] {
            case ["number"]: .words
            case ["flag"]: .flags
            case ["text"]: texts[column].count < 63 ? .texts(texts[column]) : .slow
            default: .slow
            }
        }
        var tests: [Test] = []
        var starts = [0]
        for row in rows {
            for cell in row.cells { tests.append(TableProgram.test(cell, forms[cell.column])) }
            starts.append(tests.count)
        }
        self.tests = tests
        bounds = rows.flatMap { $0.cells.map { Bounds($0.quick) } }
        self.starts = starts
    }

    private static func test(_ cell: DecisionTable.Cell, _ form: Form) -> Test {
        func made(_ kind: Test.Kind, _ low: Int = 0, _ high: Int = 0) -> Test {
            Test(column: Int32(cell.column), kind: kind, low: low, high: high)
        }
        switch (cell.quick, form) {
        case (.bound(let sign, let bound), .words):
            guard case .words(let low, let high, let inside)? = ColumnTest.words(sign, bound, scale) else { return made(.slow) }
            return made(inside ? .inside : .outside, low, high)
        case (.range(let low, let includesLow, let high, let includesHigh), .words):
            guard case .words(let from, _, true)? = ColumnTest.words(includesLow ? .atLeast : .more, low, scale),
                case .words(_, let to, true)? = ColumnTest.words(includesHigh ? .atMost : .less, high, scale)
            else { return made(.slow) }
            return made(.inside, from, to)
        case (.boolean(let wanted), .flags): return made(.inside, wanted ? 1 : 0, wanted ? 1 : 0)
        case (.texts(let words, let negated), .texts(let known)):
            var bits: UInt64 = negated ? .max : 0
            for (n, text) in known.enumerated() where words.contains(where: { sameText($0, text) }) {
                bits = negated ? bits & ~(1 << UInt64(n)) : bits | 1 << UInt64(n)
            }
            return made(.oneOf, Int(bitPattern: UInt(bits)))
        default: return made(.slow)
        }
    }

    /// The word of a value, or `none`.
    @inline(__always) func word(_ column: Int, _ value: Value) -> Int {
        switch (forms[column], value) {
        case (.words, .number(let n)): return n.word(scale: TableProgram.scale) ?? TableProgram.none
        case (.flags, .boolean(let flag)): return flag ? 1 : 0
        case (.texts(let known), .string(let text)):
            for n in 0..<known.count where sameText(known[n], text) { return n }
            // The last number is that of every text that no cell names.
            return 63
        default: return TableProgram.none
        }
    }

    /// Whether a word meets a test; `nil` where the cell itself must be asked.
    @inline(__always) static func holds(_ test: Test, _ word: Int) -> Bool? {
        if word == none { return nil }
        switch test.kind {
        case .inside: return word >= test.low && word <= test.high
        case .outside: return word < test.low || word > test.high
        case .oneOf: return UInt64(bitPattern: Int64(test.low)) & (1 << UInt64(word)) != 0
        case .slow: return nil
        }
    }
}
