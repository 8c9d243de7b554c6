import Calendars
import Documents
import Findings
import Kernel

/// A table as it was sent in: the header line, and the lines below it with anything on them.
struct ImportGrid: Sendable, Hashable {
    struct Line: Sendable, Hashable {
        /// As the office program counts it, from 1.
        let number: Int
        let cells: [String]
    }

    let headers: [String]
    let lines: [Line]

    static let mostRows = 50_000
    static let mostColumns = 300
    static let fileLimit = 20 << 20

    /// Reads a CSV or XLSX file. What cannot be read is refused with what to do; nothing of a file is taken when a part of it is lost.
    static func read(_ upload: Upload, kind: RecordKind, words: ImportWords, today: Day) throws -> ImportGrid {
        let sniffed = FileKind.sniff(upload.bytes, name: upload.name)
        if let refusal = sniffed.refusal { throw refused(refusal) }
        var limits = DocumentLimits.spreadsheet
        limits.fileSize = fileLimit
        limits.rows = mostRows + 100
        limits.columns = mostColumns
        limits.cells = 4_000_000
        do {
            switch sniffed.kind {
            case .csv, .tsv, .txt:
                // A title above the header hides the delimiter from a guess that goes by the first line.
                for delimiter in [nil, "\t", ";", "|"] as [Character?] {
                    let report = try CSVReader.read(upload.bytes, delimiter: delimiter, limits: limits)
                    if let finding = report.findings.first(where: { $0.severity == .error }) { throw refused(finding) }
                    let lines = zip(report.value.lines, report.value.rows).map { Line(number: $0, cells: $1) }
                    if let grid = try grid(lines, kind: kind, words: words, today: today) { return grid }
                }
                throw noHeader(kind, words)
            case .xlsx:
                let sheets = try WorkbookReader.read(upload.bytes, limits: limits).value
                for sheet in sheets where !sheet.isHidden {
                    let lines = sheet.rows.enumerated().map { Line(number: $0 + 1, cells: $1.map(\.text)) }
                    if let grid = try grid(lines, kind: kind, words: words, today: today) { return grid }
                }
                throw noHeader(kind, words)
            default:
                throw problem(Text("“\(upload.name)”不是表格。请传CSV或XLSX。", "“\(upload.name)” is no table. Send CSV or XLSX."))
            }
        } catch let unreadable as Unreadable {
            throw unreadable.findings.first.map(refused) ?? problem(Text("文件读不了。", "The file cannot be read."))
        }
    }

    /// The header line is the first of the first fifteen that has a column for the name and another that is known.
    private static func grid(_ lines: [Line], kind: RecordKind, words: ImportWords, today: Day) throws -> ImportGrid? {
        for (index, line) in lines.prefix(15).enumerated() {
            let columns = ImportColumn.read(line.cells, kind: kind, words: words, today: today)
            guard columns.contains(where: { $0.meaning == .field(.name) }), columns.filter(\.isUsed).count > 1 || columns.count == 1
            else { continue }
            let below = lines[(index + 1)...].filter { $0.cells.contains { !$0.allSatisfy(\.isWhitespace) } }
            if below.isEmpty { throw problem(Text("表头之下没有内容。", "There is nothing below the header.")) }
            if below.count > mostRows {
                throw problem(
                    Text(
                        "有\(below.count)行，一次最多\(mostRows)行。请分成几个文件。",
                        "\(below.count) rows; at most \(mostRows) at a time. Split the file."))
            }
            let width = line.cells.count
            return ImportGrid(
                headers: line.cells.map(clean),
                lines: below.map { Line(number: $0.number, cells: $0.cells.prefix(width).map(clean)) })
        }
        return nil
    }

    private static func noHeader(_ kind: RecordKind, _ words: ImportWords) -> Refusal {
        let known = (words.fields[kind] ?? [:]).filter { $0.value == .name }.keys.sorted { ($0.count, $0) < ($1.count, $1) }
        let zh = known.filter { $0.utf8.contains { $0 >= 0x80 } }.prefix(6).joined(separator: "、")
        let en = known.filter { $0.utf8.allSatisfy { $0 < 0x80 } }.prefix(6).joined(separator: ", ")
        return problem(
            Text(
                "前15行里找不到表头：要有一列是名称（如：\(zh)），并且至少还有一列认得。可以下载模板对照。",
                "No header in the first 15 lines: one column must be the name (such as \(en)), and another must be understood. The template shows the columns."
            ))
    }

    private static func refused(_ finding: Finding) -> Refusal { problem(Text(finding.message(.zh), finding.message(.en))) }

    static func problem(_ message: Text) -> Refusal { .invalid([FieldProblem("file", Text("文件", "File"), message)]) }

    /// Without the spaces around it and the characters that no cell needs.
    private static func clean(_ cell: String) -> String {
        if isPlain(cell) { return cell }
        let kept = cell.unicodeScalars.map { $0.value < 0x20 || $0.value == 0x7F ? " " : $0 }.filter {
            $0 != "\u{FEFF}" && $0 != "\u{200B}"
        }
        func isSpace(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.isWhitespace }
        guard let start = kept.firstIndex(where: { !isSpace($0) }), let end = kept.lastIndex(where: { !isSpace($0) }) else {
            return ""
        }
        return String(String.UnicodeScalarView(kept[start...end]))
    }

    /// Nothing in it that could be a space, a mark or a control character: most cells, told by a look at their bytes.
    private static func isPlain(_ cell: String) -> Bool {
        cell.utf8.allSatisfy { byte in
            switch byte {
            case 0x21...0x7E: true
            case 0xC2, 0xE2, 0xE3, 0xEF: false  // where spaces and marks beyond ASCII begin
            default: byte >= 0x80
            }
        }
    }

    // MARK: As text, for the database

    /// Cells and lines parted by the characters that ASCII has for it (US, RS), which no cell holds.
    var text: String {
        var out = headers.joined(separator: "\u{1F}")
        for line in lines {
            out += "\u{1E}\(line.number)"
            for cell in line.cells {
                out += "\u{1F}"
                out += cell
            }
        }
        return out
    }

    init(headers: [String], lines: [Line]) {
        self.headers = headers
        self.lines = lines
    }

    init(text: String) {
        let parts = text.utf8.split(separator: 0x1E, omittingEmptySubsequences: false).map { line in
            line.split(separator: 0x1F, omittingEmptySubsequences: false).map { String(decoding: $0, as: UTF8.self) }
        }
        headers = parts.first ?? []
        lines = parts.dropFirst().map { Line(number: $0.first.flatMap { Int($0) } ?? 0, cells: Array($0.dropFirst())) }
    }

    func cell(_ line: Line, _ column: Int) -> String { column < line.cells.count ? line.cells[column] : "" }
}
