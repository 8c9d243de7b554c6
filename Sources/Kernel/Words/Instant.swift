import Calendars

/// A moment, to the millisecond, in UTC. Kept as `2026-11-21T13:05:00.000Z`, which sorts as text.
public struct Instant: Hashable, Sendable, Comparable, CustomStringConvertible {
    /// Since 1970-01-01T00:00:00Z.
    public let milliseconds: Int64

    public init(milliseconds: Int64) { self.milliseconds = milliseconds }

    public init?(_ text: String) {
        let bytes = Array(text.utf8)
        guard bytes.count == 24, bytes[10] == 0x54, bytes[23] == 0x5A, let day = Day(text.prefix(10)),
            let hour = Int(text.dropFirst(11).prefix(2)), let minute = Int(text.dropFirst(14).prefix(2)),
            let second = Int(text.dropFirst(17).prefix(2)), let fraction = Int(text.dropFirst(20).prefix(3)), hour < 24,
            minute < 60,
            second < 60, fraction >= 0
        else { return nil }
        milliseconds = Int64(((day.number * 24 + hour) * 60 + minute) * 60 + second) * 1000 + Int64(fraction)
    }

    public static func < (a: Instant, b: Instant) -> Bool { a.milliseconds < b.milliseconds }

    public func adding(seconds: Int) -> Instant { Instant(milliseconds: milliseconds + Int64(seconds) * 1000) }

    public var description: String { print(offset: 0, separator: "T", milliseconds: true) + "Z" }

    /// The date in China (UTC+8, without summer time since 1992).
    public var day: Day { Day(number: Int((milliseconds + 28_800_000).floored(by: 86_400_000))) ?? .first }

    /// `2026-11-21 21:05` in China.
    public var local: String { String(print(offset: 28_800_000, separator: " ", milliseconds: false).prefix(16)) }

    private func print(offset: Int64, separator: String, milliseconds withFraction: Bool) -> String {
        let shifted = milliseconds + offset
        let days = shifted.floored(by: 86_400_000)
        let rest = Int(shifted - days * 86_400_000)
        func pad(_ n: Int, _ width: Int) -> String {
            let text = String(n)
            return String(repeating: "0", count: max(0, width - text.utf8.count)) + text
        }
        let day = Day(number: Int(days)) ?? .first
        let clock = "\(pad(rest / 3_600_000, 2)):\(pad(rest / 60_000 % 60, 2)):\(pad(rest / 1000 % 60, 2))"
        return "\(day)\(separator)\(clock)" + (withFraction ? ".\(pad(rest % 1000, 3))" : "")
    }
}

extension Day {
    /// Midnight in China, the first moment of the day.
    public var begins: Instant { Instant(milliseconds: Int64(number) * 86_400_000 - 28_800_000) }
    /// The first moment after the day.
    public var ends: Instant { Instant(milliseconds: begins.milliseconds + 86_400_000) }
}

extension Int64 {
    fileprivate func floored(by divisor: Int64) -> Int64 {
        let quotient = self / divisor
        return self % divisor < 0 ? quotient - 1 : quotient
    }
}

/// A moment is text in the database; see `Date.sqlValue`.
extension Instant: SQLBindable {
    public static var sqlType: SQLType { .text }
    public var sqlValue: SQLValue { .text(description) }
}

extension Row {
    public func optionalInstant(_ column: String) throws(DatabaseError) -> Instant? {
        guard let text = try optionalText(column) else { return nil }
        guard let instant = Instant(text) else { throw .row(column: column, problem: "the text is not a moment in UTC") }
        return instant
    }

    public func instant(_ column: String) throws(DatabaseError) -> Instant {
        guard let instant = try optionalInstant(column) else { throw .row(column: column, problem: "the value is null") }
        return instant
    }
}
