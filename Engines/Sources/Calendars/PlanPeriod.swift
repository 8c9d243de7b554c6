/// A span of time that plans speak of: a five-year plan, a year, a half-year, a quarter, a month.
public enum PlanPeriod: Hashable, Sendable {
    /// 十二五 is 12 (2011–2015), 十四五 is 14 (2021–2025). From 一五 (1953–1957) on; the third began in 1966.
    case fiveYear(Int)
    case year(Int)
    /// `part` 1 or 2.
    case half(year: Int, part: Int)
    /// `part` 1 to 4.
    case quarter(year: Int, part: Int)
    /// `part` 1 to 12.
    case month(year: Int, part: Int)

    /// First and last day, or `nil` where there is no such period (month 13, five-year plan 0).
    public var days: ClosedRange<Day>? {
        switch self {
        case .fiveYear(let number):
            guard let first = PlanPeriod.firstYear(ofFiveYearPlan: number) else { return nil }
            return PlanPeriod.span(first, 1, first + 4, 12)
        case .year(let year): return PlanPeriod.span(year, 1, year, 12)
        case .half(let year, let part):
            guard (1...2).contains(part) else { return nil }
            return PlanPeriod.span(year, part * 6 - 5, year, part * 6)
        case .quarter(let year, let part):
            guard (1...4).contains(part) else { return nil }
            return PlanPeriod.span(year, part * 3 - 2, year, part * 3)
        case .month(let year, let part): return PlanPeriod.span(year, part, year, part)
        }
    }

    public static func quarter(of day: Day) -> PlanPeriod { .quarter(year: day.year, part: day.quarter) }
    public static func month(of day: Day) -> PlanPeriod { .month(year: day.year, part: day.month) }

    /// The five-year plan that a day falls in; `nil` before 1953 and in 1963–1965, between the second and the third.
    public static func fiveYear(of day: Day) -> PlanPeriod? {
        switch day.year {
        case 1953...1962: .fiveYear((day.year - 1953) / 5 + 1)
        case 1966...9995: .fiveYear((day.year - 1966) / 5 + 3)
        default: nil
        }
    }

    /// The period of the same kind just before, where there is one.
    public var previous: PlanPeriod? { neighbour(-1) }
    public var next: PlanPeriod? { neighbour(1) }

    private func neighbour(_ step: Int) -> PlanPeriod? {
        func shifted(_ year: Int, _ part: Int, of parts: Int, _ make: (Int, Int) -> PlanPeriod) -> PlanPeriod {
            let wrapped = part + step
            if wrapped < 1 { return make(year - 1, parts) }
            return wrapped > parts ? make(year + 1, 1) : make(year, wrapped)
        }
        guard days != nil else { return nil }
        let moved: PlanPeriod =
            switch self {
            case .fiveYear(let number): .fiveYear(number + step)
            case .year(let year): .year(year + step)
            case .half(let year, let part): shifted(year, part, of: 2) { .half(year: $0, part: $1) }
            case .quarter(let year, let part): shifted(year, part, of: 4) { .quarter(year: $0, part: $1) }
            case .month(let year, let part): shifted(year, part, of: 12) { .month(year: $0, part: $1) }
            }
        return moved.days == nil ? nil : moved
    }

    private static func firstYear(ofFiveYearPlan number: Int) -> Int? {
        switch number {
        case 1...2: 1953 + (number - 1) * 5
        case 3...1600: 1966 + (number - 3) * 5
        default: nil
        }
    }

    private static func span(_ y1: Int, _ m1: Int, _ y2: Int, _ m2: Int) -> ClosedRange<Day>? {
        guard let first = Day(year: y1, month: m1, day: 1), let last = Day(year: y2, month: m2, day: 1) else { return nil }
        return first...last.endOfMonth
    }
}

/// How much of a period has passed: (t − t0) / (T − t0), where t0 is the last day before it and T its last day.
///
/// ```swift
/// timeProgress(on: Day("2023-09-30")!, of: PlanPeriod.fiveYear(14).days!)   // 0.5493…
/// ```
/// 0 before the period, 1 after it.
public func timeProgress(on day: Day, of period: ClosedRange<Day>) -> Double {
    let length = period.upperBound - period.lowerBound + 1
    let passed = min(max(day - period.lowerBound + 1, 0), length)
    return Double(passed) / Double(length)
}
