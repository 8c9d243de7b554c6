import Calendars
import Kernel
import Plan

/// What the endpoints take. Each field stands once.
enum ReportingField {
    static func plan<I>(_ path: any WritableKeyPath<I, RecordID> & Sendable) -> Field<I> { Field("plan", path, Text("方案", "Plan")) }
    static func item<I>(_ path: any WritableKeyPath<I, RecordID> & Sendable) -> Field<I> {
        Field("return", path, Text("填报单", "Return"))
    }
    static func period<I>(_ path: any WritableKeyPath<I, Day?> & Sendable) -> Field<I> {
        Field("period", path, Text("报告期末", "Period end"), hint: Text("不填为最近结束的一期", "The last period that ended, when empty"))
    }
}

struct PeriodInput: EndpointInput {
    var plan = RecordID.zero
    var period: Day?
    static let fields: [Field<PeriodInput>] = [ReportingField.plan(\.plan), ReportingField.period(\.period)]
}

struct ReturnInput: EndpointInput {
    var plan = RecordID.zero
    var item = RecordID.zero
    static let fields: [Field<ReturnInput>] = [ReportingField.plan(\.plan), ReportingField.item(\.item)]
}

struct LineInput: EndpointInput {
    var plan = RecordID.zero
    var item = RecordID.zero
    var line = RecordID.zero
    var value: String?
    var status: TaskStatus?
    var doneOn: String?
    var note: String?
    var source: String?
    var why: String?
    var next: String?
    var confirmed = false
    var evidence: Upload?

    static let fields: [Field<LineInput>] = [
        ReportingField.plan(\.plan), ReportingField.item(\.item), Field("line", \.line, Text("行", "Line")),
        Field("value", \.value, Text("本期值", "Value"), as: .line(limit: 40)),
        Field("status", \.status, Text("目前状态", "State")),
        Field("done_on", \.doneOn, Text("完成日期", "Done on"), as: .line(limit: 40)),
        Field("note", \.note, Text("进展情况", "Progress"), as: .lines(limit: 2000)),
        Field("source", \.source, Text("依据", "Source"), as: .line(limit: 2000)),
        Field("why", \.why, Text("原因说明", "Reason"), as: .lines(limit: 2000)),
        Field("next", \.next, Text("新的完成时间", "New day"), as: .line(limit: 40)),
        Field("confirmed", \.confirmed, Text("数字已核对", "The figure was checked")),
        Field("evidence", \.evidence, Text("证据", "Evidence"), accept: evidenceKinds, required: false),
    ]

    var entry: Entry {
        var entry = Entry()
        (entry.value, entry.status, entry.doneOn, entry.note) = (value, status?.rawValue, doneOn, note)
        (entry.source, entry.why, entry.next, entry.confirmed) = (source, why, next, confirmed ? "true" : nil)
        return entry
    }
}

let evidenceKinds = ".pdf,.docx,.xlsx,.png,.jpg,.jpeg,.txt,.csv"

struct SubmissionInput: EndpointInput {
    var plan = RecordID.zero
    var item = RecordID.zero
    var reason: String?
    static let fields: [Field<SubmissionInput>] = [
        ReportingField.plan(\.plan), ReportingField.item(\.item),
        Field("reason", \.reason, Text("补报原因", "Reason"), as: .lines(limit: 500)),
    ]
}

struct DecisionInput: EndpointInput {
    var plan = RecordID.zero
    var item = RecordID.zero
    var line: RecordID?
    var verdict = Returns.Verdict.approve
    var reason: String?
    static let fields: [Field<DecisionInput>] = [
        ReportingField.plan(\.plan), ReportingField.item(\.item),
        Field("line", \.line, Text("行", "Line"), hint: Text("不填为全部待审核的行", "Every line that waits, when empty")),
        Field("verdict", \.verdict, Text("审核", "Decision")),
        Field("reason", \.reason, Text("退回理由", "Reason"), as: .lines(limit: 500)),
    ]
}

struct RevisionInput: EndpointInput {
    var plan = RecordID.zero
    var item = RecordID.zero
    var reason = ""
    static let fields: [Field<RevisionInput>] = [
        ReportingField.plan(\.plan), ReportingField.item(\.item),
        Field("reason", \.reason, Text("更正原因", "Reason of the correction"), as: .lines(limit: 500)),
    ]
}

struct FreezeInput: EndpointInput {
    var plan = RecordID.zero
    var period: Day?
    var note: String?
    static let fields: [Field<FreezeInput>] = [
        ReportingField.plan(\.plan), ReportingField.period(\.period),
        Field("note", \.note, Text("说明", "Note"), as: .line(limit: 200)),
    ]
}

struct RuleInput: EndpointInput {
    enum Rule: String, Choosable {
        case one, sum
        var label: Text { self == .one ? Text("以一家为准", "One unit's figure") : Text("各单位相加", "The sum of all") }
    }
    var plan = RecordID.zero
    var target = ""
    var rule = Rule.sum
    var unit: RecordID?
    static let fields: [Field<RuleInput>] = [
        ReportingField.plan(\.plan), Field("target", \.target, Text("目标", "Target")),
        Field("rule", \.rule, Text("取数", "Figure taken")),
        Field("unit", \.unit, Text("以哪家为准", "Whose figure")),
    ]
}

struct ChangeInput: EndpointInput {
    var plan = RecordID.zero
    var unit = ""
    var successor: String?
    var newName: String?
    var from = Day.first
    var source = ""
    static let fields: [Field<ChangeInput>] = [
        ReportingField.plan(\.plan), Field("unit", \.unit, Text("单位", "Unit"), as: .line(limit: 60)),
        Field(
            "successor", \.successor, Text("并入", "Goes into"), hint: Text("合并时填承接单位", "The successor, for a merger"),
            as: .line(limit: 60)),
        Field("new_name", \.newName, Text("新名称", "New name"), hint: Text("更名时填", "For a renaming"), as: .line(limit: 60)),
        Field("from", \.from, Text("自", "From")),
        Field(
            "source", \.source, Text("依据", "Source"), hint: Text("机构改革方案、文号", "The document and its number"), as: .line(limit: 200)),
    ]
}
