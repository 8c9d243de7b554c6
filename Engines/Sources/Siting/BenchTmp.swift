public enum SitingBench {
    public static func run(_ i: Instance, _ f: InstanceFormat, _ c: SolverChoice, _ limits: Limits, trace: @escaping (String) -> Void = { _ in }) -> String {
        let o = SiteProblem(i, format: f).solve(solver: c, limits: limits)
        let a = Answer(o, limits: limits, inputHash: "")
        return "\(a.status) \(a.objective ?? .nan) \(a.bound ?? .nan) \(a.solver) \(a.notes)"
    }
}
