import Synchronization

/// Ends the wait for requests that take too long: one look a second at all of them, instead of a timer each.
final class Watch: Sendable {
    private struct Waiting {
        let deadline: ContinuousClock.Instant
        let continuation: CheckedContinuation<Reply?, Never>
        let task: Task<Void, Never>?
    }

    private struct State {
        var next = 0
        var waiting: [Int: Waiting] = [:]
        var tasks: [Int: Task<Void, Never>] = [:]
    }

    private let state = Mutex(State())
    private let limit: Duration

    init(limit: Duration) { self.limit = limit }

    /// What `work` gives, or `nil` once the limit has passed; the work is then cancelled and its result dropped.
    func limiting(_ work: @escaping @Sendable () async -> Reply) async -> Reply? {
        let deadline = ContinuousClock.now + limit
        return await withCheckedContinuation { continuation in
            let number = state.withLock { state in
                state.next += 1
                state.waiting[state.next] = Waiting(deadline: deadline, continuation: continuation, task: nil)
                return state.next
            }
            let task = Task {
                let reply = await work()
                self.end(number)?.resume(returning: reply)
            }
            state.withLock { if $0.waiting[number] != nil { $0.tasks[number] = task } }
        }
    }

    /// Looks once a second until it is cancelled.
    func run() async throws {
        while true {
            try await Task.sleep(for: .seconds(1))
            let now = ContinuousClock.now
            let late = state.withLock { state in state.waiting.filter { $0.value.deadline < now }.keys.map { ($0, state.tasks[$0]) }
            }
            for (number, task) in late {
                task?.cancel()
                end(number)?.resume(returning: nil)
            }
        }
    }

    private func end(_ number: Int) -> CheckedContinuation<Reply?, Never>? {
        state.withLock { state in
            state.tasks[number] = nil
            return state.waiting.removeValue(forKey: number)?.continuation
        }
    }
}
