import Decimals
import FEEL
import Findings

/// A decision table, ready to run.
///
/// Each input is computed once; each row is the list of its cells that are not `-`; the first cell that does not hold ends the
/// row. In strict mode a cell that cannot be decided makes its row undetermined, unless another cell already speaks against
/// the row, and an undetermined row that could change the answer makes the whole table undetermined.
///
/// Source: DMN 1.5, clause 8.
public final class DecisionTable: Code, @unchecked Sendable {
    public enum HitPolicy: String, Sendable, CaseIterable {
        case unique = "UNIQUE", any = "ANY", priority = "PRIORITY", first = "FIRST", collect = "COLLECT", ruleOrder = "RULE ORDER",
            outputOrder = "OUTPUT ORDER"
    }

    public enum Aggregation: String, Sendable, CaseIterable { case sum = "SUM", min = "MIN", max = "MAX", count = "COUNT" }

    public struct Input: Sendable {
        public let label: String
        public let text: String
        public let code: Code
        public let type: FEELType
        /// The values that the column allows.
        public let allowed: UnaryTests?
        let slot: Int
        public let origin: Origin
    }

    public struct Output: Sendable {
        public let name: String?
        public let label: String
        public let type: FEELType
        /// The allowed values in their order, the first one ranking highest.
        public let values: [Value]
        public let otherwise: Code?
        public let origin: Origin
    }

    public struct Cell: Sendable {
        public let column: Int
        public let text: String
        public let tests: Code
        let quick: CellTest
        public let origin: Origin
    }

    public struct Row: Sendable {
        public let number: Int
        /// The cells that say something.
        public let cells: [Cell]
        public let outputs: [Code]
        public let outputTexts: [String]
        public let annotations: [String]
    }

    public let name: String
    public let hitPolicy: HitPolicy
    public let aggregation: Aggregation?
    public let inputs: [Input]
    public let outputs: [Output]
    public let rows: [Row]
    public let origin: Origin
    let program: TableProgram
    /// The codes of the inputs, and those of the outputs row after row, at hand without their rows.
    private let inputCodes: [Code]
    private let outputCodes: [Code]
    private let isGuarded: Bool

    init(
        name: String, hitPolicy: HitPolicy, aggregation: Aggregation?, inputs: [Input], outputs: [Output], rows: [Row],
        origin: Origin,
        span: Span
    ) {
        self.name = name
        self.hitPolicy = hitPolicy
        self.aggregation = aggregation
        self.inputs = inputs
        self.outputs = outputs
        self.rows = rows
        self.origin = origin
        program = TableProgram(inputs: inputs.count, rows: rows)
        inputCodes = inputs.map(\.code)
        outputCodes = rows.flatMap(\.outputs)
        isGuarded = inputs.contains { $0.allowed != nil }
        var parts: [Code] = inputs.map(\.code)
        for row in rows {
            parts += row.outputs
            parts += row.cells.map(\.tests)
        }
        super.init(span, over: parts)
        if outputs.count == 1, outputs[0].name == nil {
            let one = outputs[0].type
            let isList = hitPolicy == .ruleOrder || hitPolicy == .outputOrder || (hitPolicy == .collect && aggregation == nil)
            type = isList ? .list(one) : one
        }
    }

    // MARK: running

    public override func run(_ frame: Frame) -> Value {
        var values: [Value] = []
        values.reserveCapacity(inputs.count)
        for column in inputCodes.indices { values.append(value(column, frame)) }
        if isGuarded {
            for (input, value) in zip(inputs, values) {
                if let refusal = refused(value, by: input, frame) { return refusal }
            }
        }
        guard frame.evaluation.spend(rows.count) else { return frame.evaluation.null(.tableStopped, at: span) }
        var hits: [Int] = []
        var unknown: Failure?
        let stopped: Value? = withUnsafeTemporaryAllocation(of: Int.self, capacity: max(1, values.count)) { words in
            for column in values.indices { words[column] = program.word(column, values[column]) }
            for index in rows.indices {
                switch verdict(index, UnsafeBufferPointer(words), values, frame) {
                case .met:
                    hits.append(index)
                    if hitPolicy == .first { return unknown.map { .failure($0) } ?? result(hits, frame) }
                case .unmet: continue
                case .undetermined(let failure):
                    if let failure { unknown = unknown?.and(failure) ?? failure }
                }
            }
            return nil
        }
        if let stopped { return stopped }
        if let unknown, hits.isEmpty || (hitPolicy != .unique && hitPolicy != .any) { return .failure(unknown) }
        return result(hits, frame)
    }

    enum RowVerdict {
        case met, unmet
        case undetermined(Failure?)
    }

    /// The value of an input column, as its type wants it.
    @inline(__always) func value(_ column: Int, _ frame: Frame) -> Value {
        let value = inputCodes[column].run(frame)
        switch (inputs[column].type, value) {
        case (.any, _), (.number, .number), (.string, .string), (.boolean, .boolean): return value
        default: return coerced(value, inputs[column], frame)
        }
    }

    private func coerced(_ value: Value, _ input: Input, _ frame: Frame) -> Value {
        if let fit = input.type.coerce(value) { return fit }
        return frame.evaluation.null(
            .inputType, at: input.code.span, ["name": input.label, "type": "\(input.type)", "value": value.description])
    }

    /// Null where the column does not allow the value.
    func refused(_ value: Value, by input: Input, _ frame: Frame) -> Value? {
        guard let allowed = input.allowed, !value.isNull, !allowed.test(value, frame).isTrue else { return nil }
        return frame.evaluation.null(.inputNotAllowed, at: input.code.span, ["name": input.label, "value": value.description])
    }

    /// The quick tests first look at words; only what they cannot tell goes to the cell.
    @inline(__always)
    private func verdict(_ index: Int, _ words: UnsafeBufferPointer<Int>, _ values: [Value], _ frame: Frame) -> RowVerdict {
        let start = program.starts[index]
        for at in start..<program.starts[index + 1] {
            let test = program.tests[at]
            guard let holds = TableProgram.holds(test, words[Int(test.column)]) else { return verdict(rows[index], values, frame) }
            if !holds { return .unmet }
        }
        return .met
    }

    private func verdict(_ row: Row, _ values: [Value], _ frame: Frame) -> RowVerdict {
        var failure: Failure?
        var unknown = false
        for cell in row.cells {
            let value = values[cell.column]
            if let holds = cell.quick.quick(value) {
                if !holds { return .unmet }
                continue
            }
            switch test(cell, value, frame) {
            case .boolean(true): continue
            case .failure(let own):
                failure = failure?.and(own) ?? own
                unknown = true
            case .null: unknown = true
            default: return .unmet
            }
        }
        return unknown ? .undetermined(failure) : .met
    }

    func test(_ cell: Cell, _ value: Value, _ frame: Frame) -> Value {
        if let tests = cell.tests as? UnaryTests { return tests.test(value, frame) }
        return cell.tests.run(frame)
    }

    // MARK: results

    func result(_ hits: [Int], _ frame: Frame) -> Value {
        if hits.isEmpty { return nothing(frame) }
        switch hitPolicy {
        case .unique:
            guard hits.count == 1 else { return ambiguous(.severalHits, hits, frame) }
            return output(hits[0], frame)
        case .first: return output(hits[0], frame)
        case .any:
            let first = output(hits[0], frame)
            for hit in hits.dropFirst() where !frame.equal(first, output(hit, frame)) {
                return ambiguous(.differentHits, hits, frame)
            }
            return first
        case .priority: return ranked(hits, frame).first ?? .null
        case .outputOrder: return .list(ranked(hits, frame))
        case .ruleOrder: return .list(hits.map { output($0, frame) })
        case .collect: return collected(hits, frame)
        }
    }

    private func ambiguous(_ code: FindingCode, _ hits: [Int], _ frame: Frame) -> Value {
        frame.evaluation.null(code, at: span, ["name": name, "rows": hits.map { String(rows[$0].number) }.joined(separator: ", ")])
    }

    /// The default outputs; null where there are none.
    private func nothing(_ frame: Frame) -> Value {
        if outputs.contains(where: { $0.otherwise != nil }) {
            let made = joined(outputs.map { $0.otherwise?.run(frame) ?? .null })
            if hitPolicy == .ruleOrder || hitPolicy == .outputOrder || (hitPolicy == .collect && aggregation == nil) {
                if case .list = made { return made }
                return .list([made])
            }
            return made
        }
        frame.evaluation.note(Finding(.noHit, at: span.place, ["name": name]))
        return .null
    }

    /// The output of a row, each entry as the type of its column wants it.
    func output(_ index: Int, _ frame: Frame) -> Value {
        if outputs.count == 1, outputs[0].name == nil { return entry(index, 0, frame) }
        return joined(outputs.indices.map { entry(index, $0, frame) })
    }

    func outputCode(_ index: Int, _ column: Int) -> Code { outputCodes[index * outputs.count + column] }

    private func entry(_ index: Int, _ column: Int, _ frame: Frame) -> Value {
        let code = outputCodes[index * outputs.count + column]
        let value = code.run(frame)
        switch (outputs[column].type, value) {
        case (.any, _), (.number, .number), (.string, .string), (.boolean, .boolean): return value
        default: break
        }
        if let fit = outputs[column].type.coerce(value) { return fit }
        let type = outputs[column].type
        return frame.evaluation.null(.outputType, at: code.span, ["type": "\(type)", "value": value.description])
    }

    private func joined(_ values: [Value]) -> Value {
        if outputs.count == 1, outputs[0].name == nil { return values[0] }
        return .context(zip(outputs, values).map { ($0.name ?? $0.label, $1) })
    }

    /// The outputs, those first whose values stand first among the allowed ones; rows of equal rank in their order.
    private func ranked(_ hits: [Int], _ frame: Frame) -> [Value] {
        var keyed: [(rank: [Int], value: Value)] = []
        for hit in hits {
            let parts = outputs.indices.map { entry(hit, $0, frame) }
            let rank = zip(outputs, parts).map { output, part in
                output.values.firstIndex { frame.equal($0, part) } ?? output.values.count
            }
            keyed.append((rank, joined(parts)))
        }
        let order = keyed.indices.sorted { a, b in
            keyed[a].rank == keyed[b].rank ? a < b : keyed[a].rank.lexicographicallyPrecedes(keyed[b].rank)
        }
        return order.map { keyed[$0].value }
    }

    private func collected(_ hits: [Int], _ frame: Frame) -> Value {
        guard let aggregation else { return .list(hits.map { output($0, frame) }) }
        if aggregation == .count { return .number(Decimal34(hits.count)) }
        if outputs.count == 1 { return aggregate(hits.map { entry($0, 0, frame) }, aggregation, frame) }
        return joined(outputs.indices.map { column in aggregate(hits.map { entry($0, column, frame) }, aggregation, frame) })
    }

    func aggregate(_ values: [Value], _ aggregation: Aggregation, _ frame: Frame) -> Value {
        var failure: Failure?
        for case .failure(let own) in values { failure = failure?.and(own) ?? own }
        if let failure { return .failure(failure) }
        guard aggregation == .sum else { return extreme(values, aggregation, frame) }
        var total = Decimal34.zero
        for value in values {
            guard case .number(let n) = value, let next = total.adding(n) else { return unfit(value, frame) }
            total = next
        }
        return .number(total)
    }

    private func extreme(_ values: [Value], _ aggregation: Aggregation, _ frame: Frame) -> Value {
        guard var best = values.first else { return .null }
        for value in values {
            guard let order = frame.order(value, best) else { return unfit(value, frame) }
            if aggregation == .min ? order < 0 : order > 0 { best = value }
        }
        return best
    }

    private func unfit(_ value: Value, _ frame: Frame) -> Value {
        frame.evaluation.null(.aggregateUnfit, at: span, ["name": name, "value": value.description])
    }
}

extension FindingCode {
    static let tableStopped = FindingCode(
        "dmn.table.stopped", .error, zh: "计算量超出上限，已停止。", en: "The table was stopped: too much work.")
    static let severalHits = FindingCode(
        "dmn.table.several", .error, zh: "表“{name}”只允许一行命中，命中了：{rows}。", en: "Only one row of “{name}” may apply; these do: {rows}."
    )
    static let differentHits = FindingCode(
        "dmn.table.different", .error, zh: "表“{name}”命中的各行结果不同：{rows}。",
        en: "Rows of “{name}” apply with different results: {rows}.")
    public static let noHit = FindingCode("dmn.table.none", .note, zh: "表“{name}”没有一行命中。", en: "No row of “{name}” applies.")
    static let inputType = FindingCode(
        "dmn.table.input-type", .error, zh: "“{name}”应为 {type}，得到 {value}。", en: "“{name}” must be {type}, not {value}.")
    static let inputNotAllowed = FindingCode(
        "dmn.table.input-value", .error, zh: "“{name}”不允许的值：{value}。", en: "“{name}” does not allow the value {value}.")
    static let outputType = FindingCode(
        "dmn.table.output-type", .error, zh: "输出应为 {type}，得到 {value}。", en: "The output must be {type}, not {value}.")
    static let aggregateUnfit = FindingCode(
        "dmn.table.aggregate", .error, zh: "表“{name}”的结果不能汇总：{value}。", en: "The results of “{name}” cannot be aggregated: {value}."
    )
}
