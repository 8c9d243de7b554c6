import Calendars
import Foundation
import Kernel
import Plan

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
