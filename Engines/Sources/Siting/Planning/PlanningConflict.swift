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
        // Rules about sites come first in the first order, so that the demand side is named where either would do.
        let all = Array(problem.rules.indices)
        var candidates = all
        for kind in Set(problem.rules.map(\.kind)).sorted() {
            let rest = candidates.filter { problem.rules[$0].kind != kind }
            if rest.count < candidates.count, isInfeasible(rest) { candidates = rest }
        }
        guard isInfeasible(candidates) else { return ([], false) }
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
        var layout = PlanningLayout(problem, without: Set(problem.rules.indices).subtracting(active))
        if let forced { layout.force(forced.item, on: forced.site) }
        let answer = engine.isFeasible(layout)
        if answer == nil { isSure = false }
        let isInfeasible = answer == false
        known[active] = isInfeasible
        return isInfeasible
    }
}
