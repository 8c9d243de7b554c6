import HouseTesting
import Kernel
import Registry
import Testing

@testable import Plan

/// Every statement of the slice finds its rows by an index.
@Suite struct PlanStoreTests {
    private static let growing: Set<String> = [
        "plan", "plan_stage", "plan_rule", "plan_superior", "plan_item", "target", "target_baseline", "target_share", "measure",
        "measure_unit", "task",
        "progress", "record",
        "record_name", "record_status", "record_figure", "file", "event",
    ]

    @Test(arguments: TestDatabase.engines) func everyReadIsIndexed(engine: Dialect) async throws {
        try await World.running(engine) { world in
            let (plan, board, items) = (world.plan, try await world.board(), try await world.items())
            let rows: PlanReads = PlanReads(content: Sample.content)
            try await world.house.read(as: World.office) { scope in
                let connection = scope.connection
                try expectIndexed(connection, growing: PlanStoreTests.growing) {
                    _ = try PlanStore.find(plan, connection)
                    _ = try PlanStore.list(withDrafts: false, connection)
                    _ = try PlanStore.list(withDrafts: true, connection)
                    _ = try PlanStore.source(of: plan, connection)
                    _ = try PlanStore.shares(of: board.targets[0].id, connection)
                    _ = try PlanStore.nextTaskNumber(plan: plan, measure: board.measures[0].id, connection)
                    _ = try PlanStore.nextTaskNumber(plan: plan, measure: nil, connection)
                    _ = try PlanStore.waiting(plan, connection)
                    _ = try BoardStore.board(board.plan, connection)
                    _ = try ItemStore.list(plan, connection)
                    _ = try ItemStore.list(plan, kind: .target, connection)
                    _ = try ItemStore.find(items[0].id, in: plan, connection)
                    _ = try ItemStore.find(.target, key: "T1", in: plan, connection)
                    _ = try rows.cockpit(plan, scope)
                    _ = try AlignmentStore.superior(of: plan, on: scope.today, connection)
                    _ = try Aligning.load(rows, scope)
                    for target in board.targets where target.query != nil {
                        _ = try target.query?.rows(on: scope.today, knownOn: scope.today, connection)
                    }
                }
            }
        }
    }

    @Test(arguments: TestDatabase.engines) func everyWriteIsIndexed(engine: Dialect) async throws {
        try await World.running(engine) { world in
            let (board, items) = (try await world.board(), try await world.items())
            let target = board.targets[0], measure = board.measures[0]
            try await world.house.write(as: World.office) { scope in
                try expectIndexed(scope.connection, growing: PlanStoreTests.growing) {
                    try PlanStore.update(board.plan, scope.connection)
                    try PlanStore.update(card: target, scope.connection)
                    try PlanStore.insert(Sample.baseline(3).of(target), id: scope.newID(), scope)
                    try PlanStore.put(Share(axis: .unit, part: "x", value: 1, by: "y"), target: target.id, scope)
                    _ = try PlanStore.removeShare(.unit, "x", target: target.id, scope.connection)
                    try PlanStore.insert(
                        RuleChoice(preset: "wuhan", from: scope.today, reason: "通知", by: "集群办"), plan: board.plan.id,
                        id: scope.newID(), scope)
                    try AlignmentStore.insert(
                        Superior(superior: nil, from: scope.today, by: "集群办", note: nil), of: board.plan.id, id: scope.newID(),
                        scope)
                    try ItemStore.update(items[0], scope)
                    try ItemStore.set(home: Subject("measure", measure.key), of: items[0].id, scope.connection)
                    let progress = Sample.entry(.measure, measure.id, period: "2024-06-30", state: .submitted).by(measure.units[0])
                    try PlanStore.insert(progress, plan: board.plan.id, scope)
                    #expect(try PlanStore.decide(progress.id, plan: board.plan.id, .approved, reason: nil, scope) == 1)
                    #expect(try PlanStore.decide(progress.id, plan: board.plan.id, .approved, reason: nil, scope) == 0)
                }
                scope.record(Event(PlanEvents.prepared, board.plan.subject))
            }
        }
    }

    @Test(arguments: TestDatabase.engines) func whatIsWrittenReadsBack(engine: Dialect) async throws {
        try await World.running(engine) { world in
            let items = try await world.items()
            #expect(items.filter { $0.kind == .measure }.allSatisfy { $0.home?.kind == "measure" && $0.home?.id == $0.key })
            #expect(items.filter { $0.kind == .organisation }.allSatisfy { $0.home?.kind == "record" })
            try await world.do("plan.task.add", ["measure": "M1", "title": "平台选址", "due": "2024-09-30"])
            let board = try await world.board()
            let task = try #require(board.tasks[board.measures[0].id]?.last)
            #expect(task.title == "平台选址" && task.due == Sample.day("2024-09-30") && task.unitName == "市科技局")
            #expect(board.stages.map(\.stage) == [.inForce])
            #expect(board.targets.first { $0.key == "T7" }?.valueMax == 2)
        }
    }

    @Test(arguments: TestDatabase.engines) func theSchemaRefusesWhatTheRulesForbid(engine: Dialect) async throws {
        try await World.running(engine) { world in
            let board = try await world.board()
            let (plan, measure) = (board.plan, board.measures[0])
            for progress in [
                Sample.entry(.measure, measure.id, period: "2024-06-30", state: .returned).by(measure.units[0]),
                Sample.entry(.measure, measure.id, period: "2024-06-30", doneOn: nil).by(measure.units[0], isDone: true),
            ] {
                await #expect(throws: DatabaseError.self) {
                    try await world.house.write(as: World.office) { scope in
                        try PlanStore.insert(progress, plan: plan.id, scope)
                        scope.record(Event(PlanEvents.prepared, plan.subject))
                    }
                }
            }
        }
    }
}

extension Baseline {
    fileprivate func of(_ target: Target) -> Baseline {
        Baseline(target: target.id, value: value, day: day, source: source, by: by, knownFrom: knownFrom)
    }
}

extension Progress {
    fileprivate func by(_ unit: Measure.Unit, isDone: Bool? = nil) -> Progress {
        Progress(
            id: id, about: about, subject: subject, unit: unit.record, unitName: unit.name, periodEnd: periodEnd, value: value,
            isDone: isDone ?? self.isDone,
            doneOn: doneOn, note: note, evidence: evidence, evidenceName: evidenceName, state: state, submittedBy: submittedBy,
            submittedOn: submittedOn,
            decidedBy: decidedBy, decidedOn: decidedOn, reason: reason)
    }
}
