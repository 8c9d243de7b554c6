import Foundation
import Kernel

/// What a person decides about an item that was read.
enum Decision: String, Choosable, Hashable {
    /// It is as read; where a question proposes something, that too.
    case confirm
    /// It is as read, and what the question proposes is declined.
    case keep
    case merge, split, delete, undo

    var label: Text {
        switch self {
        case .confirm: Text("确认", "Confirm")
        case .keep: Text("保持原样", "Keep as it is")
        case .merge: Text("合并", "Merge")
        case .split: Text("拆分", "Split")
        case .delete: Text("删除", "Delete")
        case .undo: Text("撤销", "Undo")
        }
    }
}

extension Item {
    /// Remembers how it was, for one step back.
    fileprivate mutating func remember() {
        before = Before(content: content, state: state, question: question, mergedInto: mergedInto)
    }

    mutating func confirm() {
        remember()
        if question == .leadInText, let lead = content.owner.flatMap(Item.lead) { content.units = [Unit(name: lead, role: .lead)] }
        state = read.map { $0 == content } == false ? .corrected : (state == .added ? .added : .confirmed)
    }

    mutating func keep() {
        remember()
        state = state == .added ? .added : .confirmed
    }

    mutating func delete() {
        remember()
        state = .deleted
    }

    /// The other one takes this one's names, members and mentions.
    mutating func merge(into other: inout Item) {
        remember()
        other.remember()
        state = .merged
        mergedInto = other.id
        other.content.otherNames = joined(other.content.otherNames, [content.name] + (content.otherNames ?? [])).filter {
            $0 != other.content.name
        }
        other.content.mentions = joined(other.content.mentions, content.mentions ?? [])
        let members = joined(other.content.members, content.members ?? [])
        other.content.members = members.isEmpty ? nil : members
        if other.state == .read { other.state = .confirmed }
    }

    mutating func correct(_ content: Content) {
        remember()
        self.content = content
        if state != .added { state = .corrected }
    }

    /// Back to how it was before the last change.
    mutating func undo() throws {
        guard let before else { throw Refusal.conflict(Text("没有可撤销的改动。", "There is no change to undo.")) }
        content = before.content
        state = before.state
        question = before.question
        mergedInto = before.mergedInto
        self.before = nil
    }

    /// The first 由…牵头 of a measure's text, with nothing but a name between.
    static func leadPhrase(in text: String) -> String? {
        var rest = text[...]
        while let by = rest.range(of: "由") {
            rest = rest[by.upperBound...]
            guard let end = rest.prefix(26).range(of: "牵头") else { continue }
            let name = rest[..<end.lowerBound]
            if name.count >= 2, !name.contains(where: { "，。、；：,;由".contains($0) || $0.isWhitespace }) { return "由\(name)牵头" }
        }
        return nil
    }

    /// 由市科技局牵头 → 市科技局.
    static func lead(in text: String) -> String? {
        guard let end = text.range(of: "牵头")?.lowerBound else { return nil }
        var head = text[..<end]
        if let by = head.range(of: "由", options: .backwards) { head = head[by.upperBound...] }
        let name = head.split { "，。、；,; ".contains($0) }.last.map(String.init) ?? ""
        return name.isEmpty ? nil : name
    }

    private func joined(_ a: [String]?, _ b: [String]) -> [String] {
        var out = a ?? []
        for text in b where !out.contains(text) { out.append(text) }
        return out
    }
}

/// Units as a person types them, one a line: 市科技局 牵头.
enum UnitLines {
    static func print(_ units: [Item.Unit], _ language: Language = .zh) -> String {
        units.map { $0.role == .responsible ? $0.name : "\($0.name) \($0.role.label.zh)" }.joined(separator: "\n")
    }

    static func parse(_ text: String) -> [Item.Unit] {
        text.split(whereSeparator: \.isNewline).compactMap { line in
            let words = line.split(whereSeparator: \.isWhitespace).map(String.init)
            guard let name = words.first else { return nil }
            let role = words.dropFirst().first.flatMap { word in
                UnitRole.allCases.first {
                    $0.label.zh == word || $0.rawValue == word || $0.label.en.lowercased() == word.lowercased()
                }
            }
            return Item.Unit(name: name, role: role ?? .responsible)
        }
    }
}
