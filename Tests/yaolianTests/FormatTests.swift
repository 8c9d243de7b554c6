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

    /// Labelled plans of whole paragraphs in the layouts of the unit lists: lines, brackets of each kind, closing phrases, run-ins,
    /// articles, traditional script.
    static let labelled = [
        "a01", "a02", "a04", "a08", "a11", "a13", "a15", "a16", "a17", "a19", "b01", "b02", "b03", "b05", "b06", "b08", "c01",
        "c02",
        "c06",
    ]
    static let printed = ["a02", "a04", "b03", "b05"]
    /// Labelled plans that are one table with merged headings.
    static let tables = ["a05", "c03"]

    private static func text(_ name: String) throws -> String {
        let isLabelled = name.count == 3
        let folder = isLabelled ? folder.deletingLastPathComponent().appending(path: "Annotated") : folder
        return try String(contentsOf: folder.appending(path: "\(name).txt"), encoding: .utf8)
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

    @Test(arguments: plans + labelled) func wordSaysWhatTheTextSays(name: String) throws {
        let text = try Self.text(name)
        var document = WordDocument()
        for (index, line) in Self.paragraphs(text).enumerated() { document.add(line, as: index == 0 ? .title : .plain) }
        let opened = try PlanOpening.source(try document.data(), name: "plan.docx").value
        #expect(try Self.said(opened) == Self.said(PlanSource(text: text)))
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: chromium), "Chromium is not here"), arguments: plans + printed)
    func aPrintedPageSaysWhatTheTextSays(name: String) throws {
        let text = try Self.text(name)
        let body = Self.paragraphs(text).map { "<p>" + Self.escaped($0) + "</p>" }.joined()
        #expect(try Self.said(Self.print(body)) == Self.said(PlanSource(text: text)))
    }

    @Test(arguments: tables) func aWordTableSaysWhatTheTabsSay(name: String) throws {
        let text = try Self.text(name)
        let (title, rows) = Self.grid(text)
        var document = WordDocument()
        document.add(title, as: .title)
        let width = rows.map(\.count).max() ?? 1
        document.add(
            WordDocument.Table(
                rows.map { $0.count == 1 ? [DocumentCell($0[0], rowSpan: 1, columnSpan: width)] : $0.map { DocumentCell($0) } }))
        let opened = try PlanOpening.source(try document.data(), name: "plan.docx").value
        #expect(try Self.said(opened) == Self.said(PlanSource(text: text)))
    }

    @Test(.enabled(if: FileManager.default.isExecutableFile(atPath: chromium), "Chromium is not here"), arguments: tables)
    func aPrintedTableSaysWhatTheTabsSay(name: String) throws {
        let text = try Self.text(name)
        let (title, rows) = Self.grid(text)
        let width = rows.map(\.count).max() ?? 1
        let cells = rows.map { row in
            row.count == 1
                ? "<tr><td colspan=\(width)>\(Self.escaped(row[0]))</td></tr>"
                : "<tr>" + row.map { "<td>\(Self.escaped($0))</td>" }.joined() + "</tr>"
        }
        let opened = try Self.print("<p>\(Self.escaped(title))</p><table>" + cells.joined() + "</table>")
        #expect(try Self.said(opened) == Self.said(PlanSource(text: text)))
    }

    /// The first line, and the rows; a row with one filled cell goes across.
    private static func grid(_ text: String) -> (title: String, rows: [[String]]) {
        let lines = text.split(whereSeparator: \.isNewline)
        let rows = lines.dropFirst().map { line in
            let cells = line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
            return cells.dropFirst().allSatisfy(\.isEmpty) ? [cells[0]] : cells
        }
        return (lines.first.map(String.init) ?? "", rows)
    }

    private static func escaped(_ text: String) -> String { text.replacing("&", with: "&amp;").replacing("<", with: "&lt;") }

    private static func print(_ body: String) throws -> PlanSource {
        let work = URL(filePath: NSTemporaryDirectory()).appending(path: "yaolian-format-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: work, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: work) }
        let style =
            "body{font:16pt/1.8 serif}p{text-indent:2em;margin:0;white-space:pre-wrap}table{border-collapse:collapse;font-size:12pt;line-height:1.3;width:100%}"
            + "td{border:1px solid;padding:2px 4px}"
        let page = "<meta charset=utf-8><style>\(style)</style>" + body
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
        return try PlanOpening.source(try Data(contentsOf: work.appending(path: "plan.pdf")), name: "plan.pdf").value
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
