import Calendars
import Design
import Kernel
import Plan

/// The office's side: approving, returning, freezing, choosing whose figure counts, letting one unit follow another.
extension Returns {
    enum Verdict: String, Choosable {
        case approve, `return`
        var label: Text { self == .approve ? Text("审核通过", "Approve") : Text("退回", "Return") }
    }

    /// One line, or all that wait. The return goes back to the unit once every line is decided and one was sent back.
    func decide(_ verdict: Verdict, line id: RecordID?, reason: String?, in item: UnitReturn, of plan: Plan, _ scope: inout Scope)
        throws
    {
        if verdict == .return, reason == nil {
            throw Refusal.invalid([
                FieldProblem(
                    "reason", Text("退回理由", "Reason"),
                    Text("退回须写明理由，让单位知道改什么。", "A return needs its reason, so that the unit knows what to mend."))
            ])
        }
        guard item.state == .submitted else {
            throw Refusal.conflict(
                Text(
                    "这张填报单现为“\(item.state.label.zh)”，没有待审核的内容。",
                    "This return is “\(item.state.label.en)”; nothing of it awaits approval."))
        }
        let waiting = try ReturnStore.lines(item.id, scope.connection).filter {
            $0.state == .submitted && (id == nil || $0.id == id)
        }
        if waiting.isEmpty {
            throw Refusal.conflict(Text("这一行已经审核过，或不在这张填报单里。", "This line is decided already, or is none of this return."))
        }
        for line in waiting {
            guard
                try ReturnStore.decide(
                    line.id, verdict == .approve ? .approved : .returned, reason: verdict == .return ? reason : nil, scope)
            else {
                throw Refusal.conflict(Text("“\(line.duty.title)”已由别人审核。", "“\(line.duty.title)” was decided by somebody else."))
            }
            if verdict == .approve {
                try publish(line, of: item, plan, &scope)
            } else {
                var words = item.words
                words["name"] = line.duty.title
                words["reason"] = reason ?? ""
                scope.record(Event(ReportingEvents.lineReturned, item.subject, in: plan.subject, words))
            }
        }
        let states = try ReturnStore.lines(item.id, scope.connection).map(\.state)
        if !states.contains(.submitted) {
            let end: UnitReturn.State = states.contains(.returned) ? .returned : .approved
            try ReturnStore.close(item.id, end, scope)
            scope.record(
                Event(
                    end == .returned ? ReportingEvents.returned : ReportingEvents.approved, item.subject, in: plan.subject,
                    item.words))
        } else if verdict == .approve, let line = waiting.first {
            var words = item.words
            words["name"] = line.duty.title
            scope.record(Event(ReportingEvents.lineApproved, item.subject, in: plan.subject, words))
        }
    }

    // MARK: Into the plan

    /// An approved line becomes a row of the plan. What stayed as it was in the version before keeps that version's row.
    private func publish(_ line: ReturnLine, of item: UnitReturn, _ plan: Plan, _ scope: inout Scope) throws {
        guard line.duty.counts else { return }
        let all = try ReturnStore.lines(about: line.duty.subject, scope.connection).filter { $0.of.period == item.period }
        let before = all.last { $0.of.holder == item.holder && $0.of.version < item.version && $0.line.progress != nil }
        if let old = before?.line, let progress = old.progress, old.value == line.value, old.isDone == line.isDone,
            old.doneOn == line.doneOn,
            old.note == line.note, old.evidence == line.evidence
        {
            return try ReturnStore.set(progress: progress, of: line.id, scope.connection)
        }
        if line.duty.about == .target, Set(all.map(\.of.holder)).count > 1 {
            return try combine(line.duty.subject, period: item.period, of: plan, &scope)
        }
        let progress = entry(
            line, of: item, value: line.value, unit: item.holder.unit, unitName: item.unitName, note: line.note, scope)
        try ProgressLog.approve(progress, name: line.duty.title, in: plan, &scope)
        try ReturnStore.set(progress: progress.id, of: line.id, scope.connection)
    }

    /// One figure of what several units report: the chosen unit's, or the sum once all are approved. Nothing before the office has chosen.
    private func combine(_ target: RecordID, period: Day, of plan: Plan, _ scope: inout Scope) throws {
        guard let rule = try PeriodStore.rule(target, scope.connection) else { return }
        let parts = Returns.parts(try ReturnStore.lines(about: target, scope.connection).filter { $0.of.period == period })
        switch rule {
        case .one(let unit):
            guard let part = parts.first(where: { $0.of.holder == .unit(unit) }), let line = part.line, line.progress == nil else {
                return
            }
            let progress = entry(
                line, of: part.of, value: line.value, unit: unit, unitName: part.of.unitName, note: line.note, scope)
            try ProgressLog.approve(progress, name: line.duty.title, in: plan, &scope)
            try ReturnStore.set(progress: progress.id, of: line.id, scope.connection)
        case .sum:
            let lines = parts.compactMap(\.line)
            guard lines.count == parts.count, lines.contains(where: { $0.progress == nil }), let first = parts.first,
                let line = first.line
            else { return }
            let sum = lines.compactMap(\.value).reduce(0, +)
            let names = parts.map { part in "\(part.of.unitName)\(part.line?.value.map { print($0) } ?? "—")" }
            let progress = entry(
                line, of: first.of, value: sum, unit: nil, unitName: parts.map(\.of.unitName).joined(separator: "、"),
                note: "各单位之和：" + names.joined(separator: " ＋ "), scope)
            try ProgressLog.approve(progress, name: line.duty.title, in: plan, &scope)
            for line in lines { try ReturnStore.set(progress: progress.id, of: line.id, scope.connection) }
        }
    }

    /// What each holder reports of one target in one period: its latest approved line, or none yet.
    static func parts(_ all: [(of: UnitReturn, line: ReturnLine)]) -> [(of: UnitReturn, line: ReturnLine?)] {
        Dictionary(grouping: all, by: \.of.holder).values.compactMap { versions -> (of: UnitReturn, line: ReturnLine?)? in
            let sorted = versions.sorted { $0.of.version < $1.of.version }
            guard let latest = sorted.last else { return nil }
            let approved = sorted.last { $0.line.state == .approved }
            return (approved?.of ?? latest.of, approved?.line)
        }.sorted { $0.of.holder.key < $1.of.holder.key }
    }

    private func entry(
        _ line: ReturnLine, of item: UnitReturn, value: Double?, unit: RecordID?, unitName: String, note: String, _ scope: Scope
    ) -> Progress {
        Progress(
            id: scope.newID(), about: line.duty.about, subject: line.duty.subject, unit: unit, unitName: unitName,
            periodEnd: item.period, value: value, isDone: line.isDone, doneOn: line.doneOn, note: note, evidence: line.evidence,
            evidenceName: line.evidenceName, state: .approved, submittedBy: item.submittedBy ?? unitName,
            submittedOn: item.submittedAt?.day ?? scope.today, decidedBy: scope.viewer.name, decidedOn: scope.today,
            reason: item.reason,
            source: "return \(item.id) v\(item.version)")
    }

    // MARK: Rules of the office

    func choose(_ rule: ReportingRule, target: Target, of plan: Plan, _ scope: inout Scope) throws {
        let all = try ReturnStore.lines(about: target.id, scope.connection)
        if case .one(let unit) = rule, !all.contains(where: { $0.of.holder == .unit(unit) }) {
            throw Refusal.invalid([
                FieldProblem(
                    "unit", Text("以哪家为准", "Whose figure"),
                    Text("这家单位没有填报“\(target.indicator)”。", "This unit does not report “\(target.indicator)”."))
            ])
        }
        try PeriodStore.set(rule, target: target.id, scope)
        let name = all.first { if case .one(let unit) = rule { $0.of.holder == .unit(unit) } else { false } }?.of.unitName
        scope.record(
            Event(
                ReportingEvents.combined, Subject("target", target.id.description), in: plan.subject,
                [
                    "name": target.indicator, "rule": name.map { "以\($0)为准" } ?? "各单位相加",
                    "ruleEn": name.map { "the figure of \($0)" } ?? "the sum of all",
                ]))
        // A choice made anew counts from the newest period on; older ones keep the figure they were judged by.
        for period in Set(all.map(\.of.period)).sorted() { try combine(target.id, period: period, of: plan, &scope) }
    }

    func freeze(_ period: Day, note: String?, of plan: Plan, _ scope: inout Scope) throws -> Int {
        guard let count = try PeriodStore.freeze(plan.id, period: period, note: note, scope) else {
            throw Refusal.conflict(Text("\(period)这一期已经冻结。", "The period ending \(period) is frozen already."))
        }
        let missing = Returns.latest(try ReturnStore.list(plan.id, period: period, scope.connection)).filter {
            $0.state != .approved
        }.count
        scope.record(
            Event(
                ReportingEvents.frozen, Subject("period", period.description), in: plan.subject,
                ["period": period.description, "count": String(count), "missing": String(missing)]))
        return count
    }

    /// A unit gets another name, or goes into another unit: unfinished returns follow, what was decided keeps the old name.
    func change(_ change: UnitChange, name: String, successorName: String?, _ scope: inout Scope) throws {
        if let successor = change.successor,
            try PeriodStore.changes(scope.connection).successor(of: successor, on: .last) == change.unit
        {
            throw Refusal.conflict(Text("这两家会互相承接，请核对。", "These two would follow each other; check them."))
        }
        guard try PeriodStore.insert(change, scope) else {
            throw Refusal.conflict(
                Text("“\(name)”在\(change.from)已登记过一次变动。", "A change of “\(name)” on \(change.from) is on record already."))
        }
        var moved = 0
        if let successor = change.successor {
            for item in try ReturnStore.unfinished(of: change.unit, scope.connection) where item.period >= change.from {
                if let own = try ReturnStore.latest(of: .unit(successor), item.plan, period: item.period, scope.connection) {
                    guard own.state.isOpen else { continue }
                    let place = (try ReturnStore.lines(own.id, scope.connection).map(\.place).max() ?? -1) + 1
                    try ReturnStore.merge(item.id, into: own.id, from: place, scope.connection)
                } else {
                    try ReturnStore.hand(item.id, to: successor, scope.connection)
                }
                moved += 1
            }
        }
        scope.record(
            Event(
                successorName == nil ? ReportingEvents.renamed : ReportingEvents.succeeded,
                Subject("record", change.unit.description),
                [
                    "unit": name, "to": successorName ?? change.newName ?? "", "from": change.from.description,
                    "count": String(moved), "source": change.source,
                ]))
    }

    /// The newest version of each holder.
    static func latest(_ all: [UnitReturn]) -> [UnitReturn] {
        Dictionary(all.map { ($0.holder, $0) }, uniquingKeysWith: { $0.version > $1.version ? $0 : $1 }).values
            .sorted { ($0.unitName, $0.id) < ($1.unitName, $1.id) }
    }
}
