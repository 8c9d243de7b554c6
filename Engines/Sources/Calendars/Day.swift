/// A date of the Gregorian calendar without time or zone, as official deadlines are written.
///
/// Stored as the number of days since 1970-01-01, so that arithmetic is whole numbers. Years 1 to 9999.
///
/// ```swift
/// Day(year: 2025, month: 12, day: 31)?.description   // "2025-12-31"
/// Day("2025-02-30")                                  // nil
/// ```
public struct Day: Hashable, Sendable, Comparable {
    /// Days since 1970-01-01.
    public let number: Int

    private init(checked number: Int) { self.number = number }

    /// `nil` outside the years 1 to 9999.
    public init?(number: Int) {
        guard Day.first.number <= number, number <= Day.last.number else { return nil }
        self.number = number
    }

    /// `nil` where the calendar has no such date.
    public init?(year: Int, month: Int, day: Int) {
        guard (1...9999).contains(year), (1...12).contains(month), day >= 1, day <= Day.days(in: month, of: year) else {
            return nil
        }
        number = Day.number(year: year, month: month, day: day)
    }

    /// Reads `YYYY-MM-DD` and nothing else.
    public init?(_ text: some StringProtocol) {
        let bytes = Array(text.utf8)
        guard bytes.count == 10, bytes[4] == 0x2D, bytes[7] == 0x2D else { return nil }
        func number(_ range: Range<Int>) -> Int? {
            var n = 0
            for i in range {
                guard (0x30...0x39).contains(bytes[i]) else { return nil }
                n = n * 10 + Int(bytes[i] - 0x30)
            }
            return n
        }
        guard let year = number(0..<4), let month = number(5..<7), let day = number(8..<10) else { return nil }
        self.init(year: year, month: month, day: day)
    }

    public static let first = Day(checked: number(year: 1, month: 1, day: 1))
    public static let last = Day(checked: number(year: 9999, month: 12, day: 31))

    public static func < (a: Day, b: Day) -> Bool { a.number < b.number }
    /// Days from `b` to `a`; negative when `a` is earlier.
    public static func - (a: Day, b: Day) -> Int { a.number - b.number }

    /// The day `count` days later (earlier when negative), held at the ends of the calendar.
    public func adding(days count: Int) -> Day {
        let (sum, overflow) = number.addingReportingOverflow(count)
        if overflow { return count < 0 ? .first : .last }
        return Day(checked: min(max(sum, Day.first.number), Day.last.number))
    }

    /// The same day `count` months later, or the month's last day where it is shorter; held at the ends of the calendar.
    public func adding(months count: Int) -> Day {
        let (index, overflow) = (year * 12 + month - 1).addingReportingOverflow(count)
        guard !overflow, index >= 12, index < 120_000 else { return count < 0 ? .first : .last }
        let (y, m) = (index / 12, index % 12 + 1)
        return Day(checked: Day.number(year: y, month: m, day: min(day, Day.days(in: m, of: y))))
    }

    public func adding(years count: Int) -> Day {
        let (months, overflow) = count.multipliedReportingOverflow(by: 12)
        return overflow ? (count < 0 ? .first : .last) : adding(months: months)
    }

    public var year: Int { civil.year }
    public var month: Int { civil.month }
    public var day: Int { civil.day }
    /// 1 to 4.
    public var quarter: Int { (month - 1) / 3 + 1 }
    /// 1 is Monday, 7 is Sunday (ISO 8601).
    public var weekday: Int { ((number + 3) % 7 + 7) % 7 + 1 }
    public var isWeekend: Bool { weekday >= 6 }

    public var startOfMonth: Day { Day(checked: Day.number(year: year, month: month, day: 1)) }
    public var endOfMonth: Day { Day(checked: Day.number(year: year, month: month, day: Day.days(in: month, of: year))) }
    public var startOfYear: Day { Day(checked: Day.number(year: year, month: 1, day: 1)) }
    public var endOfYear: Day { Day(checked: Day.number(year: year, month: 12, day: 31)) }
    public var endOfQuarter: Day {
        Day(checked: Day.number(year: year, month: quarter * 3, day: Day.days(in: quarter * 3, of: year)))
    }

    public static func days(in month: Int, of year: Int) -> Int {
        switch month {
        case 2: isLeap(year) ? 29 : 28
        case 4, 6, 9, 11: 30
        default: 31
        }
    }

    public static func isLeap(_ year: Int) -> Bool { year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) }

    /// Days since 1970-01-01, by eras of 400 years beginning on 1 March (public-domain algorithm of H. Hinnant).
    private static func number(year: Int, month: Int, day: Int) -> Int {
        let y = month <= 2 ? year - 1 : year
        let era = y / 400
        let yearOfEra = y - era * 400
        let dayOfYear = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    private var civil: (year: Int, month: Int, day: Int) {
        let z = number + 719_468
        let era = z / 146_097
        let dayOfEra = z - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        let month = shifted + (shifted < 10 ? 3 : -9)
        return (yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month, dayOfYear - (153 * shifted + 2) / 5 + 1)
    }
}

extension Day: CustomStringConvertible {
    /// `YYYY-MM-DD`.
    public var description: String {
        let (y, m, d) = civil
        func pad(_ n: Int, _ width: Int) -> String {
            let s = String(n)
            return String(repeating: "0", count: max(0, width - s.utf8.count)) + s
        }
        return "\(pad(y, 4))-\(pad(m, 2))-\(pad(d, 2))"
    }
}

extension Day: Codable {
    public init(from decoder: any Decoder) throws {
        let box = try decoder.singleValueContainer()
        let text = try box.decode(String.self)
        guard let day = Day(text) else { throw DecodingError.dataCorruptedError(in: box, debugDescription: "not a date: \(text)") }
        self = day
    }

    public func encode(to encoder: any Encoder) throws {
        var box = encoder.singleValueContainer()
        try box.encode(description)
    }
}
