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
            routes: [Route(orders), Route(new), Route(open), Route(order), Route(step), Route(mine)],
            migrations: SupervisionSchema.migrations, events: SupervisionEvents.all)
    }

    /// What follows from a leader's instruction; the executable hands it to the plan.
    public func instructed(_ task: PlanTask, _ plan: Plan, _ scope: inout Scope) throws {
        try ordering.instructed(task, plan, &scope)
    }

    // MARK: Orders

    var orders: Endpoint<OrdersInput, OrderList> {
        Endpoint(
            "supervision.orders", .get, SupervisionPaths.orders, permission: .supervisionRead, Text("督办", "Orders"),
            menu: MenuEntry(.ofPlan, 51, Text("督办", "Orders")),
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
}

struct NewOrder: JSONValued {
    let plan: Plan
    let asOf: Day
    var json: JSON { ["plan": .string(plan.id.description)] }
}
