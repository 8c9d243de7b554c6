import Decimals
import Findings

/// A function of the language: its forms, each with the names of its parameters.
final class Builtin: @unchecked Sendable {
    enum Pick { case smaller, larger }

    struct Form: Sendable {
        let names: [String]
        /// How many of them must be given.
        let required: Int
        /// Whether the last one may be given again and again.
        let repeats: Bool
        let run: @Sendable (Reading) -> Value?
    }

    let name: String
    let result: FEELType
    let forms: [Form]
    let picks: Pick?
    /// Whether lists with failed items are handled item by item, so that nothing is lost in strict mode.
    let passesItems: Bool

    init(_ name: String, _ result: FEELType, picks: Pick? = nil, passesItems: Bool = false, _ forms: [Form]) {
        self.name = name
        self.result = result
        self.picks = picks
        self.passesItems = passesItems
        self.forms = forms
    }

    var function: Function {
        let names = forms.first?.names ?? []
        return Function(names.map { Function.Parameter(name: $0) }, result, .builtin(self))
    }

    func call(_ arguments: [Value], _ evaluation: Evaluation, _ span: Span) -> Value {
        let fitting = forms.filter { accepts($0, arguments.count) }
        guard let first = fitting.first else {
            return evaluation.null(.argumentCount, at: span, ["name": name, "count": String(arguments.count)])
        }
        return run(fitting.count == 1 ? [first] : fitting, arguments, evaluation, span)
    }

    private func accepts(_ form: Form, _ count: Int) -> Bool {
        count >= form.required && (form.repeats || count <= form.names.count)
    }

    /// Arguments that are not given count as null; trailing ones are left away.
    func call(named arguments: [(String, Value)], _ evaluation: Evaluation, _ span: Span) -> Value {
        let given = arguments.map(\.0)
        guard Set(given).count == given.count,
            let form = forms.first(where: { form in given.allSatisfy(form.names.contains) && given.count <= form.names.count })
        else {
            return evaluation.null(.argumentName, at: span, ["name": given.joined(separator: ", ")])
        }
        var values = [Value](repeating: .null, count: form.required)
        for (name, value) in arguments {
            guard let index = form.names.firstIndex(of: name) else { continue }
            while values.count <= index { values.append(.null) }
            values[index] = value
        }
        return run([form], values, evaluation, span)
    }

    /// The first of the forms that has a result.
    private func run(_ forms: [Form], _ values: [Value], _ evaluation: Evaluation, _ span: Span) -> Value {
        if evaluation.isStrict, let failure = failure(in: values) { return .failure(failure) }
        guard evaluation.spend() else { return evaluation.null(.workExhausted, at: span) }
        let reading = Reading(values: values, evaluation: evaluation, span: span)
        for form in forms {
            guard let made = form.run(reading) else { continue }
            if case .null = made, evaluation.isStrict { return refused(values, evaluation, span) }
            return made
        }
        return refused(values, evaluation, span)
    }

    private func refused(_ values: [Value], _ evaluation: Evaluation, _ span: Span) -> Value {
        if evaluation.isStrict {
            for value in values { if let failure = value.failure { return .failure(failure) } }
        }
        return evaluation.null(.functionUnfit, at: span, ["name": name, "values": values.map(\.brief).joined(separator: ", ")])
    }

    private func failure(in values: [Value]) -> Failure? {
        var found: Failure?
        for value in values {
            if case .failure(let own) = value { found = found?.joined(own) ?? own }
            if !passesItems, case .list(let list) = value {
                for case .failure(let own) in list.items { found = found?.joined(own) ?? own }
            }
        }
        return found
    }

    static let all: [Builtin] =
        conversions + strings + patterns + lists + aggregates + numbers + temporals + contexts + ranges

    /// A form; `optional` parameters follow the others.
    static func form(
        _ names: [String], optional: [String] = [], repeats: Bool = false, _ run: @escaping @Sendable (Reading) -> Value?
    ) -> Form {
        Form(names: names + optional, required: names.count, repeats: repeats, run: run)
    }
}

/// The arguments of one call, read as the kinds that the function wants: a list of one item stands for its item, and a value
/// for the list of itself. `nil` is what does not fit.
struct Reading {
    let values: [Value]
    let evaluation: Evaluation
    let span: Span

    var count: Int { values.count }
    func has(_ n: Int) -> Bool { n < values.count && !values[n].isNull }

    /// The value itself; absent reads as null.
    func any(_ n: Int) -> Value { n < values.count ? values[n] : .null }

    /// A value that is no list: the only item of a list counts.
    func single(_ n: Int) -> Value {
        if case .list(let list) = any(n), list.items.count == 1 { return list.items[0] }
        return any(n)
    }

    func number(_ n: Int) -> Decimal34? {
        if case .number(let value) = single(n) { return value }
        return nil
    }
    func whole(_ n: Int) -> Int? { number(n)?.int }
    func string(_ n: Int) -> String? {
        if case .string(let value) = single(n) { return value }
        return nil
    }
    func boolean(_ n: Int) -> Bool? {
        if case .boolean(let value) = single(n) { return value }
        return nil
    }
    func context(_ n: Int) -> Context? {
        if case .context(let value) = single(n) { return value }
        return nil
    }
    func function(_ n: Int) -> Function? {
        if case .function(let value) = single(n) { return value }
        return nil
    }
    func date(_ n: Int) -> CivilDate? {
        switch single(n) {
        case .date(let date): date
        case .moment(let moment): moment.date
        default: nil
        }
    }
    func list(_ n: Int) -> [Value]? {
        let value = any(n)
        if case .list(let list) = value { return list.items }
        return value.isNull ? nil : [value]
    }

    /// All arguments as one list: the items of a single list, or the arguments themselves.
    func gathered() -> [Value]? {
        if values.count == 1 { return list(0) }
        return values
    }

    var comparison: Comparison { Comparison(evaluation: evaluation) }
    func made(_ items: [Value]) -> Value { evaluation.list(items, at: span) }
    func made(_ text: String) -> Value { evaluation.string(text, at: span) }
    func made(_ n: Int) -> Value { .number(Decimal34(n)) }
    func made(_ b: Bool?) -> Value? { b.map { .boolean($0) } }
    func made(_ n: Decimal34?) -> Value? { n.map { .number($0) } }
}

extension FindingCode {
    static let functionUnfit = FindingCode(
        "feel.function.unfit", .error, zh: "函数 {name} 对这些值没有结果：{values}。", en: "The function {name} has no result for: {values}.")
}
