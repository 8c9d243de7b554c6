import ArgumentParser
import DMN
import FEEL
import Findings
import Foundation

/// `yaolian dmn`: decision tables and decision graphs.
struct DMNCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dmn", abstract: "Decision tables and decision graphs (DMN).",
        subcommands: [EvalCommand.self, CheckCommand.self, TestCommand.self, ConformanceCommand.self])

    /// `yaolian dmn eval FILE.dmn --decision NAME --input FILE.json`
    struct EvalCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "eval", abstract: "Evaluates a decision of a model.",
            discussion: """
                The input is a JSON object by the names of the input data; a decision named in it is taken as given. Prints \
                JSON: value and findings; with --strict also status and the missing fields; with --explain also why. \
                Exit codes: 0 evaluated; 1 undetermined (--strict); 2 no such decision; 65 unreadable input.
                """)

        @Argument(help: "The model.") var file: String
        @Option(help: "The name of the decision.") var decision: String
        @Option(help: "A JSON file with the inputs.") var input: String?
        @Option(help: "A further model that the first one imports; may be given again.") var `import`: [String] = []
        @Flag(help: "A missing or ill-typed input makes the result undetermined.") var strict = false
        @Flag(help: "Explain every cell and write the arithmetic out.") var explain = false

        func run() throws {
            let model = try ModelFile.read(file, imports: self.import)
            for finding in model.findings { complain("\(file):\(finding.place): \(finding.message(.en))") }
            guard model.node(decision) != nil else {
                complain("The model has no decision “\(decision)”. It has: \(model.decisions.joined(separator: ", "))")
                throw ExitCode(2)
            }
            var inputs: [(String, Value)] = []
            let settings = Evaluation.Settings.system
            if let input {
                guard case .context(let context) = try DecisionInput.read(input) else {
                    complain("“\(input)” holds no JSON object.")
                    throw ExitCode(65)
                }
                inputs = context.entries.map { name, value in
                    (name, model.node(name).map { model.nodes[$0].type.reading(value, settings: settings) } ?? value)
                }
                for (name, _) in inputs where model.node(name) == nil {
                    complain("The model has no input “\(name)”; it is left out.")
                }
            }
            if explain, let (outcome, explanation) = model.explain(decision, inputs: inputs, strict: strict, settings: settings) {
                try show(outcome, explanation)
            } else if let outcome = model.evaluate(decision, inputs: inputs, strict: strict, settings: settings) {
                try show(outcome, nil)
            }
        }

        private func show(_ outcome: Outcome, _ explanation: Explanation?) throws {
            print(DecisionJSON.of(outcome, decision: decision, strict: strict, explanation: explanation))
            if !outcome.isDetermined { throw ExitCode(1) }
        }
    }

    /// `yaolian dmn check FILE.dmn`
    struct CheckCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check", abstract: "Looks for faults of a model and its tables without running it.",
            discussion: """
                Overlapping rows, cases that no row covers, rows that never apply, mixed kinds and units, unknown fields, \
                defaults that are never reached. Rows and columns count from 1, outputs after inputs. \
                Exit codes: 0 nothing found; 1 something found; 65 unreadable.
                """)

        @Argument(help: "The model.") var file: String
        @Option(help: "A further model that the first one imports; may be given again.") var `import`: [String] = []
        @Flag(help: "Print JSON.") var json = false

        func run() throws {
            let findings = try ModelFile.read(file, imports: self.import).check()
            if json {
                print(DecisionJSON.of(findings))
            } else {
                for finding in findings { print("\(file):\(finding.place): \(finding.severity.rawValue): \(finding.message(.en))") }
                if findings.isEmpty { print("\(file): nothing found") }
            }
            if findings.contains(where: { $0.severity > .note }) { throw ExitCode(1) }
        }
    }

    /// `yaolian dmn conformance DIR --write docs/conformance.md`
    struct ConformanceCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "conformance", abstract: "Writes the section on DMN of the conformance document.",
            discussion:
                "Everything between the two marks `<!-- dmn -->` and `<!-- /dmn -->` is replaced; without marks it is appended.")

        @Argument(help: "The folder of the suite.") var folder: String
        @Option(help: "The document.") var write: String

        func run() throws {
            let run = try SuiteRun(below: folder)
            let section = "<!-- dmn -->\n" + run.section + "<!-- /dmn -->\n"
            var text = (try? String(contentsOfFile: write, encoding: .utf8)) ?? "# Conformance\n\n"
            if let from = text.range(of: "<!-- dmn -->"), let to = text.range(of: "<!-- /dmn -->\n"),
                from.lowerBound < to.lowerBound
            {
                text.replaceSubrange(from.lowerBound..<to.upperBound, with: section)
            } else {
                text += section
            }
            do {
                try text.write(toFile: write, atomically: true, encoding: .utf8)
            } catch {
                complain("“\(write)” cannot be written: \(error.localizedDescription)")
                throw ExitCode(2)
            }
        }
    }

    /// `yaolian dmn test DIR`
    struct TestCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "test", abstract: "Runs the test files of the DMN TCK below a folder.",
            discussion: "Exit codes: 0 all passed; 1 some failed; 2 could not run.")

        @Argument(help: "The folder.") var folder: String
        @Option(help: "Write one line a result in the suite's own format.") var report: String?
        @Flag(help: "Print JSON.") var json = false

        func run() throws {
            let run = try SuiteRun(below: folder)
            if let report {
                do {
                    try run.csv.write(toFile: report, atomically: true, encoding: .utf8)
                } catch {
                    complain("“\(report)” cannot be written: \(error.localizedDescription)")
                    throw ExitCode(2)
                }
            }
            print(json ? run.json : run.text)
            if run.cases == 0 { throw ExitCode(2) }
            if run.passed < run.cases { throw ExitCode(1) }
        }
    }
}

/// A model read from files.
enum ModelFile {
    static func read(_ path: String, imports: [String]) throws -> Model {
        do {
            return try Model(try bytes(path), imports: try imports.map(bytes))
        } catch let unreadable as Unreadable {
            for finding in unreadable.findings { complain("\(path):\(finding.place): \(finding.message(.en))") }
            throw ExitCode(65)
        }
    }

    private static func bytes(_ path: String) throws -> [UInt8] {
        guard let data = FileManager.default.contents(atPath: path) else {
            complain("“\(path)” cannot be read.")
            throw ExitCode(65)
        }
        return Array(data)
    }
}

/// The results of all test files below a folder.
struct SuiteRun {
    struct Result {
        let folder: String
        let file: String
        let verdict: SuiteFile.Verdict
    }

    private(set) var results: [Result] = []

    init(below path: String) throws {
        let root = URL(fileURLWithPath: path)
        guard let walk = FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil) else {
            complain("The folder “\(path)” cannot be read.")
            throw ExitCode(2)
        }
        let files = walk.compactMap { $0 as? URL }.filter { $0.pathExtension == "xml" }.sorted { $0.path < $1.path }
        guard !files.isEmpty else {
            complain("There is no test file (.xml) below “\(path)”.")
            throw ExitCode(2)
        }
        let settings = Evaluation.Settings.system
        for file in files { run(file, below: root, settings) }
    }

    private mutating func run(_ file: URL, below root: URL, _ settings: Evaluation.Settings) {
        let folder = file.deletingLastPathComponent()
        let relative = folder.path.hasPrefix(root.path) ? String(folder.path.dropFirst(root.path.count)) : folder.path
        let name = relative.drop { $0 == "/" }
        guard let bytes = FileManager.default.contents(atPath: file.path), let suite = try? SuiteFile(Array(bytes)) else { return }
        let verdicts: [SuiteFile.Verdict]
        do {
            verdicts = suite.run(try model(suite.modelName, in: folder), settings: settings)
        } catch let unreadable as Unreadable {
            verdicts = suite.failed(unreadable.findings.first.map { "\($0.place): \($0.message(.en))" } ?? "unreadable")
        } catch {
            verdicts = suite.failed("\(suite.modelName) cannot be read")
        }
        results += verdicts.map {
            Result(
                folder: name.isEmpty ? folder.lastPathComponent : String(name),
                file: file.deletingPathExtension().lastPathComponent, verdict: $0)
        }
    }

    private func model(_ name: String, in folder: URL) throws -> Model {
        let all = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil).filter {
            $0.pathExtension == "dmn"
        }
        let others = all.filter { $0.lastPathComponent != name }.compactMap {
            FileManager.default.contents(atPath: $0.path).map { Array($0) }
        }
        return try Model(Array(Data(contentsOf: folder.appending(path: name))), imports: others)
    }

    var cases: Int { results.count }
    var passed: Int { results.count { $0.verdict.passed } }
    var nonNullCases: Int { results.count { $0.verdict.expectsValue } }
    var nonNullPassed: Int { results.count { $0.verdict.expectsValue && $0.verdict.passed } }
    var folders: [String] { Set(results.map(\.folder)).sorted() }
    var foldersPassed: Int {
        let failed = Set(results.filter { !$0.verdict.passed }.map(\.folder))
        return folders.count - failed.count
    }

    /// `"folder","file","case","SUCCESS|ERROR","detail"`, one line a case.
    var csv: String {
        func quoted(_ text: String) -> String { "\"" + text.replacing("\"", with: "\"\"").replacing("\n", with: " ") + "\"" }
        return results.map { result in
            [result.folder, result.file, result.verdict.id, result.verdict.passed ? "SUCCESS" : "ERROR", result.verdict.reason]
                .map(quoted).joined(separator: ",") + "\n"
        }.joined()
    }

    var json: String {
        let failures = results.filter { !$0.verdict.passed }.map { result in
            DecisionJSON.object([
                ("folder", DecisionJSON.string(result.folder)), ("file", DecisionJSON.string(result.file)),
                ("case", DecisionJSON.string(result.verdict.id)), ("reason", DecisionJSON.string(result.verdict.reason)),
            ])
        }
        return DecisionJSON.object([
            ("cases", "\(cases)"), ("passed", "\(passed)"), ("nonNullCases", "\(nonNullCases)"),
            ("nonNullPassed", "\(nonNullPassed)"),
            ("folders", "\(folders.count)"), ("foldersPassed", "\(foldersPassed)"),
            ("failures", "[" + failures.joined(separator: ",") + "]"),
        ])
    }

    /// The figures in three ways, by level, and every failure with its reason.
    var section: String {
        var out = """
            ## DMN 1.5 and FEEL

            Written by `yaolian dmn conformance DIR --write docs/conformance.md` over the test cases of dmn-tck/tck at hand.
            A case that expects only null is passed by an engine that always answers null, hence the second column.

            | part | cases | with a value expected | whole folders |
            |---|---|---|---|

            """
        let isJava: (Result) -> Bool = { $0.folder.hasSuffix("0076-feel-external-java") }
        for level in ["compliance-level-2", "compliance-level-3"] {
            out += line(level, results.filter { $0.folder.hasPrefix(level) && !isJava($0) })
        }
        out += line("0076-feel-external-java, reported apart", results.filter(isJava))
        out += line("all", results) + "\n"
        out +=
            "External Java functions are not supported, by design: a model that defines one is read, the definition is reported\n"
        out += "(`dmn.function.external`), and calling it gives null with that finding.\n\n"
        let failures = results.filter { !$0.verdict.passed }
        out += failures.isEmpty ? "No case fails.\n" : "| failing case | reason |\n|---|---|\n"
        for failure in failures {
            let reason = failure.verdict.reason.replacing("|", with: "\\|").replacing("\n", with: " ")
            out += "| \(failure.folder) \(failure.verdict.id) | \(reason) |\n"
        }
        return out
    }

    private func line(_ name: String, _ part: [Result]) -> String {
        guard !part.isEmpty else { return "" }
        let valued = part.filter(\.verdict.expectsValue)
        let folders = Set(part.map(\.folder))
        let failed = Set(part.filter { !$0.verdict.passed }.map(\.folder))
        return
            "| \(name) | \(part.count { $0.verdict.passed }) / \(part.count) | \(valued.count { $0.verdict.passed }) / \(valued.count) "
            + "| \(folders.count - failed.count) / \(folders.count) |\n"
    }

    var text: String {
        var lines = results.filter { !$0.verdict.passed }.map { "\($0.folder) \($0.verdict.id): \($0.verdict.reason)" }
        lines.append(
            "cases \(passed)/\(cases), non-null \(nonNullPassed)/\(nonNullCases), folders \(foldersPassed)/\(folders.count)")
        return lines.joined(separator: "\n")
    }
}
