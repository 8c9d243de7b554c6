import Calendars
import Design
import Foundation
import Kernel
import Plan
import Registry

/// The figures of one indicator: made once, spoken of in sentences, tables and annexes.
struct IndicatorFigures {
    let fact: TargetFact
    let baseline: Figure
    let goal: Figure
    let value: Figure
    let time: Figure
    let completion: Figure
    let gap: Figure
    /// Growth a year for money, amounts a year for the rest.
    let needed: Figure
    let achieved: Figure
    let left: Figure
    let passed: Figure
    let yearShare: Figure?
    let band: [Figure]

    init(_ fact: TargetFact, _ material: Material, _ book: FigureBook) {
        self.fact = fact
        let (state, target, pace) = (fact.state, fact.state.target, fact.state.pace)
        let key = "target.\(target.key)"
        let page = PlanPaths.url(PlanPaths.target, material.plan, ["target": target.key])
        let unit = FigureBook.Form.amount(target.unit)
        func named(_ zh: String, _ en: String) -> Text { Text("“\(target.indicator)”\(zh)", "\(en): \(target.indicator)") }

        baseline = book.figure(
            "\(key).baseline", named("基期值", "baseline"), state.baseline?.value, unit, rule: Text("填报", "entered"),
            on: state.baseline?.day ?? material.plan.baseDay,
            source: state.baseline.map { Text("\($0.source)（\($0.by)填报）", "\($0.source), entered by \($0.by)") }, path: page)
        goal = book.figure(
            "\(key).goal", named("目标值", "target"), target.value, unit, rule: Text("方案原文", "the plan's text"),
            on: target.due ?? material.plan.period.upperBound,
            source: Text(same: target.quote), path: page)
        value = IndicatorFigures.value(fact, key, named("现值", "value"), page, material, book)
        let even = Text("（评估期末－基期）÷（期限－基期）", "(end of window − baseline day) ÷ (due day − baseline day)")
        time = book.figure("\(key).time", named("时间进度", "time progress"), pace?.time, .share, rule: even, path: page)
        completion = book.figure(
            "\(key).completion", named("完成程度", "completion"), pace?.completion, .share,
            rule: Text("（现值－基期值）÷（目标值－基期值）", "(value − baseline) ÷ (target − baseline)"), inputs: [value, baseline, goal],
            path: page)
        gap = book.figure(
            "\(key).gap", named("差距", "gap"), pace?.gap, .points, rule: Text("完成程度－时间进度", "completion − time progress"),
            inputs: [completion, time], path: page)
        let isCompound = state.isCompound
        let yearly: FigureBook.Form = isCompound ? .growth : unit
        let isOver = pace.map { $0.yearsLeft <= 0 } ?? true
        needed = book.figure(
            "\(key).needed", named("后期年均所需", "needed a year"),
            isOver ? nil : (isCompound ? pace?.neededGrowth : pace?.neededPerYear), yearly,
            rule: isCompound
                ? Text("（目标值÷现值）开“剩余年数”次方－一", "(target ÷ value) ^ (1 ÷ years left) − 1")
                : Text("（目标值－现值）÷剩余年数", "(target − value) ÷ years left"),
            inputs: [goal, value], path: page)
        achieved = book.figure(
            "\(key).achieved", named("前期年均实际", "achieved a year"), isCompound ? pace?.achievedGrowth : pace?.achievedPerYear,
            yearly,
            rule: isCompound
                ? Text("（现值÷基期值）开“已过年数”次方－一", "(value ÷ baseline) ^ (1 ÷ years passed) − 1")
                : Text("（现值－基期值）÷已过年数", "(value − baseline) ÷ years passed"),
            inputs: [value, baseline], path: page)
        left = book.figure(
            "\(key).left", named("剩余年数", "years left"), pace?.yearsLeft, .years, rule: Text("评估期末到期限", "end of window to due day"),
            path: page)
        passed = book.figure(
            "\(key).passed", named("已过年数", "years passed"), pace?.yearsPassed, .years,
            rule: Text("基期到评估期末", "baseline day to end of window"), path: page)
        yearShare = fact.yearShare.map {
            book.figure(
                "\(key).year", named("年度目标", "share of the year"), $0, unit, rule: Text("年度分解", "share by year"), path: page)
        }
        let now = value
        let rule =
            isCompound
            ? Text("现值按以往年增速推到期限", "value carried to the due day at past yearly growth")
            : Text("现值按以往年增量推到期限", "value carried to the due day at past yearly rise")
        band =
            fact.outlook.band.map { band in
                [
                    ("low", band.low, Text("最低", "lowest")), ("mid", band.mid, Text("平均", "mean")),
                    ("high", band.high, Text("最高", "highest")),
                ].map {
                    book.figure(
                        "\(key).band.\($0.0)", named("期末推算（\($0.2.zh)）", "forecast (\($0.2.en))"), $0.1, unit, rule: rule,
                        inputs: [now], path: page)
                }
            } ?? []
    }

    private static func value(
        _ fact: TargetFact, _ key: String, _ name: Text, _ page: String, _ material: Material, _ book: FigureBook
    ) -> Figure {
        let target = fact.state.target
        let form = FigureBook.Form.amount(target.unit)
        let keeper = target.department.map { Text("\($0)；", "\($0); ") } ?? Text("", "")
        switch fact.state.source {
        case .query(let query, let measured):
            let path = PlanPaths.url(
                PlanPaths.records, material.plan, ["target": target.key, "day": fact.state.dataDay.description])
            return book.figure(
                "\(key).value", name, fact.state.value, form, rule: query.words, records: measured.records, on: fact.state.dataDay,
                source: keeper + Text("登记记录", "registry records"), path: path)
        case .typed(let entry):
            return book.figure(
                "\(key).value", name, fact.state.value, form, rule: Text("单位填报，已审核", "typed by the unit, approved"), records: 1,
                on: entry.periodEnd,
                source: keeper
                    + Text(
                        "\(entry.unitName) \(entry.submittedOn)报送，\(entry.decidedOn?.description ?? "")审核",
                        "\(entry.unitName), sent \(entry.submittedOn), approved \(entry.decidedOn?.description ?? "")"),
                path: page)
        case nil:
            return book.figure("\(key).value", name, nil, form, rule: Text("没有已审核的数", "no approved value"), records: 0, path: page)
        }
    }

    /// Why there is no verdict.
    var reason: Text {
        let state = fact.state
        return switch state.gap {
        case .noBaseline: Text("缺基期值", "the baseline is missing")
        case .noValue: Text("缺已审核的现值", "no approved value")
        case .notReported: Text("缺本期现值，最近一次填报早于评估期末", "no value for this period; the last one is older")
        case .noComparison: Text("缺上年同期或平均值", "the value of a year before or the average is missing")
        case .noDeadline: Text("方案未列明期限", "the plan states no deadline")
        case .noNumber: Text("方案数值空缺", "the plan leaves the number blank")
        case .notStarted: Text("尚未开始", "not started")
        case nil: state.light == .idle ? Text("按里程碑跟踪，未到期", "a milestone that is not due") : Text("", "")
        }
    }
}
