import Kernel

/// The slice's URLs.
public enum EvaluationPaths {
    public static let list: Path = "/plans/{plan}/evaluations"
    public static let city: Path = "/evaluations"
    public static let show: Path = "/evaluations/{evaluation}"
    public static let document: Path = "/evaluations/{evaluation}/document"
    static let renewals: Path = "/evaluations/{evaluation}/renewals"
    static let decisions: Path = "/evaluations/{evaluation}/decisions"
    public static let succession: Path = "/plans/{plan}/succession"
    static let successionTargets: Path = "/plans/{plan}/succession/targets"
    static let successionTasks: Path = "/plans/{plan}/succession/tasks"

    public static func url(_ evaluation: RecordID, _ path: Path = show, ids: Bool = true) -> String {
        var raw = RawInput(["evaluation": [evaluation.description]])
        if !ids { raw.set("ids", "no") }
        return path.url(raw)
    }
}
