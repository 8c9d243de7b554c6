import GRDBSQLite

/// Extended codes, which the header spells as arithmetic: `SQLITE_CONSTRAINT | n << 8`.
private enum Constraint {
    static let check: Int32 = 19 | 1 << 8
    static let foreignKey: Int32 = 19 | 3 << 8
    static let notNull: Int32 = 19 | 5 << 8
    static let primaryKey: Int32 = 19 | 6 << 8
    static let unique: Int32 = 19 | 8 << 8
    static let rowID: Int32 = 19 | 10 << 8
    static let dataType: Int32 = 19 | 12 << 8
}

extension DatabaseError {
    /// From SQLite's extended result code and message. Source: sqlite.org/rescode.html.
    init(sqlite code: Int32, _ message: String, sql: String) {
        let detail = message.range(after: "constraint failed: ")
        switch code {
        case Constraint.unique, Constraint.primaryKey, Constraint.rowID:
            let names = detail.split(separator: ",").map { $0.drop { $0 == " " }.split(separator: ".", maxSplits: 1) }
            let pairs = names.filter { $0.count == 2 }
            self = .unique(table: pairs.first.map { String($0[0]) } ?? "", columns: pairs.map { String($0[1]) }, sql: sql)
        case Constraint.foreignKey: self = .foreignKey(sql: sql)
        case Constraint.notNull:
            let name = detail.split(separator: ".", maxSplits: 1).map(String.init)
            self = .notNull(table: name.first ?? "", column: name.last ?? "", sql: sql)
        case Constraint.check: self = .check(constraint: detail, sql: sql)
        case Constraint.dataType, SQLITE_MISMATCH: self = .statement(message, sql: sql)
        default: self.init(sqlitePrimary: code & 0xFF, code, message, sql: sql)
        }
    }

    private init(sqlitePrimary primary: Int32, _ code: Int32, _ message: String, sql: String) {
        switch primary {
        case SQLITE_BUSY, SQLITE_LOCKED: self = .busy(sql: sql)
        case SQLITE_READONLY: self = .readOnly(sql: sql)
        case SQLITE_ERROR, SQLITE_RANGE: self = .statement(message, sql: sql)
        case SQLITE_CANTOPEN, SQLITE_NOTADB, SQLITE_MISUSE: self = .connection(message)
        default: self = .engine(code: "SQLite \(code)", message: message, sql: sql)
        }
    }
}

extension String {
    /// What follows `mark`, or nothing.
    fileprivate func range(after mark: String) -> String {
        guard let range = firstRange(of: mark) else { return "" }
        return String(self[range.upperBound...])
    }
}
