import Calendars
import Documents
import Findings
import Foundation
import HouseTesting
import Kernel
import Testing

@testable import Supervision

/// Papers that can be sent: what they say, when they say 草稿, that the DOCX reads back.
@Suite struct PaperTests {
    /// The text of a download, as a reader of Word sees it.
    static func download(_ world: World, _ id: String, _ values: [String: String], as viewer: Viewer = World.office) async throws
        -> (text: String, name: String, bytes: Data)
    {
        let raw = try #require(World.endpoints.slice.raw.first { $0.id == id })
        let input = world.raw(values)
        let request = RawEndpoint.Request(
            viewer: viewer, reader: Reader(viewer: viewer, today: world.test.clock.now.day), decode: { input })
        let response = try await raw.handle(request, world.house)
        guard case .bytes(let bytes) = response.body else { throw TestFault("no bytes") }
        let report = try WordReader.read(bytes)
        return (report.value.plainText, response.headers["content-disposition"]?.removingPercentEncoding ?? "", bytes)
    }

    @Test func aLetterIsADraftUntilItIsIssued() async throws {
        try await World.running { world in
            let key = try await world.draft()
            let draft = try await PaperTests.download(world, "supervision.draft.file", ["draft": key])
            #expect(draft.name.contains("（草稿）.docx") && draft.bytes.starts(with: [0x50, 0x4B]))
            #expect(try await world.page("supervision.draft", ["draft": key]).contains("草稿（未签发）"))
            let values = [
                "draft": key, "title": "二季度报送", "demand": "请补报二季度进展。", "unit": "市科技局", "due": "2024-07-31",
                "document_number": "试督〔2024〕5号",
            ]
            let order = try await world.json("supervision.draft.issue", values)["order"]?.string ?? ""
            let page = try await world.page("supervision.paper", ["order": order, "paper": "letter"])
            #expect(!page.contains("草稿") && page.contains("试督〔2024〕5号") && page.contains("请补报二季度进展。"))
            #expect(page.contains("2024年二季度报告应于2024-07-05前报送，至今未收到") && page.contains("请于2024年7月31日前书面反馈"))
            #expect(page.contains("灯色是提示，不是督查结论") && page.contains("说明与申辩"))
            let issued = try await PaperTests.download(world, "supervision.paper.file", ["order": order, "paper": "letter"])
            #expect(issued.text.contains("关于“二季度报送”的督办函") && issued.text.contains("二、办理要求") && !issued.name.contains("草稿"))
            // Drafted once: the matter has its order now.
            #expect(try await world.draft().isEmpty)
        }
    }

    @Test func theUnitsCaseIsPrintedWithTheOrderAndTheDecision() async throws {
        try await World.running { world in
            let order = try await world.order(), unit = try await world.unit("市科技局")
            try await world.step(order, "reply", ["text": "设备款未到位"], as: unit)
            try await world.step(order, "answer", ["verdict": "declined", "text": "设备款已于6月拨付"])
            for paper in ["order", "letter", "talk"] {
                let page = try await world.page("supervision.paper", ["order": order, "paper": paper])
                #expect(page.contains("设备款未到位") && page.contains("不予采纳。设备款已于6月拨付"), "\(paper)")
            }
            let other = try await world.unit("市商务局")
            await #expect(throws: Refusal.self) {
                _ = try await PaperTests.download(world, "supervision.paper.file", ["order": order, "paper": "letter"], as: other)
            }
        }
    }

    @Test(arguments: TestDatabase.engines) func aMeetingsDecisionsBecomeOrdersWithItsMinutes(engine: Dialect) async throws {
        try await World.running(engine) { world in
            let meeting = try await world.meeting(decided: true)
            #expect(try await world.page("supervision.meeting", ["meeting": meeting]).contains("草稿（未签发）"))
            try await world.do("supervision.meeting.attendance", ["meeting": meeting, "attending": "市科技局", "absent": "市商务局（出差）"])
            try await world.do("supervision.meeting.minutes", ["meeting": meeting, "document_number": "〔2024〕2号"])
            let orders = try await world.json("supervision.orders")["orders"]?.array ?? []
            #expect(orders.map { $0["kind"]?.string } == ["decision"] && orders.first?["state"]?.string == "assigned")
            let minutes = try await PaperTests.download(world, "supervision.meeting.file", ["meeting": meeting])
            #expect(minutes.text.contains("二季度联席会议纪要"))
            #expect(minutes.text.contains("（一）平台月底前选址。责任单位：市科技局。完成时限：2024年7月31日。") && minutes.text.contains("请假：市商务局（出差）。"))
            #expect(try await world.refusal("supervision.meeting.decide", ["meeting": meeting, "words": "x"])?.status == 409)
        }
    }

    @Test(arguments: TestDatabase.engines) func anInspectionHearsTheUnitBeforeItConcludes(engine: Dialect) async throws {
        try await World.running(engine) { world in
            let id = try await world.inspection(sent: false), unit = try await world.unit("市科技局")
            // The unit knows of the visit, not yet of the findings.
            #expect(
                try await world.json("supervision.inspection", ["inspection": id], as: unit)["findings"]?.array?.isEmpty == true)
            let other = try await world.unit("市商务局")
            #expect(try await world.refusal("supervision.inspection", ["inspection": id], as: other)?.status == 404)
            try await world.do("supervision.inspection.feedback", ["inspection": id])
            try await world.do("supervision.inspection.reply", ["inspection": id, "words": "台账已补"], as: unit)
            try await world.do("supervision.inspection.conclude", ["inspection": id, "words": "限期补齐台账。", "due": "2024-07-31"])
            let paper = try await PaperTests.download(world, "supervision.inspection.file", ["inspection": id])
            for words in ["台账不全（证据：台账.txt，2024-07-15）", "台账已补", "五、督查结论", "限期补齐台账。"] { #expect(paper.text.contains(words)) }
            let orders = try await world.json("supervision.orders")["orders"]?.array ?? []
            #expect(orders.first?["title"]?.string == "整改：平台建设")
        }
    }

    @Test(arguments: TestDatabase.engines) func aCircularComesFromFactsAndItsMendingIsAnOrder(engine: Dialect) async throws {
        try await World.running(engine) { world in
            let key = try await world.noticeDraft()
            #expect(key.hasPrefix("rectify-"))
            let draft = try await PaperTests.download(world, "supervision.notice.draft.file", ["draft": key])
            #expect(draft.text.contains("“建设公共服务平台”2024年二季度未报送，应于2024-07-05"))
            #expect(draft.name.contains("草稿"))
            let notice = try await world.notice()
            let list = try await world.json("supervision.notices")
            #expect(list["notices"]?.array?.first?["order"]?.string != nil)
            #expect(try await world.noticeDraft().isEmpty)
            let paper = try await PaperTests.download(world, "supervision.notice.file", ["notice": notice])
            #expect(paper.text.contains("督促整改通报") && !paper.name.contains("草稿"))
            let other = try await world.unit("市商务局")
            #expect(try await world.refusal("supervision.notice", ["notice": notice], as: other)?.status == 404)
        }
    }

    @Test func aLongTitleIsBrokenWhereAWordEnds() {
        #expect(Paper.broken("关于“建设生物医药创新服务平台”的督办函") == "关于“建设生物医药创新服务平台”的\n督办函")
        #expect(Paper.broken("生物医药产业集群2023年三季度联席会议纪要") == "生物医药产业集群2023年\n三季度联席会议纪要")
        #expect(Paper.broken("关于“平台建设”的督办函") == "关于“平台建设”的督办函")
    }

    @Test func headingsCountInChinese() {
        #expect([1, 10, 11, 20, 21, 99].map(ordinal) == ["一", "十", "十一", "二十", "二十一", "九十九"])
    }
}
