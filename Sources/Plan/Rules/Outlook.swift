import Calendars
import Design
import Foundation
import Kernel
import Registry

/// Will a target be met? What the course so far says of the due day, in the terms that officials accept.
///
/// - Needed and achieved: `Pace`.
/// - Band: the lowest, mean and highest yearly change of the course, carried on from the last value to the due day. Yearly changes are taken
///   between points one year apart; where fewer than two such pairs exist, between neighbouring points scaled to a year (not for figures that
///   begin anew each year). Growth rates for money, amounts for everything else. Fewer than three points give no band: 数据不足，不作预测.
/// - Trend: from eight quarterly points, the least-squares line at the due day ± t₀.₉₀(n−2) · s · √(1 + 1/n + (T − t̄)² / Sxx), an 80 %
///   interval for one further value; s² = SSE / (n − 2).
/// - Ranks, yes or no, and 一批 go by milestones, not by curves.
///
/// A ceiling (控制在…以内) turns everything round: the worst end of the band is the high one, and being under it today is no promise.
public struct Outlook: Sendable, Hashable, Codable {
    public struct Point: Sendable, Hashable, Codable {
        public let day: Day
        public let value: Double
        public init(day: Day, value: Double) {
            self.day = day
            self.value = value
        }
    }

    /// Where the value would be on the due day, and the yearly change that leads there: a share for money, else an amount.
    public struct Band: Sendable, Hashable, Codable {
        public let low: Double
        public let mid: Double
        public let high: Double
        public let lowRate: Double
        public let midRate: Double
        public let highRate: Double
        /// Yearly changes that the rates were taken from.
        public let changes: Int
    }

    public struct Trend: Sendable, Hashable, Codable {
        public let value: Double
        public let low: Double
        public let high: Double
        /// Change a year.
        public let slope: Double
        public let points: Int
    }

    public enum Verdict: String, Choosable, Hashable, Codable {
        case met, likely, probable, possible, unlikely, missed, tooFew, milestone, unknown

        public var label: Text {
            switch self {
            case .met: Text("已达到", "Met")
            case .likely: Text("按以往最慢的速度也能达到", "Met even at the slowest past pace")
            case .probable: Text("按以往平均速度能达到", "Met at the mean past pace")
            case .possible: Text("只有按以往最快的速度才能达到", "Met only at the fastest past pace")
            case .unlikely: Text("按以往最快的速度也达不到", "Missed even at the fastest past pace")
            case .missed: Text("期限已到，未达到", "The deadline has come; not met")
            case .tooFew: Text("数据不足，不作预测", "Too few points to forecast")
            case .milestone: Text("按里程碑跟踪，不作曲线预测", "Tracked by milestones, not by a curve")
            case .unknown: Text("无法判断", "Cannot tell")
            }
        }

        /// The target is expected to be met.
        public var isFavourable: Bool? {
            switch self {
            case .met, .likely, .probable: true
            case .possible, .unlikely, .missed: false
            case .tooFew, .milestone, .unknown: nil
            }
        }
    }

    public let pace: Pace?
    public let points: [Point]
    public let isCompound: Bool
    public let isCeiling: Bool
    public let unit: String
    public let band: Band?
    public let trend: Trend?
    public let verdict: Verdict

    /// `points` are the values by period end, oldest first, the baseline among them.
    public init(
        points: [Point], pace: Pace?, comparator: Comparator, upTo high: Double? = nil, unit: String, isCompound: Bool,
        isMilestone: Bool = false, startsAnewEachYear: Bool = false
    ) {
        self.points = points
        self.pace = pace
        self.isCompound = isCompound
        self.unit = unit
        isCeiling = comparator.isCeiling
        guard !isMilestone else {
            band = nil
            trend = nil
            verdict = pace?.isMet == true ? .met : .milestone
            return
        }
        guard let pace else {
            band = nil
            trend = nil
            verdict = .unknown
            return
        }
        let ahead = max(0, pace.yearsLeft)
        let band =
            points.count >= 3
            ? Outlook.band(points, from: pace.value, years: ahead, isCompound: isCompound, startsAnewEachYear: startsAnewEachYear)
            : nil
        self.band = band
        trend = startsAnewEachYear ? nil : Outlook.trend(points, at: pace.due)
        func meets(_ value: Double) -> Bool { comparator.isMet((value * 1e9).rounded() / 1e9, target: pace.target, upTo: high) }
        if pace.day >= pace.due {
            verdict = pace.isMet ? .met : .missed
        } else if pace.isMet, !comparator.isCeiling {
            verdict = .met
        } else if let band {
            let (worst, best) = comparator.isCeiling ? (band.high, band.low) : (band.low, band.high)
            verdict = meets(worst) ? .likely : meets(band.mid) ? .probable : meets(best) ? .possible : .unlikely
        } else {
            verdict = .tooFew
        }
    }

    /// The value that the even path has on a day; `nil` without a pace.
    public func evenPath(on day: Day) -> Double? {
        guard let pace else { return nil }
        let share = min(max(Double(day - pace.baseDay) / Double(pace.due - pace.baseDay), 0), 1)
        return pace.baseline + (pace.target - pace.baseline) * share
    }

    // MARK: Band and trend

    /// Changes from one year to the next; what is left of the last year is no year.
    static func yearlyChanges(_ points: [Point], isCompound: Bool, startsAnewEachYear: Bool) -> [Double] {
        func change(_ a: Point, _ b: Point, years: Double) -> Double? {
            guard isCompound else { return (b.value - a.value) / years }
            guard a.value > 0, b.value > 0 else { return nil }
            return pow(b.value / a.value, 1 / years) - 1
        }
        let byYear = points.compactMap { point in
            points.first { abs(point.day.adding(years: -1) - $0.day) <= 1 }.flatMap { change($0, point, years: 1) }
        }
        if byYear.count >= 2 || startsAnewEachYear { return byYear }
        return zip(points, points.dropFirst()).compactMap { a, b in
            let years = Double(b.day - a.day) / 365.25
            return years >= 0.05 ? change(a, b, years: years) : nil
        }
    }

    private static func band(_ points: [Point], from value: Double, years: Double, isCompound: Bool, startsAnewEachYear: Bool)
        -> Band?
    {
        let changes = yearlyChanges(points, isCompound: isCompound, startsAnewEachYear: startsAnewEachYear)
        guard changes.count >= 2, let low = changes.min(), let high = changes.max() else { return nil }
        let mid = changes.reduce(0, +) / Double(changes.count)
        func end(_ rate: Double) -> Double { isCompound ? value * pow(max(0, 1 + rate), years) : value + rate * years }
        return Band(
            low: end(low), mid: end(mid), high: end(high), lowRate: low, midRate: mid, highRate: high, changes: changes.count)
    }

    static func trend(_ points: [Point], at due: Day) -> Trend? {
        let quarters = points.filter { $0.day == $0.day.endOfQuarter }
        guard quarters.count >= 8, let first = quarters.first else { return nil }
        let n = Double(quarters.count)
        func time(_ day: Day) -> Double { Double(day - first.day) / 365.25 }
        let t = quarters.map { time($0.day) }, x = quarters.map(\.value)
        let tMean = t.reduce(0, +) / n, xMean = x.reduce(0, +) / n
        let sxx = t.reduce(0) { $0 + ($1 - tMean) * ($1 - tMean) }
        guard sxx > 0 else { return nil }
        let slope = zip(t, x).reduce(0) { $0 + ($1.0 - tMean) * ($1.1 - xMean) } / sxx
        let sse = zip(t, x).reduce(0) { sum, pair in
            let rest = pair.1 - xMean - slope * (pair.0 - tMean)
            return sum + rest * rest
        }
        let far = time(due) - tMean
        let half =
            tenPercentPoint(degrees: quarters.count - 2) * (sse / (n - 2)).squareRoot() * (1 + 1 / n + far * far / sxx).squareRoot()
        let value = xMean + slope * far
        return Trend(value: value, low: value - half, high: value + half, slope: slope, points: quarters.count)
    }

    /// The 0.90 quantile of Student's t, by the Cornish–Fisher expansion: within 0.0002 from six degrees of freedom on.
    static func tenPercentPoint(degrees: Int) -> Double {
        let z = 1.2815515655446004, v = Double(max(1, degrees))
        let z3 = z * z * z, z5 = z3 * z * z, z7 = z5 * z * z
        return z + (z3 + z) / (4 * v) + (5 * z5 + 16 * z3 + 3 * z) / (96 * v * v)
            + (3 * z7 + 19 * z5 + 17 * z3 - 15 * z) / (384 * v * v * v)
    }
}

extension Outlook {
    /// 后2.25年年均需增长19.9%，前2.75年年均增长18.1%; `nil` where nothing can be said of pace.
    public var sentence: Text? {
        guard let pace, pace.yearsLeft > 0, pace.yearsPassed > 0 else { return nil }
        let left = Show.number(pace.yearsLeft, decimals: 2, trim: true),
            passed = Show.number(pace.yearsPassed, decimals: 2, trim: true)
        if isCompound, let needed = pace.neededGrowth, let achieved = pace.achievedGrowth {
            let (n, a) = (Show.percent(abs(needed)), Show.percent(abs(achieved)))
            let past = Text(
                "前\(passed)年年均\(achieved < 0 ? "下降" : "增长")\(a)",
                "over the past \(passed) it \(achieved < 0 ? "fell" : "grew") by \(a) a year")
            if isCeiling, needed >= 0 {
                return Text("后\(left)年年均增长须控制在\(n)以内，", "growth may be at most \(n) a year over the next \(left) years; ") + past
            }
            return Text(
                "后\(left)年年均需\(needed < 0 ? "下降" : "增长")\(n)，",
                "it must \(needed < 0 ? "fall" : "grow") by \(n) a year over the next \(left) years; ")
                + past
        }
        guard let needed = pace.neededPerYear, let achieved = pace.achievedPerYear else { return nil }
        let (n, a) = (each(needed), each(achieved))
        let past = Text(
            "前\(passed)年年均\(achieved < 0 ? "减少" : "增加")\(a.zh)",
            "over the past \(passed) it \(achieved < 0 ? "fell" : "rose") by \(a.en) a year")
        if isCeiling, needed >= 0 {
            return Text("后\(left)年年均增加须控制在\(n.zh)以内，", "it may rise by at most \(n.en) a year over the next \(left) years; ") + past
        }
        return Text(
            "后\(left)年年均需\(needed < 0 ? "减少" : "增加")\(n.zh)，",
            "it must \(needed < 0 ? "fall" : "rise") by \(n.en) a year over the next \(left) years; ") + past
    }

    /// 按以往最低、平均、最高增速，期末为…; `nil` without a band.
    public var bandSentence: Text? {
        guard let band else { return nil }
        func values(_ language: Language) -> [String] {
            [band.low, band.mid, band.high].map { Show.number(spoken($0, unit, language), decimals: 1, trim: true) }
        }
        let (zh, en) = (values(.zh), values(.en)), word = unitWord(unit, .en)
        return Text(
            "按以往最低、平均、最高\(isCompound ? "增速" : "增量")推算，期末为\(zh[0])、\(zh[1])、\(zh[2])\(unit)",
            "at the lowest, mean and highest past \(isCompound ? "growth" : "rise") it ends at \(en[0]), \(en[1]) and \(en[2])\(word.isEmpty ? "" : " " + word)"
        )
    }

    private func each(_ amount: Double) -> Text {
        let word = unitWord(unit == "%" ? "点" : unit, .zh), english = unit == "%" ? "points" : unitWord(unit, .en)
        return Text(
            Show.number(abs(amount), decimals: 2, trim: true) + word,
            Show.number(abs(spoken(amount, unit, .en)), decimals: 2, trim: true) + (english.isEmpty ? "" : " " + english))
    }

    public var json: JSON {
        [
            "verdict": .string(verdict.rawValue), "sentence": .optional(sentence?.zh), "sentenceEn": .optional(sentence?.en),
            "completion": .optional(pace?.completion), "time": .optional(pace?.time), "gapPoints": .optional(pace?.gap),
            "neededPerYear": .optional(pace?.neededPerYear), "achievedPerYear": .optional(pace?.achievedPerYear),
            "neededGrowth": .optional(pace?.neededGrowth), "achievedGrowth": .optional(pace?.achievedGrowth),
            "band": band.map {
                ["low": .number($0.low), "mid": .number($0.mid), "high": .number($0.high), "changes": .number(Double($0.changes))]
            }
                ?? .null,
            "trend": trend.map {
                [
                    "value": .number($0.value), "low": .number($0.low), "high": .number($0.high),
                    "points": .number(Double($0.points)),
                ]
            }
                ?? .null,
        ]
    }
}

extension TargetState {
    /// Ranks, growth promised for a year, and targets without a number go by milestones.
    public var isMilestone: Bool {
        target.value == nil || target.quantity == .rank || target.comparator == .rankLe || target.unit.isEmpty
    }

    /// Will it be met? `points` are the values by period end without the baseline.
    public func outlook(_ points: [Outlook.Point]) -> Outlook {
        let start = baseline.map { [Outlook.Point(day: $0.day, value: $0.value)] } ?? []
        var isAnew = false
        if case .query(let query, _) = source { isAnew = query.window == .yearToDate }
        return Outlook(
            points: start + points.filter { point in !start.contains { $0.day >= point.day } }, pace: pace,
            comparator: target.comparator,
            upTo: target.valueMax, unit: target.unit, isCompound: isCompound, isMilestone: isMilestone, startsAnewEachYear: isAnew)
    }

    /// The same target with another value on a later day: what if.
    public func outlook(_ points: [Outlook.Point], if value: Double, on day: Day) -> Outlook? {
        guard let old = pace, day > old.day, day <= old.due,
            let pace = Pace(
                baseline: old.baseline, value: value, target: old.target, comparator: target.comparator, upTo: target.valueMax,
                baseDay: old.baseDay, day: day, due: old.due)
        else { return nil }
        let next = TargetState(
            target: target, value: value, source: source, baseline: baseline, pace: pace, light: light, gap: nil, ruling: ruling,
            rule: rule,
            baseDay: baseDay, dataDay: day, asOf: asOf)
        return next.outlook(points + [.init(day: day, value: value)])
    }
}
