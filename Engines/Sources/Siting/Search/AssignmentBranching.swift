/// Which question to split a node by.
///
/// Questions are probed both ways, a few rounds of climbing each, until their gains are known from experience (reliability
/// branching: Achterberg, Koch, Martin, Oper. Res. Letters 33, 2005). The product of both gains decides.
extension AssignmentTree {
    /// Questions compared at a node, answers seen before experience is trusted, rounds of a probe.
    private static let breadth = 6
    private static let reliable = 2
    private static let probeRounds = 12

    /// A question with two answers: is the site open, or does the customer go to the site.
    struct Question {
        let site: Int
        let customer: Int?
        /// How far the averaged plan says yes.
        let share: Double
        var key: Int
        var score = 0.0
    }

    /// Gains seen per unit of distance, for yes and no.
    struct History {
        var gain = [0.0, 0.0]
        var count = [0, 0]

        func expected(_ answer: Int, _ distance: Double) -> Double? {
            count[answer] > 0 ? gain[answer] / Double(count[answer]) * distance : nil
        }
    }

    /// Splits by the question whose two answers raise the bound most. Questions without a history are probed: a few rounds of
    /// climbing each way; an answer that passes the goal settles the question at once.
    func split(_ node: Node, _ bound: Double) -> [Node] {
        let prices = (0..<problem.customerCount).map { ascent.prices[$0] }
        let stem = Node(domain: relaxation.domain, prices: prices, bound: bound, depth: node.depth + 1)
        var questions = self.questions()
        if isDiving && !node.isCautious, let bold = bold(stem, questions) {
            var rest = stem
            rest.isCautious = true
            return [bold, rest]
        }
        var probed: [Int: (Node, Node)] = [:]
        for index in questions.indices.prefix(Self.breadth) where !isDiving {
            let question = questions[index]
            let (yes, no) = answers(question, stem)
            let record = history[question.key]
            if let up = record.expected(0, 1 - question.share), let down = record.expected(1, question.share),
                min(record.count[0], record.count[1]) >= Self.reliable
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
        for index in questions.indices.prefix(isDiving ? 1 : Self.breadth) where questions[index].score > questions[choice].score {
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
        let end = ascent.climb(goal: goal, rounds: Self.probeRounds, step: 0.5, isOver: isOver)
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
}
