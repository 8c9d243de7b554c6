import Decimals
import FEEL
import Findings

/// One test file of the DMN TCK: the model it names, and its cases.
///
/// Results are compared as the published runners do: null equals null only; lists item by item in order; contexts key by key;
/// numbers within 0.00000001; times and durations as FEEL values. `errorResult` expects null.
///
/// Source: dmn-tck/tck, `TestCases/testCases.xsd`.
public struct SuiteFile: Sendable {
    public let modelName: String
    public let cases: [Case]

    public struct Case: Sendable {
        public let id: String
        public let invocation: Invocation
        let inputs: [Node]
        public let results: [Node]
        /// Whether any result expects something other than null.
        public var expectsValue: Bool { results.contains { $0.value != nil && $0.value?.isNull == false } }
    }

    public enum Invocation: Sendable, Equatable { case decision, function(String) }

    public struct Node: Sendable {
        public let name: String
        let namespace: String?
        let value: Given?
    }

    /// A value as the file writes it, its kind perhaps left to the model.
    indirect enum Given: Sendable {
        case null
        case plain(String, kind: String?)
        case list([Given])
        case context([(String, Given)])

        var isNull: Bool {
            if case .null = self { return true }
            return false
        }
    }

    public struct Verdict: Sendable {
        public let id: String
        public let passed: Bool
        public let expectsValue: Bool
        public let reason: String
    }

    public init(_ bytes: [UInt8]) throws {
        let root = try XMLDocument(bytes).root
        guard root.name == "testCases", root.namespace.contains("testcase") else {
            throw Unreadable(Finding(.notASuite, at: .line(root.line, column: root.column), ["name": root.name]))
        }
        modelName = root.first("modelName")?.text.trimmed ?? ""
        cases = root.all("testCase").map { xml in
            let name = xml[attribute: "invocableName"]
            let isFunction = xml[attribute: "type"] == "decisionService" || xml[attribute: "type"] == "bkm"
            return Case(
                id: xml[attribute: "id"] ?? "", invocation: isFunction ? .function(name ?? "") : .decision,
                inputs: xml.all("inputNode").map {
                    Node(name: $0[attribute: "name"] ?? "", namespace: $0[attribute: "namespace"], value: Given($0))
                },
                results: xml.all("resultNode").map {
                    Node(
                        name: $0[attribute: "name"] ?? "", namespace: $0[attribute: "namespace"],
                        value: $0.first("expected").flatMap { Given($0) })
                })
        }
    }

    // MARK: running

    public func run(_ model: Model, settings: Evaluation.Settings) -> [Verdict] {
        cases.map { run($0, model, settings) }
    }

    /// The verdicts where the model cannot be loaded: every case fails.
    public func failed(_ reason: String) -> [Verdict] {
        cases.map { Verdict(id: $0.id, passed: false, expectsValue: $0.expectsValue, reason: reason) }
    }

    private func run(_ one: Case, _ model: Model, _ settings: Evaluation.Settings) -> Verdict {
        for node in one.results {
            let expected = node.value.map { $0.value(nil, settings) } ?? .null
            guard let actual = actual(node, one, model, settings) else {
                return verdict(one, "\(node.name): the model has no such node")
            }
            let typed = model.node(node.name).map { model.nodes[$0].type } ?? .any
            let wanted = node.value.map { $0.value(typed, settings) } ?? expected
            if !SuiteFile.matches(wanted, actual.value) {
                let why = actual.findings.first.map { " (\($0.message(.en)))" } ?? ""
                return verdict(one, "\(node.name): expected \(wanted), got \(actual.value)\(why)")
            }
        }
        return Verdict(id: one.id, passed: true, expectsValue: one.expectsValue, reason: "")
    }

    private func verdict(_ one: Case, _ reason: String) -> Verdict {
        Verdict(id: one.id, passed: false, expectsValue: one.expectsValue, reason: reason)
    }

    private func actual(_ node: Node, _ one: Case, _ model: Model, _ settings: Evaluation.Settings) -> Outcome? {
        func given(_ input: Node) -> (Int, Value)? {
            guard let index = model.node(input.name, namespace: input.namespace) ?? model.node(input.name) else { return nil }
            return (index, input.value?.value(model.nodes[index].type, settings) ?? .null)
        }
        switch one.invocation {
        case .decision:
            guard let index = model.node(node.name, namespace: node.namespace) ?? model.node(node.name) else { return nil }
            return model.evaluate(index, inputs: one.inputs.compactMap(given), settings: settings)
        case .function(let name):
            let arguments = one.inputs.map { input in (input.name, given(input)?.1 ?? input.value?.value(nil, settings) ?? .null) }
            guard let outcome = model.call(name, arguments: arguments, settings: settings) else { return nil }
            // A service of several decisions answers with a context of them.
            if case .context(let context) = outcome.value, context.names.count > 1, let part = context[node.name] {
                return Outcome(value: part, findings: outcome.findings, causes: [])
            }
            return outcome
        }
    }

    static func matches(_ expected: Value, _ actual: Value) -> Bool {
        switch (expected, actual) {
        case (.number(let a), .number(let b)):
            guard let gap = a.subtracting(b)?.magnitude else { return a == b }
            return gap < Decimal34(mantissa: 1, scale: 8)
        case (.list(let a), .list(let b)):
            return a.items.count == b.items.count && zip(a.items, b.items).allSatisfy { matches($0, $1) }
        case (.context(let a), .context(let b)):
            return a.names.count == b.names.count
                && a.entries.allSatisfy { name, value in b[name].map { matches(value, $0) } ?? false }
        default:
            if expected.isNull || actual.isNull { return expected.isNull && actual.isNull }
            return Frame(Evaluation(), size: 1).equal(expected, actual)
        }
    }
}

extension SuiteFile.Given {
    init?(_ xml: XMLElement) {
        if let list = xml.first("list") {
            if list[attribute: "nil"] == "true" {
                self = .null
            } else {
                self = .list(list.all("item").map { SuiteFile.Given($0) ?? .null })
            }
            return
        }
        let components = xml.all("component")
        if !components.isEmpty {
            self = .context(components.map { (Definitions.plain($0[attribute: "name"] ?? ""), SuiteFile.Given($0) ?? .null) })
            return
        }
        guard let value = xml.first("value") else {
            if xml[attribute: "nil"] == "true" {
                self = .null
                return
            }
            return nil
        }
        if value[attribute: "nil"] == "true" {
            self = .null
        } else {
            let kind = value[attribute: "type"].map { $0.split(separator: ":").last.map(String.init) ?? $0 }
            self = .plain(value.text, kind: kind)
        }
    }

    /// The FEEL value; without a kind of its own the text is read as `type` says.
    func value(_ type: FEELType?, _ settings: Evaluation.Settings) -> Value {
        switch self {
        case .null: return .null
        case .list(let items): return .list(items.map { $0.value(type.map(\.element), settings) })
        case .context(let entries):
            return .context(entries.map { ($0.0, $0.1.value(type?.element.member($0.0), settings)) })
        case .plain(let text, let kind):
            guard let kind else { return SuiteFile.Given.untyped(text, type ?? .any, settings) }
            return SuiteFile.Given.typed(text, kind, settings)
        }
    }

    private static func typed(_ text: String, _ kind: String, _ settings: Evaluation.Settings) -> Value {
        let plain = text.trimmed
        switch kind {
        case "string": return .string(text)
        case "boolean": return .boolean(plain == "true" || plain == "1")
        case "decimal", "double", "float", "integer", "int", "long", "short": return Decimal34(plain).map { .number($0) } ?? .null
        case "date": return Value.reading("date", plain, settings)
        case "time": return Value.reading("time", plain, settings)
        case "dateTime": return Value.reading("date and time", plain, settings)
        case "duration", "dayTimeDuration", "yearMonthDuration": return Value.reading("duration", plain, settings)
        default: return .string(text)
        }
    }

    private static func untyped(_ text: String, _ type: FEELType, _ settings: Evaluation.Settings) -> Value {
        switch type.plain {
        case .number: return typed(text, "decimal", settings)
        case .boolean: return typed(text, "boolean", settings)
        case .date: return typed(text, "date", settings)
        case .time: return typed(text, "time", settings)
        case .moment: return typed(text, "dateTime", settings)
        case .months, .dayTime: return typed(text, "duration", settings)
        case .list(let element): return untyped(text, element, settings)
        default: return .string(text)
        }
    }
}

extension Value {
    /// The value that the function of the language makes of a text: `date`, `time`, `date and time`, `duration`, `number`.
    public static func reading(_ function: String, _ text: String, _ settings: Evaluation.Settings) -> Value {
        FEEL.evaluate("\(function)(from: x)", context: Context([("x", .string(text))]), settings: settings).value
    }
}

extension String {
    var trimmed: String {
        let spaces: (Character) -> Bool = { $0.isWhitespace }
        guard let first = firstIndex(where: { !spaces($0) }), let last = lastIndex(where: { !spaces($0) }) else { return "" }
        return String(self[first...last])
    }
}

extension FindingCode {
    static let notASuite = FindingCode(
        "dmn.suite.kind", .error, zh: "这不是 DMN TCK 的测试文件（{name}）。", en: "This is no test file of the DMN TCK ({name}).")
}
