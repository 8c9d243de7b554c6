/// What a number format makes of a number (ECMA-376 part 1, 18.8.30 and 18.8.31): a date, a time, a share, or a number.
struct SheetNumberFormat: Equatable {
    var hasDay = false
    var hasTime = false
    /// `[h]:mm`: hours are not taken modulo 24.
    var isElapsed = false
    var isPercent = false

    var isNumber: Bool { !hasDay && !hasTime && !isPercent }

    static let day = SheetNumberFormat(hasDay: true)
    static let time = SheetNumberFormat(hasTime: true)

    /// The formats that have a number and no text; 27–36 and 50–58 as in Chinese editions.
    init(builtIn id: Int) {
        switch id {
        case 9, 10: isPercent = true
        case 14...17, 27...31, 36, 50...54, 57, 58: hasDay = true
        case 18...21, 32...35, 45, 47, 55, 56: hasTime = true
        case 22: (hasDay, hasTime) = (true, true)
        case 46: (hasTime, isElapsed) = (true, true)
        default: break
        }
    }

    /// Reads the first section of a format code. Letters count outside quotes, escapes and brackets.
    init(code: String) {
        if code.lowercased().hasPrefix("general") { return }
        var months = 0
        let letters = Array(code.unicodeScalars)
        var index = 0
        scan: while index < letters.count {
            let letter = letters[index]
            index += 1
            switch letter {
            case ";": break scan
            case "\"":
                while index < letters.count, letters[index] != "\"" { index += 1 }
                index += 1
            case "\\", "_", "*": index += 1
            case "[":
                let start = index
                while index < letters.count, letters[index] != "]" { index += 1 }
                let inside = letters[start..<min(index, letters.count)]
                index += 1
                if let first = inside.first, "hmsHMS".unicodeScalars.contains(first),
                    inside.allSatisfy({ $0.value | 32 == first.value | 32 })
                {
                    (hasTime, isElapsed) = (true, true)
                }
            case "y", "Y", "d", "D": hasDay = true
            case "h", "H", "s", "S": hasTime = true
            case "m", "M": months += 1
            case "A", "a":  // AM/PM, A/P
                if index < letters.count, letters[index] == "M" || letters[index] == "m" || letters[index] == "/" {
                    hasTime = true
                    while index < letters.count, "AMPamp/".unicodeScalars.contains(letters[index]) { index += 1 }
                }
            case "e": hasDay = hasDay || !letters.contains { $0 == "0" || $0 == "#" }
            case "%": isPercent = true
            default: break
            }
        }
        if months > 0, !hasTime { hasDay = true }
        if hasDay || hasTime { isPercent = false }
    }

    init(hasDay: Bool = false, hasTime: Bool = false) {
        self.hasDay = hasDay
        self.hasTime = hasTime
    }
}

extension SheetDate {
    /// A date serial. In the 1900 system day 60 is the 29th of February that never was; it is read as the 28th.
    init?(serial: Double, format: SheetNumberFormat, is1904: Bool) {
        guard serial.isFinite, serial >= 0, serial < 2_958_466 else { return nil }
        var days = Int(serial)
        var seconds = Int(((serial - Double(days)) * 86_400).rounded())
        if seconds == 86_400 { (days, seconds) = (days + 1, 0) }
        if !format.hasDay || (days == 0 && !is1904 && format.hasTime) {
            let hours = format.isElapsed ? days * 24 : 0
            guard let time = Time(hour: hours + seconds / 3_600, minute: seconds / 60 % 60, second: seconds % 60) else {
                return nil
            }
            self.init(day: nil, time: time)
            return
        }
        if is1904 { days += 1_462 }
        if days == 0 { return nil }
        let shifted = days < 61 ? (days == 60 ? 60 : days + 1) : days  // days since 1899-12-30
        guard let day = Day(sinceEpoch: shifted - 25_569) else { return nil }
        if format.hasTime, let time = Time(hour: seconds / 3_600, minute: seconds / 60 % 60, second: seconds % 60) {
            self.init(day: day, time: time)
        } else {
            self.init(day: day)
        }
    }

    /// `2024-02-29`, `2024-02-29T08:30:00`, `08:30:00`, as strict workbooks write dates.
    init?(iso text: String) {
        let parts = text.split(separator: "T", maxSplits: 1)
        func numbers(_ text: Substring, _ mark: Character) -> [Int]? {
            let pieces = text.split(separator: mark).map { Int($0) }
            return pieces.count == 3 && !pieces.contains(nil) ? pieces.compactMap { $0 } : nil
        }
        func time(_ text: Substring) -> Time? {
            numbers(text.prefix { $0 != "." && $0 != "Z" && $0 != "+" }, ":").flatMap {
                Time(hour: $0[0], minute: $0[1], second: $0[2])
            }
        }
        if let first = parts.first, let date = numbers(first, "-"), let day = Day(year: date[0], month: date[1], day: date[2]) {
            if parts.count == 2 {
                guard let time = time(parts[1]) else { return nil }
                self.init(day: day, time: time)
            } else {
                self.init(day: day)
            }
        } else if parts.count == 1, let time = time(parts[0]) {
            self.init(day: nil, time: time)
        } else {
            return nil
        }
    }
}

extension SheetDate.Day {
    /// Days since 1970-01-01; the civil-from-days method, with years that begin in March.
    init?(sinceEpoch days: Int) {
        let shifted = days + 719_468
        let era = (shifted >= 0 ? shifted : shifted - 146_096) / 146_097
        let ofEra = shifted - era * 146_097
        let yearOfEra = (ofEra - ofEra / 1_460 + ofEra / 36_524 - ofEra / 146_096) / 365
        let ofYear = ofEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shiftedMonth = (5 * ofYear + 2) / 153
        let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
        self.init(year: yearOfEra + era * 400 + (month <= 2 ? 1 : 0), month: month, day: ofYear - (153 * shiftedMonth + 2) / 5 + 1)
    }
}
