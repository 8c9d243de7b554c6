import Calendars
import Design
import Kernel
import Registry

enum MeasureListPage {
    static func page(_ cockpit: Cockpit, _ reader: Reader) -> Page {
        let states = cockpit.measures.sorted {
            ($0.light.urgency, $0.measure.number.count, $0.measure.number) < (
                $1.light.urgency, $1.measure.number.count, $1.measure.number
            )
        }
        let rows = states.map { state -> [HTML] in
            let measure = state.measure
            let lead: HTML =
                measure.lead.map {
                    "\($0.name)\(if: $0.isAssumedLead, " <span class=\"chip assumed\">\(reader("默认牵头", "assumed lead"))</span>")"
                }
                ?? "<span class=\"ink-3\">\(reader("责任单位未列明", "no unit named"))</span>"
            return [
                "<span class=\"ink-3\">\(measure.number)</span> \(link(reader.plan(PlanPaths.measure, cockpit.plan, ["measure": measure.key]), measure.title))",
                "\(cockpit.classes.map { reader[$0.of(state).name.text] } ?? "—")",
                lead,
                state.total == 0
                    ? "<span class=\"ink-3\">\(reader("无定期任务", "no dated tasks"))</span>"
                    : "\(reader("应完成\(state.planned)，已完成\(state.done)，共\(state.total)", "\(state.done) of \(state.planned) due, \(state.total) in all"))",
                state.late.isEmpty
                    ? "—"
                    : "\(reader("\(state.late.count)项，最长\(state.late[0].days)天", "\(state.late.count), up to \(state.late[0].days) days"))",
                state.light.html(reader, state.light.word),
            ]
        }
        return Page(
            Text("举措台账", "Ledger of measures"), plan: cockpit.plan.mark(cockpit.asOf),
            nav: cockpit.plan.nav("plan.measures", reader),
            head(
                "\(reader("举措台账", "Ledger of measures"))",
                facts: ["\(cockpit.plan.title)", "\(reader("数据截至", "Data as of ")) \(cockpit.dataDay)"],
                actions: [
                    button(reader.plan(PlanPaths.items, cockpit.plan), reader("方案里的每件事在哪里", "Where everything lives")),
                    button(
                        reader.plan(PlanPaths.measures, cockpit.plan) + (reader.chosenDay == nil ? "?" : "&") + "format=xlsx",
                        reader("导出表格", "Export")),
                ])
                + ClassLine.html(cockpit.measureClasses, of: reader("举措", "measures"), reader)
                + TableView(
                    reader("举措", "Measures"),
                    [
                        .init(reader("举措", "Measure")), .init(reader("进度类别", "Class")), .init(reader("牵头单位", "Lead")),
                        .init(reader("任务", "Tasks")),
                        .init(reader("逾期", "Late")), .init(reader("灯", "Light")),
                    ],
                    rows: rows
                ).html + UnitCards.html(cockpit.cards, cockpit.plan, reader))
    }

    static func table(_ cockpit: Cockpit, _ reader: Reader) -> Table {
        Table(
            Text("举措台账", "Measures"),
            columns: [
                .init(Text("序号", "No.")), .init(Text("举措", "Measure"), width: 36), .init(Text("牵头单位", "Lead"), width: 24),
                .init(Text("其他单位", "Other units"), width: 40),
                .init(Text("应完成任务", "Tasks due"), number: true), .init(Text("已完成任务", "Tasks done"), number: true),
                .init(Text("全部任务", "Tasks"), number: true),
                .init(Text("灯", "Light")), .init(Text("进度类别", "Class")), .init(Text("灯色规则", "Rule")),
            ],
            rows: cockpit.measures.map { state in
                let lead = state.measure.lead
                return [
                    .text(state.measure.number), .text(state.measure.title), .text(lead?.name ?? reader("责任单位未列明", "Not stated")),
                    .text(state.measure.units.filter { $0.record != lead?.record }.map(\.name).joined(separator: "、")),
                    .number(Double(state.planned)),
                    .number(Double(state.done)), .number(Double(state.total)), .text(reader[state.light.word]),
                    .text(cockpit.classes.map { reader[$0.of(state).name.text] } ?? ""), .text(state.ruling?.rule ?? ""),
                ]
            })
    }
}

struct MeasureView: JSONValued {
    struct TaskLine: Sendable {
        let task: PlanTask
        let doneOn: Day?
        let last: Progress?
    }

    let plan: Plan
    let asOf: Day
    let state: MeasureState
    let tasks: [TaskLine]
    let reports: [Progress]
    let targets: [Target]
    let named: [Item]
    let events: [EventLog.Entry]
    let rule: LightRule
    let calendar: ReportCalendar

    static func load(_ input: MeasureInput, _ reads: PlanReads, _ scope: Scope) throws -> MeasureView {
        let plan = try reads.running(input.plan, scope)
        let board = try reads.board(plan, scope)
        guard let measure = board.measures.first(where: { $0.key == input.measure }) else {
            throw Refusal.missing(Text("方案里没有举措“\(input.measure)”。", "The plan has no measure “\(input.measure)”."))
        }
        let asOf = reads.day(plan, scope), calendar = reads.calendar(plan), rule = try reads.rule(board, on: asOf)
        let tasks = board.tasks(of: measure, knownOn: asOf).map { task in
            TaskLine(
                task: task, doneOn: board.doneOn(task, knownOn: asOf),
                last: board.progress[task.id]?.last { $0.submittedOn <= asOf })
        }
        let named = try ItemStore.list(plan.id, scope.connection).filter { item in
            item.state.isKept && (item.content.place == measure.key || item.content.mentions?.contains(measure.key) == true)
                && [.organisation, .product, .programme, .milestone].contains(item.kind)
        }
        return MeasureView(
            plan: plan, asOf: asOf, state: board.state(of: measure, on: asOf, rule: rule, calendar: calendar), tasks: tasks,
            reports: (board.progress[measure.id] ?? []).filter { $0.submittedOn <= asOf }.reversed(),
            targets: board.targets.filter { $0.measure == measure.key },
            named: named,
            events: try EventLog.timeline(of: Subject("measure", measure.id.description), limit: 20, scope.connection), rule: rule,
            calendar: calendar)
    }

    var json: JSON {
        var object = state.json.object ?? [:]
        object["units"] = .array(
            state.measure.units.map {
                ["name": .string($0.name), "role": .string($0.role.rawValue), "assumedLead": .bool($0.isAssumedLead)]
            })
        object["tasks"] = .array(
            tasks.map {
                [
                    "id": .string($0.task.id.description), "title": .string($0.task.title), "unit": .string($0.task.unitName),
                    "due": .optional($0.task.due),
                    "doneOn": .optional($0.doneOn), "origin": .string($0.task.origin.rawValue),
                ]
            })
        return .object(object)
    }
}

enum MeasurePage {
    static func page(_ view: MeasureView, _ endpoints: PlanEndpoints, _ reader: Reader) -> Page {
        let state = view.state, measure = state.measure
        var facts: [HTML] = [state.light.html(reader, state.light.word, badge: true)]
        if let lead = measure.lead {
            facts.append(
                "\(reader("牵头", "Lead")) <b>\(lead.name)</b>\(if: lead.isAssumedLead, " <span class=\"chip assumed\">\(reader("默认牵头", "assumed lead"))</span>")"
            )
        } else if measure.units.isEmpty {
            facts.append("\(reader("责任单位未列明", "No unit named"))")
        }
        facts.append(
            "\(reader("\(view.tasks.count)项任务，\(view.tasks.filter { $0.doneOn != nil }.count)项完成", "\(view.tasks.count) tasks, \(view.tasks.filter { $0.doneOn != nil }.count) done"))"
        )
        facts.append("\(reader("数据截至", "Data as of ")) \(state.dataDay)\(if: view.plan.isExample, " \(exampleMark(reader))")")
        var actions: [HTML] = []
        if Permission.planReport.allows(reader.viewer), !measure.units.isEmpty {
            actions.append(
                button(
                    reader.plan(PlanPaths.progress, view.plan, ["about": "measure", "subject": measure.key]),
                    reader("登记进展", "Report progress"), main: true))
        }
        let crumbs = [
            link(reader.plan(PlanPaths.cockpit, view.plan), reader("驾驶舱", "Cockpit")),
            link(reader.plan(PlanPaths.measures, view.plan), reader("举措", "Measures")),
            "\(measure.sectionTitle)" as HTML,
        ]
        return Page(
            Text(same: measure.title), plan: view.plan.mark(view.asOf), nav: view.plan.nav("plan.measures", reader),
            """
            \(head("<span class=\"ink-3\">\(measure.number)</span>&ensp;\(measure.title)", facts: facts, actions: actions, crumbs: crumbs))
            <div class="cols"><div>\(why(view, reader))\(tasks(view, endpoints, reader))\(reports(view, reader))</div>
            <div>\(units(view, endpoints, reader))\(quote(view, reader))\(targets(view, reader))\(named(view, reader))\(log(view, reader))</div></div>
            """)
    }

    /// The light, unfolded: rule, inputs, arithmetic, time.
    private static func why(_ view: MeasureView, _ reader: Reader) -> HTML {
        let state = view.state
        let title = reader("为什么是\(state.light.word.zh)", "Why: \(state.light.word.en.lowercased())")
        var steps: [Unfold.Step] = [
            .init(
                Text("规则", "Rule"),
                state.ruling.map { $0.name(view.rule, reader) }
                    ?? "\(reader[view.rule.name.text])：\(reader[view.rule.explanation.text])")
        ]
        switch state.light {
        case .unowned:
            steps.append(
                .init(
                    Text("缺少", "Missing"),
                    "\(reader("方案没有写责任单位，无人可报送，所以不亮灯", "The plan names no unit, nobody can report, so there is no light"))"))
            return section("why", title, "<div class=\"verdict\">\(Unfold(Text("", ""), steps).why(reader))</div>")
        case .unreported:
            let due = state.reportDue.map { "\($0)" } ?? ""
            steps.append(
                .init(
                    Text("缺少", "Missing"),
                    "\(reader("\(Show.period(endingOn: state.dataDay, .zh))的报送，应于\(due)前报出；没有已报送的数，不判断好坏", "The report for \(Show.period(endingOn: state.dataDay, .en)), due \(due); without it nothing is judged"))"
                ))
            return section("why", title, "<div class=\"verdict\">\(Unfold(Text("", ""), steps).why(reader))</div>")
        default: break
        }
        guard state.total > 0 else {
            steps.append(
                .init(Text("输入", "Inputs"), "\(reader("没有定了期限的任务；本期报送在案", "No task has a day; the report for the period is in"))"))
            return section(
                "why", title,
                "<div class=\"verdict\">\(Unfold(Text("", ""), steps, sum: state.light.html(reader, state.light.word)).why(reader))</div>"
            )
        }
        let done = Double(state.done) / Double(state.total), planned = Double(state.planned) / Double(state.total)
        steps.append(
            .init(
                Text("输入", "Inputs"),
                "\(reader("到\(state.dataDay)应完成\(state.planned)项，已完成\(state.done)项，共\(state.total)项定了期限；只计已审核报送", "By \(state.dataDay) \(state.planned) tasks were due and \(state.done) done, of \(state.total) with a day; approved reports only"))"
            ))
        if let oldest = state.late.first {
            steps.append(
                .init(
                    Text("逾期", "Late"),
                    "\(reader("最久的一项逾期\(oldest.days)天：\(oldest.title.zh)", "The longest is \(oldest.days) days late: \(oldest.title.zh)"))"
                ))
        }
        for (task, ruling) in view.tasks.compactMap({ line in state.taskRulings[line.task.id].map { (line.task, $0) } }) {
            let inputs = ruling.inputs.map { reader[$0.label] + " " + reader[$0.words] }.joined(separator: reader("，", ", "))
            steps.append(
                .init(
                    Text("任务", "Task"),
                    "\(task.title) \(ruling.light.html(reader, ruling.light.word)) <span class=\"ink-3\">\(inputs)；\(reader[ruling.clause.words?.text ?? Text("", "")]) \(ruling.rule)</span>"
                ))
        }
        var arithmetic: HTML = ""
        switch state.ruling?.clause.by {
        case .gap:
            arithmetic = """
                \(state.done) ÷ \(state.total) − \(state.planned) ÷ \(state.total) ＝ \(Show.percent(done)) − \(Show.percent(planned)) ＝ \
                <b>\(Show.signed(state.gapPoints ?? 0))\(reader("点", " points"))</b> → 
                """
        case .ratio:
            arithmetic =
                state.planned == 0
                ? "\(reader("尚无应完成的任务", "nothing is due yet")) → "
                : "\(state.done) ÷ \(state.planned) ＝ <b>\(Show.number(state.ruling?.judged ?? 0))%</b> → "
        default: arithmetic = "\(reader("取任务中最差的灯", "the worst of its tasks")) → "
        }
        let sum: HTML = "\(arithmetic)\(state.light.html(reader, state.light.word))"
        return section(
            "why", title,
            "<div class=\"verdict\">\(zones(done: done, planned: planned, state, reader))\(Unfold(Text("", ""), steps, sum: sum).why(reader))</div>"
        )
    }

    /// Where completion falls among the rule's bands, seen from what was planned.
    private static func zones(done: Double, planned: Double, _ state: MeasureState, _ reader: Reader) -> HTML {
        guard let clause = state.ruling?.clause, let bands = clause.bands, clause.by == .gap || planned > 0 else { return .empty }
        func p(_ share: Double) -> String { "\(Show.number(min(max(share, 0), 1) * 100, decimals: 2, trim: true))%" }
        var from = 0.0
        let zones = bands.html { band -> HTML in
            // A bound in points lies below what was planned, one in per cent is a part of it.
            let bound = (band.below ?? band.to).map { clause.by == .gap ? planned + $0 / 100 : planned * $0 / 100 } ?? 1
            let (start, end) = (from, max(from, min(bound, 1)))
            from = end
            let tone = band.undefined == true ? "open" : band.light.tone
            return "<rect class=\"z-\(tone)\" x=\"\(p(start))\" y=\"20\" width=\"\(p(end - start))\" height=\"16\"/>"
        }
        return """
            <svg class="g" height="64" role="img" aria-label="\(reader("完成\(p(done))，计划\(p(planned))", "done \(p(done)), planned \(p(planned))"))">\
            \(zones)\
            <line class="g-now" x1="\(p(planned))" x2="\(p(planned))" y1="14" y2="42"/>\
            <text class="t-dian t-b" x="\(p(planned))" y="10" text-anchor="\(planned > 0.85 ? "end" : planned < 0.15 ? "start" : "middle")">\(reader("计划", "planned")) \(state.planned)/\(state.total)</text>\
            <svg x="\(p(done))" y="38" overflow="visible" width="1" height="1"><path class="z-here" d="M0 0 6 9H-6Z"/></svg>\
            <text class="t-ink t-b" x="\(p(done))" y="60" text-anchor="\(done > 0.85 ? "end" : done < 0.15 ? "start" : "middle")">\(reader("完成", "done")) \(state.done)/\(state.total)</text></svg>
            """
    }

    private static func tasks(_ view: MeasureView, _ endpoints: PlanEndpoints, _ reader: Reader) -> HTML {
        func row(_ line: MeasureView.TaskLine) -> [HTML] {
            let task = line.task
            let light: HTML
            if let doneOn = line.doneOn {
                light = Light.green.html(reader, Text("已完成\(Show.short(doneOn))", "Done \(Show.short(doneOn))"))
            } else if let ruling = view.state.taskRulings[task.id], let due = task.due, due < view.asOf {
                light = ruling.light.html(reader, Text("逾期\(view.asOf - due)天", "\(view.asOf - due) days late"))
            } else if let due = task.due, due < view.asOf {
                light = Light.red.html(reader, Text("逾期\(view.asOf - due)天", "\(view.asOf - due) days late"))
            } else if line.last?.state == .submitted {
                light = Light.unreported.html(reader, Text("待审核", "Awaiting approval"))
            } else if line.last?.state == .returned {
                light = Light.yellow.html(reader, Text("已退回", "Returned"))
            } else {
                light = Light.idle.html(reader, task.due == nil ? Text("期限未列明", "No day stated") : Text("未到期", "Not due"))
            }
            let evidence: HTML = line.last?.evidence.map { link("/files/\($0)", line.last?.evidenceName ?? "") } ?? "—"
            let report: HTML =
                Permission.planReport.allows(reader.viewer) && line.doneOn == nil
                ? link(
                    reader.plan(PlanPaths.progress, view.plan, ["about": "task", "subject": task.id.description]),
                    reader("登记", "Report")) : ""
            return [
                "<span class=\"ink-3\">\(task.number)</span> \(task.title) <span class=\"chip\">\(reader[task.origin.label])</span>",
                "\(task.unitName.isEmpty ? reader("未指定", "not named") : task.unitName)",
                "<span class=\"nowrap\">\(task.due.map(\.description) ?? reader("未列明", "not stated"))</span>", light, evidence,
                report,
            ]
        }
        func table(_ lines: [MeasureView.TaskLine]) -> HTML {
            TableView(
                reader("任务", "Tasks"),
                [
                    .init(reader("任务", "Task")), .init(reader("承担单位", "Unit")), .init(reader("应完成", "Due")),
                    .init(reader("状态", "State")),
                    .init(reader("证据", "Evidence")), .init(""),
                ], name: "two tasks", rows: lines.map(row)
            ).html
        }
        let dated = view.tasks.filter { $0.task.due != nil }.sorted {
            ($0.task.due ?? .last, $0.task.number) < ($1.task.due ?? .last, $1.task.number)
        }
        let open = view.tasks.filter { $0.task.due == nil }
        var input = TaskInput()
        input.plan = view.plan.id
        input.measure = view.state.measure.key
        let form: HTML =
            Permission.planEdit.allows(reader.viewer)
            ? "<details class=\"flow\"><summary>\(reader("分解一项任务", "Add a task"))</summary>\(endpoints.task.form(input, submit: Text("添加任务", "Add the task"), carrying: ["measure"]).named("task-").html(reader))</details>"
            : ""
        let undated: HTML =
            open.isEmpty
            ? ""
            : """
            <details class="flow"\(if: dated.isEmpty, " open")><summary>\(reader("\(open.count)项未定期限，不参与亮灯", "\(open.count) without a day; they do not count for the light"))</summary>\(table(open))</details>
            """
        let body: HTML =
            view.tasks.isEmpty
            ? "<p class=\"ink-3 small\">\(reader("还没有任务。分解后按期限亮灯。", "No tasks yet; once there are, their days decide the light."))</p>"
            : (dated.isEmpty ? "" : table(dated)) + undated
        return section(
            "tasks", reader("任务", "Tasks"), note: "\(reader("\(dated.count)项定了期限", "\(dated.count) with a day"))", body + form)
    }

    private static func reports(_ view: MeasureView, _ reader: Reader) -> HTML {
        let rows = view.reports.prefix(12).map { report -> [HTML] in
            [
                "\(Show.period(endingOn: report.periodEnd, reader.language))", "\(report.unitName)", "\(report.submittedOn)",
                "\(report.note)\(report.reason.map { "<span class=\"s\">\(reader("退回理由：", "Returned: "))\($0)</span>" as HTML })",
                reportLight(report, reader),
            ]
        }
        let body: HTML =
            rows.isEmpty
            ? "<p class=\"ink-3 small\">\(reader("尚无报送。", "No reports yet."))</p>"
            : TableView(
                reader("报送", "Reports"),
                [
                    .init(reader("时期", "Period")), .init(reader("单位", "Unit")), .init(reader("报送", "Handed in")),
                    .init(reader("内容", "Content")), .init(reader("状态", "State")),
                ], rows: Array(rows)
            ).html
        return section(
            "reports", reader("报送", "Reports"), note: view.state.reportDue.map { "\(reader("本期应于\($0)前报送", "due \($0)"))" }, body)
    }

    static func reportLight(_ report: Progress, _ reader: Reader) -> HTML {
        switch report.state {
        case .approved: Light.green.html(reader, report.state.label)
        case .returned: Light.yellow.html(reader, report.state.label)
        case .submitted: Light.unreported.html(reader, report.state.label)
        }
    }

    private static func units(_ view: MeasureView, _ endpoints: PlanEndpoints, _ reader: Reader) -> HTML {
        let measure = view.state.measure
        let list: HTML =
            measure.units.isEmpty
            ? "<p>\(Light.unowned.html(reader))</p>"
            : "<ul class=\"units\">\(measure.units.html { unit in "<li>\(if: unit.record == measure.lead?.record, "<b>")\(unit.name)\(if: unit.record == measure.lead?.record, "</b>")<span class=\"chip\(if: unit.role == .lead, " lead")\(if: unit.isAssumedLead, " assumed")\">\(unit.isAssumedLead ? reader("默认牵头", "assumed lead") : reader[unit.role.label])</span></li>" })</ul>"
        let note: HTML =
            measure.units.contains(where: \.isAssumedLead)
            ? "<p class=\"small ink-3\">\(reader("原文只写“责任单位”，首位按惯例为默认牵头，尚未确认", "The plan lists units without a lead; by custom the first leads, unconfirmed"))</p>"
            : ""
        var input = UnitInput()
        input.plan = view.plan.id
        input.measure = measure.key
        let form: HTML =
            Permission.planEdit.allows(reader.viewer)
            ? "<details class=\"flow\"\(if: measure.units.isEmpty, " open")><summary>\(reader("指定单位", "Name a unit"))</summary>\(endpoints.assign.form(input, submit: Text("指定", "Name")).named("unit-").html(reader))</details>"
            : ""
        return section("units", reader("责任单位", "Units"), list + note + form)
    }

    private static func quote(_ view: MeasureView, _ reader: Reader) -> HTML {
        section(
            "quote", reader("原文", "In the plan"),
            quotation(
                view.state.measure.quote.filter { !$0.isNewline },
                cite:
                    "\(view.state.measure.sectionTitle) \(reader("第\(view.state.measure.number)项", "no. \(view.state.measure.number)"))"
            ))
    }

    private static func targets(_ view: MeasureView, _ reader: Reader) -> HTML {
        if view.targets.isEmpty { return .empty }
        return section(
            "targets", reader("本举措的目标", "Targets of this measure"),
            "<ul class=\"rows\">\(view.targets.html { "<li><span>\(link(reader.plan(PlanPaths.target, view.plan, ["target": $0.key]), $0.indicator))<span class=\"s\">\($0.goal(reader))，\($0.deadline(reader))</span></span></li>" })</ul>"
        )
    }

    private static func named(_ view: MeasureView, _ reader: Reader) -> HTML {
        if view.named.isEmpty { return .empty }
        return section(
            "named", reader("点到的名字", "Named here"),
            "<ul class=\"rows\">\(view.named.html { item in "<li><span>\(item.home.map { $0.kind == "record" ? link(reader.link("/records/\($0.id)"), item.content.name) : "\(item.content.name)" } ?? "\(item.content.name)")<span class=\"s\">\(reader[item.kind.label])</span></span></li>" })</ul>"
        )
    }

    private static func log(_ view: MeasureView, _ reader: Reader) -> HTML {
        if view.events.isEmpty { return .empty }
        return section("log", reader("经过", "What happened"), timelineList(view.events, PlanEvents.all, reader))
    }
}
