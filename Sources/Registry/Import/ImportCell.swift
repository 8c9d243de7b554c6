import Calendars
import Kernel

/// Reads single cells: days as ledgers write them, and amounts with the unit of their header or their own.
struct ImportCell {
    let words: ImportWords

    /// A day; a month or a year alone stand for their first day, or their last where the column says until when.
    ///
    ///     2021-03-15, 2021/3/15, 2021.3.15, 2021年3月15日, 20210315, 2021-03, 2021年3月, 202103, 2021年
    func day(_ text: String, isEnd: Bool) throws(Mistake) -> (day: Day, note: Text?) {
        let plain = text.utf8.count > 10 ? String(text.prefix { $0 != "T" && $0 != " " }) : text
        if let day = Day(plain) { return (day, nil) }
        let numbers = fold(plain).split { "-/.年月日".contains($0) }.map(String.init)
        guard numbers.allSatisfy({ $0.utf8.allSatisfy { (0x30...0x39).contains($0) } }) else { throw noDay(text) }
        switch (numbers.count, numbers.first.map(\.utf8.count)) {
        case (3, 4): if let day = day(numbers[0], numbers[1], numbers[2]) { return (day, nil) }
        case (1, 8):
            let digits = numbers[0]
            if let day = day(String(digits.prefix(4)), String(digits.dropFirst(4).prefix(2)), String(digits.suffix(2))) {
                return (day, nil)
            }
        case (2, 4): if let first = day(numbers[0], numbers[1], "1") { return assumed(isEnd ? first.endOfMonth : first) }
        case (1, 6):
            if let first = day(String(numbers[0].prefix(4)), String(numbers[0].suffix(2)), "1") {
                return assumed(isEnd ? first.endOfMonth : first)
            }
        case (1, 4): if let first = day(numbers[0], "1", "1") { return assumed(isEnd ? first.endOfYear : first) }
        default: break
        }
        throw noDay(text)
    }

    private func day(_ year: String, _ month: String, _ day: String) -> Day? {
        guard let year = Int(year), (1900...2200).contains(year), let month = Int(month), let day = Int(day) else { return nil }
        return Day(year: year, month: month, day: day)
    }

    private func assumed(_ day: Day) -> (Day, Text?) { (day, Text("按\(day)计", "taken as \(day)")) }

    private func noDay(_ text: String) -> Mistake {
        if ["是", "yes", "√", "true"].contains(text.lowercased()) {
            return Mistake(Text("只写了“\(text)”，请写日期，如2021-03-01", "“\(text)” gives no day. Write one, e.g. 2021-03-01"))
        }
        return Mistake(
            Text(
                "“\(text)”不是日期。请写成2021-03-01；若在Excel里看着是日期，请把单元格设为日期格式",
                "“\(text)” is not a day. Write 2021-03-01, or format the cell as a date"))
    }

    /// The amount in 分 or people.
    func amount(_ text: String, _ kind: FigureKind, unit: Int?) throws(Mistake) -> Int {
        var number = fold(text), scale = unit
        if kind.isMoney {
            for (word, value) in words.units where number.hasSuffix(word) && !word.isEmpty {
                let rest = number.dropLast(word.count)
                guard let last = rest.utf8.last, (0x30...0x39).contains(last) else { continue }
                (number, scale) = (String(rest), value)
                break
            }
        } else if let word = words.people.first(where: { number.hasSuffix($0) && $0 != "万人" }) {
            number = String(number.dropLast(word.count))
        }
        guard let quantity = Quantity(number) else {
            throw Mistake(Text("“\(text)”不是数字。请填数字，如86.2", "“\(text)” is not a number. Enter one, e.g. 86.2"))
        }
        guard let scale else {
            throw Mistake(Text("没有写明单位。请在列名里写（万元）或（亿元）", "No unit is named. Put (10k yuan) or (bn yuan) into the header"))
        }
        let amount = quantity.times(scale)
        if let problem = FigureRule.problem(amount, of: kind) { throw Mistake(problem) }
        guard let amount else { throw Mistake(Text("数值过大。", "Too large.")) }
        return amount
    }

    func isBlank(_ text: String) -> Bool { text.isEmpty || words.blanks.contains(text.lowercased()) }
}
