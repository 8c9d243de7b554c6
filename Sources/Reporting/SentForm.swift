import Kernel
import Plan

/// A return's form as a browser sent it: boxes named `value.LINE`, `note.LINE` …, files `evidence.LINE`, boxes `remove.LINE`.
struct SentForm: Sendable {
    let entries: [RecordID: Entry]
    let files: [RecordID: Upload]
    let removing: Set<RecordID>
    let reason: String?
    let submits: Bool

    /// Refuses a box that no form of ours has.
    init(_ raw: RawInput) throws {
        var entries: [RecordID: Entry] = [:], removing: Set<RecordID> = [], files: [RecordID: Upload] = [:]
        func line(_ name: String) throws -> (field: Substring, line: RecordID) {
            let parts = name.split(separator: ".", maxSplits: 1)
            guard parts.count == 2, let id = RecordID(parts[1]) else {
                throw Refusal.invalid([FieldProblem(name, Text(same: name), Text("没有这个字段。", "There is no such field."))])
            }
            return (parts[0], id)
        }
        for (name, texts) in raw.texts where !["submit", "reason", "plan", "return", "token"].contains(name) {
            let (field, id) = try line(name)
            let text = texts.first ?? ""
            if field == "remove" {
                removing.insert(id)
            } else if field == "evidence" {
                continue
            } else if let path = Entry.fields.first(where: { $0.name == field })?.path {
                entries[id, default: Entry()][keyPath: path] =
                    text.allSatisfy(\.isWhitespace) ? nil : text.replacing("\r\n", with: "\n")
            } else {
                throw Refusal.invalid([FieldProblem(name, Text(same: name), Text("没有这个字段。", "There is no such field."))])
            }
        }
        for (name, uploads) in raw.files {
            let (field, id) = try line(name)
            guard field == "evidence" else { continue }
            if let file = uploads.first(where: { !$0.bytes.isEmpty }) { files[id] = file }
        }
        self.entries = entries
        self.files = files
        self.removing = removing
        let typed = raw["reason"].flatMap { $0.allSatisfy(\.isWhitespace) ? nil : String($0.prefix(500)) }
        reason = typed
        submits = raw["submit"] == "1"
    }

    /// Saves, and hands in where that was asked for. What is wrong comes back with the view.
    func run(_ item: UnitReturn, of plan: Plan, door: UnitReturn.Door, _ returns: Returns, _ scope: inout Scope) throws
        -> ReturnView
    {
        try returns.save(entries, files: files, removing: removing, in: item, &scope)
        var problems: [LineProblem] = []
        var reasonProblem: Text?
        if submits {
            do {
                problems = try returns.submit(item, door: door, reason: reason, of: plan, &scope)
            } catch Refusal.invalid(let found) where found.first?.field == "reason" {
                reasonProblem = found.first?.message
            }
        }
        let now = try ReturnStore.find(item.id, scope.connection) ?? item
        var view = try ReturnView.load(now, of: plan, returns, scope)
        view.problems = problems
        view.reasonProblem = reasonProblem
        return view
    }
}
