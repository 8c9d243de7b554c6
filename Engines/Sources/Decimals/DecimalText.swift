/// Reading and writing, both exact.
extension Decimal34 {
    /// Reads `[+-] digits [. digits] [e [+-] digits]`, where the digits before or after the point may be absent but not
    /// both; nothing else, no spaces. More than 34 digits are rounded half to even. `nil` for other text and beyond the range.
    public init?(_ text: some StringProtocol) {
        var digits = DigitReader()
        for byte in text.utf8 where !digits.take(byte) { return nil }
        guard let made = digits.made() else { return nil }
        self = made
    }

    /// The number in plain digits, `-1234.50`; scientific notation only where more than 40 zeros would be needed.
    public var description: String {
        if isZero, power >= 0 { return "0" }
        if high == 0, power <= 0, power >= -30 { return shortText }
        let digits = String(coefficient)
        let count = digits.utf8.count
        let point = count + exponent
        var out = isNegative ? "-" : ""
        if exponent >= 0, point <= 74 {
            out += digits + String(repeating: "0", count: exponent)
        } else if exponent < 0, point > 0 {
            out += digits.prefix(point) + "." + digits.suffix(count - point)
        } else if exponent < 0, point > -40 {
            out += "0." + String(repeating: "0", count: -point) + digits
        } else {
            out += digits.prefix(1) + (count > 1 ? "." + digits.dropFirst() : "") + "E" + (point > 0 ? "+" : "") + String(point - 1)
        }
        return out
    }

    /// One word of digits and a point among them, written from the right.
    private var shortText: String {
        String(unsafeUninitializedCapacity: 64) { buffer in
            var at = 64
            var rest = low
            var places = -Int(power)
            let hasPoint = places > 0
            repeat {
                at -= 1
                buffer[at] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
                if hasPoint {
                    places -= 1
                    if places == 0 {
                        at -= 1
                        buffer[at] = 0x2E
                    }
                }
            } while rest != 0 || (hasPoint && places >= 0)
            if isNegative {
                at -= 1
                buffer[at] = 0x2D
            }
            for n in 0..<(64 - at) { buffer[n] = buffer[at + n] }
            return 64 - at
        }
    }

    /// The same value with the zeros after the point taken off: `1.50` becomes `1.5`, `20.0` becomes `20`.
    public var trimmed: Decimal34 {
        guard exponent < 0 else { return self }
        let (c, e) = Decimal34.stripped(coefficient, exponent, until: 0)
        return Decimal34(held: c, e, negative: isNegative)
    }
}

extension Decimal34: CustomStringConvertible, LosslessStringConvertible {}

/// Takes a number byte by byte and keeps at most 38 digits of it, the rest as a mark that something was there.
private struct DigitReader {
    private enum State { case start, sign, whole, point, fraction, mark, markSign, exponent }
    private var state = State.start
    private var negative = false
    private var coefficient: UInt128 = 0
    private var kept = 0
    private var sticky = false
    private var shift = 0
    private var anyDigit = false
    private var exponent = 0
    private var exponentNegative = false

    mutating func take(_ byte: UInt8) -> Bool {
        switch (state, byte) {
        case (.start, 0x2B), (.start, 0x2D):
            negative = byte == 0x2D
            state = .sign
        case (.start, 0x30...0x39), (.sign, 0x30...0x39), (.whole, 0x30...0x39):
            state = .whole
            digit(byte, fraction: false)
        case (.start, 0x2E), (.sign, 0x2E), (.whole, 0x2E): state = .point
        case (.point, 0x30...0x39), (.fraction, 0x30...0x39):
            state = .fraction
            digit(byte, fraction: true)
        case (.whole, 0x45), (.whole, 0x65), (.fraction, 0x45), (.fraction, 0x65): state = .mark
        case (.mark, 0x2B), (.mark, 0x2D):
            exponentNegative = byte == 0x2D
            state = .markSign
        case (.mark, 0x30...0x39), (.markSign, 0x30...0x39), (.exponent, 0x30...0x39):
            state = .exponent
            exponent = min(exponent * 10 + Int(byte - 0x30), 10_000_000)
        default: return false
        }
        return true
    }

    private mutating func digit(_ byte: UInt8, fraction: Bool) {
        anyDigit = true
        if kept < 37 {
            coefficient = coefficient * 10 + UInt128(byte - 0x30)
            if coefficient != 0 { kept += 1 }
            if fraction { shift -= 1 }
        } else {
            sticky = sticky || byte != 0x30
            if !fraction { shift += 1 }
        }
    }

    func made() -> Decimal34? {
        guard anyDigit, state == .whole || state == .fraction || state == .exponent else { return nil }
        let e = shift + (exponentNegative ? -exponent : exponent)
        return Rounding.fit(coefficient, e, negative: negative, sticky: sticky)
    }
}
