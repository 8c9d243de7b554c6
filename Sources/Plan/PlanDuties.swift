import Calendars
import Kernel

extension PlanReads {
    /// Published plans, the newest first.
    public func published(_ scope: Scope) throws -> [Plan] { try PlanStore.list(withDrafts: false, scope.connection) }
}

/// What another slice may do to a running plan.
public enum PlanDuties {
    /// Marks a task done by an approved report, on the word of whoever closed what stood for it; `note` says where that can be read.
    public static func finish(
        task: RecordID, unit: RecordID?, unitName: String, in plan: Plan, on doneOn: Day, approved: Day, note: String,
        _ reads: PlanReads,
        _ scope: inout Scope
    ) throws {
        let subject = try Reporting.Subjects(try reads.board(plan, scope)).find(.task, id: task)
        let progress = Progress(
            id: scope.newID(), about: .task, subject: task, unit: unit, unitName: unitName,
            periodEnd: plan.frequency.periodEnd(doneOn), value: nil, isDone: true, doneOn: doneOn, note: note, evidence: nil,
            evidenceName: nil, state: .approved, submittedBy: unitName, submittedOn: doneOn, decidedBy: scope.viewer.name,
            decidedOn: approved, reason: nil)
        try PlanStore.insert(progress, plan: plan.id, scope)
        scope.record(
            Event(
                PlanEvents.approved, Subject("task", task.description), in: plan.subject,
                [
                    "unit": unitName, "about": Progress.About.task.label.zh, "aboutEn": Progress.About.task.label.en,
                    "name": subject.name, "reason": "", "progress": progress.id.description,
                ]))
    }
}
