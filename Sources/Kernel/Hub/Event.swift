/// Something that happened. It is recorded in the transaction that made it happen, and feeds timelines, notices and audit.
public struct Event: Sendable, Hashable {
    public let kind: EventKind
    public let subject: Subject
    /// The larger record whose timeline also shows it, such as the plan of a task.
    public let context: Subject?
    /// Values of the sentence, by the word between braces, and whatever an auditor needs.
    public let details: [String: String]

    public init(_ kind: EventKind, _ subject: Subject, in context: Subject? = nil, _ details: [String: String] = [:]) {
        self.kind = kind
        self.subject = subject
        self.context = context
        self.details = details
    }
}

/// The record that an event is about.
public struct Subject: Sendable, Hashable, Codable {
    public let kind: String
    public let id: String

    public init(_ kind: String, _ id: String) {
        self.kind = kind
        self.id = id
    }
}

/// What can happen, with its sentence; `{who}` and the details' words are filled in.
public struct EventKind: Sendable, Hashable {
    public let id: String
    public let sentence: Text

    public init(_ id: String, _ sentence: Text) {
        self.id = id
        self.sentence = sentence
    }

    public static func == (a: EventKind, b: EventKind) -> Bool { a.id == b.id }
    public func hash(into hasher: inout Hasher) { hasher.combine(id) }
}
