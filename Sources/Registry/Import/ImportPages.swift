import Design
import Kernel

enum ImportPages {
    static func start(_ start: ImportStart, _ reader: Reader) -> Page {
        let kind = start.kind
        var input = ImportForm()
        input.kind = kind
        var form = ImportEndpoints.take.form(input, submit: Text("上传并预览", "Upload and preview"))
        // The command line's: a browser always sees the preview.
        form.fields.removeAll { ["confirm", "goodRows"].contains($0.name) }
        let templates = RecordKind.allCases.html {
            "<li><span class=\"ext\">XLSX</span>\(link(ImportPaths.template($0), reader[$0.label]))</li>"
        }
        return Page(
            Text("导入表格", "Import a table"), current: RegistryEndpoints.list(kind).id,
            """
            \(head("\(reader("导入表格", "Import a table"))", crumbs: [link(RegistryEndpoints.list(kind).url(), reader[kind.label])]))
            <p class="lede">\(reader("先看预览，再整批导入：每一行会怎样、哪一格有错，都先列出来；确认之前什么都不改。", "First the preview, then all at once: what becomes of each line and which cell is wrong is shown first. Nothing changes before you confirm."))</p>
            <div class="cols after"><div>\(form.html(reader))</div><div>
            \(section("templates", reader("模板", "Templates"), "<ul class=\"files\">\(templates)</ul>"))
            \(section("words", reader("认得的列", "Columns that are understood"), "<dl class=\"why\">\(columns(kind, reader))</dl>"))
            </div></div>
            """)
    }

    private static func columns(_ kind: RecordKind, _ reader: Reader) -> HTML {
        let statuses = RecordStatus.of(kind).prefix(4).map { reader[$0.label] }.joined(separator: reader("、", ", "))
        let rows: [(String, String)] = [
            (
                reader("身份", "Identity"),
                reader(
                    "名称，统一社会信用代码，类型，所在地，行业，所属单位，园区，别名，备注，依据",
                    "name, credit code, type, place, industry, owner, park, other name, note, source")
            ),
            (
                reader("状态", "Statuses"),
                reader("规上起、规上止、上市日期、建成日期等；可用：\(statuses)……", "above scale from, listing date, built date …: \(statuses) …")
            ),
            (reader("数据", "Figures"), reader("2022年产值（万元）、2023年一季度营业收入（亿元）", "2022 output (10k yuan), 2023 Q1 revenue (bn yuan)")),
            (reader("其余", "Others"), reader("认不出的列不导入，预览里会列出", "what is not recognised is not imported, and the preview says so")),
        ]
        return rows.html { "<dt>\($0.0)</dt><dd>\($0.1)</dd>" }
    }

    // MARK: The preview, and what became of it

    static func preview(_ view: ImportView, _ reader: Reader) -> Page {
        let draft = view.draft
        let list = RegistryEndpoints.list(draft.kind)
        var actions: [HTML] = []
        if !view.problems.isEmpty {
            actions.append(button(ImportPaths.problems(draft.id), reader("下载错误清单", "Download the errors")))
        }
        actions.append(button(ImportPaths.start + "?kind=\(draft.kind.rawValue)", reader("换一份", "Another file")))
        return Page(
            view.report == nil ? Text("导入预览", "Preview of an import") : Text("导入结果", "Result of an import"), current: list.id,
            """
            \(head("\(view.report == nil ? reader("导入预览：", "Preview: ") : reader("导入结果：", "Result: "))\(draft.file)", facts: facts(view, reader), actions: actions,
                crumbs: [link(list.url(), reader[draft.kind.label]), link(ImportPaths.start, reader("导入表格", "Import a table"))]))
            <p class="lede">\(reader[lede(view)])</p>
            \(view.report == nil ? confirmation(view, reader) : .empty)
            \(view.judgement == nil ? leftOut(view, reader) : rows(view, reader))
            \(columns(view, reader))
            """)
    }

    private static func facts(_ view: ImportView, _ reader: Reader) -> [HTML] {
        let draft = view.draft
        return [
            "\(reader[draft.kind.label])", "\(reader("依据：", "Source: "))\(draft.options.source)",
            "\(reader("自\(draft.options.knownFrom)起为已知", "known since \(draft.options.knownFrom)"))",
            "\(draft.byName) \(draft.at.local)",
        ]
    }

    private static func lede(_ view: ImportView) -> Text {
        let (new, changed, same, wrong) = (view.count(.new), view.count(.changed), view.count(.same), view.count(.wrong))
        let skipped = view.count(.skipped)
        let tail = Text(skipped > 0 ? "，合计行\(skipped)不导入" : "", skipped > 0 ? ", \(skipped) with sums left out" : "")
        if view.report != nil {
            return Text(
                "已导入：新增\(new)，更新\(changed)，原样\(same)；有错留下\(wrong)行",
                "Imported: \(new) new, \(changed) changed, \(same) the same; \(wrong) lines with errors left out") + tail
                + Text("。", ".")
        }
        return Text(
            "共\(view.draft.grid.lines.count)行：新增\(new)，更新\(changed)，不变\(same)，有错\(wrong)",
            "\(view.draft.grid.lines.count) lines: \(new) new, \(changed) changed, \(same) the same, \(wrong) with errors")
            + tail + Text("。还没有改动任何登记。", ". Nothing has been changed yet.")
    }

    private static func confirmation(_ view: ImportView, _ reader: Reader) -> HTML {
        guard let judgement = view.judgement else { return .empty }
        let good = view.count(.new) + view.count(.changed), wrong = view.count(.wrong)
        if good == 0 {
            let words =
                wrong > 0
                ? reader("没有可以导入的行。请按错误清单更正后重新上传。", "No line can be imported. Correct the errors and send the file again.")
                : reader("与登记的完全相同，无需导入。", "All of it is registered already; there is nothing to import.")
            return "<p class=\"callout after\">\(words)</p>"
        }
        let url = ImportEndpoints.confirm.path.url(RawInput(["draft": [view.draft.id.description]]))
        let choice: HTML =
            wrong == 0
            ? .empty
            : """
            <label><input type="checkbox" name="goodRows" value="true"> \
            \(reader("只导入没有错误的\(good)行，有错的\(wrong)行留下", "Import the \(good) good lines only, and leave out the \(wrong) with errors"))</label>
            """
        let words =
            wrong == 0
            ? reader("全部核对无误，可以导入。", "Every line is in order.")
            : reader("有错的行不导入，整批就先停在这里。", "Lines with errors hold up the whole table.")
        return """
            <form method="post" action="\(url)" class="callout after\(if: wrong > 0, " ask")">\(reader.csrfField)<input type="hidden" name="seen" value="\(judgement.digest)">\
            <span>\(words) \(choice)</span><span class="go"><button class="btn main" type="submit">\(reader("导入\(good)行", "Import \(good) lines"))</button></span></form>
            """
    }

    private static func rows(_ view: ImportView, _ reader: Reader) -> HTML {
        guard let judgement = view.judgement else { return .empty }
        let shown = view.shown
        let tabs = ImportRow.Verdict.allCases.filter { view.count($0) > 0 }.html { verdict in
            let mark: HTML = verdict == shown ? " aria-current=\"page\"" : .empty
            return
                "<a href=\"\(url(view, verdict))\"\(mark)>\(reader[verdict.label])<span class=\"count\">\(view.count(verdict))</span></a>"
        }
        let all = judgement.rows.filter { $0.verdict == shown && $0.line > view.after }
        let page = all.prefix(ImportView.pageSize)
        let table = TableView(
            reader[shown.label],
            [
                .init(reader("名称", "Name")), .init(reader("行", "Line"), number: true),
                .init(shown == .wrong ? reader("哪一格，错在哪里", "Which cell, and why") : reader("会怎样", "What happens")),
            ],
            rows: page.map { row in
                [
                    row.was.map { link("/records/\($0.id)", row.name.isEmpty ? $0.name : row.name) }
                        ?? "\(row.name.isEmpty ? "—" : row.name)", "\(row.line)", words(row, view, reader),
                ]
            })
        let more: HTML =
            all.count > page.count
            ? "<p class=\"pages\"><span class=\"all\">\(reader("本页\(page.count)行", "\(page.count) lines here"))</span>\(link(url(view, shown) + "&after=\(page.last?.line ?? 0)", reader("下一页", "Next")))</p>"
            : .empty
        return "<nav class=\"tabs\" aria-label=\"\(reader("结果", "Verdicts"))\">\(tabs)</nav>\(table.html)\(more)"
    }

    private static func url(_ view: ImportView, _ verdict: ImportRow.Verdict) -> String {
        ImportPaths.draft(view.draft.id.description) + "?show=\(verdict.rawValue)"
    }

    private static func words(_ row: ImportRow, _ view: ImportView, _ reader: Reader) -> HTML {
        let problems = row.problems.html { cell($0, view, reader) }
        let effects = row.effects.html { "<div>\(reader[$0])</div>" }
        let notes = row.notes.html { "<span class=\"s\">\(reader[$0])</span>" }
        if problems.isEmpty, effects.isEmpty, notes.isEmpty {
            return row.verdict == .new ? "\(reader("登记名称", "the name is registered"))" : "—"
        }
        return problems + effects + notes
    }

    private static func cell(_ problem: ImportRow.Problem, _ view: ImportView, _ reader: Reader) -> HTML {
        let header = problem.column.flatMap { $0 < view.draft.grid.headers.count ? view.draft.grid.headers[$0] : nil }
        return "<div><b>\(header)</b> <span class=\"red-ink\">\(reader[problem.message])</span></div>"
    }

    private static func leftOut(_ view: ImportView, _ reader: Reader) -> HTML {
        if view.problems.isEmpty { return .empty }
        return section(
            "left", reader("留下没有导入的", "Left out"),
            TableView(
                reader("留下没有导入的", "Left out"), [.init(reader("行", "Line")), .init(reader("哪一格，错在哪里", "Which cell, and why"))],
                rows: view.problems.prefix(200).map { ["\($0.line)", cell($0, view, reader)] }
            ).html)
    }

    private static func columns(_ view: ImportView, _ reader: Reader) -> HTML {
        guard let judgement = view.judgement else { return .empty }
        let rows = judgement.columns.sorted { ($0.isUsed ? 1 : 0, $0.index) < ($1.isUsed ? 1 : 0, $1.index) }.map {
            column -> [HTML] in
            let words = reader[column.words(view.draft.kind)]
            return ["\(column.header)", column.isUsed ? "\(words)" : "<span class=\"ink-3\">\(words)</span>"]
        }
        let unused = judgement.columns.filter { !$0.isUsed }.count
        let note: HTML =
            unused == 0 ? "\(reader("全部认得", "all understood"))" : "\(reader("\(unused)列不导入", "\(unused) not imported"))"
        return section(
            "columns", reader("各列怎样理解", "How the columns are understood"), note: note,
            TableView(reader("列", "Columns"), [.init(reader("表里的列", "Column")), .init(reader("理解为", "Taken as"))], rows: rows).html)
    }
}
