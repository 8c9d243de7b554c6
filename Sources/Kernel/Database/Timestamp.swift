import Calendars
import Foundation

/// The one spelling of a moment in the database: `YYYY-MM-DDTHH:MM:SS.mmmZ`, years 1 to 9999, rounded to the millisecond.
enum Timestamp {
    private static let millisecondsADay: Int64 = 86_400_000

    static func text(_ date: Date) -> String {
        text(milliseconds: milliseconds(date))
    }

    static func text(milliseconds: Int64) -> String {
        var day = milliseconds / millisecondsADay
        var rest = milliseconds % millisecondsADay
        if rest < 0 { (day, rest) = (day - 1, rest + millisecondsADay) }
        let date = Day(number: Int(day)) ?? (day < 0 ? Day.first : Day.last)
        let (hour, minute) = (rest / 3_600_000, rest / 60_000 % 60)
        let (second, fraction) = (rest / 1000 % 60, rest % 1000)
        return "\(date)T\(two(hour)):\(two(minute)):\(two(second)).\(fraction < 100 ? "0" : "")\(two(fraction))Z"
    }

    static func date(_ text: String) -> Date? {
        let bytes = Array(text.utf8)
        guard bytes.count == 24, bytes[10] == 0x54, bytes[13] == 0x3A, bytes[16] == 0x3A, bytes[19] == 0x2E, bytes[23] == 0x5A,
            let day = Day(String(decoding: bytes[0..<10], as: UTF8.self)),
            let hour = number(bytes[11..<13]), let minute = number(bytes[14..<16]), let second = number(bytes[17..<19]),
            let fraction = number(bytes[20..<23]), hour < 24, minute < 60, second < 60
        else { return nil }
        let seconds = Int64(day.number) * 86_400 + hour * 3600 + minute * 60 + second
        return Date(timeIntervalSince1970: Double(seconds) + Double(fraction) / 1000)
    }

    /// Held at the ends of the calendar.
    static func milliseconds(_ date: Date) -> Int64 {
        let lowest = Int64(Day.first.number) * millisecondsADay
        let highest = (Int64(Day.last.number) + 1) * millisecondsADay - 1
        let exact = (date.timeIntervalSince1970 * 1000).rounded()
        guard exact > Double(lowest) else { return lowest }  // also where it is not a number
        return exact < Double(highest) ? Int64(exact) : highest
    }

    private static func two(_ n: Int64) -> String { n < 10 ? "0\(n)" : "\(n)" }

    private static func number(_ digits: ArraySlice<UInt8>) -> Int64? {
        var n: Int64 = 0
        for digit in digits {
            guard (0x30...0x39).contains(digit) else { return nil }
            n = n * 10 + Int64(digit - 0x30)
        }
        return n
    }
}
