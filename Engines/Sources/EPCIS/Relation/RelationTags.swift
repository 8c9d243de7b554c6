import Findings

/// The tags of a relation file in order, each with its line and with the text before it, so that nothing of the layout is lost.
///
/// A small reader of its own rather than expat's, which forgets the order of attributes and the bytes between them. Refused: anything
/// not UTF-8, declarations beyond `<?xml …?>`, text between tags other than space and comments, tags that do not pair.
struct RelationTags {
    private(set) var tags: [RelationTag] = []
    private(set) var hasMark = false
    /// What follows the last tag.
    private(set) var tail = ""

    private static let limit = 256 << 20

    init(_ bytes: [UInt8]) throws(Unreadable) {
        guard bytes.count < Self.limit else { throw Unreadable(Finding(.xmlLong, ["limit": "\(Self.limit)"])) }
        guard String(validating: bytes, as: UTF8.self) != nil else { throw Unreadable(Finding(.relationEncoding)) }
        var scan = TagScan(bytes: bytes)
        if bytes.starts(with: [0xEF, 0xBB, 0xBF]) {
            hasMark = true
            scan.index = 3
        }
        var open: [String] = []
        while let tag = try scan.next() {
            if tag.isClosing {
                guard open.popLast() == tag.name else {
                    throw Unreadable(Finding(.relationPairs, at: .line(tag.line), ["name": tag.name]))
                }
            } else if !tag.isEmpty {
                open.append(tag.name)
                if open.count > 16 { throw Unreadable(Finding(.xmlDeep, at: .line(tag.line), ["limit": "16"])) }
            }
            tags.append(tag)
        }
        tail = scan.gap
        guard open.isEmpty, tags.first?.name == "Document" else {
            throw Unreadable(Finding(.relationPairs, at: .line(scan.line), ["name": open.last ?? "Document"]))
        }
    }
}

struct RelationTag {
    let name: String
    var attributes: [RelationAttribute] = []
    var isClosing = false
    /// `<Code …/>`
    var isEmpty = false
    let line: Int
    /// What stands before the tag: line ends, indentation, the XML declaration, comments.
    let gap: String
    /// The tag as it was written.
    let text: String
    /// What stood around the attributes.
    var frame = RelationFrame()
}

/// How a tag was written, its values left out.
struct RelationFrame: Hashable, Sendable {
    var names: [String] = []
    /// Before each name.
    var separators: [String] = []
    /// Between name and value: `="`.
    var quotes: [String] = []
    /// Behind the last value.
    var end = ""
}

/// Walks over the bytes tag by tag.
private struct TagScan {
    let bytes: [UInt8]
    var index = 0
    var line = 1
    /// The text before the next tag.
    private(set) var gap = ""

    init(bytes: [UInt8]) { self.bytes = bytes }

    mutating func next() throws(Unreadable) -> RelationTag? {
        let start = index
        while index < bytes.count {
            let byte = bytes[index]
            if byte == 0x0A { line += 1 }
            if byte == UInt8(ascii: "<") {
                if skip("<?", to: "?>") || skip("<!--", to: "-->") { continue }
                gap = String(decoding: bytes[start..<index], as: UTF8.self)
                return try tag()
            }
            guard byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D else { throw fault() }
            index += 1
        }
        gap = String(decoding: bytes[start..<index], as: UTF8.self)
        return nil
    }

    private mutating func skip(_ opening: String, to closing: String) -> Bool {
        guard bytes[index...].starts(with: opening.utf8) else { return false }
        let end = Array(closing.utf8)
        var position = index + opening.utf8.count
        while position < bytes.count, !bytes[position...].starts(with: end) {
            if bytes[position] == 0x0A { line += 1 }
            position += 1
        }
        index = min(bytes.count, position + end.count)
        return true
    }

    private mutating func tag() throws(Unreadable) -> RelationTag {
        let start = index
        let tagLine = line
        index += 1
        let isClosing = peek == UInt8(ascii: "/")
        if isClosing { index += 1 }
        let name = word()
        if name.isEmpty { throw fault() }
        var attributes: [RelationAttribute] = []
        var frame = RelationFrame()
        while true {
            let mark = index
            space()
            guard let byte = peek else { throw fault() }
            if byte == UInt8(ascii: ">") || byte == UInt8(ascii: "/") {
                let isEmpty = byte == UInt8(ascii: "/")
                index += isEmpty ? 2 : 1
                guard index <= bytes.count, bytes[index - 1] == UInt8(ascii: ">") else { throw fault() }
                frame.end = text(mark..<index)
                return RelationTag(
                    name: name, attributes: attributes, isClosing: isClosing, isEmpty: isEmpty, line: tagLine, gap: gap,
                    text: text(start..<index), frame: frame)
            }
            frame.separators.append(text(mark..<index))
            let key = word()
            let behind = index
            space()
            guard !key.isEmpty, peek == UInt8(ascii: "=") else { throw fault() }
            index += 1
            space()
            frame.names.append(key)
            frame.quotes.append(text(behind..<min(index + 1, bytes.count)))
            attributes.append(RelationAttribute(key, try value()))
        }
    }

    private func text(_ range: Range<Int>) -> String { String(decoding: bytes[range], as: UTF8.self) }

    private mutating func value() throws(Unreadable) -> String {
        guard let quote = peek, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else { throw fault() }
        let start = index + 1
        guard let end = bytes[start...].firstIndex(of: quote), !bytes[start..<end].contains(UInt8(ascii: "<")) else {
            throw fault()
        }
        line += bytes[start..<end].count { $0 == 0x0A }
        index = end + 1
        let text = String(decoding: bytes[start..<end], as: UTF8.self)
        if !text.utf8.contains(UInt8(ascii: "&")) { return text }
        guard let resolved = Self.resolved(text) else { throw fault() }
        return resolved
    }

    private static func resolved(_ text: String) -> String? {
        var out = ""
        var rest = text[...]
        while let mark = rest.firstIndex(of: "&") {
            out += rest[..<mark]
            guard let end = rest[mark...].firstIndex(of: ";") else { return nil }
            switch rest[rest.index(after: mark)..<end] {
            case "amp": out += "&"
            case "lt": out += "<"
            case "gt": out += ">"
            case "quot": out += "\""
            case "apos": out += "'"
            default: return nil
            }
            rest = rest[rest.index(after: end)...]
        }
        return out + rest
    }

    private var peek: UInt8? { index < bytes.count ? bytes[index] : nil }

    private mutating func space() {
        while let byte = peek, byte == 0x20 || byte == 0x09 || byte == 0x0A || byte == 0x0D {
            if byte == 0x0A { line += 1 }
            index += 1
        }
    }

    private mutating func word() -> String {
        let start = index
        while let byte = peek,
            (byte | 32) &- 97 < 26 || byte &- 48 < 10 || byte == 58 || byte == 95 || byte == 45 || byte == 46 || byte > 127
        {
            index += 1
        }
        return String(decoding: bytes[start..<index], as: UTF8.self)
    }

    private func fault() -> Unreadable { Unreadable(Finding(.relationSyntax, at: .line(line))) }
}

extension FindingCode {
    public static let relationEncoding = FindingCode(
        "epcis.relation.encoding", .error, zh: "文件不是 UTF-8 编码。", en: "The file is not in UTF-8.")
    public static let relationPairs = FindingCode(
        "epcis.relation.pairs", .error, zh: "标签“{name}”不成对，或根节点不是 Document。",
        en: "The tag “{name}” has no partner, or the root is not Document.")
    public static let relationSyntax = FindingCode(
        "epcis.relation.syntax", .error, zh: "此处不合关联关系 XML 的写法。", en: "This is not how a relation file is written.")
}
