import Calendars
import Kernel
import Plan

/// Who owes a return: a unit, or the office for what the plan gives to nobody.
public enum Holder: Sendable, Hashable {
    case unit(RecordID)
    case office

    public var key: String { if case .unit(let id) = self { id.description } else { "office" } }
    public var unit: RecordID? { if case .unit(let id) = self { id } else { nil } }

    init(_ unit: RecordID?) { self = unit.map { .unit($0) } ?? .office }
}

/// A return (填报单): everything that one holder reports for a plan and a period, in one version.
public struct UnitReturn: Sendable, Hashable {
    public enum State: String, Choosable, Hashable {
        case open, submitted, returned, approved
        /// The unit was merged into another; its lines went to that one's return.
        case moved

        public var label: Text {
            switch self {
            case .open: Text("待填报", "To be filled in")
            case .submitted: Text("待审核", "Awaiting approval")
            case .returned: Text("已退回", "Returned")
            case .approved: Text("已审核", "Approved")
            case .moved: Text("已并入", "Merged")
            }
        }

        /// The holder may fill it in and hand it in.
        public var isOpen: Bool { self == .open || self == .returned }
    }

    /// The way by which it was handed in.
    public enum Door: String, Choosable, Hashable {
        case page, link, workbook

        public var label: Text {
            switch self {
            case .page: Text("网页", "Page")
            case .link: Text("链接", "Link")
            case .workbook: Text("表格", "Workbook")
            }
        }
    }

    public let id: RecordID
    public let plan: RecordID
    public let holder: Holder
    /// As the unit was called at the period's end.
    public let unitName: String
    public let period: Day
    /// 1, and one more for each correction after approval.
    public let version: Int
    public let state: State
    public let due: Day
    /// Why there is a further version, or why it comes after the period was frozen.
    public let reason: String?
    public let door: Door?
    public let submittedBy: String?
    public let submittedAt: Instant?
    /// Days after the report day; 0 in time.
    public let daysLate: Int?
    public let decidedBy: String?
    public let decidedOn: Day?

    public var isRevision: Bool { version > 1 }
}

/// What was typed for a line, word for word: three doors write it, one check reads it.
public struct Entry: Sendable, Hashable, Codable {
    public var value: String?
    public var status: String?
    public var doneOn: String?
    public var note: String?
    /// 依据: a document, its number, or where the figure comes from.
    public var source: String?
    /// Why a cumulative fell, or why a task is late.
    public var why: String?
    /// The new day of a late task.
    public var next: String?
    /// The figure was looked at again and is right.
    public var confirmed: String?

    public init() {}

    public static let fields: [(name: String, path: any WritableKeyPath<Entry, String?> & Sendable)] = [
        ("value", \.value), ("status", \.status), ("done_on", \.doneOn), ("note", \.note), ("source", \.source), ("why", \.why),
        ("next", \.next), ("confirmed", \.confirmed),
    ]

    var isConfirmed: Bool { ["true", "on", "1", "是", "yes"].contains(confirmed ?? "") }
}

/// One figure, task or measure of a return.
public struct ReturnLine: Sendable, Hashable {
    public enum State: String, Choosable, Hashable {
        case open, submitted, approved, returned

        public var label: Text {
            switch self {
            case .open: Text("待填", "To fill in")
            case .submitted: Text("待审核", "Awaiting approval")
            case .approved: Text("已通过", "Approved")
            case .returned: Text("已退回", "Returned")
            }
        }
    }

    public let id: RecordID
    public let place: Int
    public let duty: Duty
    public let lastValue: Double?
    public let lastPeriod: Day?
    public var entry: Entry
    public let state: State
    /// What the check made of the entry when it was handed in.
    public let value: Double?
    public let isDone: Bool
    public let doneOn: Day?
    /// The words of what was handed in, as the plan keeps them.
    public let note: String
    public let evidence: RecordID?
    public let evidenceName: String?
    /// Why the office sent it back.
    public let reason: String?
    public let decidedBy: String?
    /// The row of the plan that it became.
    public let progress: RecordID?
}

/// What stands of a task.
public enum TaskStatus: String, Choosable, Hashable {
    case notStarted, underway, done

    public var label: Text {
        switch self {
        case .notStarted: Text("未启动", "Not started")
        case .underway: Text("已启动", "Under way")
        case .done: Text("已完成", "Done")
        }
    }

    /// By its name, or by the word that a workbook shows.
    init?(typed: String) {
        guard
            let status = TaskStatus.allCases.first(where: { $0.rawValue == typed || $0.label.zh == typed || $0.label.en == typed })
        else { return nil }
        self = status
    }
}
