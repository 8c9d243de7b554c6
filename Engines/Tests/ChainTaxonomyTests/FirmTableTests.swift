import Findings
import Testing

@testable import ChainTaxonomy

struct FirmTableTests {
    @Test func quotesLineBreaksAndMarksAreRead() throws {
        let table = try FirmTable.read(Array("\u{FEFF}id,scope\r\n1,\"甲,\"\"乙\"\"\n丙\"\r\n\r\n2,丁\r\n3,".utf8))
        #expect(table.header == ["id", "scope"])
        #expect(table.rowCount == 3)
        #expect(table.field(0, 1) == "甲,\"乙\"\n丙")
        #expect(table.field(1, 1) == "丁")
        #expect(table.field(2, 1) == "")
    }

    @Test(arguments: [
        ("", Finding(.firmsEmpty)), ("a,b\n1\n", Finding(.firmFields, at: .line(2), ["count": "1", "expected": "2"])),
        ("a,b\n\"1,2\n", Finding(.firmQuote, at: .line(2))),
    ])
    func brokenTablesAreRefused(_ text: String, _ finding: Finding) {
        #expect(throws: Unreadable(finding)) { try FirmTable.read(Array(text.utf8)) }
    }
}
