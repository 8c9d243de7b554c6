import Calendars
import Design
import Kernel
import Plan

struct NoticeList: JSONValued {
    let plan: Plan
    let asOf: Day
    let notices: [Notice]
    let drafts: [NoticeDraft]

    static func load(_ input: PlanOnly, _ reads: SupervisionReads, _ scope: Scope) throws -> NoticeList {
        let plan = try reads.plans.running(input.plan, scope), asOf = reads.day(plan, scope)
        let notices = try NoticeStore.notices(plan.id, upTo: asOf, scope.connection).filter {
            scope.viewer.seesEveryOrder || $0.kind == .commend || $0.unit.record == scope.viewer.unit
        }
        let drafts = Permission.supervisionDraft.allows(scope.viewer) ? try reads.noticeDrafts(plan, on: asOf, scope) : []
        return NoticeList(plan: plan, asOf: asOf, notices: notices, drafts: drafts)
    }

    var json: JSON {
        [
            "notices": .array(
                notices.map {
                    [
                        "id": .string($0.id.description), "kind": .string($0.kind.rawValue), "title": .string($0.title),
                        "unit": .string($0.unit.name), "issuedOn": .string($0.issuedOn.description), "order": .optional($0.order),
                    ]
                }),
            "drafts": .array(
                drafts.map {
                    [
                        "key": .string($0.key), "kind": .string($0.kind.rawValue), "unit": .string($0.unit.name),
                        "facts": .number(Double($0.facts.count)),
                    ]
                }),
        ]
    }
}

struct NoticeDraftView: JSONValued {
    let plan: Plan
    let asOf: Day
    let draft: NoticeDraft
    let paper: Paper
    let due: Day
    let frequency: (count: Int, isFull: Bool)
    let acts: Bool

    static func load(_ input: DraftInput, _ reads: SupervisionReads, _ scope: Scope) throws -> NoticeDraftView {
        let plan = try reads.plans.running(input.plan, scope), asOf = reads.day(plan, scope)
        let draft = try reads.noticeDraft(input.draft, plan, on: asOf, scope)
        return NoticeDraftView(
            plan: plan, asOf: asOf, draft: draft, paper: reads.paper(draft, plan),
            due: reads.content.due(workingDays: reads.content.settings.rectifyDays, from: asOf),
            frequency: try reads.frequency(draft.unit.record, on: asOf, scope), acts: asOf == reads.today(plan, scope))
    }

    var json: JSON { ["key": .string(draft.key), "facts": .array(draft.facts.map { .string($0.words.zh) }), "paper": paper.json] }
}

enum NoticePages {
    static func list(_ list: NoticeList, _ reader: Reader) -> Page {
        let rows = list.notices.map { notice -> [HTML] in
            [
                link(reader.plan(SupervisionPaths.notice, list.plan, ["notice": notice.id.description]), notice.title),
                "\(reader[notice.kind.label])", "\(notice.unit.name)", "\(notice.issuedOn)",
                notice.order.map {
                    link(
                        reader.plan(SupervisionPaths.order, list.plan, ["order": $0.description]), reader("整改督办件", "Order to mend"))
                } ?? "—",
            ]
        }
        let issued: HTML =
            rows.isEmpty
            ? quiet(reader("还没有签发通报。", "No circular was issued yet."))
            : ledger(
                reader("通报", "Circulars"),
                [
                    .init(reader("标题", "Title")), .init(reader("类别", "Kind")), .init(reader("单位", "Unit")),
                    .init(reader("签发", "Issued")),
                    .init(reader("整改", "Mending")),
                ], rows: rows
            )
        let proposals = list.drafts.map { draft -> [HTML] in
            [
                link(reader.plan(SupervisionPaths.noticeDraft, list.plan, ["draft": draft.key]), draft.unit.name),
                "\(reader[draft.kind.label])",
                "\(draft.facts.prefix(3).html { "<span class=\"s\">\(reader[$0.words])</span>" })\(if: draft.facts.count > 3, "<span class=\"s\">\(reader("共\(draft.facts.count)项", "\(draft.facts.count) in all"))</span>")",
            ]
        }
        let drafts: HTML =
            Permission.supervisionDraft.allows(reader.viewer)
            ? section(
                "drafts", reader("起草", "Drafted"), note: "\(reader("由事实得出，人签发", "from facts; a person issues"))",
                proposals.isEmpty
                    ? quiet(reader("没有单位到起草的条件。", "No unit has come to where a draft is due."))
                    : ledger(
                        reader("起草", "Drafted"),
                        [.init(reader("单位", "Unit")), .init(reader("建议", "Proposal")), .init(reader("事实", "Facts"))],
                        rows: proposals
                    )) : ""
        return Page(
            Text("表扬与整改", "Commend and rectify"), plan: list.plan.mark(list.asOf),
            nav: list.plan.nav("supervision.notices", reader),
            head(
                "\(reader("表扬与整改", "Commend and rectify"))",
                facts: [
                    "\(list.plan.title)",
                    "\(reader("截至", "as of ")) \(list.asOf)\(if: list.plan.isExample, " \(exampleMark(reader))")",
                ])
                + drafts + section("issued", reader("已签发的通报", "Circulars issued"), issued))
    }

    static func draft(_ view: NoticeDraftView, _ issue: Endpoint<NoticeIssueInput, NoticeRef>, _ reader: Reader) -> Page {
        let draft = view.draft
        var input = NoticeIssueInput()
        (input.plan, input.draft, input.title, input.words) = (view.plan.id, draft.key, draft.title, draft.words)
        if draft.kind == .rectify { input.due = view.due }
        var fields: Set<String> = ["title", "words", "document_number"]
        if draft.kind == .rectify { fields.formUnion(view.frequency.isFull ? ["due", "reason"] : ["due"]) }
        var form = issue.form(input, submit: Text("签发", "Issue")).only(fields, hidden: ["draft"], id: "")
        form.isMain = true
        let facts = draft.facts.html { fact in
            "<li><span>\(fact.url.map { link(reader.link($0), reader[fact.words]) } ?? "\(reader[fact.words])")</span></li>"
        }
        let issues: HTML =
            view.acts && Permission.supervisionRun.allows(reader.viewer)
            ? section("issue", reader("签发", "Issue"), form.html(reader)) : quiet(reader("由集群办签发。", "The cluster office issues it."))
        return Page(
            Text("起草：\(draft.title)", "Draft: \(draft.title)"), plan: view.plan.mark(view.asOf),
            nav: view.plan.nav("supervision.notices", reader),
            """
            <div class="not-print">\(head("\(reader("起草：", "Draft: "))\(draft.title)", facts: ["\(reader[draft.kind.label])", "\(draft.unit.name)"], actions: [download(reader.plan(SupervisionPaths.noticeDraftFile, view.plan, ["draft": draft.key]), reader)], crumbs: [link(reader.plan(SupervisionPaths.notices, view.plan), reader("表扬与整改", "Commend and rectify"))]))</div>
            <div class="cols"><div>\(view.paper.html(reader))</div><div class="not-print">\(issues)\(section("facts", reader("事实", "Facts"), "<ul class=\"rows\">\(facts)</ul>"))</div></div>
            """)
    }
}
