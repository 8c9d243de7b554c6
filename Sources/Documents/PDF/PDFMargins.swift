import Foundation

/// Takes away what a page repeats: running heads and feet, page numbers, and entries of a table of contents.
enum PDFMargins {
    /// The share of the page's height, at the top and at the bottom, where heads and feet stand.
    private static let zone = 0.13
    /// The share where small type is a head or foot even on a single page: browsers print address and date there.
    private static let edge = 0.045

    struct Swept {
        var lines: [[PDFLine]]
        var contents = 0
    }

    static func swept(_ pages: [[PDFLine]], heights: [Double], body: Double) -> Swept {
        var counts: [String: Set<Int>] = [:]
        for (page, lines) in pages.enumerated() {
            for line in outer(lines, heights[page]) { counts[key(line, heights[page]), default: []].insert(page) }
        }
        var out = Swept(lines: [])
        for (page, lines) in pages.enumerated() {
            let height = heights[page]
            let margins = Set(outer(lines, height).map(\.middle))
            out.lines.append(
                lines.filter { line in
                    if isContents(line.text) {
                        out.contents += 1
                        return false
                    }
                    if line.em < 0.85 * body, line.middle < height * edge || line.middle > height * (1 - edge) { return false }
                    guard margins.contains(line.middle) else { return true }
                    if isPageNumber(line.text) { return false }
                    let repeats = counts[key(line, height)]?.count ?? 0
                    return repeats < 2 || repeats * 3 < pages.count || PDFText.ems(line.text) > 60
                })
        }
        return out
    }

    /// Up to three lines at either end, inside the zone.
    private static func outer(_ lines: [PDFLine], _ height: Double) -> [PDFLine] {
        let sorted = lines.sorted { $0.middle < $1.middle }
        return sorted.prefix(3).filter { $0.middle < height * zone } + sorted.suffix(3).filter { $0.middle > height * (1 - zone) }
    }

    /// The text without its digits, and the place to within four points.
    private static func key(_ line: PDFLine, _ height: Double) -> String {
        let text = line.text.unicodeScalars.filter { !(0x30...0x39).contains($0.value) && $0 != " " }
        return "\(Int(line.middle / 4)) \(String(String.UnicodeScalarView(text)))"
    }

    /// `3`, `— 3 —`, `- 3 -`, `第 3 页`, `第3页 共12页`, `3 / 12`.
    static func isPageNumber(_ text: String) -> Bool {
        var rest = text.unicodeScalars.filter { $0 != " " }
        for mark in "—–-－－·•~～/|第页共ⅠⅡⅢⅣⅤivxPage".unicodeScalars { rest.removeAll { $0 == mark } }
        return text.unicodeScalars.count <= 16 && !text.isEmpty && rest.count <= 7
            && rest.allSatisfy { (0x30...0x39).contains($0.value) || (0xFF10...0xFF19).contains($0.value) }
    }

    /// `一、总体要求…………3`.
    static func isContents(_ text: String) -> Bool {
        let scalars = Array(text.unicodeScalars.filter { $0 != " " })
        guard scalars.last.map({ (0x30...0x39).contains($0.value) }) == true else { return false }
        let leader = scalars.reversed().drop { (0x30...0x39).contains($0.value) }.prefix { ".…·．⋯".unicodeScalars.contains($0) }
        return leader.count >= 6 || leader.count { $0 == "…" } >= 3
    }
}
