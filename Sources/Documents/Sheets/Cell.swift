/// One cell of a sheet, a CSV file or a table to be written.
///
/// A number keeps the digits that stood in the file, so that 0.1 is not read as 0.1000000000000000055 and a leading-zero
/// code that was typed as text stays text. Dates are the calendar's own fields, never instants: no time zone is involved.
public enum Cell: Sendable, Hashable {
    case empty
    case text(String)
    case number(Double, text: String)
    case date(SheetDate)
    case bool(Bool)
    /// A spreadsheet error such as `#N/A`.
    case error(String)

    /// A number with the shortest digits that give it back. Not finite is empty.
    public static func number(_ value: Double) -> Cell { value.isFinite ? .number(value, text: plainDigits(value)) : .empty }
    public static func integer(_ value: Int) -> Cell { .number(Double(value), text: String(value)) }

    public var isEmpty: Bool { self == .empty || self == .text("") }

    /// What a person would see, without a number format: digits, `2024-02-29`, `TRUE`.
    public var text: String {
        switch self {
        case .empty: ""
        case .text(let text): text
        case .number(_, let text): text
        case .date(let date): date.description
        case .bool(let value): value ? "TRUE" : "FALSE"
        case .error(let code): code
        }
    }
}

/// A date, a time of day, or both, as a spreadsheet holds them. Also a span of more than 24 hours (`[h]:mm`).
public struct SheetDate: Sendable, Hashable, CustomStringConvertible {
    public struct Day: Sendable, Hashable {
        public let year: Int, month: Int, day: Int

        /// `nil` where the calendar has no such day, or outside the years 1–9999.
        public init?(year: Int, month: Int, day: Int) {
            guard (1...9999).contains(year), (1...12).contains(month), day >= 1, day <= Day.length(of: month, in: year) else {
                return nil
            }
            (self.year, self.month, self.day) = (year, month, day)
        }

        static func length(of month: Int, in year: Int) -> Int {
            switch month {
            case 4, 6, 9, 11: 30
            case 2: year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28
            default: 31
            }
        }
    }

    public struct Time: Sendable, Hashable {
        public let hour: Int, minute: Int, second: Int

        public init?(hour: Int, minute: Int, second: Int = 0) {
            guard (0...99_999_999).contains(hour), (0..<60).contains(minute), (0..<60).contains(second) else { return nil }
            (self.hour, self.minute, self.second) = (hour, minute, second)
        }
    }

    public let day: Day?
    public let time: Time?

    public init(day: Day) { (self.day, time) = (day, nil) }
    public init(day: Day?, time: Time) { (self.day, self.time) = (day, time) }

    /// `2024-02-29`, `08:30:00`, `2024-02-29T08:30:00`.
    public var description: String {
        let date = day.map { "\(digits($0.year, 4))-\(digits($0.month, 2))-\(digits($0.day, 2))" }
        let clock = time.map { "\(digits($0.hour, 2)):\(digits($0.minute, 2)):\(digits($0.second, 2))" }
        return [date, clock].compactMap { $0 }.joined(separator: "T")
    }
}

func digits(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
}

/// The shortest digits that give the number back; whole numbers below 10^15 without “.0”.
func plainDigits(_ value: Double) -> String {
    if let whole = Int(exactly: value), abs(value) < 1e15 { return String(whole) }
    return "\(value)"
}
