import Calendars
import Kernel
import Registry
import Synchronization

/// What was read or judged of plans before, as long as it holds: a plan's rows until an event about that plan, answers of the registry
/// until one about the registry, the frame until anything happens.
final class PlanCache: Sendable {
    /// A plan's rows and its latest events, as of the event number `version`.
    struct Loaded: Sendable {
        let board: Board
        let events: [EventLog.Entry]
        let version: Int
        /// The log's head when this was last found to be current.
        var head: Int
    }

    private struct FrameKey: Hashable {
        let viewer: String
        let day: Day
    }

    /// A plan's state of a day follows from its own rows and from the registry.
    private struct JudgedKey: Hashable {
        let plan: RecordID
        let asOf: Day
        let version: Int
    }

    private let boards = Mutex<[RecordID: Loaded]>([:])
    private let frames = Kept<FrameKey, FrameFacts>()
    let answers = RegistryAnswers()
    private let turnovers = Kept<TurnoverKey, Turnover>(about: Registry.eventSubjects, limit: 256)
    private let judged = Kept<JudgedKey, Judged>(about: Registry.eventSubjects, limit: 8192)

    /// The plan's rows as this snapshot has them.
    func load(_ id: RecordID, _ connection: Connection, read: () throws -> (Board, [EventLog.Entry])?) throws -> Loaded? {
        let head = try EventLog.head(connection).number
        if connection.isSnapshot, let known = boards.withLock({ $0[id] }) {
            if known.head == head { return known }
            if try EventLog.last(about: Subject("plan", id.description), connection) == known.version {
                var known = known
                known.head = head
                boards.withLock { [known] in $0[id] = known }
                return known
            }
        }
        guard let (board, events) = try read() else { return nil }
        let loaded = Loaded(
            board: board, events: events, version: try EventLog.last(about: Subject("plan", id.description), connection), head: head
        )
        guard connection.isSnapshot else { return loaded }
        boards.withLock { boards in
            if boards.count >= 256 { boards.removeAll() }
            boards[id] = loaded
        }
        return loaded
    }

    /// What the frame shows a viewer.
    func frame(_ viewer: Viewer, on day: Day, _ connection: Connection, read: () throws -> FrameFacts) throws -> FrameFacts {
        try frames.value(FrameKey(viewer: viewer.id, day: day), connection, read: read)
    }

    /// What a plan looks like on a day.
    func judged(_ loaded: Loaded, on asOf: Day, _ connection: Connection, judge: () throws -> Judged) throws -> Judged {
        try judged.value(
            JudgedKey(plan: loaded.board.plan.id, asOf: asOf, version: loaded.version), connection, read: judge)
    }

    /// A query's answer.
    func measure(_ key: Measurements.Key, _ connection: Connection) throws -> Measured {
        try answers.measure(key.query, on: key.day, knownOn: key.knownOn, connection)
    }

    /// Which records stand behind the difference of two answers.
    func turnover(_ key: TurnoverKey, _ connection: Connection, read: () throws -> Turnover) throws -> Turnover {
        try turnovers.value(key, connection, read: read)
    }
}
