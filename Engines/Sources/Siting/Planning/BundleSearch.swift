/// Exact search over bundles: branch and bound on "which bundle covers this item", with the Lagrangian bound of relaxing
/// "each item once" (one multiplier an item, free in sign) and the crossing rows.
///
/// L(v, λ) = Σ v_i + Σ_j min(0, min_B rc_j(B)) + Σ_out min(0, rc) − λ'b, with rc(B) = cost(B) − Σ_{i∈B} v_i + Σ_r λ_r w_r(B). A
/// bundle with L + rc(B) − min_j above what is still wanted is left out of the branch (reduced-cost fixing). Bounds are binary floating
/// point with a margin above its rounding error; costs are exact. Deterministic.
struct BundleSearch {
    private let bundles: Bundles
    private let limits: Limits
    private let margin: Double
    private let nonNegative: [Bool]
    private let scale: [Double]
    private let bits: UInt128
    /// How much placing an item says about other sites, which the bound does not see.
    private let reach: [Double]
    /// Everything to find is at most this; falls as solutions are found.
    private var cutoff: Int64 = .max
    private var best: [Int32]?
    private var chosen: [Int32] = []
    private var nodes = 0
    private var nodeLimit = Int.max
    private var firstOnly = false
    private var isStopped = false

    struct Multipliers: Sendable {
        var item: [Double]
        /// For the upper and the lower side of each crossing row, never negative.
        var most: [Double]
        var least: [Double]
    }

    struct Result {
        var cost: Int64?
        /// Site of each item, nil for left out; nil where no solution was found.
        var places: [Int?]?
        /// Nothing is below this.
        var bound: Int64
        var isProved: Bool
        var nodes: Int
    }

    init(_ bundles: Bundles, limits: Limits) {
        self.bundles = bundles
        self.limits = limits
        let n = bundles.itemCount
        bits = n == 128 ? .max : (1 << UInt128(n)) - 1
        let layout = bundles.layout
        reach = (0..<n).map { i in
            Double(layout.apartNear[i].count + layout.apartInZone[i].count + layout.zoneGroups.count { $0.contains(i) })
        }
        let sizes = bundles.cost.map { Double($0.magnitude) }
        let largest = sizes.max() ?? 0
        margin = max(1, largest * Double(n + bundles.siteCount + 4) * 4e-15)
        nonNegative = bundles.crossings.indices.map { r in
            !stride(from: r, to: bundles.crossing.count, by: bundles.crossings.count).contains { bundles.crossing[$0] < 0 }
        }
        scale = bundles.crossings.indices.map { r in
            var most: Int64 = 1
            for k in stride(from: r, to: bundles.crossing.count, by: bundles.crossings.count) {
                most = max(most, abs(bundles.crossing[k]))
            }
            return 1 / Double(most)
        }
    }

    // MARK: The bound

    /// Columns that are still possible, in order of site.
    struct Node {
        var alive: [Int32]
        var uncovered: UInt128
        var cost: Int64
        var sums: [Int64]
        /// Items that may no longer stand on each site.
        var banned: [UInt128]
        /// Sites that hold a chosen bundle.
        var used: [Bool]
    }

    func root(_ allow: (Int) -> Bool = { _ in true }) -> Node {
        Node(
            alive: (0..<bundles.count).filter(allow).map { Int32($0) }, uncovered: bits, cost: 0,
            sums: Array(repeating: 0, count: bundles.crossings.count), banned: Array(repeating: 0, count: bundles.siteCount),
            used: Array(repeating: false, count: bundles.siteCount))
    }

    /// The root with an item on a site.
    func root(with item: Int, on site: Int) -> Node {
        var node = root()
        ban(around: item, on: site, &node.banned)
        node.alive = node.alive.filter { c in
            let has = bundles.mask[Int(c)] >> UInt128(item) & 1 == 1
            let place = Int(bundles.site[Int(c)])
            if place == site { return has }
            return !has && (place == bundles.siteCount || bundles.mask[Int(c)] & node.banned[place] == 0)
        }
        return node
    }

    /// What may no longer stand elsewhere once an item stands on a site.
    private func ban(around i: Int, on j: Int, _ banned: inout [UInt128]) {
        let layout = bundles.layout
        for other in layout.apartNear[i] { for near in layout.neighbours[j] { banned[near] |= 1 << UInt128(other) } }
        for other in layout.apartInZone[i] {
            for near in 0..<bundles.siteCount where layout.zone[near] == layout.zone[j] { banned[near] |= 1 << UInt128(other) }
        }
        for group in layout.zoneGroups where group.contains(i) {
            let set: UInt128 = group.reduce(0) { $0 | 1 << UInt128($1) }
            for far in 0..<bundles.siteCount where layout.zone[far] != layout.zone[j] { banned[far] |= set }
        }
    }

    /// The site of a column.
    func column(_ c: Int) -> Int { Int(bundles.site[c]) }

    /// Multipliers to begin with: each item at the least it costs alone.
    func begin(_ node: Node) -> Multipliers {
        var item = [Double](repeating: 0, count: bundles.itemCount)
        var seen = [Bool](repeating: false, count: bundles.itemCount)
        for c in node.alive {
            let c = Int(c)
            let range = Int(bundles.memberStart[c])..<Int(bundles.memberStart[c + 1])
            let share = Double(bundles.cost[c]) / Double(range.count)
            for k in range {
                let i = Int(bundles.members[k])
                if !seen[i] || share < item[i] {
                    item[i] = share
                    seen[i] = true
                }
            }
        }
        let zero = [Double](repeating: 0, count: bundles.crossings.count)
        return Multipliers(item: item, most: zero, least: zero)
    }

    /// One evaluation: reduced costs of the alive columns, the least of each site, and the bound.
    private struct Evaluation {
        var bound: Double
        var reduced: [Double]
        var siteLeast: [Double]
        var siteBest: [Int32]
    }

    private func evaluate(_ node: Node, _ at: Multipliers) -> Evaluation {
        let rows = bundles.crossings.count
        var total = Double(node.cost)
        var left = node.uncovered
        while left != 0 {
            total += at.item[left.trailingZeroBitCount]
            left &= left - 1
        }
        var lambda = [Double](repeating: 0, count: rows)
        for r in 0..<rows {
            lambda[r] = (at.most[r] - at.least[r]) * scale[r]
            total += lambda[r] * Double(node.sums[r])
            if let most = bundles.crossings[r].most { total -= at.most[r] * scale[r] * Double(most) }
            if let least = bundles.crossings[r].least { total += at.least[r] * scale[r] * Double(least) }
        }
        let active = (0..<rows).filter { lambda[$0] != 0 }
        var siteLeast = [Double](repeating: 0, count: bundles.siteCount)
        var siteBest = [Int32](repeating: -1, count: bundles.siteCount)
        let count = node.alive.count
        // The loop in which all time goes: columns and members are in bounds by construction.
        let reduced = [Double](unsafeUninitializedCapacity: count) { reduced, made in
            node.alive.withUnsafeBufferPointer { alive in
                bundles.withColumns { cost, site, start, members, crossing in
                    at.item.withUnsafeBufferPointer { item in
                        for k in 0..<count {
                            let c = Int(alive[k])
                            var value = Double(cost[c])
                            for m in Int(start[c])..<Int(start[c + 1]) { value -= item[Int(members[m])] }
                            for r in active { value += lambda[r] * Double(crossing[c * rows + r]) }
                            reduced[k] = value
                            let j = Int(site[c])
                            if j == bundles.siteCount {
                                if value < 0 { total += value }
                            } else if value < siteLeast[j] {
                                siteLeast[j] = value
                                siteBest[j] = Int32(k)
                            }
                        }
                    }
                }
            }
            made = count
        }
        for value in siteLeast { total += value }
        return Evaluation(bound: total, reduced: reduced, siteLeast: siteLeast, siteBest: siteBest)
    }

    /// Improves the multipliers by subgradient steps; the best bound and its evaluation come back.
    private func ascend(_ node: Node, _ start: Multipliers, steps: Int, target: Double) -> (Multipliers, Evaluation) {
        var at = start
        var best = start
        var evaluation = evaluate(node, at)
        var bestEvaluation = evaluation
        var theta = 1.0
        var idle = 0
        for step in 0..<steps {
            if bestEvaluation.bound - margin > target { break }
            if step & 31 == 31, limits.isOver { break }
            var slope = [Double](repeating: 0, count: bundles.itemCount)
            var left = node.uncovered
            while left != 0 {
                slope[left.trailingZeroBitCount] = 1
                left &= left - 1
            }
            var sums = node.sums.map { Double($0) }
            func take(_ k: Int) {
                let c = Int(node.alive[k])
                for m in Int(bundles.memberStart[c])..<Int(bundles.memberStart[c + 1]) { slope[Int(bundles.members[m])] -= 1 }
                for r in sums.indices { sums[r] += Double(bundles.crossing[c * sums.count + r]) }
            }
            for k in evaluation.siteBest where k >= 0 { take(Int(k)) }
            for k in stride(from: node.alive.count - 1, through: 0, by: -1) {
                if Int(bundles.site[Int(node.alive[k])]) != bundles.siteCount { break }
                if evaluation.reduced[k] < 0 { take(k) }
            }
            var norm = slope.reduce(0) { $0 + $1 * $1 }
            var over = [Double](repeating: 0, count: sums.count)
            var under = over
            for r in sums.indices {
                if let most = bundles.crossings[r].most {
                    over[r] = (sums[r] - Double(most)) * scale[r]
                    if over[r] > 0 || at.most[r] > 0 { norm += over[r] * over[r] } else { over[r] = 0 }
                }
                if let least = bundles.crossings[r].least {
                    under[r] = (Double(least) - sums[r]) * scale[r]
                    if under[r] > 0 || at.least[r] > 0 { norm += under[r] * under[r] } else { under[r] = 0 }
                }
            }
            if norm == 0 { break }
            let aim = min(target, bestEvaluation.bound + max(1000, abs(bestEvaluation.bound)) * 0.05)
            let stride = theta * max(aim - evaluation.bound, margin) / norm
            for i in slope.indices { at.item[i] += stride * slope[i] }
            for r in sums.indices {
                at.most[r] = max(0, at.most[r] + stride * over[r])
                at.least[r] = max(0, at.least[r] + stride * under[r])
            }
            evaluation = evaluate(node, at)
            if evaluation.bound > bestEvaluation.bound + max(margin, abs(bestEvaluation.bound) * 1e-7) {
                idle = 0
            } else {
                idle += 1
            }
            if evaluation.bound > bestEvaluation.bound {
                bestEvaluation = evaluation
                best = at
            }
            if idle > 0, idle % 12 == 0 {
                theta *= 0.7
                if theta < 0.002 { break }
                at = best
                evaluation = bestEvaluation
            }
        }
        return (best, bestEvaluation)
    }

    /// The best multipliers of a node and the bound they give, rounded up to the grain.
    func bound(_ node: Node, from start: Multipliers, steps: Int) -> (multipliers: Multipliers, bound: Double) {
        let (at, evaluation) = ascend(node, start, steps: steps, target: .infinity)
        return (at, evaluation.bound - margin)
    }

    /// For every pair the bound of standing there, from one set of multipliers: the least bundle of the site with the item, the least bundles
    /// of the others without it.
    func pairBounds(_ node: Node, _ at: Multipliers) -> [Double] {
        let n = bundles.itemCount
        let m = bundles.siteCount
        let evaluation = evaluate(node, at)
        var with = [Double](repeating: .infinity, count: n * m)
        // The least without an item is the least of all, unless the item is in it; then the next one counts.
        var without = [Double](repeating: 0, count: n * m)
        for j in 0..<m where evaluation.siteBest[j] >= 0 {
            for i in 0..<n { without[i * m + j] = evaluation.siteLeast[j] }
            let c = Int(node.alive[Int(evaluation.siteBest[j])])
            for k in Int(bundles.memberStart[c])..<Int(bundles.memberStart[c + 1]) { without[Int(bundles.members[k]) * m + j] = 0 }
        }
        var out = [Double](repeating: 0, count: n)
        for (k, c) in node.alive.enumerated() {
            let c = Int(c)
            let j = Int(bundles.site[c])
            let value = evaluation.reduced[k]
            let range = Int(bundles.memberStart[c])..<Int(bundles.memberStart[c + 1])
            if j == m {
                if value < 0 { for x in range { out[Int(bundles.members[x])] += value } }
                continue
            }
            for x in range {
                let p = Int(bundles.members[x]) * m + j
                if value < with[p] { with[p] = value }
            }
            if value < 0, evaluation.siteBest[j] >= 0 {
                let top = Int(node.alive[Int(evaluation.siteBest[j])])
                for x in Int(bundles.memberStart[top])..<Int(bundles.memberStart[top + 1]) {
                    let i = bundles.members[x]
                    if bundles.mask[c] >> UInt128(i) & 1 == 0 {
                        let p = Int(i) * m + j
                        if value < without[p] { without[p] = value }
                    }
                }
            }
        }
        var bounds = [Double](repeating: .infinity, count: n * m)
        let base = evaluation.bound - evaluation.siteLeast.reduce(0, +)
        for i in 0..<n {
            let free = (0..<m).reduce(0) { $0 + without[i * m + $1] }
            for j in 0..<m where with[i * m + j] < .infinity {
                bounds[i * m + j] = base - out[i] + free - without[i * m + j] + with[i * m + j] - margin
            }
        }
        return bounds
    }

    // MARK: The search

    /// Finds the best solution of at most `ceiling`, trying small distances above the bound first: what is found within one is the best.
    mutating func solve(
        _ node: Node, from start: Multipliers, bound known: Double, ceiling: Int64, nodeLimit: Int, firstOnly: Bool = false
    ) -> Result {
        let grain = bundles.layout.grain
        var floor = Self.roundUp(known, grain)
        self.firstOnly = firstOnly
        nodes = 0
        self.nodeLimit = nodeLimit
        isStopped = false
        best = nil
        var share = 0.001
        while true {
            let reach = max(Double(grain), abs(Double(floor)) * share)
            let isLast = firstOnly || share > 1 || Double(floor) + reach >= Double(ceiling)
            cutoff = isLast ? ceiling : floor + Int64(reach)
            let tried = cutoff
            chosen = []
            if floor <= cutoff { descend(node, start, steps: 60) }
            if let best {
                let cost = tally(best)
                return Result(
                    cost: cost, places: places(best), bound: isStopped ? min(floor, cost) : cost, isProved: !isStopped, nodes: nodes
                )
            }
            if isStopped { return Result(cost: nil, places: nil, bound: floor, isProved: false, nodes: nodes) }
            if isLast { return Result(cost: nil, places: nil, bound: ceiling, isProved: true, nodes: nodes) }
            floor = Self.roundUp(Double(tried) + 0.5, grain)
            share *= 4
        }
    }

    static func roundUp(_ value: Double, _ grain: Int64) -> Int64 {
        guard value > -9e18 else { return -.max / 2 }
        guard value < 9e18 else { return .max / 2 }
        return PlanningLayout.ceiling(Int64(value.rounded(.up)), grain) * grain
    }

    private func tally(_ columns: [Int32]) -> Int64 { columns.reduce(0) { $0 + bundles.cost[Int($1)] } }

    private func places(_ columns: [Int32]) -> [Int?] {
        var places = [Int?](repeating: nil, count: bundles.itemCount)
        for c in columns {
            let c = Int(c)
            let j = Int(bundles.site[c])
            for m in Int(bundles.memberStart[c])..<Int(bundles.memberStart[c + 1]) where j < bundles.siteCount {
                places[Int(bundles.members[m])] = j
            }
        }
        return places
    }

    private mutating func descend(_ given: Node, _ start: Multipliers, steps: Int) {
        if isStopped { return }
        nodes += 1
        if nodes > nodeLimit || (nodes & 7 == 0 && limits.isOver) {
            isStopped = true
            return
        }
        if given.uncovered == 0 {
            keep(given)
            return
        }
        var node = given
        var at = start
        // Bound and leave out in turns: fewer columns make a better bound.
        var evaluation: Evaluation
        while true {
            let target = Double(cutoff)
            (at, evaluation) = ascend(node, at, steps: steps, target: target)
            if evaluation.bound - margin > target { return }
            let before = node.alive.count
            leaveOut(&node, &evaluation)
            if node.alive.isEmpty { return }
            if node.alive.count * 10 > before * 7 { break }
        }
        guard let item = narrowest(node) else { return }
        var options: [(Double, Int)] = []
        for (k, c) in node.alive.enumerated() where bundles.mask[Int(c)] >> UInt128(item) & 1 == 1 {
            let j = Int(bundles.site[Int(c)])
            let base = j < bundles.siteCount ? evaluation.siteLeast[j] : min(0, evaluation.reduced[k])
            options.append((evaluation.reduced[k] - base, k))
        }
        options.sort { $0.0 != $1.0 ? $0.0 < $1.0 : $0.1 < $1.1 }
        for (extra, k) in options {
            if isStopped || (firstOnly && best != nil) { return }
            if evaluation.bound + extra - margin > Double(cutoff) { return }
            if let child = child(node, k) {
                chosen.append(node.alive[k])
                descend(child, at, steps: 4)
                chosen.removeLast()
            }
        }
    }

    private mutating func keep(_ node: Node) {
        for (r, row) in bundles.crossings.enumerated() {
            if let most = row.most, node.sums[r] > most { return }
            if let least = row.least, node.sums[r] < least { return }
        }
        guard node.cost <= cutoff else { return }
        best = chosen
        cutoff = node.cost - bundles.layout.grain
    }

    private func leaveOut(_ node: inout Node, _ evaluation: inout Evaluation) {
        let wanted = Double(cutoff) + margin
        var alive: [Int32] = []
        var reduced: [Double] = []
        alive.reserveCapacity(node.alive.count)
        for (k, c) in node.alive.enumerated() {
            let j = Int(bundles.site[Int(c)])
            let base = j < bundles.siteCount ? evaluation.siteLeast[j] : min(0, evaluation.reduced[k])
            if evaluation.bound + evaluation.reduced[k] - base <= wanted {
                alive.append(c)
                reduced.append(evaluation.reduced[k])
            }
        }
        node.alive = alive
        evaluation.reduced = reduced
    }

    /// The uncovered item with the fewest columns; nil where one has none.
    private func narrowest(_ node: Node) -> Int? {
        var counts = [Int](repeating: 0, count: bundles.itemCount)
        for c in node.alive {
            for m in Int(bundles.memberStart[Int(c)])..<Int(bundles.memberStart[Int(c) + 1]) {
                counts[Int(bundles.members[m])] += 1
            }
        }
        var found: Int?
        var least = Double.infinity
        var left = node.uncovered
        while left != 0 {
            let i = left.trailingZeroBitCount
            left &= left - 1
            if counts[i] == 0 { return nil }
            let score = Double(counts[i]) / (1 + 0.1 * reach[i])
            if score < least {
                least = score
                found = i
            }
        }
        return found
    }

    private func child(_ node: Node, _ k: Int) -> Node? {
        let c = Int(node.alive[k])
        let j = Int(bundles.site[c])
        var next = node
        next.cost += bundles.cost[c]
        next.uncovered &= ~bundles.mask[c]
        let rows = bundles.crossings.count
        for r in 0..<rows {
            next.sums[r] += bundles.crossing[c * rows + r]
            if nonNegative[r], let most = bundles.crossings[r].most, next.sums[r] > most { return nil }
        }
        let items = (Int(bundles.memberStart[c])..<Int(bundles.memberStart[c + 1])).map { Int(bundles.members[$0]) }
        if j < bundles.siteCount {
            next.used[j] = true
            for i in items { ban(around: i, on: j, &next.banned) }
        }
        let gone = ~next.uncovered & bits
        next.alive = node.alive.filter {
            let other = Int($0)
            if bundles.mask[other] & gone != 0 { return false }
            let place = Int(bundles.site[other])
            return place == bundles.siteCount || (!next.used[place] && bundles.mask[other] & next.banned[place] == 0)
        }
        return next
    }
}
