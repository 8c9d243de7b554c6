import Calendars
import Kernel

/// Numbers and dates as people read them: rounded only here, after computing.
public enum Show {
    /// Counts without decimals, money and shares with one; a whole number stays whole where `trim` is set.
    public static func number(_ value: Double, decimals: Int = 1, trim: Bool = false) -> String {
        guard value.isFinite else { return "—" }
        if abs(value) >= 1e15 { return print(value) }
        let scale = power(decimals)
        let scaled = (abs(value) * scale).rounded()
        var digits = String(Int64(scaled))
        if decimals > 0 {
            digits = String(repeating: "0", count: max(0, decimals + 1 - digits.utf8.count)) + digits
            let cut = digits.index(digits.endIndex, offsetBy: -decimals)
            var fraction = String(digits[cut...])
            if trim { while fraction.hasSuffix("0") { fraction.removeLast() } }
            digits = grouped(String(digits[..<cut])) + (fraction.isEmpty ? "" : "." + fraction)
        } else {
            digits = grouped(digits)
        }
        return (value < 0 && scaled > 0 ? "−" : "") + digits
    }

    /// A value of an indicator: money and shares keep a decimal, counts none.
    public static func value(_ value: Double, unit: String) -> String {
        let isCount = ["家", "个", "户", "项", "名", "人", "座", "所", "套", "强", "次", "人次", "场"].contains(unit)
        return number(value, decimals: isCount && value == value.rounded() ? 0 : 1, trim: false)
    }

    public static func percent(_ share: Double, decimals: Int = 1) -> String { number(share * 100, decimals: decimals) + "%" }

    /// ＋0.6 / −12.9.
    public static func signed(_ value: Double, decimals: Int = 1) -> String {
        (value > 0 ? "＋" : "") + number(value, decimals: decimals)
    }

    public static func day(_ day: Day, _ language: Language) -> String {
        language == .zh ? "\(day.year)年\(day.month)月\(day.day)日" : "\(day.day) \(months[day.month - 1]) \(day.year)"
    }

    /// 10-25, for tables whose page gives the year.
    public static func short(_ day: Day) -> String { String(day.description.dropFirst(5)) }

    /// 2023年三季度 / 2023 Q3 for a quarter's end, 2023年末 for a year's.
    public static func period(endingOn day: Day, _ language: Language) -> String {
        let isQuarter = day == day.endOfQuarter
        if !isQuarter { return Show.day(day, language) }
        let quarters = ["一", "二", "三", "四"]
        return language == .zh ? "\(day.year)年\(quarters[day.quarter - 1])季度" : "\(day.year) Q\(day.quarter)"
    }

    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    private static func power(_ n: Int) -> Double { (0..<max(0, min(n, 9))).reduce(1.0) { value, _ in value * 10 } }

    private static func grouped(_ digits: String) -> String {
        var out: [Character] = []
        for (index, digit) in digits.reversed().enumerated() {
            if index > 0, index % 3 == 0 { out.append(",") }
            out.append(digit)
        }
        return String(out.reversed())
    }
}
