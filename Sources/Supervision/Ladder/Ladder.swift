import Design
import Kernel
import Plan
import Yams

/// How supervision of a matter rises, as a city wrote it down: levels from the mildest to the sharpest, and what leads to each.
///
/// ```yaml
/// id: guangyuan
/// levels:
///   - id: letter
///     points: -1
///     days: 10
///     triggers: [{when: light, light: yellow, times: 2}]
///     papers: [order, letter]
/// ```
/// A matter that no order is about enters at the highest level whose trigger holds; an open order rises to it. `orderMissed` holds where
/// the open order's own day has passed, and leads one level up.
public struct Ladder: Sendable, Hashable, Codable, Identifiable {
    public enum Occasion: String, Sendable, Hashable, Codable {
        /// A light at report days; `times` of them since the matter was last cleared, `inARow` without a better one between.
        case light
        /// A task's day lies at most `days` ahead.
        case nearDue
        /// A task's day has passed.
        case late
        /// The lead's report for the last period is missing after its report day.
        case unreported
        /// The open order's day has passed.
        case orderMissed
        /// A report on the open order was returned.
        case returned
    }

    public struct Trigger: Sendable, Hashable, Codable {
        public let when: Occasion
        public let light: Light?
        public let times: Int?
        public let inARow: Bool?
        public let days: Int?
    }

    public enum Paper: String, Sendable, Hashable, Codable, CaseIterable {
        case order, letter, talk
    }

    public struct Level: Sendable, Hashable, Codable, Identifiable {
        public let id: String
        public let name: Words
        /// blue, yellow or red: the colour's name in the style sheet. The count of bars is the level's place.
        public let tone: String
        /// Working days to answer; 0 keeps the task's own day.
        public let days: Int
        public let daysNote: String?
        /// Points of the unit in the scoreboard.
        public let points: Double?
        public let triggers: [Trigger]
        public let papers: [Paper]
        /// Who holds the talk.
        public let talkBy: Words?
        public let accountability: Words?
    }

    public let id: String
    public let name: Words
    public let explanation: Words
    public let source: String
    public let levels: [Level]

    public func place(_ level: String?) -> Int { levels.firstIndex { $0.id == level } ?? -1 }
    public func level(_ id: String?) -> Level? { levels.first { $0.id == id } }
    public func above(_ level: String?) -> Level? {
        let next = place(level) + 1
        return next < levels.count ? levels[next] : nil
    }

    /// Throws a sentence that names the file's fault.
    public static func read(_ yaml: String, name: String) throws -> Ladder {
        let ladder: Ladder
        do { ladder = try YAMLDecoder().decode(Ladder.self, from: yaml) } catch {
            throw ContentFault(file: name, reason: "\(error)")
        }
        func fault(_ reason: String) -> ContentFault { ContentFault(file: name, reason: reason) }
        guard !ladder.levels.isEmpty, ladder.levels.count <= 5 else { throw fault("a ladder has one to five levels") }
        guard Set(ladder.levels.map(\.id)).count == ladder.levels.count else { throw fault("two levels have one id") }
        for level in ladder.levels {
            guard ["blue", "yellow", "red"].contains(level.tone) else {
                throw fault("\(level.id): the tone is blue, yellow or red")
            }
            guard (0...366).contains(level.days) else { throw fault("\(level.id): days are 0 to 366") }
            guard !level.triggers.isEmpty else { throw fault("\(level.id): nothing leads to it; give it a trigger") }
            for trigger in level.triggers {
                if trigger.when == .light, trigger.light == nil { throw fault("\(level.id): a light trigger names its light") }
                if trigger.when == .nearDue, trigger.days == nil { throw fault("\(level.id): nearDue needs days") }
                if let times = trigger.times, times < 1 { throw fault("\(level.id): times is at least 1") }
            }
        }
        return ladder
    }
}
