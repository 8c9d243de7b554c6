/// A quantity that was read as a target, before it has an id.
struct TargetCandidate: Sendable {
    var quantity: QuantityPhrase
    /// From the indicator or the number to the end of the phrase.
    var range: Range<Int>
    var indicator: [Range<Int>]
    var scope: Range<Int>?
    var comparator: PlanReading.Comparator
    var comparatorRange: Range<Int>?
    var inheritsFromPrevious = false
    var verb: Range<Int>?
    var isChange = false
    var deadline: DatePhrase?
    var members: [Range<Int>] = []
    /// 排名 is not printed but meant.
    var isRank: Bool { quantity.kind == .rank }
}

struct Rejected: Sendable {
    var range: Range<Int>
    var reason: PlanReading.NotTarget.Reason
}

/// What holds for the text that is read: its tier, and the date that stood above it.
struct TargetSetting: Sendable {
    var tier: PlanReading.Tier
    var date: DatePhrase?
    /// Title of the item, for numbers whose subject is the title: 产业规模。达到500亿元。
    var title: Range<Int>?
    /// A cell under 年度目标: what is counted there is aimed at.
    var isAimed = false
    /// A section on what was: nothing is a target.
    var isPast = false
}

/// Reads the targets of one paragraph.
///
///     sentence  = part *( "；" part ) "。"            the date of a clause holds to the 。, the verb to the ；
///     clause    = [ date ] [ subject ] [ verb ] [ comparator ] number unit [ 以上 | 左右 | 以内 ] [ noun ]
///
/// The noun after the unit is the indicator (建成5家产业园区); where there is none it is the subject before (产值达500亿元).
struct TargetGrammar: Sendable {
    let flow: Flow
    let dates: DateGrammar
    private let quantities: QuantityGrammar

    init(flow: Flow, dates: DateGrammar) {
        self.flow = flow
        self.dates = dates
        quantities = QuantityGrammar(flow: flow)
    }

    struct Result: Sendable {
        var targets: [TargetCandidate] = []
        var rejected: [Rejected] = []
        /// The date that goes on into the next paragraph, where this one ends open.
        var openDate: DatePhrase?
        /// The last date of the paragraph that is no start and not past.
        var lastDate: DatePhrase?
        var unequalPairs: [Range<Int>] = []
    }

    /// What a clause hands to the next.
    struct Carry {
        var date: DatePhrase?
        /// The last date of the calendar, which a ；brings back after 三年 or 每年.
        var fixed: DatePhrase?
        var verb: Range<Int>?
        var comparator: (code: PlanReading.Comparator, range: Range<Int>)?
        var subject: Range<Int>?
        /// The clause before, where it had no number.
        var plain: Range<Int>?
        var hadTarget = false
        /// The first target since the last ； or 。
        var firstTarget: Int?
        var sawStock = false
    }

    /// `masks` are ranges that are not to be read, in order: lists of units, titles of other papers, names in quotation marks.
    func read(_ range: Range<Int>, masks: [Range<Int>], setting: TargetSetting) -> Result {
        var result = Result()
        var carry = Carry(date: setting.date)
        let brackets = brackets(in: range, masks)
        let all = (masks + brackets.map { $0.lowerBound - 1..<$0.upperBound + 1 }).sorted { $0.lowerBound < $1.lowerBound }
        var bracket = 0
        var mask = 0
        var start = range.lowerBound
        var i = range.lowerBound
        func finish(_ end: Int) {
            if start < end { clause(start..<end, all, setting, &carry, &result) }
            // A bracket speaks of its own: 建成平台10个（其中国家级2个）.
            while bracket < brackets.count, brackets[bracket].upperBound <= end {
                var inner = carry
                clause(brackets[bracket], masks, setting, &inner, &result)
                bracket += 1
            }
            start = end + 1
        }
        while i < range.upperBound {
            while mask < all.count, all[mask].upperBound <= i { mask += 1 }
            if mask < all.count, all[mask].lowerBound <= i {
                if isOrdinal(all[mask]) { finish(i) }
                i = all[mask].upperBound
                continue
            }
            switch flow.s[i] {
            case "。", "！", "？":
                finish(i)
                carry = Carry(date: setting.date)
            case "；":
                finish(i)
                carry = Carry(date: carry.fixed ?? carry.date, fixed: carry.fixed)
            case "，", "：": finish(i)
            default: break
            }
            i += 1
        }
        finish(range.upperBound)
        if let last = range.last, "：；，、".unicodeScalars.contains(flow.s[last]), let date = carry.date { result.openDate = date }
        return result
    }

    /// The insides of short brackets that no mask covers.
    private func brackets(in range: Range<Int>, _ masks: [Range<Int>]) -> [Range<Int>] {
        var out: [Range<Int>] = []
        var open: Int?
        var mask = 0
        for i in range {
            while mask < masks.count, masks[mask].upperBound <= i { mask += 1 }
            if mask < masks.count, masks[mask].lowerBound <= i {
                open = nil
                continue
            }
            switch flow.s[i] {
            case "（": open = i
            case "。", "；": open = nil
            case "）":
                if let from = open, i - from > 1, i - from <= 120 { out.append(from + 1..<i) }
                open = nil
            default: break
            }
        }
        return out
    }

    /// （1） within a sentence begins a new clause.
    private func isOrdinal(_ bracket: Range<Int>) -> Bool {
        bracket.count <= 4 && bracket.count >= 3 && flow.s[bracket.lowerBound] == "（"
            && bracket.dropFirst().dropLast().allSatisfy {
                isDigit(flow.s[$0]) || Numeral.digit(flow.s[$0]) != nil || flow.s[$0] == "十"
            }
    }

    // MARK: One clause

    private func clause(
        _ raw: Range<Int>, _ masks: [Range<Int>], _ setting: TargetSetting, _ carry: inout Carry, _ result: inout Result
    ) {
        let tokens = tokens(raw, masks)
        let stock = TargetWords.stocks.find(flow.s, in: raw)
        if tokens.quantities.isEmpty {
            if let date = tokens.dates.last, finishes(date, in: raw), let first = carry.firstTarget {
                // 建设四大平台，2023年底前投入使用: the date of what stands before it.
                for k in first..<result.targets.count where result.targets[k].deadline == nil { result.targets[k].deadline = date }
                return
            }
            for date in tokens.dates where !date.isStart { take(date, &carry, &result) }
            if let stock, !isLocal(stock, in: raw) { carry.sawStock = true }
            if tokens.dates.last?.range.upperBound != raw.upperBound { carry.plain = raw }
            return
        }
        let cuts = cuts(tokens.quantities, in: raw)
        let before = result.targets.count
        if TargetWords.hopes.match(flow.s, raw.lowerBound, raw.upperBound) > 0 { carry.sawStock = false }
        let localStock = stock.map { isLocal($0, in: raw) } ?? false
        var used = 0
        let pairs = classes(tokens, raw) ?? distribution(tokens, raw, carry.date)
        if pairs == nil, let word = separately(raw), tokens.quantities.count > 1, tokens.quantities[0].start > word.upperBound {
            result.unequalPairs.append(raw)
        }
        for (k, quantity) in tokens.quantities.enumerated() {
            while used < tokens.dates.count, tokens.dates[used].range.lowerBound < quantity.start {
                if !tokens.dates[used].isStart { take(tokens.dates[used], &carry, &result) }
                if let stock, stock.lowerBound < tokens.dates[used].range.lowerBound { carry.sawStock = false }
                used += 1
            }
            let start = max(cuts[k], tokens.dates.prefix(used).last.map { $0.range.upperBound } ?? 0, raw.lowerBound)
            let end = cuts[(k + 1)...].prefix(8).first { $0 > quantity.start } ?? raw.upperBound
            let lateDate = tokens.dates.prefix(used).last.map(\.range.upperBound) ?? 0
            if let stock, stock.upperBound <= quantity.start, stock.lowerBound >= lateDate {
                carry.sawStock = !localStock || quantity.start - stock.upperBound <= 2
            }
            var site = Site(
                clause: max(
                    raw.lowerBound, quantity.start - Self.reach)..<min(raw.upperBound, quantity.range.upperBound + Self.reach),
                start: max(min(start, quantity.start), quantity.start - Self.reach),
                end: min(max(end, quantity.range.upperBound), quantity.range.upperBound + Self.reach), index: k, quantity: quantity)
            site.next = tokens.quantities.dropFirst(k + 1).first { $0.start < end }
            site.previous = k > 0 && cuts[k] <= tokens.quantities[k - 1].start ? tokens.quantities[k - 1] : nil
            if let pair = pairs?[k], pair.isClass {
                result.rejected.append(Rejected(range: quantity.range, reason: .qualifier))
                continue
            }
            judge(site, setting, pairs?[k], &carry, &result)
        }
        if localStock { carry.sawStock = false }
        if used < tokens.dates.count, let date = tokens.dates.last, finishes(date, in: raw) {
            for k in before..<result.targets.count where result.targets[k].deadline == nil { result.targets[k].deadline = date }
            if before == result.targets.count { used = tokens.dates.count }
        }
        while used < tokens.dates.count {
            if !tokens.dates[used].isStart, tokens.dates[used].kind != .relativeYears { take(tokens.dates[used], &carry, &result) }
            used += 1
        }
        carry.plain = nil
        // 每年 governs its own clause.
        if carry.date?.kind == .recurringYearly { carry.date = carry.fixed }
    }

    /// 2023年底前投入使用, 6月底前完成: a date and the deed that ends with it.
    private func finishes(_ date: DatePhrase, in clause: Range<Int>) -> Bool {
        guard date.date != nil || date.kind == .monthEnd || date.kind == .day || date.kind == .planYear, !date.isPast,
            !date.isStart,
            !date.isComparison
        else { return false }
        var i = date.range.upperBound
        while i < clause.upperBound, Self.beforeDeeds.match(flow.s, i, clause.upperBound) > 0 {
            i += Self.beforeDeeds.match(flow.s, i, clause.upperBound)
        }
        let n = Self.finalDeeds.match(flow.s, i, clause.upperBound)
        return n > 0 && clause.upperBound - i - n <= 2 || i == clause.upperBound && i > date.range.upperBound + 1
    }

    private static let beforeDeeds = WordTable("前 全部 全面 基本 力争 确保 正式 均 实现 建成 完成 要 须 应 完工 竣工 并 要全部")
    private static let finalDeeds = WordTable(
        "完成 建成 投入使用 投用 竣工 竣工投产 投产 完工 建成投产 建成投用 投入运营 建成运营 运营 启用 交付 交付使用 达产 竣工投用 建成使用 竣工验收 通车 验收 落地 投运 建成投运 开园 全覆盖 到位 设立 组建 成立 挂牌 上线 发布 开业 完成设立 完成组建"
    )

    /// 支持现有6家企业扩能: the stock is what is worked on, and says nothing of the clauses after it.
    private func isLocal(_ stock: Range<Int>, in clause: Range<Int>) -> Bool {
        guard Self.adjectives.holds(flow.s, stock), stock.lowerBound > clause.lowerBound else { return false }
        return Self.workedOn.occurs(flow.s, in: clause.lowerBound..<stock.lowerBound)
    }

    private static let adjectives = WordTable("现有 已有 原有 已建成 已建 已形成 已获批 已获 境内 域内 已入驻 已落户 已上市")
    private static let workedOn = WordTable(
        "支持 推动 依托 利用 发挥 围绕 对 将 盘活 鼓励 引导 整合 改造 提升 优化 巩固 完善 用好 做强 做大 加快 推进 抓好 在 挖掘 保护 扩大 促进 稳定 通过 结合 加强")

    /// How far around a number its clause is looked at. No sentence of a plan is longer; a text without punctuation costs no more.
    static let reach = 240

    /// Where a quantity stands: its clause, and the part of the clause that is its own.
    struct Site {
        var clause: Range<Int>
        var start: Int
        var end: Int
        var index: Int
        var quantity: QuantityPhrase
        /// Another quantity in the same part.
        var next: QuantityPhrase?
        var previous: QuantityPhrase?
    }

    private func take(_ date: DatePhrase, _ carry: inout Carry, _ result: inout Result) {
        // 每年 within a dated sentence keeps the date: every year until then.
        if date.isComparison { return }
        if date.kind == .recurringYearly, let known = carry.date, known.date != nil, known.kind != .recurringYearly, !known.isPast {
            return
        }
        carry.date = date
        if date.date != nil, !date.isPast { carry.fixed = date }
        if !date.isPast, date.date != nil || result.lastDate?.date == nil { result.lastDate = date }
    }

    private struct Tokens {
        var dates: [DatePhrase] = []
        var quantities: [QuantityPhrase] = []
    }

    private func tokens(_ range: Range<Int>, _ masks: [Range<Int>]) -> Tokens {
        var out = Tokens()
        var i = range.lowerBound
        var mask = masks.partitioningIndex { $0.upperBound > i }
        while i < range.upperBound {
            while mask < masks.count, masks[mask].upperBound <= i { mask += 1 }
            if mask < masks.count, masks[mask].lowerBound <= i {
                i = masks[mask].upperBound
            } else if let date = dates.match(i, range.upperBound) {
                out.dates.append(date)
                i = max(date.range.upperBound, i + 1)
            } else if let quantity = quantities.match(i, range.upperBound) {
                out.quantities.append(quantity)
                i = max(quantity.range.upperBound, i + 1)
            } else if isDigit(flow.s[i]) {
                while i < range.upperBound, isDigit(flow.s[i]) || flow.s[i] == "." { i += 1 }
            } else {
                i += 1
            }
        }
        return out
    }

    /// Where each quantity's own part of the clause begins.
    private func cuts(_ list: [QuantityPhrase], in clause: Range<Int>) -> [Int] {
        var out = [clause.lowerBound]
        for k in list.indices.dropFirst() {
            let between = list[k - 1].range.upperBound..<list[k].start
            out.append(cut(between) ?? out[k - 1])
        }
        return out
    }

    private func cut(_ between: Range<Int>) -> Int? {
        var i = between.upperBound - 1
        while i >= between.lowerBound {
            if flow.s[i] == "、" { return i + 1 }
            i -= 1
        }
        // 和 right after the number, or right before the next one or its verb.
        for j in between where "和与及并或".unicodeScalars.contains(flow.s[j]) {
            let next = j + 1
            let verb = TargetWords.makes.match(flow.s, next, between.upperBound)
            let compared =
                TargetWords.comparator(flow.s, before: between.upperBound, from: next).map {
                    between.upperBound - $0.length == next
                } ?? false
            if j == between.lowerBound || next == between.upperBound || next + verb == between.upperBound || compared
                || (verb > 0 && flow.s[j] == "并")
            {
                return next
            }
        }
        return nil
    }

    // MARK: Distribution

    private func separately(_ clause: Range<Int>) -> Range<Int>? {
        clause.dropLast().first { flow.s[$0] == "分" && flow.s[$0 + 1] == "别" }.map { $0..<$0 + 2 }
    }

    /// A、B占比分别提升至15%、10%: one subject for each number, where the counts agree.
    private func distribution(_ tokens: Tokens, _ clause: Range<Int>, _ known: DatePhrase?) -> [Pair]? {
        guard tokens.quantities.count >= 2, let word = separately(clause), tokens.quantities[0].start >= word.upperBound else {
            return nil
        }
        let numbers = tokens.quantities
        for k in numbers.indices.dropFirst() {
            let between = numbers[k - 1].range.upperBound..<numbers[k].start
            guard between.count <= 2, between.allSatisfy({ "、和与及，".unicodeScalars.contains(flow.s[$0]) }) else { return nil }
        }
        var heads = tokens.dates.filter { $0.range.upperBound <= word.lowerBound }
        if heads.isEmpty, let known, known.range.upperBound <= clause.lowerBound,
            dates.years(in: known.range)?.count == numbers.count
        {
            heads = [known]
        }
        if heads.count == 1, let list = dates.years(in: heads[0].range), list.count == numbers.count {
            return list.map { Pair(subject: nil, tail: nil, date: $0) }
        }
        if heads.count == numbers.count { return heads.map { Pair(subject: nil, tail: nil, date: $0) } }
        let start = heads.last?.range.upperBound ?? clause.lowerBound
        let subjects = flow.split(trimmedOpening(start..<word.lowerBound), at: "、和与及")
        guard subjects.count == numbers.count, let last = subjects.last else { return nil }
        let n = Self.sharedTails.matchBefore(flow.s, last.upperBound, last.lowerBound)
        let tail = n > 0 && n < last.count ? last.upperBound - n..<last.upperBound : nil
        return subjects.enumerated().map { k, subject in
            Pair(subject: subject, tail: k + 1 < subjects.count ? tail : nil, date: nil)
        }
    }

    struct Pair {
        var subject: Range<Int>?
        var tail: Range<Int>?
        var date: DatePhrase?
        /// What stands before each of several subjects.
        var head: Range<Int>?
        /// The quantity says of what kind, not how many.
        var isClass = false
    }

    /// 年收入超过100亿元、50亿元、10亿元的企业分别达到5家、10家和50家: as many classes before 分别 as counts after it.
    private func classes(_ tokens: Tokens, _ clause: Range<Int>) -> [Pair]? {
        guard tokens.quantities.count >= 4, let word = separately(clause) else { return nil }
        let kinds = tokens.quantities.filter { $0.range.upperBound <= word.lowerBound }
        let counts = tokens.quantities.dropFirst(kinds.count)
        guard kinds.count >= 2, kinds.count == counts.count, let first = kinds.first, let last = kinds.last,
            counts.allSatisfy({ $0.kind == .count })
        else { return nil }
        let start = tokens.dates.last { $0.range.upperBound <= first.start }?.range.upperBound ?? clause.lowerBound
        let head = trimmedOpening(start..<first.start)
        let tail = last.range.upperBound..<word.lowerBound
        return kinds.map { _ in Pair(subject: nil, tail: nil, date: nil, isClass: true) }
            + kinds.map { Pair(subject: $0.range, tail: tail, date: nil, head: head) }
    }

    private static let sharedTails = WordTable(
        "产值占比 营收占比 占比 比重 比例 产值 营业收入 营收 增加值 数量 总数 规模 覆盖率 占有率 达标率 合格率 企业 面积 投资 投入 增速 增长 总量 人数 率 家数 个数 销售收入")

    func trimmedOpening(_ range: Range<Int>) -> Range<Int> {
        var i = range.lowerBound
        while i < range.upperBound {
            let n = TargetWords.openings.match(flow.s, i, range.upperBound)
            if n == 0 || flow.s[i] == "“" && range.contains(where: { $0 > i && flow.s[$0] == "”" }) { break }
            i += n
        }
        return min(i, range.upperBound)..<range.upperBound
    }
}

extension Flow {
    /// The parts of a range between any of the marks, outside brackets; empty parts are left out.
    func split(_ range: Range<Int>, at marks: String) -> [Range<Int>] {
        var out: [Range<Int>] = []
        var start = range.lowerBound
        var depth = 0
        for i in range {
            switch s[i] {
            case "（", "“", "《": depth += 1
            case "）", "”", "》": depth = max(depth - 1, 0)
            default:
                if depth == 0, marks.unicodeScalars.contains(s[i]) {
                    if start < i { out.append(start..<i) }
                    start = i + 1
                }
            }
        }
        if start < range.upperBound { out.append(start..<range.upperBound) }
        return out
    }
}

extension Array {
    /// The first index whose element satisfies a condition that, once true, stays true.
    func partitioningIndex(_ holds: (Element) -> Bool) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) / 2
            if holds(self[middle]) { high = middle } else { low = middle + 1 }
        }
        return low
    }
}
