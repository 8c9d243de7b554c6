/// Which sites cover which customers: within a distance, a travel time, or by a rule of the caller.
public struct CoverInstance: Sendable, Equatable {
    public let sites: Int
    public let customers: Int
    /// Cost of opening each site.
    public var cost: [Double]
    /// What covering each customer is worth.
    public var weight: [Double]
    /// For each customer the sites that cover it, from 0, ascending.
    public var coverers: [[Int]]

    public init(cost: [Double], weight: [Double], coverers: [[Int]]) {
        sites = cost.count
        customers = coverers.count
        self.cost = cost
        self.weight = weight
        self.coverers = coverers.map { Array(Set($0)).filter { cost.indices.contains($0) }.sorted() }
    }

    /// Covered is who lies within `radius` of a site, by the costs of a location instance.
    public init(_ instance: LocationInstance, radius: Double) {
        self.init(
            cost: instance.fixedCost, weight: instance.demand,
            coverers: (0..<instance.customers).map { customer in
                (0..<instance.sites).filter { instance.cost($0, customer) <= radius }
            })
    }

    /// The location instance in which serving costs 0 from a coverer and the given penalty from any other site.
    func penalised(_ penalty: [Double], medians: Int?) -> LocationInstance {
        var costs = [Double](repeating: 0, count: sites * customers)
        for customer in 0..<customers {
            for site in 0..<sites { costs[customer * sites + site] = penalty[customer] }
            for site in coverers[customer] { costs[customer * sites + site] = 0 }
        }
        return LocationInstance(
            capacity: [Double](repeating: .infinity, count: sites),
            fixedCost: medians == nil ? cost : [Double](repeating: 0, count: sites),
            demand: [Double](repeating: 1, count: customers), costs: costs, medians: medians)
    }
}
