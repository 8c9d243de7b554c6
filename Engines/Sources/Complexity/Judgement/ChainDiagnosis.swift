/// What a region has of a chain, node by node: strong, weak, missing, at risk, or more than the data can tell.
///
/// | status | rule (thresholds are arguments) |
/// | --- | --- |
/// | `cannot tell` | the value is withheld, or LQ is beyond a threshold while the limits of the firm-count LQ reach beyond the other |
/// | `missing` | no active firm, and a node with LQ >= strong here takes it as input |
/// | `weak` | present, and LQ < weak, or one firm has more than the dominance share, or the firms' HHI is above its limit, or the growth gap to all regions is below its limit |
/// | `at risk` | LQ >= strong, and it fell by more than the loss limit since the earlier year, or no more than a few firms carry it |
/// | `strong` | LQ >= strong, none of the above |
/// | `ordinary`, `absent` | present between the thresholds; not present and not missed |
///
/// The first rule that holds decides; all that hold are in the evidence, each with its figure and threshold. LQ is by value
/// against all regions of the table. Source: this project's own definitions.
///
/// ```swift
/// let diagnosis = ChainDiagnosis(table, region: "泰州", supplies: [("X14", "B02")], firms: firms)
/// diagnosis?.nodes.filter { $0.status == .missing }
/// ```
public struct ChainDiagnosis: Sendable {
    public enum Status: String, Sendable, CaseIterable {
        case cannotTell = "cannot tell"
        case missing, weak
        case atRisk = "at risk"
        case strong, ordinary, absent
    }

    public struct Thresholds: Sendable, Equatable {
        public var strong = 1.0
        public var weak = 0.5
        public var dominance = 0.7
        public var concentration = 0.5
        public var growthGap = -0.05
        public var loss = 0.2
        /// A strong node with at most so many firms is at risk.
        public var fewFirms = 2
        public var level = 0.95

        public init() {}
    }

    /// What is known of one node besides its value.
    public struct Known: Sendable, Equatable {
        public var firms: Int?
        public var largestShare: Double?
        public var firmHerfindahl: Double?
        /// The value is withheld; nothing may be concluded from its absence.
        public var isWithheld: Bool

        public init(firms: Int? = nil, largestShare: Double? = nil, firmHerfindahl: Double? = nil, isWithheld: Bool = false) {
            self.firms = firms
            self.largestShare = largestShare
            self.firmHerfindahl = firmHerfindahl
            self.isWithheld = isWithheld
        }
    }

    /// One rule that held, with the figure it saw.
    public struct Evidence: Sendable, Equatable {
        public let rule: String
        public let figure: Double
        public let threshold: Double
        /// Nodes that the rule speaks of, such as the users of a missing one.
        public let nodes: [String]
    }

    public struct Node: Sendable, Equatable {
        public let id: String
        public let status: Status
        public let value: Double
        public let quotient: Double?
        /// Limits of the firm-count quotient, where firms are counted.
        public let interval: PoissonInterval?
        public let shrunken: Double?
        public let growth: Double?
        public let growthGap: Double?
        public let evidence: [Evidence]
    }

    public let region: String
    public let nodes: [Node]
    /// Growth of a node in all regions, where an earlier year is known.
    let peerGrowth: [String: Double]

    /// Nil where the table does not know the region. `firms` counts firms by region and node, all regions.
    public init?(
        _ table: ValueTable, region key: String, supplies: [(supplier: String, user: String)], nodes listed: [String]? = nil,
        earlier: ValueTable? = nil, firms: ValueTable? = nil, known: [String: Known] = [:], thresholds: Thresholds = Thresholds()
    ) {
        guard let region = table.regions.firstIndex(of: key) else { return nil }
        self.region = key
        let facts = Facts(table, region: region, earlier: earlier, firms: firms, known: known)
        var users: [String: [String]] = [:]
        for edge in supplies { users[edge.supplier, default: []].append(edge.user) }
        let quotients = Dictionary(
            uniqueKeysWithValues: table.industries.indices.compactMap { place in
                table.quotient(region: region, industry: place).map { (table.industries[place], $0) }
            })
        let ids = listed ?? table.industries
        nodes = ids.map { id in
            let strongUsers = (users[id] ?? []).filter { (quotients[$0] ?? 0) >= thresholds.strong }
            return facts.judge(id, quotient: quotients[id], users: strongUsers, thresholds)
        }
        peerGrowth = facts.peerGrowth
    }
}

/// The figures of one region, looked up by node.
private struct Facts {
    let table: ValueTable
    let region: Int
    let places: [String: Int]
    let known: [String: ChainDiagnosis.Known]
    var before: [String: (value: Double, quotient: Double?)] = [:]
    var peerGrowth: [String: Double] = [:]
    var counts: [String: (count: Int, expected: Double)] = [:]
    var shrinkage: QuotientShrinkage?

    init(_ table: ValueTable, region: Int, earlier: ValueTable?, firms: ValueTable?, known: [String: ChainDiagnosis.Known]) {
        self.table = table
        self.region = region
        self.known = known
        places = Dictionary(uniqueKeysWithValues: table.industries.enumerated().map { ($1, $0) })
        if let earlier, let row = earlier.regions.firstIndex(of: table.regions[region]) {
            for (place, id) in earlier.industries.enumerated() {
                before[id] = (earlier.value(region: row, industry: place), earlier.quotient(region: row, industry: place))
                if let now = places[id], earlier.industryTotals[place] > 0 {
                    peerGrowth[id] = table.industryTotals[now] / earlier.industryTotals[place] - 1
                }
            }
        }
        if let firms, let row = firms.regions.firstIndex(of: table.regions[region]) {
            for (place, id) in firms.industries.enumerated() {
                let expected = firms.regionTotals[row] * firms.industryTotals[place] / firms.total
                let count = firms.value(region: row, industry: place).rounded()
                if expected > 0, count <= 1e9 { counts[id] = (Int(count), expected) }
            }
            shrinkage = QuotientShrinkage(counts: counts.values.map(\.count), expected: counts.values.map(\.expected))
        }
    }

    func judge(_ id: String, quotient: Double?, users: [String], _ limits: ChainDiagnosis.Thresholds) -> ChainDiagnosis.Node {
        let facts = known[id]
        let value = places[id].map { table.value(region: region, industry: $0) } ?? 0
        let count = facts?.firms ?? counts[id]?.count
        let interval = counts[id].flatMap { PoissonInterval(count: $0.count, expected: $0.expected, level: limits.level) }
        let growth = before[id].flatMap { $0.value > 0 ? value / $0.value - 1 : nil }
        let gap = growth.flatMap { growth in peerGrowth[id].map { growth - $0 } }
        let isPresent = count.map { $0 > 0 } ?? (value > 0)
        var evidence: [ChainDiagnosis.Evidence] = []
        func note(_ rule: String, _ figure: Double, _ threshold: Double, _ nodes: [String] = []) {
            evidence.append(ChainDiagnosis.Evidence(rule: rule, figure: figure, threshold: threshold, nodes: nodes))
        }
        var status = ChainDiagnosis.Status.absent
        if facts?.isWithheld == true {
            note("withheld", 0, 0)
            status = .cannotTell
        } else if !isPresent {
            if !users.isEmpty {
                note("users", Double(users.count), 1, users)
                status = .missing
            }
        } else {
            status = present(id, quotient, count, interval, gap, facts, limits, note)
        }
        return ChainDiagnosis.Node(
            id: id, status: status, value: value, quotient: quotient, interval: interval,
            shrunken: counts[id].flatMap { cell in shrinkage?.value(count: cell.count, expected: cell.expected) }, growth: growth,
            growthGap: gap, evidence: evidence)
    }

    private func present(
        _ id: String, _ quotient: Double?, _ count: Int?, _ interval: PoissonInterval?, _ gap: Double?,
        _ facts: ChainDiagnosis.Known?, _ limits: ChainDiagnosis.Thresholds,
        _ note: (String, Double, Double, [String]) -> Void
    ) -> ChainDiagnosis.Status {
        let quotient = quotient ?? 0
        var status = quotient >= limits.strong ? ChainDiagnosis.Status.strong : .ordinary
        if quotient >= limits.strong {
            note("quotient", quotient, limits.strong, [])
            if let before = before[id]?.quotient, before > 0, 1 - quotient / before > limits.loss {
                note("loss", 1 - quotient / before, limits.loss, [])
                status = .atRisk
            }
            if let count, count <= limits.fewFirms {
                note("few firms", Double(count), Double(limits.fewFirms), [])
                status = .atRisk
            }
        }
        var structural = false
        if let share = facts?.largestShare, share > limits.dominance {
            note("dominance", share, limits.dominance, [])
            structural = true
        }
        if let herfindahl = facts?.firmHerfindahl, herfindahl > limits.concentration {
            note("concentration", herfindahl, limits.concentration, [])
            structural = true
        }
        if let gap, gap < limits.growthGap {
            note("growth gap", gap, limits.growthGap, [])
            structural = true
        }
        if quotient < limits.weak { note("low quotient", quotient, limits.weak, []) }
        if structural { return .weak }
        // The limits of the count speak only against a verdict that rests on the quotient alone.
        if let interval {
            if quotient < limits.weak, interval.upper >= limits.strong {
                note("upper limit", interval.upper, limits.strong, [])
                return .cannotTell
            }
            if quotient >= limits.strong, interval.lower < limits.weak, status == .strong {
                note("lower limit", interval.lower, limits.weak, [])
                return .cannotTell
            }
        }
        return quotient < limits.weak ? .weak : status
    }
}
