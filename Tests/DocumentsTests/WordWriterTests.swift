import Documents
import Findings
import Foundation
import Testing

@Suite struct WordWriterTests {
    static var report: WordDocument {
        var document = WordDocument()
        document.header = "督查通报 & 征求意见稿"
        document.title = "<通报>"
        document.add("关于2023年第三季度建设情况的通报", as: .title)
        document.add("各有关单位：", as: .plain)
        document.add("一、总体进展", as: .heading(level: 1))
        document.add("（一）目标完成情况", as: .heading(level: 2))
        document.blocks.append(
            .paragraph(.init([.init("产值达"), .init("412.5亿元", isBold: true, isMarked: true), .init("，进度 < 序时 & 需加快。\n换行\t制表")])))
        document.add(
            .init(
                [
                    [DocumentCell("序号"), DocumentCell("任务"), DocumentCell("单位", columnSpan: 2)],
                    [DocumentCell("1", rowSpan: 2), DocumentCell("建平台"), DocumentCell("市科技局"), DocumentCell("市工信局")],
                    [DocumentCell("引企业\n不少于5家"), DocumentCell("市商务局", columnSpan: 2)],
                ], widths: [1, 4, 2, 2], alignments: [.center]))
        document.blocks.append(.pageBreak)
        document.add("市科技局", as: .signature)
        return document
    }

    @Test func whatIsWrittenIsReadBack() throws {
        let blocks = try WordReader.read(Self.report.data()).value
        #expect(
            blocks == [
                .paragraph("关于2023年第三季度建设情况的通报", style: .title), .paragraph("各有关单位：", style: .body),
                .paragraph("一、总体进展", style: .heading(level: 1)), .paragraph("（一）目标完成情况", style: .heading(level: 2)),
                .paragraph("产值达412.5亿元，进度 < 序时 & 需加快。\n换行\t制表", style: .body),
                .table([
                    [DocumentCell("序号"), DocumentCell("任务"), DocumentCell("单位", columnSpan: 2)],
                    [DocumentCell("1", rowSpan: 2), DocumentCell("建平台"), DocumentCell("市科技局"), DocumentCell("市工信局")],
                    [DocumentCell("引企业\n不少于5家"), DocumentCell("市商务局", columnSpan: 2)],
                ]),
                .paragraph("市科技局", style: .body),
            ])
        #expect(FileKind.sniff(Self.report.data(), name: "x").kind == .docx)
        #expect(Self.report.data() == Self.report.data())
    }

    @Test func thePageIsThatOfTheStandard() throws {
        let archive = try Archive(Self.report.data())
        let entries = try archive.entries().value
        let part = try #require(entries.first { $0.name == "word/document.xml" })
        let text = String(decoding: try archive.read(part), as: UTF8.self)
        #expect(text.contains("<w:pgSz w:w=\"11906\" w:h=\"16838\"/>"))
        #expect(text.contains("<w:pgMar w:top=\"2098\" w:right=\"1474\" w:bottom=\"1960\" w:left=\"1587\""))
        #expect(text.contains("<w:docGrid w:type=\"lines\" w:linePitch=\"580\"/>"))
    }

    @Test func controlCharactersAndOddTablesStillMakeADocument() throws {
        var document = WordDocument()
        document.add("甲\u{0}\u{B}乙")
        document.add(.init([[], [DocumentCell("a", rowSpan: 9, columnSpan: -1)], [DocumentCell("b")], []], widths: [.nan]))
        #expect(try WordReader.read(document.data()).value.plainText.hasPrefix("甲乙\n"))
        #expect(refusal { _ = try WordReader.read(WordDocument().data()) }?.code == .wordNoText)
    }
}
