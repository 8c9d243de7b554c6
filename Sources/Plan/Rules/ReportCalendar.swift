import Calendars
import Synchronization

/// When a plan's periods end, by when units report on them, and which data a page of a given day may show.
///
/// One is made for a request and asked the same days again and again: what it worked out it keeps.
public struct ReportCalendar: Sendable {
    public let plan: Plan
    public let workingDays: WorkingCalendar
    private let known = Known()
    /// Shown whatever the day: an evaluation looks at a period that ended before the last one.
    private var fixed: Day?

    private final class Known: Sendable {
        public let dues = Mutex<[Day: Day]>([:])
        public let dataDays = Mutex<[Day: Day]>([:])
    }

    public init(plan: Plan, workingDays: WorkingCalendar) {
        self.plan = plan
        self.workingDays = workingDays
    }

    /// The same calendar, whose pages show the data of `day`.
    public func ending(on day: Day) -> ReportCalendar {
        var calendar = self
        calendar.fixed = day
        return calendar
    }

    /// The last day on which the report for a period is in time.
    public func due(_ periodEnd: Day) -> Day {
        if let due = known.dues.withLock({ $0[periodEnd] }) { return due }
        let due = StatutoryClock(start: periodEnd, workingDays: plan.reportDays).due(in: workingDays)?.day ?? periodEnd
        known.dues.withLock { $0[periodEnd] = due }
        return due
    }

    /// The end of the last period whose report day has passed; the base day before the first one.
    public func dataDay(on day: Day) -> Day {
        if let fixed { return fixed }
        if let known = known.dataDays.withLock({ $0[day] }) { return known }
        let found = findDataDay(on: day)
        known.dataDays.withLock { $0[day] = found }
        return found
    }

    private func findDataDay(on day: Day) -> Day {
        var end = plan.frequency.periodEnd(day)
        while end > plan.baseDay, due(end) >= day {
            let before = previous(end)
            if before >= end { break }  // the calendar's first month
            end = before
        }
        return max(end, plan.baseDay)
    }

    /// Ends of periods after the base day, up to and including `day`; at most 600.
    public func periodEnds(upTo day: Day) -> [Day] {
        var ends: [Day] = []
        var end = plan.frequency.periodEnd(plan.baseDay.adding(days: 1))
        while end <= day, ends.count < 600 {
            ends.append(end)
            end = plan.frequency.periodEnd(end.adding(days: 1))
        }
        return ends
    }

    /// The period that units report on now: the last one that has ended.
    public func openPeriod(on day: Day) -> Day {
        let end = plan.frequency.periodEnd(day)
        return end == day ? end : max(previous(end), plan.baseDay)
    }

    private func previous(_ end: Day) -> Day { end.adding(months: -plan.frequency.months).endOfMonth }
}
