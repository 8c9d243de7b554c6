import CIdentifierTables
import Findings

/// 行政区划代码: a province, city or county by number, GB/T 2260, or a town or village by the longer statistical code.
///
/// Two digits each for province, city and county, then three for the town and three for the village; zeros fill what is
/// not named. A code of 2, 4, 6, 9 or 12 digits is read, and written with at least six. Errors: length, a character that is not
/// a digit, no such province. Warnings: not in the list, abolished. The list is `Content/identifiers/regions.txt`.
///
/// ```swift
/// DivisionCode(valid: "320305")?.fullName   // "江苏省徐州市贾汪区"
/// ```
public struct DivisionCode: Identifier {
    public enum Level: String, Sendable { case province, city, county, town, village }

    public let text: String

    /// A code taken as it stands, for the parts of other codes.
    init(held text: String) { self.text = text }

    public var level: Level {
        if text.count == 12, !text.hasSuffix("000") { return .village }
        if text.count > 6, text.dropFirst(6).prefix(3) != "000" { return .town }
        let six = text.prefix(6)
        return six.hasSuffix("0000") ? .province : six.hasSuffix("00") ? .city : .county
    }

    /// The province of the code, nil where there is none by that number.
    public var province: DivisionCode? {
        let code = String(text.prefix(2)) + "0000"
        return Divisions.standard[code] == nil ? nil : DivisionCode(held: code)
    }
    public var city: DivisionCode? {
        level == .province ? nil : DivisionCode(held: String(text.prefix(4)) + "00")
    }
    /// The division that holds this one; nil for a province.
    public var parent: DivisionCode? {
        switch level {
        case .province: nil
        case .city: province
        case .county: city
        case .town: DivisionCode(held: String(text.prefix(6)))
        case .village: DivisionCode(held: String(text.prefix(9)))
        }
    }

    /// The name in the list, without what stands above it: “贾汪区”.
    public var name: String? { Divisions.standard[text]?.name }
    /// From the province down: “江苏省徐州市贾汪区”. Rows that only group counties (“市辖区”) are left out.
    public var fullName: String? {
        guard level != .town, level != .village, let name else { return nil }
        var parts = [name]
        var above = parent
        while let division = above {
            if let name = division.name, !Divisions.groups.contains(name), !parts.contains(name) { parts.insert(name, at: 0) }
            above = division.parent
        }
        return parts.joined()
    }
    /// The last year in which a list carries the code; nil while it is in force.
    public var abolishedAfter: Int? { Divisions.standard[text]?.until }

    public func contains(_ other: DivisionCode) -> Bool {
        switch level {
        case .province: text.prefix(2) == other.text.prefix(2)
        case .city: text.prefix(4) == other.text.prefix(4)
        case .county: text.prefix(6) == other.text.prefix(6)
        case .town: text.prefix(9) == other.text.prefix(9)
        case .village: text == other.text
        }
    }

    public var facts: [(name: String, value: Fact)] {
        var facts: [(name: String, value: Fact)] = [
            ("level", .text(level.rawValue)), ("name", .text(name ?? "")), ("fullName", .text(fullName ?? "")),
        ]
        if let year = abolishedAfter { facts.append(("abolishedAfter", .number(year))) }
        return facts
    }

    public static func read(_ raw: String) -> Reading<DivisionCode> {
        var text = Tidy.code(raw)
        let scalars = Array(text.unicodeScalars)
        var findings: [Finding] = []
        if ![2, 4, 6, 9, 12].contains(scalars.count) {
            findings.append(
                Finding(
                    .codeLength, at: .span(start: 0, end: scalars.count),
                    ["expected": "2, 4, 6, 9, 12", "actual": "\(scalars.count)"]))
        }
        for (index, scalar) in scalars.enumerated() where !scalar.isDigit {
            findings.append(wrong(scalar, at: index, allowed: "0-9"))
        }
        guard findings.isEmpty else { return Reading(text, nil, findings) }

        while text.utf8.count < 6 { text += "0" }
        let code = DivisionCode(held: text)
        let six = String(text.prefix(6))
        if code.province == nil {
            findings.append(Finding(.divisionProvince, at: .span(start: 0, end: 2), ["province": String(text.prefix(2))]))
        } else if let entry = Divisions.standard[six] {
            if let year = entry.until {
                findings.append(
                    Finding(.divisionAbolished, at: .span(start: 0, end: 6), ["name": entry.name, "year": "\(year)"]))
            }
        } else {
            findings.append(Finding(.divisionUnlisted, at: .span(start: 0, end: 6), ["code": six]))
        }
        return Reading(text, code, findings)
    }
}

/// The list of division codes in force and of those that once were.
public struct Divisions: Sendable {
    public struct Entry: Hashable, Sendable {
        public let name: String
        public let until: Int?
    }

    private var entries: [String: Entry] = [:]
    private var codes: [String: [String]] = [:]

    /// The list compiled in.
    public static let standard: Divisions = {
        var length = 0
        guard let start = yl_regions(&length) else { return Divisions("") }
        let bytes = UnsafeRawBufferPointer(start: start, count: length)
        return Divisions(String(decoding: bytes, as: UTF8.self))
    }()

    /// Reads lines of `CODE NAME` or `CODE NAME LASTYEAR`; `#` begins a comment.
    public init(_ text: String) {
        for line in text.utf8.split(separator: 0x0A) where line.first != UInt8(ascii: "#") {
            let words = line.split(separator: 0x20)
            guard words.count >= 2 else { continue }
            let code = String(decoding: words[0], as: UTF8.self)
            let name = String(decoding: words[1], as: UTF8.self)
            entries[code] = Entry(name: name, until: words.count > 2 ? Int(String(decoding: words[2], as: UTF8.self)) : nil)
            codes[name, default: []].append(code)
        }
    }

    public subscript(code: String) -> Entry? { entries[code] }
    public var count: Int { entries.count }

    /// The divisions in force with this name, the whole list order kept: “鼓楼区” is in four cities.
    public func named(_ name: String) -> [DivisionCode] {
        (codes[name] ?? []).filter { entries[$0]?.until == nil }.map { DivisionCode(held: $0) }
    }

    /// Rows that group counties and name no place.
    static let groups: Set<String> = [
        "市辖区", "县", "市", "省直辖县级行政单位", "省直辖县级行政区划", "自治区直辖县级行政单位", "自治区直辖县级行政区划",
    ]
}

extension FindingCode {
    public static let divisionProvince = FindingCode(
        "identifiers.division.province", .error, zh: "没有代码为“{province}”的省级区划。", en: "No province has the number “{province}”.")
    public static let divisionUnlisted = FindingCode(
        "identifiers.division.unlisted", .warning,
        zh: "区划代码“{code}”不在清单中，可能是新设或写错。", en: "“{code}” is not in the list: it may be new, or mistyped.")
    public static let divisionAbolished = FindingCode(
        "identifiers.division.abolished", .warning,
        zh: "“{name}”的这个代码已撤销，{year} 年的清单是最后一份载有它的。",
        en: "This code of {name} has been abolished; the list of {year} is the last that carries it.")
}
