import Calendars
import Documents
import Findings
import Foundation
import HouseTesting
import Kernel
import Testing

@testable import Plan
@testable import Reporting

/// The office's old ledger: any headers in any order, mapped, looked at, taken with its source.
@Suite struct LedgerTests {
    static let csv = """
        试点市生物医药产业工作台账,,,,
        2024年二季度,,,,
        推进情况,累计完成数（截至本期）,牵头单位,重点任务,完成时间
        签约3个项目,8.5,市科技局,技术合同成交额,
        已立项2个,约2,市科技局,中试基地,
        平台已挂牌,,市科技局,公共服务平台,2024/6/20
        会商2次,,市工信局,培育龙头企业,
        ,3,市农业局,没有这一项,
        """

    static func read(_ world: World, _ text: String = csv, name: String = "旧台账.csv") async throws -> String {
        var raw = world.raw(["period": World.period])
        raw.files = ["file": [Upload(name: name, bytes: Data(text.utf8))]]
        let answer = try JSON(parsing: try await world.house.call("reporting.ledger.read", raw, as: World.office).json())
        return answer["ledger"]?.string ?? ""
    }

    @Test(arguments: TestDatabase.engines) func anOldLedgerIsMappedLookedAtAndTaken(engine: Dialect) async throws {
        try await World.opened(engine) { world in
            let id = try await LedgerTests.read(world)
            let view = try await world.json("reporting.ledger.import", ["ledger": id])
            #expect(view["mapping"]?.array?.map { $0.string } == ["note", "value", "unit", "item", "done"])
            let rows = view["rows"]?.array ?? []
            #expect(rows.map { $0["line"]?.number } == [4, 5, 6, 7, 8])
            #expect(rows.map { $0["about"]?.string } == ["target", "target", "task", "measure", nil])
            let problems = rows.map {
                ($0["problems"]?.array ?? []).map { "\($0["field"]?.string ?? "-") \($0["zh"]?.string ?? "")" }
            }
            #expect(problems[0].isEmpty && problems[2].isEmpty && problems[3].isEmpty)
            #expect(problems[1] == ["value “约2”不是数字。请只写数字（单位：个）。"])
            #expect(
                problems[4].count == 2 && problems[4][0].hasPrefix("item 方案里没有“没有这一项”")
                    && problems[4][1].hasPrefix("unit 没有登记“市农业局”"))
            #expect(rows[2]["doneOn"]?.string == "2024-06-20")

            // Errors hold up the whole, unless the good rows alone are asked for.
            let refusal = try await world.refusal("reporting.ledger.take", ["ledger": id])
            #expect(refusal?.status == 409 && refusal?.detail.zh.contains("还有2行有错，没有采用任何内容") == true)
            #expect(try await world.value("技术合同") == nil)
            try await world.do("reporting.ledger.take", ["ledger": id, "skip": "true"])
            world.test.clock.advance(days: 7)
            #expect(try await world.value("技术合同") == 8.5)
            let plan = world.plan
            let board = try await world.house.read(as: World.office) {
                try World.plans.reads.board(try World.plans.reads.running(plan, $0), $0)
            }
            let entry = try #require(board.progress.values.joined().first { $0.value == 8.5 })
            #expect(entry.source == "ledger 旧台账.csv:4" && entry.note.contains("（台账“旧台账.csv”第4行）") && entry.state == .approved)
            #expect(try await world.refusal("reporting.ledger.take", ["ledger": id, "skip": "true"])?.status == 409)
        }
    }

    @Test func theColumnsCanBeAssignedAnew() async throws {
        try await World.opened { world in
            let id = try await LedgerTests.read(world, "甲,乙,丙,丁\n技术合同成交额,8.5,市科技局,签约3个\n")
            let before = try await world.json("reporting.ledger.import", ["ledger": id])
            #expect(before["mapping"]?.array?.allSatisfy { $0 == .null } == true)
            func map(_ columns: [String]) -> RawInput {
                var raw = world.raw(["ledger": id])
                raw.texts["columns"] = columns
                return raw
            }
            for (columns, words) in [
                (["0:item", "1:item"], "对应了两列"), (["9:item"], "不是列对应"), (["0:colour"], "没有“colour”这种列"), (["1:value"], "须有一列是“事项”"),
            ] {
                #expect(
                    try await world.test.refusal("reporting.ledger.map", map(columns), as: World.office)?.detail.zh.contains(words)
                        == true)
            }
            _ = try await world.house.call("reporting.ledger.map", map(["0:item", "1:value", "2:unit", "3:"]), as: World.office)
            let after = try await world.json("reporting.ledger.import", ["ledger": id])
            #expect(
                after["rows"]?.array?.first?["value"]?.number == 8.5
                    && after["rows"]?.array?.first?["problems"]?.array?.isEmpty == true)
        }
    }

    @Test func aNameWrittenOnceForSeveralRowsIsThatOfEach() throws {
        let words = try LedgerWords(folder: World.folder)
        let column = WorkbookColumn("责任单位")
        let rows = [["市科技局", "甲"], ["", "乙"], ["市工信局", "丙"]].map {
            WorkbookRow($0.map { WorkbookCell($0.isEmpty ? .empty : .text($0)) })
        }
        let data = try Workbook(sheets: [WorkbookSheet("台账", columns: [column, WorkbookColumn("工作任务")], rows: rows)]).data().value
        let archive = try Archive(data)
        var writer = ArchiveWriter()
        for entry in try archive.entries().value {
            let bytes = try archive.read(entry)
            guard entry.name == "xl/worksheets/sheet1.xml" else {
                writer.add(entry.name, bytes)
                continue
            }
            writer.add(
                entry.name,
                Data(
                    String(decoding: bytes, as: UTF8.self).replacing(
                        "</sheetData>", with: "</sheetData><mergeCells count=\"1\"><mergeCell ref=\"A2:A3\"/></mergeCells>"
                    ).utf8))
        }
        let grid = try LedgerGrid.read(Upload(name: "台账.xlsx", bytes: writer.data()), words: words)
        #expect(grid.lines.map { $0.cells.first } == ["市科技局", "市科技局", "市工信局"])
    }

    @Test func whatIsNoLedgerIsSaidToBeNone() throws {
        let words = try LedgerWords(folder: World.folder)
        for bytes in [Data(), Data("只有一行\n".utf8), Data([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A])] {
            #expect(throws: Refusal.self) { try LedgerGrid.read(Upload(name: "x.csv", bytes: bytes), words: words) }
        }
        let long = "工作任务,进展\n" + String(repeating: "甲,乙\n", count: 2_001)
        #expect(throws: Refusal.self) { try LedgerGrid.read(Upload(name: "x.csv", bytes: Data(long.utf8)), words: words) }
    }

    @Test(
        arguments: [
            ("责任单位（牵头）", LedgerField.unit), ("工作 任务", .item), ("完成时间：", .done), ("累计完成数(万元)", .value), ("进展情况", .note), ("颜色", nil),
        ] as [(String, LedgerField?)]) func headersAreKnownByTheirWords(header: String, field: LedgerField?) throws
    {
        #expect(try LedgerWords(folder: World.folder).field(header) == field)
    }
}
