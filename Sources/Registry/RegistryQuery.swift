import Calendars
import Kernel

/// An indicator as a question to the registry: which records, in which state, counted or summed over which time.
/// Kept as JSON beside the target, shown in words, answered for any day as it was known on any day.
public struct RegistryQuery: Sendable, Hashable, Codable {
    public enum Window: String, Choosable, Hashable, Codable {
        case lastFourQuarters, yearToDate, year

        public var label: Text {
            switch self {
            case .lastFourQuarters: Text("近四个季度", "last four quarters")
            case .yearToDate: Text("当年累计", "year to date")
            case .year: Text("上一完整年度", "last full year")
            }
        }

        /// First and last day of the summed time when the data end on `day`.
        func span(endingOn day: Day) -> ClosedRange<Day> {
            switch self {
            case .lastFourQuarters:
                let end = day == day.endOfQuarter ? day : day.adding(months: -3).endOfQuarter
                return end.adding(years: -1).adding(days: 1).startOfMonth...end
            case .yearToDate: return day.startOfYear...day
            case .year:
                let end = day == day.endOfYear ? day : day.adding(years: -1).endOfYear
                return end.startOfYear...end
            }
        }
    }

    public var kind: RecordKind
    public var status: RecordStatus?
    public var place: String?
    public var park: RecordID?
    /// `nil` counts records, else the figure is summed over them.
    public var figure: FigureKind?
    public var window: Window?

    public init(
        kind: RecordKind, status: RecordStatus? = nil, place: String? = nil, park: RecordID? = nil, figure: FigureKind? = nil,
        window: Window? = nil
    ) {
        self.kind = kind
        self.status = status
        self.place = place
        self.park = park
        self.figure = figure
        self.window = window
    }

    /// 统计口径, in one line.
    public var words: Text {
        let who = (status.map { $0.label } ?? Text("登记的", "registered")) + Text("", " ") + kind.label
        let scope = place.map { Text("，\($0)", ", \($0)") } ?? Text("", "")
        guard let figure else { return Text("数记录：", "Count of ") + who + scope }
        return Text("求和：", "Sum of ") + figure.label + Text("，", " over ") + who + scope
            + Text("，", ", ") + (window ?? .lastFourQuarters).label
    }
}

/// What a query gave: the value, and how many records and figures stand behind it.
public struct Measured: Sendable, Hashable, Codable {
    /// Records for a count; 分 or the figure's own unit for a sum.
    public let amount: Int
    public let records: Int
    public let figures: Int
    public let day: Day
}

/// One record of a value, and its part of a sum.
public struct Part: Sendable, Hashable {
    public let record: RecordID
    public let amount: Int?
}

extension RegistryQuery {
    /// The value on `day` as it was known on `knownOn`.
    public func measure(on day: Day, knownOn: Day, _ connection: Connection) throws -> Measured {
        guard let figure else {
            let row = try connection.first("SELECT COUNT(*) AS n FROM (\(members(on: day, knownOn: knownOn))) AS m")
            let count = try row?.int("n") ?? 0
            return Measured(amount: count, records: count, figures: 0, day: day)
        }
        let span = (window ?? .lastFourQuarters).span(endingOn: day)
        let row = try connection.first(
            """
            SELECT SUM(f.amount) AS total, COUNT(*) AS figures, COUNT(DISTINCT f.record) AS records
            FROM record_figure AS f WHERE \(figureRows(figure, span, knownOn)) AND f.record IN (\(members(on: day, knownOn: knownOn)))
            """)
        return Measured(
            amount: try row?.optionalInt("total") ?? 0, records: try row?.int("records") ?? 0,
            figures: try row?.int("figures") ?? 0,
            day: span.upperBound)
    }

    /// The records behind the value, by name, with each one's part of a sum.
    public func rows(on day: Day, knownOn: Day, limit: Int = 500, _ connection: Connection) throws -> [(
        record: Record, amount: Int?
    )] {
        let ids = members(on: day, knownOn: knownOn)
        guard let figure else {
            return try connection.query("SELECT * FROM record WHERE id IN (\(ids)) ORDER BY name_key, id LIMIT \(limit)")
                .map { (try RegistryStore.record($0), nil) }
        }
        let span = (window ?? .lastFourQuarters).span(endingOn: day)
        return try connection.query(
            """
            SELECT r.*, t.total AS total FROM (
                SELECT f.record AS record, SUM(f.amount) AS total FROM record_figure AS f
                WHERE \(figureRows(figure, span, knownOn)) AND f.record IN (\(ids)) GROUP BY f.record
            ) AS t JOIN record AS r ON r.id = t.record ORDER BY t.total DESC, r.id LIMIT \(limit)
            """
        ).map { (try RegistryStore.record($0), try $0.int("total")) }
    }

    /// Only which records stand behind the value and each one's part of a sum, in the order of their ids.
    public func parts(on day: Day, knownOn: Day, limit: Int = 5000, _ connection: Connection) throws -> [Part] {
        let ids = members(on: day, knownOn: knownOn)
        guard let figure else {
            return try connection.query("SELECT id FROM record WHERE id IN (\(ids)) ORDER BY id LIMIT \(limit)")
                .map { Part(record: try $0.id("id"), amount: nil) }
        }
        let span = (window ?? .lastFourQuarters).span(endingOn: day)
        return try connection.query(
            """
            SELECT f.record, SUM(f.amount) AS total FROM record_figure AS f
            WHERE \(figureRows(figure, span, knownOn)) AND f.record IN (\(ids)) GROUP BY f.record ORDER BY f.record LIMIT \(limit)
            """
        ).map { Part(record: try $0.id("record"), amount: try $0.int("total")) }
    }

    private func members(on day: Day, knownOn: Day) -> SQL {
        var filter: SQL = ""
        if let place { filter += " AND r.place = \(place)" }
        if let park { filter += " AND r.park = \(park)" }
        guard let status else {
            return "SELECT r.id FROM record AS r WHERE r.kind = \(kind) AND r.known_from <= \(knownOn)" + filter
        }
        let spans: SQL = """
            SELECT DISTINCT s.record FROM record_status AS s WHERE s.kind = \(kind) AND s.status = \(status) AND s.from_day <= \(day) \
            AND (s.to_day IS NULL OR s.to_day >= \(day)) AND s.known_from <= \(knownOn) AND (s.known_to IS NULL OR s.known_to > \(knownOn))
            """
        if place == nil, park == nil { return spans }
        return "SELECT r.id FROM record AS r WHERE r.id IN (" + spans + ")" + filter
    }

    /// Quarters where they are given, else half-years, else years: a period is never counted twice.
    private func figureRows(_ figure: FigureKind, _ span: ClosedRange<Day>, _ knownOn: Day) -> SQL {
        """
        f.kind = \(figure) AND f.period_end >= \(span.lowerBound) AND f.period_end <= \(span.upperBound) AND f.months = \(months) \
        AND f.known_from <= \(knownOn) AND (f.known_to IS NULL OR f.known_to > \(knownOn))
        """
    }

    var months: Int { window == .year ? 12 : 3 }
}
