import Kernel

/// The slice's URLs, printed for links; the endpoints use the same patterns.
enum PlanPaths {
    static let list: Path = "/plans"
    static let new: Path = "/plans/new"
    static let cockpit: Path = "/plans/{plan}"
    static let review: Path = "/plans/{plan}/review"
    static let setup: Path = "/plans/{plan}/setup"
    static let publication: Path = "/plans/{plan}/publication"
    static let stages: Path = "/plans/{plan}/stages"
    static let items: Path = "/plans/{plan}/items"
    static let decision: Path = "/plans/{plan}/items/{item}/decisions"
    static let correction: Path = "/plans/{plan}/items/{item}/corrections"
    static let itemBaseline: Path = "/plans/{plan}/items/{item}/baseline"
    static let targets: Path = "/plans/{plan}/targets"
    static let target: Path = "/plans/{plan}/targets/{target}"
    static let records: Path = "/plans/{plan}/targets/{target}/records"
    static let baseline: Path = "/plans/{plan}/targets/{target}/baselines"
    static let card: Path = "/plans/{plan}/targets/{target}/card"
    static let shares: Path = "/plans/{plan}/targets/{target}/shares"
    static let measures: Path = "/plans/{plan}/measures"
    static let measure: Path = "/plans/{plan}/measures/{measure}"
    static let units: Path = "/plans/{plan}/measures/{measure}/units"
    static let tasks: Path = "/plans/{plan}/tasks"
    static let instructions: Path = "/plans/{plan}/instructions"
    static let reports: Path = "/plans/{plan}/reports"
    static let progress: Path = "/plans/{plan}/progress"
    static let progressDecision: Path = "/plans/{plan}/progress/{progress}/decisions"
    static let rule: Path = "/plans/{plan}/rule"

    static func url(_ path: Path, _ plan: Plan, _ more: [String: String] = [:]) -> String {
        var raw = RawInput(["plan": [plan.id.description]])
        for (name, value) in more { raw.set(name, value) }
        return path.url(raw)
    }
}

extension Reader {
    /// A link to a page of a plan that keeps the chosen date.
    func plan(_ path: Path, _ plan: Plan, _ more: [String: String] = [:], at anchor: String? = nil) -> String {
        link(PlanPaths.url(path, plan, more) + (anchor.map { "#\($0)" } ?? ""))
    }
}

extension Permission {
    static let planRead = Permission(
        "plan.read", .office, .leader, .unit, .park, .enterprise, .regulator, .expert, .reader, .auditor)
    static let planEdit = Permission("plan.edit", .office)
    static let planReport = Permission("plan.report", .office, .unit, .park)
    static let planInstruct = Permission("plan.instruct", .leader)
}

/// The pages of a running plan, as they stand in the side navigation.
enum PlanPart: CaseIterable {
    case cockpit, targets, measures, reports, instructions, items, rule

    var path: Path {
        switch self {
        case .cockpit: PlanPaths.cockpit
        case .targets: PlanPaths.targets
        case .measures: PlanPaths.measures
        case .reports: PlanPaths.reports
        case .instructions: PlanPaths.instructions
        case .items: PlanPaths.items
        case .rule: PlanPaths.rule
        }
    }

    var label: Text {
        switch self {
        case .cockpit: Text("驾驶舱", "Cockpit")
        case .targets: Text("目标", "Targets")
        case .measures: Text("举措", "Measures")
        case .reports: Text("报送与审核", "Reports")
        case .instructions: Text("批示", "Instructions")
        case .items: Text("每件事在哪里", "Where everything is")
        case .rule: Text("灯色规则与周期", "Light rule and life")
        }
    }
}

extension Plan {
    func nav(_ current: PlanPart, _ reader: Reader) -> [NavLink] {
        PlanPart.allCases.filter { $0 != .reports || Permission.planReport.allows(reader.viewer) }.map {
            NavLink($0.label, url: PlanPaths.url($0.path, self), isCurrent: $0 == current)
        }
    }
}
