import Calendars
import Kernel

/// Every statement of the slice about records; what pages and imports read stands in `RecordReads` and `ImportStore`.
public enum RegistryStore {
    /// Found by a name, another name or a code.
    static let search = SearchIndex("record_search")

    static func record(_ row: Row) throws -> Record {
        Record(
            id: try row.id("id"), kind: try row.choice("kind"), name: try row.text("name"), type: try row.optionalText("type"),
            place: try row.optionalText("place"), creditCode: try row.optionalText("credit_code"),
            industry: try row.optionalText("industry"),
            owner: try row.optionalID("owner"), park: try row.optionalID("park"), note: try row.optionalText("note"),
            knownFrom: try row.day("known_from"))
    }

    public static func find(_ id: RecordID, _ connection: Connection) throws -> Record? {
        try connection.first("SELECT * FROM record WHERE id = \(id)").map(record)
    }

    /// By any of its names, as the plan or an import spells it.
    public static func find(named name: String, kind: RecordKind, _ connection: Connection) throws -> Record? {
        let key = nameKey(name)
        if let row = try connection.first("SELECT * FROM record WHERE kind = \(kind) AND name_key = \(key) ORDER BY id LIMIT 1") {
            return try record(row)
        }
        return try connection.first(
            """
            SELECT r.* FROM record_name AS n JOIN record AS r ON r.id = n.record WHERE n.name_key = \(key) AND r.kind = \(kind)
            ORDER BY r.id LIMIT 1
            """
        ).map(record)
    }

    public static func find(creditCode: String, _ connection: Connection) throws -> Record? {
        try connection.first("SELECT * FROM record WHERE credit_code = \(creditCode)").map(record)
    }

    /// Records of a kind, by name; `search` is part of a name.
    public static func list(
        _ kind: RecordKind, place: String? = nil, search: String? = nil, knownOn: Day, after: String = "", limit: Int = 50,
        _ connection: Connection
    ) throws -> [Record] {
        var sql: SQL = "SELECT * FROM record WHERE kind = \(kind) AND known_from <= \(knownOn) AND name_key > \(after)"
        if let place { sql += " AND place = \(place)" }
        if let search, !search.isEmpty { sql += " AND name_key LIKE \("%" + likeLiteral(nameKey(search)) + "%") ESCAPE '\\'" }
        sql += " ORDER BY name_key, id LIMIT \(limit)"
        return try connection.query(sql).map(record)
    }

    /// Those of the ids that there are; a hundred at a time.
    public static func records(_ ids: [RecordID], _ connection: Connection) throws -> [RecordID: Record] {
        var found: [RecordID: Record] = [:]
        for start in stride(from: 0, to: ids.count, by: 100) {
            let some = Array(ids[start..<min(start + 100, ids.count)])
            for row in try connection.query("SELECT * FROM record WHERE id IN (\(values: some)) LIMIT 100") {
                let record = try record(row)
                found[record.id] = record
            }
        }
        return found
    }

    public static func counts(knownOn: Day, _ connection: Connection) throws -> [RecordKind: Int] {
        var counts: [RecordKind: Int] = [:]
        let each = RecordKind.allCases.map { kind -> SQL in
            "SELECT \(kind) AS kind, COUNT(*) AS n FROM record WHERE kind = \(kind) AND known_from <= \(knownOn)"
        }
        for row in try connection.query(SQL.joined(each, by: " UNION ALL ")) { counts[try row.choice("kind")] = try row.int("n") }
        return counts
    }

    public static func statuses(of id: RecordID, knownOn: Day, _ connection: Connection) throws -> [StatusSpan] {
        try connection.query(
            """
            SELECT * FROM record_status WHERE record = \(id) AND known_from <= \(knownOn) AND (known_to IS NULL OR known_to > \(knownOn))
            ORDER BY from_day, id LIMIT 200
            """
        ).map(span)
    }

    public static func figures(of id: RecordID, knownOn: Day, _ connection: Connection) throws -> [Figure] {
        try connection.query(
            """
            SELECT * FROM record_figure WHERE record = \(id) AND known_from <= \(knownOn) AND (known_to IS NULL OR known_to > \(knownOn))
            ORDER BY kind, period_end, id LIMIT 500
            """
        ).map(figure)
    }

    public static func otherNames(of id: RecordID, _ connection: Connection) throws -> [String] {
        try connection.query("SELECT name FROM record_name WHERE record = \(id) ORDER BY name LIMIT 50").map { try $0.text("name") }
    }

    // MARK: Writes

    /// `origin` says where the record comes from: `typed`, `import FILE`, `plan TITLE`.
    public static func insert(_ record: Record, origin: String, _ scope: Scope) throws {
        try scope.connection.execute(
            """
            INSERT INTO record (id, kind, name, name_key, type, place, credit_code, industry, owner, park, note, origin, known_from, created_at, created_by)
            VALUES (\(record.id), \(record.kind), \(record.name), \(nameKey(record.name)), \(record.type), \(record.place), \(record.creditCode),
                \(record.industry), \(record.owner), \(record.park), \(record.note), \(origin), \(record.knownFrom), \(scope.now.description), \(scope.viewer.name))
            """)
        try search.put(record.id, [record.name, record.creditCode ?? ""].joined(separator: " "), scope.connection)
    }

    public static func insert(name: String, for record: RecordID, _ connection: Connection) throws {
        try connection.execute(
            """
            INSERT INTO record_name (record, name, name_key) VALUES (\(record), \(name), \(nameKey(name)))
            ON CONFLICT (record, name_key) DO UPDATE SET name = excluded.name
            """)
        try index(record, connection)
    }

    public static func insert(_ span: StatusSpan, of kind: RecordKind, _ scope: Scope) throws {
        try scope.connection.execute(
            """
            INSERT INTO record_status (id, record, kind, status, from_day, to_day, source, by_name, at, known_from)
            VALUES (\(span.id), \(span.record), \(kind), \(span.status), \(span.from), \(span.to), \(span.source), \(span.by),
                \(scope.now.description), \(span.knownFrom))
            """)
    }

    /// Closes what is believed of a status now, so that a corrected span can follow.
    public static func close(status id: RecordID, on day: Day, _ connection: Connection) throws -> Int {
        try connection.execute("UPDATE record_status SET known_to = \(day) WHERE id = \(id) AND known_to IS NULL")
    }

    public static func insert(_ figure: Figure, id: RecordID, _ scope: Scope) throws {
        try scope.connection.execute(
            """
            UPDATE record_figure SET known_to = \(figure.knownFrom) WHERE record = \(figure.record) AND kind = \(figure.kind)
            AND period_end = \(figure.periodEnd) AND months = \(figure.months) AND known_to IS NULL
            """)
        try scope.connection.execute(
            """
            INSERT INTO record_figure (id, record, kind, period_end, months, amount, source, by_name, at, known_from)
            VALUES (\(id), \(figure.record), \(figure.kind), \(figure.periodEnd), \(figure.months), \(figure.amount), \(figure.source),
                \(figure.by), \(scope.now.description), \(figure.knownFrom))
            """)
    }

    private static func likeLiteral(_ text: String) -> String {
        text.reduce(into: "") { out, character in
            if character == "%" || character == "_" || character == "\\" { out.append("\\") }
            out.append(character)
        }
    }
}
