import CLibCrypto
import Calendars
import Foundation

/// The append-only, hash-chained log under everything: each row's hash covers the row before it.
public enum EventLog {
    public static let migration = Migration("2026-11-21-event", slice: "Kernel") { d in
        [
            """
            CREATE TABLE event (
                number {int} PRIMARY KEY CHECK (number > 0),
                at {text} NOT NULL,
                viewer {text} NOT NULL,
                viewer_name {text} NOT NULL,
                kind {text} NOT NULL,
                subject_kind {text} NOT NULL,
                subject {text} NOT NULL,
                context_kind {text},
                context {text},
                details {text} NOT NULL,
                previous {text} NOT NULL,
                hash {text} NOT NULL
            )
            """,
            "CREATE INDEX event_subject ON event (subject_kind, subject, number)",
            "CREATE INDEX event_subject_kind ON event (subject_kind, number)",
            "CREATE INDEX event_context ON event (context_kind, context, number)",
            "CREATE INDEX event_viewer ON event (viewer, number)",
            "CREATE INDEX event_kind ON event (kind, number)",
            "CREATE INDEX event_at ON event (at, number)",
            // One row: the end of the chain. Locking it puts concurrent writers in a line.
            "CREATE TABLE event_head (id {int} PRIMARY KEY CHECK (id = 1), number {int} NOT NULL, hash {text} NOT NULL)",
            "INSERT INTO event_head (id, number, hash) VALUES (1, 0, '')",
        ]
    }

    public struct Entry: Sendable, Hashable {
        public let number: Int
        public let at: Instant
        public let viewer: String
        public let viewerName: String
        public let kind: String
        public let subject: Subject
        public let context: Subject?
        public let details: [String: String]
        let previous: String
        let hash: String
    }

    static func append(_ scope: Scope) throws {
        let connection = scope.connection
        let count = scope.events.count
        guard
            let head = try connection.first(
                "UPDATE event_head SET number = number + \(count) WHERE id = 1 RETURNING number, hash")
        else { throw BrokenChain(number: 0) }
        var number = try head.int("number") - count
        var previous = try head.text("hash")
        for event in scope.events {
            number += 1
            let details = JSON.object(event.details.mapValues { .string($0) }).text
            let hash = digest([
                previous, String(number), scope.now.description, scope.viewer.id, scope.viewer.name, event.kind.id,
                event.subject.kind,
                event.subject.id, event.context?.kind ?? "", event.context?.id ?? "", details,
            ])
            try connection.execute(
                """
                INSERT INTO event (number, at, viewer, viewer_name, kind, subject_kind, subject, context_kind, context, details, previous, hash)
                VALUES (\(number), \(scope.now.description), \(scope.viewer.id), \(scope.viewer.name), \(event.kind.id), \(event.subject.kind),
                    \(event.subject.id), \(event.context?.kind), \(event.context?.id), \(details), \(previous), \(hash))
                """)
            previous = hash
        }
        try connection.execute("UPDATE event_head SET hash = \(previous) WHERE id = 1")
    }

    /// Newest first; at most `limit` rows before `number`.
    public static func timeline(of subject: Subject, before number: Int = .max, limit: Int = 50, _ connection: Connection) throws
        -> [Entry]
    {
        let rows = try connection.query(
            """
            SELECT * FROM (
                SELECT * FROM (
                    SELECT * FROM event WHERE subject_kind = \(subject.kind) AND subject = \(subject.id) AND number < \(number)
                    ORDER BY number DESC LIMIT \(limit)
                ) AS s
                UNION
                SELECT * FROM (
                    SELECT * FROM event WHERE context_kind = \(subject.kind) AND context = \(subject.id) AND number < \(number)
                    ORDER BY number DESC LIMIT \(limit)
                ) AS c
            ) AS e ORDER BY number DESC LIMIT \(limit)
            """)
        return try rows.map(entry)
    }

    /// What to look for in the log.
    public struct Filter: Sendable, Hashable {
        public var kind: String?
        /// The id of an account.
        public var viewer: String?
        public var day: Day?

        public init(kind: String? = nil, viewer: String? = nil, day: Day? = nil) {
            self.kind = kind
            self.viewer = viewer
            self.day = day
        }
    }

    /// Newest first; at most `limit` rows before `number`.
    public static func latest(
        matching filter: Filter = Filter(), before number: Int = .max, limit: Int = 100, _ connection: Connection
    ) throws -> [Entry] {
        var which: SQL = "number < \(number)"
        if let kind = filter.kind { which += " AND kind = \(kind)" as SQL }
        if let viewer = filter.viewer { which += " AND viewer = \(viewer)" as SQL }
        if let day = filter.day { which += " AND at >= \(day.begins) AND at < \(day.ends)" as SQL }
        return try connection.query("SELECT * FROM event WHERE \(which) ORDER BY number DESC LIMIT \(limit)").map(entry)
    }

    /// The number of the last event about a record or in its context; 0 where there is none.
    public static func last(about subject: Subject, _ connection: Connection) throws -> Int {
        let row = try connection.first(
            """
            SELECT (SELECT MAX(number) FROM event WHERE subject_kind = \(subject.kind) AND subject = \(subject.id)) AS own,
                (SELECT MAX(number) FROM event WHERE context_kind = \(subject.kind) AND context = \(subject.id)) AS context
            """)
        return max(try row?.optionalInt("own") ?? 0, try row?.optionalInt("context") ?? 0)
    }

    /// The number of the last event about any record of these kinds.
    public static func last(kinds: [String], _ connection: Connection) throws -> Int {
        var last = 0
        for kind in kinds {
            last = max(
                last, try connection.first("SELECT MAX(number) AS n FROM event WHERE subject_kind = \(kind)")?.optionalInt("n") ?? 0
            )
        }
        return last
    }

    /// Walks the whole chain; the number of rows, or the first row that does not fit.
    public static func verify(_ connection: Connection) throws -> Result<Int, BrokenChain> {
        var previous = ""
        var count = 0
        while true {
            let rows = try connection.query("SELECT * FROM event WHERE number > \(count) ORDER BY number LIMIT 1000").map(entry)
            for row in rows {
                let details = JSON.object(row.details.mapValues { .string($0) }).text
                let hash = digest([
                    previous, String(row.number), row.at.description, row.viewer, row.viewerName, row.kind, row.subject.kind,
                    row.subject.id,
                    row.context?.kind ?? "", row.context?.id ?? "", details,
                ])
                guard row.number == count + 1, row.previous == previous, row.hash == hash else {
                    return .failure(BrokenChain(number: count + 1))
                }
                previous = hash
                count += 1
            }
            if rows.count < 1000 { break }
        }
        let head = try connection.first("SELECT number, hash FROM event_head WHERE id = 1")
        guard let head, try head.int("number") == count, try head.text("hash") == previous else {
            return .failure(BrokenChain(number: count + 1))
        }
        return .success(count)
    }

    /// The end of the chain: to be noted outside the machine, so that a log cut short is found too.
    public static func head(_ connection: Connection) throws -> (number: Int, hash: String) {
        if let known = connection.logHead { return known }
        guard let row = try connection.first("SELECT number, hash FROM event_head WHERE id = 1") else {
            throw BrokenChain(number: 0)
        }
        let head = (number: try row.int("number"), hash: try row.text("hash"))
        if connection.isSnapshot { connection.logHead = head }
        return head
    }

    private static func entry(_ row: Row) throws -> Entry {
        let context = try row.optionalText("context_kind").flatMap { kind in
            try row.optionalText("context").map { Subject(kind, $0) }
        }
        let details = try JSON(parsing: Data(try row.text("details").utf8)).object ?? [:]
        return Entry(
            number: try row.int("number"), at: Instant(try row.text("at")) ?? Instant(milliseconds: 0),
            viewer: try row.text("viewer"),
            viewerName: try row.text("viewer_name"), kind: try row.text("kind"),
            subject: Subject(try row.text("subject_kind"), try row.text("subject")), context: context,
            details: details.compactMapValues(\.string), previous: try row.text("previous"), hash: try row.text("hash"))
    }

    /// SHA-256 over the fields, each preceded by its length, so that no two lists of fields give the same bytes.
    private static func digest(_ fields: [String]) -> String {
        var bytes: [UInt8] = []
        for field in fields { bytes += "\(field.utf8.count):\(field);".utf8 }
        return sha256(bytes)
    }
}

public struct BrokenChain: Error, Sendable, Hashable {
    /// The first row that does not follow from the one before it.
    public let number: Int
}

/// Lower-case hexadecimal SHA-256.
public func sha256(_ bytes: some Collection<UInt8>) -> String {
    let input = Array(bytes)
    var digest = [UInt8](repeating: 0, count: 32)
    EVP_Digest(input, input.count, &digest, nil, EVP_sha256(), nil)
    return hex(digest)
}

public func hex(_ bytes: [UInt8]) -> String {
    String(unsafeUninitializedCapacity: bytes.count * 2) { out in
        var index = 0
        for byte in bytes {
            out[index] = hexDigit(byte >> 4)
            out[index + 1] = hexDigit(byte & 15)
            index += 2
        }
        return index
    }
}

private func hexDigit(_ half: UInt8) -> UInt8 { half < 10 ? 0x30 + half : 0x57 + half }
