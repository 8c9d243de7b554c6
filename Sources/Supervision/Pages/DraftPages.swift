import Calendars
import Design
import Kernel
import Plan

/// What the system proposes and waits for a person.
struct DraftList: JSONValued {
    let plan: Plan
    let asOf: Day
    let drafts: [Draft]
    let ladder: Ladder
    let scheme: Scheme
    let ladders: [Ladder]
    let schemes: [Scheme]
    /// Orders of the month by unit, where the next one needs a reason.
    let full: [String: Int]
    let threshold: Int

    static func load(_ input: PlanOnly, _ reads: SupervisionReads, _ scope: Scope) throws -> DraftList {
        let plan = try reads.plans.running(input.plan, scope), asOf = reads.day(plan, scope)
        let drafts = try reads.drafts(plan, on: asOf, scope)
        var full: [String: Int] = [:]
        for unit in Set(drafts.filter { $0.order == nil }.compactMap(\.unit)) {
            let (count, isFull) = try reads.frequency(unit.record, on: asOf, scope)
            if isFull { full[unit.name] = count }
        }
        return DraftList(
            plan: plan, asOf: asOf, drafts: drafts, ladder: try reads.ladder(plan, scope), scheme: try reads.scheme(plan, scope),
            ladders: reads.content.ladders.values.sorted { $0.id < $1.id },
            schemes: reads.content.schemes.values.sorted { $0.id < $1.id }, full: full,
            threshold: reads.content.settings.ordersAMonth)
    }

    var json: JSON {
        ["asOf": .string(asOf.description), "ladder": .string(ladder.id), "drafts": .array(drafts.map(\.json))]
    }
}

extension Draft {
    var json: JSON {
        [
            "key": .string(key), "level": .string(level), "title": .string(title), "unit": .optional(unit?.name),
            "basis": .array(basis.map { .string($0.zh) }), "due": .string(due.description), "order": .optional(order),
            "matter": .optional(matter.map { "\($0.kind.rawValue) \($0.id)" }),
        ]
    }
}

enum DraftListPage {
    static func page(_ list: DraftList, _ reader: Reader) -> Page {
        let rows = list.drafts.map { draft -> [HTML] in
            let url = reader.plan(SupervisionPaths.draft, list.plan, ["draft": draft.key])
            let over: HTML =
                draft.order == nil
                ? (list.full[draft.unit?.name ?? ""].map {
                    "<span class=\"s\">\(reader("本月已有\($0)件，须写明理由", "\($0) orders this month: give a reason"))</span>"
                } ?? "") : ""
            return [
                "\(link(url, draft.title))\(if: draft.order != nil, " <span class=\"chip\">\(reader("升级", "rises"))</span>")",
                stage(draft.level, list.ladder, reader), "\(draft.unit?.name ?? reader("未列明", "not stated"))\(over)",
                "\(draft.basis.html { "<span class=\"s\">\(reader[$0])</span>" })", "\(draft.due)",
            ]
        }
        let body: HTML =
            rows.isEmpty
            ? emptyState(
                reader("没有待签发的起草件", "No drafts to issue"),
                reader("灯色、逾期和在办督办件都没有到起草的条件。", "No light, late task or open order has come to where a draft is due."))
            : ledger(
                reader("待签发", "Drafts"),
                [
                    .init(reader("事项", "Matter")), .init(reader("级别", "Level")), .init(reader("单位", "Unit")),
                    .init(reader("依据", "Grounds")), .init(reader("拟定期限", "Answer by")),
                ], rows: rows
            )
        return Page(
            Text("待签发", "Drafts to issue"), plan: list.plan.mark(list.asOf), nav: list.plan.nav("supervision.drafts", reader),
            """
            \(head("\(reader("待签发", "Drafts to issue"))", facts: ["\(list.plan.title)", "\(reader("截至", "as of ")) \(list.asOf)\(if: list.plan.isExample, " \(exampleMark(reader))")"]))
            <p class="lede">\(reader("系统按“\(list.ladder.name.zh)”起草\(list.drafts.count)件；只有人签发后才成为督办件。灯色是提示，不是督查结论。", "The system drafts \(list.drafts.count) by “\(list.ladder.name.en)”; only a person makes orders of them. A light is a notice, not a finding."))</p>
            \(body)\(rules(list, reader))
            """)
    }

    private static func rules(_ list: DraftList, _ reader: Reader) -> HTML {
        let levels = list.ladder.levels.map { level -> [HTML] in
            let points = level.points.map { Show.signed($0, decimals: 1) } ?? "—"
            return [
                stage(level.id, list.ladder, reader), "\(level.triggers.html { "<span class=\"s\">\(reader[words($0)])</span>" })",
                "\(level.days == 0 ? reader("任务期限", "the task's day") : reader("\(level.days)个工作日", "\(level.days) working days"))\(level.daysNote.map { "<span class=\"s\">\($0)</span>" as HTML })",
                "\(points)", "\(level.papers.map { reader[$0.label] }.joined(separator: reader("、", ", ")))",
            ]
        }
        let table = ledger(
            reader("级别", "Levels"),
            [
                .init(reader("级别", "Level")), .init(reader("起草条件", "Drafted when")), .init(reader("答复", "To answer")),
                .init(reader("计分", "Points")), .init(reader("文书", "Papers")),
            ], rows: levels)
        var form: HTML = ""
        if Permission.supervisionRun.allows(reader.viewer) {
            func options<T: Identifiable>(_ items: [T], _ chosen: String, _ name: (T) -> Text) -> HTML where T.ID == String {
                items.html { "<option value=\"\($0.id)\"\(if: $0.id == chosen, " selected")>\(reader[name($0)])</option>" }
            }
            form = folded(
                reader("换用其他办法", "Use other rules"),
                """
                <form class="form" method="post" action="\(PlanPaths.url(SupervisionPaths.settings, list.plan))">\(reader.csrfField)
                <div class="field"><label for="s-ladder">\(reader("督办梯级", "Ladder"))</label><select class="in" id="s-ladder" name="ladder">\(options(list.ladders, list.ladder.id) { $0.name.text })</select></div>
                <div class="field"><label for="s-scheme">\(reader("计分办法", "Scoring scheme"))</label><select class="in" id="s-scheme" name="scheme">\(options(list.schemes, list.scheme.id) { $0.name.text })</select></div>
                <div class="form-end"><button class="btn" type="submit">\(reader("采用", "Use"))</button></div></form>
                """)
        }
        return section(
            "ladder", reader[list.ladder.name.text], note: "\(list.ladder.source)",
            "<p>\(reader[list.ladder.explanation.text])</p>" + table + form)
    }

    static func words(_ trigger: Ladder.Trigger) -> Text {
        switch trigger.when {
        case .light:
            let word = trigger.light?.word ?? Text("", "")
            let times = trigger.times ?? 1
            if times == 1 { return word }
            return trigger.inARow == true
                ? Text("连续\(times)次\(word.zh)", "\(word.en.lowercased()) \(times) times in a row")
                : Text("\(times)次\(word.zh)", "\(word.en.lowercased()) \(times) times")
        case .nearDue: return Text("距期限\(trigger.days ?? 0)天以内", "within \(trigger.days ?? 0) days of the due day")
        case .late: return Text("任务逾期", "a task is late")
        case .unreported: return Text("未按期报送", "a report is missing")
        case .orderMissed: return Text("上一级答复期限已过", "the level below was not answered in time")
        case .returned: return Text("反馈被退回", "a report was returned")
        }
    }
}

/// One draft as the paper it would become, with the form that issues it.
struct DraftView: JSONValued {
    let plan: Plan
    let asOf: Day
    let draft: Draft
    let ladder: Ladder
    let paper: Paper
    let frequency: (count: Int, isFull: Bool)?
    let threshold: Int
    let acts: Bool

    static func load(_ input: DraftInput, _ reads: SupervisionReads, _ scope: Scope) throws -> DraftView {
        let plan = try reads.plans.running(input.plan, scope), asOf = reads.day(plan, scope)
        let draft = try reads.draft(input.draft, plan, on: asOf, scope), ladder = try reads.ladder(plan, scope)
        let frequency = try draft.order == nil ? draft.unit.map { try reads.frequency($0.record, on: asOf, scope) } : nil
        return DraftView(
            plan: plan, asOf: asOf, draft: draft, ladder: ladder, paper: reads.paper(draft, plan, ladder), frequency: frequency,
            threshold: reads.content.settings.ordersAMonth, acts: asOf == reads.today(plan, scope))
    }

    var json: JSON {
        var object = draft.json.object ?? [:]
        object["paper"] = paper.json
        return .object(object)
    }
}

enum DraftPage {
    static func page(
        _ view: DraftView, _ issue: Endpoint<IssueInput, OrderRef>, _ dismiss: Endpoint<DismissInput, PlanGone>, _ reader: Reader
    ) -> Page {
        let draft = view.draft
        let values: KeyValuePairs = ["draft": draft.key]
        var actions: [HTML] = [download(reader.plan(SupervisionPaths.draftFile, view.plan, values), reader)]
        if let order = draft.order {
            let url = SupervisionPaths.order.url(RawInput(["plan": [view.plan.id.description], "order": [order.description]]))
            actions.append(button(reader.link(url), reader("看在办的督办件", "See the open order")))
        }
        let forms: HTML =
            view.acts && Permission.supervisionRun.allows(reader.viewer)
            ? "<div class=\"not-print\">\(issueForms(view, issue, reader))\(dismissForm(view, dismiss, reader))</div>"
            : "<div class=\"not-print\">\(quiet(reader("由集群办签发。", "The cluster office issues it.")))</div>"
        return Page(
            Text("起草：\(draft.title)", "Draft: \(draft.title)"), plan: view.plan.mark(view.asOf),
            nav: view.plan.nav("supervision.drafts", reader),
            """
            <div class="not-print">\(head("\(reader("起草：", "Draft: "))\(draft.title)", facts: [stage(draft.level, view.ladder, reader), "\(draft.unit?.name ?? reader("单位未列明", "no unit named"))"], actions: actions, crumbs: [link(reader.plan(SupervisionPaths.drafts, view.plan), reader("待签发", "Drafts"))]))</div>
            <div class="cols"><div>\(view.paper.html(reader))</div>\(forms)</div>
            """)
    }

    private static func issueForms(_ view: DraftView, _ issue: Endpoint<IssueInput, OrderRef>, _ reader: Reader) -> HTML {
        let draft = view.draft
        var warning: HTML = ""
        if let frequency = view.frequency, frequency.isFull {
            warning =
                "<div class=\"callout ask\">\(Light.yellow.icon)<span>\(reader("\(draft.unit?.name ?? "")本月已有\(frequency.count)件督办，频次上限\(view.threshold)件；仍要发出须写明理由。", "\(draft.unit?.name ?? "") got \(frequency.count) orders this month; the limit is \(view.threshold). Another one needs a reason."))</span></div>"
        }
        let main = form(view, draft.level, issue, reader, isMain: true)
        let higher = view.ladder.levels.dropFirst(draft.place + 1).html { level in
            folded(
                reader("紧急，直接按\(level.name.zh)签发（须写明理由）", "Urgent: issue as \(level.name.en) (give a reason)"),
                form(view, level.id, issue, reader, isMain: false))
        }
        return section("issue", reader("签发", "Issue"), warning + main + higher)
    }

    private static func form(
        _ view: DraftView, _ level: String, _ issue: Endpoint<IssueInput, OrderRef>, _ reader: Reader, isMain: Bool
    ) -> HTML {
        let draft = view.draft
        var input = IssueInput()
        (input.plan, input.draft, input.level, input.title) = (view.plan.id, draft.key, level, draft.title)
        (input.demand, input.unit, input.due) = (draft.demand, draft.unit?.name, draft.due)
        input.support = draft.support.map(\.name)
        var fields: Set<String> = ["demand", "due", "document_number"], hidden: Set<String> = ["level"]
        if draft.order == nil { fields.formUnion(["title", "unit", "support"]) } else { hidden.formUnion(["title", "unit"]) }
        if !isMain || view.frequency?.isFull == true { fields.insert("reason") }
        var form = issue.form(input, submit: Text("签发", "Issue")).only(fields, hidden: hidden, id: isMain ? "" : "\(level)-")
        form.isMain = isMain
        return form.html(reader)
    }

    private static func dismissForm(_ view: DraftView, _ dismiss: Endpoint<DismissInput, PlanGone>, _ reader: Reader) -> HTML {
        var input = DismissInput()
        (input.plan, input.draft) = (view.plan.id, view.draft.key)
        return folded(
            reader("不采用", "Set aside"),
            dismiss.form(input, submit: Text("不采用", "Set aside")).only(["reason"], id: "dismiss-").html(reader))
    }
}

struct PaperView: JSONValued {
    let plan: Plan
    let asOf: Day
    let title: String
    let paper: Paper
    let back: String
    let backWords: Text
    let file: String
    let nav: String

    var json: JSON { paper.json }

    static func page(_ view: PaperView, _ reader: Reader) -> Page {
        Page(
            Text(same: view.title), plan: view.plan.mark(view.asOf), nav: view.plan.nav(view.nav, reader),
            """
            <div class="not-print">\(head("\(view.title)", actions: [download(reader.link(view.file), reader)], crumbs: [link(reader.link(view.back), reader[view.backWords])]))</div>
            \(view.paper.html(reader))
            """)
    }
}
