import Calendars
import Kernel

/// Plans above and below each other.
enum Aligning {
    /// How many plans one comparison holds at most.
    static let most = 200

    static func load(_ reads: PlanReads, _ scope: Scope) throws -> AlignmentView {
        let plans = try PlanStore.list(withDrafts: false, limit: most, scope.connection)
        let day = scope.isAsOfChosen ? scope.asOf : scope.today
        var superiors: [RecordID: RecordID] = [:]
        for plan in plans {
            if let above = try AlignmentStore.superior(of: plan.id, on: day, scope.connection)?.superior {
                superiors[plan.id] = above
            }
        }
        let heads = Set(superiors.values)
        let members = try plans.reversed().map { plan in
            let board = try reads.board(plan, scope)
            var shares: [RecordID: [Share]] = [:]
            if heads.contains(plan.id) {
                for target in board.targets { shares[target.id] = try PlanStore.shares(of: target.id, scope.connection) }
            }
            return Alignment.Member(
                plan: plan, superior: superiors[plan.id], targets: board.targets, measures: board.measures, shares: shares)
        }
        return AlignmentView(alignment: Alignment(members), day: day)
    }

    static func put(_ input: SuperiorInput, _ reads: PlanReads, _ scope: inout Scope) throws -> PlanRef {
        let plan = try reads.running(input.plan, scope)
        let above = try input.superior.map { try reads.running($0, scope) }
        let from = input.from ?? scope.today
        var next = above?.id
        var steps = 0
        while let id = next, steps < most {
            if id == plan.id {
                throw Refusal.invalid([
                    FieldProblem(
                        "superior", Text("上级方案", "Superior plan"),
                        Text("《\(plan.title)》不能成为自己的上级。", "“\(plan.title)” cannot stand above itself."))
                ])
            }
            next = try AlignmentStore.superior(of: id, on: from, scope.connection)?.superior
            steps += 1
        }
        try AlignmentStore.insert(
            Superior(superior: above?.id, from: from, by: scope.viewer.name, note: input.note), of: plan.id, id: scope.newID(),
            scope)
        scope.record(
            Event(
                PlanEvents.subordinated, plan.subject,
                [
                    "title": plan.title, "superior": above?.title ?? "无", "superiorEn": above?.title ?? "none",
                    "from": from.description,
                ]))
        return PlanRef(plan: plan.id)
    }
}

struct SuperiorInput: EndpointInput {
    var plan = RecordID.zero
    var superior: RecordID?
    var from: Day?
    var note: String?
    static let fields: [Field<SuperiorInput>] = [
        PlanField.plan(\.plan),
        Field("superior", \.superior, Text("上级方案", "Superior plan"), hint: Text("留空为没有上级", "Empty means none")),
        Field("from", \.from, Text("自哪天起", "From"), hint: Text("不填为今天", "Empty means today")),
        Field("note", \.note, Text("依据", "Grounds"), as: .line(limit: 300)),
    ]
}
