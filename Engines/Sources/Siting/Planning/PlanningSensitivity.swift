/// What each opened site matters: the plan without it, and with one more unit of a capacity that it is short of.
struct PlanningSensitivity {
    let problem: PlanningProblem
    let layout: PlanningLayout
    let places: [Int?]
    let cost: Int64
    let engine: PlanningEngine

    func sites(_ bundles: Bundles?) -> [SiteSensitivity] {
        var prepared: (BundleSearch, BundleSearch.Node, BundleSearch.Multipliers)?
        if let bundles {
            let search = BundleSearch(bundles, limits: engine.limits)
            let root = search.root()
            prepared = (search, root, search.bound(root, from: search.begin(root), steps: 400).multipliers)
        }
        return Set(places.compactMap { $0 }).sorted().map { j in
            var found = SiteSensitivity(site: j, closingLeast: nil, closingMost: nil, isNeeded: false, gains: [])
            if engine.limits.isOver { return found }
            close(j, &found, prepared)
            if let bundles, let prepared {
                for quantity in problem.quantities.indices { gain(quantity, &found, bundles, prepared.2) }
            }
            return found
        }
    }

    private func close(
        _ j: Int, _ found: inout SiteSensitivity, _ prepared: (BundleSearch, BundleSearch.Node, BundleSearch.Multipliers)?
    ) {
        var closed = layout
        closed.close(j)
        let outcome: PlanningEngine.Outcome
        if let (search, _, at) = prepared {
            var search = search
            let node = search.root { search.column($0) != j }
            let start = search.bound(node, from: at, steps: 60)
            outcome = engine.solve(&search, node, start, ceiling: PlanningEngine.ceiling(layout), nodeLimit: 3_000)
        } else {
            outcome = engine.solve(closed, start: nil)
        }
        if outcome.isInfeasible, outcome.isProved {
            found.isNeeded = true
            return
        }
        found.closingLeast = outcome.bound.map { Amount(millionths: max(0, $0 - cost)) }
        found.closingMost = outcome.cost.map { Amount(millionths: $0 - cost) }
        if outcome.isProved { found.closingLeast = found.closingMost }
    }

    /// One unit more of a capacity; only the bundles of this site change.
    private func gain(
        _ quantity: Int, _ found: inout SiteSensitivity, _ bundles: Bundles, _ at: BundleSearch.Multipliers
    ) {
        let j = found.site
        guard let most = problem.sites[j].capacity[quantity] else { return }
        let used = places.enumerated().reduce(Int64(0)) {
            $1.element == j ? $0 + problem.items[$1.offset].amounts[quantity].millionths : $0
        }
        // Short of it when something that may stand here no longer fits.
        let isShort = problem.items.indices.contains {
            places[$0] != j && layout.allowed[$0 * layout.siteCount + j]
                && problem.items[$0].amounts[quantity].millionths > most.millionths - used
        }
        guard isShort, !engine.limits.isOver else { return }
        var wider = problem
        wider.sites[j].capacity[quantity] = Amount(millionths: most.millionths + 1_000_000)
        guard let more = bundles.replacing(site: j, with: PlanningLayout(wider), limits: engine.limits) else { return }
        var search = BundleSearch(more, limits: engine.limits)
        let root = search.root()
        let start = search.bound(root, from: at, steps: 60)
        let outcome = engine.solve(&search, root, start, ceiling: cost - layout.grain, nodeLimit: 2_000)
        let least = outcome.cost.map { cost - $0 } ?? 0
        let upper = outcome.isProved ? least : max(least, cost - (outcome.bound ?? cost))
        found.gains.append(
            .init(quantity: quantity, least: Amount(millionths: least), most: Amount(millionths: upper)))
    }
}
