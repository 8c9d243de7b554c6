import Calendars
import Design
import Kernel
import Registry

/// Reads that put rows and rules together. What a viewer may not see is not found.
public struct PlanReads: Sendable {
    public let content: PlanContent
    let cache = PlanCache()

    public init(content: PlanContent) { self.content = content }

    public func plan(_ id: RecordID, _ scope: Scope) throws -> Plan {
        guard let plan = try PlanStore.find(id, scope.connection), plan.stage != .draft || Permission.planEdit.allows(scope.viewer)
        else {
            throw Refusal.missing(Text("没有这份方案，或尚未发布。", "There is no such plan, or it is not published yet."))
        }
        return plan
    }

    /// The example city's plan, where it was loaded.
    public func example(_ scope: Scope) throws -> Plan? {
        try PlanStore.list(withDrafts: false, scope.connection).last { $0.isExample && $0.revises == nil }
    }

    /// A plan that runs; a draft is sent to its review.
    public func running(_ id: RecordID, _ scope: Scope) throws -> Plan {
        let plan = try plan(id, scope)
        if plan.stage == .draft {
            throw Refusal.conflict(Text("方案还在核对，发布后才开始运行。", "The plan is under review and runs once it is published."))
        }
        return plan
    }

    public func draft(_ id: RecordID, _ scope: Scope) throws -> Plan {
        let plan = try plan(id, scope)
        if plan.stage != .draft {
            throw Refusal.conflict(Text("方案已发布，读出的内容不再改动；调整目标请用变更。", "The plan is published; what was read no longer changes."))
        }
        return plan
    }

    public func day(_ plan: Plan, _ scope: Scope) -> Day {
        plan.day(chosen: scope.isAsOfChosen ? scope.asOf : nil, today: scope.today)
    }

    public func calendar(_ plan: Plan) -> ReportCalendar { ReportCalendar(plan: plan, workingDays: content.calendar) }

    /// The light rule that holds on a day: the one chosen by then. One whose file is gone is said, never replaced.
    public func rule(_ board: Board, on day: Day) throws -> LightRule {
        let preset = board.preset(on: day)
        guard let rule = content.rules[preset] else {
            throw Refusal.unavailable(
                Text("没有灯色规则“\(preset)”的文件，不能亮灯。", "There is no file of the light rule “\(preset)”, so no light can be given."))
        }
        return rule
    }

    public func board(_ plan: Plan, _ scope: Scope) throws -> Board {
        try loaded(plan.id, scope)?.board ?? BoardStore.board(plan, scope.connection)
    }

    /// The plans to choose from, and how much waits for the viewer.
    public func frame(_ scope: Scope) throws -> FrameFacts {
        try cache.frame(scope.viewer, on: scope.today, scope.connection) {
            var facts = FrameFacts()
            facts.plans = try PlanStore.list(withDrafts: false, limit: 20, scope.connection).map { $0.mark(day($0, scope)) }
            facts.toDo = try ToDoStore.count(scope.viewer, today: scope.today, scope.connection)
            return facts
        }
    }

    private func loaded(_ id: RecordID, _ scope: Scope) throws -> PlanCache.Loaded? {
        try cache.load(id, scope.connection) {
            guard let plan = try PlanStore.find(id, scope.connection) else { return nil }
            return (
                try BoardStore.board(plan, scope.connection), try EventLog.timeline(of: plan.subject, limit: 30, scope.connection)
            )
        }
    }

    /// Answers every query of the plan for the given days.
    public func measurements(_ board: Board, _ days: [(day: Day, knownOn: Day)], _ scope: Scope) throws -> Measurements {
        var out = Measurements()
        for target in board.targets {
            guard let query = target.query else { continue }
            for (day, knownOn) in days {
                let key = Measurements.Key(query: query, day: day, knownOn: knownOn)
                if out.values[key] == nil { out.values[key] = try cache.measure(key, scope.connection) }
            }
        }
        return out
    }

    /// What a judgement of a day needs: the values of the data day, and for growth those of a year before and the average.
    func answers(_ board: Board, on asOf: Day, _ rule: LightRule, _ scope: Scope) throws -> Measurements {
        let day = calendar(board.plan).dataDay(on: asOf)
        var answers = try measurements(board, rule.usesGrowth ? [(day, asOf), (day.yearBefore, asOf)] : [(day, asOf)], scope)
        if rule.usesGrowth { answers.averages = try averages(board, on: day, knownOn: asOf, scope) }
        return answers
    }

    /// A query's answer, kept as long as nothing in the registry changes.
    public func measured(_ query: RegistryQuery, on day: Day, knownOn: Day, _ scope: Scope) throws -> Measured {
        try cache.measure(Measurements.Key(query: query, day: day, knownOn: knownOn), scope.connection)
    }

    /// What a plan looks like on a day: every target and measure with its light, and everything owed.
    public func judged(_ plan: Plan, on asOf: Day, _ scope: Scope) throws -> Judged {
        guard let loaded = try loaded(plan.id, scope) else {
            throw Refusal.missing(Text("没有这份方案。", "There is no such plan."))
        }
        return try judged(loaded, on: asOf, scope)
    }

    private func judged(_ loaded: PlanCache.Loaded, on asOf: Day, _ scope: Scope) throws -> Judged {
        let rule = try rule(loaded.board, on: asOf)
        // An average of other plans changes without an event of this one.
        if rule.usesGrowth { return try judge(loaded.board, on: asOf, rule, scope) }
        return try cache.judged(loaded, on: asOf, scope.connection) { try judge(loaded.board, on: asOf, rule, scope) }
    }

    private func judge(_ board: Board, on asOf: Day, _ rule: LightRule, _ scope: Scope) throws -> Judged {
        let calendar = calendar(board.plan)
        return board.judged(on: asOf, rule: rule, calendar: calendar, try answers(board, on: asOf, rule, scope))
    }

    func cockpit(_ id: RecordID, _ scope: Scope) throws -> Cockpit {
        guard let loaded = try loaded(id, scope), loaded.board.plan.stage != .draft else {
            let plan = try running(id, scope)
            throw Refusal.missing(Text("没有“\(plan.title)”的数据。", "There are no data for “\(plan.title)”."))
        }
        let plan = loaded.board.plan
        let asOf = day(plan, scope), before = asOf.adding(days: -7)
        let now = try judged(loaded, on: asOf, scope), then = try judged(loaded, on: before, scope)
        var changes = zip(then.measures, now.measures).compactMap { old, new -> Cockpit.Change? in
            old.light == new.light ? nil : .init(day: asOf, what: .measure(new.measure, old.light, new.light))
        }
        changes += zip(then.targets, now.targets).compactMap { old, new -> Cockpit.Change? in
            guard let before = old.value, let value = new.value, before != value else { return nil }
            return .init(day: asOf, what: .value(new.target, before, value))
        }
        changes += events(loaded.events, from: before.adding(days: 1), to: asOf)
        return Cockpit(
            plan: plan, asOf: asOf, dataDay: now.dataDay, generated: scope.now, targets: now.targets.filter(\.target.isHeadline),
            others: now.targets.filter { !$0.target.isHeadline }, measures: now.measures, late: now.late, changes: changes,
            judged: now, classes: content.ledgerClasses)
    }

    /// What people did to the plan in some days; the reading and reviewing of it is no news.
    private func events(_ entries: [EventLog.Entry], from: Day, to: Day) -> [Cockpit.Change] {
        entries.compactMap { entry in
            guard let kind = PlanReads.news[entry.kind], entry.at.day >= from, entry.at.day <= to else { return nil }
            return .init(day: entry.at.day, what: .event(entry, kind.sentence.filled(entry.details)))
        }
    }

    private static let news = Dictionary(
        [PlanEvents.published, PlanEvents.staged, PlanEvents.instructed, PlanEvents.baselined, PlanEvents.carded].map {
            ($0.id, $0)
        },
        uniquingKeysWith: { first, _ in first })
}
