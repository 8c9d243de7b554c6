import Calendars
import Kernel

/// The part of a year that a figure is of.
public enum FigurePeriod: String, Choosable, Hashable, Codable {
    case year, h1, h2, q1, q2, q3, q4, m1, m2, m3, m4, m5, m6, m7, m8, m9, m10, m11, m12

    public var label: Text {
        switch self {
        case .year: Text("全年", "full year")
        case .h1: Text("上半年", "first half")
        case .h2: Text("下半年", "second half")
        case .q1: Text("一季度", "Q1")
        case .q2: Text("二季度", "Q2")
        case .q3: Text("三季度", "Q3")
        case .q4: Text("四季度", "Q4")
        default: Text("\(last)月", "month \(last)")
        }
    }

    public var months: Int {
        switch self {
        case .year: 12
        case .h1, .h2: 6
        case .q1, .q2, .q3, .q4: 3
        default: 1
        }
    }

    /// Its last month.
    var last: Int {
        switch self {
        case .year, .h2, .q4, .m12: 12
        case .h1, .q2, .m6: 6
        case .q1, .m3: 3
        case .q3, .m9: 9
        case .m1: 1
        case .m2: 2
        case .m4: 4
        case .m5: 5
        case .m7: 7
        case .m8: 8
        case .m10: 10
        case .m11: 11
        }
    }

    /// The last day of this part of a year.
    func end(in year: Int) -> Day? { Day(year: year, month: last, day: 1)?.endOfMonth }

    /// The part from one month to another, both included; `nil` where the registry keeps no such period.
    init?(from first: Int, to last: Int) {
        guard let period = FigurePeriod.allCases.first(where: { $0.last == last && $0.months == last - first + 1 }) else {
            return nil
        }
        self = period
    }

    /// `2023年三季度`, `2023 Q3`.
    static func words(end: Day, months: Int) -> Text {
        let first = end.month - months + 1
        guard let period = FigurePeriod(from: first, to: end.month) else {
            return Text("截至\(end)的\(months)个月", "\(months) months to \(end)")
        }
        if period == .year { return Text("\(end.year)年", "\(end.year)") }
        return Text("\(end.year)年\(period.label.zh)", "\(end.year) \(period.label.en)")
    }
}
