/// A statutory period in working days that can be stopped and restarted: acceptance to decision, order to reply.
///
/// The day on which the clock starts is not counted. No day inside a pause is counted, both its ends included; an open pause
/// has no due date until it ends.
///
/// ```swift
/// var clock = StatutoryClock(start: Day("2026-02-13")!, workingDays: 3)
/// clock.due(in: calendar)   // 2026-02-25: the Spring Festival lies between
/// ```
public struct StatutoryClock: Sendable, Equatable {
    public struct Pause: Sendable, Equatable {
        public let from: Day
        /// Last day of the pause; `nil` while it lasts.
        public let to: Day?

        public init(from: Day, to: Day?) {
            self.from = from
            self.to = to
        }

        func holds(_ day: Day) -> Bool { from <= day && (to.map { day <= $0 } ?? true) }
    }

    public struct Due: Sendable, Equatable {
        public let day: Day
        /// True where a year on the way has no announced calendar yet, so that the day may still move.
        public let isProvisional: Bool
    }

    public enum State: Sendable, Equatable {
        case running(due: Due, left: Int)
        /// Standing since the day; `left` working days remain when it restarts.
        case stopped(since: Day, left: Int)
        case overdue(due: Due, by: Int)
    }

    public var start: Day
    /// The length of the period; below 1 it is due on the start day.
    public var workingDays: Int
    public private(set) var pauses: [Pause]

    public init(start: Day, workingDays: Int, pauses: [Pause] = []) {
        self.start = start
        self.workingDays = workingDays
        self.pauses = pauses
    }

    /// Stops the clock on a day; nothing happens while it stands already.
    public mutating func stop(on day: Day) {
        if pauses.contains(where: { $0.holds(day) }) { return }
        pauses.append(Pause(from: day, to: nil))
    }

    /// Ends the open pause; `lastDay` is the last day that is not counted.
    public mutating func restart(after lastDay: Day) {
        guard let open = pauses.lastIndex(where: { $0.to == nil }) else { return }
        if lastDay < pauses[open].from {
            pauses.remove(at: open)
        } else {
            pauses[open] = Pause(from: pauses[open].from, to: lastDay)
        }
    }

    /// The last day of the period, or `nil` while a pause is open before it or where the calendar ends first.
    public func due(in calendar: WorkingCalendar) -> Due? {
        var day = start
        var left = workingDays
        var provisional = calendar.isProvisional(start)
        while left > 0 {
            if pauses.contains(where: { $0.to == nil && $0.from <= day }) || day == .last { return nil }
            day = day.adding(days: 1)
            provisional = provisional || calendar.isProvisional(day)
            if calendar.isWorking(day), !isPaused(day) { left -= 1 }
        }
        return Due(day: day, isProvisional: provisional)
    }

    /// Counted days after the start, up to and including `day`.
    public func used(by day: Day, in calendar: WorkingCalendar) -> Int {
        var count = 0
        var at = start
        while at < day {
            at = at.adding(days: 1)
            if calendar.isWorking(at), !isPaused(at) { count += 1 }
        }
        return count
    }

    public func state(on day: Day, in calendar: WorkingCalendar) -> State {
        if let due = due(in: calendar) {
            if due.day < day { return .overdue(due: due, by: calendar.workingDays(from: due.day, to: day)) }
            if let pause = pauses.first(where: { $0.holds(day) }) {
                return .stopped(since: pause.from, left: workingDays - used(by: day, in: calendar))
            }
            return .running(due: due, left: workingDays - used(by: day, in: calendar))
        }
        let since = pauses.first { $0.to == nil }?.from ?? day
        return .stopped(since: since, left: workingDays - used(by: day, in: calendar))
    }

    private func isPaused(_ day: Day) -> Bool { pauses.contains { $0.holds(day) } }
}
