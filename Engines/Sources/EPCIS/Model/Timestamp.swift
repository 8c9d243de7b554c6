/// A moment as a document writes it: the text, and the moment on the time line.
///
/// `2005-04-03T20:33:31.116-06:00`: date, T, time with any number of decimals, Z or offset (RFC 3339). XML may leave the
/// offset out; the moment is then read as UTC, and a finding says so.
///
/// ```swift
/// Timestamp("2023-02-02T12:04:03.1415+01:00")?.utc   // "2023-02-02T11:04:03.142Z"
/// ```
public struct Timestamp: Hashable, Sendable {
    public let text: String
    /// Milliseconds since 1970-01-01T00:00:00Z; further decimals round half up.
    public let milliseconds: Int64
    public let hasOffset: Bool

    public init?(_ text: String) {
        var copy = text
        guard let read = copy.withUTF8({ Timestamp.read($0) }) else { return nil }
        self.text = text
        (milliseconds, hasOffset) = read
    }

    init(text: String, milliseconds: Int64, hasOffset: Bool) {
        self.text = text
        self.milliseconds = milliseconds
        self.hasOffset = hasOffset
    }

    /// A moment written in UTC with milliseconds.
    public init(milliseconds: Int64) {
        self.milliseconds = milliseconds
        hasOffset = true
        text = Self.utc(milliseconds)
    }

    /// As above, the seconds left out as older XML documents do.
    init?(withoutSeconds text: String) {
        var bytes = Array(text.utf8)
        guard bytes.count >= 17, bytes[16] != 58 else { return nil }
        bytes.insert(contentsOf: [58, 48, 48], at: 16)
        guard let read = bytes.withUnsafeBufferPointer({ Timestamp.read($0) }) else { return nil }
        self.text = String(decoding: bytes, as: UTF8.self)
        (milliseconds, hasOffset) = read
    }

    /// UTC with three decimals, as the event hash writes it.
    public var utc: String { Self.utc(milliseconds) }

    /// The moment of an RFC 3339 text; nil where it is none.
    static func read(_ bytes: UnsafeBufferPointer<UInt8>) -> (Int64, Bool)? {
        guard bytes.count >= 19, bytes.count <= 80 else { return nil }
        func number(_ start: Int, _ count: Int) -> Int64? {
            var value: Int64 = 0
            for index in start..<start + count {
                guard bytes[index] &- 48 < 10 else { return nil }
                value = value * 10 + Int64(bytes[index] - 48)
            }
            return value
        }
        guard let year = number(0, 4), bytes[4] == 45, let month = number(5, 2), bytes[7] == 45, let day = number(8, 2),
            bytes[10] == 84, let hour = number(11, 2), bytes[13] == 58, let minute = number(14, 2), bytes[16] == 58,
            let second = number(17, 2), (1...12).contains(month), day >= 1, day <= days(year, month), hour < 24, minute < 60,
            second < 60
        else { return nil }
        var index = 19
        var fraction: Int64 = 0
        if index < bytes.count, bytes[index] == 46 {
            index += 1
            let start = index
            while index < bytes.count, bytes[index] &- 48 < 10 {
                let place = index - start
                if place < 3 { fraction = fraction * 10 + Int64(bytes[index] - 48) }
                if place == 3, bytes[index] >= 53 { fraction += 1 }
                index += 1
            }
            let digits = index - start
            if digits == 0 { return nil }
            if digits == 1 { fraction *= 100 }
            if digits == 2 { fraction *= 10 }
        }
        var offset: Int64 = 0
        var hasOffset = false
        if index < bytes.count {
            hasOffset = true
            if bytes[index] == 90 {
                index += 1
            } else {
                guard bytes[index] == 43 || bytes[index] == 45, bytes.count == index + 6, let hours = number(index + 1, 2),
                    bytes[index + 3] == 58, let minutes = number(index + 4, 2), hours < 24, minutes < 60
                else { return nil }
                offset = (hours * 60 + minutes) * (bytes[index] == 43 ? 1 : -1)
                index += 6
            }
            guard index == bytes.count else { return nil }
        }
        let seconds = dayNumber(year, month, day) * 86400 + hour * 3600 + minute * 60 + second - offset * 60
        return (seconds * 1000 + fraction, hasOffset)
    }

    private static func days(_ year: Int64, _ month: Int64) -> Int64 {
        if month == 2 { return year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) ? 29 : 28 }
        return month == 4 || month == 6 || month == 9 || month == 11 ? 30 : 31
    }

    /// Days since 1970-01-01 in the proleptic Gregorian calendar, the year taken to begin in March.
    private static func dayNumber(_ year: Int64, _ month: Int64, _ day: Int64) -> Int64 {
        let shifted = month > 2 ? year : year - 1
        let era = (shifted >= 0 ? shifted : shifted - 399) / 400
        let yearOfEra = shifted - era * 400
        let dayOfYear = (153 * (month > 2 ? month - 3 : month + 9) + 2) / 5 + day - 1
        return era * 146_097 + yearOfEra * 365 + yearOfEra / 4 - yearOfEra / 100 + dayOfYear - 719_468
    }

    static func utc(_ milliseconds: Int64) -> String {
        var out: [UInt8] = []
        out.reserveCapacity(24)
        appendUTC(milliseconds, to: &out)
        return String(decoding: out, as: UTF8.self)
    }

    static func appendUTC(_ milliseconds: Int64, to out: inout [UInt8]) {
        let day = milliseconds.floorDivided(by: 86_400_000)
        let rest = milliseconds - day * 86_400_000
        let shifted = day + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let dayOfEra = shifted - era * 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let monthIndex = (5 * dayOfYear + 2) / 153
        let month = monthIndex < 10 ? monthIndex + 3 : monthIndex - 9
        let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
        func put(_ value: Int64, _ width: Int) {
            var divisor: Int64 = width == 4 ? 1000 : width == 3 ? 100 : 10
            while divisor > 0 {
                out.append(UInt8(48 + (value / divisor) % 10))
                divisor /= 10
            }
        }
        put(max(0, year), 4)
        out.append(45)
        put(month, 2)
        out.append(45)
        put(dayOfYear - (153 * monthIndex + 2) / 5 + 1, 2)
        out.append(84)
        put(rest / 3_600_000, 2)
        out.append(58)
        put(rest / 60_000 % 60, 2)
        out.append(58)
        put(rest / 1000 % 60, 2)
        out.append(46)
        put(rest % 1000, 3)
        out.append(90)
    }
}

extension Timestamp: Comparable {
    public static func < (a: Timestamp, b: Timestamp) -> Bool { a.milliseconds < b.milliseconds }
}

extension Int64 {
    fileprivate func floorDivided(by divisor: Int64) -> Int64 { self >= 0 ? self / divisor : (self - divisor + 1) / divisor }
}
