import Testing

@testable import Siting

@Suite struct SingleSourceLocationTests {
    /// The placement keeps every rule and costs what the outcome says.
    static func expectHolds(_ outcome: Outcome, _ instance: LocationInstance, _ words: Comment) throws {
        let assign = try #require(outcome.placement?.assign, words)
        #expect(assign.count == instance.customers, words)
        var load = [Double](repeating: 0, count: instance.sites)
        var total = 0.0
        for (customer, site) in assign.enumerated() {
            load[site - 1] += instance.demand[customer]
            total += instance.cost(site - 1, customer)
        }
        for site in Set(assign) { total += instance.fixedCost[site - 1] }
        #expect(zip(load, instance.capacity).allSatisfy { $0 <= $1 + 1e-9 }, words)
        #expect(outcome.placement?.open == Set(assign).sorted(), words)
        #expect(abs(total - (outcome.objective ?? .nan)) < 1e-6, words)
    }

    @Test(arguments: [true, false])
    func theBestOfAllPlansIsFoundAndProved(tight: Bool) throws {
        for seed in 1...60 as ClosedRange<UInt64> {
            let instance = AssignmentDraws.location(
                seed, sites: 2 + Int(seed % 3), customers: 4 + Int(seed % 4), tight: tight, cents: seed % 5 == 0)
            let outcome = SingleSourceLocation.solve(instance, limits: AssignmentDraws.limits(seed: seed))
            guard let best = AssignmentDraws.best(instance) else {
                #expect(outcome.isInfeasible && outcome.placement == nil, "seed \(seed)")
                continue
            }
            #expect(abs((outcome.objective ?? .nan) - best) < 1e-9, "seed \(seed)")
            #expect(outcome.bound == outcome.objective, "seed \(seed)")
            try Self.expectHolds(outcome, instance, "seed \(seed)")
        }
    }

    @Test func forbiddenPairsAndSitesWithoutLimitAreRespected() throws {
        var instance = AssignmentDraws.location(7, sites: 3, customers: 6, tight: false)
        instance.capacity[1] = .infinity
        for customer in 0..<3 { instance.costs[customer * 3 + 1] = .infinity }
        let outcome = SingleSourceLocation.solve(instance, limits: AssignmentDraws.limits())
        #expect(outcome.objective == AssignmentDraws.best(instance))
        #expect(outcome.placement?.assign?.prefix(3).contains(2) == false)
    }

    @Test func hugeAndFractionalCapacitiesKeepTheirMeaning() throws {
        for seed in 1...12 as ClosedRange<UInt64> {
            // Millions: tables count in lots, so the bound is looser, and must still be right.
            var instance = AssignmentDraws.location(seed, sites: 3, customers: 6, tight: true)
            instance.demand = instance.demand.map { $0 * 1_234_567 + 3 }
            instance.capacity = instance.capacity.map { $0 * 1_234_567 + 11 }
            let outcome = SingleSourceLocation.solve(instance, limits: AssignmentDraws.limits())
            #expect(outcome.objective == AssignmentDraws.best(instance), "seed \(seed)")
            instance.demand = instance.demand.map { $0 / 3_000_000 }
            instance.capacity = instance.capacity.map { $0 / 3_000_000 }
            instance.fixedCost = instance.fixedCost.map { $0 / 7 }
            let fractional = SingleSourceLocation.solve(instance, limits: AssignmentDraws.limits())
            let best = AssignmentDraws.best(instance)
            #expect(best.map { abs($0 - (fractional.objective ?? .nan)) < 1e-6 } ?? fractional.isInfeasible, "seed \(seed)")
        }
    }

    @Test func itemsThatCannotBePackedAreProvedInfeasible() {
        // Enough capacity in all, but no two customers of 6 fit into one site of 10.
        let instance = LocationInstance(
            capacity: [10, 10, 10], fixedCost: [1, 1, 1], demand: [6, 6, 6, 6], costs: [Double](repeating: 1, count: 12))
        #expect(SingleSourceLocation.solve(instance, limits: AssignmentDraws.limits()).isInfeasible)
    }

    @Test func boundIsValidWhereverTheSearchIsStopped() throws {
        let instance = AssignmentDraws.location(3, sites: 4, customers: 9, tight: true)
        let best = try #require(AssignmentDraws.best(instance))
        for most in [0, 1, 3, 10, 40, 150] {
            let calls = Calls()
            let limits = Limits(seconds: 1e9, clock: { 0 }, cancel: { calls.next() > most })
            let outcome = SingleSourceLocation.solve(instance, limits: limits)
            if let bound = outcome.bound { #expect(bound <= best + 1e-9, "after \(most)") }
            if let objective = outcome.objective { #expect(objective >= best - 1e-9, "after \(most)") }
            #expect(!outcome.isInfeasible)
        }
    }

    @Test func equalSeedsGiveEqualAnswers() {
        let instance = AssignmentDraws.location(11, sites: 5, customers: 14, tight: true)
        let first = SingleSourceLocation.solve(instance, limits: AssignmentDraws.limits(seed: 4))
        #expect(first == SingleSourceLocation.solve(instance, limits: AssignmentDraws.limits(seed: 4)))
        #expect(first.objective == SingleSourceLocation.solve(instance, limits: AssignmentDraws.limits(seed: 5)).objective)
    }

    @Test func numbersThatAreNoneAreToldSo() {
        let instance = LocationInstance(capacity: [5], fixedCost: [1], demand: [-1], costs: [1])
        let outcome = SingleSourceLocation.solve(instance, limits: AssignmentDraws.limits())
        #expect(outcome == Outcome(notes: ["the instance has a negative or missing number"]))
    }

    @Test(arguments: [("holmberg-p1", 8848.0), ("holmberg-p9", 8462), ("delmaire-p1", 2014), ("delmaire-p3", 6051)])
    func publishedOptimaAreProved(name: String, published: Double) throws {
        guard let bytes = SharedCases.bytes("siting/sscfl/\(name).txt") else { return }
        guard case .location(let instance) = try InstanceFormat.sscfl.read(bytes) else { throw ReaderTests.Wrong() }
        let outcome = SingleSourceLocation.solve(instance, limits: AssignmentDraws.limits())
        #expect(outcome.objective == published && outcome.bound == published)
        try Self.expectHolds(outcome, instance, "\(name)")
    }
}

/// Counts how often it is asked.
final class Calls: @unchecked Sendable {
    private var count = 0

    func next() -> Int {
        count += 1
        return count
    }
}
