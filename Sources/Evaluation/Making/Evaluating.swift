import Calendars
import Foundation
import Kernel
import Plan

/// Writes on evaluations.
enum Evaluating {
    static func make(_ input: MakeInput, _ reads: PlanReads, _ scope: inout Scope) throws -> EvaluationRef {
        let plan = try reads.running(input.plan, scope)
        guard input.day > plan.baseDay else {
            throw problem(
                "day", Text("评估期末", "End of the window"),
                Text("应晚于基期\(plan.baseDay)。", "Must be later than the baseline day \(plan.baseDay)."))
        }
        try mustHaveEnded(input.day, scope)
        let knownOn = try known(input.knownOn, input.day, scope) ?? Making.knownOn(input.day, plan, reads, scope)
        let window = Making.window(of: plan, input.kind, endingOn: input.day)
        let report = try Making.report(of: plan, input.kind, window, knownOn: knownOn, reads, scope)
        return try keep(report, plan: plan, organ: input.organ, &scope)
    }

    static func make(_ input: CityInput, _ reads: PlanReads, _ scope: inout Scope) throws -> EvaluationRef {
        guard let start = Day(year: input.year, month: 1, day: 1) else {
            throw problem("year", Text("年度", "Year"), Text("没有这一年。", "There is no such year."))
        }
        let end = start.endOfYear
        try mustHaveEnded(end, scope, field: "year")
        let knownOn = try known(input.knownOn, end, scope) ?? max(end, scope.today)
        let report = try Making.city(input.place, start...end, knownOn: knownOn, reads, scope)
        return try keep(report, plan: nil, organ: input.organ, &scope)
    }

    private static func keep(_ report: EvaluationReport, plan: Plan?, organ: String?, _ scope: inout Scope) throws -> EvaluationRef
    {
        let title = report.text(report.title, .zh)
        let evaluation = Evaluation(
            id: scope.newID(), plan: plan?.id, kind: report.kind, window: report.window, knownOn: report.knownOn, title: title,
            state: .draft,
            organ: organ ?? (scope.viewer.name.isEmpty ? report.place : scope.viewer.name), number: nil,
            log: try EventLog.head(scope.connection).number,
            madeBy: scope.viewer.name, madeAt: scope.now)
        try EvaluationStore.insert(evaluation, report, scope.connection)
        try EvaluationStore.insert(
            .init(state: .draft, note: nil, by: scope.viewer.name, at: scope.now), of: evaluation.id, scope.connection)
        scope.record(
            Event(
                EvaluationEvents.made, evaluation.subject, in: plan?.mark,
                ["kind": report.kind.label.zh, "kindEn": report.kind.label.en, "title": title]))
        return EvaluationRef(evaluation: evaluation.id)
    }

    /// Makes a draft again at today's knowledge.
    static func renew(_ input: EvaluationInput, _ reads: PlanReads, _ scope: inout Scope) throws -> EvaluationRef {
        let (evaluation, old) = try find(input.evaluation, scope)
        guard evaluation.state == .draft else { throw notDraft(evaluation) }
        let report = try again(old, reads, scope)
        guard try EvaluationStore.renew(evaluation.id, report, log: try EventLog.head(scope.connection).number, scope) == 1 else {
            throw notDraft(evaluation)
        }
        scope.record(
            Event(
                EvaluationEvents.renewed, evaluation.subject, in: evaluation.plan.map { Subject("plan", $0.description) },
                [
                    "kind": evaluation.kind.label.zh, "kindEn": evaluation.kind.label.en, "title": evaluation.title,
                    "changes": String(old.corrections(in: report).count),
                ]))
        return EvaluationRef(evaluation: evaluation.id)
    }

    /// The same report as it would be made now: the same window, today's knowledge.
    static func again(_ report: EvaluationReport, _ reads: PlanReads, _ scope: Scope) throws -> EvaluationReport {
        guard let id = report.plan else {
            return try Making.city(report.place, report.window, knownOn: max(report.knownOn, scope.today), reads, scope)
        }
        let plan = try reads.running(id, scope)
        let knownOn = max(report.knownOn, reads.day(plan, scope))
        return try Making.report(of: plan, report.kind, report.window, knownOn: knownOn, reads, scope)
    }

    static func act(_ input: ActInput, _ reads: PlanReads, _ scope: inout Scope) throws -> EvaluationRef {
        let (evaluation, _) = try find(input.evaluation, scope)
        guard let next = input.act.next(from: evaluation.state) else {
            throw Refusal.conflict(
                Text(
                    "“\(evaluation.state.label.zh)”的评估不能“\(input.act.label.zh)”。",
                    "An evaluation that is “\(evaluation.state.label.en)” cannot be “\(input.act.label.en)”."))
        }
        if input.act == .return, input.note == nil {
            throw problem("note", Text("意见", "Note"), Text("退回须写明理由。", "A return needs its reason."))
        }
        if input.act == .issue, input.number == nil {
            throw problem("number", Text("发文字号", "Document number"), Text("印发须填发文字号。", "An issue needs its document number."))
        }
        guard try EvaluationStore.move(evaluation.id, from: evaluation.state, to: next, number: input.number, scope.connection) == 1
        else {
            throw Refusal.conflict(Text("这份评估刚由别人处理。", "Somebody else has just decided on it."))
        }
        try EvaluationStore.insert(
            .init(state: next, note: input.note, by: scope.viewer.name, at: scope.now), of: evaluation.id, scope.connection)
        let kind =
            switch input.act {
            case .review: EvaluationEvents.reviewed
            case .return: EvaluationEvents.returned
            case .issue: EvaluationEvents.issued
            }
        scope.record(
            Event(
                kind, evaluation.subject, in: evaluation.plan.map { Subject("plan", $0.description) },
                ["title": evaluation.title, "note": input.note ?? "", "number": input.number ?? ""]))
        return EvaluationRef(evaluation: evaluation.id)
    }

    /// What may be read; a draft only by who makes evaluations.
    static func find(_ id: RecordID, _ scope: Scope) throws -> (evaluation: Evaluation, report: EvaluationReport) {
        guard let found = try EvaluationStore.find(id, scope.connection),
            found.evaluation.state != .draft || Permission.planEdit.allows(scope.viewer)
        else { throw Refusal.missing(Text("没有这份评估，或尚未审核。", "There is no such evaluation, or it is not reviewed yet.")) }
        return found
    }

    private static func known(_ chosen: Day?, _ day: Day, _ scope: Scope) throws -> Day? {
        guard let chosen else { return nil }
        guard chosen >= day, chosen <= scope.today else {
            throw problem(
                "known_on", Text("资料截止日", "Known by"),
                Text("应在评估期末\(day)和今天之间。", "Must lie between the end of the window, \(day), and today."))
        }
        return chosen
    }

    private static func mustHaveEnded(_ day: Day, _ scope: Scope, field: String = "day") throws {
        if day <= scope.today { return }
        throw problem(
            field, field == "day" ? Text("评估期末", "End of the window") : Text("年度", "Year"),
            Text("评估期尚未结束。", "The window has not ended yet."))
    }

    private static func problem(_ field: String, _ label: Text, _ message: Text) -> Refusal {
        .invalid([FieldProblem(field, label, message)])
    }

    private static func notDraft(_ evaluation: Evaluation) -> Refusal {
        .conflict(
            Text(
                "“\(evaluation.state.label.zh)”的评估不再重新生成；如有更正，另做一份。",
                "What is “\(evaluation.state.label.en)” is not made again. Make another evaluation."))
    }
}

extension Evaluation {
    var subject: Subject { Subject("evaluation", id.description) }
}

extension Plan {
    /// The timeline of the plan.
    var mark: Subject { Subject("plan", id.description) }
}

/// Which evaluation a write was about.
struct EvaluationRef: Encodable, Sendable {
    let evaluation: RecordID
    var url: String { EvaluationPaths.show.url(RawInput(["evaluation": [evaluation.description]])) }
}
