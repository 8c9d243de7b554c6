import Foundation
import GRDB
import GRDBSQLite

/// SQLite in a file: one writer and several readers, each on a snapshot, through the write-ahead log.
final class SQLiteEngine: Engine {
    /// STRICT tables: 3.37. RETURNING: 3.35.
    private static let oldest: Int32 = 3_037_000

    let dialect = Dialect.sqlite
    private let pool: DatabasePool
    private let temporary: URL?
    private let patience: Duration

    init(path: String, _ options: Database.Options) throws {
        guard sqlite3_libversion_number() >= SQLiteEngine.oldest else {
            throw DatabaseError.tooOld("SQLite \(String(cString: sqlite3_libversion())) is older than 3.37")
        }
        patience = options.patience
        var configuration = Configuration()
        configuration.label = "sqlite"
        configuration.busyMode = .timeout(patience.seconds)
        configuration.maximumReaderCount = max(1, options.connections)
        configuration.foreignKeysEnabled = true
        configuration.prepareDatabase { database in
            try database.execute(sql: "PRAGMA synchronous = NORMAL; PRAGMA temp_store = MEMORY; PRAGMA cache_size = -8000")
        }
        temporary = path == ":memory:" ? SQLiteEngine.temporaryFolder() : nil
        do {
            if let temporary { try FileManager.default.createDirectory(at: temporary, withIntermediateDirectories: false) }
            let file = temporary.map { $0.appending(path: "house.db").path } ?? path
            SQLiteEngine.makePrivate(file)
            pool = try DatabasePool(path: file, configuration: configuration)
        } catch let error as GRDB.DatabaseError {
            throw DatabaseError.connection("\(path): \(error.message ?? "cannot be opened")")
        }
    }

    deinit {
        if let temporary { try? FileManager.default.removeItem(at: temporary) }
    }

    func run<T: Sendable>(_ kind: TransactionKind, _ body: @escaping @Sendable (Connection) throws -> T) async throws -> T {
        let patience = patience
        do {
            return switch kind {
            case .read: try await pool.read { try SQLiteEngine.transaction($0, patience, body) }
            case .write, .writeAlone: try await pool.write { try SQLiteEngine.transaction($0, patience, body) }
            }
        } catch let error as GRDB.DatabaseError {  // from BEGIN and COMMIT
            throw DatabaseError(sqlite: error.extendedResultCode.rawValue, error.message ?? "", sql: error.sql ?? "COMMIT")
        }
    }

    private static func transaction<T>(
        _ database: GRDB.Database, _ patience: Duration, _ body: (Connection) throws -> T
    ) throws -> T {
        let session = try SQLiteSession(database, patience)
        defer { session.end() }
        let connection = Connection(session)
        let value = try body(connection)
        try connection.confirm()
        return value
    }

    func close() async {
        try? pool.close()
        if let temporary { try? FileManager.default.removeItem(at: temporary) }
    }

    /// Into a file beside the one named, which takes the name once it is complete and on the disk.
    func backup(to path: String) async throws {
        guard !FileManager.default.fileExists(atPath: path) else {
            throw DatabaseError.connection("\(path) exists; a backup goes to a new file")
        }
        let partial = path + ".partial"
        try? FileManager.default.removeItem(atPath: partial)
        do {
            SQLiteEngine.makePrivate(partial)
            try await pool.unsafeRead { try $0.execute(sql: "VACUUM INTO ?", arguments: [partial]) }
            let file = try FileHandle(forUpdating: URL(filePath: partial))
            try file.synchronize()
            try file.close()
            try FileManager.default.moveItem(atPath: partial, toPath: path)
        } catch let error as GRDB.DatabaseError {
            try? FileManager.default.removeItem(atPath: partial)
            throw DatabaseError(sqlite: error.extendedResultCode.rawValue, error.message ?? "", sql: "VACUUM INTO")
        }
    }

    func verify() async throws -> [String] {
        do {
            return try await complaints()
        } catch DatabaseError.engine(let code, let message, _) {  // too damaged to be read at all
            return ["\(message) (\(code))"]
        }
    }

    private func complaints() async throws -> [String] {
        try await run(.read) { connection in
            let faults = try connection.query("PRAGMA integrity_check(100)").map { try $0.text("integrity_check") }
            let orphans = try connection.query("PRAGMA foreign_key_check").prefix(100).map {
                "\(try $0.text("table")) refers to a missing row of \(try $0.text("parent"))"
            }
            return faults.filter { $0 != "ok" } + orphans
        }
    }

    /// A file that is not there yet is made so that its owner alone reads it; SQLite gives the log beside it the same mode.
    private static func makePrivate(_ path: String) {
        let file = open(path, O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        if file >= 0 { Foundation.close(file) }
    }

    private static func temporaryFolder() -> URL {
        FileManager.default.temporaryDirectory.appending(path: "yaolian-\(UUID().uuidString)")
    }
}

extension Duration {
    var seconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
