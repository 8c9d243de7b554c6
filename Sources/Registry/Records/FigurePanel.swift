import Calendars
import Kernel

/// All figures of one kind and all spans of one status, as columns in memory: a sum for any day as it was known on any day takes
/// microseconds, so that a series of forty quarters is not forty searches through the figures.
///
/// It answers the same as `RegistryQuery.measure`, of which it is a copy for a state of the log; a registry of more than
/// `FigurePanel.limit` figures stays in the database.
public struct FigurePanel: Sendable {
    /// Which figures, over whose spans. Questions about a place or a park are left to the database.
    public struct Key: Sendable, Hashable {
        let kind: RecordKind
        let status: RecordStatus
        let figure: FigureKind
        let months: Int

        public init?(_ query: RegistryQuery) {
            guard let figure = query.figure, let status = query.status, query.place == nil, query.park == nil else { return nil }
            (kind, self.status, self.figure, months) = (query.kind, status, figure, query.months)
        }
    }

    static let limit = 400_000

    fileprivate struct Figure {
        let record: Int32
        let end: Int32
        let knownFrom: Int32
        let knownTo: Int32
        let amount: Int
    }

    private struct Span {
        let record: Int32
        let from: Int32
        let to: Int32
        let knownFrom: Int32
        let knownTo: Int32
    }

    /// By the end of the period.
    private var figures: [Figure] = []
    private var spans: [Span] = []
    private var count = 0

    /// `nil` where there is more than should lie in memory.
    init?(_ key: Key, _ connection: Connection) throws {
        let size = try connection.first(
            "SELECT COUNT(*) AS n FROM record_figure WHERE kind = \(key.figure) AND months = \(key.months)"
        )?.int("n")
        guard let size, size <= Self.limit else { return nil }
        var numbers: [RecordID: Int32] = [:]
        func number(_ id: RecordID) -> Int32 {
            if let known = numbers[id] { return known }
            let next = Int32(clamping: numbers.count)
            numbers[id] = next
            return next
        }
        figures.reserveCapacity(size)
        try connection.each(
            """
            SELECT record, period_end, known_from, known_to, amount FROM record_figure
            WHERE kind = \(key.figure) AND months = \(key.months) ORDER BY period_end
            """
        ) { row in
            figures.append(
                Figure(
                    record: number(try row.id("record")), end: Self.number(try row.day("period_end")),
                    knownFrom: Self.number(try row.day("known_from")), knownTo: Self.number(try row.optionalDay("known_to")),
                    amount: try row.int("amount")))
        }
        try connection.each(
            """
            SELECT record, from_day, to_day, known_from, known_to FROM record_status
            WHERE kind = \(key.kind) AND status = \(key.status) ORDER BY from_day
            """
        ) { row in
            spans.append(
                Span(
                    record: number(try row.id("record")), from: Self.number(try row.day("from_day")),
                    to: Self.number(try row.optionalDay("to_day")), knownFrom: Self.number(try row.day("known_from")),
                    knownTo: Self.number(try row.optionalDay("known_to"))))
        }
        count = numbers.count
    }

    /// `nil` where the sum is too large for a number; the database then says so.
    func measure(_ query: RegistryQuery, on day: Day, knownOn: Day) -> Measured? {
        let time = (query.window ?? .lastFourQuarters).span(endingOn: day)
        let day = Self.number(day), known = Self.number(knownOn)
        var isMember = [Bool](repeating: false, count: count), isCounted = isMember
        // A span ends with its last day; what is known ends before the day on which it is known no more.
        for span in spans where span.from <= day && span.to >= day && span.knownFrom <= known && span.knownTo > known {
            isMember[Int(span.record)] = true
        }
        let first = Self.number(time.lowerBound), last = Self.number(time.upperBound)
        var (total, found, records) = (0, 0, 0)
        var index = figures.partition(before: first)
        while index < figures.count, figures[index].end <= last {
            let figure = figures[index]
            index += 1
            guard figure.knownFrom <= known, figure.knownTo > known, isMember[Int(figure.record)] else { continue }
            let (sum, overflow) = total.addingReportingOverflow(figure.amount)
            if overflow { return nil }
            (total, found) = (sum, found + 1)
            if !isCounted[Int(figure.record)] {
                isCounted[Int(figure.record)] = true
                records += 1
            }
        }
        return Measured(amount: total, records: records, figures: found, day: time.upperBound)
    }

    /// An open end lies after every day.
    private static func number(_ day: Day?) -> Int32 { day.map { Int32(clamping: $0 - .first) } ?? .max }
}

extension [FigurePanel.Figure] {
    /// The first place whose period ends on `day` or later.
    fileprivate func partition(before day: Int32) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = low + (high - low) / 2
            if self[middle].end < day { low = middle + 1 } else { high = middle }
        }
        return low
    }
}

/// Answers queries for any day; what it read of the registry it keeps until the registry changes.
public final class RegistryAnswers: Sendable {
    private struct AnswerKey: Hashable {
        let query: RegistryQuery
        let day: Day
        let knownOn: Day
    }

    private let answers = Kept<AnswerKey, Measured>(about: Registry.eventSubjects, limit: 50_000)
    private let panels = Kept<FigurePanel.Key, FigurePanel?>(about: Registry.eventSubjects, limit: 16)

    public init() {}

    public func measure(_ query: RegistryQuery, on day: Day, knownOn: Day, _ connection: Connection) throws -> Measured {
        try answers.value(AnswerKey(query: query, day: day, knownOn: knownOn), connection) {
            // Where nothing would be kept, one question is not worth a panel.
            if connection.isSnapshot, let key = FigurePanel.Key(query),
                let panel = try panels.value(key, connection, read: { try FigurePanel(key, connection) }),
                let measured = panel.measure(query, on: day, knownOn: knownOn)
            {
                return measured
            }
            return try query.measure(on: day, knownOn: knownOn, connection)
        }
    }
}
