import Calendars
import Kernel

/// Takes tables in: first as a draft that shows what would happen, then all of it in one transaction, or nothing.
enum Importing {
    static func draft(_ input: ImportForm, _ scope: inout Scope) throws -> ImportView {
        guard let words = input.words, let grid = input.grid, let file = input.file else {
            throw ImportGrid.problem(Text("请选择文件。", "Choose a file."))
        }
        let sight = try Sight(scope)
        if !sight.editsAll, sight.park == nil {
            throw Refusal.forbidden(Text("您的账号还没有关联园区，请系统管理员补上。", "Your account is tied to no park yet; ask the administrator."))
        }
        if let day = input.knownFrom, day > scope.today {
            throw Refusal.invalid([
                FieldProblem("knownFrom", ImportForm.knownFromLabel, Text("不能晚于今天。", "Must not be after today."))
            ])
        }
        let name = String(
            file.name.split { $0 == "/" || $0 == "\\" }.last.map(String.init)?.filter { !$0.isNewline }.prefix(120) ?? "table")
        let draft = ImportDraft(
            id: scope.newID(), kind: input.kind, file: name.isEmpty ? "table" : name,
            options: ImportOptions(
                source: input.source ?? (name.isEmpty ? "table" : name), knownFrom: input.knownFrom ?? scope.today,
                keepFailing: input.keepFailing),
            grid: grid, byID: scope.viewer.id, byName: scope.viewer.name, at: scope.now, report: nil, confirmedAt: nil,
            confirmedBy: nil)
        try RegistryStore.dropDrafts(before: scope.now.adding(seconds: -30 * 86_400), scope.connection)
        try RegistryStore.insert(draft, scope.connection)
        let judgement = try ImportJudge.judge(grid, kind: draft.kind, words: words, options: draft.options, scope)
        if input.confirm { return try confirm(draft, judgement, goodRows: input.goodRows, &scope) }
        scope.record(draft.event(RegistryEvents.drafted, ["rows": "\(grid.lines.count)"]))
        return ImportView(draft: draft, judgement: judgement)
    }

    static func confirm(_ input: ConfirmForm, _ scope: inout Scope) throws -> ImportView {
        let draft = try find(input.draft, scope)
        guard let words = input.words else { throw Refusal.missing(Text("没有这份导入。", "There is no such import.")) }
        if draft.report != nil {
            throw Refusal.conflict(Text("这份表格已经导入。", "This table has been imported already."))
        }
        let judgement = try ImportJudge.judge(draft.grid, kind: draft.kind, words: words, options: draft.options, scope)
        if let seen = input.seen, seen != judgement.digest {
            throw Refusal.conflict(
                Text(
                    "预览之后登记又有变化，结果会与您看到的不同。请重新打开预览再确认。",
                    "The registry has changed since the preview, and so would the result. Open the preview again."))
        }
        return try confirm(draft, judgement, goodRows: input.goodRows, &scope)
    }

    static func view(_ input: DraftChoice, _ scope: Scope) throws -> ImportView {
        let draft = try find(input.draft, scope)
        guard let words = input.words else { throw Refusal.missing(Text("没有这份导入。", "There is no such import.")) }
        if draft.report != nil { return ImportView(draft: draft, judgement: nil, input) }
        return ImportView(
            draft: draft,
            judgement: try ImportJudge.judge(draft.grid, kind: draft.kind, words: words, options: draft.options, scope), input)
    }

    /// One's own, or any for the office.
    static func find(_ id: RecordID, _ scope: Scope) throws -> ImportDraft {
        guard let draft = try RegistryStore.draft(id, scope.connection),
            draft.byID == scope.viewer.id || scope.viewer.isAny(.office)
        else {
            throw Refusal.missing(Text("没有这份导入，或它已超过30天未确认而删除。", "There is no such import, or nobody confirmed it within 30 days."))
        }
        return draft
    }

    // MARK: Taking over

    private static func confirm(_ draft: ImportDraft, _ judgement: ImportJudgement, goodRows: Bool, _ scope: inout Scope) throws
        -> ImportView
    {
        let wrong = judgement.count(.wrong)
        if wrong > 0, !goodRows { throw blocked(judgement, wrong: wrong, draft) }
        if judgement.count(.new) + judgement.count(.changed) == 0, wrong > 0 {
            throw Refusal.conflict(
                Text("没有可以导入的行。请更正错误后重新上传。", "No line can be imported. Correct the errors and send the file again."))
        }
        try take(judgement, draft, &scope)
        let report = ImportReport(
            new: judgement.count(.new), changed: judgement.count(.changed), same: judgement.count(.same),
            skipped: judgement.count(.skipped), left: wrong,
            problems: judgement.problems)
        try RegistryStore.confirm(draft.id, report, scope)
        scope.record(
            draft.event(
                RegistryEvents.imported,
                [
                    "new": "\(report.new)", "changed": "\(report.changed)", "same": "\(report.same)",
                    "left": "\(report.left + report.skipped)", "source": draft.options.source,
                ]))
        return ImportView(draft: draft, judgement: nil, report: report)
    }

    /// Says the first errors cell by cell.
    private static func blocked(_ judgement: ImportJudgement, wrong: Int, _ draft: ImportDraft) -> Refusal {
        let problems = judgement.problems
        let shown = problems.prefix(20).map { problem in
            let header = problem.column.flatMap { index in judgement.columns.first { $0.index == index }?.header }
            let place = Text(
                "第\(problem.line)行\(header.map { "“\($0)”" } ?? "")：", "Line \(problem.line)\(header.map { ", “\($0)”" } ?? ""): ")
            return FieldProblem("file", Text("文件", "File"), place + problem.message)
        }
        let rest = Text(
            "\(wrong)行共\(problems.count)处有错，什么都没有导入。更正后重新上传，或选“只导入没有错误的行”。",
            "\(problems.count) errors in \(wrong) lines; nothing was imported. Correct them and send the file again, or choose to import the good lines only."
        )
        return .invalid([FieldProblem("goodRows", ImportForm.goodRowsLabel, rest)] + shown)
    }

    private static func take(_ judgement: ImportJudgement, _ draft: ImportDraft, _ scope: inout Scope) throws {
        var records: [Record] = [], codes: [(record: RecordID, code: String, failsCheck: Bool)] = []
        var spans: [StatusSpan] = [], figures: [(id: RecordID, figure: Figure)] = []
        var names: [(RecordID, [String])] = []
        for row in judgement.rows where row.verdict == .new || row.verdict == .changed {
            guard let judged = row.record else { continue }
            let record: Record
            if let was = row.was {
                record = judged
                if was != record { try change(was, to: record, failsCheck: row.failsCheck, scope) }
                if !row.overwritten.isEmpty {
                    scope.record(
                        was.event(
                            RegistryEvents.edited, ["import": draft.id.description], both: ["changes": joined(row.overwritten)]))
                }
            } else {
                record = judged.with(id: scope.newID())
                records.append(record)
                if let code = record.creditCode { codes.append((record.id, code, row.failsCheck)) }
            }
            if !row.otherNames.isEmpty { names.append((record.id, row.otherNames)) }
            for new in row.newSpans {
                if let was = new.replaces {
                    _ = try RegistryStore.close(status: was.id, on: draft.options.knownFrom, scope.connection)
                }
                spans.append(
                    StatusSpan(
                        id: scope.newID(), record: record.id, status: new.status, from: new.from, to: new.to, source: new.source,
                        by: scope.viewer.name,
                        knownFrom: draft.options.knownFrom))
            }
            for new in row.newFigures {
                let figure = Figure(
                    record: record.id, kind: new.kind, periodEnd: new.end, months: new.months, amount: new.amount,
                    source: new.source, by: scope.viewer.name,
                    knownFrom: draft.options.knownFrom)
                if new.replaces != nil {
                    try RegistryStore.insert(figure, id: scope.newID(), scope)
                } else {
                    figures.append((scope.newID(), figure))
                }
            }
        }
        try RegistryStore.insertAll(records, origin: "import \(draft.id)", scope)
        try RegistryStore.insertAll(creditCodes: codes, scope.connection)
        try RegistryStore.insertAll(spans, of: draft.kind, scope)
        try RegistryStore.insertAll(figures, scope)
        for record in records {
            try RegistryStore.search.put(record.id, "\(record.name) \(record.creditCode ?? "")", scope.connection)
        }
        for (record, others) in names { for name in others { try RegistryStore.insert(name: name, for: record, scope.connection) } }
    }

    private static func change(_ was: Record, to record: Record, failsCheck: Bool, _ scope: Scope) throws {
        try RegistryStore.update(record, scope.connection)
        try Keeping.keepFormerName(of: was, now: record, scope)
        guard was.creditCode != record.creditCode, let code = record.creditCode else { return }
        try RegistryStore.remove(.creditCode, of: record.id, scope.connection)
        try RegistryStore.insert(.creditCode, code, failsCheck: failsCheck, for: record.id, scope.connection)
    }

    private static func joined(_ texts: [Text]) -> Text {
        Text(texts.map(\.zh).joined(separator: "；"), texts.map(\.en).joined(separator: "; "))
    }
}

extension ImportDraft {
    fileprivate func event(_ kind: EventKind, _ details: [String: String]) -> Event {
        var all = details
        all["kind"] = self.kind.label.zh
        all["kind.en"] = self.kind.label.en
        all["file"] = file
        return Event(kind, Subject("registry-import", id.description), all)
    }
}
