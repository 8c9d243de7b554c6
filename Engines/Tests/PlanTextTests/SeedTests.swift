import Calendars
import Findings
import Foundation
import PlanText
import Testing

/// The two seed documents against their labelled answers, which lie beside the repository and may be absent.
@Suite struct SeedTests {
    static let shared = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "../../../../shared")
        .standardizedFileURL
    static let absent = !FileManager.default.fileExists(atPath: shared.appending(path: "cases/plan/xuzhou.gold.json").path)

    private func read(_ seed: String, _ gold: String) throws -> (PlanReading, [String: Any]) {
        let text = try String(contentsOf: Self.shared.appending(path: "seeds/\(seed).txt"), encoding: .utf8)
        let data = try Data(contentsOf: Self.shared.appending(path: "cases/plan/\(gold).gold.json"))
        let answer = try #require(try JSONSerialization.jsonObject(with: data) as? [String: Any])
        return (try PlanReading(PlanSource(text: text)), answer)
    }

    private func list(_ answer: [String: Any], _ key: String) -> [[String: Any]] { answer[key] as? [[String: Any]] ?? [] }

    @Test(.disabled(if: SeedTests.absent, "the labelled answers are not beside this repository"))
    func theXuzhouPlanGivesItsHeadlineTargetsMeasuresAndUnits() throws {
        let (reading, answer) = try read("xuzhou-implementation-plan", "xuzhou")
        let targets = list(answer, "targets")
        for wanted in targets {
            let found = reading.targets.first {
                $0.value == wanted["value"] as? Double && $0.indicator == wanted["indicator"] as? String
                    && $0.where == wanted["where"] as? String
            }
            #expect(found != nil, "\(wanted["indicator"] ?? "")")
            let due = wanted["deadline"] as? [String: Any]
            #expect(found?.deadline?.date?.description == due?["date"] as? String)
            #expect(found?.comparator.rawValue == wanted["comparator"] as? String)
            #expect(found?.valueMax == wanted["value_max"] as? Double)
        }
        #expect(reading.targets.count == targets.count)
        let measures = list(answer, "measures")
        #expect(reading.measures.map(\.id) == measures.compactMap { $0["id"] as? String })
        #expect(reading.measures.map(\.title) == measures.compactMap { $0["title"] as? String })
        #expect(reading.measures.map(\.section) == measures.map { $0["section"] as? String })
        #expect(reading.measures.map { $0.units.map(\.name) } == measures.map { $0["units"] as? [String] ?? [] })
        #expect(
            reading.findings.filter { $0.code.id == "plan-text.measure.no-units" }.compactMap { $0.arguments["measure"] } == [
                "M17", "M18", "M19", "M20",
            ])
        #expect(reading.sections.map(\.id) == list(answer, "sections").compactMap { $0["id"] as? String })
        #expect(reading.principles.map(\.text) == answer["principles"] as? [String])
        #expect(reading.document.issueDate == nil && reading.document.issuer == nil && reading.document.number == nil)
    }

    @Test(.disabled(if: SeedTests.absent, "the labelled answers are not beside this repository"))
    func theTaizhouArticleGivesRunInMeasuresAndInventsNothing() throws {
        let (reading, answer) = try read("taizhou-2023-cluster-strategy", "taizhou")
        #expect(reading.measures.map(\.id) == list(answer, "measures").compactMap { $0["id"] as? String })
        #expect(reading.measures.map(\.title) == list(answer, "measures").compactMap { $0["title"] as? String })
        #expect(reading.measures.allSatisfy { $0.units.isEmpty && $0.deadline == nil })
        #expect(reading.targets.map(\.value) == [10, 10])
        #expect(reading.targets.first?.members.count == 3)
        #expect(reading.targets.compactMap(\.deadline?.date).isEmpty)
        #expect(reading.document.type == "署名文章")
    }
}
