import ArgumentParser
import Findings
import Foundation
import Identifiers

/// `yaolian id`: Checks codes of firms, medicines, devices, trials, places and things.
struct IdentifierCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "id", abstract: "Checks codes of firms, medicines, devices, trials, places and things.",
        subcommands: [CheckCommand.self])

    struct CheckCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check", abstract: "Says whether a code is right, how it is written, and what it says.",
            discussion: """
                Kinds: \(CodeKind.allCases.map(\.rawValue).joined(separator: ", ")).
                Exit code 0 when the code is right (warnings allowed), 1 when it is not.
                """)

        @Argument(help: "The kind of code.") var kind: String
        @Argument(help: "The code as it was written.") var value: String
        @Flag(help: "Prints one JSON object.") var json = false

        func run() throws {
            guard let kind = CodeKind(kind) else {
                let kinds = CodeKind.allCases.map(\.rawValue).joined(separator: ", ")
                throw ValidationError("No kind of code is called “\(kind)”. Kinds: \(kinds).")
            }
            let check = kind.check(value)
            print(json ? try check.json() : check.lines.joined(separator: "\n"))
            if !check.isValid { throw ExitCode(1) }
        }
    }
}

extension CodeCheck {
    fileprivate var lines: [String] {
        ["\(normalised) \(isValid ? "valid" : "invalid")"] + facts.map { "  \($0.name): \($0.value.printed)" }
            + findings.map { "  \($0.severity.rawValue) \($0.place): \($0.message(.en)) \($0.message(.zh))" }
    }

    fileprivate func json() throws -> String {
        var object: [String: Any] = ["scheme": kind.rawValue, "value": raw, "normalised": normalised, "valid": isValid]
        for fact in facts where object[fact.name] == nil { object[fact.name] = fact.value.json }
        object["findings"] = findings.map { finding -> [String: Any] in
            [
                "code": finding.code.id, "severity": finding.severity.rawValue, "place": finding.place.description,
                "message": ["zh": finding.message(.zh), "en": finding.message(.en)],
            ]
        }
        let data = try JSONSerialization.data(withJSONObject: object, options: [.sortedKeys, .withoutEscapingSlashes])
        return String(decoding: data, as: UTF8.self)
    }
}

extension Fact {
    fileprivate var printed: String {
        switch self {
        case .text(let text): text
        case .number(let number): "\(number)"
        case .flag(let flag): "\(flag)"
        }
    }

    fileprivate var json: Any {
        switch self {
        case .text(let text): text
        case .number(let number): number
        case .flag(let flag): flag
        }
    }
}
