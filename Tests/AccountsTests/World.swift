import Foundation
import HouseTesting
import Kernel

@testable import Accounts

/// A house with five people in it, all with the same password.
struct World: Sendable {
    let test: TestHouse
    /// By sign-in name: admin, security, auditor, office, unit.
    let people: [String: RecordID]

    static let password = "zimu-tou-de-shizi-7"
    static let other = "shi-ge-hao-tianqi-9"
    /// Slow to make, so made once.
    private static let hash = Task { try await PasswordHash.make(password) }

    var house: House { test.house }
    var clock: TestClock { test.clock }

    static func with<T>(
        _ engine: Dialect = .sqlite, policy: SignInPolicy = .example, _ body: (World) async throws -> T
    ) async throws -> T {
        let hash = try await hash.value
        return try await TestHouse.with(engine, [Accounts.slice]) { test in
            let people = try await test.house.write(as: .system) { scope in
                try Accounts.setPolicy(policy, &scope)
                var people: [String: RecordID] = [:]
                for (name, role) in [
                    ("admin", Role.administrator), ("security", .security), ("auditor", .auditor), ("office", .office),
                    ("unit", .unit),
                ] {
                    let account = try Accounts.add(
                        signInName: name, name: "用户-\(name)", roles: [role], organisation: role == .unit ? "市科技局" : nil, park: nil,
                        status: .active, &scope)
                    try SecretStore.set(hash, of: account.id, scope)
                    people[name] = account.id
                }
                return people
            }
            return try await body(World(test: test, people: people))
        }
    }

    func id(_ name: String) -> RecordID { people[name]! }

    func account(_ name: String) async throws -> Account {
        let id = id(name)
        return try await house.database.read { try AccountsStore.existing(id, $0) }
    }

    static let office = Origin(address: "10.1.2.3", agent: "Mozilla/5.0 (Windows NT 10.0) Chrome/120.0")

    /// Signs in over the endpoint, and gives what the cookie would hold.
    func signIn(_ name: String, _ password: String = World.password, from origin: Origin = World.office) async throws -> String {
        let answer = try await house.call(
            "accounts.sign-in", RawInput(["name": [name], "password": [password]]), as: .stranger(from: origin))
        return try token(answer)
    }

    func token(_ answer: Answer) throws -> String {
        guard case .begin(let token) = answer.session else { throw TestFault("no session was begun") }
        return token
    }

    func viewer(_ token: String, from origin: Origin = World.office) async throws -> Viewer {
        guard let identity = try await Accounts.identify(session: token, origin: origin, in: house) else {
            throw TestFault("no session")
        }
        return identity.viewer
    }

    /// Somebody at a browser, without the cost of the password.
    func browser(_ name: String) async throws -> Viewer {
        let id = id(name)
        let token = try await house.write(as: .stranger(from: World.office)) { scope in
            scope.record(Event(AccountsEvents.signedIn, Subject("account", id.description)))
            return try SessionStore.begin(.full, of: id, policy: .example, scope)
        }
        return try await viewer(token.text)
    }

    func call(_ id: String, _ values: [String: [String]] = [:], as viewer: Viewer) async throws -> Answer {
        try await house.call(id, RawInput(values), as: viewer)
    }
}
