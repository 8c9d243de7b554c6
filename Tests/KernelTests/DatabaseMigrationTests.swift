import HouseTesting
import Kernel
import Testing

@Suite struct Migrations {
    private let first = Migration("2026-11-21-a", slice: "A") { _ in
        ["CREATE TABLE a (id {id})", "INSERT INTO a (id) VALUES ('01KAMB3Q8F5V1M9Z7T2RX4C6DE')"]
    }
    private let second = Migration("2026-11-22-b", slice: "B") { _ in
        ["CREATE TABLE b (id {id}, a {ref} NOT NULL REFERENCES a (id))"]
    }

    @Test(arguments: TestDatabase.engines) func eachRunsOnce(engine: Dialect) async throws {
        try await TestDatabase.with(engine) { database in
            #expect(try await database.migrate([first]) == ["2026-11-21-a"])
            #expect(try await database.migrate([second, first]) == ["2026-11-22-b"])
            #expect(try await database.migrate([first, second]) == [])
            let recorded = try await database.read {
                try $0.query("SELECT id, slice FROM migration ORDER BY id").map { try $0.text("slice") }
            }
            #expect(recorded == ["A", "B"])
        }
    }

    @Test(arguments: TestDatabase.engines) func theyRunByDateAndThenAsListed(engine: Dialect) async throws {
        try await TestDatabase.with(engine) { database async throws in
            let third = Migration("2026-11-22-a", slice: "A") { _ in ["ALTER TABLE b ADD COLUMN n {int}"] }
            #expect(try await database.migrate([second, third, first]) == ["2026-11-21-a", "2026-11-22-b", "2026-11-22-a"])
        }
    }

    @Test(arguments: TestDatabase.engines) func aStepChangedAfterItRanIsRefused(engine: Dialect) async throws {
        try await TestDatabase.with(engine) { database in
            try await database.migrate([first])
            let spaced = Migration("2026-11-21-a", slice: "A") { _ in
                ["CREATE TABLE a\n  (id {id})", "INSERT INTO a (id)\n  VALUES ('01KAMB3Q8F5V1M9Z7T2RX4C6DE')"]
            }
            #expect(try await database.migrate([spaced]) == [])
            let changed = Migration("2026-11-21-a", slice: "A") { _ in ["CREATE TABLE a (id {id}, n {int})"] }
            await #expect(
                throws: DatabaseError.schema("the migration 2026-11-21-a was changed after it ran; append a new one instead")
            ) {
                try await database.migrate([changed])
            }
        }
    }

    @Test(arguments: TestDatabase.engines) func aDatabaseOfANewerProgramIsRefused(engine: Dialect) async throws {
        try await TestDatabase.with(engine) { database in
            try await database.migrate([first, second])
            let told = DatabaseError.schema(
                "the database was made by a newer program, which knows 2026-11-22-b; run that one, or restore a backup")
            await #expect(throws: told) { try await database.migrate([first]) }
        }
    }

    @Test(arguments: TestDatabase.engines) func oneFailureUndoesAll(engine: Dialect) async throws {
        try await TestDatabase.with(engine) { database async throws in
            let broken = Migration("2026-11-23-c", slice: "C") { _ in ["CREATE TABLE c (id {id})", "CREATE TABLE c (id {id})"] }
            await #expect(throws: DatabaseError.self) { try await database.migrate([first, second, broken]) }
            #expect(try await database.migrate([first, second]) == ["2026-11-21-a", "2026-11-22-b"])
        }
    }

    @Test(arguments: TestDatabase.engines) func twoWithOneNameAreRefused(engine: Dialect) async throws {
        try await TestDatabase.with(engine) { database in
            await #expect(throws: DatabaseError.schema("two migrations are called 2026-11-21-a")) {
                try await database.migrate([first, first])
            }
        }
    }

    @Test(arguments: TestDatabase.engines) func severalProcessesMayStartAtOnce(engine: Dialect) async throws {
        try await TestDatabase.withURL(engine) { url in
            let ran = try await withThrowingTaskGroup(of: [String].self) { group in
                for _ in 0..<6 {
                    group.addTask {
                        let database = try await Database.open(url)
                        let ran = try await database.migrate([first, second])
                        await database.close()
                        return ran
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(ran == ["2026-11-21-a", "2026-11-22-b"])
        }
    }

    @Test(arguments: TestDatabase.engines) func theTypesKeepTheirPromise(engine: Dialect) async throws {
        try await TestDatabase.with(engine, SampleSchema.plan) { database in
            let wrong: [SQL] = [
                "UPDATE plan SET id = 'short'", "UPDATE plan SET due = '2025-1-1'", "UPDATE plan SET made = '2025-01-01'",
                "UPDATE plan SET extra = '{'", "UPDATE plan SET open = \(2)", "UPDATE plan SET year = \(1.5)",
            ]
            for sql in wrong {
                await #expect(throws: DatabaseError.self, "\(sql.shown)") {
                    try await database.write { connection in
                        try SampleSchema.insert(connection, "徐州", 2024)
                        try connection.execute(sql)
                    }
                }
            }
        }
    }

    @Test(arguments: TestDatabase.engines) func anUnknownTypeIsTold(engine: Dialect) async throws {
        try await TestDatabase.with(engine) { database in
            let wrong = Migration("2026-11-21-a", slice: "A") { _ in ["CREATE TABLE a (id {uuid})"] }
            await #expect(throws: DatabaseError.statement("no column type is called {uuid}", sql: "CREATE TABLE a (id {uuid})")) {
                try await database.migrate([wrong])
            }
        }
    }
}
