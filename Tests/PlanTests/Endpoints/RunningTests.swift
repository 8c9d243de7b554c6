import Calendars
import Files
import HouseTesting
import Kernel
import Registry
import Testing

import struct Foundation.Data

@testable import Plan

/// The main job from end to end: a document goes in, people decide, it runs.
@Suite struct WholePathTests {
    /// Answers every question, the way an office would.
    static func decideAll(_ world: World) async throws {
        for _ in 0..<200 {
            guard let item = try await world.items().first(where: \.isOpen) else { return }
            let decision: Decision =
                switch item.question {
                case .sameTarget, .similarName: .merge
                case .noUnits, .missingIssue, .blankValue: .keep
                default: .confirm
                }
            try await world.decide(decision, item.kind, item.key)
        }
    }

    @Test(arguments: TestDatabase.engines) func theSmallPlanRuns(engine: Dialect) async throws {
        try await World.draft(engine) { world in
            #expect(try await world.items().filter(\.isOpen).count == 8)
            try await WholePathTests.decideAll(world)
            let settled = try await world.items()
            #expect(settled.filter(\.isOpen).isEmpty)
            #expect(settled.first { $0.key == "O4" }?.state == .merged)
            for (key, value) in [("T1", "180"), ("T2", "41"), ("T3", "1"), ("T4", "5.5")] {
                try await world.do(
                    "plan.item.baseline",
                    ["item": try await world.item(.target, key).id.description, "value": value, "source": "2023年统计公报"])
            }
            try await world.do("plan.publish")

            let board = try await world.board()
            #expect(board.targets.map(\.key) == ["T1", "T2", "T3", "T4", "T5", "T6", "T7"])
            #expect(board.measures.map(\.key) == ["M1", "M2", "M3", "M4", "M5"])
            #expect(board.measures.map { $0.lead?.name } == ["市科技局", "市工信局", "市商务局", "市科技局", nil])
            #expect(board.measures.flatMap(\.units).contains(where: \.isAssumedLead) == false)
            #expect(
                board.targets.map { $0.query?.words.zh } == [
                    "求和：产值，规模以上企业与机构，近四个季度", "数记录：规模以上企业与机构", "数记录：建成公共平台", nil, nil, nil, nil,
                ])

            let cockpit = try await world.json("plan.cockpit")
            let targets = try #require(cockpit["targets"]?.array)
            // Sums without a figure are no zero; a registry without a firm counts none.
            #expect(
                targets.map { $0["light"]?.string } == [
                    "unreported", "red", "red", "unreported", "unreported", "unreported", "unreported",
                ])
            #expect(targets.map { $0["value"]?.number } == [nil, 0, 0, nil, nil, nil, nil])
            #expect(cockpit["dataDay"]?.string == "2024-06-30")
            #expect(try await world.house.database.read { try EventLog.verify($0) }.get() > 12)
        }
    }

    @Test(
        .enabled(if: Documents.xuzhou != nil, "the seed documents are not beside the repository"), arguments: TestDatabase.engines)
    func theXuzhouPlanRuns(engine: Dialect) async throws {
        try await World.draft(engine, try #require(Documents.xuzhou)) { world in
            try await WholePathTests.decideAll(world)
            try await world.do("plan.publish")
            let cockpit = try await world.json("plan.cockpit")
            let measures = try #require(cockpit["measures"]?.array)
            #expect(measures.count == 20)
            // 17 has the lead that its text names; 18 to 20 stay without a unit.
            #expect(measures.filter { $0["light"]?.string == "unowned" }.compactMap { $0["number"]?.string } == ["18", "19", "20"])
            let headline = try await world.board().targets.filter(\.isHeadline)
            #expect(headline.map(\.value) == [500, 150, 10, 5, 8])
            #expect(headline.allSatisfy { $0.due == Sample.day("2025-12-31") })
            #expect(headline.allSatisfy { $0.query != nil })
            for name in ["plan.cockpit", "plan.items", "plan.targets", "plan.measures", "plan.rule", "plan.reports"] {
                for language in Language.allCases { #expect(try await world.page(name, [:], language).contains("<h1")) }
            }
        }
    }

    @Test(.enabled(if: Documents.taizhou != nil, "the seed documents are not beside the repository"))
    func anArticleWithoutUnitsRunsWithoutLights() async throws {
        try await World.draft(.sqlite, try #require(Documents.taizhou)) { world in
            try await world.do("plan.publish")
            let measures = try #require(try await world.json("plan.cockpit")["measures"]?.array)
            #expect(measures.count == 15 && measures.allSatisfy { $0["light"]?.string == "unowned" })
        }
    }

    @Test(arguments: TestDatabase.engines) func anUnansweredPlanCanBePublishedAndAssumesItsLeads(engine: Dialect) async throws {
        try await World.running(engine) { world in
            let measures = try await world.board().measures
            #expect(measures[1].lead?.isAssumedLead == true && measures[1].lead?.name == "市工信局")
            #expect(measures[3].units.isEmpty && measures[4].units.isEmpty)
            #expect(try await world.refusal("plan.publish")?.detail == EndpointCase.Objection.published.text)
        }
    }
}

extension EndpointCase.Objection {
    var text: Text { Text(zh, en) }
}

/// Reports: waiting, approved, returned.
@Suite struct ReportingTests {
    @Test(arguments: TestDatabase.engines) func onlyAnApprovedReportGivesALight(engine: Dialect) async throws {
        try await World.running(engine) { world in
            #expect(try await world.light("M1") == "unreported")
            let report = try await world.submit("measure", "M1", by: "市科技局")
            #expect(try await world.light("M1") == "unreported")
            let desk = try await world.json("plan.reports")
            #expect(desk["waiting"]?.array?.compactMap { $0["id"]?.string } == [report])
            try await world.do("plan.progress.decide", ["progress": report, "verdict": "approve"])
            #expect(try await world.light("M1") == "green")
            #expect(try await world.light("M1", asOf: "2024-07-14") == "unreported")
        }
    }

    @Test func aValueShowsOnceItIsApproved() async throws {
        try await World.running { world in
            func value() async throws -> Double? {
                try await world.json("plan.targets")["targets"]?.array?.first { $0["key"]?.string == "T4" }?["value"]?.number
            }
            let report = try await world.submit("target", "T4", by: "市科技局", ["value": "6.2"])
            #expect(try await value() == nil)
            try await world.do("plan.progress.decide", ["progress": report, "verdict": "approve"])
            #expect(try await value() == 6.2)
        }
    }

    @Test func aReturnedReportKeepsItsReasonAndIsOwedAgain() async throws {
        try await World.running { world in
            let report = try await world.submit("measure", "M1", by: "市科技局")
            try await world.do("plan.progress.decide", ["progress": report, "verdict": "return", "reason": "请写明<完成>比例"])
            let unit = try await world.unit("市科技局")
            let desk = try await world.page("plan.reports", as: unit)
            #expect(desk.contains("已退回：请写明&lt;完成&gt;比例"))
            #expect(
                try await world.page("plan.progress.form", ["about": "measure", "subject": "M1"], as: unit).contains(
                    "上次退回：请写明&lt;完成&gt;比例"))
            #expect(try await world.light("M1") == "unreported")
            let event = try #require(try await world.test.events(1).first)
            #expect(PlanEvents.returned.sentence.filled(event.details).zh == "退回市科技局报送的举措：建设公共服务平台，请写明<完成>比例")
        }
    }

    @Test(arguments: TestDatabase.engines) func aReportIsDecidedOnce(engine: Dialect) async throws {
        try await World.running(engine) { world in
            let report = try await world.submit("measure", "M1", by: "市科技局")
            try await world.do("plan.progress.decide", ["progress": report, "verdict": "approve"])
            let again = try await world.refusal("plan.progress.decide", ["progress": report, "verdict": "return", "reason": "晚了"])
            #expect(again == .conflict(Text("这条报送已由office于2024-07-15处理。", "This report was decided by office on 2024-07-15.")))
            #expect(
                try await world.refusal("plan.progress.decide", ["progress": RecordID.zero.description, "verdict": "approve"])?
                    .status == 404)
        }
    }

    @Test func aUnitReportsOnlyOnWhatIsItsOwn() async throws {
        try await World.running { world in
            let other = try await world.unit("市商务局")
            let refusal = Refusal.forbidden(Text("“建设公共服务平台”不归本单位报送。", "“建设公共服务平台” is not for your organisation to report on."))
            #expect(
                try await world.refusal("plan.progress.submit", ["about": "measure", "subject": "M1", "note": "x"], as: other)
                    == refusal)
            #expect(try await world.refusal("plan.progress.form", ["about": "measure", "subject": "M1"], as: other) == refusal)
            #expect(
                try await world.refusal(
                    "plan.progress.submit", ["about": "measure", "subject": "M1", "note": "x"], as: .holding(.unit))?.status == 403)
            let desk = try await world.json("plan.reports", as: other)
            #expect(desk["owed"]?.array?.compactMap { $0["subject"]?.string }.contains("M1") == false)
            #expect(desk["owed"]?.array?.compactMap { $0["subject"]?.string }.contains("M3") == true)
            _ = try await world.submit("measure", "M1", by: "市科技局")
            #expect(try await world.json("plan.reports", as: other)["waiting"]?.array?.isEmpty == true)
            #expect(try await world.json("plan.reports", as: try await world.unit("市科技局"))["waiting"]?.array?.count == 1)
        }
    }

    @Test func whatIsDoneNeedsItsDayAndNoDayAhead() async throws {
        try await World.running { world in
            try await world.do("plan.task.add", ["measure": "M1", "title": "平台选址", "due": "2024-06-15"])
            let task = try #require(try await world.board().tasks.values.flatMap { $0 }.first { $0.title == "平台选址" })
            let unit = try await world.unit("市科技局")
            let values = ["about": "task", "subject": task.id.description, "note": "已选定", "done": "true"]
            guard case .invalid(let problems) = try await world.refusal("plan.progress.submit", values, as: unit) else {
                return #expect(Bool(false))
            }
            #expect(problems.first?.message == Text("已完成的须填完成日期。", "What is done needs its day."))
            guard
                case .invalid(let ahead) = try await world.refusal(
                    "plan.progress.submit", values.merging(["done_on": "2024-07-16"]) { $1 }, as: unit)
            else { return #expect(Bool(false)) }
            #expect(ahead.first?.message == Text("不能晚于今天。", "Must not lie ahead."))
            let report = try await world.submit("task", task.id.description, by: "市科技局", ["done": "true", "done_on": "2024-07-15"])
            #expect(try await world.json("plan.cockpit")["late"]?.array?.contains { $0["title"]?.string == "平台选址" } == true)
            try await world.do("plan.progress.decide", ["progress": report, "verdict": "approve"])
            #expect(try await world.json("plan.cockpit")["late"]?.array?.contains { $0["title"]?.string == "平台选址" } == false)
        }
    }

    @Test(arguments: TestDatabase.engines) func evidenceIsKeptWithTheReport(engine: Dialect) async throws {
        try await World.running(engine) { world in
            var raw = world.raw(["about": "measure", "subject": "M1", "note": "见附件"])
            raw.files["evidence"] = [Upload(name: "../会议<纪要>.txt", bytes: .init("会议纪要".utf8))]
            _ = try await world.house.call("plan.progress.submit", raw, as: try await world.unit("市科技局"))
            let desk = try await world.page("plan.reports")
            #expect(desk.contains("/files/") && !desk.contains("会议<纪要>"))
            raw.files["evidence"] = [
                Upload(
                    name: "旧版.doc",
                    bytes: .init([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [UInt8](repeating: 0, count: 600)))
            ]
            let refusal = try await world.test.refusal("plan.progress.submit", raw, as: try await world.unit("市科技局"))
            #expect(refusal?.status == 415)
        }
    }

    @Test(arguments: TestDatabase.engines) func aLeadersInstructionBecomesATaskOfItsUnit(engine: Dialect) async throws {
        try await World.running(engine) { world in
            try await world.do("plan.instruct", ["title": "月底前报平台进度", "unit": "市科技局", "due": "2024-07-31"], as: World.leader)
            let list = try await world.json("plan.instructions", as: World.reader)
            #expect(list["tasks"]?.array?.compactMap { $0["title"]?.string } == ["月底前报平台进度"])
            let unit = try await world.unit("市科技局")
            #expect(
                try await world.json("plan.reports", as: unit)["owed"]?.array?.contains { $0["title"]?.string == "月底前报平台进度" }
                    == true)
            let task = try #require(try await world.board().looseTasks.first)
            #expect(task.origin == .instruction && task.measure == nil)
            let report = try await world.submit("task", task.id.description, by: "市科技局", ["done": "true", "done_on": "2024-07-15"])
            try await world.do("plan.progress.decide", ["progress": report, "verdict": "approve"])
            #expect(try await world.json("plan.instructions")["tasks"]?.array?.first?["doneOn"]?.string == "2024-07-15")
            #expect(try await world.json("plan.instructions", asOf: "2024-07-14")["tasks"]?.array?.isEmpty == true)
        }
    }
}

/// What waits for whom, and what is found.
@Suite struct ToDoTests {
    @Test(arguments: TestDatabase.engines) func theOfficeSeesWhatWaitsAndAUnitWhatItOwes(engine: Dialect) async throws {
        try await World.running(engine) { world in
            try await world.do("plan.task.add", ["measure": "M1", "title": "平台选址", "due": "2024-06-15"])
            let unit = try await world.unit("市科技局")
            func toDo(_ viewer: Viewer) async throws -> JSON { try await world.json("plan.to-do", ["plan": ""], as: viewer) }
            #expect(try await toDo(unit)["duties"]?.array?.compactMap { $0["title"]?.string } == ["平台选址"])
            #expect(try await toDo(try await world.unit("市商务局"))["duties"]?.array?.isEmpty == true)
            let task = try #require(try await toDo(unit)["duties"]?.array?.first?["subject"]?.string)
            let report = try await world.submit("task", task, by: "市科技局", ["done": "true", "done_on": "2024-06-14"])
            #expect(try await toDo(World.office)["waiting"]?.array?.first?["count"]?.number == 1)
            try await world.do("plan.progress.decide", ["progress": report, "verdict": "approve"])
            #expect(try await toDo(World.office)["waiting"]?.array?.isEmpty == true)
            #expect(try await toDo(unit)["duties"]?.array?.isEmpty == true)
        }
    }

    @Test func partOfANameFindsItAndNoDraft() async throws {
        try await World.running { world in
            _ = try await World.upload(Documents.small.replacing("市科技局", with: "市机密局"), to: world.test)
            let hits = try await world.json("plan.search", ["plan": "", "q": "公共服务平台"], as: World.reader)["hits"]?.array
            #expect(hits?.compactMap { $0["name"]?.string }.contains("1 建设公共服务平台") == true)
            #expect(try await world.json("plan.search", ["plan": "", "q": "机密"], as: World.reader)["hits"]?.array?.isEmpty == true)
            let page = try await world.page("plan.search", ["plan": "", "q": "<b>'\"%_"], as: World.reader)
            #expect(page.contains("&lt;b&gt;") && !page.contains("<b>'"))
        }
    }
}

/// Drafts, stages, shares, dates.
@Suite struct PlanLifeTests {
    @Test func aDraftIsThereForTheOfficeAlone() async throws {
        try await World.draft { (world: World) async throws in
            for viewer in [World.leader, World.reader, .holding(.unit), .holding(.auditor)] {
                #expect(try await world.json("plan.list", ["plan": ""], as: viewer)["plans"]?.array?.isEmpty == true)
                #expect(try await world.refusal("plan.cockpit", as: viewer)?.status == 404)
                #expect(try await world.refusal("plan.items", as: viewer)?.status == 404)
            }
            #expect(try await world.json("plan.list", ["plan": ""])["plans"]?.array?.count == 1)
            #expect(try await world.refusal("plan.cockpit")?.detail == EndpointCase.Objection.draft.text)
        }
    }

    @Test(arguments: TestDatabase.engines) func stagesFollowEachOther(engine: Dialect) async throws {
        try await World.running(engine) { (world: World) async throws in
            func move(_ stage: String) async throws -> Refusal? {
                try await world.refusal("plan.stage", ["stage": stage, "note": "通知"])
            }
            #expect(try await move("draft")?.status == 409)
            #expect(try await move("inForce")?.status == 409)
            #expect(try await move("midterm") == nil)
            #expect(try await move("inForce") == nil)
            #expect(try await move("midterm") == nil)
            #expect(try await move("final") == nil)
            #expect(
                try await move("midterm")
                    == .conflict(Text("方案现为“期末评估”，可转入：已结束。", "The plan is “Final evaluation” and may move to: Closed.")))
            #expect(try await move("closed") == nil)
            for stage in ["draft", "inForce", "midterm", "final", "closed"] { #expect(try await move(stage)?.status == 409) }
        }
    }

    @Test(arguments: TestDatabase.engines) func sharesAddUpOrAreShownToFallShortOrRunOver(engine: Dialect) async throws {
        try await World.running(engine) { world in
            func share(_ part: String, _ value: String) async throws {
                try await world.do("plan.target.share", ["target": "T2", "axis": "unit", "part": part, "value": value])
            }
            try await share("试点高新区", "40")
            #expect(try await world.page("plan.target", ["target": "T2"]).contains("未分解 20</span>"))
            #expect(try await world.page("plan.target", ["target": "T2"], .en).contains("Not yet assigned 20</span>"))
            try await share("老城区", "20")
            #expect(try await world.page("plan.target", ["target": "T2"]).contains("合计等于目标"))
            try await share("老城区", "35")
            #expect(try await world.page("plan.target", ["target": "T2"]).contains("超分 15</span>"))
            #expect(try await world.page("plan.target", ["target": "T2"], .en).contains("Over-booked by 15</span>"))
            try await share("老城区", "")
            let shares = try await world.json("plan.target", ["target": "T2"])["shares"]?.array
            #expect(shares?.compactMap { $0["part"]?.string } == ["试点高新区"])
            #expect(try await world.refusal("plan.target.share", ["target": "T2", "axis": "unit", "part": "没有的区"])?.status == 404)
        }
    }

    @Test(arguments: TestDatabase.engines) func aRevisionCarriesWhatWasConfirmed(engine: Dialect) async throws {
        try await World.draft(engine) { world in
            try await world.decide(.confirm, .target, "T6")
            try await world.do(
                "plan.item.correct",
                ["item": try await world.item(.measure, "M3").id.description, "name": "引进重大项目", "units": "市商务局 牵头\n市科技局 配合"])
            try await world.do(
                "plan.item.baseline", ["item": try await world.item(.target, "T2").id.description, "value": "41", "source": "统计公报"])
            try await world.do("plan.publish")
            // A measure is put in before the third, one target grows, one measure goes.
            let revised = Documents.small.replacing("3.引进重大项目", with: "3.建设人才公寓。建成公寓。（责任单位：市人社局，市住建局）\n4.引进重大项目")
                .replacing("300亿元", with: "400亿元").replacing("4.加强组织协调", with: "5.加强组织协调").replacing("5.落实支持政策。兑现奖补资金。", with: "")
            let next = World(
                test: world.test, endpoints: world.endpoints,
                plan: try await World.upload(revised, to: world.test, revises: world.plan))
            #expect(try await next.item(.target, "T6").state == .confirmed)
            #expect(try await next.item(.target, "T2").content.baseline == 41)
            #expect(try await next.item(.target, "T1").state == .read)
            let moved = try await next.item(.measure, "M4")
            #expect(moved.state == .corrected && moved.content.units?.first == Item.Unit(name: "市商务局", role: .lead))
            #expect(moved.content.number == "4", "the new document's number, not the old one's")
            let page = try await next.page("plan.review")
            #expect(page.contains("沿用确认") && page.contains("建设人才公寓") && page.contains("落实支持政策"))
            try await next.do("plan.publish")
            #expect(try await next.board().measures.map(\.number) == ["1", "2", "3", "4", "5"])
            let plans = try await world.json("plan.list", ["plan": ""])["plans"]?.array
            #expect(plans?.compactMap { $0["stage"]?.string } == ["inForce", "closed"])
        }
    }

    @Test(arguments: TestDatabase.engines) func decisionsCanBeTakenBack(engine: Dialect) async throws {
        try await World.draft(engine) { world in
            let before = try await world.item(.organisation, "O4")
            try await world.decide(.merge, .organisation, "O4")
            #expect(try await world.item(.organisation, "O4").state == .merged)
            let other = try await world.item(.organisation, try #require(before.other))
            #expect(other.content.otherNames?.contains(before.content.name) == true)
            try await world.decide(.undo, .organisation, "O4")
            #expect(try await world.item(.organisation, "O4").state == .read)
            #expect(try await world.item(.organisation, other.key).content.otherNames?.contains(before.content.name) != true)
            #expect(
                try await world.refusal("plan.item.decide", ["item": before.id.description, "decision": "undo"])?.status == 409)

            try await world.decide(.split, .target, "T6")
            let copy = try await world.item(.target, "T6-2")
            #expect(copy.state == .added && copy.content.name == "中试基地" && copy.read == nil)
            try await world.decide(.split, .target, "T6")
            #expect(try await world.item(.target, "T6-3").state == .added)

            for decision in [Decision.delete, .undo, .confirm, .delete] { try await world.decide(decision, .target, "T6-3") }
            try await world.decide(.merge, .target, "T6-2", into: "T6")
            #expect(try await world.item(.target, "T6-2").state == .merged)

            try await world.decide(.confirm, .document, "LEAD")
            try await world.decide(.undo, .document, "LEAD")
            let plan = world.plan
            #expect(try await world.house.database.read { try PlanStore.find(plan, $0) }?.leadsByOrder == nil)
        }
    }
}
