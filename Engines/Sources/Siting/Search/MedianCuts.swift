/// Exact multipliers for `MedianTree` from the linear relaxation, by Benders cuts.
///
/// The relaxation in y and one theta a customer: minimise sum_i f_i y_i + sum_j theta_j. For every threshold t,
///
///     theta_j >= t - sum_i max(0, t - c_ij) y_i
///
/// holds; the threshold that a point violates most is the cost of the site at which its y, taken by ascending cost, reach 1
/// (a closed form: no subproblem is solved). The dual weights of a customer's cuts add up to 1, and the weighted mean of
/// their thresholds is a multiplier u_j with which L(u) is no worse than the relaxation's value. The tree computes L(u)
/// itself, so that no tolerance of the linear programme enters the proof.
///
/// Source: Fischetti, Ljubić, Sinnl, Management Science 63 (2017); Duran-Mateluna, Ales, Elloumi, arXiv 2111.13405.
struct MedianCuts {
    /// The sites in question, their costs of opening, and which are open for certain.
    let sites: [(site: Int, cost: Double, isOpen: Bool)]
    let medians: Int?
    /// Customer after customer: sites in question by ascending cost, by their place in `sites`.
    let start: [Int]
    let cost: [Double]
    let place: [Int32]

    /// Better multipliers than `u`, or nil where the solver gave none in time.
    func multipliers(from u: [Double], best: [Int], solver: any MIPSolver, limits: Limits) -> [Double]? {
        let customers = start.count - 1
        var model = MIPModel()
        for site in sites { model.addColumn(cost: site.cost, lower: site.isOpen ? 1 : 0, upper: 1) }
        for customer in 0..<customers { model.addColumn(cost: 1, lower: cost[start[customer]], upper: .infinity) }
        let all = sites.indices.map { ($0, 1.0) }
        if let medians {
            model.addRow(all, lower: Double(medians), upper: Double(medians))
        } else {
            model.addRow(all, lower: 1)
        }
        var cuts: [(customer: Int, threshold: Double)] = []
        var point = [Double](repeating: 0, count: sites.count)
        let isBest = Set(best)
        for (place, site) in sites.enumerated() where isBest.contains(site.site) { point[place] = 1 }
        for customer in 0..<customers {
            add(customer, u[customer], to: &model, &cuts)
            if let threshold = violated(customer, point, -.infinity), abs(threshold - u[customer]) > 1e-9 {
                add(customer, threshold, to: &model, &cuts)
            }
        }
        guard let relaxation = solver.relaxation(of: model) else { return nil }
        var answer: [Double]?
        for _ in 0..<60 {
            let result = relaxation.solve(limits: limits)
            guard result.status == .optimal, result.values.count >= sites.count + customers else { break }
            answer = means(result, cuts, u)
            var rows: [MIPRow] = []
            for customer in 0..<customers {
                let theta = result.values[sites.count + customer]
                guard let threshold = violated(customer, result.values, theta) else { continue }
                rows.append(row(customer, threshold))
                cuts.append((customer, threshold))
            }
            if rows.isEmpty { break }
            relaxation.addRows(rows)
        }
        return answer
    }

    private func add(
        _ customer: Int, _ threshold: Double, to model: inout MIPModel, _ cuts: inout [(customer: Int, threshold: Double)]
    ) {
        guard threshold > cost[start[customer]] else { return }
        model.addRow(row(customer, threshold))
        cuts.append((customer, threshold))
    }

    private func row(_ customer: Int, _ threshold: Double) -> MIPRow {
        var columns = [Int32(sites.count + customer)]
        var values = [1.0]
        var k = start[customer]
        while k < start[customer + 1], cost[k] < threshold {
            columns.append(place[k])
            values.append(threshold - cost[k])
            k += 1
        }
        return MIPRow(columns: columns, values: values, lower: threshold)
    }

    /// The threshold of the most violated cut, or nil where theta is enough.
    private func violated(_ customer: Int, _ point: [Double], _ theta: Double) -> Double? {
        var sum = 0.0
        var k = start[customer]
        var value = 0.0
        while k < start[customer + 1] {
            let share = point[Int(place[k])]
            if sum + share >= 1 - 1e-9 {
                let threshold = cost[k]
                value += (1 - sum) * threshold
                return value > theta + 1e-6 * max(1, abs(value)) ? threshold : nil
            }
            sum += share
            value += share * cost[k]
            k += 1
        }
        return nil
    }

    private func means(_ result: LinearResult, _ cuts: [(customer: Int, threshold: Double)], _ u: [Double]) -> [Double] {
        var weight = [Double](repeating: 0, count: u.count)
        var mean = weight
        for (row, cut) in cuts.enumerated() where row + 1 < result.duals.count {
            let dual = max(0, result.duals[row + 1])
            weight[cut.customer] += dual
            mean[cut.customer] += dual * cut.threshold
        }
        return u.indices.map { customer in
            let total = weight[customer]
            if total > 1 { return mean[customer] / total }
            return mean[customer] + (1 - total) * cost[start[customer]]
        }
    }
}
