import Calendars
import Kernel
import Plan

/// What a row of an old ledger says of the plan, or which cell keeps it from saying it.
struct LedgerJudge: Sendable {
    struct Problem: Sendable, Hashable {
        let line: Int
        /// The field whose cell is wrong; none for the row as a whole.
        let field: LedgerField?
        let message: Text
    }

    struct Row: Sendable {
        let line: LedgerGrid.Line
        let duty: Duty?
        let unit: RecordID?
        let unitName: String
        let value: Double?
        let isDone: Bool
        let doneOn: Day?
        let note: String
        let problems: [Problem]
    }

    let board: Board
    let duties: Duties
    /// Finds a unit by any of its names.
    let units: [String: (id: RecordID, name: String)]
    let mapping: [LedgerField?]
    let today: Day

    func judge(_ grid: LedgerGrid) -> [Row] { grid.lines.map(judge) }

    private func judge(_ line: LedgerGrid.Line) -> Row {
        var problems: [Problem] = []
        func text(_ field: LedgerField) -> String? {
            mapping.firstIndex(of: field).flatMap {
                line.cells.indices.contains($0) && !line.cells[$0].isEmpty ? line.cells[$0] : nil
            }
        }
        func object(_ field: LedgerField?, _ zh: String, _ en: String) {
            problems.append(Problem(line: line.number, field: field, message: Text(zh, en)))
        }

        let found = duty(named: text(.item), number: text(.number))
        if case .failure(let reason) = found { object(.item, reason.text.zh, reason.text.en) }
        let duty = try? found.get()
        var unit: (id: RecordID, name: String)?
        if let name = text(.unit) {
            unit = units[LedgerWords.fold(name)]
            if unit == nil {
                object(
                    .unit, "没有登记“\(name.prefix(40))”这家单位。请改成方案里的名称，或先在企业与机构中登记。",
                    "“\(name.prefix(40))” is not registered. Use the plan's name, or register it first.")
            }
        } else if let duty {
            let holders = duties.byHolder.filter { $0.value.contains { $0.subject == duty.subject && $0.counts } }.keys
            if holders.count == 1, let id = holders.first?.unit { unit = (id, duties.names[.unit(id)] ?? "") }
            if holders.count > 1 { object(.unit, "这一项由几家填报，请写明责任单位。", "Several units report this; name the unit.") }
        }
        var value: Double?
        var isDone = false
        var doneOn: Day?
        switch duty?.about {
        case .target:
            if let typed = text(.value) {
                value = try? Double.parse(typed)
                if value == nil {
                    object(
                        .value, "“\(typed.prefix(30))”不是数字。请只写数字（单位：\(duty?.unit ?? "")）。",
                        "“\(typed.prefix(30))” is not a number. Write a number alone (\(duty?.unit ?? "")).")
                }
            } else {
                object(.value, "目标须有数值。", "A target needs its value.")
            }
        case .task:
            let status = text(.status)
            if let typed = text(.done) {
                doneOn = try? Day.parse(typed)
                if doneOn == nil {
                    object(
                        .done, "“\(typed.prefix(30))”不是日期。请写如2023-09-30。",
                        "“\(typed.prefix(30))” is not a date. Write e.g. 2023-09-30.")
                }
                if let day = doneOn, day > today { object(.done, "\(day)在将来。", "\(day) lies ahead.") }
            }
            isDone = status.map { ["已完成", "完成", "是", "done", "yes", "已办结", "办结"].contains($0.lowercased()) } ?? (doneOn != nil)
            if isDone, doneOn == nil, problems.isEmpty { object(.done, "已完成的须有完成日期。", "What is done needs its day.") }
            if !isDone { doneOn = nil }
        case .measure:
            if text(.note) == nil { object(.note, "举措须有进展情况。", "A measure needs its progress.") }
        case .none: break
        }
        let note = [text(.note), text(.source).map { "依据：\($0)" }].compactMap(\.self).joined(separator: "；")
        return Row(
            line: line, duty: duty, unit: unit?.id, unitName: unit?.name ?? "", value: value, isDone: isDone && doneOn != nil,
            doneOn: doneOn,
            note: note, problems: problems)
    }

    private struct Reason: Error { let text: Text }

    /// By its words, spaces and brackets aside: the same, else the only one that holds them or is held by them; else by the measure's number.
    private func duty(named name: String?, number: String?) -> Result<Duty, Reason> {
        guard let name else {
            if let number, let measure = board.measures.first(where: { $0.number == number || $0.key == number }) {
                return .success(Duty(measure, counts: true))
            }
            return .failure(Reason(text: Text("没有写事项。", "No item is named.")))
        }
        let key = LedgerWords.fold(name)
        let all = candidates
        var found = all.filter { $0.words.contains(key) }
        if found.isEmpty, key.count >= 4 {
            found = all.filter { $0.words.contains { $0.count >= 4 && ($0.contains(key) || key.contains($0)) } }
        }
        if found.count > 1, let number { found = found.filter { $0.duty.measure?.hasPrefix(number + " ") == true } }
        if let one = found.first, found.count == 1 { return .success(one.duty) }
        if found.isEmpty {
            return .failure(
                Reason(
                    text: Text(
                        "方案里没有“\(name.prefix(40))”。请改成方案里的名称，或不采用这一行。",
                        "The plan has no “\(name.prefix(40))”. Use the plan's name, or leave the row out.")))
        }
        let names = found.prefix(3).map(\.duty.title).joined(separator: "、")
        return .failure(
            Reason(
                text: Text("“\(name.prefix(40))”可能是：\(names)。请写全名称。", "“\(name.prefix(40))” may be: \(names). Write it in full.")))
    }

    private var candidates: [(duty: Duty, words: Set<String>)] {
        let measures = Dictionary(board.measures.map { ($0.key, $0) }, uniquingKeysWith: { first, _ in first })
        var all: [(Duty, Set<String>)] = board.targets.map {
            (
                Duty($0, measures[$0.measure ?? ""]),
                [LedgerWords.fold($0.indicator), LedgerWords.fold($0.indicator + ($0.scope ?? ""))]
            )
        }
        for measure in board.measures {
            for task in board.tasks[measure.id] ?? [] { all.append((Duty(task, measure), [LedgerWords.fold(task.title)])) }
        }
        for task in board.looseTasks { all.append((Duty(task, nil), [LedgerWords.fold(task.title)])) }
        for measure in board.measures {
            all.append((Duty(measure, counts: true), [LedgerWords.fold(measure.title), LedgerWords.fold(measure.label)]))
        }
        return all
    }
}
