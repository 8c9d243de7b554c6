import Kernel

/// Setting up and using the second factor.
enum SecondFactor {
    /// A recovery code, or six digits of a step that is not spent. Looks only; `spend` takes it.
    static func isRight(_ code: String, _ viewer: Viewer, now: Instant, _ connection: Connection) throws -> Bool {
        try isRight(code, of: SignIn.pending(.code, viewer, now: now, connection).1, now: now, connection)
    }

    static func isRight(_ code: String, of account: Account, now: Instant, _ connection: Connection) throws -> Bool {
        try find(code, of: account, now: now, connection) != nil
    }

    private enum Found { case step(SecretStore.Factor, Int), recovery(SecretStore.Factor) }

    private static func find(_ code: String, of account: Account, now: Instant, _ connection: Connection) throws -> Found? {
        guard let factor = try SecretStore.factor(of: account.id, connection) else { return nil }
        if let step = try factor.code.step(of: code, at: now, after: factor.lastStep) { return .step(factor, step) }
        let isUnused = try SecretStore.hasUnused(recoveryCode: code, of: factor.id, connection)
        return isUnused ? .recovery(factor) : nil
    }

    /// Once it is used it is spent; nil, or how many recovery codes are left.
    @discardableResult
    static func spend(_ code: String, of account: Account, _ scope: Scope) throws -> Int? {
        let wrong = Refusal.invalid([FieldProblem("code", AccountsTexts.code, AccountsTexts.wrongCode)])
        switch try find(code, of: account, now: scope.now, scope.connection) {
        case .step(let factor, let step):
            guard try SecretStore.spend(step: step, of: factor.id, scope.connection) else { throw wrong }
            return nil
        case .recovery(let factor):
            guard let left = try SecretStore.spend(recoveryCode: code, of: factor.id, scope) else { throw wrong }
            return left
        case nil: throw wrong
        }
    }

    /// Turns an offered key into the account's factor, once a code proves that the app has it. The recovery codes, shown this once.
    static func confirm(_ offer: String?, code: String, of account: Account, _ scope: Scope) throws -> [String] {
        guard let key = offer.flatMap({ OneTimeCode(base32: $0) }) else { throw Refusal.conflict(AccountsTexts.startAgain) }
        guard let step = try key.step(of: code, at: scope.now, after: 0) else {
            throw Refusal.invalid([FieldProblem("code", AccountsTexts.code, AccountsTexts.wrongCode)])
        }
        let factor = try SecretStore.add(key, step: step, of: account.id, scope)
        let codes = try RecoveryCode.makeTen()
        try SecretStore.setRecoveryCodes(codes, of: factor, scope)
        return codes
    }
}

/// A key to type or scan into an authenticator app.
struct SecondFactorOffer: Sendable, Encodable {
    let name: String
    /// In fours, as it is read aloud.
    let key: String
    let uri: String
    let next: String

    init(_ code: OneTimeCode, account: Account, next: String) {
        name = account.name
        let text = code.base32Text
        key = stride(from: 0, to: text.count, by: 4).map { String(text.dropFirst($0).prefix(4)) }.joined(separator: " ")
        uri = code.uri(account: account.signInName, issuer: "药链")
        self.next = next
    }
}

/// Ten codes, shown once.
struct RecoveryCodes: Sendable, Encodable {
    let codes: [String]
    /// The page to go on to.
    let next: String
}
