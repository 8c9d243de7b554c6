/// A text document to be written, in the layout of GB/T 9704—2012 for documents of Party and government organs: A4, title in
/// 小标宋 22 pt, body in 仿宋 16 pt, 22 lines of 29 pt and 28 characters a line, page numbers `— 1 —` on the outer side.
///
/// Numbers of headings are text, written by the caller. Fonts that a computer may lack carry the name of the next best.
///
/// ```swift
/// var document = WordDocument()
/// document.add("关于2023年第三季度生物医药产业集群建设情况的通报", as: .title)
/// document.add("一、总体进展", as: .heading(level: 1))
/// document.add("截至9月30日，20项任务中……", as: .body)
/// let bytes = document.data()
/// ```
public struct WordDocument: Sendable, Equatable {
    public var blocks: [Block] = []
    public var page = Page()
    /// One line above the text of each page.
    public var header: String?
    public var hasPageNumbers = true
    /// The first page shows no number, as that of a letter.
    public var firstPageHasNumber = true
    /// In the file's properties.
    public var title = ""

    public init() {}

    public enum Block: Sendable, Equatable {
        case paragraph(Paragraph)
        case table(Table)
        case pageBreak
        /// What follows starts on a page of this size and direction: a wide annex.
        case section(Page)
        /// 版记: paragraphs between lines, at the foot of the page.
        case imprint([Paragraph])
    }

    /// The styles of the standard; their names in Word are Title, heading 1 … and so on, so that an outline appears.
    public enum Style: Sendable, Hashable {
        /// 小标宋 22 pt, centred.
        case title
        /// 1 黑体, 2 楷体, 3 仿宋 bold, 4 仿宋, all 16 pt.
        case heading(level: Int)
        /// 仿宋 16 pt, the first line two characters in.
        case body
        /// As the body, not indented: the addressee.
        case plain
        /// Right-aligned, four characters from the margin: the issuer and the date.
        case signature
        /// 发文机关标志: 小标宋, red, centred.
        case organ
        /// 黑体 16 pt, not indented: 密级, 紧急程度, “附件1”.
        case mark
        /// 仿宋 14 pt, a character in on both sides: 版记.
        case imprint
        /// 12 pt, centred: above or below a table.
        case caption
        /// 12 pt: notes.
        case small
    }

    public struct Run: Sendable, Equatable {
        /// A tab or line break inside is kept.
        public var text: String
        public var isBold: Bool
        /// A font of the caller's choice; `nil` is the style's.
        public var font: String?
        /// Red, for what a person has to look at.
        public var isMarked: Bool
        /// A bookmark around the run, so that a program finds it again. Letters, digits and `_`; where one comes twice, the writer
        /// adds `_2`, `_3` …
        public var bookmark: String?
        /// Raised, small and grey: a reference that should not disturb reading.
        public var isReference: Bool

        public init(
            _ text: String, isBold: Bool = false, font: String? = nil, isMarked: Bool = false, bookmark: String? = nil,
            isReference: Bool = false
        ) {
            self.text = text
            self.isBold = isBold
            self.font = font
            self.isMarked = isMarked
            self.bookmark = bookmark
            self.isReference = isReference
        }
    }

    /// A line of the page beside or below a paragraph.
    public enum Rule: Sendable, Hashable {
        /// Red, below: between head and title.
        case red
        /// Red, double, thick above thin: below the organ of a letter.
        case redDouble
    }

    public struct Paragraph: Sendable, Equatable {
        public var runs: [Run]
        public var style: Style
        /// Stays on the page of the next paragraph.
        public var keepsWithNext: Bool
        /// Characters from the right edge, in place of the style's.
        public var rightIndent: Double?
        /// Characters from the left edge and of the first line, in place of the style's; a hanging first line is negative.
        public var leftIndent: Double?
        public var firstLineIndent: Double?
        public var isCentred = false
        public var isRightAligned = false
        public var startsPage = false
        /// A tab leads to the right edge.
        public var hasRightTab = false
        public var rule: Rule?
        /// Points of type, in place of the style's.
        public var size: Double?

        public init(_ runs: [Run], as style: Style = .body, keepsWithNext: Bool = false) {
            self.runs = runs
            self.style = style
            self.keepsWithNext = keepsWithNext
        }
    }

    /// A cell whose text is made of runs. Lines are separated by a run's `\n`.
    public struct Cell: Sendable, Equatable {
        public var runs: [Run]
        public var rowSpan: Int
        public var columnSpan: Int

        public init(_ runs: [Run], rowSpan: Int = 1, columnSpan: Int = 1) {
            self.runs = runs
            self.rowSpan = rowSpan
            self.columnSpan = columnSpan
        }
        public init(_ text: String) { self.init([Run(text)]) }
        public init(_ cell: DocumentCell) { self.init([Run(cell.text)], rowSpan: cell.rowSpan, columnSpan: cell.columnSpan) }
    }

    public struct Table: Sendable, Equatable {
        public enum Alignment: String, Sendable { case left, center, right }

        /// Shares of the text's width; equal where they are not given for every column.
        public var widths: [Double]
        /// Cells as HTML has them: what another cell covers is left out.
        public var rows: [[Cell]]
        /// Bold, and repeated on every page.
        public var headerRows: Int
        public var alignments: [Alignment]
        /// Points of type; 12 where it is not given.
        public var size: Double?

        public init(_ rows: [[DocumentCell]], widths: [Double] = [], headerRows: Int = 1, alignments: [Alignment] = []) {
            self.init(cells: rows.map { $0.map(Cell.init) }, widths: widths, headerRows: headerRows, alignments: alignments)
        }

        public init(cells: [[Cell]], widths: [Double] = [], headerRows: Int = 1, alignments: [Alignment] = [], size: Double? = nil)
        {
            self.rows = cells
            self.widths = widths
            self.headerRows = headerRows
            self.alignments = alignments
            self.size = size
        }
    }

    /// Lengths in millimetres. 37, 28, 26 and 35 give the text 156 mm by 225 mm (GB/T 9704—2012, 5.2.1).
    public struct Page: Sendable, Equatable {
        public var isLandscape = false
        public var top = 37.0
        public var left = 28.0
        public var right = 26.0
        public var bottom = 35.0

        public init() {}

        /// The same page laid on its side, for a wide table: margins turn with it.
        public static var landscape: Page {
            var page = Page()
            page.isLandscape = true
            (page.top, page.left, page.right, page.bottom) = (28, 35, 37, 26)
            return page
        }
    }

    public mutating func add(_ text: String, as style: Style = .body) {
        blocks.append(.paragraph(Paragraph([Run(text)], as: style)))
    }
    public mutating func add(_ table: Table) { blocks.append(.table(table)) }
}
