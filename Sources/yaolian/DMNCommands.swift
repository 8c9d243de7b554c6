import ArgumentParser
import DMN
import FEEL
import Findings
import Foundation

/// `yaolian dmn`: decision tables and decision graphs.
struct DMNCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "dmn", abstract: "Decision tables and decision graphs (DMN).",
        subcommands: [TestCommand.self])

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
        results += verdicts.map { Result(folder: name.isEmpty ? folder.lastPathComponent : String(name), file: file.deletingPathExtension().lastPathComponent, verdict: $0) }
    }

    private func model(_ name: String, in folder: URL) throws -> Model {
        let all = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil).filter { $0.pathExtension == "dmn" }
        let others = all.filter { $0.lastPathComponent != name }.compactMap { FileManager.default.contents(atPath: $0.path).map { Array($0) } }
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
            JSONText.object([
                ("folder", JSONText.string(result.folder)), ("file", JSONText.string(result.file)),
                ("case", JSONText.string(result.verdict.id)), ("reason", JSONText.string(result.verdict.reason)),
            ])
        }
        return JSONText.object([
            ("cases", "\(cases)"), ("passed", "\(passed)"), ("nonNullCases", "\(nonNullCases)"), ("nonNullPassed", "\(nonNullPassed)"),
            ("folders", "\(folders.count)"), ("foldersPassed", "\(foldersPassed)"),
            ("failures", "[" + failures.joined(separator: ",") + "]"),
        ])
    }

    var text: String {
        var lines = results.filter { !$0.verdict.passed }.map { "\($0.folder) \($0.verdict.id): \($0.verdict.reason)" }
        lines.append("cases \(passed)/\(cases), non-null \(nonNullPassed)/\(nonNullCases), folders \(foldersPassed)/\(folders.count)")
        return lines.joined(separator: "\n")
    }
}
