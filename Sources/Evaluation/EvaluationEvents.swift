import Kernel

/// What can happen to an evaluation and to the plan's succession.
enum EvaluationEvents {
    static let made = EventKind("evaluation.made", Text("起草{kind}：{title}", "{kindEn} drafted: {title}"))
    static let renewed = EventKind(
        "evaluation.renewed", Text("重新生成{kind}：{title}，{changes}处数字有变", "{kindEn} made again: {title}, {changes} figures changed"))
    static let reviewed = EventKind("evaluation.reviewed", Text("审核通过{title}", "{title} approved"))
    static let returned = EventKind("evaluation.returned", Text("退回{title}：{note}", "{title} returned: {note}"))
    static let issued = EventKind("evaluation.issued", Text("印发{title}，{number}", "{title} issued: {number}"))
    static let succeeded = EventKind(
        "plan.succession",
        Text(
            "《{old}》结转到《{new}》：{targets}项目标、{tasks}项任务待确认",
            "“{old}” hands over to “{new}”: {targets} targets and {tasks} tasks to confirm"))
    static let linked = EventKind("plan.succession.target", Text("目标结转（{act}）：{name}", "Succession of a target ({actEn}): {name}"))
    static let handed = EventKind("plan.succession.task", Text("任务结转（{act}）：{name}", "Succession of a task ({actEn}): {name}"))

    static let all = [made, renewed, reviewed, returned, issued, succeeded, linked, handed]
}
