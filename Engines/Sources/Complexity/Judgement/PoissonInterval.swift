#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#endif

/// How far a location quotient made of few firms may be from the truth, and its shrunken value.
///
/// With n firms where the shares of all regions would put E = n_c n_p / n, LQ = n / E. Given E, n counts as Poisson; the exact
/// (Garwood 1936) limits of its mean are chi-square quantiles, lower = q(alpha/2; 2n) / 2 and upper = q(1 - alpha/2; 2n + 2) / 2, and
/// dividing them by E gives those of the quotient. With n = 0 the lower limit is 0 and the upper -ln(alpha/2) / E.
///
/// Shrinkage (empirical Bayes, Clayton and Kaldor 1987): the true quotients vary as Gamma(a, b) with mean a / b, so the posterior
/// mean is (n + a) / (E + b): close to LQ where E is large, close to the common mean where it is small. a and b come from the
/// moments of the table.
///
/// ```swift
/// let interval = PoissonInterval(count: 3, expected: 1.2)
/// interval.lower...interval.upper      // 0.515...7.31
/// ```
public struct PoissonInterval: Sendable, Equatable {
    public let lower: Double
    public let upper: Double

    /// Nil for a negative count, an expectation that is not above zero, or a level outside 0.5..<1.
    public init?(count: Int, expected: Double, level: Double = 0.95) {
        guard count >= 0, expected > 0, expected.isFinite, level >= 0.5, level < 1 else { return nil }
        let tail = (1 - level) / 2
        lower = count == 0 ? 0 : Self.gammaQuantile(shape: Double(count), tail) / expected
        upper = Self.gammaQuantile(shape: Double(count) + 1, 1 - tail) / expected
    }

    /// x with P(shape, x) = p, by bisection on a bracket: P rises everywhere.
    static func gammaQuantile(shape: Double, _ p: Double) -> Double {
        var low = 0.0
        var high = shape + 10 * shape.squareRoot() + 20
        while lowerGamma(shape, high) < p, high < 1e300 { high *= 2 }
        for _ in 0..<200 {
            let middle = (low + high) / 2
            if middle <= low || middle >= high { break }
            if lowerGamma(shape, middle) < p { low = middle } else { high = middle }
        }
        return (low + high) / 2
    }

    /// Regularised lower incomplete gamma P(a, x): the series below a + 1, the continued fraction above (Lentz).
    static func lowerGamma(_ a: Double, _ x: Double) -> Double {
        if x <= 0 { return 0 }
        let scale = exp(a * log(x) - x - lgamma(a))
        if x < a + 1 {
            var term = 1 / a
            var sum = term
            var n = a
            for _ in 0..<500_000 {
                n += 1
                term *= x / n
                sum += term
                if term < sum * 1e-16 { break }
            }
            return min(sum * scale, 1)
        }
        var b = x + 1 - a
        var c = 1e300
        var d = 1 / b
        var h = d
        for i in 1..<500_000 {
            let an = -Double(i) * (Double(i) - a)
            b += 2
            d = an * d + b
            if abs(d) < 1e-300 { d = 1e-300 }
            c = b + an / c
            if abs(c) < 1e-300 { c = 1e-300 }
            d = 1 / d
            h *= d * c
            if abs(d * c - 1) < 1e-16 { break }
        }
        return max(1 - scale * h, 0)
    }
}

/// The common distribution of the quotients of one table of firm counts.
public struct QuotientShrinkage: Sendable, Equatable {
    /// Shape and rate of the Gamma; nil rate where the counts vary no more than chance, so that every quotient shrinks to the mean.
    public let shape: Double?
    public let rate: Double?
    public let mean: Double

    public init(counts: [Int], expected: [Double]) {
        let pairs = zip(counts, expected).filter { $1 > 0 }
        let all = pairs.reduce(0.0) { $0 + $1.1 }
        let firms = pairs.reduce(0.0) { $0 + Double($1.0) }
        mean = all > 0 ? firms / all : 1
        let average = pairs.isEmpty ? 0 : all / Double(pairs.count)
        let mean = mean
        var spread = 0.0
        for (count, expected) in pairs {
            let distance = Double(count) / expected - mean
            spread += expected * distance * distance
        }
        if all > 0 { spread /= all }
        let variance = average > 0 ? spread - mean / average : 0
        shape = variance > 0 ? mean * mean / variance : nil
        rate = variance > 0 ? mean / variance : nil
    }

    public func value(count: Int, expected: Double) -> Double {
        guard let shape, let rate else { return mean }
        return (Double(count) + shape) / (expected + rate)
    }
}
