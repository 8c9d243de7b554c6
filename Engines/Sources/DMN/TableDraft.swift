/// A decision table being written: what a person enters, as a complete DMN 1.5 file.
///
/// Inputs of a type become input data of the same name; the texts are written as they are, so that a draft with a fault can be
/// saved, read back and checked.
///
/// ```swift
/// var draft = TableDraft(decision: "补助", hitPolicy: .unique)
/// draft.inputs = [.init(expression: "研发投入", type: "number")]
/// draft.outputs = [.init(name: "金额", type: "number")]
/// draft.rows = [.init(cells: [">= 500"], outputs: ["min(研发投入 * 0.3, 200)"])]
/// let model = try Model(draft.write())
/// ```
public struct TableDraft: Sendable {
    public struct Input: Sendable {
        public var expression: String
        public var type: String?
        public var allowed: String?
        public var label: String?
        public init(expression: String, type: String? = nil, allowed: String? = nil, label: String? = nil) {
            self.expression = expression
            self.type = type
            self.allowed = allowed
            self.label = label
        }
    }

    public struct Output: Sendable {
        public var name: String
        public var type: String?
        public var values: String?
        public var otherwise: String?
        public init(name: String, type: String? = nil, values: String? = nil, otherwise: String? = nil) {
            self.name = name
            self.type = type
            self.values = values
            self.otherwise = otherwise
        }
    }

    public struct Row: Sendable {
        public var cells: [String]
        public var outputs: [String]
        public var annotation: String?
        public init(cells: [String], outputs: [String], annotation: String? = nil) {
            self.cells = cells
            self.outputs = outputs
            self.annotation = annotation
        }
    }

    public var decision: String
    public var namespace = "urn:yaolian:draft"
    public var hitPolicy: DecisionTable.HitPolicy
    public var aggregation: DecisionTable.Aggregation?
    public var inputs: [Input] = []
    public var outputs: [Output] = []
    public var rows: [Row] = []

    public init(decision: String, hitPolicy: DecisionTable.HitPolicy, aggregation: DecisionTable.Aggregation? = nil) {
        self.decision = decision
        self.hitPolicy = hitPolicy
        self.aggregation = aggregation
    }

    /// The file in UTF-8.
    public func write() -> [UInt8] {
        let data = inputs.enumerated().filter { $0.element.type != nil }
        var out = """
            <?xml version="1.0" encoding="UTF-8"?>
            <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" id="definitions" name=\(quoted(decision)) \
            namespace=\(quoted(namespace))>

            """
        for (n, input) in data {
            out += "  <inputData id=\"input\(n + 1)\" name=\(quoted(input.expression))>"
            out += "<variable name=\(quoted(input.expression))\(attribute("typeRef", input.type))/></inputData>\n"
        }
        out += "  <decision id=\"decision\" name=\(quoted(decision))>\n    <variable name=\(quoted(decision))/>\n"
        for (n, _) in data {
            out += "    <informationRequirement><requiredInput href=\"#input\(n + 1)\"/></informationRequirement>\n"
        }
        out += "    <decisionTable hitPolicy=\(quoted(hitPolicy.rawValue))\(attribute("aggregation", aggregation?.rawValue))>\n"
        for input in inputs {
            out +=
                "      <input label=\(quoted(input.label ?? input.expression))><inputExpression\(attribute("typeRef", input.type))>"
            out += text(input.expression) + "</inputExpression>" + element("inputValues", input.allowed) + "</input>\n"
        }
        for output in outputs {
            out +=
                "      <output name=\(quoted(output.name))\(attribute("typeRef", output.type))>"
                + element("outputValues", output.values)
            out += element("defaultOutputEntry", output.otherwise) + "</output>\n"
        }
        for row in rows {
            out += "      <rule>" + row.cells.map { "<inputEntry>" + text($0) + "</inputEntry>" }.joined()
            out += row.outputs.map { "<outputEntry>" + text($0) + "</outputEntry>" }.joined()
            out += element("annotationEntry", row.annotation) + "</rule>\n"
        }
        return Array((out + "    </decisionTable>\n  </decision>\n</definitions>\n").utf8)
    }

    private func quoted(_ value: String) -> String { "\"" + XMLDocument.escaped(value, attribute: true) + "\"" }
    private func attribute(_ name: String, _ value: String?) -> String { value.map { " " + name + "=" + quoted($0) } ?? "" }
    private func text(_ content: String) -> String { "<text>" + XMLDocument.escaped(content, attribute: false) + "</text>" }
    private func element(_ name: String, _ content: String?) -> String {
        content.map { "<\(name)>" + text($0) + "</\(name)>" } ?? ""
    }
}
