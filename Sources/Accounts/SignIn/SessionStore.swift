import Kernel

/// The statements about sessions and failed sign-ins.
enum SessionStore {
    // MARK: Sessions

    /// A half-done sign-in has ten minutes.
    static let patience = 600

    static func begin(_ stage: Session.Stage, of account: RecordID, policy: SignInPolicy, offer: String? = nil, _ scope: Scope)
        throws -> SecretToken
    {
        let token = try SecretToken.make()
        let lifetime = stage == .full ? policy.sessionHours * 3600 : patience
        try scope.connection.execute(
            """
            INSERT INTO session (id, token_hash, account, stage, created_at, seen_at, expires_at, address, agent, offer)
            VALUES (\(scope.newID()), \(token.hash), \(account), \(stage), \(scope.now), \(scope.now), \(scope.now.adding(seconds: lifetime)),
                \(scope.viewer.origin.address), \(scope.viewer.origin.agent), \(offer))
            """)
        if stage == .full { try scope.connection.execute("UPDATE account SET last_seen_at = \(scope.now) WHERE id = \(account)") }
        return token
    }

    /// Live ones only: not ended, not past their end, not idle for too long.
    static func find(token: String, idle: Int, now: Instant, _ connection: Connection) throws -> Session? {
        try connection.first(
            "SELECT * FROM session WHERE token_hash = \(SecretToken.hash(token)) AND \(live(idle: idle, now))"
        ).map(session)
    }

    static func find(_ id: RecordID, idle: Int, now: Instant, _ connection: Connection) throws -> Session? {
        try connection.first("SELECT * FROM session WHERE id = \(id) AND \(live(idle: idle, now))").map(session)
    }

    /// The newest use first.
    static func list(of account: RecordID, idle: Int, now: Instant, _ connection: Connection) throws -> [Session] {
        try connection.query(
            """
            SELECT * FROM session WHERE account = \(account) AND stage = 'full' AND \(live(idle: idle, now))
            ORDER BY seen_at DESC, id DESC LIMIT 100
            """
        ).map(session)
    }

    private static func live(idle: Int, _ now: Instant) -> SQL {
        "ended_at IS NULL AND expires_at > \(now) AND seen_at > \(now.adding(seconds: -idle))"
    }

    static func touch(_ session: Session, now: Instant, _ connection: Connection) throws {
        try connection.execute("UPDATE session SET seen_at = \(now) WHERE id = \(session.id) AND seen_at < \(now)")
        try connection.execute("UPDATE account SET last_seen_at = \(now) WHERE id = \(session.account)")
    }

    static func setOffer(_ offer: String, of session: RecordID, _ connection: Connection) throws {
        try connection.execute("UPDATE session SET offer = \(offer) WHERE id = \(session)")
    }

    /// Whoever it belongs to: the browser that holds it goes on with another.
    static func end(_ session: RecordID, _ scope: Scope) throws {
        try scope.connection.execute(
            """
            UPDATE session SET ended_at = \(scope.now), ended_by = \(scope.viewer.id), offer = NULL
            WHERE id = \(session) AND ended_at IS NULL
            """)
    }

    /// How many were ended.
    @discardableResult
    static func end(of account: RecordID, only: RecordID? = nil, except: RecordID? = nil, _ scope: Scope) throws -> Int {
        var filter: SQL = "account = \(account) AND ended_at IS NULL"
        if let only { filter += " AND id = \(only)" }
        if let except { filter += " AND id <> \(except)" }
        return try scope.connection.execute(
            "UPDATE session SET ended_at = \(scope.now), ended_by = \(scope.viewer.id), offer = NULL WHERE \(filter)")
    }

    /// Rows of sessions that were over a year ago are of no use to anybody.
    static func purge(now: Instant, _ connection: Connection) throws {
        try connection.execute("DELETE FROM session WHERE expires_at < \(now.adding(seconds: -365 * 86_400))")
        try connection.execute("DELETE FROM sign_in_failure WHERE last_at < \(now.adding(seconds: -2 * 86_400))")
    }

    private static func session(_ row: Row) throws -> Session {
        Session(
            id: try row.id("id"), account: try row.id("account"), stage: try row.choice("stage"),
            createdAt: try row.instant("created_at"),
            seenAt: try row.instant("seen_at"), expiresAt: try row.instant("expires_at"), address: try row.text("address"),
            agent: try row.text("agent"), offer: try row.optionalText("offer"))
    }

    // MARK: Failures

    static func lock(name: String, network: String, now: Instant, _ connection: Connection) throws -> Instant? {
        try connection.first(
            "SELECT locked_until FROM sign_in_failure WHERE name = \(name) AND network = \(network) AND locked_until > \(now)"
        )?.optionalInstant("locked_until")
    }

    static func isLocked(name: String, now: Instant, _ connection: Connection) throws -> Bool {
        try connection.first("SELECT network FROM sign_in_failure WHERE name = \(name) AND locked_until > \(now) LIMIT 1") != nil
    }

    /// Failures within the window, over all networks for a name, or over all names for a network.
    static func failures(name: String, since: Instant, _ connection: Connection) throws -> Int {
        try connection.first(
            "SELECT CAST(COALESCE(SUM(failures), 0) AS BIGINT) AS n FROM sign_in_failure WHERE name = \(name) AND last_at > \(since)"
        )?.int("n") ?? 0
    }

    static func failures(network: String, since: Instant, _ connection: Connection) throws -> Int {
        try connection.first(
            "SELECT CAST(COALESCE(SUM(failures), 0) AS BIGINT) AS n FROM sign_in_failure WHERE network = \(network) AND last_at > \(since)"
        )?.int("n") ?? 0
    }

    /// Whether somebody has been in this account from this network within 90 days.
    static func isKnown(_ address: String, to account: RecordID, now: Instant, _ connection: Connection) throws -> Bool {
        try connection.first(
            """
            SELECT id FROM session WHERE account = \(account) AND stage = 'full' AND address = \(address)
                AND created_at > \(now.adding(seconds: -90 * 86_400)) LIMIT 1
            """) != nil
    }

    /// Counts a failure; the moment until which this name is locked for this network, once there are too many.
    static func fail(name: String, network: String, limit: SignInLimit, now: Instant, _ connection: Connection) throws -> Instant? {
        let begins = now.adding(seconds: -limit.window)
        let row = try connection.first(
            """
            INSERT INTO sign_in_failure (name, network, failures, first_at, last_at) VALUES (\(name), \(network), 1, \(now), \(now))
            ON CONFLICT (name, network) DO UPDATE SET
                failures = CASE WHEN sign_in_failure.first_at < \(begins) THEN 1 ELSE sign_in_failure.failures + 1 END,
                first_at = CASE WHEN sign_in_failure.first_at < \(begins) THEN \(now) ELSE sign_in_failure.first_at END,
                last_at = \(now)
            RETURNING failures
            """)
        guard try row?.int("failures") ?? 0 >= limit.failures else { return nil }
        let until = now.adding(seconds: limit.lock)
        // The count begins anew after the lock.
        try connection.execute(
            "UPDATE sign_in_failure SET locked_until = \(until), first_at = \(begins.adding(seconds: -1)) WHERE name = \(name) AND network = \(network)"
        )
        return until
    }

    static func forgive(name: String, network: String? = nil, _ connection: Connection) throws -> Int {
        var filter: SQL = "name = \(name)"
        if let network { filter += " AND network = \(network)" }
        return try connection.execute("DELETE FROM sign_in_failure WHERE \(filter)")
    }
}

/// Five failures in a quarter of an hour lock a name for half an hour (GB/T 22239-2019, 8.1.4.1 b), but only for the network that
/// failed: a stranger elsewhere cannot lock somebody out. Two ceilings stop guessing from many networks, and of many names.
struct SignInLimit: Sendable, Hashable {
    var failures = 5
    var window = 15 * 60
    var lock = 30 * 60
    /// For one name over all networks: beyond it, only networks are let in from which the account was used before.
    var perName = 50
    /// For one network over all names.
    var perNetwork = 100

    static let usual = SignInLimit()

    /// The part of an address that one attacker controls: the IPv4 address, or the /64 of an IPv6 one.
    static func network(of address: String) -> String {
        guard address.contains(":"), !address.contains(".") else { return address }
        // "2001:db8::1" is cut into "2001", "db8", "", "1": the empty part stands for as many zeros as are missing.
        let parts = address.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        let gap = parts.firstIndex(of: "") ?? parts.count
        let head = Array(parts[..<gap])
        let tail = parts[gap...].filter { !$0.isEmpty }
        let zeros = Array(repeating: "0", count: max(0, 8 - head.count - tail.count))
        return (head + zeros + tail).prefix(4).joined(separator: ":") + "::/64"
    }
}
