import Calendars
import Kernel
import Plan
import Registry

/// Reads that put rows and rules together. What a viewer may not see is not found.
public struct SupervisionReads: Sendable {
    public let plans: PlanReads
    public let content: SupervisionContent

    public init(plans: PlanReads, content: SupervisionContent) {
        self.plans = plans
        self.content = content
    }

    /// The day on which things are done in a plan: today, or in an example the day that it opens at.
    func today(_ plan: Plan, _ scope: Scope) -> Day { plan.opensOn ?? scope.today }

    /// The day whose state a page shows.
    func day(_ plan: Plan, _ scope: Scope) -> Day { plans.day(plan, scope) }

    func ladder(_ plan: Plan, _ scope: Scope) throws -> Ladder {
        let chosen = try OrderStore.setting(plan.id, scope.connection)?.ladder
        guard let ladder = chosen.flatMap({ content.ladders[$0] }) ?? content.ladders[content.settings.ladder] else {
            throw Refusal.unavailable(Text("缺少督办梯级文件。", "No ladder file is installed."))
        }
        return ladder
    }

    func scheme(_ plan: Plan, _ scope: Scope) throws -> Scheme {
        let chosen = try OrderStore.setting(plan.id, scope.connection)?.scheme
        guard let scheme = chosen.flatMap({ content.schemes[$0] }) ?? content.schemes[content.settings.scheme] else {
            throw Refusal.unavailable(Text("缺少计分办法文件。", "No scoring scheme is installed."))
        }
        return scheme
    }

    /// The orders that this viewer may see, as they stood on a day.
    public func orders(_ plan: Plan, on day: Day, _ scope: Scope) throws -> [Order] {
        if scope.viewer.seesEveryOrder { return try OrderStore.list(plan.id, on: day, scope.connection) }
        guard let unit = scope.viewer.unit else { return [] }
        return try OrderStore.list(plan.id, on: day, unit: unit, scope.connection)
    }

    func order(_ id: RecordID, _ plan: Plan, on day: Day = .last, _ scope: Scope) throws -> Order {
        guard let order = try OrderStore.find(id, in: plan.id, on: day, scope.connection),
            scope.viewer.seesEveryOrder || order.units.contains(where: { $0.record == scope.viewer.unit })
        else { throw Refusal.missing(Text("没有这件督办。", "There is no such order.")) }
        return order
    }

    /// A unit by its name, as the registry knows it.
    func unit(_ name: String, _ role: OrderUnit.Role, field: String, _ scope: Scope) throws -> OrderUnit {
        guard let record = try RegistryStore.find(named: name, kind: .organisation, scope.connection) else {
            throw Refusal.invalid([
                FieldProblem(
                    field, role.label,
                    Text("没有登记“\(name)”。请先在企业与机构中登记。", "“\(name)” is not registered. Register it under Organisations first."))
            ])
        }
        return OrderUnit(record: record.id, name: record.name, role: role)
    }

    /// Everything that the system proposes on a day.
    public func drafts(_ plan: Plan, on asOf: Day, _ scope: Scope) throws -> [Draft] {
        let ladder = try ladder(plan, scope), calendar = plans.calendar(plan)
        let board = try plans.board(plan, scope)
        let ends = calendar.periodEnds(upTo: asOf).filter { calendar.due($0) < asOf }.suffix(max(1, content.settings.lookBack))
        var history: [Drafting.Moment] = []
        for end in ends {
            let day = end == ends.last ? asOf : min(calendar.due(end).adding(days: 1), asOf)
            history.append(.init(period: end, judged: try plans.judged(plan, on: day, scope)))
        }
        if history.isEmpty { history = [.init(period: plan.baseDay, judged: try plans.judged(plan, on: asOf, scope))] }
        var upcoming: [(task: PlanTask, measure: Measure?)] = []
        for measure in board.measures {
            for task in board.tasks(of: measure, knownOn: asOf) where task.due != nil && board.doneOn(task, knownOn: asOf) == nil {
                upcoming.append((task, measure))
            }
        }
        let orders = try OrderStore.list(plan.id, on: asOf, scope.connection)
        var known = Drafting.Known(
            open: orders.filter { !$0.now.state.isClosed },
            dismissed: try OrderStore.dismissed(plan.id, upTo: asOf, scope.connection))
        for order in orders {
            guard let matter = order.matter, let closed = order.now.closedOn, [.cleared, .archived].contains(order.now.state) else {
                continue
            }
            let before = known.cleared[matter]
            known.cleared[matter] = .init(day: max(closed, before?.day ?? .first), count: (before?.count ?? 0) + 1)
        }
        return Drafting.drafts(ladder, history: history, upcoming: upcoming, known: known, on: asOf) {
            content.due(workingDays: $0, from: asOf)
        }
    }

    func draft(_ key: String, _ plan: Plan, on day: Day, _ scope: Scope) throws -> Draft {
        guard let draft = try drafts(plan, on: day, scope).first(where: { $0.key == key }) else {
            throw Refusal.missing(
                Text("没有这件起草：依据已经变化，或已签发、已不采用。", "There is no such draft: its grounds have changed, or it was issued or set aside.")
            )
        }
        return draft
    }

    /// How many orders a unit got in the month, and whether another one needs a reason.
    func frequency(_ unit: RecordID, on day: Day, _ scope: Scope) throws -> (count: Int, isFull: Bool) {
        let count = try OrderStore.assigned(to: unit, in: day, scope.connection)
        return (count, count >= content.settings.ordersAMonth)
    }
}
