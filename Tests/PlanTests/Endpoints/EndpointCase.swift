import HouseTesting
import Kernel
import Testing

@testable import Plan

/// Four facts of every endpoint: who may use it does, who may not is refused, what is wrong is said in both languages, what was done is in
/// the log with its sentence. Reading endpoints record nothing, and that is their fourth fact.
struct EndpointCase: Sendable, CustomTestStringConvertible {
    enum State: Sendable { case draft, running }
    typealias Values = @Sendable (World) async throws -> [String: String]

    /// What is said of wrong input.
    struct Objection: Sendable {
        let status: Int
        let field: String?
        let zh: String
        let en: String

        static func field(_ field: String, _ zh: String, _ en: String) -> Objection {
            Objection(status: 422, field: field, zh: zh, en: en)
        }
        static func conflict(_ zh: String, _ en: String) -> Objection { Objection(status: 409, field: nil, zh: zh, en: en) }
        static func missing(_ zh: String, _ en: String) -> Objection { Objection(status: 404, field: nil, zh: zh, en: en) }
        static let unknown = field("nonsense", "没有这个字段。", "There is no such field.")
        static let required = ("此项必填。", "This is required.")
        static let noPlan = missing("没有这份方案，或尚未发布。", "There is no such plan, or it is not published yet.")
        static let draft = conflict("方案还在核对，发布后才开始运行。", "The plan is under review and runs once it is published.")
        static let published = conflict("方案已发布，读出的内容不再改动；调整目标请用变更。", "The plan is published; what was read no longer changes.")
    }

    let id: String
    let state: State
    let who: @Sendable (World) async throws -> Viewer
    let allowed: Values
    let refused: Viewer
    let invalid: Values
    let objection: Objection
    /// What the log says; `nil` where nothing is done.
    let sentence: Text?

    var testDescription: String { id }

    init(
        _ id: String, in state: State = .running,
        by who: @escaping @Sendable (World) async throws -> Viewer = { _ in World.office },
        _ allowed: @escaping Values = { _ in [:] }, refused: Viewer = .holding(.unit), invalid: @escaping Values,
        _ objection: Objection,
        logged sentence: Text? = nil
    ) {
        self.id = id
        self.state = state
        self.who = who
        self.allowed = allowed
        self.refused = refused
        self.invalid = invalid
        self.objection = objection
        self.sentence = sentence
    }

    func with(_ engine: Dialect, _ body: (World) async throws -> Void) async throws {
        switch state {
        case .draft: try await World.draft(engine, Documents.small, body)
        case .running: try await World.running(engine, body)
        }
    }
}

@Suite struct PlanEndpointTests {
    @Test(arguments: EndpointCase.all, TestDatabase.engines) func whoMayUseItDoesAndItIsLogged(
        endpoint: EndpointCase, engine: Dialect
    ) async throws {
        try await endpoint.with(engine) { world in
            let viewer = try await endpoint.who(world)
            let values = try await endpoint.allowed(world)
            let before = try await world.test.events(1).first?.number ?? 0
            let answer = try await world.do(endpoint.id, values, as: viewer)
            #expect(try !answer.json().isEmpty)
            for language in Language.allCases {
                guard let render = answer.page else { break }
                let page = render(Reader(language: language, viewer: viewer, today: world.test.clock.now.day, csrf: "token"))
                #expect(
                    page.body.text.contains("<h1") && !page.body.text.contains(" style=") && !page.body.text.contains("Optional("))
            }
            let events = try await world.test.events(50).filter { $0.number > before }
            guard let sentence = endpoint.sentence else { return #expect(events.isEmpty) }
            let event = try #require(events.last)
            let kind = try #require(world.house.kinds[event.kind])
            #expect(kind.sentence.filled(event.details) == sentence)
            #expect(event.viewerName == viewer.name)
            #expect(try await world.house.database.read { try EventLog.verify($0) }.get() > 0)
        }
    }

    @Test(arguments: EndpointCase.all) func whoMayNotIsRefused(endpoint: EndpointCase) async throws {
        try await endpoint.with(.sqlite) { world in
            let values = try await endpoint.allowed(world)
            let before = try await world.test.events(1).first?.number
            let refusal = try #require(try await world.refusal(endpoint.id, values, as: endpoint.refused))
            #expect(refusal.status == 403)
            #expect(refusal.detail.zh.contains("需要以下角色之一") && refusal.detail.en.contains("needs one of these roles"))
            #expect(try await world.refusal(endpoint.id, values, as: .anonymous)?.status == 401)
            #expect(try await world.test.events(1).first?.number == before)
        }
    }

    @Test(arguments: EndpointCase.all) func whatIsWrongIsSaid(endpoint: EndpointCase) async throws {
        try await endpoint.with(.sqlite) { world in
            let viewer = try await endpoint.who(world)
            let values = try await endpoint.invalid(world)
            let before = try await world.test.events(1).first?.number
            let refusal = try #require(try await world.refusal(endpoint.id, values, as: viewer))
            let objection = endpoint.objection
            #expect(refusal.status == objection.status)
            if case .invalid(let problems) = refusal {
                let problem = try #require(problems.first { $0.field == objection.field })
                #expect(problem.message == Text(objection.zh, objection.en))
                #expect(!problem.label.zh.isEmpty && !problem.label.en.isEmpty)
            } else {
                #expect(refusal.detail == Text(objection.zh, objection.en))
            }
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
