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
    /// Choices of another light rule, oldest first.
    public var choices: [RuleChoice] = []

    /// The light rule that holds on a day, by its name: the last chosen by then, else the plan's first.
    public func preset(on day: Day) -> String { choices.last { $0.from <= day }?.preset ?? plan.preset }

    /// The baseline as it was known on a day.
    public func baseline(of target: Target, knownOn day: Day) -> Baseline? {
        baselines[target.id]?.last { $0.knownFrom <= day }
    }

    /// Tasks as they were known on a day.
    public func tasks(of measure: Measure, knownOn day: Day) -> [PlanTask] {
        (tasks[measure.id] ?? []).filter { $0.knownFrom <= day }
    }

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

/// Another light rule from a day on: who chose it, and why. Lights before that day stay as they were.
public struct RuleChoice: Sendable, Hashable, Codable {
    public let preset: String
    public let from: Day
    public let reason: String
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
    /// The average growth that a target is held against, as a share, by target.
    public var averages: [RecordID: Double] = [:]

    public subscript(_ query: RegistryQuery, _ day: Day, _ knownOn: Day) -> Measured? {
        values[Key(query: query, day: day, knownOn: knownOn)]
    }
}
