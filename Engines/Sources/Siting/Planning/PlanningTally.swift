/// What a set of places costs and which rules it breaks, in whole numbers.
struct PlanningTally {
    let layout: PlanningLayout

    /// The objective as a minimum, in millionths.
    func cost(_ places: [Int?]) -> Int64 {
        var total: Int64 = 0
        var isOpen = [Bool](repeating: false, count: layout.siteCount)
        for (i, place) in places.enumerated() {
            if let j = place {
                total += layout.cost[i * layout.siteCount + j]
                isOpen[j] = true
            } else {
                total += layout.penalty[i] ?? 0
            }
        }
        for j in 0..<layout.siteCount where isOpen[j] { total += layout.opening[j] }
        return total
    }

    func isFeasible(_ places: [Int?]) -> Bool { amount(of: places, stopAtFirst: true) == 0 }

    /// How far the places are from keeping every rule: 0 when they do. Each broken row counts by its share of the bound.
    func amount(of places: [Int?], stopAtFirst: Bool = false) -> Double {
        guard places.count == layout.itemCount else { return .infinity }
        var broken = 0.0
        var members = [[Int]](repeating: [], count: layout.siteCount)
        for (i, place) in places.enumerated() {
            guard let j = place else {
                if layout.penalty[i] == nil { broken += 1 }
                continue
            }
            if !layout.allowed[i * layout.siteCount + j] { broken += 1 }
            members[j].append(i)
        }
        if stopAtFirst, broken > 0 { return broken }
        for j in 0..<layout.siteCount where !members[j].isEmpty { broken += site(j, members[j]) }
        if stopAtFirst, broken > 0 { return broken }
        broken += crossing(places, members)
        for group in layout.siteGroups + layout.zoneGroups where group.contains(where: { places[$0] == nil }) {
            broken += Double(group.count { places[$0] != nil })
        }
        for group in layout.siteGroups { broken += Double(max(0, Set(group.compactMap { places[$0] }).count - 1)) }
        for group in layout.zoneGroups {
            broken += Double(max(0, Set(group.compactMap { places[$0] }.map { layout.zone[$0] }).count - 1))
        }
        return broken
    }

    /// What the rows and the separations of one site are broken by.
    func site(_ j: Int, _ members: [Int]) -> Double {
        var broken = 0.0
        for row in layout.siteRows[j] {
            let sum = members.reduce(Int64(0)) { $0 + row.weight[$1] }
            if let most = row.most, sum > most { broken += Self.share(sum - most, most) }
            if let least = row.least, sum < least { broken += Self.share(least - sum, least) }
        }
        for a in members where !layout.apartOnSite[a].isEmpty || !layout.apartNear[a].isEmpty || !layout.apartInZone[a].isEmpty {
            for b in members
            where b > a
                && (layout.apartOnSite[a].contains(b) || layout.apartNear[a].contains(b) || layout.apartInZone[a].contains(b))
            {
                broken += 1
            }
        }
        return broken
    }

    private static func share(_ excess: Int64, _ bound: Int64) -> Double { 0.05 + Double(excess) / max(1, Double(bound.magnitude)) }

    private func crossing(_ places: [Int?], _ members: [[Int]]) -> Double {
        var broken = 0.0
        for row in layout.crossings {
            var sum: Int64 = 0
            for (i, place) in places.enumerated() { sum += place.map { row.weight(i, $0, layout.siteCount) } ?? row.left[i] }
            for j in 0..<layout.siteCount where !members[j].isEmpty { sum += row.site[j] }
            if let most = row.most, sum > most { broken += Self.share(sum - most, most) }
            if let least = row.least, sum < least { broken += Self.share(least - sum, least) }
        }
        for (a, place) in places.enumerated() {
            guard let j = place else { continue }
            for b in layout.apartNear[a] where b > a {
                if let k = places[b], layout.neighbours[j].contains(k) { broken += 1 }
            }
            for b in layout.apartInZone[a] where b > a {
                if let k = places[b], k != j, layout.zone[j] == layout.zone[k] { broken += 1 }
            }
        }
        return broken
    }
}
