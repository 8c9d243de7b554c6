/// The one database of a house: SQLite in a file, which nobody has to install, or PostgreSQL when one machine is outgrown.
///
/// Asynchronous outside, synchronous inside: the closure runs on a database thread with a ``Connection`` of its own, inside one
/// transaction that is committed when it returns and rolled back when it throws.
///
/// ```swift
/// let database = try await Database.open("sqlite:/var/lib/yaolian/yaolian.db")
/// let names = try await database.read { connection in
///     try connection.query("SELECT name FROM plan WHERE city = \(city) ORDER BY id LIMIT 100").map { try $0.text("name") }
/// }
/// ```
///
/// - A `read` sees one snapshot from its first statement to its last and cannot write.
/// - A `write` is serialisable: the outcome is that of running all writes one after the other. SQLite has one writer. PostgreSQL lets
///   writers run at once; one that collides is undone and run **again**, alone, so a closure must not do anything that a rollback does
///   not undo. `alone: true` says that it is going to collide (it extends a chain, say) and saves the first try.
public final class Database: Sendable {
    public struct Options: Sendable {
        /// Connections that read at once (SQLite), or in all (PostgreSQL).
        public var connections = 8
        /// The longest a statement may run and a writer may wait for its turn.
        public var patience: Duration = .seconds(30)
        public init() {}
    }

    private let engine: any Engine

    /// Tells one database of a process from another.
    private let number = UInt64.random(in: 0 ... .max)

    init(_ engine: any Engine) { self.engine = engine }

    public var dialect: Dialect { engine.dialect }

    /// Opens `sqlite:PATH`, `sqlite::memory:` (a file that goes when the database is closed) or `postgresql://…`.
    ///
    /// Throws ``DatabaseError`` `connection` where there is no such database, `tooOld` where the engine is.
    public static func open(_ url: String, options: Options = Options()) async throws -> Database {
        if url.hasPrefix("postgres://") || url.hasPrefix("postgresql://") {
            return Database(try await PostgresEngine.open(url, options))
        }
        guard url.hasPrefix("sqlite:") else {
            throw DatabaseError.connection("the address must begin with sqlite: or postgresql://")
        }
        var path = String(url.dropFirst("sqlite:".count))
        if path.hasPrefix("//") { path = String(path.dropFirst(2)) }
        guard !path.isEmpty, !path.utf8.contains(0) else {
            throw DatabaseError.connection("the address names no file: sqlite:/path/to/file.db")
        }
        return Database(try SQLiteEngine(path: path, options))
    }

    public func read<T: Sendable>(_ body: @escaping @Sendable (Connection) throws -> T) async throws -> T {
        try await engine.run(.read) { [number] connection in
            connection.snapshot = number
            return try body(connection)
        }
    }

    @discardableResult
    public func write<T: Sendable>(alone: Bool = false, _ body: @escaping @Sendable (Connection) throws -> T) async throws -> T {
        // While it writes alone and has written nothing yet, it sees what everybody sees.
        try await engine.run(alone ? .writeAlone : .write) { [number] connection in
            if alone { connection.snapshot = number }
            return try body(connection)
        }
    }

    /// Waits for what is running and closes every connection. Later calls throw.
    public func close() async { await engine.close() }

    /// Writes a copy, complete as of now, to a new file, while reads and writes go on. SQLite only: PostgreSQL is kept by `pg_dump`.
    public func backup(to path: String) async throws { try await engine.backup(to: path) }

    /// Asks the engine whether the file is sound. Returns what it complains of, nothing when all is well.
    public func verify() async throws -> [String] { try await engine.verify() }
}

enum TransactionKind: Sendable { case read, write, writeAlone }

protocol Engine: Sendable {
    var dialect: Dialect { get }
    func run<T: Sendable>(_ kind: TransactionKind, _ body: @escaping @Sendable (Connection) throws -> T) async throws -> T
    func close() async
    func backup(to path: String) async throws
    func verify() async throws -> [String]
}
