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

/// Forty units' workbooks in one archive, ten of them wrong in ten ways.
@Suite struct FortyTests {
    /// A plan with forty units, each with a target and a measure of its own.
    static let text: String = {
        let names = "科技 工信 商务 发改 财政 卫健 人社 教育 民政 司法 住建 交通 水务 文旅 应急 审计 统计 医保 体育 信访".split(separator: " ")
        let units = names.map { "市\($0)局" } + names.map { "市\($0)委" }
        let measures = units.enumerated().map { "\($0 + 1).推进第\($0 + 1)项工作。新增示范项目\($0 + 50)个。（牵头单位：\($1)）" }
        return "试点市生物医药产业实施方案（2024—2026年）\n\n一、总体要求\n（一）主要目标\n到2026年底，全市规模以上企业达到60家。\n二、重点任务\n（一）强化创新\n"
            + measures.joined(separator: "\n") + "\n"
    }()

    @Test(arguments: TestDatabase.engines) func thirtyAreMergedAndTenReturnedWithMarkedCells(engine: Dialect) async throws {
        try await World.with(engine, text: FortyTests.text) { world in
            try await world.do("reporting.open")
            // The first period was reported, so that there is something to fall below and to be a factor off.
            let units = (try await world.json("reporting.desk")["returns"]?.array ?? []).filter { $0["holder"]?.string != "office" }
                .compactMap { $0["unit"]?.string }
            #expect(units.count == 40)
            for unit in units.prefix(2) {
                try await world.submit(unit, ["示范项目": "12"])
                try await world.approve(unit)
            }
            world.test.clock.advance(days: 92)  // 2024-10-02: the third quarter
            try await world.do("reporting.open")
            let period = "2024-09-30"
            var files: [(name: String, data: Data)] = []
            for (number, unit) in units.enumerated() {
                let item = try await world.item(unit, period: period)
                let lines = try await world.lines(item).map { line -> ReturnLine in
                    var line = line
                    line.entry = World.entry(line, ["示范项目": "13"])
                    return line
                }
                let plan = try await world.house.read(as: World.office) { try World.plans.reads.running(world.plan, $0) }
                var book = ReturnBook(item: item, lines: lines, plan: plan, created: world.test.clock.now).workbook
                FortyTests.spoil(&book, number)
                let data =
                    number == 9
                    ? Data([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]) + Data(repeating: 0, count: 600)
                    : try book.data().value
                files.append(("\(unit).xlsx", data))
            }
            var archive = ArchiveWriter()
            for file in files { archive.add("报送/\(file.name)", file.data) }
            var raw = world.raw(["period": period])
            raw.files = ["file": [Upload(name: "四十家.zip", bytes: archive.data())]]
            let answer = try JSON(parsing: try await world.house.call("reporting.workbooks.upload", raw, as: World.office).json())
            let id = answer["batch"]?.string ?? ""
            #expect(try await world.json("reporting.batch", ["batch": id])["waiting"]?.number == 40)
            await JobRunner(world.house) { _ in World.office }.runAll()
            let batch = try await world.json("reporting.batch", ["batch": id])
            #expect(batch["taken"]?.number == 30 && batch["returned"]?.number == 10 && batch["waiting"]?.number == 0)
            for (number, unit) in units.enumerated() {
                let outcome = BookTests.outcome(batch, "\(unit).xlsx")
                #expect(outcome.state == (number < 10 ? "returned" : "taken"), "\(unit) \(outcome.problems)")
                if number < 10 {
                    #expect(outcome.problems.contains { $0.zh.contains(FortyTests.words[number]) }, "\(outcome.problems)")
                }
                // Wholly taken, or not at all.
                let item = try await world.item(unit, period: period)
                #expect(item.state == (number < 10 ? .open : .submitted))
                #expect(try await world.lines(item).allSatisfy { $0.state == (number < 10 ? .open : .submitted) })
            }
            // Ten workbooks with marked cells, in one archive.
            let archived = try await LinkTests.call(
                world, "reporting.batch.returned", ["plan": world.plan.description, "batch": id], as: World.office)
            guard case .bytes(let zip) = archived.body else { throw TestFault("no bytes") }
            let opened = try Archive(zip)
            let entries = try opened.entries().value
            #expect(entries.count == 10 && entries.allSatisfy { $0.name.hasPrefix("退回_") })
            for entry in entries {
                let book = try Archive(try opened.read(entry))
                let styles = try #require(try book.entries().value.first { $0.name == "xl/styles.xml" })
                #expect(String(decoding: try book.read(styles), as: UTF8.self).uppercased().contains("FAD7D4"))
                #expect(try book.entries().value.contains { $0.name.contains("comments") })
            }
            #expect(try await world.house.database.read { try EventLog.verify($0) }.get() > 40)
        }
    }

    static let words = [
        "少3：累计数一般不减少", "倍，请核对单位", "不是数字", "此格必填", "请写明依据", "新增的行", "这一行被删了", "是另一份方案的填报表", "本次收的是2024-09-30", "认不出",
    ]

    /// Ten ways to be wrong; the tenth is no workbook at all.
    static func spoil(_ book: inout Workbook, _ number: Int) {
        func set(_ column: ReturnBook.Column, _ cell: Cell) { book.sheets[0].rows[0].cells[column.rawValue].cell = cell }
        func mark(_ key: String, _ value: String) {
            for sheet in book.sheets.indices where book.sheets[sheet].name == ReturnBook.marksName {
                for row in book.sheets[sheet].rows.indices where book.sheets[sheet].rows[row].cells[0].cell.text == key {
                    book.sheets[sheet].rows[row].cells[1].cell = .text(value)
                }
            }
        }
        switch number {
        case 0: set(.value, .number(9))
        case 1: set(.value, .number(130_000))
        case 2: set(.value, .text("十三"))
        case 3: set(.value, .empty)
        case 4: set(.source, .empty)
        case 5:
            var row = book.sheets[0].rows[0]
            row.cells[0].cell = .empty
            book.sheets[0].rows.append(row)
        case 6: book.sheets[0].rows.removeLast()
        case 7: mark("plan", "01KAMB3Q8F5V1M9Z7T2RX4C6DE")
        case 8: mark("period", "2024-06-30")
        default: break
        }
    }
}
