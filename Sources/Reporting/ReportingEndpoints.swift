import Calendars
import Foundation
import Kernel
import Plan
import Registry

/// The table of contents of the slice: what there is, where, and who may.
public struct ReportingEndpoints: Sendable {
    public let returns: Returns

    public init(_ returns: Returns) { self.returns = returns }

    public var slice: Slice {
        Slice(
            "Reporting",
            routes: [
                Route(desk), Route(open), Route(item), Route(fill), Route(submit), Route(withdraw), Route(decide), Route(revise),
                Route(freeze),
                Route(ledger), Route(rule), Route(change),
            ] + linkRoutes + bookRoutes + ledgerRoutes,
            raw: [form] + linkDoors + bookFiles, migrations: ReportingSchema.migrations, events: ReportingEvents.all,
            jobs: [Intake(returns: returns).job])
    }

    // MARK: Returns

    var desk: Endpoint<PeriodInput, DeskView> {
        Endpoint(
            "reporting.desk", .get, ReportingPaths.desk, permission: .planReport, Text("报送", "Returns"),
            menu: MenuEntry(.ofSupervision, 41, Text("报送", "Returns")),
            run: { input, scope in try DeskView.load(input, returns, scope) },
            page: { DeskPage.page($0, self, $1) }, table: DeskPage.table)
    }

    var open: Endpoint<PeriodInput, Opened> {
        Endpoint(
            "reporting.open", .post, ReportingPaths.desk, permission: .planReport, Text("发起填报", "Open a period"),
            run: { input, scope in try returns.open(input.period, input.plan, &scope) },
            then: { ReportingPaths.url(ReportingPaths.desk, $0.plan, ["period": $0.period.description]) })
    }

    var item: Endpoint<ReturnInput, ReturnView> {
        Endpoint(
            "reporting.return", .get, ReportingPaths.item, permission: .planReport, Text("一张填报单", "A return"),
            run: { input, scope in try ReturnView.load(input.item, input.plan, returns, scope) },
            page: { ReturnPage.page($0, self, $1) })
    }

    /// One line, for programs; people fill in the whole form.
    var fill: Endpoint<LineInput, ReturnRef> {
        Endpoint(
            "reporting.line.fill", .post, ReportingPaths.line, permission: .planReport, Text("填一行", "Fill in a line"),
            bodyLimit: 21 << 20,
            run: { input, scope in
                let (plan, item) = try returns.find(input.item, input.plan, scope)
                guard try ReturnStore.lines(item.id, scope.connection).contains(where: { $0.id == input.line }) else {
                    throw Refusal.missing(Text("这张填报单里没有这一行。", "There is no such line in this return."))
                }
                let files = input.evidence.map { [input.line: $0] } ?? [:]
                try returns.save([input.line: input.entry], files: files, in: item, &scope)
                return ReturnRef(plan: plan.id, item: item.id)
            }, then: \.url)
    }

    var submit: Endpoint<SubmissionInput, ReturnRef> {
        Endpoint(
            "reporting.submit", .post, ReportingPaths.submission, permission: .planReport, Text("报送填报单", "Hand in a return"),
            run: { input, scope in
                let (plan, item) = try returns.find(input.item, input.plan, scope)
                let problems = try returns.submit(item, door: .page, reason: input.reason, of: plan, &scope)
                if !problems.isEmpty { throw Refusal.invalid(problems.map(\.asField)) }
                return ReturnRef(plan: plan.id, item: item.id)
            }, then: \.url)
    }

    var withdraw: Endpoint<ReturnInput, ReturnRef> {
        Endpoint(
            "reporting.withdraw", .post, ReportingPaths.withdrawal, permission: .planReport, Text("撤回填报单", "Withdraw a return"),
            run: { input, scope in
                let (plan, item) = try returns.find(input.item, input.plan, scope)
                try returns.withdraw(item, &scope)
                return ReturnRef(plan: plan.id, item: item.id)
            }, then: \.url)
    }

    var decide: Endpoint<DecisionInput, ReturnRef> {
        Endpoint(
            "reporting.decide", .post, ReportingPaths.decision, permission: .planEdit, Text("审核填报单", "Decide on a return"),
            run: { input, scope in
                let (plan, item) = try returns.find(input.item, input.plan, scope)
                try returns.decide(input.verdict, line: input.line, reason: input.reason, in: item, of: plan, &scope)
                return ReturnRef(plan: plan.id, item: item.id)
            }, then: \.url)
    }

    var revise: Endpoint<RevisionInput, ReturnRef> {
        Endpoint(
            "reporting.revise", .post, ReportingPaths.revision, permission: .planReport, Text("发起更正", "Start a correction"),
            run: { input, scope in
                let (plan, item) = try returns.find(input.item, input.plan, scope)
                return ReturnRef(plan: plan.id, item: try returns.revise(item, reason: input.reason, of: plan, &scope).id)
            }, then: \.url)
    }

    var freeze: Endpoint<FreezeInput, Frozen> {
        Endpoint(
            "reporting.freeze", .post, ReportingPaths.freezes, permission: .planEdit, Text("冻结一期", "Freeze a period"),
            run: { input, scope in
                let plan = try returns.plans.running(input.plan, scope)
                let period = try returns.period(input.period, plan, scope)
                return Frozen(plan: plan.id, period: period, count: try returns.freeze(period, note: input.note, of: plan, &scope))
            }, then: { ReportingPaths.url(ReportingPaths.desk, $0.plan, ["period": $0.period.description]) })
    }

    var ledger: Endpoint<PeriodInput, LedgerView> {
        Endpoint(
            "reporting.ledger", .get, ReportingPaths.ledger, permission: .planReport, Text("汇总台账", "Ledger"),
            run: { input, scope in try LedgerView.load(input, returns, scope) }, page: LedgerPage.page, table: LedgerView.table)
    }

    // MARK: Rules

    var rule: Endpoint<RuleInput, TargetRule> {
        Endpoint(
            "reporting.rule", .post, ReportingPaths.rule, permission: .planEdit, Text("选定取数", "Choose whose figure counts"),
            run: { input, scope in
                let plan = try returns.plans.running(input.plan, scope)
                guard let target = try returns.plans.board(plan, scope).targets.first(where: { $0.key == input.target }) else {
                    throw Refusal.missing(Text("方案里没有目标“\(input.target)”。", "The plan has no target “\(input.target)”."))
                }
                let rule: ReportingRule
                switch (input.rule, input.unit) {
                case (.sum, _): rule = .sum
                case (.one, .some(let unit)): rule = .one(unit)
                case (.one, .none):
                    throw Refusal.invalid([FieldProblem("unit", Text("以哪家为准", "Whose figure"), Text("请选单位。", "Choose the unit."))])
                }
                try returns.choose(rule, target: target, of: plan, &scope)
                return TargetRule(plan: plan.id, target: target.key, rule: input.rule.rawValue)
            }, then: { ReportingPaths.url(ReportingPaths.desk, $0.plan) })
    }

    var change: Endpoint<ChangeInput, UnitChanged> {
        Endpoint(
            "reporting.unit.change", .post, ReportingPaths.changes, permission: .planEdit,
            Text("登记单位变动", "Record a change of a unit"),
            run: { input, scope in
                let plan = try returns.plans.running(input.plan, scope)
                if (input.successor == nil) == (input.newName == nil) {
                    throw Refusal.invalid([
                        FieldProblem(
                            "successor", Text("并入", "Goes into"),
                            Text(
                                "合并填“并入”，更名填“新名称”，只填一项。",
                                "For a merger name the successor, for a renaming the new name; one of them."))
                    ])
                }
                func named(_ name: String, _ field: String, _ label: Text) throws -> Record {
                    guard let record = try RegistryStore.find(named: name, kind: .organisation, scope.connection) else {
                        throw Refusal.invalid([
                            FieldProblem(
                                field, label,
                                Text(
                                    "没有登记“\(name)”。请先在企业与机构中登记。",
                                    "“\(name)” is not registered. Register it under Organisations first."))
                        ])
                    }
                    return record
                }
                let unit = try named(input.unit, "unit", Text("单位", "Unit"))
                let successor = try input.successor.map { try named($0, "successor", Text("并入", "Goes into")) }
                if successor?.id == unit.id {
                    throw Refusal.invalid([
                        FieldProblem("successor", Text("并入", "Goes into"), Text("不能并入自己。", "A unit cannot go into itself."))
                    ])
                }
                let change = UnitChange(
                    unit: unit.id, successor: successor?.id, newName: input.newName, from: input.from, source: input.source)
                try returns.change(change, name: unit.name, successorName: successor?.name, &scope)
                if let name = input.newName { try RegistryStore.insert(name: name, for: unit.id, scope.connection) }
                return UnitChanged(plan: plan.id, unit: unit.id)
            }, then: { ReportingPaths.url(ReportingPaths.desk, $0.plan) })
    }

    // MARK: The whole form

    /// Every box of the form at once: saved whatever was typed, handed in when nothing is wrong.
    var form: RawEndpoint {
        RawEndpoint(
            "reporting.form", .post, ReportingPaths.form, permission: .planReport, Text("填写填报单", "Fill in a return"),
            bodyLimit: 64 << 20,
            fields: ReturnInput.summaries
        ) { request, house in
            let sent = try SentForm(try request.input())
            let plan = request.values["plan"].flatMap { RecordID($0) } ?? .zero,
                id = request.values["return"].flatMap { RecordID($0) } ?? .zero
            let view = try await house.write(as: request.viewer) { scope in
                let (plan, item) = try returns.find(id, plan, scope)
                return try sent.run(item, of: plan, door: .page, returns, &scope)
            }
            guard view.item.state.isOpen, sent.submits else {
                return .redirect(ReportingPaths.url(ReportingPaths.item, plan, ["return": id.description]))
            }
            return RawEndpoint.Response(ReturnPage.page(view, self, request.reader))
        }
    }
}

struct ReturnRef: Encodable, Sendable {
    let plan: RecordID
    let item: RecordID
    var url: String { ReportingPaths.url(ReportingPaths.item, plan, ["return": item.description]) }
}

struct Frozen: Encodable, Sendable {
    let plan: RecordID
    let period: Day
    let count: Int
}

struct TargetRule: Encodable, Sendable {
    let plan: RecordID
    let target: String
    let rule: String
}

struct UnitChanged: Encodable, Sendable {
    let plan: RecordID
    let unit: RecordID
}
