import CLibCrypto

/// One dated step of a schema. Steps are appended, never edited: what ran is recorded with a checksum.
///
/// ```swift
/// let migrations = [
///     Migration("2026-11-21-plan", slice: "Plan") { _ in
///         [
///             "CREATE TABLE plan (id {id}, city {text} NOT NULL, year {int} NOT NULL, UNIQUE (city, year))",
///             "CREATE INDEX plan_city ON plan (city, id)",
///         ]
///     }
/// ]
/// try await database.migrate(migrations)
/// ```
///
/// The words in braces are in ``Dialect``. A table that grows without bound (trace events) leads its primary key with the key it would be
/// distributed by, such as the park or the lot: `PRIMARY KEY (park, id)`; its unique constraints and its queries name that key too.
public struct Migration: Sendable {
    /// `YYYY-MM-DD-name`, unique in the house.
    public let id: String
    public let slice: String
    let statements: @Sendable (Dialect) -> [SQL]

    public init(_ id: String, slice: String, _ statements: @escaping @Sendable (Dialect) -> [SQL]) {
        self.id = id
        self.slice = slice
        self.statements = statements
    }

    /// Over what was written, before the type words are written out and without regard to spaces.
    func checksum(_ dialect: Dialect) -> String {
        let text = statements(dialect).map { $0.shown.split { $0 == " " || $0.isNewline || $0 == "\t" }.joined(separator: " ") }
        let bytes = Array(text.joined(separator: ";\n").utf8)
        var digest = [UInt8](repeating: 0, count: 32)
        var length: UInt32 = 0
        EVP_Digest(bytes, bytes.count, &digest, &length, EVP_sha256(), nil)
        return digest.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }

    var day: Substring { id.prefix(10) }
}

extension Database {
    /// Brings the schema up to date: runs what is not recorded yet, in order of date (and, within a day, as listed), all or nothing.
    /// Several processes may start at once; one migrates and the others find the work done.
    ///
    /// Throws ``DatabaseError`` `schema` when the database knows a step that this program does not (it is newer), when a recorded step was
    /// edited, or when two steps share an id. Returns the ids that ran.
    @discardableResult
    public func migrate(_ migrations: [Migration]) async throws -> [String] {
        let ordered = migrations.enumerated().sorted { ($0.element.day, $0.offset) < ($1.element.day, $1.offset) }.map(\.element)
        // Another process may be at it, and an index over a large table takes longer than a writer's turn may.
        for _ in 0..<20 {
            do { return try await migrateOnce(ordered) } catch DatabaseError.busy {}
        }
        return try await migrateOnce(ordered)
    }

    private func migrateOnce(_ migrations: [Migration]) async throws -> [String] {
        try await write(alone: true) { connection in
            try connection.execute(SQL(verbatim: connection.dialect.expanding(Migration.table)))
            let pending = try Migration.pending(migrations, in: connection)
            for migration in pending { try migration.run(connection) }
            return pending.map(\.id)
        }
    }

    /// The ids of what `migrate` would run, without running it; all of them where the database was never migrated.
    public func pending(_ migrations: [Migration]) async throws -> [String] {
        try await read { connection in
            do {
                return try Migration.pending(migrations, in: connection).map(\.id)
            } catch DatabaseError.statement {
                return migrations.map(\.id)
            }
        }
    }
}

extension Migration {
    static let table = """
        CREATE TABLE IF NOT EXISTS migration
        (id TEXT NOT NULL PRIMARY KEY, slice TEXT NOT NULL, checksum TEXT NOT NULL, applied TEXT NOT NULL)
        """

    static func pending(_ migrations: [Migration], in connection: Connection) throws -> [Migration] {
        var recorded: [String: String] = [:]
        for row in try connection.query("SELECT id, checksum FROM migration") {
            recorded[try row.text("id")] = try row.text("checksum")
        }
        var pending: [Migration] = []
        var seen: Set<String> = []
        for migration in migrations {
            guard seen.insert(migration.id).inserted else {
                throw DatabaseError.schema("two migrations are called \(migration.id)")
            }
            switch recorded.removeValue(forKey: migration.id) {
            case nil: pending.append(migration)
            case migration.checksum(connection.dialect): break
            default: throw DatabaseError.schema("the migration \(migration.id) was changed after it ran; append a new one instead")
            }
        }
        guard recorded.isEmpty else {
            let names = recorded.keys.sorted().joined(separator: ", ")
            throw DatabaseError.schema(
                "the database was made by a newer program, which knows \(names); run that one, or restore a backup")
        }
        return pending
    }

    func run(_ connection: Connection) throws {
        try connection.unhurried()
        for statement in statements(connection.dialect) {
            guard statement.arguments.isEmpty else { throw DatabaseError.schema("the migration \(id) binds a value; write it out") }
            try connection.execute(SQL(verbatim: connection.dialect.expanding(statement.shown)))
        }
        try connection.execute(
            """
            INSERT INTO migration (id, slice, checksum, applied)
            VALUES (\(id), \(slice), \(checksum(connection.dialect)), CAST(CURRENT_TIMESTAMP AS TEXT))
            """)
    }
}
