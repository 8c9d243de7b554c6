import Testing

@testable import Complexity

/// The eigenvector against its own definition.
struct SpectrumTests {
    static func presence(regions: Int, industries: Int, seed: UInt64) throws -> Presence {
        var state = seed
        let rows = (0..<regions).map { region in
            (0..<industries).map { industry -> Double in
                state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
                let chance = 0.1 + 0.8 * Double(region) / Double(regions) * (1 - Double(industry) / Double(industries))
                return Double(state >> 40) / Double(1 << 24) < chance || industry == 0 ? 1 : 0
            }
        }
        return Presence(try .numbered(rows), rule: .given, convention: .ecomplexity)
    }

    @Test(arguments: [(5, 9), (30, 12), (12, 30), (150, 260), (260, 150)])
    func theVectorSolvesTheEigenproblemItIsNamedAfter(_ regions: Int, _ industries: Int) throws {
        let presence = try Self.presence(regions: regions, industries: industries, seed: 9)
        let complexity = Complexity(presence, convention: .ecomplexity)
        let part = try #require(complexity.parts.first)
        let lambda = try #require(part.eigenvalue)
        #expect(part.residual! < 1e-13)
        // D_p^-1 M' D_c^-1 M q = lambda q
        let q = complexity.rawIndustry.map { $0 ?? 0 }
        let c = presence.diversity.indices.map { region in
            presence.industries(of: region).reduce(0.0) { $0 + q[Int($1)] } / Double(max(presence.diversity[region], 1))
        }
        var back = [Double](repeating: 0, count: q.count)
        for region in presence.diversity.indices {
            for industry in presence.industries(of: region) {
                back[Int(industry)] += c[region] / Double(presence.ubiquity[Int(industry)])
            }
        }
        let size = q.map(abs).max() ?? 1
        for (made, wanted) in zip(back, q) { #expect(abs(made - lambda * wanted) < 1e-12 * size) }
    }

    @Test func meanPCIOfWhatIsPresentIsECI() throws {
        let presence = try Self.presence(regions: 60, industries: 90, seed: 3)
        let complexity = Complexity(presence, convention: .ecomplexity)
        for region in presence.diversity.indices where presence.diversity[region] > 0 {
            let mean =
                presence.industries(of: region).reduce(0.0) { $0 + complexity.industryIndex[Int($1)]! }
                / Double(presence.diversity[region])
            #expect(abs(mean - complexity.regionIndex[region]!) < 1e-11)
        }
    }

    @Test func ownSpreadScalesPCIByItself() throws {
        let presence = try Self.presence(regions: 60, industries: 90, seed: 3)
        let own = Complexity(presence, convention: .ownSpread).industryIndex.compactMap { $0 }
        let (mean, spread) = try #require(meanAndSpread(own))
        #expect(abs(mean) < 1e-12 && abs(spread - 1) < 1e-12)
    }

    @Test func aLongPathConvergesThoughItsGapIsSmall() throws {
        // Region i has industries i and i + 1: eigenvalues cos^2, the gap shrinks with the square of the length.
        let rows = (0..<300).map { row in (0..<301).map { $0 == row || $0 == row + 1 ? 1.0 : 0 } }
        let complexity = Complexity(Presence(try .numbered(rows), rule: .given, convention: .ecomplexity), convention: .ecomplexity)
        #expect(complexity.parts[0].residual! < 1e-12)
        #expect(complexity.parts[0].gap! > 0)
    }

    @Test func aDenseMatrixIsTakenApartExactly() throws {
        let matrix: [Double] = [4, 1, 2, 1, 3, 0, 2, 0, 5]
        let eigen = try #require(SymmetricEigen(matrix, size: 3))
        for pair in 0..<3 {
            for row in 0..<3 {
                let image = (0..<3).reduce(0.0) { $0 + matrix[row * 3 + $1] * eigen.vectors[pair * 3 + $1] }
                #expect(abs(image - eigen.values[pair] * eigen.vectors[pair * 3 + row]) < 1e-14)
            }
        }
        #expect(eigen.values == eigen.values.sorted(by: >))
    }
}
