import Calendars
import Foundation
import HouseTesting
import Kernel
import Testing

@Suite struct PostgreSQL {
    @Test(
        .enabled(if: TestDatabase.postgres != nil, "YAOLIAN_TEST_POSTGRES is not set: the PostgreSQL half of the tests is left out")
    )
    func isThere() throws {
        try TestDatabase.administer("SELECT 1")
    }
}

@Suite struct DatabaseBasics {
    @Test(arguments: TestDatabase.engines) func everyTypeComesBackAsItWentIn(engine: Dialect) async throws {
        try await TestDatabase.with(engine, SampleSchema.plan) { database in
            let id = SampleSchema.ids.next()
            let day = try #require(Day("2025-12-31"))
            let made = Date(timeIntervalSince1970: 1_700_000_000.125)
            try await database.write { connection in
                try connection.execute(
                    """
                    INSERT INTO plan (id, city, year, budget, share, open, due, made, extra, seal)
                    VALUES (\(id), \("徐州"), \(2023), \(Int64.max), \(0.1), \(true), \(day), \(made), \(JSONText(#"{"n": 7}"#)), \([UInt8](0...255)))
                    """)
            }
            let row = try #require(
                try await database.read { try $0.first("SELECT *, extra->>'n' AS n FROM plan WHERE id = \(id)") })
            #expect(try row.id("id") == id)
            #expect(try row.text("city") == "徐州")
            #expect(try row.int("year") == 2023)
            #expect(try row.int("budget") == Int.max)
            #expect(try row.double("share") == 0.1)
            #expect(try row.bool("open"))
            #expect(try row.day("due") == day)
            #expect(try row.time("made") == made)
            #expect(try row.blob("seal") == [UInt8](0...255))
        }
    }

    @Test(arguments: TestDatabase.engines) func aThrownErrorUndoesTheWrite(engine: Dialect) async throws {
        try await TestDatabase.with(engine, SampleSchema.plan) { database in
            struct Stop: Error {}
            await #expect(throws: Stop.self) {
                try await database.write { connection in
                    try SampleSchema.insert(connection, "泰州", 2024)
                    throw Stop()
                }
            }
            let plans = try await database.read { try $0.query("SELECT id FROM plan") }
            #expect(plans.isEmpty)
        }
    }

    @Test(arguments: TestDatabase.engines) func aReadCannotWrite(engine: Dialect) async throws {
        try await TestDatabase.with(engine, SampleSchema.plan) { database in
            do {
                try await database.read { _ = try SampleSchema.insert($0, "泰州", 2024) }
                Issue.record("written")
            } catch DatabaseError.readOnly {}
        }
    }

    @Test(arguments: TestDatabase.engines) func anAbsentArgumentMatchesEveryRow(engine: Dialect) async throws {
        try await TestDatabase.with(engine, SampleSchema.plan) { database in
            try await database.write { connection in
                try SampleSchema.insert(connection, "泰州", 2024)
                try SampleSchema.insert(connection, "徐州", 2023)
            }
            func count(_ city: String?, _ year: Int?) async throws -> Int {
                try await database.read { connection in
                    try connection.query(
                        "SELECT id FROM plan WHERE (\(city) IS NULL OR city = \(city)) AND (\(year) IS NULL OR year = \(year))"
                    ).count
                }
            }
            #expect(try await count(nil, nil) == 2)
            #expect(try await count("泰州", nil) == 1)
            #expect(try await count("泰州", 2023) == 0)
            #expect(try await count(nil, 2023) == 1)
        }
    }
}
