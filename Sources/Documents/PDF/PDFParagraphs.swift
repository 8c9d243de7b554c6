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
    private let pageLeft: [Int: Double]
    private var open: Open?
    private(set) var blocks: [DocumentBlock] = []
    private var hasTitle = false

    init(_ lines: [PDFLine], body: Double) {
        self.body = body
        let own = lines.filter { abs($0.em - body) < 0.15 * body }
        let measured = own.count >= 3 ? own : lines
        let left = Self.edge(measured.map(\.xMin), within: 0.5 * body, isRight: false)
        // Marks may hang over the margin (the default of Chinese Word), so lines that end in one do not say where it is.
        let inside = measured.filter { !PDFText.endsInMark($0.text) }
        let right = Self.edge((inside.count >= 3 ? inside : measured).map(\.xMax), within: 0.7 * body, isRight: true)
        var gaps: [Double] = []
        for (a, b) in zip(measured, measured.dropFirst()) where a.page == b.page && b.middle > a.middle {
            gaps.append(b.middle - a.middle)
        }
        // The lower quartile: in a document of short paragraphs most gaps hold the space between two of them.
        let sorted = gaps.filter { $0 > 0.9 * body }.sorted()
        pitch = sorted.isEmpty ? 1.5 * body : sorted[sorted.count / 4]
        var lefts: [Int: Double] = [:]
        for (page, lines) in Dictionary(grouping: measured, by: \.page) where lines.count >= 5 {
            let own = Self.edge(lines.map(\.xMin), within: 0.5 * body, isRight: false)
            // Odd and even pages may have mirrored margins.
            if abs(own - left) > body, abs(own - left) < 5 * body, lines.count(where: { abs($0.xMin - left) < 0.5 * body }) == 0,
                lines.map(\.xMax).max() ?? 0 > right + 0.5 * body || own < left
            {
                lefts[page] = own
            }
        }
        (self.left, self.right, pageLeft) = (left, right, lefts)
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

    private func x(_ line: PDFLine) -> Double { line.xMin - (pageLeft[line.page] ?? left) + left }
    private func end(_ line: PDFLine) -> Double { line.xMax - (pageLeft[line.page] ?? left) + left }

    private func isCentered(_ line: PDFLine) -> Bool {
        let (before, after) = (x(line) - left, right - end(line))
        return (before > 1.2 * line.em || isLarge(line)) && abs(before - after) < 1.1 * line.em
    }

    private func isLarge(_ line: PDFLine) -> Bool { line.em > 1.12 * body }

    private func isFull(_ line: PDFLine, before next: PDFLine) -> Bool {
        right - end(line) < (PDFText.firstUnit(next.text) + 0.6) * next.em
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
        // Two lines at one place: indented ones are two items, flush ones run on.
        return x(first) - left < 1.2 * line.em
    }
}
