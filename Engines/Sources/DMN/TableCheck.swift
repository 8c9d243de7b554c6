import Decimals
import FEEL
import Findings

/// What can be said about a decision table before it runs: rows that overlap, cases that no row covers, rows that can never
/// apply, cells of the wrong kind, units that do not agree, names that nothing defines, defaults that are never reached.
///
/// The input columns are cut into atoms (`ColumnAtoms`); a row is a box of atoms. A cell that is an expression over other
/// fields is beyond this analysis and raises no alarm. Findings name row and column, both counted from 1, outputs after inputs.
struct TableCheck {
    let table: DecisionTable
    let columns: [ColumnAtoms]
    private(set) var findings: [Finding] = []
    private var work = 400_000

    init(_ table: DecisionTable) {
        self.table = table
        let size = table.rows.reduce(0) { sum, row in
            sum + row.cells.reduce(0) { $0 + (($1.tests as? UnaryTests)?.tests.count ?? 1) }
        }
        columns = size <= TableCheck.largest ? table.inputs.indices.map { ColumnAtoms(table, column: $0) } : []
    }

    /// Tests of a table beyond which only its names are checked.
    private static let largest = 2000

    static func findings(of table: DecisionTable) -> [Finding] {
        var check = TableCheck(table)
        check.names()
        guard check.columns.count == table.inputs.count else {
            check.report(.unproved, row: nil, column: nil)
            return check.findings
        }
        check.kinds()
        check.units()
        // A mix of kinds makes the boxes meaningless.
        if check.findings.isEmpty || !check.findings.contains(where: { $0.code == .kindMixed || $0.code == .fieldUnknown }) {
            check.emptyRows()
            check.overlaps()
            check.coverage()
            check.shadowed()
        }
        return check.findings
    }

    private mutating func report(_ code: FindingCode, row: Int?, column: Int?, _ arguments: [String: String] = [:]) {
        guard findings.count < 500 else { return }
        var arguments = arguments
        arguments["table"] = table.name
        findings.append(Finding(code, at: .cell(row: row, column: column, sheet: table.name), arguments))
    }

    // MARK: names

    private mutating func names() {
        for (column, input) in table.inputs.enumerated() { names(input.code, row: nil, column: column + 1) }
        for row in table.rows {
            for cell in row.cells { names(cell.tests, row: row.number, column: cell.column + 1) }
            for (n, code) in row.outputs.enumerated() { names(code, row: row.number, column: table.inputs.count + n + 1) }
        }
        for (n, output) in table.outputs.enumerated() {
            if let otherwise = output.otherwise { names(otherwise, row: nil, column: table.inputs.count + n + 1) }
        }
    }

    private mutating func names(_ code: Code, row: Int?, column: Int) {
        switch code {
        case let unknown as UnknownName: report(.fieldUnknown, row: row, column: column, ["name": unknown.name])
        case let broken as Broken: report(.cellUnreadable, row: row, column: column, ["reason": broken.finding.message(.en)])
        case let path as Path:
            if case .context(let members) = path.base.type.plain, !members.isEmpty,
                !members.contains(where: { $0.name == path.name })
            {
                report(.fieldUnknown, row: row, column: column, ["name": path.field])
            }
        default: break
        }
        for part in code.parts { names(part, row: row, column: column) }
    }

    // MARK: kinds and units

    private mutating func kinds() {
        for (column, input) in table.inputs.enumerated() {
            var found: [(row: Int, kind: String)] = []
            for row in table.rows {
                guard let tests = row.cells.first(where: { $0.column == column })?.tests as? UnaryTests else { continue }
                for kind in Kind.all(of: tests) { found.append((row.number, kind)) }
            }
            let wanted = Kind.of(input.type) ?? Kind.mostCommon(found.map(\.kind))
            for (row, kind) in found where kind != wanted {
                report(.kindMixed, row: row, column: column + 1, ["wanted": wanted ?? "", "kind": kind])
            }
        }
        for (n, output) in table.outputs.enumerated() {
            let column = table.inputs.count + n + 1
            let found = table.rows.compactMap { row in row.outputs[n].constant.flatMap(Kind.of).map { (row: row.number, kind: $0) }
            }
            let known = table.rows.compactMap { Kind.of($0.outputs[n].type) }
            let wanted = Kind.of(output.type) ?? Kind.mostCommon(found.map(\.kind) + known)
            for (row, kind) in found where kind != wanted {
                report(.kindMixed, row: row, column: column, ["wanted": wanted ?? "", "kind": kind])
            }
        }
    }

    private mutating func units() {
        for (column, input) in table.inputs.enumerated() {
            let label = Unit.of(name: input.label)
            var reading = UnitReading()
            let unit = reading.unit(of: input.code)
            if let mixed = reading.mixed ?? Unit.disagree(label, unit) {
                report(.unitMixed, row: nil, column: column + 1, ["one": mixed.0, "other": mixed.1])
            }
            for row in table.rows {
                guard let cell = row.cells.first(where: { $0.column == column }) else { continue }
                var reading = UnitReading()
                for part in cell.tests.parts {
                    let own = reading.unit(of: part)
                    if let mixed = reading.mixed ?? Unit.disagree(own, unit ?? label) {
                        report(.unitMixed, row: row.number, column: column + 1, ["one": mixed.0, "other": mixed.1])
                        break
                    }
                }
            }
        }
        for (n, output) in table.outputs.enumerated() {
            let label = Unit.of(name: output.label) ?? output.name.flatMap { Unit.of(name: $0) }
            for row in table.rows {
                var reading = UnitReading()
                let unit = reading.unit(of: row.outputs[n])
                if let mixed = reading.mixed ?? Unit.disagree(label, unit) {
                    report(.unitMixed, row: row.number, column: table.inputs.count + n + 1, ["one": mixed.0, "other": mixed.1])
                }
            }
        }
    }

    // MARK: rows as boxes

    /// A cell that no value of the column meets.
    private mutating func emptyRows() {
        for (index, row) in table.rows.enumerated() {
            for cell in row.cells where columns[cell.column].sets[index]?.isEmpty == true {
                report(.rowDead, row: row.number, column: cell.column + 1, ["reason": cell.text])
            }
        }
    }

    private func isEmpty(_ row: Int) -> Bool { columns.contains { $0.sets[row]?.isEmpty == true } }

    private mutating func overlaps() {
        guard table.hitPolicy == .unique || table.hitPolicy == .any else { return }
        for a in table.rows.indices where !isEmpty(a) {
            for b in table.rows.indices.dropFirst(a + 1) where !isEmpty(b) {
                work -= columns.count
                guard work > 0 else { return report(.unproved, row: nil, column: nil) }
                guard let witness = common(a, b) else { continue }
                if table.hitPolicy == .any, sameOutputs(a, b) { continue }
                report(
                    .rowsOverlap, row: table.rows[b].number, column: nil,
                    ["one": String(table.rows[a].number), "other": String(table.rows[b].number), "case": witness])
            }
        }
    }

    /// A case that both rows meet, in words; `nil` where there is none or it cannot be known.
    private func common(_ a: Int, _ b: Int) -> String? {
        var words: [String] = []
        for column in columns {
            guard let x = column.sets[a], let y = column.sets[b], let atom = x.common(y) else { return nil }
            if !(x.isFull && y.isFull) { words.append(column.words(atom)) }
        }
        return words.joined(separator: ", ")
    }

    private func sameOutputs(_ a: Int, _ b: Int) -> Bool {
        let frame = Frame(Evaluation(), size: 1)
        return zip(table.rows[a].outputs, table.rows[b].outputs).enumerated().allSatisfy { n, pair in
            if let x = pair.0.constant, let y = pair.1.constant { return frame.equal(x, y) }
            // Expressions may be equal; equal text is, other text is not known to differ.
            return true
        }
    }

    private mutating func coverage() {
        let hasDefault = table.outputs.contains { $0.otherwise != nil }
        let isSingle =
            table.hitPolicy == .unique || table.hitPolicy == .any || table.hitPolicy == .first || table.hitPolicy == .priority
        guard isSingle || hasDefault, !table.rows.isEmpty else { return }
        // For a gap a cell beyond analysis counts as covering all, for an unreachable default as covering nothing.
        let rows = table.rows.indices.filter { !isEmpty($0) }
        guard let gap = uncovered(rows, within: nil, opaqueCovers: !hasDefault) else {
            return report(.unproved, row: nil, column: nil)
        }
        if hasDefault {
            if gap == nil { report(.defaultUnreachable, row: nil, column: table.inputs.count + 1) }
        } else if let gap {
            report(.caseUncovered, row: nil, column: gap.column, ["case": gap.words])
        }
    }

    /// Rows whose every case goes to rows that come first.
    private mutating func shadowed() {
        guard table.hitPolicy == .first || table.hitPolicy == .priority else { return }
        let ranks = table.hitPolicy == .priority ? self.ranks() : nil
        if table.hitPolicy == .priority, ranks == nil { return }
        for row in table.rows.indices where !isEmpty(row) && columns.allSatisfy({ $0.sets[row] != nil }) {
            let before = table.rows.indices.filter { other in
                if isEmpty(other) { return false }
                guard let ranks else { return other < row }
                return ranks[other].lexicographicallyPrecedes(ranks[row])
            }
            guard let gap = uncovered(Array(before), within: row, opaqueCovers: false) else { continue }
            if gap == nil { report(.rowDead, row: table.rows[row].number, column: nil, ["reason": table.hitPolicy.rawValue]) }
        }
    }

    private func ranks() -> [[Int]]? {
        let frame = Frame(Evaluation(), size: 1)
        var out: [[Int]] = []
        for row in table.rows {
            var rank: [Int] = []
            for (n, output) in table.outputs.enumerated() {
                guard let value = row.outputs[n].constant else { return nil }
                rank.append(output.values.firstIndex { frame.equal($0, value) } ?? output.values.count)
            }
            out.append(rank)
        }
        return out
    }

    private struct Gap {
        let words: String
        let column: Int?
    }

    /// A case that none of the rows covers: `.some(nil)` where there is none, `nil` where the search was given up.
    private mutating func uncovered(_ rows: [Int], within row: Int?, opaqueCovers: Bool) -> Gap?? {
        var search = CoverSearch(columns: columns, within: row, opaqueCovers: opaqueCovers, work: work)
        let found = search.run(rows)
        work = search.work
        if search.gaveUp { return nil }
        guard let found else { return .some(nil) }
        let words = found.enumerated().compactMap { column, atom in
            atom.map { columns[column].words($0) }
        }
        return .some(Gap(words: words.joined(separator: ", "), column: found.lastIndex { $0 != nil }.map { $0 + 1 }))
    }
}

/// Looks column by column for a box of atoms that no row holds. Columns that all remaining rows leave free are passed over.
private struct CoverSearch {
    let columns: [ColumnAtoms]
    let within: Int?
    let opaqueCovers: Bool
    var work: Int
    private(set) var gaveUp = false
    private var known: Set<Key> = []

    private struct Key: Hashable {
        let column: Int
        let rows: [Int]
    }

    init(columns: [ColumnAtoms], within: Int?, opaqueCovers: Bool, work: Int) {
        self.columns = columns
        self.within = within
        self.opaqueCovers = opaqueCovers
        self.work = work
    }

    /// For each column the atom of the case found, `nil` where any will do.
    mutating func run(_ rows: [Int]) -> [Int?]? { search(0, rows, []) }

    private mutating func search(_ column: Int, _ rows: [Int], _ path: [Int?]) -> [Int?]? {
        if rows.isEmpty { return path }
        guard column < columns.count, !gaveUp else { return nil }
        // Already shown to be covered.
        guard known.insert(Key(column: column, rows: rows)).inserted else { return nil }
        let own = columns[column]
        if rows.allSatisfy({ own.sets[$0]?.isFull == true }), within.map({ own.sets[$0]?.isFull ?? true }) ?? true {
            return search(column + 1, rows, path + [nil])
        }
        for atom in own.atoms.indices where within.map({ own.sets[$0]?.contains(atom) ?? true }) ?? true {
            work -= rows.count
            if work <= 0 {
                gaveUp = true
                return nil
            }
            let rest = rows.filter { own.sets[$0]?.contains(atom) ?? opaqueCovers }
            if let found = search(column + 1, rest, path + [atom]) { return found }
        }
        return nil
    }
}

extension FindingCode {
    static let fieldUnknown = FindingCode("dmn.check.field", .error, zh: "字段“{name}”没有定义。", en: "There is no field “{name}”.")
    static let cellUnreadable = FindingCode("dmn.check.cell", .error, zh: "无法读取：{reason}", en: "This cannot be read: {reason}")
    static let kindMixed = FindingCode(
        "dmn.check.kind", .error, zh: "此列应为 {wanted}，这里是 {kind}。", en: "This column is of {wanted}, this is {kind}.")
    static let unitMixed = FindingCode(
        "dmn.check.unit", .error, zh: "单位不一致：{one} 与 {other}。", en: "The units differ: {one} and {other}.")
    static let rowDead = FindingCode(
        "dmn.check.dead-row", .warning, zh: "这一行永远不会命中（{reason}）。", en: "This row can never apply ({reason}).")
    static let rowsOverlap = FindingCode(
        "dmn.check.overlap", .error, zh: "第 {one} 行与第 {other} 行重叠：{case}。", en: "Rows {one} and {other} overlap: {case}.")
    static let caseUncovered = FindingCode(
        "dmn.check.gap", .warning, zh: "没有一行覆盖：{case}。", en: "No row covers: {case}.")
    static let defaultUnreachable = FindingCode(
        "dmn.check.default", .warning, zh: "各行已覆盖全部情况，默认输出永远用不到。", en: "The rows cover every case; the default is never used.")
    static let unproved = FindingCode(
        "dmn.check.unproved", .note, zh: "表太大，没有查完重叠与缺口。", en: "The table is too large to prove overlaps and gaps.")
}

extension Model {
    /// The findings of reading the model and of every table in it.
    public func check() -> [Finding] {
        var out = findings
        for node in nodes where node.namespace == namespace {
            guard let code = node.code else { continue }
            tables(in: code, depth: 0) { out += TableCheck.findings(of: $0) }
            if !(code is DecisionTable) { Model.names(in: code, of: node, into: &out) }
        }
        var seen: Set<Finding> = []
        return out.filter { seen.insert($0).inserted }
    }

    private func tables(in code: Code, depth: Int, _ body: (DecisionTable) -> Void) {
        if let table = code as? DecisionTable { body(table) }
        for part in code.parts { tables(in: part, depth: depth + 1, body) }
    }

    /// Names that nothing defines, in expressions outside tables.
    private static func names(in code: Code, of node: Node, into out: inout [Finding]) {
        if code is DecisionTable { return }
        if let unknown = code as? UnknownName { out.append(Finding(.fieldUnknown, at: unknown.span.place, ["name": unknown.name])) }
        for part in code.parts { names(in: part, of: node, into: &out) }
    }
}
