import HouseTesting
import Kernel
import Testing

@testable import Plan

/// Another light rule is chosen for a day; what was shown before stays.
@Suite struct RuleChoiceTests {
    @Test(arguments: TestDatabase.engines) func lightsBeforeTheChoiceStayAsTheyWere(engine: Dialect) async throws {
        try await World.running(engine) { world in
            let before = try await world.json("plan.cockpit", asOf: "2024-07-14")
            try await world.do("plan.rule.choose", ["preset": "wuhan", "reason": "市政府办通知"])
            #expect(try await world.json("plan.cockpit", asOf: "2024-07-14").text == before.text)
            let now = try await world.json("plan.cockpit")
            #expect(now["measures"]?.array?.allSatisfy { $0["rule"]?.string == "wuhan" } == true)
            #expect(before["measures"]?.array?.allSatisfy { $0["rule"]?.string == "yinchuan" } == true)
            let life = try await world.json("plan.rule")
            #expect(life["rules"]?.array?.map { $0["rule"]?.string } == ["yinchuan", "wuhan"])
            let page = try await world.page("plan.rule")
            #expect(page.contains("用过的规则") && page.contains("市政府办通知") && page.contains("低于60%"))
        }
    }

    @Test func aChoiceMayLieAheadAndIsRefusedWhereItChangesNothing() async throws {
        try await World.running { world in
            try await world.do("plan.rule.choose", ["preset": "songyang", "from": "2024-08-01", "reason": "通知"])
            #expect(try await world.json("plan.rule")["rule"]?.string == "yinchuan")
            #expect(try await world.json("plan.rule", asOf: "2024-08-01")["rule"]?.string == "songyang")
            #expect(
                try await world.refusal("plan.rule.choose", ["preset": "yinchuan", "reason": "通知"])?.detail.zh
                    == "2024-07-15起已经用这个规则。")
            #expect(try await world.refusal("plan.rule.choose", ["preset": "mars", "reason": "通知"])?.status == 422)
        }
    }

    /// A file that was taken away is said; no other rule steps in.
    @Test func aRuleWithoutItsFileGivesNoLights() async throws {
        try await World.running { world in
            let plan = world.plan
            try await world.house.write(as: World.office) { scope in
                let gone = RuleChoice(preset: "gone", from: scope.today, reason: "通知", by: "集群办")
                try PlanStore.insert(gone, plan: plan, id: scope.newID(), scope)
                scope.record(Event(PlanEvents.prepared, Subject("plan", plan.description)))
            }
            let refusal = try #require(try await world.refusal("plan.cockpit"))
            #expect(refusal.status == 503 && refusal.detail.zh == "没有灯色规则“gone”的文件，不能亮灯。")
        }
    }

    @Test func theTargetPageAnswersWhatIf() async throws {
        try await World.running { world in
            try await world.do("plan.target.baseline", ["target": "T4", "value": "5", "source": "统计公报"])
            let report = try await world.submit("target", "T4", by: "市科技局", ["value": "5.1", "period": "2024-06-30"])
            try await world.do("plan.progress.decide", ["progress": report, "verdict": "approve"])
            let now = try await world.json("plan.target", ["target": "T4"])
            #expect(now["outlook"]?["verdict"]?.string == "tooFew" && now["light"]?.string == "yellow")
            let then = try await world.json("plan.target", ["target": "T4", "next": "6.5"])
            #expect(then["whatIf"]?["day"]?.string == "2024-09-30" && then["whatIf"]?["light"]?.string == "ahead")
            let page = try await world.page("plan.target", ["target": "T4", "next": "6.5"])
            #expect(page.contains("能否达到") && page.contains("假如2024年三季度达到") && page.contains("数据不足，不作预测"))
            #expect(
                try await world.page("plan.target", ["target": "T4", "next": "6.5"], .en).contains("Too few points to forecast"))
            #expect(try await world.refusal("plan.target", ["target": "T2", "next": "6.5"])?.status == 422)
        }
    }
}
