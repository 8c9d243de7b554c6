import Documents
import Findings
import Foundation
import Testing

/// The finding that a throwing read reports, or nil where it succeeded.
func refusal(_ body: () throws -> Void) -> Finding? {
    do { try body() } catch let fault as Unreadable { return fault.findings.first } catch {}
    return nil
}

let gb18030 = String.Encoding(rawValue: 0x8000_0632)

@Suite struct TextDecodingTests {
    private let plan = "到2025年，产值达500亿元。𠮷"

    @Test func eachEncodingIsRecognisedAndNamed() throws {
        let utf16 = plan.utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
        let samples: [(Data, TextDecoding.Encoding)] = [
            (Data(plan.utf8), .utf8), (Data([0xEF, 0xBB, 0xBF] + plan.utf8), .utf8Mark),
            (Data([0xFF, 0xFE] + utf16), .utf16Little),
            (Data([0xFE, 0xFF] + plan.utf16.flatMap { [UInt8($0 >> 8), UInt8($0 & 0xFF)] }), .utf16Big),
            (plan.data(using: gb18030)!, .gb18030),
        ]
        for (data, encoding) in samples {
            let decoded = try TextDecoding.decode(data)
            #expect(decoded.encoding == encoding)
            #expect(decoded.text == plan)
        }
    }

    @Test func bytesThatAreNotTextAreRefused() {
        #expect(refusal { _ = try TextDecoding.decode(Data()) }?.code == .fileEmpty)
        #expect(refusal { _ = try TextDecoding.decode(Data("名称\n甲\0乙".utf8)) }?.place == .line(2))
        #expect(refusal { _ = try TextDecoding.decode(Data([0x89, 0xFF, 0x00, 0x01])) }?.code == .textNotText)
        #expect(refusal { _ = try TextDecoding.decode(Data([0xFF, 0xFE, 0x41])) }?.code == .textNotText)
    }

    @Test func aFileOverTheLimitIsNamedWithItsSize() {
        var limits = DocumentLimits()
        limits.fileSize = 1 << 20
        let finding = refusal { _ = try TextDecoding.decode(Data(count: 3 << 20), limits: limits) }
        #expect(finding?.message(.zh) == "文件有 3 MB，超过上限 1 MB。请拆成几个文件，或删去其中的图片后再传。")
    }

    @Test func aSliceOfBytesIsReadFromItsOwnStart() throws {
        let data = Data("xx\u{FEFF}中".utf8).dropFirst(2)
        #expect(try TextDecoding.decode(data) == TextDecoding.decode(Data("\u{FEFF}中".utf8)))
    }
}

@Suite struct FileKindTests {
    private let compound: [UInt8] = [0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1]

    private func ole(_ stream: String) -> Data {
        Data(
            compound + [UInt8](repeating: 0, count: 512) + stream.utf16.flatMap { [UInt8($0 & 0xFF), 0] }
                + [UInt8](repeating: 0, count: 64))
    }

    @Test func theBytesDecideAndTheNameTellsTextApart() {
        let text = Data("# 实施方案".utf8)
        #expect(FileKind.sniff(text, name: "a.md").kind == .md)
        #expect(FileKind.sniff(text, name: "a.CSV").kind == .csv)
        #expect(FileKind.sniff(text, name: "方案").kind == .txt)
        #expect(FileKind.sniff(Data("%PDF-1.7\n".utf8), name: "a.docx").kind == .pdf)
        #expect(FileKind.sniff(Data([0xFF, 0xD8, 0xFF, 0xE0]), name: "").kind == .jpeg)
        #expect(FileKind.sniff("实施方案，到二〇二五年".data(using: gb18030)!, name: "a.txt").kind == .txt)
        #expect(FileKind.sniff(Data("产".utf8).prefix(2), name: "a.txt").kind == .txt, "cut inside a character")
    }

    @Test func whatIsRefusedIsNamed() {
        let samples: [(Data, String, FileKind)] = [
            (ole("WordDocument"), "方案.doc", .doc), (ole("WordDocument"), "方案.wps", .wps), (ole("Workbook"), "a.xls", .xls),
            (ole("Workbook"), "a.et", .et), (ole("PowerPoint Document"), "a.ppt", .ppt),
            (ole("EncryptedPackage"), "方案.docx", .encryptedOffice), (Data(compound), "a.bin", .unknown),
            (Data("<!DOCTYPE html><html>".utf8), "台账.xls", .html), (Data("\u{FEFF}<HTML>".utf8), "a.docx", .html),
            (Data("MZ\u{90}\0".utf8), "a.docx", .executable), (Data([0x7F, 0x45, 0x4C, 0x46, 2]), "a.pdf", .executable),
            (Data("Rar!\u{1A}".utf8), "a.zip", .otherArchive), (Data([0, 1, 2, 3]), "a.txt", .unknown), (Data(), "a.txt", .empty),
        ]
        for (data, name, kind) in samples {
            let sniffed = FileKind.sniff(data, name: name)
            #expect(sniffed.kind == kind, "\(name)")
            #expect(sniffed.refusal != nil)
        }
    }

    @Test func packagesAreToldApartByTheirNames() {
        func package(_ names: String...) -> FileKind {
            var archive = ArchiveWriter()
            for name in names { archive.add(name, WordFixture(body: "").data) }
            return FileKind.sniff(archive.data(), name: "x.docx").kind
        }
        #expect(package("word/document.xml") == .docx)
        #expect(package("xl/workbook.xml") == .xlsx)
        #expect(package("OFD.xml", "Doc_0/Document.xml") == .ofd)
        #expect(package("方案.docx", "附件/台账.xlsx") == .zip)
        #expect(package("ppt/presentation.xml") == .pptx)
        let cut = WordFixture(body: WordFixture.paragraph("甲")).data
        #expect(FileKind.sniff(cut.prefix(cut.count - 30), name: "").kind == .docx, "damaged, and still a document")
    }

    @Test func aRefusalSaysHowToSaveTheFile() {
        let finding = FileKind.sniff(ole("WordDocument"), name: "方案.doc").refusal
        #expect(
            finding?.message(.zh)
                == "“方案.doc”是旧版 Word 文档（.doc），读不了。请在 Word 或 WPS 中打开，选“文件 → 另存为”，类型选“Word 文档（*.docx）”或“PDF”，再传新文件。")
        #expect(finding?.message(.en).contains("File → Save As") == true)
    }
}
