import Calendars
import Foundation
import HouseTesting
import Kernel
import Testing

@testable import Plan
@testable import Reporting

/// Four facts of every endpoint: who may use it does, who may not is refused, what is wrong is said in both languages, what was done is in
/// the log with its sentence. Reading endpoints record nothing, and that is their fourth fact.
struct EndpointCase: Sendable, CustomTestStringConvertible {
    typealias Values = @Sendable (World) async throws -> [String: String]
    let id: String
    let allowed: Values
    let invalid: Values
    let status: Int
    let zh: String
    let en: String
    /// What the log says; `nil` where nothing is done.
    let sentence: Text?
    var refused = Viewer.holding(.leader)
    var testDescription: String { id }

    init(
        _ id: String, _ allowed: @escaping Values = { _ in [:] }, invalid: @escaping Values, _ status: Int, _ zh: String,
        _ en: String, logged: Text? = nil
    ) {
        (self.id, self.allowed, self.invalid, self.status, self.zh, self.en, sentence) = (
            id, allowed, invalid, status, zh, en, logged
        )
    }

    private static func item(_ unit: String = "市商务局", _ more: [String: String] = [:]) -> Values {
        { world in ["return": try await world.item(unit).id.description].merging(more) { _, own in own } }
    }

    /// The return of 市商务局 after something was done to it.
    private static func after(_ steps: @escaping @Sendable (World) async throws -> Void, _ more: [String: String] = [:]) -> Values {
        { world in
            try await steps(world)
            return try await item("市商务局", more)(world)
        }
    }

    private static let noPlan: Values = { _ in ["plan": RecordID.zero.description] }
    private static let noReturn: Values = { _ in ["return": RecordID.zero.description] }
    private static let (noPlanZh, noPlanEn) = ("没有这份方案，或尚未发布。", "There is no such plan, or it is not published yet.")
    private static let (noReturnZh, noReturnEn) = ("没有这张填报单，或不归本单位填报。", "There is no such return, or it is not your unit's.")
    private static let wrongPeriod: Values = { _ in ["period": "2024-05-31"] }
    private static let (periodZh, periodEn) = (
        "应为一个已结束的报告期的最后一天，不晚于2024-06-30。", "Must be the last day of a period that has ended, not after 2024-06-30."
    )
    private static func ledger(_ more: [String: String] = [:]) -> Values {
        { world in ["ledger": try await LedgerTests.read(world)].merging(more) { _, own in own } }
    }

    static let all: [EndpointCase] = [
        EndpointCase("reporting.desk", invalid: wrongPeriod, 422, periodZh, periodEn),
        EndpointCase(
            "reporting.open", invalid: wrongPeriod, 422, periodZh, periodEn,
            logged: Text("发起2024-06-30填报：新增0张填报单、0项", "Period ending 2024-06-30 opened: 0 returns, 0 lines")),
        EndpointCase("reporting.return", item(), invalid: noReturn, 404, noReturnZh, noReturnEn),
        EndpointCase(
            "reporting.line.fill",
            { world in try await item("市商务局", ["line": try await world.line("市商务局", "引进").id.description, "note": "已投产"])(world) },
            invalid: item("市商务局", ["line": RecordID.zero.description]), 404, "这张填报单里没有这一行。",
            "There is no such line in this return.",
            logged: Text("市商务局保存2024-06-30填报单", "市商务局 saved its return of 2024-06-30")),
        EndpointCase(
            "reporting.submit", after { try await $0.fill("市商务局") }, invalid: item(), 422, "请写本期进展；没有变化也请写明。",
            "Say what was done in this period, also where nothing changed.",
            logged: Text("市商务局报送2024-06-30填报单（网页）", "市商务局 handed in its return of 2024-06-30 (Page)")),
        EndpointCase(
            "reporting.withdraw", after { try await $0.submit("市商务局") }, invalid: item(), 409,
            "只有待审核、尚未退回的填报单可以撤回；这张现为“待填报”。", "Only a return that awaits approval can be withdrawn; this one is “To be filled in”.",
            logged: Text("市商务局撤回2024-06-30填报单", "市商务局 withdrew its return of 2024-06-30")),
        EndpointCase(
            "reporting.decide", after({ try await $0.submit("市商务局") }, ["verdict": "approve"]),
            invalid: item("市商务局", ["verdict": "return"]), 422,
            "退回须写明理由，让单位知道改什么。", "A return needs its reason, so that the unit knows what to mend.",
            logged: Text("市商务局2024-06-30填报单审核通过", "Return of 市商务局, 2024-06-30, approved")),
        EndpointCase(
            "reporting.revise",
            after(
                {
                    try await $0.submit("市商务局")
                    try await $0.approve("市商务局")
                }, ["reason": "统计口径更正"]), invalid: item("市商务局", ["reason": "x"]), 409, "只有已审核的最新一版可以更正；这一版现为“待填报”。",
            "Only the latest approved version can be corrected; this one is “To be filled in”.",
            logged: Text("市商务局更正2024-06-30填报单（第2版）：统计口径更正", "市商务局 corrects its return of 2024-06-30 (version 2): 统计口径更正")),
        EndpointCase(
            "reporting.freeze", invalid: wrongPeriod, 422, periodZh, periodEn,
            logged: Text("冻结2024-06-30：0项，7家未审结", "Period ending 2024-06-30 frozen: 0 figures, 7 returns unfinished")),
        EndpointCase("reporting.ledger", invalid: wrongPeriod, 422, periodZh, periodEn),
        EndpointCase(
            "reporting.rule", { _ in ["target": "T3", "rule": "sum"] }, invalid: { _ in ["target": "T3", "rule": "one"] }, 422,
            "请选单位。", "Choose the unit.",
            logged: Text("“技术合同成交额”由几家填报，各单位相加", "“技术合同成交额” is reported by several: the sum of all")),
        EndpointCase(
            "reporting.unit.change", { _ in ["unit": "市商务局", "new_name": "市商务和投资局", "from": "2024-07-01", "source": "机构改革方案"] },
            invalid: { _ in ["unit": "市商务局", "from": "2024-07-01", "source": "x"] }, 422, "合并填“并入”，更名填“新名称”，只填一项。",
            "For a merger name the successor, for a renaming the new name; one of them.",
            logged: Text("市商务局自2024-07-01起更名为市商务和投资局", "市商务局 is called 市商务和投资局 from 2024-07-01 on")),
        EndpointCase(
            "reporting.link.revoke",
            { world in
                let token = try await LinkTests.make(world)["市商务局"] ?? ""
                return ["link": try await world.house.database.read { try LinkStore.find(token, $0) }?.id.description ?? ""]
            }, invalid: { _ in ["link": RecordID.zero.description] }, 404, "没有这个链接。", "There is no such link.",
            logged: Text("收回市商务局2024-06-30的填报链接", "Link of 市商务局, 2024-06-30, revoked")),
        EndpointCase(
            "reporting.batch",
            { world in ["batch": try await BookTests.send(world, [("a.xlsx", Data("x".utf8))])["id"]?.string ?? ""] },
            invalid: { _ in ["batch": RecordID.zero.description] }, 404, "没有这批表格，或不是您上传的。",
            "There is no such batch, or it is not yours."),
        EndpointCase("reporting.ledgers", invalid: wrongPeriod, 422, periodZh, periodEn),
        EndpointCase(
            "reporting.ledger.import", ledger(), invalid: { _ in ["ledger": RecordID.zero.description] }, 404, "没有这份台账。",
            "There is no such ledger."),
        EndpointCase(
            "reporting.ledger.map", ledger(["columns": "3:item"]), invalid: ledger(["columns": "3:colour"]), 422, "没有“colour”这种列。",
            "There is no column “colour”.",
            logged: Text("调整台账旧台账.csv的列对应", "Columns of ledger 旧台账.csv assigned")),
        EndpointCase(
            "reporting.ledger.take", ledger(["skip": "true"]), invalid: ledger(), 409,
            "还有2行有错，没有采用任何内容。请改列对应或改表重传；也可只采用没有错的行。",
            "2 rows have errors; nothing was taken. Assign the columns anew or send a corrected table, or take the good rows alone.",
            logged: Text("采用台账旧台账.csv：3条", "Ledger 旧台账.csv taken: 3 entries")),
    ]

    /// Those that take a file, and the raw ones, have their own tests.
    static let elsewhere: Set<String> = ["reporting.workbooks.upload", "reporting.ledger.read"]
}

@Suite struct ReportingEndpointTests {
    @Test(arguments: EndpointCase.all, TestDatabase.engines) func whoMayUseItDoesAndItIsLogged(
        endpoint: EndpointCase, engine: Dialect
    ) async throws {
        try await World.opened(engine) { world in
            let values = try await endpoint.allowed(world)
            let before = try await world.test.events(1).first?.number ?? 0
            let answer = try await world.do(endpoint.id, values)
            #expect(try !answer.json().isEmpty)
            for language in Language.allCases {
                guard let render = answer.page else { break }
                let body = render(world.reader(World.office, language)).body.text
                #expect(body.contains("<h1") && !body.contains(" style=") && !body.contains("Optional("))
            }
            if let table = answer.table { #expect(!table(world.reader()).columns.isEmpty) }
            let events = try await world.test.events(50).filter { $0.number > before }
            guard let sentence = endpoint.sentence else { return #expect(events.isEmpty) }
            let own = try events.first { event in
                try #require(world.house.kinds[event.kind]).sentence.filled(event.details) == sentence
            }
            #expect(own != nil, "\(events.map { world.house.kinds[$0.kind]?.sentence.filled($0.details).zh ?? "" })")
            #expect(own?.viewerName == World.office.name)
        }
    }

    @Test(arguments: EndpointCase.all) func whoMayNotIsRefused(endpoint: EndpointCase) async throws {
        try await World.opened { world in
            let values = try await endpoint.allowed(world)
            let before = try await world.test.events(1).first?.number
            let refusal = try await world.refusal(endpoint.id, values, as: endpoint.refused)
            #expect(refusal?.status == 403 && refusal?.detail.zh.contains("需要以下角色之一") == true)
            #expect(try await world.refusal(endpoint.id, values, as: .anonymous)?.status == 401)
            #expect(try await world.test.events(1).first?.number == before)
        }
    }

    @Test(arguments: EndpointCase.all) func whatIsWrongIsSaid(endpoint: EndpointCase) async throws {
        try await World.opened { world in
            let values = try await endpoint.invalid(world)
            let before = try await world.test.events(1).first?.number
            let refusal = try #require(try await world.refusal(endpoint.id, values))
            #expect(refusal.status == endpoint.status)
            if case .invalid(let problems) = refusal {
                #expect(problems.map(\.message).contains(Text(endpoint.zh, endpoint.en)), "\(problems)")
            } else {
                #expect(refusal.detail == Text(endpoint.zh, endpoint.en))
            }
            #expect(try await world.test.events(1).first?.number == before)
        }
    }

    @Test func everyEndpointOfTheSliceIsHere() {
        #expect(Set(EndpointCase.all.map(\.id)).union(EndpointCase.elsewhere) == Set(World.reporting.slice.routes.map(\.id)))
    }

    @Test func everyRouteIsForWhomTheTableSays() async throws {
        try await TestHouse.with(.sqlite, [World.reporting.slice]) { test in
            try await PermissionMatrix.check(test.house, against: "permissions.txt")
        }
    }

    /// The raw endpoints: stranger, and every role.
    @Test func everyDoorIsForWhomItSays() {
        let expected: [String: Set<Role>?] = [
            "reporting.form": [.office, .unit, .park], "reporting.links": [.office], "reporting.link": nil,
            "reporting.link.open": nil, "reporting.link.form": nil,
            "reporting.link.send": nil, "reporting.workbook": [.office, .unit, .park], "reporting.workbooks": [.office],
            "reporting.batch.returned": [.office, .unit, .park],
        ]
        for endpoint in World.reporting.slice.raw {
            let roles = expected[endpoint.id]
            #expect(roles != nil, "\(endpoint.id)")
            #expect(endpoint.permission.isPublic == (roles == .some(nil)))
            #expect(endpoint.permission.roles == (roles ?? nil) ?? [])
            if endpoint.permission.isPublic { #expect(endpoint.pace == .signIn) }
        }
        #expect(World.reporting.slice.raw.count == expected.count)
    }

    @Test func theWholeFormKeepsWhatIsWrongAndHandsInWhatIsRight() async throws {
        try await World.opened { world in
            let item = try await world.item("市科技局")
            let values = ["plan": world.plan.description, "return": item.id.description]
            let line = try await world.line("市科技局", "技术合同")
            let viewer = try await world.unit("市科技局")
            let wrong = try await LinkTests.call(
                world, "reporting.form", values, form: ["value.\(line.id)": "约86", "submit": "1"], as: viewer)
            let body = LinkTests.body(wrong)
            #expect(body.contains("“约86”不是数字") && body.contains("value=\"约86\"") && body.contains("填好的内容都在"))
            #expect(try await world.line("市科技局", "技术合同").entry.value == "约86")
            var form = try await LinkTests.answers(world, "市科技局")
            form["submit"] = "1"
            #expect(try await LinkTests.call(world, "reporting.form", values, form: form, as: viewer).status == 303)
            #expect(try await world.item("市科技局").state == .submitted)
            #expect(try await LinkTests.refusal(world, "reporting.form", values, form: form, as: viewer)?.status == 409)
            #expect(try await LinkTests.refusal(world, "reporting.form", values, form: form, as: .holding(.leader))?.status == 403)
            #expect(
                try await LinkTests.refusal(world, "reporting.form", values, form: form, as: try await world.unit("市商务局"))?.status
                    == 404)
        }
    }

    @Test func allThreeDoorsSayTheSame() async throws {
        try await World.opened { world in
            let line = try await world.line("市科技局", "技术合同")
            let words = "“约86”不是数字。请只填数字，如86.2；单位（亿元）不用写，估计数请在说明里注明。"
            // Page and API.
            try await world.fill("市科技局", ["技术合同": "约86"])
            let item = try await world.item("市科技局")
            guard case .invalid(let problems) = try await world.refusal("reporting.submit", ["return": item.id.description]) else {
                throw TestFault("not refused")
            }
            #expect(problems.map(\.message.zh) == [words])
            // Link.
            let token = try await LinkTests.make(world)["市科技局"] ?? ""
            _ = try await LinkTests.call(world, "reporting.link.open", ["token": token])
            var form = try await LinkTests.answers(world, "市科技局")
            form["value.\(line.id)"] = "约86"
            form["submit"] = "1"
            #expect(
                LinkTests.body(try await LinkTests.call(world, "reporting.link.send", ["token": token], form: form)).contains(words)
            )
            // Workbook.
            let book = try await BookTests.filled(world, "市科技局", ["技术合同": "约86"])
            let batch = try await BookTests.send(world, [("a.xlsx", try BookTests.bytes(book))])
            #expect(BookTests.outcome(batch, "a.xlsx").problems.map(\.zh) == [words])
        }
    }

    @Test func aTextIsNeverMarkup() async throws {
        try await World.opened { world in
            let bad = "<img src=x onerror=alert(1)>\"'"
            try await world.fill("市科技局") { _, entry in
                (entry.note, entry.source, entry.why) = (bad, bad, bad)
            }
            let id = try await world.item("市科技局").id.description
            #expect(!(try await world.page("reporting.return", ["return": id])).contains("<img"))
            try await world.do("reporting.submit", ["return": id])
            try await world.do("reporting.decide", ["return": id, "verdict": "return", "reason": bad])
            for page in [
                try await world.page("reporting.return", ["return": id]), try await world.page("reporting.desk"),
                try await world.page("reporting.ledger"),
            ] {
                #expect(!page.contains("<img"))
            }
        }
    }
}
