import Design
import Kernel

/// The pages of forms that are no part of a record's own page.
enum FormPages {
    static func new(_ choice: NewRecord, _ reader: Reader) -> Page {
        let kind = choice.kind
        var form = RegistryEndpoints.add.form(RecordForm(kind: kind), submit: Text("登记", "Add"))
        trim(&form, kind)
        return Page(
            Text("登记\(kind.single.zh)", "New \(kind.single.en)"), current: RegistryEndpoints.list(kind).id,
            head(
                "\(reader("登记\(kind.single.zh)", "New \(kind.single.en)"))",
                crumbs: [link(RegistryEndpoints.list(kind).url(), reader[kind.label])])
                + form.html(reader))
    }

    static func edit(_ view: RecordView, _ reader: Reader) -> Page {
        let record = view.record
        let input = RecordForm(
            kind: record.kind, record: record.id, name: record.name, type: record.type, place: record.place,
            creditCode: record.creditCode,
            industry: record.industry, owner: view.owner, park: view.park, note: record.note)
        var form = RegistryEndpoints.edit.form(input, submit: Text("保存", "Save"))
        trim(&form, record.kind)
        return Page(
            Text("修改\(record.name)", "Edit \(record.name)"), current: RegistryEndpoints.list(record.kind).id,
            head(
                "\(reader("修改", "Edit")) \(record.name)",
                facts: ["\(reader("改名后，原名称留作别名", "After a change of name the old one stays as another name"))"],
                crumbs: [
                    link(RegistryEndpoints.list(record.kind).url(), reader[record.kind.label]),
                    link("/records/\(record.id)", record.name),
                ])
                + form.html(reader))
    }

    /// Leaves away what a kind does not have.
    private static func trim(_ form: inout Form, _ kind: RecordKind) {
        var away: Set<String> = []
        if kind != .organisation { away.formUnion(["creditCode", "keepFailing"]) }
        if kind == .park { away.insert("park") }
        form.fields.removeAll { away.contains($0.name) }
    }

    static func span(_ view: SpanView, _ reader: Reader) -> Page {
        let (record, span) = (view.record, view.span)
        let end: HTML =
            span.to == nil
            ? section(
                "end", reader("终止", "End"), note: "\(reader("确实到某一天为止", "It really ended on a day"))",
                RegistryEndpoints.endStatus.form(
                    EndForm(record: record.id, span: span.id, to: reader.today), submit: Text("终止", "End it")
                ).html(reader)) : .empty
        var correction = RegistryEndpoints.correctStatus.form(
            CorrectionForm(record: record.id, span: span.id, from: span.from, to: span.to), submit: Text("更正", "Correct"))
        correction.idPrefix = "c-"
        return Page(
            span.status.label, current: RegistryEndpoints.list(record.kind).id,
            """
            \(head("\(reader[span.status.label])\(reader("：", " "))\(reader[span.words])", facts: ["\(reader("依据：", "Source: "))\(span.source)", "\(span.by) \(span.knownFrom)"],
                crumbs: [link(RegistryEndpoints.list(record.kind).url(), reader[record.kind.label]), link("/records/\(record.id)", record.name)]))
            <div class="cols even"><div>\(end)</div><div>\
            \(section("correct", reader("更正", "Correct"), note: "\(reader("登记时写错了", "It was entered wrongly"))", correction.html(reader)))</div></div>
            """)
    }
}
