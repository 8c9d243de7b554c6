import Kernel

/// Who is there: what the server and the command line ask before a request runs.
public struct Identity: Sendable {
    public let viewer: Viewer
    public let language: Language?
}

extension Accounts {
    /// The viewer of a browser's session; a stranger with the session's id while the sign-in is half done; nil where the session is over.
    /// Notes the use, at most once a minute.
    public static func identify(session token: String, origin: Origin, in house: House) async throws -> Identity? {
        let now = house.clock()
        guard let found = try await house.database.read({ try find(token, now: now, $0) }) else { return nil }
        let origin = Origin(address: origin.address, agent: origin.agent, session: found.session.id.description)
        if found.session.stage == .full, found.session.seenAt.adding(seconds: 60) <= now {
            try await house.database.write { try SessionStore.touch(found.session, now: now, $0) }
        }
        let viewer = found.session.stage == .full ? found.account.viewer(origin) : Viewer.stranger(from: origin)
        return Identity(viewer: viewer, language: found.account.language)
    }

    private static func find(_ token: String, now: Instant, _ connection: Connection) throws -> (
        session: Session, account: Account
    )? {
        let policy = try AccountsStore.policy(connection)
        guard let session = try SessionStore.find(token: token, idle: policy.idleMinutes * 60, now: now, connection),
            let account = try AccountsStore.find(session.account, connection), account.status == .active
        else { return nil }
        return (session, account)
    }

    /// The viewer of a bearer token, with the rights that its account has now. An unknown token is noted for the auditor.
    public static func identify(apiToken secret: String, origin: Origin, in house: House) async throws -> Viewer? {
        let now = house.clock()
        let found = try await house.database.read { connection -> (APIToken, Account)? in
            guard let token = try SecretStore.token(secret, now: now, connection),
                let account = try AccountsStore.find(token.account, connection), account.status == .active
            else { return nil }
            return (token, account)
        }
        guard let (token, account) = found else {
            await SecurityLog.note(.badToken, viewer: .stranger(from: origin), subject: "", in: house)
            return nil
        }
        if token.usedAt.map({ $0.adding(seconds: 60) <= now }) ?? true {
            try await house.database.write {
                try SecretStore.note(useOf: token.id, now: now, $0)
                try AccountsStore.touch(account.id, now: now, $0)
            }
        }
        return account.viewer(origin)
    }

    /// For `call --as USER`: an account that may sign in, with the rights it has.
    public static func viewer(signInName name: String, in house: House) async throws -> Viewer? {
        let account = try await house.database.read { try AccountsStore.find(signInName: name, $0) }
        return account.flatMap { $0.status == .active ? $0.viewer() : nil }
    }

    /// For work that goes on after the request: the viewer as he is now. The house's own work stays the house's.
    public static func viewer(id: String, in house: House) async throws -> Viewer? {
        if id == Viewer.system.id { return .system }
        guard let id = RecordID(id) else { return nil }
        let account = try await house.database.read { try AccountsStore.find(id, $0) }
        return account.flatMap { $0.status == .active ? $0.viewer() : nil }
    }

    // MARK: Links

    /// The path of the link that makes the first account, when nobody can administer this house yet; nil once somebody can.
    /// 256 bits, good for 24 hours and one use; an earlier one ends. `serve` prints it.
    public static func firstLink(in house: House) async throws -> String? {
        if try await house.database.read({ try AccountsStore.isHeld(.administrator, $0) }) { return nil }
        let token = try await house.write(as: .system) { scope in
            let token = try SecretStore.add(.first, account: nil, roles: [.administrator], scope)
            scope.record(Event(AccountsEvents.firstLink, Subject("account", "")))
            return token
        }
        return welcomePath(token)
    }

    /// The path of a link that signs in once as this account without a password; nil where there is no such active account. Only for
    /// who sits at the machine: `./dev run`, `yaolian user link`.
    public static func entryLink(signInName name: String, in house: House) async throws -> String? {
        let found = try await house.database.read { try AccountsStore.find(signInName: name, $0) }
        guard let account = found, account.status == .active else { return nil }
        let token = try await house.write(as: .system) { scope in
            let token = try SecretStore.add(.entry, account: account.id, scope)
            scope.record(Event(AccountsEvents.link, account.subject, UserEndpoints.linkDetails(account, .entry)))
            return token
        }
        return welcomePath(token)
    }

    static func welcomePath(_ token: SecretToken) -> String { SignInEndpoints.welcome.url { $0.token = token.text } }

    // MARK: From the machine itself

    /// A new account with its roles, as the house's own doing; the path of its invitation link.
    public static func invite(
        signInName: String, name: String, roles: Set<Role>, organisation: String?, park: String?, in house: House
    ) async throws -> String {
        if let problem = AccountsTexts.signInNameProblem(signInName) {
            throw Refusal.invalid([FieldProblem("signInName", AccountsTexts.signInName, problem)])
        }
        return try await house.write(as: .system) { scope in
            let account = try add(
                signInName: signInName, name: name, roles: roles, organisation: organisation, park: park, status: .invited, &scope)
            return try Users.link(.invitation, for: account, &scope).path
        }
    }

    /// In order of the sign-in name.
    public static func all(in house: House) async throws -> [Account] {
        var accounts: [Account] = []
        while true {
            let after = accounts.last?.signInName ?? ""
            let page = try await house.database.read { try AccountsStore.list(after: after, limit: 500, $0) }
            accounts += page
            if page.count < 500 { return accounts }
        }
    }

    public static func setRoles(_ roles: Set<Role>, of name: String, in house: House) async throws {
        let id = try await existing(name, in: house).id
        try await house.write(as: .system) { scope in
            var input = RolesForm()
            (input.user, input.roles) = (id, Array(roles))
            _ = try Users.setRoles(input, &scope)
        }
    }

    public static func disable(_ name: String, reason: String, in house: House) async throws {
        let id = try await existing(name, in: house).id
        try await house.write(as: .system) { scope in
            var input = StatusForm()
            (input.user, input.status, input.reason) = (id, .disabled, reason)
            _ = try Users.setStatus(input, &scope)
        }
    }

    private static func existing(_ name: String, in house: House) async throws -> Account {
        if let account = try await house.database.read({ try AccountsStore.find(signInName: name, $0) }) { return account }
        throw Refusal.missing(Text("没有账号“\(name)”。", "There is no account “\(name)”."))
    }

    // MARK: The example

    /// An account for the example's people; nothing happens where the name is taken. The rules are those of the example from then on.
    @discardableResult
    public static func addExample(
        signInName: String, name: String, roles: Set<Role>, organisation: String? = nil, park: String? = nil, _ scope: inout Scope
    ) throws -> Account {
        if let account = try AccountsStore.find(signInName: signInName, scope.connection) { return account }
        let account = try add(
            signInName: signInName, name: name, roles: roles, organisation: organisation, park: park, status: .active, &scope)
        if try AccountsStore.policy(scope.connection) != .example { try setPolicy(.example, &scope) }
        return account
    }

    static func add(
        signInName: String, name: String, roles: Set<Role>, organisation: String?, park: String?, status: Account.Status,
        _ scope: inout Scope
    ) throws -> Account {
        if let problem = Powers.problem(roles) { throw Refusal.invalid([FieldProblem("roles", AccountsTexts.roles, problem)]) }
        let account = try AccountsStore.add(
            signInName: signInName, name: name, organisation: organisation, park: park, status: status, scope)
        try AccountsStore.set(roles, of: account, scope)
        scope.record(Event(AccountsEvents.made, account.subject, ["name": account.name, "signInName": account.signInName]))
        return try AccountsStore.existing(account.id, scope.connection)
    }

    static func setPolicy(_ policy: SignInPolicy, _ scope: inout Scope) throws {
        try AccountsStore.set(policy, scope)
        scope.record(
            Event(
                AccountsEvents.policy, Subject("sign-in-policy", "current"),
                [
                    "passwords": policy.passwords.rawValue, "factor": policy.secondFactor ? "必须" : "不要求",
                    "factor.en": policy.secondFactor ? "required" : "not required", "idle": String(policy.idleMinutes),
                    "hours": String(policy.sessionHours),
                ]))
    }

    // MARK: Housekeeping

    /// What time does: accounts unused for 90 days are disabled, rows past their keeping go. `serve` calls it once a day.
    public static func keepHouse(_ house: House) async throws {
        let now = house.clock()
        let unused = try await house.database.read { try AccountsStore.unused(since: now.adding(seconds: -90 * 86_400), $0) }
        for account in unused {
            try await house.write(as: .system) { scope in
                try AccountsStore.set(.disabled, of: account.id, reason: "90天未登录", scope)
                try SessionStore.end(of: account.id, scope)
                scope.record(Event(AccountsEvents.unused, account.subject, ["name": account.name]))
            }
        }
        try await house.database.write { connection in
            try SessionStore.purge(now: now, connection)
            try SecurityLog.purge(now: now, connection)
        }
    }
}
