/// How unevenly one industry lies over the regions, s_c = x_cp / x_p beside r_c = x_c / x.
///
/// - HHI = sum s_c^2. Hoover = half sum |r_c - s_c|, 0...1.
/// - Locational Gini on the Lorenz curve of cumulated s over cumulated r, regions ordered by LQ, 0...1: twice the area between
///   the curve and the diagonal (EconGeo returns half of this).
/// - Raw G of Ellison and Glaeser = sum (r_c - s_c)^2. Their gamma = (G - (1 - sum r_c^2) H) / ((1 - sum r_c^2)(1 - H)) also needs
///   the Herfindahl index H of plant sizes: `ellisonGlaeser`.
/// - Share of the three largest regions.
///
/// Undefined where the industry has no activity. Sources: Hoover 1936; Krugman 1991; Ellison and Glaeser 1997.
public struct IndustryIndicators: Sendable, Equatable {
    public let total: Double
    public let regions: Int
    public let shares: Shares?

    public struct Shares: Sendable, Equatable {
        public let herfindahl: Double
        public let hoover: Double
        public let locationalGini: Double
        public let rawG: Double
        public let topThree: Double
        /// sum r_c^2 of all regions.
        let referenceHerfindahl: Double

        /// Ellison and Glaeser's gamma, given the Herfindahl index of plant sizes; nil where its denominator is zero.
        public func ellisonGlaeser(plantHerfindahl: Double) -> Double? {
            let room = 1 - referenceHerfindahl
            let denominator = room * (1 - plantHerfindahl)
            return denominator > 0 ? (rawG - room * plantHerfindahl) / denominator : nil
        }
    }

    public static func all(_ table: ValueTable) -> [IndustryIndicators] {
        var columns = [[(region: Int, value: Double)]](repeating: [], count: table.industryCount)
        for region in table.regions.indices {
            for at in table.starts[region]..<table.starts[region + 1] {
                columns[Int(table.columns[at])].append((region, table.values[at]))
            }
        }
        let reference = table.regionTotals.map { $0 / table.total }
        var squares = CompensatedSum()
        for share in reference { squares.add(share * share) }
        return columns.indices.map {
            IndustryIndicators(table.industryTotals[$0], columns[$0], reference: reference, squares: squares.value)
        }
    }

    private init(_ total: Double, _ column: [(region: Int, value: Double)], reference: [Double], squares: Double) {
        self.total = total
        regions = column.count
        if total <= 0 {
            shares = nil
            return
        }
        let cells = column.map { (share: $0.value / total, reference: reference[$0.region]) }
        var herfindahl = CompensatedSum()
        var distance = CompensatedSum()
        var rawG = CompensatedSum()
        var covered = CompensatedSum()
        var coveredSquares = CompensatedSum()
        for cell in cells {
            herfindahl.add(cell.share * cell.share)
            distance.add(abs(cell.reference - cell.share))
            rawG.add((cell.reference - cell.share) * (cell.reference - cell.share))
            covered.add(cell.reference)
            coveredSquares.add(cell.reference * cell.reference)
        }
        // Regions without the industry: s = 0, so |r - s| = r.
        distance.add(max(1 - covered.value, 0))
        rawG.add(max(squares - coveredSquares.value, 0))
        let largest = cells.map(\.share).sorted(by: >).prefix(3)
        shares = Shares(
            herfindahl: herfindahl.value, hoover: distance.value / 2,
            locationalGini: Self.gini(cells), rawG: rawG.value,
            topThree: largest.reduce(0, +), referenceHerfindahl: squares)
    }

    private static func gini(_ cells: [(share: Double, reference: Double)]) -> Double {
        // Regions at LQ 0 come first and add no area under the curve.
        let ordered = cells.filter { $0.reference > 0 }.sorted { $0.share / $0.reference < $1.share / $1.reference }
        var area = CompensatedSum()
        var before = 0.0
        for cell in ordered {
            area.add((before + before + cell.share) * cell.reference)
            before += cell.share
        }
        return min(max(1 - area.value, 0), 1)
    }
}
