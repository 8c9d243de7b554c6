import Calendars
import Documents
import Findings
import Foundation
import HouseTesting
import Kernel
import Testing

@testable import Registry

@Suite struct Imports {
    private let table = """
        徐州市2025年企业名录
        序号,企业名称,统一社会信用代码,所属区县,园区,规上起,规上止,上市日期,2024年产值（万元）,2025年产值（亿元）,联系电话
        1,徐州恩华药业股份有限公司,914403001922038216,云龙区,徐州经济技术开发区,2021-03-01,,2008/7/23,"81,000",8.62,0516
        2,徐州万邦生化医药有限公司,9132070070404786XB,鼓楼区,,2020年1月,2024年12月,,—,3.5,0516
        3,徐州新药有限公司,,鼓楼区,,,,,120.5万元,,
        ,合计,,,,,,,81120.5,12.12,
        """

    @Test(arguments: TestDatabase.engines) func aTableIsShownFirstAndThenTakenAsAWhole(engine: Dialect) async throws {
        try await World.with(engine) { world in
            let draft = try await world.importing(World.upload(table), ["source": "2025年名录"])
            #expect(counts(draft) == ["new": 2, "changed": 1, "same": 0, "wrong": 0, "skipped": 1])
            #expect(try await recordCount(world) == 3)
            let id = try #require(draft["draft"]?.string), seen = try #require(draft["seen"]?.string)
            let done = try await world.json("registry.import.confirm", ["draft": id, "seen": seen])
            #expect(counts(done) == ["new": 2, "changed": 1, "same": 0, "wrong": 0, "skipped": 1])
            #expect(try await recordCount(world) == 5)
            let listed = RegistryQuery(kind: .organisation, status: .listed),
                above = RegistryQuery(kind: .organisation, status: .aboveScale)
            #expect(try await world.measure(listed, on: "2008-07-23", knownOn: "2026-11-23") == 1)
            #expect(try await world.measure(above, on: "2024-12-31", knownOn: "2026-11-23") == 2)
            #expect(try await world.measure(above, on: "2025-01-01", knownOn: "2026-11-23") == 1)
            let sum = RegistryQuery(kind: .organisation, figure: .output, window: .year)
            #expect(try await world.measure(sum, on: "2024-12-31", knownOn: "2026-11-23") == 81_120_500_000)
            #expect(try await world.measure(sum, on: "2025-12-31", knownOn: "2026-11-23") == 121_200_000_000)
            // Again: nothing changes, whoever asks.
            #expect(
                counts(try await world.importing(World.upload(table))) == [
                    "new": 0, "changed": 0, "same": 3, "wrong": 0, "skipped": 1,
                ])
            let refusal = try await world.test.refusal("registry.import.confirm", RawInput(["draft": [id]]), as: World.office)
            #expect(refusal?.detail.zh == "这份表格已经导入。")
        }
    }

    @Test(arguments: TestDatabase.engines) func oneWrongCellStopsAll(engine: Dialect) async throws {
        try await World.with(engine) { world in
            let bad = "企业名称,上市日期,2024年产值（万元）\n徐州甲药业有限公司,去年,12\n徐州乙药业有限公司,2020-05-01,约86\n徐州丙药业有限公司,,5\n"
            let raw = RawInput(["kind": ["organisation"], "confirm": ["true"]], files: ["file": [World.upload(bad)]])
            let refusal = try #require(try await world.test.refusal("registry.import", raw, as: World.office))
            #expect(refusal.detail.zh.contains("2行共2处有错，什么都没有导入"))
            #expect(refusal.detail.zh.contains("第2行“上市日期”：“去年”不是日期") && refusal.detail.zh.contains("第3行“2024年产值（万元）”：“约86”不是数字"))
            #expect(try await recordCount(world) == 3)
            // Not even a draft is left of a call that was refused.
            #expect(try await world.house.database.read { try $0.query("SELECT id FROM registry_import").count } == 0)

            let done = try await world.importing(World.upload(bad), ["confirm": "true", "goodRows": "true"])
            #expect(counts(done) == ["new": 1, "changed": 0, "same": 0, "wrong": 2, "skipped": 0])
            #expect(try await recordCount(world) == 4)
            #expect(done["problems"]?.array?.map { $0["line"] } == [2, 3])
        }
    }

    @Test func everyProblemNamesItsCell() async throws {
        try await World.with { world in
            let bad = """
                企业名称,信用代码,所在园区,上级单位,规上起,规上止,2025年产值,2025年营收（万元）,2025年从业人员
                徐州甲药业有限公司,914403001922038217,没有的园区,没有的集团,2022-01-01,2021-01-01,5,-1,3.5人左右
                徐州恩华药业股份有限公司,9132070070404786XB,,,是,,,,
                徐州丙药业有限公司,,,,,2024-01-01,,99999999999,
                徐州丙药业有限公司,,,,,,,,
                ,,,,2022-01-01,,,,
                徐州丁药业有限公司,,,,2027-01-01,,,,
                """
            let problems = try await world.importing(World.upload(bad))["problems"]?.array ?? []
            let said = problems.map {
                "\(Int($0["line"]?.number ?? 0)) \($0["header"]?.string ?? "") \($0["message"]?.string ?? "")"
            }
            for expected in [
                "2 信用代码 校验码不符：应为“6”，写的是“7”", "2 所在园区 登记中没有叫“没有的园区”的园区", "2 上级单位 登记中没有叫“没有的集团”的企业或机构",
                "2 规上止 不能早于开始日2022-01-01", "2 2025年产值 没有写明单位", "2 2025年营收（万元） 不能小于0", "2 2025年从业人员 “3.5人左右”不是数字",
                "3 信用代码 登记的代码是914403001922038216，与此不同", "3 规上起 只写了“是”，请写日期", "4 规上止 只有截止日期", "4 2025年营收（万元） 超过1万亿元，请核对单位",
                "5 企业名称 与第4行重复", "6 企业名称 名称为空", "7 规上起 还没有到2027-01-01",
            ] { #expect(said.contains { $0.hasPrefix(expected) }, "\(expected)\n\(said.joined(separator: "\n"))") }
            #expect(problems.allSatisfy { $0["message_en"]?.string?.isEmpty == false })
        }
    }

    @Test(arguments: TestDatabase.engines) func whatIsOverwrittenIsShownAndLoggedRecordByRecord(engine: Dialect) async throws {
        try await World.with(engine) { world in
            world.test.clock.advance(days: 5)
            let change = "企业名称,统一社会信用代码,所在地,规上起,2025年产值（万元）\n恩华药业股份有限公司,914403001922038216,泉山区,2020-03-01,90000\n"
            _ = try await world.importing(World.upload(change), ["confirm": "true"])
            let events = try await world.test.events(2)
            #expect(events.map(\.kind) == ["registry.imported", "registry.record.edited"])
            let changes = try #require(events[1].details["changes"])
            #expect(
                changes == "名称 徐州恩华药业股份有限公司 → 恩华药业股份有限公司；所在地 云龙区 → 泉山区；规模以上 2021-03-01起 → 2020-03-01起；2025年产值 8.62亿元 → 9亿元")
            #expect(
                try await world.measure(
                    RegistryQuery(kind: .organisation, status: .aboveScale), on: "2020-06-01", knownOn: "2026-11-27") == 0)
            #expect(
                try await world.measure(
                    RegistryQuery(kind: .organisation, status: .aboveScale), on: "2020-06-01", knownOn: "2026-11-28") == 1)
            // The name it had still leads to it.
            let again = try await world.importing(World.upload("企业名称,所在地\n\(World.firmName),泉山区\n"))
            #expect(counts(again)["same"] == 1)
        }
    }

    @Test func olderPapersDoNotOverwriteNewerKnowledge() async throws {
        try await World.with { world in
            let old = "企业名称,2025年产值（万元）,2024年产值（万元）\n\(World.firmName),1,81000\n"
            let draft = try await world.importing(World.upload(old), ["knownFrom": "2026-01-31"])
            #expect(draft["problems"]?.array?.first?["message"] == "2026-11-23已有较新的登记，较早的资料不能覆盖它")
            let added = "企业名称,2024年产值（万元）\n\(World.firmName),81000\n"
            _ = try await world.importing(World.upload(added), ["knownFrom": "2025-01-31", "confirm": "true"])
            let sum = RegistryQuery(kind: .organisation, figure: .output, window: .year)
            #expect(
                try await world.measure(sum, on: "2024-12-31", knownOn: "2025-01-31") == 0,
                "the firm itself was not registered then")
            let figures = try await world.house.database.read {
                try RegistryStore.figures(of: world.firm, knownOn: Day("2025-06-01")!, $0)
            }
            #expect(figures.map(\.amount) == [81_000_000_000])
        }
    }

    @Test func aPreviewThatWentStaleIsNotConfirmed() async throws {
        try await World.with { world in
            let draft = try await world.importing(World.upload("企业名称,所在地\n徐州新药有限公司,鼓楼区\n"))
            _ = try await world.json("registry.record.add", ["kind": "organisation", "name": "徐州新药有限公司"])
            let raw = RawInput(["draft": [draft["draft"]?.string ?? ""], "seen": [draft["seen"]?.string ?? ""]])
            #expect(
                try await world.test.refusal("registry.import.confirm", raw, as: World.office)?.detail.zh.hasPrefix("预览之后登记又有变化")
                    == true)
        }
    }

    @Test func aParkImportsIntoItselfOnly() async throws {
        try await World.with { world in
            let text = "企业名称,所在地\n泰州医药城药业有限公司,别处\n徐州新药有限公司,鼓楼区\n"
            let draft = try await world.importing(World.upload(text), as: World.ofPark)
            #expect(counts(draft)["wrong"] == 1 && counts(draft)["new"] == 1)
            _ = try await world.json(
                "registry.import.confirm", ["draft": draft["draft"]?.string ?? "", "goodRows": "true"], as: World.ofPark)
            let own = try await world.json("registry.organisation.list", as: World.ofPark)["records"]?.array ?? []
            #expect(own.map { $0["park"] } == ["徐州经济技术开发区", "徐州经济技术开发区"])
        }
    }

    // MARK: Files

    @Test func everyEncodingAndFormatGivesTheSame() async throws {
        try await World.with { world in
            let gb = String.Encoding(rawValue: 0x8000_0632)
            var files = [World.upload(table), World.upload("\u{FEFF}" + table.replacing("\n", with: "\r\n"))]
            files.append(Upload(name: "名录.csv", bytes: try #require(table.data(using: gb))))
            files.append(World.upload(table.replacing("\"81,000\"", with: "81000").replacing(",", with: "\t"), "名录.tsv"))
            files.append(Upload(name: "名录.xlsx", bytes: try workbook()))
            for file in files {
                let draft = try await world.importing(file)
                #expect(
                    counts(draft) == ["new": 2, "changed": 1, "same": 0, "wrong": 0, "skipped": 1],
                    "\(file.name) \(draft["problems"]?.text ?? "")")
            }
        }
    }

    /// The table as an office program keeps it: days as days, numbers as numbers.
    private func workbook() throws -> Data {
        let rows = try CSVReader.read(Data(table.utf8)).value.rows
        var sheet = WorkbookSheet("名录", columns: [])
        sheet.rows = rows.enumerated().map { index, row in
            WorkbookRow(
                row.map { text in
                    if index > 1, let day = Day(text), let date = SheetDate.Day(year: day.year, month: day.month, day: day.day) {
                        return WorkbookCell(.date(SheetDate(day: date)))
                    }
                    if index > 1, text.utf8.count < 10, let number = Double(text.replacing(",", with: "")) {
                        return WorkbookCell(.number(number))
                    }
                    return WorkbookCell(text.isEmpty ? .empty : .text(text))
                })
        }
        let notes = WorkbookSheet("填写说明", columns: [], rows: [WorkbookRow([.init(.text("先看这里"))])])
        return try Workbook(sheets: [notes, sheet]).data().value
    }

    @Test(arguments: [
        ("empty.csv", Data(), "文件是空的"), ("scan.pdf", Data("%PDF-1.4 ".utf8), "不是表格"),
        ("old.xls", Data([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + Array("W\0o\0r\0k\0b\0o\0o\0k\0".utf8)), "另存为"),
        ("run.exe", Data("MZ\u{90}".utf8), "不接收"), ("bytes.csv", Data([0x80, 0x81, 0x00, 0xFF, 0x31]), "认不出"),
        ("open.csv", Data("企业名称,备注\n甲公司,\"没有闭合\n乙公司,\n".utf8), "引号一直没有闭合"),
        ("head.csv", Data("甲,乙\n1,2\n".utf8), "找不到表头"), ("bare.csv", Data("企业名称,所在地\n".utf8), "没有内容"),
        ("zip.xlsx", Data([0x50, 0x4B, 0x03, 0x04, 0, 0]), "不是表格"),
    ]) func aFileThatIsNoTableIsRefusedWithAReason(name: String, bytes: Data, words: String) async throws {
        try await World.with { world in
            let raw = RawInput(["kind": ["organisation"]], files: ["file": [Upload(name: name, bytes: bytes)]])
            let refusal = try #require(try await world.test.refusal("registry.import", raw, as: World.office))
            guard case .invalid(let problems) = refusal else { return #expect(Bool(false), "\(refusal)") }
            #expect(
                problems[0].field == "file" && problems[0].message.zh.contains(words) && !problems[0].message.en.isEmpty,
                "\(problems)")
        }
    }

    @Test func hostileCellsDoNoHarm() async throws {
        try await World.with { world in
            let nasty = [
                "<script>alert(1)</script>药业", "'; DROP TABLE record; --药业", "=HYPERLINK(\"http://x\")药业", "药\u{202E}业", "👨‍👩‍👧药业",
                String(repeating: "药", count: 201),
                "。，！", "药\u{0301}业",
            ]
            let text =
                "企业名称,备注,2024年产值（万元）\n"
                + nasty.map { "\"\($0.replacing("\"", with: "\"\""))\",\"a\tb\u{200B}c\",1e3" }.joined(separator: "\n")
            let draft = try await world.importing(World.upload(text))
            #expect(counts(draft)["wrong"] == 2, "\(draft["problems"]?.text ?? "")")
            let done = try await world.json("registry.import.confirm", ["draft": draft["draft"]?.string ?? "", "goodRows": "true"])
            #expect(counts(done)["new"] == 6)
            for id in [draft["draft"]?.string ?? ""] {
                let page = try #require(try await world.call("registry.import.draft", ["draft": [id]]).page)
                #expect(!page(Reader(viewer: World.office, today: world.test.clock.now.day)).body.text.contains("<script>"))
            }
            let list = try #require(try await world.call("registry.organisation.list").page)
            #expect(!list(Reader(viewer: World.office, today: world.test.clock.now.day)).body.text.contains("<script>"))
        }
    }

    @Test func aGridComesBackFromTheDatabaseAsItWas() throws {
        let words = try ImportWords(Content(folder: TestHouse.content))
        let grid = try ImportGrid.read(World.upload(table), kind: .organisation, words: words, today: Day("2026-11-23")!)
        #expect(ImportGrid(text: grid.text) == grid)
        #expect(grid.lines.map(\.number) == [3, 4, 5, 6])
    }

    @Test(arguments: TestDatabase.engines) func tenThousandLinesAreOneImport(engine: Dialect) async throws {
        try await World.with(engine) { world in
            var text = "企业名称,所在地,规上起,2024年产值（万元）,2025年产值（万元）\n"
            for number in 0..<10_000 { text += "徐州第\(number)号药业有限公司,鼓楼区,2020-01-01,\(number),\(number + 1)\n" }
            let done = try await world.importing(World.upload(text), ["confirm": "true"])
            #expect(counts(done)["new"] == 10_000)
            #expect(
                try await world.measure(
                    RegistryQuery(kind: .organisation, status: .aboveScale), on: "2026-01-01", knownOn: "2026-11-23") == 10_001)
            let found = try await world.json("registry.organisation.list", ["q": "第9999号"])
            #expect(found["total"] == 1)
            #expect(counts(try await world.importing(World.upload(text)))["same"] == 10_000)
        }
    }

    // MARK: Files to take away

    @Test(arguments: RecordKind.allCases, Language.allCases) func aTemplateHasOnlyColumnsThatAreUnderstood(
        kind: RecordKind, language: Language
    ) throws {
        let words = try ImportWords(Content(folder: TestHouse.content))
        let template = ImportTemplate(
            kind: kind, words: words, choices: .init(places: ["云龙区"], parks: ["徐州经济技术开发区"]), today: Day("2026-11-23")!,
            reader: Reader(language: language, today: Day("2026-11-23")!))
        var book = template.workbook
        let unused = ImportColumn.read(book.sheets[0].columns.map(\.title), kind: kind, words: words, today: Day("2026-11-23")!)
            .filter { !$0.isUsed }
        #expect(unused.isEmpty, "\(unused)")
        book.sheets[0].rows = [WorkbookRow([.init(.text("某某"))])]
        let grid = try ImportGrid.read(
            Upload(name: "t.xlsx", bytes: try book.data().value), kind: kind, words: words, today: Day("2026-11-23")!)
        #expect(grid.lines.map { $0.cells.first } == ["某某"])
    }

    @Test func theErrorsComeBackInTheirCells() async throws {
        try await World.with { world in
            let draft = try await world.importing(World.upload("企业名称,上市日期\n徐州甲药业有限公司,去年\n徐州乙药业有限公司,2020-05-01\n"))
            let id = try #require(draft["draft"]?.string)
            let reader = Reader(viewer: World.office, today: world.test.clock.now.day)
            let response = try await ImportEndpoints.problems.handle(
                .init(values: ["draft": id], viewer: World.office, reader: reader), world.house)
            guard case .bytes(let data) = response.body else { return #expect(Bool(false)) }
            let rows = try WorkbookReader.read(data).value[0].rows.map { $0.map(\.text) }
            #expect(rows[0] == ["企业名称", "上市日期", "问题", "原表行号"])
            #expect(rows.count == 2 && rows[1][0] == "徐州甲药业有限公司" && rows[1][2].hasPrefix("上市日期：“去年”不是日期") && rows[1][3] == "2")
            await #expect(throws: Refusal.self) {
                _ = try await ImportEndpoints.problems.handle(
                    .init(values: ["draft": id], viewer: World.ofPark, reader: reader), world.house)
            }
            await #expect(throws: Refusal.self) {
                _ = try await ImportEndpoints.template.handle(
                    .init(values: ["kind": "shop"], viewer: World.office, reader: reader), world.house)
            }
            let template = try await ImportEndpoints.template.handle(
                .init(values: ["kind": "organisation"], viewer: World.office, reader: reader), world.house)
            #expect(template.headers["content-disposition"]?.contains("filename*=UTF-8''") == true)
        }
    }

    @Test func aDraftThatNobodyConfirmsGoes() async throws {
        try await World.with { world in
            let text = World.upload("企业名称,所在地\n徐州新药有限公司,鼓楼区\n")
            let id = try #require(try await world.importing(text)["draft"]?.string)
            world.test.clock.advance(days: 31)
            _ = try await world.importing(text)
            #expect(
                try await world.test.refusal("registry.import.draft", RawInput(["draft": [id]]), as: World.office)?.status == 404)
        }
    }

    private func counts(_ view: JSON) -> [String: Int] {
        Dictionary(uniqueKeysWithValues: ["new", "changed", "same", "wrong", "skipped"].map { ($0, Int(view[$0]?.number ?? -1)) })
    }

    private func recordCount(_ world: World) async throws -> Int {
        try await world.house.database.read { try RegistryStore.counts(knownOn: Day("2027-01-01")!, $0).values.reduce(0, +) }
    }
}
