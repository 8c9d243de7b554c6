import Decimals

/// Lists (DMN 1.5, table 74). Positions count from 1, from the end when negative.
extension Builtin {
    static let lists: [Builtin] = [
        Builtin(
            "list contains", .boolean,
            [
                form(["list", "element"]) { r in
                    guard let items = r.list(0) else { return nil }
                    return .boolean(items.contains { r.comparison.equal($0, r.any(1)) == true })
                }
            ]),
        Builtin("count", .number, passesItems: true, [form(["list"]) { r in r.list(0).map { r.made($0.count) } }]),
        Builtin(
            "sublist", .list(.any), passesItems: true,
            [
                form(["list", "start position"], optional: ["length"]) { r in
                    guard let items = r.list(0), let start = r.whole(1), let first = position(start, items.count) else {
                        return nil
                    }
                    var length = items.count - first
                    if r.count > 2 {
                        guard let n = r.whole(2), n >= 1, n <= length else { return nil }
                        length = n
                    }
                    return r.made(Array(items[first..<first + length]))
                }
            ]),
        Builtin(
            "append", .list(.any), passesItems: true,
            [
                form(["list", "item"], repeats: true) { r in
                    guard case .list(let list) = r.any(0) else { return r.list(0).map { r.made($0 + r.values.dropFirst()) } }
                    return r.made(list.items + r.values.dropFirst())
                }
            ]),
        Builtin(
            "concatenate", .list(.any), passesItems: true,
            [
                form(["list"], repeats: true) { r in
                    var out: [Value] = []
                    for n in 0..<r.count {
                        guard let items = r.list(n) else { return nil }
                        out += items
                    }
                    return r.made(out)
                }
            ]),
        Builtin(
            "insert before", .list(.any), passesItems: true,
            [
                form(["list", "position", "newItem"]) { r in
                    guard var items = r.list(0), let n = r.whole(1), let at = position(n, items.count) else { return nil }
                    items.insert(r.any(2), at: at)
                    return r.made(items)
                }
            ]),
        Builtin(
            "remove", .list(.any), passesItems: true,
            [
                form(["list", "position"]) { r in
                    guard var items = r.list(0), let n = r.whole(1), let at = position(n, items.count) else { return nil }
                    items.remove(at: at)
                    return r.made(items)
                }
            ]),
        Builtin(
            "list replace", .list(.any), passesItems: true,
            [
                form(["list", "position", "newItem"]) { r in
                    guard var items = r.list(0) else { return nil }
                    if let match = r.function(1) { return replaced(items, where: match, with: r.any(2), r) }
                    guard let n = r.whole(1), let at = position(n, items.count) else { return nil }
                    items[at] = r.any(2)
                    return r.made(items)
                },
                form(["list", "match", "newItem"]) { r in
                    guard let items = r.list(0), let match = r.function(1) else { return nil }
                    return replaced(items, where: match, with: r.any(2), r)
                },
            ]),
        Builtin("reverse", .list(.any), passesItems: true, [form(["list"]) { r in r.list(0).map { r.made($0.reversed()) } }]),
        Builtin(
            "index of", .list(.number),
            [
                form(["list", "match"]) { r in
                    guard let items = r.list(0) else { return nil }
                    return r.made(
                        items.enumerated().filter { r.comparison.equal($0.element, r.any(1)) == true }.map { r.made($0.offset + 1) }
                    )
                }
            ]),
        Builtin(
            "union", .list(.any),
            [
                form(["list"], repeats: true) { r in
                    var out: [Value] = []
                    for n in 0..<r.count {
                        guard let items = r.list(n) else { return nil }
                        out += items
                    }
                    return distinct(out, r)
                }
            ]),
        Builtin("distinct values", .list(.any), [form(["list"]) { r in r.list(0).flatMap { distinct($0, r) } }]),
        Builtin(
            "duplicate values", .list(.any),
            [
                form(["list"]) { r in
                    guard let items = r.list(0) else { return nil }
                    var out: [Value] = []
                    for (n, item) in items.enumerated()
                    where items[(n + 1)...].contains(where: { r.comparison.equal($0, item) == true }) {
                        if !out.contains(where: { r.comparison.equal($0, item) == true }) { out.append(item) }
                    }
                    return r.made(out)
                }
            ]),
        Builtin(
            "flatten", .list(.any), passesItems: true,
            [
                form(["list"]) { r in
                    guard let items = r.list(0) else { return nil }
                    var out: [Value] = []
                    guard flatten(items, into: &out, r.evaluation) else { return nil }
                    return r.made(out)
                }
            ]),
        Builtin(
            "sort", .list(.any),
            [
                form(["list"], optional: ["precedes"]) { r in
                    guard let items = r.list(0) else { return nil }
                    if r.count > 1 {
                        guard let precedes = r.function(1) else { return nil }
                        return sorted(items, r) { a, b in
                            if case .boolean(let before) = precedes.call([a, b], r.evaluation, r.span) { return before }
                            return nil
                        }
                    }
                    return sorted(items, r) { a, b in r.comparison.order(a, b).map { $0 < 0 } }
                }
            ]),
    ]

    /// The index of a position; `nil` outside the list.
    static func position(_ n: Int, _ count: Int) -> Int? {
        guard n != 0, n >= -count, n <= count else { return nil }
        return n > 0 ? n - 1 : count + n
    }

    private static func replaced(_ items: [Value], where match: Function, with new: Value, _ r: Reading) -> Value? {
        var out = items
        for (n, item) in items.enumerated() {
            guard case .boolean(let hit) = match.call([item, new], r.evaluation, r.span) else { return nil }
            if hit { out[n] = new }
        }
        return r.made(out)
    }

    private static func distinct(_ items: [Value], _ r: Reading) -> Value? {
        var out: [Value] = []
        for item in items {
            if !out.contains(where: { r.comparison.equal($0, item) == true }) { out.append(item) }
            if r.evaluation.exhausted { return nil }
        }
        return r.made(out)
    }

    private static func flatten(_ items: [Value], into out: inout [Value], _ evaluation: Evaluation) -> Bool {
        for item in items {
            guard evaluation.spend() else { return false }
            if case .list(let inner) = item {
                guard flatten(inner.items, into: &out, evaluation) else { return false }
            } else {
                out.append(item)
            }
        }
        return true
    }

    /// A stable merge sort, which no order function can lead astray; `nil` where the order is undecided.
    private static func sorted(_ items: [Value], _ r: Reading, _ precedes: (Value, Value) -> Bool?) -> Value? {
        var runs = items.map { [$0] }
        while runs.count > 1 {
            var next: [[Value]] = []
            for pair in stride(from: 0, to: runs.count, by: 2) {
                guard pair + 1 < runs.count else {
                    next.append(runs[pair])
                    continue
                }
                guard let merged = merge(runs[pair], runs[pair + 1], r, precedes) else { return nil }
                next.append(merged)
            }
            runs = next
        }
        return r.made(runs.first ?? [])
    }

    private static func merge(_ a: [Value], _ b: [Value], _ r: Reading, _ precedes: (Value, Value) -> Bool?) -> [Value]? {
        var out: [Value] = []
        out.reserveCapacity(a.count + b.count)
        var (i, j) = (0, 0)
        while i < a.count, j < b.count {
            guard r.evaluation.spend(), let later = precedes(b[j], a[i]) else { return nil }
            if later {
                out.append(b[j])
                j += 1
            } else {
                out.append(a[i])
                i += 1
            }
        }
        return out + a[i...] + b[j...]
    }
}

/// Sums and statistics over lists, or over the arguments themselves.
extension Builtin {
    static let aggregates: [Builtin] = [
        Builtin("min", .any, picks: .smaller, [form(["list"], repeats: true) { r in extreme(r) { $0 < 0 } }]),
        Builtin("max", .any, picks: .larger, [form(["list"], repeats: true) { r in extreme(r) { $0 > 0 } }]),
        Builtin("sum", .number, [form(["list"], repeats: true) { r in r.made(numbers(r).flatMap(sum)) }]),
        Builtin(
            "product", .number,
            [
                form(["list"], repeats: true) { r in
                    r.made(numbers(r)?.reduce(Decimal34.one as Decimal34?) { a, b in a.flatMap { $0.multiplied(by: b) } })
                }
            ]),
        Builtin(
            "mean", .number,
            [
                form(["list"], repeats: true) { r in
                    guard let items = numbers(r) else { return nil }
                    return r.made(mean(items))
                }
            ]),
        Builtin(
            "median", .number,
            [
                form(["list"], repeats: true) { r in
                    guard let items = numbers(r)?.sorted(), !items.isEmpty else { return nil }
                    let middle = items.count / 2
                    if items.count % 2 == 1 { return .number(items[middle]) }
                    return r.made(items[middle - 1].adding(items[middle])?.dividing(by: 2))
                }
            ]),
        Builtin(
            "stddev", .number,
            [
                form(["list"], repeats: true) { r in
                    guard let items = numbers(r), items.count > 1, let mean = mean(items) else { return nil }
                    var squares = Decimal34.zero
                    for item in items {
                        guard let off = item.subtracting(mean), let square = off.multiplied(by: off),
                            let next = squares.adding(square)
                        else {
                            return nil
                        }
                        squares = next
                    }
                    return r.made(squares.dividing(by: Decimal34(items.count - 1))?.squareRoot())
                }
            ]),
        Builtin(
            "mode", .list(.number),
            [
                form(["list"], repeats: true) { r in
                    if r.count == 1, case .list(let list) = r.any(0), list.items.isEmpty { return .list(List.empty) }
                    guard let items = numbers(r)?.sorted() else { return nil }
                    var counts: [(Decimal34, Int)] = []
                    for item in items {
                        if let last = counts.last, last.0 == item {
                            counts[counts.count - 1].1 += 1
                        } else {
                            counts.append((item, 1))
                        }
                    }
                    let most = counts.map(\.1).max() ?? 0
                    return r.made(counts.filter { $0.1 == most }.map { .number($0.0) })
                }
            ]),
        Builtin("all", .boolean, [form(["list"], repeats: true) { r in quantity(r, decides: false) }]),
        Builtin("any", .boolean, [form(["list"], repeats: true) { r in quantity(r, decides: true) }]),
    ]

    private static func extreme(_ r: Reading, _ better: (Int) -> Bool) -> Value? {
        guard let items = r.gathered(), var best = items.first, !best.isNull, r.comparison.order(best, best) != nil else {
            return nil
        }
        for item in items.dropFirst() {
            guard r.evaluation.spend(), let order = r.comparison.order(item, best) else { return nil }
            if better(order) { best = item }
        }
        return best
    }

    /// The numbers of the list or of the arguments; `nil` where there are none or something else is among them.
    private static func numbers(_ r: Reading) -> [Decimal34]? {
        guard let items = r.gathered(), !items.isEmpty, r.evaluation.spend(items.count) else { return nil }
        var out: [Decimal34] = []
        out.reserveCapacity(items.count)
        for item in items {
            guard case .number(let n) = item else { return nil }
            out.append(n)
        }
        return out
    }

    private static func sum(_ items: [Decimal34]) -> Decimal34? {
        var total = Decimal34.zero
        for item in items {
            guard let next = total.adding(item) else { return nil }
            total = next
        }
        return total
    }

    private static func mean(_ items: [Decimal34]) -> Decimal34? { sum(items)?.dividing(by: Decimal34(items.count)) }

    private static func quantity(_ r: Reading, decides: Bool) -> Value? {
        guard let items = r.gathered() else { return nil }
        var unknown = false
        for item in items {
            if case .boolean(let b) = item {
                if b == decides { return .boolean(decides) }
            } else {
                unknown = true
            }
        }
        return unknown ? nil : .boolean(!decides)
    }
}
