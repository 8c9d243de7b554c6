import Calendars
import Kernel
import Registry

/// Writes on a plan that runs, by the office and the leaders.
enum Running {
    static func stage(_ input: StageInput, _ reads: PlanReads, _ scope: inout Scope) throws -> PlanRef {
        let plan = try reads.running(input.plan, scope)
        guard plan.stage.next.contains(input.stage) else {
            let next = plan.stage.next.map(\.label)
            throw Refusal.conflict(
                Text(
                    "方案现为“\(plan.stage.label.zh)”，可转入：\(next.map(\.zh).joined(separator: "、"))。",
                    "The plan is “\(plan.stage.label.en)” and may move to: \(next.map(\.en).joined(separator: ", "))."))
        }
        let span = StageSpan(stage: input.stage, from: input.from ?? scope.today, note: input.note, by: scope.viewer.name)
        try PlanStore.update(plan.with(stage: input.stage), scope.connection)
        try PlanStore.insert(span, plan: plan.id, scope)
        scope.record(
            Event(
                PlanEvents.staged, plan.subject,
                ["stage": input.stage.label.zh, "stageEn": input.stage.label.en, "note": input.note ?? ""]))
        return PlanRef(plan: plan.id)
    }

    /// Another light rule from a day on. It never reaches back: what a page showed before stays what it shows of those days.
    static func rule(_ input: RuleInput, _ reads: PlanReads, _ scope: inout Scope) throws -> PlanRef {
        let plan = try reads.running(input.plan, scope)
        guard let rule = reads.content.rules[input.preset] else {
            let known = reads.content.rules.keys.sorted().joined(separator: ", ")
            throw Refusal.invalid([
                FieldProblem("preset", Text("灯色规则", "Light rule"), Text("没有这个规则。可选：\(known)", "No such rule. Known: \(known)"))
            ])
        }
        let today = plan.day(chosen: nil, today: scope.today), from = input.from ?? today
        guard from >= today else {
            throw Refusal.invalid([
                FieldProblem(
                    "from", Text("自哪天起", "From"),
                    Text("不能早于\(today)：已经亮过的灯不改。", "Must not be before \(today): lights once shown are not changed."))
            ])
        }
        let before = try reads.rule(reads.board(plan, scope), on: from)
        if before.id == rule.id { throw Refusal.conflict(Text("\(from)起已经用这个规则。", "This rule already holds from \(from).")) }
        try PlanStore.insert(
            RuleChoice(preset: rule.id, from: from, reason: input.reason, by: scope.viewer.name), plan: plan.id, id: scope.newID(),
            scope)
        scope.record(
            Event(
                PlanEvents.ruled, plan.subject,
                [
                    "before": before.name.zh, "beforeEn": before.name.en, "after": rule.name.zh, "afterEn": rule.name.en,
                    "from": from.description,
                    "reason": input.reason,
                ]))
        return PlanRef(plan: plan.id)
    }

    static func card(_ input: CardInput, _ reads: PlanReads, _ scope: inout Scope) throws -> TargetRef {
        let (plan, target) = try find(input.plan, input.target, reads, scope)
        if let status = input.status, let kind = input.kind, !RecordStatus.of(kind).contains(status) {
            throw Refusal.invalid([
                FieldProblem(
                    "status", Text("处于何种状态", "In which state"),
                    Text("\(kind.label.zh)没有“\(status.label.zh)”这种状态。", "\(kind.label.en) have no state “\(status.label.en)”."))
            ])
        }
        let query = input.kind.map { RegistryQuery(kind: $0, status: input.status, figure: input.figure, window: input.window) }
        try PlanStore.update(
            card: target.carded(
                convention: input.convention, department: input.department, approver: input.approver, query: query),
            scope.connection)
        scope.record(
            Event(
                PlanEvents.carded, target.subject(plan), in: plan.subject,
                ["name": target.indicator, "before": target.query?.words.zh ?? "", "after": query?.words.zh ?? ""]))
        return TargetRef(plan: plan.id, target: target.key)
    }

    static func baseline(_ input: TargetBaselineInput, _ reads: PlanReads, _ scope: inout Scope) throws -> TargetRef {
        let (plan, target) = try find(input.plan, input.target, reads, scope)
        let baseline = Baseline(
            target: target.id, value: input.value, day: plan.baseDay, source: input.source, by: scope.viewer.name,
            knownFrom: scope.today)
        try PlanStore.insert(baseline, id: scope.newID(), scope)
        scope.record(
            Event(
                PlanEvents.baselined, target.subject(plan), in: plan.subject,
                ["name": target.indicator, "value": print(input.value), "source": input.source]))
        return TargetRef(plan: plan.id, target: target.key)
    }

    static func share(_ input: ShareInput, _ reads: PlanReads, _ scope: inout Scope) throws -> TargetRef {
        let (plan, target) = try find(input.plan, input.target, reads, scope)
        if input.axis == .year,
            Int(input.part).map({ (plan.period.lowerBound.year...plan.period.upperBound.year).contains($0) }) != true
        {
            let years = "\(plan.period.lowerBound.year)—\(plan.period.upperBound.year)"
            throw Refusal.invalid([FieldProblem("part", Text("年度", "Year"), Text("应为\(years)中的一年。", "Must be a year of \(years)."))]
            )
        }
        if let value = input.value {
            try PlanStore.put(
                Share(axis: input.axis, part: input.part, value: value, by: scope.viewer.name), target: target.id, scope)
        } else if try PlanStore.removeShare(input.axis, input.part, target: target.id, scope.connection) == 0 {
            throw Refusal.missing(Text("没有这一项分解。", "There is no such share."))
        }
        scope.record(
            Event(
                PlanEvents.shared, target.subject(plan), in: plan.subject,
                ["name": target.indicator, "part": input.part, "value": input.value.map { print($0) } ?? "—"]))
        return TargetRef(plan: plan.id, target: target.key)
    }

    static func task(_ input: TaskInput, _ reads: PlanReads, _ scope: inout Scope) throws -> MeasureRef {
        let plan = try reads.running(input.plan, scope)
        let measure = try measure(input.measure, plan, scope)
        let unit = try input.unit.map { try named($0, scope) } ?? nil
        let task = PlanTask(
            id: scope.newID(), measure: measure.id,
            number: try PlanStore.nextTaskNumber(plan: plan.id, measure: measure.id, scope.connection),
            title: input.title, unit: unit?.id ?? (input.unit == nil ? measure.lead?.record : nil),
            unitName: input.unit ?? measure.lead?.name ?? "", due: input.due, origin: .split, knownFrom: scope.today)
        try PlanStore.insert(task, plan: plan.id, scope)
        scope.record(
            Event(
                PlanEvents.tasked, Subject("task", task.id.description), in: plan.subject,
                ["name": task.title, "unit": task.unitName]))
        return MeasureRef(plan: plan.id, measure: measure.key)
    }

    static func assign(_ input: UnitInput, _ reads: PlanReads, _ scope: inout Scope) throws -> MeasureRef {
        let plan = try reads.running(input.plan, scope)
        let measure = try measure(input.measure, plan, scope)
        guard let unit = try named(input.unit, scope) else {
            throw Refusal.invalid([
                FieldProblem(
                    "unit", Text("单位", "Unit"),
                    Text(
                        "没有登记“\(input.unit)”。请先在企业与机构中登记。",
                        "“\(input.unit)” is not registered. Register it under Organisations first."))
            ])
        }
        if measure.units.contains(where: { $0.record == unit.id }) {
            throw Refusal.conflict(Text("“\(unit.name)”已在本举措的责任单位中。", "“\(unit.name)” is already a unit of this measure."))
        }
        let place = measure.units.count
        try PlanStore.insert(
            Measure.Unit(record: unit.id, name: unit.name, role: input.role, isAssumedLead: false), place: place,
            measure: measure.id, scope.connection)
        scope.record(
            Event(
                PlanEvents.assigned, Subject("measure", measure.id.description), in: plan.subject,
                ["unit": unit.name, "number": measure.number, "role": input.role.label.zh, "roleEn": input.role.label.en]))
        return MeasureRef(plan: plan.id, measure: measure.key)
    }

    /// A leader's instruction becomes a task of its unit.
    static func instruct(
        _ input: InstructionInput, _ reads: PlanReads, _ instructed: (PlanTask, Plan, inout Scope) throws -> Void,
        _ scope: inout Scope
    ) throws -> PlanRef {
        let plan = try reads.running(input.plan, scope)
        guard let unit = try named(input.unit, scope) else {
            throw Refusal.invalid([
                FieldProblem("unit", Text("交办单位", "Unit"), Text("没有登记“\(input.unit)”。", "“\(input.unit)” is not registered."))
            ])
        }
        let task = PlanTask(
            id: scope.newID(), measure: nil, number: try PlanStore.nextTaskNumber(plan: plan.id, measure: nil, scope.connection),
            title: input.title,
            unit: unit.id, unitName: unit.name, due: input.due, origin: .instruction, knownFrom: scope.today)
        try PlanStore.insert(task, plan: plan.id, scope)
        scope.record(
            Event(
                PlanEvents.instructed, Subject("task", task.id.description), in: plan.subject,
                ["name": task.title, "unit": unit.name]))
        try instructed(task, plan, &scope)
        return PlanRef(plan: plan.id)
    }

    static func find(_ plan: RecordID, _ key: String, _ reads: PlanReads, _ scope: Scope) throws -> (Plan, Target) {
        let plan = try reads.running(plan, scope)
        guard let target = try reads.board(plan, scope).targets.first(where: { $0.key == key }) else {
            throw Refusal.missing(Text("方案里没有目标“\(key)”。", "The plan has no target “\(key)”."))
        }
        return (plan, target)
    }

    static func measure(_ key: String, _ plan: Plan, _ scope: Scope) throws -> Measure {
        guard let measure = try BoardStore.measures(plan.id, scope.connection).first(where: { $0.key == key }) else {
            throw Refusal.missing(Text("方案里没有举措“\(key)”。", "The plan has no measure “\(key)”."))
        }
        return measure
    }

    private static func named(_ name: String, _ scope: Scope) throws -> Record? {
        try RegistryStore.find(named: name, kind: .organisation, scope.connection)
    }
}

extension Target {
    func subject(_ plan: Plan) -> Subject { Subject("target", id.description) }
}
