import Calendars

/// A phrase that says by when.
struct DatePhrase: Sendable, Hashable {
    var range: Range<Int>
    var kind: PlanReading.Deadline.Kind
    var date: Day?
    var years: Int?
    /// 截至2022年底, “十三五”末, 2020年: what was, not what shall be.
    var isPast = false
    /// 2023年起, 5月底前动工: a beginning.
    var isStart = false
    /// 较2020年: what is measured against, which dates nothing.
    var isComparison = false
}

/// Reads dates: `到2025年` `2022年10月底前` `12月底前` `到“十四五”末` `三年内` `通过三年的努力` `每年` `年底前` `2012年起5年内`.
///
/// `planYear` is the year of a plan for one year, from its title; `firstYear` the first year of the plan's period. A month without its
/// year has a date only where the plan is for one year.
struct DateGrammar: Sendable {
    let flow: Flow
    var planYear: Int?
    var firstYear: Int?

    /// The date phrase that begins at `i`.
    func match(_ i: Int, _ end: Int) -> DatePhrase? {
        let c = flow.s[i]
        if isDigit(c) || Numeral.digit(c) != nil || c == "十" {
            return absolute(i, end) ?? month(i, end) ?? relative(i, end)
        }
        switch c {
        case "“", "第", "本", "今", "当", "全", "年", "上", "下", "每", "逐", "未", "近", "持", "长", "常", "明": return worded(i, end)
        default: return nil
        }
    }

    // MARK: Years, months, days

    private func year(_ i: Int, _ end: Int) -> (Int, length: Int)? {
        var (j, n) = (i, 0)
        while j < end, j - i < 4 {
            if isDigit(flow.s[j]) {
                n = n * 10 + Int(flow.s[j].value - 0x30)
            } else if let d = Numeral.digit(flow.s[j]), flow.s[j] != "两" {
                n = n * 10 + d
            } else {
                break
            }
            j += 1
        }
        return j - i == 4 && (1949...2100).contains(n) && !isDigit(flow.at(j)) ? (n, 4) : nil
    }

    private func absolute(_ i: Int, _ end: Int) -> DatePhrase? {
        guard !isDigit(flow.at(i - 1)), let (first, n) = year(i, end) else {
            return fiveYear(i, end)
        }
        var (y, j) = (first, i + n)
        // 2021-2025年, 2023、2024、2025年, 2021年至2025年: the last one closes the period.
        while true {
            var k = j
            if k < end, flow.s[k] == "年", k + 1 < end, "-—至到、和".unicodeScalars.contains(flow.s[k + 1]) { k += 1 }
            while k < end, "-—至到、和".unicodeScalars.contains(flow.s[k]), k - j < 3 { k += 1 }
            guard k > j, let (next, m) = year(k, end), next > y else { break }
            y = next
            j = k + m
        }
        guard j < end, flow.s[j] == "年" else { return nil }
        j += 1
        if flow.at(j) == "度" { j += 1 }
        return finished(i, j, end, year: y)
    }

    /// The years of 2023、2024、2025年, one by one.
    func years(in range: Range<Int>) -> [DatePhrase]? {
        var out: [DatePhrase] = []
        var i = range.lowerBound
        while i < range.upperBound {
            if let (y, n) = year(i, range.upperBound) {
                out.append(DatePhrase(range: i..<i + n, kind: .yearEnd, date: Day(year: y, month: 12, day: 31)))
                i += n
            } else {
                if "-—".unicodeScalars.contains(flow.s[i]) { return nil }
                i += 1
            }
        }
        return out.count >= 2 ? out : nil
    }

    private func finished(_ i: Int, _ start: Int, _ end: Int, year y: Int) -> DatePhrase? {
        var j = start
        var phrase = DatePhrase(range: i..<j, kind: .yearEnd, date: Day(year: y, month: 12, day: 31))
        if let (m, n) = Label.digits(flow.s, j, end) ?? Label.smallHan(flow.s, j, end), (1...12).contains(m), flow.at(j + n) == "月"
        {
            j += n + 1
            phrase.kind = .monthEnd
            phrase.date = Day(year: y, month: m, day: 1)?.endOfMonth
            if let (d, n) = Label.digits(flow.s, j, end) ?? Label.smallHan(flow.s, j, end), (1...31).contains(d),
                "日号".unicodeScalars.contains(flow.at(j + n))
            {
                j += n + 1
                phrase.kind = .day
                phrase.date = Day(year: y, month: m, day: d)
            }
        } else if let (month, n) = partOfYear(j, end) {
            j += n
            phrase.kind = .monthEnd
            phrase.date = Day(year: y, month: month, day: 1)?.endOfMonth
        } else if flow.at(j) == "起" || flow.at(j) == "以" && flow.at(j + 1) == "来" || flow.at(j) == "开" && flow.at(j + 1) == "始" {
            return running(i, j, end, year: y)
        }
        j += DateGrammar.closings.match(flow.s, j, end)
        phrase.range = opened(i)..<j
        phrase.isPast = past(i) || firstYear.map { y < $0 } ?? false
        phrase.isStart = starts(j, end)
        phrase.isComparison = DateGrammar.comparisonLeads.matchBefore(flow.s, i, max(0, i - 3)) > 0
        return phrase
    }

    /// 2012年起5年内: the base is printed. 2023年起 alone is a beginning.
    private func running(_ i: Int, _ start: Int, _ end: Int, year y: Int) -> DatePhrase {
        var j = start + (flow.at(start) == "起" ? 1 : 2)
        let isPast = flow.at(start) == "以"
        if flow.at(j) == "，" || flow.at(j) == "用" { j += 1 }
        if let (n, m) = Label.digits(flow.s, j, end) ?? Label.smallHan(flow.s, j, end), n <= 20, flow.at(j + m) == "年",
            flow.at(j + m + 1) == "内"
        {
            return DatePhrase(
                range: i..<j + m + 2, kind: .relativeYears, date: Day(year: y + n - 1, month: 12, day: 31), years: n)
        }
        return DatePhrase(range: i..<start + 1, kind: .yearEnd, date: nil, isPast: isPast, isStart: true)
    }

    /// The month in which 上半年 or 第三季度 ends.
    private func partOfYear(_ j: Int, _ end: Int) -> (Int, length: Int)? {
        if flow.at(j) == "上", flow.at(j + 1) == "半", flow.at(j + 2) == "年" { return (6, 3) }
        if flow.at(j) == "下", flow.at(j + 1) == "半", flow.at(j + 2) == "年" { return (12, 3) }
        let k = flow.at(j) == "第" ? j + 1 : j
        if let (q, n) = Label.smallHan(flow.s, k, end) ?? Label.digits(flow.s, k, end), (1...4).contains(q), flow.at(k + n) == "季",
            flow.at(k + n + 1) == "度"
        {
            return (q * 3, k + n + 2 - j)
        }
        return nil
    }

    private func month(_ i: Int, _ end: Int) -> DatePhrase? {
        if !isHan(flow.at(i - 1)) || "到在于前和".unicodeScalars.contains(flow.at(i - 1)), let (month, n) = partOfYear(i, end) {
            let closing = DateGrammar.closings.match(flow.s, i + n, end)
            let date = planYear.flatMap { Day(year: $0, month: month, day: 1)?.endOfMonth }
            return DatePhrase(range: opened(i)..<i + n + closing, kind: .monthEnd, date: date)
        }
        guard !isDigit(flow.at(i - 1)), flow.at(i - 1) != ".",
            let (m, n) = Label.digits(flow.s, i, end) ?? Label.smallHan(flow.s, i, end),
            (1...12).contains(m), flow.at(i + n) == "月"
        else { return nil }
        var j = i + n + 1
        var phrase = DatePhrase(
            range: i..<j, kind: .monthEnd, date: planYear.flatMap { Day(year: $0, month: m, day: 1)?.endOfMonth })
        if let (d, n) = Label.digits(flow.s, j, end), (1...31).contains(d), "日号".unicodeScalars.contains(flow.at(j + n)) {
            j += n + 1
            phrase.kind = .day
            phrase.date = planYear.flatMap { Day(year: $0, month: m, day: d) }
        } else if flow.at(j) == "份" {
            j += 1
        }
        j += DateGrammar.closings.match(flow.s, j, end)
        phrase.range = opened(i)..<j
        phrase.isStart = starts(j, end)
        return phrase
    }

    // MARK: Five-year plans

    /// “十四五”末, 到十四五末, “十四五”期间. The name alone is no date.
    private func fiveYear(_ i: Int, _ end: Int) -> DatePhrase? {
        let quoted = flow.at(i - 1) == "“"
        guard flow.at(i) == "十", let ordinal = Numeral.digit(flow.at(i + 1)), (1...9).contains(ordinal), flow.at(i + 2) == "五"
        else { return nil }
        var j = i + 3
        if flow.at(j) == "”" { j += 1 }
        let n = DateGrammar.planClosings.match(flow.s, j, end)
        guard n > 0 else { return nil }
        let number = 10 + ordinal
        let last = PlanPeriod.fiveYear(number).days?.upperBound
        let isPast = past(i) || firstYear.map { (last?.year ?? 0) < $0 } ?? false
        let opening = quoted ? i - 1 : i
        return DatePhrase(
            range: opened(opening)..<j + n, kind: .planPeriodEnd, date: last, isPast: isPast,
            isComparison: DateGrammar.comparisonLeads.matchBefore(flow.s, opening, max(0, opening - 3)) > 0)
    }

    // MARK: Relative and recurring

    /// 三年内, 用5年左右时间, 通过三年的努力, and 三年 at the head of a clause.
    private func relative(_ i: Int, _ end: Int) -> DatePhrase? {
        let before = flow.at(i - 1)
        guard !isDigit(before), before != ".", before != "第", Numeral.digit(before) == nil, before != "十" else { return nil }
        guard let (n, length) = Label.digits(flow.s, i, end) ?? Label.smallHan(flow.s, i, end), (1...30).contains(n) else {
            return nil
        }
        var j = i + length
        var years = n
        if "-—至到".unicodeScalars.contains(flow.at(j)),
            let (m, more) = Label.digits(flow.s, j + 1, end) ?? Label.smallHan(flow.s, j + 1, end), m > n, m <= 30
        {
            years = m
            j += 1 + more
        }
        guard j < end, flow.s[j] == "年" else { return nil }
        j += 1
        let led = DateGrammar.relativeLeads.matchBefore(flow.s, i, max(0, i - 6))
        let closed = DateGrammar.relativeClosings.match(flow.s, j, end)
        let heads =
            led > 0 || closed > 0 || "，。；：“、（".unicodeScalars.contains(before)
            || DateGrammar.sums.match(flow.s, j, end) > 0 && isHan(before) && !"近过的每满".unicodeScalars.contains(before)
        guard heads, closed > 0 || DateGrammar.notRelative.match(flow.s, j, end) == 0 else { return nil }
        guard closed > 0 || led > 0 || isHan(flow.at(j)) else { return nil }
        if DateGrammar.pastLeads.matchBefore(flow.s, i, max(0, i - 4)) > 0 {
            return DatePhrase(range: i..<j + closed, kind: .relativeYears, years: years, isPast: true)
        }
        return DatePhrase(range: i - led..<j + closed, kind: .relativeYears, years: years)
    }

    private func worded(_ i: Int, _ end: Int) -> DatePhrase? {
        if flow.s[i] == "“" { return flow.at(i + 1) == "十" ? fiveYear(i + 1, end) : nil }
        if DateGrammar.everyYear.match(flow.s, i, end) > 0 {
            return DatePhrase(range: i..<i + DateGrammar.everyYear.match(flow.s, i, end), kind: .recurringYearly)
        }
        let n = DateGrammar.thisYear.match(flow.s, i, end)
        if n > 0 {
            let date = planYear.flatMap { Day(year: $0, month: 12, day: 31) }
            if let (month, more) = partOfYear(i + n, end) {
                return DatePhrase(
                    range: i..<i + n + more, kind: .monthEnd,
                    date: planYear.flatMap { Day(year: $0, month: month, day: 1)?.endOfMonth })
            }
            return DatePhrase(range: i..<i + n, kind: .planYear, date: date)
        }
        if let (month, n) = partOfYear(i, end), !isHan(flow.at(i - 1)) || "，。；前在于".unicodeScalars.contains(flow.at(i - 1)) {
            let closing = DateGrammar.closings.match(flow.s, i + n, end)
            return DatePhrase(
                range: i..<i + n + closing, kind: .monthEnd,
                date: planYear.flatMap { Day(year: $0, month: month, day: 1)?.endOfMonth })
        }
        let ongoing = DateGrammar.ongoing.match(flow.s, i, end)
        return ongoing > 0 && i + ongoing == end ? DatePhrase(range: i..<i + ongoing, kind: .ongoing) : nil
    }

    // MARK: Around the date

    /// 到 belongs to the phrase.
    private func opened(_ i: Int) -> Int { "到至".unicodeScalars.contains(flow.at(i - 1)) ? i - 1 : i }

    private func past(_ i: Int) -> Bool { DateGrammar.pastLeads.matchBefore(flow.s, i, max(0, i - 4)) > 0 }

    /// 5月底前开工 is a beginning, 3月底前开工率达到50% is not.
    private func starts(_ j: Int, _ end: Int) -> Bool {
        let n = DateGrammar.beginnings.match(flow.s, j, end)
        return n > 0 && flow.at(j + n) != "率" && flow.at(j + n) != "面" && flow.at(j + n) != "项"
    }

    private static let closings = WordTable("底前 年底前 年底 底 末 末前 前 之前 以前 底之前 年末 内 底以前 中旬 上旬 下旬 中旬前 上旬前 下旬前 下旬末 时 期间 底时")
    private static let planClosings = WordTable("末 期末 时期末 规划期末 规划末 期间 时期 规划期 末期 收官 规划期间 规划期内 期内")
    private static let relativeLeads = WordTable("用 通过 经过 未来 今后 再用 利用 力争用 力争 争取用 争取 到未来 约用 利用未来 接下来 再经过 用大约")
    private static let relativeClosings = WordTable(
        "内 左右时间 左右的时间 左右 时间 的时间 的努力 努力 左右的努力 左右努力 以内 时间内 之内 的持续努力 的不懈努力 的奋斗 的发展 的建设")
    /// 市财政三年累计安排5亿元.
    private static let sums = WordTable("累计 统筹 共安排 共投入 总投入 合计 共新增 共引进 共建设")
    private static let notRelative = WordTable("行动 计划 规划 攻坚 期 以上 来 间 滚动 制 度 级 实施 专项 工作 方案 任务 前 后 以下 生 龄 一 大 发展")
    private static let pastLeads = WordTable("截至 截止 截止到 截至到 近 过去 连续 自 与 比 较 从 相比")
    private static let comparisonLeads = WordTable("较 比 与 相比 相较 同比 对比 相较于 比照")
    private static let everyYear = WordTable("每年度 每年底 每年 逐年 每一年")
    private static let thisYear = WordTable("年底前 年底 年内 年末 年末前 今年底前 今年底 今年内 今年年底前 今年年底 今年 本年度 本年 当年底 全年 今年底之前 明年")
    private static let ongoing = WordTable("持续推进 长期推进 长期坚持 持续实施 常年 长期 持续 持续开展 长期任务 长期实施 常态化推进 常态推进 持续落实")
    private static let beginnings = WordTable("动工 开工 启动 开始 开工建设 起 动工建设 开建 启动建设")
}
