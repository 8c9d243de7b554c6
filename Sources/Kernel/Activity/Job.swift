/// A kind of long work: a row in `job`, run off the request, with progress, cancel and a readable end.
public struct JobKind: Sendable {
    /// What becomes of a job whose process died under it.
    public enum Loss: Sendable, Hashable {
        /// Begin again: the work may be done twice without harm.
        case again
        /// Say that it failed: somebody decides.
        case fail
    }

    public let id: String
    public let label: Text
    public let loss: Loss
    /// Runs outside any transaction; what it must keep it writes through the house. The text is the readable end.
    public let run: @Sendable (JobRun) async throws -> Text

    public init(_ id: String, _ label: Text, afterLoss loss: Loss = .fail, run: @escaping @Sendable (JobRun) async throws -> Text) {
        self.id = id
        self.label = label
        self.loss = loss
        self.run = run
    }
}

/// One run of a job, as its work sees it.
public struct JobRun: Sendable {
    public let id: RecordID
    public let house: House
    public let viewer: Viewer
    public let input: [String: String]
    /// Says how far the work is, of how much; throws `CancellationError` once somebody cancelled it.
    public let report: @Sendable (_ done: Int, _ of: Int) async throws -> Void
}

/// A piece of long work as it stands.
public struct Job: Sendable, Hashable {
    public enum State: String, Choosable, Hashable {
        case queued, running, done, failed, cancelled

        public var label: Text {
            switch self {
            case .queued: Text("排队中", "Waiting")
            case .running: Text("进行中", "Running")
            case .done: Text("已完成", "Done")
            case .failed: Text("未完成", "Failed")
            case .cancelled: Text("已取消", "Cancelled")
            }
        }

        public var isOver: Bool { self != .queued && self != .running }
    }

    public let id: RecordID
    public let kind: String
    /// What it is about: a file's name, a plan's title.
    public let label: String
    public let viewer: String
    public let viewerName: String
    public let input: [String: String]
    public let state: State
    public let done: Int
    /// 0 while it is not known.
    public let total: Int
    /// The readable end.
    public let message: Text?
    public let createdAt: Instant
    public let startedAt: Instant?
    public let endedAt: Instant?
    public let leaseUntil: Instant?
    /// The process that runs it.
    public let worker: String?
    /// How often it was begun.
    public let attempts: Int
    public let isCancelling: Bool

    /// 0 to 100, where the size of the work is known.
    public var percent: Int? { state == .done ? 100 : total > 0 ? min(100, max(0, done) * 100 / total) : nil }
}
