#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// Concentration and variety of one region's activity, s_cp = x_cp / x_c beside s_p = x_p / x.
///
/// - HHI = sum s_cp^2, 0...1. Krugman = sum |s_cp - s_p|, 0...2; specialisation is half of it, 0...1.
/// - Entropy = - sum s ln s, natural logarithm, 0 ln 0 = 0. Unrelated variety is the entropy of the shares of groups, a group
///   being the industries whose codes begin alike; related variety is the rest (Frenken, van Oort and Verburg 2007).
/// - Hachman = 1 / sum LQ_cp s_cp, 1 where the region mirrors all regions.
///
/// Undefined without activity. Sources: Krugman 1991; Hachman 1995; the EconGeo package for comparison, here unrounded.
///
/// ```swift
/// RegionIndicators.all(table, groups: IndustryGroups(table.industries, digits: 2))
/// ```
public struct RegionIndicators: Sendable, Equatable {
    public let total: Double
    public let industries: Int
    /// Nil where the region has no activity.
    public let shares: Shares?

    public struct Shares: Sendable, Equatable {
        public let herfindahl: Double
        public let krugman: Double
        public let entropy: Double
        public let unrelatedVariety: Double
        public let hachman: Double

        public var specialisation: Double { krugman / 2 }
        public var relatedVariety: Double { max(entropy - unrelatedVariety, 0) }
    }

    public static func all(_ table: ValueTable, groups: IndustryGroups) -> [RegionIndicators] {
        let reference = table.industryTotals.map { $0 / table.total }
        return table.regions.indices.map { RegionIndicators(table, region: $0, reference: reference, groups: groups) }
    }

    private init(_ table: ValueTable, region: Int, reference: [Double], groups: IndustryGroups) {
        let row = table.starts[region]..<table.starts[region + 1]
        total = table.regionTotals[region]
        industries = row.count
        if total <= 0 {
            shares = nil
            return
        }
        var herfindahl = CompensatedSum()
        var krugman = CompensatedSum()
        var entropy = CompensatedSum()
        var likeness = CompensatedSum()
        var grouped = [Double](repeating: 0, count: groups.count)
        var next = row.lowerBound
        for industry in reference.indices {
            guard next < row.upperBound, Int(table.columns[next]) == industry else {
                krugman.add(reference[industry])
                continue
            }
            let share = table.values[next] / total
            next += 1
            herfindahl.add(share * share)
            krugman.add(abs(share - reference[industry]))
            entropy.add(share * log(share))
            likeness.add(share / reference[industry] * share)
            grouped[groups.ofIndustry[industry]] += share
        }
        var between = CompensatedSum()
        for share in grouped where share > 0 { between.add(share * log(share)) }
        shares = Shares(
            herfindahl: herfindahl.value, krugman: krugman.value, entropy: 0 - entropy.value, unrelatedVariety: 0 - between.value,
            hachman: 1 / likeness.value)
    }
}

/// Industries whose codes begin with the same characters.
public struct IndustryGroups: Sendable, Equatable {
    public let digits: Int
    public let ofIndustry: [Int]
    public let count: Int

    public init(_ industries: [String], digits: Int) {
        self.digits = digits
        var numbers: [Substring: Int] = [:]
        ofIndustry = industries.map { industry in
            let key = industry.prefix(max(digits, 0))
            let number = numbers[key] ?? numbers.count
            numbers[key] = number
            return number
        }
        count = numbers.count
    }

    /// Half the length of the codes where all are equally long (4 digits: 2, 6 digits: 3), else 2.
    public static func usualDigits(_ industries: [String]) -> Int {
        let lengths = Set(industries.map(\.count))
        return lengths.count == 1 ? max((lengths.first ?? 4) / 2, 1) : 2
    }
}
