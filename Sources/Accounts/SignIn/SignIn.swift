import Kernel

/// Proving who one is: the password, then the code, then the session.
///
/// The slow and the refusing part runs ahead of the transaction: a wrong password is written down in a transaction of its own, as the
/// request's is rolled back.
enum SignIn {
    /// A password that was right, for whom.
    struct Proof: Sendable {
        let account: RecordID
        let name: String
        /// Made anew where the stored one has weak parameters.
        let rehash: PasswordHash?
    }

    private struct State: Sendable {
        let account: Account?
        let password: SecretStore.Password?
        let lockedUntil: Instant?
        let isFlooded: Bool
    }

    static func prove(_ typed: String, _ password: String, _ house: House, _ viewer: Viewer) async throws -> Proof {
        let name = String(typed.lowercased().prefix(64))
        let address = viewer.origin.address
        let network = SignInLimit.network(of: address)
        let now = house.clock()
        let state = try await house.database.read { try Self.state(of: name, network: network, address: address, now: now, $0) }
        if let until = state.lockedUntil {
            throw Refusal.invalid([FieldProblem("name", AccountsTexts.signInName, AccountsTexts.locked(until: until))])
        }
        if state.isFlooded { throw Refusal.tooMany(retryAfter: SignInLimit.usual.window) }
        let isRight = try await PasswordHash.check(password, state.password?.hash)
        guard isRight, let account = state.account, account.status == .active else {
            try await fail(name, network, .failedSignIn, house, viewer)
            throw Refusal.invalid([FieldProblem("password", AccountsTexts.password, AccountsTexts.wrong)])
        }
        let rehash = state.password?.hash.isOld == true ? try await PasswordHash.make(password) : nil
        return Proof(account: account.id, name: name, rehash: rehash)
    }

    private static func state(of name: String, network: String, address: String, now: Instant, _ connection: Connection) throws
        -> State
    {
        let limit = SignInLimit.usual
        let since = now.adding(seconds: -limit.window)
        let account = try AccountsStore.find(signInName: name, connection)
        var isFlooded = try SessionStore.failures(network: network, since: since, connection) >= limit.perNetwork
        if !isFlooded, try SessionStore.failures(name: name, since: since, connection) >= limit.perName {
            isFlooded = try account.map { try !SessionStore.isKnown(address, to: $0.id, now: now, connection) } ?? true
        }
        return State(
            account: account, password: try account.flatMap { try SecretStore.password(of: $0.id, connection) },
            lockedUntil: try SessionStore.lock(name: name, network: network, now: now, connection), isFlooded: isFlooded)
    }

    /// Counts it, locks where it is one too many, and tells the security log.
    static func fail(_ name: String, _ network: String, _ kind: SecurityLog.Kind, _ house: House, _ viewer: Viewer) async throws {
        let now = house.clock()
        try await house.database.write { connection in
            let until = try SessionStore.fail(name: name, network: network, limit: .usual, now: now, connection)
            try SecurityLog.note(kind, viewer: viewer, subject: name, now: now, connection)
            if until != nil { try SecurityLog.note(.locked, viewer: viewer, subject: name, now: now, connection) }
        }
    }

    // MARK: Sessions

    /// What is still due before `account` is in, once the steps in `done` are.
    static func next(_ account: Account, policy: SignInPolicy, done: Set<Session.Stage>, _ scope: Scope) throws -> Session.Stage {
        if account.hasSecondFactor, !done.contains(.code), !done.contains(.enrol) { return .code }
        if !account.hasSecondFactor, policy.requiresFactor(account.roles), !done.contains(.enrol) { return .enrol }
        if !done.contains(.renew), let lifetime = policy.passwords.lifetime,
            let password = try SecretStore.password(of: account.id, scope.connection),
            password.since.adding(seconds: lifetime) <= scope.now
        {
            return .renew
        }
        return .full
    }

    /// A session of the stage that is due, with a token that nobody had before. The one that led here ends.
    static func enter(_ id: RecordID, done: Set<Session.Stage>, next path: String?, _ scope: inout Scope) throws -> SignInStep {
        let account = try AccountsStore.existing(id, scope.connection)
        guard account.status == .active else {
            throw Refusal.forbidden(Text("账号已停用。请找系统管理员。", "The account is disabled. Ask the administrator."))
        }
        let policy = try AccountsStore.policy(scope.connection)
        let stage = try next(account, policy: policy, done: done, scope)
        if let last = scope.viewer.origin.session.flatMap({ RecordID($0) }) { try SessionStore.end(last, scope) }
        let offer = stage == .enrol ? try OneTimeCode.make().base32Text : nil
        let token = try SessionStore.begin(stage, of: id, policy: policy, offer: offer, scope)
        scope.session = .begin(token: token.text)
        scope.become(account.viewer(scope.viewer.origin))
        let kind = stage == .full ? AccountsEvents.signedIn : AccountsEvents.signInBegun
        scope.record(Event(kind, account.subject, ["address": scope.viewer.origin.address, "step": stage.rawValue]))
        return SignInStep(stage: stage, next: inside(path))
    }

    /// Only a path of this house: nobody is sent elsewhere by a link to the sign-in page.
    static func inside(_ path: String?) -> String {
        guard let path, path.hasPrefix("/"), !path.hasPrefix("//"), !path.contains("\\"), !path.hasPrefix("/sign-in"),
            path.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F })
        else { return "/" }
        return path
    }

    /// The half-done sign-in that this browser is in.
    static func pending(_ stage: Session.Stage, _ viewer: Viewer, now: Instant, _ connection: Connection) throws -> (
        Session, Account
    ) {
        guard let id = viewer.origin.session.flatMap({ RecordID($0) }),
            let session = try SessionStore.find(id, idle: SessionStore.patience, now: now, connection), session.stage == stage
        else { throw Refusal.conflict(AccountsTexts.startAgain) }
        return (session, try AccountsStore.existing(session.account, connection))
    }
}

/// Where a sign-in stands.
struct SignInStep: Sendable, Encodable {
    let stage: Session.Stage
    let next: String

    /// The page that is due.
    var url: String {
        let carried = next == "/" ? "" : "?next=\(encodeURLPart(next))"
        return switch stage {
        case .full: next
        case .code: "/sign-in/code" + carried
        case .enrol: "/sign-in/second-factor" + carried
        case .renew: "/sign-in/new-password" + carried
        }
    }
}

/// A password that was chosen: checked against the rules and hashed, ahead of the transaction.
enum NewPassword {
    /// `label` is what the form calls the entry.
    static func make(
        _ password: String, again: String, of account: Account?, names: [String], label: Text = AccountsTexts.newPassword,
        _ house: House
    ) async throws
        -> PasswordHash
    {
        let refused = RefusedWords(try house.content.text("accounts/refused-words.txt"))
        let (policy, earlier) = try await house.database.read { connection in
            let policy = try AccountsStore.policy(connection)
            return (
                policy, try account.map { try SecretStore.passwords(of: $0.id, last: policy.passwords.history, connection) } ?? []
            )
        }
        var problems: [FieldProblem] = []
        if let problem = policy.passwords.problem(password, account: names, refused: refused) {
            problems.append(FieldProblem("newPassword", label, problem))
        }
        if password != again { problems.append(FieldProblem("again", AccountsTexts.again, AccountsTexts.differs)) }
        if !problems.isEmpty { throw Refusal.invalid(problems) }
        for hash in earlier where try await PasswordHash.check(password, hash) {
            throw Refusal.invalid([FieldProblem("newPassword", label, AccountsTexts.passwordUsed)])
        }
        return try await PasswordHash.make(password)
    }
}
