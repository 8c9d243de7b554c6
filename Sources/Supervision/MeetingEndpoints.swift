import Calendars
import Kernel
import Plan

/// Meetings, inspections, circulars and the scoreboard.
extension SupervisionEndpoints {
    var convening: Convening { Convening(ordering: ordering) }

    // MARK: Meetings

    var meetings: Endpoint<PlanOnly, MeetingList> {
        Endpoint(
            "supervision.meetings", .get, SupervisionPaths.meetings, permission: .supervisionRead, Text("会议", "Meetings"),
            menu: MenuEntry(.ofSupervision, 53, Text("会议", "Meetings")),
            run: { input, scope in try MeetingList.load(input, reads, scope) }, page: { MeetingPages.list($0, call, $1) })
    }

    var call: Endpoint<CallInput, MeetingRef> {
        Endpoint(
            "supervision.meeting.call", .post, SupervisionPaths.meetings, permission: .supervisionRun, Text("新建会议", "New meeting"),
            run: { input, scope in try convening.call(input, &scope) }, then: \.url)
    }

    var meeting: Endpoint<MeetingInput, MeetingView> {
        Endpoint(
            "supervision.meeting", .get, SupervisionPaths.meeting, permission: .supervisionRead, Text("一次会议", "A meeting"),
            run: { input, scope in try MeetingView.load(input, reads, scope) }, page: { MeetingPages.page($0, self, $1) })
    }

    var attendance: Endpoint<AttendanceInput, MeetingRef> {
        Endpoint(
            "supervision.meeting.attendance", .post, SupervisionPaths.attendance, permission: .supervisionRun,
            Text("登记到会", "Record attendance"), run: { input, scope in try convening.attend(input, &scope) }, then: \.url)
    }

    var meetingDecide: Endpoint<MeetingDecisionInput, MeetingRef> {
        Endpoint(
            "supervision.meeting.decide", .post, SupervisionPaths.decisions, permission: .supervisionRun,
            Text("登记议定事项", "Add a decision"), run: { input, scope in try convening.decide(input, &scope) }, then: \.url)
    }

    var minutes: Endpoint<MinutesInput, MeetingRef> {
        Endpoint(
            "supervision.meeting.minutes", .post, SupervisionPaths.minutes, permission: .supervisionRun,
            Text("签发纪要", "Issue the minutes"),
            run: { input, scope in try convening.minute(input, &scope) }, then: \.url)
    }

    var minutesFile: RawEndpoint {
        file("supervision.meeting.file", SupervisionPaths.minutesFile, .supervisionRead, Text("下载会议纪要", "Download the minutes")) {
            (input: MeetingInput, scope) in try MeetingView.load(input, reads, scope).paper
        }
    }

    // MARK: Inspections

    var inspections: Endpoint<PlanOnly, InspectionList> {
        Endpoint(
            "supervision.inspections", .get, SupervisionPaths.inspections, permission: .supervisionRead, Text("督查", "Inspections"),
            menu: MenuEntry(.ofSupervision, 54, Text("督查", "Inspections")),
            run: { input, scope in try InspectionList.load(input, reads, scope) }, page: { InspectionPages.list($0, inspect, $1) })
    }

    var inspect: Endpoint<InspectInput, InspectionRef> {
        Endpoint(
            "supervision.inspection.announce", .post, SupervisionPaths.inspections, permission: .supervisionRun,
            Text("通知督查", "Announce an inspection"), run: { input, scope in try convening.inspect(input, &scope) }, then: \.url)
    }

    var inspection: Endpoint<InspectionInput, InspectionView> {
        Endpoint(
            "supervision.inspection", .get, SupervisionPaths.inspection, permission: .supervisionRead,
            Text("一次督查", "An inspection"),
            run: { input, scope in try InspectionView.load(input, reads, scope) }, page: { InspectionPages.page($0, self, $1) })
    }

    var finding: Endpoint<FindingInput, InspectionRef> {
        Endpoint(
            "supervision.inspection.find", .post, SupervisionPaths.findings, permission: .supervisionRun,
            Text("记录问题和证据", "Record a finding"), bodyLimit: 20 << 20, run: { input, scope in try convening.find(input, &scope) },
            then: \.url)
    }

    var feedback: Endpoint<InspectionInput, InspectionRef> {
        Endpoint(
            "supervision.inspection.feedback", .post, SupervisionPaths.feedback, permission: .supervisionRun,
            Text("向单位反馈问题", "Send findings to the unit"), run: { input, scope in try convening.feedBack(input, &scope) },
            then: \.url)
    }

    var reply: Endpoint<ReplyInput, InspectionRef> {
        Endpoint(
            "supervision.inspection.reply", .post, SupervisionPaths.replies, permission: .supervisionAnswer,
            Text("就督查作说明", "Answer an inspection"), run: { input, scope in try convening.reply(input, &scope) }, then: \.url)
    }

    var conclusion: Endpoint<ConclusionInput, InspectionRef> {
        Endpoint(
            "supervision.inspection.conclude", .post, SupervisionPaths.conclusion, permission: .supervisionRun,
            Text("形成督查结论", "Conclude"), run: { input, scope in try convening.conclude(input, &scope) }, then: \.url)
    }

    var inspectionFile: RawEndpoint {
        file(
            "supervision.inspection.file", SupervisionPaths.inspectionFile, .supervisionRead,
            Text("下载督查文书", "Download the inspection's paper")
        ) {
            (input: InspectionInput, scope) in try InspectionView.load(input, reads, scope).paper
        }
    }

    // MARK: Circulars

    var notices: Endpoint<PlanOnly, NoticeList> {
        Endpoint(
            "supervision.notices", .get, SupervisionPaths.notices, permission: .supervisionRead,
            Text("表扬与整改", "Commend and rectify"),
            menu: MenuEntry(.ofSupervision, 55, Text("表扬与整改", "Commend and rectify")),
            run: { input, scope in try NoticeList.load(input, reads, scope) }, page: NoticePages.list)
    }

    var noticeDraft: Endpoint<DraftInput, NoticeDraftView> {
        Endpoint(
            "supervision.notice.draft", .get, SupervisionPaths.noticeDraft, permission: .supervisionDraft,
            Text("一件通报起草", "A drafted circular"),
            run: { input, scope in try NoticeDraftView.load(input, reads, scope) }, page: { NoticePages.draft($0, noticeIssue, $1) }
        )
    }

    var noticeIssue: Endpoint<NoticeIssueInput, NoticeRef> {
        Endpoint(
            "supervision.notice.issue", .post, SupervisionPaths.notices, permission: .supervisionRun,
            Text("签发通报", "Issue a circular"),
            run: { input, scope in try convening.issue(input, &scope) }, then: \.url)
    }

    var notice: Endpoint<NoticeInput, PaperView> {
        Endpoint(
            "supervision.notice", .get, SupervisionPaths.notice, permission: .supervisionRead, Text("一件通报", "A circular"),
            run: { input, scope in
                let plan = try reads.plans.running(input.plan, scope), notice = try reads.notice(input.notice, plan, scope)
                return PaperView(
                    plan: plan, asOf: reads.day(plan, scope), title: notice.title, paper: reads.paper(notice, plan),
                    back: PlanPaths.url(SupervisionPaths.notices, plan), backWords: Text("表扬与整改", "Commend and rectify"),
                    file: PlanPaths.url(SupervisionPaths.noticeFile, plan, ["notice": notice.id.description]),
                    nav: "supervision.notices")
            }, page: PaperView.page)
    }

    var noticeFile: RawEndpoint {
        file("supervision.notice.file", SupervisionPaths.noticeFile, .supervisionRead, Text("下载通报", "Download a circular")) {
            (input: NoticeInput, scope) in
            let plan = try reads.plans.running(input.plan, scope)
            return reads.paper(try reads.notice(input.notice, plan, scope), plan)
        }
    }

    var noticeDraftFile: RawEndpoint {
        file(
            "supervision.notice.draft.file", SupervisionPaths.noticeDraftFile, .supervisionDraft,
            Text("下载通报起草", "Download a drafted circular")
        ) {
            (input: DraftInput, scope) in try NoticeDraftView.load(input, reads, scope).paper
        }
    }

    // MARK: Scoreboard

    var scoreboard: Endpoint<PlanOnly, ScoreboardView> {
        Endpoint(
            "supervision.scoreboard", .get, SupervisionPaths.scoreboard, permission: .supervisionJudge, Text("单位计分", "Scoreboard"),
            menu: MenuEntry(.ofSupervision, 56, Text("单位计分", "Scoreboard")),
            run: { input, scope in try ScoreboardView.load(input, reads, scope) }, page: { ScoreboardPage.page($0, self, $1) },
            table: ScoreboardPage.table)
    }

    var fact: Endpoint<FactInput, PlanGone> {
        Endpoint(
            "supervision.fact", .post, SupervisionPaths.facts, permission: .supervisionRun, Text("登记计分事实", "Enter a fact"),
            run: { input, scope in try convening.enter(input, &scope) }, then: { backToScores($0) })
    }

    var view: Endpoint<ViewInput, PlanGone> {
        Endpoint(
            "supervision.view", .post, SupervisionPaths.views, permission: .supervisionView, Text("领导评价", "Leader's view"),
            run: { input, scope in try convening.view(input, &scope) }, then: { backToScores($0) })
    }

    private func backToScores(_ gone: PlanGone) -> String {
        SupervisionPaths.scoreboard.url(RawInput(["plan": [gone.plan.description]]))
    }

    /// A paper as DOCX, at the day that the reader chose.
    func file<Input: EndpointInput>(
        _ id: String, _ path: Path, _ permission: Permission, _ summary: Text, line: UInt = #line,
        _ paper: @escaping @Sendable (Input, Scope) throws -> Paper
    ) -> RawEndpoint {
        RawEndpoint(id, .get, path, permission: permission, summary, fields: Input.summaries, line: line) { request, house in
            let input = try Input(try request.input().with("asof", nil))
            let made = try await house.read(as: request.viewer, asOf: request.reader.chosenDay) { try paper(input, $0) }
            return made.response()
        }
    }
}
