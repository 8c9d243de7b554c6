import Foundation
import Testing

@testable import Siting

@Suite struct GeneralisedAssignmentTests {
    @Test(arguments: [Answer.Sense.min, .max])
    func theBestOfAllPlansIsFoundAndProved(sense: Answer.Sense) throws {
        for seed in 1...60 as ClosedRange<UInt64> {
            let instance = AssignmentDraws.assignment(
                seed, agents: 2 + Int(seed % 3), jobs: 5 + Int(seed % 4), tightness: seed % 2 == 0 ? 0.85 : 1.1)
            let outcome = GeneralisedAssignment.solve(instance, sense: sense, limits: AssignmentDraws.limits(seed: seed))
            guard let best = AssignmentDraws.best(instance, sense: sense) else {
                #expect(outcome.isInfeasible, "seed \(seed)")
                continue
            }
            #expect(outcome.objective == best, "seed \(seed)")
            #expect(outcome.bound == best, "seed \(seed)")
            let assign = try #require(outcome.placement?.assign)
            for agent in 0..<instance.agents {
                let load = assign.enumerated().filter { $0.element == agent + 1 }.reduce(0) { $0 + instance.use(agent, $1.offset) }
                #expect(load <= instance.capacity[agent], "seed \(seed)")
            }
        }
    }

    @Test func knapsackKeepsAtMostTheSlackUnused() {
        var generator = SeededGenerator(seed: 5)
        let table = KnapsackTable()
        for round in 0..<200 {
            let count = 1 + generator.index(below: 9)
            let weights = (0..<count).map { _ in generator.index(below: 9) }
            let values = (0..<count).map { _ in Double(generator.index(below: 30)) - 20 }
            let capacity = generator.index(below: 30)
            let slack: Int? = round % 2 == 0 ? nil : generator.index(below: 4)
            var best = Double.infinity
            for subset in 0..<(1 << count) {
                let items = (0..<count).filter { subset >> $0 & 1 == 1 }
                let load = items.reduce(0) { $0 + weights[$1] }
                guard load <= capacity, capacity - load <= slack ?? capacity else { continue }
                best = min(best, items.reduce(0) { $0 + values[$1] })
            }
            var taken = [Bool](repeating: false, count: count)
            let found = table.solve(
                weights: weights, values: values, count: count, capacity: capacity, slack: slack, taken: &taken)
            #expect(found == best, "round \(round)")
            if best < .infinity {
                #expect((0..<count).reduce(0) { taken[$1] ? $0 + values[$1] : $0 } == best, "round \(round)")
            }
        }
    }

    @Test(arguments: [
        ("c0515_2", Answer.Sense.min, 269.0), ("c0515_2", .max, 327), ("c0530_4", .min, 395), ("c1030_1", .max, 709),
        ("a20100", .min, 1158),
    ])
    func publishedOptimaAreProved(name: String, sense: Answer.Sense, published: Double) throws {
        guard let bytes = SharedCases.bytes("siting/gap/\(name).txt") else { return }
        guard case .assignment(let instance) = try InstanceFormat.gap.read(bytes) else { throw ReaderTests.Wrong() }
        let outcome = GeneralisedAssignment.solve(instance, sense: sense, limits: AssignmentDraws.limits())
        #expect(outcome.objective == published && outcome.bound == published)
    }
}

/// The research test sets beside the repository, which are not part of it; tests that want them say when they are absent.
enum SharedCases {
    static func bytes(_ path: String, file: String = #filePath) -> [UInt8]? {
        let root = URL(fileURLWithPath: file).deletingLastPathComponent().appending(path: "../../../../shared/cases/\(path)")
        guard let data = try? Data(contentsOf: root) else {
            print("skipped: shared/cases/\(path) is not here")
            return nil
        }
        return [UInt8](data)
    }
}
