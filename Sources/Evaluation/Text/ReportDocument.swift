import Calendars
import Design
import Documents
import Foundation
import Kernel

/// The report as an official document. Every run that holds a digit lies in a bookmark: `F12` a figure, `Q3` quoted words, `D20230630` a day,
/// `P…` a period, `Y2023` a year, `O…` an ordinal, `S…` the list of origins, `R…` the raised id itself.
struct ReportDocument {
    let report: EvaluationReport
    let organ: String
    let number: String?
    let date: Day
    /// Raised ids behind the figures.
    var showsIDs = true

    var document: OfficialDocument {
        // 7.3.1: a long title breaks where the sense does.
        let title = runs(report.title).map { run in
            var run = run
            if run.text.hasPrefix("》") { run.text = "》\n" + run.text.dropFirst() }
            return run
        }
        var document = OfficialDocument(title: .init(title))
        if let number {
            document.organ = organ + "文件"
            document.number = .init([.init(number, bookmark: "O_number")])
        }
        for (index, section) in report.sections.enumerated() {
            let label = OfficialDocument.label(index + 1, level: 1)
            document.body.append(.heading(.init([.init(label)] + runs(section.title)), level: 1))
            var order = 0
            for block in section.blocks { document.body += blocks(block, &order) }
        }
        document.annexes = report.annexes.map { annex in
            var order = 0
            return .init(line(annex.title), annex.blocks.flatMap { blocks($0, &order) }, isLandscape: annex.isWide)
        }
        document.annexes.append(.init("数字来源", [.table(origins)], isLandscape: true))
        let quoted = report.quotes.filter { $0.text.contains { $0.isDigit } }
        if !quoted.isEmpty { document.annexes.append(.init("含数字的名称和引语出处", [.table(sources(quoted))], isLandscape: true)) }
        document.signature = [organ]
        document.date = .init(run(.day(date)))
        if report.isExample { document.header = "示例数据，仅供演示" }
        return document
    }

    // MARK: Blocks

    private func blocks(_ block: EvaluationReport.Block, _ order: inout Int) -> [WordDocument.Block] {
        switch block {
        case .heading(let words, let level):
            order += 1
            return [.heading(.init([.init(OfficialDocument.label(order, level: level))] + runs(words)), level: level)]
        case .paragraph(let words): return [.body(line(words))]
        case .proposal(let words): return [.body(.init([.init("〔建议〕", font: "楷体_GB2312")] + runs(words)))]
        case .table(let table):
            return [.caption(line(table.caption)), .table(self.table(table))]
        }
    }

    private func table(_ table: EvaluationReport.Table) -> WordDocument.Table {
        let head = table.columns.map { WordDocument.Cell($0.title.zh) }
        let rows = table.rows.map { row in row.map { WordDocument.Cell(runs($0)) } }
        return .init(
            cells: [head] + rows, widths: table.columns.map(\.width),
            alignments: table.columns.map { $0.isNumber ? .right : .left },
            size: table.columns.count > 8 ? 9 : 10.5)
    }

    // MARK: Runs

    private func line(_ words: Words) -> OfficialDocument.Line { .init(runs(words)) }
    private func runs(_ words: Words) -> [WordDocument.Run] { words.zh.pieces.flatMap(run) }

    private func run(_ piece: Piece) -> [WordDocument.Run] {
        let text = report.print(piece, .zh)
        switch piece {
        case .text: return [.init(text)]
        case .stray: return [.init(text, isMarked: true)]
        case .figure(let id):
            let isMissing = report.figure(id)?.isMissing ?? true
            let figure = WordDocument.Run(text, isMarked: isMissing, bookmark: id)
            return showsIDs ? [figure, .init(id, bookmark: "R\(id)", isReference: true)] : [figure]
        case .quote(let id): return [.init(text, bookmark: id)]
        case .day(let day): return [.init(text, bookmark: "D" + day.description.filter(\.isNumber))]
        case .period(let day): return [.init(text, bookmark: "P" + day.description.filter(\.isNumber))]
        case .year(let year): return [.init(text, bookmark: "Y\(year)")]
        case .ordinal: return [.init(text, bookmark: "O")]
        }
    }

    // MARK: Origins

    private func cell(_ text: String, _ id: String) -> WordDocument.Cell { .init([.init(text, bookmark: "S\(id)")]) }

    private var origins: WordDocument.Table {
        let head = ["编号", "数字", "含义", "规则与输入", "记录数", "数据日", "资料截止", "出处", "页面"].map { WordDocument.Cell($0) }
        let rows = report.figures.map { figure -> [WordDocument.Cell] in
            let how = figure.derivation
            let inputs = how.inputs.isEmpty ? "" : "；输入\(how.inputs.joined(separator: "、"))"
            return [
                figure.id, figure.shown.zh, figure.name.zh, how.rule.zh + inputs, how.records.map(String.init) ?? "—",
                how.day.description,
                how.knownOn.description, how.source?.zh ?? "—", how.path ?? "—",
            ].map { cell($0, figure.id) }
        }
        return .init(
            cells: [head] + rows, widths: [0.7, 1.3, 2.8, 2.8, 0.7, 1.3, 1.3, 1.8, 5],
            alignments: [.left, .right, .left, .left, .right], size: 8)
    }

    private func sources(_ quotes: [Quote]) -> WordDocument.Table {
        let head = ["编号", "文字", "出处", "页面"].map { WordDocument.Cell($0) }
        let rows = quotes.map { quote in [quote.id, quote.text, quote.source.zh, quote.path ?? "—"].map { cell($0, quote.id) } }
        return .init(cells: [head] + rows, widths: [0.8, 6, 3, 4], size: 8)
    }
}
