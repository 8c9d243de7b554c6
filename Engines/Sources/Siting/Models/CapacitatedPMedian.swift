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
/// Solved and proved by `CapacitatedMedianSearch`.
/// Source: Mulvey, Beck, EJOR 18 (1984) 339-348; Osman, Christofides, ITOR 1 (1994) 317-336.
public enum CapacitatedPMedian {
    public static func solve(_ instance: LocationInstance, limits: Limits) -> Outcome {
        let search = CapacitatedMedianSearch(instance, seed: limits.seed)
        search.search(limits: limits)
        if search.isInfeasible { return Outcome(isInfeasible: true) }
        var outcome = Outcome(bound: search.bound)
        if search.upper < .infinity {
            outcome.objective = search.upper
            outcome.placement = Placement(open: search.open.map { $0 + 1 }, assign: search.assign.map { $0 + 1 })
        }
        if search.bound < search.upper { outcome.notes = ["stopped by its limits before the proof was complete"] }
        return outcome
    }
}
