import Calendars
import Design
import Kernel
import Plan

/// Who has reported for a period, and what the office does with it.
enum DeskPage {
    static func page(_ desk: DeskView, _ endpoints: ReportingEndpoints, _ reader: Reader) -> Page {
        let period = Show.period(endingOn: desk.period, reader.language)
        return Page(
            Text("报送", "Returns"), plan: desk.plan.mark(desk.asOf), nav: desk.plan.nav("reporting.desk", reader),
            """
            \(head("\(reader("\(period)报送", "Returns of \(period)"))", facts: facts(desk, reader), actions: actions(desk, reader)))
            \(periods(desk, reader))\(lede(desk, reader))\(frozen(desk, reader))
            \(section("returns", reader("填报单", "Returns"), desk.rows.isEmpty ? empty(desk, reader) : returns(desk, reader)))
            \(if: !desk.shared.isEmpty, section("shared", reader("几家填报同一目标", "Reported by several"), note: "\(reader("选定取数之前，不影响灯色", "Colours no light before the office has chosen"))", shared(desk, reader)))
            <div class="not-print">\(if: desk.isOffice, section("books", reader("表格报送", "Workbooks"), books(desk, endpoints, reader)))
            \(if: desk.isOffice, section("more", reader("其他", "More"), more(desk, endpoints, reader)))</div>
            """)
    }

    private static func facts(_ desk: DeskView, _ reader: Reader) -> [HTML] {
        var facts: [HTML] = ["\(reader("应于\(desk.due)前报送", "due \(desk.due)"))"]
        if desk.plan.isExample { facts.append(exampleMark(reader)) }
        return facts
    }

    private static func actions(_ desk: DeskView, _ reader: Reader) -> [HTML] {
        let period = [("period", desk.period.description)]
        let open = action(
            ReportingPaths.url(ReportingPaths.desk, desk.plan.id),
            desk.rows.isEmpty ? reader("发起填报", "Open the period") : reader("补齐填报单", "Add what is missing"),
            reader, main: desk.rows.isEmpty, small: false, fields: period)
        guard desk.isOffice else { return desk.rows.isEmpty ? [open] : [] }
        var actions = [open]
        if !desk.rows.isEmpty {
            actions.append(
                action(
                    ReportingPaths.url(ReportingPaths.links, desk.plan.id), reader("生成全部链接", "All links"), reader, small: false,
                    fields: period))
            actions.append(
                button(
                    ReportingPaths.url(ReportingPaths.books, desk.plan.id, ["period": desk.period.description]),
                    reader("全部表格", "All workbooks")))
        }
        return actions
    }

    private static func periods(_ desk: DeskView, _ reader: Reader) -> HTML {
        """
        <nav class="tabs" aria-label="\(reader("报告期", "Periods"))">\(desk.periods.prefix(8).html { "<a href=\"\(reader.plan(ReportingPaths.desk, desk.plan, ["period": $0.description]))\"\(if: $0 == desk.period, " aria-current=\"page\"")>\(Show.period(endingOn: $0, reader.language))</a>" })</nav>
        """
    }

    private static func lede(_ desk: DeskView, _ reader: Reader) -> HTML {
        func count(_ state: UnitReturn.State) -> Int { desk.rows.filter { $0.item.state == state }.count }
        let late = desk.rows.filter { desk.isLate($0.item) }.count
        let (all, waiting, returned, approved) = (desk.rows.count, count(.submitted), count(.returned), count(.approved))
        if all == 0 { return .empty }
        return
            "<p class=\"lede\">\(reader("应报\(all)家，待审核\(waiting)家，退回\(returned)家，已审核\(approved)家，逾期\(late)家。只有审核通过的数进入灯色。", "\(all) returns: \(waiting) await approval, \(returned) sent back, \(approved) approved, \(late) late. Only approved data colour a light."))</p>"
    }

    private static func frozen(_ desk: DeskView, _ reader: Reader) -> HTML {
        guard let freeze = desk.freeze else { return .empty }
        return
            "<p class=\"callout\">\(reader("本期已由\(freeze.by)于\(freeze.at.local)冻结。此后的报送和更正须写明原因，冻结数保留。", "Frozen by \(freeze.by) at \(freeze.at.local). Later reports and corrections need a reason; the frozen figures stay."))</p>"
    }

    private static func empty(_ desk: DeskView, _ reader: Reader) -> HTML {
        emptyState(
            reader("本期还没有填报单", "No returns yet"),
            desk.isOffice
                ? reader(
                    "发起填报后，每个单位有一张填报单，内容按方案分工带入。", "Opening the period makes a return for each unit, filled from the plan's duties."
                )
                : reader("点“发起填报”，生成本单位的填报单。", "Open the period to get your unit's return."))
    }

    private static func returns(_ desk: DeskView, _ reader: Reader) -> HTML {
        var columns: [TableView.Column] = [
            .init(reader("单位", "Unit")), .init(reader("状态", "State")), .init(reader("报送", "Handed in")),
            .init(reader("通过", "Approved"), number: true),
        ]
        if desk.isOffice { columns.append(.init(reader("链接", "Link"))) }
        let rows = desk.rows.map { row -> [HTML] in
            let item = row.item
            let url = ReportingPaths.url(ReportingPaths.item, desk.plan.id, ["return": item.id.description])
            var cells: [HTML] = [
                "\(link(reader.link(url), item.unitName))\(if: item.version > 1, " <span class=\"chip\">\(reader("第\(item.version)版", "v\(item.version)"))</span>")\(if: item.holder == .office, " <span class=\"chip\">\(reader("方案未列明单位的事项", "what the plan gives to nobody"))</span>")",
                ReturnWords.state(item, isLate: desk.isLate(item), asOf: desk.asOf, reader),
                handedIn(item, reader), "\(row.approved)/\(row.lines)",
            ]
            if desk.isOffice { cells.append(linkCell(row, desk, reader)) }
            return cells
        }
        return TableView(reader("填报单", "Returns"), columns, rows: rows).html
    }

    private static func handedIn(_ item: UnitReturn, _ reader: Reader) -> HTML {
        guard let at = item.submittedAt, let door = item.door else { return "—" }
        let late = item.daysLate ?? 0
        return
            "\(at.local) \(reader[door.label])\(if: late > 0, "<span class=\"s\">\(reader("迟报\(late)天", "\(late) days late"))</span>")"
    }

    private static func linkCell(_ row: DeskView.Row, _ desk: DeskView, _ reader: Reader) -> HTML {
        let state: HTML = row.link.map { "\(reader[$0.state(at: desk.now).label]) " } ?? .empty
        var cell = HTML.empty
        if let link = row.link, link.isGood(at: desk.now) {
            cell += action(
                ReportingPaths.url(ReportingPaths.linkRevocation, desk.plan.id, ["link": link.id.description]),
                reader("收回", "Revoke"), reader)
        } else if row.item.state.isOpen, row.item.holder != .office {
            cell += action(
                ReportingPaths.url(ReportingPaths.links, desk.plan.id),
                row.item.state == .returned ? reader("新链接", "New link") : reader("生成", "Make"), reader,
                fields: [("period", desk.period.description), ("return", row.item.id.description)])
        }
        return "\(state)\(if: !cell.isEmpty, "<span class=\"not-print\">\(cell)</span>")"
    }

    private static func shared(_ desk: DeskView, _ reader: Reader) -> HTML {
        TableView(
            reader("几家填报同一目标", "Reported by several"),
            [.init(reader("目标", "Target")), .init(reader("各家填报", "Figures")), .init(reader("取数", "Taken"))],
            rows: desk.shared.map { shared in
                let url = ReportingPaths.url(ReportingPaths.rule, desk.plan.id, ["target": shared.target.key])
                let chosen: HTML =
                    switch shared.rule {
                    case .none: Light.cannot.html(reader, Text("待选定", "To be chosen"))
                    case .sum: "\(reader("各单位相加", "The sum"))"
                    case .one(let unit): "\(reader("以一家为准：", ""))\(shared.parts.first { $0.of.holder == .unit(unit) }?.of.unitName)"
                    }
                return [
                    "\(shared.target.indicator)",
                    shared.parts.map { part -> HTML in
                        "\(part.of.unitName) <b>\(part.line?.value.map { amount($0, shared.target.unit, reader) } ?? reader("未审核", "not approved"))</b>"
                    }.joined("<br>"),
                    "\(chosen)<div class=\"acts start\">\(action(url, reader("相加", "Sum"), reader, fields: [("rule", "sum")]))\(shared.parts.compactMap { part in part.of.holder.unit.map { ($0, part.of.unitName) } }.html { action(url, reader("以\($0.1)为准", $0.1), reader, fields: [("rule", "one"), ("unit", $0.0.description)]) })</div>",
                ]
            }
        ).html
    }

    private static func books(_ desk: DeskView, _ endpoints: ReportingEndpoints, _ reader: Reader) -> HTML {
        let list: HTML =
            desk.batches.isEmpty
            ? .empty
            : "<ul class=\"rows\">\(desk.batches.html { "<li><span>\(link(ReportingPaths.url(ReportingPaths.batch, desk.plan.id, ["batch": $0.id.description]), $0.file))</span><span class=\"s\">\(reader("\($0.count)份", "\($0.count) files")) \($0.by) \($0.at.local)</span></li>" })</ul>"
        var input = BookUpload()
        (input.plan, input.period) = (desk.plan.id, desk.period)
        var form = endpoints.upload.form(input, submit: Text("上传", "Send"), carrying: ["period"])
        form.isMain = false
        form.idPrefix = "book-"
        return form.html(reader) + list
    }

    private static func more(_ desk: DeskView, _ endpoints: ReportingEndpoints, _ reader: Reader) -> HTML {
        let ledger = ReportingPaths.url(ReportingPaths.ledger, desk.plan.id, ["period": desk.period.description])
        var freeze = FreezeInput()
        (freeze.plan, freeze.period) = (desk.plan.id, desk.period)
        var form = endpoints.freeze.form(freeze, submit: Text("冻结本期", "Freeze the period"), carrying: ["period"])
        form.isMain = false
        form.idPrefix = "freeze-"
        var change = ChangeInput()
        change.plan = desk.plan.id
        var changes = endpoints.change.form(change, submit: Text("登记变动", "Record the change"))
        changes.isMain = false
        changes.idPrefix = "change-"
        return """
            <div class="acts start">\(button(ledger, reader("汇总台账", "Ledger")))\(button(ReportingPaths.url(ReportingPaths.ledgers, desk.plan.id, ["period": desk.period.description]), reader("导入旧台账", "Old ledgers")))\(action(ReportingPaths.url(ReportingPaths.links, desk.plan.id), reader("全部链接（CSV）", "All links (CSV)"), reader, small: false, fields: [("period", desk.period.description), ("as", "csv")]))</div>
            \(if: desk.freeze == nil, "<details class=\"flow\"><summary>\(reader("冻结本期", "Freeze the period"))</summary>\(form.html(reader))</details>")
            <details class="flow"><summary>\(reader("单位合并或更名", "A unit merged or renamed"))</summary>\(changes.html(reader))</details>
            """
    }

    static func table(_ desk: DeskView, _ reader: Reader) -> Table {
        Table(
            Text("报送情况", "Returns"),
            columns: [
                .init(Text("单位", "Unit"), width: 28), .init(Text("状态", "State")), .init(Text("版本", "Version"), number: true),
                .init(Text("应报", "Due")), .init(Text("报送时间", "Handed in")), .init(Text("方式", "By")),
                .init(Text("迟报天数", "Days late"), number: true),
                .init(Text("项数", "Lines"), number: true), .init(Text("已通过", "Approved"), number: true), .init(Text("链接", "Link")),
            ],
            rows: desk.rows.map { row in
                [
                    .text(row.item.unitName), .text(reader[row.item.state.label]), .number(Double(row.item.version)),
                    .day(row.item.due.description),
                    row.item.submittedAt.map { .text($0.local) } ?? .empty, row.item.door.map { .text(reader[$0.label]) } ?? .empty,
                    row.item.daysLate.map { .number(Double($0)) } ?? .empty, .number(Double(row.lines)),
                    .number(Double(row.approved)),
                    row.link.map { .text(reader[$0.state(at: desk.now).label]) } ?? .empty,
                ]
            })
    }
}
