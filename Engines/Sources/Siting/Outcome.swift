/// What a model's solve leaves behind; `Answer` makes the claim of it.
public struct Outcome: Sendable, Equatable {
    public var objective: Double?
    /// Valid always, as `Answer.bound` is.
    public var bound: Double?
    public var isInfeasible = false
    public var placement: Placement?
    /// Who did the proof: `HiGHS`, `CBC`, or a search of our own.
    public var solver: String
    public var version: String
    public var notes: [String] = []

    public init(
        objective: Double? = nil, bound: Double? = nil, isInfeasible: Bool = false, placement: Placement? = nil,
        solver: String = Outcome.own.name, version: String = Outcome.own.version, notes: [String] = []
    ) {
        self.objective = objective
        self.bound = bound
        self.isInfeasible = isInfeasible
        self.placement = placement
        self.solver = solver
        self.version = version
        self.notes = notes
    }

    /// Searches in Swift, with a bound of their own: no library is needed for their proofs.
    public static let own = (name: "yaolian", version: "1")
}

extension Answer {
    public init(_ outcome: Outcome, sense: Sense = .min, limits: Limits, inputHash: String) {
        self.init(
            sense: sense, objective: outcome.objective, bound: outcome.bound, isInfeasible: outcome.isInfeasible,
            seconds: limits.elapsed, solver: outcome.solver, version: outcome.version, seed: limits.seed, inputHash: inputHash,
            solution: outcome.placement, notes: outcome.notes)
    }
}
