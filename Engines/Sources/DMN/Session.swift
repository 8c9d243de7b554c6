import FEEL
import Findings

/// One evaluation of a model: values by node, computed when they are asked for and then kept.
final class Session: Host {
    private let model: Model
    private var values: [Value]
    /// A node is done when its mark is that of this round, and being computed when it is one more.
    private var marks: [Int]
    private var round = 2

    init(_ model: Model) {
        self.model = model
        values = Array(repeating: .null, count: model.nodes.count)
        marks = Array(repeating: 0, count: model.nodes.count)
    }

    /// Takes the value as given, as the node's type wants it.
    @inline(__always) func give(_ index: Int, _ value: Value, _ evaluation: Evaluation) {
        guard index < marks.count else { return }
        marks[index] = round
        switch (model.types[index], value) {
        case (.number, .number), (.string, .string), (.boolean, .boolean): values[index] = value
        default: values[index] = fitted(index, value, evaluation)
        }
    }

    private func fitted(_ index: Int, _ given: Value, _ evaluation: Evaluation) -> Value {
        let node = model.nodes[index]
        let value = evaluation.isStrict ? given.strict(slotName: node.name) : given
        if let fit = node.type.coerce(value) { return fit }
        let finding = Finding(
            .inputUnfit, at: .name(node.name), ["name": node.name, "type": "\(node.type)", "value": value.description])
        evaluation.note(finding)
        return evaluation.isStrict ? .failure(Failure(finding, field: node.name)) : .null
    }

    /// Forgets every value, for the next row.
    func reset() { round += 2 }

    /// Lets go of functions that hold this session.
    func clear() {
        values.removeAll()
        marks.removeAll()
    }

    override func value(_ index: Int, _ evaluation: Evaluation) -> Value {
        guard index < marks.count else { return .null }
        if marks[index] == round { return values[index] }
        if marks[index] == round + 1 {
            let name = model.nodes[index].name
            return evaluation.null(.requirementCycle, at: Span.at(Origin(name: name, line: 0)), ["name": name])
        }
        marks[index] = round + 1
        let value = compute(index, evaluation)
        guard index < marks.count else { return value }
        values[index] = value
        marks[index] = round
        return value
    }

    private func compute(_ index: Int, _ evaluation: Evaluation) -> Value {
        if model.nodes[index].kind == .decision { return decide(index, evaluation) }
        let node = model.nodes[index]
        switch node.kind {
        case .decision: return .null
        case .inputData:
            let finding = Finding(.inputMissing, at: .name(node.name), ["name": node.name])
            evaluation.note(finding)
            return evaluation.isStrict ? .failure(Failure(finding, field: node.name)) : .null
        case .knowledgeModel:
            guard let code = node.code else { return .null }
            return .function(Function(node.parameters, result: node.result, code: code, layout: node.layout, host: self))
        case .service:
            return .function(
                Function(node.parameters, result: node.result) { [model] evaluation, arguments in
                    Session.run(service: index, of: model, arguments, evaluation)
                })
        }
    }

    private func decide(_ index: Int, _ evaluation: Evaluation) -> Value {
        guard let code = model.nodes[index].code else { return .null }
        guard evaluation.enter(code.height + 8) else { return evaluation.null(.graphTooDeep, at: code.span) }
        defer { evaluation.leave(code.height + 8) }
        let value = code.run(Frame(evaluation, size: model.nodes[index].layout.size, host: self))
        switch (model.types[index], value) {
        case (.any, _), (.number, .number), (.string, .string), (.boolean, .boolean): return value
        default: break
        }
        let type = model.types[index]
        if let fit = type.coerce(value) { return fit }
        return evaluation.null(.valueType, at: code.span, ["type": "\(type)", "value": value.description])
    }

    /// A service sees its arguments and nothing else of the caller.
    static func run(service index: Int, of model: Model, _ arguments: [Value], _ evaluation: Evaluation) -> Value {
        let node = model.nodes[index]
        let session = Session(model)
        defer { session.clear() }
        for (input, value) in zip(node.serviceInputs, arguments) { session.give(input, value, evaluation) }
        let outputs = node.outputs.map { (model.nodes[$0].name, session.value($0, evaluation)) }
        if outputs.count == 1 { return outputs[0].1 }
        return .context(outputs)
    }
}

extension FindingCode {
    static let inputUnfit = FindingCode(
        "dmn.input.type", .error, zh: "“{name}”应为 {type}，得到 {value}。", en: "“{name}” must be {type}, not {value}.")
    static let graphTooDeep = FindingCode(
        "dmn.graph.depth", .error, zh: "决策之间的依赖过深。", en: "The decisions require one another too deeply.")
}
