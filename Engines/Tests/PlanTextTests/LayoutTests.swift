import Calendars
import Findings
import PlanText
import Testing

/// The same plan in other clothes reads the same, and a table's merged cells reach their rows.
@Suite struct LayoutTests {
    private typealias Cell = PlanSource.Cell

    /// Paragraphs of a text as a word processor would hand them over.
    private func blocks(_ text: String) -> [PlanSource.Block] {
        text.split(separator: "\n").map { line in
            .paragraph(String(line), line.count < 30 && line.hasPrefix("一、") || line.hasPrefix("二、") ? .heading(level: 1) : .body)
        }
    }

    @Test(
        arguments: Fixture.all.filter {
            !$0.name.hasPrefix("11") && !$0.name.hasPrefix("13") && !$0.text.contains("\t") && !$0.text.contains("序号")
                && $0.name.hasSuffix(".txt")
        })
    func aPlanReadsTheSameAsTextAndAsParagraphsOfADocument(_ fixture: Fixture) throws {
        let text = Fixture.lines(try PlanReading(PlanSource(text: fixture.text)))
        let document = Fixture.lines(try PlanReading(PlanSource(blocks: blocks(fixture.text))))
        #expect(text == document)
    }

    @Test(arguments: Fixture.all.filter { $0.name.hasPrefix("02") })
    func aTableReadsTheSameAsTabsAndAsCells(_ fixture: Fixture) throws {
        let lines = fixture.text.split(separator: "\n", omittingEmptySubsequences: true)
        let rows = lines.dropFirst().map { line in
            line.split(separator: "\t", omittingEmptySubsequences: false).map { Cell(String($0)) }
        }
        let document = PlanSource(blocks: [.paragraph(String(lines[0]), .heading(level: 1)), .table(Array(rows))])
        #expect(Fixture.lines(try PlanReading(document)) == fixture.expected)
    }

    @Test func mergedCellsOfUnitsAndNumbersReachTheirRows() throws {
        let source = PlanSource(blocks: [
            .paragraph("石门湾市2024年医药产业重点任务分工方案", .heading(level: 1)),
            .table([
                [Cell("序号"), Cell("重点任务"), Cell("具体措施"), Cell("牵头\n单位"), Cell("配合单位"), Cell("完成时限")],
                [Cell("一、强化招商引资", colSpan: 6)],
                [
                    Cell("1"), Cell("招引项目", rowSpan: 2), Cell("新签约亿元以上项目10个。"), Cell("市商务局", rowSpan: 2), Cell("市财政局\n市税务局"),
                    Cell("12月底前"),
                ],
                [Cell("2"), Cell("举办招商推介会6场。"), Cell("无"), Cell("持续推进")],
                [Cell("二、强化平台建设", colSpan: 6)],
                [
                    Cell("3", rowSpan: 2), Cell("建设平台", rowSpan: 2), Cell("建成中试平台1个。", rowSpan: 2), Cell("市科技局"), Cell("各县（市、区）政府"),
                    Cell("9月底前", rowSpan: 2),
                ],
                [Cell("市工业和信息化局"), Cell("市教育局")],
            ]),
        ])
        let reading = try PlanReading(source)
        #expect(
            Fixture.lines(reading) == [
                "T M1 | 亿元以上项目 | eq 10 个 | 2024-12-31", "T M2 | 招商推介会 | eq 6 场 | -", "T M3 | 中试平台 | eq 1 个 | 2024-09-30",
                "M M1 [1] | 新签约亿元以上项目10个 | 市商务局:lead 市财政局:support 市税务局:support", "M M2 [1] | 举办招商推介会6场 | 市商务局:lead",
                "M M3 [2] | 建成中试平台1个 | 市科技局:lead 各县（市、区）政府:support 市工业和信息化局:lead 市教育局:support",
            ])
        #expect(reading.sections.map(\.title) == ["强化招商引资", "强化平台建设"])
        #expect(reading.measures.map { $0.deadline?.kind } == [.monthEnd, .ongoing, .monthEnd])
    }

    @Test func anIndicatorTableGivesTargetsWithBaselines() throws {
        let source = PlanSource(blocks: [
            .paragraph("松溪湾市“十四五”医药产业发展规划", .heading(level: 1)), .paragraph("一、发展目标", .heading(level: 1)),
            .table([
                [
                    Cell("类别", rowSpan: 2), Cell("指标名称", rowSpan: 2), Cell("单位", rowSpan: 2), Cell("2020年", rowSpan: 1),
                    Cell("2025年", colSpan: 2),
                ],
                [Cell("基数"), Cell("目标值"), Cell("年均增速")],
                [Cell("规模", rowSpan: 2), Cell("产业产值"), Cell("亿元"), Cell("180"), Cell("≥500"), Cell("20%左右")],
                [Cell("规上企业数"), Cell("家"), Cell("60"), Cell("150以上"), Cell("—")],
                [Cell("创新"), Cell("研发投入强度（%）"), Cell("/"), Cell("2.8"), Cell("5"), Cell("")],
            ]),
        ])
        let reading = try PlanReading(source)
        #expect(reading.targets.map(\.indicator).contains("研发投入强度"))
        let output = try #require(reading.targets.first { $0.indicator == "产业产值" && $0.unit == "亿元" })
        #expect(output.value == 500 && output.baseline == 180 && output.baselineYear == 2020)
        #expect(output.deadline?.date == Day("2025-12-31"))
        #expect(reading.targets.first { $0.indicator == "研发投入强度" }?.unit == "%")
        #expect(reading.targets.allSatisfy { $0.value != 180 && $0.value != 60 && $0.value != 2.8 })
    }

    @Test func aFootnoteIsNoMeasureAndItsNumbersAreNoTargets() throws {
        let source = PlanSource(blocks: [
            .paragraph("柳林渡市医药产业发展行动方案", .heading(level: 1)), .paragraph("一、重点任务", .heading(level: 1)),
            .paragraph("1.培育企业。新增规上企业20家。", .body), .paragraph("1.规上企业指年主营业务收入达到2000万元的企业。", .footnote),
        ])
        let reading = try PlanReading(source)
        #expect(reading.measures.map(\.id) == ["M1"])
        #expect(reading.targets.map(\.value) == [20])
    }

    @Test func englishEmptyAndBinaryInputSayWhatIsWrongAndWhatToDo() {
        func fault(_ text: String) -> (String, String)? {
            do {
                _ = try PlanReading(PlanSource(text: text))
                return nil
            } catch {
                return error.findings.first.map { ($0.code.id, $0.message(.en)) }
            }
        }
        #expect(fault("")?.0 == "plan-text.input.empty")
        #expect(fault(" \n\t\n")?.0 == "plan-text.input.empty")
        #expect(
            fault("Action plan for the biomedical industry: reach 500 companies by 2025.")?.1.hasSuffix(
                "Give the Chinese original.") == true)
        #expect(fault(String(repeating: "\u{1}\u{2}方案", count: 50))?.0 == "plan-text.input.binary")
    }
}
