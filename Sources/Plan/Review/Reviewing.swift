import Calendars
import Kernel
import Registry

/// Writes of the review: each changes one item, keeps how it was, and says so in the log.
enum Reviewing {
    static func decide(_ input: DecisionInput, _ reads: PlanReads, _ scope: inout Scope) throws -> ReviewRef {
        let plan = try reads.draft(input.plan, scope)
        var item = try find(input.item, plan, scope)
        let kind: EventKind
        var details = ["kind": item.kind.label.zh, "kindEn": item.kind.label.en, "name": title(item)]
        switch input.decision {
        case .confirm:
            if item.question == .sameTarget || item.question == .similarName, item.state == .read, input.into == nil {
                item.keep()
            } else {
                item.confirm()
            }
            if item.question == .defaultLead { try setLeads(true, plan, scope) }
            kind = PlanEvents.confirmed
        case .keep:
            item.keep()
            if item.question == .defaultLead { try setLeads(false, plan, scope) }
            kind = PlanEvents.confirmed
        case .delete:
            item.delete()
            kind = PlanEvents.deleted
        case .undo:
            if let into = item.mergedInto, var other = try ItemStore.find(into, in: plan.id, scope.connection), other.before != nil
            {
                try other.undo()
                try ItemStore.update(other, scope)
            }
            if item.question == .defaultLead { try setLeads(nil, plan, scope) }
            try item.undo()
            kind = PlanEvents.undone
        case .merge:
            guard let key = input.into ?? item.other,
                var other = try ItemStore.find(item.kind, key: key, in: plan.id, scope.connection),
                other.id != item.id, other.state.isKept
            else {
                throw Refusal.invalid([
                    FieldProblem("into", Text("并入", "Into"), Text("没有可并入的同类条目。", "There is no item of this kind to merge into."))
                ])
            }
            item.merge(into: &other)
            try ItemStore.update(other, scope)
            details["into"] = title(other)
            kind = PlanEvents.merged
        case .split:
            let copies = try ItemStore.list(plan.id, kind: item.kind, scope.connection)
            let key =
                (2...99).map { "\(item.key)-\($0)" }.first { key in !copies.contains { $0.key == key } }
                ?? "\(item.key)-\(scope.newID())"
            let copy = Item(
                id: scope.newID(), plan: plan.id, kind: item.kind, key: key, order: item.order, read: nil, content: item.content,
                state: .added,
                start: item.start, end: item.end, question: nil, other: item.key, mergedInto: nil, before: nil,
                changedBy: scope.viewer.name)
            try ItemStore.insert(copy, scope)
            item.keep()
            kind = PlanEvents.split
        }
        try ItemStore.update(item, scope)
        scope.record(Event(kind, Subject("plan-item", item.id.description), in: plan.subject, details))
        return ReviewRef(plan: plan.id, item: item.id, anchor: try nextAnchor(after: item, plan, scope))
    }

    static func correct(_ input: CorrectionInput, _ reads: PlanReads, _ scope: inout Scope) throws -> ReviewRef {
        let plan = try reads.draft(input.plan, scope)
        var item = try find(input.item, plan, scope)
        let before = title(item)
        var content = item.content
        let names = CorrectionInput.names(item.kind)
        content.name = input.name
        if names.contains("scope") { content.scope = input.scope }
        if names.contains("value") {
            if let low = input.value, let high = input.valueMax, high < low {
                throw Refusal.invalid([
                    FieldProblem(
                        "value_max", Text("上限（区间）", "Upper value (range)"), Text("不能小于数值。", "Must not be below the value."))
                ])
            }
            content.value = input.value
            content.valueMax = input.valueMax
            content.unit = input.unit
            content.comparator = input.comparator ?? content.comparator
            content.quantity = input.quantity ?? content.quantity
        }
        if names.contains("due") { content.due = input.due }
        if names.contains("units") { content.units = UnitLines.parse(input.units ?? "") }
        if names.contains("type") { content.type = input.type }
        item.correct(content)
        try ItemStore.update(item, scope)
        scope.record(
            Event(
                PlanEvents.corrected, Subject("plan-item", item.id.description), in: plan.subject,
                ["kind": item.kind.label.zh, "kindEn": item.kind.label.en, "before": before, "name": title(item)]))
        return ReviewRef(plan: plan.id, item: item.id, anchor: try nextAnchor(after: item, plan, scope))
    }

    static func add(_ input: AdditionInput, _ reads: PlanReads, _ scope: inout Scope) throws -> ReviewRef {
        let plan = try reads.draft(input.plan, scope)
        let same = try ItemStore.list(plan.id, kind: input.kind, scope.connection)
        let key = (1...10_000).map { "X\($0)" }.first { key in !same.contains { $0.key == key } } ?? scope.newID().description
        var content = Item.Content(input.name, quote: "")
        content.place = input.place
        if input.kind == .target { content.comparator = .ge; content.quantity = .level; content.isHeadline = input.place == nil }
        let item = Item(
            id: scope.newID(), plan: plan.id, kind: input.kind, key: key, order: (same.map(\.order).max() ?? 0) + 1, read: nil,
            content: content,
            state: .added, start: 0, end: 0, question: nil, other: nil, mergedInto: nil, before: nil, changedBy: scope.viewer.name)
        try ItemStore.insert(item, scope)
        scope.record(
            Event(
                PlanEvents.added, Subject("plan-item", item.id.description), in: plan.subject,
                ["kind": item.kind.label.zh, "kindEn": item.kind.label.en, "name": input.name]))
        return ReviewRef(plan: plan.id, item: item.id, anchor: "i-\(item.id)")
    }

    static func baseline(_ input: BaselineInput, _ reads: PlanReads, _ scope: inout Scope) throws -> ReviewRef {
        let plan = try reads.draft(input.plan, scope)
        var item = try find(input.item, plan, scope)
        guard item.kind == .target else { throw Refusal.conflict(Text("只有目标有基期值。", "Only a target has a baseline.")) }
        item.content.baseline = input.value
        item.content.baselineSource = input.source
        item.content.baselineDay = nil
        if item.state == .read, item.question == nil { item.state = .confirmed }
        try ItemStore.update(item, scope)
        scope.record(
            Event(
                PlanEvents.baselined, Subject("plan-item", item.id.description), in: plan.subject,
                ["name": title(item), "value": print(input.value), "source": input.source]))
        return ReviewRef(plan: plan.id, item: item.id, anchor: "base")
    }

    static func setup(_ input: SetupInput, _ reads: PlanReads, _ scope: inout Scope) throws -> ReviewRef {
        let plan = try reads.draft(input.plan, scope)
        guard input.start <= input.end else {
            throw Refusal.invalid([
                FieldProblem("end", Text("期末", "Last day"), Text("不能早于起算日。", "Must not be before the first day."))
            ])
        }
        if let preset = input.preset, reads.content.rules[preset] == nil {
            let known = reads.content.rules.keys.sorted().joined(separator: ", ")
            throw Refusal.invalid([
                FieldProblem("preset", Text("灯色规则", "Light rule"), Text("没有这个规则。可选：\(known)", "No such rule. Known: \(known)"))
            ])
        }
        try PlanStore.update(
            plan.with(
                place: input.place, title: input.title, period: input.start...input.end, frequency: input.frequency,
                reportDays: input.reportDays,
                preset: input.preset ?? plan.preset, leadsByOrder: .some(input.leadsByOrder ? true : plan.leadsByOrder)),
            scope.connection)
        scope.record(Event(PlanEvents.prepared, plan.subject))
        return ReviewRef(plan: plan.id, item: nil, anchor: "base")
    }

    static func publish(_ input: PlanInput, _ reads: PlanReads, _ scope: inout Scope) throws -> PlanRef {
        let plan = try reads.draft(input.plan, scope)
        let day = scope.today
        let items = try ItemStore.list(plan.id, scope.connection)
        guard items.contains(where: { $0.state.isKept && ($0.kind == .target || $0.kind == .measure) }) else {
            throw Refusal.conflict(
                Text("方案里还没有目标或举措，补加后再发布。", "The plan has neither targets nor measures yet. Add some, then publish."))
        }
        var publication = Publication(plan: plan, items: items, content: reads.content, day: day)
        try publication.run(scope)
        try PlanStore.update(plan.with(stage: .inForce, publishedOn: .some(day)), scope.connection)
        try PlanStore.insert(StageSpan(stage: .inForce, from: day, note: nil, by: scope.viewer.name), plan: plan.id, scope)
        scope.record(
            Event(
                PlanEvents.published, plan.subject,
                ["targets": String(publication.targetCount), "measures": String(publication.measureCount)]))
        if let old = try plan.revises.flatMap({ try PlanStore.find($0, scope.connection) }), old.stage != .closed {
            try PlanStore.update(old.with(stage: .closed), scope.connection)
            try PlanStore.insert(StageSpan(stage: .closed, from: day, note: "由修订稿替代", by: scope.viewer.name), plan: old.id, scope)
            scope.record(
                Event(
                    PlanEvents.staged, old.subject,
                    ["stage": Stage.closed.label.zh, "stageEn": Stage.closed.label.en, "note": "由修订稿替代"]))
        }
        return PlanRef(plan: plan.id)
    }

    private static func find(_ id: RecordID, _ plan: Plan, _ scope: Scope) throws -> Item {
        guard let item = try ItemStore.find(id, in: plan.id, scope.connection) else {
            throw Refusal.missing(Text("没有这一条。", "There is no such item."))
        }
        return item
    }

    private static func setLeads(_ value: Bool?, _ plan: Plan, _ scope: Scope) throws {
        try PlanStore.update(plan.with(leadsByOrder: .some(value)), scope.connection)
    }

    /// The next open question; after the last one, the list.
    private static func nextAnchor(after item: Item, _ plan: Plan, _ scope: Scope) throws -> String {
        if item.question == nil { return "i-\(item.id)" }
        let open = try ItemStore.list(plan.id, scope.connection).filter(\.isOpen).sorted { $0.order < $1.order }
        return (open.first { $0.order > item.order } ?? open.first).map { "i-\($0.id)" } ?? "base"
    }

    static func title(_ item: Item) -> String {
        guard item.kind == .target, let value = item.content.value else { return item.content.name }
        return item.content.name + print(value) + (item.content.unit ?? "")
    }
}

extension Plan {
    /// A copy with some parts replaced; a nested optional tells “leave it” from “take it away”.
    func with(
        place: String? = nil, title: String? = nil, stage: Stage? = nil, period: ClosedRange<Day>? = nil,
        frequency: Frequency? = nil,
        reportDays: Int? = nil, preset: String? = nil, opensOn: Day?? = nil, isExample: Bool? = nil, leadsByOrder: Bool?? = nil,
        publishedOn: Day?? = nil
    ) -> Plan {
        let period = period ?? self.period
        return Plan(
            id: id, place: place ?? self.place, title: title ?? self.title, type: type, stage: stage ?? self.stage, period: period,
            baseDay: period.lowerBound.adding(days: -1), frequency: frequency ?? self.frequency,
            reportDays: reportDays ?? self.reportDays,
            preset: preset ?? self.preset, opensOn: opensOn ?? self.opensOn, isExample: isExample ?? self.isExample,
            leadsByOrder: leadsByOrder ?? self.leadsByOrder, revises: revises, sourceName: sourceName, issueDate: issueDate,
            publishedOn: publishedOn ?? self.publishedOn)
    }
}
