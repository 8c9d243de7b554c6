/// Why not elsewhere, for every pair at once.
///
/// A forbidden pair names its rules. For any other the price of forcing it is first bounded from below by the multipliers of the bundles (one pass
/// over the bundles bounds all pairs), from above by moving or exchanging items in the plan; then, cheapest first, the two are closed by a
/// search that starts from those multipliers. What the time does not reach keeps its two bounds.
struct PlanningPairs {
    let problem: PlanningProblem
    let layout: PlanningLayout
    let reasons: PlanningReasons
    let places: [Int?]
    let cost: Int64
    let limits: Limits

    func refusals(_ bundles: Bundles?, _ relaxed: [Double]?) -> [PlanningRefusal] {
        let m = layout.siteCount
        var found: [PlanningRefusal] = []
        var open: [Int] = []
        for i in 0..<layout.itemCount {
            for j in 0..<m where places[i] != j {
                let rules = reasons.rules(i, j)
                if !rules.isEmpty {
                    found.append(PlanningRefusal(item: i, site: j, verdict: .forbidden, rules: rules))
                } else {
                    open.append(found.count)
                    found.append(PlanningRefusal(item: i, site: j, verdict: .undecided, rules: []))
                }
            }
        }
        if let bundles { price(&found, open, bundles) } else if let relaxed { bound(&found, open, relaxed) }
        return found
    }

    private func price(_ found: inout [PlanningRefusal], _ open: [Int], _ bundles: Bundles) {
        let m = layout.siteCount
        var search = BundleSearch(bundles, limits: limits)
        let root = search.root()
        let (at, _) = search.bound(root, from: search.begin(root), steps: 600)
        let bounds = search.pairBounds(root, at)
        for k in open {
            let refusal = found[k]
            let bound = bounds[refusal.item * m + refusal.site]
            if bound == .infinity {
                found[k].verdict = .impossible
                continue
            }
            set(&found[k], least: max(BundleSearch.roundUp(bound, layout.grain), cost), most: nearby(refusal.item, refusal.site))
        }
        let order = open.filter { found[$0].verdict == .undecided }.sorted {
            let a = bounds[found[$0].item * m + found[$0].site]
            let b = bounds[found[$1].item * m + found[$1].site]
            return a != b ? a < b : $0 < $1
        }
        // Most pairs close quickly; the few that do not must not keep the others from their turn.
        for nodes in [500, 4_000] {
            for k in order where found[k].verdict == .undecided {
                if limits.isOver { return }
                price(&found[k], &search, bundles, at, nodes)
            }
        }
    }

    private func price(
        _ refusal: inout PlanningRefusal, _ search: inout BundleSearch, _ bundles: Bundles, _ at: BundleSearch.Multipliers,
        _ nodes: Int
    ) {
        let i = refusal.item
        let j = refusal.site
        let node = search.root(with: i, on: j)
        let upper = refusal.most.map { $0.millionths + cost }
        let start = search.bound(node, from: at, steps: 60)
        let known = max(start.bound, Double(cost + (refusal.least?.millionths ?? 0)))
        let result = search.solve(
            node, from: start.multipliers, bound: known, ceiling: upper ?? PlanningEngine.ceiling(layout), nodeLimit: nodes)
        if result.isProved {
            if let price = result.cost { set(&refusal, least: price, most: price) } else { refusal.verdict = .impossible }
            return
        }
        set(
            &refusal, least: max(result.bound, cost + (refusal.least?.millionths ?? 0)),
            most: [result.cost, upper].compactMap { $0 }.min())
    }

    private func bound(_ found: inout [PlanningRefusal], _ open: [Int], _ relaxed: [Double]) {
        for k in open {
            let refusal = found[k]
            let least = BundleSearch.roundUp(relaxed[refusal.item * layout.siteCount + refusal.site], layout.grain)
            set(&found[k], least: max(least, cost), most: nearby(refusal.item, refusal.site))
        }
    }

    private func set(_ refusal: inout PlanningRefusal, least: Int64, most: Int64?) {
        refusal.least = Amount(millionths: least - cost)
        refusal.most = most.map { Amount(millionths: $0 - cost) }
        if let most, most <= least {
            refusal.least = refusal.most
            refusal.verdict = most <= cost ? .equal : .dearer
        }
    }

    /// The cheapest plan with the pair that one move, one exchange, or making room by one more move gives.
    private func nearby(_ item: Int, _ site: Int) -> Int64? {
        let tally = PlanningTally(layout: layout)
        let m = layout.siteCount
        var best: Int64?
        var moved = places
        for group in layout.siteGroups where group.contains(item) { for k in group { moved[k] = site } }
        moved[item] = site
        func look(_ candidate: [Int?]) {
            let value = tally.cost(candidate)
            if value < best ?? .max, tally.isFeasible(candidate) { best = value }
        }
        look(moved)
        for k in 0..<layout.itemCount where k != item && places[k] == site {
            var next = moved
            for j in 0..<m where j != site && layout.allowed[k * m + j] {
                next[k] = j
                look(next)
            }
            if layout.penalty[k] != nil {
                next[k] = nil
                look(next)
            }
        }
        return best
    }
}
