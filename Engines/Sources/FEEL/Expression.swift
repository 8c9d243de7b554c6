import Findings

/// An expression, read and ready to run.
///
/// ```swift
/// let scope = Scope.language()
/// let slot = scope.declare("研发投入", type: .number)
/// let code = FEEL.expression("min(研发投入 * 0.3, 200)", scope: scope)
/// let frame = Frame(Evaluation(), size: scope.layout.size)
/// frame[slot] = .number(1000)
/// code.run(frame)   // 200
/// ```
public enum FEEL {
    /// Reads an expression. What cannot be read becomes a `Broken`, which runs to null and says why.
    public static func expression(_ text: String, scope: Scope, lexicon: Lexicon = Lexicon(), origin: Origin? = nil) -> Code {
        read(text, scope, lexicon, origin) { try $0.whole() }
    }

    /// Reads the tests of a cell; `slot` holds the value under test, which the tests may name `?`.
    public static func tests(_ text: String, slot: Int, scope: Scope, lexicon: Lexicon = Lexicon(), origin: Origin? = nil) -> Code {
        read(text, scope, lexicon, origin) { try $0.unaryTests(slot: slot) }
    }

    /// Reads the name of a type; `nil` where there is none of that name.
    public static func type(_ text: String, lexicon: Lexicon) -> FEELType? {
        if let known = lexicon.type(named: text) { return known }
        var parser = Parser(Array(text.unicodeScalars), scope: Scope(Layout()), lexicon: lexicon, origin: nil)
        guard let type = try? parser.typeName() else { return nil }
        parser.skip()
        return parser.at == parser.text.count ? type : nil
    }

    /// Runs an expression over a context.
    public static func evaluate(
        _ text: String, context: Context = Context([]), strict: Bool = false, settings: Evaluation.Settings = .init()
    ) -> Report<Value> {
        let scope = Scope.language()
        let inner = Scope(within: scope)
        let lexicon = Lexicon()
        var slots: [(Int, Value)] = []
        for (name, value) in context.entries {
            slots.append((inner.declare(name), value))
            value.declareEntries(in: lexicon)
        }
        let code = expression(text, scope: inner, lexicon: lexicon)
        let evaluation = Evaluation(strict: strict, settings: settings)
        let frame = Frame(evaluation, size: inner.layout.size)
        for (slot, value) in slots { frame[slot] = strict ? value.strict(slotName: inner.name(of: slot)) : value }
        return Report(code.run(frame), findings: evaluation.findings)
    }

    private static func read(
        _ text: String, _ scope: Scope, _ lexicon: Lexicon, _ origin: Origin?, _ body: (inout Parser) throws -> Code
    ) -> Code {
        let scalars = Array(text.unicodeScalars)
        let span = Span(0, scalars.count, origin)
        guard scalars.count <= Limits.text else { return Broken(Finding(.tooLong, at: span.place), span) }
        var parser = Parser(scalars, scope: scope, lexicon: lexicon, origin: origin)
        do {
            return try body(&parser)
        } catch let fault as Parser.Fault {
            return Broken(fault.finding, span)
        } catch {
            return Broken(Finding(.unexpected, at: span.place), span)
        }
    }
}

extension Scope {
    /// The scope that holds the functions of the language; every other scope lies within one.
    public static func language(_ layout: Layout = Layout()) -> Scope {
        let scope = Scope(layout)
        scope.buckets = builtins.buckets
        return scope
    }

    private static let builtins: Scope = {
        let scope = Scope(Layout())
        for builtin in Builtin.all { scope.declare(builtin.name, .builtin(builtin)) }
        // Sorted once, so that the copies are only read.
        for key in scope.buckets.keys { scope.buckets[key]?.sort() }
        return scope
    }()

    func name(of slot: Int) -> String {
        for bucket in buckets.values {
            for entry in bucket.entries { if case .slot(slot) = entry.binding { return entry.name } }
        }
        return ""
    }
}

extension Value {
    /// The names of entries, so that paths with spaces can be read.
    public func declareEntries(in lexicon: Lexicon) {
        switch self {
        case .context(let context):
            for (name, value) in context.entries {
                lexicon.declare(entry: name)
                value.declareEntries(in: lexicon)
            }
        case .list(let list):
            for item in list.items.prefix(100) { item.declareEntries(in: lexicon) }
        default: break
        }
    }

    /// An input as strict mode sees it: a null is a missing field.
    public func strict(slotName: String) -> Value {
        switch self {
        case .null:
            return .failure(Failure(Finding(.inputMissing, at: .name(slotName), ["name": slotName]), field: slotName))
        case .context(let context):
            return .context(Context(context.entries.map { ($0, $1.strict(slotName: slotName + "." + $0)) }))
        case .list(let list):
            return .list(list.items.enumerated().map { $1.strict(slotName: slotName + "[\($0 + 1)]") })
        default: return self
        }
    }
}

extension FindingCode {
    public static let inputMissing = FindingCode("feel.input.missing", .error, zh: "缺少“{name}”。", en: "“{name}” is missing.")
}
