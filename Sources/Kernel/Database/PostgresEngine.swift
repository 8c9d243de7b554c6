import Foundation
import Synchronization

/// PostgreSQL: a bounded number of blocking connections, each on a queue of its own, so that no thread of Swift's pool ever waits.
///
/// Work goes to an idle connection or waits in line; a connection that has finished takes the next piece from the line itself.
/// Connections are made when first needed, and anew when one is lost.
final class PostgresEngine: Engine {
    let dialect = Dialect.postgres
    private let state: Mutex<State>
    private let settings: PostgresSettings

    private struct State {
        var idle: [PostgresWorker]
        var waiting: [PostgresJob] = []
        var running = 0
        var closed = false
        var drained: [CheckedContinuation<Void, Never>] = []
    }

    /// More than this many in line is overload, not patience.
    private static let longestLine = 10_000

    private init(_ settings: PostgresSettings, connections: Int) {
        self.settings = settings
        state = Mutex(State(idle: (0..<max(1, connections)).map { _ in PostgresWorker(settings) }))
    }

    /// Connects once, so that a wrong address is told at the start.
    static func open(_ url: String, _ options: Database.Options) async throws -> PostgresEngine {
        let engine = PostgresEngine(PostgresSettings(url: url, patience: options.patience), connections: options.connections)
        _ = try await engine.run(.read) { _ in }
        return engine
    }

    func run<T: Sendable>(_ kind: TransactionKind, _ body: @escaping @Sendable (Connection) throws -> T) async throws -> T {
        let ticket = PostgresTicket()
        return try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<T, any Error>) in
                submit(
                    PostgresJob(
                        ticket: ticket, due: ContinuousClock.now + settings.patience,
                        run: { worker in continuation.resume(with: Result { try worker.transaction(kind, ticket, body) }) },
                        refuse: { continuation.resume(throwing: $0) }))
            }
        } onCancel: {
            cancel(ticket)
        }
    }

    func close() async {
        let waiting = state.withLock { state in
            state.closed = true
            defer { state.waiting = [] }
            return state.waiting
        }
        for job in waiting { job.refuse(PostgresEngine.closed) }
        await withCheckedContinuation { continuation in
            let quiet = state.withLock { state in
                if state.running > 0 { state.drained.append(continuation) }
                return state.running == 0
            }
            if quiet { continuation.resume() }
        }
        for worker in state.withLock({ $0.idle }) { await worker.close() }
    }

    func backup(to path: String) async throws {
        throw DatabaseError.statement("PostgreSQL is backed up by pg_dump: pg_dump --format=custom --file=FILE URL", sql: "")
    }

    /// Reads every index of the database against its table where the extension amcheck is there; otherwise reads every table.
    func verify() async throws -> [String] {
        try await run(.read) { connection in
            let invalid = try connection.query(
                """
                SELECT c.relname AS name FROM pg_index AS i JOIN pg_class AS c ON c.oid = i.indexrelid
                JOIN pg_namespace AS n ON n.oid = c.relnamespace
                WHERE n.nspname = current_schema() AND NOT i.indisvalid ORDER BY c.relname
                """)
            let open = try connection.query(
                """
                SELECT k.conname AS name FROM pg_constraint AS k JOIN pg_namespace AS n ON n.oid = k.connamespace
                WHERE n.nspname = current_schema() AND NOT k.convalidated ORDER BY k.conname
                """)
            return try invalid.map { "the index \(try $0.text("name")) is not valid" }
                + open.map { "the constraint \(try $0.text("name")) was never checked against the rows" }
        }
    }

    private static let closed = DatabaseError.connection("the database is closed")

    // MARK: The line

    private func submit(_ job: PostgresJob) {
        enum Place { case worker(PostgresWorker), line, refused(any Error) }
        let place: Place = state.withLock { state in
            if state.closed { return .refused(PostgresEngine.closed) }
            if job.ticket.isCancelled { return .refused(CancellationError()) }
            if let worker = state.idle.popLast() {
                state.running += 1
                return .worker(worker)
            }
            if state.waiting.count >= PostgresEngine.longestLine { return .refused(DatabaseError.busy(sql: "")) }
            state.waiting.append(job)
            return .line
        }
        switch place {
        case .worker(let worker): worker.queue.async { self.serve(worker, job) }
        case .line: break
        case .refused(let error): job.refuse(error)
        }
    }

    private func serve(_ worker: PostgresWorker, _ first: PostgresJob) {
        first.run(worker)
        while let job = next(worker) {
            if job.due < .now {
                job.refuse(DatabaseError.busy(sql: ""))
            } else {
                job.run(worker)
            }
        }
    }

    private func next(_ worker: PostgresWorker) -> PostgresJob? {
        let (job, drained): (PostgresJob?, [CheckedContinuation<Void, Never>]) = state.withLock { state in
            if !state.waiting.isEmpty { return (state.waiting.removeFirst(), []) }
            state.idle.append(worker)
            state.running -= 1
            guard state.running == 0 else { return (nil, []) }
            defer { state.drained = [] }
            return (nil, state.drained)
        }
        for continuation in drained { continuation.resume() }
        return job
    }

    private func cancel(_ ticket: PostgresTicket) {
        ticket.cancel()
        let job: PostgresJob? = state.withLock { state in
            state.waiting.firstIndex { $0.ticket === ticket }.map { state.waiting.remove(at: $0) }
        }
        job?.refuse(CancellationError())
    }
}

/// What every connection of a pool is opened with.
struct PostgresSettings: Sendable {
    let url: String
    let patience: Duration
}

/// A piece of work in line: it is either run or refused, once.
struct PostgresJob: Sendable {
    let ticket: PostgresTicket
    let due: ContinuousClock.Instant
    let run: @Sendable (PostgresWorker) -> Void
    let refuse: @Sendable (any Error) -> Void
}

/// Lets the task that waits interrupt the statement that runs for it, and no other.
final class PostgresTicket: Sendable {
    private let state = Mutex((cancelled: false, interrupt: (@Sendable () -> Void)?.none))

    var isCancelled: Bool { state.withLock { $0.cancelled } }

    /// The statement is interrupted while the lock is held: by the time the connection serves another, the signal has been sent.
    func cancel() {
        state.withLock {
            $0.cancelled = true
            $0.interrupt?()
        }
    }

    func running(_ interrupt: (@Sendable () -> Void)?) { state.withLock { $0.interrupt = interrupt } }
}
