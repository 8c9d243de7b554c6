/// Makes whole numbers of an instance's decimals, runs the search, and speaks of the result in the instance's units.
///
/// Costs, and uses with capacities, are each multiplied by the least power of ten, up to 10⁹, that makes them whole, and divided
/// by what they have in common. Costs that stay fractional are searched as they are: a bound then proves a value to 1e-11 of it.
/// Uses that stay fractional are counted in 10⁻⁹ of the largest capacity, rounded to the nearest.
struct AssignmentScaling {
    let problem: AssignmentProblem?
    /// One unit of the problem's costs, in the instance's.
    private let unit: Double
    private let flaw: String?

    private static let powers: [Double] = [1, 10, 100, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9]
    /// Larger whole numbers lose the exactness of Double once they are added up.
    private static let largest = 1e12

    init(
        siteCount m: Int, customerCount n: Int, cost: [Double], use: [Double], capacity: [Double], fixedCost: [Double]?,
        commonDemand: [Double]?
    ) {
        let fixed = fixedCost ?? [Double](repeating: 0, count: m)
        let allowed = cost.map(\.isFinite)
        guard m > 0, n > 0, cost.count == m * n, use.count == m * n, capacity.count == m, fixed.count == m,
            use.allSatisfy({ $0 >= 0 && $0 < .infinity }), capacity.allSatisfy({ $0 >= 0 }), fixed.allSatisfy({ $0.isFinite })
        else {
            problem = nil
            unit = 1
            flaw = "the instance has a negative or missing number"
            return
        }
        let money = Self.whole(cost.filter(\.isFinite) + fixed)
        let goods = Self.whole(use + capacity.filter(\.isFinite))
        // Fractional costs are brought to a size where the slack of a proof is small beside them.
        let size = (cost.filter(\.isFinite) + fixed).reduce(0) { max($0, abs($1)) }
        let costFactor = money ?? 1e6 / max(size, 1e-300)
        let useSize = (use + capacity.filter(\.isFinite)).reduce(0, max)
        let useFactor = goods ?? 1e9 / max(useSize, 1e-300)
        let weight = use.map { Int(($0 * useFactor).rounded()) }
        // No site needs room for more than all who may come.
        let room = (0..<m).map { site -> Int in
            let sum = weight[site * n..<(site + 1) * n].reduce(0) { $0 + min($1, Int.max / (2 * n)) }
            return capacity[site].isFinite ? min(sum, Int((min(capacity[site], useSize) * useFactor).rounded())) : sum
        }
        let total = commonDemand.map { $0.reduce(0) { $0 + Int(($1 * useFactor).rounded()) } }
        let common = max(1, Self.divisor(weight))
        let divisor =
            money == nil ? 1 : max(1, Self.divisor((cost.filter(\.isFinite) + fixed).map { Int(($0 * costFactor).rounded()) }))
        let scaled = { (value: Double) -> Double in
            money == nil ? value * costFactor : (value * costFactor).rounded() / Double(divisor)
        }
        let largestRoom = (room.max() ?? 0) / common
        // A table row has a cell for each unit of capacity.
        let cells = max(1_000, min(16_384, 8_000_000 / (n + 1)))
        flaw = nil
        unit = Double(divisor) / costFactor
        problem = AssignmentProblem(
            siteCount: m, customerCount: n, cost: cost.map { $0.isFinite ? scaled($0) : 0 }, weight: weight.map { $0 / common },
            allowed: allowed, capacity: room.map { $0 / common }, fixedCost: fixed.map(scaled), opensFree: fixedCost == nil,
            totalDemand: total.map { $0 / common }, grain: largestRoom / cells + 1, isIntegral: money != nil)
    }

    /// The factor that makes all values whole; nil where none does.
    private static func whole(_ values: [Double]) -> Double? {
        powers.first { power in
            values.allSatisfy {
                let value = $0 * power
                return abs(value) <= largest && abs(value - value.rounded()) <= abs(value) * 1e-14
            }
        }
    }

    private static func divisor(_ values: [Int]) -> Int {
        var result = 0
        for value in values {
            var (a, b) = (result, abs(value))
            while b != 0 { (a, b) = (b, a % b) }
            result = a
            if result == 1 { break }
        }
        return result
    }

    /// `value` adds up a plan (the site of each customer, from 0) in the instance's own numbers.
    func solve(_ limits: Limits, value: ([Int]) -> Double) -> Outcome {
        guard let problem else { return Outcome(notes: [flaw ?? ""]) }
        let result = AssignmentSearch(problem, limits: limits).run()
        guard let plan = result.plan else {
            if result.bound == .infinity { return Outcome(isInfeasible: true) }
            let bound = result.bound * unit
            return Outcome(
                bound: bound.isFinite ? bound : nil, notes: ["stopped by its limits before a solution was found"])
        }
        let objective = value(plan)
        let isProven = result.bound >= result.value
        let bound = min(result.bound * unit, abs(objective) * 1e-12 + result.value * unit)
        return Outcome(
            objective: objective, bound: isProven ? objective : bound.isFinite ? bound : nil,
            placement: Placement(open: Set(plan).sorted().map { $0 + 1 }, assign: plan.map { $0 + 1 }),
            notes: isProven ? [] : ["stopped by its limits before the proof was complete"])
    }
}
