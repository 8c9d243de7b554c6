/// Which cells of a table with totals must be withheld so that no single firm's figures can be worked out.
///
/// A cell is withheld of itself when it has fewer than three firms, or when one firm has more than 80 % of it. That alone does not
/// help: row and column totals give it back. So further cells, and where need be totals, are withheld until every cell of the
/// first kind could, for all that is published, be smaller or larger by at least `slack` of its value.
///
/// The table with its totals is a network: rows and columns are points, cells are edges, each row and each column (totals
/// included) balances. What is withheld may move along a closed walk of withheld edges, up on one and down on the next, as long
/// as nothing falls below zero; a cell is safe when enough can move through it both ways. That much is a flow, computed exactly.
/// Walks of least withheld value are added until it suffices. Source: Cox 1980; Fischetti and Salazar 2000 for the network view.
///
/// ```swift
/// let withheld = Disclosure(values: [[5, 9], [7, 8]], isSensitive: [[true, false], [false, false]]).withheld
/// ```
public struct Disclosure: Sendable {
    /// Withheld cells; the last row and the last column are the totals.
    public let withheld: [[Bool]]
    /// True where everything could be protected: false only where the table has no room, and then all of its cells are withheld.
    public let isProtected: Bool

    /// One firm or two may not be shown, nor a cell that one firm dominates.
    public static func isSensitive(firms: Int, largestShare: Double, fewest: Int = 3, dominance: Double = 0.8) -> Bool {
        firms > 0 && (firms < fewest || largestShare > dominance)
    }

    static let mostCells = 50_000

    /// `values` are not negative; rows of unequal length are cut to the shortest. A table of more than 50,000 cells is withheld whole.
    public init(values: [[Double]], isSensitive: [[Bool]], slack: Double = 0.1) {
        var network = CellNetwork(values)
        var sensitive: [Int] = []
        for row in 0..<network.rowCount {
            for column in 0..<network.columnCount where row < isSensitive.count && column < isSensitive[row].count {
                if isSensitive[row][column] { sensitive.append(network.edge(row, column)) }
            }
        }
        for edge in sensitive { network.isWithheld[edge] = true }
        // The largest needs first: the walks they take serve the smaller ones too.
        sensitive.sort { (network.value[$1], $0) < (network.value[$0], $1) }
        var isProtected = network.value.count <= Self.mostCells || sensitive.isEmpty
        for edge in sensitive where isProtected {
            let need = network.value[edge] > 0 ? network.value[edge] * slack : network.total * 1e-6
            while !network.isSafe(edge, need: need) {
                // One walk that carries all is best; else several that carry a part.
                let parts = (0..<8).lazy.map { need / Double(1 << $0) }
                if !parts.contains(where: { network.extend(edge, need: $0) }) {
                    isProtected = false
                    break
                }
            }
        }
        if !isProtected { network.withholdAll() }
        self.isProtected = isProtected
        withheld = (0...network.rowCount).map { row in
            (0...network.columnCount).map { network.isWithheld[network.edge(row, $0)] }
        }
    }

    /// Least and greatest value that each withheld cell may have for all that is published.
    public static func ranges(values: [[Double]], withheld: [[Bool]]) -> [(row: Int, column: Int, lower: Double, upper: Double)] {
        var network = CellNetwork(values)
        for row in 0...network.rowCount {
            for column in 0...network.columnCount where row < withheld.count && column < withheld[row].count {
                network.isWithheld[network.edge(row, column)] = withheld[row][column]
            }
        }
        return network.isWithheld.indices.filter { network.isWithheld[$0] }.map { edge in
            let value = network.value[edge]
            let down = min(network.flow(through: edge, raising: false, limit: value), value)
            let up = network.flow(through: edge, raising: true, limit: network.total * 2 + 1)
            return (edge / (network.columnCount + 1), edge % (network.columnCount + 1), value - down, value + up)
        }
    }
}

/// Rows and columns as points, cells as edges; the totals are one more row and one more column.
///
/// A total enters its row with the opposite sign, so raising it goes with raising a cell. Turning the direction of the edges of
/// the total row and of the total column makes every edge alike but for the corner, which is turned twice.
private struct CellNetwork {
    let rowCount: Int
    let columnCount: Int
    let value: [Double]
    let total: Double
    var isWithheld: [Bool]

    init(_ rows: [[Double]]) {
        let columns = rows.map(\.count).min() ?? 0
        rowCount = rows.count
        columnCount = columns
        var value: [Double] = []
        var columnTotals = [Double](repeating: 0, count: columns)
        var all = 0.0
        for row in rows {
            let cells = row.prefix(columns).map { $0.isFinite ? max($0, 0) : 0 }
            let sum = cells.reduce(0, +)
            for (column, cell) in cells.enumerated() { columnTotals[column] += cell }
            all += sum
            value += cells + [sum]
        }
        self.value = value + columnTotals + [all]
        total = all
        isWithheld = [Bool](repeating: false, count: self.value.count)
    }

    func edge(_ row: Int, _ column: Int) -> Int { row * (columnCount + 1) + column }

    private var points: Int { rowCount + columnCount + 2 }

    /// The points of an edge in the direction in which a rise runs.
    private func ends(_ edge: Int) -> (from: Int, to: Int) {
        let row = edge / (columnCount + 1)
        let column = edge % (columnCount + 1)
        let isTurned = (row == rowCount) != (column == columnCount)
        let a = row
        let b = rowCount + 1 + column
        return isTurned ? (b, a) : (a, b)
    }

    mutating func withholdAll() { isWithheld = isWithheld.map { _ in true } }

    func isSafe(_ edge: Int, need: Double) -> Bool {
        let fall = min(need, value[edge])
        return flow(through: edge, raising: true, limit: need) >= need && flow(through: edge, raising: false, limit: fall) >= fall
    }

    /// How far the edge can rise or fall while the others withheld make up for it: a maximal flow between its ends, up to `limit`.
    func flow(through edge: Int, raising: Bool, limit: Double) -> Double {
        let (from, to) = ends(edge)
        // A rise from `from` to `to` must come back from `to` to `from`.
        let (source, sink) = raising ? (to, from) : (from, to)
        let bound = raising ? limit : min(limit, value[edge])
        var moved = [Double](repeating: 0, count: value.count)
        var sum = 0.0
        var rounds = 0
        while sum < bound, rounds < 4 * value.count + 64 {
            rounds += 1
            guard let path = path(source, sink, moved, without: edge) else { break }
            let step = min(path.reduce(bound - sum) { min($0, room($1.edge, $1.isRise, moved)) }, bound - sum)
            if step <= 0 { break }
            for part in path { moved[part.edge] += part.isRise ? step : -step }
            sum += step
        }
        return sum
    }

    private func room(_ edge: Int, _ isRise: Bool, _ moved: [Double]) -> Double {
        isRise ? .infinity : value[edge] + moved[edge]
    }

    /// A shortest walk over withheld edges that still have room.
    private func path(_ source: Int, _ sink: Int, _ moved: [Double], without: Int) -> [(edge: Int, isRise: Bool)]? {
        var came: [Int: (point: Int, edge: Int, isRise: Bool)] = [:]
        var queue = [source]
        var at = 0
        while at < queue.count {
            let point = queue[at]
            at += 1
            for edge in edges(of: point) where isWithheld[edge] && edge != without {
                let (from, to) = ends(edge)
                let isRise = from == point
                let next = isRise ? to : from
                if next == source || came[next] != nil { continue }
                if room(edge, isRise, moved) <= value[edge] * 1e-12 { continue }
                came[next] = (point, edge, isRise)
                if next == sink { return trace(came, source, sink) }
                queue.append(next)
            }
        }
        return nil
    }

    private func trace(_ came: [Int: (point: Int, edge: Int, isRise: Bool)], _ source: Int, _ sink: Int) -> [(
        edge: Int, isRise: Bool
    )] {
        var path: [(edge: Int, isRise: Bool)] = []
        var point = sink
        while point != source, let step = came[point] {
            path.append((step.edge, step.isRise))
            point = step.point
        }
        return path
    }

    private func edges(of point: Int) -> [Int] {
        if point <= rowCount { return (0...columnCount).map { edge(point, $0) } }
        return (0...rowCount).map { edge($0, point - rowCount - 1) }
    }

    /// Withholds the cheapest closed walk through the edge that gives the room still lacking; false where there is none.
    ///
    /// Cheapest by the value withheld anew; totals cost more than any cell. Only edges with enough room in the direction of the walk
    /// take part, so that each call adds what is needed one way.
    mutating func extend(_ edge: Int, need: Double) -> Bool {
        let lacksRise = flow(through: edge, raising: true, limit: need) < need
        let (from, to) = ends(edge)
        let (source, sink) = lacksRise ? (to, from) : (from, to)
        var cost = [Double](repeating: .infinity, count: points)
        var came = [(point: Int, edge: Int)?](repeating: nil, count: points)
        var done = [Bool](repeating: false, count: points)
        cost[source] = 0
        while true {
            var best: Int?
            for point in 0..<points where !done[point] && cost[point] < .infinity {
                if best.map({ cost[point] < cost[$0] }) ?? true { best = point }
            }
            guard let point = best else { return false }
            if point == sink { break }
            done[point] = true
            for candidate in edges(of: point) where candidate != edge {
                let (start, end) = ends(candidate)
                let isRise = start == point
                let next = isRise ? end : start
                if done[next] || (!isRise && value[candidate] < need) { continue }
                // A cell that is empty in truth is often known to be empty: it hides nothing.
                if value[candidate] == 0 { continue }
                let price = cost[point] + price(candidate)
                if price < cost[next] {
                    cost[next] = price
                    came[next] = (point, candidate)
                }
            }
        }
        var isNew = false
        var point = sink
        while point != source, let step = came[point] {
            if !isWithheld[step.edge] { isNew = true }
            isWithheld[step.edge] = true
            point = step.point
        }
        return isNew
    }

    private func price(_ edge: Int) -> Double {
        if isWithheld[edge] { return 1e-9 * (total + 1) / Double(value.count) }
        let isTotal = edge / (columnCount + 1) == rowCount || edge % (columnCount + 1) == columnCount
        return value[edge] + (isTotal ? (total + 1) * Double(points) : total * 1e-3)
    }
}
