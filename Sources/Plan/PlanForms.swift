import Calendars
import Kernel
import PlanText
import Registry

/// What the endpoints take. Each field stands once.
enum PlanField {
    static func plan<I>(_ path: any WritableKeyPath<I, RecordID> & Sendable) -> Field<I> {
        Field("plan", path, Text("方案", "Plan"))
    }
}

struct PlanInput: EndpointInput {
    var plan = RecordID.zero
    static let fields: [Field<PlanInput>] = [PlanField.plan(\.plan)]
}

struct UploadInput: EndpointInput {
    var file: Upload?
    var text: String?
    var place: String?
    var revises: RecordID?
    /// Made of the file before the transaction begins.
    var reading: PlanReading?
    var name = ""
    var sha256 = ""

    static let fields: [Field<UploadInput>] = [
        Field(
            "file", \.file, Text("方案文件", "Plan document"),
            hint: Text(
                "TXT、Markdown、DOCX或PDF，不超过20 MB。DOC、WPS、OFD请先另存为DOCX或PDF。",
                "TXT, Markdown, DOCX or PDF, up to 20 MB. Save DOC, WPS and OFD as DOCX or PDF first."),
            accept: ".txt,.md,.docx,.pdf", required: false),
        Field("text", \.text, Text("或粘贴正文", "Or paste the text"), as: .lines(limit: 500_000)),
        Field(
            "place", \.place, Text("城市或园区", "City or park"), hint: Text("不填时取原文的地名。", "Taken from the text when left empty."),
            as: .line(limit: 40)),
        Field("revises", \.revises, Text("修订哪一份", "Revises"), as: .hidden),
    ]
}

struct DecisionInput: EndpointInput {
    var plan = RecordID.zero
    var item = RecordID.zero
    var decision = Decision.confirm
    /// Key of the item merged into.
    var into: String?

    static let fields: [Field<DecisionInput>] = [
        PlanField.plan(\.plan), Field("item", \.item, Text("条目", "Item")), Field("decision", \.decision, Text("决定", "Decision")),
        Field("into", \.into, Text("并入", "Into"), as: .line(limit: 40)),
    ]
}

struct CorrectionInput: EndpointInput {
    var plan = RecordID.zero
    var item = RecordID.zero
    var name = ""
    var scope: String?
    var value: Double?
    var valueMax: Double?
    var unit: String?
    var comparator: Comparator?
    var quantity: Quantity?
    var due: Day?
    var units: String?
    var type: String?

    static let fields: [Field<CorrectionInput>] = [
        PlanField.plan(\.plan), Field("item", \.item, Text("条目", "Item")),
        Field("name", \.name, Text("名称", "Name"), as: .line(limit: 300)),
        Field("scope", \.scope, Text("范围", "Scope"), as: .line(limit: 100)),
        Field("value", \.value, Text("数值", "Value")),
        Field("value_max", \.valueMax, Text("上限（区间）", "Upper value (range)")),
        Field("unit", \.unit, Text("单位", "Unit"), as: .line(limit: 20)),
        Field("comparator", \.comparator, Text("比较", "Comparator")),
        Field("quantity", \.quantity, Text("量的性质", "Quantity")),
        Field("due", \.due, Text("期限", "Deadline")),
        Field(
            "units", \.units, Text("责任单位", "Units"),
            hint: Text("每行一家，可写“市科技局 牵头”。", "One a line; a role may follow, e.g. “市科技局 牵头”."), as: .lines(limit: 4000)),
        Field("type", \.type, Text("类别", "Type"), as: .line(limit: 40)),
    ]

    /// The fields that a kind of item has.
    static func names(_ kind: Item.Kind) -> Set<String> {
        switch kind {
        case .target: ["name", "scope", "value", "value_max", "unit", "comparator", "quantity", "due"]
        case .measure: ["name", "units", "due"]
        case .organisation, .project, .platform, .product, .programme: ["name", "type"]
        case .document: ["name", "type", "scope", "due"]
        default: ["name"]
        }
    }
}

struct AdditionInput: EndpointInput {
    var plan = RecordID.zero
    var kind = Item.Kind.target
    var name = ""
    var place: String?
    static let fields: [Field<AdditionInput>] = [
        PlanField.plan(\.plan), Field("kind", \.kind, Text("类别", "Kind")),
        Field("name", \.name, Text("名称", "Name"), as: .line(limit: 300)),
        Field("place", \.place, Text("所在举措", "Measure"), as: .line(limit: 20)),
    ]
}

struct BaselineInput: EndpointInput {
    var plan = RecordID.zero
    var item = RecordID.zero
    var value = 0.0
    var source = ""
    static let fields: [Field<BaselineInput>] = [
        PlanField.plan(\.plan), Field("item", \.item, Text("条目", "Item")), Field("value", \.value, Text("基期值", "Baseline")),
        Field("source", \.source, Text("依据", "Source"), hint: Text("文件或数据来源", "Document or data source"), as: .line(limit: 200)),
    ]
}

struct TargetBaselineInput: EndpointInput {
    var plan = RecordID.zero
    var target = ""
    var value = 0.0
    var source = ""
    static let fields: [Field<TargetBaselineInput>] = [
        PlanField.plan(\.plan), Field("target", \.target, Text("目标", "Target")), Field("value", \.value, Text("基期值", "Baseline")),
        Field("source", \.source, Text("依据", "Source"), hint: Text("文件或数据来源", "Document or data source"), as: .line(limit: 200)),
    ]
}

struct SetupInput: EndpointInput {
    var plan = RecordID.zero
    var title = ""
    var place = ""
    var start = Day.first
    var end = Day.last
    var frequency = Frequency.quarter
    var reportDays = 5
    var leadsByOrder = false
    var preset: String?

    static let fields: [Field<SetupInput>] = [
        PlanField.plan(\.plan), Field("title", \.title, Text("标题", "Title"), as: .line(limit: 300)),
        Field("place", \.place, Text("城市或园区", "City or park"), as: .line(limit: 40)),
        Field("start", \.start, Text("起算日", "First day"), hint: Text("基期是前一天", "The baseline is the day before")),
        Field("end", \.end, Text("期末", "Last day")),
        Field("frequency", \.frequency, Text("报送周期", "Reporting period")),
        Field(
            "report_days", \.reportDays, Text("期后几个工作日内报送", "Working days to report"),
            as: .integer(unit: Text("个工作日", "working days")),
            check: { (0...60).contains($0) ? nil : Text("应在0到60之间。", "Must be between 0 and 60.") }),
        Field("leads_by_order", \.leadsByOrder, Text("未写牵头的，以首位单位为牵头", "Where no lead is named, the first unit leads")),
        Field("preset", \.preset, Text("灯色规则", "Light rule"), as: .line(limit: 40)),
    ]
}

struct TargetInput: EndpointInput {
    var plan = RecordID.zero
    var target = ""
    static let fields: [Field<TargetInput>] = [PlanField.plan(\.plan), Field("target", \.target, Text("目标", "Target"))]
}

/// A target's page; `next` asks what would follow from another value at the end of the next period.
struct TargetViewInput: EndpointInput {
    var plan = RecordID.zero
    var target = ""
    var next: Double?
    static let fields: [Field<TargetViewInput>] = [
        PlanField.plan(\.plan), Field("target", \.target, Text("目标", "Target")),
        Field("next", \.next, Text("假设下期末的数值", "Suppose the next value is")),
    ]
}

struct MeasureInput: EndpointInput {
    var plan = RecordID.zero
    var measure = ""
    static let fields: [Field<MeasureInput>] = [PlanField.plan(\.plan), Field("measure", \.measure, Text("举措", "Measure"))]
}

struct CardInput: EndpointInput {
    var plan = RecordID.zero
    var target = ""
    var convention: String?
    var department: String?
    var approver: String?
    var kind: RecordKind?
    var status: RecordStatus?
    var figure: FigureKind?
    var window: RegistryQuery.Window?

    static let fields: [Field<CardInput>] = [
        PlanField.plan(\.plan), Field("target", \.target, Text("目标", "Target")),
        Field("convention", \.convention, Text("统计口径", "Definition"), as: .lines(limit: 1000)),
        Field("department", \.department, Text("数据来源部门", "Source department"), as: .line(limit: 60)),
        Field("approver", \.approver, Text("审核", "Approver"), as: .line(limit: 60)),
        Field(
            "kind", \.kind, Text("数哪类记录", "Records counted"),
            hint: Text("留空为手工填报", "Empty means typed by hand")),
        Field("status", \.status, Text("处于何种状态", "In which state")),
        Field("figure", \.figure, Text("对哪个数求和", "Figure summed"), hint: Text("留空为计数", "Empty counts the records")),
        Field("window", \.window, Text("求和时段", "Time summed over")),
    ]
}

struct ShareInput: EndpointInput {
    var plan = RecordID.zero
    var target = ""
    var axis = Share.Axis.year
    var part = ""
    var value: Double?
    static let fields: [Field<ShareInput>] = [
        PlanField.plan(\.plan), Field("target", \.target, Text("目标", "Target")), Field("axis", \.axis, Text("分解方式", "By")),
        Field("part", \.part, Text("年度、单位或区县", "Year, unit or district"), as: .line(limit: 60)),
        Field("value", \.value, Text("分解值", "Share"), hint: Text("留空则删除", "Empty removes it")),
    ]
}

struct TaskInput: EndpointInput {
    var plan = RecordID.zero
    var measure = ""
    var title = ""
    var unit: String?
    var due: Day?
    static let fields: [Field<TaskInput>] = [
        PlanField.plan(\.plan), Field("measure", \.measure, Text("举措", "Measure")),
        Field("title", \.title, Text("任务", "Task"), as: .line(limit: 300)),
        Field("unit", \.unit, Text("承担单位", "Unit"), as: .line(limit: 60)), Field("due", \.due, Text("应完成", "Due")),
    ]
}

struct InstructionInput: EndpointInput {
    var plan = RecordID.zero
    var title = ""
    var unit = ""
    var due: Day?
    static let fields: [Field<InstructionInput>] = [
        PlanField.plan(\.plan), Field("title", \.title, Text("批示内容", "Instruction"), as: .lines(limit: 300)),
        Field("unit", \.unit, Text("交办单位", "Unit"), as: .line(limit: 60)), Field("due", \.due, Text("反馈期限", "Answer by")),
    ]
}

struct UnitInput: EndpointInput {
    var plan = RecordID.zero
    var measure = ""
    var unit = ""
    var role = UnitRole.lead
    static let fields: [Field<UnitInput>] = [
        PlanField.plan(\.plan), Field("measure", \.measure, Text("举措", "Measure")),
        Field("unit", \.unit, Text("单位", "Unit"), as: .line(limit: 60)),
        Field("role", \.role, Text("角色", "Role")),
    ]
}

struct ProgressInput: EndpointInput {
    var plan = RecordID.zero
    var about = Progress.About.measure
    /// A record id of a task, or the key of a target or measure.
    var subject = ""
    var period: Day?
    var value: Double?
    var done = false
    var doneOn: Day?
    var note = ""
    var evidence: Upload?

    static let fields: [Field<ProgressInput>] = [
        PlanField.plan(\.plan), Field("about", \.about, Text("对象", "About"), as: .hidden),
        Field("subject", \.subject, Text("对象", "About"), as: .hidden),
        Field("period", \.period, Text("报告期末", "Period end"), as: .hidden),
        Field("value", \.value, Text("数值", "Value")),
        Field("done", \.done, Text("已完成", "Done")), Field("done_on", \.doneOn, Text("完成日期", "Done on")),
        Field("note", \.note, Text("进展与依据", "Progress and source"), as: .lines(limit: 2000)),
        Field("evidence", \.evidence, Text("证据", "Evidence"), accept: ".pdf,.docx,.xlsx,.png,.jpg,.txt,.csv", required: false),
    ]
}

struct ProgressDecisionInput: EndpointInput {
    enum Verdict: String, Choosable {
        case approve, `return`
        var label: Text { self == .approve ? Text("审核通过", "Approve") : Text("退回", "Return") }
    }
    var plan = RecordID.zero
    var progress = RecordID.zero
    var verdict = Verdict.approve
    var reason: String?
    static let fields: [Field<ProgressDecisionInput>] = [
        PlanField.plan(\.plan), Field("progress", \.progress, Text("报送", "Report")),
        Field("verdict", \.verdict, Text("审核", "Decision")),
        Field("reason", \.reason, Text("退回理由", "Reason"), as: .lines(limit: 500)),
    ]
}

struct StageInput: EndpointInput {
    var plan = RecordID.zero
    var stage = Stage.midterm
    var from: Day?
    var note: String?
    static let fields: [Field<StageInput>] = [
        PlanField.plan(\.plan), Field("stage", \.stage, Text("转入", "Moves to")), Field("from", \.from, Text("自", "From")),
        Field("note", \.note, Text("依据", "Grounds"), as: .line(limit: 300)),
    ]
}

struct RuleInput: EndpointInput {
    var plan = RecordID.zero
    var preset = ""
    var from: Day?
    var reason = ""
    static let fields: [Field<RuleInput>] = [
        PlanField.plan(\.plan), Field("preset", \.preset, Text("灯色规则", "Light rule"), as: .line(limit: 40)),
        Field(
            "from", \.from, Text("自哪天起", "From"),
            hint: Text("此前的灯不变；不填为今天", "Lights before that day stay; empty means today")),
        Field("reason", \.reason, Text("依据", "Grounds"), as: .line(limit: 300)),
    ]
}
