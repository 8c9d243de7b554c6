import Kernel

/// The slice's URLs, printed for links; the endpoints use the same patterns.
public enum PlanPaths {
    public static let list: Path = "/plans"
    public static let new: Path = "/plans/new"
    public static let alignment: Path = "/plans/alignment"
    public static let cockpit: Path = "/plans/{plan}"
    public static let superiors: Path = "/plans/{plan}/superiors"
    public static let review: Path = "/plans/{plan}/review"
    public static let setup: Path = "/plans/{plan}/setup"
    static let publication: Path = "/plans/{plan}/publication"
    public static let stages: Path = "/plans/{plan}/stages"
    public static let items: Path = "/plans/{plan}/items"
    public static let decision: Path = "/plans/{plan}/items/{item}/decisions"
    public static let correction: Path = "/plans/{plan}/items/{item}/corrections"
    public static let itemBaseline: Path = "/plans/{plan}/items/{item}/baseline"
    public static let targets: Path = "/plans/{plan}/targets"
    public static let target: Path = "/plans/{plan}/targets/{target}"
    public static let records: Path = "/plans/{plan}/targets/{target}/records"
    public static let baseline: Path = "/plans/{plan}/targets/{target}/baselines"
    public static let card: Path = "/plans/{plan}/targets/{target}/card"
    public static let shares: Path = "/plans/{plan}/targets/{target}/shares"
    public static let measures: Path = "/plans/{plan}/measures"
    public static let measure: Path = "/plans/{plan}/measures/{measure}"
    public static let units: Path = "/plans/{plan}/measures/{measure}/units"
    public static let tasks: Path = "/plans/{plan}/tasks"
    public static let instructions: Path = "/plans/{plan}/instructions"
    public static let reports: Path = "/plans/{plan}/reports"
    public static let progress: Path = "/plans/{plan}/progress"
    public static let progressDecision: Path = "/plans/{plan}/progress/{progress}/decisions"
    public static let rule: Path = "/plans/{plan}/rule"
    public static let changes: Path = "/plans/{plan}/changes"
    public static let digest: Path = "/digest"
    public static let rules: Path = "/plans/{plan}/rules"

    /// `more` names the other parts of the path; what is no part of it becomes a query.
    public static func url(_ path: Path, _ plan: Plan, _ more: KeyValuePairs<String, String> = [:]) -> String {
        path.url([("plan", plan.id.description)] + more.map { ($0.key, $0.value) })
    }
}

extension Reader {
    /// A link to a page of a plan that keeps the chosen date.
    public func plan(_ path: Path, _ plan: Plan, _ more: KeyValuePairs<String, String> = [:], at anchor: String? = nil) -> String {
        link(PlanPaths.url(path, plan, more) + (anchor.map { "#\($0)" } ?? ""))
    }
}

extension Permission {
    public static let planRead = Permission(
        "plan.read", .office, .leader, .unit, .park, .enterprise, .regulator, .expert, .reader, .auditor)
    public static let planEdit = Permission("plan.edit", .office)
    public static let planReport = Permission("plan.report", .office, .unit, .park)
    public static let planInstruct = Permission("plan.instruct", .leader)
}

extension Plan {
    /// The pages of this plan that the reader may open, of every slice: those whose menu entry stands beside a plan.
    public func nav(_ current: String, _ reader: Reader) -> [NavLink] {
        reader.menu.compactMap { item in
            guard item.entry.group.isOfOnePlan else { return nil }
            return NavLink(
                item.entry.label, url: item.path.url([("plan", id.description)]), isCurrent: item.id == current,
                in: item.entry.group)
        }
    }
}
