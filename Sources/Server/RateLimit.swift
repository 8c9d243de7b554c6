import Kernel
import Synchronization

/// Token buckets, one a caller and pace: a burst is allowed, then so many a second.
///
/// Kept in this process: where several share a database, each counts for itself, and a limit is at most so many times what it says.
/// Guessing of passwords is limited in the database besides (see Accounts).
final class RateLimit: Sendable {
    private struct Key: Hashable {
        let caller: String
        let pace: Pace
    }

    private struct Bucket {
        var tokens: Double
        var at: ContinuousClock.Instant
    }

    private let rates: [Pace: Server.Rate]
    private let buckets = Mutex<[Key: Bucket]>([:])
    private let clock: @Sendable () -> ContinuousClock.Instant

    /// A pace without a rate is not limited.
    init(_ rates: [Pace: Server.Rate], clock: @escaping @Sendable () -> ContinuousClock.Instant = { .now }) {
        self.rates = rates
        self.clock = clock
    }

    /// Seconds to wait, or `nil` where the call may go on.
    func wait(_ caller: String, _ pace: Pace) -> Int? {
        guard let rate = rates[pace] else { return nil }
        let now = clock()
        return buckets.withLock { buckets in
            if buckets.count >= 50_000 {
                buckets = buckets.filter { filled($0.value, rates[$0.key.pace] ?? rate, now) < rate.burst }
            }
            if buckets.count >= 50_000 { buckets.removeAll() }
            let key = Key(caller: caller, pace: pace)
            var bucket = buckets[key] ?? Bucket(tokens: rate.burst, at: now)
            bucket.tokens = filled(bucket, rate, now)
            bucket.at = now
            let isAllowed = bucket.tokens >= 1
            if isAllowed { bucket.tokens -= 1 }
            buckets[key] = bucket
            return isAllowed ? nil : max(1, Int(((1 - bucket.tokens) / rate.perSecond).rounded(.up)))
        }
    }

    private func filled(_ bucket: Bucket, _ rate: Server.Rate, _ now: ContinuousClock.Instant) -> Double {
        let seconds = bucket.at.duration(to: now) / .seconds(1)
        return min(rate.burst, bucket.tokens + seconds * rate.perSecond)
    }
}
