import Findings
import Foundation
import Testing

@testable import ChainTaxonomy

/// Faults of a taxonomy, each with its line.
struct TaxonomyCheckTests {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
        .deletingLastPathComponent()

    static func findings(_ nodes: [String], chains: String = "dev: 器械") throws -> [Finding] {
        let text = "version: 1\nchains: {\(chains)}\nnodes:\n" + nodes.map { "- {\($0)}\n" }.joined()
        return try ChainTaxonomy.read(Array(text.utf8)).findings
    }

    static func node(_ id: String, inputs: String = "", more: String = "") -> String {
        "id: \(id), zh: 甲, chains: [dev], stage: midstream, inputs: [\(inputs)], gb: [\"3584\"], kw: [注射器]\(more)"
    }

    @Test func aCircleOfSupplyIsWrittenOut() throws {
        let found = try Self.findings([
            Self.node("A", inputs: "C"), Self.node("B", inputs: "A"), Self.node("C", inputs: "B"), Self.node("D", inputs: "C"),
        ])
        #expect(found.map(\.code) == [.supplyCycle])
        #expect(found[0].arguments["cycle"] == "B -> C -> A -> B" || found[0].arguments["cycle"] == "A -> B -> C -> A")
    }

    @Test func twoCirclesAreTwoFindings() throws {
        let found = try Self.findings([
            Self.node("A", inputs: "B"), Self.node("B", inputs: "A"), Self.node("C", inputs: "D"), Self.node("D", inputs: "C"),
            Self.node("E", inputs: "E"),
        ])
        #expect(found.map(\.code) == [.supplyCycle, .supplyCycle, .supplyCycle])
    }

    @Test func anOrphanStandsAlone() throws {
        let found = try Self.findings([Self.node("A"), Self.node("B", inputs: "A"), Self.node("C")])
        #expect(found == [Finding(.orphan, at: .line(6), ["id": "C", "zh": "甲"])])
    }

    @Test func unknownAndRepeatedIdsAreNamed() throws {
        let found = try Self.findings([Self.node("A", inputs: "Z"), Self.node("A"), Self.node("B", inputs: "A")])
        #expect(found.map(\.code) == [.nodeTwice, .unknownInput])
        #expect(found[0].place == .line(5))
    }

    @Test func fieldsStagesCodesAndChainsAreChecked() throws {
        let found = try Self.findings(
            ["id: A, chains: [nope], stage: middle, inputs: [B], gb: [\"27x\"], kw: [甲], colour: red", Self.node("B")],
            chains: "dev: 器械, rnd: 研发")
        #expect(found.map(\.code) == [.unknownField, .unknownChain, .unknownStage, .badCode, .chainEmpty])
    }

    @Test func aFileWithoutNodesIsNoTaxonomy() {
        #expect(throws: Unreadable.self) { try ChainTaxonomy.read(Array("chains: {a: b}\n".utf8)) }
        #expect(throws: Unreadable.self) { try ChainTaxonomy.read(Array("- a\n".utf8)) }
    }

    @Test func aLongChainIsCheckedWithoutRecursion() throws {
        let nodes = (0..<5000).map { Self.node("N\($0)", inputs: $0 == 0 ? "" : "N\($0 - 1)") }
        #expect(try Self.findings(nodes).isEmpty)
    }

    @Test func theBiomedicalChainHasNoError() throws {
        let file = Self.root.appendingPathComponent("Content/chains/biomed.yaml")
        let report = try ChainTaxonomy.read([UInt8](Data(contentsOf: file)))
        #expect(report.value.chains.count == 8)
        #expect(report.value.nodes.count == 140)
        #expect(report.value.supplies.count == 335)
        #expect(report.findings.filter { $0.severity == .error }.isEmpty)
        #expect(report.value["X18"]?.en == "Antigens, antibodies and IVD raw materials")
    }
}
