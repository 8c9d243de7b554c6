/// Maximises θ(λ) by the volume algorithm (Barahona & Anbil, Math. Programming 87, 2000): a step along 1 − A x̄, where x̄ is a
/// running average of the plans of the relaxation. The average also shows where the relaxation hesitates, so it guides branching.
final class AssignmentAscent {
    let relaxation: AssignmentRelaxation
    /// Best prices so far and their bound.
    let prices: Cells<Double>
    private(set) var bound = -Double.infinity
    /// x̄ at `site * customerCount + customer` and ȳ: true value = stored × `scale`.
    private let pairShare: Cells<Double>
    private let siteShare: Cells<Double>
    private var scale = 1.0

    private let trial: Cells<Double>
    private let average: Cells<Double>
    private(set) var evaluations = 0
    /// Called with the relaxation just evaluated each time the bound has improved.
    var onImprovement: (() -> Void)?

    init(_ relaxation: AssignmentRelaxation) {
        self.relaxation = relaxation
        let (m, n) = (relaxation.problem.siteCount, relaxation.problem.customerCount)
        prices = Cells(n, 0)
        pairShare = Cells(m * n, 0)
        siteShare = Cells(m, 0)
        trial = Cells(n, 0)
        average = Cells(n, 0)
    }

    func pairAverage(_ site: Int, _ customer: Int) -> Double { pairShare[relaxation.problem.cell(site, customer)] * scale }
    func siteAverage(_ site: Int) -> Double { siteShare[site] * scale }

    /// Starts at `prices`. Ends when the bound passes `goal`, the plan of the relaxation meets every customer once (`.met`),
    /// the rounds are used up, or progress has died.
    enum End { case passed, met, stalled, stopped }

    func climb(goal: Double, rounds: Int, step firstStep: Double, isOver: () -> Bool) -> End {
        begin()
        if relaxation.freeCustomers.isEmpty { return bound > goal ? .passed : .met }
        var factor = firstStep
        var reds = 0
        var sinceProgress = 0
        var widest = 0.1
        var mark = bound
        for round in 0..<rounds {
            if bound > goal { return .passed }
            if isOver() { return .stopped }
            var length = 0.0
            for customer in relaxation.freeCustomers {
                let v = 1 - average[customer]
                length += v * v
            }
            if length < 1e-12 { return .stalled }
            let target = max(goal, bound + abs(bound) * 1e-5)
            let step = factor * (target - bound) / length
            for customer in relaxation.freeCustomers { trial[customer] = prices[customer] + step * (1 - average[customer]) }
            let value = relaxation.evaluate(trial.base)
            evaluations += 1
            var slope = 0.0
            var own = 0.0
            var mixed = 0.0
            for customer in relaxation.freeCustomers {
                let g = Double(1 - relaxation.coverage[customer])
                let v = 1 - average[customer]
                slope += g * v
                own += g * g
                mixed += (g - v) * (g - v)
            }
            // The share of the new plan that makes the averaged violation shortest, within limits.
            let best = mixed > 0 ? (length - slope) / mixed : widest
            blend(max(widest / 10, min(widest, best)))
            if value > bound {
                bound = value
                for customer in relaxation.freeCustomers { prices[customer] = trial[customer] }
                onImprovement?()
                if own == 0 { return bound > goal ? .passed : .met }
                if slope > 0 { factor = min(factor * 1.1, 2) }
                reds = 0
            } else {
                reds += 1
                if reds >= 8 {
                    factor *= 0.7
                    reds = 0
                }
            }
            sinceProgress += 1
            if sinceProgress >= 60 {
                let gained = bound - mark
                if gained < max(1e-9, (goal - bound) * 0.002) {
                    if widest < 0.004 { return .stalled }
                    widest *= 0.5
                }
                mark = bound
                sinceProgress = 0
            }
            _ = round
        }
        return bound > goal ? .passed : .stalled
    }

    private func begin() {
        bound = relaxation.evaluate(prices.base)
        evaluations += 1
        pairShare.fill(0)
        siteShare.fill(0)
        average.fill(0)
        scale = 1
        addPlan(1)
        onImprovement?()
    }

    private func blend(_ share: Double) {
        for customer in relaxation.freeCustomers { average[customer] *= 1 - share }
        scale *= 1 - share
        if scale < 1e-100 {
            for index in 0..<pairShare.count { pairShare[index] *= scale }
            for index in 0..<siteShare.count { siteShare[index] *= scale }
            scale = 1
        }
        addPlan(share)
    }

    private func addPlan(_ share: Double) {
        let n = relaxation.problem.customerCount
        let amount = share / scale
        for site in 0..<relaxation.problem.siteCount
        where relaxation.domain.sites[site] != .closed && relaxation.selected[site] {
            siteShare[site] += amount
            let start = site * n
            for index in 0..<relaxation.chosenCount[site] {
                let customer = relaxation.chosenCustomer[start + index]
                pairShare[start + customer] += amount
                average[customer] += share
            }
        }
    }
}
