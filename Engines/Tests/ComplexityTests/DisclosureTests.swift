import Testing

@testable import Complexity

/// An attacker who knows all totals and that nothing is negative.
struct DisclosureTests {
    static func random(_ seed: UInt64, rows: Int, columns: Int) -> (values: [[Double]], firms: [[Int]]) {
        var state = seed
        func next() -> Double {
            state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
            return Double(state >> 40) / Double(1 << 24)
        }
        var firms: [[Int]] = []
        let values = (0..<rows).map { _ -> [Double] in
            let row = (0..<columns).map { _ in next() < 0.25 ? 0 : Int(next() * 8) + 1 }
            firms.append(row)
            return row.map { Double($0) * (10 + (next() * 90).rounded()) }
        }
        return (values, firms)
    }

    /// Gauss-Jordan on the sums that are published: the cells whose value the equations alone give away.
    static func solvable(_ values: [[Double]], _ withheld: [[Bool]]) -> Int {
        let rows = values.count
        let columns = values[0].count
        var numbers: [Int: Int] = [:]
        for row in 0...rows {
            for column in 0...columns where withheld[row][column] { numbers[row * (columns + 1) + column] = numbers.count }
        }
        var equations: [[Double]] = []
        func equation(_ cells: [(Int, Double)]) {
            var line = [Double](repeating: 0, count: numbers.count)
            for (cell, sign) in cells { if let number = numbers[cell] { line[number] = sign } }
            equations.append(line)
        }
        for row in 0...rows { equation((0...columns).map { (row * (columns + 1) + $0, $0 == columns ? -1 : 1) }) }
        for column in 0...columns { equation((0...rows).map { ($0 * (columns + 1) + column, $0 == rows ? -1 : 1) }) }
        var pivot = 0
        for number in 0..<numbers.count {
            guard let found = (pivot..<equations.count).first(where: { abs(equations[$0][number]) > 1e-9 }) else { continue }
            equations.swapAt(pivot, found)
            let scale = equations[pivot][number]
            equations[pivot] = equations[pivot].map { $0 / scale }
            for other in equations.indices where other != pivot && abs(equations[other][number]) > 1e-12 {
                let factor = equations[other][number]
                for place in equations[other].indices { equations[other][place] -= factor * equations[pivot][place] }
            }
            pivot += 1
        }
        return equations.prefix(pivot).count { line in line.count { abs($0) > 1e-9 } == 1 }
    }

    @Test(arguments: 1...12)
    func noWithheldCellCanBeWorkedOutFromTheTotals(_ seed: UInt64) throws {
        let (values, firms) = Self.random(seed, rows: 9, columns: 7)
        let sensitive = zip(values, firms).map { row, counts in
            zip(row, counts).map { $0 > 0 && Disclosure.isSensitive(firms: $1, largestShare: 0.5) }
        }
        let disclosure = Disclosure(values: values, isSensitive: sensitive, slack: 0.1)
        #expect(disclosure.isProtected)
        #expect(Self.solvable(values, disclosure.withheld) == 0)
        for range in Disclosure.ranges(values: values, withheld: disclosure.withheld) where range.row < 9 && range.column < 7 {
            let value = values[range.row][range.column]
            guard sensitive[range.row][range.column] else { continue }
            #expect(range.lower <= value * 0.9 + 1e-9)
            #expect(range.upper >= value * 1.1 - 1e-9)
        }
        #expect(disclosure.withheld.joined().count { $0 } < 80)
    }

    @Test func withholdingTheSensitiveCellsAloneWouldGiveThemAway() {
        let values: [[Double]] = [[5, 90, 30], [70, 80, 20], [40, 10, 60]]
        var naive = [[Bool]](repeating: [Bool](repeating: false, count: 4), count: 4)
        naive[0][0] = true
        #expect(Self.solvable(values, naive) == 1)
        let disclosure = Disclosure(
            values: values, isSensitive: [[true, false, false], [false, false, false], [false, false, false]])
        #expect(disclosure.withheld[0][0])
        #expect(Self.solvable(values, disclosure.withheld) == 0)
    }

    @Test func nothingSensitiveWithholdsNothing() {
        let disclosure = Disclosure(values: [[5, 9], [7, 8]], isSensitive: [[false, false], [false, false]])
        #expect(!disclosure.withheld.joined().contains(true))
    }

    @Test func aTableWithoutRoomIsWithheldWhole() {
        let disclosure = Disclosure(values: [[5]], isSensitive: [[true]])
        #expect(disclosure.withheld == [[true, true], [true, true]])
    }

    @Test func firmsDecideWhatIsSensitive() {
        #expect(Disclosure.isSensitive(firms: 2, largestShare: 0.6))
        #expect(Disclosure.isSensitive(firms: 9, largestShare: 0.81))
        #expect(!Disclosure.isSensitive(firms: 3, largestShare: 0.8))
        #expect(!Disclosure.isSensitive(firms: 0, largestShare: 0))
    }
}
