import ArgumentParser
import EPCIS
import Findings
import Foundation
import Identifiers

/// `yaolian epcis`: Traceability events (EPCIS): validate, hash, convert, query.
struct EPCISCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "epcis", abstract: "Traceability events (EPCIS): validate, hash, convert, query.",
        subcommands: [
            ValidateCommand.self, HashCommand.self, ConvertCommand.self, AnswerCommand.self, MatchCommand.self,
            IdentityCommand.self,
        ])

    struct ValidateCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "validate", abstract: "Checks documents against the standard.",
            discussion: "Exit code 0 when every document is accepted, 1 when one is not, 65 when a file cannot be opened.")

        @Argument(help: "JSON-LD or XML documents.") var files: [String]
        @Flag(help: "Prints one JSON object a file.") var json = false

        func run() throws {
            var isAccepted = true
            for file in files {
                let outcome = try EventFile(file).validate()
                isAccepted = isAccepted && outcome.isAccepted
                if json {
                    print(
                        try EventJSON.object([
                            "file": file, "accepted": outcome.isAccepted, "events": outcome.events,
                            "findings": outcome.findings.map(EventJSON.finding),
                        ]))
                } else {
                    print("\(file): \(outcome.isAccepted ? "accepted" : "rejected"), \(outcome.events) events")
                    for finding in outcome.findings {
                        print("  \(finding.severity.rawValue) \(finding.place): \(finding.message(.en)) \(finding.message(.zh))")
                    }
                }
            }
            if !isAccepted { throw ExitCode(1) }
        }
    }

    struct HashCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "hash", abstract: "Prints the event hash of each event (CBV 2.0, section 8.9), in document order.")

        @Argument(help: "A JSON-LD or XML document.") var file: String
        @Flag(help: "Prints the pre-hash strings instead.") var prehash = false
        @Flag(help: "Keeps every digit and hashes JSON and XML alike, where the reference implementation does not.") var strict =
            false

        func run() throws {
            for line in try EventFile(file).hashes(prehash: prehash, dialect: strict ? .strict : .reference) { print(line) }
        }
    }

    struct ConvertCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "convert", abstract: "Writes a document as EPCIS 2.0 JSON-LD or XML.",
            discussion: "What a document has against the standard is printed to the standard error stream; exit code 1 on an error."
        )

        @Argument(help: "A JSON-LD or XML document, XML 1.x too.") var file: String
        @Option(help: "json or xml.") var to: EPCISReader.Syntax

        func run() throws {
            let report = try EventFile(file).document()
            FileHandle.standardOutput.write(Data(EPCISWriter.write(report.value, to)))
            for finding in report.findings where finding.severity == .error {
                IdentityCommand.complain("\(file): \(finding.place) \(finding.message(.en)) \(finding.message(.zh))")
            }
            if report.worst == .error { throw ExitCode(1) }
        }
    }

    struct AnswerCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "answer",
            abstract: "Answers questions about the events of a document: trace, contents, recall, excursions, breaks.",
            discussion: """
                QUESTIONS.json holds {"queries": [{"op": "trace", "epc": …}, {"op": "contents", "epc": …, "at": …, "recursive": true}, \
                {"op": "recall", "lotNumber": …}, {"op": "excursions", "range": {"min": 2, "max": 8, "uom": "CEL"}}, {"op": "breaks"}]}.
                """)

        @Argument(help: "A JSON-LD or XML document.") var document: String
        @Argument(help: "The questions.") var questions: String
        @Flag(help: "Prints one JSON object; without it one answer a line.") var json = false

        func run() throws {
            guard let data = FileManager.default.contents(atPath: questions),
                let object = try? JSONSerialization.jsonObject(with: data) as? [String: Any],
                let queries = object["queries"] as? [[String: Any]]
            else { throw ValidationError("“\(questions)” holds no {\"queries\": […]}.") }
            let trace = Trace(EventList(try EventFile(document).document().value.events))
            let answers = queries.map { Question($0).answer(trace) }
            if json { return print(try EventJSON.object(["answers": answers])) }
            for answer in answers { print(try EventJSON.object(answer)) }
        }
    }

    struct MatchCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "match", abstract: "Prints the eventID of each event that a query asks for.",
            discussion: """
                QUERY is the query part of an address (EQ_bizStep=shipping&GE_eventTime=…) or the JSON form. Events without eventID are \
                named by their event hash. Exit code 2 when the query is refused.
                """)

        @Argument(help: "A JSON-LD or XML document.") var document: String
        @Argument(help: "The query.") var query: String
        @Flag(help: "Prints one JSON object.") var json = false

        func run() throws {
            let document = try EventFile(document).document().value
            let context = QueryContext(document)
            do {
                let question =
                    query.first == "{"
                    ? try EventQuery(json: Array(query.utf8), context: context) : try EventQuery(get: query, context: context)
                let ids = try question.select(from: document.events, in: context).map { $0.eventID ?? EventHash.of($0) }
                if json { print(try EventJSON.object(["eventIDs": ids])) } else { for id in ids { print(id) } }
            } catch let fault as Unreadable {
                for finding in fault.findings { IdentityCommand.complain("\(finding.message(.en)) \(finding.message(.zh))") }
                throw ExitCode(2)
            }
        }
    }

    struct RelationCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "relation", abstract: "Checks a packing relation file (码上放心 XML), or writes it back.",
            discussion:
                "Exit code 0 when nothing is wrong with codes, nesting and counts, 1 when something is, 65 when the file is unreadable."
        )

        @Argument(help: "The relation file.") var file: String
        @Flag(help: "Writes the file back to the standard output.") var write = false
        @Flag(help: "Prints one JSON object.") var json = false

        func run() throws {
            guard let data = FileManager.default.contents(atPath: file) else { throw ExitCode(65) }
            let report: Report<RelationFile>
            do { report = try RelationFile.read(Array(data)) } catch {
                for finding in error.findings {
                    IdentityCommand.complain("\(file):\(finding.place): \(finding.message(.en)) \(finding.message(.zh))")
                }
                throw ExitCode(65)
            }
            if write { return FileHandle.standardOutput.write(Data(report.value.bytes)) }
            let findings = report.findings
            if json {
                print(
                    try EventJSON.object([
                        "file": file, "accepted": report.worst != .error, "codes": report.value.codes.count,
                        "findings": findings.map(EventJSON.finding),
                    ]))
            } else {
                print("\(file): \(report.value.batches.count) batches, \(report.value.codes.count) codes")
                for finding in findings {
                    print("  \(finding.severity.rawValue) \(finding.place): \(finding.message(.en)) \(finding.message(.zh))")
                }
            }
            if report.worst == .error { throw ExitCode(1) }
        }
    }

    struct IdentityCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "id", abstract: "Writes a GS1 identity in another spelling.",
            discussion: """
                VALUE is an EPC URN, a Digital Link, or an element string: bracketed, or with ^ for FNC1. A URN is written from a link \
                only where the length of the company prefix is known. Exit code 1 when the value is refused.
                """)

        @Argument(help: "The identity.") var value: String
        @Option(help: "dl, urn, canonical or elements.") var to: GS1Value.Spelling
        @Option(help: "Stem of a link made from an element string.") var stem = "https://id.gs1.org"
        @Option(help: "Number of digits in the company prefix.") var gcpLength: Int?
        @Option(help: "A file with lines “PREFIX LENGTH”.") var prefixes: String?
        @Flag(help: "Fills GTIN-8, -12 and -13 in a link.") var permitZeroSuppressed = false
        @Flag(help: "Accepts short names such as /gtin/ in a link.") var permitConvenienceAlphas = false
        @Flag(help: "Keeps numeric parameters that are no known identifier.") var permitUnknownAis = false
        @Flag(help: "Prints one JSON object.") var json = false

        func run() throws {
            var table = CompanyPrefixes()
            if let prefixes { table = CompanyPrefixes(try String(contentsOfFile: prefixes, encoding: .utf8)) }
            var options: DigitalLink.Options = []
            if permitZeroSuppressed { options.insert(.zeroSuppressedGTIN) }
            if permitConvenienceAlphas { options.insert(.shortNames) }
            if permitUnknownAis { options.insert(.unknownAttributes) }
            do {
                let out = try GS1Value(value).written(
                    as: to, stem: stem, options: options, prefixes: table, prefixLength: gcpLength)
                print(json ? try object(out, []) : out)
            } catch let fault as Unreadable {
                if json { print(try object(nil, fault.findings)) }
                for finding in fault.findings { Self.complain("\(value): \(finding.message(.en)) \(finding.message(.zh))") }
                throw ExitCode(1)
            }
        }

        private func object(_ out: String?, _ findings: [Finding]) throws -> String {
            let key = to == .elements ? "elementString" : to.rawValue
            return try EventJSON.object([
                "value": value, "to": to.rawValue, "valid": out != nil, "out": out ?? NSNull(), key: out ?? NSNull(),
                "findings": findings.map(EventJSON.finding),
            ])
        }

        static func complain(_ line: String) { FileHandle.standardError.write(Data((line + "\n").utf8)) }
    }
}

extension EPCISReader.Syntax: @retroactive _SendableMetatype, @retroactive ExpressibleByArgument {}
extension GS1Value.Spelling: @retroactive _SendableMetatype, @retroactive ExpressibleByArgument {}

/// JSON for the command line.
enum EventJSON {
    static func object(_ value: Any) throws -> String {
        let data = try JSONSerialization.data(
            withJSONObject: value, options: [.sortedKeys, .withoutEscapingSlashes, .fragmentsAllowed])
        return String(decoding: data, as: UTF8.self)
    }

    static func finding(_ finding: Finding) -> [String: Any] {
        [
            "code": finding.code.id, "severity": finding.severity.rawValue, "place": finding.place.description,
            "message": ["zh": finding.message(.zh), "en": finding.message(.en)],
        ]
    }
}
