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
            id: "evaluation.list", allowed: plan(), refused: stranger, invalid: values(["plan": RecordID.zero.description]), field: nil, status: 404,
            zh: "没有这份方案，或尚未发布。", en: "There is no such plan, or it is not published yet."),
        .init(
            id: "evaluation.make", allowed: plan(["kind": "midterm", "day": "2023-06-30"]), invalid: plan(["kind": "midterm", "day": "2020-12-31"]), field: "day",
            status: 422, zh: "应晚于基期2020-12-31。", en: "Must be later than the baseline day 2020-12-31.",
            sentence: Text("起草中期评估：\(title)", "Mid-term evaluation drafted: \(title)")),
        .init(
            id: "evaluation.city", allowed: values([:]), refused: stranger, invalid: values(["nonsense": "1"]), field: "nonsense", status: 422, zh: "没有这个字段。",
            en: "There is no such field."),
        .init(
            id: "evaluation.city.make", allowed: values(["year": "2024", "place": "徐州市"]), invalid: values(["year": "2030", "place": "徐州市"]), field: "year",
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
            }, field: nil, status: 409, zh: "“已审核”的评估不再重新生成；如有更正，另做一份。", en: "What is “Reviewed” is not made again. Make another evaluation.",
            sentence: Text("重新生成中期评估：\(title)，0处数字有变", "Mid-term evaluation made again: \(title), 0 figures changed")),
        .init(
            id: "evaluation.decide", allowed: { ["evaluation": try await $0.make(.midterm, "2023-06-30"), "act": "review"] },
            invalid: { ["evaluation": try await $0.make(.midterm, "2023-06-30"), "act": "issue"] }, field: nil, status: 409, zh: "“起草”的评估不能“印发”。",
            en: "An evaluation that is “Draft” cannot be “Issue”.", sentence: Text("审核通过\(title)", "\(title) approved")),
    ]
}

@Suite struct EndpointTests {
    @Test(arguments: EndpointCase.all, TestDatabase.engines) func whoMayUseItDoesAndItIsLogged(endpoint: EndpointCase, engine: Dialect) async throws {
        try await World.city(engine) { world in
            let values = try await endpoint.allowed(world)
            let before = try await world.test.events(1).first?.number ?? 0
            let answer = try await world.do(endpoint.id, values)
            #expect(try !answer.json().isEmpty)
            for language in Language.allCases {
                guard let render = answer.page else { break }
                let page = render(Reader(language: language, viewer: World.office, today: world.test.clock.now.day, csrf: "token"))
                #expect(page.body.text.contains("<h1") && !page.body.text.contains(" style=") && !page.body.text.contains("Optional("))
            }
            let events = try await world.test.events(50).filter { $0.number > before }
            guard let sentence = endpoint.sentence else { return #expect(events.isEmpty) }
            let event = try #require(events.last)
            #expect(try #require(world.house.kinds[event.kind]).sentence.filled(event.details) == sentence)
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
        try await TestHouse.with(.sqlite, [World.slices().endpoints.slice]) { test in
            try await PermissionMatrix.check(test.house, against: "permissions.txt")
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
            #expect(try await world.json("evaluation.list", ["plan": world.plan.description], as: World.reader)["evaluations"]?.array?.isEmpty == true)
            #expect(try await act("review") == nil)
            #expect(try await act("return")?.status == 422)
            #expect(try await act("return", ["note": "补充园区情况"]) == nil)
            #expect(try await act("review") == nil)
            #expect(try await act("issue")?.status == 422)
            #expect(try await act("issue", ["number": "徐集群发〔2023〕5号"]) == nil)
            for again in ["review", "return", "issue"] { #expect(try await act(again, ["note": "x", "number": "y"])?.status == 409) }
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
            try await world.do("plan.target.baseline", ["plan": world.plan.description, "target": "T1", "value": "200", "source": "年报修订"])
            let corrections = try #require(try await world.json("evaluation.show", ["evaluation": id])["corrections"]?.array)
            let baseline = try #require(corrections.first { $0["key"]?.string == "target.T1.baseline" })
            #expect(baseline["before"]?.string == "210.0亿元" && baseline["after"]?.string == "200.0亿元")
            for (language, words) in [(Language.zh, "数据已更正：冻结以后有"), (.en, "Data were corrected:")] {
                let page = try await world.page("evaluation.show", ["evaluation": id], language)
                #expect(page.contains(words) && page.contains(language == .zh ? "210.0亿元" : "21.0 bn yuan"))
            }
            let frozen = try await world.json("evaluation.show", ["evaluation": id])["figures"]?.array?.first { $0["key"]?.string == "target.T1.baseline" }
            #expect(frozen?["value"]?.number == 210)
        }
    }

    /// On the page each figure of a sentence unfolds to its rule and leads to its records.
    @Test func aFigureUnfoldsToItsRecords() async throws {
        try await World.city { world in
            let id = try await world.make(.midterm, "2023-06-30")
            let page = try await world.page("evaluation.show", ["evaluation": id])
            #expect(page.contains("/targets/T1/records?day=2023-06-30") && page.contains("data-f=\"F"))
            let records = try await world.json("plan.target.records", ["plan": world.plan.description, "target": "T4", "day": "2023-06-30"])
            #expect(records["records"]?.number == 4)
            #expect(!page.contains("缺出处"))
        }
    }
}
