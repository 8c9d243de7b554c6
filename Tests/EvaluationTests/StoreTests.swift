import Calendars
import HouseTesting
import Kernel
import Plan
import Testing

@testable import Evaluation

/// Evaluations are rows: they read back as they were written, by an index, on both engines; the schema refuses what the rules forbid.
@Suite struct StoreTests {
    private static let growing: Set<String> = [
        "evaluation", "evaluation_step", "plan_succession", "succession_target", "succession_task", "plan", "plan_item", "target",
        "task", "progress", "record",
        "event",
    ]

    @Test(arguments: TestDatabase.engines) func whatIsFrozenReadsBack(engine: Dialect) async throws {
        try await World.city(engine) { world in
            let id = try #require(RecordID(try await world.make(.midterm, "2023-06-30")))
            let made = try await world.report(.midterm, "2023-06-30")
            let (found, steps) = try await world.house.read(as: World.office) { scope in
                (try #require(try EvaluationStore.find(id, scope.connection)), try EvaluationStore.steps(of: id, scope.connection))
            }
            #expect(found.report.figures == made.figures)
            #expect(found.report.quotes == made.quotes)
            #expect(found.report.sections == made.sections)
            #expect(found.report.annexes == made.annexes)
            #expect(found.report == made)
            #expect(found.evaluation.state == .draft && found.evaluation.log > 0 && found.evaluation.organ == "徐州市生物医药产业集群办公室")
            #expect(steps.map(\.state) == [.draft])
        }
    }

    @Test(arguments: TestDatabase.engines) func everyStatementIsIndexed(engine: Dialect) async throws {
        try await World.city(engine) { world in
            let id = try #require(RecordID(try await world.make(.midterm, "2023-06-30"))), plan = world.plan
            let report = try await world.report(.midterm, "2023-06-30")
            try await world.house.write(as: World.office) { scope in
                let connection = scope.connection
                let step = Evaluation.Step(state: .draft, note: nil, by: "x", at: scope.now)
                try expectIndexed(connection, growing: StoreTests.growing) {
                    _ = try EvaluationStore.find(id, connection)
                    _ = try EvaluationStore.list(of: plan, withDrafts: true, connection)
                    _ = try EvaluationStore.list(of: plan, withDrafts: false, connection)
                    _ = try EvaluationStore.list(of: nil, withDrafts: true, connection)
                    _ = try EvaluationStore.steps(of: id, connection)
                    try EvaluationStore.insert(step, of: id, connection)
                    #expect(try EvaluationStore.renew(id, report, log: 9, scope) == 1)
                    #expect(try EvaluationStore.move(id, from: .draft, to: .reviewed, number: nil, connection) == 1)
                    #expect(try EvaluationStore.move(id, from: .draft, to: .reviewed, number: nil, connection) == 0)
                    #expect(try EvaluationStore.renew(id, report, log: 9, scope) == 0)
                }
                scope.record(Event(EvaluationEvents.made, Subject("evaluation", id.description)))
            }
        }
    }

    @Test(arguments: TestDatabase.engines) func theSchemaRefusesWhatTheRulesForbid(engine: Dialect) async throws {
        try await World.city(engine) { world in
            let id = try await world.make(.midterm, "2023-06-30")
            let wrong: [SQL] = [
                "UPDATE evaluation SET doc_number = 'x' WHERE id = \(id)",
                "UPDATE evaluation SET day = '2020-01-01' WHERE id = \(id)",
                "UPDATE evaluation SET plan = NULL WHERE id = \(id)", "UPDATE evaluation SET state = 'sent' WHERE id = \(id)",
            ]
            for sql in wrong {
                await #expect(throws: DatabaseError.self) {
                    try await world.house.write(as: .system) { scope in
                        try scope.connection.execute(sql)
                        scope.record(Event(EvaluationEvents.made, Subject("evaluation", id)))
                    }
                }
            }
        }
    }
}
