import Foundation

/// The rows of long work. Several processes share them: a job is claimed for a lease that its worker renews while it lives, and a job
/// whose lease ran out is begun again or said to have failed, as its kind has it.
public enum JobLog {
    public static let migration = Migration("2026-11-21-job", slice: "Kernel") { _ in
        [
            """
            CREATE TABLE job (
                id {id},
                kind {text} NOT NULL,
                label {text} NOT NULL,
                viewer {text} NOT NULL,
                viewer_name {text} NOT NULL,
                input {text} NOT NULL,
                state {text} NOT NULL CHECK (state IN ('queued', 'running', 'done', 'failed', 'cancelled')),
                done {int} NOT NULL CHECK (done >= 0),
                total {int} NOT NULL CHECK (total >= 0),
                message_zh {text},
                message_en {text},
                created_at {time} NOT NULL,
                started_at {time},
                ended_at {time},
                cancel_asked_at {time},
                lease_until {time},
                worker {text},
                attempts {int} NOT NULL CHECK (attempts >= 0),
                CHECK ((state = 'running') = (lease_until IS NOT NULL)),
                CHECK ((state IN ('done', 'failed', 'cancelled')) = (ended_at IS NOT NULL)),
                CHECK ((ended_at IS NULL) = (message_zh IS NULL) AND (message_zh IS NULL) = (message_en IS NULL))
            )
            """,
            "CREATE INDEX job_state ON job (state, id)",
            "CREATE INDEX job_viewer ON job (viewer, id)",
        ]
    }

    public static let queued = EventKind("job.queued", Text("{who}交办“{label}”", "{who} started “{label}”"))
    public static let cancelled = EventKind("job.cancelled", Text("{who}取消“{label}”", "{who} cancelled “{label}”"))
    public static let ended = EventKind("job.ended", Text("“{label}”{state}：{message}", "“{label}” {state}: {message}"))
    static let events = [queued, cancelled, ended]

    /// Puts a piece of work in line, in the transaction of the request that asks for it.
    @discardableResult
    public static func queue(_ kind: String, label: String, _ input: [String: String] = [:], _ scope: inout Scope) throws
        -> RecordID
    {
        let id = scope.newID()
        let json = JSON.object(input.mapValues { .string($0) }).text
        try scope.connection.execute(
            """
            INSERT INTO job (id, kind, label, viewer, viewer_name, input, state, done, total, created_at, attempts)
            VALUES (\(id), \(kind), \(label), \(scope.viewer.id), \(scope.viewer.name), \(json), \(Job.State.queued), 0, 0, \(scope.now), 0)
            """)
        scope.record(Event(queued, Subject("job", id.description), ["label": label, "kind": kind]))
        return id
    }

    // MARK: Reading

    /// His own; the office's every one.
    public static func list(for viewer: Viewer, limit: Int = 100, _ connection: Connection) throws -> [Job] {
        try connection.query("SELECT * FROM job WHERE \(visible(to: viewer)) ORDER BY id DESC LIMIT \(limit)").map(job)
    }

    public static func find(_ id: RecordID, for viewer: Viewer, _ connection: Connection) throws -> Job {
        guard let row = try connection.first("SELECT * FROM job WHERE id = \(id) AND \(visible(to: viewer))") else {
            throw Refusal.missing(Text("没有这项后台任务，或它不是您交办的。", "There is no such job, or it is not yours."))
        }
        return try job(row)
    }

    private static func visible(to viewer: Viewer) -> SQL {
        viewer.isAny(.office, .administrator) ? "1 = 1" : "viewer = \(viewer.id)"
    }

    /// What is waiting or running comes to an end: at once where nobody has begun it, else at its next report.
    public static func cancel(_ id: RecordID, _ scope: inout Scope) throws -> Job {
        let job = try find(id, for: scope.viewer, scope.connection)
        if job.state.isOver {
            throw Refusal.conflict(
                Text(
                    "“\(job.label)”已经结束（\(job.state.label.zh)），不能取消。",
                    "“\(job.label)” is over (\(job.state.label.en)) and cannot be cancelled."))
        }
        let count = try scope.connection.execute(
            """
            UPDATE job SET state = \(Job.State.cancelled), ended_at = \(scope.now), message_zh = \(beforeStart.zh), message_en = \(beforeStart.en)
            WHERE id = \(id) AND state = \(Job.State.queued)
            """)
        if count == 0 {
            try scope.connection.execute(
                "UPDATE job SET cancel_asked_at = \(scope.now) WHERE id = \(id) AND state = \(Job.State.running) AND cancel_asked_at IS NULL"
            )
        }
        scope.record(Event(cancelled, Subject("job", id.description), ["label": job.label]))
        return try find(id, for: scope.viewer, scope.connection)
    }

    private static let beforeStart = Text("尚未开始即已取消，没有改动任何内容。", "Cancelled before it began; nothing was changed.")

    // MARK: Running

    /// The oldest waiting job of these kinds, now running for `worker` until `lease` seconds have passed. One job goes to one worker.
    static func claim(_ kinds: [String], worker: String, lease: Int, now: Instant, _ connection: Connection) throws -> Job? {
        let row = try connection.first(
            """
            UPDATE job SET state = \(Job.State.running), worker = \(worker), lease_until = \(now.adding(seconds: lease)),
                started_at = \(now), done = 0, total = 0, attempts = attempts + 1
            WHERE state = \(Job.State.queued) AND id = (
                SELECT id FROM job WHERE state = \(Job.State.queued) AND kind IN (\(values: kinds)) ORDER BY id LIMIT 1)
            RETURNING *
            """)
        return try row.map(job)
    }

    /// Jobs whose worker has not been heard of since their lease ran out.
    static func lost(_ kinds: [String], now: Instant, _ connection: Connection) throws -> [Job] {
        try connection.query(
            """
            SELECT * FROM job WHERE state = \(Job.State.running) AND lease_until < \(now) AND kind IN (\(values: kinds)) ORDER BY id LIMIT 100
            """
        ).map(job)
    }

    /// Back in line. False where its worker has come back, or another process was quicker.
    static func requeue(_ job: Job, now: Instant, _ connection: Connection) throws -> Bool {
        try connection.execute(
            """
            UPDATE job SET state = \(Job.State.queued), worker = NULL, lease_until = NULL
            WHERE id = \(job.id) AND state = \(Job.State.running) AND lease_until < \(now)
            """) == 1
    }

    enum Renewal: Sendable, Hashable {
        case renewed, cancelled
        /// The lease ran out and somebody else has taken the job: stop, write nothing.
        case lost
    }

    /// Keeps the lease, and notes the progress where there is one.
    static func renew(
        _ id: RecordID, worker: String, progress: (done: Int, total: Int)?, lease: Int, now: Instant, _ connection: Connection
    ) throws -> Renewal {
        var change: SQL = "lease_until = \(now.adding(seconds: lease))"
        if let progress { change += ", done = \(max(0, progress.done)), total = \(max(0, progress.total))" }
        let row = try connection.first(
            "UPDATE job SET \(change) WHERE id = \(id) AND worker = \(worker) AND state = \(Job.State.running) RETURNING cancel_asked_at"
        )
        guard let row else { return .lost }
        return try row.optionalText("cancel_asked_at") == nil ? .renewed : .cancelled
    }

    /// The end, with its event. Writes nothing where the job has meanwhile gone to another worker.
    static func end(_ job: Job, _ state: Job.State, _ message: Text, worker: String?, _ scope: inout Scope) throws {
        let count = try scope.connection.execute(
            """
            UPDATE job SET state = \(state), ended_at = \(scope.now), lease_until = NULL, message_zh = \(message.zh), message_en = \(message.en)
            WHERE id = \(job.id) AND state = \(Job.State.running) AND worker = \(worker ?? job.worker)
            """)
        guard count == 1 else { throw LostJob() }
        scope.record(
            Event(
                ended, Subject("job", job.id.description),
                ["label": job.label, "state": state.rawValue, "message": message.zh, "messageEn": message.en]))
    }

    private static func job(_ row: Row) throws -> Job {
        let input = try JSON(parsing: Data(try row.text("input").utf8)).object ?? [:]
        let (zh, en) = (try row.optionalText("message_zh"), try row.optionalText("message_en"))
        return Job(
            id: try row.id("id"), kind: try row.text("kind"), label: try row.text("label"), viewer: try row.text("viewer"),
            viewerName: try row.text("viewer_name"), input: input.compactMapValues(\.string), state: try row.choice("state"),
            done: try row.int("done"), total: try row.int("total"), message: zh.flatMap { zh in en.map { Text(zh, $0) } },
            createdAt: try row.instant("created_at"), startedAt: try row.optionalInstant("started_at"),
            endedAt: try row.optionalInstant("ended_at"), leaseUntil: try row.optionalInstant("lease_until"),
            worker: try row.optionalText("worker"), attempts: try row.int("attempts"),
            isCancelling: try row.optionalText("cancel_asked_at") != nil)
    }
}

/// The job has gone to another worker since.
struct LostJob: Error {}
