/// Exact search for uncapacitated location and p-median problems by Lagrangian relaxation of the assignment rows.
///
///     min  sum_i f_i y_i + sum_ij c_ij x_ij      sum_i x_ij = 1,  x_ij <= y_i,  sum_i y_i = p (p-median),  x, y in {0, 1}
///
/// With a multiplier u_j a customer, the rows sum_i x_ij = 1 leave and
///
///     L(u) = sum_j u_j + min_y sum_i r_i y_i,    r_i = f_i + sum_j min(0, c_ij - u_j)
///
/// is a bound for every u: the p smallest r_i (p-median), or all negative ones (at least one). max_u L(u) is the bound of the
/// strong linear relaxation. u moves along a smoothed subgradient with Polyak steps; site i is fixed open or closed where the
/// other choice would lift the bound over the best solution known (reduced-cost fixing); what is left is branched on, site by
/// site, depth first. Under a site that is open for sure, u_j never exceeds its cost, so deep nodes cost little. Every node's
/// bound is L(u) as computed, so the proof needs no linear-programming tolerance.
///
/// Source: Beasley, EJOR 21 (1985) 270-273; Barahona, Anbil, Math. Program. 87 (2000) for the smoothing.
final class MedianTree {
    private let sites: Int
    private let customers: Int
    private let fixedCost: [Double]
    private let medians: Int?
    private let isIntegral: Bool
    private let instance: LocationInstance
    /// The sites that are not closed for good.
    private var lists: CostLists
    /// What is decided for good, and at the node in hand.
    private var decided: [Status]
    private var status: [Status]
    private var reduced: [Double]
    private var isChosen: [Bool]
    private var average: [Double]
    private var gradient: [Double]
    private(set) var upper: Double
    private(set) var best: [Int]
    private(set) var bound = -Double.infinity
    private(set) var nodes = 0
    private(set) var evaluations = 0

    private enum Status: UInt8 { case free, open, closed }

    private struct Node {
        var fixed: [(site: Int32, isOpen: Bool)]
        var bound: Double
        var u: [Double]
    }

    private let solver: (any MIPSolver)?
    private var local: OpenSetSearch

    init(_ instance: LocationInstance, search: OpenSetSearch, solver: (any MIPSolver)? = nil) {
        self.solver = solver
        local = search
        self.instance = instance
        sites = instance.sites
        customers = instance.customers
        fixedCost = instance.fixedCost
        medians = instance.medians
        isIntegral = instance.isIntegral
        best = search.openSites
        upper = search.value
        status = [Status](repeating: .free, count: sites)
        reduced = [Double](repeating: 0, count: sites)
        isChosen = [Bool](repeating: false, count: sites)
        average = [Double](repeating: 0, count: sites)
        gradient = [Double](repeating: 0, count: customers)
        decided = status
        lists = CostLists()
    }

    /// Searches until the bound meets the value or the limits end it.
    func search(limits: Limits) {
        guard let lists = CostLists(instance, limits) else {
            bound = leastOfEach
            return
        }
        self.lists = lists
        var root = Node(fixed: [], bound: leastOfEach, u: firstMultipliers())
        let isClosed = bounded(&root, iterations: 1500, limits: limits)
        bound = root.bound
        if isClosed {
            bound = upper
            return
        }
        settleRoot()
        if sharpen(&root, limits) {
            bound = upper
            return
        }
        vary(limits)
        if covers(root.bound) {
            bound = upper
            return
        }
        var stack = [root]
        while var node = stack.popLast() {
            if limits.isOver {
                stack.append(node)
                break
            }
            if covers(node.bound) { continue }
            nodes += 1
            if bounded(&node, iterations: nodes == 1 ? 300 : 40, limits: limits) { continue }
            // Where every site is decided, the one set left was valued when it was evaluated.
            guard let site = branching() else { continue }
            let openFirst = average[site] > 0.5
            for isOpen in openFirst ? [false, true] : [true, false] {
                var child = node
                child.fixed.append((Int32(site), isOpen))
                stack.append(child)
            }
        }
        bound = min(upper, stack.map { rounded($0.bound) }.min() ?? upper)
    }

    /// Every customer at its cheapest site: the bound before anything is known.
    private var leastOfEach: Double {
        (0..<customers).reduce(0.0) { sum, customer in
            sum + (instance.costs[customer * sites..<(customer + 1) * sites].min() ?? 0)
        }
    }

    /// The exact multipliers of the linear relaxation, where it is small enough to be worth its time. True where they close
    /// the root.
    private func sharpen(_ root: inout Node, _ limits: Limits) -> Bool {
        let left = (0..<sites).filter { decided[$0] != .closed }
        guard let solver, lists.site.count <= 400_000, left.count <= 40 * (medians ?? 40) else { return false }
        var placeOf = [Int32](repeating: -1, count: sites)
        for (place, site) in left.enumerated() { placeOf[site] = Int32(place) }
        let cuts = MedianCuts(
            sites: left.map { ($0, fixedCost[$0], decided[$0] == .open) }, medians: medians, start: lists.start,
            cost: lists.cost, place: lists.site.map { placeOf[Int($0)] })
        let patience = limits.within(min(4, limits.remaining / 4))
        guard let better = cuts.multipliers(from: root.u, best: best, solver: solver, limits: patience) else { return false }
        var node = root
        node.u = better
        let isClosed = bounded(&node, iterations: 60, limits: limits)
        if isClosed { return true }
        if node.bound > root.bound {
            root = node
            bound = root.bound
            settleRoot()
        }
        return false
    }

    /// Whether nothing below a bound can be better than the best solution known.
    private func covers(_ bound: Double) -> Bool { rounded(bound) >= upper - 1e-9 * max(1, abs(upper)) * 0.5 }

    private func rounded(_ bound: Double) -> Double { isIntegral ? (bound - 1e-6).rounded(.up) : bound }

    /// What is decided at the root holds everywhere.
    private func settleRoot() {
        decided = status
        lists.keep { decided[$0] != .closed }
    }

    /// A little more than each customer pays in the solution known.
    private func firstMultipliers() -> [Double] {
        var isBest = [Bool](repeating: false, count: sites)
        for site in best { isBest[site] = true }
        return (0..<customers).map { customer in
            var paid = 0.0
            var seen = 0
            for k in lists.start[customer]..<lists.start[customer + 1] where isBest[Int(lists.site[k])] {
                paid = lists.cost[k]
                seen += 1
                if seen == 2 { break }
            }
            return paid
        }
    }

    private func apply(_ node: Node) {
        status = decided
        for fix in node.fixed { status[Int(fix.site)] = fix.isOpen ? .open : .closed }
    }

    /// Moves the multipliers of a node uphill. True where the node is closed: nothing better lies below it.
    private func bounded(_ node: inout Node, iterations: Int, limits: Limits) -> Bool {
        apply(node)
        var ceiling = [Double](repeating: .infinity, count: customers)
        for site in 0..<sites where status[site] == .open {
            for customer in 0..<customers { ceiling[customer] = min(ceiling[customer], instance.costs[customer * sites + site]) }
        }
        var u = node.u
        for customer in 0..<customers { u[customer] = min(u[customer], ceiling[customer]) }
        var bestU = u
        var bestBound = -Double.infinity
        var direction = [Double](repeating: 0, count: customers)
        var step = nodes == 0 ? 1.5 : 0.7
        var stall = 0
        let patience = nodes == 0 ? 25 : 6
        for site in 0..<sites { average[site] = 0 }
        for iteration in 0..<iterations {
            guard let value = evaluate(u) else { return true }
            if value.solution < upper - 1e-9 * max(1, abs(upper)) { take(value.solution) }
            // While multipliers settle, the sets they open are good starts for the local search.
            if nodes == 0, iteration % 20 == 10, value.solution < upper * 1.02 { descend(limits) }
            if value.bound > bestBound {
                let isReal = value.bound > bestBound + 1e-5 * abs(upper)
                bestBound = value.bound
                bestU = u
                if isReal { stall = 0 } else { stall += 1 }
                node.bound = max(node.bound, bestBound)
                if covers(node.bound) { return true }
                fix(value, &node, &ceiling)
            } else {
                stall += 1
            }
            if stall >= patience {
                step *= 0.6
                stall = 0
                if step < 0.01 { break }
                u = bestU
            }
            if limits.isOver { break }
            var length = 0.0
            for customer in 0..<customers {
                let d = iteration == 0 ? gradient[customer] : 0.6 * gradient[customer] + 0.4 * direction[customer]
                direction[customer] = d
                length += d * d
            }
            if length < 1e-12 {
                if iteration == 0 { break }
                for customer in 0..<customers { direction[customer] = gradient[customer] }
                length = direction.reduce(0) { $0 + $1 * $1 }
                if length < 1e-12 { break }
            }
            let move = step * (upper * (1 + 1e-4) - value.bound) / length
            for customer in 0..<customers {
                u[customer] = max(lists.least(customer), min(ceiling[customer], u[customer] + move * direction[customer]))
            }
        }
        node.u = bestU
        return false
    }

    private struct Value {
        var bound: Double
        var solution: Double
        /// The largest reduced cost taken, the smallest one not taken, where the number of sites is given: p, or one where
        /// none pays. A site then comes only where another goes.
        var exchange: (lastTaken: Double, firstLeft: Double)?
    }

    /// L(u), the subgradient, and the cost of the set it opens. Nil where fewer than p sites may be opened at all.
    private func evaluate(_ u: [Double]) -> Value? {
        evaluations += 1
        for site in 0..<sites {
            reduced[site] = fixedCost[site]
            isChosen[site] = false
        }
        var bound = 0.0
        u.withUnsafeBufferPointer { u in
            reduced.withUnsafeMutableBufferPointer { reduced in
                lists.cost.withUnsafeBufferPointer { cost in
                    lists.site.withUnsafeBufferPointer { site in
                        lists.start.withUnsafeBufferPointer { start in
                            for customer in 0..<customers {
                                let limit = u[customer]
                                bound += limit
                                var k = start[customer]
                                let end = start[customer + 1]
                                while k < end {
                                    let less = cost[k] - limit
                                    if less >= 0 { break }
                                    reduced[Int(site[k])] += less
                                    k += 1
                                }
                            }
                        }
                    }
                }
            }
        }
        var taken = 0
        var free: [Int32] = []
        free.reserveCapacity(sites)
        for site in 0..<sites {
            switch status[site] {
            case .open:
                isChosen[site] = true
                bound += reduced[site]
                taken += 1
            case .free: free.append(Int32(site))
            case .closed: break
            }
        }
        var value = Value(bound: bound, solution: 0)
        if let medians {
            let wanted = medians - taken
            guard wanted >= 0, wanted <= free.count else { return nil }
            free.sort { (reduced[Int($0)], $0) < (reduced[Int($1)], $1) }
            for site in free.prefix(wanted) {
                isChosen[Int(site)] = true
                value.bound += reduced[Int(site)]
            }
            value.exchange = (
                wanted > 0 ? reduced[Int(free[wanted - 1])] : -.infinity,
                wanted < free.count ? reduced[Int(free[wanted])] : .infinity
            )
        } else {
            for site in free where reduced[Int(site)] < 0 {
                isChosen[Int(site)] = true
                value.bound += reduced[Int(site)]
                taken += 1
            }
            if taken == 0 {
                let two = Array(free.sorted { (reduced[Int($0)], $0) < (reduced[Int($1)], $1) }.prefix(2))
                guard let least = two.first else { return nil }
                isChosen[Int(least)] = true
                value.bound += reduced[Int(least)]
                value.exchange = (reduced[Int(least)], two.count > 1 ? reduced[Int(two[1])] : .infinity)
            }
        }
        value.solution = paid(u)
        for site in 0..<sites { average[site] = 0.92 * average[site] + (isChosen[site] ? 0.08 : 0) }
        return value
    }

    /// The subgradient 1 - sum_i x_ij, and what serving every customer from the nearest chosen site costs.
    private func paid(_ u: [Double]) -> Double {
        var sum = 0.0
        for site in 0..<sites where isChosen[site] { sum += fixedCost[site] }
        u.withUnsafeBufferPointer { u in
            isChosen.withUnsafeBufferPointer { isChosen in
                lists.cost.withUnsafeBufferPointer { cost in
                    lists.site.withUnsafeBufferPointer { site in
                        for customer in 0..<customers {
                            var g = 1.0
                            var nearest = Double.infinity
                            var k = lists.start[customer]
                            let end = lists.start[customer + 1]
                            let limit = u[customer]
                            while k < end {
                                if isChosen[Int(site[k])] {
                                    if nearest == .infinity { nearest = cost[k] }
                                    if cost[k] >= limit { break }
                                    g -= 1
                                } else if cost[k] >= limit, nearest < .infinity {
                                    break
                                }
                                k += 1
                            }
                            sum += nearest
                            gradient[customer] = g
                        }
                    }
                }
            }
        }
        return sum
    }

    private func take(_ value: Double) {
        upper = value
        best = (0..<sites).filter { isChosen[$0] }
    }

    private func descend(_ limits: Limits) {
        let chosen = (0..<sites).filter { isChosen[$0] }
        local.descend(from: chosen, limits: limits)
        guard local.value < upper - 1e-9 * max(1, abs(upper)) else { return }
        upper = local.value
        best = local.openSites
    }

    /// A longer search for solutions before the tree: every unit of value found here fixes sites at the root.
    private func vary(_ limits: Limits) {
        var random = SeededGenerator(seed: limits.seed &+ 1)
        local.descend(from: best, limits: limits)
        local.vary(rounds: 150, random: &random, limits: limits.within(min(2, limits.remaining / 10)))
        guard local.value < upper - 1e-9 * max(1, abs(upper)) else { return }
        upper = local.value
        best = local.openSites
    }

    /// Fixes sites whose other choice cannot be better than the best known.
    private func fix(_ value: Value, _ node: inout Node, _ ceiling: inout [Double]) {
        for site in 0..<sites where status[site] == .free {
            let other: Double
            if let exchange = value.exchange {
                other =
                    isChosen[site]
                    ? value.bound - reduced[site] + exchange.firstLeft : value.bound + reduced[site] - exchange.lastTaken
            } else {
                other = value.bound + abs(reduced[site])
            }
            guard covers(other) else { continue }
            let isOpen = isChosen[site]
            status[site] = isOpen ? .open : .closed
            node.fixed.append((Int32(site), isOpen))
            if isOpen {
                for customer in 0..<customers {
                    ceiling[customer] = min(ceiling[customer], instance.costs[customer * sites + site])
                }
            }
        }
    }

    /// The undecided site that the multipliers are least sure of.
    private func branching() -> Int? {
        var best: Int?
        var bestScore = -1.0
        for site in 0..<sites where status[site] == .free {
            let score = min(average[site], 1 - average[site])
            if score > bestScore {
                bestScore = score
                best = site
            }
        }
        return best
    }
}
