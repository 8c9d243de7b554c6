import Activity
import Foundation
import HouseTesting
import Kernel
import Testing

@testable import Registry

/// Four facts of every endpoint: who may use it does, who may not is refused, what is wrong is said, what was done is in the log.
struct EndpointCase: Sendable, CustomTestStringConvertible {
    typealias Input = @Sendable (World) async throws -> (Viewer, RawInput)

    let id: String
    var events: [String] = []
    let allowed: Input
    let refused: Input
    let refusedStatus: Int
    let invalid: Input
    let field: String

    var testDescription: String { id }
}

@Suite struct RegistryEndpointFacts {
    @Test(arguments: EndpointCase.all) func whoMayUseIt(endpoint: EndpointCase) async throws {
        try await World.with { world in
            let (viewer, input) = try await endpoint.allowed(world)
            let answer = try await world.house.call(endpoint.id, input, as: viewer)
            #expect(try !answer.json().isEmpty)
            guard answer.location == nil, let render = answer.page else { return #expect(answer.location?.hasPrefix("/") == true) }
            for language in Language.allCases {
                let page = render(Reader(language: language, viewer: viewer, today: world.test.clock.now.day, csrf: "token"))
                #expect(!page.body.text.contains(" style=") && page.body.text.contains("<h1>"))
            }
        }
    }

    @Test(arguments: EndpointCase.all) func whoMayNotIsRefused(endpoint: EndpointCase) async throws {
        try await World.with { world in
            let (viewer, input) = try await endpoint.refused(world)
            let refusal = try #require(try await world.test.refusal(endpoint.id, input, as: viewer))
            #expect(refusal.status == endpoint.refusedStatus, "\(refusal)")
            #expect(!refusal.detail.zh.isEmpty && !refusal.detail.en.isEmpty)
        }
    }

    @Test(arguments: EndpointCase.all) func whatIsWrongIsSaid(endpoint: EndpointCase) async throws {
        try await World.with { world in
            let (viewer, input) = try await endpoint.invalid(world)
            guard case .invalid(let problems)? = try await world.test.refusal(endpoint.id, input, as: viewer) else {
                return #expect(Bool(false), "it was taken")
            }
            #expect(problems.contains { $0.field == endpoint.field }, "\(problems)")
            #expect(problems.allSatisfy { !$0.message.zh.isEmpty && !$0.message.en.isEmpty })
        }
    }

    @Test(arguments: EndpointCase.all) func whatWasDoneIsInTheLog(endpoint: EndpointCase) async throws {
        try await World.with { world in
            let (viewer, input) = try await endpoint.allowed(world)
            let before = try await world.test.events(1).first?.number ?? 0
            _ = try await world.house.call(endpoint.id, input, as: viewer)
            let events = try await world.test.events(50).filter { $0.number > before }
            #expect(events.map(\.kind) == endpoint.events)
            for event in events {
                let sentence = try #require(RegistryEvents.byID[event.kind]).sentence(event)
                #expect(!sentence.zh.contains("{") && !sentence.en.contains("{"), "\(sentence)")
            }
        }
    }

    @Test func everyEndpointOfTheSliceIsHere() {
        #expect(Set(EndpointCase.all.map(\.id)) == Set(Registry.slice.routes.map(\.id)))
    }

    @Test func everyRouteIsForWhomTheTableSays() async throws {
        try await TestHouse.with(.sqlite, [Registry.slice]) { test in
            try await PermissionMatrix.check(test.house, against: "permissions.txt")
        }
    }
}
