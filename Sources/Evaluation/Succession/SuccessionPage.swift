import Calendars
import Design
import Foundation
import Kernel
import Plan

/// What a plan took over, and what it hands on.
struct SuccessionView: JSONValued {
    let plan: Plan
    let asOf: Day
    let before: (succession: Succession, plan: Plan)?
    let after: (succession: Succession, plan: Plan)?
    let targets: [Succession.TargetLink]
    let tasks: [Succession.TaskLink]
    /// Targets of the new plan, while it is a draft; drafts that could take over.
    let choices: [DraftTarget]
    let drafts: [Plan]

    static func load(_ input: PlanEvaluationsInput, _ reads: PlanReads, _ scope: Scope) throws -> SuccessionView {
        let plan = try reads.plan(input.plan, scope), connection = scope.connection
        let after = try SuccessionStore.list(old: plan.id, connection).first.flatMap { one in
            (try? reads.plan(one.new, scope)).map { (one, $0) }
        }
        let before = try SuccessionStore.find(new: plan.id, connection).flatMap { one in
            (try? reads.plan(one.old, scope)).map { (one, $0) }
        }
        // Of what was taken over, the new plan shows the same rows.
        let shown = after?.0 ?? before?.0
        let new = after?.1 ?? (before == nil ? nil : plan)
        return SuccessionView(
            plan: plan, asOf: reads.day(plan, scope), before: before, after: after,
            targets: try shown.map { try SuccessionStore.targets(of: $0.id, connection) } ?? [],
            tasks: try shown.map { try SuccessionStore.tasks(of: $0.id, connection) } ?? [],
            choices: try new.map { $0.stage == .draft ? try reads.draftTargets($0, scope) : [] } ?? [],
            drafts: after == nil ? try reads.drafts(scope).filter { $0.id != plan.id } : [])
    }

    var json: JSON {
        [
            "plan": .string(plan.id.description), "predecessor": .optional(before?.plan.id), "successor": .optional(after?.plan.id),
            "baseDay": .optional((after ?? before)?.succession.baseDay),
            "targets": .array(
                targets.map {
                    [
                        "target": .string($0.oldTarget.description), "indicator": .string($0.indicator), "unit": .string($0.unit),
                        "item": .optional($0.newItem),
                        "value": .optional($0.value), "day": .optional($0.valueDay), "source": .string($0.source),
                        "state": .string($0.state.rawValue),
                    ]
                }),
            "tasks": .array(
                tasks.map {
                    [
                        "task": .string($0.oldTask.description), "title": .string($0.title), "unit": .string($0.unitName),
                        "due": .optional($0.due),
                        "state": .string($0.state.rawValue), "newTask": .optional($0.newTask),
                    ]
                }),
        ]
    }
}

enum SuccessionPage {
    static func page(_ view: SuccessionView, _ endpoints: EvaluationEndpoints, _ reader: Reader) -> Page {
        let links: [HTML] =
            [
                view.before.map {
                    "\(reader("承接", "Takes over from"))\(reader(" ", " "))\(link(reader.plan(PlanPaths.cockpit, $0.plan), $0.plan.title))"
                        as HTML
                },
                view.after.map { one -> HTML in
                    let url =
                        one.plan.stage == .draft
                        ? PlanPaths.url(PlanPaths.review, one.plan) : reader.plan(PlanPaths.cockpit, one.plan)
                    return "\(reader("由", "Followed by "))\(link(url, one.plan.title))\(reader("承接", ""))"
                },
                (view.after ?? view.before).map {
                    "\(reader("基期", "Baseline day")) \($0.succession.baseDay)，\($0.succession.from) \($0.succession.by)" as HTML
                },
            ].compactMap { $0 }
        let isOffice = Permission.planEdit.allows(reader.viewer)
        var body: HTML = ""
        if view.before == nil, view.after == nil {
            body = emptyState(
                reader("还没有结转", "Nothing is handed over yet"),
                reader(
                    "方案转入期末评估或结束后，选一份新方案的草稿：最后审核的数值作新基期，未完成任务作为建议转入，逐项由人确认。",
                    "Once the plan is in its final evaluation or closed, choose the draft of the new one. Last approved values become baselines, unfinished tasks proposals; each is confirmed by a person."
                ))
            if isOffice { body += begin(view, endpoints, reader) }
        } else {
            body =
                targets(view, endpoints, reader, mayDecide: isOffice && view.after != nil)
                + tasks(view, endpoints, reader, mayDecide: isOffice && view.after != nil)
        }
        return Page(
            Text("结转", "Succession"),
            plan: PlanMark(id: view.plan.id.description, place: view.plan.place, title: view.plan.title, asOf: view.asOf),
            nav: view.plan.stage == .draft ? [] : view.plan.nav("plan.succession", reader),
            head("\(reader("与前后方案的结转", "Succession of plans"))", facts: ["\(view.plan.title)"] + links) + body)
    }

    private static func begin(_ view: SuccessionView, _ endpoints: EvaluationEndpoints, _ reader: Reader) -> HTML {
        if view.drafts.isEmpty {
            return
                "<p>\(reader("没有待核对的新方案草稿。先", "There is no draft of a new plan. First "))\(link(PlanPaths.new.url(), reader("读入新方案", "read the new plan")))\(reader("。", "."))</p>"
        }
        let options = view.drafts.html { "<option value=\"\($0.id.description)\">\($0.title)</option>" }
        return """
            <form method="post" action="\(EvaluationPaths.succession.url(RawInput(["plan": [view.plan.id.description]])))" class="form">\(reader.csrfField)\
            <label class="field"><span class="lab">\(reader("结转到", "Hand over to"))</span><select class="in" name="to">\(options)</select></label>\
            <div class="form-end"><button class="btn main" type="submit">\(reader("开始结转", "Begin"))</button></div></form>
            """
    }

    private static func targets(_ view: SuccessionView, _ endpoints: EvaluationEndpoints, _ reader: Reader, mayDecide: Bool) -> HTML
    {
        let rows = view.targets.map { one -> [HTML] in
            let new = view.choices.first { $0.item == one.newItem }?.indicator
            let value = one.value.map { amount($0, one.unit, reader) } ?? "—"
            let to: HTML =
                mayDecide && one.state == .proposed
                ? decide(one, view, reader) : "\(new ?? (one.newItem == nil ? "—" : reader("已对应", "linked")))"
            return [
                "\(one.indicator)", "\(value)", "\(one.valueDay.map(\.description) ?? "—")", "\(one.source)", to,
                "\(reader[one.state.label])",
            ]
        }
        return section(
            "targets", reader("目标：最后审核的数值作新基期", "Targets: last approved values as baselines"),
            TableView(
                reader("目标结转", "Targets"),
                [
                    .init(reader("原目标", "Old target")), .init(reader("期末值", "Last value"), number: true),
                    .init(reader("数据日", "Day")),
                    .init(reader("出处", "Source")), .init(reader("新方案的目标", "Target of the new plan")), .init(reader("状态", "State")),
                ], rows: rows
            ).html)
    }

    private static func decide(_ one: Succession.TargetLink, _ view: SuccessionView, _ reader: Reader) -> HTML {
        let url = EvaluationPaths.successionTargets.url(RawInput(["plan": [view.plan.id.description]]))
        let options = view.choices.html {
            "<option value=\"\($0.item.description)\"\(if: $0.item == one.newItem, " selected")>\($0.indicator) \($0.unit)</option>"
        }
        return """
            <form method="post" action="\(url)" class="one">\(reader.csrfField)<input type="hidden" name="target" value="\(one.oldTarget.description)">\
            <select class="in" name="item" aria-label="\(reader("新方案的目标", "Target of the new plan"))"><option value="">\(reader("无对应", "none"))</option>\(options)</select>\
            <button class="btn s" name="act" value="confirm" type="submit">\(reader("确认", "Confirm"))</button>\
            <button class="btn s bare" name="act" value="decline" type="submit">\(reader("不结转", "Decline"))</button></form>
            """
    }

    private static func tasks(_ view: SuccessionView, _ endpoints: EvaluationEndpoints, _ reader: Reader, mayDecide: Bool) -> HTML {
        if view.tasks.isEmpty {
            return section("tasks", reader("未完成任务", "Unfinished tasks"), "<p>\(reader("没有未完成任务。", "None."))</p>")
        }
        let isRunning = view.after.map { $0.plan.stage != .draft } ?? false
        let url = EvaluationPaths.successionTasks.url(RawInput(["plan": [view.plan.id.description]]))
        let rows = view.tasks.map { one -> [HTML] in
            let confirm: HTML =
                isRunning
                ? "<input class=\"in\" name=\"measure\" size=\"5\" placeholder=\"M1\" aria-label=\"\(reader("新方案的举措", "Measure"))\"> <input class=\"in\" type=\"date\" name=\"due\" aria-label=\"\(reader("新的期限", "New due day"))\"> <button class=\"btn s\" name=\"act\" value=\"confirm\" type=\"submit\">\(reader("转入", "Carry over"))</button> "
                : "<span class=\"s\">\(reader("新方案发布后转入", "once the new plan is published")) </span>"
            let form: HTML = """
                <form method="post" action="\(url)" class="one">\(reader.csrfField)<input type="hidden" name="task" value="\(one.oldTask.description)">\(confirm)\
                <button class="btn s bare" name="act" value="decline" type="submit">\(reader("不结转", "Decline"))</button></form>
                """
            return [
                "\(one.title)", "\(one.unitName.isEmpty ? reader("未列明", "not stated") : one.unitName)",
                "\(one.due.map(\.description) ?? "—")",
                mayDecide && one.state == .proposed ? form : "", "\(reader[one.state.label])",
            ]
        }
        return section(
            "tasks", reader("未完成任务（建议转入新方案）", "Unfinished tasks, proposed for the new plan"),
            TableView(
                reader("任务结转", "Tasks"),
                [
                    .init(reader("任务", "Task")), .init(reader("责任单位", "Unit")), .init(reader("原期限", "First due")),
                    .init(reader("处理", "Decision")),
                    .init(reader("状态", "State")),
                ], rows: rows
            ).html)
    }
}
