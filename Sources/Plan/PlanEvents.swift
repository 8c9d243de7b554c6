import Kernel

/// What can happen to a plan. A word from a list stands in the details in both languages: `kind` and `kindEn`.
enum PlanEvents {
    static let read = EventKind("plan.read", Text("读入方案《{title}》，读出{items}项", "Plan “{title}” read: {items} items"))
    static let confirmed = EventKind("plan.item.confirmed", Text("确认{kind}：{name}", "{kindEn} confirmed: {name}"))
    static let corrected = EventKind(
        "plan.item.corrected", Text("更正{kind}：{before} → {name}", "{kindEn} corrected: {before} → {name}"))
    static let added = EventKind("plan.item.added", Text("补加{kind}：{name}", "{kindEn} added: {name}"))
    static let deleted = EventKind("plan.item.deleted", Text("删除{kind}：{name}", "{kindEn} deleted: {name}"))
    static let merged = EventKind("plan.item.merged", Text("合并{kind}：{name} 并入 {into}", "{kindEn} merged: {name} into {into}"))
    static let split = EventKind("plan.item.split", Text("拆分{kind}：{name}", "{kindEn} split: {name}"))
    static let undone = EventKind("plan.item.undone", Text("撤销对“{name}”的改动", "Change to “{name}” undone"))
    static let prepared = EventKind("plan.setup", Text("设置方案运行参数", "Plan settings saved"))
    static let published = EventKind(
        "plan.published",
        Text("发布方案，{targets}项目标、{measures}项举措开始运行", "Plan published: {targets} targets and {measures} measures run"))
    static let staged = EventKind("plan.stage", Text("方案转入{stage}，{note}", "Plan moves to {stageEn}: {note}"))
    static let ruled = EventKind(
        "plan.rule",
        Text("灯色规则自{from}起由{before}改为{after}，{reason}", "Light rule changed from {beforeEn} to {afterEn} from {from} on: {reason}"))
    static let subordinated = EventKind(
        "plan.superior", Text("{from}起《{title}》的上级方案为《{superior}》", "From {from} on “{superiorEn}” stands above “{title}”"))
    static let baselined = EventKind(
        "plan.target.baseline", Text("填报{name}基期值{value}，依据{source}", "Baseline of {name} entered: {value}, source {source}"))
    static let carded = EventKind("plan.target.card", Text("修改{name}的统计口径", "Definition of {name} changed"))
    static let shared = EventKind("plan.target.share", Text("分解{name}：{part} {value}", "{name} broken down: {part} {value}"))
    static let tasked = EventKind("plan.task.added", Text("分解任务：{name}，{unit}", "Task added: {name}, {unit}"))
    static let instructed = EventKind("plan.instruction", Text("批示交办{unit}：{name}", "Instruction to {unit}: {name}"))
    static let submitted = EventKind(
        "plan.progress.submitted", Text("{unit}报送{about}：{name}", "{unit} reported on {aboutEn}: {name}"))
    static let approved = EventKind(
        "plan.progress.approved", Text("审核通过{unit}报送的{about}：{name}", "Report of {unit} approved: {aboutEn} {name}"))
    static let returned = EventKind(
        "plan.progress.returned",
        Text("退回{unit}报送的{about}：{name}，{reason}", "Report of {unit} returned: {aboutEn} {name}, {reason}"))
    static let assigned = EventKind(
        "plan.measure.unit", Text("指定{unit}为举措{number}的{role}单位", "{unit} named as {roleEn} of measure {number}"))

    static let all = [
        read, confirmed, corrected, added, deleted, merged, split, undone, prepared, published, staged, ruled, subordinated,
        baselined, carded, shared,
        tasked,
        instructed, submitted, approved, returned, assigned,
    ]
}

extension Plan {
    public var subject: Subject { Subject("plan", id.description) }
}
