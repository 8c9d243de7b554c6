import Calendars
import Kernel
import Registry

extension PlanReads {
    /// The average growth over a year that each target is held against: the same count without its place, or the same indicator of the
    /// superior plan. A target without either has none.
    func averages(_ board: Board, on day: Day, knownOn: Day, _ scope: Scope) throws -> [RecordID: Double] {
        var averages: [RecordID: Double] = [:]
        if let above = try AlignmentStore.superior(of: board.plan.id, on: knownOn, scope.connection)?.superior,
            let plan = try PlanStore.find(above, scope.connection)
        {
            averages = try self.averages(board, under: self.board(plan, scope), on: day, knownOn: knownOn, scope)
        }
        for target in board.targets {
            guard var query = target.query, query.place != nil else { continue }
            query.place = nil
            let now = try measured(query, on: day, knownOn: knownOn, scope),
                before = try measured(query, on: day.yearBefore, knownOn: knownOn, scope)
            if before.amount > 0 { averages[target.id] = Double(now.amount) / Double(before.amount) - 1 }
        }
        return averages
    }

    /// Growth of the superior plan's own indicators, as far as both of its values are known.
    private func averages(_ board: Board, under above: Board, on day: Day, knownOn: Day, _ scope: Scope) throws -> [RecordID:
        Double]
    {
        let answers = try measurements(above, [(day, knownOn), (day.yearBefore, knownOn)], scope)
        var averages: [RecordID: Double] = [:]
        for target in board.targets {
            let key = Alignment.indicatorKey(target.indicator, board.plan.place)
            guard
                let other = above.targets.first(where: {
                    $0.quantity == target.quantity && Alignment.scale($0.unit, to: target.unit) != nil
                        && Alignment.indicatorKey($0.indicator, above.plan.place) == key
                }), let now = above.value(of: other, on: day, knownOn: knownOn, answers, exactly: true)
            else { continue }
            if target.quantity == .growthRate {
                averages[target.id] = now / 100
            } else if let before = above.value(of: other, on: day.yearBefore, knownOn: knownOn, answers, exactly: true), before > 0
            {
                averages[target.id] = now / before - 1
            }
        }
        return averages
    }
}
