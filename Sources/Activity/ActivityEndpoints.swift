import Calendars
import Kernel

/// The log and who may read it.
///
/// | path | who | |
/// | --- | --- | --- |
/// | /activity | auditor, office, administrator | what happened, by kind, person and day |
/// | /activity/refusals | auditor, security | what was tried and refused |
/// | /activity/verification | auditor | whether the chain holds |
enum ActivityEndpoints {
    static let reading = Permission("activity.read", .auditor, .office, .administrator)
    static let refusalReading = Permission("activity.refusals", .auditor, .security)
    static let verifying = Permission("activity.verify", .auditor)

    static let routes = [Route(list), Route(refusals), Route(verification)]

    static let list = Endpoint(
        "activity.list", .get, "/activity", permission: reading, Text("操作记录", "Activity log"),
        menu: MenuEntry(.settings, 70, Text("操作记录", "Activity log")),
        ahead: { (input: inout ActivityForm, house, _) in input.kinds = house.kinds },
        run: { input, scope in
            let filter = EventLog.Filter(kind: input.kind, viewer: input.viewer, day: input.day)
            let entries = try EventLog.latest(
                matching: filter, before: input.before ?? .max, limit: ActivityList.pageSize + 1, scope.connection)
            return ActivityList(entries: entries, input)
        }, page: ActivityPages.list, table: ActivityPages.table)

    static let refusals = Endpoint(
        "activity.refusals", .get, "/activity/refusals", permission: refusalReading, Text("安全记录", "Security log"),
        menu: MenuEntry(.settings, 71, Text("安全记录", "Security log")),
        run: { (input: RefusalForm, scope) in
            RefusalList(
                entries: try SecurityLog.latest(kind: input.kind, day: input.day, limit: 500, scope.connection), kind: input.kind,
                day: input.day)
        }, page: ActivityPages.refusals, table: ActivityPages.refusalTable)

    static let verification = Endpoint(
        "activity.verification", .get, "/activity/verification", permission: verifying, Text("核对操作记录", "Check the activity log"),
        pace: .heavy,
        run: { (_: NoInput, scope) in
            switch try EventLog.verify(scope.connection) {
            case .success(let count): Verification(rows: count, firstBroken: nil)
            case .failure(let broken): Verification(rows: nil, firstBroken: broken.number)
            }
        }, page: ActivityPages.verification)
}

struct ActivityForm: EndpointInput {
    var kind: String?
    var viewer: String?
    var day: Day?
    var before: Int?
    var kinds: [String: EventKind] = [:]

    static let fields: [Field<ActivityForm>] = [
        Field("kind", \.kind, Text("事项", "Kind")), Field("viewer", \.viewer, Text("人员", "Person")),
        Field("day", \.day, Text("日期", "Day")),
        Field("before", \.before, Text("此前", "Before"), as: .hidden),
    ]
}

struct RefusalForm: EndpointInput {
    var kind: SecurityLog.Kind?
    var day: Day?
    static let fields: [Field<RefusalForm>] = [
        Field("kind", \.kind, Text("类型", "Kind")), Field("day", \.day, Text("日期", "Day")),
    ]
}

/// A page of the log.
struct ActivityList: Sendable, Encodable {
    static let pageSize = 100

    struct Row: Sendable, Encodable {
        let number: Int
        let at: String
        let viewer: String
        let viewerName: String
        let kind: String
        let subject: [String]
        let zh: String
        let en: String
        let details: [String: String]
    }

    let rows: [Row]
    /// Where the next, older page begins.
    let next: Int?
    let filter: EventLog.Filter
    let kinds: [String: EventKind]

    private enum CodingKeys: String, CodingKey { case rows, next }

    init(entries: [EventLog.Entry], _ input: ActivityForm) {
        let shown = entries.prefix(ActivityList.pageSize)
        rows = shown.map { entry in
            let sentence = EventKind.sentence(entry, input.kinds)
            return Row(
                number: entry.number, at: entry.at.description, viewer: entry.viewer, viewerName: entry.viewerName,
                kind: entry.kind,
                subject: [entry.subject.kind, entry.subject.id], zh: sentence.zh, en: sentence.en, details: entry.details)
        }
        next = entries.count > ActivityList.pageSize ? shown.last?.number : nil
        filter = EventLog.Filter(kind: input.kind, viewer: input.viewer, day: input.day)
        kinds = input.kinds
    }
}

struct RefusalList: Sendable, Encodable {
    struct Row: Sendable, Encodable {
        let at: String
        let kind: SecurityLog.Kind
        let viewer: String
        let subject: String
        let address: String
        let times: Int
    }

    let rows: [Row]
    let kind: SecurityLog.Kind?
    let day: Day?

    private enum CodingKeys: String, CodingKey { case rows }

    init(entries: [SecurityLog.Entry], kind: SecurityLog.Kind?, day: Day?) {
        rows = entries.map {
            Row(at: $0.at.description, kind: $0.kind, viewer: $0.viewer, subject: $0.subject, address: $0.address, times: $0.times)
        }
        self.kind = kind
        self.day = day
    }
}

extension SecurityLog.Kind: Encodable {}

struct Verification: Sendable, Encodable {
    /// How many rows follow one from another; nil where one does not.
    let rows: Int?
    let firstBroken: Int?
}
