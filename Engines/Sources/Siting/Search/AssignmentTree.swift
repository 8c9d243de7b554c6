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
    private var open: [Node] = []
    private var stack: [Node] = []
    /// Down first, without probing: to find plans, not proofs.
    private var isDiving = false
    private let heapBytes = 400_000_000
    let isOver: () -> Bool
    var breadth = 6
    var reliable = 2
    var probeRounds = 12
    private var history: [History]
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

    /// A value known to be reachable: only plans at or below it are searched for.
    func assume(_ value: Double) {
        guard value < bestValue else { return }
        bestValue = value
        best = nil
    }

    /// Starts again from a root, without a plan, looking for plans up to a value; keeps counts and what branching has learnt.
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
                if !isDiving && open.count < heapBytes / bytes { push(child) } else { stack.append(child) }
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

    // MARK: Branching

    /// A question with two answers: is the site open, or does the customer go to the site.
    private struct Question {
        let site: Int
        let customer: Int?
        /// How far the averaged plan says yes.
        let share: Double
        var key: Int
        var score = 0.0
    }

    /// Gains seen per unit of distance, for yes and no: by site, then by customer.
    private struct History {
        var gain = [0.0, 0.0]
        var count = [0, 0]

        func expected(_ answer: Int, _ distance: Double) -> Double? {
            count[answer] > 0 ? gain[answer] / Double(count[answer]) * distance : nil
        }
    }

    /// Splits by the question whose two answers raise the bound most. Questions without a history are probed: a few rounds of
    /// climbing each way; an answer that passes the goal settles the question at once.
    private func split(_ node: Node, _ bound: Double) -> [Node] {
        let prices = (0..<problem.customerCount).map { ascent.prices[$0] }
        let stem = Node(domain: relaxation.domain, prices: prices, bound: bound, depth: node.depth + 1)
        var questions = self.questions()
        if isDiving && !node.isCautious, let bold = bold(stem, questions) {
            var rest = stem
            rest.isCautious = true
            return [bold, rest]
        }
        var probed: [Int: (Node, Node)] = [:]
        for index in questions.indices.prefix(breadth) where !isDiving {
            let question = questions[index]
            let (yes, no) = answers(question, stem)
            let record = history[question.key]
            if let up = record.expected(0, 1 - question.share), let down = record.expected(1, question.share),
                min(record.count[0], record.count[1]) >= reliable
            {
                questions[index].score = max(up, 1e-3) * max(down, 1e-3)
                continue
            }
            let first = probe(yes)
            let second = probe(no)
            if isOver() { return [yes, no] }
            guard let first else { return second.map { [$0] } ?? [] }
            guard let second else { return [first] }
            learn(question, 0, first.bound - bound, 1 - question.share)
            learn(question, 1, second.bound - bound, question.share)
            questions[index].score = max(first.bound - bound, 1e-3) * max(second.bound - bound, 1e-3)
            probed[index] = (first, second)
        }
        var choice = 0
        for index in questions.indices.prefix(isDiving ? 1 : breadth) where questions[index].score > questions[choice].score {
            choice = index
        }
        let pair = probed[choice] ?? answers(questions[choice], stem)
        // A settled customer leads down to a plan faster than a forbidden pair.
        return questions[choice].customer != nil || questions[choice].share >= 0.5 ? [pair.0, pair.1] : [pair.1, pair.0]
    }

    /// Settles all that the averaged plan is nearly sure of, at most a third of what is free. The branch itself stays waiting,
    /// so nothing is lost when this was too bold.
    private func bold(_ stem: Node, _ questions: [Question]) -> Node? {
        var node = stem
        var settled = 0
        for question in questions where max(question.share, question.customer == nil ? 1 - question.share : 0) > 0.9 {
            node = question.share > 0.5 ? answers(question, node).0 : answers(question, node).1
            settled += 1
            if settled * 3 > relaxation.freeCustomers.count { break }
        }
        return settled > 2 ? node : nil
    }

    private func answers(_ question: Question, _ stem: Node) -> (Node, Node) {
        var (yes, no) = (stem, stem)
        if let customer = question.customer {
            let n = problem.customerCount
            for site in 0..<problem.siteCount where site != question.site { yes.domain.allowed[site * n + customer] = false }
            no.domain.allowed[question.site * n + customer] = false
        } else {
            yes.domain.sites[question.site] = .open
            no.domain.sites[question.site] = .closed
        }
        return (yes, no)
    }

    private func probe(_ node: Node) -> Node? {
        var node = node
        guard relaxation.load(node.domain) else { return nil }
        for customer in 0..<problem.customerCount { ascent.prices[customer] = node.prices[customer] }
        let end = ascent.climb(goal: goal, rounds: probeRounds, step: 0.5, isOver: isOver)
        if end == .met { takePlan() }
        node.bound = max(node.bound, ascent.bound)
        if node.bound > goal { return nil }
        for customer in relaxation.freeCustomers { node.prices[customer] = ascent.prices[customer] }
        return node
    }

    private func learn(_ question: Question, _ answer: Int, _ gain: Double, _ distance: Double) {
        history[question.key].gain[answer] += max(gain, 0) / max(distance, 0.05)
        history[question.key].count[answer] += 1
    }

    /// The most doubtful sites and customers, most doubtful first.
    private func questions() -> [Question] {
        var list: [Question] = []
        for site in relaxation.undecidedSites {
            let share = ascent.siteAverage(site)
            list.append(Question(site: site, customer: nil, share: share, key: site, score: 1 + min(share, 1 - share)))
        }
        for customer in relaxation.freeCustomers {
            var first = -1.0
            var site = 0
            for other in 0..<problem.siteCount where relaxation.domain.allowed[other * problem.customerCount + customer] {
                let share = ascent.pairAverage(other, customer)
                if share > first {
                    first = share
                    site = other
                }
            }
            let load = Double(problem.weight[problem.cell(site, customer)]) / Double(max(1, problem.capacity[site]))
            list.append(
                Question(
                    site: site, customer: customer, share: min(first, 1), key: problem.siteCount + customer,
                    score: min(first, 1 - first) + 0.1 * load))
        }
        list.sort { $0.score == $1.score ? $0.key < $1.key : $0.score > $1.score }
        // Sites in doubt come before customers; sites whose doubt is small, after all else.
        let doubtful = list.prefix { $0.customer == nil && $0.score > 1.02 }
        if !doubtful.isEmpty { return Array(doubtful) }
        let customers = list.filter { $0.customer != nil }
        return customers.isEmpty ? list : customers
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
