import HouseTesting
import Kernel
import Testing

import struct Foundation.Data

@testable import Plan

/// What a document or a form may hold without doing harm.
@Suite struct HostilePlanTests {
    /// A plan with this many measures of two units each.
    static func long(_ measures: Int, words: String = "推进工作，完善机制，抓好落实。") -> String {
        "试点市产业发展实施方案（2024—2026年）\n一、主要目标\n到2026年底，规模以上企业达到60家。\n二、重点任务\n"
            + (1...measures).map { "\($0).推进第\($0)项工作。\(words)（责任单位：市科技局，市第\($0)局）\n" }.joined()
    }

    @Test(arguments: TestDatabase.engines) func markupInAPlanStaysText(engine: Dialect) async throws {
        let attack = "<script>alert(1)</script>\"'><img src=x onerror=y>"
        let text = Documents.small.replacing("建设公共服务平台。", with: "建设\(attack)平台。").replacing("市发改委", with: "市<b>发改委")
        try await World.draft(engine, text) { world in
            for language in Language.allCases {
                for show in ["questions", "all"] { check(try await world.page("plan.review", ["show": show], language), attack) }
            }
            try await world.do("plan.item.add", ["kind": "project", "name": attack, "place": "M1"])
            try await world.do(
                "plan.setup",
                [
                    "title": attack, "place": "<b>城</b>\"'", "start": "2024-01-01", "end": "2026-12-31", "frequency": "quarter",
                    "report_days": "3",
                ])
            try await world.do("plan.publish")
            for name in [
                "plan.cockpit", "plan.items", "plan.targets", "plan.measures", "plan.rule", "plan.reports", "plan.instructions",
            ] {
                check(try await world.page(name), attack)
            }
            check(try await world.page("plan.measure", ["measure": "M1"]), attack)
            check(try await world.page("plan.list", ["plan": ""]), attack)
        }
    }

    private func check(_ page: String, _ attack: String) {
        #expect(!page.contains("<script>alert") && !page.contains("<img src=x") && !page.contains("市<b>") && !page.contains("<b>城"))
    }

    @Test func threeHundredThousandCharactersAreRead() async throws {
        let text = HostilePlanTests.long(900, words: String(repeating: "推进工作，完善机制。", count: 35))
        #expect(text.count > 300_000)
        try await World.draft(.sqlite, text) { (world: World) async throws in
            #expect(try await world.items().filter { $0.kind == .measure }.count == 900)
            #expect(try await world.page("plan.review").count > 300_000)
        }
    }

    @Test(arguments: TestDatabase.engines) func aNULIsRefusedOrLeftOutAndNeverAFault(engine: Dialect) async throws {
        try await World.empty(engine) { test in
            let text = Documents.small.replacing("建设公共", with: "建设\u{0}公共")
            let pasted = try await test.refusal("plan.read", RawInput(["text": [text]]), as: World.office)
            guard case .invalid(let problems) = pasted else { return #expect(Bool(false), "\(String(describing: pasted))") }
            #expect(problems.first?.message == Text("含有不可用的字符（U+0000）。", "Holds a character that cannot be kept (U+0000)."))
            let file = RawInput(files: ["file": [Upload(name: "a.txt", bytes: .init(text.utf8))]])
            if let refusal = try await test.refusal("plan.read", file, as: World.office) { #expect(refusal.status == 422) }
        }
    }

    @Test(arguments: TestDatabase.engines) func aTitleOfManyScalarsACharacterIsCutNotAFault(engine: Dialect) async throws {
        let family = "👨‍👩‍👧‍👦"
        let text = Documents.small.replacing("试点市生物医药产业高质量发展实施方案", with: "试点市" + String(repeating: family, count: 150) + "实施方案")
            .replacing("培育龙头企业。", with: String(repeating: family, count: 310) + "。")
        try await World.draft(engine, text) { world in try await world.do("plan.publish") }
    }

    @Test func numbersOutOfReachAreRefusedOrKept() async throws {
        try await World.running { world in
            for value in ["1e308", "-1e308", "0", "1e-300", "99999999999999999999"] {
                let refusal = try await world.refusal("plan.target.baseline", ["target": "T4", "value": value, "source": "x"])
                #expect(refusal == nil || refusal?.status == 422)
                #expect(try await world.page("plan.cockpit").contains("<h1"))
                #expect(try await world.page("plan.target", ["target": "T4"]).contains("<h1"))
            }
            for value in ["nan", "inf", "1,2,3x", "--1", "１２Ｅ"] {
                #expect(
                    try await world.refusal("plan.target.baseline", ["target": "T4", "value": value, "source": "x"])?.status == 422)
            }
            let report = try await world.submit("target", "T4", by: "市科技局", ["value": "1e308"])
            try await world.do("plan.progress.decide", ["progress": report, "verdict": "approve"])
            for name in ["plan.cockpit", "plan.targets"] { #expect(try await world.page(name).contains("<h1")) }
            #expect(try await world.page("plan.target", ["target": "T4"]).contains("<h1"))
        }
    }

    @Test func aPeriodOfNineThousandYearsStillRuns() async throws {
        try await World.draft { world in
            try await world.do(
                "plan.setup",
                [
                    "title": "x", "place": "y", "start": "0001-01-02", "end": "9999-12-31", "frequency": "month",
                    "report_days": "60",
                ])
            try await world.do("plan.publish")
            #expect(try await world.page("plan.cockpit").contains("<h1"))
            #expect(try await world.page("plan.target", ["target": "T2"]).contains("<h1"))
            #expect(try await world.page("plan.cockpit", asOf: "0001-01-01").contains("<h1"))
            #expect(try await world.page("plan.cockpit", asOf: "9999-12-31").contains("<h1"))
        }
    }

    @Test func anItemOfAnotherPlanIsNotFound() async throws {
        try await World.draft { world in
            let other = World(
                test: world.test, endpoints: world.endpoints, plan: try await World.upload(Documents.small, to: world.test))
            let item = try await other.item(.target, "T6")
            #expect(
                try await world.refusal("plan.item.decide", ["item": item.id.description, "decision": "delete"])?.status == 404)
            #expect(try await other.item(.target, "T6").state == .read)
        }
    }

    @Test func fiveThousandItemsAreAllPublished() async throws {
        try await World.draft(.sqlite, HostilePlanTests.long(900)) { world in
            let before = try await world.house.database.read { try $0.first("SELECT COUNT(*) AS n FROM plan_item")?.int("n") ?? 0 }
            #expect(before > 900)
            let plan = world.plan
            try await world.house.write(as: World.office) { scope in
                for number in 1...4600 {
                    let item = Item(
                        id: scope.newID(), plan: plan, kind: .project, key: "Z\(number)", order: number, read: nil,
                        content: Item.Content("项目\(number)", quote: ""),
                        state: .added, start: 0, end: 0, question: nil, other: nil, mergedInto: nil, before: nil, changedBy: nil)
                    try ItemStore.insert(item, scope)
                }
                scope.record(Event(PlanEvents.prepared, Subject("plan", plan.description)))
            }
            #expect(try await world.items().count == before + 4600)
            try await world.do("plan.publish")
            #expect(try await world.items().filter { $0.kind == .project && $0.home == nil }.isEmpty)
        }
    }
}
