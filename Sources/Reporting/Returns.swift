import Calendars
import Foundation
import Kernel
import Plan
import Registry

/// Everything that is done with returns. The functions take the transaction that they run in.
public struct Returns: Sendable {
    public let plans: PlanReads
    let emptyReasons: Set<String>
    let ledgerWords: LedgerWords
    /// Keeps an evidence file and returns its id.
    let keep: @Sendable (Upload, Scope) throws -> RecordID

    /// Reads `reporting/empty-reasons.txt` and `reporting/ledger-words.yaml` below the content folder.
    public init(folder: URL, plans: PlanReads, keep: @escaping @Sendable (Upload, Scope) throws -> RecordID) throws {
        self.plans = plans
        self.keep = keep
        let file = "reporting/empty-reasons.txt"
        guard let text = try? String(contentsOf: folder.appending(path: file), encoding: .utf8) else {
            throw ContentFault(file: file, reason: "the file is missing")
        }
        emptyReasons = Set(text.split(whereSeparator: \.isNewline).map(String.init).filter { !$0.hasPrefix("#") && !$0.isEmpty })
        ledgerWords = try LedgerWords(folder: folder)
    }

    // MARK: Finding

    /// A return that the viewer may see: the office's every one, a unit's own. Any other is not found.
    func find(_ id: RecordID, _ plan: RecordID, _ scope: Scope) throws -> (plan: Plan, item: UnitReturn) {
        let plan = try plans.running(plan, scope)
        guard let item = try ReturnStore.find(id, plan: plan.id, scope.connection), item.state != .moved,
            try isOwn(item, scope)
        else { throw Refusal.missing(Text("没有这张填报单，或不归本单位填报。", "There is no such return, or it is not your unit's.")) }
        return (plan, item)
    }

    /// A unit's own, and those of units that went into it.
    func isOwn(_ item: UnitReturn, _ scope: Scope) throws -> Bool {
        if scope.viewer.isAny(.office) { return true }
        guard let own = scope.viewer.organisation.flatMap({ RecordID($0) }), let unit = item.holder.unit else { return false }
        if own == unit { return true }
        let changes = try PeriodStore.changes(scope.connection)
        return changes.successor(of: own, on: scope.today) == changes.successor(of: unit, on: scope.today)
    }

    /// The period asked for, or the one that units report on now.
    func period(_ chosen: Day?, _ plan: Plan, _ scope: Scope) throws -> Day {
        let calendar = plans.calendar(plan)
        let open = calendar.openPeriod(on: plans.day(plan, scope))
        guard let chosen else { return open }
        guard chosen == plan.frequency.periodEnd(chosen), chosen > plan.baseDay, chosen <= open else {
            throw Refusal.invalid([
                FieldProblem(
                    "period", Text("报告期末", "Period end"),
                    Text(
                        "应为一个已结束的报告期的最后一天，不晚于\(open)。", "Must be the last day of a period that has ended, not after \(open)."))
            ])
        }
        return chosen
    }

    func duties(_ board: Board, period: Day, _ changes: UnitChanges, _ connection: Connection) throws -> Duties {
        var departments: [String: RecordID] = [:]
        for name in Set(board.targets.compactMap(\.department)) {
            departments[name] = try RegistryStore.find(named: name, kind: .organisation, connection)?.id
        }
        return Duties(board, period: period, departments: departments) { changes.successor(of: $0, on: period) }
    }

    // MARK: Opening

    /// Makes the returns of a period that are not there yet, and adds to open ones what the plan has since gained.
    func open(_ chosen: Day?, _ id: RecordID, _ scope: inout Scope) throws -> Opened {
        let plan = try plans.running(id, scope)
        let period = try period(chosen, plan, scope)
        let board = try plans.board(plan, scope)
        let changes = try PeriodStore.changes(scope.connection)
        let duties = try duties(board, period: period, changes, scope.connection)
        let own =
            scope.viewer.isAny(.office)
            ? nil : Holder(scope.viewer.organisation.flatMap { RecordID($0) }.map { changes.successor(of: $0, on: period) })
        if let own, own.unit == nil || duties.byHolder[own] == nil {
            throw Refusal.missing(Text("本期没有归本单位填报的事项。", "Nothing is for your unit to report in this period."))
        }
        let known = Dictionary(
            try ReturnStore.list(plan.id, period: period, scope.connection).map { ($0.holder, $0) },
            uniquingKeysWith: { _, last in last })
        var count = 0, added = 0
        for (holder, list) in duties.byHolder.sorted(by: { $0.key.key < $1.key.key }) where own == nil || own == holder {
            let item: UnitReturn
            var place = 0
            var there: Set<RecordID> = []
            if let old = known[holder] {
                guard old.state == .open, old.version == 1 else { continue }
                let lines = try ReturnStore.lines(old.id, scope.connection)
                there = Set(lines.map(\.duty.subject))
                place = (lines.map(\.place).max() ?? -1) + 1
                item = old
            } else {
                item = UnitReturn(
                    id: scope.newID(), plan: plan.id, holder: holder,
                    unitName: try name(holder, duties, changes, on: period, scope.connection), period: period, version: 1,
                    state: .open,
                    due: plans.calendar(plan).due(period), reason: nil, door: nil, submittedBy: nil, submittedAt: nil,
                    daysLate: nil,
                    decidedBy: nil, decidedOn: nil)
                try ReturnStore.insert(item, scope)
                count += 1
            }
            let before = try before(holder, plan.id, period: period, scope.connection)
            for duty in list where !there.contains(duty.subject) {
                try ReturnStore.insert(
                    line(duty, place: place, holder, board, before, period: period, scope), of: item.id, scope.connection)
                place += 1
                added += 1
            }
        }
        scope.record(
            Event(
                ReportingEvents.opened, Subject("period", period.description), in: plan.subject,
                ["period": period.description, "count": String(count), "lines": String(added)]))
        return Opened(plan: plan.id, period: period, count: count, lines: added)
    }

    private func name(_ holder: Holder, _ duties: Duties, _ changes: UnitChanges, on day: Day, _ connection: Connection) throws
        -> String
    {
        guard let unit = holder.unit else { return Role.office.label.zh }
        let known = try duties.names[holder] ?? RegistryStore.find(unit, connection)?.name
        return changes.name(of: unit, on: day, otherwise: known ?? unit.description)
    }

    /// What the holder wrote last time, by subject.
    private func before(_ holder: Holder, _ plan: RecordID, period: Day, _ connection: Connection) throws -> [RecordID: Entry] {
        let last = try ReturnStore.list(of: holder, plan, connection).first {
            $0.period < period && ($0.state == .approved || $0.state == .submitted)
        }
        guard let last else { return [:] }
        return Dictionary(
            try ReturnStore.lines(last.id, connection).map { ($0.duty.subject, $0.entry) }, uniquingKeysWith: { first, _ in first })
    }

    /// Filled from last time: the words stay, the figure stands beside its box, and what belonged to one period alone goes.
    private func line(
        _ duty: Duty, place: Int, _ holder: Holder, _ board: Board, _ before: [RecordID: Entry], period: Day, _ scope: Scope
    ) -> ReturnLine {
        let approved = board.approved(duty.subject, knownOn: scope.today).filter { $0.periodEnd < period && $0.value != nil }
        let last = approved.last { $0.unit == holder.unit } ?? approved.last
        var entry = Entry()
        entry.note = before[duty.subject]?.note
        entry.source = before[duty.subject]?.source
        if duty.about == .task { entry.status = before[duty.subject]?.status }
        return ReturnLine(
            id: scope.newID(), place: place, duty: duty, lastValue: duty.about == .target ? last?.value : nil,
            lastPeriod: last?.periodEnd, entry: entry, state: .open, value: nil, isDone: false, doneOn: nil, note: "",
            evidence: nil,
            evidenceName: nil, reason: nil, decidedBy: nil, progress: nil)
    }

    // MARK: Filling in

    /// Keeps what was typed, right or wrong: nothing that somebody wrote is lost.
    func save(
        _ entries: [RecordID: Entry], files: [RecordID: Upload] = [:], removing: Set<RecordID> = [], in item: UnitReturn,
        _ scope: inout Scope
    ) throws {
        try refuseUnlessOpen(item)
        let lines = try ReturnStore.lines(item.id, scope.connection).filter { $0.state == .open || $0.state == .returned }
        for line in lines {
            if let entry = entries[line.id], entry != line.entry {
                try ReturnStore.save(entry.cut, line: line.id, scope.connection)
            }
            if removing.contains(line.id) { try ReturnStore.save(evidence: nil, name: nil, line: line.id, scope.connection) }
            if let file = files[line.id] {
                let id = try keep(file, scope)
                try ReturnStore.save(evidence: id, name: String(file.name.prefix(120)), line: line.id, scope.connection)
            }
        }
        scope.record(Event(ReportingEvents.saved, item.subject, item.words))
    }

    /// Checks every line; hands in when nothing is wrong, and says all that is where something is.
    func submit(_ item: UnitReturn, door: UnitReturn.Door, reason: String?, of plan: Plan, _ scope: inout Scope) throws
        -> [LineProblem]
    {
        try refuseUnlessOpen(item)
        let frozen = try PeriodStore.freeze(plan.id, period: item.period, scope.connection)
        let reason = reason ?? item.reason
        if let frozen, reason == nil {
            throw Refusal.invalid([
                FieldProblem(
                    "reason", Text("补报原因", "Reason"),
                    Text(
                        "本期已由\(frozen.by)于\(frozen.at.day)冻结。补报须写明原因，冻结数仍然保留。",
                        "The period was frozen by \(frozen.by) on \(frozen.at.day). Give the reason for reporting now; the frozen figures stay."
                    ))
            ])
        }
        let check = LineCheck(today: plans.day(plan, scope), emptyReasons: emptyReasons)
        let lines = try ReturnStore.lines(item.id, scope.connection).filter { $0.state == .open || $0.state == .returned }
        var problems: [LineProblem] = []
        var checked: [(RecordID, LineCheck.Checked)] = []
        for line in lines {
            switch check.check(line) {
            case .success(let value): checked.append((line.id, value))
            case .failure(let found): problems += found.list
            }
        }
        guard problems.isEmpty else { return problems }
        for (line, value) in checked { try ReturnStore.submit(value, line: line, scope.connection) }
        let late = max(0, plans.day(plan, scope) - item.due)
        guard try ReturnStore.submit(item.id, door: door, daysLate: late, reason: reason, scope) else { throw Returns.twice(item) }
        var words = item.words
        words["door"] = door.label.zh
        words["doorEn"] = door.label.en
        words["late"] = late > 0 ? "，迟报\(late)天" : ""
        words["lateEn"] = late > 0 ? ", \(late) days late" : ""
        scope.record(Event(ReportingEvents.submitted, item.subject, in: plan.subject, words))
        return []
    }

    func withdraw(_ item: UnitReturn, _ scope: inout Scope) throws {
        guard try ReturnStore.withdraw(item.id, scope.connection) else {
            throw Refusal.conflict(
                Text(
                    "只有待审核、尚未退回的填报单可以撤回；这张现为“\(item.state.label.zh)”。",
                    "Only a return that awaits approval can be withdrawn; this one is “\(item.state.label.en)”."))
        }
        scope.record(Event(ReportingEvents.withdrawn, item.subject, item.words))
    }

    /// A correction after approval: a new version, filled with the approved one.
    func revise(_ item: UnitReturn, reason: String, of plan: Plan, _ scope: inout Scope) throws -> UnitReturn {
        let latest = try ReturnStore.latest(of: item.holder, plan.id, period: item.period, scope.connection)
        guard item.state == .approved, latest?.id == item.id else {
            throw Refusal.conflict(
                Text(
                    "只有已审核的最新一版可以更正；这一版现为“\(item.state.label.zh)”。",
                    "Only the latest approved version can be corrected; this one is “\(item.state.label.en)”."))
        }
        let next = UnitReturn(
            id: scope.newID(), plan: plan.id, holder: item.holder, unitName: item.unitName, period: item.period,
            version: item.version + 1, state: .open, due: item.due, reason: reason, door: nil, submittedBy: nil, submittedAt: nil,
            daysLate: nil, decidedBy: nil, decidedOn: nil)
        try ReturnStore.insert(next, scope)
        for line in try ReturnStore.lines(item.id, scope.connection) {
            let copy = ReturnLine(
                id: scope.newID(), place: line.place, duty: line.duty, lastValue: line.lastValue, lastPeriod: line.lastPeriod,
                entry: line.entry, state: .open, value: nil, isDone: false, doneOn: nil, note: "", evidence: line.evidence,
                evidenceName: line.evidenceName, reason: nil, decidedBy: nil, progress: nil)
            try ReturnStore.insert(copy, of: next.id, scope.connection)
        }
        var words = next.words
        words["reason"] = reason
        scope.record(Event(ReportingEvents.revised, next.subject, in: plan.subject, words))
        return next
    }

    private func refuseUnlessOpen(_ item: UnitReturn) throws { if !item.state.isOpen { throw Returns.twice(item) } }

    /// What is said to a second submission.
    static func twice(_ item: UnitReturn) -> Refusal {
        if item.state == .approved {
            return .conflict(
                Text(
                    "“\(item.unitName)”本期的填报单已审核通过。要改请发起更正，并写明原因。",
                    "The return of “\(item.unitName)” is approved. To change it, start a correction and give the reason."))
        }
        let who = item.submittedBy ?? item.unitName, when = item.submittedAt?.local ?? ""
        return .conflict(
            Text(
                "“\(item.unitName)”本期已由\(who)于\(when)报送，正在审核。要改请先撤回。",
                "“\(item.unitName)” reported already (\(who), \(when)); the return awaits approval. Withdraw it first."))
    }
}

extension UnitReturn {
    var subject: Subject { Subject("return", id.description) }

    /// The values of its events' sentences.
    var words: [String: String] { ["unit": unitName, "period": period.description, "version": String(version)] }
}

extension Entry {
    /// So much of each text is kept; the check says what is too long.
    var cut: Entry {
        var entry = self
        for (_, path) in Entry.fields {
            entry[keyPath: path] = entry[keyPath: path].map {
                String($0.replacing("\0", with: "").unicodeScalars.prefix(4_000).map(Character.init))
            }
        }
        return entry
    }
}

/// What opening a period made.
struct Opened: Encodable, Sendable {
    let plan: RecordID
    let period: Day
    let count: Int
    let lines: Int
}
