import Decimals

/// Numbers (DMN 1.5, table 75).
extension Builtin {
    static let numbers: [Builtin] = [
        Builtin(
            "decimal", .number,
            [
                form(["n", "scale"]) { r in
                    guard let n = r.number(0), let scale = scale(r, 1) else { return nil }
                    return r.made(n.rounded(.halfEven, scale: scale))
                }
            ]),
        rounding("floor", .floor, scaleOptional: true), rounding("ceiling", .ceiling, scaleOptional: true),
        rounding("round up", .up), rounding("round down", .down), rounding("round half up", .halfUp),
        rounding("round half down", .halfDown),
        Builtin(
            "abs", .any,
            [
                form(["n"]) { r in
                    switch r.single(0) {
                    case .number(let n): .number(n.magnitude)
                    case .months(let m): MonthSpan(abs(Int128(m.months))).map { .months($0) }
                    case .dayTime(let d): DayTimeSpan(totalNanos: abs(d.totalNanos)).map { .dayTime($0) }
                    default: nil
                    }
                }
            ]),
        Builtin(
            "modulo", .number,
            [
                form(["dividend", "divisor"]) { r in
                    guard let a = r.number(0), let b = r.number(1) else { return nil }
                    return r.made(a.modulo(b))
                }
            ]),
        Builtin("sqrt", .number, [form(["number"]) { r in r.made(r.number(0)?.squareRoot()) }]),
        Builtin("log", .number, [form(["number"]) { r in r.made(r.number(0)?.naturalLogarithm()) }]),
        Builtin("exp", .number, [form(["number"]) { r in r.made(r.number(0)?.exponential()) }]),
        Builtin("odd", .boolean, [form(["number"]) { r in parity(r).map { .boolean($0 == 1) } }]),
        Builtin("even", .boolean, [form(["number"]) { r in parity(r).map { .boolean($0 == 0) } }]),
    ]

    private static func rounding(_ name: String, _ mode: RoundingMode, scaleOptional: Bool = false) -> Builtin {
        let round: @Sendable (Reading) -> Value? = { r in
            guard let n = r.number(0) else { return nil }
            if r.count == 1 { return r.made(n.rounded(mode)) }
            guard let scale = scale(r, 1) else { return nil }
            return r.made(n.rounded(mode, scale: scale))
        }
        return Builtin(name, .number, [scaleOptional ? form(["n"], optional: ["scale"], round) : form(["n", "scale"], round)])
    }

    /// The bounds that the standard sets for the scale.
    private static func scale(_ r: Reading, _ n: Int) -> Int? {
        guard let scale = r.number(n)?.rounded(.down)?.int, (-6111...6176).contains(scale) else { return nil }
        return scale
    }

    private static func parity(_ r: Reading) -> Decimal34? {
        guard let n = r.number(0), n.isWhole else { return nil }
        return n.magnitude.modulo(2)
    }
}

/// Contexts (DMN 1.5, table 77).
extension Builtin {
    static let contexts: [Builtin] = [
        Builtin(
            "get value", .any,
            [
                form(["m", "key"]) { r in
                    guard let context = r.context(0) else { return nil }
                    guard let key = r.string(1) else { return nil }
                    return context[key] ?? .null
                },
                form(["context", "keys"]) { r in
                    guard let context = r.context(0), let keys = r.list(1) else { return nil }
                    return value(context, keys)
                },
                form(["context", "key"]) { r in
                    guard let context = r.context(0), let key = r.string(1) else { return nil }
                    return context[key] ?? .null
                },
            ]),
        Builtin(
            "get entries", .list(.any), passesItems: true,
            [
                form(["m"], entries), form(["context"], entries),
            ]),
        Builtin(
            "context", .any,
            [
                form(["entries"]) { r in
                    guard let items = r.list(0) else { return nil }
                    var out: [(String, Value)] = []
                    var seen: Set<String> = []
                    for item in items {
                        guard case .context(let entry) = item, case .string(let key)? = entry["key"], let value = entry["value"],
                            seen.insert(key).inserted
                        else { return nil }
                        out.append((key, value))
                    }
                    return r.evaluation.context(out, at: r.span)
                }
            ]),
        Builtin(
            "context put", .any,
            [
                form(["context", "key", "value"]) { r in
                    guard let context = r.context(0) else { return nil }
                    guard let key = r.string(1) else { return nil }
                    return r.evaluation.context(context.entries + [(key, r.any(2))], at: r.span)
                },
                form(["context", "keys", "value"]) { r in
                    guard let context = r.context(0), let keys = r.list(1) else { return nil }
                    return put(context, keys[...], r.any(2), r)
                },
            ]),
        Builtin(
            "context merge", .any,
            [
                form(["contexts"]) { r in
                    guard let items = r.list(0) else { return nil }
                    var out: [(String, Value)] = []
                    for item in items {
                        guard case .context(let context) = item else { return nil }
                        out += context.entries
                    }
                    return r.evaluation.context(out, at: r.span)
                }
            ]),
    ]

    private static let entries: @Sendable (Reading) -> Value? = { r in
        guard let context = r.context(0) else { return nil }
        return r.made(context.entries.map { .context([("key", .string($0.0)), ("value", $0.1)]) })
    }

    private static func value(_ context: Context, _ keys: [Value]) -> Value? {
        guard !keys.isEmpty else { return nil }
        var value = Value.context(context)
        for key in keys {
            guard case .string(let name) = key, case .context(let inner) = value else { return nil }
            value = inner[name] ?? .null
        }
        return value
    }

    private static func put(_ context: Context, _ keys: ArraySlice<Value>, _ value: Value, _ r: Reading) -> Value? {
        guard keys.count <= Limits.nesting, case .string(let key)? = keys.first else { return nil }
        let rest = keys.dropFirst()
        if rest.isEmpty { return r.evaluation.context(context.entries + [(key, value)], at: r.span) }
        guard case .context(let inner)? = context[key], let changed = put(inner, rest, value, r) else { return nil }
        return r.evaluation.context(context.entries + [(key, changed)], at: r.span)
    }
}
