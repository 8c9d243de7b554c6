/// 0/1 knapsack by dynamic programming, minimising: rows[k][r] is the least sum of values among the first k items within
/// capacity r. Values may have any sign; weights are whole and positive or zero.
///
/// Cost: (items) × (capacity) additions, about half of that when only the optimum is wanted. The rows are kept, so that the
/// items of the optimum are read back and a second table from the other end prices each item in and out.
final class KnapsackTable {
    private var rows = Cells<Double>(1, 0)
    private var high: [Int] = []
    private var stride = 1

    /// The optimum within `capacity`; `taken[k]` says which items make it. With `slack` given, at most that much capacity may
    /// stay unused, and the optimum is infinite where no such choice exists.
    func solve(
        weights: UnsafePointer<Int>, values: UnsafePointer<Double>, count: Int, capacity: Int, slack: Int? = nil,
        taken: UnsafeMutablePointer<Bool>
    ) -> Double {
        reserve(rows: count + 1, stride: capacity + 1)
        var rest = 0
        for item in 0..<count { rest += weights[item] }
        // With slack, rows hold the least value at a load (items and slack together) of exactly r.
        var reach = min(slack ?? 0, capacity)
        var source = rows.base
        for r in 0...reach { source[r] = 0 }
        for item in 0..<count {
            let weight = weights[item]
            let value = values[item]
            rest -= weight
            high[item] = slack == nil ? reach : capacity
            let nextReach = min(capacity, reach + weight)
            let low = max(0, min(capacity - rest, nextReach))
            if nextReach > reach {
                let last = slack == nil ? source[reach] : .infinity
                for r in (reach + 1)...nextReach { source[r] = last }
            }
            let target = source + stride
            KnapsackTable.extend(source, target, weight: weight, value: value, low: low, high: nextReach)
            source = target
            reach = nextReach
        }
        if slack != nil && (reach < capacity || source[capacity] == .infinity) { return .infinity }
        let best = source[reach]
        var r = reach
        var item = count - 1
        while item >= 0 {
            let below = source - stride
            let short = min(r, high[item])
            if source[r] != below[short] {
                taken[item] = true
                r = min(r - weights[item], high[item])
            } else {
                taken[item] = false
                r = short
            }
            source = below
            item -= 1
        }
        return best
    }

    /// Every row at every capacity, first items first (or last first, `backwards`); read with `row`. `slack` as the capacity that
    /// may stay unused in the first row: all of it, or part of it.
    func fill(
        weights: UnsafePointer<Int>, values: UnsafePointer<Double>, count: Int, capacity: Int, slack: Int, backwards: Bool
    ) {
        reserve(rows: count + 1, stride: capacity + 1)
        let width = capacity + 1
        var source = rows.base
        for r in 0..<width { source[r] = r <= slack ? 0 : .infinity }
        for step in 0..<count {
            let item = backwards ? count - 1 - step : step
            let target = source + stride
            KnapsackTable.extend(source, target, weight: weights[item], value: values[item], low: 0, high: capacity)
            source = target
        }
    }

    @inline(__always) func row(_ index: Int) -> UnsafePointer<Double> { UnsafePointer(rows.base + index * stride) }

    private func reserve(rows wanted: Int, stride: Int) {
        self.stride = stride
        if rows.count < wanted * stride { rows = Cells(wanted * stride * 5 / 4, 0) }
        if high.count < wanted { high = [Int](repeating: 0, count: wanted * 2) }
    }

    @inline(__always)
    private static func extend(
        _ source: UnsafeMutablePointer<Double>, _ target: UnsafeMutablePointer<Double>, weight: Int, value: Double, low: Int,
        high: Int
    ) {
        let split = min(max(low, weight), high + 1)
        if low < split { (target + low).update(from: source + low, count: split - low) }
        let length = high - split + 1
        guard length > 0 else { return }
        let stay = UnsafePointer(source + split)
        let take = UnsafePointer(source + (split - weight))
        let out = target + split
        for r in 0..<length {
            let left = stay[r]
            let right = take[r] + value
            out[r] = right < left ? right : left
        }
    }
}
