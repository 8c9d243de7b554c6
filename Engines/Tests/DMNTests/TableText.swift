import DMN
import FEEL
import Findings
import Foundation

/// A decision table written on a few lines of text, as DMN XML.
struct TableText {
    var policy = "UNIQUE"
    /// Label or name, type, and allowed values.
    var inputs: [(name: String, type: String, allowed: String)] = []
    var outputs: [(name: String, type: String, values: String, fallback: String)] = []
    var rows: [(cells: [String], outputs: [String])] = []

    var xml: String {
        func escaped(_ text: String) -> String {
            text.replacing("&", with: "&amp;").replacing("<", with: "&lt;").replacing(">", with: "&gt;").replacing(
                "\"", with: "&quot;")
        }
        func text(_ tag: String, _ content: String) -> String {
            content.isEmpty ? "" : "<\(tag)><text>\(escaped(content))</text></\(tag)>"
        }
        var out = """
            <?xml version="1.0" encoding="UTF-8"?>
            <definitions xmlns="https://www.omg.org/spec/DMN/20230324/MODEL/" name="t" namespace="urn:t">
            """
        for (n, input) in inputs.enumerated() where !input.type.isEmpty {
            out +=
                "<inputData id=\"i\(n)\" name=\"\(input.name)\"><variable name=\"\(input.name)\" typeRef=\"\(input.type)\"/></inputData>"
        }
        out += "<decision id=\"d\" name=\"结果\"><variable name=\"结果\"/>"
        for (n, input) in inputs.enumerated() where !input.type.isEmpty {
            out += "<informationRequirement><requiredInput href=\"#i\(n)\"/></informationRequirement>"
        }
        let words = policy.split(separator: " ")
        let isAggregated = words.first == "COLLECT" && words.count == 2
        out +=
            "<decisionTable hitPolicy=\"\(isAggregated ? "COLLECT" : policy)\""
            + (isAggregated ? " aggregation=\"\(words[1])\">" : ">")
        for input in inputs {
            let type = input.type.isEmpty ? "" : " typeRef=\"\(input.type)\""
            out +=
                "<input label=\"\(input.name)\"><inputExpression\(type)><text>\(input.name)</text></inputExpression>"
                + text("inputValues", input.allowed) + "</input>"
        }
        for output in outputs {
            out +=
                "<output name=\"\(output.name)\"" + (output.type.isEmpty ? ">" : " typeRef=\"\(output.type)\">")
                + text("outputValues", output.values) + text("defaultOutputEntry", output.fallback) + "</output>"
        }
        for row in rows {
            out +=
                "<rule>" + row.cells.map { text("inputEntry", $0) }.joined() + row.outputs.map { text("outputEntry", $0) }.joined()
                + "</rule>"
        }
        return out + "</decisionTable></decision></definitions>"
    }

    func model() throws -> Model { try Model(Array(xml.utf8)) }
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
