import Calendars
import Kernel
import Plan

/// What the endpoints about meetings, inspections, circulars and scores take.
struct MeetingInput: EndpointInput {
    var plan = RecordID.zero
    var meeting = RecordID.zero
    static let fields: [Field<MeetingInput>] = [OrderField.plan(\.plan), Field("meeting", \.meeting, Text("会议", "Meeting"))]
}

struct CallInput: EndpointInput {
    var plan = RecordID.zero
    var kind = MeetingKind.joint
    var title = ""
    var day = Day.first
    var place: String?
    var chair = ""
    var agenda: [String] = []
    var attending: [String] = []
    var absent: [String] = []
    static let fields: [Field<CallInput>] = [
        OrderField.plan(\.plan), Field("kind", \.kind, Text("类别", "Kind")),
        Field("title", \.title, Text("名称", "Title"), as: .line(limit: 200)), Field("day", \.day, Text("日期", "Day")),
        Field("place", \.place, Text("地点", "Place"), as: .line(limit: 100)),
        Field("chair", \.chair, Text("主持人", "Chair"), as: .line(limit: 60)),
        Field("agenda", \.agenda, Text("议题", "Agenda"), hint: Text("每行一项。", "One a line.")),
        Field("attending", \.attending, Text("出席", "Attending"), hint: Text("每行一个单位或人。", "One unit or person a line.")),
        Field("absent", \.absent, Text("请假", "Absent"), hint: Text("每行一个，写明原因。", "One a line, with the reason.")),
    ]
}

struct AttendanceInput: EndpointInput {
    var plan = RecordID.zero
    var meeting = RecordID.zero
    var attending: [String] = []
    var absent: [String] = []
    static let fields: [Field<AttendanceInput>] = [
        OrderField.plan(\.plan), Field("meeting", \.meeting, Text("会议", "Meeting")),
        Field("attending", \.attending, Text("出席", "Attending"), hint: Text("每行一个单位或人。", "One unit or person a line.")),
        Field("absent", \.absent, Text("请假", "Absent"), hint: Text("每行一个，写明原因。", "One a line, with the reason.")),
    ]
}

struct MeetingDecisionInput: EndpointInput {
    var plan = RecordID.zero
    var meeting = RecordID.zero
    var words = ""
    var unit: String?
    var due: Day?
    static let fields: [Field<MeetingDecisionInput>] = [
        OrderField.plan(\.plan), Field("meeting", \.meeting, Text("会议", "Meeting")),
        Field("words", \.words, Text("议定事项", "Decision"), as: .lines(limit: 200)),
        Field(
            "unit", \.unit, Text("责任单位", "Unit"),
            hint: Text("有单位和期限的，纪要签发时转为督办件。", "With a unit and a day it becomes an order when the minutes are issued."),
            as: .line(limit: 60)),
        Field("due", \.due, Text("期限", "Day")),
    ]
}

struct MinutesInput: EndpointInput {
    var plan = RecordID.zero
    var meeting = RecordID.zero
    var documentNumber: String?
    var reason: String?
    static let fields: [Field<MinutesInput>] = [
        OrderField.plan(\.plan), Field("meeting", \.meeting, Text("会议", "Meeting")),
        Field("document_number", \.documentNumber, OrderField.number, as: .line(limit: 60)),
        Field(
            "reason", \.reason, Text("理由", "Reason"),
            hint: Text("有单位当月督办件已达上限时必填。", "Required when a unit has its month's orders already."), as: .lines(limit: 500)),
    ]
}

struct InspectionInput: EndpointInput {
    var plan = RecordID.zero
    var inspection = RecordID.zero
    static let fields: [Field<InspectionInput>] = [
        OrderField.plan(\.plan), Field("inspection", \.inspection, Text("督查", "Inspection")),
    ]
}

struct InspectInput: EndpointInput {
    var plan = RecordID.zero
    var unit = ""
    var title = ""
    var grounds = ""
    var from = Day.first
    var to = Day.first
    var documentNumber: String?
    static let fields: [Field<InspectInput>] = [
        OrderField.plan(\.plan), Field("unit", \.unit, Text("被督查单位", "Unit"), as: .line(limit: 60)),
        Field("title", \.title, Text("督查事项", "Matter"), as: .line(limit: 200)),
        Field("grounds", \.grounds, Text("依据", "Grounds"), as: .lines(limit: 1000)),
        Field("from", \.from, Text("自", "From")), Field("to", \.to, Text("至", "To")),
        Field("document_number", \.documentNumber, OrderField.number, as: .line(limit: 60)),
    ]
}

struct FindingInput: EndpointInput {
    var plan = RecordID.zero
    var inspection = RecordID.zero
    var words = ""
    var evidence: Upload?
    static let fields: [Field<FindingInput>] = [
        OrderField.plan(\.plan), Field("inspection", \.inspection, Text("督查", "Inspection")),
        Field("words", \.words, Text("发现的问题", "Finding"), as: .lines(limit: 2000)),
        Field("evidence", \.evidence, Text("证据", "Evidence"), accept: OrderField.evidence),
    ]
}

struct ReplyInput: EndpointInput {
    var plan = RecordID.zero
    var inspection = RecordID.zero
    var words = ""
    static let fields: [Field<ReplyInput>] = [
        OrderField.plan(\.plan), Field("inspection", \.inspection, Text("督查", "Inspection")),
        Field("words", \.words, Text("说明或申辩", "The unit's case"), as: .lines(limit: 4000)),
    ]
}

struct ConclusionInput: EndpointInput {
    var plan = RecordID.zero
    var inspection = RecordID.zero
    var words = ""
    var due: Day?
    var reason: String?
    static let fields: [Field<ConclusionInput>] = [
        OrderField.plan(\.plan), Field("inspection", \.inspection, Text("督查", "Inspection")),
        Field("words", \.words, Text("督查结论", "Conclusion"), as: .lines(limit: 4000)),
        Field(
            "due", \.due, Text("整改期限", "To be mended by"),
            hint: Text("填写的，整改转为督办件。", "With a day, mending becomes an order.")),
        Field(
            "reason", \.reason, Text("理由", "Reason"),
            hint: Text("单位当月督办件已达上限时必填。", "Required when the unit has its month's orders already."), as: .lines(limit: 500)),
    ]
}

struct NoticeInput: EndpointInput {
    var plan = RecordID.zero
    var notice = RecordID.zero
    static let fields: [Field<NoticeInput>] = [OrderField.plan(\.plan), Field("notice", \.notice, Text("通报", "Circular"))]
}

struct NoticeIssueInput: EndpointInput {
    var plan = RecordID.zero
    var draft = ""
    var title = ""
    var words = ""
    var due: Day?
    var documentNumber: String?
    var reason: String?
    static let fields: [Field<NoticeIssueInput>] = [
        OrderField.plan(\.plan), Field("draft", \.draft, Text("起草件", "Draft"), as: .line(limit: 160)),
        Field("title", \.title, Text("标题", "Title"), as: .line(limit: 200)),
        Field("words", \.words, Text("意见", "Words"), as: .lines(limit: 4000)),
        Field("due", \.due, Text("整改期限", "To be mended by")),
        Field("document_number", \.documentNumber, OrderField.number, as: .line(limit: 60)),
        Field(
            "reason", \.reason, Text("理由", "Reason"),
            hint: Text("单位当月督办件已达上限时必填。", "Required when the unit has its month's orders already."), as: .lines(limit: 500)),
    ]
}

struct FactInput: EndpointInput {
    enum Kind: String, Choosable {
        case praised, criticised, falseReport, noPlan, noStageGoals
        var label: Text { fact.label }
        var fact: ScoreFact {
            switch self {
            case .praised: .praised
            case .criticised: .criticised
            case .falseReport: .falseReport
            case .noPlan: .noPlan
            case .noStageGoals: .noStageGoals
            }
        }
    }
    var plan = RecordID.zero
    var unit = ""
    var kind = Kind.praised
    var role = OrderUnit.Role.lead
    var day = Day.first
    var grounds = ""
    static let fields: [Field<FactInput>] = [
        OrderField.plan(\.plan), Field("unit", \.unit, Text("单位", "Unit"), as: .line(limit: 60)),
        Field("kind", \.kind, Text("事项", "Fact")), Field("role", \.role, Text("角色", "Role")),
        Field("day", \.day, Text("日期", "Day")),
        Field(
            "grounds", \.grounds, Text("依据", "Grounds"), hint: Text("文件名、文号或证据所在。", "The document or where the evidence is."),
            as: .line(limit: 300)),
    ]
}

struct ViewInput: EndpointInput {
    var plan = RecordID.zero
    var unit = ""
    var points = 0.0
    var grounds = ""
    static let fields: [Field<ViewInput>] = [
        OrderField.plan(\.plan), Field("unit", \.unit, Text("单位", "Unit"), as: .line(limit: 60)),
        Field("points", \.points, Text("评价分", "Points"), check: { $0 >= 0 ? nil : Text("不能小于0。", "Must not be below 0.") }),
        Field("grounds", \.grounds, Text("说明", "Grounds"), as: .line(limit: 300)),
    ]
}
