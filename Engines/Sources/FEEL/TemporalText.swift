import Decimals

/// Dates, times and durations as text: the subset of ISO 8601 that FEEL reads.
///
/// ```
/// date      = [-] yyyy - mm - dd            more than four digits of year without a leading zero
/// time      = hh : mm : ss [. fraction] [zone]
/// zone      = Z | (+|-) hh : mm [: ss] | @ region
/// duration  = [-] P [nD] [T [nH] [nM] [n[.n]S]]  |  [-] P [nY] [nM]
/// ```
struct TemporalText {
    private let bytes: [UInt8]
    private var at = 0
    private let zones: @Sendable (String) -> ZoneRules?

    init(_ text: String, zones: @escaping @Sendable (String) -> ZoneRules?) {
        bytes = Array(text.utf8)
        self.zones = zones
    }

    static func date(_ text: String) -> CivilDate? {
        var reader = TemporalText(text) { _ in nil }
        guard let date = reader.date(), reader.ended else { return nil }
        return date
    }

    static func time(_ text: String, zones: @escaping @Sendable (String) -> ZoneRules?) -> ClockTime? {
        var reader = TemporalText(text, zones: zones)
        guard let time = reader.time(), reader.ended else { return nil }
        return time
    }

    static func moment(_ text: String, zones: @escaping @Sendable (String) -> ZoneRules?) -> Moment? {
        var reader = TemporalText(text, zones: zones)
        guard let date = reader.date(), reader.eat("T") else { return nil }
        let isNextDay = reader.bytes[min(reader.at, reader.bytes.count)...].starts(with: [0x32, 0x34])
        guard let time = reader.time(), reader.ended else { return nil }
        // 24:00:00 is the midnight that ends the day.
        return (isNextDay ? CivilDate(number: date.number + 1) : date).map { Moment(date: $0, time: time) }
    }

    static func duration(_ text: String) -> Value? {
        var reader = TemporalText(text) { _ in nil }
        guard let value = reader.duration(), reader.ended else { return nil }
        return value
    }

    private var ended: Bool { at == bytes.count }
    private var next: UInt8? { at < bytes.count ? bytes[at] : nil }

    private mutating func eat(_ scalar: Unicode.Scalar) -> Bool {
        guard at < bytes.count, UInt32(bytes[at]) == scalar.value else { return false }
        at += 1
        return true
    }

    private mutating func digits(_ counts: ClosedRange<Int>) -> Int? {
        let start = at
        var n = 0
        while at < bytes.count, at - start < counts.upperBound, (0x30...0x39).contains(bytes[at]) {
            n = n * 10 + Int(bytes[at] - 0x30)
            at += 1
        }
        return counts.contains(at - start) ? n : nil
    }

    private mutating func date() -> CivilDate? {
        let minus = eat("-")
        let start = at
        guard let year = digits(4...9) else { return nil }
        if at - start > 4, bytes[start] == 0x30 { return nil }
        guard eat("-"), let month = digits(2...2), eat("-"), let day = digits(2...2) else { return nil }
        return CivilDate(year: minus ? -year : year, month: month, day: day)
    }

    private mutating func time() -> ClockTime? {
        guard let hour = digits(2...2), eat(":"), let minute = digits(2...2), eat(":"), let second = digits(2...2) else {
            return nil
        }
        var nanos = 0
        if eat(".") {
            guard let fraction = self.fraction() else { return nil }
            nanos = fraction
        }
        guard let zone = self.zone() else { return nil }
        if hour == 24, minute == 0, second == 0, nanos == 0 { return ClockTime(seconds: 0, nanos: 0, zone: zone) }
        return ClockTime(hour: hour, minute: minute, second: second, nanos: nanos, zone: zone)
    }

    /// Digits after the point as nanoseconds; digits beyond the ninth are dropped.
    private mutating func fraction() -> Int? {
        let start = at
        var n = 0
        while at < bytes.count, (0x30...0x39).contains(bytes[at]) {
            if at - start < 9 { n = n * 10 + Int(bytes[at] - 0x30) }
            at += 1
        }
        guard at > start else { return nil }
        for _ in 0..<max(0, 9 - (at - start)) { n *= 10 }
        return n
    }

    private mutating func zone() -> Zone? {
        guard let next else { return Zone.none }
        switch next {
        case 0x5A, 0x7A:
            at += 1
            return .utc
        case 0x40:
            let name = String(decoding: bytes[(at + 1)...], as: UTF8.self)
            at = bytes.count
            if name == "Z" { return .utc }
            return zones(name).map { Zone.region($0) }
        case 0x2B, 0x2D:
            at += 1
            guard let hours = digits(2...2), eat(":"), let minutes = digits(2...2), minutes < 60 else { return nil }
            var seconds = hours * 3600 + minutes * 60
            if eat(":") {
                guard let more = digits(2...2), more < 60 else { return nil }
                seconds += more
            }
            guard seconds <= 18 * 3600 else { return nil }
            return .offset(Int32(next == 0x2D ? -seconds : seconds))
        default: return nil
        }
    }

    private mutating func duration() -> Value? {
        let minus = eat("-")
        guard eat("P") else { return nil }
        var months: Int128?
        var nanos: Int128?
        var lastRank = 0
        var inTime = false
        while !ended {
            if eat("T") {
                if inTime { return nil }
                inTime = true
                guard !ended else { return nil }
                continue
            }
            guard let number = digits(1...18) else { return nil }
            var part = 0
            let hasFraction = eat(".")
            if hasFraction {
                // XML Schema allows no digit after the point here: PT0.S.
                part = fraction() ?? 0
            }
            guard let unit = next else { return nil }
            at += 1
            let count = Int128(number)
            let rank: Int
            switch (unit, inTime) {
            case (0x59, false): (rank, months) = (1, (months ?? 0) + count * 12)
            case (0x4D, false): (rank, months) = (2, (months ?? 0) + count)
            case (0x44, false): (rank, nanos) = (3, (nanos ?? 0) + count * 86_400_000_000_000)
            case (0x48, true): (rank, nanos) = (4, (nanos ?? 0) + count * 3_600_000_000_000)
            case (0x4D, true): (rank, nanos) = (5, (nanos ?? 0) + count * 60_000_000_000)
            case (0x53, true): (rank, nanos) = (6, (nanos ?? 0) + count * 1_000_000_000 + Int128(part))
            default: return nil
            }
            guard rank > lastRank, !hasFraction || rank == 6 else { return nil }
            lastRank = rank
        }
        switch (months, nanos) {
        case (let months?, nil): return MonthSpan(minus ? -months : months).map { .months($0) }
        case (nil, let nanos?): return DayTimeSpan(totalNanos: minus ? -nanos : nanos).map { .dayTime($0) }
        default: return nil
        }
    }
}

extension CivilDate: CustomStringConvertible {
    public var description: String {
        let size = String(abs(Int(year)))
        return (year < 0 ? "-" : "") + String(repeating: "0", count: max(0, 4 - size.utf8.count)) + size + "-" + two(Int(month))
            + "-"
            + two(Int(day))
    }
}

extension ClockTime: CustomStringConvertible {
    public var description: String {
        two(hour) + ":" + two(minute) + ":" + two(second) + fractionText(Int(nanos)) + zone.description
    }
}

extension Moment: CustomStringConvertible {
    public var description: String { "\(date)T\(time)" }
}

extension Zone: CustomStringConvertible {
    public var description: String {
        switch self {
        case .none: return ""
        case .offset(0): return "Z"
        case .offset(let seconds):
            let s = abs(Int(seconds))
            return (seconds < 0 ? "-" : "+") + two(s / 3600) + ":" + two(s / 60 % 60) + (s % 60 == 0 ? "" : ":" + two(s % 60))
        case .region(let rules): return "@" + rules.name
        }
    }
}

extension DayTimeSpan: CustomStringConvertible {
    public var description: String {
        let total = totalNanos
        if total == 0 { return "PT0S" }
        let size = total.magnitude
        let nanos = Int(size % 1_000_000_000)
        let seconds = Int(size / 1_000_000_000)
        var out = total < 0 ? "-P" : "P"
        if seconds >= 86_400 { out += "\(seconds / 86_400)D" }
        if seconds % 86_400 == 0, nanos == 0 { return out }
        out += "T"
        if seconds / 3600 % 24 != 0 { out += "\(seconds / 3600 % 24)H" }
        if seconds / 60 % 60 != 0 { out += "\(seconds / 60 % 60)M" }
        if seconds % 60 != 0 || nanos != 0 { out += "\(seconds % 60)" + fractionText(nanos) + "S" }
        return out
    }
}

extension MonthSpan: CustomStringConvertible {
    public var description: String {
        if months == 0 { return "P0M" }
        let size = months.magnitude
        return (months < 0 ? "-P" : "P") + (size >= 12 ? "\(size / 12)Y" : "") + (size % 12 != 0 ? "\(size % 12)M" : "")
    }
}

private func two(_ n: Int) -> String { n < 10 ? "0\(n)" : String(n) }

private func fractionText(_ nanos: Int) -> String {
    if nanos == 0 { return "" }
    var digits = String(nanos)
    digits = String(repeating: "0", count: max(0, 9 - digits.utf8.count)) + digits
    while digits.hasSuffix("0") { digits.removeLast() }
    return "." + digits
}
