/// Every set of items that may stand together on one site, and every group that may be left out.
///
/// Capacity, least use, counts, site-wide standards, admission and what must stand apart or together on one site are inside a bundle, so that
/// the planning problem becomes: choose at most one bundle a site, so that every item is in exactly one of them (set partitioning,
/// Dantzig-Wolfe's master problem written out). Its linear bound is far nearer to the optimum than that of the plain model.
///
/// Made when there are at most 128 items and at most `limit` bundles; otherwise nil, and the plain model is solved instead.
struct Bundles: Sendable {
    let itemCount: Int
    let siteCount: Int
    /// By column, sites in order; the last columns (site = siteCount) leave items out.
    private(set) var mask: [UInt128] = []
    private(set) var site: [Int32] = []
    private(set) var cost: [Int64] = []
    private(set) var memberStart: [Int32] = [0]
    private(set) var members: [UInt8] = []
    /// Entries of each column in the crossing rows.
    private(set) var entryStart: [Int32] = [0]
    private(set) var entryRow: [UInt16] = []
    private(set) var entryWeight: [Int64] = []
    /// First column of each site, and of those that leave out.
    private(set) var siteStart: [Int] = []
    /// Bounds of the crossing rows: those of the problem, then those that only make the bound better.
    private(set) var bounds: [(least: Int64?, most: Int64?)] = []
    private let crossings: [PlanningLayout.Crossing]
    private let edges: [EdgeRow]
    let layout: PlanningLayout

    /// Items of `here` on `site`, or items of `there` on its neighbour, but not both.
    struct EdgeRow: Sendable {
        let site: Int
        let here: UInt128
        let neighbour: Int
        let there: UInt128
    }

    static let limit = 400_000
    private static let workLimit = 6_000_000

    var count: Int { cost.count }

    init?(_ layout: PlanningLayout, limits: Limits, limit: Int = Bundles.limit) {
        guard layout.itemCount <= 128, layout.crossings.count <= 64, layout.zoneGroups.count <= 40 else { return nil }
        self.layout = layout
        itemCount = layout.itemCount
        siteCount = layout.siteCount
        crossings = layout.crossings + Self.zoneRows(layout)
        edges = Self.edgeRows(layout)
        bounds = crossings.map { ($0.least, $0.most) } + edges.map { _ in (nil, 1) }
        let blocks = Self.components(layout.itemCount, layout.siteGroups)
        var work = 0
        for j in 0..<siteCount {
            siteStart.append(count)
            var maker = BundleMaker(layout, site: j, blocks: blocks, limits: limits)
            guard maker.run(room: limit - count, work: &work, workLimit: Self.workLimit), !limits.isOver else { return nil }
            for bundle in maker.found { append(bundle, site: j) }
        }
        siteStart.append(count)
        for group in Self.components(layout.itemCount, layout.siteGroups + layout.zoneGroups)
        where group.allSatisfy({ layout.penalty[$0] != nil }) {
            appendLeaving(group)
        }
        siteStart.append(count)
    }

    /// The columns as plain memory, for the loop in which all time goes.
    struct Columns {
        let cost: UnsafeBufferPointer<Int64>
        let site: UnsafeBufferPointer<Int32>
        let memberStart: UnsafeBufferPointer<Int32>
        let members: UnsafeBufferPointer<UInt8>
        let entryStart: UnsafeBufferPointer<Int32>
        let entryRow: UnsafeBufferPointer<UInt16>
        let entryWeight: UnsafeBufferPointer<Int64>
    }

    func withColumns(_ body: (Columns) -> Void) {
        cost.withUnsafeBufferPointer { cost in
            site.withUnsafeBufferPointer { site in
                memberStart.withUnsafeBufferPointer { memberStart in
                    members.withUnsafeBufferPointer { members in
                        entryStart.withUnsafeBufferPointer { entryStart in
                            entryRow.withUnsafeBufferPointer { entryRow in
                                entryWeight.withUnsafeBufferPointer { entryWeight in
                                    body(
                                        Columns(
                                            cost: cost, site: site, memberStart: memberStart, members: members,
                                            entryStart: entryStart, entryRow: entryRow, entryWeight: entryWeight))
                                }
                            }
                        }
                    }
                }
            }
        }
    }

    /// The same bundles but for those of one site, made anew from another layout; nil where there are too many.
    func replacing(site j: Int, with other: PlanningLayout, limits: Limits) -> Bundles? {
        var next = self
        next.mask.removeSubrange(siteStart[j]...)
        next.site.removeSubrange(siteStart[j]...)
        next.cost.removeSubrange(siteStart[j]...)
        next.entryRow.removeSubrange(Int(entryStart[siteStart[j]])...)
        next.entryWeight.removeSubrange(Int(entryStart[siteStart[j]])...)
        next.entryStart.removeSubrange((siteStart[j] + 1)...)
        next.members.removeSubrange(Int(memberStart[siteStart[j]])...)
        next.memberStart.removeSubrange((siteStart[j] + 1)...)
        next.siteStart.removeSubrange((j + 1)...)
        var work = 0
        var maker = BundleMaker(other, site: j, blocks: Self.components(itemCount, layout.siteGroups), limits: limits)
        guard maker.run(room: Self.limit - count, work: &work, workLimit: Self.workLimit) else { return nil }
        for bundle in maker.found { next.append(bundle, site: j) }
        for later in siteStart.indices.dropFirst(j + 1) {
            next.siteStart.append(next.count)
            let end = later + 1 < siteStart.count ? siteStart[later + 1] : count
            for c in siteStart[later]..<end { next.copy(c, from: self) }
        }
        return next
    }

    private mutating func copy(_ c: Int, from other: Bundles) {
        mask.append(other.mask[c])
        site.append(other.site[c])
        cost.append(other.cost[c])
        members += other.members[Int(other.memberStart[c])..<Int(other.memberStart[c + 1])]
        memberStart.append(Int32(members.count))
        entryRow += other.entryRow[Int(other.entryStart[c])..<Int(other.entryStart[c + 1])]
        entryWeight += other.entryWeight[Int(other.entryStart[c])..<Int(other.entryStart[c + 1])]
        entryStart.append(Int32(entryRow.count))
    }

    /// A group kept in one zone, as rows for the bound: in each zone as many of one item as of the next.
    private static func zoneRows(_ layout: PlanningLayout) -> [PlanningLayout.Crossing] {
        let zones = Set(layout.zone).sorted()
        return layout.zoneGroups.flatMap { group in
            zip(group, group.dropFirst()).flatMap { a, b in
                zones.prefix(12).map { zone in
                    var item = [Int64](repeating: 0, count: layout.itemCount)
                    item[a] = 1
                    item[b] = -1
                    return PlanningLayout.Crossing(
                        pair: nil, item: item, inSite: layout.zone.map { $0 == zone },
                        site: Array(repeating: 0, count: layout.siteCount), left: Array(repeating: 0, count: layout.itemCount),
                        least: 0, most: 0, rule: -1)
                }
            }
        }
    }

    private mutating func append(_ bundle: [UInt8], site j: Int) {
        var set: UInt128 = 0
        var total = layout.opening[j]
        for i in bundle {
            set |= 1 << UInt128(i)
            total += layout.cost[Int(i) * siteCount + j]
        }
        mask.append(set)
        site.append(Int32(j))
        cost.append(total)
        members += bundle
        memberStart.append(Int32(members.count))
        for (r, row) in crossings.enumerated() {
            enter(r, bundle.reduce(row.site[j]) { $0 + row.weight(Int($1), j, siteCount) })
        }
        for (r, edge) in edges.enumerated() {
            let isIn = (edge.site == j && edge.here & set != 0) || (edge.neighbour == j && edge.there & set != 0)
            enter(crossings.count + r, isIn ? 1 : 0)
        }
        entryStart.append(Int32(entryRow.count))
    }

    private mutating func enter(_ row: Int, _ weight: Int64) {
        if weight == 0 { return }
        entryRow.append(UInt16(row))
        entryWeight.append(weight)
    }

    /// Items that are kept from the same others, against those others, on each pair of neighbours in both directions.
    private static func edgeRows(_ layout: PlanningLayout) -> [EdgeRow] {
        var hubs: [Set<Int>: [Int]] = [:]
        for (i, others) in layout.apartNear.enumerated() where !others.isEmpty { hubs[others, default: []].append(i) }
        var rows: [EdgeRow] = []
        for (others, items) in hubs.sorted(by: { $0.value[0] < $1.value[0] }) {
            let here: UInt128 = items.reduce(0) { $0 | 1 << UInt128($1) }
            let there: UInt128 = others.reduce(0) { $0 | 1 << UInt128($1) }
            for j in 0..<layout.siteCount {
                for k in layout.neighbours[j] { rows.append(.init(site: j, here: here, neighbour: k, there: there)) }
            }
        }
        return rows.count > 400 ? [] : rows
    }

    private mutating func appendLeaving(_ group: [Int]) {
        mask.append(group.reduce(0) { $0 | 1 << UInt128($1) })
        site.append(Int32(siteCount))
        cost.append(group.reduce(0) { $0 + (layout.penalty[$1] ?? 0) })
        members += group.map { UInt8($0) }
        memberStart.append(Int32(members.count))
        for (r, row) in crossings.enumerated() { enter(r, group.reduce(0) { $0 + row.left[$1] }) }
        entryStart.append(Int32(entryRow.count))
    }

    /// Items joined by groups; an item alone is a component of its own. In the order of the first item.
    static func components(_ count: Int, _ groups: [[Int]]) -> [[Int]] {
        var parent = Array(0..<count)
        func root(_ i: Int) -> Int {
            var i = i
            while parent[i] != i { i = parent[i] }
            return i
        }
        for group in groups {
            for i in group.dropFirst() {
                let a = root(group[0])
                let b = root(i)
                parent[max(a, b)] = min(a, b)
            }
        }
        var found: [Int: [Int]] = [:]
        for i in 0..<count { found[root(i), default: []].append(i) }
        return found.keys.sorted().compactMap { found[$0] }
    }
}

/// The bundles of one site, by depth-first choice of blocks in order.
private struct BundleMaker {
    private let layout: PlanningLayout
    private let limits: Limits
    private let rows: [PlanningLayout.SiteRow]
    private let blocks: [[UInt8]]
    private let weights: [[Int64]]
    private let apart: [UInt128]
    private let masks: [UInt128]
    /// Rows whose weights are never negative, so that too much stays too much.
    private let grows: [Bool]
    private(set) var found: [[UInt8]] = []

    init(_ layout: PlanningLayout, site: Int, blocks all: [[Int]], limits: Limits) {
        self.layout = layout
        self.limits = limits
        rows = layout.siteRows[site]
        let rows = rows
        var masks: [UInt128] = []
        var apart: [UInt128] = []
        var kept: [[UInt8]] = []
        for block in all where block.allSatisfy({ layout.allowed[$0 * layout.siteCount + site] }) {
            let mask: UInt128 = block.reduce(0) { $0 | 1 << UInt128($1) }
            var against: UInt128 = 0
            for i in block {
                for other in layout.apartOnSite[i] { against |= 1 << UInt128(other) }
                for other in layout.apartNear[i] { against |= 1 << UInt128(other) }
                for other in layout.apartInZone[i] { against |= 1 << UInt128(other) }
            }
            if mask & against != 0 { continue }
            masks.append(mask)
            apart.append(against)
            kept.append(block.map { UInt8($0) })
        }
        self.masks = masks
        self.apart = apart
        blocks = kept
        weights = kept.map { block in rows.map { row in block.reduce(0) { $0 + row.weight[Int($1)] } } }
        grows = rows.map { $0.weight.allSatisfy { $0 >= 0 } }
    }

    /// False where there are more than `room`, or making them takes too long.
    mutating func run(room: Int, work: inout Int, workLimit: Int) -> Bool {
        var chosen: [UInt8] = []
        return extend(
            from: 0, set: 0, against: 0, sums: [Int64](repeating: 0, count: rows.count), &chosen, room: room, work: &work,
            workLimit: workLimit)
    }

    private mutating func extend(
        from first: Int, set: UInt128, against: UInt128, sums: [Int64], _ chosen: inout [UInt8], room: Int, work: inout Int,
        workLimit: Int
    ) -> Bool {
        for b in first..<max(first, blocks.count) where against & masks[b] == 0 {
            work += 1
            if work > workLimit || (work & 0xFFFF == 0 && limits.isOver) { return false }
            var next = sums
            var isFull = false
            var isBundle = true
            for r in rows.indices {
                next[r] += weights[b][r]
                if let most = rows[r].most, next[r] > most {
                    isBundle = false
                    if grows[r] { isFull = true }
                }
                if let least = rows[r].least, next[r] < least { isBundle = false }
            }
            if isFull { continue }
            chosen += blocks[b]
            if isBundle {
                if found.count >= room { return false }
                found.append(chosen)
            }
            let isDone = extend(
                from: b + 1, set: set | masks[b], against: against | apart[b], sums: next, &chosen, room: room, work: &work,
                workLimit: workLimit)
            if !isDone { return false }
            chosen.removeLast(blocks[b].count)
        }
        return true
    }
}
