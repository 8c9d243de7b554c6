import Foundation
import HouseTesting
import Kernel
import Testing

@testable import Plan

/// The example city shows the figures of the design, on both engines.
@Suite struct ExampleTests {
    static func with(_ engine: Dialect, _ body: (World) async throws -> Void) async throws {
        try await TestHouse.with(engine, World.slices) { test in
            let example = try Example(folder: URL(filePath: TestHouse.content), content: Sample.content)
            _ = try await example.load(into: test.house)
            let plans = try await test.json("plan.list", as: World.office)["plans"]?.array
            let plan = try #require(plans?.first?["id"]?.string.flatMap { RecordID($0) })
            try await body(World(test: test, endpoints: World.endpoints, plan: plan))
        }
    }

    @Test(arguments: TestDatabase.engines) func itShowsTheFiguresOfTheDesign(engine: Dialect) async throws {
        try await ExampleTests.with(engine) { world in
            let cockpit = try await world.json("plan.cockpit", as: World.reader)
            #expect(cockpit["asOf"]?.string == "2023-10-25" && cockpit["dataDay"]?.string == "2023-09-30")
            let targets = try #require(cockpit["targets"]?.array?.prefix(5))
            #expect(targets.map { $0["value"]?.number } == [332, 118, 4, 4, 3])
            #expect(targets.map { $0["target"]?.number } == [500, 150, 10, 5, 8])
            #expect(targets.map { $0["light"]?.string } == ["yellow", "green", "red", "ahead", "cannot"])
            let output = try #require(targets.first)
            #expect(output["completion"]?.number.map { ($0 * 10_000).rounded() } == 4207)
            #expect(output["time"]?.number.map { ($0 * 10_000).rounded() } == 5493)
            #expect(output["gapPoints"]?.number.map { ($0 * 100).rounded() } == -1286)
            let lights = try #require(cockpit["measures"]?.array).compactMap { $0["light"]?.string }
            #expect(
                Dictionary(grouping: lights, by: { $0 }).mapValues(\.count) == [
                    "red": 2, "yellow": 4, "unreported": 1, "unowned": 4, "green": 9,
                ])
        }
    }

    @Test func itIsLoadedOnce() async throws {
        try await ExampleTests.with(.sqlite) { world in
            func counts() async throws -> [Int] {
                try await world.house.database.read { connection in
                    let tables: [SQL] = [
                        "plan", "plan_item", "record", "record_status", "record_figure", "task", "progress", "event",
                    ]
                    return try tables.map { try connection.first("SELECT COUNT(*) AS n FROM \($0)")?.int("n") ?? 0 }
                }
            }
            let before = try await counts()
            let again = try Example(folder: URL(filePath: TestHouse.content), content: Sample.content)
            let organisations = try await again.load(into: world.house)
            #expect(try await counts() == before)
            #expect(organisations["市科技局"] != nil)
        }
    }

    @Test(arguments: TestDatabase.engines) func anotherDayShowsWhatWasKnownThen(engine: Dialect) async throws {
        try await ExampleTests.with(engine) { (world: World) async throws in
            func figures(_ day: String) async throws -> [Double?] {
                try await world.json("plan.cockpit", asOf: day)["targets"]?.array?.prefix(5).map { $0["value"]?.number } ?? []
            }
            // On 2023-06-30 the second quarter is not reported yet: the data end with March.
            #expect(try await figures("2023-06-30") == [304, 112, 4, 3, 2])
            #expect(try await world.json("plan.cockpit", asOf: "2023-06-30")["dataDay"]?.string == "2023-03-31")
            // The two firms of the third quarter became known on 24 October.
            #expect(try await figures("2023-10-23")[1] == 116)
            #expect(try await figures("2023-10-24")[1] == 118)
            #expect(try await world.page("plan.cockpit", asOf: "2023-06-30").contains("2023年6月30日"))
            for name in ["plan.cockpit", "plan.targets", "plan.measures", "plan.items", "plan.reports", "plan.instructions"] {
                #expect(try await world.page(name, asOf: "2023-06-30").contains("asof=2023-06-30"), "\(name) loses the date")
            }
        }
    }

    @Test func everyValueUnfoldsToItsRecords() async throws {
        try await ExampleTests.with(.sqlite) { world in
            for (key, count) in [("T1", 118), ("T2", 118), ("T3", 4), ("T4", 4), ("T5", 3)] {
                let records = try await world.json("plan.target.records", ["target": key])
                #expect(records["records"]?.number == Double(count))
                #expect(records["rows"]?.array?.count == count)
            }
            let rows = try #require(try await world.json("plan.target.records", ["target": "T1"])["rows"]?.array)
            #expect(rows.compactMap { $0["amount"]?.number }.reduce(0, +) == 332 * 1e10)
        }
    }

    @Test func everyPageOfEveryMeasureAndTargetIsThereInBothLanguages() async throws {
        try await ExampleTests.with(.sqlite) { (world: World) async throws in
            for language in Language.allCases {
                for number in 1...20 {
                    #expect(try await world.page("plan.measure", ["measure": "M\(number)"], language).contains("<h1"))
                }
                for number in 1...5 {
                    #expect(try await world.page("plan.target", ["target": "T\(number)"], language).contains("<h1"))
                }
            }
        }
    }
}
