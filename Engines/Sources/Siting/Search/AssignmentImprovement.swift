/// Local search over plans: a customer moves, two customers change places, a site closes and its customers go elsewhere.
///
/// Loads above capacity are allowed at a price π per unit that rises while a plan does not fit and falls once it does (the
/// oscillation of Yagiura, Ibaraki, Glover 2004). Deterministic for a seed.
final class AssignmentImprovement {
    let problem: AssignmentProblem
    private(set) var best: [Int]?
    private(set) var bestValue = Double.infinity
    private var generator: SeededGenerator
    private let isOver: () -> Bool

    private var plan: [Int]
    private var load: [Int]
    private var users: [Int]
    private var order: [Int]
    private var penalty = 1.0
    private var value = 0.0
    private var excess = 0

    init(_ problem: AssignmentProblem, seed: UInt64, isOver: @escaping () -> Bool) {
        self.problem = problem
        self.isOver = isOver
        generator = SeededGenerator(seed: seed)
        plan = [Int](repeating: -1, count: problem.customerCount)
        load = [Int](repeating: 0, count: problem.siteCount)
        users = load
        order = Array(0..<problem.customerCount)
    }

    /// Completes a plan (-1: no site yet) and descends from it; the best plan that fits is kept in `best`.
    /// `usual` sites are preferred for completion. `rounds` counts changes of the price of overload.
    func improve(_ start: [Int], rounds: Int) {
        guard adopt(start) else { return }
        penalty = firstPenalty()
        for _ in 0..<rounds {
            descend()
            if isOver() { return }
            if excess == 0 {
                record()
                if !closeOneSite() {
                    penalty *= 0.6
                    return
                }
            } else {
                penalty *= 2.5
            }
        }
    }

    /// Longer: descents from shaken copies of the best plan, until the limits or `rounds` shakes without a better plan.
    func wander(rounds: Int, until enough: (Double) -> Bool) {
        guard let first = best else { return }
        var current = first
        var currentValue = bestValue
        var idle = 0
        penalty = firstPenalty()
        while idle < rounds, !isOver(), !enough(bestValue) {
            guard adopt(current) else { return }
            shake(2 + generator.index(below: max(3, problem.customerCount / 12)))
            for _ in 0..<6 {
                descend()
                if excess == 0 { break }
                penalty *= 2
            }
            idle += 1
            if excess == 0 {
                if value < bestValue - 1e-9 { idle = 0 }
                record()
                if value <= currentValue + abs(bestValue) * 1e-4 * generator.unit() {
                    current = plan
                    currentValue = value
                }
                penalty = max(penalty * 0.7, firstPenalty() * 0.05)
            }
            if idle % 50 == 49 {
                current = best ?? current
                currentValue = bestValue
            }
        }
    }

    // MARK: State

    private func adopt(_ start: [Int]) -> Bool {
        plan = start
        for site in 0..<problem.siteCount {
            load[site] = 0
            users[site] = 0
        }
        value = 0
        excess = 0
        var missing: [Int] = []
        for (customer, site) in start.enumerated() {
            if site >= 0 { put(customer, site) } else { missing.append(customer) }
        }
        missing.sort { a, b in
            let left = heaviest(a), right = heaviest(b)
            return left == right ? a < b : left > right
        }
        for customer in missing {
            guard let site = cheapestSite(customer) else { return false }
            plan[customer] = site
            put(customer, site)
        }
        return true
    }

    private func heaviest(_ customer: Int) -> Int {
        var most = 0
        for site in 0..<problem.siteCount where problem.allowed[problem.cell(site, customer)] {
            most = max(most, problem.weight[problem.cell(site, customer)])
        }
        return most
    }

    /// Where there is room at the least cost; where there is none, the least overload.
    private func cheapestSite(_ customer: Int) -> Int? {
        var choice: Int?
        var least = (Int.max, Double.infinity)
        for site in 0..<problem.siteCount {
            let cell = problem.cell(site, customer)
            guard problem.allowed[cell] else { continue }
            let over = max(0, load[site] + problem.weight[cell] - problem.capacity[site])
            let price = problem.cost[cell] + (users[site] == 0 ? problem.fixedCost[site] : 0)
            if (over, price) < least {
                least = (over, price)
                choice = site
            }
        }
        return choice
    }

    private func overload(_ site: Int, _ amount: Int) -> Int { max(0, amount - problem.capacity[site]) }

    private func put(_ customer: Int, _ site: Int) {
        let cell = problem.cell(site, customer)
        value += problem.cost[cell]
        if users[site] == 0 { value += problem.fixedCost[site] }
        users[site] += 1
        excess -= overload(site, load[site])
        load[site] += problem.weight[cell]
        excess += overload(site, load[site])
    }

    private func take(_ customer: Int, _ site: Int) {
        let cell = problem.cell(site, customer)
        value -= problem.cost[cell]
        users[site] -= 1
        if users[site] == 0 { value -= problem.fixedCost[site] }
        excess -= overload(site, load[site])
        load[site] -= problem.weight[cell]
        excess += overload(site, load[site])
    }

    private func move(_ customer: Int, to site: Int) {
        take(customer, plan[customer])
        plan[customer] = site
        put(customer, site)
    }

    private func record() {
        guard let exact = problem.value(of: plan) else { return }
        value = exact
        guard exact < bestValue else { return }
        bestValue = exact
        best = plan
    }

    private func firstPenalty() -> Double {
        var sum = 0.0
        var amount = 0
        for (customer, site) in plan.enumerated() where site >= 0 {
            let cell = problem.cell(site, customer)
            sum += abs(problem.cost[cell])
            amount += problem.weight[cell]
        }
        for site in 0..<problem.siteCount where users[site] > 0 { sum += problem.fixedCost[site] }
        return max(1e-6, sum / Double(max(1, amount)))
    }

    // MARK: Moves

    /// Moves and exchanges until none helps at the present price of overload.
    private func descend() {
        var improved = true
        while improved, !isOver() {
            improved = false
            order.shuffle(using: &generator)
            for customer in order where shift(customer) { improved = true }
            if !improved {
                for customer in order where exchange(customer) { improved = true }
            }
        }
    }

    /// The best move of one customer.
    private func shift(_ customer: Int) -> Bool {
        let from = plan[customer]
        let here = problem.cell(from, customer)
        let weight = problem.weight[here]
        var gain = problem.cost[here] + penalty * Double(overload(from, load[from]) - overload(from, load[from] - weight))
        if users[from] == 1 { gain += problem.fixedCost[from] }
        var choice = -1
        var least = gain - 1e-7
        for site in 0..<problem.siteCount where site != from {
            let cell = problem.cell(site, customer)
            guard problem.allowed[cell] else { continue }
            var price = problem.cost[cell]
            if price >= least { continue }
            if users[site] == 0 { price += problem.fixedCost[site] }
            price += penalty * Double(overload(site, load[site] + problem.weight[cell]) - overload(site, load[site]))
            if price < least {
                least = price
                choice = site
            }
        }
        guard choice >= 0 else { return false }
        move(customer, to: choice)
        return true
    }

    /// The first exchange of a customer with another that helps; where there are many, among a window drawn anew each time.
    private func exchange(_ customer: Int) -> Bool {
        let from = plan[customer]
        let n = problem.customerCount
        let here = from * n + customer
        let weight = problem.weight[here]
        let offset = generator.index(below: n)
        for step in 0..<min(n, 150) {
            var other = step + offset
            if other >= n { other -= n }
            let site = plan[other]
            guard site != from else { continue }
            let there = site * n + customer
            let back = from * n + other
            let own = site * n + other
            var change = problem.cost[there] + problem.cost[back] - problem.cost[here] - problem.cost[own]
            if excess == 0 && change >= -1e-7 { continue }
            guard problem.allowed[there], problem.allowed[back] else { continue }
            let newFrom = load[from] - weight + problem.weight[back]
            let newSite = load[site] - problem.weight[own] + problem.weight[there]
            let over =
                overload(from, newFrom) + overload(site, newSite) - overload(from, load[from]) - overload(site, load[site])
            change += penalty * Double(over)
            if change < -1e-7 {
                move(customer, to: site)
                move(other, to: from)
                return true
            }
        }
        return false
    }

    /// Empties the open site whose closing saves most, its customers going to open sites with room.
    private func closeOneSite() -> Bool {
        guard !problem.opensFree else { return false }
        let before = plan
        let beforeValue = value
        for site in 0..<problem.siteCount where users[site] > 0 && problem.fixedCost[site] > 0 {
            if isOver() { return false }
            let customers = (0..<problem.customerCount).filter { plan[$0] == site }.sorted {
                let left = problem.weight[problem.cell(site, $0)], right = problem.weight[problem.cell(site, $1)]
                return left == right ? $0 < $1 : left > right
            }
            var fits = true
            for customer in customers {
                guard let next = roomiest(customer, except: site) else {
                    fits = false
                    break
                }
                move(customer, to: next)
            }
            if fits && value < beforeValue - 1e-7 { return true }
            for customer in customers where plan[customer] != before[customer] { move(customer, to: before[customer]) }
            value = beforeValue
        }
        return false
    }

    private func roomiest(_ customer: Int, except: Int) -> Int? {
        var choice: Int?
        var least = Double.infinity
        for site in 0..<problem.siteCount where site != except {
            let cell = problem.cell(site, customer)
            guard problem.allowed[cell], load[site] + problem.weight[cell] <= problem.capacity[site] else { continue }
            let price = problem.cost[cell] + (users[site] == 0 ? problem.fixedCost[site] : 0)
            if price < least {
                least = price
                choice = site
            }
        }
        return choice
    }

    private func shake(_ moves: Int) {
        let openOnly = generator.index(below: 4) != 0
        for _ in 0..<moves {
            let customer = generator.index(below: problem.customerCount)
            let site = generator.index(below: problem.siteCount)
            guard problem.allowed[problem.cell(site, customer)], site != plan[customer] else { continue }
            if openOnly && users[site] == 0 { continue }
            move(customer, to: site)
        }
    }
}
