import Calendars
import Design
import Kernel
import Plan

struct LedgerList: JSONValued {
    let plan: Plan
    let asOf: Day
    let period: Day
    let drafts: [(id: RecordID, file: String, at: Instant, taken: Int?)]
    var json: JSON {
        .array(
            drafts.map {
                ["id": .string($0.id.description), "file": .string($0.file), "taken": .optional($0.taken.map(Double.init))]
            })
    }
}

struct LedgerImportView: JSONValued {
    let plan: Plan
    let asOf: Day
    let draft: LedgerDraft
    let rows: [LedgerJudge.Row]

    static func load(_ input: LedgerInput, _ returns: Returns, _ scope: Scope) throws -> LedgerImportView {
        let (plan, draft, rows) = try returns.draft(input.ledger, input.plan, scope)
        return LedgerImportView(plan: plan, asOf: returns.plans.day(plan, scope), draft: draft, rows: rows)
    }

    var json: JSON {
        [
            "file": .string(draft.file), "period": .string(draft.period.description),
            "headers": .array(draft.grid.headers.map { .string($0) }),
            "mapping": .array(draft.mapping.map { .optional($0?.rawValue) }), "taken": .optional(draft.takenCount.map(Double.init)),
            "rows": .array(
                rows.map { row in
                    [
                        "line": .number(Double(row.line.number)), "about": .optional(row.duty?.about.rawValue),
                        "title": .optional(row.duty?.title),
                        "unit": .string(row.unitName), "value": .optional(row.value), "doneOn": .optional(row.doneOn),
                        "problems": .array(
                            row.problems.map {
                                [
                                    "field": .optional($0.field?.rawValue), "zh": .string($0.message.zh),
                                    "en": .string($0.message.en),
                                ]
                            }),
                    ]
                }),
        ]
    }
}

enum LedgerPages {
    static func list(_ view: LedgerList, _ endpoints: ReportingEndpoints, _ reader: Reader) -> Page {
        var input = LedgerUpload()
        (input.plan, input.period) = (view.plan.id, view.period)
        let drafts: HTML = view.drafts.html {
            "<li><span>\(link(ReportingPaths.url(ReportingPaths.ledgerImport, view.plan.id, ["ledger": $0.id.description]), $0.file))</span><span class=\"s\">\($0.at.local) \($0.taken.map { reader("已采用\($0)条", "\($0) taken") } ?? reader("未采用", "not taken"))</span></li>"
        }
        return Page(
            Text("导入旧台账", "Import an old ledger"), plan: view.plan.mark(view.asOf), nav: view.plan.nav("reporting.desk", reader),
            """
            \(head("\(reader("导入旧台账", "Import an old ledger"))", facts: ["\(reader("采用的内容记为已审核，并标明出自哪份台账第几行", "What is taken counts as approved, marked with file and line"))"], crumbs: [link(reader.plan(ReportingPaths.desk, view.plan), reader("报送", "Returns"))]))
            \(endpoints.ledgerRead.form(input, submit: Text("读入", "Read")).html(reader))
            \(if: !view.drafts.isEmpty, section("drafts", reader("读入过的台账", "Ledgers read"), "<ul class=\"rows\">\(drafts)</ul>"))
            """)
    }

    static func draft(_ view: LedgerImportView, _ endpoints: ReportingEndpoints, _ reader: Reader) -> Page {
        let wrong = view.rows.filter { !$0.problems.isEmpty }.count
        let isTaken = view.draft.takenAt != nil
        return Page(
            Text("台账：\(view.draft.file)", "Ledger: \(view.draft.file)"), plan: view.plan.mark(view.asOf),
            nav: view.plan.nav("reporting.desk", reader),
            """
            \(head("\(view.draft.file)", facts: ["\(Show.period(endingOn: view.draft.period, reader.language))", "\(reader("\(view.rows.count)行，\(wrong)行有错", "\(view.rows.count) rows, \(wrong) with errors"))"], crumbs: [link(ReportingPaths.url(ReportingPaths.ledgers, view.plan.id), reader("导入旧台账", "Old ledgers"))]))
            \(if: isTaken, "<p class=\"callout ok\">\(reader("已采用\(view.draft.takenCount ?? 0)条，每条注明出处。", "\(view.draft.takenCount ?? 0) entries taken, each with its source."))</p>")
            \(if: !isTaken, columns(view, reader))\(preview(view, reader))\(if: !isTaken, taking(view, wrong, reader))
            """)
    }

    private static func columns(_ view: LedgerImportView, _ reader: Reader) -> HTML {
        let url = ReportingPaths.url(ReportingPaths.ledgerMapping, view.plan.id, ["ledger": view.draft.id.description])
        let fields = view.draft.grid.headers.enumerated().html { index, header -> HTML in
            let chosen = view.draft.mapping.indices.contains(index) ? view.draft.mapping[index] : nil
            return """
                <div class="field"><label for="c-\(index)">\(header.isEmpty ? reader("第\(index + 1)列", "Column \(index + 1)") : header)</label><select class="in" id="c-\(index)" name="columns">\
                <option value="\(index):">\(reader("不采用", "leave out"))</option>\(LedgerField.allCases.html { "<option value=\"\(index):\($0.rawValue)\"\(if: chosen == $0, " selected")>\(reader[$0.label])</option>" })</select></div>
                """
        }
        return section(
            "columns", reader("列对应", "Columns"), note: "\(reader("按列名自动提出，请核对", "Proposed by the headers; check them"))",
            "<form class=\"form\" method=\"post\" action=\"\(url)\">\(reader.csrfField)<div class=\"grid-3\">\(fields)</div><div class=\"form-end\"><button class=\"btn\" type=\"submit\">\(reader("按此对应重新预览", "Preview with these"))</button></div></form>"
        )
    }

    private static func preview(_ view: LedgerImportView, _ reader: Reader) -> HTML {
        let rows = view.rows.prefix(200).map { row -> [HTML] in
            var content: HTML = .empty
            if let value = row.value { content += "<b>\(Show.number(value, decimals: 4, trim: true))</b> \(row.duty?.unit) " }
            if let day = row.doneOn { content += "\(reader("完成于\(day)。", "Done on \(day). "))" }
            content += "\(row.note)"
            let verdict: HTML =
                row.problems.isEmpty
                ? Light.green.html(reader, Text("可采用", "Good"))
                : "<ul class=\"plain-list\">\(row.problems.html { "<li>\(Light.red.icon) \($0.field.map { "<b>\(reader[$0.label])</b> " as HTML })\(reader[$0.message])</li>" })</ul>"
            return [
                "\(row.line.number)",
                "\(row.duty?.title ?? row.line.cells.joined(separator: " | "))\(row.duty.map { " <span class=\"chip\">\(reader[$0.about.label])</span>" as HTML })",
                "\(row.unitName)", content, verdict,
            ]
        }
        let table = TableView(
            reader("预览", "Preview"),
            [
                .init(reader("行", "Line"), number: true), .init(reader("事项", "Item")), .init(reader("单位", "Unit")),
                .init(reader("内容", "Content")), .init(reader("结果", "Result")),
            ],
            rows: rows)
        let more =
            view.rows.count > 200
            ? "<p class=\"small ink-2\">\(reader("只显示前200行。", "The first 200 rows are shown."))</p>" as HTML : .empty
        return section("preview", reader("预览", "Preview"), "\(table.html)\(more)")
    }

    private static func taking(_ view: LedgerImportView, _ wrong: Int, _ reader: Reader) -> HTML {
        let url = ReportingPaths.url(ReportingPaths.ledgerTaking, view.plan.id, ["ledger": view.draft.id.description])
        let good = view.rows.count - wrong
        if good == 0 {
            return "<p class=\"callout ask\">\(reader("没有可以采用的行，请先核对列对应。", "No row can be taken; check the columns first."))</p>"
        }
        return wrong == 0
            ? "<div class=\"acts start\">\(action(url, reader("采用这\(good)条", "Take these \(good)"), reader, main: true, small: false))</div>"
            : "<div class=\"acts start\">\(action(url, reader("只采用没有错的\(good)条", "Take the \(good) good ones"), reader, main: true, small: false, fields: [("skip", "true")]))</div>"
    }
}
