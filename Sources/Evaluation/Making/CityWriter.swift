import Calendars
import Design
import Foundation
import Kernel
import Plan
import Registry

/// The year of a whole city: every plan that ran in it, its indicators, its tasks, its units.
struct CityWriter {
    let materials: [Material]
    let place: String
    let window: ClosedRange<Day>
    let knownOn: Day
    let book: FigureBook

    typealias Block = EvaluationReport.Block

    init(_ materials: [Material], place: String, window: ClosedRange<Day>, knownOn: Day) {
        self.materials = materials
        self.place = place
        self.window = window
        self.knownOn = knownOn
        book = FigureBook(day: window.upperBound, knownOn: knownOn)
    }

    func report() -> EvaluationReport {
        let year = window.upperBound.year
        let title = Words(
            "\(name(place, Text("城市", "city")))\(year: year)度方案执行情况评估报告",
            "\(name(place, Text("城市", "city"))): plans in \(year: year)")
        let sections: [(Words, [Block])] = [
            (Words("评估范围与方法", "Scope and method"), scope()), (Words("总体评价", "Overall"), overall()),
            (Words("各方案情况", "Plans"), plans()),
            (Words("滞后的目标", "Targets behind"), behind()), (Words("责任单位情况", "Units"), units()),
        ]
        let missing = materials.flatMap { material in
            material.targets.filter { $0.verdict == .cannot }.map { fact in
                Words(
                    "\(planName(material))：“\(indicator(fact, material))”缺资料。",
                    "\(planName(material)): “\(indicator(fact, material))” lacks data.")
            }
        }
        return EvaluationReport(
            kind: .yearly, plan: nil, place: place, window: window, knownOn: knownOn, title: title,
            sections: sections.map { .init(title: $0.0, blocks: $0.1) },
            annexes: [
                .init(
                    title: Words("缺失数据", "Missing data"),
                    blocks: missing.isEmpty
                        ? [.paragraph(Words("没有缺失的数据。", "Nothing is missing."))] : missing.map { .paragraph($0) }, isWide: false)
            ], figures: book.figures, quotes: book.quotes, tally: Tally(materials.flatMap { $0.targets.map(\.verdict) }),
            missing: missing,
            isExample: materials.contains { $0.plan.isExample })
    }

    private func scope() -> [Block] {
        let n = count("plans.all", "在评估年度执行的方案", "plans that ran in the year", materials.count, classifier: "份")
        return [
            .paragraph(
                Words(
                    "评估期间为\(window.lowerBound)至\(window.upperBound)，涉及方案\(n)。资料以\(knownOn)前已审核、已登记的为准，判断采用目标一致法，各方案分别按自己的基期和期限计算。",
                    "The window runs from \(window.lowerBound) to \(window.upperBound) and covers \(n) plans, as approved or registered by \(knownOn). Each plan is judged against its own even path."
                ))
        ]
    }

    private func overall() -> [Block] {
        let tally = Tally(materials.flatMap { $0.targets.map(\.verdict) })
        let all = count("targets.all", "各方案目标", "targets of all plans", tally.all)
        let sentence = OverallWords.sentence(tally, .yearly, all: all) { verdict in
            count(
                "targets.\(verdict.rawValue)", "判为“\(verdict.label.zh)”的目标", "targets judged \(verdict.label.en)", tally[verdict],
                of: [all])
        }
        let tasks = materials.flatMap { $0.measures.flatMap(\.due) + $0.instructions.filter { ($0.task.due ?? .last) <= $0.day } }
        let due = count("tasks.due", "应完成任务", "tasks due", tasks.count)
        let done = count("tasks.done", "已完成任务", "tasks done", tasks.filter { $0.state == .done }.count, of: [due])
        let late = count("tasks.late", "逾期任务", "tasks overdue", tasks.filter { $0.state == .late }.count, of: [due])
        return [
            .paragraph(sentence),
            .paragraph(
                Words("应完成任务\(due)，已完成\(done)，逾期未完成\(late)。", "Of \(due) tasks due, \(done) are done and \(late) overdue.")),
        ]
    }

    private func plans() -> [Block] {
        if materials.isEmpty { return [.paragraph(Words("没有在本年度执行的方案。", "No plan ran in this year."))] }
        return [
            .table(
                .init(
                    caption: Words("各方案情况", "Plans"),
                    columns: [
                        .init(Text("方案", "Plan"), 4), .init(Text("目标", "Targets"), 1, number: true),
                        .init(Text("提前完成", "Ahead"), 1, number: true),
                        .init(Text("达到进度", "On pace"), 1, number: true), .init(Text("滞后", "Behind"), 1, number: true),
                        .init(Text("无法判断", "Cannot tell"), 1, number: true), .init(Text("应完成任务", "Due"), 1, number: true),
                        .init(Text("逾期任务", "Overdue"), 1, number: true),
                    ],
                    rows: materials.map { material in
                        let tally = Tally(material.targets.map(\.verdict)), key = "plan.\(material.plan.id)"
                        let due = material.measures.flatMap(\.due)
                        func number(_ part: String, _ zh: String, _ en: String, _ value: Int) -> Words {
                            let f = book.count(
                                "\(key).\(part)", Text("《\(material.plan.title)》\(zh)", "\(material.plan.title): \(en)"), value,
                                path: PlanPaths.url(PlanPaths.targets, material.plan))
                            return Words("\(f)", "\(f)")
                        }
                        return [
                            Words("\(planName(material))", "\(planName(material))"), number("targets", "目标", "targets", tally.all),
                            number("ahead", "提前完成", "ahead", tally.ahead), number("onPace", "达到进度", "on pace", tally.onPace),
                            number("behind", "滞后", "behind", tally.behind), number("cannot", "无法判断", "cannot tell", tally.cannot),
                            number("due", "应完成任务", "tasks due", due.count),
                            number("late", "逾期任务", "tasks overdue", due.filter { $0.state == .late }.count),
                        ]
                    }))
        ]
    }

    private func behind() -> [Block] {
        let blocks = materials.flatMap { material -> [Block] in
            material.targets.filter { $0.verdict == .behind }.map { fact in
                let page = PlanPaths.url(PlanPaths.target, material.plan, ["target": fact.target.key])
                let key = "plan.\(material.plan.id).target.\(fact.target.key)"
                let value = book.figure(
                    "\(key).value", Text("“\(fact.target.indicator)”现值", "value: \(fact.target.indicator)"), fact.state.value,
                    .amount(fact.target.unit),
                    rule: fact.target.query?.words ?? Text("单位填报，已审核", "typed by the unit, approved"), path: page)
                let goal = book.figure(
                    "\(key).goal", Text("“\(fact.target.indicator)”目标值", "target: \(fact.target.indicator)"), fact.target.value,
                    .amount(fact.target.unit),
                    rule: Text("方案原文", "the plan's text"), path: page)
                let gap = book.figure(
                    "\(key).gap", Text("“\(fact.target.indicator)”差距", "gap: \(fact.target.indicator)"), fact.pace?.gap, .points,
                    rule: Text("完成程度－时间进度", "completion − time progress"), inputs: [value, goal], path: page)
                return .paragraph(
                    Words(
                        "《\(planName(material))》“\(indicator(fact, material))”：现值\(value)，目标\(goal)，差距\(gap)。",
                        "“\(planName(material))”, “\(indicator(fact, material))”: \(value) of \(goal), gap \(gap)."))
            }
        }
        return blocks.isEmpty ? [.paragraph(Words("没有滞后的目标。", "No target is behind."))] : blocks
    }

    private func units() -> [Block] {
        var due: [String: [TaskFact]] = [:], owed: [String: Int] = [:]
        for unit in materials.flatMap(\.units) {
            due[unit.name, default: []] += unit.due
            owed[unit.name, default: 0] += unit.unreported.count
        }
        let names = due.keys.sorted { a, b in
            let (x, y) = (due[a]?.filter { $0.state == .late }.count ?? 0, due[b]?.filter { $0.state == .late }.count ?? 0)
            return (x, b) > (y, a)
        }
        if names.isEmpty { return [.paragraph(Words("没有责任单位。", "No unit is named."))] }
        return [
            .table(
                .init(
                    caption: Words("责任单位任务情况", "Tasks by unit"),
                    columns: [
                        .init(Text("单位", "Unit"), 3), .init(Text("应完成", "Due"), 1, number: true),
                        .init(Text("已完成", "Done"), 1, number: true),
                        .init(Text("逾期", "Overdue"), 1, number: true), .init(Text("缺报送", "Unreported"), 1, number: true),
                    ],
                    rows: names.map { unit in
                        let tasks = due[unit] ?? []
                        func number(_ part: String, _ zh: String, _ en: String, _ value: Int) -> Words {
                            let f = count("unit.\(unit).\(part)", "\(unit)\(zh)", "\(unit): \(en)", value)
                            return Words("\(f)", "\(f)")
                        }
                        let quote = name(unit, Text("责任单位名称", "name of a unit"))
                        return [
                            Words("\(quote)", "\(quote)"), number("due", "应完成任务", "tasks due", tasks.count),
                            number("done", "已完成任务", "tasks done", tasks.filter { $0.state == .done }.count),
                            number("late", "逾期任务", "tasks overdue", tasks.filter { $0.state == .late }.count),
                            number("owed", "缺报送举措", "reports missing", owed[unit] ?? 0),
                        ]
                    }))
        ]
    }

    private func count(_ key: String, _ zh: String, _ en: String, _ value: Int, of inputs: [Figure] = [], classifier: String = "项")
        -> Figure
    {
        book.count(key, Text(zh, en), value, Text(classifier, ""), of: inputs, path: PlanPaths.list.url())
    }
    private func name(_ text: String, _ source: Text, _ path: String? = nil) -> Quote { book.quote(text, from: source, path: path) }
    private func planName(_ material: Material) -> Quote {
        name(material.plan.title, Text("方案标题", "the plan's title"), PlanPaths.url(PlanPaths.cockpit, material.plan))
    }
    private func indicator(_ fact: TargetFact, _ material: Material) -> Quote {
        name(
            fact.target.indicator, Text("方案目标", "a target of the plan"),
            PlanPaths.url(PlanPaths.target, material.plan, ["target": fact.target.key]))
    }
}

extension Making {
    /// The report of a year over all plans that ran in it.
    static func city(_ place: String, _ window: ClosedRange<Day>, knownOn: Day, _ reads: PlanReads, _ scope: Scope) throws
        -> EvaluationReport
    {
        let plans = try reads.plans(scope).filter {
            $0.period.lowerBound <= window.upperBound && $0.period.upperBound >= window.lowerBound
        }
        let materials = try plans.reversed().map { plan in
            try Material(
                plan, kind: .yearly, window: self.window(of: plan, .yearly, endingOn: window.upperBound), knownOn: knownOn, reads,
                scope)
        }
        return CityWriter(materials, place: place, window: window, knownOn: knownOn).report()
    }
}
