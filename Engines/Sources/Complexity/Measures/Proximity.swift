/// How often two industries are present in the same region: phi_pq = (M'M)_pq / max(k_p, k_q).
///
/// Between 0 and 1, the diagonal 1 and kept in every sum, so that a region present everywhere has density 1. An industry that
/// is present nowhere has no proximity to anything: its row is zero. Co-occurrence is counted on bit sets of regions.
/// Source: Hidalgo, Klinger, Barabási and Hausmann 2007; the diagonal as in ecomplexity 0.5.3.
///
/// ```swift
/// let proximity = Proximity(presence)
/// proximity[3, 5]
/// ```
public struct Proximity: Sendable {
    /// phi in strips of eight columns: strip s holds phi_q,8s...8s+7 for q = 0, 1, …; a sum over q then runs along memory.
    let strips: [Double]
    let count: Int
    /// sum_q phi_pq, added in ascending q.
    let sums: [Double]
    /// Regions that have each industry.
    let ubiquity: [Int]

    static let width = 8

    public init(_ presence: Presence, lanes: Lanes = .one) {
        let count = presence.ubiquity.count
        let bits = RegionBits(presence)
        let ubiquity = presence.ubiquity
        let stripCount = (count + Self.width - 1) / Self.width
        let strips = [Double](unsafeUninitializedCapacity: stripCount * count * Self.width) { buffer, written in
            buffer.initialize(repeating: 0)
            written = buffer.count
            let shared = SharedBuffer(base: buffer)
            // Row p does count - p pairs: pieces are dealt out like cards so that lanes share the long rows.
            lanes.run(lanes.count) { lane in
                for p in stride(from: lane, to: count, by: lanes.count) {
                    Self.fill(shared, row: p, bits: bits, ubiquity: ubiquity)
                }
            }
        }
        self.strips = strips
        self.count = count
        self.ubiquity = ubiquity
        sums = Self.columnSums(strips, count: count)
    }

    public subscript(p: Int, q: Int) -> Double {
        strips[(q / Self.width * count + p) * Self.width + q % Self.width]
    }

    /// phi as a fraction, the exact form that output files repeat: nil where it is zero.
    func fraction(_ p: Int, _ q: Int) -> (shared: Int, larger: Int)? {
        let value = self[p, q]
        if value == 0 { return nil }
        let larger = max(ubiquity[p], ubiquity[q])
        return (Int((value * Double(larger)).rounded()), larger)
    }

    private static func fill(_ out: SharedBuffer<Double>, row p: Int, bits: RegionBits, ubiquity: [Int]) {
        let count = ubiquity.count
        if ubiquity[p] == 0 { return }
        for q in p..<count where ubiquity[q] > 0 {
            let shared = bits.common(p, q)
            if shared == 0 { continue }
            let value = p == q ? 1 : Double(shared) / Double(max(ubiquity[p], ubiquity[q]))
            out.base[(q / width * count + p) * width + q % width] = value
            out.base[(p / width * count + q) * width + p % width] = value
        }
    }

    private static func columnSums(_ strips: [Double], count: Int) -> [Double] {
        strips.withUnsafeBufferPointer { strips in
            (0..<count).map { p in
                var sum = 0.0
                var at = p / width * count * width + p % width
                for _ in 0..<count {
                    sum += strips[at]
                    at += width
                }
                return sum
            }
        }
    }
}

/// For each industry the set of regions that have it, 64 to a word.
struct RegionBits: Sendable {
    let words: Int
    let bits: [UInt64]

    init(_ presence: Presence) {
        // Regions without presence set no bit; they still have a number, which keeps the words simple.
        let words = (presence.diversity.count + 63) / 64
        var bits = [UInt64](repeating: 0, count: words * presence.ubiquity.count)
        for region in presence.diversity.indices {
            for industry in presence.industries(of: region) {
                bits[Int(industry) * words + region >> 6] |= 1 << UInt64(region & 63)
            }
        }
        self.words = words
        self.bits = bits
    }

    func common(_ p: Int, _ q: Int) -> Int {
        bits.withUnsafeBufferPointer { bits in
            var count = 0
            for word in 0..<words { count &+= (bits[p * words + word] & bits[q * words + word]).nonzeroBitCount }
            return count
        }
    }
}
