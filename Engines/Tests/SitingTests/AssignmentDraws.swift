@testable import Siting

/// Small instances drawn from a seed, and their optimum by trying every plan.
enum AssignmentDraws {
    /// Tight: the sites together hold little more than the demand.
    static func location(_ seed: UInt64, sites: Int, customers: Int, tight: Bool, cents: Bool = false) -> LocationInstance {
        var generator = SeededGenerator(seed: seed)
        let demand = (0..<customers).map { _ in Double(1 + generator.index(below: 20)) }
        let total = demand.reduce(0, +)
        let share = total / Double(sites) * (tight ? 1.05 : 1.8)
        let capacity = (0..<sites).map { _ in (share * (0.7 + 0.6 * generator.unit())).rounded(.up) }
        let scale = cents ? 0.01 : 1.0
        let fixed = (0..<sites).map { _ in Double(20 + generator.index(below: 200)) * scale }
        let costs = (0..<sites * customers).map { _ in Double(generator.index(below: 100)) * scale }
        return LocationInstance(capacity: capacity, fixedCost: fixed, demand: demand, costs: costs)
    }

    static func assignment(_ seed: UInt64, agents: Int, jobs: Int, tightness: Double) -> AssignmentInstance {
        var generator = SeededGenerator(seed: seed)
        let uses = (0..<agents * jobs).map { _ in Double(5 + generator.index(below: 21)) }
        // Dear where quick, as in type d: the hard kind.
        let costs = uses.map { 31 - $0 + Double(generator.index(below: 9)) }
        let capacity = (0..<agents).map { agent in
            (uses[agent * jobs..<(agent + 1) * jobs].reduce(0, +) / Double(agents) * tightness).rounded()
        }
        return AssignmentInstance(costs: costs, uses: uses, capacity: capacity, jobs: jobs)
    }

    /// The least cost over all plans; nil where none fits.
    static func best(
        sites: Int, customers: Int, cost: (Int, Int) -> Double, use: (Int, Int) -> Double, capacity: [Double], fixed: [Double]
    ) -> Double? {
        var least: Double?
        var load = [Double](repeating: 0, count: sites)
        var users = [Int](repeating: 0, count: sites)
        func place(_ customer: Int, _ sum: Double) {
            guard customer < customers else {
                let total = sum + (0..<sites).reduce(0) { users[$1] > 0 ? $0 + fixed[$1] : $0 }
                if total < least ?? .infinity { least = total }
                return
            }
            for site in 0..<sites where load[site] + use(site, customer) <= capacity[site] && cost(site, customer).isFinite {
                load[site] += use(site, customer)
                users[site] += 1
                place(customer + 1, sum + cost(site, customer))
                load[site] -= use(site, customer)
                users[site] -= 1
            }
        }
        place(0, 0)
        return least
    }

    static func best(_ instance: LocationInstance) -> Double? {
        best(
            sites: instance.sites, customers: instance.customers, cost: instance.cost, use: { instance.demand[$1] },
            capacity: instance.capacity, fixed: instance.fixedCost)
    }

    static func best(_ instance: AssignmentInstance, sense: Answer.Sense) -> Double? {
        let sign = sense == .min ? 1.0 : -1.0
        return best(
            sites: instance.agents, customers: instance.jobs, cost: { instance.cost($0, $1) * sign }, use: instance.use,
            capacity: instance.capacity, fixed: [Double](repeating: 0, count: instance.agents)
        ).map { $0 * sign }
    }

    /// Limits on the machine's own clock.
    static func limits(_ seconds: Double = 60, seed: UInt64 = 1) -> Limits {
        let start = ContinuousClock.now
        return Limits(seconds: seconds, seed: seed, clock: { (ContinuousClock.now - start) / .seconds(1) })
    }
}
