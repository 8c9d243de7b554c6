/// Generalised assignment: every job to one agent, within the agents' capacities; a park is an agent, an industry a job.
///
///     minimise (or maximise)  sum_i sum_j c_ij x_ij
///     subject to              sum_i x_ij = 1               for each job j: one agent
///                             sum_j w_ij x_ij <= b_i       for each agent i: within its capacity
///                             x_ij in {0, 1}
///
/// | symbol | meaning | unit |
/// | --- | --- | --- |
/// | c_ij | cost (or profit) of job j at agent i; not finite: forbidden | money |
/// | w_ij | what job j uses of agent i | resource of the agent |
/// | b_i | capacity of agent i | resource of the agent |
/// | x_ij | 1 where job j goes to agent i | |
///
/// Maximising is minimising −c: every job is placed, in both senses. Bound and proof as in `SingleSourceLocation`, all agents
/// open. Source: Yagiura, Ibaraki, Glover, INFORMS J. Comput. 16 (2004) 133-151; Posta, Ferland, Michelon, Comput. Optim.
/// Appl. 52 (2012) 629-644.
public enum GeneralisedAssignment {
    public static func solve(
        _ instance: AssignmentInstance, sense: Answer.Sense = .min, solver: SolverChoice = SolverChoice(solver: nil),
        limits: Limits
    ) -> Outcome {
        let sign = sense == .min ? 1.0 : -1.0
        let scaled = AssignmentScaling(
            siteCount: instance.agents, customerCount: instance.jobs, cost: instance.costs.map { $0 * sign },
            use: instance.uses, capacity: instance.capacity, fixedCost: nil, commonDemand: nil)
        var outcome = scaled.solve(limits) { plan in
            plan.enumerated().reduce(0.0) { $0 + instance.cost($1.element, $1.offset) * sign }
        }
        outcome.objective = outcome.objective.map { $0 * sign }
        outcome.bound = outcome.bound.map { $0 * sign }
        return outcome
    }
}
