import Calendars
import Design
import Kernel
import Plan

/// Every unit's points by the plan's scheme, each point with its fact.
struct ScoreboardView: JSONValued {
    let plan: Plan
    let asOf: Day
    let from: Day
    let scheme: Scheme
    let scores: [Score]
    let today: Day

    static func load(_ input: PlanOnly, _ reads: SupervisionReads, _ scope: Scope) throws -> ScoreboardView {
        let plan = try reads.plans.running(input.plan, scope), asOf = reads.day(plan, scope)
        let scheme = try reads.scheme(plan, scope)
        let found = FactReads(reads, plan, on: asOf)
        let (units, facts) = try found.facts(scope)
        return ScoreboardView(
            plan: plan, asOf: asOf, from: found.from, scheme: scheme,
            scores: Scoreboard.scores(scheme, units: units, facts: facts), today: reads.today(plan, scope))
    }

    var json: JSON {
        [
            "scheme": .string(scheme.id), "from": .string(from.description), "asOf": .string(asOf.description),
            "scores": .array(
                scores.map { score in
                    [
                        "unit": .string(score.name), "raw": .number(score.raw), "capped": .number(score.capped),
                        "noAward": .bool(score.isBarredFromAwards),
                        "lines": .array(
                            score.lines.map {
                                [
                                    "fact": .string($0.fact.kind.rawValue), "role": .string($0.fact.unit.role.rawValue),
                                    "points": .number($0.points), "day": .string($0.fact.day.description),
                                    "words": .string($0.fact.words.zh),
                                ]
                            }),
                    ]
                }),
        ]
    }
}

enum ScoreboardPage {
    static func page(_ view: ScoreboardView, _ endpoints: SupervisionEndpoints, _ reader: Reader) -> Page {
        let scheme = view.scheme
        let rows = view.scores.enumerated().map { index, score -> [HTML] in
            let capped = Show.number(score.capped, decimals: 1, trim: true)
            let bar = score.isBarredFromAwards ? " <span class=\"chip\">\(reader("不参加评先", "no award"))</span>" as HTML : ""
            return [
                "<span class=\"ink-3\">\(index + 1)</span> \(score.name)\(bar)",
                unfold(score, scheme, reader).html(around: "<span class=\"fig\"><span class=\"v\">\(capped)</span></span>", reader),
                "\(Show.number(score.raw, decimals: 1, trim: true))", "\(score.count(.done))", "\(score.count(.missed))",
                "\(score.count(.missingReport) + score.count(.lateReport))", "\(score.count(.praised))", "\(score.count(.ladder))",
            ]
        }
        let table = ledger(
            reader("单位计分", "Scoreboard"),
            [
                .init(reader("单位", "Unit")), .init(reader("得分", "Points"), number: true), .init(reader("未封顶", "Raw"), number: true),
                .init(reader("按期", "In time"), number: true), .init(reader("未按期", "Missed"), number: true),
                .init(reader("缺报迟报", "Reports"), number: true), .init(reader("表扬", "Praised"), number: true),
                .init(reader("督办扣分", "Ladder"), number: true),
            ], name: "two", rows: rows)
        let rules = scheme.rules.map { rule -> [HTML] in
            ["\(reader[rule.fact.label])", "\(Show.signed(rule.lead, decimals: 1))", "\(Show.signed(rule.support, decimals: 1))"]
        }
        let words = ledger(
            reader("计分规则", "Rules"),
            [.init(reader("事项", "Fact")), .init(reader("牵头", "Lead"), number: true), .init(reader("配合", "Support"), number: true)],
            rows: rules)
        return Page(
            Text("单位计分", "Scoreboard"), plan: view.plan.mark(view.asOf), nav: view.plan.nav("supervision.scoreboard", reader),
            """
            \(head("\(reader("单位计分", "Scoreboard"))", facts: ["\(view.plan.title)", "\(view.from) — \(view.asOf)\(if: view.plan.isExample, " \(exampleMark(reader))")", "\(reader[scheme.name.text])"], actions: [button(reader.plan(SupervisionPaths.scoreboard, view.plan, ["format": "xlsx"]), reader("导出表格", "Export"))]))
            <p class="lede">\(reader("每一分都能打开到它的事实；得分按办法封顶，未封顶的分一并列出。", "Every point opens into its fact; points are capped as the scheme says, and shown uncapped beside."))</p>
            \(table)
            \(section("scheme", reader[scheme.name.text], note: "\(scheme.source)", "<p>\(reader[scheme.explanation.text])</p>" + words))
            \(forms(view, endpoints, reader))
            """)
    }

    private static func unfold(_ score: Score, _ scheme: Scheme, _ reader: Reader) -> Unfold {
        var steps: [Unfold.Step] = [.init(Text("基础分", "Base"), "\(Show.number(scheme.base, decimals: 1, trim: true))")]
        for line in score.lines {
            let words = reader[line.fact.words]
            let fact: HTML = line.fact.url.map { link(reader.link($0), words) } ?? "\(words)"
            let role: HTML = line.fact.unit.role == .support ? " <span class=\"chip\">\(reader("配合", "support"))</span>" : ""
            steps.append(.init(Text(same: Show.signed(line.points, decimals: 1)), "\(fact)\(role)"))
        }
        if !score.uncounted.isEmpty {
            let kinds = Dictionary(grouping: score.uncounted, by: \.kind).sorted { $0.key.rawValue < $1.key.rawValue }
            let words = kinds.map { "\(reader[$0.key.label]) \($0.value.count)" }.joined(separator: "、")
            steps.append(.init(Text("不计分", "Not counted"), "\(words)"))
        }
        let raw = Show.number(score.raw, decimals: 1, trim: true), capped = Show.number(score.capped, decimals: 1, trim: true)
        let span = "\(Show.number(scheme.floor, decimals: 1, trim: true))—\(Show.number(scheme.cap, decimals: 1, trim: true))"
        return Unfold(
            Text("\(score.name)：\(capped)分", "\(score.name): \(capped)"), steps,
            sum: "\(reader("合计", "Sum")) \(raw)，\(reader("限于", "held within ")) \(span) → <b>\(capped)</b>")
    }

    private static func forms(_ view: ScoreboardView, _ endpoints: SupervisionEndpoints, _ reader: Reader) -> HTML {
        var html: HTML = ""
        if Permission.supervisionRun.allows(reader.viewer) {
            var input = FactInput()
            (input.plan, input.day) = (view.plan.id, view.today)
            html += folded(
                reader("登记表扬、批评、反馈不实等事实", "Enter praise, criticism, a report that was not true …"),
                endpoints.fact.form(input, submit: Text("登记", "Enter")).only(["unit", "kind", "role", "day", "grounds"], id: "f-")
                    .html(reader))
        }
        if Permission.supervisionView.allows(reader.viewer), let most = view.scheme.view {
            var input = ViewInput()
            input.plan = view.plan.id
            html += folded(
                reader("领导评价（最多\(print(most))分）", "Leader's view (at most \(print(most)))"),
                endpoints.view.form(input, submit: Text("评价", "Give")).only(["unit", "points", "grounds"], id: "v-").html(reader))
        }
        return html
    }

    static func table(_ view: ScoreboardView, _ reader: Reader) -> Table {
        Table(
            Text("单位计分", "Scoreboard"),
            columns: [
                .init(Text("名次", "Rank"), number: true), .init(Text("单位", "Unit"), width: 24),
                .init(Text("得分", "Points"), number: true),
                .init(Text("未封顶", "Raw"), number: true), .init(Text("不参加评先", "No award")), .init(Text("事项", "Fact")),
                .init(Text("角色", "Role")), .init(Text("日期", "Day")), .init(Text("分", "Points of the fact"), number: true),
                .init(Text("事实", "Fact in words"), width: 60),
            ],
            rows: view.scores.enumerated().flatMap { index, score -> [[Table.Cell]] in
                let own: [Table.Cell] = [
                    .number(Double(index + 1)), .text(score.name), .number(score.capped), .number(score.raw),
                    .text(score.isBarredFromAwards ? reader("是", "yes") : ""),
                ]
                if score.lines.isEmpty { return [own + [.empty, .empty, .empty, .empty, .empty]] }
                return score.lines.map { line in
                    own + [
                        .text(reader[line.fact.kind.label]), .text(reader[line.fact.unit.role.label]),
                        .day(line.fact.day.description),
                        .number(line.points), .text(reader[line.fact.words]),
                    ]
                }
            })
    }
}
