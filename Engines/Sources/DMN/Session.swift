import FEEL
import Findings

/// One evaluation of a model: values by node, computed when they are asked for and then kept.
final class Session: Host {
    private enum State: UInt8 { case open, running, done }
    private let model: Model
    private var values: [Value]
    private var states: [State]

    init(_ model: Model) {
        self.model = model
        values = Array(repeating: .null, count: model.nodes.count)
        states = Array(repeating: .open, count: model.nodes.count)
    }

    /// Takes the value as given, as the node's type wants it.
    func give(_ index: Int, _ value: Value, _ evaluation: Evaluation) {
        let node = model.nodes[index]
        states[index] = .done
        var value = value
        if evaluation.isStrict { value = value.strict(slotName: node.name) }
        if let fit = node.type.coerce(value) {
            values[index] = fit
        } else {
            let finding = Finding(
                .inputUnfit, at: .name(node.name), ["name": node.name, "type": "\(node.type)", "value": value.description])
            evaluation.note(finding)
            values[index] = evaluation.isStrict ? .failure(Failure(finding, field: node.name)) : .null
        }
    }

    /// Forgets every value, for the next row.
    func reset() {
        for index in states.indices {
            states[index] = .open
            values[index] = .null
        }
    }

    /// Lets go of functions that hold this session.
    func clear() {
        values.removeAll()
        states.removeAll()
    }

    override func value(_ index: Int, _ evaluation: Evaluation) -> Value {
        guard index < states.count else { return .null }
        switch states[index] {
        case .done: return values[index]
        case .running:
            return evaluation.null(
                .requirementCycle, at: Span.at(Origin(name: model.nodes[index].name, line: 0)), ["name": model.nodes[index].name])
        case .open: break
        }
        states[index] = .running
        let value = compute(index, evaluation)
        guard index < states.count else { return value }
        values[index] = value
        states[index] = .done
        return value
    }

    private func compute(_ index: Int, _ evaluation: Evaluation) -> Value {
        let node = model.nodes[index]
        switch node.kind {
        case .inputData:
            let finding = Finding(.inputMissing, at: .name(node.name), ["name": node.name])
            evaluation.note(finding)
            return evaluation.isStrict ? .failure(Failure(finding, field: node.name)) : .null
        case .decision:
            guard let code = node.code else { return .null }
            guard evaluation.enter(code.height + 8) else { return evaluation.null(.graphTooDeep, at: code.span) }
            defer { evaluation.leave(code.height + 8) }
            let value = code.run(Frame(evaluation, size: node.layout.size, host: self))
            if let fit = node.type.coerce(value) { return fit }
            return evaluation.null(.valueType, at: code.span, ["type": "\(node.type)", "value": value.description])
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
