import Calendars
import Kernel

/// Every statement about successions.
enum SuccessionStore {
    private static func succession(_ row: Row) throws -> Succession {
        Succession(
            id: try row.id("id"), old: try row.id("old_plan"), new: try row.id("new_plan"), baseDay: try row.day("base_day"),
            from: try row.day("from_day"), by: try row.text("by_name"))
    }

    /// The plan that a plan takes over from.
    static func find(new plan: RecordID, _ connection: Connection) throws -> Succession? {
        try connection.first("SELECT * FROM plan_succession WHERE new_plan = \(plan)").map(succession)
    }

    /// What a plan hands on; the newest first.
    static func list(old plan: RecordID, _ connection: Connection) throws -> [Succession] {
        try connection.query("SELECT * FROM plan_succession WHERE old_plan = \(plan) ORDER BY id DESC LIMIT 20").map(succession)
    }

    static func insert(_ one: Succession, _ scope: Scope) throws {
        try scope.connection.execute(
            """
            INSERT INTO plan_succession (id, old_plan, new_plan, base_day, from_day, by_name, at)
            VALUES (\(one.id), \(one.old), \(one.new), \(one.baseDay), \(one.from), \(one.by), \(scope.now.description))
            """)
    }

    static func put(_ link: Succession.TargetLink, of id: RecordID, _ scope: Scope) throws {
        try scope.connection.execute(
            """
            INSERT INTO succession_target (succession, old_target, indicator, unit, new_item, value, value_day, source, state, by_name, at)
            VALUES (\(id), \(link.oldTarget), \(link.indicator), \(link.unit), \(link.newItem), \(link.value), \(link.valueDay), \(link.source),
                \(link.state), \(link.by), \(scope.now.description))
            """)
    }

    static func update(_ link: Succession.TargetLink, of id: RecordID, _ scope: Scope) throws {
        try scope.connection.execute(
            """
            UPDATE succession_target SET new_item = \(link.newItem), state = \(link.state), by_name = \(link.by), at = \(scope.now.description)
            WHERE succession = \(id) AND old_target = \(link.oldTarget)
            """)
    }

    static func targets(of id: RecordID, _ connection: Connection) throws -> [Succession.TargetLink] {
        try connection.query("SELECT * FROM succession_target WHERE succession = \(id) ORDER BY old_target LIMIT 2000").map {
            .init(
                oldTarget: try $0.id("old_target"), indicator: try $0.text("indicator"), unit: try $0.text("unit"),
                newItem: try $0.optionalID("new_item"),
                value: try $0.optionalDouble("value"), valueDay: try $0.optionalDay("value_day"), source: try $0.text("source"),
                state: try $0.choice("state"), by: try $0.text("by_name"))
        }
    }

    static func put(_ link: Succession.TaskLink, of id: RecordID, _ scope: Scope) throws {
        try scope.connection.execute(
            """
            INSERT INTO succession_task (succession, old_task, title, unit, unit_name, due, state, new_task, by_name, at)
            VALUES (\(id), \(link.oldTask), \(link.title), \(link.unit), \(link.unitName), \(link.due), \(link.state), \(link.newTask), \(link.by),
                \(scope.now.description))
            """)
    }

    static func update(_ link: Succession.TaskLink, of id: RecordID, _ scope: Scope) throws {
        try scope.connection.execute(
            """
            UPDATE succession_task SET state = \(link.state), new_task = \(link.newTask), by_name = \(link.by), at = \(scope.now.description)
            WHERE succession = \(id) AND old_task = \(link.oldTask)
            """)
    }

    static func tasks(of id: RecordID, _ connection: Connection) throws -> [Succession.TaskLink] {
        try connection.query("SELECT * FROM succession_task WHERE succession = \(id) ORDER BY old_task LIMIT 20000").map {
            .init(
                oldTask: try $0.id("old_task"), title: try $0.text("title"), unit: try $0.optionalID("unit"),
                unitName: try $0.text("unit_name"),
                due: try $0.optionalDay("due"), state: try $0.choice("state"), newTask: try $0.optionalID("new_task"),
                by: try $0.text("by_name"))
        }
    }
}
