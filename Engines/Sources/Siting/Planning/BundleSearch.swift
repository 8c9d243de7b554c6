/// Exact search over bundles: branch and bound on "which bundle covers this item", with the Lagrangian bound of relaxing
/// "each item once" (one multiplier an item, free in sign) and the crossing rows.
///
/// L(v, λ) = Σ v_i + Σ_j min(0, min_B rc_j(B)) + Σ_out min(0, rc) − λ'b, with rc(B) = cost(B) − Σ_{i∈B} v_i + Σ_r λ_r w_r(B). A
/// bundle with L + rc(B) − min_j above what is still wanted is left out of the branch (reduced-cost fixing). Bounds are binary floating
/// point with a margin above its rounding error; costs are exact. Deterministic.
struct BundleSearch {
    let bundles: Bundles
    let limits: Limits
    /// Above the rounding error of any bound.
    let margin: Double
    private let nonNegative: [Bool]
    let scale: [Double]
    /// A bit for each item.
    let bits: UInt128
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
        var nonNegative = [Bool](repeating: true, count: bundles.bounds.count)
        var largestWeight = [Int64](repeating: 1, count: bundles.bounds.count)
        for (k, row) in bundles.entryRow.enumerated() {
            let weight = bundles.entryWeight[k]
            if weight < 0 { nonNegative[Int(row)] = false }
            largestWeight[Int(row)] = max(largestWeight[Int(row)], abs(weight))
        }
        self.nonNegative = nonNegative
        scale = largestWeight.map { 1 / Double($0) }
    }

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
        for (r, row) in bundles.bounds.enumerated() {
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
        for e in Int(bundles.entryStart[c])..<Int(bundles.entryStart[c + 1]) {
            let r = Int(bundles.entryRow[e])
            next.sums[r] += bundles.entryWeight[e]
            if nonNegative[r], let most = bundles.bounds[r].most, next.sums[r] > most { return nil }
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
