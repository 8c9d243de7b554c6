import Calendars
import Design
import Foundation
import Kernel
import Plan
import Registry

import struct Plan.Progress

/// Sections about work: measures, places, units, causes, what comes next.
extension ReportWriter {
    // MARK: 4 Measures

    func measureSection() -> [Block] {
        var blocks: [Block] = []
        var section = "", order = 0
        for fact in material.measures {
            if fact.measure.section != section {
                section = fact.measure.section
                order += 1
                let title = name(fact.measure.sectionTitle, Text("方案章节", "a section of the plan"), path(PlanPaths.measures))
                blocks.append(.heading(Words("\(title)", "\(title)"), level: 2))
            }
            blocks.append(.paragraph(paragraph(fact)))
        }
        return blocks.isEmpty ? [.paragraph(Words("方案没有举措。", "The plan has no measures."))] : blocks
    }

    private func paragraph(_ fact: MeasureFact) -> Words {
        let measure = fact.measure, page = path(PlanPaths.measure, ["measure": measure.key]), key = "measure.\(measure.key)"
        var words = Words(
            "\(ordinal: measure.number).\(measureName(measure))", "\(ordinal: measure.number). \(measureName(measure))")
        if let lead = measure.lead {
            let mark = lead.isAssumedLead ? Text("默认牵头", "assumed lead") : Text("牵头", "lead")
            words = words + Words("（\(word: mark.zh)：\(unit(lead.name))）。", " (\(word: mark.en): \(unit(lead.name))). ")
        } else {
            words = words + Words("（责任单位未列明）。", " (no unit named). ")
        }
        let due = count("\(key).due", "举措\(measure.number)应完成任务", "tasks due in measure \(measure.number)", fact.due.count, page)
        let done = count(
            "\(key).done", "举措\(measure.number)已完成任务", "tasks done in measure \(measure.number)", fact.done.count, page, of: [due])
        words =
            words
            + (fact.due.isEmpty
                ? Words("评估期内没有到期任务。", "No task fell due. ")
                : Words("应完成任务\(due)，已完成\(done)。", "Of \(due) tasks due, \(done) are done. "))
        if !fact.late.isEmpty {
            let names = fact.late.map { late -> Words in
                let due = late.task.due ?? material.day
                return Words("\(taskName(late))（应于\(due)完成，逾期\(days(late))）", "\(taskName(late)) (due \(due), \(days(late)) late)")
            }
            words = words + Words("未完成：", "Not done: ") + Words.joined(names, zh: "；", en: "; ") + Words("。", ". ")
        }
        let verdict = fact.verdict.label(of: kind)
        if let reason = fact.reason {
            return words
                + Words("\(word: reason.zh)，\(word: verdict.zh)。", "\(word: reason.en.capitalisedFirst): \(word: verdict.en).")
        }
        return words + Words("判为\(word: verdict.zh)。", "Judged \(word: verdict.en).")
    }

    // MARK: 5 Places

    func placeSection() -> [Block] {
        var blocks: [Block] = []
        for (kind, title) in [
            (RecordKind.project, Words("重大项目", "Projects")), (.park, Words("园区", "Parks")), (.platform, Words("公共平台", "Platforms")),
        ] {
            let things = material.projects.filter { $0.kind == kind }
            if things.isEmpty { continue }
            let page = "/records?kind=\(kind.rawValue)"
            let all = count(
                "named.\(kind.rawValue)", "方案点到的\(kind.label.zh)", "\(kind.label.en.lowercased()) named in the plan", things.count,
                page, classifier: kind.classifier.zh)
            let known = things.filter { $0.status != nil }
            let stated = count(
                "named.\(kind.rawValue).stated", "已登记进度状态的\(kind.label.zh)",
                "\(kind.label.en.lowercased()) with a registered state", known.count, page, of: [all],
                classifier: kind.classifier.zh)
            blocks.append(.heading(title, level: 2))
            var words = Words("方案点到\(all)，已登记进度状态\(stated)。", "The plan names \(all); \(stated) have a registered state. ")
            let groups = Dictionary(grouping: known) { $0.status ?? .closed }
            for status in RecordStatus.of(kind) {
                guard let members = groups[status] else { continue }
                let names = members.map { thing -> Words in
                    let quote = name(thing.name, Text("登记记录名称", "name of a record"), thing.record.map { "/records/\($0)" })
                    return thing.from.map { Words("\(quote)（\($0)）", "\(quote) (\($0))") } ?? Words("\(quote)", "\(quote)")
                }
                words =
                    words + Words("\(word: status.label.zh)：", "\(word: status.label.en): ") + Words.joined(names)
                    + Words("。", ". ")
            }
            let unknown = things.filter { $0.status == nil }
            if !unknown.isEmpty {
                let names = unknown.map { thing -> Words in
                    let quote = name(thing.name, Text("登记记录名称", "name of a record"), thing.record.map { "/records/\($0)" })
                    return Words("\(quote)", "\(quote)")
                }
                words = words + Words("未登记状态：", "No state registered: ") + Words.joined(names) + Words("。", ".")
            }
            blocks.append(.paragraph(words))
        }
        return blocks.isEmpty ? [.paragraph(Words("方案未点名项目、园区和平台。", "The plan names no project, park or platform."))] : blocks
    }

    // MARK: 6 Units

    func unitSection() -> [Block] {
        let good = material.units.filter(\.isGood),
            behind = material.units.filter(\.isBehind).sorted { ($0.late.count, $1.name) > ($1.late.count, $0.name) }
        let all = count("units.all", "责任单位", "units", material.units.count, path(PlanPaths.measures), classifier: "家")
        let goodCount = count(
            "units.good", "按时完成全部到期任务并按期报送的单位", "units with everything done on time and reported", good.count,
            path(PlanPaths.measures), of: [all], classifier: "家")
        let behindCount = count(
            "units.behind", "有逾期任务或未按期报送的单位", "units with overdue tasks or missing reports", behind.count, path(PlanPaths.measures),
            of: [all], classifier: "家")
        var blocks: [Block] = [
            .paragraph(
                Words(
                    "方案涉及责任单位\(all)。到期任务全部按时完成并按期报送的\(goodCount)，有逾期任务或缺报送的\(behindCount)。",
                    "The plan names \(all) units. \(goodCount) did everything due on time and reported; \(behindCount) have overdue tasks or missing reports."
                ))
        ]
        if !material.units.isEmpty { blocks.append(.table(unitTable(good, behind))) }
        if !good.isEmpty {
            let names = good.map { Words("\(unit($0.name))", "\(unit($0.name))") }
            blocks.append(
                .proposal(
                    Words("对按时完成、按期报送的单位通报表扬：", "Commend the units that were on time: ") + Words.joined(names) + Words("。", ".")))
        }
        if !behind.isEmpty {
            let names = behind.map { Words("\(unit($0.name))", "\(unit($0.name))") }
            blocks.append(
                .proposal(
                    Words("对有逾期任务或缺报送的单位督促整改，先听取单位说明：", "Ask for rectification, after hearing the units: ") + Words.joined(names)
                        + Words("。", ".")))
        }
        return blocks
    }

    private func unitTable(_ good: [UnitFact], _ behind: [UnitFact]) -> EvaluationReport.Table {
        let rest = material.units.filter { unit in
            !good.contains { $0.name == unit.name } && !behind.contains { $0.name == unit.name }
        }
        return .init(
            caption: Words("责任单位任务情况", "Tasks by unit"),
            columns: [
                .init(Text("单位", "Unit"), 2.6), .init(Text("牵头举措", "Leads"), 1, number: true),
                .init(Text("应完成", "Due"), 1, number: true),
                .init(Text("已完成", "Done"), 1, number: true), .init(Text("逾期", "Overdue"), 1, number: true),
                .init(Text("缺报送", "Unreported"), 1, number: true),
            ],
            rows: (behind + rest + good).map { fact in
                func number(_ part: String, _ zh: String, _ en: String, _ value: Int) -> Words {
                    cell(
                        count(
                            "unit.\(fact.name).\(part)", "\(fact.name)\(zh)", "\(fact.name): \(en)", value, path(PlanPaths.measures)
                        ))
                }
                return [
                    Words("\(unit(fact.name))", "\(unit(fact.name))"), number("leads", "牵头举措", "measures led", fact.leads.count),
                    number("due", "应完成任务", "tasks due", fact.due.count), number("done", "已完成任务", "tasks done", fact.done.count),
                    number("late", "逾期任务", "tasks overdue", fact.late.count),
                    number("owed", "缺报送举措", "reports missing", fact.unreported.count),
                ]
            })
    }

    // MARK: 7 Causes

    func causes() -> [Block] {
        var blocks: [Block] = []
        let behind = material.measures.filter { $0.verdict == .behind || !$0.late.isEmpty }
        let speaking =
            behind + material.measures.filter { fact in !behind.contains { $0.measure.id == fact.measure.id } && says(fact) }
        blocks.append(.heading(Words("单位报告的原因", "Causes as the units report them"), level: 2))
        var quoted = 0
        for fact in speaking {
            let notes = fact.notes.filter { says($0) }.prefix(2)
            if notes.isEmpty {
                blocks.append(
                    .paragraph(
                        Words(
                            "举措\(ordinal: fact.measure.number)“\(measureName(fact.measure))”滞后，单位未报告原因。",
                            "Measure \(ordinal: fact.measure.number) “\(measureName(fact.measure))” is behind; its units gave no reason."
                        )))
                continue
            }
            for note in notes {
                quoted += 1
                let page = path(PlanPaths.measure, ["measure": fact.measure.key])
                let words = book.quote(
                    note.note, from: Text("\(note.unitName)报送，\(note.periodEnd)", "report of \(note.unitName), \(note.periodEnd)"),
                    path: page)
                blocks.append(
                    .paragraph(
                        Words(
                            "举措\(ordinal: fact.measure.number)，\(unit(note.unitName))\(period: note.periodEnd)报告：“\(words)”",
                            "Measure \(ordinal: fact.measure.number), \(unit(note.unitName)) for \(period: note.periodEnd): “\(words)”"
                        )))
            }
        }
        if speaking.isEmpty {
            blocks.append(.paragraph(Words("没有滞后的举措，单位也未报告困难。", "No measure is behind and no unit reports a difficulty.")))
        }
        blocks.append(.heading(Words("风险", "Risks"), level: 2))
        return blocks + risks()
    }

    /// A note that says more than that all goes by plan.
    func says(_ note: Progress) -> Bool {
        let bare = note.note.replacing("（示例）", with: "").trimmingCharacters(in: .whitespacesAndNewlines)
        return !bare.isEmpty && !["按计划推进", "正常推进", "无", "已完成"].contains(bare)
    }
    private func says(_ fact: MeasureFact) -> Bool { fact.notes.contains { says($0) } }

    private func risks() -> [Block] {
        var blocks: [Block] = []
        if !isFinal {
            for f in indicators where [.unlikely, .possible].contains(f.fact.outlook.verdict) {
                blocks.append(
                    .paragraph(
                        Words(
                            "“\(indicator(f.fact.target))”\(word: f.fact.outlook.verdict.label.zh)，年均需\(word: f.fact.state.isCompound ? "增长" : "增加")\(f.needed)。",
                            "“\(indicator(f.fact.target))”: \(word: f.fact.outlook.verdict.label.en.lowercasedFirst); \(f.needed) a year is needed."
                        )))
            }
            let soon = material.measures.flatMap(\.next).filter { ($0.task.due ?? .last) <= material.day.adding(months: 6) }
            if !soon.isEmpty {
                let n = count("tasks.soon", "评估期末后六个月内到期的任务", "tasks due within six months", soon.count, path(PlanPaths.measures))
                blocks.append(.paragraph(Words("此后六个月内有\(n)任务到期。", "\(n) tasks fall due within the next six months.")))
            }
        }
        let old = material.measures.flatMap(\.late).filter { ($0.task.due ?? .last).adding(months: 3) <= material.day }
        if !old.isEmpty {
            let n = count("tasks.old", "逾期三个月及以上的任务", "tasks overdue by three months or more", old.count, path(PlanPaths.measures))
            blocks.append(.paragraph(Words("逾期三个月及以上的任务\(n)。", "\(n) tasks are overdue by three months or more.")))
        }
        let blind = material.targets.filter { $0.verdict == .cannot }
        if !blind.isEmpty {
            let names = blind.map { Words("“\(indicator($0.target))”", "“\(indicator($0.target))”") }
            blocks.append(.paragraph(Words.joined(names) + Words("缺资料，风险无法判断。", ": the risk cannot be told for want of data.")))
        }
        return blocks.isEmpty ? [.paragraph(Words("按规则未见需要提示的风险。", "By the rules there is no risk to point out."))] : blocks
    }

    // MARK: 9 Next

    func next() -> [Block] {
        let late = material.measures.flatMap(\.late) + material.instructions.filter { $0.state == .late }
        let ahead = (material.measures.flatMap(\.next) + material.instructions.filter { $0.state == .ahead }).sorted {
            ($0.task.due ?? .last, $0.task.number) < ($1.task.due ?? .last, $1.task.number)
        }
        let lateCount = count("next.late", "逾期未完成的任务", "tasks overdue", late.count, path(PlanPaths.measures))
        let aheadCount = count("next.ahead", "评估期末后到期的任务", "tasks due later", ahead.count, path(PlanPaths.measures))
        let intro =
            isFinal
            ? Words(
                "方案期末尚有未完成任务\(lateCount)，期限在期末之后的\(aheadCount)。未完成的建议结转到下一方案，由原责任单位继续办理。",
                "At the end \(lateCount) tasks are not done and \(aheadCount) are due later. What is not done is proposed for the next plan, with the same units."
            )
            : Words(
                "逾期未完成任务\(lateCount)，此后到期任务\(aheadCount)。逾期的排在前面。",
                "\(lateCount) tasks are overdue and \(aheadCount) fall due later; the overdue come first.")
        let rows = (late.sorted { ($0.task.due ?? .last) < ($1.task.due ?? .last) } + ahead).enumerated().map {
            row(of: $1, $0 + 1)
        }
        if rows.isEmpty { return [.paragraph(intro)] }
        let table = EvaluationReport.Table(
            caption: isFinal ? Words("未完成事项", "Unfinished matters") : Words("下一阶段任务", "Tasks ahead"),
            columns: [
                .init(Text("序号", "No."), 0.7), .init(Text("任务", "Task"), 3), .init(Text("责任单位", "Unit"), 2),
                .init(Text("期限", "Due"), 2.3),
                .init(Text("说明", "Note"), 1.5),
            ], rows: rows)
        var blocks: [Block] = [.paragraph(intro), .table(table)]
        if !late.isEmpty {
            blocks.append(
                .proposal(
                    isFinal
                        ? Words(
                            "未完成任务经确认后结转到下一方案，原期限保留备查。",
                            "Carry unfinished tasks over into the next plan once confirmed; the first due day is kept.")
                        : Words(
                            "逾期任务由责任单位重新报明完成时限，原期限保留备查。", "Units state a new day for each overdue task; the first due day is kept.")
                ))
        }
        return blocks
    }

    private func row(of fact: TaskFact, _ number: Int) -> [Words] {
        let due = fact.task.due.map { Words("\($0)", "\($0)") } ?? Words("未列明", "not stated")
        let note = fact.state == .late ? Words("逾期\(days(fact))", "\(days(fact)) late") : Words("未到期", "not due")
        let unitName =
            fact.task.unitName.isEmpty
            ? Words("未列明", "not stated") : Words("\(unit(fact.task.unitName))", "\(unit(fact.task.unitName))")
        return [Words(same: "\(ordinal: String(number))"), Words("\(taskName(fact))", "\(taskName(fact))"), unitName, due, note]
    }
}
