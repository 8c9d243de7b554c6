import Dispatch
import GRDB
import GRDBSQLite

/// Statements on one SQLite connection. Binding and stepping go to the C interface; GRDB keeps the connection and prepares.
final class SQLiteSession: Session {
    let dialect = Dialect.sqlite
    private let database: GRDB.Database
    private let handle: OpaquePointer
    private var patience: UInt64
    private var deadline: UInt64 = .max
    private var timedOut = false

    init(_ database: GRDB.Database, _ patience: Duration) throws {
        guard let handle = database.sqliteConnection else { throw DatabaseError.connection("the database is closed") }
        self.database = database
        self.handle = handle
        self.patience = UInt64(min(max(0, patience.seconds), 1e9) * 1e9)
        sqlite3_progress_handler(handle, 10_000, SQLiteSession.watch, Unmanaged.passUnretained(self).toOpaque())
    }

    /// Called every so many steps of a statement; anything but 0 interrupts it.
    private static let watch: @convention(c) (UnsafeMutableRawPointer?) -> Int32 = { context in
        guard let context else { return 0 }
        let session = Unmanaged<SQLiteSession>.fromOpaque(context).takeUnretainedValue()
        session.timedOut = DispatchTime.now().uptimeNanoseconds > session.deadline
        return session.timedOut ? 1 : 0
    }

    func end() { sqlite3_progress_handler(handle, 0, nil, nil) }

    func query(_ sql: String, _ arguments: [SQL.Argument]) throws -> [Row] {
        let statement = try prepare(sql, arguments, kept: arguments.count <= 32)
        let pointer = statement.sqliteStatement
        defer { sqlite3_reset(pointer) }
        return try step(pointer, sql, limit: .max)
    }

    func execute(_ sql: String, _ arguments: [SQL.Argument]) throws -> Int {
        let statement = try prepare(sql, arguments, kept: arguments.count <= 32)
        let pointer = statement.sqliteStatement
        defer { sqlite3_reset(pointer) }
        let before = sqlite3_total_changes64(handle)
        while try advance(pointer, sql) {}
        return before == sqlite3_total_changes64(handle) ? 0 : Int(sqlite3_changes64(handle))
    }

    func command(_ sql: String) throws {
        start()
        let code = sqlite3_exec(handle, sql, nil, nil, nil)
        guard code == SQLITE_OK else { throw fault(sql) }
    }

    func unhurried() { patience = .max }

    func cursor(_ sql: String, _ arguments: [SQL.Argument]) throws -> any Cursor {
        let statement = try prepare(sql, arguments, kept: false)
        guard sqlite3_stmt_readonly(statement.sqliteStatement) != 0 else {
            throw DatabaseError.statement("only a SELECT is read row by row", sql: sql)
        }
        return SQLiteCursor(self, statement, sql)
    }

    func insertMany(table: String, columns: [String], next: () throws -> [SQLValue]?) throws -> Int {
        let marks = (1...max(1, columns.count)).map { "?\($0)" }.joined(separator: ", ")
        let sql = "INSERT INTO \(table) (\(columns.joined(separator: ", "))) VALUES (\(marks))"
        let statement = try prepared(sql, kept: true)
        let pointer = statement.sqliteStatement
        defer { sqlite3_reset(pointer) }
        var count = 0
        while let row = try next() {
            sqlite3_reset(pointer)
            for (index, value) in row.enumerated() { try bind(value, at: Int32(index + 1), pointer, sql) }
            start()
            while try advance(pointer, sql) {}
            count += 1
        }
        return count
    }

    // MARK: Preparing

    private func prepare(_ sql: String, _ arguments: [SQL.Argument], kept: Bool) throws -> Statement {
        let statement = try prepared(sql, kept: kept)
        let pointer = statement.sqliteStatement
        sqlite3_reset(pointer)
        guard Int(sqlite3_bind_parameter_count(pointer)) == arguments.count else {
            throw DatabaseError.statement("the text has a parameter of its own; interpolate the value", sql: sql)
        }
        for (index, argument) in arguments.enumerated() { try bind(argument.value, at: Int32(index + 1), pointer, sql) }
        start()
        return statement
    }

    /// Lists of any length are not worth keeping.
    private func prepared(_ sql: String, kept: Bool) throws -> Statement {
        do {
            return kept ? try database.cachedStatement(sql: sql) : try database.makeStatement(sql: sql)
        } catch let error as GRDB.DatabaseError {
            if error.resultCode == .SQLITE_MISUSE { throw DatabaseError.statement("one statement at a time", sql: sql) }
            throw DatabaseError(sqlite: error.extendedResultCode.rawValue, error.message ?? "", sql: sql)
        }
    }

    private func bind(_ value: SQLValue, at index: Int32, _ pointer: OpaquePointer, _ sql: String) throws {
        let code: Int32
        switch value {
        case .null: code = sqlite3_bind_null(pointer, index)
        case .int(let n): code = sqlite3_bind_int64(pointer, index, n)
        case .double(let d): code = sqlite3_bind_double(pointer, index, d)
        case .bool(let b): code = sqlite3_bind_int64(pointer, index, b ? 1 : 0)
        case .text(var text):
            code = text.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) {
                    sqlite3_bind_text(
                        pointer, index, $0.baseAddress ?? SQLiteSession.nothing, Int32(clamping: $0.count), SQLiteSession.copied)
                }
            }
        case .blob(let bytes):
            code = bytes.withUnsafeBytes {
                sqlite3_bind_blob(
                    pointer, index, $0.baseAddress ?? UnsafeRawPointer(SQLiteSession.nothing), Int32(clamping: $0.count),
                    SQLiteSession.copied)
            }
        }
        guard code == SQLITE_OK else { throw fault(sql) }
    }

    // MARK: Stepping

    private func start() {
        timedOut = false
        let (sum, overflow) = DispatchTime.now().uptimeNanoseconds.addingReportingOverflow(patience)
        deadline = overflow ? .max : sum
    }

    /// Whether there is a row.
    private func advance(_ pointer: OpaquePointer, _ sql: String) throws -> Bool {
        switch sqlite3_step(pointer) {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw fault(sql)
        }
    }

    fileprivate func step(_ pointer: OpaquePointer, _ sql: String, limit: Int) throws -> [Row] {
        guard try advance(pointer, sql) else { return [] }
        let width = sqlite3_column_count(pointer)  // after the first step, which may prepare anew
        let columns = (0..<width).map { sqlite3_column_name(pointer, $0).map { String(cString: $0) } ?? "" }
        var values: [SQLValue] = []
        var count = 0
        repeat {
            for column in 0..<width { values.append(SQLiteSession.value(pointer, column)) }
            count += 1
        } while try count < limit && advance(pointer, sql)
        return Row.rows(columns, values, count: count)
    }

    private static func value(_ pointer: OpaquePointer, _ column: Int32) -> SQLValue {
        switch sqlite3_column_type(pointer, column) {
        case SQLITE_INTEGER: return .int(sqlite3_column_int64(pointer, column))
        case SQLITE_FLOAT: return .double(sqlite3_column_double(pointer, column))
        case SQLITE_TEXT:
            let text = UnsafeRawBufferPointer(
                start: sqlite3_column_text(pointer, column), count: Int(sqlite3_column_bytes(pointer, column)))
            return .text(String(decoding: text, as: UTF8.self))
        case SQLITE_BLOB:
            let bytes = UnsafeRawBufferPointer(
                start: sqlite3_column_blob(pointer, column), count: Int(sqlite3_column_bytes(pointer, column)))
            return .blob(Array(bytes))
        default: return .null
        }
    }

    private func fault(_ sql: String) -> any Error {
        let code = sqlite3_extended_errcode(handle)
        if code == SQLITE_INTERRUPT { return timedOut ? DatabaseError.timeout(sql: sql) : CancellationError() }
        return DatabaseError(sqlite: code, String(cString: sqlite3_errmsg(handle)), sql: sql)
    }

    fileprivate func startPortion() { start() }

    /// Tells SQLite to copy what is bound.
    private static let copied = unsafeBitCast(-1, to: sqlite3_destructor_type.self)
    /// An address for text and bytes of no length: a null pointer would bind NULL.
    nonisolated(unsafe) private static let nothing: UnsafePointer<CChar> = {
        let byte = UnsafeMutablePointer<CChar>.allocate(capacity: 1)
        byte.initialize(to: 0)
        return UnsafePointer(byte)
    }()
}

private final class SQLiteCursor: Cursor {
    private let session: SQLiteSession
    private let statement: Statement
    private let sql: String
    private var done = false

    init(_ session: SQLiteSession, _ statement: Statement, _ sql: String) {
        self.session = session
        self.statement = statement
        self.sql = sql
    }

    func next() throws -> [Row] {
        if done { return [] }
        session.startPortion()
        let rows = try session.step(statement.sqliteStatement, sql, limit: 512)
        done = rows.count < 512
        return rows
    }

    func close() { sqlite3_reset(statement.sqliteStatement) }
}
