import ArgumentParser
import EPCIS
import Findings
import Foundation

/// A document of events on disk, read in pieces.
struct EventFile {
    struct Outcome {
        var isAccepted = true
        var events = 0
        var findings: [Finding] = []
    }

    let path: String
    private let syntax: EPCISReader.Syntax

    init(_ path: String) throws {
        self.path = path
        guard let handle = FileHandle(forReadingAtPath: path), let head = try? handle.read(upToCount: 1000) else {
            FileHandle.standardError.write(Data("“\(path)” cannot be read.\n".utf8))
            throw ExitCode(65)
        }
        syntax = EPCISReader.syntax(of: head)
        try handle.close()
    }

    /// Hands over each event; memory does not grow with the file.
    func read(_ sink: @escaping EPCISReader.Sink) throws -> Report<EPCISDocument> {
        try pass(presuming: [], sink)
    }

    private func pass(
        presuming prefixes: [(prefix: String, namespace: String)], _ sink: @escaping EPCISReader.Sink
    ) throws -> Report<EPCISDocument> {
        guard let handle = FileHandle(forReadingAtPath: path) else { throw ExitCode(65) }
        defer { try? handle.close() }
        return try EPCISReader.read(
            syntax, presuming: prefixes,
            source: { (try? handle.read(upToCount: 1 << 16)).map { Array($0) } ?? [] }, sink: sink)
    }

    /// The findings of a file with a million mistakes are cut at a thousand.
    func validate() -> Outcome {
        var outcome = Outcome()
        do {
            let report = try read { _, findings, _ in
                outcome.events += 1
                if findings.contains(where: { $0.severity == .error }) { outcome.isAccepted = false }
                if outcome.findings.count < 1000 { outcome.findings += findings }
            }
            outcome.findings = report.findings + outcome.findings
            if report.worst == .error { outcome.isAccepted = false }
        } catch let fault as Unreadable {
            outcome.isAccepted = false
            outcome.findings += fault.findings
        } catch {
            outcome.isAccepted = false
        }
        return outcome
    }

    func document() throws -> Report<EPCISDocument> {
        var events: [Event] = []
        var findings: [Finding] = []
        func collect(_ prefixes: [(prefix: String, namespace: String)]) throws -> Report<EPCISDocument> {
            events = []
            findings = []
            return try pass(presuming: prefixes) { event, found, _ in
                if let event { events.append(event) }
                findings += found
            }
        }
        do {
            var report = try collect([])
            if report.findings.contains(where: { $0.code == .contextLate }) { report = try collect(report.value.prefixes) }
            report.value.events = events
            report.findings += findings
            return report
        } catch let fault as Unreadable {
            for finding in fault.findings {
                FileHandle.standardError.write(
                    Data("\(path): \(finding.place) \(finding.message(.en)) \(finding.message(.zh))\n".utf8))
            }
            throw ExitCode(65)
        }
    }

    func hashes(prehash: Bool, dialect: EventHash.Dialect) throws -> [String] {
        let document = try document().value
        let ignored = document.ignoredFields
        return document.events.map {
            prehash
                ? EventHash.preHash(of: $0, ignoring: ignored, dialect: dialect)
                : EventHash.of($0, ignoring: ignored, dialect: dialect)
        }
    }
}
