/// How well a score known at year t ranks what entered by year t + k.
///
/// AUC is the chance that an entry drawn at random had a higher score than a non-entry drawn at random, ties counting half
/// (Mann and Whitney 1947): 0.5 says nothing, 1 is perfect. It stands beside the base rate, the share of trials that entered,
/// because a high AUC on rare events still means many false alarms: `precisionAtTop` is the share of entries among as many
/// top-ranked trials as there were entries, ties at the edge shared out evenly.
///
/// ```swift
/// BackTest([.init(score: 0.4, entered: true), .init(score: 0.1, entered: false)])?.auc   // 1
/// ```
public struct BackTest: Sendable, Equatable {
    public struct Trial: Sendable, Equatable {
        public let score: Double
        public let entered: Bool

        public init(score: Double, entered: Bool) {
            self.score = score
            self.entered = entered
        }
    }

    public let trials: Int
    public let entries: Int
    public let auc: Double
    public let precisionAtTop: Double
    public var baseRate: Double { Double(entries) / Double(trials) }

    /// Nil where nothing entered or everything did: there is nothing to rank.
    public init?(_ trials: [Trial]) {
        let entries = trials.count { $0.entered }
        if entries == 0 || entries == trials.count { return nil }
        let sorted = trials.sorted { $0.score > $1.score }
        var better = 0.0
        var misses = 0
        var top = 0.0
        var at = 0
        while at < sorted.count {
            var end = at
            var hits = 0
            while end < sorted.count, sorted[end].score == sorted[at].score {
                if sorted[end].entered { hits += 1 }
                end += 1
            }
            let wrong = end - at - hits
            // Each entry here beats the non-entries still to come, and half of those it ties with.
            let below = trials.count - entries - misses - wrong
            better += Double(hits) * (Double(below) + Double(wrong) / 2)
            let room = min(max(entries - at, 0), end - at)
            top += Double(hits) * Double(room) / Double(end - at)
            misses += wrong
            at = end
        }
        self.trials = trials.count
        self.entries = entries
        auc = better / (Double(entries) * Double(trials.count - entries))
        precisionAtTop = top / Double(entries)
    }
}
