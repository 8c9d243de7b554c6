/// Lagrangian relaxation of "each customer once": for prices λ_j,
/// θ(λ) = Σ_j λ_j + min Σ_i (f_i + K_i(λ)) y_i  over open sites with Σ b_i y_i ≥ Σ d_j,
/// K_i(λ) = min Σ_j (c_ij − λ_j) x_j  s.t. Σ_j w_ij x_j ≤ b_i: one 0/1 knapsack a site, solved exactly.
///
/// θ(λ) is a lower bound for every λ, and at the best λ at least as strong as the linear relaxation with all cover cuts of the
/// capacities (Geoffrion 1974; Holmberg, Rönnqvist, Yuan 1999; Posta, Ferland, Michelon 2012).
/// `load` reads a branch and propagates it; `evaluate` gives θ and its plan; `AssignmentPricing` fixes pairs by it.
final class AssignmentRelaxation {
    let problem: AssignmentProblem
    var domain: AssignmentDomain

    // The branch, read: for each site its candidate customers at `site * customerCount ..< + itemCount[site]`.
    let itemCount: Cells<Int>
    let itemCustomer: Cells<Int>
    let itemWeight: Cells<Int>
    let itemCost: Cells<Double>
    let residual: Cells<Int>
    /// How much of a site's capacity may stay unused at most, where that is less than all of it; otherwise -1.
    let slack: Cells<Int>
    /// The only site left to a customer, or -1.
    let settled: Cells<Int>
    var freeCustomers: [Int] = []
    var undecidedSites: [Int] = []
    var fixedValue = 0.0
    var coverNeed = 0

    // The last evaluation.
    let saving: Cells<Double>
    private(set) var siteValue = 0.0
    let selected: Cells<Bool>
    let chosenCount: Cells<Int>
    let chosenCustomer: Cells<Int>
    let coverage: Cells<Int>

    let knapsack = KnapsackTable()
    private let activeWeight: Cells<Int>
    private let activeValue: Cells<Double>
    private let activeItem: Cells<Int>
    private let taken: Cells<Bool>
    private var optionCount: [Int]

    init(_ problem: AssignmentProblem) {
        self.problem = problem
        let (m, n) = (problem.siteCount, problem.customerCount)
        domain = AssignmentDomain(problem)
        itemCount = Cells(m, 0)
        itemCustomer = Cells(m * n, 0)
        itemWeight = Cells(m * n, 0)
        itemCost = Cells(m * n, 0)
        residual = Cells(m, 0)
        slack = Cells(m, -1)
        settled = Cells(n, -1)
        saving = Cells(m, 0)
        selected = Cells(m, false)
        chosenCount = Cells(m, 0)
        chosenCustomer = Cells(m * n, 0)
        coverage = Cells(n, 0)
        let longest = max(m, n)
        activeWeight = Cells(longest, 0)
        activeValue = Cells(longest, 0)
        activeItem = Cells(longest, 0)
        taken = Cells(longest, false)
        optionCount = [Int](repeating: 0, count: n)
    }

    // MARK: Reading a branch

    /// Settles customers with one site left, takes out pairs that no longer fit, and lists the rest. False: nothing fits.
    func load(_ branch: AssignmentDomain) -> Bool {
        domain = branch
        guard propagate() else { return false }
        let (m, n) = (problem.siteCount, problem.customerCount)
        fixedValue = 0
        freeCustomers.removeAll(keepingCapacity: true)
        undecidedSites.removeAll(keepingCapacity: true)
        for customer in 0..<n {
            let site = settled[customer]
            if site < 0 { freeCustomers.append(customer) } else { fixedValue += problem.cost[problem.cell(site, customer)] }
        }
        coverNeed = problem.totalDemand ?? 0
        for site in 0..<m {
            var count = 0
            residual[site] /= problem.grain
            switch domain.sites[site] {
            case .closed:
                itemCount[site] = 0
                chosenCount[site] = 0
                selected[site] = false
                continue
            case .open:
                fixedValue += problem.fixedCost[site]
                coverNeed -= problem.capacity[site]
            case .undecided:
                undecidedSites.append(site)
            }
            let start = site * n
            for customer in freeCustomers where domain.allowed[start + customer] {
                itemCustomer[start + count] = customer
                itemWeight[start + count] = problem.weight[start + customer] / problem.grain
                itemCost[start + count] = problem.cost[start + customer]
                count += 1
            }
            itemCount[site] = count
            if count == 0, domain.sites[site] == .undecided {
                domain.sites[site] = .closed
                selected[site] = false
                undecidedSites.removeLast()
            }
        }
        var reach = 0
        for site in undecidedSites { reach += problem.capacity[site] }
        return reach >= coverNeed && limitSlack(reach - coverNeed)
    }

    /// When the capacity that is left over in all is small, every open site must be filled nearly to the brim:
    /// b_i − (Σ b − Σ d) ≤ Σ_j d_j x_ij. Capacities that no choice of customers fills exactly shrink to the largest that one
    /// does, which leaves over still less.
    private func limitSlack(_ total: Int) -> Bool {
        let m = problem.siteCount
        for site in 0..<m { slack[site] = -1 }
        guard problem.totalDemand != nil, problem.grain == 1 else { return true }
        var left = total
        if undecidedSites.isEmpty {
            for site in 0..<m where domain.sites[site] == .open {
                let full = reachable(site)
                left -= residual[site] - full
                residual[site] = full
            }
            if left < 0 { return false }
        }
        for site in 0..<m where domain.sites[site] == .open && left < residual[site] { slack[site] = left }
        return true
    }

    /// The largest sum of uses of candidate customers within the site's capacity.
    private func reachable(_ site: Int) -> Int {
        let capacity = residual[site]
        let start = site * problem.customerCount
        var sum = 0
        for index in 0..<itemCount[site] { sum += itemWeight[start + index] }
        if sum <= capacity { return sum }
        let words = capacity / 64 + 1
        var sums = [UInt64](repeating: 0, count: words)
        sums[0] = 1
        for index in 0..<itemCount[site] {
            let weight = itemWeight[start + index]
            guard weight <= capacity else { continue }
            let (skip, shift) = (weight / 64, UInt64(weight % 64))
            for word in stride(from: words - 1, through: skip, by: -1) {
                var shifted = sums[word - skip] << shift
                if shift > 0, word > skip { shifted |= sums[word - skip - 1] >> (64 - shift) }
                sums[word] |= shifted
            }
        }
        for value in stride(from: capacity, through: 0, by: -1) where sums[value / 64] >> UInt64(value % 64) & 1 == 1 {
            return value
        }
        return 0
    }

    private func propagate() -> Bool {
        let (m, n) = (problem.siteCount, problem.customerCount)
        for site in 0..<m { residual[site] = problem.capacity[site] }
        for customer in 0..<n {
            settled[customer] = -1
            optionCount[customer] = 0
        }
        for site in 0..<m {
            let start = site * n
            if domain.sites[site] == .closed {
                for customer in 0..<n { domain.allowed[start + customer] = false }
            } else {
                for customer in 0..<n where domain.allowed[start + customer] { optionCount[customer] += 1 }
            }
        }
        var waiting: [Int] = []
        for customer in 0..<n {
            if optionCount[customer] == 0 { return false }
            if optionCount[customer] == 1 { waiting.append(customer) }
        }
        while let customer = waiting.popLast() {
            guard let site = (0..<m).first(where: { domain.allowed[$0 * n + customer] }) else { return false }
            settled[customer] = site
            residual[site] -= problem.weight[site * n + customer]
            domain.sites[site] = .open
            if residual[site] < 0 { return false }
            let start = site * n
            for other in 0..<n where domain.allowed[start + other] && settled[other] < 0 && optionCount[other] > 1 {
                guard problem.weight[start + other] > residual[site] else { continue }
                domain.allowed[start + other] = false
                optionCount[other] -= 1
                if optionCount[other] == 1 { waiting.append(other) }
            }
        }
        return true
    }

    // MARK: The bound

    func evaluate(_ prices: UnsafePointer<Double>) -> Double {
        let (m, n) = (problem.siteCount, problem.customerCount)
        var bound = fixedValue
        for customer in freeCustomers {
            bound += prices[customer]
            coverage[customer] = 0
        }
        for site in 0..<m where domain.sites[site] != .closed {
            saving[site] = fill(site, prices)
            if domain.sites[site] == .open {
                selected[site] = true
                bound += saving[site]
            }
        }
        bound += selectSites()
        for site in 0..<m where domain.sites[site] != .closed && selected[site] {
            let start = site * n
            for index in 0..<chosenCount[site] { coverage[chosenCustomer[start + index]] += 1 }
        }
        return bound
    }

    /// The site's knapsack: the customers with a negative reduced cost that fit together best.
    private func fill(_ site: Int, _ prices: UnsafePointer<Double>) -> Double {
        let start = site * problem.customerCount
        let customers = itemCustomer.base + start
        let costs = itemCost.base + start
        let weights = itemWeight.base + start
        let chosen = chosenCustomer.base + start
        var count = 0
        var load = 0
        var sum = 0.0
        let slack = self.slack[site]
        for index in 0..<itemCount[site] {
            let reduced = costs[index] - prices[customers[index]]
            guard reduced < 0 || slack >= 0 else { continue }
            activeWeight[count] = weights[index]
            activeValue[count] = reduced
            activeItem[count] = customers[index]
            load += weights[index]
            sum += reduced
            count += 1
        }
        if load <= residual[site] && slack < 0 {
            for index in 0..<count { chosen[index] = activeItem[index] }
            chosenCount[site] = count
            return sum
        }
        let best = knapsack.solve(
            weights: activeWeight.base, values: activeValue.base, count: count, capacity: residual[site],
            slack: slack < 0 ? nil : slack, taken: taken.base)
        var kept = 0
        if best == .infinity { count = 0 }
        for index in 0..<count where taken[index] {
            chosen[kept] = activeItem[index]
            kept += 1
        }
        chosenCount[site] = kept
        return best
    }

    /// Chooses among undecided sites: all that pay, and the cheapest further ones until their capacity covers the demand.
    private func selectSites() -> Double {
        siteValue = chooseSites()
        return siteValue
    }

    private func chooseSites() -> Double {
        var need = coverNeed
        var sum = 0.0
        var count = 0
        for site in undecidedSites {
            let worth = problem.fixedCost[site] + saving[site]
            if worth <= 0 {
                selected[site] = true
                sum += worth
                need -= problem.capacity[site]
            } else {
                selected[site] = false
                activeItem[count] = site
                activeWeight[count] = problem.capacity[site]
                activeValue[count] = -worth
                count += 1
            }
        }
        guard need > 0 else { return sum }
        // Leave closed the most expensive sites whose capacity can be spared.
        let lot = coverLot(need, activeWeight, count)
        var spare = -((need + lot - 1) / lot)
        for index in 0..<count {
            activeWeight[index] = (min(activeWeight[index], need) + lot - 1) / lot
            spare += activeWeight[index]
            sum -= activeValue[index]
        }
        let kept = knapsack.solve(
            weights: activeWeight.base, values: activeValue.base, count: count, capacity: spare, taken: taken.base)
        for index in 0..<count { selected[activeItem[index]] = !taken[index] }
        return sum + kept
    }

    /// Cover tables count in lots, capacities rounded up (a valid relaxation), so that they stay small.
    func coverLot(_ need: Int, _ capacities: Cells<Int>, _ count: Int) -> Int {
        var spare = -need
        for index in 0..<count { spare += min(capacities[index], need) }
        return max(1, spare / 16_384 + 1)
    }
}
