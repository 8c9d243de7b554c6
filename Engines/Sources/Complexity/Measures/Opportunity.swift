/// How near each industry is to what a region has, and what reaching it would open: density, distance, COG and COI.
///
/// - Density d_cp = sum_q M_cq phi_pq / sum_q phi_pq, 0...1; distance is 1 - density. With `neighbours` k the sums run over the k
///   industries nearest to p, p itself among them, weighted by proximity.
/// - COG_cp = (1 - M_cp) sum_q (1 - M_cq) phi_pq q_q / (sum_r phi_qr) / sd c, with the raw signed q, no centring. Under
///   `atlas-COG` PCI stands in place of q / sd c, and d_cp PCI_p is taken off.
/// - COI_c = z-score over regions (own mean, population sd) of sum_p d_cp (1 - M_cp) q_p, within the region's part; 0 where the
///   part's regions do not differ.
///
/// An industry without presence has no density and no gain; a region without activity has none either. Sources: Hausmann et
/// al. 2014; ecomplexity 0.5.3. Rows are made where asked, so one region costs one row.
///
/// ```swift
/// let opportunity = Opportunity(table, presence, complexity, proximity)
/// let rows = opportunity.rows(3..<4)
/// rows.density(region: 3, industry: 7)
/// ```
public struct Opportunity: Sendable {
    public let convention: Convention
    let presence: Presence
    let proximity: Proximity
    let isActive: [Bool]
    /// q_q / sd c, or PCI under `atlas-COG`; 0 where undefined. In the sums of COG it is divided by the industry's own sum of phi.
    private let worths: [Double]
    private let gainWeights: [Double]
    private let rawIndustry: [Double]
    private let isGainDefined: [Bool]
    /// sum_q phi_pq weight_q.
    private let weighted: [Double]
    private let neighbours: Neighbours?

    public init(
        _ table: ValueTable, _ presence: Presence, _ complexity: Complexity, _ proximity: Proximity, neighbours: Int? = nil
    ) {
        convention = complexity.convention
        self.presence = presence
        self.proximity = proximity
        isActive = table.regionTotals.map { $0 > 0 }
        let spreads = complexity.components.ofIndustry.map { part in part.flatMap { complexity.parts[$0].spread } }
        let means = complexity.components.ofIndustry.map { part in part.map { complexity.parts[$0].mean } ?? 0 }
        let raw = complexity.rawIndustry.map { $0 ?? 0 }
        rawIndustry = raw
        isGainDefined = complexity.rawIndustry.indices.map { complexity.rawIndustry[$0] != nil && spreads[$0] != nil }
        let isAtlas = complexity.convention == .atlas
        let worths = raw.indices.map { industry -> Double in
            guard let spread = spreads[industry] else { return 0 }
            return (isAtlas ? raw[industry] - means[industry] : raw[industry]) / spread
        }
        self.worths = worths
        gainWeights = worths.indices.map { proximity.sums[$0] > 0 ? worths[$0] / proximity.sums[$0] : 0 }
        weighted = Opportunity.products(proximity, gainWeights)
        self.neighbours = neighbours.map { Neighbours(proximity, count: $0) }
    }

    /// Density, gain and the raw index of a range of regions.
    public struct Rows: Sendable {
        public let regions: Range<Int>
        let industries: Int
        /// NaN never leaves: undefined cells are told by `isDensityDefined` and the like.
        var densities: [Double]
        var gains: [Double]
        public internal(set) var rawIndex: [Double]
    }

    public func isDensityDefined(region: Int, industry: Int) -> Bool { isActive[region] && presence.ubiquity[industry] > 0 }
    public func isGainDefined(region: Int, industry: Int) -> Bool { isActive[region] && isGainDefined[industry] }

    public func rows(_ regions: Range<Int>) -> Rows {
        let count = proximity.count
        var rows = Rows(
            regions: regions, industries: count, densities: [Double](repeating: 0, count: regions.count * count),
            gains: [Double](repeating: 0, count: regions.count * count), rawIndex: [])
        accumulate(regions, &rows)
        for region in regions { rows.rawIndex.append(finish(region, &rows)) }
        return rows
    }

    /// sum_q M_cq phi_pq and sum_q M_cq phi_pq weight_q, strip by strip: a strip of phi stays in the cache for all regions.
    private func accumulate(_ regions: Range<Int>, _ rows: inout Rows) {
        let count = proximity.count
        let width = Proximity.width
        for strip in 0..<(count + width - 1) / width {
            let first = strip * width
            let filled = min(width, count - first)
            for region in regions {
                let (near, gain) = sums(strip: strip, region: region)
                let out = (region - regions.lowerBound) * count + first
                for lane in 0..<filled {
                    rows.densities[out + lane] = near[lane]
                    rows.gains[out + lane] = gain[lane]
                }
            }
        }
    }

    private func sums(strip: Int, region: Int) -> (SIMD8<Double>, SIMD8<Double>) {
        proximity.strips.withUnsafeBytes { strips in
            presence.columns.withUnsafeBufferPointer { columns in
                gainWeights.withUnsafeBufferPointer { weights in
                    var near = SIMD8<Double>.zero
                    var gain = SIMD8<Double>.zero
                    let base = strip * proximity.count * Proximity.width * 8
                    for at in presence.starts[region]..<presence.starts[region + 1] {
                        let q = Int(columns[at])
                        let phi = strips.loadUnaligned(fromByteOffset: base + q * Proximity.width * 8, as: SIMD8<Double>.self)
                        near += phi
                        gain += phi * weights[q]
                    }
                    return (near, gain)
                }
            }
        }
    }

    /// Turns the sums of one region into density and gain; returns its raw opportunity index.
    private func finish(_ region: Int, _ rows: inout Rows) -> Double {
        let base = (region - rows.regions.lowerBound) * rows.industries
        var present = presence.industries(of: region)[...]
        let held = neighbours.map { $0.density(presence.industries(of: region)) }
        var index = CompensatedSum()
        for industry in 0..<rows.industries {
            let isPresent = present.first.map { Int($0) == industry } ?? false
            if isPresent { present = present.dropFirst() }
            let all = proximity.sums[industry]
            if all <= 0 { continue }
            let density = held?[industry] ?? min(rows.densities[base + industry] / all, 1)
            rows.densities[base + industry] = density
            if isPresent {
                rows.gains[base + industry] = 0
                continue
            }
            index.add(density * rawIndustry[industry])
            var gain = weighted[industry] - rows.gains[base + industry]
            if convention == .atlas { gain -= density * worths[industry] }
            rows.gains[base + industry] = gain
        }
        return index.value
    }

    private static func products(_ proximity: Proximity, _ weights: [Double]) -> [Double] {
        proximity.strips.withUnsafeBufferPointer { strips in
            (0..<proximity.count).map { p in
                var sum = 0.0
                var at = p / Proximity.width * proximity.count * Proximity.width + p % Proximity.width
                for q in 0..<proximity.count {
                    sum += strips[at] * weights[q]
                    at += Proximity.width
                }
                return sum
            }
        }
    }

    /// COI of every region from the raw sums, nil with its reason where undefined.
    public func outlook(_ raw: [Double], _ complexity: Complexity) -> (values: [Double?], reasons: [Undefined?]) {
        var values = [Double?](repeating: nil, count: raw.count)
        var reasons = complexity.regionReasons
        for (number, regions) in complexity.components.regions.enumerated() {
            if complexity.parts[number].statuses.contains(.notConverged) { continue }
            let scale: (mean: Double, spread: Double)? = meanAndSpread(regions.map { raw[$0] })
            for region in regions {
                values[region] = scale.map { (raw[region] - $0.mean) / $0.spread } ?? 0
                reasons[region] = nil
            }
        }
        return (values, reasons)
    }
}

extension Opportunity.Rows {
    public func density(region: Int, industry: Int) -> Double { densities[(region - regions.lowerBound) * industries + industry] }
    public func gain(region: Int, industry: Int) -> Double { gains[(region - regions.lowerBound) * industries + industry] }
}

/// For each industry its k nearest by proximity, ties in the order of the keys.
private struct Neighbours: Sendable {
    let lists: [[(industry: Int, proximity: Double)]]

    init(_ proximity: Proximity, count k: Int) {
        lists = (0..<proximity.count).map { p in
            let near = (0..<proximity.count).map { (industry: $0, proximity: proximity[p, $0]) }.filter { $0.proximity > 0 }
            return Array(near.sorted { ($1.proximity, $0.industry) < ($0.proximity, $1.industry) }.prefix(max(k, 1)))
        }
    }

    func density(_ present: ArraySlice<Int32>) -> [Double] {
        var has = [Bool](repeating: false, count: lists.count)
        for industry in present { has[Int(industry)] = true }
        return lists.map { list in
            let all = list.reduce(0) { $0 + $1.proximity }
            return all > 0 ? min(list.reduce(0) { has[$1.industry] ? $0 + $1.proximity : $0 } / all, 1) : 0
        }
    }
}
