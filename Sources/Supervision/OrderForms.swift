import Calendars
import Kernel
import Plan

/// What the endpoints about orders take. Each field stands once.
enum OrderField {
    static func plan<I>(_ path: any WritableKeyPath<I, RecordID> & Sendable) -> Field<I> { Field("plan", path, Text("方案", "Plan")) }
    static func order<I>(_ path: any WritableKeyPath<I, RecordID> & Sendable) -> Field<I> {
        Field("order", path, Text("督办件", "Order"))
    }
    static let number = Text("发文字号（可不填）", "Document number (optional)")
    static let evidence = ".pdf,.docx,.xlsx,.png,.jpg,.txt,.csv"
}

struct PlanOnly: EndpointInput {
    var plan = RecordID.zero
    static let fields: [Field<PlanOnly>] = [OrderField.plan(\.plan)]
}

struct OrdersInput: EndpointInput {
    enum Show: String, Choosable {
        case open, late, waiting, closed, all
        var label: Text {
            switch self {
            case .open: Text("在办", "Open")
            case .late: Text("逾期", "Late")
            case .waiting: Text("待集群办或领导处理", "Waiting for a decision")
            case .closed: Text("已销号", "Closed")
            case .all: Text("全部", "All")
            }
        }
    }
    var plan = RecordID.zero
    var show: Show?
    var kind: OrderKind?
    static let fields: [Field<OrdersInput>] = [
        OrderField.plan(\.plan), Field("show", \.show, Text("显示", "Show")), Field("kind", \.kind, Text("类别", "Kind")),
    ]
}

struct OrderInput: EndpointInput {
    var plan = RecordID.zero
    var order = RecordID.zero
    static let fields: [Field<OrderInput>] = [OrderField.plan(\.plan), OrderField.order(\.order)]
}

struct OpenInput: EndpointInput {
    var plan = RecordID.zero
    var title = ""
    var demand = ""
    var unit: String?
    var support: [String] = []
    var due: Day?
    var measure: String?
    var documentNumber: String?
    static let fields: [Field<OpenInput>] = [
        OrderField.plan(\.plan), Field("title", \.title, Text("事项", "Matter"), as: .line(limit: 200)),
        Field("demand", \.demand, Text("办理要求", "What is to be done"), as: .lines(limit: 2000)),
        Field("unit", \.unit, Text("牵头单位", "Lead unit"), as: .line(limit: 60)),
        Field("support", \.support, Text("配合单位", "Support units"), hint: Text("每行一个。", "One a line.")),
        Field("due", \.due, Text("反馈期限", "Answer by")),
        Field(
            "measure", \.measure, Text("方案中的举措", "Measure of the plan"),
            hint: Text("如M10；同一事项只有一件在办的督办。", "e.g. M10; one matter has one open order."), as: .line(limit: 20)),
        Field("document_number", \.documentNumber, OrderField.number, as: .line(limit: 60)),
    ]
}

struct StepInput: EndpointInput {
    var plan = RecordID.zero
    var order = RecordID.zero
    var action = OrderAction.sign
    var unit: String?
    var support: [String] = []
    var due: Day?
    var newDue: Day?
    var head: String?
    var into: Int?
    var level: String?
    var verdict: Reply.Verdict?
    var text: String?
    var reason: String?
    var evidence: Upload?
    var documentNumber: String?
    static let fields: [Field<StepInput>] = [
        OrderField.plan(\.plan), OrderField.order(\.order), Field("action", \.action, Text("操作", "Step")),
        Field("unit", \.unit, Text("牵头单位", "Lead unit"), as: .line(limit: 60)),
        Field("support", \.support, Text("配合单位", "Support units"), hint: Text("每行一个。", "One a line.")),
        Field("due", \.due, Text("反馈期限", "Answer by")), Field("new_due", \.newDue, Text("延至", "New day")),
        Field("head", \.head, Text("单位负责人姓名", "Name of the unit's head"), as: .line(limit: 40)),
        Field("into", \.into, Text("并入第几号", "Into order no.")),
        Field("level", \.level, Text("升至", "Rises to"), as: .line(limit: 40)),
        Field("verdict", \.verdict, Text("处理意见", "Verdict")),
        Field("text", \.text, Text("内容", "Content"), as: .lines(limit: 4000)),
        Field("reason", \.reason, Text("理由", "Reason"), as: .lines(limit: 1000)),
        Field("evidence", \.evidence, Text("证据", "Evidence"), accept: OrderField.evidence, required: false),
        Field("document_number", \.documentNumber, OrderField.number, as: .line(limit: 60)),
    ]
}

struct DraftInput: EndpointInput {
    var plan = RecordID.zero
    var draft = ""
    static let fields: [Field<DraftInput>] = [
        OrderField.plan(\.plan), Field("draft", \.draft, Text("起草件", "Draft"), as: .line(limit: 160)),
    ]
}

struct IssueInput: EndpointInput {
    var plan = RecordID.zero
    var draft = ""
    var level: String?
    var title = ""
    var demand = ""
    var unit: String?
    var support: [String] = []
    var due = Day.first
    var documentNumber: String?
    var reason: String?
    static let fields: [Field<IssueInput>] = [
        OrderField.plan(\.plan), Field("draft", \.draft, Text("起草件", "Draft"), as: .line(limit: 160)),
        Field("title", \.title, Text("事项", "Matter"), as: .line(limit: 200)),
        Field("demand", \.demand, Text("办理要求", "What is to be done"), as: .lines(limit: 2000)),
        Field("unit", \.unit, Text("牵头单位", "Lead unit"), as: .line(limit: 60)),
        Field("support", \.support, Text("配合单位", "Support units"), hint: Text("每行一个。", "One a line.")),
        Field("due", \.due, Text("反馈期限", "Answer by")),
        Field(
            "level", \.level, Text("级别", "Level"),
            hint: Text(
                "不改时按起草的级别；紧急事项可直接用较高一级，须写明理由。", "As drafted unless changed; urgent matters may start higher, with a reason."),
            as: .line(limit: 40)),
        Field("document_number", \.documentNumber, OrderField.number, as: .line(limit: 60)),
        Field(
            "reason", \.reason, Text("理由", "Reason"),
            hint: Text("越级，或本单位当月督办件已达上限时必填。", "Required when a level is skipped or the unit has its month's orders already."),
            as: .lines(limit: 1000)),
    ]
}

struct DismissInput: EndpointInput {
    var plan = RecordID.zero
    var draft = ""
    var reason = ""
    static let fields: [Field<DismissInput>] = [
        OrderField.plan(\.plan), Field("draft", \.draft, Text("起草件", "Draft"), as: .line(limit: 160)),
        Field("reason", \.reason, Text("不采用的理由", "Why not"), as: .lines(limit: 500)),
    ]
}

struct SettingsInput: EndpointInput {
    var plan = RecordID.zero
    var ladder = ""
    var scheme = ""
    static let fields: [Field<SettingsInput>] = [
        OrderField.plan(\.plan), Field("ladder", \.ladder, Text("督办梯级", "Ladder"), as: .line(limit: 40)),
        Field("scheme", \.scheme, Text("计分办法", "Scoring scheme"), as: .line(limit: 40)),
    ]
}

struct PaperInput: EndpointInput {
    var plan = RecordID.zero
    var order = RecordID.zero
    var paper = Ladder.Paper.letter
    static let fields: [Field<PaperInput>] = [
        OrderField.plan(\.plan), OrderField.order(\.order), Field("paper", \.paper, Text("文书", "Paper")),
    ]
}

extension Ladder.Paper: Choosable {
    public var label: Text {
        switch self {
        case .order: Text("督办单", "Order")
        case .letter: Text("督办函", "Letter")
        case .talk: Text("约谈通知", "Notice of a talk")
        }
    }
}
