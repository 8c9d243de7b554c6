import FEEL
import Findings

/// What came of asking a model for a decision.
public struct Outcome: Sendable {
    /// In specification mode the value with its nulls; in strict mode a failure where something was missing.
    public let value: Value
    public let findings: [Finding]
    /// In strict mode: why there is no determined value; empty where there is one.
    public let causes: [Failure.Cause]

    public var isDetermined: Bool { causes.isEmpty }
    /// The input fields that a determined answer would need.
    public var fields: [String] { Failure(causes).fields }
}

extension Model {
    /// Evaluates a decision by name. Inputs are given by the names of input data, or of decisions that are then taken as
    /// given; `nil` where the model has no such decision.
    public func evaluate(
        _ decision: String, inputs: [(String, Value)], strict: Bool = false, settings: Evaluation.Settings = .init()
    ) -> Outcome? {
        guard let index = node(decision) else { return nil }
        let given = inputs.compactMap { name, value in node(name).map { ($0, value) } }
        return evaluate(index, inputs: given, strict: strict, settings: settings)
    }

    public func evaluate(_ index: Int, inputs: [(Int, Value)], strict: Bool = false, settings: Evaluation.Settings = .init())
        -> Outcome?
    {
        guard nodes.indices.contains(index) else { return nil }
        let evaluation = Evaluation(strict: strict, settings: settings)
        let session = Session(self)
        defer { session.clear() }
        for (input, value) in inputs { session.give(input, value, evaluation) }
        let value = session.value(index, evaluation)
        var failure: Failure?
        if strict { value.gather(&failure) }
        return Outcome(value: value, findings: evaluation.findings, causes: failure?.causes ?? [])
    }

    /// Calls a decision service or a knowledge model with named arguments; those not given are null.
    public func call(_ name: String, arguments: [(String, Value)], strict: Bool = false, settings: Evaluation.Settings = .init())
        -> Outcome?
    {
        guard let index = node(name) else { return nil }
        let evaluation = Evaluation(strict: strict, settings: settings)
        let session = Session(self)
        defer { session.clear() }
        guard case .function(let function) = session.value(index, evaluation) else { return nil }
        let values = function.parameters.map { parameter in arguments.first { $0.0 == parameter.name }?.1 ?? .null }
        let value = function.invoke(values, evaluation)
        var failure: Failure?
        if strict { value.gather(&failure) }
        return Outcome(value: value, findings: evaluation.findings, causes: failure?.causes ?? [])
    }
}

extension FEELType {
    /// A value as JSON carries it, read as this type wants it: dates, times and durations come as text.
    public func reading(_ value: Value, settings: Evaluation.Settings = .init()) -> Value {
        switch (plain, value) {
        case (.date, .string(let text)): return text.reads("date", settings) ?? value
        case (.time, .string(let text)): return text.reads("time", settings) ?? value
        case (.moment, .string(let text)): return text.reads("date and time", settings) ?? value
        case (.months, .string(let text)), (.dayTime, .string(let text)): return text.reads("duration", settings) ?? value
        case (.list(let element), .list(let list)): return .list(list.items.map { element.reading($0, settings: settings) })
        case (.context, .context(let context)):
            return .context(context.entries.map { ($0.0, (member($0.0) ?? .any).reading($0.1, settings: settings)) })
        default: return value
        }
    }
}

extension String {
    fileprivate func reads(_ function: String, _ settings: Evaluation.Settings) -> Value? {
        let value = Value.reading(function, self, settings)
        return value.isNull ? nil : value
    }
}

extension Value {
    /// Every failure within the value.
    func gather(_ failure: inout Failure?) {
        switch self {
        case .failure(let own): failure = failure?.and(own) ?? own
        case .list(let list): for item in list.items { item.gather(&failure) }
        case .context(let context): for value in context.values { value.gather(&failure) }
        default: return
        }
    }
}
