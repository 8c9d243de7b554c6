import CHighs

/// A linear program in an instance of HiGHS, solved by its simplex from the last basis.
final class HiGHSRelaxation: LinearRelaxation {
    private let session: HiGHSSession

    init(_ session: HiGHSSession) {
        self.session = session
        let f = session.functions
        _ = f.setInt(session.handle, "threads", 1)
        _ = f.setString(session.handle, "parallel", "off")
        _ = f.setString(session.handle, "solver", "simplex")
    }

    var columns: Int { session.columns }
    var rows: Int { session.rows }

    func addRows(_ rows: [MIPRow]) {
        guard !session.isAbandoned, !rows.isEmpty else { return }
        var start: [CHighsInt] = []
        var index: [CHighsInt] = []
        var value: [Double] = []
        for row in rows {
            start.append(CHighsInt(index.count))
            index += row.columns
            value += row.values
        }
        let code = session.functions.addRows(
            session.handle, CHighsInt(rows.count), rows.map(\.lower), rows.map(\.upper), CHighsInt(index.count), start, index, value
        )
        if code != -1 { session.rows += rows.count }
    }

    func addColumn(cost: Double, lower: Double, upper: Double, entries: [(Int, Double)]) {
        guard !session.isAbandoned else { return }
        let code = session.functions.addCols(
            session.handle, 1, [cost], [lower], [upper], CHighsInt(entries.count), [0], entries.map { CHighsInt($0.0) },
            entries.map(\.1))
        if code != -1 { session.columns += 1 }
    }

    func removeRows(_ rows: [Int]) {
        guard !session.isAbandoned, !rows.isEmpty else { return }
        let code = session.functions.deleteRowsBySet(session.handle, CHighsInt(rows.count), rows.map { CHighsInt($0) })
        if code != -1 { session.rows -= rows.count }
    }

    func setBounds(_ column: Int, lower: Double, upper: Double) {
        guard !session.isAbandoned else { return }
        _ = session.functions.changeColBounds(session.handle, CHighsInt(column), lower, upper)
    }

    func setCost(_ column: Int, _ cost: Double) {
        guard !session.isAbandoned else { return }
        _ = session.functions.changeColCost(session.handle, CHighsInt(column), cost)
    }

    func setRowBounds(_ row: Int, lower: Double, upper: Double) {
        guard !session.isAbandoned else { return }
        _ = session.functions.changeRowBounds(session.handle, CHighsInt(row), lower, upper)
    }

    var basis: LinearBasis? {
        guard !session.isAbandoned else { return nil }
        var basis = LinearBasis(
            columns: [Int32](repeating: 0, count: columns), rows: [Int32](repeating: 0, count: rows))
        return session.functions.getBasis(session.handle, &basis.columns, &basis.rows) == 0 ? basis : nil
    }

    func setBasis(_ basis: LinearBasis) {
        guard !session.isAbandoned, basis.columns.count <= columns, basis.rows.count <= rows else { return }
        // What came after the basis was taken: columns at their lower bound, rows basic.
        let columnStatus = basis.columns + [Int32](repeating: 0, count: columns - basis.columns.count)
        let rowStatus = basis.rows + [Int32](repeating: 1, count: rows - basis.rows.count)
        _ = session.functions.setBasis(session.handle, columnStatus, rowStatus)
    }

    var cutoff: Double? {
        didSet {
            guard !session.isAbandoned else { return }
            _ = session.functions.setDouble(session.handle, "objective_bound", cutoff ?? .infinity)
        }
    }

    func solve(limits: Limits) -> LinearResult {
        if limits.isOver { return LinearResult(.stopped) }
        guard session.run(limits) else { return LinearResult(.stopped) }
        let f = session.functions
        var result: LinearResult
        switch f.modelStatus(session.handle) {
        case 7, 6: result = LinearResult(.optimal)
        case 8: return LinearResult(.infeasible)
        case 9, 10: return LinearResult(.unbounded)
        case 11: result = LinearResult(.cutoff)
        case 12...14, 17: return LinearResult(.stopped)
        case let other: return LinearResult(.failed("HiGHS ended with model status \(other)"))
        }
        result.values = [Double](repeating: 0, count: columns)
        result.reducedCosts = [Double](repeating: 0, count: columns)
        result.duals = [Double](repeating: 0, count: rows)
        _ = f.getSolution(session.handle, &result.values, &result.reducedCosts, nil, &result.duals)
        _ = f.doubleInfo(session.handle, "objective_function_value", &result.objective)
        return result
    }
}
