import Calendars
import Files
import Findings
import Foundation
import HouseTesting
import Kernel
import PlanText
import Registry

@testable import Plan

/// A house with the small plan in it, on 2024-07-15, a Monday: two quarters have ended, the second one's report day is past.
struct World: Sendable {
    let test: TestHouse
    let endpoints: PlanEndpoints
    /// The small plan: a draft, or running.
    let plan: RecordID

    static let start = Instant("2024-07-15T01:00:00.000Z")!
    static let office = Viewer.holding(.office)
    static let leader = Viewer.holding(.leader)
    static let reader = Viewer.holding(.reader)

    var house: House { test.house }

    static let endpoints = PlanEndpoints(
        content: Sample.content, open: { Report(PlanSource(text: String(decoding: $0.bytes, as: UTF8.self))) }, keep: Files.keep)
    static let slices = [Files.slice, Registry.slice, endpoints.slice]

    static func draft(_ engine: Dialect = .sqlite, _ text: String = Documents.small, _ body: (World) async throws -> Void)
        async throws
    {
        try await TestHouse.with(engine, slices, at: start) { test in
            let plan = try await upload(text, to: test)
            return try await body(World(test: test, endpoints: endpoints, plan: plan))
        }
    }

    /// Published half a year ago.
    static func running(_ engine: Dialect = .sqlite, _ body: (World) async throws -> Void) async throws {
        try await TestHouse.with(engine, slices, at: Instant("2024-01-15T01:00:00.000Z")!) { test in
            let world = World(test: test, endpoints: endpoints, plan: try await upload(Documents.small, to: test))
            try await world.do("plan.publish")
            world.test.clock.advance(days: 182)
            return try await body(world)
        }
    }

    /// One of everything on a new house, without a plan.
    static func empty(_ engine: Dialect = .sqlite, _ body: (TestHouse) async throws -> Void) async throws {
        try await TestHouse.with(engine, slices, at: start, body)
    }

    static func upload(_ text: String, to test: TestHouse, revises: RecordID? = nil, as viewer: Viewer = office) async throws
        -> RecordID
    {
        var raw = RawInput(files: ["file": [Upload(name: "方案.txt", bytes: Data(text.utf8))]])
        if let revises { raw.set("revises", revises.description) }
        let json = try JSON(parsing: try await test.house.call("plan.read", raw, as: viewer).json())
        return RecordID(json["plan"]?.string ?? "") ?? .zero
    }

    /// The plan's fields with the given ones; an empty text takes one away.
    func raw(_ values: [String: String] = [:]) -> RawInput {
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

    func page(
        _ id: String, _ values: [String: String] = [:], _ language: Language = .zh, as viewer: Viewer = office, asOf: String? = nil
    ) async throws -> String {
        let asOf = asOf.flatMap { Day($0) }
        let answer = try await self.do(id, values, as: viewer, asOf: asOf)
        return answer.page?(Reader(language: language, viewer: viewer, today: test.clock.now.day, chosenDay: asOf)).body.text ?? ""
    }

    func refusal(_ id: String, _ values: [String: String] = [:], as viewer: Viewer = office) async throws -> Refusal? {
        try await test.refusal(id, raw(values), as: viewer)
    }

    // MARK: Things of the plan

    func items() async throws -> [Item] { try await house.database.read { try ItemStore.list(plan, $0) } }

    func item(_ kind: Item.Kind, _ key: String) async throws -> Item {
        guard let item = try await house.database.read({ try ItemStore.find(kind, key: key, in: plan, $0) }) else {
            throw TestFault("no \(kind) \(key)")
        }
        return item
    }

    func decide(_ decision: Decision, _ kind: Item.Kind, _ key: String, into: String? = nil) async throws {
        var values = ["item": try await item(kind, key).id.description, "decision": decision.rawValue]
        if let into { values["into"] = into }
        try await self.do("plan.item.decide", values)
    }

    func organisation(_ name: String) async throws -> RecordID {
        guard let record = try await house.database.read({ try RegistryStore.find(named: name, kind: .organisation, $0) }) else {
            throw TestFault("no \(name)")
        }
        return record.id
    }

    /// Somebody of a unit that the plan names.
    func unit(_ name: String) async throws -> Viewer { .holding(.unit, organisation: try await organisation(name).description) }

    func board() async throws -> Board {
        let plan = plan
        return try await house.database.read { connection in
            guard let plan = try PlanStore.find(plan, connection) else { throw TestFault("no plan") }
            return try BoardStore.board(plan, connection)
        }
    }

    /// A report of a unit, and its id.
    func submit(_ about: String, _ subject: String, by unit: String, _ more: [String: String] = [:]) async throws -> String {
        let values = ["about": about, "subject": subject, "note": "正常推进"].merging(more) { _, own in own }
        return try await json("plan.progress.submit", values, as: try await self.unit(unit))["progress"]?.string ?? ""
    }

    func light(_ measure: String, asOf: String? = nil) async throws -> String? {
        try await json("plan.cockpit", asOf: asOf)["measures"]?.array?.first { $0["key"]?.string == measure }?["light"]?.string
    }
}
