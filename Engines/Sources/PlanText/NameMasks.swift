/// Ranges whose numbers are parts of names: titles in 《》, short phrases in quotation marks, bonds such as 1+5+X.
struct NameMasks: Sendable {
    private(set) var ranges: [Range<Int>] = []
    /// Those in quotation marks that hold a number.
    private(set) var quoted: [Range<Int>] = []

    init(_ flow: Flow) {
        var open: Int?
        var book: Int?
        for (i, c) in flow.s.enumerated() {
            switch c {
            case "“": open = i
            case "”":
                if let from = open, isName(flow, from + 1..<i) {
                    ranges.append(from..<i + 1)
                    quoted.append(from..<i + 1)
                }
                open = nil
            case "《": if book == nil { book = i }
            case "》":
                if let from = book, i - from <= 120 { ranges.append(from..<i + 1) }
                book = nil
            case "。": open = nil
            default: break
            }
        }
    }

    /// A quotation is a name when it is short and holds no clause: “555”, “一区两翼多点”; “十四五” dates and “三年进入50强，…” do not.
    private func isName(_ flow: Flow, _ inner: Range<Int>) -> Bool {
        guard inner.count <= 16, !inner.contains(where: { "，、；".unicodeScalars.contains(flow.s[$0]) }) else { return false }
        return !(inner.count == 3 && flow.s[inner.lowerBound] == "十" && flow.s[inner.upperBound - 1] == "五")
    }
}
