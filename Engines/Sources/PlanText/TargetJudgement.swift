/// Whether a quantity is a target, and of what.
extension TargetGrammar {
    /// What stands before a number, taken apart from right to left.
    struct Lead {
        var comparator: (code: PlanReading.Comparator, range: Range<Int>)?
        var change: Range<Int>?
        var verb: Range<Int>?
        /// What is left: the subject, perhaps with its own verb.
        var subject: Range<Int>
        var scope: Range<Int>?
        /// 规模, 总数 right before the number.
        var size: Range<Int>?
        /// Where the phrase begins.
        var start: Int
    }

    func judge(_ site: Site, _ setting: TargetSetting, _ pair: Pair?, _ carry: inout Carry, _ result: inout Result) {
        let q = site.quantity
        let noun = noun(after: site)
        let lead = lead(of: site, hasNoun: !noun.isEmpty)
        if let reason = rejection(site, lead, noun, setting, carry), pair == nil || reason != .scope {
            if reason != .scope || q.isGreat || q.kind != .count {
                result.rejected.append(
                    Rejected(
                        range: min(lead.subject.lowerBound, q.start)..<max(noun.upperBound, q.range.upperBound), reason: reason))
            }
            return
        }
        let governed = lead.verb ?? verb(in: site.clause.lowerBound..<q.start)
        guard let indicator = indicator(site, lead, noun, pair, setting, carry) else { return }
        let follows = lead.comparator == nil && lead.verb == nil && carry.hadTarget
        let code = comparator(q, lead, setting, follows ? carry.comparator?.code : nil, governed: governed)
        let deadline = pair?.date ?? carry.date
        let start = phraseStart(lead, q, counted: !noun.isEmpty && indicator.first?.lowerBound == noun.lowerBound)
        let end = noun.isEmpty ? q.range.upperBound : noun.upperBound
        var candidate = TargetCandidate(
            quantity: q, range: max(start, end - 120)..<end, indicator: indicator, scope: lead.scope, comparator: code,
            comparatorRange: lead.comparator?.range ?? lead.change ?? lead.verb ?? (follows ? nil : governed),
            inheritsFromPrevious: follows, verb: lead.verb ?? governed, isChange: lead.change != nil,
            deadline: deadline.flatMap { $0.isPast || $0.isStart ? nil : $0 })
        candidate.members = members(site)
        result.targets.append(candidate)
        carry.hadTarget = true
        if carry.firstTarget == nil { carry.firstTarget = result.targets.count - 1 }
        carry.plain = nil
        carry.verb = lead.verb ?? governed ?? carry.verb
        if let own = lead.comparator { carry.comparator = own }
        if let first = indicator.first, let last = indicator.last {
            carry.subject =
                last.upperBound - first.lowerBound <= 60 && last.upperBound > first.lowerBound
                ? first.lowerBound..<last.upperBound : last
        }
    }

    /// Where the phrase begins: at the subject, or at the verb right before a number that counts what follows.
    private func phraseStart(_ lead: Lead, _ q: QuantityPhrase, counted: Bool) -> Int {
        guard counted else { return min(lead.start, q.start) }
        if flow.at(q.start - 1) == "等" { return q.start - 1 }
        guard let verb = lead.verb ?? lead.comparator?.range, q.start - verb.upperBound <= 6,
            !(verb.upperBound..<q.start).contains(where: { "、和与及".unicodeScalars.contains(flow.s[$0]) })
        else { return q.start }
        return verb.lowerBound
    }

    // MARK: Around the number

    /// The noun phrase that is counted: after the unit, up to the end of the clause's part.
    func noun(after site: Site) -> Range<Int> {
        let q = site.quantity
        var start = q.range.upperBound
        // A footnote's mark.
        if ("①"..."⑳").contains(flow.at(start)) { start += 1 }
        var end = start
        if flow.at(start) == "的", q.suffix != nil || q.kind != .count { start += 1 }
        if q.suffix == nil, q.kind == .count, TargetWords.deedsAfter.match(flow.s, start, site.end) > 0, !isAttribute(start, site) {
            return start..<start
        }
        scan: while end < site.end {
            switch flow.s[end] {
            case "，", "；", "。", "：", "（", "）": break scan
            case _
            where end > start && TargetWords.afterNoun.match(flow.s, end, site.end) > 0 && (q.kind == .count || q.kind == .measure):
                break scan
            case "、":
                let after = end + 1
                if after >= site.end { break scan }
                if TargetWords.makes.match(flow.s, after, site.end) > 0, !isAttribute(after, site) { break scan }
            default: break
            }
            end += 1
        }
        while end > start, "、和与及并的“".unicodeScalars.contains(flow.s[end - 1]) { end -= 1 }
        // A closing quotation mark whose opening stands before the number closes nothing here.
        if let quote = (start..<max(start, end)).first(where: { flow.s[$0] == "”" }),
            !(start..<quote).contains(where: { flow.s[$0] == "“" })
        {
            end = quote
        }
        return start..<max(start, end)
    }

    /// 10名在全国有影响的人才, 200名能够突破技术、带动学科的人才: what begins at `i` goes on to a 的 and the noun.
    private func isAttribute(_ i: Int, _ site: Site) -> Bool {
        guard site.next == nil || (site.next?.start ?? 0) > site.end else { return false }
        var of: Int?
        var j = i
        while j < site.end, !"，；。：".unicodeScalars.contains(flow.s[j]) {
            if flow.s[j] == "的" { of = j }
            j += 1
        }
        guard let of else { return false }
        return j - of >= 3 && of > i + 2 && (flow.s[i] == "在" || flow.s[site.quantity.range.upperBound] == "能" || flow.at(site.quantity.range.upperBound) == "具")
    }

    func lead(of site: Site, hasNoun: Bool) -> Lead {
        let q = site.quantity
        var lead = Lead(subject: site.start..<q.start, start: q.start)
        var cursor = q.start
        if q.kind == .rank, cursor > site.start, flow.at(cursor - 1) == "前" { cursor -= 1 }
        for _ in 0..<8 {
            if lead.comparator == nil, let (code, n) = TargetWords.comparator(flow.s, before: cursor, from: site.start) {
                lead.comparator = (code, cursor - n..<cursor)
                cursor -= n
                continue
            }
            let change = TargetWords.changes.matchBefore(flow.s, cursor, site.start)
            if lead.change == nil, lead.verb == nil, change > 0,
                q.kind != .count || TargetWords.downs.occurs(flow.s, in: cursor - change..<cursor)
            {
                lead.change = cursor - change..<cursor
                cursor -= change
                continue
            }
            let size = TargetWords.sizes.matchBefore(flow.s, cursor, site.start)
            let filler = max(TargetWords.fillers.matchBefore(flow.s, cursor, site.start), size)
            let verb = TargetWords.makes.matchBefore(flow.s, cursor, site.start)
            if verb >= max(filler, 1), lead.verb == nil, !isNounPart(cursor - verb..<cursor, from: site.start, lead) {
                lead.verb = cursor - verb..<cursor
                cursor -= verb
                continue
            }
            guard filler > 0 else { break }
            if size > 0, size == filler { lead.size = cursor - size..<cursor }
            cursor -= filler
        }
        lead.start = cursor
        refine(&lead, from: site.start, to: cursor, limit: q.start, hasNoun: hasNoun)
        return lead
    }

    /// 研发投入达到, 完成老旧厂房改造: a verb at the end of a noun.
    private func isNounPart(_ verb: Range<Int>, from start: Int, _ lead: Lead) -> Bool {
        let before = trimmedOpening(start..<verb.lowerBound)
        guard before.count >= 2 else { return false }
        let first = TargetWords.makes.match(flow.s, before.lowerBound, before.upperBound)
        if first > 0, first < before.count { return true }
        let compared = lead.comparator != nil || lead.change != nil
        return compared && TargetWords.nounVerbs.holds(flow.s, verb)
            && TargetWords.fillers.matchBefore(flow.s, verb.lowerBound, start) == 0
    }

    /// Takes openings, scope and a verb off the head of the subject: 力争全市新增上市企业 leaves 上市企业.
    private func refine(_ lead: inout Lead, from start: Int, to end: Int, limit: Int, hasNoun: Bool) {
        let cursorEnd = end
        var range = trimmedOpening(start..<end)
        let scope = TargetWords.scopes.match(flow.s, range.lowerBound, range.upperBound)
        if scope > 0 { lead.scope = range.lowerBound..<range.lowerBound + scope }
        let inner = trimmedOpening(range.lowerBound + scope..<range.upperBound)
        let verb = TargetWords.makes.match(flow.s, inner.lowerBound, inner.upperBound)
        if verb > 0, verb < inner.count, !Self.verbNouns.occursFirst(flow.s, inner) {
            if lead.verb == nil { lead.verb = inner.lowerBound..<inner.lowerBound + verb }
            range = trimmedOpening(inner.lowerBound + verb..<range.upperBound)
            if let inner = innerVerb(range) { range = inner.upperBound..<range.upperBound }
        } else if scope != range.count, let inner = innerVerb(range), Self.strongInner.holds(flow.s, inner),
            inner.lowerBound - range.lowerBound >= 4
        {
            if lead.verb == nil { lead.verb = inner }
            range = inner.upperBound..<range.upperBound
        } else if scope == range.count {
            range = range.upperBound..<range.upperBound
        }
        // 由200日压缩至60日: where it starts from is no part of the subject.
        if let from = range.dropLast().first(where: {
            "从由".unicodeScalars.contains(flow.s[$0]) && (isDigit(flow.s[$0 + 1]) || flow.s[$0 + 1] == "现")
        }) {
            range = range.lowerBound..<from
        }
        // A date, a list mark or a quotation mark at the end is no subject.
        var upper = range.upperBound
        while upper > range.lowerBound, "、和与及的，：“等”".unicodeScalars.contains(flow.s[upper - 1]) { upper -= 1 }
        lead.subject = range.lowerBound..<max(upper, range.lowerBound)
        // A noun of size belongs to the subject before it: 产业规模, 企业数量.
        if lead.subject.upperBound == cursorEnd, !lead.subject.isEmpty {
            let size = TargetWords.sizes.match(flow.s, lead.subject.upperBound, limit)
            lead.subject = lead.subject.lowerBound..<lead.subject.upperBound + size
        } else if lead.subject.isEmpty, !hasNoun, let size = lead.size {
            lead.subject = size
        }
        if !lead.subject.isEmpty {
            lead.start = min(lead.start, scope > 0 && verb == 0 ? lead.scope?.lowerBound ?? range.lowerBound : range.lowerBound)
        }
        if let own = lead.verb { lead.start = min(lead.start, own.lowerBound) }
    }

    private static let strongInner = WordTable("共建 新建 引进 新增 举办 承办 组建 设立 创建 培育 招引 联合建设 共同建设 合作建设 开展")

    private func innerVerb(_ range: Range<Int>) -> Range<Int>? {
        var i = range.upperBound - 3
        while i > range.lowerBound + 1 {
            let n = TargetWords.innerVerbs.match(flow.s, i, range.upperBound)
            if n > 0, i + n + 2 <= range.upperBound, !Self.verbNouns.occursFirst(flow.s, i..<range.upperBound),
                !"的、和与及".unicodeScalars.contains(flow.s[i - 1]) || flow.s[i - 1] == "、", flow.at(i + n) != "的",
                flow.at(i + n) != "项"
            {
                return i..<i + n
            }
            i -= 1
        }
        return nil
    }

    /// 研发投入, 上市企业, 服务业: a verb that begins a name.
    private static let verbNouns = WordTable(
        """
        登记失业 新入驻企业 入驻企业 入驻率 备案制 治理率 修复率 清理率 提供服务 保障房 保障率 部署数 建成区面积 建成区绿 建成区内 建成区黑 建成区供 建成区排 签约金额 研发投入 研发费用 研发经费 研发机构 研发人员 研发平台 研发强度 研发中心 研发支出 上市企业 上市公司 上市挂牌 上市药品 上市新药 服务业 服务收入 服务平台 服务企业 服务机构 服务中心 服务器 培训机构 培训基地 \
        支持政策 试点企业 试点项目 发展规模 发展速度 建设项目 建设用地 授权发明 授权专利 申请专利 注册企业 注册资本 注册商标 入选企业 孵化器 孵化面积 孵化企业 孵化载体 孵化基地 转化率 覆盖率 投入强度 投入占 \
        签约项目 开工项目 开工率 开发区 推广应用 改造面积 改造提升 输出技术 储备项目 竣工率 投产率 完成率 实施主体 办理时限 出口 出让 组织率 支持率 转移支付 突破性 扩大 增加值 培育库 落户企业 参与率 评价 获得授权 建设进度 安排资金 推广面积 开发面积 开放平台
        """)

    /// The last verb that may govern a number, before it in the clause.
    func verb(in range: Range<Int>) -> Range<Int>? {
        var found: Range<Int>?
        var i = range.lowerBound
        while i < range.upperBound {
            let n = TargetWords.makes.match(flow.s, i, range.upperBound)
            if n > 0, !Self.verbNouns.occursFirst(flow.s, i..<range.upperBound) { found = i..<i + n }
            i += max(n, 1)
        }
        return found
    }

    // MARK: What is no target

    private func rejection(
        _ site: Site, _ lead: Lead, _ noun: Range<Int>, _ setting: TargetSetting, _ carry: Carry
    ) -> PlanReading.NotTarget.Reason? {
        let q = site.quantity
        if setting.isPast { return .past }
        if q.isFuzzy || isFuzzy(q) { return .fuzzy }
        if flow.at(q.start - 1) == "第" { return .ordinal }
        if let reason = qualifier(site, lead, noun) { return reason }
        if q.kind == .rank { return rankVerb(site) == nil ? .name : nil }
        if isDuration(q), !isTimed(site) || (lead.comparator?.code != .le && lead.change == nil) { return .duration }
        if setting.tier == .measure || isPerHead(site), q.kind == .money || q.kind == .percent, isSubsidy(site) { return .subsidy }
        if q.kind == .measure || q.kind == .count, setting.tier == .measure, isGrantSize(site, lead) { return .subsidy }
        // 抓好32个项目建设，总投资118亿元: how large they are.
        if q.kind == .money, setting.tier == .measure, lead.comparator == nil, q.suffix == nil, lead.verb == nil,
            lead.change == nil,
            Self.sums.holds(flow.s, lead.subject)
        {
            return .qualifier
        }
        if carry.sawStock || isBaseline(site, carry) { return .stock }
        if carry.date?.isPast == true { return .past }
        return accepted(site, lead, noun, setting, carry) ? nil : .scope
    }

    /// 近百家, 上千家, 约数家.
    private func isFuzzy(_ q: QuantityPhrase) -> Bool {
        let before = flow.at(q.start - 1)
        if before == "近" || before == "几" || (before == "数" && q.isHan && q.kind != .multiple) { return true }
        return before == "上" && q.isHan || before == "逾" && q.isHan && q.value.map { $0 < 0 } ?? false
    }

    /// 办理时限压缩至8天 speaks of a duration; 免费住宿不超过7天 does not.
    private func isTimed(_ site: Site) -> Bool {
        Self.durations.occurs(flow.s, in: max(site.clause.lowerBound, site.quantity.start - 60)..<site.quantity.start)
    }

    private static let durations = WordTable(
        "时间 时限 周期 用时 时长 耗时 审批 办理 办结 天数 开办 通关 办电 报装 响应 上门 审评 验收 平均 登记 等候 等待 期限内 送达 工期 寿命 停电 年龄 评审")

    private func isDuration(_ q: QuantityPhrase) -> Bool {
        ["天", "日", "周", "小时", "分钟", "个工作日", "工作日", "岁", "秒", "毫秒"].contains(q.unit ?? "")
    }

    /// A number that describes: 产值5亿元以上企业3家, 投资超10亿元的项目, 500强企业.
    private func qualifier(_ site: Site, _ lead: Lead, _ noun: Range<Int>) -> PlanReading.NotTarget.Reason? {
        let q = site.quantity
        if flow.at(q.unitEnd) == "级" { return .qualifier }
        // 超过50亿元的，给予…: a condition.
        if flow.at(q.range.upperBound) == "的", "，；。\n".unicodeScalars.contains(flow.at(q.range.upperBound + 1)), q.kind != .count {
            return .qualifier
        }
        if let next = site.next, q.kind != .count, next.kind == .count || next.kind == .rank,
            verb(in: q.range.upperBound..<next.start) == nil || flow.at(q.range.upperBound) == "的"
        {
            return .qualifier
        }
        if q.isGreat, let next = site.next, next.kind != .count { return .qualifier }
        // 四个到位, 三个一批.
        if q.isHan, flow.at(q.range.upperBound) == "到", flow.at(q.range.upperBound + 1) == "位" { return .name }
        if q.kind == .percent, flow.at(q.start - 1) == "的", flow.at(q.start - 2) == "准", lead.comparator == nil,
            site.clause.contains(where: { flow.s[$0] == "为" })
        {
            return .qualifier
        }
        // 按每户30平方米标准配建, 占地1500亩的产业园.
        if q.kind != .count, Self.standards.match(flow.s, q.range.upperBound, site.clause.upperBound) > 0 { return .qualifier }
        if !noun.isEmpty, Self.outputs.matchBefore(flow.s, q.start, site.clause.lowerBound) > 0,
            q.kind == .measure || q.kind == .count
        {
            return .qualifier
        }
        if q.kind == .measure, flow.at(q.range.upperBound) == "的" {
            var start = q.start
            if let comparator = TargetWords.comparator(flow.s, before: start, from: site.clause.lowerBound) {
                start -= comparator.length
            }
            if Self.extents.matchBefore(flow.s, start, site.clause.lowerBound) > 0 { return .qualifier }
        }
        guard q.kind == .money || q.kind == .percent || q.kind == .rank || q.kind == .multiple || isDuration(q), !noun.isEmpty
        else { return nil }
        if q.kind == .rank { return Self.afterRank.match(flow.s, noun.lowerBound, noun.upperBound) > 0 ? nil : .qualifier }
        if TargetWords.afterSum.match(flow.s, noun.lowerBound, noun.upperBound) > 0 { return nil }
        if q.kind == .money, lead.comparator != nil, TargetWords.sizes.holds(flow.s, noun) { return nil }
        if q.kind == .money, site.previous == nil, lead.verb != nil || verb(in: site.clause.lowerBound..<q.start) != nil {
            if TargetWords.moneyNouns.matchBefore(flow.s, noun.upperBound, noun.lowerBound) > 0 { return nil }
        }
        if q.kind == .multiple { return nil }
        return .qualifier
    }

    private static let standards = WordTable("标准配 标准建 的标准 标准给 标准予 标准发 标准安 标准执 标准计 的比例配 的比例给 的比例建 的比例安 的比例补 的幅度给")
    /// 年产30万辆的项目, 日处理3万吨的污水厂.
    private static let outputs = WordTable("年产 年产能 日产 年处理 日处理 年加工 占地 占地面积 年吞吐 年处理能力 日处理能力")
    private static let extents = WordTable("占地 占地面积 总占地 建筑面积 总建筑面积 总面积 面积 用地 规划面积 产能 年产能 年产 能力 日处理 年加工能力 库容 装机")

    private static let afterRank = WordTable("的 行列 之列 以内 方阵 位次 目标 左右 城市行列 园区行列 力争")

    private func isPerHead(_ site: Site) -> Bool {
        site.start < site.quantity.start && Self.perHead.occurs(flow.s, in: site.start..<site.quantity.start)
    }

    private func isSubsidy(_ site: Site) -> Bool {
        if TargetWords.subsidies.occurs(flow.s, in: site.clause) || isPerHead(site) { return true }
        let (a, b) = neighbours(of: site.clause)
        if TargetWords.grants.occurs(flow.s, in: a) { return true }
        return "对按".unicodeScalars.contains(flow.at(site.clause.lowerBound)) && TargetWords.grants.occurs(flow.s, in: b)
    }

    /// 补贴面积不超过5000平方米, 奖励名额最多3个: how much is given.
    private func isGrantSize(_ site: Site, _ lead: Lead) -> Bool {
        // 对10家以上企业给予奖励.
        if let to = (site.clause.lowerBound..<site.quantity.start).last(where: { flow.s[$0] == "对" }),
            site.quantity.start - to <= 12,
            TargetWords.grants.occurs(flow.s, in: site.quantity.range.upperBound..<max(site.clause.upperBound, site.quantity.range.upperBound))
        {
            return true
        }
        return !lead.subject.isEmpty && TargetWords.grants.occurs(flow.s, in: lead.subject)
            && (lead.comparator?.code == .le || site.quantity.suffix == .le)
    }

    private static let sums = WordTable("总投资 总投资额 投资总额 计划总投资 概算总投资 估算总投资 总投资约")
    private static let perHead = WordTable("每家 每个 每户 每项 每人 每名 每件 每平方米 每亩 每套 每台 每场 每次 每年每 每单 每品种")

    /// The clauses before and after, in the same sentence, no wider than a hundred scalars.
    private func neighbours(of clause: Range<Int>) -> (Range<Int>, Range<Int>) {
        var a = clause.lowerBound
        if a > 0, flow.s[a - 1] == "，" { a -= 1 }
        let before = a
        while a > 0, before - a < 100, !"。；！？，\n".unicodeScalars.contains(flow.s[a - 1]) { a -= 1 }
        var b = clause.upperBound
        if b < flow.s.count, flow.s[b] == "，" { b += 1 } else { return (a..<before, b..<b) }
        let after = b
        while b < flow.s.count, b - after < 100, !"。；！？，\n".unicodeScalars.contains(flow.s[b]) { b += 1 }
        return (a..<before, after..<b)
    }

    /// 从300亿元提高到500亿元: where it starts from.
    private func isBaseline(_ site: Site, _ carry: Carry) -> Bool {
        guard let from = (site.start..<site.quantity.start).last(where: { "从由".unicodeScalars.contains(flow.s[$0]) }) else {
            return false
        }
        if let next = site.next {
            return TargetWords.comparator(flow.s, before: next.start, from: site.quantity.range.upperBound) != nil
        }
        let after = site.quantity.range.upperBound
        return from >= site.start
            && Self.rises.match(flow.s, after, min(after + 3, flow.s.count)) > 0
    }

    private static let rises = WordTable("提高 提升 增加 增长 扩大 降低 下降 上升 增至 升至 降至 压缩 缩短 减少 发展")

    private func accepted(_ site: Site, _ lead: Lead, _ noun: Range<Int>, _ setting: TargetSetting, _ carry: Carry) -> Bool {
        let q = site.quantity
        let counted = q.kind == .count || q.kind == .measure
        if counted, !noun.isEmpty, TargetWords.scopeNouns.matchBefore(flow.s, noun.upperBound, noun.lowerBound) > 0 { return false }
        let direct = lead.verb ?? (counted || !noun.isEmpty ? verb(in: site.clause.lowerBound..<q.start) : nil)
        let compared = lead.comparator != nil || q.suffix != nil || lead.change != nil || q.value == nil || q.kind == .multiple
        if q.isHan, q.value == 1, lead.comparator == nil, q.suffix == nil { return false }
        if q.isGreat { return isGreatTarget(noun, direct, carry) && !(setting.title?.contains(q.start) ?? false) }
        if counted, noun.isEmpty, lead.subject.isEmpty, !compared, direct == nil { return false }
        if compared { return true }
        if q.isHan { return direct != nil && (!noun.isEmpty || !lead.subject.isEmpty) }
        if direct != nil { return true }
        if counted, noun.isEmpty, TargetWords.deedNouns.matchBefore(flow.s, lead.subject.upperBound, lead.subject.lowerBound) > 0 {
            return true
        }
        // 签约项目60个, 服务企业50家次: a verb that was taken for the head of a noun.
        if counted, noun.isEmpty, !q.isHan, TargetWords.makes.match(flow.s, lead.subject.lowerBound, lead.subject.upperBound) > 0 {
            return true
        }
        if counted, !noun.isEmpty, isDoneLater(noun, site) { return true }
        // 与5所高校建立合作.
        if counted, !noun.isEmpty, !q.isHan, "与同和".unicodeScalars.contains(flow.at(q.start - 1)),
            Self.together.occurs(flow.s, in: noun.lowerBound..<max(site.clause.upperBound, noun.lowerBound))
        {
            return true
        }
        if setting.isAimed, !(noun.isEmpty && lead.subject.isEmpty) { return true }
        let aimed = carry.date.map { !$0.isStart } ?? false || Self.aims.occurs(flow.s, in: site.clause.lowerBound..<q.start)
        if setting.tier == .headline || carry.hadTarget || aimed { return !(noun.isEmpty && lead.subject.isEmpty) }
        return q.kind == .percent && TargetWords.shares.matchBefore(flow.s, lead.subject.upperBound, lead.subject.lowerBound) > 0
    }

    /// 15个重点项目2024年底前全部竣工投产: the verb stands after what is counted.
    private func isDoneLater(_ noun: Range<Int>, _ site: Site) -> Bool {
        Self.laterDeeds.matchBefore(flow.s, noun.upperBound, noun.lowerBound) > 0
    }

    private static let together = WordTable("合作 对接 签订 签署 结对 共建")
    private static let laterDeeds = WordTable("竣工 投产 竣工投产 开工 开工建设 建成投产 建成投用 投入使用 完工 投用 落地 建成 达产 开工入库 签约落地 竣工投用")

    private static let aims = WordTable("力争 确保 争取 努力 目标")

    /// 八大平台 are things to build; 五大体系 or 六大行动 are how the plan is arranged.
    private func isGreatTarget(_ noun: Range<Int>, _ verb: Range<Int>?, _ carry: Carry) -> Bool {
        guard let verb, !noun.isEmpty else { return false }
        // 三大功能的平台: the functions are no aim.
        let first = Self.arrangements.match(flow.s, noun.lowerBound, noun.upperBound)
        if first > 0, flow.at(noun.lowerBound + first) == "的" { return false }
        if Self.arrangements.matchBefore(flow.s, noun.upperBound, noun.lowerBound) > 0 { return false }
        guard TargetWords.projectNouns.matchBefore(flow.s, noun.upperBound, noun.lowerBound) > 0 else { return true }
        return Self.arranging.holds(flow.s, verb) || carry.date?.kind == .recurringYearly
    }

    private static let arrangements = WordTable(
        "体系 机制 格局 优势 功能 特色 支柱 任务 支撑 品牌 理念 能力 系统 赛道 产业 主导产业 战略 经济 圈 网络 片区 组团 模式 抓手 路径 支柱产业 关系 提升 攻坚 高地 优势产业")
    private static let arranging = WordTable("排定 建成 完成 开工 竣工 新建 安排 谋划 新增 筛选 遴选")

    // MARK: Indicator, comparator, members

    private func rankVerb(_ site: Site) -> Range<Int>? {
        var i = site.quantity.start - 1
        while i >= site.clause.lowerBound {
            let n = TargetWords.ranks.match(flow.s, i, site.quantity.start)
            if n > 0 {
                let longer = i > site.clause.lowerBound ? TargetWords.ranks.match(flow.s, i - 1, site.quantity.start) : 0
                return longer > n ? i - 1..<i - 1 + longer : i..<i + n
            }
            i -= 1
        }
        return nil
    }

    private func indicator(
        _ site: Site, _ lead: Lead, _ noun: Range<Int>, _ pair: Pair?, _ setting: TargetSetting, _ carry: Carry
    ) -> [Range<Int>]? {
        let q = site.quantity
        if let pair, let subject = pair.subject {
            return (pair.head.map { $0.isEmpty ? [] : [$0] } ?? []) + [subject] + (pair.tail.map { [$0] } ?? [])
        }
        if q.kind == .rank, let verb = rankVerb(site) {
            var end = q.start
            while end > verb.upperBound, "前第".unicodeScalars.contains(flow.s[end - 1]) { end -= 1 }
            let among = trimmedOpening(verb.upperBound..<end)
            let subject = trimmedOpening(min(max(site.start, site.clause.lowerBound), verb.lowerBound)..<verb.lowerBound)
            let own = subject.isEmpty ? borrowed(site, setting, carry) : subject
            if among.isEmpty { return own.map { [$0] } }
            return subject.isEmpty ? [among] : [subject, among]
        }
        if !noun.isEmpty,
            q.kind == .count || q.kind == .measure
                || (q.kind == .money && lead.subject.isEmpty && !TargetWords.afterSum.occursFirst(flow.s, noun))
        {
            return withoutOf(noun)
        }
        // 设立规模不低于200亿元的产业基金, 每年预算不少于2000万元专项资金: the fund.
        if q.kind == .money, !noun.isEmpty, lead.size != nil || lead.verb != nil || lead.subject.count <= 2,
            TargetWords.moneyNouns.matchBefore(flow.s, noun.upperBound, noun.lowerBound) > 0,
            TargetWords.moneyNouns.matchBefore(flow.s, lead.subject.upperBound, lead.subject.lowerBound) == 0
        {
            return [noun]
        }
        if !lead.subject.isEmpty {
            // 国家级工厂1家、省级3家: the level of the same thing.
            if TargetWords.levels.holds(flow.s, lead.subject), let before = carry.subject {
                let n = TargetWords.levels.match(flow.s, before.lowerBound, before.upperBound)
                return [lead.subject, before.lowerBound + n..<before.upperBound]
            }
            if TargetWords.sizes.holds(flow.s, lead.subject), lead.verb == nil, let before = carry.subject {
                return [before, lead.subject]
            }
            // 开工亿元以上项目18个，竣工投产9个: of the same projects.
            if q.kind == .count,
                Self.laterDeeds.run(flow.s, from: lead.subject.lowerBound, to: lead.subject.upperBound) == lead.subject.count,
                let before = carry.subject
            {
                return [lead.subject, before]
            }
            return withoutVerb(lead.subject)
        }
        if q.kind == .money, !noun.isEmpty, TargetWords.afterSum.match(flow.s, noun.lowerBound, noun.upperBound) == 0 {
            return [noun]
        }
        return borrowed(site, setting, carry).map { [$0] }
    }

    /// 产业实现产值 is 产业产值.
    private func withoutVerb(_ subject: Range<Int>) -> [Range<Int>] {
        guard let at = subject.dropFirst(2).dropLast(3).first(where: { flow.s[$0] == "实" && flow.s[$0 + 1] == "现" }) else {
            return [subject]
        }
        return [subject.lowerBound..<at, at + 2..<subject.upperBound]
    }

    /// 重磅产品的上市 is 重磅产品上市.
    private func withoutOf(_ noun: Range<Int>) -> [Range<Int>] {
        guard let of = noun.last(where: { flow.s[$0] == "的" }), noun.upperBound - of <= 4, of > noun.lowerBound,
            Self.deeds.match(flow.s, of + 1, noun.upperBound) > 0
        else { return [noun] }
        return [noun.lowerBound..<of, of + 1..<noun.upperBound]
    }

    private static let deeds = WordTable("上市 建设 落地 投产 转化 引进 培育 开工 竣工 申报 研发 认定 改造")

    /// The subject of a clause that has none: that of the clause before, of the target before, or the title of the item.
    private func borrowed(_ site: Site, _ setting: TargetSetting, _ carry: Carry) -> Range<Int>? {
        // 中药材种植面积到2025年达到150万亩: the subject stands before the date.
        if site.index == 0, site.clause.lowerBound < site.start {
            var head = trimmedOpening(site.clause.lowerBound..<site.start)
            let end = site.clause.upperBound
            if let date = head.first(where: { dates.match($0, end)?.range.upperBound == site.start }),
                let phrase = dates.match(date, end), phrase.range.lowerBound > head.lowerBound
            {
                head = trimmedOpening(head.lowerBound..<phrase.range.lowerBound)
                let isDate = head.isEmpty ? true : dates.match(head.lowerBound, end)?.range.upperBound == head.upperBound
                if !isDate, head.count >= 2, head.count <= 40, head.contains(where: { isHan(flow.s[$0]) }) { return unledBy(head) }
            }
        }
        if let plain = carry.plain {
            let cleaned = withoutPredicate(trimmedOpening(max(plain.lowerBound, plain.upperBound - 60)..<plain.upperBound))
            if cleaned.count >= 2 { return unledBy(cleaned) }
        }
        if let subject = carry.subject { return subject }
        return setting.title.flatMap { whole in
            let title = whole.lowerBound..<min(whole.upperBound, whole.lowerBound + 60)
            let cleaned = withoutPredicate(trimmedOpening(title))
            return cleaned.isEmpty ? (title.isEmpty ? nil : title) : cleaned
        }
    }

    /// 统筹安排市级财政资金 is about 市级财政资金.
    private func unledBy(_ range: Range<Int>) -> Range<Int> {
        var i = range.lowerBound
        for _ in 0..<3 {
            let n = TargetWords.makes.match(flow.s, i, range.upperBound)
            if n == 0 || i + n + 2 > range.upperBound || Self.verbNouns.occursFirst(flow.s, i..<range.upperBound) { break }
            i += n
        }
        return i..<range.upperBound
    }

    private func withoutPredicate(_ range: Range<Int>) -> Range<Int> {
        var i = range.lowerBound + 2
        while i < range.upperBound {
            if TargetWords.predicates.match(flow.s, i, range.upperBound) > 0 { return range.lowerBound..<i }
            i += 1
        }
        return range
    }

    private func comparator(
        _ q: QuantityPhrase, _ lead: Lead, _ setting: TargetSetting, _ inherited: PlanReading.Comparator?, governed: Range<Int>?
    ) -> PlanReading.Comparator {
        if q.kind == .rank { return .rankLE }
        if q.valueMax != nil { return .range }
        if q.suffix == .approx { return .approx }
        if q.suffix == .le { return .le }
        if let own = lead.comparator?.code { return own }
        if q.suffix == .ge || q.kind == .multiple || lead.change != nil { return .ge }
        if let inherited { return inherited == .le || inherited == .approx ? .ge : inherited }
        return setting.tier == .headline ? .ge : .eq
    }

    /// X、Y和Z等10个: the things named before 等.
    private func members(_ site: Site) -> [Range<Int>] {
        let q = site.quantity
        guard q.start > site.clause.lowerBound, flow.at(q.start - 1) == "等" else { return [] }
        let first = (site.clause.lowerBound..<q.start).first { flow.s[$0] == "、" } ?? q.start
        let from = verb(in: site.clause.lowerBound..<first)?.upperBound ?? site.clause.lowerBound
        let parts = flow.split(from..<q.start - 1, at: "、")
        guard let last = parts.last else { return [] }
        return parts.dropLast() + flow.split(last, at: "和及与")
    }
}

extension WordTable {
    func occursFirst(_ s: [Unicode.Scalar], _ range: Range<Int>) -> Bool { match(s, range.lowerBound, range.upperBound) > 0 }
}
