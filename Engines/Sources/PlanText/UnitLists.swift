/// A list of responsible units as it stands in the text.
struct UnitList: Sendable {
    struct Entry: Sendable {
        var range: Range<Int>
        /// Taken over from a neighbour: 省 of 省科技厅、财政厅, 政府 of 沛县、新沂市政府.
        var head: Range<Int>?
        var tail: Range<Int>?
        var role: PlanReading.Role?
        var aliases: [Range<Int>] = []
        var isCollective = false
        /// Entries parted by 、 have one group; ， and ； begin a new one.
        var group: Int
    }

    /// With its brackets or its label.
    var range: Range<Int>
    var content: Range<Int>
    var entries: [Entry] = []
    /// 牵头单位 is printed as a label, so that 责任单位 beside it means support.
    var hasLeadLabel = false
    /// 列第一位的为牵头单位.
    var firstLeads = false
    /// 下同: the rule holds from here on.
    var holdsOn = false
    /// What follows 完成时限.
    var time: Range<Int>?
    /// A paragraph of its own, without brackets.
    var isLine = false
}

/// Finds the lists of units in a paragraph: in brackets, after a label, or a line of their own.
struct UnitListFinder: Sendable {
    let flow: Flow

    func lists(in range: Range<Int>) -> [UnitList] {
        var lists: [UnitList] = []
        let closers = matching(range)
        var i = range.lowerBound
        while i < range.upperBound {
            switch flow.s[i] {
            case "（", "〔", "【":
                if let list = bracketed(i, closers[i - range.lowerBound], range) {
                    lists.append(list)
                    i = list.range.upperBound
                    continue
                }
            default:
                if opensSentence(i, range), let list = labelled(i, range) {
                    lists.append(list)
                    i = list.range.upperBound
                    continue
                }
            }
            i += 1
        }
        return lists
    }

    /// The closing bracket of each opening one, by offset; 0 where there is none.
    private func matching(_ range: Range<Int>) -> [Int] {
        var out = [Int](repeating: 0, count: range.count)
        var open: [Int] = []
        for i in range {
            switch flow.s[i] {
            case "（", "〔", "【": open.append(i)
            case "）", "〕", "】": if let at = open.popLast() { out[at - range.lowerBound] = i }
            default: break
            }
        }
        return out
    }

    private func opensSentence(_ i: Int, _ range: Range<Int>) -> Bool {
        i == range.lowerBound || "。；！）〕】".unicodeScalars.contains(flow.s[i - 1]) || flow.isParted(i)
    }

    private func bracketed(_ open: Int, _ close: Int, _ range: Range<Int>) -> UnitList? {
        let opens = UnitWords.opensLine(flow.s, open + 1, range.upperBound)
        guard close > open else {
            // A bracket that nobody closed: the list runs to the end of the paragraph.
            guard opens, range.upperBound - open <= 600 else { return nil }
            return accepted(open..<range.upperBound, content: open + 1..<range.upperBound, labelled: true)
        }
        let content = open + 1..<close
        guard content.count >= 2, content.count <= 800 else { return nil }
        if opens { return accepted(open..<close + 1, content: content, labelled: true) }
        let square = flow.s[open] != "（"
        let last = flow.s[close - 1]
        let phrase =
            last == "责" || last == "头" || last == "实" || last == "合" || last == "工" || last == "施" || last == "进" || last == "与"
            || last == "助" || last == "同" || last == "加"
        let atEnd =
            close + 1 >= range.upperBound || "。；".unicodeScalars.contains(flow.s[close + 1])
            || UnitWords.opensLine(flow.s, close + 1, range.upperBound)
        let afterStop = open > range.lowerBound && "。；".unicodeScalars.contains(flow.s[open - 1]) || open == range.lowerBound
        guard phrase || ((square || atEnd) && content.count <= 400 && (square || afterStop || atEnd)) else { return nil }
        return accepted(open..<close + 1, content: content, labelled: false, bareAtStop: square || afterStop)
    }

    private func labelled(_ i: Int, _ range: Range<Int>) -> UnitList? {
        guard let label = UnitWords.label(flow.s, i, range.upperBound), i + label.length < range.upperBound,
            flow.s[i + label.length] == "："
        else { return nil }
        var end = i
        var depth = 0
        scan: while end < range.upperBound {
            switch flow.s[end] {
            case "（", "〔": depth += 1
            case "）", "〕": depth -= 1
            case "。": if depth <= 0 { break scan }
            default: break
            }
            end += 1
        }
        guard end - i <= 800 else { return nil }
        var list = accepted(i..<end, content: i..<end, labelled: true)
        list?.isLine = true
        return list
    }

    private func accepted(_ range: Range<Int>, content: Range<Int>, labelled: Bool, bareAtStop: Bool = true) -> UnitList? {
        var list = UnitGrammar(flow: flow).parse(content, role: nil)
        list.range = range
        guard !labelled else { return list }
        let alike = list.entries.filter { UnitGrammar(flow: flow).isUnitLike($0) }
        let phrased = list.entries.contains { $0.role != nil }
        guard !list.entries.isEmpty, alike.count == list.entries.count || (phrased && alike.count * 2 >= list.entries.count) else {
            return nil
        }
        if phrased { return list }
        // A bare list must hold a department, and one name alone must say whose it is.
        let strong = alike.filter { UnitWords.strongEnds.matchBefore(flow.s, $0.range.upperBound, $0.range.lowerBound) > 0 }
        guard !strong.isEmpty else { return nil }
        let levelled = strong.contains { UnitWords.levelHeads.match(flow.s, $0.range.lowerBound, $0.range.upperBound) > 0 }
        return bareAtStop && levelled || list.entries.count >= 2 && levelled ? list : nil
    }
}
