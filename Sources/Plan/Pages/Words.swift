import Calendars
import Design
import Kernel
import Registry

/// Units and classifiers in English; Chinese keeps the plan's own.
public func unitWord(_ unit: String, _ language: Language) -> String {
    if language == .zh { return unit }
    switch unit {
    case "亿元": return "bn yuan"
    case "万亿元": return "tn yuan"
    case "万元": return "m yuan"
    case "家", "户", "个", "项", "座", "所", "套": return ""
    case "名", "人", "人次": return "people"
    case "强": return "(rank)"
    default: return unit
    }
}

/// The value in the unit that a language speaks of: 1亿元 is 0.1 bn yuan. The only place where it is converted.
public func spoken(_ value: Double, _ unit: String, _ language: Language) -> Double {
    if language == .zh { return value }
    switch unit {
    case "亿元": return value / 10
    case "万元": return value / 100
    default: return value
    }
}

public func amount(_ value: Double, _ unit: String, _ reader: Reader) -> String {
    let word = unitWord(unit, reader.language)
    return Show.value(spoken(value, unit, reader.language), unit: unit)
        + (word.isEmpty ? "" : (reader.language == .zh ? "" : " ") + word)
}

extension Target {
    /// 达500亿元, 1—2家, 进入前50强.
    public func goal(_ reader: Reader) -> String {
        guard let value else { return reader("数值空缺", "number left blank") }
        if let valueMax {
            return
                "\(Show.number(spoken(value, unit, reader.language), decimals: 1, trim: true))—\(amountTrimmed(valueMax, reader))"
        }
        switch comparator {
        case .rankLe: return reader("前\(Show.number(value, decimals: 0))\(unit)", "top \(Show.number(value, decimals: 0))")
        case .le: return reader("不超过", "at most ") + amountTrimmed(value, reader)
        case .gt: return reader("超过", "over ") + amountTrimmed(value, reader)
        case .approx: return amountTrimmed(value, reader) + reader("左右", " or so")
        default: return amountTrimmed(value, reader)
        }
    }

    func amountTrimmed(_ value: Double, _ reader: Reader) -> String {
        let word = unitWord(unit, reader.language)
        return Show.number(spoken(value, unit, reader.language), decimals: 2, trim: true)
            + (word.isEmpty ? "" : (reader.language == .zh ? "" : " ") + word)
    }

    public func deadline(_ reader: Reader) -> String {
        if let due {
            return due == due.endOfYear
                ? reader("到\(due.year)年末", "by the end of \(due.year)") : reader("到", "by ") + Show.day(due, reader.language)
        }
        return dueWords.map { reader("“\($0)”，未定日期", "“\($0)”, no date fixed") } ?? reader("期限未列明", "no deadline stated")
    }
}

extension TargetState {
    /// 滞后12.9点, 快0.6点 … or why there is no judgement.
    public func shortfall(_ reader: Reader) -> String {
        guard let pace else { return reason(reader) }
        let points = Show.number(abs(pace.gap))
        return pace.gap < 0 ? reader("差\(points)点", "\(points) short") : reader("快\(points)点", "\(points) ahead")
    }

    public func reason(_ reader: Reader) -> String {
        switch gap {
        case .noBaseline: return reader("缺\(baseDay.year)年末基期值", "The \(baseDay.year) baseline is missing")
        case .noValue: return reader("尚无已审核的数", "No approved value yet")
        case .noDeadline: return reader("期限未列明", "No deadline stated")
        case .noNumber: return reader("原文数值空缺", "The plan leaves the number blank")
        case .notStarted: return reader("尚未开始", "Not started")
        case .notReported:
            var last: Day?
            if case .typed(let entry) = source { last = entry.periodEnd }
            return reader(
                "本期未报送\(last.map { "，上一数为\(Show.period(endingOn: $0, .zh))" } ?? "")",
                "Not reported for this period\(last.map { "; the last value is of \(Show.period(endingOn: $0, .en))" } ?? "")")
        case .noComparison: return reader("缺上年同期数或平均数", "The value of a year before or the average is missing")
        case nil:
            switch light {
            case .ahead: return reader("已达到", "Met")
            case .idle: return reader("按里程碑跟踪，未到期", "Tracked as a milestone, not due")
            default: return ""
            }
        }
    }

    /// What stands below the judgement.
    public func outlook(_ reader: Reader) -> String {
        guard let pace, let value else { return reason(reader) }
        let missing = (target.value ?? 0) - value
        if pace.isMet { return reader("已达到目标", "Target met") }
        guard let forecast, pace.yearsPassed >= 1 else { return reader("数据不足，不作预测", "Too few points to forecast") }
        if missing > 0, missing <= 2, target.unit != "亿元" {
            return reader("还差\(amount(missing, target.unit, reader))", "\(amount(missing, target.unit, reader)) to go")
        }
        return reader("按此速度，期末约", "Heading for ")
            + Show.number(spoken(forecast, target.unit, reader.language), decimals: reader.language == .en && isCompound ? 1 : 0)
    }

    /// The panel behind the value.
    public func unfold(_ reader: Reader, words: Text) -> Unfold {
        var steps: [Unfold.Step] = []
        if let convention = target.convention { steps.append(.init(Text("口径", "Definition"), "\(convention)")) }
        switch source {
        case .query(let query, let measured):
            steps.append(.init(Text("查询", "Query"), "\(reader[query.words])"))
            let found =
                query.figure == nil
                ? reader("\(measured.records)条记录，可逐一打开", "\(measured.records) records, each can be opened")
                : reader(
                    "\(measured.records)个单位，\(measured.figures)条数据", "\(measured.records) records, \(measured.figures) figures")
            steps.append(.init(Text("记录", "Records"), "\(found)"))
        case .typed(let entry):
            let who = reader(
                "手工填报：\(entry.unitName)，\(entry.submittedOn)，依据：\(entry.note)",
                "Typed by \(entry.unitName), \(entry.submittedOn); source: \(entry.note)")
            steps.append(.init(Text("来历", "Source"), "\(who)"))
            steps.append(.init(Text("审核", "Approved"), "\(entry.decidedBy ?? "") \(entry.decidedOn?.description ?? "")"))
        case nil: steps.append(.init(Text("现值", "Value"), "\(reader("尚无", "none"))"))
        }
        if let baseline {
            let inputs = reader(
                "基期\(Show.number(baseline.value, decimals: 2, trim: true))（\(baseline.source)），现值\(value.map { Show.number($0, decimals: 2, trim: true) } ?? "—")，目标\(target.goal(reader))",
                "baseline \(Show.number(baseline.value, decimals: 2, trim: true)) (\(baseline.source)), value \(value.map { Show.number($0, decimals: 2, trim: true) } ?? "—"), target \(target.goal(reader))"
            )
            steps.append(.init(Text("输入", "Inputs"), "\(inputs)"))
        } else {
            steps.append(
                .init(
                    Text("缺少", "Missing"),
                    "\(reader("基期值。方案未写，不能按0算", "The baseline. The plan does not print it, and 0 may not stand in"))"))
        }
        steps.append(.init(Text("规则", "Rule"), ruling.map { $0.name(rule, reader) } ?? "\(reader[rule.name.text])"))
        if let ruling, ruling.clause.by != .gap {
            steps.append(
                .init(
                    Text("依据", "By"),
                    "\(ruling.inputs.map { reader[$0.label] + " " + reader[$0.words] }.joined(separator: reader("，", ", ")))"))
        }
        steps.append(.init(Text("数据日", "Data as of"), "\(dataDay)，\(Show.period(endingOn: dataDay, reader.language))"))
        guard let pace else { return Unfold(words, steps, sum: "\(light.html(reader)) \(ruling == nil ? reason(reader) : "")") }
        if let ruling, ruling.clause.by != .gap || gap != nil {
            let sum = ruling.arithmetic.map { reader[$0] + " → " } ?? ""
            return Unfold(words, steps, sum: "\(sum)\(light.html(reader, light == .ahead ? nil : light.word))")
        }
        if gap != nil { return Unfold(words, steps, sum: "\(light.html(reader)) \(reason(reader))") }
        let sum: HTML = """
            \(reader("完成", "Done")) \(Show.percent(pace.completion, decimals: 2)) − \(reader("时间进度", "time")) \(Show.percent(pace.time, decimals: 2)) \
            = \(Show.signed(pace.gap, decimals: 2)) \(reader("点", "points")) → \(light.html(reader, light == .ahead ? nil : light.word))
            """
        return Unfold(words, steps, sum: sum)
    }
}

extension Ruling {
    /// 银川·序时进度：与序时进度之差（pace）
    func name(_ rule: LightRule, _ reader: Reader) -> HTML {
        "\(reader[rule.name.text])\(clause.words.map { "：\(reader[$0.text])" as HTML }) <span class=\"ink-3\">\(self.rule)</span>"
    }
}

extension LightRule.Clause {
    /// Its bounds in words, each with its light, the worst first.
    func bounds(_ reader: Reader) -> [(words: String, light: Light, isOwn: Bool)] {
        let unit = by == .ratio ? "%" : reader("点", " points")
        func number(_ value: Double) -> String { Show.number(value, decimals: 1, trim: true) + unit }
        switch by {
        case .gap, .ratio:
            return (bands ?? []).map { band in
                let words =
                    band.below.map { reader("低于\(number($0))", "below \(number($0))") }
                    ?? band.to.map { reader("不高于\(number($0))（含）", "at most \(number($0))") } ?? reader("其余", "otherwise")
                return (words, band.light, band.undefined == true)
            } + (aheadFrom.map { [(reader("不低于\(number($0))", "at least \(number($0))"), Light.ahead, false)] } ?? [])
        case .growth:
            return [
                (reader("负增长", "negative"), .red, false), (reader("增长但低于计划或平均", "growing, below plan or average"), .yellow, false),
                (reader("不低于计划和平均", "at least plan and average"), .green, false),
            ]
        case .period:
            return [
                (reader("低于上一季末应到", "below the last quarter's end"), .red, false),
                (reader("低于本月末应到", "below the month's end"), .yellow, false),
                (reader("其余", "otherwise"), .green, false),
            ]
        case .tasks: return [(reader("取任务中最差的灯", "the worst of its tasks"), .yellow, false)]
        case .delay:
            func words(_ limit: Limit) -> String {
                let start = since == nil ? reader("应完成", "due") : reader("起算", "start")
                let months = limit.months == 0 ? "" : reader("再过\(limit.months)个月", " plus \(limit.months) months")
                switch limit.after {
                case .day: return reader("\(start)日\(months)之后", "after the \(start) day\(months)")
                case .month: return reader("\(start)月末\(months)之后", "after the \(start) month\(months)")
                case .quarter: return reader("\(start)季末\(months)之后", "after the \(start) quarter\(months)")
                }
            }
            return (red.map { [(words($0), Light.red, false)] } ?? []) + (yellow.map { [(words($0), Light.yellow, false)] } ?? [])
        }
    }

    /// What it judges, in words.
    func subjects(_ reader: Reader) -> String {
        let kind: String =
            switch `for` {
            case .target: reader("目标", "Targets")
            case .measure: reader("举措", "Measures")
            case .task: reader("任务", "Tasks")
            }
        var parts = (names ?? []).map { "“\($0)”" } + (units ?? [])
        parts += (quantities ?? []).map { reader[$0.label] }
        return parts.isEmpty ? kind : kind + reader("：", ": ") + parts.joined(separator: reader("、", ", "))
    }
}

extension Form {
    /// The same form with ids of its own, where a page holds several.
    func named(_ prefix: String) -> Form {
        var form = self
        form.idPrefix = prefix
        return form
    }
}
