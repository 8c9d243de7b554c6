import Kernel

/// Where an order stands. The words are those of the offices' ledgers.
public enum OrderState: String, Choosable, Hashable, Codable {
    case registered, assigned, signed, underway, reported, reviewing, returned, completed, cleared, archived, withdrawn, merged

    public var label: Text {
        switch self {
        case .registered: Text("立项", "Registered")
        case .assigned: Text("交办", "Assigned")
        case .signed: Text("签收", "Signed for")
        case .underway: Text("办理", "In hand")
        case .reported: Text("反馈", "Reported")
        case .reviewing: Text("审核", "Under review")
        case .returned: Text("退回", "Returned")
        case .completed: Text("办结", "Completed")
        case .cleared: Text("销号", "Cleared")
        case .archived: Text("归档", "Archived")
        case .withdrawn: Text("撤销", "Withdrawn")
        case .merged: Text("并案", "Merged")
        }
    }

    /// Nobody owes anything any more.
    public var isClosed: Bool { [.cleared, .archived, .withdrawn, .merged].contains(self) }
    /// The unit has done its part, unless it comes back.
    public var isHandedIn: Bool { [.reported, .reviewing, .completed, .cleared, .archived].contains(self) }
    /// Whose turn it is.
    public var waitsForUnit: Bool { [.assigned, .signed, .underway, .returned].contains(self) }
}

/// What a unit has asked for and nobody has decided yet.
public enum OrderRequest: String, Choosable, Hashable, Codable {
    case none, extensionAsked, extensionConsented, transferAsked

    public var label: Text {
        switch self {
        case .none: Text("没有待决定的申请", "no request is open")
        case .extensionAsked: Text("延期申请待单位负责人同意", "an extension awaits the consent of the unit's head")
        case .extensionConsented: Text("延期申请待领导决定", "an extension awaits the leader's decision")
        case .transferAsked: Text("转办申请待集群办决定", "a transfer awaits the office's decision")
        }
    }
}

/// What can be done to an order.
public enum OrderAction: String, Choosable, Hashable, Codable {
    case register, assign, sign, begin, report, review, `return`, complete, clear, archive, withdraw, transfer, merge
    case askExtension, consentExtension, grantExtension, refuseExtension, askTransfer, refuseTransfer
    case escalate, reply, answer

    public var label: Text {
        switch self {
        case .register: Text("立项", "Register")
        case .assign: Text("交办", "Assign")
        case .sign: Text("签收", "Sign for it")
        case .begin: Text("开始办理", "Begin work")
        case .report: Text("反馈", "Report back")
        case .review: Text("受理审核", "Take up for review")
        case .return: Text("退回", "Return")
        case .complete: Text("审核通过，办结", "Approve as completed")
        case .clear: Text("销号", "Clear")
        case .archive: Text("归档", "Archive")
        case .withdraw: Text("撤销", "Withdraw")
        case .transfer: Text("转办", "Transfer")
        case .merge: Text("并案", "Merge")
        case .askExtension: Text("申请延期", "Ask for an extension")
        case .consentExtension: Text("单位负责人同意延期申请", "Consent to the extension as head")
        case .grantExtension: Text("批准延期", "Grant the extension")
        case .refuseExtension: Text("不予延期", "Refuse the extension")
        case .askTransfer: Text("申请转办", "Ask for a transfer")
        case .refuseTransfer: Text("不予转办", "Refuse the transfer")
        case .escalate: Text("升级", "Escalate")
        case .reply: Text("说明或申辩", "State the unit's case")
        case .answer: Text("答复申辩", "Answer the unit's case")
        }
    }
}
