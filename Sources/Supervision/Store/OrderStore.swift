import Calendars
import Foundation
import Kernel
import Registry

/// Orders, their units, steps and replies.
enum OrderStore {
    /// A plan's orders at most on one page.
    static let most = 2000

    private static let columns: SQL = """
        o.id, o.plan, o.number, o.kind, o.title, o.demand, o.matter_kind, o.matter, o.ladder, o.basis, o.document_number,
        o.origin_kind, o.origin, o.task, o.opened_on, o.due_original, s.state, s.pending, s.level, s.due, s.answer_by, s.new_due,
        s.reported_on, s.closed_on
        """

    private static func order(_ row: Row, _ units: [OrderUnit]) throws -> Order {
        let matter = try row.optionalText("matter")
        let basis = try JSONDecoder().decode([Words].self, from: Data(try row.text("basis").utf8))
        return Order(
            id: try row.id("id"), plan: try row.id("plan"), number: try row.int("number"), kind: try row.choice("kind"),
            title: try row.text("title"), demand: try row.text("demand"),
            matter: try matter.map { Matter(try row.choice("matter_kind"), $0) }, ladder: try row.optionalText("ladder"),
            basis: basis.map(\.text), documentNumber: try row.optionalText("document_number"),
            origin: try row.optionalText("origin_kind").flatMap { kind in try row.optionalText("origin").map { Subject(kind, $0) }
            },
            task: try row.optionalID("task"), units: units, openedOn: try row.day("opened_on"),
            dueOriginal: try row.optionalDay("due_original"), now: try position(row))
    }

    private static func position(_ row: Row) throws -> Position {
        Position(
            state: try row.choice("state"), pending: try row.choice("pending"), level: try row.optionalText("level"),
            due: try row.optionalDay("due"), answerBy: try row.optionalDay("answer_by"), newDue: try row.optionalDay("new_due"),
            reportedOn: try row.optionalDay("reported_on"), closedOn: try row.optionalDay("closed_on"))
    }

    /// The orders of a plan as they stood on a day; `unit` keeps those of one organisation.
    static func list(_ plan: RecordID, on day: Day, unit: RecordID? = nil, _ connection: Connection) throws -> [Order] {
        var own: SQL = ""
        if let unit {
            own = "AND EXISTS (SELECT 1 FROM supervision_unit AS m WHERE m.record = \(unit) AND m.order_id = o.id)"
        }
        let rows = try connection.query(
            """
            SELECT \(columns) FROM supervision_order AS o JOIN supervision_step AS s ON s.order_id = o.id AND s.number = (
                SELECT MAX(x.number) FROM supervision_step AS x WHERE x.order_id = o.id AND x.day <= \(day))
            WHERE o.plan = \(plan) \(own) ORDER BY o.number LIMIT \(most)
            """)
        return try with(units: rows, connection)
    }

    /// The open orders of a unit over all plans, those that fall due first on top.
    static func duties(of unit: RecordID, limit: Int = 200, _ connection: Connection) throws -> [Order] {
        let rows = try connection.query(
            """
            SELECT \(columns) FROM supervision_unit AS u JOIN supervision_order AS o ON o.id = u.order_id
            JOIN supervision_step AS s ON s.order_id = o.id AND s.number = (
                SELECT MAX(x.number) FROM supervision_step AS x WHERE x.order_id = o.id)
            WHERE u.record = \(unit) AND o.closed_on IS NULL ORDER BY s.due, o.id LIMIT \(limit)
            """)
        return try with(units: rows, connection)
    }

    /// Open orders that wait for their lead.
    static func waiting(for unit: RecordID, _ connection: Connection) throws -> Int {
        try connection.first(
            """
            SELECT COUNT(*) AS n FROM supervision_unit AS u JOIN supervision_order AS o ON o.id = u.order_id
            WHERE u.record = \(unit) AND u.role = 'lead' AND o.state IN ('assigned', 'signed', 'underway', 'returned')
            """)?.int("n") ?? 0
    }

    static func find(_ id: RecordID, in plan: RecordID, on day: Day = .last, _ connection: Connection) throws -> Order? {
        let rows = try connection.query(
            """
            SELECT \(columns) FROM supervision_order AS o JOIN supervision_step AS s ON s.order_id = o.id AND s.number = (
                SELECT MAX(x.number) FROM supervision_step AS x WHERE x.order_id = o.id AND x.day <= \(day))
            WHERE o.id = \(id) AND o.plan = \(plan)
            """)
        return try with(units: rows, connection).first
    }

    static func find(number: Int, in plan: RecordID, _ connection: Connection) throws -> RecordID? {
        try connection.first("SELECT id FROM supervision_order WHERE plan = \(plan) AND number = \(number)")?.id("id")
    }

    private static func with(units rows: [Row], _ connection: Connection) throws -> [Order] {
        var units: [RecordID: [OrderUnit]] = [:]
        let ids = try rows.map { try $0.id("id") }
        for start in stride(from: 0, to: ids.count, by: 500) {
            for row in try connection.query(
                """
                SELECT order_id, record, name, role FROM supervision_unit
                WHERE order_id IN (\(values: ids[start..<min(start + 500, ids.count)])) ORDER BY order_id, place_order LIMIT 20000
                """)
            {
                units[try row.id("order_id"), default: []].append(
                    OrderUnit(record: try row.id("record"), name: try row.text("name"), role: try row.choice("role")))
            }
        }
        return try rows.map { try order($0, units[try $0.id("id")] ?? []) }
    }

    static func nextNumber(_ plan: RecordID, _ connection: Connection) throws -> Int {
        (try connection.first("SELECT MAX(number) AS n FROM supervision_order WHERE plan = \(plan)")?.optionalInt("n") ?? 0) + 1
    }

    static func insert(_ order: Order, assignedOn: Day?, _ scope: Scope) throws {
        let basis = try JSONEncoder().encode(order.basis.map { Words(zh: $0.zh, en: $0.en) })
        try scope.connection.execute(
            """
            INSERT INTO supervision_order (id, plan, number, kind, title, demand, matter_kind, matter, ladder, basis, document_number, origin_kind,
                origin, task, opened_on, due_original, state, closed_on, assigned_on, created_by, created_at)
            VALUES (\(order.id), \(order.plan), \(order.number), \(order.kind), \(order.title), \(order.demand), \(order.matter?.kind),
                \(order.matter?.id), \(order.ladder), \(JSONText(String(decoding: basis, as: UTF8.self))), \(order.documentNumber),
                \(order.origin?.kind), \(order.origin?.id), \(order.task), \(order.openedOn), \(order.dueOriginal), \(order.now.state),
                \(order.now.closedOn), \(assignedOn), \(scope.viewer.name), \(scope.now.description))
            """)
        try put(units: order.units, of: order.id, scope.connection)
    }

    static func put(units: [OrderUnit], of order: RecordID, _ connection: Connection) throws {
        try connection.execute("DELETE FROM supervision_unit WHERE order_id = \(order)")
        for (place, unit) in units.enumerated() {
            try connection.execute(
                """
                INSERT INTO supervision_unit (order_id, place_order, record, name, role)
                VALUES (\(order), \(place), \(unit.record), \(unit.name), \(unit.role))
                """)
        }
    }

    /// What the order's own row repeats of its last step, so that open ones are found by an index.
    static func update(
        _ order: RecordID, to position: Position, assigned: Day? = nil, ladder: String? = nil, _ connection: Connection
    ) throws {
        try connection.execute(
            """
            UPDATE supervision_order SET state = \(position.state), closed_on = \(position.closedOn),
                due_original = COALESCE(due_original, \(position.due)), assigned_on = COALESCE(\(assigned), assigned_on),
                ladder = COALESCE(\(ladder), ladder)
            WHERE id = \(order)
            """)
    }

    static func set(number: String, of order: RecordID, _ connection: Connection) throws {
        try connection.execute("UPDATE supervision_order SET document_number = \(number) WHERE id = \(order)")
    }

    // MARK: Steps

    static func insert(_ step: Step, of order: RecordID, _ scope: Scope) throws {
        let after = step.after
        try scope.connection.execute(
            """
            INSERT INTO supervision_step (order_id, number, action, day, state, pending, level, due, answer_by, new_due, reported_on, closed_on,
                by_name, unit_name, reason, words, other, evidence, evidence_name, at)
            VALUES (\(order), \(step.number), \(step.action), \(step.day), \(after.state), \(after.pending), \(after.level), \(after.due),
                \(after.answerBy), \(after.newDue), \(after.reportedOn), \(after.closedOn), \(step.by), \(step.unit), \(step.reason),
                \(step.text), \(step.other), \(step.evidence), \(step.evidenceName), \(scope.now.description))
            """)
    }

    static func nextStep(_ order: RecordID, _ connection: Connection) throws -> Int {
        (try connection.first("SELECT MAX(number) AS n FROM supervision_step WHERE order_id = \(order)")?.optionalInt("n") ?? 0) + 1
    }

    static func lastDay(_ order: RecordID, _ connection: Connection) throws -> Day? {
        try connection.first("SELECT day FROM supervision_step WHERE order_id = \(order) ORDER BY number DESC LIMIT 1")?.day("day")
    }

    static func steps(_ order: RecordID, upTo day: Day = .last, _ connection: Connection) throws -> [Step] {
        try connection.query(
            "SELECT * FROM supervision_step WHERE order_id = \(order) AND day <= \(day) ORDER BY number LIMIT 1000"
        ).map(step)
    }

    /// Steps of one kind of all orders of a plan, such as every rise of a level.
    static func steps(_ action: OrderAction, in plan: RecordID, _ connection: Connection) throws -> [(order: RecordID, step: Step)]
    {
        try connection.query(
            """
            SELECT s.* FROM supervision_order AS o JOIN supervision_step AS s ON s.order_id = o.id
            WHERE o.plan = \(plan) AND s.action = \(action) ORDER BY o.number, s.number LIMIT 20000
            """
        ).map { (try $0.id("order_id"), try step($0)) }
    }

    private static func step(_ row: Row) throws -> Step {
        Step(
            number: try row.int("number"), action: try row.choice("action"), day: try row.day("day"), by: try row.text("by_name"),
            unit: try row.optionalText("unit_name"), reason: try row.optionalText("reason"), text: try row.optionalText("words"),
            other: try row.optionalText("other"), evidence: try row.optionalID("evidence"),
            evidenceName: try row.optionalText("evidence_name"), after: try position(row))
    }

    // MARK: Frequency

    /// Orders that a unit leads and that were given out in a month.
    static func assigned(to unit: RecordID, in month: Day, _ connection: Connection) throws -> Int {
        try connection.first(
            """
            SELECT COUNT(*) AS n FROM supervision_unit AS u JOIN supervision_order AS o ON o.id = u.order_id
            WHERE u.record = \(unit) AND u.role = 'lead' AND o.assigned_on BETWEEN \(month.startOfMonth) AND \(month.endOfMonth)
            """)?.int("n") ?? 0
    }

    // MARK: Replies

    static func insert(
        _ id: RecordID, order: RecordID, unit: OrderUnit, text: String, evidence: RecordID?, name: String?, on day: Day,
        _ scope: Scope
    ) throws {
        try scope.connection.execute(
            """
            INSERT INTO supervision_reply (id, order_id, unit, unit_name, day, by_name, words, evidence, evidence_name, at)
            VALUES (\(id), \(order), \(unit.record), \(unit.name), \(day), \(scope.viewer.name), \(text), \(evidence), \(name),
                \(scope.now.description))
            """)
    }

    /// The oldest that waits gets its answer; 0 where none waits.
    static func answer(_ order: RecordID, _ verdict: Reply.Verdict, _ text: String, on day: Day, _ scope: Scope) throws -> Int {
        try scope.connection.execute(
            """
            UPDATE supervision_reply SET verdict = \(verdict), answer = \(text), answered_by = \(scope.viewer.name), answered_on = \(day)
            WHERE id = (SELECT MIN(r.id) FROM supervision_reply AS r WHERE r.order_id = \(order) AND r.verdict IS NULL)
            """)
    }

    static func replies(_ order: RecordID, upTo day: Day = .last, _ connection: Connection) throws -> [Reply] {
        try connection.query(
            "SELECT * FROM supervision_reply WHERE order_id = \(order) AND day <= \(day) ORDER BY id LIMIT 200"
        ).map { row in
            Reply(
                id: try row.id("id"), unitName: try row.text("unit_name"), day: try row.day("day"), by: try row.text("by_name"),
                text: try row.text("words"), evidence: try row.optionalID("evidence"),
                evidenceName: try row.optionalText("evidence_name"), verdict: try row.optionalChoice("verdict"),
                answer: try row.optionalText("answer"), answeredBy: try row.optionalText("answered_by"),
                answeredOn: try row.optionalDay("answered_on"))
        }
    }

    // MARK: Drafts and settings

    static func dismiss(_ draft: String, plan: RecordID, reason: String, on day: Day, _ scope: Scope) throws {
        try scope.connection.execute(
            """
            INSERT INTO supervision_dismissal (plan, draft, reason, day, by_name, at)
            VALUES (\(plan), \(draft), \(reason), \(day), \(scope.viewer.name), \(scope.now.description))
            """)
    }

    static func dismissed(_ plan: RecordID, upTo day: Day, _ connection: Connection) throws -> Set<String> {
        Set(
            try connection.query(
                "SELECT draft FROM supervision_dismissal WHERE plan = \(plan) AND day <= \(day) ORDER BY draft LIMIT 10000"
            ).map { try $0.text("draft") })
    }

    static func setting(_ plan: RecordID, _ connection: Connection) throws -> (ladder: String, scheme: String)? {
        try connection.first("SELECT ladder, scheme FROM supervision_setting WHERE plan = \(plan)").map {
            (try $0.text("ladder"), try $0.text("scheme"))
        }
    }

    static func put(ladder: String, scheme: String, plan: RecordID, _ scope: Scope) throws {
        try scope.connection.execute(
            """
            INSERT INTO supervision_setting (plan, ladder, scheme, by_name, at)
            VALUES (\(plan), \(ladder), \(scheme), \(scope.viewer.name), \(scope.now.description))
            ON CONFLICT (plan) DO UPDATE SET ladder = excluded.ladder, scheme = excluded.scheme, by_name = excluded.by_name, at = excluded.at
            """)
    }
}
