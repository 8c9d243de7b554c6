/// A set of rules that cannot hold together, of which each is needed: without any one of them a plan exists.
///
/// QuickXplain (Junker 2004) in several orders, the smallest result kept, then a deletion filter that tries to do without each rule that is
/// left. Every step asks whether a plan exists under some of the rules, exactly.
struct PlanningConflict {
    private let problem: PlanningProblem
    private let engine: PlanningEngine
    /// A pair that must be had, when the question is why it cannot.
    private let forced: (item: Int, site: Int)?
    private var isSure = true
    private var known: [Set<Int>: Bool] = [:]

    init(_ problem: PlanningProblem, _ engine: PlanningEngine, forced: (item: Int, site: Int)? = nil) {
        self.problem = problem
        self.engine = engine
        self.forced = forced
    }

    /// The rules by number, and whether every one was shown to be needed. Empty where the rules, as far as known, can hold.
    mutating func find() -> (rules: [Int], isMinimal: Bool) {
        let all = Array(problem.rules.indices)
        guard isInfeasible(all) else { return ([], false) }
        // The duties to place items go first: with few items left in play every later question is small.
        var candidates = shrink(all, without: all.filter { problem.rules[$0].kind == "place" })
        // Then whole kinds, minima before maxima: without minima the items that need not be placed drop out.
        for kind in [
            "use", "standard", "count", "opened", "quota", "budget", "apart", "together", "admission", "forbid", "require",
            "capacity",
        ] {
            let rest = candidates.filter { problem.rules[$0].kind != kind }
            if rest.count < candidates.count, isInfeasible(rest) { candidates = rest }
        }
        var best = candidates
        var random = SeededGenerator(seed: engine.limits.seed)
        for round in 0..<4 {
            if engine.limits.isOver { break }
            var order = candidates
            if round == 1 { order.reverse() }
            if round > 1 { order.shuffle(using: &random) }
            let found = explain([], hasChanged: false, order)
            if round == 0 || found.count < best.count { best = found }
            if best.count <= 1 { break }
        }
        best = filter(best)
        return (best.sorted(), isSure && !engine.limits.isOver)
    }

    /// Leaves out ever smaller pieces of some rules, as long as there is no plan.
    private mutating func shrink(_ rules: [Int], without some: [Int]) -> [Int] {
        var kept = rules
        var left = some
        var size = (some.count + 1) / 2
        while size > 0, !engine.limits.isOver {
            var from = 0
            while from < left.count {
                let piece = Set(left[from..<min(left.count, from + size)])
                let rest = kept.filter { !piece.contains($0) }
                if isInfeasible(rest) {
                    kept = rest
                    left.removeAll { piece.contains($0) }
                } else {
                    from += size
                }
            }
            size = size == 1 ? 0 : (size + 1) / 2
        }
        return kept
    }

    /// Leaves out each rule without which there is still no plan.
    private mutating func filter(_ rules: [Int]) -> [Int] {
        var kept = rules
        for rule in rules {
            let rest = kept.filter { $0 != rule }
            if isInfeasible(rest) { kept = rest }
        }
        return kept
    }

    private mutating func explain(_ background: [Int], hasChanged: Bool, _ rules: [Int]) -> [Int] {
        if hasChanged, isInfeasible(background) { return [] }
        if rules.count <= 1 { return rules }
        let half = rules.count / 2
        let first = Array(rules[..<half])
        let second = Array(rules[half...])
        let fromSecond = explain(background + first, hasChanged: !first.isEmpty, second)
        let fromFirst = explain(background + fromSecond, hasChanged: !fromSecond.isEmpty, first)
        return fromFirst + fromSecond
    }

    /// Not known counts as feasible: the rule is kept, and the set is no longer called minimal.
    private mutating func isInfeasible(_ rules: [Int]) -> Bool {
        let active = Set(rules)
        if let known = known[active] { return known }
        if engine.limits.isOver {
            isSure = false
            return false
        }
        var layout = PlanningLayout(problem, without: Set(problem.rules.indices).subtracting(active))
        if let forced { layout.force(forced.item, on: forced.site) }
        let answer = engine.isFeasible(layout)
        if answer == nil { isSure = false }
        let isInfeasible = answer == false
        known[active] = isInfeasible
        return isInfeasible
    }
}
