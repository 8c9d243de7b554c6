import Findings

/// One application identifier with its value, `(01)04012345123456`.
public struct Element: Hashable, Sendable {
    public let ai: String
    public let value: String

    public init(ai: String, value: String) {
        self.ai = ai
        self.value = value
    }
}

/// Elements in the order in which a carrier holds them, and the spellings they have.
///
///     ^0104012345123456^10LOT7      one string; ^ or the control character GS stands for FNC1
///     (01)04012345123456(10)LOT7    bracketed, as people write it; a bracket in a value is `\(`
///
/// Symbology identifiers (`]C1`, `]d2`, `]Q3`, `]e0`, `]J1`) before the data are dropped. Errors: an unknown identifier, a
/// value that its rules refuse, the same identifier twice with two values. Warnings: an identifier without the one it
/// needs beside it, or with one it excludes. Source: GS1 General Specifications, sections 3 and 7.8.
///
/// ```swift
/// try ElementString(reading: "(01)04012345123456(10)LOT7").text   // "^010401234512345610LOT7"
/// ```
public struct ElementString: Hashable, Sendable {
    public let elements: [Element]

    init(_ elements: [Element]) { self.elements = elements }

    /// Reads either spelling.
    public init(reading raw: String, permitUnknown: Bool = false) throws(Unreadable) {
        let bytes = Array(raw.utf8)
        guard bytes.count <= Self.limit else { throw Unreadable(Finding(.elementTooLong, ["limit": "\(Self.limit)"])) }
        elements =
            bytes.first == UInt8(ascii: "(")
            ? try Self.bracketed(bytes, permitUnknown) : try Self.plain(bytes, permitUnknown)
        try Self.refuseContradictions(elements)
    }

    /// No carrier holds more: a GS1 QR Code takes 7,089 digits.
    static let limit = 8192

    public subscript(ai: String) -> String? { elements.first { $0.ai == ai }?.value }

    /// One string with `^` for FNC1, a separator only where one is needed.
    public var text: String {
        var out = "^"
        var needsSeparator = false
        for element in elements {
            if needsSeparator { out += "^" }
            out += element.ai + element.value
            needsSeparator = ApplicationIdentifiers.standard[element.ai]?.needsSeparator ?? true
        }
        return out
    }

    /// Bracketed.
    public var bracketed: String {
        elements.map { element in
            "(\(element.ai))" + element.value.unicodeScalars.map { $0 == "(" ? "\\(" : String($0) }.joined()
        }.joined()
    }

    private static func plain(_ bytes: [UInt8], _ permitUnknown: Bool) throws(Unreadable) -> [Element] {
        let table = ApplicationIdentifiers.standard
        var index = 0
        if bytes.count >= 3, bytes[0] == UInt8(ascii: "]") { index = 3 }
        if index < bytes.count, isSeparator(bytes[index]) { index += 1 }
        guard index < bytes.count else { throw Unreadable(Finding(.elementNone)) }
        var elements: [Element] = []
        while index < bytes.count {
            guard let number = table.prefix(bytes, at: index) else {
                throw Unreadable(unknown(bytes[index..<min(index + 4, bytes.count)], at: index))
            }
            let entry = table.all[number]
            let start = index + entry.bytes.count
            var end = start
            while end < bytes.count, !isSeparator(bytes[end]) { end += 1 }
            if !entry.needsSeparator, let length = entry.fixedLength { end = min(end, start + length) }
            elements.append(try element(entry, bytes[start..<end]))
            index = end
            if index < bytes.count, isSeparator(bytes[index]) {
                index += 1
                if index == bytes.count { throw Unreadable(Finding(.elementTrailing)) }
            }
        }
        return elements
    }

    private static func bracketed(_ bytes: [UInt8], _ permitUnknown: Bool) throws(Unreadable) -> [Element] {
        let table = ApplicationIdentifiers.standard
        var elements: [Element] = []
        var index = 0
        while index < bytes.count {
            guard bytes[index] == UInt8(ascii: "("), let close = bytes[index...].firstIndex(of: UInt8(ascii: ")")) else {
                throw Unreadable(Finding(.elementBracket, at: .span(start: index, end: index + 1)))
            }
            let digits = index + 1..<close
            var value: [UInt8] = []
            var next = close + 1
            while next < bytes.count, bytes[next] != UInt8(ascii: "(") {
                if bytes[next] == UInt8(ascii: "\\"), next + 1 < bytes.count, bytes[next + 1] == UInt8(ascii: "(") { next += 1 }
                value.append(bytes[next])
                next += 1
            }
            if let number = table.index(bytes, digits) {
                elements.append(try element(table.all[number], value[...]))
            } else if permitUnknown, (2...4).contains(digits.count), bytes[digits].allSatisfy(\.isDigit), !value.isEmpty {
                elements.append(
                    Element(ai: String(decoding: bytes[digits], as: UTF8.self), value: String(decoding: value, as: UTF8.self)))
            } else {
                throw Unreadable(unknown(bytes[digits], at: index + 1))
            }
            index = next
        }
        return elements
    }

    /// The element, when the value passes the rules of its identifier.
    static func element(_ entry: ApplicationIdentifier, _ value: ArraySlice<UInt8>) throws(Unreadable) -> Element {
        if let finding = entry.fault(in: value, lists: ApplicationIdentifiers.standard.lists) { throw Unreadable(finding) }
        return Element(ai: entry.code, value: String(decoding: value, as: UTF8.self))
    }

    private static func isSeparator(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "^") || byte == 0x1D }

    static func unknown(_ digits: ArraySlice<UInt8>, at index: Int) -> Finding {
        Finding(
            .elementUnknown, at: .span(start: index, end: index + digits.count), ["ai": String(decoding: digits, as: UTF8.self)])
    }

    private static func refuseContradictions(_ elements: [Element]) throws(Unreadable) {
        var values: [String: String] = [:]
        for element in elements {
            if let value = values[element.ai], value != element.value {
                throw Unreadable(Finding(.elementTwice, ["ai": element.ai, "first": value, "second": element.value]))
            }
            values[element.ai] = element.value
        }
    }

    /// What each identifier needs or excludes beside it, over all carriers of one item: warnings.
    public var associations: [Finding] {
        let codes = Set(elements.map(\.ai))
        var findings: [Finding] = []
        for code in codes.sorted() {
            guard let entry = ApplicationIdentifiers.standard[code] else { continue }
            let others = codes.subtracting([code])
            for pattern in entry.excluded {
                if let other = others.sorted().first(where: { Self.matches($0, pattern) }) {
                    findings.append(Finding(.elementExcludes, ["ai": code, "other": other]))
                }
            }
            for alternatives in entry.required {
                let isMet = alternatives.contains { group in
                    group.allSatisfy { pattern in others.contains { Self.matches($0, pattern) } }
                }
                if !isMet {
                    let wanted = alternatives.map { $0.joined(separator: "+") }.joined(separator: ", ")
                    findings.append(Finding(.elementNeeds, ["ai": code, "others": wanted]))
                }
            }
        }
        return findings
    }

    /// `31nn` stands for any identifier of four digits that begins with 31.
    private static func matches(_ code: String, _ pattern: String) -> Bool {
        code.utf8.count == pattern.utf8.count
            && zip(code.utf8, pattern.utf8).allSatisfy { $0 == $1 || $1 == UInt8(ascii: "n") }
    }
}

extension FindingCode {
    public static let elementTooLong = FindingCode(
        "identifiers.element.too-long", .error, zh: "超过 {limit} 个字符，任何条码都装不下。",
        en: "Longer than {limit} characters; no carrier holds that.")
    public static let elementNone = FindingCode("identifiers.element.none", .error, zh: "没有数据。", en: "There is no data.")
    public static let elementUnknown = FindingCode(
        "identifiers.element.unknown", .error, zh: "“{ai}”不是 GS1 应用标识符。", en: "“{ai}” is no GS1 application identifier.")
    public static let elementTrailing = FindingCode(
        "identifiers.element.trailing", .error, zh: "分隔符之后没有数据。", en: "Nothing follows the separator.")
    public static let elementBracket = FindingCode(
        "identifiers.element.bracket", .error,
        zh: "应写作“(标识符)值”，此处括号不成对。", en: "Written (AI)value; the brackets here do not pair.")
    public static let elementTwice = FindingCode(
        "identifiers.element.twice", .error,
        zh: "({ai}) 出现两次且值不同：“{first}”“{second}”。", en: "({ai}) is there twice with two values, “{first}” and “{second}”.")
    public static let elementExcludes = FindingCode(
        "identifiers.element.excludes", .warning, zh: "({ai}) 不能与 ({other}) 同用。", en: "({ai}) must not be used with ({other}).")
    public static let elementNeeds = FindingCode(
        "identifiers.element.needs", .warning,
        zh: "({ai}) 需要同时有：{others}。", en: "({ai}) needs one of these beside it: {others}.")
}
