import Calendars
import Design
import Foundation
import Kernel
import Plan
import Registry

import struct Plan.Pace
import struct Plan.Progress

/// Everything that one evaluation of one plan is made of: rows and judgements, read once. Values count up to `window.upperBound`, as they
/// were known on `knownOn`.
struct Material: Sendable {
    let plan: Plan
    let kind: Kind
    let window: ClosedRange<Day>
    let knownOn: Day
    /// 目标一致法: which gap is ahead, on pace, behind.
    let classes: ProgressClasses
    let targets: [TargetFact]
    let measures: [MeasureFact]
    /// Leaders' instructions in the window.
    let instructions: [TaskFact]
    let units: [UnitFact]
    let clauses: [String]
    let projects: [ThingFact]
    let evidence: [Progress]
    /// Approved reports in the window.
    let reports: Int

    var day: Day { window.upperBound }
}

struct TargetFact: Sendable {
    let state: TargetState
    let outlook: Outlook
    /// Names of the records behind a count, where they are few.
    let members: [String]
    /// The part of the year that a yearly evaluation looks at.
    let yearShare: Double?
    let verdict: Verdict
    var target: Target { state.target }
    var pace: Pace? { state.pace }
}

struct TaskFact: Sendable {
    let task: PlanTask
    let measure: Measure?
    let doneOn: Day?
    let evidence: Progress?
    let day: Day

    enum State { case done, late, ahead, undated }
    var state: State {
        if let doneOn, doneOn <= day { return .done }
        guard let due = task.due else { return .undated }
        return due <= day ? .late : .ahead
    }
    var isOnTime: Bool { state == .done && task.due.map { (doneOn ?? .last) <= $0 } != false }
    var daysLate: Int { task.due.map { max(0, day - $0) } ?? 0 }
}

struct MeasureFact: Sendable {
    let measure: Measure
    /// Dated and undated tasks, in the plan's order; a yearly evaluation leaves out what earlier years closed.
    let tasks: [TaskFact]
    /// The lead's approved report for the last period of the window.
    let report: Progress?
    /// What the units wrote in the window, newest first.
    let notes: [Progress]
    let verdict: Verdict
    /// Why there is no verdict.
    let reason: Text?

    var due: [TaskFact] { tasks.filter { ($0.task.due ?? .last) <= $0.day } }
    var done: [TaskFact] { due.filter { $0.state == .done } }
    var late: [TaskFact] { tasks.filter { $0.state == .late } }
    var next: [TaskFact] { tasks.filter { $0.state == .ahead } }
}

struct UnitFact: Sendable {
    let name: String
    let record: RecordID?
    let leads: [Measure]
    let due: [TaskFact]
    /// Measures whose report for the last period is not there.
    let unreported: [Measure]

    var late: [TaskFact] { due.filter { $0.state == .late } }
    var done: [TaskFact] { due.filter { $0.state == .done } }
    /// Everything due was done on time, and everything was reported.
    var isGood: Bool { due.count >= 2 && due.allSatisfy(\.isOnTime) && unreported.isEmpty }
    var isBehind: Bool { !late.isEmpty || !unreported.isEmpty }
}

/// A project, park or platform that the plan names, and where it stands.
struct ThingFact: Sendable {
    let kind: RecordKind
    let name: String
    let record: RecordID?
    let status: RecordStatus?
    let from: Day?
}

extension Material {
    init(_ plan: Plan, kind: Kind, window: ClosedRange<Day>, knownOn: Day, _ reads: PlanReads, _ scope: Scope) throws {
        let board = try reads.board(plan, scope), end = window.upperBound
        let rule = try reads.rule(board, on: end)
        guard let classes = reads.content.classes["same-path"] else {
            throw Refusal.unavailable(
                Text(
                    "缺少内容文件supervision/classes-same-path.yaml，不能评估。",
                    "The content file supervision/classes-same-path.yaml is missing."))
        }
        let calendar = reads.calendar(plan).ending(on: end)
        let measurements = try reads.measurements(board, [(end, knownOn)], scope)
        self.plan = plan
        self.kind = kind
        self.window = window
        self.knownOn = knownOn
        self.classes = classes
        targets = try board.targets.map { target in
            let state = board.state(of: target, on: knownOn, rule: rule, calendar: calendar, measurements)
            let points = try Material.points(of: target, board, calendar, upTo: end, knownOn: knownOn, reads, scope)
            let share =
                kind == .yearly
                ? try reads.shares(of: target, scope).first { $0.axis == .year && $0.part == String(end.year) }?.value : nil
            return TargetFact(
                state: state, outlook: state.outlook(points), members: try Material.members(of: state, knownOn: knownOn, scope),
                yearShare: share, verdict: Material.verdict(of: state, classes))
        }
        measures = board.measures.map {
            Material.fact(
                of: $0, board, rule: rule, classes, period: calendar.openPeriod(on: end), window: window, knownOn: knownOn)
        }
        instructions = board.looseTasks.filter { $0.knownFrom <= knownOn && $0.knownFrom <= end }.map {
            Material.fact(of: $0, nil, board, end, knownOn)
        }
        units = Material.units(measures, instructions)
        clauses = try reads.clauses(plan, scope)
        projects = try Material.things(plan, on: end, knownOn: knownOn, reads, scope)
        let approved = board.progress.values.joined().filter { $0.isApproved(on: knownOn) && window.contains($0.periodEnd) }
        evidence = approved.filter { $0.evidence != nil }.sorted {
            ($0.periodEnd, $0.id.description) < ($1.periodEnd, $1.id.description)
        }
        reports = approved.count
    }

    /// By the gap to the even path; what has no path (a rank, a growth rate) by whether it is met or its day has come.
    private static func verdict(of state: TargetState, _ classes: ProgressClasses) -> Verdict {
        guard let pace = state.pace else {
            // On the due day the value speaks for itself, with or without a baseline.
            if state.gap == .noBaseline, let value = state.value, let goal = state.target.value, let due = state.target.due,
                due <= state.dataDay
            {
                return state.target.comparator.isMet(value, target: goal, upTo: state.target.valueMax) ? .ahead : .behind
            }
            return switch state.light {
            case .ahead: .ahead
            case .green: .onPace
            case .yellow, .red: .behind
            case .idle, .unreported, .cannot, .unowned: .cannot
            }
        }
        // Being under a ceiling half-way is no end of the matter.
        let isDone = pace.isMet && (!state.target.comparator.isCeiling || pace.day >= pace.due)
        if pace.day >= pace.due { return isDone ? .ahead : .behind }
        return verdict(gap: pace.gap, isDone: isDone, classes)
    }

    private static func verdict(gap: Double, isDone: Bool, _ classes: ProgressClasses) -> Verdict {
        switch classes.of(gap: gap, isDone: isDone).id {
        case "met", "ahead": .ahead
        case "onPace": .onPace
        case "behind": .behind
        default: .cannot
        }
    }

    private static func points(
        of target: Target, _ board: Board, _ calendar: ReportCalendar, upTo end: Day, knownOn: Day, _ reads: PlanReads,
        _ scope: Scope
    ) throws -> [Outlook.Point] {
        let ends = calendar.periodEnds(upTo: end)
        if let query = target.query {
            return try ends.compactMap { day in
                let measured = try reads.measured(query, on: day, knownOn: knownOn, scope)
                if query.figure != nil, measured.figures == 0 { return nil }
                return Outlook.Point(day: day, value: shown(measured, query, unit: target.unit))
            }
        }
        var latest: [Day: Double] = [:]
        for entry in board.approved(target.id, knownOn: knownOn) { if let value = entry.value { latest[entry.periodEnd] = value } }
        return ends.compactMap { day in latest[day].map { Outlook.Point(day: day, value: $0) } }
    }

    /// Parks and platforms are told by name; a hundred firms are not.
    private static func members(of state: TargetState, knownOn: Day, _ scope: Scope) throws -> [String] {
        guard case .query(let query, let measured) = state.source, query.figure == nil, (1...12).contains(measured.records) else {
            return []
        }
        return try query.rows(on: state.dataDay, knownOn: knownOn, limit: 12, scope.connection).map(\.record.name)
    }

    static func fact(of task: PlanTask, _ measure: Measure?, _ board: Board, _ end: Day, _ knownOn: Day) -> TaskFact {
        let done = board.approved(task.id, knownOn: knownOn).last { $0.isDone && ($0.doneOn ?? .last) <= end }
        return TaskFact(task: task, measure: measure, doneOn: done?.doneOn, evidence: done, day: end)
    }

    private static func fact(
        of measure: Measure, _ board: Board, rule: LightRule, _ classes: ProgressClasses, period: Day, window: ClosedRange<Day>,
        knownOn: Day
    ) -> MeasureFact {
        let end = window.upperBound
        let all = board.tasks(of: measure, knownOn: knownOn).filter { $0.knownFrom <= end || ($0.due ?? .last) <= end }
        let tasks = all.map { fact(of: $0, measure, board, end, knownOn) }.filter { fact in
            guard fact.state == .done, let done = fact.doneOn else { return true }
            return done >= window.lowerBound || (fact.task.due ?? .last) >= window.lowerBound
        }
        let approved = board.approved(measure.id, knownOn: knownOn).filter { window.contains($0.periodEnd) }
        let report = approved.last { $0.periodEnd == period }
        let dated = tasks.filter { $0.task.due != nil }
        let planned = dated.filter { ($0.task.due ?? .last) <= end }, done = dated.filter { $0.state == .done }
        let oldest = dated.filter { $0.state == .late }.compactMap(\.task.due).min()
        func made(_ verdict: Verdict, _ reason: Text? = nil) -> MeasureFact {
            MeasureFact(
                measure: measure, tasks: tasks, report: report, notes: approved.reversed(), verdict: verdict, reason: reason)
        }
        if measure.units.isEmpty { return made(.cannot, Text("责任单位未列明", "no unit is named")) }
        if report == nil { return made(.cannot, Text("本期未见已审核的报送", "no approved report for the period")) }
        if !dated.isEmpty, done.count == dated.count { return made(.ahead) }
        // At the end of the plan there is no pace any more: a measure is done, or it is not.
        if end >= board.plan.period.upperBound {
            return dated.isEmpty ? made(.cannot, Text("没有定期限的任务", "no task has a date")) : made(.behind)
        }
        if let months = rule.clause(for: .measure, named: measure.title)?.redAfterMonths, let oldest,
            oldest.adding(months: months) <= end
        {
            return made(.behind)
        }
        let gap = dated.isEmpty ? 0 : Double(done.count - planned.count) / Double(dated.count) * 100
        let verdict = verdict(gap: gap, isDone: false, classes)
        return made(verdict == .ahead ? .onPace : verdict)
    }

    private static func units(_ measures: [MeasureFact], _ instructions: [TaskFact]) -> [UnitFact] {
        var names: [String] = []
        var records: [String: RecordID] = [:], leads: [String: [Measure]] = [:], due: [String: [TaskFact]] = [:],
            owed: [String: [Measure]] = [:]
        func note(_ name: String, _ record: RecordID?) {
            if name.isEmpty { return }
            if records[name] == nil, !names.contains(name) { names.append(name) }
            if let record { records[name] = record }
        }
        for fact in measures {
            for unit in fact.measure.units { note(unit.name, unit.record) }
            if let lead = fact.measure.lead {
                leads[lead.name, default: []].append(fact.measure)
                if fact.report == nil { owed[lead.name, default: []].append(fact.measure) }
            }
            for task in fact.tasks where (task.task.due ?? .last) <= task.day {
                note(task.task.unitName, task.task.unit)
                due[task.task.unitName, default: []].append(task)
            }
        }
        for task in instructions where (task.task.due ?? .last) <= task.day {
            note(task.task.unitName, task.task.unit)
            due[task.task.unitName, default: []].append(task)
        }
        return names.map {
            UnitFact(name: $0, record: records[$0], leads: leads[$0] ?? [], due: due[$0] ?? [], unreported: owed[$0] ?? [])
        }
    }

    private static func things(_ plan: Plan, on day: Day, knownOn: Day, _ reads: PlanReads, _ scope: Scope) throws -> [ThingFact] {
        var seen: Set<String> = []
        return try reads.named(plan, scope).filter { seen.insert("\($0.kind) \($0.record?.description ?? $0.name)").inserted }.map {
            thing in
            let spans = try thing.record.map { try RegistryStore.statuses(of: $0, knownOn: knownOn, scope.connection) } ?? []
            let now = spans.filter { $0.from <= day && ($0.to ?? .last) >= day }.max { $0.from < $1.from }
            return ThingFact(kind: thing.kind, name: thing.name, record: thing.record, status: now?.status, from: now?.from)
        }
    }
}
