import Foundation
import HouseTesting
import Kernel
import Synchronization
import Testing

@Suite struct DatabaseConcurrency {
    private func count(_ database: Database) async throws -> Int {
        try await database.read { try $0.first("SELECT n FROM counter WHERE name = 'a'")?.int("n") ?? -1 }
    }

    private func zero(_ database: Database) async throws {
        try await database.write { try $0.execute("INSERT INTO counter (name, n) VALUES ('a', 0)") }
    }

    /// Reads the number and writes it back one higher: only serialisable writers lose nothing.
    @Sendable private func increment(_ connection: Connection) throws {
        let n = try connection.first("SELECT n FROM counter WHERE name = 'a'")?.int("n") ?? 0
        try connection.execute("UPDATE counter SET n = \(n + 1) WHERE name = 'a'")
    }

    @Test(arguments: TestDatabase.engines, [false, true]) func fiftyWritersOfOneRowLoseNothing(engine: Dialect, alone: Bool)
        async throws
    {
        try await TestDatabase.with(engine, SampleSchema.plan, options: TestDatabase.options(connections: 8)) { database in
            try await zero(database)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<50 {
                    group.addTask { for _ in 0..<4 { try await database.write(alone: alone) { try self.increment($0) } } }
                }
                try await group.waitForAll()
            }
            #expect(try await count(database) == 200)
        }
    }

    @Test(arguments: TestDatabase.engines) func twoProcessesOnOneDatabaseLoseNothing(engine: Dialect) async throws {
        try await TestDatabase.withURL(engine, SampleSchema.plan) { url in
            let (one, two) = (try await Database.open(url), try await Database.open(url))
            try await zero(one)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for n in 0..<40 { group.addTask { try await (n % 2 == 0 ? one : two).write { try self.increment($0) } } }
                try await group.waitForAll()
            }
            #expect(try await count(one) == 40)
            await one.close()
            await two.close()
        }
    }

    @Test(arguments: TestDatabase.engines) func writersThatTakeTwoRowsInOppositeOrderBothFinish(engine: Dialect) async throws {
        try await TestDatabase.with(engine, SampleSchema.plan) { database in
            try await database.write { connection in
                for name in ["a", "b"] { try connection.execute("INSERT INTO counter (name, n) VALUES (\(name), 0)") }
            }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for n in 0..<24 {
                    group.addTask {
                        try await database.write { connection in
                            for name in n % 2 == 0 ? ["a", "b"] : ["b", "a"] {
                                try connection.execute("UPDATE counter SET n = n + 1 WHERE name = \(name)")
                            }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await database.read { try $0.first("SELECT MIN(n) AS n FROM counter")?.int("n") } == 24)
        }
    }

    @Test(arguments: TestDatabase.engines) func aWriterThatWaitsTooLongForItsTurnIsToldSo(engine: Dialect) async throws {
        try await TestDatabase.withURL(engine, SampleSchema.plan) { url in
            let patient = try await Database.open(url)
            let hasty = try await Database.open(url, options: TestDatabase.options(patience: .seconds(1)))
            let (started, go) = (Signal(), DispatchSemaphore(value: 0))
            let long = Task {
                try await patient.write(alone: true) { connection in
                    _ = try connection.query("SELECT 1")
                    started.fire()
                    go.wait()
                }
            }
            await started.wait()
            do {
                try await hasty.write { try self.increment($0) }
                Issue.record("written")
            } catch DatabaseError.busy {}
            #expect(try await hasty.read { try $0.query("SELECT 1 AS n").count } == 1)
            go.signal()
            try await long.value
            try await hasty.write { try self.increment($0) }
            await patient.close()
            await hasty.close()
        }
    }

    @Test(arguments: TestDatabase.engines) func unhurriedWorkHasNoTimeLimit(engine: Dialect) async throws {
        try await TestDatabase.with(engine, options: TestDatabase.options(patience: .milliseconds(300))) { database in
            let rows = try await database.read { connection in
                try connection.unhurried()
                return try connection.first(
                    """
                    WITH RECURSIVE up (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up WHERE n < 3000000)
                    SELECT COUNT(*) AS n FROM up
                    """)
            }
            #expect(try rows?.int("n") == 3_000_000)
        }
    }

    /// Two sums that each forbid the other: a write skew, which snapshots alone would let through.
    @Test(arguments: TestDatabase.engines) func writersThatReadWhatTheOtherChangesDoNotBothWin(engine: Dialect) async throws {
        try await TestDatabase.with(engine, SampleSchema.plan) { database in
            try await withThrowingTaskGroup(of: Void.self) { group in
                for n in 0..<12 {
                    group.addTask {
                        try await database.write { connection in
                            let taken = try connection.first("SELECT COUNT(*) AS n FROM counter")?.int("n") ?? 0
                            if taken < 5 { try connection.execute("INSERT INTO counter (name, n) VALUES (\("row \(n)"), 1)") }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await database.read { try $0.first("SELECT COUNT(*) AS n FROM counter")?.int("n") } == 5)
        }
    }

    @Test(arguments: TestDatabase.engines) func aReadSeesOneSnapshot(engine: Dialect) async throws {
        try await TestDatabase.with(engine, SampleSchema.plan) { database in
            try await zero(database)
            let (opened, written) = (Signal(), DispatchSemaphore(value: 0))
            async let seen = database.read { connection in
                let before = try connection.first("SELECT n FROM counter")?.int("n")
                opened.fire()
                written.wait()
                return [before, try connection.first("SELECT n FROM counter")?.int("n")]
            }
            await opened.wait()
            try await database.write { try self.increment($0) }
            written.signal()
            #expect(try await seen == [0, 0])
            #expect(try await count(database) == 1)
        }
    }

    @Test(.enabled(if: TestDatabase.postgres != nil)) func aConnectionThatTheServerEndedIsMadeAnew() async throws {
        try await TestDatabase.withURL(.postgres, SampleSchema.plan) { url in
            let database = try await Database.open(url, options: TestDatabase.options(connections: 2))
            try await zero(database)
            let end =
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
            for _ in 0..<3 {
                try TestDatabase.administer(end, url: url)
                #expect(try await count(database) >= 0)
                try TestDatabase.administer(end, url: url)
                try await database.write { try self.increment($0) }
            }
            #expect(try await count(database) == 3)
            await database.close()
        }
    }

    @Test(.enabled(if: TestDatabase.postgres != nil)) func aWriteWhoseConnectionIsEndedMidwayRunsAgainOnce() async throws {
        try await TestDatabase.withURL(.postgres, SampleSchema.plan) { url in
            let database = try await Database.open(url)
            try await zero(database)
            let tries = Mutex(0)
            try await database.write { connection in
                try self.increment(connection)
                if tries.withLock({
                    $0 += 1; return $0
                }) == 1 {
                    try TestDatabase.administer(
                        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()",
                        url: url)
                }
                try self.increment(connection)
            }
            #expect(tries.withLock { $0 } == 2)
            #expect(try await count(database) == 2)
            await database.close()
        }
    }

    @Test(.enabled(if: TestDatabase.postgres != nil)) func aTableChangedByAnotherProcessIsReadAnew() async throws {
        try await TestDatabase.withURL(.postgres, SampleSchema.plan) { url in
            let database = try await Database.open(url, options: TestDatabase.options(connections: 1))
            try await zero(database)
            _ = try await database.read { try $0.query("SELECT * FROM counter") }
            try TestDatabase.administer("ALTER TABLE counter ADD COLUMN more BIGINT", url: url)
            let row = try await database.read { try $0.first("SELECT * FROM counter") }
            #expect(row?.columns == ["name", "n", "more"])
            await database.close()
        }
    }

    @Test(arguments: TestDatabase.engines) func aStatementThatRunsTooLongIsStopped(engine: Dialect) async throws {
        try await TestDatabase.with(engine, options: TestDatabase.options(patience: .seconds(1))) { database in
            do {
                _ = try await database.read { try $0.query(endless) }
                Issue.record("ended")
            } catch DatabaseError.timeout {}
            #expect(try await database.read { try $0.first("SELECT 1 AS one")?.int("one") } == 1)
        }
    }

    @Test(arguments: TestDatabase.engines) func aCancelledTaskStopsItsStatement(engine: Dialect) async throws {
        try await TestDatabase.with(engine, options: TestDatabase.options(connections: 1)) { database async throws in
            let started = Signal()
            let task = Task {
                try await database.read { connection throws in
                    _ = try connection.query("SELECT 1")
                    started.fire()
                    _ = try connection.query(endless)
                }
            }
            await started.wait()
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
            #expect(try await database.read { try $0.first("SELECT 1 AS one")?.int("one") } == 1)
        }
    }

    @Test(arguments: TestDatabase.engines) func aCancelledTaskLeavesTheLine(engine: Dialect) async throws {
        try await TestDatabase.with(engine, options: TestDatabase.options(connections: 1)) { database in
            let (started, go) = (Signal(), DispatchSemaphore(value: 0))
            let first = Task {
                try await database.write { connection in
                    _ = try connection.query("SELECT 1")
                    started.fire()
                    go.wait()
                }
            }
            await started.wait()
            let second = Task { try await database.write { _ = try $0.query("SELECT 1") } }
            second.cancel()
            go.signal()
            try await first.value
            await #expect(throws: CancellationError.self) { try await second.value }
        }
    }

    @Test(arguments: TestDatabase.engines) func aClosedDatabaseSaysSo(engine: Dialect) async throws {
        try await TestDatabase.withURL(engine) { url in
            let database = try await Database.open(url)
            await database.close()
            await #expect(throws: DatabaseError.self) { try await database.read { try $0.query("SELECT 1") } }
        }
    }
}

private let endless: SQL = "WITH RECURSIVE up (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM up) SELECT COUNT(*) AS n FROM up"
