import Testing

@testable import Siting

/// Small instances of our own, against trying every set of sites.
@Suite struct ModelTests {
    static func draw(
        _ random: inout SeededGenerator, sites: Int, customers: Int, tightness: Double, whole: Bool = true
    ) -> LocationInstance {
        let places = (0..<sites + customers).map { _ in (random.unit() * 100, random.unit() * 100) }
        let demand = (0..<customers).map { _ in Double(random.index(below: 20)) }
        var costs: [Double] = []
        for customer in 0..<customers {
            for site in 0..<sites {
                let dx = places[site].0 - places[sites + customer].0
                let dy = places[site].1 - places[sites + customer].1
                let cost = (dx * dx + dy * dy).squareRoot() * (1 + demand[customer] / 10)
                costs.append(whole ? cost.rounded() : cost)
            }
        }
        let each = demand.reduce(0, +) / Double(sites) / max(tightness, 1e-6)
        return LocationInstance(
            capacity: (0..<sites).map { _ in (each * (0.5 + random.unit())).rounded(.up) + 1 },
            fixedCost: (0..<sites).map { _ in Double(20 + random.index(below: 200)) + (whole ? 0 : random.unit()) }, demand: demand,
            costs: costs)
    }

    /// Every set of sites, by a bit pattern.
    static func sets(_ sites: Int) -> [[Int]] { (1..<1 << sites).map { bits in (0..<sites).filter { bits >> $0 & 1 == 1 } } }

    static func nearest(_ instance: LocationInstance, _ open: [Int]) -> Double {
        (0..<instance.customers).reduce(0.0) { sum, customer in sum + (open.map { instance.cost($0, customer) }.min() ?? .infinity)
        }
    }

    @Test func uncapacitatedLocationFindsWhatTryingEverySetFinds() {
        var random = SeededGenerator(seed: 11)
        for round in 0..<40 {
            let instance = Self.draw(&random, sites: 4 + round % 7, customers: 3 + round % 9, tightness: 0.5, whole: round % 2 == 0)
            let best =
                Self.sets(instance.sites).map { set in
                    set.reduce(0) { $0 + instance.fixedCost[$1] } + Self.nearest(instance, set)
                }.min() ?? 0
            let answer = Answer(
                UncapacitatedLocation.solve(instance, solver: Bench.choice, limits: Bench.limits()), limits: Bench.limits(),
                inputHash: "")
            #expect(answer.status == .optimal)
            #expect(abs((answer.objective ?? 0) - best) < 1e-6, "round \(round)")
        }
    }

    @Test func pMedianFindsWhatTryingEverySetFinds() {
        var random = SeededGenerator(seed: 12)
        for round in 0..<40 {
            var instance = Self.draw(&random, sites: 4 + round % 7, customers: 3 + round % 9, tightness: 0.5, whole: round % 2 == 0)
            let medians = 1 + round % instance.sites
            instance.medians = medians
            let best = Self.sets(instance.sites).filter { $0.count == medians }.map { Self.nearest(instance, $0) }.min() ?? 0
            let answer = Answer(
                PMedian.solve(instance, solver: Bench.choice, limits: Bench.limits()), limits: Bench.limits(), inputHash: "")
            #expect(answer.status == .optimal)
            #expect(abs((answer.objective ?? 0) - best) < 1e-6, "round \(round)")
            #expect(answer.solution?.open.count == medians)
        }
    }

    /// The cost of the best split of demand, by the solver's linear programme instead of our transport.
    static func split(_ instance: LocationInstance, _ open: [Int], _ solver: any MIPSolver) -> Double? {
        var model = MIPModel()
        for customer in 0..<instance.customers {
            for site in open { model.addColumn(cost: instance.cost(site, customer), upper: 1) }
        }
        for customer in 0..<instance.customers {
            model.addRow(open.indices.map { (customer * open.count + $0, 1) }, lower: 1, upper: 1)
        }
        for (place, site) in open.enumerated() {
            model.addRow(
                (0..<instance.customers).map { ($0 * open.count + place, instance.demand[$0]) }, upper: instance.capacity[site])
        }
        guard let result = solver.relaxation(of: model)?.solve(limits: Bench.limits()), result.status == .optimal else {
            return nil
        }
        return result.objective
    }

    @Test(.enabled(if: Bench.choice.solver != nil, "libhighs.so.1 is not here; ./dev setup fetches it"))
    func capacitatedLocationFindsWhatTryingEverySetFinds() throws {
        let solver = try #require(Bench.choice.solver)
        var random = SeededGenerator(seed: 13)
        for round in 0..<24 {
            let instance = Self.draw(
                &random, sites: 3 + round % 4, customers: 4 + round % 6, tightness: 0.4 + 0.025 * Double(round),
                whole: round % 2 == 0)
            let values = Self.sets(instance.sites).compactMap { set in
                Self.split(instance, set, solver).map { $0 + set.reduce(0) { $0 + instance.fixedCost[$1] } }
            }
            let answer = Answer(
                CapacitatedLocation.solve(instance, solver: Bench.choice, limits: Bench.limits()), limits: Bench.limits(),
                inputHash: "")
            guard let best = values.min() else {
                #expect(answer.status == .infeasible, "round \(round)")
                continue
            }
            #expect(answer.status == .optimal, "round \(round)")
            #expect(abs((answer.objective ?? 0) - best) < 1e-6 * max(1, best), "round \(round)")
        }
    }

    @Test func transportKeepsCapacitiesAndServesAll() throws {
        var random = SeededGenerator(seed: 14)
        for _ in 0..<30 {
            let instance = Self.draw(&random, sites: 5, customers: 12, tightness: 0.8)
            guard let transport = Transport(instance, open: [0, 1, 2, 3, 4]) else { continue }
            var load = [Double](repeating: 0, count: 5)
            var served = [Double](repeating: 0, count: 12)
            for share in transport.shares(instance) {
                load[share.site] += share.fraction * instance.demand[share.customer]
                served[share.customer] += share.fraction
            }
            #expect(zip(load, instance.capacity).allSatisfy { $0 <= $1 + 1e-9 })
            #expect(served.allSatisfy { abs($0 - 1) < 1e-9 })
            // Strong duality: the prices prove the value.
            let dual =
                transport.multipliers(instance).reduce(0, +)
                - zip(transport.open, transport.price).reduce(0) { $0 + instance.capacity[$1.0] * $1.1 }
            #expect(abs(dual - transport.value) < 1e-6 * max(1, transport.value))
        }
    }

    @Test func capacitatedPMedianFindsWhatTryingEveryAssignmentFinds() {
        var random = SeededGenerator(seed: 15)
        for round in 0..<12 {
            var instance = Self.draw(&random, sites: 5, customers: 6, tightness: 0.55)
            let medians = 2 + round % 2
            instance.medians = medians
            instance.fixedCost = [Double](repeating: 0, count: 5)
            var best = Double.infinity
            for set in Self.sets(5) where set.count == medians {
                var choice = [Int](repeating: 0, count: 6)
                repeat {
                    var room = set.map { instance.capacity[$0] }
                    var cost = 0.0
                    for customer in 0..<6 {
                        room[choice[customer]] -= instance.demand[customer]
                        cost += instance.cost(set[choice[customer]], customer)
                    }
                    if room.allSatisfy({ $0 >= 0 }) { best = min(best, cost) }
                } while advance(&choice, below: set.count)
            }
            let outcome = CapacitatedPMedian.solve(instance, limits: Bench.limits())
            let answer = Answer(outcome, limits: Bench.limits(), inputHash: "")
            if best == .infinity {
                #expect(answer.status == .infeasible, "round \(round)")
            } else {
                #expect(answer.status == .optimal, "round \(round)")
                #expect(answer.objective == best, "round \(round)")
            }
        }
    }

    private func advance(_ digits: inout [Int], below base: Int) -> Bool {
        for place in digits.indices {
            digits[place] += 1
            if digits[place] < base { return true }
            digits[place] = 0
        }
        return false
    }

    @Test func coveringFindsWhatTryingEverySetFinds() {
        var random = SeededGenerator(seed: 16)
        let none = SolverChoice(solver: nil)
        for round in 0..<30 {
            let sites = 5 + round % 4
            let instance = CoverInstance(
                cost: (0..<sites).map { _ in Double(1 + random.index(below: 9)) },
                weight: (0..<10).map { _ in Double(1 + random.index(below: 50)) },
                coverers: (0..<10).map { _ in (0..<sites).filter { _ in random.unit() < 0.3 } })
            func isCovered(_ customer: Int, _ set: [Int]) -> Bool { instance.coverers[customer].contains(where: set.contains) }
            let all = Self.sets(sites).filter { set in (0..<10).allSatisfy { isCovered($0, set) } }
            let cheapest = all.map { $0.reduce(0) { $0 + instance.cost[$1] } }.min()
            let covering = SetCovering.solve(instance, solver: none, limits: Bench.limits())
            #expect(covering.objective == cheapest, "round \(round)")
            #expect(covering.isInfeasible == (cheapest == nil))
            if cheapest != nil { #expect(covering.bound == cheapest) }
            let most = Self.sets(sites).filter { $0.count == 2 }.map { set in
                (0..<10).reduce(0.0) { $0 + (isCovered($1, set) ? instance.weight[$1] : 0) }
            }.max()
            let maximal = MaximalCovering.solve(instance, sites: 2, solver: none, limits: Bench.limits())
            #expect(maximal.objective == most, "round \(round)")
            #expect(maximal.bound == most)
        }
    }

    @Test func limitsEndASearchWithAValidBound() {
        var random = SeededGenerator(seed: 17)
        let instance = Self.draw(&random, sites: 20, customers: 60, tightness: 0.3, whole: false)
        let limits = Limits(seconds: 0.02, clock: Bench.clock)
        let answer = Answer(
            CapacitatedLocation.solve(instance, solver: Bench.choice, limits: limits), limits: limits, inputHash: "")
        let full = Answer(
            CapacitatedLocation.solve(instance, solver: Bench.choice, limits: Bench.limits()), limits: Bench.limits(), inputHash: ""
        )
        #expect(full.status == .optimal)
        if let bound = answer.bound, let best = full.objective { #expect(bound <= best * (1 + 1e-9)) }
        if let value = answer.objective, let best = full.objective { #expect(value >= best * (1 - 1e-9)) }
    }

    @Test func equalSeedsGiveEqualAnswers() {
        var random = SeededGenerator(seed: 18)
        var instance = Self.draw(&random, sites: 40, customers: 80, tightness: 0.5)
        instance.medians = 6
        let once = PMedian.solve(instance, solver: Bench.choice, limits: Bench.limits(seed: 5))
        #expect(once == PMedian.solve(instance, solver: Bench.choice, limits: Bench.limits(seed: 5)))
        #expect(once.objective == PMedian.solve(instance, solver: Bench.choice, limits: Bench.limits(seed: 6)).objective)
    }
}
