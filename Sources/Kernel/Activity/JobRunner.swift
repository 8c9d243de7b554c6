/// Runs jobs in this process, a few at a time. Several processes on one database share the work.
///
/// `serve` starts one and stops it on the way out: what runs then is put back in line, or fails with a reason, as its kind has it.
///
/// ```swift
/// let runner = JobRunner(house) { id in try await Accounts.viewer(id, house) }
/// try await withThrowingTaskGroup { $0.addTask { await runner.run() } … }
/// ```
public actor JobRunner {
    private let house: House
    private let worker: String
    private let lease: Int
    private let places: Int
    private let pause: Duration
    /// The viewer as he is now, so that a right taken away is gone for the jobs he left behind; nil where he may no longer sign in.
    private let viewer: @Sendable (String) async throws -> Viewer?
    private let log: @Sendable (String) -> Void

    public init(
        _ house: House, places: Int = 2, lease: Int = 60, pause: Duration = .seconds(1), worker: String? = nil,
        log: @escaping @Sendable (String) -> Void = { _ in }, viewer: @escaping @Sendable (String) async throws -> Viewer?
    ) {
        self.house = house
        self.places = max(1, places)
        self.lease = max(1, lease)
        self.pause = pause
        self.worker = worker ?? house.newID().description
        self.log = log
        self.viewer = viewer
    }

    /// Until the task is cancelled. A database that is away for a while is waited for.
    public func run() async {
        await withTaskGroup { group in
            var running = 0
            while !Task.isCancelled {
                let job = running < places ? await next() : nil
                if let job {
                    running += 1
                    group.addTask { await self.carryOut(job) }
                    continue
                }
                if running >= places {
                    await group.next()
                    running -= 1
                } else {
                    try? await Task.sleep(for: pause)
                }
            }
            group.cancelAll()
        }
    }

    /// Runs what is in line now and comes back: for tests and for `yaolian jobs`.
    public func runAll() async {
        while let job = await next() { await carryOut(job) }
    }

    private func next() async -> Job? {
        do {
            let kinds = house.jobs.keys.sorted()
            if kinds.isEmpty { return nil }
            try await collectLost(kinds)
            let (worker, lease, now) = (worker, lease, house.clock())
            return try await house.database.write { try JobLog.claim(kinds, worker: worker, lease: lease, now: now, $0) }
        } catch {
            log("jobs: \(error)")
            return nil
        }
    }

    private func collectLost(_ kinds: [String]) async throws {
        let now = house.clock()
        for job in try await house.database.read({ try JobLog.lost(kinds, now: now, $0) }) {
            if house.jobs[job.kind]?.loss == .again, job.attempts < 3 {
                _ = try await house.database.write { try JobLog.requeue(job, now: now, $0) }
            } else {
                let why = Text(
                    "运行它的进程中断了，结果不完整。请核对后重新交办。",
                    "The process that ran it stopped; the result is incomplete. Check, then start it again.")
                try? await end(job, .failed, why, worker: nil)
            }
        }
    }

    private func carryOut(_ job: Job) async {
        guard let kind = house.jobs[job.kind] else { return }
        do {
            guard let viewer = try await viewer(job.viewer) else {
                return try await end(job, .failed, Text("交办人的账号已停用。", "The account that started it is disabled."), worker: worker)
            }
            let message = try await withThrowingTaskGroup(of: Text?.self) { group in
                group.addTask { try await kind.run(self.run(of: job, as: viewer)) }
                group.addTask {
                    try await self.keepLease(job)
                    return nil
                }
                defer { group.cancelAll() }
                while let result = try await group.next() { if let result { return result } }
                throw CancellationError()
            }
            try await end(job, .done, message, worker: worker)
        } catch is LostJob {
            log("job \(job.id) went to another worker")
        } catch {
            await fail(job, error)
        }
    }

    private nonisolated func run(of job: Job, as viewer: Viewer) -> JobRun {
        JobRun(id: job.id, house: house, viewer: viewer, input: job.input) { done, total in
            try Task.checkCancellation()
            try await self.renew(job, progress: (done, total))
        }
    }

    /// Work that reports seldom keeps its job all the same, and is stopped once it is cancelled.
    private nonisolated func keepLease(_ job: Job) async throws {
        while true {
            try await Task.sleep(for: .seconds(max(1, lease / 3)))
            try await renew(job, progress: nil)
        }
    }

    private nonisolated func renew(_ job: Job, progress: (Int, Int)?) async throws {
        let (worker, lease, now) = (worker, lease, house.clock())
        let renewal = try await house.database.write {
            try JobLog.renew(
                job.id, worker: worker, progress: progress.map { (done: $0.0, total: $0.1) }, lease: lease, now: now, $0)
        }
        switch renewal {
        case .renewed: return
        case .cancelled: throw CancelledJob()
        case .lost: throw LostJob()
        }
    }

    private func fail(_ job: Job, _ error: any Error) async {
        do {
            switch error {
            case is CancelledJob:
                try await end(job, .cancelled, Text("已按要求停止。", "Stopped as asked."), worker: worker)
            case let refusal as Refusal:
                try await end(job, .failed, refusal.detail, worker: worker)
            case is CancellationError where house.jobs[job.kind]?.loss == .again:
                // The process is going down: give the job back at once.
                let later = house.clock().adding(seconds: lease + 1)
                _ = try await house.database.write { try JobLog.requeue(job, now: later, $0) }
            case is CancellationError:
                let why = Text(
                    "服务停止时它还没有做完，结果不完整。请核对后重新交办。",
                    "The service stopped before it was done; the result is incomplete. Check, then start it again.")
                try await end(job, .failed, why, worker: worker)
            default:
                log("job \(job.id) failed: \(error)")
                let why = Text(
                    "系统内部出错，编号\(job.id)。请把编号告诉管理员。", "An internal error, number \(job.id). Tell the administrator the number.")
                try await end(job, .failed, why, worker: worker)
            }
        } catch {
            log("job \(job.id): \(error)")
        }
    }

    /// Shielded from the cancellation that may have caused it: the end must be written.
    private func end(_ job: Job, _ state: Job.State, _ message: Text, worker: String?) async throws {
        let house = house
        try await Task { try await house.write(as: .system) { try JobLog.end(job, state, message, worker: worker, &$0) } }.value
    }
}

/// Somebody asked for it.
struct CancelledJob: Error {}
