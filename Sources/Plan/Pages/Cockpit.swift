import Calendars
import Design
import Kernel
import Registry

/// One page for the mayor: a finding, targets on one ruler, measures by light, what is owed, what changed.
struct Cockpit: JSONValued {
    let plan: Plan
    let asOf: Day
    let dataDay: Day
    let generated: Instant
    let targets: [TargetState]
    /// Targets inside measures, below the headline.
    let others: [TargetState]
    let measures: [MeasureState]
    let late: [LateThing]
    let changes: [Change]
    let judged: Judged
    let classes: ProgressClasses?

    var rule: LightRule { judged.rule }
    var measureClasses: [ClassCount] { classes.map(judged.measureClasses) ?? [] }
    var targetClasses: [ClassCount] { classes.map(judged.targetClasses) ?? [] }
    var cards: [UnitCard] { judged.cards }

    struct Change: Sendable, Hashable {
        enum What: Sendable, Hashable {
            case measure(Measure, Light, Light)
            case value(Target, Double, Double)
            case event(EventLog.Entry, Text)
        }
        let day: Day
        let what: What
    }

    var time: Double { targets.compactMap(\.pace?.time).first ?? timeProgress(on: dataDay, of: plan.period) }

    var json: JSON {
        [
            "plan": .string(plan.id.description), "title": .string(plan.title), "asOf": .string(asOf.description),
            "dataDay": .string(dataDay.description), "timeProgress": .number(time),
            "targets": .array((targets + others).map(\.json)), "measures": .array(measures.map(\.json)),
            "classes": .object(["measures": ClassLine.json(measureClasses), "targets": ClassLine.json(targetClasses)]),
            "cards": .array(
                cards.map {
                    [
                        "unit": .string($0.unit.name), "card": .string($0.light.rawValue),
                        "measures": .array($0.measures.map { .string($0.key) }),
                    ]
                }),
            "late": .array(
                late.map {
                    [
                        "title": .string($0.title.zh), "unit": .string($0.unit), "due": .string($0.due.description),
                        "days": .number(Double($0.days)),
                        "measure": .optional($0.measure?.key),
                    ]
                }),
        ]
    }
}

extension TargetState {
    var json: JSON {
        [
            "key": .string(target.key), "indicator": .string(target.indicator), "value": .optional(value),
            "target": .optional(target.value),
            "unit": .string(target.unit), "due": .optional(target.due), "baseline": .optional(baseline?.value),
            "light": .string(light.rawValue),
            "reason": .optional(gap?.rawValue), "completion": .optional(pace?.completion), "time": .optional(pace?.time),
            "gapPoints": .optional(pace?.gap),
            "dataDay": .string(dataDay.description), "rule": .string(rule.id), "forecast": .optional(forecast),
            "ruling": ruling?.json ?? .null,
        ]
    }
}

extension MeasureState {
    var json: JSON {
        [
            "key": .string(measure.key), "number": .string(measure.number), "title": .string(measure.title),
            "light": .string(light.rawValue),
            "planned": .number(Double(planned)), "done": .number(Double(done)), "dated": .number(Double(total)),
            "lead": .optional(measure.lead?.name),
            "rule": .string(rule.id), "ruling": ruling?.json ?? .null,
            "tasks": .array(
                taskRulings.sorted { $0.key < $1.key }.map { id, ruling in ["task": .string(id.description), "ruling": ruling.json]
                }),
        ]
    }
}

enum CockpitPage {
    static func page(_ cockpit: Cockpit, _ reader: Reader) -> Page {
        let plan = cockpit.plan
        let facts: [HTML] =
            [
                "\(reader("数据截至", "Data as of ")) \(Show.day(cockpit.dataDay, reader.language))",
                "\(reader("所示为", "Shown for ")) \(Show.day(cockpit.asOf, reader.language))",
                cockpit.asOf < plan.period.upperBound
                    ? "\(reader("距期末\(plan.period.upperBound - cockpit.asOf)天", "\(plan.period.upperBound - cockpit.asOf) days left"))"
                    : "\(reader("期限已过\(cockpit.asOf - plan.period.upperBound)天", "\(cockpit.asOf - plan.period.upperBound) days past the end"))",
            ]
            + (plan.isExample
                ? [
                    "\(exampleMark(reader)) \(reader("数值均为示例，目标、举措和单位取自原文", "Values illustrate; targets, measures and units are the plan's own"))"
                ] : [])
        var actions: [HTML] = []
        if Permission.planEdit.allows(reader.viewer) {
            actions.append(button(reader.plan(PlanPaths.reports, plan), reader("待审核报送", "Reports to approve")))
        }
        if Permission.planInstruct.allows(reader.viewer) {
            actions.append(button(reader.plan(PlanPaths.instructions, plan), reader("批示", "Instruct")))
        }
        actions.append("<button class=\"btn main\" type=\"button\" data-print>\(reader("打印A4版", "Print on A4"))</button>")
        return Page(
            Text("驾驶舱", "Cockpit"), plan: plan.mark(cockpit.asOf), nav: plan.nav("plan.cockpit", reader),
            """
            \(head("\(plan.title)", facts: facts, actions: actions))
            <p class="lede">\(lede(cockpit, reader))</p>
            \(targets(cockpit, reader))
            \(measures(cockpit, reader))
            <div class="cols keep">\(late(cockpit, reader))\(changes(cockpit, reader))</div>
            """)
    }

    /// The finding in one or two sentences, each figure a link.
    private static func lede(_ cockpit: Cockpit, _ reader: Reader) -> HTML {
        func names(_ lights: [Light]) -> HTML {
            cockpit.targets.filter { lights.contains($0.light) }.map {
                link(reader.plan(PlanPaths.target, cockpit.plan, ["target": $0.target.key]), $0.target.indicator)
            }.joined("\(reader("、", ", "))")
        }
        var parts: [HTML] = []
        func say(_ lights: [Light], _ zh: String, _ en: String) {
            if cockpit.targets.contains(where: { lights.contains($0.light) }) {
                parts.append("\(names(lights))\(reader(zh, " " + en))")
            }
        }
        say([.yellow, .red], "落后于时间进度", "behind time")
        say([.green], "跟得上", "on pace")
        say([.ahead], "提前", "ahead")
        say([.cannot], "缺基期值或期限，无法判断", "cannot be judged for want of a baseline or deadline")
        say([.unreported], "尚无数据", "without data")
        say([.idle], "未到期", "not due")
        let counts = Dictionary(grouping: cockpit.measures, by: \.light).mapValues(\.count)
        let order: [Light] = [.red, .yellow, .unreported, .unowned]
        let lights = order.compactMap { light in
            counts[light].map {
                reader(
                    "\($0)项\(light.verdict == light.word || light == .unowned ? light.verdict.zh : light.word.zh)",
                    "\($0) \(light.word.en.lowercased())")
            }
        }
        let measureWords: HTML =
            lights.isEmpty
            ? "\(reader("\(cockpit.measures.count)项举措均在轨道上", "all \(cockpit.measures.count) measures on track"))"
            : "\(reader("\(cockpit.measures.count)项举措中", "Of \(cockpit.measures.count) measures "))\(link("#measures", lights.joined(separator: reader("、", ", "))))"
        let lateWords: HTML =
            cockpit.late.isEmpty
            ? ""
            : "\(reader("；", "; "))\(link("#late", reader("\(cockpit.late.count)件事逾期", "\(cockpit.late.count) things are late")))"
        return
            "\(parts.joined("\(reader("，", "; "))"))\(if: !parts.isEmpty, "\(reader("。", ". "))")\(measureWords)\(lateWords)\(reader("。", "."))"
    }

    private static func targets(_ cockpit: Cockpit, _ reader: Reader) -> HTML {
        let count = cockpit.targets.count
        let more: HTML? =
            cockpit.others.isEmpty
            ? nil
            : "<a class=\"more\" href=\"\(reader.plan(PlanPaths.targets, cockpit.plan))\">\(reader("另有\(cockpit.others.count)项举措内目标", "\(cockpit.others.count) more inside measures"))</a>"
        let note: HTML =
            "<span class=\"not-print\">\(reader("带虚线的数字可点开看来历", "Dotted numbers open to show how they were made"))</span>"
        guard count > 0 else {
            return section(
                "targets", reader("主要目标", "Targets"),
                emptyState(
                    reader("方案没有主要目标", "The plan has no headline target"),
                    reader("目标可在核对页补加。", "Targets can be added on the review page.")))
        }
        let rows = cockpit.targets.enumerated().html { index, state in row(state, cockpit, first: index == 0, reader) }
        return section(
            "targets", reader("\(count)项目标", "\(count) targets"), note: note, more: more,
            """
            <table class="tb stack targets"><caption class="vh">\(reader("主要目标", "Headline targets"))</caption><thead><tr>\
            <th class="c1" scope="col">\(reader("目标", "Target"))</th><th class="c2" scope="col">\(reader("现值", "Value"))</th>\
            <th class="ruler c3" scope="col">\(Ruler.heading(time: cockpit.time, reader))</th>\
            <th class="c4" scope="col">\(reader("需要与实际速度", "Needed and actual pace"))</th><th class="c5" scope="col">\(reader("判断", "Judgement"))</th>\
            </tr></thead><tbody>\(rows)</tbody></table>
            """)
    }

    private static func row(_ state: TargetState, _ cockpit: Cockpit, first: Bool, _ reader: Reader) -> HTML {
        let target = state.target
        let value =
            state.value.map {
                figure(
                    Show.value(spoken($0, target.unit, reader.language), unit: target.unit), unitWord(target.unit, reader.language))
            } ?? figure("—", "")
        let title = Text("\(target.indicator)：怎么来的", "\(target.indicator): how it was made")
        let base =
            state.baseline.map {
                reader("，基期", ", from ") + Show.number(spoken($0.value, target.unit, reader.language), decimals: 1, trim: true)
            }
            ?? (target.quantity == .increment ? "" : reader("，基期未填", ", no baseline"))
        let label =
            state.pace == nil
            ? state.reason(reader)
            : reader("完成", "") + Show.percent(state.pace?.completion ?? 0) + reader("，", ", ") + state.shortfall(reader)
        let isNoted = state.light == .cannot || state.light == .unreported
        return """
            <tr><th scope="row">\(link(reader.plan(PlanPaths.target, cockpit.plan, ["target": target.key]), target.indicator))\
            <span class="s">\(target.scope ?? "")\(if: target.scope != nil, "·")\(target.deadline(reader))</span></th>\
            <td class="c2">\(state.unfold(reader, words: title).html(around: value, reader))<span class="s">\(reader("目标", "target ")) \(target.goal(reader))\(base)</span></td>\
            <td class="ruler">\(Ruler(achieved: state.pace?.completion, time: state.pace?.time ?? cockpit.time, light: state.light).html(reader, label: label, first: first))</td>\
            <td class="c4">\(paceCell(state, reader))</td>\
            <td class="c5">\(state.light.html(reader))<span class="s">\(isNoted ? state.reason(reader) : state.outlook(reader))</span></td></tr>
            """
    }

    private static func paceCell(_ state: TargetState, _ reader: Reader) -> HTML {
        guard let pace = state.pace, !pace.isMet else { return "<span class=\"ink-3 small\">—</span>" }
        if state.isCompound, let needed = pace.neededGrowth, let actual = pace.achievedGrowth {
            return Design.pace(
                needed: needed, actual: actual, neededWords: reader("年均", "") + Show.percent(needed) + reader("", " a year"),
                actualWords: reader("年均", "") + Show.percent(actual) + reader("", " a year"), reader)
        }
        guard let needed = pace.neededPerYear, let actual = pace.achievedPerYear else {
            return "<span class=\"ink-3 small\">—</span>"
        }
        func words(_ value: Double) -> String {
            reader("年均\(Show.number(value))\(state.target.unit)", "\(Show.number(value)) a year")
        }
        return Design.pace(needed: needed, actual: actual, neededWords: words(needed), actualWords: words(actual), reader)
    }

    private static func measures(_ cockpit: Cockpit, _ reader: Reader) -> HTML {
        let groups = Dictionary(grouping: cockpit.measures, by: \.light).sorted { $0.key.urgency < $1.key.urgency }
        let rows = groups.html { light, states in
            """
            <div class="mrow"><h3>\(light.icon)\(reader[light.word])<b>\(states.count)</b></h3><ul>\(states.html { state in
                """
                <li><a href="\(reader.plan(PlanPaths.measure, cockpit.plan, ["measure": state.measure.key]))"><span class="no">\(state.measure.number)</span>\
                <span class="nm">\(state.measure.title)</span><span class="s">\(line(state, reader))</span></a></li>
                """
            })</ul></div>
            """
        }
        return section(
            "measures", reader("\(cockpit.measures.count)项举措", "\(cockpit.measures.count) measures"),
            note:
                "\(reader("灯色按\(cockpit.rule.name.zh)规则由系统计算，只采用已审核的报送", "Lights are computed by the rule “\(cockpit.rule.name.en)” from approved reports only"))",
            more: "<a class=\"more\" href=\"\(reader.plan(PlanPaths.measures, cockpit.plan))\">\(reader("举措台账", "Ledger"))</a>",
            "<div class=\"mlights\">\(rows)</div>")
    }

    /// Who, and by how much, in a few words.
    private static func line(_ state: MeasureState, _ reader: Reader) -> HTML {
        let lead = state.measure.lead?.name
        switch state.light {
        case .unowned: return "<em>\(reader("待指定", "to be named"))</em>"
        case .unreported:
            let due = state.reportDue.map { reader("，应报\(Show.short($0))", "due \(Show.short($0))") } ?? ""
            return "<em>\(lead ?? "")</em>\(due)"
        case .red, .yellow:
            if let oldest = state.late.first {
                return "<em>\(lead ?? "")</em>\(reader("，逾期\(oldest.days)天", "\(oldest.days) days late"))"
            }
            let points = Show.number(abs(state.gapPoints ?? 0), decimals: 0)
            return "<em>\(lead ?? "")</em>\(reader("，差\(points)点", ", \(points) points short"))"
        default: return "\(lead ?? "")"
        }
    }

    private static func late(_ cockpit: Cockpit, _ reader: Reader) -> HTML {
        let shown = cockpit.late.prefix(8)
        let title =
            cockpit.late.isEmpty
            ? reader("没有逾期", "Nothing is late")
            : reader("逾期\(cockpit.late.count)件，谁欠着", "\(cockpit.late.count) late, and who owes them")
        let body: HTML =
            shown.isEmpty
            ? "<p class=\"ink-3 small\">\(reader("到期的任务、报送和基期值都已在案。", "Every task, report and baseline that fell due is in."))</p>"
            : """
            <div class="tb-wrap"><table class="tb stack"><caption class="vh">\(title)</caption><thead><tr><th scope="col">\(reader("事项", "What"))</th>\
            <th scope="col">\(reader("欠交单位", "Owed by"))</th><th scope="col" class="r">\(reader("应交", "Due"))</th>\
            <th scope="col" class="r" aria-sort="descending">\(reader("逾期", "Late"))</th></tr></thead><tbody>\(shown.html { row($0, cockpit, reader) })</tbody></table></div>
            """
        let more: HTML? =
            cockpit.late.count > shown.count
            ? "<a class=\"more\" href=\"\(reader.plan(PlanPaths.measures, cockpit.plan))\">\(reader("全部\(cockpit.late.count)件", "All \(cockpit.late.count)"))</a>"
            : nil
        return section("late", title, more: more, body)
    }

    private static func row(_ thing: LateThing, _ cockpit: Cockpit, _ reader: Reader) -> HTML {
        let place: HTML =
            thing.measure.map { measure in
                "<span class=\"ink-3\">\(link(reader.plan(PlanPaths.measure, cockpit.plan, ["measure": measure.key]), reader("举措\(measure.number)", "measure \(measure.number)"), plain: true))</span>"
            } ?? ""
        return """
            <tr><th scope="row">\(reader[thing.title]) \(place)</th><td data-l="\(reader("欠交单位", "Owed by"))">\(thing.unit.isEmpty ? reader("未列明", "not stated") : thing.unit)</td>\
            <td class="r" data-l="\(reader("应交", "Due"))">\(Show.short(thing.due))</td><td class="r" data-l="\(reader("逾期", "Late"))"><b>\(thing.days)</b>\(reader("天", " days"))</td></tr>
            """
    }

    private static func changes(_ cockpit: Cockpit, _ reader: Reader) -> HTML {
        let from = cockpit.asOf.adding(days: -6)
        let body: HTML =
            cockpit.changes.isEmpty
            ? "<p class=\"ink-3 small\">\(reader("这一周没有变化。", "Nothing changed in this week."))</p>"
            : "<ol class=\"feed\">\(cockpit.changes.prefix(6).html { "<li><time>\(Show.short($0.day))</time><div>\(words($0, cockpit, reader))</div></li>" })</ol>"
        return section("changes", reader("本周变化", "This week"), note: "\(Show.short(from))—\(Show.short(cockpit.asOf))", body)
    }

    private static func words(_ change: Cockpit.Change, _ cockpit: Cockpit, _ reader: Reader) -> HTML {
        switch change.what {
        case .measure(let measure, let before, let after):
            return """
                \(link(reader.plan(PlanPaths.measure, cockpit.plan, ["measure": measure.key]), reader("举措\(measure.number)", "Measure \(measure.number)"), plain: true)) \
                <span class="light \(before.tone)">\(before.icon)</span><span class="arrow">→</span>\(after.html(reader, after.word))\
                <span class="s">\(measure.title)</span>
                """
        case .value(let target, let before, let after):
            return "\(target.indicator) \(Show.value(before, unit: target.unit))→\(amount(after, target.unit, reader))"
        case .event(_, let sentence): return "\(reader[sentence])"
        }
    }
}

extension Plan {
    public func mark(_ asOf: Day) -> PlanMark { PlanMark(id: id.description, place: place, title: title, asOf: asOf) }
}
