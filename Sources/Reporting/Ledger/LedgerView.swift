import Calendars
import Design
import Documents
import Kernel
import Plan

/// Everything that was reported for a period, in one table: the ledger that the office keeps.
struct LedgerView: JSONValued {
    struct Row: Sendable {
        let item: UnitReturn
        let line: ReturnLine
        let frozen: PeriodStore.Frozen?
    }

    let plan: Plan
    let asOf: Day
    let period: Day
    let isFrozen: Bool
    let rows: [Row]

    static func load(_ input: PeriodInput, _ returns: Returns, _ scope: Scope) throws -> LedgerView {
        let plan = try returns.plans.running(input.plan, scope)
        let period = try returns.period(input.period, plan, scope)
        let items = try Returns.latest(try ReturnStore.list(plan.id, period: period, scope.connection)).filter {
            try returns.isOwn($0, scope)
        }
        let lines = try ReturnStore.lines(plan.id, period: period, scope.connection)
        let isFrozen = try PeriodStore.freeze(plan.id, period: period, scope.connection) != nil
        let frozen = try isFrozen ? PeriodStore.frozen(plan.id, period: period, scope.connection) : []
        let byPlace = Dictionary(
            frozen.map { (Place(holder: $0.holder, subject: $0.subject), $0) }, uniquingKeysWith: { first, _ in first })
        return LedgerView(
            plan: plan, asOf: returns.plans.day(plan, scope), period: period, isFrozen: isFrozen,
            rows: items.flatMap { item in
                (lines[item.id] ?? []).map {
                    Row(item: item, line: $0, frozen: byPlace[Place(holder: item.holder.key, subject: $0.duty.subject)])
                }
            })
    }

    private struct Place: Hashable {
        let holder: String
        let subject: RecordID
    }

    var json: JSON {
        .array(
            rows.map { row in
                [
                    "unit": .string(row.item.unitName), "about": .string(row.line.duty.about.rawValue),
                    "title": .string(row.line.duty.title),
                    "value": .optional(row.line.value), "last": .optional(row.line.lastValue), "isDone": .bool(row.line.isDone),
                    "doneOn": .optional(row.line.doneOn), "note": .string(row.line.note), "state": .string(row.line.state.rawValue),
                    "version": .number(Double(row.item.version)), "frozen": .optional(row.frozen?.value),
                ]
            })
    }

    static func table(_ view: LedgerView, _ reader: Reader) -> Table {
        var columns: [Table.Column] = [
            .init(Text("责任单位", "Unit"), width: 24), .init(Text("举措", "Measure"), width: 28), .init(Text("类别", "Kind"), width: 8),
            .init(Text("事项", "What"), width: 36), .init(Text("口径", "Definition"), width: 28),
            .init(Text("单位", "Unit of measure"), width: 10),
            .init(Text("上期值", "Last"), number: true), .init(Text("本期值", "Value"), number: true),
            .init(Text("是否完成", "Done"), width: 10),
            .init(Text("完成日期", "Done on")), .init(Text("进展与依据", "Progress and source"), width: 48),
            .init(Text("审核", "Decision"), width: 12),
            .init(Text("版本", "Version"), number: true, width: 8), .init(Text("迟报天数", "Days late"), number: true, width: 10),
        ]
        if view.isFrozen { columns.append(.init(Text("冻结数", "Frozen"), number: true)) }
        return Table(
            Text("\(Show.period(endingOn: view.period, .zh))汇总台账", "Ledger \(Show.period(endingOn: view.period, .en))"),
            columns: columns,
            rows: view.rows.map { row in
                let (line, item) = (row.line, row.item)
                func text(_ text: String?) -> Table.Cell { text.map { $0.isEmpty ? .empty : .text($0) } ?? .empty }
                func number(_ value: Double?) -> Table.Cell { value.map { .number($0) } ?? .empty }
                var cells: [Table.Cell] = [
                    .text(item.unitName), text(line.duty.measure), .text(reader[line.duty.about.label]), .text(line.duty.title),
                    text(line.duty.convention), text(line.duty.unit), number(line.lastValue), number(line.value),
                    line.duty.about == .task && line.state != .open
                        ? .text(line.isDone ? reader("是", "yes") : reader("否", "no")) : .empty,
                    line.doneOn.map { .day($0.description) } ?? .empty, text(line.note), .text(reader[line.state.label]),
                    .number(Double(item.version)), number(item.daysLate.map(Double.init)),
                ]
                if view.isFrozen { cells.append(number(row.frozen?.value)) }
                return cells
            })
    }
}

enum LedgerPage {
    static func page(_ view: LedgerView, _ reader: Reader) -> Page {
        let table = LedgerView.table(view, reader)
        let period = Show.period(endingOn: view.period, reader.language)
        let query = "?period=\(view.period)"
        let path = ReportingPaths.url(ReportingPaths.ledger, view.plan.id)
        let rows = view.rows.map { row -> [HTML] in
            [
                "\(link(ReportingPaths.url(ReportingPaths.item, view.plan.id, ["return": row.item.id.description]), row.item.unitName))",
                "\(row.line.duty.title)<span class=\"s\">\(row.line.duty.measure)</span>", ReturnWords.content(row.line, reader),
                "\(reader[row.line.state.label])\(if: row.item.version > 1, "<span class=\"s\">\(reader("第\(row.item.version)版", "v\(row.item.version)"))</span>")\(row.frozen?.value.map { "<span class=\"s\">\(reader("冻结数", "frozen")) \(Show.number($0, decimals: 4, trim: true))</span>" as HTML })",
            ]
        }
        return Page(
            table.name, plan: view.plan.mark(view.asOf), nav: view.plan.nav("reporting.desk", reader),
            """
            \(head("\(reader("\(period)汇总台账", "Ledger of \(period)"))", facts: ["\(reader("\(view.rows.count)行", "\(view.rows.count) rows"))"], actions: [button(path + ".xlsx" + query, "XLSX"), button(path + ".csv" + query, "CSV")], crumbs: [link(reader.plan(ReportingPaths.desk, view.plan, ["period": view.period.description]), reader("报送", "Returns"))]))
            \(rows.isEmpty ? emptyState(reader("本期还没有填报单", "No returns yet"), reader("发起填报后再来。", "Open the period first.")) : TableView(reader("台账", "Ledger"), [.init(reader("单位", "Unit")), .init(reader("事项", "What")), .init(reader("内容", "Content")), .init(reader("审核", "Decision"))], rows: rows).html)
            """)
    }
}
