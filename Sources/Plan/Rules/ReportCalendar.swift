import Calendars

/// When a plan's periods end, by when units report on them, and which data a page of a given day may show.
public struct ReportCalendar: Sendable {
    public let plan: Plan
    public let workingDays: WorkingCalendar

    public init(plan: Plan, workingDays: WorkingCalendar) {
        self.plan = plan
        self.workingDays = workingDays
    }

    /// The last day on which the report for a period is in time.
    public func due(_ periodEnd: Day) -> Day {
        StatutoryClock(start: periodEnd, workingDays: plan.reportDays).due(in: workingDays)?.day ?? periodEnd
    }

    /// The end of the last period whose report day has passed; the base day before the first one.
    public func dataDay(on day: Day) -> Day {
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
