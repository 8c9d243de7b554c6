/// The layout of a relation file: how the bytes around its facts were set, or how the platform sets them.
struct RelationStyle: Sendable {
    var hasMark = false
    private var newline = "\n"
    private var head: [String]
    /// The lines before each kind of tag where they are always the same, else of each tag.
    private var gaps: [String] = []
    private var frames: [String: RelationFrame] = [:]
    private var exceptions: [Int: RelationFrame] = [:]
    private var tail = "\n"
    /// The tags around the batches as they were read; empty for a file of our own.
    private var outline: [Outline] = []

    private enum Outline: Sendable {
        case text(String)
        case relation([RelationAttribute])
        case batch
        case code
    }

    init(license: String) {
        head = [
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><Document xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" "
                + "xsi:noNamespaceSchemaLocation=\"关联关系XML Schema-3.0.xsd\" License=\"\(Self.escaped(license))\">",
            "<Events Version=\"3.0\">", "<Event Name=\"RelationCreate\">",
        ]
    }

    init(_ tags: RelationTags) {
        head = []
        hasMark = tags.hasMark
        tail = tags.tail
        for tag in tags.tags {
            gaps.append(tag.gap)
            switch tag.isClosing ? "" : tag.name {
            case "Relation":
                outline.append(.relation(tag.attributes))
                learn(tag)
            case "Batch":
                outline.append(.batch)
                learn(tag)
            case "Code":
                outline.append(.code)
                learn(tag)
            default: outline.append(.text(tag.text))
            }
        }
    }

    private mutating func learn(_ tag: RelationTag) {
        let key = Self.key(tag.name, tag.attributes)
        if let known = frames[key], known != tag.frame {
            exceptions[outline.count - 1] = tag.frame
        } else {
            frames[key] = tag.frame
        }
    }

    /// Tags of one name and with the same attributes, in whatever order, are written alike.
    private static func key(_ name: String, _ attributes: [RelationAttribute]) -> String {
        name + " " + attributes.map(\.name).sorted().joined(separator: " ")
    }

    // MARK: Writing

    func write(_ file: RelationFile) -> [UInt8] {
        var out: [UInt8] = hasMark ? [0xEF, 0xBB, 0xBF] : []
        if outline.isEmpty || outlineCodes != file.batches.map(\.codes.count) {
            writeFresh(file, &out)
        } else {
            writeOutline(file, &out)
        }
        return out
    }

    /// Codes in each batch as the file was read.
    private var outlineCodes: [Int] {
        var counts: [Int] = []
        for entry in outline {
            if case .batch = entry { counts.append(0) }
            if case .code = entry, let last = counts.indices.last { counts[last] += 1 }
        }
        return counts
    }

    private func writeOutline(_ file: RelationFile, _ out: inout [UInt8]) {
        var batch = -1
        var code = 0
        for (index, entry) in outline.enumerated() {
            if index < gaps.count { out += gaps[index].utf8 }
            switch entry {
            case .text(let text): out += text.utf8
            case .relation(let attributes):
                let next = batch + 1
                tag("Relation", next < file.batches.count ? file.batches[next].relation : attributes, index, &out)
            case .batch:
                batch += 1
                code = 0
                if batch < file.batches.count { tag("Batch", file.batches[batch].attributes, index, &out) }
            case .code:
                if batch >= 0, batch < file.batches.count, code < file.batches[batch].codes.count {
                    tag("Code", Self.attributes(file.batches[batch].codes[code]), index, &out)
                }
                code += 1
            }
        }
        out += tail.utf8
    }

    private func writeFresh(_ file: RelationFile, _ out: inout [UInt8]) {
        func line(_ text: String) { out += (text + newline).utf8 }
        let opening = head.isEmpty ? outlineHead : head
        for text in opening { line(text) }
        for batch in file.batches {
            tag("Relation", batch.relation, -1, &out)
            line("")
            tag("Batch", batch.attributes, -1, &out)
            line("")
            for code in batch.codes {
                tag("Code", Self.attributes(code), -1, &out)
                line("")
            }
            line("</Batch>")
            line("</Relation>")
        }
        for name in ["</Event>", "</Events>", "</Document>"] { line(name) }
    }

    /// The opening tags of a file whose codes have been changed since it was read.
    private var outlineHead: [String] {
        var lines: [String] = []
        for (index, entry) in outline.enumerated() {
            guard case .text(let text) = entry else { break }
            let declaration = index == 0 && gaps.first?.hasPrefix("<?") == true ? gaps[0].filter { !$0.isNewline } : ""
            lines.append(declaration + text)
        }
        return lines
    }

    private static func attributes(_ code: RelationFile.Code) -> [RelationAttribute] {
        var attributes = [RelationAttribute("curCode", code.code), RelationAttribute("packLayer", "\(code.layer)")]
        if let parent = code.parent { attributes.append(RelationAttribute("parentCode", parent)) }
        attributes.append(RelationAttribute("flag", code.flag))
        return attributes
    }

    private func tag(_ name: String, _ attributes: [RelationAttribute], _ index: Int, _ out: inout [UInt8]) {
        out += "<\(name)".utf8
        let frame = exceptions[index] ?? frames[Self.key(name, attributes)]
        for (number, key) in (frame?.names ?? attributes.map(\.name)).enumerated() {
            let value = Self.escaped(attributes.value(key) ?? "")
            out += (frame?.separators[number] ?? " ").utf8
            out += key.utf8
            let quotes = frame?.quotes[number] ?? "=\""
            out += quotes.utf8
            out += value.utf8
            if let mark = quotes.utf8.last { out.append(mark) }
        }
        out += (frame?.end ?? (name == "Code" ? "/>" : ">")).utf8
    }

    static func escaped(_ text: String) -> String {
        guard text.utf8.contains(where: { $0 == 38 || $0 == 60 || $0 == 62 || $0 == 34 }) else { return text }
        var out = ""
        for character in text {
            switch character {
            case "&": out += "&amp;"
            case "<": out += "&lt;"
            case ">": out += "&gt;"
            case "\"": out += "&quot;"
            default: out.append(character)
            }
        }
        return out
    }
}

extension RelationFile {
    /// The file as bytes.
    public var bytes: [UInt8] { style.write(self) }
}
