import Calendars

/// What was tried and refused: failed sign-ins, locks, denied requests. Apart from the event log, since it changes nothing.
///
/// One row counts what happened within a minute for the same kind, viewer, subject and address, so that a flood of tries makes the log
/// longer by a row a minute and not by a row a try. Kept for a year; nothing younger than six months can be deleted.
public enum SecurityLog {
    public enum Kind: String, Choosable, Hashable {
        case denied, failedSignIn = "failed-sign-in", failedCode = "failed-code", locked, badLink = "bad-link", badToken =
            "bad-token"

        public var label: Text {
            switch self {
            case .denied: Text("越权被拒", "Denied")
            case .failedSignIn: Text("登录失败", "Failed sign-in")
            case .failedCode: Text("动态码错误", "Wrong code")
            case .locked: Text("登录锁定", "Locked out")
            case .badLink: Text("链接无效", "Invalid link")
            case .badToken: Text("令牌无效", "Invalid token")
            }
        }
    }

    public struct Entry: Sendable, Hashable {
        /// The minute in which it happened.
        public let at: Instant
        public let kind: Kind
        /// The account's id; empty for a stranger.
        public let viewer: String
        /// The operation that was refused, or the sign-in name that was tried.
        public let subject: String
        public let address: String
        public let times: Int
    }

    public static let keptAtLeast = 183 * 86_400
    public static let kept = 365 * 86_400

    public static let migration = Migration("2026-11-21-security", slice: "Kernel") { _ in
        [
            """
            CREATE TABLE security_event (
                at {time} NOT NULL,
                kind {text} NOT NULL,
                viewer {text} NOT NULL,
                subject {text} NOT NULL,
                address {text} NOT NULL,
                times {int} NOT NULL CHECK (times > 0),
                PRIMARY KEY (at, kind, viewer, subject, address)
            )
            """
        ]
    }

    /// Notes it in a transaction of its own, because the one that was refused is rolled back. A log that cannot be written must not hide
    /// the refusal, so its own failure is swallowed.
    public static func note(_ kind: Kind, viewer: Viewer, subject: String, in house: House) async {
        let now = house.clock()
        try? await house.database.write { try note(kind, viewer: viewer, subject: subject, now: now, $0) }
    }

    public static func note(_ kind: Kind, viewer: Viewer, subject: String, now: Instant, _ connection: Connection) throws {
        let minute = Instant(milliseconds: now.milliseconds - now.milliseconds % 60_000)
        try connection.execute(
            """
            INSERT INTO security_event (at, kind, viewer, subject, address, times)
            VALUES (\(minute), \(kind), \(viewer.id), \(String(subject.prefix(100))), \(viewer.origin.address), 1)
            ON CONFLICT (at, kind, viewer, subject, address) DO UPDATE SET times = security_event.times + 1
            """)
    }

    /// Newest first. Only for who may read the log: the auditor.
    public static func latest(kind: Kind? = nil, day: Day? = nil, limit: Int = 100, _ connection: Connection) throws -> [Entry] {
        var filter: SQL = "1 = 1"
        if let kind { filter += " AND kind = \(kind)" }
        if let day { filter += " AND at >= \(day.begins) AND at < \(day.ends)" }
        return try connection.query(
            "SELECT * FROM security_event WHERE \(filter) ORDER BY at DESC, kind, viewer, subject, address LIMIT \(limit)"
        ).map {
            Entry(
                at: try $0.instant("at"), kind: try $0.choice("kind"), viewer: try $0.text("viewer"),
                subject: try $0.text("subject"),
                address: try $0.text("address"), times: try $0.int("times"))
        }
    }

    /// Forgets what is older than `seconds`, which is held at six months or more.
    @discardableResult
    public static func purge(olderThan seconds: Int = kept, now: Instant, _ connection: Connection) throws -> Int {
        let last = now.adding(seconds: -max(seconds, keptAtLeast))
        return try connection.execute("DELETE FROM security_event WHERE at < \(last)")
    }
}
