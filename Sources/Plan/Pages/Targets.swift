import Calendars
import Design
import Foundation
import Kernel
import Registry

/// A target with its series, its definition, its shares and what happened to it.
struct TargetView: JSONValued {
    typealias Value = Course.Value

    let plan: Plan
    let asOf: Day
    let state: TargetState
    let values: [Value]
    let waiting: [Progress]
    let shares: [Share]
    let events: [EventLog.Entry]
    let measure: Measure?
    let today: Day
    let outlook: Outlook
    let whatIf: WhatIf?
    let closers: [Closer]

    static func load(_ input: TargetViewInput, _ reads: PlanReads, _ scope: Scope) throws -> TargetView {
        let plan = try reads.running(input.plan, scope)
        let board = try reads.board(plan, scope)
        guard let target = board.targets.first(where: { $0.key == input.target }) else {
            throw Refusal.missing(Text("方案里没有目标“\(input.target)”。", "The plan has no target “\(input.target)”."))
        }
        let asOf = reads.day(plan, scope)
        let rule = try reads.rule(board, on: asOf), calendar = reads.calendar(plan)
        let judged = try reads.judged(plan, on: asOf, scope)
        let course = try reads.course(of: target, board, on: asOf, scope)
        let state = board.state(
            of: target, on: asOf, rule: rule, calendar: calendar, try reads.answers(board, on: asOf, rule, scope))
        return TargetView(
            plan: plan, asOf: asOf, state: state, values: course.values,
            waiting: (board.progress[target.id] ?? []).filter { $0.state == .submitted && $0.submittedOn <= asOf },
            shares: try PlanStore.shares(of: target.id, scope.connection),
            events: try EventLog.timeline(of: target.subject(plan), limit: 20, scope.connection),
            measure: board.measures.first { $0.key == target.measure }, today: scope.today, outlook: state.outlook(course.points),
            whatIf: try WhatIf(input.next, state, course.points, next: plan.frequency.periodEnd(state.dataDay.adding(days: 1))),
            closers: judged.closers(of: target))
    }

    var json: JSON {
        var object = state.json.object ?? [:]
        object["values"] = .array(
            values.map {
                ["periodEnd": .string($0.periodEnd.description), "value": .number($0.value), "records": .number(Double($0.rows))]
            })
        object["shares"] = .array(
            shares.map { ["axis": .string($0.axis.rawValue), "part": .string($0.part), "value": .number($0.value)] })
        object["outlook"] = outlook.json
        object["whatIf"] = whatIf?.json ?? .null
        object["closers"] = .array(closers.map(\.json))
        return .object(object)
    }
}

enum TargetPage {
    static func page(_ view: TargetView, _ endpoints: PlanEndpoints, _ reader: Reader) -> Page {
        let state = view.state, target = state.target
        var facts: [HTML] = [
            state.light.html(
                reader,
                Text(state.light.word.zh + "，" + state.shortfall(reader), state.light.word.en + ", " + state.shortfall(reader)),
                badge: true)
        ]
        facts.append("\(target.deadline(reader))\(reader("达", ", goal ")) \(target.goal(reader))")
        if let department = target.department { facts.append("\(reader("数据来源", "Source")) <b>\(department)</b>") }
        if view.plan.isExample { facts.append("\(exampleMark(reader)) \(reader("各期数值", "values"))") }
        var actions: [HTML] = [
            button(
                reader.plan(PlanPaths.target, view.plan, ["target": target.key]) + (reader.chosenDay == nil ? "?" : "&")
                    + "format=xlsx", reader("导出数据", "Export"))
        ]
        if Permission.planReport.allows(reader.viewer), target.query == nil {
            actions.append(
                button(
                    reader.plan(PlanPaths.progress, view.plan, ["about": "target", "subject": target.key]),
                    reader("填报本期", "Report this period"), main: true))
        }
        return Page(
            Text(same: target.indicator), plan: view.plan.mark(view.asOf), nav: view.plan.nav("plan.targets", reader),
            """
            \(head("\(target.indicator)", facts: facts, actions: actions, crumbs: [link(reader.plan(PlanPaths.cockpit, view.plan), reader("驾驶舱", "Cockpit")), link(reader.plan(PlanPaths.targets, view.plan), reader("目标", "Targets"))]))
            <p class="lede">\(lede(view, reader))</p>
            \(chart(view, reader))\(stats(view, reader))\(OutlookPart.html(view, reader))
            <div class="cols"><div>\(values(view, reader))\(shares(view, endpoints, reader))</div>
            <div>\(definition(view, endpoints, reader))\(source(view, reader))\(timeline(view, reader))</div></div>
            """)
    }

    private static func lede(_ view: TargetView, _ reader: Reader) -> String {
        let state = view.state, target = state.target
        guard let pace = state.pace else {
            switch state.gap {
            case .noBaseline:
                return reader(
                    "缺\(state.baseDay.year)年末基期值，不能按0算，所以不画进度、不判断。补填后立即计算。",
                    "The \(state.baseDay.year) baseline is missing and 0 may not stand in, so no progress is drawn. Enter it and it is computed at once."
                )
            case .noDeadline: return reader("方案没有写期限，不套用方案期末。", "The plan states no deadline; its end is not copied.")
            case .noValue: return reader("还没有已审核的数。", "There is no approved value yet.")
            default: return state.reason(reader)
            }
        }
        if pace.isMet {
            return reader(
                "现值\(amount(pace.value, target.unit, reader))，已达到目标。",
                "At \(amount(pace.value, target.unit, reader)) the target is met.")
        }
        let words = [view.outlook.bandSentence, view.outlook.sentence].compactMap { $0 }.map { reader[$0] }
        if words.isEmpty { return reader("期限已到，未达到目标。", "The deadline has come and the target is not met.") }
        return reader(
            words.joined(separator: "；") + "。",
            words.map { $0.prefix(1).uppercased() + $0.dropFirst() }.joined(separator: ". ") + ".")
    }

    private static func chart(_ view: TargetView, _ reader: Reader) -> HTML {
        let state = view.state, target = state.target
        guard let goal = target.value, let due = target.due, target.quantity != .rank, !view.values.isEmpty else { return .empty }
        var points = view.values.map { value -> Series.Point in
            var typed = false
            if case .typed = value.source { typed = true }
            return Series.Point(day: value.periodEnd, value: value.value, isTyped: typed)
        }
        if let baseline = state.baseline { points.insert(.init(day: baseline.day, value: baseline.value, isTyped: true), at: 0) }
        let series = Series(
            points: points, period: (state.baseline?.day ?? view.plan.baseDay)...max(due, view.plan.baseDay), goal: goal,
            asOf: state.dataDay, band: view.outlook.band.map { ($0.low, $0.high) }, unit: target.unit)
        let label = reader(
            "\(target.indicator)的走势，目标\(target.goal(reader))", "\(target.indicator) over time, goal \(target.goal(reader))")
        return section(
            "chart", reader("走势与所需速度", "Course and needed pace"), note: "\(target.unit)",
            more: "<a class=\"more\" href=\"#values\">\(reader("看表格", "See the table"))</a>",
            "<figure>\(series.html(reader, label: label))\(series.legend(reader))</figure>")
    }

    private static func stats(_ view: TargetView, _ reader: Reader) -> HTML {
        let state = view.state, target = state.target
        guard let pace = state.pace else { return .empty }
        func cell(_ label: String, _ value: HTML, _ note: String) -> HTML {
            "<div><span class=\"l\">\(label)</span>\(value)<span class=\"d\">\(note)</span></div>"
        }
        let done = Unfold(
            Text("完成程度", "Completion"),
            [
                .init(
                    Text("算式", "Formula"),
                    "（\(Show.number(pace.value, decimals: 2)) − \(Show.number(pace.baseline, decimals: 2))）÷（\(Show.number(pace.target, decimals: 2)) − \(Show.number(pace.baseline, decimals: 2))）"
                ),
                .init(
                    Text("结果", "Result"),
                    "\(Show.number(pace.value - pace.baseline, decimals: 2)) ÷ \(Show.number(pace.target - pace.baseline, decimals: 2)) ＝ \(Show.percent(pace.completion, decimals: 2))"
                ),
            ])
        let passed = pace.day - pace.baseDay, whole = pace.due - pace.baseDay
        let time = Unfold(
            Text("时间进度", "Time progress"),
            [
                .init(
                    Text("算式", "Formula"),
                    "\(reader("\(pace.baseDay)至\(pace.day)共\(passed)天，全程\(whole)天", "\(passed) days from \(pace.baseDay) to \(pace.day), \(whole) in all"))"
                ),
                .init(Text("结果", "Result"), "\(passed) ÷ \(whole) ＝ \(Show.percent(pace.time, decimals: 2))"),
            ])
        let needed =
            state.isCompound
            ? pace.neededGrowth.map { (Show.number($0 * 100), "%") }
            : pace.neededPerYear.map { (Show.number($0), unitWord(target.unit, reader.language)) }
        let achieved =
            state.isCompound ? pace.achievedGrowth.map { Show.percent($0) } : pace.achievedPerYear.map { Show.number($0) }
        return """
            <div class="stats">\(cell(reader("现值", "Value"), state.unfold(reader, words: Text("现值", "Value")).html(around: figure(Show.value(spoken(pace.value, target.unit, reader.language), unit: target.unit), unitWord(target.unit, reader.language), big: true), reader), Show.period(endingOn: state.dataDay, reader.language)))\
            \(cell(reader("完成程度", "Completion"), done.html(around: figure(Show.number(pace.completion * 100), "%", big: true), reader), reader("增量", "gained ") + Show.number(pace.value - pace.baseline)))\
            \(cell(reader("时间进度", "Time"), time.html(around: figure(Show.number(pace.time * 100), "%", big: true), reader), reader("剩余\(pace.due - pace.day)天", "\(pace.due - pace.day) days left")))\
            \(cell(reader("还需年均", "Needed a year"), figure(needed?.0 ?? "—", needed?.1 ?? "", big: true), reader("以往年均", "so far ") + (achieved ?? "—")))\
            \(cell(reader("还差", "Missing"), figure(Show.value(spoken(max(0, pace.target - pace.value), target.unit, reader.language), unit: target.unit), unitWord(target.unit, reader.language), big: true), ""))</div>
            """
    }

    private static func values(_ view: TargetView, _ reader: Reader) -> HTML {
        let target = view.state.target
        let rows = view.values.reversed().map { value -> [HTML] in
            switch value.source {
            case .query:
                let url = reader.plan(PlanPaths.records, view.plan, ["target": target.key, "day": value.periodEnd.description])
                return [
                    "\(Show.period(endingOn: value.periodEnd, reader.language))",
                    "<b>\(Show.value(value.value, unit: target.unit))</b>", "\(reader("查询", "Query"))",
                    link(url, reader("\(value.rows)条记录", "\(value.rows) records")),
                    Light.green.html(reader, Text("自动计算", "Computed")),
                ]
            case .typed(let entry):
                let evidence: HTML =
                    entry.evidence.map { link("/files/\($0)", entry.evidenceName ?? reader("证据", "Evidence")) } ?? "—"
                return [
                    "\(Show.period(endingOn: value.periodEnd, reader.language))",
                    "<b>\(Show.value(value.value, unit: target.unit))</b>",
                    "\(reader("手工填报", "Typed"))：\(entry.unitName) \(Show.short(entry.submittedOn))<span class=\"s\">\(entry.note)</span>",
                    evidence,
                    Light.green.html(reader, Text("已审核", "Approved")),
                ]
            }
        }
        let waiting = view.waiting.html { entry in
            "<p class=\"small ink-2\">\(Light.unreported.icon) \(entry.unitName) \(entry.submittedOn)：\(entry.value.map { Show.number($0, decimals: 2, trim: true) } ?? "")，\(reader("待审核", "awaiting approval"))</p>"
        }
        let body: HTML =
            rows.isEmpty
            ? emptyState(
                reader("还没有数", "No values yet"),
                target.query == nil
                    ? reader("由责任单位填报，经审核后显示。", "Units report it; it shows once approved.")
                    : reader("登记中还没有符合口径的记录。", "The registry holds no record of this definition yet."))
            : TableView(
                reader("各期数值", "Values by period"),
                [
                    .init(reader("时期", "Period")), .init(reader("数值", "Value"), number: true), .init(reader("来历", "Source")),
                    .init(reader("明细或证据", "Records or evidence")), .init(reader("状态", "State")),
                ],
                name: "two", rows: Array(rows)
            ).html
        return section(
            "values", reader("每个数从哪来", "Where each number comes from"),
            note: "\(reader("\(view.values.count)期", "\(view.values.count) periods"))", body + waiting)
    }

    private static func shares(_ view: TargetView, _ endpoints: PlanEndpoints, _ reader: Reader) -> HTML {
        let target = view.state.target
        let parts = Share.Axis.allCases.html { axis in
            let shares = view.shares.filter { $0.axis == axis }
            guard !shares.isEmpty else { return .empty }
            let sum = shares.reduce(0) { $0 + $1.value }
            let rest = (target.value ?? 0) - sum
            let verdict: HTML =
                axis == .year && target.quantity == .level
                ? "\(reader("各年应到值，末年应等于目标", "Levels by year; the last equals the goal"))"
                : abs(rest) < 1e-9
                    ? "\(reader("合计等于目标", "Adds up to the goal"))"
                    : rest > 0
                        ? "<span class=\"light yellow\">\(Light.yellow.icon)\(reader("未分解", "Not yet assigned")) \(Show.number(rest, decimals: 2, trim: true))</span>"
                        : "<span class=\"light red\">\(Light.red.icon)\(reader("超分", "Over-booked by")) \(Show.number(-rest, decimals: 2, trim: true))</span>"
            return """
                <h3>\(reader[axis.label])</h3>\(TableView(reader[axis.label], [.init(reader("部分", "Part")), .init(reader("分解值", "Share"), number: true), .init(reader("填报", "Entered by"))], rows: shares.map { ["\($0.part)", "\(Show.number($0.value, decimals: 2, trim: true))", "\($0.by)"] }).html)<p class="small">\(reader("合计", "Sum")) \(Show.number(sum, decimals: 2, trim: true))；\(verdict)</p>
                """
        }
        var input = ShareInput()
        input.plan = view.plan.id
        input.target = target.key
        let form: HTML =
            Permission.planEdit.allows(reader.viewer)
            ? "<details class=\"flow\"><summary>\(reader("分解到年度或单位", "Break down by year or unit"))</summary>\(endpoints.share.form(input, submit: Text("保存", "Save")).named("share-").html(reader))</details>"
            : ""
        if view.shares.isEmpty, form.isEmpty { return .empty }
        let empty: HTML = view.shares.isEmpty ? "<p class=\"ink-3 small\">\(reader("尚未分解。", "Not broken down yet."))</p>" : ""
        return section("shares", reader("分解", "Breakdown"), empty + parts + form)
    }

    private static func definition(_ view: TargetView, _ endpoints: PlanEndpoints, _ reader: Reader) -> HTML {
        let target = view.state.target
        var rows: [(String, HTML)] = []
        if let query = target.query {
            rows.append((reader("查询", "Query"), "<b>\(reader[query.words])</b>"))
        } else {
            rows.append((reader("来历", "Source"), "\(reader("手工填报，经审核", "Typed and approved"))"))
        }
        rows.append((reader("口径", "Definition"), "\(target.convention ?? reader("未列明", "Not stated"))"))
        rows.append((reader("来源部门", "Department"), "\(target.department ?? reader("未列明", "Not stated"))"))
        rows.append((reader("频率", "Frequency"), "\(reader[view.plan.frequency.label])"))
        rows.append((reader("审核", "Approver"), "\(target.approver ?? reader("集群办", "Cluster office"))"))
        rows.append((reader("量的性质", "Quantity"), "\(reader[target.quantity.label])"))
        var input = CardInput()
        input.plan = view.plan.id
        input.target = target.key
        input.convention = target.convention
        input.department = target.department
        input.approver = target.approver
        input.kind = target.query?.kind
        input.status = target.query?.status
        input.figure = target.query?.figure
        input.window = target.query?.window
        var edit: HTML = ""
        if Permission.planEdit.allows(reader.viewer) {
            edit =
                "<details class=\"flow\"><summary>\(reader("修改口径", "Change the definition"))</summary>\(endpoints.card.form(input, submit: Text("保存口径", "Save")).named("card-").html(reader))</details>"
            if view.state.baseline == nil, target.quantity != .increment {
                var base = TargetBaselineInput()
                base.plan = view.plan.id
                base.target = target.key
                var form = endpoints.baseline.form(base, submit: Text("填报基期值", "Enter the baseline")).named("base-")
                form.values.texts["value"] = nil
                edit +=
                    "<details class=\"flow\" open><summary>\(reader("补填\(view.state.baseDay.year)年末基期值", "Enter the \(view.state.baseDay.year) baseline"))</summary>\(form.html(reader))</details>"
            }
        }
        return section(
            "card", reader("指标卡", "Indicator card"),
            "<dl class=\"def\">\(rows.html { "<dt>\($0.0)</dt><dd>\($0.1)</dd>" })</dl>" + edit)
    }

    private static func source(_ view: TargetView, _ reader: Reader) -> HTML {
        let target = view.state.target
        let cite: HTML =
            view.measure.map {
                link(
                    reader.plan(PlanPaths.measure, view.plan, ["measure": $0.key]),
                    reader("举措\($0.number) \($0.title)", "Measure \($0.number)"))
            } ?? "\(view.plan.title)"
        return section("quote", reader("原文", "In the plan"), quotation(target.quote.filter { !$0.isNewline }, cite: cite))
    }

    private static func timeline(_ view: TargetView, _ reader: Reader) -> HTML {
        if view.events.isEmpty { return .empty }
        return section("log", reader("经过", "What happened"), timelineList(view.events, PlanEvents.all, reader))
    }

    static func table(_ view: TargetView, _ reader: Reader) -> Table {
        Table(
            Text(same: view.state.target.indicator),
            columns: [
                .init(Text("报告期末", "Period end")), .init(Text("数值", "Value"), number: true), .init(Text("单位", "Unit")),
                .init(Text("来历", "Source"), width: 40),
            ],
            rows: view.values.map { value in
                var source = reader("查询", "Query")
                if case .typed(let entry) = value.source { source = "\(reader("手工填报", "Typed"))：\(entry.unitName)，\(entry.note)" }
                return [.day(value.periodEnd.description), .number(value.value), .text(view.state.target.unit), .text(source)]
            })
    }
}

/// What happened to a record, newest first.
func timelineList(_ entries: [EventLog.Entry], _ kinds: [EventKind], _ reader: Reader) -> HTML {
    let sentences = Dictionary(kinds.map { ($0.id, $0.sentence) }, uniquingKeysWith: { a, _ in a })
    return
        "<ol class=\"line\">\(entries.html { entry in "<li><svg class=\"dot\" aria-hidden=\"true\"><circle cx=\"5.5\" cy=\"5.5\" r=\"4\"/></svg><time>\(entry.at.local)</time>\(reader[(sentences[entry.kind] ?? Text(same: entry.kind)).filled(entry.details)])<span class=\"s\">\(entry.viewerName)</span></li>" })</ol>"
}
