/// Tables inside plain text and Markdown: cells parted by tabs or bars, and tables flattened to one cell a line.
///
/// A stretch of lines counts as a table when its head names what tables of plans name (任务, 牵头单位, 完成时限, 指标, 单位 …) or when
/// every line has three cells or more; everything else stays lines.
func piecesOfText(_ scalars: [Unicode.Scalar]) -> [PlanSource.Piece] {
    var pieces: [PlanSource.Piece] = []
    var pending: [Range<Int>] = []
    func flush() {
        if !pending.isEmpty { pieces.append(.lines(pending)) }
        pending = []
    }
    let lines = lineRanges(scalars)
    var i = 0
    while i < lines.count {
        if let (table, next) = separatedTable(scalars, lines, from: i) ?? flattenedTable(scalars, lines, from: i)
            ?? alignedTable(scalars, lines, from: i)
        {
            flush()
            pieces.append(.table(table))
            i = max(next, i + 1)
        } else {
            pending.append(lines[i])
            i += 1
        }
    }
    flush()
    return pieces
}

func piecesOfMarkdown(_ scalars: [Unicode.Scalar]) -> [PlanSource.Piece] {
    var pieces: [PlanSource.Piece] = []
    for piece in piecesOfText(scalars) {
        guard case .lines(let lines) = piece else {
            pieces.append(piece)
            continue
        }
        var block: [Range<Int>] = []
        func flush() {
            if !block.isEmpty { pieces.append(.lines(block)) }
            block = []
        }
        for line in lines {
            let inner = trimmed(scalars, line)
            if inner.isEmpty {
                flush()
                continue
            }
            var hashes = 0
            while inner.lowerBound + hashes < inner.upperBound, scalars[inner.lowerBound + hashes] == "#" { hashes += 1 }
            if (1...6).contains(hashes) {
                flush()
                let title = trimmed(scalars, inner.lowerBound + hashes..<inner.upperBound)
                if !title.isEmpty { pieces.append(.paragraph(title, .heading(level: hashes))) }
            } else if inner.count > 2, "-*+>".unicodeScalars.contains(scalars[inner.lowerBound]),
                scalars[inner.lowerBound + 1] == " "
            {
                flush()
                block = [inner.lowerBound + 2..<inner.upperBound]
            } else {
                block.append(line)
            }
        }
        flush()
    }
    return pieces
}

func lineRanges(_ scalars: [Unicode.Scalar]) -> [Range<Int>] {
    var lines: [Range<Int>] = []
    var start = 0
    for (i, c) in scalars.enumerated() where c == "\n" || c == "\u{C}" {
        lines.append(start..<i)
        start = i + 1
    }
    if start < scalars.count { lines.append(start..<scalars.count) }
    return lines
}

func trimmed(_ scalars: [Unicode.Scalar], _ range: Range<Int>) -> Range<Int> {
    var (a, b) = (range.lowerBound, range.upperBound)
    while a < b, isSpace(scalars[a]) { a += 1 }
    while b > a, isSpace(scalars[b - 1]) { b -= 1 }
    return a..<b
}

func isSpace(_ c: Unicode.Scalar) -> Bool {
    switch c {
    case " ", "\t", "\n", "\u{C}", "\u{A0}", "\u{3000}", "\u{200B}", "\u{200C}", "\u{200D}", "\u{AD}", "\u{FEFF}",
        "\u{2002}"..."\u{200A}":
        true
    default: false
    }
}

// MARK: Tabs and bars

private func separatedTable(_ s: [Unicode.Scalar], _ lines: [Range<Int>], from first: Int) -> (Grid<[Range<Int>]>, Int)? {
    guard let mark = separator(s, lines[first]) else { return nil }
    var rows: [[Range<Int>]] = []
    var i = first
    while i < lines.count {
        let line = trimmed(s, lines[i])
        if line.isEmpty, separator(s, lines[i]) != mark {
            // One empty line between rows is a habit of converters.
            guard mark == "\t", i + 1 < lines.count, separator(s, lines[i + 1]) == mark else { break }
            i += 1
            continue
        }
        guard separator(s, lines[i]) == mark else {
            // A merged row that kept no tabs: 二、创新提升 between two rows.
            guard mark == "\t", !rows.isEmpty, isMergedRow(s, line), let next = following(s, lines, i),
                separator(s, lines[next]) == mark, cells(s, lines[next], mark).count(where: { TableWords.isHead(s, $0) }) < 2
            else { break }
            rows.append([line])
            i += 1
            continue
        }
        let row = cells(s, mark == "\t" ? lines[i] : line, mark)
        if !isRule(s, row) { rows.append(row) }
        i += 1
    }
    let heads = rows.prefix(3).map { row in row.count { TableWords.isHead(s, $0) } }.max() ?? 0
    guard rows.count >= 2, heads >= 2 || rows.allSatisfy({ $0.count >= 3 }) else { return nil }
    return (grid(of: rows), i)
}

/// A numbered heading that could be a row across the table.
private func isMergedRow(_ s: [Unicode.Scalar], _ line: Range<Int>) -> Bool {
    guard (3...40).contains(line.count), s[line.upperBound - 1] != "。" else { return false }
    let (c, d) = (s[line.lowerBound], s[line.lowerBound + 1])
    let numerals = "一二三四五六七八九十".unicodeScalars
    return numerals.contains(c) && (d == "、" || numerals.contains(d)) || (c == "（" || c == "(") && numerals.contains(d)
}

private func following(_ s: [Unicode.Scalar], _ lines: [Range<Int>], _ i: Int) -> Int? {
    lines.indices.dropFirst(i + 1).prefix(2).first { !trimmed(s, lines[$0]).isEmpty }
}

private func separator(_ s: [Unicode.Scalar], _ line: Range<Int>) -> Unicode.Scalar? {
    var bars = 0
    for i in line {
        if s[i] == "\t" { return "\t" }
        if s[i] == "|" || s[i] == "｜" || s[i] == "│" { bars += 1 }
    }
    return bars >= 2 ? "|" : nil
}

private func cells(_ s: [Unicode.Scalar], _ line: Range<Int>, _ mark: Unicode.Scalar) -> [Range<Int>] {
    var out: [Range<Int>] = []
    var start = line.lowerBound
    for i in line where s[i] == mark || (mark == "|" && (s[i] == "｜" || s[i] == "│")) {
        out.append(trimmed(s, start..<i))
        start = i + 1
    }
    out.append(trimmed(s, start..<line.upperBound))
    if mark == "|" {
        if out.first?.isEmpty == true { out.removeFirst() }
        if out.last?.isEmpty == true { out.removeLast() }
    }
    return Array(out.prefix(256))
}

/// The `|---|:--:|` line below a Markdown head.
private func isRule(_ s: [Unicode.Scalar], _ row: [Range<Int>]) -> Bool {
    !row.isEmpty && row.allSatisfy { cell in cell.count > 0 && cell.allSatisfy { s[$0] == "-" || s[$0] == ":" || s[$0] == "─" } }
}

private func grid(of rows: [[Range<Int>]]) -> Grid<[Range<Int>]> {
    Grid(rows: rows.enumerated().map { r, cells in cells.enumerated().map { .init(content: [$1], row: r, column: $0) } })
}

// MARK: One cell a line

/// `序号 / 任务 / 牵头单位 / …` each on a line of its own, then the cells. A row begins where a line is the next whole number.
private func flattenedTable(_ s: [Unicode.Scalar], _ lines: [Range<Int>], from first: Int) -> (Grid<[Range<Int>]>, Int)? {
    guard TableWords.isOrdinalHead(s, trimmed(s, lines[first])) else { return nil }
    var head: [Range<Int>] = []
    var i = first
    while i < lines.count, head.count < 12 {
        let line = trimmed(s, lines[i])
        if !line.isEmpty {
            guard TableWords.isHead(s, line) else { break }
            head.append(line)
        }
        i += 1
    }
    guard head.count >= 3 else { return nil }
    var rows = [head]
    var row: [Range<Int>] = []
    var next = 1
    var last = i
    while i < lines.count {
        let line = trimmed(s, lines[i])
        let value = wholeNumber(s, line)
        if value == nil, rows.count + row.count > 1, endsFlattened(s, line, row, width: head.count) { break }
        if let value, value == next || (value > next && value <= next + 3 && row.count + 1 >= head.count) {
            if !row.isEmpty { rows.append(fitted(s, row, head)) }
            row = [line]
            next = value + 1
        } else if !line.isEmpty {
            if row.isEmpty { break }
            row.append(line)
        }
        i += 1
        last = i
    }
    if !row.isEmpty { rows.append(fitted(s, row, head)) }
    return rows.count >= 2 ? (grid(of: rows), last) : nil
}

/// A heading after a full row ends the table.
private func endsFlattened(_ s: [Unicode.Scalar], _ line: Range<Int>, _ row: [Range<Int>], width: Int) -> Bool {
    guard row.count >= width, line.count >= 2 else { return false }
    let c = s[line.lowerBound]
    let d = s[line.lowerBound + 1]
    return "一二三四五六七八九十".unicodeScalars.contains(c) && d == "、" || (c == "（" || c == "(") && "一二三四五六七八九十".unicodeScalars.contains(d)
}

/// Lines of one row brought to the width of the head: what is too much belongs to the widest text, the task.
private func fitted(_ s: [Unicode.Scalar], _ row: [Range<Int>], _ head: [Range<Int>]) -> [Range<Int>] {
    guard row.count > head.count, let task = head.firstIndex(where: { TableWords.isTaskHead(s, $0) }) else { return row }
    let extra = row.count - head.count
    guard task + extra < row.count else { return row }
    var out = row
    out.replaceSubrange(task...(task + extra), with: [row[task].lowerBound..<row[task + extra].upperBound])
    return out
}

private func wholeNumber(_ s: [Unicode.Scalar], _ line: Range<Int>) -> Int? {
    guard (1...4).contains(line.count) else { return nil }
    var n = 0
    for i in line {
        let v = s[i].value
        let digit = (0x30...0x39).contains(v) ? v - 0x30 : (0xFF10...0xFF19).contains(v) ? v - 0xFF10 : 10
        guard digit < 10 else { return nil }
        n = n * 10 + Int(digit)
    }
    return n
}
