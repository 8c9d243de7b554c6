/// Economic and product complexity: ECI of regions and PCI of industries, with how far they may be trusted.
///
/// q is the eigenvector of the second largest eigenvalue of D_p^-1 M' D_c^-1 M and c = D_c^-1 M q. ECI = (c - mean c) / sd c and
/// PCI = (q - mean c) / sd c, population sd, so that ECI_c is the mean PCI of what is present in c; under `own-sd` PCI uses its
/// own mean and sd. Both have no unit. The sign makes the correlation of c with diversity positive. The vectors come from the
/// symmetric S = D_c^-1/2 M D_p^-1/2: q = D_p^-1/2 v, c = D_c^-1/2 S v.
///
/// A table that falls apart is solved part by part, each standardised within itself and not comparable with the others. Where
/// the regions of a part do not differ, a part of one region included, each stands at the part's mean: ECI and PCI are 0 and the
/// status says `no spread`. An undefined figure is nil with its reason; it is never NaN. Sources: Hidalgo and Hausmann 2009; ecomplexity 0.5.3.
///
/// ```swift
/// let complexity = Complexity(presence, convention: .ecomplexity)
/// complexity.statuses          // [] when all is well
/// complexity.regionIndex[0]    // ECI of the first region
/// ```
public struct Complexity: Sendable {
    /// What limits the reading of the figures. The raw value is the status that is published.
    public enum Status: String, Sendable, CaseIterable {
        case noPresence = "no presence"
        /// More than one part: figures of different parts cannot be compared.
        case disconnected
        case notConverged = "not converged"
        /// The correlation with diversity does not exist or is zero.
        case signUndetermined = "sign undetermined"
        /// The second eigenvalue is double: another vector of the same space would serve as well.
        case notUnique = "not unique"
        /// All regions of a part have the same mix: there is no second dimension, and each stands at the mean.
        case noSpread = "no spread"
    }

    /// Which rule fixed the sign of a part's vector.
    public enum SignRule: String, Sendable {
        case diversity
        /// Negative correlation with the mean ubiquity of what is present.
        case ubiquity
        /// The first region that differs from zero counts as positive: an arbitrary choice.
        case firstRegion = "first region"
    }

    /// The solution of one connected part.
    public struct Part: Sendable {
        public let regions: Int
        public let industries: Int
        public internal(set) var statuses: [Status] = []
        public internal(set) var eigenvalue: Double?
        public internal(set) var nextEigenvalue: Double?
        /// ||A v - lambda v||, computed from the result.
        public internal(set) var residual: Double?
        public internal(set) var steps = 0
        public internal(set) var side = ""
        public internal(set) var sign: SignRule?
        /// Mean and population sd of c, before standardising.
        var mean = 0.0
        var spread: Double?

        /// lambda_2 - lambda_3; small gaps mean that little data decide the ranking.
        public var gap: Double? {
            guard let eigenvalue else { return nil }
            return eigenvalue - (nextEigenvalue ?? 0)
        }
    }

    public let convention: Convention
    public let statuses: [Status]
    public let parts: [Part]
    public let components: Components
    public let regionIndex: [Double?]
    public let industryIndex: [Double?]
    /// Why an index is missing, by region and by industry.
    public let regionReasons: [Undefined?]
    public let industryReasons: [Undefined?]
    /// q as the eigenvector gives it, signed; nil as `industryIndex`.
    let rawIndustry: [Double?]

    static let doubleGap = 1e-9
    static let faintCorrelation = 1e-9
    static let zeroEigenvalue = 1e-13

    public init(_ presence: Presence, convention: Convention) {
        self.convention = convention
        let components = Components(presence)
        var eci = [Double?](repeating: nil, count: presence.diversity.count)
        var pci = [Double?](repeating: nil, count: presence.ubiquity.count)
        var raw = pci
        var regionReasons: [Undefined?] = presence.diversity.map { $0 == 0 ? .noPresence : nil }
        var industryReasons: [Undefined?] = presence.ubiquity.map { $0 == 0 ? .noPresence : nil }
        var parts: [Part] = []
        for number in 0..<components.count {
            let regions = components.regions[number]
            let industries = components.industries[number]
            let solution = PartSolution(presence, regions: regions, industries: industries, convention: convention)
            parts.append(solution.part)
            for (place, region) in regions.enumerated() {
                eci[region] = solution.regionIndex?[place]
                regionReasons[region] = solution.reason
            }
            for (place, industry) in industries.enumerated() {
                pci[industry] = solution.industryIndex?[place]
                raw[industry] = solution.rawIndustry?[place]
                industryReasons[industry] = solution.reason
            }
        }
        var statuses = Set(parts.flatMap(\.statuses))
        if components.count == 0 { statuses.insert(.noPresence) }
        if components.count > 1 { statuses.insert(.disconnected) }
        self.statuses = Status.allCases.filter(statuses.contains)
        self.parts = parts
        self.components = components
        regionIndex = eci
        industryIndex = pci
        rawIndustry = raw
        self.regionReasons = regionReasons
        self.industryReasons = industryReasons
    }
}

/// One part solved, signed and standardised.
private struct PartSolution {
    var part: Complexity.Part
    var regionIndex: [Double]?
    var industryIndex: [Double]?
    var rawIndustry: [Double]?
    var reason: Undefined?

    init(_ presence: Presence, regions: [Int], industries: [Int], convention: Convention) {
        part = Complexity.Part(regions: regions.count, industries: industries.count)
        if regions.count < 2 {
            standAtMean(regions, industries)
            return
        }
        let matrix = NormalisedPresence(presence, regions: regions, industries: industries)
        let lanczos = Lanczos(matrix)
        part.side = matrix.side.rawValue
        part.steps = lanczos.steps
        if !lanczos.isConverged {
            part.statuses = [.notConverged]
            part.eigenvalue = lanczos.pairs.first?.value
            part.residual = lanczos.pairs.first?.residual
            reason = .notConverged
            return
        }
        guard let second = lanczos.pairs.first, second.value > Complexity.zeroEigenvalue else {
            standAtMean(regions, industries)
            return
        }
        part.eigenvalue = second.value
        part.nextEigenvalue = lanczos.pairs.dropFirst().first.map { max($0.value, 0) }
        part.residual = second.residual
        if let gap = part.gap, gap < Complexity.doubleGap { part.statuses.append(.notUnique) }
        take(second, of: matrix)
        orient(presence, regions: regions)
        standardise(convention, regions, industries)
    }

    private mutating func standAtMean(_ regions: [Int], _ industries: [Int]) {
        part.statuses.append(.noSpread)
        reason = .noSpread
        regionIndex = [Double](repeating: 0, count: regions.count)
        industryIndex = [Double](repeating: 0, count: industries.count)
        rawIndustry = nil
    }

    private mutating func take(_ pair: Lanczos.Pair, of matrix: NormalisedPresence) {
        let vector = pair.vector.map { SIMD2($0, 0) }
        let sigma = pair.value.squareRoot()
        switch matrix.side {
        case .industries:
            regionIndex = zip(matrix.rows(vector), matrix.regionScale).map { $0.x * $1 }
            rawIndustry = zip(pair.vector, matrix.industryScale).map(*)
        case .regions:
            regionIndex = zip(pair.vector, matrix.regionScale).map { $0 * $1 * sigma }
            rawIndustry = zip(matrix.transposed(vector), matrix.industryScale).map { $0.x * $1 / sigma }
        }
    }

    private mutating func orient(_ presence: Presence, regions: [Int]) {
        guard let values = regionIndex else { return }
        let diversity = regions.map { Double(presence.diversity[$0]) }
        let ubiquity = regions.map { region in
            presence.industries(of: region).reduce(0.0) { $0 + Double(presence.ubiquity[Int($1)]) }
                / Double(presence.diversity[region])
        }
        var turned = false
        if let along = correlation(values, diversity), abs(along) > Complexity.faintCorrelation {
            part.sign = .diversity
            turned = along < 0
        } else {
            part.statuses.append(.signUndetermined)
            if let against = correlation(values, ubiquity), abs(against) > Complexity.faintCorrelation {
                part.sign = .ubiquity
                turned = against > 0
            } else {
                let size = values.reduce(0) { max($0, abs($1)) }
                part.sign = .firstRegion
                turned = (values.first { abs($0) > 1e-9 * size } ?? 0) < 0
            }
        }
        if turned {
            regionIndex = values.map { -$0 }
            rawIndustry = rawIndustry?.map { -$0 }
        }
    }

    private mutating func standardise(_ convention: Convention, _ regions: [Int], _ industries: [Int]) {
        guard let values = regionIndex, let raw = rawIndustry, let (mean, spread) = meanAndSpread(values) else {
            return standAtMean(regions, industries)
        }
        part.mean = mean
        part.spread = spread
        regionIndex = values.map { ($0 - mean) / spread }
        if convention == .ownSpread {
            industryIndex = meanAndSpread(raw).map { own in raw.map { ($0 - own.mean) / own.spread } }
        } else {
            industryIndex = raw.map { ($0 - mean) / spread }
        }
    }
}

/// Mean and population standard deviation; nil where all values are the same within rounding.
func meanAndSpread(_ values: [Double]) -> (mean: Double, spread: Double)? {
    if values.isEmpty { return nil }
    var sum = CompensatedSum()
    for value in values { sum.add(value) }
    let mean = sum.value / Double(values.count)
    var squares = CompensatedSum()
    for value in values { squares.add((value - mean) * (value - mean)) }
    let spread = (squares.value / Double(values.count)).squareRoot()
    let size = values.reduce(0) { max($0, abs($1)) }
    return spread > 1e-13 * size ? (mean, spread) : nil
}

/// Pearson's correlation; nil where either side does not vary.
func correlation(_ a: [Double], _ b: [Double]) -> Double? {
    guard let (meanA, spreadA) = meanAndSpread(a), let (meanB, spreadB) = meanAndSpread(b) else { return nil }
    var sum = CompensatedSum()
    for (x, y) in zip(a, b) { sum.add((x - meanA) / spreadA * ((y - meanB) / spreadB)) }
    return sum.value / Double(a.count)
}
