/// Exact search for capacitated location (demand may be split) by Lagrangian relaxation of the assignment rows.
///
///     min  sum_i f_i y_i + sum_ij c_ij x_ij
///          sum_i x_ij = 1,  sum_j d_j x_ij <= s_i y_i,  x_ij <= y_i,  sum_i s_i y_i >= sum_j d_j,  y in {0, 1}, x >= 0
///
/// With a multiplier u_j a customer, each site becomes a continuous knapsack
///
///     r_i = f_i + min { sum_j (c_ij - u_j) x_j : sum_j d_j x_j <= s_i, 0 <= x <= 1 }
///
/// and L(u) = sum_j u_j + min { sum_i r_i y_i : sum_i s_i y_i >= D } is a bound for every u, at its best at least that of the
/// strong linear relaxation. The choice of y is bounded from below twice, and the better one counts: by the least number of
/// sites that can hold the demand, and by the linear relaxation of the knapsack. Steps, fixing and branching are those of
/// `MedianTree`; a set of open sites is valued exactly by `Transport`.
///
/// Source: Beasley, EJOR 33 (1988) 314-325; Cornuéjols, Sridharan, Thizy, EJOR 50 (1991) 280-297.
final class CapacitatedTree {
    private let instance: LocationInstance
    private let sites: Int
    private let customers: Int
    private let total: Double
    private var status: [Status]
    private var reduced: [Double]
    private var isChosen: [Bool]
    private var average: [Double]
    private var gradient: [Double]
    private var keys: [Double] = []
    private var picks: [Int32] = []
    private var valued: Set<[Int]> = []
    private(set) var upper = Double.infinity
    private(set) var best: Transport?
    private(set) var bound = -Double.infinity
    private(set) var nodes = 0
    private(set) var evaluations = 0
    /// Site after site: unit cost c_ij / d_j.
    private let unit: [Double]

    enum Status: UInt8 { case free, open, closed }

    private struct Node {
        var fixed: [(site: Int32, isOpen: Bool)]
        var bound: Double
        var u: [Double]
    }

    init(_ instance: LocationInstance) {
        self.instance = instance
        sites = instance.sites
        customers = instance.customers
        total = instance.demand.reduce(0, +)
        status = [Status](repeating: .free, count: sites)
        reduced = [Double](repeating: 0, count: sites)
        isChosen = [Bool](repeating: false, count: sites)
        average = [Double](repeating: 0, count: sites)
        gradient = [Double](repeating: 0, count: customers)
        var unit = [Double](repeating: 0, count: sites * customers)
        for site in 0..<sites {
            for customer in 0..<customers {
                unit[site * customers + customer] = instance.cost(site, customer) / max(instance.demand[customer], 1e-9)
            }
        }
        self.unit = unit
    }

    /// Searches until the bound meets the value or the limits end it.
    func search(limits: Limits, multipliers: [Double]) {
        if upper == .infinity { consider(Array(0..<sites), limits) }
        // Every customer at its cheapest site: the bound before anything is known.
        bound = (0..<customers).reduce(0.0) { sum, customer in
            sum + (instance.costs[customer * sites..<(customer + 1) * sites].min() ?? 0)
        }
        guard upper < .infinity else { return }
        var root = Node(fixed: [], bound: bound, u: multipliers)
        if bounded(&root, iterations: 3000, limits: limits) {
            bound = upper
            return
        }
        bound = root.bound
        var stack = [root]
        while var node = stack.popLast() {
            if limits.isOver {
                stack.append(node)
                break
            }
            if covers(node.bound) { continue }
            nodes += 1
            if bounded(&node, iterations: 60, limits: limits) { continue }
            guard let site = branching() else {
                consider((0..<sites).filter { status[$0] == .open }, limits)
                if limits.isOver { stack.append(node) }
                continue
            }
            let openFirst = average[site] > 0.5
            for isOpen in openFirst ? [false, true] : [true, false] {
                var child = node
                child.fixed.append((Int32(site), isOpen))
                stack.append(child)
            }
        }
        bound = min(upper, stack.map(\.bound).min() ?? upper)
    }

    private func covers(_ bound: Double) -> Bool { bound >= upper - 0.5e-9 * max(1, abs(upper)) }

    /// Values a set of open sites, once; a better one becomes the best.
    func consider(_ set: [Int], _ limits: Limits) {
        guard valued.insert(set).inserted, let transport = Transport(instance, open: set, limits: limits) else { return }
        let value = transport.value + set.reduce(0) { $0 + instance.fixedCost[$1] }
        guard value < upper else { return }
        upper = value
        best = transport
    }

    private func apply(_ node: Node) {
        for site in 0..<sites { status[site] = .free }
        for fix in node.fixed { status[Int(fix.site)] = fix.isOpen ? .open : .closed }
    }

    private func bounded(_ node: inout Node, iterations: Int, limits: Limits) -> Bool {
        apply(node)
        var u = node.u
        var bestU = u
        var bestBound = -Double.infinity
        var direction = [Double](repeating: 0, count: customers)
        var step = nodes == 0 ? 1.0 : 0.5
        var stall = 0
        let patience = nodes == 0 ? 25 : 7
        for site in 0..<sites { average[site] = 0 }
        for iteration in 0..<iterations {
            guard let value = evaluate(u) else { return true }
            if value.bound > bestBound {
                let isReal = value.bound > bestBound + 1e-6 * abs(upper)
                bestBound = value.bound
                bestU = u
                if isReal { stall = 0 } else { stall += 1 }
                node.bound = max(node.bound, bestBound)
                if iteration % 8 == 0 || bestBound > upper * (1 - 1e-3) {
                    let set = (0..<sites).filter { isChosen[$0] }
                    if set.count < sites / 2 || set.count < 30 { consider(set, limits) }
                }
                if covers(node.bound) { return true }
                fix(value, &node)
            } else {
                stall += 1
            }
            if stall >= patience {
                step *= 0.7
                stall = 0
                if step < 0.005 { break }
                u = bestU
            }
            if limits.isOver { break }
            var length = 0.0
            for customer in 0..<customers {
                let d = iteration == 0 ? gradient[customer] : 0.5 * gradient[customer] + 0.5 * direction[customer]
                direction[customer] = d
                length += d * d
            }
            if length < 1e-12 {
                for customer in 0..<customers { direction[customer] = gradient[customer] }
                length = direction.reduce(0) { $0 + $1 * $1 }
                if length < 1e-12 { break }
            }
            let move = step * (upper * (1 + 1e-5) - value.bound) / length
            for customer in 0..<customers { u[customer] = max(0, u[customer] + move * direction[customer]) }
        }
        node.u = bestU
        return false
    }

    private struct Value {
        var bound: Double
        /// What the bound rises by at least when a site changes sides.
        var exchange: (lastTaken: Double, firstLeft: Double)?
        var price = 0.0
    }

    private func evaluate(_ u: [Double]) -> Value? {
        evaluations += 1
        for customer in 0..<customers { gradient[customer] = 1 }
        var shares: [(site: Int, from: Int, to: Int, lastShare: Double)] = []
        picks.removeAll(keepingCapacity: true)
        for site in 0..<sites where status[site] != .closed {
            let from = picks.count
            let last = knapsack(site, u)
            shares.append((site, from, picks.count, last))
            isChosen[site] = false
        }
        for site in 0..<sites where status[site] == .closed { isChosen[site] = false }
        var bound = u.reduce(0, +)
        var needed = total
        var opened = 0
        var free: [Int] = []
        for site in 0..<sites {
            switch status[site] {
            case .open:
                bound += reduced[site]
                needed -= instance.capacity[site]
                isChosen[site] = true
                opened += 1
            case .free: free.append(site)
            case .closed: break
            }
        }
        let tolerance = 1e-9 * max(1, total)
        if needed > free.reduce(0, { $0 + instance.capacity[$1] }) + tolerance { return nil }
        // By number: the k cheapest, where k sites are needed at least.
        var count = 0
        var held = 0.0
        for capacity in free.map({ instance.capacity[$0] }).sorted(by: >) {
            if held >= needed - tolerance { break }
            held += capacity
            count += 1
        }
        if opened == 0, count == 0 { count = 1 }
        free.sort { (reduced[$0], $0) < (reduced[$1], $1) }
        var byNumber = bound
        var taken = 0
        for (place, site) in free.enumerated() {
            if place >= count, reduced[site] >= 0 { break }
            byNumber += reduced[site]
            taken += 1
        }
        var value = Value(bound: byNumber)
        let isForced = taken == count && count > 0
        if isForced {
            value.exchange = (max(0, reduced[free[count - 1]]), count < free.count ? reduced[free[count]] : .infinity)
            if reduced[free[count - 1]] < 0 { value.exchange = nil }
        }
        for site in free.prefix(taken) { isChosen[site] = true }
        // By size: the linear knapsack, where capacities differ and the cheapest do not suffice.
        if free.prefix(taken).reduce(0, { $0 + instance.capacity[$1] }) < needed - tolerance {
            let order = free.filter { instance.capacity[$0] > 0 }.sorted {
                (reduced[$0] / instance.capacity[$0], $0) < (reduced[$1] / instance.capacity[$1], $1)
            }
            var bySize = bound
            var room = needed
            var price = 0.0
            var chosen: [Int] = []
            for site in order {
                if reduced[site] >= 0, room <= 0 { break }
                chosen.append(site)
                price = max(0, reduced[site] / instance.capacity[site])
                if room < instance.capacity[site], reduced[site] > 0 {
                    bySize += reduced[site] * room / instance.capacity[site]
                    room = 0
                    break
                }
                bySize += reduced[site]
                room -= instance.capacity[site]
            }
            if bySize > value.bound {
                value = Value(bound: bySize, price: price)
                for site in free { isChosen[site] = false }
                for site in chosen { isChosen[site] = true }
            }
        }
        for share in shares where isChosen[share.site] {
            for k in share.from..<share.to { gradient[Int(picks[k])] -= k == share.to - 1 ? share.lastShare : 1 }
        }
        for site in 0..<sites { average[site] = 0.95 * average[site] + (isChosen[site] ? 0.05 : 0) }
        return value
    }

    /// r_i, and the customers it takes, the last one in part.
    private func knapsack(_ site: Int, _ u: [Double]) -> Double {
        let from = picks.count
        var value = instance.fixedCost[site]
        var load = 0.0
        let capacity = instance.capacity[site]
        let base = site * customers
        for customer in 0..<customers {
            let profit = unit[base + customer] * instance.demand[customer] - u[customer]
            if profit < 0 {
                picks.append(Int32(customer))
                value += profit
                load += instance.demand[customer]
            }
        }
        guard load > capacity else {
            reduced[site] = value
            return 1
        }
        // Too much: the best by unit of demand.
        let demand = instance.demand
        var order = picks[from...].map { (key: unit[base + Int($0)] - u[Int($0)] / max(demand[Int($0)], 1e-9), customer: $0) }
        order.sort { $0.key < $1.key }
        value = instance.fixedCost[site]
        load = 0
        var count = 0
        var last = 1.0
        for item in order {
            let customer = Int(item.customer)
            let profit = unit[base + customer] * demand[customer] - u[customer]
            picks[from + count] = item.customer
            count += 1
            if load + demand[customer] >= capacity {
                last = demand[customer] > 0 ? (capacity - load) / demand[customer] : 1
                value += profit * last
                break
            }
            value += profit
            load += demand[customer]
        }
        picks.removeLast(picks.count - from - count)
        reduced[site] = value
        return last
    }

    private func fix(_ value: Value, _ node: inout Node) {
        for site in 0..<sites where status[site] == .free {
            var other: Double
            if let exchange = value.exchange {
                other =
                    isChosen[site]
                    ? value.bound - reduced[site] + exchange.firstLeft : value.bound + reduced[site] - exchange.lastTaken
            } else {
                other = value.bound + abs(reduced[site] - value.price * instance.capacity[site])
                if value.price == 0, isChosen[site] != (reduced[site] < 0) { other = value.bound }
            }
            guard covers(other) else { continue }
            status[site] = isChosen[site] ? .open : .closed
            node.fixed.append((Int32(site), isChosen[site]))
        }
    }

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
