/// Branch and bound on the Lagrangian relaxation: best bound first, each node followed down its more promising child.
///
/// At a node: prices climb from the parent's, decisions are fixed by `AssignmentPricing`, then the most doubtful site is
/// branched on (open or closed), or, sites decided, the most doubtful customer (this site or any other).
final class AssignmentTree {
    struct Node {
        var domain: AssignmentDomain
        var prices: [Double]
        var bound: Double
        var depth: Int
    }

    let problem: AssignmentProblem
    let relaxation: AssignmentRelaxation
    let ascent: AssignmentAscent
    let pricing: AssignmentPricing
    private(set) var best: [Int]?
    private(set) var bestValue = Double.infinity
    private(set) var nodes = 0
    private var open: [Node] = []
    private let isOver: () -> Bool
    /// Offered each relaxed plan worth completing; returns a better complete plan.
    var completion: ((AssignmentTree) -> [Int]?)?

    init(_ problem: AssignmentProblem, isOver: @escaping () -> Bool) {
        self.problem = problem
        self.isOver = isOver
        relaxation = AssignmentRelaxation(problem)
        ascent = AssignmentAscent(relaxation)
        pricing = AssignmentPricing(relaxation)
    }

    var goal: Double { best == nil && bestValue == .infinity ? .infinity : problem.proofLevel(of: bestValue) }

    /// A plan found elsewhere.
    func offer(_ plan: [Int]) {
        guard let value = problem.value(of: plan), value < bestValue else { return }
        bestValue = value
        best = plan
    }

    /// A value known to be reachable: only plans at or below it are searched for.
    func assume(_ value: Double) {
        guard value < bestValue else { return }
        bestValue = value
        best = nil
    }

    /// Forgets plans and waiting nodes, keeps the count.
    func restart() {
        open.removeAll()
        best = nil
        bestValue = .infinity
    }

    /// Searches to the end, or until `isOver`. The result is a lower bound; at or above `goal` the best plan is proven.
    func run(from root: Node, rounds: (_ depth: Int) -> Int, nodeLimit: Int = .max) -> Double {
        push(root)
        var current: Node?
        while true {
            let next: Node
            if let waiting = current {
                next = waiting
                current = nil
            } else if let popped = pop() {
                next = popped
            } else {
                return .infinity
            }
            if next.bound > goal { continue }
            if isOver() || nodes >= nodeLimit {
                push(next)
                return open.first?.bound ?? .infinity
            }
            nodes += 1
            guard let children = explore(next, rounds: rounds(next.depth)) else { continue }
            current = children.0
            push(children.1)
        }
    }

    var lowerBound: Double { open.first?.bound ?? .infinity }

    /// Bounds a node and splits it; nil when it is closed.
    private func explore(_ node: Node, rounds: Int) -> (Node, Node)? {
        guard relaxation.load(node.domain) else { return nil }
        for customer in 0..<problem.customerCount { ascent.prices[customer] = node.prices[customer] }
        var bound = node.bound
        var passes = 0
        while true {
            let end = ascent.climb(goal: goal, rounds: rounds, step: node.depth == 0 && passes == 0 ? 1 : 0.5, isOver: isOver)
            bound = max(bound, ascent.bound)
            if end == .met { takePlan() }
            if bound > goal { return nil }
            if let plan = completion?(self) { offer(plan) }
            let outcome = pricing.fix(ascent.prices, goal: goal)
            if outcome.isEmpty { return nil }
            bound = max(bound, outcome.bound)
            if bound > goal { return nil }
            guard relaxation.load(relaxation.domain) else { return nil }
            if relaxation.freeCustomers.isEmpty {
                takePlan()
                return nil
            }
            passes += 1
            let cells = relaxation.freeCustomers.count * max(1, problem.siteCount)
            if end == .stopped || outcome.fixed * 20 < cells || passes > 6 { break }
        }
        return split(node, bound)
    }

    private func split(_ node: Node, _ bound: Double) -> (Node, Node) {
        let prices = (0..<problem.customerCount).map { ascent.prices[$0] }
        // The averages must belong to the branch as it now stands.
        var child = Node(domain: relaxation.domain, prices: prices, bound: bound, depth: node.depth + 1)
        var other = child
        if let site = doubtfulSite() {
            let opens = ascent.siteAverage(site) >= 0.5
            child.domain.sites[site] = opens ? .open : .closed
            other.domain.sites[site] = opens ? .closed : .open
            return (child, other)
        }
        let (customer, site) = doubtfulCustomer()
        let n = problem.customerCount
        for index in 0..<problem.siteCount where index != site { child.domain.allowed[index * n + customer] = false }
        other.domain.allowed[site * n + customer] = false
        return (child, other)
    }

    private func doubtfulSite() -> Int? {
        var choice: Int?
        var most = 0.02
        for site in relaxation.undecidedSites {
            let share = ascent.siteAverage(site)
            let doubt = min(share, 1 - share)
            if doubt > most {
                most = doubt
                choice = site
            }
        }
        return choice ?? relaxation.undecidedSites.first
    }

    private func doubtfulCustomer() -> (Int, Int) {
        var choice = (relaxation.freeCustomers.first ?? 0, 0)
        var most = -1.0
        for customer in relaxation.freeCustomers {
            var first = -1.0
            var firstSite = 0
            for site in 0..<problem.siteCount where relaxation.domain.allowed[site * problem.customerCount + customer] {
                let share = ascent.pairAverage(site, customer)
                if share > first {
                    first = share
                    firstSite = site
                }
            }
            let load = Double(problem.weight[problem.cell(firstSite, customer)]) / Double(max(1, problem.capacity[firstSite]))
            let doubt = min(first, 1 - first) + 0.1 * load
            if doubt > most {
                most = doubt
                choice = (customer, firstSite)
            }
        }
        return choice
    }

    /// The relaxation's plan meets every customer once: it is a plan.
    private func takePlan() {
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
