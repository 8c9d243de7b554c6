import Findings

/// The rows of a long table as they were read, before a year is chosen and the keys are put in order.
public struct CellList: Sendable {
    var regions = KeyTable()
    var industries = KeyTable()
    var years = KeyTable()
    var hasYears = false
    var duplicates = ValueReader.Duplicates.sum
    private var regionOf: [Int32] = []
    private var industryOf: [Int32] = []
    private var yearOf: [Int32] = []
    private var valueOf: [Double] = []
    public private(set) var rows = 0
    public internal(set) var zeros = 0
    private var empties = Tally()
    private var negatives = Tally()

    private struct Tally {
        var count = 0
        var first = 0

        mutating func note(_ line: Int) {
            if count == 0 { first = line }
            count += 1
        }
    }

    init() {}

    /// Keys of the year column, in order; empty when no such column was named.
    public var yearKeys: [String] { hasYears ? years.ranks().keys : [] }
    public var emptyValues: Int { empties.count }
    public var negativeValues: Int { negatives.count }

    mutating func note(empty line: Int) { empties.note(line) }
    mutating func note(negative line: Int) { negatives.note(line) }

    mutating func append(
        region: UnsafeBufferPointer<UInt8>, industry: UnsafeBufferPointer<UInt8>, year: UnsafeBufferPointer<UInt8>?, value: Double,
        line: Int
    ) {
        rows += 1
        regionOf.append(regions.index(of: region))
        industryOf.append(industries.index(of: industry))
        if let year { yearOf.append(years.index(of: year)) }
        valueOf.append(value)
    }

    mutating func append(region: String, industry: String, value: Double) {
        var region = region
        var industry = industry
        region.withUTF8 { region in
            industry.withUTF8 { append(region: region, industry: $0, year: nil, value: value, line: 0) }
        }
    }

    func notes(_ policy: ValueReader.Negatives) -> [Finding] {
        var notes: [Finding] = []
        if empties.count > 0 {
            notes.append(
                Finding(.valuesEmpty, at: .line(empties.first), ["count": String(empties.count), "line": String(empties.first)]))
        }
        if negatives.count > 0 {
            notes.append(
                Finding(
                    .valuesApart, at: .line(negatives.first), ["count": String(negatives.count), "line": String(negatives.first)]))
        }
        return notes
    }

    /// The table of one year, or of all rows added up.
    ///
    /// Rows with the same keys are added in ascending order of value, so that their order in the file leaves no trace.
    /// `merged` counts the rows that were added to another of the same year. Years that are summed are not duplicates.
    public func table(year: String? = nil) throws -> Report<ValueTable> {
        let (regionRanks, regionKeys) = regions.ranks()
        let (industryRanks, industryKeys) = industries.ranks()
        let chosen = try selection(of: year)
        let order = sorted(chosen, regionRanks, industryRanks)
        var merger = Merger(regionCount: regionKeys.count, capacity: order.count)
        var at = 0
        while at < order.count {
            let row = Int(order[at])
            let region = regionRanks[Int(regionOf[row])]
            let industry = industryRanks[Int(industryOf[row])]
            var end = at + 1
            while end < order.count, regionOf[Int(order[end])] == regionOf[row], industryOf[Int(order[end])] == industryOf[row] {
                end += 1
            }
            let repeated = end - at == 1 ? 0 : repeats(order[at..<end])
            let value = end - at == 1 ? valueOf[row] : order[at..<end].map { valueOf[Int($0)] }.sorted().reduce(0, +)
            merger.add(region: Int(region), industry: industry, value: value, repeated: repeated)
            at = end
        }
        return try merger.finish(regionKeys, industryKeys, duplicates)
    }

    private func selection(of year: String?) throws -> [Int32] {
        guard let year else { return (0..<valueOf.count).map { Int32(truncatingIfNeeded: $0) } }
        guard hasYears, let wanted = (0..<years.count).first(where: { years.key($0) == year }) else {
            throw Unreadable(Finding(.yearMissing, ["year": year, "years": yearKeys.prefix(40).joined(separator: ", ")]))
        }
        return (0..<valueOf.count).lazy.filter { Int(yearOf[$0]) == wanted }.map { Int32(truncatingIfNeeded: $0) }
    }

    /// Rows that share their year with another: n rows of one year are n - 1 repeats.
    private func repeats(_ group: ArraySlice<Int32>) -> Int {
        if yearOf.isEmpty { return group.count - 1 }
        return group.count - Set(group.map { yearOf[Int($0)] }).count
    }

    /// Row numbers by region, then industry: two counting sorts, none where the rows come in order already.
    private func sorted(_ chosen: [Int32], _ regionRanks: [Int32], _ industryRanks: [Int32]) -> [Int32] {
        func key(_ row: Int32) -> (Int32, Int32) {
            (regionRanks[Int(regionOf[Int(row)])], industryRanks[Int(industryOf[Int(row)])])
        }
        var inOrder = true
        for at in 1..<max(chosen.count, 1) where key(chosen[at - 1]) > key(chosen[at]) {
            inOrder = false
            break
        }
        if inOrder { return chosen }
        let byIndustry = countingSort(chosen, keys: industryOf, ranks: industryRanks)
        return countingSort(byIndustry, keys: regionOf, ranks: regionRanks)
    }

    private func countingSort(_ rows: [Int32], keys: [Int32], ranks: [Int32]) -> [Int32] {
        var next = [Int](repeating: 0, count: ranks.count + 1)
        for row in rows { next[Int(ranks[Int(keys[Int(row)])]) + 1] += 1 }
        for rank in 0..<ranks.count { next[rank + 1] += next[rank] }
        var sorted = [Int32](repeating: 0, count: rows.count)
        for row in rows {
            let rank = Int(ranks[Int(keys[Int(row)])])
            sorted[next[rank]] = row
            next[rank] += 1
        }
        return sorted
    }
}

/// Collects the cells of a table row by row and says what was merged.
private struct Merger {
    var starts = [0]
    var columns: [Int32] = []
    var values: [Double] = []
    var merged = 0
    var example: (region: Int, industry: Int)?
    let regionCount: Int

    init(regionCount: Int, capacity: Int) {
        self.regionCount = regionCount
        columns.reserveCapacity(capacity)
        values.reserveCapacity(capacity)
    }

    mutating func add(region: Int, industry: Int32, value: Double, repeated: Int) {
        while starts.count <= region { starts.append(columns.count) }
        if repeated > 0 {
            if merged == 0 { example = (region, Int(industry)) }
            merged += repeated
        }
        if value == 0 { return }
        columns.append(industry)
        values.append(value)
    }

    consuming func finish(_ regions: [String], _ industries: [String], _ duplicates: ValueReader.Duplicates) throws -> Report<
        ValueTable
    > {
        while starts.count <= regionCount { starts.append(columns.count) }
        var findings: [Finding] = []
        if merged > 0, let example {
            var arguments = ["count": String(merged)]
            if duplicates == .refuse {
                arguments["region"] = regions[example.region]
                arguments["industry"] = industries[example.industry]
                throw Unreadable(Finding(.rowsRepeated, arguments))
            }
            findings.append(Finding(.rowsMerged, arguments))
        }
        let table = try ValueTable(regions: regions, industries: industries, starts: starts, columns: columns, values: values)
        return Report(table, findings: findings)
    }
}
