import Calendars
import Kernel

/// Which plan stands above which, from a day on.
struct Superior: Sendable, Hashable {
    /// `nil` ends it.
    let superior: RecordID?
    let from: Day
    let by: String
    let note: String?
}

enum AlignmentStore {
    /// The plan above one on a day.
    static func superior(of plan: RecordID, on day: Day, _ connection: Connection) throws -> Superior? {
        try connection.first(
            "SELECT * FROM plan_superior WHERE plan = \(plan) AND from_day <= \(day) ORDER BY from_day DESC, id DESC LIMIT 1"
        ).map {
            Superior(
                superior: try $0.optionalID("superior"), from: try $0.day("from_day"), by: try $0.text("by_name"),
                note: try $0.optionalText("note"))
        }
    }

    static func insert(_ superior: Superior, of plan: RecordID, id: RecordID, _ scope: Scope) throws {
        try scope.connection.execute(
            """
            INSERT INTO plan_superior (id, plan, superior, from_day, note, by_name, at)
            VALUES (\(id), \(plan), \(superior.superior), \(superior.from), \(superior.note), \(superior.by), \(scope.now.description))
            """)
    }
}
