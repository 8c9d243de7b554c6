import Calendars

/// What the document says of itself: title, kind, region, period, issue.
struct DocumentFacts: Sendable {
    var document = PlanReading.Document()
    var planYear: Int?
    var firstYear: Int?

    private let flow: Flow

    init(flow: Flow, outline: Outline) {
        self.flow = flow
        let front = outline.front.prefix(40)
        let title = titleRange(Array(front))
        if let title {
            document.title = flow.name(title)
            document.titleSpan = flow.span(title)
            document.type = type(of: title)
        }
        findPeriod(title, Array(front))
        findNumber(Array(front))
        findIssue(outline, Array(front))
        document.region = title.flatMap(regionOfTitle) ?? region()
        findAuthor(Array(front), title)
    }

    // MARK: Title

    private func titleRange(_ front: [Range<Int>]) -> Range<Int>? {
        let lines = front.filter { $0.count <= 80 && !isClosed($0) }
        // The plan itself, below the notice that issues it.
        if let plan = lines.last(where: { type(of: $0) != nil && flow.at($0.upperBound - 1) != "知" }) {
            guard let k = front.firstIndex(of: plan), k > 0, plan.count <= 14, isTitlePart(front[k - 1]) else { return plan }
            return front[k - 1].lowerBound..<plan.upperBound
        }
        if let notice = lines.first, let named = issued(notice) { return named }
        return lines.first
    }

    private func isTitlePart(_ line: Range<Int>) -> Bool {
        line.count >= 4 && line.count <= 30 && !isClosed(line) && type(of: line) == nil
            && !line.contains { "。，：〔".unicodeScalars.contains(flow.s[$0]) }
            && !line.contains { isDigit(flow.s[$0]) && flow.at($0 + 1) == "号" }
    }

    private func isClosed(_ line: Range<Int>) -> Bool { "。；：，".unicodeScalars.contains(flow.at(line.upperBound - 1)) }

    /// 关于印发《…》的通知.
    private func issued(_ line: Range<Int>) -> Range<Int>? {
        guard let word = Self.issues.find(flow.s, in: line), let close = line.last(where: { flow.s[$0] == "的" }),
            close > word.upperBound
        else { return nil }
        var range = word.upperBound..<close
        if flow.at(range.lowerBound) == "《" { range = range.lowerBound + 1..<range.upperBound }
        if flow.at(range.upperBound - 1) == "》" { range = range.lowerBound..<range.upperBound - 1 }
        return range.isEmpty ? nil : range
    }

    private func type(of title: Range<Int>) -> String? {
        var end = title.upperBound
        if flow.at(end - 1) == "）", let open = title.last(where: { flow.s[$0] == "（" }) { end = open }
        let n = Self.types.matchBefore(flow.s, end, title.lowerBound)
        return n > 0 ? flow.string(end - n..<end) : nil
    }

    // MARK: Period

    private mutating func findPeriod(_ title: Range<Int>?, _ front: [Range<Int>]) {
        guard let title else { return }
        var years: [Int] = []
        var i = title.lowerBound
        while i < title.upperBound {
            if isDigit(flow.s[i]), !isDigit(flow.at(i - 1)), let (y, n) = Label.digits(flow.s, i, title.upperBound), n == 4,
                (1990...2100).contains(y)
            {
                years.append(y)
                i += n
            } else {
                i += 1
            }
        }
        // （2023—2025年） on a line of its own below the title.
        if years.isEmpty, fiveYear(in: title) == nil, let k = front.firstIndex(where: { $0.upperBound == title.upperBound }),
            k + 1 < front.count, front[k + 1].count <= 20, flow.s[front[k + 1].lowerBound] == "（"
        {
            for i in front[k + 1] where isDigit(flow.s[i]) && !isDigit(flow.at(i - 1)) {
                if let (y, n) = Label.digits(flow.s, i, front[k + 1].upperBound), n == 4, (1990...2100).contains(y) {
                    years.append(y)
                }
            }
        }
        if let first = years.min(), let last = years.max() {
            firstYear = first
            if years.count == 1 || first == last { planYear = first }
            document.period = first == last ? "\(first)" : "\(first)-\(last)"
            document.periodStart = Day(year: first, month: 1, day: 1)
            document.periodEnd = Day(year: last, month: 12, day: 31)
        } else if let plan = fiveYear(in: title) {
            take(plan)
        }
    }

    private func fiveYear(in range: Range<Int>) -> Int? {
        for i in range where flow.s[i] == "十" && flow.at(i + 2) == "五" {
            if let d = Numeral.digit(flow.at(i + 1)), d >= 1 { return 10 + d }
        }
        return nil
    }

    private mutating func take(_ plan: Int) {
        guard let days = PlanPeriod.fiveYear(plan).days else { return }
        firstYear = days.lowerBound.year
        settle(days)
    }

    /// A period found in the targets, where the title prints none.
    mutating func settle(_ days: ClosedRange<Day>) {
        guard document.periodStart == nil else { return }
        let ordinal = (days.lowerBound.year - 1966) / 5 + 3
        let words = ["一", "二", "三", "四", "五", "六", "七", "八", "九"]
        document.period = (11...19).contains(ordinal) ? "十\(words[ordinal - 11])五" : nil
        document.periodStart = days.lowerBound
        document.periodEnd = days.upperBound
    }

    // MARK: Issue

    /// 甬政发〔2023〕12号.
    private mutating func findNumber(_ front: [Range<Int>]) {
        for line in front where line.count <= 40 {
            guard let open = line.first(where: { flow.s[$0] == "〔" }), flow.at(line.upperBound - 1) == "号", open > line.lowerBound,
                let (y, n) = Label.digits(flow.s, open + 1, line.upperBound), (1949...2100).contains(y),
                flow.at(open + 1 + n) == "〕"
            else { continue }
            document.number = flow.string(line)
            return
        }
    }

    private mutating func findIssue(_ outline: Outline, _ front: [Range<Int>]) {
        let tail = outline.texts.suffix(6).map(\.range)
        var before: Range<Int>?
        for line in front + tail {
            if line.count <= 14, let day = wholeDate(line) {
                document.issueDate = day
                if let before, before.count <= 40, Self.issuers.matchBefore(flow.s, before.upperBound, before.lowerBound) > 0 {
                    document.issuer = flow.name(before)
                }
            }
            before = line
        }
    }

    private func wholeDate(_ line: Range<Int>) -> Day? {
        var range = line
        if flow.at(range.lowerBound) == "（", flow.at(range.upperBound - 1) == "）", range.count > 2 {
            range = range.lowerBound + 1..<range.upperBound - 1
        }
        guard let phrase = DateGrammar(flow: flow).match(range.lowerBound, range.upperBound), phrase.kind == .day,
            phrase.range.upperBound == range.upperBound
        else { return nil }
        return phrase.date
    }

    // MARK: Region and author

    private func regionOfTitle(_ title: Range<Int>) -> String? {
        for i in title.dropFirst(2).prefix(7) where "市省县区州".unicodeScalars.contains(flow.s[i]) {
            let next = flow.at(i + 1)
            if next == "域" || next == "场" || next == "政" && flow.s[i] == "市" { continue }
            let name = title.lowerBound..<i + 1
            return name.contains { "的关于年促进推动加快全".unicodeScalars.contains(flow.s[$0]) || isDigit(flow.s[$0]) }
                ? nil : flow.name(name)
        }
        return nil
    }

    /// The place of the first X市人民政府 in the text.
    private func region() -> String? {
        var i = 0
        while i + 4 < flow.s.count {
            if "市县区州".unicodeScalars.contains(flow.s[i]), flow.s[i + 1] == "人", flow.s[i + 2] == "民", flow.s[i + 3] == "政" {
                var start = i
                while start > 0, i - start < 4, isHan(flow.s[start - 1]), !flow.isBroken(start) || i - start < 2,
                    !"和与由以在及对各向为经报的".unicodeScalars.contains(flow.s[start - 1])
                { start -= 1 }
                if i - start >= 2 { return flow.name(start..<i + 1) }
            }
            i += 1
        }
        return nil
    }

    /// A name alone below the title, in a text that is no plan.
    private mutating func findAuthor(_ front: [Range<Int>], _ title: Range<Int>?) {
        guard let title, document.type == nil, let k = front.firstIndex(of: title), k + 1 < front.count else { return }
        let line = front[k + 1]
        guard (2...4).contains(line.count), line.allSatisfy({ isHan(flow.s[$0]) }) else { return }
        document.author = flow.name(line)
        document.type = "署名文章"
    }

    private static let types = WordTable(
        "实施方案 行动计划 行动方案 工作方案 分工方案 任务分工方案 总体方案 建设方案 发展规划 规划 规划纲要 纲要 实施意见 指导意见 若干意见 意见 若干措施 政策措施 工作要点 实施细则 任务分解 任务分工 分工表 任务清单 政府工作报告 工作计划 计划 方案 措施 通知 任务分解表 清单"
    )
    private static let issues = WordTable("关于印发 关于公布 印发")
    private static let issuers = WordTable("人民政府 办公室 委员会 局 厅 办 委 政府 领导小组 办公厅 部")
}
