import Findings

/// Everything that the engine says about one table, made in one go and written as six files.
///
/// | file | a row | columns |
/// | --- | --- | --- |
/// | `loc.csv` | region | loc, diversity, eci, coi |
/// | `prod.csv` | industry | prod, ubiquity, pci |
/// | `cells.csv` | region and industry, all of them | loc, prod, rca, mcp, density, cog |
/// | `proximity.csv` | pair of industries, diagonal included, zeros left out | prod_1, prod_2, proximity |
/// | `indicators-region.csv` | region | loc, total, n_industries, hhi, krugman, specialisation, entropy_ln, … |
/// | `indicators-industry.csv` | industry | prod, total, n_regions, hhi, hoover, locational_gini, eg_raw_g, top3_share |
///
/// Rows stand in byte order of the keys; equal tables give equal bytes, whatever the order of the input and the number of
/// lanes. An undefined figure is an empty field, and `undefined` says why. Large files come in pieces, so that they need not be
/// held in memory.
///
/// ```swift
/// var report = ComplexityReport(table, options)
/// try report.writeCells(lanes: .one) { bytes in … }
/// ```
public struct ComplexityReport: Sendable {
    public struct Options: Sendable {
        public var rule: PresenceRule
        public var convention: Convention
        /// Characters of an industry code that name its group; nil takes half the code.
        public var groupDigits: Int?
        /// Density over the k nearest industries; nil takes all.
        public var neighbours: Int?

        public init(
            rule: PresenceRule = .quotient(threshold: 1), convention: Convention = .ecomplexity, groupDigits: Int? = nil,
            neighbours: Int? = nil
        ) {
            self.rule = rule
            self.convention = convention
            self.groupDigits = groupDigits
            self.neighbours = neighbours
        }
    }

    public typealias Sink = ([UInt8]) throws -> Void

    public let table: ValueTable
    public let options: Options
    public let presence: Presence
    public let complexity: Complexity
    public let proximity: Proximity
    public let opportunity: Opportunity
    public let groups: IndustryGroups
    private let regionFields: [[UInt8]]
    private let industryFields: [[UInt8]]
    /// Raw opportunity index of each region, filled while the cells are written.
    private var rawIndex: [Double]

    public init(_ table: ValueTable, _ options: Options, lanes: Lanes = .one) {
        self.table = table
        self.options = options
        presence = Presence(table, rule: options.rule, convention: options.convention)
        complexity = Complexity(presence, convention: options.convention)
        proximity = Proximity(presence, lanes: lanes)
        opportunity = Opportunity(table, presence, complexity, proximity, neighbours: options.neighbours)
        groups = IndustryGroups(table.industries, digits: options.groupDigits ?? IndustryGroups.usualDigits(table.industries))
        regionFields = table.regions.map(TextBuffer.field)
        industryFields = table.industries.map(TextBuffer.field)
        rawIndex = []
    }

    static let regionsAtOnce = 16

    /// `cells.csv`. The regions' opportunity index is a by-product, so `loc.csv` is written after it.
    public mutating func writeCells(lanes: Lanes = .one, to sink: Sink) throws {
        try sink(Array("loc,prod,rca,mcp,density,cog\n".utf8))
        rawIndex = []
        let pieces = (table.regionCount + Self.regionsAtOnce - 1) / Self.regionsAtOnce
        let report = self
        let atOnce = lanes.count * 2
        for first in stride(from: 0, to: pieces, by: atOnce) {
            for (bytes, raw) in lanes.map(min(atOnce, pieces - first), { report.cellRows(piece: first + $0) }) {
                try sink(bytes)
                rawIndex.append(contentsOf: raw)
            }
        }
    }

    private func cellRows(piece: Int) -> ([UInt8], [Double]) {
        let regions = (piece * Self.regionsAtOnce)..<min((piece + 1) * Self.regionsAtOnce, table.regionCount)
        let rows = opportunity.rows(regions)
        let expected = table.industryTotals.map { $0 / table.total }
        var out = TextBuffer(capacity: regions.count * table.industryCount * 48)
        for region in regions {
            let total = table.regionTotals[region]
            var value = table.starts[region]
            var present = presence.starts[region]
            for industry in 0..<table.industryCount {
                out.append(regionFields[region])
                out.comma()
                out.append(industryFields[industry])
                out.comma()
                let hasValue = value < table.starts[region + 1] && Int(table.columns[value]) == industry
                if total > 0, expected[industry] > 0 {
                    out.append(hasValue ? table.values[value] / total / expected[industry] : 0)
                }
                if hasValue { value += 1 }
                let isPresent = present < presence.starts[region + 1] && Int(presence.columns[present]) == industry
                if isPresent { present += 1 }
                out.append(isPresent ? ",1," : ",0,")
                if opportunity.isDensityDefined(region: region, industry: industry) {
                    out.append(rows.density(region: region, industry: industry))
                }
                out.comma()
                if opportunity.isGainDefined(region: region, industry: industry) {
                    out.append(rows.gain(region: region, industry: industry))
                }
                out.newline()
            }
        }
        return (out.bytes, rows.rawIndex)
    }

    /// COI of each region; reads the raw index that `writeCells` left, or makes it.
    public func outlook(lanes: Lanes = .one) -> (values: [Double?], reasons: [Undefined?]) {
        if rawIndex.count == table.regionCount { return opportunity.outlook(rawIndex, complexity) }
        let pieces = (table.regionCount + Self.regionsAtOnce - 1) / Self.regionsAtOnce
        let raw = lanes.map(pieces) { piece in
            opportunity.rows((piece * Self.regionsAtOnce)..<min((piece + 1) * Self.regionsAtOnce, table.regionCount)).rawIndex
        }
        return opportunity.outlook(raw.flatMap { $0 }, complexity)
    }

    public func writeRegions(to sink: Sink) throws {
        var out = TextBuffer()
        out.append("loc,diversity,eci,coi\n")
        let outlook = outlook().values
        for region in table.regions.indices {
            out.append(regionFields[region])
            out.comma()
            out.append(presence.diversity[region])
            out.comma()
            out.append(complexity.regionIndex[region])
            out.comma()
            out.append(outlook[region])
            out.newline()
        }
        try sink(out.bytes)
    }

    public func writeIndustries(to sink: Sink) throws {
        var out = TextBuffer()
        out.append("prod,ubiquity,pci\n")
        for industry in table.industries.indices {
            out.append(industryFields[industry])
            out.comma()
            out.append(presence.ubiquity[industry])
            out.comma()
            out.append(complexity.industryIndex[industry])
            out.newline()
        }
        try sink(out.bytes)
    }

    /// `proximity.csv`. There are far fewer fractions than pairs, so each is turned into text once.
    public func writeProximity(lanes: Lanes = .one, to sink: Sink) throws {
        try sink(Array("prod_1,prod_2,proximity\n".utf8))
        let rowsAtOnce = 32
        let pieces = (table.industryCount + rowsAtOnce - 1) / rowsAtOnce
        let atOnce = lanes.count * 4
        for first in stride(from: 0, to: pieces, by: atOnce) {
            let made = lanes.map(min(atOnce, pieces - first)) { piece in
                let start = (first + piece) * rowsAtOnce
                return proximityRows(start..<min(start + rowsAtOnce, table.industryCount))
            }
            for bytes in made { try sink(bytes) }
        }
    }

    private func proximityRows(_ rows: Range<Int>) -> [UInt8] {
        var out = TextBuffer(capacity: rows.count * table.industryCount * 24)
        var texts: [Int: [UInt8]] = [:]
        for p in rows {
            for q in p..<table.industryCount {
                guard let (shared, larger) = proximity.fraction(p, q) else { continue }
                out.append(industryFields[p])
                out.comma()
                out.append(industryFields[q])
                out.comma()
                let key = larger << 24 | shared
                if let text = texts[key] {
                    out.append(text)
                } else {
                    var text = TextBuffer()
                    text.append(proximity[p, q])
                    texts[key] = text.bytes
                    out.append(text.bytes)
                }
                out.newline()
            }
        }
        return out.bytes
    }

    public func writeRegionIndicators(to sink: Sink) throws {
        var out = TextBuffer()
        out.append("loc,total,n_industries,hhi,krugman,specialisation,entropy_ln,unrelated_variety,related_variety,hachman\n")
        for (region, indicators) in RegionIndicators.all(table, groups: groups).enumerated() {
            out.append(regionFields[region])
            out.comma()
            out.append(indicators.total)
            out.comma()
            out.append(indicators.industries)
            let shares = indicators.shares
            for figure in [
                shares?.herfindahl, shares?.krugman, shares?.specialisation, shares?.entropy, shares?.unrelatedVariety,
                shares?.relatedVariety, shares?.hachman,
            ] {
                out.comma()
                out.append(figure)
            }
            out.newline()
        }
        try sink(out.bytes)
    }

    public func writeIndustryIndicators(to sink: Sink) throws {
        var out = TextBuffer()
        out.append("prod,total,n_regions,hhi,hoover,locational_gini,eg_raw_g,top3_share\n")
        for (industry, indicators) in IndustryIndicators.all(table).enumerated() {
            out.append(industryFields[industry])
            out.comma()
            out.append(indicators.total)
            out.comma()
            out.append(indicators.regions)
            let shares = indicators.shares
            for figure in [shares?.herfindahl, shares?.hoover, shares?.locationalGini, shares?.rawG, shares?.topThree] {
                out.comma()
                out.append(figure)
            }
            out.newline()
        }
        try sink(out.bytes)
    }
}

extension Lanes {
    /// The results of `count` pieces of work, in order.
    func map<T: Sendable>(_ count: Int, _ body: @Sendable (Int) -> T) -> [T] {
        var results = [T?](repeating: nil, count: count)
        results.withUnsafeMutableBufferPointer { buffer in
            let shared = SharedBuffer(base: buffer)
            run(count) { shared.base[$0] = body($0) }
        }
        return results.compactMap { $0 }
    }
}
