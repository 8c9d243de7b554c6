enum SingleSourceLocation {
    static func solve(_ instance: LocationInstance, solver: SolverChoice, limits: Limits) -> Outcome { Outcome() }
}
enum GeneralisedAssignment {
    static func solve(_ instance: AssignmentInstance, sense: Answer.Sense, solver: SolverChoice, limits: Limits) -> Outcome {
        Outcome()
    }
}
