/// How an automatic number is written (ECMA-376 part 1, 17.18.59 `ST_NumberFormat`).
///
/// ```swift
/// NumberFormat.write(21, as: "chineseCounting")   // 二十一
/// NumberFormat.write(3, as: "decimalEnclosedCircle")   // ③
/// ```
enum NumberFormat {
    /// An unknown format is written in decimal digits, as Word does.
    static func write(_ number: Int, as format: String) -> String {
        switch format {
        case "none", "bullet": ""
        case "decimalZero": number < 10 ? "0\(number)" : "\(number)"
        case "decimalFullWidth", "decimalFullWidth2": fullWidth(number)
        case "numberInDash": "- \(number) -"
        case "upperRoman": roman(number)
        case "lowerRoman": roman(number).lowercased()
        case "upperLetter": letters(number)
        case "lowerLetter": letters(number).lowercased()
        case "ordinal": ordinal(number)
        case "chineseCounting", "taiwaneseCounting": number < 100 ? counted(number, .plain) : digitwise(number, zero: "○")
        case "chineseCountingThousand", "taiwaneseCountingThousand": counted(number, .plain)
        case "japaneseCounting", "koreanCounting": counted(number, .japanese)
        case "chineseLegalSimplified": counted(number, .legal)
        case "ideographLegalTraditional": counted(number, .legalTraditional)
        case "ideographDigital", "taiwaneseDigital": digitwise(number, zero: "○")
        case "japaneseDigitalTenThousand", "koreanDigital2": digitwise(number, zero: "〇")
        case "decimalEnclosedCircle", "decimalEnclosedCircleChinese": enclosed(number, from: 0x2460, count: 20)
        case "decimalEnclosedParen": enclosed(number, from: 0x2474, count: 20)
        case "decimalEnclosedFullstop": enclosed(number, from: 0x2488, count: 20)
        case "ideographEnclosedCircle": enclosed(number, from: 0x3280, count: 10)
        case "ideographTraditional": pick(number, "甲乙丙丁戊己庚辛壬癸")
        case "ideographZodiac": pick(number, "子丑寅卯辰巳午未申酉戌亥")
        default: "\(number)"
        }
    }

    private struct Counting {
        let digits: [Character]
        let units: [String]
        let tenThousand: String
        /// 十 and not 一十 for ten to nineteen.
        let bareTen: Bool
        /// 百 and not 一百 for one hundred.
        let bareUnits: Bool
        /// 零 where a place is skipped.
        let zero: String

        static let plain = Counting(
            digits: Array("零一二三四五六七八九"), units: ["", "十", "百", "千"], tenThousand: "万", bareTen: true, bareUnits: false,
            zero: "零")
        static let japanese = Counting(
            digits: Array("〇一二三四五六七八九"), units: ["", "十", "百", "千"], tenThousand: "万", bareTen: true, bareUnits: true, zero: "")
        static let legal = Counting(
            digits: Array("零壹贰叁肆伍陆柒捌玖"), units: ["", "拾", "佰", "仟"], tenThousand: "万", bareTen: false, bareUnits: false,
            zero: "零")
        static let legalTraditional = Counting(
            digits: Array("零壹貳參肆伍陸柒捌玖"), units: ["", "拾", "佰", "仟"], tenThousand: "萬", bareTen: false, bareUnits: false,
            zero: "零")
    }

    private static func counted(_ number: Int, _ style: Counting) -> String {
        guard (1..<100_000_000).contains(number) else { return number == 0 ? String(style.digits[0]) : "\(number)" }
        let high = number / 10_000
        let low = number % 10_000
        var text = high > 0 ? underTenThousand(high, style) + style.tenThousand : ""
        if high > 0, low > 0, low < 1_000 { text += style.zero }
        if low > 0 { text += underTenThousand(low, style) }
        if style.bareTen, text.hasPrefix("一十") { text.removeFirst() }
        return text
    }

    private static func underTenThousand(_ number: Int, _ style: Counting) -> String {
        var text = ""
        var skipped = false
        for (place, divisor) in [(3, 1_000), (2, 100), (1, 10), (0, 1)] {
            let digit = number / divisor % 10
            if digit == 0 {
                skipped = !text.isEmpty
                continue
            }
            if skipped { text += style.zero }
            skipped = false
            if !(style.bareUnits && digit == 1 && place > 0) { text.append(style.digits[digit]) }
            text += style.units[place]
        }
        return text
    }

    private static func digitwise(_ number: Int, zero: Character) -> String {
        let digits = [zero] + Array("一二三四五六七八九")
        return String(String(number).compactMap { $0.wholeNumberValue.map { digits[$0] } })
    }

    private static func fullWidth(_ number: Int) -> String {
        String(String.UnicodeScalarView(String(number).unicodeScalars.compactMap { UnicodeScalar($0.value + 0xFEE0) }))
    }

    private static func enclosed(_ number: Int, from first: UInt32, count: Int) -> String {
        guard (1...count).contains(number), let scalar = UnicodeScalar(first + UInt32(number) - 1) else { return "\(number)" }
        return String(Character(scalar))
    }

    private static func pick(_ number: Int, _ from: String) -> String {
        let all = Array(from)
        return all.indices.contains(number - 1) ? String(all[number - 1]) : "\(number)"
    }

    /// a … z, aa, bb: the letter is repeated, unlike the columns of a sheet.
    private static func letters(_ number: Int) -> String {
        guard (1...780).contains(number), let scalar = UnicodeScalar(UInt32(65 + (number - 1) % 26)) else { return "\(number)" }
        return String(repeating: String(Character(scalar)), count: (number - 1) / 26 + 1)
    }

    private static func roman(_ number: Int) -> String {
        guard (1..<4_000).contains(number) else { return "\(number)" }
        let table: [(Int, String)] = [
            (1000, "M"), (900, "CM"), (500, "D"), (400, "CD"), (100, "C"), (90, "XC"), (50, "L"), (40, "XL"), (10, "X"), (9, "IX"),
            (5, "V"), (4, "IV"), (1, "I"),
        ]
        var rest = number
        var text = ""
        for (value, letter) in table { while rest >= value { (text, rest) = (text + letter, rest - value) } }
        return text
    }

    private static func ordinal(_ number: Int) -> String {
        switch (number % 10, number % 100) {
        case (_, 11...13): "\(number)th"
        case (1, _): "\(number)st"
        case (2, _): "\(number)nd"
        case (3, _): "\(number)rd"
        default: "\(number)th"
        }
    }
}
