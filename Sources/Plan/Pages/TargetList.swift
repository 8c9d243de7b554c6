import Calendars
import Design
import Kernel
import Registry

/// The targets of a plan as a ledger.
enum TargetListPage {
    static func page(_ cockpit: Cockpit, _ reader: Reader) -> Page {
        let all = cockpit.targets + cockpit.others
        let rows = all.map { state -> [HTML] in
            let target = state.target
            return [
                "\(link(reader.plan(PlanPaths.target, cockpit.plan, ["target": target.key]), target.indicator))\(if: !target.isHeadline, " <span class=\"chip\">\(reader("举措内", "in a measure"))</span>")",
                "\(target.goal(reader))", "\(state.value.map { Show.value($0, unit: target.unit) } ?? "—")",
                "\(state.baseline.map { Show.number($0.value, decimals: 2, trim: true) } ?? "—")", "\(target.deadline(reader))",
                "\(state.light.html(reader)) <span class=\"ink-3 small\">\(state.shortfall(reader))</span>",
            ]
        }
        return Page(
            Text("目标", "Targets"), plan: cockpit.plan.mark(cockpit.asOf), nav: cockpit.plan.nav("plan.targets", reader),
            head(
                "\(reader("目标", "Targets"))",
                facts: ["\(cockpit.plan.title)", "\(reader("数据截至", "Data as of ")) \(cockpit.dataDay)"],
                actions: [
                    button(
                        reader.plan(PlanPaths.targets, cockpit.plan) + (reader.chosenDay == nil ? "?" : "&") + "format=xlsx",
                        reader("导出表格", "Export"))
                ])
                + ClassLine.html(cockpit.targetClasses, of: reader("目标", "targets"), reader)
                + TableView(
                    reader("目标", "Targets"),
                    [
                        .init(reader("目标", "Target")), .init(reader("目标值", "Goal"), number: true),
                        .init(reader("现值", "Value"), number: true),
                        .init(reader("基期值", "Baseline"), number: true), .init(reader("期限", "Deadline")),
                        .init(reader("判断", "Judgement")),
                    ], rows: rows
                ).html)
    }

    static func table(_ cockpit: Cockpit, _ reader: Reader) -> Table {
        Table(
            Text("目标", "Targets"),
            columns: [
                .init(Text("目标", "Target"), width: 30), .init(Text("目标值", "Goal"), number: true), .init(Text("单位", "Unit")),
                .init(Text("现值", "Value"), number: true), .init(Text("基期值", "Baseline"), number: true),
                .init(Text("期限", "Deadline")),
                .init(Text("判断", "Judgement")), .init(Text("差距（点）", "Gap (points)"), number: true),
                .init(Text("进度类别", "Class")), .init(Text("灯色规则", "Rule")),
            ],
            rows: (cockpit.targets + cockpit.others).map { state in
                [
                    .text(state.target.indicator), state.target.value.map { .number($0) } ?? .empty, .text(state.target.unit),
                    state.value.map { .number($0) } ?? .empty, state.baseline.map { .number($0.value) } ?? .empty,
                    state.target.due.map { .day($0.description) } ?? .text(state.target.deadline(reader)),
                    .text(reader[state.light.verdict]),
                    state.pace.map { .number(($0.gap * 100).rounded() / 100) } ?? .empty,
                    .text(cockpit.classes.map { reader[$0.of(state).name.text] } ?? ""), .text(state.ruling?.rule ?? ""),
                ]
            })
    }
}
