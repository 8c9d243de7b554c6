/// The cheapest way to serve customers from a given set of open sites with capacities, demand split where that pays.
///
///     min  sum_ij c_ij x_ij      sum_i x_ij = 1,  sum_j d_j x_ij <= s_i,  x >= 0      (i over the open sites)
///
/// Every customer starts at its cheapest site; then, while a site is overfull, demand moves along the cheapest chain of sites
/// to one with room (successive shortest paths, so every step is optimal for what it has placed). An arc from site a to b
/// costs the least (c_bj - c_aj) / d_j among the customers at a. The open sites are few, so a chain costs microseconds.
/// The prices w_i of capacity fall out, and with u_j = min_i c_ij + d_j w_i the dual solution.
struct Transport {
    private(set) var value = 0.0
    /// Price of a unit of capacity at each open site.
    private(set) var price: [Double] = []
    /// Open site after open site: the demand of each customer served from it.
    private(set) var amount: [Double] = []
    let open: [Int]

    /// Nil where the open sites together are too small, or the limits end it.
    init?(_ instance: LocationInstance, open: [Int], limits: Limits? = nil) {
        self.open = open
        let k = open.count
        let n = instance.customers
        let m = instance.sites
        guard k > 0 else { return nil }
        let total = instance.demand.reduce(0, +)
        let tolerance = 1e-10 * max(1, total)
        var room = open.map { instance.capacity[$0] }
        guard room.reduce(0, +) >= total - tolerance else { return nil }
        var amount = [Double](repeating: 0, count: k * n)
        var held: [[Int32]] = Array(repeating: [], count: k)
        var nothing: [(Int, Int)] = []
        for customer in 0..<n {
            var best = 0
            for a in 1..<max(k, 1) where instance.costs[customer * m + open[a]] < instance.costs[customer * m + open[best]] {
                best = a
            }
            if instance.demand[customer] > 0 {
                amount[best * n + customer] = instance.demand[customer]
                room[best] -= instance.demand[customer]
                held[best].append(Int32(customer))
            } else {
                nothing.append((customer, best))
            }
        }
        var arc = [Double](repeating: .infinity, count: k * k)
        var mover = [Int32](repeating: -1, count: k * k)
        func renew(_ a: Int) {
            for b in 0..<k { arc[a * k + b] = .infinity }
            held[a].removeAll { amount[a * n + Int($0)] <= 0 }
            for customer in held[a] {
                let base = Int(customer) * m
                let here = instance.costs[base + open[a]]
                let weight = 1 / instance.demand[Int(customer)]
                for b in 0..<k where b != a {
                    let cost = (instance.costs[base + open[b]] - here) * weight
                    if cost < arc[a * k + b] {
                        arc[a * k + b] = cost
                        mover[a * k + b] = customer
                    }
                }
            }
        }
        var distance = [Double](repeating: .infinity, count: k)
        var next = [Int](repeating: -1, count: k)
        /// Cheapest chain from each site to one with room.
        func reach() {
            for a in 0..<k {
                distance[a] = room[a] > tolerance ? 0 : .infinity
                next[a] = -1
            }
            for _ in 0..<k {
                var changed = false
                for a in 0..<k {
                    for b in 0..<k where arc[a * k + b] < .infinity && distance[b] < .infinity {
                        let sum = arc[a * k + b] + distance[b]
                        if sum < distance[a] - 1e-12 * max(1, abs(sum)) {
                            distance[a] = sum
                            next[a] = b
                            changed = true
                        }
                    }
                }
                if !changed { break }
            }
        }
        let isOver = room.contains { $0 < -tolerance }
        if isOver { for a in 0..<k { renew(a) } }
        var guardSteps = 0
        while isOver {
            if let limits, limits.isOver { return nil }
            reach()
            guard
                let from = (0..<k).filter({ room[$0] < -tolerance && distance[$0] < .infinity })
                    .min(by: { distance[$0] < distance[$1] })
            else { break }
            var chain = [from]
            while let last = chain.last, next[last] >= 0, chain.count <= k { chain.append(next[last]) }
            guard let end = chain.last, chain.count > 1, chain.count <= k else { break }
            var moved = min(-room[from], room[end])
            for (a, b) in zip(chain, chain.dropFirst()) { moved = min(moved, amount[a * n + Int(mover[a * k + b])]) }
            guard moved > 0 else { break }
            let movers = zip(chain, chain.dropFirst()).map { ($0, $1, Int(mover[$0 * k + $1])) }
            for (a, b, customer) in movers {
                amount[a * n + customer] -= moved
                if amount[a * n + customer] < tolerance * 1e-3 { amount[a * n + customer] = 0 }
                if amount[b * n + customer] <= 0 { held[b].append(Int32(customer)) }
                amount[b * n + customer] += moved
            }
            room[from] += moved
            room[end] -= moved
            for a in chain { renew(a) }
            guardSteps += 1
            if guardSteps > 50 * (n + k) { break }
        }
        guard !room.contains(where: { $0 < -1e-7 * max(1, total) }) else { return nil }
        if isOver {
            reach()
            let lowest = distance.filter { $0 < .infinity }.min() ?? 0
            price = distance.map { $0 < .infinity ? max(0, $0 - min(0, lowest)) : 0 }
        } else {
            price = [Double](repeating: 0, count: k)
        }
        for a in 0..<k {
            for customer in 0..<n where amount[a * n + customer] > 0 {
                value += instance.costs[customer * m + open[a]] * (amount[a * n + customer] / instance.demand[customer])
            }
        }
        for (customer, a) in nothing {
            value += instance.costs[customer * m + open[a]]
            amount[a * n + customer] = -1
        }
        self.amount = amount
    }

    /// The dual value of serving each customer.
    func multipliers(_ instance: LocationInstance) -> [Double] {
        (0..<instance.customers).map { customer in
            var least = Double.infinity
            for (a, site) in open.enumerated() {
                least = min(least, instance.cost(site, customer) + instance.demand[customer] * price[a])
            }
            return least
        }
    }

    /// Which share of each customer comes from where; sites and customers from 0.
    func shares(_ instance: LocationInstance) -> [(customer: Int, site: Int, fraction: Double)] {
        var out: [(customer: Int, site: Int, fraction: Double)] = []
        for customer in 0..<instance.customers {
            for (a, site) in open.enumerated() {
                let amount = amount[a * instance.customers + customer]
                if amount < 0 { out.append((customer, site, 1)) }
                if amount > 0 { out.append((customer, site, amount / instance.demand[customer])) }
            }
        }
        return out
    }
}
