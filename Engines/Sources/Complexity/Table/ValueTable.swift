import Findings

/// What each region makes of each industry in one period: the sparse matrix x_cp that every measure starts from.
///
/// Regions and industries stand in byte order of their keys, so that no result depends on the order of the input rows. Row c
/// is `columns[starts[c]..<starts[c + 1]]` beside `values`, industries ascending, values above zero only. The unit is the
/// caller's (yuan, staff, firms): every measure here is a ratio and has none.
///
/// ```swift
/// let table = try ValueTable(regions: ["徐州", "泰州"], industries: ["2720", "3584"], rows: [[3, 1], [0, 2]])
/// table.regionTotals   // [4, 2]
/// ```
public struct ValueTable: Sendable, Equatable {
    public let regions: [String]
    public let industries: [String]
    public let starts: [Int]
    public let columns: [Int32]
    public let values: [Double]
    /// x_c, x_p and x, by compensated summation.
    public let regionTotals: [Double]
    public let industryTotals: [Double]
    public let total: Double

    static let mostIndustries = 8_000
    static let mostCells = 1 << 30

    init(regions: [String], industries: [String], starts: [Int], columns: [Int32], values: [Double]) throws {
        let (cells, overflow) = regions.count.multipliedReportingOverflow(by: industries.count)
        if overflow || cells > Self.mostCells || industries.count > Self.mostIndustries {
            let sizes = ["regions": String(regions.count), "industries": String(industries.count)]
            throw Unreadable(Finding(.tableTooLarge, sizes))
        }
        self.regions = regions
        self.industries = industries
        self.starts = starts
        self.columns = columns
        self.values = values
        var byIndustry = [CompensatedSum](repeating: CompensatedSum(), count: industries.count)
        var all = CompensatedSum()
        regionTotals = regions.indices.map { region in
            var sum = CompensatedSum()
            for at in starts[region]..<starts[region + 1] {
                sum.add(values[at])
                byIndustry[Int(columns[at])].add(values[at])
            }
            all.add(sum.value)
            return sum.value
        }
        industryTotals = byIndustry.map(\.value)
        total = all.value
        if total <= 0 { throw Unreadable(Finding(.noActivity)) }
    }

    /// A table written out row by row; the keys are put in order.
    public init(regions: [String], industries: [String], rows: [[Double]]) throws {
        var cells = CellList()
        for (region, row) in zip(regions, rows) {
            for (industry, value) in zip(industries, row) {
                if !value.isFinite { throw Unreadable(Finding(.valueNotFinite, ["text": "\(value)"])) }
                if value < 0 { throw Unreadable(Finding(.valueNegative, ["text": "\(value)"])) }
                if value != 0, !(1e-100...1e100).contains(value) {
                    throw Unreadable(Finding(.valueOutOfRange, ["text": "\(value)"]))
                }
                cells.append(region: region, industry: industry, value: value)
            }
        }
        self = try cells.table().value
    }

    public var regionCount: Int { regions.count }
    public var industryCount: Int { industries.count }
    /// Cells with a value above zero.
    public var cellCount: Int { values.count }

    public func value(region: Int, industry: Int) -> Double {
        let row = starts[region]..<starts[region + 1]
        var low = row.lowerBound
        var high = row.upperBound
        while low < high {
            let middle = (low + high) / 2
            if Int(columns[middle]) < industry { low = middle + 1 } else { high = middle }
        }
        return low < row.upperBound && Int(columns[low]) == industry ? values[low] : 0
    }
}

/// Neumaier's compensated sum: nearly correctly rounded, so that a tie at the threshold does not hang on rounding.
struct CompensatedSum {
    private var sum = 0.0
    private var lost = 0.0

    var value: Double { sum + lost }

    mutating func add(_ x: Double) {
        let next = sum + x
        lost += abs(sum) >= abs(x) ? (sum - next) + x : (x - next) + sum
        sum = next
    }
}
