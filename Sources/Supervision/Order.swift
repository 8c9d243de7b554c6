import Calendars
import Kernel
import Plan
import Registry

/// A matter that somebody was told to settle: a leader's instruction, a decision of a meeting, or an order of the office.
public struct Order: Sendable, Hashable {
    public let id: RecordID
    public let plan: RecordID
    /// Counted from 1 in each plan.
    public let number: Int
    public let kind: OrderKind
    public let title: String
    /// What is to be done and reported.
    public let demand: String
    /// What of the plan it is about; one matter has one open order.
    public let matter: Matter?
    public let ladder: String?
    /// The facts that a draft rested on, as they were on the day of issue.
    public let basis: [Text]
    /// 发文字号, where the office gives one.
    public let documentNumber: String?
    /// The meeting, inspection or notice that it came from.
    public let origin: Subject?
    /// The plan's task that stands for an instruction.
    public let task: RecordID?
    public var units: [OrderUnit]
    public let openedOn: Day
    public let dueOriginal: Day?
    /// Where it stood on the day asked for.
    public let now: Position

    public var lead: OrderUnit? { units.first { $0.role == .lead } }
}

/// Where an order stands after a step.
public struct Position: Sendable, Hashable {
    public var state: OrderState
    public var pending: OrderRequest
    public var level: String?
    /// The original day, or that of a granted extension.
    public var due: Day?
    /// By when the level that it has risen to must be answered. `due` stays: it judges.
    public var answerBy: Day?
    /// The day asked for while an extension is open.
    public var newDue: Day?
    /// The day of the last report; of the approved one, once the order is done.
    public var reportedOn: Day?
    /// 销号, 撤销 or 并案.
    public var closedOn: Day?

    public init(
        state: OrderState, pending: OrderRequest = .none, level: String? = nil, due: Day? = nil, answerBy: Day? = nil,
        newDue: Day? = nil, reportedOn: Day? = nil, closedOn: Day? = nil
    ) {
        (self.state, self.pending, self.level, self.due, self.answerBy) = (state, pending, level, due, answerBy)
        (self.newDue, self.reportedOn, self.closedOn) = (newDue, reportedOn, closedOn)
    }

    /// Days past the due day; 0 in time, `nil` without a day or where nobody owes anything any more.
    public func daysLate(on day: Day) -> Int? {
        guard let due, state != .withdrawn, state != .merged, state != .registered else { return nil }
        let end = state.isHandedIn ? reportedOn ?? day : day
        return max(0, end - due)
    }
}

public enum OrderKind: String, Choosable, Hashable, Codable {
    case instruction, decision, order

    public var label: Text {
        switch self {
        case .instruction: Text("批示", "Instruction")
        case .decision: Text("会议议定事项", "Meeting decision")
        case .order: Text("督办单", "Order")
        }
    }
}

public struct OrderUnit: Sendable, Hashable {
    public enum Role: String, Choosable, Hashable, Codable {
        case lead, support
        public var label: Text { self == .lead ? Text("牵头", "Lead") : Text("配合", "Support") }
    }

    public let record: RecordID
    public let name: String
    public let role: Role
}

/// What of a plan an order is about.
public struct Matter: Sendable, Hashable {
    public enum Kind: String, Choosable, Hashable, Codable {
        case target, measure, task, report

        public var label: Text {
            switch self {
            case .target: Text("目标", "Target")
            case .measure: Text("举措", "Measure")
            case .task: Text("任务", "Task")
            case .report: Text("报送", "Report")
            }
        }
    }

    public let kind: Kind
    /// A record id; of a report, the measure's and the period's end.
    public let id: String

    public init(_ kind: Kind, _ id: String) { (self.kind, self.id) = (kind, id) }
}

/// One thing that happened to an order, with what was true after it.
public struct Step: Sendable, Hashable {
    public let number: Int
    public let action: OrderAction
    public let day: Day
    public let by: String
    public let unit: String?
    public let reason: String?
    public let text: String?
    /// The name of whoever or whatever it was about: the head who consents, the new unit, the order merged into, the level.
    public let other: String?
    public let evidence: RecordID?
    public let evidenceName: String?
    public let after: Position
}

/// What a unit has to say, and what became of it.
public struct Reply: Sendable, Hashable {
    public enum Verdict: String, Choosable, Hashable, Codable {
        case accepted, declined
        public var label: Text { self == .accepted ? Text("采纳", "Accepted") : Text("不予采纳", "Not accepted") }
    }

    public let id: RecordID
    public let unitName: String
    public let day: Day
    public let by: String
    public let text: String
    public let evidence: RecordID?
    public let evidenceName: String?
    public let verdict: Verdict?
    public let answer: String?
    public let answeredBy: String?
    public let answeredOn: Day?
}
