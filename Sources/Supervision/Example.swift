import Calendars
import Foundation
import Kernel
import Plan
import Yams

/// Orders, a meeting and a circular of the example city, from a content file; every one marked 示例 by its plan.
public struct SupervisionExample: Sendable {
    struct Facts: Sendable, Codable {
        struct StepFacts: Sendable, Codable {
            let on: Day
            let action: OrderAction
            let text: String?
            let reason: String?
            let newDue: Day?
            let other: String?
        }
        struct OrderFacts: Sendable, Codable {
            let kind: OrderKind
            let title: String
            let demand: String
            let unit: String
            let support: [String]?
            let due: Day
            let documentNumber: String?
            let steps: [StepFacts]
        }
        struct DecisionFacts: Sendable, Codable {
            let words: String
            let unit: String?
            let due: Day?
        }
        struct MeetingFacts: Sendable, Codable {
            let kind: MeetingKind
            let title: String
            let day: Day
            let place: String?
            let chair: String
            let agenda: [String]
            let attending: [String]?
            let absent: [String]?
            let issued: Day?
            let decisions: [DecisionFacts]?
        }
        struct ReplyFacts: Sendable, Codable {
            let order: String
            let on: Day
            let text: String
        }
        struct NoticeFacts: Sendable, Codable {
            let kind: Notice.Kind
            let unit: String
            let title: String
            let words: String
            let from: Day
            let to: Day
            let issued: Day
            let facts: [Words]
        }
        let meetings: [MeetingFacts]
        let orders: [OrderFacts]
        let decisions: [Int: [StepFacts]]
        let replies: [ReplyFacts]
        let notices: [NoticeFacts]
    }

    let facts: Facts
    let ordering: Ordering
    private static let by = "示例"

    /// Reads `example/supervision.yaml` below the content folder.
    public init(folder: URL, endpoints: SupervisionEndpoints) throws {
        let yaml = try String(contentsOf: folder.appending(path: "example/supervision.yaml"), encoding: .utf8)
        do { facts = try YAMLDecoder().decode(Facts.self, from: yaml) } catch {
            throw ContentFault(file: "example/supervision.yaml", reason: "\(error)")
        }
        ordering = endpoints.ordering
    }

    /// Loads it into the example's plan where that has no order yet.
    public func load(into house: House) async throws {
        let plan = try await house.read(as: .system) { scope -> Plan? in
            guard let plan = try ordering.reads.plans.published(scope).first(where: \.isExample) else { return nil }
            return try OrderStore.nextNumber(plan.id, scope.connection) == 1 ? plan : nil
        }
        guard let plan else { return }
        try await house.write(as: .system) { scope in try run(plan, &scope) }
    }

    private func run(_ plan: Plan, _ scope: inout Scope) throws {
        var orders: [String: RecordID] = [:]
        for facts in facts.meetings { try meet(facts, plan, &scope) }
        for facts in facts.orders {
            guard let first = facts.steps.first else { continue }
            var fresh = Ordering.Fresh(
                kind: facts.kind, title: facts.title, demand: facts.demand, due: facts.due, documentNumber: facts.documentNumber,
                assigns: false)
            fresh.units = try ordering.units(facts.unit, facts.support ?? [], scope)
            let order = try ordering.make(fresh, plan, on: first.on, &scope)
            orders[facts.title] = order.id
            try walk(order.id, plan, facts.steps.dropFirst(), scope)
        }
        for reply in facts.replies {
            guard let id = orders[reply.order], let order = try OrderStore.find(id, in: plan.id, scope.connection),
                let lead = order.lead
            else { continue }
            try OrderStore.insert(
                scope.newID(), order: id, unit: lead, text: reply.text, evidence: nil, name: nil, on: reply.on, scope)
            try step(order, .reply, order.now, on: reply.on, text: reply.text, reason: nil, other: nil, scope)
        }
        for notice in facts.notices {
            try NoticeStore.insert(
                Notice(
                    id: scope.newID(), plan: plan.id, kind: notice.kind,
                    unit: try ordering.reads.unit(notice.unit, .lead, field: "unit", scope), title: notice.title,
                    words: notice.words,
                    facts: notice.facts.map(\.text), from: notice.from, to: notice.to, documentNumber: nil, issuedOn: notice.issued,
                    issuedBy: Self.by, order: nil), scope)
        }
    }

    private func meet(_ facts: Facts.MeetingFacts, _ plan: Plan, _ scope: inout Scope) throws {
        let meeting = Meeting(
            id: scope.newID(), plan: plan.id, kind: facts.kind, title: facts.title, day: facts.day, place: facts.place,
            chair: facts.chair, agenda: facts.agenda, attending: facts.attending ?? [], absent: facts.absent ?? [],
            documentNumber: nil,
            issuedOn: nil, issuedBy: nil, decisions: [])
        try MeetingStore.insert(meeting, scope)
        for (index, decision) in (facts.decisions ?? []).enumerated() {
            let unit = try decision.unit.map { try ordering.reads.unit($0, .lead, field: "unit", scope) }
            try MeetingStore.insert(
                Meeting.Decision(
                    number: index + 1, words: decision.words, unit: unit?.record, unitName: unit?.name, due: decision.due,
                    order: nil),
                of: meeting.id, scope)
            guard let issued = facts.issued, let unit, let due = decision.due else { continue }
            let order = try ordering.make(
                Ordering.Fresh(
                    kind: .decision, title: decision.words, demand: decision.words, units: [unit], due: due,
                    basis: [
                        Text(
                            "\(facts.title)（\(facts.day)）议定事项第\(index + 1)项",
                            "Decision \(index + 1) of \(facts.title), \(facts.day)")
                    ], origin: Subject("meeting", meeting.id.description)), plan, on: issued, &scope)
            try MeetingStore.set(order: order.id, of: index + 1, meeting: meeting.id, scope.connection)
            try walk(order.id, plan, (self.facts.decisions[index + 1] ?? [])[...], scope)
        }
        if let issued = facts.issued { try MeetingStore.issue(meeting.id, number: nil, on: issued, scope) }
        scope.record(
            Event(
                SupervisionEvents.met, Subject("meeting", meeting.id.description), in: plan.subject,
                ["kind": meeting.kind.label.zh, "kindEn": meeting.kind.label.en, "title": meeting.title]))
    }

    /// Steps that the table allows, whoever took them; a step that it does not allow stops the loading.
    private func walk(_ id: RecordID, _ plan: Plan, _ steps: ArraySlice<Facts.StepFacts>, _ scope: Scope) throws {
        for facts in steps {
            guard let order = try OrderStore.find(id, in: plan.id, scope.connection) else { return }
            let row = try Machine.row(
                facts.action, order.now, by: [.office, .leader, .lead, .unit], on: facts.on, number: order.number)
            let after = Machine.after(
                row, order.now, on: facts.on, due: order.now.due, newDue: facts.newDue, level: order.now.level)
            try step(order, facts.action, after, on: facts.on, text: facts.text, reason: facts.reason, other: facts.other, scope)
            try OrderStore.update(id, to: after, assigned: facts.action == .assign ? facts.on : nil, scope.connection)
        }
    }

    private func step(
        _ order: Order, _ action: OrderAction, _ after: Position, on day: Day, text: String?, reason: String?, other: String?,
        _ scope: Scope
    ) throws {
        let step = Step(
            number: try OrderStore.nextStep(order.id, scope.connection), action: action, day: day, by: Self.by, unit: nil,
            reason: reason,
            text: text, other: other, evidence: nil, evidenceName: nil, after: after)
        try OrderStore.insert(step, of: order.id, scope)
    }
}
