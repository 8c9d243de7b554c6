/// Local search over sets of open sites where each customer goes to the nearest: opening, closing, exchanging a site.
///
/// An exchange of site i (in) for r (out) is valued for all r at once in one pass over the customers, by the cost to the
/// nearest and the second nearest open site (Whitaker 1983; Resende, Werneck, "A fast swap-based local search procedure for
/// location problems", Ann. Oper. Res. 150, 2007). From a local optimum, a few random exchanges and the search again
/// (variable neighbourhood search, Hansen, Mladenović 1997).
struct OpenSetSearch {
    private let sites: Int
    private let customers: Int
    private let fixedCost: [Double]
    private let medians: Int?
    /// Site after site, its cost to each customer.
    private let bySite: [Double]
    private var isOpen: [Bool]
    private var open: [Int32] = []
    private var nearest: [Int32]
    private var first: [Double]
    private var second: [Double]
    private var loss: [Double]
    private(set) var value = Double.infinity

    init(_ instance: LocationInstance) {
        sites = instance.sites
        customers = instance.customers
        fixedCost = instance.fixedCost
        medians = instance.medians
        var bySite = [Double](repeating: 0, count: sites * customers)
        for customer in 0..<customers {
            for site in 0..<sites { bySite[site * customers + customer] = instance.costs[customer * sites + site] }
        }
        self.bySite = bySite
        isOpen = [Bool](repeating: false, count: sites)
        nearest = [Int32](repeating: 0, count: customers)
        first = [Double](repeating: .infinity, count: customers)
        second = first
        loss = [Double](repeating: 0, count: sites)
    }

    var openSites: [Int] { open.map(Int.init).sorted() }

    /// Starts from these sites, and searches to a local optimum.
    mutating func descend(from start: [Int], limits: Limits) {
        place(start)
        improve(limits)
    }

    /// Sites one after another, each the one that lowers the cost most (all medians; else while it pays). What a site saves
    /// only shrinks as others come, so an old saving is a ceiling, and few are computed anew (Minoux 1978).
    mutating func greedy(_ limits: Limits) -> [Int] {
        let wanted = medians ?? sites
        var chosen: [Int] = []
        var isChosen = [Bool](repeating: false, count: sites)
        var near = [Double](repeating: .infinity, count: customers)
        var saving = (0..<sites).map { site in
            bySite.withUnsafeBufferPointer { table in
                -fixedCost[site] - (0..<customers).reduce(0.0) { $0 + table[site * customers + $1] }
            }
        }
        func isBetter(_ a: Int, _ b: Int) -> Bool { saving[a] > saving[b] || (saving[a] == saving[b] && a < b) }
        func take(_ site: Int) {
            chosen.append(site)
            isChosen[site] = true
            for customer in 0..<customers { near[customer] = min(near[customer], bySite[site * customers + customer]) }
        }
        func renew(_ site: Int) {
            var gain = -fixedCost[site]
            bySite.withUnsafeBufferPointer { table in
                for customer in 0..<customers { gain += max(0, near[customer] - table[site * customers + customer]) }
            }
            saving[site] = gain
        }
        guard let first = (0..<sites).max(by: { isBetter($1, $0) }) else { return [] }
        take(first)
        for site in 0..<sites { renew(site) }
        while chosen.count < wanted {
            if limits.isOver { return chosen + rest(isChosen, medians.map { $0 - chosen.count } ?? 0) }
            guard var best = (0..<sites).filter({ !isChosen[$0] }).max(by: { isBetter($1, $0) }) else { break }
            while true {
                let before = saving[best]
                renew(best)
                if saving[best] == before { break }
                guard let other = (0..<sites).filter({ !isChosen[$0] }).max(by: { isBetter($1, $0) }), other != best else { break }
                best = other
            }
            if medians == nil, saving[best] <= 0 { break }
            take(best)
        }
        return chosen
    }

    private func rest(_ isChosen: [Bool], _ count: Int) -> [Int] { Array((0..<sites).filter { !isChosen[$0] }.prefix(max(0, count))) }

    /// The best of `rounds` descents, each from the best so far after some random exchanges.
    mutating func vary(rounds: Int, random: inout SeededGenerator, limits: Limits) {
        var bestSet = openSites
        var bestValue = value
        let widest = max(2, min(open.count, sites - open.count, 12))
        var width = 1
        for _ in 0..<rounds {
            if limits.isOver || open.count == sites { break }
            var next = bestSet
            for _ in 0..<width {
                guard !next.isEmpty else { break }
                next.remove(at: random.index(below: next.count))
            }
            var tries = 0
            while next.count < bestSet.count, tries < 1000 {
                let site = random.index(below: sites)
                if !next.contains(site) { next.append(site) }
                tries += 1
            }
            if next.count < (medians ?? 1) { continue }
            descend(from: next, limits: limits)
            if value < bestValue - 1e-9 {
                bestValue = value
                bestSet = openSites
                width = 1
            } else {
                width = width >= widest ? 1 : width + 1
            }
        }
        place(bestSet)
    }

    private mutating func place(_ start: [Int]) {
        for site in open { isOpen[Int(site)] = false }
        open = start.map { Int32($0) }
        for site in open { isOpen[Int(site)] = true }
        for customer in 0..<customers { seat(customer) }
        value = total()
    }

    private func total() -> Double {
        var sum = 0.0
        for site in open { sum += fixedCost[Int(site)] }
        for customer in 0..<customers { sum += first[customer] }
        return sum
    }

    /// Finds the nearest and second nearest open site of a customer.
    private mutating func seat(_ customer: Int) {
        var best = Int32(-1)
        var one = Double.infinity
        var two = Double.infinity
        for site in open {
            let cost = bySite[Int(site) * customers + customer]
            if cost < one {
                two = one
                one = cost
                best = site
            } else if cost < two {
                two = cost
            }
        }
        nearest[customer] = best
        first[customer] = one
        second[customer] = two
    }

    private mutating func improve(_ limits: Limits) {
        var from = 0
        while !limits.isOver {
            var moved = false
            if medians == nil, close() { moved = true }
            // Candidates in a circle from where the last exchange was found.
            for step in 0..<sites {
                let site = (from + step) % sites
                if isOpen[site] { continue }
                if exchange(site) {
                    moved = true
                    from = site
                    break
                }
            }
            if !moved { break }
        }
        value = total()
    }

    /// Closes the site whose closing saves most.
    private mutating func close() -> Bool {
        guard open.count > 1 else { return false }
        for site in open { loss[Int(site)] = -fixedCost[Int(site)] }
        for customer in 0..<customers { loss[Int(nearest[customer])] += second[customer] - first[customer] }
        guard let worst = open.min(by: { (loss[Int($0)], $0) < (loss[Int($1)], $1) }), loss[Int(worst)] < -1e-9 else {
            return false
        }
        leave(Int(worst))
        for customer in 0..<customers
        where nearest[customer] == worst || second[customer] == bySite[Int(worst) * customers + customer] {
            seat(customer)
        }
        return true
    }

    /// Opens the site, closing the one that suits best (or none), where that saves anything.
    private mutating func exchange(_ site: Int) -> Bool {
        var gain = 0.0
        for other in open { loss[Int(other)] = 0 }
        let base = site * customers
        bySite.withUnsafeBufferPointer { table in
            loss.withUnsafeMutableBufferPointer { loss in
                first.withUnsafeBufferPointer { first in
                    for customer in 0..<customers {
                        let cost = table[base + customer]
                        let now = first[customer]
                        if cost < now {
                            gain += now - cost
                        } else {
                            loss[Int(nearest[customer])] += min(cost, second[customer]) - now
                        }
                    }
                }
            }
        }
        var change = medians == nil ? fixedCost[site] - gain : .infinity
        var out = -1
        for other in open {
            let value = fixedCost[site] - gain + loss[Int(other)] - fixedCost[Int(other)]
            if value < change {
                change = value
                out = Int(other)
            }
        }
        guard change < -1e-9 else { return false }
        if out >= 0 { leave(out) }
        isOpen[site] = true
        open.append(Int32(site))
        for customer in 0..<customers {
            let cost = bySite[base + customer]
            if out >= 0, nearest[customer] == Int32(out) || second[customer] == bySite[out * customers + customer] {
                seat(customer)
            } else if cost < first[customer] {
                second[customer] = first[customer]
                first[customer] = cost
                nearest[customer] = Int32(site)
            } else if cost < second[customer] {
                second[customer] = cost
            }
        }
        return true
    }

    private mutating func leave(_ site: Int) {
        isOpen[site] = false
        open.removeAll { $0 == Int32(site) }
    }
}
