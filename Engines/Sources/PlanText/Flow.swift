/// The text as the grammar reads it: one run of scalars without layout, each knowing where it stands in the source.
///
/// White space is gone except one space between Latin words; full-width letters, digits and brackets, traditional characters and the many
/// dashes and quotation marks have one form each. A gap left for a number that was never filled in stands as `Flow.gap`.
struct Flow: Sendable {
    /// A paragraph, joined from its lines.
    struct Passage: Sendable, Hashable {
        var range: Range<Int>
        var style: PlanSource.Style
    }

    enum Item: Sendable, Hashable {
        case passage(Passage)
        case table(Grid<Range<Int>>)
    }

    private(set) var s: [Unicode.Scalar] = []
    private(set) var places: [Int32] = []
    private(set) var items: [Item] = []

    static let gap: Unicode.Scalar = "\u{E000}"
    private let raw: [Unicode.Scalar]

    init(_ source: PlanSource) {
        raw = source.scalars
        s.reserveCapacity(source.scalars.count)
        places.reserveCapacity(source.scalars.count)
        let width = WrapWidth(source)
        let noise = PageNoise(source)
        for piece in source.pieces {
            switch piece {
            case .paragraph(let range, let style):
                let folded = fold([range], of: source)
                if !folded.isEmpty { items.append(.passage(.init(range: folded, style: style))) }
            case .lines(let lines):
                for paragraph in joined(lines.filter { !noise.holds($0) }, of: source, width: width) {
                    let folded = fold(paragraph, of: source)
                    if !folded.isEmpty { items.append(.passage(.init(range: folded, style: .body))) }
                }
            case .table(let grid):
                var known: [[Range<Int>]: Range<Int>] = [:]
                items.append(
                    .table(
                        grid.map { cell in
                            if let folded = known[cell] { return folded }
                            let folded = fold(cell, of: source)
                            known[cell] = folded
                            return folded
                        }))
            }
        }
    }

    /// Offsets in the source of a range that is not empty.
    func sourceRange(_ range: Range<Int>) -> Range<Int> {
        guard !range.isEmpty, range.lowerBound >= 0, range.upperBound <= places.count else { return 0..<0 }
        return Int(places[range.lowerBound])..<Int(places[range.upperBound - 1]) + 1
    }

    /// The words of a range in simplified script and one form of each mark.
    func string(_ range: Range<Int>) -> String {
        var text = String.UnicodeScalarView()
        for i in range where i >= 0 && i < s.count && s[i] != Flow.gap { text.append(s[i]) }
        return String(text)
    }

    /// The words of a range in the script of the source, without its line breaks and spaces.
    func name(_ range: Range<Int>) -> String {
        var text = String.UnicodeScalarView()
        for i in range where i >= 0 && i < s.count && s[i] != Flow.gap {
            text.append(s[i] == " " ? " " : raw[Int(places[i])])
        }
        return String(text)
    }

    func span(_ range: Range<Int>) -> PlanReading.Span {
        let place = sourceRange(range)
        var text = String.UnicodeScalarView()
        text.append(contentsOf: raw[place])
        return .init(start: place.lowerBound, end: place.upperBound, text: String(text))
    }

    /// Whether the white space before the scalar at `i` holds a line break.
    func isBroken(_ i: Int) -> Bool {
        isParted(i) && raw[Int(places[i - 1]) + 1..<Int(places[i])].contains { $0 == "\n" }
    }

    /// Whether white space stood before the scalar at `i` in the source.
    func isParted(_ i: Int) -> Bool { i > 0 && i < places.count && places[i] - places[i - 1] > 1 }

    /// A scalar, or a full stop beyond the ends, so that looking past them finds a boundary.
    func at(_ i: Int) -> Unicode.Scalar { i >= 0 && i < s.count ? s[i] : "。" }

    private mutating func fold(_ ranges: [Range<Int>], of source: PlanSource) -> Range<Int> {
        let start = s.count
        var quoteOpen = false
        var spaces: (first: Int, count: Int)?
        for (n, range) in ranges.enumerated() {
            var i = range.lowerBound
            if n > 0, spaces == nil { spaces = (range.lowerBound, 1) }
            while i < range.upperBound {
                let c = raw[i]
                if isSpace(c) || (source.isMarkdown && (c == "*" || c == "`")) {
                    if isSpace(c), !source.isMarkdown || c != "\n" {
                        spaces = (spaces?.first ?? i, (spaces?.count ?? 0) + (c == "\n" ? 0 : 1))
                    }
                    i += 1
                    continue
                }
                if c == "h" || c == "w", let end = linkEnd(i, range.upperBound) {
                    i = end
                    continue
                }
                if c == "_" || c == "＿" || c == "×" || c == "X" || c == "Ⅹ", let end = gapEnd(i, range.upperBound, from: start) {
                    append(Flow.gap, i)
                    i = end
                    spaces = nil
                    continue
                }
                let folded = partsThousands(i, range) ? "," : Flow.folded(c, quoteOpen: &quoteOpen)
                if let gap = spaces { bridge(gap, to: folded, from: start) }
                spaces = nil
                append(folded, i)
                i += 1
            }
        }
        let end = s.count
        // A mark between paragraphs, so that looking around a place does not see the neighbour.
        if end > start { append("\n", (ranges.last?.upperBound ?? 1) - 1) }
        return start..<end
    }

    /// A comma, of either width, between a digit and exactly three more.
    private func partsThousands(_ i: Int, _ range: Range<Int>) -> Bool {
        guard raw[i] == "," || raw[i] == "，", i > range.lowerBound, i + 3 < range.upperBound else { return false }
        func digit(_ k: Int) -> Bool { isDigit(raw[k]) || (0xFF10...0xFF19).contains(raw[k].value) }
        guard digit(i - 1), digit(i + 1), digit(i + 2), digit(i + 3) else { return false }
        return (i + 4 >= range.upperBound || !digit(i + 4)) && (i < range.lowerBound + 4 || !digit(i - 4) || raw[i - 4] == ",")
    }

    private mutating func append(_ c: Unicode.Scalar, _ place: Int) {
        s.append(c)
        places.append(Int32(clamping: place))
    }

    /// White space matters in two places: between Latin words, and where a number was left out before its classifier.
    private mutating func bridge(_ gap: (first: Int, count: Int), to next: Unicode.Scalar, from start: Int) {
        guard s.count > start, let last = s.last else { return }
        if isLatin(last), isLatin(next) {
            append(" ", gap.first)
        } else if gap.count >= 2, Flow.beforeGap.contains(last), Flow.afterGap.contains(next) {
            append(Flow.gap, gap.first)
        }
    }

    private func gapEnd(_ i: Int, _ end: Int, from start: Int) -> Int? {
        var j = i
        while j < end, raw[j] == raw[i] { j += 1 }
        guard j - i >= 1, s.count > start, let last = s.last, Flow.beforeGap.contains(last) else { return nil }
        var k = j
        while k < end, isSpace(raw[k]) { k += 1 }
        guard k < end, Flow.afterGap.contains(HanScript.simplified(raw[k])) else { return nil }
        return k
    }

    private func linkEnd(_ i: Int, _ end: Int) -> Int? {
        let heads = ["http://", "https://", "www."]
        for head in heads {
            let scalars = Array(head.unicodeScalars)
            guard end - i > scalars.count, (0..<scalars.count).allSatisfy({ raw[i + $0] == scalars[$0] }) else { continue }
            var j = i
            while j < end, raw[j].value > 0x20, raw[j].value < 0x7F { j += 1 }
            return j
        }
        return nil
    }

    private static let beforeGap = Set("有到达至成过进育立增建得近破".unicodeScalars)
    private static let afterGap = Set("家户个项名人座所亿万%％件款".unicodeScalars)

    /// One form for each of the marks that are written in several.
    static func folded(_ c: Unicode.Scalar, quoteOpen: inout Bool) -> Unicode.Scalar {
        switch c {
        case "(", "（", "﹙": return "（"
        case ")", "）", "﹚": return "）"
        case "[", "［", "〔", "﹝": return "〔"
        case "]", "］", "〕", "﹞": return "〕"
        case "【", "〖", "『": return c == "『" ? "“" : "【"
        case "】", "〗", "』": return c == "』" ? "”" : "】"
        case ",", "，", "﹐": return "，"
        case ":", "：", "∶", "︰": return "："
        case ";", "；", "﹔": return "；"
        case "!", "！": return "！"
        case "?", "？": return "？"
        case "、", "､", "﹑": return "、"
        case "。", "｡": return "。"
        case "％", "﹪": return "%"
        case "．", "﹒": return "."
        case "–", "－", "‐", "‑", "‒", "―", "−", "~", "～", "〜", "∼", "﹣", "─", "━", "˗": return "-"
        case "○", "〇", "◯", "Ｏ": return "〇"
        case "「", "“", "〝", "＂", "‘": return "“"
        case "」", "”", "〞", "’": return "”"
        case "\"":
            quoteOpen.toggle()
            return quoteOpen ? "“" : "”"
        case "〈", "<", "＜": return c == "〈" ? "《" : "<"
        case "〉", ">", "＞": return c == "〉" ? "》" : ">"
        case "﹤": return "<"
        case "Ａ"..."Ｚ", "ａ"..."ｚ", "０"..."９": return Unicode.Scalar(c.value - 0xFEE0) ?? c
        default: return c.value < 0x2E80 ? c : HanScript.simplified(c)
        }
    }
}

func isLatin(_ c: Unicode.Scalar) -> Bool {
    (0x41...0x5A).contains(c.value) || (0x61...0x7A).contains(c.value) || (0xC0...0x24F).contains(c.value)
}
func isDigit(_ c: Unicode.Scalar) -> Bool { (0x30...0x39).contains(c.value) }
func isHan(_ c: Unicode.Scalar) -> Bool { (0x4E00...0x9FFF).contains(c.value) || (0x3400...0x4DBF).contains(c.value) || c == "〇" }
