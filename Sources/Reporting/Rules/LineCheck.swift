import Calendars
import Design
import Kernel
import Plan

/// What is wrong with one cell of a line: which, and the sentence that stands beside it.
public struct LineProblem: Sendable, Hashable {
    public let line: RecordID
    public let title: String
    /// A name of `Entry.fields`.
    public let field: String
    public let message: Text

    /// As a form's problem; the field carries the line's id, since a return has many.
    var asField: FieldProblem { FieldProblem("\(field).\(line)", Text(same: title), message) }
}

/// What a line's entry says, or what is wrong with it. The page, the link and the workbook ask here and nowhere else.
public struct LineCheck: Sendable {
    public struct Checked: Sendable, Hashable {
        public let value: Double?
        public let isDone: Bool
        public let doneOn: Day?
        public let note: String
    }

    /// The day on which the return is handed in.
    public let today: Day
    /// Answers that give no reason: 正在推进.
    public let emptyReasons: Set<String>

    public init(today: Day, emptyReasons: Set<String>) {
        self.today = today
        self.emptyReasons = emptyReasons
    }

    public func check(_ line: ReturnLine) -> Result<Checked, LineProblems> {
        var work = Work(check: self, line: line, entry: line.entry.trimmed)
        let checked =
            switch line.duty.about {
            case .target: work.target()
            case .task: work.task()
            case .measure: work.measure()
            }
        return work.problems.isEmpty ? .success(checked) : .failure(LineProblems(list: work.problems))
    }

    /// Not one word, or a word that says nothing.
    func isReason(_ text: String?) -> Bool {
        guard let text else { return false }
        let plain = text.filter { !$0.isWhitespace && !"。.，,！!；;".contains($0) }
        return plain.count >= 4 && !emptyReasons.contains(plain)
    }
}

public struct LineProblems: Error, Sendable, Hashable {
    public let list: [LineProblem]
}

private struct Work {
    let check: LineCheck
    let line: ReturnLine
    let entry: Entry
    var problems: [LineProblem] = []

    private var hasEvidence: Bool { line.evidence != nil || entry.source != nil }

    private mutating func object(_ field: String, _ zh: String, _ en: String) {
        problems.append(LineProblem(line: line.id, title: line.duty.title, field: field, message: Text(zh, en)))
    }

    private mutating func object(_ field: String, _ message: Text) { object(field, message.zh, message.en) }

    mutating func target() -> LineCheck.Checked {
        limitTexts()
        let unit = line.duty.unit ?? ""
        guard let typed = entry.value else {
            object("value", "此格必填。没有变化的，请填与上期相同的数。", "This is required. Where nothing changed, enter the last figure again.")
            return nothing
        }
        let value: Double
        do throws(Mistake) { value = try Double.parse(typed) } catch {
            object(
                "value", "“\(typed.prefix(30))”不是数字。请只填数字，如86.2；单位（\(unit)）不用写，估计数请在说明里注明。",
                "“\(typed.prefix(30))” is not a number. Enter a number alone, e.g. 86.2, without its unit (\(unit)); say in the note that it is an estimate."
            )
            return nothing
        }
        if Work.counted.contains(unit), value != value.rounded() || value < 0 {
            object("value", "“\(typed)”应为不小于0的整数（单位：\(unit)）。", "“\(typed)” must be a whole number not below 0 (\(unit)).")
        }
        if abs(value) >= 1e15 { object("value", "“\(typed)”太大，请核对。", "“\(typed)” is too large; check it.") }
        if let last = line.lastValue, problems.isEmpty { compare(value, last: last, unit) }
        if !hasEvidence {
            object("source", "请写明依据：文件名、文号或数据来源。", "Name the source: a document, its number, or where the figure comes from.")
        }
        return LineCheck.Checked(value: value, isDone: false, doneOn: nil, note: words)
    }

    /// Against the last period: first the unit, then the direction.
    private mutating func compare(_ value: Double, last: Double, _ unit: String) {
        if let question = Scale.question(value, last: last, unit: unit) {
            if !entry.isConfirmed { object("confirmed", Text(print(value), print(value) + " is ") + question) }
        } else if line.duty.isCumulative, value < last, !check.isReason(entry.why) {
            let less = Show.number(last - value, decimals: 2, trim: true), before = Show.number(last, decimals: 2, trim: true)
            object(
                "why", "比上期\(before)\(unit)少\(less)：累计数一般不减少。请更正数字，或在说明里写明原因（如口径调整、企业退库）。",
                "\(less) below the last figure \(before): a running total does not fall. Correct it, or give the reason (a new definition, a firm that left)."
            )
        }
    }

    mutating func task() -> LineCheck.Checked {
        limitTexts()
        guard let typed = entry.status else {
            object("status", "请选目前状态：未启动、已启动、已完成。", "Choose the state: not started, under way, done.")
            return nothing
        }
        guard let status = TaskStatus(typed: typed) else {
            object(
                "status", "“\(typed.prefix(20))”不在可选范围。请从列表选：未启动、已启动、已完成。",
                "“\(typed.prefix(20))” is not in the list: not started, under way, done.")
            return nothing
        }
        guard status == .done else {
            if let due = line.duty.due, due < check.today { late(due) }
            return LineCheck.Checked(
                value: nil, isDone: false, doneOn: nil, note: ([status.label.zh] + [words]).joined(separator: "。"))
        }
        let doneOn = day(
            "done_on", entry.doneOn, missing: Text("已完成的须填完成日期，如2023-09-30。", "What is done needs its day, e.g. 2023-09-30."))
        if let doneOn, doneOn > check.today {
            object("done_on", "\(doneOn)在将来。请填实际完成的日期。", "\(doneOn) lies ahead. Enter the day on which it was done.")
        }
        if !hasEvidence {
            object("source", "已完成的须写明依据：验收、批复文件的名称或文号。", "What is done needs its source: the name or number of the approval.")
        }
        return LineCheck.Checked(value: nil, isDone: true, doneOn: doneOn, note: words)
    }

    private mutating func late(_ due: Day) {
        if !check.isReason(entry.why) {
            let typed = entry.why.map { "“\($0.prefix(20))”不是原因。" } ?? ""
            object(
                "why", "\(typed)应于\(due)完成，已逾期。请写明卡在哪一步、谁在办、需要谁协调。",
                "Due on \(due) and late. Say at which step it is held up, who works on it and whose help is needed.")
        }
        let next = day(
            "next", entry.next,
            missing: Text("逾期任务须填新的完成时间；按原日期考核不变。", "A late task needs a new day; it is still judged by the old one."))
        if let next, next < check.today {
            object("next", "\(next)已过。请填今后的日期。", "\(next) is past. Enter a day that lies ahead.")
        }
    }

    mutating func measure() -> LineCheck.Checked {
        limitTexts()
        if line.duty.isRequired, entry.note == nil {
            object("note", "请写本期进展；没有变化也请写明。", "Say what was done in this period, also where nothing changed.")
        }
        return LineCheck.Checked(value: nil, isDone: false, doneOn: nil, note: words)
    }

    private mutating func day(_ field: String, _ typed: String?, missing: Text) -> Day? {
        guard let typed else {
            object(field, missing)
            return nil
        }
        do throws(Mistake) { return try Day.parse(typed) } catch {
            object(field, error.message)
            return nil
        }
    }

    private mutating func limitTexts() {
        for (name, path) in Entry.fields {
            guard let text = entry[keyPath: path] else { continue }
            if text.utf8.contains(0) {
                object(name, "含有不可用的字符（U+0000）。请重新填写。", "Holds a character that cannot be kept (U+0000). Type it again.")
            } else if text.unicodeScalars.count > 2_000 {
                object(
                    name, "有\(text.unicodeScalars.count)个字，最多2000个。请删减，详细材料作为证据上传。",
                    "\(text.unicodeScalars.count) characters; at most 2000. Shorten it; send details as evidence.")
            }
        }
    }

    /// One text for the plan's record.
    private var words: String {
        [entry.note, entry.why.map { "说明：\($0)" }, entry.next.map { "新的完成时间：\($0)" }, entry.source.map { "依据：\($0)" }]
            .compactMap(\.self).joined(separator: "；")
    }

    private var nothing: LineCheck.Checked { LineCheck.Checked(value: nil, isDone: false, doneOn: nil, note: "") }
    private static let counted: Set<String> = ["家", "个", "户", "项", "名", "人", "座", "所", "套", "人次", "场", "次"]
}

extension Entry {
    /// Without space at the ends; blank is none.
    var trimmed: Entry {
        var entry = self
        for (_, path) in Entry.fields {
            let text = entry[keyPath: path]?.drop(while: \.isWhitespace)
            let end = text?.lastIndex { !$0.isWhitespace }
            entry[keyPath: path] = text.flatMap { text in end.map { String(text[...$0]) } }
        }
        return entry
    }
}
