import Calendars
import Foundation

/// The running product: a database and the slices that stand on it. Server, command line and tests go through it.
public struct House: Sendable {
    public let database: Database
    public let slices: [Slice]
    public let routes: [String: Route]
    public let kinds: [String: EventKind]
    public let jobs: [String: JobKind]
    /// Lists, calendars and packs that are files.
    public let content: Content
    public let clock: @Sendable () -> Instant
    let ids: IDGenerator
    /// Menu entries in their order, each with who sees it.
    private let entries: [(permission: Permission, item: MenuItem)]

    public init(
        database: Database, slices: [Slice], content: Content = Content(),
        clock: @escaping @Sendable () -> Instant = House.systemClock,
        ids: IDGenerator = IDGenerator()
    ) {
        self.database = database
        self.slices = slices
        self.content = content
        self.clock = clock
        self.ids = ids
        routes = Dictionary(slices.flatMap(\.routes).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        entries =
            (slices.flatMap(\.routes).map { ($0.permission, $0.menu, $0.id, $0.path) }
            + slices.flatMap(\.raw).map { ($0.permission, $0.menu, $0.id, $0.path) })
            .compactMap { permission, menu, id, path in menu.map { (permission, MenuItem(id, $0, at: path)) } }
            .sorted { ($0.1.entry.group.rawValue, $0.1.entry.order) < ($1.1.entry.group.rawValue, $1.1.entry.order) }
        kinds = Dictionary((JobLog.events + slices.flatMap(\.events)).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        jobs = Dictionary(slices.flatMap(\.jobs).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The kernel's own tables, then each slice's in the order of the list.
    public var migrations: [Migration] {
        [EventLog.migration, SecurityLog.migration, JobLog.migration] + slices.flatMap(\.migrations)
    }

    public static let systemClock: @Sendable () -> Instant = { Instant(milliseconds: Int64(Date().timeIntervalSince1970 * 1000)) }

    @discardableResult
    public func migrate() async throws -> [String] { try await database.migrate(migrations) }

    /// Permission, decoding, one snapshot or one transaction, the event rule. Throws `Refusal` for what the caller caused.
    /// `framed` gathers what the frame around a page shows, in the page's own snapshot.
    public func call(_ route: Route, _ raw: RawInput, as viewer: Viewer, asOf: Day? = nil, framed: Bool = false) async throws
        -> Answer
    {
        try await admit(viewer, to: route.permission, of: route.id, route.summary)
        let run = try await route.decode(raw, self, viewer)
        let work: @Sendable (inout Scope) throws -> Answer = { scope in
            var answer = try run(&scope)
            if framed { answer.frame = try frame(scope) }
            return answer
        }
        return route.verb == .get ? try await read(as: viewer, asOf: asOf, work) : try await write(as: viewer, asOf: asOf, work)
    }

    public func call(_ id: String, _ raw: RawInput, as viewer: Viewer, asOf: Day? = nil) async throws -> Answer {
        guard let route = routes[id] else {
            throw Refusal.missing(Text("没有“\(id)”这个操作。", "There is no operation “\(id)”."))
        }
        return try await call(route, raw, as: viewer, asOf: asOf)
    }

    public func read<T: Sendable>(
        as viewer: Viewer, asOf: Day? = nil, _ body: @escaping @Sendable (inout Scope) throws -> T
    ) async throws -> T {
        let now = clock()
        return try await database.read { connection in
            var scope = Scope(connection: connection, viewer: viewer, now: now, asOf: asOf, ids: ids)
            return try body(&scope)
        }
    }

    /// A write that records no event is refused: nothing changes unseen. Every write lengthens the one chain, so they go one by one.
    public func write<T: Sendable>(
        as viewer: Viewer, asOf: Day? = nil, _ body: @escaping @Sendable (inout Scope) throws -> T
    ) async throws -> T {
        let now = clock()
        return try await database.write(alone: true) { connection in
            var scope = Scope(connection: connection, viewer: viewer, now: now, asOf: asOf, ids: ids)
            let value = try body(&scope)
            if scope.events.isEmpty { throw UnrecordedWrite() }
            try EventLog.append(scope)
            return value
        }
    }

    /// For pages that no endpoint made: a refusal, a form that came back.
    public func frame(for viewer: Viewer, asOf: Day? = nil) async throws -> FrameFacts {
        try await read(as: viewer, asOf: asOf) { try frame($0) }
    }

    private func frame(_ scope: Scope) throws -> FrameFacts {
        var facts = FrameFacts()
        for slice in slices { try slice.frame?(scope, &facts) }
        return facts
    }

    /// Returns where the viewer may do it. A denial is noted for the auditor.
    public func admit(_ viewer: Viewer, to permission: Permission, of id: String, _ summary: Text) async throws {
        if permission.allows(viewer) { return }
        if viewer.isAnonymous { throw Refusal.signInRequired }
        await SecurityLog.note(.denied, viewer: viewer, subject: id, in: self)
        let roles = Role.allCases.filter { permission.roles.contains($0) }
        throw Refusal.forbidden(
            Text(
                "“\(summary.zh)”需要以下角色之一：\(roles.map(\.label.zh).joined(separator: "、"))。",
                "“\(summary.en)” needs one of these roles: \(roles.map(\.label.en).joined(separator: ", "))."))
    }

    public func newID() -> RecordID { ids.next() }

    /// What this viewer finds in the menu.
    public func menu(for viewer: Viewer) -> [MenuItem] {
        entries.compactMap { $0.permission.allows(viewer) ? $0.item : nil }
    }
}

/// A fault of the house: an endpoint that changed something and did not say what.
public struct UnrecordedWrite: Error {}
