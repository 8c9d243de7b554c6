import Calendars
import Foundation
import Kernel
import Registry

/// Plans and what runs in them after publication.
enum PlanStore {
    static let columns: SQL = """
        id, place, title, type, stage, period_start, period_end, base_day, frequency, report_days, preset, opens_on, is_example,
        leads_by_order, revises, source_name, issue_date, published_on
        """

    static func plan(_ row: Row) throws -> Plan {
        let start = try row.day("period_start"), end = try row.day("period_end")
        return Plan(
            id: try row.id("id"), place: try row.text("place"), title: try row.text("title"), type: try row.optionalText("type"),
            stage: try row.choice("stage"), period: start...max(start, end), baseDay: try row.day("base_day"),
            frequency: try row.choice("frequency"), reportDays: try row.int("report_days"), preset: try row.text("preset"),
            opensOn: try row.optionalDay("opens_on"), isExample: try row.bool("is_example"),
            leadsByOrder: try row.optionalBool("leads_by_order"),
            revises: try row.optionalID("revises"), sourceName: try row.text("source_name"),
            issueDate: try row.optionalDay("issue_date"),
            publishedOn: try row.optionalDay("published_on"))
    }

    static func find(_ id: RecordID, _ connection: Connection) throws -> Plan? {
        try connection.first("SELECT \(columns) FROM plan WHERE id = \(id)").map(plan)
    }

    /// Newest first; drafts only for those who may see them.
    static func list(withDrafts: Bool, limit: Int = 100, _ connection: Connection) throws -> [Plan] {
        let filter: SQL = withDrafts ? "" : "WHERE stage <> 'draft'"
        return try connection.query("SELECT \(columns) FROM plan \(filter) ORDER BY id DESC LIMIT \(limit)").map(plan)
    }

    static func source(of id: RecordID, _ connection: Connection) throws -> (text: String, findings: String)? {
        try connection.first("SELECT source_text, findings FROM plan WHERE id = \(id)").map {
            (try $0.text("source_text"), try $0.text("findings"))
        }
    }

    static func insert(_ plan: Plan, text: String, sha256: String, findings: String, _ scope: Scope) throws {
        try scope.connection.execute(
            """
            INSERT INTO plan (id, place, title, type, stage, period_start, period_end, base_day, frequency, report_days, preset, opens_on, is_example,
                leads_by_order, revises, source_name, source_sha256, source_text, findings, issue_date, published_on, created_at, created_by)
            VALUES (\(plan.id), \(plan.place), \(plan.title), \(plan.type), \(plan.stage), \(plan.period.lowerBound), \(plan.period.upperBound),
                \(plan.baseDay), \(plan.frequency), \(plan.reportDays), \(plan.preset), \(plan.opensOn), \(plan.isExample), \(plan.leadsByOrder),
                \(plan.revises), \(plan.sourceName), \(sha256), \(text), \(JSONText(findings)), \(plan.issueDate), \(plan.publishedOn),
                \(scope.now.description), \(scope.viewer.name))
            """)
    }

    static func update(_ plan: Plan, _ connection: Connection) throws {
        try connection.execute(
            """
            UPDATE plan SET place = \(plan.place), title = \(plan.title), type = \(plan.type), stage = \(plan.stage),
                period_start = \(plan.period.lowerBound), period_end = \(plan.period.upperBound), base_day = \(plan.baseDay),
                frequency = \(plan.frequency), report_days = \(plan.reportDays), preset = \(plan.preset), opens_on = \(plan.opensOn),
                leads_by_order = \(plan.leadsByOrder), issue_date = \(plan.issueDate), published_on = \(plan.publishedOn)
            WHERE id = \(plan.id)
            """)
    }

    static func insert(_ span: StageSpan, plan: RecordID, _ scope: Scope) throws {
        try scope.connection.execute(
            """
            INSERT INTO plan_stage (plan, stage, from_day, note, by_name, at)
            VALUES (\(plan), \(span.stage), \(span.from), \(span.note), \(span.by), \(scope.now.description))
            ON CONFLICT (plan, from_day, stage) DO UPDATE SET note = excluded.note, by_name = excluded.by_name, at = excluded.at
            """)
    }

    static func insert(_ choice: RuleChoice, plan: RecordID, id: RecordID, _ scope: Scope) throws {
        try scope.connection.execute(
            """
            INSERT INTO plan_rule (id, plan, preset, from_day, reason, by_name, at)
            VALUES (\(id), \(plan), \(choice.preset), \(choice.from), \(choice.reason), \(choice.by), \(scope.now.description))
            """)
    }

    // MARK: Targets

    static func insert(_ target: Target, plan: RecordID, item: RecordID, order: Int, _ scope: Scope) throws {
        try scope.connection.execute(
            """
            INSERT INTO target (id, plan, item, target_key, place_order, indicator, scope, is_headline, value, value_max, unit, comparator, quantity,
                due, due_words, measure_key, quote, convention, department, approver, query)
            VALUES (\(target.id), \(plan), \(item), \(target.key), \(order), \(target.indicator), \(target.scope), \(target.isHeadline), \(target.value),
                \(target.valueMax), \(target.unit), \(target.comparator), \(target.quantity), \(target.due), \(target.dueWords), \(target.measure),
                \(target.quote), \(target.convention), \(target.department), \(target.approver), \(try target.query.map(encode)))
            """)
    }

    /// The card of an indicator: what is counted, by whom it is kept, who approves it.
    static func update(card target: Target, _ connection: Connection) throws {
        try connection.execute(
            """
            UPDATE target SET convention = \(target.convention), department = \(target.department), approver = \(target.approver),
                query = \(try target.query.map(encode)) WHERE id = \(target.id)
            """)
    }

    static func insert(_ baseline: Baseline, id: RecordID, _ scope: Scope) throws {
        try scope.connection.execute(
            """
            INSERT INTO target_baseline (id, target, value, day, source, by_name, at, known_from)
            VALUES (\(id), \(baseline.target), \(baseline.value), \(baseline.day), \(baseline.source), \(baseline.by), \(scope.now.description),
                \(baseline.knownFrom))
            """)
    }

    static func shares(of target: RecordID, _ connection: Connection) throws -> [Share] {
        try connection.query(
            "SELECT axis, part, value, by_name FROM target_share WHERE target = \(target) ORDER BY axis, part LIMIT 200"
        ).map {
            Share(axis: try $0.choice("axis"), part: try $0.text("part"), value: try $0.double("value"), by: try $0.text("by_name"))
        }
    }

    static func put(_ share: Share, target: RecordID, _ scope: Scope) throws {
        try scope.connection.execute(
            """
            INSERT INTO target_share (target, axis, part, value, by_name, at)
            VALUES (\(target), \(share.axis), \(share.part), \(share.value), \(share.by), \(scope.now.description))
            ON CONFLICT (target, axis, part) DO UPDATE SET value = excluded.value, by_name = excluded.by_name, at = excluded.at
            """)
    }

    static func removeShare(_ axis: Share.Axis, _ part: String, target: RecordID, _ connection: Connection) throws -> Int {
        try connection.execute("DELETE FROM target_share WHERE target = \(target) AND axis = \(axis) AND part = \(part)")
    }

    // MARK: Measures and tasks

    static func insert(_ measure: Measure, plan: RecordID, item: RecordID, order: Int, _ scope: Scope) throws {
        try scope.connection.execute(
            """
            INSERT INTO measure (id, plan, item, measure_key, place_order, number, title, section, section_title, quote)
            VALUES (\(measure.id), \(plan), \(item), \(measure.key), \(order), \(measure.number), \(measure.title), \(measure.section),
                \(measure.sectionTitle), \(measure.quote))
            """)
        for (place, unit) in measure.units.enumerated() { try insert(unit, place: place, measure: measure.id, scope.connection) }
    }

    static func insert(_ unit: Measure.Unit, place: Int, measure: RecordID, _ connection: Connection) throws {
        try connection.execute(
            """
            INSERT INTO measure_unit (measure, place_order, record, name, role, is_assumed_lead)
            VALUES (\(measure), \(place), \(unit.record), \(unit.name), \(unit.role), \(unit.isAssumedLead))
            """)
    }

    static func insert(_ task: PlanTask, plan: RecordID, _ scope: Scope) throws {
        try scope.connection.execute(
            """
            INSERT INTO task (id, plan, measure, number, title, unit, unit_name, due, origin, known_from, created_by, created_at)
            VALUES (\(task.id), \(plan), \(task.measure), \(task.number), \(task.title), \(task.unit), \(task.unitName), \(task.due), \(task.origin),
                \(task.knownFrom), \(scope.viewer.name), \(scope.now.description))
            """)
    }

    static func nextTaskNumber(plan: RecordID, measure: RecordID?, _ connection: Connection) throws -> Int {
        let filter: SQL = measure.map { "measure = \($0)" } ?? "measure IS NULL"
        let row = try connection.first("SELECT MAX(number) AS n FROM task WHERE plan = \(plan) AND \(filter)")
        return (try row?.optionalInt("n") ?? 0) + 1
    }

    // MARK: Progress

    static func insert(_ progress: Progress, plan: RecordID, _ scope: Scope) throws {
        try scope.connection.execute(
            """
            INSERT INTO progress (id, plan, about, subject, unit, unit_name, period_end, value, is_done, done_on, note, evidence, evidence_name, state,
                submitted_by, submitted_on, at, decided_by, decided_on, reason, source)
            VALUES (\(progress.id), \(plan), \(progress.about), \(progress.subject), \(progress.unit), \(progress.unitName), \(progress.periodEnd),
                \(progress.value), \(progress.isDone), \(progress.doneOn), \(progress.note), \(progress.evidence), \(progress.evidenceName),
                \(progress.state), \(progress.submittedBy), \(progress.submittedOn), \(scope.now.description), \(progress.decidedBy),
                \(progress.decidedOn), \(progress.reason), \(progress.source))
            """)
    }

    /// Decides one that waits; 0 when it is decided already.
    static func decide(_ id: RecordID, plan: RecordID, _ state: Progress.State, reason: String?, _ scope: Scope) throws -> Int {
        try scope.connection.execute(
            """
            UPDATE progress SET state = \(state), decided_by = \(scope.viewer.name), decided_on = \(scope.today), reason = \(reason)
            WHERE id = \(id) AND plan = \(plan) AND state = 'submitted'
            """)
    }

    static func waiting(_ plan: RecordID, limit: Int = 200, _ connection: Connection) throws -> [Progress] {
        try connection.query("SELECT * FROM progress WHERE plan = \(plan) AND state = 'submitted' ORDER BY id LIMIT \(limit)").map(
            progress)
    }

    static func progress(_ row: Row) throws -> Progress {
        Progress(
            id: try row.id("id"), about: try row.choice("about"), subject: try row.id("subject"), unit: try row.optionalID("unit"),
            unitName: try row.text("unit_name"), periodEnd: try row.day("period_end"), value: try row.optionalDouble("value"),
            isDone: try row.bool("is_done"), doneOn: try row.optionalDay("done_on"), note: try row.text("note"),
            evidence: try row.optionalID("evidence"), evidenceName: try row.optionalText("evidence_name"),
            state: try row.choice("state"),
            submittedBy: try row.text("submitted_by"), submittedOn: try row.day("submitted_on"),
            decidedBy: try row.optionalText("decided_by"),
            decidedOn: try row.optionalDay("decided_on"), reason: try row.optionalText("reason"),
            source: try row.optionalText("source"))
    }

    static func encode(_ query: RegistryQuery) throws -> JSONText {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        return JSONText(String(decoding: try encoder.encode(query), as: UTF8.self))
    }
}

/// A part of a target: a year's or a unit's.
public struct Share: Sendable, Hashable, Codable {
    public enum Axis: String, Choosable, Hashable, Codable {
        case year, unit
        public var label: Text { self == .year ? Text("按年度", "By year") : Text("按单位或区县", "By unit or district") }
    }
    public let axis: Axis
    public let part: String
    public let value: Double
    public let by: String
}
