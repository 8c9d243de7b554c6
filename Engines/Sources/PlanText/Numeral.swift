/// Numbers as plans write them: `500`, `1,000`, `5.5`, `五千`, `十二`, `二○二五`, `两`.
enum Numeral {
    static func digit(_ c: Unicode.Scalar) -> Int? {
        switch c {
        case "〇", "零": 0
        case "一": 1
        case "二", "两": 2
        case "三": 3
        case "四": 4
        case "五": 5
        case "六": 6
        case "七": 7
        case "八": 8
        case "九": 9
        default: nil
        }
    }

    static func scale(_ c: Unicode.Scalar) -> Double? {
        switch c {
        case "十": 10
        case "百": 100
        case "千": 1000
        default: nil
        }
    }

    /// The value of a Chinese numeral up to 9999 (万 and 亿 belong to the unit); digits in a row are read by place: 二〇二五.
    static func han(_ s: ArraySlice<Unicode.Scalar>) -> Double? {
        guard !s.isEmpty, s.count <= 9 else { return nil }
        if s.count >= 2, s.allSatisfy({ digit($0) != nil }) {
            return s.reduce(0) { $0 * 10 + Double(digit($1) ?? 0) }
        }
        var (total, current, lastScale, any) = (0.0, nil as Double?, Double.infinity, false)
        for c in s {
            if let d = digit(c) {
                guard current == nil || current == 0 else { return nil }
                current = Double(d)
            } else if let scale = scale(c) {
                guard scale < lastScale else { return nil }
                total += (current ?? 1) * scale
                current = nil
                lastScale = scale
            } else {
                return nil
            }
            any = true
        }
        return any ? total + (current ?? 0) : nil
    }

    /// The Arabic number that begins at `i`: digits, thousands parted by commas, a decimal part.
    static func arabic(_ s: [Unicode.Scalar], _ i: Int, _ end: Int) -> (value: Double, length: Int)? {
        guard i >= 0, i < end, end <= s.count, isDigit(s[i]) else { return nil }
        var (j, value, digits) = (i, 0.0, 0)
        while j < end {
            if isDigit(s[j]) {
                value = value * 10 + Double(s[j].value - 0x30)
                digits += 1
                guard digits <= 15 else { return nil }
            } else if s[j] == ",", digits <= 3 || j - i >= 4, isGroup(s, j + 1, end) {
                // The group's digits are read by the next turns.
            } else {
                break
            }
            j += 1
        }
        if j + 1 < end, s[j] == ".", isDigit(s[j + 1]) {
            j += 1
            var scale = 0.1
            while j < end, isDigit(s[j]) {
                value += Double(s[j].value - 0x30) * scale
                scale /= 10
                j += 1
                guard j - i <= 24 else { return nil }
            }
            value = (value * 1e9).rounded() / 1e9
        }
        return (value, j - i)
    }

    private static func isGroup(_ s: [Unicode.Scalar], _ i: Int, _ end: Int) -> Bool {
        guard i + 3 <= end, isDigit(s[i]), isDigit(s[i + 1]), isDigit(s[i + 2]) else { return false }
        return i + 3 == end || !isDigit(s[i + 3])
    }

    /// The Chinese numeral that begins at `i`.
    static func chinese(_ s: [Unicode.Scalar], _ i: Int, _ end: Int) -> (value: Double, length: Int)? {
        var j = i
        while j < end, j - i < 9, digit(s[j]) != nil || scale(s[j]) != nil { j += 1 }
        guard j > i, let value = han(s[i..<j]) else { return nil }
        return (value, j - i)
    }
}
