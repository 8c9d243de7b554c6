import Foundation

/// Puts the lines of all pages together to paragraphs, as a reader does: by indent, by how full the line before is, by
/// spacing, by size of type, and by the labels that begin an item.
struct PDFParagraphs {
    private struct Open {
        var lines: [PDFLine]
        var text: String
        var isCentered: Bool
    }

    private let left: Double
    private let right: Double
    private let body: Double
    private let pitch: Double
    private let shifts: [Int: Double]
    private let fullCount: Int
    /// Whether paragraphs begin with an indent, as official documents do.
    private let isIndented: Bool
    private var open: Open?
    private(set) var blocks: [DocumentBlock] = []
    private var hasTitle = false

    /// - Parameters:
    ///   - lines: in reading order, without heads, feet and tables.
    ///   - body: the size of the body's type.
    ///   - width: of the page.
    init(_ lines: [PDFLine], body: Double, width: Double) {
        let own = lines.filter { abs($0.em - body) < 0.15 * body }
        let measured = own.count >= 3 ? own : lines
        let left = Self.edge(measured.map(\.xMin), within: 0.5 * body, isRight: false)
        let shifts = Self.shifts(measured, left: left, body: body)
        let right = Self.right(measured, shifts, left: left, body: body, width: width)
        // The lower quartile: in a document of short paragraphs most gaps hold the space between two of them.
        let gaps = zip(measured, measured.dropFirst()).filter { $0.page == $1.page }.map { $1.middle - $0.middle }
        let sorted = gaps.filter { $0 > 0.9 * body }.sorted()
        let steps = zip(measured, measured.dropFirst()).count { a, b in
            (1.2...2.8).contains((a.xMin - left) / body) && abs(b.xMin - left) < 0.6 * body && a.page == b.page
                && a.xMax > right - 2 * body
        }
        self.body = body
        self.left = left
        self.right = right
        self.shifts = shifts
        pitch = sorted.isEmpty ? 1.5 * body : sorted[sorted.count / 4]
        isIndented = steps >= 2
        fullCount = Self.fullCount(measured)
    }

    /// How far the text of a page stands to the right of that of the others: odd and even pages may have mirrored margins.
    private static func shifts(_ lines: [PDFLine], left: Double, body: Double) -> [Int: Double] {
        let pages = Dictionary(grouping: lines, by: \.page)
        let base = pages.values.filter { $0.contains { abs($0.xMin - left) < 0.5 * body } }.joined().map(\.xMax).max() ?? 0
        var out: [Int: Double] = [:]
        for (page, lines) in pages where lines.count >= 5 && !lines.contains(where: { abs($0.xMin - left) < 0.5 * body }) {
            let shift = edge(lines.map(\.xMin), within: 0.5 * body, isRight: false) - left
            let reach = lines.map(\.xMax).max() ?? 0
            if shift > body, shift < 5 * body, reach > base + 0.5 * shift { out[page] = shift }
        }
        return out
    }

    private static func right(_ lines: [PDFLine], _ shifts: [Int: Double], left: Double, body: Double, width: Double) -> Double {
        // Marks may hang over the margin (the default of Chinese Word), so lines that end in one do not say where it is.
        let inside = lines.filter { !PDFText.endsInMark($0.text) }
        let ends = (inside.count >= 3 ? inside : lines).map { $0.xMax - (shifts[$0.page] ?? 0) }
        var right = edge(ends, within: 0.7 * body, isRight: true)
        // Short headings of one length are no margin where longer lines go on beyond them.
        let all = lines.map { $0.xMax - (shifts[$0.page] ?? 0) }
        let beyond = all.count { $0 > right + 1.2 * body }
        if beyond * 2 >= all.count(where: { abs($0 - right) < 1.2 * body }), let longest = all.max() { right = longest }
        // Where no line is long, none is full, though one is the longest: the margin is then as on the left.
        let reaching = lines.count { abs($0.xMax - (shifts[$0.page] ?? 0) - right) < 1.2 * body }
        let isMargin = reaching >= 4 && reaching * 4 >= lines.count
        return width - left - right > 4 * body && !isMargin ? width - left : right
    }

    /// Text may come wrapped by count and not by width: the count that a good part of the lines has and next to none exceeds.
    private static func fullCount(_ lines: [PDFLine]) -> Int {
        let counts = Dictionary(grouping: lines, by: { $0.count }).mapValues(\.count)
        guard let (count, often) = counts.max(by: { ($0.value, $0.key) < ($1.value, $1.key) }), count >= 18, often >= 4 else {
            return .max
        }
        let longer = counts.filter { $0.key > count }.values.reduce(0, +)
        return often * 4 >= lines.count && longer * 12 <= lines.count ? count : .max
    }

    /// The outermost place where at least two lines begin or end.
    private static func edge(_ values: [Double], within: Double, isRight: Bool) -> Double {
        let sorted = isRight ? values.sorted(by: >) : values.sorted()
        for (a, b) in zip(sorted, sorted.dropFirst()) where abs(a - b) < within { return a }
        return sorted.first ?? 0
    }

    // MARK: Input

    mutating func add(_ line: PDFLine) {
        guard var paragraph = open, let last = paragraph.lines.last else { return begin(line) }
        if continues(paragraph, last, line) {
            open = nil  // so that the text is extended in place
            paragraph.text += Self.joint(paragraph.text, line.text) + line.text
            paragraph.lines.append(line)
            open = paragraph
        } else {
            close()
            begin(line)
        }
    }

    mutating func add(_ block: DocumentBlock) {
        close()
        blocks.append(block)
    }

    mutating func close() {
        guard let done = open else { return }
        open = nil
        let text = PDFText.joinedLabel(done.text.trimmed)
        let isTitle = !hasTitle && done.isCentered && (done.lines.first?.em ?? 0) > 1.12 * body && blocks.count < 6
        if isTitle { hasTitle = true }
        blocks.append(.paragraph(text, style: isTitle ? .title : .body))
    }

    private mutating func begin(_ line: PDFLine) { open = Open(lines: [line], text: line.text, isCentered: isCentered(line)) }

    /// What stands between two lines that run on.
    static func joint(_ before: String, _ after: String) -> String {
        guard let last = before.unicodeScalars.last, let first = after.unicodeScalars.first else { return "" }
        if last == "-", first.isASCII { return "" }
        // A number broken over two lines is one number.
        if last.properties.numericType != nil || first.properties.numericType != nil { return "" }
        return PDFText.isWide(last) || PDFText.isWide(first) ? "" : " "
    }

    // MARK: Decision

    private func x(_ line: PDFLine) -> Double { line.xMin - (shifts[line.page] ?? 0) }
    private func end(_ line: PDFLine) -> Double { line.xMax - (shifts[line.page] ?? 0) }

    private func isCentered(_ line: PDFLine) -> Bool {
        let (before, after) = (x(line) - left, right - end(line))
        return (before > 1.2 * line.em || isLarge(line)) && abs(before - after) < 1.1 * line.em
    }

    /// Spaces count for the one who wrapped and are not seen here: up to three may be missing, unless the sentence ends.
    private func isFullByCount(_ line: PDFLine) -> Bool {
        guard fullCount < .max else { return false }
        let isEnd = PDFText.endsSentence(line.text) || PDFText.endsInBracket(line.text)
        return line.count >= (isEnd ? fullCount : fullCount - 3)
    }

    private func isLarge(_ line: PDFLine) -> Bool { line.em > 1.12 * body }

    private func isFull(_ line: PDFLine, before next: PDFLine) -> Bool {
        right - end(line) < (PDFText.firstUnit(next.text) + 0.6) * next.em || isFullByCount(line)
    }

    /// The most that may lie between two lines of one paragraph; type of another size has its own pitch.
    private func gap(_ last: PDFLine, _ line: PDFLine) -> Double {
        isLarge(line) || line.em < 0.87 * body ? 2.2 * line.em : 1.3 * pitch
    }

    /// `责任单位：…` on a line of its own.
    private static func isField(_ text: String) -> Bool {
        let head = text.unicodeScalars.prefix(7)
        return head.dropFirst(2).contains { $0 == "：" || $0 == ":" } && head.prefix(2).allSatisfy { $0.properties.isIdeographic }
    }

    private func continues(_ open: Open, _ last: PDFLine, _ line: PDFLine) -> Bool {
        guard let first = open.lines.first else { return false }
        if max(last.em, line.em) > 1.13 * min(last.em, line.em), PDFText.ems(line.text) > 2, PDFText.ems(last.text) > 2 {
            return false
        }
        if last.page == line.page, line.middle < last.middle || line.middle - last.middle > gap(last, line) { return false }
        if open.isCentered, isCentered(line), isLarge(line) {  // a title over several lines
            let isAside = "（(".unicodeScalars.contains(line.text.unicodeScalars.first ?? " ") && !isFull(last, before: line)
            return !isAside && line.page == last.page
        }
        if open.isCentered && open.lines.count == 1 && !isFull(last, before: line) { return false }
        let isLabelled = PDFText.label(line.text) != nil
        if isLabelled || Self.isField(line.text), PDFText.endsSentence(last.text) || PDFText.endsInBracket(last.text) {
            return false
        }
        guard isFull(last, before: line) else { return false }

        let tolerance = 0.6 * line.em
        let step = x(line) - x(last)
        if open.lines.count >= 2 { return abs(step) < tolerance }
        if step < -tolerance { return true }  // first-line indent, or a title line that ran full
        if step > tolerance { return PDFText.label(first.text) != nil && !isLabelled }  // hanging indent
        // Two lines at one place: where paragraphs are indented these are two, else they run on.
        return !isIndented || x(first) - left < 1.2 * line.em
    }
}
