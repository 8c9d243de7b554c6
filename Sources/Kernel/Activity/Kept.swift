import Synchronization

/// Values that were read before, each good as long as the log has no newer event about the kinds of subject named.
///
/// The log's head is read in the request's own snapshot, so a second process's writes are seen like one's own. Nothing here is the
/// truth; a lost value is read again.
///
/// ```swift
/// private static let counts = Kept<Day, [RecordKind: Int]>(about: Registry.eventSubjects)
/// let known = try counts.value(day, connection) { try RegistryStore.counts(knownOn: day, connection) }
/// ```
public final class Kept<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    private struct State {
        var values: [Key: Value] = [:]
        /// The number of the newest event that counts, and the head at which that was found.
        var version = -1
        var head = -1
        var database: UInt64?

        func holds(_ version: Int, _ connection: Connection) -> Bool {
            self.version == version && database == connection.snapshot
        }
    }

    private let state = Mutex(State())
    private let kinds: [String]?
    private let limit: Int

    /// Without kinds any event ends what is kept. At most `limit` values are kept.
    public init(about kinds: [String]? = nil, limit: Int = 10_000) {
        self.kinds = kinds
        self.limit = limit
    }

    /// Once a transaction has written something, everything is read afresh: what it has done may yet be undone.
    public func value(_ key: Key, _ connection: Connection, read: () throws -> Value) throws -> Value {
        guard connection.isSnapshot else { return try read() }
        let version = try version(connection)
        if let known = state.withLock({ $0.holds(version, connection) ? $0.values[key] : nil }) { return known }
        let value = try read()
        state.withLock { [snapshot = connection.snapshot] state in
            guard state.version == version, state.database == snapshot else { return }
            if state.values.count >= limit { state.values.removeAll() }
            state.values[key] = value
        }
        return value
    }

    /// Of several snapshots under way the newest one's values stay.
    private func version(_ connection: Connection) throws -> Int {
        let head = try EventLog.head(connection).number
        if let known = state.withLock({ $0.head == head && $0.database == connection.snapshot ? $0.version : nil }) { return known }
        let version = try kinds.map { try EventLog.last(kinds: $0, connection) } ?? head
        state.withLock { [snapshot = connection.snapshot] state in
            let isOther = state.database != snapshot
            guard isOther || head > state.head else { return }
            if isOther || state.version != version { state.values.removeAll() }
            (state.version, state.head, state.database) = (version, head, snapshot)
        }
        return version
    }
}
