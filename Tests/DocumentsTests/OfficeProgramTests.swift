import Documents
import Findings
import Foundation
import Testing

/// Programs of others that open what we write, and write what we read. A test that cannot have its program is skipped and says so.
private enum Program {
    static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()

    /// Python with openpyxl and python-docx; made on first use, which needs a package index.
    static let python: String? = {
        let made = run(root.appending(path: "Tools/dev/office-venv").path, [])
        return made.status == 0 ? made.output.split(separator: "\n").last.map(String.init) : nil
    }()

    static let chromium = ["/usr/bin/chromium", "/usr/bin/chromium-browser"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    static func run(_ path: String, _ arguments: [String], input: Data? = nil) -> (status: Int32, output: String) {
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return (127, "") }
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return (process.terminationStatus, String(decoding: data, as: UTF8.self))
    }

    /// Runs Python with `path` as the file to open, and gives what it prints.
    static func python(_ script: String, file: Data, name: String) throws -> [String] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "office-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: name).path
        try file.write(to: URL(filePath: path))
        let result = run(try #require(python), ["-c", "import sys\npath = sys.argv[1]\n" + script, path])
        #expect(result.status == 0)
        return result.output.split(separator: "\n").map(String.init)
    }
}

@Suite struct OfficeProgramTests {
    @Test(.enabled("openpyxl cannot be installed here") { Program.python != nil })
    func openpyxlOpensOurWorkbook() throws {
        var sheet = WorkbookSheet(
            "月报",
            columns: [
                WorkbookColumn("指标", width: 30), WorkbookColumn("完成", format: "0.00", isInput: true),
                WorkbookColumn("状态", isInput: true, choices: ["正常", "滞后"]),
                WorkbookColumn("编号", isHidden: true), WorkbookColumn("日期"),
            ])
        sheet.isLocked = true
        sheet.rows = [
            WorkbookRow([
                .init(.text("=1+1")), .init(.number(412.5), isBold: true, note: "比上月少"), .init(.empty), .init(.integer(7)),
                .init(.date(SheetDate(day: .init(year: 2023, month: 9, day: 30)!))),
            ])
        ]
        let script = """
            import openpyxl
            ws = openpyxl.load_workbook(path)["月报"]
            print(ws["A2"].data_type, ws["A2"].value, ws["B2"].value, ws["B2"].number_format, ws["B2"].font.b, ws["E2"].value)
            print(ws.protection.sheet, ws["A2"].protection.locked, ws["B2"].protection.locked, ws["C2"].protection.locked)
            print(ws.freeze_panes, ws.column_dimensions["D"].hidden, ws["B2"].comment.text, ws["A1"].font.b)
            print([(v.type, v.formula1, str(v.sqref)) for v in ws.data_validations.dataValidation])
            """
        #expect(
            try Program.python(script, file: Workbook(sheets: [sheet]).data().value, name: "a.xlsx") == [
                "s =1+1 412.5 0.00 True 2023-09-30 00:00:00", "True True False False", "A2 True 比上月少 True",
                "[('list', '\"正常,滞后\"', 'C2')]",
            ])
    }

    @Test(.enabled("openpyxl cannot be installed here") { Program.python != nil })
    func weReadTheWorkbookOfOpenpyxl() throws {
        let script = """
            import openpyxl, datetime, base64
            wb = openpyxl.Workbook(); ws = wb.active; ws.title = "名录"
            ws.append(["名称", "产值", "日期", "时刻", "上市", "占比", "代码"])
            ws.append(["恩华药业", 86.5, datetime.date(2023, 9, 30), datetime.datetime(2023, 9, 30, 8, 30), True, 0.355, "0371"])
            ws["F2"].number_format = "0.0%"; ws.merge_cells("A3:B4"); ws["A3"] = "合并"; ws["C3"] = "=1+1"; ws.row_dimensions[4].hidden = True
            wb.save(path); print(base64.b64encode(open(path, "rb").read()).decode())
            """
        let encoded = try #require(try Program.python(script, file: Data(), name: "b.xlsx").first)
        let report = try WorkbookReader.read(try #require(Data(base64Encoded: encoded)))
        let sheet = report.value[0]
        #expect(sheet.rows[1].map(\.text) == ["恩华药业", "86.5", "2023-09-30", "2023-09-30T08:30:00", "TRUE", "35.5%", "0371"])
        #expect(sheet.merges == [SheetRange("A3:B4")!])
        #expect(sheet.hiddenRows == [4])
        #expect(report.findings.map(\.code) == [.sheetUncalculated])
    }

    @Test(.enabled("python-docx cannot be installed here") { Program.python != nil })
    func pythonDocxOpensOurDocument() throws {
        let script = """
            import docx
            d = docx.Document(path)
            print([(p.style.name, p.text) for p in d.paragraphs if p.text][:3])
            print([[c.text for c in r.cells] for r in d.tables[0].rows])
            s = d.sections[0]
            print(round(s.page_width.mm), round(s.top_margin.mm), round(s.left_margin.mm), s.header.paragraphs[0].text, s.footer.paragraphs[0].text)
            """
        #expect(
            try Program.python(script, file: WordWriterTests.report.data(), name: "a.docx") == [
                "[('Title', '关于2023年第三季度建设情况的通报'), ('Normal', '各有关单位：'), ('Heading 1', '一、总体进展')]",
                "[['序号', '任务', '单位', '单位'], ['1', '建平台', '市科技局', '市工信局'], ['1', '引企业\\n不少于5家', '市商务局', '市商务局']]",
                "210 37 28 督查通报 & 征求意见稿 — 1 —",
            ])
    }

    @Test(.enabled("Chromium is not installed") { Program.chromium != nil })
    func aPrintedPageReadsAsItWasWritten() throws {
        let paragraphs = [
            "为加快推进Biomedical产业园区建设，支持企业开展GMP改造，对通过FDA认证的项目给予最高800万元支持，引导各类资本参与产业发展，制定本方案。",
            "一、总体要求", "到2025年，全市产值达500亿元，工业企业达150家，力争2024年6月底前见到实效。（责任单位：市科技局、市工信局）",
        ]
        let html = """
            <meta charset=utf-8><style>@page{size:A4;margin:37mm 26mm 35mm 28mm}body{font:16pt/29pt "Noto Serif CJK SC";margin:0}
            p{text-indent:2em;margin:0;text-align:justify}table{border-collapse:collapse;font-size:12pt;line-height:20pt}td{border:1px solid;padding:2pt 5pt}
            .wide{width:150pt}</style>\(paragraphs.map { "<p>\($0)</p>" }.joined())
            <table><tr><td>序号<td>任务<td>单位<td>时限<tr><td rowspan=2>1<td class=wide>建设公共技术服务平台，引进培育一批高水平研发机构<td>市科技局<td>2023年12月底前
            <tr><td>引进企业<td>市商务局<td>持续推进<tr><td>2<td colspan=2>合并的两列内容<td>2025年底</table><p>二、主要任务</p>
            """
        let folder = FileManager.default.temporaryDirectory.appending(path: "print-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let (page, pdf) = (folder.appending(path: "a.html"), folder.appending(path: "a.pdf"))
        try Data(html.utf8).write(to: page)
        _ = Program.run(
            try #require(Program.chromium),
            [
                "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", "--user-data-dir=\(folder.path)/profile",
                "--print-to-pdf=\(pdf.path)", page.path,
            ])
        let blocks = try PDFReader.read(try Data(contentsOf: pdf)).value
        #expect(blocks.compactMap { if case .paragraph(let text, _) = $0 { text } else { nil } } == paragraphs + ["二、主要任务"])
        #expect(
            blocks.compactMap(\.grid) == [
                [
                    ["序号", "任务", "单位", "时限"], ["1", "建设公共技术服务平台，引进培育一批高水平研发机构", "市科技局", "2023年12月底前"],
                    ["1", "引进企业", "市商务局", "持续推进"], ["2", "合并的两列内容", "合并的两列内容", "2025年底"],
                ]
            ])
    }
}
