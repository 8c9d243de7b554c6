/// A document that an organ sends: notice, circular, letter, minutes, report, in the order and places of GB/T 9704—2012.
///
/// The caller gives the parts; where they stand, what lies between them and how they are set is done here. A part that is empty
/// leaves no trace: without `organ` there is no red head, without `copies` and `issuer` no imprint.
///
/// ```swift
/// var letter = OfficialDocument(.letter, title: "督办函")
/// letter.organ = "徐州市生物医药产业集群办公室"
/// letter.number = "徐集群督〔2023〕7号"
/// letter.addressee = "市科技局"
/// letter.body = [.heading("一、督办事项", level: 1), .body("……")]
/// letter.signature = "徐州市生物医药产业集群办公室"
/// letter.date = "2023年10月25日"
/// let bytes = letter.word.data()
/// ```
public struct OfficialDocument: Sendable, Equatable {
    public enum Form: Sendable, Hashable {
        /// 文件: notices, circulars, reports.
        case document
        /// 信函格式 (10.1): to an equal, or outside the ranks.
        case letter
        /// 纪要格式 (10.3): the organ's name is that of the meeting, who was there stands at the end.
        case minutes
    }

    /// Text made of runs; a plain string is one run.
    public struct Line: Sendable, Equatable, ExpressibleByStringInterpolation {
        public var runs: [WordDocument.Run]
        public init(_ runs: [WordDocument.Run]) { self.runs = runs }
        public init(_ text: String) { runs = text.isEmpty ? [] : [.init(text)] }
        public init(stringLiteral text: String) { self.init(text) }
        public var isEmpty: Bool { runs.allSatisfy(\.text.isEmpty) }
        public var text: String { runs.map(\.text).joined() }
        /// Width in characters: what is printed at half width counts half.
        var width: Double { text.unicodeScalars.reduce(0) { $0 + ($1.isASCII ? 0.5 : 1) } }
    }

    public struct Annex: Sendable, Equatable {
        public var title: Line
        public var blocks: [WordDocument.Block]
        /// On its side, for a wide table.
        public var isLandscape: Bool

        public init(_ title: Line, _ blocks: [WordDocument.Block], isLandscape: Bool = false) {
            self.title = title
            self.blocks = blocks
            self.isLandscape = isLandscape
        }
    }

    public struct Attendance: Sendable, Equatable {
        /// 出席, 请假, 列席.
        public var label: String
        public var names: String
        public init(_ label: String, _ names: String) {
            self.label = label
            self.names = names
        }
    }

    public var form: Form
    /// 发文机关标志, as printed: 某某市人民政府文件, 某某会议纪要. `nil` for a document without red head.
    public var organ: String?
    /// 发文字号: 徐集群发〔2023〕5号.
    public var number: Line = ""
    /// 密级和保密期限, 紧急程度.
    public var secrecy: String?
    public var urgency: String?
    public var title: Line
    /// 主送机关, without its colon.
    public var addressee: Line = ""
    public var body: [WordDocument.Block] = []
    public var annexes: [Annex] = []
    /// 发文机关署名; several organs stand one below the other.
    public var signature: [String] = []
    /// 成文日期, in Arabic numerals without a leading nought.
    public var date: Line = ""
    /// 附注, without its brackets: 联系人 …
    public var note: Line = ""
    /// Of a meeting: who was there.
    public var attendance: [Attendance] = []
    /// 版记: 抄送, 印发机关, 印发日期.
    public var copies: [String] = []
    public var issuer: String?
    public var issuedOn: Line = ""
    /// A line above the text of each page, such as 示例数据 or 草稿.
    public var header: String?

    public init(_ form: Form = .document, title: Line) {
        self.form = form
        self.title = title
    }

    /// 一、 （一） 1. （1）, as 7.3.3 numbers the levels of a text.
    public static func label(_ number: Int, level: Int) -> String {
        switch level {
        case 1: chineseNumeral(number) + "、"
        case 2: "（\(chineseNumeral(number))）"
        case 3: "\(number)."
        default: "（\(number)）"
        }
    }

    /// 一 … 九十九; other numbers in digits.
    public static func chineseNumeral(_ number: Int) -> String {
        let digits = ["", "一", "二", "三", "四", "五", "六", "七", "八", "九"]
        guard (1...99).contains(number) else { return String(number) }
        let tens = number / 10
        return (tens == 0 ? "" : (tens == 1 ? "" : digits[tens]) + "十") + digits[number % 10]
    }
}

extension WordDocument.Block {
    /// A heading whose number is in its text.
    public static func heading(_ line: OfficialDocument.Line, level: Int) -> Self {
        .paragraph(.init(line.runs, as: .heading(level: level)))
    }

    public static func body(_ line: OfficialDocument.Line) -> Self { .paragraph(.init(line.runs)) }
    public static func caption(_ line: OfficialDocument.Line) -> Self {
        .paragraph(.init(line.runs, as: .caption, keepsWithNext: true))
    }
    public static func small(_ line: OfficialDocument.Line) -> Self { .paragraph(.init(line.runs, as: .small)) }
}

extension OfficialDocument {
    /// The document laid out.
    public var word: WordDocument {
        var word = WordDocument()
        word.title = title.text
        word.header = header
        word.firstPageHasNumber = form != .letter
        word.blocks = head + opening + body + annexNote + closing
        for (index, annex) in annexes.enumerated() { word.blocks += blocks(of: annex, index) }
        word.blocks += imprint
        return word
    }

    // MARK: 版头

    private static let blank = WordDocument.Block.paragraph(.init([], as: .plain))

    private var head: [WordDocument.Block] {
        guard let organ else { return [] }
        let marks = [secrecy, urgency].compactMap { $0 }
        let count = Double(max(organ.count, 1))
        var name = WordDocument.Paragraph([.init(organ)], as: .organ)
        // 7.2.4: as wide as the text at most.
        name.size = min(form == .letter ? 36 : 44, 430 / count)
        var number = WordDocument.Paragraph(number.runs, as: .plain)
        switch form {
        case .letter:
            name.rule = .redDouble
            number.rightIndent = 0
            number.isRightAligned = true
            return [.paragraph(name)] + (self.number.isEmpty ? [] : [.paragraph(number)])
                + marks.map { .paragraph(.init([.init($0)], as: .mark)) }
        case .document, .minutes:
            // Three lines are kept for 份号, 密级 and 紧急程度: the organ's upper edge lies 35 mm below that of the text.
            let top = marks.map { WordDocument.Block.paragraph(.init([.init($0)], as: .mark)) }
            let room = form == .document ? [WordDocument.Block](repeating: Self.blank, count: max(0, 3 - top.count)) : []
            number.isCentred = true
            number.rule = .red
            return top + room + [.paragraph(name), Self.blank, Self.blank, .paragraph(number)]
        }
    }

    private var opening: [WordDocument.Block] {
        let room = organ == nil ? [] : [Self.blank, Self.blank]
        let heading = title.isEmpty ? [] : [WordDocument.Block.paragraph(.init(title.runs, as: .title)), Self.blank]
        return room + heading
            + (addressee.isEmpty ? [] : [.paragraph(.init(addressee.runs + [.init("：")], as: .plain))])
    }

    // MARK: After the text

    /// 7.3.4: a line below the text, two characters in; names without a full stop, one below the other.
    private var annexNote: [WordDocument.Block] {
        if annexes.isEmpty { return [] }
        var blocks = [Self.blank]
        for (index, annex) in annexes.enumerated() {
            let label = index == 0 ? [WordDocument.Run("附件：")] : []
            let order = annexes.count > 1 ? [WordDocument.Run("\(index + 1).", bookmark: "ordinal")] : []
            var line = WordDocument.Paragraph(label + order + annex.title.runs, as: .plain)
            let hang = annexes.count > 1 ? 6.0 : 5.0
            line.leftIndent = hang
            line.firstLineIndent = index == 0 ? -(hang - 2) : -1
            blocks.append(.paragraph(line))
        }
        return blocks
    }

    /// 7.3.5.1: with a seal the date stands four characters from the right, the organ centred above it; a longer organ keeps two
    /// characters from the edge and the date follows it.
    private var closing: [WordDocument.Block] {
        var blocks: [WordDocument.Block] = signature.isEmpty && date.isEmpty ? [] : [Self.blank]
        let widest = signature.map { Line($0).width }.max() ?? 0
        let organRight = max(2, 4 + (date.width - widest) / 2)
        for name in signature {
            var line = WordDocument.Paragraph([.init(name)], as: .signature, keepsWithNext: true)
            line.rightIndent = organRight + (widest - Line(name).width) / 2
            blocks.append(.paragraph(line))
        }
        if !date.isEmpty {
            var line = WordDocument.Paragraph(date.runs, as: .signature)
            line.rightIndent = signature.isEmpty ? 4 : max(4, organRight + (widest - date.width) / 2)
            blocks.append(.paragraph(line))
        }
        if !note.isEmpty { blocks.append(.body(Line([.init("（")] + note.runs + [.init("）")]))) }
        if !attendance.isEmpty { blocks.append(Self.blank) }
        for group in attendance {
            var line = WordDocument.Paragraph([.init(group.label + "：", font: "黑体"), .init(group.names)], as: .plain)
            let hang = Line(group.label).width + 1
            line.leftIndent = 2 + hang
            line.firstLineIndent = -hang
            blocks.append(.paragraph(line))
        }
        return blocks
    }

    /// 7.3.6: on a page of its own, “附件1” in the first line, the title in the third.
    private func blocks(of annex: Annex, _ index: Int) -> [WordDocument.Block] {
        let order = annexes.count > 1 ? [WordDocument.Run(String(index + 1), font: "黑体", bookmark: "ordinal")] : []
        let before: WordDocument.Block? =
            annex.isLandscape
            ? .section(.landscape) : (index > 0 && annexes[index - 1].isLandscape ? .section(WordDocument.Page()) : nil)
        var mark = WordDocument.Paragraph([.init("附件")] + order, as: .mark)
        mark.startsPage = before == nil
        return (before.map { [$0] } ?? [])
            + [.paragraph(mark), Self.blank, .paragraph(.init(annex.title.runs, as: .title)), Self.blank]
            + annex.blocks
    }

    // MARK: 版记

    /// 7.4: at the foot of the last page; 抄送 ends with a full stop, what is too long aligns behind the colon.
    private var imprint: [WordDocument.Block] {
        var lines: [WordDocument.Paragraph] = []
        if !copies.isEmpty {
            var line = WordDocument.Paragraph([.init("抄送：" + copies.joined(separator: "，") + "。")], as: .imprint)
            line.leftIndent = 4
            line.firstLineIndent = -3
            line.rightIndent = 1
            lines.append(line)
        }
        if let issuer {
            var line = WordDocument.Paragraph([.init(issuer + "\t")] + issuedOn.runs + [.init("印发")], as: .imprint)
            line.hasRightTab = true
            lines.append(line)
        }
        if lines.isEmpty { return [] }
        // A page that lies on its side has no foot for it.
        return (annexes.last?.isLandscape == true ? [.section(WordDocument.Page())] : []) + [.imprint(lines)]
    }
}
