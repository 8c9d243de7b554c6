/// Single-source capacitated location: which sites to open, and the one site that serves each customer.
///
///     minimise    sum_i f_i y_i + sum_i sum_j c_ij x_ij
///     subject to  sum_i x_ij = 1                    for each customer j: one site
///                 sum_j d_j x_ij <= s_i y_i         for each site i: within its capacity
///                 sum_i s_i y_i >= sum_j d_j        the open sites can hold the demand (implied)
///                 x_ij, y_i in {0, 1}
///
/// | symbol | meaning | unit |
/// | --- | --- | --- |
/// | f_i | cost of opening site i | money |
/// | c_ij | cost of serving customer j from site i; not finite: forbidden | money |
/// | d_j | demand of customer j | goods |
/// | s_i | capacity of site i | goods |
/// | y_i | 1 where site i is open | |
/// | x_ij | 1 where customer j is served from site i | |
///
/// Bound: the rows of the customers priced out (Lagrange), one exact 0/1 knapsack a site left over, and a covering knapsack
/// over the sites. Proof: a tree under assumed values, `AssignmentSearch`. No library is needed.
/// Source: Holmberg, Rönnqvist, Yuan, EJOR 113 (1999) 544-559; Posta, Ferland, Michelon, Comput. Optim. Appl. 52 (2012) 629-644.
///
/// ```swift
/// let outcome = SingleSourceLocation.solve(instance, limits: limits)
/// ```
public enum SingleSourceLocation {
    public static func solve(
        _ instance: LocationInstance, solver: SolverChoice = SolverChoice(solver: nil), limits: Limits
    ) -> Outcome {
        let (m, n) = (instance.sites, instance.customers)
        var cost = [Double](repeating: 0, count: m * n)
        var use = cost
        for site in 0..<m {
            for customer in 0..<n {
                cost[site * n + customer] = instance.cost(site, customer)
                use[site * n + customer] = instance.demand[customer]
            }
        }
        let scaled = AssignmentScaling(
            siteCount: m, customerCount: n, cost: cost, use: use, capacity: instance.capacity, fixedCost: instance.fixedCost,
            commonDemand: instance.demand)
        return scaled.solve(limits) { plan in
            var total = 0.0
            for site in Set(plan).sorted() { total += instance.fixedCost[site] }
            for (customer, site) in plan.enumerated() { total += instance.cost(site, customer) }
            return total
        }
    }
}
