import HouseTesting
import Kernel
import Testing

@testable import Plan

extension EndpointCase {
    static let all = plans + review + targets + measures + reports

    private static let stranger = Viewer.holding(.security)
    private static let noPlan: Values = { _ in ["plan": RecordID.zero.description] }
    private static let nonsense: Values = { _ in ["nonsense": "1"] }
    private static func values(_ values: [String: String]) -> Values { { _ in values } }

    /// Fields of a call about an item of the draft.
    private static func item(_ kind: Item.Kind, _ key: String, _ values: [String: String] = [:]) -> Values {
        { world in ["item": try await world.item(kind, key).id.description].merging(values) { _, own in own } }
    }

    private static func unit(_ name: String) -> @Sendable (World) async throws -> Viewer { { try await $0.unit(name) } }

    // MARK: Plans

    private static let plans: [EndpointCase] = [
        EndpointCase("plan.list", values(["plan": ""]), refused: stranger, invalid: nonsense, .unknown),
        EndpointCase("plan.to-do", values(["plan": ""]), refused: stranger, invalid: nonsense, .unknown),
        EndpointCase(
            "plan.search", values(["plan": "", "q": "平台"]), refused: stranger,
            invalid: values(["plan": "", "q": String(repeating: "平", count: 61)]),
            .field("q", "有61个字，最多60个。", "61 characters; at most 60.")),
        EndpointCase("plan.new", values(["plan": ""]), invalid: nonsense, .unknown),
        EndpointCase(
            "plan.read", values(["plan": "", "text": Documents.small]), invalid: values(["plan": ""]),
            .field("file", "请选择文件，或粘贴正文。", "Choose a file or paste the text."),
            logged: Text("读入方案《试点市生物医药产业高质量发展实施方案（2024—2026年）》，读出32项", "Plan “试点市生物医药产业高质量发展实施方案（2024—2026年）” read: 32 items")),
        EndpointCase("plan.cockpit", refused: stranger, invalid: noPlan, .noPlan),
        EndpointCase("plan.items", refused: stranger, invalid: noPlan, .noPlan),
        EndpointCase("plan.rule", refused: stranger, invalid: noPlan, .noPlan),
        EndpointCase("plan.digest", values(["plan": ""]), refused: stranger, invalid: nonsense, .unknown),
        EndpointCase(
            "plan.changes", values(["since": "2024-06-01"]), refused: stranger, invalid: values(["since": "2024-07-15"]),
            .field("since", "应早于2024-07-15。", "Must be before 2024-07-15.")),
        EndpointCase("plan.alignment", values(["plan": ""]), refused: stranger, invalid: nonsense, .unknown),
        EndpointCase(
            "plan.superior", values(["note": "市政府办通知"]), invalid: { world in ["superior": world.plan.description] },
            .field(
                "superior", "《试点市生物医药产业高质量发展实施方案（2024—2026年）》不能成为自己的上级。",
                "“试点市生物医药产业高质量发展实施方案（2024—2026年）” cannot stand above itself."),
            logged: Text(
                "2024-07-15起《试点市生物医药产业高质量发展实施方案（2024—2026年）》的上级方案为《无》",
                "From 2024-07-15 on “none” stands above “试点市生物医药产业高质量发展实施方案（2024—2026年）”")),
        EndpointCase(
            "plan.rule.choose", values(["preset": "wuhan", "reason": "市政府办通知"]),
            invalid: values(["preset": "wuhan", "reason": "通知", "from": "2024-07-14"]),
            .field("from", "不能早于2024-07-15：已经亮过的灯不改。", "Must not be before 2024-07-15: lights once shown are not changed."),
            logged: Text(
                "灯色规则自2024-07-15起由银川·序时进度改为武汉·序时比例，市政府办通知",
                "Light rule changed from Yinchuan pace rule to Wuhan: share of what is due from 2024-07-15 on: 市政府办通知")),
        EndpointCase(
            "plan.stage", values(["stage": "midterm", "note": "集群办通知"]), invalid: values(["stage": "draft"]),
            .conflict(
                "方案现为“执行中”，可转入：中期评估、期末评估、已结束。",
                "The plan is “In force” and may move to: Mid-term evaluation, Final evaluation, Closed."),
            logged: Text("方案转入中期评估，集群办通知", "Plan moves to Mid-term evaluation: 集群办通知")),
    ]

    // MARK: Review

    private static let review: [EndpointCase] = [
        EndpointCase(
            "plan.review", in: .draft, invalid: values(["show": "everything"]),
            .field("show", "“everything”不在可选范围内。可选：questions, all", "“everything” is not one of: questions, all")),
        EndpointCase(
            "plan.item.decide", in: .draft, item(.target, "T6", ["decision": "confirm"]),
            invalid: item(.target, "T6", ["decision": "merge"]),
            .field("into", "没有可并入的同类条目。", "There is no item of this kind to merge into."),
            logged: Text("确认目标：中试基地2个", "Targets confirmed: 中试基地2个")),
        EndpointCase(
            "plan.item.correct", in: .draft, item(.target, "T7", ["name": "上市龙头企业", "value": "1", "value_max": "3", "unit": "家"]),
            invalid: item(.target, "T7", ["name": "上市龙头企业", "value": "4", "value_max": "2"]),
            .field("value_max", "不能小于数值。", "Must not be below the value."),
            logged: Text("更正目标：龙头企业上市1家 → 上市龙头企业1家", "Targets corrected: 龙头企业上市1家 → 上市龙头企业1家")),
        EndpointCase(
            "plan.item.add", in: .draft, values(["kind": "target", "name": "从业人员"]), invalid: values(["kind": "target"]),
            .field("name", Objection.required.0, Objection.required.1), logged: Text("补加目标：从业人员", "Targets added: 从业人员")),
        EndpointCase(
            "plan.item.baseline", in: .draft, item(.target, "T2", ["value": "41", "source": "统计公报"]),
            invalid: item(.target, "T2", ["value": "四十", "source": "x"]),
            .field("value", "“四十”不是数字。请填数字，如86.2", "“四十” is not a number. Enter one, e.g. 86.2"),
            logged: Text("填报规模以上企业60家基期值41，依据统计公报", "Baseline of 规模以上企业60家 entered: 41, source 统计公报")),
        EndpointCase(
            "plan.setup", in: .draft, values(setup), invalid: values(setup.merging(["end": "2023-01-01"]) { $1 }),
            .field("end", "不能早于起算日。", "Must not be before the first day."), logged: Text("设置方案运行参数", "Plan settings saved")),
        EndpointCase(
            "plan.publish", in: .draft,
            invalid: { world in
                for item in try await world.items() where item.kind == .target || item.kind == .measure {
                    try await world.decide(.delete, item.kind, item.key)
                }
                return [:]
            }, .conflict("方案里还没有目标或举措，补加后再发布。", "The plan has neither targets nor measures yet. Add some, then publish."),
            logged: Text("发布方案，7项目标、5项举措开始运行", "Plan published: 7 targets and 5 measures run")),
    ]

    private static let setup = [
        "title": "试点方案", "place": "试点市", "start": "2024-01-01", "end": "2026-12-31", "frequency": "month", "report_days": "5",
    ]

    // MARK: Targets

    private static let noTarget = Objection.missing("方案里没有目标“T99”。", "The plan has no target “T99”.")

    private static let targets: [EndpointCase] = [
        EndpointCase("plan.targets", refused: stranger, invalid: noPlan, .noPlan),
        EndpointCase("plan.target", values(["target": "T2"]), refused: stranger, invalid: values(["target": "T99"]), noTarget),
        EndpointCase(
            "plan.target.records", values(["target": "T2"]), refused: stranger, invalid: values(["target": "T4"]),
            .missing("“研发投入占比”由手工填报，没有可展开的记录。", "“研发投入占比” is typed; there are no records to open.")),
        EndpointCase(
            "plan.target.card", values(["target": "T4", "convention": "规上企业研发投入与营业收入之比", "department": "市统计局"]),
            invalid: values(["target": "T3", "kind": "park", "status": "listed"]),
            .field("status", "园区没有“上市”这种状态。", "Parks have no state “Listed”."),
            logged: Text("修改研发投入占比的统计口径", "Definition of 研发投入占比 changed")),
        EndpointCase(
            "plan.target.baseline", values(["target": "T2", "value": "41", "source": "统计公报"]),
            invalid: values(["target": "T2", "value": "41", "source": " "]),
            .field("source", Objection.required.0, Objection.required.1),
            logged: Text("填报规模以上企业基期值41，依据统计公报", "Baseline of 规模以上企业 entered: 41, source 统计公报")),
        EndpointCase(
            "plan.target.share", values(["target": "T2", "axis": "year", "part": "2025", "value": "50"]),
            invalid: values(["target": "T2", "axis": "year", "part": "2030", "value": "50"]),
            .field("part", "应为2024—2026中的一年。", "Must be a year of 2024—2026."),
            logged: Text("分解规模以上企业：2025 50", "规模以上企业 broken down: 2025 50")),
    ]

    // MARK: Measures

    private static let measures: [EndpointCase] = [
        EndpointCase("plan.measures", refused: stranger, invalid: noPlan, .noPlan),
        EndpointCase(
            "plan.measure", values(["measure": "M1"]), refused: stranger, invalid: values(["measure": "M99"]),
            .missing("方案里没有举措“M99”。", "The plan has no measure “M99”.")),
        EndpointCase(
            "plan.task.add", values(["measure": "M1", "title": "平台选址", "due": "2024-09-30"]),
            invalid: values(["measure": "M1", "title": "平台选址", "due": "明天"]),
            .field("due", "“明天”不是日期。请填日期，如2023-09-30", "“明天” is not a date. Enter one, e.g. 2023-09-30"),
            logged: Text("分解任务：平台选址，市科技局", "Task added: 平台选址, 市科技局")),
        EndpointCase(
            "plan.measure.assign", values(["measure": "M5", "unit": "市科技局", "role": "lead"]),
            invalid: values(["measure": "M5", "unit": "市外星局", "role": "lead"]),
            .field("unit", "没有登记“市外星局”。请先在企业与机构中登记。", "“市外星局” is not registered. Register it under Organisations first."),
            logged: Text("指定市科技局为举措5的牵头单位", "市科技局 named as Lead of measure 5")),
        EndpointCase("plan.instructions", refused: stranger, invalid: noPlan, .noPlan),
        EndpointCase(
            "plan.instruct", by: { _ in World.leader }, values(["title": "请报平台进度", "unit": "市科技局", "due": "2024-07-31"]),
            refused: World.office,
            invalid: values(["title": "请报平台进度", "unit": "市外星局"]), .field("unit", "没有登记“市外星局”。", "“市外星局” is not registered."),
            logged: Text("批示交办市科技局：请报平台进度", "Instruction to 市科技局: 请报平台进度")),
    ]

    // MARK: Reports

    private static let reports: [EndpointCase] = [
        EndpointCase("plan.reports", by: unit("市科技局"), refused: World.leader, invalid: noPlan, .noPlan),
        EndpointCase(
            "plan.progress.form", by: unit("市科技局"), values(["about": "measure", "subject": "M1"]), refused: World.leader,
            invalid: values(["about": "measure", "subject": "M99"]), .missing("方案里没有“M99”。", "The plan has no “M99”.")),
        EndpointCase(
            "plan.progress.submit", by: unit("市科技局"), values(["about": "target", "subject": "T4", "value": "6.2", "note": "统计快报"]),
            refused: World.leader,
            invalid: values(["about": "target", "subject": "T4", "note": "统计快报"]),
            .field("value", "目标须填数值，如86.2。", "A target needs a number, e.g. 86.2."),
            logged: Text("市科技局报送目标：研发投入占比", "市科技局 reported on Target: 研发投入占比")),
        EndpointCase(
            "plan.progress.decide", { ["progress": try await $0.submit("measure", "M1", by: "市科技局"), "verdict": "approve"] },
            invalid: { ["progress": try await $0.submit("measure", "M1", by: "市科技局"), "verdict": "return"] },
            .field("reason", "退回须写明理由，让单位知道改什么。", "A return needs its reason, so that the unit knows what to mend."),
            logged: Text("审核通过市科技局报送的举措：建设公共服务平台", "Report of 市科技局 approved: Measure 建设公共服务平台")),
    ]
}
