import Calendars
import Design
import Foundation
import Kernel
import Registry

/// 变动说明: what moved between two days and why, down to the records, tasks and reports that moved it.
struct ChangeNote: Sendable {
    /// A record that a count or a sum gained or lost, and the row that says so.
    struct Member: Sendable {
        let record: Record
        let span: StatusSpan?
        /// Its part of a sum; `nil` for a count.
        let amount: Int?
    }

    /// A record's part of a sum before and after.
    struct Part: Sendable {
        let record: Record
        let before: Int
        let after: Int
        var change: Int { after - before }
    }

    struct Value: Sendable {
        let before: TargetState
        let after: TargetState
        let entered: [Member]
        let left: [Member]
        /// Records in both with another part, the largest change first; empty for counts.
        let moved: [Part]
        let corrections: [Correction]
        /// What was typed before and is now, for values without a query.
        let typed: (before: Progress?, after: Progress?)

        var change: Double? { before.value.flatMap { old in after.value.map { $0 - old } } }
        var hasMoved: Bool { before.value != after.value || !entered.isEmpty || !left.isEmpty || !corrections.isEmpty }
        /// The same period, other data: a correction, not a development.
        var isRevision: Bool { before.dataDay == after.dataDay }
    }

    struct Lamp: Sendable {
        let name: String
        let target: Target?
        let measure: Measure?
        let before: Light
        let after: Light
        /// The inputs that moved it.
        let because: [Text]
    }

    struct Done: Sendable {
        let task: PlanTask
        let measure: Measure?
        let doneOn: Day
    }

    let plan: Plan
    let since: Day
    let asOf: Day
    let before: Judged
    let after: Judged
    let values: [Value]
    let lamps: [Lamp]
    let done: [Done]
    let late: [LateThing]
}

extension ChangeNote {
    /// Lights that changed from one day to another, each with what moved it.
    static func lamps(_ before: Judged, _ after: Judged) -> [Lamp] {
        let targets = zip(before.targets, after.targets).compactMap { old, new -> Lamp? in
            guard old.target.id == new.target.id, old.light != new.light else { return nil }
            return Lamp(
                name: new.target.indicator, target: new.target, measure: nil, before: old.light, after: new.light,
                because: because(old.ruling, new.ruling, old.rule, new.rule) + (new.gap == nil ? [] : [new.why]))
        }
        let earlier = Dictionary(before.measures.map { ($0.measure.id, $0) }, uniquingKeysWith: { first, _ in first })
        let measures = after.measures.compactMap { new -> Lamp? in
            guard let old = earlier[new.measure.id], old.light != new.light else { return nil }
            var reasons = because(old.ruling, new.ruling, old.rule, new.rule)
            let known = Set(old.late.compactMap(\.task))
            reasons += new.late.filter { $0.task.map { !known.contains($0) } ?? false }.map {
                Text("“\($0.title.zh)”逾期\($0.days)天", "“\($0.title.en)” is \($0.days) days late")
            }
            if reasons.isEmpty, let oldest = new.late.first, old.light.urgency > new.light.urgency {
                reasons.append(Text("“\(oldest.title.zh)”逾期\(oldest.days)天", "“\(oldest.title.en)” is \(oldest.days) days late"))
            }
            if old.light == .unreported, let report = new.reported {
                reasons.append(
                    Text(
                        "\(report.unitName)的报送\(report.decidedOn?.description ?? "")审核通过",
                        "the report of \(report.unitName) was approved \(report.decidedOn?.description ?? "")"))
            }
            if new.light == .unreported {
                let period = new.dataDay
                reasons.append(
                    Text(
                        "\(Show.period(endingOn: period, .zh))没有已审核的报送",
                        "no approved report for \(Show.period(endingOn: period, .en))"))
            }
            return Lamp(
                name: new.measure.title, target: nil, measure: new.measure, before: old.light, after: new.light, because: reasons)
        }
        return (targets + measures).sorted { ($0.after.urgency, $0.name) < ($1.after.urgency, $1.name) }
    }

    /// Inputs of a ruling that are not what they were.
    private static func because(_ old: Ruling?, _ new: Ruling?, _ before: LightRule, _ after: LightRule) -> [Text] {
        var reasons: [Text] = []
        if before.id != after.id {
            reasons.append(
                Text(
                    "灯色规则由\(before.name.zh)改为\(after.name.zh)", "the light rule changed from \(before.name.en) to \(after.name.en)")
            )
        }
        guard let new else { return reasons }
        for input in new.inputs {
            let was = old?.inputs.first { $0.name == input.name }
            if was?.words == input.words { continue }
            reasons.append(
                was.map {
                    Text(
                        "\(input.label.zh)\($0.words.zh)→\(input.words.zh)",
                        "\(input.label.en.lowercased()) \($0.words.en) → \(input.words.en)")
                }
                    ?? Text("\(input.label.zh)\(input.words.zh)", "\(input.label.en.lowercased()) \(input.words.en)"))
        }
        return reasons
    }

    // MARK: Sentences

    /// The sentences of a brief, one a line; amounts of single firms only where the viewer may know them.
    func sentences(amounts: Bool) -> [Text] {
        var out = values.filter(\.hasMoved).map { value($0, amounts) }
        out += lamps.map { lamp in
            let because =
                lamp.because.isEmpty
                ? Text("", "")
                : Text("：\(lamp.because.map(\.zh).joined(separator: "，"))", ": \(lamp.because.map(\.en).joined(separator: ", "))")
            let what =
                lamp.measure.map { Text("举措\($0.number)“\(lamp.name)”", "Measure \($0.number) “\(lamp.name)”") }
                ?? Text("“\(lamp.name)”", "“\(lamp.name)”")
            return what
                + Text(
                    "由\(lamp.before.word.zh)转为\(lamp.after.word.zh)",
                    " went from \(lamp.before.word.en.lowercased()) to \(lamp.after.word.en.lowercased())")
                + because + Text("。", ".")
        }
        if !done.isEmpty {
            out.append(
                Text(
                    "完成任务\(done.count)项：\(done.prefix(10).map { "\($0.task.title)（\($0.task.unitName)，\(Show.short($0.doneOn))）" }.joined(separator: "、"))\(done.count > 10 ? "等" : "")。",
                    "\(done.count) tasks done: \(done.prefix(10).map { "\($0.task.title) (\($0.task.unitName), \($0.doneOn))" }.joined(separator: ", "))\(done.count > 10 ? " and others" : "")."
                ))
        }
        if !late.isEmpty {
            out.append(
                Text(
                    "新增逾期\(late.count)项：\(late.prefix(10).map { "\($0.title.zh)（\($0.unit)，逾期\($0.days)天）" }.joined(separator: "、"))\(late.count > 10 ? "等" : "")。",
                    "\(late.count) newly late: \(late.prefix(10).map { "\($0.title.en) (\($0.unit), \($0.days) days)" }.joined(separator: ", "))\(late.count > 10 ? " and others" : "")."
                ))
        }
        if out.isEmpty { out.append(Text("\(since)至\(asOf)没有变动。", "Nothing moved between \(since) and \(asOf).")) }
        return out
    }

    private func value(_ value: Value, _ amounts: Bool) -> Text {
        let target = value.after.target, unit = target.unit
        func words(_ number: Double?, _ language: Language) -> String {
            let reader = Reader(language: language, today: asOf)
            return number.map { amount($0, unit, reader) } ?? reader("未报", "not reported")
        }
        let (old, new) = (value.before.value, value.after.value)
        let (from, to) = (value.before.dataDay, value.after.dataDay)
        var out: Text
        if value.isRevision, old != new {
            out = Text(
                "\(Show.day(to, .zh))的\(target.indicator)由\(words(old, .zh))更正为\(words(new, .zh))",
                "\(target.indicator) of \(Show.day(to, .en)) was corrected from \(words(old, .en)) to \(words(new, .en))")
        } else {
            out = Text(
                "截至\(Show.day(to, .zh))，\(target.indicator)\(words(new, .zh))",
                "At \(Show.day(to, .en)) \(target.indicator) stood at \(words(new, .en))")
            if let change = value.change, let old, change != 0 {
                let share = old > 0 && unit != "%" ? Show.percent(abs(change) / old) : nil
                let by = Reader(language: .zh, today: asOf), en = Reader(language: .en, today: asOf)
                let points =
                    unit == "%"
                    ? Text(
                        "\(Show.number(abs(change), decimals: 2, trim: true))个百分点",
                        "\(Show.number(abs(change), decimals: 2, trim: true)) points") : nil
                out =
                    out
                    + Text(
                        "，比\(Show.day(from, .zh))\(change > 0 ? "增加" : "减少")\(points?.zh ?? amount(abs(change), unit, by))\(share.map { "，\(change > 0 ? "增长" : "下降")\($0)" } ?? "")",
                        ", \(points?.en ?? amount(abs(change), unit, en)) \(change > 0 ? "more" : "less") than at \(Show.day(from, .en))\(share.map { " (\(change > 0 ? "+" : "−")\($0))" } ?? "")"
                    )
            } else if old == nil {
                out = out + Text("，此前未报", ", not reported before")
            }
        }
        func names(_ members: [Member]) -> (zh: String, en: String) {
            let list = members.prefix(10).map(\.record.name)
            return (
                list.joined(separator: "、") + (members.count > 10 ? "等" : ""),
                list.joined(separator: ", ") + (members.count > 10 ? " and others" : "")
            )
        }
        let classifier = target.query?.kind.classifier.zh ?? ""
        if !value.entered.isEmpty {
            out =
                out
                + Text(
                    "；新进\(value.entered.count)\(classifier)（\(names(value.entered).zh)）",
                    "; \(value.entered.count) entered (\(names(value.entered).en))")
        }
        if !value.left.isEmpty {
            out =
                out
                + Text(
                    "；退出\(value.left.count)\(classifier)（\(names(value.left).zh)）",
                    "; \(value.left.count) left (\(names(value.left).en))")
        }
        if amounts, let figure = target.query?.figure, !value.moved.isEmpty {
            let list = value.moved.prefix(3)
            func part(_ part: Part) -> String {
                "\(part.record.name) \(Show.signed(Double(part.change) / figure.scale, decimals: 0))"
            }
            out =
                out
                + Text(
                    "；变化最大的是\(list.map { part($0) + figure.unit.zh }.joined(separator: "、"))",
                    "; the largest changes are \(list.map(part).joined(separator: ", ")) (\(figure.unit.en))")
        }
        if !value.corrections.isEmpty {
            let list = Set(value.corrections.map(\.name)).sorted().prefix(5)
            out =
                out
                + Text(
                    "；更正\(value.corrections.count)个数（\(list.joined(separator: "、"))\(value.corrections.count > list.count ? "等" : "")）",
                    "; \(value.corrections.count) figures corrected (\(list.joined(separator: ", ")))")
        }
        if value.isRevision, let after = value.typed.after, old != new {
            out =
                out
                + Text(
                    "（\(after.unitName)\(after.submittedOn)重报，\(after.decidedOn?.description ?? "")审核）",
                    " (sent again by \(after.unitName) \(after.submittedOn), approved \(after.decidedOn?.description ?? ""))")
        }
        return out + Text("。", ".")
    }
}

extension LateThing {
    var task: RecordID? { if case .task(let id) = kind { id } else { nil } }
}

extension TargetState {
    /// Why there is no light, in both languages.
    var why: Text {
        let day = asOf
        return Text(reason(Reader(language: .zh, today: day)), reason(Reader(language: .en, today: day)))
    }
}
