/// What an engine has to say about its input: a code, how much it matters, where, and with which values.
///
/// An engine never prints and never throws prose. It returns findings; the caller shows `message(_:)` in the reader's
/// language or hands `code.id`, `place` and `arguments` to a machine.
///
/// ```swift
/// let finding = Finding(.numberUnreadable, at: .cell(row: 3, column: 2), ["text": "约86"])
/// finding.message(.en)   // “约86” is not a number.
/// ```
public struct Finding: Hashable, Sendable {
    public let code: FindingCode
    public let place: Place
    /// Values that the sentence names, by the word between braces.
    public let arguments: [String: String]

    public init(_ code: FindingCode, at place: Place = .whole, _ arguments: [String: String] = [:]) {
        self.code = code
        self.place = place
        self.arguments = arguments
    }

    public var severity: Severity { code.severity }

    /// The sentence with its values filled in. A value that the finding does not carry stays visible as `{name}`.
    public func message(_ language: FindingLanguage) -> String {
        fill(language == .zh ? code.zh : code.en, with: arguments)
    }
}

/// How much a finding matters.
public enum Severity: String, Hashable, Sendable, Comparable, CaseIterable {
    /// For information: an assumption that was made, a thing that was left out on purpose.
    case note
    /// The result stands, and a person should look.
    case warning
    /// The result, or the part of it that the place names, is missing.
    case error

    public static func < (a: Severity, b: Severity) -> Bool { a.rank < b.rank }

    private var rank: Int {
        switch self {
        case .note: 0
        case .warning: 1
        case .error: 2
        }
    }
}

public enum FindingLanguage: String, Hashable, Sendable, CaseIterable { case zh, en }

/// A kind of finding. Declared as a static constant at the foot of the file that reports it.
///
/// The identifier is `room.subject.fault`, stable once published. Both sentences say what is wrong and, where there is a way
/// out, what to do next; `{word}` stands for an argument.
public struct FindingCode: Hashable, Sendable {
    public let id: String
    public let severity: Severity
    public let zh: String
    public let en: String

    public init(_ id: String, _ severity: Severity, zh: String, en: String) {
        self.id = id
        self.severity = severity
        self.zh = zh
        self.en = en
    }

    public static func == (a: FindingCode, b: FindingCode) -> Bool { a.id == b.id }
    public func hash(into hasher: inout Hasher) { hasher.combine(id) }
}

/// Replaces `{word}` by its value, in one pass, so that a value holding braces is not read again.
private func fill(_ sentence: String, with arguments: [String: String]) -> String {
    var out = ""
    var rest = sentence[...]
    while let open = rest.firstIndex(of: "{") {
        out += rest[..<open]
        let after = rest.index(after: open)
        guard let close = rest[after...].firstIndex(of: "}") else {
            rest = rest[open...]
            break
        }
        let word = String(rest[after..<close])
        out += arguments[word] ?? "{\(word)}"
        rest = rest[rest.index(after: close)...]
    }
    return out + rest
}
