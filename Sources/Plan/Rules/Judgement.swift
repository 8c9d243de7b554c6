import Calendars
import Design
import Foundation
import Kernel
import Registry

/// What can be said of a target on a day, an object so that pages pass it on without copying: its value and where it comes from, its pace, its light, and if there is no light, why.
public final class TargetState: Sendable {
    public enum Source: Sendable, Hashable {
        case query(RegistryQuery, Measured)
        case typed(Progress)
    }

    /// Why no light can be given.
    public enum Gap: String, Sendable, Hashable {
        case noValue, noBaseline, noDeadline, noNumber, notStarted
        /// The last approved value is of an earlier period.
        case notReported
        /// The value of a year before, or the average, is missing.
        case noComparison
    }

    public let target: Target
    public let value: Double?
    public let source: Source?
    public let baseline: Baseline?
    public let pace: Pace?
    public let light: Light
    public let gap: Gap?
    /// What gave the light: rule, inputs, result. `nil` where no rule could.
    public let ruling: Ruling?
    public let rule: LightRule
    public let baseDay: Day
    public let dataDay: Day
    public let asOf: Day

    init(
        target: Target, value: Double?, source: Source?, baseline: Baseline?, pace: Pace?, light: Light, gap: Gap?,
        ruling: Ruling? = nil, rule: LightRule, baseDay: Day, dataDay: Day, asOf: Day
    ) {
        self.target = target
        self.value = value
        self.source = source
        self.baseline = baseline
        self.pace = pace
        self.light = light
        self.gap = gap
        self.ruling = ruling
        self.rule = rule
        self.baseDay = baseDay
        self.dataDay = dataDay
        self.asOf = asOf
    }

    /// Compound growth is the language of money; counts go by equal steps.
    public var isCompound: Bool { ["元", "万元", "亿元", "万亿元"].contains(target.unit) }
    public var forecast: Double? {
        pace.flatMap { $0.day < $0.due && $0.yearsPassed >= 1 ? $0.forecast(compound: isCompound) : nil }
    }
}

/// What can be said of a measure on a day.
public final class MeasureState: Sendable {
    public let measure: Measure
    public let light: Light
    /// Tasks due by the data day, tasks done, and all dated tasks.
    public let planned: Int
    public let done: Int
    public let total: Int
    public let late: [LateThing]
    /// The lead's report for the last period is in, and approved.
    public let reported: Progress?
    public let reportDue: Day?
    /// What gave the light; `nil` where no rule could.
    public let ruling: Ruling?
    /// Rulings of tasks that are late by a clause of their own.
    public let taskRulings: [RecordID: Ruling]
    public let rule: LightRule
    public let dataDay: Day

    init(
        measure: Measure, light: Light, planned: Int, done: Int, total: Int, late: [LateThing], reported: Progress?,
        reportDue: Day?,
        ruling: Ruling? = nil, taskRulings: [RecordID: Ruling] = [:], rule: LightRule, dataDay: Day
    ) {
        self.measure = measure
        self.light = light
        self.planned = planned
        self.done = done
        self.total = total
        self.late = late
        self.reported = reported
        self.reportDue = reportDue
        self.ruling = ruling
        self.taskRulings = taskRulings
        self.rule = rule
        self.dataDay = dataDay
    }

    public var gapPoints: Double? { total > 0 ? (Double(done) - Double(planned)) / Double(total) * 100 : nil }
}

/// Something owed and not there: a task or a report.
public final class LateThing: Sendable {
    public enum Kind: Sendable, Hashable { case task(RecordID), report }
    public let kind: Kind
    public let title: Text
    public let unit: String
    public let due: Day
    public let days: Int
    public let measure: Measure?

    init(kind: Kind, title: Text, unit: String, due: Day, days: Int, measure: Measure?) {
        self.kind = kind
        self.title = title
        self.unit = unit
        self.due = due
        self.days = days
        self.measure = measure
    }
}

/// A plan on a day: every target and measure with its light, in the plan's order, and everything owed, the oldest first.
public final class Judged: Sendable {
    public let plan: Plan
    public let asOf: Day
    /// The end of the last period whose report day has passed.
    public let dataDay: Day
    public let targets: [TargetState]
    public let measures: [MeasureState]
    public let late: [LateThing]
    public let rule: LightRule

    init(
        plan: Plan, asOf: Day, dataDay: Day, targets: [TargetState], measures: [MeasureState], late: [LateThing], rule: LightRule
    ) {
        self.plan = plan
        self.asOf = asOf
        self.dataDay = dataDay
        self.targets = targets
        self.measures = measures
        self.late = late
        self.rule = rule
    }
}

extension Board {
    public func judged(on asOf: Day, rule: LightRule, calendar: ReportCalendar, _ measurements: Measurements) -> Judged {
        let targets = targets.map { state(of: $0, on: asOf, rule: rule, calendar: calendar, measurements) }
        let measures = measures.map { state(of: $0, on: asOf, rule: rule, calendar: calendar) }
        return Judged(
            plan: plan, asOf: asOf, dataDay: calendar.dataDay(on: asOf), targets: targets, measures: measures,
            late: late(on: asOf, calendar: calendar, states: measures, targets: targets), rule: rule)
    }

    public func state(of target: Target, on asOf: Day, rule: LightRule, calendar: ReportCalendar, _ measurements: Measurements)
        -> TargetState
    {
        let dataDay = calendar.dataDay(on: asOf)
        let (value, source) = value(of: target, on: dataDay, knownOn: asOf, measurements)
        let baseline = baseline(of: target, knownOn: asOf)
        func state(_ light: Light, _ gap: TargetState.Gap? = nil, _ pace: Pace? = nil, _ ruling: Ruling? = nil) -> TargetState {
            TargetState(
                target: target, value: value, source: source, baseline: baseline, pace: pace, light: light, gap: gap,
                ruling: ruling,
                rule: rule, baseDay: plan.baseDay, dataDay: dataDay, asOf: asOf)
        }
        guard let goal = target.value else { return state(.cannot, .noNumber) }
        guard dataDay > plan.baseDay else { return state(.idle, .notStarted) }
        guard let value else { return state(.unreported, .noValue) }
        // A typed value of an earlier period says nothing of this one; what was due by then has been reported for good.
        if case .typed(let entry) = source, entry.periodEnd < min(dataDay, target.due ?? .last) {
            return state(.unreported, .notReported)
        }
        if let (ruling, gap) = growthRuling(target, value, goal: goal, rule: rule, measurements) {
            return state(ruling?.light ?? .cannot, gap, nil, ruling)
        }
        if target.quantity == .rank || target.quantity == .growthRate {
            let isMet = target.comparator.isMet(value, target: goal, upTo: target.valueMax)
            if isMet { return state(.ahead) }
            return target.due.map { $0 <= dataDay } == true ? state(.red) : state(.idle)
        }
        guard let due = target.due else { return state(.cannot, .noDeadline) }
        guard let start = baseline?.value ?? (target.quantity == .increment ? 0 : nil) else { return state(.cannot, .noBaseline) }
        guard
            let pace = Pace(
                baseline: start, value: value, target: goal, comparator: target.comparator, upTo: target.valueMax,
                baseDay: baseline?.day ?? plan.baseDay, day: min(dataDay, due), due: due)
        else { return state(.cannot, .noDeadline) }
        let (ruling, gap) = ruling(target, pace, value: value, rule: rule, dataDay: dataDay, knownOn: asOf, measurements)
        return state(ruling?.light ?? .cannot, gap, pace, ruling)
    }

    /// From the registry where the target is a query, else the last approved entry for a period that has ended.
    public func value(of target: Target, on day: Day, knownOn: Day, _ measurements: Measurements) -> (Double?, TargetState.Source?)
    {
        if let query = target.query {
            // A sum over no figure is no value; a count of none is.
            guard let measured = measurements[query, day, knownOn], query.figure == nil || measured.figures > 0 else {
                return (nil, nil)
            }
            return (shown(measured, query, unit: target.unit), .query(query, measured))
        }
        guard let entry = approved(target.id, knownOn: knownOn).last(where: { $0.periodEnd <= day && $0.value != nil }) else {
            return (nil, nil)
        }
        return (entry.value, .typed(entry))
    }

    /// The value for exactly one period.
    func value(of target: Target, on day: Day, knownOn: Day, _ measurements: Measurements, exactly: Bool) -> Double? {
        let (value, source) = value(of: target, on: day, knownOn: knownOn, measurements)
        if exactly, case .typed(let entry) = source, entry.periodEnd != day { return nil }
        return value
    }

    public func state(of measure: Measure, on asOf: Day, rule: LightRule, calendar: ReportCalendar) -> MeasureState {
        let dataDay = calendar.dataDay(on: asOf)
        let known = tasks(of: measure, knownOn: asOf)
        let dated = known.filter { $0.due != nil }
        let planned = dated.filter { ($0.due ?? .last) <= dataDay }.count
        let done = dated.filter { doneOn($0, knownOn: asOf).map { $0 <= dataDay } == true }.count
        let late = known.compactMap { lateThing($0, measure, on: asOf) }.sorted { $0.days > $1.days }
        let report = approved(measure.id, knownOn: asOf).last { $0.periodEnd == dataDay }
        let reportDue = calendar.due(dataDay)
        let (ruling, taskRulings) = ruling(
            measure, planned: planned, done: done, total: dated.count, tasks: known, late: late, rule: rule, on: asOf)
        func state(_ light: Light, _ ruling: Ruling? = nil) -> MeasureState {
            MeasureState(
                measure: measure, light: light, planned: planned, done: done, total: dated.count, late: late, reported: report,
                reportDue: reportDue, ruling: ruling, taskRulings: taskRulings, rule: rule, dataDay: dataDay)
        }
        if measure.units.isEmpty { return state(.unowned) }
        if dataDay <= plan.baseDay { return state(.idle) }
        if report == nil { return state(.unreported) }
        return state(ruling?.light ?? .cannot, ruling)
    }

    private func lateThing(_ task: PlanTask, _ measure: Measure?, on asOf: Day) -> LateThing? {
        guard let due = task.due, due < asOf, doneOn(task, knownOn: asOf) == nil else { return nil }
        return LateThing(
            kind: .task(task.id), title: Text(same: task.title), unit: task.unitName, due: due, days: asOf - due, measure: measure)
    }

    /// Everything owed on a day, the oldest first.
    public func late(on asOf: Day, calendar: ReportCalendar, states: [MeasureState], targets: [TargetState]) -> [LateThing] {
        var late = states.flatMap(\.late) + looseTasks.filter { $0.knownFrom <= asOf }.compactMap { lateThing($0, nil, on: asOf) }
        for state in states where state.light == .unreported {
            guard let due = state.reportDue, due < asOf else { continue }
            let period = state.dataDay
            late.append(
                LateThing(
                    kind: .report,
                    title: Text("\(Show.period(endingOn: period, .zh))报告", "\(Show.period(endingOn: period, .en)) report"),
                    unit: state.measure.lead?.name ?? "", due: due, days: asOf - due, measure: state.measure))
        }
        return late.sorted { ($0.days, $1.title.zh) > ($1.days, $0.title.zh) }
    }
}

/// A query's answer in the target's own unit: 分 become 亿元.
public func shown(_ measured: Measured, _ query: RegistryQuery, unit: String) -> Double {
    guard let figure = query.figure else { return Double(measured.amount) }
    let scale: Double =
        switch unit {
        case "元": 100
        case "万元": 1e6
        case "亿元": 1e10
        case "万亿元": 1e14
        case "万人", "万名": 1e4
        default: figure.isMoney ? 100 : 1
        }
    return Double(measured.amount) / scale
}
