/// How long a solve may take, when it must stop, and what it may use.
///
/// The engine has no clock: the caller lends one, in seconds that only ever grow. A solve asks `isOver` often and ends within
/// a second of it becoming true. Equal inputs, seeds and thread counts give equal answers unless time ran out.
///
/// ```swift
/// let start = ContinuousClock.now
/// let limits = Limits(seconds: 60, clock: { Double((ContinuousClock.now - start) / .seconds(1)) })
/// ```
public struct Limits: Sendable {
    /// Seconds since some moment; monotone.
    public let clock: @Sendable () -> Double
    /// The reading of `clock` at which time is up.
    public let deadline: Double
    /// True once the caller wants no answer any more, or takes the one there is.
    public let cancel: @Sendable () -> Bool
    /// Threads that the solver may use.
    public let threads: Int
    public let seed: UInt64
    /// The reading of `clock` when the limits were made; `Answer.seconds` counts from here.
    public let start: Double

    public init(
        seconds: Double, threads: Int = 1, seed: UInt64 = 1, clock: @escaping @Sendable () -> Double,
        cancel: @escaping @Sendable () -> Bool = { false }
    ) {
        self.clock = clock
        self.cancel = cancel
        self.threads = max(1, threads)
        self.seed = seed
        start = clock()
        deadline = start + max(0, seconds)
    }

    private init(_ other: Limits, deadline: Double, seed: UInt64) {
        clock = other.clock
        cancel = other.cancel
        threads = other.threads
        start = other.start
        self.seed = seed
        self.deadline = deadline
    }

    public var elapsed: Double { clock() - start }
    public var remaining: Double { max(0, deadline - clock()) }
    public var isOver: Bool { clock() >= deadline || cancel() }

    /// The same limits with an end at most `seconds` from now.
    public func within(_ seconds: Double) -> Limits {
        Limits(self, deadline: min(deadline, clock() + max(0, seconds)), seed: seed)
    }

    public func seeded(_ seed: UInt64) -> Limits { Limits(self, deadline: deadline, seed: seed) }
}

/// A deterministic source of random numbers (SplitMix64, Steele, Lea, Flood 2014): equal seeds give equal sequences everywhere.
public struct SeededGenerator: RandomNumberGenerator, Sendable {
    private var state: UInt64

    public init(seed: UInt64) { state = seed &+ 0x9E37_79B9_7F4A_7C15 }

    public mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var z = state
        z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
        z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
        return z ^ (z >> 31)
    }

    /// A whole number from 0 to `count` - 1; 0 where `count` is not positive.
    public mutating func index(below count: Int) -> Int { count > 0 ? Int(next() % UInt64(count)) : 0 }

    /// A number from 0 up to, not including, 1.
    public mutating func unit() -> Double { Double(next() >> 11) * 0x1p-53 }
}
