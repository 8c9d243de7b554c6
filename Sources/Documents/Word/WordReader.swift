import Findings
import Foundation

/// Reads a DOCX file (ECMA-376, transitional or strict) as paragraphs and tables in reading order.
///
/// The text is what Word prints with all tracked changes accepted: automatic numbers are written out, text boxes follow the
/// paragraph they hang on, footnotes and endnotes stand at the end; headers, footers, comments, hidden text and tables of
/// contents are left out. Tracked changes, hidden text and a dropped table of contents are reported with their count.
///
/// ```swift
/// let report = try WordReader.read(data)
/// report.value[0]   // .paragraph("一、总体要求", style: .heading(level: 1))
/// ```
public struct WordReader {
    private let archive: Archive
    private let limits: DocumentLimits
    private let noteParts: [String: String]
    private let styles: WordStyles
    private var numbering: WordNumbering
    private var fields = WordRuns.Fields()
    private var changes = WordRuns.Changes()
    private var blocks: [DocumentBlock] = []
    private var notes: [WordRuns.Note] = []
    private var noted: Set<WordRuns.Note> = []
    private var pictures = 0
    private var hidden = 0
    private var contents = 0
    private var foreign = 0
    /// Text of a paragraph whose mark was deleted: it runs on into the next one.
    private var carried = ""
    private var tableDepth = 0
    private static let deepestTable = 12

    public static func read(_ data: Data, limits: DocumentLimits = .standard) throws -> Report<[DocumentBlock]> {
        let sniffed = FileKind.sniff(data, name: "docx")
        if let refusal = sniffed.refusal { throw Unreadable(refusal) }
        let archive = try Archive(data, limits: limits)
        let package = try Relationships(of: "", in: archive, limits: limits)
        let part = package.path(kind: "officeDocument") ?? "word/document.xml"
        var reader = try WordReader(archive, part: part, limits: limits)
        guard try XMLTreeReader.read(part, of: archive, container: "w:body", limits: limits, { try reader.take($0) }) else {
            throw Unreadable(Finding(.wordNoBody))
        }
        reader.flushCarried()
        try reader.appendNotes()
        if reader.blocks.isEmpty { throw Unreadable(Finding(reader.pictures > 0 ? .wordOnlyPictures : .wordNoText)) }
        return Report(reader.blocks, findings: reader.findings)
    }

    private init(_ archive: Archive, part: String, limits: DocumentLimits) throws {
        self.archive = archive
        self.limits = limits
        let parts = try Relationships(of: part, in: archive, limits: limits)
        noteParts = [
            "footnotes": parts.path(kind: "footnotes") ?? "word/footnotes.xml",
            "endnotes": parts.path(kind: "endnotes") ?? "word/endnotes.xml",
        ]
        styles = try WordStyles(part: parts.path(kind: "styles") ?? "word/styles.xml", of: archive, limits: limits)
        numbering = try WordNumbering(part: parts.path(kind: "numbering") ?? "word/numbering.xml", of: archive, limits: limits)
    }

    private var findings: [Finding] {
        var out: [Finding] = []
        if !changes.isEmpty {
            out.append(
                Finding(
                    .wordTracked,
                    ["inserted": "\(changes.inserted)", "deleted": "\(changes.deleted)", "moved": "\(changes.moved)"]))
        }
        if hidden > 0 { out.append(Finding(.wordHidden, ["count": "\(hidden)"])) }
        if contents > 0 { out.append(Finding(.wordContents, ["count": "\(contents)"])) }
        if pictures > 0 { out.append(Finding(.wordPictures, ["count": "\(pictures)"])) }
        if foreign > 0 { out.append(Finding(.wordForeign, ["count": "\(foreign)"])) }
        return out
    }

    // MARK: Blocks

    /// One child of the body, of a cell, a text box or a note.
    private mutating func take(_ element: XMLElement) throws {
        switch element.name {
        case "w:p": try takeParagraph(element)
        case "w:tbl": try takeTable(element)
        case "w:sdt":
            let gallery = element.first("w:sdtPr")?.first("w:docPartObj")?.value(of: "w:docPartGallery")
            if gallery == "Table of Contents" {
                contents += 1
            } else {
                for child in element.first("w:sdtContent")?.children ?? [] { try take(child) }
            }
        case "w:ins", "w:moveTo", "w:customXml", "w:smartTag": for child in element.children { try take(child) }
        case "mc:AlternateContent":
            for child in (element.first("mc:Choice") ?? element.first("mc:Fallback"))?.children ?? [] { try take(child) }
        case "w:altChunk", "w:subDoc": foreign += 1
        default: break
        }
    }

    private mutating func takeParagraph(_ element: XMLElement) throws {
        let properties = element.first("w:pPr")
        let styleId = properties?.value(of: "w:pStyle")
        let mark = properties?.first("w:rPr")
        let isContents = fields.isContents || isContentsStyle(styleId)

        var runs = WordRuns(styles: styles)
        runs.fields = fields
        runs.take(element)
        fields = runs.fields
        changes.inserted += runs.changes.inserted + (mark?.first("w:ins") == nil ? 0 : 1)
        changes.deleted += runs.changes.deleted + (mark?.first("w:del") == nil ? 0 : 1)
        changes.moved += runs.changes.moved
        pictures += runs.pictures
        hidden += runs.hidden
        for note in runs.notes where noted.insert(note).inserted { notes.append(note) }

        if isContents || fields.isContents {
            contents += 1
            return
        }
        let isMarkGone = mark?.first("w:del") != nil || mark?.first("w:moveFrom") != nil || mark?.toggle("w:vanish") == true
        if isMarkGone {
            carried += runs.text
        } else {
            finish(carried + runs.text, properties: properties, styleId: styleId)
            carried = ""
        }
        for box in runs.boxes { for child in box.children { try take(child) } }
    }

    private func isContentsStyle(_ id: String?) -> Bool {
        let name = styles.name(id)
        return id != nil && (name.hasPrefix("toc ") || name.hasPrefix("目录 "))
    }

    private mutating func finish(_ raw: String, properties: XMLElement?, styleId: String?) {
        let label = label(properties, styleId)
        let text = raw.trimmed
        // A column of numbers is often nothing but automatic ones; outside a table a number alone is a slip of the pen.
        if text.isEmpty, let label, tableDepth > 0, !label.label.isBullet {
            blocks.append(.paragraph(label.label.text.trimmed, style: .listItem(level: label.level + 1)))
        }
        if text.isEmpty { return }
        let heading = properties?.integer(of: "w:outlineLvl").map { $0 < 9 ? max($0, 0) + 1 : nil } ?? styles.headingLevel(styleId)
        let style: ParagraphStyle =
            if let heading { .heading(level: heading) } else if ["title", "标题"].contains(styles.name(styleId)) && styleId != nil {
                .title
            } else if let label { .listItem(level: label.level + 1) } else { .body }
        blocks.append(.paragraph(label.map { join($0.label, text) } ?? text, style: style))
    }

    private mutating func flushCarried() {
        if !carried.trimmed.isEmpty { blocks.append(.paragraph(carried.trimmed, style: .body)) }
        carried = ""
    }

    // MARK: Numbers

    private mutating func label(_ properties: XMLElement?, _ styleId: String?) -> (label: WordNumbering.Label, level: Int)? {
        let direct = properties?.first("w:numPr")
        let inherited = styles.numbering(styleId)
        guard let id = direct?.integer(of: "w:numId") ?? inherited?.numberId, id > 0 else { return nil }
        let bound =
            direct?.first("w:numId") == nil ? numbering.level(of: id, boundTo: inherited?.styles ?? [], styles: styles) : nil
        let level = direct?.integer(of: "w:ilvl") ?? bound ?? (direct == nil ? inherited?.level : nil) ?? 0
        return numbering.advance(id, level: level, styles: styles).map { ($0, level) }
    }

    /// Chinese numbers stand directly before their text (一、总体要求); a label that ends in a letter or digit is set off.
    private func join(_ label: WordNumbering.Label, _ text: String) -> String {
        guard let last = label.text.unicodeScalars.last, let first = text.unicodeScalars.first else { return text }
        if label.suffix == "nothing" || last == " " { return label.text + text }
        let endsInWord = last.properties.isAlphabetic || last.properties.numericType != nil && last.value < 0x2000
        let isAmbiguous = last == "." && (first.isASCII || first.properties.numericType != nil)
        let isChapter = last == "条" || last == "章" || last == "节"
        return label.text + (endsInWord || isAmbiguous || isChapter ? " " : "") + text
    }

    // MARK: Tables

    private mutating func takeTable(_ element: XMLElement) throws {
        flushCarried()
        tableDepth += 1
        defer { tableDepth -= 1 }
        if tableDepth > Self.deepestTable {
            throw Unreadable(Finding(.xmlDepth, ["part": "word/document.xml", "limit": "\(Self.deepestTable)"]))
        }
        var rows: [[WordTable.Cell]] = []
        for row in tableRows(element) {
            let properties = row.first("w:trPr")
            if properties?.first("w:del") != nil {
                changes.deleted += 1
                continue
            }
            if properties?.first("w:ins") != nil { changes.inserted += 1 }
            if properties?.toggle("w:hidden") == true { continue }
            let before = properties?.integer(of: "w:gridBefore") ?? 0
            try rows.append(WordTable.gap(before) + tableCells(row).map { try cell($0) })
        }
        let table = WordTable.resolve(rows)
        if table.contains(where: { $0.contains { !$0.text.isEmpty } }) { blocks.append(.table(table)) }
    }

    /// Rows and cells may be wrapped in content controls.
    private func tableRows(_ element: XMLElement) -> [XMLElement] { unwrapped(element, "w:tr") }
    private func tableCells(_ row: XMLElement) -> [XMLElement] { unwrapped(row, "w:tc") }

    private func unwrapped(_ element: XMLElement, _ name: String) -> [XMLElement] {
        element.children.flatMap { child -> [XMLElement] in
            if child.name == name { return [child] }
            return ["w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo"].contains(child.name) ? unwrapped(child, name) : []
        }
    }

    private mutating func cell(_ element: XMLElement) throws -> WordTable.Cell {
        let properties = element.first("w:tcPr")
        let outer = blocks
        blocks = []
        for child in element.children { try take(child) }
        flushCarried()
        let text = blocks.plainText
        blocks = outer
        let isDeleted = properties?.first("w:cellDel") != nil
        return WordTable.Cell(
            text: isDeleted ? "" : text,
            width: min(max(properties?.integer(of: "w:gridSpan") ?? 1, 1), 64),
            continuesAbove: properties?.first("w:vMerge").map { $0["w:val"] != "restart" } ?? false,
            continuesLeft: properties?.first("w:hMerge").map { $0["w:val"] != "restart" } ?? false)
    }

    // MARK: Notes

    private mutating func appendNotes() throws {
        for part in ["footnotes", "endnotes"] {
            let wanted = notes.filter { $0.part == part }.map(\.id)
            guard !wanted.isEmpty, let path = noteParts[part] else { continue }
            let known = Set(wanted)
            var texts: [String: String] = [:]
            var reader = self
            try XMLTreeReader.read(path, of: archive, container: "w:" + part, limits: limits) { element in
                guard let id = element["w:id"], known.contains(id) else { return }
                reader.blocks = []
                for child in element.children { try reader.take(child) }
                texts[id] = reader.blocks.plainText
            }
            changes = reader.changes
            for id in wanted {
                if let text = texts[id], !text.isEmpty { blocks.append(.paragraph(text, style: .footnote)) }
            }
        }
    }
}

extension String {
    /// Without white space at both ends, the ideographic space included.
    var trimmed: String {
        let scalars = unicodeScalars
        guard let start = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
            let end = scalars.lastIndex(where: { !$0.properties.isWhitespace })
        else { return "" }
        return String(scalars[start...end])
    }
}

extension FindingCode {
    public static let wordTracked = FindingCode(
        "documents.word.tracked", .warning,
        zh: "文档带有修订痕迹（插入 {inserted} 处、删除 {deleted} 处、移动 {moved} 处），已按“全部接受”后的文字读取。请确认这就是定稿。",
        en:
            "The document has tracked changes ({inserted} insertions, {deleted} deletions, {moved} moves); it was read with all of them accepted. Make sure that this is the final text."
    )
    public static let wordHidden = FindingCode(
        "documents.word.hidden", .note,
        zh: "有 {count} 处隐藏文字没有读入。需要时请在 Word 中取消“隐藏”后重传。",
        en: "{count} pieces of hidden text were left out. Unhide them in Word and send the file again if they matter.")
    public static let wordContents = FindingCode(
        "documents.word.contents", .note,
        zh: "目录（{count} 行或段）没有读入，以免与正文重复。",
        en: "The table of contents ({count} lines or blocks) was left out, since it repeats the text.")
    public static let wordPictures = FindingCode(
        "documents.word.pictures", .note,
        zh: "文档里有 {count} 张图片或对象，其中的文字没有读入。",
        en: "The document has {count} pictures or objects; text inside them was not read.")
    public static let wordForeign = FindingCode(
        "documents.word.foreign", .warning,
        zh: "文档嵌入了 {count} 段外部文件，没有读入。请在 Word 中打开并另存一份，使其成为正文，再传新文件。",
        en:
            "The document embeds {count} foreign files that were not read. Open it in Word and save a copy, so that they become text, and send the copy."
    )
    public static let wordNoBody = FindingCode(
        "documents.word.noBody", .error,
        zh: "文件里没有 Word 正文，可能不是 Word 文档或已损坏。请在 Word 或 WPS 中打开并另存为 DOCX 后再传。",
        en:
            "The file has no Word text; it may be damaged or of another kind. Open it in Word or WPS, save it as DOCX, and send it again."
    )
    public static let wordNoText = FindingCode(
        "documents.word.noText", .error,
        zh: "文档里没有文字。请确认选对了文件。",
        en: "The document holds no text. Check that the right file was chosen.")
    public static let wordOnlyPictures = FindingCode(
        "documents.word.onlyPictures", .error,
        zh: "文档里只有图片，没有文字，像是扫描件。请先做文字识别（OCR），或向发文单位索取文字版，再传。",
        en:
            "The document holds pictures only and no text, as a scan does. Recognise the text (OCR) first, or ask the issuer for a text version."
    )
}
