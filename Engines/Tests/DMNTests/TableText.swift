import DMN
import FEEL
import Findings
import Foundation

/// A decision table written on a few lines of text.
struct TableText {
    var policy = "UNIQUE"
    /// Label or name, type, and allowed values.
    var inputs: [(name: String, type: String, allowed: String)] = []
    var outputs: [(name: String, type: String, values: String, fallback: String)] = []
    var rows: [(cells: [String], outputs: [String])] = []

    var draft: TableDraft {
        let words = policy.split(separator: " ").map(String.init)
        let aggregation = words[0] == "COLLECT" && words.count == 2 ? DecisionTable.Aggregation(rawValue: words[1]) : nil
        var draft = TableDraft(
            decision: "结果", hitPolicy: DecisionTable.HitPolicy(rawValue: aggregation == nil ? policy : "COLLECT") ?? .unique,
            aggregation: aggregation)
        func given(_ text: String) -> String? { text.isEmpty ? nil : text }
        draft.inputs = inputs.map { .init(expression: $0.name, type: given($0.type), allowed: given($0.allowed)) }
        draft.outputs = outputs.map {
            .init(name: $0.name, type: given($0.type), values: given($0.values), otherwise: given($0.fallback))
        }
        draft.rows = rows.map { .init(cells: $0.cells, outputs: $0.outputs) }
        return draft
    }

    func model() throws -> Model { try Model(draft.write()) }
}

enum Cases {
    static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent().appending(
        path: "Cases")

    static func lines(_ path: String) -> [String] {
        let text = (try? String(contentsOf: folder.appending(path: path), encoding: .utf8)) ?? ""
        return text.split(separator: "\n").map(String.init).filter { !$0.hasPrefix("#") }
    }

    /// A folder beside the repository; `nil` where it is absent.
    static func shared(_ path: String) -> URL? {
        let root = folder.deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
        let url = root.deletingLastPathComponent().appending(path: "shared/cases/" + path)
        return FileManager.default.fileExists(atPath: url.path) ? url : nil
    }
}

func parts(_ text: some StringProtocol, _ separator: String) -> [String] {
    text.split(separator: separator, omittingEmptySubsequences: false).map { $0.trimmingCharacters(in: .whitespaces) }
}
