import ArgumentParser
import DMN
import Decimals
import FEEL
import Findings
import Foundation
import Synchronization

/// `yaolian feel`: one expression, over the entries of a JSON object.
struct FEELCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "feel", abstract: "Evaluates one FEEL expression.",
        discussion: """
            Prints the value as FEEL writes it, or with --json as an object of value and findings. What was suppressed on the \
            way goes to the error output. Exit codes: 0 evaluated; 1 undetermined (--strict); 65 unreadable input.
            """)

    // All that is no option, so that an expression may begin with a minus sign.
    @Argument(parsing: .allUnrecognized, help: "The expression.") var words: [String]
    @Option(help: "A JSON file whose entries are the names of the expression.") var context: String?
    @Flag(help: "A missing or ill-typed value makes the result undetermined.") var strict = false
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
        let expression = words.joined(separator: " ")
        var entries = Context([])
        if let context {
            guard case .context(let read) = try DecisionInput.read(context) else {
                throw ValidationError("“\(context)” holds no JSON object.")
            }
            entries = read
        }
        let report = FEEL.evaluate(expression, context: entries, strict: strict, settings: .system)
        if json {
            print(DecisionJSON.object([("value", DecisionJSON.of(report.value)), ("findings", DecisionJSON.of(report.findings))]))
        } else {
            for finding in report.findings { complain("\(finding.place): \(finding.message(.en))") }
            print(report.value.description)
        }
        if report.findings.contains(where: { $0.code.id.hasPrefix("feel.syntax") }) { throw ExitCode(65) }
        if strict, report.value.failure != nil { throw ExitCode(1) }
    }
}

extension Evaluation.Settings {
    /// The clock and the tz database of this machine.
    static var system: Evaluation.Settings {
        let seconds = Int(Date().timeIntervalSince1970)
        let zone = ZoneFolder.rules(TimeZone.current.identifier).map { Zone.region($0) } ?? .offset(0)
        return Evaluation.Settings(now: Moment(instant: seconds, nanos: 0, zone: zone), zones: ZoneFolder.rules)
    }
}

/// The compiled tz database, each region read once.
enum ZoneFolder {
    private static let known = Mutex<[String: ZoneRules?]>([:])

    static let rules: @Sendable (String) -> ZoneRules? = { name in
        known.withLock { known in
            if let rules = known[name] { return rules }
            let rules = read(name)
            if known.count < 2000 { known[name] = rules }
            return rules
        }
    }

    private static func read(_ name: String) -> ZoneRules? {
        let parts = name.split(separator: "/", omittingEmptySubsequences: false)
        let fits = parts.allSatisfy { part in
            !part.isEmpty
                && part.utf8.allSatisfy {
                    ($0 | 0x20) >= 0x61 && ($0 | 0x20) <= 0x7A || (0x30...0x39).contains($0) || "_+-".utf8.contains($0)
                }
        }
        guard fits, name.utf8.count < 60 else { return nil }
        let folder = ProcessInfo.processInfo.environment["TZDIR"] ?? "/usr/share/zoneinfo"
        guard let data = FileManager.default.contents(atPath: folder + "/" + name), data.count < 1 << 20 else { return nil }
        return ZoneRules(name: name, bytes: Array(data))
    }
}

/// A JSON file as values.
enum DecisionInput {
    static func read(_ path: String) throws -> Value {
        guard let data = FileManager.default.contents(atPath: path) else {
            complain("“\(path)” cannot be read.")
            throw ExitCode(65)
        }
        do {
            return try JSONReader.read(Array(data))
        } catch let unreadable as Unreadable {
            for finding in unreadable.findings { complain("\(path):\(finding.place): \(finding.message(.en))") }
            throw ExitCode(65)
        }
    }
}
