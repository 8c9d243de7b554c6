import ArgumentParser
import Decimals
import Findings
import Foundation
import Siting

/// `yaolian site check`: an answer against its input, by a checker that shares no code with models and solver.
struct SiteCheck: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Checks an answer: capacity, assignment, the cost recomputed, what the status claims.",
        discussion: """
            SOLUTION is what solve --json printed, or {"open": [sites], "assign": [site of each customer]}, or with \
            "flow": [[customer, site, share]]; sites and customers count from 1. Exit code 0: right; 1: wrong, with every fault; 2: the \
            input is bad.
            """)

    @Argument(help: "The instance.") var file: String
    @Argument(help: "The answer, JSON.") var solution: String
    @Option(help: "ufl, cfl, sscfl, gap, pmed, pmedcap, or plan.") var format: String
    @Flag(help: "cfl: each customer whole from one site.") var singleSource = false
    @Option(help: "gap: min or max.") var sense = "min"
    @Option(help: "cfl: the capacity of every site, instead of the file's.") var capacity: String?
    @Flag(help: "Print JSON.") var json = false

    func run() throws {
        do {
            let report = try check()
            print(json ? report.json : report.text)
            if !report.isRight { throw ExitCode(1) }
        } catch let refusal as SiteRefusal {
            throw refusal.shown(json: json)
        }
    }

    private func check() throws -> CheckReport {
        guard let format = Checker.Format(rawValue: format) else {
            throw SiteRefusal(file, "--format: “\(format)” is not ufl, cfl, sscfl, gap, pmed, pmedcap or plan.")
        }
        guard ["min", "max"].contains(sense) else { throw SiteRefusal(file, "--sense: “\(sense)” is neither min nor max.") }
        var options = Checker.Options()
        options.capacity = capacity
        options.isSingleSource = singleSource
        options.isMaximum = sense == "max"
        let instance = try SiteFile(path: file).bytes()
        let answer = try SiteFile(path: solution).bytes()
        do {
            return try Checker.check(instance, answer: answer, format: format, options: options)
        } catch let fault as Unreadable {
            let isInAnswer = fault.findings.contains { if case .pointer = $0.place { true } else { false } }
            throw SiteRefusal(isInAnswer && format != .plan ? solution : file, fault.findings)
        }
    }
}

extension CheckReport {
    /// What the terminal shows.
    var text: String {
        var lines = [isRight ? "right" : "wrong"]
        if let value { lines.append("value, recomputed: \(value.description)") }
        if let claimed { lines.append("value, as claimed: \(claimed.description)") }
        if !hasSolution { lines.append("the answer holds no solution") }
        lines += faults.map { "\($0.place): \($0.message(.en))" }
        return lines.joined(separator: "\n")
    }
}
