import Calendars
import Design
import Kernel

/// The dated states of a record: which hold, since when, on whose word, and what was believed before.
enum StatusParts {
    static func ledger(_ view: RecordView, _ reader: Reader) -> HTML {
        let rows = view.statuses.sorted { ($0.holds(on: view.asOf) ? 0 : 1, $1.from) < ($1.holds(on: view.asOf) ? 0 : 1, $0.from) }
            .map { span -> [HTML] in
                let holds = span.holds(on: view.asOf)
                let former = view.formerStatuses.filter { $0.span.status == span.status && $0.knownTo == span.knownFrom }
                let url = RegistryEndpoints.span.url { ($0.record, $0.span) = (view.record.id, span.id) }
                return [
                    holds ? "\(reader[span.status.label])" : "<span class=\"ink-3\">\(reader[span.status.label])</span>",
                    "\(span.from)",
                    span.to.map { "\($0)" } ?? "\(reader("至今", "now"))",
                    "<span>\(span.source)\(former.html { "<span class=\"s\">\(reader("\($0.knownTo)前登记为：\($0.span.words.zh)", "until \($0.knownTo): \($0.span.words.en)"))</span>" })</span>",
                    entered(span.by, span.knownFrom),
                ] + (view.mayEdit ? ["<span class=\"not-print\">\(link(url, reader("终止或更正", "End or correct")))</span>"] : [])
            }
        let withdrawn = view.formerStatuses.filter { former in
            !view.statuses.contains { $0.status == former.span.status && $0.knownFrom == former.knownTo }
        }
        var columns: [TableView.Column] = [
            .init(reader("状态", "Status")), .init(reader("自", "From")), .init(reader("至", "Until")), .init(reader("依据", "Source")),
            .init(reader("登记", "Entered")),
        ]
        if view.mayEdit { columns.append(.init("")) }
        let table: HTML =
            rows.isEmpty
            ? "<p class=\"ink-3\">\(reader("还没有登记状态。规上、上市、建成等要有起止日期，才能计入目标。", "No status yet. Being above size, listed or built counts for a target once it has its dates."))</p>"
            : TableView(reader("状态", "Status"), columns, rows: rows).html
        let gone: HTML = withdrawn.html {
            "<p class=\"small ink-3\">\(reader("已撤回：\($0.span.status.label.zh) \($0.span.words.zh)（\($0.knownTo)）", "Withdrawn: \($0.span.status.label.en) \($0.span.words.en) (\($0.knownTo))"))</p>"
        }
        return table + gone
            + (view.mayEdit ? RecordPage.unfolding(reader("登记一个状态", "Add a status"), form(view.record, reader)) : .empty)
    }

    /// Only the states that this kind of record can be in.
    private static func form(_ record: Record, _ reader: Reader) -> HTML {
        var form = RegistryEndpoints.addStatus.form(
            StatusForm(record: record.id, from: reader.today), submit: Text("登记状态", "Add the status"))
        form.idPrefix = "s-"
        let label = reader("状态", "Status")
        let choice: HTML = """
            <div class="field"><label for="s-status">\(label)</label><select class="in" id="s-status" name="status">\(RecordStatus.of(record.kind).html {
                "<option value=\"\($0.rawValue)\">\(reader[$0.label])</option>"
            })</select></div>
            """
        form.fields.removeAll { $0.name == "status" }
        return form.html(reader).before("<div class=\"field", putting: choice)
    }
}

/// Who entered it, and on which day.
private func entered(_ by: String, _ day: Day) -> HTML { "<span>\(by)<span class=\"s\">\(day)</span></span>" }

extension HTML {
    /// Puts a piece before the first place where `mark` stands.
    fileprivate func before(_ mark: String, putting piece: HTML) -> HTML {
        let text = text
        guard let place = text.firstRange(of: mark) else { return self + piece }
        return HTML(markup: String(text[..<place.lowerBound]) + piece.text + String(text[place.lowerBound...]))
    }
}

/// The figures of a record, by kind, newest first; each with its source, who entered it, and what it was before.
enum FigureParts {
    static func ledger(_ view: RecordView, _ reader: Reader) -> HTML {
        guard let figures = view.figures else { return .empty }
        let form = view.mayEdit ? form(view, reader) : .empty
        if figures.isEmpty { return "<p class=\"ink-3\">\(reader("还没有登记数据。", "No figures yet."))</p>" + form }
        let order = FigureKind.allCases
        func place(_ kind: FigureKind) -> Int { order.firstIndex(of: kind) ?? order.count }
        let sorted = figures.sorted { (place($0.kind), $1.periodEnd, $1.months) < (place($1.kind), $0.periodEnd, $0.months) }
        let rows = sorted.map { figure -> [HTML] in
            let former = view.formerFigures.filter {
                $0.figure.kind == figure.kind && $0.figure.periodEnd == figure.periodEnd && $0.figure.months == figure.months
            }
            return [
                "\(reader[figure.kind.label])", "\(reader[FigurePeriod.words(end: figure.periodEnd, months: figure.months)])",
                "<span>\(reader[Money.words(figure.amount, figure.kind)])\(former.html { "<span class=\"s\">\(reader("\($0.knownTo)前为", "until \($0.knownTo): "))\(reader[Money.words($0.figure.amount, $0.figure.kind)])</span>" })</span>",
                "\(figure.source)", entered(figure.by, figure.knownFrom),
            ]
        }
        return TableView(
            reader("数据", "Figures"),
            [
                .init(reader("指标", "Figure")), .init(reader("期间", "Period")), .init(reader("数值", "Value"), number: true),
                .init(reader("依据", "Source")),
                .init(reader("登记", "Entered")),
            ], rows: rows
        ).html + form
    }

    private static func form(_ view: RecordView, _ reader: Reader) -> HTML {
        var input = FigureForm(record: view.record.id)
        input.year = reader.today.adding(months: -3).year
        input.figure = view.record.kind.listed ?? .revenue
        var form = RegistryEndpoints.addFigure.form(input, submit: Text("登记数据", "Add the figure"))
        form.values.texts["amount"] = nil
        form.idPrefix = "g-"
        return RecordPage.unfolding(reader("登记或更正一个数", "Add or correct a figure"), form.html(reader))
    }
}
