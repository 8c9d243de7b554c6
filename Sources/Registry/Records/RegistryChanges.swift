import Calendars
import Kernel

/// A figure that was entered again with another amount: what was believed before, and since when it is believed no more.
public struct Correction: Sendable, Hashable {
    public let record: RecordID
    public let name: String
    public let periodEnd: Day
    public let before: Int
    public let after: Int
    public let source: String
    public let by: String
    public let knownFrom: Day
}

/// What became known of the registry between two days.
extension RegistryStore {
    /// Figures of some time that were corrected after `since` and by `day`, the latest first.
    public static func corrections(
        of kind: FigureKind, months: Int, in span: ClosedRange<Day>, since: Day, upTo day: Day, limit: Int = 200,
        _ connection: Connection
    ) throws -> [Correction] {
        try connection.query(
            """
            SELECT n.record, r.name, n.period_end, o.amount AS before, n.amount AS after, n.source, n.by_name, n.known_from
            FROM record_figure AS n
            JOIN record_figure AS o ON o.record = n.record AND o.kind = n.kind AND o.period_end = n.period_end AND o.months = n.months
                AND o.known_to = n.known_from AND o.id <> n.id
            JOIN record AS r ON r.id = n.record
            WHERE n.kind = \(kind) AND n.period_end >= \(span.lowerBound) AND n.period_end <= \(span.upperBound) AND n.months = \(months)
                AND n.known_from > \(since) AND n.known_from <= \(day) AND o.amount <> n.amount
            ORDER BY n.known_from DESC, n.id LIMIT \(limit)
            """
        ).map {
            Correction(
                record: try $0.id("record"), name: try $0.text("name"), periodEnd: try $0.day("period_end"),
                before: try $0.int("before"),
                after: try $0.int("after"), source: try $0.text("source"), by: try $0.text("by_name"),
                knownFrom: try $0.day("known_from"))
        }
    }
}

extension RegistryQuery {
    /// Corrections of the figures that the query sums up on a day.
    public func corrections(on day: Day, since: Day, upTo known: Day, _ connection: Connection) throws -> [Correction] {
        guard let figure else { return [] }
        let span = (window ?? .lastFourQuarters).span(endingOn: day)
        return try RegistryStore.corrections(of: figure, months: months, in: span, since: since, upTo: known, connection)
    }
}
