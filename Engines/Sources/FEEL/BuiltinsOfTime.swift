import Decimals

/// Dates, times and durations (DMN 1.5, tables 70 and 76).
extension Builtin {
    static let temporals: [Builtin] = [
        Builtin(
            "date", .date,
            [
                form(["from"]) { r in
                    switch r.single(0) {
                    case .string(let text): TemporalText.date(text).map { .date($0) }
                    case .date(let date): .date(date)
                    case .moment(let moment): .date(moment.date)
                    default: nil
                    }
                },
                form(["year", "month", "day"]) { r in date(r).map { .date($0) } },
            ]),
        Builtin(
            "time", .time,
            [
                form(["from"]) { r in
                    switch r.single(0) {
                    case .string(let text): TemporalText.time(text, zones: r.evaluation.settings.zones).map { .time($0) }
                    case .time(let time): .time(time)
                    case .moment(let moment): .time(moment.time)
                    case .date: .time(ClockTime.midnight.moved(to: .utc))
                    default: nil
                    }
                },
                form(["hour", "minute", "second"], optional: ["offset"]) { r in
                    var zone = Zone.none
                    if r.has(3) {
                        guard let given = Zone.from(r.single(3)) else { return nil }
                        zone = given
                    }
                    return clock(r, 0, zone).map { .time($0) }
                },
            ]),
        Builtin(
            "date and time", .moment,
            [
                form(["from"]) { r in
                    switch r.single(0) {
                    case .string(let text):
                        TemporalText.moment(text, zones: r.evaluation.settings.zones).map { .moment($0) }
                            ?? TemporalText.date(text).map { .moment(Moment(date: $0, time: .midnight)) }
                    case .moment(let moment): .moment(moment)
                    case .date(let date): .moment(Moment(date: date, time: ClockTime.midnight.moved(to: .utc)))
                    default: nil
                    }
                },
                form(["date", "time"]) { r in
                    guard let date = r.date(0), case .time(let time) = r.single(1) else { return nil }
                    return .moment(Moment(date: date, time: time))
                },
                form(["year", "month", "day", "hour", "minute", "second"], optional: ["offset"]) { r in
                    var zone = Zone.none
                    if r.has(6) {
                        guard let given = Zone.from(r.single(6)) ?? named(r, 6) else { return nil }
                        zone = given
                    }
                    guard let date = date(r), let time = clock(r, 3, zone) else { return nil }
                    return .moment(Moment(date: date, time: time))
                },
                form(["year", "month", "day", "hour", "minute", "second", "timezone"]) { r in
                    guard let zone = named(r, 6), let date = date(r), let time = clock(r, 3, zone) else { return nil }
                    return .moment(Moment(date: date, time: time))
                },
            ]),
        Builtin(
            "duration", .any,
            [
                form(["from"]) { r in
                    switch r.single(0) {
                    case .string(let text): TemporalText.duration(text)
                    case .months, .dayTime: r.single(0)
                    default: nil
                    }
                }
            ]),
        Builtin(
            "years and months duration", .months,
            [
                form(["from", "to"]) { r in
                    guard let from = r.date(0), let to = r.date(1) else { return nil }
                    return months(from, to).map { .months($0) }
                }
            ]),
        Builtin("now", .moment, [form([]) { r in r.evaluation.settings.now.map { .moment($0) } }]),
        Builtin("today", .date, [form([]) { r in r.evaluation.settings.now.map { .date($0.date) } }]),
        Builtin("day of year", .number, [form(["date"]) { r in r.date(0).map { r.made($0.dayOfYear) } }]),
        Builtin("week of year", .number, [form(["date"]) { r in r.date(0).map { r.made($0.weekOfYear) } }]),
        Builtin(
            "day of week", .string,
            [
                form(["date"]) { r in
                    let names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
                    return r.date(0).map { .string(names[($0.weekday - 1) % 7]) }
                }
            ]),
        Builtin(
            "month of year", .string,
            [
                form(["date"]) { r in
                    let names = [
                        "January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
                        "November", "December",
                    ]
                    return r.date(0).map { .string(names[(Int($0.month) - 1) % 12]) }
                }
            ]),
    ]

    private static func date(_ r: Reading) -> CivilDate? {
        guard let year = r.whole(0), let month = r.whole(1), let day = r.whole(2) else { return nil }
        return CivilDate(year: year, month: month, day: day)
    }

    private static func clock(_ r: Reading, _ n: Int, _ zone: Zone) -> ClockTime? {
        guard let hour = r.whole(n), let minute = r.whole(n + 1), let second = r.number(n + 2), let floor = second.rounded(.floor),
            let whole = floor.int, let nanos = second.subtracting(floor)?.multiplied(by: 1_000_000_000)?.rounded(.down)?.int
        else { return nil }
        return ClockTime(hour: hour, minute: minute, second: whole, nanos: nanos, zone: zone)
    }

    private static func named(_ r: Reading, _ n: Int) -> Zone? {
        guard let name = r.string(n) else { return nil }
        return r.evaluation.settings.zones(name).map { .region($0) }
    }

    /// Whole months from one date to the other, cut off towards zero.
    private static func months(_ from: CivilDate, _ to: CivilDate) -> MonthSpan? {
        var count = (Int(to.year) - Int(from.year)) * 12 + Int(to.month) - Int(from.month)
        if count > 0, to.day < from.day { count -= 1 }
        if count < 0, to.day > from.day { count += 1 }
        return MonthSpan(Int128(count))
    }
}

extension Zone {
    /// An offset given as a duration of at most 18 hours.
    fileprivate static func from(_ value: Value) -> Zone? {
        guard case .dayTime(let span) = value, span.nanos == 0, abs(span.seconds) <= 18 * 3600 else { return nil }
        return .offset(Int32(span.seconds))
    }
}

/// Relations of points and ranges (DMN 1.5, table 78).
extension Builtin {
    static let ranges: [Builtin] = [
        relation("before") { a, b in
            a.endsBefore(b)
        },
        relation("after") { a, b in b.endsBefore(a) },
        relation("meets", ranges: true) { a, b in a.high.included && b.low.included ? a.high == b.low : .some(false) },
        relation("met by", ranges: true) { a, b in a.low.included && b.high.included ? a.low == b.high : .some(false) },
        relation("overlaps", ranges: true) { a, b in both(a.reaches(b), b.reaches(a)) },
        relation("overlaps before", ranges: true) { a, b in
            both(a.startsNoLater(b, strictly: true), both(a.reaches(b), a.endsNoLater(b)))
        },
        relation("overlaps after", ranges: true) { a, b in
            both(b.startsNoLater(a, strictly: true), both(b.reaches(a), b.endsNoLater(a)))
        },
        relation("finishes", second: true) { a, b in a.isPoint ? b.ends(at: a) : both(a.sameHigh(b), b.startsNoLater(a)) },
        relation("finished by", first: true) { a, b in b.isPoint ? a.ends(at: b) : both(a.sameHigh(b), a.startsNoLater(b)) },
        relation("includes", first: true) { a, b in both(a.startsNoLater(b), b.endsNoLater(a)) },
        relation("during", second: true) { a, b in both(b.startsNoLater(a), a.endsNoLater(b)) },
        relation("starts", second: true) { a, b in a.isPoint ? b.starts(at: a) : both(a.sameLow(b), a.endsNoLater(b)) },
        relation("started by", first: true) { a, b in b.isPoint ? a.starts(at: b) : both(a.sameLow(b), b.endsNoLater(a)) },
        relation("coincides", alike: true) { a, b in both(a.sameLow(b), a.sameHigh(b)) },
    ]

    private static func both(_ a: Bool?, _ b: @autoclosure () -> Bool?) -> Bool? {
        guard let a, let b = b() else { return nil }
        return a && b
    }

    /// `ranges`: both must be ranges; `first`, `second`: that one must be; `alike`: both or none.
    private static func relation(
        _ name: String, ranges: Bool = false, first: Bool = false, second: Bool = false, alike: Bool = false,
        _ holds: @escaping @Sendable (Span1, Span1) -> Bool?
    ) -> Builtin {
        let run: @Sendable (Reading) -> Value? = { r in
            guard let a = Span1(r.single(0), r.comparison), let b = Span1(r.single(1), r.comparison) else { return nil }
            if ranges, a.isPoint || b.isPoint { return nil }
            if first, a.isPoint { return nil }
            if second, b.isPoint { return nil }
            if alike, a.isPoint != b.isPoint { return nil }
            return r.made(holds(a, b))
        }
        let names = [["point1", "point2"], ["point", "range"], ["range", "point"], ["range1", "range2"]]
        return Builtin(name, .boolean, names.map { form($0, run) })
    }
}

/// A range, or a point taken as the closed range of itself.
private struct Span1 {
    struct End {
        let value: Value
        let included: Bool
        let comparison: Comparison
        static func == (a: End, b: End) -> Bool? { a.comparison.order(a.value, b.value).map { $0 == 0 } }
        func order(_ other: End) -> Int? { comparison.order(value, other.value) }
    }
    let low: End
    let high: End
    let isPoint: Bool

    init?(_ value: Value, _ comparison: Comparison) {
        switch value {
        case .null, .failure, .list, .context, .function, .boolean: return nil
        case .range(let range):
            low = End(value: range.low ?? .null, included: range.includesLow, comparison: comparison)
            high = End(value: range.high ?? .null, included: range.includesHigh, comparison: comparison)
            isPoint = false
        default:
            low = End(value: value, included: true, comparison: comparison)
            high = low
            isPoint = true
        }
    }

    func endsBefore(_ b: Span1) -> Bool? {
        high.order(b.low).map { $0 < 0 || ($0 == 0 && !(high.included && b.low.included)) }
    }
    /// Its end lies at or beyond the start of the other.
    func reaches(_ b: Span1) -> Bool? { high.order(b.low).map { $0 > 0 || ($0 == 0 && high.included && b.low.included) } }
    func startsNoLater(_ b: Span1, strictly: Bool = false) -> Bool? {
        low.order(b.low).map {
            $0 < 0 || ($0 == 0 && (strictly ? low.included && !b.low.included : low.included || !b.low.included))
        }
    }
    func endsNoLater(_ b: Span1) -> Bool? { high.order(b.high).map { $0 < 0 || ($0 == 0 && (!high.included || b.high.included)) } }
    func sameHigh(_ b: Span1) -> Bool? { high.order(b.high).map { $0 == 0 && high.included == b.high.included } }
    func sameLow(_ b: Span1) -> Bool? { low.order(b.low).map { $0 == 0 && low.included == b.low.included } }
    func ends(at point: Span1) -> Bool? { high.order(point.high).map { $0 == 0 && high.included } }
    func starts(at point: Span1) -> Bool? { low.order(point.low).map { $0 == 0 && low.included } }
}
