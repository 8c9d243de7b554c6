/// What a text document consists of, in reading order, whether it came as DOCX or as PDF.
public enum DocumentBlock: Sendable, Hashable {
    /// One paragraph. Automatic numbers stand in the text as they are printed; a line break inside is `\n`, a tab `\t`.
    case paragraph(String, style: ParagraphStyle)
    /// Rows of cells as HTML has them: a cell that another one covers is left out. `grid` fills them in.
    case table([[DocumentCell]])
}

public enum ParagraphStyle: Sendable, Hashable {
    case title
    /// 1 is the highest.
    case heading(level: Int)
    /// A paragraph that the program numbered or bulleted; the label is in the text. 1 is the outermost.
    case listItem(level: Int)
    case body
    case footnote
}

public struct DocumentCell: Sendable, Hashable {
    /// Paragraphs are separated by `\n`; a table inside the cell gives one line a row, its cells separated by tabs.
    public var text: String
    public var rowSpan: Int
    public var columnSpan: Int

    public init(_ text: String, rowSpan: Int = 1, columnSpan: Int = 1) {
        self.text = text
        self.rowSpan = rowSpan
        self.columnSpan = columnSpan
    }
}

extension DocumentBlock {
    /// A table as equal rows of text, each merged cell repeated in every place that it covers. `nil` for a paragraph.
    ///
    /// Columns beyond 512 are left out, and a table of more than four million places is not filled; no real one is so large.
    public var grid: [[String]]? {
        guard case .table(let rows) = self else { return nil }
        var grid: [[String?]] = rows.map { _ in [] }
        var places = 0
        for (number, row) in rows.enumerated() {
            var column = 0
            for cell in row {
                while column < grid[number].count, grid[number][column] != nil { column += 1 }
                let end = min(column + min(max(cell.columnSpan, 1), 512), 512)
                let below = min(rows.count, number + min(max(cell.rowSpan, 1), rows.count))
                places += (below - number) * max(end - column, 0)
                guard column < end, places <= 4_000_000 else { break }
                for covered in number..<below {
                    while grid[covered].count < end { grid[covered].append(nil) }
                    for place in column..<end where grid[covered][place] == nil { grid[covered][place] = cell.text }
                }
                column = end
            }
        }
        let widest = grid.map(\.count).max() ?? 0
        let width = widest * grid.count > 4_000_000 ? 0 : widest
        return grid.map { row in row.map { $0 ?? "" } + [String](repeating: "", count: max(width - row.count, 0)) }
    }
}

extension [DocumentBlock] {
    /// One line a paragraph, one line a table row with tabs between the cells. Line breaks inside a cell become spaces.
    public var plainText: String {
        var lines: [String] = []
        for block in self {
            if case .paragraph(let text, _) = block { lines.append(text) }
            for row in block.grid ?? [] {
                lines.append(
                    row.map { $0.split(whereSeparator: { $0 == "\n" || $0 == "\t" }).joined(separator: " ") }.joined(
                        separator: "\t"))
            }
        }
        return lines.joined(separator: "\n")
    }
}
