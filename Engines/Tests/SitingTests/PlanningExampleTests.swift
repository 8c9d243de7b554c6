import Findings
import Foundation
import Testing

@testable import Siting

/// The committed city of 40 projects and 30 parcels.
@Suite struct PlanningExampleTests {
    private static let bytes: [UInt8] = {
        let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        return FileManager.default.contents(atPath: "/\(root)/Content/example/siting.json").map { Array($0) } ?? []
    }()

    private static let quiet: Planning.Options = {
        var options = Planning.Options()
        options.pricesPairs = false
        options.findsSensitivities = false
        return options
    }()

    /// Solved once, without any solver.
    private static let solved: Result<(PlanningProblem, PlanningAnswer), any Error> = Result {
        let problem = try PlanningProblem.read(bytes)
        return (problem, Planning.solve(problem, limits: steadyLimits(300), options: quiet))
    }

    private func city() throws -> (PlanningProblem, PlanningAnswer) { try Self.solved.get() }

    /// The problem with one more rule, and its best value.
    private func value(with rule: String) throws -> Amount? {
        let text = String(decoding: Self.bytes, as: UTF8.self)
        let changed = try #require(text.range(of: "\"rules\": ["))
        let problem = try PlanningProblem.read(Array(text.replacingCharacters(in: changed, with: "\"rules\": [\(rule),").utf8))
        return Planning.solve(problem, limits: steadyLimits(120), options: Self.quiet).objective
    }

    @Test func cityIsProvedWithoutASolverAndCheckedByTheChecker() throws {
        let (problem, answer) = try city()
        #expect(problem.items.count == 40 && problem.sites.count == 30)
        #expect(answer.status == .optimal)
        #expect(answer.objective?.description == "176403.127")
        let report = try Checker.check(Self.bytes, answer: Array(answer.json(problem).utf8), format: .plan)
        #expect(report.isRight, "\(report.faults.map { $0.message(.en) })")
    }

    @Test(.enabled(if: Bench.choice.solver != nil, "libhighs.so.1 is not here; ./dev setup fetches it"))
    func plainModelOnTheSolverHasTheSameOptimum() throws {
        let solver = try #require(Bench.choice.solver)
        let layout = PlanningLayout(try city().0)
        let outcome = PlanningEngine(solver: solver, limits: Bench.limits(300)).solve(PlanningProgram(layout), layout, solver)
        #expect(outcome.isProved)
        #expect(outcome.cost == 176_403_127_000)
    }

    @Test func everyRefusedPairHasItsRuleOrItsPrice() throws {
        let problem = try city().0
        var options = Planning.Options()
        options.findsSensitivities = false
        options.pricingSeconds = 2
        let answer = Planning.solve(problem, limits: steadyLimits(60), options: options)
        let placed = answer.places.count { $0 != nil }
        #expect(answer.refusals.count == 1200 - placed)
        for refusal in answer.refusals {
            switch refusal.verdict {
            case .forbidden: #expect(!refusal.rules.isEmpty)
            case .impossible: #expect(refusal.least == nil)
            case .equal: #expect(refusal.isExact && refusal.least == .zero)
            case .dearer: #expect(refusal.isExact && (refusal.least ?? .zero) > .zero)
            case .undecided:
                let least = try #require(refusal.least)
                #expect(least >= .zero)
                if let most = refusal.most { #expect(least < most) }
            }
        }
    }

    @Test func aForcedPairCostsWhatSolvingAgainWithItCosts() throws {
        let (problem, answer) = try city()
        let best = try #require(answer.objective)
        for (item, site) in [("K03", "P09"), ("K13", "P06")] {
            let i = try #require(problem.itemNumber(item))
            let j = try #require(problem.siteNumber(site))
            let explanation = Planning.explain(problem, answer, item: i, site: j, limits: steadyLimits(120))
            #expect(!explanation.isChosen && explanation.rules.isEmpty)
            let forced = try #require(
                try value(with: "{\"id\": \"X\", \"kind\": \"require\", \"items\": [\"\(item)\"], \"sites\": [\"\(site)\"]}"))
            #expect(explanation.isExact)
            #expect(explanation.least?.millionths == forced.millionths - best.millionths, "\(item) on \(site)")
            #expect(explanation.moves.contains { $0.item == i && $0.to == j })
        }
    }

    @Test func aChosenPairSaysWhatAvoidingItCosts() throws {
        let (problem, answer) = try city()
        let i = try #require(problem.itemNumber("K20"))
        let j = try #require(answer.places[i])
        let explanation = Planning.explain(problem, answer, item: i, site: j, limits: steadyLimits(120))
        let other = try #require(
            try value(with: "{\"id\": \"X\", \"kind\": \"forbid\", \"items\": [\"K20\"], \"sites\": [\"\(problem.sites[j].id)\"]}"))
        #expect(explanation.isChosen && explanation.isExact)
        #expect(explanation.least?.millionths == other.millionths - (answer.objective?.millionths ?? 0))
    }

    @Test func aForbiddenPairNamesItsRulesInWords() throws {
        let (problem, answer) = try city()
        let i = try #require(problem.itemNumber("K11"))
        let j = try #require(problem.siteNumber("P08"))
        let explanation = Planning.explain(problem, answer, item: i, site: j, limits: steadyLimits(120))
        let rules = explanation.rules.map { problem.rules[$0] }
        #expect(rules.contains { $0.id == "R09" && $0.text.zh.contains("居民安置区") })
        #expect(rules.contains { $0.id == "capacity/P08/area" && $0.text.en.contains("at most 60 亩 of land") })
    }
}

@Suite struct PlanningEngineTests {
    @Test(
        .enabled(if: Bench.choice.solver != nil, "libhighs.so.1 is not here; ./dev setup fetches it"),
        arguments: 1...6 as ClosedRange<UInt64>)
    func bundlesAndPlainModelAgree(seed: UInt64) throws {
        let solver = try #require(Bench.choice.solver)
        let bytes = PlanningDraw.medium(seed)
        let problem = try PlanningProblem.read(bytes)
        let layout = PlanningLayout(problem)
        let engine = PlanningEngine(solver: nil, limits: Bench.limits(60))
        let own = engine.solve(layout)
        let plain = PlanningEngine(solver: solver, limits: Bench.limits(60)).solve(PlanningProgram(layout), layout, solver)
        #expect(own.isProved && plain.isProved, "seed \(seed)")
        #expect(own.cost == plain.cost && own.isInfeasible == plain.isInfeasible, "seed \(seed)")
        let answer = Planning.solve(problem, solver: solver, limits: steadyLimits(10))
        let report = try Checker.check(bytes, answer: Array(answer.json(problem).utf8), format: .plan)
        #expect(report.isRight, "seed \(seed): \(report.faults.map { $0.message(.en) })")
    }

    @Test func theSameQuestionHasTheSameAnswer() throws {
        let problem = try PlanningProblem.read(PlanningDraw.small(12))
        var first = Planning.solve(problem, limits: steadyLimits(120))
        var second = Planning.solve(problem, limits: steadyLimits(120))
        (first.seconds, second.seconds) = (0, 0)
        #expect(first.json(problem) == second.json(problem))
    }

    /// More items than bundles are made for, and no solver.
    private func large() -> [UInt8] {
        let items = (0..<140).map { "{\"id\": \"I\($0)\", \"quantities\": {\"a\": \(3 + $0 % 7)}}" }
        let sites = (0..<12).map { "{\"id\": \"S\($0)\", \"capacity\": {\"a\": 90}, \"opening\": \(40 + $0 * 3)}" }
        let rows = (0..<140).map { i in
            "\"I\(i)\": {" + (0..<12).map { "\"S\($0)\": \((i * 7 + $0 * 13) % 29)" }.joined(separator: ",") + "}"
        }
        let text = """
            {"quantities": [{"id": "a"}], "items": [\(items.joined(separator: ","))], "sites": [\(sites.joined(separator: ","))],
             "costs": {"matrix": {\(rows.joined(separator: ","))}}}
            """
        return Array(text.utf8)
    }

    @Test func withoutASolverALargePlanIsMarkedNotProven() throws {
        let bytes = large()
        let problem = try PlanningProblem.read(bytes)
        let answer = Planning.solve(problem, limits: steadyLimits(15))
        #expect(answer.status == .feasible && answer.solver == "heuristic")
        #expect(answer.notes.contains { $0.en == "Not proven to be the best." })
        let (value, bound) = (try #require(answer.objective), try #require(answer.bound))
        #expect(bound < value)
        let report = try Checker.check(bytes, answer: Array(answer.json(problem).utf8), format: .plan)
        #expect(report.isRight, "\(report.faults.map { $0.message(.en) })")
    }

    @Test func aCancelledSolveEndsWithinASecond() throws {
        let problem = try PlanningProblem.read(large())
        let start = ContinuousClock.now
        let limits = Limits(
            seconds: 600, clock: { Double((ContinuousClock.now - start) / .seconds(1)) },
            cancel: { ContinuousClock.now - start > .milliseconds(300) })
        let answer = Planning.solve(problem, limits: limits)
        #expect(answer.status != .optimal)
        #expect(ContinuousClock.now - start < .seconds(10))
    }
}
