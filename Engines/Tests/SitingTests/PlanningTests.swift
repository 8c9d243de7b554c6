import Findings
import Foundation
import Siting
import Testing

/// Seconds on a clock that only grows.
func steadyLimits(_ seconds: Double, seed: UInt64 = 1) -> Limits {
    let start = ContinuousClock.now
    return Limits(seconds: seconds, seed: seed, clock: { Double((ContinuousClock.now - start) / .seconds(1)) })
}

@Suite struct PlanningTests {
    /// Twelve seeds that stay and a few new ones each run; `SITING_PLANS=200` takes 200 and 51 new ones (Benchmarks/siting/plans).
    static let seeds: [UInt64] = {
        let count = ProcessInfo.processInfo.environment["SITING_PLANS"].flatMap { UInt64($0) } ?? 12
        let fresh = UInt64.random(in: 1_000_000..<1_000_000_000)
        print("planning problems: seeds 1...\(count) and \(fresh)...\(fresh + count / 4)")
        return Array(1...count) + Array(fresh...(fresh + count / 4))
    }()

    @Test func everyPlanAgreesWithTryingAllOfThem() throws {
        var counts = [0, 0, 0]
        for seed in Self.seeds {
            let bytes = PlanningDraw.small(seed)
            guard let problem = try? PlanningProblem.read(bytes) else {
                counts[2] += 1
                continue
            }
            let truth = EveryPlan(problem: problem)
            let answer = Planning.solve(problem, limits: steadyLimits(60))
            let best = truth.best()
            guard let best else {
                counts[1] += 1
                #expect(answer.status == .infeasible, "seed \(seed)")
                expectMinimal(answer, truth, seed)
                continue
            }
            counts[0] += 1
            #expect(answer.status == .optimal, "seed \(seed)")
            #expect(answer.objective?.millionths == best, "seed \(seed)")
            #expect(answer.bound == answer.objective, "seed \(seed)")
            let report = try Checker.check(bytes, answer: Array(answer.json(problem).utf8), format: .plan)
            #expect(report.isRight, "seed \(seed): \(report.faults.map { $0.message(.en) })")
            expectPrices(answer, truth, best, seed)
        }
        print("planning problems: \(counts[0]) with a plan, \(counts[1]) without, \(counts[2]) not readable")
        #expect(counts[0] > 0 && counts[1] > 0)
    }

    private func expectMinimal(_ answer: PlanningAnswer, _ truth: EveryPlan, _ seed: UInt64) {
        let all = Set(truth.problem.rules.indices)
        #expect(!answer.conflict.isEmpty && answer.isConflictMinimal, "seed \(seed)")
        #expect(truth.best(without: all.subtracting(answer.conflict)) == nil, "seed \(seed): the named rules do not conflict")
        for rule in answer.conflict {
            let rest = Set(answer.conflict).subtracting([rule])
            #expect(
                truth.best(without: all.subtracting(rest)) != nil, "seed \(seed): \(truth.problem.rules[rule].id) is not needed")
        }
    }

    /// Each price against the best plan that has the pair.
    private func expectPrices(_ answer: PlanningAnswer, _ truth: EveryPlan, _ best: Int64, _ seed: UInt64) {
        let problem = truth.problem
        #expect(answer.refusals.count == problem.items.count * problem.sites.count - answer.places.count { $0 != nil })
        let sign: Int64 = problem.sense == .max ? -1 : 1
        for refusal in answer.refusals {
            let forced = truth.best { $0[refusal.item] == refusal.site }
            let name = "seed \(seed): \(refusal.item) on \(refusal.site), \(refusal.verdict)"
            switch refusal.verdict {
            case .forbidden:
                #expect(forced == nil && !refusal.rules.isEmpty, "\(name)")
            case .impossible: #expect(forced == nil, "\(name)")
            case .equal, .dearer, .undecided:
                let price = forced.map { sign * ($0 - best) }
                #expect(price != nil, "\(name)")
                #expect(refusal.least.map { $0.millionths <= price ?? 0 } ?? true, "\(name)")
                #expect(refusal.most.map { $0.millionths >= price ?? 0 } ?? true, "\(name)")
                #expect(refusal.isExact, "\(name): a small problem is priced exactly")
                #expect((refusal.verdict == .equal) == (price == 0), "\(name)")
            }
        }
    }
}
