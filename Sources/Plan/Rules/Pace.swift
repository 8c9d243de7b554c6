import Calendars
import Foundation

/// How far a target is against how much of its time has passed.
///
/// With baseline x₀ on t₀, value x on t, target X due on T:
/// - completion a = (x − x₀) / (X − x₀), time e = (t − t₀) / (T − t₀), gap = (a − e) · 100 points;
/// - needed per year (X − x) / years left, achieved per year (x − x₀) / years passed;
/// - needed and achieved compound growth, (X / x)^(1/left) − 1 and (x / x₀)^(1/passed) − 1, where all are positive.
///
/// A ceiling (控制在…以内) runs the same formulas downwards. Source: the practice described as 目标一致法 in mid-term evaluations.
public struct Pace: Sendable, Hashable, Codable {
    public let baseline: Double
    public let value: Double
    public let target: Double
    public let baseDay: Day
    public let day: Day
    public let due: Day
    public let completion: Double
    public let time: Double
    public let isMet: Bool

    /// `nil` where no time lies between base day and due day.
    public init?(
        baseline: Double, value: Double, target: Double, comparator: Comparator, upTo high: Double? = nil, baseDay: Day, day: Day,
        due: Day
    ) {
        guard due > baseDay, baseline.isFinite, value.isFinite, target.isFinite else { return nil }
        self.baseline = baseline
        self.value = value
        self.target = target
        self.baseDay = baseDay
        self.day = day
        self.due = due
        isMet = comparator.isMet(value, target: target, upTo: high)
        let distance = target - baseline
        completion = distance == 0 ? (isMet ? 1 : 0) : (value - baseline) / distance
        time = min(max(Double(day - baseDay) / Double(due - baseDay), 0), 1)
    }

    /// In points; negative is behind.
    public var gap: Double { (completion - time) * 100 }
    public var yearsPassed: Double { Pace.years(from: baseDay, to: day) }
    public var yearsLeft: Double { Pace.years(from: day, to: due) }
    public var neededPerYear: Double? { yearsLeft > 0 ? (target - value) / yearsLeft : nil }
    public var achievedPerYear: Double? { yearsPassed > 0 ? (value - baseline) / yearsPassed : nil }
    public var neededGrowth: Double? { growth(from: value, to: target, years: yearsLeft) }
    public var achievedGrowth: Double? { growth(from: baseline, to: value, years: yearsPassed) }

    /// The value on the due day if the past goes on: compound where growth is meaningful, else by equal steps.
    public func forecast(compound: Bool) -> Double? {
        if compound, let rate = achievedGrowth { return value * pow(1 + rate, max(0, yearsLeft)) }
        return achievedPerYear.map { value + $0 * max(0, yearsLeft) }
    }

    /// Whole years by the calendar and a part of the one begun, so that three years of yearly figures are three.
    private static func years(from a: Day, to b: Day) -> Double {
        if b < a { return -years(from: b, to: a) }
        var whole = b.year - a.year
        if a.adding(years: whole) > b { whole -= 1 }
        let last = a.adding(years: whole), next = a.adding(years: whole + 1)
        return Double(whole) + (next > last ? Double(b - last) / Double(next - last) : 0)
    }

    private func growth(from a: Double, to b: Double, years: Double) -> Double? {
        guard a > 0, b > 0, years > 0.01 else { return nil }
        return pow(b / a, 1 / years) - 1
    }
}
