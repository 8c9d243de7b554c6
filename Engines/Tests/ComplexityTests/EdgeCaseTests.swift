import Findings
import Foundation
import Testing

@testable import Complexity

/// The tables on which packages return NaN, drop rows or say nothing.
struct EdgeCaseTests {
    @Test func aRegionWithoutActivityChangesNothingForTheOthers() throws {
        let with = try ComplexityReport(.numbered([[0, 0, 0], [3, 1, 0], [0, 2, 4], [1, 0, 5]]), .init())
        let without = try ComplexityReport(.numbered([[3, 1, 0], [0, 2, 4], [1, 0, 5]]), .init())
        #expect(with.complexity.regionIndex[0] == nil)
        #expect(with.outlook().values[0] == nil)
        #expect(with.presence.diversity[0] == 0)
        #expect(with.undefined().first?.reason.rawValue == "no activity")
        for region in 0..<3 {
            #expect(abs(with.complexity.regionIndex[region + 1]! - without.complexity.regionIndex[region]!) < 1e-12)
            #expect(abs(with.outlook().values[region + 1]! - without.outlook().values[region]!) < 1e-12)
        }
        #expect(with.complexity.industryIndex == without.complexity.industryIndex)
    }

    @Test func anIndustryWithoutActivityHasNoFigureAndHarmsNone() throws {
        let report = try ComplexityReport(.numbered([[3, 0, 1], [2, 0, 4], [1, 0, 5]]), .init())
        #expect(report.presence.ubiquity[1] == 0)
        #expect(report.complexity.industryIndex[1] == nil)
        #expect(!report.opportunity.isDensityDefined(region: 0, industry: 1))
        #expect(report.proximity[1, 1] == 0)
        #expect(report.opportunity.isDensityDefined(region: 0, industry: 0))
    }

    @Test func oneRegionBelowTheThresholdLeavesTheOthersDefined() throws {
        // Seven regions share industries; the eighth has a little of everything and reaches the threshold nowhere.
        var rows = (0..<7).map { region in (0..<8).map { $0 == region || $0 == region + 1 ? 10.0 : 0.1 } }
        rows.append([Double](repeating: 3, count: 8))
        let complexity = try ComplexityReport(.numbered(rows), .init(rule: .quotient(threshold: 2))).complexity
        #expect(complexity.regionIndex[7] == nil)
        #expect(complexity.regionReasons[7] == .noPresence)
        #expect(complexity.regionIndex[..<7].allSatisfy { $0 != nil })
    }

    @Test func aTableInTwoPartsIsSolvedPartByPartAndSaysSo() throws {
        let rows: [[Double]] = [[1, 1, 0, 0], [1, 0, 0, 0], [0, 0, 1, 1], [0, 0, 0, 1]]
        let complexity = try ComplexityReport(.numbered(rows), .init(rule: .given)).complexity
        #expect(complexity.statuses == [.disconnected])
        #expect(complexity.components.count == 2)
        for (made, wanted) in zip(complexity.regionIndex, [1.0, -1, 1, -1]) { #expect(abs(made! - wanted) < 1e-12) }
        #expect(complexity.findings.first?.message(.en).contains("2 disconnected parts") == true)
    }

    @Test func equalDiversityLeavesTheSignOpenAndADoubleEigenvalueIsSeen() throws {
        let ring: [[Double]] = (0..<6).map { row in (0..<6).map { ($0 - row + 6) % 6 < 3 ? 1 : 0 } }
        let complexity = try ComplexityReport(.numbered(ring), .init(rule: .given)).complexity
        #expect(complexity.statuses == [.signUndetermined, .notUnique])
        #expect(complexity.regionIndex.allSatisfy { $0 != nil && $0!.isFinite })
    }

    @Test(arguments: [(Convention.ecomplexity, 2), (.stata, 0)])
    func aQuotientOfExactlyOneIsPresentUnlessTheConventionAsksForMore(_ convention: Convention, _ diversity: Int) throws {
        let report = try ComplexityReport(.numbered([[2, 2], [2, 2]]), .init(convention: convention))
        #expect(report.presence.diversity == [diversity, diversity])
    }

    @Test func aRegionPresentEverywhereHasDensityExactlyOne() throws {
        let report = try ComplexityReport(.numbered([[1, 1, 1, 1], [1, 0, 2, 0], [0, 3, 0, 1]]), .init(rule: .given))
        let rows = report.opportunity.rows(0..<1)
        #expect((0..<4).allSatisfy { rows.density(region: 0, industry: $0) == 1 })
    }

    @Test func densityOverNeighboursIsAShare() throws {
        let values: [[Double]] = [
            [30, 10, 0, 5, 0, 2], [20, 25, 5, 0, 1, 0], [0, 15, 20, 10, 0, 0], [5, 0, 0, 12, 9, 0], [0, 0, 4, 3, 15, 6],
        ]
        let report = try ComplexityReport(.numbered(values), .init(neighbours: 2))
        let rows = report.opportunity.rows(0..<5)
        let all = (0..<5).flatMap { region in (0..<6).map { rows.density(region: region, industry: $0) } }
        #expect(all.allSatisfy { (0...1).contains($0) })
        // I0 is nearest to itself (1) and to I1 (0.5); the first region has I0 alone of the two.
        #expect(abs(rows.density(region: 0, industry: 0) - 1 / 1.5) < 1e-15)
    }

    @Test func oneActivityIsFullConcentrationAndNoEntropy() throws {
        let table = try ValueTable.numbered([[5, 0, 0], [1, 2, 3], [2, 2, 1]])
        let shares = try #require(RegionIndicators.all(table, groups: IndustryGroups(table.industries, digits: 2))[0].shares)
        #expect(shares.herfindahl == 1)
        #expect(shares.entropy == 0)
        #expect(shares.hachman.isFinite)
    }

    @Test func noFileEverHoldsANaN() throws {
        let tables: [[[Double]]] = [
            [[0, 0, 0], [3, 1, 0], [0, 2, 4]], [[5]], [[2, 2], [2, 2]], [[1, 0], [0, 1]], [[0, 1], [0, 0]],
            [[1e99, 1e-99], [1e-99, 1e99]],
        ]
        for rows in tables {
            for convention in Convention.allCases {
                for (name, bytes) in try ComplexityReport(.numbered(rows), .init(convention: convention)).files() {
                    let text = String(decoding: bytes, as: UTF8.self).lowercased()
                    #expect(!text.contains("nan") && !text.contains("inf"), "\(name) of \(rows)")
                }
            }
        }
    }
}
