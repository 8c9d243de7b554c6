/// For each customer the sites in question by ascending cost; ties by number, so that nothing depends on the sort.
struct CostLists {
    /// Where each customer's list starts; one more entry than customers.
    private(set) var start: [Int] = [0]
    private(set) var cost: [Double] = []
    private(set) var site: [Int32] = []

    /// Nil where the limits end it: the lists of a very large instance take seconds.
    init?(_ instance: LocationInstance, _ limits: Limits) {
        let order = (0..<Int32(instance.sites)).map { $0 }
        cost.reserveCapacity(instance.costs.count)
        site.reserveCapacity(instance.costs.count)
        for customer in 0..<instance.customers {
            if customer % 16 == 0, limits.isOver { return nil }
            let base = customer * instance.sites
            let sorted = order.sorted { (instance.costs[base + Int($0)], $0) < (instance.costs[base + Int($1)], $1) }
            for item in sorted {
                cost.append(instance.costs[base + Int(item)])
                site.append(item)
            }
            start.append(site.count)
        }
    }

    /// Of no customer.
    init() {}

    /// Leaves only the sites that stay in question.
    mutating func keep(_ stays: (Int) -> Bool) {
        let old = self
        start = [0]
        cost.removeAll(keepingCapacity: true)
        site.removeAll(keepingCapacity: true)
        for customer in 0..<old.start.count - 1 {
            for k in old.start[customer]..<old.start[customer + 1] where stays(Int(old.site[k])) {
                cost.append(old.cost[k])
                site.append(old.site[k])
            }
            start.append(site.count)
        }
    }

    func least(_ customer: Int) -> Double { cost[start[customer]] }
}
