import Foundation

/// One line of text on a page.
struct PDFLine {
    var text: String
    var page: Int
    var xMin: Double, xMax: Double
    var middle: Double
    /// The size of the type in points, measured on the Chinese characters where there are any.
    var em: Double
    /// Where the words of the line stand, from left to right.
    var words: [PDFWord]
    /// Characters without spaces.
    var count: Int { text.unicodeScalars.count { $0 != " " } }
}

/// Puts words that stand side by side into lines.
struct PDFLines {
    /// The height of a word's box over the size of its type; a property of the fonts of the file.
    let boxRatio: Double
    let bodyEm: Double

    init(_ pages: [PDFPage]) {
        var ratios: [Double] = []
        var ems: [Double] = []
        for word in pages.lazy.flatMap(\.words).prefix(20_000) {
            guard let em = Self.measured(word) else { continue }
            ratios.append(word.height / em)
            ems.append(contentsOf: repeatElement((em * 2).rounded() / 2, count: min(word.text.unicodeScalars.count, 60)))
        }
        boxRatio = max(Self.median(ratios) ?? 1.2, 0.5)
        bodyEm = Self.median(ems) ?? 12
    }

    static func median(_ values: [Double]) -> Double? {
        values.isEmpty ? nil : values.sorted()[values.count / 2]
    }

    /// From the width of a run of at least two Chinese characters.
    private static func measured(_ word: PDFWord) -> Double? {
        let wide = word.text.unicodeScalars.count { PDFText.isWide($0) }
        guard wide >= 2, wide * 2 >= word.text.unicodeScalars.count else { return nil }
        return (word.xMax - word.xMin) / PDFText.ems(word.text)
    }

    func em(_ word: PDFWord) -> Double { Self.measured(word) ?? word.height / boxRatio }

    func lines(_ words: [PDFWord], page: Int) -> [PDFLine] {
        var rows: [[PDFWord]] = []
        for word in words.sorted(by: { ($0.middle, $0.xMin) < ($1.middle, $1.xMin) }) {
            // A box higher than the line pitch overlaps its neighbours, so the middles decide; a small one inside a line
            // (a superscript) is caught by its overlap.
            let place = rows.indices.reversed().prefix(4).first { row in rows[row].suffix(40).contains { isBeside($0, word) } }
            if let place { rows[place].append(word) } else { rows.append([word]) }
        }
        // By their middles, since kerned brackets overlap.
        return rows.map { line($0.sorted { $0.center < $1.center }, page: page) }
    }

    private func isBeside(_ a: PDFWord, _ b: PDFWord) -> Bool {
        let smaller = min(em(a), em(b))
        if abs(a.middle - b.middle) < 0.35 * smaller { return true }
        let overlap = min(a.yMax, b.yMax) - max(a.yMin, b.yMin)
        return overlap > 0.72 * min(a.height, b.height) && abs(a.middle - b.middle) < 0.6 * max(em(a), em(b))
            && (a.xMax <= b.xMin + 2 || b.xMax <= a.xMin + 2)
    }

    private func line(_ row: [PDFWord], page: Int) -> PDFLine {
        let longest = row.max { PDFText.ems($0.text) < PDFText.ems($1.text) }
        let em = longest.map { self.em($0) } ?? bodyEm
        let height = longest?.height ?? 0
        let middle = longest?.middle ?? 0
        let words = row.filter { !isReferenceMark($0, height: height, middle: middle) }
        let used = words.isEmpty ? row : words
        return PDFLine(
            text: join(used, em: em, without: words.count < row.count ? row : []), page: page, xMin: used.first?.xMin ?? 0,
            xMax: used.map(\.xMax).max() ?? 0, middle: middle,
            em: em,
            words: used)
    }

    /// The raised number of a footnote.
    private func isReferenceMark(_ word: PDFWord, height: Double, middle: Double) -> Bool {
        guard word.height < 0.75 * height, word.middle < middle - 0.08 * height, word.text.unicodeScalars.count <= 4 else {
            return false
        }
        return word.text.unicodeScalars.allSatisfy { $0.properties.numericType != nil || "[]〔〕()*".unicodeScalars.contains($0) }
    }

    /// A gap is a space where it is one between Latin words, or half a character wide.
    /// A gap that a word left out once filled (`row` holds all words then) is none.
    func join(_ words: [PDFWord], em: Double, without row: [PDFWord] = []) -> String {
        var text = ""
        var end = 0.0
        for word in words {
            if let last = text.unicodeScalars.last, let first = word.text.unicodeScalars.first {
                let gap = word.xMin - end
                let isLatin = !PDFText.isWide(last) && !PDFText.isWide(first)
                // Characters of a justified line stand some hundredths apart, a typed space is a quarter; beside digits the type
                // setter's own space is as wide.
                let isHan = last.properties.isIdeographic && first.properties.isIdeographic
                let isFilled = row.contains { $0.xMin >= end - 0.5 && $0.xMax <= word.xMin + 0.5 && $0.xMax > $0.xMin }
                if !isFilled, gap > (isLatin ? 0.12 : isHan ? 0.2 : 0.42) * em { text += " " }
            }
            text += word.text
            end = max(end, word.xMax)
        }
        return text
    }
}
