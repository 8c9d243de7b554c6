import Calendars
import Kernel

/// What a column of a table stands for.
///
///     header = field word
///            | period, figure word, ["（" unit "）"]        2022年产值（万元）, 2023年一季度营业收入（亿元）, 产值2022Q1(元)
///            | status word, begin or end word              规上起, 上市日期, 纳入规上时间, 规上退出时间
///     period = year ["年" | "年度"] [quarter | half | months]
///
/// A running total such as 1-9月 is no period that the registry keeps: it would be counted beside the quarters it holds.
struct ImportColumn: Sendable, Hashable {
    enum Meaning: Sendable, Hashable {
        case field(ImportWords.Field)
        case begin(RecordStatus)
        case end(RecordStatus)
        /// The 分 of one unit of the header, where it names one.
        case figure(FigureKind, end: Day, months: Int, unit: Int?)
        /// Nothing is taken from it, and why.
        case ignored(Text)
    }

    /// From 0.
    let index: Int
    let header: String
    let meaning: Meaning

    var isUsed: Bool { if case .ignored = meaning { false } else { true } }

    /// All columns of a header line. A meaning that comes twice is taken from the first column.
    static func read(_ headers: [String], kind: RecordKind, words: ImportWords, today: Day) -> [ImportColumn] {
        var seen: [Meaning: String] = [:]
        return headers.enumerated().compactMap { index, header in
            let folded = fold(header)
            if folded.isEmpty { return nil }
            var meaning = HeaderReading(folded, kind: kind, words: words, today: today).meaning
            if case .figure(let figure, let end, let months, _) = meaning {
                let key = Meaning.figure(figure, end: end, months: months, unit: nil)
                if let first = seen[key] { meaning = twice(first) } else { seen[key] = header }
            } else if case .ignored = meaning {
            } else if let first = seen[meaning] {
                meaning = twice(first)
            } else {
                seen[meaning] = header
            }
            return ImportColumn(index: index, header: header, meaning: meaning)
        }
    }

    private static func twice(_ first: String) -> Meaning {
        .ignored(Text("与“\(first)”列重复，不导入", "The same as column “\(first)”; not imported"))
    }
}

private struct HeaderReading {
    let body: String
    let brackets: [String]
    let kind: RecordKind
    let words: ImportWords
    let today: Day

    init(_ folded: String, kind: RecordKind, words: ImportWords, today: Day) {
        var body = "", bracket: String?, brackets: [String] = []
        for character in folded {
            switch character {
            case "(", "[", "【", "〔":
                bracket = ""
            case ")", "]", "】", "〕":
                if let open = bracket { brackets.append(open) }
                bracket = nil
            default:
                if bracket == nil { body.append(character) } else { bracket?.append(character) }
            }
        }
        if let open = bracket { brackets.append(open) }
        self.body = body
        self.brackets = brackets
        self.kind = kind
        self.words = words
        self.today = today
    }

    var meaning: ImportColumn.Meaning {
        let whole = ([body] + brackets.map { "(\($0))" }).joined()
        if let field = words.fields[kind]?[body] ?? words.fields[kind]?[whole] { return .field(field) }
        return figure ?? status ?? .ignored(Text("认不出这一列，不导入", "Not recognised; not imported"))
    }

    // MARK: Figures

    private var figure: ImportColumn.Meaning? {
        var (rest, unit) = splitUnit(body)
        for bracket in brackets {
            if let value = words.units[bracket.hasPrefix("单位:") ? String(bracket.dropFirst(3)) : bracket] { unit = value }
        }
        guard let (year, afterYear) = takeYear(rest) else {
            guard words.figures[rest] != nil else { return nil }
            return .ignored(
                Text("没有写明年份，不导入。列名请写成“2022年\(rest)（万元）”", "No year is named; not imported. Write “2022 \(rest) (10k yuan)”"))
        }
        rest = afterYear
        let (months, left) = takeMonths(rest)
        guard let figure = words.figures[left.trimmed] else { return nil }
        guard let period = FigurePeriod(from: months.lowerBound, to: months.upperBound) else {
            return .ignored(
                Text(
                    "\(months.lowerBound)-\(months.upperBound)月的累计数不导入，请给出各季度的数",
                    "Totals of months \(months.lowerBound) to \(months.upperBound) are not imported; give the quarters"))
        }
        guard let end = period.end(in: year) else { return nil }
        if end > today { return .ignored(Text("这个期间到\(end)才结束，不导入", "That period ends on \(end); not imported")) }
        return .figure(figure, end: end, months: period.months, unit: figure.isMoney ? unit : 1)
    }

    /// `产值:万元`, `产值/万元`, `产值万元`.
    private func splitUnit(_ text: String) -> (String, Int?) {
        for (unit, value) in words.units.sorted(by: { $0.key.count > $1.key.count })
        where text.hasSuffix(unit) && text.count > unit.count {
            var rest = text.dropLast(unit.count)
            while let last = rest.last, ":/_,-".contains(last) { rest = rest.dropLast() }
            if words.figures.keys.contains(where: { rest.hasSuffix($0) }) { return (String(rest), value) }
        }
        return (text, nil)
    }

    /// The first four digits that are a year, and the text without them.
    private func takeYear(_ text: String) -> (Int, String)? {
        let letters = Array(text)
        for start in letters.indices {
            let end = start + 4
            guard end <= letters.count, let year = Int(String(letters[start..<end])), (1949...2200).contains(year),
                start == 0 || !letters[start - 1].isDigit, end == letters.count || !letters[end].isDigit
            else { continue }
            var after = String(letters[end...])
            for word in ["年度", "年"] where after.hasPrefix(word) {
                after = String(after.dropFirst(word.count))
                break
            }
            return (year, String(letters[..<start]) + after)
        }
        return nil
    }

    /// The months that are named, the whole year where none are, and the text without them.
    private func takeMonths(_ text: String) -> (ClosedRange<Int>, String) {
        let named: [(String, ClosedRange<Int>)] = [
            ("第一季度", 1...3), ("第二季度", 4...6), ("第三季度", 7...9), ("第四季度", 10...12), ("前三季度", 1...9), ("一季度", 1...3), ("二季度", 4...6),
            ("三季度", 7...9), ("四季度", 10...12), ("1季度", 1...3), ("2季度", 4...6), ("3季度", 7...9), ("4季度", 10...12), ("q1", 1...3),
            ("q2", 4...6),
            ("q3", 7...9), ("q4", 10...12), ("上半年", 1...6), ("下半年", 7...12), ("h1", 1...6), ("h2", 7...12), ("全年", 1...12),
            ("年度", 1...12),
        ]
        for (word, months) in named {
            if let place = text.firstRange(of: word) { return (months, text.replacingCharacters(place)) }
        }
        // 1-6月, 1—3月, 9月
        let letters = Array(text)
        guard let month = letters.firstIndex(of: "月") else { return (1...12, text) }
        var start = month
        while start > 0, letters[start - 1].isDigit || "-—–~至到".contains(letters[start - 1]) { start -= 1 }
        let numbers = String(letters[start..<month]).split { !$0.isDigit }.compactMap { Int($0) }
        guard let first = numbers.first, let last = numbers.last, 1 <= first, first <= last, last <= 12 else {
            return (1...12, text)
        }
        return (first...last, String(letters[..<start]) + String(letters[(month + 1)...]).droppingPrefix("份"))
    }

    // MARK: Statuses

    private var status: ImportColumn.Meaning? {
        for status in RecordStatus.of(kind) {
            for word in words.statuses[status] ?? [] {
                guard let place = body.firstRange(of: word) else { continue }
                let rest = body.replacingCharacters(place)
                if isMade(of: words.ends, rest, least: 1, also: words.begins) { return .end(status) }
                if isMade(of: words.begins, rest, least: 0, also: []) { return .begin(status) }
            }
        }
        return nil
    }

    /// Whether the rest is nothing but such words, at least so many of the first list.
    private func isMade(of list: [String], _ rest: String, least: Int, also: [String]) -> Bool {
        var rest = rest.trimmed, count = 0
        while !rest.isEmpty {
            if let word = list.first(where: { rest.hasPrefix($0) }) {
                rest = String(rest.dropFirst(word.count)).trimmed
                count += 1
            } else if let word = also.first(where: { rest.hasPrefix($0) }) {
                rest = String(rest.dropFirst(word.count)).trimmed
            } else if rest.hasPrefix("是否") || rest.hasPrefix("企业") {
                rest = String(rest.dropFirst(2))
            } else {
                return false
            }
        }
        return count >= least
    }
}

extension Character {
    /// 0 to 9; a Chinese numeral is a number too, and a word here.
    fileprivate var isDigit: Bool { isASCII && isNumber }
}

extension String {
    fileprivate func replacingCharacters(_ range: Range<String.Index>) -> String {
        String(self[..<range.lowerBound]) + String(self[range.upperBound...])
    }
    fileprivate func droppingPrefix(_ prefix: String) -> String { hasPrefix(prefix) ? String(dropFirst(prefix.count)) : self }
    /// Without the marks that stand between words of a header.
    fileprivate var trimmed: String {
        let marks: Set<Character> = ["-", "_", ":", "/", ",", ".", "—"]
        var text = self[...]
        while let first = text.first, marks.contains(first) { text = text.dropFirst() }
        while let last = text.last, marks.contains(last) { text = text.dropLast() }
        return String(text)
    }
}
