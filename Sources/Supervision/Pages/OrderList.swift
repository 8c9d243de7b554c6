import Calendars
import Design
import Kernel
import Plan

/// A plan's orders on a day, the worst first.
struct OrderList: JSONValued {
    let plan: Plan
    let asOf: Day
    let show: OrdersInput.Show
    let kind: OrderKind?
    let all: [Order]
    let ladders: [String: Ladder]
    let drafts: Int?

    static func load(_ input: OrdersInput, _ reads: SupervisionReads, _ scope: Scope) throws -> OrderList {
        let plan = try reads.plans.running(input.plan, scope)
        let asOf = reads.day(plan, scope)
        return OrderList(
            plan: plan, asOf: asOf, show: input.show ?? .open, kind: input.kind, all: try reads.orders(plan, on: asOf, scope),
            ladders: reads.content.ladders, drafts: nil)
    }

    var orders: [Order] {
        all.filter { (kind == nil || $0.kind == kind) && shows($0, show) }.sorted { key($0) < key($1) }
    }

    func shows(_ order: Order, _ show: OrdersInput.Show) -> Bool {
        switch show {
        case .open: !order.now.state.isClosed
        case .late: !order.now.state.isClosed && (order.now.daysLate(on: asOf) ?? 0) > 0
        case .waiting:
            [.registered, .reported, .reviewing, .completed].contains(order.now.state)
                || [.extensionConsented, .transferAsked].contains(order.now.pending)
        case .closed: order.now.state.isClosed
        case .all: true
        }
    }

    private func key(_ order: Order) -> (Int, Int, Int, Day, Int) {
        let place = order.ladder.flatMap { ladders[$0] }?.place(order.now.level) ?? -1
        return (
            order.now.state.isClosed ? 1 : 0, -(order.now.daysLate(on: asOf) ?? 0), -place, order.now.due ?? .last, order.number
        )
    }

    var json: JSON {
        ["asOf": .string(asOf.description), "orders": .array(orders.map { $0.json(on: asOf) })]
    }
}

extension Order {
    func json(on day: Day) -> JSON {
        [
            "id": .string(id.description), "number": .number(Double(number)), "kind": .string(kind.rawValue),
            "title": .string(title),
            "unit": .optional(lead?.name), "support": .array(units.filter { $0.role == .support }.map { .string($0.name) }),
            "state": .string(now.state.rawValue), "pending": .string(now.pending.rawValue), "level": .optional(now.level),
            "due": .optional(now.due), "dueOriginal": .optional(dueOriginal), "answerBy": .optional(now.answerBy),
            "daysLate": .optional(now.daysLate(on: day).map(Double.init)), "reportedOn": .optional(now.reportedOn),
            "closedOn": .optional(now.closedOn), "documentNumber": .optional(documentNumber),
        ]
    }
}

enum OrderListPage {
    static func page(_ list: OrderList, _ reader: Reader) -> Page {
        let plan = list.plan, orders = list.orders
        let late = list.all.filter { list.shows($0, .late) }.count, open = list.all.filter { list.shows($0, .open) }.count
        let waiting = list.all.filter { list.shows($0, .waiting) }.count
        func at(_ show: OrdersInput.Show) -> String { reader.plan(SupervisionPaths.orders, plan, ["show": show.rawValue]) }
        let tabs = OrdersInput.Show.allCases.html { show in
            "<a href=\"\(at(show))\"\(if: show == list.show, " aria-current=\"page\"")>\(reader[show.label])</a>"
        }
        var actions: [HTML] = []
        if Permission.supervisionRun.allows(reader.viewer) {
            actions.append(button(reader.plan(SupervisionPaths.new, plan), reader("新建督办单", "New order"), main: true))
        }
        actions.append(
            button(
                reader.plan(SupervisionPaths.orders, plan, ["show": list.show.rawValue, "format": "xlsx"]), reader("导出表格", "Export")
            ))
        let body: HTML =
            orders.isEmpty
            ? emptyState(
                reader("这里没有督办件", "No orders here"),
                reader(
                    "督办件来自领导批示、会议议定事项和签发的起草件。",
                    "Orders come from instructions, decisions of meetings and drafts that were issued."))
            : ledger(
                reader("督办件", "Orders"),
                [
                    .init(reader("事项", "Matter")), .init(reader("类别", "Kind")), .init(reader("级别", "Level")),
                    .init(reader("牵头单位", "Lead")), .init(reader("期限", "Due")), .init(reader("状态", "State")),
                ], rows: orders.map { row($0, list, reader) }
            )
        return Page(
            Text("督办", "Orders"), plan: plan.mark(list.asOf), nav: plan.nav("supervision.orders", reader),
            """
            \(head("\(reader("督办", "Orders"))", facts: ["\(plan.title)", "\(reader("截至", "as of ")) \(list.asOf)\(if: plan.isExample, " \(exampleMark(reader))")"], actions: actions))
            <p class="lede">\(link(at(.open), reader("在办\(open)件", "\(open) open")))\(reader("，", ", "))\(link(at(.late), reader("其中逾期\(late)件", "\(late) of them late")))\(reader("；", "; "))\(link(at(.waiting), reader("\(waiting)件待处理", "\(waiting) waiting for a decision")))\(reader("。", "."))</p>
            <nav class="tabs" aria-label="\(reader("显示", "Show"))">\(tabs)</nav>
            \(body)
            """)
    }

    private static func row(_ order: Order, _ list: OrderList, _ reader: Reader) -> [HTML] {
        let support = order.supportNames
        return [
            "<span class=\"ink-3\">\(order.mark(reader))</span> \(link(order.url(reader), order.title))",
            "\(reader[order.kind.label])",
            order.now.level == nil ? "—" : stage(order.now.level, order.ladder.flatMap { list.ladders[$0] }, reader),
            "\(order.lead?.name ?? reader("未定", "not set"))\(if: !support.isEmpty, "<span class=\"s\">\(reader("配合 ", "with "))\(support)</span>")",
            order.dueWords(reader), order.standing(on: list.asOf, reader),
        ]
    }

    static func table(_ list: OrderList, _ reader: Reader) -> Table {
        Table(
            Text("督办台账", "Orders"),
            columns: [
                .init(Text("编号", "No."), number: true), .init(Text("类别", "Kind")), .init(Text("事项", "Matter"), width: 36),
                .init(Text("级别", "Level")), .init(Text("牵头单位", "Lead"), width: 24), .init(Text("配合单位", "Support"), width: 30),
                .init(Text("立项", "Opened")), .init(Text("原定期限", "Original day")), .init(Text("现期限", "Due")),
                .init(Text("状态", "State")), .init(Text("逾期天数", "Days late"), number: true), .init(Text("销号", "Closed")),
            ],
            rows: list.orders.map { order in
                let level = order.ladder.flatMap { list.ladders[$0] }?.level(order.now.level)
                return [
                    .number(Double(order.number)), .text(reader[order.kind.label]), .text(order.title),
                    level.map { .text(reader[$0.name.text]) } ?? .empty, .text(order.lead?.name ?? ""), .text(order.supportNames),
                    .day(order.openedOn.description), order.dueOriginal.map { .day($0.description) } ?? .empty,
                    order.now.due.map { .day($0.description) } ?? .empty, .text(reader[order.now.state.label]),
                    order.now.daysLate(on: list.asOf).map { .number(Double($0)) } ?? .empty,
                    order.now.closedOn.map { .day($0.description) } ?? .empty,
                ]
            })
    }
}

/// What a unit has to do, over all plans.
struct DutyList: JSONValued {
    let lines: [(order: Order, plan: Plan, day: Day)]
    let ladders: [String: Ladder]

    static func load(_ reads: SupervisionReads, _ scope: Scope) throws -> DutyList {
        guard let unit = scope.viewer.unit else { return DutyList(lines: [], ladders: [:]) }
        var plans: [RecordID: Plan] = [:]
        let lines = try OrderStore.duties(of: unit, scope.connection).map { order -> (Order, Plan, Day) in
            let plan = try plans[order.plan] ?? reads.plans.plan(order.plan, scope)
            plans[order.plan] = plan
            return (order, plan, reads.day(plan, scope))
        }
        return DutyList(lines: lines, ladders: reads.content.ladders)
    }

    var json: JSON { ["orders": .array(lines.map { $0.order.json(on: $0.day) })] }

    static func page(_ list: DutyList, _ reader: Reader) -> Page {
        let rows = list.lines.map { order, plan, day -> [HTML] in
            let support = order.lead?.record != reader.viewer.unit
            return [
                "<span class=\"ink-3\">\(order.mark(reader))</span> \(link(order.url(reader), order.title))\(if: support, " <span class=\"chip\">\(reader("配合", "Support"))</span>")",
                "\(plan.title)",
                order.now.level == nil ? "—" : stage(order.now.level, order.ladder.flatMap { list.ladders[$0] }, reader),
                order.dueWords(reader), order.standing(on: day, reader),
            ]
        }
        let body: HTML =
            rows.isEmpty
            ? emptyState(
                reader("没有在办的督办件", "No open orders"),
                reader("交办给本单位的督办件会出现在这里。", "Orders given to your unit show here."))
            : ledger(
                reader("本单位督办件", "Your orders"),
                [
                    .init(reader("事项", "Matter")), .init(reader("方案", "Plan")), .init(reader("级别", "Level")),
                    .init(reader("期限", "Due")), .init(reader("状态", "State")),
                ], rows: rows
            )
        return Page(
            Text("本单位督办", "Orders to your unit"), current: "supervision.mine",
            head(
                "\(reader("本单位督办", "Orders to your unit"))",
                facts: ["\(reader("签收、反馈、申请延期或转办、说明申辩，在每件之内办理", "Sign for, report, ask or state your case inside each"))"])
                + body)
    }
}
