import Decimals

/// Equality and order, three-valued: `nil` stands for null, where the values cannot be compared.
///
/// Source: DMN 1.5, tables 42 and 43.
struct Comparison {
    let evaluation: Evaluation

    /// Equal values; null equals null only. Values of different kinds do not compare.
    func equal(_ a: Value, _ b: Value) -> Bool? {
        guard evaluation.spend() else { return nil }
        switch (a, b) {
        case (.null, .null), (.null, .failure), (.failure, .null), (.failure, .failure): return true
        case (.null, _), (_, .null), (.failure, _), (_, .failure): return false
        case (.boolean(let x), .boolean(let y)): return x == y
        case (.number(let x), .number(let y)): return x == y
        case (.string(let x), .string(let y)): return sameText(x, y)
        case (.date(let x), .date(let y)): return x == y
        case (.time(let x), .time(let y)): return Comparison.equal(x, y)
        case (.moment(let x), .moment(let y)): return Comparison.equal(x, y)
        case (.months(let x), .months(let y)): return x == y
        case (.dayTime(let x), .dayTime(let y)): return x == y
        case (.list(let x), .list(let y)): return equal(x.items, y.items)
        case (.context(let x), .context(let y)): return equal(x, y)
        case (.range(let x), .range(let y)): return equal(x, y)
        case (.function(let x), .function(let y)): return x === y ? true : nil
        default: return nil
        }
    }

    private func equal(_ a: [Value], _ b: [Value]) -> Bool? {
        if a.count != b.count { return false }
        for (x, y) in zip(a, b) {
            guard let same = equal(x, y) else { return evaluation.exhausted ? nil : false }
            if !same { return false }
        }
        return true
    }

    private func equal(_ a: Context, _ b: Context) -> Bool? {
        if a.names.count != b.names.count { return false }
        for (name, value) in a.entries {
            guard let other = b[name] else { return false }
            guard let same = equal(value, other) else { return evaluation.exhausted ? nil : false }
            if !same { return false }
        }
        return true
    }

    private func equal(_ a: Interval, _ b: Interval) -> Bool? {
        guard a.shape == b.shape, a.includesLow == b.includesLow, a.includesHigh == b.includesHigh else { return false }
        func ends(_ x: Value?, _ y: Value?) -> Bool? {
            switch (x, y) {
            case (nil, nil): true
            case (let x?, let y?): equal(x, y)
            default: false
            }
        }
        guard let low = ends(a.low, b.low), let high = ends(a.high, b.high) else { return nil }
        return low && high
    }

    // The equality of times goes by whole seconds (table 42 lists hour, minute, second and offset).
    static func equal(_ a: ClockTime, _ b: ClockTime) -> Bool? {
        if a.zone.isNone != b.zone.isNone { return false }
        return a.utcSeconds == b.utcSeconds
    }

    static func equal(_ a: Moment, _ b: Moment) -> Bool? {
        if a.time.zone.isNone != b.time.zone.isNone { return false }
        return a.instant == b.instant
    }

    /// -1, 0 or 1 for numbers, strings, dates, times, moments and durations of one kind.
    func order(_ a: Value, _ b: Value) -> Int? {
        switch (a, b) {
        case (.number(let x), .number(let y)): x < y ? -1 : x == y ? 0 : 1
        case (.string(let x), .string(let y)): textOrder(x, y)
        case (.date(let x), .date(let y)): x < y ? -1 : x == y ? 0 : 1
        case (.time(let x), .time(let y)):
            x.zone.isNone == y.zone.isNone ? sign((x.utcSeconds, Int(x.nanos)), (y.utcSeconds, Int(y.nanos))) : nil
        case (.moment(let x), .moment(let y)):
            x.time.zone.isNone == y.time.zone.isNone
                ? sign((x.instant, Int(x.time.nanos)), (y.instant, Int(y.time.nanos))) : nil
        case (.months(let x), .months(let y)): x < y ? -1 : x == y ? 0 : 1
        case (.dayTime(let x), .dayTime(let y)): x < y ? -1 : x == y ? 0 : 1
        default: nil
        }
    }

    private func sign(_ a: (Int, Int), _ b: (Int, Int)) -> Int { a < b ? -1 : a == b ? 0 : 1 }

    /// Whether `value` lies in `range`; `nil` where they cannot be compared.
    func contains(_ range: Interval, _ value: Value) -> Bool? {
        if value.isNull { return nil }
        if range.shape == .except { return range.low.flatMap { equal($0, value) }.map { !$0 } }
        if let low = range.low {
            guard let side = order(value, low) else { return nil }
            if side < 0 || (side == 0 && !range.includesLow) { return false }
        }
        if let high = range.high {
            guard let side = order(value, high) else { return nil }
            if side > 0 || (side == 0 && !range.includesHigh) { return false }
        }
        return range.low == nil && range.high == nil ? nil : true
    }

    /// The `in` of FEEL for one candidate: equal, contained in a range, or held by a list.
    func isIn(_ value: Value, _ candidate: Value) -> Bool? {
        switch candidate {
        case .range(let range):
            if case .range(let own) = value { return equal(own, range) }
            return contains(range, value)
        case .list(let list):
            if case .list = value, let same = equal(value, candidate), same { return true }
            return list.items.contains { isIn(value, $0) == true }
        default: return equal(value, candidate)
        }
    }
}
