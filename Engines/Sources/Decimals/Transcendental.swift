/// Root, power, exponential and logarithm, by series of 34-digit steps: right to about 30 digits, not to the last. They
/// have no place where money is computed.
extension Decimal34 {
    /// `nil` for numbers below zero. A square of at most 17 digits gives its root exactly.
    public func squareRoot() -> Decimal34? {
        if isNegative { return nil }
        if isZero { return .zero }
        let size = Tens.digits(coefficient) + exponent
        var x = Decimal34(held: 1, (size >= 0 ? size + 1 : size) / 2, negative: false)
        for _ in 0..<60 {
            guard let ratio = dividing(by: x), let sum = x.adding(ratio), let next = sum.dividing(by: 2) else { return nil }
            if next == x { break }
            let step = next.subtracting(x)
            x = next
            if let step, Tens.digits(step.coefficient) + step.exponent < Tens.digits(x.coefficient) + x.exponent - 33 { break }
        }
        let digits = Tens.digits(x.coefficient) + x.exponent
        if let short = x.rounded(.halfEven, scale: 17 - digits), short.multiplied(by: short) == self {
            let (c, e) = Decimal34.stripped(short.coefficient, short.exponent, until: 0)
            return Decimal34(held: c, e, negative: false)
        }
        return x
    }

    /// e^x; `nil` beyond the range.
    public func exponential() -> Decimal34? {
        guard let near = rounded(.halfEven), let whole = near.int, abs(whole) < 20_000 else { return isNegative ? .zero : nil }
        guard let rest = subtracting(near), let base = Decimal34.e.power(whole) else { return whole < 0 ? .zero : nil }
        var term = Decimal34.one
        var sum = Decimal34.one
        for n in 1...40 {
            guard let product = term.multiplied(by: rest), let next = product.dividing(by: Decimal34(n)),
                let total = sum.adding(next)
            else { return nil }
            term = next
            if total == sum { break }
            sum = total
        }
        return sum.multiplied(by: base)
    }

    /// The natural logarithm; `nil` for zero and below.
    public func naturalLogarithm() -> Decimal34? {
        guard !isNegative, !isZero else { return nil }
        let digits = Tens.digits(coefficient)
        // self = m x 10^k with 0.1 <= m < 1, and m brought near 1 by two roots.
        var m = Decimal34(held: coefficient, -digits, negative: false)
        var k = exponent + digits
        if let half = Decimal34("0.3"), m < half {
            m = Decimal34(held: coefficient, 1 - digits, negative: false)
            k -= 1
        }
        guard let root = m.squareRoot()?.squareRoot(), let up = root.subtracting(1), let down = root.adding(1),
            let y = up.dividing(by: down), let square = y.multiplied(by: y)
        else { return nil }
        var term = y
        var sum = y
        for n in 1...60 {
            guard let next = term.multiplied(by: square), let part = next.dividing(by: Decimal34(2 * n + 1)),
                let total = sum.adding(part)
            else { return nil }
            term = next
            if total == sum { break }
            sum = total
        }
        guard let fine = sum.multiplied(by: 8), let coarse = Decimal34.ln10.multiplied(by: Decimal34(k)) else { return nil }
        return fine.adding(coarse)
    }

    /// x^y for a whole y by squaring, otherwise e^(y ln x). `nil` for 0 to a negative power, a root of a negative number,
    /// and beyond the range.
    public func power(_ other: Decimal34) -> Decimal34? {
        if let whole = other.int { return power(whole) }
        if isZero { return other.isNegative ? nil : .zero }
        return naturalLogarithm()?.multiplied(by: other)?.exponential()
    }

    public func power(_ whole: Int) -> Decimal34? {
        if whole == 0 { return .one }
        if isZero { return whole < 0 ? nil : .zero }
        if magnitude == .one { return isNegative && whole % 2 != 0 ? Decimal34(-1) : .one }
        if whole < 0 {
            guard whole > -100_000, let positive = power(-whole) else { return Decimal34.one < magnitude ? .zero : nil }
            return Decimal34.one.dividing(by: positive)
        }
        var left = whole
        var base = self
        var result = Decimal34.one
        while true {
            if left & 1 == 1 {
                guard let next = result.multiplied(by: base) else { return nil }
                result = next
            }
            left >>= 1
            if left == 0 { return result }
            guard let next = base.multiplied(by: base) else { return nil }
            base = next
        }
    }

    // 2.718281828459045235360287471352662 and 2.302585092994045684017991454684364, to 34 digits.
    private static let e = Decimal34(held: 2_718_281_828_459_045_235_360_287_471_352_662, -33, negative: false)
    private static let ln10 = Decimal34(held: 2_302_585_092_994_045_684_017_991_454_684_364, -33, negative: false)
}
