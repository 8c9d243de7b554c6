public enum SitingBench {
    public static func run(_ i: Instance, _ f: InstanceFormat, _ c: SolverChoice, _ limits: Limits, trace: @escaping (String) -> Void = { _ in }) -> String {
        guard case .location(let inst) = i else { return "?" }
        if f == .cfl {
            var relaxed = inst
            relaxed.capacity = relaxed.capacity.map { _ in .infinity }
            var search = OpenSetSearch(relaxed)
            search.descend(from: search.greedy(), limits: limits)
            var set = search.openSites
            // add largest until enough
            let total = inst.demand.reduce(0, +)
            while set.reduce(0.0, { $0 + inst.capacity[$1] }) < total, let more = (0..<inst.sites).filter({ !set.contains($0) }).max(by: { inst.capacity[$0] < inst.capacity[$1] }) { set.append(more) }
            set.sort()
            let tree = CapacitatedTree(inst, start: set, value: .infinity)
            tree.trace = trace
            let v0 = tree.value(of: set)
            let t0 = limits.elapsed
            guard let transport = Transport(inst, open: set) else { return "no transport" }
            tree.search(limits: limits, multipliers: transport.multipliers(inst))
            return "start \(v0) at \(t0) => \(tree.upper) bound \(tree.bound) nodes \(tree.nodes) evals \(tree.evaluations) open \(tree.best.count) at \(limits.elapsed)"
        }
        var search = OpenSetSearch(inst)
        search.descend(from: search.greedy(), limits: limits)
        let t1 = limits.elapsed
        let v1 = search.value
        var random = SeededGenerator(seed: 1)
        search.vary(rounds: 20, random: &random, limits: limits)
        let t2 = limits.elapsed
        let tree = MedianTree(inst, start: search.openSites, value: search.value)
        let v2 = search.value
        let t3 = limits.elapsed
        tree.search(limits: limits)
        return "ls \(v1) at \(t1) vns \(v2) at \(t2) tree0 \(t3) => \(tree.upper) bound \(tree.bound) nodes \(tree.nodes) evals \(tree.evaluations) at \(limits.elapsed)"
    }
}
