import Findings

/// A tree of text as a taxonomy file holds it: scalars, lists and maps, each with the line where it begins.
///
/// Every scalar is text; what it means is the reader's business.
public indirect enum PlainTree: Sendable, Equatable {
    case scalar(String, line: Int)
    case list([PlainTree], line: Int)
    case map([Entry], line: Int)

    public struct Entry: Sendable, Equatable {
        public let key: String
        public let line: Int
        public let value: PlainTree
    }

    public var line: Int {
        switch self {
        case .scalar(_, let line), .list(_, let line), .map(_, let line): line
        }
    }

    public subscript(key: String) -> PlainTree? {
        guard case .map(let entries, _) = self else { return nil }
        return entries.first { $0.key == key }?.value
    }

    public var text: String? {
        guard case .scalar(let text, _) = self else { return nil }
        return text
    }

    public var items: [PlainTree]? {
        guard case .list(let items, _) = self else { return nil }
        return items
    }
}

extension FindingCode {
    public static let treeTooLarge = FindingCode(
        "chain.file.tooLarge", .error, zh: "文件超过 {limit} 字节。", en: "The file is larger than {limit} bytes.")
    public static let treeNotText = FindingCode(
        "chain.file.notText", .error, zh: "文件不是 UTF-8 文字，请另存为 UTF-8。", en: "The file is not UTF-8 text. Save it as UTF-8.")
    public static let treeFault = FindingCode(
        "chain.file.syntax", .error, zh: "此处读不懂：{what}。", en: "This cannot be read: {what}.")
}
