import Calendars
import Design
import Kernel
import Plan

/// A return as its page shows it: to be filled in, to be decided on, or as it was decided.
struct ReturnView: JSONValued {
    struct Computed: Sendable {
        let target: Target
        let value: Double?
    }

    let plan: Plan
    let asOf: Day
    let item: UnitReturn
    let lines: [ReturnLine]
    /// All versions for this holder and period, the first first.
    let versions: [UnitReturn]
    let freeze: PeriodStore.Freeze?
    let frozen: [RecordID: PeriodStore.Frozen]
    /// Targets of the unit's measures that the house counts itself.
    let computed: [Computed]
    var problems: [LineProblem] = []
    var reasonProblem: Text?

    static func load(_ id: RecordID, _ plan: RecordID, _ returns: Returns, _ scope: Scope) throws -> ReturnView {
        let (plan, item) = try returns.find(id, plan, scope)
        return try load(item, of: plan, returns, scope)
    }

    static func load(_ item: UnitReturn, of plan: Plan, _ returns: Returns, _ scope: Scope) throws -> ReturnView {
        let lines = try ReturnStore.lines(item.id, scope.connection)
        let freeze = try PeriodStore.freeze(plan.id, period: item.period, scope.connection)
        let frozen =
            try freeze == nil
            ? [] : PeriodStore.frozen(plan.id, period: item.period, scope.connection).filter { $0.holder == item.holder.key }
        let asOf = returns.plans.day(plan, scope)
        let own = Set(lines.filter { $0.duty.about == .measure && $0.duty.counts }.map(\.duty.subject))
        var computed: [Computed] = []
        if !own.isEmpty {
            let judged = try returns.plans.judged(plan, on: asOf, scope)
            let keys = Set(judged.measures.filter { own.contains($0.measure.id) }.map(\.measure.key))
            computed = judged.targets.filter { $0.target.query != nil && keys.contains($0.target.measure ?? "") }
                .map { Computed(target: $0.target, value: $0.value) }
        }
        return ReturnView(
            plan: plan, asOf: asOf, item: item, lines: lines,
            versions: try ReturnStore.list(of: item.holder, plan.id, scope.connection).filter { $0.period == item.period }
                .reversed(),
            freeze: freeze, frozen: Dictionary(frozen.map { ($0.subject, $0) }, uniquingKeysWith: { first, _ in first }),
            computed: computed)
    }

    func lines(_ about: Progress.About) -> [ReturnLine] { lines.filter { $0.duty.about == about } }

    var json: JSON {
        [
            "id": .string(item.id.description), "unit": .string(item.unitName), "period": .string(item.period.description),
            "version": .number(Double(item.version)), "state": .string(item.state.rawValue), "due": .string(item.due.description),
            "daysLate": .optional(item.daysLate.map(Double.init)), "reason": .optional(item.reason),
            "isFrozen": .bool(freeze != nil),
            "lines": .array(lines.map(json)),
        ]
    }

    private func json(_ line: ReturnLine) -> JSON {
        var entry: [String: JSON] = [:]
        for (name, path) in Entry.fields { if let text = line.entry[keyPath: path] { entry[name] = .string(text) } }
        return [
            "id": .string(line.id.description), "about": .string(line.duty.about.rawValue),
            "subject": .string(line.duty.subject.description), "title": .string(line.duty.title), "unit": .optional(line.duty.unit),
            "last": .optional(line.lastValue), "state": .string(line.state.rawValue), "value": .optional(line.value),
            "entry": .object(entry), "reason": .optional(line.reason), "evidence": .optional(line.evidenceName),
            "frozen": .optional(frozen[line.duty.subject]?.value), "isPublished": .bool(line.progress != nil),
        ]
    }
}

/// The desk: for the office who has reported, for a unit its own returns.
struct DeskView: JSONValued {
    struct Row: Sendable {
        let item: UnitReturn
        let lines: Int
        let approved: Int
        let link: ReturnLink?
    }

    /// A target that several units report.
    struct Shared: Sendable {
        let target: Target
        let rule: ReportingRule?
        let parts: [(of: UnitReturn, line: ReturnLine?)]
    }

    let plan: Plan
    let asOf: Day
    let now: Instant
    let period: Day
    let due: Day
    let periods: [Day]
    let isOffice: Bool
    let rows: [Row]
    let shared: [Shared]
    let freeze: PeriodStore.Freeze?
    let batches: [Batch]

    static func load(_ input: PeriodInput, _ returns: Returns, _ scope: Scope) throws -> DeskView {
        let plan = try returns.plans.running(input.plan, scope)
        let period = try returns.period(input.period, plan, scope)
        let isOffice = scope.viewer.isAny(.office)
        let all = try ReturnStore.list(plan.id, period: period, scope.connection)
        let items = try Returns.latest(all).filter { try returns.isOwn($0, scope) }
        let lines = try ReturnStore.lines(plan.id, period: period, scope.connection)
        let links = try isOffice ? LinkStore.latest(plan.id, period: period, scope.connection) : [:]
        let rows = items.sorted { (urgency($0), $0.unitName, $0.id) < (urgency($1), $1.unitName, $1.id) }.map { item in
            Row(
                item: item, lines: lines[item.id]?.count ?? 0,
                approved: lines[item.id]?.filter { $0.state == .approved }.count ?? 0,
                link: links[item.id])
        }
        let periods = Set(try ReturnStore.periods(plan.id, scope.connection) + [period, try returns.period(nil, plan, scope)])
        return DeskView(
            plan: plan, asOf: returns.plans.day(plan, scope), now: scope.now, period: period,
            due: returns.plans.calendar(plan).due(period), periods: periods.sorted(by: >), isOffice: isOffice, rows: rows,
            shared: try isOffice ? shared(all, lines, plan, returns, scope) : [],
            freeze: try PeriodStore.freeze(plan.id, period: period, scope.connection),
            batches: try isOffice ? BookStore.batches(plan.id, scope.connection) : [])
    }

    /// What waits for the office first, then what is to come; what is done comes last.
    private static func urgency(_ item: UnitReturn) -> Int {
        switch item.state {
        case .submitted: 0
        case .returned: 1
        case .open, .moved: 2
        case .approved: 3
        }
    }

    private static func shared(
        _ all: [UnitReturn], _ lines: [RecordID: [ReturnLine]], _ plan: Plan, _ returns: Returns, _ scope: Scope
    ) throws
        -> [Shared]
    {
        let pairs = all.flatMap { item in (lines[item.id] ?? []).filter { $0.duty.about == .target }.map { (of: item, line: $0) } }
        let rules = try PeriodStore.rules(plan.id, scope.connection)
        let bySubject = Dictionary(grouping: pairs, by: \.line.duty.subject)
        return try returns.plans.board(plan, scope).targets.compactMap { target in
            guard let pairs = bySubject[target.id], Set(pairs.map(\.of.holder)).count > 1 else { return nil }
            return Shared(target: target, rule: rules[target.id], parts: Returns.parts(pairs))
        }
    }

    var json: JSON {
        [
            "period": .string(period.description), "due": .string(due.description), "isFrozen": .bool(freeze != nil),
            "returns": .array(
                rows.map { row in
                    [
                        "id": .string(row.item.id.description), "unit": .string(row.item.unitName),
                        "holder": .string(row.item.holder.key),
                        "state": .string(row.item.state.rawValue), "version": .number(Double(row.item.version)),
                        "lines": .number(Double(row.lines)), "daysLate": .optional(row.item.daysLate.map(Double.init)),
                        "isLate": .bool(isLate(row.item)), "door": .optional(row.item.door?.rawValue),
                        "link": .optional(row.link?.state(at: now).rawValue),
                    ]
                }),
            "shared": .array(
                shared.map { shared in
                    [
                        "target": .string(shared.target.key), "isChosen": .bool(shared.rule != nil),
                        "values": .array(
                            shared.parts.map { ["unit": .string($0.of.unitName), "value": .optional($0.line?.value)] }),
                    ]
                }),
        ]
    }

    /// Handed in late, or not handed in and past its day.
    func isLate(_ item: UnitReturn) -> Bool { item.submittedAt == nil ? asOf > item.due : (item.daysLate ?? 0) > 0 }
}
