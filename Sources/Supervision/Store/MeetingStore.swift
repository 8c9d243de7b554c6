import Calendars
import Kernel

/// Meetings, inspections, circulars and the facts that people enter.
enum MeetingStore {
    static func meetings(_ plan: RecordID, upTo day: Day, limit: Int = 200, _ connection: Connection) throws -> [Meeting] {
        try connection.query(
            "SELECT * FROM supervision_meeting WHERE plan = \(plan) AND day <= \(day) ORDER BY day DESC, id DESC LIMIT \(limit)"
        ).map { try meeting($0) }
    }

    static func find(_ id: RecordID, in plan: RecordID, _ connection: Connection) throws -> Meeting? {
        guard let row = try connection.first("SELECT * FROM supervision_meeting WHERE id = \(id) AND plan = \(plan)") else {
            return nil
        }
        var meeting = try meeting(row)
        meeting.decisions = try connection.query(
            "SELECT * FROM supervision_decision WHERE meeting = \(id) ORDER BY number LIMIT 500"
        ).map { row in
            Meeting.Decision(
                number: try row.int("number"), words: try row.text("words"), unit: try row.optionalID("unit"),
                unitName: try row.optionalText("unit_name"), due: try row.optionalDay("due"), order: try row.optionalID("order_id"))
        }
        return meeting
    }

    private static func meeting(_ row: Row) throws -> Meeting {
        func lines(_ column: String) throws -> [String] { try row.text(column).split(whereSeparator: \.isNewline).map(String.init) }
        return Meeting(
            id: try row.id("id"), plan: try row.id("plan"), kind: try row.choice("kind"), title: try row.text("title"),
            day: try row.day("day"), place: try row.optionalText("place"), chair: try row.text("chair"),
            agenda: try lines("agenda"),
            attending: try lines("attending"), absent: try lines("absent"), documentNumber: try row.optionalText("document_number"),
            issuedOn: try row.optionalDay("issued_on"), issuedBy: try row.optionalText("issued_by"), decisions: [])
    }

    static func insert(_ meeting: Meeting, _ scope: Scope) throws {
        try scope.connection.execute(
            """
            INSERT INTO supervision_meeting (id, plan, kind, title, day, place, chair, agenda, attending, absent, created_by, at)
            VALUES (\(meeting.id), \(meeting.plan), \(meeting.kind), \(meeting.title), \(meeting.day), \(meeting.place), \(meeting.chair),
                \(meeting.agenda.joined(separator: "\n")), \(meeting.attending.joined(separator: "\n")),
                \(meeting.absent.joined(separator: "\n")), \(scope.viewer.name), \(scope.now.description))
            """)
    }

    static func set(attending: [String], absent: [String], of meeting: RecordID, _ connection: Connection) throws {
        try connection.execute(
            """
            UPDATE supervision_meeting SET attending = \(attending.joined(separator: "\n")), absent = \(absent.joined(separator: "\n"))
            WHERE id = \(meeting)
            """)
    }

    static func issue(_ meeting: RecordID, number: String?, on day: Day, _ scope: Scope) throws {
        try scope.connection.execute(
            """
            UPDATE supervision_meeting SET issued_on = \(day), issued_by = \(scope.viewer.name), document_number = \(number)
            WHERE id = \(meeting)
            """)
    }

    static func insert(_ decision: Meeting.Decision, of meeting: RecordID, _ scope: Scope) throws {
        try scope.connection.execute(
            """
            INSERT INTO supervision_decision (meeting, number, words, unit, unit_name, due, by_name, at)
            VALUES (\(meeting), \(decision.number), \(decision.words), \(decision.unit), \(decision.unitName), \(decision.due),
                \(scope.viewer.name), \(scope.now.description))
            """)
    }

    static func set(order: RecordID, of decision: Int, meeting: RecordID, _ connection: Connection) throws {
        try connection.execute(
            "UPDATE supervision_decision SET order_id = \(order) WHERE meeting = \(meeting) AND number = \(decision)")
    }

    // MARK: Inspections

    static func inspections(_ plan: RecordID, unit: RecordID? = nil, upTo day: Day, _ connection: Connection) throws -> [Inspection]
    {
        var sql: SQL = "SELECT * FROM supervision_inspection WHERE plan = \(plan) AND opened_on <= \(day)"
        if let unit { sql += " AND unit = \(unit)" }
        return try connection.query(sql + " ORDER BY id DESC LIMIT 200").map { try inspection($0) }
    }

    static func inspection(_ id: RecordID, in plan: RecordID, _ connection: Connection) throws -> Inspection? {
        guard let row = try connection.first("SELECT * FROM supervision_inspection WHERE id = \(id) AND plan = \(plan)") else {
            return nil
        }
        var inspection = try inspection(row)
        inspection.findings = try connection.query(
            "SELECT * FROM supervision_finding WHERE inspection = \(id) ORDER BY number LIMIT 500"
        ).map { row in
            Inspection.Finding(
                number: try row.int("number"), words: try row.text("words"), evidence: try row.id("evidence"),
                evidenceName: try row.text("evidence_name"), day: try row.day("day"), by: try row.text("by_name"))
        }
        return inspection
    }

    private static func inspection(_ row: Row) throws -> Inspection {
        Inspection(
            id: try row.id("id"), plan: try row.id("plan"),
            unit: OrderUnit(record: try row.id("unit"), name: try row.text("unit_name"), role: .lead), title: try row.text("title"),
            grounds: try row.text("grounds"), from: try row.day("from_day"), to: try row.day("to_day"),
            state: try row.choice("state"),
            documentNumber: try row.optionalText("document_number"), openedOn: try row.day("opened_on"),
            sentOn: try row.optionalDay("sent_on"), reply: try row.optionalText("reply"), replyBy: try row.optionalText("reply_by"),
            repliedOn: try row.optionalDay("replied_on"), conclusion: try row.optionalText("conclusion"),
            concludedBy: try row.optionalText("concluded_by"), concludedOn: try row.optionalDay("concluded_on"),
            order: try row.optionalID("order_id"), findings: [])
    }

    static func insert(_ inspection: Inspection, _ scope: Scope) throws {
        try scope.connection.execute(
            """
            INSERT INTO supervision_inspection (id, plan, unit, unit_name, title, grounds, from_day, to_day, state, document_number, opened_on,
                created_by, at)
            VALUES (\(inspection.id), \(inspection.plan), \(inspection.unit.record), \(inspection.unit.name), \(inspection.title),
                \(inspection.grounds), \(inspection.from), \(inspection.to), \(inspection.state), \(inspection.documentNumber),
                \(inspection.openedOn), \(scope.viewer.name), \(scope.now.description))
            """)
    }

    static func insert(_ finding: Inspection.Finding, of inspection: RecordID, _ scope: Scope) throws {
        try scope.connection.execute(
            """
            INSERT INTO supervision_finding (inspection, number, words, evidence, evidence_name, by_name, day, at)
            VALUES (\(inspection), \(finding.number), \(finding.words), \(finding.evidence), \(finding.evidenceName), \(scope.viewer.name),
                \(finding.day), \(scope.now.description))
            """)
    }

    static func send(_ inspection: RecordID, on day: Day, _ connection: Connection) throws {
        try connection.execute("UPDATE supervision_inspection SET state = 'sent', sent_on = \(day) WHERE id = \(inspection)")
    }

    static func reply(_ inspection: RecordID, _ words: String, on day: Day, _ scope: Scope) throws {
        try scope.connection.execute(
            "UPDATE supervision_inspection SET reply = \(words), reply_by = \(scope.viewer.name), replied_on = \(day) WHERE id = \(inspection)"
        )
    }

    static func conclude(_ inspection: RecordID, _ words: String, order: RecordID?, on day: Day, _ scope: Scope) throws {
        try scope.connection.execute(
            """
            UPDATE supervision_inspection SET state = 'concluded', conclusion = \(words), concluded_by = \(scope.viewer.name),
                concluded_on = \(day), order_id = \(order) WHERE id = \(inspection)
            """)
    }
}
