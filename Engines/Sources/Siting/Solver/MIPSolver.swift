/// A solver of mixed-integer programs and their linear relaxations.
///
/// Calls block the thread they come from, for seconds: never call on Swift's cooperative pool or an event loop, use a
/// `SolverDesk`. Each call ends within a second of its limits, whether the library below listens or not.
public protocol MIPSolver: Sendable {
    /// `HiGHS`, `CBC`.
    var name: String { get }
    var version: String { get }

    /// Solves a program from nothing, or from `start`, a point that is or nearly is a solution.
    func solve(_ model: MIPModel, start: [Double]?, options: MIPOptions, limits: Limits) -> MIPResult

    /// The linear relaxation as a thing that lives on: rows come, bounds change, and each solve starts from the last basis.
    /// Integrality is dropped. Nil where the solver has no such thing or the model cannot be taken.
    func relaxation(of model: MIPModel) -> (any LinearRelaxation)?
}

public struct MIPOptions: Sendable {
    /// Stop when bound and value are this near, as a share of the value. 0 asks for proof.
    public var relativeGap = 0.0
    public var absoluteGap = 0.0
    /// Only solutions better than this are wanted: parts of the tree that cannot hold one are left out. A result
    /// `infeasible` then means that none exists.
    public var cutoff: Double?
    public var presolve = true
    /// The share of effort that goes to finding solutions, 0 to 1; nil is the solver's own choice.
    public var heuristicEffort: Double?
    /// Called, on a thread of the solver, with the value and point of each better solution. Must be quick.
    public var onIncumbent: (@Sendable (Double, [Double]) -> Void)?

    public init() {}
}

public struct MIPResult: Sendable {
    public enum Status: Sendable, Equatable {
        /// To the gap that was asked for.
        case optimal
        case infeasible
        case unbounded
        /// Limits ended it; `values` is there when a solution was found.
        case stopped
        case failed(String)
    }

    public var status: Status
    public var objective: Double?
    /// No solution is better than this (with a cutoff: none better than the worse of this and the cutoff).
    public var bound: Double?
    public var values: [Double]?
    public var nodes: Int

    public init(_ status: Status, objective: Double? = nil, bound: Double? = nil, values: [Double]? = nil, nodes: Int = 0) {
        self.status = status
        self.objective = objective
        self.bound = bound
        self.values = values
        self.nodes = nodes
    }
}

/// A linear program that is solved again and again as rows come and bounds change. Used by one thread at a time.
public protocol LinearRelaxation: AnyObject {
    var columns: Int { get }
    var rows: Int { get }
    func addRows(_ rows: [MIPRow])
    /// A column with its entries in the rows there are.
    func addColumn(cost: Double, lower: Double, upper: Double, entries: [(Int, Double)])
    /// Ascending row numbers; the rows above move down.
    func removeRows(_ rows: [Int])
    func setBounds(_ column: Int, lower: Double, upper: Double)
    func setCost(_ column: Int, _ cost: Double)
    func setRowBounds(_ row: Int, lower: Double, upper: Double)
    /// The basis of the last solve, to return to; meaningful while columns and rows are the same or more.
    var basis: LinearBasis? { get }
    func setBasis(_ basis: LinearBasis)
    /// A dual simplex may stop with `.cutoff` once the objective is proved to be beyond it (a minimum only).
    var cutoff: Double? { get set }
    func solve(limits: Limits) -> LinearResult
}

public struct LinearBasis: Sendable {
    public var columns: [Int32]
    public var rows: [Int32]

    public init(columns: [Int32], rows: [Int32]) {
        self.columns = columns
        self.rows = rows
    }
}

public struct LinearResult: Sendable {
    public enum Status: Sendable, Equatable {
        case optimal, infeasible, unbounded, cutoff, stopped
        case failed(String)
    }

    public var status: Status
    public var objective: Double
    public var values: [Double]
    /// One a column: how much the objective rises a unit of the column at least, while the basis holds.
    public var reducedCosts: [Double]
    /// One a row.
    public var duals: [Double]

    public init(
        _ status: Status, objective: Double = .nan, values: [Double] = [], reducedCosts: [Double] = [], duals: [Double] = []
    ) {
        self.status = status
        self.objective = objective
        self.values = values
        self.reducedCosts = reducedCosts
        self.duals = duals
    }
}
