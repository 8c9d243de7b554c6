import Findings
import Testing

@testable import EPCIS

@Suite(.enabled(if: Cases.arePresent, Cases.absent)) struct RoundTripTests {
    static func hashes(_ document: EPCISDocument, _ dialect: EventHash.Dialect) -> [String] {
        document.events.map { EventHash.of($0, ignoring: document.ignoredFields, dialect: dialect) }
    }

    @Test func everyDocumentKeepsItsHashesThroughTheOtherSyntaxAndBack() throws {
        var files = Cases.files("examples", "xml").filter { !$0.contains("Invalid") && !$0.contains("CaptureJob") }
        for (path, entry) in try Cases.object("expected/schema-verdicts.json")
        where (entry as? [String: String])?["schemaWithFormats"] == "valid" {
            files.append(path)
        }
        #expect(files.count == 134)
        for path in files.sorted() {
            let isXML = path.hasSuffix("xml")
            let first = try EPCISReader.read(try Cases.bytes(path)).value
            let second = try EPCISReader.read(EPCISWriter.write(first, isXML ? .json : .xml)).value
            let third = try EPCISReader.read(EPCISWriter.write(second, isXML ? .xml : .json)).value
            #expect(Self.hashes(first, .reference) == Self.hashes(third, .reference), "\(path)")
            #expect(first.vocabularies.count == third.vocabularies.count, "\(path)")
        }
    }

    /// The strict dialect does not know in which syntax an event came, except that JSON-LD shortens its addresses.
    @Test func jsonAndXMLTwinsHashAlike() throws {
        var twins = 0
        for path in Cases.files("examples", "xml") where !path.contains("Invalid") {
            let stem = path.dropLast(4)
            for other in ["\(stem).json", "\(stem).jsonld", stem.replacing("/XML/", with: "/JSON/") + ".json"] {
                guard let json = try? EPCISReader.read(try Cases.bytes(other)).value else { continue }
                let xml = try EPCISReader.read(try Cases.bytes(path)).value
                if Self.hashes(json, .strict) == Self.hashes(xml, .strict) { twins += 1 }
            }
        }
        #expect(twins >= 26)
    }
}
