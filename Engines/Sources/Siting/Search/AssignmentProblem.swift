/// One site for each customer, under the capacity of each site: the common ground of single-source location and
/// generalised assignment.
///
/// Sites i = 1…m with capacity b_i and opening cost f_i; customers j = 1…n with cost c_ij and use w_ij at site i.
/// min  Σ_i f_i y_i + Σ_ij c_ij x_ij
/// s.t. Σ_i x_ij = 1 (each customer),  Σ_j w_ij x_ij ≤ b_i y_i (each site),  x, y ∈ {0, 1}.
///
/// Costs are whole numbers of `unit` (held as Double), uses and capacities whole numbers, so that a bound can be rounded up
/// to the next whole number and a knapsack filled exactly.
struct AssignmentProblem: Sendable {
    let siteCount: Int
    let customerCount: Int
    /// At `site * customerCount + customer`.
    let cost: [Double]
    let weight: [Int]
    let allowed: [Bool]
    let capacity: [Int]
    let fixedCost: [Double]
    /// Sites which count as open from the start (generalised assignment: all of them).
    let opensFree: Bool
    /// Every customer's use when it does not depend on the site: Σ b_i y_i ≥ Σ d_j then strengthens the relaxation.
    let totalDemand: Int?
    /// Knapsacks count uses and capacities in lots of `grain`, rounded down: 1 is exact, more is a valid relaxation that keeps
    /// the tables small when capacities run into the millions.
    let grain: Int
    /// True when every cost is a whole number, so that two plans differ by at least 1.
    let isIntegral: Bool

    func cell(_ site: Int, _ customer: Int) -> Int { site * customerCount + customer }

    /// The cost of a plan, or nil when it breaks a capacity or uses a forbidden pair.
    func value(of plan: [Int]) -> Double? {
        guard plan.count == customerCount else { return nil }
        var load = [Int](repeating: 0, count: siteCount)
        var used = [Bool](repeating: false, count: siteCount)
        var total = 0.0
        for (customer, site) in plan.enumerated() {
            guard site >= 0, site < siteCount, allowed[cell(site, customer)] else { return nil }
            load[site] += weight[cell(site, customer)]
            used[site] = true
            total += cost[cell(site, customer)]
        }
        for site in 0..<siteCount {
            guard load[site] <= capacity[site] else { return nil }
            if used[site] { total += fixedCost[site] }
        }
        return total
    }

    /// The smallest bound that proves a plan of this value best: below it a better plan may hide. Two values nearer than
    /// `Answer.tolerance` count as one.
    func proofLevel(of value: Double) -> Double {
        let same = abs(value) * 0.9e-9
        return value - max(isIntegral ? 1 - max(1e-6, abs(value) * 1e-11) : 1e-6, same)
    }
}
