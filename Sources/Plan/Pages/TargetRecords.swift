import Calendars
import Design
import Kernel
import Registry

/// The named records behind a value: the number, unfolded to the end.
struct TargetRecords: JSONValued {
    let plan: Plan
    let asOf: Day
    let target: Target
    let query: RegistryQuery
    let measured: Measured
    let rows: [(record: Record, amount: Int?)]
    /// A single firm's figure is for the office, leaders, regulators and auditors; others see the sum and who is in it.
    let isWithheld: Bool

    static func load(_ input: RecordsInput, _ reads: PlanReads, _ scope: Scope) throws -> TargetRecords {
        let (plan, target) = try Running.find(input.plan, input.target, reads, scope)
        guard let query = target.query else {
            throw Refusal.missing(
                Text("“\(target.indicator)”由手工填报，没有可展开的记录。", "“\(target.indicator)” is typed; there are no records to open."))
        }
        let asOf = reads.day(plan, scope)
        let day = input.day ?? reads.calendar(plan).dataDay(on: asOf)
        return TargetRecords(
            plan: plan, asOf: asOf, target: target, query: query,
            measured: try query.measure(on: day, knownOn: asOf, scope.connection),
            rows: try query.rows(on: day, knownOn: asOf, scope.connection).map {
                ($0.record, scope.viewer.seesAll ? $0.amount : nil)
            },
            isWithheld: query.figure != nil && !scope.viewer.seesAll)
    }

    var json: JSON {
        [
            "target": .string(target.key), "day": .string(measured.day.description), "records": .number(Double(measured.records)),
            "rows": .array(
                rows.map {
                    [
                        "id": .string($0.record.id.description), "name": .string($0.record.name),
                        "amount": .optional($0.amount.map(Double.init)),
                    ]
                }),
        ]
    }

    func shown(_ amount: Int) -> Double { Double(amount) / (query.figure?.scale ?? 1) }
}

struct RecordsInput: EndpointInput {
    var plan = RecordID.zero
    var target = ""
    var day: Day?
    static let fields: [Field<RecordsInput>] = [
        PlanField.plan(\.plan), Field("target", \.target, Text("目标", "Target")), Field("day", \.day, Text("数据日", "Data day")),
    ]
}

enum TargetRecordsPage {
    static func page(_ view: TargetRecords, _ reader: Reader) -> Page {
        let total = shown(view.measured, view.query, unit: view.target.unit)
        let unit = view.query.figure.map { reader[$0.unit] } ?? view.target.unit
        return Page(
            Text(same: view.target.indicator), plan: view.plan.mark(view.asOf), nav: view.plan.nav("plan.targets", reader),
            head(
                "\(view.target.indicator)：\(amount(total, view.target.unit, reader))",
                facts: ["\(reader[view.query.words])", "\(reader("数据日", "Data as of")) \(view.measured.day)"]
                    + (view.isWithheld
                        ? ["\(reader("单个企业的数不公开，只看合计", "Figures of single firms are withheld; only the sum is shown"))"] : []),
                actions: [
                    button(
                        reader.plan(
                            PlanPaths.records, view.plan, ["target": view.target.key, "day": view.measured.day.description])
                            + "&format=xlsx", reader("导出表格", "Export"))
                ],
                crumbs: [
                    link(reader.plan(PlanPaths.cockpit, view.plan), reader("驾驶舱", "Cockpit")),
                    link(reader.plan(PlanPaths.target, view.plan, ["target": view.target.key]), view.target.indicator),
                ])
                + TableView(
                    reader("记录", "Records"),
                    [.init(reader("名称", "Name")), .init(reader("所在地", "Place")), .init(reader("代码", "Code"))]
                        + (view.query.figure == nil || view.isWithheld ? [] : [.init(unit, number: true)]),
                    rows: view.rows.map { row in
                        [
                            link(reader.link("/records/\(row.record.id)"), row.record.name), "\(row.record.place ?? "—")",
                            "\(row.record.creditCode ?? "—")",
                        ]
                            + (row.amount.map { ["\(Show.number(view.shown($0), decimals: 2, trim: true))"] } ?? [])
                    }
                ).html)
    }

    static func table(_ view: TargetRecords, _ reader: Reader) -> Table {
        Table(
            Text(same: view.target.indicator),
            columns: [
                .init(Text("名称", "Name"), width: 36), .init(Text("所在地", "Place")), .init(Text("代码", "Code"), width: 22),
                .init(view.query.figure?.unit ?? Text("计数", "Count"), number: true),
            ],
            rows: view.rows.map {
                [
                    .text($0.record.name), .text($0.record.place ?? ""), .text($0.record.creditCode ?? ""),
                    view.isWithheld ? .empty : .number($0.amount.map(view.shown) ?? 1),
                ]
            })
    }
}
