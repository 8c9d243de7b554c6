import Foundation

/// Finds tables that have no lines around their cells: rows of text set in the same columns.
///
/// Careful on purpose: at least three lines must hold three pieces of text each, a broad gap apart, and no line of the run
/// may cross a gutter. Two columns, or two rows, are left as text.
enum PDFColumns {
    private static let leastColumns = 3
    private static let leastLines = 3

    private struct Piece {
        var text: String
        var from: Double
        var to: Double
    }

    /// The tables among the lines of a page, which come from top to bottom, and the other lines.
    static func split(_ lines: [PDFLine]) -> (tables: [PDFTable], rest: [PDFLine]) {
        var tables: [PDFTable] = []
        var rest: [PDFLine] = []
        var index = 0
        while index < lines.count {
            let (end, columns) = run(lines, from: index)
            guard end > index else {
                rest.append(lines[index])
                index += 1
                continue
            }
            tables.append(table(Array(lines[index..<end]), columns))
            index = end
        }
        return (tables, rest)
    }

    private static func pieces(_ line: PDFLine) -> [Piece] {
        var out: [Piece] = []
        for word in line.words {
            if let last = out.last, word.xMin - last.to < 1.2 * line.em {
                let gap = word.xMin - last.to > 0.42 * line.em ? " " : ""
                out[out.count - 1].text += gap + word.text
                out[out.count - 1].to = max(last.to, word.xMax)
            } else {
                out.append(Piece(text: word.text, from: word.xMin, to: word.xMax))
            }
        }
        return out
    }

    /// How far the columns that begin at a line go on: as long as the pieces, laid over one another, leave the gutters free.
    private static func run(_ lines: [PDFLine], from start: Int) -> (end: Int, columns: [ClosedRange<Double>]) {
        let first = pieces(lines[start])
        guard first.count >= leastColumns else { return (start, []) }
        var columns = first.map { $0.from...$0.to }
        var broad = 0
        var end = start
        while end < lines.count {
            let line = lines[end]
            let found = pieces(line)
            let laid = merged(columns + found.map { $0.from...$0.to }, gutter: 0.4 * line.em)
            let isNear = end == start || line.middle - lines[end - 1].middle < 4 * line.em
            guard laid.count >= first.count, laid.count <= first.count + 1, isNear else { break }
            columns = laid
            if found.count >= leastColumns { broad += 1 }
            end += 1
        }
        return broad >= leastLines ? (end, columns) : (start, [])
    }

    private static func merged(_ ranges: [ClosedRange<Double>], gutter: Double) -> [ClosedRange<Double>] {
        var out: [ClosedRange<Double>] = []
        for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
            if let last = out.last, range.lowerBound - last.upperBound < gutter {
                out[out.count - 1] = last.lowerBound...max(last.upperBound, range.upperBound)
            } else {
                out.append(range)
            }
        }
        return out
    }

    /// A line with nothing in the first column goes on with the row above.
    private static func table(_ lines: [PDFLine], _ columns: [ClosedRange<Double>]) -> PDFTable {
        var rows: [[String]] = []
        for line in lines {
            var row = [String](repeating: "", count: columns.count)
            for piece in pieces(line) {
                let middle = (piece.from + piece.to) / 2
                let column = columns.firstIndex { $0.upperBound >= middle } ?? columns.count - 1
                row[column] += (row[column].isEmpty ? "" : " ") + piece.text
            }
            if row[0].isEmpty, let last = rows.last {
                for column in row.indices where !row[column].isEmpty {
                    rows[rows.count - 1][column] += PDFParagraphs.joint(last[column], row[column]) + row[column]
                }
            } else {
                rows.append(row)
            }
        }
        let slots = rows.indices.map { row in columns.indices.map { row * columns.count + $0 } }
        return PDFTable(
            xs: columns.map(\.lowerBound), top: (lines.first?.middle ?? 0) - 1, bottom: (lines.last?.middle ?? 0) + 1, slots: slots,
            texts: rows.flatMap { $0 })
    }
}
