import Documents
import Findings
import Foundation
import Kernel

/// An old ledger as it was sent in: the header line, and the lines below it with anything on them.
struct LedgerGrid: Sendable, Hashable, Codable {
    struct Line: Sendable, Hashable, Codable {
        /// As the office program counts it, from 1.
        let number: Int
        let cells: [String]
    }

    let headers: [String]
    let lines: [Line]

    static let mostLines = 2_000
    static let mostColumns = 60

    static func read(_ upload: Upload, words: LedgerWords) throws -> LedgerGrid {
        let sniffed = FileKind.sniff(upload.bytes, name: upload.name)
        if let refusal = sniffed.refusal { throw Refusal.unsupported(Text(refusal.message(.zh), refusal.message(.en))) }
        var limits = SentBook.limits
        limits.cells = 500_000
        do {
            switch sniffed.kind {
            case .csv, .tsv, .txt:
                let table = try CSVReader.read(upload.bytes, limits: limits).value
                return try grid(zip(table.lines, table.rows).map { Line(number: $0, cells: $1) }, words)
            case .xlsx:
                // The sheet with the most that is known of its headers; covers and notes stand before it.
                let sheets = try WorkbookReader.read(upload.bytes, limits: limits).value.filter { !$0.isHidden && !$0.rows.isEmpty }
                let all = sheets.map { sheet in unmerged(sheet).enumerated().map { Line(number: $0 + 1, cells: $1) } }
                guard let best = all.max(by: { known($0, words) < known($1, words) }) else { throw empty }
                return try grid(best, words)
            default:
                throw Refusal.unsupported(
                    Text("“\(upload.name)”不是表格。请传CSV或XLSX。", "“\(upload.name)” is no table. Send CSV or XLSX."))
            }
        } catch let unreadable as Unreadable {
            throw Refusal.unsupported(unreadable.words)
        }
    }

    private static var empty: Refusal { .unsupported(Text("表里没有内容。请检查是否传错文件。", "There is nothing in the table. Check the file.")) }

    /// A unit's name that was written once for several rows belongs to each of them.
    private static func unmerged(_ sheet: Sheet) -> [[String]] {
        var rows = sheet.rows.map { $0.map(\.text) }
        for merge in sheet.merges where merge.firstColumn == merge.lastColumn && merge.lastRow <= rows.count {
            let column = merge.firstColumn - 1
            guard rows.indices.contains(merge.firstRow - 1), rows[merge.firstRow - 1].indices.contains(column) else { continue }
            let text = rows[merge.firstRow - 1][column]
            for row in merge.firstRow..<merge.lastRow where rows.indices.contains(row) {
                while rows[row].count <= column { rows[row].append("") }
                rows[row][column] = text
            }
        }
        return rows
    }

    private static func score(_ line: Line, _ words: LedgerWords) -> Int { words.mapping(line.cells).compactMap(\.self).count }
    private static func known(_ lines: [Line], _ words: LedgerWords) -> Int { lines.prefix(15).map { score($0, words) }.max() ?? 0 }

    /// The header is the line, of the first fifteen, of whose words the most are known; where none is, the first with two filled cells.
    private static func grid(_ lines: [Line], _ words: LedgerWords) throws -> LedgerGrid {
        let head = lines.prefix(15).enumerated()
        let best = head.max { (score($0.element, words), -$0.offset) < (score($1.element, words), -$1.offset) }
        let index: Int? =
            best.flatMap { score($0.element, words) > 0 ? $0.offset : nil }
            ?? head.first { $0.element.cells.filter { !$0.isEmpty }.count > 1 }?.offset
        guard let index, lines.indices.contains(index) else { throw empty }
        let width = min(mostColumns, lines[index].cells.count)
        let below = lines[(index + 1)...].filter { $0.cells.prefix(width).contains { !$0.allSatisfy(\.isWhitespace) } }
        guard !below.isEmpty else { throw empty }
        guard below.count <= mostLines else {
            throw Refusal.tooLarge(
                Text(
                    "有\(below.count)行，一次最多\(mostLines)行。请分成几个文件。",
                    "\(below.count) rows; at most \(mostLines) at a time. Split the file."))
        }
        func clean(_ text: String) -> String {
            String(text.split(whereSeparator: \.isWhitespace).joined(separator: " ").prefix(2_000))
        }
        return LedgerGrid(
            headers: lines[index].cells.prefix(width).map(clean),
            lines: below.map { Line(number: $0.number, cells: $0.cells.prefix(width).map(clean)) })
    }
}
