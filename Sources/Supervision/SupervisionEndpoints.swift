import Calendars
import Kernel
import Plan

/// The table of contents of the slice.
public struct SupervisionEndpoints: Sendable {
    public let reads: SupervisionReads
    let ordering: Ordering

    public init(
        plans: PlanReads, content: SupervisionContent, keep: @escaping @Sendable (Upload, Scope) throws -> RecordID
    ) {
        reads = SupervisionReads(plans: plans, content: content)
        ordering = Ordering(reads: reads, keep: keep)
    }

    public var slice: Slice {
        Slice(
            "Supervision",
            routes: [
                Route(orders), Route(new), Route(open), Route(order), Route(step), Route(mine), Route(paper), Route(drafts),
                Route(draft),
                Route(issue), Route(dismiss), Route(settings), Route(meetings), Route(call), Route(meeting), Route(attendance),
                Route(meetingDecide), Route(minutes), Route(inspections), Route(inspect), Route(inspection), Route(finding),
                Route(feedback), Route(reply), Route(conclusion), Route(notices), Route(noticeDraft), Route(noticeIssue),
                Route(notice),
                Route(scoreboard), Route(fact), Route(view),
            ],
            raw: [paperFile, draftFile, minutesFile, inspectionFile, noticeFile, noticeDraftFile],
            migrations: SupervisionSchema.migrations, events: SupervisionEvents.all,
            frame: { scope, facts in
                // How many orders wait for this unit, beside its menu entry.
                guard let unit = scope.viewer.unit else { return }
                facts.counts["supervision.mine"] = try OrderStore.waiting(for: unit, scope.connection)
            })
    }

    /// What follows from a leader's instruction; the executable hands it to the plan.
    public func instructed(_ task: PlanTask, _ plan: Plan, _ scope: inout Scope) throws {
        try ordering.instructed(task, plan, &scope)
    }

    // MARK: Orders

    var orders: Endpoint<OrdersInput, OrderList> {
        Endpoint(
            "supervision.orders", .get, SupervisionPaths.orders, permission: .supervisionRead, Text("督办", "Orders"),
            menu: MenuEntry(.ofSupervision, 51, Text("督办", "Orders")),
            run: { input, scope in try OrderList.load(input, reads, scope) }, page: OrderListPage.page, table: OrderListPage.table)
    }

    var new: Endpoint<PlanOnly, NewOrder> {
        Endpoint(
            "supervision.order.new", .get, SupervisionPaths.new, permission: .supervisionRun, Text("新建督办单", "New order"),
            run: { input, scope in
                let plan = try reads.plans.running(input.plan, scope)
                return NewOrder(plan: plan, asOf: reads.day(plan, scope))
            }, page: { NewOrderPage.page($0.plan, $0.asOf, open, $1) })
    }

    var open: Endpoint<OpenInput, OrderRef> {
        Endpoint(
            "supervision.order.open", .post, SupervisionPaths.orders, permission: .supervisionRun, Text("立项", "Register an order"),
            run: { input, scope in try ordering.open(input, &scope) }, then: \.url)
    }

    var order: Endpoint<OrderInput, OrderView> {
        Endpoint(
            "supervision.order", .get, SupervisionPaths.order, permission: .supervisionRead, Text("一件督办", "An order"),
            run: { input, scope in try OrderView.load(input, reads, scope) }, page: { OrderPage.page($0, step, $1) })
    }

    var step: Endpoint<StepInput, OrderRef> {
        Endpoint(
            "supervision.order.step", .post, SupervisionPaths.steps, permission: .supervisionStep, Text("办理督办件", "Take a step"),
            bodyLimit: 20 << 20, run: { input, scope in try ordering.step(input, &scope) }, then: \.url)
    }

    var mine: Endpoint<NoInput, DutyList> {
        Endpoint(
            "supervision.mine", .get, SupervisionPaths.mine, permission: .supervisionAnswer, Text("本单位督办", "Orders to your unit"),
            menu: MenuEntry(.plan, 5, Text("本单位督办", "Your orders")),
            run: { _, scope in try DutyList.load(reads, scope) }, page: DutyList.page)
    }

    // MARK: Papers and drafts

    var paper: Endpoint<PaperInput, PaperView> {
        Endpoint(
            "supervision.paper", .get, SupervisionPaths.paper, permission: .supervisionRead, Text("督办文书", "A paper of an order"),
            run: { input, scope in
                let (plan, order, paper) = try reads.paper(input, scope)
                let raw = RawInput([
                    "plan": [plan.id.description], "order": [order.id.description], "paper": [input.paper.rawValue],
                ])
                return PaperView(
                    plan: plan, asOf: reads.day(plan, scope), title: "\(input.paper.label.zh)：\(order.title)", paper: paper,
                    back: SupervisionPaths.order.url(raw.with("paper", nil)), backWords: Text("督办件", "The order"),
                    file: SupervisionPaths.paperFile.url(raw), nav: "supervision.orders")
            }, page: PaperView.page)
    }

    var paperFile: RawEndpoint {
        file("supervision.paper.file", SupervisionPaths.paperFile, .supervisionRead, Text("下载督办文书", "Download a paper")) {
            (input: PaperInput, scope) in try reads.paper(input, scope).paper
        }
    }

    var drafts: Endpoint<PlanOnly, DraftList> {
        Endpoint(
            "supervision.drafts", .get, SupervisionPaths.drafts, permission: .supervisionDraft, Text("待签发", "Drafts to issue"),
            menu: MenuEntry(.ofSupervision, 52, Text("待签发", "Drafts to issue")),
            run: { input, scope in try DraftList.load(input, reads, scope) }, page: DraftListPage.page)
    }

    var draft: Endpoint<DraftInput, DraftView> {
        Endpoint(
            "supervision.draft", .get, SupervisionPaths.draft, permission: .supervisionDraft, Text("一件起草", "A draft"),
            run: { input, scope in try DraftView.load(input, reads, scope) }, page: { DraftPage.page($0, issue, dismiss, $1) })
    }

    var draftFile: RawEndpoint {
        file("supervision.draft.file", SupervisionPaths.draftFile, .supervisionDraft, Text("下载起草件", "Download a draft")) {
            (input: DraftInput, scope) in try DraftView.load(input, reads, scope).paper
        }
    }

    var issue: Endpoint<IssueInput, OrderRef> {
        Endpoint(
            "supervision.draft.issue", .post, SupervisionPaths.issue, permission: .supervisionRun, Text("签发起草件", "Issue a draft"),
            run: { input, scope in try ordering.issue(input, &scope) }, then: \.url)
    }

    var dismiss: Endpoint<DismissInput, PlanGone> {
        Endpoint(
            "supervision.draft.dismiss", .post, SupervisionPaths.dismissal, permission: .supervisionRun,
            Text("不采用起草件", "Set a draft aside"),
            run: { input, scope in try ordering.dismiss(input, &scope) },
            then: { SupervisionPaths.drafts.url(RawInput(["plan": [$0.plan.description]])) })
    }

    var settings: Endpoint<SettingsInput, PlanGone> {
        Endpoint(
            "supervision.settings", .post, SupervisionPaths.settings, permission: .supervisionRun,
            Text("选用督办办法", "Choose the rules"),
            run: { input, scope in try ordering.set(input, &scope) },
            then: { SupervisionPaths.drafts.url(RawInput(["plan": [$0.plan.description]])) })
    }
}

struct NewOrder: JSONValued {
    let plan: Plan
    let asOf: Day
    var json: JSON { ["plan": .string(plan.id.description)] }
}

extension RawInput {
    /// The same with one name set anew, or taken away.
    func with(_ name: String, _ value: String?) -> RawInput {
        var raw = self
        raw.texts[name] = value.map { [$0] }
        return raw
    }
}
