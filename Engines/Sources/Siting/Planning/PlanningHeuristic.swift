/// Places by simulated annealing: moves and exchanges of items, with broken rules at a price. Proves nothing; deterministic in its seed.
struct PlanningHeuristic {
    private let layout: PlanningLayout
    private let tally: PlanningTally
    private let groupsOf: [[Int]]
    private let groups: [(items: [Int], isZone: Bool)]
    private var places: [Int?]
    private var members: [[Int]]
    private var sums: [Int64]

    init(_ layout: PlanningLayout) {
        self.layout = layout
        tally = PlanningTally(layout: layout)
        groups = layout.siteGroups.map { ($0, false) } + layout.zoneGroups.map { ($0, true) }
        var of = [[Int]](repeating: [], count: layout.itemCount)
        for (g, group) in groups.enumerated() { for i in group.items { of[i].append(g) } }
        groupsOf = of
        places = Array(repeating: nil, count: layout.itemCount)
        members = Array(repeating: [], count: layout.siteCount)
        sums = Array(repeating: 0, count: layout.crossings.count)
    }

    /// The best feasible places found, or the first; nil where none was.
    mutating func run(steps: Int, seed: UInt64, limits: Limits, firstOnly: Bool = false) -> [Int?]? {
        var random = SeededGenerator(seed: seed)
        let n = layout.itemCount
        let m = layout.siteCount
        let choices: [[Int?]] = (0..<n).map { i in
            var sites: [Int?] = (0..<m).filter { layout.allowed[i * m + $0] }
            if layout.penalty[i] != nil { sites.append(nil) }
            return sites
        }
        if n == 0 || choices.contains(where: \.isEmpty) { return nil }
        for r in sums.indices { sums[r] = layout.crossings[r].left.reduce(0, +) }
        let spread = max(1, Double(layout.cost.max() ?? 0) - Double(layout.cost.min() ?? 0), Double(layout.opening.max() ?? 0))
        let fine = spread * 2
        for i in 0..<n {
            // Greedy: the choice that costs least now.
            var best: (Double, Int)?
            for (c, place) in choices[i].enumerated() {
                let value = change([(i, place)], fine: fine)
                if best == nil || value < (best?.0 ?? 0) { best = (value, c) }
            }
            if let best { move(i, choices[i][best.1]) }
        }
        var found: [Int?]?
        var foundCost = Int64.max
        func look(_ places: [Int?]) {
            let cost = tally.cost(places)
            if cost < foundCost, tally.isFeasible(places) {
                foundCost = cost
                found = places
            }
        }
        look(places)
        for step in 0..<steps {
            if (firstOnly && found != nil) || (step & 255 == 0 && limits.isOver) { break }
            let temperature = spread * 0.3 * (1 - Double(step) / Double(steps)) * (1 - Double(step) / Double(steps)) + spread * 1e-6
            let i = random.index(below: n)
            var moves = [(i, choices[i][random.index(below: choices[i].count)])]
            if random.index(below: 3) == 0 {
                let k = random.index(below: n)
                if k != i, places[k] != places[i] { moves = [(i, places[k]), (k, places[i])] }
            } else if let g = groupsOf[i].first, !groups[g].isZone {
                moves = groups[g].items.map { ($0, moves[0].1) }
            }
            if moves.allSatisfy({ places[$0.0] == $0.1 }) { continue }
            let value = change(moves, fine: fine)
            if value <= 0 || random.unit() < Self.chance(-value / temperature) {
                for (item, place) in moves { move(item, place) }
                if value < 0 { look(places) }
            }
        }
        look(places)
        return found
    }

    /// e^x for x ≤ 0, near enough for a coin.
    private static func chance(_ x: Double) -> Double {
        if x < -20 { return 0 }
        var value = 1 + x / 1024
        for _ in 0..<10 { value *= value }
        return value
    }

    /// What the moves change in cost and broken rules; the places stay as they are.
    private mutating func change(_ moves: [(Int, Int?)], fine: Double) -> Double {
        let undo = moves.map { ($0.0, places[$0.0]) }
        let items = moves.map(\.0)
        let sites = Set(moves.compactMap(\.1) + undo.compactMap(\.1))
        let before = local(items, sites, fine: fine)
        for (item, place) in moves { move(item, place) }
        let after = local(items, sites, fine: fine)
        for (item, place) in undo.reversed() { move(item, place) }
        return after - before
    }

    private mutating func move(_ item: Int, _ place: Int?) {
        let m = layout.siteCount
        let old = places[item]
        if old == place { return }
        if let j = old { members[j].removeAll { $0 == item } }
        for r in sums.indices {
            let row = layout.crossings[r]
            sums[r] -= old.map { row.weight(item, $0, m) + (members[$0].isEmpty ? row.site[$0] : 0) } ?? row.left[item]
            sums[r] += place.map { row.weight(item, $0, m) + (members[$0].isEmpty ? row.site[$0] : 0) } ?? row.left[item]
        }
        if let j = place { members[j].append(item) }
        places[item] = place
    }

    private func local(_ items: [Int], _ sites: Set<Int>, fine: Double) -> Double {
        let m = layout.siteCount
        var cost = 0.0
        var broken = 0.0
        for j in sites.sorted() where !members[j].isEmpty {
            cost += Double(layout.opening[j])
            broken += tally.site(j, members[j])
        }
        for i in items {
            guard let j = places[i] else {
                cost += Double(layout.penalty[i] ?? 0)
                if layout.penalty[i] == nil { broken += 1 }
                continue
            }
            cost += Double(layout.cost[i * m + j])
            if !layout.allowed[i * m + j] { broken += 1 }
            for b in layout.apartNear[i] {
                if let k = places[b], layout.neighbours[j].contains(k) { broken += 1 }
            }
            for b in layout.apartInZone[i] {
                if let k = places[b], k != j, layout.zone[j] == layout.zone[k] { broken += 1 }
            }
        }
        for g in Set(items.flatMap { groupsOf[$0] }).sorted() {
            let group = groups[g]
            let placed = group.items.compactMap { places[$0] }
            if placed.count < group.items.count { broken += Double(placed.count) }
            broken += Double(max(0, Set(group.isZone ? placed.map { layout.zone[$0] } : placed).count - 1))
        }
        for (r, row) in layout.crossings.enumerated() {
            if let most = row.most, sums[r] > most { broken += 0.05 + Double(sums[r] - most) / max(1, Double(most.magnitude)) }
            if let least = row.least, sums[r] < least { broken += 0.05 + Double(least - sums[r]) / max(1, Double(least.magnitude)) }
        }
        return cost + fine * broken
    }
}
