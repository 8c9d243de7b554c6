/// Set covering: the cheapest sites that cover every customer.
///
///     minimise    sum_i f_i y_i
///     subject to  sum_{i covers j} y_i >= 1     for each customer j
///                 y_i in {0, 1}
///
/// | symbol | meaning | unit |
/// | --- | --- | --- |
/// | f_i | cost of opening site i (1 for the fewest sites) | money |
/// | y_i | 1 where site i is open | |
///
/// As an uncapacitated location problem: serving j costs 0 from a coverer, and from elsewhere more than opening its cheapest
/// coverer, so that no optimum leaves anyone out. The Lagrangian tree tries first; what it leaves open goes to the MIP solver.
/// Infeasible exactly where some customer has no coverer. Source: Toregas, Swain, ReVelle, Bergman, Opns Res. 19 (1971).
public enum SetCovering {
    public static func solve(_ instance: CoverInstance, solver: SolverChoice, limits: Limits) -> Outcome {
        if let alone = instance.coverers.firstIndex(where: \.isEmpty) {
            return Outcome(isInfeasible: true, notes: ["no site covers customer \(alone + 1)"])
        }
        let penalty = instance.coverers.map { ($0.map { instance.cost[$0] }.min() ?? 0) + 1 }
        let located = instance.penalised(penalty, medians: nil)
        var outcome = NearestServed.solve(located, solver: solver, limits: limits.within(solver.solver == nil ? .infinity : 2))
        complete(&outcome, instance)
        guard let solver = solver.solver, !isProven(outcome), !limits.isOver else { return outcome }
        var model = MIPModel()
        for cost in instance.cost { model.addColumn(cost: cost, upper: 1, isInteger: true) }
        for coverers in instance.coverers { model.addRow(coverers.map { ($0, 1) }, lower: 1) }
        let start = outcome.placement.map { placement in (1...instance.sites).map { placement.open.contains($0) ? 1.0 : 0 } }
        let result = solver.solve(model, start: start, options: MIPOptions(), limits: limits)
        outcome.improve(with: result, solver, isMaximum: false) { values in
            let open = values.indices.filter { values[$0] > 0.5 }
            return (Placement(open: open.map { $0 + 1 }), open.reduce(0.0) { $0 + instance.cost[$1] })
        }
        return outcome
    }

    /// A set that leaves someone out (when time ran short) gets the cheapest coverers as well.
    private static func complete(_ outcome: inout Outcome, _ instance: CoverInstance) {
        guard var open = outcome.placement?.open.map({ $0 - 1 }) else { return }
        for coverers in instance.coverers where !coverers.contains(where: open.contains) {
            if let site = coverers.min(by: { (instance.cost[$0], $0) < (instance.cost[$1], $1) }) { open.append(site) }
        }
        open.sort()
        outcome.placement = Placement(open: open.map { $0 + 1 })
        outcome.objective = open.reduce(0.0) { $0 + instance.cost[$1] }
    }

    private static func isProven(_ outcome: Outcome) -> Bool {
        guard let value = outcome.objective, let bound = outcome.bound else { return false }
        return abs(value - bound) <= Answer.tolerance * max(1, abs(value))
    }
}

extension Outcome {
    /// Takes over what a solver found or proved beyond what is known. `read` makes a placement and its value of a point.
    mutating func improve(
        with result: MIPResult, _ solver: any MIPSolver, isMaximum: Bool, read: ([Double]) -> (Placement, Double)
    ) {
        self.solver = solver.name
        version = solver.version
        if result.status == .infeasible, objective == nil { isInfeasible = true }
        if let values = result.values {
            let (placement, value) = read(values)
            if objective.map({ isMaximum ? value > $0 : value < $0 }) ?? true {
                self.placement = placement
                objective = value
            }
        }
        if let other = result.bound { bound = bound.map { isMaximum ? min($0, other) : max($0, other) } ?? other }
        if result.status == .optimal {
            // Proved to the solver's arithmetic, which is coarser than the sum of the data.
            if let objective, let other = bound, abs(objective - other) <= 1e-6 * max(1, abs(objective)) { bound = objective }
            notes = []
        }
    }
}
