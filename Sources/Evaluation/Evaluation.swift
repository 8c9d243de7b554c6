import Calendars
import Foundation
import Kernel
import Plan

/// An evaluation that the office made: a frozen report, and how far it has come.
public struct Evaluation: Sendable, Hashable {
    public let id: RecordID
    /// `nil` for the city's, over all plans.
    public let plan: RecordID?
    public let kind: Kind
    public let window: ClosedRange<Day>
    public let knownOn: Day
    public let title: String
    public let state: State
    /// 编制单位, and 发文字号 once it is issued.
    public let organ: String
    public let number: String?
    /// The end of the log when it was frozen.
    public let log: Int
    public let madeBy: String
    public let madeAt: Instant

    public var day: Day { window.upperBound }

    /// 起草 → 已审核 → 已印发. What is reviewed may go back; what is issued stays.
    public enum State: String, Choosable, Hashable, Codable {
        case draft, reviewed, issued

        public var label: Text {
            switch self {
            case .draft: Text("起草", "Draft")
            case .reviewed: Text("已审核", "Reviewed")
            case .issued: Text("已印发", "Issued")
            }
        }
    }

    /// What a person does with it.
    public enum Act: String, Choosable, Hashable, Codable {
        case review, `return`, issue

        public var label: Text {
            switch self {
            case .review: Text("审核通过", "Approve")
            case .return: Text("退回修改", "Return")
            case .issue: Text("印发", "Issue")
            }
        }

        /// From where it leads where; `nil` where it may not be done.
        public func next(from state: State) -> State? {
            switch (self, state) {
            case (.review, .draft): .reviewed
            case (.return, .reviewed): .draft
            case (.issue, .reviewed): .issued
            default: nil
            }
        }
    }

    public struct Step: Sendable, Hashable {
        public let state: State
        public let note: String?
        public let by: String
        public let at: Instant
    }
}

/// A figure that is another today than when the report was frozen.
public struct Correction: Sendable, Hashable {
    public let key: String
    public let name: Text
    public let before: Text?
    public let after: Text?
}

extension EvaluationReport {
    /// What a report made again says otherwise, figure by figure; the order is that of this report, then what is new.
    public func corrections(in again: EvaluationReport) -> [Correction] {
        let new = Dictionary(again.figures.map { ($0.key, $0) }, uniquingKeysWith: { a, _ in a })
        let old = Set(figures.map(\.key))
        let changed = figures.compactMap { figure -> Correction? in
            guard let now = new[figure.key] else {
                return Correction(key: figure.key, name: figure.name, before: figure.shown, after: nil)
            }
            return now.value == figure.value
                ? nil : Correction(key: figure.key, name: figure.name, before: figure.shown, after: now.shown)
        }
        return changed
            + again.figures.filter { !old.contains($0.key) }.map {
                Correction(key: $0.key, name: $0.name, before: nil, after: $0.shown)
            }
    }
}

/// Makes reports: reads once, then writes.
public enum Making {
    /// The report of a plan's window as it was known on a day.
    public static func report(
        of plan: Plan, _ kind: Kind, _ window: ClosedRange<Day>, knownOn: Day, _ reads: PlanReads, _ scope: Scope
    ) throws -> EvaluationReport {
        ReportWriter(try Material(plan, kind: kind, window: window, knownOn: knownOn, reads, scope)).report()
    }

    /// The first day of the window: the plan's, or the year's.
    public static func window(of plan: Plan, _ kind: Kind, endingOn day: Day) -> ClosedRange<Day> {
        let start = kind == .yearly ? max(plan.period.lowerBound, day.startOfYear) : plan.period.lowerBound
        return min(start, day)...day
    }

    /// What counts as known when the office makes an evaluation: the day it looks from, but not before the month ended in which the
    /// window's reports were due.
    public static func knownOn(_ day: Day, _ plan: Plan, _ reads: PlanReads, _ scope: Scope) -> Day {
        let due = reads.calendar(plan).due(plan.frequency.periodEnd(day)).endOfMonth
        return max(day, min(scope.today, max(reads.day(plan, scope), due)))
    }
}
