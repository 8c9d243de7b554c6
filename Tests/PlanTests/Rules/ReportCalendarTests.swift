import Calendars
import Testing

@testable import Plan

@Suite struct ReportCalendarTests {
    /// 中秋国庆 2023-09-29 to 10-06 off; 10-07 and 10-08 are make-up working days.
    @Test func theNationalHolidayMovesTheReportDay() {
        let calendar = Sample.calendar(Sample.plan("2021-01-01", "2025-12-31"))
        #expect(calendar.due(Sample.day("2023-09-30")) == Sample.day("2023-10-09"))
        #expect(calendar.due(Sample.day("2023-06-30")) == Sample.day("2023-07-05"))
    }

    @Test func noWorkingDaysMeansThePeriodsOwnEnd() {
        let calendar = Sample.calendar(Sample.plan("2021-01-01", "2025-12-31", reportDays: 0))
        #expect(calendar.due(Sample.day("2023-09-30")) == Sample.day("2023-09-30"))
    }

    @Test func dataShowFromTheDayAfterTheReportDay() {
        let calendar = Sample.calendar(Sample.plan("2021-01-01", "2025-12-31"))
        #expect(calendar.dataDay(on: Sample.day("2023-10-08")) == Sample.day("2023-06-30"))
        #expect(calendar.dataDay(on: Sample.day("2023-10-09")) == Sample.day("2023-06-30"))
        #expect(calendar.dataDay(on: Sample.day("2023-10-10")) == Sample.day("2023-09-30"))
        #expect(calendar.dataDay(on: Sample.day("2023-10-25")) == Sample.day("2023-09-30"))
    }

    @Test func beforeTheFirstReportDayThereIsOnlyTheBaseDay() {
        let calendar = Sample.calendar(Sample.plan("2021-01-01", "2025-12-31"))
        #expect(calendar.dataDay(on: Sample.day("2021-02-01")) == Sample.day("2020-12-31"))
        #expect(calendar.dataDay(on: Sample.day("2019-02-01")) == Sample.day("2020-12-31"))
    }

    @Test(arguments: [
        (Frequency.month, "2024-05-17", "2024-05-31"), (.month, "2024-02-10", "2024-02-29"), (.quarter, "2024-05-17", "2024-06-30"),
        (.quarter, "2024-10-01", "2024-12-31"), (.half, "2024-05-17", "2024-06-30"), (.half, "2024-07-01", "2024-12-31"),
        (.year, "2024-05-17", "2024-12-31"),
    ])
    func aPeriodEnds(frequency: Frequency, day: String, end: String) {
        #expect(frequency.periodEnd(Sample.day(day)) == Sample.day(end))
    }

    @Test(arguments: [(Frequency.month, 24), (.quarter, 8), (.half, 4), (.year, 2)])
    func twoYearsHaveThatManyPeriods(frequency: Frequency, count: Int) {
        let calendar = Sample.calendar(Sample.plan(frequency: frequency))
        let ends = calendar.periodEnds(upTo: Sample.day("2025-12-31"))
        #expect(ends.count == count)
        #expect(ends.last == Sample.day("2025-12-31"))
        #expect(ends == ends.sorted() && Set(ends).count == count)
    }

    @Test func centuriesOfPeriodsStopAtSixHundred() {
        #expect(
            Sample.calendar(Sample.plan("1900-01-01", "2200-12-31", frequency: .month)).periodEnds(upTo: Sample.day("2200-12-31"))
                .count == 600)
    }

    @Test(arguments: [
        (Frequency.month, "2024-05-17", "2024-04-30"), (.quarter, "2024-05-17", "2024-03-31"), (.half, "2025-05-17", "2024-12-31"),
        (.year, "2025-05-17", "2024-12-31"), (.quarter, "2024-06-30", "2024-06-30"), (.quarter, "2024-02-01", "2023-12-31"),
    ])
    func unitsReportOnTheLastPeriodThatHasEnded(frequency: Frequency, day: String, period: String) {
        #expect(Sample.calendar(Sample.plan(frequency: frequency)).openPeriod(on: Sample.day(day)) == Sample.day(period))
    }
}
