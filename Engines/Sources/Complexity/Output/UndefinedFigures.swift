/// A figure that a file leaves empty, and why.
public struct UndefinedFigure: Sendable, Equatable {
    public let file: String
    /// The key column and its value.
    public let column: String
    public let key: String
    public let figures: [String]
    public let reason: Undefined
}

extension ComplexityReport {
    /// One entry for each region or industry and file; call it after `writeCells`, or pay for the outlook again.
    public func undefined() -> [UndefinedFigure] {
        let outlook = outlook()
        var list: [UndefinedFigure] = []
        for region in table.regions.indices {
            let isIdle = table.regionTotals[region] <= 0
            func note(_ file: String, _ figures: [String], _ reason: Undefined) {
                list.append(
                    UndefinedFigure(
                        file: file, column: "loc", key: table.regions[region], figures: figures,
                        reason: isIdle ? .noActivity : reason))
            }
            let noIndex = complexity.regionIndex[region] == nil
            let noOutlook = outlook.values[region] == nil
            if noIndex || noOutlook {
                let reason = (noIndex ? complexity.regionReasons[region] : outlook.reasons[region]) ?? .noSpread
                note("loc.csv", (noIndex ? ["eci"] : []) + (noOutlook ? ["coi"] : []), reason)
            }
            if isIdle {
                note("cells.csv", ["rca", "density", "cog"], .noActivity)
                note(
                    "indicators-region.csv",
                    ["hhi", "krugman", "specialisation", "entropy_ln", "unrelated_variety", "related_variety", "hachman"],
                    .noActivity)
            }
        }
        for industry in table.industries.indices {
            let isIdle = table.industryTotals[industry] <= 0
            func note(_ file: String, _ figures: [String], _ reason: Undefined) {
                list.append(
                    UndefinedFigure(
                        file: file, column: "prod", key: table.industries[industry], figures: figures,
                        reason: isIdle ? .noActivity : reason))
            }
            let reason = complexity.industryReasons[industry] ?? .noSpread
            let isAbsent = presence.ubiquity[industry] == 0
            if complexity.industryIndex[industry] == nil { note("prod.csv", ["pci"], reason) }
            if complexity.rawIndustry[industry] == nil {
                note("cells.csv", (isIdle ? ["rca"] : []) + (isAbsent ? ["density"] : []) + ["cog"], reason)
            }
            if isAbsent { note("proximity.csv", ["proximity"], reason) }
            if isIdle {
                note("indicators-industry.csv", ["hhi", "hoover", "locational_gini", "eg_raw_g", "top3_share"], .noActivity)
            }
        }
        return list
    }
}
