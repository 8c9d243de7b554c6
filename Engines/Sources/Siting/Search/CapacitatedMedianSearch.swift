/// Exact search for the capacitated p-median: p sites, each customer whole to one of them.
///
///     min  sum_ij c_ij x_ij      sum_i x_ij = 1,  sum_j d_j x_ij <= s_i y_i,  x_ij <= y_i,  sum_i y_i = p,  x, y in {0, 1}
///
/// The assignment rows leave with multipliers u. Each site becomes a 0-1 knapsack, solved by dynamic programming over its
/// capacity (whole demands; others are rounded so that the bound stays valid), and the p cheapest sites are taken:
///
///     L(u) = sum_j u_j + sum of the p least r_i,    r_i = min { sum_j (c_ij - u_j) x_j : sum_j d_j x_j <= s_i, x in {0, 1} }
///
/// This bound is above the linear relaxation. Sites and single assignments that would lift it over the best solution known are
/// fixed away; what is left, a few hundred columns, goes to the MIP solver with that value as cutoff. Its finding nothing is
/// the proof.
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
    private(set) var evaluations = 0
    private(set) var isInfeasible = false
    private(set) var usedSolver = false
    private var reduced: [Double]
    private var isClosed: [Bool]
    private var isOpen: [Bool]
    private var random: SeededGenerator
    var trace: ((String) -> Void)?

    static let finest = 4096

    init(_ instance: LocationInstance, seed: UInt64) {
        self.instance = instance
        sites = instance.sites
        customers = instance.customers
        medians = instance.medians ?? 1
        isIntegral = instance.isIntegral
        random = SeededGenerator(seed: seed)
        // Whole demands are their own units; others, or large ones, are scaled so that a knapsack has few thousand steps.
        let largest = min(instance.capacity.max() ?? 0, instance.demand.reduce(0, +))
        let isWhole = instance.demand.allSatisfy { $0 == $0.rounded() }
        let scale = isWhole && largest <= Double(Self.finest) ? 1 : Double(Self.finest) / max(largest, 1e-9)
        units = instance.demand.map { Int(($0 * scale + (isWhole ? 0 : 1e-9)).rounded(.down)) }
        capacity = instance.capacity.map { Int((min($0, largest) * scale + 1e-9).rounded(scale == 1 ? .down : .up)) }
        reduced = [Double](repeating: 0, count: sites)
        isClosed = [Bool](repeating: false, count: sites)
        isOpen = [Bool](repeating: false, count: sites)
    }

    func search(solver: (any MIPSolver)?, limits: Limits) {
        guard isPossible() else {
            isInfeasible = true
            return
        }
        let u = ascend(limits: limits)
        if !isProven, !limits.isOver { kick(rounds: 8 * medians, limits: limits) }
        trace?(
            "root \(bound) upper \(upper) closed \(isClosed.count { $0 }) open \(isOpen.count { $0 }) evals \(evaluations) t \(limits.elapsed)"
        )
        if isProven || limits.isOver { return settle() }
        guard let solver else { return settle() }
        finish(solver, u, limits)
        settle()
    }

    /// Enough capacity in the p largest sites; the packing itself is the solver's question.
    private func isPossible() -> Bool {
        guard medians <= sites else { return false }
        let room = instance.capacity.sorted(by: >).prefix(medians).reduce(0, +)
        return room >= instance.demand.reduce(0, +) * (1 - 1e-12)
    }

    private var isProven: Bool { rounded(bound) >= upper - 0.5e-9 * max(1, abs(upper)) }
    private func covers(_ value: Double) -> Bool { rounded(value) >= upper - 0.5e-9 * max(1, abs(upper)) }
    private func rounded(_ value: Double) -> Double { isIntegral ? (value - 1e-6).rounded(.up) : value }
    private func settle() { bound = isProven ? upper : rounded(bound) }

    // MARK: The bound

    private struct Knapsack {
        var picks: [[Int32]]
    }

    private func ascend(limits: Limits) -> [Double] {
        var u = (0..<customers).map { customer -> Double in
            let costs = (0..<sites).map { instance.cost($0, customer) }.sorted()
            return costs[min(sites - 1, max(1, sites / max(1, medians) / 2))]
        }
        var bestU = u
        var direction = [Double](repeating: 0, count: customers)
        var gradient = direction
        var step = 1.0
        var stall = 0
        var best = -Double.infinity
        var lastTried: [Int] = []
        for iteration in 0..<2000 {
            let (value, chosen, picks, exchange) = evaluate(u)
            if value > best {
                if value > best + 1e-5 * abs(value) { stall = 0 } else { stall += 1 }
                best = value
                bestU = u
                bound = max(bound, value)
            } else {
                stall += 1
            }
            if chosen != lastTried, iteration % 5 == 0 || value > best - 1e-3 * abs(best) {
                lastTried = chosen
                polish(chosen)
            }
            if upper < .infinity {
                if isProven { break }
                fixSites(value, chosen, exchange)
            }
            if stall >= 25 {
                stall = 0
                step *= 0.7
                u = bestU
                if step < 0.01 { break }
            }
            if iteration % 8 == 7, limits.isOver { break }
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

    private func evaluate(_ u: [Double]) -> (Double, [Int], [[Int32]], (last: Double, first: Double)) {
        evaluations += 1
        var picks: [[Int32]] = Array(repeating: [], count: sites)
        for site in 0..<sites where !isClosed[site] {
            (reduced[site], picks[site]) = knapsack(site, u)
        }
        let opened = (0..<sites).filter { isOpen[$0] }
        let free = (0..<sites).filter { !isOpen[$0] && !isClosed[$0] }.sorted { (reduced[$0], $0) < (reduced[$1], $1) }
        let wanted = max(0, min(free.count, medians - opened.count))
        let chosen = opened + free.prefix(wanted)
        let value = u.reduce(0, +) + chosen.reduce(0) { $0 + reduced[$1] }
        let last = wanted > 0 ? reduced[free[wanted - 1]] : -.infinity
        let first = wanted < free.count ? reduced[free[wanted]] : .infinity
        return (value, chosen.sorted(), picks, (last, first))
    }

    /// The best packing of a site, by profit u_j - c_ij.
    private func knapsack(_ site: Int, _ u: [Double]) -> (Double, [Int32]) {
        var items: [(customer: Int32, profit: Double, weight: Int)] = []
        var load = 0
        var sum = 0.0
        for customer in 0..<customers {
            let profit = u[customer] - instance.costs[customer * sites + site]
            if profit > 0, units[customer] <= capacity[site] {
                items.append((Int32(customer), profit, units[customer]))
                load += units[customer]
                sum += profit
            }
        }
        let room = capacity[site]
        if load <= room { return (-sum, items.map(\.customer)) }
        var best = [Double](repeating: 0, count: room + 1)
        var isTaken = [Bool](repeating: false, count: items.count * (room + 1))
        best.withUnsafeMutableBufferPointer { best in
            isTaken.withUnsafeMutableBufferPointer { isTaken in
                for (k, item) in items.enumerated() {
                    let row = k * (room + 1)
                    var weight = room
                    while weight >= item.weight {
                        let other = best[weight - item.weight] + item.profit
                        if other > best[weight] {
                            best[weight] = other
                            isTaken[row + weight] = true
                        }
                        weight -= 1
                    }
                }
            }
        }
        var picks: [Int32] = []
        var weight = room
        for k in items.indices.reversed() where isTaken[k * (room + 1) + weight] {
            picks.append(items[k].customer)
            weight -= items[k].weight
        }
        return (-best[room], picks)
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

    /// Serves everyone from these sites, then improves by moves, exchanges and better medians of each group.
    private func polish(_ medians: [Int]) {
        var open = medians
        for _ in 0..<20 {
            guard var groups = serve(open) else { return }
            improve(&groups, open)
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
            if value < upper - 1e-9 {
                upper = value
                self.open = open.sorted()
                assign = groups.map { open[$0] }
            }
            if !moved { break }
        }
    }

    /// Customers by the regret of not getting their nearest site with room.
    private func serve(_ open: [Int]) -> [Int]? {
        var room = open.map { instance.capacity[$0] }
        var groups = [Int](repeating: -1, count: customers)
        var waiting = Array(0..<customers)
        while !waiting.isEmpty {
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

    private func improve(_ groups: inout [Int], _ open: [Int]) {
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
            polish(next.sorted())
        }
    }

    // MARK: What is left

    /// Fixes single assignments away, and hands the rest to the solver.
    private func finish(_ solver: any MIPSolver, _ u: [Double], _ limits: Limits) {
        let (value, chosen, _, exchange) = evaluate(u)
        if upper < .infinity { fixSites(value, chosen, exchange) }
        var model = MIPModel()
        var y = [Int](repeating: -1, count: sites)
        // The best known solution stays a point of what is left, so that the solver may start from it.
        for site in open { isClosed[site] = false }
        for site in 0..<sites where !isClosed[site] {
            y[site] = model.addColumn(cost: 0, lower: isOpen[site] ? 1 : 0, upper: 1, isInteger: true)
        }
        var x = [Int](repeating: -1, count: sites * customers)
        var left = 0
        for site in 0..<sites where !isClosed[site] {
            let isIn = chosen.contains(site)
            let forced = packingsWith(site, u)
            for customer in 0..<customers where units[customer] <= capacity[site] {
                // The site is open and takes the customer; all else is as relaxed.
                let other = value - (isIn ? reduced[site] : exchange.last) + forced[customer]
                if upper < .infinity, covers(other), assign[customer] != site { continue }
                x[customer * sites + site] = model.addColumn(cost: instance.cost(site, customer), upper: 1, isInteger: true)
                left += 1
            }
        }
        model.addRow((0..<sites).filter { y[$0] >= 0 }.map { (y[$0], 1) }, lower: Double(medians), upper: Double(medians))
        for customer in 0..<customers {
            let row = (0..<sites).compactMap { x[customer * sites + $0] >= 0 ? (x[customer * sites + $0], 1.0) : nil }
            model.addRow(row, lower: 1, upper: 1)
        }
        for site in 0..<sites where y[site] >= 0 {
            var row: [(Int, Double)] = []
            for customer in 0..<customers where x[customer * sites + site] >= 0 {
                row.append((x[customer * sites + site], instance.demand[customer]))
                model.addRow([(x[customer * sites + site], 1), (y[site], -1)], upper: 0)
            }
            model.addRow(row + [(y[site], -instance.capacity[site])], upper: 0)
        }
        trace?("rest: \(left) assignments, \(y.count { $0 >= 0 }) sites, t \(limits.elapsed)")
        usedSolver = true
        var options = MIPOptions()
        if isIntegral { options.absoluteGap = 1 - 1e-4 }
        var start: [Double]?
        if upper < .infinity {
            var point = [Double](repeating: 0, count: model.columns)
            for site in open { point[y[site]] = 1 }
            for customer in 0..<customers { point[x[customer * sites + assign[customer]]] = 1 }
            start = point
        }
        let result = solver.solve(model, start: start, options: options, limits: limits)
        trace?("mip \(result.status) \(result.objective ?? .nan) \(result.bound ?? .nan) nodes \(result.nodes) t \(limits.elapsed)")
        if let values = result.values, let objective = result.objective, objective < upper - 1e-6 {
            let found = (0..<customers).map { customer in
                (0..<sites).max { a, b in
                    let first = x[customer * sites + a]
                    let second = x[customer * sites + b]
                    return (first >= 0 ? values[first] : -1) < (second >= 0 ? values[second] : -1)
                } ?? 0
            }
            assign = found
            open = (0..<sites).filter { y[$0] >= 0 && values[y[$0]] > 0.5 }
            upper = (0..<customers).reduce(0.0) { $0 + instance.cost(found[$1], $1) }
        }
        switch result.status {
        case .optimal: bound = max(bound, min(upper, result.bound ?? -.infinity))
        case .infeasible:
            if upper < .infinity { bound = upper } else { isInfeasible = true }
        case .stopped: bound = max(bound, min(upper, result.bound ?? -.infinity))
        case .unbounded, .failed: break
        }
    }

    /// r_i with customer j in the packing, for every j: the best packing of the others beside it, by dynamic programming from
    /// the front and from the back.
    private func packingsWith(_ site: Int, _ u: [Double]) -> [Double] {
        let room = capacity[site]
        let width = room + 1
        let profit = (0..<customers).map { u[$0] - instance.costs[$0 * sites + site] }
        let items = (0..<customers).filter { profit[$0] > 0 && units[$0] <= room }
        var front = [Double](repeating: 0, count: (items.count + 1) * width)
        for (k, item) in items.enumerated() {
            let row = k * width
            for weight in 0..<width {
                var best = front[row + weight]
                if weight >= units[item] { best = max(best, front[row + weight - units[item]] + profit[item]) }
                front[row + width + weight] = best
            }
        }
        var back = front
        for k in items.indices.reversed() {
            let item = items[k]
            for weight in 0..<width {
                var best = k + 1 <= items.count ? back[(k + 1) * width + weight] : 0
                if k == items.count - 1 { best = 0 }
                if weight >= units[item] {
                    let rest = k == items.count - 1 ? 0 : back[(k + 1) * width + weight - units[item]]
                    best = max(best, rest + profit[item])
                }
                back[k * width + weight] = best
            }
        }
        var place = [Int](repeating: -1, count: customers)
        for (k, item) in items.enumerated() { place[item] = k }
        return (0..<customers).map { customer in
            let left = room - units[customer]
            guard left >= 0 else { return .infinity }
            let k = place[customer]
            var others = 0.0
            if k < 0 {
                others = front[items.count * width + left]
            } else {
                for weight in 0...left {
                    let after = k == items.count - 1 ? 0 : back[(k + 1) * width + left - weight]
                    others = max(others, front[k * width + weight] + after)
                }
            }
            return -(others + profit[customer])
        }
    }
}
