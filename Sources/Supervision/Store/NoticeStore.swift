import Calendars
import Foundation
import Kernel

/// Circulars, and the facts that people enter.
enum NoticeStore {
    static func notices(_ plan: RecordID, upTo day: Day, _ connection: Connection) throws -> [Notice] {
        try connection.query(
            "SELECT * FROM supervision_notice WHERE plan = \(plan) AND issued_on <= \(day) ORDER BY issued_on DESC, id DESC LIMIT 500"
        ).map { try notice($0) }
    }

    static func find(_ id: RecordID, in plan: RecordID, _ connection: Connection) throws -> Notice? {
        try connection.first("SELECT * FROM supervision_notice WHERE id = \(id) AND plan = \(plan)").map { try notice($0) }
    }

    private static func notice(_ row: Row) throws -> Notice {
        let facts = try JSONDecoder().decode([Words].self, from: Data(try row.text("facts").utf8))
        return Notice(
            id: try row.id("id"), plan: try row.id("plan"), kind: try row.choice("kind"),
            unit: OrderUnit(record: try row.id("unit"), name: try row.text("unit_name"), role: .lead), title: try row.text("title"),
            words: try row.text("words"), facts: facts.map(\.text), from: try row.day("from_day"), to: try row.day("to_day"),
            documentNumber: try row.optionalText("document_number"), issuedOn: try row.day("issued_on"),
            issuedBy: try row.text("issued_by"), order: try row.optionalID("order_id"))
    }

    static func insert(_ notice: Notice, _ scope: Scope) throws {
        let facts = try JSONEncoder().encode(notice.facts.map { Words(zh: $0.zh, en: $0.en) })
        try scope.connection.execute(
            """
            INSERT INTO supervision_notice (id, plan, kind, unit, unit_name, title, words, facts, from_day, to_day, document_number, issued_on,
                issued_by, order_id, at)
            VALUES (\(notice.id), \(notice.plan), \(notice.kind), \(notice.unit.record), \(notice.unit.name), \(notice.title), \(notice.words),
                \(JSONText(String(decoding: facts, as: UTF8.self))), \(notice.from), \(notice.to), \(notice.documentNumber),
                \(notice.issuedOn), \(notice.issuedBy), \(notice.order), \(scope.now.description))
            """)
    }

    static func insert(_ fact: Fact, id: RecordID, plan: RecordID, grounds: String, _ scope: Scope) throws {
        try scope.connection.execute(
            """
            INSERT INTO supervision_fact (id, plan, unit, unit_name, kind, role, day, points, grounds, by_name, at)
            VALUES (\(id), \(plan), \(fact.unit.record), \(fact.unit.name), \(fact.kind), \(fact.unit.role), \(fact.day), \(fact.points),
                \(grounds), \(scope.viewer.name), \(scope.now.description))
            """)
    }

    static func facts(_ plan: RecordID, from: Day, to: Day, _ connection: Connection) throws -> [Fact] {
        try connection.query(
            "SELECT * FROM supervision_fact WHERE plan = \(plan) AND day BETWEEN \(from) AND \(to) ORDER BY day, id LIMIT 5000"
        ).map { row in
            let kind: ScoreFact = try row.choice("kind")
            let grounds = try row.text("grounds"), by = try row.text("by_name")
            return Fact(
                kind, OrderUnit(record: try row.id("unit"), name: try row.text("unit_name"), role: try row.choice("role")),
                try row.day("day"), Text("\(kind.label.zh)：\(grounds)（\(by)）", "\(kind.label.en): \(grounds) (\(by))"),
                points: try row.optionalDouble("points"))
        }
    }
}
