/// A mixed-integer linear program: minimise or maximise c'x + constant, subject to row bounds on Ax and bounds on x.
///
/// Columns and rows count from 0, in the order they were added. Bounds may be infinite. Rows are kept sparse, row by row.
///
/// ```swift
/// var model = MIPModel(sense: .min)
/// let open = model.addColumn(cost: 12, upper: 1, isInteger: true)
/// model.addRow([(open, 1)], lower: 1)
/// ```
public struct MIPModel: Sendable {
    public typealias Sense = Answer.Sense

    public var sense: Sense
    public var constant = 0.0
    public private(set) var cost: [Double] = []
    public private(set) var lower: [Double] = []
    public private(set) var upper: [Double] = []
    public private(set) var isInteger: [Bool] = []
    public private(set) var rowLower: [Double] = []
    public private(set) var rowUpper: [Double] = []
    /// Where each row starts in `index` and `value`; one more entry than rows.
    public private(set) var start: [Int32] = [0]
    public private(set) var index: [Int32] = []
    public private(set) var value: [Double] = []

    public init(sense: Sense = .min) { self.sense = sense }

    public var columns: Int { cost.count }
    public var rows: Int { rowLower.count }

    /// Adds a column; its number comes back.
    @discardableResult
    public mutating func addColumn(cost: Double, lower: Double = 0, upper: Double = .infinity, isInteger: Bool = false) -> Int {
        self.cost.append(cost)
        self.lower.append(lower)
        self.upper.append(upper)
        self.isInteger.append(isInteger)
        return self.cost.count - 1
    }

    /// Adds a row; its number comes back. A column may stand in it once.
    @discardableResult
    public mutating func addRow(_ entries: [(Int, Double)], lower: Double = -.infinity, upper: Double = .infinity) -> Int {
        addRow(MIPRow(entries, lower: lower, upper: upper))
    }

    @discardableResult
    public mutating func addRow(_ row: MIPRow) -> Int {
        index.append(contentsOf: row.columns)
        value.append(contentsOf: row.values)
        start.append(Int32(truncatingIfNeeded: index.count))
        rowLower.append(row.lower)
        rowUpper.append(row.upper)
        return rowLower.count - 1
    }

    public mutating func setBounds(_ column: Int, lower: Double, upper: Double) {
        self.lower[column] = lower
        self.upper[column] = upper
    }

    public mutating func setCost(_ column: Int, _ cost: Double) { self.cost[column] = cost }

    public mutating func setInteger(_ column: Int, _ isInteger: Bool) { self.isInteger[column] = isInteger }

    /// The same program with every column continuous.
    public var relaxed: MIPModel {
        var model = self
        model.isInteger = [Bool](repeating: false, count: columns)
        return model
    }

    /// The objective at a point.
    public func objective(at point: [Double]) -> Double { zip(cost, point).reduce(constant) { $0 + $1.0 * $1.1 } }

    /// The largest violation of a bound, row or integrality at a point.
    public func violation(at point: [Double]) -> Double {
        guard point.count == columns else { return .infinity }
        var worst = 0.0
        for (column, x) in point.enumerated() {
            worst = max(worst, lower[column] - x, x - upper[column])
            if isInteger[column] { worst = max(worst, abs(x - x.rounded())) }
        }
        for row in 0..<rows {
            var sum = 0.0
            for k in Int(start[row])..<Int(start[row + 1]) { sum += value[k] * point[Int(index[k])] }
            worst = max(worst, rowLower[row] - sum, sum - rowUpper[row])
        }
        return worst
    }
}

/// A linear constraint: lower <= sum of values times columns <= upper.
public struct MIPRow: Sendable, Equatable {
    public var lower: Double
    public var upper: Double
    public var columns: [Int32]
    public var values: [Double]

    public init(_ entries: [(Int, Double)], lower: Double = -.infinity, upper: Double = .infinity) {
        self.lower = lower
        self.upper = upper
        columns = entries.map { Int32(truncatingIfNeeded: $0.0) }
        values = entries.map(\.1)
    }

    public init(columns: [Int32], values: [Double], lower: Double = -.infinity, upper: Double = .infinity) {
        self.columns = columns
        self.values = values
        self.lower = lower
        self.upper = upper
    }
}
