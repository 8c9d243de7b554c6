import Calendars
import Design
import Foundation
import Kernel
import Yams

/// A city's way of giving lights, by name: a content file (`supervision/*.yaml`), so that a city's own thresholds need no build.
///
/// A file holds clauses. Each is `for` targets, measures or tasks, judges `by` one basis, and may be narrowed to some names, quantities or
/// units; the first clause that fits a subject decides. Every bound is exact; which side it belongs to follows from `below` (exclusive) and
/// `to` (inclusive).
///
/// | by | for | judged is |
/// | --- | --- | --- |
/// | `gap` | target, measure | completion minus time progress, in points; tasks done minus tasks due, of all dated tasks |
/// | `ratio` | target, measure | completion ÷ time progress, in per cent; tasks done ÷ tasks due |
/// | `growth` | target | growth over a year against the growth that the plan needs and against the average |
/// | `period` | target | completion against the even path at the end of the month (yellow) and of the last full quarter (red) |
/// | `tasks` | measure | the worst light of its tasks |
/// | `delay` | task | days past its day, or past the day when another task was done |
public struct LightRule: Sendable, Hashable, Codable {
    public struct Words: Sendable, Hashable, Codable {
        public let zh: String
        public let en: String
        public var text: Text { Text(zh, en) }
    }

    /// How many lights of a colour bring the lead of measures a card.
    public struct Cards: Sendable, Hashable, Codable {
        public let yellow: Int
        public let red: Int
    }

    public let id: String
    public let name: Words
    public let explanation: Words
    public let source: String
    public let rules: [Clause]
    /// Yellow and red cards for units; `nil` where the rule has none.
    public let cards: Cards?

    /// The clause that judges a subject.
    public func clause(for subject: Clause.Subject, named name: String, quantity: Quantity? = nil, unit: String? = nil) -> Clause? {
        rules.first { $0.fits(subject, name, quantity, unit) }
    }

    /// Growth over a year is asked for: the values of a year before are needed too.
    public var usesGrowth: Bool { rules.contains { $0.by == .growth } }

    /// The light of a target with such a gap, by the clause for targets of every kind.
    public func light(gap: Double, isMet: Bool) -> Light {
        guard let clause = rules.first(where: { $0.for == .target && $0.by == .gap && $0.isGeneral }) else { return .cannot }
        return isMet ? .ahead : clause.light(gap)
    }
}

extension LightRule {
    /// One rule of a file: for whom, on what basis, with which bounds.
    public struct Clause: Sendable, Hashable, Codable {
        public enum Subject: String, Sendable, Hashable, Codable { case target, measure, task }
        public enum Basis: String, Sendable, Hashable, Codable { case gap, ratio, growth, period, tasks, delay }

        /// `below` is exclusive, `to` inclusive; the first band whose bounds hold gives the light.
        public struct Band: Sendable, Hashable, Codable {
            public let light: Light
            /// What is judged is smaller than this.
            public let below: Double?
            /// What is judged is at most this.
            public let to: Double?
            /// The source leaves this band undefined; the file decided it.
            public let undefined: Bool?
        }

        /// A day is past once so many months after the end of its day, month or quarter have gone by.
        public struct Limit: Sendable, Hashable, Codable {
            public enum End: String, Sendable, Hashable, Codable { case day, month, quarter }
            public let after: End
            public let months: Int

            /// The last day before the light changes.
            public func lastDay(from day: Day) -> Day {
                switch after {
                case .day: day.adding(months: months)
                case .month: day.endOfMonth.adding(months: months).endOfMonth
                case .quarter: day.endOfQuarter.adding(months: months).endOfMonth
                }
            }
        }

        public let id: String
        public let `for`: Subject
        public let by: Basis
        public let words: Words?
        /// Only subjects whose name holds one of these words.
        public let names: [String]?
        public let quantities: [Quantity]?
        public let units: [String]?
        public let bands: [Band]?
        /// From here on it shows as ahead.
        public let aheadFrom: Double?
        /// A missed task makes its measure red after so many months, whatever the gap.
        public let redAfterMonths: Int?
        /// The clock starts when a task of the measure with one of these words was done, else on the task's own day.
        public let since: [String]?
        public let yellow: Limit?
        public let red: Limit?

        var isGeneral: Bool { names == nil && quantities == nil && units == nil }

        func fits(_ subject: Subject, _ name: String, _ quantity: Quantity?, _ unit: String?) -> Bool {
            guard `for` == subject else { return false }
            if let names, !names.contains(where: name.contains) { return false }
            if let quantities, !(quantity.map(quantities.contains) ?? false) { return false }
            if let units, !(unit.map(units.contains) ?? false) { return false }
            return true
        }

        /// The light of points (`gap`) or per cent (`ratio`).
        public func light(_ judged: Double) -> Light {
            let value = (judged * 1e9).rounded() / 1e9  // so that 54.93 − 44.93 is exactly 10 points behind
            if let aheadFrom, value >= aheadFrom { return .ahead }
            return (bands ?? []).first { ($0.below.map { value < $0 } ?? true) && ($0.to.map { value <= $0 } ?? true) }?.light
                ?? .cannot
        }

        /// The light of growth over a year: at least the plan's and the average green, growing but below either yellow, negative red.
        /// `nil` where the average decides and is not known.
        public func light(growth: Double, plan: Double?, average: Double?) -> Light? {
            func round(_ value: Double) -> Double { (value * 1e11).rounded() / 1e11 }
            if round(growth) < 0 { return .red }
            if let plan, round(growth) < round(plan) { return .yellow }
            if let average, round(growth) < round(average) { return .yellow }
            return plan == nil || average == nil ? nil : .green
        }

        /// Below the even path of the month yellow, below that of the last full quarter red.
        public func light(completion: Double, month: Double, quarter: Double?) -> Light {
            func round(_ value: Double) -> Double { (value * 1e11).rounded() / 1e11 }
            if let quarter, round(completion) < round(quarter) { return .red }
            if round(completion) < round(month) { return .yellow }
            if let aheadFrom, round(completion - month) * 100 >= aheadFrom { return .ahead }
            return .green
        }

        /// The light of a task that was to be done on a day and is not.
        public func light(due: Day, on asOf: Day) -> Light {
            if let red, asOf > red.lastDay(from: due) { return .red }
            if let yellow, asOf > yellow.lastDay(from: due) { return .yellow }
            return .green
        }
    }
}

// MARK: Reading

extension LightRule {
    private static let keys: Set<String> = [
        "kind", "id", "name.zh", "name.en", "explanation.zh", "explanation.en", "source", "cards.yellow", "cards.red", "rules[].id",
        "rules[].for",
        "rules[].by", "rules[].words.zh", "rules[].words.en", "rules[].names[]", "rules[].quantities[]", "rules[].units[]",
        "rules[].bands[].light",
        "rules[].bands[].below", "rules[].bands[].to", "rules[].bands[].undefined", "rules[].aheadFrom", "rules[].redAfterMonths",
        "rules[].since[]", "rules[].yellow.after", "rules[].yellow.months", "rules[].red.after", "rules[].red.months",
    ]

    /// Files of this folder that are something else say so by `kind`.
    static func isOne(_ yaml: String) -> Bool {
        (try? Yams.compose(yaml: yaml))?.mapping?["kind"]?.string.map { $0 == "lights" } ?? true
    }

    /// Throws a sentence that names file, key and fault.
    public static func read(_ yaml: String, name: String) throws -> LightRule {
        let rule = try ContentFile.read(LightRule.self, yaml, name: name, keys: keys)
        func fault(_ key: String, _ reason: String) -> ContentFault { ContentFault(file: name, key: key, reason: reason) }
        if rule.id.isEmpty || rule.id.count > 40 { throw fault("id", "must have 1 to 40 characters") }
        if rule.source.isEmpty { throw fault("source", "a rule names where it comes from") }
        var ids: Set<String> = []
        for (index, clause) in rule.rules.enumerated() {
            let key = "rules[\(index)]"
            guard ids.insert(clause.id).inserted else { throw fault("\(key).id", "another clause has the id “\(clause.id)”") }
            if let (at, reason) = clause.fault() { throw fault(at.isEmpty ? key : "\(key).\(at)", reason) }
        }
        for subject in [Clause.Subject.target, .measure] where !rule.rules.contains(where: { $0.for == subject && $0.isGeneral }) {
            throw fault("rules", "no clause is for every \(subject.rawValue), so that some would have no light")
        }
        if let cards = rule.cards, cards.yellow < 1 || cards.red < 1 { throw fault("cards", "a card needs at least one light") }
        return rule
    }
}

extension LightRule.Clause {
    /// What is wrong with a clause: its key and the reason.
    fileprivate func fault() -> (String, String)? {
        let bases: [Subject: Set<Basis>] = [
            .target: [.gap, .ratio, .growth, .period], .measure: [.gap, .ratio, .tasks], .task: [.delay],
        ]
        guard bases[`for`]?.contains(by) == true else { return ("by", "a \(`for`.rawValue) is not judged by \(by.rawValue)") }
        if by == .gap || by == .ratio {
            guard let bands, let last = bands.last else { return ("bands", "at least one band is needed") }
            var bound = -Double.infinity
            for (index, band) in bands.enumerated() {
                if ![.green, .yellow, .red, .ahead].contains(band.light) {
                    return ("bands[\(index)].light", "must be green, yellow or red")
                }
                if band.below != nil, band.to != nil { return ("bands[\(index)]", "has both below and to") }
                guard let own = band.below ?? band.to else { continue }
                if own < bound { return ("bands[\(index)]", "bounds must rise from band to band") }
                bound = own
            }
            if last.below != nil || last.to != nil {
                return ("bands", "the last band must have no bound, so that every value gets a light")
            }
        } else if bands != nil {
            return ("bands", "a clause by \(by.rawValue) has no bands")
        }
        if by == .delay {
            if yellow == nil, red == nil { return ("yellow", "a clause by delay needs yellow or red") }
            for (key, limit) in [("yellow", yellow), ("red", red)] {
                if let limit, !(0...120).contains(limit.months) { return ("\(key).months", "must be between 0 and 120") }
            }
            if let yellow, let red, let day = Day(year: 2024, month: 1, day: 1), red.lastDay(from: day) < yellow.lastDay(from: day)
            {
                return ("red", "comes before yellow")
            }
        } else if yellow != nil || red != nil || since != nil {
            return (yellow != nil ? "yellow" : red != nil ? "red" : "since", "belongs to clauses by delay")
        }
        if let redAfterMonths, !(0...120).contains(redAfterMonths) { return ("redAfterMonths", "must be between 0 and 120") }
        if names?.contains("") == true { return ("names", "holds an empty word") }
        return nil
    }
}
