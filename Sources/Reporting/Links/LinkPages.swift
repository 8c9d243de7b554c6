import Calendars
import Design
import Kernel
import Plan

/// The pages of links: what the office copies, and what its holder sees on a phone.
enum LinkPages {
    static func made(_ made: MadeLinks, site: String, _ reader: Reader) -> Page {
        let lines = made.links.map { "\($0.unit)\t\(site)\($0.path)\t\($0.expiresAt.local)" }.joined(separator: "\n")
        let rows = made.links.map { link -> [HTML] in
            ["\(link.unit)", "<code class=\"wrap\">\(site)\(link.path)</code>", "\(link.expiresAt.local)"]
        }
        let back = ReportingPaths.url(ReportingPaths.desk, made.plan.id, ["period": made.period.description])
        return Page(
            Text("填报链接", "Links"), plan: made.plan.mark(made.asOf), nav: made.plan.nav("reporting.desk", reader),
            """
            \(head("\(reader("\(made.links.count)个填报链接", "\(made.links.count) links"))", facts: ["\(Show.period(endingOn: made.period, reader.language))"], crumbs: [link(back, reader("报送", "Returns"))]))
            <p class="callout ask">\(Light.yellow.icon)<span>\(reader("链接只在这一页显示一次，请现在复制。每个链接只能打开一家单位的一张填报单，提交一次即失效；此前发出、还没提交的链接已作废。", "The links are shown on this page only, this once: copy them now. Each opens one unit's return and is spent by one submission; earlier unused links no longer work."))</span></p>
            <div class="field"><label for="links">\(reader("复制后可直接粘贴到表格或群发工具", "Copy and paste into a sheet or a message"))</label><textarea class="in" id="links" rows="\(min(12, made.links.count + 1))" readonly>\(lines)</textarea></div>
            \(TableView(reader("填报链接", "Links"), [.init(reader("单位", "Unit")), .init(reader("链接", "Link")), .init(reader("有效期至", "Good until"))], rows: rows).html)
            """)
    }

    /// What the link is for, and a button: opening is an act.
    static func cover(_ found: LinkDoor, token: String, _ reader: Reader) -> Page {
        let period = Show.period(endingOn: found.item.period, reader.language)
        let body: HTML
        if found.isGood {
            body = """
                <p>\(reader("这个链接只供\(found.item.unitName)填报这一期，不用登录。可以随时存草稿；提交一次后链接失效。", "This link is for \(found.item.unitName) and this period; no sign-in. Save drafts as you like; one submission ends it."))</p>
                <p class="small ink-2">\(reader("应于\(found.item.due)前报送，链接有效期至\(found.link.expiresAt.local)。请勿转发给其他单位。", "Due \(found.item.due); the link is good until \(found.link.expiresAt.local). Do not pass it to other units."))</p>
                \(action(ReportingPaths.opening.url(RawInput(["token": [token]])), reader("开始填报", "Start"), reader, main: true, small: false))
                """
        } else {
            body = "<div class=\"callout ask\">\(Light.yellow.icon)<span>\(why(found, reader))</span></div>"
        }
        return page(found.item, period, status: found.isGood ? 200 : 410, found.plan, body, reader)
    }

    private static func why(_ found: LinkDoor, _ reader: Reader) -> String {
        switch found.link.state(at: found.now) {
        case .submitted:
            reader(
                "已凭这个链接提交，链接随之失效。需要修改的，请联系集群办退回并换新链接。",
                "It was handed in by this link, which ended it. To change something, ask the office to send the return back with a new link."
            )
        case .revoked: reader("集群办收回了这个链接。可能已发出新的，请以最新的为准。", "The office revoked this link. There may be a newer one.")
        case .expired:
            reader(
                "链接已于\(found.link.expiresAt.local)过期。请联系集群办换一个。",
                "The link ended at \(found.link.expiresAt.local). Ask the office for another.")
        default:
            reader(
                "这张填报单\(found.item.state.label.zh)，现在不用填。",
                "This return is “\(found.item.state.label.en)”; there is nothing to fill in now.")
        }
    }

    static func form(_ view: ReturnView, token: String, _ reader: Reader) -> Page {
        let period = Show.period(endingOn: view.item.period, reader.language)
        let action = ReportingPaths.doorForm.url(RawInput(["token": [token]]))
        return Page(
            title(view.item), status: view.problems.isEmpty && view.reasonProblem == nil ? 200 : 422,
            """
            \(head("\(reader("\(period)进展报送", "Return of \(period)"))", facts: ReturnPage.facts(view, reader)))
            <div class="cols"><div>\(FormPart(view: view, action: action, reader: reader, opensFiles: false).html)</div><div class="rail">\(ReturnPage.rail(view, reader))</div></div>
            """)
    }

    static func receipt(_ view: ReturnView, _ reader: Reader) -> Page {
        let period = Show.period(endingOn: view.item.period, reader.language)
        let at = view.item.submittedAt?.local ?? ""
        return page(
            view.item, period, status: 200, view.plan,
            """
            <div class="callout ok">\(Light.green.icon)<span>\(reader("已于\(at)提交，等待集群办审核。链接已失效。退回时会另发新链接。", "Handed in at \(at); the office will decide. The link has ended. Should it come back, you get a new one."))</span></div>
            """, reader)
    }

    private static func page(_ item: UnitReturn, _ period: String, status: Int, _ plan: Plan, _ body: HTML, _ reader: Reader)
        -> Page
    {
        Page(
            title(item), status: status,
            """
            \(head("\(reader("\(period)进展报送", "Return of \(period)"))", facts: ["<b>\(item.unitName)</b>", "\(plan.title)"] + (plan.isExample ? [exampleMark(reader)] : [])))
            \(body)
            """)
    }

    private static func title(_ item: UnitReturn) -> Text {
        Text("\(Show.period(endingOn: item.period, .zh))进展报送", "Return of \(Show.period(endingOn: item.period, .en))")
    }
}
