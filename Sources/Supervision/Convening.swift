import Calendars
import Kernel
import Plan
import Registry

/// Writes about meetings, inspections, circulars and facts. What follows from them is an order, made by `Ordering`.
struct Convening {
    let ordering: Ordering
    private var reads: SupervisionReads { ordering.reads }

    init(ordering: Ordering) { self.ordering = ordering }

    // MARK: Meetings

    func call(_ input: CallInput, _ scope: inout Scope) throws -> MeetingRef {
        let plan = try reads.plans.running(input.plan, scope)
        let meeting = Meeting(
            id: scope.newID(), plan: plan.id, kind: input.kind, title: input.title, day: input.day, place: input.place,
            chair: input.chair, agenda: input.agenda, attending: input.attending, absent: input.absent, documentNumber: nil,
            issuedOn: nil, issuedBy: nil, decisions: [])
        try MeetingStore.insert(meeting, scope)
        scope.record(
            Event(
                SupervisionEvents.met, Subject("meeting", meeting.id.description), in: plan.subject,
                [
                    "kind": meeting.kind.label.zh, "kindEn": meeting.kind.label.en, "title": meeting.title,
                    "day": meeting.day.description,
                ]))
        return MeetingRef(plan: plan.id, meeting: meeting.id)
    }

    func open(_ id: RecordID, _ plan: Plan, _ scope: Scope) throws -> Meeting {
        let meeting = try reads.meeting(id, plan, scope)
        if let day = meeting.issuedOn {
            throw Refusal.conflict(
                Text(
                    "纪要已于\(day)签发，不再改动；新的事项另行立项。",
                    "The minutes were issued on \(day) and no longer change; register new matters as orders."))
        }
        return meeting
    }

    func attend(_ input: AttendanceInput, _ scope: inout Scope) throws -> MeetingRef {
        let plan = try reads.plans.running(input.plan, scope)
        let meeting = try open(input.meeting, plan, scope)
        try MeetingStore.set(attending: input.attending, absent: input.absent, of: meeting.id, scope.connection)
        scope.record(
            Event(
                SupervisionEvents.attended, Subject("meeting", meeting.id.description), in: plan.subject, ["title": meeting.title]))
        return MeetingRef(plan: plan.id, meeting: meeting.id)
    }

    func decide(_ input: MeetingDecisionInput, _ scope: inout Scope) throws -> MeetingRef {
        let plan = try reads.plans.running(input.plan, scope)
        let meeting = try open(input.meeting, plan, scope)
        let unit = try input.unit.map { try reads.unit($0, .lead, field: "unit", scope) }
        if let due = input.due, due < meeting.day {
            throw Refusal.invalid([
                FieldProblem(
                    "due", Text("期限", "Day"), Text("不能早于会议日\(meeting.day)。", "Must not lie before the meeting of \(meeting.day)."))
            ])
        }
        let decision = Meeting.Decision(
            number: (meeting.decisions.map(\.number).max() ?? 0) + 1, words: input.words, unit: unit?.record, unitName: unit?.name,
            due: input.due, order: nil)
        try MeetingStore.insert(decision, of: meeting.id, scope)
        scope.record(
            Event(
                SupervisionEvents.decided, Subject("meeting", meeting.id.description), in: plan.subject,
                ["title": meeting.title, "decision": decision.words]))
        return MeetingRef(plan: plan.id, meeting: meeting.id)
    }

    /// 签发纪要: each decision with a unit and a day becomes an order.
    func minute(_ input: MinutesInput, _ scope: inout Scope) throws -> MeetingRef {
        let plan = try reads.plans.running(input.plan, scope), day = reads.today(plan, scope)
        let meeting = try open(input.meeting, plan, scope)
        if meeting.decisions.isEmpty {
            throw Refusal.conflict(Text("还没有议定事项。", "Nothing was decided yet."))
        }
        var count = 0
        for decision in meeting.decisions {
            guard let record = decision.unit, let name = decision.unitName, let due = decision.due else { continue }
            let unit = OrderUnit(record: record, name: name, role: .lead)
            try ordering.check(due: due, day)
            try ordering.guardFrequency(unit, input.reason, day, scope)
            let order = try ordering.make(
                Ordering.Fresh(
                    kind: .decision, title: String(decision.words.prefix(200)), demand: decision.words, units: [unit], due: due,
                    basis: [
                        Text(
                            "\(meeting.title)（\(meeting.day)）议定事项第\(decision.number)项",
                            "Decision \(decision.number) of \(meeting.title), \(meeting.day)")
                    ],
                    origin: Subject("meeting", meeting.id.description), reason: input.reason), plan, on: day, &scope)
            try MeetingStore.set(order: order.id, of: decision.number, meeting: meeting.id, scope.connection)
            count += 1
        }
        try MeetingStore.issue(meeting.id, number: input.documentNumber, on: day, scope)
        scope.record(
            Event(
                SupervisionEvents.minuted, Subject("meeting", meeting.id.description), in: plan.subject,
                ["title": meeting.title, "orders": String(count)]))
        return MeetingRef(plan: plan.id, meeting: meeting.id)
    }

    // MARK: Inspections

    func inspect(_ input: InspectInput, _ scope: inout Scope) throws -> InspectionRef {
        let plan = try reads.plans.running(input.plan, scope)
        let unit = try reads.unit(input.unit, .lead, field: "unit", scope)
        if input.to < input.from {
            throw Refusal.invalid([FieldProblem("to", Text("至", "To"), Text("不能早于起始日。", "Must not lie before the first day."))])
        }
        let inspection = Inspection(
            id: scope.newID(), plan: plan.id, unit: unit, title: input.title, grounds: input.grounds, from: input.from,
            to: input.to,
            state: .noticed, documentNumber: input.documentNumber, openedOn: reads.today(plan, scope), sentOn: nil, reply: nil,
            replyBy: nil,
            repliedOn: nil, conclusion: nil, concludedBy: nil, concludedOn: nil, order: nil, findings: [])
        try MeetingStore.insert(inspection, scope)
        return record(SupervisionEvents.noticed, inspection, plan, [:], &scope)
    }

    private func record(
        _ kind: EventKind, _ inspection: Inspection, _ plan: Plan, _ more: [String: String] = [:], _ scope: inout Scope
    ) -> InspectionRef {
        scope.record(
            Event(
                kind, Subject("inspection", inspection.id.description), in: plan.subject,
                ["title": inspection.title, "unit": inspection.unit.name].merging(more) { _, own in own }))
        return InspectionRef(plan: plan.id, inspection: inspection.id)
    }

    private func inspection(_ plan: RecordID, _ id: RecordID, in state: Inspection.State, _ scope: Scope) throws -> (
        Plan, Inspection
    ) {
        let plan = try reads.plans.running(plan, scope)
        let inspection = try reads.inspection(id, plan, scope)
        guard inspection.state == state else {
            throw Refusal.conflict(
                Text(
                    "这次督查现为“\(inspection.state.label.zh)”，只有“\(state.label.zh)”时才能这样做。",
                    "This inspection is “\(inspection.state.label.en)”; this is done while it is “\(state.label.en)”."))
        }
        return (plan, inspection)
    }

    func find(_ input: FindingInput, _ scope: inout Scope) throws -> InspectionRef {
        let (plan, inspection) = try inspection(input.plan, input.inspection, in: .noticed, scope)
        guard let upload = input.evidence else {
            throw Refusal.invalid([FieldProblem("evidence", Text("证据", "Evidence"), Text("请选择文件。", "Choose a file."))])
        }
        let finding = Inspection.Finding(
            number: (inspection.findings.map(\.number).max() ?? 0) + 1, words: input.words,
            evidence: try ordering.keep(upload, scope),
            evidenceName: upload.name, day: reads.today(plan, scope), by: scope.viewer.name)
        try MeetingStore.insert(finding, of: inspection.id, scope)
        return record(SupervisionEvents.found, inspection, plan, ["number": String(finding.number)], &scope)
    }

    func feedBack(_ input: InspectionInput, _ scope: inout Scope) throws -> InspectionRef {
        let (plan, inspection) = try inspection(input.plan, input.inspection, in: .noticed, scope)
        try MeetingStore.send(inspection.id, on: reads.today(plan, scope), scope.connection)
        return record(SupervisionEvents.fedBack, inspection, plan, [:], &scope)
    }

    func reply(_ input: ReplyInput, _ scope: inout Scope) throws -> InspectionRef {
        let (plan, inspection) = try inspection(input.plan, input.inspection, in: .sent, scope)
        try MeetingStore.reply(inspection.id, input.words, on: reads.today(plan, scope), scope)
        return record(SupervisionEvents.answered, inspection, plan, [:], &scope)
    }

    /// Only after the findings went to the unit; with a day, what is to be mended becomes an order.
    func conclude(_ input: ConclusionInput, _ scope: inout Scope) throws -> InspectionRef {
        let (plan, inspection) = try inspection(input.plan, input.inspection, in: .sent, scope)
        let day = reads.today(plan, scope)
        var order: RecordID?
        if let due = input.due {
            try ordering.check(due: due, day)
            try ordering.guardFrequency(inspection.unit, input.reason, day, scope)
            order = try ordering.make(
                Ordering.Fresh(
                    title: String("整改：\(inspection.title)".prefix(200)), demand: input.words, units: [inspection.unit], due: due,
                    basis: inspection.findings.map { Text("问题\($0.number)：\($0.words)", "Finding \($0.number): \($0.words)") },
                    origin: Subject("inspection", inspection.id.description), reason: input.reason), plan, on: day, &scope
            ).id
        }
        try MeetingStore.conclude(inspection.id, input.words, order: order, on: day, scope)
        return record(SupervisionEvents.concluded, inspection, plan, [:], &scope)
    }

    // MARK: Circulars

    func issue(_ input: NoticeIssueInput, _ scope: inout Scope) throws -> NoticeRef {
        let plan = try reads.plans.running(input.plan, scope), day = reads.today(plan, scope)
        let draft = try reads.noticeDraft(input.draft, plan, on: day, scope)
        var order: RecordID?
        if draft.kind == .rectify {
            let due = input.due ?? reads.content.due(workingDays: reads.content.settings.rectifyDays, from: day)
            try ordering.check(due: due, day)
            try ordering.guardFrequency(draft.unit, input.reason, day, scope)
            order = try ordering.make(
                Ordering.Fresh(
                    title: String("整改：\(input.title)".prefix(200)), demand: input.words, units: [draft.unit], due: due,
                    basis: draft.facts.map(\.words), documentNumber: input.documentNumber, reason: input.reason), plan, on: day,
                &scope
            ).id
        }
        let notice = Notice(
            id: scope.newID(), plan: plan.id, kind: draft.kind, unit: draft.unit, title: input.title, words: input.words,
            facts: draft.facts.map(\.words), from: draft.from, to: draft.to, documentNumber: input.documentNumber, issuedOn: day,
            issuedBy: scope.viewer.name, order: order)
        try NoticeStore.insert(notice, scope)
        scope.record(
            Event(
                SupervisionEvents.circulated, Subject("notice", notice.id.description), in: plan.subject,
                ["kind": notice.kind.label.zh, "kindEn": notice.kind.label.en, "title": notice.title, "unit": notice.unit.name]))
        return NoticeRef(plan: plan.id, notice: notice.id)
    }

    // MARK: Facts for the scoreboard

    func enter(_ input: FactInput, _ scope: inout Scope) throws -> PlanGone {
        let plan = try reads.plans.running(input.plan, scope)
        if input.day > reads.today(plan, scope) {
            throw Refusal.invalid([FieldProblem("day", Text("日期", "Day"), Text("不能晚于今天。", "Must not lie ahead."))])
        }
        let unit = try reads.unit(input.unit, input.role, field: "unit", scope)
        return try put(Fact(input.kind.fact, unit, input.day, Text("", "")), input.grounds, plan, &scope)
    }

    func view(_ input: ViewInput, _ scope: inout Scope) throws -> PlanGone {
        let plan = try reads.plans.running(input.plan, scope), scheme = try reads.scheme(plan, scope)
        guard let most = scheme.view else {
            throw Refusal.conflict(
                Text("“\(scheme.name.zh)”没有领导评价分。", "“\(scheme.name.en)” has no points for the leader's view."))
        }
        if input.points > most {
            let words = print(most)
            throw Refusal.invalid([FieldProblem("points", Text("评价分", "Points"), Text("最多\(words)分。", "At most \(words)."))])
        }
        let unit = try reads.unit(input.unit, .lead, field: "unit", scope)
        return try put(Fact(.view, unit, reads.today(plan, scope), Text("", ""), points: input.points), input.grounds, plan, &scope)
    }

    private func put(_ fact: Fact, _ grounds: String, _ plan: Plan, _ scope: inout Scope) throws -> PlanGone {
        try NoticeStore.insert(fact, id: scope.newID(), plan: plan.id, grounds: grounds, scope)
        scope.record(
            Event(
                SupervisionEvents.entered, Subject("record", fact.unit.record.description), in: plan.subject,
                ["unit": fact.unit.name, "kind": fact.kind.label.zh, "kindEn": fact.kind.label.en, "grounds": grounds]))
        return PlanGone(plan: plan.id)
    }
}

struct MeetingRef: Encodable, Sendable {
    let plan: RecordID
    let meeting: RecordID
    var url: String { SupervisionPaths.meeting.url(RawInput(["plan": [plan.description], "meeting": [meeting.description]])) }
}

struct InspectionRef: Encodable, Sendable {
    let plan: RecordID
    let inspection: RecordID
    var url: String {
        SupervisionPaths.inspection.url(RawInput(["plan": [plan.description], "inspection": [inspection.description]]))
    }
}

struct NoticeRef: Encodable, Sendable {
    let plan: RecordID
    let notice: RecordID
    var url: String { SupervisionPaths.notice.url(RawInput(["plan": [plan.description], "notice": [notice.description]])) }
}

extension SupervisionReads {
    func meeting(_ id: RecordID, _ plan: Plan, _ scope: Scope) throws -> Meeting {
        guard let meeting = try MeetingStore.find(id, in: plan.id, scope.connection) else {
            throw Refusal.missing(Text("没有这次会议。", "There is no such meeting."))
        }
        return meeting
    }

    /// A unit finds the inspections of itself.
    func inspection(_ id: RecordID, _ plan: Plan, _ scope: Scope) throws -> Inspection {
        guard let inspection = try MeetingStore.inspection(id, in: plan.id, scope.connection),
            scope.viewer.seesEveryOrder || inspection.unit.record == scope.viewer.unit
        else { throw Refusal.missing(Text("没有这次督查。", "There is no such inspection.")) }
        return inspection
    }

    func notice(_ id: RecordID, _ plan: Plan, _ scope: Scope) throws -> Notice {
        guard let notice = try NoticeStore.find(id, in: plan.id, scope.connection),
            scope.viewer.seesEveryOrder || notice.kind == .commend || notice.unit.record == scope.viewer.unit
        else { throw Refusal.missing(Text("没有这件通报。", "There is no such circular.")) }
        return notice
    }

    func noticeDrafts(_ plan: Plan, on day: Day, _ scope: Scope) throws -> [NoticeDraft] {
        let found = FactReads(self, plan, on: day)
        return NoticeDraft.drafts(
            content.settings, facts: try found.facts(scope).facts,
            issued: try NoticeStore.notices(plan.id, upTo: day, scope.connection),
            plan: plan, from: found.from, to: day)
    }

    func noticeDraft(_ key: String, _ plan: Plan, on day: Day, _ scope: Scope) throws -> NoticeDraft {
        guard let draft = try noticeDrafts(plan, on: day, scope).first(where: { $0.key == key }) else {
            throw Refusal.missing(
                Text("没有这件起草：依据已经变化，或已签发。", "There is no such draft: its grounds have changed, or it was issued."))
        }
        return draft
    }
}
