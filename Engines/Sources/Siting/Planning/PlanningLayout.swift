/// A planning problem under a choice of its rules, compiled to whole numbers; the objective is a minimum in millionths.
///
/// Pairs that a rule forbids are gone; everything that concerns one site is a row of that site; what concerns several sites is a
/// crossing row, a group or a pair kept apart.
struct PlanningLayout: Sendable {
    let itemCount: Int
    let siteCount: Int
    /// Item × site, moving included.
    var cost: [Int64]
    var opening: [Int64]
    /// What leaving the item out costs; nil: it must be placed.
    var penalty: [Int64?]
    var allowed: [Bool]
    /// Rows of each site, that hold when it is opened.
    var siteRows: [[SiteRow]]
    var crossings: [Crossing]
    /// Groups on one site or left out whole; groups in one zone or left out whole.
    var siteGroups: [[Int]] = []
    var zoneGroups: [[Int]] = []
    /// Items that each item is kept apart from, by scope (a wider scope is not repeated in a narrower).
    var apartOnSite: [Set<Int>]
    var apartNear: [Set<Int>]
    var apartInZone: [Set<Int>]
    var neighbours: [[Int]]
    /// Number of the zone of each site; sites without one have a zone of their own.
    var zone: [Int]
    /// Every value of the objective is a multiple of this.
    var grain: Int64 = 1

    struct SiteRow: Sendable {
        var weight: [Int64]
        var least: Int64?
        var most: Int64?
        var rule: Int
    }

    /// least ≤ Σ pair(i, j) x_ij + Σ site_j y_j + Σ left_i u_i ≤ most
    struct Crossing: Sendable {
        var pair: [Int64]?
        var item: [Int64]
        var inSite: [Bool]
        var site: [Int64]
        var left: [Int64]
        var least: Int64?
        var most: Int64?
        var rule: Int

        func weight(_ item: Int, _ site: Int, _ sites: Int) -> Int64 {
            if let pair { return pair[item * sites + site] }
            return inSite[site] ? self.item[item] : 0
        }
    }

    init(_ problem: PlanningProblem, without inactive: Set<Int> = []) {
        let n = problem.items.count
        let m = problem.sites.count
        let sign: Int64 = problem.sense == .min ? 1 : -1
        itemCount = n
        siteCount = m
        cost = problem.pairCosts.map { sign * $0.millionths }
        for (i, item) in problem.items.enumerated() {
            if let current = item.current { for j in 0..<m where j != current { cost[i * m + j] += item.moving.millionths } }
        }
        opening = problem.sites.map(\.opening.millionths)
        penalty = problem.items.map { $0.penalty?.millionths }
        allowed = Array(repeating: true, count: n * m)
        siteRows = Array(repeating: [], count: m)
        crossings = []
        apartOnSite = Array(repeating: [], count: n)
        apartNear = Array(repeating: [], count: n)
        apartInZone = Array(repeating: [], count: n)
        neighbours = problem.sites.map { $0.neighbours.sorted() }
        var zones: [String: Int] = [:]
        zone = []
        for (j, site) in problem.sites.enumerated() {
            if let name = site.zone, zones[name] == nil { zones[name] = j }
            zone.append(site.zone.flatMap { zones[$0] } ?? m + j)
        }
        for (number, rule) in problem.rules.enumerated() {
            if inactive.contains(number) { release(rule, problem) } else { apply(rule, number, problem) }
        }
        // After the releases, so that a required item stays required.
        for (number, rule) in problem.rules.enumerated() where !inactive.contains(number) {
            if case .require(let items, _) = rule.body { for i in items { penalty[i] = nil } }
        }
        grain = max(1, (cost + opening + penalty.compactMap { $0 }).reduce(0) { Self.divisor($0, $1) })
    }

    /// A rule that does not hold: only the duty to place an item changes anything.
    private mutating func release(_ rule: PlanningRule, _ problem: PlanningProblem) {
        if case .place(let item) = rule.body { penalty[item] = 0 }
    }

    private mutating func apply(_ rule: PlanningRule, _ number: Int, _ problem: PlanningProblem) {
        let m = siteCount
        func amounts(_ quantity: Int) -> [Int64] { problem.items.map { $0.amounts[quantity].millionths } }
        switch rule.body {
        case .place: break
        case .capacity(let site, let quantity):
            addRow(site, amounts(quantity), nil, problem.sites[site].capacity[quantity]?.millionths, number)
        case .use(let site, let quantity):
            addRow(site, amounts(quantity), problem.sites[site].leastUse[quantity]?.millionths, nil, number)
        case .mostCount(let site):
            addRow(site, Array(repeating: 1, count: itemCount), nil, problem.sites[site].mostCount.map(Int64.init), number)
        case .leastCount(let site):
            addRow(site, Array(repeating: 1, count: itemCount), problem.sites[site].leastCount.map(Int64.init), nil, number)
        case .admission(let site):
            for (i, item) in problem.items.enumerated() where !problem.sites[site].admits(item.itemClass) {
                allowed[i * m + site] = false
            }
        case .standard(let site, let n):
            let standard = problem.sites[site].standards[n]
            if standard.isOfSite {
                let rows = PlanningRatio.rows(standard, problem)
                for row in rows { addRow(site, row, 0, nil, number) }
            } else {
                for (i, item) in problem.items.enumerated() where !PlanningRatio.holds(standard, item) {
                    allowed[i * m + site] = false
                }
            }
        case .require(let items, let sites):
            let kept = Set(sites)
            for i in items { for j in 0..<m where !kept.contains(j) { allowed[i * m + j] = false } }
        case .forbid(let items, let sites): for i in items { for j in sites { allowed[i * m + j] = false } }
        case .together(let items, let scope):
            if scope == .zone { zoneGroups.append(items) } else { siteGroups.append(items) }
        case .apart(let items, let from, let scope):
            for a in items { for b in from ?? items where a != b { keepApart(a, b, scope) } }
        case .budget(let spending, let most): addBudget(spending, most, number, problem)
        case .quota(let quantity, let sites, let least, let most):
            crossings.append(
                reduced(
                    Crossing(
                        pair: nil, item: amounts(quantity), inSite: mask(sites), site: zeros(m), left: zeros(itemCount),
                        least: least?.millionths, most: most?.millionths, rule: number)))
        case .opened(let sites, let least, let most):
            let inSite = mask(sites)
            crossings.append(
                Crossing(
                    pair: nil, item: zeros(itemCount), inSite: inSite, site: inSite.map { $0 ? 1 : 0 }, left: zeros(itemCount),
                    least: least.map(Int64.init), most: most.map(Int64.init), rule: number))
        }
    }

    private func zeros(_ count: Int) -> [Int64] { Array(repeating: 0, count: count) }

    private func mask(_ sites: [Int]) -> [Bool] {
        var mask = [Bool](repeating: false, count: siteCount)
        for j in sites { mask[j] = true }
        return mask
    }

    private mutating func keepApart(_ a: Int, _ b: Int, _ scope: PlanningRule.Scope) {
        switch scope {
        case .site:
            apartOnSite[a].insert(b)
            apartOnSite[b].insert(a)
        case .neighbours:
            apartNear[a].insert(b)
            apartNear[b].insert(a)
        case .zone:
            apartInZone[a].insert(b)
            apartInZone[b].insert(a)
        }
    }

    private mutating func addRow(_ site: Int, _ weight: [Int64], _ least: Int64?, _ most: Int64?, _ rule: Int) {
        let divisor = max(1, weight.reduce(0, Self.divisor))
        siteRows[site].append(
            SiteRow(
                weight: weight.map { $0 / divisor }, least: least.map { Self.ceiling($0, divisor) },
                most: most.map { Self.floor($0, divisor) }, rule: rule))
    }

    private mutating func addBudget(
        _ spending: PlanningRule.Spending, _ most: Amount, _ number: Int, _ problem: PlanningProblem
    ) {
        let m = siteCount
        var pair = spending.pairs?.map(\.millionths) ?? zeros(itemCount * m)
        if spending.countsMoving {
            for (i, item) in problem.items.enumerated() {
                if let current = item.current { for j in 0..<m where j != current { pair[i * m + j] += item.moving.millionths } }
            }
        }
        crossings.append(
            reduced(
                Crossing(
                    pair: pair, item: zeros(itemCount), inSite: Array(repeating: true, count: m),
                    site: spending.countsOpening ? problem.sites.map(\.opening.millionths) : zeros(m),
                    left: spending.countsPenalties ? problem.items.map { $0.penalty?.millionths ?? 0 } : zeros(itemCount),
                    least: nil, most: most.millionths, rule: number)))
    }

    private func reduced(_ row: Crossing) -> Crossing {
        var row = row
        let divisor = max(1, ((row.pair ?? []) + row.item + row.site + row.left).reduce(0, Self.divisor))
        row.pair = row.pair?.map { $0 / divisor }
        row.item = row.item.map { $0 / divisor }
        row.site = row.site.map { $0 / divisor }
        row.left = row.left.map { $0 / divisor }
        row.least = row.least.map { Self.ceiling($0, divisor) }
        row.most = row.most.map { Self.floor($0, divisor) }
        return row
    }

    /// Puts an item on a site, whatever forbids the pair; what limits the site as a whole still holds.
    mutating func force(_ item: Int, on site: Int) {
        for j in 0..<siteCount { allowed[item * siteCount + j] = j == site }
        penalty[item] = nil
    }

    /// Where only the existence of a plan is asked, an item that may be left out and that no minimum can need is left out.
    mutating func dropUselessItems() {
        let m = siteCount
        let asks = siteRows.map { rows in rows.contains { $0.least != nil } }
        let isAsked = crossings.contains { $0.least != nil }
        if isAsked { return }
        let grouped = Set((siteGroups + zoneGroups).flatMap { $0 })
        for i in 0..<itemCount where penalty[i] != nil && !grouped.contains(i) {
            if (0..<m).contains(where: { allowed[i * m + $0] && asks[$0] }) { continue }
            for j in 0..<m { allowed[i * m + j] = false }
        }
    }

    mutating func close(_ site: Int) { for i in 0..<itemCount { allowed[i * siteCount + site] = false } }

    /// Greatest common divisor, never negative.
    static func divisor(_ a: Int64, _ b: Int64) -> Int64 {
        var a = a.magnitude
        var b = b.magnitude
        while b != 0 { (a, b) = (b, a % b) }
        return Int64(clamping: a)
    }

    static func floor(_ a: Int64, _ b: Int64) -> Int64 { a >= 0 ? a / b : -((-a + b - 1) / b) }
    static func ceiling(_ a: Int64, _ b: Int64) -> Int64 { -floor(-a, b) }
}

extension PlanningProblem.Site {
    func admits(_ itemClass: String) -> Bool { (admits?.contains(itemClass) ?? true) && !refuses.contains(itemClass) }
}

/// Ratios of two quantities, without dividing: n/d ≥ r is n − r d ≥ 0, and a project with d = 0 satisfies it when n ≥ 0.
enum PlanningRatio {
    static func holds(_ standard: PlanningProblem.Standard, _ item: PlanningProblem.Item) -> Bool {
        let n = Int128(item.amounts[standard.numerator].millionths) * 1_000_000
        let d = Int128(item.amounts[standard.denominator].millionths)
        if let least = standard.least, n < Int128(least.millionths) * d { return false }
        if let most = standard.most, n > Int128(most.millionths) * d { return false }
        return true
    }

    /// For each bound the weights w with Σ w x ≥ 0, divided by what they have in common.
    static func rows(_ standard: PlanningProblem.Standard, _ problem: PlanningProblem) -> [[Int64]] {
        var rows: [[Int64]] = []
        for (bound, sign) in [(standard.least, Int128(1)), (standard.most, Int128(-1))] {
            guard let bound else { continue }
            let wide = problem.items.map {
                sign
                    * (Int128($0.amounts[standard.numerator].millionths) * 1_000_000
                        - Int128(bound.millionths) * Int128($0.amounts[standard.denominator].millionths))
            }
            var common: UInt128 = 0
            for value in wide {
                var a = value.magnitude
                while a != 0 { (common, a) = (a, common % a) }
            }
            rows.append(wide.map { Int64(clamping: $0 / Int128(max(1, common))) })
        }
        return rows
    }

    /// Whether the weights of a standard fit 64 bits with room for sums.
    static func fits(_ standard: PlanningProblem.Standard, _ problem: PlanningProblem) -> Bool {
        rows(standard, problem).allSatisfy { $0.allSatisfy { $0.magnitude < UInt64(Int64.max) / 2048 } }
    }
}
