// The compiler files pthread_attr_t under the first module that pulled in its header.
import CLibCrypto
import Glibc
import Synchronization

/// A thread of the system with a stack of 64 MiB, for work that blocks: solvers recurse deeply on large trees.
enum SystemThread {
    /// Runs the work on a thread of its own; false where the system gives none.
    @discardableResult
    static func start(_ work: @escaping @Sendable () -> Void) -> Bool {
        var attributes = pthread_attr_t()
        guard pthread_attr_init(&attributes) == 0 else { return false }
        defer { pthread_attr_destroy(&attributes) }
        pthread_attr_setstacksize(&attributes, 64 << 20)
        pthread_attr_setdetachstate(&attributes, Int32(PTHREAD_CREATE_DETACHED))
        var thread = pthread_t()
        let box = Unmanaged.passRetained(Work(work))
        let failure = pthread_create(
            &thread, &attributes,
            { context in
                guard let context else { return nil }
                Unmanaged<Work>.fromOpaque(context).takeRetainedValue().run()
                return nil
            }, box.toOpaque())
        if failure != 0 { box.release() }
        return failure == 0
    }

    private final class Work: Sendable {
        let run: @Sendable () -> Void
        init(_ run: @escaping @Sendable () -> Void) { self.run = run }
    }
}

/// A counting signal between threads.
final class Signal: @unchecked Sendable {
    private let semaphore: UnsafeMutablePointer<sem_t>

    init() {
        semaphore = .allocate(capacity: 1)
        sem_init(semaphore, 0, 0)
    }

    deinit {
        sem_destroy(semaphore)
        semaphore.deallocate()
    }

    func send() { sem_post(semaphore) }

    func wait() { while sem_wait(semaphore) != 0 {} }

    /// True when the signal came, false after about that many milliseconds without it.
    func wait(milliseconds: Int) -> Bool {
        var until = timespec()
        clock_gettime(CLOCK_REALTIME, &until)
        until.tv_nsec += milliseconds * 1_000_000
        until.tv_sec += until.tv_nsec / 1_000_000_000
        until.tv_nsec %= 1_000_000_000
        while true {
            if sem_timedwait(semaphore, &until) == 0 { return true }
            if errno != EINTR { return false }
        }
    }
}

/// Threads of our own for solves, and a bounded queue before them.
///
/// A solve blocks its thread for seconds, so it never runs on Swift's cooperative pool or on an event loop. At most `threads`
/// run at once, at most `waiting` stand in line; who comes after is told so at once.
public final class SolverDesk: Sendable {
    /// The line is full.
    public struct Full: Error, Equatable {}

    private struct State {
        var running = 0
        var line: [@Sendable () -> Void] = []
    }

    private let threads: Int
    private let waiting: Int
    private let state = Mutex(State())

    public init(threads: Int, waiting: Int = 16) {
        self.threads = max(1, threads)
        self.waiting = max(0, waiting)
    }

    /// Runs blocking work on a thread of the desk and waits for it without blocking a thread.
    public func run<Value: Sendable>(_ work: @escaping @Sendable () -> Value) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            if !take({ continuation.resume(returning: work()) }) { continuation.resume(throwing: Full()) }
        }
    }

    /// Takes the work on, or refuses it when the line is full.
    public func take(_ work: @escaping @Sendable () -> Void) -> Bool {
        let (isTaken, starts) = state.withLock { state -> (Bool, Bool) in
            if state.running < threads {
                state.running += 1
                return (true, true)
            }
            guard state.line.count < waiting else { return (false, false) }
            state.line.append(work)
            return (true, false)
        }
        guard starts else { return isTaken }
        let isRunning = SystemThread.start { [self] in
            work()
            while let following = next() { following() }
        }
        if !isRunning { state.withLock { $0.running -= 1 } }
        return isRunning
    }

    private func next() -> (@Sendable () -> Void)? {
        state.withLock { state in
            if state.line.isEmpty {
                state.running -= 1
                return nil
            }
            return state.line.removeFirst()
        }
    }
}
