import Calendars
import Kernel
import Registry

/// Everything that a published plan consists of, as rows. Pure functions of it and a day give lights, lists and sentences.
struct Board: Sendable {
    let plan: Plan
    let targets: [Target]
    let baselines: [RecordID: [Baseline]]
    let measures: [Measure]
    let tasks: [RecordID: [PlanTask]]
    /// Tasks of no measure: a leader's instructions.
    let looseTasks: [PlanTask]
    /// By subject, oldest first.
    let progress: [RecordID: [Progress]]
    let stages: [StageSpan]

    /// The baseline as it was known on a day.
    func baseline(of target: Target, knownOn day: Day) -> Baseline? {
        baselines[target.id]?.last { $0.knownFrom <= day }
    }

    /// Tasks as they were known on a day.
    func tasks(of measure: Measure, knownOn day: Day) -> [PlanTask] { (tasks[measure.id] ?? []).filter { $0.knownFrom <= day } }

    func approved(_ subject: RecordID, knownOn day: Day) -> [Progress] {
        (progress[subject] ?? []).filter { $0.isApproved(on: day) }
    }

    /// The day on which a task was done, if that was approved by `day`.
    func doneOn(_ task: PlanTask, knownOn day: Day) -> Day? {
        approved(task.id, knownOn: day).last { $0.isDone }?.doneOn
    }
}

struct StageSpan: Sendable, Hashable, Codable {
    let stage: Stage
    let from: Day
    let note: String?
    let by: String
}

/// A query's answers, found beforehand for the days that a judgement needs.
struct Measurements: Sendable {
    struct Key: Hashable, Sendable {
        let query: RegistryQuery
        let day: Day
        let knownOn: Day
    }
    var values: [Key: Measured] = [:]

    subscript(_ query: RegistryQuery, _ day: Day, _ knownOn: Day) -> Measured? {
        values[Key(query: query, day: day, knownOn: knownOn)]
    }
}
