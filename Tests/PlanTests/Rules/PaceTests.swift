import Calendars
import Testing

@testable import Plan

@Suite struct PaceTests {
    /// 上海 2021—2024年，7617.14 → 9847.02 亿元，公布为年均8.94%。
    @Test func shanghaiGrewBy8Point94PercentAYear() throws {
        let pace = try #require(
            Pace(
                baseline: 7617.14, value: 9847.02, target: 12000, comparator: .ge, baseDay: Sample.day("2021-12-31"),
                day: Sample.day("2024-12-31"),
                due: Sample.day("2026-12-31")))
        let growth = try #require(pace.achievedGrowth)
        #expect((growth * 10_000).rounded() == 894)
    }

    @Test func sixSeventhsDoneInThreeQuartersOfTheTimeIs10Point7PointsAhead() throws {
        let base = Sample.day("2020-12-31")
        let pace = try #require(
            Pace(
                baseline: 1, value: 13, target: 15, comparator: .ge, baseDay: base, day: base.adding(days: 1095),
                due: base.adding(days: 1460)))
        #expect((pace.completion * 1000).rounded() == 857)
        #expect(pace.time == 0.75)
        #expect((pace.gap * 10).rounded() == 107)
        #expect(!pace.isMet)
    }

    @Test func theExampleCityIs12Point86PointsBehindOnItsOutput() throws {
        let pace = try #require(
            Pace(
                baseline: 210, value: 332, target: 500, comparator: .ge, baseDay: Sample.day("2020-12-31"),
                day: Sample.day("2023-09-30"),
                due: Sample.day("2025-12-31")))
        #expect((pace.completion * 10_000).rounded() == 4207)
        #expect((pace.time * 10_000).rounded() == 5493)
        #expect((pace.gap * 100).rounded() == -1286)
    }

    /// 控制在…以内: from 40 down to 30.
    @Test func aCeilingRunsDownwards() throws {
        let (base, due) = (Sample.day("2023-12-31"), Sample.day("2025-12-31"))
        let half = base.adding(days: (due - base) / 2)
        let falling = try #require(Pace(baseline: 40, value: 34, target: 30, comparator: .le, baseDay: base, day: half, due: due))
        #expect((falling.completion * 100).rounded() == 60)
        #expect(falling.gap > 9 && !falling.isMet)
        let rising = try #require(Pace(baseline: 40, value: 42, target: 30, comparator: .le, baseDay: base, day: half, due: due))
        #expect(rising.completion < 0)
        let met = try #require(Pace(baseline: 40, value: 30, target: 30, comparator: .le, baseDay: base, day: half, due: due))
        #expect(met.isMet && met.completion == 1)
    }

    @Test func aTargetAtItsBaselineIsDoneWhenItIsHeldAndNotWhenItIsLost() throws {
        let (base, day, due) = (Sample.day("2023-12-31"), Sample.day("2024-12-31"), Sample.day("2026-12-31"))
        let held = try #require(Pace(baseline: 5, value: 5, target: 5, comparator: .ge, baseDay: base, day: day, due: due))
        #expect(held.completion == 1 && held.isMet)
        let lost = try #require(Pace(baseline: 5, value: 4, target: 5, comparator: .ge, baseDay: base, day: day, due: due))
        #expect(lost.completion == 0 && !lost.isMet)
    }

    @Test func noTimeBetweenBaseAndDueDayIsNoPace() {
        let day = Sample.day("2024-12-31")
        #expect(Pace(baseline: 1, value: 2, target: 3, comparator: .ge, baseDay: day, day: day, due: day) == nil)
        #expect(Pace(baseline: .nan, value: 2, target: 3, comparator: .ge, baseDay: day, day: day, due: day.adding(days: 9)) == nil)
        #expect(
            Pace(baseline: 1, value: .infinity, target: 3, comparator: .ge, baseDay: day, day: day, due: day.adding(days: 9)) == nil
        )
    }

    @Test func timeStaysBetweenNoneAndAll() throws {
        let (base, due) = (Sample.day("2023-12-31"), Sample.day("2024-12-31"))
        #expect(
            Pace(baseline: 0, value: 1, target: 2, comparator: .ge, baseDay: base, day: base.adding(days: -30), due: due)?.time == 0
        )
        let after = try #require(
            Pace(baseline: 0, value: 1, target: 2, comparator: .ge, baseDay: base, day: due.adding(days: 30), due: due))
        #expect(after.time == 1 && after.neededPerYear == nil && after.neededGrowth == nil)
    }

    @Test func growthNeedsPositiveNumbersAndSomeTime() throws {
        let base = Sample.day("2023-12-31")
        let fromNothing = try #require(
            Pace(
                baseline: 0, value: 10, target: 20, comparator: .ge, baseDay: base, day: base.adding(days: 365),
                due: base.adding(days: 1000)))
        #expect(fromNothing.achievedGrowth == nil && fromNothing.achievedPerYear != nil)
        let atOnce = try #require(
            Pace(
                baseline: 5, value: 10, target: 20, comparator: .ge, baseDay: base, day: base.adding(days: 1),
                due: base.adding(days: 1000)))
        #expect(atOnce.achievedGrowth == nil)
    }

    @Test func aForecastGoesOnAsBefore() throws {
        let base = Sample.day("2020-12-31")
        let pace = try #require(
            Pace(
                baseline: 100, value: 200, target: 500, comparator: .ge, baseDay: base, day: base.adding(days: 1461),
                due: base.adding(days: 2922)))
        #expect(pace.forecast(compound: false).map { ($0 * 100).rounded() } == 30_000)
        #expect(pace.forecast(compound: true).map { ($0 * 100).rounded() } == 40_000)
    }

    @Test(arguments: [
        (Comparator.ge, 100.0, true), (.ge, 99.9, false), (.gt, 100, false), (.gt, 100.1, true), (.le, 100, true),
        (.le, 100.1, false),
        (.approx, 95, true), (.approx, 94.9, false), (.range, 100, true), (.rankLe, 100, true), (.rankLe, 101, false),
        (.eq, 100, true), (.eq, 99, false),
    ])
    func aValueMeetsItsTarget(comparator: Comparator, value: Double, isMet: Bool) {
        #expect(comparator.isMet(value, target: 100, upTo: nil) == isMet)
    }
}
