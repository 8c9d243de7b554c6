import Calendars
import Design
import Documents
import Foundation
import Kernel
import Plan

/// The table of contents of the slice.
public struct EvaluationEndpoints: Sendable {
    let reads: PlanReads

    public init(reads: PlanReads) { self.reads = reads }

    public var slice: Slice {
        Slice(
            "Evaluation",
            routes: [
                Route(list), Route(make), Route(city), Route(makeCity), Route(show), Route(renew), Route(act), Route(succession),
                Route(succeed), Route(carryTarget), Route(carryTask),
            ],
            raw: [document], migrations: EvaluationSchema.migrations, events: EvaluationEvents.all)
    }

    var list: Endpoint<PlanEvaluationsInput, EvaluationList> {
        Endpoint(
            "evaluation.list", .get, EvaluationPaths.list, permission: .planRead, Text("方案的评估", "Evaluations of a plan"),
            menu: MenuEntry(.ofSupervision, 68, Text("评估", "Evaluations")),
            run: { input, scope in try EvaluationList.load(input, reads, scope) },
            page: { EvaluationListPage.page($0, self, $1) })
    }

    var make: Endpoint<MakeInput, EvaluationRef> {
        Endpoint(
            "evaluation.make", .post, EvaluationPaths.list, permission: .planEdit, Text("起草评估", "Draft an evaluation"),
            pace: .heavy,
            run: { input, scope in try Evaluating.make(input, reads, &scope) }, then: \.url)
    }

    var city: Endpoint<NoInput, EvaluationList> {
        Endpoint(
            "evaluation.city", .get, EvaluationPaths.city, permission: .planRead,
            Text("年度评估（全市）", "Yearly evaluations of the city"),
            menu: MenuEntry(.plan, 60, Text("年度评估", "Yearly evaluation")),
            run: { _, scope in try EvaluationList.city(reads, scope) },
            page: { EvaluationListPage.page($0, self, $1) })
    }

    var makeCity: Endpoint<CityInput, EvaluationRef> {
        Endpoint(
            "evaluation.city.make", .post, EvaluationPaths.city, permission: .planEdit,
            Text("起草年度评估", "Draft the yearly evaluation"), pace: .heavy,
            run: { input, scope in try Evaluating.make(input, reads, &scope) }, then: \.url)
    }

    var show: Endpoint<EvaluationInput, EvaluationView> {
        Endpoint(
            "evaluation.show", .get, EvaluationPaths.show, permission: .planRead, Text("一份评估", "An evaluation"),
            run: { input, scope in try EvaluationView.load(input, reads, scope) }, page: { EvaluationPage.page($0, self, $1) })
    }

    var renew: Endpoint<EvaluationInput, EvaluationRef> {
        Endpoint(
            "evaluation.renew", .post, EvaluationPaths.renewals, permission: .planEdit, Text("重新生成评估", "Make the evaluation again"),
            pace: .heavy,
            run: { input, scope in try Evaluating.renew(input, reads, &scope) }, then: \.url)
    }

    var act: Endpoint<ActInput, EvaluationRef> {
        Endpoint(
            "evaluation.decide", .post, EvaluationPaths.decisions, permission: .planEdit,
            Text("审核、退回或印发评估", "Approve, return or issue"),
            run: { input, scope in try Evaluating.act(input, reads, &scope) }, then: \.url)
    }

    // MARK: Succession

    var succession: Endpoint<PlanEvaluationsInput, SuccessionView> {
        Endpoint(
            "plan.succession", .get, EvaluationPaths.succession, permission: .planRead, Text("方案结转", "Succession of a plan"),
            menu: MenuEntry(.ofSupervision, 69, Text("结转", "Succession")),
            run: { input, scope in try SuccessionView.load(input, reads, scope) },
            page: { SuccessionPage.page($0, self, $1) })
    }

    var succeed: Endpoint<SuccessionInput, SuccessionRef> {
        Endpoint(
            "plan.succession.begin", .post, EvaluationPaths.succession, permission: .planEdit, Text("开始结转", "Begin the succession"),
            run: { input, scope in try Succeeding.begin(input, reads, &scope) }, then: \.url)
    }

    var carryTarget: Endpoint<SuccessionTargetInput, SuccessionRef> {
        Endpoint(
            "plan.succession.target", .post, EvaluationPaths.successionTargets, permission: .planEdit,
            Text("确认目标结转", "Confirm a target's succession"),
            run: { input, scope in try Succeeding.decide(input, reads, &scope) }, then: \.url)
    }

    var carryTask: Endpoint<SuccessionTaskInput, SuccessionRef> {
        Endpoint(
            "plan.succession.task", .post, EvaluationPaths.successionTasks, permission: .planEdit,
            Text("确认任务结转", "Confirm a task's succession"),
            run: { input, scope in try Succeeding.decide(input, reads, &scope) }, then: \.url)
    }

    /// The DOCX; `ids=no` leaves the raised ids out, the bookmarks stay.
    var document: RawEndpoint {
        RawEndpoint(
            "evaluation.document", .get, EvaluationPaths.document, permission: .planRead, Text("下载评估报告", "Download the evaluation"),
            pace: .heavy,
            fields: EvaluationInput.summaries
        ) { request, house in
            var raw = RawInput()
            raw.set("evaluation", request.values["evaluation"] ?? "")
            let input = try EvaluationInput(raw)
            let (evaluation, report) = try await house.read(as: request.viewer) { scope in
                try Evaluating.find(input.evaluation, scope)
            }
            var document = ReportDocument(
                report: report, organ: evaluation.organ, number: evaluation.number, date: evaluation.madeAt.day)
            document.showsIDs = request.query["ids"] != "no"
            let bytes = document.document.word.data()
            let name = encodeURLPart(evaluation.title + ".docx")
            return .init(
                type: "application/vnd.openxmlformats-officedocument.wordprocessingml.document", bytes,
                headers: ["content-disposition": "attachment; filename=\"evaluation.docx\"; filename*=UTF-8''\(name)"])
        }
    }
}
