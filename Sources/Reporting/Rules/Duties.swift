import Calendars
import Kernel
import Plan

/// One thing that a holder reports on.
public struct Duty: Sendable, Hashable {
    public typealias About = Progress.About

    public let about: Progress.About
    public let subject: RecordID
    public let title: String
    /// 亿元, 家; for a target.
    public let unit: String?
    public let convention: String?
    /// The measure it belongs to, as printed.
    public let measure: String?
    public let due: Day?
    /// A running total: it does not fall without a reason.
    public let isCumulative: Bool
    /// Approved, it goes into the plan. A supporting unit's note on a measure does not: the lead's report makes the light.
    public let counts: Bool
    public let isRequired: Bool

    public init(
        about: Progress.About, subject: RecordID, title: String, unit: String? = nil, convention: String? = nil,
        measure: String? = nil, due: Day? = nil, isCumulative: Bool = false, counts: Bool = true, isRequired: Bool = true
    ) {
        self.about = about
        self.subject = subject
        self.title = title
        self.unit = unit
        self.convention = convention
        self.measure = measure
        self.due = due
        self.isCumulative = isCumulative
        self.counts = counts
        self.isRequired = isRequired
    }
}

/// Who reports what, of a plan as it stands on a day.
///
/// - A target that is counted from the registry is nobody's to type.
/// - A typed target is for the department on its card; else for the lead of its measure (all of them where several lead); else, where
///   the plan names no lead, for every unit of the measure.
/// - A measure's progress is for its lead, and counts; supporting units may add a note, which does not. Without a lead every unit reports.
/// - A task is for its unit, else for its measure's lead. One that is approved as done is no longer owed.
/// - What is left has no unit: the office reports it.
public struct Duties: Sendable {
    public let byHolder: [Holder: [Duty]]
    public let names: [Holder: String]

    /// `departments` finds the record of a department's name; `successor` the unit that answers for another on the period's last day.
    public init(
        _ board: Board, period: Day, departments: [String: RecordID] = [:], successor: (RecordID) -> RecordID = { $0 }
    ) {
        var byHolder: [Holder: [Duty]] = [:]
        var names: [Holder: String] = [:]
        func give(_ duty: Duty, to unit: RecordID?, _ name: String?) {
            let holder = Holder(unit.map(successor))
            if byHolder[holder]?.contains(where: { $0.about == duty.about && $0.subject == duty.subject }) == true { return }
            byHolder[holder, default: []].append(duty)
            if let name, names[holder] == nil, holder.unit == unit { names[holder] = name }
        }
        let measures = Dictionary(board.measures.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        for target in board.targets where target.query == nil {
            let duty = Duty(target, measures[target.measure ?? ""])
            let holders = Duties.reporters(of: target, measures[target.measure ?? ""], departments)
            if holders.isEmpty { give(duty, to: nil, nil) }
            for unit in holders { give(duty, to: unit.record, unit.name) }
        }
        for measure in board.measures {
            for task in board.tasks[measure.id] ?? [] where board.isOwed(task, in: period) {
                let unit = task.unit ?? measure.lead?.record
                give(Duty(task, measure), to: unit, task.unit == nil ? measure.lead?.name : task.unitName)
            }
        }
        for task in board.looseTasks where board.isOwed(task, in: period) { give(Duty(task, nil), to: task.unit, task.unitName) }
        for measure in board.measures {
            let leads = Duties.leads(of: measure)
            if measure.units.isEmpty { give(Duty(measure, counts: true), to: nil, nil) }
            for unit in measure.units {
                let counts = leads.contains(unit)
                give(Duty(measure, counts: counts), to: unit.record, unit.name)
            }
        }
        self.byHolder = byHolder
        self.names = names
    }

    static func leads(of measure: Measure) -> [Measure.Unit] {
        let leads = measure.units.filter { $0.role == .lead }
        if !leads.isEmpty { return leads }
        return measure.lead.map { [$0] } ?? measure.units
    }

    private static func reporters(of target: Target, _ measure: Measure?, _ departments: [String: RecordID]) -> [(
        record: RecordID, name: String
    )] {
        if let department = target.department, let record = departments[department] {
            return [(record, department)]
        }
        return measure.map(leads)?.map { ($0.record, $0.name) } ?? []
    }
}

extension Duty {
    init(_ target: Target, _ measure: Measure?) {
        self.init(
            about: .target, subject: target.id, title: target.indicator + (target.scope.map { "（\($0)）" } ?? ""), unit: target.unit,
            convention: target.convention, measure: measure?.label, due: target.due,
            isCumulative: [.level, .increment].contains(target.quantity) && !target.comparator.isCeiling)
    }

    init(_ task: PlanTask, _ measure: Measure?) {
        self.init(about: .task, subject: task.id, title: task.title, measure: measure?.label, due: task.due)
    }

    init(_ measure: Measure, counts: Bool) {
        self.init(
            about: .measure, subject: measure.id, title: measure.title, measure: measure.label, counts: counts, isRequired: counts)
    }
}

extension Measure {
    var label: String { "\(number) \(title)" }
}

extension Board {
    /// Known when the period ended, and not approved as done before it began to be reported.
    fileprivate func isOwed(_ task: PlanTask, in period: Day) -> Bool {
        doneOn(task, knownOn: .last) == nil && task.knownFrom <= period.adding(days: 31)
    }
}
