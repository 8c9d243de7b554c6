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
        steps.append(.init(Text("规则", "Rule"), "\(reader[rule.name.text])"))
        steps.append(.init(Text("数据日", "Data as of"), "\(dataDay)，\(Show.period(endingOn: dataDay, reader.language))"))
        guard let pace else { return Unfold(words, steps, sum: "\(light.html(reader)) \(reason(reader))") }
        let sum: HTML = """
            \(reader("完成", "Done")) \(Show.percent(pace.completion, decimals: 2)) − \(reader("时间进度", "time")) \(Show.percent(pace.time, decimals: 2)) \
            = \(Show.signed(pace.gap, decimals: 2)) \(reader("点", "points")) → \(light.html(reader, light == .ahead ? nil : light.word))
            """
        return Unfold(words, steps, sum: sum)
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
