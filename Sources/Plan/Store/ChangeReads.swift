import Calendars
import Kernel
import Registry

extension PlanReads {
    private func turnover(_ key: TurnoverKey, _ connection: Connection) throws -> Turnover {
        try cache.turnover(key, connection) { try Turnover(key, cache.answers, connection) }
    }

    /// What moved between two days, decomposed into records.
    func changes(_ plan: Plan, since: Day, on asOf: Day, _ scope: Scope) throws -> ChangeNote {
        let board = try board(plan, scope)
        let before = try judged(plan, on: since, scope), after = try judged(plan, on: asOf, scope)
        let values = try zip(before.targets, after.targets).map { old, new in
            try value(old, new, board, scope)
        }
        let late = Set(before.late.compactMap(\.task))
        return ChangeNote(
            plan: plan, since: since, asOf: asOf, before: before, after: after, values: values,
            lamps: ChangeNote.lamps(before, after),
            done: board.done(after: since, upTo: asOf), late: after.late.filter { $0.task.map { !late.contains($0) } ?? false })
    }

    private func value(_ old: TargetState, _ new: TargetState, _ board: Board, _ scope: Scope) throws -> ChangeNote.Value {
        guard let query = new.target.query, !query.isSilent(old, new) else {
            var typed: (Progress?, Progress?) = (nil, nil)
            if case .typed(let entry) = old.source { typed.0 = entry }
            if case .typed(let entry) = new.source { typed.1 = entry }
            return .init(before: old, after: new, entered: [], left: [], moved: [], corrections: [], typed: typed)
        }
        let key = TurnoverKey(query: query, was: old.dataDay, wasKnown: old.asOf, now: new.dataDay, nowKnown: new.asOf)
        let turnover = try turnover(key, scope.connection)
        return .init(
            before: old, after: new, entered: turnover.entered, left: turnover.left, moved: turnover.moved,
            corrections: turnover.corrections, typed: (nil, nil))
    }
}

/// Two answers of one query: the value on one day as it was known then, and on another.
struct TurnoverKey: Sendable, Hashable {
    let query: RegistryQuery
    let was: Day
    let wasKnown: Day
    let now: Day
    let nowKnown: Day
}

/// The records behind the difference of two answers.
struct Turnover: Sendable {
    let entered: [ChangeNote.Member]
    let left: [ChangeNote.Member]
    let moved: [ChangeNote.Part]
    let corrections: [Correction]

    init(_ key: TurnoverKey, _ answers: RegistryAnswers, _ connection: Connection) throws {
        let query = key.query
        corrections = try query.corrections(on: key.now, since: key.wasKnown, upTo: key.nowKnown, connection)
        let was = try answers.parts(query, on: key.was, knownOn: key.wasKnown, connection)
        let now = try answers.parts(query, on: key.now, knownOn: key.nowKnown, connection)
        let before = Dictionary(was.map { ($0.record, $0) }, uniquingKeysWith: { first, _ in first })
        let after = Set(now.map(\.record))
        let came = now.filter { before[$0.record] == nil }, went = was.filter { !after.contains($0.record) }
        let changes = now.compactMap { part -> (id: RecordID, before: Int, after: Int)? in
            guard let amount = part.amount, let earlier = before[part.record]?.amount, earlier != amount else { return nil }
            return (part.record, earlier, amount)
        }
        let most = changes.sorted { (abs($0.after - $0.before), $1.id) > (abs($1.after - $1.before), $0.id) }.prefix(100)
        let records = try RegistryStore.records((came + went).map(\.record) + most.map(\.id), connection)
        // The row that says why is looked up for as many as a person reads.
        func members(_ parts: [Part]) throws -> [ChangeNote.Member] {
            let named = parts.compactMap { part in records[part.record].map { ($0, part.amount) } }
                .sorted { ($0.1 ?? 0, $1.0.name) > ($1.1 ?? 0, $0.0.name) }
            return try named.enumerated().map { index, row in
                let spans = index < 50 ? try RegistryStore.statuses(of: row.0.id, knownOn: key.nowKnown, connection) : []
                return .init(record: row.0, span: spans.last { $0.status == query.status }, amount: row.1)
            }
        }
        entered = try members(came)
        left = try members(went)
        moved = most.compactMap { change in
            records[change.id].map { .init(record: $0, before: change.before, after: change.after) }
        }.sorted { (abs($0.change), $1.record.name) > (abs($1.change), $0.record.name) }
    }
}

extension RegistryQuery {
    /// Neither day has an answer to compare.
    fileprivate func isSilent(_ old: TargetState, _ new: TargetState) -> Bool { old.value == nil && new.value == nil }
}

extension Board {
    /// Tasks whose completion was approved after one day and by another, in the order of the approval.
    func done(after: Day, upTo: Day) -> [ChangeNote.Done] {
        func find(_ tasks: [PlanTask], _ measure: Measure?) -> [(Day, ChangeNote.Done)] {
            tasks.compactMap { task in
                guard let entry = approved(task.id, knownOn: upTo).first(where: { $0.isDone }), let decided = entry.decidedOn,
                    decided > after,
                    let doneOn = entry.doneOn
                else { return nil }
                return (decided, .init(task: task, measure: measure, doneOn: doneOn))
            }
        }
        let found = measures.flatMap { find(tasks[$0.id] ?? [], $0) } + find(looseTasks, nil)
        return found.sorted { ($0.0, $0.1.task.title) < ($1.0, $1.1.task.title) }.map(\.1)
    }
}
