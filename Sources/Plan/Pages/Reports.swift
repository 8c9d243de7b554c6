import Calendars
import Design
import Kernel
import Registry

/// What waits: for a unit what it owes, for the office what it has to decide.
struct ReportDesk: JSONValued {
    struct Line: Sendable {
        let about: Progress.About
        let key: String
        let title: String
        let unit: String
        let due: Day?
        let last: Progress?
    }

    let plan: Plan
    let asOf: Day
    let period: Day
    let reportDue: Day
    let owed: [Line]
    let waiting: [(progress: Progress, name: String)]

    static func load(_ input: PlanInput, _ reads: PlanReads, _ scope: Scope) throws -> ReportDesk {
        let plan = try reads.running(input.plan, scope)
        let board = try reads.board(plan, scope)
        let calendar = reads.calendar(plan)
        let day = reads.day(plan, scope)
        let period = calendar.openPeriod(on: day)
        let subjects = Reporting.Subjects(board)
        func isMine(_ line: Reporting.SubjectLine) -> Bool { scope.viewer.isAny(.office) || line.unit(of: scope.viewer) != nil }
        var owed: [Line] = []
        for measure in board.measures where isMine(subjects.line(measure)) && !measure.units.isEmpty {
            let last = board.progress[measure.id]?.last { $0.periodEnd == period }
            if last == nil || last?.state == .returned {
                owed.append(
                    Line(
                        about: .measure, key: measure.key, title: measure.title, unit: measure.lead?.name ?? "",
                        due: calendar.due(period), last: last))
            }
        }
        for (measure, tasks) in board.tasks {
            let owner = board.measures.first { $0.id == measure }
            for task in tasks where task.due != nil && isMine(subjects.line(task, owner)) && board.doneOn(task, knownOn: day) == nil
            {
                owed.append(
                    Line(
                        about: .task, key: task.id.description, title: task.title, unit: task.unitName, due: task.due,
                        last: board.progress[task.id]?.last { $0.periodEnd <= period }))
            }
        }
        for task in board.looseTasks where isMine(subjects.line(task, nil)) && board.doneOn(task, knownOn: day) == nil {
            owed.append(
                Line(
                    about: .task, key: task.id.description, title: task.title, unit: task.unitName, due: task.due,
                    last: board.progress[task.id]?.last { $0.periodEnd <= period }))
        }
        for target in board.targets where target.query == nil && isMine(subjects.line(target)) {
            let last = board.progress[target.id]?.last { $0.periodEnd == period }
            if last == nil || last?.state == .returned {
                owed.append(
                    Line(about: .target, key: target.key, title: target.indicator, unit: "", due: calendar.due(period), last: last))
            }
        }
        owed.sort { ($0.due ?? .last, $0.title) < ($1.due ?? .last, $1.title) }
        let isOffice = scope.viewer.isAny(.office)
        let waiting = try PlanStore.waiting(plan.id, scope.connection).filter {
            isOffice || $0.unit?.description == scope.viewer.organisation
        }.map {
            ($0, try subjects.find($0.about, id: $0.subject).name)
        }
        return ReportDesk(plan: plan, asOf: day, period: period, reportDue: calendar.due(period), owed: owed, waiting: waiting)
    }

    var json: JSON {
        [
            "period": .string(period.description), "due": .string(reportDue.description),
            "owed": .array(
                owed.map {
                    [
                        "about": .string($0.about.rawValue), "subject": .string($0.key), "title": .string($0.title),
                        "due": .optional($0.due),
                    ]
                }),
            "waiting": .array(
                waiting.map {
                    [
                        "id": .string($0.progress.id.description), "about": .string($0.progress.about.rawValue),
                        "name": .string($0.name), "unit": .string($0.progress.unitName), "value": .optional($0.progress.value),
                    ]
                }),
        ]
    }
}

struct ProgressFormInput: EndpointInput {
    var plan = RecordID.zero
    var about = Progress.About.measure
    var subject = ""
    static let fields: [Field<ProgressFormInput>] = [
        PlanField.plan(\.plan), Field("about", \.about, Text("对象", "About")), Field("subject", \.subject, Text("对象", "About")),
    ]
}

/// The form for one thing and one period, filled from last time.
struct ProgressForm: JSONValued {
    let plan: Plan
    let asOf: Day
    let about: Progress.About
    let key: String
    let name: String
    let unit: String?
    let target: Target?
    let period: Day
    let due: Day
    let last: Progress?

    static func load(_ input: ProgressFormInput, _ reads: PlanReads, _ scope: Scope) throws -> ProgressForm {
        let plan = try reads.running(input.plan, scope)
        let board = try reads.board(plan, scope)
        let subject = try Reporting.Subjects(board).find(input.about, input.subject)
        try subject.admit(scope.viewer)
        let calendar = reads.calendar(plan), day = reads.day(plan, scope)
        let period = calendar.openPeriod(on: day)
        return ProgressForm(
            plan: plan, asOf: day, about: input.about, key: input.subject, name: subject.name,
            unit: subject.unit(of: scope.viewer)?.name,
            target: input.about == .target ? board.targets.first { $0.key == input.subject } : nil, period: period,
            due: calendar.due(period),
            last: board.progress[subject.id]?.last { $0.periodEnd <= period })
    }

    var json: JSON {
        [
            "about": .string(about.rawValue), "subject": .string(key), "name": .string(name), "period": .string(period.description),
            "due": .string(due.description),
        ]
    }
}

enum ReportPage {
    static func desk(_ desk: ReportDesk, _ endpoints: PlanEndpoints, _ reader: Reader) -> Page {
        let isOffice = Permission.planEdit.allows(reader.viewer)
        let waiting = desk.waiting.map { progress, name -> [HTML] in
            var evidence: HTML = "—"
            if let id = progress.evidence { evidence = link("/files/\(id)", progress.evidenceName ?? reader("证据", "Evidence")) }
            return [
                "\(name) <span class=\"chip\">\(reader[progress.about.label])</span>",
                "\(progress.unitName)<span class=\"s\">\(progress.submittedOn)</span>",
                "\(progress.value.map { Show.number($0, decimals: 2, trim: true) + " " })\(progress.doneOn.map { reader("完成于\($0)。", "Done on \($0). ") })\(progress.note)",
                evidence,
                isOffice ? decision(progress, desk, endpoints, reader) : "\(reader[progress.state.label])",
            ]
        }
        let owed = desk.owed.map { line -> [HTML] in
            let late = line.due.map { desk.asOf - $0 } ?? 0
            let state: HTML =
                line.last?.state == .returned
                ? Light.yellow.html(reader, Text("已退回：\(line.last?.reason ?? "")", "Returned: \(line.last?.reason ?? "")"))
                : late > 0
                    ? Light.red.html(reader, Text("逾期\(late)天", "\(late) days late"))
                    : Light.idle.html(reader, Text("未到期", "Not due"))
            return [
                "\(link(reader.plan(PlanPaths.progress, desk.plan, ["about": line.about.rawValue, "subject": line.key]), line.title)) <span class=\"chip\">\(reader[line.about.label])</span>",
                "\(line.unit)", "\(line.due.map(\.description) ?? reader("未列明", "not stated"))", state,
            ]
        }
        let period = Show.period(endingOn: desk.period, reader.language)
        return Page(
            Text("报送与审核", "Reports and approval"), plan: desk.plan.mark(desk.asOf), nav: desk.plan.nav("plan.reports", reader),
            """
            \(head("\(reader("报送与审核", "Reports and approval"))", facts: ["\(period)", "\(reader("应于\(desk.reportDue)前报送", "due \(desk.reportDue)"))"]))
            <p class="lede">\(link("#waiting", reader("\(desk.waiting.count)条待审核", "\(desk.waiting.count) await approval")))\(reader("，", ", "))\(link("#owed", reader("\(desk.owed.count)件应报", "\(desk.owed.count) owed")))\(reader("。只有审核通过的数进入灯色。", ". Only approved data colour a light."))</p>
            \(section("waiting", reader("待审核", "Awaiting approval"), desk.waiting.isEmpty ? "<p class=\"ink-3 small\">\(reader("没有待审核的报送。", "Nothing awaits approval."))</p>" : TableView(reader("待审核", "Awaiting approval"), [.init(reader("事项", "What")), .init(reader("单位", "Unit")), .init(reader("内容", "Content")), .init(reader("证据", "Evidence")), .init(reader("审核", "Decision"))], rows: waiting).html))
            \(section("owed", reader("应报", "Owed"), desk.owed.isEmpty ? "<p class=\"ink-3 small\">\(reader("本期都已报送。", "Everything for this period is in."))</p>" : TableView(reader("应报", "Owed"), [.init(reader("事项", "What")), .init(reader("单位", "Unit")), .init(reader("期限", "Due")), .init(reader("状态", "State"))], rows: owed).html))
            """)
    }

    private static func decision(_ progress: Progress, _ desk: ReportDesk, _ endpoints: PlanEndpoints, _ reader: Reader) -> HTML {
        let url = PlanPaths.url(PlanPaths.progressDecision, desk.plan, ["progress": progress.id.description])
        return """
            \(action(url, reader("通过", "Approve"), reader, main: true, fields: [("verdict", "approve")]))\
            <details class="menu-inline"><summary class="btn s">\(reader("退回", "Return"))</summary><form method="post" action="\(url)" class="one">\(reader.csrfField)\
            <input type="hidden" name="verdict" value="return"><label class="vh" for="r-\(progress.id.description)">\(reader("退回理由", "Reason"))</label>\
            <input class="in" id="r-\(progress.id.description)" name="reason" required placeholder="\(reader("写明要改什么", "Say what to mend"))"><button class="btn s" type="submit">\(reader("退回", "Return"))</button></form></details>
            """
    }

    static func form(_ form: ProgressForm, _ endpoints: PlanEndpoints, _ reader: Reader) -> Page {
        var input = ProgressInput()
        input.plan = form.plan.id
        input.about = form.about
        input.subject = form.key
        input.period = form.period
        input.note = form.last?.note ?? ""
        var shown = endpoints.submit.form(input, submit: Text("提交审核", "Submit for approval"))
        let hidden: Set<String> =
            form.about == .target ? ["done", "done_on"] : form.about == .task ? ["value"] : ["value", "done", "done_on"]
        shown.fields.removeAll { hidden.contains($0.name) }
        let period = Show.period(endingOn: form.period, reader.language)
        var facts: [HTML] = ["<b>\(form.unit ?? reader.viewer.name)</b>", "\(reader("应于\(form.due)前报送", "due \(form.due)"))"]
        if let target = form.target { facts.append("\(reader("目标", "goal")) \(target.goal(reader))") }
        if let last = form.last {
            facts.append(
                "\(reader("上期", "last")) \(last.value.map { Show.number($0, decimals: 2, trim: true) } ?? String(last.note.prefix(40)))（\(last.periodEnd)）"
            )
        }
        let returned: HTML =
            form.last?.state == .returned
            ? "<div class=\"callout ask\">\(Light.yellow.icon)<span>\(reader("上次退回：", "Returned: "))\(form.last?.reason ?? "")</span></div>"
            : ""
        return Page(
            Text("登记进展", "Report progress"), plan: form.plan.mark(form.asOf), nav: form.plan.nav("plan.reports", reader),
            """
            \(head("\(form.name)：\(period)", facts: facts, crumbs: [link(reader.plan(PlanPaths.reports, form.plan), reader("报送", "Reports"))]))\(returned)
            \(shown.html(reader))
            """)
    }
}
