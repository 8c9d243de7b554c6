/// What a branch still allows: pairs of site and customer, and whether a site is open, closed or undecided.
struct AssignmentDomain {
    enum SiteState: Int8 { case undecided, open, closed }

    var allowed: [Bool]
    var sites: [SiteState]

    init(_ problem: AssignmentProblem) {
        allowed = problem.allowed
        sites = [SiteState](repeating: problem.opensFree ? .open : .undecided, count: problem.siteCount)
        for site in 0..<problem.siteCount {
            for customer in 0..<problem.customerCount {
                let cell = problem.cell(site, customer)
                if problem.weight[cell] > problem.capacity[site] { allowed[cell] = false }
            }
        }
    }
}
