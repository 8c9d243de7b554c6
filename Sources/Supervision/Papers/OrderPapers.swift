import Calendars
import Design
import Kernel
import Plan

/// 督办单, 督办函 and 约谈通知, of an order or of a draft.
struct OrderPapers {
    let plan: Plan
    let ladder: Ladder?
    let issuer: String
    let leadingGroup: String

    /// What a paper speaks of, whether it is a draft yet or an order.
    struct Content {
        var number: String?
        var mark: String
        var title: String
        var demand: String
        var unit: String
        var support: String
        var basis: [Text]
        var due: Day?
        var level: Ladder.Level?
        var issuedOn: Day?
        var kind: OrderKind
        var replies: [Reply] = []
        var steps: [Step] = []
    }

    func paper(_ kind: Ladder.Paper, _ content: Content) -> Paper {
        switch kind {
        case .order: order(content)
        case .letter: letter(content)
        case .talk: talk(content)
        }
    }

    private func blank(_ title: String, _ content: Content) -> Paper {
        Paper(
            number: content.number, title: title, addressee: content.unit.isEmpty ? "　　　　" : content.unit, issuer: issuer,
            day: content.issuedOn, isDraft: content.issuedOn == nil, copies: content.support.isEmpty ? nil : content.support)
    }

    private func letter(_ content: Content) -> Paper {
        var paper = blank("关于“\(content.title)”的督办函", content)
        let rule = ladder.map { "和“\($0.name.zh)”督办办法" } ?? ""
        paper.body("根据《\(plan.title)》\(rule)，现就“\(content.title)”有关事项函告如下。")
        var number = 1
        func next(_ words: String) { paper.heading("\(ordinal(number))、\(words)"); number += 1 }
        next("有关事实")
        facts(content, &paper)
        next("办理要求")
        paper.body(content.demand)
        next("反馈期限")
        paper.body("请于\(due(content))前书面反馈办理情况，附证明材料。确需延期的，应在期限之前提出申请，写明理由和拟延至日期，经单位负责人同意后报批；未获批准延期的，按原定期限认定。")
        next("说明与申辩")
        paper.body("你单位对上述事实有异议的，可以提出说明或申辩并附证据；说明、申辩及处理意见与本件一并存档。")
        said(content, &paper)
        return paper
    }

    private func talk(_ content: Content) -> Paper {
        var paper = blank("关于“\(content.title)”的约谈通知", content)
        let by = content.level?.talkBy?.zh ?? "\(leadingGroup)负责人"
        paper.body("经研究，定由\(by)就“\(content.title)”约谈你单位负责人。现将有关事项通知如下。")
        paper.heading("一、约谈事由")
        facts(content, &paper)
        paper.heading("二、准备材料")
        paper.body(content.demand)
        paper.heading("三、时间地点")
        paper.body("时间：　　年　月　日　时；地点：　　　　　　。整改情况请于\(due(content))前书面报送。")
        paper.heading("四、说明与申辩")
        paper.body("你单位可以在约谈时或约谈前提出说明、申辩，并附证据。")
        if let level = content.level, level.points != nil || level.accountability != nil {
            let points = level.points.map { "按办法计\(Show.number($0, decimals: 1, trim: true))分" }
            paper.heading("五、有关规定")
            paper.body("\([points, level.accountability?.zh].compactMap(\.self).joined(separator: "；"))。是否问责由有权机关依规决定，本件不作结论。")
        }
        said(content, &paper)
        return paper
    }

    private func order(_ content: Content) -> Paper {
        var paper = blank("督　办　单", content)
        paper.addressee = nil
        var rows = [
            ["编号", content.number ?? content.mark], ["类别", content.kind.label.zh], ["级别", content.level?.name.zh ?? "—"],
            ["事项", content.title], ["牵头单位", content.unit], ["配合单位", content.support.isEmpty ? "—" : content.support],
            ["反馈期限", due(content)], ["办理要求", content.demand],
        ]
        if !content.basis.isEmpty { rows.append(["依据", content.basis.map(\.zh).joined(separator: "；")]) }
        paper.blocks.append(.table(["项目", "内容"], rows, widths: [1, 5]))
        if !content.steps.isEmpty {
            paper.heading("办理过程")
            paper.blocks.append(
                .table(
                    ["日期", "环节", "经办", "内容"],
                    content.steps.map { step in
                        [
                            step.day.description, step.action.label.zh,
                            [step.unit, step.by].compactMap(\.self).joined(separator: " "),
                            [step.other, step.text, step.reason].compactMap(\.self).joined(separator: "；"),
                        ]
                    }, widths: [2, 2, 3, 5]))
        }
        said(content, &paper)
        return paper
    }

    private func facts(_ content: Content, _ paper: inout Paper) {
        if content.basis.isEmpty { paper.body("事项：\(content.title)。") }
        for (index, fact) in content.basis.enumerated() { paper.body("\(index + 1)．\(fact.zh)。") }
        if !content.basis.isEmpty { paper.body("以上为系统按已审核数据记录的事实。灯色是提示，不是督查结论。") }
    }

    private func said(_ content: Content, _ paper: inout Paper) {
        if content.replies.isEmpty { return }
        paper.heading("附：单位说明、申辩及处理意见")
        for reply in content.replies {
            paper.body("\(reply.unitName)（\(reply.day)）：\(reply.text)")
            let verdict = reply.verdict.map { "处理意见（\(reply.answeredOn?.description ?? "")）：\($0.label.zh)。\(reply.answer ?? "")" }
            paper.body(verdict ?? "处理意见：待答复。")
        }
    }

    private func due(_ content: Content) -> String { content.due.map { Show.day($0, .zh) } ?? "　　年　月　日" }
}

extension SupervisionReads {
    func papers(_ plan: Plan, _ ladder: Ladder?) -> OrderPapers {
        OrderPapers(plan: plan, ladder: ladder, issuer: content.settings.issuer, leadingGroup: content.settings.leadingGroup)
    }

    /// A paper of an order as it stood on the day shown.
    func paper(_ input: PaperInput, _ scope: Scope) throws -> (plan: Plan, order: Order, paper: Paper) {
        let plan = try plans.running(input.plan, scope)
        let upTo = scope.isAsOfChosen ? scope.asOf : Day.last
        let order = try order(input.order, plan, on: upTo, scope)
        let ladder = try order.ladder.flatMap { content.ladders[$0] } ?? ladder(plan, scope)
        let steps = try OrderStore.steps(order.id, upTo: upTo, scope.connection)
        let last = steps.last { $0.action == .assign || $0.action == .escalate || $0.action == .transfer }
        var words = OrderPapers.Content(
            number: order.documentNumber, mark: "第\(order.number)号", title: order.title, demand: order.demand,
            unit: order.lead?.name ?? "", support: order.supportNames, basis: order.basis, due: order.now.answerBy ?? order.now.due,
            level: ladder.level(order.now.level), issuedOn: last?.day, kind: order.kind)
        words.replies = try OrderStore.replies(order.id, upTo: upTo, scope.connection)
        if input.paper == .order { words.steps = steps }
        if let more = last?.text, last?.action == .escalate { words.demand = more }
        return (plan, order, papers(plan, ladder).paper(input.paper, words))
    }

    /// The paper of a draft: the sharpest that its level knows.
    func paper(_ draft: Draft, _ plan: Plan, _ ladder: Ladder) -> Paper {
        let level = ladder.level(draft.level)
        let kind = level?.papers.last ?? .letter
        return papers(plan, ladder).paper(
            kind == .order && level?.papers.contains(.letter) == true ? .letter : kind,
            OrderPapers.Content(
                number: nil, mark: "", title: draft.title, demand: draft.demand, unit: draft.unit?.name ?? "",
                support: draft.support.map(\.name).joined(separator: "、"), basis: draft.basis, due: draft.due, level: level,
                issuedOn: nil,
                kind: .order))
    }
}

extension Draft {
    /// What is asked of the unit until a person words it differently.
    var demand: String { "请核实上述情况，书面说明进展、滞后原因、解决措施和完成时间，并附证明材料。" }
}
