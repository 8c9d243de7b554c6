import CLibPQ
import Foundation
import Kernel
import Synchronization

/// A database of its own for a test, on each engine.
///
/// ```swift
/// @Test(arguments: TestDatabase.engines) func aPlanIsFoundByItsCity(engine: Dialect) async throws {
///     try await TestDatabase.with(engine, PlanSchema.migrations) { database in … }
/// }
/// ```
///
/// SQLite: a file. PostgreSQL: a database in the cluster that `YAOLIAN_TEST_POSTGRES` names, which `./dev test` starts; without it that half
/// is left out, and the suite "PostgreSQL" says so. The schema is made once for a list of migrations and then copied.
public enum TestDatabase {
    /// The cluster's address.
    public static let postgres: String? = ProcessInfo.processInfo.environment["YAOLIAN_TEST_POSTGRES"].flatMap {
        $0.isEmpty ? nil : $0
    }

    public static let engines: [Dialect] = postgres == nil ? [.sqlite] : [.sqlite, .postgres]

    @discardableResult
    public static func with<T>(
        _ engine: Dialect, _ migrations: [Migration] = [], options: Database.Options = options(),
        _ body: (Database) async throws -> T
    ) async throws -> T {
        try await withURL(engine, migrations) { url in
            let database = try await Database.open(url, options: options)
            do {
                let value = try await body(database)
                await database.close()
                return value
            } catch {
                await database.close()
                throw error
            }
        }
    }

    /// The address alone, for tests that open it more than once.
    @discardableResult
    public static func withURL<T>(
        _ engine: Dialect, _ migrations: [Migration] = [], _ body: (String) async throws -> T
    ) async throws -> T {
        let template = try await Templates.shared.template(engine, migrations)
        let place = try engine == .sqlite ? Place.file(copying: template) : Place.database(copying: template)
        defer { place.remove() }
        return try await body(place.url)
    }

    /// Few connections: many tests run at once.
    public static func options(connections: Int = 4, patience: Duration = .seconds(30)) -> Database.Options {
        var options = Database.Options()
        (options.connections, options.patience) = (connections, patience)
        return options
    }

    /// A statement outside any transaction, from a connection of its own: CREATE DATABASE, pg_terminate_backend and the like.
    public static func administer(_ sql: String, url: String? = postgres) throws {
        let connection = PQconnectdb(url ?? "")
        defer { PQfinish(connection) }
        guard PQstatus(connection) == CONNECTION_OK else { throw TestFault(String(cString: PQerrorMessage(connection))) }
        let result = PQexec(connection, sql)
        defer { PQclear(result) }
        guard [PGRES_COMMAND_OK, PGRES_TUPLES_OK].contains(PQresultStatus(result)) else {
            throw TestFault(String(cString: PQresultErrorMessage(result)))
        }
    }
}

public struct TestFault: Error, CustomStringConvertible {
    public let description: String
    public init(_ description: String) { self.description = description }
}

/// Where a test's database lies, and how it goes away.
private struct Place {
    let url: String
    let remove: () -> Void

    static func file(copying template: String?) throws -> Place {
        let folder = FileManager.default.temporaryDirectory.appending(path: "yaolian-test-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: false)
        let file = folder.appending(path: "test.db").path
        if let template { try FileManager.default.copyItem(atPath: template, toPath: file) }
        return Place(url: "sqlite:\(file)") { try? FileManager.default.removeItem(at: folder) }
    }

    static func database(copying template: String?) throws -> Place {
        let name = Place.name("test")
        try TestDatabase.administer("CREATE DATABASE \(name) TEMPLATE \(template ?? "template0") STRATEGY file_copy")
        return Place(url: url(of: name)) { try? TestDatabase.administer("DROP DATABASE IF EXISTS \(name) WITH (FORCE)") }
    }

    static func name(_ kind: String) -> String { "\(kind)_\(UUID().uuidString.replacing("-", with: "").lowercased())" }

    static func url(of name: String) -> String { (TestDatabase.postgres ?? "").replacing(":///postgres?", with: ":///\(name)?") }
}

/// The migrated databases that tests are copied from, one for each list of migrations.
private actor Templates {
    static let shared = Templates()
    private var made: [String: Task<String?, any Error>] = [:]

    func template(_ engine: Dialect, _ migrations: [Migration]) async throws -> String? {
        if migrations.isEmpty { return nil }
        let key = "\(engine) \(migrations.map(\.id))"
        let task = made[key] ?? Task { try await Templates.make(engine, migrations) }
        made[key] = task
        return try await task.value
    }

    private static func make(_ engine: Dialect, _ migrations: [Migration]) async throws -> String? {
        let place: String
        let url: String
        switch engine {
        case .sqlite:
            let folder = FileManager.default.temporaryDirectory.appending(
                path: "yaolian-template-\(ProcessInfo.processInfo.processIdentifier)")
            try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
            place = folder.appending(path: "\(UUID().uuidString).db").path
            url = "sqlite:\(place)"
            atexit { Templates.removeFiles() }
        case .postgres:
            place = Place.name("template")
            url = Place.url(of: place)
            try TestDatabase.administer("CREATE DATABASE \(place) TEMPLATE template0")
        }
        let database = try await Database.open(url, options: TestDatabase.options(connections: 1))
        try await database.migrate(migrations)
        await database.close()
        return place
    }

    private static func removeFiles() {
        let name = "yaolian-template-\(ProcessInfo.processInfo.processIdentifier)"
        try? FileManager.default.removeItem(at: FileManager.default.temporaryDirectory.appending(path: name))
    }
}
