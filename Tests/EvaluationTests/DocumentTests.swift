import Calendars
import Documents
import Findings
import Foundation
import HouseTesting
import Kernel
import Testing

@testable import Evaluation

/// The DOCX: no number without an id, the layout of official documents, printed by LibreOffice.
@Suite struct DocumentTests {
    private func document(_ report: EvaluationReport, ids: Bool = true, number: String? = nil) -> Data {
        var document = ReportDocument(report: report, organ: "徐州市生物医药产业集群办公室", number: number, date: Day("2023-10-26")!)
        document.showsIDs = ids
        return document.document.word.data()
    }

    private func body(_ data: Data) throws -> String {
        let archive = try Archive(data)
        let entry = try #require(try archive.entries().value.first { $0.name == "word/document.xml" })
        return String(decoding: try archive.read(entry), as: UTF8.self)
    }

    /// Every run of digits of the body, with the bookmark that it lies in; an empty name is none.
    private func digits(_ xml: String) -> [(digits: String, bookmark: String)] {
        var found: [(String, String)] = []
        var open: [String] = []
        var rest = xml[...]
        while let start = rest.firstIndex(of: "<"), let end = rest[start...].firstIndex(of: ">") {
            let tag = rest[rest.index(after: start)..<end]
            rest = rest[rest.index(after: end)...]
            if tag.hasPrefix("w:bookmarkStart"), let name = tag.range(of: "w:name=\"") {
                open.append(String(tag[name.upperBound...].prefix { $0 != "\"" }))
            } else if tag.hasPrefix("w:bookmarkEnd") {
                _ = open.popLast()
            } else if tag == "w:t xml:space=\"preserve\"" {
                let text = rest.prefix { $0 != "<" }
                for part in text.split(whereSeparator: { !$0.isDigit }) { found.append((String(part), open.last ?? "")) }
            }
        }
        return found
    }

    private func base(_ bookmark: String) -> String { String(bookmark.split(separator: "_").first ?? "") }

    @Test(arguments: [(Kind.midterm, "2023-06-30"), (.final, "2025-12-31"), (.yearly, "2024-12-31")], [true, false])
    func noNumberStandsWithoutItsID(_ made: (Kind, String), ids: Bool) async throws {
        try await World.city { world in
            let report = try await world.report(made.0, made.1)
            let found = digits(try body(document(report, ids: ids, number: "徐集群发〔2023〕5号")))
            #expect(found.count > 1000, "\(found.count) numbers")
            for one in found {
                let id = base(one.bookmark)
                let isKnown: Bool
                switch id.first {
                case "F": isKnown = report.figure(id)?.shown.zh.contains(one.digits) == true
                case "Q": isKnown = report.quote(id)?.text.contains(one.digits) == true
                case "R": isKnown = report.figure(String(id.dropFirst())) != nil
                case "S": isKnown = report.figure(String(id.dropFirst())) != nil || report.quote(String(id.dropFirst())) != nil
                case "D", "P", "Y": isKnown = id.count > 4
                case "O", "o": isKnown = true
                default: isKnown = false
                }
                #expect(isKnown, "\(one.digits) lies in “\(one.bookmark)”")
            }
        }
    }

    @Test func theCheckerFindsANumberThatWasTyped() throws {
        var typed = WordDocument()
        typed.blocks = [.paragraph(.init([.init("产值达"), .init("412", bookmark: "F1"), .init("亿元，增长 9.9%")]))]
        let found = digits(try body(typed.data()))
        #expect(found.map(\.digits) == ["412", "9", "9"] && found.map(\.bookmark) == ["F1", "", ""])
    }

    @Test func everyFigureLeadsToItsRuleAndItsPage() async throws {
        try await World.city { world in
            let report = try await world.report(.midterm, "2023-06-30")
            for (index, figure) in report.figures.enumerated() {
                #expect(figure.id == "F\(index + 1)" && report.figure(figure.id) == figure)
                #expect(
                    !figure.derivation.rule.zh.isEmpty && figure.derivation.path != nil && !figure.name.zh.isEmpty
                        && !figure.name.en.isEmpty, "\(figure.key)")
                #expect(figure.derivation.inputs.allSatisfy { report.figure($0) != nil })
            }
            #expect(Set(report.figures.map(\.key)).count == report.figures.count)
            let text = try WordReader.read(document(report)).value.plainText
            #expect(text.contains("数字来源") && text.contains("/targets/T1/records?day=2023-06-30"))
        }
    }

    @Test func itIsAnOfficialDocument() async throws {
        try await World.city { world in
            let report = try await world.report(.midterm, "2023-06-30")
            let text = try WordReader.read(document(report, ids: false, number: "徐集群发〔2023〕5号")).value.plainText
            for part in [
                "徐州市生物医药产业集群办公室文件", "徐集群发〔2023〕5号", "《促进生物医药产业创新发展实施方案》\n中期评估报告", "一、评估依据与方法", "二、总体评价", "九、下一阶段任务",
                "（一）实施生物医药产业强链推进工程", "〔建议〕", "附件：1.指标评估表", "2.任务台账", "附件4\n缺失数据", "2023年10月26日",
            ] { #expect(text.contains(part), "\(part)") }
            #expect(!text.contains("〔缺出处〕"))
        }
    }

    @Test(
        .enabled("LibreOffice is not installed") { Office.program != nil },
        arguments: [(Kind.midterm, "2023-06-30"), (.final, "2025-12-31")])
    func itIsPrinted(_ made: (Kind, String)) async throws {
        try await World.city { world in
            let report = try await world.report(made.0, made.1)
            for (ids, name) in [(true, "\(made.0.rawValue)-ids"), (false, "\(made.0.rawValue)")] {
                let pages = try Office.pages(of: document(report, ids: ids), name: name)
                #expect(pages.count > 8)
                #expect(pages.allSatisfy { $0.contains("示例数据") })
                // A page of text alone has 22 lines of at most 28 characters; what is set at half width counts half.
                let texts = pages.prefix(9).map { page in
                    page.split(separator: "\n").map(String.init).filter {
                        !$0.isEmpty && !$0.hasPrefix("—") && !$0.contains("示例数据，仅供演示")
                    }
                }
                #expect(texts.contains { $0.count == 22 }, "\(texts.map(\.count))")
                let widths = texts.filter { $0.count == 22 }.joined().map {
                    $0.unicodeScalars.reduce(0.0) { $0 + ($1.isASCII ? 0.5 : 1) }
                }
                #expect(widths.allSatisfy { $0 <= 30 }, "\(widths.max() ?? 0)")
            }
        }
    }
}

/// LibreOffice and poppler, where they are. With `YAOLIAN_KEEP_PRINTS` the prints stay in that folder, to be looked at.
enum Office {
    static let program = ["/usr/bin/soffice", "/usr/lib/libreoffice/program/soffice"].first {
        FileManager.default.isExecutableFile(atPath: $0)
    }

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
        return text.split(separator: "\u{C}", omittingEmptySubsequences: true)
            .map { String($0).replacingOccurrences(of: " ", with: "") }.filter { !$0.allSatisfy(\.isWhitespace) }
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
