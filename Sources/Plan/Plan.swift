import Calendars
import Kernel
import Registry

/// A plan as it runs: read from a document, checked by people, published, supervised, closed.
public struct Plan: Sendable, Hashable, Codable {
    public let id: RecordID
    public let place: String
    public let title: String
    /// 实施方案, 行动计划, 规划 …, as printed.
    public let type: String?
    public let stage: Stage
    public let period: ClosedRange<Day>
    /// The day whose values are the baselines; the day before the period.
    public let baseDay: Day
    public let frequency: Frequency
    /// Working days after a period's end by which units report.
    public let reportDays: Int
    /// Name of the content file with the light rule.
    public let preset: String
    /// Examples open at this day instead of today.
    public let opensOn: Day?
    public let isExample: Bool
    /// The first unit of a list leads where the plan names no lead; `nil` while nobody has confirmed it.
    public let leadsByOrder: Bool?
    public let revises: RecordID?
    public let sourceName: String
    public let issueDate: Day?
    public let publishedOn: Day?

    /// The day whose state a page shows when the reader chose none.
    public func day(chosen: Day?, today: Day) -> Day { chosen ?? opensOn ?? today }
}

/// Where a plan stands in its life. Each step has a date and a person; none is skipped backwards.
public enum Stage: String, Choosable, Hashable, Codable {
    case draft, inForce, midterm, final, closed

    public var label: Text {
        switch self {
        case .draft: Text("草稿", "Draft")
        case .inForce: Text("执行中", "In force")
        case .midterm: Text("中期评估", "Mid-term evaluation")
        case .final: Text("期末评估", "Final evaluation")
        case .closed: Text("已结束", "Closed")
        }
    }

    /// The stages that may follow.
    public var next: [Stage] {
        switch self {
        case .draft: [.inForce]
        case .inForce: [.midterm, .final, .closed]
        case .midterm: [.inForce, .final, .closed]
        case .final: [.closed]
        case .closed: []
        }
    }
}

/// How often units report and figures are due.
public enum Frequency: String, Choosable, Hashable, Codable {
    case month, quarter, half, year

    public var label: Text {
        switch self {
        case .month: Text("每月", "Monthly")
        case .quarter: Text("每季度", "Quarterly")
        case .half: Text("每半年", "Half-yearly")
        case .year: Text("每年", "Yearly")
        }
    }

    public var months: Int {
        switch self {
        case .month: 1
        case .quarter: 3
        case .half: 6
        case .year: 12
        }
    }

    /// The end of the period that a day lies in.
    public func periodEnd(_ day: Day) -> Day {
        let last = (day.month - 1) / months * months + months
        return Day(year: day.year, month: last, day: 1)?.endOfMonth ?? day.endOfMonth
    }
}

/// How a value is held against its target.
public enum Comparator: String, Choosable, Hashable, Codable {
    case ge, gt, le, approx, range, rankLe = "rank_le", eq

    public var label: Text {
        switch self {
        case .ge: Text("达到", "At least")
        case .gt: Text("超过", "More than")
        case .le: Text("不超过", "At most")
        case .approx: Text("左右", "About")
        case .range: Text("区间", "Range")
        case .rankLe: Text("进入前", "Rank within")
        case .eq: Text("完成", "Exactly")
        }
    }

    /// Smaller is better.
    public var isCeiling: Bool { self == .le || self == .rankLe }

    public func isMet(_ value: Double, target: Double, upTo high: Double?) -> Bool {
        switch self {
        case .ge, .eq, .range: value >= target
        case .gt: value > target
        case .le, .rankLe: value <= target
        case .approx: value >= target * 0.95
        }
    }
}

public enum Quantity: String, Choosable, Hashable, Codable {
    case level, increment, growthRate = "growth_rate", share, rank, multiple

    public var label: Text {
        switch self {
        case .level: Text("期末存量", "Level at the end")
        case .increment: Text("期内新增", "Added in the period")
        case .growthRate: Text("增速", "Growth rate")
        case .share: Text("占比", "Share")
        case .rank: Text("排名", "Rank")
        case .multiple: Text("倍数", "Multiple")
        }
    }
}

/// What a unit does in a measure.
public enum UnitRole: String, Choosable, Hashable, Codable {
    case lead, support, shared, implement, responsible

    public var label: Text {
        switch self {
        case .lead: Text("牵头", "Lead")
        case .support: Text("配合", "Support")
        case .shared: Text("按职责分工", "By duty")
        case .implement: Text("结合实际落实", "Implements")
        case .responsible: Text("责任单位", "Responsible")
        }
    }
}

/// 8个公共技术服务平台, 500亿元 …: one number that the plan promises.
public struct Target: Sendable, Hashable, Codable {
    public let id: RecordID
    public let key: String
    public let indicator: String
    public let scope: String?
    public let isHeadline: Bool
    public let value: Double?
    public let valueMax: Double?
    public let unit: String
    public let comparator: Comparator
    public let quantity: Quantity
    public let due: Day?
    public let dueWords: String?
    /// Key of the measure that names it.
    public let measure: String?
    public let quote: String
    /// 统计口径 in words, the department that keeps the figure, and who approves it.
    public let convention: String?
    public let department: String?
    public let approver: String?
    public let query: RegistryQuery?

    /// The same target with another indicator card.
    func carded(convention: String?, department: String?, approver: String?, query: RegistryQuery?) -> Target {
        Target(
            id: id, key: key, indicator: indicator, scope: scope, isHeadline: isHeadline, value: value, valueMax: valueMax,
            unit: unit,
            comparator: comparator, quantity: quantity, due: due, dueWords: dueWords, measure: measure, quote: quote,
            convention: convention,
            department: department, approver: approver, query: query)
    }
}

public struct Baseline: Sendable, Hashable, Codable {
    public let target: RecordID
    public let value: Double
    public let day: Day
    public let source: String
    public let by: String
    public let knownFrom: Day
}

/// A numbered measure of the plan and the units it names.
public struct Measure: Sendable, Hashable, Codable {
    public struct Unit: Sendable, Hashable, Codable {
        public let record: RecordID
        public let name: String
        public let role: UnitRole
        /// Lead by the order of the list, not by the plan's words.
        public let isAssumedLead: Bool
    }

    public let id: RecordID
    public let key: String
    public let number: String
    public let title: String
    public let section: String
    public let sectionTitle: String
    public let quote: String
    public let units: [Unit]

    public var lead: Unit? { units.first { $0.role == .lead } ?? units.first { $0.isAssumedLead } }
}

/// A piece of a measure with one unit and one day.
public struct PlanTask: Sendable, Hashable, Codable {
    public enum Origin: String, Choosable, Hashable, Codable {
        case plan, split, instruction

        public var label: Text {
            switch self {
            case .plan: Text("方案写明", "Named in the plan")
            case .split: Text("分解", "Split from the measure")
            case .instruction: Text("批示", "Leader's instruction")
            }
        }
    }

    public let id: RecordID
    public let measure: RecordID?
    public let number: Int
    public let title: String
    public let unit: RecordID?
    public let unitName: String
    public let due: Day?
    public let origin: Origin
    public let knownFrom: Day
}

/// What a unit entered for a target, a task or a measure, and what the office decided of it. Only approved data colour a light.
public struct Progress: Sendable, Hashable, Codable {
    public enum About: String, Choosable, Hashable, Codable {
        case target, task, measure

        public var label: Text {
            switch self {
            case .target: Text("目标", "Target")
            case .task: Text("任务", "Task")
            case .measure: Text("举措", "Measure")
            }
        }
    }

    public enum State: String, Choosable, Hashable, Codable {
        case submitted, approved, returned

        public var label: Text {
            switch self {
            case .submitted: Text("待审核", "Awaiting approval")
            case .approved: Text("已审核", "Approved")
            case .returned: Text("已退回", "Returned")
            }
        }
    }

    public let id: RecordID
    public let about: About
    public let subject: RecordID
    public let unit: RecordID?
    public let unitName: String
    public let periodEnd: Day
    public let value: Double?
    public let isDone: Bool
    public let doneOn: Day?
    public let note: String
    public let evidence: RecordID?
    public let evidenceName: String?
    public let state: State
    public let submittedBy: String
    public let submittedOn: Day
    public let decidedBy: String?
    public let decidedOn: Day?
    public let reason: String?
    /// Where it came from when it was not typed here: a return and its version, a ledger's file.
    public let source: String?

    public init(
        id: RecordID, about: About, subject: RecordID, unit: RecordID?, unitName: String, periodEnd: Day, value: Double?,
        isDone: Bool, doneOn: Day?, note: String, evidence: RecordID?, evidenceName: String?, state: State, submittedBy: String,
        submittedOn: Day, decidedBy: String?, decidedOn: Day?, reason: String?, source: String? = nil
    ) {
        self.id = id
        self.about = about
        self.subject = subject
        self.unit = unit
        self.unitName = unitName
        self.periodEnd = periodEnd
        self.value = value
        self.isDone = isDone
        self.doneOn = doneOn
        self.note = note
        self.evidence = evidence
        self.evidenceName = evidenceName
        self.state = state
        self.submittedBy = submittedBy
        self.submittedOn = submittedOn
        self.decidedBy = decidedBy
        self.decidedOn = decidedOn
        self.reason = reason
        self.source = source
    }

    /// Approved, as far as anyone knew on a day.
    public func isApproved(on day: Day) -> Bool {
        guard state == .approved, let decidedOn else { return false }
        return decidedOn <= day
    }
}
