import Decimals
import FEEL
import Findings

/// One decision over many rows of typed columns.
///
/// A table whose inputs are columns as they stand is run column by column: each cell clears marks in a block of rows, then
/// the marked rules of a row give its result by the same code as a single evaluation, exact decimals included. Everything
/// else, and every row with a missing value, is evaluated row by row. The results are the same either way.
///
/// ```swift
/// let run = ColumnRun(model, decision: "补助合计", columns: ["研发投入": Column(numbers: figures)])
/// let values = await run?.evaluate(cores: 2)
/// ```
public struct ColumnRun: Sendable {
    private let model: Model
    private let decision: Int
    private let columns: [(node: Int, column: Column)]
    private let strict: Bool
    private let settings: Evaluation.Settings
    /// `nil` where rows are evaluated one by one.
    private let plan: Plan?
    public let count: Int

    private struct Plan: Sendable {
        let table: DecisionTable
        /// For each rule its cells, each with the column it looks at.
        let tests: [[(column: Int, test: ColumnTest)]]
        let layout: Int
        /// The column of each input of the table.
        let inputs: [Int]
    }

    /// `nil` where the model lacks a name or the columns differ in length.
    public init?(
        _ model: Model, decision: String, columns: [(String, Column)], strict: Bool = false, settings: Evaluation.Settings = .init()
    ) {
        guard let index = model.node(decision), let first = columns.first else { return nil }
        let found = columns.compactMap { name, column in model.node(name).map { (node: $0, column: column) } }
        guard found.count == columns.count, columns.allSatisfy({ $0.1.count == first.1.count }) else { return nil }
        self.model = model
        self.decision = index
        self.columns = found
        self.strict = strict
        self.settings = settings
        count = first.1.count
        plan = ColumnRun.plan(model, index, found)
    }

    /// Whether the fast way is taken.
    public var isByColumns: Bool { plan != nil }

    private static func plan(_ model: Model, _ decision: Int, _ columns: [(node: Int, column: Column)]) -> Plan? {
        let node = model.nodes[decision]
        guard let table = node.code as? DecisionTable, case .any = node.type else {
            return ColumnRun.typed(model, decision, columns)
        }
        return plan(table, model, decision, columns)
    }

    /// A decision with a declared type of its own is taken where the table can only give that type.
    private static func typed(_ model: Model, _ decision: Int, _ columns: [(node: Int, column: Column)]) -> Plan? {
        guard let table = model.nodes[decision].code as? DecisionTable, case .number = model.nodes[decision].type,
            case .number = table.type
        else { return nil }
        return plan(table, model, decision, columns)
    }

    private static func plan(
        _ table: DecisionTable, _ model: Model, _ decision: Int, _ columns: [(node: Int, column: Column)]
    ) -> Plan? {
        let node = model.nodes[decision]
        for wanted in node.requires {
            guard columns.contains(where: { $0.node == wanted }) || model.nodes[wanted].kind == .knowledgeModel else { return nil }
        }
        for (index, column) in columns where !column.fits(model.nodes[index].type) { return nil }
        var inputs: [Int] = []
        for input in table.inputs {
            guard let read = input.code as? HostRead, input.allowed == nil,
                let position = columns.firstIndex(where: { $0.node == read.index }), columns[position].column.fits(input.type)
            else { return nil }
            inputs.append(position)
        }
        let tests = table.rows.map { row in
            row.cells.map { cell in (column: inputs[cell.column], test: ColumnTest(cell, columns[inputs[cell.column]].column)) }
        }
        return Plan(table: table, tests: tests, layout: node.layout.size, inputs: inputs)
    }

    /// One value a row, in order. `cores` above one runs that many parts side by side.
    public func evaluate(cores: Int = 1) async -> [Value] {
        let parts = max(1, min(cores, 64, count / 64 + 1))
        if parts == 1 { return evaluate(0..<count) }
        let size = (count + parts - 1) / parts
        return await withTaskGroup(of: (Int, [Value]).self) { group in
            for part in 0..<parts {
                let rows = min(part * size, count)..<min((part + 1) * size, count)
                group.addTask { (part, evaluate(rows)) }
            }
            var made = [[Value]](repeating: [], count: parts)
            for await (part, values) in group { made[part] = values }
            return made.flatMap { $0 }
        }
    }

    /// The rows of a part, in order.
    public func evaluate(_ rows: Range<Int>) -> [Value] {
        let rows = rows.clamped(to: 0..<count)
        guard let plan else { return rows.map { alone($0) } }
        let evaluation = Evaluation(strict: strict, settings: settings)
        let session = Session(model)
        defer { session.clear() }
        let host = RowHost(columns, session, nodes: model.nodes.count)
        let frame = Frame(evaluation, size: plan.layout, host: host)
        var out: [Value] = []
        out.reserveCapacity(rows.count)
        let missing = columns.reduce(into: Set<Int>()) { $0.formUnion($1.column.missing) }
        let block = 512
        let rules = plan.tests.count
        var marks = [UInt8](repeating: 0, count: block * rules)
        var hits: [Int] = []
        for start in stride(from: rows.lowerBound, to: rows.upperBound, by: block) {
            let size = min(block, rows.upperBound - start)
            mark(plan, start, size, block, &marks, frame)
            for n in 0..<size {
                if !missing.isEmpty, missing.contains(start + n) {
                    out.append(alone(start + n))
                    continue
                }
                hits.removeAll(keepingCapacity: true)
                for rule in 0..<rules where marks[rule * block + n] != 0 { hits.append(rule) }
                host.row = start + n
                evaluation.replenish()
                out.append(result(plan.table, hits, frame))
            }
        }
        return out
    }

    private func result(_ table: DecisionTable, _ hits: [Int], _ frame: Frame) -> Value {
        table.hitPolicy == .first && hits.count > 1 ? table.result([hits[0]], frame) : table.result(hits, frame)
    }

    /// Marks the rules that apply to the rows of one block.
    private func mark(_ plan: Plan, _ start: Int, _ size: Int, _ block: Int, _ marks: inout [UInt8], _ frame: Frame) {
        marks.withUnsafeMutableBufferPointer { marks in
            for (rule, tests) in plan.tests.enumerated() {
                let own = UnsafeMutableBufferPointer(rebasing: marks[rule * block..<rule * block + size])
                own.update(repeating: 1)
                for (column, test) in tests {
                    test.apply(columns[column].column, from: start, own) { cell, row in
                        (frame.host as? RowHost)?.row = row
                        let value = columns[column].column[row]
                        return cell.quick.quick(value) ?? plan.table.test(cell, value, frame).isTrue
                    }
                }
            }
        }
    }

    /// One row by itself.
    private func alone(_ row: Int) -> Value {
        model.evaluate(decision, inputs: columns.map { ($0.node, $0.column[row]) }, strict: strict, settings: settings)?.value
            ?? .null
    }
}

/// Answers for the names of a table with the values of one row.
private final class RowHost: Host {
    var row = 0
    private let columns: [(node: Int, column: Column)]
    private let session: Session
    private var position: [Int]

    init(_ columns: [(node: Int, column: Column)], _ session: Session, nodes: Int) {
        self.columns = columns
        self.session = session
        position = Array(repeating: -1, count: nodes)
        for (n, column) in columns.enumerated() { position[column.node] = n }
    }

    override func value(_ index: Int, _ evaluation: Evaluation) -> Value {
        guard index < position.count, position[index] >= 0 else { return session.value(index, evaluation) }
        return columns[position[index]].column[row]
    }
}
