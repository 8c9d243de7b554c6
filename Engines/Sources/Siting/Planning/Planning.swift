/// Answers planning problems: a plan with its proof, why not elsewhere, what sites matter, and which rules cannot hold together.
///
/// Blocks its thread for as long as `limits` allow. Deterministic: equal problem, solver, seed and enough time give an equal answer.
public enum Planning {
    public struct Options: Sendable {
        /// Reasons and prices of every pair that is not used.
        public var pricesPairs = true
        public var findsSensitivities = true
        /// Seconds for the sensitivities and for the prices, at most: what they do not reach keeps its bounds.
        public var pricingSeconds = 4.0
        /// For an infeasible problem, the rules that cannot hold together.
        public var findsConflict = true

        public init() {}
    }

    public static func solve(
        _ problem: PlanningProblem, solver: (any MIPSolver)? = nil, limits: Limits, options: Options = Options()
    ) -> PlanningAnswer {
        let layout = PlanningLayout(problem)
        let engine = PlanningEngine(solver: solver, limits: limits)
        let outcome = engine.solve(layout)
        var answer = plain(problem, layout, outcome, limits)
        if let places = outcome.places, let cost = outcome.cost {
            let bundles = options.pricesPairs || options.findsSensitivities ? Bundles(layout, limits: limits) : nil
            if options.findsSensitivities {
                let part = PlanningEngine(solver: solver, limits: limits.within(options.pricingSeconds * 0.3))
                answer.sensitivities = PlanningSensitivity(
                    problem: problem, layout: layout, places: places, cost: cost, engine: part
                )
                .sites(bundles)
            }
            if options.pricesPairs {
                let relaxed = bundles == nil ? solver.flatMap { relaxedBounds(layout, $0, limits) } : nil
                answer.refusals = PlanningPairs(
                    problem: problem, layout: layout, reasons: PlanningReasons(problem), places: places, cost: cost,
                    limits: limits.within(options.pricingSeconds * (options.findsSensitivities ? 0.7 : 1))
                ).refusals(bundles, relaxed)
            }
        } else if outcome.isInfeasible, options.findsConflict {
            var conflict = PlanningConflict(problem, engine)
            (answer.conflict, answer.isConflictMinimal) = conflict.find()
        }
        answer.seconds = limits.elapsed
        return answer
    }

    /// Why this item on this site, or why not, exactly: the price comes from solving again with the pair forced (for a pair of the plan: forbidden).
    public static func explain(
        _ problem: PlanningProblem, _ answer: PlanningAnswer, item: Int, site: Int, solver: (any MIPSolver)? = nil, limits: Limits
    ) -> PlanningExplanation {
        let layout = PlanningLayout(problem)
        let engine = PlanningEngine(solver: solver, limits: limits)
        let rules = PlanningReasons(problem).rules(item, site)
        var explanation = PlanningExplanation(item: item, site: site, rules: rules)
        guard answer.places.indices.contains(item), problem.sites.indices.contains(site) else { return explanation }
        let cost = PlanningTally(layout: layout).cost(answer.places)
        var other = layout
        if answer.places[item] == site {
            explanation.isChosen = true
            other.allowed[item * layout.siteCount + site] = false
        } else {
            other.force(item, on: site)
        }
        let outcome = engine.solve(other)
        explanation.isPossible = outcome.places != nil ? true : outcome.isProved ? false : nil
        if let places = outcome.places, let value = outcome.cost {
            explanation.most = Amount(millionths: value - cost)
            explanation.moves = places.indices.filter { places[$0] != answer.places[$0] }.map {
                .init(item: $0, from: answer.places[$0], to: places[$0])
            }
        }
        explanation.least = outcome.isProved ? explanation.most : outcome.bound.map { Amount(millionths: $0 - cost) }
        if explanation.isPossible == false, !explanation.isChosen {
            var conflict = PlanningConflict(problem, engine, forced: (item, site))
            (explanation.conflict, explanation.isConflictMinimal) = conflict.find()
        }
        return explanation
    }

    private static func plain(
        _ problem: PlanningProblem, _ layout: PlanningLayout, _ outcome: PlanningEngine.Outcome, _ limits: Limits
    ) -> PlanningAnswer {
        let sign: Int64 = problem.sense == .min ? 1 : -1
        var answer = PlanningAnswer(
            status: outcome.isInfeasible ? .infeasible : .unknown, sense: problem.sense, unit: problem.unit,
            objective: outcome.cost.map { Amount(millionths: sign * $0) },
            bound: outcome.isInfeasible ? nil : outcome.bound.map { Amount(millionths: sign * $0) }, seconds: 0,
            solver: outcome.solver.0, version: outcome.solver.1, seed: limits.seed, inputHash: problem.inputHash,
            places: outcome.places ?? [], parts: nil, uses: [], refusals: [], sensitivities: [], conflict: [],
            isConflictMinimal: false, notes: [])
        guard let places = outcome.places, let cost = outcome.cost else { return answer }
        // Proved only where the bound is the value.
        answer.status = outcome.isProved && outcome.bound == cost ? .optimal : .feasible
        if answer.status != .optimal {
            answer.notes.append(PlanningText(zh: "未证明最优。", en: "Not proven to be the best."))
        }
        answer.parts = parts(problem, places)
        answer.uses = uses(problem, places)
        return answer
    }

    private static func parts(_ problem: PlanningProblem, _ places: [Int?]) -> PlanningAnswer.Parts {
        var pairs: Int64 = 0
        var moving: Int64 = 0
        var penalties: Int64 = 0
        for (i, place) in places.enumerated() {
            guard let j = place else {
                penalties += problem.items[i].penalty?.millionths ?? 0
                continue
            }
            pairs += problem.cost(item: i, site: j).millionths
            if let current = problem.items[i].current, current != j { moving += problem.items[i].moving.millionths }
        }
        let opening = Set(places.compactMap { $0 }).reduce(Int64(0)) { $0 + problem.sites[$1].opening.millionths }
        return .init(
            pairs: Amount(millionths: pairs), moving: Amount(millionths: moving), opening: Amount(millionths: opening),
            penalties: Amount(millionths: penalties))
    }

    private static func uses(_ problem: PlanningProblem, _ places: [Int?]) -> [PlanningAnswer.Use] {
        problem.sites.indices.compactMap { j in
            let items = places.indices.filter { places[$0] == j }
            if items.isEmpty { return nil }
            return .init(
                site: j, items: items,
                amounts: problem.quantities.indices.map { q in
                    Amount(millionths: items.reduce(Int64(0)) { $0 + problem.items[$1].amounts[q].millionths })
                })
        }
    }

    /// Linear bounds of standing on each pair, from the reduced costs of the plain model; nil where it is not solved.
    private static func relaxedBounds(_ layout: PlanningLayout, _ solver: any MIPSolver, _ limits: Limits) -> [Double]? {
        let program = PlanningProgram(layout)
        guard let relaxation = solver.relaxation(of: program.model) else { return nil }
        let result = relaxation.solve(limits: limits)
        guard result.status == .optimal else { return nil }
        return program.pairBounds(result)
    }
}

/// Why an item stands on a site, or does not.
public struct PlanningExplanation: Sendable {
    public var item: Int
    public var site: Int
    public var isChosen = false
    /// The rules that forbid the pair by themselves. The price is then that of an exception to them.
    public var rules: [Int]
    /// Whether a plan with the pair (for a chosen pair: without it) exists; nil: not decided.
    public var isPossible: Bool?
    /// The price: of forcing the pair, or for a chosen pair of forbidding it.
    public var least: Amount?
    public var most: Amount?
    /// What moves in the plan that has the pair.
    public var moves: [Move] = []
    /// Where the pair leaves no plan, the rules that together rule it out.
    public var conflict: [Int] = []
    public var isConflictMinimal = false

    public struct Move: Sendable {
        public var item: Int
        public var from: Int?
        public var to: Int?
    }

    public var isExact: Bool { least != nil && least == most }
}
