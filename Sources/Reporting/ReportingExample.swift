import Calendars
import Foundation
import Kernel
import Plan
import Yams

/// The returns of the example city: `Content/example/returns.yaml`.
public struct ReportingExample: Sendable {
    private struct Facts: Sendable, Codable {
        struct Item: Sendable, Codable {
            let unit: String
            let state: String
            let at: String
            let daysLate: Int?
            let door: String
            let reason: String?
        }
        struct Link: Sendable, Codable {
            let unit: String
            let opened: Bool
        }
        let period: Day
        let note: String
        let source: String
        let why: String
        let next: Day
        let returns: [Item]
        let links: [Link]
    }

    private let facts: Facts
    private let returns: Returns

    public init(folder: URL, returns: Returns) throws {
        self.returns = returns
        do {
            facts = try YAMLDecoder().decode(
                Facts.self, from: try String(contentsOf: folder.appending(path: "example/returns.yaml"), encoding: .utf8))
        } catch { throw ContentFault(file: "example/returns.yaml", reason: "\(error)") }
    }

    /// Where the example's plan has no return yet.
    public func load(into house: House) async throws {
        let plan = try await house.read(as: .system) { scope -> RecordID? in
            guard let plan = try returns.plans.example(scope) else { return nil }
            return try ReturnStore.periods(plan.id, scope.connection).isEmpty ? plan.id : nil
        }
        guard let plan else { return }
        try await house.write(as: .system) { scope in try run(plan, &scope) }
    }

    private func run(_ id: RecordID, _ scope: inout Scope) throws {
        _ = try returns.open(facts.period, id, &scope)
        let plan = try returns.plans.running(id, scope)
        let items = try ReturnStore.list(id, period: facts.period, scope.connection)
        for link in facts.links {
            guard let item = items.first(where: { $0.unitName == link.unit }) else { continue }
            let made = try LinkStore.add(item.id, scope)
            if link.opened { try LinkStore.noteOpened(made.id, scope) }
        }
        for fact in facts.returns {
            guard let item = items.first(where: { $0.unitName == fact.unit }), let door = UnitReturn.Door(rawValue: fact.door),
                let at = Instant(fact.at)
            else { continue }
            try returns.save(entries(of: item, scope), in: item, &scope)
            if let problem = try returns.submit(item, door: door, reason: nil, of: plan, &scope).first {
                throw ContentFault(
                    file: "example/returns.yaml", reason: "\(item.unitName), \(problem.title): \(problem.message.zh)")
            }
            try ReturnStore.date(item.id, at: at, daysLate: fact.daysLate ?? 0, by: "\(item.unitName)（示例）", scope.connection)
            guard let sent = try ReturnStore.find(item.id, scope.connection) else { continue }
            if fact.state == "approved" { try returns.decide(.approve, line: nil, reason: nil, in: sent, of: plan, &scope) }
            if fact.state == "returned" { try returns.decide(.return, line: nil, reason: fact.reason, in: sent, of: plan, &scope) }
        }
    }

    private func entries(of item: UnitReturn, _ scope: Scope) throws -> [RecordID: Entry] {
        var entries: [RecordID: Entry] = [:]
        for line in try ReturnStore.lines(item.id, scope.connection) {
            var entry = Entry()
            (entry.note, entry.source) = (facts.note, facts.source)
            switch line.duty.about {
            case .target: entry.value = line.lastValue.map { print($0) } ?? "1"
            case .task:
                entry.status = TaskStatus.underway.rawValue
                if let due = line.duty.due, due < facts.next { (entry.why, entry.next) = (facts.why, facts.next.description) }
            case .measure: break
            }
            entries[line.id] = entry
        }
        return entries
    }
}
