import Documents
import Findings
import Foundation
import Testing

private let hasPoppler = FileManager.default.isExecutableFile(atPath: "/usr/bin/pdftotext")

/// A plan of two pages in the layout of GB/T 9704, as paragraphs, as DOCX and as PDF.
private struct Plan {
    static let title = "徐州市生物医药产业集群高质量发展实施方案"
    static let paragraphs = [
        "为深入贯彻落实党的二十大精神，抢抓新一轮科技革命和产业变革机遇，加快推动我市生物医药产业高质量发展，结合我市实际，制定本实施方案。",
        "一、总体要求",
        "（一）发展目标。到2025年，全市生物医药产业产值达500亿元，规模以上工业企业达150家，上市企业10家，建成5家以上省级重点实验室和8个公共技术服务平台。",
        "二、重点任务",
        "1.建设公共技术服务平台。支持高校、园区共建共享，对通过FDA、EMA认证的创新药给予最高800万元奖励。（责任单位：市科技局、市工信局、市卫生健康委）",
        "牵头单位：市工信局",
        "责任单位：市发改委、市财政局",
        "2.培育龙头企业。实施“链主”企业培育计划，力争2024年6月底前新增产值超10亿元企业5家以上，带动产业链上下游中小企业协同发展，形成大中小企业融通发展的良好生态。",
        "三、保障措施",
        "加强组织领导。市生物医药产业链专班统筹协调，每季度调度一次，适时开展中期评估，重大事项及时报市政府研究。各地各部门要细化举措，压实责任，确保各项任务落到实处。",
    ]
    static let table = [
        ["序号", "任务", "牵头单位", "完成时限"], ["1", "建设平台，引进培育高水平研发机构", "市科技局", "2023年12月底前"], ["1", "引进企业", "市商务局", "持续推进"],
        ["2", "完善审评审批服务", "市市场监管局", "2025年底"],
    ]

    static var docx: Data {
        var document = WordDocument()
        document.add(title, as: .title)
        for text in paragraphs { document.add(text) }
        document.add(
            .init([
                table[0].map { DocumentCell($0) },
                [DocumentCell("1", rowSpan: 2)] + table[1].dropFirst().map { DocumentCell($0) },
                table[2].dropFirst().map { DocumentCell($0) }, table[3].map { DocumentCell($0) },
            ]))
        document.add("附则")
        return document.data()
    }

    static func pdf(indent: Double, size: Double, pitch: Double, space: Double, perPage: Int) -> Data {
        var pdf = PDFFixture()
        let width = (442 / size).rounded(.down)
        var row = 0
        var y = 120.0
        func head(_ page: Int, _ pdf: inout PDFFixture) {
            pdf.text("徐州市人民政府文件", x: 240, y: 60, size: 9)
            pdf.text("— \(page) —", x: page % 2 == 1 ? 470 : 80, y: 800, size: 14)
        }
        head(1, &pdf)
        pdf.text(title, x: 80 + (442 - 22 * PDFFixture.ems(title)) / 2, y: 105, size: 22)
        for text in paragraphs {
            for (number, line) in PDFFixture.wrapped(text, width: width, indent: indent).enumerated() {
                row += 1
                if row > perPage {
                    pdf.newPage()
                    head(2, &pdf)
                    (row, y) = (1, 80)
                }
                y += pitch
                pdf.text(line, x: 80 + (number == 0 ? indent * size : 0), y: y, size: size)
            }
            y += space
        }
        let top = y + 12
        pdf.table(
            x: [80, 120, 260, 360, 522], y: [top, top + 40, top + 80, top + 110, top + 140],
            [
                [["序号"], ["任务"], ["牵头单位"], ["完成时限"]],
                [["1"], ["建设平台，引进培育高", "水平研发机构"], ["市科技局"], ["2023年12月底前"]],
                [[], ["引进企业"], ["市商务局"], ["持续推进"]],
                [["2"], ["完善审评审批服务"], ["市市场监管局"], ["2025年底"]],
            ], openBelow: [[1, 0]])
        pdf.text("附则", x: 80 + indent * size, y: top + 175, size: size)
        return pdf.data
    }
}

@Suite(.enabled(if: hasPoppler, "pdftotext is not installed")) struct PDFReaderTests {
    @Test(arguments: [(2.0, 16.0, 29.0, 0.0, 16), (2, 12, 20, 0, 15), (0, 12, 18, 8, 14), (2, 14, 25, 6, 15)])
    func aPlanReadsAsFromWord(indent: Double, size: Double, pitch: Double, space: Double, perPage: Int) throws {
        let word = try WordReader.read(Plan.docx).value
        let pdf = try PDFReader.read(Plan.pdf(indent: indent, size: size, pitch: pitch, space: space, perPage: perPage))
        #expect(pdf.value.map(\.grid) == word.map(\.grid))
        #expect(pdf.value.plainText.split(separator: "\n") == word.plainText.split(separator: "\n"))
        #expect(pdf.value.first == .paragraph(Plan.title, style: .title))
        #expect(pdf.findings.isEmpty)
    }

    @Test func textWrappedByCountIsJoinedToo() throws {
        var pdf = PDFFixture()
        var y = 80.0
        let paragraphs = Plan.paragraphs.filter { $0.count > 40 }
        for text in paragraphs {
            let scalars = Array(text)
            for start in stride(from: 0, to: scalars.count, by: 24) {
                pdf.text(String(scalars[start..<min(start + 24, scalars.count)]), x: 72, y: y, size: 14)
                y += 22
            }
        }
        let texts = try PDFReader.read(pdf.data).value.plainText.split(separator: "\n").map(String.init)
        #expect(texts == paragraphs)
    }

    @Test func shortLinesStayApart() throws {
        var pdf = PDFFixture()
        let lines = ["建成五家特色产业园区", "引进五家龙头骨干企业", "组建一支产业基金", "新增上市企业十家", "培育两个重磅产品"]
        for (number, line) in lines.enumerated() { pdf.text(line, x: 80, y: 100 + Double(number) * 28) }
        #expect(try PDFReader.read(pdf.data).value.plainText.split(separator: "\n").map(String.init) == lines)
    }

    @Test func aTableOverTwoPagesIsOne() throws {
        var pdf = PDFFixture()
        let x = [80.0, 120, 320, 522]
        pdf.text("附件", x: 80, y: 100)
        pdf.table(
            x: x, y: [600, 640, 680, 740],
            [[["序号"], ["任务"], ["单位"]], [["1"], ["甲"], ["市科技局"]], [["2"], ["推进第二项任务，建立协调机制，", "定期调度"], ["市工信局"]]])
        pdf.newPage()
        pdf.table(
            x: x, y: [80, 120, 160, 200, 240],
            [[["序号"], ["任务"], ["单位"]], [[], ["并通报结果"], []], [["3"], ["丙"], ["市商务局"]], [[], ["丁"], ["市财政局"]]], openBelow: [[2, 0]])
        pdf.text("以上任务按月调度。", x: 80, y: 300)
        let blocks = try PDFReader.read(pdf.data).value
        #expect(
            blocks.compactMap(\.grid) == [
                [
                    ["序号", "任务", "单位"], ["1", "甲", "市科技局"], ["2", "推进第二项任务，建立协调机制，定期调度并通报结果", "市工信局"], ["3", "丙", "市商务局"],
                    ["3", "丁", "市财政局"],
                ]
            ])
        #expect(blocks.count == 3)
    }

    @Test func spannedColumnsOpenSidesAndCrossingText() throws {
        var pdf = PDFFixture()
        // No outer verticals; the last row spans two columns; 市发改委市财政局 is one run over a ruling.
        pdf.table(
            x: [80, 160, 300, 440], y: [100, 130, 160, 190],
            [[["类别"], ["牵头"], ["配合"]], [["一"], [], ["无"]], [["二"], ["合并的两列"], []]],
            openRight: [[0, -1], [1, -1], [2, -1], [0, 2], [1, 2], [2, 2], [2, 1]])
        pdf.text("市科技局", x: 240, y: 146, size: 12)
        let grids = try PDFReader.read(pdf.data).value.compactMap(\.grid)
        #expect(grids == [[["类别", "牵头", "配合"], ["一", "市科技局", "无"], ["二", "合并的两列", "合并的两列"]]])
    }

    @Test func columnsWithoutLinesAreATable() throws {
        var pdf = PDFFixture()
        pdf.text("重点任务分工如下，请各单位抓好落实。", x: 112, y: 100)
        let rows = [
            ("序号", "任务", "牵头单位"), ("1", "建设公共平台，引进", "市科技局"), ("", "高水平机构", ""), ("2", "引进企业", "市商务局"), ("3", "完善服务", "市市场监管局"),
        ]
        for (number, row) in rows.enumerated() {
            let y = 140 + Double(number) * 24
            for (text, x) in [(row.0, 80.0), (row.1, 150), (row.2, 380)] where !text.isEmpty {
                pdf.text(text, x: x, y: y, size: 14)
            }
        }
        pdf.text("以上任务按月调度，年底考核，结果通报各有关单位并抄送市委办公室。", x: 112, y: 300, size: 12)
        let blocks = try PDFReader.read(pdf.data).value
        #expect(blocks.count == 3)
        #expect(
            blocks[1].grid == [
                ["序号", "任务", "牵头单位"], ["1", "建设公共平台，引进高水平机构", "市科技局"], ["2", "引进企业", "市商务局"], ["3", "完善服务", "市市场监管局"],
            ])
    }

    @Test func contentsFootnotesAndReferenceMarksDoNotDisturbTheText() throws {
        var pdf = PDFFixture()
        pdf.text("一、总体要求……………………3", x: 80, y: 110)
        for (number, line) in ["到2025年，全市规模以上工业企业达150家，上市企业十家，产值", "达五百亿元。"].enumerated() {
            pdf.text(line, x: number == 0 ? 112 : 80, y: 160 + Double(number) * 29)
        }
        pdf.text("规模以上工业企业", x: 112, y: 218)
        pdf.text("1", x: 240, y: 211, size: 8)
        pdf.text("达150家。", x: 246, y: 218)
        pdf.text("1 指年主营业务收入2000万元及以上的工业企业。", x: 80, y: 740, size: 10)
        let report = try PDFReader.read(pdf.data)
        #expect(
            report.value == [
                .paragraph("到2025年，全市规模以上工业企业达150家，上市企业十家，产值达五百亿元。", style: .body), .paragraph("规模以上工业企业达150家。", style: .body),
                .paragraph("1 指年主营业务收入2000万元及以上的工业企业。", style: .footnote),
            ])
        #expect(report.findings.map(\.code) == [.pdfContents])
    }

    @Test func radicalsAreReadAsTheCharactersTheyShow() throws {
        var pdf = PDFFixture()
        pdf.text("\u{2F2F}业和信息化局", x: 80, y: 200)
        let text = try PDFReader.read(pdf.data).value.plainText
        #expect(text == "工业和信息化局" || text == "业和信息化局", "the font's map may not hold the radical")
    }

    @Test func eachFaultHasItsSentence() throws {
        var scan = PDFFixture()
        scan.line(10, 10, 500, 10)
        scan.newPage()
        #expect(refusal { _ = try PDFReader.read(scan.data) }?.message(.zh).hasPrefix("PDF 共 2 页，都没有文字") == true)

        var locked = PDFFixture()
        locked.text("密", x: 80, y: 100)
        let key = String(repeating: "A1", count: 32)
        locked.encryption = "/ID [<00> <00>] /Encrypt << /Filter /Standard /V 1 /R 2 /O <\(key)> /U <\(key)> /P -4 >>"
        #expect(refusal { _ = try PDFReader.read(locked.data) }?.code == .pdfEncrypted)

        var half = PDFFixture()
        half.text("有文字的一页", x: 80, y: 100)
        half.newPage()
        let report = try PDFReader.read(half.data)
        #expect(report.findings.map(\.code) == [.pdfEmptyPages])
        #expect(report.findings[0].arguments["pages"] == "2")

        #expect(refusal { _ = try PDFReader.read(Data("%PDF-1.4\ngarbage".utf8)) }?.code == .pdfBroken)
        #expect(refusal { _ = try PDFReader.read(Data("plain".utf8)) }?.code == .pdfBroken)
        #expect(refusal { _ = try PDFReader.read(Data()) }?.code == .fileEmpty)
    }

    @Test func nothingIsLeftInTheScratchFolder() throws {
        var limits = DocumentLimits()
        limits.scratch = FileManager.default.temporaryDirectory.appending(path: "scratch-\(UUID().uuidString)")
        #expect(refusal { _ = try PDFReader.read(PDFFixture().data, limits: limits) }?.code == .folderUnwritable)
        try FileManager.default.createDirectory(at: limits.scratch, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: limits.scratch) }
        var pdf = PDFFixture()
        pdf.text("文", x: 80, y: 100)
        _ = try PDFReader.read(pdf.data, limits: limits)
        #expect(refusal { _ = try PDFReader.read(Data("%PDF-1.4".utf8), limits: limits) }?.code == .pdfBroken)
        #expect(try FileManager.default.contentsOfDirectory(atPath: limits.scratch.path) == [])
    }
}
