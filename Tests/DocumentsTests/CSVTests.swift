import Documents
import Findings
import Foundation
import Testing

@Suite struct CSVReaderTests {
    private func rows(_ text: String) throws -> [[String]] { try CSVReader.read(Data(text.utf8)).value.rows }

    @Test func quotesLineEndsAndEmptyFields() throws {
        #expect(
            try rows("a,b\r\n\"甲,\"\"乙\"\"\",\n\"x\r\ny\",z\r,\"\"") == [
                ["a", "b"], ["甲,\"乙\"", ""], ["x\r\ny", "z"], ["", ""],
            ])
        #expect(try rows("a,b\n\n\r\nc,d\n") == [["a", "b"], ["c", "d"]])
    }

    @Test func aRecordKnowsItsLine() throws {
        let table = try CSVReader.read(Data("h,i\r\n\"1\n2\",x\n\ny,z".utf8)).value
        #expect(table.lines == [1, 2, 5])
    }

    @Test func theDelimiterIsGuessed() throws {
        let samples: [(String, Character)] = [
            ("a\tb\n1,5\t2\n", "\t"), ("a;b;c\n1,5;2;3\n", ";"), ("名称|产值\n甲|1", "|"), ("一列\n甲，乙\n", ","), ("a,b\n\"x;y;z\",2", ","),
        ]
        for (text, delimiter) in samples { #expect(try CSVReader.read(Data(text.utf8)).value.delimiter == delimiter, "\(text)") }
        #expect(try rows("sep=;\r\na,b;c\n") == [["a,b", "c"]])
    }

    @Test func gb18030AndTheMark() throws {
        let report = try CSVReader.read("名称,产值\n恩华药业,86".data(using: gb18030)!)
        #expect(report.value.encoding == .gb18030)
        #expect(report.value.rows[1] == ["恩华药业", "86"])
        #expect(try rows("\u{FEFF}名称,x").first == ["名称", "x"])
    }

    @Test func aQuoteLeftOpenIsReportedWithItsLine() throws {
        let report = try CSVReader.read(Data("a,b\n1,\"2\n3,4\n".utf8))
        #expect(report.value.rows == [["a", "b"]])
        #expect(report.findings.map(\.place) == [.line(2)])
        #expect(report.findings[0].message(.zh).hasPrefix("第 2 行的引号一直没有闭合"))
        let tail = try CSVReader.read(Data("\"甲\"乙,1".utf8))
        #expect(tail.value.rows == [["甲乙", "1"]])
        #expect(tail.findings.first?.code == .csvQuoteTail)
    }

    @Test func limitsStopAWideOrLongFile() {
        var limits = DocumentLimits()
        limits.columns = 3
        #expect(refusal { _ = try CSVReader.read(Data("a,b,c,d".utf8), limits: limits) }?.code == .tableTooLarge)
        limits.columns = 9
        limits.rows = 2
        #expect(refusal { _ = try CSVReader.read(Data("a\nb\nc".utf8), limits: limits) }?.place == .line(3))
    }
}

@Suite struct CSVWriterTests {
    @Test func whatIsWrittenIsReadBack() throws {
        let cells: [[Cell]] = [[.text("a,\"b\"\r\nc"), .number(0.1), .empty], [.text(" x"), .bool(true), .integer(-7)]]
        let table = try CSVReader.read(CSVWriter.write(cells)).value
        #expect(table.rows == [["a,\"b\"\r\nc", "0.1", ""], [" x", "TRUE", "-7"]])
        #expect(table.encoding == .utf8Mark)
    }

    @Test func aFormulaIsWrittenAsText() {
        let row: [Cell] = [.text("=cmd|'/c calc'!A0"), .text("@x"), .text("-3.5"), .text("-3+2"), .text("＝1"), .number(-2)]
        let text = String(decoding: CSVWriter.write([row], mark: false), as: UTF8.self)
        #expect(text == "'=cmd|'/c calc'!A0,'@x,-3.5,'-3+2,'＝1,-2\r\n")
    }
}
