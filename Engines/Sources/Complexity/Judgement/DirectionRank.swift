/// Where a region should push: nodes ranked by a published score whose every part is in the answer.
///
/// score = sum of w_i part_i / sum of w_i, each part in 0...1 and none better when smaller:
/// - relatedness: density of the node in the region;
/// - worth: PCI, min-max over the candidates; pull: share of the local output downstream that the node feeds, each user counted
///   whole; chokepoint: 1 where supply hangs on few makers; growth: of the node in all regions, min-max over the candidates.
///
/// A part that is undefined counts 0 and is named. Stability: the rank with each part left out, and the best and worst rank when
/// each weight is moved up and down by a fifth. Ties keep the order of the ids. Source: this project's own definition.
///
/// ```swift
/// DirectionRank([.init(id: "X14", parts: [.pull: 0.4])], weights: .even).list[0].score
/// ```
public struct DirectionRank: Sendable, Equatable {
    public enum Part: String, Sendable, CaseIterable { case relatedness, worth, pull, chokepoint, growth }

    public struct Weights: Sendable, Equatable {
        public var values: [Part: Double]

        /// Negative and non-finite weights count as zero.
        public init(_ values: [Part: Double]) { self.values = values.mapValues { $0.isFinite ? max($0, 0) : 0 } }

        public static let even = Weights(Dictionary(uniqueKeysWithValues: Part.allCases.map { ($0, 1) }))

        func scaled(_ part: Part, by factor: Double) -> Weights {
            var copy = self
            copy.values[part, default: 0] *= factor
            return copy
        }
    }

    public struct Candidate: Sendable, Equatable {
        public let id: String
        public let parts: [Part: Double]

        /// Parts are clamped to 0...1; a missing part is undefined.
        public init(id: String, parts: [Part: Double]) {
            self.id = id
            self.parts = parts.filter { $0.value.isFinite }.mapValues { min(max($0, 0), 1) }
        }
    }

    public struct Direction: Sendable, Equatable {
        public let id: String
        public let rank: Int
        public let score: Double
        public let parts: [Part: Double]
        public let undefined: [Part]
        /// The rank when the part is left out.
        public let without: [Part: Int]
        /// Best and worst rank while each weight moves by a fifth.
        public let bestRank: Int
        public let worstRank: Int
    }

    public let weights: Weights
    public let list: [Direction]

    public init(_ candidates: [Candidate], weights: Weights) {
        self.weights = weights
        let scores = candidates.map { Self.score($0, weights) }
        let ranks = Self.ranks(candidates, weights)
        let used = Part.allCases.filter { (weights.values[$0] ?? 0) > 0 }
        let without = used.map { ($0, Self.ranks(candidates, weights.scaled($0, by: 0))) }
        let moved = used.flatMap { part in [0.8, 1.2].map { Self.ranks(candidates, weights.scaled(part, by: $0)) } } + [ranks]
        list = candidates.indices.map { place in
            let candidate = candidates[place]
            return Direction(
                id: candidate.id, rank: ranks[place], score: scores[place], parts: candidate.parts,
                undefined: Part.allCases.filter { candidate.parts[$0] == nil },
                without: Dictionary(uniqueKeysWithValues: without.map { ($0, $1[place]) }),
                bestRank: moved.map { $0[place] }.min() ?? ranks[place], worstRank: moved.map { $0[place] }.max() ?? ranks[place])
        }.sorted { $0.rank < $1.rank }
    }

    private static func score(_ candidate: Candidate, _ weights: Weights) -> Double {
        let total = Part.allCases.reduce(0.0) { $0 + (weights.values[$1] ?? 0) }
        if total <= 0 { return 0 }
        return Part.allCases.reduce(0.0) { $0 + (weights.values[$1] ?? 0) * (candidate.parts[$1] ?? 0) } / total
    }

    private static func ranks(_ candidates: [Candidate], _ weights: Weights) -> [Int] {
        let scores = candidates.map { score($0, weights) }
        let order = candidates.indices.sorted { a, b in
            scores[a] != scores[b] ? scores[a] > scores[b] : candidates[a].id < candidates[b].id
        }
        var ranks = [Int](repeating: 0, count: candidates.count)
        for (rank, place) in order.enumerated() { ranks[place] = rank + 1 }
        return ranks
    }

    /// Values stretched to 0...1; all equal become 0.5.
    public static func stretched(_ values: [String: Double]) -> [String: Double] {
        guard let low = values.values.min(), let high = values.values.max() else { return [:] }
        return values.mapValues { high > low ? ($0 - low) / (high - low) : 0.5 }
    }
}

extension DirectionRank {
    /// Ranks the missing, weak and threatened nodes of a diagnosis.
    public init(
        _ table: ValueTable, _ diagnosis: ChainDiagnosis, supplies: [(supplier: String, user: String)], chokepoints: Set<String>,
        weights: Weights, convention: Convention = .ecomplexity
    ) {
        let wanted: Set<ChainDiagnosis.Status> = [.missing, .weak, .atRisk]
        let ids = diagnosis.nodes.filter { wanted.contains($0.status) }.map(\.id)
        let presence = Presence(table, rule: .quotient(threshold: 1), convention: convention)
        let complexity = Complexity(presence, convention: convention)
        let opportunity = Opportunity(table, presence, complexity, Proximity(presence))
        let places = Dictionary(uniqueKeysWithValues: table.industries.enumerated().map { ($1, $0) })
        var near: [String: Double] = [:]
        var worth: [String: Double] = [:]
        if let region = table.regions.firstIndex(of: diagnosis.region) {
            let rows = opportunity.rows(region..<(region + 1))
            for id in ids {
                guard let place = places[id] else { continue }
                worth[id] = complexity.industryIndex[place]
                if opportunity.isDensityDefined(region: region, industry: place) {
                    near[id] = rows.density(region: region, industry: place)
                }
            }
        }
        worth = Self.stretched(worth)
        let pull = Self.pull(diagnosis, supplies)
        let growth = Self.stretched(diagnosis.peerGrowth.filter { ids.contains($0.key) })
        let candidates = ids.map { id in
            var parts: [Part: Double] = [.chokepoint: chokepoints.contains(id) ? 1 : 0]
            parts[.relatedness] = near[id]
            parts[.worth] = worth[id]
            parts[.pull] = pull[id]
            parts[.growth] = growth[id]
            return Candidate(id: id, parts: parts)
        }
        self.init(candidates, weights: weights)
    }

    /// Share of the local value of all nodes that are users of something which the node feeds.
    private static func pull(_ diagnosis: ChainDiagnosis, _ supplies: [(supplier: String, user: String)]) -> [String: Double] {
        let values = Dictionary(diagnosis.nodes.map { ($0.id, $0.value) }, uniquingKeysWith: { first, _ in first })
        var users: [String: Set<String>] = [:]
        for edge in supplies { users[edge.supplier, default: []].insert(edge.user) }
        let downstream = Set(supplies.map(\.user)).sorted().reduce(0.0) { $0 + (values[$1] ?? 0) }
        if downstream <= 0 { return [:] }
        return users.mapValues { $0.sorted().reduce(0.0) { $0 + (values[$1] ?? 0) } / downstream }
    }
}
