/// A plan document as its caller found it: paragraphs and tables in reading order.
///
/// `text` is the whole document as one string. Paragraphs end in a line feed, the cells of a table row are parted by tabs, and
/// the line breaks of the original are kept. Every span of a reading counts Unicode scalars of `text`.
///
/// ```swift
/// PlanSource(text: "一、主要目标\n到2025年，产值达到500亿元。")           // TXT, or the text of a PDF
/// PlanSource(markdown: "## 一、主要目标\n\n| 指标 | 单位 | 2025年 |\n…")
/// PlanSource(blocks: [.paragraph("一、主要目标", .heading(level: 1)), .table(rows)])   // DOCX
/// ```
public struct PlanSource: Sendable, Hashable {
    /// What the document's own format says about a paragraph.
    public enum Style: Sendable, Hashable {
        case body
        /// 1 is the highest level.
        case heading(level: Int)
        case listItem
        case footnote
    }

    /// A cell of a table. A merged cell stands once, at its upper left corner; the places it covers are left out of their rows.
    public struct Cell: Sendable, Hashable {
        public var text: String
        public var rowSpan: Int
        public var colSpan: Int

        public init(_ text: String, rowSpan: Int = 1, colSpan: Int = 1) {
            self.text = text
            self.rowSpan = rowSpan
            self.colSpan = colSpan
        }
    }

    public enum Block: Sendable, Hashable {
        case paragraph(String, Style)
        case table([[Cell]])
    }

    public var text: String { String(String.UnicodeScalarView(scalars)) }
    let scalars: [Unicode.Scalar]
    let pieces: [Piece]
    /// Whether `*`, backticks and the like are marks of the format and no part of the text.
    let isMarkdown: Bool

    /// A stretch of `scalars` with what is known of its form.
    enum Piece: Sendable, Hashable {
        case paragraph(Range<Int>, Style)
        /// Lines that may be wrapped: whether one goes on in the next is for the reader to find out.
        case lines([Range<Int>])
        /// A cell may lie in several places: the lines of an aligned column.
        case table(Grid<[Range<Int>]>)
    }

    /// From a document whose paragraphs and tables are known.
    public init(blocks: [Block]) {
        var builder = SourceBuilder()
        for block in blocks {
            switch block {
            case .paragraph(let text, let style): builder.append(paragraph: text, style)
            case .table(let rows): builder.append(table: rows)
            }
        }
        self.init(scalars: builder.scalars, pieces: builder.pieces, isMarkdown: false)
    }

    /// From plain text, wrapped or not. Tables are recognised where cells are parted by tabs, by bars or by aligned gaps, and where
    /// a table was flattened to one cell a line.
    public init(text: String) {
        let scalars = PlanSource.unified(text)
        self.init(scalars: scalars, pieces: piecesOfText(scalars), isMarkdown: false)
    }

    /// From Markdown: `#` headings, lists, and tables with bars.
    public init(markdown text: String) {
        let scalars = PlanSource.unified(text)
        self.init(scalars: scalars, pieces: piecesOfMarkdown(scalars), isMarkdown: true)
    }

    private init(scalars: [Unicode.Scalar], pieces: [Piece], isMarkdown: Bool) {
        self.scalars = scalars
        self.pieces = pieces
        self.isMarkdown = isMarkdown
    }

    /// One kind of line end, no byte order mark.
    private static func unified(_ text: String) -> [Unicode.Scalar] {
        var out: [Unicode.Scalar] = []
        out.reserveCapacity(text.unicodeScalars.count)
        var afterReturn = false
        for c in text.unicodeScalars {
            switch c {
            case "\r": out.append("\n")
            case "\n": if !afterReturn { out.append("\n") }
            case "\u{2028}", "\u{2029}", "\u{85}", "\u{B}": out.append("\n")
            case "\u{FEFF}": break
            default: out.append(c)
            }
            afterReturn = c == "\r"
        }
        return out
    }
}

/// A table with its merged cells laid out: every place of a row holds the cell that covers it.
struct Grid<Content: Sendable & Hashable>: Sendable, Hashable {
    struct Place: Sendable, Hashable {
        var content: Content
        /// Where the covering cell begins. Two places with the same origin are one cell.
        var row: Int
        var column: Int
    }

    var rows: [[Place]] = []
    var width: Int { rows.map(\.count).max() ?? 0 }

    func map<Other>(_ change: (Content) -> Other) -> Grid<Other> {
        Grid<Other>(rows: rows.map { $0.map { .init(content: change($0.content), row: $0.row, column: $0.column) } })
    }
}

private struct SourceBuilder {
    var scalars: [Unicode.Scalar] = []
    var pieces: [PlanSource.Piece] = []

    mutating func append(paragraph text: String, _ style: PlanSource.Style) {
        let range = append(text)
        scalars.append("\n")
        pieces.append(.paragraph(range, style))
    }

    /// A cell that spans rows is carried down; spans are held to the table's own size, so that a huge one costs nothing.
    mutating func append(table rows: [[PlanSource.Cell]]) {
        var grid = Grid<[Range<Int>]>()
        var carried: [Int: (place: Grid<[Range<Int>]>.Place, rows: Int)] = [:]
        for (r, cells) in rows.enumerated() {
            var row: [Grid<[Range<Int>]>.Place] = []
            func takeCarried() {
                while let above = carried[row.count] {
                    carried[row.count] = above.rows > 1 ? (above.place, above.rows - 1) : nil
                    row.append(above.place)
                }
            }
            for cell in cells {
                takeCarried()
                guard row.count < 256 else { break }
                let place = Grid<[Range<Int>]>.Place(content: [append(cell.text)], row: r, column: row.count)
                scalars.append("\t")
                for _ in 0..<min(max(cell.colSpan, 1), 256 - row.count) {
                    if cell.rowSpan > 1 { carried[row.count] = (place, min(cell.rowSpan, rows.count) - 1) }
                    row.append(place)
                }
            }
            takeCarried()
            if scalars.last == "\t" { scalars.removeLast() }
            scalars.append("\n")
            grid.rows.append(row)
        }
        pieces.append(.table(grid))
    }

    private mutating func append(_ text: String) -> Range<Int> {
        let start = scalars.count
        for c in text.unicodeScalars where c != "\r" && c != "\u{FEFF}" { scalars.append(c == "\t" ? " " : c) }
        return start..<scalars.count
    }
}
