/// Uncapacitated facility location: which sites to open, every customer served from the cheapest open one.
///
///     minimise    sum_i f_i y_i + sum_i sum_j c_ij x_ij
///     subject to  sum_i x_ij = 1        for each customer j: served in full
///                 x_ij <= y_i           for each pair: only from an open site
///                 y_i in {0, 1}, x_ij >= 0
///
/// | symbol | meaning | unit |
/// | --- | --- | --- |
/// | f_i | cost of opening site i | money |
/// | c_ij | cost of serving all of customer j from site i | money |
/// | y_i | 1 where site i is open | |
/// | x_ij | share of customer j served from site i; whole at an optimum | 1 |
///
/// Solved by local search for the value and by the Lagrangian tree of `MedianTree` for the proof; a solver, where there is
/// one, only sharpens the tree's multipliers.
/// Source: Cornuéjols, Nemhauser, Wolsey, "The uncapacitated facility location problem" (1990).
public enum UncapacitatedLocation {
    public static func solve(_ instance: LocationInstance, solver: SolverChoice, limits: Limits) -> Outcome {
        var instance = instance
        instance.medians = nil
        return NearestServed.solve(instance, solver: solver, limits: limits)
    }
}

/// What uncapacitated location and the p-median share: all is decided by the set of open sites.
enum NearestServed {
    static func solve(_ instance: LocationInstance, solver: SolverChoice, limits: Limits) -> Outcome {
        guard (instance.medians ?? 1) <= instance.sites, instance.sites > 0 else { return Outcome(isInfeasible: true) }
        var search = OpenSetSearch(instance)
        var random = SeededGenerator(seed: limits.seed)
        search.descend(from: search.greedy(limits), limits: limits)
        search.vary(rounds: 20, random: &random, limits: limits)
        let tree = MedianTree(instance, search: search, solver: solver.solver)
        tree.search(limits: limits)
        return Outcome(
            objective: value(instance, tree.best), bound: tree.bound, placement: placement(instance, tree.best),
            notes: tree.bound < tree.upper ? ["stopped by its limits before the proof was complete"] : [])
    }

    /// Ties go to the site with the smaller number.
    private static func nearest(_ instance: LocationInstance, _ open: [Int], _ customer: Int) -> Int {
        var best = open.first ?? 0
        for site in open where instance.cost(site, customer) < instance.cost(best, customer) { best = site }
        return best
    }

    private static func value(_ instance: LocationInstance, _ open: [Int]) -> Double {
        var sum = open.reduce(0.0) { $0 + instance.fixedCost[$1] }
        for customer in 0..<instance.customers { sum += instance.cost(nearest(instance, open, customer), customer) }
        return sum
    }

    private static func placement(_ instance: LocationInstance, _ open: [Int]) -> Placement {
        Placement(
            open: open.map { $0 + 1 }, assign: (0..<instance.customers).map { nearest(instance, open, $0) + 1 })
    }
}
