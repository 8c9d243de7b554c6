import Calendars

/// How a field is filled in on a page, and what it is in the API.
public enum Control: Sendable, Hashable {
    case line(limit: Int)
    case lines(limit: Int)
    case secret
    case number(unit: Text?)
    case integer(unit: Text?)
    case day
    case flag
    case choice([Choice])
    case list
    case file(accept: String)
    case hidden

    public struct Choice: Sendable, Hashable {
        public let value: String
        public let label: Text

        public init(_ value: String, _ label: Text) {
            self.value = value
            self.label = label
        }
    }
}

/// A type that a text from outside can become. `parse` gives the value or says what to write instead.
public protocol FieldValue: Sendable {
    static func parse(_ text: String) throws(Mistake) -> Self
    var printed: String { get }
    static var control: Control { get }
    /// JSON Schema of the value in the API.
    static var schema: JSON { get }
}

/// Why a text is no value of its type.
public struct Mistake: Error, Sendable, Hashable {
    public let message: Text
    public init(_ message: Text) { self.message = message }
}

/// A closed list of words, each with its label: `enum Role: String, Choosable`.
public protocol Choosable: FieldValue, RawRepresentable, CaseIterable where RawValue == String {
    var label: Text { get }
}

extension Choosable {
    public static func parse(_ text: String) throws(Mistake) -> Self {
        if let value = Self(rawValue: text) { return value }
        let known = allCases.map(\.rawValue).joined(separator: ", ")
        throw Mistake(Text("“\(text)”不在可选范围内。可选：\(known)", "“\(text)” is not one of: \(known)"))
    }
    public var printed: String { rawValue }
    public static var control: Control { .choice(allCases.map { .init($0.rawValue, $0.label) }) }
    public static var schema: JSON { ["type": "string", "enum": .array(allCases.map { .string($0.rawValue) })] }
}

extension String: FieldValue {
    public static func parse(_ text: String) throws(Mistake) -> String {
        if text.utf8.contains(0) { throw Mistake(Text("含有不可用的字符（U+0000）。", "Holds a character that cannot be kept (U+0000).")) }
        return text
    }
    public var printed: String { self }
    public static var control: Control { .line(limit: 200) }
    public static var schema: JSON { ["type": "string"] }
}

extension Int: FieldValue {
    public static func parse(_ text: String) throws(Mistake) -> Int {
        if let value = Int(plainDigits(text)) { return value }
        throw Mistake(Text("“\(text)”不是整数。请填整数，如12", "“\(text)” is not a whole number. Enter one, e.g. 12"))
    }
    public var printed: String { String(self) }
    public static var control: Control { .integer(unit: nil) }
    public static var schema: JSON { ["type": "integer"] }
}

extension Double: FieldValue {
    public static func parse(_ text: String) throws(Mistake) -> Double {
        let plain = plainDigits(text)
        let isPlain = plain.utf8.allSatisfy {
            (0x30...0x39).contains($0) || $0 == 0x2E || $0 == 0x2D || $0 == 0x2B || $0 | 0x20 == 0x65
        }
        if isPlain, let value = Double(plain), value.isFinite { return value }
        throw Mistake(Text("“\(text)”不是数字。请填数字，如86.2", "“\(text)” is not a number. Enter one, e.g. 86.2"))
    }
    public var printed: String { print(self) }
    public static var control: Control { .number(unit: nil) }
    public static var schema: JSON { ["type": "number"] }
}

extension Bool: FieldValue {
    public static func parse(_ text: String) throws(Mistake) -> Bool {
        switch text {
        case "true", "on", "1", "是": return true
        case "false", "off", "0", "否": return false
        default: throw Mistake(Text("“\(text)”应为true或false。", "“\(text)” must be true or false."))
        }
    }
    public var printed: String { self ? "true" : "false" }
    public static var control: Control { .flag }
    public static var schema: JSON { ["type": "boolean"] }
}

extension Day: FieldValue {
    /// Also takes 2023/9/30, 2023.9.30 and 2023年9月30日, as people type them.
    public static func parse(_ text: String) throws(Mistake) -> Day {
        if let day = Day(text) { return day }
        let parts = plainDigits(text).split { "-/.年月日".contains($0) }.compactMap { Int($0) }
        if parts.count == 3, let day = Day(year: parts[0], month: parts[1], day: parts[2]) { return day }
        throw Mistake(Text("“\(text)”不是日期。请填日期，如2023-09-30", "“\(text)” is not a date. Enter one, e.g. 2023-09-30"))
    }
    public var printed: String { description }
    public static var control: Control { .day }
    public static var schema: JSON { ["type": "string", "format": "date"] }
}

/// Full-width digits, points and signs to ASCII; spaces and thousands commas dropped.
private func plainDigits(_ text: String) -> String {
    var out = ""
    for scalar in text.unicodeScalars {
        switch scalar.value {
        case 0xFF01...0xFF5E:
            let plain = Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
            if plain != "," { out.unicodeScalars.append(plain) }
        case 0x2212: out += "-"
        case 0x20, 0x2C, 0x3000, 0xA0, 0x09: continue
        default: out.unicodeScalars.append(scalar)
        }
    }
    return out
}
