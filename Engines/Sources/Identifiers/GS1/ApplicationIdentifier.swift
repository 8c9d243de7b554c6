import CIdentifierTables
import Findings

/// A GS1 application identifier: the two to four digits that say what the value behind them is, and the rules for that value.
///
/// The table is `Content/identifiers/application-identifiers.txt`, made from the GS1 syntax dictionary: for each identifier its
/// parts (`N14,csum` fourteen digits with a check digit, `X..20` one to twenty characters of set 82), whether a
/// separator must follow, what it needs or excludes beside it, and its part in a Digital Link.
///
/// ```swift
/// ApplicationIdentifiers.standard["17"]?.title   // "USE BY or EXPIRY"
/// ```
public struct ApplicationIdentifier: Hashable, Sendable {
    public let code: String
    public let title: String
    /// True where an FNC1 separator must follow unless the value ends the data.
    public let needsSeparator: Bool
    /// True where the identifier may stand in the query part of a Digital Link.
    public let isAttribute: Bool
    /// The sequences of qualifiers that may follow in the path; nil where the identifier is no primary key.
    public let qualifiers: [[String]]?
    let parts: [ValuePart]
    /// Alternatives, each a set of patterns that must all be there.
    let required: [[[String]]]
    let excluded: [String]
    let alpha: String?
    /// The bytes of `code`.
    let bytes: [UInt8]

    /// The length that every value has; nil where it varies.
    public var fixedLength: Int? {
        var total = 0
        for part in parts {
            if part.isOptional || part.minimum != part.maximum { return nil }
            total += part.maximum
        }
        return total
    }
}

/// The identifiers by number, and the ISO code lists their checks need.
public struct ApplicationIdentifiers: Sendable {
    public private(set) var all: [ApplicationIdentifier] = []
    /// Index into `all` plus one by digits: 100 places for two digits, 1,000 for three, 10,000 for four.
    private var places = [Int16](repeating: 0, count: 11_100)
    private var alphas: [String: Int] = [:]
    private(set) var lists: [String: Set<String>] = [:]

    /// The table compiled in.
    public static let standard: ApplicationIdentifiers = {
        var length = 0
        guard let start = yl_application_identifiers(&length) else { return ApplicationIdentifiers("") }
        return ApplicationIdentifiers(String(decoding: UnsafeRawBufferPointer(start: start, count: length), as: UTF8.self))
    }()

    /// Reads the lines of the content file; a line that cannot be read is left out.
    public init(_ text: String) {
        for line in text.split(separator: "\n") where !line.hasPrefix("#") {
            if line.hasPrefix("list ") {
                let words = line.split(separator: " ")
                if words.count == 3 { lists[String(words[1])] = Set(words[2].split(separator: ",").map(String.init)) }
            } else {
                read(line)
            }
        }
    }

    private mutating func read(_ line: Substring) {
        let halves = line.split(separator: "#", maxSplits: 1)
        guard let first = halves.first else { return }
        let title = halves.count > 1 ? halves[1].drop { $0 == " " } : ""
        let words = first.split(separator: " ")
        guard words.count >= 3 else { return }
        var parts: [ValuePart] = []
        var required: [[[String]]] = []
        var excluded: [String] = []
        var qualifiers: [[String]]?
        var alpha: String?
        for word in words[2...] {
            if let value = word.after("req=") {
                required.append(value.split(separator: ",").map { $0.split(separator: "+").map(String.init) })
            } else if let value = word.after("ex=") {
                excluded = value.split(separator: ",").map(String.init)
            } else if let value = word.after("dlpkey=") {
                qualifiers = value.split(separator: "|").map { $0.split(separator: ",").map(String.init) }
            } else if word == "dlpkey" {
                qualifiers = [[]]
            } else if let value = word.after("alpha=") {
                alpha = String(value)
            } else if let part = ValuePart(word) {
                parts.append(part)
            }
        }
        let ends = words[0].split(separator: "-")
        guard let low = Int(ends[0]), let high = Int(ends[ends.count - 1]), low <= high, !parts.isEmpty else { return }
        for number in low...high {
            let digits = String(number)
            let code = String(repeating: "0", count: max(0, ends[0].count - digits.count)) + digits
            add(
                ApplicationIdentifier(
                    code: code, title: String(title), needsSeparator: !words[1].contains("*"), isAttribute: words[1].contains("?"),
                    qualifiers: qualifiers, parts: parts, required: required, excluded: excluded, alpha: alpha,
                    bytes: Array(code.utf8)))
        }
    }

    private mutating func add(_ entry: ApplicationIdentifier) {
        guard let place = Self.place(entry.bytes, 0..<entry.bytes.count), all.count < Int16.max else { return }
        all.append(entry)
        places[place] = Int16(all.count)
        if let alpha = entry.alpha { alphas[alpha] = all.count - 1 }
    }

    public subscript(code: String) -> ApplicationIdentifier? {
        let bytes = Array(code.utf8)
        return index(bytes, 0..<bytes.count).map { all[$0] }
    }

    /// The index of the identifier that the bytes spell, digits only.
    func index(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
        guard let place = Self.place(bytes, range), places[place] > 0 else { return nil }
        return Int(places[place]) - 1
    }

    /// The index of the identifier with this older short name: `gtin`, `lot`, `ser`.
    func index(alpha bytes: [UInt8], _ range: Range<Int>) -> Int? {
        guard (3...5).contains(range.count), !bytes[range.lowerBound].isDigit else { return nil }
        return alphas[String(decoding: bytes[range], as: UTF8.self)]
    }

    /// The identifier with which the data goes on at `start`, by the longest number that is one; nil where none begins.
    func prefix(_ bytes: [UInt8], at start: Int) -> Int? {
        for length in 2...4 where start + length <= bytes.count {
            if let found = index(bytes, start..<start + length) { return found }
        }
        return nil
    }

    private static func place(_ bytes: [UInt8], _ range: Range<Int>) -> Int? {
        var number = 0
        for byte in bytes[range] {
            guard byte.isDigit else { return nil }
            number = number * 10 + Int(byte - 48)
            if number > 9999 { return nil }
        }
        switch range.count {
        case 2: return number
        case 3: return 100 + number
        case 4: return 1100 + number
        default: return nil
        }
    }
}

extension Substring {
    fileprivate func after(_ prefix: String) -> Substring? { hasPrefix(prefix) ? dropFirst(prefix.count) : nil }
}

extension UInt8 {
    @inline(__always) var isDigit: Bool { self &- 48 < 10 }
    @inline(__always) var isHex: Bool { isDigit || (self | 32) &- 97 < 6 }
    @inline(__always) var hexValue: UInt8 { isDigit ? self - 48 : (self | 32) - 87 }
}
