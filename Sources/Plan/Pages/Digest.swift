import Calendars
import Design
import Kernel
import Registry

/// What a viewer has to know of a day: what changed since yesterday, what falls due within a week, what is late; of every running plan.
struct Digest: JSONValued {
    struct Line: Sendable {
        let title: Text
        let unit: String
        let due: Day
        /// Negative ahead of the day.
        let days: Int
        let measure: Measure?
    }

    struct Part: Sendable {
        let plan: Plan
        let asOf: Day
        let lamps: [ChangeNote.Lamp]
        let values: [(target: Target, before: Double?, after: Double?)]
        let done: [ChangeNote.Done]
        let due: [Line]
        let late: [Line]
        var isQuiet: Bool { lamps.isEmpty && values.isEmpty && done.isEmpty && due.isEmpty && late.isEmpty }
    }

    let today: Day
    let parts: [Part]
    /// The unit whose matters these are; `nil` shows everybody's.
    let unit: RecordID?

    /// Days ahead that are called due.
    static let ahead = 7

    static func load(_ reads: PlanReads, _ scope: Scope) throws -> Digest {
        let plans = try PlanStore.list(withDrafts: false, limit: 60, scope.connection).filter { $0.stage != .closed }
        let isUnit = !scope.viewer.seesAll && (scope.viewer.isAny(.unit) || scope.viewer.isAny(.park))
        let unit = isUnit ? scope.viewer.organisation.flatMap { RecordID($0) } : nil
        return Digest(today: scope.today, parts: try plans.map { try part($0, unit, reads, scope) }, unit: unit)
    }

    private static func part(_ plan: Plan, _ unit: RecordID?, _ reads: PlanReads, _ scope: Scope) throws -> Part {
        let board = try reads.board(plan, scope), asOf = reads.day(plan, scope), yesterday = asOf.adding(days: -1)
        let now = try reads.judged(plan, on: asOf, scope), then = try reads.judged(plan, on: yesterday, scope)
        func isMine(_ measure: Measure?) -> Bool {
            unit.map { unit in measure?.units.contains { $0.record == unit } ?? false } ?? true
        }
        func isMine(_ task: PlanTask?, _ measure: Measure?) -> Bool {
            guard let unit else { return true }
            return task?.unit.map { $0 == unit } ?? isMine(measure)
        }
        let tasks =
            board.measures.flatMap { measure in board.tasks(of: measure, knownOn: asOf).map { ($0, Optional(measure)) } }
            + board.looseTasks.filter { $0.knownFrom <= asOf }.map { ($0, nil) }
        let byID = Dictionary(tasks.map { ($0.0.id, $0.0) }, uniquingKeysWith: { first, _ in first })
        var due = tasks.compactMap { task, measure -> Line? in
            guard let day = task.due, day >= asOf, day - asOf <= ahead, isMine(task, measure),
                board.doneOn(task, knownOn: asOf) == nil
            else { return nil }
            return Line(title: Text(same: task.title), unit: task.unitName, due: day, days: asOf - day, measure: measure)
        }
        due += reports(board, asOf, reads.calendar(plan), isMine)
        let late = now.late.filter { isMine($0.task.flatMap { byID[$0] }, $0.measure) }.map {
            Line(title: $0.title, unit: $0.unit, due: $0.due, days: $0.days, measure: $0.measure)
        }
        let values = zip(then.targets, now.targets).filter { $0.value != $1.value }.map {
            (target: $1.target, before: $0.value, after: $1.value)
        }
        return Part(
            plan: plan, asOf: asOf, lamps: ChangeNote.lamps(then, now).filter { $0.target != nil || isMine($0.measure) },
            values: values,
            done: board.done(after: yesterday, upTo: asOf).filter { isMine($0.task, $0.measure) },
            due: due.sorted { ($0.due, $0.title.zh) < ($1.due, $1.title.zh) }, late: late)
    }

    /// Reports that leads owe for the period that has ended, while there is time.
    private static func reports(_ board: Board, _ asOf: Day, _ calendar: ReportCalendar, _ isMine: (Measure?) -> Bool) -> [Line] {
        let period = calendar.openPeriod(on: asOf), day = calendar.due(period)
        guard period > board.plan.baseDay, day >= asOf, day - asOf <= ahead else { return [] }
        return board.measures.compactMap { measure in
            guard let lead = measure.lead, isMine(measure),
                !(board.progress[measure.id] ?? []).contains(where: {
                    $0.periodEnd == period && $0.state != .returned && $0.submittedOn <= asOf
                })
            else { return nil }
            return Line(
                title: Text("\(Show.period(endingOn: period, .zh))报告", "\(Show.period(endingOn: period, .en)) report"),
                unit: lead.name, due: day,
                days: asOf - day, measure: measure)
        }
    }

    var json: JSON {
        func line(_ line: Line) -> JSON {
            [
                "title": .string(line.title.zh), "unit": .string(line.unit), "due": .string(line.due.description),
                "days": .number(Double(line.days)),
                "measure": .optional(line.measure?.key),
            ]
        }
        return [
            "today": .string(today.description), "unit": .optional(unit),
            "plans": .array(
                parts.map { part in
                    [
                        "plan": .string(part.plan.id.description), "title": .string(part.plan.title),
                        "asOf": .string(part.asOf.description),
                        "lights": .array(
                            part.lamps.map {
                                [
                                    "name": .string($0.name), "before": .string($0.before.rawValue),
                                    "after": .string($0.after.rawValue),
                                    "because": .array($0.because.map { .string($0.zh) }),
                                ]
                            }),
                        "values": .array(
                            part.values.map {
                                [
                                    "indicator": .string($0.target.indicator), "before": .optional($0.before),
                                    "after": .optional($0.after),
                                ]
                            }),
                        "done": .array(part.done.map { ["title": .string($0.task.title), "unit": .string($0.task.unitName)] }),
                        "due": .array(part.due.map(line)), "late": .array(part.late.map(line)),
                    ]
                }),
        ]
    }
}

enum DigestPage {
    /// Lines of one kind and plan that the page shows; the rest is counted.
    private static func most(_ plans: Int) -> Int { plans > 10 ? 4 : 12 }

    static func page(_ digest: Digest, _ reader: Reader) -> Page {
        let parts = digest.parts
        let changed = parts.reduce(0) { $0 + $1.lamps.count + $1.values.count + $1.done.count }
        let due = parts.reduce(0) { $0 + $1.due.count }, late = parts.reduce(0) { $0 + $1.late.count }
        let lede = reader(
            "昨日以来\(changed)项变动，\(Digest.ahead)天内到期\(due)项，逾期\(late)项。",
            "\(changed) changes since yesterday, \(due) due within \(Digest.ahead) days, \(late) late.")
        let loud = parts.filter { !$0.isQuiet }
        let body: HTML =
            loud.isEmpty
            ? emptyState(
                reader("今天没有要说的", "Nothing to tell today"), reader("没有变动，也没有到期和逾期。", "Nothing changed, nothing is due or late."))
            : loud.html { part($0, most(loud.count), reader) }
        return Page(
            Text("每日摘要", "Daily digest"), current: "plan.digest",
            head(
                "\(reader("每日摘要", "Daily digest"))",
                facts: [
                    "\(Show.day(digest.today, reader.language))",
                    digest.unit == nil ? "" : "\(reader("只列本单位的事", "your organisation's matters only"))",
                ].filter { !$0.isEmpty })
                + "<p class=\"lede\">\(lede)</p>" + body)
    }

    private static func part(_ part: Digest.Part, _ most: Int, _ reader: Reader) -> HTML {
        var out: HTML = ""
        let changes =
            part.lamps.map { lamp -> [HTML] in
                [
                    "\(lamp.measure.map { "<span class=\"ink-3\">\($0.number)</span> " as HTML })\(lamp.name)",
                    "\(lamp.before.html(reader, lamp.before.word)) → \(lamp.after.html(reader, lamp.after.word))",
                    "\(lamp.because.map { reader[$0] }.joined(separator: reader("，", ", ")))",
                ]
            }
            + part.values.map { value -> [HTML] in
                func words(_ number: Double?) -> String {
                    number.map { amount($0, value.target.unit, reader) } ?? reader("未报", "not reported")
                }
                return ["\(value.target.indicator)", "\(words(value.before)) → <b>\(words(value.after))</b>", ""]
            }
            + part.done.map {
                ["\($0.task.title)", "\(Light.green.html(reader, Text("已完成", "Done"))) \($0.doneOn)", "\($0.task.unitName)"]
            }
        if !changes.isEmpty {
            out +=
                "<h3>\(reader("昨日以来", "Since yesterday"))</h3>"
                + TableView(
                    reader("昨日以来", "Since yesterday"),
                    [.init(reader("什么", "What")), .init(reader("变动", "Change")), .init(reader("因为", "Because"))],
                    rows: Array(changes.prefix(most))
                ).html + more(changes.count - most, reader)
        }
        out += lines(part.due, reader("\(Digest.ahead)天内到期", "Due within \(Digest.ahead) days"), part, most, reader)
        out += lines(part.late, reader("逾期", "Late"), part, most, reader)
        return section(
            "p-\(part.plan.id)", part.plan.title,
            note: "\(part.plan.place) \(part.asOf)\(if: part.plan.isExample, " \(exampleMark(reader))")",
            more:
                "<a class=\"more\" href=\"\(reader.plan(PlanPaths.changes, part.plan, ["since": part.asOf.adding(days: -1).description]))\">\(reader("变动说明", "What changed"))</a>",
            out)
    }

    private static func lines(_ lines: [Digest.Line], _ title: String, _ part: Digest.Part, _ most: Int, _ reader: Reader) -> HTML {
        if lines.isEmpty { return .empty }
        let rows = lines.prefix(most).map { line -> [HTML] in
            let words =
                line.days > 0
                ? Light.red.html(reader, Text("逾期\(line.days)天", "\(line.days) days late"))
                : Light.idle.html(
                    reader, line.days == 0 ? Text("今天到期", "due today") : Text("还有\(-line.days)天", "\(-line.days) days left"))
            return [
                "\(reader[line.title])",
                line.measure.map {
                    link(reader.plan(PlanPaths.measure, part.plan, ["measure": $0.key]), "\($0.number) \($0.title)")
                } ?? "—",
                "\(line.unit)", "\(line.due)", words,
            ]
        }
        return "<h3>\(title)</h3>"
            + TableView(
                title,
                [
                    .init(reader("事项", "Matter")), .init(reader("举措", "Measure")), .init(reader("单位", "Unit")),
                    .init(reader("期限", "Due")), .init(reader("状态", "State")),
                ], rows: Array(rows)
            ).html + more(lines.count - most, reader)
    }

    private static func more(_ count: Int, _ reader: Reader) -> HTML {
        count > 0 ? "<p class=\"small ink-3\">\(reader("另有\(count)项", "\(count) more"))</p>" : ""
    }
}
