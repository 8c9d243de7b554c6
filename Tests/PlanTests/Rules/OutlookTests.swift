import Calendars
import Kernel
import Testing

@testable import Plan

@Suite struct OutlookTests {
    private func points(_ values: [(String, Double)]) -> [Outlook.Point] {
        values.map { .init(day: Sample.day($0.0), value: $0.1) }
    }

    private func outlook(
        _ values: [(String, Double)], target: Double, due: String, comparator: Comparator = .ge, unit: String = "亿元",
        isCompound: Bool = true,
        anew: Bool = false
    ) throws -> Outlook {
        let points = points(values)
        let first = try #require(points.first), last = try #require(points.last)
        let pace = try #require(
            Pace(
                baseline: first.value, value: last.value, target: target, comparator: comparator, baseDay: first.day, day: last.day,
                due: Sample.day(due)))
        return Outlook(
            points: points, pace: pace, comparator: comparator, unit: unit, isCompound: isCompound, startsAnewEachYear: anew)
    }

    private func round(_ value: Double?, _ decimals: Double = 100) -> Double? { value.map { ($0 * decimals).rounded() / decimals } }

    /// 上海 2021—2024年，7617.14 → 9847.02 亿元，公布为年均8.94%。
    @Test func shanghaisSentence() throws {
        let outlook = try outlook([("2021-12-31", 7617.14), ("2024-12-31", 9847.02)], target: 12000, due: "2026-12-31")
        #expect(outlook.sentence?.zh == "后2年年均需增长10.4%，前3年年均增长8.9%")
        #expect(
            outlook.sentence?.en == "it must grow by 10.4% a year over the next 2 years; over the past 3 it grew by 8.9% a year")
        #expect(round(outlook.pace?.achievedGrowth, 10_000) == 0.0894)
        #expect(
            outlook.verdict == .tooFew && outlook.verdict.label.zh == "数据不足，不作预测" && outlook.band == nil
                && outlook.bandSentence == nil)
    }

    /// 徐州: 85.7 % of the way in 75 % of the time.
    @Test func xuzhouIs10Point7PointsAhead() throws {
        let base = Sample.day("2020-12-31")
        let pace = try #require(
            Pace(
                baseline: 1, value: 13, target: 15, comparator: .ge, baseDay: base, day: base.adding(days: 1095),
                due: base.adding(days: 1460)))
        let outlook = Outlook(points: [], pace: pace, comparator: .ge, unit: "家", isCompound: false)
        #expect(round(outlook.pace.map { $0.completion * 100 }, 10) == 85.7 && outlook.pace?.time == 0.75)
        #expect(round(outlook.pace?.gap, 10) == 10.7)
        #expect(outlook.evenPath(on: base.adding(days: 730)) == 8)
    }

    @Test func threePointsGiveABandAndTwoDoNot() throws {
        let three = try outlook([("2021-12-31", 100), ("2022-12-31", 110), ("2023-12-31", 132)], target: 200, due: "2025-12-31")
        let band = try #require(three.band)
        #expect(round(band.lowRate) == 0.1 && round(band.midRate) == 0.15 && round(band.highRate) == 0.2 && band.changes == 2)
        #expect(round(band.low) == 159.72 && round(band.mid) == 174.57 && round(band.high) == 190.08)
        #expect(three.verdict == .unlikely && three.trend == nil)
        #expect(three.bandSentence?.zh == "按以往最低、平均、最高增速推算，期末为159.7、174.6、190.1亿元")
        #expect(three.bandSentence?.en == "at the lowest, mean and highest past growth it ends at 16, 17.5 and 19 bn yuan")
        #expect(try outlook([("2022-12-31", 110), ("2023-12-31", 132)], target: 200, due: "2025-12-31").verdict == .tooFew)
    }

    @Test(arguments: [
        (159.72, Outlook.Verdict.likely), (159.73, .probable), (174.56, .probable), (174.58, .possible), (190.08, .possible),
        (190.09, .unlikely),
        (132, .met),
    ])
    func theVerdictTurnsAtTheBand(target: Double, verdict: Outlook.Verdict) throws {
        let values = [("2021-12-31", 100.0), ("2022-12-31", 110), ("2023-12-31", 132)]
        #expect(try outlook(values, target: target, due: "2025-12-31").verdict == verdict)
    }

    @Test func countsGoByEqualSteps() throws {
        let outlook = try outlook(
            [("2021-12-31", 40), ("2022-12-31", 46), ("2023-12-31", 50)], target: 60, due: "2025-12-31", unit: "家",
            isCompound: false)
        #expect(outlook.band?.low == 58 && outlook.band?.mid == 60 && outlook.band?.high == 62 && outlook.verdict == .probable)
        #expect(outlook.sentence?.zh == "后2年年均需增加5家，前2年年均增加5家")
        #expect(outlook.sentence?.en == "it must rise by 5 a year over the next 2 years; over the past 2 it rose by 5 a year")
    }

    /// 控制在40以内: what rises to it may not go on rising.
    @Test func aCeilingIsTurnedRound() throws {
        let values = [("2021-12-31", 30.0), ("2022-12-31", 32), ("2023-12-31", 35)]
        let close = try outlook(values, target: 40, due: "2025-12-31", comparator: .le, unit: "%", isCompound: false)
        #expect(close.band?.low == 39 && close.band?.mid == 40 && close.band?.high == 41 && close.verdict == .probable)
        #expect(close.sentence?.zh == "后2年年均增加须控制在2.5点以内，前2年年均增加2.5点")
        #expect(
            try outlook(values, target: 41, due: "2025-12-31", comparator: .le, unit: "%", isCompound: false).verdict == .likely)
        #expect(
            try outlook(values, target: 39, due: "2025-12-31", comparator: .le, unit: "%", isCompound: false).verdict == .possible)
        #expect(
            try outlook(values, target: 38.9, due: "2025-12-31", comparator: .le, unit: "%", isCompound: false).verdict == .unlikely
        )
        let falling = try outlook(
            [("2021-12-31", 40), ("2022-12-31", 38), ("2023-12-31", 37)], target: 33, due: "2025-12-31", comparator: .le, unit: "%",
            isCompound: false)
        #expect(falling.sentence?.zh == "后2年年均需减少2点，前2年年均减少1.5点" && falling.verdict == .possible)
        #expect(try outlook(values, target: 40, due: "2023-12-31", comparator: .le, unit: "%", isCompound: false).verdict == .met)
        #expect(
            try outlook(values, target: 34, due: "2023-12-31", comparator: .le, unit: "%", isCompound: false).verdict == .missed)
    }

    @Test func quartersCloserThanAYearAreScaledToOne() throws {
        let outlook = try outlook(
            [("2022-12-31", 100), ("2023-03-31", 102), ("2023-06-30", 106)], target: 130, due: "2023-12-31", unit: "家",
            isCompound: false)
        #expect(outlook.band?.changes == 2 && outlook.band.map { $0.highRate > 15.9 && $0.highRate < 16.2 } == true)
        let anew = try self.outlook(
            [("2022-12-31", 100), ("2023-03-31", 20), ("2023-06-30", 45)], target: 130, due: "2023-12-31", anew: true)
        #expect(anew.band == nil && anew.verdict == .tooFew)
    }

    private static let quarters = [
        ("2021-12-31", 100.0), ("2022-03-31", 103), ("2022-06-30", 105), ("2022-09-30", 109), ("2022-12-31", 110),
        ("2023-03-31", 115), ("2023-06-30", 116),
        ("2023-09-30", 121),
    ]

    /// The interval computed apart from this code: scipy's t(0.9, 6) = 1.43976, the residual error and the distance of the due day by hand.
    @Test func eightQuartersGiveATrendWithAnInterval() throws {
        let outlook = try outlook(OutlookTests.quarters, target: 140, due: "2025-12-31")
        let trend = try #require(outlook.trend)
        #expect(trend.points == 8)
        #expect(
            trend.low < trend.value && trend.value < trend.high
                && abs((trend.high - trend.value) - (trend.value - trend.low)) < 1e-9)
        #expect(round(trend.slope) == OutlookTests.slope && round(trend.value) == OutlookTests.value)
        #expect(round(trend.high) == OutlookTests.high)
        #expect(try self.outlook(Array(OutlookTests.quarters.dropFirst()), target: 140, due: "2025-12-31").trend == nil)
    }
    private static let slope = 11.59, value = 146.12, high = 149.13

    @Test(arguments: [(6, 1.43976), (7, 1.41492), (8, 1.39682), (10, 1.37218), (20, 1.32534), (60, 1.29582)])
    func studentsTenPercentPoint(degrees: Int, expected: Double) {
        #expect(abs(Outlook.tenPercentPoint(degrees: degrees) - expected) < 0.0002)
    }

    @Test func ranksGoByMilestones() throws {
        let outlook = Outlook(points: [], pace: nil, comparator: .rankLe, unit: "强", isCompound: false, isMilestone: true)
        #expect(outlook.verdict == .milestone && outlook.sentence == nil && outlook.band == nil)
        #expect(Outlook(points: [], pace: nil, comparator: .ge, unit: "家", isCompound: false).verdict == .unknown)
    }

    @Test func anotherValueNextQuarterChangesTheVerdict() throws {
        let target = Sample.target(60, due: "2025-12-31")
        let board = Sample.board(
            targets: [target], baselines: [Sample.baseline(40)],
            progress: [
                Sample.entry(.target, target.id, period: "2024-06-30", value: 44),
                Sample.entry(.target, target.id, period: "2024-12-31", value: 46),
            ])
        let state = board.state(
            of: target, on: Sample.day("2025-01-20"), rule: Sample.rule, calendar: Sample.calendar(), Measurements())
        let course = points([("2024-06-30", 44), ("2024-12-31", 46)])
        #expect(state.outlook(course).verdict == .unlikely)
        let better = try #require(state.outlook(course, if: 55, on: Sample.day("2025-03-31")))
        #expect(better.verdict == .possible || better.verdict == .probable || better.verdict == .likely)
        #expect(better.pace?.day == Sample.day("2025-03-31") && better.points.last?.value == 55)
        #expect(state.outlook(course, if: 61, on: Sample.day("2025-03-31"))?.verdict == .met)
        #expect(state.outlook(course, if: 61, on: Sample.day("2024-03-31")) == nil)
        #expect(state.outlook(course, if: 61, on: Sample.day("2026-03-31")) == nil)
    }
}
