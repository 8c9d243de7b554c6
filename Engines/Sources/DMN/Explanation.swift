import Decimals
import FEEL
import Findings

/// Why a table answers as it does: for every row and cell the value that was met with, what was required and whether it
/// holds; for tests of order also how far off the value is; for rows that apply the arithmetic with its numbers.
///
/// ```
/// 研发投入  658.72   required >= 1000   unmet   gap 341.28
/// ```
public struct TableExplanation: Sendable {
    public enum Verdict: String, Sendable { case met, unmet, undetermined }

    public struct Cell: Sendable {
        public let column: Int
        public let verdict: Verdict
        public let gap: Gap?
    }

    public struct Row: Sendable {
        public let verdict: Verdict
        public let cells: [Cell]
        /// For a row that applies: each output written out, `min(0.3 * 658.72, 200) = 197.616`.
        public let written: [String]
    }

    public let table: DecisionTable
    /// The value of each input column.
    public let values: [Value]
    /// One for each row of the table, in its order.
    public let rows: [Row]
    public let value: Value

    /// What the cell requires, as the table writes it.
    public func required(row: Int, cell: Int) -> String {
        guard table.rows.indices.contains(row), table.rows[row].cells.indices.contains(cell) else { return "" }
        return table.rows[row].cells[cell].text
    }

    /// The numbers of the rows that apply.
    public var hits: [Int] { zip(table.rows, rows).compactMap { $1.verdict == .met ? $0.number : nil } }
}

/// What must be added to a value so that it meets a test: the distance to the nearest bound.
public struct Gap: Sendable {
    /// A number or a duration; negative where the value is too large.
    public let amount: Value
    /// Where reaching the bound is not enough: `above` for `>`, `below` for `<`.
    public let beyond: Beyond?

    public enum Beyond: String, Sendable { case above, below }
}

extension DecisionTable {
    /// Runs the table and keeps why. Every cell is tried, also after one has failed.
    public func explain(_ frame: Frame) -> TableExplanation {
        let values = inputs.indices.map { self.value($0, frame) }
        var out: [TableExplanation.Row] = []
        out.reserveCapacity(rows.count)
        var hits: [Int] = []
        var unknown: Failure?
        var stopped: Value?
        let words = values.indices.map { program.word($0, values[$0]) }
        for index in rows.indices {
            let (verdict, cells, failure) = explain(index, words, values, frame)
            var written: [String] = []
            if verdict == .met {
                hits.append(index)
                if hitPolicy == .first, stopped == nil { stopped = unknown.map { .failure($0) } ?? output(index, frame) }
                written = outputs.indices.map { self.written(outputCode(index, $0), frame) }
            } else if verdict == .undetermined, let failure {
                unknown = unknown?.and(failure) ?? failure
            }
            out.append(TableExplanation.Row(verdict: verdict, cells: cells, written: written))
        }
        let value: Value
        if let refusal = zip(inputs, values).lazy.compactMap({ self.refusal($1, $0, frame) }).first {
            value = refusal
        } else if let stopped {
            value = stopped
        } else if let unknown, hits.isEmpty || (hitPolicy != .unique && hitPolicy != .any) {
            value = .failure(unknown)
        } else {
            value = result(hits, frame)
        }
        return TableExplanation(table: self, values: values, rows: out, value: value)
    }

    private func refusal(_ value: Value, _ input: Input, _ frame: Frame) -> Value? {
        input.allowed == nil ? nil : refused(value, by: input, frame)
    }

    private func explain(
        _ index: Int, _ words: [Int], _ values: [Value], _ frame: Frame
    ) -> (TableExplanation.Verdict, [TableExplanation.Cell], Failure?) {
        let start = program.starts[index]
        let end = program.starts[index + 1]
        var cells: [TableExplanation.Cell] = []
        cells.reserveCapacity(end - start)
        var verdict = TableExplanation.Verdict.met
        var failure: Failure?
        for at in start..<end {
            let test = program.tests[at]
            let column = Int(test.column)
            let own: TableExplanation.Verdict
            var gap: Gap?
            if let holds = TableProgram.holds(test, words[column]) {
                own = holds ? .met : .unmet
                if !holds, case .number(let n) = values[column] { gap = program.bounds[at].gap(n) }
            } else {
                (own, gap) = explain(rows[index].cells[at - start], values[column], frame, &failure)
            }
            if own == .unmet || (own == .undetermined && verdict == .met) { verdict = own }
            cells.append(TableExplanation.Cell(column: column, verdict: own, gap: gap))
        }
        return (verdict, cells, verdict == .undetermined ? failure : nil)
    }

    private func explain(
        _ cell: Cell, _ value: Value, _ frame: Frame, _ failure: inout Failure?
    ) -> (TableExplanation.Verdict, Gap?) {
        if let holds = cell.quick.quick(value) { return holds ? (.met, nil) : (.unmet, gap(cell, value, frame)) }
        switch test(cell, value, frame) {
        case .boolean(true): return (.met, nil)
        case .failure(let cause):
            failure = failure?.and(cause) ?? cause
            return (.undetermined, nil)
        case .null: return (.undetermined, nil)
        default: return (.unmet, gap(cell, value, frame))
        }
    }

    /// The smallest distance over the alternatives of the cell.
    private func gap(_ cell: Cell, _ value: Value, _ frame: Frame) -> Gap? {
        if case .number(let n) = value, let gap = TableProgram.Bounds(cell.quick).gap(n) { return gap }
        guard case .general = cell.quick else { return nil }
        guard let tests = cell.tests as? UnaryTests, !tests.isNegated else { return nil }
        var best: (size: Value, gap: Gap)?
        for test in tests.tests {
            for (bound, beyond) in bounds(test, value, frame) {
                guard let amount = DecisionTable.distance(bound, value), let size = DecisionTable.size(amount) else { continue }
                if let known = best, let order = frame.order(size, known.size), order >= 0 { continue }
                best = (size, Gap(amount: amount, beyond: beyond))
            }
        }
        return best?.gap
    }

    /// The bound that a test sets on the side of the value.
    private func bounds(_ test: UnaryTests.Test, _ value: Value, _ frame: Frame) -> [(Value, Gap.Beyond?)] {
        switch test {
        case .compare(.unequal, _): return []
        case .compare(let sign, let code): return [(code.run(frame), Gap.Beyond(sign))]
        case .range(let low, let includesLow, let high, let includesHigh, _):
            let from = low.run(frame)
            if let order = frame.order(value, from), order < 0 || (order == 0 && !includesLow) {
                return [(from, includesLow ? nil : .above)]
            }
            return [(high.run(frame), includesHigh ? nil : .below)]
        case .value(let code, false): return [(code.run(frame), nil)]
        case .value: return []
        }
    }

    private static func distance(_ bound: Value, _ value: Value) -> Value? {
        switch (bound, value) {
        case (.number(let b), .number(let n)): b.subtracting(n).map { .number($0) }
        case (.string, _), (_, .string): nil
        default: Value.difference(bound, value)
        }
    }

    private static func size(_ amount: Value) -> Value? {
        switch amount {
        case .number(let n): .number(n.magnitude)
        case .months, .dayTime: amount.magnitude
        default: nil
        }
    }

    private func written(_ code: Code, _ frame: Frame) -> String {
        if code is Literal { return code.run(frame).description }
        return code.steps(frame)
    }
}

extension Gap {
    init?(_ bound: Decimal34, _ n: Decimal34, _ beyond: Beyond?) {
        guard let amount = bound.subtracting(n) else { return nil }
        self.init(amount: .number(amount), beyond: beyond)
    }
}

extension Gap.Beyond {
    init?(_ sign: Comparator) {
        switch sign {
        case .more: self = .above
        case .less: self = .below
        default: return nil
        }
    }
}
