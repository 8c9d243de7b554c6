/// A date of the proleptic Gregorian calendar, years -999,999,999 to 999,999,999.
///
/// Source: DMN 1.5, clause 10.3.2.3.4; XML Schema 1.1 part 2, 3.3.9.
public struct CivilDate: Hashable, Sendable, Comparable {
    public let year: Int32
    public let month: UInt8
    public let day: UInt8

    static let years = -999_999_999...999_999_999

    /// `nil` where the calendar has no such date.
    public init?(year: Int, month: Int, day: Int) {
        guard CivilDate.years.contains(year), (1...12).contains(month), day >= 1, day <= CivilDate.days(in: month, of: year)
        else { return nil }
        self.init(held: year, month, day)
    }

    private init(held year: Int, _ month: Int, _ day: Int) {
        self.year = Int32(truncatingIfNeeded: year)
        self.month = UInt8(truncatingIfNeeded: month)
        self.day = UInt8(truncatingIfNeeded: day)
    }

    /// The day that lies `number` days after 1970-01-01.
    public init?(number: Int) {
        guard abs(number) < 400_000_000_000 else { return nil }
        let z = number + 719_468
        let era = (z >= 0 ? z : z - 146_096) / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted + (shifted < 10 ? 3 : -9)
        self.init(year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month, day: dayOfYear - (153 * shifted + 2) / 5 + 1)
    }

    /// Days since 1970-01-01.
    public var number: Int {
        let y = Int(year) - (month <= 2 ? 1 : 0)
        let era = (y >= 0 ? y : y - 399) / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (Int(month) + (month > 2 ? -3 : 9)) + 2) / 5 + Int(day) - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    public static func < (a: CivilDate, b: CivilDate) -> Bool { (a.year, a.month, a.day) < (b.year, b.month, b.day) }

    static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    /// The same day some months later, or the month's last day where it is shorter.
    func adding(months count: Int) -> CivilDate? {
        let (index, overflow) = (Int(year) * 12 + Int(month) - 1).addingReportingOverflow(count)
        if overflow { return nil }
        let y = index >= 0 ? index / 12 : (index - 11) / 12
        let m = index - y * 12 + 1
        guard CivilDate.years.contains(y) else { return nil }
        return CivilDate(year: y, month: m, day: min(Int(day), CivilDate.days(in: m, of: y)))
    }

    /// 1 is Monday, 7 is Sunday.
    var weekday: Int { ((number + 3) % 7 + 7) % 7 + 1 }

    var dayOfYear: Int {
        number - (CivilDate(year: Int(year), month: 1, day: 1)?.number ?? number) + 1
    }

    /// The week of ISO 8601: week 1 holds the year's first Thursday.
    var weekOfYear: Int {
        let thursday = CivilDate(number: number - weekday + 4) ?? self
        return (thursday.dayOfYear - 1) / 7 + 1
    }
}

/// A time of day, to the nanosecond, with or without a zone.
public struct ClockTime: Hashable, Sendable {
    /// 0 to 86,399.
    public let seconds: Int32
    public let nanos: Int32
    public let zone: Zone

    init(seconds: Int, nanos: Int, zone: Zone) {
        self.seconds = Int32(truncatingIfNeeded: seconds)
        self.nanos = Int32(truncatingIfNeeded: nanos)
        self.zone = zone
    }

    public init?(hour: Int, minute: Int, second: Int, nanos: Int = 0, zone: Zone = .none) {
        guard (0...23).contains(hour), (0...59).contains(minute), (0...59).contains(second), (0..<1_000_000_000).contains(nanos)
        else { return nil }
        self.init(seconds: hour * 3600 + minute * 60 + second, nanos: nanos, zone: zone)
    }

    public static let midnight = ClockTime(seconds: 0, nanos: 0, zone: .none)

    var hour: Int { Int(seconds) / 3600 }
    var minute: Int { Int(seconds) / 60 % 60 }
    var second: Int { Int(seconds) % 60 }

    /// Seconds after midnight in UTC, for ordering; a zone of a region counts with its standard offset.
    var utcSeconds: Int { Int(seconds) - (zone.standardOffset ?? 0) }

    func moved(to zone: Zone) -> ClockTime { ClockTime(seconds: Int(seconds), nanos: Int(nanos), zone: zone) }
}

/// A date with a time of day.
public struct Moment: Hashable, Sendable {
    public let date: CivilDate
    public let time: ClockTime

    public init(date: CivilDate, time: ClockTime) {
        self.date = date
        self.time = time
    }

    /// Seconds since 1970-01-01T00:00:00, on the local clock.
    var localSeconds: Int { date.number * 86_400 + Int(time.seconds) }
    /// The zone's offset at this moment, in seconds east; `nil` without a zone.
    var offset: Int? { time.zone.offset(local: localSeconds) }
    /// Seconds since the epoch in UTC; without a zone the local clock is taken as UTC.
    var instant: Int { localSeconds - (offset ?? 0) }

    /// The moment on the local clock `seconds` after the epoch.
    init?(localSeconds seconds: Int, nanos: Int, zone: Zone) {
        let day = seconds >= 0 ? seconds / 86_400 : (seconds - 86_399) / 86_400
        guard let date = CivilDate(number: day) else { return nil }
        self.init(date: date, time: ClockTime(seconds: seconds - day * 86_400, nanos: nanos, zone: zone))
    }

    /// The instant as a clock in `zone` shows it.
    public init?(instant: Int, nanos: Int, zone: Zone) {
        guard abs(instant) < 40_000_000_000_000_000 else { return nil }
        self.init(localSeconds: instant + (zone.offset(instant: instant) ?? 0), nanos: nanos, zone: zone)
    }
}

/// A span of days, hours, minutes and seconds, to the nanosecond: `seconds + nanos / 10^9`, nanos never negative.
public struct DayTimeSpan: Hashable, Sendable, Comparable {
    public let seconds: Int64
    public let nanos: Int32

    /// `nil` beyond about 292 thousand million years.
    init?(totalNanos: Int128) {
        var (quotient, rest) = totalNanos.quotientAndRemainder(dividingBy: 1_000_000_000)
        if rest < 0 {
            rest += 1_000_000_000
            quotient -= 1
        }
        guard let seconds = Int64(exactly: quotient), abs(quotient) < 4_000_000_000_000_000_000 else { return nil }
        self.seconds = seconds
        nanos = Int32(truncatingIfNeeded: rest)
    }

    var totalNanos: Int128 { Int128(seconds) * 1_000_000_000 + Int128(nanos) }
    var isNegative: Bool { seconds < 0 }

    public static func < (a: DayTimeSpan, b: DayTimeSpan) -> Bool { (a.seconds, a.nanos) < (b.seconds, b.nanos) }
}

/// A span of years and months, counted in months.
public struct MonthSpan: Hashable, Sendable, Comparable {
    public let months: Int64

    /// `nil` beyond a thousand million years and their twelve months.
    init?(_ months: Int128) {
        guard abs(months) <= 120_000_000_000_000 else { return nil }
        self.months = Int64(months)
    }

    public static func < (a: MonthSpan, b: MonthSpan) -> Bool { a.months < b.months }
}
