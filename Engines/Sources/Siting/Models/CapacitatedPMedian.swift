/// The capacitated p-median: p sites, each customer whole to one of them, within the sites' capacities.
///
///     minimise    sum_i sum_j c_ij x_ij
///     subject to  sum_i x_ij = 1                for each customer j
///                 sum_j d_j x_ij <= s_i y_i     for each site i
///                 x_ij <= y_i                   for each pair (implied, and what makes the bound strong)
///                 sum_i y_i = p
///                 x_ij, y_i in {0, 1}
///
/// | symbol | meaning | unit |
/// | --- | --- | --- |
/// | c_ij | distance from customer j to site i | length |
/// | d_j | demand of customer j | goods |
/// | s_i | capacity of site i | goods |
/// | p | number of sites to open | 1 |
///
/// Bound, solutions and fixing by `CapacitatedMedianSearch`; what is left goes to the MIP solver. Without one, the answer is
/// the best found beside the Lagrangian bound, not proven unless the two meet.
/// Source: Mulvey, Beck, EJOR 18 (1984) 339-348; Osman, Christofides, ITOR 1 (1994) 317-336.
public enum CapacitatedPMedian {
    public static func solve(_ instance: LocationInstance, solver: SolverChoice, limits: Limits) -> Outcome {
        let search = CapacitatedMedianSearch(instance, seed: limits.seed)
        search.search(solver: solver.solver, limits: limits)
        if search.isInfeasible { return named(Outcome(isInfeasible: true), search, solver) }
        var outcome = Outcome(bound: search.bound)
        if search.upper < .infinity {
            outcome.objective = search.upper
            outcome.placement = Placement(open: search.open.map { $0 + 1 }, assign: search.assign.map { $0 + 1 })
        }
        outcome = named(outcome, search, solver)
        if search.bound < search.upper {
            outcome.notes.append(
                solver.solver == nil ? "not proven: heuristic answer" : "stopped by its limits before the proof was complete")
        }
        return outcome
    }

    private static func named(_ outcome: Outcome, _ search: CapacitatedMedianSearch, _ solver: SolverChoice) -> Outcome {
        guard search.usedSolver, let used = solver.solver else { return outcome }
        var outcome = outcome
        outcome.solver = used.name
        outcome.version = used.version
        return outcome
    }
}
