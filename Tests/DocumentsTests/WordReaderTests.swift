import Documents
import Findings
import Foundation
import Testing

private typealias W = WordFixture

@Suite struct WordTextTests {
    @Test func runsBreaksAndTabsMakeOneParagraph() throws {
        let body = "<w:p>\(W.run("到2025年，"))<w:r><w:tab/><w:t>产值</w:t><w:br/><w:t>达500亿元</w:t><w:softHyphen/></w:r></w:p>"
        #expect(try W(body: body).texts() == ["到2025年，\t产值\n达500亿元"])
    }

    @Test func trackedChangesAreReadAsAcceptedAndCounted() throws {
        let body = """
            <w:p>\(W.run("产值达"))<w:del><w:r><w:delText>400</w:delText></w:r></w:del><w:ins>\(W.run("500"))</w:ins>\(W.run("亿元。"))</w:p>
            <w:p><w:moveFrom>\(W.run("移动的话。"))</w:moveFrom>\(W.run("甲"))</w:p>
            <w:p><w:moveTo>\(W.run("移动的话。"))</w:moveTo></w:p>
            <w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr>\(W.run("前半句，"))</w:p>\(W.paragraph("后半句。"))
            <w:p><w:pPr><w:rPr><w:del/></w:rPr></w:pPr><w:del><w:r><w:delText>整段删去</w:delText></w:r></w:del></w:p>
            <w:tbl><w:tr><w:trPr><w:del/></w:trPr>\(W.cell("删去的行"))</w:tr><w:tr>\(W.cell("留下"))</w:tr></w:tbl>
            """
        let report = try WordReader.read(W(body: body).data)
        #expect(report.value.plainText == "产值达500亿元。\n甲\n移动的话。\n前半句，后半句。\n留下")
        #expect(report.findings.map(\.code) == [.wordTracked])
        #expect(report.findings[0].message(.zh).hasPrefix("文档带有修订痕迹（插入 1 处、删除 5 处、移动 1 处）"))
    }

    @Test func hiddenTextFieldsRubyAndContentsAreNotText() throws {
        let field = """
            <w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText> DATE </w:instrText></w:r>\
            <w:r><w:fldChar w:fldCharType="separate"/></w:r>\(W.run("2023年10月"))<w:r><w:fldChar w:fldCharType="end"/></w:r>
            """
        let contents = """
            <w:p><w:r><w:fldChar w:fldCharType="begin"/><w:instrText>TOC \\o</w:instrText><w:fldChar w:fldCharType="separate"/></w:r>\
            \(W.run("一、总体要求 1"))</w:p><w:p>\(W.run("二、目标 2"))<w:r><w:fldChar w:fldCharType="end"/></w:r></w:p>
            """
        let body = """
            \(contents)<w:p>\(field)\(W.run("印发"))<w:r><w:rPr><w:vanish/></w:rPr><w:t>内部</w:t></w:r>\
            <w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>。</w:t></w:r></w:p>
            <w:p><w:r><w:ruby><w:rt>\(W.run("xu"))</w:rt><w:rubyBase>\(W.run("徐"))</w:rubyBase></w:ruby></w:r>\(W.run("州"))</w:p>
            <w:sdt><w:sdtContent>\(W.paragraph("控件里的话"))</w:sdtContent></w:sdt>
            """
        let report = try WordReader.read(W(body: body).data)
        #expect(report.value.plainText == "2023年10月印发。\n徐州\n控件里的话")
        #expect(report.findings.map(\.code) == [.wordHidden, .wordContents])
    }

    @Test func aTextBoxFollowsItsParagraphOnce() throws {
        let box = """
            <w:p>\(W.run("正文"))<w:r><mc:AlternateContent><mc:Choice Requires="wps"><w:drawing><wps:wsp><wps:txbx><w:txbxContent>\
            \(W.paragraph("框内"))</w:txbxContent></wps:txbx></wps:wsp></w:drawing></mc:Choice><mc:Fallback><w:pict><v:textbox>\
            <w:txbxContent>\(W.paragraph("框内"))</w:txbxContent></v:textbox></w:pict></mc:Fallback></mc:AlternateContent></w:r></w:p>
            """
        #expect(try W(body: box).texts() == ["正文", "框内"])
    }

    @Test func footnotesStandAtTheEnd() throws {
        let body = "<w:p>\(W.run("规上企业"))<w:r><w:footnoteReference w:id=\"2\"/></w:r>\(W.run("150家"))</w:p>\(W.paragraph("下文"))"
        let notes =
            "<w:footnote w:type=\"separator\" w:id=\"0\"><w:p/></w:footnote><w:footnote w:id=\"2\">\(W.paragraph("指年营收2000万元以上。"))</w:footnote>"
        let blocks = try WordReader.read(W(body: body, footnotes: notes).data).value
        #expect(
            blocks == [
                .paragraph("规上企业150家", style: .body), .paragraph("下文", style: .body),
                .paragraph("指年营收2000万元以上。", style: .footnote),
            ])
    }

    @Test func anotherPrefixAndAnotherPartNameAreFollowed() throws {
        var archive = ArchiveWriter()
        archive.add(
            "_rels/.rels",
            Data(
                #"<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" Type="http://purl.oclc.org/ooxml/officeDocument/relationships/officeDocument" Target="/word/document2.xml"/></Relationships>"#
                    .utf8))
        archive.add(
            "word/document2.xml",
            Data(
                #"<n:document xmlns:n="http://purl.oclc.org/ooxml/wordprocessingml/main"><n:body><n:p><n:r><n:t>严格版</n:t></n:r></n:p></n:body></n:document>"#
                    .utf8))
        #expect(try WordReader.read(archive.data()).value == [.paragraph("严格版", style: .body)])
    }
}

@Suite struct WordNumberingTests {
    private let plan = W.abstract(
        0, W.level(0, "chineseCountingThousand", "%1、"), W.level(1, "chineseCounting", "（%2）"), W.level(2, "decimal", "%3."),
        W.level(3, "decimalEnclosedCircle", "%4"))

    @Test func theFourLevelsOfAnOfficialDocument() throws {
        let body = [("总体要求", 0), ("指导思想", 1), ("基本原则", 1), ("坚持创新", 2), ("做强平台", 3), ("做大企业", 3), ("目标", 0), ("到2025年", 1)]
            .map { W.numbered($0.0, 1, $0.1) }.joined()
        #expect(
            try W(body: body, numbering: plan + W.list(1, 0)).texts()
                == ["一、总体要求", "（一）指导思想", "（二）基本原则", "1.坚持创新", "①做强平台", "②做大企业", "二、目标", "（一）到2025年"])
    }

    @Test func numbersRunOnOverListsOfOneDefinitionUnlessStartedAnew() throws {
        let body = [("甲", 1), ("乙", 2), ("丙", 3), ("丁", 3), ("戊", 1)].map { W.numbered($0.0, $0.1) }.joined()
        let lists = W.abstract(0, W.level(0, "decimal", "%1)")) + W.list(1, 0) + W.list(2, 0) + W.list(3, 0, W.startOverride(0, 5))
        #expect(try W(body: body, numbering: lists).texts() == ["1)甲", "2)乙", "5)丙", "6)丁", "7)戊"])
    }

    @Test func legalLevelsRestartsAndLevelsNotReached() throws {
        let lists = W.abstract(
            0, W.level(0, "upperRoman", "%1"), W.level(1, "decimal", "%1.%2"), W.level(2, "decimal", "%1.%2.%3", "<w:isLgl/>"),
            W.level(3, "decimal", "%4)", "<w:lvlRestart w:val=\"0\"/>"),
            W.level(4, "decimal", "%2-%5", "<w:lvlRestart w:val=\"1\"/>"))
        let steps = [
            ("a", 0), ("b", 1), ("c", 2), ("d", 3), ("e", 1), ("f", 3), ("g", 4), ("h", 1), ("i", 4), ("j", 0), ("k", 2), ("l", 4),
        ]
        let body = steps.map { W.numbered($0.0, 1, $0.1) }.joined()
        #expect(
            try W(body: body, numbering: lists + W.list(1, 0)).texts()
                == ["I a", "I.1 b", "1.1.1 c", "1)d", "I.2 e", "2)f", "2-1 g", "I.3 h", "3-2 i", "II j", "2.1.1 k", "1-1 l"])
    }

    @Test func aBulletHasNoNumberAndSymbolFontsAreShown() throws {
        let lists = W.abstract(0, W.level(0, "decimal", "%1."), W.level(1, "bullet", "\u{F06C}"), W.level(2, "decimal", "%1.%2%3."))
        let body = W.numbered("甲", 1) + W.numbered("乙", 1, 1) + W.numbered("丙", 1, 2)
        #expect(try W(body: body, numbering: lists + W.list(1, 0)).texts() == ["1.甲", "●乙", "1.1.丙"])
    }

    @Test func stylesBringTheirNumberAndTheirHeadingLevel() throws {
        let styles = """
            <w:style w:type="paragraph" w:styleId="a1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
            <w:style w:type="paragraph" w:styleId="a2"><w:name w:val="heading 2"/><w:basedOn w:val="a1"/><w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
            <w:style w:type="paragraph" w:styleId="t"><w:name w:val="Title"/></w:style>
            """
        let lists = W.abstract(
            0, W.level(0, "chineseCounting", "第%1章", "<w:pStyle w:val=\"a1\"/>"),
            W.level(1, "decimal", "%2.", "<w:pStyle w:val=\"a2\"/>"))
        func styled(_ text: String, _ style: String, _ more: String = "") -> String {
            W.paragraph(text, "<w:pStyle w:val=\"\(style)\"/>" + more)
        }
        let body =
            styled("方案", "t") + styled("总则", "a1") + styled("2025年目标", "a2")
            + styled("不编号", "a1", "<w:numPr><w:numId w:val=\"0\"/></w:numPr>")
            + styled("附则", "a1")
        let blocks = try WordReader.read(W(body: body, styles: styles, numbering: lists + W.list(1, 0)).data).value
        #expect(
            blocks == [
                .paragraph("方案", style: .title), .paragraph("第一章 总则", style: .heading(level: 1)),
                .paragraph("1. 2025年目标", style: .heading(level: 2)), .paragraph("不编号", style: .heading(level: 1)),
                .paragraph("第二章 附则", style: .heading(level: 1)),
            ])
    }

    @Test(arguments: [
        ("chineseCounting", 100, "一○○"), ("chineseCounting", 12, "十二"), ("chineseCountingThousand", 110, "一百一十"),
        ("chineseCountingThousand", 1005, "一千零五"), ("chineseCountingThousand", 20, "二十"), ("japaneseCounting", 111, "百十一"),
        ("chineseLegalSimplified", 10, "壹拾"), ("decimalEnclosedCircle", 20, "⑳"), ("decimalEnclosedCircle", 21, "21"),
        ("decimalEnclosedParen", 2, "⑵"), ("ideographTraditional", 2, "乙"), ("lowerRoman", 14, "xiv"), ("upperLetter", 28, "BB"),
        ("decimalZero", 7, "07"), ("decimalFullWidth", 12, "１２"), ("ideographDigital", 10, "一○"), ("decimal", 10, "10"),
    ])
    func formatsAreWrittenAsWordPrintsThem(format: String, number: Int, printed: String) throws {
        let lists = W.abstract(0, W.level(0, format, "[%1]", start: number)) + W.list(1, 0)
        #expect(try W(body: W.numbered("x", 1), numbering: lists).texts() == ["[\(printed)]x"])
    }
}

@Suite struct WordTableTests {
    @Test func mergedCellsGetTheirSpans() throws {
        let body = W.table(
            [W.cell("序号"), W.cell("任务"), W.cell("单位", "<w:gridSpan w:val=\"2\"/>")],
            [W.cell("1", "<w:vMerge w:val=\"restart\"/>"), W.cell("建平台"), W.cell("市科技局"), W.cell("市工信局")],
            [W.cell("", "<w:vMerge/>"), W.cell("引企业"), W.cell("市商务局", "<w:gridSpan w:val=\"2\"/>")])
        let block = try #require(try WordReader.read(W(body: body).data).value.first)
        #expect(
            block
                == .table([
                    [DocumentCell("序号"), DocumentCell("任务"), DocumentCell("单位", columnSpan: 2)],
                    [DocumentCell("1", rowSpan: 2), DocumentCell("建平台"), DocumentCell("市科技局"), DocumentCell("市工信局")],
                    [DocumentCell("引企业"), DocumentCell("市商务局", columnSpan: 2)],
                ]))
        #expect(block.grid == [["序号", "任务", "单位", "单位"], ["1", "建平台", "市科技局", "市工信局"], ["1", "引企业", "市商务局", "市商务局"]])
    }

    @Test func aColumnOfAutomaticNumbersIsPrinted() throws {
        let number = "<w:tc><w:p><w:pPr><w:numPr><w:ilvl w:val=\"0\"/><w:numId w:val=\"1\"/></w:numPr></w:pPr></w:p></w:tc>"
        let body =
            W.table([W.cell("序号"), W.cell("任务")], [number, W.cell("甲")], [number, W.cell("乙")]) + W.numbered("", 1)
            + W.numbered("后文", 1)
        let fixture = W(body: body, numbering: W.abstract(0, W.level(0, "decimal", "%1")) + W.list(1, 0))
        let blocks = try WordReader.read(fixture.data).value
        #expect(blocks[0].grid == [["序号", "任务"], ["1", "甲"], ["2", "乙"]])
        #expect(try fixture.texts() == ["4 后文"])
    }

    @Test func aTableInsideACellIsFlattenedInOrder() throws {
        let inner = W.table([W.cell("甲"), W.cell("乙")], [W.cell("丙"), W.cell("丁")])
        let body = "<w:tbl><w:tr><w:tc>\(W.paragraph("前"))\(inner)\(W.paragraph("后"))</w:tc>\(W.cell("右"))</w:tr></w:tbl>"
        #expect(try WordReader.read(W(body: body).data).value.first?.grid == [["前\n甲\t乙\n丙\t丁\n后", "右"]])
    }
}

@Suite struct WordRefusalTests {
    @Test func aBombIsStoppedBeforeItUnfolds() throws {
        var archive = ArchiveWriter()
        archive.add("word/document.xml", Data(repeating: 0x20, count: 40 << 20))
        #expect(refusal { _ = try WordReader.read(archive.data()) }?.code == .archiveRatio)
        var large = ArchiveWriter()
        large.add("word/document.xml", Data(repeating: 0x20, count: 65 << 20))
        let finding = refusal { _ = try WordReader.read(large.data()) }
        #expect(finding?.code == .archiveTooLarge)
        #expect(finding?.message(.zh).contains("解压后超过 64 MB") == true)
    }

    @Test func depthEntitiesAndBrokenPartsAreNamed() throws {
        let deep = String(repeating: "<w:sdt><w:sdtContent>", count: 200) + String(repeating: "</w:sdtContent></w:sdt>", count: 200)
        #expect(refusal { _ = try WordReader.read(WordFixture(body: deep).data) }?.code == .xmlDepth)
        let nested =
            String(repeating: "<w:tbl><w:tr><w:tc>", count: 20) + W.paragraph("x")
            + String(repeating: "</w:tc></w:tr></w:tbl>", count: 20)
        #expect(refusal { _ = try WordReader.read(WordFixture(body: nested).data) }?.code == .xmlDepth)
        var laughs = ArchiveWriter()
        laughs.add("word/document.xml", Data("<!DOCTYPE x [<!ENTITY a \"ha\">]><w:document>&a;</w:document>".utf8))
        #expect(refusal { _ = try WordReader.read(laughs.data()) }?.code == .xmlDoctype)
        #expect(
            refusal { _ = try WordReader.read(WordFixture(body: "<w:p>").data) }?.message(.zh).contains("word/document.xml") == true
        )
        let whole = WordFixture(body: W.paragraph("甲")).data
        #expect(refusal { _ = try WordReader.read(whole.prefix(whole.count / 2)) }?.code == .archiveBroken)
    }

    @Test func aDocumentOfPicturesIsNamedAsAScan() {
        let scan = WordFixture(body: "<w:p><w:r><w:drawing/></w:r></w:p>")
        #expect(refusal { _ = try WordReader.read(scan.data) }?.code == .wordOnlyPictures)
        #expect(refusal { _ = try WordReader.read(WordFixture(body: "<w:p/>").data) }?.code == .wordNoText)
        #expect(refusal { _ = try WordReader.read(Data("PK".utf8)) } != nil)
    }
}

@Suite struct ArchiveTests {
    @Test func unsafeNamesAreRefusedAndTheRestIsRead() throws {
        var writer = ArchiveWriter()
        for name in ["方案/a.txt", "../b.txt", "/c.txt", "C:\\d.txt", "e\r\n.txt", "f/./g.txt", "x\\y.txt", "方案/", "__MACOSX/q"] {
            writer.add(name, Data("内容".utf8))
        }
        let archive = try Archive(writer.data())
        let report = try archive.entries()
        #expect(report.value.map(\.name) == ["方案/a.txt", "x/y.txt"])
        #expect(report.findings.count == 5)
        #expect(try archive.read(report.value[0]) == Data("内容".utf8))
    }

    @Test func tooManyEntriesAreRefused() {
        var writer = ArchiveWriter()
        for number in 0..<12 { writer.add("\(number)", Data()) }
        var limits = DocumentLimits()
        limits.entries = 10
        #expect(refusal { _ = try Archive(writer.data(), limits: limits) }?.message(.zh).hasPrefix("压缩包里有 12 个文件") == true)
    }
}
