import Foundation

/// A ruled table on a page: which grid places belong to one cell, and the text of each cell.
struct PDFTable {
    var xs: [Double]
    var top: Double
    var bottom: Double
    /// `slots[row][column]` is the cell that covers the place.
    var slots: [[Int]]
    var texts: [String]

    /// The cells as HTML has them.
    var rows: [[DocumentCell]] {
        var seen: Set<Int> = []
        return slots.enumerated().map { row, line in
            line.enumerated().compactMap { column, id in
                guard seen.insert(id).inserted else { return nil }
                let width = line[column...].prefix { $0 == id }.count
                let height = slots[row...].prefix { $0[column] == id }.count
                return DocumentCell(texts[id], rowSpan: height, columnSpan: width)
            }
        }
    }

    private func rowTexts(_ row: Int) -> [String] { slots[row].map { texts[$0] } }

    /// Whether the next page's table has the same columns.
    func hasColumns(of other: PDFTable) -> Bool {
        guard xs.count == other.xs.count, let left = xs.first, let otherLeft = other.xs.first else { return false }
        return zip(xs, other.xs).allSatisfy { abs(($0 - left) - ($1 - otherLeft)) < 4 }
    }

    /// Takes the part of the table that stands on the next page: repeated header rows are dropped, a row that the page
    /// break cut is put together, and a cell merged over the break is continued.
    mutating func append(_ next: PDFTable) {
        var start = 0
        while start < next.slots.count, start < slots.count, next.rowTexts(start) == rowTexts(start),
            next.rowTexts(start).contains(where: { !$0.isEmpty })
        {
            start += 1
        }
        if start == next.slots.count { return }
        let offset = texts.count
        var joined: [Int: Int] = [:]
        let above = slots[slots.count - 1]
        let row = next.slots[start]
        let isEmpty = row.map { next.texts[$0].isEmpty }
        let isCut = isEmpty[0] && Set(row.filter { !next.texts[$0].isEmpty }).count * 2 <= Set(row).count && isEmpty.contains(false)
        for column in row.indices where isCut || (isEmpty[column] && isEmpty[...column].allSatisfy { $0 }) {
            joined[row[column]] = above[column]
        }
        texts += next.texts
        var lines = next.slots[start...].map { $0.map { joined[$0] ?? $0 + offset } }
        if isCut {
            for id in Set(row) where !next.texts[id].isEmpty { if let target = joined[id] { texts[target] += next.texts[id] } }
            lines.removeFirst()
        }
        slots += lines
        bottom = next.bottom
    }
}

/// Makes tables of the rulings and words of a page.
struct PDFTableBuilder {
    let lines: PDFLines
    private static let near = 3.0

    /// The tables from top to bottom, and the words that stand in none.
    func tables(_ words: [PDFWord], _ rulings: [PDFRuling]) -> (tables: [PDFTable], rest: [PDFWord]) {
        let merged = Self.merged(rulings.filter(\.isHorizontal)) + Self.merged(rulings.filter { !$0.isHorizontal })
        var rest = words
        var tables: [PDFTable] = []
        for group in Self.connected(merged) {
            guard var grid = Grid(group) else { continue }
            let inside = rest.filter { grid.contains($0) }
            guard !inside.isEmpty else { continue }
            rest.removeAll { grid.contains($0) }
            tables.append(grid.table(inside, lines: lines))
        }
        return (tables.sorted { $0.top < $1.top }, rest)
    }

    /// Joins pieces that lie on one line and touch.
    private static func merged(_ rulings: [PDFRuling]) -> [PDFRuling] {
        var out: [PDFRuling] = []
        for ruling in rulings.sorted(by: { ($0.at, $0.from) < ($1.at, $1.from) }) {
            let place = out.indices.reversed().prefix(40).first {
                abs(out[$0].at - ruling.at) < 1.6 && ruling.from <= out[$0].to + near && out[$0].from <= ruling.to + near
            }
            if let place {
                out[place].from = min(out[place].from, ruling.from)
                out[place].to = max(out[place].to, ruling.to)
            } else {
                out.append(ruling)
            }
        }
        return out
    }

    private static func connected(_ rulings: [PDFRuling]) -> [[PDFRuling]] {
        guard rulings.count <= 1_500 else { return [] }
        var group = Array(rulings.indices)
        func root(_ index: Int) -> Int {
            var index = index
            while group[index] != index {
                group[index] = group[group[index]]
                index = group[index]
            }
            return index
        }
        for (i, a) in rulings.enumerated() where a.isHorizontal {
            for (j, b) in rulings.enumerated() where !b.isHorizontal {
                if b.at > a.from - near, b.at < a.to + near, a.at > b.from - near, a.at < b.to + near { group[root(i)] = root(j) }
            }
        }
        return Dictionary(grouping: rulings.indices, by: root).values.map { $0.map { rulings[$0] } }
    }

    private struct Grid {
        let xs: [Double]
        let ys: [Double]
        let slots: [[Int]]

        /// `nil` for a frame around text, or lines that make no cells.
        init?(_ rulings: [PDFRuling]) {
            let across = rulings.filter(\.isHorizontal)
            let down = rulings.filter { !$0.isHorizontal }
            guard across.count >= 2, !down.isEmpty else { return nil }
            // Tables with open sides: the horizontals reach beyond the outermost vertical.
            var xs = Self.clustered(down.map(\.at))
            if let left = across.map(\.from).min(), left < xs[0] - 8 { xs.insert(left, at: 0) }
            if let right = across.map(\.to).max(), right > xs[xs.count - 1] + 8 { xs.append(right) }
            let ys = Self.clustered(across.map(\.at))
            let (rows, columns) = (ys.count - 1, xs.count - 1)
            guard rows >= 1, columns >= 1, rows * columns >= 2, rows * columns <= 20_000 else { return nil }
            (self.xs, self.ys) = (xs, ys)

            func isOpenRight(_ row: Int, _ column: Int) -> Bool {
                let room = ys[row + 1] - ys[row]
                return !down.contains {
                    abs($0.at - xs[column + 1]) < near && min($0.to, ys[row + 1]) - max($0.from, ys[row]) > room * 0.5
                }
            }
            func isOpenBelow(_ row: Int, _ column: Int) -> Bool {
                let room = xs[column + 1] - xs[column]
                return !across.contains {
                    abs($0.at - ys[row + 1]) < near && min($0.to, xs[column + 1]) - max($0.from, xs[column]) > room * 0.5
                }
            }
            var cell = Array(0..<rows * columns)
            func root(_ index: Int) -> Int {
                var index = index
                while cell[index] != index {
                    cell[index] = cell[cell[index]]
                    index = cell[index]
                }
                return index
            }
            for row in 0..<rows {
                for column in 0..<columns {
                    let here = row * columns + column
                    if column + 1 < columns, isOpenRight(row, column) { cell[root(here + 1)] = root(here) }
                    if row + 1 < rows, isOpenBelow(row, column) { cell[root(here + columns)] = root(here) }
                }
            }
            let slots = (0..<rows).map { row in (0..<columns).map { root(row * columns + $0) } }
            guard Set(slots.joined()).count >= 2 else { return nil }
            self.slots = slots
        }

        private static func clustered(_ values: [Double]) -> [Double] {
            var out: [Double] = []
            for value in values.sorted() where out.last.map({ value - $0 > near }) ?? true { out.append(value) }
            return out
        }

        func contains(_ word: PDFWord) -> Bool {
            guard let left = xs.first, let right = xs.last, let top = ys.first, let bottom = ys.last else { return false }
            return word.center > left - near && word.center < right + near && word.middle > top - near
                && word.middle < bottom + near
        }

        private func index(_ value: Double, _ edges: [Double]) -> Int {
            min(max((edges.firstIndex { $0 > value } ?? edges.count) - 1, 0), edges.count - 2)
        }

        mutating func table(_ words: [PDFWord], lines: PDFLines) -> PDFTable {
            var inside: [Int: [PDFWord]] = [:]
            for word in words.flatMap({ parted($0, lines) }) {
                inside[slots[index(word.middle, ys)][index(word.center, xs)], default: []].append(word)
            }
            let padding = words.map { $0.xMin - xs[index($0.center, xs)] }.filter { $0 >= 0 }.min() ?? 0
            var ids: [Int: Int] = [:]
            var texts: [String] = []
            var numbered: [[Int]] = []
            for (row, line) in slots.enumerated() {
                numbered.append(
                    line.enumerated().map { column, root in
                        if let id = ids[root] { return id }
                        ids[root] = texts.count
                        let width = slots[row][column...].prefix { $0 == root }.count
                        let room = xs[column + width] - xs[column] - 2 * min(padding, 12)
                        texts.append(Self.text(lines.lines(inside[root] ?? [], page: 0), room: room))
                        return texts.count - 1
                    })
            }
            return PDFTable(xs: xs, top: ys[0], bottom: ys[ys.count - 1], slots: numbered, texts: texts)
        }

        /// A word that runs over a ruling holds the text of two cells whose gap was too small to be seen.
        private func parted(_ word: PDFWord, _ lines: PDFLines) -> [PDFWord] {
            let row = index(word.middle, ys)
            let em = lines.em(word)
            guard
                let edge = xs.indices.dropFirst().dropLast().first(where: {
                    xs[$0] > word.xMin + 0.6 * em && xs[$0] < word.xMax - 0.6 * em && slots[row][$0 - 1] != slots[row][$0]
                })
            else { return [word] }
            let scale = (word.xMax - word.xMin) / max(PDFText.ems(word.text), 0.5)
            var x = word.xMin
            var cut = word.text.startIndex
            while cut < word.text.endIndex {
                let step = PDFText.ems(String(word.text[cut])) * scale
                if x + step / 2 > xs[edge] { break }
                x += step
                cut = word.text.index(after: cut)
            }
            var (left, right) = (word, word)
            (left.text, left.xMax) = (String(word.text[..<cut]), x)
            (right.text, right.xMin) = (String(word.text[cut...]), x)
            return (left.text.isEmpty ? [] : [left]) + (right.text.isEmpty ? [] : [right])
        }

        /// Lines that were wrapped for want of room run on; the others stay apart.
        private static func text(_ lines: [PDFLine], room: Double) -> String {
            var text = ""
            var last: PDFLine?
            for line in lines {
                if let last {
                    let isWrapped = room - (last.xMax - last.xMin) < (PDFText.firstUnit(line.text) + 0.5) * line.em
                    text += isWrapped ? PDFParagraphs.joint(text, line.text) : "\n"
                }
                text += line.text
                last = line
            }
            return text.split(separator: "\n").map { PDFText.joinedLabel(String($0)) }.joined(separator: "\n")
        }
    }
}
