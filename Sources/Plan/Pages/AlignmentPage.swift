import Calendars
import Design
import Kernel

struct AlignmentView: JSONValued {
    let alignment: Alignment
    let day: Day

    var json: JSON {
        [
            "day": .string(day.description),
            "plans": .array(
                alignment.members.map {
                    [
                        "id": .string($0.plan.id.description), "place": .string($0.plan.place), "title": .string($0.plan.title),
                        "superior": .optional($0.superior),
                    ]
                }),
            "findings": .array(
                alignment.findings.map { finding in
                    [
                        "kind": .string(finding.kind.rawValue), "name": .string(finding.name), "words": .string(finding.words.zh),
                        "sides": .array(
                            finding.sides.map {
                                [
                                    "plan": .string($0.plan.id.description), "place": .string($0.plan.place),
                                    "says": .string($0.says.zh),
                                    "key": .optional($0.target?.key ?? $0.measure?.key), "quote": .string($0.quote),
                                ]
                            }),
                    ]
                }),
        ]
    }
}

enum AlignmentPage {
    static func page(_ view: AlignmentView, _ endpoints: PlanEndpoints, _ reader: Reader) -> Page {
        let alignment = view.alignment
        let pairs = alignment.families.reduce(0) { $0 + $1.below.count }
        let findings = alignment.findings
        let lede =
            pairs == 0
            ? reader("还没有设上下级方案，只比较了同一地方的方案。", "No plan stands above another yet; only plans of one place were compared.")
            : findings.isEmpty
                ? reader("\(pairs)对上下级方案，没有发现不衔接。", "\(pairs) pairs of plans; nothing fails to fit.")
                : reader("\(pairs)对上下级方案，\(findings.count)处不衔接。", "\(pairs) pairs of plans; \(findings.count) points do not fit.")
        return Page(
            Text("方案衔接", "Alignment of plans"), current: "plan.alignment",
            head(
                "\(reader("方案衔接", "Alignment of plans"))",
                facts: [
                    "\(reader("\(alignment.members.count)份运行的方案", "\(alignment.members.count) running plans"))",
                    "\(reader("所示为", "Shown for ")) \(view.day)",
                ],
                actions: [
                    button(
                        reader.link("/plans/alignment") + (reader.chosenDay == nil ? "?" : "&") + "format=xlsx",
                        reader("导出表格", "Export"))
                ])
                + "<p class=\"lede\">\(lede)</p>" + list(findings, reader) + alignment.families.html { sideBySide($0, reader) }
                + superiors(view, endpoints, reader))
    }

    private static func list(_ findings: [Alignment.Finding], _ reader: Reader) -> HTML {
        if findings.isEmpty { return .empty }
        let rows = findings.prefix(100).map { finding -> [HTML] in
            let quotes = finding.sides.html { side in
                quotation(side.quote, cite: "\(side.plan.place) \(link(url(side, reader), side.name))：\(reader[side.says])")
            }
            return [
                "\(reader[finding.kind.label])", "\(finding.name)",
                "<details class=\"flow\"><summary>\(reader[finding.words])</summary>\(quotes)</details>",
                "\(finding.sides.map(\.plan.place).joined(separator: " → "))",
            ]
        }
        return section(
            "findings", reader("不衔接之处", "What does not fit"),
            TableView(
                reader("不衔接之处", "What does not fit"),
                [
                    .init(reader("哪一种", "Kind")), .init(reader("目标或举措", "Target or measure")),
                    .init(reader("差在哪里，展开看两边原文", "How; open for both texts")),
                    .init(reader("方案", "Plans")),
                ], rows: Array(rows)
            ).html)
    }

    private static func url(_ side: Alignment.Side, _ reader: Reader) -> String {
        if let target = side.target { return reader.plan(PlanPaths.target, side.plan, ["target": target.key]) }
        return reader.plan(PlanPaths.measure, side.plan, ["measure": side.measure?.key ?? ""])
    }

    private static func sideBySide(_ family: Alignment.Family, _ reader: Reader) -> HTML {
        let rows = family.rows.map { row -> [HTML] in
            [
                link(reader.plan(PlanPaths.target, family.head.plan, ["target": row.target.key]), row.target.indicator),
                "\(row.target.goal(reader))<span class=\"s\">\(row.target.deadline(reader))</span>",
            ]
                + family.below.prefix(8).map { member -> HTML in
                    guard let target = row.below[member.plan.id] else {
                        return "<span class=\"ink-3\">\(reader("未列", "not there"))</span>"
                    }
                    return """
                        \(link(reader.plan(PlanPaths.target, member.plan, ["target": target.key]), target.goal(reader)))<span class="s">\(target.deadline(reader))</span>
                        """
                }
        }
        let more: HTML? =
            family.below.count > 8
            ? "\(reader("另有\(family.below.count - 8)份，见导出", "\(family.below.count - 8) more in the export"))" : nil
        return section(
            "f-\(family.head.plan.id)", family.head.plan.title, note: more,
            TableView(
                family.head.plan.title,
                [.init(reader("目标", "Target")), .init(family.head.plan.place)]
                    + family.below.prefix(8).map { .init($0.plan.place) }, rows: rows
            ).html)
    }

    private static func superiors(_ view: AlignmentView, _ endpoints: PlanEndpoints, _ reader: Reader) -> HTML {
        let members = view.alignment.members
        let titles = Dictionary(members.map { ($0.plan.id, $0.plan) }, uniquingKeysWith: { first, _ in first })
        let mayEdit = Permission.planEdit.allows(reader.viewer) && members.count > 1
        let rows = members.prefix(100).map { member -> [HTML] in
            var cells: [HTML] = [
                link(reader.plan(PlanPaths.cockpit, member.plan), member.plan.title), "\(member.plan.place)",
                "\(member.plan.period.lowerBound.year)—\(member.plan.period.upperBound.year)",
                "\(member.superior.flatMap { titles[$0] }.map { "\($0.place)：\($0.title)" } ?? "—")",
            ]
            if mayEdit { cells.append(choice(member, members, endpoints, view.day, reader)) }
            return cells
        }
        return section(
            "superiors", reader("上下级方案", "Plans above and below"),
            TableView(
                reader("上下级方案", "Plans above and below"),
                [
                    .init(reader("方案", "Plan")), .init(reader("地方", "Place")), .init(reader("期间", "Period")),
                    .init(reader("上级方案", "Superior plan")),
                ] + (mayEdit ? [.init("")] : []), rows: Array(rows)
            ).html)
    }

    private static func choice(
        _ member: Alignment.Member, _ members: [Alignment.Member], _ endpoints: PlanEndpoints, _ day: Day, _ reader: Reader
    ) -> HTML {
        var input = SuperiorInput()
        input.plan = member.plan.id
        input.superior = member.superior
        input.from = day
        var form = endpoints.superior.form(input, submit: Text("保存", "Save"))
            .offering(
                members.filter { $0.plan.id != member.plan.id }.prefix(60).map {
                    .init($0.plan.id.description, Text(same: "\($0.plan.place)：\($0.plan.title)"))
                }, for: "superior"
            ).named("s-\(member.plan.id)-")
        form.isMain = false
        return "<details class=\"flow\"><summary>\(reader("设上级", "Set"))</summary>\(form.html(reader))</details>"
    }

    static func table(_ view: AlignmentView, _ reader: Reader) -> Table {
        Table(
            Text("方案衔接", "Alignment"),
            columns: [
                .init(Text("哪一种", "Kind"), width: 22), .init(Text("目标或举措", "Target or measure"), width: 30),
                .init(Text("差在哪里", "How"), width: 40),
                .init(Text("上级或甲方案", "First plan"), width: 24), .init(Text("原文", "Text"), width: 50),
                .init(Text("下级或乙方案", "Second plan"), width: 24),
                .init(Text("原文", "Text"), width: 50),
            ],
            rows: view.alignment.findings.flatMap { finding -> [[Table.Cell]] in
                guard let first = finding.sides.first else { return [] }
                let others = finding.sides.dropFirst()
                let head: [Table.Cell] = [
                    .text(reader[finding.kind.label]), .text(finding.name), .text(reader[finding.words]),
                    .text("\(first.plan.place)：\(reader[first.says])"),
                    .text(first.quote),
                ]
                if others.isEmpty { return [head + [.empty, .empty]] }
                return others.map { head + [.text("\($0.plan.place)：\(reader[$0.says])"), .text($0.quote)] }
            })
    }
}
