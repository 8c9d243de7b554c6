/// Which neighbour a number between two neighbours goes to.
public enum RoundingMode: Sendable, Hashable, CaseIterable {
    case halfEven, halfUp, halfDown, up, down, floor, ceiling
}

extension Decimal34 {
    /// The number rounded to `scale` digits after the point; a negative scale rounds to tens, hundreds and so on.
    /// A number that has fewer digits is widened to the scale as far as 34 digits allow. `nil` beyond the range.
    public func rounded(_ mode: RoundingMode, scale: Int = 0) -> Decimal34? {
        guard (-6111...6176).contains(scale) else { return nil }
        let drop = -scale - exponent
        if drop <= 0 {
            let widen = min(-drop, 34 - Tens.digits(coefficient))
            return Rounding.fit(coefficient * Tens.power(widen), exponent - widen, negative: isNegative)
        }
        var quotient: UInt128 = 0
        var half = -1
        var exact = isZero
        if drop <= 38 {
            let unit = Tens.power(drop)
            let (q, rest) = coefficient.quotientAndRemainder(dividingBy: unit)
            quotient = q
            exact = rest == 0
            let middle = unit >> 1
            half = rest < middle ? -1 : rest == middle ? 0 : 1
        }
        if !exact, goesUp(mode, half: half, odd: quotient & 1 == 1) { quotient += 1 }
        return Rounding.fit(quotient, -scale, negative: isNegative)
    }

    private func goesUp(_ mode: RoundingMode, half: Int, odd: Bool) -> Bool {
        switch mode {
        case .halfEven: half > 0 || (half == 0 && odd)
        case .halfUp: half >= 0
        case .halfDown: half > 0
        case .up: true
        case .down: false
        case .floor: isNegative
        case .ceiling: !isNegative
        }
    }

    /// True where the number has no part after the point.
    public var isWhole: Bool {
        if exponent >= 0 || isZero { return true }
        if exponent < -38 { return false }
        return coefficient % Tens.power(-exponent) == 0
    }

    /// The number as a whole machine number; `nil` where it has a fraction or does not fit.
    public var int: Int? {
        guard let size = wholeMagnitude, size <= UInt128(Int.max) else { return nil }
        return isNegative ? -Int(size) : Int(size)
    }

    private var wholeMagnitude: UInt128? {
        if isZero { return 0 }
        if exponent >= 0 {
            guard exponent <= 19, Tens.digits(coefficient) + exponent <= 38 else { return nil }
            return coefficient * Tens.power(exponent)
        }
        guard exponent >= -38 else { return nil }
        let (quotient, rest) = coefficient.quotientAndRemainder(dividingBy: Tens.power(-exponent))
        return rest == 0 ? quotient : nil
    }

    /// The number as `mantissa x 10^-scale`, where that is exact and the mantissa fits: a column of equal scale is then a
    /// column of machine words.
    public func mantissa(scale: Int) -> Int? {
        let shift = exponent + scale
        if isZero { return 0 }
        var size = coefficient
        if shift >= 0 {
            guard shift <= 19, Tens.digits(size) + shift <= 19 else { return nil }
            size *= Tens.power(shift)
        } else {
            guard shift >= -38 else { return nil }
            let (quotient, rest) = size.quotientAndRemainder(dividingBy: Tens.power(-shift))
            guard rest == 0 else { return nil }
            size = quotient
        }
        guard size <= UInt128(Int.max) else { return nil }
        return isNegative ? -Int(size) : Int(size)
    }

    /// As `mantissa(scale:)`, quick where the number fits one word.
    @inlinable public func word(scale: Int) -> Int? {
        let shift = Int(power) + scale
        if high == 0, shift >= 0, shift <= 12 {
            let (size, overflow) = low.multipliedReportingOverflow(by: Decimal34.small(shift))
            if !overflow, size <= UInt64(Int.max) { return isNegative ? -Int(size) : Int(size) }
        }
        return mantissa(scale: scale)
    }

    @inlinable static func small(_ n: Int) -> UInt64 {
        switch n {
        case 0: 1
        case 1: 10
        case 2: 100
        case 3: 1000
        case 4: 10_000
        case 5: 100_000
        case 6: 1_000_000
        case 7: 10_000_000
        case 8: 100_000_000
        case 9: 1_000_000_000
        case 10: 10_000_000_000
        case 11: 100_000_000_000
        default: 1_000_000_000_000
        }
    }

    /// `mantissa x 10^-scale`.
    public init(mantissa: Int, scale: Int) {
        self.init(held: UInt128(mantissa.magnitude), min(max(-scale, -6176), 6111), negative: mantissa < 0)
    }
}
