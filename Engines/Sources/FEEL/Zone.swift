/// How far a clock is ahead of UTC: unknown, a fixed offset, or the rules of a region.
public enum Zone: Hashable, Sendable {
    case none
    /// Seconds east of Greenwich.
    case offset(Int32)
    case region(ZoneRules)

    static let utc = Zone.offset(0)

    /// The offset in force when the local clock shows `local` seconds since the epoch.
    func offset(local: Int) -> Int? {
        switch self {
        case .none: nil
        case .offset(let seconds): Int(seconds)
        case .region(let rules): rules.offset(local: local)
        }
    }

    func offset(instant: Int) -> Int? {
        switch self {
        case .none: nil
        case .offset(let seconds): Int(seconds)
        case .region(let rules): rules.offset(instant: instant)
        }
    }

    /// The offset where no date is known: that of the first of January 1970.
    var standardOffset: Int? { offset(local: 0) }
    var isNone: Bool { self == .none }
}

/// The offsets of one region over time, read from the compiled form of the tz database (TZif, RFC 8536).
///
/// The engine opens no file: the caller hands over the bytes of `zoneinfo/Europe/Paris`.
public final class ZoneRules: Hashable, Sendable {
    public let name: String
    private let transitions: [Int]
    private let offsets: [Int]
    private let first: Int
    private let tail: PosixRule?

    /// `nil` for bytes that are not TZif of version 2 or later.
    public init?(name: String, bytes: [UInt8]) {
        var reader = TZifReader(bytes)
        guard let old = reader.header(), reader.skip(old.size(wordSize: 4)), let new = reader.header() else { return nil }
        guard new.times < 10_000, new.types < 300, new.types > 0 else { return nil }
        var transitions: [Int] = []
        for _ in 0..<new.times {
            guard let t = reader.signed(8), transitions.last.map({ $0 < t }) ?? true else { return nil }
            transitions.append(t)
        }
        guard let indices = reader.take(new.times) else { return nil }
        var kinds: [Int] = []
        for _ in 0..<new.types {
            guard let offset = reader.signed(4), reader.skip(2), abs(offset) < 100_000 else { return nil }
            kinds.append(offset)
        }
        guard reader.skip(new.names + new.leaps * 12 + new.isStandard + new.isUT) else { return nil }
        var offsets: [Int] = []
        for index in indices {
            guard Int(index) < kinds.count else { return nil }
            offsets.append(kinds[Int(index)])
        }
        self.name = name
        self.transitions = transitions
        self.offsets = offsets
        first = kinds[0]
        tail = PosixRule(reader.rest)
    }

    /// Seconds east of Greenwich at an instant.
    func offset(instant: Int) -> Int {
        guard let last = transitions.last else { return tail?.offset(instant: instant) ?? first }
        if instant >= last, let tail { return tail.offset(instant: instant) }
        var (low, high) = (0, transitions.count)
        while low < high {
            let middle = (low + high) / 2
            if transitions[middle] <= instant { low = middle + 1 } else { high = middle }
        }
        return low == 0 ? first : offsets[low - 1]
    }

    /// The offset of a local time; the earlier one where the clock was set back, the one before where it was set forward.
    func offset(local: Int) -> Int {
        let before = offset(instant: local - offset(instant: local - 86_400))
        let a = offset(instant: local - 86_400)
        if offset(instant: local - a) == a { return a }
        let b = offset(instant: local + 86_400)
        if offset(instant: local - b) == b { return b }
        return before
    }

    public static func == (a: ZoneRules, b: ZoneRules) -> Bool { a === b || a.name == b.name }
    public func hash(into hasher: inout Hasher) { hasher.combine(name) }
}

private struct TZifReader {
    struct Header {
        let isUT, isStandard, leaps, times, types, names: Int
        func size(wordSize: Int) -> Int {
            times * (wordSize + 1) + types * 6 + names + leaps * (wordSize + 4) + isStandard + isUT
        }
    }

    private let bytes: [UInt8]
    private var at = 0
    init(_ bytes: [UInt8]) { self.bytes = bytes }

    var rest: ArraySlice<UInt8> { bytes[min(at, bytes.count)...] }

    mutating func take(_ count: Int) -> ArraySlice<UInt8>? {
        guard count >= 0, count <= bytes.count - at else { return nil }
        defer { at += count }
        return bytes[at..<at + count]
    }

    mutating func skip(_ count: Int) -> Bool { take(count) != nil }

    mutating func signed(_ width: Int) -> Int? {
        guard let part = take(width), let top = part.first else { return nil }
        return part.dropFirst().reduce(Int(Int8(bitPattern: top))) { $0 << 8 | Int($1) }
    }

    mutating func header() -> Header? {
        guard take(4).map(Array.init) == [0x54, 0x5A, 0x69, 0x66], skip(16) else { return nil }
        var counts: [Int] = []
        for _ in 0..<6 {
            guard let n = signed(4), (0...1_000_000).contains(n) else { return nil }
            counts.append(n)
        }
        return Header(
            isUT: counts[0], isStandard: counts[1], leaps: counts[2], times: counts[3], types: counts[4], names: counts[5])
    }
}

/// The rule for the years after the table, as POSIX writes it: `CET-1CEST,M3.5.0,M10.5.0/3`.
private struct PosixRule: Sendable {
    private enum Day: Sendable { case month(Int, week: Int, weekday: Int), julian(Int), zeroBased(Int) }
    private let standard: Int
    private var summer: Int?
    private var start: (day: Day, seconds: Int) = (.julian(1), 0)
    private var end: (day: Day, seconds: Int) = (.julian(1), 0)

    init?(_ bytes: ArraySlice<UInt8>) {
        var text = bytes.filter { $0 != 0x0A }[...]
        guard PosixRule.name(&text), let west = PosixRule.time(&text) else { return nil }
        standard = -west
        if text.isEmpty { return }
        guard PosixRule.name(&text) else { return nil }
        var offset = standard + 3600
        if let next = text.first, next != 0x2C {
            guard let west = PosixRule.time(&text) else { return nil }
            offset = -west
        }
        guard let start = PosixRule.change(&text), let end = PosixRule.change(&text) else { return nil }
        summer = offset
        self.start = start
        self.end = end
    }

    func offset(instant: Int) -> Int {
        guard let summer, let date = CivilDate(number: (instant + standard).flooredDays) else { return standard }
        let year = Int(date.year)
        let from = PosixRule.seconds(start, year) - standard
        let to = PosixRule.seconds(end, year) - summer
        let isSummer = from < to ? instant >= from && instant < to : instant >= from || instant < to
        return isSummer ? summer : standard
    }

    private static func seconds(_ change: (day: Day, seconds: Int), _ year: Int) -> Int {
        let newYear = CivilDate(year: year, month: 1, day: 1)?.number ?? 0
        let leap = CivilDate.days(in: 2, of: year) == 29
        let day: Int
        switch change.day {
        case .julian(let n): day = newYear + n - 1 + (leap && n >= 60 ? 1 : 0)
        case .zeroBased(let n): day = newYear + n
        case .month(let month, let week, let weekday):
            let first = CivilDate(year: year, month: month, day: 1)?.number ?? 0
            let firstWeekday = ((first + 4) % 7 + 7) % 7
            var n = first + (weekday - firstWeekday + 7) % 7 + (week - 1) * 7
            if n >= first + CivilDate.days(in: month, of: year) { n -= 7 }
            day = n
        }
        return day * 86_400 + change.seconds
    }

    private static func name(_ text: inout ArraySlice<UInt8>) -> Bool {
        if text.first == 0x3C {
            guard let close = text.firstIndex(of: 0x3E) else { return false }
            text = text[(close + 1)...]
            return true
        }
        let rest = text.drop { (0x41...0x5A).contains($0) || (0x61...0x7A).contains($0) }
        defer { text = rest }
        return text.count - rest.count >= 3
    }

    private static func number(_ text: inout ArraySlice<UInt8>) -> Int? {
        let digits = text.prefix { (0x30...0x39).contains($0) }
        guard !digits.isEmpty, digits.count <= 4 else { return nil }
        text = text.dropFirst(digits.count)
        return digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
    }

    private static func eat(_ byte: UInt8, _ text: inout ArraySlice<UInt8>) -> Bool {
        guard text.first == byte else { return false }
        text = text.dropFirst()
        return true
    }

    private static func time(_ text: inout ArraySlice<UInt8>) -> Int? {
        let minus = eat(0x2D, &text)
        if !minus { _ = eat(0x2B, &text) }
        guard let hours = number(&text) else { return nil }
        var seconds = hours * 3600
        if eat(0x3A, &text) {
            guard let minutes = number(&text) else { return nil }
            seconds += minutes * 60
            if eat(0x3A, &text) {
                guard let more = number(&text) else { return nil }
                seconds += more
            }
        }
        return minus ? -seconds : seconds
    }

    private static func change(_ text: inout ArraySlice<UInt8>) -> (day: Day, seconds: Int)? {
        guard eat(0x2C, &text) else { return nil }
        let day: Day
        if eat(0x4D, &text) {
            guard let month = number(&text), eat(0x2E, &text), let week = number(&text), eat(0x2E, &text),
                let weekday = number(&text), (1...12).contains(month), (1...5).contains(week), (0...6).contains(weekday)
            else { return nil }
            day = .month(month, week: week, weekday: weekday)
        } else if eat(0x4A, &text) {
            guard let n = number(&text), (1...365).contains(n) else { return nil }
            day = .julian(n)
        } else {
            guard let n = number(&text), (0...365).contains(n) else { return nil }
            day = .zeroBased(n)
        }
        guard eat(0x2F, &text) else { return (day, 7200) }
        return time(&text).map { (day, $0) }
    }
}

extension Int {
    /// Whole days in this number of seconds, rounded down.
    fileprivate var flooredDays: Int { self >= 0 ? self / 86_400 : (self - 86_399) / 86_400 }
}
