import Calendars
import Findings

/// Clauses without numbers: aims with a name, milestones, supervision, tasks that return every year; and what the whole leaves open.
extension PlanReader {
    mutating func readClauses() {
        for segment in plan.segments where !segment.isFootnote && !isPastSegment(segment) {
            let place = segment.measure.map { plan.drafts[$0].id } ?? path(of: segment.node)
            var start = segment.range.lowerBound
            for i in segment.range where "，。；：".unicodeScalars.contains(flow.s[i]) || i == segment.range.upperBound - 1 {
                let end = "，。；：".unicodeScalars.contains(flow.s[i]) ? i : i + 1
                if start < end, !isMasked(start) {
                    let clause = start..<end
                    readGoals(clause, place)
                    readSupervision(clause, place)
                    readAnnual(clause, place)
                    readMilestones(clause, place)
                }
                start = i + 1
            }
        }
    }

    private func isPastSegment(_ segment: MeasurePlan.Segment) -> Bool {
        SectionWords.isPast(flow.s, outline.nodes[segment.node].title) || (segment.isHeading && segment.measure == nil)
    }

    private func isMasked(_ i: Int) -> Bool {
        let k = unitRanges.partitioningIndex { $0.upperBound > i }
        return k < unitRanges.count && unitRanges[k].lowerBound <= i
    }

    // MARK: Aims

    private mutating func readGoals(_ clause: Range<Int>, _ place: String?) {
        guard let verb = ClauseWords.aiming.find(flow.s, in: clause) else { return }
        for part in flow.split(verb.upperBound..<clause.upperBound, at: "、") {
            let n = ClauseWords.goalEnds.matchBefore(flow.s, part.upperBound, part.lowerBound)
            guard n > 0, part.count >= 4, part.count <= 40, !part.contains(where: { isDigit(flow.s[$0]) }),
                QuantityGrammar(flow: flow).match(part.lowerBound, part.upperBound) == nil,
                !ClauseWords.many.occurs(flow.s, in: part)
            else { continue }
            reading.goals.append(.init(verb: flow.name(verb), name: flow.name(part), where: place, span: flow.span(part)))
        }
    }

    // MARK: Supervision

    private mutating func readSupervision(_ clause: Range<Int>, _ place: String?) {
        for (name, table) in ClauseWords.supervision where table.occurs(flow.s, in: clause) {
            reading.supervision.append(.init(clause: name, where: place, span: flow.span(clause)))
            return
        }
    }

    private mutating func readAnnual(_ clause: Range<Int>, _ place: String?) {
        guard let word = ClauseWords.frequencies.find(flow.s, in: clause), word.upperBound < clause.upperBound else { return }
        reading.annualTasks.append(
            .init(
                text: flow.name(word.lowerBound..<clause.upperBound), frequency: flow.string(word), where: place,
                span: flow.span(word.lowerBound..<clause.upperBound)))
    }

    // MARK: Milestones

    /// 一年强基础、两年上规模、三年进入50强: years that count up.
    private mutating func readMilestones(_ clause: Range<Int>, _ place: String?) {
        var found: [(years: Int, text: Range<Int>)] = []
        for part in flow.split(ClauseWords.unquoted(flow, clause), at: "、") {
            guard
                let (n, length) = Label.smallHan(flow.s, part.lowerBound, part.upperBound)
                    ?? Label.digits(flow.s, part.lowerBound, part.upperBound),
                n <= 20, flow.at(part.lowerBound + length) == "年", part.count > length + 2, n > (found.last?.years ?? 0)
            else { continue }
            var text = part.lowerBound + length + 1..<part.upperBound
            if let quote = text.first(where: { flow.s[$0] == "”" }) { text = text.lowerBound..<quote }
            found.append((n, text))
        }
        guard found.count >= 2 else { return }
        for (years, text) in found {
            let span = flow.span(text)
            let target = reading.targets.first { $0.span.start < span.end && $0.span.end > span.start }
            reading.milestones.append(
                .init(
                    text: flow.name(text), owner: owner(before: clause.lowerBound), afterYears: years, deadline: nil,
                    target: target?.id, where: place, span: span))
        }
    }

    /// 徐州经开区东湖医学产业园 of …要围绕: who is told to.
    func owner(before place: Int) -> String? {
        var start = place
        while start > 0, place - start < 120, !"。；\n".unicodeScalars.contains(flow.s[start - 1]) { start -= 1 }
        var end = start
        while end < flow.s.count, end - start < 30, !"，。；、：".unicodeScalars.contains(flow.s[end]) {
            if flow.s[end] == "要" || flow.s[end] == "应" { break }
            end += 1
        }
        guard flow.at(end) == "要" || flow.at(end) == "应", end - start >= 3 else { return nil }
        let name = start..<end
        return NameWords.suffix(flow.s, before: end, from: start) != nil || UnitWords.strongEnds.matchBefore(flow.s, end, start) > 0
            ? flow.name(name) : nil
    }

    // MARK: What is left open

    mutating func conclude() {
        if let due = reading.targets.compactMap(\.deadline).first(where: { $0.kind == .planPeriodEnd })?.date,
            let plan = PlanPeriod.fiveYear(of: due)?.days
        {
            facts.settle(plan)
        }
        reading.document = facts.document
        for target in reading.targets where target.value == nil {
            reading.findings.append(
                Finding(.blankTarget, at: .span(start: target.span.start, end: target.span.end), ["text": target.span.text]))
        }
        let relative = reading.targets.filter { $0.deadline?.kind == .relativeYears && $0.deadline?.date == nil }
        if let first = relative.first, let due = first.deadline {
            reading.findings.append(
                Finding(
                    .noBaseYear, at: .span(start: due.span.start, end: due.span.end),
                    ["raw": due.raw, "count": "\(relative.count)"]))
        }
        for target in reading.targets where !target.members.isEmpty {
            guard let value = target.value, Double(target.members.count) > value else { continue }
            reading.findings.append(
                Finding(
                    .memberCount, at: .span(start: target.span.start, end: target.span.end),
                    ["indicator": target.indicator, "members": "\(target.members.count)", "value": "\(Int(value))"]))
        }
        let defaulted = reading.measures.filter { $0.units.count > 1 && $0.units.allSatisfy { $0.role == .responsible } }.count
        if defaulted > 0 { reading.findings.append(Finding(.defaultLead, ["count": "\(defaulted)"])) }
        let levels = reading.targets.filter { $0.tier == .headline && $0.quantity == .level && $0.baseline == nil }.count
        if levels > 0 { reading.findings.append(Finding(.noBaseline, ["count": "\(levels)"])) }
        if reading.targets.isEmpty { reading.findings.append(Finding(.noTargets)) }
        if reading.document.issueDate == nil { reading.findings.append(Finding(.noIssueDate)) }
    }
}

enum ClauseWords {
    static let aiming = WordTable("争创 申创 创建 打造 建成 建设成为 打造成为 力争成为 创成 定位为 争取建设")
    static let goalEnds = WordTable("集聚区 高地 口岸 示范区 产业园 策源地 增长极 样板 创新中心 质检中心 转化基地 制造基地 生产基地 集聚中心 基地 先行区 试验区 目的地 标杆 名城 医药城 先导区 集群")
    static let many = WordTable("一批 若干 多个 各类 等")
    static let frequencies = WordTable("每年 每季度 每半年 每月 每季 按月 按季 按季度 每周 定期 年度")
    static let supervision: [(String, WordTable)] = [
        ("midterm_review", WordTable("中期评估 评估机制 第三方评估 终期评估 开展评估")),
        ("inspection", WordTable("监督检查 督查 督导检查 督促检查 跟踪督办 督办 督导")),
        ("commendation", WordTable("通报表扬 表彰 表扬")),
        ("rectification", WordTable("督促整改 整改 通报批评 约谈 问责")),
        ("target_adjustment", WordTable("必要调整 动态调整 调整完善 适时调整")),
        ("project_responsibility", WordTable("主体责任 一级抓一级 责任到人 挂图作战 清单化管理")),
        ("policy_delivery", WordTable("兑现")),
        ("assessment", WordTable("考核")),
        ("reporting", WordTable("报送 月报 季报 报告进展 通报")),
        ("coordination_lead", WordTable("协调机制 联席会议 领导小组 工作专班 调度机制 专班 协调推进机制 调度")),
    ]

    static func unquoted(_ flow: Flow, _ clause: Range<Int>) -> Range<Int> {
        guard let open = clause.first(where: { flow.s[$0] == "“" }), open + 1 < clause.upperBound else { return clause }
        let first = Label.smallHan(flow.s, open + 1, clause.upperBound) ?? Label.digits(flow.s, open + 1, clause.upperBound)
        return first.map { flow.at(open + 1 + $0.length) == "年" } ?? false ? open + 1..<clause.upperBound : clause
    }
}

extension FindingCode {
    static let noBaseYear = FindingCode(
        "plan-text.deadline.no-base-year", .warning, zh: "“{raw}”等 {count} 处期限是相对年限，起始年份未印出。请填写起始年份。",
        en: "“{raw}” ({count} in all) counts from a year that is not printed. Enter the base year.")
    static let memberCount = FindingCode(
        "plan-text.target.member-count", .warning, zh: "“{indicator}”列出 {members} 项，多于所写的 {value} 项，请核对。",
        en: "“{indicator}” names {members} members but states {value}. Check them.")
    static let defaultLead = FindingCode(
        "plan-text.measure.default-lead", .note, zh: "{count} 项举措没有写明牵头单位，按惯例以列在首位的单位为默认牵头，请确认。",
        en: "{count} measures name no lead. By convention the first unit leads; confirm it.")
    static let noBaseline = FindingCode(
        "plan-text.target.no-baseline", .note, zh: "{count} 个总量目标没有给出基期值，无法计算进度。请填写基期值。",
        en: "{count} level targets have no starting value, so pace cannot be computed. Enter the baselines.")
    static let noTargets = FindingCode(
        "plan-text.document.no-targets", .warning, zh: "没有读到量化目标。", en: "No quantified target was found.")
    static let noIssueDate = FindingCode(
        "plan-text.document.no-issue-date", .note, zh: "文中没有印发日期。", en: "The document prints no date of issue.")
}
