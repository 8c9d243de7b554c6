import Calendars
import Design
import Kernel
import Plan

struct InspectionList: JSONValued {
    let plan: Plan
    let asOf: Day
    let today: Day
    let inspections: [Inspection]

    static func load(_ input: PlanOnly, _ reads: SupervisionReads, _ scope: Scope) throws -> InspectionList {
        let plan = try reads.plans.running(input.plan, scope), asOf = reads.day(plan, scope)
        var inspections: [Inspection] = []
        if scope.viewer.seesEveryOrder {
            inspections = try MeetingStore.inspections(plan.id, upTo: asOf, scope.connection)
        } else if let unit = scope.viewer.unit {
            inspections = try MeetingStore.inspections(plan.id, unit: unit, upTo: asOf, scope.connection)
        }
        return InspectionList(plan: plan, asOf: asOf, today: reads.today(plan, scope), inspections: inspections)
    }

    var json: JSON {
        [
            "inspections": .array(
                inspections.map {
                    [
                        "id": .string($0.id.description), "title": .string($0.title), "unit": .string($0.unit.name),
                        "state": .string($0.state.rawValue),
                    ]
                })
        ]
    }
}

struct InspectionView: JSONValued {
    let plan: Plan
    let asOf: Day
    let inspection: Inspection
    let paper: Paper

    static func load(_ input: InspectionInput, _ reads: SupervisionReads, _ scope: Scope) throws -> InspectionView {
        let plan = try reads.plans.running(input.plan, scope)
        let inspection = try reads.inspection(input.inspection, plan, scope)
        // Findings are the office's until they went to the unit.
        var shown = inspection
        if inspection.state == .noticed, !scope.viewer.seesEveryOrder { shown.findings = [] }
        return InspectionView(plan: plan, asOf: reads.day(plan, scope), inspection: shown, paper: reads.paper(shown, plan))
    }

    var json: JSON {
        [
            "title": .string(inspection.title), "state": .string(inspection.state.rawValue), "reply": .optional(inspection.reply),
            "conclusion": .optional(inspection.conclusion), "order": .optional(inspection.order), "paper": paper.json,
            "findings": .array(
                inspection.findings.map {
                    ["number": .number(Double($0.number)), "words": .string($0.words), "evidence": .string($0.evidenceName)]
                }),
        ]
    }
}

enum InspectionPages {
    static func list(_ list: InspectionList, _ inspect: Endpoint<InspectInput, InspectionRef>, _ reader: Reader) -> Page {
        let rows = list.inspections.map { inspection -> [HTML] in
            [
                link(
                    reader.plan(SupervisionPaths.inspection, list.plan, ["inspection": inspection.id.description]), inspection.title
                ),
                "\(inspection.unit.name)", "\(inspection.from) — \(inspection.to)",
                (inspection.state == .concluded ? Light.green : Light.idle).html(reader, inspection.state.label),
            ]
        }
        let body: HTML =
            rows.isEmpty
            ? emptyState(
                reader("还没有督查", "No inspections yet"),
                reader("督查有通知、有证据、听取单位说明，再形成结论。", "An inspection is announced, rests on evidence, hears the unit, then concludes."))
            : ledger(
                reader("督查", "Inspections"),
                [
                    .init(reader("事项", "Matter")), .init(reader("单位", "Unit")), .init(reader("时间", "Days")),
                    .init(reader("状态", "State")),
                ], rows: rows
            )
        var input = InspectInput()
        (input.plan, input.from, input.to) = (list.plan.id, list.today, list.today)
        let form: HTML =
            Permission.supervisionRun.allows(reader.viewer)
            ? folded(reader("通知督查", "Announce an inspection"), inspect.form(input, submit: Text("发出通知", "Announce")).html(reader))
            : ""
        return Page(
            Text("督查", "Inspections"), plan: list.plan.mark(list.asOf), nav: list.plan.nav("supervision.inspections", reader),
            head("\(reader("督查", "Inspections"))", facts: ["\(list.plan.title)"]) + body + form)
    }

    static func page(_ view: InspectionView, _ endpoints: SupervisionEndpoints, _ reader: Reader) -> Page {
        let inspection = view.inspection
        let findings: HTML =
            inspection.findings.isEmpty
            ? quiet(reader("还没有记录问题。", "No finding yet."))
            : "<ol class=\"rows\">\(inspection.findings.html { finding in "<li><span>\(finding.number). \(finding.words)</span> \(link("/files/\(finding.evidence)", finding.evidenceName))</li>" })</ol>"
        let order: HTML =
            inspection.order.map {
                "<p>\(link(reader.plan(SupervisionPaths.order, view.plan, ["order": $0.description]), reader("整改督办件", "The order to mend")))</p>"
            } ?? ""
        return Page(
            Text(same: inspection.title), plan: view.plan.mark(view.asOf), nav: view.plan.nav("supervision.inspections", reader),
            """
            \(head("\(inspection.title)", facts: ["\(inspection.unit.name)", "\(inspection.from) — \(inspection.to)", "\(reader[inspection.state.label])"], actions: [download(reader.plan(SupervisionPaths.inspectionFile, view.plan, ["inspection": inspection.id.description]), reader)], crumbs: [link(reader.plan(SupervisionPaths.inspections, view.plan), reader("督查", "Inspections"))]))
            <div class="cols"><div>\(section("findings", reader("问题与证据", "Findings and evidence"), findings))\(forms(view, endpoints, reader))\(order)</div>
            <div>\(view.paper.html(reader))</div></div>
            """)
    }

    private static func forms(_ view: InspectionView, _ endpoints: SupervisionEndpoints, _ reader: Reader) -> HTML {
        let inspection = view.inspection
        let raw = RawInput(["plan": [view.plan.id.description], "inspection": [inspection.id.description]])
        let isOffice = Permission.supervisionRun.allows(reader.viewer)
        switch inspection.state {
        case .noticed where isOffice:
            var input = FindingInput()
            (input.plan, input.inspection) = (view.plan.id, inspection.id)
            return
                "<div class=\"not-print\">\(endpoints.finding.form(input, submit: Text("记录", "Record")).only(["words", "evidence"], id: "f-").html(reader))</div>"
                + "<div class=\"row-x\">\(action(SupervisionPaths.feedback.url(raw), reader("向单位反馈", "Send to the unit"), reader, main: true, small: false))</div>"
        case .sent where isOffice:
            var input = ConclusionInput()
            (input.plan, input.inspection) = (view.plan.id, inspection.id)
            let waits = inspection.reply == nil ? quiet(reader("单位还没有说明。", "The unit has not answered yet.")) : ""
            return waits
                + endpoints.conclusion.form(input, submit: Text("形成结论", "Conclude")).only(["words", "due", "reason"], id: "c-")
                .html(reader)
        case .sent where Permission.supervisionAnswer.allows(reader.viewer):
            var input = ReplyInput()
            (input.plan, input.inspection, input.words) = (view.plan.id, inspection.id, inspection.reply ?? "")
            return endpoints.reply.form(input, submit: Text("提交说明", "Send")).only(["words"], id: "r-").html(reader)
        default: return ""
        }
    }
}
