import Calendars
import Kernel
import Plan

/// What was frozen, whose figure counts where several report, and who follows whom.
enum PeriodStore {
    struct Freeze: Sendable, Hashable {
        let period: Day
        let by: String
        let at: Instant
        let note: String?
    }

    struct Frozen: Sendable, Hashable {
        let holder: String
        let unitName: String
        let about: Progress.About
        let subject: RecordID
        let title: String
        let version: Int
        let value: Double?
        let isDone: Bool
        let doneOn: Day?
        let note: String
    }

    static func freeze(_ plan: RecordID, period: Day, _ connection: Connection) throws -> Freeze? {
        try connection.first("SELECT * FROM period_freeze WHERE plan = \(plan) AND period_end = \(period)").map {
            Freeze(
                period: try $0.day("period_end"), by: try $0.text("by_name"), at: try $0.instant("at"),
                note: try $0.optionalText("note"))
        }
    }

    /// Copies what is approved now. False where the period is frozen already.
    static func freeze(_ plan: RecordID, period: Day, note: String?, _ scope: Scope) throws -> Int? {
        let made = try scope.connection.execute(
            """
            INSERT INTO period_freeze (plan, period_end, note, by_name, at) VALUES (\(plan), \(period), \(note), \(scope.viewer.name), \(scope.now))
            ON CONFLICT (plan, period_end) DO NOTHING
            """)
        guard made == 1 else { return nil }
        return try scope.connection.execute(
            """
            INSERT INTO frozen_figure (plan, period_end, holder, about, subject, unit_name, title, version, value, is_done, done_on, note)
            SELECT r.plan, r.period_end, r.holder, l.about, l.subject, r.unit_name, l.title, r.version, l.value, l.is_done, l.done_on, l.note
            FROM unit_return AS r JOIN return_line AS l ON l.unit_return = r.id
            WHERE r.plan = \(plan) AND r.period_end = \(period) AND l.state = 'approved' AND r.version = (
                SELECT MAX(o.version) FROM unit_return AS o JOIN return_line AS p ON p.unit_return = o.id
                WHERE o.plan = r.plan AND o.period_end = r.period_end AND o.holder = r.holder AND p.subject = l.subject
                    AND p.about = l.about AND p.state = 'approved')
            """)
    }

    static func frozen(_ plan: RecordID, period: Day, _ connection: Connection) throws -> [Frozen] {
        try connection.query(
            """
            SELECT * FROM frozen_figure WHERE plan = \(plan) AND period_end = \(period) ORDER BY holder, about, subject LIMIT 20000
            """
        ).map {
            Frozen(
                holder: try $0.text("holder"), unitName: try $0.text("unit_name"), about: try $0.choice("about"),
                subject: try $0.id("subject"), title: try $0.text("title"), version: try $0.int("version"),
                value: try $0.optionalDouble("value"), isDone: try $0.bool("is_done"), doneOn: try $0.optionalDay("done_on"),
                note: try $0.text("note"))
        }
    }

    // MARK: Several units on one target

    static func rule(_ target: RecordID, _ connection: Connection) throws -> ReportingRule? {
        try connection.first("SELECT rule, unit FROM target_reporting WHERE target = \(target)").map {
            try $0.text("rule") == "sum" ? .sum : .one(try $0.id("unit"))
        }
    }

    static func rules(_ plan: RecordID, _ connection: Connection) throws -> [RecordID: ReportingRule] {
        var rules: [RecordID: ReportingRule] = [:]
        let rows = try connection.query(
            """
            SELECT c.* FROM target AS t JOIN target_reporting AS c ON c.target = t.id WHERE t.plan = \(plan)
            ORDER BY t.target_key LIMIT 2000
            """)
        for row in rows { rules[try row.id("target")] = try row.text("rule") == "sum" ? .sum : .one(try row.id("unit")) }
        return rules
    }

    static func set(_ rule: ReportingRule, target: RecordID, _ scope: Scope) throws {
        let (word, unit): (String, RecordID?) = if case .one(let unit) = rule { ("one", unit) } else { ("sum", nil) }
        try scope.connection.execute(
            """
            INSERT INTO target_reporting (target, rule, unit, by_name, at) VALUES (\(target), \(word), \(unit), \(scope.viewer.name), \(scope.now))
            ON CONFLICT (target) DO UPDATE SET rule = excluded.rule, unit = excluded.unit, by_name = excluded.by_name, at = excluded.at
            """)
    }

    // MARK: Units that change

    static func changes(_ connection: Connection) throws -> UnitChanges {
        UnitChanges(
            try connection.query("SELECT * FROM unit_change ORDER BY from_day, id LIMIT 5000").map {
                UnitChange(
                    unit: try $0.id("unit"), successor: try $0.optionalID("successor"), newName: try $0.optionalText("new_name"),
                    from: try $0.day("from_day"), source: try $0.text("source"))
            })
    }

    static func insert(_ change: UnitChange, _ scope: Scope) throws -> Bool {
        try scope.connection.execute(
            """
            INSERT INTO unit_change (id, unit, successor, new_name, from_day, source, by_name, at)
            VALUES (\(scope.newID()), \(change.unit), \(change.successor), \(change.newName), \(change.from), \(change.source),
                \(scope.viewer.name), \(scope.now))
            ON CONFLICT (unit, from_day) DO NOTHING
            """) == 1
    }
}

/// Whose figure the plan takes where several units report one target.
public enum ReportingRule: Sendable, Hashable {
    case one(RecordID)
    case sum
}
