/// What a paragraph is numbered with: `一、` `（一）` `1.` `（1）` `①` `第一章` `第一条` `1.1` `——` `一是` `专栏1`.
struct Label: Sendable, Hashable {
    enum Kind: Int, Sendable, Hashable, Comparable {
        case chapter, part, han, hanParen, arab, article, arabParen, circled, dash, runIn, box

        static func < (a: Kind, b: Kind) -> Bool { a.rawValue < b.rawValue }
    }

    var kind: Kind
    var number: Int
    /// `1.2.3` counts deeper than `1.`.
    var depth = 1
    /// Scalars of the label itself.
    var length: Int

    init?(_ s: [Unicode.Scalar], _ start: Int, _ end: Int) {
        guard start >= 0, start < end, end <= s.count, let label = Label.read(s, start, end) else { return nil }
        self = label
    }

    private init(_ kind: Kind, _ number: Int, length: Int, depth: Int = 1) {
        self.kind = kind
        self.number = number
        self.length = length
        self.depth = depth
    }

    private static func read(_ s: [Unicode.Scalar], _ i: Int, _ end: Int) -> Label? {
        switch s[i] {
        case "第": return ordinal(s, i, end)
        case "（": return parenthesised(s, i, end)
        case "—", "-":
            var j = i
            while j < end, s[j] == "—" || s[j] == "-" { j += 1 }
            return j - i >= 2 && j < end ? Label(.dash, 0, length: j - i) : nil
        case "●", "•", "·", "◆", "■", "★", "▲", "◇", "□", "➢", "➤", "\u{F06C}", "\u{F0D8}": return Label(.dash, 0, length: 1)
        case "①"..."⑳": return Label(.circled, Int(s[i].value) - 0x245F, length: 1)
        case "专", "附":
            return boxed(s, i, end)
        default: break
        }
        if let (n, length) = smallHan(s, i, end), i + length < end {
            let after = s[i + length]
            if after == "、" || after == "." { return afterHan(s, i, end, n, length) }
            if after == "是", n <= 20 { return Label(.runIn, n, length: length + 1) }
        }
        return isDigit(s[i]) ? arabic(s, i, end) : nil
    }

    /// 二、三级医院 is a list of grades and no heading.
    private static func afterHan(_ s: [Unicode.Scalar], _ i: Int, _ end: Int, _ n: Int, _ length: Int) -> Label? {
        let next = i + length + 1
        if let (_, more) = smallHan(s, next, end), next + more < end, "级类期、等线是".unicodeScalars.contains(s[next + more]) {
            return nil
        }
        return Label(.han, n, length: length + 1)
    }

    private static func ordinal(_ s: [Unicode.Scalar], _ i: Int, _ end: Int) -> Label? {
        guard let (n, length) = smallHan(s, i + 1, end) ?? digits(s, i + 1, end) else { return nil }
        let mark = i + 1 + length
        guard mark < end else { return nil }
        switch s[mark] {
        case "章", "编", "篇": return Label(.chapter, n, length: length + 2)
        case "节": return Label(.part, n, length: length + 2)
        case "条": return Label(.article, n, length: length + 2)
        case "部" where mark + 1 < end && s[mark + 1] == "分": return Label(.chapter, n, length: length + 3)
        default: return nil
        }
    }

    private static func parenthesised(_ s: [Unicode.Scalar], _ i: Int, _ end: Int) -> Label? {
        if let (n, length) = smallHan(s, i + 1, end), i + 1 + length < end, s[i + 1 + length] == "）" {
            return Label(.hanParen, n, length: length + 2)
        }
        if let (n, length) = digits(s, i + 1, end), n <= 200, i + 1 + length < end, s[i + 1 + length] == "）" {
            return Label(.arabParen, n, length: length + 2)
        }
        return nil
    }

    private static func arabic(_ s: [Unicode.Scalar], _ i: Int, _ end: Int) -> Label? {
        guard let (n, length) = digits(s, i, end), length <= 3, n > 0, i + length < end else { return nil }
        let after = s[i + length]
        let next = i + length + 1
        if after == "）" { return Label(.arabParen, n, length: length + 1) }
        if after == "、" { return next < end && isDigit(s[next]) ? nil : Label(.arab, n, length: length + 1) }
        guard after == ".", next < end else { return nil }
        if !isDigit(s[next]) { return Label(.arab, n, length: length + 1) }
        // 3.6月底前 and 1.2025年 are a label and a date.
        if let (_, more) = digits(s, next, end), next + more < end, s[next + more] == "月" || s[next + more] == "年" && more == 4 {
            return Label(.arab, n, length: length + 1)
        }
        // 11.121人才梯队项目 is a label and a name.
        if let (_, more) = digits(s, next, end), more >= 3, next + more < end, isHan(s[next + more]) {
            return Label(.arab, n, length: length + 1)
        }
        // 1.2 or 1.2.3 before a word; 1.3万 is a number.
        var (j, depth, last) = (next, 1, n)
        while j < end, let (m, more) = digits(s, j, end) {
            depth += 1
            last = m
            j += more
            guard j + 1 < end, s[j] == ".", isDigit(s[j + 1]) else { break }
            j += 1
        }
        guard j < end, depth <= 4, isHan(s[j]), !"万亿千百个家项名人倍元年月米吨亩公平户只台套件".unicodeScalars.contains(s[j]) else { return nil }
        return Label(.arab, last, length: j - i, depth: depth)
    }

    private static func boxed(_ s: [Unicode.Scalar], _ i: Int, _ end: Int) -> Label? {
        guard i + 1 < end, s[i] == "专" && s[i + 1] == "栏" || s[i] == "附" && s[i + 1] == "件" else { return nil }
        var j = i + 2
        var number = 0
        if let (n, length) = digits(s, j, end) ?? smallHan(s, j, end) {
            number = n
            j += length
        }
        if j < end, s[j] == "：" || s[j] == "." || s[j] == "、" { j += 1 }
        return j - i > 2 || end - i <= 24 ? Label(.box, number, length: j - i) : nil
    }

    /// 一 to 九十九.
    static func smallHan(_ s: [Unicode.Scalar], _ i: Int, _ end: Int) -> (Int, length: Int)? {
        var j = i
        while j < end, j - i < 3, s[j] == "十" || Numeral.digit(s[j]) != nil { j += 1 }
        guard j > i, let n = Numeral.han(s[i..<j]), n >= 1, n < 100 else { return nil }
        return (Int(n), j - i)
    }

    static func digits(_ s: [Unicode.Scalar], _ i: Int, _ end: Int) -> (Int, length: Int)? {
        var (j, n) = (i, 0)
        while j < end, j - i < 6, isDigit(s[j]) {
            n = n * 10 + Int(s[j].value - 0x30)
            j += 1
        }
        return j > i ? (n, j - i) : nil
    }
}
