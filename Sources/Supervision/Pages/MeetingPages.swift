import Calendars
import Design
import Kernel
import Plan

struct MeetingList: JSONValued {
    let plan: Plan
    let asOf: Day
    let today: Day
    let meetings: [Meeting]
    let rhythm: [SupervisionSettings.Rhythm]

    static func load(_ input: PlanOnly, _ reads: SupervisionReads, _ scope: Scope) throws -> MeetingList {
        let plan = try reads.plans.running(input.plan, scope), asOf = reads.day(plan, scope)
        return MeetingList(
            plan: plan, asOf: asOf, today: reads.today(plan, scope),
            meetings: try MeetingStore.meetings(
                plan.id, upTo: max(asOf, reads.today(plan, scope)).adding(months: 12), scope.connection),
            rhythm: reads.content.settings.rhythm)
    }

    /// By when the next meeting of a kind has to be held.
    func next(_ rhythm: SupervisionSettings.Rhythm) -> (last: Day?, by: Day) {
        let last = meetings.filter { $0.kind == rhythm.kind && $0.day <= asOf }.map(\.day).max()
        return (last, (last ?? plan.period.lowerBound).adding(months: rhythm.months))
    }

    var json: JSON {
        [
            "meetings": .array(
                meetings.map {
                    [
                        "id": .string($0.id.description), "kind": .string($0.kind.rawValue), "title": .string($0.title),
                        "day": .string($0.day.description), "issuedOn": .optional($0.issuedOn),
                    ]
                })
        ]
    }
}

enum MeetingPages {
    static func list(_ list: MeetingList, _ call: Endpoint<CallInput, MeetingRef>, _ reader: Reader) -> Page {
        let rows = list.meetings.map { meeting -> [HTML] in
            let state: HTML =
                meeting.issuedOn.map { Light.green.html(reader, Text("纪要\($0)签发", "Minutes issued \($0)")) }
                ?? (meeting.day > list.asOf
                    ? Light.idle.html(reader, Text("未召开", "Ahead"))
                    : Light.yellow.html(reader, Text("纪要未签发", "Minutes not issued")))
            return [
                link(reader.plan(SupervisionPaths.meeting, list.plan, ["meeting": meeting.id.description]), meeting.title),
                "\(reader[meeting.kind.label])", "\(meeting.day)", "\(meeting.chair)", state,
            ]
        }
        let rhythm = list.rhythm.html { rule -> HTML in
            let (last, by) = list.next(rule)
            let light = by < list.asOf ? Light.yellow : .green
            let words = Text(
                "\(rule.kind.label.zh)每\(rule.months)个月至少一次：上次\(last.map(\.description) ?? "未召开")，应于\(by)前召开",
                "\(rule.kind.label.en) at least every \(rule.months) months: last \(last.map(\.description) ?? "none"), next by \(by)"
            )
            return "<li><span>\(light.icon) \(reader[words])</span></li>"
        }
        let body: HTML =
            rows.isEmpty
            ? emptyState(reader("还没有会议", "No meetings yet"), reader("联席会议、调度会的议定事项会转为督办件。", "What meetings decide becomes orders."))
            : ledger(
                reader("会议", "Meetings"),
                [
                    .init(reader("名称", "Title")), .init(reader("类别", "Kind")), .init(reader("日期", "Day")),
                    .init(reader("主持人", "Chair")),
                    .init(reader("纪要", "Minutes")),
                ], rows: rows
            )
        var input = CallInput()
        (input.plan, input.day) = (list.plan.id, list.today)
        let form: HTML =
            Permission.supervisionRun.allows(reader.viewer)
            ? folded(reader("新建会议", "New meeting"), call.form(input, submit: Text("保存", "Save")).html(reader)) : ""
        return Page(
            Text("会议", "Meetings"), plan: list.plan.mark(list.asOf), nav: list.plan.nav("supervision.meetings", reader),
            head("\(reader("会议", "Meetings"))", facts: ["\(list.plan.title)\(if: list.plan.isExample, " \(exampleMark(reader))")"])
                + "<ul class=\"rows\">\(rhythm)</ul>" + body + form)
    }

    static func page(_ view: MeetingView, _ endpoints: SupervisionEndpoints, _ reader: Reader) -> Page {
        let meeting = view.meeting
        let values: KeyValuePairs = ["meeting": meeting.id.description]
        let decisions = meeting.decisions.map { decision -> [HTML] in
            [
                "<span class=\"ink-3\">\(decision.number)</span> \(decision.words)", "\(decision.unitName ?? "—")",
                "\(decision.due.map(\.description) ?? "—")",
                decision.order.map {
                    link(
                        reader.plan(SupervisionPaths.order, view.plan, ["order": $0.description]), reader("督办件", "Order"))
                }
                    ?? "\(decision.unit == nil || decision.due == nil ? reader("不转督办", "no order") : reader("签发后转督办", "with the minutes"))",
            ]
        }
        let table: HTML =
            decisions.isEmpty
            ? quiet(reader("还没有议定事项。", "Nothing decided yet."))
            : ledger(
                reader("议定事项", "Decisions"),
                [
                    .init(reader("事项", "Decision")), .init(reader("责任单位", "Unit")), .init(reader("期限", "Day")),
                    .init(reader("督办", "Order")),
                ],
                rows: decisions
            )
        let acts = Permission.supervisionRun.allows(reader.viewer) && meeting.issuedOn == nil
        return Page(
            Text(same: meeting.title), plan: view.plan.mark(view.asOf), nav: view.plan.nav("supervision.meetings", reader),
            """
            \(head("\(meeting.title)", facts: ["\(reader[meeting.kind.label])", "\(meeting.day)", "\(meeting.chair)"], actions: [download(reader.plan(SupervisionPaths.minutesFile, view.plan, values), reader)], crumbs: [link(reader.plan(SupervisionPaths.meetings, view.plan), reader("会议", "Meetings"))]))
            <div class="cols"><div>\(section("decisions", reader("议定事项", "Decisions"), table + (acts ? forms(view, endpoints, reader) : "")))
            \(section("minutes", reader("纪要", "Minutes"), view.paper.html(reader)))</div>
            <div>\(section("attendance", reader("到会", "Attendance"), people(meeting, reader) + (acts ? attendance(view, endpoints, reader) : "")))</div></div>
            """)
    }

    private static func people(_ meeting: Meeting, _ reader: Reader) -> HTML {
        "<dl class=\"def\"><dt>\(reader("出席", "Attending"))</dt><dd>\(meeting.attending.isEmpty ? "—" : meeting.attending.joined(separator: "、"))</dd><dt>\(reader("请假", "Absent"))</dt><dd>\(meeting.absent.isEmpty ? "—" : meeting.absent.joined(separator: "、"))</dd></dl>"
    }

    private static func forms(_ view: MeetingView, _ endpoints: SupervisionEndpoints, _ reader: Reader) -> HTML {
        var decision = MeetingDecisionInput()
        (decision.plan, decision.meeting) = (view.plan.id, view.meeting.id)
        var minutes = MinutesInput()
        (minutes.plan, minutes.meeting) = (view.plan.id, view.meeting.id)
        return folded(
            reader("登记议定事项", "Add a decision"),
            endpoints.meetingDecide.form(decision, submit: Text("登记", "Add")).only(["words", "unit", "due"], id: "d-").html(reader))
            + folded(
                reader("签发纪要，转督办", "Issue the minutes"),
                endpoints.minutes.form(minutes, submit: Text("签发", "Issue")).only(["document_number", "reason"], id: "m-").html(
                    reader))
    }

    private static func attendance(_ view: MeetingView, _ endpoints: SupervisionEndpoints, _ reader: Reader) -> HTML {
        var input = AttendanceInput()
        (input.plan, input.meeting) = (view.plan.id, view.meeting.id)
        (input.attending, input.absent) = (view.meeting.attending, view.meeting.absent)
        return folded(
            reader("登记到会", "Record attendance"),
            endpoints.attendance.form(input, submit: Text("保存", "Save")).only(["attending", "absent"], id: "a-").html(reader))
    }
}

struct MeetingView: JSONValued {
    let plan: Plan
    let asOf: Day
    let meeting: Meeting
    let paper: Paper

    static func load(_ input: MeetingInput, _ reads: SupervisionReads, _ scope: Scope) throws -> MeetingView {
        let plan = try reads.plans.running(input.plan, scope)
        let meeting = try reads.meeting(input.meeting, plan, scope)
        return MeetingView(plan: plan, asOf: reads.day(plan, scope), meeting: meeting, paper: reads.minutes(meeting, plan))
    }

    var json: JSON {
        [
            "title": .string(meeting.title), "issuedOn": .optional(meeting.issuedOn), "minutes": paper.json,
            "decisions": .array(
                meeting.decisions.map {
                    [
                        "number": .number(Double($0.number)), "words": .string($0.words), "unit": .optional($0.unitName),
                        "due": .optional($0.due), "order": .optional($0.order),
                    ]
                }),
        ]
    }
}
