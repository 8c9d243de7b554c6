import HouseTesting
import Kernel

@testable import Accounts

extension EndpointCase {
    static let all = signIn + links + me + users

    private static let stranger: Call = { _ in (.stranger(from: World.office), [:]) }
    private static let unknownField: Call = { _ in (.stranger(from: World.office), ["nonsense": ["1"]]) }

    /// Somebody with a browser.
    private static func by(_ name: String, _ input: [String: [String]] = [:]) -> Call {
        { world in (try await world.browser(name), input) }
    }

    /// Somebody with a browser, about another's account.
    private static func by(_ name: String, about other: String, _ input: [String: [String]] = [:]) -> Call {
        { world in
            (try await world.browser(name), input.merging(["user": [world.id(other).description]]) { own, _ in own })
        }
    }

    // MARK: Signing in

    private static let signIn: [EndpointCase] = [
        EndpointCase(
            "accounts.sign-in.page", allowed: stranger,
            refused: { _ in (.anonymous, ["next": ["/\u{0}"]]) }, 422, invalid: unknownField, field: "nonsense"),
        EndpointCase(
            "accounts.sign-in", events: ["account.signed-in"],
            allowed: { _ in (.stranger(from: World.office), ["name": ["office"], "password": [World.password]]) },
            refused: { _ in (.stranger(from: World.office), ["name": ["office"], "password": ["not-this-one"]]) }, 422,
            invalid: { _ in (.stranger(from: World.office), ["name": ["office"]]) }, field: "password"),
        EndpointCase(
            "accounts.sign-in.code.page", allowed: { try await ($0.halfway(.code), [:]) }, refused: stranger, 409,
            invalid: unknownField, field: "nonsense"),
        EndpointCase(
            "accounts.sign-in.code", events: ["account.signed-in"],
            allowed: { try await ($0.halfway(.code), ["code": [$0.code()]]) },
            refused: { _ in (.stranger(from: World.office), ["code": ["123456"]]) }, 409,
            invalid: { try await ($0.halfway(.code), ["code": ["000000"]]) }, field: "code"),
        EndpointCase(
            "accounts.sign-in.enrol.page", allowed: { try await ($0.halfway(.enrol), [:]) },
            refused: { try await ($0.halfway(.code), [:]) }, 409,
            invalid: unknownField, field: "nonsense"),
        EndpointCase(
            "accounts.sign-in.enrol", events: ["account.signed-in", "account.factor-added"],
            allowed: { try await ($0.halfway(.enrol), ["code": [$0.code()]]) },
            refused: { try await ($0.halfway(.renew), ["code": [$0.code()]]) }, 409,
            invalid: { try await ($0.halfway(.enrol), ["code": ["12"]]) }, field: "code"),
        EndpointCase(
            "accounts.sign-in.renew.page", allowed: { try await ($0.halfway(.renew), [:]) },
            refused: { try await ($0.halfway(.enrol), [:]) }, 409,
            invalid: unknownField, field: "nonsense"),
        EndpointCase(
            "accounts.sign-in.renew", events: ["account.signed-in", "account.password"],
            allowed: { try await ($0.halfway(.renew), ["newPassword": [World.other], "again": [World.other]]) },
            refused: { _ in (.stranger(from: World.office), ["newPassword": [World.other], "again": [World.other]]) }, 409,
            invalid: { try await ($0.halfway(.renew), ["newPassword": [World.other], "again": ["else"]]) }, field: "again"),
        EndpointCase(
            "accounts.sign-out", events: ["account.signed-out"], allowed: by("office"), refused: stranger, 401,
            invalid: by("office", ["nonsense": ["1"]]), field: "nonsense"),
    ]

    private static let links: [EndpointCase] = [
        EndpointCase(
            "accounts.welcome.page", allowed: { try await (.stranger(from: World.office), ["token": [$0.link(.reset)]]) },
            refused: { _ in (.anonymous, ["token": ["AAAA"]]) }, 404, invalid: stranger, field: "token"),
        EndpointCase(
            "accounts.welcome", events: ["account.password", "account.signed-in"],
            allowed: {
                try await (
                    .stranger(from: World.office),
                    ["token": [$0.link(.reset)], "newPassword": [World.other], "again": [World.other]]
                )
            },
            refused: { _ in (.anonymous, ["token": ["AAAA"], "newPassword": [World.other], "again": [World.other]]) }, 404,
            invalid: { try await (.anonymous, ["token": [$0.link(.reset)]]) }, field: "newPassword"),
    ]

    // MARK: One's own account

    private static let me: [EndpointCase] = [
        EndpointCase(
            "accounts.me", allowed: by("unit"), refused: stranger, 401, invalid: by("unit", ["nonsense": ["1"]]), field: "nonsense"),
        EndpointCase(
            "accounts.me.password", events: ["account.password"],
            allowed: by("unit", ["password": [World.password], "newPassword": [World.other], "again": [World.other]]),
            refused: by("unit", ["password": ["wrong"], "newPassword": [World.other], "again": [World.other]]), 422,
            invalid: by("unit", ["password": [World.password], "newPassword": ["short"], "again": ["short"]]), field: "newPassword"),
        EndpointCase(
            "accounts.me.language", events: ["account.language"], allowed: by("unit", ["language": ["en"]]), refused: stranger, 401,
            invalid: by("unit", ["language": ["fr"]]), field: "language"),
        EndpointCase(
            "accounts.me.sessions.end", events: ["account.session-ended"], allowed: by("unit"), refused: stranger, 401,
            invalid: by("unit", ["nonsense": ["1"]]), field: "nonsense"),
        EndpointCase(
            "accounts.me.session.end", events: ["account.session-ended"],
            allowed: { world in
                let (viewer, other) = (try await world.browser("unit"), try await world.browser("unit"))
                return (viewer, ["session": [other.origin.session!]])
            },
            refused: { world in
                let (viewer, other) = (try await world.browser("unit"), try await world.browser("office"))
                return (viewer, ["session": [other.origin.session!]])
            }, 404, invalid: by("unit", ["session": ["7"]]), field: "session"),
        EndpointCase(
            "accounts.me.factor.offer", events: ["account.factor-offered"], allowed: by("unit"),
            refused: { world in
                _ = try await world.addFactor("unit")
                return (try await world.browser("unit"), [:])
            }, 409, invalid: by("unit", ["nonsense": ["1"]]), field: "nonsense"),
        EndpointCase(
            "accounts.me.factor.page", allowed: { try await ($0.offered("unit"), [:]) }, refused: by("unit"), 404,
            invalid: by("unit", ["nonsense": ["1"]]), field: "nonsense"),
        EndpointCase(
            "accounts.me.factor.confirm", events: ["account.factor-added"],
            allowed: { try await ($0.offered("unit"), ["code": [$0.code()]]) }, refused: by("unit", ["code": ["123456"]]), 409,
            invalid: { try await ($0.offered("unit"), ["code": ["000000"]]) }, field: "code"),
        EndpointCase(
            "accounts.me.factor.remove", events: ["account.factor-removed"],
            allowed: { world in
                _ = try await world.addFactor("unit")
                return (try await world.browser("unit"), ["code": [try world.code()]])
            },
            refused: { world in
                // The rules of a government deployment: the office must keep it.
                _ = try await world.addFactor("office")
                try await world.house.write(as: .system) { try Accounts.setPolicy(.strict, &$0) }
                return (try await world.browser("office"), ["code": [try world.code()]])
            }, 409,
            invalid: { world in
                _ = try await world.addFactor("unit")
                return (try await world.browser("unit"), ["code": ["000000"]])
            }, field: "code"),
        EndpointCase(
            "accounts.me.recovery-codes", events: ["account.recovery-codes"],
            allowed: { world in
                _ = try await world.addFactor("unit")
                return (try await world.browser("unit"), ["code": [try world.code()]])
            }, refused: stranger, 401,
            invalid: by("unit", ["code": ["000000"]]), field: "code"),
        EndpointCase(
            "accounts.me.token.add", events: ["account.token-made"], allowed: by("unit", ["label": ["数据平台"], "days": ["30"]]),
            refused: { _ in (.stranger(from: World.office), ["label": ["x"], "days": ["30"]]) }, 401,
            invalid: by("unit", ["label": ["x"], "days": ["9999"]]), field: "days"),
        EndpointCase(
            "accounts.me.token.end", events: ["account.token-ended"],
            allowed: { world in
                let viewer = try await world.browser("unit")
                return (viewer, ["token": [try await world.token(of: viewer)]])
            },
            refused: { world in
                let (viewer, other) = (try await world.browser("unit"), try await world.browser("office"))
                return (viewer, ["token": [try await world.token(of: other)]])
            }, 404, invalid: by("unit", ["token": ["x"]]), field: "token"),
    ]

    // MARK: Other people's accounts

    private static let users: [EndpointCase] = [
        EndpointCase(
            "accounts.users", allowed: by("auditor", ["q": ["用户-_"]]), refused: by("office"), 403,
            invalid: by("auditor", ["role": ["king"]]), field: "role"),
        EndpointCase(
            "accounts.user", allowed: by("security", about: "unit"), refused: by("office", about: "unit"), 403,
            invalid: by("security", ["user": ["1; DROP TABLE account"]]), field: "user"),
        EndpointCase(
            "accounts.invitation.page", allowed: by("admin"), refused: by("security"), 403,
            invalid: by("admin", ["nonsense": ["1"]]), field: "nonsense"),
        EndpointCase(
            "accounts.invite", events: ["account.made", "account.link"],
            allowed: by("admin", ["name": ["李处"], "signInName": ["li.chu"]]),
            refused: by("security", ["name": ["李处"], "signInName": ["li.chu"]]), 403,
            invalid: by("admin", ["name": ["李处"], "signInName": ["office"]]), field: "signInName"),
        EndpointCase(
            "accounts.user.edit", events: ["account.edited"],
            allowed: by("admin", about: "unit", ["name": ["新名字"], "park": ["高新区"]]),
            refused: by("admin", about: "admin", ["name": ["自己"]]), 403, invalid: by("admin", about: "unit"), field: "name"),
        EndpointCase(
            "accounts.user.status", events: ["account.disabled"],
            allowed: by("admin", about: "unit", ["status": ["disabled"], "reason": ["调离"]]),
            refused: by("admin", about: "unit", ["status": ["active"], "reason": ["无"]]), 409,
            invalid: by("admin", about: "unit", ["status": ["disabled"]]), field: "reason"),
        EndpointCase(
            "accounts.user.link", events: ["account.link"], allowed: by("admin", about: "unit"),
            refused: by("security", about: "unit"), 403,
            invalid: by("admin", ["user": ["x"]]), field: "user"),
        EndpointCase(
            "accounts.user.roles", events: ["account.roles"],
            allowed: by("security", about: "unit", ["roles": ["unit", "expert"]]),
            refused: by("admin", about: "unit", ["roles": ["office"]]), 403,
            invalid: by("security", about: "unit", ["roles": ["administrator", "auditor"]]), field: "roles"),
        EndpointCase(
            "accounts.user.unlock", events: ["account.unlocked"],
            allowed: { world in
                for _ in 0..<5 { _ = try? await world.signIn("unit", "wrong") }
                return (try await world.browser("security"), ["user": [world.id("unit").description]])
            }, refused: by("security", about: "unit"), 409, invalid: by("security", ["user": ["x"]]), field: "user"),
        EndpointCase(
            "accounts.user.factor.remove", events: ["account.factor-removed"],
            allowed: { world in
                _ = try await world.addFactor("unit")
                return (try await world.browser("security"), ["user": [world.id("unit").description]])
            }, refused: by("admin", about: "unit"), 403, invalid: by("security", about: "unit"), 409),
        EndpointCase(
            "accounts.user.sessions.end", events: ["account.session-ended"],
            allowed: { world in
                _ = try await world.browser("unit")
                return (try await world.browser("security"), ["user": [world.id("unit").description]])
            }, refused: by("admin", about: "unit"), 403, invalid: by("security", about: "unit"), 409),
        EndpointCase(
            "accounts.user.session.end", events: ["account.session-ended"],
            allowed: { world in
                let session = try await world.browser("unit").origin.session!
                return (try await world.browser("security"), ["user": [world.id("unit").description], "session": [session]])
            },
            refused: { world in
                let session = try await world.browser("office").origin.session!
                return (try await world.browser("security"), ["user": [world.id("unit").description], "session": [session]])
            }, 409, invalid: by("security", about: "unit", ["session": ["x"]]), field: "session"),
        EndpointCase(
            "accounts.rules", allowed: by("auditor"), refused: by("unit"), 403, invalid: by("auditor", ["nonsense": ["1"]]),
            field: "nonsense"),
        EndpointCase(
            "accounts.rules.set", events: ["account.policy"],
            allowed: by(
                "security", ["passwords": ["djbh"], "secondFactor": ["true"], "idleMinutes": ["30"], "sessionHours": ["12"]]),
            refused: by("admin", ["passwords": ["asvs"], "idleMinutes": ["30"], "sessionHours": ["12"]]), 403,
            invalid: by("security", ["passwords": ["djbh"], "idleMinutes": ["0"], "sessionHours": ["99"]]), field: "idleMinutes"),
    ]
}

extension World {
    static let key = OneTimeCode(key: Array("12345678901234567890".utf8))

    /// The code of the moment, for the key that every case uses.
    func code() throws -> String { try World.key.code(step: OneTimeCode.step(at: clock.now)) }

    /// A browser in the middle of signing in.
    func halfway(_ stage: Session.Stage) async throws -> Viewer {
        if stage == .code { _ = try await addFactor("unit") }
        let id = id("unit")
        let token = try await house.write(as: .stranger(from: World.office)) { scope in
            scope.record(Event(AccountsEvents.signInBegun, Subject("account", id.description)))
            return try SessionStore.begin(
                stage, of: id, policy: .example, offer: stage == .enrol ? World.key.base32Text : nil, scope)
        }
        return try await viewer(token.text)
    }

    func addFactor(_ name: String) async throws -> RecordID {
        let id = id(name)
        return try await house.write(as: .system) { scope in
            scope.record(Event(AccountsEvents.factorAdded, Subject("account", id.description)))
            return try SecretStore.add(World.key, step: 0, of: id, scope)
        }
    }

    /// A browser that is setting up its code.
    func offered(_ name: String) async throws -> Viewer {
        let viewer = try await browser(name)
        let session = RecordID(viewer.origin.session!)!
        try await house.database.write { try SessionStore.setOffer(World.key.base32Text, of: session, $0) }
        return viewer
    }

    func link(_ purpose: OneTimeLink.Purpose) async throws -> String {
        let account = try await account("unit")
        return try await house.write(as: .system) { scope in
            scope.record(Event(AccountsEvents.link, account.subject))
            return try SecretStore.add(purpose, account: account.id, scope).text
        }
    }

    /// The id of an API token.
    func token(of viewer: Viewer) async throws -> String {
        _ = try await call("accounts.me.token.add", ["label": ["x"], "days": ["1"]], as: viewer)
        let id = RecordID(viewer.id)!
        return try await house.database.read { try SecretStore.tokens(of: id, $0)[0].id.description }
    }
}
