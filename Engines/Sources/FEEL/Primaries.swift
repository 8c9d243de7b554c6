import Decimals
import Findings

/// Literals, lists, ranges, contexts and functions.
extension Parser {
    mutating func primary() throws -> Code {
        skip()
        let start = at
        guard let next = peek else { throw fault(.unexpected, at) }
        switch next {
        case "0"..."9": return try number()
        case "." where peek(1).map({ ("0"..."9").contains($0) }) == true: return try number()
        case "\"": return Literal(.string(try string()), span(start), type: .string)
        case "@": return try atLiteral()
        case "(": return try parenthesis()
        case "[": return try bracket()
        case "]":
            at += 1
            return try range(low: try expression(), includesLow: false, start)
        case "{": return try context()
        default: break
        }
        if let word = literalWord() { return Literal(word.0, span(start), type: word.1) }
        if let word = keyword(["function"]), word == "function" {
            skip()
            if peek == "(" { return try function(start) }
            at = start
        }
        return try name()
    }

    // MARK: literals

    mutating func number() throws -> Literal {
        let start = at
        while let c = peek, ("0"..."9").contains(c) { at += 1 }
        if peek == ".", let c = peek(1), ("0"..."9").contains(c) {
            at += 1
            while let c = peek, ("0"..."9").contains(c) { at += 1 }
        }
        if peek == "e" || peek == "E" {
            let sign = peek(1) == "+" || peek(1) == "-" ? 2 : 1
            if let c = peek(sign), ("0"..."9").contains(c) {
                at += sign
                while let c = peek, ("0"..."9").contains(c) { at += 1 }
            }
        }
        guard let value = Decimal34(String(String.UnicodeScalarView(text[start..<at]))) else { throw fault(.unexpected, start) }
        return Literal(.number(value), span(start), type: .number)
    }

    mutating func string() throws -> String {
        let start = at
        at += 1
        var out = String.UnicodeScalarView()
        var high: UInt32?
        while let c = peek {
            at += 1
            if c == "\"" { return String(out) }
            guard c == "\\", let escaped = peek else {
                out.append(c)
                continue
            }
            at += 1
            switch escaped {
            case "n": out.append("\n")
            case "r": out.append("\r")
            case "t": out.append("\t")
            case "\"", "\\", "'": out.append(escaped)
            case "u", "U":
                let width = escaped == "u" ? 4 : 6
                guard let value = hex(width) else {
                    out.append("\\")
                    out.append(escaped)
                    continue
                }
                if (0xD800...0xDBFF).contains(value) {
                    high = value
                    continue
                }
                if (0xDC00...0xDFFF).contains(value), let first = high,
                    let joined = Unicode.Scalar(0x10000 + (first - 0xD800) << 10 + (value - 0xDC00))
                {
                    out.append(joined)
                } else {
                    out.append(Unicode.Scalar(value) ?? "\u{FFFD}")
                }
                high = nil
            default:
                out.append("\\")
                out.append(escaped)
            }
        }
        throw fault(.missing, start, "\"")
    }

    private mutating func hex(_ width: Int) -> UInt32? {
        guard at + width <= text.count else { return nil }
        let digits = String(String.UnicodeScalarView(text[at..<at + width]))
        guard digits.utf8.allSatisfy({ ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x66 || (0x30...0x39).contains($0) }),
            let value = UInt32(digits, radix: 16)
        else { return nil }
        at += width
        return value
    }

    private mutating func atLiteral() throws -> Code {
        let start = at
        at += 1
        skip()
        guard peek == "\"" else { throw fault(.missing, at, "\"") }
        return AtLiteral(try string(), span(start))
    }

    private mutating func literalWord() -> (Value, FEELType)? {
        let start = at
        guard let word = keyword(["true", "false", "null"]) else { return nil }
        if let match = scope.match(text, start), match.end > at {
            at = start
            return nil
        }
        return word == "null" ? (.null, .null) : (.boolean(word == "true"), .boolean)
    }

    // MARK: brackets

    private mutating func parenthesis() throws -> Code {
        let start = at
        at += 1
        skip()
        if let sign = comparator() {
            let end = try expression()
            skip()
            guard take(")") else { throw fault(.missing, at, ")") }
            switch sign {
            case .less, .atMost: return RangeCode(nil, false, end, sign == .atMost, span(start))
            case .more, .atLeast: return RangeCode(end, sign == .atLeast, nil, false, span(start))
            case .equal: return RangeCode(end, true, end, true, shape: .point, span(start))
            case .unequal: return RangeCode(end, false, end, false, shape: .except, span(start))
            }
        }
        let inner = try expression()
        skip()
        if take("..") { return try rangeTail(inner, false, start) }
        guard take(")") else { throw fault(.missing, at, ")") }
        return inner
    }

    private mutating func bracket() throws -> Code {
        let start = at
        at += 1
        skip()
        if take("]") { return ListCode([], span(start)) }
        var items: [Code] = []
        while true {
            items.append(try expression())
            guard items.count < 100_000 else { throw fault(.tooLong, at) }
            skip()
            if items.count == 1, take("..") { return try rangeTail(items[0], true, start) }
            if take(",") { continue }
            guard take("]") else { throw fault(.missing, at, "]") }
            return ListCode(items, span(start))
        }
    }

    private mutating func range(low: Code, includesLow: Bool, _ start: Int) throws -> Code {
        skip()
        guard take("..") else { throw fault(.missing, at, "..") }
        return try rangeTail(low, includesLow, start)
    }

    mutating func rangeTail(_ low: Code, _ includesLow: Bool, _ start: Int) throws -> Code {
        depth += 1
        guard depth <= 100 else { throw fault(.tooDeep, at) }
        let closes = bracketCloses
        bracketCloses = true
        let high = try binary(3)
        bracketCloses = closes
        depth -= 1
        skip()
        if take("]") { return RangeCode(low, includesLow, high, true, span(start)) }
        if take(")") || take("[") { return RangeCode(low, includesLow, high, false, span(start)) }
        throw fault(.missing, at, "]")
    }

    private mutating func context() throws -> Code {
        let start = at
        at += 1
        let outer = scope
        defer { scope = outer }
        scope = Scope(within: outer)
        var entries: [ContextCode.Entry] = []
        var seen: Set<String> = []
        skip()
        if take("}") { return ContextCode([], span(start)) }
        while true {
            skip()
            let name: String
            if peek == "\"" {
                name = try string()
                skip()
                guard take(":") else { throw fault(.missing, at, ":") }
            } else {
                guard let key = argumentName() else { throw fault(.unexpected, at) }
                name = key
            }
            guard seen.insert(name).inserted, seen.count <= 2000 else { throw fault(.duplicateEntry, at, name) }
            lexicon.declare(entry: name)
            let code = try expression()
            entries.append(ContextCode.Entry(name: name, slot: scope.declare(name, type: code.type), code: code))
            skip()
            if take(",") { continue }
            guard take("}") else { throw fault(.missing, at, "}") }
            return ContextCode(entries, span(start))
        }
    }

    private mutating func function(_ start: Int) throws -> Code {
        at += 1
        let outer = scope
        defer { scope = outer }
        let layout = Layout(within: outer)
        scope = Scope(within: outer, layout: layout)
        var parameters: [Function.Parameter] = []
        skip()
        if !take(")") {
            while true {
                let (name, type) = try parameter()
                guard parameters.count < 1000, !parameters.contains(where: { $0.name == name }) else {
                    throw fault(.duplicateEntry, at, name)
                }
                parameters.append(Function.Parameter(name: name, type: type))
                _ = scope.declare(name, type: type)
                skip()
                if take(",") { continue }
                guard take(")") else { throw fault(.missing, at, ")") }
                break
            }
        }
        skip()
        if keyword(["external"]) != nil {
            _ = try expression()
            return Broken(Finding(.externalFunction, at: span(start).place), span(start))
        }
        return FunctionLiteral(parameters, try expression(), layout, span(start))
    }

    private mutating func parameter() throws -> (String, FEELType) {
        skip()
        let start = at
        while let c = peek, c != ",", c != ")", c != ":", at - start < 500 { at += 1 }
        let name = Parser.collapsed(text[start..<at])
        guard let first = name.unicodeScalars.first, Lexical.isNameStart(first) else { throw fault(.unexpected, start) }
        guard take(":") else { return (name, .any) }
        return (name, try typeName())
    }
}

/// `@"2024-02-29"`: read when it runs, since regions come from the caller.
final class AtLiteral: Code, @unchecked Sendable {
    let text: String
    init(_ text: String, _ span: Span) {
        self.text = text
        super.init(span)
        if TemporalText.date(text) != nil {
            type = .date
        } else if let span = TemporalText.duration(text) {
            if case .months = span { type = .months } else { type = .dayTime }
        }
    }
    override func run(_ frame: Frame) -> Value {
        let zones = frame.evaluation.settings.zones
        if let date = TemporalText.date(text) { return .date(date) }
        if let moment = TemporalText.moment(text, zones: zones) { return .moment(moment) }
        if let time = TemporalText.time(text, zones: zones) { return .time(time) }
        if let duration = TemporalText.duration(text) { return duration }
        return frame.evaluation.null(.literalUnreadable, at: span, ["text": text])
    }
    override func written(_ frame: Frame) -> String { "@\"\(text)\"" }
}

extension FindingCode {
    static let duplicateEntry = FindingCode(
        "feel.syntax.duplicate", .error, zh: "“{wanted}”出现了两次。", en: "“{wanted}” is given twice.")
    public static let externalFunction = FindingCode(
        "feel.function.external", .error, zh: "不支持外部函数（Java 或 PMML）。", en: "External functions (Java or PMML) are not supported.")
}
