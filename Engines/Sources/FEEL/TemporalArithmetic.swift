import Decimals

extension Value {
    /// The difference of two temporal values as a duration.
    public static func difference(_ a: Value, _ b: Value) -> Value? {
        switch TemporalArithmetic.apply(.subtract, a, b) {
        case .months(let m): .months(m)
        case .dayTime(let d): .dayTime(d)
        default: nil
        }
    }

    /// The size of a duration.
    public var magnitude: Value? {
        switch self {
        case .months(let m): MonthSpan(abs(Int128(m.months))).map { .months($0) }
        case .dayTime(let d): DayTimeSpan(totalNanos: abs(d.totalNanos)).map { .dayTime($0) }
        default: nil
        }
    }
}

/// Sums and differences of dates, times and durations, and durations times numbers.
///
/// Source: DMN 1.5, tables 48 to 50.
enum TemporalArithmetic {
    /// `nil` where the operation is not defined for the kinds, or its result lies outside their range.
    static func apply(_ sign: ArithmeticSign, _ a: Value, _ b: Value) -> Value? {
        switch sign {
        case .add: sum(a, b) ?? (isSpan(a) && !isSpan(b) ? sum(b, a) : nil)
        case .subtract: difference(a, b)
        case .multiply: product(a, b) ?? product(b, a)
        case .divide: quotient(a, b)
        case .power: nil
        }
    }

    private static func isSpan(_ value: Value) -> Bool {
        switch value {
        case .months, .dayTime: true
        default: false
        }
    }

    private static func sum(_ a: Value, _ b: Value) -> Value? {
        switch (a, b) {
        case (.months(let x), .months(let y)): MonthSpan(Int128(x.months) + Int128(y.months)).map { .months($0) }
        case (.dayTime(let x), .dayTime(let y)): DayTimeSpan(totalNanos: x.totalNanos + y.totalNanos).map { .dayTime($0) }
        case (.date(let date), .months(let m)): date.adding(months: Int(m.months)).map { .date($0) }
        case (.moment(let moment), .months(let m)):
            moment.date.adding(months: Int(m.months)).map { .moment(Moment(date: $0, time: moment.time)) }
        case (.date(let date), .dayTime(let span)): add(Moment(date: date, time: .midnight), span.totalNanos).map { .date($0.date) }
        case (.moment(let moment), .dayTime(let span)): add(moment, span.totalNanos).map { .moment($0) }
        case (.time(let time), .dayTime(let span)): .time(add(time, span.totalNanos))
        default: nil
        }
    }

    private static func difference(_ a: Value, _ b: Value) -> Value? {
        switch (a, b) {
        case (.months(let x), .months(let y)): return MonthSpan(Int128(x.months) - Int128(y.months)).map { .months($0) }
        case (.dayTime(let x), .dayTime(let y)): return DayTimeSpan(totalNanos: x.totalNanos - y.totalNanos).map { .dayTime($0) }
        case (_, .months(let m)): return MonthSpan(-Int128(m.months)).flatMap { sum(a, .months($0)) }
        case (_, .dayTime(let d)): return DayTimeSpan(totalNanos: -d.totalNanos).flatMap { sum(a, .dayTime($0)) }
        case (.time(let x), .time(let y)):
            guard x.zone.isNone == y.zone.isNone else { return nil }
            let nanos = Int128(x.utcSeconds - y.utcSeconds) * 1_000_000_000 + Int128(x.nanos) - Int128(y.nanos)
            return DayTimeSpan(totalNanos: nanos).map { .dayTime($0) }
        case (.date(let x), .date(let y)):
            return DayTimeSpan(totalNanos: Int128(x.number - y.number) * 86_400_000_000_000).map { .dayTime($0) }
        case (.moment(let x), .moment(let y)): return difference(x, y)
        case (.date(let x), .moment(let y)): return difference(midnight(x), y)
        case (.moment(let x), .date(let y)): return difference(x, midnight(y))
        default: return nil
        }
    }

    /// A date among moments is the midnight of UTC.
    private static func midnight(_ date: CivilDate) -> Moment {
        Moment(date: date, time: ClockTime(seconds: 0, nanos: 0, zone: .utc))
    }

    private static func difference(_ x: Moment, _ y: Moment) -> Value? {
        guard x.time.zone.isNone == y.time.zone.isNone else { return nil }
        let nanos = Int128(x.instant - y.instant) * 1_000_000_000 + Int128(x.time.nanos) - Int128(y.time.nanos)
        return DayTimeSpan(totalNanos: nanos).map { .dayTime($0) }
    }

    /// On the instant where the zone is known, so that a change of the clock in between counts.
    private static func add(_ moment: Moment, _ nanos: Int128) -> Moment? {
        let total = Int128(moment.time.nanos) + nanos
        let (seconds, rest) = floored(total, 1_000_000_000)
        guard let step = Int(exactly: seconds), abs(step) < 40_000_000_000_000_000 else { return nil }
        if case .region = moment.time.zone {
            return Moment(instant: moment.instant + step, nanos: Int(rest), zone: moment.time.zone)
        }
        return Moment(localSeconds: moment.localSeconds + step, nanos: Int(rest), zone: moment.time.zone)
    }

    /// Around the clock.
    private static func add(_ time: ClockTime, _ nanos: Int128) -> ClockTime {
        let day: Int128 = 86_400_000_000_000
        let total = floored(Int128(time.seconds) * 1_000_000_000 + Int128(time.nanos) + nanos, day).rest
        return ClockTime(seconds: Int(total / 1_000_000_000), nanos: Int(total % 1_000_000_000), zone: time.zone)
    }

    private static func floored(_ n: Int128, _ unit: Int128) -> (quotient: Int128, rest: Int128) {
        let (q, r) = n.quotientAndRemainder(dividingBy: unit)
        return r < 0 ? (q - 1, r + unit) : (q, r)
    }

    private static func product(_ a: Value, _ b: Value) -> Value? {
        switch (a, b) {
        case (.months(let m), .number(let n)): months(Decimal34(Int(m.months)).multiplied(by: n))
        case (.dayTime(let d), .number(let n)): span(decimal(d).multiplied(by: n))
        default: nil
        }
    }

    private static func quotient(_ a: Value, _ b: Value) -> Value? {
        switch (a, b) {
        case (.months(let m), .number(let n)): months(Decimal34(Int(m.months)).dividing(by: n))
        case (.dayTime(let d), .number(let n)): span(decimal(d).dividing(by: n))
        case (.months(let x), .months(let y)): Decimal34(Int(x.months)).dividing(by: Decimal34(Int(y.months))).map { .number($0) }
        case (.dayTime(let x), .dayTime(let y)): decimal(x).dividing(by: decimal(y)).map { .number($0) }
        default: nil
        }
    }

    private static func months(_ count: Decimal34?) -> Value? {
        count?.rounded(.down)?.int.flatMap { MonthSpan(Int128($0)) }.map { .months($0) }
    }

    /// In nanoseconds.
    private static func decimal(_ span: DayTimeSpan) -> Decimal34 {
        let nanos = span.totalNanos
        return Decimal34(coefficient: nanos.magnitude, exponent: 0, isNegative: nanos < 0) ?? .zero
    }

    private static func span(_ nanos: Decimal34?) -> Value? {
        guard let whole = nanos?.rounded(.down), whole.exponent >= 0, whole.exponent < 5,
            whole.coefficient < 10_000_000_000_000_000_000_000_000_000_000
        else { return nil }
        var size = Int128(whole.coefficient)
        for _ in 0..<whole.exponent { size *= 10 }
        return DayTimeSpan(totalNanos: whole.isNegative ? -size : size).map { .dayTime($0) }
    }
}
