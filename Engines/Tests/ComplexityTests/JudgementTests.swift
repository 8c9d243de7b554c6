import Testing

@testable import Complexity

/// Intervals, verdicts, directions and back-tests.
struct JudgementTests {
    @Test(arguments: [
        (0, 0.0, 3.688879), (1, 0.025318, 5.571643), (3, 0.618672, 8.767273), (10, 4.795389, 18.390356),
        (100, 81.363998, 121.626794),
    ])
    func exactPoissonLimitsAreThoseOfTheTables(_ count: Int, _ lower: Double, _ upper: Double) throws {
        let interval = try #require(PoissonInterval(count: count, expected: 1))
        #expect(abs(interval.lower - lower) < 1e-5)
        #expect(abs(interval.upper - upper) < 1e-5)
    }

    @Test func anImpossibleIntervalIsRefused() {
        #expect(PoissonInterval(count: -1, expected: 1) == nil)
        #expect(PoissonInterval(count: 1, expected: 0) == nil)
        #expect(PoissonInterval(count: 1, expected: 1, level: 1) == nil)
    }

    @Test func shrinkageDrawsSmallCountsFurther() {
        let shrinkage = QuotientShrinkage(counts: [0, 2, 40, 3, 120], expected: [1, 1, 20, 6, 60])
        let small = shrinkage.value(count: 2, expected: 1)
        let large = shrinkage.value(count: 40, expected: 20)
        #expect(abs(small - shrinkage.mean) < abs(large - shrinkage.mean))
        #expect(small > shrinkage.mean && small < 2)
    }

    @Test func backTestCountsTiesHalf() throws {
        let test = try #require(
            BackTest([
                .init(score: 0.9, entered: true), .init(score: 0.5, entered: false), .init(score: 0.5, entered: true),
                .init(score: 0.1, entered: false),
            ]))
        #expect(test.auc == 0.875)
        #expect(test.baseRate == 0.5)
        #expect(test.precisionAtTop == 0.75)
        #expect(BackTest([.init(score: 1, entered: true)]) == nil)
    }

    @Test func entriesExitsAndGrowthAreToldApart() throws {
        let before = try ValueTable(regions: ["A", "B"], industries: ["p", "q"], rows: [[10, 0], [10, 10]])
        let after = try ValueTable(regions: ["A", "B"], industries: ["p", "q"], rows: [[5, 15], [20, 0]])
        let changes = Changes(from: before, to: after, rule: .quotient(threshold: 1), convention: .ecomplexity)
        let cells = Dictionary(uniqueKeysWithValues: changes.cells.map { ($0.region + $0.industry, $0) })
        #expect(cells["Aq"]?.move == .entry)
        #expect(cells["Aq"]?.growth == nil)
        #expect(cells["Bq"]?.move == .exit)
        #expect(cells["Bq"]?.growth == -1)
        #expect(cells["Ap"]?.growth == -0.5)
        #expect(cells["Ap"].map { abs($0.growthGap! + 0.75) < 1e-15 } == true)
        #expect(cells["Bp"]?.move == .entry)
        #expect(cells["Ap"]?.move == .exit)
    }

    /// A region and three peers over 30 nodes; node k feeds node k + 10 for k < 20. Six nodes are missing and six weak by plan.
    static let missing = [0, 2, 4, 11, 13, 15]
    static let weak = [1, 3, 5, 20, 22, 24]

    static func planted() throws -> (ValueTable, ValueTable, ValueTable) {
        func id(_ node: Int) -> String { "N\(node / 10)\(node % 10)" }
        let ids = (0..<30).map(id)
        let peers = [[Double]](repeating: [Double](repeating: 100, count: 30), count: 3)
        var own = [Double](repeating: 110, count: 30)
        var firms = [Double](repeating: 40, count: 30)
        for node in missing {
            own[node] = 0
            firms[node] = 0
        }
        // Two by a low quotient, two by one dominant firm, two by falling behind.
        for node in [1, 3] {
            own[node] = 20
            firms[node] = 8
        }
        var earlier = own
        for node in [20, 22] { earlier[node] = 180 }
        let regions = ["here", "p1", "p2", "p3"]
        let counts = [firms] + [[Double]](repeating: [Double](repeating: 40, count: 30), count: 3)
        return (
            try ValueTable(regions: regions, industries: ids, rows: [own] + peers),
            try ValueTable(regions: regions, industries: ids, rows: [earlier] + peers),
            try ValueTable(regions: regions, industries: ids, rows: counts)
        )
    }

    @Test func allTwelvePlantedNodesAreFoundAndNoOther() throws {
        let (table, earlier, firms) = try Self.planted()
        let ids = table.industries
        let supplies = (0..<20).map { (supplier: ids[$0], user: ids[$0 + 10]) }
        var known: [String: ChainDiagnosis.Known] = [:]
        for node in [5, 24] { known[ids[node]] = .init(largestShare: 0.85) }
        let diagnosis = try #require(
            ChainDiagnosis(table, region: "here", supplies: supplies, earlier: earlier, firms: firms, known: known))
        // A node is missed only where a strong user takes it: 0, 2, 4 feed 10, 12, 14; 11, 13, 15 feed 21, 23, 25.
        #expect(diagnosis.nodes.filter { $0.status == .missing }.map(\.id) == Self.missing.map { ids[$0] })
        #expect(diagnosis.nodes.filter { $0.status == .weak }.map(\.id) == Self.weak.map { ids[$0] })
        #expect(diagnosis.nodes.filter { $0.status == .strong }.count == 18)
        #expect(diagnosis.nodes[0].evidence.first?.nodes == [ids[10]])
    }

    @Test func aFewFirmsCannotTell() throws {
        let table = try ValueTable(regions: ["here", "there"], industries: ["a", "b"], rows: [[1, 9], [20, 20]])
        let firms = try ValueTable(regions: ["here", "there"], industries: ["a", "b"], rows: [[1, 3], [4, 4]])
        let diagnosis = try #require(ChainDiagnosis(table, region: "here", supplies: [], firms: firms))
        #expect(diagnosis.nodes[0].status == .cannotTell)
        #expect(diagnosis.nodes[0].evidence.contains { $0.rule == "upper limit" })
    }

    @Test func aStrongNodeThatFallsOrHangsOnTwoFirmsIsAtRisk() throws {
        let ids = ["a", "b", "c"]
        let table = try ValueTable(regions: ["here", "there"], industries: ids, rows: [[30, 30, 30], [20, 20, 60]])
        let earlier = try ValueTable(regions: ["here", "there"], industries: ids, rows: [[30, 30, 30], [3, 40, 60]])
        let known = ["b": ChainDiagnosis.Known(firms: 2)]
        var limits = ChainDiagnosis.Thresholds()
        limits.growthGap = -10
        let diagnosis = try #require(
            ChainDiagnosis(table, region: "here", supplies: [], earlier: earlier, known: known, thresholds: limits))
        #expect(diagnosis.nodes[0].status == .atRisk || diagnosis.nodes[0].quotient! < 1)
        #expect(diagnosis.nodes[1].status == .atRisk)
    }

    @Test func aWithheldNodeIsNeverCalledMissing() throws {
        let table = try ValueTable(regions: ["here", "there"], industries: ["a", "b"], rows: [[0, 9], [2, 2]])
        let diagnosis = try #require(
            ChainDiagnosis(table, region: "here", supplies: [("a", "b")], known: ["a": .init(isWithheld: true)]))
        #expect(diagnosis.nodes[0].status == .cannotTell)
    }

    @Test func theDirectionScoreIsMonotoneInEachPart() {
        for part in DirectionRank.Part.allCases {
            let low = DirectionRank.Candidate(
                id: "a", parts: [.relatedness: 0.3, .worth: 0.3, .pull: 0.3, .chokepoint: 0, .growth: 0.3])
            var parts = low.parts
            parts[part] = 0.9
            let rank = DirectionRank([low, .init(id: "b", parts: parts)], weights: .even)
            #expect(rank.list.first?.id == "b")
        }
    }

    @Test func theRankSaysHowFirmlyItStands() throws {
        let rank = DirectionRank(
            [
                .init(id: "a", parts: [.relatedness: 1, .worth: 0, .pull: 0.5, .chokepoint: 0, .growth: 0.5]),
                .init(id: "b", parts: [.relatedness: 0, .worth: 0.95, .pull: 0.5, .chokepoint: 0, .growth: 0.5]),
                .init(id: "c", parts: [.pull: 0.1]),
            ], weights: .even)
        let first = try #require(rank.list.first)
        #expect(first.id == "a")
        #expect(first.without[.relatedness] == 2)
        #expect(first.worstRank == 2)
        #expect(rank.list[2].undefined.contains(.worth))
        #expect(rank.list[2].bestRank == 3)
    }
}
