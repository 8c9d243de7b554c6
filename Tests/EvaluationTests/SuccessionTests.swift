import Calendars
import HouseTesting
import Kernel
import Plan
import Testing

@testable import Evaluation

extension World {
    static let nextPlan = """
        徐州市生物医药产业高质量发展实施方案（2026—2030年）
        一、主要目标
        到2030年，全市生物医药产业产值达800亿元，规模以上工业企业达220家，上市企业15家，公共技术服务平台12个。
        二、重点举措
        （一）实施平台提升工程
        1.建设公共技术服务平台。建设实验动物等平台。（责任单位：市科技局，徐州高新区管委会）
        2.培育龙头企业。支持企业上市。（责任单位：市工信局）
        """

    /// The example's plan in its final evaluation, and the draft of the next one.
    func closing() async throws -> (old: String, new: String) {
        try await self.do("plan.stage", ["plan": plan.description, "stage": "final", "note": "期末"])
        let new = try await json("plan.read", ["text": World.nextPlan, "place": "徐州市"])["plan"]?.string ?? ""
        return (plan.description, new)
    }

    /// Old target ids by indicator, in the succession.
    func target(_ indicator: String) async throws -> String {
        let rows = try await json("plan.succession", ["plan": plan.description])["targets"]?.array ?? []
        return rows.first { $0["indicator"]?.string?.contains(indicator) == true }?["target"]?.string ?? ""
    }

    func task(_ title: String) async throws -> String {
        let rows = try await json("plan.succession", ["plan": plan.description])["tasks"]?.array ?? []
        return rows.first { $0["title"]?.string == title }?["task"]?.string ?? ""
    }
}

/// What one plan hands on to the next.
@Suite struct SuccessionTests {
    @Test(arguments: TestDatabase.engines) func lastValuesBecomeBaselinesAndUnfinishedTasksProposals(engine: Dialect) async throws {
        try await World.city(engine) { world in
            #expect(
                try await world.refusal("plan.succession.begin", ["plan": world.plan.description, "to": world.plan.description])?
                    .status == 409)
            let (old, new) = try await world.closing()
            try await world.do("plan.succession.begin", ["plan": old, "to": new])
            let view = try await world.json("plan.succession", ["plan": old])
            #expect(view["successor"]?.string == new && view["baseDay"]?.string == "2025-12-31")
            let targets = try #require(view["targets"]?.array)
            #expect(targets.count == 8 && targets.allSatisfy { $0["state"]?.string == "proposed" })
            let output = try #require(targets.first { $0["indicator"]?.string?.contains("产业产值") == true })
            #expect(output["value"]?.number == 471 && output["day"]?.string == "2025-12-31" && output["item"]?.string != nil)
            #expect(output["source"]?.string?.contains("《促进生物医药产业创新发展实施方案》2025-12-31：登记记录") == true)
            #expect(
                try #require(view["tasks"]?.array).compactMap { $0["title"]?.string }.sorted() == [
                    "上药徐州搬迁入驻", "九旭中药片剂项目投产", "实验动物平台立项", "沛县物流园二期", "百亿企业申报",
                ])
            #expect(try await world.refusal("plan.succession.begin", ["plan": old, "to": new])?.status == 409)

            // Nothing counts before a person confirms it.
            func baselines() async throws -> [Double?] {
                let plan = try #require(RecordID(new))
                return try await world.house.read(as: World.office) { scope in
                    try world.reads.draftTargets(try world.reads.plan(plan, scope), scope).map(\.baseline)
                }
            }
            #expect(try await baselines().allSatisfy { $0 == nil })
            try await world.do("plan.succession.target", ["plan": old, "target": try await world.target("产业产值"), "act": "confirm"])
            #expect(try await baselines().compactMap { $0 } == [471])
            try await world.do(
                "plan.succession.target", ["plan": old, "target": try await world.target("特色产业园区"), "act": "decline"])
            // A target without an approved value has nothing to hand on.
            let empty = try await world.refusal(
                "plan.succession.target",
                ["plan": old, "target": try await world.target("新药审批"), "item": RecordID.zero.description, "act": "confirm"])
            #expect(empty?.detail.zh.contains("没有已审核的现值，不能作基期") == true)

            // Tasks wait for the new plan to run.
            let task = ["plan": old, "task": try await world.task("实验动物平台立项"), "act": "confirm"]
            #expect(try await world.refusal("plan.succession.task", task.merging(["measure": "M1"]) { $1 })?.status == 409)
            try await world.do("plan.publish", ["plan": new])
            #expect(try await world.refusal("plan.succession.task", task)?.status == 422)
            try await world.do("plan.succession.task", task.merging(["measure": "M1", "due": "2027-06-30"]) { $1 })
            #expect(try await world.refusal("plan.succession.task", task.merging(["measure": "M1"]) { $1 })?.status == 409)
            let measure = try await world.page("plan.measure", ["plan": new, "measure": "M1"])
            #expect(measure.contains("实验动物平台立项") && measure.contains("2027-06-30"))
            let page = try await world.page("plan.target", ["plan": new, "target": "T1"])
            #expect(page.contains("471") && page.contains("《促进生物医药产业创新发展实施方案》"))
            // Both plans show the link.
            #expect(try await world.page("plan.succession", ["plan": new]).contains("承接"))
            #expect(try await world.json("plan.succession", ["plan": new])["predecessor"]?.string == old)
        }
    }

    @Test(arguments: [
        ("全市生物医药产业产值", "亿元", "生物医药产业产值"), ("规模以上工业企业", "家", "规上工业企业"), ("上市企业", "家", "上市企业"), ("公共技术服务平台", "个", "公共技术服务平台"),
    ]) func theSameIndicatorIsFound(old: String, unit: String, new: String) {
        let drafts = [("生物医药产业产值", "亿元"), ("规上工业企业", "家"), ("上市企业", "家"), ("公共技术服务平台", "个"), ("从业人员", "人")].map {
            DraftTarget.sample($0.0, $0.1)
        }
        #expect(Succession.match(old, unit: unit, in: drafts)?.indicator == new)
        #expect(Succession.match("研发投入占比", unit: "%", in: drafts) == nil)
    }

    @Test(arguments: TestDatabase.engines) func everyStatementIsIndexed(engine: Dialect) async throws {
        try await World.city(engine) { world in
            let (old, new) = try await world.closing()
            try await world.do("plan.succession.begin", ["plan": old, "to": new])
            let (oldID, newID) = (try #require(RecordID(old)), try #require(RecordID(new)))
            try await world.house.write(as: World.office) { scope in
                let growing: Set<String> = ["plan_succession", "succession_target", "succession_task"]
                let one = try #require(try SuccessionStore.list(old: oldID, scope.connection).first)
                try expectIndexed(scope.connection, growing: growing) {
                    _ = try SuccessionStore.list(old: oldID, scope.connection)
                    _ = try SuccessionStore.find(new: newID, scope.connection)
                    for link in try SuccessionStore.targets(of: one.id, scope.connection).prefix(1) {
                        try SuccessionStore.update(link, of: one.id, scope)
                    }
                    for link in try SuccessionStore.tasks(of: one.id, scope.connection).prefix(1) {
                        try SuccessionStore.update(link, of: one.id, scope)
                    }
                }
                scope.record(Event(EvaluationEvents.made, Subject("plan", old)))
            }
        }
    }
}

extension DraftTarget {
    static func sample(_ indicator: String, _ unit: String) -> DraftTarget {
        DraftTarget(
            item: .zero, key: "T1", indicator: indicator, scope: nil, value: 1, unit: unit, quantity: .level, baseline: nil,
            baselineSource: nil)
    }
}
