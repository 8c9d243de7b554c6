import Findings

/// The file layouts of the public location and assignment test sets, all plain numbers between white space.
///
/// | format | layout |
/// | --- | --- |
/// | `ufl`, `cfl` | sites, customers; a site: capacity (or the word `capacity`), fixed cost; a customer: demand, then its cost from each site |
/// | `sscfl` | sites, customers; capacities; fixed costs; demands; a customer a row: its cost from each site |
/// | `gap` | agents, jobs; an agent a row of costs; an agent a row of uses; capacities |
/// | `pmed` | vertices, edges, p; an edge a line: two vertices, length. Undirected; the last of repeated edges counts |
/// | `pmedcap` | id, best known; points, p, capacity; a point a line: id, x, y, demand. Distance: Euclid, rounded down |
///
/// Costs are of serving a customer whole. Every fault is a `Finding` with line and field. Source of the layouts: Beasley,
/// OR-Library, J. Opl Res. Soc. 41 (1990); Holmberg, Rönnqvist, Yuan, EJOR 113 (1999); Yagiura et al. (2004).
public enum InstanceFormat: String, Sendable, CaseIterable {
    case ufl, cfl, sscfl, gap, pmed, pmedcap
}

public enum Instance: Sendable, Equatable {
    case location(LocationInstance)
    case assignment(AssignmentInstance)
}

extension InstanceFormat {
    static let mostPlaces = 100_000
    /// A table of distances between this many points is 200 MB.
    static let mostPoints = 5_000

    /// Reads a file's bytes. `capacity` replaces that of every site (ufl, cfl). Throws `Unreadable`.
    public func read(_ bytes: [UInt8], capacity: Double? = nil) throws -> Instance {
        var reader = NumberReader(bytes)
        let instance: Instance
        switch self {
        case .ufl: instance = .location(try Self.warehouses(&reader, capacity: .infinity))
        case .cfl: instance = .location(try Self.warehouses(&reader, capacity: capacity))
        case .sscfl: instance = .location(try Self.singleSource(&reader))
        case .gap: instance = .assignment(try Self.assignment(&reader))
        case .pmed: instance = .location(try Self.roadMedians(&reader))
        case .pmedcap: instance = .location(try Self.pointMedians(&reader))
        }
        try reader.end()
        return instance
    }

    private static func warehouses(_ reader: inout NumberReader, capacity override: Double?) throws -> LocationInstance {
        let sites = try reader.count(Datum("选址点数", "number of sites"), 1...mostPlaces)
        let customers = try reader.count(Datum("客户数", "number of customers"), 1...mostPlaces)
        try reader.expects(
            2 * sites + customers * (sites + 1), Datum("\(sites) 个选址点、\(customers) 个客户", "\(sites) sites, \(customers) customers"))
        var instance = LocationInstance(
            capacity: [], fixedCost: [Double](repeating: 0, count: sites), demand: [Double](repeating: 0, count: customers),
            costs: [])
        for site in 1...sites {
            let capacity = try reader.amount(Datum("第 \(site) 个选址点的容量", "capacity of site \(site)"), or: "capacity")
            instance.capacity.append(override ?? capacity ?? .infinity)
            instance.fixedCost[site - 1] = try reader.amount(Datum("第 \(site) 个选址点的固定成本", "fixed cost of site \(site)"))
        }
        instance.costs.reserveCapacity(sites * customers)
        for customer in 1...customers {
            instance.demand[customer - 1] = try reader.amount(Datum("第 \(customer) 个客户的需求", "demand of customer \(customer)"))
            for site in 1...sites {
                instance.costs.append(
                    try reader.amount(
                        Datum("第 \(customer) 个客户由第 \(site) 个选址点服务的成本", "cost of customer \(customer) from site \(site)")))
            }
        }
        return instance
    }

    private static func singleSource(_ reader: inout NumberReader) throws -> LocationInstance {
        let sites = try reader.count(Datum("选址点数", "number of sites"), 1...mostPlaces)
        let customers = try reader.count(Datum("客户数", "number of customers"), 1...mostPlaces)
        try reader.expects(
            2 * sites + customers * (sites + 1), Datum("\(sites) 个选址点、\(customers) 个客户", "\(sites) sites, \(customers) customers"))
        let capacity = try (1...sites).map { try reader.amount(Datum("第 \($0) 个选址点的容量", "capacity of site \($0)")) }
        let fixedCost = try (1...sites).map { try reader.amount(Datum("第 \($0) 个选址点的固定成本", "fixed cost of site \($0)")) }
        let demand = try (1...customers).map { try reader.amount(Datum("第 \($0) 个客户的需求", "demand of customer \($0)")) }
        var costs: [Double] = []
        costs.reserveCapacity(sites * customers)
        for customer in 1...customers {
            for site in 1...sites {
                costs.append(
                    try reader.amount(
                        Datum("第 \(customer) 个客户由第 \(site) 个选址点服务的成本", "cost of customer \(customer) from site \(site)")))
            }
        }
        return LocationInstance(capacity: capacity, fixedCost: fixedCost, demand: demand, costs: costs)
    }

    private static func assignment(_ reader: inout NumberReader) throws -> AssignmentInstance {
        let agents = try reader.count(Datum("执行者数", "number of agents"), 1...mostPlaces)
        let jobs = try reader.count(Datum("任务数", "number of jobs"), 1...mostPlaces)
        try reader.expects(2 * agents * jobs + agents, Datum("\(agents) 个执行者、\(jobs) 项任务", "\(agents) agents, \(jobs) jobs"))
        var costs: [Double] = []
        var uses: [Double] = []
        costs.reserveCapacity(agents * jobs)
        uses.reserveCapacity(agents * jobs)
        for agent in 1...agents {
            for job in 1...jobs {
                costs.append(try reader.amount(Datum("第 \(agent) 个执行者做第 \(job) 项任务的成本", "cost of job \(job) at agent \(agent)")))
            }
        }
        for agent in 1...agents {
            for job in 1...jobs {
                uses.append(try reader.amount(Datum("第 \(agent) 个执行者做第 \(job) 项任务的占用", "use of job \(job) at agent \(agent)")))
            }
        }
        let capacity = try (1...agents).map { try reader.amount(Datum("第 \($0) 个执行者的容量", "capacity of agent \($0)")) }
        return AssignmentInstance(costs: costs, uses: uses, capacity: capacity, jobs: jobs)
    }

    private static func roadMedians(_ reader: inout NumberReader) throws -> LocationInstance {
        let vertices = try reader.count(Datum("顶点数", "number of vertices"), 1...mostPoints)
        let edges = try reader.count(Datum("道路数", "number of edges"), 0...mostPoints * mostPoints)
        let medians = try reader.count(Datum("中位点数", "number of medians"), 1...vertices)
        try reader.expects(3 * edges, Datum("\(edges) 条道路", "\(edges) edges"))
        var roads = RoadGraph(vertices: vertices)
        if edges > 0 {
            for edge in 1...edges {
                let from = try reader.count(Datum("第 \(edge) 条道路的起点", "first vertex of edge \(edge)"), 1...vertices)
                let to = try reader.count(Datum("第 \(edge) 条道路的终点", "second vertex of edge \(edge)"), 1...vertices)
                roads.set(from - 1, to - 1, try reader.amount(Datum("第 \(edge) 条道路的长度", "length of edge \(edge)")))
            }
        }
        return LocationInstance(
            capacity: [Double](repeating: .infinity, count: vertices), fixedCost: [Double](repeating: 0, count: vertices),
            demand: [Double](repeating: 1, count: vertices), costs: try roads.distances(), medians: medians)
    }

    private static func pointMedians(_ reader: inout NumberReader) throws -> LocationInstance {
        _ = try reader.number(Datum("算例编号", "number of the instance"))
        _ = try reader.number(Datum("已知最优值", "best known value"))
        let points = try reader.count(Datum("点数", "number of points"), 1...mostPoints)
        let medians = try reader.count(Datum("中位点数", "number of medians"), 1...points)
        let capacity = try reader.amount(Datum("容量", "capacity"))
        try reader.expects(4 * points, Datum("\(points) 个点", "\(points) points"))
        var x = [Double](repeating: 0, count: points)
        var y = x
        var demand = x
        var isGiven = [Bool](repeating: false, count: points)
        for point in 1...points {
            let id = try reader.count(Datum("第 \(point) 个点的编号", "id of point \(point)"), 1...points)
            guard !isGiven[id - 1] else {
                throw Unreadable(Finding(.inputTwice, at: .line(reader.line, column: reader.field), ["id": String(id)]))
            }
            isGiven[id - 1] = true
            x[id - 1] = try reader.number(Datum("编号 \(id) 的点的 x", "x of point \(id)"))
            y[id - 1] = try reader.number(Datum("编号 \(id) 的点的 y", "y of point \(id)"))
            demand[id - 1] = try reader.amount(Datum("编号 \(id) 的点的需求", "demand of point \(id)"))
        }
        var costs = [Double](repeating: 0, count: points * points)
        for a in 0..<points {
            for b in 0..<points {
                let dx = x[a] - x[b]
                let dy = y[a] - y[b]
                costs[a * points + b] = (dx * dx + dy * dy).squareRoot().rounded(.down)
            }
        }
        return LocationInstance(
            capacity: [Double](repeating: capacity, count: points), fixedCost: [Double](repeating: 0, count: points),
            demand: demand, costs: costs, medians: medians)
    }
}
