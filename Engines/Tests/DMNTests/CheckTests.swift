import DMN
import Findings
import Foundation
import Testing

/// Tables with a seeded fault, and tables without one.
@Suite struct CheckTests {
    static let faulty = Cases.lines("checks/faulty.txt")
    static let sound = Cases.lines("checks/sound.txt")

    static func model(_ fields: [String]) throws -> Model {
        var table = TableText(policy: fields[0])
        for input in parts(fields[1], " ; ") {
            let (rest, allowed) = bracketed(input)
            let words = rest.split(separator: " ", maxSplits: 1).map(String.init)
            table.inputs.append((words[0], words.count > 1 ? words[1] : "", allowed ?? ""))
        }
        let (output, bracket) = bracketed(fields[2])
        let words = output.split(separator: " ", maxSplits: 1).map(String.init)
        let ranks = table.policy == "PRIORITY" || table.policy == "OUTPUT ORDER"
        let values = ranks ? (bracket.flatMap { $0.isEmpty ? nil : $0 } ?? "\"高\", \"低\"") : ""
        table.outputs = [(words[0], words.count > 1 ? words[1] : "", values, ranks ? "" : bracket ?? "")]
        for row in parts(fields[3], " ; ") {
            let sides = parts(row, "=>")
            table.rows.append((parts(sides[0], " & "), [sides[1]]))
        }
        return try table.model()
    }

    /// `name type [text]`
    static func bracketed(_ text: String) -> (String, String?) {
        guard text.hasSuffix("]"), let open = text.range(of: " [") else { return (text, nil) }
        return (String(text[..<open.lowerBound]), String(text[open.upperBound...].dropLast()))
    }

    @Test func thereAreFiftyFaults() { #expect(Self.faulty.count == 50) }

    @Test(arguments: faulty) func theFaultIsFoundAtItsPlace(line: String) throws {
        let fields = parts(line, " | ")
        let wanted = fields[4].split(separator: " ").map(String.init)
        let findings = try Self.model(fields).check()
        let found = findings.contains { finding in
            guard finding.code.id == wanted[0], case .cell(let row, let column, _) = finding.place else { return false }
            return row == Int(wanted[1]) && column == Int(wanted[2])
        }
        #expect(found, "\(findings.map { "\($0.code.id) \($0.place) \($0.message(.en))" })")
        // Nothing of another kind is said about it, but for cells that are also beyond reading.
        let others = findings.filter { $0.code.id != wanted[0] && $0.severity > .note }
        #expect(others.isEmpty, "\(others.map { "\($0.code.id) \($0.place) \($0.message(.en))" })")
    }

    @Test(arguments: sound) func aSoundTableRaisesNoAlarm(line: String) throws {
        let findings = try Self.model(parts(line, " | ")).check()
        #expect(findings.isEmpty, "\(findings.map { "\($0.code.id) \($0.place) \($0.message(.en))" })")
    }
}
