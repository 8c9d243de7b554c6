import FEEL
import Findings

/// Turns the boxed expressions of a file into runnable code: literal expressions, contexts, lists, relations, functions,
/// invocations, decision tables, conditionals, loops and filters.
///
/// Source: DMN 1.5, clause 10.2 and 7.3.
struct BoxedExpressions {
    let element: String
    let lexicon: Lexicon
    var depth = 0
    var findings: [Finding] = []

    init(element: String, lexicon: Lexicon) {
        self.element = element
        self.lexicon = lexicon
    }

    static let kinds: Set<String> = [
        "literalExpression", "context", "list", "relation", "functionDefinition", "invocation", "decisionTable", "conditional",
        "for",
        "every", "some", "filter",
    ]

    /// The expression that an element holds; null where it holds none.
    static func expression(in xml: XMLElement) -> XMLElement? {
        xml.elements.first { kinds.contains($0.name) && $0.namespace == xml.namespace }
    }

    /// The code of the expression inside `xml`, held to the type that the expression itself declares.
    mutating func inside(_ xml: XMLElement?, _ scope: Scope) -> Code {
        guard let xml, let expression = BoxedExpressions.expression(in: xml) else {
            return Literal(.null, span(xml), type: .any)
        }
        depth += 1
        defer { depth -= 1 }
        guard depth < 60 else { return broken(.boxedTooDeep, expression) }
        let code = made(expression, scope)
        guard let declared = expression[attribute: "typeRef"], expression.name != "functionDefinition" else { return code }
        return held(code, to: declared, expression)
    }

    func held(_ code: Code, to name: String?, _ xml: XMLElement) -> Code {
        guard let name, let type = type(name), code.height < 590 else { return code }
        if case .any = type { return code }
        return Coercion(code, type, span(xml))
    }

    func type(_ name: String?) -> FEELType? {
        name.flatMap { ItemDefinitions.type(Definitions.plain($0), lexicon) }
    }

    func origin(_ xml: XMLElement, cell: Place? = nil) -> Origin { Origin(name: element, line: xml.line, cell: cell) }
    func span(_ xml: XMLElement?) -> Span { Span.at(xml.map { origin($0) }) }

    private mutating func broken(_ code: FindingCode, _ xml: XMLElement, _ arguments: [String: String] = [:]) -> Code {
        let finding = Finding(code, at: .line(xml.line, column: xml.column), arguments)
        findings.append(finding)
        return Broken(finding, span(xml))
    }

    /// FEEL text; what cannot be read is reported and runs to null.
    mutating func feel(_ text: String, _ scope: Scope, _ origin: Origin) -> Code {
        let code = FEEL.expression(text, scope: scope, lexicon: lexicon, origin: origin)
        if let broken = code as? Broken { findings.append(broken.finding) }
        return code
    }

    private mutating func made(_ xml: XMLElement, _ scope: Scope) -> Code {
        switch xml.name {
        case "literalExpression": return literal(xml, scope)
        case "context": return context(xml, scope)
        case "list": return sequence(xml.elements.filter { BoxedExpressions.kinds.contains($0.name) }, scope, xml)
        case "relation": return relation(xml, scope)
        case "functionDefinition": return function(xml, scope)
        case "invocation": return invocation(xml, scope)
        case "decisionTable": return table(xml, scope)
        case "conditional":
            return Conditional(
                inside(xml.first("if"), scope), then: inside(xml.first("then"), scope), otherwise: inside(xml.first("else"), scope),
                isBoxed: true, span(xml))
        case "for", "every", "some": return loop(xml, scope)
        default: return filter(xml, scope)
        }
    }

    private mutating func literal(_ xml: XMLElement, _ scope: Scope) -> Code {
        if let language = xml[attribute: "expressionLanguage"], !language.isEmpty, !language.uppercased().contains("FEEL") {
            return broken(.languageUnsupported, xml, ["language": language])
        }
        let text = xml.first("text")?.text ?? ""
        if text.allSatisfy(\.isWhitespace) { return Literal(.null, span(xml)) }
        return feel(text, scope, origin(xml.first("text") ?? xml))
    }

    private mutating func context(_ xml: XMLElement, _ outer: Scope) -> Code {
        let scope = Scope(within: outer)
        var entries: [ContextCode.Entry] = []
        for entry in xml.all("contextEntry") {
            let variable = entry.first("variable")
            var code = inside(entry, scope)
            guard let variable, let name = variable[attribute: "name"].map(Definitions.plain) else {
                entries.append(ContextCode.Entry(name: nil, slot: 0, code: code))
                break
            }
            if !(code is FunctionLiteral) { code = held(code, to: variable[attribute: "typeRef"], entry) }
            lexicon.declare(entry: name)
            entries.append(ContextCode.Entry(name: name, slot: scope.declare(name, type: code.type), code: code))
        }
        return ContextCode(entries, span(xml))
    }

    private mutating func sequence(_ items: [XMLElement], _ scope: Scope, _ xml: XMLElement) -> Code {
        var codes: [Code] = []
        for item in items {
            depth += 1
            defer { depth -= 1 }
            guard depth < 60 else { return broken(.boxedTooDeep, item) }
            codes.append(held(made(item, scope), to: item[attribute: "typeRef"], item))
        }
        return BoxedList(codes, span(xml))
    }

    private mutating func relation(_ xml: XMLElement, _ scope: Scope) -> Code {
        let columns = xml.all("column").map { (Definitions.plain($0[attribute: "name"] ?? ""), $0) }
        var rows: [Code] = []
        for row in xml.all("row") {
            let cells = row.elements.filter { BoxedExpressions.kinds.contains($0.name) }
            var entries: [ContextCode.Entry] = []
            let inner = Scope(within: scope)
            for ((name, column), cell) in zip(columns, cells) {
                let code = held(made(cell, scope), to: column[attribute: "typeRef"], cell)
                lexicon.declare(entry: name)
                entries.append(ContextCode.Entry(name: name, slot: inner.layout.slot(), code: code))
            }
            rows.append(ContextCode(entries, span(row)))
        }
        return BoxedList(rows, span(xml))
    }

    /// A function of its own, or the encapsulated logic of a knowledge model.
    private mutating func function(_ xml: XMLElement, _ scope: Scope) -> Code {
        if let kind = xml[attribute: "kind"], kind != "FEEL" { return broken(.externalUnsupported, xml, ["kind": kind]) }
        let layout = scope.nested()
        let inner = Scope(within: scope, layout: layout)
        let parameters = parameters(of: xml, inner)
        let body = inside(xml, inner)
        return FunctionLiteral(parameters, result: .any, body, layout, span(xml))
    }

    mutating func parameters(of xml: XMLElement, _ scope: Scope) -> [Function.Parameter] {
        xml.all("formalParameter").map { parameter in
            let name = Definitions.plain(parameter[attribute: "name"] ?? "")
            let type = type(parameter[attribute: "typeRef"]) ?? .any
            _ = scope.declare(name, type: type)
            return Function.Parameter(name: name, type: type)
        }
    }

    private mutating func invocation(_ xml: XMLElement, _ scope: Scope) -> Code {
        let callee = inside(xml, scope)
        var arguments: [(String, Code)] = []
        for binding in xml.all("binding") {
            let name = Definitions.plain(binding.first("parameter")?[attribute: "name"] ?? "")
            arguments.append((name, held(inside(binding, scope), to: binding.first("parameter")?[attribute: "typeRef"], binding)))
        }
        return Call(callee, .named(arguments), span(xml))
    }

    private mutating func loop(_ xml: XMLElement, _ outer: Scope) -> Code {
        let domain = inside(xml.first("in"), outer)
        let scope = Scope(within: outer)
        let name = Definitions.plain(xml[attribute: "iteratorVariable"] ?? "")
        var element = FEELType.any
        if case .list(let inner) = domain.type.plain { element = inner }
        let iterator = Iteration(slot: scope.declare(name, type: element), domain: domain)
        if xml.name == "for" {
            let soFar = Scope(within: scope)
            let partial = soFar.declare("partial", type: .list(.any))
            let body = inside(xml.first("return"), soFar)
            return For([iterator], partial: soFar.wasUsed ? partial : nil, body, span(xml))
        }
        return Quantified(every: xml.name == "every", [iterator], inside(xml.first("satisfies"), scope), span(xml))
    }

    private mutating func filter(_ xml: XMLElement, _ outer: Scope) -> Code {
        let base = inside(xml.first("in"), outer)
        var element = FEELType.any
        if case .list(let inner) = base.type.plain { element = inner }
        let (scope, item) = Scope.filtering(element, within: outer)
        let body = inside(xml.first("match"), scope)
        return Filter(base, body, slot: item, asksItem: scope.wasUsed, span(xml))
    }
}

/// An expression held to a type: coerced, or null where it does not fit.
final class Coercion: Code, @unchecked Sendable {
    let inner: Code
    let wanted: FEELType
    init(_ inner: Code, _ wanted: FEELType, _ span: Span) {
        self.inner = inner
        self.wanted = wanted
        super.init(span, over: [inner])
        type = wanted
    }
    override func run(_ frame: Frame) -> Value {
        let value = inner.run(frame)
        if let fit = wanted.coerce(value) { return fit }
        return frame.evaluation.null(.valueType, at: span, ["type": "\(wanted)", "value": value.description])
    }
    override func written(_ frame: Frame) -> String { inner.written(frame) }
}

/// A boxed list.
final class BoxedList: Code, @unchecked Sendable {
    let items: [Code]
    init(_ items: [Code], _ span: Span) {
        self.items = items
        super.init(span, over: items)
        type = .list(items.first?.type ?? .any)
    }
    override func run(_ frame: Frame) -> Value { .list(items.map { $0.run(frame) }) }
}

extension FindingCode {
    static let boxedTooDeep = FindingCode(
        "dmn.boxed.depth", .error, zh: "表达式嵌套过深。", en: "The boxed expressions are nested too deeply.")
    static let languageUnsupported = FindingCode(
        "dmn.language.unsupported", .error, zh: "不支持表达式语言“{language}”。",
        en: "The expression language “{language}” is not supported.")
    static let externalUnsupported = FindingCode(
        "dmn.function.external", .error, zh: "不支持外部函数（{kind}）。", en: "External functions ({kind}) are not supported.")
    static let valueType = FindingCode(
        "dmn.value.type", .error, zh: "值应为 {type}，得到 {value}。", en: "The value must be {type}, not {value}.")
}
