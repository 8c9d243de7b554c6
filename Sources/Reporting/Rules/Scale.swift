import Calendars
import Design
import Kernel

/// Whether a figure may be off by its unit.
///
/// A figure that is at least fifty times the last one, or at most a fiftieth of it, is asked about before it is sent: no lamp of a city moves
/// that far in a quarter, while a slip of the unit does. The power of ten nearest to the factor names the likely slip:
///
/// | factor | likely slip |
/// | --- | --- |
/// | about 100 (50 … 316) | a share written as 0.35 for 35 %, or the other way round |
/// | about 1,000 (316 … 3,162) | 千 for one |
/// | about 10,000 (3,162 … 10^6) | 万元 for 亿元, 元 for 万元 |
/// | about 100,000,000 (10^6 and more) | 元 for 亿元 |
///
/// Nothing is asked where the last figure is 0 or there is none.
public enum Scale {
    public enum Slip: Sendable, Hashable { case hundred, thousand, tenThousand, hundredMillion }

    public static func slip(_ value: Double, last: Double) -> (slip: Slip, isTooLarge: Bool)? {
        guard value != 0, last != 0, value.isFinite, last.isFinite else { return nil }
        let ratio = abs(value / last)
        let factor = max(ratio, 1 / ratio)
        guard factor >= 50 else { return nil }
        let slip: Slip = factor < 316.3 ? .hundred : factor < 3_163 ? .thousand : factor < 1e6 ? .tenThousand : .hundredMillion
        return (slip, ratio > 1)
    }

    /// The sentence of the question, or nil where there is none.
    public static func question(_ value: Double, last: Double, unit: String) -> Text? {
        guard let (slip, isTooLarge) = slip(value, last: last) else { return nil }
        let ratio = isTooLarge ? value / last : last / value
        let factor = Show.number(abs(ratio), decimals: 0)
        let before = Show.number(last, decimals: 2, trim: true)
        return Text(
            "是上期\(before)\(unit)的\(isTooLarge ? "\(factor)倍" : "\(factor)分之一")，\(hint(slip, unit, isTooLarge).zh)请更正；核对无误的，请确认。",
            "\(isTooLarge ? "\(factor) times" : "1/\(factor) of") the last figure \(before): \(hint(slip, unit, isTooLarge).en) Correct it, or confirm that it is right."
        )
    }

    private static func hint(_ slip: Slip, _ unit: String, _ isTooLarge: Bool) -> Text {
        switch (slip, unit) {
        case (.hundred, "%"), (.hundred, "％"):
            isTooLarge ? Text("", "") : Text("像是把百分数写成了小数。", "a percentage may have been written as a fraction.")
        case (.tenThousand, "亿元"):
            isTooLarge
                ? Text("像是按万元填了（本格单位是亿元）。", "it looks like 万元 where the unit is 亿元.")
                : Text("像是按万亿元填了（本格单位是亿元）。", "it looks like 万亿元 where the unit is 亿元.")
        case (.tenThousand, "万元"):
            isTooLarge
                ? Text("像是按元填了（本格单位是万元）。", "it looks like 元 where the unit is 万元.")
                : Text("像是按亿元填了（本格单位是万元）。", "it looks like 亿元 where the unit is 万元.")
        case (.hundredMillion, "亿元"): Text("像是按元填了（本格单位是亿元）。", "it looks like 元 where the unit is 亿元.")
        case (.thousand, _): Text("像是多写或少写了三位。", "three digits may be too many or missing.")
        default: Text("请核对单位（本格单位是\(unit)）。", "check the unit (\(unit)).")
        }
    }
}
