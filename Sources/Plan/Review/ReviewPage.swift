import Calendars
import Design
import Kernel

/// Source on the left, items on the right. Every step is a form, so that it works without JavaScript; keys only press its buttons.
enum ReviewPage {
    static func page(_ review: Review, _ endpoints: PlanEndpoints, _ reader: Reader) -> Page {
        let plan = review.plan
        let open = review.open, missing = review.missingBaselines
        let publish = action(
            PlanPaths.url(PlanPaths.publication, plan), reader("发布方案", "Publish"), reader, main: true, small: false)
        let state =
            open.isEmpty && missing.isEmpty
            ? reader("都判断过了，可以发布。", "Everything is decided; the plan can be published.")
            : reader(
                "还有\(open.count)处待判断、\(missing.count)个基期值未填。可先发布，未答的保持“未列明”，不参与判断。",
                "\(open.count) to decide and \(missing.count) baselines to enter. You may publish first; what is unanswered stays “not stated”."
            )
        let tabs: HTML = """
            <nav class="tabs" aria-label="\(reader("核对内容", "Review"))"><a href="\(PlanPaths.url(PlanPaths.review, plan))"\(if: !review.showsAll, " aria-current=\"true\"")>\(reader("待判断", "To decide"))<span class="count">\(open.count)</span></a>\
            <a href="\(review.showsAll ? PlanPaths.url(PlanPaths.review, plan) : "")#base">\(reader("基期值与参数", "Baselines"))<span class="count">\(missing.count)</span></a>\
            <a href="\(PlanPaths.url(PlanPaths.review, plan, ["show": "all"]))"\(if: review.showsAll, " aria-current=\"true\"")>\(reader("全部读出", "All items"))<span class="count">\(review.items.filter { $0.key != "LEAD" }.count)</span></a></nav>
            """
        let right: HTML =
            review.showsAll
            ? all(review, endpoints, reader)
            : questions(review, endpoints, reader) + baselines(review, reader) + setup(review, endpoints, reader)
                + summary(review, reader)
        return Page(
            Text("核对读出的内容", "Review what was read"), current: "plan.new", canvas: true, scripts: ["review.js"],
            """
            <div class="review-head"><div><h1>\(reader("核对读出的内容", "Review what was read"))</h1><p class="small ink-2">\(plan.sourceName)，\(plan.title)</p></div>
            <ol class="steps" aria-label="\(reader("步骤", "Steps"))"><li>\(reader("读入", "Read"))</li><li\(if: !open.isEmpty, " aria-current=\"step\"")>\(reader("核对", "Review"))</li><li\(if: open.isEmpty && !missing.isEmpty, " aria-current=\"step\"")>\(reader("填基期", "Baselines"))</li><li\(if: open.isEmpty && missing.isEmpty, " aria-current=\"step\"")>\(reader("发布", "Publish"))</li></ol>
            <div class="acts">\(publish)</div></div>
            <div class="review"><section class="src" aria-label="\(reader("原文", "Source"))" tabindex="0">
            <div class="legend not-phone legend-src"><span><mark class="lg mk-t">\(reader("目标", "Target"))</mark></span><span><mark class="lg mk-u">\(reader("企业、项目、平台", "Names"))</mark></span><span><mark class="lg mk-d">\(reader("督导与阶段", "Supervision"))</mark></span><span><mark class="lg mk-q">\(reader("待判断", "To decide"))</mark></span><span><mark class="lg mk-no">\(reader("不是目标", "No target"))</mark></span></div>
            <article class="sheet" lang="zh-CN"><h2>\(plan.title)</h2>\(SourceSheet(review).html(reader))</article></section>
            <div class="items">\(tabs)<p class="small ink-2">\(state)</p>\(revision(review, reader))\(right)</div></div>
            <div class="keys not-phone" aria-hidden="true">\(keys(reader))</div>
            """)
    }

    private static func keys(_ reader: Reader) -> HTML {
        let keys: [(String, String)] = [
            ("J K", reader("下一处、上一处", "next, previous")), ("↵", reader("确认", "confirm")), ("E", reader("更正", "correct")),
            ("M", reader("合并", "merge")),
            ("S", reader("拆分", "split")), ("A", reader("补加", "add")), ("D", reader("删除", "delete")), ("U", reader("撤销", "undo")),
            ("O", reader("看原文", "source")),
        ]
        return keys.html { "<span><kbd>\($0.0)</kbd>\($0.1)</span>" }
            + "<span class=\"ink-3\">\(reader("不用键盘也能做完；机器读的和人改的都留存", "Everything works without keys; what was read and what was changed are both kept"))</span>"
    }

    private static func questions(_ review: Review, _ endpoints: PlanEndpoints, _ reader: Reader) -> HTML {
        if review.open.isEmpty {
            return "<section id=\"ask\"><p class=\"ink-3\">\(reader("没有待判断的内容。", "Nothing is left to decide."))</p></section>"
        }
        return
            "<section id=\"ask\" aria-label=\"\(reader("待判断", "To decide"))\">\(review.open.enumerated().html { index, item in question(item, index + 1, review, endpoints, reader) })</section>"
    }

    private static func question(_ item: Item, _ number: Int, _ review: Review, _ endpoints: PlanEndpoints, _ reader: Reader)
        -> HTML
    {
        guard let question = item.question else { return .empty }
        let other = review.item(item.kind, item.other)
        let quote = [item.content.quote, other?.content.quote].compactMap { $0 }.filter { !$0.isEmpty }.map {
            $0.filter { !$0.isNewline }
        }.joined(separator: " …… ")
        let place = item.content.place ?? item.content.section ?? item.key
        let pair: HTML =
            other.map { other in
                "<div class=\"pair\"><div><b>\(item.key)</b> \(Reviewing.title(item))</div><span class=\"ink-3\">＝？</span><div><b>\(other.key)</b> \(Reviewing.title(other))</div></div>"
            } ?? ""
        let title: HTML =
            question == .defaultLead
            ? "\(reader("\(print(item.content.value ?? 0))项举措", "\(print(item.content.value ?? 0)) measures"))：\(reader[question.label])"
            : "\(reader[question.label])"
        return """
            <article class="q" id="i-\(item.id.description)" tabindex="-1"><span class="no" aria-hidden="true">\(number)</span><h3>\(title)</h3>\
            \(if: !quote.isEmpty, quotation(quote, cite: "<a href=\"#s-\(item.id.description)\" data-key=\"O\">\(place)</a>"))\
            <p>\(if: question == .leadInText, "\(reader("读到：", "Read: "))\(item.content.owner ?? "")。")\(reader[question.explanation])</p>\(pair)\
            <div class="acts">\(buttons(item, question, other, reader))\(correction(item, endpoints, reader))</div></article>
            """
    }

    private static func buttons(_ item: Item, _ question: Question, _ other: Item?, _ reader: Reader) -> HTML {
        func press(_ decision: Decision, _ zh: String, _ en: String, main: Bool = false, key: String, into: String? = nil) -> HTML {
            action(
                url(item), reader(zh, en), reader, main: main,
                fields: [("decision", decision.rawValue)] + (into.map { [("into", $0)] } ?? []), key: key)
        }
        switch question {
        case .sameTarget:
            return press(.merge, "合并为一项", "Merge into one", main: true, key: "M", into: other?.key)
                + press(.keep, "保留两项", "Keep both", key: "N")
        case .similarName:
            return press(.merge, "是，合并", "Yes, merge", main: true, key: "M", into: other?.key) + press(.keep, "不是", "No", key: "N")
        case .leadInText:
            return press(.confirm, "\(item.content.owner.flatMap(Item.lead) ?? "")为牵头", "Take it as lead", main: true, key: "↵")
                + press(.keep, "保持未列明", "Leave it open", key: "N")
        case .noUnits: return press(.keep, "保持未列明", "Leave it open", main: true, key: "↵")
        case .defaultLead:
            return press(.confirm, "全部按首位", "The first leads", main: true, key: "↵") + press(.keep, "不按首位", "No", key: "N")
        case .rangeTarget, .bareCount, .relativeBase:
            return press(.confirm, "作为目标，期限留空", "Track it, deadline open", main: true, key: "↵")
                + press(.delete, "只作举措内容", "Not a target", key: "D")
        case .missingIssue: return press(.keep, "留空", "Leave it open", main: true, key: "↵")
        case .blankValue:
            return press(.keep, "保持空缺", "Leave it blank", main: true, key: "↵") + press(.delete, "删除", "Delete", key: "D")
        }
    }

    static func url(_ item: Item) -> String {
        PlanPaths.decision.url(RawInput(["plan": [item.plan.description], "item": [item.id.description]]))
    }

    /// The fields of one item, folded; the key E opens it.
    private static func correction(_ item: Item, _ endpoints: PlanEndpoints, _ reader: Reader) -> HTML {
        if item.key == "LEAD" { return .empty }
        var input = CorrectionInput()
        input.plan = item.plan
        input.item = item.id
        input.name = item.content.name
        input.scope = item.content.scope
        input.value = item.content.value
        input.valueMax = item.content.valueMax
        input.unit = item.content.unit
        input.comparator = item.content.comparator
        input.quantity = item.content.quantity
        input.due = item.content.due
        input.units = item.content.units.map { UnitLines.print($0) }
        input.type = item.content.type
        var form = endpoints.correct.form(input, submit: Text("保存更正", "Save"))
        let names = CorrectionInput.names(item.kind)
        form.fields.removeAll { !names.contains($0.name) }
        form.idPrefix = item.id.description
        return
            "<details class=\"flow\"><summary class=\"btn s\" data-key=\"E\">\(reader("更正", "Correct")) <kbd>E</kbd></summary>\(form.html(reader))</details>"
    }

    private static func baselines(_ review: Review, _ reader: Reader) -> HTML {
        if review.targets.isEmpty { return .empty }
        let rows = review.targets.map { item -> [HTML] in
            let url = PlanPaths.itemBaseline.url(RawInput(["plan": [item.plan.description], "item": [item.id.description]]))
            let form = "b-\(item.id)"
            let needs = item.content.quantity != .rank
            return [
                "\(item.content.name)\(if: item.end > item.start, " <span class=\"ink-3 small\">\(link("#s-\(item.id)", reader("原文", "source")))</span>")",
                needs
                    ? """
                    <form id="\(form)" method="post" action="\(url)" class="one">\(reader.csrfField)<span class="with-unit"><input class="in num" name="value" inputmode="decimal" \
                    aria-label="\(item.content.name) \(reader("基期值", "baseline"))" value="\(item.content.baseline.map { print($0) } ?? "")" required> \(item.content.unit ?? "")</span></form>
                    """ : "—",
                needs
                    ? "<input class=\"in\" form=\"\(form)\" name=\"source\" aria-label=\"\(item.content.name) \(reader("依据", "source"))\" value=\"\(item.content.baselineSource ?? "")\" placeholder=\"\(reader("文件或数据来源", "document or data source"))\" required>"
                    : "",
                needs ? "<button class=\"btn s\" form=\"\(form)\" type=\"submit\">\(reader("保存", "Save"))</button>" : "",
            ]
        }
        return section(
            "base", reader("基期值", "Baselines"),
            note:
                "\(reader("\(review.plan.baseDay.year)年末，方案未写的须由人填报并注明依据", "End of \(review.plan.baseDay.year); what the plan does not print a person enters, with the source"))",
            TableView(
                reader("基期值", "Baselines"),
                [.init(reader("目标", "Target")), .init(reader("基期值", "Baseline")), .init(reader("依据", "Source")), .init("")],
                rows: rows
            ).html)
    }

    private static func setup(_ review: Review, _ endpoints: PlanEndpoints, _ reader: Reader) -> HTML {
        let plan = review.plan
        var input = SetupInput()
        input.plan = plan.id
        input.title = plan.title
        input.place = plan.place
        input.start = plan.period.lowerBound
        input.end = plan.period.upperBound
        input.frequency = plan.frequency
        input.reportDays = plan.reportDays
        input.leadsByOrder = plan.leadsByOrder ?? false
        input.preset = plan.preset
        let form = endpoints.setup.form(input, submit: Text("保存参数", "Save"))
            .offering(review.presets.map { .init($0.id, $0.name.text) }, for: "preset")
        return section(
            "setup", reader("起算与报送", "Base year and reporting"),
            note: "\(plan.period.lowerBound) — \(plan.period.upperBound)，\(reader[plan.frequency.label])",
            "<details class=\"flow\"><summary>\(reader("修改标题、期间、报送周期和灯色规则", "Change title, period, reporting and rule"))</summary>\(form.html(reader))</details>"
        )
    }

    private static func summary(_ review: Review, _ reader: Reader) -> HTML {
        let groups = Dictionary(grouping: review.items.filter { $0.key != "LEAD" }, by: \.kind)
        let rows = ItemListPage.order.compactMap { kind -> [HTML]? in
            guard let items = groups[kind] else { return nil }
            let unstated =
                kind == .measure
                ? items.filter { ($0.content.units ?? []).isEmpty }.count
                : kind == .target ? items.filter { $0.content.due == nil }.count : 0
            let words =
                kind == .measure
                ? reader("\(unstated)项责任单位未列明", "\(unstated) without a unit")
                : reader("\(unstated)项期限未列明", "\(unstated) without a deadline")
            return [
                link(
                    PlanPaths.url(PlanPaths.review, review.plan, ["show": "all"]) + "#k-\(kind.rawValue)", reader[kind.label],
                    plain: true), "\(items.count)",
                "\(items.filter { $0.state == .confirmed || $0.state == .corrected || $0.state == .added }.count)",
                "\(items.filter(\.isOpen).count)",
                unstated > 0 ? "\(words)" : "<span class=\"ink-3\">—</span>",
            ]
        }
        let findings: HTML =
            review.findings.isEmpty
            ? ""
            : "<details class=\"flow\"><summary>\(reader("读取时的\(review.findings.count)条说明", "\(review.findings.count) notes of the reader"))</summary><ul class=\"rows\">\(review.findings.prefix(60).html { "<li>\(reader[$0])</li>" })</ul></details>"
        return section(
            "read", reader("全部读出", "Everything read"), note: "\(reader("每一条都可回到原文位置", "each leads back to its place"))",
            TableView(
                reader("全部读出", "Everything read"),
                [
                    .init(reader("类别", "Kind")), .init(reader("读出", "Read"), number: true),
                    .init(reader("已确认", "Confirmed"), number: true), .init(reader("待判断", "To decide"), number: true),
                    .init(reader("原文未写", "Not stated")),
                ],
                rows: rows
            ).html + findings)
    }

    private static func revision(_ review: Review, _ reader: Reader) -> HTML {
        guard let previous = review.previous, let differences = review.differences else { return .empty }
        func list(_ items: [Item], _ title: String) -> HTML {
            items.isEmpty
                ? ""
                : "<h3>\(title)</h3><ul class=\"rows\">\(items.prefix(40).html { "<li><span>\(Reviewing.title($0))<span class=\"s\">\(reader[$0.kind.label])</span></span></li>" })</ul>"
        }
        return """
            <details class="flow" open><summary>\(reader("与《\(previous.title)》上一稿比较：沿用确认\(differences.carried)项，新增\(differences.added.count)项，消失\(differences.gone.count)项", "Compared with the last version: \(differences.carried) carried over, \(differences.added.count) new, \(differences.gone.count) gone"))</summary>\
            \(list(differences.added, reader("新增", "New")))\(list(differences.gone, reader("消失", "Gone")))</details>
            """
    }

    /// Every item with its state; what was read stays visible beside a change.
    private static func all(_ review: Review, _ endpoints: PlanEndpoints, _ reader: Reader) -> HTML {
        let groups = Dictionary(grouping: review.items.filter { $0.key != "LEAD" }, by: \.kind)
        let parts = ItemListPage.order.html { kind -> HTML in
            guard let items = groups[kind] else { return .empty }
            return section(
                "k-\(kind.rawValue)", reader[kind.label], note: "\(items.count)", items.html { line($0, review, endpoints, reader) }
            )
        }
        var input = AdditionInput()
        input.plan = review.plan.id
        let add = endpoints.add.form(input, submit: Text("补加", "Add"))
        return parts
            + section(
                "add", reader("补加一项", "Add an item"),
                "<details class=\"flow\"><summary class=\"btn s\" data-key=\"A\">\(reader("补加", "Add")) <kbd>A</kbd></summary>\(add.html(reader))</details>"
            )
    }

    private static func line(_ item: Item, _ review: Review, _ endpoints: PlanEndpoints, _ reader: Reader) -> HTML {
        var facts: [HTML] = []
        if let units = item.content.units {
            facts.append(
                units.isEmpty
                    ? Light.unowned.html(reader)
                    : "\(units.map { $0.role == .responsible ? $0.name : "\($0.name)（\(reader[$0.role.label])）" }.joined(separator: "、"))"
            )
        }
        if item.kind == .target {
            facts.append("\(item.content.due.map(\.description) ?? item.content.dueWords ?? reader("期限未列明", "no deadline stated"))")
        }
        if let place = item.content.place { facts.append("\(place)") }
        if let read = item.read,
            read.name != item.content.name || read.value != item.content.value || read.units != item.content.units
        {
            let was = read.name + (read.value.map { print($0) } ?? "") + (read.unit ?? "")
            facts.append("<span class=\"was\">\(reader("机器读作", "read as"))：\(was)</span>")
        }
        if let by = item.changedBy { facts.append("<span class=\"was\">\(by)</span>") }
        let into = item.mergedInto.flatMap { id in review.items.first { $0.id == id } }
        let state: HTML = "<span class=\"chip\">\(reader[item.state.label])\(if: into != nil, " → \(into?.key ?? "")")</span>"
        func press(_ decision: Decision, key: String) -> HTML {
            action(url(item), reader[decision.label], reader, fields: [("decision", decision.rawValue)], key: key)
        }
        var buttons: HTML = ""
        if item.state.isKept {
            if item.state == .read { buttons += press(.confirm, key: "↵") }
            buttons += correction(item, endpoints, reader)
            if item.kind == .target || item.kind == .organisation || item.kind == .platform || item.kind == .project {
                buttons += mergeForm(item, review, reader)
            }
            if item.kind == .target { buttons += press(.split, key: "S") }
            buttons += press(.delete, key: "D")
        }
        if item.before != nil { buttons += press(.undo, key: "U") }
        return """
            <article class="q" id="i-\(item.id.description)" tabindex="-1"><span class="no" aria-hidden="true">\(item.kind == .document ? "" : String(item.key.prefix(3)))</span><h3>\(Reviewing.title(item)) \(state)</h3>\
            <p>\(facts.joined(" · "))\(if: item.end > item.start, " · <a href=\"#s-\(item.id.description)\" data-key=\"O\">\(reader("原文", "source"))</a>")</p><div class="acts">\(buttons)</div></article>
            """
    }

    private static func mergeForm(_ item: Item, _ review: Review, _ reader: Reader) -> HTML {
        let others = review.items.filter { $0.kind == item.kind && $0.id != item.id && $0.state.isKept }
        if others.isEmpty { return .empty }
        return """
            <details class="flow"><summary class="btn s" data-key="M">\(reader("合并", "Merge")) <kbd>M</kbd></summary><form method="post" action="\(url(item))" class="one">\(reader.csrfField)\
            <input type="hidden" name="decision" value="merge"><label>\(reader("并入", "Into")) <select class="in w-s" name="into">\(others.prefix(200).html { "<option value=\"\($0.key)\"\(if: $0.key == item.other, " selected")>\($0.key) \($0.content.name)</option>" })</select></label> \
            <button class="btn s" type="submit">\(reader("合并", "Merge"))</button></form></details>
            """
    }
}
