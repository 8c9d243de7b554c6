import Calendars
import Documents
import Findings
import Foundation
import Kernel
import Plan

/// Takes workbooks in. Each is wholly taken or wholly returned; which of the two, and why, is kept with the file.
struct Intake: Sendable {
    let returns: Returns

    /// So many are taken in at once; more go to a job.
    static let atOnce = 5
    /// So many files one upload may hold.
    static let most = 300

    /// What was sent: one workbook, or an archive of them.
    struct Sent: Sendable {
        let name: String
        let files: [File]

        struct File: Sendable {
            let name: String
            let bytes: Data
            /// Why an entry of the archive could not be unpacked.
            let fault: Text?
        }
    }

    static var limits: DocumentLimits {
        var limits = DocumentLimits()
        limits.fileSize = 64 << 20
        limits.entries = 1_000
        limits.partSize = 8 << 20
        limits.totalSize = 256 << 20
        limits.ratio = 200
        return limits
    }

    /// Unpacks an archive, with every bound of the reader of documents. A workbook is an archive too, and is told apart by its content.
    static func open(_ upload: Upload) throws -> Sent {
        let sniffed = FileKind.sniff(upload.bytes, name: upload.name)
        guard sniffed.kind == .zip else {
            guard upload.bytes.count <= 8 << 20 else {
                throw Refusal.tooLarge(Text("“\(upload.name)”超过8 MB，不像是填报表。", "“\(upload.name)” is over 8 MB; no form is."))
            }
            return Sent(name: upload.name, files: [Sent.File(name: upload.name, bytes: upload.bytes, fault: nil)])
        }
        do {
            let archive = try Archive(upload.bytes, limits: limits)
            let report = try archive.entries()
            var files = report.findings.map {
                Sent.File(name: "（文件名不安全）", bytes: Data(), fault: Text($0.message(.zh), $0.message(.en)))
            }
            for entry in report.value {
                let name = entry.name.split(separator: "/").last.map(String.init) ?? entry.name
                if name.hasPrefix("~$") || name.hasPrefix(".") { continue }  // what an open office program leaves behind
                do { files.append(Sent.File(name: name, bytes: try archive.read(entry), fault: nil)) } catch let unreadable
                    as Unreadable
                {
                    files.append(Sent.File(name: name, bytes: Data(), fault: unreadable.words))
                }
            }
            guard !files.isEmpty else {
                throw Refusal.unsupported(
                    Text("压缩包里没有文件。请把填报表打成ZIP后上传。", "The archive is empty. Pack the workbooks as ZIP and send that."))
            }
            guard files.count <= most else {
                throw Refusal.tooLarge(
                    Text(
                        "压缩包里有\(files.count)个文件，最多\(most)个。请分批上传。",
                        "The archive holds \(files.count) files; at most \(most). Send it in parts."))
            }
            return Sent(name: upload.name, files: files)
        } catch let unreadable as Unreadable {
            throw Refusal.unsupported(unreadable.words)
        }
    }

    /// Keeps what was sent. A few files are taken in at once, many by a job.
    func accept(_ sent: Sent, period: Day, of plan: Plan, _ scope: inout Scope) throws -> Batch {
        let id = scope.newID()
        let isLong = sent.files.count > Intake.atOnce
        let job =
            try isLong
            ? JobLog.queue(Intake.jobID, label: sent.name, ["plan": plan.id.description, "batch": id.description], &scope) : nil
        let batch = Batch(
            id: id, plan: plan.id, period: period, file: String(sent.name.prefix(200)), count: sent.files.count, job: job,
            viewer: scope.viewer.id,
            by: scope.viewer.name, at: scope.now)
        try BookStore.insert(batch, sent.files.map { (String($0.name.prefix(200)), $0.bytes) }, scope)
        scope.record(
            Event(
                ReportingEvents.uploaded, Subject("batch", id.description), in: plan.subject,
                ["file": batch.file, "count": String(batch.count)]))
        for (place, file) in sent.files.enumerated() {
            guard let fault = file.fault else { continue }
            try giveBack(batch, place: place, name: file.name, nil, BookProblems(list: [.file(fault)]), sheet: [], &scope)
        }
        return batch
    }

    // MARK: One file after another

    static let jobID = "reporting.workbooks"

    /// A file may be looked at twice without harm: one that was taken is not waiting any more.
    var job: JobKind {
        JobKind(Intake.jobID, Text("处理填报表", "Taking in workbooks"), afterLoss: .again) { run in
            guard let plan = RecordID(run.input["plan"] ?? ""), let id = RecordID(run.input["batch"] ?? ""),
                let batch = try await run.house.read(as: run.viewer, { try BookStore.batch(id, plan: plan, $0.connection) })
            else { throw Refusal.missing(Text("没有这批表格。", "There is no such batch.")) }
            let waiting = try await run.house.read(as: run.viewer) { try BookStore.files(id, $0.connection) }.filter {
                $0.state == .waiting
            }
            var read: [(file: BookFile, sent: Result<SentBook, SentBook.Refused>, sha: String)] = []
            for (number, file) in waiting.enumerated() {
                let bytes =
                    try await run.house.read(as: run.viewer) { try BookStore.bytes(id, place: file.place, $0.connection) } ?? Data()
                read.append((file, try await aside { SentBook.read(bytes, name: file.name) }, sha256(bytes)))
                try await run.report(number + 1, waiting.count * 2)
            }
            let twice = Intake.twice(read.map { ($0.sent, $0.sha) })
            for (number, one) in read.enumerated() {
                let doubled = twice[number]
                try await run.house.write(as: run.viewer) { scope in
                    let plan = try returns.plans.running(plan, scope)
                    try take(one.sent, doubled, batch, place: one.file.place, name: one.file.name, of: plan, &scope)
                }
                try await run.report(waiting.count + number + 1, waiting.count * 2)
            }
            let files = try await run.house.read(as: run.viewer) { try BookStore.files(id, $0.connection) }
            let taken = files.filter { $0.state == .taken }.count, returned = files.filter { $0.state == .returned }.count
            return Text("采用\(taken)份，退回\(returned)份。", "\(taken) taken, \(returned) returned.")
        }
    }

    /// The few of a small upload, in the request's own transaction.
    func takeAll(_ books: [Result<SentBook, SentBook.Refused>], _ sent: Sent, _ batch: Batch, of plan: Plan, _ scope: inout Scope)
        throws
    {
        let twice = Intake.twice(zip(books, sent.files).map { ($0, sha256($1.bytes)) })
        for (place, file) in sent.files.enumerated() where file.fault == nil && books.indices.contains(place) {
            try take(books[place], twice[place], batch, place: place, name: file.name, of: plan, &scope)
        }
    }

    /// Files for one and the same return: of equal ones the first counts; of unlike ones nobody knows which, so none does.
    static func twice(_ books: [(sent: Result<SentBook, SentBook.Refused>, sha: String)]) -> [Text?] {
        var places: [RecordID: [Int]] = [:]
        for (place, book) in books.enumerated() {
            if case .success(let sent) = book.sent, let item = sent.item { places[item, default: []].append(place) }
        }
        var out = [Text?](repeating: nil, count: books.count)
        for (_, same) in places where same.count > 1 {
            let isEqual = Set(same.map { books[$0].sha }).count == 1
            for place in isEqual ? Array(same.dropFirst()) : same {
                out[place] =
                    isEqual
                    ? Text(
                        "与同一批里的另一份完全相同，只采用了前一份。不用再传。",
                        "The same as another file of this upload, which was taken. Nothing more to do.")
                    : Text(
                        "同一批里有\(same.count)份本单位的表，内容不同，分不清以哪份为准，都没有采用。请只留一份重新上传。",
                        "This upload holds \(same.count) unlike files of this unit; nobody can tell which counts, so none was taken. Keep one and send it again."
                    )
            }
        }
        return out
    }

    private func take(
        _ sent: Result<SentBook, SentBook.Refused>, _ doubled: Text?, _ batch: Batch, place: Int, name: String, of plan: Plan,
        _ scope: inout Scope
    ) throws {
        let book: SentBook
        switch sent {
        case .success(let sent): book = sent
        case .failure(let refused):
            return try giveBack(
                batch, place: place, name: name, nil, BookProblems(list: refused.problems), sheet: refused.sheet, &scope)
        }
        func refuse(_ message: Text) throws {
            try giveBack(
                batch, place: place, name: name, nil, BookProblems(list: [.file(message)]), sheet: book.sheet,
                unitName: book.unitName, &scope)
        }
        if book.plan != plan.id.description {
            return try refuse(
                Text(
                    "这是另一份方案的填报表，不是《\(plan.title)》的。请下载本方案的表填报。",
                    "This form belongs to another plan, not to “\(plan.title)”. Download this plan's form."))
        }
        if book.period != batch.period.description {
            return try refuse(
                Text(
                    "这是报告期\(book.period)的表，本次收的是\(batch.period)。请下载本期的表，把内容抄过去。",
                    "This form is for the period \(book.period); \(batch.period) is taken in now. Download the form of this period and copy the content over."
                ))
        }
        guard let id = book.item, let item = try ReturnStore.find(id, plan: plan.id, scope.connection), item.state != .moved else {
            return try refuse(
                Text(
                    "表里的填报单编号不存在：编号被改过，或单位已并入别的单位。请重新下载填报表。",
                    "The return that this form names does not exist: its id was changed, or the unit went into another. Download the form again."
                ))
        }
        guard try returns.isOwn(item, scope) else {
            return try refuse(
                Text("这是“\(book.unitName)”的填报表，不归本单位上传。", "This is the form of “\(book.unitName)”; it is not your unit's to send."))
        }
        if book.version != String(item.version) || item.period.description != book.period {
            return try refuse(Text("这张表的版本与填报单不符。请重新下载填报表。", "The form's version is not that of the return. Download it again."))
        }
        let lines = try ReturnStore.lines(item.id, scope.connection)
        if let doubled {
            return try giveBack(
                batch, place: place, name: name, (item, lines),
                BookProblems(list: [.file(doubled)], typed: typed(book, item, lines)), sheet: [], &scope)
        }
        guard item.state.isOpen else {
            return try giveBack(
                batch, place: place, name: name, (item, lines),
                BookProblems(list: [.file(Returns.twice(item).detail)], typed: typed(book, item, lines)), sheet: [], &scope)
        }
        if book.unit != item.holder.key {
            return try refuse(
                Text(
                    "表里的单位与填报单不符：隐藏编号被改过，或拿了别家的表。请下载本单位的表。",
                    "The unit in this form is not the return's: the hidden id was changed, or it is another unit's form. Download your own."
                ))
        }
        switch book.match(item, lines) {
        case .failure(let problems):
            try giveBack(batch, place: place, name: name, (item, lines), problems, sheet: [], &scope)
        case .success(let entries):
            try handIn(entries, item, lines, batch, place: place, name: name, of: plan, &scope)
        }
    }

    /// Through the same check as the page. What is wrong undoes everything that this file wrote.
    private func handIn(
        _ entries: [RecordID: Entry], _ item: UnitReturn, _ lines: [ReturnLine], _ batch: Batch, place: Int, name: String,
        of plan: Plan, _ scope: inout Scope
    ) throws {
        let check = LineCheck(today: returns.plans.day(plan, scope), emptyReasons: returns.emptyReasons)
        var found: [CellProblem] = []
        for line in lines where line.state == .open || line.state == .returned {
            var filled = line
            filled.entry = entries[line.id] ?? line.entry
            if case .failure(let problems) = check.check(filled) { found += problems.list.map { cell($0, lines) } }
        }
        if found.isEmpty {
            do {
                try returns.save(entries, in: item, &scope)
                let problems = try returns.submit(item, door: .workbook, reason: nil, of: plan, &scope)
                found = problems.map { cell($0, lines) }
            } catch Refusal.invalid(let problems) {
                // Only a reason can be missing, which the workbook has no box for; nothing but the draft was written.
                found = problems.map { .file($0.message + Text("请在网页填报单里补报。", "Use the page of the return.")) }
            }
        }
        if !found.isEmpty {
            return try giveBack(
                batch, place: place, name: name, (item, lines), BookProblems(list: found, typed: entries), sheet: [], &scope)
        }
        _ = try BookStore.end(
            batch.id, place: place, .taken, unitName: item.unitName, item: item.id, problems: [], answer: nil, scope.connection)
        scope.record(
            Event(ReportingEvents.bookTaken, item.subject, in: plan.subject, item.words.merging(["file": name]) { own, _ in own }))
    }

    private func cell(_ problem: LineProblem, _ lines: [ReturnLine]) -> CellProblem {
        let column = ReturnBook.Column.of(field: problem.field) ?? .title
        let row = (lines.firstIndex { $0.id == problem.line } ?? 0) + ReturnBook.headerRow + 1
        return CellProblem(
            line: problem.line, column: column, title: problem.title, place: "填报!\(column.letter)\(row)", cell: nil,
            message: problem.message)
    }

    private func typed(_ book: SentBook, _ item: UnitReturn, _ lines: [ReturnLine]) -> [RecordID: Entry] {
        switch book.match(item, lines) {
        case .success(let entries): entries
        case .failure(let problems): problems.typed
        }
    }

    /// The workbook that goes back: the unit's own with its cells marked, or a copy of what was read.
    private func giveBack(
        _ batch: Batch, place: Int, name: String, _ known: (item: UnitReturn, lines: [ReturnLine])?, _ problems: BookProblems,
        sheet: [[Cell]],
        unitName: String? = nil, _ scope: inout Scope
    ) throws {
        let answer: Data
        if let known {
            let plan = try returns.plans.running(batch.plan, scope)
            let lines = known.lines.map { line -> ReturnLine in
                var line = line
                line.entry = problems.typed[line.id] ?? line.entry
                return line
            }
            answer = try ReturnBook(item: known.item, lines: lines, plan: plan, created: scope.now, problems: problems.list).data()
        } else {
            answer = try ReturnBook.unknown(problems.list, rows: sheet)
        }
        let shown = problems.list.prefix(200).map { BookFile.Problem(place: $0.place, zh: $0.message.zh, en: $0.message.en) }
        guard
            try BookStore.end(
                batch.id, place: place, .returned, unitName: known?.item.unitName ?? unitName, item: known?.item.id,
                problems: shown, answer: answer,
                scope.connection)
        else { return }
        scope.record(
            Event(
                ReportingEvents.bookReturned, Subject("batch", batch.id.description),
                ["file": name, "count": String(problems.list.count), "unit": known?.item.unitName ?? unitName ?? ""]))
    }
}
