import Kernel

/// What is done to other people's accounts.
enum Users {
    static let pageSize = 50

    struct List: Sendable, Encodable {
        let users: [Account]
        let search: String
        let role: String?
        let total: Int
        /// Where the next page begins.
        let next: String?
    }

    struct One: Sendable, Encodable {
        let account: Account
        let sessions: [Session]
        let isLocked: Bool
        let timeline: [TimelineEntry]

        private enum CodingKeys: String, CodingKey { case account, sessions, isLocked }
    }

    typealias TimelineEntry = EventLog.Entry

    /// A link that the administrator hands over himself.
    struct Link: Sendable, Encodable {
        let user: RecordID
        let name: String
        let path: String
        let purpose: String
        let until: String
    }

    static func list(_ search: UserSearch, _ scope: Scope) throws -> List {
        let users = try AccountsStore.list(
            search: search.q, role: search.role, after: search.after ?? "", limit: pageSize + 1, scope.connection)
        let shown = Array(users.prefix(pageSize))
        return List(
            users: shown, search: search.q ?? "", role: search.role?.rawValue, total: try AccountsStore.count(scope.connection),
            next: users.count > pageSize ? shown.last?.signInName : nil)
    }

    static func read(_ id: RecordID?, _ scope: Scope) throws -> One {
        let account = try existing(id, scope)
        let policy = try AccountsStore.policy(scope.connection)
        return One(
            account: account,
            sessions: try SessionStore.list(of: account.id, idle: policy.idleMinutes * 60, now: scope.now, scope.connection),
            isLocked: try SessionStore.isLocked(name: account.signInName, now: scope.now, scope.connection),
            timeline: try EventLog.timeline(of: account.subject, limit: 20, scope.connection))
    }

    private static func existing(_ id: RecordID?, _ scope: Scope) throws -> Account {
        guard let id else { throw Refusal.missing(Text("没有这个账号。", "There is no such account.")) }
        return try AccountsStore.existing(id, scope.connection)
    }

    /// Anybody's but one's own: nobody raises or clears himself.
    static func other(_ id: RecordID?, _ scope: Scope) throws -> Account {
        let account = try existing(id, scope)
        if account.id.description == scope.viewer.id {
            throw Refusal.forbidden(
                Text("不能对自己的账号这样做，请由另一位管理员办理。", "This cannot be done to one's own account; ask another administrator."))
        }
        return account
    }

    static func link(_ purpose: OneTimeLink.Purpose, for account: Account, _ scope: inout Scope) throws -> Link {
        let token = try SecretStore.add(purpose, account: account.id, scope)
        scope.record(Event(AccountsEvents.link, account.subject, UserEndpoints.linkDetails(account, purpose)))
        return Link(
            user: account.id, name: account.name, path: Accounts.welcomePath(token), purpose: purpose.rawValue,
            until: scope.now.adding(seconds: purpose.hours * 3600).local)
    }

    static func setStatus(_ input: StatusForm, _ scope: inout Scope) throws -> UserEndpoints.Changed {
        let account = try other(input.user, scope)
        let hasPassword = try SecretStore.password(of: account.id, scope.connection) != nil
        let status: Account.Status = input.status == .disabled ? .disabled : hasPassword ? .active : .invited
        if status == account.status {
            throw Refusal.conflict(
                Text("“\(account.name)”现在就是“\(status.label.zh)”。", "“\(account.name)” is “\(status.label.en)” already."))
        }
        try AccountsStore.set(status, of: account.id, reason: input.reason, scope)
        if status == .disabled {
            // At once: what is open ends with the account.
            try SessionStore.end(of: account.id, scope)
            try SecretStore.endTokens(of: account.id, scope)
            try SecretStore.endLinks(of: account.id, scope)
        }
        let kind = status == .disabled ? AccountsEvents.disabled : AccountsEvents.enabled
        scope.record(Event(kind, account.subject, ["name": account.name, "reason": input.reason]))
        return UserEndpoints.Changed(user: account.id)
    }

    /// The security administrator gives and takes roles. The administrator may appoint the first security administrator and the first
    /// auditor, and nothing else: from then on the powers watch each other.
    static func setRoles(_ input: RolesForm, _ scope: inout Scope) throws -> UserEndpoints.Changed {
        let account = try other(input.user, scope)
        let roles = Set(input.roles)
        let (added, removed) = (roles.subtracting(account.roles), account.roles.subtracting(roles))
        if added.isEmpty, removed.isEmpty { throw Refusal.conflict(Text("角色没有变化。", "The roles are the same as before.")) }
        if let problem = Powers.problem(roles) { throw Refusal.invalid([FieldProblem("roles", AccountsTexts.roles, problem)]) }
        if !scope.viewer.isAny(.security) { try appoint(added, removed, scope) }
        try AccountsStore.set(roles, of: account, scope)
        // The change bites at once, and with a new session id.
        try SessionStore.end(of: account.id, scope)
        let (more, less) = (AccountsTexts.roleNames(added), AccountsTexts.roleNames(removed))
        scope.record(
            Event(
                AccountsEvents.roles, account.subject,
                ["name": account.name, "added": more.zh, "added.en": more.en, "removed": less.zh, "removed.en": less.en]))
        return UserEndpoints.Changed(user: account.id)
    }

    private static func appoint(_ added: Set<Role>, _ removed: Set<Role>, _ scope: Scope) throws {
        for role in [Role.security, .auditor] where added == [role] && removed.isEmpty {
            if try !AccountsStore.isHeld(role, scope.connection) { return }
        }
        throw Refusal.forbidden(
            Text(
                "角色由安全管理员调整。系统管理员只能任命第一位安全管理员和第一位审计管理员。",
                "Roles are given by the security administrator. The administrator may only appoint the first security administrator and the first auditor."
            ))
    }

    static func endSessions(_ user: RecordID?, only session: RecordID?, _ scope: inout Scope) throws -> UserEndpoints.Changed {
        let account = try other(user, scope)
        let count = try SessionStore.end(of: account.id, only: session, scope)
        if count == 0 { throw Refusal.conflict(Text("没有可以结束的登录。", "There is no sign-in to end.")) }
        scope.record(Event(AccountsEvents.sessionEnded, account.subject, ["name": account.name, "count": String(count)]))
        return UserEndpoints.Changed(user: account.id)
    }
}
