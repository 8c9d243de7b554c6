import Documents
import Findings
import Foundation
import Testing

/// A small generator with a fixed seed, so that a failure comes back.
private struct Dice: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return state ^ (state >> 29)
    }
}

/// Damage as it happens to files: cut short, bytes flipped, a piece doubled, a piece zeroed.
private func damaged(_ data: Data, _ dice: inout Dice) -> Data {
    var bytes = [UInt8](data)
    switch Int.random(in: 0..<4, using: &dice) {
    case 0: bytes = Array(bytes.prefix(Int.random(in: 0..<bytes.count, using: &dice)))
    case 1:
        for _ in 0..<Int.random(in: 1...12, using: &dice) {
            bytes[Int.random(in: 0..<bytes.count, using: &dice)] ^= UInt8.random(in: 1...255, using: &dice)
        }
    case 2:
        let start = Int.random(in: 0..<bytes.count, using: &dice)
        bytes.insert(contentsOf: bytes[start..<min(start + 40, bytes.count)], at: start)
    default:
        let start = Int.random(in: 0..<bytes.count, using: &dice)
        for index in start..<min(start + 30, bytes.count) { bytes[index] = 0 }
    }
    return Data(bytes)
}

/// A package whose parts are stored, not deflated, and whose checksums are made anew: damage reaches the XML reader.
private func withDamagedPart(_ data: Data, _ dice: inout Dice) throws -> Data {
    let archive = try Archive(data)
    let entries = try archive.entries().value
    let victim = entries[Int.random(in: 0..<entries.count, using: &dice)].name
    var writer = ArchiveWriter()
    for entry in entries {
        let content = try archive.read(entry)
        writer.add(entry.name, entry.name == victim && !content.isEmpty ? damaged(content, &dice) : content)
    }
    return writer.data()
}

@Suite struct MutationTests {
    /// Every outcome but a trap is fine; what is refused is refused with a finding.
    private func expectNoTrap(_ data: Data, seed: UInt64, rounds: Int, isPackage: Bool = true, _ read: (Data) throws -> Void) {
        var dice = Dice(state: seed)
        var refused = 0
        for round in 0..<rounds {
            do {
                try read(isPackage && round % 2 == 0 ? withDamagedPart(data, &dice) : damaged(data, &dice))
            } catch let fault as Unreadable {
                refused += 1
                #expect(!fault.findings.isEmpty)
            } catch {
                Issue.record("\(error)")
            }
        }
        #expect(refused > 0 || !isPackage)
    }

    @Test func damagedWordFilesAreReadOrRefused() throws {
        let numbering =
            WordFixture.abstract(0, WordFixture.level(0, "chineseCounting", "%1、"))
            + WordFixture.list(1, 0, WordFixture.startOverride(0, 3))
        let body =
            WordFixture.numbered("甲", 1)
            + WordFixture.table(
                [WordFixture.cell("a", "<w:gridSpan w:val=\"2\"/>")], [WordFixture.cell("b"), WordFixture.cell("c", "<w:vMerge/>")])
        let small = WordFixture(
            body: body, styles: "<w:style w:styleId=\"a\"><w:name w:val=\"heading 1\"/><w:basedOn w:val=\"a\"/></w:style>",
            numbering: numbering
        ).data
        expectNoTrap(small, seed: 1, rounds: 600) { _ = try WordReader.read($0) }
        expectNoTrap(WordWriterTests.report.data(), seed: 2, rounds: 300) { _ = try WordReader.read($0) }
    }

    @Test func damagedWorkbooksAreReadOrRefused() throws {
        let rows =
            "<row r=\"1\"><c r=\"A1\" t=\"s\"><v>0</v></c><c r=\"B1\" s=\"1\"><v>45292.5</v></c><c r=\"C1\" s=\"2\"><v>0.355</v></c></row>"
        let data = SheetFixture(rows: rows, strings: "<si><t>a_x000D_</t></si>", styles: SheetFixture.styles(["[h]:mm", "0.0%"]))
            .data
        expectNoTrap(data, seed: 3, rounds: 800) { _ = try WorkbookReader.read($0) }
        let sheet = WorkbookSheet(
            "表", columns: [WorkbookColumn("名")], rows: [WorkbookRow([.init(.text("甲")), .init(.number(1.5))])])
        let written = try Workbook(sheets: [sheet]).data().value
        expectNoTrap(written, seed: 4, rounds: 300) { _ = try WorkbookReader.read($0) }
    }

    @Test func damagedTextIsReadOrRefused() {
        let text = Data("名称,产值\r\n\"恩华,药业\",\"8\"\"6\"\n万邦;12\t3\r".utf8)
        expectNoTrap(text, seed: 5, rounds: 2_000, isPackage: false) {
            _ = try CSVReader.read($0)
            _ = FileKind.sniff($0, name: "a.csv")
        }
        expectNoTrap(text, seed: 6, rounds: 500, isPackage: false) { _ = try TextDecoding.decode(Data([0xFF, 0xFE]) + $0) }
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: "/usr/bin/pdftotext"), "pdftotext is not installed"))
    func damagedPDFIsReadOrRefused() {
        var pdf = PDFFixture()
        pdf.text("到2025年，产值达500亿元。", x: 80, y: 100)
        pdf.table(x: [80, 200, 300], y: [200, 230, 260], [[["甲"], ["乙"]], [["丙"], ["丁"]]])
        expectNoTrap(pdf.data, seed: 7, rounds: 60, isPackage: false) { _ = try PDFReader.read($0) }
    }
}
