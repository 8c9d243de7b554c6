/// The Lagrangian bound over the bundles of a node, and the multipliers that give it.
extension BundleSearch {
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
            sums: Array(repeating: 0, count: bundles.bounds.count), banned: Array(repeating: 0, count: bundles.siteCount),
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
    func ban(around i: Int, on j: Int, _ banned: inout [UInt128]) {
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
        let zero = [Double](repeating: 0, count: bundles.bounds.count)
        return Multipliers(item: item, most: zero, least: zero)
    }

    /// One evaluation: reduced costs of the alive columns, the least of each site, and the bound.
    struct Evaluation {
        var bound: Double
        var reduced: [Double]
        var siteLeast: [Double]
        var siteBest: [Int32]
    }

    func evaluate(_ node: Node, _ at: Multipliers) -> Evaluation {
        let rows = bundles.bounds.count
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
            if let most = bundles.bounds[r].most { total -= at.most[r] * scale[r] * Double(most) }
            if let least = bundles.bounds[r].least { total += at.least[r] * scale[r] * Double(least) }
        }
        var siteLeast = [Double](repeating: 0, count: bundles.siteCount)
        var siteBest = [Int32](repeating: -1, count: bundles.siteCount)
        let count = node.alive.count
        // Columns and members are in bounds by construction.
        let reduced = [Double](unsafeUninitializedCapacity: count) { reduced, made in
            node.alive.withUnsafeBufferPointer { alive in
                bundles.withColumns { columns in
                    at.item.withUnsafeBufferPointer { item in
                        for k in 0..<count {
                            let c = Int(alive[k])
                            var value = Double(columns.cost[c])
                            for m in Int(columns.memberStart[c])..<Int(columns.memberStart[c + 1]) {
                                value -= item[Int(columns.members[m])]
                            }
                            for e in Int(columns.entryStart[c])..<Int(columns.entryStart[c + 1]) {
                                value += lambda[Int(columns.entryRow[e])] * Double(columns.entryWeight[e])
                            }
                            reduced[k] = value
                            let j = Int(columns.site[c])
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
    func ascend(_ node: Node, _ start: Multipliers, steps: Int, target: Double) -> (Multipliers, Evaluation) {
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
                for e in Int(bundles.entryStart[c])..<Int(bundles.entryStart[c + 1]) {
                    sums[Int(bundles.entryRow[e])] += Double(bundles.entryWeight[e])
                }
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
                if let most = bundles.bounds[r].most {
                    over[r] = (sums[r] - Double(most)) * scale[r]
                    if over[r] > 0 || at.most[r] > 0 { norm += over[r] * over[r] } else { over[r] = 0 }
                }
                if let least = bundles.bounds[r].least {
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
}
