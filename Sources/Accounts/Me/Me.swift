import Calendars
import Kernel

/// One's own account, as its page shows it.
struct Me: Sendable, Encodable {
    let account: Account
    let sessions: [Session]
    /// The session that asks.
    let current: String?
    let tokens: [APIToken]
    let passwordSince: String?
    let recoveryCodesLeft: Int?
    let isFactorRequired: Bool
    let profile: String

    static func read(_ scope: Scope) throws -> Me {
        let account = try account(scope)
        let policy = try AccountsStore.policy(scope.connection)
        let factor = try SecretStore.factor(of: account.id, scope.connection)
        return Me(
            account: account,
            sessions: try SessionStore.list(of: account.id, idle: policy.idleMinutes * 60, now: scope.now, scope.connection),
            current: scope.viewer.origin.session, tokens: try SecretStore.tokens(of: account.id, scope.connection),
            passwordSince: try SecretStore.password(of: account.id, scope.connection)?.since.day.description,
            recoveryCodesLeft: try factor.map { try SecretStore.recoveryCodesLeft(of: $0.id, scope.connection) },
            isFactorRequired: policy.requiresFactor(account.roles), profile: policy.passwords.rawValue)
    }

    /// The house itself and the command line's machine have no account.
    static func account(_ scope: Scope) throws -> Account {
        guard let id = RecordID(scope.viewer.id) else { throw Refusal.forbidden(noAccount) }
        return try AccountsStore.existing(id, scope.connection)
    }

    static func account(_ viewer: Viewer, _ house: House) async throws -> Account {
        guard let id = RecordID(viewer.id) else { throw Refusal.forbidden(noAccount) }
        return try await house.database.read { try AccountsStore.existing(id, $0) }
    }

    private static let noAccount = Text("系统本身没有账号。请以用户身份调用。", "The system itself has no account. Call as a user.")

    static func session(_ scope: Scope) throws -> RecordID {
        guard let id = scope.viewer.origin.session.flatMap({ RecordID($0) }) else {
            throw Refusal.conflict(Text("请在浏览器里登录后再设置。", "Sign in with a browser to do this."))
        }
        return id
    }

    static func offer(_ scope: Scope) throws -> OneTimeCode? {
        let policy = try AccountsStore.policy(scope.connection)
        let session = try SessionStore.find(session(scope), idle: policy.idleMinutes * 60, now: scope.now, scope.connection)
        return session?.offer.flatMap { OneTimeCode(base32: $0) }
    }

    /// The present password once more, before what a thief of the session must not do. Failures count as failed sign-ins.
    static func prove(_ password: String, of account: Account, _ house: House, _ viewer: Viewer) async throws {
        let network = SignInLimit.network(of: viewer.origin.address)
        let now = house.clock()
        let (lock, known) = try await house.database.read {
            (
                try SessionStore.lock(name: account.signInName, network: network, now: now, $0),
                try SecretStore.password(of: account.id, $0)
            )
        }
        let label = Text("现在的密码", "Present password")
        if let lock { throw Refusal.invalid([FieldProblem("password", label, AccountsTexts.locked(until: lock))]) }
        if try await PasswordHash.check(password, known?.hash) { return }
        try await SignIn.fail(account.signInName, network, .failedSignIn, house, viewer)
        throw Refusal.invalid([FieldProblem("password", label, Text("密码不对。", "The password is wrong."))])
    }

    /// A code that is right; a wrong one is counted, so that it cannot be guessed from a stolen session.
    static func proveCode(_ code: String, _ house: House, _ viewer: Viewer) async throws {
        let account = try await account(viewer, house)
        let network = SignInLimit.network(of: viewer.origin.address)
        let now = house.clock()
        let (lock, isRight) = try await house.database.read {
            (
                try SessionStore.lock(name: account.signInName, network: network, now: now, $0),
                try SecondFactor.isRight(code, of: account, now: now, $0)
            )
        }
        if let lock { throw Refusal.invalid([FieldProblem("code", AccountsTexts.code, AccountsTexts.locked(until: lock))]) }
        if isRight { return }
        try await SignIn.fail(account.signInName, network, .failedCode, house, viewer)
        throw Refusal.invalid([FieldProblem("code", AccountsTexts.code, AccountsTexts.wrongCode)])
    }

    /// After a change of what proves who one is: every session ends, and this browser goes on with a new one.
    static func renewSession(_ account: Account, _ scope: inout Scope) throws {
        try SessionStore.end(of: account.id, scope)
        guard scope.viewer.origin.session != nil else { return }
        let policy = try AccountsStore.policy(scope.connection)
        scope.session = .begin(token: try SessionStore.begin(.full, of: account.id, policy: policy, scope).text)
    }
}

/// An API token with its secret, shown once.
struct NewToken: Sendable, Encodable {
    let label: String
    let secret: String
    let until: String
}
