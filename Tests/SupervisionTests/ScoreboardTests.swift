import Calendars
import Foundation
import HouseTesting
import Kernel
import Plan
import Testing

@testable import Supervision

/// The schemes of the note to the point, raw and capped, each point with its fact.
@Suite struct ScoreboardTests {
    static let unit = OrderUnit(record: LadderTests.id(30), name: "市科技局", role: .lead)
    static let support = OrderUnit(record: LadderTests.id(30), name: "市科技局", role: .support)

    func score(_ scheme: String, _ facts: [(ScoreFact, OrderUnit)], points: Double? = nil) throws -> Score {
        let facts = facts.enumerated().map { index, fact in
            Fact(fact.0, fact.1, day("2024-01-01").adding(days: index), Text("\(index)", "\(index)"), points: points)
        }
        let scheme = try #require(World.content.schemes[scheme])
        return try #require(Scoreboard.scores(scheme, units: [ScoreboardTests.unit], facts: facts).first)
    }

    @Test(arguments: [
        (ScoreFact.done, 82.0, 81.0), (.missed, 75, 77.5), (.praised, 81, 80.5), (.criticised, 79, 79.5), (.missingReport, 80, 80),
    ]) func theCountySchemeGivesSupportTheHalf(fact: ScoreFact, lead: Double, support: Double) throws {
        #expect(try score("county", [(fact, ScoreboardTests.unit)]).capped == lead)
        #expect(try score("county", [(fact, ScoreboardTests.support)]).capped == support)
    }

    @Test func rawPointsStandBesideTheCappedOnes() throws {
        let many = try score("county", Array(repeating: (.done, ScoreboardTests.unit), count: 12))
        #expect(many.raw == 104 && many.capped == 100 && many.lines.count == 12)
        let bad = try score("county", Array(repeating: (.missed, ScoreboardTests.unit), count: 20))
        #expect(bad.raw == -20 && bad.capped == 0)
    }

    @Test func theParkBlockOfThirtyLosesFiveThreeAndThree() throws {
        let park = try score(
            "park", [(.missed, ScoreboardTests.unit), (.missed, ScoreboardTests.support), (.falseReport, ScoreboardTests.unit)])
        #expect(park.raw == 19 && park.isBarredFromAwards)
        #expect(try score("park", [(.missed, ScoreboardTests.unit)]).isBarredFromAwards == false)
        #expect(try score("park", [(.done, ScoreboardTests.unit)]).uncounted.count == 1)
    }

    @Test func theDistrictSchemeCountsPlansReportsAndTheLeadersView() throws {
        let facts: [(ScoreFact, OrderUnit)] = [
            (.noPlan, ScoreboardTests.unit), (.noStageGoals, ScoreboardTests.unit), (.missingReport, ScoreboardTests.unit),
            (.missingReport, ScoreboardTests.unit),
        ]
        #expect(try score("district", facts).raw == 45)
        let viewed = try score("district", [(.view, ScoreboardTests.unit), (.view, ScoreboardTests.unit)], points: 18)
        #expect(viewed.raw == 98 && viewed.lines.count == 1)
        #expect(try score("district", [(.view, ScoreboardTests.unit)], points: 35).raw == 100)
        #expect(try score("county", [(.view, ScoreboardTests.unit)], points: 18).raw == 80)
    }

    @Test func aLadderTakesItsOwnPoints() throws {
        #expect(try score("county", [(.ladder, ScoreboardTests.unit)], points: -2).capped == 78)
    }

    @Test(arguments: TestDatabase.engines) func everyPointOfTheHouseOpensIntoItsFact(engine: Dialect) async throws {
        try await World.running(engine) { world in
            try await world.do("supervision.settings", ["ladder": "guangyuan", "scheme": "district"])
            let unit = try await world.unit("市科技局")
            let order = try await world.order("办一件", ["support": "市工信局"])
            for (action, more) in [("sign", [:]), ("begin", ["text": "在办"]), ("report", ["text": "已办"])] {
                try await world.step(order, action, more, as: unit)
            }
            try await world.step(order, "review")
            try await world.step(order, "complete")
            let late = try await world.order("另一件", unit: "市商务局", due: "2024-07-20")
            world.test.clock.advance(days: 10)
            _ = late
            func lines(_ name: String) async throws -> [(String, Double)] {
                let scores = try await world.json("supervision.scoreboard")["scores"]?.array ?? []
                let lines = scores.first { $0["unit"]?.string == name }?["lines"]?.array ?? []
                return lines.map { ($0["fact"]?.string ?? "", $0["points"]?.number ?? 0) }
            }
            // Two quarters without a report of the measure that it leads.
            let missing = try await lines("市科技局").filter { $0.0 == "missingReport" }
            #expect(missing.map(\.1) == [-10, -10])
            try await world.do("supervision.settings", ["ladder": "guangyuan", "scheme": "county"])
            #expect(try await lines("市科技局").map(\.1) == [2])
            #expect(try await lines("市工信局").map(\.1) == [1])
            #expect(try await lines("市商务局").map(\.1) == [-5])
            let page = try await world.page("supervision.scoreboard")
            #expect(page.contains("第1号 办一件”于2024-07-15完成，应于2024-07-31") && page.contains("/orders/\(order)"))
            let table = try #require(
                try await world.do("supervision.scoreboard").table?(Reader(viewer: World.office, today: world.test.clock.now.day)))
            #expect(table.rows.contains { $0[1] == .text("市商务局") && $0[8] == .number(-5) })
        }
    }

    @Test func anOrderOnAMatterOfThePlanIsNoSecondMerit() async throws {
        try await World.running { world in
            let order = try await world.order("报平台进度", ["measure": "M1"]), unit = try await world.unit("市科技局")
            for (action, more) in [("sign", [:]), ("begin", ["text": "在办"]), ("report", ["text": "已办"])] {
                try await world.step(order, action, more, as: unit)
            }
            try await world.step(order, "review")
            try await world.step(order, "complete")
            let scores = try await world.json("supervision.scoreboard")["scores"]?.array ?? []
            #expect(scores.first { $0["unit"]?.string == "市科技局" }?["raw"]?.number == 80)
        }
    }
}
