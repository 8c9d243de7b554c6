/// Prices every decision of a branch by the relaxation: what θ(λ) becomes when a pair is forced in or out, a site opened or
/// closed. A decision whose price passes `goal` cannot belong to a better plan, and its opposite is fixed.
///
/// Knapsack tables filled from both ends give all prices of a site in (items × capacity) steps (Posta, Ferland, Michelon 2012).
/// A customer forced to one site leaves every other site that had taken it: their losses add up.
final class AssignmentPricing {
    private let relaxation: AssignmentRelaxation
    private let inward: Cells<Double>
    private let outward: Cells<Double>
    private let taken: Cells<Bool>
    private let openPrice: Cells<Double>
    private let closePrice: Cells<Double>
    private let forward = KnapsackTable()
    private let backward = KnapsackTable()
    private let activeWeight: Cells<Int>
    private let activeValue: Cells<Double>
    private let position: Cells<Int>

    init(_ relaxation: AssignmentRelaxation) {
        self.relaxation = relaxation
        let (m, n) = (relaxation.problem.siteCount, relaxation.problem.customerCount)
        inward = Cells(m * n, 0)
        outward = Cells(m * n, 0)
        taken = Cells(m * n, false)
        openPrice = Cells(m, 0)
        closePrice = Cells(m, 0)
        activeWeight = Cells(max(m, n), 0)
        activeValue = Cells(max(m, n), 0)
        position = Cells(max(m, n), 0)
    }

    struct Outcome {
        var fixed = 0
        var bound: Double
        var isEmpty = false
    }

    /// Fixes what it can in `relaxation.domain`. `bound` of the outcome may be above θ: some customer must go somewhere.
    func fix(_ prices: Cells<Double>, goal: Double) -> Outcome {
        let problem = relaxation.problem
        let (m, n) = (problem.siteCount, problem.customerCount)
        let theta = relaxation.evaluate(prices.base)
        var outcome = Outcome(bound: theta)
        if theta > goal {
            outcome.isEmpty = true
            return outcome
        }
        taken.fill(false)
        for site in 0..<m where relaxation.domain.sites[site] != .closed { priceItems(site, prices) }
        let covering = priceSites()
        for site in relaxation.undecidedSites {
            let mustClose = theta + openPrice[site] > goal
            let mustOpen = theta + closePrice[site] > goal
            if mustClose && mustOpen {
                outcome.isEmpty = true
                return outcome
            }
            if mustClose || mustOpen {
                relaxation.domain.sites[site] = mustClose ? .closed : .open
                outcome.fixed += 1
            }
        }
        for customer in relaxation.freeCustomers {
            var loss = 0.0
            // Sites that cannot do without the customer lose everything: counted apart, infinities do not subtract.
            var bound = 0
            for site in 0..<m where lossCounts(site, customer, covering) {
                let share = lossShare(site, customer)
                if share == .infinity { bound += 1 } else { loss += share }
            }
            var least = Double.infinity
            var mustStay = -1
            for site in 0..<m where relaxation.domain.allowed[site * n + customer] {
                let cell = site * n + customer
                guard relaxation.domain.sites[site] != .closed else { continue }
                var price = theta + inward[cell] + loss
                var boundElsewhere = bound
                if lossCounts(site, customer, covering) {
                    let share = lossShare(site, customer)
                    if share == .infinity { boundElsewhere -= 1 } else { price -= share }
                }
                if boundElsewhere > 0 { price = .infinity }
                let undecided = isUndecided(site)
                if undecided { price += openPrice[site] }
                if price > goal {
                    relaxation.domain.allowed[cell] = false
                    outcome.fixed += 1
                    continue
                }
                least = min(least, price)
                guard taken[cell] else { continue }
                let out = undecided ? min(openPrice[site] + outward[cell], closePrice[site]) : outward[cell]
                if theta + out > goal {
                    if mustStay >= 0 {
                        outcome.isEmpty = true
                        return outcome
                    }
                    mustStay = site
                }
            }
            if least == .infinity {
                outcome.isEmpty = true
                return outcome
            }
            outcome.bound = max(outcome.bound, least)
            if mustStay >= 0 {
                for site in 0..<m where site != mustStay && relaxation.domain.allowed[site * n + customer] {
                    relaxation.domain.allowed[site * n + customer] = false
                    outcome.fixed += 1
                }
            }
        }
        return outcome
    }

    /// Sites were decided while fixing: `undecidedSites` still lists them, so ask the prices, not the domain.
    private func isUndecided(_ site: Int) -> Bool { openPrice[site] >= 0 }

    private func lossCounts(_ site: Int, _ customer: Int, _ covering: Bool) -> Bool {
        let cell = site * relaxation.problem.customerCount + customer
        return taken[cell] && relaxation.selected[site] && (!isUndecided(site) || !covering)
    }

    private func lossShare(_ site: Int, _ customer: Int) -> Double {
        let cell = site * relaxation.problem.customerCount + customer
        guard isUndecided(site) else { return outward[cell] }
        // Without the cover rule, so that losses of several sites may be added.
        return min(outward[cell], max(0, -(relaxation.problem.fixedCost[site] + relaxation.saving[site])))
    }

    private func priceItems(_ site: Int, _ prices: Cells<Double>) {
        let start = site * relaxation.problem.customerCount
        let capacity = relaxation.residual[site]
        let best = relaxation.saving[site]
        let slack = relaxation.slack[site]
        var count = 0
        var load = 0
        for index in 0..<relaxation.itemCount[site] {
            let customer = relaxation.itemCustomer[start + index]
            let reduced = relaxation.itemCost[start + index] - prices[customer]
            guard reduced < 0 || slack >= 0 else { continue }
            activeWeight[count] = relaxation.itemWeight[start + index]
            activeValue[count] = reduced
            position[count] = customer
            load += activeWeight[count]
            count += 1
        }
        for index in 0..<relaxation.chosenCount[site] { taken[start + relaxation.chosenCustomer[start + index]] = true }
        forward.fill(
            weights: activeWeight.base, values: activeValue.base, count: count, capacity: capacity,
            slack: slack < 0 ? capacity : 0, backwards: false)
        let last = forward.row(count)
        for index in 0..<relaxation.itemCount[site] where slack < 0 {
            let customer = relaxation.itemCustomer[start + index]
            let reduced = relaxation.itemCost[start + index] - prices[customer]
            guard reduced >= 0 else { continue }
            let left = capacity - relaxation.itemWeight[start + index]
            inward[start + customer] = left < 0 ? .infinity : reduced + last[left] - best
            outward[start + customer] = 0
        }
        if load <= capacity && slack < 0 {
            for index in 0..<count {
                inward[start + position[index]] = 0
                outward[start + position[index]] = -activeValue[index]
            }
            return
        }
        backward.fill(
            weights: activeWeight.base, values: activeValue.base, count: count, capacity: capacity,
            slack: slack < 0 ? capacity : slack, backwards: true)
        for index in 0..<count {
            let customer = position[index]
            let before = forward.row(index)
            let after = backward.row(count - 1 - index)
            if taken[start + customer] {
                inward[start + customer] = 0
                outward[start + customer] = joined(before, after, capacity) - best
            } else {
                outward[start + customer] = 0
                inward[start + customer] =
                    activeValue[index] + joined(before, after, capacity - activeWeight[index]) - best
            }
        }
    }

    /// The best split of a capacity between the items before and the items after.
    private func joined(_ before: UnsafePointer<Double>, _ after: UnsafePointer<Double>, _ capacity: Int) -> Double {
        var least = Double.infinity
        guard capacity >= 0 else { return least }
        for r in 0...capacity {
            let sum = before[r] + after[capacity - r]
            if sum < least { least = sum }
        }
        return least
    }

    /// Prices of opening and closing each undecided site (-1 marks a decided one). True when capacity must be covered.
    private func priceSites() -> Bool {
        let problem = relaxation.problem
        for site in 0..<problem.siteCount { openPrice[site] = -1 }
        var need = relaxation.coverNeed
        var reach = 0
        for site in relaxation.undecidedSites {
            reach += problem.capacity[site]
            if problem.fixedCost[site] + relaxation.saving[site] <= 0 { need -= problem.capacity[site] }
        }
        let covering = need > 0
        for site in relaxation.undecidedSites {
            let worth = problem.fixedCost[site] + relaxation.saving[site]
            openPrice[site] = covering || relaxation.selected[site] ? 0 : max(0, worth)
            closePrice[site] = relaxation.selected[site] ? max(0, -worth) : 0
            if reach - problem.capacity[site] < relaxation.coverNeed { closePrice[site] = .infinity }
        }
        if relaxation.coverNeed > 0 { priceCover() }
        return covering
    }

    /// With capacity to cover: tables over the sites from both ends, in spare capacity (what may stay closed).
    private func priceCover() {
        let problem = relaxation.problem
        let sites = relaxation.undecidedSites
        let need = relaxation.coverNeed
        for (index, site) in sites.enumerated() { activeWeight[index] = problem.capacity[site] }
        let lot = relaxation.coverLot(need, activeWeight, sites.count)
        var spare = -((need + lot - 1) / lot)
        var total = 0.0
        for (index, site) in sites.enumerated() {
            activeWeight[index] = (min(activeWeight[index], need) + lot - 1) / lot
            activeValue[index] = -(problem.fixedCost[site] + relaxation.saving[site])
            spare += activeWeight[index]
            total -= activeValue[index]
        }
        guard spare >= 0 else { return }
        forward.fill(
            weights: activeWeight.base, values: activeValue.base, count: sites.count, capacity: spare, slack: spare,
            backwards: false)
        backward.fill(
            weights: activeWeight.base, values: activeValue.base, count: sites.count, capacity: spare, slack: spare,
            backwards: true)
        // Against the value that θ counts, not this table's own: lots may differ.
        let best = relaxation.siteValue - total
        for (index, site) in sites.enumerated() {
            let before = forward.row(index)
            let after = backward.row(sites.count - 1 - index)
            // "Taken" by this knapsack means left closed.
            openPrice[site] = max(0, joined(before, after, spare) - best)
            let left = spare - activeWeight[index]
            closePrice[site] = left < 0 ? .infinity : max(0, activeValue[index] + joined(before, after, left) - best)
        }
    }
}
