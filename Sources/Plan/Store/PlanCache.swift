import Calendars
import Kernel
import Registry
import Synchronization

/// Boards and query answers that were read before, each good as long as the log has no newer event about it.
///
/// The log's head is read in the request's own snapshot, so a second process's writes are seen like one's own. Nothing here is the truth;
/// a lost entry is read again.
final class PlanCache: Sendable {
    /// A plan's rows and its latest events, as of the event number `version`.
    struct Loaded: Sendable {
        let board: Board
        let events: [EventLog.Entry]
        let version: Int
        /// The log's head when this was last found to be current.
        var head: Int
    }

    private struct State {
        var boards: [RecordID: Loaded] = [:]
        var answers: [Measurements.Key: Measured] = [:]
        var judged: [JudgedKey: Judged] = [:]
        var registry = -1
        var registryHead = -1
        var frames: [String: FrameFacts] = [:]
        var framesHead = -1
    }

    /// A plan's state of a day follows from its own rows and from the registry: two places in the log.
    private struct JudgedKey: Hashable {
        let plan: RecordID
        let asOf: Day
        let version: Int
        let registry: Int
    }

    private let state = Mutex(State())

    /// The plan's rows as this snapshot has them.
    func load(_ id: RecordID, _ connection: Connection, read: () throws -> (Board, [EventLog.Entry])?) throws -> Loaded? {
        let head = try EventLog.head(connection).number
        if let known = state.withLock({ $0.boards[id] }) {
            if known.head == head { return known }
            if try EventLog.last(about: Subject("plan", id.description), connection) == known.version {
                var known = known
                known.head = head
                state.withLock { $0.boards[id] = known }
                return known
            }
        }
        guard let (board, events) = try read() else { return nil }
        let loaded = Loaded(
            board: board, events: events, version: try EventLog.last(about: Subject("plan", id.description), connection), head: head
        )
        state.withLock { state in
            if state.boards.count >= 256 { state.boards.removeAll() }
            state.boards[id] = loaded
        }
        return loaded
    }

    /// What the frame shows a viewer, as long as nothing at all has happened since.
    func frame(_ viewer: Viewer, on day: Day, _ connection: Connection, read: () throws -> FrameFacts) throws -> FrameFacts {
        let head = try EventLog.head(connection).number
        let key = "\(viewer.id) \(day)"
        if let known = state.withLock({ $0.framesHead == head ? $0.frames[key] : nil }) { return known }
        let facts = try read()
        state.withLock { state in
            if state.framesHead != head || state.frames.count >= 10_000 { state.frames.removeAll() }
            state.framesHead = head
            state.frames[key] = facts
        }
        return facts
    }

    /// What a plan looks like on a day, as this snapshot has it.
    func judged(_ loaded: Loaded, on asOf: Day, _ connection: Connection, judge: () throws -> Judged) throws -> Judged {
        let registry = try registryVersion(connection)
        let key = JudgedKey(plan: loaded.board.plan.id, asOf: asOf, version: loaded.version, registry: registry)
        if let known = state.withLock({ $0.judged[key] }) { return known }
        let judged = try judge()
        state.withLock { state in
            if state.judged.count >= 8192 { state.judged.removeAll() }
            state.judged[key] = judged
        }
        return judged
    }

    /// The number of the newest event about the registry. Answers are good for one such number.
    private func registryVersion(_ connection: Connection) throws -> Int {
        let head = try EventLog.head(connection).number
        if let known = state.withLock({ $0.registryHead == head ? $0.registry : nil }) { return known }
        let version = try EventLog.last(kinds: Registry.eventSubjects, connection)
        state.withLock { state in
            if state.registry != version { state.answers.removeAll() }
            state.registry = version
            state.registryHead = head
        }
        return version
    }

    /// A query's answer as this snapshot has it.
    func measure(_ key: Measurements.Key, _ connection: Connection) throws -> Measured {
        let version = try registryVersion(connection)
        if let known = state.withLock({ $0.registry == version ? $0.answers[key] : nil }) { return known }
        let measured = try key.query.measure(on: key.day, knownOn: key.knownOn, connection)
        state.withLock { state in
            if state.answers.count >= 50_000 { state.answers.removeAll() }
            if state.registry == version { state.answers[key] = measured }
        }
        return measured
    }
}
