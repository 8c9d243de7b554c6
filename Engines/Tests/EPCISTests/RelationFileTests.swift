import Findings
import Testing

@testable import EPCIS

/// Makes relation files after the published rules: one box, three cans, 2,500 particles in each can.
struct RelationMaker {
    var hasMark = false
    var newline = "\n"
    /// The platform's order of attributes, or parentCode behind flag as some line software writes it.
    var parentLast = false
    var cans = 3
    var particles = 2500
    var indent = ""

    func code(_ prefix: String, _ number: Int) -> String {
        prefix + "9" + String(repeating: "0", count: 12 - "\(number)".count) + "\(number)"
    }

    func line(_ code: String, _ layer: Int, _ parent: String?) -> String {
        let parentText = parent.map { " parentCode=\"\($0)\"" } ?? ""
        return parentLast
            ? "\(indent)<Code curCode=\"\(code)\" packLayer=\"\(layer)\" flag=\"2\"\(parentText)/>"
            : "\(indent)<Code curCode=\"\(code)\" packLayer=\"\(layer)\"\(parentText) flag=\"2\"/>"
    }

    func lines() -> [String] {
        var lines = [
            "<?xml version=\"1.0\" encoding=\"utf-8\"?><Document xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:noNamespaceSchemaLocation=\"关联关系XML Schema-3.0.xsd\" License=\"1001123\">",
            "<Events Version=\"3.0\">", "<Event Name=\"RelationCreate\">",
            "<Relation productCode=\"9999999\" subTypeNo=\"9500000001\" cascade=\"1:5:2500\" packageSpec=\"粒1粒\" comment=\"0\">",
            "<Batch batchNo=\"20260901\" madeDate=\"2026-09-23\" validateDate=\"2026-10-23\" workshop=\"一号车间\" lineName=\"一号生产线\" lineManager=\"甲&amp;乙\">",
            line(code("8021761", 1), 3, nil),
        ]
        for can in 1...cans {
            lines.append(line(code("8021762", can), 2, code("8021761", 1)))
            for particle in 1...particles { lines.append(line(code("8206233", can * 10_000 + particle), 1, code("8021762", can))) }
        }
        return lines + ["</Batch>", "</Relation>", "</Event>", "</Events>", "</Document>"]
    }

    func bytes(_ lines: [String]? = nil) -> [UInt8] {
        (hasMark ? [0xEF, 0xBB, 0xBF] : []) + Array((lines ?? self.lines()).map { $0 + newline }.joined().utf8)
    }
}

@Suite struct RelationFileTests {
    @Test(arguments: [false, true], ["\n", "\r\n"])
    func aFileComesBackByteForByte(hasMark: Bool, newline: String) throws {
        for parentLast in [false, true] {
            let bytes = RelationMaker(hasMark: hasMark, newline: newline, parentLast: parentLast, indent: parentLast ? "\t" : "")
                .bytes()
            let report = try RelationFile.read(bytes)
            #expect(report.value.bytes == bytes)
            #expect(report.value.codes.count == 7504)
            #expect(report.worst == .note, "three cans of five")
            #expect(report.value.batches[0].attributes.value("lineManager") == "甲&乙")
        }
    }

    @Test func aFileOfOurOwnHasThePlatformsLayout() throws {
        let maker = RelationMaker(particles: 50)
        let read = try RelationFile.read(maker.bytes()).value
        let own = RelationFile(license: "1001123", batches: read.batches)
        #expect(own.bytes == maker.bytes())
    }

    @Test func faultsAreNamedByLine() throws {
        let maker = RelationMaker(cans: 2, particles: 3)
        var lines = maker.lines()
        // Lines 6 to 14: box, can 1 with three particles, can 2 with three.
        lines[8] = maker.line(maker.code("8206233", 10_001), 1, maker.code("8021762", 1))
        lines[9] = maker.line(maker.code("8206233", 10_003), 1, maker.code("8021762", 9))
        lines[11] = maker.line(maker.code("8206233", 20_001), 1, maker.code("8021761", 1))
        lines[12] = maker.line("82062339X", 1, maker.code("8021762", 2))
        let report = try RelationFile.read(maker.bytes(lines))
        let found = report.findings.filter { $0.severity == .error }.map { "\($0.place) \($0.code.id)" }
        #expect(
            Set(found) == [
                "9 epcis.relation.repeat", "10 epcis.relation.parent", "12 epcis.relation.nesting", "13 epcis.relation.code",
            ])
        #expect(report.findings.first { $0.code == .relationRepeat }?.message(.en).contains("line 8") == true)
    }

    @Test func aWrongCountIsNamedByLine() throws {
        var maker = RelationMaker(cans: 6, particles: 1)
        var report = try RelationFile.read(maker.bytes())
        #expect(report.findings.filter { $0.code == .relationCount }.map(\.place) == [.line(6)])
        maker = RelationMaker(cans: 1, particles: 2501)
        report = try RelationFile.read(maker.bytes())
        #expect(report.findings.filter { $0.code == .relationCount }.map(\.place) == [.line(7)])
    }

    @Test(arguments: [
        "", "<Document>", "<Document></Events>", "<Document>text</Document>", "<Document a=b></Document>", "<Document a='&x;'/>",
        "<!DOCTYPE x><Document/>",
    ])
    func whatIsNoRelationFileIsRefused(text: String) {
        #expect(throws: Unreadable.self) { try RelationFile.read(Array(text.utf8)) }
    }
}
