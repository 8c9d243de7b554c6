import Siting

/// Tries every plan of a small problem. Written for the tests, from the definitions alone: it shares no code with what it judges.
struct EveryPlan {
    let problem: PlanningProblem

    /// The best value in millionths under some of the rules; nil where there is no plan.
    func best(without inactive: Set<Int> = [], where isWanted: ([Int?]) -> Bool = { _ in true }) -> Int64? {
        var places = [Int?](repeating: nil, count: problem.items.count)
        var best: Int64?
        let isMaximum = problem.sense == .max
        func go(_ i: Int) {
            if i == problem.items.count {
                guard isWanted(places), holds(places, without: inactive) else { return }
                let value = self.value(places)
                if best.map({ isMaximum ? value > $0 : value < $0 }) ?? true { best = value }
                return
            }
            for j in problem.sites.indices {
                places[i] = j
                go(i + 1)
            }
            places[i] = nil
            go(i + 1)
        }
        go(0)
        return best
    }

    func value(_ places: [Int?]) -> Int64 {
        var pairs: Int64 = 0
        var rest: Int64 = 0
        for (i, item) in problem.items.enumerated() {
            if let j = places[i] {
                pairs += problem.cost(item: i, site: j).millionths
                if let at = item.current, at != j { rest += item.moving.millionths }
            } else {
                rest += item.penalty?.millionths ?? 0
            }
        }
        for j in problem.sites.indices where places.contains(j) { rest += problem.sites[j].opening.millionths }
        return problem.sense == .max ? pairs - rest : pairs + rest
    }

    func holds(_ places: [Int?], without inactive: Set<Int>) -> Bool {
        for (number, rule) in problem.rules.enumerated() where !inactive.contains(number) && !holds(rule.body, places) {
            return false
        }
        return true
    }

    private func total(_ quantity: Int, _ places: [Int?], _ sites: Set<Int>) -> Int64 {
        var sum: Int64 = 0
        for (i, place) in places.enumerated() {
            if let j = place, sites.contains(j) { sum += problem.items[i].amounts[quantity].millionths }
        }
        return sum
    }

    private func near(_ a: Int, _ b: Int, _ scope: PlanningRule.Scope) -> Bool {
        switch scope {
        case .site: a == b
        case .neighbours: a == b || problem.sites[a].neighbours.contains(b)
        case .zone: a == b || (problem.sites[a].zone != nil && problem.sites[a].zone == problem.sites[b].zone)
        }
    }

    private func holds(_ body: PlanningRule.Body, _ places: [Int?]) -> Bool {
        switch body {
        case .place(let item): return places[item] != nil
        case .capacity(let site, let q): return total(q, places, [site]) <= (problem.sites[site].capacity[q]?.millionths ?? .max)
        case .use(let site, let q):
            return !places.contains(site) || total(q, places, [site]) >= (problem.sites[site].leastUse[q]?.millionths ?? 0)
        case .mostCount(let site): return places.count { $0 == site } <= problem.sites[site].mostCount ?? .max
        case .leastCount(let site):
            return !places.contains(site) || places.count { $0 == site } >= problem.sites[site].leastCount ?? 0
        case .admission(let site):
            return !places.indices.contains { i in
                guard places[i] == site else { return false }
                let name = problem.items[i].itemClass
                return problem.sites[site].refuses.contains(name) || !(problem.sites[site].admits?.contains(name) ?? true)
            }
        case .standard(let site, let n):
            let standard = problem.sites[site].standards[n]
            let here = places.indices.filter { places[$0] == site }
            let groups = standard.isOfSite ? [here] : here.map { [$0] }
            return groups.allSatisfy { group in
                var above: Int128 = 0
                var below: Int128 = 0
                for i in group {
                    above += Int128(problem.items[i].amounts[standard.numerator].millionths) * 1_000_000
                    below += Int128(problem.items[i].amounts[standard.denominator].millionths)
                }
                if let least = standard.least, above < Int128(least.millionths) * below { return false }
                if let most = standard.most, above > Int128(most.millionths) * below { return false }
                return true
            }
        case .require(let items, let sites): return items.allSatisfy { places[$0].map(sites.contains) ?? false }
        case .forbid(let items, let sites): return items.allSatisfy { !(places[$0].map(sites.contains) ?? false) }
        case .together(let items, let scope):
            let first = places[items[0]]
            return items.allSatisfy { i in
                guard let a = first, let b = places[i] else { return first == nil && places[i] == nil }
                return near(a, b, scope)
            }
        case .apart(let items, let from, let scope):
            for a in items {
                for b in from ?? items where a != b {
                    if let j = places[a], let k = places[b], near(j, k, scope) { return false }
                }
            }
            return true
        case .budget(let spending, let most):
            var sum: Int64 = 0
            for (i, item) in problem.items.enumerated() {
                if let j = places[i] {
                    sum += spending.pairs?[i * problem.sites.count + j].millionths ?? 0
                    if spending.countsMoving, let at = item.current, at != j { sum += item.moving.millionths }
                } else if spending.countsPenalties {
                    sum += item.penalty?.millionths ?? 0
                }
            }
            if spending.countsOpening {
                for j in problem.sites.indices where places.contains(j) { sum += problem.sites[j].opening.millionths }
            }
            return sum <= most.millionths
        case .quota(let q, let sites, let least, let most):
            let sum = total(q, places, Set(sites))
            return sum >= least?.millionths ?? .min && sum <= most?.millionths ?? .max
        case .opened(let sites, let least, let most):
            let count = sites.count { places.contains($0) }
            return count >= least ?? 0 && count <= most ?? .max
        }
    }
}
