/// Location quotients and what counts as present: M_cp, diversity k_c and ubiquity k_p.
///
/// LQ_cp = (x_cp / x_c) / (x_p / x), without unit, 1 where the region has the share that all regions together have. It is
/// undefined where the region or the industry has no activity. M_cp = 1 by the convention's rule; k_c = sum_p M_cp,
/// k_p = sum_c M_cp. Source: Balassa 1965; Hidalgo and Hausmann 2009.
///
/// ```swift
/// let presence = Presence(table, rule: .quotient(threshold: 1), convention: .ecomplexity)
/// presence.diversity[0]
/// ```
public struct Presence: Sendable {
    /// Industries present in region c, ascending: `columns[starts[c]..<starts[c + 1]]`.
    public let starts: [Int]
    public let columns: [Int32]
    public let diversity: [Int]
    public let ubiquity: [Int]

    public init(_ table: ValueTable, rule: PresenceRule, convention: Convention) {
        var starts = [0]
        var columns: [Int32] = []
        var ubiquity = [Int](repeating: 0, count: table.industryCount)
        starts.reserveCapacity(table.regionCount + 1)
        for region in 0..<table.regionCount {
            let total = table.regionTotals[region]
            for at in table.starts[region]..<table.starts[region + 1] {
                let industry = Int(table.columns[at])
                if case .quotient(let threshold) = rule {
                    let quotient = (table.values[at] / total) / (table.industryTotals[industry] / table.total)
                    if !convention.isPresent(quotient, threshold: threshold) { continue }
                }
                columns.append(table.columns[at])
                ubiquity[industry] += 1
            }
            starts.append(columns.count)
        }
        self.starts = starts
        self.columns = columns
        self.ubiquity = ubiquity
        diversity = (0..<table.regionCount).map { starts[$0 + 1] - starts[$0] }
    }

    public func industries(of region: Int) -> ArraySlice<Int32> { columns[starts[region]..<starts[region + 1]] }
}

extension ValueTable {
    /// LQ_cp, or nil where the region or the industry has no activity.
    public func quotient(region: Int, industry: Int) -> Double? {
        if regionTotals[region] <= 0 || industryTotals[industry] <= 0 { return nil }
        return (value(region: region, industry: industry) / regionTotals[region]) / (industryTotals[industry] / total)
    }
}
