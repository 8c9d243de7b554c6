import ArgumentParser
import Documents
import Findings
import Foundation
import Kernel
import PlanText

/// A file becomes a plan's source: text as it is, Word and PDF as paragraphs and tables.
enum PlanOpening {
    enum Format: String, CaseIterable { case auto, txt, md, docx, pdf }

    /// Throws `Unreadable` with what is wrong and how to mend it.
    static func source(_ data: Data, name: String, format: Format = .auto) throws -> Report<PlanSource> {
        let format = try format == .auto ? sniff(data, name) : format
        switch format {
        case .docx: return source(try WordReader.read(data))
        case .pdf: return source(try PDFReader.read(data))
        case .md: return Report(PlanSource(markdown: try TextDecoding.decode(data).text))
        case .txt, .auto: return Report(PlanSource(text: try TextDecoding.decode(data).text))
        }
    }

    /// For an upload: what is wrong becomes a message beside the field.
    static func source(_ upload: Upload) throws -> Report<PlanSource> {
        do {
            return try source(upload.bytes, name: upload.name)
        } catch let fault as Unreadable {
            let words =
                fault.findings.first.map { Text($0.message(.zh), $0.message(.en)) } ?? Text("文件读不出来。", "The file cannot be read.")
            throw Refusal.invalid([FieldProblem("file", Text("方案文件", "Plan document"), words)])
        }
    }

    private static func sniff(_ data: Data, _ name: String) throws -> Format {
        let sniffed = FileKind.sniff(data, name: name)
        if let refusal = sniffed.refusal { throw Unreadable(refusal) }
        switch sniffed.kind {
        case .docx: return .docx
        case .pdf: return .pdf
        case .md: return .md
        case .txt, .csv, .tsv: return .txt
        default: throw Unreadable(Finding(.notAPlan, ["kind": sniffed.kind.rawValue]))
        }
    }

    private static func source(_ report: Report<[DocumentBlock]>) -> Report<PlanSource> {
        let blocks = report.value.map { block -> PlanSource.Block in
            switch block {
            case .paragraph(let text, let style): .paragraph(text, PlanSource.Style(style))
            case .table(let rows):
                .table(rows.map { $0.map { PlanSource.Cell($0.text, rowSpan: $0.rowSpan, colSpan: $0.columnSpan) } })
            }
        }
        return Report(PlanSource(blocks: blocks), findings: report.findings)
    }
}

extension PlanSource.Style {
    init(_ style: ParagraphStyle) {
        switch style {
        case .body, .title: self = .body
        case .heading(let level): self = .heading(level: level)
        case .listItem: self = .listItem
        case .footnote: self = .footnote
        }
    }
}

extension FindingCode {
    static let notAPlan = FindingCode(
        "yaolian.plan.kind", .error, zh: "这是{kind}文件，不是方案文档。请上传TXT、Markdown、DOCX或PDF。",
        en: "This is a {kind} file, not a plan document. Use TXT, Markdown, DOCX or PDF.")
}

extension PlanOpening.Format: ExpressibleByArgument {}
