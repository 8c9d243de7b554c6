/// The column at which the lines of a text were broken, where they were.
///
/// A text is wrapped when many of its lines end within three characters of one width. Han characters count two columns.
struct WrapWidth: Sendable {
    let columns: Int?

    init(_ source: PlanSource) {
        var histogram: [Int: Int] = [:]
        var total = 0
        for case .lines(let lines) in source.pieces {
            for line in lines {
                let width = WrapWidth.columns(source.scalars, line)
                guard width > 0 else { continue }
                total += 1
                histogram[min(width, 400) / 2, default: 0] += 1
            }
        }
        var best: (width: Int, lines: Int) = (0, 0)
        for width in histogram.keys.sorted() where width >= 14 && width < 200 {
            let near = (width - 2...width).reduce(0) { $0 + (histogram[$1] ?? 0) }
            if near >= best.lines { best = (width, near) }
        }
        let longer = histogram.reduce(0) { $0 + ($1.key > best.width + 2 ? $1.value : 0) }
        columns = best.lines >= 3 && best.lines * 4 >= total && longer * 8 <= best.lines ? best.width * 2 : nil
    }

    /// Whether a line reaches the column where the text is broken.
    func isFull(_ width: Int) -> Bool { columns.map { width >= $0 - 6 } ?? false }

    static func columns(_ s: [Unicode.Scalar], _ line: Range<Int>) -> Int {
        var (width, last) = (0, 0)
        for i in line {
            width += s[i] == "\u{200B}" || s[i] == "\u{FEFF}" ? 0 : s[i].value < 0x2000 ? 1 : 2
            if !isSpace(s[i]) { last = width }
        }
        return last
    }
}

/// Lines brought together to paragraphs.
///
/// A line goes on in the next when it is full, or when it ends in ，、 or inside a bracket; never when the next one opens with a label.
func joined(_ lines: [Range<Int>], of source: PlanSource, width: WrapWidth) -> [[Range<Int>]] {
    var paragraphs: [[Range<Int>]] = []
    var current: [Range<Int>] = []
    var open = 0
    for raw in lines {
        let line = trimmed(source.scalars, raw)
        if line.isEmpty {
            // In a text with an empty line after each line, emptiness says nothing.
            continue
        }
        if let last = current.last, goesOn(last, to: line, open: open > 0 && current.count <= 12, in: source, width) {
            current.append(raw.lowerBound..<line.upperBound)
        } else {
            if !current.isEmpty { paragraphs.append(current) }
            current = [raw.lowerBound..<line.upperBound]
            open = 0
        }
        for i in line {
            switch source.scalars[i] {
            case "（", "(", "〔", "【", "[", "《", "“", "「": open += 1
            case "）", ")", "〕", "】", "]", "》", "”", "」": open = max(open - 1, 0)
            default: break
            }
        }
    }
    if !current.isEmpty { paragraphs.append(current) }
    return paragraphs
}

private func goesOn(_ last: Range<Int>, to next: Range<Int>, open: Bool, in source: PlanSource, _ width: WrapWidth) -> Bool {
    let s = source.scalars
    guard let end = trimmed(s, last).last else { return false }
    let (head, labelled) = openingOf(s, next)
    if head.first.map({ "）〕】”，。；、：！？》".unicodeScalars.contains($0) }) == true { return true }
    let full = width.isFull(WrapWidth.columns(s, last))
    if labelled { return open && full && !isStrongLabel(head) }
    if open { return true }
    if UnitWords.opensLine(head) { return "，、,".unicodeScalars.contains(s[end]) }
    switch s[end] {
    case "。", "！", "？", "!", "?", "：", ":": return false
    case "；", ";": return full
    case "，", "、", ",": return true
    default:
        if full { return true }
        // 不低于 / 35%: a comparator wants its number.
        if let first = head.first, isDigit(first),
            TargetWords.comparator(s, before: end + 1, from: last.lowerBound) != nil
                || TargetWords.changes.matchBefore(s, end + 1, last.lowerBound) > 0
        {
            return true
        }
        // A shorter line in a wrapped text that stops in the middle of a sentence: justified type leaves such lines.
        guard let columns = width.columns, WrapWidth.columns(s, last) * 10 >= columns * 7 else { return false }
        return last.contains { "，。、；".unicodeScalars.contains(s[$0]) }
    }
}

/// Labels that cannot stand by chance at the start of a wrapped line.
private func isStrongLabel(_ head: [Unicode.Scalar]) -> Bool {
    guard let label = Label(head, 0, head.count) else { return false }
    return [.han, .hanParen, .arab, .chapter, .part].contains(label.kind)
}

/// The first scalars of a line in their folded form, and whether they are a label.
private func openingOf(_ s: [Unicode.Scalar], _ line: Range<Int>) -> (head: [Unicode.Scalar], labelled: Bool) {
    var head: [Unicode.Scalar] = []
    var quote = false
    for i in line where !isSpace(s[i]) {
        head.append(Flow.folded(s[i], quoteOpen: &quote))
        if head.count == 16 { break }
    }
    return (head, Label(head, 0, head.count) != nil)
}

/// Page numbers, and short lines that return on every page.
struct PageNoise: Sendable {
    private let lines: Set<Range<Int>>

    init(_ source: PlanSource) {
        var lines: Set<Range<Int>> = []
        var repeated: [[Unicode.Scalar]: [Range<Int>]] = [:]
        let pages = source.scalars.reduce(1) { $0 + ($1 == "\u{C}" ? 1 : 0) }
        for case .lines(let group) in source.pieces {
            for line in group {
                let inner = trimmed(source.scalars, line)
                guard !inner.isEmpty, inner.count <= 40 else { continue }
                if isPageNumber(source.scalars, inner) { lines.insert(line) }
                if pages >= 3 { repeated[Array(source.scalars[inner]), default: []].append(line) }
            }
        }
        // The first of them may be the title itself.
        for (_, places) in repeated where places.count >= 3 && places.count * 2 >= pages { lines.formUnion(places.dropFirst()) }
        self.lines = lines
    }

    func holds(_ line: Range<Int>) -> Bool { lines.contains(line) }
}

/// `- 3 -`, `— 3 —`, `3`, `第 3 页`, `3/12`, `第3页 共12页`.
private func isPageNumber(_ s: [Unicode.Scalar], _ line: Range<Int>) -> Bool {
    guard line.count <= 16 else { return false }
    var digits = 0
    for i in line {
        switch s[i] {
        case "0"..."9", "０"..."９": digits += 1
        case "-", "—", "–", "－", "─", "/", "·", "第", "页", "共", "頁", "~": break
        default: if !isSpace(s[i]) { return false }
        }
    }
    return (1...8).contains(digits)
}
