import Calendars
import Design
import Foundation
import Kernel
import Plan
import Registry

/// Sections about targets: their course, and what is proposed of them.
extension ReportWriter {
    // MARK: 3 Indicators

    func indicatorSection() -> [Block] {
        if indicators.isEmpty { return [.paragraph(Words("方案没有目标。", "The plan has no targets."))] }
        var blocks: [Block] = [.table(shortTable())]
        for (number, figures) in indicators.enumerated() { blocks += paragraphs(figures, number + 1) }
        return blocks
    }

    private func shortTable() -> EvaluationReport.Table {
        .init(
            caption: Words("主要指标完成情况", "Indicators"),
            columns: [
                .init(Text("指标", "Indicator"), 2.6), .init(Text("基期值", "Baseline"), 1.5, number: true),
                .init(Text("目标值", "Target"), 1.5, number: true),
                .init(Text("现值", "Value"), 1.5, number: true), .init(Text("完成程度", "Completion"), 1.3, number: true),
                .init(Text("差距", "Gap"), 1.3, number: true), .init(Text("评价", "Verdict"), 1.5),
            ],
            rows: indicators.map { f in
                [
                    Words("\(indicator(f.fact.target))", "\(indicator(f.fact.target))"), cell(f.baseline), cell(f.goal),
                    cell(f.value), cell(f.completion),
                    cell(f.gap), Words(f.fact.verdict.label(of: kind)),
                ]
            })
    }

    func cell(_ figure: Figure) -> Words { Words("\(figure)", "\(figure)") }

    private func paragraphs(_ f: IndicatorFigures, _ number: Int) -> [Block] {
        let (fact, target) = (f.fact, f.fact.target)
        let head = Words("\(ordinal: String(number)).\(indicator(target))。", "\(ordinal: String(number)). \(indicator(target)). ")
        let members = fact.members.map { name in
            let quote = self.name(name, Text("登记记录名称", "name of a record"), f.value.derivation.path)
            return Words("\(quote)", "\(quote)")
        }
        var words = head + level(f)
        if !members.isEmpty { words = words + Words("，即", ", namely ") + Words.joined(members) }
        words = words + pace(f)
        if let share = f.yearShare {
            words = words + Words("\(year: material.day.year)度目标\(share)。", " The share of \(year: material.day.year) is \(share).")
        }
        return [.paragraph(words + forecast(f))]
    }

    /// 目标500亿元（2025年12月31日），基期210亿元，现值318亿元
    private func level(_ f: IndicatorFigures) -> Words {
        let target = f.fact.target
        var words =
            target.value == nil
            ? Words("方案的目标值空缺", "The plan leaves the number blank")
            : target.due.map { Words("目标\(f.goal)，期限\($0)", "Target \(f.goal) by \($0)") }
                ?? Words("目标\(f.goal)，方案未列明期限", "Target \(f.goal), no deadline stated")
        if !f.baseline.isMissing {
            words = words + Words("；基期值\(f.baseline)", "; baseline \(f.baseline)")
        } else if target.quantity != .increment && target.quantity != .rank {
            words = words + Words("；基期值缺", "; the baseline is missing")
        }
        return words + (f.value.isMissing ? Words("；现值缺", "; the value is missing") : Words("；现值\(f.value)", "; value \(f.value)"))
    }

    private func pace(_ f: IndicatorFigures) -> Words {
        let verdict = f.fact.verdict.label(of: kind)
        guard !f.completion.isMissing, f.fact.pace != nil else {
            let reason = f.reason
            if f.fact.verdict != .cannot, f.fact.state.gap == .noBaseline {
                return Words("。期限已到，判为\(word: verdict.zh)。", ". The due day has come: \(word: verdict.en).")
            }
            if f.fact.verdict == .ahead { return Words("，判为\(word: verdict.zh)。", "; \(word: verdict.en).") }
            return Words(
                "。\(word: reason.zh)，判为\(word: verdict.zh)。", ". \(word: reason.en.capitalisedFirst): \(word: verdict.en).")
        }
        var words = Words(
            "。完成程度\(f.completion)，时间进度\(f.time)，差距\(f.gap)，判为\(word: verdict.zh)。",
            ". Completion \(f.completion), time progress \(f.time), gap \(f.gap): \(word: verdict.en).")
        if !f.needed.isMissing, !f.achieved.isMissing {
            let verb = f.fact.state.isCompound ? Text("增长", "growth") : Text("增加", "rise")
            words =
                words
                + Words(
                    "后\(f.left)年均需\(word: verb.zh)\(f.needed)，前\(f.passed)年均\(word: verb.zh)\(f.achieved)。",
                    " Over the next \(f.left) a yearly \(word: verb.en) of \(f.needed) is needed; over the past \(f.passed) it was \(f.achieved)."
                )
        } else if !f.achieved.isMissing {
            words =
                words
                + Words(
                    "前\(f.passed)年均\(word: f.fact.state.isCompound ? "增长" : "增加")\(f.achieved)。",
                    " Over the past \(f.passed) the yearly change was \(f.achieved).")
        }
        return words
    }

    private func forecast(_ f: IndicatorFigures) -> Words {
        if isFinal { return Words("", "") }
        let outlook = f.fact.outlook
        switch outlook.verdict {
        case .tooFew, .milestone: return Words("\(word: outlook.verdict.label.zh)。", " \(word: outlook.verdict.label.en).")
        case .met, .missed, .unknown: return Words("", "")
        case .likely, .probable, .possible, .unlikely:
            guard f.band.count == 3 else { return Words("", "") }
            return Words(
                "按以往最低、平均、最高\(word: f.fact.state.isCompound ? "增速" : "增量")推算，期末为\(f.band[0])、\(f.band[1])、\(f.band[2])，\(word: outlook.verdict.label.zh)。",
                " At the lowest, mean and highest past \(word: f.fact.state.isCompound ? "growth" : "rise") it ends at \(f.band[0]), \(f.band[1]), \(f.band[2]): \(word: outlook.verdict.label.en.lowercasedFirst)."
            )
        }
    }

    // MARK: 8 Adjustments

    func adjustments() -> [Block] {
        var blocks: [Block] = []
        for f in indicators {
            guard let words = adjustment(f) else { continue }
            blocks.append(.proposal(words))
        }
        let unowned = material.measures.filter { $0.measure.units.isEmpty }
        if !unowned.isEmpty {
            let names = unowned.map { fact -> Words in
                Words(
                    "举措\(ordinal: fact.measure.number)“\(measureName(fact.measure))”",
                    "measure \(ordinal: fact.measure.number) “\(measureName(fact.measure))”")
            }
            blocks.append(
                .proposal(
                    Words("方案未列明责任单位的，建议明确牵头单位：", "Name a lead where the plan names no unit: ") + Words.joined(names)
                        + Words("。", ".")))
        }
        if blocks.isEmpty { return [.paragraph(Words("未发现需要调整的目标。", "No target needs adjusting."))] }
        let note: Block = .paragraph(
            Words(
                "以下为系统按规则提出的建议，是否调整由原批准机关决定；调整形成新版本，不改动此前的判断。",
                "What follows is proposed by rule. Whoever approved the plan decides; an adjustment is a new version and changes no earlier verdict."
            ))
        return [note] + blocks
    }

    private func adjustment(_ f: IndicatorFigures) -> Words? {
        let target = f.fact.target, name = indicator(target)
        switch f.fact.state.gap {
        case .noBaseline:
            if isFinal, f.fact.verdict != .cannot { break }
            return Words(
                "“\(name)”缺基期值，建议由主管单位补报并注明依据。", "“\(name)” has no baseline: the unit in charge should enter it with its source.")
        case .noDeadline: return Words("“\(name)”未列明期限，建议明确完成时限。", "“\(name)” has no deadline: fix one.")
        case .noNumber: return Words("“\(name)”目标值空缺，建议补明。", "“\(name)” has no number: state it.")
        case .noValue:
            return Words("“\(name)”没有已审核的现值，建议指定数据来源部门。", "“\(name)” has no approved value: name the department that keeps it.")
        case .notReported:
            return Words(
                "“\(name)”没有本期现值，建议由主管单位按期报送。", "“\(name)” has no value for this period: the unit in charge should report it.")
        case .notStarted, .noComparison, nil: break
        }
        if isFinal {
            guard f.fact.verdict == .behind, !f.value.isMissing else { return nil }
            return Words(
                "“\(name)”期末为\(f.value)，未达到目标\(f.goal)，建议在下一方案中以此为基期重新确定目标。",
                "“\(name)” ends at \(f.value), short of \(f.goal): set a new target in the next plan from this baseline.")
        }
        switch f.fact.outlook.verdict {
        case .unlikely, .possible:
            guard f.band.count == 3 else { return nil }
            let best = f.fact.outlook.isCeiling ? f.band[0] : f.band[2]
            return f.fact.outlook.verdict == .unlikely
                ? Words(
                    "“\(name)”按以往最快速度推算，期末约\(best)，达不到目标\(f.goal)。建议研究两种办法：维持目标并补充举措，或按程序调整目标。",
                    "“\(name)” ends near \(best) even at the fastest past pace, short of \(f.goal). Either keep the target and add measures, or adjust it by the proper procedure."
                )
                : Words(
                    "“\(name)”只有按以往最快速度（期末约\(best)）才能达到目标\(f.goal)。建议维持目标，补充举措。",
                    "“\(name)” reaches \(f.goal) only at the fastest past pace (\(best)). Keep the target and add measures.")
        case .met:
            return Words(
                "“\(name)”已达到目标\(f.goal)，现值\(f.value)，建议研究提高目标。",
                "“\(name)” has met \(f.goal) with \(f.value): consider a higher target.")
        default: return nil
        }
    }
}

extension String {
    var capitalisedFirst: String { prefix(1).uppercased() + dropFirst() }
    var lowercasedFirst: String { prefix(1).lowercased() + dropFirst() }
}
