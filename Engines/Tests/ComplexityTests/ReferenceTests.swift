import Foundation
import Testing

@testable import Complexity

/// ecomplexity 0.5.3 on real tables: the figures that do not pass through the eigenvector to 1e-12, the others to 1e-9.
@Suite(.enabled(if: SharedCases.areHere, "the case files are not beside the repository"))
struct ReferenceTests {
    @Test(arguments: ["trade-1998-2000", "mexico-states-2019"])
    func everyFileEqualsTheReference(_ set: String) throws {
        let files = try ComplexityReport(try SharedCases.table("\(set)/values.csv.gz"), .init()).files()
        // Columns: nil exact, else the tolerance; relative at 1e-12, absolute at 1e-9.
        let checks: [(file: String, suffix: String, keys: Int, tolerances: [Double])] = [
            ("loc.csv", "", 1, [0, 1e-9, 1e-9]),
            ("prod.csv", "", 1, [0, 1e-9]),
            ("cells.csv", ".gz", 2, [1e-12, 0, 1e-12, 1e-9]),
            ("proximity.csv", ".gz", 2, [1e-12]),
            ("indicators-region.csv", "", 1, [1e-12, 0, 1e-12, 1e-12, 1e-12, 1e-12, 1e-12, 1e-12, 1e-12]),
            ("indicators-industry.csv", "", 1, [1e-12, 0, 1e-12, 1e-12, 1e-12, 1e-12, 1e-12]),
        ]
        for check in checks {
            let expected = try SharedCases.rows("\(set)/expected/\(check.file)\(check.suffix)", keys: check.keys)
            let made = SharedCases.rows(try #require(files[check.file]), keys: check.keys)
            #expect(made.map(\.key) == expected.map(\.key), "\(check.file)")
            for (column, tolerance) in check.tolerances.enumerated() {
                let worst =
                    zip(made, expected).map { made, expected in
                        tolerance == 1e-9
                            ? abs(made.figures[column] - expected.figures[column])
                            : relative(made.figures[column], expected.figures[column])
                    }.max() ?? .infinity
                #expect(worst <= tolerance, "\(check.file) column \(column)")
            }
        }
    }

    @Test func theTopTwentyStandInTheReferencesOrder() throws {
        let complexity = ComplexityReport(try SharedCases.table("trade-1998-2000/values.csv.gz"), .init())
        let order = complexity.table.regions.indices.sorted {
            complexity.complexity.regionIndex[$0]! > complexity.complexity.regionIndex[$1]!
        }
        let expected = try SharedCases.rows("trade-1998-2000/expected/loc.csv", keys: 1).sorted { $0.figures[1] > $1.figures[1] }
        #expect(order.prefix(20).map { complexity.table.regions[$0] } == expected.prefix(20).map(\.key))
    }

    @Test(arguments: [Convention.ecomplexity, .atlas])
    func tinyAgreesInBothConventions(_ convention: Convention) throws {
        let tiny = try #require(try SharedCases.json("tiny/tiny.json") as? [String: Any])
        let expected = try #require(tiny["expected"] as? [String: Any])
        let table = try ValueTable(
            regions: try #require(tiny["regions"] as? [String]), industries: try #require(tiny["industries"] as? [String]),
            rows: try #require(tiny["values"] as? [[Double]]))
        let report = ComplexityReport(table, .init(convention: convention))
        let rows = report.opportunity.rows(0..<5)
        let gains = try #require(expected[convention == .atlas ? "cog_atlas_formula" : "cog"] as? [[Double]])
        let densities = try #require(expected["density"] as? [[Double]])
        let quotients = try #require(expected["rca"] as? [[Double]])
        for region in 0..<5 {
            for industry in 0..<6 {
                #expect(abs(rows.gain(region: region, industry: industry) - gains[region][industry]) < 1e-9)
                #expect(relative(rows.density(region: region, industry: industry), densities[region][industry]) < 1e-12)
                #expect(relative(table.quotient(region: region, industry: industry)!, quotients[region][industry]) < 1e-12)
            }
        }
        for (made, wanted) in zip(report.complexity.regionIndex, try #require(expected["eci"] as? [Double])) {
            #expect(abs(made! - wanted) < 1e-9)
        }
        for (made, wanted) in zip(report.outlook().values, try #require(expected["coi"] as? [Double])) {
            #expect(abs(made! - wanted) < 1e-9)
        }
        let part = try #require(report.complexity.parts.first)
        #expect(abs(part.eigenvalue! - 0.711781772095759) < 1e-14)
        #expect(abs(part.nextEigenvalue! - 0.6545084971874736) < 1e-9)
    }
}
