import Calendars
import Foundation
import Kernel

/// One thing read from a plan, as it is being checked: what the machine read and what people made of it, both kept.
public struct Item: Sendable, Hashable, Codable {
    public enum Kind: String, Choosable, Hashable, Codable {
        case document, section, principle, target, goal, measure, milestone, organisation, project, platform, product, programme,
            supervision
        case annualTask = "annual_task"
        case notTarget = "not_target"

        public var label: Text {
            switch self {
            case .document: Text("文件信息", "Document")
            case .section: Text("章节", "Sections")
            case .principle: Text("基本原则", "Principles")
            case .target: Text("目标", "Targets")
            case .goal: Text("定性目标", "Qualitative goals")
            case .measure: Text("举措", "Measures")
            case .milestone: Text("阶段要求", "Milestones")
            case .organisation: Text("企业与机构", "Organisations")
            case .project: Text("项目", "Projects")
            case .platform: Text("平台", "Platforms")
            case .product: Text("产品与技术", "Products")
            case .programme: Text("计划、活动与政策", "Programmes")
            case .supervision: Text("督导条款", "Supervision clauses")
            case .annualTask: Text("经常性任务", "Recurring tasks")
            case .notTarget: Text("不是目标的数字", "Numbers that are no targets")
            }
        }
    }

    public enum State: String, Choosable, Hashable, Codable {
        case read, confirmed, corrected, added, deleted, merged

        public var label: Text {
            switch self {
            case .read: Text("读出", "Read")
            case .confirmed: Text("已确认", "Confirmed")
            case .corrected: Text("已更正", "Corrected")
            case .added: Text("人工补加", "Added by hand")
            case .deleted: Text("已删除", "Deleted")
            case .merged: Text("已合并", "Merged")
            }
        }

        /// Still part of the plan.
        public var isKept: Bool { self != .deleted && self != .merged }
    }

    public struct Unit: Sendable, Hashable, Codable {
        public var name: String
        public var role: UnitRole
    }

    /// The fields that any kind may have; which ones a kind uses, its form says.
    public struct Content: Sendable, Hashable, Codable {
        /// Title, indicator or name.
        public var name: String
        public var scope: String?
        public var value: Double?
        public var valueMax: Double?
        public var unit: String?
        public var comparator: Comparator?
        public var quantity: Quantity?
        public var due: Day?
        public var dueWords: String?
        /// For a deadline counted from a base year that the plan does not print.
        public var years: Int?
        public var isHeadline: Bool?
        /// Section id or measure key in which it stands.
        public var place: String?
        public var number: String?
        public var section: String?
        public var units: [Unit]?
        /// Kind word of an organisation, clause of a supervision item, reason of a number that is no target.
        public var type: String?
        public var mentions: [String]?
        public var members: [String]?
        public var owner: String?
        public var status: String?
        public var quote: String
        public var baseline: Double?
        public var baselineSource: String?
        /// The day of the baseline where it is not the day before the period: a value taken over from the plan before.
        public var baselineDay: Day?
        /// A name of the plan that stands for the same thing: other spellings, merged items.
        public var otherNames: [String]?

        public init(_ name: String, quote: String) {
            self.name = name
            self.quote = quote
        }
    }

    public let id: RecordID
    public let plan: RecordID
    public let kind: Kind
    public let key: String
    public let order: Int
    public var read: Content?
    public var content: Content
    public var state: State
    public let start: Int
    public let end: Int
    public var question: Question?
    /// Key of the item that the question also speaks of.
    public var other: String?
    public var mergedInto: RecordID?
    /// What `undo` brings back.
    public var before: Before?
    public var changedBy: String?
    /// The record that the item became, once the plan is published.
    public var home: Subject?

    public struct Before: Sendable, Hashable, Codable {
        public var content: Content
        public var state: State
        public var question: Question?
        public var mergedInto: RecordID?
    }

    /// Asked and not answered.
    public var isOpen: Bool { question != nil && state == .read }
}

/// What a person should decide before or after publication. Until then the thing stays “not stated”.
public enum Question: String, Choosable, Hashable, Codable {
    case sameTarget, relativeBase, rangeTarget, bareCount, leadInText, noUnits, similarName, missingIssue, blankValue, defaultLead

    public var label: Text {
        switch self {
        case .sameTarget: Text("两处数字，是同一项目标吗", "Two numbers: are they one target")
        case .relativeBase: Text("从哪一年算起", "From which year does it count")
        case .rangeTarget: Text("区间值要不要作为目标跟踪", "Track this range as a target")
        case .bareCount: Text("要不要作为目标跟踪", "Track this count as a target")
        case .leadInText: Text("未列责任单位，采用文中的牵头单位吗", "No unit listed: take the lead named in the text")
        case .noUnits: Text("责任单位未列明", "No unit named")
        case .similarName: Text("是不是同一家", "Are these the same")
        case .missingIssue: Text("发文信息缺失", "Issue data missing")
        case .blankValue: Text("数值留空", "The number was left blank")
        case .defaultLead: Text("只写“责任单位”，首位是否为牵头", "Units listed without a lead: does the first one lead")
        }
    }

    public var explanation: Text {
        switch self {
        case .sameTarget: Text("合并后只计一次，点到的名字成为它的明细。", "Merged, it counts once and the names given become its details.")
        case .relativeBase:
            Text("方案没有写起算年，不能推定。可填期限，或留空。", "The plan prints no base year and none is assumed. Enter a deadline, or leave it open.")
        case .rangeTarget: Text("期限未列明时留空，不套用方案期末。", "A deadline that is not stated stays open; the plan's end is not copied.")
        case .bareCount: Text("读作期内要完成的数量；期限未列明时留空。", "Read as a number to be done in the period; an unstated deadline stays open.")
        case .leadInText: Text("本项没有“责任单位”，文中提到牵头。", "This measure lists no unit; its text names a lead.")
        case .noUnits: Text("原文没有写。指定单位，或保持“未列明”。", "The text names none. Name a unit, or keep it as not stated.")
        case .similarName: Text("名字相近，可能是同一家。", "The names are close and may mean the same.")
        case .missingIssue:
            Text(
                "全文未见发文机关、文号、印发日期。留空不影响运行，但相对期限无法换算。",
                "Issuer, number and date are not printed. The plan runs without them, but relative deadlines cannot be placed.")
        case .blankValue: Text("原文的数字空着。填上数值，或删除这一项。", "The text leaves the number blank. Enter it, or delete the item.")
        case .defaultLead: Text("惯例以首位为牵头。未确认前显示为“默认牵头”。", "By custom the first leads. Until confirmed it shows as assumed.")
        }
    }
}
