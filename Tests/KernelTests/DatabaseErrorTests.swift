import HouseTesting
import Kernel
import Testing

@Suite struct DatabaseErrors {
    private func error(_ engine: Dialect, _ body: @escaping @Sendable (Connection) throws -> Void) async throws -> DatabaseError? {
        try await TestDatabase.with(engine, SampleSchema.plan) { database in
            do {
                try await database.write { connection in
                    try SampleSchema.insert(connection, "徐州", 2024)
                    try body(connection)
                }
                return nil
            } catch let error as DatabaseError { return error }
        }
    }

    @Test(arguments: TestDatabase.engines) func aSecondRowLikeTheFirst(engine: Dialect) async throws {
        let error = try await error(engine) { _ = try SampleSchema.insert($0, "徐州", 2024) }
        guard case .unique("plan", ["city", "year"], let sql) = error else { throw try #require(error) }
        #expect(!sql.contains("徐州"))
    }

    @Test(arguments: TestDatabase.engines) func aSecondRowWithTheSameKey(engine: Dialect) async throws {
        let error = try await error(engine) {
            try $0.execute("INSERT INTO counter (name, n) VALUES ('a', 1)")
            try $0.execute("INSERT INTO counter (name, n) VALUES ('a', 2)")
        }
        #expect(error == .unique(table: "counter", columns: ["name"], sql: "INSERT INTO counter (name, n) VALUES ('a', 2)"))
    }

    @Test(arguments: TestDatabase.engines) func aRowThatRefersToNothing(engine: Dialect) async throws {
        let error = try await error(engine) {
            try $0.execute(
                "INSERT INTO measure (id, plan, title) VALUES (\(SampleSchema.ids.next()), \(SampleSchema.ids.next()), 'a')")
        }
        guard case .foreignKey = error else { throw try #require(error) }
    }

    @Test(arguments: TestDatabase.engines) func aRowStillReferredTo(engine: Dialect) async throws {
        let error = try await error(engine) {
            try $0.execute("INSERT INTO measure (id, plan, title) SELECT \(SampleSchema.ids.next()), id, 'a' FROM plan")
            try $0.execute("DELETE FROM plan")
        }
        guard case .foreignKey("DELETE FROM plan") = error else { throw try #require(error) }
    }

    @Test(arguments: TestDatabase.engines) func aMissingValue(engine: Dialect) async throws {
        let none: String? = nil
        let error = try await error(engine) { try $0.execute("UPDATE plan SET city = \(none)") }
        #expect(error == .notNull(table: "plan", column: "city", sql: "UPDATE plan SET city = $1"))
    }

    @Test(arguments: TestDatabase.engines) func aBrokenCheck(engine: Dialect) async throws {
        let error = try await error(engine) { try $0.execute("UPDATE plan SET year = 1900") }
        #expect(error == .check(constraint: "plan_year", sql: "UPDATE plan SET year = 1900"))
    }

    @Test(
        arguments: TestDatabase.engines,
        ["SELEC 1", "SELECT * FROM nowhere", "SELECT nothing FROM plan", "SELECT 1; SELECT 2"] as [SQL])
    func whatIsNotAStatementOfThisSchema(engine: Dialect, sql: SQL) async throws {
        let error = try await error(engine) { _ = try $0.query(sql) }
        guard case .statement = error else { throw error ?? .connection("no error") }
    }

    @Test(arguments: TestDatabase.engines) func aValueOfAnotherType(engine: Dialect) async throws {
        let error = try await error(engine) { try $0.execute("UPDATE plan SET year = \("zwei")") }
        guard case .statement = error else { throw try #require(error) }
    }

    @Test(arguments: TestDatabase.engines) func aSwallowedErrorKeepsTheTransactionFromBeingCommitted(engine: Dialect) async throws {
        try await TestDatabase.with(engine, SampleSchema.plan) { database in
            await #expect(throws: DatabaseError.aborted(sql: "COMMIT")) {
                try await database.write { connection in
                    try SampleSchema.insert(connection, "徐州", 2024)
                    _ = try? SampleSchema.insert(connection, "徐州", 2024)
                }
            }
            await #expect(throws: DatabaseError.aborted(sql: "SELECT 1")) {
                try await database.write { connection in
                    _ = try? connection.query("SELECT nothing FROM plan")
                    _ = try connection.query("SELECT 1")
                }
            }
            let plans = try await database.read { try $0.query("SELECT id FROM plan") }
            #expect(plans.isEmpty)
        }
    }

    @Test(arguments: TestDatabase.engines) func aSavepointUndoesItsOwnPartOnly(engine: Dialect) async throws {
        try await TestDatabase.with(engine, SampleSchema.plan) { database in
            let cities = try await database.write { connection in
                var refused = 0
                for city in ["徐州", "泰州", "徐州", "银川"] {
                    do {
                        try connection.savepoint {
                            try connection.execute(
                                "INSERT INTO counter (name, n) VALUES (\(city), 1) ON CONFLICT (name) DO UPDATE SET n = 9")
                            try connection.savepoint { _ = try SampleSchema.insert(connection, city, 2024) }
                        }
                    } catch DatabaseError.unique { refused += 1 }
                }
                #expect(refused == 1)
                #expect(try connection.query("SELECT n FROM counter WHERE n = 9").isEmpty)
                return try connection.query("SELECT city FROM plan ORDER BY id").map { try $0.text("city") }
            }
            #expect(cities == ["徐州", "泰州", "银川"])
        }
    }

    @Test func anAddressThatNamesNoDatabaseIsRefused() async {
        for url in [
            "", "mysql://a", "sqlite:", "sqlite:/no/such/folder/a.db", "postgresql:///x?host=/no/such/folder&connect_timeout=1",
        ] {
            do {
                _ = try await Database.open(url)
                Issue.record("opened \(url)")
            } catch DatabaseError.connection {
            } catch { Issue.record("\(url): \(error)") }
        }
    }
}

@Suite struct DatabaseErrorTexts {
    @Test(
        arguments: [
            (
                DatabaseError.unique(table: "plan", columns: ["city", "year"], sql: "INSERT …"),
                "a row with the same city, year exists in plan: INSERT …"
            ),
            (.foreignKey(sql: "DELETE …"), "the row referred to is missing, or is still referred to: DELETE …"),
            (.notNull(table: "plan", column: "city", sql: "UPDATE …"), "plan.city must have a value: UPDATE …"),
            (.busy(sql: "UPDATE …"), "the database is busy with other writers: UPDATE …"),
            (.timeout(sql: "SELECT …"), "the statement took too long: SELECT …"),
            (.aborted(sql: "COMMIT"), "an earlier statement of this transaction failed: COMMIT"),
            (.connection("refused"), "no connection to the database: refused"),
        ])
    func anErrorSaysWhatAndWhere(error: DatabaseError, text: String) { #expect("\(error)" == text) }
}

@Suite struct PostgresAddresses {
    @Test func aWrongAddressDoesNotRepeatItsPassword() async {
        for url in [
            "postgresql://user:secret secret@host/db", "postgresql://user:secret@host:99x/db", "postgresql://user:secret@[host/db",
        ] {
            do {
                _ = try await Database.open(url)
                Issue.record("opened")
            } catch { #expect(!"\(error)".contains("secret")) }
        }
    }
}
