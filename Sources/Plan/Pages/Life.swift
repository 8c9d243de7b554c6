import Calendars
import Design
import Kernel
import Registry

/// The light rule in use, the plan's settings and the stages of its life.
struct PlanLife: JSONValued {
    let plan: Plan
    let asOf: Day
    let rule: LightRule
    /// Every rule that may be chosen.
    let rules: [LightRule]
    /// The rules of this plan over time, oldest first.
    let choices: [(rule: String, from: Day, reason: String?, by: String?)]
    let stages: [StageSpan]
    let clauses: [Item]
    let midpoint: Day

    static func load(_ input: PlanInput, _ reads: PlanReads, _ scope: Scope) throws -> PlanLife {
        let plan = try reads.running(input.plan, scope)
        let length = plan.period.upperBound - plan.period.lowerBound
        let board = try reads.board(plan, scope), asOf = reads.day(plan, scope)
        return PlanLife(
            plan: plan, asOf: asOf, rule: try reads.rule(board, on: asOf),
            rules: reads.content.rules.values.sorted { $0.id < $1.id },
            choices: [(plan.preset, plan.publishedOn ?? plan.period.lowerBound, nil, nil)]
                + board.choices.map { ($0.preset, $0.from, $0.reason, $0.by) },
            stages: board.stages,
            clauses: try ItemStore.list(plan.id, kind: .supervision, scope.connection).filter(\.state.isKept),
            midpoint: reads.calendar(plan).openPeriod(on: plan.period.lowerBound.adding(days: length / 2)))
    }

    var json: JSON {
        [
            "stage": .string(plan.stage.rawValue), "rule": .string(rule.id),
            "rules": .array(
                choices.map {
                    [
                        "rule": .string($0.rule), "from": .string($0.from.description), "reason": .optional($0.reason),
                        "by": .optional($0.by),
                    ]
                }),
            "next": .array(plan.stage.next.map { .string($0.rawValue) }),
            "stages": .array(
                stages.map { ["stage": .string($0.stage.rawValue), "from": .string($0.from.description), "by": .string($0.by)] }),
        ]
    }
}

enum PlanLifePage {
    static func page(_ life: PlanLife, _ endpoints: PlanEndpoints, _ reader: Reader) -> Page {
        let plan = life.plan
        let settings: [(String, String)] = [
            (reader("期间", "Period"), "\(plan.period.lowerBound) — \(plan.period.upperBound)"),
            (reader("基期", "Baseline day"), "\(plan.baseDay)"),
            (reader("报送周期", "Reporting"), reader[plan.frequency.label]),
            (reader("报送期限", "Due"), reader("期后\(plan.reportDays)个工作日", "\(plan.reportDays) working days after the period")),
            (
                reader("牵头", "Leads"),
                plan.leadsByOrder == true
                    ? reader("首位单位为牵头，已确认", "first unit leads, confirmed") : reader("首位为默认牵头，未确认", "first unit is assumed to lead")
            ),
        ]
        let stages = life.stages.html {
            "<li><svg class=\"dot on\" aria-hidden=\"true\"><circle cx=\"5.5\" cy=\"5.5\" r=\"4\"/></svg><b>\(reader[$0.stage.label])</b> <time>\($0.from)</time><span class=\"s\">\($0.note ?? "") \($0.by)</span></li>"
        }
        var input = StageInput()
        input.plan = plan.id
        input.stage = plan.stage.next.first ?? .closed
        input.from = reader.today
        let move: HTML =
            Permission.planEdit.allows(reader.viewer) && !plan.stage.next.isEmpty
            ? "<details class=\"flow\"><summary>\(reader("转入下一阶段", "Move to the next stage"))</summary>\(endpoints.stage.form(input, submit: Text("转入", "Move")).html(reader))</details>"
            : ""
        let clauses: HTML =
            life.clauses.isEmpty
            ? "<p class=\"ink-3 small\">\(reader("方案没有督导条款。", "The plan has no supervision clause."))</p>"
            : life.clauses.html { quotation($0.content.quote.filter { !$0.isNewline }, cite: "\($0.content.place ?? "")") }
        let revise: HTML =
            Permission.planEdit.allows(reader.viewer)
            ? button(PlanPaths.new.url(RawInput(["revises": [plan.id.description]])), reader("读入修订稿", "Read a revision")) : ""
        return Page(
            Text("灯色规则与方案周期", "Light rule and life of the plan"), plan: plan.mark(life.asOf), nav: plan.nav("plan.rule", reader),
            """
            \(head("\(reader("灯色规则与方案周期", "Light rule and life of the plan"))", facts: ["\(plan.title)", "\(reader[plan.stage.label])"], actions: [revise]))
            <div class="cols"><div>
            \(section("rule", reader[life.rule.name.text], note: "\(life.rule.source)", "<p>\(reader[life.rule.explanation.text])</p>" + clauseTable(life.rule, reader) + choice(life, endpoints, reader)))
            \(section("clauses", reader("方案的督导条款", "Supervision clauses of the plan"), clauses))
            </div><div>
            \(section("stages", reader("方案周期", "Life of the plan"), "<ol class=\"line\">\(stages)</ol><p class=\"small ink-3\">\(reader("方案只写“适时”，系统建议中期评估时点：\(life.midpoint)", "The plan says “in due time”; proposed mid-term date: \(life.midpoint)"))</p>" + move))
            \(section("settings", reader("运行参数", "Settings"), "<dl class=\"def\">\(settings.html { "<dt>\($0.0)</dt><dd>\($0.1)</dd>" })</dl>"))
            </div></div>
            """)
    }

    /// Every clause of the rule with its bounds.
    private static func clauseTable(_ rule: LightRule, _ reader: Reader) -> HTML {
        let rows = rule.rules.map { clause -> [HTML] in
            [
                "\(clause.subjects(reader))",
                "\(clause.words.map { reader[$0.text] } ?? "") <span class=\"ink-3\">\(rule.id)/\(clause.id)</span>",
                clause.bounds(reader).html { bound in
                    "<div>\(bound.light.html(reader, bound.light.word)) \(bound.words)\(if: bound.isOwn, " <span class=\"ink-3\">\(reader("原文未规定，本方案自定", "undefined in the rule's text, set by the plan"))</span>")</div>"
                }
                    + (clause.redAfterMonths.map {
                        "<div>\(Light.red.html(reader, Light.red.word)) \(reader("任务逾期满\($0)个月", "a task \($0) months late"))</div>"
                    } ?? ""),
            ]
        }
        return TableView(
            reader("灯色规则", "Clauses"),
            [.init(reader("判断什么", "What")), .init(reader("怎样判断", "How")), .init(reader("分界", "Bounds"))], rows: rows
        ).html
    }

    /// The rules of this plan over time, and for the office another one.
    private static func choice(_ life: PlanLife, _ endpoints: PlanEndpoints, _ reader: Reader) -> HTML {
        func name(_ id: String) -> String { life.rules.first { $0.id == id }.map { reader[$0.name.text] } ?? id }
        let past: HTML =
            life.choices.count < 2
            ? ""
            : "<h3>\(reader("用过的规则", "Rules over time"))</h3><ol class=\"line\">\(life.choices.html { "<li><svg class=\"dot\" aria-hidden=\"true\"><circle cx=\"5.5\" cy=\"5.5\" r=\"4\"/></svg><b>\(name($0.rule))</b> <time>\(reader("自", "from ")) \($0.from)</time><span class=\"s\">\($0.reason ?? "") \($0.by ?? "")</span></li>" })</ol>"
        guard Permission.planEdit.allows(reader.viewer), life.rules.count > 1 else { return past }
        var input = RuleInput()
        input.plan = life.plan.id
        input.from = life.plan.day(chosen: nil, today: reader.today)
        let form = endpoints.chooseRule.form(input, submit: Text("改用这个规则", "Use this rule"))
            .offering(life.rules.filter { $0.id != life.rule.id }.map { .init($0.id, $0.name.text) }, for: "preset").named("rule-")
        return past
            + "<details class=\"flow\"><summary>\(reader("改用另一规则，此前的灯不变", "Choose another rule; lights before it stay"))</summary>\(form.html(reader))</details>"
    }
}

/// Instructions of leaders, each a task with its unit and day.
struct InstructionList: JSONValued {
    let plan: Plan
    let asOf: Day
    let tasks: [(task: PlanTask, doneOn: Day?)]

    static func load(_ input: PlanInput, _ reads: PlanReads, _ scope: Scope) throws -> InstructionList {
        let plan = try reads.running(input.plan, scope)
        let board = try reads.board(plan, scope)
        let day = scope.isAsOfChosen ? scope.asOf : scope.today
        return InstructionList(
            plan: plan, asOf: day,
            tasks: board.looseTasks.filter { $0.knownFrom <= day }.map { ($0, board.doneOn($0, knownOn: day)) })
    }

    var json: JSON {
        [
            "tasks": .array(
                tasks.map {
                    [
                        "id": .string($0.task.id.description), "title": .string($0.task.title), "unit": .string($0.task.unitName),
                        "due": .optional($0.task.due), "doneOn": .optional($0.doneOn),
                    ]
                })
        ]
    }
}

enum InstructionPage {
    static func page(_ list: InstructionList, _ endpoints: PlanEndpoints, _ reader: Reader) -> Page {
        let rows = list.tasks.map { task, doneOn -> [HTML] in
            let light: HTML =
                doneOn.map { Light.green.html(reader, Text("已办结\($0)", "Done \($0)")) }
                ?? (task.due.map { $0 < list.asOf } == true
                    ? Light.red.html(reader, Text("逾期\(list.asOf - (task.due ?? list.asOf))天", "Late"))
                    : Light.idle.html(reader, Text("办理中", "In hand")))
            return [
                "\(task.title)", "\(task.unitName)", "\(task.knownFrom)",
                "\(task.due.map(\.description) ?? reader("未列明", "not stated"))", light,
            ]
        }
        var input = InstructionInput()
        input.plan = list.plan.id
        let form: HTML =
            Permission.planInstruct.allows(reader.viewer)
            ? section(
                "new", reader("写批示", "Write an instruction"),
                endpoints.instruct.form(input, submit: Text("交办", "Send")).html(reader)) : ""
        let body: HTML =
            rows.isEmpty
            ? emptyState(
                reader("还没有批示", "No instructions yet"),
                reader("领导的批示会成为单位的任务，有期限，有反馈。", "A leader's instruction becomes a task of a unit, with a day and an answer."))
            : TableView(
                reader("批示", "Instructions"),
                [
                    .init(reader("批示", "Instruction")), .init(reader("交办单位", "Unit")), .init(reader("日期", "Date")),
                    .init(reader("反馈期限", "Answer by")), .init(reader("状态", "State")),
                ], rows: rows
            ).html
        return Page(
            Text("批示", "Instructions"), plan: list.plan.mark(list.asOf), nav: list.plan.nav("plan.instructions", reader),
            head(
                "\(reader("批示", "Instructions"))", facts: ["\(list.plan.title)"],
                crumbs: [link(reader.plan(PlanPaths.cockpit, list.plan), reader("驾驶舱", "Cockpit"))]) + body + form)
    }
}
