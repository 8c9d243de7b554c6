import FEEL
import Findings

/// One decision made ready to be asked again and again: inputs by position, memory kept between calls. For one thread.
public final class Runner {
    private let model: Model
    private let decision: Int
    private let inputs: [Int]
    private let evaluation: Evaluation
    private let session: Session

    /// `nil` where the model has no such decision or input.
    public init?(_ model: Model, decision: String, inputs: [String], strict: Bool = false, settings: Evaluation.Settings = .init())
    {
        let found = inputs.compactMap { model.node($0) }
        guard let decision = model.node(decision), found.count == inputs.count else { return nil }
        self.model = model
        self.decision = decision
        self.inputs = found
        evaluation = Evaluation(strict: strict, settings: settings)
        session = Session(model)
    }

    deinit { session.clear() }

    /// What was noticed in the last call.
    public var findings: [Finding] { evaluation.findings }

    private func begin(_ values: [Value]) {
        evaluation.replenish()
        session.reset()
        for (index, value) in zip(inputs, values) { session.give(index, value, evaluation) }
    }

    public func evaluate(_ values: [Value]) -> Value {
        begin(values)
        return session.value(decision, evaluation)
    }

    /// `nil` where the decision is no table.
    public func explain(_ values: [Value]) -> TableExplanation? {
        guard let table = model.nodes[decision].code as? DecisionTable else { return nil }
        begin(values)
        return table.explain(Frame(evaluation, size: model.nodes[decision].layout.size, host: session))
    }
}

/// Why a decision has its value: its own table or arithmetic, and the decisions it rests on.
public struct Explanation: Sendable {
    public let decision: String
    public let value: Value
    public let table: TableExplanation?
    /// The arithmetic with its numbers, where the decision is an expression.
    public let written: String?
    /// The decisions below, each once, the deepest first.
    public let requires: [Explanation]
}

extension Model {
    /// Evaluates a decision and explains it and every decision that it rests on.
    public func explain(
        _ decision: String, inputs: [(String, Value)], strict: Bool = false, settings: Evaluation.Settings = .init()
    ) -> (outcome: Outcome, explanation: Explanation)? {
        guard let index = node(decision) else { return nil }
        let evaluation = Evaluation(strict: strict, settings: settings)
        let session = Session(self)
        defer { session.clear() }
        for (name, value) in inputs { if let input = node(name) { session.give(input, value, evaluation) } }
        let value = session.value(index, evaluation)
        var failure: Failure?
        if strict { value.gather(&failure) }
        let outcome = Outcome(value: value, findings: evaluation.findings, causes: failure?.causes ?? [])
        var order: [Int] = []
        below(index, &order, Set(inputs.compactMap { node($0.0) }))
        let parts = order.filter { $0 != index }.map { explain($0, session, evaluation, []) }
        return (outcome, explain(index, session, evaluation, parts))
    }

    private func below(_ index: Int, _ order: inout [Int], _ given: Set<Int>) {
        var stack: [(Int, Bool)] = [(index, false)]
        var seen: Set<Int> = []
        while let (next, isDone) = stack.popLast() {
            if isDone {
                order.append(next)
            } else if nodes[next].kind == .decision, !given.contains(next), seen.insert(next).inserted {
                stack.append((next, true))
                for wanted in nodes[next].requires.reversed() { stack.append((wanted, false)) }
            }
        }
    }

    private func explain(_ index: Int, _ session: Session, _ evaluation: Evaluation, _ requires: [Explanation]) -> Explanation {
        let node = nodes[index]
        let value = session.value(index, evaluation)
        let frame = Frame(evaluation, size: node.layout.size, host: session)
        if let table = node.code as? DecisionTable {
            return Explanation(decision: node.name, value: value, table: table.explain(frame), written: nil, requires: requires)
        }
        return Explanation(decision: node.name, value: value, table: nil, written: node.code?.steps(frame), requires: requires)
    }
}
