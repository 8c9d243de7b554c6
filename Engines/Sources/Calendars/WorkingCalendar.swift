import Findings

/// The working days of mainland China: Monday to Friday, less the public holidays, plus the make-up working days that the
/// State Council announces each autumn for the year to come.
///
/// The text form has one day a line, `2024-02-10 off 春节` or `2024-02-04 work 春节`, and `year 2024` for each year that is
/// complete. `#` begins a comment. A day in a year without such a line follows the week alone, and every answer that
/// depends on one is provisional.
public struct WorkingCalendar: Sendable, Equatable {
    private var exceptions: [Int: Bool] = [:]
    private var names: [Int: String] = [:]
    /// Years whose announcement the calendar holds.
    public private(set) var years: Set<Int> = []

    public init() {}

    /// Reads the text form; a line that cannot be read is reported and left out.
    public static func read(_ text: String) -> Report<WorkingCalendar> {
        var calendar = WorkingCalendar()
        var findings: [Finding] = []
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let words = line.prefix { $0 != "#" }.split { $0 == " " || $0 == "\t" }
            if words.isEmpty { continue }
            if !calendar.take(words) {
                findings.append(Finding(.calendarLine, at: .line(index + 1), ["line": String(line.prefix(60))]))
            }
        }
        return Report(calendar, findings: findings)
    }

    private mutating func take(_ words: [Substring]) -> Bool {
        if words[0] == "year" {
            guard words.count == 2, let year = Int(words[1]), (1...9999).contains(year) else { return false }
            years.insert(year)
            return true
        }
        guard words.count >= 2, let day = Day(words[0]), words[1] == "off" || words[1] == "work" else { return false }
        exceptions[day.number] = words[1] == "work"
        if words.count > 2 { names[day.number] = words[2...].joined(separator: " ") }
        return true
    }

    public func isWorking(_ day: Day) -> Bool { exceptions[day.number] ?? !day.isWeekend }

    /// The holiday's name on a holiday and on the make-up days that pay for it.
    public func name(of day: Day) -> String? { names[day.number] }

    /// True where the announcement for the day's year is not in the calendar.
    public func isProvisional(_ day: Day) -> Bool { !years.contains(day.year) }

    /// The day itself when it is a working day, else the next one.
    public func workingDay(onOrAfter day: Day) -> Day { walk(from: day, step: 1) }
    /// The day itself when it is a working day, else the last one before.
    public func workingDay(onOrBefore day: Day) -> Day { walk(from: day, step: -1) }

    private func walk(from day: Day, step: Int) -> Day {
        var day = day
        while !isWorking(day), day > .first, day < .last { day = day.adding(days: step) }
        return day
    }

    /// Working days after `from`, up to and including `to`; negative when `to` is earlier.
    public func workingDays(from: Day, to: Day) -> Int {
        if to < from { return -workingDays(from: to, to: from) }
        var count = 0
        var day = from
        while day < to {
            day = day.adding(days: 1)
            if isWorking(day) { count += 1 }
        }
        return count
    }
}

extension FindingCode {
    public static let calendarLine = FindingCode(
        "calendars.line.unreadable", .error,
        zh: "日历中的这一行读不懂：“{line}”。应为“2024-02-10 off 春节”“2024-02-04 work 春节”或“year 2024”。",
        en: "This calendar line cannot be read: “{line}”. Write “2024-02-10 off name”, “2024-02-04 work name” or “year 2024”.")
}
