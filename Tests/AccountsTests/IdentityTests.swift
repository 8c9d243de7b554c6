import HouseTesting
import Kernel
import Testing

@testable import Accounts

@Suite struct Identities {
    @Test(arguments: TestDatabase.engines) func anAPITokenActsWithTheRightsItsAccountHasNow(engine: Dialect) async throws {
        try await World.with(engine) { world in
            let made = try await world.test.json("accounts.me.token.add", ["label": "平台", "days": "2"], as: world.browser("unit"))
            let secret = try #require(made["secret"]?.string)
            #expect(secret.hasPrefix("yl_"))
            #expect(try await Accounts.identify(apiToken: secret, origin: .local, in: world.house)?.roles == [.unit])
            _ = try await world.call(
                "accounts.user.roles", ["user": [world.id("unit").description], "roles": ["expert"]], as: world.browser("security"))
            #expect(try await Accounts.identify(apiToken: secret, origin: .local, in: world.house)?.roles == [.expert])
            world.clock.advance(days: 3)
            #expect(try await Accounts.identify(apiToken: secret, origin: .local, in: world.house) == nil)
            #expect(try await Accounts.identify(apiToken: "yl_nonsense", origin: .local, in: world.house) == nil)
            let log = try await world.house.database.read { try SecurityLog.latest(kind: .badToken, $0) }
            #expect(log.map(\.times) == [2])
            let stored = try await world.house.database.read {
                try $0.query("SELECT token_hash FROM api_token").map { try $0.text("token_hash") }
            }
            #expect(stored == [SecretToken.hash(secret)])
        }
    }

    @Test(arguments: TestDatabase.engines) func aChangeOfRolesBitesAtOnceAndEndsTheSession(engine: Dialect) async throws {
        try await World.with(engine) { world in
            let token = try await world.signIn("unit")
            _ = try await world.call(
                "accounts.user.roles", ["user": [world.id("unit").description], "roles": ["unit", "expert"]],
                as: world.browser("security"))
            #expect(try await Accounts.identify(session: token, origin: .local, in: world.house) == nil)
            #expect(try await Accounts.viewer(signInName: "unit", in: world.house)?.roles == [.unit, .expert])
        }
    }

    @Test(arguments: TestDatabase.engines) func theSchemaItselfRefusesTwoPowersInOneAccount(engine: Dialect) async throws {
        try await World.with(engine) { world in
            let id = world.id("admin")
            await #expect(throws: DatabaseError.self) {
                try await world.house.write(as: .system) { scope in
                    let account = try AccountsStore.existing(id, scope.connection)
                    try AccountsStore.set([.administrator, .auditor], of: account, scope)
                }
            }
        }
    }

    @Test func theAdministratorAppointsTheFirstSecurityAdministratorAndNoOtherRole() async throws {
        try await TestHouse.with(.sqlite, [Accounts.slice]) { test in
            let (admin, other) = try await test.house.write(as: .system) { scope in
                (
                    try Accounts.add(
                        signInName: "admin", name: "甲", roles: [.administrator], organisation: nil, park: nil, status: .active,
                        &scope),
                    try Accounts.add(
                        signInName: "other", name: "乙", roles: [], organisation: nil, park: nil, status: .active, &scope)
                )
            }
            let id = other.id.description
            let refused = try await test.refusal(
                "accounts.user.roles", RawInput(["user": [id], "roles": ["office"]]), as: admin.viewer())
            #expect(refused?.status == 403)
            _ = try await test.house.call(
                "accounts.user.roles", RawInput(["user": [id], "roles": ["security"]]), as: admin.viewer())
            // Now there is one: the administrator gives no more roles.
            let again = try await test.refusal(
                "accounts.user.roles", RawInput(["user": [id], "roles": ["auditor"]]), as: admin.viewer())
            #expect(again?.status == 403)
        }
    }

    @Test(arguments: TestDatabase.engines) func anAccountUnusedForNinetyDaysIsDisabled(engine: Dialect) async throws {
        try await World.with(engine) { world in
            world.clock.advance(days: 50)
            _ = try await world.signIn("office")
            world.clock.advance(days: 41)
            try await Accounts.keepHouse(world.house)
            #expect(try await world.account("office").status == .active)
            #expect(try await world.account("unit").status == .disabled)
            #expect(try await world.test.events(10).contains { $0.kind == "account.unused" })
            // The machine itself can open the house again.
            #expect(try await Accounts.firstLink(in: world.house) != nil)
        }
    }

    @Test func secretsAreInNoAnswerNoPageAndNoEvent() async throws {
        try await World.with { world in
            _ = try await world.addFactor("unit")
            let viewer = try await world.browser("unit")
            let hash =
                try await world.house.database.read { try SecretStore.password(of: world.id("unit"), $0) }?.hash.text ?? "none"
            for id in ["accounts.me", "accounts.users", "accounts.user"] {
                let reader = id == "accounts.me" ? viewer : try await world.browser("security")
                let answer = try await world.call(
                    id, id == "accounts.user" ? ["user": [world.id("unit").description]] : [:], as: reader)
                let text =
                    String(decoding: try answer.json(), as: UTF8.self)
                    + (answer.page.map { $0(Reader(viewer: reader, today: world.clock.now.day)).body.text } ?? "")
                #expect(!text.contains(World.key.base32Text))
                #expect(!text.contains(hash))
                #expect(!text.contains("token_hash"))
            }
        }
    }

    @Test func whatSomebodyWroteIsEscapedOnEveryPage() async throws {
        try await World.with { world in
            let nasty = "<img src=x onerror=alert(1)>\"'"
            let admin = try await world.browser("admin")
            _ = try await world.call(
                "accounts.user.edit", ["user": [world.id("unit").description], "name": [nasty], "organisation": [nasty]], as: admin)
            for (id, input) in [("accounts.users", [:]), ("accounts.user", ["user": [world.id("unit").description]])] {
                let answer = try await world.call(id, input, as: admin)
                let render = try #require(answer.page)
                let body = render(Reader(viewer: admin, today: world.clock.now.day)).body.text
                #expect(!body.contains("<img"))
                #expect(body.contains("&lt;img"))
            }
        }
    }
}
