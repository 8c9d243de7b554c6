import Calendars
import Files
import Findings
import Foundation
import HouseTesting
import Kernel
import Plan
import PlanText
import Registry
import Testing

@testable import Supervision

/// A house with the small plan running in it, on 2024-07-15, a Monday: two quarters have ended, the second one's report day is past.
struct World: Sendable {
    let test: TestHouse
    let plan: RecordID

    static let office = Viewer.holding(.office)
    static let leader = Viewer.holding(.leader)
    static let reader = Viewer.holding(.reader)

    var house: House { test.house }

    private static let folder = URL(filePath: TestHouse.content)
    static let planContent = try! PlanContent(folder: folder)
    static let content = try! SupervisionContent(folder: folder, calendar: planContent.calendar)
    private static let both: (plan: PlanEndpoints, orders: SupervisionEndpoints) = {
        var plan = PlanEndpoints(
            content: planContent, open: { Report(PlanSource(text: String(decoding: $0.bytes, as: UTF8.self))) }, keep: Files.keep)
        let orders = SupervisionEndpoints(plans: plan.reads, content: content, keep: Files.keep)
        plan.instructed = { task, plan, scope in try orders.instructed(task, plan, &scope) }
        return (plan, orders)
    }()
    static let endpoints = both.orders
    static let slices = [Files.slice, Registry.slice, both.plan.slice, both.orders.slice]

    /// The plan of `Tests/PlanTests`: a city that does not exist.
    static let text: String = {
        let here = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        return (try? String(contentsOf: here.appending(path: "PlanTests/Fixtures/plan.txt"), encoding: .utf8)) ?? ""
    }()

    static func running(_ engine: Dialect = .sqlite, _ body: (World) async throws -> Void) async throws {
        try await TestHouse.with(engine, slices, at: Instant("2024-01-15T01:00:00.000Z")!) { test in
            let raw = RawInput(files: ["file": [Upload(name: "方案.txt", bytes: Data(text.utf8))]])
            let json = try JSON(parsing: try await test.house.call("plan.read", raw, as: office).json())
            let world = World(test: test, plan: RecordID(json["plan"]?.string ?? "") ?? .zero)
            try await world.do("plan.publish")
            test.clock.advance(days: 182)
            try await body(world)
        }
    }

    func raw(_ values: [String: String]) -> RawInput {
        RawInput(["plan": plan.description].merging(values) { _, own in own }.filter { !$0.value.isEmpty }.mapValues { [$0] })
    }

    @discardableResult
    func `do`(_ id: String, _ values: [String: String] = [:], as viewer: Viewer = office, asOf: Day? = nil) async throws -> Answer {
        try await house.call(id, raw(values), as: viewer, asOf: asOf)
    }

    func json(_ id: String, _ values: [String: String] = [:], as viewer: Viewer = office, asOf: String? = nil) async throws -> JSON
    {
        try JSON(parsing: try await self.do(id, values, as: viewer, asOf: asOf.flatMap { Day($0) }).json())
    }

    func page(_ id: String, _ values: [String: String] = [:], _ language: Language = .zh, as viewer: Viewer = office) async throws
        -> String
    {
        let answer = try await self.do(id, values, as: viewer)
        return answer.page?(Reader(language: language, viewer: viewer, today: test.clock.now.day)).body.text ?? ""
    }

    func refusal(_ id: String, _ values: [String: String] = [:], as viewer: Viewer = office) async throws -> Refusal? {
        try await test.refusal(id, raw(values), as: viewer)
    }

    func organisation(_ name: String) async throws -> RecordID {
        guard let record = try await house.database.read({ try RegistryStore.find(named: name, kind: .organisation, $0) }) else {
            throw TestFault("no \(name)")
        }
        return record.id
    }

    /// Somebody of a unit that the plan names.
    func unit(_ name: String) async throws -> Viewer { .holding(.unit, organisation: try await organisation(name).description) }

    /// An order to 市科技局, registered and, unless told otherwise, assigned.
    func order(
        _ title: String = "报平台建设进度", unit: String = "市科技局", due: String = "2024-07-31", assigned: Bool = true,
        _ more: [String: String] = [:]
    )
        async throws -> String
    {
        let values = ["title": title, "demand": "写明进展、问题和下步安排", "unit": unit, "due": due].merging(more) { _, own in own }
        let id = try await json("supervision.order.open", values)["order"]?.string ?? ""
        if assigned { try await step(id, "assign") }
        return id
    }

    func step(_ order: String, _ action: String, _ more: [String: String] = [:], as viewer: Viewer = office) async throws {
        try await self.do("supervision.order.step", ["order": order, "action": action].merging(more) { _, own in own }, as: viewer)
    }

    func refused(_ order: String, _ action: String, _ more: [String: String] = [:], as viewer: Viewer = office) async throws
        -> Refusal?
    {
        try await refusal("supervision.order.step", ["order": order, "action": action].merging(more) { _, own in own }, as: viewer)
    }

    func state(_ order: String, asOf: String? = nil) async throws -> JSON {
        try await json("supervision.order", ["order": order], asOf: asOf)
    }

    func read<T: Sendable>(_ body: @escaping @Sendable (Plan, Scope) throws -> T) async throws -> T {
        let plan = plan
        return try await house.read(as: World.office) { scope in
            try body(try World.endpoints.reads.plans.running(plan, scope), scope)
        }
    }
}

func day(_ text: String) -> Day { Day(text)! }
