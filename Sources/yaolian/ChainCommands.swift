import ArgumentParser
import ChainTaxonomy
import Complexity
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
                print(String(decoding: try JSONText.encode(summary), as: UTF8.self), terminator: "")
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
        @Option(help: "The taxonomy file; by default the biomedical chain.") var taxonomy: String?
        @Flag(help: "Print JSON; else lines of id, node, confidence and clause.") var json = false

        func run() throws {
            let taxonomy = try ChainFile(path: taxonomy ?? ChainFile.usual()).read(json: false).value
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

extension ChainCommands {
    struct DiagnoseCommand: ParsableCommand {
        static let configuration = CommandConfiguration(
            commandName: "diagnose", abstract: "Says what a region has of a chain: strong, weak, missing, at risk, cannot tell.",
            discussion: """
                Reads a table with a row for a region and a node of the taxonomy. With a year column the last year is judged, or the \
                second of --years against the first. Every verdict carries its evidence; the directions carry their score, its parts \
                and their stability.
                """)

        @Argument(help: "The table of values, .csv or .csv.gz.") var values: String
        @Option(help: "The region to diagnose.") var target: String
        @Option(help: "The column that names the region.") var region: String
        @Option(help: "The column that names the node.") var node: String
        @Option(help: "The column that holds the value.") var value: String
        @Option(help: "The column that counts the firms.") var firms: String?
        @Option(help: "The column with the largest firm's share, 0 to 1.") var largest: String?
        @Option(help: "The column that names the year.") var year: String?
        @Option(help: "T1,T2: the second year is judged, growth is from the first.") var years: String?
        @Option(help: "Only the nodes of this chain.") var chain: String?
        @Option(help: "The taxonomy file; by default the biomedical chain.") var taxonomy: String?
        @Option(help: "A threshold, NAME=NUMBER: strong, weak, dominance, concentration, growth-gap, loss, few-firms, level.")
        var threshold: [String] = []
        @Option(help: "A weight of the direction score, NAME=NUMBER: relatedness, worth, pull, chokepoint, growth.")
        var weight: [String] = []
        @Flag(help: "Print JSON.") var json = false

        func run() throws {
            let taxonomy = try ChainFile(path: taxonomy ?? ChainFile.usual()).read(json: false).value
            let limits = try thresholds()
            do {
                let chosen = try chosenYears()
                let table = try read(value, year: chosen.later)
                let earlier = try chosen.earlier.map { try read(value, year: $0) }
                let counts = try firms.map { try read($0, year: chosen.later) }
                let known = try largest.map { try shares(try read($0, year: chosen.later)) } ?? [:]
                let ids = taxonomy.nodes.filter { chain == nil || $0.chains.contains(chain ?? "") }.map(\.id)
                let supplies = taxonomy.supplies.map {
                    (supplier: taxonomy.nodes[$0.supplier].id, user: taxonomy.nodes[$0.user].id)
                }
                guard
                    let diagnosis = ChainDiagnosis(
                        table, region: target, supplies: supplies, nodes: ids, earlier: earlier, firms: counts, known: known,
                        thresholds: limits)
                else { throw ValidationError("The table has no region “\(target)”.") }
                let names = Dictionary(taxonomy.nodes.map { ($0.id, $0.zh) }, uniquingKeysWith: { first, _ in first })
                let directions = DirectionRank(
                    table, diagnosis, supplies: supplies, chokepoints: Set(taxonomy.nodes.filter(\.isChokepoint).map(\.id)),
                    weights: try weights())
                let unknown = table.industries.filter { taxonomy[$0] == nil }
                let answer = DiagnosisAnswer(diagnosis, directions, names: names, year: chosen.later, unknown: unknown, limits)
                print(json ? String(decoding: try JSONText.encode(answer), as: UTF8.self) : answer.text, terminator: "")
            } catch let refusal as Unreadable {
                for finding in refusal.findings { printError("\(values):\(finding.place): \(finding.message(.en))") }
                throw ExitCode(65)
            }
        }

        private func cells(_ column: String) throws -> CellList {
            var reader = ValueReader(columns: .init(region: region, industry: node, value: column, year: year), duplicates: .refuse)
            try ByteSource(path: values).each { reader.feed($0) }
            return try reader.finish().value
        }

        private func read(_ column: String, year: String?) throws -> ValueTable { try cells(column).table(year: year).value }

        private func chosenYears() throws -> (earlier: String?, later: String?) {
            if year == nil {
                if years != nil { throw ValidationError("--years needs --year COL.") }
                return (nil, nil)
            }
            let chosen = try years?.split(separator: ",").map(String.init) ?? cells(value).yearKeys.suffix(1)
            if !(1...2).contains(chosen.count) { throw ValidationError("years: write T or T1,T2.") }
            return (chosen.count == 2 ? chosen.first : nil, chosen.last)
        }

        private func shares(_ table: ValueTable) throws -> [String: ChainDiagnosis.Known] {
            guard let row = table.regions.firstIndex(of: target) else { return [:] }
            var known: [String: ChainDiagnosis.Known] = [:]
            for (place, id) in table.industries.enumerated() {
                let share = table.value(region: row, industry: place)
                if share > 1 { throw ValidationError("The largest firm's share of \(id) is \(share), above 1.") }
                if share > 0 { known[id] = ChainDiagnosis.Known(largestShare: share) }
            }
            return known
        }

        private func pairs(_ list: [String]) throws -> [(String, Double)] {
            try list.map { entry in
                let parts = entry.split(separator: "=", maxSplits: 1)
                guard parts.count == 2, let number = Double(parts[1]), number.isFinite else {
                    throw ValidationError("“\(entry)”: write NAME=NUMBER.")
                }
                return (String(parts[0]), number)
            }
        }

        private func thresholds() throws -> ChainDiagnosis.Thresholds {
            var limits = ChainDiagnosis.Thresholds()
            for (name, number) in try pairs(threshold) {
                switch name {
                case "strong": limits.strong = number
                case "weak": limits.weak = number
                case "dominance": limits.dominance = number
                case "concentration": limits.concentration = number
                case "growth-gap": limits.growthGap = number
                case "loss": limits.loss = number
                case "few-firms": limits.fewFirms = Int(exactly: number.rounded()) ?? 0
                case "level": limits.level = number
                default: throw ValidationError("There is no threshold “\(name)”.")
                }
            }
            return limits
        }

        private func weights() throws -> DirectionRank.Weights {
            var weights = DirectionRank.Weights.even
            for (name, number) in try pairs(weight) {
                guard let part = DirectionRank.Part(rawValue: name) else { throw ValidationError("There is no weight “\(name)”.") }
                weights.values[part] = max(number, 0)
            }
            return weights
        }
    }
}

/// What `chain diagnose` prints.
private struct DiagnosisAnswer: Encodable {
    struct Node: Encodable {
        var id: String
        var zh: String
        var status: String
        var value: Double
        var quotient: Double?
        var lower: Double?
        var upper: Double?
        var shrunken: Double?
        var growth: Double?
        var growthGap: Double?
        var evidence: [Evidence]
    }

    struct Evidence: Encodable {
        var rule: String
        var figure: Double
        var threshold: Double
        var nodes: [String]
    }

    struct Direction: Encodable {
        var id: String
        var zh: String
        var rank: Int
        var score: Double
        var parts: [String: Double]
        var undefined: [String]
        var rankWithout: [String: Int]
        var bestRank: Int
        var worstRank: Int
    }

    var region: String
    var year: String?
    var denominator = "all regions of the table"
    var thresholds: [String: Double]
    var weights: [String: Double]
    var counts: [String: Int]
    var nodes: [Node]
    var directions: [Direction]
    /// Keys of the table that the taxonomy does not know.
    var unknownNodes: [String]

    init(
        _ diagnosis: ChainDiagnosis, _ rank: DirectionRank, names: [String: String], year: String?, unknown: [String],
        _ limits: ChainDiagnosis.Thresholds
    ) {
        region = diagnosis.region
        self.year = year
        thresholds = [
            "strong": limits.strong, "weak": limits.weak, "dominance": limits.dominance, "concentration": limits.concentration,
            "growth_gap": limits.growthGap, "loss": limits.loss, "few_firms": Double(limits.fewFirms), "level": limits.level,
        ]
        weights = Dictionary(uniqueKeysWithValues: rank.weights.values.map { ($0.rawValue, $1) })
        counts = Dictionary(diagnosis.nodes.map { ($0.status.rawValue, 1) }, uniquingKeysWith: +)
        nodes = diagnosis.nodes.map { node in
            Node(
                id: node.id, zh: names[node.id] ?? "", status: node.status.rawValue, value: node.value, quotient: node.quotient,
                lower: node.interval?.lower, upper: node.interval?.upper, shrunken: node.shrunken, growth: node.growth,
                growthGap: node.growthGap,
                evidence: node.evidence.map { Evidence(rule: $0.rule, figure: $0.figure, threshold: $0.threshold, nodes: $0.nodes) }
            )
        }
        directions = rank.list.map { direction in
            Direction(
                id: direction.id, zh: names[direction.id] ?? "", rank: direction.rank, score: direction.score,
                parts: Dictionary(uniqueKeysWithValues: direction.parts.map { ($0.rawValue, $1) }),
                undefined: direction.undefined.map(\.rawValue),
                rankWithout: Dictionary(uniqueKeysWithValues: direction.without.map { ($0.rawValue, $1) }),
                bestRank: direction.bestRank, worstRank: direction.worstRank)
        }
        unknownNodes = unknown
    }

    var text: String {
        var lines: [String] = []
        for status in ChainDiagnosis.Status.allCases {
            let listed = nodes.filter { $0.status == status.rawValue }
            if listed.isEmpty || status == .absent { continue }
            lines.append("\(status.rawValue): \(listed.count)")
            for node in listed where status != .ordinary {
                let why = node.evidence.map {
                    "\($0.rule) \($0.figure)\($0.nodes.isEmpty ? "" : " (\($0.nodes.joined(separator: " ")))")"
                }
                lines.append("  \(node.id) \(node.zh): \(why.joined(separator: "; "))")
            }
        }
        lines.append("directions:")
        for direction in directions.prefix(20) {
            lines.append(
                "  \(direction.rank). \(direction.id) \(direction.zh) \(direction.score) [\(direction.bestRank)-\(direction.worstRank)]"
            )
        }
        if !unknownNodes.isEmpty { lines.append("not in the taxonomy: \(unknownNodes.prefix(20).joined(separator: ", "))") }
        return lines.joined(separator: "\n") + "\n"
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
                print(String(decoding: try JSONText.encode(["findings": rows]), as: UTF8.self), terminator: "")
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
