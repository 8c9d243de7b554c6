import Kernel

/// Accounts and who may do what with them, in three hands: the administrator makes and disables accounts, the security administrator
/// gives roles and sets the rules for signing in, the auditor looks on. Nobody does anything to his own account here.
///
/// | verb | path | who |
/// | --- | --- | --- |
/// | GET | /users, /users/{user} | all three |
/// | GET, POST | /invitations | administrator |
/// | POST | /users/{user}/particulars, …/status, …/link | administrator |
/// | POST | /users/{user}/roles, …/unlocking, …/second-factor/removal, …/sessions/closure, …/sessions/{session}/closure | security |
/// | GET, POST | /sign-in-rules | security; the other two read |
enum UserEndpoints {
    static let reading = Permission("accounts.read", .administrator, .security, .auditor)
    static let making = Permission("accounts.make", .administrator)
    static let securing = Permission("accounts.secure", .security)
    /// The first security administrator and the first auditor can only come from the administrator: see `Users.setRoles`.
    static let granting = Permission("accounts.roles", .security, .administrator)

    static let routes = [
        Route(list), Route(user), Route(invitation), Route(invite), Route(particulars), Route(status), Route(link), Route(roles),
        Route(unlock), Route(removeFactor), Route(endSessions), Route(endSession), Route(rules), Route(setRules),
    ]

    /// After a change the account's page is shown again.
    struct Changed: Sendable, Encodable {
        let user: RecordID
        var url: String { UserEndpoints.user.url { $0.user = user } }
    }

    static let list = Endpoint(
        "accounts.users", .get, "/users", permission: reading, Text("账号", "Accounts"),
        menu: MenuEntry(.settings, 60, Text("账号与角色", "Accounts and roles")),
        run: { (input: UserSearch, scope) in try Users.list(input, scope) }, page: UserPages.list, table: UserPages.table)

    static let user = Endpoint(
        "accounts.user", .get, "/users/{user}", permission: reading, Text("一个账号", "One account"),
        run: { (input: UserChoice, scope) in try Users.read(input.user, scope) }, page: UserPages.user)

    // MARK: The administrator's

    static let invitation = Endpoint(
        "accounts.invitation.page", .get, "/invitations", permission: making, Text("新建账号页", "The page for a new account"),
        run: { (_: NoInput, _) in MeEndpoints.Done() }, page: { _, reader in UserPages.invitation(reader) })

    static let invite = Endpoint(
        "accounts.invite", .post, "/invitations", permission: making, Text("新建账号", "New account"),
        run: { (input: InvitationForm, scope) in
            let account = try Accounts.add(
                signInName: input.signInName, name: input.name, roles: [], organisation: input.organisation, park: input.park,
                status: .invited, &scope)
            return try Users.link(.invitation, for: account, &scope)
        }, page: UserPages.oneTimeLink)

    static let particulars = Endpoint(
        "accounts.user.edit", .post, "/users/{user}/particulars", permission: making, Text("修改资料", "Change the particulars"),
        run: { (input: ParticularsForm, scope) in
            let account = try Users.other(input.user, scope)
            try AccountsStore.edit(account, name: input.name, organisation: input.organisation, park: input.park, scope)
            scope.record(
                Event(
                    AccountsEvents.edited, account.subject,
                    ["name": input.name, "organisation": input.organisation ?? "", "park": input.park ?? "", "was": account.name]))
            return Changed(user: account.id)
        }, then: \.url)

    static let status = Endpoint(
        "accounts.user.status", .post, "/users/{user}/status", permission: making, Text("启用或停用", "Enable or disable"),
        run: { (input: StatusForm, scope) in try Users.setStatus(input, &scope) }, then: \.url)

    static let link = Endpoint(
        "accounts.user.link", .post, "/users/{user}/link", permission: making, Text("生成一次性链接", "Make a one-time link"),
        run: { (input: UserChoice, scope) in
            let account = try Users.other(input.user, scope)
            if account.status == .disabled {
                throw Refusal.conflict(Text("账号已停用。请先启用。", "The account is disabled. Enable it first."))
            }
            return try Users.link(account.status == .invited ? .invitation : .reset, for: account, &scope)
        }, page: UserPages.oneTimeLink)

    static func linkDetails(_ account: Account, _ purpose: OneTimeLink.Purpose) -> [String: String] {
        let words =
            switch purpose {
            case .first: Text("首个账号", "first account")
            case .invitation: Text("邀请", "invitation")
            case .reset: Text("重置密码", "new password")
            case .entry: Text("本机登录", "entry from the machine")
            }
        return ["name": account.name, "purpose": words.zh, "purpose.en": words.en]
    }

    // MARK: The security administrator's

    static let roles = Endpoint(
        "accounts.user.roles", .post, "/users/{user}/roles", permission: granting, Text("调整角色", "Change the roles"),
        run: { (input: RolesForm, scope) in try Users.setRoles(input, &scope) }, then: \.url)

    static let unlock = Endpoint(
        "accounts.user.unlock", .post, "/users/{user}/unlocking", permission: securing, Text("解除登录锁定", "Unlock"),
        run: { (input: UserChoice, scope) in
            let account = try Users.other(input.user, scope)
            guard try SessionStore.forgive(name: account.signInName, scope.connection) > 0 else {
                throw Refusal.conflict(Text("这个账号没有被锁定。", "The account is not locked."))
            }
            scope.record(Event(AccountsEvents.unlocked, account.subject, ["name": account.name]))
            return Changed(user: account.id)
        }, then: \.url)

    static let removeFactor = Endpoint(
        "accounts.user.factor.remove", .post, "/users/{user}/second-factor/removal", permission: securing,
        Text("重置动态码", "Remove the second factor"),
        run: { (input: UserChoice, scope) in
            let account = try Users.other(input.user, scope)
            guard try SecretStore.endFactor(of: account.id, scope) else {
                throw Refusal.conflict(Text("这个账号没有启用动态码。", "The account has no second factor."))
            }
            try SessionStore.end(of: account.id, scope)
            scope.record(Event(AccountsEvents.factorRemoved, account.subject, ["name": account.name]))
            return Changed(user: account.id)
        }, then: \.url)

    static let endSessions = Endpoint(
        "accounts.user.sessions.end", .post, "/users/{user}/sessions/closure", permission: securing,
        Text("结束全部登录", "End all sign-ins"),
        run: { (input: UserChoice, scope) in try Users.endSessions(input.user, only: nil, &scope) }, then: \.url)

    static let endSession = Endpoint(
        "accounts.user.session.end", .post, "/users/{user}/sessions/{session}/closure", permission: securing,
        Text("结束这处登录", "End this sign-in"),
        run: { (input: UserSessionForm, scope) in try Users.endSessions(input.user, only: input.session, &scope) }, then: \.url)

    static let rules = Endpoint(
        "accounts.rules", .get, "/sign-in-rules", permission: reading, Text("登录规则", "Sign-in rules"),
        menu: MenuEntry(.settings, 61, Text("登录规则", "Sign-in rules")),
        run: { (_: NoInput, scope) in Rules(try AccountsStore.policy(scope.connection)) }, page: UserPages.rules)

    static let setRules = Endpoint(
        "accounts.rules.set", .post, "/sign-in-rules", permission: securing, Text("保存登录规则", "Save the sign-in rules"),
        run: { (input: PolicyForm, scope) in
            let policy = SignInPolicy(
                passwords: input.passwords, secondFactor: input.secondFactor, idleMinutes: input.idleMinutes,
                sessionHours: input.sessionHours)
            try Accounts.setPolicy(policy, &scope)
            return Rules(policy)
        }, then: { _ in "/sign-in-rules" })

    struct Rules: Sendable, Encodable {
        let passwords: String
        let secondFactor: Bool
        let idleMinutes: Int
        let sessionHours: Int

        init(_ policy: SignInPolicy) {
            passwords = policy.passwords.rawValue
            secondFactor = policy.secondFactor
            idleMinutes = policy.idleMinutes
            sessionHours = policy.sessionHours
        }
    }
}
