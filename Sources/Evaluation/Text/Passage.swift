import Calendars
import Design
import Foundation
import Kernel

/// A piece of a sentence. Text holds no digit: a number is a figure, a date, an ordinal, or stands inside words that are quoted.
public enum Piece: Sendable, Hashable, Codable {
    case text(String)
    /// By id, `F12`.
    case figure(String)
    /// By id, `Q3`: a name, or words that somebody wrote.
    case quote(String)
    case day(Day)
    /// The end of a period: 2023年二季度.
    case period(Day)
    case year(Int)
    /// A number of a list, a measure, an annex: 3, 2.1.
    case ordinal(String)
    /// A digit that came without any of these. It is printed as missing its origin.
    case stray(String)
}

/// A sentence made of pieces. What a literal or a word brings is searched for digits; there is no way to interpolate a number.
///
/// ```swift
/// let sentence: Passage = "截至\(day)，\(indicator)为\(book.value(state))。"
/// ```
public struct Passage: Sendable, Hashable, Codable, ExpressibleByStringInterpolation {
    public internal(set) var pieces: [Piece]

    public init(_ pieces: [Piece] = []) { self.pieces = pieces }
    public init(stringLiteral text: String) { pieces = Passage.pieces(of: text) }
    public init(stringInterpolation: StringInterpolation) { pieces = stringInterpolation.pieces }

    public struct StringInterpolation: StringInterpolationProtocol {
        var pieces: [Piece] = []
        public init(literalCapacity: Int, interpolationCount: Int) { pieces.reserveCapacity(interpolationCount * 2 + 1) }
        public mutating func appendLiteral(_ text: String) { pieces += Passage.pieces(of: text) }
        public mutating func appendInterpolation(_ figure: Figure) { pieces.append(.figure(figure.id)) }
        public mutating func appendInterpolation(_ quote: Quote) { pieces.append(.quote(quote.id)) }
        public mutating func appendInterpolation(_ day: Day) { pieces.append(.day(day)) }
        public mutating func appendInterpolation(period end: Day) { pieces.append(.period(end)) }
        public mutating func appendInterpolation(year: Int) { pieces.append(.year(year)) }
        public mutating func appendInterpolation(ordinal: String) { pieces.append(.ordinal(ordinal)) }
        public mutating func appendInterpolation(_ passage: Passage) { pieces += passage.pieces }
        /// A word of a closed list.
        public mutating func appendInterpolation(word: String) { pieces += Passage.pieces(of: word) }
    }

    public static func + (a: Passage, b: Passage) -> Passage { Passage(a.pieces + b.pieces) }
    public var isEmpty: Bool { pieces.isEmpty }

    /// Text and strays, one after the other.
    private static func pieces(of text: String) -> [Piece] {
        var pieces: [Piece] = []
        var run = "", isDigits = false
        func flush() {
            if !run.isEmpty { pieces.append(isDigits ? .stray(run) : .text(run)) }
            run = ""
        }
        for character in text {
            if character.isDigit != isDigits {
                flush()
                isDigits = character.isDigit
            }
            run.append(character)
        }
        flush()
        return pieces
    }
}

extension Character {
    /// A digit as documents print it, of either width.
    var isDigit: Bool { unicodeScalars.contains { ("0"..."9").contains($0) || ("０"..."９").contains($0) } }
}

/// A passage in both languages.
public struct Words: Sendable, Hashable, Codable {
    public let zh: Passage
    public let en: Passage

    public init(_ zh: Passage, _ en: Passage) {
        self.zh = zh
        self.en = en
    }
    public init(same passage: Passage) { self.init(passage, passage) }
    public init(_ text: Text) { self.init("\(word: text.zh)", "\(word: text.en)") }

    public func callAsFunction(_ language: Language) -> Passage { language == .zh ? zh : en }
    public static func + (a: Words, b: Words) -> Words { Words(a.zh + b.zh, a.en + b.en) }
    public static func joined(_ all: [Words], zh: Passage = "、", en: Passage = ", ") -> Words {
        var out = Words("", "")
        for (index, words) in all.enumerated() { out = index == 0 ? words : out + Words(zh, en) + words }
        return out
    }
}

/// A number of the report, with all that made it.
public struct Figure: Sendable, Hashable, Codable {
    /// `F12`, in the order of first use.
    public let id: String
    /// The same from report to report: `target.T1.value`.
    public let key: String
    public let name: Text
    public let value: Double?
    /// As printed, with its unit; 缺 where there is no value.
    public let shown: Text
    public let derivation: Derivation

    public var isMissing: Bool { value == nil }
}

/// How a figure came about.
public struct Derivation: Sendable, Hashable, Codable {
    /// The rule in words: 完成程度＝（现值－基期值）÷（目标值－基期值）.
    public let rule: Text
    /// Ids of the figures it was computed from.
    public let inputs: [String]
    /// Registry records, reports or tasks behind it.
    public let records: Int?
    public let day: Day
    public let knownOn: Day
    /// Who keeps it, in words: 市统计局；示例数据.
    public let source: Text?
    /// The page on which its records stand.
    public let path: String?
}

/// Words that somebody else wrote, and a name: kept apart, so that a digit in them is theirs.
public struct Quote: Sendable, Hashable, Codable {
    public let id: String
    public let text: String
    public let source: Text
    public let path: String?
}

extension Text: Codable {
    public init(from decoder: any Decoder) throws {
        var box = try decoder.unkeyedContainer()
        self.init(try box.decode(String.self), try box.decode(String.self))
    }

    public func encode(to encoder: any Encoder) throws {
        var box = encoder.unkeyedContainer()
        try box.encode(zh)
        try box.encode(en)
    }
}
