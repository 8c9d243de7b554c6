import Accounts
import Calendars
import Kernel

/// A link for one return and one submission. Its secret is shown once; only the hash is kept.
public struct ReturnLink: Sendable, Hashable {
    /// What the office sees of it.
    public enum State: String, Choosable, Hashable {
        case sent, opened, filled, submitted, expired, revoked

        public var label: Text {
            switch self {
            case .sent: Text("已发出", "Sent")
            case .opened: Text("已打开", "Opened")
            case .filled: Text("已填写", "Filled in")
            case .submitted: Text("已提交", "Handed in")
            case .expired: Text("已过期", "Expired")
            case .revoked: Text("已收回", "Revoked")
            }
        }
    }

    public let id: RecordID
    public let item: RecordID
    public let createdBy: String
    public let createdAt: Instant
    public let expiresAt: Instant
    public let openedAt: Instant?
    public let filledAt: Instant?
    public let usedAt: Instant?
    public let revokedAt: Instant?

    /// Fourteen days: longer than any report day, shorter than a period.
    static let days = 14

    public func state(at now: Instant) -> State {
        if usedAt != nil { return .submitted }
        if revokedAt != nil { return .revoked }
        if expiresAt <= now { return .expired }
        return filledAt != nil ? .filled : openedAt != nil ? .opened : .sent
    }

    public func isGood(at now: Instant) -> Bool { [.sent, .opened, .filled].contains(state(at: now)) }
}

enum LinkStore {
    /// A new link takes the place of the return's earlier ones.
    static func add(_ item: RecordID, _ scope: Scope) throws -> (id: RecordID, secret: SecretToken) {
        let secret = try SecretToken.make()
        let id = scope.newID()
        try scope.connection.execute(
            """
            UPDATE return_link SET revoked_at = \(scope.now), revoked_by = \(scope.viewer.name)
            WHERE unit_return = \(item) AND used_at IS NULL AND revoked_at IS NULL
            """)
        try scope.connection.execute(
            """
            INSERT INTO return_link (id, unit_return, token_hash, created_by, created_at, expires_at)
            VALUES (\(id), \(item), \(secret.hash), \(scope.viewer.name), \(scope.now), \(scope.now.adding(seconds: ReturnLink.days * 86_400)))
            """)
        return (id, secret)
    }

    /// Found by its hash, which is then compared in constant time.
    static func find(_ secret: String, _ connection: Connection) throws -> ReturnLink? {
        guard secret.utf8.count == 43 else { return nil }
        let hash = SecretToken.hash(secret)
        guard let row = try connection.first("SELECT * FROM return_link WHERE token_hash = \(hash)"),
            SecretToken.isSame(hash, try row.text("token_hash"))
        else { return nil }
        return try link(row)
    }

    static func find(_ id: RecordID, _ connection: Connection) throws -> ReturnLink? {
        try connection.first("SELECT * FROM return_link WHERE id = \(id)").map(link)
    }

    /// The newest link of each return of a period.
    static func latest(_ plan: RecordID, period: Day, _ connection: Connection) throws -> [RecordID: ReturnLink] {
        let rows = try connection.query(
            """
            SELECT k.* FROM unit_return AS r JOIN return_link AS k ON k.unit_return = r.id
            WHERE r.plan = \(plan) AND r.period_end = \(period) ORDER BY r.holder, r.version, k.id LIMIT 20000
            """)
        return Dictionary(try rows.map(link).map { ($0.item, $0) }, uniquingKeysWith: { _, last in last })
    }

    static func noteOpened(_ id: RecordID, _ scope: Scope) throws {
        try scope.connection.execute("UPDATE return_link SET opened_at = \(scope.now) WHERE id = \(id) AND opened_at IS NULL")
    }

    static func noteFilled(_ id: RecordID, _ scope: Scope) throws {
        try scope.connection.execute("UPDATE return_link SET filled_at = \(scope.now) WHERE id = \(id) AND filled_at IS NULL")
    }

    /// False where another request used it, or somebody revoked it, meanwhile.
    static func use(_ id: RecordID, _ scope: Scope) throws -> Bool {
        try scope.connection.execute(
            """
            UPDATE return_link SET used_at = \(scope.now) WHERE id = \(id) AND used_at IS NULL AND revoked_at IS NULL
                AND expires_at > \(scope.now)
            """) == 1
    }

    static func revoke(_ id: RecordID, _ scope: Scope) throws -> Bool {
        try scope.connection.execute(
            """
            UPDATE return_link SET revoked_at = \(scope.now), revoked_by = \(scope.viewer.name)
            WHERE id = \(id) AND used_at IS NULL AND revoked_at IS NULL
            """) == 1
    }

    private static func link(_ row: Row) throws -> ReturnLink {
        ReturnLink(
            id: try row.id("id"), item: try row.id("unit_return"), createdBy: try row.text("created_by"),
            createdAt: try row.instant("created_at"), expiresAt: try row.instant("expires_at"),
            openedAt: try row.optionalInstant("opened_at"), filledAt: try row.optionalInstant("filled_at"),
            usedAt: try row.optionalInstant("used_at"), revokedAt: try row.optionalInstant("revoked_at"))
    }
}
