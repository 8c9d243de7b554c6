import Calendars
import Foundation
import Kernel
import Plan
import Registry

/// What one plan hands on to the next: its last approved values as baselines, its unfinished tasks as proposals. Nothing counts until a
/// person has confirmed it.
public struct Succession: Sendable, Hashable {
    public let id: RecordID
    public let old: RecordID
    public let new: RecordID
    /// The day whose values are carried over.
    public let baseDay: Day
    /// When it was set up, and by whom.
    public let from: Day
    public let by: String

    public enum State: String, Choosable, Hashable, Codable {
        case proposed, confirmed, declined

        public var label: Text {
            switch self {
            case .proposed: Text("待确认", "To confirm")
            case .confirmed: Text("已确认", "Confirmed")
            case .declined: Text("不结转", "Not carried over")
            }
        }
    }

    public struct TargetLink: Sendable, Hashable {
        public let oldTarget: RecordID
        public let indicator: String
        public let unit: String
        /// The item of the new plan's draft that means the same.
        public var newItem: RecordID?
        public let value: Double?
        public let valueDay: Day?
        public let source: String
        public var state: State
        public var by: String
    }

    public struct TaskLink: Sendable, Hashable {
        public let oldTask: RecordID
        public let title: String
        public let unit: RecordID?
        public let unitName: String
        /// The day by which it was due first; it is kept.
        public let due: Day?
        public var state: State
        public var newTask: RecordID?
        public var by: String
    }
}

extension Succession {
    /// The target of the new plan that means the same as one of the old: the same words and unit, else the nearest words of the same unit.
    static func match(_ indicator: String, unit: String, in drafts: [DraftTarget]) -> DraftTarget? {
        let fitting = drafts.filter { $0.unit == unit || ["家", "户", "个"].contains($0.unit) && ["家", "户", "个"].contains(unit) }
        if let same = fitting.first(where: { key($0.indicator) == key(indicator) }) { return same }
        let scored = fitting.map { ($0, likeness(key($0.indicator), key(indicator))) }
        return scored.filter { $0.1 >= 0.5 }.max { $0.1 < $1.1 }?.0
    }

    /// Without the words that every indicator of a city's plan has.
    static func key(_ indicator: String) -> String {
        var key = indicator
        for word in ["全市", "本市", "全省", "生物医药", "产业", "新增", "数量", "总数", " "] { key = key.replacing(word, with: "") }
        return key.isEmpty ? indicator : key
    }

    /// Dice's coefficient over pairs of characters; single characters where one of the two is shorter.
    static func likeness(_ a: String, _ b: String) -> Double {
        func pairs(_ text: String) -> [String] {
            let characters = Array(text)
            return characters.count < 2
                ? characters.map { String($0) } : zip(characters, characters.dropFirst()).map { "\($0)\($1)" }
        }
        let (x, y) = (pairs(a), pairs(b))
        guard !x.isEmpty, !y.isEmpty else { return 0 }
        var rest = y, shared = 0
        for pair in x { if let place = rest.firstIndex(of: pair) { rest.remove(at: place); shared += 1 } }
        return 2 * Double(shared) / Double(x.count + y.count)
    }
}

/// Writes of the succession.
enum Succeeding {
    /// Sets up what the old plan hands on to a draft.
    static func begin(_ input: SuccessionInput, _ reads: PlanReads, _ scope: inout Scope) throws -> SuccessionRef {
        let old = try reads.running(input.plan, scope)
        guard old.stage == .final || old.stage == .closed else {
            throw Refusal.conflict(
                Text(
                    "方案还在“\(old.stage.label.zh)”，转入期末评估或结束后才能结转。",
                    "The plan is “\(old.stage.label.en)”; it hands over once it is in its final evaluation or closed."))
        }
        let new = try reads.draft(input.to, scope)
        if try SuccessionStore.find(new: new.id, scope.connection) != nil {
            throw Refusal.conflict(Text("“\(new.title)”已经承接了一份方案。", "“\(new.title)” already takes over from a plan."))
        }
        let day = min(old.period.upperBound, reads.calendar(old).openPeriod(on: scope.today))
        let knownOn = Making.knownOn(day, old, reads, scope)
        let material = try Material(
            old, kind: .final, window: min(old.period.lowerBound, day)...day, knownOn: knownOn, reads, scope)
        let succession = Succession(
            id: scope.newID(), old: old.id, new: new.id, baseDay: day, from: scope.today, by: scope.viewer.name)
        try SuccessionStore.insert(succession, scope)
        var drafts = try reads.draftTargets(new, scope)
        var count = 0
        for fact in material.targets {
            let match = Succession.match(fact.target.indicator, unit: fact.target.unit, in: drafts)
            if let match { drafts.removeAll { $0.item == match.item } }
            try SuccessionStore.put(link(fact, match, old, scope), of: succession.id, scope)
            count += 1
        }
        let open = (material.measures.flatMap(\.tasks) + material.instructions).filter { $0.state == .late || $0.state == .ahead }
        for task in open {
            try SuccessionStore.put(
                .init(
                    oldTask: task.task.id, title: task.task.title, unit: task.task.unit, unitName: task.task.unitName,
                    due: task.task.due, state: .proposed,
                    newTask: nil, by: scope.viewer.name), of: succession.id, scope)
        }
        scope.record(
            Event(
                EvaluationEvents.succeeded, old.mark, in: new.mark,
                ["old": old.title, "new": new.title, "targets": String(count), "tasks": String(open.count)]))
        return SuccessionRef(plan: old.id)
    }

    private static func link(_ fact: TargetFact, _ match: DraftTarget?, _ old: Plan, _ scope: Scope) -> Succession.TargetLink {
        let day: Day?
        let words: String
        switch fact.state.source {
        case .query(let query, let measured): (day, words) = (fact.state.dataDay, "登记记录\(measured.records)条，\(query.words.zh)")
        case .typed(let entry): (day, words) = (entry.periodEnd, "\(entry.unitName)报送，\(entry.decidedOn?.description ?? "")审核")
        case nil: (day, words) = (nil, "没有已审核的现值")
        }
        return .init(
            oldTarget: fact.target.id, indicator: fact.target.indicator, unit: fact.target.unit, newItem: match?.item,
            value: fact.state.value, valueDay: day,
            source: "《\(old.title)》\(day.map { "\($0)" } ?? "")：\(words)", state: .proposed, by: scope.viewer.name)
    }

    static func decide(_ input: SuccessionTargetInput, _ reads: PlanReads, _ scope: inout Scope) throws -> SuccessionRef {
        let (succession, old) = try find(input.plan, reads, scope)
        guard
            var link = try SuccessionStore.targets(of: succession.id, scope.connection).first(where: {
                $0.oldTarget == input.target
            })
        else {
            throw Refusal.missing(Text("没有这项目标。", "There is no such target."))
        }
        if input.act == .decline {
            link.state = .declined
        } else {
            guard let item = input.item ?? link.newItem else {
                throw problem(
                    "item", Text("新方案的目标", "Target of the new plan"),
                    Text("请选择新方案中的对应目标。", "Choose the target of the new plan that corresponds."))
            }
            guard let value = link.value, let day = link.valueDay else {
                throw Refusal.conflict(
                    Text("“\(link.indicator)”没有已审核的现值，不能作基期。", "“\(link.indicator)” has no approved value to start from."))
            }
            try PlanWrites.carry(
                baseline: value, on: day, source: link.source, to: item, of: try reads.plan(succession.new, scope), reads, &scope)
            link.newItem = item
            link.state = .confirmed
        }
        link.by = scope.viewer.name
        try SuccessionStore.update(link, of: succession.id, scope)
        scope.record(
            Event(
                EvaluationEvents.linked, Subject("target", link.oldTarget.description), in: old.mark,
                ["act": link.state.label.zh, "actEn": link.state.label.en, "name": link.indicator]))
        return SuccessionRef(plan: old.id)
    }

    static func decide(_ input: SuccessionTaskInput, _ reads: PlanReads, _ scope: inout Scope) throws -> SuccessionRef {
        let (succession, old) = try find(input.plan, reads, scope)
        guard var link = try SuccessionStore.tasks(of: succession.id, scope.connection).first(where: { $0.oldTask == input.task })
        else {
            throw Refusal.missing(Text("没有这项任务。", "There is no such task."))
        }
        if link.state == .confirmed {
            throw Refusal.conflict(Text("“\(link.title)”已经转入新方案。", "“\(link.title)” is in the new plan already."))
        }
        if input.act == .decline {
            link.state = .declined
        } else {
            guard let measure = input.measure else {
                throw problem(
                    "measure", Text("新方案的举措", "Measure of the new plan"),
                    Text("请写明转入哪一项举措，如M10。", "Say into which measure, such as M10."))
            }
            link.newTask = try PlanWrites.task(
                link.title, unit: link.unit, unitName: link.unitName, due: input.due, in: measure, of: succession.new, reads, &scope
            )
            link.state = .confirmed
        }
        link.by = scope.viewer.name
        try SuccessionStore.update(link, of: succession.id, scope)
        scope.record(
            Event(
                EvaluationEvents.handed, Subject("task", link.oldTask.description), in: old.mark,
                ["act": link.state.label.zh, "actEn": link.state.label.en, "name": link.title]))
        return SuccessionRef(plan: old.id)
    }

    private static func find(_ plan: RecordID, _ reads: PlanReads, _ scope: Scope) throws -> (Succession, Plan) {
        let old = try reads.running(plan, scope)
        guard let succession = try SuccessionStore.list(old: old.id, scope.connection).first else {
            throw Refusal.missing(Text("这份方案还没有结转。", "This plan has not handed over yet."))
        }
        return (succession, old)
    }

    private static func problem(_ field: String, _ label: Text, _ message: Text) -> Refusal {
        .invalid([FieldProblem(field, label, message)])
    }
}

/// Which plan's succession a write was about.
struct SuccessionRef: Encodable, Sendable {
    let plan: RecordID
    var url: String { EvaluationPaths.succession.url(RawInput(["plan": [plan.description]])) }
}

struct SuccessionInput: EndpointInput {
    var plan = RecordID.zero
    var to = RecordID.zero
    static let fields: [Field<SuccessionInput>] = [
        Field("plan", \.plan, Text("方案", "Plan")), Field("to", \.to, Text("结转到（草稿）", "Hand over to (draft)")),
    ]
}

enum SuccessionAct: String, Choosable {
    case confirm, decline
    var label: Text { self == .confirm ? Text("确认结转", "Carry over") : Text("不结转", "Do not carry over") }
}

struct SuccessionTargetInput: EndpointInput {
    var plan = RecordID.zero
    var target = RecordID.zero
    var item: RecordID?
    var act = SuccessionAct.confirm
    static let fields: [Field<SuccessionTargetInput>] = [
        Field("plan", \.plan, Text("方案", "Plan")), Field("target", \.target, Text("原目标", "Old target")),
        Field("item", \.item, Text("新方案的目标", "Target of the new plan")), Field("act", \.act, Text("处理", "Decision")),
    ]
}

struct SuccessionTaskInput: EndpointInput {
    var plan = RecordID.zero
    var task = RecordID.zero
    var measure: String?
    var due: Day?
    var act = SuccessionAct.confirm
    static let fields: [Field<SuccessionTaskInput>] = [
        Field("plan", \.plan, Text("方案", "Plan")), Field("task", \.task, Text("原任务", "Old task")),
        Field("measure", \.measure, Text("新方案的举措", "Measure of the new plan"), as: .line(limit: 20)),
        Field("due", \.due, Text("新的期限", "New due day")), Field("act", \.act, Text("处理", "Decision")),
    ]
}
