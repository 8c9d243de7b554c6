import Accounts
import Activity
import Calendars
import Files
import Findings
import Foundation
import HouseTesting
import Kernel
import PlanText
import Registry

@testable import Plan
@testable import Reporting

/// A house with a small plan that runs since January 2024, on 2024-07-02: the second quarter has ended, its report day (3 July) is ahead.
struct World: Sendable {
    let test: TestHouse
    let plan: RecordID

    static let office = Viewer.holding(.office)
    static let period = "2024-06-30"
    static let text = """
        试点市生物医药产业实施方案（2024—2026年）

        一、总体要求
        （一）主要目标
        到2026年底，全市规模以上企业达到60家。
        二、重点任务
        （一）强化创新
        1.建设公共服务平台。建成3个中试基地，技术合同成交额达到50亿元。（牵头单位：市科技局，配合单位：市发改委、试点医学院）
        2.培育龙头企业。新增高新技术企业40家，引进人才300名。（责任单位：市工信局，试点高新区管委会）
        3.引进重大项目。推动胰岛素原料药项目投产。（牵头单位：市商务局，配合单位：市科技局）
        （二）保障措施
        4.落实支持政策。兑现奖补资金。
        """

    static let folder = URL(filePath: TestHouse.content)
    static let plans = PlanEndpoints(
        content: (try? PlanContent(folder: folder))!, open: { Report(PlanSource(text: String(decoding: $0.bytes, as: UTF8.self))) },
        keep: Files.keep)
    static let reporting = ReportingEndpoints((try? Returns(folder: folder, plans: plans.reads, keep: Files.keep))!)
    static let slices = [Accounts.slice, Activity.slice, Files.slice, Registry.slice, plans.slice, reporting.slice]

    var house: House { test.house }
    var returns: Returns { World.reporting.returns }

    static func with(_ engine: Dialect = .sqlite, text: String = text, _ body: (World) async throws -> Void) async throws {
        try await TestHouse.with(engine, slices, at: Instant("2024-01-15T01:00:00.000Z")!) { test in
            let raw = RawInput(files: ["file": [Upload(name: "方案.txt", bytes: Data(text.utf8))]])
            let json = try JSON(parsing: try await test.house.call("plan.read", raw, as: office).json())
            let world = World(test: test, plan: RecordID(json["plan"]?.string ?? "") ?? .zero)
            try await world.do("plan.publish")
            test.clock.advance(days: 169)  // 2024-07-02
            try await body(world)
        }
    }

    /// The second quarter is open.
    static func opened(_ engine: Dialect = .sqlite, _ body: (World) async throws -> Void) async throws {
        try await with(engine) { world in
            try await world.do("reporting.open")
            try await body(world)
        }
    }

    func raw(_ values: [String: String] = [:]) -> RawInput {
        RawInput(["plan": plan.description].merging(values) { _, own in own }.filter { !$0.value.isEmpty }.mapValues { [$0] })
    }

    @discardableResult
    func `do`(_ id: String, _ values: [String: String] = [:], as viewer: Viewer = office) async throws -> Answer {
        try await house.call(id, raw(values), as: viewer)
    }

    func json(_ id: String, _ values: [String: String] = [:], as viewer: Viewer = office) async throws -> JSON {
        try JSON(parsing: try await self.do(id, values, as: viewer).json())
    }

    func refusal(_ id: String, _ values: [String: String] = [:], as viewer: Viewer = office) async throws -> Refusal? {
        try await test.refusal(id, raw(values), as: viewer)
    }

    func page(_ id: String, _ values: [String: String] = [:], _ language: Language = .zh, as viewer: Viewer = office) async throws
        -> String
    {
        let answer = try await self.do(id, values, as: viewer)
        return answer.page?(reader(viewer, language)).body.text ?? ""
    }

    func reader(_ viewer: Viewer = office, _ language: Language = .zh) -> Reader {
        Reader(language: language, viewer: viewer, today: test.clock.now.day, csrf: "token")
    }

    // MARK: Things

    func organisation(_ name: String) async throws -> RecordID {
        guard let record = try await house.database.read({ try RegistryStore.find(named: name, kind: .organisation, $0) }) else {
            throw TestFault("no \(name)")
        }
        return record.id
    }

    func unit(_ name: String) async throws -> Viewer { .holding(.unit, organisation: try await organisation(name).description) }

    /// The newest version of a unit's return.
    func item(_ unit: String, period: String = period) async throws -> UnitReturn {
        let plan = plan
        let items = try await house.database.read { try ReturnStore.list(plan, period: Day(period)!, $0) }
        guard let item = Returns.latest(items).first(where: { $0.unitName == unit }) else {
            throw TestFault("no return of \(unit)")
        }
        return item
    }

    func lines(_ item: UnitReturn) async throws -> [ReturnLine] {
        try await house.database.read { try ReturnStore.lines(item.id, $0) }
    }

    func line(_ unit: String, _ title: String) async throws -> ReturnLine {
        guard let line = try await lines(try await item(unit)).first(where: { $0.duty.title.contains(title) }) else {
            throw TestFault("\(unit) has no line \(title)")
        }
        return line
    }

    /// Answers everything of a unit's return as it should be; `values` gives figures by title.
    func fill(_ unit: String, _ values: [String: String] = [:], _ change: ((ReturnLine, inout Entry) -> Void)? = nil) async throws {
        let item = try await item(unit)
        var entries: [RecordID: Entry] = [:]
        for line in try await lines(item) where line.state == .open || line.state == .returned {
            var entry = World.entry(line, values)
            change?(line, &entry)
            entries[line.id] = entry
        }
        try await house.write(as: World.office) { [returns, entries] scope in try returns.save(entries, in: item, &scope) }
    }

    static func entry(_ line: ReturnLine, _ values: [String: String] = [:]) -> Entry {
        var entry = line.entry
        entry.note = "本期按计划开展"
        entry.source = "市统计局快报"
        if line.duty.about == .target { entry.value = values.first { line.duty.title.contains($0.key) }?.value ?? "12" }
        if line.duty.about == .task { entry.status = "underway" }
        return entry
    }

    func submit(_ unit: String, _ values: [String: String] = [:]) async throws {
        try await fill(unit, values)
        try await self.do("reporting.submit", ["return": try await item(unit).id.description])
    }

    func approve(_ unit: String) async throws {
        try await self.do("reporting.decide", ["return": try await item(unit).id.description, "verdict": "approve"])
    }

    /// What the plan says of a target, by a word of its indicator.
    func value(_ word: String) async throws -> Double? {
        let cockpit = try await json("plan.targets")
        let all = (cockpit["targets"]?.array ?? []) + (cockpit["others"]?.array ?? [])
        return all.first { $0["indicator"]?.string?.contains(word) == true }?["value"]?.number
    }
}

struct TestFault: Error {
    let words: String
    init(_ words: String) { self.words = words }
}
