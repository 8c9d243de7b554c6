import Calendars
import Kernel
import Plan
import Registry

/// Writes about orders: opening one, taking a step, issuing or setting aside a draft.
struct Ordering {
    let reads: SupervisionReads
    let keep: @Sendable (Upload, Scope) throws -> RecordID

    /// What an order is made of before it has a number.
    struct Fresh {
        var kind = OrderKind.order
        var title: String
        var demand: String
        var units: [OrderUnit] = []
        var due: Day?
        var level: String?
        var matter: Matter?
        var ladder: String?
        var basis: [Text] = []
        var documentNumber: String?
        var origin: Subject?
        var task: RecordID?
        var reason: String?
        /// Gives it to the unit at once; otherwise it stays 立项.
        var assigns = true
    }

    // MARK: Opening

    func open(_ input: OpenInput, _ scope: inout Scope) throws -> OrderRef {
        let plan = try reads.plans.running(input.plan, scope)
        var fresh = Fresh(
            title: input.title, demand: input.demand, due: input.due, documentNumber: input.documentNumber, assigns: false)
        fresh.units = try units(input.unit, input.support, scope)
        if let key = input.measure {
            guard let measure = try reads.plans.board(plan, scope).measures.first(where: { $0.key == key || $0.number == key })
            else {
                throw Refusal.invalid([
                    FieldProblem("measure", Text("举措", "Measure"), Text("方案里没有举措“\(key)”。", "The plan has no measure “\(key)”."))
                ])
            }
            fresh.matter = Matter(.measure, measure.id.description)
        }
        try check(due: fresh.due, reads.today(plan, scope))
        return OrderRef(try make(fresh, plan, on: reads.today(plan, scope), &scope))
    }

    /// Writes the order with its first steps, in the transaction that somebody else began.
    @discardableResult
    func make(_ fresh: Fresh, _ plan: Plan, on day: Day, _ scope: inout Scope) throws -> Order {
        if let matter = fresh.matter,
            let same = try OrderStore.list(plan.id, on: .last, scope.connection).first(where: {
                $0.matter == matter && !$0.now.state.isClosed
            })
        {
            throw Refusal.conflict(
                Text(
                    "一事一单：第\(same.number)号督办还在办理同一事项，可在其上升级或并案。",
                    "One matter, one order: no. \(same.number) is open on it; escalate or merge instead."))
        }
        let assigns = fresh.assigns && fresh.due != nil && fresh.units.contains { $0.role == .lead }
        let start = Position(state: .registered, level: nil, due: fresh.due)
        var order = Order(
            id: scope.newID(), plan: plan.id, number: try OrderStore.nextNumber(plan.id, scope.connection), kind: fresh.kind,
            title: fresh.title, demand: fresh.demand, matter: fresh.matter, ladder: fresh.ladder, basis: fresh.basis,
            documentNumber: fresh.documentNumber, origin: fresh.origin, task: fresh.task, units: fresh.units, openedOn: day,
            dueOriginal: assigns ? fresh.due : nil, now: start)
        try OrderStore.insert(order, assignedOn: nil, scope)
        try record(order, .register, start, on: day, &scope)
        if assigns {
            var after = start
            (after.state, after.level) = (.assigned, fresh.level)
            try record(order, .assign, after, on: day, reason: fresh.reason, &scope)
            try OrderStore.update(order.id, to: after, assigned: day, scope.connection)
            order = try OrderStore.find(order.id, in: plan.id, scope.connection) ?? order
        }
        return order
    }

    /// The order that follows a leader's instruction; called in the transaction that made the plan's task.
    func instructed(_ task: PlanTask, _ plan: Plan, _ scope: inout Scope) throws {
        var fresh = Fresh(
            kind: .instruction, title: String(task.title.prefix(200)), demand: task.title, due: task.due, task: task.id)
        if let unit = task.unit { fresh.units = [OrderUnit(record: unit, name: task.unitName, role: .lead)] }
        try make(fresh, plan, on: reads.today(plan, scope), &scope)
    }

    // MARK: Steps

    func step(_ input: StepInput, _ scope: inout Scope) throws -> OrderRef {
        let plan = try reads.plans.running(input.plan, scope)
        let order = try reads.order(input.order, plan, scope)
        let last = try OrderStore.lastDay(order.id, scope.connection) ?? .first
        let day = max(reads.today(plan, scope), last)
        let row = try Machine.row(
            input.action, order.now, by: Machine.actors(scope.viewer, of: order.units), on: day, number: order.number)
        let filled = try Filled(input, row, order, day: day, reads, scope)
        if let problem = filled.problems.first { throw Refusal.invalid([problem] + filled.problems.dropFirst()) }
        if row.action == .assign, let unit = filled.units.first { try guardFrequency(unit, input.reason, day, scope) }
        let after = Machine.after(row, order.now, on: day, due: filled.due, newDue: input.newDue, level: filled.level)
        let evidence = try input.evidence.map { try keep($0, scope) }
        if filled.changesUnits { try OrderStore.put(units: filled.units, of: order.id, scope.connection) }
        if let number = input.documentNumber { try OrderStore.set(number: number, of: order.id, scope.connection) }
        if row.action == .reply, let unit = order.units.first(where: { $0.record == scope.viewer.unit }) {
            try OrderStore.insert(
                scope.newID(), order: order.id, unit: unit, text: input.text ?? "", evidence: evidence, name: input.evidence?.name,
                on: day,
                scope)
        }
        if row.action == .answer, let verdict = input.verdict,
            try OrderStore.answer(order.id, verdict, input.text ?? "", on: day, scope) == 0
        {
            throw Refusal.conflict(Text("没有待答复的说明或申辩。", "No case of the unit awaits an answer."))
        }
        try record(
            order, row.action, after, on: day, reason: input.reason, text: input.text, other: filled.other, evidence: evidence,
            evidenceName: input.evidence?.name, &scope)
        let assigns = row.action == .assign || row.action == .transfer
        try OrderStore.update(
            order.id, to: after, assigned: assigns ? day : nil, ladder: row.action == .escalate ? filled.ladder : nil,
            scope.connection)
        if row.action == .complete, let task = order.task {
            try PlanDuties.finish(
                task: task, unit: order.lead?.record, unitName: order.lead?.name ?? "", in: plan, on: after.reportedOn ?? day,
                approved: day,
                note: "第\(order.number)号督办件办结", reads.plans, &scope)
        }
        return OrderRef(order)
    }

    private func record(
        _ order: Order, _ action: OrderAction, _ after: Position, on day: Day, reason: String? = nil, text: String? = nil,
        other: String? = nil, evidence: RecordID? = nil, evidenceName: String? = nil, _ scope: inout Scope
    ) throws {
        let unit = order.units.first { $0.record == scope.viewer.unit }?.name
        let step = Step(
            number: try OrderStore.nextStep(order.id, scope.connection), action: action, day: day, by: scope.viewer.name,
            unit: unit,
            reason: reason, text: text, other: other, evidence: evidence, evidenceName: evidenceName, after: after)
        try OrderStore.insert(step, of: order.id, scope)
        if let event = SupervisionEvents.step(step, of: order, in: Subject("plan", order.plan.description)) { scope.record(event) }
    }

    // MARK: Drafts

    /// 签发: a person makes an order of a draft, or lets an open order rise.
    func issue(_ input: IssueInput, _ scope: inout Scope) throws -> OrderRef {
        let plan = try reads.plans.running(input.plan, scope), day = reads.today(plan, scope)
        let draft = try reads.draft(input.draft, plan, on: day, scope), ladder = try reads.ladder(plan, scope)
        let level = input.level ?? draft.level
        try check(level: level, over: draft.level, reason: input.reason, ladder)
        if let id = draft.order {
            var step = StepInput()
            (step.plan, step.order, step.action, step.level, step.due) = (plan.id, id, .escalate, level, input.due)
            (step.reason, step.text, step.documentNumber) = (input.reason, input.demand, input.documentNumber)
            return try self.step(step, &scope)
        }
        try check(due: input.due, day)
        var fresh = Fresh(
            title: input.title, demand: input.demand, due: input.due, level: level, matter: draft.matter, ladder: draft.ladder,
            basis: draft.basis, documentNumber: input.documentNumber, reason: input.reason)
        fresh.units = try units(input.unit ?? draft.unit?.name, input.support, scope)
        guard let lead = fresh.units.first(where: { $0.role == .lead }) else {
            throw Refusal.invalid([FieldProblem("unit", Text("牵头单位", "Lead unit"), Text("此项必填。", "This is required."))])
        }
        try guardFrequency(lead, input.reason, day, scope)
        return OrderRef(try make(fresh, plan, on: day, &scope))
    }

    func dismiss(_ input: DismissInput, _ scope: inout Scope) throws -> PlanGone {
        let plan = try reads.plans.running(input.plan, scope), day = reads.today(plan, scope)
        let draft = try reads.draft(input.draft, plan, on: day, scope)
        try OrderStore.dismiss(draft.key, plan: plan.id, reason: input.reason, on: day, scope)
        scope.record(
            Event(
                SupervisionEvents.dismissed, Subject("draft", draft.key), in: plan.subject,
                ["title": draft.title, "reason": input.reason]))
        return PlanGone(plan: plan.id)
    }

    func set(_ input: SettingsInput, _ scope: inout Scope) throws -> PlanGone {
        let plan = try reads.plans.running(input.plan, scope)
        guard let ladder = reads.content.ladders[input.ladder] else {
            throw Refusal.invalid([unknown("ladder", Text("督办梯级", "Ladder"), input.ladder, reads.content.ladders.keys.sorted())])
        }
        guard let scheme = reads.content.schemes[input.scheme] else {
            throw Refusal.invalid([unknown("scheme", Text("计分办法", "Scheme"), input.scheme, reads.content.schemes.keys.sorted())])
        }
        try OrderStore.put(ladder: ladder.id, scheme: scheme.id, plan: plan.id, scope)
        scope.record(
            Event(
                SupervisionEvents.set, plan.subject,
                ["ladder": ladder.name.zh, "ladderEn": ladder.name.en, "scheme": scheme.name.zh, "schemeEn": scheme.name.en]))
        return PlanGone(plan: plan.id)
    }

    // MARK: Checks

    func units(_ lead: String?, _ support: [String], _ scope: Scope) throws -> [OrderUnit] {
        var units: [OrderUnit] = []
        if let lead { units.append(try reads.unit(lead, .lead, field: "unit", scope)) }
        for name in support {
            let unit = try reads.unit(name, .support, field: "support", scope)
            if !units.contains(where: { $0.record == unit.record }) { units.append(unit) }
        }
        return units
    }

    func check(due: Day?, _ day: Day) throws {
        if let due, due < day {
            throw Refusal.invalid([
                FieldProblem("due", Text("反馈期限", "Answer by"), Text("不能早于\(day)。", "Must not lie before \(day)."))
            ])
        }
    }

    /// 督查频次: another order to a unit that has its month's number already needs a reason.
    func guardFrequency(_ unit: OrderUnit, _ reason: String?, _ day: Day, _ scope: Scope) throws {
        let (count, isFull) = try reads.frequency(unit.record, on: day, scope)
        guard isFull, reason == nil else { return }
        throw Refusal.invalid([
            FieldProblem(
                "reason", Text("理由", "Reason"),
                Text(
                    "\(unit.name)本月已有\(count)件督办，达到频次上限\(reads.content.settings.ordersAMonth)件。仍要发出的，须写明理由。",
                    "\(unit.name) got \(count) orders this month; the limit is \(reads.content.settings.ordersAMonth). Another one needs a reason."
                ))
        ])
    }

    func check(level: String, over drafted: String?, reason: String?, _ ladder: Ladder) throws {
        guard ladder.level(level) != nil else {
            throw Refusal.invalid([unknown("level", Text("级别", "Level"), level, ladder.levels.map(\.id))])
        }
        if ladder.place(level) < ladder.place(drafted) {
            throw Refusal.invalid([
                FieldProblem("level", Text("级别", "Level"), Text("不能低于起草的级别。", "Must not lie below the level drafted."))
            ])
        }
        if ladder.place(level) > ladder.place(drafted), reason == nil {
            throw Refusal.invalid([
                FieldProblem("reason", Text("理由", "Reason"), Text("越级须写明理由。", "Skipping a level needs a reason."))
            ])
        }
    }
}

func unknown(_ field: String, _ label: Text, _ value: String, _ known: [String]) -> FieldProblem {
    let list = known.joined(separator: ", ")
    return FieldProblem(field, label, Text("“\(value)”不在可选范围内。可选：\(list)", "“\(value)” is not one of: \(list)"))
}

/// What a step was given, checked against what its row needs.
struct Filled {
    var problems: [FieldProblem] = []
    var units: [OrderUnit] = []
    var changesUnits = false
    var due: Day?
    var level: String?
    var ladder: String?
    var other: String?

    private static let required = Text("此项必填。", "This is required.")

    init(_ input: StepInput, _ row: Transition, _ order: Order, day: Day, _ reads: SupervisionReads, _ scope: Scope) throws {
        units = order.units
        due = order.now.due
        level = order.now.level
        for need in row.needs { try fill(need, input, row, order, day, reads, scope) }
    }

    private mutating func miss(_ field: String, _ label: Text, _ message: Text = required) {
        problems.append(FieldProblem(field, label, message))
    }

    private mutating func fill(
        _ need: Transition.Need, _ input: StepInput, _ row: Transition, _ order: Order, _ day: Day, _ reads: SupervisionReads,
        _ scope: Scope
    ) throws {
        switch need {
        case .reason: if input.reason == nil { miss("reason", Text("理由", "Reason"), Text("须写明理由。", "A reason is needed.")) }
        case .text: if input.text == nil { miss("text", Text("内容", "Content")) }
        case .verdict: if input.verdict == nil { miss("verdict", Text("处理意见", "Verdict")) } else { other = input.verdict?.label.zh }
        case .head: if input.head == nil { miss("head", Text("单位负责人姓名", "Name of the unit's head")) } else { other = input.head }
        case .unit: try fillUnits(input, row, order, reads, scope)
        case .due:
            due = input.due ?? (row.action == .assign ? order.now.due : nil)
            guard let due else { return miss("due", Text("反馈期限", "Answer by")) }
            if due < day { miss("due", Text("反馈期限", "Answer by"), Text("不能早于\(day)。", "Must not lie before \(day).")) }
        case .newDue:
            guard let newDue = input.newDue else { return miss("new_due", Text("延至", "New day")) }
            other = newDue.description
            if let due = order.now.due, newDue <= due {
                miss("new_due", Text("延至", "New day"), Text("应晚于现期限\(due)。", "Must lie after the present day \(due)."))
            }
        case .into: try fillInto(input, order, reads, scope)
        case .level: try fillLevel(input, order, reads, scope)
        }
    }

    private mutating func fillUnits(
        _ input: StepInput, _ row: Transition, _ order: Order, _ reads: SupervisionReads, _ scope: Scope
    ) throws {
        guard let name = input.unit else {
            if row.action == .transfer || order.lead == nil { miss("unit", Text("牵头单位", "Lead unit")) }
            return
        }
        let lead = try reads.unit(name, .lead, field: "unit", scope)
        if row.action == .transfer, lead.record == order.lead?.record {
            return miss("unit", Text("牵头单位", "Lead unit"), Text("已由\(lead.name)牵头。", "\(lead.name) leads it already."))
        }
        var support = order.units.filter { $0.role == .support && $0.record != lead.record }
        if !input.support.isEmpty {
            support = try input.support.map { try reads.unit($0, .support, field: "support", scope) }.filter {
                $0.record != lead.record
            }
        }
        units = [lead] + support
        changesUnits = true
        if row.action == .transfer { other = "\(order.lead?.name ?? "") → \(lead.name)" }
    }

    private mutating func fillInto(_ input: StepInput, _ order: Order, _ reads: SupervisionReads, _ scope: Scope) throws {
        guard let number = input.into else { return miss("into", Text("并入第几号", "Into order no.")) }
        guard number != order.number, let id = try OrderStore.find(number: number, in: order.plan, scope.connection),
            let target = try OrderStore.find(id, in: order.plan, scope.connection), !target.now.state.isClosed
        else {
            return miss(
                "into", Text("并入第几号", "Into order no."), Text("第\(number)号不是另一件在办的督办。", "No. \(number) is not another open order."))
        }
        other = "第\(number)号"
    }

    private mutating func fillLevel(_ input: StepInput, _ order: Order, _ reads: SupervisionReads, _ scope: Scope) throws {
        let plan = try reads.plans.running(order.plan, scope)
        let ladder = try order.ladder.flatMap { reads.content.ladders[$0] } ?? reads.ladder(plan, scope)
        guard let asked = input.level else { return miss("level", Text("升至", "Rises to")) }
        guard let to = ladder.level(asked) else {
            return problems.append(unknown("level", Text("升至", "Rises to"), asked, ladder.levels.map(\.id)))
        }
        let step = ladder.place(asked) - ladder.place(order.now.level)
        if step <= 0 {
            return miss("level", Text("升至", "Rises to"), Text("须高于现在的级别。", "Must lie above the present level."))
        }
        if step > 1, input.reason == nil {
            miss("reason", Text("理由", "Reason"), Text("越级须写明理由。", "Skipping a level needs a reason."))
        }
        level = to.id
        self.ladder = ladder.id
        other = to.name.zh
    }
}

/// Which order a write was about.
struct OrderRef: Encodable, Sendable {
    let plan: RecordID
    let order: RecordID
    let number: Int
    init(_ order: Order) { (plan, self.order, number) = (order.plan, order.id, order.number) }
    var url: String { SupervisionPaths.order.url(RawInput(["plan": [plan.description], "order": [order.description]])) }
}

struct PlanGone: Encodable, Sendable {
    let plan: RecordID
}
