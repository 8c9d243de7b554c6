import Foundation
import HouseTesting
import Kernel
import Testing

@Suite struct DatabaseBulk {
    /// The memory is the whole process's, so `./dev test` runs this test alone besides; among others only the rows are counted.
    private static let isAlone = ProcessInfo.processInfo.environment["YAOLIAN_TEST_ALONE"] != nil

    @Test(arguments: TestDatabase.engines) func aHundredThousandRowsPassThroughInBoundedMemory(engine: Dialect) async throws {
        try await TestDatabase.with(engine, SampleSchema.plan) { database in
            let filler = String(repeating: "药", count: 300)
            let inserted = try await database.write { connection in
                try connection.insertMany(
                    into: "counter", columns: ["name", "n"],
                    rows: (0..<100_000).lazy.map { [.text("\($0) \(filler)"), .int(Int64($0))] })
            }
            #expect(inserted == 100_000)
            let before = peakMemory()
            let (count, sum) = try await database.read { connection in
                var (count, sum) = (0, 0)
                try connection.each("SELECT name, n FROM counter") { row in
                    count += 1
                    sum += try row.int("n")
                    if count % 40_000 == 0 { _ = try connection.query("SELECT n FROM counter LIMIT 1") }
                }
                return (count, sum)
            }
            #expect(count == 100_000)
            #expect(sum == 4_999_950_000)
            // The names alone are 90 MB.
            if Self.isAlone { #expect(peakMemory() - before < 60_000) }
        }
    }

    /// In kilobytes.
    private func peakMemory() -> Int {
        let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
        let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
        return line.split(separator: " ").compactMap { Int($0) }.first ?? 0
    }

    @Test(arguments: TestDatabase.engines) func oneWrongRowUndoesTheInsertAndNothingElse(engine: Dialect) async throws {
        try await TestDatabase.with(engine, SampleSchema.plan) { database async throws in
            let names = try await database.write { connection throws in
                try connection.execute("INSERT INTO counter (name, n) VALUES ('kept', 1)")
                let rows: [[SQLValue]] = [[.text("a"), .int(1)], [.text("b"), .int(2)], [.text("a"), .int(3)]]
                do {
                    try connection.insertMany(into: "counter", columns: ["name", "n"], rows: rows)
                    Issue.record("inserted")
                } catch DatabaseError.unique("counter", ["name"], _) {}
                do {
                    try connection.insertMany(
                        into: "counter", columns: ["name", "n"], rows: [[.text("c"), .int(1)], [.text("d")]])
                    Issue.record("inserted")
                } catch DatabaseError.argument(let message, _) { #expect(message == "1 values for 2 columns") }
                return try connection.query("SELECT name FROM counter").map { try $0.text("name") }
            }
            #expect(names == ["kept"])
        }
    }

    @Test(arguments: TestDatabase.engines) func aStreamTakesArgumentsAndOnlyReads(engine: Dialect) async throws {
        try await TestDatabase.with(engine, SampleSchema.plan) { database in
            let names = try await database.write { connection in
                try connection.insertMany(
                    into: "counter", columns: ["name", "n"], rows: (0..<1500).map { [.text("\($0)"), .int(Int64($0))] })
                var names: [String] = []
                let none: String? = nil
                try connection.each("SELECT name FROM counter WHERE n >= \(0) AND (\(none) IS NULL OR name = \(none)) ORDER BY n") {
                    names.append(try $0.text("name"))
                }
                return names
            }
            #expect(names == (0..<1500).map(String.init))
            do {
                try await database.write { try $0.each("DELETE FROM counter") { _ in } }
                Issue.record("deleted")
            } catch DatabaseError.statement {}
        }
    }

    @Test(arguments: TestDatabase.engines) func aBodyThatThrowsEndsTheStream(engine: Dialect) async throws {
        try await TestDatabase.with(engine, SampleSchema.plan) { database async throws in
            struct Enough: Error {}
            let left = try await database.write { connection throws in
                try connection.insertMany(
                    into: "counter", columns: ["name", "n"], rows: (0..<2000).map { [.text("\($0)"), .int(Int64($0))] })
                do { try connection.each("SELECT n FROM counter") { if try $0.int("n") == 700 { throw Enough() } } } catch is Enough
                {}
                return try connection.first("SELECT COUNT(*) AS n FROM counter")?.int("n")
            }
            #expect(left == 2000)
        }
    }

    @Test(arguments: TestDatabase.engines) func theCountOfAStatementIsItsRows(engine: Dialect) async throws {
        try await TestDatabase.with(engine, SampleSchema.plan) { database async throws in
            try await database.write { connection throws in
                #expect(
                    try connection.insertMany(
                        into: "counter", columns: ["name", "n"], rows: [[.text("a"), .int(1)], [.text("b"), .int(2)]]) == 2)
                #expect(try connection.execute("UPDATE counter SET n = n + 1") == 2)
                #expect(try connection.execute("DELETE FROM counter WHERE n > 100") == 0)
                #expect(try connection.execute("CREATE TABLE other (n BIGINT)") == 0)
                #expect(try connection.execute("DELETE FROM counter") == 2)
                #expect(try connection.insertMany(into: "counter", columns: ["name", "n"], rows: []) == 0)
            }
        }
    }

    @Test(arguments: TestDatabase.engines) func manyDifferentStatementsAreServed(engine: Dialect) async throws {
        try await TestDatabase.with(engine, SampleSchema.plan) { database in
            let sum = try await database.read { connection in
                try (1...600).reduce(0) { sum, n in
                    let columns = SQL.joined((0..<(n % 30 + 1)).map { "\($0) AS c\(raw: "x")" }, by: ", ")
                    return try sum
                        + connection.query(
                            "SELECT \(columns), \(n) AS n FROM counter WHERE n > \(n) UNION ALL SELECT \(columns), 1 "
                        ).count
                }
            }
            #expect(sum == 600)
        }
    }
}
