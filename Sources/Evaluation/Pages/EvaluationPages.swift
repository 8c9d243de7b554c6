import Calendars
import Design
import Kernel
import Plan

enum EvaluationListPage {
    static func page(_ list: EvaluationList, _ endpoints: EvaluationEndpoints, _ reader: Reader) -> Page {
        let rows = list.evaluations.map { one -> [HTML] in
            [
                link(reader.link(EvaluationPaths.url(one.id)), one.title), "\(reader[one.kind.label])",
                "\(one.window.lowerBound) — \(one.day)", "\(one.knownOn)",
                "\(reader[one.state.label])\(one.number.map { " \($0)" })", "\(one.madeBy)",
            ]
        }
        let body: HTML =
            rows.isEmpty
            ? emptyState(
                reader("还没有评估", "No evaluation yet"),
                reader(
                    "选定种类和评估期末，系统按登记和审核过的资料起草，每个数字都能打开。",
                    "Choose a kind and the end of the window. The report is drafted from what is registered and approved; every figure opens."
                ))
            : TableView(
                reader("评估", "Evaluations"),
                [
                    .init(reader("评估", "Evaluation")), .init(reader("种类", "Kind")), .init(reader("评估期间", "Window")),
                    .init(reader("资料截止", "Known by")), .init(reader("状态", "State")), .init(reader("起草", "Drafted by")),
                ], rows: rows
            ).html
        let isCity = list.plan == nil
        return Page(
            isCity ? Text("年度评估（全市）", "Yearly evaluation of the city") : Text("评估", "Evaluations"),
            current: isCity ? "evaluation.city" : "",
            plan: list.plan.map { PlanMark(id: $0.id.description, place: $0.place, title: $0.title, asOf: list.asOf) },
            nav: list.plan?.nav("evaluation.list", reader) ?? [],
            head(
                "\(isCity ? reader("年度评估（全市）", "Yearly evaluation of the city") : reader("评估", "Evaluations"))",
                facts: list.plan.map { ["\($0.title)"] } ?? [],
                crumbs: list.plan.map { [link(reader.plan(PlanPaths.cockpit, $0), reader("驾驶舱", "Cockpit"))] } ?? [])
                + body + form(list, endpoints, reader))
    }

    private static func form(_ list: EvaluationList, _ endpoints: EvaluationEndpoints, _ reader: Reader) -> HTML {
        guard Permission.planEdit.allows(reader.viewer) else { return .empty }
        let form: Form
        if let plan = list.plan {
            var input = MakeInput()
            input.plan = plan.id
            input.kind = list.proposal.kind
            input.day = list.proposal.day
            form = endpoints.make.form(input, submit: Text("起草评估", "Draft the evaluation"))
        } else {
            var input = CityInput()
            input.year = list.proposal.day.year
            input.place = list.places.first ?? ""
            form = endpoints.makeCity.form(input, submit: Text("起草年度评估", "Draft the yearly evaluation"))
        }
        return section("new", reader("起草一份评估", "Draft an evaluation"), form.html(reader))
    }
}

enum EvaluationPage {
    static func page(_ view: EvaluationView, _ endpoints: EvaluationEndpoints, _ reader: Reader) -> Page {
        let evaluation = view.evaluation
        let title = Text(view.report.text(view.report.title, .zh), view.report.text(view.report.title, .en))
        let facts: [HTML] = [
            "\(reader("评估期间", "Window")) \(evaluation.window.lowerBound) — \(evaluation.day)",
            "\(reader("资料截止", "known by")) \(evaluation.knownOn)",
            "\(reader[evaluation.state.label])\(evaluation.number.map { " \($0)" })",
            "\(reader("冻结于操作记录第\(evaluation.log)号", "frozen at log entry \(evaluation.log)"))",
        ]
        let download = button(
            EvaluationPaths.url(evaluation.id, EvaluationPaths.document), reader("下载DOCX", "Download DOCX"), main: true)
        let clean = button(
            EvaluationPaths.url(evaluation.id, EvaluationPaths.document, ids: false), reader("不带编号的DOCX", "DOCX without ids"))
        let crumbs: [HTML] =
            view.plan.map { [link(reader.plan(EvaluationPaths.list, $0), reader("评估", "Evaluations"))] }
            ?? [link(reader.link(EvaluationPaths.city.url()), reader("年度评估（全市）", "City"))]
        return Page(
            title, plan: view.plan.map { PlanMark(id: $0.id.description, place: $0.place, title: $0.title, asOf: view.asOf) },
            nav: view.plan?.nav("evaluation.list", reader) ?? [],
            head(
                "\(reader[title])\(if: view.report.isExample, " \(exampleMark(reader))")", facts: facts,
                actions: [download, clean], crumbs: crumbs)
                + corrected(view, reader) + ReportPage(view.report, reader).html + steps(view, endpoints, reader))
    }

    private static func corrected(_ view: EvaluationView, _ reader: Reader) -> HTML {
        if view.corrections.isEmpty {
            return
                "<p class=\"callout ok not-print\" role=\"note\">\(reader("按同一期间重新生成，数字与冻结时一致。", "Made again for the same window, every figure is as it was frozen."))</p>"
        }
        let rows = view.corrections.prefix(50).map { one -> [HTML] in
            ["\(reader[one.name])", "\(one.before.map { reader[$0] } ?? "—")", "\(one.after.map { reader[$0] } ?? "—")"]
        }
        return """
            <p class="callout ask" role="status">\(reader("数据已更正：冻结以后有\(view.corrections.count)处数字变了。报告不改动。", "Data were corrected: \(view.corrections.count) figures have changed since it was frozen. The report stays."))</p>
            """
                + section(
                    "corrected", reader("数据已更正", "Corrected since"),
                    TableView(
                        reader("更正", "Corrections"),
                        [
                            .init(reader("数字", "Figure")), .init(reader("冻结时", "Frozen"), number: true),
                            .init(reader("现在", "Now"), number: true),
                        ], rows: rows
                    ).html)
    }

    private static func steps(_ view: EvaluationView, _ endpoints: EvaluationEndpoints, _ reader: Reader) -> HTML {
        let line = view.steps.html {
            "<li><svg class=\"dot on\" aria-hidden=\"true\"><circle cx=\"5.5\" cy=\"5.5\" r=\"4\"/></svg><b>\(reader[$0.state.label])</b> <time>\($0.at.day)</time><span class=\"s\">\($0.note ?? "") \($0.by)</span></li>"
        }
        var forms: HTML = ""
        if Permission.planEdit.allows(reader.viewer) {
            let acts = Evaluation.Act.allCases.filter { $0.next(from: view.evaluation.state) != nil }
            if view.evaluation.state == .draft {
                forms += action(
                    endpoints.renew.url { $0.evaluation = view.evaluation.id },
                    reader("按今天的资料重新生成", "Make it again with today's data"), reader)
            }
            for act in acts {
                var input = ActInput()
                input.evaluation = view.evaluation.id
                input.act = act
                var form = endpoints.act.form(input, submit: act.label, carrying: ["act"])
                form.fields = form.fields.filter { act == .issue || $0.name != "number" }
                form.isMain = false
                form.idPrefix = act.rawValue
                forms += "<details class=\"flow\"><summary>\(reader[act.label])</summary>\(form.html(reader))</details>"
            }
        }
        return
            "<div class=\"not-print\">\(section("steps", reader("办理", "Steps"), "<ol class=\"line\">\(line)</ol>" + forms))</div>"
    }
}
