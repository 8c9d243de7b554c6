/// The two engines, and all that differs between them in a statement.
///
/// Tables are written once. In a migration these words stand for a column's type; the name before the word is put under the check
/// that the type needs:
///
/// | word | holds | SQLite | PostgreSQL |
/// | --- | --- | --- | --- |
/// | `{id}` | the row's own ``RecordID``, primary key | `TEXT`, 26 characters | `TEXT COLLATE "C"` |
/// | `{ref}` | another row's ``RecordID`` | `TEXT` | `TEXT COLLATE "C"` |
/// | `{text}` | text, sorted by code point | `TEXT` | `TEXT COLLATE "C"` |
/// | `{int}` | a whole number | `INTEGER` | `BIGINT` |
/// | `{money}` | 分 | `INTEGER` | `BIGINT` |
/// | `{double}` | a measured quantity | `REAL` | `DOUBLE PRECISION` |
/// | `{bool}` | yes or no; compare `= TRUE` | `INTEGER`, 0 or 1 | `BOOLEAN` |
/// | `{day}` | `YYYY-MM-DD` | `TEXT`, 10 characters | `TEXT COLLATE "C"` |
/// | `{time}` | a moment in UTC, see `Date.sqlValue` | `TEXT`, 24 characters | `TEXT COLLATE "C"` |
/// | `{json}` | a value; read parts with `->>'key'` | `TEXT`, valid JSON | `JSONB` |
/// | `{blob}` | bytes | `BLOB` | `BYTEA` |
///
/// Every table is STRICT on SQLite, so that it refuses what PostgreSQL would refuse. `COLLATE "C"` makes PostgreSQL sort and compare
/// like SQLite in a database of any locale.
///
/// Statements that serve both: write `= TRUE`, `NULLS LAST`, `LIKE … ESCAPE '\'`, `lower()` for ASCII only, `CAST(x AS NUMERIC)`
/// before `ROUND(x, 2)`, CASE for a comparison in the select list, moments and days from Swift. Aggregate text in Swift.
public enum Dialect: String, Sendable, Hashable {
    case sqlite, postgres

    /// `sql` with its type words written out; `CREATE TABLE` becomes strict on SQLite.
    func expanding(_ sql: String) throws(DatabaseError) -> String {
        var out = ""
        var rest = sql[...]
        while let open = rest.firstIndex(of: "{") {
            guard let close = rest[open...].firstIndex(of: "}") else { break }
            let word = String(rest[rest.index(after: open)..<close])
            out += rest[..<open]
            guard let type = type(word, column: Dialect.lastWord(of: out)) else {
                throw .statement("no column type is called {\(word)}", sql: sql)
            }
            out += type
            rest = rest[rest.index(after: close)...]
        }
        out += rest
        if self == .sqlite, Dialect.createsTable(out) { out += " STRICT" }
        return out
    }

    private func type(_ word: String, column: String) -> String? {
        switch self {
        case .sqlite:
            switch word {
            case "id": "TEXT NOT NULL PRIMARY KEY CHECK (length(\(column)) = 26)"
            case "ref", "text": "TEXT"
            case "int", "money": "INTEGER"
            case "double": "REAL"
            case "bool": "INTEGER CHECK (\(column) IN (0, 1))"
            case "day": "TEXT CHECK (length(\(column)) = 10)"
            case "time": "TEXT CHECK (length(\(column)) = 24)"
            case "json": "TEXT CHECK (\(column) IS NULL OR json_valid(\(column)))"
            case "blob": "BLOB"
            default: nil
            }
        case .postgres:
            switch word {
            case "id": "TEXT COLLATE \"C\" NOT NULL PRIMARY KEY CHECK (length(\(column)) = 26)"
            case "ref", "text": "TEXT COLLATE \"C\""
            case "int", "money": "BIGINT"
            case "double": "DOUBLE PRECISION"
            case "bool": "BOOLEAN"
            case "day": "TEXT COLLATE \"C\" CHECK (length(\(column)) = 10)"
            case "time": "TEXT COLLATE \"C\" CHECK (length(\(column)) = 24)"
            case "json": "JSONB"
            case "blob": "BYTEA"
            default: nil
            }
        }
    }

    private static func lastWord(of text: String) -> String {
        let words = text.split { $0 == " " || $0 == "\n" || $0 == "\t" || $0 == "(" || $0 == "," }
        return words.last.map(String.init) ?? ""
    }

    private static func createsTable(_ sql: String) -> Bool {
        let words = sql.split(maxSplits: 2, omittingEmptySubsequences: true) { $0 == " " || $0 == "\n" || $0 == "\t" }
        return words.count > 2 && words[0].uppercased() == "CREATE" && words[1].uppercased() == "TABLE"
    }
}
