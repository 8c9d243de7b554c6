import Findings

/// What came out of reading one code: the tidied text, the code in its parts, and what was noticed.
///
/// A code whose shape is right is held even when a check fails (`code` is there, `isValid` is false): codes that fail
/// their own check are met in the wild and have to be recorded as they stand. `valid` is the code only when nothing failed.
///
/// ```swift
/// let reading = CreditCode.read(" 9144 0300-1922038216 ")
/// reading.text      // "914403001922038216"
/// reading.isValid   // true
/// ```
public struct Reading<Code: Identifier>: Sendable, Equatable {
    /// The text after tidying: what to store and to compare.
    public let text: String
    /// The parts, where the shape allows them to be told apart.
    public let code: Code?
    /// Places are spans of scalars in `text`.
    public let findings: [Finding]

    init(_ text: String, _ code: Code?, _ findings: [Finding] = []) {
        self.text = text
        self.code = code
        self.findings = findings
    }

    public var isValid: Bool { code != nil && !findings.contains { $0.severity == .error } }
    public var valid: Code? { isValid ? code : nil }
}

/// A code that names one kind of thing and can be told right from wrong by itself.
public protocol Identifier: Hashable, Sendable, CustomStringConvertible {
    /// The code as it should be written and stored.
    var text: String { get }
    /// What the code says, in a stable order: name and value, for a person or a machine.
    var facts: [(name: String, value: Fact)] { get }

    static func read(_ raw: String) -> Reading<Self>
}

extension Identifier {
    public var description: String { text }

    /// The code, only when nothing is wrong with it.
    public init?(valid raw: String) {
        guard let code = Self.read(raw).valid else { return nil }
        self = code
    }
}

/// One thing that a code says.
public enum Fact: Hashable, Sendable {
    case text(String)
    case number(Int)
    case flag(Bool)
}

extension FindingCode {
    static let codeLength = FindingCode(
        "identifiers.code.length", .error,
        zh: "应有{expected}个字符，实有{actual}个。", en: "{expected} characters are needed, {actual} are there.")
    static let codeCharacter = FindingCode(
        "identifiers.code.character", .error,
        zh: "第{position}个字符“{character}”不能用在这里；此处只用{allowed}。",
        en: "Character {position}, “{character}”, cannot stand here; allowed: {allowed}.")
    static let codeCheck = FindingCode(
        "identifiers.code.check", .error,
        zh: "校验码不符：应为“{expected}”，写的是“{actual}”。请核对整个代码，可能有一位抄错或两位颠倒。",
        en:
            "The check character should be “{expected}”, not “{actual}”. Compare the whole code: one character may be wrong or two swapped."
    )
    static let codeShape = FindingCode(
        "identifiers.code.shape", .error, zh: "不合格式。应写作：{form}。", en: "Not in the form {form}.")
}
