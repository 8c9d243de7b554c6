import Calendars
import Design
import Kernel
import Plan

/// One order with its history and what the viewer may do.
struct OrderView: JSONValued {
    let plan: Plan
    let asOf: Day
    let today: Day
    let order: Order
    let steps: [Step]
    let replies: [Reply]
    let ladder: Ladder
    let actions: [OrderAction]
    /// Orders that the lead got this month, where the next step gives it another one.
    let frequency: (count: Int, isFull: Bool)?
    let threshold: Int

    static func load(_ input: OrderInput, _ reads: SupervisionReads, _ scope: Scope) throws -> OrderView {
        let plan = try reads.plans.running(input.plan, scope)
        let asOf = reads.day(plan, scope), today = reads.today(plan, scope)
        // What was done on a later day than the one shown is not shown, and nothing can be done in the past.
        let order = try reads.order(input.order, plan, on: max(asOf, scope.isAsOfChosen ? asOf : .last), scope)
        let actors = Machine.actors(scope.viewer, of: order.units)
        let acts = asOf >= today
        let frequency =
            try order.now.state == .registered && acts ? order.lead.map { try reads.frequency($0.record, on: today, scope) } : nil
        return OrderView(
            plan: plan, asOf: asOf, today: today, order: order,
            steps: try OrderStore.steps(order.id, upTo: scope.isAsOfChosen ? asOf : .last, scope.connection),
            replies: try OrderStore.replies(order.id, upTo: scope.isAsOfChosen ? asOf : .last, scope.connection),
            ladder: try order.ladder.flatMap { reads.content.ladders[$0] } ?? reads.ladder(plan, scope),
            actions: acts ? Machine.possible(order.now, by: actors, on: today) : [], frequency: frequency,
            threshold: reads.content.settings.ordersAMonth)
    }

    var json: JSON {
        var object = order.json(on: asOf).object ?? [:]
        object["demand"] = .string(order.demand)
        object["basis"] = .array(order.basis.map { .string($0.zh) })
        object["possible"] = .array(actions.map { .string($0.rawValue) })
        object["steps"] = .array(
            steps.map {
                [
                    "action": .string($0.action.rawValue), "day": .string($0.day.description), "by": .string($0.by),
                    "reason": .optional($0.reason), "text": .optional($0.text), "other": .optional($0.other),
                    "state": .string($0.after.state.rawValue),
                ]
            })
        object["replies"] = .array(
            replies.map {
                [
                    "unit": .string($0.unitName), "text": .string($0.text), "verdict": .optional($0.verdict?.rawValue),
                    "answer": .optional($0.answer),
                ]
            })
        return .object(object)
    }
}

enum OrderPage {
    static func page(_ view: OrderView, _ step: Endpoint<StepInput, OrderRef>, _ reader: Reader) -> Page {
        let order = view.order, plan = view.plan
        var facts: [HTML] = [order.standing(on: view.asOf, reader, withRequest: false)]
        if order.now.pending != .none { facts.append("\(reader[order.now.pending.label])") }
        if order.now.level != nil { facts.append(stage(order.now.level, view.ladder, reader)) }
        facts.append("\(reader[order.kind.label]) \(order.documentNumber ?? order.mark(reader))")
        if let lead = order.lead { facts.append("\(reader("牵头", "Lead")) <b>\(lead.name)</b>") }
        if plan.isExample { facts.append(exampleMark(reader)) }
        let crumbs = [link(reader.plan(SupervisionPaths.orders, plan), reader("督办", "Orders")), "\(order.mark(reader))" as HTML]
        return Page(
            Text(same: order.title), plan: plan.mark(view.asOf), nav: plan.nav("supervision.orders", reader),
            """
            \(head("<span class=\"ink-3\">\(order.mark(reader))</span>&ensp;\(order.title)", facts: facts, crumbs: crumbs))
            <div class="cols"><div>\(actions(view, step, reader))\(content(view, reader))\(replies(view, reader))</div>
            <div>\(dates(view, reader))\(papers(view, reader))\(history(view, reader))</div></div>
            """)
    }

    private static func content(_ view: OrderView, _ reader: Reader) -> HTML {
        let order = view.order
        let basis: HTML =
            order.basis.isEmpty ? "" : "<ul class=\"rows\">\(order.basis.html { "<li><span>\(reader[$0])</span></li>" })</ul>"
        return section("demand", reader("办理要求", "What is to be done"), "<p class=\"pre\">\(order.demand)</p>")
            + (basis.isEmpty
                ? ""
                : section("basis", reader("依据", "Grounds"), note: "\(reader("立项当日的事实", "facts of the day it was opened"))", basis))
    }

    private static func dates(_ view: OrderView, _ reader: Reader) -> HTML {
        let order = view.order
        var lines: [(String, HTML)] = [
            (reader("立项", "Opened"), "\(order.openedOn)"),
            (reader("原定期限", "Original day"), "\(order.dueOriginal.map(\.description) ?? reader("未定", "not set"))"),
        ]
        if order.now.due != order.dueOriginal, let due = order.now.due { lines.append((reader("批准延至", "Extended to"), "\(due)")) }
        if let answerBy = order.now.answerBy { lines.append((reader("本级答复期限", "This level by"), "\(answerBy)")) }
        if let newDue = order.now.newDue { lines.append((reader("申请延至", "Asked for"), "\(newDue)")) }
        if let day = order.now.reportedOn { lines.append((reader("反馈", "Reported"), "\(day)")) }
        if let day = order.now.closedOn { lines.append((reader("销号或终止", "Closed"), "\(day)")) }
        lines += order.units.map { (reader[$0.role.label], "\($0.name)") }
        return section(
            "dates", reader("期限与单位", "Days and units"),
            "<dl class=\"def\">\(lines.html { "<dt>\($0.0)</dt><dd>\($0.1)</dd>" })</dl>")
    }

    private static func papers(_ view: OrderView, _ reader: Reader) -> HTML {
        let order = view.order
        let level = view.ladder.level(order.now.level)
        let papers = level?.papers ?? [.order]
        let lines = papers.html { paper in
            let raw = RawInput(["plan": [order.plan.description], "order": [order.id.description], "paper": [paper.rawValue]])
            return
                "<li><span>\(link(reader.link(SupervisionPaths.paper.url(raw)), reader[paper.label]))</span> <span class=\"ink-3\">\(link(SupervisionPaths.paperFile.url(raw), "DOCX"))</span></li>"
        }
        let draft = order.now.state == .registered ? reader("未交办，标“草稿”", "not assigned yet, marked as a draft") : ""
        return section("papers", reader("文书", "Papers"), note: "\(draft)", "<ul class=\"rows\">\(lines)</ul>")
    }

    private static func replies(_ view: OrderView, _ reader: Reader) -> HTML {
        if view.replies.isEmpty { return "" }
        let items = view.replies.html { reply -> HTML in
            let evidence: HTML =
                reply.evidence.map { " \(link("/files/\($0)", reply.evidenceName ?? reader("证据", "Evidence")))" } ?? ""
            let answer: HTML
            if let verdict = reply.verdict {
                answer =
                    "<span class=\"s\">\(reader("处理意见：", "Decision: "))\(reader[verdict.label])。\(reply.answer ?? "")（\(reply.answeredBy ?? "") \(reply.answeredOn?.description ?? "")）</span>"
            } else {
                answer = "<span class=\"s\">\(reader("待集群办答复", "awaits the office's answer"))</span>"
            }
            return
                "<li><svg class=\"dot on\" aria-hidden=\"true\"><circle cx=\"5.5\" cy=\"5.5\" r=\"4\"/></svg><time>\(reply.day)</time><b>\(reply.unitName)</b>：\(reply.text)\(evidence)\(answer)</li>"
        }
        return section("replies", reader("单位说明与申辩", "The unit's case"), "<ol class=\"line\">\(items)</ol>")
    }

    private static func history(_ view: OrderView, _ reader: Reader) -> HTML {
        let items = view.steps.reversed().html { step -> HTML in
            let words = [step.other, step.text, step.reason.map { reader("理由：\($0)", "Reason: \($0)") }].compactMap(\.self).joined(
                separator: "；")
            let evidence: HTML =
                step.evidence.map { " \(link("/files/\($0)", step.evidenceName ?? reader("证据", "Evidence")))" } ?? ""
            let who = step.unit.map { "\($0) " } ?? ""
            return
                "<li><svg class=\"dot on\" aria-hidden=\"true\"><circle cx=\"5.5\" cy=\"5.5\" r=\"4\"/></svg><time>\(step.day)</time><b>\(reader[step.action.label])</b><span class=\"s\">\(who)\(step.by)\(words.isEmpty ? "" : "：\(words)")\(evidence)</span></li>"
        }
        return section("history", reader("办理过程", "History"), "<ol class=\"line\">\(items)</ol>")
    }

    // MARK: What may be done

    private static func actions(_ view: OrderView, _ endpoint: Endpoint<StepInput, OrderRef>, _ reader: Reader) -> HTML {
        if view.actions.isEmpty { return "" }
        var plain: HTML = "", forms: HTML = ""
        var isFirst = true
        let url = SupervisionPaths.steps.url(RawInput(["plan": [view.plan.id.description], "order": [view.order.id.description]]))
        let last: [OrderAction] = [.transfer, .escalate, .merge, .withdraw]
        let ordered =
            view.actions.filter { $0 == .answer } + view.actions.filter { $0 != .answer && !last.contains($0) }
            + last.filter(view.actions.contains)
        for act in ordered {
            if act == .escalate {
                forms += rises(view, endpoint, reader)
                continue
            }
            if act == .answer, !view.replies.contains(where: { $0.verdict == nil }) { continue }
            let fields = fields(of: act, view)
            if fields.isEmpty {
                plain += action(url, reader[act.label], reader, main: isFirst, small: false, fields: [("action", act.rawValue)])
                isFirst = false
                continue
            }
            forms += folded(
                reader[act.label], form(act, fields, view, endpoint, reader),
                open: plain.isEmpty && forms.isEmpty && fields.contains("text"))
        }
        var warning: HTML = ""
        if let frequency = view.frequency, frequency.isFull {
            warning =
                "<div class=\"callout ask\">\(Light.yellow.icon)<span>\(reader("\(view.order.lead?.name ?? "")本月已有\(frequency.count)件督办，频次上限\(view.threshold)件；仍要交办须写明理由。", "\(view.order.lead?.name ?? "") got \(frequency.count) orders this month; the limit is \(view.threshold). Assigning needs a reason."))</span></div>"
        }
        if plain.isEmpty, forms.isEmpty { return "" }
        let body = warning + (plain.isEmpty ? "" : "<div class=\"row-x\">\(plain)</div>") + forms
        return "<div class=\"not-print\">\(section("act", reader("可以办理", "What you can do"), body))</div>"
    }

    /// What the table says that a step needs, and what may be added to it.
    private static func fields(of action: OrderAction, _ view: OrderView) -> Set<String> {
        let needs = Machine.rows(action, view.order.now).flatMap(\.needs)
        var names = Set(
            needs.compactMap { need -> String? in
                switch need {
                case .reason: "reason"
                case .text: "text"
                case .unit: "unit"
                case .due: "due"
                case .newDue: "new_due"
                case .head: "head"
                case .into: "into"
                case .level: nil
                case .verdict: "verdict"
                }
            })
        switch action {
        case .assign:
            names.formUnion(
                view.frequency?.isFull == true ? ["support", "document_number", "reason"] : ["support", "document_number"])
        case .report, .reply: names.insert("evidence")
        default: break
        }
        return names
    }

    private static func form(
        _ action: OrderAction, _ fields: Set<String>, _ view: OrderView, _ endpoint: Endpoint<StepInput, OrderRef>, _ reader: Reader
    ) -> HTML {
        var input = StepInput()
        (input.plan, input.order, input.action) = (view.plan.id, view.order.id, action)
        if action == .assign {
            (input.unit, input.due, input.support) = (
                view.order.lead?.name, view.order.now.due, view.order.units.filter { $0.role == .support }.map(\.name)
            )
        }
        return endpoint.form(input, submit: action.label).only(fields, hidden: ["action"], id: "\(action.rawValue)-").html(reader)
    }

    /// One form for each level above: the next one, or a higher one with a reason.
    private static func rises(_ view: OrderView, _ endpoint: Endpoint<StepInput, OrderRef>, _ reader: Reader) -> HTML {
        let place = view.ladder.place(view.order.now.level)
        return view.ladder.levels.dropFirst(place + 1).html { level in
            var input = StepInput()
            (input.plan, input.order, input.action, input.level) = (view.plan.id, view.order.id, .escalate, level.id)
            let skips = view.ladder.place(level.id) - place > 1
            let words = reader(
                "升至\(level.name.zh)\(skips ? "（越级，须写明理由）" : "")",
                "Raise to \(level.name.en)\(skips ? " (skips a level: give a reason)" : "")")
            return folded(
                words,
                endpoint.form(input, submit: OrderAction.escalate.label).only(
                    ["due", "reason", "text"], hidden: ["action", "level"], id: "\(level.id)-"
                ).html(reader))
        }
    }
}

enum NewOrderPage {
    static func page(_ plan: Plan, _ asOf: Day, _ open: Endpoint<OpenInput, OrderRef>, _ reader: Reader) -> Page {
        var input = OpenInput()
        input.plan = plan.id
        return Page(
            Text("新建督办单", "New order"), plan: plan.mark(asOf), nav: plan.nav("supervision.orders", reader),
            """
            \(head("\(reader("新建督办单", "New order"))", facts: ["\(plan.title)"], crumbs: [link(reader.plan(SupervisionPaths.orders, plan), reader("督办", "Orders"))]))
            <p class="lede">\(reader("立项后仍由集群办交办；立项时可以先不定单位和期限。", "It is registered first and assigned afterwards; unit and day may still be open."))</p>
            \(open.form(input, submit: Text("立项", "Register")).html(reader))
            """)
    }
}
