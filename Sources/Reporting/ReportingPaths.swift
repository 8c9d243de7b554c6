import Kernel
import Plan

/// The slice's URLs.
public enum ReportingPaths {
    public static let desk: Path = "/plans/{plan}/returns"
    public static let item: Path = "/plans/{plan}/returns/{return}"
    static let line: Path = "/plans/{plan}/returns/{return}/lines/{line}"
    static let form: Path = "/plans/{plan}/returns/{return}/entries"
    static let submission: Path = "/plans/{plan}/returns/{return}/submissions"
    static let withdrawal: Path = "/plans/{plan}/returns/{return}/withdrawals"
    static let decision: Path = "/plans/{plan}/returns/{return}/decisions"
    static let revision: Path = "/plans/{plan}/returns/{return}/revisions"
    static let freezes: Path = "/plans/{plan}/freezes"
    static let ledger: Path = "/plans/{plan}/return-ledger"
    static let rule: Path = "/plans/{plan}/targets/{target}/reporting-rule"
    static let changes: Path = "/plans/{plan}/unit-changes"
    static let links: Path = "/plans/{plan}/return-links"
    static let linkRevocation: Path = "/plans/{plan}/return-links/{link}/revocations"
    static let book: Path = "/plans/{plan}/returns/{return}/workbook"
    static let books: Path = "/plans/{plan}/return-workbooks"
    static let batches: Path = "/plans/{plan}/workbook-batches"
    static let batch: Path = "/plans/{plan}/workbook-batches/{batch}"
    static let batchAnswer: Path = "/plans/{plan}/workbook-batches/{batch}/returned"
    static let ledgers: Path = "/plans/{plan}/ledger-imports"
    static let ledgerImport: Path = "/plans/{plan}/ledger-imports/{ledger}"
    static let ledgerMapping: Path = "/plans/{plan}/ledger-imports/{ledger}/mappings"
    static let ledgerTaking: Path = "/plans/{plan}/ledger-imports/{ledger}/confirmations"
    /// The only address that opens without signing in.
    static let door: Path = "/r/{token}"
    static let opening: Path = "/r/{token}/openings"
    static let doorForm: Path = "/r/{token}/form"

    static func url(_ path: Path, _ plan: RecordID, _ more: [String: String] = [:]) -> String {
        path.url(RawInput(["plan": plan.description].merging(more) { _, own in own }.mapValues { [$0] }))
    }
}
