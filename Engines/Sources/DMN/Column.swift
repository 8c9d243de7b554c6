import Decimals
import FEEL

/// One typed column of many rows.
///
/// Numbers are kept as machine words of one scale where every one of them fits exactly, texts as numbers of a dictionary.
/// A missing value is a row that is evaluated by itself, so that its null or its failure is that of the specification.
public struct Column: Sendable {
    enum Storage: Sendable {
        /// The words are for comparing; the numbers keep the digits as they were given.
        case fixed([Int], scale: Int, [Decimal34])
        case numbers([Decimal34])
        case texts([Int32], dictionary: [String])
        case booleans([Bool])
    }

    let storage: Storage
    /// Rows without a value; empty where every row has one.
    let missing: Set<Int>
    public let count: Int

    public init(numbers: [Decimal34?]) {
        count = numbers.count
        missing = Column.gaps(numbers)
        let scale = numbers.reduce(0) { max($0, min(18, -($1?.exponent ?? 0))) }
        let words = numbers.compactMap { ($0 ?? .zero).mantissa(scale: scale) }
        let plain = numbers.map { $0 ?? .zero }
        storage = words.count == count ? .fixed(words, scale: scale, plain) : .numbers(plain)
    }

    public init(texts: [String?]) {
        count = texts.count
        missing = Column.gaps(texts)
        var codes: [[UInt8]: Int32] = [:]
        var dictionary: [String] = []
        storage = .texts(
            texts.map { text in
                let key = Array((text ?? "").utf8)
                if let code = codes[key] { return code }
                codes[key] = Int32(dictionary.count)
                dictionary.append(text ?? "")
                return Int32(dictionary.count - 1)
            }, dictionary: dictionary)
    }

    public init(booleans: [Bool?]) {
        count = booleans.count
        missing = Column.gaps(booleans)
        storage = .booleans(booleans.map { $0 ?? false })
    }

    private static func gaps<T>(_ values: [T?]) -> Set<Int> {
        var out: Set<Int> = []
        for (row, value) in values.enumerated() where value == nil { out.insert(row) }
        return out
    }

    /// The value of a row; null where it is missing or outside.
    public subscript(row: Int) -> Value {
        guard row >= 0, row < count, missing.isEmpty || !missing.contains(row) else { return .null }
        switch storage {
        case .fixed(_, _, let numbers), .numbers(let numbers): return .number(numbers[row])
        case .texts(let codes, let dictionary): return .string(dictionary[Int(codes[row])])
        case .booleans(let flags): return .boolean(flags[row])
        }
    }

    /// Whether every value of the column is one of the type as it stands.
    func fits(_ type: FEELType) -> Bool {
        switch (type, storage) {
        case (.any, _), (.number, .fixed), (.number, .numbers), (.string, .texts), (.boolean, .booleans): true
        default: false
        }
    }
}

/// A cell made ready for one column: a comparison of words, a table of accepted texts, a flag, or the cell itself.
enum ColumnTest: Sendable {
    case words(low: Int, high: Int, inside: Bool)
    case codes([Bool])
    case flag(Bool)
    case each(DecisionTable.Cell)

    init(_ cell: DecisionTable.Cell, _ column: Column) {
        switch (cell.quick, column.storage) {
        case (.bound(let sign, let bound), .fixed(_, let scale, _)): self = ColumnTest.words(sign, bound, scale) ?? .each(cell)
        case (.range(let low, let includesLow, let high, let includesHigh), .fixed(_, let scale, _)):
            guard case .words(let from, _, true)? = ColumnTest.words(includesLow ? .atLeast : .more, low, scale),
                case .words(_, let to, true)? = ColumnTest.words(includesHigh ? .atMost : .less, high, scale)
            else {
                self = .each(cell)
                return
            }
            self = .words(low: from, high: to, inside: true)
        case (.texts(let texts, let negated), .texts(_, let dictionary)):
            self = .codes(dictionary.map { word in texts.contains { sameText($0, word) } != negated })
        case (.boolean(let wanted), .booleans): self = .flag(wanted)
        default: self = .each(cell)
        }
    }

    /// A bound as a closed interval of words; `nil` where the bound has no word at this scale.
    static func words(_ sign: Comparator, _ bound: Decimal34, _ scale: Int) -> ColumnTest? {
        guard let lower = bound.rounded(.floor, scale: scale)?.mantissa(scale: scale), lower > .min + 1, lower < .max - 1 else {
            return nil
        }
        let isExact = Decimal34(mantissa: lower, scale: scale) == bound
        switch sign {
        case .atLeast: return .words(low: isExact ? lower : lower + 1, high: .max, inside: true)
        case .more: return .words(low: lower + 1, high: .max, inside: true)
        case .atMost: return .words(low: .min, high: lower, inside: true)
        case .less: return .words(low: .min, high: isExact ? lower - 1 : lower, inside: true)
        case .equal: return isExact ? .words(low: lower, high: lower, inside: true) : .words(low: 1, high: 0, inside: true)
        case .unequal: return isExact ? .words(low: lower, high: lower, inside: false) : .words(low: 1, high: 0, inside: false)
        }
    }

    /// Clears the marks of the rows from `start` on that do not hold.
    func apply(
        _ column: Column, from start: Int, _ marks: UnsafeMutableBufferPointer<UInt8>, _ each: (DecisionTable.Cell, Int) -> Bool
    ) {
        switch (self, column.storage) {
        case (.words(let low, let high, let inside), .fixed(let words, _, _)):
            words.withUnsafeBufferPointer { words in
                let wanted: UInt8 = inside ? 1 : 0
                for n in 0..<marks.count {
                    let word = words[start + n]
                    let holds: UInt8 = word >= low && word <= high ? 1 : 0
                    marks[n] &= holds ^ wanted ^ 1
                }
            }
        case (.codes(let accepted), .texts(let codes, _)):
            codes.withUnsafeBufferPointer { codes in
                accepted.withUnsafeBufferPointer { accepted in
                    for n in 0..<marks.count where !accepted[Int(codes[start + n])] { marks[n] = 0 }
                }
            }
        case (.flag(let wanted), .booleans(let flags)):
            flags.withUnsafeBufferPointer { flags in
                for n in 0..<marks.count { marks[n] &= flags[start + n] == wanted ? 1 : 0 }
            }
        case (.each(let cell), _):
            for n in 0..<marks.count where marks[n] != 0 { if !each(cell, start + n) { marks[n] = 0 } }
        default:
            for n in 0..<marks.count { marks[n] = 0 }
        }
    }
}
