import Calendars
import Design
import Kernel
import Plan

/// The form of a return, as the page and the link show it: every figure in one form, filled from last time.
struct FormPart {
    let view: ReturnView
    let action: String
    let reader: Reader
    /// Evidence that was sent can be opened by whoever is signed in.
    var opensFiles = true

    var html: HTML {
        let targets = view.lines(.target), tasks = view.lines(.task), measures = view.lines(.measure)
        var number = 0
        func legend(_ zh: String, _ en: String) -> HTML {
            number += 1
            return "<legend>\(reader(["一", "二", "三"][min(number, 3) - 1] + "、" + zh, "\(number). \(en)"))</legend>"
        }
        var parts: HTML = .empty
        if !targets.isEmpty || !view.computed.isEmpty {
            parts +=
                "<fieldset class=\"fs\">\(legend("数值", "Figures"))\(targets.html(target))\(view.computed.html(computed))</fieldset>"
        }
        if !tasks.isEmpty { parts += "<fieldset class=\"fs\">\(legend("任务进展", "Tasks"))\(tasks.html(task))</fieldset>" }
        let own = measures.filter(\.duty.isRequired), others = measures.filter { !$0.duty.isRequired }
        if !measures.isEmpty {
            let isOpen = own.isEmpty && targets.isEmpty && tasks.isEmpty || others.contains { $0.entry.note != nil }
            let words = reader("配合的\(others.count)项举措（可不填）", "\(others.count) measures supported (optional)")
            parts += """
                <fieldset class="fs">\(legend("举措进展", "Measures"))\(own.html(measure))\
                \(if: !others.isEmpty, "<details class=\"flow\"\(if: isOpen, " open")><summary>\(words)</summary>\(others.html(measure))</details>")</fieldset>
                """
        }
        return """
            <form class="form sec0" method="post" action="\(action)" enctype="multipart/form-data" novalidate>\(reader.csrfField)\(summary)
            \(parts)\(reason)<div class="form-end"><button class="btn main" type="submit" name="submit" value="1">\(reader("提交审核", "Hand in"))</button>\
            <button class="btn" type="submit" name="submit" value="0">\(reader("存草稿", "Save a draft"))</button></div></form>
            """
    }

    private var summary: HTML {
        let reasons: [(String, Text, Text)] = view.reasonProblem.map { [("f-reason", Text("补报原因", "Reason"), $0)] } ?? []
        let all = view.problems.map { ("f-\($0.field).\($0.line)", Text(same: $0.title), $0.message) } + reasons
        if all.isEmpty { return .empty }
        return """
            <div class="err-sum" role="alert" tabindex="-1"><h2>\(Light.red.icon)\(reader("还有\(all.count)处要改，填好的内容都在", "\(all.count) to correct; everything you typed is kept"))</h2><ol>\
            \(all.html { "<li><a href=\"#\($0.0)\">\(reader[$0.1])</a>：\(reader[$0.2])</li>" })</ol></div>
            """
    }

    /// After a freeze, and for a correction, the reason travels with the return.
    private var reason: HTML {
        guard view.freeze != nil || view.item.isRevision else { return .empty }
        let wrong = view.reasonProblem
        return """
            <fieldset class="fs"><legend>\(view.item.isRevision ? reader("更正原因", "Reason of the correction") : reader("补报原因", "Reason for reporting after the freeze"))</legend>
            <div class="field\(if: wrong != nil, " err-field")"><label class="vh" for="f-reason">\(reader("原因", "Reason"))</label>\
            <textarea class="in" id="f-reason" name="reason" maxlength="500">\(view.item.reason)</textarea>\(wrong.map { error("reason", $0) })</div></fieldset>
            """
    }

    // MARK: Lines

    private func computed(_ computed: ReturnView.Computed) -> HTML {
        """
        <div class="field"><span class="label">\(computed.target.indicator)</span><div class="with-unit">\
        \(computed.value.map { figure(Show.value($0, unit: computed.target.unit), computed.target.unit) } ?? "—")\
        <span class="chip">\(reader("系统计算", "counted by the system"))</span></div>\
        <span class="hint">\(reader("由登记算出，不用填。有出入请告诉集群办", "Counted from the registry; nothing to enter. Tell the office where it is wrong"))</span></div>
        """
    }

    private func target(_ line: ReturnLine) -> HTML {
        let unit = line.duty.unit ?? ""
        if !isOpen(line) { return closed(line) }
        let last = line.lastValue.map { print($0) }
        let asksFall = has(line, "why") || line.entry.why != nil
        let asksScale = has(line, "confirmed") || line.entry.isConfirmed
        return """
            <div class="field\(if: has(line, "value"), " err-field")">\(label(line, "value", Text(same: line.duty.title), must: true))<div class="with-unit">\
            <input class="in num\(if: line.entry.value == nil && last != nil, " same")" type="text" inputmode="decimal" \(attributes(line, "value")) value="\(line.entry.value ?? last)">\
            <span>\(unit)</span>\(lastFigure(line))</div>\(line.duty.convention.map { "<span class=\"hint\">\(reader("口径：", "Definition: "))\($0)</span>" as HTML })\(returned(line))\(errors(line, "value"))
            \(if: asksScale, "<p class=\"check\"><label><input type=\"checkbox\" \(attributes(line, "confirmed")) value=\"true\"\(if: line.entry.isConfirmed, " checked")> \(reader("数字已核对，无误", "Checked; the figure is right"))</label></p>\(errors(line, "confirmed"))")\
            \(if: asksFall, area(line, "why", Text("原因说明", "Reason"), must: has(line, "why")))</div>
            \(text(line, "source", Text("依据", "Source"), hint: Text("文件名、文号或数据来源", "A document, its number, or where it comes from"), must: true))\(evidence(line))
            """
    }

    private func lastFigure(_ line: ReturnLine) -> HTML? {
        guard let last = line.lastValue, let period = line.lastPeriod else { return nil }
        return
            "<span class=\"was\">\(reader("上期", "last"))（\(Show.period(endingOn: period, reader.language))）\(Show.number(last, decimals: 2, trim: true))</span>"
    }

    private func task(_ line: ReturnLine) -> HTML {
        if !isOpen(line) { return "<div class=\"task\">\(closed(line))</div>" }
        let isLate = line.duty.due.map { $0 < view.asOf } ?? false
        let days = line.duty.due.map { view.asOf - $0 } ?? 0
        let light: HTML = isLate ? Light.red.html(reader, Text("逾期\(days)天", "\(days) days late")) : .empty
        let chosen = line.entry.status.flatMap { TaskStatus(typed: $0) }
        return """
            <div class="task"><p class="task-h"><b>\(line.duty.title)</b>\(light)<span class="was">\(line.duty.due.map { reader("应于\($0)完成", "due \($0)") } ?? reader("期限未列明", "no deadline stated"))</span></p>\(returned(line))
            <fieldset class="choice field\(if: has(line, "status"), " err-field")" id="f-status.\(line.id.description)"><legend class="label">\(reader("目前状态", "State"))<span class="must">\(reader("必填", "required"))</span></legend>\
            \(TaskStatus.allCases.html { "<label><input type=\"radio\" name=\"status.\(line.id.description)\" value=\"\($0.rawValue)\"\(if: chosen == $0, " checked")>\(reader[$0.label])</label>" })\(errors(line, "status"))</fieldset>
            <div class="field\(if: has(line, "done_on"), " err-field")">\(label(line, "done_on", Text("完成日期（已完成的填）", "Done on (where done)")))<input class="in w-s" type="\(dateBox(line.entry.doneOn))" \(attributes(line, "done_on")) value="\(line.entry.doneOn)">\(errors(line, "done_on"))</div>
            \(area(line, "note", Text("本期进展", "Progress"), same: line.entry.note != nil && line.state == .open && !view.item.isRevision))
            \(if: isLate || line.entry.why != nil, area(line, "why", Text("逾期原因（未完成的填）", "Why it is late (where not done)"), hint: Text("写明卡在哪一步、谁在办、需要谁协调", "At which step, who works on it, whose help is needed")))\
            \(if: isLate || line.entry.next != nil, next(line))\
            \(text(line, "source", Text("依据", "Source"), hint: Text("已完成的必填：验收、批复文件名称或文号", "Required where done: the approval and its number")))\(evidence(line))</div>
            """
    }

    private func next(_ line: ReturnLine) -> HTML {
        """
        <div class="field\(if: has(line, "next"), " err-field")">\(label(line, "next", Text("新的完成时间", "New day")))<div class="with-unit">\
        <input class="in w-s" type="\(dateBox(line.entry.next))" \(attributes(line, "next")) value="\(line.entry.next)"><span class="was">\(line.duty.due.map { reader("原定\($0)，按原日期考核", "was \($0); judged by it") })</span></div>\(errors(line, "next"))</div>
        """
    }

    /// A typed text that is no date is shown as it was typed, which a date box would not do.
    private func dateBox(_ typed: String?) -> String { typed.map { Day($0) == nil } == true ? "text" : "date" }

    private func measure(_ line: ReturnLine) -> HTML {
        if !isOpen(line) { return closed(line) }
        return """
            \(returned(line))\(area(line, "note", Text(same: line.duty.measure ?? line.duty.title), must: line.duty.isRequired, same: line.entry.note != nil && line.state == .open && !view.item.isRevision))\(evidence(line))
            """
    }

    /// What is decided, or cannot be changed now.
    private func closed(_ line: ReturnLine) -> HTML {
        "<div class=\"field\"><span class=\"label\">\(line.duty.title) <span class=\"chip\">\(reader[line.state.label])</span></span><p>\(ReturnWords.content(line, reader))</p></div>"
    }

    // MARK: Pieces

    private func isOpen(_ line: ReturnLine) -> Bool { line.state == .open || line.state == .returned }
    private func has(_ line: ReturnLine, _ field: String) -> Bool {
        view.problems.contains { $0.line == line.id && $0.field == field }
    }

    private func attributes(_ line: ReturnLine, _ field: String) -> HTML {
        let id = "f-\(field).\(line.id)"
        return has(line, field)
            ? "id=\"\(id)\" name=\"\(field).\(line.id.description)\" aria-invalid=\"true\" aria-describedby=\"\(id)-e\""
            : "id=\"\(id)\" name=\"\(field).\(line.id.description)\""
    }

    private func label(_ line: ReturnLine, _ field: String, _ words: Text, must: Bool = false) -> HTML {
        "<label for=\"f-\(field).\(line.id.description)\">\(reader[words])\(if: must, "<span class=\"must\">\(reader("必填", "required"))</span>")</label>"
    }

    private func errors(_ line: ReturnLine, _ field: String) -> HTML {
        view.problems.filter { $0.line == line.id && $0.field == field }.html { error("\(field).\(line.id)", $0.message) }
    }

    private func error(_ field: String, _ message: Text) -> HTML {
        "<p class=\"err\" id=\"f-\(field)-e\">\(Light.red.icon)<span>\(reader[message])</span></p>"
    }

    private func area(_ line: ReturnLine, _ field: String, _ words: Text, hint: Text? = nil, must: Bool = false, same: Bool = false)
        -> HTML
    {
        let path = Entry.fields.first { $0.name == field }?.path
        return """
            <div class="field\(if: has(line, field), " err-field")">\(label(line, field, words, must: must))\
            <textarea class="in\(if: same, " same")" \(attributes(line, field)) maxlength="2000">\(path.flatMap { line.entry[keyPath: $0] })</textarea>\
            \(if: same, "<span class=\"hint\">\(reader("上期原文，未改动。没有变化可直接提交", "As last time. Leave it where nothing changed"))</span>")\
            \(hint.map { "<span class=\"hint\">\(reader[$0])</span>" as HTML })\(errors(line, field))</div>
            """
    }

    private func text(_ line: ReturnLine, _ field: String, _ words: Text, hint: Text? = nil, must: Bool = false) -> HTML {
        let path = Entry.fields.first { $0.name == field }?.path
        return """
            <div class="field\(if: has(line, field), " err-field")">\(label(line, field, words, must: must))\
            <input class="in" type="text" \(attributes(line, field)) maxlength="2000" value="\(path.flatMap { line.entry[keyPath: $0] })">\
            \(hint.map { "<span class=\"hint\">\(reader[$0])</span>" as HTML })\(errors(line, field))</div>
            """
    }

    private func evidence(_ line: ReturnLine) -> HTML {
        let id = line.id.description
        var kept: HTML = .empty
        if let file = line.evidence, let name = line.evidenceName {
            kept = """
                <li><span class="ext">\(String(name.split(separator: ".").last ?? "").uppercased())</span><span>\(opensFiles ? link("/files/\(file)", name) : "\(name)")</span>\
                <span class="end"><label><input type="checkbox" name="remove.\(id)" value="true"> \(reader("移除", "Remove"))</label></span></li>
                """
        }
        return """
            <details class="flow"\(if: line.evidence != nil, " open")><summary>\(reader("佐证材料", "Evidence"))</summary><div class="field"><label class="vh" for="f-evidence.\(id)">\(reader("佐证材料", "Evidence"))</label><ul class="files">\(kept)\
            <li class="add"><input type="file" id="f-evidence.\(id)" name="evidence.\(id)" accept="\(evidenceKinds)"></li></ul>\
            <span class="hint">\(reader("PDF、图片、Word、Excel，每份不超过20 MB", "PDF, pictures, Word, Excel; up to 20 MB each"))</span></div></details>
            """
    }

    private func returned(_ line: ReturnLine) -> HTML {
        guard line.state == .returned, let reason = line.reason else { return .empty }
        return
            "<div class=\"callout ask\">\(Light.yellow.icon)<span>\(reader("退回：", "Returned: "))\(reason)\(line.decidedBy.map { "<br><span class=\"ink-2 small\">\($0)</span>" as HTML })</span></div>"
    }
}

/// Words that several pages share.
enum ReturnWords {
    /// What a line says, in one sentence.
    static func content(_ line: ReturnLine, _ reader: Reader) -> HTML {
        var words: HTML = .empty
        if let value = line.value {
            words += "<b>\(Show.number(value, decimals: 4, trim: true))</b> \(line.duty.unit)"
            if let last = line.lastValue {
                words += "<span class=\"was\">\(reader("上期", "last")) \(Show.number(last, decimals: 4, trim: true))</span>"
            }
            words += " "
        }
        if line.isDone, let day = line.doneOn { words += "\(reader("完成于\(day)。", "Done on \(day). "))" }
        return words + "\(line.note)"
    }

    /// Where a return stands, as shape, word and colour.
    static func state(_ item: UnitReturn, isLate: Bool, asOf: Day, _ reader: Reader) -> HTML {
        switch item.state {
        case .approved: Light.green.html(reader, item.state.label)
        case .submitted: Light.idle.html(reader, item.state.label)
        case .returned: Light.yellow.html(reader, item.state.label)
        case .open, .moved:
            isLate
                ? Light.red.html(reader, Text("逾期\(max(0, asOf - item.due))天未报", "\(max(0, asOf - item.due)) days late"))
                : Light.unreported.html(reader, Text("未报", "Not reported"))
        }
    }
}
