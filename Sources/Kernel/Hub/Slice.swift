/// One feature: its endpoints, tables and events. Deleting its folder and its line in the slice list deletes the feature.
public struct Slice: Sendable {
    public let name: String
    public let routes: [Route]
    public let raw: [RawEndpoint]
    public let migrations: [Migration]
    public let events: [EventKind]
    public let jobs: [JobKind]
    /// What this feature adds to the frame around every page; one indexed query at most.
    public let frame: (@Sendable (Scope, inout FrameFacts) throws -> Void)?

    public init(
        _ name: String, routes: [Route], raw: [RawEndpoint] = [], migrations: [Migration] = [], events: [EventKind] = [],
        jobs: [JobKind] = [], frame: (@Sendable (Scope, inout FrameFacts) throws -> Void)? = nil
    ) {
        self.name = name
        self.routes = routes
        self.raw = raw
        self.migrations = migrations
        self.events = events
        self.jobs = jobs
        self.frame = frame
    }
}
