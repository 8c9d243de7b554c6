/// Branch and bound on the Lagrangian relaxation: best bound first, each node followed down its more promising child.
///
/// At a node: prices climb from the parent's, decisions are fixed by `AssignmentPricing`, then a doubtful site is branched on
/// (open or closed), or, sites decided, a doubtful customer (this site or any other).
final class AssignmentTree {
    struct Node {
        var domain: AssignmentDomain
        var prices: [Double]
        var bound: Double
        var depth: Int
        /// Not to be dived from by several steps at once: that has been tried.
        var isCautious = false
    }

    let problem: AssignmentProblem
    let relaxation: AssignmentRelaxation
    let ascent: AssignmentAscent
    let pricing: AssignmentPricing
    private(set) var best: [Int]?
    private(set) var bestValue = Double.infinity
    private(set) var nodes = 0
    let isOver: () -> Bool
    /// Down first, without probing: to find plans, not proofs.
    private(set) var isDiving = false
    /// What branching has learnt: by site, then by customer.
    var history: [History]
    /// Waiting nodes: a heap by bound while its memory lasts, and those to be followed next.
    private var open: [Node] = []
    private var stack: [Node] = []
    private static let heapBytes = 400_000_000
    /// Asked at each node for a complete plan near the relaxed one.
    var completion: ((AssignmentTree) -> [Int]?)?

    init(_ problem: AssignmentProblem, isOver: @escaping () -> Bool) {
        self.problem = problem
        self.isOver = isOver
        relaxation = AssignmentRelaxation(problem)
        ascent = AssignmentAscent(relaxation)
        pricing = AssignmentPricing(relaxation)
        history = [History](repeating: History(), count: problem.siteCount + problem.customerCount)
    }

    var goal: Double { bestValue == .infinity ? .infinity : problem.proofLevel(of: bestValue) }

    /// A plan found elsewhere.
    func offer(_ plan: [Int]) {
        guard let value = problem.value(of: plan), value < bestValue else { return }
        bestValue = value
        best = plan
    }

    /// Starts again from a root, without a plan, looking for plans below a value; keeps counts and what branching has learnt.
    func start(from root: Node, assuming value: Double) {
        open = [root]
        stack.removeAll()
        best = nil
        bestValue = value
    }

    /// Searches until nothing waits (true), until `isOver`, for so many nodes, or to the first better plan.
    func run(nodes limit: Int, toFirst: Bool = false) -> Bool {
        let last = nodes + limit
        let first = bestValue
        isDiving = toFirst
        while let node = next() {
            if node.bound > goal { continue }
            if isOver() || nodes >= last || (toFirst && bestValue < first) {
                stack.append(node)
                return false
            }
            nodes += 1
            let children = explore(node)
            // The first child is followed down; the others wait, in the heap while memory lasts.
            let bytes = node.domain.allowed.count + 8 * node.prices.count
            for child in children.dropFirst() {
                if !isDiving && open.count < Self.heapBytes / bytes { push(child) } else { stack.append(child) }
            }
            if let first = children.first { stack.append(first) }
        }
        return true
    }

    /// No plan in the waiting nodes costs less.
    var lowerBound: Double { stack.reduce(open.first?.bound ?? .infinity) { min($0, $1.bound) } }

    private func next() -> Node? { stack.popLast() ?? pop() }

    /// Bounds a node and splits it; no children when it is closed.
    private func explore(_ node: Node) -> [Node] {
        guard relaxation.load(node.domain) else { return [] }
        for customer in 0..<problem.customerCount { ascent.prices[customer] = node.prices[customer] }
        var bound = node.bound
        for _ in 0..<7 {
            let end = ascent.climb(goal: goal, rounds: node.depth == 0 ? 120 : isDiving ? 25 : 40, step: 0.5, isOver: isOver)
            bound = max(bound, ascent.bound)
            if end == .met { takePlan() }
            if bound > goal { return [] }
            if let plan = completion?(self) { offer(plan) }
            let outcome = pricing.fix(ascent.prices, goal: goal)
            bound = max(bound, outcome.bound)
            if outcome.isEmpty || bound > goal { return [] }
            guard relaxation.load(relaxation.domain) else { return [] }
            if relaxation.freeCustomers.isEmpty {
                takePlan()
                return []
            }
            let pairs = relaxation.freeCustomers.count * problem.siteCount
            if end == .stopped || outcome.fixed * 20 < pairs { break }
        }
        return split(node, bound)
    }

    /// The relaxation's plan meets every customer once: it is a plan.
    func takePlan() {
        var plan = [Int](repeating: -1, count: problem.customerCount)
        for customer in 0..<problem.customerCount where relaxation.settled[customer] >= 0 {
            plan[customer] = relaxation.settled[customer]
        }
        if !relaxation.freeCustomers.isEmpty {
            for site in 0..<problem.siteCount where relaxation.domain.sites[site] != .closed && relaxation.selected[site] {
                let start = site * problem.customerCount
                for index in 0..<relaxation.chosenCount[site] { plan[relaxation.chosenCustomer[start + index]] = site }
            }
        }
        offer(plan)
    }

    /// The last evaluated plan of the relaxation: a customer taken by several sites stays at the cheapest, one taken by none
    /// has -1.
    func relaxedPlan() -> [Int] {
        var plan = (0..<problem.customerCount).map { relaxation.settled[$0] }
        for site in 0..<problem.siteCount where relaxation.domain.sites[site] != .closed && relaxation.selected[site] {
            let start = site * problem.customerCount
            for index in 0..<relaxation.chosenCount[site] {
                let customer = relaxation.chosenCustomer[start + index]
                let other = plan[customer]
                if other < 0 || problem.cost[start + customer] < problem.cost[problem.cell(other, customer)] {
                    plan[customer] = site
                }
            }
        }
        return plan
    }

    // MARK: Waiting nodes, lowest bound first

    private func push(_ node: Node) {
        open.append(node)
        var index = open.count - 1
        while index > 0 {
            let parent = (index - 1) / 2
            guard open[index].bound < open[parent].bound else { break }
            open.swapAt(index, parent)
            index = parent
        }
    }

    private func pop() -> Node? {
        guard let first = open.first else { return nil }
        let last = open.removeLast()
        guard !open.isEmpty else { return first }
        open[0] = last
        var index = 0
        while true {
            let left = 2 * index + 1
            guard left < open.count else { break }
            let right = left + 1
            let least = right < open.count && open[right].bound < open[left].bound ? right : left
            guard open[least].bound < open[index].bound else { break }
            open.swapAt(index, least)
            index = least
        }
        return first
    }
}
