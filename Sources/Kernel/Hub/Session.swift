/// What a browser or a program shows to say on whose behalf it asks. Both are secrets: never logged, never in a page.
public enum Credential: Sendable, Hashable {
    /// The value of a browser's session cookie.
    case session(String)
    /// A bearer token of the API.
    case token(String)
}

/// What the frame around a page shows of the house: gathered in the same snapshot as the page.
public struct FrameFacts: Sendable {
    /// The plans that this viewer may choose from.
    public var plans: [PlanMark]
    /// How much waits for this viewer.
    public var toDo: Int
    /// Counts beside menu entries, by route id.
    public var counts: [String: Int]

    public init(plans: [PlanMark] = [], toDo: Int = 0, counts: [String: Int] = [:]) {
        self.plans = plans
        self.toDo = toDo
        self.counts = counts
    }
}
