import Calendars
import Design
import Kernel

/// Will it be met? The band, the trend, what the next value would change, and which measures can close the gap.
enum OutlookPart {
    static func html(_ view: TargetView, _ reader: Reader) -> HTML {
        if view.state.target.value == nil || view.outlook.verdict == .unknown { return .empty }
        return section(
            "outlook", reader("能否达到", "Will it be met?"), note: "\(reader[view.outlook.verdict.label])",
            "<div class=\"cols\"><div>\(bands(view, reader))</div><div>\(whatIf(view, reader))</div></div>\(closers(view, reader))")
    }

    private static func bands(_ view: TargetView, _ reader: Reader) -> HTML {
        let outlook = view.outlook, target = view.state.target
        guard let pace = outlook.pace, let band = outlook.band else {
            return "<p class=\"ink-2\">\(reader[outlook.verdict.label])\(outlook.verdict == .tooFew ? reader("：已有\(outlook.points.count)个数，至少要3个、含两段年度变化", ": \(outlook.points.count) values; three with two yearly changes are needed") : "")</p>"
        }
        let unit = unitWord(target.unit, reader.language)
        func row(_ name: String, _ rate: Double, _ end: Double) -> [HTML] {
            let isMet = target.comparator.isMet((end * 1e9).rounded() / 1e9, target: pace.target, upTo: target.valueMax)
            let rest = pace.target - end
            return [
                "\(name)", "\(outlook.isCompound ? Show.signed(rate * 100) + "%" : Show.signed(spoken(rate, target.unit, reader.language)))",
                "<b>\(Show.number(spoken(end, target.unit, reader.language)))</b>",
                isMet
                    ? "\(reader("达到", "met"))"
                    : outlook.isCeiling
                        ? "\(reader("超出", "over by ") + Show.number(spoken(-rest, target.unit, reader.language)))"
                        : "\(reader("差", "short by ") + Show.number(spoken(rest, target.unit, reader.language)))",
            ]
        }
        var rows = [
            row(reader("以往最低", "Lowest so far"), band.lowRate, band.low), row(reader("以往平均", "Mean so far"), band.midRate, band.mid),
            row(reader("以往最高", "Highest so far"), band.highRate, band.high),
        ]
        if let trend = outlook.trend {
            var line = row(reader("趋势线", "Trend line"), trend.slope, trend.value)
            line[1] = "\(Show.signed(spoken(trend.slope, target.unit, reader.language)))\(if: outlook.isCompound, " \(unit)")"
            line[2] +=
                "<span class=\"s\">\(reader("八成可能在", "80% between ")) \(Show.number(spoken(trend.low, target.unit, reader.language)))—\(Show.number(spoken(trend.high, target.unit, reader.language)))</span>"
            rows.append(line)
        }
        let note = reader(
            "按\(band.changes)段年度\(outlook.isCompound ? "增速" : "变化")推算\(outlook.trend.map { "；趋势线用\($0.points)个季度" } ?? "")。只是把以往延长，不是承诺。",
            "From \(band.changes) yearly changes\(outlook.trend.map { "; the line from \($0.points) quarters" } ?? ""). The past carried on, no promise.")
        return TableView(
            reader("期末推算", "Where it ends"),
            [
                .init(reader("速度", "Pace")), .init(reader("年度变化", "A year"), number: true),
                .init(reader("期末", "At the end") + (unit.isEmpty ? "" : reader("（\(unit)）", " (\(unit))")), number: true), .init(reader("与目标", "Target")),
            ], name: "two", rows: rows
        ).html + "<p class=\"small ink-3\">\(note)</p>"
    }

    private static func whatIf(_ view: TargetView, _ reader: Reader) -> HTML {
        guard let pace = view.outlook.pace, pace.day < pace.due, !pace.isMet || view.outlook.isCeiling else { return .empty }
        let next = view.plan.frequency.periodEnd(view.state.dataDay.adding(days: 1))
        guard next <= pace.due else { return .empty }
        let even = view.outlook.evenPath(on: next)
        let day = reader.chosenDay.map { "<input type=\"hidden\" name=\"asof\" value=\"\($0)\">" as HTML } ?? ""
        let typed = view.whatIf.map { Show.number($0.value, decimals: 4, trim: true).replacing(",", with: "").replacing("−", with: "-") } ?? ""
        // People type in the plan's own unit, in either language.
        let own = view.state.target.unit, unit = reader(own, spoken(1, own, .en) == 1 ? own : "\(own) = \(Show.number(spoken(1, own, .en), decimals: 2, trim: true)) \(unitWord(own, .en))")
        var out: HTML = """
            <form class="form" method="get" action="\(PlanPaths.url(PlanPaths.target, view.plan, ["target": view.state.target.key]))#outlook">\(day)\
            <div class="field"><label for="next">\(reader("假如\(Show.period(endingOn: next, .zh))达到", "Suppose \(Show.period(endingOn: next, .en)) reaches"))</label>\
            <span class="with-unit"><input class="in num" id="next" name="next" inputmode="decimal" value="\(typed)"\(even == nil ? "" : " aria-describedby=\"next-h\"")><span class="u">\(unit)</span></span>\
            \(even.map { "<span class=\"hint\" id=\"next-h\">\(reader("均匀推进应到\(Show.number($0, decimals: 1, trim: true))", "The even path is at \(Show.number($0, decimals: 1, trim: true))"))</span>" as HTML })</div>\
            <div class="form-end"><button class="btn" type="submit">\(reader("推算", "Work it out"))</button></div></form>
            """
        guard let whatIf = view.whatIf, let then = whatIf.outlook.pace else { return out }
        var steps: [Unfold.Step] = [
            .init(
                Text("与时间进度之差", "Gap"),
                "\(Show.percent(then.completion, decimals: 2)) − \(Show.percent(then.time, decimals: 2)) ＝ \(Show.signed(then.gap, decimals: 2))\(reader("点", " points"))\(whatIf.light.map { " → \($0.html(reader, $0 == .ahead ? nil : $0.word))" as HTML })"
            ),
            .init(Text("判断", "Verdict"), "<b>\(reader[whatIf.outlook.verdict.label])</b>"),
        ]
        if let sentence = whatIf.outlook.sentence { steps.append(.init(Text("所需", "Needed"), "\(reader[sentence])")) }
        if let words = whatIf.outlook.bandSentence { steps.append(.init(Text("推算", "Ends"), "\(reader[words])")) }
        out += "<div class=\"verdict\">\(Unfold(Text("", ""), steps).why(reader))</div>"
        return out
    }

    private static func closers(_ view: TargetView, _ reader: Reader) -> HTML {
        if view.outlook.pace?.isMet == true { return .empty }
        let title = reader("补上差距靠哪些举措", "Measures that can close the gap")
        if view.closers.isEmpty {
            return
                "<h3>\(title)</h3><p class=\"ink-3 small\">\(reader("方案没有写明本目标由哪项举措完成，原文中也没有举措提到它。", "The plan gives this target to no measure, and no measure's text speaks of it."))</p>"
        }
        let rows = view.closers.prefix(8).map { closer -> [HTML] in
            let measure = closer.state.measure
            return [
                "<span class=\"ink-3\">\(measure.number)</span> \(link(reader.plan(PlanPaths.measure, view.plan, ["measure": measure.key]), measure.title))",
                "\(reader[closer.tie.label])", "\(measure.lead?.name ?? reader("责任单位未列明", "no unit named"))",
                closer.state.late.isEmpty
                    ? "—" : "\(reader("\(closer.state.late.count)项，最长\(closer.latest)天", "\(closer.state.late.count), up to \(closer.latest) days"))",
                closer.state.light.html(reader, closer.state.light.word),
            ]
        }
        return "<h3>\(title)</h3>"
            + TableView(
                title,
                [
                    .init(reader("举措", "Measure")), .init(reader("关系", "Tie")), .init(reader("牵头单位", "Lead")), .init(reader("逾期", "Late")),
                    .init(reader("灯", "Light")),
                ], rows: Array(rows)
            ).html
    }
}
