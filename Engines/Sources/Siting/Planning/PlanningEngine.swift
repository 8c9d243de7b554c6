/// Solves one layout: bundles first, the plain model on a MIP solver where there are too many of them, annealing where there is no solver.
struct PlanningEngine {
    let solver: (any MIPSolver)?
    let limits: Limits

    struct Outcome {
        var places: [Int?]?
        var cost: Int64?
        /// No solution is below this; nil where nothing is known.
        var bound: Int64?
        var isInfeasible = false
        /// Proved best, or proved that there is none (of at most the ceiling that was asked for).
        var isProved = false
        var solver = ("none", "")
        var work = 0
    }

    static let ownName = ("Yaolian bundles", "1")
    static let heuristicName = ("heuristic", "1")

    /// Costs so large that no solution reaches them.
    static func ceiling(_ layout: PlanningLayout) -> Int64 {
        var total: Int64 = 1
        for i in 0..<layout.itemCount {
            let row = layout.cost[(i * layout.siteCount)..<((i + 1) * layout.siteCount)]
            total += max(0, row.max() ?? 0, layout.penalty[i] ?? 0)
        }
        return layout.opening.reduce(total, +)
    }

    /// Every item at its cheapest, nothing opened: always below what a solution costs.
    static func simpleBound(_ layout: PlanningLayout) -> Int64 {
        (0..<layout.itemCount).reduce(0) { sum, i in
            let row = (0..<layout.siteCount).filter { layout.allowed[i * layout.siteCount + $0] }
            let least = row.map { layout.cost[i * layout.siteCount + $0] }.min()
            return sum + (min(least ?? .max, layout.penalty[i] ?? .max) == .max ? 0 : min(least ?? .max, layout.penalty[i] ?? .max))
        }
    }

    static func isPlainlyInfeasible(_ layout: PlanningLayout) -> Bool {
        (0..<layout.itemCount).contains { i in
            layout.penalty[i] == nil && !(0..<layout.siteCount).contains { layout.allowed[i * layout.siteCount + $0] }
        }
    }

    /// `ceiling`: only solutions of at most this cost are wanted; where none is, the outcome is proved without places.
    func solve(_ layout: PlanningLayout, start: [Int?]? = nil, ceiling: Int64? = nil, firstOnly: Bool = false) -> Outcome {
        let top = ceiling ?? Self.ceiling(layout)
        if Self.isPlainlyInfeasible(layout) { return Outcome(isInfeasible: true, isProved: true, solver: Self.ownName) }
        var known: Int64?
        if let bundles = Bundles(layout, limits: limits, limit: firstOnly ? 60_000 : Bundles.limit) {
            let outcome = solve(
                bundles, ceiling: top, nodeLimit: solver == nil ? .max : firstOnly ? 4_000 : 30_000, firstOnly: firstOnly)
            if outcome.isProved || (solver == nil && outcome.places != nil) { return outcome }
            known = outcome.bound
        }
        if firstOnly {
            // Rules that leave much room are answered soonest by trying.
            var heuristic = PlanningHeuristic(layout)
            if let places = heuristic.run(steps: solver == nil ? 20_000 : 6_000, seed: limits.seed, limits: limits, firstOnly: true)
            {
                return Outcome(places: places, cost: 0, bound: known, solver: Self.heuristicName)
            }
            if solver == nil { return Outcome(bound: known, solver: Self.heuristicName) }
        }
        if let solver, !limits.isOver {
            let found = solve(PlanningProgram(layout), layout, solver, start: start, ceiling: ceiling, firstOnly: firstOnly)
            if found.isProved || found.places != nil { return raised(found, known) }
        }
        var heuristic = PlanningHeuristic(layout)
        let places = heuristic.run(steps: max(60_000, layout.itemCount * 2_000), seed: limits.seed, limits: limits)
        let cost = places.map { PlanningTally(layout: layout).cost($0) }
        let isWanted = (cost ?? .max) <= top
        return raised(
            Outcome(
                places: isWanted ? places : nil, cost: isWanted ? cost : nil, bound: Self.simpleBound(layout),
                solver: Self.heuristicName), known)
    }

    private func raised(_ outcome: Outcome, _ known: Int64?) -> Outcome {
        guard let known, !outcome.isInfeasible else { return outcome }
        var outcome = outcome
        outcome.bound = max(outcome.bound ?? known, known)
        if let cost = outcome.cost, let bound = outcome.bound, bound >= cost {
            outcome.bound = cost
            outcome.isProved = true
        }
        return outcome
    }

    func solve(_ bundles: Bundles, ceiling: Int64, nodeLimit: Int, firstOnly: Bool = false) -> Outcome {
        var search = BundleSearch(bundles, limits: limits)
        let root = search.root()
        let first =
            firstOnly ? (multipliers: search.begin(root), bound: -9e18) : search.bound(root, from: search.begin(root), steps: 400)
        return solve(&search, root, first, ceiling: ceiling, nodeLimit: nodeLimit, firstOnly: firstOnly)
    }

    func solve(
        _ search: inout BundleSearch, _ node: BundleSearch.Node, _ first: (multipliers: BundleSearch.Multipliers, bound: Double),
        ceiling: Int64, nodeLimit: Int, firstOnly: Bool = false
    ) -> Outcome {
        let result = search.solve(
            node, from: first.multipliers, bound: first.bound, ceiling: ceiling, nodeLimit: nodeLimit, firstOnly: firstOnly)
        return Outcome(
            places: result.places, cost: result.cost, bound: result.bound, isInfeasible: result.isProved && result.places == nil,
            isProved: result.isProved, solver: Self.ownName, work: result.nodes)
    }

    func solve(
        _ program: PlanningProgram, _ layout: PlanningLayout, _ solver: any MIPSolver, start: [Int?]? = nil, ceiling: Int64? = nil,
        firstOnly: Bool = false
    ) -> Outcome {
        var options = MIPOptions()
        if let ceiling { options.cutoff = Double(ceiling) / 1e6 + Double(layout.grain) / 2e6 }
        if firstOnly { options.relativeGap = 1e9 }
        let result = solver.solve(program.model, start: start.map(program.point), options: options, limits: limits)
        let name = (solver.name, solver.version)
        if result.status == .infeasible { return Outcome(isInfeasible: true, isProved: true, solver: name) }
        let tally = PlanningTally(layout: layout)
        let places = result.values.map(program.places).flatMap { tally.isFeasible($0) ? $0 : nil }
        let cost = places.map(tally.cost)
        // The solver's bound is binary floating point: taken down by its tolerance, then up to the next possible value.
        let bound = result.bound.flatMap { $0.isFinite ? $0 : nil }.map {
            BundleSearch.roundUp(($0 - max(1, abs($0)) * 1e-9) * 1e6, layout.grain)
        }
        var outcome = Outcome(places: places, cost: cost, bound: bound, solver: name, work: result.nodes)
        if let cost, let bound, bound >= cost {
            outcome.bound = cost
            outcome.isProved = true
        }
        return outcome
    }

    /// Whether any solution exists; nil where it could not be found out.
    func isFeasible(_ layout: PlanningLayout) -> Bool? {
        var plain = layout
        plain.cost = plain.cost.map { _ in 0 }
        plain.opening = plain.opening.map { _ in 0 }
        plain.penalty = plain.penalty.map { $0.map { _ in 0 } }
        plain.grain = 1
        plain.dropUselessItems()
        let outcome = solve(plain, firstOnly: true)
        return outcome.places != nil ? true : outcome.isProved ? false : nil
    }
}
