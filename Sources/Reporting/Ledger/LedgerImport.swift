import Calendars
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
