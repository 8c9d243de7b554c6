import Calendars
import Kernel
import Registry

/// What other slices bring into the plan: a figure or a state that the office has approved elsewhere.
public enum ProgressLog {
    /// Writes an approved entry, with the event by which every page of the plan learns of it.
    public static func approve(_ progress: Progress, name: String, in plan: Plan, _ scope: inout Scope) throws {
        try PlanStore.insert(progress, plan: plan.id, scope)
        scope.record(
            Event(
                PlanEvents.approved, Subject(progress.about.rawValue, progress.subject.description), in: plan.subject,
                [
                    "unit": progress.unitName, "about": progress.about.label.zh, "aboutEn": progress.about.label.en, "name": name,
                    "progress": progress.id.description, "source": progress.source ?? "",
                ]))
    }
}

/// Units enter, the office approves or returns. A correction is a new entry; the old one stays.
enum Reporting {
    static func submit(
        _ input: ProgressInput, _ reads: PlanReads, _ keep: @Sendable (Upload, Scope) throws -> RecordID, _ scope: inout Scope
    ) throws -> ProgressRef {
        let plan = try reads.running(input.plan, scope)
        let board = try reads.board(plan, scope)
        let subject = try Subjects(board).find(input.about, input.subject)
        try subject.admit(scope.viewer)
        if input.about == .target, input.value == nil {
            throw Refusal.invalid([
                FieldProblem("value", Text("数值", "Value"), Text("目标须填数值，如86.2。", "A target needs a number, e.g. 86.2."))
            ])
        }
        if input.done, input.doneOn == nil {
            throw Refusal.invalid([
                FieldProblem("done_on", Text("完成日期", "Done on"), Text("已完成的须填完成日期。", "What is done needs its day."))
            ])
        }
        if let doneOn = input.doneOn, doneOn > scope.today {
            throw Refusal.invalid([FieldProblem("done_on", Text("完成日期", "Done on"), Text("不能晚于今天。", "Must not lie ahead."))])
        }
        let evidence = try input.evidence.map { try keep($0, scope) }
        let unit = subject.unit(of: scope.viewer)
        let progress = Progress(
            id: scope.newID(), about: input.about, subject: subject.id, unit: unit?.record,
            unitName: unit?.name ?? scope.viewer.name,
            periodEnd: input.period ?? reads.calendar(plan).openPeriod(on: scope.today), value: input.value, isDone: input.done,
            doneOn: input.done ? input.doneOn : nil, note: input.note, evidence: evidence, evidenceName: input.evidence?.name,
            state: .submitted,
            submittedBy: scope.viewer.name, submittedOn: scope.today, decidedBy: nil, decidedOn: nil, reason: nil)
        try PlanStore.insert(progress, plan: plan.id, scope)
        scope.record(
            Event(
                PlanEvents.submitted, Subject(input.about.rawValue, subject.id.description), in: plan.subject,
                ["unit": progress.unitName, "about": input.about.label.zh, "aboutEn": input.about.label.en, "name": subject.name]))
        return ProgressRef(plan: plan.id, progress: progress.id)
    }

    static func decide(_ input: ProgressDecisionInput, _ reads: PlanReads, _ scope: inout Scope) throws -> ProgressRef {
        let plan = try reads.running(input.plan, scope)
        let approves = input.verdict == .approve
        if !approves, input.reason == nil {
            throw Refusal.invalid([
                FieldProblem(
                    "reason", Text("退回理由", "Reason"),
                    Text("退回须写明理由，让单位知道改什么。", "A return needs its reason, so that the unit knows what to mend."))
            ])
        }
        guard let row = try scope.connection.first("SELECT * FROM progress WHERE id = \(input.progress) AND plan = \(plan.id)")
        else {
            throw Refusal.missing(Text("没有这条报送。", "There is no such report."))
        }
        let progress = try PlanStore.progress(row)
        guard try PlanStore.decide(progress.id, plan: plan.id, approves ? .approved : .returned, reason: input.reason, scope) == 1
        else {
            throw Refusal.conflict(
                Text(
                    "这条报送已由\(progress.decidedBy ?? "")于\(progress.decidedOn?.description ?? "")处理。",
                    "This report was decided by \(progress.decidedBy ?? "") on \(progress.decidedOn?.description ?? "")."))
        }
        let subject = try Subjects(try reads.board(plan, scope)).find(progress.about, id: progress.subject)
        scope.record(
            Event(
                approves ? PlanEvents.approved : PlanEvents.returned,
                Subject(progress.about.rawValue, progress.subject.description), in: plan.subject,
                [
                    "unit": progress.unitName, "about": progress.about.label.zh, "aboutEn": progress.about.label.en,
                    "name": subject.name, "reason": input.reason ?? "",
                    "progress": progress.id.description,
                ]))
        return ProgressRef(plan: plan.id, progress: progress.id)
    }

    /// What a unit may report on: a target, a measure or a task, with the units it belongs to.
    struct SubjectLine: Sendable {
        let id: RecordID
        let name: String
        let units: [Measure.Unit]

        /// The office may enter for anybody; a unit only where it is named.
        func admit(_ viewer: Viewer) throws {
            if viewer.isAny(.office) || unit(of: viewer) != nil { return }
            throw Refusal.forbidden(Text("“\(name)”不归本单位报送。", "“\(name)” is not for your organisation to report on."))
        }

        func unit(of viewer: Viewer) -> Measure.Unit? { units.first { $0.record.description == viewer.organisation } }
    }

    struct Subjects {
        let board: Board
        init(_ board: Board) { self.board = board }

        func find(_ about: Progress.About, _ key: String) throws -> SubjectLine {
            switch about {
            case .target: if let target = board.targets.first(where: { $0.key == key }) { return line(target) }
            case .measure: if let measure = board.measures.first(where: { $0.key == key }) { return line(measure) }
            case .task: if let id = RecordID(key) { return try find(.task, id: id) }
            }
            throw Refusal.missing(Text("方案里没有“\(key)”。", "The plan has no “\(key)”."))
        }

        func find(_ about: Progress.About, id: RecordID) throws -> SubjectLine {
            switch about {
            case .target: if let target = board.targets.first(where: { $0.id == id }) { return line(target) }
            case .measure: if let measure = board.measures.first(where: { $0.id == id }) { return line(measure) }
            case .task:
                for measure in board.measures {
                    if let task = board.tasks[measure.id]?.first(where: { $0.id == id }) { return line(task, measure) }
                }
                if let task = board.looseTasks.first(where: { $0.id == id }) { return line(task, nil) }
            }
            throw Refusal.missing(Text("没有这项任务。", "There is no such task."))
        }

        func line(_ measure: Measure) -> SubjectLine { SubjectLine(id: measure.id, name: measure.title, units: measure.units) }

        /// A target of a measure is for its units to report; a headline target for the leads.
        func line(_ target: Target) -> SubjectLine {
            let units = board.measures.first { $0.key == target.measure }?.units ?? board.measures.compactMap(\.lead)
            return SubjectLine(id: target.id, name: target.indicator, units: units)
        }

        func line(_ task: PlanTask, _ measure: Measure?) -> SubjectLine {
            let own = task.unit.map { Measure.Unit(record: $0, name: task.unitName, role: .responsible, isAssumedLead: false) }
            return SubjectLine(id: task.id, name: task.title, units: (own.map { [$0] } ?? []) + (measure?.units ?? []))
        }
    }
}
