/// The rules that by themselves keep an item off a site.
struct PlanningReasons {
    private let siteCount: Int
    private var table: [[Int32]]

    init(_ problem: PlanningProblem) {
        siteCount = problem.sites.count
        table = Array(repeating: [], count: problem.items.count * siteCount)
        for (number, rule) in problem.rules.enumerated() { direct(rule, Int32(number), problem) }
        // An item that must stay with another cannot stand where the other cannot.
        let alone = table
        for (number, rule) in problem.rules.enumerated() {
            guard case .together(let items, .site) = rule.body else { continue }
            for i in items {
                for j in 0..<siteCount where alone[i * siteCount + j].isEmpty {
                    guard let other = items.first(where: { $0 != i && !alone[$0 * siteCount + j].isEmpty }) else { continue }
                    table[i * siteCount + j] += [Int32(number)] + alone[other * siteCount + j]
                }
            }
        }
    }

    func rules(_ item: Int, _ site: Int) -> [Int] { table[item * siteCount + site].map { Int($0) } }

    private mutating func note(_ item: Int, _ site: Int, _ rule: Int32) { table[item * siteCount + site].append(rule) }

    private mutating func direct(_ rule: PlanningRule, _ number: Int32, _ problem: PlanningProblem) {
        switch rule.body {
        case .admission(let site):
            for (i, item) in problem.items.enumerated() where !problem.sites[site].admits(item.itemClass) { note(i, site, number) }
        case .standard(let site, let n):
            let standard = problem.sites[site].standards[n]
            if standard.isOfSite { return }
            for (i, item) in problem.items.enumerated() where !PlanningRatio.holds(standard, item) { note(i, site, number) }
        case .capacity(let site, let quantity):
            guard let most = problem.sites[site].capacity[quantity] else { return }
            for (i, item) in problem.items.enumerated() where item.amounts[quantity] > most { note(i, site, number) }
        case .mostCount(let site):
            if problem.sites[site].mostCount == 0 { for i in problem.items.indices { note(i, site, number) } }
        case .require(let items, let sites):
            let kept = Set(sites)
            for i in items { for j in 0..<siteCount where !kept.contains(j) { note(i, j, number) } }
        case .forbid(let items, let sites):
            for i in items { for j in sites { note(i, j, number) } }
        default: break
        }
    }
}
