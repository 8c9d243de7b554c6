/// Exact search for the capacitated p-median: p sites, each customer whole to one of them.
///
///     min  sum_ij c_ij x_ij      sum_i x_ij = 1,  sum_j d_j x_ij <= s_i y_i,  x_ij <= y_i,  sum_i y_i = p,  x, y in {0, 1}
///
/// The assignment rows leave with multipliers u. Each site becomes a 0-1 knapsack, solved by dynamic programming over its
/// capacity (whole demands; others are rounded so that the bound stays valid), and the p cheapest sites are taken:
///
///     L(u) = sum_j u_j + sum of the p least r_i,    r_i = min { sum_j (c_ij - u_j) x_j : sum_j d_j x_j <= s_i, x in {0, 1} }
///
/// This bound is above the linear relaxation. Sites whose other choice would lift it over the best solution known are fixed;
/// the rest is branched on, site by site, depth first, with multipliers inherited. Where all p medians are decided, the
/// generalised assignment that is left is solved exactly. The best known solution comes from `MedianGroups`, started from the
/// sets that the multipliers open. Every bound is L(u) as computed: no solver, no tolerance of a linear programme.
///
/// Source: Ceselli, Righini, Networks 45 (2005) 125-142; Mulvey, Beck, EJOR 18 (1984) 339-348.
final class CapacitatedMedianSearch {
    private let instance: LocationInstance
    private let sites: Int
    private let customers: Int
    private let medians: Int
    /// Demands and capacities in whole units, demands rounded down and capacities up where they are not whole.
    private let units: [Int]
    private let capacity: [Int]
    private let isIntegral: Bool
    private(set) var upper = Double.infinity
    /// The site of each customer in the best solution known.
    private(set) var assign: [Int] = []
    private(set) var open: [Int] = []
    private(set) var bound = -Double.infinity
    private(set) var isInfeasible = false
    private(set) var nodes = 0
    private var isNodeClosed = false
    private var average: [Double]
    /// Site after site, its cost for each customer.
    private let bySite: [Double]
    private var best: [Double]
    private var taken: [UInt64] = []
    private var assigned: Set<[Int]> = []
    private var tried: Set<[Int]> = []
    private var reduced: [Double]
    private var isClosed: [Bool]
    private var isOpen: [Bool]
    private var random: SeededGenerator
    private let groups: MedianGroups

    static let finest = 4096

    init(_ instance: LocationInstance, seed: UInt64) {
        self.instance = instance
        sites = instance.sites
        customers = instance.customers
        medians = instance.medians ?? 1
        isIntegral = instance.isIntegral
        random = SeededGenerator(seed: seed)
        groups = MedianGroups(instance)
        // Whole demands are their own units; others, or large ones, are scaled so that a knapsack has few thousand steps.
        let largest = min(instance.capacity.max() ?? 0, instance.demand.reduce(0, +))
        let isWhole = instance.demand.allSatisfy { $0 == $0.rounded() }
        let scale = isWhole && largest <= Double(Self.finest) ? 1 : Double(Self.finest) / max(largest, 1e-9)
        units = instance.demand.map { Int(($0 * scale).rounded(.down)) }
        capacity = instance.capacity.map { Int((min($0, largest) * scale + 1e-9).rounded(scale == 1 ? .down : .up)) }
        reduced = [Double](repeating: 0, count: sites)
        isClosed = [Bool](repeating: false, count: sites)
        isOpen = [Bool](repeating: false, count: sites)
        average = reduced
        bySite = (0..<instance.sites).flatMap { site in (0..<instance.customers).map { instance.cost(site, $0) } }
        best = [Double](repeating: 0, count: (capacity.max() ?? 0) + 1)
    }

    func search(limits: Limits) {
        guard isPossible() else {
            isInfeasible = true
            return
        }
        let u = ascend(from: firstMultipliers(), rounds: 2000, patience: 25, step: 1, reached: &bound, limits: limits)
        if !isProven, !limits.isOver { kick(rounds: 8 * medians, limits: limits) }
        if isProven || limits.isOver { return settle() }
        if branch(u, limits), upper == .infinity { isInfeasible = true }
        settle()
    }

    /// Enough capacity in the p largest sites, and for each customer; whether they can be packed is the tree's question.
    private func isPossible() -> Bool {
        guard medians <= sites else { return false }
        let room = instance.capacity.sorted(by: >).prefix(medians).reduce(0, +)
        let largest = instance.capacity.max() ?? 0
        return room >= instance.demand.reduce(0, +) * (1 - 1e-12) && instance.demand.allSatisfy { $0 <= largest }
    }

    private var isProven: Bool { covers(bound) }
    /// Whether nothing below a bound can be better than the best solution known.
    private func covers(_ value: Double) -> Bool {
        upper < .infinity && rounded(value) >= upper - 0.5e-9 * max(1, abs(upper))
    }
    private func rounded(_ value: Double) -> Double { isIntegral ? (value - 1e-6).rounded(.up) : value }
    private func settle() { bound = isProven ? upper : rounded(bound) }

    // MARK: The tree

    private struct Node {
        var isOpen: [Bool]
        var isClosed: [Bool]
        var u: [Double]
        var bound: Double
    }

    /// Decides site after site, depth first; when all are decided, the generalised assignment that is left is solved exactly.
    /// True where the tree was searched to its end.
    private func branch(_ u: [Double], _ limits: Limits) -> Bool {
        var stack = [Node(isOpen: isOpen, isClosed: isClosed, u: u, bound: bound)]
        while let node = stack.popLast() {
            if limits.isOver {
                stack.append(node)
                break
            }
            if covers(node.bound) { continue }
            nodes += 1
            isOpen = node.isOpen
            isClosed = node.isClosed
            var raised = node
            raised.u = ascend(
                from: node.u, rounds: nodes == 1 ? 200 : 60, patience: 6, step: 0.6, reached: &raised.bound, limits: limits)
            if isNodeClosed || covers(raised.bound) { continue }
            raised.isOpen = isOpen
            raised.isClosed = isClosed
            guard let site = undecided() else {
                assignAll(limits)
                if limits.isOver { stack.append(raised) }
                continue
            }
            let openFirst = average[site] > 0.5
            for opens in openFirst ? [false, true] : [true, false] {
                var child = raised
                if opens { child.isOpen[site] = true } else { child.isClosed[site] = true }
                stack.append(child)
            }
        }
        bound = max(bound, stack.map(\.bound).min() ?? upper)
        return stack.isEmpty
    }

    private func undecided() -> Int? {
        var best: Int?
        var bestScore = -1.0
        for site in 0..<sites where !isOpen[site] && !isClosed[site] {
            let score = min(average[site], 1 - average[site])
            if score > bestScore {
                bestScore = score
                best = site
            }
        }
        return best
    }

    /// The medians are decided: the best assignment to them, or the proof that none is better than the best known.
    private func assignAll(_ limits: Limits) {
        let set = (0..<sites).filter { isOpen[$0] }
        guard set.count == medians, assigned.insert(set).inserted else { return }
        let rest = AssignmentInstance(
            costs: set.flatMap { site in (0..<customers).map { instance.cost(site, $0) } },
            uses: set.flatMap { _ in instance.demand }, capacity: set.map { instance.capacity[$0] }, jobs: customers)
        let outcome = GeneralisedAssignment.solve(rest, limits: limits)
        guard let value = outcome.objective, let plan = outcome.placement?.assign, value < upper - 1e-9 else { return }
        upper = value
        open = set
        assign = plan.map { set[$0 - 1] }
    }

    // MARK: The bound

    private func firstMultipliers() -> [Double] {
        (0..<customers).map { customer -> Double in
            let costs = (0..<sites).map { instance.cost($0, customer) }.sorted()
            return costs[min(sites - 1, max(1, sites / max(1, medians) / 2))]
        }
    }

    /// Moves multipliers uphill from `start`; sites are fixed on the way. The best bound goes to `reached`.
    private func ascend(
        from start: [Double], rounds: Int, patience: Int, step first: Double, reached: inout Double, limits: Limits
    ) -> [Double] {
        var u = start
        var bestU = u
        var direction = [Double](repeating: 0, count: customers)
        var gradient = direction
        var step = first
        var stall = 0
        var highest = -Double.infinity
        isNodeClosed = false
        for site in 0..<sites { average[site] = 0 }
        for iteration in 0..<rounds {
            guard let (value, chosen, picks, exchange) = evaluate(u) else {
                isNodeClosed = true
                return bestU
            }
            for site in 0..<sites { average[site] *= 0.9 }
            for site in chosen { average[site] += 0.1 }
            if value > highest {
                if value > highest + 1e-5 * abs(value) { stall = 0 } else { stall += 1 }
                highest = value
                bestU = u
                reached = max(reached, value)
            } else {
                stall += 1
            }
            // Solutions are wanted at the root; below it they come rarely and cost much.
            let isTime = nodes <= 1 ? iteration % 5 == 0 || value > highest - 1e-3 * abs(highest) : iteration % 20 == 19
            if isTime, tried.insert(chosen).inserted { polish(chosen, limits) }
            if upper < .infinity {
                if covers(reached) { break }
                fixSites(value, chosen, exchange)
            }
            if stall >= patience {
                stall = 0
                step *= 0.7
                u = bestU
                if step < 0.01 { break }
            }
            if limits.isOver { break }
            for customer in 0..<customers { gradient[customer] = 1 }
            for site in chosen { for customer in picks[site] { gradient[Int(customer)] -= 1 } }
            var length = 0.0
            for customer in 0..<customers {
                direction[customer] = iteration == 0 ? gradient[customer] : 0.6 * gradient[customer] + 0.4 * direction[customer]
                length += direction[customer] * direction[customer]
            }
            if length < 1e-12 { break }
            let target = upper < .infinity ? upper : value + 0.1 * abs(value) + 1
            let move = step * (target * (1 + 1e-4) - value) / length
            for customer in 0..<customers { u[customer] = max(0, u[customer] + move * direction[customer]) }
        }
        return bestU
    }

    /// Nil where the decided sites cannot hold everyone.
    private func evaluate(_ u: [Double]) -> (Double, [Int], [[Int32]], (last: Double, first: Double))? {
        var picks: [[Int32]] = Array(repeating: [], count: sites)
        for site in 0..<sites where !isClosed[site] {
            (reduced[site], picks[site]) = knapsack(site, u)
        }
        let opened = (0..<sites).filter { isOpen[$0] }
        let free = (0..<sites).filter { !isOpen[$0] && !isClosed[$0] }.sorted { (reduced[$0], $0) < (reduced[$1], $1) }
        let wanted = medians - opened.count
        guard wanted >= 0, wanted <= free.count else { return nil }
        let chosen = opened + free.prefix(wanted)
        let value = u.reduce(0, +) + chosen.reduce(0) { $0 + reduced[$1] }
        let last = wanted > 0 ? reduced[free[wanted - 1]] : -.infinity
        let first = wanted < free.count ? reduced[free[wanted]] : .infinity
        return (value, chosen.sorted(), picks, (last, first))
    }

    /// The best packing of a site, by profit u_j - c_ij.
    private func knapsack(_ site: Int, _ u: [Double]) -> (Double, [Int32]) {
        let room = capacity[site]
        var load = 0
        var sum = 0.0
        var items: [Int32] = []
        items.reserveCapacity(64)
        bySite.withUnsafeBufferPointer { costs in
            for customer in 0..<customers {
                let profit = u[customer] - costs[site * customers + customer]
                if profit > 0, units[customer] <= room {
                    items.append(Int32(customer))
                    load += units[customer]
                    sum += profit
                }
            }
        }
        if load <= room { return (-sum, items) }
        // Words of 64 items each, a weight a row, say which items make the best packing of that weight.
        let words = (items.count + 63) / 64
        for weight in 0...room { best[weight] = 0 }
        let wanted = (room + 1) * words
        if taken.count < wanted { taken = [UInt64](repeating: 0, count: wanted) }
        var reach = 0
        best.withUnsafeMutableBufferPointer { best in
            taken.withUnsafeMutableBufferPointer { taken in
                for k in 0..<wanted { taken[k] = 0 }
                for (k, item) in items.enumerated() {
                    let profit = u[Int(item)] - bySite[site * customers + Int(item)]
                    let size = units[Int(item)]
                    reach = min(room, reach + size)
                    let word = k >> 6
                    let bit = UInt64(1) << UInt64(k & 63)
                    var weight = reach
                    while weight >= size {
                        let other = best[weight - size] + profit
                        if other > best[weight] {
                            best[weight] = other
                            if words == 1 {
                                taken[weight] = taken[weight - size] | bit
                            } else {
                                for w in 0..<words { taken[weight * words + w] = taken[(weight - size) * words + w] }
                                taken[weight * words + word] |= bit
                            }
                        }
                        weight -= 1
                    }
                }
            }
        }
        var top = 0
        for weight in 0...room where best[weight] > best[top] { top = weight }
        var picks: [Int32] = []
        for (k, item) in items.enumerated() where taken[top * words + (k >> 6)] >> UInt64(k & 63) & 1 == 1 { picks.append(item) }
        return (-best[top], picks)
    }

    private func fixSites(_ value: Double, _ chosen: [Int], _ exchange: (last: Double, first: Double)) {
        var isChosen = [Bool](repeating: false, count: sites)
        for site in chosen { isChosen[site] = true }
        for site in 0..<sites where !isOpen[site] && !isClosed[site] {
            if isChosen[site] {
                if covers(value - reduced[site] + exchange.first) { isOpen[site] = true }
            } else if covers(value + reduced[site] - exchange.last) {
                isClosed[site] = true
            }
        }
    }

    // MARK: Solutions

    private func polish(_ medians: [Int], _ limits: Limits) {
        guard let found = groups.polish(medians, limits), found.value < upper - 1e-9 else { return }
        upper = found.value
        open = found.open
        assign = found.assign
    }

    /// From the best known, one or two medians moved to other sites, and the search again.
    private func kick(rounds: Int, limits: Limits) {
        for round in 0..<rounds {
            if limits.isOver || isProven || open.isEmpty || medians >= sites { return }
            var next = open
            for _ in 0...(round % 2) {
                let place = random.index(below: next.count)
                let old = next[place]
                // Among the sites nearest to the one that leaves, by their cost for its own customer.
                let near = (0..<sites).filter { !next.contains($0) }.sorted {
                    (instance.costs[old % customers * sites + $0], $0) < (instance.costs[old % customers * sites + $1], $1)
                }
                guard !near.isEmpty else { return }
                next[place] = near[random.index(below: min(near.count, max(6, sites / medians)))]
            }
            polish(next.sorted(), limits)
        }
    }
}
