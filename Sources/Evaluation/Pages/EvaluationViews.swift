import Calendars
import Foundation
import Kernel
import Plan

/// Evaluations of a plan or of the city.
struct EvaluationList: JSONValued {
    /// `nil` for the city.
    let plan: Plan?
    let asOf: Day
    let evaluations: [Evaluation]
    /// What the form proposes.
    let proposal: (kind: Kind, day: Day)
    let places: [String]

    static func load(_ input: PlanEvaluationsInput, _ reads: PlanReads, _ scope: Scope) throws -> EvaluationList {
        let plan = try reads.running(input.plan, scope)
        let asOf = reads.day(plan, scope), data = reads.calendar(plan).dataDay(on: asOf)
        let length = plan.period.upperBound - plan.period.lowerBound
        let middle = reads.calendar(plan).openPeriod(on: plan.period.lowerBound.adding(days: length / 2))
        let isOver = data >= plan.period.upperBound
        return EvaluationList(
            plan: plan, asOf: asOf,
            evaluations: try EvaluationStore.list(
                of: plan.id, withDrafts: Permission.planEdit.allows(scope.viewer), scope.connection),
            proposal: isOver ? (.final, plan.period.upperBound) : (.midterm, max(plan.baseDay.adding(days: 1), min(middle, data))),
            places: [])
    }

    static func city(_ reads: PlanReads, _ scope: Scope) throws -> EvaluationList {
        let plans = try reads.plans(scope)
        let day = plans.first.map { reads.day($0, scope) } ?? scope.today
        return EvaluationList(
            plan: nil, asOf: day,
            evaluations: try EvaluationStore.list(of: nil, withDrafts: Permission.planEdit.allows(scope.viewer), scope.connection),
            proposal: (.yearly, day.adding(years: -1).endOfYear),
            places: plans.map(\.place).reduce(into: []) { if !$0.contains($1) { $0.append($1) } })
    }

    var json: JSON {
        [
            "plan": .optional(plan?.id), "proposedKind": .string(proposal.kind.rawValue),
            "proposedDay": .string(proposal.day.description),
            "evaluations": .array(evaluations.map(\.json)),
        ]
    }
}

extension Evaluation {
    var json: JSON {
        [
            "id": .string(id.description), "plan": .optional(plan), "kind": .string(kind.rawValue),
            "start": .string(window.lowerBound.description),
            "day": .string(day.description), "knownOn": .string(knownOn.description), "title": .string(title),
            "state": .string(state.rawValue),
            "number": .optional(number), "organ": .string(organ), "log": .number(Double(log)), "madeBy": .string(madeBy),
        ]
    }
}

/// One evaluation: the frozen report, its steps, and what has been corrected since.
struct EvaluationView: JSONValued {
    let evaluation: Evaluation
    let report: EvaluationReport
    let plan: Plan?
    let asOf: Day
    let steps: [Evaluation.Step]
    let corrections: [Correction]

    static func load(_ input: EvaluationInput, _ reads: PlanReads, _ scope: Scope) throws -> EvaluationView {
        let (evaluation, report) = try Evaluating.find(input.evaluation, scope)
        let plan = try evaluation.plan.map { try reads.running($0, scope) }
        return EvaluationView(
            evaluation: evaluation, report: report, plan: plan, asOf: plan.map { reads.day($0, scope) } ?? evaluation.day,
            steps: try EvaluationStore.steps(of: evaluation.id, scope.connection),
            corrections: report.corrections(in: try Evaluating.again(report, reads, scope)))
    }

    var json: JSON {
        [
            "evaluation": evaluation.json, "tally": report.tally.json,
            "sections": .array(
                report.sections.map { section in
                    [
                        "title": .string(report.text(section.title, .zh)),
                        "paragraphs": .array(
                            section.blocks.compactMap { block in
                                switch block {
                                case .paragraph(let words), .heading(let words, _): .string(report.text(words, .zh))
                                case .proposal(let words): .string("〔建议〕" + report.text(words, .zh))
                                case .table: nil
                                }
                            }),
                    ]
                }),
            "missing": .array(report.missing.map { .string(report.text($0, .zh)) }),
            "figures": .array(
                report.figures.map { figure in
                    [
                        "id": .string(figure.id), "key": .string(figure.key), "name": .string(figure.name.zh),
                        "value": .optional(figure.value),
                        "shown": .string(figure.shown.zh), "rule": .string(figure.derivation.rule.zh),
                        "inputs": .array(figure.derivation.inputs.map { .string($0) }),
                        "records": .optional(figure.derivation.records.map(Double.init)),
                        "day": .string(figure.derivation.day.description), "path": .optional(figure.derivation.path),
                    ]
                }),
            "corrections": .array(
                corrections.map {
                    [
                        "key": .string($0.key), "name": .string($0.name.zh), "before": .optional($0.before?.zh),
                        "after": .optional($0.after?.zh),
                    ]
                }),
        ]
    }
}

extension Tally {
    var json: JSON {
        [
            "ahead": .number(Double(ahead)), "onPace": .number(Double(onPace)), "behind": .number(Double(behind)),
            "cannot": .number(Double(cannot)),
        ]
    }
}
