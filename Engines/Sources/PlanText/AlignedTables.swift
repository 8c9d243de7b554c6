/// Tables whose columns stand below each other, parted by gaps of two columns or more, as the layout text of a PDF gives them.
///
/// The head line must name three columns of a plan's table. A fragment belongs to the column whose head it stands under, or next to.
/// Cells run over several lines; a row is centred on its number, or begins with it.
func alignedTable(_ s: [Unicode.Scalar], _ lines: [Range<Int>], from first: Int) -> (Grid<[Range<Int>]>, Int)? {
    let head = fragments(s, lines[first])
    guard head.count >= 3, head.filter({ TableWords.isHead(s, $0.range) }).count >= 3 else { return nil }
    var body: [[Fragment]] = []
    var i = first + 1
    var blanks = 0
    while i < lines.count, body.count < 20_000 {
        let row = fragments(s, lines[i])
        if row.isEmpty {
            blanks += 1
            if blanks > 2 { break }
        } else {
            if endsAligned(s, row, head) { break }
            blanks = 0
            if !isRepeatedHead(s, row, head) { body.append(row) }
        }
        i += 1
    }
    guard body.contains(where: { $0.count >= 2 }) else { return nil }
    let placed = body.map { row in row.map { (column: column(of: $0, under: head), range: $0.range) } }
    let ordinal = head.firstIndex { TableWords.isOrdinalHead(s, $0.range) }
    let numbered = placed.indices.filter { k in placed[k].contains { $0.column == ordinal && isNumber(s, $0.range) } }
    let starts = rowStarts(numbered, lines: placed.count) ?? placed.indices.filter { placed[$0].count * 2 > head.count }
    guard !starts.isEmpty else { return nil }
    var grid = Grid<[Range<Int>]>(rows: [head.enumerated().map { .init(content: [$1.range], row: 0, column: $0) }])
    for (k, start) in starts.enumerated() {
        let end = k + 1 < starts.count ? starts[k + 1] : placed.count
        guard start < end else { continue }
        var cells = [[Range<Int>]](repeating: [], count: head.count)
        for line in placed[start..<end] { for fragment in line { cells[fragment.column].append(fragment.range) } }
        grid.rows.append(cells.enumerated().map { .init(content: $1, row: grid.rows.count, column: $0) })
    }
    return (grid, i)
}

private struct Fragment {
    var range: Range<Int>
    /// Display columns: a Han character takes two.
    var left: Int
    var right: Int
}

private func fragments(_ s: [Unicode.Scalar], _ line: Range<Int>) -> [Fragment] {
    var out: [Fragment] = []
    var (x, gap) = (0, 2)
    for i in line {
        let width = s[i].value < 0x2000 ? 1 : 2
        if isSpace(s[i]) {
            gap += s[i] == "\t" ? 2 : width
        } else {
            if gap >= 2 {
                out.append(Fragment(range: i..<i + 1, left: x, right: x + width))
            } else {
                out[out.count - 1].range = out[out.count - 1].range.lowerBound..<i + 1
                out[out.count - 1].right = x + width
            }
            gap = 0
        }
        x += width
    }
    return out
}

private func column(of fragment: Fragment, under head: [Fragment]) -> Int {
    var best = (column: 0, score: Int.min)
    for (k, cell) in head.enumerated() {
        let overlap = min(fragment.right, cell.right) - max(fragment.left, cell.left)
        if overlap > best.score { best = (k, overlap) }
    }
    return best.column
}

/// A line that does not fit the table: one fragment that begins left of all columns and is a heading, or a sentence across.
private func endsAligned(_ s: [Unicode.Scalar], _ row: [Fragment], _ head: [Fragment]) -> Bool {
    guard row.count == 1, let only = row.first else { return false }
    var quote = false
    let start = s[only.range].prefix(8).map { Flow.folded($0, quoteOpen: &quote) }
    if let label = Label(start, 0, start.count), label.kind <= .hanParen, only.range.count >= 3 { return true }
    guard let right = head.last?.right else { return false }
    return only.right - only.left > right * 3 / 4
}

private func isRepeatedHead(_ s: [Unicode.Scalar], _ row: [Fragment], _ head: [Fragment]) -> Bool {
    row.count == head.count && zip(row, head).allSatisfy { s[$0.range].elementsEqual(s[$1.range]) }
}

private func isNumber(_ s: [Unicode.Scalar], _ range: Range<Int>) -> Bool {
    range.count <= 4
        && range.allSatisfy { isDigit(s[$0]) || (0xFF10...0xFF19).contains(s[$0].value) || s[$0] == "." || s[$0] == "、" }
}

/// Rows centred on their numbers where that comes out even; otherwise rows that begin with their numbers.
private func rowStarts(_ numbered: [Int], lines: Int) -> [Int]? {
    guard let first = numbered.first else { return nil }
    var centred = [0]
    for (k, number) in numbered.enumerated() {
        guard let top = centred.last else { return nil }
        let below = number - top
        let next = number + below + 1
        guard below >= 0, k + 1 == numbered.count ? next == lines : next <= numbered[k + 1] else {
            return first == 0 ? numbered : [0] + numbered.dropFirst()
        }
        centred.append(next)
    }
    return Array(centred.dropLast())
}
