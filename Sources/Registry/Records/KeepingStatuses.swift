import Calendars
import Kernel

// Statuses: added, ended, corrected, withdrawn. What was believed stays readable for the days on which it was believed.
extension Keeping {
    static func addStatus(_ input: StatusForm, _ scope: inout Scope) throws -> Changed {
        let record = try Sight(scope).editable(input.record, scope)
        var problems = days(from: input.from, to: input.to, scope)
        if !RecordStatus.of(record.kind).contains(input.status) {
            let known = RecordStatus.of(record.kind)
            problems.append(
                FieldProblem(
                    "status", Text("状态", "Status"),
                    Text(
                        "\(record.kind.label.zh)没有“\(input.status.label.zh)”这个状态。可选：\(known.map(\.label.zh).joined(separator: "、"))",
                        "\(record.kind.label.en) are never “\(input.status.label.en)”. Known: \(known.map(\.label.en).joined(separator: ", "))"
                    )))
        }
        if !problems.isEmpty { throw Refusal.invalid(problems) }
        try refuseOverlap(record, input.status, from: input.from, to: input.to, except: nil, scope)
        let span = StatusSpan(
            id: scope.newID(), record: record.id, status: input.status, from: input.from, to: input.to, source: input.source,
            by: scope.viewer.name,
            knownFrom: scope.today)
        try RegistryStore.insert(span, of: record.kind, scope)
        scope.record(
            record.event(
                RegistryEvents.statusAdded, ["source": input.source], both: ["status": input.status.label, "after": span.words]))
        return Changed(record: record.id, part: "statuses")
    }

    static func endStatus(_ input: EndForm, _ scope: inout Scope) throws -> Changed {
        let record = try Sight(scope).editable(input.record, scope)
        let was = try open(input.span, of: record, scope)
        if let to = was.to { throw Refusal.conflict(Text("这个状态已于\(to)终止。", "This status ended on \(to).")) }
        guard input.to >= was.from else {
            throw Refusal.invalid([
                FieldProblem(
                    "to", Text("最后一天", "Last day"), Text("不能早于开始日\(was.from)。", "Must not be before \(was.from), when it began."))
            ])
        }
        let span = try replace(was, of: record, from: was.from, to: input.to, source: input.source, scope)
        scope.record(
            record.event(
                RegistryEvents.statusEnded, ["source": input.source],
                both: ["status": was.status.label, "before": was.words, "after": span.words]))
        return Changed(record: record.id, part: "statuses")
    }

    static func correctStatus(_ input: CorrectionForm, _ scope: inout Scope) throws -> Changed {
        let record = try Sight(scope).editable(input.record, scope)
        let was = try open(input.span, of: record, scope)
        if input.withdraw {
            _ = try RegistryStore.close(status: was.id, on: scope.today, scope.connection)
            scope.record(
                record.event(
                    RegistryEvents.statusWithdrawn, ["source": input.source],
                    both: ["status": was.status.label, "before": was.words]))
            return Changed(record: record.id, part: "statuses")
        }
        guard let from = input.from else {
            throw Refusal.invalid([FieldProblem("from", RegistryField.from, Text("此项必填。", "This is required."))])
        }
        let problems = days(from: from, to: input.to, scope)
        if !problems.isEmpty { throw Refusal.invalid(problems) }
        if from == was.from, input.to == was.to {
            throw Refusal.conflict(Text("日期与登记的相同，没有改动。", "The dates are those registered; nothing changes."))
        }
        try refuseOverlap(record, was.status, from: from, to: input.to, except: was.id, scope)
        let span = try replace(was, of: record, from: from, to: input.to, source: input.source, scope)
        scope.record(
            record.event(
                RegistryEvents.statusCorrected, ["source": input.source],
                both: ["status": was.status.label, "before": was.words, "after": span.words]))
        return Changed(record: record.id, part: "statuses")
    }

    static func open(_ id: RecordID, of record: Record, _ scope: Scope) throws -> StatusSpan {
        guard let span = try RegistryStore.span(id, scope.connection), span.record == record.id else {
            throw Refusal.missing(Text("没有这条状态，或它已被更正。", "There is no such status, or it was corrected since."))
        }
        return span
    }

    private static func replace(_ was: StatusSpan, of record: Record, from: Day, to: Day?, source: String, _ scope: Scope) throws
        -> StatusSpan
    {
        _ = try RegistryStore.close(status: was.id, on: scope.today, scope.connection)
        let span = StatusSpan(
            id: scope.newID(), record: record.id, status: was.status, from: from, to: to, source: source, by: scope.viewer.name,
            knownFrom: scope.today)
        try RegistryStore.insert(span, of: record.kind, scope)
        return span
    }

    private static func days(from: Day, to: Day?, _ scope: Scope) -> [FieldProblem] {
        var problems: [FieldProblem] = []
        if from > scope.today {
            problems.append(
                FieldProblem("from", RegistryField.from, Text("还没有到这一天，请到时再登记。", "That day has not come yet; register it then.")))
        }
        if let to, to < from {
            problems.append(FieldProblem("to", RegistryField.to, Text("不能早于开始日。", "Must not be before the first day.")))
        }
        return problems
    }

    private static func refuseOverlap(
        _ record: Record, _ status: RecordStatus, from: Day, to: Day?, except: RecordID?, _ scope: Scope
    ) throws {
        let known = try RegistryStore.statuses(of: record.id, knownOn: scope.today, scope.connection)
        guard let other = known.first(where: { $0.status == status && $0.id != except && $0.meets(from: from, to: to) }) else {
            return
        }
        throw Refusal.invalid([
            FieldProblem(
                "from", RegistryField.from,
                Text(
                    "与已登记的“\(status.label.zh) \(other.words.zh)”重叠。请更正那一条。",
                    "Overlaps “\(status.label.en) \(other.words.en)”, which is registered. Correct that one."))
        ])
    }
}

extension StatusSpan {
    /// `2021-03-01起`, `2019-01-01至2020-12-31`.
    var words: Text { StatusSpan.words(from, to) }

    static func words(_ from: Day, _ to: Day?) -> Text {
        to.map { Text("\(from)至\($0)", "\(from) to \($0)") } ?? Text("\(from)起", "since \(from)")
    }

    func holds(on day: Day) -> Bool { from <= day && to.map { $0 >= day } ?? true }

    func meets(from first: Day, to last: Day?) -> Bool { from <= (last ?? .last) && first <= (to ?? .last) }
}
