import Kernel

/// One-time links: the first account of a house, an invitation taken up, a password forgotten, one entry from the machine itself.
enum Welcome {
    struct Opened: Sendable, Encodable {
        let token: String
        let purpose: String
        let name: String?
        let signInName: String?
        let roles: [String]
        let profile: String

        private enum CodingKeys: String, CodingKey { case purpose, name, signInName, roles, profile }
    }

    /// Tells the security log of a link that opens nothing.
    static func notice(_ token: String, _ house: House, _ viewer: Viewer) async throws {
        let now = house.clock()
        if try await house.database.read({ try SecretStore.link(token, now: now, $0) }) == nil {
            await SecurityLog.note(.badLink, viewer: viewer, subject: "", in: house)
            throw Refusal.missing(AccountsTexts.badLink)
        }
    }

    private static func link(_ token: String, _ now: Instant, _ connection: Connection) throws -> (OneTimeLink, Account?) {
        guard let link = try SecretStore.link(token, now: now, connection) else { throw Refusal.missing(AccountsTexts.badLink) }
        let account = try link.account.map { try AccountsStore.existing($0, connection) }
        if account?.status == .disabled { throw Refusal.missing(AccountsTexts.badLink) }
        return (link, account)
    }

    static func open(_ token: String, _ scope: Scope) throws -> Opened {
        let (link, account) = try link(token, scope.now, scope.connection)
        return Opened(
            token: token, purpose: link.purpose.rawValue, name: account?.name, signInName: account?.signInName,
            roles: (account?.roles ?? link.roles).map(\.rawValue).sorted(),
            profile: try AccountsStore.policy(scope.connection).passwords.rawValue)
    }

    /// Checks what the link's purpose needs, and hashes the password.
    static func prepare(_ input: inout AcceptForm, _ house: House, _ viewer: Viewer) async throws {
        try await notice(input.token, house, viewer)
        let (token, now) = (input.token, house.clock())
        let (link, account) = try await house.database.read { try self.link(token, now, $0) }
        if link.purpose == .entry { return }
        var problems: [FieldProblem] = []
        func need(_ value: String?, _ field: String, _ label: Text) {
            if value == nil { problems.append(FieldProblem(field, label, Text("此项必填。", "This is required."))) }
        }
        if link.purpose == .first {
            need(input.name, "name", AccountsTexts.name)
            need(input.signInName, "signInName", AccountsTexts.signInName)
        }
        need(input.newPassword, "newPassword", AccountsTexts.password)
        need(input.again, "again", AccountsTexts.again)
        if !problems.isEmpty { throw Refusal.invalid(problems) }
        let names = [input.name, input.signInName, account?.name, account?.signInName].compactMap(\.self)
        input.hash = try await NewPassword.make(
            input.newPassword ?? "", again: input.again ?? "", of: account, names: names, label: AccountsTexts.password,
            house)
    }

    static func accept(_ input: AcceptForm, _ scope: inout Scope) throws -> SignInStep {
        let (link, known) = try link(input.token, scope.now, scope.connection)
        guard try SecretStore.use(link, scope) else { throw Refusal.missing(AccountsTexts.badLink) }
        let account = try known ?? first(input, link, scope)
        if link.purpose == .entry { return try enter(account, nil, &scope) }
        guard let hash = input.hash else { throw Refusal.missing(AccountsTexts.badLink) }
        try SecretStore.set(hash, of: account.id, scope)
        _ = try SessionStore.forgive(name: account.signInName, scope.connection)
        if account.status == .invited {
            try AccountsStore.set(.active, of: account.id, reason: "", scope)
            if let name = input.name, name != account.name {
                try AccountsStore.edit(account, name: name, organisation: account.organisation, park: account.park, scope)
            }
        }
        // Whoever was in with the old password is out.
        try SessionStore.end(of: account.id, scope)
        let kind =
            link.purpose == .first
            ? AccountsEvents.first : account.status == .invited ? AccountsEvents.accepted : AccountsEvents.password
        return try enter(account, kind, &scope)
    }

    /// A half-done session may be signed in by this browser already; a new one begins. An entry link stands for a password and a code.
    private static func enter(_ account: Account, _ kind: EventKind?, _ scope: inout Scope) throws -> SignInStep {
        if let kind {
            scope.become(account.viewer(scope.viewer.origin))
            scope.record(Event(kind, account.subject, ["name": account.name, "signInName": account.signInName]))
        }
        return try SignIn.enter(account.id, done: kind == nil ? [.code, .enrol, .renew] : [.renew], next: "/", &scope)
    }

    private static func first(_ input: AcceptForm, _ link: OneTimeLink, _ scope: Scope) throws -> Account {
        let account = try AccountsStore.add(
            signInName: input.signInName ?? "", name: input.name ?? "", organisation: nil, park: nil, status: .active, scope)
        try AccountsStore.set(link.roles, of: account, scope)
        return try AccountsStore.existing(account.id, scope.connection)
    }
}
