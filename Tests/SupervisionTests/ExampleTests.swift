import Calendars
import Foundation
import HouseTesting
import Kernel
import Plan
import Testing

@testable import Supervision

/// The example city shows orders, drafts, a meeting and a scoreboard on the day that it opens at.
@Suite struct SupervisionExampleTests {
    static func with(_ engine: Dialect, _ body: (World) async throws -> Void) async throws {
        try await TestHouse.with(engine, World.slices) { test in
            let folder = URL(filePath: TestHouse.content)
            _ = try await Example(folder: folder, content: World.planContent).load(into: test.house)
            let example = try SupervisionExample(folder: folder, endpoints: World.endpoints)
            try await example.load(into: test.house)
            try await example.load(into: test.house)
            let plans = try await test.json("plan.list", as: World.office)["plans"]?.array
            try await body(World(test: test, plan: try #require(plans?.first?["id"]?.string.flatMap { RecordID($0) })))
        }
    }

    @Test(arguments: TestDatabase.engines) func itShowsOrdersInEveryStateOnItsDay(engine: Dialect) async throws {
        try await SupervisionExampleTests.with(engine) { world in
            let list = try await world.json("supervision.orders", ["show": "all"])
            #expect(list["asOf"]?.string == "2023-10-25")
            let orders = try #require(list["orders"]?.array)
            #expect(orders.map { $0["state"]?.string } == ["underway", "returned", "reported", "underway", "cleared"])
            #expect(orders.map { $0["daysLate"]?.number } == [10, 5, 0, 0, 0])
            #expect(orders.map { $0["pending"]?.string } == ["none", "none", "none", "extensionConsented", "none"])
            let before = try await world.json("supervision.orders", ["show": "all"], asOf: "2023-09-21")
            #expect(before["orders"]?.array?.map { $0["state"]?.string } == ["underway", "assigned", "assigned"])
            #expect(try await world.json("supervision.meetings")["meetings"]?.array?.count == 2)
            #expect(try await world.json("supervision.notices")["notices"]?.array?.count == 1)
        }
    }

    @Test(arguments: TestDatabase.engines) func aYellowTwiceIsDraftedAndItsIssueTakesAPoint(engine: Dialect) async throws {
        try await SupervisionExampleTests.with(engine) { world in
            let drafts = try await world.json("supervision.drafts")["drafts"]?.array ?? []
            let letter = try #require(drafts.first { $0["title"]?.string == "建设生物医药创新服务平台" })
            #expect(letter["level"]?.string == "letter" && letter["basis"]?.array?.count == 2 && letter["unit"]?.string == "市科技局")
            func score() async throws -> Double? {
                let scores = try await world.json("supervision.scoreboard")["scores"]?.array
                return scores?.first { $0["unit"]?.string == "市科技局" }?["raw"]?.number
            }
            let before = try #require(try await score())
            let values = [
                "draft": letter["key"]?.string ?? "", "title": "平台建设", "demand": "请说明", "unit": "市科技局", "due": "2023-11-08",
            ]
            try await world.do("supervision.draft.issue", values)
            #expect(try await score() == before - 1)
        }
    }
}
