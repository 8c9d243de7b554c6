/// Solutions of the capacitated p-median from a set of medians: customers by regret, then moves of one, exchanges of two, and
/// for each group the site that serves it best (Mulvey, Beck 1984).
struct MedianGroups {
    private let instance: LocationInstance
    private let sites: Int
    private let customers: Int

    init(_ instance: LocationInstance) {
        self.instance = instance
        sites = instance.sites
        customers = instance.customers
    }

    struct Found {
        var value: Double
        var open: [Int]
        var assign: [Int]
    }

    /// Serves everyone from these sites, then improves by moves, exchanges and better medians of each group. Nil where the
    /// sites hold not everyone, as far as the serving by regret can tell.
    func polish(_ medians: [Int], _ limits: Limits) -> Found? {
        var open = medians
        var best: Found?
        for _ in 0..<20 {
            guard var groups = serve(open, limits) else { return best }
            improve(&groups, open, limits)
            // The site that serves a group best, if no other group has it.
            var moved = false
            for a in open.indices {
                var taken = Set(open)
                taken.remove(open[a])
                var load = 0.0
                for customer in 0..<customers where groups[customer] == a { load += instance.demand[customer] }
                var least = Double.infinity
                var site = open[a]
                for other in 0..<sites where !taken.contains(other) && instance.capacity[other] >= load {
                    var sum = 0.0
                    for customer in 0..<customers where groups[customer] == a { sum += instance.costs[customer * sites + other] }
                    if sum < least - 1e-9 {
                        least = sum
                        site = other
                    }
                }
                if site != open[a] {
                    open[a] = site
                    moved = true
                }
            }
            let value = (0..<customers).reduce(0.0) { $0 + instance.costs[$1 * sites + open[groups[$1]]] }
            if value < (best?.value ?? .infinity) - 1e-9 {
                best = Found(value: value, open: open.sorted(), assign: groups.map { open[$0] })
            }
            if !moved { break }
        }
        return best
    }

    /// Customers by the regret of not getting their nearest site with room.
    private func serve(_ open: [Int], _ limits: Limits) -> [Int]? {
        var room = open.map { instance.capacity[$0] }
        var groups = [Int](repeating: -1, count: customers)
        var waiting = Array(0..<customers)
        while !waiting.isEmpty {
            if limits.isOver { return nil }
            var best = (regret: -Double.infinity, place: -1, group: -1)
            for (place, customer) in waiting.enumerated() {
                var one = Double.infinity
                var two = Double.infinity
                var group = -1
                for a in open.indices where room[a] >= instance.demand[customer] {
                    let cost = instance.costs[customer * sites + open[a]]
                    if cost < one {
                        two = one
                        one = cost
                        group = a
                    } else if cost < two {
                        two = cost
                    }
                }
                guard group >= 0 else { return nil }
                let regret = two == .infinity ? 1e15 : (two - one) + 1e-3 * instance.demand[customer]
                if regret > best.regret { best = (regret, place, group) }
            }
            let customer = waiting.remove(at: best.place)
            groups[customer] = best.group
            room[best.group] -= instance.demand[customer]
        }
        return groups
    }

    private func improve(_ groups: inout [Int], _ open: [Int], _ limits: Limits) {
        var room = open.map { instance.capacity[$0] }
        for customer in 0..<customers { room[groups[customer]] -= instance.demand[customer] }
        func cost(_ customer: Int, _ group: Int) -> Double { instance.costs[customer * sites + open[group]] }
        var moved = true
        while moved {
            moved = false
            for customer in 0..<customers {
                for group in open.indices where group != groups[customer] && room[group] >= instance.demand[customer] {
                    if cost(customer, group) < cost(customer, groups[customer]) - 1e-9 {
                        room[groups[customer]] += instance.demand[customer]
                        room[group] -= instance.demand[customer]
                        groups[customer] = group
                        moved = true
                    }
                }
            }
            for one in 0..<customers {
                if limits.isOver { return }
                for other in one + 1..<max(one + 1, customers) where groups[one] != groups[other] {
                    let a = groups[one]
                    let b = groups[other]
                    let change = instance.demand[one] - instance.demand[other]
                    guard change <= room[b], -change <= room[a] else { continue }
                    if cost(one, b) + cost(other, a) < cost(one, a) + cost(other, b) - 1e-9 {
                        room[a] += change
                        room[b] -= change
                        groups[one] = b
                        groups[other] = a
                        moved = true
                    }
                }
            }
        }
    }
}
