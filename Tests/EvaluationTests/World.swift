import Calendars
import Documents
import Files
import Findings
import Foundation
import HouseTesting
import Kernel
import Plan
import PlanText
import Registry
import Testing

@testable import Evaluation

/// A house with the example city in it, as the product opens it, and with the slice.
struct World: Sendable {
    let test: TestHouse
    let plan: RecordID

    static let office = Viewer.holding(.office)
    static let reader = Viewer.holding(.reader)
    static let content = URL(filePath: TestHouse.content)
    static let planContent: PlanContent = {
        do { return try PlanContent(folder: content) } catch { fatalError("\(error)") }
    }()
    let endpoints: EvaluationEndpoints

    /// A house of its own has endpoints of its own: what they keep in memory belongs to one log.
    static func slices() -> (endpoints: EvaluationEndpoints, slices: [Slice]) {
        let plan = PlanEndpoints(
            content: planContent, open: { Report(PlanSource(text: String(decoding: $0.bytes, as: UTF8.self))) }, keep: Files.keep)
        let own = EvaluationEndpoints(reads: plan.reads)
        return (own, [Files.slice, Registry.slice, plan.slice, own.slice])
    }

    var house: House { test.house }
    var reads: PlanReads { endpoints.reads }

    /// The example city.
    static func city(_ engine: Dialect = .sqlite, _ body: (World) async throws -> Void) async throws {
        let (endpoints, slices) = slices()
        try await TestHouse.with(engine, slices) { test in
            _ = try await Example(folder: content, content: planContent).load(into: test.house)
            let plans = try await test.json("plan.list", as: office)["plans"]?.array
            let plan = try #require(plans?.first?["id"]?.string.flatMap { RecordID($0) })
            try await body(World(test: test, plan: plan, endpoints: endpoints))
        }
    }

    func raw(_ values: [String: String]) -> RawInput { RawInput(values.filter { !$0.value.isEmpty }.mapValues { [$0] }) }

    @discardableResult
    func `do`(_ id: String, _ values: [String: String] = [:], as viewer: Viewer = office, asOf: Day? = nil) async throws -> Answer {
        try await house.call(id, raw(values), as: viewer, asOf: asOf)
    }

    func json(_ id: String, _ values: [String: String] = [:], as viewer: Viewer = office) async throws -> JSON {
        try JSON(parsing: try await self.do(id, values, as: viewer).json())
    }

    func page(_ id: String, _ values: [String: String] = [:], _ language: Language = .zh, as viewer: Viewer = office) async throws
        -> String
    {
        let answer = try await self.do(id, values, as: viewer)
        return answer.page?(Reader(language: language, viewer: viewer, today: test.clock.now.day, csrf: "token")).body.text ?? ""
    }

    func refusal(_ id: String, _ values: [String: String] = [:], as viewer: Viewer = office) async throws -> Refusal? {
        try await test.refusal(id, raw(values), as: viewer)
    }

    /// Drafts an evaluation; its id.
    func make(_ kind: Kind, _ day: String, _ more: [String: String] = [:]) async throws -> String {
        let values = ["plan": plan.description, "kind": kind.rawValue, "day": day, "organ": "徐州市生物医药产业集群办公室"]
        return try await json("evaluation.make", values.merging(more) { _, own in own })["evaluation"]?.string ?? ""
    }

    func report(_ kind: Kind, _ day: String, knownOn: String? = nil) async throws -> EvaluationReport {
        let day = try #require(Day(day)), known = knownOn.flatMap { Day($0) }
        let plan = plan, reads = reads
        return try await house.read(as: World.office) { scope in
            let plan = try reads.running(plan, scope)
            return try Making.report(
                of: plan, kind, Making.window(of: plan, kind, endingOn: day),
                knownOn: known ?? Making.knownOn(day, plan, reads, scope), reads, scope)
        }
    }

    /// Every sentence of a report, one a line.
    func lines(_ report: EvaluationReport, _ language: Language = .zh) -> [String] {
        report.sections.flatMap { section in
            [report.text(section.title, language)]
                + section.blocks.flatMap { block -> [String] in
                    switch block {
                    case .heading(let words, _), .paragraph(let words): [report.text(words, language)]
                    case .proposal(let words): ["〔建议〕" + report.text(words, language)]
                    case .table(let table): table.rows.map { $0.map { report.text($0, language) }.joined(separator: " | ") }
                    }
                }
        }
    }
}
