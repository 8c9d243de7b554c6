import Testing

@testable import Complexity

/// What must not matter: the order of the rows, the number of cores, the unit of the values.
struct InvarianceTests {
    /// A nested table with noise, made of a fixed sequence.
    static func lines(regions: Int, industries: Int) -> [String] {
        var state: UInt64 = 42
        func next() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 40) / Double(1 << 24)
        }
        var lines: [String] = []
        for region in 0..<regions {
            for industry in 0..<industries where next() < 0.2 + 0.6 * Double(region) / Double(regions) {
                lines.append("r\(region),\(1000 + industry),\(Int(next() * 1000) + 1).25")
            }
        }
        return lines
    }

    static func table(_ lines: [String]) throws -> ValueTable { try .read((["loc,prod,val"] + lines).joined(separator: "\n")) }

    @Test func permutedRowsGiveTheSameBytes() throws {
        let lines = Self.lines(regions: 40, industries: 60) + ["r1,1001,0.1", "r1,1001,0.2", "r1,1001,0.3"]
        let forward = try ComplexityReport(Self.table(lines), .init()).files()
        #expect(try ComplexityReport(Self.table(lines.reversed()), .init()).files() == forward)
        #expect(try ComplexityReport(Self.table(lines.sorted { $0.hashed < $1.hashed }), .init()).files() == forward)
    }

    @Test func theNumberOfLanesLeavesNoTrace() throws {
        let table = try Self.table(Self.lines(regions: 70, industries: 90))
        let backwards = Lanes(count: 3) { count, body in for piece in (0..<count).reversed() { body(piece) } }
        let one = try ComplexityReport(table, .init()).files()
        #expect(try ComplexityReport(table, .init(), lanes: backwards).files(lanes: backwards) == one)
    }

    @Test func theUnitOfTheValuesDoesNotMatter() throws {
        let rows: [[Double]] = [[30, 10, 0, 5], [20, 25, 5, 0], [0, 15, 20, 10]]
        let plain = try ComplexityReport(.numbered(rows), .init())
        let thousands = try ComplexityReport(.numbered(rows.map { $0.map { $0 * 1024 } }), .init())
        #expect(plain.complexity.regionIndex == thousands.complexity.regionIndex)
        #expect(plain.table.quotient(region: 0, industry: 0) == thousands.table.quotient(region: 0, industry: 0))
    }

    @Test func scalingOneRegionKeepsItsShares() throws {
        let rows: [[Double]] = [[30, 10, 0, 5], [20, 25, 5, 0], [0, 15, 20, 10]]
        var scaled = rows
        scaled[0] = rows[0].map { $0 * 8 }
        let groups = IndustryGroups(["I0", "I1", "I2", "I3"], digits: 1)
        let a = RegionIndicators.all(try .numbered(rows), groups: groups)[0].shares
        let b = RegionIndicators.all(try .numbered(scaled), groups: groups)[0].shares
        #expect(a?.herfindahl == b?.herfindahl)
        #expect(a?.entropy == b?.entropy)
    }
}

extension String {
    fileprivate var hashed: UInt64 { utf8.reduce(14_695_981_039_346_656_037) { ($0 ^ UInt64($1)) &* 1_099_511_628_211 } }
}
