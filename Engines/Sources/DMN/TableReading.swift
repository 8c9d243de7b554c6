import FEEL
import Findings

/// Reads a decision table from its element.
extension BoxedExpressions {
    mutating func table(_ xml: XMLElement, _ scope: Scope) -> Code {
        let policy = DecisionTable.HitPolicy(rawValue: xml[attribute: "hitPolicy"] ?? "UNIQUE")
        if policy == nil {
            findings.append(
                Finding(.hitPolicyUnknown, at: .line(xml.line, column: xml.column), ["name": xml[attribute: "hitPolicy"] ?? ""]))
        }
        let inputs = xml.all("input").enumerated().map { input($1, $0, scope) }
        let outputElements = xml.all("output")
        let outputs = outputElements.map { output($0, single: outputElements.count == 1, table: xml, scope) }
        var rows: [DecisionTable.Row] = []
        for (index, rule) in xml.all("rule").enumerated() {
            rows.append(row(rule, index + 1, inputs, outputs, scope))
        }
        return DecisionTable(
            name: element, hitPolicy: policy ?? .unique,
            aggregation: xml[attribute: "aggregation"].flatMap(DecisionTable.Aggregation.init(rawValue:)), inputs: inputs,
            outputs: outputs, rows: rows, origin: origin(xml), span: span(xml))
    }

    private func text(_ xml: XMLElement?) -> String { xml?.first("text")?.text ?? "" }

    private mutating func input(_ xml: XMLElement, _ index: Int, _ scope: Scope) -> DecisionTable.Input {
        let expression = xml.first("inputExpression")
        let source = text(expression)
        let origin = origin(xml, cell: .cell(row: nil, column: index + 1, sheet: element))
        let code = feel(source, scope, origin)
        var type = type(expression?[attribute: "typeRef"]) ?? code.type
        if case .null = type { type = .any }
        let inner = Scope(within: scope)
        let slot = inner.declare("?", type: type)
        var allowed: UnaryTests?
        let values = text(xml.first("inputValues"))
        if !values.allSatisfy(\.isWhitespace) {
            allowed = FEEL.tests(values, slot: slot, scope: inner, lexicon: lexicon, origin: origin) as? UnaryTests
        }
        return DecisionTable.Input(
            label: xml[attribute: "label"] ?? Definitions.plain(source), text: Definitions.plain(source), code: code, type: type,
            allowed: allowed, slot: slot, origin: origin)
    }

    private mutating func output(_ xml: XMLElement, single: Bool, table: XMLElement, _ scope: Scope) -> DecisionTable.Output {
        let name = xml[attribute: "name"].map(Definitions.plain)
        if let name { lexicon.declare(entry: name) }
        let origin = origin(xml)
        let declared = type(xml[attribute: "typeRef"]) ?? (single ? type(table[attribute: "typeRef"])?.element : nil)
        var values: [Value] = []
        let source = text(xml.first("outputValues"))
        if !source.allSatisfy(\.isWhitespace) {
            values = BoxedExpressions.values(source, lexicon)
        } else if case .named(let type)? = declared {
            values = type.listed
        }
        let fallback = text(xml.first("defaultOutputEntry"))
        return DecisionTable.Output(
            name: single ? nil : name, label: xml[attribute: "label"] ?? name ?? table[attribute: "outputLabel"] ?? "",
            type: declared ?? .any, values: values,
            otherwise: fallback.allSatisfy(\.isWhitespace) ? nil : feel(fallback, scope, origin), origin: origin)
    }

    /// The values of a list of tests that are plain values, in their order.
    static func values(_ text: String, _ lexicon: Lexicon) -> [Value] {
        let scope = Scope(within: .language())
        let slot = scope.declare("?")
        guard let tests = FEEL.tests(text, slot: slot, scope: scope, lexicon: lexicon) as? UnaryTests else { return [] }
        let frame = Frame(Evaluation(), size: scope.layout.size)
        return tests.tests.compactMap { if case .value(let code, false) = $0 { code.run(frame) } else { nil } }
    }

    private mutating func row(
        _ xml: XMLElement, _ number: Int, _ inputs: [DecisionTable.Input], _ outputs: [DecisionTable.Output], _ scope: Scope
    ) -> DecisionTable.Row {
        var cells: [DecisionTable.Cell] = []
        for (column, entry) in xml.all("inputEntry").enumerated() where column < inputs.count {
            let source = Definitions.plain(text(entry))
            if source.isEmpty || source == "-" { continue }
            let origin = origin(entry, cell: .cell(row: number, column: column + 1, sheet: element))
            let inner = Scope(within: scope)
            inner.declareInput(inputs[column].slot, type: inputs[column].type)
            let tests = FEEL.tests(text(entry), slot: inputs[column].slot, scope: inner, lexicon: lexicon, origin: origin)
            if let broken = tests as? Broken { findings.append(broken.finding) }
            let quick = (tests as? UnaryTests).map { CellTest($0) } ?? .general
            if case .any = quick { continue }
            cells.append(DecisionTable.Cell(column: column, text: source, tests: tests, quick: quick, origin: origin))
        }
        var codes: [Code] = []
        var texts: [String] = []
        for (column, entry) in xml.all("outputEntry").enumerated() where column < outputs.count {
            let source = text(entry)
            let place = Place.cell(row: number, column: inputs.count + column + 1, sheet: element)
            texts.append(Definitions.plain(source))
            codes.append(
                source.allSatisfy(\.isWhitespace) ? Literal(.null, span(entry)) : feel(source, scope, origin(entry, cell: place)))
        }
        while codes.count < outputs.count {
            codes.append(Literal(.null, span(xml)))
            texts.append("")
        }
        return DecisionTable.Row(
            number: number, cells: cells, outputs: codes, outputTexts: texts,
            annotations: xml.all("annotationEntry").map { Definitions.plain(text($0)) })
    }
}

extension FindingCode {
    static let hitPolicyUnknown = FindingCode(
        "dmn.table.policy", .error, zh: "没有命中策略“{name}”。", en: "There is no hit policy “{name}”.")
}
