import Calendars
import Foundation
import Kernel
import Registry

struct ReviewInput: EndpointInput {
    enum Show: String, Choosable {
        case questions, all
        var label: Text { self == .questions ? Text("待判断", "To decide") : Text("全部读出", "All items") }
    }
    var plan = RecordID.zero
    var show: Show?
    var item: RecordID?
    static let fields: [Field<ReviewInput>] = [
        PlanField.plan(\.plan), Field("show", \.show, Text("显示", "Show")), Field("item", \.item, Text("条目", "Item")),
    ]
}

/// A draft with its source and its items, the ambiguous ones first.
struct Review: JSONValued {
    let plan: Plan
    let source: String
    let items: [Item]
    let findings: [Text]
    let showsAll: Bool
    let previous: Plan?
    let differences: Differences?
    let presets: [LightRule]

    /// How a revision differs from the version before.
    struct Differences: Sendable {
        let carried: Int
        let added: [Item]
        let gone: [Item]
    }

    static func load(_ input: ReviewInput, _ reads: PlanReads, _ scope: Scope) throws -> Review {
        let plan = try reads.draft(input.plan, scope)
        let items = try ItemStore.list(plan.id, scope.connection)
        let source = try PlanStore.source(of: plan.id, scope.connection)
        let previous = try plan.revises.flatMap { try PlanStore.find($0, scope.connection) }
        let differences = try previous.map { try compare(items, try ItemStore.list($0.id, scope.connection)) }
        let findings = source.flatMap { try? JSON(parsing: Data($0.findings.utf8)).array } ?? []
        return Review(
            plan: plan, source: source?.text ?? "", items: items,
            findings: findings.map { Text($0["zh"]?.string ?? "", $0["en"]?.string ?? "") }, showsAll: input.show == .all,
            previous: previous,
            differences: differences, presets: reads.content.rules.values.sorted { $0.id < $1.id })
    }

    private static func compare(_ new: [Item], _ old: [Item]) throws -> Differences {
        func key(_ item: Item) -> String {
            "\(item.kind.rawValue)|\(nameKey((item.read ?? item.content).name))|\((item.read ?? item.content).value.map { print($0) } ?? "")"
        }
        let kinds: Set<Item.Kind> = [.target, .measure, .project, .platform]
        let before = Set(old.map(key)), now = Set(new.map(key))
        return Differences(
            carried: new.filter { $0.state == .confirmed || $0.state == .corrected }.count,
            added: new.filter { kinds.contains($0.kind) && !before.contains(key($0)) },
            gone: old.filter { kinds.contains($0.kind) && $0.state.isKept && !now.contains(key($0)) })
    }

    var open: [Item] { items.filter(\.isOpen).sorted { ($0.order, $0.key) < ($1.order, $1.key) } }
    var targets: [Item] { items.filter { $0.kind == .target && $0.state.isKept && $0.content.isHeadline == true } }
    var missingBaselines: [Item] {
        targets.filter { $0.content.baseline == nil && $0.content.quantity != .increment && $0.content.quantity != .rank }
    }
    func item(_ kind: Item.Kind, _ key: String?) -> Item? { items.first { $0.kind == kind && $0.key == key } }

    var json: JSON {
        [
            "plan": .string(plan.id.description), "title": .string(plan.title), "open": .number(Double(open.count)),
            "items": .array(
                items.map { item in
                    [
                        "id": .string(item.id.description), "key": .string(item.key), "kind": .string(item.kind.rawValue),
                        "name": .string(item.content.name),
                        "value": .optional(item.content.value), "unit": .optional(item.content.unit),
                        "due": .optional(item.content.due),
                        "state": .string(item.state.rawValue), "question": .optional(item.question?.rawValue),
                        "start": .number(Double(item.start)),
                        "end": .number(Double(item.end)), "readName": .optional(item.read?.name),
                        "readValue": .optional(item.read?.value),
                        "units": .array(
                            (item.content.units ?? []).map { ["name": .string($0.name), "role": .string($0.role.rawValue)] }),
                    ]
                }),
        ]
    }
}
