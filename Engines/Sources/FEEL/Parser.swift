import Decimals
import Findings

/// The names that parsing needs besides the variables: types, and entry names that occur anywhere in the model.
public final class Lexicon: @unchecked Sendable {
    private let typeNames = Scope(Layout())
    private var types: [String: FEELType] = [:]
    let entryNames = Scope(Layout())

    public init() {
        for (name, type) in FEELType.simple { declare(type: name, type) }
        for name in Property.names { declare(entry: name) }
    }

    public func declare(type name: String, _ type: FEELType) {
        types[name] = type
        typeNames.declare(name, .slot(0))
    }
    /// Beyond two thousand names no more are kept; those with spaces can then be read only where their type is known.
    public func declare(entry name: String) { if entryNames.count < 2000 { entryNames.declare(name, .slot(0)) } }
    public func type(named name: String) -> FEELType? { types[name] }

    func matchType(_ text: [Unicode.Scalar], _ at: Int) -> (FEELType, Int)? {
        guard let match = typeNames.ownMatch(text, at), let type = types[match.entry.name] else { return nil }
        return (type, match.end)
    }
}

/// Reads FEEL straight into runnable code: recursive descent, one function a level of binding, names matched against the
/// scope. Depth and length are bounded; every fault is a finding with its place.
///
/// Grammar: DMN 1.5, clause 10.3.1.2.
struct Parser {
    let text: [Unicode.Scalar]
    var at = 0
    var scope: Scope
    let lexicon: Lexicon
    let origin: Origin?
    var depth = 0
    /// In the upper end of a range `[` closes it instead of opening a filter.
    var bracketCloses = false
    /// Set when the value under test (`?`) is named.
    var sawInput = false

    struct Fault: Error {
        let finding: Finding
    }

    init(_ text: [Unicode.Scalar], scope: Scope, lexicon: Lexicon, origin: Origin?) {
        self.text = text
        self.scope = scope
        self.lexicon = lexicon
        self.origin = origin
    }

    // MARK: expression

    mutating func whole() throws -> Code {
        let code = try expression()
        skip()
        guard at == text.count else { throw fault(.unexpected, at) }
        return code
    }

    mutating func expression() throws -> Code {
        try deeper { parser in
            parser.skip()
            let start = parser.at
            if let word = parser.keyword(["if", "for", "some", "every", "function"]) {
                switch word {
                case "if": return try parser.conditional(start)
                case "for": return try parser.forLoop(start)
                case "function":
                    parser.skip()
                    if parser.peek == "(" {
                        parser.at = start
                        return try parser.binary(0)
                    }
                default: return try parser.quantified(every: word == "every", start)
                }
                parser.at = start
            }
            return try parser.binary(0)
        }
    }

    /// Counts the way down and restores what an inner expression may not inherit.
    mutating func deeper(_ body: (inout Parser) throws -> Code) throws -> Code {
        depth += 1
        guard depth <= 100 else { throw fault(.tooDeep, at) }
        let closes = bracketCloses
        bracketCloses = false
        defer {
            depth -= 1
            bracketCloses = closes
        }
        return try held(body(&self))
    }

    func held(_ code: Code) throws -> Code {
        guard code.height <= Limits.height else { throw fault(.tooDeep, at) }
        return code
    }

    private mutating func conditional(_ start: Int) throws -> Code {
        let condition = try expression()
        try expect(word: "then")
        let then = try expression()
        try expect(word: "else")
        let otherwise = try expression()
        return Conditional(condition, then: then, otherwise: otherwise, span(start))
    }

    private mutating func forLoop(_ start: Int) throws -> Code {
        let outer = scope
        defer { scope = outer }
        scope = Scope(within: outer)
        let iterators = try iterators(end: "return")
        let soFar = Scope(within: scope)
        let partial = soFar.declare("partial", type: .list(.any))
        scope = soFar
        let body = try expression()
        return For(iterators, partial: soFar.wasUsed ? partial : nil, body, span(start))
    }

    private mutating func quantified(every: Bool, _ start: Int) throws -> Code {
        let outer = scope
        defer { scope = outer }
        scope = Scope(within: outer)
        let iterators = try iterators(end: "satisfies")
        let body = try expression()
        return Quantified(every: every, iterators, body, span(start))
    }

    private mutating func iterators(end: String) throws -> [Iteration] {
        var out: [Iteration] = []
        while true {
            skip()
            let name = try newName(until: "in")
            let domain = try expression()
            var upTo: Code?
            skip()
            if take("..") { upTo = try expression() }
            var type = FEELType.any
            if case .list(let element) = domain.type.plain { type = element }
            if upTo != nil { type = domain.type }
            out.append(Iteration(slot: scope.declare(name, type: type), domain: domain, upTo: upTo))
            skip()
            if take(",") { continue }
            try expect(word: end)
            return out
        }
    }

    // MARK: operators

    /// `or`, `and`, comparison, sum, product, power: left to right, by precedence climbing.
    mutating func binary(_ level: Int) throws -> Code {
        var left = level == 5 ? try unary() : try binary(level + 1)
        let start = Int(left.span.start)
        while let next = try operation(level, left, start) { left = try held(next) }
        return left
    }

    private mutating func operation(_ level: Int, _ left: Code, _ start: Int) throws -> Code? {
        skip()
        switch level {
        case 0:
            guard keyword(["or"]) != nil else { return nil }
            return Junction(and: false, left, try binary(1), span(start))
        case 1:
            guard keyword(["and"]) != nil else { return nil }
            return Junction(and: true, left, try binary(2), span(start))
        case 2: return try comparison(left, start)
        case 3:
            if take("+") { return Arithmetic(.add, left, try binary(4), span(start)) }
            if take("-") { return Arithmetic(.subtract, left, try binary(4), span(start)) }
            return nil
        case 4:
            if peek == "*", peek(1) != "*", take("*") { return Arithmetic(.multiply, left, try binary(5), span(start)) }
            if take("/") { return Arithmetic(.divide, left, try binary(5), span(start)) }
            return nil
        default:
            if take("**") { return Arithmetic(.power, left, try unary(), span(start)) }
            return nil
        }
    }

    private mutating func comparison(_ left: Code, _ start: Int) throws -> Code? {
        if let sign = comparator() { return Compare(sign, left, try binary(3), span(start)) }
        switch keyword(["between", "in"]) {
        case "between":
            let low = try binary(3)
            try expect(word: "and")
            return Between(left, low, try binary(3), span(start))
        case "in":
            return try membership(left, start)
        default: return nil
        }
    }

    mutating func comparator() -> Comparator? {
        if take("<=") { return .atMost }
        if take(">=") { return .atLeast }
        if take("!=") { return .unequal }
        if take("<") { return .less }
        if take(">") { return .more }
        if take("=") { return .equal }
        return nil
    }

    private mutating func unary() throws -> Code {
        skip()
        let start = at
        guard take("-") else { return try postfix() }
        return try deeper { parser in
            parser.skip()
            if parser.peek.map({ ("0"..."9").contains($0) }) == true {
                let literal = try parser.number()
                if case .number(let n) = literal.value {
                    return try parser.postfix(of: Literal(.number(n.negated), parser.span(start), type: .number), start)
                }
            }
            return Negate(try parser.unary(), parser.span(start))
        }
    }

    private mutating func postfix() throws -> Code {
        skip()
        let start = at
        return try postfix(of: try primary(), start)
    }

    mutating func postfix(of first: Code, _ start: Int) throws -> Code {
        var code = first
        while true {
            let before = at
            skip()
            switch peek {
            case "." where peek(1) != ".":
                at += 1
                code = try path(code, start)
            case "[" where !bracketCloses:
                at += 1
                code = try filter(code, start)
            case "(":
                at += 1
                code = Call(code, try arguments(), span(start))
            default:
                let here = at
                if keyword(["instance"]) != nil {
                    skip()
                    if keyword(["of"]) != nil {
                        code = InstanceOf(code, try typeName(), span(start))
                        continue
                    }
                    at = here
                }
                at = before
                return code
            }
            code = try held(code)
        }
    }

    private mutating func path(_ base: Code, _ start: Int) throws -> Code {
        skip()
        let members: [String]
        switch base.type.plain {
        case .context(let own): members = own.map(\.name)
        case .list(let element):
            if case .context(let own) = element.plain { members = own.map(\.name) } else { members = [] }
        default: members = []
        }
        var best: (String, Int)?
        for name in members {
            if let end = Lexical.end(of: Scope.pattern(name), in: text, from: at), end > best?.1 ?? 0 { best = (name, end) }
        }
        if best == nil, let match = lexicon.entryNames.ownMatch(text, at) { best = (match.entry.name, match.end) }
        let name: String
        if let best {
            name = best.0
            at = best.1
        } else {
            name = try word()
        }
        return Path(base, name, span(start))
    }

    private mutating func filter(_ base: Code, _ start: Int) throws -> Code {
        let outer = scope
        defer { scope = outer }
        let (inner, item) = Scope.filtering(base.type.element, within: outer)
        scope = inner
        let body = try expression()
        skip()
        guard take("]") else { throw fault(.missing, at, "]") }
        return Filter(base, body, slot: item, asksItem: inner.wasUsed, span(start))
    }

    mutating func arguments() throws -> Arguments {
        var positional: [Code] = []
        var named: [(String, Code)] = []
        skip()
        if take(")") { return .positional([]) }
        while true {
            if let name = argumentName() {
                named.append((name, try expression()))
            } else {
                positional.append(try expression())
            }
            guard named.isEmpty || positional.isEmpty, positional.count + named.count < 10_000 else {
                throw fault(.mixedArguments, at)
            }
            skip()
            if take(",") { continue }
            guard take(")") else { throw fault(.missing, at, ")") }
            return named.isEmpty ? .positional(positional) : .named(named)
        }
    }

    // MARK: places and faults

    func span(_ start: Int) -> Span { Span(start, at, origin) }

    func fault(_ code: FindingCode, _ position: Int, _ wanted: String = "") -> Fault {
        let near = String(String.UnicodeScalarView(text[min(position, text.count)..<min(position + 16, text.count)]))
        let place: Place = origin.map { $0.place(.span(start: position, end: position)) } ?? Parser.line(text, position)
        return Fault(finding: Finding(code, at: place, ["near": near, "wanted": wanted]))
    }

    static func line(_ text: [Unicode.Scalar], _ position: Int) -> Place {
        var line = 1
        var column = 1
        for scalar in text.prefix(position) {
            if scalar == "\n" {
                line += 1
                column = 1
            } else {
                column += 1
            }
        }
        return .line(line, column: column)
    }
}

extension FindingCode {
    static let unexpected = FindingCode(
        "feel.syntax.unexpected", .error, zh: "表达式在“{near}”处读不下去。", en: "The expression cannot be read from “{near}” on.")
    static let missing = FindingCode(
        "feel.syntax.missing", .error, zh: "“{near}”之前缺少“{wanted}”。", en: "“{wanted}” is missing before “{near}”.")
    static let tooDeep = FindingCode(
        "feel.syntax.depth", .error, zh: "表达式嵌套过深。", en: "The expression is nested too deeply.")
    static let tooLong = FindingCode("feel.syntax.length", .error, zh: "表达式过长。", en: "The expression is too long.")
    static let mixedArguments = FindingCode(
        "feel.syntax.arguments", .error, zh: "同一次调用不能混用按名与按位参数。", en: "One call cannot mix named and positional arguments.")
    static let literalUnreadable = FindingCode(
        "feel.literal.unreadable", .error, zh: "“{text}”不是日期、时间或时长。", en: "“{text}” is no date, time or duration.")
    static let typeUnknown = FindingCode("feel.type.unknown", .error, zh: "类型“{near}”没有定义。", en: "There is no type “{near}”.")
}
