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
    /// In the file's properties.
    public var title = ""

    public init() {}

    public enum Block: Sendable, Equatable {
        case paragraph(Paragraph)
        case table(Table)
        case pageBreak
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

        public init(_ text: String, isBold: Bool = false, font: String? = nil, isMarked: Bool = false) {
            self.text = text
            self.isBold = isBold
            self.font = font
            self.isMarked = isMarked
        }
    }

    public struct Paragraph: Sendable, Equatable {
        public var runs: [Run]
        public var style: Style
        /// Stays on the page of the next paragraph.
        public var keepsWithNext: Bool

        public init(_ runs: [Run], as style: Style = .body, keepsWithNext: Bool = false) {
            self.runs = runs
            self.style = style
            self.keepsWithNext = keepsWithNext
        }
    }

    public struct Table: Sendable, Equatable {
        public enum Alignment: String, Sendable { case left, center, right }

        /// Shares of the text's width; equal where they are not given for every column.
        public var widths: [Double]
        /// Cells as HTML has them: what another cell covers is left out.
        public var rows: [[DocumentCell]]
        /// Bold, and repeated on every page.
        public var headerRows: Int
        public var alignments: [Alignment]

        public init(_ rows: [[DocumentCell]], widths: [Double] = [], headerRows: Int = 1, alignments: [Alignment] = []) {
            self.rows = rows
            self.widths = widths
            self.headerRows = headerRows
            self.alignments = alignments
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
    }

    public mutating func add(_ text: String, as style: Style = .body) {
        blocks.append(.paragraph(Paragraph([Run(text)], as: style)))
    }
    public mutating func add(_ table: Table) { blocks.append(.table(table)) }
}
