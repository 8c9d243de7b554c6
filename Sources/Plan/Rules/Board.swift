import Calendars
import Kernel
import Registry

/// Everything that a published plan consists of, as rows. Pure functions of it and a day give lights, lists and sentences.
public struct Board: Sendable {
    public let plan: Plan
    public let targets: [Target]
    public let baselines: [RecordID: [Baseline]]
    public let measures: [Measure]
    public let tasks: [RecordID: [PlanTask]]
    /// Tasks of no measure: a leader's instructions.
    public let looseTasks: [PlanTask]
    /// By subject, oldest first.
    public let progress: [RecordID: [Progress]]
    public let stages: [StageSpan]

    /// The baseline as it was known on a day.
    public func baseline(of target: Target, knownOn day: Day) -> Baseline? {
        baselines[target.id]?.last { $0.knownFrom <= day }
    }

    /// Tasks as they were known on a day.
    public func tasks(of measure: Measure, knownOn day: Day) -> [PlanTask] { (tasks[measure.id] ?? []).filter { $0.knownFrom <= day } }

    public func approved(_ subject: RecordID, knownOn day: Day) -> [Progress] {
        (progress[subject] ?? []).filter { $0.isApproved(on: day) }
    }

    /// The day on which a task was done, if that was approved by `day`.
    public func doneOn(_ task: PlanTask, knownOn day: Day) -> Day? {
        approved(task.id, knownOn: day).last { $0.isDone }?.doneOn
    }
}

public struct StageSpan: Sendable, Hashable, Codable {
    public let stage: Stage
    public let from: Day
    public let note: String?
    public let by: String
}

/// A query's answers, found beforehand for the days that a judgement needs.
public struct Measurements: Sendable {
    public struct Key: Hashable, Sendable {
        public let query: RegistryQuery
        public let day: Day
        public let knownOn: Day
    }
    public var values: [Key: Measured] = [:]

    public subscript(_ query: RegistryQuery, _ day: Day, _ knownOn: Day) -> Measured? {
        values[Key(query: query, day: day, knownOn: knownOn)]
    }
}
