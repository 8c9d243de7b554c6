import Calendars
import HouseTesting
import Kernel
import Plan
import Testing

@testable import Evaluation

/// The year of a whole city.
@Suite struct CityTests {
    @Test(arguments: TestDatabase.engines) func theYearCountsEveryPlan(engine: Dialect) async throws {
        try await World.city(engine) { world in
            let id = try await world.json("evaluation.city.make", ["year": "2024", "place": "徐州市"])["evaluation"]?.string ?? ""
            let view = try await world.json("evaluation.show", ["evaluation": id])
            let paragraphs = try #require(view["sections"]?.array).flatMap { $0["paragraphs"]?.array ?? [] }.compactMap(\.string)
            #expect(paragraphs.contains { $0.hasPrefix("评估期间为2024年1月1日至2024年12月31日，涉及方案1份。") }, "\(paragraphs)")
            #expect(paragraphs.contains { $0.contains("“全市生物医药产业产值”：现值406.0亿元，目标500.0亿元") }, "\(paragraphs)")
            #expect(view["corrections"]?.array?.isEmpty == true)
            for language in Language.allCases {
                #expect(try await world.page("evaluation.show", ["evaluation": id], language).contains("<h1"))
            }
            #expect(try await world.json("evaluation.city")["evaluations"]?.array?.count == 1)
        }
    }

    @Test func aYearlyEvaluationOfAPlanLooksAtTheYearAndItsShare() async throws {
        try await World.city { world in
            try await world.do(
                "plan.target.share",
                ["plan": world.plan.description, "target": "T1", "axis": "year", "part": "2024", "value": "420"])
            let report = try await world.report(.yearly, "2024-12-31")
            let lines = world.lines(report)
            #expect(report.window.lowerBound == Day("2024-01-01"))
            #expect(lines.contains { $0.contains("2024年度目标420.0亿元。") })
            // What earlier years closed is no work of this one.
            #expect(!lines.contains { $0.contains("重组人胰岛素制剂产业化项目竣工") })
        }
    }

    /// Fifty plans of a city within five seconds, with their documents.
    @Test func fiftyPlansAreEvaluatedInSeconds() async throws {
        try await World.city { world in
            for number in 1...49 {
                let text = World.nextPlan.replacing("（2026—2030年）", with: "（2022—2026年）第\(number)号").replacing(
                    "到2030年", with: "到2026年")
                let id = try await world.json("plan.read", ["text": text, "place": "徐州市"])["plan"]?.string ?? ""
                try await world.do("plan.publish", ["plan": id])
                for task in 1...10 {
                    try await world.do(
                        "plan.task.add",
                        ["plan": id, "measure": "M1", "title": "任务\(task)", "unit": "市科技局", "due": "2025-0\(1 + task % 9)-15"])
                }
            }
            let clock = ContinuousClock()
            var made = ""
            let took = try await clock.measure {
                made = try await world.json("evaluation.city.make", ["year": "2025", "place": "徐州市"])["evaluation"]?.string ?? ""
            }
            #expect(took < .seconds(5), "\(took)")
            let view = try await world.json("evaluation.show", ["evaluation": made])
            #expect(view["figures"]?.array?.first { $0["key"]?.string == "plans.all" }?["value"]?.number == 50)
            print("fifty plans: \(took)")
        }
    }
}
