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
    private var records: [RecordID] = []

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
        records = numbers.sorted { $0.value < $1.value }.map(\.key)
    }

    /// `nil` where the sum is too large for a number; the database then says so.
    func measure(_ query: RegistryQuery, on day: Day, knownOn: Day) -> Measured? {
        var (total, found, counted) = (0, 0, 0)
        var isCounted = [Bool](repeating: false, count: records.count)
        let isWhole = each(query, on: day, knownOn: knownOn) { record, amount in
            let (sum, overflow) = total.addingReportingOverflow(amount)
            if overflow { return false }
            (total, found) = (sum, found + 1)
            if !isCounted[record] {
                isCounted[record] = true
                counted += 1
            }
            return true
        }
        let end = (query.window ?? .lastFourQuarters).span(endingOn: day).upperBound
        return isWhole ? Measured(amount: total, records: counted, figures: found, day: end) : nil
    }

    /// Each record's part of the sum, in the order of the ids.
    func parts(_ query: RegistryQuery, on day: Day, knownOn: Day) -> [Part]? {
        var totals = [Int?](repeating: nil, count: records.count)
        let isWhole = each(query, on: day, knownOn: knownOn) { record, amount in
            let (sum, overflow) = (totals[record] ?? 0).addingReportingOverflow(amount)
            totals[record] = sum
            return !overflow
        }
        guard isWhole else { return nil }
        return zip(records, totals).compactMap { record, total in total.map { Part(record: record, amount: $0) } }
            .sorted { $0.record < $1.record }
    }

    /// The figures that count on a day, by the number of their record; ends early and returns false where `body` does.
    private func each(_ query: RegistryQuery, on day: Day, knownOn: Day, _ body: (Int, Int) -> Bool) -> Bool {
        let time = (query.window ?? .lastFourQuarters).span(endingOn: day)
        let day = Self.number(day), known = Self.number(knownOn)
        var isMember = [Bool](repeating: false, count: records.count)
        // A span ends with its last day; what is known ends before the day on which it is known no more.
        for span in spans where span.from <= day && span.to >= day && span.knownFrom <= known && span.knownTo > known {
            isMember[Int(span.record)] = true
        }
        let last = Self.number(time.upperBound)
        var index = figures.partition(before: Self.number(time.lowerBound))
        while index < figures.count, figures[index].end <= last {
            let figure = figures[index]
            index += 1
            guard figure.knownFrom <= known, figure.knownTo > known, isMember[Int(figure.record)] else { continue }
            if !body(Int(figure.record), figure.amount) { return false }
        }
        return true
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
            try panel(query, connection)?.measure(query, on: day, knownOn: knownOn)
                ?? query.measure(on: day, knownOn: knownOn, connection)
        }
    }

    /// The records behind a value, each with its part of a sum; at most 5,000 where the database is asked.
    public func parts(_ query: RegistryQuery, on day: Day, knownOn: Day, _ connection: Connection) throws -> [Part] {
        try panel(query, connection)?.parts(query, on: day, knownOn: knownOn)
            ?? query.parts(on: day, knownOn: knownOn, connection)
    }

    /// Where nothing would be kept, one question is not worth a panel.
    private func panel(_ query: RegistryQuery, _ connection: Connection) throws -> FigurePanel? {
        guard connection.isSnapshot, let key = FigurePanel.Key(query) else { return nil }
        return try panels.value(key, connection) { try FigurePanel(key, connection) }
    }
}
