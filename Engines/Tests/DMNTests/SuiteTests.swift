import DMN
import Decimals
import FEEL
import Findings
import Foundation
import Testing

/// The shared half of the DMN TCK, where it lies beside the repository.
@Suite struct SuiteTests {
    static let settings = Evaluation.Settings(
        now: Moment(instant: 1_764_460_800, nanos: 0, zone: .offset(28_800)),
        zones: { name in
            guard let data = FileManager.default.contents(atPath: "/usr/share/zoneinfo/" + name) else { return nil }
            return ZoneRules(name: name, bytes: Array(data))
        })

    static let folders: [URL] = {
        guard let root = Cases.shared("dmn-tck") else { return [] }
        return ["compliance-level-2", "compliance-level-3"].flatMap { level in
            ((try? FileManager.default.contentsOfDirectory(at: root.appending(path: level), includingPropertiesForKeys: nil)) ?? [])
                .sorted { $0.path < $1.path }
        }
    }()

    static func load(_ folder: URL) throws -> (model: Model, suite: SuiteFile, bytes: [UInt8])? {
        let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
        guard let test = files.first(where: { $0.pathExtension == "xml" }) else { return nil }
        let suite = try SuiteFile(Array(Data(contentsOf: test)))
        let others = try files.filter { $0.pathExtension == "dmn" && $0.lastPathComponent != suite.modelName }.map {
            Array(try Data(contentsOf: $0))
        }
        let bytes = Array(try Data(contentsOf: folder.appending(path: suite.modelName)))
        return (try Model(bytes, imports: others), suite, bytes)
    }

    @Test(.enabled(if: !folders.isEmpty, "the shared cases are not beside the repository"))
    func everyFolderButExternalJavaPassesWhole() throws {
        var cases = 0
        for folder in Self.folders {
            guard let (model, suite, _) = try Self.load(folder) else { continue }
            let verdicts = suite.run(model, settings: Self.settings)
            cases += verdicts.count
            if folder.lastPathComponent == "0076-feel-external-java" {
                #expect(
                    model.findings.contains { $0.code.id == "dmn.function.external" || $0.code.id == "feel.function.external" }
                        || !verdicts.isEmpty)
                continue
            }
            for verdict in verdicts { #expect(verdict.passed, "\(folder.lastPathComponent) \(verdict.id): \(verdict.reason)") }
        }
        #expect(cases == 1537)
    }

    /// Every expected value that is not null is changed; every such case must then fail.
    @Test(.enabled(if: !folders.isEmpty, "the shared cases are not beside the repository"))
    func aTamperedExpectationFails() throws {
        let wanted = [
            "0008-LX-arithmetic", "0004-simpletable-U", "0087-chapter-11-example", "1103-feel-substring-function", "0001-filter",
        ]
        for folder in Self.folders where wanted.contains(folder.lastPathComponent) {
            guard let (model, _, _) = try Self.load(folder),
                let file = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil).first(where: {
                    $0.pathExtension == "xml"
                })
            else { continue }
            let text = String(decoding: try Data(contentsOf: file), as: UTF8.self)
            var out = ""
            for part in text.components(separatedBy: "<expected>") {
                if out.isEmpty {
                    out = part
                    continue
                }
                let pieces = part.components(separatedBy: "</value>").map { piece in
                    guard let close = piece.lastIndex(of: ">") else { return piece }
                    return piece[...close] + "9" + piece[piece.index(after: close)...]
                }
                out +=
                    "<expected>" + pieces.dropLast().joined(separator: "</value>") + "</value>" + part.components(
                        separatedBy: "</value>"
                    ).last!
            }
            let tampered = try SuiteFile(Array(out.utf8))
            let verdicts = tampered.run(model, settings: Self.settings)
            let valued = verdicts.filter(\.expectsValue)
            #expect(valued.isEmpty == false && valued.contains { !$0.passed }, "\(folder.lastPathComponent)")
            if folder.lastPathComponent == "0008-LX-arithmetic" { #expect(valued.allSatisfy { !$0.passed }) }
        }
    }

    @Test(.enabled(if: !folders.isEmpty, "the shared cases are not beside the repository"))
    func everyModelIsWrittenAsItWasRead() throws {
        for folder in Self.folders {
            guard let (model, _, bytes) = try Self.load(folder) else { continue }
            let again = try XMLDocument(model.write())
            #expect(Self.same(try XMLDocument(bytes).root, again.root), "\(folder.lastPathComponent)")
            #expect(again.write() == model.write())
        }
    }

    static func same(_ a: XMLElement, _ b: XMLElement) -> Bool {
        guard a.qualifiedName == b.qualifiedName, a.namespace == b.namespace, a.children.count == b.children.count,
            a.attributes.map({ $0.name + "=" + $0.value }) == b.attributes.map({ $0.name + "=" + $0.value })
        else { return false }
        return zip(a.children, b.children).allSatisfy { x, y in
            switch (x, y) {
            case (.element(let x), .element(let y)): same(x, y)
            case (.text(let x), .text(let y)), (.cdata(let x), .cdata(let y)), (.comment(let x), .comment(let y)): x == y
            case (.instruction(let x, let u), .instruction(let y, let v)): x == y && u == v
            default: false
            }
        }
    }
}

@Suite struct XMLTests {
    /// As free editors write it: diagram interchange, vendor extensions, comments, character data sections.
    static let edited = """
        <?xml version="1.0" encoding="UTF-8"?>
        <!-- 导出自编辑器 -->
        <definitions xmlns="https://www.omg.org/spec/DMN/20191111/MODEL/" xmlns:dmndi="https://www.omg.org/spec/DMN/20191111/DMNDI/" \
        xmlns:dc="http://www.omg.org/spec/DMN/20180521/DC/" xmlns:modeler="http://camunda.org/schema/modeler/1.0" id="d" name="政策" \
        namespace="http://camunda.org/schema/1.0/dmn" modeler:executionPlatform="Camunda Cloud">
          <inputData id="rd" name="研发投入 (万元)"><variable name="研发投入 (万元)" typeRef="number"/></inputData>
          <decision id="grant" name="补助">
            <extensionElements><vendor:note xmlns:vendor="urn:vendor" level="1"><![CDATA[a < b & c]]></vendor:note></extensionElements>
            <variable name="补助" typeRef="number"/>
            <informationRequirement id="r1"><requiredInput href="#rd"/></informationRequirement>
            <literalExpression><text>min(研发投入 (万元) * 0.3, 200)</text></literalExpression>
          </decision>
          <dmndi:DMNDI><dmndi:DMNDiagram><dmndi:DMNShape dmnElementRef="grant"><dc:Bounds height="80" width="180" x="160" y="100"/>\
        </dmndi:DMNShape></dmndi:DMNDiagram></dmndi:DMNDI>
        </definitions>
        """

    @Test func diagramAndExtensionsSurviveLoadingAndSaving() throws {
        let model = try Model(Array(Self.edited.utf8))
        #expect(String(decoding: model.write(), as: UTF8.self).trimmingCharacters(in: .newlines) == Self.edited)
    }

    @Test func namesWithSpacesAndBracketsAreRead() throws {
        let model = try Model(Array(Self.edited.utf8))
        #expect(model.evaluate("补助", inputs: [("研发投入 (万元)", .number(100))])?.value.description == "30.0")
    }

    @Test(arguments: [
        "<!DOCTYPE d [<!ENTITY a \"aaaa\"><!ENTITY b \"&a;&a;&a;\">]><definitions>&b;</definitions>",
        "<!DOCTYPE d SYSTEM \"file:///etc/passwd\"><definitions/>", "<definitions>&x;</definitions>", "<definitions", "", "<a/>",
        "\u{0}",
        String(repeating: "<a>", count: 10_000), "<definitions xmlns=\"urn:other\"/>",
    ])
    func hostileXMLIsRefusedWithAPlace(text: String) {
        #expect(throws: Unreadable.self) { try Model(Array(text.utf8)) }
        do { _ = try Model(Array(text.utf8)) } catch let fault as Unreadable {
            guard case .line(let line, let column)? = fault.findings.first?.place else {
                Issue.record("no place")
                return
            }
            #expect(line >= 1 && column != nil)
        } catch { Issue.record("\(error)") }
    }

    @Test func decisionsThatNeedEachOtherAreReportedAndDoNotHang() throws {
        let text = """
            <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="c" namespace="urn:c">
            <decision id="a" name="a"><variable name="a"/><informationRequirement><requiredDecision href="#b"/></informationRequirement>
            <literalExpression><text>b + 1</text></literalExpression></decision>
            <decision id="b" name="b"><variable name="b"/><informationRequirement><requiredDecision href="#a"/></informationRequirement>
            <literalExpression><text>a + 1</text></literalExpression></decision></definitions>
            """
        let model = try Model(Array(text.utf8))
        #expect(model.findings.contains { $0.code.id == "dmn.requirement.cycle" })
        #expect(model.evaluate("a", inputs: [])?.value.isNull == true)
        #expect(model.evaluate("a", inputs: [], strict: true)?.isDetermined == false)
    }
}
