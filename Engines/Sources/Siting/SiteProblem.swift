/// A problem of one of the public formats, ready to solve.
public struct SiteProblem: Sendable {
    public var instance: Instance
    public var format: InstanceFormat
    /// cfl only: each customer whole from one site.
    public var isSingleSource: Bool
    /// gap only: costs are profits.
    public var sense: Answer.Sense

    public init(_ instance: Instance, format: InstanceFormat, isSingleSource: Bool = false, sense: Answer.Sense = .min) {
        self.instance = instance
        self.format = format
        self.isSingleSource = isSingleSource
        self.sense = sense
    }

    /// Solves with the model of its format. Blocks its thread; see `SolverDesk`.
    public func solve(solver: SolverChoice, limits: Limits) -> Outcome {
        var outcome: Outcome
        switch (format, instance) {
        case (.ufl, .location(let location)): outcome = UncapacitatedLocation.solve(location, solver: solver, limits: limits)
        case (.pmed, .location(let location)): outcome = PMedian.solve(location, solver: solver, limits: limits)
        case (.pmedcap, .location(let location)):
            outcome = CapacitatedPMedian.solve(location, limits: limits)
        case (.cfl, .location(let location)) where !isSingleSource:
            outcome = CapacitatedLocation.solve(location, solver: solver, limits: limits)
        case (.cfl, .location(let location)), (.sscfl, .location(let location)):
            outcome = SingleSourceLocation.solve(location, solver: solver, limits: limits)
        case (.gap, .assignment(let assignment)):
            outcome = GeneralisedAssignment.solve(assignment, sense: sense, solver: solver, limits: limits)
        default: outcome = Outcome(notes: ["the format does not fit the instance"])
        }
        if let missing = solver.missing {
            outcome.notes.append(missing.description)
            if let other = solver.solver { outcome.notes.append("\(other.name) \(other.version) stands in") }
        }
        return outcome
    }
}
