import Calendars

/// What a request has at hand while it runs on a database thread: one snapshot or one transaction, its viewer, its moment.
public struct Scope {
    public let connection: Connection
    public private(set) var viewer: Viewer
    public let now: Instant
    /// The date whose state of things is asked for; today unless the reader chose another.
    public let asOf: Day
    /// True where the reader chose the date himself.
    public let isAsOfChosen: Bool
    let ids: IDGenerator
    private(set) var events: [Event] = []
    /// What the browser's session cookie becomes with the answer.
    public var session: SessionChange?

    init(connection: Connection, viewer: Viewer, now: Instant, asOf: Day?, ids: IDGenerator) {
        self.connection = connection
        self.viewer = viewer
        self.now = now
        self.asOf = asOf ?? now.day
        isAsOfChosen = asOf != nil
        self.ids = ids
    }

    public var today: Day { now.day }

    public func newID() -> RecordID { ids.next() }

    /// Says what happened. Written to the log at the end of the same transaction.
    public mutating func record(_ event: Event) { events.append(event) }

    /// From here on the request runs on behalf of somebody who has just proved who he is: the log then names him.
    public mutating func become(_ viewer: Viewer) { self.viewer = viewer }
}

/// What an answer does to the browser's session cookie.
public enum SessionChange: Sendable, Hashable {
    /// Sets the cookie: HttpOnly, SameSite, Secure behind TLS. The token is a secret; it goes nowhere else.
    case begin(token: String)
    /// Takes it away.
    case end
}
