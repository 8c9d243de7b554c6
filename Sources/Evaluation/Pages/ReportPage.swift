import Calendars
import Design
import Kernel
import Plan

/// The report as a page: the same value as the document, each figure open to its origin.
struct ReportPage {
    let report: EvaluationReport
    let reader: Reader
    private let language: Language

    init(_ report: EvaluationReport, _ reader: Reader) {
        self.report = report
        self.reader = reader
        language = reader.language
    }

    var html: HTML {
        """
        <article class="report">\(report.sections.enumerated().html { part($0, $1) })\(report.annexes.enumerated().html { annex($0, $1) })\
        \(origins)</article>
        """
    }

    private func part(_ index: Int, _ one: EvaluationReport.Section) -> HTML {
        let label = language == .zh ? ["一", "二", "三", "四", "五", "六", "七", "八", "九", "十"][min(index, 9)] + "、" : "\(index + 1). "
        return section("s\(index + 1)", label + report.text(one.title, language), one.blocks.html(block))
    }

    private func annex(_ index: Int, _ annex: EvaluationReport.Annex) -> HTML {
        section(
            "a\(index + 1)", reader("附件\(index + 1) ", "Annex \(index + 1): ") + report.text(annex.title, language),
            annex.blocks.html(block))
    }

    private func block(_ block: EvaluationReport.Block) -> HTML {
        switch block {
        case .heading(let words, _): "<h3>\(passage(words, unfolds: false))</h3>"
        case .paragraph(let words): "<div class=\"para\">\(passage(words))</div>"
        case .proposal(let words):
            "<div class=\"para proposal\"><span class=\"chip assumed\">\(reader("建议", "proposal"))</span> \(passage(words))</div>"
        case .table(let table):
            TableView(
                report.text(table.caption, language), table.columns.map { .init(reader[$0.title], number: $0.isNumber) },
                rows: table.rows.map { $0.map { passage($0, unfolds: false) } }
            ).html
        }
    }

    private func passage(_ words: Words, unfolds: Bool = true) -> HTML {
        words(language).pieces.html { piece in
            guard case .figure(let id) = piece, let figure = report.figure(id) else { return "\(report.print(piece, language))" }
            let value: HTML = "<span class=\"v\(if: figure.isMissing, " miss")\">\(reader[figure.shown])</span>"
            if !unfolds { return "<a class=\"num\" href=\"#\(figure.id)\">\(value)</a>" }
            return """
                <details class="unfold"><summary data-f="\(figure.id)">\(value)</summary><div class="unfold-body">\(origin(figure).why(reader))</div></details>
                """
        }
    }

    /// What stands behind a figure: rule, inputs, records, days, page.
    private func origin(_ figure: Figure) -> Unfold {
        let how = figure.derivation
        var steps = [
            Unfold.Step(Text("含义", "What"), "\(figure.id) \(reader[figure.name])"),
            .init(Text("规则", "Rule"), "\(reader[how.rule])"),
        ]
        if !how.inputs.isEmpty { steps.append(.init(Text("输入", "Inputs"), inputs(how))) }
        if let records = how.records { steps.append(.init(Text("记录", "Records"), "\(records)")) }
        if let source = how.source { steps.append(.init(Text("出处", "Source"), "\(reader[source])")) }
        steps.append(.init(Text("数据日", "Data as of"), "\(how.day)，\(reader("资料截止", "known by")) \(how.knownOn)"))
        if let path = how.path {
            steps.append(.init(Text("打开", "Open"), link(reader.link(path), reader("看记录", "see the records"))))
        }
        return Unfold(figure.name, steps)
    }

    private func inputs(_ how: Derivation) -> HTML {
        how.inputs.compactMap { report.figure($0) }.map { "<a href=\"#\($0.id)\">\(reader[$0.shown])</a>" as HTML }.joined(" · ")
    }

    /// Every figure once, with its anchor.
    private var origins: HTML {
        let head = [
            reader("编号", "Id"), reader("数字", "Figure"), reader("含义", "What"), reader("规则与输入", "Rule and inputs"),
            reader("数据日", "Data as of"),
            reader("出处", "Source"),
        ]
        let rows = report.figures.html { figure -> HTML in
            let how = figure.derivation
            let rule: HTML = "\(reader[how.rule])\(if: !how.inputs.isEmpty, "<span class=\"s\">\(inputs(how))</span>")"
            let source: HTML =
                "\(how.source.map { reader[$0] })\(how.path.map { " \(link(reader.link($0), reader("记录", "records")))" as HTML })"
            return """
                <tr id="\(figure.id)"><th scope="row">\(figure.id)</th><td data-l="\(head[1])" class="r">\(reader[figure.shown])</td><td data-l="\(head[2])">\(reader[figure.name])</td>\
                <td data-l="\(head[3])">\(rule)</td><td data-l="\(head[4])">\(how.day)</td><td data-l="\(head[5])">\(source)</td></tr>
                """
        }
        let number = report.annexes.count + 1
        return section(
            "origins", reader("附件\(number) 数字来源", "Annex \(number): origins of the figures"),
            note: "\(reader("\(report.figures.count)个数字", "\(report.figures.count) figures"))",
            """
            <details class="flow"><summary>\(reader("逐一列出", "Show all"))</summary><div class="tb-wrap"><table class="tb stack"><caption class="vh">\(reader("数字来源", "Origins"))</caption><thead><tr>\
            \(head.enumerated().html { "<th scope=\"col\"\(if: $0 == 1, " class=\"r\"")>\($1)</th>" })</tr></thead><tbody>\(rows)</tbody></table></div></details>
            """)
    }
}
