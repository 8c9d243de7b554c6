import Activity
import HouseTesting
import Kernel
import Testing

@testable import Accounts

/// Four facts of every endpoint: who may use it does, who may not is refused, what is wrong is said, what was done is in the log.
/// Reading endpoints record nothing, and that is their fourth fact.
struct EndpointCase: Sendable, CustomTestStringConvertible {
    typealias Call = @Sendable (World) async throws -> (Viewer, [String: [String]])

    let id: String
    /// Somebody who may, with input that is right.
    let allowed: Call
    /// Somebody who may not, or a state in which nobody may; the refusal's status.
    let refused: Call
    let refusedStatus: Int
    /// Input that is wrong; the status, and the field that is named.
    let invalid: Call
    let invalidStatus: Int
    let field: String?
    /// The events that it records, in order; nothing where it only reads.
    let events: [String]

    var testDescription: String { id }

    init(
        _ id: String, events: [String] = [], allowed: @escaping Call, refused: @escaping Call, _ refusedStatus: Int,
        invalid: @escaping Call, _ invalidStatus: Int = 422, field: String? = nil
    ) {
        self.id = id
        self.allowed = allowed
        self.refused = refused
        self.refusedStatus = refusedStatus
        self.invalid = invalid
        self.invalidStatus = invalidStatus
        self.field = field
        self.events = events
    }
}

@Suite struct AccountsEndpoints {
    @Test(arguments: EndpointCase.all) func whoMayUseIt(endpoint: EndpointCase) async throws {
        try await World.with { world in
            let (viewer, input) = try await endpoint.allowed(world)
            let answer = try await world.call(endpoint.id, input, as: viewer)
            #expect(try !answer.json().isEmpty)
            let route = try #require(world.house.routes[endpoint.id])
            if route.isForPeople, answer.location == nil {
                for language in Language.allCases {
                    let render = try #require(answer.page)
                    let page = render(Reader(language: language, viewer: viewer, today: world.clock.now.day, csrf: "token"))
                    #expect(!page.body.text.contains(" style="))
                    #expect(page.body.text.contains("<h1>"))
                }
            }
        }
    }

    @Test(arguments: EndpointCase.all) func whoMayNotIsRefused(endpoint: EndpointCase) async throws {
        try await World.with { world in
            let (viewer, input) = try await endpoint.refused(world)
            let refusal = try await world.test.refusal(endpoint.id, RawInput(input), as: viewer)
            #expect(refusal?.status == endpoint.refusedStatus)
        }
    }

    @Test(arguments: EndpointCase.all) func whatIsWrongIsSaid(endpoint: EndpointCase) async throws {
        try await World.with { world in
            let (viewer, input) = try await endpoint.invalid(world)
            let refusal = try #require(try await world.test.refusal(endpoint.id, RawInput(input), as: viewer))
            #expect(refusal.status == endpoint.invalidStatus)
            if let field = endpoint.field {
                guard case .invalid(let problems) = refusal else { return #expect(Bool(false), "\(refusal)") }
                #expect(problems.contains { $0.field == field })
                #expect(problems.allSatisfy { !$0.message.zh.isEmpty && !$0.message.en.isEmpty })
            }
        }
    }

    @Test(arguments: EndpointCase.all) func whatWasDoneIsInTheLog(endpoint: EndpointCase) async throws {
        try await World.with { world in
            let (viewer, input) = try await endpoint.allowed(world)
            let before = try await world.test.events(1).first?.number ?? 0
            _ = try await world.call(endpoint.id, input, as: viewer)
            let events = try await world.test.events(50).filter { $0.number > before }.reversed()
            #expect(events.map(\.kind) == endpoint.events)
            for event in events {
                let kind = try #require(AccountsEvents.all.first { $0.id == event.kind })
                let sentence = kind.sentence(event)
                #expect(!sentence.zh.contains("{") && !sentence.en.contains("{"), "\(sentence)")
                #expect(!event.details.values.contains { $0.contains(World.password) || $0.contains(World.other) })
            }
            #expect(try await world.house.database.read { try EventLog.verify($0) }.get() > 0)
        }
    }

    @Test func everyEndpointOfTheSliceIsHere() {
        #expect(Set(EndpointCase.all.map(\.id)) == Set(Accounts.slice.routes.map(\.id)))
    }

    @Test func everyRouteIsForWhomTheTableSays() async throws {
        try await TestHouse.with(.sqlite, [Accounts.slice]) { test in
            try await PermissionMatrix.check(test.house, against: "permissions.txt")
        }
    }
}
