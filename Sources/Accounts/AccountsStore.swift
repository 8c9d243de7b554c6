import Kernel

/// The statements about accounts, their status and roles. Who may call them, the endpoints say.
enum AccountsStore {
    private static let columns: SQL = """
        a.id, a.sign_in_name, a.name, a.organisation, a.park, a.language, a.last_seen_at, s.status, s.from_at,
        EXISTS (SELECT 1 FROM second_factor f WHERE f.account = a.id AND f.until_at IS NULL) AS factor
        """
    private static let source: SQL = "account a JOIN account_status s ON s.account = a.id AND s.until_at IS NULL"

    // MARK: Reading

    static func find(_ id: RecordID, _ connection: Connection) throws -> Account? {
        let row = try connection.first("SELECT \(columns) FROM \(source) WHERE a.id = \(id)")
        return try row.map { try account($0, roles: roles(of: [id], connection)) }
    }

    static func find(signInName: String, _ connection: Connection) throws -> Account? {
        let row = try connection.first("SELECT \(columns) FROM \(source) WHERE a.sign_in_name = \(signInName.lowercased())")
        guard let row else { return nil }
        return try account(row, roles: roles(of: [row.id("id")], connection))
    }

    static func existing(_ id: RecordID, _ connection: Connection) throws -> Account {
        if let account = try find(id, connection) { return account }
        throw Refusal.missing(Text("没有这个账号。", "There is no such account."))
    }

    /// In order of the sign-in name, from the one after `after`. `search` finds a piece of a name.
    static func list(search: String? = nil, role: Role? = nil, after: String = "", limit: Int = 50, _ connection: Connection) throws
        -> [Account]
    {
        var filter: SQL = "a.sign_in_name > \(after)"
        if let search, !search.isEmpty {
            let pattern =
                "%" + search.lowercased().replacing("\\", with: "\\\\").replacing("%", with: "\\%").replacing("_", with: "\\_")
                + "%"
            filter += " AND (a.sign_in_name LIKE \(pattern) ESCAPE '\\' OR lower(a.name) LIKE \(pattern) ESCAPE '\\')"
        }
        if let role {
            filter +=
                " AND EXISTS (SELECT 1 FROM account_role r WHERE r.account = a.id AND r.role = \(role) AND r.until_at IS NULL)"
        }
        let rows = try connection.query("SELECT \(columns) FROM \(source) WHERE \(filter) ORDER BY a.sign_in_name LIMIT \(limit)")
        let roles = try roles(of: rows.map { try $0.id("id") }, connection)
        return try rows.map { try account($0, roles: roles) }
    }

    static func count(_ connection: Connection) throws -> Int {
        try connection.first("SELECT COUNT(*) AS n FROM account")?.int("n") ?? 0
    }

    /// Whether somebody who can sign in holds the role.
    static func isHeld(_ role: Role, _ connection: Connection) throws -> Bool {
        try connection.first(
            """
            SELECT r.account FROM account_role r JOIN account_status s ON s.account = r.account AND s.until_at IS NULL
            WHERE r.role = \(role) AND r.until_at IS NULL AND s.status <> \(Account.Status.disabled) LIMIT 1
            """) != nil
    }

    private static func roles(of accounts: [RecordID], _ connection: Connection) throws -> [RecordID: Set<Role>] {
        var roles: [RecordID: Set<Role>] = [:]
        let rows = try connection.query(
            "SELECT account, role FROM account_role WHERE account IN (\(values: accounts)) AND until_at IS NULL")
        // A role that this version does not know gives no right.
        for row in rows {
            if let role = Role(rawValue: try row.text("role")) { roles[try row.id("account"), default: []].insert(role) }
        }
        return roles
    }

    private static func account(_ row: Row, roles: [RecordID: Set<Role>]) throws -> Account {
        let id = try row.id("id")
        return Account(
            id: id, signInName: try row.text("sign_in_name"), name: try row.text("name"), roles: roles[id] ?? [],
            organisation: try row.optionalText("organisation"), park: try row.optionalText("park"),
            language: try row.optionalChoice("language"),
            status: try row.choice("status"), since: try row.instant("from_at"), hasSecondFactor: try row.bool("factor"),
            lastSeenAt: try row.optionalInstant("last_seen_at"))
    }

    // MARK: Writing

    static func add(
        signInName: String, name: String, organisation: String?, park: String?, status: Account.Status, _ scope: Scope
    ) throws -> Account {
        let id = scope.newID()
        let taken = try scope.connection.first("SELECT id FROM account WHERE sign_in_name = \(signInName.lowercased())")
        if taken != nil { throw Refusal.invalid([nameTaken(signInName)]) }
        try scope.connection.execute(
            """
            INSERT INTO account (id, sign_in_name, name, organisation, park, created_at, created_by)
            VALUES (\(id), \(signInName.lowercased()), \(name), \(organisation), \(park), \(scope.now), \(scope.viewer.id))
            """)
        try insert(status, of: id, reason: "", scope)
        return try existing(id, scope.connection)
    }

    private static func nameTaken(_ name: String) -> FieldProblem {
        FieldProblem(
            "signInName", AccountsTexts.signInName,
            Text("登录名“\(name)”已有人使用，请换一个。", "The sign-in name “\(name)” is taken. Choose another."))
    }

    static func edit(_ account: Account, name: String, organisation: String?, park: String?, _ scope: Scope) throws {
        try scope.connection.execute(
            "UPDATE account SET name = \(name), organisation = \(organisation), park = \(park) WHERE id = \(account.id)")
    }

    static func touch(_ account: RecordID, now: Instant, _ connection: Connection) throws {
        try connection.execute("UPDATE account SET last_seen_at = \(now) WHERE id = \(account)")
    }

    static func setLanguage(_ language: Language, of account: RecordID, _ connection: Connection) throws {
        try connection.execute("UPDATE account SET language = \(language) WHERE id = \(account)")
    }

    static func set(_ status: Account.Status, of account: RecordID, reason: String, _ scope: Scope) throws {
        try scope.connection.execute(
            "UPDATE account_status SET until_at = \(scope.now) WHERE account = \(account) AND until_at IS NULL")
        try insert(status, of: account, reason: reason, scope)
    }

    private static func insert(_ status: Account.Status, of account: RecordID, reason: String, _ scope: Scope) throws {
        try scope.connection.execute(
            """
            INSERT INTO account_status (id, account, status, from_at, set_by, reason)
            VALUES (\(scope.newID()), \(account), \(status), \(scope.now), \(scope.viewer.id), \(reason))
            """)
    }

    /// Ends what is not in `roles` and begins what is new.
    static func set(_ roles: Set<Role>, of account: Account, _ scope: Scope) throws {
        for role in account.roles.subtracting(roles).sorted(by: { $0.rawValue < $1.rawValue }) {
            try scope.connection.execute(
                """
                UPDATE account_role SET until_at = \(scope.now), taken_by = \(scope.viewer.id)
                WHERE account = \(account.id) AND role = \(role) AND until_at IS NULL
                """)
        }
        for role in roles.subtracting(account.roles).sorted(by: { $0.rawValue < $1.rawValue }) {
            try scope.connection.execute(
                """
                INSERT INTO account_role (id, account, role, from_at, given_by)
                VALUES (\(scope.newID()), \(account.id), \(role), \(scope.now), \(scope.viewer.id))
                """)
        }
    }

    /// Accounts that could sign in and have not for so long.
    static func unused(since last: Instant, _ connection: Connection) throws -> [Account] {
        let rows = try connection.query(
            """
            SELECT \(columns) FROM \(source)
            WHERE s.status = \(Account.Status.active) AND s.from_at < \(last) AND COALESCE(a.last_seen_at, a.created_at) < \(last)
            ORDER BY a.id LIMIT 1000
            """)
        let roles = try roles(of: rows.map { try $0.id("id") }, connection)
        return try rows.map { try account($0, roles: roles) }
    }

    // MARK: Policy

    static func policy(_ connection: Connection) throws -> SignInPolicy {
        guard let row = try connection.first("SELECT * FROM sign_in_policy ORDER BY id DESC LIMIT 1") else { return .strict }
        return SignInPolicy(
            passwords: try row.choice("passwords"), secondFactor: try row.bool("second_factor"),
            idleMinutes: try row.int("idle_minutes"),
            sessionHours: try row.int("session_hours"))
    }

    static func set(_ policy: SignInPolicy, _ scope: Scope) throws {
        try scope.connection.execute(
            """
            INSERT INTO sign_in_policy (id, from_at, set_by, passwords, second_factor, idle_minutes, session_hours)
            VALUES (\(scope.newID()), \(scope.now), \(scope.viewer.id), \(policy.passwords), \(policy.secondFactor), \(policy.idleMinutes),
                \(policy.sessionHours))
            """)
    }
}
