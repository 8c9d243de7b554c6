/// What changed between two years, region by industry.
///
/// - Growth g_cp = x_cp(t2) / x_cp(t1) - 1; undefined where x_cp(t1) is zero. Growth gap = g_cp - g_p, the growth of the industry in
///   all regions of the table, in shares of one (0.05 is 5 points).
/// - Entry: not present at t1, present at t2. Exit: the other way round. Presence as in `Presence`, each year by its own totals.
///
/// Regions and industries are those of either year. Source: Boschma, Minondo and Navarro 2013 for entry and exit by LQ.
///
/// ```swift
/// let changes = Changes(from: table2019, to: table2024, rule: .quotient(threshold: 1), convention: .ecomplexity)
/// changes.cells.filter { $0.move == .entry }
/// ```
public struct Changes: Sendable {
    public enum Move: String, Sendable { case entry, exit, stays, absent }

    public struct Cell: Sendable, Equatable {
        public let region: String
        public let industry: String
        public let before: Double
        public let after: Double
        public let growth: Double?
        public let growthGap: Double?
        public let move: Move
        /// Density at t1; nil where it is undefined there.
        public let density: Double?
    }

    /// Cells with a value in either year, by region, then industry.
    public let cells: [Cell]
    /// How well density at t1 told the entries; nil where nothing entered or everything did.
    public let backTest: BackTest?

    public init(from earlier: ValueTable, to later: ValueTable, rule: PresenceRule, convention: Convention, lanes: Lanes = .one) {
        let before = Presence(earlier, rule: rule, convention: convention)
        let after = Presence(later, rule: rule, convention: convention)
        let proximity = Proximity(before, lanes: lanes)
        let opportunity = Opportunity(earlier, before, Complexity(before, convention: convention), proximity)
        let laterRegions = Dictionary(uniqueKeysWithValues: later.regions.enumerated().map { ($1, $0) })
        let laterIndustries = Dictionary(uniqueKeysWithValues: later.industries.enumerated().map { ($1, $0) })
        let isLater = Self.presenceSets(after)
        let isEarlier = Self.presenceSets(before)
        var cells: [Cell] = []
        var trials: [BackTest.Trial] = []
        for (region, key) in earlier.regions.enumerated() {
            let rows = opportunity.rows(region..<(region + 1))
            let there = laterRegions[key]
            for (industry, code) in earlier.industries.enumerated() {
                let then = laterIndustries[code]
                let density =
                    opportunity.isDensityDefined(region: region, industry: industry)
                    ? rows.density(region: region, industry: industry) : nil
                let held = isEarlier[region].contains(Int32(truncatingIfNeeded: industry))
                let holds =
                    there.map { there in then.map { isLater[there].contains(Int32(truncatingIfNeeded: $0)) } ?? false } ?? false
                if !held, let density, there != nil { trials.append(BackTest.Trial(score: density, entered: holds)) }
                let x1 = earlier.value(region: region, industry: industry)
                let x2 = there.flatMap { there in then.map { later.value(region: there, industry: $0) } } ?? 0
                if x1 == 0, x2 == 0 { continue }
                let total = then.map { later.industryTotals[$0] } ?? 0
                cells.append(Self.cell(key, code, x1, x2, earlier.industryTotals[industry], total, held, holds, density))
            }
        }
        cells += Self.newcomers(earlier, later, isLater)
        self.cells = cells.sorted { ($0.region, $0.industry) < ($1.region, $1.industry) }
        backTest = BackTest(trials)
    }

    private static func cell(
        _ region: String, _ industry: String, _ x1: Double, _ x2: Double, _ t1: Double, _ t2: Double, _ held: Bool, _ holds: Bool,
        _ density: Double?
    ) -> Cell {
        let growth = x1 > 0 ? x2 / x1 - 1 : nil
        let peers = t1 > 0 ? t2 / t1 - 1 : nil
        let move: Move = held ? (holds ? .stays : .exit) : (holds ? .entry : .absent)
        return Cell(
            region: region, industry: industry, before: x1, after: x2, growth: growth,
            growthGap: growth.flatMap { growth in peers.map { growth - $0 } }, move: move, density: density)
    }

    /// Cells whose region or industry the earlier year does not know at all.
    private static func newcomers(_ earlier: ValueTable, _ later: ValueTable, _ isLater: [Set<Int32>]) -> [Cell] {
        let regions = Set(earlier.regions)
        let industries = Set(earlier.industries)
        var cells: [Cell] = []
        for (region, key) in later.regions.enumerated() {
            for at in later.starts[region]..<later.starts[region + 1] {
                let code = later.industries[Int(later.columns[at])]
                if regions.contains(key), industries.contains(code) { continue }
                cells.append(cell(key, code, 0, later.values[at], 0, 0, false, isLater[region].contains(later.columns[at]), nil))
            }
        }
        return cells
    }

    private static func presenceSets(_ presence: Presence) -> [Set<Int32>] {
        presence.diversity.indices.map { Set(presence.industries(of: $0)) }
    }

    /// `changes.csv`: loc, prod, value_1, value_2, growth, growth_gap, move, density_1.
    public func write(to sink: ComplexityReport.Sink) throws {
        var out = TextBuffer()
        out.append("loc,prod,value_1,value_2,growth,growth_gap,move,density_1\n")
        for cell in cells {
            out.append(TextBuffer.field(cell.region))
            out.comma()
            out.append(TextBuffer.field(cell.industry))
            for figure in [cell.before, cell.after, cell.growth, cell.growthGap] {
                out.comma()
                out.append(figure)
            }
            out.comma()
            out.append(Array(cell.move.rawValue.utf8))
            out.comma()
            out.append(cell.density)
            out.newline()
        }
        try sink(out.bytes)
    }
}
