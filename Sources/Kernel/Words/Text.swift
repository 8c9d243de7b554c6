/// A sentence or a name in both languages of the house, side by side.
///
/// ```swift
/// let late = Text("逾期\(days)天", "\(days) days late")
/// late(.en)
/// ```
public struct Text: Hashable, Sendable {
    public let zh: String
    public let en: String

    public init(_ zh: String, _ en: String) {
        self.zh = zh
        self.en = en
    }

    /// The same in both languages: a name, a code, a number.
    public init(same text: String) { self.init(text, text) }

    public func callAsFunction(_ language: Language) -> String { language == .zh ? zh : en }

    /// Replaces `{word}` by its value in both languages, in one pass.
    public func filled(_ values: [String: String]) -> Text { Text(fill(zh, values), fill(en, values)) }

    public static func + (a: Text, b: Text) -> Text { Text(a.zh + b.zh, a.en + b.en) }
}

public enum Language: String, Hashable, Sendable, CaseIterable {
    case zh, en

    /// As in the `lang` attribute and in `Content-Language`.
    public var tag: String { self == .zh ? "zh-CN" : "en" }
}

private func fill(_ sentence: String, _ values: [String: String]) -> String {
    var out = ""
    var rest = sentence[...]
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
        out += rest[..<open]
        let word = String(rest[rest.index(after: open)..<close])
        out += values[word] ?? "{\(word)}"
        rest = rest[rest.index(after: close)...]
    }
    return out + rest
}
