import Findings
import Foundation

/// Reads the text of a PDF file as paragraphs and tables in reading order, with poppler's `pdftotext` and `pdftocairo`.
///
/// Words come with their boxes, rulings as lines. Running heads, page numbers and tables of contents are left out; wrapped
/// lines are joined; ruled tables give their cells, also merged ones and over page breaks. PDF has no styles: the title is
/// found by its type, everything else is body text or footnote.
///
/// The programs run in a private folder with limits on time (20 s for all of them), memory and output; this is the only
/// reader of the room that is not a pure function.
///
/// ```swift
/// let blocks = try PDFReader.read(data).value
/// ```
public enum PDFReader {
    public static func read(_ data: Data, limits: DocumentLimits = .standard) throws -> Report<[DocumentBlock]> {
        try limits.checkFile(data.count)
        if FileKind.sniff(data, name: "x.pdf").kind != .pdf { throw Unreadable(Finding(.pdfBroken)) }
        var session = try PDFSession(data, limits: limits)
        return try session.read()
    }
}

private struct PDFSession {
    private let folder: PrivateFolder
    private let limits: DocumentLimits
    private let deadline = ContinuousClock.now + .seconds(20)
    private var findings: [Finding] = []

    /// Pages beyond are left out, and said so.
    private static let mostPages = 1_000

    init(_ data: Data, limits: DocumentLimits) throws {
        folder = try PrivateFolder(in: limits.scratch)
        self.limits = limits
        guard FileManager.default.createFile(atPath: folder.path("in.pdf"), contents: data, attributes: [.posixPermissions: 0o600])
        else {
            throw Unreadable(Finding(.folderUnwritable))
        }
    }

    mutating func read() throws -> Report<[DocumentBlock]> {
        let reader = try words()
        let pages = reader.pages
        try checkText(reader)
        let measure = PDFLines(pages)
        let builder = PDFTableBuilder(lines: measure)
        var tables: [[PDFTable]] = []
        var lines: [[PDFLine]] = []
        for (number, page) in pages.enumerated() {
            try limits.checkCancelled()
            let rulings = mayHoldTable(page, measure) ? try rulings(page: number + 1) : []
            let found = rulings.isEmpty ? ([], page.words) : builder.tables(page.words, rulings)
            tables.append(found.0)
            lines.append(measure.lines(found.1, page: number))
        }
        var swept = PDFMargins.swept(lines, heights: pages.map(\.height), body: measure.bodyEm)
        if swept.contents > 0 { findings.append(Finding(.pdfContents, ["count": "\(swept.contents)"])) }
        for page in swept.lines.indices {
            let unruled = PDFColumns.split(swept.lines[page].sorted { $0.middle < $1.middle })
            swept.lines[page] = unruled.rest
            tables[page] = (tables[page] + unruled.tables).sorted { $0.top < $1.top }
        }
        let blocks = blocks(swept.lines, tables, measure, pages)
        if blocks.isEmpty { throw Unreadable(Finding(.pdfNoText, ["pages": "\(pages.count)"])) }
        return Report(blocks, findings: findings)
    }

    // MARK: Programs

    private func words() throws -> PDFWordReader {
        try run(
            "pdftotext", ["-bbox", "-enc", "UTF-8", "-l", "\(Self.mostPages)", folder.path("in.pdf"), folder.path("words.xml")])
        guard let data = FileManager.default.contents(atPath: folder.path("words.xml")) else {
            throw Unreadable(Finding(.pdfBroken))
        }
        var room = limits
        room.depth = 32
        return try PDFWordReader.read(data, limits: room)
    }

    private mutating func rulings(page: Int) throws -> [PDFRuling] {
        let path = folder.path("page.svg")
        do {
            try run("pdftocairo", ["-svg", "-f", "\(page)", "-l", "\(page)", folder.path("in.pdf"), path])
        } catch let fault as Unreadable {
            // The text is there; only the tables of this page are read without their lines.
            if findings.count < 20 { findings.append(Finding(.pdfNoRulings, at: .item(page, .whole), ["page": "\(page)"])) }
            if fault.findings.first?.code == .pdfTooSlow { return [] }
            return []
        }
        guard let data = FileManager.default.contents(atPath: path) else { return [] }
        var room = limits
        room.depth = 200
        let reader = PDFRulingReader()
        let stream = try XMLStream(reader, part: "pdftocairo", refusesDoctype: false, limits: room)
        guard (try? data.withUnsafeBytes { try stream.feed($0, last: true) }) != nil else { return [] }
        return reader.rulings
    }

    private func run(_ program: String, _ arguments: [String]) throws {
        let left = ContinuousClock.now.duration(to: deadline)
        let seconds = Double(left.components.seconds) + Double(left.components.attoseconds) / 1e18
        guard seconds > 0.05 else { throw Unreadable(Finding(.pdfTooSlow)) }
        var process = BoundedProcess()
        process.seconds = seconds
        switch process.run(program, arguments, errors: folder.path("errors.txt")) {
        case .finished: return
        case .timedOut: throw Unreadable(Finding(.pdfTooSlow))
        case .tooLarge: throw Unreadable(Finding(.pdfTooLarge))
        case .missing: throw Unreadable(Finding(.pdfNoProgram, ["program": program]))
        case .failed(let code, let message):
            if message.contains("Incorrect password") { throw Unreadable(Finding(.pdfEncrypted)) }
            if code == 3 || message.contains("not allowed") { throw Unreadable(Finding(.pdfForbidden)) }
            if message.contains("memory") || code >= 128 { throw Unreadable(Finding(.pdfTooLarge)) }
            throw Unreadable(Finding(.pdfBroken))
        }
    }

    // MARK: Content

    private mutating func checkText(_ reader: PDFWordReader) throws {
        let pages = reader.pages
        let empty = pages.indices.filter { pages[$0].words.isEmpty }
        if pages.isEmpty { throw Unreadable(Finding(.pdfBroken)) }
        if empty.count == pages.count { throw Unreadable(Finding(.pdfNoText, ["pages": "\(pages.count)"])) }
        if reader.unreadable * 4 > reader.characters { throw Unreadable(Finding(.pdfGarbled)) }
        if reader.unreadable > 0 { findings.append(Finding(.pdfSomeGarbled, ["count": "\(reader.unreadable)"])) }
        if !empty.isEmpty {
            let list = empty.prefix(20).map { "\($0 + 1)" }.joined(separator: "、")
            findings.append(Finding(.pdfEmptyPages, ["pages": list, "count": "\(empty.count)"]))
        }
        if pages.count >= Self.mostPages { findings.append(Finding(.pdfManyPages, ["limit": "\(Self.mostPages)"])) }
    }

    /// Whether two rows of the page hold words with a gap between them: without that no table is worth looking for.
    private func mayHoldTable(_ page: PDFPage, _ measure: PDFLines) -> Bool {
        var rows = 0
        for line in measure.lines(page.words, page: 0) where line.words.count > 1 {
            let isApart = zip(line.words, line.words.dropFirst()).contains { $1.xMin - $0.xMax > 0.3 * line.em }
            if isApart { rows += 1 }
            if rows >= 2 { return true }
        }
        // A table of one column, or one whose cells never stand side by side, shows in short lines.
        return page.words.count >= 4 && measure.lines(page.words, page: 0).count { $0.xMax - $0.xMin < page.width * 0.35 } >= 4
    }

    private func blocks(_ lines: [[PDFLine]], _ tables: [[PDFTable]], _ measure: PDFLines, _ pages: [PDFPage]) -> [DocumentBlock] {
        let body = Self.bodyEm(lines.joined()) ?? measure.bodyEm
        let width = PDFLines.median(pages.map(\.width)) ?? 595
        var notes: [PDFLine] = []
        var texts: [[PDFLine]] = []
        for (page, all) in lines.enumerated() {
            let sorted = all.sorted { $0.middle < $1.middle }
            let foot = sorted.reversed().prefix { $0.em < 0.87 * body && $0.middle > pages[page].height * 0.6 }
            let isFoot = foot.count < sorted.count && (PDFText.label(foot.last?.text ?? "") != nil || startsWithMark(foot.last))
            notes += isFoot ? foot.reversed() : []
            texts.append(isFoot ? Array(sorted.dropLast(foot.count)) : sorted)
        }
        var paragraphs = PDFParagraphs(texts.flatMap { $0 }, body: body, width: width)
        var carried: PDFTable?
        for page in texts.indices {
            var queue = texts[page][...]
            for (number, table) in tables[page].enumerated() {
                while let line = queue.first, line.middle < table.top {
                    if let done = carried { paragraphs.add(.table(done.rows)) }
                    carried = nil
                    paragraphs.add(line)
                    queue.removeFirst()
                }
                if number == 0, carried?.hasColumns(of: table) == true {
                    carried?.append(table)
                } else {
                    if let done = carried { paragraphs.add(.table(done.rows)) }
                    carried = table
                }
            }
            if !queue.isEmpty, let done = carried {
                paragraphs.add(.table(done.rows))
                carried = nil
            }
            for line in queue { paragraphs.add(line) }
        }
        if let done = carried { paragraphs.add(.table(done.rows)) }
        paragraphs.close()
        return paragraphs.blocks + footnotes(notes, body: body)
    }

    private static func bodyEm(_ lines: some Sequence<PDFLine>) -> Double? {
        PDFLines.median(
            lines.flatMap { line in repeatElement((line.em * 2).rounded() / 2, count: min(line.text.unicodeScalars.count, 60)) })
    }

    private func startsWithMark(_ line: PDFLine?) -> Bool {
        guard let first = line?.text.unicodeScalars.first else { return false }
        return first == "*" || first == "注" || first.properties.numericType != nil
    }

    private func footnotes(_ lines: [PDFLine], body: Double) -> [DocumentBlock] {
        var out: [String] = []
        for line in lines {
            if startsWithMark(line) || out.isEmpty {
                out.append(line.text)
            } else {
                out[out.count - 1] += PDFParagraphs.joint(out[out.count - 1], line.text) + line.text
            }
        }
        return out.map { .paragraph($0, style: .footnote) }
    }
}

extension FindingCode {
    public static let pdfBroken = FindingCode(
        "documents.pdf.broken", .error,
        zh: "PDF 文件损坏，打不开：可能没有传完。请用阅读器打开确认，重新导出或下载后再传。",
        en:
            "The PDF file is damaged and cannot be opened; it may be incomplete. Check it in a reader, export or download it anew, and send it again."
    )
    public static let pdfEncrypted = FindingCode(
        "documents.pdf.encrypted", .error,
        zh: "PDF 设了打开密码，读不了。请用密码打开后另存为（或打印为）不加密的 PDF，再传新文件。",
        en:
            "The PDF is protected by a password. Open it with the password, save or print it as a PDF without one, and send the new file."
    )
    public static let pdfForbidden = FindingCode(
        "documents.pdf.forbidden", .error,
        zh: "PDF 禁止复制文字，读不了。请向发文单位索取 DOCX 或不限制复制的 PDF。",
        en: "The PDF forbids copying its text. Ask the issuer for a DOCX file or an unrestricted PDF.")
    public static let pdfNoText = FindingCode(
        "documents.pdf.noText", .error,
        zh: "PDF 共 {pages} 页，都没有文字，像是扫描件。请先做文字识别（OCR），或向发文单位索取文字版（DOCX 或可复制文字的 PDF），再传。",
        en:
            "None of the {pages} pages of the PDF has text; it seems to be a scan. Recognise the text (OCR) first, or ask the issuer for a text version (DOCX, or a PDF whose text can be copied)."
    )
    public static let pdfEmptyPages = FindingCode(
        "documents.pdf.emptyPages", .warning,
        zh: "有 {count} 页没有文字（第 {pages} 页），可能是图片或扫描页，没有读入。请核对这些页。",
        en: "{count} pages have no text (page {pages}); they may be pictures or scans and were not read. Check these pages.")
    public static let pdfGarbled = FindingCode(
        "documents.pdf.garbled", .error,
        zh: "PDF 的字体没有文字对照表，取出的是乱码，没有读入。请上传 DOCX，或用 Word、WPS 重新导出 PDF。",
        en:
            "The fonts of the PDF do not say which characters they show, so its text is gibberish and was not read. Send the DOCX, or export the PDF anew from Word or WPS."
    )
    public static let pdfSomeGarbled = FindingCode(
        "documents.pdf.someGarbled", .warning,
        zh: "有 {count} 个字符在字体里没有对照，已略去。请对照原文检查。",
        en: "{count} characters have no meaning outside their font and were left out. Check the text against the original.")
    public static let pdfManyPages = FindingCode(
        "documents.pdf.manyPages", .warning,
        zh: "只读了前 {limit} 页。请把文件拆开后再传其余部分。",
        en: "Only the first {limit} pages were read. Split the file and send the rest.")
    public static let pdfTooSlow = FindingCode(
        "documents.pdf.tooSlow", .error,
        zh: "PDF 在 20 秒内没有读完，已停止。请删去图片、拆分文件，或上传 DOCX。",
        en: "The PDF could not be read within 20 seconds; reading stopped. Remove pictures, split the file, or send the DOCX.")
    public static let pdfTooLarge = FindingCode(
        "documents.pdf.tooLarge", .error,
        zh: "PDF 展开后太大，已停止读取。请拆分文件，或上传 DOCX。",
        en: "The PDF unfolds to more than is allowed; reading stopped. Split the file, or send the DOCX.")
    public static let pdfNoProgram = FindingCode(
        "documents.pdf.noProgram", .error,
        zh: "服务器上没有 {program}，读不了 PDF。请管理员安装软件包 poppler-utils；在此之前可上传 DOCX。",
        en:
            "The server has no {program}, so PDF cannot be read. The administrator installs the package poppler-utils; until then send the DOCX."
    )
    public static let pdfNoRulings = FindingCode(
        "documents.pdf.noRulings", .warning,
        zh: "第 {page} 页的表格线没有读出，表格可能被当作文字。请核对这一页，或上传 DOCX。",
        en: "The table lines of page {page} could not be read, so a table may appear as text. Check that page, or send the DOCX.")
    public static let pdfContents = FindingCode(
        "documents.pdf.contents", .note,
        zh: "目录（{count} 行）没有读入，以免与正文重复。",
        en: "The table of contents ({count} lines) was left out, since it repeats the text.")
}
