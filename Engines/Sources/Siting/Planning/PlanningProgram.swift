/// The plain model of a planning problem as a mixed-integer program, with the rows that make it strong.
///
///     min  Σ c_ij x_ij + Σ f_j y_j + Σ p_i u_i
///     Σ_j x_ij + u_i = 1;   x_ij ≤ y_j (each pair by itself);   y_j ≤ Σ_i x_ij
///     least_r y_j ≤ Σ_i w_ir x_ij ≤ most_r y_j                       rows of a site
///     x_aj + Σ_{k = j or neighbour of j} x_bk ≤ 1                    a and b apart on neighbouring sites, for each j
///     Σ_{j∈Z} (x_aj + x_bj) ≤ 1                                      a and b apart in zone Z
///
/// Sums of x over sites stand in one row because an item is on one site. Money is in units, not millionths.
struct PlanningProgram {
    private(set) var model = MIPModel(sense: .min)
    private let layout: PlanningLayout
    private var pair: [Int32]
    private var open: [Int] = []
    private var out: [Int?] = []

    init(_ layout: PlanningLayout) {
        self.layout = layout
        let n = layout.itemCount
        let m = layout.siteCount
        pair = Array(repeating: -1, count: n * m)
        for p in 0..<n * m where layout.allowed[p] && !Self.exceeds(layout, item: p / m, site: p % m) {
            pair[p] = Int32(model.addColumn(cost: Double(layout.cost[p]) / 1e6, upper: 1, isInteger: true))
        }
        for j in 0..<m { open.append(model.addColumn(cost: Double(layout.opening[j]) / 1e6, upper: 1, isInteger: true)) }
        for i in 0..<n { out.append(layout.penalty[i].map { model.addColumn(cost: Double($0) / 1e6, upper: 1, isInteger: true) }) }
        addPlaces()
        for j in 0..<m { addSite(j) }
        addGroups()
        addApart()
        for row in layout.crossings { addCrossing(row) }
    }

    /// An item that by itself is more than a site holds.
    private static func exceeds(_ layout: PlanningLayout, item: Int, site: Int) -> Bool {
        layout.siteRows[site].contains { row in
            guard let most = row.most, row.weight[item] > most else { return false }
            return row.weight.allSatisfy { $0 >= 0 }
        }
    }

    private func x(_ item: Int, _ site: Int) -> Int? {
        let column = pair[item * layout.siteCount + site]
        return column < 0 ? nil : Int(column)
    }

    private mutating func addPlaces() {
        for i in 0..<layout.itemCount {
            var entries = (0..<layout.siteCount).compactMap { x(i, $0) }.map { ($0, 1.0) }
            if let column = out[i] { entries.append((column, 1)) }
            model.addRow(entries, lower: 1, upper: 1)
        }
    }

    private mutating func addSite(_ j: Int) {
        let columns = (0..<layout.itemCount).compactMap { i in x(i, j).map { (i, $0) } }
        for (_, column) in columns { model.addRow([(column, 1), (open[j], -1)], upper: 0) }
        model.addRow(columns.map { ($0.1, 1) } + [(open[j], -1)], lower: 0)
        for row in layout.siteRows[j] {
            let largest = Double(max(1, row.weight.map(\.magnitude).max() ?? 1))
            let entries = columns.filter { row.weight[$0.0] != 0 }.map { ($0.1, Double(row.weight[$0.0]) / largest) }
            if let most = row.most { model.addRow(entries + [(open[j], -Double(most) / largest)], upper: 0) }
            if let least = row.least { model.addRow(entries + [(open[j], -Double(least) / largest)], lower: 0) }
        }
    }

    private mutating func addGroups() {
        for group in layout.siteGroups {
            for (a, b) in zip(group, group.dropFirst()) {
                for j in 0..<layout.siteCount { addEqual([x(a, j)].compactMap { $0 }, [x(b, j)].compactMap { $0 }) }
            }
        }
        for group in layout.zoneGroups {
            for (a, b) in zip(group, group.dropFirst()) {
                for sites in zones { addEqual(sites.compactMap { x(a, $0) }, sites.compactMap { x(b, $0) }) }
            }
        }
        for group in layout.siteGroups + layout.zoneGroups {
            for (a, b) in zip(group, group.dropFirst()) { addEqual([out[a]].compactMap { $0 }, [out[b]].compactMap { $0 }) }
        }
    }

    private mutating func addEqual(_ a: [Int], _ b: [Int]) {
        if a.isEmpty, b.isEmpty { return }
        model.addRow(a.map { ($0, 1) } + b.map { ($0, -1) }, lower: 0, upper: 0)
    }

    private var zones: [[Int]] {
        var found: [Int: [Int]] = [:]
        for j in 0..<layout.siteCount { found[layout.zone[j], default: []].append(j) }
        return found.keys.sorted().compactMap { found[$0] }
    }

    private mutating func addApart() {
        let zones = zones
        for a in 0..<layout.itemCount {
            for b in layout.apartOnSite[a].sorted()
            where b > a && !layout.apartNear[a].contains(b) && !layout.apartInZone[a].contains(b) {
                for j in 0..<layout.siteCount {
                    if let p = x(a, j), let q = x(b, j) { model.addRow([(p, 1), (q, 1), (open[j], -1)], upper: 0) }
                }
            }
            for b in layout.apartNear[a].sorted() {
                for j in 0..<layout.siteCount {
                    guard let p = x(a, j) else { continue }
                    let near = (layout.neighbours[j] + [j]).compactMap { x(b, $0) }
                    if !near.isEmpty { model.addRow([(p, 1)] + near.map { ($0, 1) }, upper: 1) }
                }
            }
            for b in layout.apartInZone[a].sorted() where b > a {
                for sites in zones {
                    let entries = (sites.compactMap { x(a, $0) } + sites.compactMap { x(b, $0) }).map { ($0, 1.0) }
                    if entries.count > 1 { model.addRow(entries, upper: 1) }
                }
            }
        }
    }

    private mutating func addCrossing(_ row: PlanningLayout.Crossing) {
        var weights: [(Int, Int64)] = []
        for i in 0..<layout.itemCount {
            for j in 0..<layout.siteCount {
                if let column = x(i, j) { weights.append((column, row.weight(i, j, layout.siteCount))) }
            }
            if let column = out[i] { weights.append((column, row.left[i])) }
        }
        for j in 0..<layout.siteCount { weights.append((open[j], row.site[j])) }
        let largest = Double(max(1, weights.map(\.1.magnitude).max() ?? 1))
        model.addRow(
            weights.filter { $0.1 != 0 }.map { ($0.0, Double($0.1) / largest) },
            lower: row.least.map { Double($0) / largest } ?? -.infinity, upper: row.most.map { Double($0) / largest } ?? .infinity)
    }

    // MARK: Points

    func places(_ point: [Double]) -> [Int?] {
        (0..<layout.itemCount).map { i in (0..<layout.siteCount).first { j in x(i, j).map { point[$0] > 0.5 } ?? false } }
    }

    func point(_ places: [Int?]) -> [Double] {
        var point = [Double](repeating: 0, count: model.columns)
        for (i, place) in places.enumerated() {
            if let j = place {
                if let column = x(i, j) { point[column] = 1 }
                point[open[j]] = 1
            } else if let column = out[i] {
                point[column] = 1
            }
        }
        return point
    }

    /// What a plan with each pair costs at least, in millionths: the linear bound and the reduced cost of the pair, taken down by the solver's
    /// tolerance.
    func pairBounds(_ result: LinearResult) -> [Double] {
        pair.map { column in
            guard column >= 0, result.reducedCosts.indices.contains(Int(column)) else { return -9e18 }
            let bound = result.objective + max(0, result.reducedCosts[Int(column)])
            return (bound - max(1, abs(bound)) * 1e-6) * 1e6
        }
    }
}
