import Calendars
import Kernel

/// Numbers and dates as people read them: rounded only here, after computing.
public enum Show {
    /// Counts without decimals, money and shares with one; a whole number stays whole where `trim` is set.
    public static func number(_ value: Double, decimals: Int = 1, trim: Bool = false) -> String {
        guard value.isFinite else { return "—" }
        if abs(value) >= 1e15 { return print(value) }
        let decimals = max(0, min(decimals, 9))
        let rounded = (abs(value) * powers[decimals]).rounded()
        guard rounded < 9e18 else { return print(value) }
        let scaled = Int64(rounded)
        let isNegative = value < 0 && scaled > 0
        return (isNegative ? "−" : "") + String(unsafeUninitializedCapacity: 40) { write(scaled, decimals, trim, into: $0) }
    }

    /// Digits from the right: the fraction, then the whole in groups of three. Returns how many bytes stand at the front.
    private static func write(_ scaled: Int64, _ decimals: Int, _ trim: Bool, into out: UnsafeMutableBufferPointer<UInt8>) -> Int {
        var (rest, place, hasFraction) = (scaled, out.count, false)
        func put(_ byte: UInt8) {
            place -= 1
            out[place] = byte
        }
        for _ in 0..<decimals {
            let digit = UInt8(rest % 10)
            rest /= 10
            if digit == 0, trim, !hasFraction { continue }
            hasFraction = true
            put(0x30 + digit)
        }
        if hasFraction { put(UInt8(ascii: ".")) }
        var count = 0
        repeat {
            if count > 0, count % 3 == 0 { put(UInt8(ascii: ",")) }
            put(0x30 + UInt8(rest % 10))
            rest /= 10
            count += 1
        } while rest > 0
        for index in place..<out.count { out[index - place] = out[index] }
        return out.count - place
    }

    private static let powers: [Double] = [1, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9]

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
}
