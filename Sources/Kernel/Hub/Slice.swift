/// One feature: its endpoints, tables and events. Deleting its folder and its line in the slice list deletes the feature.
public struct Slice: Sendable {
    public let name: String
    public let routes: [Route]
    public let raw: [RawEndpoint]
    public let migrations: [Migration]
    public let events: [EventKind]
    public let jobs: [JobKind]

    public init(
        _ name: String, routes: [Route], raw: [RawEndpoint] = [], migrations: [Migration] = [], events: [EventKind] = [],
        jobs: [JobKind] = []
    ) {
        self.name = name
        self.routes = routes
        self.raw = raw
        self.migrations = migrations
        self.events = events
        self.jobs = jobs
    }
}
