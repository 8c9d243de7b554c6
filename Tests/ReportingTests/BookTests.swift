import Accounts
import Calendars
import Documents
import Findings
import Foundation
import HouseTesting
import Kernel
import Testing

@testable import Plan
@testable import Reporting

/// Workbooks out and back, and everything that comes back wrong.
@Suite struct BookTests {
    /// What a unit fills in: a workbook like ours, with an answer to everything.
    static func filled(
        _ world: World, _ unit: String, _ values: [String: String] = [:], _ change: ((ReturnLine, inout Entry) -> Void)? = nil
    ) async throws -> Workbook {
        let item = try await world.item(unit)
        let lines = try await world.lines(item).map { line -> ReturnLine in
            var line = line
            line.entry = World.entry(line, values)
            change?(line, &line.entry)
            return line
        }
        let plan = try await world.house.read(as: World.office) { try World.plans.reads.running(world.plan, $0) }
        return ReturnBook(item: item, lines: lines, plan: plan, created: world.test.clock.now).workbook
    }

    static func bytes(_ book: Workbook) throws -> Data { try book.data().value }

    /// Sends files in as one upload, runs the job where there is one, and says what became of each.
    static func send(_ world: World, _ files: [(String, Data)], as viewer: Viewer = World.office, zip: Bool = true) async throws
        -> JSON
    {
        let upload: Upload
        if zip {
            var archive = ArchiveWriter()
            for (name, data) in files { archive.add(name, data) }
            upload = Upload(name: "各单位.zip", bytes: archive.data())
        } else {
            upload = Upload(name: files[0].0, bytes: files[0].1)
        }
        var raw = world.raw(["period": World.period])
        raw.files = ["file": [upload]]
        let answer = try JSON(parsing: try await world.house.call("reporting.workbooks.upload", raw, as: viewer).json())
        await JobRunner(world.house) { _ in viewer }.runAll()
        return try await world.json("reporting.batch", ["batch": answer["batch"]?.string ?? ""], as: viewer)
    }

    static func outcome(_ batch: JSON, _ name: String) -> (state: String, problems: [(place: String, zh: String)]) {
        let file = batch["files"]?.array?.first { $0["name"]?.string == name }
        return (
            file?["state"]?.string ?? "none",
            (file?["problems"]?.array ?? []).map { ($0["place"]?.string ?? "", $0["zh"]?.string ?? "") }
        )
    }

    static func answers(_ world: World, _ batch: JSON) async throws -> [String: [Sheet]] {
        let id = RecordID(batch["id"]?.string ?? "") ?? .zero
        let files = try await world.house.database.read { try BookStore.answers(id, $0) }
        return Dictionary(
            try files.map { ($0.name, try WorkbookReader.read($0.bytes).value) }, uniquingKeysWith: { first, _ in first })
    }

    // MARK: Out

    @Test func aWorkbookIsFilledLockedAndKnowsItself() async throws {
        try await World.opened { world in
            let book = try await BookTests.filled(world, "市科技局") { _, entry in entry = Entry() }
            let sheets = try WorkbookReader.read(try BookTests.bytes(book)).value
            #expect(sheets.map(\.name).prefix(3) == ["填报", "填表说明", "标识"])
            #expect(sheets[2].isHidden && sheets[0].rows[3].map(\.text) == ReturnBook.Column.allCases.map(\.header))
            #expect(sheets[0].rows.count == 10 && sheets[0].rows[4][2].text == "中试基地")
            #expect(book.sheets[0].isLocked && book.sheets[0].columns[0].isHidden)
            // Only what the line has is open: a figure has no state, a task no value.
            let row = book.sheets[0].rows[0].cells
            #expect(
                row[ReturnBook.Column.value.rawValue].isInput == true && row[ReturnBook.Column.status.rawValue].isInput == false)
        }
    }

    @Test func filledInItComesBackAsItWas() async throws {
        try await World.opened { world in
            let book = try await BookTests.filled(world, "市科技局", ["技术合同": "8.5"])
            let item = try await world.item("市科技局")
            let sent = try SentBook.read(try BookTests.bytes(book), name: "x.xlsx").get()
            let entries = try sent.match(item, try await world.lines(item)).get()
            let line = try await world.line("市科技局", "技术合同")
            #expect(entries[line.id]?.value == "8.5" && entries[line.id]?.source == "市统计局快报")
            let task = try await world.line("市科技局", "公共服务平台")
            #expect(entries[task.id]?.status == "未启动" || entries[task.id]?.status == "已启动")
        }
    }

    // MARK: Back, and right

    @Test(arguments: TestDatabase.engines) func aGoodWorkbookIsHandedIn(engine: Dialect) async throws {
        try await World.opened(engine) { world in
            let book = try await BookTests.filled(world, "市科技局", ["技术合同": "8.5"])
            let batch = try await BookTests.send(world, [("市科技局.xlsx", try BookTests.bytes(book))], zip: false)
            #expect(BookTests.outcome(batch, "市科技局.xlsx").state == "taken")
            let item = try await world.item("市科技局")
            #expect(item.state == .submitted && item.door == .workbook)
            #expect(try await world.line("市科技局", "技术合同").value == 8.5)
            // The second time it is returned, saying so.
            let again = try await BookTests.send(world, [("市科技局.xlsx", try BookTests.bytes(book))], zip: false)
            #expect(BookTests.outcome(again, "市科技局.xlsx").problems.first?.zh.contains("正在审核。要改请先撤回") == true)
        }
    }

    @Test func rowsInAnotherOrderAreTheSame() async throws {
        try await World.opened { world in
            var book = try await BookTests.filled(world, "市科技局")
            book.sheets[0].rows.reverse()
            let batch = try await BookTests.send(world, [("a.xlsx", try BookTests.bytes(book))])
            #expect(BookTests.outcome(batch, "a.xlsx").state == "taken")
        }
    }

    // MARK: Back, and wrong: each way has its place and its words, and nothing is taken

    private func returned(
        _ words: String, at place: String? = nil, name: String = "a.xlsx", _ make: (World, Workbook) async throws -> Data
    ) async throws {
        try await World.opened { world in
            let book = try await BookTests.filled(world, "市科技局")
            let data = try await make(world, book)
            let batch = try await BookTests.send(world, [(name, data)])
            let outcome = BookTests.outcome(batch, name)
            #expect(outcome.state == "returned")
            #expect(
                outcome.problems.contains { $0.zh.contains(words) && (place == nil || $0.place == place) }, "\(outcome.problems)")
            // Nothing was taken: neither the return nor a draft of it changed.
            for item in ["市科技局", "市工信局"] {
                let now = try await world.item(item)
                #expect(now.state == .open && now.version == 1)
                #expect(try await world.lines(now).allSatisfy { $0.entry.value == nil && $0.entry.note == nil })
            }
            // And the answer is a workbook with the words in it.
            let sheets = try #require(try await BookTests.answers(world, batch)[name])
            #expect(sheets.contains { $0.name == "退回说明" && $0.rows.contains { $0.contains { $0.text.contains(words) } } })
        }
    }

    private func change(_ book: Workbook, _ row: Int, _ column: ReturnBook.Column, _ cell: Cell) throws -> Data {
        var book = book
        book.sheets[0].rows[row].cells[column.rawValue].cell = cell
        return try BookTests.bytes(book)
    }

    @Test func textForANumber() async throws {
        try await returned("“约86”不是数字", at: "填报!F6") { try change($1, 1, .value, .text("约86")) }
    }
    @Test func aRequiredCellLeftBlank() async throws {
        try await returned("此格必填", at: "填报!F5") { try change($1, 0, .value, .empty) }
    }
    @Test func aDateThatDoesNotExist() async throws {
        try await returned("“2024-06-31”不是日期", at: "填报!H7") { _, book in
            var book = book
            book.sheets[0].rows[2].cells[ReturnBook.Column.status.rawValue].cell = .text("已完成")
            return try change(book, 2, .doneOn, .text("2024-06-31"))
        }
    }
    @Test func evidenceNotNamed() async throws {
        try await returned("请写明依据", at: "填报!J5") { try change($1, 0, .source, .empty) }
    }
    @Test func aStateThatIsNotInTheList() async throws {
        try await returned("不在可选范围", at: "填报!G7") { try change($1, 2, .status, .text("快好了")) }
    }
    @Test func aRowAdded() async throws {
        try await returned("第11行是新增的行") { _, book in
            var book = book
            var row = book.sheets[0].rows[0]
            row.cells[0].cell = .empty
            row.cells[2].cell = .text("另外一项工作")
            book.sheets[0].rows.append(row)
            return try BookTests.bytes(book)
        }
    }
    @Test func aRowDeleted() async throws {
        try await returned("这一行被删了", at: "填报!C6") { _, book in
            var book = book
            book.sheets[0].rows.remove(at: 1)
            return try BookTests.bytes(book)
        }
    }
    @Test func aRowCopied() async throws {
        try await returned("与前面重复") { _, book in
            var book = book
            book.sheets[0].rows.append(book.sheets[0].rows[0])
            return try BookTests.bytes(book)
        }
    }
    @Test func contentSortedAwayFromItsIDs() async throws {
        try await returned("行内容被移动或改写", at: "填报!C5") { _, book in
            var book = book
            let title = ReturnBook.Column.title.rawValue
            let first = book.sheets[0].rows[0].cells[title].cell
            book.sheets[0].rows[0].cells[title].cell = book.sheets[0].rows[1].cells[title].cell
            book.sheets[0].rows[1].cells[title].cell = first
            return try BookTests.bytes(book)
        }
    }
    @Test func anIDChanged() async throws {
        try await returned("不是本表的编号") { try change($1, 0, .id, .text("01KAMB3Q8F5V1M9Z7T2RX4C6DE")) }
    }
    @Test func somethingInACellThatIsNone() async throws {
        try await returned("这一格不用填", at: "填报!F7") { try change($1, 2, .value, .number(3)) }
    }
    @Test func anErrorValue() async throws {
        try await returned("“#N/A”不是数字", at: "填报!F5") { try change($1, 0, .value, .error("#N/A")) }
    }

    private func marked(_ book: Workbook, _ key: String, _ value: String) throws -> Data {
        var book = book
        let sheet = try #require(book.sheets.firstIndex { $0.name == ReturnBook.marksName })
        let row = try #require(book.sheets[sheet].rows.firstIndex { $0.cells[0].cell.text == key })
        book.sheets[sheet].rows[row].cells[1].cell = .text(value)
        return try BookTests.bytes(book)
    }

    @Test func anotherPlansWorkbook() async throws {
        try await returned("这是另一份方案的填报表") { try marked($1, "plan", "01KAMB3Q8F5V1M9Z7T2RX4C6DE") }
    }
    @Test func anotherPeriodsWorkbook() async throws {
        try await returned("这是报告期2024-03-31的表，本次收的是2024-06-30") { try marked($1, "period", "2024-03-31") }
    }
    @Test func aReturnThatIsNotThere() async throws {
        try await returned("表里的填报单编号不存在") { try marked($1, "return", "01KAMB3Q8F5V1M9Z7T2RX4C6DE") }
    }
    @Test func anotherReturnsID() async throws {
        try await returned("表里的单位与填报单不符") { world, book in try marked(book, "return", try await world.item("市工信局").id.description) }
    }
    @Test func aChecksumThatDoesNotFit() async throws {
        try await returned("隐藏编号与下载时不符") { try marked($1, "check", "0000000000000000") }
    }
    @Test func theHiddenSheetDeleted() async throws {
        try await returned("不是本系统发出的填报表") { _, book in
            var book = book
            book.sheets.removeAll { $0.name == ReturnBook.marksName }
            return try BookTests.bytes(book)
        }
    }
    @Test func aColumnDeleted() async throws {
        try await returned("表头被移动、改名或增减了列") { _, book in
            var book = book
            book.sheets[0].columns.remove(at: 4)
            for row in book.sheets[0].rows.indices { book.sheets[0].rows[row].cells.remove(at: 4) }
            return try BookTests.bytes(book)
        }
    }

    /// A part of the file, changed as text.
    private func patched(_ data: Data, _ part: String, _ change: (String) -> String) throws -> Data {
        let archive = try Archive(data)
        var writer = ArchiveWriter()
        for entry in try archive.entries().value {
            let bytes = try archive.read(entry)
            writer.add(entry.name, entry.name == part ? Data(change(String(decoding: bytes, as: UTF8.self)).utf8) : bytes)
        }
        return writer.data()
    }

    @Test func aFormula() async throws {
        try await returned("这一格是公式", at: "填报!F5") { _, book in
            try patched(try BookTests.bytes(book), "xl/worksheets/sheet1.xml") { xml in
                xml.replacing(
                    try! Regex("(<c r=\"F5\"[^>]*>)<v>12</v>"),
                    with: { match in "\(match.output[1].substring ?? "")<f>3*4</f><v>12</v>" })
            }
        }
    }
    @Test func mergedCells() async throws {
        try await returned("单元格被合并", at: "填报!F5") { _, book in
            try patched(try BookTests.bytes(book), "xl/worksheets/sheet1.xml") {
                $0.replacing(
                    try! Regex("<mergeCells count=\"\\d+\">"),
                    with: { match in "\(match.output[0].substring ?? "")<mergeCell ref=\"F5:F6\"/>" })
            }
        }
    }
    @Test func aBombInsideTheWorkbook() async throws {
        try await returned("已停止读取") { _, book in
            try patched(try BookTests.bytes(book), "xl/worksheets/sheet1.xml") { $0 + String(repeating: " ", count: 40 << 20) }
        }
    }
    @Test func anOldWorkbookRenamed() async throws {
        let old =
            Data([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) + Data(repeating: 0, count: 504)
            + Data("W\0o\0r\0k\0b\0o\0o\0k\0".utf8)
        try await returned("是旧版 Excel 工作簿") { _, _ in old }
    }
    @Test func aPassword() async throws {
        let locked =
            Data([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) + Data(repeating: 0, count: 504)
            + Data("E\0n\0c\0r\0y\0p\0t\0e\0d\0P\0a\0c\0k\0a\0g\0e\0".utf8)
        try await returned("设了打开密码") { _, _ in locked }
    }
    @Test func aPictureAndNothing() async throws {
        try await returned("不是Excel工作簿") { _, _ in Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A, 0, 0]) }
        try await returned("文件是空的") { _, _ in Data() }
    }

    // MARK: Several at once

    @Test func twoUnlikeFilesOfAUnitAreBothReturnedAndEqualOnesCountOnce() async throws {
        try await World.opened { world in
            let one = try BookTests.bytes(try await BookTests.filled(world, "市科技局", ["技术合同": "8"]))
            let two = try BookTests.bytes(try await BookTests.filled(world, "市科技局", ["技术合同": "9"]))
            let unlike = try await BookTests.send(world, [("一.xlsx", one), ("二.xlsx", two)])
            #expect(
                unlike["returned"]?.number == 2
                    && BookTests.outcome(unlike, "一.xlsx").problems.first?.zh.contains("分不清以哪份为准") == true)
            #expect(try await world.item("市科技局").state == .open)
            let equal = try await BookTests.send(world, [("一.xlsx", one), ("二.xlsx", one)])
            #expect(equal["taken"]?.number == 1 && equal["returned"]?.number == 1)
        }
    }

    @Test func aUnitSendsItsOwnAndNoOther() async throws {
        try await World.opened { world in
            let own = try BookTests.bytes(try await BookTests.filled(world, "市商务局")),
                other = try BookTests.bytes(try await BookTests.filled(world, "市工信局"))
            let viewer = try await world.unit("市商务局")
            let batch = try await BookTests.send(world, [("商务.xlsx", own), ("工信.xlsx", other)], as: viewer)
            #expect(BookTests.outcome(batch, "商务.xlsx").state == "taken")
            #expect(BookTests.outcome(batch, "工信.xlsx").problems.first?.zh.contains("不归本单位上传") == true)
            // Somebody else's batch is not found.
            let stranger = Viewer(
                id: "other", name: "别人", roles: [.unit], organisation: try await world.organisation("市工信局").description)
            #expect(try await world.refusal("reporting.batch", ["batch": batch["id"]?.string ?? ""], as: stranger)?.status == 404)
        }
    }

    @Test func aReturnedWorkbookMendedIsTaken() async throws {
        try await World.opened { world in
            var book = try await BookTests.filled(world, "市科技局")
            book.sheets[0].rows[1].cells[ReturnBook.Column.value.rawValue].cell = .text("约86")
            let batch = try await BookTests.send(world, [("a.xlsx", try BookTests.bytes(book))])
            let sheets = try #require(try await BookTests.answers(world, batch)["a.xlsx"])
            // What the unit had typed is still in it.
            #expect(
                sheets[0].rows[5][ReturnBook.Column.value.rawValue].text == "约86"
                    && sheets[0].rows[4][ReturnBook.Column.value.rawValue].text == "12")
            // The returned workbook itself, with its one cell mended, is good.
            let id = RecordID(batch["id"]?.string ?? "") ?? .zero
            let data = try #require(try await world.house.database.read { try BookStore.answers(id, $0) }.first?.bytes)
            let mended = try patched(data, "xl/sharedStrings.xml") { $0.replacing("约86", with: "86") }
            let again = try await BookTests.send(world, [("a.xlsx", mended)])
            #expect(BookTests.outcome(again, "a.xlsx").state == "taken")
        }
    }

    @Test func anUploadThatIsNoArchiveIsSaidToBeNone() async throws {
        try await World.opened { world in
            var raw = world.raw()
            raw.files = ["file": [Upload(name: "x.zip", bytes: Data("PK\u{3}\u{4}no".utf8))]]
            let refusal = try await world.test.refusal("reporting.workbooks.upload", raw, as: World.office)
            #expect(refusal?.status == 415)
            var bomb = ArchiveWriter()
            bomb.add("大.xlsx", Data(repeating: 0, count: 9 << 20))
            let batch = try await BookTests.send(world, [("外.zip", bomb.data())], zip: false)
            #expect(batch["returned"]?.number == 1)
        }
    }
}
