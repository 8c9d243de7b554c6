import Calendars
import Documents
import Findings
import Foundation
import PlanText
import Testing

@testable import yaolian

/// The same plan says the same as TXT, as Word and as PDF.
@Suite struct FormatTests {
    private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
        .appending(path: "Engines/Tests/PlanTextTests/Fixtures")
    private static let chromium = "/usr/bin/chromium"

    /// Plans of whole paragraphs; those that are tables or wrapped lines in themselves are read as such elsewhere.
    static let plans = [
        "01-lead-support", "03-two-lines", "04-shared-duties", "09-numbers-restart", "10-distributed", "12-run-in",
        "14-first-unit-leads",
        "15-city-doubling", "16-province-plan", "17-city-scheme",
    ]

    private static func text(_ name: String) throws -> String {
        try String(contentsOf: folder.appending(path: "\(name).txt"), encoding: .utf8)
    }

    /// What counts: every target's number, unit, comparator, deadline; every measure's units with their roles.
    private static func said(_ source: PlanSource) throws -> [String] {
        let reading = try PlanReading(source)
        let targets = reading.targets.map { target in
            "\(target.indicatorKey) \(target.value.map { "\($0)" } ?? "?") \(target.unit ?? "") \(target.comparator) \(target.deadline?.date?.description ?? "")"
        }
        let measures = reading.measures.map { measure in
            "\(measure.id) \(measure.title): " + measure.units.map { "\($0.normalised)/\($0.role)" }.joined(separator: ",")
        }
        return (targets + measures).map { $0.filter { !$0.isWhitespace } }
    }

    private static func paragraphs(_ text: String) -> [String] {
        text.split(whereSeparator: \.isNewline).map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }

    @Test(arguments: plans) func wordSaysWhatTheTextSays(name: String) throws {
        let text = try Self.text(name)
        var document = WordDocument()
        for (index, line) in Self.paragraphs(text).enumerated() { document.add(line, as: index == 0 ? .title : .plain) }
        let opened = try PlanOpening.source(try document.data(), name: "plan.docx").value
        #expect(try Self.said(opened) == Self.said(PlanSource(text: text)))
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: chromium), "Chromium is not here"), arguments: plans)
    func aPrintedPageSaysWhatTheTextSays(name: String) throws {
        let text = try Self.text(name)
        let work = URL(filePath: NSTemporaryDirectory()).appending(path: "yaolian-format-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: work) }
        let escaped = Self.paragraphs(text).map { "<p>" + $0.replacing("&", with: "&amp;").replacing("<", with: "&lt;") + "</p>" }
            .joined()
        let page = "<meta charset=utf-8><style>body{font:16pt/1.8 serif}p{text-indent:2em;margin:0}</style>" + escaped
        try page.write(to: work.appending(path: "plan.html"), atomically: true, encoding: .utf8)
        let print = Process()
        print.executableURL = URL(filePath: Self.chromium)
        print.arguments = [
            "--headless", "--no-sandbox", "--disable-gpu", "--no-pdf-header-footer", "--user-data-dir=\(work.path)/profile",
            "--print-to-pdf=\(work.path)/plan.pdf", "file://\(work.path)/plan.html",
        ]
        print.standardOutput = FileHandle.nullDevice
        print.standardError = FileHandle.nullDevice
        try print.run()
        print.waitUntilExit()
        let opened = try PlanOpening.source(try Data(contentsOf: work.appending(path: "plan.pdf")), name: "plan.pdf").value
        #expect(try Self.said(opened) == Self.said(PlanSource(text: text)))
    }

    @Test func whatIsNoPlanIsRefusedWithAWayOn() throws {
        let old = Data([0xD0, 0xCF, 0x11, 0xE0, 0xA1, 0xB1, 0x1A, 0xE1] + [UInt8](repeating: 0, count: 600))
        let fault = #expect(throws: Unreadable.self) { try PlanOpening.source(old, name: "方案.doc") }
        #expect(fault?.findings.first?.message(.zh).contains("另存为") == true)
        #expect(throws: Unreadable.self) {
            try PlanOpening.source(Data([0x50, 0x4B, 3, 4] + [UInt8](repeating: 7, count: 90)), name: "a.docx")
        }
    }
}
