import Foundation
import Kernel

/// Items of a plan under review.
enum ItemStore {
    /// Items of one plan at most; a document with more is refused.
    static let most = 20_000

    static func item(_ row: Row) throws -> Item {
        Item(
            id: try row.id("id"), plan: try row.id("plan"), kind: try row.choice("kind"), key: try row.text("item_key"),
            order: try row.int("place_order"), read: try row.optionalText("read").map(decode),
            content: try decode(try row.text("content")),
            state: try row.choice("state"), start: try row.int("span_start"), end: try row.int("span_end"),
            question: try row.optionalChoice("question"), other: try row.optionalText("other"),
            mergedInto: try row.optionalID("merged_into"),
            before: try row.optionalText("undo").map(decode), changedBy: try row.optionalText("changed_by"),
            home: try row.optionalText("home_kind").flatMap { kind in try row.optionalText("home").map { Subject(kind, $0) } })
    }

    static func list(_ plan: RecordID, kind: Item.Kind? = nil, _ connection: Connection) throws -> [Item] {
        var sql: SQL = "SELECT * FROM plan_item WHERE plan = \(plan)"
        if let kind { sql += " AND kind = \(kind)" }
        return try connection.query(sql + " ORDER BY kind, place_order, id LIMIT \(most)").map(item)
    }

    static func find(_ id: RecordID, in plan: RecordID, _ connection: Connection) throws -> Item? {
        try connection.first("SELECT * FROM plan_item WHERE id = \(id) AND plan = \(plan)").map(item)
    }

    static func find(_ kind: Item.Kind, key: String, in plan: RecordID, _ connection: Connection) throws -> Item? {
        try connection.first("SELECT * FROM plan_item WHERE plan = \(plan) AND kind = \(kind) AND item_key = \(key)").map(item)
    }

    static func insert(_ item: Item, _ scope: Scope) throws {
        try scope.connection.execute(
            """
            INSERT INTO plan_item (id, plan, kind, item_key, place_order, read, content, state, span_start, span_end, question, other, merged_into,
                undo, changed_by, changed_at)
            VALUES (\(item.id), \(item.plan), \(item.kind), \(item.key), \(item.order), \(try item.read.map(encode)), \(try encode(item.content)),
                \(item.state), \(item.start), \(item.end), \(item.question), \(item.other), \(item.mergedInto), \(try item.before.map(encode)),
                \(item.changedBy), \(item.changedBy == nil ? nil : scope.now.description))
            """)
    }

    static func update(_ item: Item, _ scope: Scope) throws {
        try scope.connection.execute(
            """
            UPDATE plan_item SET content = \(try encode(item.content)), state = \(item.state), question = \(item.question),
                merged_into = \(item.mergedInto), undo = \(try item.before.map(encode)), changed_by = \(scope.viewer.name),
                changed_at = \(scope.now.description)
            WHERE id = \(item.id)
            """)
    }

    static func set(home: Subject, of item: RecordID, _ connection: Connection) throws {
        try connection.execute("UPDATE plan_item SET home_kind = \(home.kind), home = \(home.id) WHERE id = \(item)")
    }

    private static func encode(_ value: some Encodable) throws -> JSONText {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return JSONText(String(decoding: try encoder.encode(value), as: UTF8.self))
    }

    private static func decode<T: Decodable>(_ text: String) throws -> T { try JSONDecoder().decode(T.self, from: Data(text.utf8)) }
}
