import Calendars
import Testing

@Suite struct DayTests {
    @Test(arguments: [
        ("1970-01-01", 0), ("2000-02-29", 11016), ("2025-12-31", 20453), ("0001-01-01", -719_162), ("9999-12-31", 2_932_896),
    ])
    func datesAndDayNumbersAgree(text: String, number: Int) {
        #expect(Day(text)?.number == number)
        #expect(Day(number: number)?.description == text)
    }

    @Test(arguments: [
        "2025-02-30", "2025-13-01", "2025-00-10", "0000-01-01", "25-1-1", "2025/01/01", "2025-01-01 ", "２０２５-01-01", "",
    ])
    func whatIsNoDateIsRefused(text: String) { #expect(Day(text) == nil) }

    @Test func everyDayOfFourHundredYearsSurvivesTheRoundTrip() throws {
        var day = try #require(Day(year: 1800, month: 1, day: 1))
        let end = try #require(Day(year: 2200, month: 12, day: 31))
        var weekday = 3  // a Wednesday
        while day < end {
            #expect(Day(year: day.year, month: day.month, day: day.day) == day)
            #expect(day.weekday == weekday)
            day = day.adding(days: 1)
            weekday = weekday % 7 + 1
        }
    }

    @Test func arithmeticIsHeldAtTheEndsOfTheCalendar() throws {
        let day = try #require(Day("2024-01-31"))
        #expect(day.adding(months: 1).description == "2024-02-29")
        #expect(day.adding(years: 1).description == "2025-01-31")
        #expect(day.adding(months: -11).description == "2023-02-28")
        #expect(day.adding(days: .max) == .last && day.adding(days: .min) == .first)
        #expect(day.adding(months: .max) == .last && day.adding(years: .min) == .first)
        #expect(Day(number: .max) == nil)
    }

    @Test func endsOfMonthQuarterAndYear() throws {
        let day = try #require(Day("2023-08-15"))
        #expect(day.quarter == 3)
        #expect(
            "\(day.startOfMonth) \(day.endOfMonth) \(day.endOfQuarter) \(day.startOfYear) \(day.endOfYear)"
                == "2023-08-01 2023-08-31 2023-09-30 2023-01-01 2023-12-31")
    }
}

@Suite struct PlanPeriodTests {
    @Test(arguments: [
        (PlanPeriod.fiveYear(14), "2021-01-01", "2025-12-31"), (.fiveYear(12), "2011-01-01", "2015-12-31"),
        (.fiveYear(1), "1953-01-01", "1957-12-31"), (.fiveYear(3), "1966-01-01", "1970-12-31"),
        (.year(2023), "2023-01-01", "2023-12-31"),
        (.half(year: 2023, part: 2), "2023-07-01", "2023-12-31"), (.quarter(year: 2024, part: 1), "2024-01-01", "2024-03-31"),
        (.month(year: 2024, part: 2), "2024-02-01", "2024-02-29"),
    ])
    func periodsHaveTheirDays(period: PlanPeriod, first: String, last: String) {
        #expect(period.days?.lowerBound.description == first)
        #expect(period.days?.upperBound.description == last)
        #expect(period.next?.previous == period)
    }

    @Test func thereIsNoThirteenthMonthAndNoPlanZero() {
        #expect(PlanPeriod.month(year: 2024, part: 13).days == nil)
        #expect(PlanPeriod.fiveYear(0).days == nil)
        #expect(PlanPeriod.fiveYear(.max).days == nil)
        #expect(PlanPeriod.year(.max).next == nil && PlanPeriod.fiveYear(1).previous == nil)
        #expect(PlanPeriod.month(year: 2024, part: 12).next == .month(year: 2025, part: 1))
    }

    @Test func aDayFindsItsFiveYearPlan() throws {
        #expect(PlanPeriod.fiveYear(of: try #require(Day("2023-10-25"))) == .fiveYear(14))
        #expect(PlanPeriod.fiveYear(of: try #require(Day("1964-05-01"))) == nil)
    }

    @Test func timeProgressCountsFromTheDayBeforeThePeriod() throws {
        let period = try #require(PlanPeriod.fiveYear(14).days)
        let progress = timeProgress(on: try #require(Day("2023-09-30")), of: period)
        #expect(abs(progress - 1003.0 / 1826.0) < 1e-15)
        #expect(timeProgress(on: .first, of: period) == 0)
        #expect(timeProgress(on: .last, of: period) == 1)
    }
}
