/// Sum, difference, product, quotient and remainder, each rounded once.
extension Decimal34 {
    /// `nil` only beyond the range of the format.
    public func adding(_ other: Decimal34) -> Decimal34? {
        if power == other.power, high | other.high == 0 {
            return addingSmall(other)
        }
        if isZero || other.isZero { return addingZero(other) }
        let (a, b) = power >= other.power ? (self, other) : (other, self)
        let gap = a.exponent - b.exponent
        let room = max(0, 37 - Tens.digits(a.coefficient))
        let scale = min(gap, room)
        let left = a.coefficient * Tens.power(scale)
        let rest = gap - scale
        var right = b.coefficient
        var sticky = false
        if rest > 38 {
            right = 0
            sticky = true
        } else if rest > 0 {
            let (quotient, remainder) = right.quotientAndRemainder(dividingBy: Tens.power(rest))
            right = quotient
            sticky = remainder != 0
        }
        let exponent = a.exponent - scale
        if a.isNegative == b.isNegative {
            return Rounding.fit(left + right, exponent, negative: a.isNegative, sticky: sticky)
        }
        if left >= right {
            let lower = left - right - (sticky ? 1 : 0)
            return Rounding.fit(lower, exponent, negative: a.isNegative, sticky: sticky)
        }
        return Rounding.fit(right - left, exponent, negative: b.isNegative, sticky: sticky)
    }

    /// Both coefficients fit one word and the exponents agree: the common case of money in one unit.
    @inline(__always) private func addingSmall(_ other: Decimal34) -> Decimal34? {
        if isNegative == other.isNegative {
            let (sum, carry) = low.addingReportingOverflow(other.low)
            return Decimal34(low: sum, high: carry ? 1 : 0, power: power, isNegative: isNegative)
        }
        if low == other.low { return Decimal34(low: 0, high: 0, power: power, isNegative: false) }
        return low > other.low
            ? Decimal34(low: low - other.low, high: 0, power: power, isNegative: isNegative)
            : Decimal34(low: other.low - low, high: 0, power: power, isNegative: other.isNegative)
    }

    /// x + 0 keeps the value and takes the lower exponent as far as the digits allow.
    private func addingZero(_ other: Decimal34) -> Decimal34? {
        let (value, zero) = isZero ? (other, self) : (self, other)
        let target = min(value.exponent, zero.exponent)
        if value.isZero { return Decimal34(held: 0, target, negative: false) }
        let widen = min(value.exponent - target, 34 - Tens.digits(value.coefficient))
        return Decimal34(held: value.coefficient * Tens.power(widen), value.exponent - widen, negative: value.isNegative)
    }

    public func subtracting(_ other: Decimal34) -> Decimal34? { adding(other.negated) }

    /// `nil` only beyond the range of the format.
    public func multiplied(by other: Decimal34) -> Decimal34? {
        let sign = isNegative != other.isNegative
        let exponent = exponent + other.exponent
        if high | other.high == 0 {
            let (top, bottom) = low.multipliedFullWidth(by: other.low)
            return Rounding.fit(UInt128(top) << 64 | UInt128(bottom), exponent, negative: sign)
        }
        let product = coefficient.multipliedFullWidth(by: other.coefficient)
        if product.high == 0 { return Rounding.fit(product.low, exponent, negative: sign) }
        // 10^38 < 2^128 <= product < 10^68: bring it to 34 to 36 digits in one division.
        let bits = 256 - product.high.leadingZeroBitCount
        let drop = max((bits * 1233) >> 12, 35) - 35
        let (quotient, remainder) = Tens.power(drop).dividingFullWidth(product)
        return Rounding.fit(quotient, exponent + drop, negative: sign, sticky: remainder != 0)
    }

    /// `nil` for a zero divisor and beyond the range of the format.
    public func dividing(by other: Decimal34) -> Decimal34? {
        if other.isZero { return nil }
        let sign = isNegative != other.isNegative
        let ideal = exponent - other.exponent
        if isZero { return Rounding.fit(0, ideal, negative: false) }
        if high | other.high == 0, low % other.low == 0 {
            return Rounding.fit(UInt128(low / other.low), ideal, negative: sign)
        }
        let lift = 34 - Tens.digits(coefficient)
        let more = Tens.digits(other.coefficient) + 1
        let numerator = (coefficient * Tens.power(lift)).multipliedFullWidth(by: Tens.power(more))
        let (quotient, remainder) = other.coefficient.dividingFullWidth(numerator)
        let exponent = ideal - lift - more
        if remainder != 0 { return Rounding.fit(quotient, exponent, negative: sign, sticky: true) }
        let (c, e) = Decimal34.stripped(quotient, exponent, until: ideal)
        return Rounding.fit(c, e, negative: sign)
    }

    /// Takes zeros off the end until the exponent reaches `ideal`.
    static func stripped(_ coefficient: UInt128, _ exponent: Int, until ideal: Int) -> (UInt128, Int) {
        var (c, e) = (coefficient, exponent)
        if c == 0 { return (0, max(e, ideal)) }
        for step in [16, 8, 4, 2, 1] {
            while e + step <= ideal {
                let (quotient, rest) = c.quotientAndRemainder(dividingBy: Tens.power(step))
                if rest != 0 { break }
                c = quotient
                e += step
            }
        }
        return (c, e)
    }

    /// x - y * floor(x / y): the sign of the divisor, as DMN's `modulo`. `nil` for a zero divisor, and where the quotient
    /// has more digits than the format holds.
    public func modulo(_ other: Decimal34) -> Decimal34? {
        guard !other.isZero, let rest = remainder(other) else { return nil }
        if rest.isZero || rest.isNegative == other.isNegative { return rest }
        return rest.adding(other)
    }

    /// x - y * truncated(x / y), exact. `nil` for a zero divisor.
    private func remainder(_ other: Decimal34) -> Decimal34? {
        let e = min(exponent, other.exponent)
        let liftA = exponent - e
        let liftB = other.exponent - e
        if liftB > 76 { return self }
        // (a * 10^liftA) mod (b * 10^liftB), by steps that stay within 256 bits.
        let divisor = other.coefficient
        if liftB > 0 {
            guard liftB <= 38, Tens.digits(divisor) + liftB <= 38 else {
                // The divisor is larger than any 34-digit dividend at this exponent.
                return self
            }
            let wide = divisor * Tens.power(liftB)
            return Rounding.fit(coefficient % wide, e, negative: isNegative)
        }
        var rest = coefficient % divisor
        var left = liftA
        while left > 0 {
            let step = min(left, 34)
            rest = divisor.dividingFullWidth(rest.multipliedFullWidth(by: Tens.power(step) % divisor)).remainder
            left -= step
        }
        return Rounding.fit(rest, e, negative: isNegative)
    }
}

extension Decimal34: Comparable, Hashable {
    @inlinable public static func == (a: Decimal34, b: Decimal34) -> Bool {
        if a.power == b.power { return a.low == b.low && a.high == b.high && a.isNegative == b.isNegative }
        return a.order(b) == 0
    }

    @inlinable public static func < (a: Decimal34, b: Decimal34) -> Bool {
        if a.power == b.power, a.high | b.high == 0, !a.isNegative, !b.isNegative { return a.low < b.low }
        return a.order(b) < 0
    }

    /// -1, 0 or 1.
    public func order(_ other: Decimal34) -> Int {
        if isNegative != other.isNegative { return isNegative ? -1 : 1 }
        let size = orderOfMagnitudes(other)
        return isNegative ? -size : size
    }

    private func orderOfMagnitudes(_ other: Decimal34) -> Int {
        let (a, b) = (coefficient, other.coefficient)
        if power == other.power || a == 0 || b == 0 { return a < b ? -1 : a > b ? 1 : 0 }
        let (tops, others) = (Tens.digits(a) + exponent, Tens.digits(b) + other.exponent)
        if tops != others { return tops < others ? -1 : 1 }
        let gap = exponent - other.exponent
        let (x, y) = gap > 0 ? (a * Tens.power(gap), b) : (a, b * Tens.power(-gap))
        return x < y ? -1 : x > y ? 1 : 0
    }

    public func hash(into hasher: inout Hasher) {
        let (c, e) = Decimal34.stripped(coefficient, exponent, until: 6111)
        hasher.combine(c)
        hasher.combine(c == 0 ? 0 : e)
        hasher.combine(isNegative)
    }
}
