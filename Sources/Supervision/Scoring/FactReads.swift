import Calendars
import Design
import Kernel
import Plan

/// What happened in a plan's year, unit by unit, found where it is recorded.
struct FactReads {
    let reads: SupervisionReads
    let plan: Plan
    let from: Day
    let asOf: Day

    init(_ reads: SupervisionReads, _ plan: Plan, on asOf: Day) {
        (self.reads, self.plan, self.asOf) = (reads, plan, asOf)
        from = max(asOf.startOfYear, plan.period.lowerBound)
    }

    func facts(_ scope: Scope) throws -> (units: [OrderUnit], facts: [Fact]) {
        let board = try reads.plans.board(plan, scope)
        let orders = try OrderStore.list(plan.id, on: asOf, scope.connection)
        let units = board.measures.flatMap(\.units).map { OrderUnit(record: $0.record, name: $0.name, role: .lead) }
        var facts = tasks(board, byOrder: Set(orders.compactMap(\.task)))
        facts += reports(board)
        facts += orders.flatMap(self.orders)
        facts += try rises(orders, scope)
        facts += try NoticeStore.notices(plan.id, upTo: asOf, scope.connection).filter {
            $0.kind == .commend && $0.issuedOn >= from
        }.map {
            Fact(
                .praised, $0.unit, $0.issuedOn, Text("通报表扬：\($0.title)", "Commended: \($0.title)"),
                url: url(SupervisionPaths.notice, "notice", $0.id))
        }
        facts += try NoticeStore.facts(plan.id, from: from, to: asOf, scope.connection)
        return (units, facts)
    }

    private func url(_ path: Path, _ name: String, _ id: RecordID) -> String { PlanPaths.url(path, plan, [name: id.description]) }

    /// A task counts for the unit that carries it: with the lead's points, unless the plan names that unit as support.
    private func tasks(_ board: Board, byOrder: Set<RecordID>) -> [Fact] {
        var facts: [Fact] = []
        for measure in board.measures {
            for task in board.tasks(of: measure, knownOn: asOf) {
                guard let due = task.due, let record = task.unit, due >= from, !byOrder.contains(task.id) else { continue }
                let isSupport = measure.units.first { $0.record == record }?.role == .support
                let unit = OrderUnit(record: record, name: task.unitName, role: isSupport ? .support : .lead)
                let page = PlanPaths.url(PlanPaths.measure, plan, ["measure": measure.key]) + "#tasks"
                if let fact = fact(task.title, due, done: board.doneOn(task, knownOn: asOf), unit, page) { facts.append(fact) }
            }
        }
        return facts
    }

    private func fact(_ title: String, _ due: Day, done: Day?, _ unit: OrderUnit, _ url: String) -> Fact? {
        if let done, done <= due {
            return Fact(.done, unit, done, Text("“\(title)”于\(done)完成，应于\(due)", "“\(title)” done \(done), due \(due)"), url: url)
        }
        guard due < asOf else { return nil }
        let words =
            done.map { Text("“\(title)”应于\(due)完成，迟至\($0)", "“\(title)” due \(due), done only \($0)") }
            ?? Text("“\(title)”应于\(due)完成，至\(asOf)未完成", "“\(title)” due \(due), not done by \(asOf)")
        return Fact(.missed, unit, due, words, url: url)
    }

    private func reports(_ board: Board) -> [Fact] {
        let calendar = reads.plans.calendar(plan)
        var facts: [Fact] = []
        for end in calendar.periodEnds(upTo: asOf) {
            let due = calendar.due(end)
            guard due >= from, due < asOf else { continue }
            for measure in board.measures {
                guard let lead = measure.lead else { continue }
                let unit = OrderUnit(record: lead.record, name: lead.name, role: .lead)
                let page = PlanPaths.url(PlanPaths.measure, plan, ["measure": measure.key])
                let period = (zh: Show.period(endingOn: end, .zh), en: Show.period(endingOn: end, .en))
                let handed = board.progress[measure.id]?.filter { $0.periodEnd == end && $0.submittedOn <= asOf } ?? []
                guard let first = handed.map(\.submittedOn).min() else {
                    facts.append(
                        Fact(
                            .missingReport, unit, due,
                            Text(
                                "“\(measure.title)”\(period.zh)未报送，应于\(due)",
                                "“\(measure.title)”, \(period.en): no report, due \(due)"), url: page))
                    continue
                }
                if first > due {
                    facts.append(
                        Fact(
                            .lateReport, unit, first,
                            Text(
                                "“\(measure.title)”\(period.zh)于\(first)报送，应于\(due)",
                                "“\(measure.title)”, \(period.en): handed in \(first), due \(due)"),
                            url: page))
                }
            }
        }
        return facts
    }

    /// An order about a matter of the plan is no second merit: the matter is counted already. Its own missed day counts.
    private func orders(_ order: Order) -> [Fact] {
        guard let due = order.now.due, due >= from, ![.withdrawn, .merged, .registered].contains(order.now.state) else { return [] }
        let page = url(SupervisionPaths.order, "order", order.id)
        let isDone = [.completed, .cleared, .archived].contains(order.now.state)
        let title = "第\(order.number)号 \(order.title)"
        return order.units.compactMap { unit in
            if isDone || (due < asOf && !order.now.state.isHandedIn) {
                let fact = fact(title, due, done: isDone ? order.now.reportedOn : nil, unit, page)
                return fact?.kind == .done && order.matter != nil ? nil : fact
            }
            return nil
        }
    }

    /// Points that a level of a ladder takes, when a person issued it.
    private func rises(_ orders: [Order], _ scope: Scope) throws -> [Fact] {
        let byID = Dictionary(orders.map { ($0.id, $0) }, uniquingKeysWith: { a, _ in a })
        let steps = try [OrderAction.assign, .escalate].flatMap { try OrderStore.steps($0, in: plan.id, scope.connection) }
        return steps.compactMap { id, step in
            guard let order = byID[id], let lead = order.lead, step.day >= from, step.day <= asOf, order.now.state != .withdrawn,
                let level = order.ladder.flatMap({ reads.content.ladders[$0] })?.level(step.after.level), let points = level.points
            else { return nil }
            return Fact(
                .ladder, lead, step.day,
                Text("第\(order.number)号 \(order.title)：\(level.name.zh)", "No. \(order.number) \(order.title): \(level.name.en)"),
                url: url(SupervisionPaths.order, "order", order.id), points: points)
        }
    }
}

/// What a unit may be commended for or asked to mend, found in its facts.
struct NoticeDraft: Sendable, Hashable {
    let key: String
    let kind: Notice.Kind
    let unit: OrderUnit
    let title: String
    let words: String
    let facts: [Fact]
    let from: Day
    let to: Day

    /// Pure: commend who did enough in time and missed nothing; ask to mend who missed too often. A unit that was told once this year is
    /// not proposed again before something new has happened.
    static func drafts(_ settings: SupervisionSettings, facts: [Fact], issued: [Notice], plan: Plan, from: Day, to: Day)
        -> [NoticeDraft]
    {
        let byUnit = Dictionary(grouping: facts.filter { $0.unit.role == .lead }, by: \.unit)
        return byUnit.compactMap { unit, facts -> NoticeDraft? in
            let done = facts.filter { $0.kind == .done }, missed = facts.filter { [.missed, .missingReport].contains($0.kind) }
            let kind: Notice.Kind
            if missed.count >= settings.rectifyFrom {
                kind = .rectify
            } else if missed.isEmpty, done.count >= settings.commendFrom {
                kind = .commend
            } else {
                return nil
            }
            let shown = (kind == .commend ? done : missed).sorted { ($0.day, $0.words.zh) < ($1.day, $1.words.zh) }
            if let last = issued.first(where: { $0.kind == kind && $0.unit.record == unit.record }),
                !shown.contains(where: { $0.day > last.to })
            {
                return nil
            }
            let title =
                kind == .commend ? "关于对\(unit.name)予以通报表扬的通报" : "关于\(unit.name)督促整改事项的通报"
            let words =
                kind == .commend
                ? "希望继续按方案要求推进，为各责任单位提供经验。" : "请对照上述事项逐项说明原因、整改措施和完成时间，整改情况书面反馈。"
            return NoticeDraft(
                key: "\(kind.rawValue)-\(unit.record)", kind: kind, unit: unit, title: title, words: words, facts: shown,
                from: from, to: to)
        }.sorted { ($0.kind.rawValue, -$0.facts.count, $0.unit.name) > ($1.kind.rawValue, -$1.facts.count, $1.unit.name) }
    }
}
