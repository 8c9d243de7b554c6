/// What the text of one field says about a figure.
enum NumberScan: Equatable {
    case value(Double)
    case empty
    /// `nan`, `inf` and the like: a figure that a spreadsheet or a package failed to make.
    case notFinite
    case unreadable
}

/// Reads decimal numbers from bytes: `[+-] digits [. digits] [e [+-] digits]`, spaces around it allowed.
///
/// No grouping comma, no hexadecimal, no full-width digit. Up to 19 digits with a small exponent are converted exactly by one
/// multiplication or division (Clinger 1990); the rest goes through the standard library's correctly rounded conversion.
struct NumberScanner {
    private let tens: [Double] = (0...22).reduce(into: []) { list, _ in list.append((list.last ?? 0.1) * 10) }

    func scan(_ bytes: UnsafeBufferPointer<UInt8>) -> NumberScan {
        var start = 0
        var end = bytes.count
        while start < end, bytes[start] == 0x20 || bytes[start] == 0x09 { start += 1 }
        while end > start, bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 { end -= 1 }
        if start == end { return .empty }
        let field = UnsafeBufferPointer(rebasing: bytes[start..<end])
        guard let parts = split(field) else { return isNotFinite(field) ? .notFinite : .unreadable }
        if parts.mantissa < 1 << 53, parts.exact, let value = scale(Double(parts.mantissa), by: parts.exponent) {
            return .value(parts.negative ? -value : value)
        }
        guard let value = Double(String(decoding: field, as: UTF8.self)) else { return .unreadable }
        return value.isFinite ? .value(value) : .notFinite
    }

    private struct Parts {
        var negative = false
        var mantissa: UInt64 = 0
        var exponent = 0
        /// False once digits were left out of the mantissa.
        var exact = true
    }

    private func split(_ field: UnsafeBufferPointer<UInt8>) -> Parts? {
        var parts = Parts()
        var at = 0
        if field[0] == 0x2D || field[0] == 0x2B {
            parts.negative = field[0] == 0x2D
            at = 1
        }
        var digits = 0
        var pointSeen = false
        while at < field.count {
            let byte = field[at]
            if byte &- 0x30 < 10 {
                digits += 1
                if parts.mantissa < 1_000_000_000_000_000_000 {
                    parts.mantissa = parts.mantissa &* 10 &+ UInt64(byte &- 0x30)
                    if pointSeen { parts.exponent -= 1 }
                } else {
                    parts.exact = false
                }
            } else if byte == 0x2E, !pointSeen {
                pointSeen = true
            } else {
                break
            }
            at += 1
        }
        if digits == 0 { return nil }
        if at == field.count { return parts }
        guard field[at] | 0x20 == 0x65, let exponent = exponent(field, from: at + 1) else { return nil }
        parts.exponent += exponent
        return parts
    }

    private func exponent(_ field: UnsafeBufferPointer<UInt8>, from start: Int) -> Int? {
        var at = start
        var negative = false
        if at < field.count, field[at] == 0x2D || field[at] == 0x2B {
            negative = field[at] == 0x2D
            at += 1
        }
        if at == field.count { return nil }
        var value = 0
        while at < field.count {
            guard field[at] &- 0x30 < 10 else { return nil }
            value = min(value * 10 + Int(field[at] &- 0x30), 100_000)
            at += 1
        }
        return negative ? -value : value
    }

    private func scale(_ mantissa: Double, by exponent: Int) -> Double? {
        if exponent == 0 { return mantissa }
        if exponent < 0, exponent >= -22 { return mantissa / tens[-exponent] }
        if exponent > 0, exponent <= 22 { return mantissa * tens[exponent] }
        return nil
    }

    private func isNotFinite(_ field: UnsafeBufferPointer<UInt8>) -> Bool {
        let words = ["nan", "inf", "infinity", "1.#inf", "1.#ind", "#div/0!", "#num!"]
        let text = String(decoding: field.prefix(12), as: UTF8.self).lowercased()
        return words.contains(text.hasPrefix("-") || text.hasPrefix("+") ? String(text.dropFirst()) : text)
    }
}
