/// A decimal number as somebody wrote it, kept exactly: 1234.5 is 12345 tenths.
///
///     number = [sign] digits ["." digits]
///
/// Full-width digits, thousands commas and spaces are taken; an exponent, as spreadsheets write very large numbers, too. At most 18
/// digits. What is no number is `nil`, and the caller says what to write instead.
///
/// ```swift
/// Quantity("8,620.5")?.times(1_000_000)   // 8620500000, that many 分 in 8,620.5万元
/// ```
struct Quantity: Sendable, Hashable {
    /// The digits without the point.
    let digits: Int
    /// How many of them stand after the point.
    let places: Int

    init(digits: Int, places: Int) {
        self.digits = digits
        self.places = places
    }

    init?(_ text: String) {
        var digits = 0, places = 0, count = 0, power = 0
        var isNegative = false, seesPoint = false, scalars = text.unicodeScalars.map(Quantity.plain)[...]
        if let exponent = scalars.firstIndex(where: { $0 == "e" || $0 == "E" }) {
            guard let value = Int(String(String.UnicodeScalarView(scalars[scalars.index(after: exponent)...]))),
                (-18...18).contains(value)
            else { return nil }
            power = value
            scalars = scalars[..<exponent]
        }
        for (index, scalar) in scalars.enumerated() {
            switch scalar {
            case "0"..."9":
                if count == 0, scalar == "0", !seesPoint { count = 0 } else { count += 1 }
                if count > 18 {  // beyond what a 分 can show
                    guard seesPoint else { return nil }
                    continue
                }
                digits = digits * 10 + Int(scalar.value - 48)
                if seesPoint { places += 1 }
            case ".":
                if seesPoint { return nil }
                seesPoint = true
            case "-", "+":
                if index != 0 { return nil }
                isNegative = scalar == "-"
            case ",", " ", "\u{3000}", "\u{A0}": continue
            default: return nil
            }
        }
        guard scalars.contains(where: { ("0"..."9").contains($0) }) else { return nil }
        self.init(digits: isNegative ? -digits : digits, places: places - power)
    }

    /// The number of whole units that this many of a larger unit are, halves away from zero; `nil` beyond 10^16.
    func times(_ scale: Int) -> Int? {
        var value = digits, places = places
        guard places >= -18 else { return nil }
        var scale = scale
        while places > 0, scale % 10 == 0, scale > 1 {
            scale /= 10
            places -= 1
        }
        while places < 0 {
            let (product, overflow) = scale.multipliedReportingOverflow(by: 10)
            if overflow { return digits == 0 ? 0 : nil }
            scale = product
            places += 1
        }
        let (product, overflow) = value.multipliedReportingOverflow(by: scale)
        if overflow { return nil }
        value = product
        if places > 0 {
            if places > 18 { return 0 }
            let divisor = (0..<places).reduce(1) { power, _ in power * 10 }
            let rest = value % divisor
            value = value / divisor + (abs(rest) >= divisor - abs(rest) ? rest.signum() : 0)
        }
        return abs(value) <= 10_000_000_000_000_000 ? value : nil
    }

    /// Full-width forms to ASCII.
    private static func plain(_ scalar: Unicode.Scalar) -> Unicode.Scalar {
        switch scalar.value {
        case 0xFF01...0xFF5E: Unicode.Scalar(scalar.value - 0xFEE0) ?? scalar
        case 0x2212: "-"
        default: scalar
        }
    }
}
