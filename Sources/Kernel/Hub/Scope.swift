import Calendars

/// What a request has at hand while it runs on a database thread: one snapshot or one transaction, its viewer, its moment.
public struct Scope {
    public let connection: any Connection
    public let viewer: Viewer
    public let now: Instant
    /// The date whose state of things is asked for; today unless the reader chose another.
    public let asOf: Day
    /// True where the reader chose the date himself.
    public let isAsOfChosen: Bool
    let ids: IDGenerator
    private(set) var events: [Event] = []

    init(connection: any Connection, viewer: Viewer, now: Instant, asOf: Day?, ids: IDGenerator) {
        self.connection = connection
        self.viewer = viewer
        self.now = now
        self.asOf = asOf ?? now.day
        isAsOfChosen = asOf != nil
        self.ids = ids
    }

    public var today: Day { now.day }

    public func newID() -> RecordID { ids.next(now) }

    /// Says what happened. Written to the log at the end of the same transaction.
    public mutating func record(_ event: Event) { events.append(event) }
}
