import Calendars
import Kernel
import Registry

extension PlanReads {
    /// The average growth over a year that each target is held against: the same count without its place, or the same indicator of the
    /// superior plan. A target without either has none.
    func averages(_ board: Board, on day: Day, knownOn: Day, _ scope: Scope) throws -> [RecordID: Double] {
        var averages: [RecordID: Double] = [:]
        for target in board.targets {
            guard var query = target.query, query.place != nil else { continue }
            query.place = nil
            let now = try measured(query, on: day, knownOn: knownOn, scope), before = try measured(query, on: day.yearBefore, knownOn: knownOn, scope)
            if before.amount > 0 { averages[target.id] = Double(now.amount) / Double(before.amount) - 1 }
        }
        return averages
    }
}
