/// Capacitated facility location: which sites to open, and how customers' demand is split among them.
///
///     minimise    sum_i f_i y_i + sum_i sum_j c_ij x_ij
///     subject to  sum_i x_ij = 1                    for each customer j: served in full
///                 sum_j d_j x_ij <= s_i y_i         for each site i: within its capacity
///                 x_ij <= y_i                       for each pair (implied, and what makes the bound strong)
///                 sum_i s_i y_i >= sum_j d_j        the open sites can hold the demand (implied)
///                 y_i in {0, 1}, 0 <= x_ij <= 1
///
/// | symbol | meaning | unit |
/// | --- | --- | --- |
/// | f_i | cost of opening site i | money |
/// | c_ij | cost of serving all of customer j from site i | money |
/// | d_j | demand of customer j | goods |
/// | s_i | capacity of site i | goods |
/// | y_i | 1 where site i is open | |
/// | x_ij | share of customer j served from site i | 1 |
///
/// Open sets are valued exactly by `Transport`; the proof is the Lagrangian tree of `CapacitatedTree`.
/// Source: Beasley, EJOR 33 (1988) 314-325.
public enum CapacitatedLocation {
    public static func solve(_ instance: LocationInstance, solver: SolverChoice, limits: Limits) -> Outcome {
        let total = instance.demand.reduce(0, +)
        guard instance.capacity.reduce(0, +) >= total * (1 - 1e-12) else { return Outcome(isInfeasible: true) }
        guard instance.isCapacitated else { return flowing(UncapacitatedLocation.solve(instance, solver: solver, limits: limits)) }
        let start = first(instance, total, limits)
        let tree = CapacitatedTree(instance)
        tree.consider(start, limits)
        tree.search(limits: limits, multipliers: tree.best?.multipliers(instance) ?? [Double](repeating: 0, count: instance.customers))
        guard let transport = tree.best else {
            return Outcome(bound: tree.bound, notes: ["stopped by its limits before a solution was found"])
        }
        let shares = transport.shares(instance)
        // The value is that of the shares as they are written, so that whoever adds them up finds the same.
        var value = transport.open.reduce(0.0) { $0 + instance.fixedCost[$1] }
        for share in shares { value += instance.cost(share.site, share.customer) * share.fraction }
        let isDone = tree.bound >= tree.upper
        return Outcome(
            objective: value, bound: isDone ? value : tree.bound,
            placement: Placement(
                open: transport.open.map { $0 + 1 },
                flow: shares.map { .init(customer: $0.customer + 1, site: $0.site + 1, fraction: $0.fraction) }),
            notes: isDone ? [] : ["stopped by its limits before the proof was complete"])
    }

    /// The sites that would be opened if capacity were no matter, and the largest others until all demand has room.
    private static func first(_ instance: LocationInstance, _ total: Double, _ limits: Limits) -> [Int] {
        var boundless = instance
        boundless.capacity = [Double](repeating: .infinity, count: instance.sites)
        boundless.medians = nil
        var search = OpenSetSearch(boundless)
        search.descend(from: search.greedy(limits), limits: limits)
        var set = search.openSites
        let others = (0..<instance.sites).filter { !set.contains($0) }.sorted {
            (instance.capacity[$1], $0) < (instance.capacity[$0], $1)
        }
        var room = set.reduce(0.0) { $0 + instance.capacity[$1] }
        for site in others where room < total {
            set.append(site)
            room += instance.capacity[site]
        }
        return set.sorted()
    }

    private static func flowing(_ outcome: Outcome) -> Outcome {
        var outcome = outcome
        if let assign = outcome.placement?.assign {
            outcome.placement?.flow = assign.enumerated().map { .init(customer: $0.offset + 1, site: $0.element, fraction: 1) }
            outcome.placement?.assign = nil
        }
        return outcome
    }
}
