/// The p-median: p sites such that customers are near to one in sum.
///
///     minimise    sum_i sum_j c_ij x_ij
///     subject to  sum_i x_ij = 1        for each customer j
///                 x_ij <= y_i           for each pair
///                 sum_i y_i = p         exactly p sites
///                 y_i in {0, 1}, x_ij >= 0
///
/// | symbol | meaning | unit |
/// | --- | --- | --- |
/// | c_ij | distance from customer j to site i, times its weight where it has one | length |
/// | p | number of sites to open | 1 |
/// | y_i, x_ij | as in `UncapacitatedLocation` | |
///
/// Solved by the exchange search of `OpenSetSearch` for the value and by `MedianTree` for the proof.
/// Source: Hakimi, Opns Res. 12 (1964) 450-459; Beasley, EJOR 21 (1985) 270-273.
public enum PMedian {
    public static func solve(_ instance: LocationInstance, solver: SolverChoice, limits: Limits) -> Outcome {
        var instance = instance
        instance.medians = instance.medians ?? 1
        instance.fixedCost = [Double](repeating: 0, count: instance.sites)
        return NearestServed.solve(instance, solver: solver, limits: limits)
    }
}
