/// What a database says no with. The SQL is carried, its arguments never are.
public enum DatabaseError: Error, Sendable, Hashable {
    /// A row with these values exists. `columns` is empty where an index over an expression was hit.
    case unique(table: String, columns: [String], sql: String)
    /// The row referred to is missing, or other rows refer to this one.
    case foreignKey(sql: String)
    case notNull(table: String, column: String, sql: String)
    /// `constraint` is the name given in the schema (SQLite: the expression, where none was given).
    case check(constraint: String, sql: String)
    /// A lock was not had in time, or a conflict with other writers persisted.
    case busy(sql: String)
    /// The statement ran longer than a statement may.
    case timeout(sql: String)
    /// The engine cannot be reached, or went away. A write whose COMMIT was under way may have been carried out.
    case connection(String)
    /// The statement does not fit the schema, or is not SQL.
    case statement(String, sql: String)
    /// A read tried to write.
    case readOnly(sql: String)
    /// A statement failed earlier and its error was swallowed outside a savepoint: nothing of this transaction can be kept.
    case aborted(sql: String)
    /// An argument that no column can hold the same way on both engines: U+0000 in text, a number that is not finite.
    case argument(String, sql: String)
    /// A row was asked for a column it has not, or for a value of another type.
    case row(column: String, problem: String)
    /// The file or server is older than what this program needs.
    case tooOld(String)
    /// The schema recorded in the database is not the one this program knows: newer, or changed after the fact.
    case schema(String)
    /// Disk full, damaged file, out of memory and the like; `code` is the engine's own.
    case engine(code: String, message: String, sql: String)
}

extension DatabaseError {
    /// The same with the statement as it was written, whatever the engine was given.
    func showing(_ sql: String) -> DatabaseError {
        switch self {
        case .unique(let table, let columns, _): .unique(table: table, columns: columns, sql: sql)
        case .foreignKey: .foreignKey(sql: sql)
        case .notNull(let table, let column, _): .notNull(table: table, column: column, sql: sql)
        case .check(let constraint, _): .check(constraint: constraint, sql: sql)
        case .busy: .busy(sql: sql)
        case .timeout: .timeout(sql: sql)
        case .statement(let message, _): .statement(message, sql: sql)
        case .readOnly: .readOnly(sql: sql)
        case .aborted: .aborted(sql: sql)
        case .argument(let message, _): .argument(message, sql: sql)
        case .engine(let code, let message, _): .engine(code: code, message: message, sql: sql)
        case .connection, .row, .tooOld, .schema: self
        }
    }
}

extension DatabaseError: CustomStringConvertible {
    public var description: String {
        switch self {
        case .unique(let table, let columns, let sql):
            "a row with the same \(columns.joined(separator: ", ")) exists in \(table): \(sql)"
        case .foreignKey(let sql): "the row referred to is missing, or is still referred to: \(sql)"
        case .notNull(let table, let column, let sql): "\(table).\(column) must have a value: \(sql)"
        case .check(let constraint, let sql): "the check \(constraint) does not hold: \(sql)"
        case .busy(let sql): "the database is busy with other writers: \(sql)"
        case .timeout(let sql): "the statement took too long: \(sql)"
        case .connection(let message): "no connection to the database: \(message)"
        case .statement(let message, let sql): "\(message): \(sql)"
        case .readOnly(let sql): "a read tried to write: \(sql)"
        case .aborted(let sql): "an earlier statement of this transaction failed: \(sql)"
        case .argument(let message, let sql): "\(message): \(sql)"
        case .row(let column, let problem): "column \(column): \(problem)"
        case .tooOld(let message), .schema(let message): message
        case .engine(let code, let message, let sql): "\(message) (\(code)): \(sql)"
        }
    }
}
