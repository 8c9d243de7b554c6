import Calendars
import Design
import Foundation
import Kernel
import Plan
import Registry

/// The annexes: full table, ledger, evidence, missing data. The list of origins is made by whoever renders, from the report's figures.
extension ReportWriter {
    func annexes() -> [EvaluationReport.Annex] {
        [
            .init(title: Words("指标评估表", "Table of indicators"), blocks: [.table(fullTable())], isWide: true),
            .init(title: Words("任务台账", "Ledger of tasks"), blocks: [ledger()], isWide: true),
            .init(title: Words("证据清单", "List of evidence"), blocks: [evidenceList()], isWide: false),
            .init(
                title: Words("缺失数据", "Missing data"),
                blocks: missing.isEmpty
                    ? [.paragraph(Words("没有缺失的数据。", "Nothing is missing."))]
                    : missing.enumerated().map {
                        .paragraph(Words("\(ordinal: String($0 + 1)).", "\(ordinal: String($0 + 1)). ") + $1)
                    },
                isWide: false),
        ]
    }

    private func fullTable() -> EvaluationReport.Table {
        .init(
            caption: Words("指标评估表", "Table of indicators"),
            columns: [
                .init(Text("指标", "Indicator"), 2.4), .init(Text("基期值", "Baseline"), 1.2, number: true),
                .init(Text("目标值", "Target"), 1.2, number: true),
                .init(Text("现值", "Value"), 1.2, number: true), .init(Text("时间进度", "Time"), 1, number: true),
                .init(Text("完成程度", "Completion"), 1, number: true),
                .init(Text("差距", "Gap"), 1, number: true), .init(Text("后期年均所需", "Needed a year"), 1.2, number: true),
                .init(Text("前期年均实际", "Achieved a year"), 1.2, number: true), .init(Text("评价", "Verdict"), 1.2),
                .init(Text("数据出处", "Source"), 2.2),
            ],
            rows: indicators.map { f in
                let source = f.value.derivation.source ?? Text("未见来源", "no source")
                let quote = name(source.zh, Text("数据出处", "source of a value"), f.value.derivation.path)
                return [
                    Words("\(indicator(f.fact.target))", "\(indicator(f.fact.target))"), cell(f.baseline), cell(f.goal),
                    cell(f.value), cell(f.time),
                    cell(f.completion), cell(f.gap), cell(f.needed), cell(f.achieved), Words(f.fact.verdict.label(of: kind)),
                    Words("\(quote)", "\(quote)"),
                ]
            })
    }

    private func ledger() -> Block {
        let facts = material.measures.flatMap(\.tasks) + material.instructions
        if facts.isEmpty { return .paragraph(Words("没有任务。", "There are no tasks.")) }
        return .table(
            .init(
                caption: Words("任务台账", "Ledger of tasks"),
                columns: [
                    .init(Text("举措", "Measure"), 0.7), .init(Text("任务", "Task"), 3), .init(Text("责任单位", "Unit"), 2),
                    .init(Text("应完成", "Due"), 1.6),
                    .init(Text("完成", "Done"), 1.6), .init(Text("状态", "State"), 1.2),
                ],
                rows: facts.map { fact in
                    let measure = fact.measure.map { Words(same: "\(ordinal: $0.number)") } ?? Words("批示", "instruction")
                    let state =
                        switch fact.state {
                        case .done: fact.isOnTime ? Words("按时完成", "on time") : Words("逾期完成", "done late")
                        case .late: Words("逾期\(days(fact))", "\(days(fact)) late")
                        case .ahead: Words("未到期", "not due")
                        case .undated: Words("未定期限", "no date")
                        }
                    let unitName =
                        fact.task.unitName.isEmpty
                        ? Words("未列明", "not stated") : Words("\(unit(fact.task.unitName))", "\(unit(fact.task.unitName))")
                    return [
                        measure, Words("\(taskName(fact))", "\(taskName(fact))"), unitName,
                        fact.task.due.map { Words("\($0)", "\($0)") } ?? Words("—", "—"),
                        fact.state == .done ? fact.doneOn.map { Words("\($0)", "\($0)") } ?? Words("—", "—") : Words("—", "—"),
                        state,
                    ]
                }))
    }

    private func evidenceList() -> Block {
        if material.evidence.isEmpty { return .paragraph(Words("评估期内没有附证据文件的报送。", "No report of the window carries a file.")) }
        return .table(
            .init(
                caption: Words("证据清单", "List of evidence"),
                columns: [
                    .init(Text("文件", "File"), 3), .init(Text("单位", "Unit"), 2), .init(Text("报告期", "Period"), 1.8),
                    .init(Text("审核", "Approved"), 1.8),
                ],
                rows: material.evidence.map { entry in
                    let file = name(
                        entry.evidenceName ?? "", Text("证据文件名", "name of a file"), entry.evidence.map { "/files/\($0)" })
                    return [
                        Words("\(file)", "\(file)"), Words("\(unit(entry.unitName))", "\(unit(entry.unitName))"),
                        Words("\(period: entry.periodEnd)", "\(period: entry.periodEnd)"),
                        entry.decidedOn.map { Words("\($0)", "\($0)") } ?? Words("—", "—"),
                    ]
                }))
    }

    /// What is not there, and what would need it. The same facts that the sentences call missing.
    func missingData() -> [Words] {
        var lines: [Words] = []
        for f in indicators where f.fact.verdict == .cannot {
            let reason = f.reason
            if reason.zh.isEmpty { continue }
            lines.append(
                Words(
                    "目标“\(indicator(f.fact.target))”：\(word: reason.zh)。",
                    "Target “\(indicator(f.fact.target))”: \(word: reason.en)."))
        }
        for fact in material.measures {
            guard let reason = fact.reason else { continue }
            lines.append(
                Words(
                    "举措\(ordinal: fact.measure.number)“\(measureName(fact.measure))”：\(word: reason.zh)。",
                    "Measure \(ordinal: fact.measure.number) “\(measureName(fact.measure))”: \(word: reason.en)."))
        }
        let silent = material.measures.filter { !$0.late.isEmpty && !$0.notes.contains { says($0) } }
        for fact in silent {
            lines.append(
                Words(
                    "举措\(ordinal: fact.measure.number)有逾期任务，单位未报告原因。",
                    "Measure \(ordinal: fact.measure.number) has overdue tasks and no reason was given."))
        }
        let undated = material.measures.flatMap(\.tasks).filter { $0.state == .undated }
        if !undated.isEmpty {
            let n = count("tasks.undated", "未定期限的任务", "tasks without a date", undated.count, path(PlanPaths.measures))
            lines.append(Words("未定期限的任务\(n)，不计入完成率。", "\(n) tasks have no date and do not count."))
        }
        let stateless = material.projects.filter { $0.status == nil }
        if !stateless.isEmpty {
            let n = count(
                "named.stateless", "没有登记进度状态的项目、园区和平台", "named things without a state", stateless.count, "/records", classifier: "个"
            )
            lines.append(
                Words(
                    "方案点到而没有登记进度状态的项目、园区和平台\(n)。", "\(n) projects, parks and platforms named in the plan have no registered state.")
            )
        }
        if material.evidence.isEmpty { lines.append(Words("评估期内的报送没有附证据文件。", "No report of the window carries evidence.")) }
        return lines
    }
}
