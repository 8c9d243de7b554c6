import Calendars
import HouseTesting
import Kernel
import Testing

@testable import Accounts
@testable import Plan
@testable import Reporting

/// Every statement finds its rows by an index, on both engines.
@Suite struct ReportingStoreTests {
    static let growing: Set<String> = [
        "unit_return", "return_line", "period_freeze", "frozen_figure", "target_reporting", "unit_change", "return_link",
        "workbook_batch", "workbook_file",
        "ledger_import", "progress", "plan", "target",
    ]

    @Test(arguments: TestDatabase.engines) func everyReadIsIndexed(engine: Dialect) async throws {
        try await World.opened(engine) { world in
            try await world.submit("市科技局")
            let item = try await world.item("市科技局"), target = try await world.line("市科技局", "技术合同").duty.subject
            let plan = world.plan, period = Day(World.period)!
            try await world.house.read(as: World.office) { scope in
                let connection = scope.connection
                try expectIndexed(connection, growing: ReportingStoreTests.growing) {
                    _ = try ReturnStore.find(item.id, plan: plan, connection)
                    _ = try ReturnStore.find(item.id, connection)
                    _ = try ReturnStore.list(plan, period: period, connection)
                    _ = try ReturnStore.list(of: item.holder, plan, connection)
                    _ = try ReturnStore.latest(of: item.holder, plan, period: period, connection)
                    _ = try ReturnStore.periods(plan, connection)
                    _ = try ReturnStore.lines(item.id, connection)
                    _ = try ReturnStore.lines(plan, period: period, connection)
                    _ = try ReturnStore.lines(about: target, connection)
                    _ = try ReturnStore.unfinished(of: item.holder.unit!, connection)
                    _ = try PeriodStore.freeze(plan, period: period, connection)
                    _ = try PeriodStore.frozen(plan, period: period, connection)
                    _ = try PeriodStore.rule(target, connection)
                    _ = try PeriodStore.rules(plan, connection)
                    _ = try PeriodStore.changes(connection)
                    _ = try LinkStore.find(String(repeating: "A", count: 43), connection)
                    _ = try LinkStore.find(item.id, connection)
                    _ = try LinkStore.latest(plan, period: period, connection)
                    _ = try BookStore.batches(plan, connection)
                    _ = try BookStore.batch(item.id, plan: plan, connection)
                    _ = try BookStore.files(item.id, connection)
                    _ = try BookStore.bytes(item.id, place: 0, connection)
                    _ = try BookStore.answers(item.id, connection)
                    _ = try LedgerStore.find(item.id, plan: plan, connection)
                    _ = try LedgerStore.list(plan, connection)
                    _ = try DeskView.load(PeriodInput(plan: plan), world.returns, scope)
                    _ = try LedgerView.load(PeriodInput(plan: plan), world.returns, scope)
                    _ = try ReturnView.load(item.id, plan, world.returns, scope)
                }
            }
        }
    }

    @Test(arguments: TestDatabase.engines) func everyWriteIsIndexed(engine: Dialect) async throws {
        try await World.opened(engine) { world in
            let item = try await world.item("市科技局"), other = try await world.item("市工信局")
            let line = try await world.line("市科技局", "技术合同")
            let plan = world.plan, period = Day(World.period)!
            try await world.house.write(as: World.office) { scope in
                let connection = scope.connection
                try expectIndexed(connection, growing: ReportingStoreTests.growing) {
                    try ReturnStore.save(Entry(), line: line.id, connection)
                    try ReturnStore.save(evidence: nil, name: nil, line: line.id, connection)
                    try ReturnStore.submit(
                        LineCheck.Checked(value: 1, isDone: false, doneOn: nil, note: ""), line: line.id, connection)
                    #expect(try ReturnStore.submit(item.id, door: .page, daysLate: 0, reason: nil, scope))
                    #expect(try ReturnStore.withdraw(item.id, connection))
                    #expect(try ReturnStore.decide(line.id, .approved, reason: nil, scope) == false)
                    try ReturnStore.close(item.id, .approved, scope)
                    try ReturnStore.hand(other.id, to: other.holder.unit!, connection)
                    try ReturnStore.merge(other.id, into: item.id, from: 100, connection)
                    _ = try PeriodStore.freeze(plan, period: period, note: nil, scope)
                    try PeriodStore.set(.sum, target: line.duty.subject, scope)
                    let link = try LinkStore.add(item.id, scope)
                    try LinkStore.noteOpened(link.id, scope)
                    try LinkStore.noteFilled(link.id, scope)
                    #expect(try LinkStore.use(link.id, scope))
                    #expect(try LinkStore.revoke(link.id, scope) == false)
                    #expect(
                        try BookStore.end(
                            item.id, place: 0, .taken, unitName: nil, item: nil, problems: [], answer: nil, connection) == false)
                    #expect(try LedgerStore.map(item.id, [], connection) == false)
                    #expect(try LedgerStore.take(item.id, count: 1, scope) == false)
                }
                scope.record(Event(ReportingEvents.saved, item.subject, item.words))
            }
        }
    }

    /// The rules stand in the schema: what no code should write, the database refuses.
    @Test(arguments: TestDatabase.engines) func theSchemaRefusesWhatMustNotBe(engine: Dialect) async throws {
        try await World.opened(engine) { world in
            let item = try await world.item("市科技局"), line = try await world.line("市科技局", "技术合同")
            let wrong: [SQL] = [
                "UPDATE unit_return SET state = 'approved' WHERE id = \(item.id)",
                "UPDATE unit_return SET version = 2 WHERE id = \(item.id)",
                "UPDATE unit_return SET unit = NULL WHERE id = \(item.id)",
                "UPDATE return_line SET state = 'returned' WHERE id = \(line.id)",
                "UPDATE return_line SET is_done = TRUE WHERE id = \(line.id)",
                "UPDATE return_line SET progress = \(line.id) WHERE id = \(line.id)",
                "UPDATE return_line SET evidence = \(line.id) WHERE id = \(line.id)",
                "INSERT INTO target_reporting (target, rule, by_name, at) VALUES (\(line.duty.subject), 'one', 'x', \(world.test.clock.now))",
                "INSERT INTO unit_change (id, unit, successor, from_day, source, by_name, at) VALUES (\(line.id), \(item.holder.unit), \(item.holder.unit), '2024-01-01', 'x', 'x', \(world.test.clock.now))",
            ]
            for sql in wrong {
                await #expect(throws: DatabaseError.self, "\(sql.shown)") {
                    try await world.house.database.write { try $0.execute(sql) }
                }
            }
        }
    }
}
