/// The answer to a planning problem: what was found, what was proved, what each site is used for, and why not elsewhere.
public struct PlanningAnswer: Sendable {
    public var status: Answer.Status
    public var sense: PlanningProblem.Sense
    public var unit: String
    public var objective: Amount?
    /// No plan is better than this.
    public var bound: Amount?
    public var seconds: Double
    public var solver: String
    public var version: String
    public var seed: UInt64
    public var inputHash: String
    /// Site of each item, by number; nil: left out. Empty where there is no plan.
    public var places: [Int?]
    public var parts: Parts?
    public var uses: [Use]
    /// Why not, for every pair that the plan does not use; filled by `Planning.solve` unless it is told not to.
    public var refusals: [PlanningRefusal]
    public var sensitivities: [SiteSensitivity]
    /// Numbers of the rules that cannot hold together, where there is no plan.
    public var conflict: [Int]
    /// Whether leaving out any one of `conflict` was shown to end it.
    public var isConflictMinimal: Bool
    public var notes: [PlanningText]

    public struct Parts: Sendable {
        public var pairs: Amount
        public var moving: Amount
        public var opening: Amount
        public var penalties: Amount
    }

    public struct Use: Sendable {
        public var site: Int
        public var items: [Int]
        /// By number of the quantity.
        public var amounts: [Amount]
    }

    /// The distance of bound and value as a share of the value.
    public var gap: Double? {
        guard let objective, let bound else { return nil }
        return objective == bound ? 0 : abs(objective.double - bound.double) / max(abs(objective.double), 1e-9)
    }
}

/// Why an item does not stand on a site.
public struct PlanningRefusal: Sendable {
    public var item: Int
    public var site: Int
    public var verdict: Verdict
    /// The rules that forbid the pair by themselves; for `impossible`, where it was asked, the set that does.
    public var rules: [Int]
    /// What the objective loses when the pair is forced: at least, and at most where a plan with the pair is known. For a forbidden pair it is the
    /// price of an exception to `rules`.
    public var least: Amount?
    public var most: Amount?

    public enum Verdict: String, Sendable {
        /// A rule forbids the pair.
        case forbidden
        /// Forcing the pair leaves no plan that keeps every rule.
        case impossible
        /// Another plan has the pair and is as good.
        case equal
        /// The pair can be had, at a price.
        case dearer
        /// Not decided within the time: `least` is a lower bound of the price.
        case undecided
    }

    public var isExact: Bool { least != nil && least == most }
}

/// What a site matters to the plan.
public struct SiteSensitivity: Sendable {
    public var site: Int
    /// What the objective loses without the site; nil `most`: not decided, or no plan without it (`isNeeded`).
    public var closingLeast: Amount?
    public var closingMost: Amount?
    public var isNeeded: Bool
    /// One more unit of a capacity that binds, and what it gains.
    public var gains: [Gain]

    public struct Gain: Sendable {
        public var quantity: Int
        public var least: Amount
        public var most: Amount
    }
}
