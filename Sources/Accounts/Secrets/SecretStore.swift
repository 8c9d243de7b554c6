import Kernel

/// The statements about what proves who somebody is: passwords, second factors, one-time links, API tokens.
enum SecretStore {
    // MARK: Passwords

    struct Password: Sendable {
        let hash: PasswordHash
        let since: Instant
    }

    static func password(of account: RecordID, _ connection: Connection) throws -> Password? {
        try connection.first("SELECT hash, from_at FROM account_password WHERE account = \(account) AND until_at IS NULL").map {
            Password(hash: PasswordHash(text: try $0.text("hash")), since: try $0.instant("from_at"))
        }
    }

    /// The newest first, the present one among them.
    static func passwords(of account: RecordID, last count: Int, _ connection: Connection) throws -> [PasswordHash] {
        try connection.query("SELECT hash FROM account_password WHERE account = \(account) ORDER BY id DESC LIMIT \(count)")
            .map { PasswordHash(text: try $0.text("hash")) }
    }

    static func set(_ hash: PasswordHash, of account: RecordID, _ scope: Scope) throws {
        try scope.connection.execute(
            "UPDATE account_password SET until_at = \(scope.now) WHERE account = \(account) AND until_at IS NULL")
        try scope.connection.execute(
            "INSERT INTO account_password (id, account, hash, from_at) VALUES (\(scope.newID()), \(account), \(hash.text), \(scope.now))"
        )
        // What the longest history asks for, and no more of people's old passwords.
        try scope.connection.execute(
            """
            DELETE FROM account_password WHERE account = \(account) AND until_at IS NOT NULL AND id NOT IN (
                SELECT id FROM account_password WHERE account = \(account) ORDER BY id DESC LIMIT 6)
            """)
    }

    /// The same password with today's parameters: no change of password.
    static func rehash(_ hash: PasswordHash, of account: RecordID, _ connection: Connection) throws {
        try connection.execute("UPDATE account_password SET hash = \(hash.text) WHERE account = \(account) AND until_at IS NULL")
    }

    // MARK: Second factor

    struct Factor: Sendable {
        let id: RecordID
        let code: OneTimeCode
        let lastStep: Int
    }

    static func factor(of account: RecordID, _ connection: Connection) throws -> Factor? {
        let row = try connection.first(
            "SELECT id, secret, last_step FROM second_factor WHERE account = \(account) AND until_at IS NULL")
        guard let row, let code = OneTimeCode(base32: try row.text("secret")) else { return nil }
        return Factor(id: try row.id("id"), code: code, lastStep: try row.int("last_step"))
    }

    static func add(_ code: OneTimeCode, step: Int, of account: RecordID, _ scope: Scope) throws -> RecordID {
        try endFactor(of: account, scope)
        let id = scope.newID()
        try scope.connection.execute(
            """
            INSERT INTO second_factor (id, account, secret, last_step, from_at)
            VALUES (\(id), \(account), \(code.base32Text), \(step), \(scope.now))
            """)
        return id
    }

    /// False where the step was spent meanwhile: two requests with one code.
    static func spend(step: Int, of factor: RecordID, _ connection: Connection) throws -> Bool {
        try connection.execute(
            "UPDATE second_factor SET last_step = \(step) WHERE id = \(factor) AND last_step < \(step) AND until_at IS NULL") == 1
    }

    /// The key of an ended factor is of no use to anybody: it goes.
    @discardableResult
    static func endFactor(of account: RecordID, _ scope: Scope) throws -> Bool {
        try scope.connection.execute(
            "UPDATE second_factor SET until_at = \(scope.now), secret = '' WHERE account = \(account) AND until_at IS NULL") == 1
    }

    static func setRecoveryCodes(_ codes: [String], of factor: RecordID, _ scope: Scope) throws {
        try scope.connection.execute("DELETE FROM recovery_code WHERE factor = \(factor)")
        for code in codes {
            try scope.connection.execute(
                "INSERT INTO recovery_code (id, factor, hash) VALUES (\(scope.newID()), \(factor), \(RecoveryCode.hash(code)))")
        }
    }

    /// How many are left after this one; nil where it is none of the unused.
    static func spend(recoveryCode: String, of factor: RecordID, _ scope: Scope) throws -> Int? {
        let used = try scope.connection.execute(
            """
            UPDATE recovery_code SET used_at = \(scope.now)
            WHERE factor = \(factor) AND hash = \(RecoveryCode.hash(recoveryCode)) AND used_at IS NULL
            """)
        return used == 1 ? try recoveryCodesLeft(of: factor, scope.connection) : nil
    }

    static func hasUnused(recoveryCode: String, of factor: RecordID, _ connection: Connection) throws -> Bool {
        try connection.first(
            "SELECT id FROM recovery_code WHERE factor = \(factor) AND hash = \(RecoveryCode.hash(recoveryCode)) AND used_at IS NULL"
        ) != nil
    }

    static func recoveryCodesLeft(of factor: RecordID, _ connection: Connection) throws -> Int {
        try connection.first("SELECT COUNT(*) AS n FROM recovery_code WHERE factor = \(factor) AND used_at IS NULL")?.int("n") ?? 0
    }

    // MARK: One-time links

    static func add(_ purpose: OneTimeLink.Purpose, account: RecordID?, roles: Set<Role> = [], _ scope: Scope) throws -> SecretToken
    {
        let token = try SecretToken.make()
        try endLinks(purpose, of: account, scope)
        try scope.connection.execute(
            """
            INSERT INTO one_time_link (id, token_hash, purpose, account, roles, created_at, created_by, expires_at)
            VALUES (\(scope.newID()), \(token.hash), \(purpose), \(account), \(roles.map(\.rawValue).sorted().joined(separator: " ")),
                \(scope.now), \(scope.viewer.id), \(scope.now.adding(seconds: purpose.hours * 3600)))
            """)
        return token
    }

    /// A newer link takes the place of an unused one.
    private static func endLinks(_ purpose: OneTimeLink.Purpose, of account: RecordID?, _ scope: Scope) throws {
        let whose: SQL = account.map { "account = \($0)" } ?? "account IS NULL"
        try scope.connection.execute(
            "UPDATE one_time_link SET ended_at = \(scope.now) WHERE purpose = \(purpose) AND \(whose) AND ended_at IS NULL")
    }

    /// Every link that would let somebody into the account.
    static func endLinks(of account: RecordID, _ scope: Scope) throws {
        try scope.connection.execute(
            "UPDATE one_time_link SET ended_at = \(scope.now) WHERE account = \(account) AND ended_at IS NULL")
    }

    static func link(_ token: String, now: Instant, _ connection: Connection) throws -> OneTimeLink? {
        let row = try connection.first(
            "SELECT * FROM one_time_link WHERE token_hash = \(SecretToken.hash(token)) AND ended_at IS NULL AND expires_at > \(now)"
        )
        guard let row else { return nil }
        return OneTimeLink(
            id: try row.id("id"), purpose: try row.choice("purpose"), account: try row.optionalID("account"),
            roles: Set(try row.text("roles").split(separator: " ").compactMap { Role(rawValue: String($0)) }),
            expiresAt: try row.instant("expires_at"))
    }

    /// False where another request used it meanwhile.
    static func use(_ link: OneTimeLink, _ scope: Scope) throws -> Bool {
        try scope.connection.execute("UPDATE one_time_link SET ended_at = \(scope.now) WHERE id = \(link.id) AND ended_at IS NULL")
            == 1
    }

    // MARK: API tokens

    static func addToken(label: String, days: Int, of account: RecordID, _ scope: Scope) throws -> (APIToken, SecretToken) {
        let secret = try SecretToken.make(prefix: "yl_")
        let id = scope.newID()
        let until = scope.now.adding(seconds: days * 86_400)
        try scope.connection.execute(
            """
            INSERT INTO api_token (id, token_hash, account, label, created_at, expires_at)
            VALUES (\(id), \(secret.hash), \(account), \(label), \(scope.now), \(until))
            """)
        let token = APIToken(
            id: id, account: account, label: label, createdAt: scope.now, expiresAt: until, usedAt: nil, endedAt: nil)
        return (token, secret)
    }

    static func tokens(of account: RecordID, _ connection: Connection) throws -> [APIToken] {
        try connection.query("SELECT * FROM api_token WHERE account = \(account) AND ended_at IS NULL ORDER BY id DESC LIMIT 100")
            .map(token)
    }

    static func token(_ secret: String, now: Instant, _ connection: Connection) throws -> APIToken? {
        try connection.first(
            "SELECT * FROM api_token WHERE token_hash = \(SecretToken.hash(secret)) AND ended_at IS NULL AND expires_at > \(now)"
        ).map(token)
    }

    static func note(useOf token: RecordID, now: Instant, _ connection: Connection) throws {
        try connection.execute("UPDATE api_token SET used_at = \(now) WHERE id = \(token)")
    }

    static func endToken(_ id: RecordID, of account: RecordID, _ scope: Scope) throws -> APIToken? {
        let row = try scope.connection.first(
            """
            UPDATE api_token SET ended_at = \(scope.now), ended_by = \(scope.viewer.id)
            WHERE id = \(id) AND account = \(account) AND ended_at IS NULL RETURNING *
            """)
        return try row.map(token)
    }

    static func endTokens(of account: RecordID, _ scope: Scope) throws {
        try scope.connection.execute(
            "UPDATE api_token SET ended_at = \(scope.now), ended_by = \(scope.viewer.id) WHERE account = \(account) AND ended_at IS NULL"
        )
    }

    private static func token(_ row: Row) throws -> APIToken {
        APIToken(
            id: try row.id("id"), account: try row.id("account"), label: try row.text("label"),
            createdAt: try row.instant("created_at"),
            expiresAt: try row.instant("expires_at"), usedAt: try row.optionalInstant("used_at"),
            endedAt: try row.optionalInstant("ended_at"))
    }
}
