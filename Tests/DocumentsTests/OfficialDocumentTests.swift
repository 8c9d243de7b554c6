import Documents
import Findings
import Foundation
import Testing

/// Official documents: what stands where, by the XML that is written, and by LibreOffice's print of it where it is installed.
@Suite struct OfficialDocumentTests {
    static let sentence = "本市生物医药产业集群建设总体平稳推进各责任单位按照方案要求落实举措取得阶段性成效同时部分平台建设进度偏慢需要加快"

    static var circular: OfficialDocument {
        var circular = OfficialDocument(title: "关于2023年第三季度生物医药产业集群建设情况的通报")
        circular.organ = "徐州市生物医药产业集群办公室文件"
        circular.number = "徐集群发〔2023〕5号"
        circular.addressee = "各责任单位"
        circular.body = [
            .heading("一、总体进展", level: 1), .heading("（一）目标", level: 2), .heading("1.产值", level: 3), .heading("（1）口径", level: 4),
        ]
        for _ in 0..<24 { circular.body.append(.body(OfficialDocument.Line(sentence + "，" + sentence + "。"))) }
        circular.annexes = [
            .init("任务台账", [.body("（略）")]),
            .init(
                "指标一览表",
                [
                    .table(
                        .init(
                            cells: [["指标", "基期", "目标", "现值"].map { WordDocument.Cell($0) }]
                                + (1...60).map { row in
                                    [.init("指标\(row)"), .init("1"), .init("2"), .init([.init("3", bookmark: "F\(row)")])]
                                },
                            widths: [4, 1, 1, 1], alignments: [.left, .right, .right, .right]))
                ], isLandscape: true),
        ]
        circular.signature = ["徐州市生物医药产业集群办公室"]
        circular.date = "2023年10月25日"
        circular.note = "联系人：综合科"
        circular.copies = ["市委办公室", "市人大常委会办公室", "市政协办公室", "市纪委监委", "市法院", "市检察院", "徐州军分区"]
        circular.issuer = "徐州市生物医药产业集群办公室"
        circular.issuedOn = "2023年10月26日"
        return circular
    }

    static var letter: OfficialDocument {
        var letter = OfficialDocument(.letter, title: "关于抓紧推进新药安全评价平台建设的督办函")
        letter.organ = "徐州市生物医药产业集群办公室"
        letter.number = "徐集群督〔2023〕7号"
        letter.urgency = "特急"
        letter.addressee = "徐州医科大学"
        letter.body = [.body(OfficialDocument.Line(sentence + "。")), .body("请于2023年11月10日前书面反馈。")]
        letter.signature = ["市集群办"]
        letter.date = "2023年10月25日"
        letter.annexes = [.init("任务台账", [.body("（略）")])]
        return letter
    }

    static var minutes: OfficialDocument {
        var minutes = OfficialDocument(.minutes, title: "生物医药产业集群联席会议第三次会议纪要")
        minutes.organ = "生物医药产业集群联席会议纪要"
        minutes.number = "〔2023〕3号"
        minutes.body = [.body(OfficialDocument.Line(sentence + "。"))]
        minutes.attendance = [.init("出席", "市科技局、市工信局、市卫健委、市市场监管局、省药监局徐州分局、徐州经开区管委会、徐州高新区管委会"), .init("请假", "市民政局")]
        return minutes
    }

    private func part(_ name: String, of document: OfficialDocument) throws -> String {
        let archive = try Archive(document.word.data())
        let entry = try #require(try archive.entries().value.first { $0.name == name })
        return String(decoding: try archive.read(entry), as: UTF8.self)
    }

    @Test func partsStandInTheOrderOfTheStandard() throws {
        let text = try WordReader.read(Self.circular.word.data()).value.plainText
        let order = [
            "徐州市生物医药产业集群办公室文件", "徐集群发〔2023〕5号", "关于2023年第三季度", "各责任单位：", "一、总体进展", "附件：1.任务台账", "2.指标一览表",
            "徐州市生物医药产业集群办公室\n2023年10月25日", "（联系人：综合科）", "附件1\n任务台账", "附件2\n指标一览表", "抄送：市委办公室，", "2023年10月26日印发",
        ]
        var rest = text[...]
        for piece in order {
            let found = try #require(rest.range(of: piece), "\(piece) is missing or out of order")
            rest = rest[found.upperBound...]
        }
    }

    @Test func aPartThatIsEmptyLeavesNoTrace() throws {
        var bare = OfficialDocument(title: "情况说明")
        bare.body = [.body("正文。")]
        #expect(try WordReader.read(bare.word.data()).value.plainText == "情况说明\n正文。")
    }

    @Test func aLetterHasDoubleLinesAndNoNumberOnItsFirstPage() throws {
        let document = try part("word/document.xml", of: Self.letter)
        #expect(document.contains("thickThinSmallGap") && document.contains("<w:titlePg/>"))
        #expect(document.contains("<w:footerReference w:type=\"first\" r:id=\"rId7\"/>"))
        #expect(try part("word/footer3.xml", of: Self.letter).contains("thinThickSmallGap"))
        #expect(try !part("word/document.xml", of: Self.circular).contains("titlePg"))
        #expect(try part("word/document.xml", of: Self.letter).contains("附件：任务台账".first.map(String.init) ?? ""))
    }

    @Test func anAnnexOnItsSideHasItsOwnSectionAndRepeatsItsHead() throws {
        let document = try part("word/document.xml", of: Self.circular)
        #expect(document.contains("w:orient=\"landscape\"") && document.contains("<w:tblHeader/>"))
        #expect(document.components(separatedBy: "<w:sectPr>").count == 4)
    }

    @Test func bookmarksAreUniqueAndBracketTheirRun() throws {
        var document = OfficialDocument(title: "数")
        document.body = [
            .body(.init([.init("产值"), .init("328", bookmark: "F1"), .init("又", bookmark: "F 1;"), .init("328", bookmark: "F1")]))
        ]
        let xml = try part("word/document.xml", of: document)
        for name in ["F1", "F1_2", "F_1_"] { #expect(xml.contains("w:name=\"\(name)\"/>"), "\(name)") }
        #expect(xml.contains("w:name=\"F1\"/><w:r><w:t xml:space=\"preserve\">328</w:t></w:r><w:bookmarkEnd"))
    }

    @Test(arguments: [
        (1, 1, "一、"), (10, 1, "十、"), (11, 2, "（十一）"), (20, 1, "二十、"), (99, 1, "九十九、"), (3, 3, "3."), (4, 4, "（4）"), (0, 1, "0、"),
    ])
    func levelsAreNumberedAsTheStandardDoes(number: Int, level: Int, label: String) {
        #expect(OfficialDocument.label(number, level: level) == label)
    }

    // MARK: Printed

    @Test(.enabled("LibreOffice is not installed") { Office.program != nil })
    func aPageHasTwentyTwoLinesOfTwentyEightCharacters() throws {
        let pages = try Office.pages(of: Self.circular.word.data(), name: "circular")
        let second = try #require(pages.dropFirst().first)
        let lines = second.split(separator: "\n").map { $0.trimmingCharacters(in: .whitespaces) }.filter {
            !$0.isEmpty && !$0.contains("—")
        }
        #expect(lines.count == 22, "\(lines.count) lines on the second page")
        let full = lines.filter { line in !line.contains("，") && !line.contains("。") }.map(\.count)
        #expect(!full.isEmpty && full.max() == 28, "\(full)")
        #expect(second.contains("—2—"))
        // The annex on its side repeats the head of its table on every page that it takes.
        let annex = pages.filter { $0.contains("指标") && $0.contains("基期") }
        #expect(annex.count >= 2)
        #expect(pages.last?.contains("2023年10月26日印发") == true)
    }

    @Test(.enabled("LibreOffice is not installed") { Office.program != nil })
    func aLetterAndMinutesArePrinted() throws {
        let letter = try Office.pages(of: Self.letter.word.data(), name: "letter")
        #expect(letter.first?.contains("—1—") == false && letter.count == 2)
        let minutes = try Office.pages(of: Self.minutes.word.data(), name: "minutes")
        #expect(minutes.count == 1 && minutes[0].contains("出席：市科技局"))
    }
}

/// LibreOffice and poppler, where they are. With `YAOLIAN_KEEP_PRINTS` the prints stay in that folder, to be looked at.
enum Office {
    static let program = ["/usr/bin/soffice", "/usr/lib/libreoffice/program/soffice"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

    /// The text of each page as LibreOffice prints the document.
    static func pages(of document: Data, name: String) throws -> [String] {
        let folder = FileManager.default.temporaryDirectory.appending(path: "print-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let file = folder.appending(path: "\(name).docx")
        try document.write(to: file)
        run(
            program ?? "",
            [
                "-env:UserInstallation=file://\(folder.path)/profile", "--headless", "--convert-to", "pdf", "--outdir", folder.path,
                file.path,
            ])
        let pdf = folder.appending(path: "\(name).pdf")
        if let kept = ProcessInfo.processInfo.environment["YAOLIAN_KEEP_PRINTS"] {
            for one in [file, pdf] {
                let target = URL(filePath: kept).appending(path: one.lastPathComponent)
                try? FileManager.default.removeItem(at: target)
                try FileManager.default.copyItem(at: one, to: target)
            }
        }
        let text = run("/usr/bin/pdftotext", ["-layout", pdf.path, "-"])
        // A grid sets characters apart; what is printed counts, not the room between.
        return text.split(separator: "\u{C}", omittingEmptySubsequences: true).map {
            String($0).replacingOccurrences(of: " ", with: "")
        }
        .filter { !$0.allSatisfy(\.isWhitespace) }
    }

    @discardableResult
    private static func run(_ path: String, _ arguments: [String]) -> String {
        let process = Process()
        process.executableURL = URL(filePath: path)
        process.arguments = arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = FileHandle.nullDevice
        guard (try? process.run()) != nil else { return "" }
        let data = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        return String(decoding: data, as: UTF8.self)
    }
}
