import DMN
import FEEL
import Findings
import Testing

/// `Cases/tables/cases.txt`: every hit policy, every form of a cell, null and missing, in both modes.
@Suite struct TableSuiteTests {
    static let lines = Cases.lines("tables/cases.txt")

    @Test func theSuiteHasEveryPolicyAndMoreThanThreeHundredCases() {
        #expect(Self.lines.count >= 300)
        #expect(Set(Self.lines.map { parts($0, " | ")[0] }).count == 11)
    }

    @Test(arguments: lines) func tableAnswersInBothModes(line: String) throws {
        let fields = parts(line, " | ")
        try #require(fields.count == 7)
        var table = TableText(policy: fields[0])
        let types = parts(fields[1], ",")
        for (n, type) in types.enumerated() { table.inputs.append(("输入\(n + 1)", type, "")) }
        let isNumber = fields[0].hasPrefix("COLLECT ")
        table.outputs = [
            ("等级", isNumber ? "number" : "string", isNumber ? "" : "\"高\", \"中\", \"低\"", fields[3] == "-" ? "" : fields[3])
        ]
        for row in parts(fields[2], " ; ") {
            let sides = parts(row, "=>")
            table.rows.append((parts(sides[0], " & "), [sides[1]]))
        }
        let model = try table.model()
        #expect(model.findings.isEmpty, "\(model.findings.map { $0.message(.en) })")
        var inputs: [(String, Value)] = []
        for (n, text) in parts(fields[4], " & ").enumerated() where text != "missing" {
            inputs.append(("输入\(n + 1)", FEEL.evaluate(text).value))
        }
        let plain = try #require(model.evaluate("结果", inputs: inputs))
        #expect(plain.value.description == fields[5])
        let strict = try #require(model.evaluate("结果", inputs: inputs, strict: true))
        #expect((strict.isDetermined ? strict.value.description : "undetermined") == fields[6])
        // Never a silent null: a null is either undetermined, or says that no row applies.
        if strict.isDetermined, strict.value.isNull { #expect(strict.findings.contains { $0.code.id == "dmn.table.none" }) }
        if !strict.isDetermined { #expect(!strict.causes.isEmpty) }
        // The explanation comes to the same answer.
        let explained = try #require(model.explain("结果", inputs: inputs, strict: true))
        #expect(explained.explanation.table?.value.description == strict.value.description)
    }
}
