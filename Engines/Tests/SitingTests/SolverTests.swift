import Glibc
import Testing

@testable import Siting

/// The solver library where this machine has it; tests that need it say so and stop otherwise.
enum Bench {
    static let clock: @Sendable () -> Double = {
        var now = timespec()
        clock_gettime(CLOCK_MONOTONIC, &now)
        return Double(now.tv_sec) + Double(now.tv_nsec) * 1e-9
    }
    static let choice: SolverChoice = {
        let named = getenv("HIGHS_LIB").map { String(cString: $0) }
        let root = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
        return SolverChoice.load(highs: SolverChoice.places(named: named, programFolder: nil, workingFolder: "/" + root))
    }()
    static let cbc: CBC? = try? CBC.load(
        from: [getenv("CBC_LIB").map { String(cString: $0) } ?? CBC.fileName]).get()
    static func limits(_ seconds: Double = 20, seed: UInt64 = 1) -> Limits { Limits(seconds: seconds, seed: seed, clock: clock) }
}

@Suite struct SolverTests {
    @Test func missingLibraryNamesTheFileAndTheCommand() {
        let choice = SolverChoice.load(highs: ["/nowhere/libhighs.so.1"], cbc: ["/nowhere/libCbcSolver.so.3"])
        #expect(choice.solver == nil)
        let words = "\(choice.missing.map(\.description) ?? "")"
        #expect(words.contains("/nowhere/libhighs.so.1"))
        #expect(words.contains("./dev setup"))
    }

    @Test(.enabled(if: Bench.choice.solver != nil, "libhighs.so.1 is not here; ./dev setup fetches it"))
    func knapsackIsSolvedToProof() throws {
        let solver = try #require(Bench.choice.solver)
        var model = MIPModel(sense: .max)
        let values = [10.0, 13, 7, 8, 12], weights = [3.0, 4, 2, 3, 4]
        for value in values { model.addColumn(cost: value, upper: 1, isInteger: true) }
        model.addRow(weights.enumerated().map { ($0.offset, $0.element) }, upper: 9)
        let result = solver.solve(model, start: nil, options: MIPOptions(), limits: Bench.limits())
        #expect(result.status == .optimal)
        #expect(result.objective == 30)
        #expect(result.bound == 30)
        #expect(try model.violation(at: #require(result.values)) < 1e-6)
    }

    @Test(.enabled(if: Bench.choice.solver != nil, "libhighs.so.1 is not here; ./dev setup fetches it"))
    func relaxationTakesRowsAndBoundsAndKeepsItsBasis() throws {
        let solver = try #require(Bench.choice.solver)
        var model = MIPModel()
        for cost in [1.0, 2, 3] { model.addColumn(cost: cost, upper: 1, isInteger: true) }
        model.addRow([(0, 1), (1, 1), (2, 1)], lower: 1.5)
        let relaxation = try #require(solver.relaxation(of: model))
        let first = relaxation.solve(limits: Bench.limits())
        #expect(first.status == .optimal)
        #expect(abs(first.objective - 2) < 1e-9)
        relaxation.addRows([MIPRow([(2, 1)], lower: 0.25)])
        relaxation.setBounds(0, lower: 0, upper: 0)
        let second = relaxation.solve(limits: Bench.limits())
        #expect(abs(second.objective - (2 + 1.5)) < 1e-9)
        #expect(second.values[0] == 0)
        relaxation.setBounds(1, lower: 0, upper: 0)
        #expect(relaxation.solve(limits: Bench.limits()).status == .infeasible)
    }

    @Test(.enabled(if: Bench.choice.solver != nil, "libhighs.so.1 is not here; ./dev setup fetches it"))
    func infeasibleProgramIsSaidToBe() throws {
        let solver = try #require(Bench.choice.solver)
        var model = MIPModel()
        model.addColumn(cost: 1, upper: 1, isInteger: true)
        model.addRow([(0, 2)], lower: 1, upper: 1)
        let result = solver.solve(model, start: nil, options: MIPOptions(), limits: Bench.limits())
        #expect(result.status == .infeasible)
        #expect(result.values == nil)
    }

    @Test(.enabled(if: Bench.choice.solver != nil, "libhighs.so.1 is not here; ./dev setup fetches it"))
    func cancelEndsALongSolveWithinASecond() throws {
        let solver = try #require(Bench.choice.solver)
        var random = SeededGenerator(seed: 7)
        var model = MIPModel()
        for _ in 0..<60 { model.addColumn(cost: 1, upper: 1, isInteger: true) }
        // A market-split program: small and very hard.
        for _ in 0..<5 {
            let row = (0..<60).map { ($0, Double(random.index(below: 100))) }
            let half = (row.reduce(0) { $0 + $1.1 } / 2).rounded(.down)
            model.addRow(row, lower: half, upper: half)
        }
        let start = Bench.clock()
        let limits = Limits(seconds: 60, clock: Bench.clock, cancel: { Bench.clock() - start > 0.3 })
        let result = solver.solve(model, start: nil, options: MIPOptions(), limits: limits)
        #expect(result.status == .stopped)
        #expect(Bench.clock() - start < 1.3)
    }

    @Test(.enabled(if: Bench.cbc != nil, "libCbcSolver.so.3 is not here; Debian has it as coinor-libcbc3"))
    func cbcStandsIn() throws {
        let solver = try #require(Bench.cbc)
        var model = MIPModel(sense: .max)
        let values = [10.0, 13, 7, 8, 12], weights = [3.0, 4, 2, 3, 4]
        for value in values { model.addColumn(cost: value, upper: 1, isInteger: true) }
        model.addRow(weights.enumerated().map { ($0.offset, $0.element) }, upper: 9)
        let result = solver.solve(model, start: [1, 0, 1, 0, 1], options: MIPOptions(), limits: Bench.limits())
        #expect(result.status == .optimal)
        #expect(result.objective.map { abs($0 - 30) < 1e-6 } == true)
        #expect(result.bound.map { abs($0 - 30) < 1e-6 } == true)
        model.addRow([(0, 2)], lower: 1, upper: 1)
        #expect(solver.solve(model, start: nil, options: MIPOptions(), limits: Bench.limits()).status == .infeasible)
    }

    @Test func deskRunsWorkOnItsOwnThreadsAndRefusesWhenFull() async throws {
        let desk = SolverDesk(threads: 1, waiting: 1)
        let gate = Signal()
        #expect(desk.take { gate.wait() })
        #expect(desk.take {})
        #expect(!desk.take {})
        gate.send()
        let other = SolverDesk(threads: 2)
        #expect(try await other.run { 6 * 7 } == 42)
    }

    @Test func answerIsOptimalOnlyWhereTheBoundMeetsTheValue() {
        func answer(_ objective: Double?, _ bound: Double?, _ sense: Answer.Sense = .min) -> Answer {
            Answer(
                sense: sense, objective: objective, bound: bound, seconds: 0, solver: "HiGHS", version: "1", seed: 1,
                inputHash: inputHash(Array("abc".utf8)), solution: Placement(open: [1], assign: [1]))
        }
        #expect(answer(100, 100).status == .optimal)
        #expect(answer(100, 99.9999).status == .feasible)
        #expect(answer(100, 101, .max).status == .feasible)
        #expect(answer(nil, 3).status == .unknown)
        #expect(answer(1, 1).inputHash == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
        #expect(answer(100, 50).json.contains("\"gap\": 0.5"))
    }
}
