import Calendars
import Design
import Foundation
import Kernel
import Plan

/// The whole evaluation as one value: what page and document show, and what is frozen. Neither of them computes.
public struct EvaluationReport: Sendable, Hashable, Codable {
    public struct Section: Sendable, Hashable, Codable {
        public let title: Words
        public var blocks: [Block]
    }

    public enum Block: Sendable, Hashable, Codable {
        case heading(Words, level: Int)
        case paragraph(Words)
        /// A paragraph that proposes; printed behind 〔建议〕.
        case proposal(Words)
        case table(Table)
    }

    public struct Table: Sendable, Hashable, Codable {
        public let caption: Words
        public let columns: [Column]
        public let rows: [[Words]]
        public struct Column: Sendable, Hashable, Codable {
            public let title: Text
            public let width: Double
            public let isNumber: Bool
            public init(_ title: Text, _ width: Double = 1, number: Bool = false) {
                self.title = title
                self.width = width
                isNumber = number
            }
        }
    }

    public struct Annex: Sendable, Hashable, Codable {
        public let title: Words
        public let blocks: [Block]
        public let isWide: Bool
    }

    public let kind: Kind
    /// `nil` for the city's report over all plans.
    public let plan: RecordID?
    public let place: String
    public let window: ClosedRange<Day>
    public let knownOn: Day
    public let title: Words
    public let sections: [Section]
    public let annexes: [Annex]
    public let figures: [Figure]
    public let quotes: [Quote]
    /// How many indicators stand where: of the plan, or of all plans.
    public let tally: Tally
    /// One line each: what is not there, and what it would be needed for.
    public let missing: [Words]
    public let isExample: Bool

    public var day: Day { window.upperBound }

    public func figure(_ id: String) -> Figure? {
        // Ids are F1, F2 … in the order of the list.
        guard let number = Int(id.dropFirst()), figures.indices.contains(number - 1) else { return nil }
        return figures[number - 1]
    }

    public func quote(_ id: String) -> Quote? {
        guard let number = Int(id.dropFirst()), quotes.indices.contains(number - 1) else { return nil }
        return quotes[number - 1]
    }

    /// A passage as plain text; figures as printed.
    public func text(_ words: Words, _ language: Language) -> String {
        words(language).pieces.map { print($0, language) }.joined()
    }

    public func print(_ piece: Piece, _ language: Language) -> String {
        switch piece {
        case .text(let text): text
        case .figure(let id): figure(id)?.shown(language) ?? stray(language)
        case .quote(let id): quote(id)?.text ?? stray(language)
        case .day(let day): Show.day(day, language)
        case .period(let end): Show.period(endingOn: end, language)
        case .year(let year): language == .zh ? "\(year)年" : String(year)
        case .ordinal(let number): number
        case .stray: stray(language)
        }
    }

    private func stray(_ language: Language) -> String { language == .zh ? "〔缺出处〕" : "[no origin]" }
}

/// What an evaluation is made for.
public enum Kind: String, Choosable, Hashable, Codable {
    case midterm, final, yearly

    public var label: Text {
        switch self {
        case .midterm: Text("中期评估", "Mid-term evaluation")
        case .final: Text("期末评估", "Final evaluation")
        case .yearly: Text("年度评估", "Yearly evaluation")
        }
    }
}

/// The verdict of an indicator or a measure: 目标一致法.
public enum Verdict: String, Choosable, Hashable, Codable {
    case ahead, onPace, behind, cannot

    public var label: Text {
        switch self {
        case .ahead: Text("提前完成", "ahead")
        case .onPace: Text("达到预期进度", "on pace")
        case .behind: Text("滞后", "behind")
        case .cannot: Text("无法判断", "cannot tell")
        }
    }

    /// At the end of the plan there is no pace any more.
    public var finalLabel: Text {
        switch self {
        case .ahead, .onPace: Text("完成", "met")
        case .behind: Text("未完成", "not met")
        case .cannot: Text("无法判断", "cannot tell")
        }
    }

    public func label(of kind: Kind) -> Text { kind == .final ? finalLabel : label }
}

public struct Tally: Sendable, Hashable, Codable {
    public var ahead = 0
    public var onPace = 0
    public var behind = 0
    public var cannot = 0
    public var all: Int { ahead + onPace + behind + cannot }
    public var judged: Int { ahead + onPace + behind }

    public init(_ verdicts: some Sequence<Verdict>) { for verdict in verdicts { add(verdict) } }

    public mutating func add(_ verdict: Verdict) {
        switch verdict {
        case .ahead: ahead += 1
        case .onPace: onPace += 1
        case .behind: behind += 1
        case .cannot: cannot += 1
        }
    }

    public subscript(_ verdict: Verdict) -> Int {
        switch verdict {
        case .ahead: ahead
        case .onPace: onPace
        case .behind: behind
        case .cannot: cannot
        }
    }
}
