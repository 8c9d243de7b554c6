import Findings

/// Something that can be invoked: a function of the language, of an expression, or of a model.
public final class Function: @unchecked Sendable {
    public struct Parameter: Sendable {
        public let name: String
        public let type: FEELType
        public init(name: String, type: FEELType = .any) {
            self.name = name
            self.type = type
        }
    }

    enum Body {
        case builtin(Builtin)
        case closure(Code, size: Int, captured: [(slot: Int, value: Value)], host: Host?)
        case host((Evaluation, [Value]) -> Value)
    }

    public let parameters: [Parameter]
    public let result: FEELType
    let body: Body
    let nesting: Int

    init(_ parameters: [Parameter], _ result: FEELType, _ body: Body) {
        self.parameters = parameters
        self.result = result
        self.body = body
        if case .closure(_, _, let captured, _) = body {
            nesting = 1 + captured.reduce(0) { max($0, $1.value.nesting) }
        } else {
            nesting = 1
        }
    }

    /// A function that the caller's model computes; it receives one coerced value a parameter.
    public convenience init(_ parameters: [Parameter], result: FEELType, _ body: @escaping (Evaluation, [Value]) -> Value) {
        self.init(parameters, result, .host(body))
    }

    /// A function whose body is an expression: its parameters are the first slots of the body's frame.
    public convenience init(_ parameters: [Parameter], result: FEELType, code: Code, layout: Layout, host: Host) {
        self.init(parameters, result, .closure(code, size: layout.size, captured: [], host: host))
    }

    var type: FEELType { .function(parameters.map(\.type), result) }

    /// Calls with one value a parameter.
    func call(_ arguments: [Value], _ evaluation: Evaluation, _ span: Span) -> Value {
        if case .builtin(let builtin) = body { return builtin.call(arguments, evaluation, span) }
        guard arguments.count == parameters.count else {
            return evaluation.null(.argumentCount, at: span, ["name": "", "count": String(arguments.count)])
        }
        guard evaluation.spend() else { return evaluation.null(.workExhausted, at: span) }
        var values: [Value] = []
        values.reserveCapacity(arguments.count)
        for (parameter, argument) in zip(parameters, arguments) {
            guard let value = parameter.type.coerce(argument) else {
                return evaluation.null(
                    .argumentType, at: span, ["name": parameter.name, "type": "\(parameter.type)", "value": argument.brief])
            }
            values.append(value)
        }
        let made: Value
        switch body {
        case .builtin: return .null
        case .host(let compute):
            guard evaluation.enter(40) else { return evaluation.null(.stackExhausted, at: span) }
            made = compute(evaluation, values)
            evaluation.leave(40)
        case .closure(let code, let size, let captured, let host):
            guard evaluation.enter(code.height + 4) else { return evaluation.null(.stackExhausted, at: span) }
            let frame = Frame(evaluation, size: size, host: host)
            for (slot, value) in captured { frame[slot] = value }
            for (slot, value) in values.enumerated() { frame[slot] = value }
            made = code.run(frame)
            evaluation.leave(code.height + 4)
        }
        guard let coerced = result.coerce(made) else {
            return evaluation.null(.resultType, at: span, ["type": "\(result)", "value": made.brief])
        }
        return coerced
    }

    /// Calls the function from outside any expression.
    public func invoke(_ arguments: [Value], _ evaluation: Evaluation) -> Value { call(arguments, evaluation, .whole) }

    /// Puts named arguments in the order of the parameters; `nil` where a name fits none.
    func ordered(_ named: [(String, Value)]) -> [Value]? {
        var values = [Value](repeating: .null, count: parameters.count)
        for (name, value) in named {
            guard let index = parameters.firstIndex(where: { $0.name == name }) else { return nil }
            values[index] = value
        }
        return values
    }
}

extension Evaluation {
    /// Takes room on the stack for a call that goes `weight` expressions deep; false where none is left.
    public func enter(_ weight: Int) -> Bool {
        guard stack >= weight else { return false }
        stack -= weight
        return true
    }
    public func leave(_ weight: Int) { stack += weight }
}

/// `function(a, b: number) body`: makes a function that remembers the values it names.
public final class FunctionLiteral: Code, @unchecked Sendable {
    let parameters: [Function.Parameter]
    let result: FEELType
    let body: Code
    let layout: Layout
    public init(_ parameters: [Function.Parameter], result: FEELType = .any, _ body: Code, _ layout: Layout, _ span: Span) {
        self.parameters = parameters
        self.result = result
        self.body = body
        self.layout = layout
        super.init(span, over: [body] + layout.captures.map(\.source))
        type = .function(parameters.map(\.type), result)
    }
    public override func run(_ frame: Frame) -> Value {
        let captured = layout.captures.map { (slot: $0.slot, value: $0.source.run(frame)) }
        let function = Function(parameters, result, .closure(body, size: layout.size, captured: captured, host: frame.host))
        guard function.nesting <= Limits.nesting else { return frame.evaluation.null(.nestedTooDeeply, at: span) }
        return .function(function)
    }
}

/// Arguments of a call, by position or by name.
public enum Arguments {
    case positional([Code])
    case named([(String, Code)])

    var codes: [Code] {
        switch self {
        case .positional(let codes): codes
        case .named(let pairs): pairs.map(\.1)
        }
    }
}

/// The call of a value that turns out to be a function.
public final class Call: Code, @unchecked Sendable {
    let callee: Code
    let arguments: Arguments
    public init(_ callee: Code, _ arguments: Arguments, _ span: Span) {
        self.callee = callee
        self.arguments = arguments
        super.init(span, over: [callee] + arguments.codes)
        if case .function(_, let result) = callee.type.plain { type = result }
    }
    public override func run(_ frame: Frame) -> Value {
        let value = callee.run(frame)
        guard case .function(let function) = value else { return frame.refuse(.notAFunction, span, value) }
        switch arguments {
        case .positional(let codes):
            return function.call(codes.map { $0.run(frame) }, frame.evaluation, span)
        case .named(let pairs):
            let values = pairs.map { ($0.0, $0.1.run(frame)) }
            if case .builtin(let builtin) = function.body { return builtin.call(named: values, frame.evaluation, span) }
            guard let ordered = function.ordered(values) else {
                return frame.evaluation.null(.argumentName, at: span, ["name": pairs.map(\.0).joined(separator: ", ")])
            }
            return function.call(ordered, frame.evaluation, span)
        }
    }
}

/// The call of a function of the language.
public final class BuiltinCall: Code, @unchecked Sendable {
    let builtin: Builtin
    let arguments: Arguments
    public var name: String { builtin.name }
    init(_ builtin: Builtin, _ arguments: Arguments, _ span: Span) {
        self.builtin = builtin
        self.arguments = arguments
        super.init(span, over: arguments.codes)
        type = builtin.result
    }
    public override func run(_ frame: Frame) -> Value {
        switch arguments {
        case .positional(let codes):
            if codes.count == 2, let pick = builtin.picks {
                // min and max of two numbers need no list.
                let a = codes[0].run(frame)
                let b = codes[1].run(frame)
                if case .number(let x) = a, case .number(let y) = b { return (y < x) == (pick == .smaller) ? b : a }
                return builtin.call([a, b], frame.evaluation, span)
            }
            return builtin.call(codes.map { $0.run(frame) }, frame.evaluation, span)
        case .named(let pairs):
            return builtin.call(named: pairs.map { ($0.0, $0.1.run(frame)) }, frame.evaluation, span)
        }
    }
    override func computed(_ frame: Frame) -> String? {
        builtin.name + "(" + arguments.codes.map { $0.run(frame).description }.joined(separator: ", ") + ")"
    }
    public override func written(_ frame: Frame) -> String {
        builtin.name + "(" + arguments.codes.map { $0.written(frame) }.joined(separator: ", ") + ")"
    }
}

extension FindingCode {
    static let notAFunction = FindingCode("feel.call.not-function", .error, zh: "{values} 不是函数。", en: "{values} is not a function.")
    static let argumentCount = FindingCode(
        "feel.call.count", .error, zh: "函数 {name} 不接受 {count} 个参数。", en: "The function {name} does not take {count} arguments.")
    static let argumentName = FindingCode(
        "feel.call.name", .error, zh: "函数没有这样命名的参数：{name}。", en: "The function has no parameters named: {name}.")
    static let argumentType = FindingCode(
        "feel.call.type", .error, zh: "参数“{name}”应为 {type}，得到 {value}。", en: "The argument “{name}” must be {type}, not {value}.")
    static let resultType = FindingCode(
        "feel.result.type", .error, zh: "结果应为 {type}，得到 {value}。", en: "The result must be {type}, not {value}.")
}
