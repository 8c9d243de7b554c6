import Calendars
import Design
import Documents
import Foundation
import Kernel
import Plan
import Registry

/// An old ledger that was sent in and waits to be taken.
struct LedgerDraft: Sendable {
    let id: RecordID
    let plan: RecordID
    let period: Day
    let file: String
    let grid: LedgerGrid
    let mapping: [LedgerField?]
    let by: String
    let takenBy: String?
    let takenAt: Instant?
    let takenCount: Int?
}

enum LedgerStore {
    static func insert(_ draft: LedgerDraft, _ scope: Scope) throws {
        try scope.connection.execute(
            """
            INSERT INTO ledger_import (id, plan, period_end, file, grid, mapping, by_name, at)
            VALUES (\(draft.id), \(draft.plan), \(draft.period), \(draft.file), \(try json(draft.grid)), \(try json(draft.mapping.map { $0?.rawValue ?? "" })),
                \(draft.by), \(scope.now))
            """)
    }

    static func find(_ id: RecordID, plan: RecordID, _ connection: Connection) throws -> LedgerDraft? {
        try connection.first("SELECT * FROM ledger_import WHERE id = \(id) AND plan = \(plan)").map { row in
            LedgerDraft(
                id: try row.id("id"), plan: try row.id("plan"), period: try row.day("period_end"), file: try row.text("file"),
                grid: try JSONDecoder().decode(LedgerGrid.self, from: Data(try row.text("grid").utf8)),
                mapping: try JSONDecoder().decode([String].self, from: Data(try row.text("mapping").utf8)).map(
                    LedgerField.init(rawValue:)),
                by: try row.text("by_name"), takenBy: try row.optionalText("taken_by"),
                takenAt: try row.optionalInstant("taken_at"),
                takenCount: try row.optionalInt("taken_count"))
        }
    }

    static func list(_ plan: RecordID, limit: Int = 20, _ connection: Connection) throws -> [(
        id: RecordID, file: String, at: Instant, taken: Int?
    )] {
        try connection.query(
            "SELECT id, file, at, taken_count FROM ledger_import WHERE plan = \(plan) ORDER BY id DESC LIMIT \(limit)"
        ).map {
            (try $0.id("id"), try $0.text("file"), try $0.instant("at"), try $0.optionalInt("taken_count"))
        }
    }

    static func map(_ id: RecordID, _ mapping: [LedgerField?], _ connection: Connection) throws -> Bool {
        try connection.execute(
            "UPDATE ledger_import SET mapping = \(try json(mapping.map { $0?.rawValue ?? "" })) WHERE id = \(id) AND taken_at IS NULL"
        ) == 1
    }

    /// False where it was taken already.
    static func take(_ id: RecordID, count: Int, _ scope: Scope) throws -> Bool {
        try scope.connection.execute(
            "UPDATE ledger_import SET taken_by = \(scope.viewer.name), taken_at = \(scope.now), taken_count = \(count) WHERE id = \(id) AND taken_at IS NULL"
        )
            == 1
    }

    private static func json(_ value: some Encodable) throws -> JSONText {
        JSONText(String(decoding: try JSONEncoder().encode(value), as: UTF8.self))
    }
}

extension Returns {
    func draft(_ id: RecordID, _ plan: RecordID, _ scope: Scope) throws -> (plan: Plan, draft: LedgerDraft, rows: [LedgerJudge.Row])
    {
        let plan = try plans.running(plan, scope)
        guard let draft = try LedgerStore.find(id, plan: plan.id, scope.connection) else {
            throw Refusal.missing(Text("没有这份台账。", "There is no such ledger."))
        }
        let board = try plans.board(plan, scope)
        let changes = try PeriodStore.changes(scope.connection)
        let column = draft.mapping.firstIndex(of: .unit)
        var units: [String: (id: RecordID, name: String)] = [:]
        for name in Set(
            draft.grid.lines.compactMap { line in column.flatMap { line.cells.indices.contains($0) ? line.cells[$0] : nil } })
        where !name.isEmpty {
            if let record = try RegistryStore.find(named: name, kind: .organisation, scope.connection) {
                units[LedgerWords.fold(name)] = (record.id, record.name)
            }
        }
        let judge = LedgerJudge(
            board: board, duties: try duties(board, period: draft.period, changes, scope.connection), units: units,
            mapping: draft.mapping,
            today: plans.day(plan, scope))
        return (plan, draft, judge.judge(draft.grid))
    }

    /// Good rows become approved entries of the plan, each with the file and line it came from.
    func take(_ id: RecordID, _ plan: RecordID, skipping: Bool, _ scope: inout Scope) throws -> LedgerTaken {
        let (plan, draft, rows) = try draft(id, plan, scope)
        let wrong = rows.filter { !$0.problems.isEmpty }.count
        if wrong > 0, !skipping {
            throw Refusal.conflict(
                Text(
                    "还有\(wrong)行有错，没有采用任何内容。请改列对应或改表重传；也可只采用没有错的行。",
                    "\(wrong) rows have errors; nothing was taken. Assign the columns anew or send a corrected table, or take the good rows alone."
                ))
        }
        let good = rows.filter(\.problems.isEmpty)
        if good.isEmpty { throw Refusal.conflict(Text("没有可以采用的行。", "There is no row to take.")) }
        guard try LedgerStore.take(draft.id, count: good.count, scope) else {
            throw Refusal.conflict(
                Text("这份台账已由\(draft.takenBy ?? "")采用过。", "This ledger was taken by \(draft.takenBy ?? "") already."))
        }
        for row in good {
            guard let duty = row.duty else { continue }
            try ProgressLog.approve(
                Progress(
                    id: scope.newID(), about: duty.about, subject: duty.subject, unit: row.unit,
                    unitName: row.unitName.isEmpty ? Role.office.label.zh : row.unitName,
                    periodEnd: draft.period, value: row.value, isDone: row.isDone, doneOn: row.doneOn,
                    note: (row.note.isEmpty ? [] : [row.note]).joined() + "（台账“\(draft.file)”第\(row.line.number)行）", evidence: nil,
                    evidenceName: nil,
                    state: .approved, submittedBy: draft.by, submittedOn: scope.today, decidedBy: scope.viewer.name,
                    decidedOn: scope.today, reason: nil,
                    source: "ledger \(draft.file):\(row.line.number)"), name: duty.title, in: plan, &scope)
        }
        scope.record(
            Event(
                ReportingEvents.ledgerTaken, Subject("ledger", draft.id.description), in: plan.subject,
                ["file": draft.file, "count": String(good.count)]))
        return LedgerTaken(plan: plan.id, ledger: draft.id, count: good.count)
    }
}

struct LedgerTaken: Encodable, Sendable {
    let plan: RecordID
    let ledger: RecordID
    let count: Int
    var url: String { ReportingPaths.url(ReportingPaths.ledgerImport, plan, ["ledger": ledger.description]) }
}

// MARK: Endpoints

extension ReportingEndpoints {
    var ledgerRoutes: [Route] { [Route(ledgerStart), Route(ledgerRead), Route(ledgerDraft), Route(ledgerMap), Route(ledgerTake)] }

    var ledgerStart: Endpoint<PeriodInput, LedgerList> {
        Endpoint(
            "reporting.ledgers", .get, ReportingPaths.ledgers, permission: .planEdit, Text("导入旧台账", "Import an old ledger"),
            run: { input, scope in
                let plan = try returns.plans.running(input.plan, scope)
                return LedgerList(
                    plan: plan, asOf: returns.plans.day(plan, scope), period: try returns.period(input.period, plan, scope),
                    drafts: try LedgerStore.list(plan.id, scope.connection))
            }, page: { LedgerPages.list($0, self, $1) })
    }

    var ledgerRead: Endpoint<LedgerUpload, LedgerTaken> {
        Endpoint(
            "reporting.ledger.read", .post, ReportingPaths.ledgers, permission: .planEdit, Text("读入台账", "Read a ledger"),
            bodyLimit: 9 << 20, pace: .heavy,
            ahead: { input, _, _ in
                guard let file = input.file else { return }
                let words = returns.ledgerWords
                input.grid = try await aside { try LedgerGrid.read(file, words: words) }
            },
            run: { input, scope in
                let plan = try returns.plans.running(input.plan, scope)
                guard let grid = input.grid else {
                    throw Refusal.invalid([FieldProblem("file", Text("台账", "Ledger"), Text("请选择文件。", "Choose a file."))])
                }
                let draft = LedgerDraft(
                    id: scope.newID(), plan: plan.id, period: try returns.period(input.period, plan, scope),
                    file: String((input.file?.name ?? "").prefix(120)),
                    grid: grid, mapping: returns.ledgerWords.mapping(grid.headers), by: scope.viewer.name, takenBy: nil,
                    takenAt: nil, takenCount: nil)
                try LedgerStore.insert(draft, scope)
                scope.record(
                    Event(
                        ReportingEvents.ledgerRead, Subject("ledger", draft.id.description), in: plan.subject,
                        ["file": draft.file, "count": String(grid.lines.count)]))
                return LedgerTaken(plan: plan.id, ledger: draft.id, count: grid.lines.count)
            }, then: \.url)
    }

    var ledgerDraft: Endpoint<LedgerInput, LedgerImportView> {
        Endpoint(
            "reporting.ledger.import", .get, ReportingPaths.ledgerImport, permission: .planEdit,
            Text("台账的列对应和预览", "Columns and preview of a ledger"),
            run: { input, scope in try LedgerImportView.load(input, returns, scope) }, page: { LedgerPages.draft($0, self, $1) })
    }

    var ledgerMap: Endpoint<LedgerMapping, LedgerTaken> {
        Endpoint(
            "reporting.ledger.map", .post, ReportingPaths.ledgerMapping, permission: .planEdit, Text("调整列对应", "Assign the columns"),
            run: { input, scope in
                let (plan, draft, _) = try returns.draft(input.ledger, input.plan, scope)
                let mapping = try input.mapping(draft.grid.headers.count)
                guard try LedgerStore.map(draft.id, mapping, scope.connection) else {
                    throw Refusal.conflict(Text("这份台账已经采用，不能再改。", "This ledger was taken; its columns stay."))
                }
                scope.record(Event(ReportingEvents.ledgerMapped, Subject("ledger", draft.id.description), ["file": draft.file]))
                return LedgerTaken(plan: plan.id, ledger: draft.id, count: draft.grid.lines.count)
            }, then: \.url)
    }

    var ledgerTake: Endpoint<LedgerConfirmation, LedgerTaken> {
        Endpoint(
            "reporting.ledger.take", .post, ReportingPaths.ledgerTaking, permission: .planEdit, Text("采用台账", "Take a ledger"),
            pace: .heavy,
            run: { input, scope in try returns.take(input.ledger, input.plan, skipping: input.skip, &scope) }, then: \.url)
    }
}

struct LedgerUpload: EndpointInput {
    var plan = RecordID.zero
    var period: Day?
    var file: Upload?
    /// Made of the file before the transaction begins.
    var grid: LedgerGrid?
    static let fields: [Field<LedgerUpload>] = [
        ReportingField.plan(\.plan), ReportingField.period(\.period),
        Field(
            "file", \.file, Text("台账", "Ledger"), hint: Text("XLSX或CSV，列名和顺序不限", "XLSX or CSV; any headers in any order"),
            accept: ".xlsx,.csv"),
    ]
}

struct LedgerInput: EndpointInput {
    var plan = RecordID.zero
    var ledger = RecordID.zero
    static let fields: [Field<LedgerInput>] = [ReportingField.plan(\.plan), Field("ledger", \.ledger, Text("台账", "Ledger"))]
}

struct LedgerMapping: EndpointInput {
    var plan = RecordID.zero
    var ledger = RecordID.zero
    var columns: [String] = []
    static let fields: [Field<LedgerMapping>] = [
        ReportingField.plan(\.plan), Field("ledger", \.ledger, Text("台账", "Ledger")),
        Field(
            "columns", \.columns, Text("列对应", "Columns"),
            hint: Text("每列一项，如0:unit、1:item；不采用的列写0:", "One a column, e.g. 0:unit, 1:item; 0: leaves it out")),
    ]

    func mapping(_ count: Int) throws -> [LedgerField?] {
        var mapping = [LedgerField?](repeating: nil, count: count)
        func wrong(_ text: Text) -> Refusal { .invalid([FieldProblem("columns", Text("列对应", "Columns"), text)]) }
        for column in columns {
            let parts = column.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2, let index = Int(parts[0]), mapping.indices.contains(index) else {
                throw wrong(
                    Text("“\(column.prefix(30))”不是列对应，应如0:unit。", "“\(column.prefix(30))” assigns no column; write e.g. 0:unit."))
            }
            if parts[1].isEmpty { continue }
            guard let field = LedgerField(rawValue: String(parts[1])) else {
                throw wrong(Text("没有“\(parts[1].prefix(30))”这种列。", "There is no column “\(parts[1].prefix(30))”."))
            }
            if mapping.contains(field) {
                throw wrong(Text("“\(field.label.zh)”对应了两列，只能选一列。", "“\(field.label.en)” is assigned twice; choose one column."))
            }
            mapping[index] = field
        }
        guard mapping.contains(.item) || mapping.contains(.number) else {
            throw wrong(Text("须有一列是“事项”或“序号或举措号”。", "One column must be the item or its number."))
        }
        return mapping
    }
}

struct LedgerConfirmation: EndpointInput {
    var plan = RecordID.zero
    var ledger = RecordID.zero
    var skip = false
    static let fields: [Field<LedgerConfirmation>] = [
        ReportingField.plan(\.plan), Field("ledger", \.ledger, Text("台账", "Ledger")),
        Field("skip", \.skip, Text("只采用没有错的行", "Take the good rows alone")),
    ]
}

// MARK: Pages

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
