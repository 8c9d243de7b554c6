/// A kind of long work: a row in `job`, run off the request, with progress, cancel and a readable end.
public struct JobKind: Sendable {
    public let id: String
    public let label: Text
    /// Runs outside any transaction; what it must keep it writes through the house. The text is the readable end.
    public let run: @Sendable (JobRun) async throws -> Text

    public init(_ id: String, _ label: Text, run: @escaping @Sendable (JobRun) async throws -> Text) {
        self.id = id
        self.label = label
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
