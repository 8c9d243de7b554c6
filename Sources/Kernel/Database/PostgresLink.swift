import CLibPQ
import Foundation

/// One libpq connection: its transactions, the lock that orders writers, and the statements it keeps prepared.
///
/// A transaction costs few round trips: the lock and BEGIN travel with the first statement (pipeline mode), and the end of a read is sent
/// but not waited for.
///
/// Writers: a first try holds an advisory lock in shared mode and runs at SERIALIZABLE beside others. A try after a conflict holds it in
/// exclusive mode and so meets no other writer. The lock is taken before BEGIN, so that the snapshot is taken after.
final class PostgresLink {
    let connection: OpaquePointer
    private let patience: Duration
    var statements = StatementCache()
    /// Two numbers that name the writers' lock of this schema.
    private var lockKey = "0, 0"

    private(set) var outcome = PostgresOutcome.ordinary
    /// Results of a statement that was sent and not waited for.
    private var owed = false
    private var kind: TransactionKind?
    private var began = false
    private var committing = false
    /// Ends a lock that this connection holds.
    private var unlock: String?
    private(set) var isDead = false
    private(set) var interrupt: (@Sendable () -> Void)?
    var cursors = 0
    /// How many messages of the last exchange the server carried out.
    var answered = 0

    /// 13 is the oldest release still in use; 15 is tested.
    private static let oldest: Int32 = 130_000

    init(_ settings: PostgresSettings) throws {
        patience = settings.patience
        guard PostgresLink.isAddress(settings.url) else {  // libpq's own message would repeat the password
            throw DatabaseError.connection("the address is not one that libpq reads: postgresql://user:password@host:port/database")
        }
        let pairs = [
            ("fallback_application_name", "yaolian"), ("connect_timeout", "10"), ("keepalives_idle", "30"),
            ("dbname", settings.url), ("client_encoding", "UTF8"),
        ]
        let keys = pairs.map { strdup($0.0) }
        let values = pairs.map { strdup($0.1) }
        defer { for text in keys + values { free(text) } }
        guard
            let connection = PQconnectdbParams(keys.map { UnsafePointer($0) } + [nil], values.map { UnsafePointer($0) } + [nil], 1)
        else {
            throw DatabaseError.connection("out of memory")
        }
        self.connection = connection
        try greet()
    }

    deinit { PQfinish(connection) }

    private static func isAddress(_ url: String) -> Bool {
        guard let options = PQconninfoParse(url, nil) else { return false }
        PQconninfoFree(options)
        return true
    }

    private func greet() throws {
        guard PQstatus(connection) == CONNECTION_OK else { throw DatabaseError.connection(said) }
        PQsetNoticeProcessor(connection, { _, _ in }, nil)
        guard PQserverVersion(connection) >= PostgresLink.oldest else { throw DatabaseError.tooOld("PostgreSQL is older than 13") }
        guard PQparameterStatus(connection, "server_encoding").map({ String(cString: $0) }) == "UTF8" else {
            throw DatabaseError.connection("the database must be in UTF8: CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0")
        }
        if let row = try query("SELECT hashtext(current_schema()) AS key", []).first { lockKey = "20261121, \(try row.int("key"))" }
        let milliseconds = Int(patience.seconds * 1000)
        try command(
            """
            SET statement_timeout = \(milliseconds); SET lock_timeout = \(milliseconds * 9 / 10); SET timezone = 'UTC';
            SET bytea_output = hex; SET standard_conforming_strings = on; SET extra_float_digits = 1
            """)
        interrupt = PostgresLink.interrupt(connection)
    }

    private static func interrupt(_ connection: OpaquePointer) -> (@Sendable () -> Void)? {
        guard let handle = PQgetCancel(connection) else { return nil }
        let cancel = Cancel(handle: handle)
        return { cancel.send() }
    }

    private final class Cancel: @unchecked Sendable {
        let handle: OpaquePointer
        init(handle: OpaquePointer) { self.handle = handle }
        deinit { PQfreeCancel(handle) }
        func send() {
            var message = [CChar](repeating: 0, count: 256)
            _ = PQcancel(handle, &message, 256)
        }
    }

    /// What libpq says of the connection, on one line.
    private var said: String {
        String(cString: PQerrorMessage(connection)).split(separator: "\n").joined(separator: " ")
    }

    // MARK: Transactions

    func transaction<T>(_ kind: TransactionKind, _ body: (Connection) throws -> T) throws -> T {
        (outcome, self.kind, began, committing) = (.ordinary, kind, false, false)
        defer { self.kind = nil }
        do {
            let session = Connection(self)
            let value = try body(session)
            try session.confirm()
            try commit()
            return value
        } catch {
            rollback()
            throw error
        }
    }

    private func commit() throws {
        guard began else {  // nothing was asked: tell at least whether the connection lives
            try finish()
            return
        }
        if kind == .read {
            try send("COMMIT")
        } else {
            committing = true
            let result = try exchange([.direct("COMMIT", PostgresArguments([]))], "COMMIT")
            committing = false
            let said = String(cString: PQcmdStatus(result.pointer))
            guard said == "COMMIT" else { throw DatabaseError.aborted(sql: "COMMIT") }
            try release()
        }
        began = false
    }

    private func rollback() {
        let cause = outcome
        do {
            if began, !isDead { try command("ROLLBACK") }
            if !isDead { try release() }
        } catch {
            isDead = true
        }
        began = false
        outcome = cause
    }

    private func release() throws {
        guard let unlock else { return }
        self.unlock = nil
        try send(unlock)
    }

    /// The lock and BEGIN, which go out with the first statement.
    func opening() -> [PostgresMessage] {
        guard let kind, !began else { return [] }
        let none = PostgresArguments([])
        began = true
        if kind == .read { return [.direct("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY", none)] }
        let mode = kind == .write ? "_shared" : ""
        unlock = "SELECT pg_advisory_unlock\(mode)(\(lockKey))"
        return [
            .direct("SELECT pg_advisory_lock\(mode)(\(lockKey))", none), .sync,
            .direct("BEGIN ISOLATION LEVEL SERIALIZABLE", none),
        ]
    }

    /// The opening alone, for what cannot travel in a pipeline.
    func settle() throws {
        let messages = opening()
        if !messages.isEmpty { _ = try exchange(messages, "BEGIN") }
    }

    func forgetStatements() {
        for name in statements.removeAll() { try? command("DEALLOCATE \(name)") }
    }

    // MARK: Talking

    /// Sends a statement whose result is looked at before the next.
    private func send(_ sql: String) throws {
        try finish()
        guard PQsendQueryParams(connection, sql, 0, nil, nil, nil, nil, 0) == 1 else { throw broken(sql) }
        owed = true
    }

    func finish() throws {
        guard owed else { return }
        owed = false
        while let pointer = PQgetResult(connection) {
            let result = PostgresResult(pointer)
            if let fault = result.fault { throw note(fault, "COMMIT") }
        }
        if PQstatus(connection) != CONNECTION_OK { throw broken("COMMIT") }
    }

    /// Sends messages together and waits for all; returns the last result.
    func exchange(_ messages: [PostgresMessage], _ sql: String) throws -> PostgresResult {
        try finish()
        if messages.count == 1, let message = messages.first {
            guard let pointer = message.execute(connection) else { throw broken(sql) }
            let result = PostgresResult(pointer)
            if let fault = result.fault { throw note(fault, sql) }
            return result
        }
        guard PQenterPipelineMode(connection) == 1 else { throw broken(sql) }
        var syncs = 1
        for message in messages {
            guard message.send(connection) else { throw broken(sql) }
            if message.isSync { syncs += 1 }
        }
        guard PQpipelineSync(connection) == 1 else { throw broken(sql) }
        return try collect(syncs, sql)
    }

    private func collect(_ expected: Int, _ sql: String) throws -> PostgresResult {
        var last: PostgresResult?
        var first: PostgresFault?
        var lockRefused = false
        var (syncs, pauses) = (0, 0)
        answered = 0
        while syncs < expected {
            guard let pointer = PQgetResult(connection) else {  // the end of one message's results, or of the connection
                pauses += 1
                if PQstatus(connection) != CONNECTION_OK || pauses > 16 { throw broken(sql) }
                continue
            }
            let result = PostgresResult(pointer)
            switch result.status {
            case PGRES_PIPELINE_SYNC: syncs += 1
            case PGRES_PIPELINE_ABORTED: break
            case PGRES_COMMAND_OK, PGRES_TUPLES_OK:
                answered += 1
                last = result
            default:
                if first == nil, let fault = result.fault {
                    first = fault
                    lockRefused = syncs + 1 < expected
                }
                last = result
            }
            if PQstatus(connection) != CONNECTION_OK { break }
        }
        if let first {
            let error = note(first, sql)
            throw lockRefused && !isDead ? .busy(sql: sql) : error
        }
        guard PQexitPipelineMode(connection) == 1, let last else { throw broken(sql) }
        return last
    }

    func note(_ fault: PostgresFault, _ sql: String) -> DatabaseError {
        if PQpipelineStatus(connection) != PQ_PIPELINE_OFF, PQexitPipelineMode(connection) != 1 { isDead = true }
        let gone = PQstatus(connection) != CONNECTION_OK
        if gone || fault.outcome == .lost { return lost(fault.message) }
        if outcome == .ordinary { outcome = fault.outcome }
        return fault.error(sql)
    }

    func broken(_ sql: String) -> DatabaseError {
        // Not only the server's going: whatever libpq refuses leaves the protocol in doubt, so the connection is given up.
        lost(said)
    }

    private func lost(_ message: String) -> DatabaseError {
        isDead = true
        outcome = committing ? .uncertain : .lost
        return .connection(message)
    }
}
