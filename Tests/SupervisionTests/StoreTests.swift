import Calendars
import Foundation
import HouseTesting
import Kernel
import Plan
import Testing

@testable import Supervision

/// Every statement of the slice finds its rows by an index, and the schema refuses what the rules forbid.
@Suite struct SupervisionStoreTests {
    private static let growing: Set<String> = [
        "supervision_order", "supervision_unit", "supervision_step", "supervision_reply", "supervision_dismissal",
        "supervision_setting",
        "supervision_fact", "supervision_meeting", "supervision_decision", "supervision_inspection", "supervision_finding",
        "supervision_notice", "plan", "task", "record", "event",
    ]

    @Test(arguments: TestDatabase.engines) func everyReadIsIndexed(engine: Dialect) async throws {
        try await World.running(engine) { world in
            let plan = world.plan
            let order = RecordID(try await world.order()) ?? .zero, unit = try await world.organisation("市科技局")
            try await world.house.read(as: World.office) { scope in
                let c = scope.connection, today = scope.today
                try expectIndexed(c, growing: SupervisionStoreTests.growing) {
                    _ = try OrderStore.list(plan, on: today, c)
                    _ = try OrderStore.list(plan, on: today, unit: unit, c)
                    _ = try OrderStore.duties(of: unit, c)
                    _ = try OrderStore.waiting(for: unit, c)
                    _ = try OrderStore.find(order, in: plan, c)
                    _ = try OrderStore.find(number: 1, in: plan, c)
                    _ = try OrderStore.nextNumber(plan, c)
                    _ = try OrderStore.nextStep(order, c)
                    _ = try OrderStore.lastDay(order, c)
                    _ = try OrderStore.steps(order, c)
                    _ = try OrderStore.steps(.assign, in: plan, c)
                    _ = try OrderStore.assigned(to: unit, in: today, c)
                    _ = try OrderStore.replies(order, c)
                    _ = try OrderStore.dismissed(plan, upTo: today, c)
                    _ = try OrderStore.setting(plan, c)
                    _ = try MeetingStore.meetings(plan, upTo: today, c)
                    _ = try MeetingStore.find(order, in: plan, c)
                    _ = try MeetingStore.inspections(plan, upTo: today, c)
                    _ = try MeetingStore.inspections(plan, unit: unit, upTo: today, c)
                    _ = try MeetingStore.inspection(order, in: plan, c)
                    _ = try NoticeStore.notices(plan, upTo: today, c)
                    _ = try NoticeStore.find(order, in: plan, c)
                    _ = try NoticeStore.facts(plan, from: today, to: today, c)
                }
            }
        }
    }

    @Test(arguments: TestDatabase.engines) func everyWriteIsIndexed(engine: Dialect) async throws {
        try await World.running(engine) { world in
            let plan = world.plan, id = RecordID(try await world.order()) ?? .zero
            let meeting = RecordID(try await world.meeting(decided: true)) ?? .zero
            let inspection = RecordID(try await world.inspection(sent: false)) ?? .zero
            try await world.house.write(as: World.office) { scope in
                let c = scope.connection, today = scope.today
                let order = try #require(try OrderStore.find(id, in: plan, c))
                try expectIndexed(c, growing: SupervisionStoreTests.growing) {
                    try OrderStore.put(units: order.units, of: id, c)
                    try OrderStore.update(id, to: order.now, assigned: today, c)
                    try OrderStore.set(number: "督〔2024〕1号", of: id, c)
                    try OrderStore.insert(
                        scope.newID(), order: id, unit: order.units[0], text: "说明", evidence: nil, name: nil, on: today, scope)
                    #expect(try OrderStore.answer(id, .declined, "维持", on: today, scope) == 1)
                    #expect(try OrderStore.answer(id, .declined, "维持", on: today, scope) == 0)
                    try OrderStore.dismiss("a", plan: plan, reason: "b", on: today, scope)
                    try OrderStore.put(ladder: "sanming", scheme: "park", plan: plan, scope)
                    try MeetingStore.set(attending: ["甲"], absent: [], of: meeting, c)
                    try MeetingStore.set(order: id, of: 1, meeting: meeting, c)
                    try MeetingStore.issue(meeting, number: nil, on: today, scope)
                    try MeetingStore.send(inspection, on: today, c)
                    try MeetingStore.reply(inspection, "说明", on: today, scope)
                    try MeetingStore.conclude(inspection, "结论", order: nil, on: today, scope)
                    try NoticeStore.insert(
                        Fact(.praised, order.units[0], today, Text("", "")), id: scope.newID(), plan: plan, grounds: "文件", scope)
                }
                scope.record(Event(SupervisionEvents.met, order.subject))
            }
        }
    }

    @Test(arguments: TestDatabase.engines) func theSchemaRefusesWhatTheRulesForbid(engine: Dialect) async throws {
        try await World.running(engine) { world in
            let id = RecordID(try await world.order(["measure": "M1"])) ?? .zero
            let statements: [@Sendable (RecordID) -> SQL] = [
                { "UPDATE supervision_order SET state = 'cleared' WHERE id = \($0)" },
                { "UPDATE supervision_order SET state = 'lost' WHERE id = \($0)" },
                { "UPDATE supervision_order SET due_original = NULL WHERE id = \($0)" },
                { "UPDATE supervision_step SET action = 'return' WHERE order_id = \($0)" },
                { "UPDATE supervision_step SET pending = 'extensionAsked', new_due = due WHERE order_id = \($0)" },
            ]
            for statement in statements {
                await #expect(throws: DatabaseError.self) {
                    try await world.house.write(as: World.office) { scope in
                        try scope.connection.execute(statement(id))
                        scope.record(Event(SupervisionEvents.met, Subject("order", id.description)))
                    }
                }
            }
            // 一事一单 holds in the schema too.
            await #expect(throws: DatabaseError.self) {
                try await world.house.write(as: World.office) { scope in
                    let first = try #require(try OrderStore.find(id, in: world.plan, scope.connection))
                    let second = Order(
                        id: scope.newID(), plan: first.plan, number: 2, kind: .order, title: "x", demand: "", matter: first.matter,
                        ladder: nil,
                        basis: [], documentNumber: nil, origin: nil, task: nil, units: [], openedOn: scope.today, dueOriginal: nil,
                        now: Position(state: .registered))
                    try OrderStore.insert(second, assignedOn: nil, scope)
                    scope.record(Event(SupervisionEvents.met, first.subject))
                }
            }
        }
    }
}
