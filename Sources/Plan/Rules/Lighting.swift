import Calendars
import Design
import Foundation
import Kernel
import Registry

/// How a clause's basis is filled from a board.
extension Board {
    /// The ruling of a target whose pace is known; `nil` light where something that decides is missing.
    func ruling(
        _ target: Target, _ pace: Pace, value: Double, rule: LightRule, dataDay: Day, knownOn: Day, _ measurements: Measurements
    ) -> (ruling: Ruling?, gap: TargetState.Gap?) {
        guard let clause = rule.clause(for: .target, named: target.indicator, quantity: target.quantity, unit: target.unit) else {
            return (nil, nil)
        }
        func ruling(_ inputs: [Ruling.Input], _ judged: Double?, _ light: Light) -> Ruling {
            Ruling(
                preset: rule.id, clause: clause, inputs: inputs, judged: judged,
                light: pace.isMet && clause.by != .growth ? .ahead : light)
        }
        let completion = Ruling.Input.share("completion", Text("完成程度", "Completion"), pace.completion)
        let time = Ruling.Input.share("time", Text("时间进度", "Time progress"), pace.time)
        switch clause.by {
        case .gap: return (ruling([completion, time], pace.gap, clause.light(pace.gap)), nil)
        case .ratio:
            let ratio = pace.time > 0 ? pace.completion / pace.time * 100 : 100
            return (ruling([completion, time], ratio, clause.light(ratio)), nil)
        case .period:
            let quarterEnd = pace.day == pace.day.endOfQuarter ? pace.day : pace.day.adding(months: -3).endOfQuarter
            let quarter = quarterEnd > pace.baseDay ? Double(quarterEnd - pace.baseDay) / Double(pace.due - pace.baseDay) : nil
            let inputs = [
                completion, Ruling.Input.share("month", Text("本月应到", "Due by this month"), pace.time),
                .share("quarter", Text("上一季末应到", "Due by the last quarter"), quarter),
            ]
            return (ruling(inputs, nil, clause.light(completion: pace.completion, month: pace.time, quarter: quarter)), nil)
        case .growth:
            let years = Double(pace.due - pace.baseDay) / 365.25
            let plan = pace.baseline > 0 && pace.target > 0 && years > 0.01 ? pow(pace.target / pace.baseline, 1 / years) - 1 : nil
            guard let before = self.value(of: target, on: dataDay.yearBefore, knownOn: knownOn, measurements, exactly: true),
                before > 0
            else {
                return (nil, .noComparison)
            }
            return growth(value / before - 1, plan: plan, target, clause, rule, measurements)
        case .tasks, .delay: return (nil, nil)
        }
    }

    /// The ruling of growth that is itself the target (增长10%).
    func growthRuling(_ target: Target, _ value: Double, goal: Double, rule: LightRule, _ measurements: Measurements)
        -> (ruling: Ruling?, gap: TargetState.Gap?)?
    {
        guard target.quantity == .growthRate, target.unit == "%",
            let clause = rule.clause(for: .target, named: target.indicator, quantity: target.quantity, unit: target.unit),
            clause.by == .growth
        else { return nil }
        return growth(value / 100, plan: goal / 100, target, clause, rule, measurements)
    }

    private func growth(
        _ growth: Double, plan: Double?, _ target: Target, _ clause: LightRule.Clause, _ rule: LightRule,
        _ measurements: Measurements
    ) -> (ruling: Ruling?, gap: TargetState.Gap?) {
        let average = measurements.averages[target.id]
        guard let light = clause.light(growth: growth, plan: plan, average: average) else { return (nil, .noComparison) }
        return (
            Ruling(
                preset: rule.id, clause: clause,
                inputs: [
                    .share("growth", Text("同比增长", "Growth over a year"), growth),
                    .share("plan", Text("计划增长", "Planned growth"), plan),
                    .share("average", Text("全市平均", "Average"), average),
                ], judged: nil, light: light), nil
        )
    }

    /// The ruling of a measure, and the lights of its late tasks.
    func ruling(
        _ measure: Measure, planned: Int, done: Int, total: Int, tasks: [PlanTask], late: [LateThing], rule: LightRule, on asOf: Day
    ) -> (ruling: Ruling?, tasks: [RecordID: Ruling]) {
        let lights = taskRulings(tasks, rule: rule, on: asOf)
        guard let clause = rule.clause(for: .measure, named: measure.title) else { return (nil, lights) }
        var light = Light.green
        var judged: Double?
        var inputs: [Ruling.Input] = []
        switch clause.by {
        case .gap:
            let points = total == 0 ? 0 : (Double(done) - Double(planned)) / Double(total) * 100
            inputs = [
                .share("done", Text("已完成占比", "Share done"), total == 0 ? 0 : Double(done) / Double(total)),
                .share("planned", Text("应完成占比", "Share due"), total == 0 ? 0 : Double(planned) / Double(total)),
            ]
            (judged, light) = (points, clause.light(points))
        case .ratio:
            let ratio = planned == 0 ? 100 : Double(done) / Double(planned) * 100
            inputs = [.count("done", Text("已完成", "Done"), done), .count("planned", Text("应完成", "Due"), planned)]
            (judged, light) = (ratio, clause.light(ratio))
        default: inputs = [.count("late", Text("逾期任务", "Late tasks"), late.count)]
        }
        if light == .ahead { light = .green }
        if let months = clause.redAfterMonths, let oldest = late.first {
            inputs.append(.day("oldest", Text("最久逾期任务应完成", "Oldest late task due"), oldest.due))
            if oldest.due.adding(months: months) <= asOf { light = .red }
        }
        if let worst = lights.values.map(\.light).min(by: { $0.urgency < $1.urgency }), worst.urgency < light.urgency {
            light = worst
        }
        return (Ruling(preset: rule.id, clause: clause, inputs: inputs, judged: judged, light: light), lights)
    }

    /// The lights of tasks that are not done, each by the first clause that fits its title.
    private func taskRulings(_ tasks: [PlanTask], rule: LightRule, on asOf: Day) -> [RecordID: Ruling] {
        guard rule.rules.contains(where: { $0.for == .task }) else { return [:] }
        var found: [RecordID: Ruling] = [:]
        for task in tasks where doneOn(task, knownOn: asOf) == nil {
            guard let clause = rule.clause(for: .task, named: task.title), let start = clock(of: task, clause, tasks, on: asOf)
            else { continue }
            let light = clause.light(due: start.day, on: asOf)
            if light == .green { continue }
            found[task.id] = Ruling(preset: rule.id, clause: clause, inputs: [start.input], judged: nil, light: light)
        }
        return found
    }

    /// The day from which a task's delay counts: its own, or the day on which the task it follows was done.
    private func clock(of task: PlanTask, _ clause: LightRule.Clause, _ tasks: [PlanTask], on asOf: Day) -> (
        day: Day, input: Ruling.Input
    )? {
        if let since = clause.since {
            let before = tasks.filter { other in other.id != task.id && since.contains(where: other.title.contains) }
            let nearest = before.max { a, b in
                let (x, y) = (a.title.commonPrefix(with: task.title).count, b.title.commonPrefix(with: task.title).count)
                return (x, -a.number) < (y, -b.number)
            }
            if let nearest {
                return doneOn(nearest, knownOn: asOf).map {
                    ($0, .day("since", Text("“\(nearest.title)”完成", "“\(nearest.title)” done"), $0))
                }
            }
        }
        return task.due.map { ($0, .day("due", Text("应完成", "Due"), $0)) }
    }
}

extension Day {
    /// The same day of the year before; the end of a month stays the end of a month.
    var yearBefore: Day { self == endOfMonth ? adding(years: -1).endOfMonth : adding(years: -1) }
}
