import Calendars
import Findings

/// From paragraphs to the plan's targets: which text is read, under which date, and what the candidates become.
extension PlanReader {
    mutating func readTargets() {
        let grammar = TargetGrammar(flow: flow, dates: dateGrammar)
        var open: (date: DatePhrase, node: Int)?
        var sectionDates = datesOfHeadings()
        var candidates: [(TargetCandidate, PlanReading.Tier, String?)] = []
        for segment in plan.segments {
            if segment.isFootnote { continue }
            let tier: PlanReading.Tier = isGoals(segment) ? .headline : .measure
            if segment.isHeading, segment.measure == nil, tier == .measure || outline.nodes[segment.node].children.isEmpty == false
            {
                continue
            }
            if let known = open, !isWithin(segment.node, known.node) { open = nil }
            var setting = TargetSetting(tier: tier, date: open?.date ?? sectionDates[segment.node])
            setting.isPast = isPast(segment.node)
            setting.title = segment.opensNode ? titleOf(segment) : nil
            if segment.label?.kind == .dash { setting.title = Outline.title(flow, segment.range) }
            let result = grammar.read(segment.range, masks: masksIn(segment.range), setting: setting)
            let place = segment.measure.map { plan.drafts[$0].id } ?? path(of: segment.node)
            for candidate in result.targets { candidates.append((candidate, tier, place)) }
            note(result, place)
            open = result.openDate.map { ($0, segment.node) }
            // The date of an introduction holds for the list below it, in sections on goals.
            let leads = segment.label == nil || segment.opensNode
            if tier == .headline, !segment.isHeading, leads, let date = result.lastDate,
                date.kind != .recurringYearly
            {
                carry(date, from: segment.node, to: &sectionDates)
            }
        }
        readCells(grammar, &candidates)
        var targets = candidates.map { target($0, $1, $2) } + tableTargets
        targets.sort { $0.span.start < $1.span.start }
        reading.targets = numbered(targets)
        reading.notTargets.sort { $0.span.start < $1.span.start }
    }

    // MARK: Where a segment stands

    private func isGoals(_ segment: MeasurePlan.Segment) -> Bool {
        var n = segment.measure == nil ? segment.node : outline.nodes[segment.node].parent
        while n != 0 {
            if SectionWords.isGoals(flow.s, outline.nodes[n].title) { return true }
            n = outline.nodes[n].parent
        }
        guard segment.measure == nil else { return false }
        let title = Outline.title(flow, segment.range)
        return SectionWords.isGoals(flow.s, title) && title.count <= 10
    }

    private func isPast(_ node: Int) -> Bool {
        var n = node
        while n != 0 {
            if outline.nodes[n].rank <= 30, SectionWords.isPast(flow.s, outline.nodes[n].title) { return true }
            n = outline.nodes[n].parent
        }
        return false
    }

    private func isWithin(_ node: Int, _ ancestor: Int) -> Bool {
        var n = node
        for _ in 0..<16 {
            if n == ancestor { return true }
            if n == 0 { return false }
            n = outline.nodes[n].parent
        }
        return false
    }

    private func titleOf(_ segment: MeasurePlan.Segment) -> Range<Int>? {
        if let measure = segment.measure { return plan.drafts[measure].title }
        return outline.nodes[segment.node].title
    }

    func masksIn(_ range: Range<Int>) -> [Range<Int>] {
        var k = masks.partitioningIndex { $0.upperBound > range.lowerBound }
        var out: [Range<Int>] = []
        while k < masks.count, masks[k].lowerBound < range.upperBound {
            if masks[k].lowerBound >= range.lowerBound, masks[k].lowerBound >= (out.last?.upperBound ?? 0) { out.append(masks[k]) }
            k += 1
        }
        return out
    }

    // MARK: Dates that hold below

    /// 到2025年目标 as a heading dates what stands under it.
    private func datesOfHeadings() -> [DatePhrase?] {
        var dates = [DatePhrase?](repeating: nil, count: outline.nodes.count)
        let grammar = dateGrammar
        for (n, node) in outline.nodes.enumerated().dropFirst() {
            dates[n] = dates[node.parent]
            guard plan.measureOfNode[n] == nil, node.title.count <= 40 else { continue }
            var i = node.title.lowerBound
            while i < node.title.upperBound {
                if let phrase = grammar.match(i, node.title.upperBound), phrase.date != nil, !phrase.isPast, !phrase.isStart {
                    dates[n] = phrase
                    break
                }
                i += 1
            }
        }
        return dates
    }

    private func carry(_ date: DatePhrase, from node: Int, to dates: inout [DatePhrase?]) {
        dates[node] = date
        for child in outline.nodes[node].children where dates[child] == nil || dates[child] == dates[node] {
            dates[child] = date
        }
        // 总体目标 dates 具体目标, its next sibling.
        let parent = outline.nodes[node].parent
        guard parent != 0, Self.wholes.occurs(flow.s, in: outline.nodes[node].title) else { return }
        for sibling in outline.nodes[parent].children where sibling > node && dates[sibling] == nil {
            if Self.parts.occurs(flow.s, in: outline.nodes[sibling].title) {
                dates[sibling] = date
                for child in outline.nodes[sibling].children where dates[child] == nil { dates[child] = date }
            }
        }
    }

    private static let wholes = WordTable("总体目标 总目标 总体要求")
    private static let parts = WordTable("具体目标 主要指标 分项目标 具体指标 发展指标")

    // MARK: Cells

    private mutating func readCells(_ grammar: TargetGrammar, _ candidates: inout [(TargetCandidate, PlanReading.Tier, String?)]) {
        for draft in plan.drafts where !draft.cells.isEmpty {
            var setting = TargetSetting(tier: .measure)
            setting.title = draft.title
            if let time = draft.time { setting.date = firstDate(in: time) }
            for cell in draft.cells {
                setting.isAimed = cell == draft.aims
                let result = grammar.read(cell, masks: masksIn(cell), setting: setting)
                for candidate in result.targets { candidates.append((candidate, .measure, draft.id)) }
                note(result, draft.id)
            }
        }
        for cell in looseCells {
            let segment = MeasurePlan.Segment(
                range: cell.range, node: cell.node, opensNode: false, isHeading: false, isFootnote: false)
            var setting = TargetSetting(tier: isGoals(segment) ? .headline : .measure)
            setting.isPast = isPast(cell.node)
            let result = grammar.read(cell.range, masks: masksIn(cell.range), setting: setting)
            for candidate in result.targets { candidates.append((candidate, setting.tier, cell.where)) }
            note(result, cell.where)
        }
    }

    private func firstDate(in range: Range<Int>) -> DatePhrase? {
        let grammar = dateGrammar
        for i in range {
            if let phrase = grammar.match(i, range.upperBound) { return phrase.kind == .ongoing ? nil : phrase }
        }
        return nil
    }

    // MARK: Candidates to targets

    private mutating func note(_ result: TargetGrammar.Result, _ place: String?) {
        for rejected in result.rejected {
            reading.notTargets.append(.init(reason: rejected.reason, where: place, span: flow.span(rejected.range)))
        }
        for clause in result.unequalPairs {
            reading.findings.append(Finding(.unequalPairs, at: self.place(clause), ["text": flow.name(clause)]))
        }
    }

    private func target(_ c: TargetCandidate, _ tier: PlanReading.Tier, _ place: String?) -> PlanReading.Target {
        let q = c.quantity
        let parts = c.indicator.map(flow.name)
        var indicator = parts.joined()
        if c.isRank, !indicator.hasSuffix("排名") { indicator += "排名" }
        var unit = q.unit
        if q.isGreat, let noun = c.indicator.last,
            TargetWords.projectNouns.matchBefore(flow.s, noun.upperBound, noun.lowerBound) > 0
        {
            unit = "项"
        }
        return PlanReading.Target(
            id: "", tier: tier, indicator: indicator, indicatorKey: key(c), scope: c.scope.map(flow.name), value: q.value,
            valueMax: q.valueMax,
            unit: unit, comparator: c.comparator, comparatorRaw: c.comparatorRange.map(flow.name) ?? "",
            quantity: quantity(c, tier),
            deadline: c.deadline.map(deadline), where: place, members: c.members.map(flow.name),
            owner: owner(before: c.range.lowerBound),
            span: flow.span(c.range))
    }

    /// The indicator without scope, and without the deed at its end: 重磅产品上市 is about 重磅产品.
    private func key(_ c: TargetCandidate) -> String {
        var parts = c.indicator
        if let scope = c.scope, let first = parts.first, first.lowerBound == scope.lowerBound, first.count > scope.count {
            parts[0] = scope.upperBound..<first.upperBound
        }
        if let last = parts.last {
            let n = Self.deeds.matchBefore(flow.s, last.upperBound, last.lowerBound)
            if n > 0, n < last.count {
                parts[parts.count - 1] = last.lowerBound..<last.upperBound - n
            } else if n == last.count, parts.count > 1 {
                parts.removeLast()
            }
        }
        return parts.map(flow.string).joined()
    }

    private static let deeds = WordTable("审批上市 上市 落地 投产 竣工 开工 落户 入驻 达产")

    private func quantity(_ c: TargetCandidate, _ tier: PlanReading.Tier) -> PlanReading.Quantity {
        switch c.quantity.kind {
        case .rank: return .rank
        case .multiple: return .multiple
        case .percent:
            if c.isChange || c.quantity.unit == "百分点" { return .growthRate }
            return .share
        case .money, .count, .measure:
            if c.isChange { return c.quantity.kind == .measure ? .level : .increment }
            guard let verb = c.verb else { return .level }
            return TargetWords.increments.occurs(flow.s, in: verb) ? .increment : .level
        }
    }

    private func numbered(_ targets: [PlanReading.Target]) -> [PlanReading.Target] {
        var out = targets
        var headlines: [String: [Int]] = [:]
        for k in out.indices {
            out[k].id = "T\(k + 1)"
            let amount = "\(out[k].value ?? -1) \(out[k].unit ?? "")"
            if out[k].tier == .headline {
                headlines[amount, default: []].append(k)
            } else if let same = headlines[amount]?.first(where: { agrees(out[$0].indicatorKey, out[k].indicatorKey) }) {
                out[k].sameAs = out[same].id
            }
            if out[k].comparatorRaw.isEmpty, k > 0 { out[k].comparatorInheritedFrom = out[k - 1].id }
        }
        return out
    }

    private func agrees(_ a: String, _ b: String) -> Bool { a.count >= 3 && b.count >= 3 && (a.contains(b) || b.contains(a)) }
}

extension FindingCode {
    static let unequalPairs = FindingCode(
        "plan-text.target.unequal-pairs", .warning, zh: "“{text}”：“分别”前后的项数不一致，请核对。",
        en: "“{text}”: the subjects and the numbers around 分别 differ in count. Check them.")
    static let blankTarget = FindingCode(
        "plan-text.target.blank", .warning, zh: "“{text}”的数值留空，请填写。", en: "The number in “{text}” was left blank. Fill it in.")
}
