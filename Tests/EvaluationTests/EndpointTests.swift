import Calendars
import Foundation
import HouseTesting
import Kernel
import Plan
import Testing

@testable import Evaluation

/// Four facts of every endpoint: who may use it does, who may not is refused, what is wrong is said in both languages, what was done is in
/// the log with its sentence.
struct EndpointCase: Sendable, CustomTestStringConvertible {
    typealias Values = @Sendable (World) async throws -> [String: String]
    let id: String
    let allowed: Values
    var refused = Viewer.holding(.unit)
    let invalid: Values
    /// The field it is said at, or the status.
    let field: String?
    let status: Int
    let zh: String
    let en: String
    var sentence: Text?

    var testDescription: String { id }

    private static let values: @Sendable ([String: String]) -> Values = { values in { _ in values } }
    private static func plan(_ more: [String: String] = [:]) -> Values { { ["plan": $0.plan.description].merging(more) { $1 } } }
    private static let title = "《促进生物医药产业创新发展实施方案》中期评估报告"
    private static let stranger = Viewer.holding(.security)

    static let all: [EndpointCase] = [
        .init(
            id: "evaluation.list", allowed: plan(), refused: stranger, invalid: values(["plan": RecordID.zero.description]),
            field: nil, status: 404,
            zh: "没有这份方案，或尚未发布。", en: "There is no such plan, or it is not published yet."),
        .init(
            id: "evaluation.make", allowed: plan(["kind": "midterm", "day": "2023-06-30"]),
            invalid: plan(["kind": "midterm", "day": "2020-12-31"]), field: "day",
            status: 422, zh: "应晚于基期2020-12-31。", en: "Must be later than the baseline day 2020-12-31.",
            sentence: Text("起草中期评估：\(title)", "Mid-term evaluation drafted: \(title)")),
        .init(
            id: "evaluation.city", allowed: values([:]), refused: stranger, invalid: values(["nonsense": "1"]), field: "nonsense",
            status: 422, zh: "没有这个字段。",
            en: "There is no such field."),
        .init(
            id: "evaluation.city.make", allowed: values(["year": "2024", "place": "徐州市"]),
            invalid: values(["year": "2030", "place": "徐州市"]), field: "year",
            status: 422, zh: "评估期尚未结束。", en: "The window has not ended yet.",
            sentence: Text("起草年度评估：徐州市2024年度方案执行情况评估报告", "Yearly evaluation drafted: 徐州市2024年度方案执行情况评估报告")),
        .init(
            id: "evaluation.show", allowed: { ["evaluation": try await $0.make(.midterm, "2023-06-30")] }, refused: stranger,
            invalid: values(["evaluation": RecordID.zero.description]), field: nil, status: 404, zh: "没有这份评估，或尚未审核。",
            en: "There is no such evaluation, or it is not reviewed yet."),
        .init(
            id: "evaluation.renew", allowed: { ["evaluation": try await $0.make(.midterm, "2023-06-30")] },
            invalid: { world in
                let id = try await world.make(.midterm, "2023-06-30")
                try await world.do("evaluation.decide", ["evaluation": id, "act": "review"])
                return ["evaluation": id]
            }, field: nil, status: 409, zh: "“已审核”的评估不再重新生成；如有更正，另做一份。",
            en: "What is “Reviewed” is not made again. Make another evaluation.",
            sentence: Text("重新生成中期评估：\(title)，0处数字有变", "Mid-term evaluation made again: \(title), 0 figures changed")),
        .init(
            id: "evaluation.decide", allowed: { ["evaluation": try await $0.make(.midterm, "2023-06-30"), "act": "review"] },
            invalid: { ["evaluation": try await $0.make(.midterm, "2023-06-30"), "act": "issue"] }, field: nil, status: 409,
            zh: "“起草”的评估不能“印发”。",
            en: "An evaluation that is “Draft” cannot be “Issue”.", sentence: Text("审核通过\(title)", "\(title) approved")),
        .init(
            id: "plan.succession", allowed: plan(), refused: stranger, invalid: values(["plan": RecordID.zero.description]),
            field: nil, status: 404,
            zh: "没有这份方案，或尚未发布。", en: "There is no such plan, or it is not published yet."),
        .init(
            id: "plan.succession.begin",
            allowed: { world in
                let (old, new) = try await world.closing()
                return ["plan": old, "to": new]
            }, invalid: { ["plan": $0.plan.description, "to": RecordID.zero.description] }, field: nil, status: 409,
            zh: "方案还在“执行中”，转入期末评估或结束后才能结转。",
            en: "The plan is “In force”; it hands over once it is in its final evaluation or closed.",
            sentence: Text(
                "《促进生物医药产业创新发展实施方案》结转到《徐州市生物医药产业高质量发展实施方案（2026—2030年）》：8项目标、5项任务待确认",
                "“促进生物医药产业创新发展实施方案” hands over to “徐州市生物医药产业高质量发展实施方案（2026—2030年）”: 8 targets and 5 tasks to confirm")),
        .init(
            id: "plan.succession.target", allowed: begun { ["target": try await $0.target("产业产值"), "act": "confirm"] },
            invalid: begun { ["target": try await $0.target("特色产业园区"), "act": "confirm"] }, field: "item", status: 422,
            zh: "请选择新方案中的对应目标。",
            en: "Choose the target of the new plan that corresponds.",
            sentence: Text("目标结转（已确认）：全市生物医药产业产值", "Succession of a target (Confirmed): 全市生物医药产业产值")),
        .init(
            id: "plan.succession.task", allowed: begun { ["task": try await $0.task("百亿企业申报"), "act": "decline"] },
            invalid: begun { ["task": try await $0.task("百亿企业申报"), "act": "confirm"] }, field: "measure", status: 422,
            zh: "请写明转入哪一项举措，如M10。",
            en: "Say into which measure, such as M10.",
            sentence: Text("任务结转（不结转）：百亿企业申报", "Succession of a task (Not carried over): 百亿企业申报")),
    ]

    private static func begun(_ more: @escaping Values) -> Values {
        { world in
            let (old, new) = try await world.closing()
            try await world.do("plan.succession.begin", ["plan": old, "to": new])
            return ["plan": old].merging(try await more(world)) { $1 }
        }
    }
}

@Suite struct EndpointTests {
    @Test(arguments: EndpointCase.all, TestDatabase.engines) func whoMayUseItDoesAndItIsLogged(
        endpoint: EndpointCase, engine: Dialect
    ) async throws {
        try await World.city(engine) { world in
            let values = try await endpoint.allowed(world)
            let before = try await world.test.events(1).first?.number ?? 0
            let answer = try await world.do(endpoint.id, values)
            #expect(try !answer.json().isEmpty)
            for language in Language.allCases {
                guard let render = answer.page else { break }
                let page = render(Reader(language: language, viewer: World.office, today: world.test.clock.now.day, csrf: "token"))
                #expect(
                    page.body.text.contains("<h1") && !page.body.text.contains(" style=") && !page.body.text.contains("Optional("))
            }
            let events = try await world.test.events(50).filter { $0.number > before }
            guard let sentence = endpoint.sentence else { return #expect(events.isEmpty) }
            let said = try events.map { try #require(world.house.kinds[$0.kind]).sentence.filled($0.details) }
            #expect(said.contains(sentence), "\(said)")
            #expect(try await world.house.database.read { try EventLog.verify($0) }.get() > 0)
        }
    }

    @Test(arguments: EndpointCase.all) func whoMayNotIsRefused(endpoint: EndpointCase) async throws {
        try await World.city { world in
            let values = try await endpoint.allowed(world)
            let before = try await world.test.events(1).first?.number
            let refusal = try #require(try await world.refusal(endpoint.id, values, as: endpoint.refused))
            #expect(refusal.status == 403 && refusal.detail.zh.contains("需要以下角色之一"))
            #expect(try await world.refusal(endpoint.id, values, as: .anonymous)?.status == 401)
            #expect(try await world.test.events(1).first?.number == before)
        }
    }

    @Test(arguments: EndpointCase.all) func whatIsWrongIsSaid(endpoint: EndpointCase) async throws {
        try await World.city { world in
            let values = try await endpoint.invalid(world)
            let before = try await world.test.events(1).first?.number
            let refusal = try #require(try await world.refusal(endpoint.id, values))
            #expect(refusal.status == endpoint.status)
            if case .invalid(let problems) = refusal {
                let problem = try #require(problems.first { $0.field == endpoint.field })
                #expect(problem.message == Text(endpoint.zh, endpoint.en))
            } else {
                #expect(refusal.detail == Text(endpoint.zh, endpoint.en))
            }
            #expect(try await world.test.events(1).first?.number == before)
        }
    }

    @Test func everyEndpointOfTheSliceIsHere() {
        #expect(Set(EndpointCase.all.map(\.id)) == Set(World.slices().endpoints.slice.routes.map(\.id)))
    }

    @Test func everyRouteIsForWhomTheTableSays() async throws {
        try await World.city { world in
            let own = House(database: world.house.database, slices: [world.endpoints.slice])
            try await PermissionMatrix.check(own, against: "permissions.txt")
        }
    }

    /// Draft, reviewed, issued: each step by its rule; a draft is seen by the office alone; what is issued stays.
    @Test(arguments: TestDatabase.engines) func anEvaluationGoesItsWay(engine: Dialect) async throws {
        try await World.city(engine) { world in
            let id = try await world.make(.midterm, "2023-06-30")
            func act(_ act: String, _ more: [String: String] = [:]) async throws -> Refusal? {
                try await world.refusal("evaluation.decide", ["evaluation": id, "act": act].merging(more) { $1 })
            }
            #expect(try await world.refusal("evaluation.show", ["evaluation": id], as: World.reader)?.status == 404)
            #expect(
                try await world.json("evaluation.list", ["plan": world.plan.description], as: World.reader)["evaluations"]?.array?
                    .isEmpty == true)
            #expect(try await act("review") == nil)
            #expect(try await act("return")?.status == 422)
            #expect(try await act("return", ["note": "补充园区情况"]) == nil)
            #expect(try await act("review") == nil)
            #expect(try await act("issue")?.status == 422)
            #expect(try await act("issue", ["number": "徐集群发〔2023〕5号"]) == nil)
            for again in ["review", "return", "issue"] {
                #expect(try await act(again, ["note": "x", "number": "y"])?.status == 409)
            }
            let seen = try await world.json("evaluation.show", ["evaluation": id], as: World.reader)
            #expect(seen["evaluation"]?["state"]?.string == "issued" && seen["evaluation"]?["number"]?.string == "徐集群发〔2023〕5号")
            #expect(try await world.page("evaluation.show", ["evaluation": id], as: World.reader).contains("与冻结时一致"))
        }
    }

    /// A correction after the freezing shows what it changed; the report stays.
    @Test(arguments: TestDatabase.engines) func aCorrectionShows(engine: Dialect) async throws {
        try await World.city(engine) { world in
            let id = try await world.make(.midterm, "2023-06-30", ["known_on": "2026-11-23"])
            #expect(try await world.json("evaluation.show", ["evaluation": id])["corrections"]?.array?.isEmpty == true)
            try await world.do(
                "plan.target.baseline", ["plan": world.plan.description, "target": "T1", "value": "200", "source": "年报修订"])
            let corrections = try #require(try await world.json("evaluation.show", ["evaluation": id])["corrections"]?.array)
            let baseline = try #require(corrections.first { $0["key"]?.string == "target.T1.baseline" })
            #expect(baseline["before"]?.string == "210.0亿元" && baseline["after"]?.string == "200.0亿元")
            for (language, words) in [(Language.zh, "数据已更正：冻结以后有"), (.en, "Data were corrected:")] {
                let page = try await world.page("evaluation.show", ["evaluation": id], language)
                #expect(page.contains(words) && page.contains(language == .zh ? "210.0亿元" : "21.0 bn yuan"))
            }
            let frozen = try await world.json("evaluation.show", ["evaluation": id])["figures"]?.array?.first {
                $0["key"]?.string == "target.T1.baseline"
            }
            #expect(frozen?["value"]?.number == 210)
        }
    }

    /// On the page each figure of a sentence unfolds to its rule and leads to its records.
    @Test func aFigureUnfoldsToItsRecords() async throws {
        try await World.city { world in
            let id = try await world.make(.midterm, "2023-06-30")
            let page = try await world.page("evaluation.show", ["evaluation": id])
            #expect(page.contains("/targets/T1/records?day=2023-06-30") && page.contains("data-f=\"F"))
            let records = try await world.json(
                "plan.target.records", ["plan": world.plan.description, "target": "T4", "day": "2023-06-30"])
            #expect(records["records"]?.number == 4)
            #expect(!page.contains("缺出处"))
        }
    }
}
