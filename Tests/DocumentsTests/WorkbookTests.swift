import Documents
import Findings
import Foundation
import Testing

/// An XLSX file from the XML of its sheets.
struct SheetFixture {
    var rows: String
    var strings = ""
    var styles = ""
    var book = "<sheets><sheet name=\"表\" sheetId=\"1\" r:id=\"r1\"/></sheets>"
    var after = ""

    var data: Data {
        let main =
            "xmlns=\"http://schemas.openxmlformats.org/spreadsheetml/2006/main\" xmlns:r=\"http://schemas.openxmlformats.org/officeDocument/2006/relationships\""
        var archive = ArchiveWriter()
        archive.add("[Content_Types].xml", Data("<Types/>".utf8))
        archive.add("xl/workbook.xml", Data("<workbook \(main)>\(book)</workbook>".utf8))
        archive.add(
            "xl/_rels/workbook.xml.rels",
            Data(
                "<Relationships xmlns=\"http://schemas.openxmlformats.org/package/2006/relationships\"><Relationship Id=\"r1\" Type=\"a/worksheet\" Target=\"worksheets/sheet1.xml\"/></Relationships>"
                    .utf8))
        if !strings.isEmpty { archive.add("xl/sharedStrings.xml", Data("<sst \(main)>\(strings)</sst>".utf8)) }
        if !styles.isEmpty { archive.add("xl/styles.xml", Data("<styleSheet \(main)>\(styles)</styleSheet>".utf8)) }
        archive.add("xl/worksheets/sheet1.xml", Data("<worksheet \(main)><sheetData>\(rows)</sheetData>\(after)</worksheet>".utf8))
        return archive.data()
    }

    func read() throws -> Sheet { try #require(try WorkbookReader.read(data).value.first) }

    /// Styles 1… with these number formats; a number is a built-in id.
    static func styles(_ codes: [String]) -> String {
        let custom = codes.enumerated().filter { Int($0.element) == nil }
            .map { "<numFmt numFmtId=\"\(200 + $0.offset)\" formatCode=\"\($0.element)\"/>" }.joined()
        let used = codes.enumerated().map { "<xf numFmtId=\"\(Int($0.element) ?? 200 + $0.offset)\"/>" }.joined()
        return "<numFmts>\(custom)</numFmts><cellXfs><xf numFmtId=\"0\"/>\(used)</cellXfs>"
    }
}

@Suite struct WorkbookReaderTests {
    @Test func stringsNumbersBooleansAndErrors() throws {
        let strings =
            "<si><t>名称</t></si><si><r><t>生物</t></r><r><t>医药</t></r><rPh sb=\"0\" eb=\"1\"><t>shengwu</t></rPh></si><si><t>a_x000D_b_x005F_</t></si>"
        let rows = """
            <row r="1"><c r="A1" t="s"><v>0</v></c><c r="C1" t="s"><v>1</v></c><c r="D1" t="s"><v>2</v></c></row>
            <row r="3" hidden="1"><c r="A3" t="inlineStr"><is><t>007</t></is></c><c r="B3"><v>1.1000000000000001</v></c>
            <c r="C3" t="b"><v>1</v></c><c r="D3" t="e"><v>#N/A</v></c><c r="E3" t="str"><f>A1</f><v>名称</v></c></row>
            """
        let sheet = try SheetFixture(rows: rows, strings: strings, after: "<mergeCells><mergeCell ref=\"A1:B2\"/></mergeCells>")
            .read()
        #expect(sheet.name == "表")
        #expect(sheet.rows[0] == [.text("名称"), .empty, .text("生物医药"), .text("a\rb_")])
        #expect(sheet.rows[1] == [])
        #expect(sheet.rows[2] == [.text("007"), .number(1.1, text: "1.1"), .bool(true), .error("#N/A"), .text("名称")])
        #expect(sheet.hiddenRows == [3])
        #expect(sheet.merges == [SheetRange("A1:B2")!])
    }

    @Test(arguments: [
        ("14", "45292", "2024-01-01"), ("yyyy\"年\"m\"月\"", "45292", "2024-01-01"),
        ("22", "45292.354166666664", "2024-01-01T08:30:00"),
        ("h:mm", "0.75", "18:00:00"), ("[h]:mm", "1.5", "36:00:00"), ("31", "60", "1900-02-28"), ("14", "61", "1900-03-01"),
        ("14", "1", "1900-01-01"), ("yyyy/m/d h:mm", "45291.999999999", "2024-01-01T00:00:00"), ("57", "45292", "2024-01-01"),
        ("[$-804]yyyy-mm-dd;@", "45351", "2024-02-29"), ("0.0%", "0.35", "35%"), ("0%", "0.125", "12.5%"), ("9", "1", "100%"),
        ("10", "-0.07", "-7%"), ("0.00\"吨d\"", "3.5", "3.5"), ("[Red]0", "7", "7"), ("General", "45292", "45292"),
        ("0.00E+00", "5", "5"),
        ("\\d0", "8", "8"), ("m\"月\"d\"日\"", "45292", "2024-01-01"), ("mm:ss", "0.5", "12:00:00"), ("14", "-3", "-3"),
    ])
    func numberFormatsDecideWhatANumberIs(code: String, raw: String, shown: String) throws {
        let code = code.replacingOccurrences(of: "\"", with: "&quot;")
        let sheet = try SheetFixture(
            rows: "<row r=\"1\"><c r=\"A1\" s=\"1\"><v>\(raw)</v></c></row>", styles: SheetFixture.styles([code])
        ).read()
        #expect(sheet.rows[0][0].text == shown)
    }

    @Test func theDateSystemOf1904IsFollowed() throws {
        let book = "<workbookPr date1904=\"1\"/><sheets><sheet name=\"表\" sheetId=\"1\" r:id=\"r1\"/></sheets>"
        let rows = "<row><c s=\"1\"><v>43830</v></c><c t=\"d\"><v>2024-01-01T08:00:00Z</v></c></row>"
        let sheet = try SheetFixture(rows: rows, styles: SheetFixture.styles(["14"]), book: book).read()
        #expect(sheet.rows[0].map(\.text) == ["2024-01-01", "2024-01-01T08:00:00"])
    }

    @Test func damageIsNamedByCellAndTheRestIsRead() throws {
        let rows =
            "<row r=\"2\"><c r=\"B2\" t=\"s\"><v>9</v></c><c r=\"C2\"><v>nan</v></c><c r=\"D2\"><f>1+1</f></c><c r=\"E2\"><v>5</v></c></row>"
        let report = try WorkbookReader.read(SheetFixture(rows: rows).data)
        #expect(report.value[0].rows[1].last == .number(5, text: "5"))
        #expect(report.findings.map(\.code) == [.sheetCell, .sheetCell, .sheetUncalculated])
        #expect(report.findings[0].place == .cell(row: 2, column: 2, sheet: "表"))
    }

    @Test func aSheetIsFoundByNameAndRowsStream() throws {
        let data = SheetFixture(rows: "<row r=\"1\"><c><v>1</v></c></row><row r=\"5\"><c><v>2</v></c></row>").data
        #expect(try WorkbookReader.names(data) == ["表"])
        nonisolated(unsafe) var numbers: [Int] = []
        _ = try WorkbookReader.read(data, sheet: "表") { numbers.append($0.number) }
        #expect(numbers == [1, 5])
        #expect(refusal { _ = try WorkbookReader.read(data, sheet: "无") { _ in } }?.message(.zh) == "没有名为“无”的工作表。文件里有：表。")
    }

    @Test func limitsHoldForFarCellsAndManyRows() {
        var limits = DocumentLimits.spreadsheet
        limits.cells = 1_000
        let far = (1...10).map { "<row r=\"\($0)\"><c r=\"XFD\($0)\"><v>1</v></c></row>" }.joined()
        #expect(refusal { _ = try WorkbookReader.read(SheetFixture(rows: far).data, limits: limits) }?.code == .tableTooLarge)
        let beyond = "<row r=\"1\"><c r=\"AAAA1\"><v>1</v></c></row>"
        #expect(refusal { _ = try WorkbookReader.read(SheetFixture(rows: beyond).data) }?.code == .tableTooLarge)
        #expect(refusal { _ = try WorkbookReader.read(SheetFixture(rows: "<row r=\"9999999\"/>").data) }?.code == .tableTooLarge)
        #expect(refusal { _ = try WorkbookReader.read(WordFixture(body: "").data) }?.code == .workbookNone)
    }
}

@Suite struct WorkbookWriterTests {
    private var form: Workbook {
        var sheet = WorkbookSheet(
            "月报[1]",
            columns: [
                WorkbookColumn("指标", width: 30), WorkbookColumn("完成", format: "0.00", isInput: true, note: "累计数"),
                WorkbookColumn("状态", isInput: true, choices: ["正常", "滞后"]), WorkbookColumn("编号", isHidden: true),
                WorkbookColumn("单位", isInput: true, choices: (1...80).map { "第\($0)责任单位" }),
                WorkbookColumn("日期"), WorkbookColumn("占比", format: "0.0%"), WorkbookColumn("是否"),
            ])
        sheet.preamble = ["2023年9月报送表", "只填黄色的格"]
        sheet.isLocked = true
        sheet.spareRows = 2
        let day = SheetDate.Day(year: 2023, month: 9, day: 30)!
        sheet.rows = [
            WorkbookRow([
                .init(.text("=产值")), .init(.number(412.5), mark: .error, note: "比上月少"), .init(.text("正常")), .init(.integer(7)),
                .init(.empty),
                .init(.date(SheetDate(day: day))), .init(.number(0.35)), .init(.bool(false)),
            ]),
            WorkbookRow([.init(.text("隐藏行"))], isHidden: true),
            WorkbookRow([
                .init(.text("时刻")), .init(.empty), .init(.empty), .init(.empty), .init(.empty),
                .init(.date(SheetDate(day: day, time: .init(hour: 8, minute: 30)!))),
            ]),
        ]
        return Workbook(sheets: [sheet, WorkbookSheet("月报1")])
    }

    @Test func whatIsWrittenIsReadBack() throws {
        let sheets = try WorkbookReader.read(form.data().value).value
        #expect(sheets.map(\.name) == ["月报1", "_选项", "月报1 (2)"])
        let sheet = sheets[0]
        #expect(sheet.rows[0].first == .text("2023年9月报送表"))
        #expect(sheet.rows[2].map(\.text) == ["指标", "完成", "状态", "编号", "单位", "日期", "占比", "是否"])
        #expect(sheet.rows[3].map(\.text) == ["=产值", "412.5", "正常", "7", "", "2023-09-30", "35%", "FALSE"])
        #expect(sheet.rows[5][5].text == "2023-09-30T08:30:00")
        #expect(sheet.hiddenRows == [5])
        #expect(sheets[1].isHidden && sheets[1].rows.count == 80)
    }

    @Test func equalWorkbooksAreEqualBytes() throws {
        #expect(try form.data().value == form.data().value)
    }

    @Test func aTextTooLongForExcelIsCutAndReported() throws {
        let sheet = WorkbookSheet("a", rows: [WorkbookRow([.init(.text(String(repeating: "长", count: 40_000)))])])
        let report = try Workbook(sheets: [sheet]).data()
        #expect(report.findings.map(\.place) == [.cell(row: 1, column: 1, sheet: "a")])
        #expect(try WorkbookReader.read(report.value).value[0].rows[0][0].text.count == 32_766)
        #expect(try WorkbookReader.names(Workbook(sheets: []).data().value) == ["Sheet1"])
    }

    @Test func everyDayFrom1900KeepsItsSerial() throws {
        let days = [(1900, 1, 1), (1900, 2, 28), (1900, 3, 1), (1999, 12, 31), (2024, 2, 29), (9999, 12, 31)]
        let cells = days.map { WorkbookCell(.date(SheetDate(day: .init(year: $0.0, month: $0.1, day: $0.2)!))) }
        let sheet = try WorkbookReader.read(Workbook(sheets: [WorkbookSheet("a", rows: [WorkbookRow(cells)])]).data().value).value[
            0]
        #expect(sheet.rows[0] == cells.map(\.cell))
    }
}
