import Calendars
import Kernel
import Plan

/// What the endpoints take. Each field stands once.
struct PlanEvaluationsInput: EndpointInput {
    var plan = RecordID.zero
    static let fields: [Field<PlanEvaluationsInput>] = [Field("plan", \.plan, Text("方案", "Plan"))]
}

struct MakeInput: EndpointInput {
    var plan = RecordID.zero
    var kind = Kind.midterm
    var day = Day.first
    var knownOn: Day?
    var organ: String?

    static let fields: [Field<MakeInput>] = [
        Field("plan", \.plan, Text("方案", "Plan")), Field("kind", \.kind, Text("种类", "Kind")),
        Field(
            "day", \.day, Text("评估期末", "End of the window"),
            hint: Text("数值和任务计到这一天，一般为季度或年度的最后一天", "Values and tasks count up to this day, usually the end of a quarter or year")),
        EvaluationField.knownOn(\.knownOn), EvaluationField.organ(\.organ),
    ]
}

struct CityInput: EndpointInput {
    var year = 0
    var place = ""
    var knownOn: Day?
    var organ: String?

    static let fields: [Field<CityInput>] = [
        Field(
            "year", \.year, Text("年度", "Year"),
            check: { (1990...2100).contains($0) ? nil : Text("应为四位年份。", "Must be a year of four digits.") }),
        Field("place", \.place, Text("城市或园区", "City or park"), as: .line(limit: 40)), EvaluationField.knownOn(\.knownOn),
        EvaluationField.organ(\.organ),
    ]
}

enum EvaluationField {
    static func knownOn<I>(_ path: any WritableKeyPath<I, Day?> & Sendable) -> Field<I> {
        Field(
            "known_on", path, Text("资料截止日", "Known by"), hint: Text("不填时取今天，或报送期满之后", "Left empty: today, once the reports are due")
        )
    }
    static func organ<I>(_ path: any WritableKeyPath<I, String?> & Sendable) -> Field<I> {
        Field(
            "organ", path, Text("编制单位", "Issued by"), hint: Text("不填时为起草人的单位", "Left empty: whoever drafts it"),
            as: .line(limit: 100))
    }
    static func evaluation<I>(_ path: any WritableKeyPath<I, RecordID> & Sendable) -> Field<I> {
        Field("evaluation", path, Text("评估", "Evaluation"))
    }
}

struct EvaluationInput: EndpointInput {
    var evaluation = RecordID.zero
    static let fields: [Field<EvaluationInput>] = [EvaluationField.evaluation(\.evaluation)]
}

struct ActInput: EndpointInput {
    var evaluation = RecordID.zero
    var act = Evaluation.Act.review
    var note: String?
    var number: String?

    static let fields: [Field<ActInput>] = [
        EvaluationField.evaluation(\.evaluation), Field("act", \.act, Text("处理", "Decision")),
        Field("note", \.note, Text("意见", "Note"), hint: Text("退回须写明", "A return needs one"), as: .lines(limit: 500)),
        Field(
            "number", \.number, Text("发文字号", "Document number"), hint: Text("印发时填写，如徐集群发〔2023〕5号", "For an issue"),
            as: .line(limit: 60)),
    ]
}
