import Calendars
import Design
import Kernel
import Plan

/// A return's page: a form for whoever fills it in, a list of decisions for the office.
enum ReturnPage {
    static func page(_ view: ReturnView, _ endpoints: ReportingEndpoints, _ reader: Reader) -> Page {
        let period = Show.period(endingOn: view.item.period, reader.language)
        return Page(
            Text(
                "\(Show.period(endingOn: view.item.period, .zh))进展报送", "Return of \(Show.period(endingOn: view.item.period, .en))"),
            status: view.problems.isEmpty && view.reasonProblem == nil ? 200 : 422, plan: view.plan.mark(view.asOf),
            nav: view.plan.nav("reporting.desk", reader),
            """
            \(head("\(reader("\(period)进展报送", "Return of \(period)"))", facts: facts(view, reader), actions: actions(view, endpoints, reader), crumbs: [link(reader.plan(ReportingPaths.desk, view.plan, ["period": view.item.period.description]), reader("报送", "Returns"))]))
            <div class="cols"><div>\(main(view, endpoints, reader))</div><div class="rail">\(rail(view, reader))</div></div>
            """)
    }

    static func facts(_ view: ReturnView, _ reader: Reader) -> [HTML] {
        var facts: [HTML] = ["<b>\(view.item.unitName)</b>", "\(reader("共\(view.lines.count)项", "\(view.lines.count) lines"))"]
        if view.item.version > 1 { facts.append("\(reader("第\(view.item.version)版", "version \(view.item.version)"))") }
        if view.item.state.isOpen { facts.append("\(reader("上期内容已带入，灰底为未改动", "Filled from last time; grey is unchanged"))") }
        if view.plan.isExample { facts.append("\(exampleMark(reader))") }
        return facts
    }

    private static func actions(_ view: ReturnView, _ endpoints: ReportingEndpoints, _ reader: Reader) -> [HTML] {
        let url = { (path: Path) in ReportingPaths.url(path, view.plan.id, ["return": view.item.id.description]) }
        var actions: [HTML] = []
        if view.item.state.isOpen { actions.append(button(url(ReportingPaths.book), reader("下载表格", "Workbook"))) }
        if view.item.state == .submitted, !reader.viewer.isAny(.office) {
            actions.append(action(url(ReportingPaths.withdrawal), reader("撤回", "Withdraw"), reader, small: false))
        }
        return actions
    }

    private static func main(_ view: ReturnView, _ endpoints: ReportingEndpoints, _ reader: Reader) -> HTML {
        if view.item.state.isOpen {
            let url = ReportingPaths.url(ReportingPaths.form, view.plan.id, ["return": view.item.id.description])
            return FormPart(view: view, action: url, reader: reader).html
        }
        let decides = view.item.state == .submitted && Permission.planEdit.allows(reader.viewer)
        var columns: [TableView.Column] = [
            .init(reader("事项", "What")), .init(reader("内容", "Content")), .init(reader("证据", "Evidence")),
        ]
        if view.freeze != nil { columns.append(.init(reader("冻结数", "Frozen"), number: true)) }
        columns.append(.init(decides ? reader("审核", "Decision") : reader("状态", "State")))
        let rows = view.lines.map { line -> [HTML] in
            var cells: [HTML] = [
                "\(line.duty.title) <span class=\"chip\">\(reader[line.duty.about.label])</span>\(if: !line.duty.counts, "<span class=\"s\">\(reader("配合，不计灯色", "support; colours no light"))</span>")",
                ReturnWords.content(line, reader), line.evidence.map { link("/files/\($0)", line.evidenceName ?? "") } ?? "—",
            ]
            if view.freeze != nil { cells.append(frozen(line, view, reader)) }
            cells.append(decides && line.state == .submitted ? decision(line, view, reader) : verdict(line, reader))
            return cells
        }
        let url = ReportingPaths.url(ReportingPaths.decision, view.plan.id, ["return": view.item.id.description])
        let all: HTML =
            decides
            ? """
            <div class="acts start">\(action(url, reader("全部通过", "Approve all"), reader, main: true, small: false, fields: [("verdict", "approve")]))\
            \(returning(url, "all", [], reader("整张退回", "Return it whole"), reader))</div>
            """ : .empty
        let corrects: HTML =
            view.item.state == .approved && view.versions.last?.id == view.item.id
            ? """
            <details class="menu-inline"><summary class="btn s">\(reader("更正", "Correct"))</summary><form method="post" action="\(ReportingPaths.url(ReportingPaths.revision, view.plan.id, ["return": view.item.id.description]))" class="one">\(reader.csrfField)\
            <label class="vh" for="rev">\(reader("更正原因", "Reason"))</label><input class="in" id="rev" name="reason" required placeholder="\(reader("写明更正原因", "Say why"))"><button class="btn s" type="submit">\(reader("发起更正", "Start a correction"))</button></form></details>
            """ : .empty
        return "\(all)\(TableView(reader("填报内容", "Content"), columns, rows: rows).html)\(corrects)"
    }

    private static func frozen(_ line: ReturnLine, _ view: ReturnView, _ reader: Reader) -> HTML {
        guard let frozen = view.frozen[line.duty.subject] else { return "—" }
        if let value = frozen.value { return "\(Show.number(value, decimals: 4, trim: true))" }
        return frozen.isDone ? "\(frozen.doneOn.map(\.description))" : "\(reader("已冻结", "frozen"))"
    }

    private static func verdict(_ line: ReturnLine, _ reader: Reader) -> HTML {
        switch line.state {
        case .approved: Light.green.html(reader, line.state.label)
        case .returned: "\(Light.yellow.html(reader, line.state.label))<span class=\"s\">\(line.reason)</span>"
        default: "\(reader[line.state.label])"
        }
    }

    private static func decision(_ line: ReturnLine, _ view: ReturnView, _ reader: Reader) -> HTML {
        let url = ReportingPaths.url(ReportingPaths.decision, view.plan.id, ["return": view.item.id.description])
        let id = line.id.description
        return """
            \(action(url, reader("通过", "Approve"), reader, fields: [("verdict", "approve"), ("line", id)]))\
            \(returning(url, id, [("line", id)], reader("退回", "Return"), reader))
            """
    }

    private static func returning(_ url: String, _ key: String, _ fields: [(String, String)], _ words: String, _ reader: Reader)
        -> HTML
    {
        """
        <details class="menu-inline"><summary class="btn s">\(words)</summary><form method="post" action="\(url)" class="one">\(reader.csrfField)\
        \(fields.html { "<input type=\"hidden\" name=\"\($0.0)\" value=\"\($0.1)\">" })<input type="hidden" name="verdict" value="return">\
        <label class="vh" for="r-\(key)">\(reader("退回理由", "Reason"))</label><input class="in" id="r-\(key)" name="reason" required placeholder="\(reader("写明要改什么", "Say what to mend"))">\
        <button class="btn s" type="submit">\(words)</button></form></details>
        """
    }

    // MARK: Beside the form

    static func rail(_ view: ReturnView, _ reader: Reader) -> HTML {
        let item = view.item
        let days = item.due - view.asOf
        var parts: HTML = .empty
        if item.state.isOpen {
            let figure: HTML =
                days >= 0
                ? "<span class=\"fig big\">\(days)<span class=\"u\">\(reader("天", "days"))</span></span>"
                : Light.red.html(reader, Text("逾期\(-days)天", "\(-days) days late"))
            parts += section(
                "due", reader("截止", "Due"), "<p>\(figure)</p><p class=\"small ink-2\">\(Show.day(item.due, reader.language))</p>")
        }
        if let freeze = view.freeze {
            parts += section(
                "frozen", reader("已冻结", "Frozen"),
                "<p class=\"small\">\(reader("\(freeze.by)于\(freeze.at.day)冻结本期。此后的更正作为新版本，冻结数保留。", "\(freeze.by) froze this period on \(freeze.at.day). Later corrections are new versions; the frozen figures stay."))</p>"
            )
        }
        if view.versions.count > 1 {
            parts += section(
                "versions", reader("各版本", "Versions"),
                "<ul class=\"rows\">\(view.versions.html { version in "<li><span>\(version.id == item.id ? "<b>\(reader("第\(version.version)版", "Version \(version.version)"))</b>" as HTML : link(ReportingPaths.url(ReportingPaths.item, view.plan.id, ["return": version.id.description]), reader("第\(version.version)版", "Version \(version.version)"))) \(reader[version.state.label])</span><span class=\"s\">\(version.reason)</span></li>" })</ul>"
            )
        }
        return parts + section("flow", reader("到哪一步", "Where it stands"), flow(item, reader))
    }

    private static func flow(_ item: UnitReturn, _ reader: Reader) -> HTML {
        let here = item.state.isOpen ? 0 : item.state == .submitted ? 1 : 2
        let late: String = (item.daysLate ?? 0) > 0 ? reader("，迟报\(item.daysLate ?? 0)天", ", \(item.daysLate ?? 0) days late") : ""
        let done = item.submittedBy.map { "\($0) \(item.submittedAt?.local ?? "")\(late)" } ?? item.unitName
        let steps: [(String, String)] = [
            (reader("填报", "Filled in"), done),
            (reader("集群办审核", "Approval"), reader("可逐项退回，每次写明理由", "Line by line; each return has its reason")),
            (reader("生效", "In effect"), reader("只有生效的数据影响灯色", "Only approved data colour a light")),
        ]
        return """
            <ol class="line flow">\(steps.enumerated().html { index, step in "<li><svg class=\"dot\(if: index == here, " on")\" aria-hidden=\"true\"><circle cx=\"5.5\" cy=\"5.5\" r=\"4\"/></svg>\(index == here ? "<b>\(step.0)</b>" as HTML : "\(step.0)")<span class=\"s\">\(step.1)</span></li>" })</ol>
            """
    }
}
