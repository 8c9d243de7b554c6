/// S = D_c^-1/2 M D_p^-1/2 of one connected part, as an operator on the smaller of its two sides.
///
/// On the industry side A = S'S, on the region side A = SS'; both are symmetric, positive semidefinite, with largest
/// eigenvalue 1, simple in a connected part, whose vector is the square root of ubiquity or diversity. Two vectors are
/// multiplied at a time, so that the index of a presence is loaded once for both.
struct NormalisedPresence {
    enum Side: String, Sendable { case regions, industries }

    let side: Side
    let starts: [Int32]
    let columns: [Int32]
    /// 1 / sqrt(k_c) and 1 / sqrt(k_p) of the part.
    let regionScale: [Double]
    let industryScale: [Double]

    var regionCount: Int { regionScale.count }
    var industryCount: Int { industryScale.count }
    var size: Int { side == .regions ? regionCount : industryCount }

    init(_ presence: Presence, regions: [Int], industries: [Int]) {
        var local = [Int32](repeating: -1, count: presence.ubiquity.count)
        for (place, industry) in industries.enumerated() { local[industry] = Int32(truncatingIfNeeded: place) }
        var starts: [Int32] = [0]
        var columns: [Int32] = []
        for region in regions {
            for industry in presence.industries(of: region) { columns.append(local[Int(industry)]) }
            starts.append(Int32(truncatingIfNeeded: columns.count))
        }
        self.starts = starts
        self.columns = columns
        regionScale = regions.map { 1 / Double(presence.diversity[$0]).squareRoot() }
        industryScale = industries.map { 1 / Double(presence.ubiquity[$0]).squareRoot() }
        side = regions.count <= industries.count ? .regions : .industries
    }

    /// The unit eigenvector of eigenvalue 1.
    var trivial: [Double] {
        let roots = (side == .regions ? regionScale : industryScale).map { 1 / $0 }
        let norm = roots.reduce(0) { $0 + $1 * $1 }.squareRoot()
        return roots.map { $0 / norm }
    }

    /// A x for two vectors side by side.
    func apply(_ x: [SIMD2<Double>]) -> [SIMD2<Double>] {
        side == .industries ? transposed(rows(x)) : rows(transposed(x))
    }

    /// S x: industries to regions.
    func rows(_ x: [SIMD2<Double>]) -> [SIMD2<Double>] {
        var scaled = x
        for industry in 0..<industryCount { scaled[industry] *= industryScale[industry] }
        var out = [SIMD2<Double>](repeating: .zero, count: regionCount)
        scaled.withUnsafeBufferPointer { scaled in
            columns.withUnsafeBufferPointer { columns in
                for region in 0..<regionCount {
                    var a = SIMD2<Double>.zero
                    var b = SIMD2<Double>.zero
                    var at = Int(starts[region])
                    let end = Int(starts[region + 1])
                    while at + 1 < end {
                        a += scaled[Int(columns[at])]
                        b += scaled[Int(columns[at + 1])]
                        at += 2
                    }
                    if at < end { a += scaled[Int(columns[at])] }
                    out[region] = (a + b) * regionScale[region]
                }
            }
        }
        return out
    }

    /// S' x: regions to industries.
    func transposed(_ x: [SIMD2<Double>]) -> [SIMD2<Double>] {
        var out = [SIMD2<Double>](repeating: .zero, count: industryCount)
        out.withUnsafeMutableBufferPointer { out in
            columns.withUnsafeBufferPointer { columns in
                for region in 0..<regionCount {
                    let scaled = x[region] * regionScale[region]
                    for at in Int(starts[region])..<Int(starts[region + 1]) { out[Int(columns[at])] += scaled }
                }
            }
        }
        for industry in 0..<industryCount { out[industry] *= industryScale[industry] }
        return out
    }
}
