import Calendars
import Foundation
import HouseTesting
import Kernel
import Testing

@testable import Supervision

/// Four facts of every endpoint: who may use it does, who may not is refused, what is wrong is said in both languages, what was done is in
/// the log with its sentence. Reading endpoints record nothing, and that is their fourth fact.
struct EndpointCase: Sendable, CustomTestStringConvertible {
    typealias Input = @Sendable (World) async throws -> RawInput

    let id: String
    let who: @Sendable (World) async throws -> Viewer
    let allowed: Input
    let refused: Viewer
    let invalid: Input
    let status: Int
    let zh: String
    let en: String
    let sentence: Text?

    var testDescription: String { id }

    init(
        _ id: String, by who: @escaping @Sendable (World) async throws -> Viewer = { _ in World.office },
        _ allowed: @escaping Input,
        refused: Viewer = .holding(.enterprise), invalid: @escaping Input, _ status: Int, _ zh: String, _ en: String,
        logged: Text? = nil
    ) {
        (self.id, self.who, self.allowed, self.refused, self.invalid) = (id, who, allowed, refused, invalid)
        (self.status, self.zh, self.en, sentence) = (status, zh, en, logged)
    }
}

extension EndpointCase {
    private static func values(_ values: [String: String]) -> Input { { $0.raw(values) } }
    private static let none = values([:])
    private static let noPlan = values(["plan": RecordID.zero.description])
    private static let noPlanWords = ("没有这份方案，或尚未发布。", "There is no such plan, or it is not published yet.")
    private static let required = ("此项必填。", "This is required.")
    private static let zero = RecordID.zero.description
    private static let reader = Viewer.holding(.reader)
    private static let unit = Viewer.holding(.unit)
    private static func kjj(_ world: World) async throws -> Viewer { try await world.unit("市科技局") }

    static func order(_ more: [String: String], assigned: Bool = true) -> Input {
        { world in world.raw(["order": try await world.order("平台进度", assigned ? [:] : [:])].merging(more) { _, own in own }) }
    }

    static let all: [EndpointCase] = orders + drafts + meetings + inspections + notices + scores

    private static let orders: [EndpointCase] = [
        EndpointCase("supervision.orders", none, invalid: noPlan, 404, noPlanWords.0, noPlanWords.1),
        EndpointCase("supervision.order.new", none, refused: reader, invalid: noPlan, 404, noPlanWords.0, noPlanWords.1),
        EndpointCase(
            "supervision.order.open", values(["title": "报平台进度", "demand": "写明进展", "unit": "市科技局", "due": "2024-07-31"]),
            refused: reader,
            invalid: values(["title": "报平台进度", "demand": "写明进展", "due": "2024-07-01"]), 422, "反馈期限：不能早于2024-07-15。",
            "Answer by: Must not lie before 2024-07-15.", logged: Text("第1号“报平台进度”：立项", "No. 1 “报平台进度”: Register")),
        EndpointCase(
            "supervision.order", order([:]), invalid: values(["order": zero]), 404, "没有这件督办。", "There is no such order."),
        EndpointCase(
            "supervision.order.step", by: kjj, order(["action": "sign"]), refused: reader,
            invalid: order(["action": "report", "text": "x"]), 409,
            "第1号现为“交办”，不能“反馈”。现在可以：签收、撤销、并案、申请转办、转办、升级、说明或申辩、答复申辩。",
            "No. 1 is “Assigned”; “Report back” is not possible. Possible now: Sign for it, Withdraw, Merge, Ask for a transfer, Transfer, Escalate, State the unit's case, Answer the unit's case.",
            logged: Text("第1号“平台进度”：签收", "No. 1 “平台进度”: Sign for it")),
        EndpointCase(
            "supervision.mine", by: kjj, values(["plan": ""]), refused: reader, invalid: values(["plan": "", "x": "1"]), 422,
            "x：没有这个字段。", "x: There is no such field."),
        EndpointCase(
            "supervision.paper", order(["paper": "letter"]), invalid: values(["order": zero, "paper": "letter"]), 404, "没有这件督办。",
            "There is no such order."),
    ]

    private static let drafts: [EndpointCase] = [
        EndpointCase("supervision.drafts", none, refused: unit, invalid: noPlan, 404, noPlanWords.0, noPlanWords.1),
        EndpointCase(
            "supervision.draft", { $0.raw(["draft": try await $0.draft()]) }, refused: unit, invalid: values(["draft": "x"]), 404,
            gone.0, gone.1),
        EndpointCase(
            "supervision.draft.issue",
            { $0.raw(["draft": try await $0.draft(), "title": "规模以上企业", "demand": "请说明", "unit": "市科技局", "due": "2024-07-31"]) },
            refused: World.leader,
            invalid: {
                $0.raw(["draft": try await $0.draft(), "level": "red", "title": "x", "demand": "请说明", "due": "2024-07-31"])
            }, 422,
            "理由：越级须写明理由。", "Reason: Skipping a level needs a reason.", logged: Text("第1号“规模以上企业”：交办", "No. 1 “规模以上企业”: Assign")),
        EndpointCase(
            "supervision.draft.dismiss", { $0.raw(["draft": try await $0.draft(), "reason": "统计口径调整中"]) }, refused: World.leader,
            invalid: { $0.raw(["draft": try await $0.draft()]) }, 422, "不采用的理由：\(required.0)", "Why not: \(required.1)",
            logged: Text("不采用起草件“建设公共服务平台：2024年二季度报告”，统计口径调整中", "Draft “建设公共服务平台：2024年二季度报告” not used: 统计口径调整中")),
        EndpointCase(
            "supervision.settings", values(["ladder": "sanming", "scheme": "park"]), refused: World.leader,
            invalid: values(["ladder": "xian", "scheme": "park"]), 422, "督办梯级：“xian”不在可选范围内。可选：guangyuan, sanming, suqian",
            "Ladder: “xian” is not one of: guangyuan, sanming, suqian",
            logged: Text(
                "督办梯级定为三明·蓝橙红三色督办，计分办法定为园区督办30分项",
                "Ladder set to Sanming blue, orange, red, scoring to Park scheme, a block of 30 points")),
    ]
    private static let gone = (
        "没有这件起草：依据已经变化，或已签发、已不采用。", "There is no such draft: its grounds have changed, or it was issued or set aside."
    )

    private static let call = ["kind": "joint", "title": "二季度联席会议", "day": "2024-07-10", "chair": "市领导", "agenda": "平台建设"]
    private static func meeting(_ more: [String: String]) -> Input {
        { world in world.raw(["meeting": try await world.meeting()].merging(more) { _, own in own }) }
    }
    private static let noMeeting = values(["meeting": zero])

    private static let meetings: [EndpointCase] = [
        EndpointCase("supervision.meetings", none, invalid: noPlan, 404, noPlanWords.0, noPlanWords.1),
        EndpointCase(
            "supervision.meeting.call", values(call), refused: World.leader, invalid: values(call.merging(["chair": ""]) { $1 }),
            422,
            "主持人：\(required.0)", "Chair: \(required.1)", logged: Text("召开联席会议：二季度联席会议", "Joint conference called: 二季度联席会议")),
        EndpointCase("supervision.meeting", meeting([:]), invalid: noMeeting, 404, "没有这次会议。", "There is no such meeting."),
        EndpointCase(
            "supervision.meeting.attendance", meeting(["attending": "市科技局"]), refused: World.leader, invalid: noMeeting, 404,
            "没有这次会议。",
            "There is no such meeting.", logged: Text("登记“二季度联席会议”到会情况", "Attendance of “二季度联席会议” recorded")),
        EndpointCase(
            "supervision.meeting.decide", meeting(["words": "平台月底前选址", "unit": "市科技局", "due": "2024-07-31"]), refused: World.leader,
            invalid: meeting(["words": "平台月底前选址", "unit": "市外星局"]), 422, "牵头：没有登记“市外星局”。请先在企业与机构中登记。",
            "Lead: “市外星局” is not registered. Register it under Organisations first.",
            logged: Text("“二季度联席会议”议定：平台月底前选址", "“二季度联席会议” decided: 平台月底前选址")),
        EndpointCase(
            "supervision.meeting.minutes", { $0.raw(["meeting": try await $0.meeting(decided: true)]) }, refused: World.leader,
            invalid: meeting([:]), 409, "还没有议定事项。", "Nothing was decided yet.",
            logged: Text("签发“二季度联席会议”会议纪要，1项转督办", "Minutes of “二季度联席会议” issued, 1 became orders")),
    ]

    private static let announce = [
        "unit": "市科技局", "title": "平台建设", "grounds": "方案第19条", "from": "2024-07-16", "to": "2024-07-18",
    ]
    private static func inspection(_ sent: Bool, _ more: [String: String]) -> Input {
        { world in world.raw(["inspection": try await world.inspection(sent: sent)].merging(more) { _, own in own }) }
    }

    private static let inspections: [EndpointCase] = [
        EndpointCase("supervision.inspections", none, invalid: noPlan, 404, noPlanWords.0, noPlanWords.1),
        EndpointCase(
            "supervision.inspection.announce", values(announce), refused: World.leader,
            invalid: values(announce.merging(["to": "2024-07-15"]) { $1 }), 422, "至：不能早于起始日。",
            "To: Must not lie before the first day.",
            logged: Text("通知督查市科技局：平台建设", "Inspection of 市科技局 announced: 平台建设")),
        EndpointCase(
            "supervision.inspection", inspection(false, [:]), invalid: values(["inspection": zero]), 404, "没有这次督查。",
            "There is no such inspection."),
        EndpointCase(
            "supervision.inspection.find",
            { world in
                var raw = world.raw(["inspection": try await world.inspection(sent: false), "words": "设备未到位"])
                raw.files = ["evidence": [Upload(name: "照片.txt", bytes: Data("照片".utf8))]]
                return raw
            }, refused: World.leader, invalid: inspection(false, ["words": "设备未到位"]), 422, "证据：请选择文件。", "Evidence: Choose a file.",
            logged: Text("“平台建设”记录问题2", "“平台建设”: finding 2 recorded")),
        EndpointCase(
            "supervision.inspection.feedback", inspection(false, [:]), refused: World.leader, invalid: inspection(true, [:]), 409,
            "这次督查现为“问题已反馈单位”，只有“督查中”时才能这样做。",
            "This inspection is “Findings sent to the unit”; this is done while it is “Under way”.",
            logged: Text("“平台建设”的问题反馈市科技局", "Findings of “平台建设” sent to 市科技局")),
        EndpointCase(
            "supervision.inspection.reply", by: kjj, inspection(true, ["words": "设备7月底到位"]), refused: World.office,
            invalid: inspection(false, ["words": "x"]), 409, "这次督查现为“督查中”，只有“问题已反馈单位”时才能这样做。",
            "This inspection is “Under way”; this is done while it is “Findings sent to the unit”.",
            logged: Text("市科技局就“平台建设”作出说明", "市科技局 answered “平台建设”")),
        EndpointCase(
            "supervision.inspection.conclude", inspection(true, ["words": "限期整改", "due": "2024-07-31"]), refused: World.leader,
            invalid: inspection(false, ["words": "限期整改"]), 409, "这次督查现为“督查中”，只有“问题已反馈单位”时才能这样做。",
            "This inspection is “Under way”; this is done while it is “Findings sent to the unit”.",
            logged: Text("“平台建设”形成督查结论", "“平台建设” concluded")),
    ]

    private static let goneNotice = ("没有这件起草：依据已经变化，或已签发。", "There is no such draft: its grounds have changed, or it was issued.")
    private static let notices: [EndpointCase] = [
        EndpointCase("supervision.notices", none, invalid: noPlan, 404, noPlanWords.0, noPlanWords.1),
        EndpointCase(
            "supervision.notice.draft", { $0.raw(["draft": try await $0.noticeDraft()]) }, refused: unit,
            invalid: values(["draft": "x"]), 404,
            goneNotice.0, goneNotice.1),
        EndpointCase(
            "supervision.notice.issue",
            { $0.raw(["draft": try await $0.noticeDraft(), "title": "督促整改通报", "words": "请整改", "due": "2024-07-31"]) },
            refused: World.leader, invalid: values(["draft": "x", "title": "a", "words": "b"]), 404, goneNotice.0, goneNotice.1,
            logged: Text("签发通报（督促整改）：督促整改通报", "Circular issued (Rectification): 督促整改通报")),
        EndpointCase(
            "supervision.notice", { $0.raw(["notice": try await $0.notice()]) }, invalid: values(["notice": zero]), 404, "没有这件通报。",
            "There is no such circular."),
    ]

    private static let fact = ["unit": "市科技局", "kind": "falseReport", "role": "lead", "day": "2024-07-01", "grounds": "督查记录2号"]
    private static let scores: [EndpointCase] = [
        EndpointCase("supervision.scoreboard", none, refused: unit, invalid: noPlan, 404, noPlanWords.0, noPlanWords.1),
        EndpointCase(
            "supervision.fact", values(fact), refused: World.leader, invalid: values(fact.merging(["day": "2024-07-16"]) { $1 }),
            422,
            "日期：不能晚于今天。", "Day: Must not lie ahead.", logged: Text("登记市科技局反馈不实：督查记录2号", "Report not true of 市科技局 entered: 督查记录2号")),
        EndpointCase(
            "supervision.view", by: { _ in World.leader },
            { world in
                try await world.do("supervision.settings", ["ladder": "sanming", "scheme": "district"])
                return world.raw(["unit": "市科技局", "points": "18", "grounds": "年度评价"])
            }, refused: World.office, invalid: values(["unit": "市科技局", "points": "18", "grounds": "年度评价"]), 409,
            "“县级督查计分”没有领导评价分。", "“County scheme” has no points for the leader's view.",
            logged: Text("登记市科技局领导评价：年度评价", "Leader's view of 市科技局 entered: 年度评价")),
    ]
}

extension World {
    /// By Sanming's ladder a report that is not in is reminded of.
    func draft() async throws -> String {
        try await self.do("supervision.settings", ["ladder": "sanming", "scheme": "county"])
        let drafts = try await json("supervision.drafts")["drafts"]?.array ?? []
        return drafts.first { $0["title"]?.string == "建设公共服务平台：2024年二季度报告" }?["key"]?.string ?? ""
    }

    func meeting(decided: Bool = false) async throws -> String {
        let values = ["kind": "joint", "title": "二季度联席会议", "day": "2024-07-10", "chair": "市领导", "agenda": "平台建设"]
        let id = try await json("supervision.meeting.call", values)["meeting"]?.string ?? ""
        if decided {
            try await self.do(
                "supervision.meeting.decide", ["meeting": id, "words": "平台月底前选址", "unit": "市科技局", "due": "2024-07-31"])
            try await self.do("supervision.meeting.decide", ["meeting": id, "words": "下季度再议"])
        }
        return id
    }

    func inspection(sent: Bool) async throws -> String {
        let values = ["unit": "市科技局", "title": "平台建设", "grounds": "方案第19条", "from": "2024-07-16", "to": "2024-07-18"]
        let id = try await json("supervision.inspection.announce", values)["inspection"]?.string ?? ""
        var raw = raw(["inspection": id, "words": "台账不全"])
        raw.files = ["evidence": [Upload(name: "台账.txt", bytes: Data("台账".utf8))]]
        _ = try await house.call("supervision.inspection.find", raw, as: World.office)
        if sent { try await self.do("supervision.inspection.feedback", ["inspection": id]) }
        return id
    }

    /// 市科技局 leads two measures and reported on none: two quarters, four missing reports.
    func noticeDraft() async throws -> String {
        let drafts = try await json("supervision.notices")["drafts"]?.array ?? []
        return drafts.first { $0["unit"]?.string == "市科技局" }?["key"]?.string ?? ""
    }

    func notice() async throws -> String {
        try await json(
            "supervision.notice.issue", ["draft": try await noticeDraft(), "title": "督促整改通报", "words": "请整改", "due": "2024-07-31"])[
                "notice"]?.string ?? ""
    }
}

@Suite struct SupervisionEndpointTests {
    @Test(arguments: EndpointCase.all, TestDatabase.engines) func whoMayUseItDoesAndItIsLogged(
        endpoint: EndpointCase, engine: Dialect
    )
        async throws
    {
        try await World.running(engine) { world in
            let viewer = try await endpoint.who(world)
            let raw = try await endpoint.allowed(world)
            let before = try await world.test.events(1).first?.number ?? 0
            let answer = try await world.house.call(endpoint.id, raw, as: viewer)
            #expect(try !answer.json().isEmpty)
            for language in Language.allCases {
                guard let render = answer.page else { break }
                let page = render(Reader(language: language, viewer: viewer, today: world.test.clock.now.day, csrf: "token"))
                #expect(
                    page.body.text.contains("<h1") && !page.body.text.contains(" style=") && !page.body.text.contains("Optional("))
            }
            let events = try await world.test.events(50).filter { $0.number > before }
            guard let sentence = endpoint.sentence else { return #expect(events.isEmpty) }
            let said = events.compactMap { event in world.house.kinds[event.kind]?.sentence.filled(event.details) }
            #expect(said.contains(sentence), "\(said.map(\.zh))")
            #expect(events.allSatisfy { $0.viewerName == viewer.name })
            #expect(try await world.house.database.read { try EventLog.verify($0) }.get() > 0)
        }
    }

    @Test(arguments: EndpointCase.all) func whoMayNotIsRefused(endpoint: EndpointCase) async throws {
        try await World.running { world in
            let raw = try await endpoint.allowed(world)
            let before = try await world.test.events(1).first?.number
            let refusal = try #require(try await world.test.refusal(endpoint.id, raw, as: endpoint.refused))
            #expect(refusal.status == 403)
            #expect(refusal.detail.zh.contains("需要以下角色之一") && refusal.detail.en.contains("needs one of these roles"))
            #expect(try await world.test.refusal(endpoint.id, raw, as: .anonymous)?.status == 401)
            #expect(try await world.test.events(1).first?.number == before)
        }
    }

    @Test(arguments: EndpointCase.all) func whatIsWrongIsSaid(endpoint: EndpointCase) async throws {
        try await World.running { world in
            let viewer = try await endpoint.who(world)
            let raw = try await endpoint.invalid(world)
            let before = try await world.test.events(1).first?.number
            let refusal = try #require(try await world.test.refusal(endpoint.id, raw, as: viewer))
            #expect(refusal.status == endpoint.status)
            #expect(refusal.detail == Text(endpoint.zh, endpoint.en))
            #expect(try await world.test.events(1).first?.number == before)
        }
    }

    @Test func everyEndpointOfTheSliceIsHere() {
        #expect(Set(EndpointCase.all.map(\.id)) == Set(World.endpoints.slice.routes.map(\.id)))
        #expect(EndpointCase.all.count == World.endpoints.slice.routes.count)
    }

    @Test func everyRouteIsForWhomTheTableSays() async throws {
        try await TestHouse.with(.sqlite, [World.endpoints.slice]) { test in
            try await PermissionMatrix.check(test.house, against: "permissions.txt")
        }
    }
}
