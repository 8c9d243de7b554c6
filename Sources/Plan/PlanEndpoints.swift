import Calendars
import Design
import Findings
import Foundation
import Kernel
import PlanText
import Registry

/// The table of contents of the slice: what there is, where, and who may.
public struct PlanEndpoints: Sendable {
    public let reads: PlanReads
    /// Turns an uploaded file into a plan's source text and tables; given by the executable, since it needs processes and C libraries.
    let open: @Sendable (Upload) throws -> Report<PlanSource>
    /// Keeps an evidence file and returns its id.
    let keep: @Sendable (Upload, Scope) throws -> RecordID
    /// What follows from a leader's instruction, in the transaction that makes its task; set by the executable.
    public var instructed: @Sendable (PlanTask, Plan, inout Scope) throws -> Void = { _, _, _ in }

    public init(
        content: PlanContent, open: @escaping @Sendable (Upload) throws -> Report<PlanSource>,
        keep: @escaping @Sendable (Upload, Scope) throws -> RecordID
    ) {
        reads = PlanReads(content: content)
        self.open = open
        self.keep = keep
    }

    public var slice: Slice {
        Slice(
            "Plan",
            routes: [
                Route(list), Route(new), Route(upload), Route(cockpit), Route(review), Route(decide), Route(correct), Route(add),
                Route(itemBaseline),
                Route(setup), Route(publish), Route(stage), Route(items), Route(targets), Route(target), Route(records),
                Route(card), Route(baseline),
                Route(share), Route(measures), Route(measure), Route(task), Route(assign), Route(instructions), Route(instruct),
                Route(reports),
                Route(progressForm), Route(submit), Route(decideProgress), Route(rule), Route(chooseRule), Route(alignment),
                Route(superior), Route(changes), Route(digest), Route(toDo), Route(search),
            ],
            raw: [home],
            migrations: PlanSchema.migrations, events: PlanEvents.all,
            frame: { scope, facts in try frame(scope, &facts) })
    }

    private func frame(_ scope: Scope, _ facts: inout FrameFacts) throws {
        if scope.viewer.isAnonymous { return }
        let own = try reads.frame(scope)
        facts.plans = own.plans
        facts.toDo = own.toDo
    }

    /// The door: the newest running plan's cockpit, else the list.
    private var home: RawEndpoint {
        RawEndpoint("plan.home", .get, "/", permission: .everybody, Text("首页", "Home")) { request, house in
            if request.viewer.isAnonymous { return .redirect("/sign-in") }
            guard Permission.planRead.allows(request.viewer) else { return .redirect("/me") }
            let plan = try await house.read(as: request.viewer) { scope in
                try PlanStore.list(withDrafts: false, limit: 20, scope.connection).first { $0.stage != .closed }
            }
            return .redirect(plan.map { PlanPaths.url(PlanPaths.cockpit, $0) } ?? PlanPaths.list.url())
        }
    }

    var toDo: Endpoint<NoInput, ToDoList> {
        Endpoint(
            "plan.to-do", .get, "/to-do", permission: .planRead, Text("待办", "To do"), run: { _, scope in try ToDoList.load(scope) },
            page: ToDoPage.page)
    }

    var search: Endpoint<SearchInput, SearchResult> {
        Endpoint(
            "plan.search", .get, "/search", permission: .planRead, Text("查找", "Search"), pace: .heavy,
            run: { input, scope in try SearchResult.load(input, scope) }, page: SearchPage.page)
    }

    // MARK: Plans

    var list: Endpoint<NoInput, PlanList> {
        Endpoint(
            "plan.list", .get, PlanPaths.list, permission: .planRead, Text("全部方案", "Plans"),
            menu: MenuEntry(.plan, 1, Text("方案与驾驶舱", "Plans and cockpit")),
            run: { _, scope in
                PlanList(plans: try PlanStore.list(withDrafts: Permission.planEdit.allows(scope.viewer), scope.connection))
            }, page: PlanListPage.page)
    }

    var new: Endpoint<NewInput, NewPlan> {
        Endpoint(
            "plan.new", .get, PlanPaths.new, permission: .planEdit, Text("读入一份方案", "Read a plan"),
            menu: MenuEntry(.settings, 1, Text("读入方案", "Read a plan")),
            run: { input, scope in
                NewPlan(revises: try input.revises.flatMap { try PlanStore.find($0, scope.connection) })
            }, page: { NewPlanPage.page($0, upload, $1) })
    }

    var upload: Endpoint<UploadInput, PlanRef> {
        Endpoint(
            "plan.read", .post, PlanPaths.list, permission: .planEdit, Text("读入方案", "Read the plan"), bodyLimit: 20 << 20,
            pace: .heavy,
            ahead: { input, _, _ in
                let sent = input
                input = try await aside {
                    var input = sent
                    try ReadPlan.prepare(&input, open)
                    return input
                }
            },
            run: { input, scope in try ReadPlan.run(input, reads.content, &scope) },
            then: { PlanPaths.review.url(RawInput(["plan": [$0.plan.description]])) })
    }

    var cockpit: Endpoint<PlanInput, Cockpit> {
        Endpoint(
            "plan.cockpit", .get, PlanPaths.cockpit, permission: .planRead, Text("驾驶舱", "Cockpit"),
            menu: MenuEntry(.ofPlan, 10, Text("驾驶舱", "Cockpit")),
            run: { input, scope in try reads.cockpit(input.plan, scope) }, page: CockpitPage.page)
    }

    var items: Endpoint<PlanInput, ItemList> {
        Endpoint(
            "plan.items", .get, PlanPaths.items, permission: .planRead, Text("方案里的每件事在哪里", "Where everything in the plan lives"),
            menu: MenuEntry(.ofPlan, 80, Text("每件事在哪里", "Where everything is")),
            run: { input, scope in
                let plan = try reads.running(input.plan, scope)
                return ItemList(plan: plan, asOf: reads.day(plan, scope), items: try ItemStore.list(plan.id, scope.connection))
            }, page: ItemListPage.page, table: { list, reader in list.table(reader) })
    }

    // MARK: Review

    var review: Endpoint<ReviewInput, Review> {
        Endpoint(
            "plan.review", .get, PlanPaths.review, permission: .planEdit, Text("核对读出的内容", "Review what was read"),
            run: { input, scope in try Review.load(input, reads, scope) }, page: { ReviewPage.page($0, self, $1) })
    }

    var decide: Endpoint<DecisionInput, ReviewRef> {
        Endpoint(
            "plan.item.decide", .post, PlanPaths.decision, permission: .planEdit, Text("对读出的条目作决定", "Decide about an item"),
            run: { input, scope in try Reviewing.decide(input, reads, &scope) }, then: \.url)
    }

    var correct: Endpoint<CorrectionInput, ReviewRef> {
        Endpoint(
            "plan.item.correct", .post, PlanPaths.correction, permission: .planEdit, Text("更正读出的条目", "Correct an item"),
            run: { input, scope in try Reviewing.correct(input, reads, &scope) }, then: \.url)
    }

    var add: Endpoint<AdditionInput, ReviewRef> {
        Endpoint(
            "plan.item.add", .post, PlanPaths.items, permission: .planEdit, Text("补加条目", "Add an item"),
            run: { input, scope in try Reviewing.add(input, reads, &scope) }, then: \.url)
    }

    var itemBaseline: Endpoint<BaselineInput, ReviewRef> {
        Endpoint(
            "plan.item.baseline", .post, PlanPaths.itemBaseline, permission: .planEdit, Text("填报基期值", "Enter a baseline"),
            run: { input, scope in try Reviewing.baseline(input, reads, &scope) }, then: \.url)
    }

    var setup: Endpoint<SetupInput, ReviewRef> {
        Endpoint(
            "plan.setup", .post, PlanPaths.setup, permission: .planEdit, Text("保存运行参数", "Save the settings"),
            run: { input, scope in try Reviewing.setup(input, reads, &scope) }, then: \.url)
    }

    var publish: Endpoint<PlanInput, PlanRef> {
        Endpoint(
            "plan.publish", .post, PlanPaths.publication, permission: .planEdit, Text("发布方案", "Publish the plan"),
            run: { input, scope in try Reviewing.publish(input, reads, &scope) },
            then: { PlanPaths.cockpit.url(RawInput(["plan": [$0.plan.description]])) })
    }

    var stage: Endpoint<StageInput, PlanRef> {
        Endpoint(
            "plan.stage", .post, PlanPaths.stages, permission: .planEdit, Text("转入下一阶段", "Move to the next stage"),
            run: { input, scope in try Running.stage(input, reads, &scope) },
            then: { PlanPaths.rule.url(RawInput(["plan": [$0.plan.description]])) })
    }

    // MARK: Targets

    var targets: Endpoint<PlanInput, Cockpit> {
        Endpoint(
            "plan.targets", .get, PlanPaths.targets, permission: .planRead, Text("目标", "Targets"),
            menu: MenuEntry(.ofPlan, 20, Text("目标", "Targets")),
            run: { input, scope in try reads.cockpit(input.plan, scope) }, page: TargetListPage.page, table: TargetListPage.table)
    }

    var target: Endpoint<TargetViewInput, TargetView> {
        Endpoint(
            "plan.target", .get, PlanPaths.target, permission: .planRead, Text("一项目标", "A target"),
            run: { input, scope in try TargetView.load(input, reads, scope) }, page: { TargetPage.page($0, self, $1) },
            table: { view, reader in TargetPage.table(view, reader) })
    }

    var records: Endpoint<RecordsInput, TargetRecords> {
        Endpoint(
            "plan.target.records", .get, PlanPaths.records, permission: .planRead, Text("现值后面的记录", "The records behind a value"),
            run: { input, scope in try TargetRecords.load(input, reads, scope) }, page: TargetRecordsPage.page,
            table: TargetRecordsPage.table)
    }

    var card: Endpoint<CardInput, TargetRef> {
        Endpoint(
            "plan.target.card", .post, PlanPaths.card, permission: .planEdit, Text("修改统计口径", "Change the definition"),
            run: { input, scope in try Running.card(input, reads, &scope) }, then: \.url)
    }

    var baseline: Endpoint<TargetBaselineInput, TargetRef> {
        Endpoint(
            "plan.target.baseline", .post, PlanPaths.baseline, permission: .planEdit, Text("填报基期值", "Enter the baseline"),
            run: { input, scope in try Running.baseline(input, reads, &scope) }, then: \.url)
    }

    var share: Endpoint<ShareInput, TargetRef> {
        Endpoint(
            "plan.target.share", .post, PlanPaths.shares, permission: .planEdit, Text("分解目标", "Break the target down"),
            run: { input, scope in try Running.share(input, reads, &scope) }, then: \.url)
    }

    // MARK: Measures

    var measures: Endpoint<PlanInput, Cockpit> {
        Endpoint(
            "plan.measures", .get, PlanPaths.measures, permission: .planRead, Text("举措台账", "Ledger of measures"),
            menu: MenuEntry(.ofPlan, 30, Text("举措", "Measures")),
            run: { input, scope in try reads.cockpit(input.plan, scope) }, page: MeasureListPage.page, table: MeasureListPage.table)
    }

    var measure: Endpoint<MeasureInput, MeasureView> {
        Endpoint(
            "plan.measure", .get, PlanPaths.measure, permission: .planRead, Text("一项举措", "A measure"),
            run: { input, scope in try MeasureView.load(input, reads, scope) }, page: { MeasurePage.page($0, self, $1) })
    }

    var task: Endpoint<TaskInput, MeasureRef> {
        Endpoint(
            "plan.task.add", .post, PlanPaths.tasks, permission: .planEdit, Text("分解任务", "Add a task"),
            run: { input, scope in try Running.task(input, reads, &scope) }, then: \.url)
    }

    var assign: Endpoint<UnitInput, MeasureRef> {
        Endpoint(
            "plan.measure.assign", .post, PlanPaths.units, permission: .planEdit, Text("指定责任单位", "Name a unit"),
            run: { input, scope in try Running.assign(input, reads, &scope) }, then: \.url)
    }

    var instructions: Endpoint<PlanInput, InstructionList> {
        Endpoint(
            "plan.instructions", .get, PlanPaths.instructions, permission: .planRead, Text("批示", "Instructions"),
            menu: MenuEntry(.ofSupervision, 50, Text("批示", "Instructions")),
            run: { input, scope in try InstructionList.load(input, reads, scope) }, page: { InstructionPage.page($0, self, $1) })
    }

    var instruct: Endpoint<InstructionInput, PlanRef> {
        Endpoint(
            "plan.instruct", .post, PlanPaths.instructions, permission: .planInstruct, Text("写批示", "Write an instruction"),
            run: { input, scope in try Running.instruct(input, reads, instructed, &scope) },
            then: { PlanPaths.instructions.url(RawInput(["plan": [$0.plan.description]])) })
    }

    // MARK: Reports

    var reports: Endpoint<PlanInput, ReportDesk> {
        Endpoint(
            "plan.reports", .get, PlanPaths.reports, permission: .planReport, Text("报送与审核", "Reports and approval"),
            menu: MenuEntry(.ofSupervision, 42, Text("单项报送", "Single reports")),
            run: { input, scope in try ReportDesk.load(input, reads, scope) }, page: { ReportPage.desk($0, self, $1) })
    }

    var progressForm: Endpoint<ProgressFormInput, ProgressForm> {
        Endpoint(
            "plan.progress.form", .get, PlanPaths.progress, permission: .planReport, Text("登记进展", "Report progress"),
            run: { input, scope in try ProgressForm.load(input, reads, scope) }, page: { ReportPage.form($0, self, $1) })
    }

    var submit: Endpoint<ProgressInput, ProgressRef> {
        Endpoint(
            "plan.progress.submit", .post, PlanPaths.progress, permission: .planReport, Text("提交审核", "Submit for approval"),
            bodyLimit: 20 << 20,
            run: { input, scope in try Reporting.submit(input, reads, keep, &scope) }, then: \.url)
    }

    var decideProgress: Endpoint<ProgressDecisionInput, ProgressRef> {
        Endpoint(
            "plan.progress.decide", .post, PlanPaths.progressDecision, permission: .planEdit, Text("审核报送", "Decide on a report"),
            run: { input, scope in try Reporting.decide(input, reads, &scope) }, then: \.url)
    }

    var rule: Endpoint<PlanInput, PlanLife> {
        Endpoint(
            "plan.rule", .get, PlanPaths.rule, permission: .planRead, Text("灯色规则与方案周期", "Light rule and life of the plan"),
            menu: MenuEntry(.ofPlan, 90, Text("灯色规则与周期", "Light rule and life")),
            run: { input, scope in try PlanLife.load(input, reads, scope) }, page: { PlanLifePage.page($0, self, $1) })
    }

    var changes: Endpoint<ChangesInput, ChangeView> {
        Endpoint(
            "plan.changes", .get, PlanPaths.changes, permission: .planRead, Text("变动说明", "What changed"),
            menu: MenuEntry(.ofPlan, 35, Text("变动说明", "What changed")),
            run: { input, scope in try ChangeView.load(input, reads, scope) },
            page: { ChangePage.page($0, self, $1) }, table: ChangePage.table)
    }

    var digest: Endpoint<NoInput, Digest> {
        Endpoint(
            "plan.digest", .get, PlanPaths.digest, permission: .planRead, Text("每日摘要", "Daily digest"),
            menu: MenuEntry(.plan, 3, Text("每日摘要", "Daily digest")), run: { _, scope in try Digest.load(reads, scope) },
            page: DigestPage.page)
    }

    var alignment: Endpoint<NoInput, AlignmentView> {
        Endpoint(
            "plan.alignment", .get, PlanPaths.alignment, permission: .planRead, Text("方案衔接", "Alignment of plans"),
            menu: MenuEntry(.plan, 2, Text("方案衔接", "Alignment of plans")), run: { _, scope in try Aligning.load(reads, scope) },
            page: { AlignmentPage.page($0, self, $1) }, table: AlignmentPage.table)
    }

    var superior: Endpoint<SuperiorInput, PlanRef> {
        Endpoint(
            "plan.superior", .post, PlanPaths.superiors, permission: .planEdit, Text("设上级方案", "Set the superior plan"),
            run: { input, scope in try Aligning.put(input, reads, &scope) }, then: { _ in PlanPaths.alignment.url() })
    }

    var chooseRule: Endpoint<RuleInput, PlanRef> {
        Endpoint(
            "plan.rule.choose", .post, PlanPaths.rules, permission: .planEdit, Text("改用另一灯色规则", "Choose another light rule"),
            run: { input, scope in try Running.rule(input, reads, &scope) },
            then: { PlanPaths.rule.url(RawInput(["plan": [$0.plan.description]])) })
    }
}

/// Which plan a write was about, and where to go on.
struct PlanRef: Encodable, Sendable { let plan: RecordID }

struct ReviewRef: Encodable, Sendable {
    let plan: RecordID
    let item: RecordID?
    let anchor: String
    var url: String {
        PlanPaths.review.url(RawInput(["plan": [plan.description]])) + (anchor.isEmpty ? "" : "#\(anchor)")
    }
}

struct TargetRef: Encodable, Sendable {
    let plan: RecordID
    let target: String
    var url: String { PlanPaths.target.url(RawInput(["plan": [plan.description], "target": [target]])) }
}

struct MeasureRef: Encodable, Sendable {
    let plan: RecordID
    let measure: String
    var url: String { PlanPaths.measure.url(RawInput(["plan": [plan.description], "measure": [measure]])) }
}

struct ProgressRef: Encodable, Sendable {
    let plan: RecordID
    let progress: RecordID
    var url: String { PlanPaths.reports.url(RawInput(["plan": [plan.description]])) }
}
