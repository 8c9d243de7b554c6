import Calendars
import Findings

/// Tables: tasks with their units become measures, indicators with their years become targets, everything else is read as text.
extension PlanReader {
    mutating func readTables() {
        for table in outline.tables {
            let head = TableHead(table.grid, flow)
            switch head.kind {
            case .tasks: readTasks(table, head)
            case .indicators: readIndicators(table, head)
            case .other:
                var seen: Set<Int> = []
                for row in table.grid.rows {
                    for cell in row where !cell.content.isEmpty && seen.insert(cell.content.lowerBound).inserted {
                        looseCells.append((cell.content, path(of: table.node), table.node))
                    }
                }
            }
        }
    }

    func path(of node: Int) -> String? {
        let path = outline.nodes[node].path
        return path.isEmpty ? nil : path
    }

    // MARK: Tasks

    private mutating func readTasks(_ table: Outline.Table, _ head: TableHead) {
        var rows: [MeasurePlan.Draft] = []
        var section = path(of: table.node)
        let base = section
        var subsections = 0
        var last: Int?
        for (r, raw) in table.grid.rows.enumerated().dropFirst(head.rows) {
            if let title = head.heading(in: raw, r, flow) {
                subsections += 1
                let label = Label(flow.s, title.lowerBound, title.upperBound)
                let name = title.lowerBound + (label?.length ?? 0)..<title.upperBound
                section = [base, "\(label.map { max($0.number, subsections) } ?? subsections)"].compactMap { $0 }.joined(
                    separator: ".")
                reading.sections.append(
                    .init(
                        id: section ?? "", label: label.map { flow.name(title.lowerBound..<title.lowerBound + $0.length) },
                        level: outline.nodes[table.node].depth + 1, title: flow.name(name), goal: nil, span: flow.span(title)))
                continue
            }
            let row = head.aligned(raw, flow)
            guard var task = head.task(in: row, flow) else { continue }
            var number = head.ordinal(in: row, flow)
            if let label = Label(flow.s, task.lowerBound, task.upperBound), label.kind != .dash, label.kind != .runIn {
                if number == nil { number = label.number }
                task = task.lowerBound + label.length..<task.upperBound
            }
            let merged = head.isContinued(row, r)
            if merged.task, let last, !rows.isEmpty {
                rows[last].units += units(in: row, head, above: nil)
                continue
            }
            let above = rows.last
            if merged.ordinal { number = nil }
            if number == nil, head.hasOrdinal, !merged.ordinal, let before = above?.number {
                number = skipped(after: before, from: r, table, head)
            }
            var draft = MeasurePlan.Draft(
                id: "", number: number, ordinal: nil, section: section, title: Outline.title(flow, task), extent: extent(row),
                node: table.node)
            if number == nil, head.hasOrdinal, let before = above,
                let known = before.number ?? Int(before.id.dropFirst().prefix { $0.isNumber })
            {
                draft.id = "M\(known)"
            }
            draft.units = units(in: row, head, above: above)
            draft.time = head.cell(.deadline, in: row)
            draft.cells = head.texts(in: row)
            draft.aims = head.aims(in: row, flow)
            rows.append(draft)
            last = rows.count - 1
        }
        plan.add(rows: rows)
    }

    /// A number that stands nowhere because its cell was merged away: 4, blank, 6 is 5.
    private func skipped(after before: Int, from r: Int, _ table: Outline.Table, _ head: TableHead) -> Int? {
        var blanks = 1
        for raw in table.grid.rows.dropFirst(r + 1).prefix(20) {
            guard let next = head.ordinal(in: head.aligned(raw, flow), flow) else {
                blanks += 1
                continue
            }
            return next == before + blanks + 1 ? before + 1 : nil
        }
        return nil
    }

    private func extent(_ row: [Grid<Range<Int>>.Place]) -> Range<Int> {
        let cells = row.map(\.content).filter { !$0.isEmpty }
        guard let a = cells.map(\.lowerBound).min(), let b = cells.map(\.upperBound).max() else { return 0..<0 }
        return a..<b
    }

    private func units(in row: [Grid<Range<Int>>.Place], _ head: TableHead, above: MeasurePlan.Draft?) -> [UnitList] {
        var lists: [UnitList] = []
        for (kind, role) in [(TableWords.Column.lead, PlanReading.Role.lead), (.responsible, .responsible), (.support, .support)] {
            for column in head.columns(kind) where column < row.count && !row[column].content.isEmpty {
                var list = UnitGrammar(flow: flow, linesPart: true).parse(row[column].content, role: role)
                list.hasLeadLabel = role == .lead
                lists.append(list)
            }
        }
        if lists.isEmpty, let above, !above.units.isEmpty, !head.columns(.lead).isEmpty { return above.units }
        return lists
    }

    // MARK: Indicators

    private mutating func readIndicators(_ table: Outline.Table, _ head: TableHead) {
        let caption = table.caption.flatMap { deadline(in: $0) }
        var seen: Set<Range<Int>> = []
        for raw in table.grid.rows.dropFirst(head.rows) {
            guard let name = head.cell(.indicator, in: raw) ?? head.cell(.task, in: raw),
                name.contains(where: { isHan(flow.s[$0]) })
            else { continue }
            let unit = head.cell(.unit, in: raw).map(flow.string)
            var baseline: (Double, Int?)?
            for column in head.columns(.value) where column < raw.count {
                let cell = raw[column].content
                guard !cell.isEmpty, let amount = IndicatorCell(flow, cell) else { continue }
                let year = head.year(column, flow)
                if head.isBaseline(column, flow, facts.firstYear) {
                    if let value = amount.value { baseline = (value, year) }
                    continue
                }
                guard seen.insert(cell).inserted else { continue }
                let due = head.deadline(column, self) ?? caption
                addIndicator(name, amount, unit: unit, due, baseline, table)
            }
        }
    }

    private mutating func addIndicator(
        _ name: Range<Int>, _ amount: IndicatorCell, unit: String?, _ due: PlanReading.Deadline?, _ baseline: (Double, Int?)?,
        _ table: Outline.Table
    ) {
        let inner = IndicatorName(flow, name)
        let printed = amount.unit ?? unit.flatMap(IndicatorCell.unit) ?? inner.unit
        let key = flow.string(inner.range)
        let (low, high) = (min(name.lowerBound, amount.range.lowerBound), max(name.upperBound, amount.range.upperBound))
        let rate = TargetWords.changes.occurs(flow.s, in: inner.range) || amount.isChange
        tableTargets.append(
            PlanReading.Target(
                id: "", tier: .headline, indicator: flow.name(inner.range), indicatorKey: key, scope: nil, value: amount.value,
                valueMax: amount.max,
                unit: printed, comparator: amount.comparator, comparatorRaw: amount.raw,
                quantity: rate ? .growthRate : printed == "%" ? .share : .level, deadline: due, where: path(of: table.node),
                baseline: baseline?.0, baselineYear: baseline?.1, span: flow.span(high - low <= 120 ? low..<high : amount.range)))
    }
}

/// The head of a table: how many rows it takes and what its columns hold.
struct TableHead {
    enum Kind { case tasks, indicators, other }

    let kind: Kind
    let rows: Int
    private let kinds: [TableWords.Column]
    private let heads: [[Range<Int>]]
    /// A task stands over several numbered rows: what differs by row is the measure.
    private var groupsByTask = false

    init(_ grid: Grid<Range<Int>>, _ flow: Flow) {
        var best: (row: Int, score: Int) = (0, 0)
        for (r, row) in grid.rows.prefix(4).enumerated() {
            let score = Set(row.map(\.column)).filter { c in
                row.first { $0.column == c }.map { TableWords.isHead(flow.s, $0.content) } ?? false
            }.count
            if score > best.score { best = (r, score) }
        }
        guard best.score >= 2, let head = grid.rows.dropFirst(best.row).first else {
            (kind, rows, kinds, heads) = (.other, 0, [], [])
            return
        }
        // A second row of heads below a merged one: 2025年 | 目标.
        var last = best.row
        if best.row + 1 < grid.rows.count {
            let next = grid.rows[best.row + 1]
            let own = next.filter { $0.row == best.row + 1 && !$0.content.isEmpty }
            if next.contains(where: { $0.row == best.row }), !own.isEmpty, own.allSatisfy({ TableWords.isHead(flow.s, $0.content) })
            {
                last += 1
            }
        }
        let width = max(grid.width, head.count)
        var kinds = [TableWords.Column](repeating: .other, count: width)
        var heads = [[Range<Int>]](repeating: [], count: width)
        for r in best.row...last {
            for (c, place) in grid.rows[r].enumerated() where !place.content.isEmpty {
                if heads[c].last != place.content { heads[c].append(place.content) }
                let kind = TableWords.column(flow.s, place.content)
                if kind != .other, kinds[c] == .other || kind == .value { kinds[c] = kind }
            }
        }
        let hasUnits = kinds.contains { [.lead, .support, .responsible].contains($0) }
        let hasTask = kinds.contains { [.task, .detail].contains($0) }
        let hasValues = kinds.contains(.value)
        if kinds.contains(.indicator) && hasValues || kinds.contains(.unit) && hasValues && hasTask {
            kind = .indicators
        } else if hasTask, hasUnits || kinds.contains(.unit) {
            kinds = kinds.map { $0 == .unit ? .responsible : $0 }
            kind = .tasks
        } else if kinds.contains(.indicator), hasUnits {
            kinds = kinds.map { $0 == .indicator ? .task : $0 }
            kind = .tasks
        } else {
            kind = .other
        }
        rows = last + 1
        self.kinds = kinds
        self.heads = heads
        guard let ordinal = kinds.firstIndex(of: .ordinal), let task = kinds.firstIndex(of: .task),
            kinds.filter({ $0 == .task || $0 == .detail }).count > 1
        else { return }
        var owner: [Int: Int] = [:]
        for row in grid.rows.dropFirst(rows) where row.count > max(ordinal, task) {
            groupsByTask = groupsByTask || owner[row[task].row, default: row[ordinal].row] != row[ordinal].row
            owner[row[task].row] = row[ordinal].row
        }
    }

    func columns(_ kind: TableWords.Column) -> [Int] { kinds.indices.filter { kinds[$0] == kind } }
    var hasOrdinal: Bool { kinds.contains(.ordinal) }

    func cell(_ kind: TableWords.Column, in row: [Grid<Range<Int>>.Place]) -> Range<Int>? {
        columns(kind).lazy.filter { $0 < row.count && !row[$0].content.isEmpty }.map { row[$0].content }.first
    }

    /// The column that names the measure: the finest of those that hold tasks.
    func task(in row: [Grid<Range<Int>>.Place], _ flow: Flow) -> Range<Int>? {
        let tasks = columns(.task) + columns(.detail)
        let cells = tasks.filter { $0 < row.count && !row[$0].content.isEmpty }
        return (groupsByTask ? cells.last : cells.first).map { row[$0].content }
    }

    /// The cell under 年度目标 or 目标任务.
    func aims(in row: [Grid<Range<Int>>.Place], _ flow: Flow) -> Range<Int>? {
        heads.indices.first { c in
            c < row.count && !row[c].content.isEmpty && heads[c].contains { TableWords.aims.occurs(flow.s, in: $0) }
        }.map { row[$0].content }
    }

    /// The texts of a row that may hold targets.
    func texts(in row: [Grid<Range<Int>>.Place]) -> [Range<Int>] {
        (columns(.task) + columns(.detail) + kinds.indices.filter { kinds[$0] == .other || kinds[$0] == .value })
            .filter { $0 < row.count && !row[$0].content.isEmpty }.map { row[$0].content }
    }

    func ordinal(in row: [Grid<Range<Int>>.Place], _ flow: Flow) -> Int? {
        guard let cell = cell(.ordinal, in: row), cell.count <= 5 else { return nil }
        if let (n, length) = Label.digits(flow.s, cell.lowerBound, cell.upperBound)
            ?? Label.smallHan(flow.s, cell.lowerBound, cell.upperBound),
            cell.count - length <= 1
        {
            return n
        }
        return Label(flow.s, cell.lowerBound, cell.upperBound)?.number
    }

    /// Whether number and task are those of the row above, in one merged cell.
    func isContinued(_ row: [Grid<Range<Int>>.Place], _ r: Int) -> (ordinal: Bool, task: Bool) {
        func above(_ kinds: [TableWords.Column]) -> Bool {
            let places = kinds.flatMap(columns).filter { $0 < row.count && !row[$0].content.isEmpty }.map { row[$0] }
            return !places.isEmpty && places.allSatisfy { $0.row < r }
        }
        return (above([.ordinal]), above([.task, .detail]))
    }

    /// A row that is one cell across, or whose only text is a numbered heading.
    func heading(in row: [Grid<Range<Int>>.Place], _ r: Int, _ flow: Flow) -> Range<Int>? {
        let filled = row.filter { !$0.content.isEmpty }
        guard let first = filled.first, first.row == r, filled.allSatisfy({ $0.column == first.column && $0.row == first.row })
        else { return nil }
        let across = filled.count >= 3 || (filled.count == row.count && kinds.count >= 3)
        guard across || Label(flow.s, first.content.lowerBound, first.content.upperBound).map({ $0.kind <= .hanParen }) ?? false
        else { return nil }
        return first.content.contains { isHan(flow.s[$0]) } ? first.content : nil
    }

    /// A row with fewer cells than the head, put under its columns by what the cells look like.
    func aligned(_ row: [Grid<Range<Int>>.Place], _ flow: Flow) -> [Grid<Range<Int>>.Place] {
        guard row.count < kinds.count, row.count >= 2, hasOrdinal, row[0].content.count <= 5 else { return row }
        let empty = Grid<Range<Int>>.Place(content: 0..<0, row: row[0].row, column: 0)
        var out = kinds.map { _ in empty }
        var units = columns(.lead) + columns(.responsible) + columns(.support)
        var tasks = (columns(.task) + columns(.detail)).sorted()
        var deadlines = columns(.deadline)
        for (k, place) in row.enumerated() {
            if k == 0, let c = columns(.ordinal).first {
                out[c] = place
            } else if tasks.count == (columns(.task) + columns(.detail)).count, let c = tasks.first {
                out[c] = place
                tasks.removeFirst()
            } else if let c = deadlines.first, k == row.count - 1, looksLikeTime(place.content, flow) {
                out[c] = place
                deadlines.removeFirst()
            } else if let c = units.first, looksLikeUnits(place.content, flow) {
                out[c] = place
                units.removeFirst()
            } else if let c = tasks.first {
                out[c] = place
                tasks.removeFirst()
            } else if let c = kinds.indices.first(where: { kinds[$0] == .other && out[$0].content.isEmpty }) {
                out[c] = place
            }
        }
        return out
    }

    private func looksLikeUnits(_ cell: Range<Int>, _ flow: Flow) -> Bool {
        let grammar = UnitGrammar(flow: flow)
        let entries = grammar.parse(cell, role: nil).entries
        return flow.string(cell) == "无" || !entries.isEmpty && entries.filter(grammar.isUnitLike).count * 2 > entries.count
    }

    private func looksLikeTime(_ cell: Range<Int>, _ flow: Flow) -> Bool {
        DateGrammar(flow: flow).match(cell.lowerBound, cell.upperBound) != nil
            || Label.digits(flow.s, cell.lowerBound, cell.upperBound)?.length == 4
    }

    // MARK: Years of an indicator table

    func year(_ column: Int, _ flow: Flow) -> Int? {
        for head in heads[column] {
            for i in head {
                if let (y, n) = Label.digits(flow.s, i, head.upperBound), n == 4, (1990...2100).contains(y) { return y }
            }
        }
        return nil
    }

    func isBaseline(_ column: Int, _ flow: Flow, _ firstYear: Int?) -> Bool {
        if heads[column].contains(where: { Self.goals.occurs(flow.s, in: $0) }) { return false }
        if heads[column].contains(where: { Self.baselines.occurs(flow.s, in: $0) }) { return true }
        guard let y = year(column, flow) else { return false }
        if let firstYear { return y < firstYear }
        let years = columns(.value).compactMap { year($0, flow) }
        return years.count >= 2 && y == years.min()
    }

    func deadline(_ column: Int, _ reader: PlanReader) -> PlanReading.Deadline? {
        for head in heads[column].reversed() {
            if let due = reader.deadline(in: head) { return due }
            if let y = year(column, reader.flow),
                head.count == 4 || Label.digits(reader.flow.s, head.lowerBound, head.upperBound) != nil
            {
                return .init(
                    raw: reader.flow.name(head), date: Day(year: y, month: 12, day: 31), kind: .yearEnd, years: nil,
                    span: reader.flow.span(head))
            }
        }
        return nil
    }

    private static let baselines = WordTable("现状 基数 基期 基准 实际 现值 完成值 完成情况 预计完成 初步 已完成")
    private static let goals = WordTable("目标 规划值 预期 指标值")
}

/// The name of an indicator without its unit in brackets: 产业规模（亿元）.
struct IndicatorName {
    var range: Range<Int>
    var unit: String?

    init(_ flow: Flow, _ cell: Range<Int>) {
        range = cell
        if let label = Label(flow.s, cell.lowerBound, cell.upperBound), label.kind != .runIn {
            range = cell.lowerBound + label.length..<cell.upperBound
        }
        if flow.at(range.upperBound - 1) == "）", let open = range.last(where: { flow.s[$0] == "（" }), open > range.lowerBound {
            let inner = open + 1..<range.upperBound - 1
            if let unit = IndicatorCell.unit(flow.string(inner)) {
                self.unit = unit
                range = range.lowerBound..<open
            }
        }
    }
}

/// A value in an indicator table: `500` `≥500` `500以上` `10左右` `<5%` `[1200]` `年均8%` `30-40`.
struct IndicatorCell {
    var value: Double?
    var max: Double?
    var unit: String?
    var comparator: PlanReading.Comparator = .ge
    var raw = ""
    var range: Range<Int>
    var isChange = false

    init?(_ flow: Flow, _ cell: Range<Int>) {
        range = cell
        guard cell.count <= 24 else { return nil }
        var i = cell.lowerBound
        while i < cell.upperBound, !isDigit(flow.s[i]) { i += 1 }
        guard i < cell.upperBound, let (value, n) = Numeral.arabic(flow.s, i, cell.upperBound) else {
            let doubled = QuantityGrammar(flow: flow).match(cell.lowerBound, cell.upperBound)
            guard let doubled, doubled.kind == .multiple else { return nil }
            (self.value, unit) = (doubled.value, doubled.unit)
            return
        }
        self.value = value
        let lead = cell.lowerBound..<i
        isChange = TargetWords.changes.occurs(flow.s, in: lead) || flow.string(lead).hasPrefix("年均")
        if let (code, length) = TargetWords.comparator(flow.s, before: i, from: cell.lowerBound) {
            comparator = code
            raw = flow.string(i - length..<i)
        }
        if let q = QuantityGrammar(flow: flow).match(i, cell.upperBound) {
            (self.value, max, unit) = (q.value, q.valueMax, q.unit)
            if let suffix = q.suffix {
                comparator = suffix
                raw = flow.string(q.unitEnd..<q.range.upperBound)
            }
        } else {
            let rest = flow.string(i + n..<cell.upperBound)
            let more = i + n + 1
            if "-—".unicodeScalars.contains(flow.at(i + n)), more < cell.upperBound,
                let (second, _) = Numeral.arabic(flow.s, more, cell.upperBound)
            {
                max = second
            }
            if rest.hasPrefix("以上") { (comparator, raw) = (.ge, "以上") }
            if rest.hasPrefix("左右") { (comparator, raw) = (.approx, "左右") }
            if rest.hasPrefix("以内") || rest.hasPrefix("以下") { (comparator, raw) = (.le, String(rest.prefix(2))) }
        }
        if max != nil { comparator = .range }
    }

    /// A unit column's text; `nil` for —.
    static func unit(_ text: String) -> String? {
        let known = text == "个百分点" ? "百分点" : text
        guard !known.isEmpty, known.count <= 8, known != "-", known != "—", known != "/", known != "——", known != "--" else {
            return nil
        }
        let s = Array(known.unicodeScalars)
        let m = QuantityGrammar.multipliers.match(s, 0, s.count)
        let rest = m..<s.count
        for table in [
            QuantityGrammar.moneys, QuantityGrammar.percents, QuantityGrammar.counts, QuantityGrammar.measures,
            QuantityGrammar.multiples,
        ] {
            if table.holds(s, rest) { return known }
        }
        return known.contains("/") || m == s.count ? known : nil
    }
}
