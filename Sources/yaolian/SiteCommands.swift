import ArgumentParser
import Findings
import Foundation
import Siting
import Synchronization

/// `yaolian site`: Siting: solves, checks and explains location and planning problems.
struct SiteCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "site", abstract: "Siting: solves, checks and explains location and planning problems.",
        subcommands: [SiteSolve.self, SiteCheck.self, SitePlan.self])
}

/// `yaolian site solve`: an instance of a public format, solved with a proof.
struct SiteSolve: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "solve", abstract: "Solves a location or assignment problem, with a bound that proves the answer.",
        discussion: """
            Formats: ufl and cfl (OR-Library cap files), sscfl (Holmberg, Delmaire, Yang), gap, pmed and pmedcap (OR-Library). Exit code \
            0: proven optimal; 3: a solution, with a bound, not proven; 4: proved that there is none; 5: limits ended it with neither; \
            2: the input is bad. Interrupt (Ctrl-C) ends the search with what it has. Sites and customers count from 1.
            """)

    @Argument(help: "The instance.") var file: String
    @Option(help: "ufl, cfl, sscfl, gap, pmed or pmedcap.") var format: String
    @Flag(help: "cfl: serve each customer whole from one site.") var singleSource = false
    @Option(help: "gap: min or max.") var sense = "min"
    @Option(help: "cfl: the capacity of every site, instead of the file's.") var capacity: Double?
    @Option(help: "Seconds.") var timeLimit = 60.0
    @Option(help: "Threads that the solver may use.") var threads = 1
    @Option(help: "Seed of every random choice.") var seed: UInt64 = 1
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let bytes: [UInt8]
        let problem: SiteProblem
        do {
            bytes = try SiteFile(path: file).bytes()
            problem = try read(bytes)
        } catch let refusal as SiteRefusal {
            throw refusal.shown(json: json)
        }
        let solver = SiteFile.solver()
        if let missing = solver.missing { complain(missing.description) }
        let interruption = Interruption()
        let limits = Limits(
            seconds: timeLimit, threads: threads, seed: seed, clock: SiteFile.clock, cancel: { interruption.isWanted })
        let outcome = try await SolverDesk(threads: 1).run { problem.solve(solver: solver, limits: limits) }
        let answer = Answer(outcome, sense: problem.sense, limits: limits, inputHash: inputHash(bytes))
        print(json ? answer.json : answer.text)
        if answer.exitCode != 0 { throw ExitCode(answer.exitCode) }
    }

    private func read(_ bytes: [UInt8]) throws -> SiteProblem {
        guard let format = InstanceFormat(rawValue: format) else {
            throw SiteRefusal(file, "--format: “\(format)” is not ufl, cfl, sscfl, gap, pmed or pmedcap.")
        }
        guard let sense = Answer.Sense(rawValue: sense) else {
            throw SiteRefusal(file, "--sense: “\(sense)” is neither min nor max.")
        }
        if sense == .max, format != .gap { throw SiteRefusal(file, "--sense max: only gap can be maximised.") }
        if singleSource, ![.cfl, .sscfl, .pmedcap, .gap].contains(format) {
            throw SiteRefusal(file, "--single-source: \(format.rawValue) has no capacities; each customer has one site anyway.")
        }
        if let capacity {
            if format != .cfl { throw SiteRefusal(file, "--capacity: only cfl takes a capacity from the command.") }
            guard capacity.isFinite, capacity >= 0 else { throw SiteRefusal(file, "--capacity: \(capacity) is not 0 or above.") }
        }
        guard timeLimit.isFinite, timeLimit > 0 else { throw SiteRefusal(file, "--time-limit: \(timeLimit) is not above 0.") }
        guard (1...64).contains(threads) else { throw SiteRefusal(file, "--threads: \(threads) is outside 1 to 64.") }
        do {
            return SiteProblem(
                try format.read(bytes, capacity: capacity), format: format, isSingleSource: singleSource, sense: sense)
        } catch let fault as Unreadable {
            throw SiteRefusal(file, fault.findings)
        }
    }
}

/// The file of a siting command, and what the engine may not fetch for itself: solver library and clock.
struct SiteFile {
    let path: String
    static let largest = 256 << 20

    func bytes() throws -> [UInt8] {
        do {
            return try ByteSource(path: path).bytes(limit: Self.largest)
        } catch let fault as ValidationError {
            throw SiteRefusal(path, fault.message)
        }
    }

    static func solver() -> SolverChoice {
        let program = Bundle.main.executableURL?.resolvingSymlinksInPath().deletingLastPathComponent().path
        return SolverChoice.load(
            highs: SolverChoice.places(
                named: ProcessInfo.processInfo.environment["HIGHS_LIB"], programFolder: program,
                workingFolder: FileManager.default.currentDirectoryPath),
            cbc: [ProcessInfo.processInfo.environment["CBC_LIB"] ?? CBC.fileName])
    }

    /// Seconds of a clock that only grows.
    static let clock: @Sendable () -> Double = {
        let origin = ContinuousClock.now
        return { (ContinuousClock.now - origin) / .seconds(1) }
    }()
}

/// Input that cannot be taken, in words with line and field.
struct SiteRefusal: Error {
    let file: String
    let findings: [Finding]
    let words: String?

    init(_ file: String, _ words: String) {
        self.file = file
        self.words = words
        findings = []
    }

    init(_ file: String, _ findings: [Finding]) {
        self.file = file
        self.findings = findings
        words = nil
    }

    /// Prints itself; the exit code comes back.
    func shown(json: Bool) -> ExitCode {
        if let words { complain(words) }
        for finding in findings { complain(line(finding)) }
        guard json else { return ExitCode(2) }
        let items =
            findings.map { finding in
                var fields = [
                    "\"code\": \(JSONText.string(finding.code.id))", "\"zh\": \(JSONText.string(finding.message(.zh)))",
                    "\"en\": \(JSONText.string(finding.message(.en)))",
                ]
                if case .line(let line, let column) = finding.place {
                    fields.append("\"line\": \(line)")
                    if let column { fields.append("\"field\": \(column)") }
                }
                if case .pointer(let path) = finding.place { fields.append("\"path\": \(JSONText.string(path))") }
                return "{" + fields.joined(separator: ", ") + "}"
            } + (words.map { ["{\"code\": \"siting.command\", \"en\": \(JSONText.string($0))}"] } ?? [])
        print("{\"status\": \"refused\", \"findings\": \(JSONText.list(items))}")
        return ExitCode(2)
    }

    private func line(_ finding: Finding) -> String {
        if case .pointer(let path) = finding.place { return "\(file): \(path): \(finding.message(.en))" }
        guard case .line(let line, let field) = finding.place else { return "\(file): \(finding.message(.en))" }
        return "\(file): line \(line)\(field.map { ", field \($0)" } ?? ""): \(finding.message(.en))"
    }
}

/// Ctrl-C, or a request to end, as a wish that the search hears; the second one ends the program as usual.
final class Interruption: Sendable {
    private static let wanted = Atomic(false)

    init() {
        for code in [SIGINT, SIGTERM] {
            signal(code) { code in
                Interruption.wanted.store(true, ordering: .relaxed)
                signal(code, SIG_DFL)
            }
        }
    }

    var isWanted: Bool { Self.wanted.load(ordering: .relaxed) }
}

extension Answer {
    var exitCode: Int32 {
        switch status {
        case .optimal: 0
        case .feasible: 3
        case .infeasible: 4
        case .unknown: 5
        }
    }

    /// What the terminal shows.
    var text: String {
        func figure(_ value: Double?) -> String { JSONText.number(value) }
        var lines: [String] = []
        switch status {
        case .optimal: lines.append("proven optimal: \(figure(objective))")
        case .feasible:
            lines.append("not proven: \(figure(objective)), and no solution is better than \(figure(bound))")
            if let gap { lines.append("gap: \(JSONText.number((gap * 1e6).rounded() / 1e4)) %") }
        case .infeasible: lines.append("proved that there is no solution")
        case .unknown: lines.append("no solution found in the time, and no proof that there is none")
        }
        if let solution {
            lines.append("open sites (\(solution.open.count)): " + solution.open.map(String.init).joined(separator: " "))
            if let assign = solution.assign {
                lines.append("site of each customer: " + assign.map(String.init).joined(separator: " "))
            }
            if let flow = solution.flow {
                let split = Dictionary(grouping: flow, by: \.customer).filter { $0.value.count > 1 }
                lines.append("customers served from more than one site: \(split.count)")
                for (customer, parts) in split.sorted(by: { $0.key < $1.key }) {
                    lines.append(
                        "  \(customer): " + parts.map { "\($0.site) (\(Self.percent($0.fraction)))" }.joined(separator: ", "))
                }
            }
        }
        lines += notes
        lines.append("\(JSONText.number((seconds * 1000).rounded() / 1000)) s, \(solver) \(version), seed \(seed)")
        lines.append("input SHA-256 \(inputHash)")
        return lines.joined(separator: "\n")
    }

    private static func percent(_ share: Double) -> String { JSONText.number((share * 1e4).rounded() / 100) + " %" }
}
