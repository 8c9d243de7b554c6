import Calendars
import Kernel

/// Which meeting it is.
public enum MeetingKind: String, Choosable, Hashable, Codable {
    case joint, dispatch

    public var label: Text {
        switch self {
        case .joint: Text("联席会议", "Joint conference")
        case .dispatch: Text("调度会", "Progress meeting")
        }
    }
}

/// A meeting with its agenda, who was there, and what it decided.
public struct Meeting: Sendable, Hashable {
    public struct Decision: Sendable, Hashable {
        public let number: Int
        public let words: String
        public let unit: RecordID?
        public let unitName: String?
        public let due: Day?
        /// The order that it became with the minutes.
        public let order: RecordID?
    }

    public let id: RecordID
    public let plan: RecordID
    public let kind: MeetingKind
    public let title: String
    public let day: Day
    public let place: String?
    public let chair: String
    public let agenda: [String]
    public let attending: [String]
    public let absent: [String]
    public let documentNumber: String?
    public let issuedOn: Day?
    public let issuedBy: String?
    public var decisions: [Decision]
}

/// A visit to a unit: announced, with findings that carry evidence, which go to the unit before anything is concluded
/// (政府督查工作条例: conclusions rest on evidence and go back to the unit).
public struct Inspection: Sendable, Hashable {
    public enum State: String, Choosable, Hashable, Codable {
        case noticed, sent, concluded
        public var label: Text {
            switch self {
            case .noticed: Text("督查中", "Under way")
            case .sent: Text("问题已反馈单位", "Findings sent to the unit")
            case .concluded: Text("已形成结论", "Concluded")
            }
        }
    }

    public struct Finding: Sendable, Hashable {
        public let number: Int
        public let words: String
        public let evidence: RecordID
        public let evidenceName: String
        public let day: Day
        public let by: String
    }

    public let id: RecordID
    public let plan: RecordID
    public let unit: OrderUnit
    public let title: String
    public let grounds: String
    public let from: Day
    public let to: Day
    public let state: State
    public let documentNumber: String?
    public let openedOn: Day
    public let sentOn: Day?
    public let reply: String?
    public let replyBy: String?
    public let repliedOn: Day?
    public let conclusion: String?
    public let concludedBy: String?
    public let concludedOn: Day?
    public let order: RecordID?
    public var findings: [Finding]
}

/// A circular about a unit: 通报表扬 or 督促整改, drafted from facts.
public struct Notice: Sendable, Hashable {
    public enum Kind: String, Choosable, Hashable, Codable {
        case commend, rectify
        public var label: Text { self == .commend ? Text("通报表扬", "Commendation") : Text("督促整改", "Rectification") }
    }

    public let id: RecordID
    public let plan: RecordID
    public let kind: Kind
    public let unit: OrderUnit
    public let title: String
    public let words: String
    public let facts: [Text]
    public let from: Day
    public let to: Day
    public let documentNumber: String?
    public let issuedOn: Day
    public let issuedBy: String
    public let order: RecordID?
}
