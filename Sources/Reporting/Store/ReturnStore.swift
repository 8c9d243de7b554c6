import Calendars
import Foundation
import Kernel
import Plan

/// Returns and their lines.
enum ReturnStore {
    // MARK: Reading

    static func find(_ id: RecordID, plan: RecordID, _ connection: Connection) throws -> UnitReturn? {
        try connection.first("SELECT * FROM unit_return WHERE id = \(id) AND plan = \(plan)").map(unitReturn)
    }

    static func find(_ id: RecordID, _ connection: Connection) throws -> UnitReturn? {
        try connection.first("SELECT * FROM unit_return WHERE id = \(id)").map(unitReturn)
    }

    /// Every version of every holder, the latest version of each last.
    static func list(_ plan: RecordID, period: Day, _ connection: Connection) throws -> [UnitReturn] {
        try connection.query(
            """
            SELECT * FROM unit_return WHERE plan = \(plan) AND period_end = \(period) AND state <> 'moved'
            ORDER BY holder, version LIMIT 5000
            """
        ).map(unitReturn)
    }

    static func list(of holder: Holder, _ plan: RecordID, limit: Int = 40, _ connection: Connection) throws -> [UnitReturn] {
        try connection.query(
            """
            SELECT * FROM unit_return WHERE plan = \(plan) AND holder = \(holder.key) AND state <> 'moved'
            ORDER BY period_end DESC, version DESC LIMIT \(limit)
            """
        ).map(unitReturn)
    }

    static func latest(of holder: Holder, _ plan: RecordID, period: Day, _ connection: Connection) throws -> UnitReturn? {
        try connection.first(
            """
            SELECT * FROM unit_return WHERE plan = \(plan) AND holder = \(holder.key) AND period_end = \(period) AND state <> 'moved'
            ORDER BY version DESC LIMIT 1
            """
        ).map(unitReturn)
    }

    /// The periods that returns were opened for, newest first.
    static func periods(_ plan: RecordID, _ connection: Connection) throws -> [Day] {
        try connection.query(
            "SELECT DISTINCT period_end FROM unit_return WHERE plan = \(plan) ORDER BY period_end DESC LIMIT 60"
        ).map { try $0.day("period_end") }
    }

    static func lines(_ id: RecordID, _ connection: Connection) throws -> [ReturnLine] {
        try connection.query("SELECT * FROM return_line WHERE unit_return = \(id) ORDER BY place_order LIMIT 5000").map(line)
    }

    /// The lines of every return of a period, by return.
    static func lines(_ plan: RecordID, period: Day, _ connection: Connection) throws -> [RecordID: [ReturnLine]] {
        var lines: [RecordID: [ReturnLine]] = [:]
        let rows = try connection.query(
            """
            SELECT l.* FROM unit_return AS r JOIN return_line AS l ON l.unit_return = r.id
            WHERE r.plan = \(plan) AND r.period_end = \(period) AND r.state <> 'moved' ORDER BY r.holder, r.version, l.place_order LIMIT 100000
            """)
        for row in rows { lines[try row.id("unit_return"), default: []].append(try line(row)) }
        return lines
    }

    /// Every line about a subject, with the return it stands in, of the periods asked for.
    static func lines(about subject: RecordID, _ connection: Connection) throws -> [(of: UnitReturn, line: ReturnLine)] {
        let rows = try connection.query("SELECT * FROM return_line WHERE subject = \(subject) ORDER BY unit_return, id LIMIT 5000")
        let lines = try rows.map { (id: try $0.id("unit_return"), line: try line($0)) }
        let returns = try connection.query(
            "SELECT * FROM unit_return WHERE id IN (\(values: Set(lines.map(\.id)).sorted())) ORDER BY id LIMIT 5000")
        let byID = Dictionary(try returns.map(unitReturn).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
        return lines.compactMap { pair in byID[pair.id].flatMap { $0.state == .moved ? nil : ($0, pair.line) } }
    }

    // MARK: Writing

    static func insert(_ item: UnitReturn, _ scope: Scope) throws {
        try scope.connection.execute(
            """
            INSERT INTO unit_return (id, plan, holder, unit, unit_name, period_end, version, state, due, reason, created_by, created_at)
            VALUES (\(item.id), \(item.plan), \(item.holder.key), \(item.holder.unit), \(item.unitName), \(item.period), \(item.version),
                \(item.state), \(item.due), \(item.reason), \(scope.viewer.name), \(scope.now))
            """)
    }

    static func insert(_ line: ReturnLine, of item: RecordID, _ connection: Connection) throws {
        let duty = line.duty
        try connection.execute(
            """
            INSERT INTO return_line (id, unit_return, place_order, about, subject, title, unit, convention, measure, due, is_cumulative, counts,
                is_required, last_value, last_period, entry, state, value, is_done, done_on, note, evidence, evidence_name)
            VALUES (\(line.id), \(item), \(line.place), \(duty.about), \(duty.subject), \(duty.title), \(duty.unit), \(duty.convention),
                \(duty.measure), \(duty.due), \(duty.isCumulative), \(duty.counts), \(duty.isRequired), \(line.lastValue), \(line.lastPeriod),
                \(try encode(line.entry)), \(line.state), \(line.value), \(line.isDone), \(line.doneOn), '', \(line.evidence),
                \(line.evidenceName))
            """)
    }

    /// What was typed; only of a line that is still to be handed in.
    static func save(_ entry: Entry, line: RecordID, _ connection: Connection) throws {
        try connection.execute(
            "UPDATE return_line SET entry = \(try encode(entry)) WHERE id = \(line) AND state IN ('open', 'returned')")
    }

    static func save(evidence: RecordID?, name: String?, line: RecordID, _ connection: Connection) throws {
        try connection.execute(
            "UPDATE return_line SET evidence = \(evidence), evidence_name = \(name) WHERE id = \(line) AND state IN ('open', 'returned')"
        )
    }

    static func submit(_ checked: LineCheck.Checked, line: RecordID, _ connection: Connection) throws {
        try connection.execute(
            """
            UPDATE return_line SET state = 'submitted', value = \(checked.value), is_done = \(checked.isDone), done_on = \(checked.doneOn),
                note = \(checked.note), reason = NULL, decided_by = NULL, decided_on = NULL
            WHERE id = \(line) AND state IN ('open', 'returned')
            """)
    }

    /// False where it was handed in meanwhile: two requests at once, or a link used twice.
    static func submit(_ id: RecordID, door: UnitReturn.Door, daysLate: Int, reason: String?, _ scope: Scope) throws -> Bool {
        try scope.connection.execute(
            """
            UPDATE unit_return SET state = 'submitted', door = \(door), submitted_by = \(scope.viewer.name), submitted_at = \(scope.now),
                days_late = \(daysLate), reason = \(reason)
            WHERE id = \(id) AND state IN ('open', 'returned')
            """) == 1
    }

    /// When the example's units reported, by the example's own calendar.
    static func date(_ id: RecordID, at: Instant, daysLate: Int, by name: String, _ connection: Connection) throws {
        try connection.execute(
            "UPDATE unit_return SET submitted_at = \(at), days_late = \(daysLate), submitted_by = \(name) WHERE id = \(id) AND state = 'submitted'"
        )
    }

    /// Back to the unit before a line was sent back. What was approved in an earlier round stays approved.
    static func withdraw(_ id: RecordID, _ connection: Connection) throws -> Bool {
        let count = try connection.execute(
            """
            UPDATE unit_return SET state = 'open' WHERE id = \(id) AND state = 'submitted'
                AND NOT EXISTS (SELECT 1 FROM return_line WHERE unit_return = \(id) AND state = 'returned')
            """)
        guard count == 1 else { return false }
        try connection.execute("UPDATE return_line SET state = 'open' WHERE unit_return = \(id) AND state = 'submitted'")
        return true
    }

    /// False where it is decided already.
    static func decide(_ line: RecordID, _ state: ReturnLine.State, reason: String?, _ scope: Scope) throws -> Bool {
        try scope.connection.execute(
            """
            UPDATE return_line SET state = \(state), reason = \(reason), decided_by = \(scope.viewer.name), decided_on = \(scope.today)
            WHERE id = \(line) AND state = 'submitted'
            """) == 1
    }

    static func close(_ id: RecordID, _ state: UnitReturn.State, _ scope: Scope) throws {
        try scope.connection.execute(
            """
            UPDATE unit_return SET state = \(state), decided_by = \(scope.viewer.name), decided_on = \(scope.today)
            WHERE id = \(id) AND state = 'submitted'
            """)
    }

    static func set(progress: RecordID, of line: RecordID, _ connection: Connection) throws {
        try connection.execute("UPDATE return_line SET progress = \(progress) WHERE id = \(line)")
    }

    /// Unfinished returns of a unit whose duties go to another.
    static func unfinished(of unit: RecordID, _ connection: Connection) throws -> [UnitReturn] {
        try connection.query(
            "SELECT * FROM unit_return WHERE unit = \(unit) AND state IN ('open', 'returned') ORDER BY id LIMIT 1000"
        ).map(unitReturn)
    }

    static func hand(_ id: RecordID, to unit: RecordID, _ connection: Connection) throws {
        try connection.execute("UPDATE unit_return SET unit = \(unit), holder = \(unit.description) WHERE id = \(id)")
    }

    /// The lines go to the successor's own return, but for what stands there already; this one is closed.
    static func merge(_ id: RecordID, into other: RecordID, from place: Int, _ connection: Connection) throws {
        try connection.execute(
            """
            UPDATE return_line SET unit_return = \(other), place_order = place_order + \(place) WHERE unit_return = \(id)
                AND NOT EXISTS (SELECT 1 FROM return_line AS o WHERE o.unit_return = \(other) AND o.about = return_line.about
                    AND o.subject = return_line.subject)
            """)
        try connection.execute("UPDATE unit_return SET state = 'moved' WHERE id = \(id)")
    }

    // MARK: Rows

    static func unitReturn(_ row: Row) throws -> UnitReturn {
        UnitReturn(
            id: try row.id("id"), plan: try row.id("plan"), holder: Holder(try row.optionalID("unit")),
            unitName: try row.text("unit_name"), period: try row.day("period_end"), version: try row.int("version"),
            state: try row.choice("state"), due: try row.day("due"), reason: try row.optionalText("reason"),
            door: try row.optionalChoice("door"), submittedBy: try row.optionalText("submitted_by"),
            submittedAt: try row.optionalInstant("submitted_at"), daysLate: try row.optionalInt("days_late"),
            decidedBy: try row.optionalText("decided_by"), decidedOn: try row.optionalDay("decided_on"))
    }

    static func line(_ row: Row) throws -> ReturnLine {
        let duty = Duty(
            about: try row.choice("about"), subject: try row.id("subject"), title: try row.text("title"),
            unit: try row.optionalText("unit"), convention: try row.optionalText("convention"),
            measure: try row.optionalText("measure"), due: try row.optionalDay("due"),
            isCumulative: try row.bool("is_cumulative"), counts: try row.bool("counts"), isRequired: try row.bool("is_required"))
        return ReturnLine(
            id: try row.id("id"), place: try row.int("place_order"), duty: duty, lastValue: try row.optionalDouble("last_value"),
            lastPeriod: try row.optionalDay("last_period"),
            entry: try JSONDecoder().decode(Entry.self, from: Data(try row.text("entry").utf8)), state: try row.choice("state"),
            value: try row.optionalDouble("value"), isDone: try row.bool("is_done"), doneOn: try row.optionalDay("done_on"),
            note: try row.text("note"),
            evidence: try row.optionalID("evidence"), evidenceName: try row.optionalText("evidence_name"),
            reason: try row.optionalText("reason"), decidedBy: try row.optionalText("decided_by"),
            progress: try row.optionalID("progress"))
    }

    private static func encode(_ entry: Entry) throws -> JSONText {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return JSONText(String(decoding: try encoder.encode(entry), as: UTF8.self))
    }
}
