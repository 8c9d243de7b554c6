import Kernel
import Plan

/// The slice's URLs.
public enum SupervisionPaths {
    public static let orders: Path = "/plans/{plan}/orders"
    public static let new: Path = "/plans/{plan}/orders/new"
    public static let order: Path = "/plans/{plan}/orders/{order}"
    static let steps: Path = "/plans/{plan}/orders/{order}/steps"
    static let paper: Path = "/plans/{plan}/orders/{order}/papers/{paper}"
    static let paperFile: Path = "/plans/{plan}/orders/{order}/papers/{paper}/docx"
    public static let mine: Path = "/my-orders"
    public static let drafts: Path = "/plans/{plan}/order-drafts"
    static let draft: Path = "/plans/{plan}/order-drafts/{draft}"
    static let issue: Path = "/plans/{plan}/order-drafts/{draft}/issue"
    static let dismissal: Path = "/plans/{plan}/order-drafts/{draft}/dismissal"
    static let draftFile: Path = "/plans/{plan}/order-drafts/{draft}/docx"
    static let settings: Path = "/plans/{plan}/supervision"
    public static let meetings: Path = "/plans/{plan}/meetings"
    static let meeting: Path = "/plans/{plan}/meetings/{meeting}"
    static let attendance: Path = "/plans/{plan}/meetings/{meeting}/attendance"
    static let decisions: Path = "/plans/{plan}/meetings/{meeting}/decisions"
    static let minutes: Path = "/plans/{plan}/meetings/{meeting}/minutes"
    static let minutesFile: Path = "/plans/{plan}/meetings/{meeting}/minutes/docx"
    public static let inspections: Path = "/plans/{plan}/inspections"
    static let inspection: Path = "/plans/{plan}/inspections/{inspection}"
    static let findings: Path = "/plans/{plan}/inspections/{inspection}/findings"
    static let feedback: Path = "/plans/{plan}/inspections/{inspection}/feedback"
    static let replies: Path = "/plans/{plan}/inspections/{inspection}/replies"
    static let conclusion: Path = "/plans/{plan}/inspections/{inspection}/conclusion"
    static let inspectionFile: Path = "/plans/{plan}/inspections/{inspection}/docx"
    public static let notices: Path = "/plans/{plan}/notices"
    static let notice: Path = "/plans/{plan}/notices/{notice}"
    static let noticeFile: Path = "/plans/{plan}/notices/{notice}/docx"
    static let noticeDraft: Path = "/plans/{plan}/notice-drafts/{draft}"
    static let noticeDraftFile: Path = "/plans/{plan}/notice-drafts/{draft}/docx"
    public static let scoreboard: Path = "/plans/{plan}/scoreboard"
    static let facts: Path = "/plans/{plan}/scoreboard/facts"
    static let views: Path = "/plans/{plan}/scoreboard/views"
}

extension Permission {
    /// Orders are read by those who supervise; a unit finds its own.
    public static let supervisionRead = Permission("supervision.read", .office, .leader, .unit, .park, .auditor, .reader)
    public static let supervisionRun = Permission("supervision.run", .office)
    public static let supervisionStep = Permission("supervision.step", .office, .leader, .unit, .park)
    public static let supervisionAnswer = Permission("supervision.answer", .unit, .park)
    public static let supervisionJudge = Permission("supervision.judge", .office, .leader, .auditor, .reader)
    public static let supervisionDraft = Permission("supervision.draft", .office, .leader, .auditor)
    public static let supervisionView = Permission("supervision.view", .leader)
}

extension Viewer {
    /// Sees the orders of all units.
    var seesEveryOrder: Bool { isAny(.office, .leader, .auditor, .reader) }
    var unit: RecordID? { isAny(.unit, .park) ? organisation.flatMap { RecordID($0) } : nil }
}

extension Plan {
    var subject: Subject { Subject("plan", id.description) }
}
