/// An exact decimal number of at most 34 digits: coefficient x 10^exponent, as IEEE 754 decimal128.
///
/// The sum, difference, product and quotient are the exact result rounded once to 34 digits, half to even; the exponent
/// of an exact result is the one the standard prefers, so `1.10 + 2.2` prints `3.30`. Equality and order go by value:
/// `1.0 == 1`. There is no infinity and no NaN: an operation whose result is undefined or beyond 9.99…E+6144 gives
/// `nil`; results below 1E-6176 round to zero. The value is 24 bytes without any heap memory, and no binary floating
/// point takes part anywhere in this room.
///
/// ```swift
/// let a = Decimal34("0.1"), b = Decimal34("0.2")
/// a.adding(b)                                     // 0.3
/// Decimal34(2).dividing(by: 37)                   // 0.05405405405405405405405405405405405
/// ```
///
/// Source: IEEE 754-2019, clauses 3.5 and 5; DMN 1.5, clause 10.3.2.3.1.
public struct Decimal34: Sendable {
    @usableFromInline var low: UInt64
    @usableFromInline var high: UInt64
    @usableFromInline var power: Int16
    /// True for numbers below zero; a zero is never negative.
    public let isNegative: Bool

    @inlinable init(low: UInt64, high: UInt64, power: Int16, isNegative: Bool) {
        self.low = low
        self.high = high
        self.power = power
        self.isNegative = isNegative
    }

    /// The caller warrants a coefficient below 10^34 and an exponent within bounds.
    init(held coefficient: UInt128, _ exponent: Int, negative: Bool) {
        low = UInt64(truncatingIfNeeded: coefficient)
        high = UInt64(truncatingIfNeeded: coefficient >> 64)
        power = Int16(truncatingIfNeeded: exponent)
        isNegative = negative && coefficient != 0
    }

    public static let zero = Decimal34(low: 0, high: 0, power: 0, isNegative: false)
    public static let one = Decimal34(low: 1, high: 0, power: 0, isNegative: false)

    /// The digits as a whole number.
    public var coefficient: UInt128 { UInt128(high) << 64 | UInt128(low) }
    public var exponent: Int { Int(power) }
    @inlinable public var isZero: Bool { low | high == 0 }

    /// The bounds of the exponent of a 34-digit coefficient.
    static let exponents = -6176...6111

    @inlinable public init(_ whole: Int) {
        self.init(low: UInt64(whole.magnitude), high: 0, power: 0, isNegative: whole < 0)
    }

    /// `nil` outside the range of the format; digits beyond the 34th are rounded half to even.
    public init?(coefficient: UInt128, exponent: Int, isNegative: Bool = false) {
        guard let made = Rounding.fit(coefficient, exponent, negative: isNegative) else { return nil }
        self = made
    }

    @inlinable public var negated: Decimal34 {
        Decimal34(low: low, high: high, power: power, isNegative: !isNegative && !isZero)
    }
    @inlinable public var magnitude: Decimal34 { Decimal34(low: low, high: high, power: power, isNegative: false) }
}

extension Decimal34: ExpressibleByIntegerLiteral {
    @inlinable public init(integerLiteral value: Int) { self.init(value) }
}

/// Powers of ten that fit 128 bits, and the number of digits.
enum Tens {
    static let table: [UInt128] = {
        var powers: [UInt128] = [1]
        for _ in 1...38 { powers.append(powers[powers.count - 1] &* 10) }
        return powers
    }()

    /// 10^n for 0 <= n <= 38; the callers hold n within it, and what is beyond reads as the end.
    @inline(__always) static func power(_ n: Int) -> UInt128 { table[max(0, min(n, 38))] }

    /// The number of decimal digits; 0 for zero.
    @inline(__always) static func digits(_ n: UInt128) -> Int {
        if n == 0 { return 0 }
        let guess = ((128 - n.leadingZeroBitCount) &* 1233) >> 12
        return guess < 39 && n >= table[guess] ? guess + 1 : guess
    }
}

/// The one place where digits are dropped.
enum Rounding {
    /// Brings a coefficient and exponent into the format, half to even. `sticky` says that something nonzero was already
    /// cut off below the last digit.
    static func fit(_ coefficient: UInt128, _ exponent: Int, negative: Bool, sticky: Bool = false) -> Decimal34? {
        if coefficient < Tens.table[34], !sticky, Decimal34.exponents.contains(exponent) {
            return Decimal34(held: coefficient, exponent, negative: negative)
        }
        guard abs(exponent) < 1_000_000 else {
            return coefficient == 0 || exponent < 0 ? Decimal34.zero : nil
        }
        var c = coefficient
        var e = exponent
        let drop = max(Tens.digits(c) - 34, Decimal34.exponents.lowerBound - e, 0)
        if drop > 0 {
            e += drop
            c = cut(c, digits: drop, sticky: sticky)
        }
        if c == Tens.table[34] {
            c = Tens.table[33]
            e += 1
        }
        if c == 0 { return Decimal34(held: 0, min(max(e, -6176), 6111), negative: false) }
        if e > 6111 {
            // A short coefficient may still be widened to reach a high exponent.
            let widen = e - 6111
            guard widen <= 34 - Tens.digits(c) else { return nil }
            c *= Tens.power(widen)
            e = 6111
        }
        return Decimal34(held: c, e, negative: negative)
    }

    /// Divides by 10^digits, half to even.
    private static func cut(_ c: UInt128, digits: Int, sticky: Bool) -> UInt128 {
        if digits > 38 { return 0 }
        let unit = Tens.power(digits)
        let (quotient, rest) = c.quotientAndRemainder(dividingBy: unit)
        let half = unit >> 1
        if rest > half || (rest == half && (sticky || quotient & 1 == 1)) { return quotient + 1 }
        return quotient
    }
}
