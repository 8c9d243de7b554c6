import Calendars
import Foundation
import Kernel
import Synchronization

/// A house on a database of its own, whose clock a test moves.
///
/// ```swift
/// try await TestHouse.with(engine, [Registry.slice]) { test in
///     let answer = try await test.house.call("registry.list", RawInput(), as: .holding(.office))
///     test.clock.advance(minutes: 31)
/// }
/// ```
public struct TestHouse: Sendable {
    public let house: House
    public let clock: TestClock

    /// `Content/` of this repository.
    public static let content: String = {
        let here = URL(filePath: #filePath).deletingLastPathComponent()
        return here.deletingLastPathComponent().deletingLastPathComponent().appending(path: "Content").path
    }()

    public static func with<T>(
        _ engine: Dialect = .sqlite, _ slices: [Slice], at start: Instant = TestClock.start, _ body: (TestHouse) async throws -> T
    ) async throws -> T {
        let kernel = [EventLog.migration, SecurityLog.migration, JobLog.migration]
        return try await TestDatabase.with(engine, kernel + slices.flatMap(\.migrations)) { database in
            let clock = TestClock(start)
            let house = House(database: database, slices: slices, content: Content(folder: content), clock: { clock.now })
            return try await body(TestHouse(house: house, clock: clock))
        }
    }

    /// What an endpoint answered, as JSON.
    public func json(_ id: String, _ values: [String: String] = [:], as viewer: Viewer) async throws -> JSON {
        try JSON(parsing: try await house.call(id, RawInput(values.mapValues { [$0] }), as: viewer).json())
    }

    /// The newest events, newest first.
    public func events(_ limit: Int = 20) async throws -> [EventLog.Entry] {
        try await house.database.read { try EventLog.latest(limit: limit, $0) }
    }

    public func refusal(_ id: String, _ raw: RawInput, as viewer: Viewer) async throws -> Refusal? {
        do {
            _ = try await house.call(id, raw, as: viewer)
            return nil
        } catch let refusal as Refusal {
            return refusal
        }
    }
}

/// A clock that stands still until it is moved.
public final class TestClock: Sendable {
    /// 2026-11-23 09:00 in China, a Monday.
    public static let start = Instant("2026-11-23T01:00:00.000Z") ?? Instant(milliseconds: 0)

    private let instant: Mutex<Instant>

    public init(_ start: Instant = TestClock.start) { instant = Mutex(start) }

    public var now: Instant { instant.withLock { $0 } }

    public func advance(seconds: Int = 0, minutes: Int = 0, hours: Int = 0, days: Int = 0) {
        instant.withLock { $0 = $0.adding(seconds: seconds + minutes * 60 + hours * 3600 + days * 86_400) }
    }
}

extension Viewer {
    /// Somebody with these roles and without an account.
    public static func holding(_ roles: Role..., organisation: String? = nil, park: String? = nil) -> Viewer {
        let name = roles.map(\.rawValue).joined(separator: "+")
        return Viewer(id: "test-\(name)", name: name, roles: Set(roles), organisation: organisation, park: park)
    }
}
