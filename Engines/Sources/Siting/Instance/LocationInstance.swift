/// Sites and customers: the data of facility-location and p-median problems, units as in the file.
///
/// Sites i = 0..<sites, customers j = 0..<customers. `cost(i, j)` is the cost of serving all of customer j's demand from site i
/// (for a p-median, the distance).
public struct LocationInstance: Sendable, Equatable {
    public let sites: Int
    public let customers: Int
    /// Capacity of each site, in units of demand; infinite where there is none.
    public var capacity: [Double]
    /// Cost of opening each site; all 0 for a p-median.
    public var fixedCost: [Double]
    public var demand: [Double]
    /// Customer after customer, each with one cost a site: the cost of serving the whole customer from it.
    public var costs: [Double]
    /// How many sites must be opened, for a p-median.
    public var medians: Int?

    public init(
        capacity: [Double], fixedCost: [Double], demand: [Double], costs: [Double], medians: Int? = nil
    ) {
        sites = fixedCost.count
        customers = demand.count
        self.capacity = capacity
        self.fixedCost = fixedCost
        self.demand = demand
        self.costs = costs
        self.medians = medians
    }

    @inline(__always) public func cost(_ site: Int, _ customer: Int) -> Double { costs[customer * sites + site] }

    public var isCapacitated: Bool { capacity.contains { $0 < .infinity } }

    /// All costs and fixed costs are whole numbers, so that every value of a placement of whole customers is one too.
    public var isIntegral: Bool { costs.allSatisfy { $0 == $0.rounded() } && fixedCost.allSatisfy { $0 == $0.rounded() } }
}

/// Agents and jobs: the data of the generalised assignment problem.
///
/// Agents i = 0..<agents, jobs j = 0..<jobs; every job goes to one agent, within the agents' capacities.
public struct AssignmentInstance: Sendable, Equatable {
    public let agents: Int
    public let jobs: Int
    /// Agent after agent, a cost (or profit) for each job.
    public var costs: [Double]
    /// Agent after agent, what each job uses of the agent's capacity.
    public var uses: [Double]
    public var capacity: [Double]

    public init(costs: [Double], uses: [Double], capacity: [Double], jobs: Int) {
        agents = capacity.count
        self.jobs = jobs
        self.costs = costs
        self.uses = uses
        self.capacity = capacity
    }

    @inline(__always) public func cost(_ agent: Int, _ job: Int) -> Double { costs[agent * jobs + job] }
    @inline(__always) public func use(_ agent: Int, _ job: Int) -> Double { uses[agent * jobs + job] }

    public var isIntegral: Bool { costs.allSatisfy { $0 == $0.rounded() } }
}
