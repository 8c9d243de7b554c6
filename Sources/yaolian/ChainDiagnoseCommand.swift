import ArgumentParser
import ChainTaxonomy
import Complexity
import Findings
import Foundation

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
                print(json ? String(decoding: try ChainJSON.encode(answer), as: UTF8.self) : answer.text, terminator: "")
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
    var convention = Convention.ecomplexity.rawValue
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
