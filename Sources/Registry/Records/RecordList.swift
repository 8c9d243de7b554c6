import Calendars
import Kernel

/// A page of the records of a kind, with what the list shows of each.
struct RecordList: JSONValued {
    struct Line: Sendable {
        let record: Record
        let owner: String?
        let park: String?
        /// Those that hold on the day.
        let statuses: [StatusSpan]
        /// The newest figure of the list's kind.
        let figure: Figure?
    }

    static let pageSize = 50
    /// As many as a table to take away holds.
    static let most = 20_000

    let filter: RecordFilter
    let asOf: Day
    let total: Int
    /// All of the kind, and how many of them are in each state.
    let everyone: Int
    let states: [(status: RecordStatus, count: Int)]
    let lines: [Line]
    /// The last record, where another page follows.
    let next: RecordID?
    let places: [String]
    let showsFigures: Bool
    let isBlind: Bool

    static func load(_ kind: RecordKind, _ input: RecordSearch, _ scope: Scope) throws -> RecordList {
        let (connection, day) = (scope.connection, scope.asOf)
        let sight = try Sight(scope)
        let filter = RecordFilter(kind: kind, place: input.place, status: input.status, search: input.q)
        let after = try input.after.flatMap { try RegistryStore.find($0, connection) }.map { (key: nameKey($0.name), id: $0.id) }
        let isWhole = input.all == true
        let limit = isWhole ? most : pageSize
        let found = try RegistryStore.page(
            filter, sight: sight, on: day, after: isWhole ? nil : after, limit: limit + 1, connection)
        let shown = Array(found.prefix(limit))
        let total = try RegistryStore.count(filter, sight: sight, on: day, connection)
        let isUnfiltered = filter == RecordFilter(kind: kind)
        let states = try RegistryStore.states(kind, sight: sight, on: day, connection)
        return RecordList(
            filter: filter, asOf: day, total: total,
            everyone: isUnfiltered ? total : try RegistryStore.count(RecordFilter(kind: kind), sight: sight, on: day, connection),
            states: RecordStatus.of(kind).compactMap { status in states[status].map { (status, $0) } },
            lines: try lines(shown, kind, sight, day, connection), next: found.count > limit ? shown.last?.id : nil,
            places: try RegistryStore.places(kind, connection),
            showsFigures: kind.listed != nil && (sight.seesAllFigures || !sight.seesAll),
            isBlind: sight.isBlind)
    }

    private static func lines(_ records: [Record], _ kind: RecordKind, _ sight: Sight, _ day: Day, _ connection: Connection) throws
        -> [Line]
    {
        let names = try RegistryStore.names(of: Set(records.flatMap { [$0.owner, $0.park].compactMap { $0 } }), connection)
        let ids = records.map(\.id)
        let spans = try RegistryStore.statuses(of: ids, knownOn: day, connection)
        let open = records.filter(sight.seesFigures).map(\.id)
        let figures = try kind.listed.map { try RegistryStore.figures(of: open, kind: $0, knownOn: day, connection) } ?? [:]
        return records.map { record in
            Line(
                record: record, owner: record.owner.flatMap { names[$0] }, park: record.park.flatMap { names[$0] },
                statuses: (spans[record.id] ?? []).filter { $0.holds(on: day) },
                figure: (figures[record.id] ?? []).max { ($0.periodEnd, $0.months) < ($1.periodEnd, $1.months) })
        }
    }

    var json: JSON {
        [
            "kind": .string(filter.kind.rawValue), "asOf": .string(asOf.description), "total": .number(Double(total)),
            "next": .optional(next),
            "records": .array(
                lines.map {
                    [
                        "id": .string($0.record.id.description), "name": .string($0.record.name),
                        "place": .optional($0.record.place),
                        "creditCode": .optional($0.record.creditCode), "owner": .optional($0.owner), "park": .optional($0.park),
                        "statuses": .array($0.statuses.map { .string($0.status.rawValue) }),
                        "amount": .optional($0.figure.map { Double($0.amount) }),
                    ]
                }),
        ]
    }
}

extension RecordKind {
    /// The figure that the list of this kind shows.
    var listed: FigureKind? {
        switch self {
        case .organisation, .park: .output
        case .project: .investment
        case .platform, .product: nil
        }
    }
}
