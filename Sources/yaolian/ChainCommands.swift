import ArgumentParser
import ChainTaxonomy
import Findings
import Foundation

/// `yaolian chain`: Industry chains: check a taxonomy, label firms, diagnose a region.
struct ChainCommands: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "chain", abstract: "Industry chains: taxonomy, labels, diagnosis.",
        subcommands: [CheckCommand.self, LabelCommand.self, DiagnoseCommand.self])

    static let usualTaxonomy = "Content/chains/biomed.yaml"

    struct CheckCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "check", abstract: "Checks a taxonomy: ids, stages, codes, circles of supply, orphans.",
            discussion: "Exit code 1 where something is wrong, 65 where the file cannot be read.")

        @Argument(help: "The taxonomy file.") var file: String
        @Flag(help: "Print the findings as JSON.") var json = false

        func run() throws {
            let report = try ChainFile(path: file).read(json: json)
            let taxonomy = report.value
            let errors = report.findings.count { $0.severity == .error }
            if json {
                let summary = Checked(
                    status: errors == 0 ? "ok" : "failed", version: taxonomy.version, chains: taxonomy.chains.count,
                    nodes: taxonomy.nodes.count, edges: taxonomy.supplies.count, findings: report.findings.map(FindingRow.init))
                print(String(decoding: try ChainJSON.encode(summary), as: UTF8.self), terminator: "")
            } else {
                for finding in report.findings {
                    print("\(file):\(finding.place): \(finding.severity.rawValue): \(finding.message(.en))")
                }
                print(
                    "\(taxonomy.chains.count) chains, \(taxonomy.nodes.count) nodes, \(taxonomy.supplies.count) supplies, \(errors) errors"
                )
            }
            if errors > 0 { throw ExitCode(1) }
        }

        struct Checked: Encodable {
            var status: String
            var version: String
            var chains: Int
            var nodes: Int
            var edges: Int
            var findings: [FindingRow]
        }
    }

    struct LabelCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "label", abstract: "Labels firms with chain nodes from the text of their business scope.",
            discussion:
                "Prints for each firm its nodes, the clause that spoke with its place in the text, and the confidence of the rule.")

        @Argument(help: "The table of firms, .csv or .csv.gz.") var file: String
        @Option(help: "The column with the business scope.") var scopeColumn: String
        @Option(help: "The column that identifies the firm.") var idColumn = "credit_code"
        @Option(help: "The column with the firm's name; by default “name” where there is one.") var nameColumn: String?
        @Option(help: "The taxonomy file; by default the biomedical chain, which also lends its verbs to a file without any.")
        var taxonomy: String?
        @Flag(help: "Print JSON; else lines of id, node, confidence and clause.") var json = false

        func run() throws {
            var taxonomy = try ChainFile(path: taxonomy ?? ChainFile.usual()).read(json: false).value
            if taxonomy.words.verbs.values.allSatisfy(\.isEmpty) {
                taxonomy = taxonomy.reading(with: try ChainFile(path: ChainFile.usual()).read(json: false).value.words)
            }
            let table = try FirmTable.read(try ByteSource(path: file).bytes(limit: 1 << 30))
            guard let scope = table.column(scopeColumn) else {
                throw ValidationError(
                    "There is no column “\(scopeColumn)”. The header is: \(table.header.joined(separator: ", ")).")
            }
            let id = table.column(idColumn)
            let name = table.column(nameColumn ?? "name")
            if let nameColumn, name == nil { throw ValidationError("There is no column “\(nameColumn)”.") }
            let labels = ScopeLabels(taxonomy)
            var out = LabelText(json: json, version: "\(taxonomy.version)/\(ScopeLabels.rules)")
            for row in 0..<table.rowCount {
                let firm = id.map { table.field(row, $0) } ?? String(row + 1)
                out.add(firm, labels.label(table.field(row, scope), name: name.map { table.field(row, $0) } ?? ""))
            }
            FileHandle.standardOutput.write(Data(out.finished))
        }
    }
}

/// A taxonomy file, and where the usual one lies.
struct ChainFile {
    let path: String

    func read(json: Bool) throws -> Report<ChainTaxonomy> {
        do {
            return try ChainTaxonomy.read(try ByteSource(path: path).bytes(limit: 16 << 20))
        } catch let refusal as Unreadable {
            for finding in refusal.findings { printError("\(path):\(finding.place): \(finding.message(.en))") }
            if json {
                let rows = refusal.findings.map(FindingRow.init)
                print(String(decoding: try ChainJSON.encode(["findings": rows]), as: UTF8.self), terminator: "")
            }
            throw ExitCode(65)
        }
    }

    /// Below the working folder, or below a folder above the executable.
    static func usual() -> String {
        let name = ChainCommands.usualTaxonomy
        if FileManager.default.isReadableFile(atPath: name) { return name }
        var folder = URL(fileURLWithPath: CommandLine.arguments.first ?? "").resolvingSymlinksInPath().deletingLastPathComponent()
        if let own = Bundle.main.executableURL { folder = own.resolvingSymlinksInPath().deletingLastPathComponent() }
        for _ in 0..<6 {
            let candidate = folder.appendingPathComponent(name).path
            if FileManager.default.isReadableFile(atPath: candidate) { return candidate }
            folder.deleteLastPathComponent()
        }
        return name
    }
}

/// The labels as text, written by hand: twenty thousand firms should not wait for an encoder.
private struct LabelText {
    let json: Bool
    let version: String
    private var out = ""
    private var isFirst = true

    init(json: Bool, version: String) {
        self.json = json
        self.version = version
        if json { out = "[" }
    }

    mutating func add(_ firm: String, _ labels: [ScopeLabel]) {
        if !json {
            for label in labels {
                out += "\(firm)\t\(label.node)\t\(label.confidence)\t\(label.start)..<\(label.end)\t\(label.clause)\n"
            }
            return
        }
        out += isFirst ? "\n" : ",\n"
        isFirst = false
        out += "{\"credit_code\":\(Self.quoted(firm)),\"rules\":\(Self.quoted(version)),\"nodes\":["
        for (place, label) in labels.enumerated() {
            if place > 0 { out += "," }
            out += "{\"id\":\(Self.quoted(label.node)),\"clause\":\(Self.quoted(label.clause)),\"start\":\(label.start)"
            out += ",\"end\":\(label.end),\"confidence\":\((label.confidence * 100).rounded() / 100)}"
        }
        out += "]}"
    }

    var finished: [UInt8] { Array((json ? out + "\n]\n" : out).utf8) }

    private static func quoted(_ text: String) -> String {
        var out = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": out += "\\\""
            case "\\": out += "\\\\"
            case "\n": out += "\\n"
            case "\r": out += "\\r"
            case "\t": out += "\\t"
            case _ where scalar.value < 0x20:
                let hex = String(scalar.value, radix: 16)
                out += "\\u" + String(repeating: "0", count: 4 - hex.count) + hex
            default: out.unicodeScalars.append(scalar)
            }
        }
        return out + "\""
    }
}
