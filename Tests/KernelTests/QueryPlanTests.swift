import HouseTesting
import Kernel
import Testing

@Suite struct QueryPlans {
    private static let growing: Set<String> = ["plan", "measure"]

    private func problems(_ engine: Dialect, _ sql: SQL) async throws -> [String] {
        try await TestDatabase.with(engine, SampleSchema.plan) { database in
            try await database.write { try QueryPlan.plans(of: [sql], $0).flatMap { $0.problems(QueryPlans.growing) } }
        }
    }

    @Test(
        arguments: TestDatabase.engines,
        [
            "SELECT title FROM measure WHERE plan = \("a") ORDER BY id LIMIT 10", "SELECT * FROM plan ORDER BY id LIMIT \(50)",
            "SELECT m.title FROM plan AS p JOIN measure AS m ON m.plan = p.id WHERE p.city = \("a") AND p.year = \(2024)",
            "UPDATE plan SET share = 1 WHERE id = \("a")", "SELECT name FROM counter",
            "INSERT INTO counter (name, n) VALUES ('a', 1)",
        ] as [SQL])
    func whatFollowsAnIndexIsAccepted(engine: Dialect, sql: SQL) async throws {
        #expect(try await problems(engine, sql) == [])
    }

    @Test(
        arguments: TestDatabase.engines,
        [
            "SELECT title FROM measure WHERE title = \("a")", "SELECT COUNT(*) AS n FROM plan",
            "SELECT p.id FROM plan p WHERE p.share > 1",
            "SELECT * FROM plan ORDER BY share, id LIMIT 10", "DELETE FROM measure WHERE title = \("a")",
            "SELECT p.city FROM plan AS p JOIN measure AS m ON m.title = p.city WHERE p.id = \("a")",
        ] as [SQL])
    func whatReadsAllOfAGrowingTableIsTold(engine: Dialect, sql: SQL) async throws {
        #expect(try await !problems(engine, sql).isEmpty)
    }
}
