import Calendars
import Foundation
import HouseTesting
import Kernel
import Testing

@testable import Plan

/// A city's plan and a district's below it, on both engines.
@Suite struct AlignedPlansTests {
    static let district = """
        东城区生物医药产业实施方案（2024—2026年）

        一、主要目标
        到2027年6月底，规模以上企业达到20家，研发投入占比不低于6%。
        二、重点任务
        1.建设公共服务平台。建设药物安全评价平台。（牵头单位：区工信局）
        """

    static func withDistrict(_ engine: Dialect = .sqlite, _ body: (World, RecordID) async throws -> Void) async throws {
        try await World.running(engine) { world in
            let lower = try await World.upload(district, to: world.test)
            try await world.do("plan.publish", ["plan": lower.description])
            try await world.do("plan.superior", ["plan": lower.description, "superior": world.plan.description])
            try await body(world, lower)
        }
    }

    @Test(arguments: TestDatabase.engines) func theDistrictIsHeldAgainstTheCity(engine: Dialect) async throws {
        try await AlignedPlansTests.withDistrict(engine) { world, _ in
            let found = try #require(try await world.json("plan.alignment", ["plan": ""])["findings"]?.array)
            let kinds = Set(found.compactMap { $0["kind"]?.string })
            #expect(kinds.isSuperset(of: ["unmatched", "short", "deadline", "weaker", "owners"]))
            #expect(found.first { $0["kind"]?.string == "short" }?["words"]?.string == "1份合计20家，上级60家，少40家")
            let page = try await world.page("plan.alignment", ["plan": ""])
            #expect(page.contains("1对上下级方案") && page.contains("到2027年6月30日") && page.contains("上级方案"))
            #expect(try await world.page("plan.alignment", ["plan": ""], .en).contains("The lower deadline is later"))
            let answer = try await world.do("plan.alignment", ["plan": ""])
            let table = try #require(answer.table?(Reader(today: world.test.clock.now.day)))
            #expect(table.rows.count >= found.count && table.rows.allSatisfy { $0.count == table.columns.count })
        }
    }

    @Test func whatStandsAboveIsDatedAndMayEnd() async throws {
        try await AlignedPlansTests.withDistrict { world, lower in
            #expect(try await world.json("plan.alignment", ["plan": ""], asOf: "2024-07-14")["findings"]?.array?.isEmpty == true)
            try await world.do("plan.superior", ["plan": lower.description, "from": "2024-09-01"])
            #expect(try await world.json("plan.alignment", ["plan": ""], asOf: "2024-08-31")["findings"]?.array?.isEmpty == false)
            #expect(try await world.json("plan.alignment", ["plan": ""], asOf: "2024-09-01")["findings"]?.array?.isEmpty == true)
            let refusal = try #require(
                try await world.refusal("plan.superior", ["superior": lower.description]))
            #expect(refusal.status == 422)
        }
    }

    /// Tianjin's rule holds a district's growth against the city's.
    @Test func theCitysGrowthIsTheAverage() async throws {
        try await AlignedPlansTests.withDistrict { world, lower in
            let (plan, asOf) = (world.plan, world.test.clock.now.day)
            try await world.house.write(as: World.office) { scope in
                let reads = PlanReads(content: Sample.content)
                let city = try reads.board(reads.plan(plan, scope), scope), own = try reads.board(reads.plan(lower, scope), scope)
                for (board, values) in [(city, [6.0, 6.6]), (own, [5.0, 5.4])] {
                    let share = board.targets.first { $0.unit == "%" }
                    for (value, end) in zip(values, ["2023-06-30", "2024-06-30"]) {
                        guard let share else { continue }
                        try PlanStore.insert(
                            Progress(
                                id: scope.newID(), about: .target, subject: share.id, unit: nil, unitName: "市统计局",
                                periodEnd: Sample.day(end), value: value,
                                isDone: false, doneOn: nil, note: "统计", evidence: nil, evidenceName: nil, state: .approved,
                                submittedBy: "市统计局",
                                submittedOn: Sample.day(end), decidedBy: "集群办", decidedOn: Sample.day("2024-07-02"), reason: nil),
                            plan: board.plan.id, scope)
                    }
                }
                scope.record(Event(PlanEvents.prepared, city.plan.subject))
                scope.record(Event(PlanEvents.prepared, own.plan.subject))
            }
            try await world.house.read(as: World.office) { scope in
                let reads = PlanReads(content: Sample.content)
                let board = try reads.board(reads.plan(lower, scope), scope)
                let averages = try reads.averages(board, on: Sample.day("2024-06-30"), knownOn: asOf, scope)
                let share = try #require(board.targets.first { $0.unit == "%" })
                #expect(averages[share.id].map { ($0 * 1000).rounded() } == 100)
            }
        }
    }
}
