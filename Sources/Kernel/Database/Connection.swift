import Foundation

/// One connection inside one transaction, for as long as a `read` or `write` closure runs.
///
/// Synchronous: the closure owns the connection, so nothing else happens between two statements. It is not `Sendable` and cannot leave
/// the closure. After a statement has failed nothing more is accepted until the surrounding ``savepoint(_:)`` ends: PostgreSQL works
/// like that, and SQLite is made to, so that a swallowed error is found on both.
public final class Connection {
    public let dialect: Dialect
    private let session: any Session
    private var depth = 0
    private var failed = false
    /// The end of the log, the same throughout one snapshot.
    var logHead: (number: Int, hash: String)?
    /// Sees every statement before it runs: how tests find out the plans of what a store does.
    package var watch: ((SQL) -> Void)?

    /// The database of which this is a snapshot; `nil` once something was written, so that what is read may yet be undone.
    var snapshot: UInt64?
    public var isSnapshot: Bool { snapshot != nil }

    init(_ session: any Session) {
        self.session = session
        dialect = session.dialect
    }

    /// All rows. Every list has a limit; for what may be large use ``each(_:_:)``.
    public func query(_ sql: SQL) throws -> [Row] {
        if !sql.isRead { touch() }
        return try guarded(sql) { try session.query($0, sql.arguments) }
    }

    /// The first row, if there is one.
    public func first(_ sql: SQL) throws -> Row? { try query(sql).first }

    /// Runs a statement and returns how many rows it inserted, changed or deleted.
    @discardableResult
    public func execute(_ sql: SQL) throws -> Int {
        touch()
        return try guarded(sql) { try session.execute($0, sql.arguments) }
    }

    /// Hands the rows over one by one in bounded memory. `body` may run statements of its own.
    public func each(_ sql: SQL, _ body: (Row) throws -> Void) throws {
        if !sql.isRead { touch() }
        let cursor = try guarded(sql) { try session.cursor($0, sql.arguments) }
        defer { cursor.close() }
        while true {
            let rows = try guarded(sql) { _ in try cursor.next() }
            if rows.isEmpty { return }
            for row in rows { try body(row) }
        }
    }

    /// Inserts many rows at once: COPY on PostgreSQL, a prepared statement in a loop on SQLite. All rows or none.
    @discardableResult
    public func insertMany(into table: StaticString, columns: [StaticString], rows: some Sequence<[SQLValue]>) throws -> Int {
        try insertMany(table: "\(table)", columns: columns.map { "\($0)" }, rows: rows)
    }

    func insertMany(table: String, columns: [String], rows: some Sequence<[SQLValue]>) throws -> Int {
        let sql = SQL(verbatim: "INSERT INTO \(table) (\(columns.joined(separator: ", ")))")
        guard !failed else { throw DatabaseError.aborted(sql: sql.shown) }
        let iterator = LazyIterator(rows)
        touch()
        return try savepoint {
            try guarded(sql) { text in
                try session.insertMany(table: table, columns: columns) {
                    guard let row = iterator.next() else { return nil }
                    guard row.count == columns.count else {
                        throw DatabaseError.argument("\(row.count) values for \(columns.count) columns", sql: text)
                    }
                    for value in row { if let fault = value.fault { throw DatabaseError.argument(fault, sql: text) } }
                    return row
                }
            }
        }
    }

    /// Runs `body`; when it throws, everything it did is undone and the transaction goes on.
    public func savepoint<T>(_ body: () throws -> T) throws -> T {
        let name = "s\(depth)"
        try guarded(SQL(verbatim: "SAVEPOINT \(name)")) { try session.command($0) }
        depth += 1
        defer { depth -= 1 }
        do {
            let value = try body()
            try guarded(SQL(verbatim: "RELEASE SAVEPOINT \(name)")) { try session.command($0) }
            return value
        } catch {
            do {
                try session.command("ROLLBACK TO SAVEPOINT \(name)")
                try session.command("RELEASE SAVEPOINT \(name)")
                failed = false
            } catch {  // the transaction itself is gone: disk full, connection lost
                failed = true
            }
            throw error
        }
    }

    /// Takes the time limit off the statements of this transaction: for work off the request, such as rebuilding an index.
    public func unhurried() throws {
        try guarded("SET LOCAL statement_timeout = 0") { _ in try session.unhurried() }
    }

    /// What a transaction's end asks: may this be committed?
    func confirm() throws {
        if failed { throw DatabaseError.aborted(sql: "COMMIT") }
    }

    /// From here on this is no snapshot any more.
    private func touch() {
        snapshot = nil
        logHead = nil
    }

    private func guarded<T>(_ sql: SQL, _ body: (String) throws -> T) throws -> T {
        guard !failed else { throw DatabaseError.aborted(sql: sql.shown) }
        for argument in sql.arguments {
            if let fault = argument.value.fault { throw DatabaseError.argument(fault, sql: sql.shown) }
        }
        watch?(sql)
        do {
            return try body(sql.text(for: dialect))
        } catch let error as DatabaseError {
            failed = true
            throw error.showing(sql.shown)
        } catch {
            failed = true
            throw error
        }
    }
}

/// What an engine gives a ``Connection``: one transaction's worth of statements. Arguments have been checked.
protocol Session: AnyObject {
    var dialect: Dialect { get }
    func query(_ sql: String, _ arguments: [SQL.Argument]) throws -> [Row]
    func execute(_ sql: String, _ arguments: [SQL.Argument]) throws -> Int
    func cursor(_ sql: String, _ arguments: [SQL.Argument]) throws -> any Cursor
    func insertMany(table: String, columns: [String], next: () throws -> [SQLValue]?) throws -> Int
    /// A statement without arguments and rows that is not worth keeping prepared.
    func command(_ sql: String) throws
    func unhurried() throws
}

/// Rows in portions; an empty portion is the end.
protocol Cursor: AnyObject {
    func next() throws -> [Row]
    func close()
}

extension SQLValue {
    /// Why this cannot be bound. SQLite would cut text at U+0000 and keep NaN as NULL; PostgreSQL would refuse the one, keep the other.
    var fault: String? {
        switch self {
        case .text(var text):
            let found = text.withUTF8 { bytes in bytes.baseAddress.map { memchr($0, 0, bytes.count) != nil } ?? false }
            return found ? "an argument has the character U+0000" : nil
        case .double(let number): return number.isFinite ? nil : "an argument is not a finite number"
        default: return nil
        }
    }
}

/// An iterator that a closure may keep.
private final class LazyIterator<Base: Sequence> {
    private var base: Base.Iterator
    init(_ base: Base) { self.base = base.makeIterator() }
    func next() -> Base.Element? { base.next() }
}
