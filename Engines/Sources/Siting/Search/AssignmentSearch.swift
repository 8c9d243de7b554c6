/// The exact search for one site a customer: prices, plans, then trees under assumed values.
///
/// 1. The prices climb at the root; each better bound's plan is completed and improved.
/// 2. A tree is searched for plans within a small distance of the bound. Under such an assumption almost every pair is fixed
///    at the root. An empty tree proves the bound up to the assumption; then the distance doubles (Posta, Ferland, Michelon
///    2012 raise it by one). Once the assumption meets the best plan, the tree's end is the proof.
/// 3. Limits end it anywhere: the bound proved so far stands, and the best plan seen is the answer.
final class AssignmentSearch {
    struct Result {
        var plan: [Int]?
        var value: Double
        /// Every plan costs at least this; infinity: there is none.
        var bound: Double
        var nodes: Int
        var evaluations: Int
    }

    let problem: AssignmentProblem
    private let limits: Limits
    private let improvement: AssignmentImprovement
    private var plan: [Int]?
    private var value = Double.infinity
    private var generator: SeededGenerator
    private var bound = -Double.infinity
    var trace: ((String) -> Void)?

    init(_ problem: AssignmentProblem, limits: Limits) {
        self.problem = problem
        self.limits = limits
        generator = SeededGenerator(seed: limits.seed)
        improvement = AssignmentImprovement(problem, seed: limits.seed, isOver: { limits.isOver })
    }

    func run() -> Result {
        let tree = AssignmentTree(problem, isOver: { [limits] in limits.isOver })
        guard tree.relaxation.load(AssignmentDomain(problem)) else {
            return Result(plan: nil, value: .infinity, bound: .infinity, nodes: 0, evaluations: 0)
        }
        var root = climbRoot(tree)
        tree.completion = { [self] tree in
            guard tree.nodes < 30 || tree.nodes % 20 == 0 else { return nil }
            improvement.improve(tree.relaxedPlan(), rounds: 8)
            return improvement.best
        }
        // How far above the bound plans are looked for first, and how long a tree may grow before plans are sought elsewhere.
        var distance = max(problem.isIntegral ? 1 : 0, abs(bound) * 1e-4)
        var share = firstShare
        while !limits.isOver, !isProven {
            let assumed = min(value, level(bound + distance))
            let before = tree.nodes
            if search(tree, root, assumed, assumed < value ? share : share * 8) {
                distance *= tree.nodes - before < 100 ? 2 : 1.4
                if value == .infinity && assumed > ceiling {
                    return Result(
                        plan: nil, value: value, bound: .infinity, nodes: tree.nodes, evaluations: tree.ascent.evaluations)
                }
            } else {
                seek(tree, root, share / 2)
                share *= 2
            }
            root.bound = bound
        }
        return finished(tree)
    }

    /// Searches for plans better than `assumed` for so many nodes. True: there are none better than the best one known now.
    private func search(
        _ tree: AssignmentTree, _ root: AssignmentTree.Node, _ assumed: Double, _ nodes: Int, toFirst: Bool = false
    ) -> Bool {
        tree.start(from: root, assuming: assumed)
        if let plan { tree.offer(plan) }
        let done = tree.run(nodes: nodes, toFirst: toFirst)
        accept(tree.best)
        // Nothing is better than the tree's own plan, or than what was assumed.
        bound = max(bound, min(tree.lowerBound, tree.bestValue))
        trace?("assumed \(assumed) done \(done) bound \(bound) best \(value) nodes \(tree.nodes) at \(limits.elapsed)")
        return done
    }

    /// The next value that a plan may have.
    private func level(_ value: Double) -> Double { problem.isIntegral ? value.rounded(.up) + 1 : value }

    /// Looks for a better plan: under nearer and wider assumptions, each tree followed down for a while, and by local search.
    private func seek(_ tree: AssignmentTree, _ root: AssignmentTree.Node, _ nodes: Int) {
        var improved = true
        var rounds = 0
        while improved, rounds < 4 {
            improved = false
            rounds += 1
            let before = value
            for part in [0.2, 0.5, 0.8] where !limits.isOver && !isProven {
                let target = level(bound + (before - bound) * part)
                guard target < before else { break }
                _ = search(tree, root, target, nodes, toFirst: true)
                improved = value < before
                if improved { break }
            }
        }
        guard !isProven else { return }
        improvement.wander(rounds: nodes) { [self] in $0 <= bound }
        accept(improvement.best)
        trace?("wandered best \(value) at \(limits.elapsed)")
    }

    /// Nodes of the first trees: fewer where each costs much.
    private var firstShare: Int {
        let room = problem.capacity.reduce(0) { $0 + $1 / problem.grain } / max(1, problem.siteCount)
        let work = problem.customerCount * max(1, room)
        return max(60, min(400, 60_000_000 / max(1, work)))
    }

    /// No plan costs more: every site open, every customer where it costs most.
    private var ceiling: Double {
        var sum = 1.0
        for fixed in problem.fixedCost where fixed > 0 { sum += fixed }
        for customer in 0..<problem.customerCount {
            var most = -Double.infinity
            for site in 0..<problem.siteCount where problem.allowed[problem.cell(site, customer)] {
                most = max(most, problem.cost[problem.cell(site, customer)])
            }
            sum += most
        }
        return sum
    }

    private var isProven: Bool { bound > problem.proofLevel(of: value) }

    private func accept(_ plan: [Int]?) {
        guard let plan, let exact = problem.value(of: plan), exact < value else { return }
        value = exact
        self.plan = plan
    }

    private func finished(_ tree: AssignmentTree) -> Result {
        var proven = min(bound, value)
        if problem.isIntegral, proven.isFinite { proven = (proven - max(1e-6, abs(proven) * 1e-11)).rounded(.up) }
        if isProven { proven = value }
        return Result(plan: plan, value: value, bound: proven, nodes: tree.nodes, evaluations: tree.ascent.evaluations)
    }

    /// Prices from the second-cheapest site of each customer, raised until progress dies.
    private func climbRoot(_ tree: AssignmentTree) -> AssignmentTree.Node {
        let ascent = tree.ascent
        for customer in 0..<problem.customerCount { ascent.prices[customer] = startingPrice(customer) }
        var sinceCompletion = 0
        ascent.onImprovement = { [self] in
            sinceCompletion += 1
            guard sinceCompletion > 40 else { return }
            sinceCompletion = 0
            improvement.improve(tree.relaxedPlan(), rounds: 8)
            accept(improvement.best)
        }
        for pass in 0..<8 {
            let goal = value < .infinity ? problem.proofLevel(of: value) : ascent.bound + abs(ascent.bound) * 0.05 + 1
            let before = ascent.bound
            let end = ascent.climb(
                goal: goal, rounds: 100 << pass, step: pass == 0 ? 1 : 0.3, isOver: { [limits] in limits.isOver })
            bound = max(bound, ascent.bound)
            improvement.improve(tree.relaxedPlan(), rounds: 12)
            accept(improvement.best)
            trace?("root pass \(pass) bound \(bound) best \(value) evaluations \(ascent.evaluations) at \(limits.elapsed) \(end)")
            if isProven || end == .stopped { break }
            if pass > 2 && ascent.bound - before < (value - ascent.bound) * 0.002 { break }
        }
        ascent.onImprovement = nil
        let prices = (0..<problem.customerCount).map { ascent.prices[$0] }
        return AssignmentTree.Node(domain: tree.relaxation.domain, prices: prices, bound: bound, depth: 0)
    }

    private func startingPrice(_ customer: Int) -> Double {
        var first = Double.infinity
        var second = Double.infinity
        for site in 0..<problem.siteCount {
            let cell = problem.cell(site, customer)
            guard problem.allowed[cell] else { continue }
            let share = Double(problem.weight[cell]) / Double(max(1, problem.capacity[site]))
            let price = problem.cost[cell] + problem.fixedCost[site] * share
            if price < first {
                second = first
                first = price
            } else if price < second {
                second = price
            }
        }
        return second.isFinite ? second : first
    }
}
