/// Full-text search over the records of a slice: one row a record, kept by the store that writes the record.
///
/// ```swift
/// static let search = SearchIndex("plan_search")
/// Migration("2026-11-21-plan-search", slice: "Plan") { search.schema($0) }
/// try search.put(id, "\(name) \(city)", connection)
/// try connection.query("SELECT … FROM plan WHERE id IN (\(search.keys(matching: "医药", connection))) ORDER BY id LIMIT 50")
/// ```
///
/// Each run of letters or of Chinese characters in a query must occur; a word may go on, so `pharm` finds `pharmacy`; Chinese runs are found
/// as phrases. A query without a letter finds nothing. Indexed by FTS5 on SQLite, by a GIN index on PostgreSQL.
public struct SearchIndex: Sendable {
    private let table: SQL
    private let words: SQL

    public init(_ table: StaticString) {
        self.table = SQL(verbatim: "\(table)")
        words = SQL(verbatim: "\(table)_words")
    }

    public func schema(_ dialect: Dialect) -> [SQL] {
        switch dialect {
        case .sqlite:
            [
                "CREATE TABLE \(table) (number INTEGER PRIMARY KEY, key {text} NOT NULL UNIQUE, words {text} NOT NULL)",
                """
                CREATE VIRTUAL TABLE \(words)
                USING fts5(words, content='\(table)', content_rowid='number', tokenize='unicode61 remove_diacritics 0', prefix='1')
                """,
                """
                CREATE TRIGGER \(table)_added AFTER INSERT ON \(table) BEGIN
                    INSERT INTO \(words) (rowid, words) VALUES (new.number, new.words);
                END
                """,
                """
                CREATE TRIGGER \(table)_removed AFTER DELETE ON \(table) BEGIN
                    INSERT INTO \(words) (\(words), rowid, words) VALUES ('delete', old.number, old.words);
                END
                """,
                """
                CREATE TRIGGER \(table)_changed AFTER UPDATE ON \(table) BEGIN
                    INSERT INTO \(words) (\(words), rowid, words) VALUES ('delete', old.number, old.words);
                    INSERT INTO \(words) (rowid, words) VALUES (new.number, new.words);
                END
                """,
            ]
        case .postgres:
            [
                // The vector itself is kept: a phrase is checked against it for every candidate, and making it anew costs 20 times that.
                "CREATE TABLE \(table) (key {text} NOT NULL PRIMARY KEY, words TSVECTOR NOT NULL)",
                // In the row, not beside it: the planner does not count what lies beside, and would read the whole table.
                "ALTER TABLE \(table) ALTER COLUMN words SET STORAGE MAIN",
                "CREATE INDEX \(words) ON \(table) USING gin (words)",
            ]
        }
    }

    /// Sets the text that the record is found by.
    public func put(_ key: some SQLBindable, _ text: String, _ connection: Connection) throws {
        let pieces = Bigrams.column(text)
        let value: SQL = connection.dialect == .sqlite ? "\(pieces)" : "to_tsvector('simple', \(pieces))"
        try connection.execute(
            """
            INSERT INTO \(table) (key, words) VALUES (\(key), \(value))
            ON CONFLICT (key) DO UPDATE SET words = excluded.words WHERE \(table).words <> excluded.words
            """)
    }

    public func remove(_ key: some SQLBindable, _ connection: Connection) throws {
        try connection.execute("DELETE FROM \(table) WHERE key = \(key)")
    }

    /// The keys found, in descending order: the newest first where keys are record ids.
    public func find(_ query: String, limit: Int, _ connection: Connection) throws -> [String] {
        try connection.query("\(keys(matching: query, connection)) ORDER BY key DESC LIMIT \(limit)").map { try $0.text("key") }
    }

    /// A SELECT of one column, the keys, to stand in `IN (…)`.
    public func keys(matching query: String, _ connection: Connection) -> SQL {
        let phrases = Bigrams.query(query)
        if phrases.isEmpty { return "SELECT key FROM \(table) WHERE FALSE" }
        switch connection.dialect {
        case .sqlite:
            let match = phrases.map { "\"\($0.pieces.joined(separator: " "))\"\($0.isOpen ? "*" : "")" }.joined(separator: " AND ")
            return "SELECT key FROM \(table) WHERE number IN (SELECT rowid FROM \(words) WHERE \(words) MATCH \(match))"
        case .postgres:
            let match = phrases.map { phrase in
                "(" + phrase.pieces.map { "'\($0)'" }.joined(separator: " <-> ") + (phrase.isOpen ? ":*" : "") + ")"
            }
            return "SELECT key FROM \(table) WHERE words @@ to_tsquery('simple', \(match.joined(separator: " & ")))"
        }
    }
}
