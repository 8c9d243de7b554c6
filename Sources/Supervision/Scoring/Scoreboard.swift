import Calendars
import Kernel

/// One thing that happened, where it can be looked up, and whom it counts for.
public struct Fact: Sendable, Hashable {
    public let kind: ScoreFact
    public let unit: OrderUnit
    public let day: Day
    public let words: Text
    /// A page of the house that shows it.
    public let url: String?
    /// Given by the fact itself: a leader's view, a ladder's deduction.
    public let points: Double?

    public init(_ kind: ScoreFact, _ unit: OrderUnit, _ day: Day, _ words: Text, url: String? = nil, points: Double? = nil) {
        (self.kind, self.unit, self.day, self.words, self.url, self.points) = (kind, unit, day, words, url, points)
    }
}

/// A unit's score: every point with its fact.
public struct Score: Sendable, Hashable {
    public struct Line: Sendable, Hashable {
        public let fact: Fact
        public let points: Double
    }

    public let unit: RecordID
    public let name: String
    public let base: Double
    public let lines: [Line]
    /// Facts that the scheme gives no points for.
    public let uncounted: [Fact]
    public let raw: Double
    public let capped: Double
    public let isBarredFromAwards: Bool

    public func count(_ kind: ScoreFact) -> Int {
        lines.filter { $0.fact.kind == kind }.count + uncounted.filter { $0.kind == kind }.count
    }
}

public enum Scoreboard {
    /// Pure: the best first; units with the same points by name. A later view of the leader replaces an earlier one.
    public static func scores(_ scheme: Scheme, units: [OrderUnit], facts: [Fact]) -> [Score] {
        var names: [RecordID: String] = [:]
        for unit in units + facts.map(\.unit) where names[unit.record] == nil { names[unit.record] = unit.name }
        let byUnit = Dictionary(grouping: facts, by: \.unit.record)
        return names.map { record, name in score(scheme, record, name, byUnit[record] ?? []) }
            .sorted { ($1.capped, $1.raw, $0.name) < ($0.capped, $0.raw, $1.name) }
    }

    private static func score(_ scheme: Scheme, _ record: RecordID, _ name: String, _ facts: [Fact]) -> Score {
        let ordered = facts.sorted { ($0.day, $0.kind.rawValue, $0.words.zh) < ($1.day, $1.kind.rawValue, $1.words.zh) }
        let view = ordered.last { $0.kind == .view }
        var lines: [Score.Line] = []
        var uncounted: [Fact] = []
        for fact in ordered where fact.kind != .view || fact == view {
            switch fact.kind {
            case .view: if let most = scheme.view { lines.append(.init(fact: fact, points: min(max(0, fact.points ?? 0), most))) }
            case .ladder: lines.append(.init(fact: fact, points: fact.points ?? 0))
            default:
                if let points = scheme.points(fact.kind, fact.unit.role) {
                    lines.append(.init(fact: fact, points: points))
                } else {
                    uncounted.append(fact)
                }
            }
        }
        let raw = scheme.base + lines.reduce(0) { $0 + $1.points }
        let misses = scheme.noAward.map { award in facts.filter { $0.kind == award.fact }.count >= award.times } ?? false
        return Score(
            unit: record, name: name, base: scheme.base, lines: lines, uncounted: uncounted, raw: raw,
            capped: min(scheme.cap, max(scheme.floor, raw)), isBarredFromAwards: misses)
    }
}
