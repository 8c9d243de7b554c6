import Calendars
import Kernel
import Registry

/// A target's values by period end, as a day knew them.
struct Course: Sendable {
    struct Value: Sendable {
        let periodEnd: Day
        let value: Double
        let source: TargetState.Source
        /// Records behind it; 0 for what is typed.
        let rows: Int
    }

    let values: [Value]
    var points: [Outlook.Point] { values.map { .init(day: $0.periodEnd, value: $0.value) } }
}

/// A target's state and what its course says of the due day.
public struct TargetOutlook: Sendable {
    public let state: TargetState
    public let points: [Outlook.Point]
    public let outlook: Outlook
}

extension PlanReads {
    /// Every target of a plan on a day, each with its course and outlook.
    public func outlooks(_ plan: Plan, on asOf: Day, _ scope: Scope) throws -> [TargetOutlook] {
        let board = try board(plan, scope)
        return try judged(plan, on: asOf, scope).targets.map { state in
            let points = try course(of: state.target, board, on: asOf, scope).points
            return TargetOutlook(state: state, points: points, outlook: state.outlook(points))
        }
    }

    func course(of target: Target, _ board: Board, on asOf: Day, _ scope: Scope) throws -> Course {
        let calendar = calendar(board.plan)
        let ends = calendar.periodEnds(upTo: calendar.dataDay(on: asOf))
        if let query = target.query {
            return Course(
                values: try ends.compactMap { end in
                    let measured = try measured(query, on: end, knownOn: asOf, scope)
                    if query.figure != nil, measured.figures == 0 { return nil }
                    return Course.Value(
                        periodEnd: end, value: shown(measured, query, unit: target.unit), source: .query(query, measured),
                        rows: measured.records)
                })
        }
        var latest: [Day: Progress] = [:]
        for entry in board.approved(target.id, knownOn: asOf) where entry.value != nil { latest[entry.periodEnd] = entry }
        return Course(
            values: ends.compactMap { end in
                latest[end].flatMap { entry in
                    entry.value.map { Course.Value(periodEnd: end, value: $0, source: .typed(entry), rows: 0) }
                }
            })
    }
}
