import Findings
import Testing

@testable import EPCIS

@Suite struct ReaderTests {
    static func codes(_ text: String) -> [FindingCode] {
        do { return try EPCISReader.read(Array(text.utf8)).findings.map(\.code) } catch { return error.findings.map(\.code) }
    }

    @Test func jsonTenThousandDeepIsRefused() {
        #expect(Self.codes(String(repeating: "[", count: 10_000)) == [.jsonDeep])
        #expect(Self.codes(String(repeating: "{\"a\":", count: 10_000)) == [.jsonDeep])
    }

    @Test func entityBombsAreRefused() {
        let bomb = """
            <?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>
            <epcis:EPCISDocument xmlns:epcis="urn:epcglobal:epcis:xsd:2" schemaVersion="2.0" creationDate="2026-01-01T00:00:00Z">&b;</epcis:EPCISDocument>
            """
        #expect(Self.codes(bomb) == [.xmlDoctype])
        #expect(Self.codes("<!DOCTYPE x SYSTEM \"file:///etc/passwd\"><x/>") == [.xmlDoctype])
        #expect(Self.codes(String(repeating: "<a>", count: 10_000)) == [.xmlDeep])
    }

    @Test(arguments: [
        "", " ", "{", "[]", "{\"a\":1,}", "{\"a\" 1}", "{\"a\":01}", "{\"a\":1.}", "{\"a\":tru}", "\"a\"", "{\"a\":\"\u{1}\"}",
        "{}x", "<a>", "<a></b>", "<a/>",
    ])
    func brokenTextIsRefusedWithAPlace(text: String) { #expect(Self.codes(text).contains { $0.severity == .error }) }

    @Test func aFaultIsNamedByEventPointerRuleAndMend() throws {
        let text = Sample.json.replacing("\"bizStep\": \"packing\"", with: "\"bizStep\": \"pakking\"")
            .replacing("\"uom\": \"KGM\"", with: "\"uom\": \"kilo\"").replacing("\"ex:score\": 12", with: "\"score\": 12")
        let report = try EPCISReader.read(Array(text.utf8))
        #expect(
            report.findings.map { "\($0.place) \($0.code.id)" } == [
                "#1 /epcisBody/eventList/0/quantityList/0/uom epcis.value.unit",
                "#1 /epcisBody/eventList/0/score epcis.field.unknown",
                "#2 /epcisBody/eventList/1/bizStep epcis.value.word",
            ])
        #expect(report.findings[1].message(.en).contains("needs a namespace prefix, such as example:score"))
        let xml = String(decoding: EPCISWriter.write(try Sample.document(), .xml), as: UTF8.self)
        let broken = try EPCISReader.read(Array(xml.replacing("<action>OBSERVE</action>", with: "<action>LOOK</action>").utf8))
        #expect(
            broken.findings.map { "\($0.place) \($0.code.id)" } == [
                "#4 /epcis:EPCISDocument/EPCISBody/EventList/ObjectEvent[2]/action epcis.value.action"
            ])
    }

    /// Pieces of every size give the same events, also through the path that reads long documents on the way.
    @Test(arguments: [1, 3, 64, 1000, 100_000])
    func piecesDoNotMatter(size: Int) throws {
        let whole = try EPCISReader.read(Array(Sample.json.utf8)).value
        let bytes = Array(Sample.json.utf8)
        var position = 0
        var events: [Event] = []
        let report = try EPCISReader.read(.json) {
            let end = min(bytes.count, position + size)
            defer { position = end }
            return Array(bytes[position..<end])
        } sink: { event, findings, _ in
            if let event { events.append(event) }
            #expect(findings.isEmpty)
        }
        #expect(events == whole.events)
        #expect(report.value.vocabularies == whole.vocabularies)
    }

    @Test func aContextBehindTheEventsIsStillUsed() throws {
        let events = (0..<3000).map { number in
            """
            {"type":"ObjectEvent","eventTime":"2026-01-01T00:00:00Z","eventTimeZoneOffset":"+08:00","action":"OBSERVE","epcList":["urn:x:\(number)"],"ex:n":\(number)}
            """
        }.joined(separator: ",")
        let text = """
            {"type":"EPCISDocument","schemaVersion":"2.0","creationDate":"2026-01-01T00:00:00Z","epcisBody":{"eventList":[\(events)]},
            "@context":["https://ref.gs1.org/standards/epcis/2.0.0/epcis-context.jsonld",{"ex":"https://ns.example.com/"}]}
            """
        let report = try EPCISReader.read(Array(text.utf8))
        #expect(report.findings.isEmpty)
        #expect(report.value.events.last?.extensions.first?.name.expanded == "{https://ns.example.com/}n")
    }

    @Test func escapesAndOtherScriptsSurvive() throws {
        let text = Sample.json.replacing("\"kühl\"", with: "\"k\\u00fchl \\ud83d\\ude00 徐州 \\/ \\\" \\n\"")
        let document = try EPCISReader.read(Array(text.utf8)).value
        let note = document.events[0].extensions.first { $0.name.local == "note" }?.value
        #expect(note == .text("kühl 😀 徐州 / \" \n"))
        for syntax in [EPCISReader.Syntax.json, .xml] {
            let again = try EPCISReader.read(EPCISWriter.write(document, syntax)).value
            #expect(again.events[0].extensions.first { $0.name.local == "note" }?.value.scalar?.contains("😀 徐州 / \"") == true)
        }
        #expect(Self.codes(Sample.json.replacing("kühl", with: "\\ud83d")).contains(.jsonText))
    }
}
