import Calendars
import Design
import Foundation
import Kernel
import Plan
import Registry

/// Writes the report of one plan: nine sections and the annexes, after the outline of mid-term evaluations (docs/decisions/0025).
struct ReportWriter {
    let material: Material
    let book: FigureBook
    /// By target id: the figures that every section speaks of.
    var indicators: [IndicatorFigures] = []
    var missing: [Words] = []

    typealias Block = EvaluationReport.Block

    init(_ material: Material) {
        self.material = material
        book = FigureBook(day: material.day, knownOn: material.knownOn)
        for fact in material.targets { indicators.append(IndicatorFigures(fact, material, book)) }
        missing = missingData()
    }

    var plan: Plan { material.plan }
    var kind: Kind { material.kind }
    var isFinal: Bool { kind == .final }

    func report() -> EvaluationReport {
        let titles: [Words] = [
            Words("评估依据与方法", "Basis and method"), Words("总体评价", "Overall"), Words("主要指标完成情况", "Indicators"),
            Words("举措落实情况", "Measures"), Words("项目、园区与平台", "Projects, parks and platforms"), Words("责任单位情况", "Units"),
            Words("原因与风险", "Causes and risks"), Words("目标调整建议", "Proposed adjustments of targets"),
            isFinal ? Words("未完成事项及衔接", "Unfinished matters and succession") : Words("下一阶段任务", "What comes next"),
        ]
        let blocks = [
            basis(), overall(), indicatorSection(), measureSection(), placeSection(), unitSection(), causes(), adjustments(),
            next(),
        ]
        return EvaluationReport(
            kind: kind, plan: plan.id, place: plan.place, window: material.window, knownOn: material.knownOn, title: title,
            sections: zip(titles, blocks).map { .init(title: $0, blocks: $1) }, annexes: annexes(), figures: book.figures,
            quotes: book.quotes,
            tally: Tally(material.targets.map(\.verdict)), missing: missing, isExample: plan.isExample)
    }

    var title: Words {
        let name = book.quote(plan.title, from: Text("方案标题", "the plan's title"), path: path(PlanPaths.cockpit))
        return switch kind {
        case .midterm: Words("《\(name)》中期评估报告", "Mid-term evaluation of “\(name)”")
        case .final: Words("《\(name)》期末评估报告", "Final evaluation of “\(name)”")
        case .yearly: Words("《\(name)》\(year: material.day.year)度评估报告", "“\(name)”: evaluation of \(year: material.day.year)")
        }
    }

    // MARK: 1 Basis

    private func basis() -> [Block] {
        var blocks: [Block] = []
        if material.clauses.isEmpty {
            blocks.append(
                .paragraph(Words("方案未写明评估要求，本次评估由集群办提出。", "The plan says nothing of evaluation; this one is the office's own.")))
        }
        if !material.clauses.isEmpty {
            let clauses = material.clauses.map { clause -> Words in
                let quote = book.quote(clause, from: Text("方案原文", "the plan's text"), path: path(PlanPaths.rule))
                return Words("“\(quote)”", "“\(quote)”")
            }
            blocks.append(.paragraph(Words("方案要求：", "The plan asks: ") + Words.joined(clauses) + Words("。", ".")))
        }
        blocks.append(
            .paragraph(
                Words(
                    "评估期间为\(material.window.lowerBound)至\(material.day)，基期为\(plan.baseDay)，方案期末为\(plan.period.upperBound)。数值和任务计到评估期末，资料以\(material.knownOn)前已审核、已登记的为准。",
                    "The window runs from \(material.window.lowerBound) to \(material.day); the baseline day is \(plan.baseDay), the plan ends on \(plan.period.upperBound). Values and tasks count up to the end of the window, as approved or registered by \(material.knownOn)."
                )))
        let rule = book.quote(
            material.classes.explanation.zh,
            from: Text("进度分类：\(material.classes.name.zh)", "classes of progress: \(material.classes.name.en)"),
            path: path(PlanPaths.rule))
        blocks.append(
            .paragraph(
                Words(
                    "评估采用目标一致法：以基期值到目标值的均匀推进为预期路径，完成程度减去时间进度为差距。判定口径：“\(rule)”。目标为“控制在以内”的，方向相反。",
                    "Each value is held against an even path from baseline to target; completion less time progress is the gap. The classes: “\(rule)”. Ceilings run the other way."
                )))
        let queries = material.targets.filter { if case .query = $0.state.source { true } else { false } }.count
        let typed = material.targets.filter { if case .typed = $0.state.source { true } else { false } }.count
        blocks.append(
            .paragraph(
                Words(
                    "数据来源：\(count("source.query", "由登记记录计算的指标", "indicators computed from records", queries))由登记记录逐条计算，\(count("source.typed", "由单位填报的指标", "indicators typed by units", typed))由单位填报并审核；评估期内已审核报送\(reports)，附有证据文件\(evidence)。每个数字带编号，附件逐一列出来历。",
                    "Sources: \(count("source.query", "", "", queries)) computed from records, \(count("source.typed", "", "", typed)) typed by units and approved; \(reports) approved in the window, \(evidence) with evidence. Each number carries an id; an annex lists where it comes from."
                )))
        return blocks
    }

    private var reports: Figure {
        book.count(
            "source.reports", Text("评估期内已审核报送", "reports approved in the window"), material.reports, Text("份", "reports"),
            path: path(PlanPaths.reports))
    }
    private var evidence: Figure {
        book.count(
            "source.evidence", Text("证据文件", "evidence files"), material.evidence.count, Text("份", "files"),
            path: path(PlanPaths.reports))
    }

    // MARK: 2 Overall

    private func overall() -> [Block] {
        let tally = Tally(material.targets.map(\.verdict))
        let measures = Tally(material.measures.map(\.verdict))
        let all = count("targets.all", "方案目标", "targets", tally.all, path(PlanPaths.targets))
        var blocks: [Block] = [
            .paragraph(
                OverallWords.sentence(tally, kind, all: all) { verdict in
                    count(
                        "targets.\(verdict.rawValue)", "判为“\(verdict.label(of: kind).zh)”的目标",
                        "targets judged \(verdict.label(of: kind).en)", tally[verdict], path(PlanPaths.targets), of: [all])
                })
        ]
        if !isFinal {
            let open = material.targets.filter { $0.outlook.verdict.isFavourable != nil }
            let good = open.filter { $0.outlook.verdict.isFavourable == true }
            if !open.isEmpty {
                let (n, m) = (
                    count("outlook.all", "可作预测的目标", "targets that can be forecast", open.count, path(PlanPaths.targets)),
                    count(
                        "outlook.good", "按以往平均速度期末可达到的目标", "targets met at the mean past pace", good.count, path(PlanPaths.targets))
                )
                blocks.append(
                    .paragraph(
                        Words(
                            "趋势判断：可作预测的\(n)中，按以往平均速度推算，期末可达到\(m)。",
                            "Outlook: of \(n) targets that can be forecast, \(m) would be met by the end at the mean past pace.")))
            }
        }
        let tasks = material.measures.flatMap(\.tasks) + material.instructions
        let due = tasks.filter { ($0.task.due ?? .last) <= $0.day }
        let dueCount = count("tasks.due", "评估期末前应完成的任务", "tasks due by the end of the window", due.count, path(PlanPaths.measures))
        let done = count(
            "tasks.done", "其中已完成", "of these done", due.filter { $0.state == .done }.count, path(PlanPaths.measures), of: [dueCount]
        )
        let late = count(
            "tasks.late", "逾期未完成的任务", "tasks overdue", due.filter { $0.state == .late }.count, path(PlanPaths.measures),
            of: [dueCount])
        let share = book.figure(
            "tasks.share", Text("任务完成率", "share of due tasks done"),
            due.isEmpty ? nil : Double(due.filter { $0.state == .done }.count) / Double(due.count),
            .share, rule: Text("已完成÷应完成", "done ÷ due"), inputs: [done, dueCount], path: path(PlanPaths.measures))
        let measureAll = count("measures.all", "举措", "measures", measures.all, path(PlanPaths.measures))
        let verdicts = Verdict.allCases.filter { measures[$0] > 0 }.map { verdict -> Words in
            let figure = count(
                "measures.\(verdict.rawValue)", "判为“\(verdict.label(of: kind).zh)”的举措",
                "measures judged \(verdict.label(of: kind).en)",
                measures[verdict], path(PlanPaths.measures), of: [measureAll])
            return Words("\(word: verdict.label(of: kind).zh)\(figure)", "\(figure) \(word: verdict.label(of: kind).en)")
        }
        blocks.append(
            .paragraph(
                Words("举措\(measureAll)，其中", "Of \(measureAll) measures, ") + Words.joined(verdicts)
                    + Words(
                        "。应完成任务\(dueCount)，已完成\(done)，完成率\(share)，逾期未完成\(late)。",
                        ". Of \(dueCount) tasks due, \(done) are done (\(share)); \(late) are overdue.")))
        return blocks
    }

    // MARK: Helpers

    func count(
        _ key: String, _ zh: String, _ en: String, _ value: Int, _ path: String? = nil, of inputs: [Figure] = [],
        classifier: String = "项"
    ) -> Figure {
        book.count(key, Text(zh, en), value, Text(classifier, ""), of: inputs, path: path ?? self.path(PlanPaths.cockpit))
    }

    func path(_ path: Path, _ more: KeyValuePairs<String, String> = [:]) -> String { PlanPaths.url(path, plan, more) }

    /// A name, whose digits are its own.
    func name(_ text: String, _ source: Text, _ path: String? = nil) -> Quote { book.quote(text, from: source, path: path) }
    func unit(_ name: String) -> Quote { self.name(name, Text("责任单位名称", "name of a unit")) }
    func indicator(_ target: Target) -> Quote {
        name(target.indicator, Text("方案目标", "a target of the plan"), path(PlanPaths.target, ["target": target.key]))
    }
    func measureName(_ measure: Measure) -> Quote {
        name(measure.title, Text("方案举措", "a measure of the plan"), path(PlanPaths.measure, ["measure": measure.key]))
    }
    func taskName(_ fact: TaskFact) -> Quote {
        name(fact.task.title, Text("任务名称", "name of a task"), fact.measure.map { path(PlanPaths.measure, ["measure": $0.key]) })
    }

    func days(_ fact: TaskFact) -> Figure {
        book.figure(
            "task.\(fact.task.id).late", Text("“\(fact.task.title)”逾期天数", "days late: \(fact.task.title)"), Double(fact.daysLate),
            .count(Text("天", "days")), rule: Text("评估期末－应完成日期", "end of the window − due day"), records: 1,
            path: fact.measure.map { path(PlanPaths.measure, ["measure": $0.key]) })
    }
}

/// 大多数达到预期进度要求，少数提前完成，4个滞后: the wording of evaluations, by counts.
enum OverallWords {
    static func sentence(_ tally: Tally, _ kind: Kind, all: Figure, _ figure: (Verdict) -> Figure) -> Words {
        guard tally.all > 0 else { return Words("方案没有可评估的目标。", "The plan has no targets to evaluate.") }
        let counts = Verdict.allCases.filter { kind == .final ? $0 != .onPace || tally.onPace > 0 : true }.map { verdict -> Words in
            let f = figure(verdict)
            return Words("\(word: verdict.label(of: kind).zh)\(f)", "\(f) \(word: verdict.label(of: kind).en)")
        }
        return Words("方案目标\(all)，", "Of \(all) targets, ") + Words.joined(counts) + Words("。", ". ")
            + judgement(tally, kind, figure)
    }

    private static func judgement(_ tally: Tally, _ kind: Kind, _ figure: (Verdict) -> Figure) -> Words {
        guard tally.judged > 0 else { return Words("资料不足，总体无法判断。", "With so little data, nothing can be said overall.") }
        let reached = tally.ahead + tally.onPace
        var words: Words
        if kind == .final {
            words = Words("总体看，\(word: most(reached, tally.judged).zh)目标完成", "Overall, \(word: most(reached, tally.judged).en) met")
        } else {
            words = Words(
                "总体看，\(word: most(reached, tally.judged).zh)达到预期进度要求",
                "Overall, \(word: most(reached, tally.judged).en) on pace or better")
            if tally.ahead > 0 {
                let few = tally.ahead * 2 >= tally.judged ? Text("其中多数提前完成", "most of these ahead") : Text("少数提前完成", "a few ahead")
                words = words + Words("，\(word: few.zh)", ", \(word: few.en)")
            }
        }
        if tally.behind > 0 {
            let f = figure(.behind)
            words = words + (kind == .final ? Words("，\(f)未完成", ", \(f) not met") : Words("，\(f)滞后", ", \(f) behind"))
        }
        if tally.cannot > 0 {
            let f = figure(.cannot)
            words = words + Words("；\(f)缺资料，无法判断", "; \(f) cannot be told for want of data")
        }
        return words + Words("。", ".")
    }

    /// All, most (over half), half, few, none of what could be judged.
    static func most(_ part: Int, _ all: Int) -> Text {
        if part == all { return Text("全部", "all are") }
        if part == 0 { return Text("没有指标", "none is") }
        if part * 2 > all { return Text("大多数", "most are") }
        return part * 2 == all ? Text("半数", "half are") : Text("少数", "a few are")
    }
}
