/// Maximal covering: p sites that cover the most.
///
///     maximise    sum_j w_j z_j
///     subject to  z_j <= sum_{i covers j} y_i     for each customer j
///                 sum_i y_i = p
///                 y_i in {0, 1}, 0 <= z_j <= 1
///
/// | symbol | meaning | unit |
/// | --- | --- | --- |
/// | w_j | what covering customer j is worth | people, demand |
/// | z_j | 1 where customer j is covered | |
/// | p | number of sites to open | 1 |
///
/// As a p-median: serving j costs 0 from a coverer and w_j from elsewhere, so that the least cost is what stays uncovered. The
/// Lagrangian tree tries first; what it leaves open goes to the MIP solver.
/// Source: Church, ReVelle, Papers of the Regional Science Association 32 (1974) 101-118.
public enum MaximalCovering {
    public static func solve(_ instance: CoverInstance, sites count: Int, solver: SolverChoice, limits: Limits) -> Outcome {
        guard count >= 1, count <= instance.sites else { return Outcome(isInfeasible: true) }
        let all = instance.weight.reduce(0, +)
        let located = instance.penalised(instance.weight, medians: count)
        var outcome = NearestServed.solve(located, solver: solver, limits: limits.within(solver.solver == nil ? .infinity : 2))
        let isProven = outcome.objective == outcome.bound
        outcome.objective = outcome.placement.map { covered(instance, $0.open) }
        outcome.bound = isProven ? outcome.objective : outcome.bound.map { all - $0 }
        outcome.placement?.assign = nil
        guard let solver = solver.solver, !isProven, !limits.isOver else { return outcome }
        var model = MIPModel(sense: .max)
        for _ in 0..<instance.sites { model.addColumn(cost: 0, upper: 1, isInteger: true) }
        for (customer, coverers) in instance.coverers.enumerated() {
            let z = model.addColumn(cost: instance.weight[customer], upper: 1)
            model.addRow(coverers.map { ($0, 1) } + [(z, -1)], lower: 0)
        }
        model.addRow((0..<instance.sites).map { ($0, 1) }, lower: Double(count), upper: Double(count))
        let result = solver.solve(model, start: nil, options: MIPOptions(), limits: limits)
        outcome.improve(with: result, solver, isMaximum: true) { values in
            let open = (0..<instance.sites).filter { values[$0] > 0.5 }.map { $0 + 1 }
            return (Placement(open: open), covered(instance, open))
        }
        return outcome
    }

    private static func covered(_ instance: CoverInstance, _ open: [Int]) -> Double {
        let isOpen = Set(open.map { $0 - 1 })
        return zip(instance.coverers, instance.weight).reduce(0) { $0 + ($1.0.contains(where: isOpen.contains) ? $1.1 : 0) }
    }
}
