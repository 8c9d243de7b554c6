import Calendars
import Kernel

/// An identifier of a record as it is kept.
struct HeldIdentifier: Sendable, Hashable {
    let scheme: IdentifierScheme?
    /// The scheme's word, also where this version no longer knows it.
    let word: String
    let value: String
    let failsCheck: Bool
}

/// Where a record came from.
struct RecordOrigin: Sendable, Hashable {
    /// `typed`, `import ID`, `plan ID`.
    let words: String
    let at: Instant
    let by: String
}

/// A belief that was given up: it was held until `knownTo`.
struct FormerFigure: Sendable, Hashable {
    let figure: Figure
    let knownTo: Day
}

/// What a list of records is narrowed to.
struct RecordFilter: Sendable, Hashable {
    var kind = RecordKind.organisation
    var place: String?
    var status: RecordStatus?
    var search: String?
}

extension RegistryStore {
    /// A page of a list, by name. `after` is the last record of the page before.
    static func page(
        _ filter: RecordFilter, sight: Sight, on day: Day, after: (key: String, id: RecordID)? = nil, limit: Int,
        _ connection: Connection
    ) throws -> [Record] {
        var sql: SQL = "SELECT r.* FROM record AS r WHERE \(condition(filter, sight, day, connection))"
        if let after { sql += " AND (r.name_key > \(after.key) OR r.name_key = \(after.key) AND r.id > \(after.id))" }
        sql += " ORDER BY r.name_key, r.id LIMIT \(limit)"
        return try connection.query(sql).map(record)
    }

    static func count(_ filter: RecordFilter, sight: Sight, on day: Day, _ connection: Connection) throws -> Int {
        try connection.first("SELECT COUNT(*) AS n FROM record AS r WHERE \(condition(filter, sight, day, connection))")?.int("n")
            ?? 0
    }

    /// How many records of a kind are in each state on a day.
    static func states(_ kind: RecordKind, sight: Sight, on day: Day, _ connection: Connection) throws -> [RecordStatus: Int] {
        let mine: SQL = sight.seesAll ? "" : " AND s.record IN (SELECT r.id FROM record AS r WHERE r.kind = \(kind)\(sight.filter))"
        var counts: [RecordStatus: Int] = [:]
        let rows = try connection.query(
            """
            SELECT s.status, COUNT(DISTINCT s.record) AS n FROM record_status AS s WHERE s.kind = \(kind) AND s.from_day <= \(day) \
            AND (s.to_day IS NULL OR s.to_day >= \(day)) AND s.known_from <= \(day) AND (s.known_to IS NULL OR s.known_to > \(day))\(mine) GROUP BY s.status
            """)
        for row in rows { counts[try row.choice("status")] = try row.int("n") }
        return counts
    }

    private static func condition(_ filter: RecordFilter, _ sight: Sight, _ day: Day, _ connection: Connection) -> SQL {
        var sql: SQL = "r.kind = \(filter.kind) AND r.known_from <= \(day)" + sight.filter
        if let place = filter.place { sql += " AND r.place = \(place)" }
        if let status = filter.status {
            sql += """
                 AND r.id IN (SELECT s.record FROM record_status AS s WHERE s.kind = \(filter.kind) AND s.status = \(status) AND s.from_day <= \(day) \
                AND (s.to_day IS NULL OR s.to_day >= \(day)) AND s.known_from <= \(day) AND (s.known_to IS NULL OR s.known_to > \(day)))
                """ as SQL
        }
        if let words = filter.search { sql += " AND r.id IN (\(search.keys(matching: words, connection)))" }
        return sql
    }

    /// The places that records of a kind are in: a step through the index for each, not a row for each record.
    static func places(_ kind: RecordKind, _ connection: Connection) throws -> [String] {
        try connection.query(
            """
            WITH RECURSIVE step (place) AS (
                SELECT (SELECT r.place FROM record AS r WHERE r.kind = \(kind) AND r.place > '' ORDER BY r.place LIMIT 1)
                UNION ALL
                SELECT (SELECT r.place FROM record AS r WHERE r.kind = \(kind) AND r.place > step.place ORDER BY r.place LIMIT 1)
                FROM step WHERE step.place IS NOT NULL
            ) SELECT place FROM step WHERE place IS NOT NULL LIMIT 200
            """
        ).map { try $0.text("place") }
    }

    static func identifiers(of id: RecordID, _ connection: Connection) throws -> [HeldIdentifier] {
        try connection.query("SELECT * FROM record_identifier WHERE record = \(id) ORDER BY scheme, value LIMIT 100").map {
            let word = try $0.text("scheme")
            return HeldIdentifier(
                scheme: IdentifierScheme(rawValue: word), word: word, value: try $0.text("value"),
                failsCheck: try $0.bool("fails_check"))
        }
    }

    static func holder(of scheme: IdentifierScheme, _ value: String, _ connection: Connection) throws -> Record? {
        try connection.first(
            "SELECT r.* FROM record_identifier AS i JOIN record AS r ON r.id = i.record WHERE i.scheme = \(scheme) AND i.value = \(value)"
        ).map(record)
    }

    static func origin(of id: RecordID, _ connection: Connection) throws -> RecordOrigin? {
        try connection.first("SELECT origin, created_at, created_by FROM record WHERE id = \(id)").map {
            RecordOrigin(words: try $0.text("origin"), at: try $0.instant("created_at"), by: try $0.text("created_by"))
        }
    }

    /// Figures that were believed once and corrected by `day`, oldest belief first.
    static func formerFigures(of id: RecordID, by day: Day, _ connection: Connection) throws -> [FormerFigure] {
        try connection.query(
            "SELECT * FROM record_figure WHERE record = \(id) AND known_to <= \(day) AND known_to > known_from ORDER BY known_to, id LIMIT 200"
        ).map { FormerFigure(figure: try figure($0), knownTo: try $0.day("known_to")) }
    }

    /// Spans that were believed once and corrected by `day`.
    static func formerStatuses(of id: RecordID, by day: Day, _ connection: Connection) throws -> [(span: StatusSpan, knownTo: Day)]
    {
        try connection.query(
            "SELECT * FROM record_status WHERE record = \(id) AND known_to <= \(day) AND known_to > known_from ORDER BY known_to, id LIMIT 200"
        ).map { (try span($0), try $0.day("known_to")) }
    }

    static func span(_ id: RecordID, _ connection: Connection) throws -> StatusSpan? {
        try connection.first("SELECT * FROM record_status WHERE id = \(id) AND known_to IS NULL").map(span)
    }

    // MARK: Of many records at once

    static func names(of ids: some Collection<RecordID>, _ connection: Connection) throws -> [RecordID: String] {
        var names: [RecordID: String] = [:]
        for part in portions(ids) {
            for row in try connection.query("SELECT id, name FROM record WHERE id IN (\(values: part))") {
                names[try row.id("id")] = try row.text("name")
            }
        }
        return names
    }

    static func statuses(of ids: some Collection<RecordID>, knownOn day: Day, _ connection: Connection) throws -> [RecordID:
        [StatusSpan]]
    {
        var spans: [RecordID: [StatusSpan]] = [:]
        for part in portions(ids) {
            let rows = try connection.query(
                """
                SELECT * FROM record_status WHERE record IN (\(values: part)) AND known_from <= \(day) AND (known_to IS NULL OR known_to > \(day))
                ORDER BY record, from_day, id
                """)
            for row in rows { spans[try row.id("record"), default: []].append(try span(row)) }
        }
        return spans
    }

    static func figures(of ids: some Collection<RecordID>, kind: FigureKind? = nil, knownOn day: Day, _ connection: Connection)
        throws -> [RecordID: [Figure]]
    {
        var figures: [RecordID: [Figure]] = [:]
        let which: SQL = kind.map { " AND kind = \($0)" } ?? ""
        for part in portions(ids) {
            let rows = try connection.query(
                """
                SELECT * FROM record_figure WHERE record IN (\(values: part))\(which) AND known_from <= \(day) AND (known_to IS NULL OR known_to > \(day))
                ORDER BY record, kind, period_end, months
                """)
            for row in rows { figures[try row.id("record"), default: []].append(try figure(row)) }
        }
        return figures
    }

    /// How many records of each kind name this one as owner or park.
    static func referring(to id: RecordID, by column: ReferringColumn, knownOn day: Day, _ connection: Connection) throws
        -> [RecordKind: Int]
    {
        var counts: [RecordKind: Int] = [:]
        let rows = try connection.query(
            "SELECT kind, COUNT(*) AS n FROM record WHERE \(column.sql) = \(id) AND known_from <= \(day) GROUP BY kind ORDER BY kind"
        )
        for row in rows { counts[try row.choice("kind")] = try row.int("n") }
        return counts
    }

    static func referringRecords(
        to id: RecordID, by column: ReferringColumn, knownOn day: Day, limit: Int = 20, _ connection: Connection
    ) throws -> [Record] {
        try connection.query(
            "SELECT * FROM record WHERE \(column.sql) = \(id) AND known_from <= \(day) ORDER BY kind, name_key, id LIMIT \(limit)"
        )
        .map(record)
    }

    enum ReferringColumn {
        case owner, park
        var sql: SQL { self == .owner ? "owner" : "park" }
    }

    // MARK: Rows

    static func span(_ row: Row) throws -> StatusSpan {
        StatusSpan(
            id: try row.id("id"), record: try row.id("record"), status: try row.choice("status"), from: try row.day("from_day"),
            to: try row.optionalDay("to_day"), source: try row.text("source"), by: try row.text("by_name"),
            knownFrom: try row.day("known_from"))
    }

    static func figure(_ row: Row) throws -> Figure {
        Figure(
            record: try row.id("record"), kind: try row.choice("kind"), periodEnd: try row.day("period_end"),
            months: try row.int("months"),
            amount: try row.int("amount"), source: try row.text("source"), by: try row.text("by_name"),
            knownFrom: try row.day("known_from"))
    }

    /// Lists for `IN (…)` of a size that both engines take gladly.
    static func portions<T>(_ all: some Collection<T>) -> [[T]] {
        var portions: [[T]] = []
        var portion: [T] = []
        for one in all {
            portion.append(one)
            if portion.count == 500 {
                portions.append(portion)
                portion = []
            }
        }
        return portion.isEmpty ? portions : portions + [portion]
    }
}
