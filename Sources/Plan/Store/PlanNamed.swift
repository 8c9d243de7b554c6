import Calendars
import Foundation
import Kernel
import Registry

/// A project, platform or park that the plan's text names, and the record it became.
public struct NamedThing: Sendable, Hashable {
    public let kind: RecordKind
    public let name: String
    /// Key of the measure in which it stands.
    public let measure: String?
    public let record: RecordID?
}

/// A target of a plan that is still under review.
public struct DraftTarget: Sendable, Hashable {
    public let item: RecordID
    public let key: String
    public let indicator: String
    public let scope: String?
    public let value: Double?
    public let unit: String
    public let quantity: Quantity
    public let baseline: Double?
    public let baselineSource: String?

    public init(
        item: RecordID, key: String, indicator: String, scope: String?, value: Double?, unit: String, quantity: Quantity,
        baseline: Double?,
        baselineSource: String?
    ) {
        self.item = item
        self.key = key
        self.indicator = indicator
        self.scope = scope
        self.value = value
        self.unit = unit
        self.quantity = quantity
        self.baseline = baseline
        self.baselineSource = baselineSource
    }
}

/// What other slices ask of a plan's text.
extension PlanReads {
    /// Plans that run or ran, newest first.
    public func plans(limit: Int = 200, _ scope: Scope) throws -> [Plan] {
        try PlanStore.list(withDrafts: false, limit: limit, scope.connection)
    }

    /// Plans under review, newest first; only for those who may see them.
    public func drafts(_ scope: Scope) throws -> [Plan] {
        guard Permission.planEdit.allows(scope.viewer) else { return [] }
        return try PlanStore.list(withDrafts: true, limit: 200, scope.connection).filter { $0.stage == .draft }
    }

    public func named(_ plan: Plan, _ scope: Scope) throws -> [NamedThing] {
        try [Item.Kind.project, .platform, .organisation].flatMap { kind in
            try ItemStore.list(plan.id, kind: kind, scope.connection).filter(\.state.isKept).compactMap { item in
                let record = item.home.flatMap { $0.kind == "record" ? RecordID($0.id) : nil }
                let recordKind: RecordKind
                switch item.kind {
                case .project: recordKind = .project
                case .platform: recordKind = .platform
                default:
                    if item.content.type != "park" { return nil }
                    recordKind = .park
                }
                return NamedThing(kind: recordKind, name: item.content.name, measure: item.content.place, record: record)
            }
        }
    }

    /// What the plan says of its own supervision and evaluation, in its words.
    public func clauses(_ plan: Plan, _ scope: Scope) throws -> [String] {
        try ItemStore.list(plan.id, kind: .supervision, scope.connection).filter(\.state.isKept).map {
            $0.content.quote.filter { !$0.isNewline }
        }
    }

    public func shares(of target: Target, _ scope: Scope) throws -> [Share] {
        try PlanStore.shares(of: target.id, scope.connection)
    }

    public func draftTargets(_ plan: Plan, _ scope: Scope) throws -> [DraftTarget] {
        try ItemStore.list(plan.id, kind: .target, scope.connection).filter(\.state.isKept).map {
            DraftTarget(
                item: $0.id, key: $0.key, indicator: $0.content.name, scope: $0.content.scope, value: $0.content.value,
                unit: $0.content.unit ?? "", quantity: $0.content.quantity ?? .level, baseline: $0.content.baseline,
                baselineSource: $0.content.baselineSource)
        }
    }
}

/// What other slices may change of a plan; each change is recorded here.
public enum PlanWrites {
    /// Gives a target of a draft the baseline that another plan ended with.
    public static func carry(
        baseline: Double, on day: Day, source: String, to item: RecordID, of plan: Plan, _ reads: PlanReads, _ scope: inout Scope
    ) throws {
        let plan = try reads.draft(plan.id, scope)
        guard var item = try ItemStore.find(item, in: plan.id, scope.connection), item.kind == .target else {
            throw Refusal.missing(Text("没有这一条。", "There is no such item."))
        }
        item.content.baseline = baseline
        item.content.baselineSource = source
        item.content.baselineDay = day
        try ItemStore.update(item, scope)
        scope.record(
            Event(
                PlanEvents.baselined, Subject("plan-item", item.id.description), in: plan.subject,
                ["name": item.content.name, "value": print(baseline), "source": source]))
    }

    /// A task of a running plan, taken over from elsewhere; its id.
    public static func task(
        _ title: String, unit: RecordID?, unitName: String, due: Day?, in measure: String, of plan: RecordID, _ reads: PlanReads,
        _ scope: inout Scope
    ) throws -> RecordID {
        let plan = try reads.running(plan, scope)
        let measure = try Running.measure(measure, plan, scope)
        let task = PlanTask(
            id: scope.newID(), measure: measure.id,
            number: try PlanStore.nextTaskNumber(plan: plan.id, measure: measure.id, scope.connection), title: title.cut(300),
            unit: unit, unitName: unitName, due: due, origin: .split, knownFrom: scope.today)
        try PlanStore.insert(task, plan: plan.id, scope)
        scope.record(
            Event(
                PlanEvents.tasked, Subject("task", task.id.description), in: plan.subject,
                ["name": task.title, "unit": task.unitName]))
        return task.id
    }
}
