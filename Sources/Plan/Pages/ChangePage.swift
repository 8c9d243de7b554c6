import Calendars
import Design
import Kernel
import Registry

struct ChangesInput: EndpointInput {
    var plan = RecordID.zero
    var since: Day?
    static let fields: [Field<ChangesInput>] = [
        PlanField.plan(\.plan),
        Field("since", \.since, Text("自哪天以来", "Since"), hint: Text("不填为上一报告期末", "Empty means the end of the period before")),
    ]
}

struct ChangeView: JSONValued {
    let note: ChangeNote
    /// A single firm's figure is for the office, leaders, regulators and auditors.
    let showsAmounts: Bool

    static func load(_ input: ChangesInput, _ reads: PlanReads, _ scope: Scope) throws -> ChangeView {
        let plan = try reads.running(input.plan, scope)
        let asOf = reads.day(plan, scope)
        let since = input.since ?? reads.calendar(plan).dataDay(on: asOf)
        guard since < asOf else {
            throw Refusal.invalid([
                FieldProblem("since", Text("自哪天以来", "Since"), Text("应早于\(asOf)。", "Must be before \(asOf)."))
            ])
        }
        return ChangeView(note: try reads.changes(plan, since: since, on: asOf, scope), showsAmounts: scope.viewer.seesAll)
    }

    var json: JSON {
        let sentences = note.sentences(amounts: showsAmounts)
        return [
            "plan": .string(note.plan.id.description), "since": .string(note.since.description),
            "asOf": .string(note.asOf.description),
            "sentences": .array(sentences.map { .string($0.zh) }), "sentencesEn": .array(sentences.map { .string($0.en) }),
            "values": .array(note.values.filter(\.hasMoved).map(value)),
            "lights": .array(
                note.lamps.map {
                    [
                        "name": .string($0.name), "key": .optional($0.target?.key ?? $0.measure?.key),
                        "before": .string($0.before.rawValue),
                        "after": .string($0.after.rawValue), "because": .array($0.because.map { .string($0.zh) }),
                    ]
                }),
            "done": .array(
                note.done.map {
                    [
                        "task": .string($0.task.id.description), "title": .string($0.task.title), "unit": .string($0.task.unitName),
                        "doneOn": .string($0.doneOn.description),
                    ]
                }),
            "late": .array(
                note.late.map {
                    [
                        "title": .string($0.title.zh), "unit": .string($0.unit), "due": .string($0.due.description),
                        "days": .number(Double($0.days)),
                    ]
                }),
        ]
    }

    private func value(_ value: ChangeNote.Value) -> JSON {
        func member(_ member: ChangeNote.Member) -> JSON {
            [
                "record": .string(member.record.id.description), "name": .string(member.record.name),
                "from": .optional(member.span?.from),
                "to": .optional(member.span?.to), "knownFrom": .optional(member.span?.knownFrom),
                "source": .optional(member.span?.source),
            ]
        }
        return [
            "target": .string(value.after.target.key), "indicator": .string(value.after.target.indicator),
            "before": .optional(value.before.value), "after": .optional(value.after.value), "revision": .bool(value.isRevision),
            "entered": .array(value.entered.map(member)), "left": .array(value.left.map(member)),
            "moved": .array(
                value.moved.map {
                    [
                        "record": .string($0.record.id.description), "name": .string($0.record.name),
                        "before": showsAmounts ? .number(Double($0.before)) : .null,
                        "after": showsAmounts ? .number(Double($0.after)) : .null,
                    ]
                }),
            "corrections": .array(
                value.corrections.map {
                    [
                        "record": .string($0.record.description), "name": .string($0.name),
                        "periodEnd": .string($0.periodEnd.description),
                        "before": showsAmounts ? .number(Double($0.before)) : .null,
                        "after": showsAmounts ? .number(Double($0.after)) : .null,
                        "knownFrom": .string($0.knownFrom.description),
                    ]
                }),
        ]
    }
}

enum ChangePage {
    static func page(_ view: ChangeView, _ endpoints: PlanEndpoints, _ reader: Reader) -> Page {
        let note = view.note
        let sentences = note.sentences(amounts: view.showsAmounts)
        let moved = note.values.filter(\.hasMoved)
        let lede = reader(
            "\(Show.day(note.since, .zh))以来，\(moved.count)项目标有变动，\(note.lamps.count)盏灯改变，完成\(note.done.count)项任务，新增逾期\(note.late.count)项。",
            "Since \(Show.day(note.since, .en)) \(moved.count) targets moved, \(note.lamps.count) lights changed, \(note.done.count) tasks were done and \(note.late.count) fell late."
        )
        let day = reader.chosenDay.map { "<input type=\"hidden\" name=\"asof\" value=\"\($0)\">" as HTML } ?? ""
        let choose: HTML = """
            <form class="form one" method="get" action="\(PlanPaths.url(PlanPaths.changes, note.plan))">\(day)<div class="field"><label for="since">\(reader("自哪天以来", "Since"))</label>\
            <input class="in w-s" type="date" id="since" name="since" value="\(note.since)"></div><div class="form-end"><button class="btn" type="submit">\(reader("比较", "Compare"))</button></div></form>
            """
        return Page(
            Text("变动说明", "What changed"), plan: note.plan.mark(note.asOf), nav: note.plan.nav("plan.changes", reader),
            head(
                "\(reader("变动说明", "What changed"))",
                facts: [
                    "\(note.plan.title)", "\(note.since) → \(note.asOf)",
                    "\(reader("数据截至", "Data as of ")) \(note.before.dataDay) → \(note.after.dataDay)",
                ], crumbs: [link(reader.plan(PlanPaths.cockpit, note.plan), reader("驾驶舱", "Cockpit"))])
                + "<p class=\"lede\">\(lede)</p>" + brief(sentences, reader) + moved.html { value($0, view, reader) }
                + lamps(note, reader)
                + tasks(note, reader) + section("since-part", reader("换一个日子比较", "Compare with another day"), choose))
    }

    /// Ready for a brief: select all, copy.
    private static func brief(_ sentences: [Text], _ reader: Reader) -> HTML {
        func box(_ id: String, _ text: String, _ label: String) -> HTML {
            "<textarea class=\"in brief\" id=\"\(id)\" rows=\"\(min(24, max(3, sentences.reduce(1) { $0 + 1 + $1.zh.count / 60 })))\" readonly aria-label=\"\(label)\">\(text)</textarea>"
        }
        let zh = box("brief-zh", sentences.map(\.zh).joined(separator: "\n"), "简报用语")
        let en = box("brief-en", sentences.map(\.en).joined(separator: "\n"), "For a brief")
        return section(
            "brief", reader("简报用语", "For a brief"), note: "\(reader("可直接复制", "ready to copy"))",
            (reader.language == .zh ? zh : en)
                + "<details class=\"flow\"><summary>\(reader("英文", "In Chinese"))</summary>\(reader.language == .zh ? en : zh)</details>"
        )
    }

    private static func value(_ value: ChangeNote.Value, _ view: ChangeView, _ reader: Reader) -> HTML {
        let target = value.after.target
        func words(_ state: TargetState) -> String {
            state.value.map { amount($0, target.unit, reader) } ?? reader("未报", "not reported")
        }
        let note: HTML = "\(words(value.before)) → <b>\(words(value.after))</b>"
        var body: HTML = ""
        func members(_ members: [ChangeNote.Member], _ title: String, left: Bool) -> HTML {
            if members.isEmpty { return .empty }
            return "<h3>\(title)</h3>"
                + TableView(
                    title,
                    [
                        .init(reader("名称", "Name")), .init(reader("自", "From")), .init(reader("至", "To")),
                        .init(reader("得知", "Known from")), .init(reader("依据", "Source")),
                    ],
                    rows: members.prefix(50).map { member in
                        [
                            link(reader.link("/records/\(member.record.id)"), member.record.name),
                            "\(member.span?.from.description ?? "—")",
                            "\(member.span?.to?.description ?? (left && member.span == nil ? reader("已更正，不再计入", "corrected, counted no more") : "—"))",
                            "\(member.span?.knownFrom.description ?? "—")", "\(member.span?.source ?? "—")",
                        ]
                    }
                ).html
        }
        body += members(value.entered, reader("新进\(value.entered.count)", "Entered: \(value.entered.count)"), left: false)
        body += members(value.left, reader("退出\(value.left.count)", "Left: \(value.left.count)"), left: true)
        if let figure = target.query?.figure, !value.moved.isEmpty {
            body +=
                view.showsAmounts
                ? "<h3>\(reader("各家变化", "By record"))</h3>"
                    + TableView(
                        reader("各家变化", "By record"),
                        [
                            .init(reader("名称", "Name")), .init(reader("原来", "Before"), number: true),
                            .init(reader("现在", "Now"), number: true),
                            .init(reader("变化", "Change") + "（\(reader[figure.unit])）", number: true),
                        ],
                        rows: value.moved.prefix(20).map { part in
                            func number(_ amount: Int) -> HTML { "\(Show.number(Double(amount) / figure.scale, decimals: 0))" }
                            return [
                                link(reader.link("/records/\(part.record.id)"), part.record.name), number(part.before),
                                number(part.after),
                                "\(Show.signed(Double(part.change) / figure.scale, decimals: 0))",
                            ]
                        }
                    ).html
                : "<p class=\"small ink-3\">\(reader("单个企业的数不公开，只看合计。", "Figures of single firms are withheld; only the sum is shown."))</p>"
        }
        if !value.corrections.isEmpty {
            let scale = target.query?.figure?.scale ?? 1
            body +=
                "<h3>\(reader("更正的数", "Corrected figures"))</h3>"
                + TableView(
                    reader("更正的数", "Corrected figures"),
                    [
                        .init(reader("名称", "Name")), .init(reader("时期", "Period")), .init(reader("原来", "Before"), number: true),
                        .init(reader("改为", "Now"), number: true), .init(reader("得知", "Known from")), .init(reader("依据", "Source")),
                    ],
                    rows: value.corrections.prefix(50).map { item in
                        func number(_ amount: Int) -> HTML {
                            view.showsAmounts ? "\(Show.number(Double(amount) / scale, decimals: 0))" : "—"
                        }
                        return [
                            link(reader.link("/records/\(item.record)"), item.name),
                            "\(Show.period(endingOn: item.periodEnd, reader.language))",
                            number(item.before), number(item.after), "\(item.knownFrom)", "\(item.source)",
                        ]
                    }
                ).html
        }
        if let entry = value.typed.after {
            body +=
                "<p class=\"small\">\(reader("手工填报", "Typed"))：\(entry.unitName) \(entry.submittedOn)，\(entry.note)\(entry.decidedOn.map { reader("，\($0)审核", ", approved \($0)") } ?? "")</p>"
        }
        return section(
            "v-\(target.key)", target.indicator, note: note,
            more:
                "<a class=\"more\" href=\"\(reader.plan(PlanPaths.target, view.note.plan, ["target": target.key]))\">\(reader("看目标", "The target"))</a>",
            body)
    }

    private static func lamps(_ note: ChangeNote, _ reader: Reader) -> HTML {
        if note.lamps.isEmpty { return .empty }
        return section(
            "lights", reader("灯的变化", "Lights that changed"),
            TableView(
                reader("灯的变化", "Lights that changed"),
                [
                    .init(reader("目标或举措", "Target or measure")), .init(reader("原来", "Before")), .init(reader("现在", "Now")),
                    .init(reader("因为", "Because")),
                ],
                rows: note.lamps.map { lamp in
                    let url =
                        lamp.measure.map { reader.plan(PlanPaths.measure, note.plan, ["measure": $0.key]) }
                        ?? reader.plan(PlanPaths.target, note.plan, ["target": lamp.target?.key ?? ""])
                    return [
                        "\(lamp.measure.map { "<span class=\"ink-3\">\($0.number)</span> " as HTML })\(link(url, lamp.name))",
                        lamp.before.html(reader, lamp.before.word), lamp.after.html(reader, lamp.after.word),
                        "\(lamp.because.map { reader[$0] }.joined(separator: reader("，", ", ")))",
                    ]
                }
            ).html)
    }

    private static func tasks(_ note: ChangeNote, _ reader: Reader) -> HTML {
        let done = note.done.map { done -> [HTML] in
            [
                "\(done.task.title)", "\(done.task.unitName)", "\(done.task.due.map(\.description) ?? "—")",
                Light.green.html(reader, Text("已完成\(Show.short(done.doneOn))", "Done \(Show.short(done.doneOn))")),
            ]
        }
        let late = note.late.map { thing -> [HTML] in
            [
                "\(reader[thing.title])", "\(thing.unit)", "\(thing.due)",
                Light.red.html(reader, Text("逾期\(thing.days)天", "\(thing.days) days late")),
            ]
        }
        if done.isEmpty, late.isEmpty { return .empty }
        return section(
            "tasks", reader("任务", "Tasks"),
            TableView(
                reader("任务", "Tasks"),
                [
                    .init(reader("任务", "Task")), .init(reader("承担单位", "Unit")), .init(reader("应完成", "Due")),
                    .init(reader("状态", "State")),
                ], rows: done + late
            ).html)
    }

    static func table(_ view: ChangeView, _ reader: Reader) -> Table {
        Table(
            Text("变动说明", "Changes"), columns: [.init(Text("变动", "Change"), width: 120)],
            rows: view.note.sentences(amounts: view.showsAmounts).map { [.text(reader[$0])] })
    }
}
