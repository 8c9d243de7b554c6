import Decimals

/// Conversions and strings (DMN 1.5, tables 70 and 73). Positions count code points from 1.
extension Builtin {
    static let conversions: [Builtin] = [
        Builtin(
            "string", .string,
            [
                form(["from"]) { r in
                    let value = r.any(0)
                    if value.isNull { return nil }
                    var printer = Printer(limit: 1_000_000)
                    printer.write(value, quoted: false)
                    return printer.wasCut ? nil : r.made(printer.out)
                }
            ]),
        Builtin(
            "number", .number,
            [
                form(["from"]) { r in
                    if case .number = r.single(0) { return r.single(0) }
                    return r.made(r.string(0).flatMap { plainNumber($0, grouping: nil, point: nil) })
                },
                form(["from", "grouping separator", "decimal separator"]) { r in
                    guard let text = r.string(0) else { return nil }
                    func separator(_ n: Int, _ allowed: [String]) -> String?? {
                        if r.any(n).isNull { return .some(nil) }
                        guard let s = r.string(n), allowed.contains(s) else { return nil }
                        return s
                    }
                    guard let grouping = separator(1, [" ", ",", "."]), let point = separator(2, [".", ","]) else { return nil }
                    if let grouping, grouping == point { return nil }
                    return r.made(plainNumber(text, grouping: grouping, point: point))
                },
            ]),
        Builtin("not", .boolean, [form(["negand"]) { r in r.made(r.boolean(0).map { !$0 }) }]),
        Builtin(
            "range", .range(.any),
            [
                form(["from"]) { r in
                    guard let text = r.string(0) else { return nil }
                    return RangeText.read(text, r.evaluation)
                }
            ]),
        Builtin("is", .boolean, [form(["value1", "value2"]) { r in .boolean(Sameness.same(r.any(0), r.any(1), r.comparison)) }]),
    ]

    private static func plainNumber(_ text: String, grouping: String?, point: String?) -> Decimal34? {
        var plain = text
        if let grouping { plain = plain.replacing(grouping, with: "") }
        if point == "," {
            guard !plain.contains(".") else { return nil }
            plain = plain.replacing(",", with: ".")
        }
        guard !plain.hasPrefix("+") else { return nil }
        return Decimal34(plain)
    }

    static let strings: [Builtin] = [
        Builtin(
            "substring", .string,
            [
                form(["string", "start position"], optional: ["length"]) { r in
                    guard let text = r.string(0), let start = r.whole(1) else { return nil }
                    let scalars = Array(text.unicodeScalars)
                    var length = scalars.count
                    if r.count > 2 {
                        guard let n = r.number(2)?.rounded(.down)?.int, n >= 1 else { return nil }
                        length = n
                    }
                    guard start != 0, abs(start) <= scalars.count else { return nil }
                    let first = start > 0 ? start - 1 : scalars.count + start
                    let last = length >= scalars.count - first ? scalars.count : first + length
                    return r.made(String(String.UnicodeScalarView(scalars[first..<last])))
                }
            ]),
        Builtin("string length", .number, [form(["string"]) { r in r.string(0).map { r.made($0.unicodeScalars.count) } }]),
        Builtin("upper case", .string, [form(["string"]) { r in r.string(0).map { r.made($0.uppercased()) } }]),
        Builtin("lower case", .string, [form(["string"]) { r in r.string(0).map { r.made($0.lowercased()) } }]),
        Builtin(
            "substring before", .string,
            [
                form(["string", "match"]) { r in
                    guard let text = r.string(0), let match = r.string(1) else { return nil }
                    guard let found = find(match, in: text) else { return .string("") }
                    return r.made(String(text.unicodeScalars[..<found.lowerBound]))
                }
            ]),
        Builtin(
            "substring after", .string,
            [
                form(["string", "match"]) { r in
                    guard let text = r.string(0), let match = r.string(1) else { return nil }
                    guard let found = find(match, in: text) else { return .string("") }
                    return r.made(String(text.unicodeScalars[found.upperBound...]))
                }
            ]),
        Builtin(
            "contains", .boolean,
            [
                form(["string", "match"]) { r in
                    guard let text = r.string(0), let match = r.string(1) else { return nil }
                    return .boolean(find(match, in: text) != nil)
                }
            ]),
        Builtin(
            "starts with", .boolean,
            [
                form(["string", "match"]) { r in
                    guard let text = r.string(0), let match = r.string(1) else { return nil }
                    return .boolean(text.unicodeScalars.starts(with: match.unicodeScalars))
                }
            ]),
        Builtin(
            "ends with", .boolean,
            [
                form(["string", "match"]) { r in
                    guard let text = r.string(0), let match = r.string(1) else { return nil }
                    return .boolean(text.unicodeScalars.reversed().starts(with: match.unicodeScalars.reversed()))
                }
            ]),
        Builtin(
            "string join", .string,
            [
                form(["list"], optional: ["delimiter"]) { r in
                    guard let items = r.list(0) else { return nil }
                    if r.has(1), r.string(1) == nil { return nil }
                    var texts: [String] = []
                    for item in items where !item.isNull {
                        guard case .string(let text) = item else { return nil }
                        texts.append(text)
                    }
                    return r.made(texts.joined(separator: r.string(1) ?? ""))
                }
            ]),
    ]

    /// The first place where the code points of `match` stand in `text`.
    private static func find(_ match: String, in text: String) -> Range<String.UnicodeScalarView.Index>? {
        let hay = text.unicodeScalars
        let needle = Array(match.utf8)
        if needle.isEmpty { return hay.startIndex..<hay.startIndex }
        let bytes = Array(text.utf8)
        guard bytes.count >= needle.count else { return nil }
        for start in 0...(bytes.count - needle.count) where bytes[start] == needle[0] {
            if bytes[start..<start + needle.count].elementsEqual(needle) {
                let from = text.utf8.index(text.utf8.startIndex, offsetBy: start)
                return from..<text.utf8.index(from, offsetBy: needle.count)
            }
        }
        return nil
    }

    static let patterns: [Builtin] = [
        Builtin(
            "matches", .boolean,
            [
                form(["input", "pattern"], optional: ["flags"]) { r in
                    guard let text = r.string(0), let pattern = pattern(r, flags: 2) else { return nil }
                    var search = pattern.search(text)
                    guard let found = search.next(from: 0) else { return search.gaveUp ? nil : .boolean(false) }
                    _ = found
                    return .boolean(true)
                }
            ]),
        Builtin(
            "replace", .string,
            [
                form(["input", "pattern", "replacement"], optional: ["flags"]) { r in
                    guard let text = r.string(0), let replacement = r.string(2), let pattern = pattern(r, flags: 3) else {
                        return nil
                    }
                    return pattern.replace(text, with: replacement) { r.evaluation.spend($0) }.map { r.made($0) }
                }
            ]),
        Builtin(
            "split", .list(.string),
            [
                form(["string", "delimiter"]) { r in
                    guard let text = r.string(0), let source = r.string(1), let pattern = Pattern(source, flags: "") else {
                        return nil
                    }
                    return pattern.split(text).map { r.made($0.map { .string($0) }) }
                }
            ]),
    ]

    private static func pattern(_ r: Reading, flags: Int) -> Pattern? {
        guard let source = r.string(1) else { return nil }
        if r.has(flags), r.string(flags) == nil { return nil }
        return Pattern(source, flags: r.string(flags) ?? "")
    }
}

/// `is`: the same kind and the same value, zones as written.
enum Sameness {
    static func same(_ a: Value, _ b: Value, _ comparison: Comparison) -> Bool {
        switch (a, b) {
        case (.time(let x), .time(let y)): x == y
        case (.moment(let x), .moment(let y)): x == y
        case (.list(let x), .list(let y)):
            x.items.count == y.items.count && comparison.evaluation.spend(x.items.count)
                && zip(x.items, y.items).allSatisfy { same($0, $1, comparison) }
        default: comparison.equal(a, b) ?? false
        }
    }
}

/// The text of a range whose ends are literals: `[1..3]`, `(@"2020-01-01"..date("2020-12-31")]`.
enum RangeText {
    static func read(_ text: String, _ evaluation: Evaluation) -> Value? {
        let code = FEEL.expression(text, scope: .language())
        guard let range = code as? RangeCode, let low = range.low, let high = range.high, isPlain(low), isPlain(high) else {
            return nil
        }
        let value = range.run(Frame(evaluation, size: 4))
        guard case .range(let made) = value, made.low?.isNull == false, made.high?.isNull == false else { return nil }
        return value
    }

    private static func isPlain(_ code: Code) -> Bool {
        switch code {
        case is Literal, is AtLiteral: return true
        case let call as BuiltinCall:
            guard ["date", "time", "date and time", "duration"].contains(call.builtin.name) else { return false }
            return call.arguments.codes.allSatisfy { $0 is Literal }
        default: return false
        }
    }
}
