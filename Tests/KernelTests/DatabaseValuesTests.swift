import Calendars
import Foundation
import HouseTesting
import Kernel
import Testing

@Suite struct DatabaseValues {
    @Test(
        arguments: TestDatabase.engines,
        [
            "'; DROP TABLE plan; --", "\\'; DELETE FROM plan; /*", "$1 ?1 :a @b", "C:\\new\\table\t\r\n\u{1}", "{id} {text}",
            "%_\\%",
            "𠮷野家 👩‍👩‍👧 ﷽ \u{FEFF}\u{200B}e\u{301}", "\\N", "\\.", "", "NULL", "\u{FFFF}\u{10FFFF}",
        ])
    func textComesBackByteForByte(engine: Dialect, text: String) async throws {
        try await TestDatabase.with(engine, SampleSchema.plan) { database in
            let id = SampleSchema.ids.next()
            let row = try await database.write { connection in
                try SampleSchema.insert(connection, text, 2024)
                try connection.insertMany(
                    into: "plan", columns: ["id", "city", "year", "open"],
                    rows: [[id.sqlValue, .text(text), .int(2025), .bool(false)]])
                return try connection.query("SELECT city, year FROM plan WHERE city = \(text) ORDER BY year")
            }
            #expect(try row.map { try Array($0.text("city").utf8) } == [Array(text.utf8), Array(text.utf8)])
        }
    }

    @Test(arguments: TestDatabase.engines) func theCharacterNulIsRefusedAndTheTransactionGoesOn(engine: Dialect) async throws {
        try await TestDatabase.with(engine, SampleSchema.plan) { database async throws in
            let count = try await database.write { connection throws in
                #expect(throws: DatabaseError.self) { try SampleSchema.insert(connection, "徐\u{0}州", 2024) }
                do {
                    _ = try connection.insertMany(into: "counter", columns: ["name", "n"], rows: [[.text("a\u{0}"), .int(1)]])
                    Issue.record("inserted")
                } catch DatabaseError.argument(let message, _) { #expect(message == "an argument has the character U+0000") }
                try SampleSchema.insert(connection, "徐州", 2024)
                return try connection.query("SELECT id FROM plan").count + connection.query("SELECT n FROM counter").count
            }
            #expect(count == 1)
        }
    }

    @Test(arguments: TestDatabase.engines, [Double.nan, .infinity, -.infinity])
    func aNumberThatIsNotFiniteIsRefused(engine: Dialect, number: Double) async throws {
        try await TestDatabase.with(engine, SampleSchema.plan) { database async throws in
            do {
                try await database.write { _ = try $0.execute("UPDATE plan SET share = \(number)") }
                Issue.record("bound")
            } catch DatabaseError.argument(let message, let sql) {
                #expect(message == "an argument is not a finite number")
                #expect(sql == "UPDATE plan SET share = $1")
            }
        }
    }

    @Test(arguments: TestDatabase.engines, [Int64.min, -1, 0, 9_007_199_254_740_993, Int64.max])
    func everyWholeNumberOf64BitsIsKept(engine: Dialect, number: Int64) async throws {
        try await TestDatabase.with(engine, SampleSchema.plan) { database async throws in
            let row = try await database.write { connection throws in
                try connection.execute("INSERT INTO counter (name, n) VALUES ('a', \(number))")
                return try connection.first("SELECT n FROM counter WHERE n = \(number)")
            }
            #expect(try row?.value("n") == .int(number))
        }
    }

    @Test(
        arguments: TestDatabase.engines, [0.1, -0.0, 5.0, 1e308, 2.2250738585072014e-308, Double.leastNonzeroMagnitude, 1.0 / 3.0])
    func everyFiniteNumberIsKept(engine: Dialect, number: Double) async throws {
        try await TestDatabase.with(engine, SampleSchema.plan) { database async throws in
            let found = try await database.write { connection throws in
                let id = try SampleSchema.insert(connection, "a", 2024)
                let row = try connection.first("UPDATE plan SET share = \(number) WHERE id = \(id) RETURNING share")
                return try (row?.double("share"), connection.first("SELECT share FROM plan")?.double("share"))
            }
            #expect(found.0 == number)
            #expect(found.1 == number)
        }
    }

    @Test(arguments: TestDatabase.engines) func piecesKeepTheirArgumentsInOrder(engine: Dialect) async throws {
        try await TestDatabase.with(engine) { database in
            let (first, second, third) = ("one", 2, "three")
            let tail: SQL = "\(second) AS b, \(third) AS c"
            let whole = SQL.joined(["\(first) AS a", tail], by: ", ")
            let row = try await database.read { try $0.first("SELECT " + whole + ", \(first) AS d") }
            #expect(try row?.text("a") == "one")
            #expect(try row?.int("b") == 2)
            #expect(try row?.text("c") == "three")
            #expect(try row?.text("d") == "one")
            #expect(("SELECT " + whole).shown == "SELECT $1 AS a, $2 AS b, $3 AS c")
        }
    }

    @Test(arguments: TestDatabase.engines) func aListIsBoundAndAnEmptyOneMatchesNothing(engine: Dialect) async throws {
        try await TestDatabase.with(engine, SampleSchema.plan) { database in
            try await database.write { connection in
                for year in 2001...2100 { try SampleSchema.insert(connection, "徐州", year) }
            }
            func count(_ years: [Int]) async throws -> Int {
                try await database.read { try $0.query("SELECT id FROM plan WHERE year IN (\(values: years))").count }
            }
            #expect(try await count([]) == 0)
            #expect(try await count([2001, 2050, 1999]) == 2)
            #expect(try await count(Array(2001...2100)) == 100)
        }
    }

    @Test(arguments: TestDatabase.engines) func aParameterWrittenByHandIsRefusedSomewhere(engine: Dialect) async throws {
        try await TestDatabase.with(engine, SampleSchema.plan) { database in
            await #expect(throws: DatabaseError.self) {
                try await database.read { try $0.query("SELECT id FROM plan WHERE city = $1") }
            }
        }
    }

    @Test(arguments: TestDatabase.engines) func sumsAndMeansOfWholeNumbersAreNumbers(engine: Dialect) async throws {
        try await TestDatabase.with(engine, SampleSchema.plan) { database in
            let row = try await database.write { connection in
                try connection.insertMany(
                    into: "counter", columns: ["name", "n"], rows: [[.text("a"), .int(3)], [.text("b"), .int(4)]])
                return try connection.first(
                    "SELECT SUM(n) AS total, AVG(n) AS mean, COUNT(*) AS n, COUNT(*) FILTER (WHERE n > 3) AS above FROM counter")
            }
            #expect(try row?.int("total") == 7)
            #expect(try row?.double("mean") == 3.5)
            #expect(try row?.int("n") == 2)
            #expect(try row?.int("above") == 1)
        }
    }

    @Test(arguments: TestDatabase.engines) func aMissingColumnAWrongTypeAndANullAreTold(engine: Dialect) async throws {
        try await TestDatabase.with(engine, SampleSchema.plan) { database in
            let found = try await database.write { connection in
                try SampleSchema.insert(connection, "徐州", 2024)
                return try connection.first("SELECT id, city, year, budget, due FROM plan")
            }
            let row = try #require(found)
            func problem(_ read: (Row) throws(DatabaseError) -> some Any) -> String {
                do throws(DatabaseError) {
                    _ = try read(row)
                    return "read"
                } catch { return error.description }
            }
            #expect(
                problem { r throws(DatabaseError) in try r.int("years") }
                    == "column years: the result has only id, city, year, budget, due")
            #expect(
                problem { r throws(DatabaseError) in try r.int("city") } == "column city: the value is text, not a whole number")
            #expect(
                problem { r throws(DatabaseError) in try r.text("year") } == "column year: the value is a whole number, not text")
            #expect(
                problem { r throws(DatabaseError) in try r.bool("year") }
                    == "column year: the value is a whole number, not yes or no")
            #expect(problem { r throws(DatabaseError) in try r.int("budget") } == "column budget: the value is null")
            #expect(problem { r throws(DatabaseError) in try r.day("city") } == "column city: the text is not a day YYYY-MM-DD")
            #expect(problem { r throws(DatabaseError) in try r.id("city") } == "column city: the text is not a record id")
            #expect(try row.optionalDay("due") == nil)
        }
    }

    @Test(arguments: TestDatabase.engines) func textIsSortedByCodePoint(engine: Dialect) async throws {
        try await TestDatabase.with(engine, SampleSchema.plan) { database in
            let names = ["b", "B", "a", "é", "药", "z", "𠮷", "1", "_"]
            let sorted = try await database.write { connection in
                try connection.insertMany(into: "counter", columns: ["name", "n"], rows: names.map { [.text($0), .int(0)] })
                return try connection.query("SELECT name FROM counter ORDER BY name").map { try $0.text("name") }
            }
            #expect(sorted == names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) })
        }
    }

    @Test(
        arguments: [
            (0, "1970-01-01T00:00:00.000Z"), (1_700_000_000.1255, "2023-11-14T22:13:20.126Z"), (-0.001, "1969-12-31T23:59:59.999Z"),
            (-62_135_596_800, "0001-01-01T00:00:00.000Z"), (253_402_300_799.999, "9999-12-31T23:59:59.999Z"),
            (1e18, "9999-12-31T23:59:59.999Z"), (-Double.infinity, "0001-01-01T00:00:00.000Z"),
        ] as [(Double, String)])
    func aMomentHasOneSpelling(seconds: Double, text: String) {
        #expect(Date(timeIntervalSince1970: seconds).sqlValue == .text(text))
    }
}
