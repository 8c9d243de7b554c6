import Kernel

/// A row of the table of what may happen: from which states, to which one, who, and what it needs.
///
/// ```
/// 立项 → 交办 → 签收 → 办理 → 反馈 → 审核 → 办结 → 销号 → 归档
///                       ↑      └──────┐ │
///                       └── 反馈 ← 退回 ←┘   exits: 撤销, 并案;  beside the state: 延期, 转办
/// ```
/// Steps after the example of a county's rules (反馈, 审核, 退回, 销号, 归档; a joint item is reported by its lead) and of extensions asked for before the
/// due day, with reason, new day, the head's consent and the leader's decision.
public struct Transition: Sendable {
    /// Who may take the step.
    public enum Actor: String, Sendable, Hashable {
        case office, leader, lead, unit

        public var label: Text {
            switch self {
            case .office: Text("集群办", "the cluster office")
            case .leader: Text("市领导", "a leader")
            case .lead: Text("牵头单位", "the lead unit")
            case .unit: Text("本件责任单位", "a unit of this order")
            }
        }
    }

    /// What must be filled in.
    public enum Need: String, Sendable, Hashable {
        case reason, text, unit, due, newDue, head, into, level, verdict
    }

    public let action: OrderAction
    public let from: Set<OrderState>
    /// `nil` leaves the state as it is.
    public let to: OrderState?
    /// The request that must be open; `nil` where it makes no difference.
    public let request: OrderRequest?
    /// The request afterwards; `nil` leaves it.
    public let then: OrderRequest?
    public let by: Set<Actor>
    public let needs: [Need]
    public let isOnlyBeforeDue: Bool

    static func row(
        _ action: OrderAction, _ from: Set<OrderState>, to: OrderState? = nil, request: OrderRequest? = nil,
        then: OrderRequest? = nil,
        by: Actor..., needs: [Need] = [], onlyBeforeDue: Bool = false
    ) -> Transition {
        Transition(
            action: action, from: from, to: to, request: request, then: then, by: Set(by), needs: needs,
            isOnlyBeforeDue: onlyBeforeDue)
    }

    static let open: Set<OrderState> = [.assigned, .signed, .underway, .reported, .reviewing, .returned]
    private static let atWork: Set<OrderState> = [.assigned, .signed, .underway]

    /// Everything that is possible; what is not here is refused. Registration is no row: it makes the order.
    public static let table: [Transition] = [
        row(.assign, [.registered], to: .assigned, by: .office, .leader, needs: [.unit, .due]),
        row(.sign, [.assigned], to: .signed, by: .lead),
        row(.begin, [.signed], to: .underway, by: .lead, needs: [.text]),
        row(.report, [.underway, .returned], to: .reported, by: .lead, needs: [.text]),
        row(.review, [.reported], to: .reviewing, by: .office),
        row(.return, [.reviewing], to: .returned, by: .office, needs: [.reason]),
        row(.complete, [.reviewing], to: .completed, then: OrderRequest.none, by: .office),
        row(.clear, [.completed], to: .cleared, by: .office, .leader),
        row(.archive, [.cleared], to: .archived, by: .office),
        row(
            .withdraw, open.union([.registered]), to: .withdrawn, then: OrderRequest.none, by: .office, .leader, needs: [.reason]),
        row(.merge, open.union([.registered]), to: .merged, then: OrderRequest.none, by: .office, needs: [.into, .reason]),
        row(
            .askTransfer, atWork, request: OrderRequest.none, then: .transferAsked, by: .lead, needs: [.reason], onlyBeforeDue: true
        ),
        row(.refuseTransfer, open, request: .transferAsked, then: OrderRequest.none, by: .office, needs: [.reason]),
        row(
            .transfer, atWork, to: .assigned, request: .transferAsked, then: OrderRequest.none, by: .office,
            needs: [.unit, .reason]),
        row(
            .transfer, atWork, to: .assigned, request: OrderRequest.none, by: .office, needs: [.unit, .reason], onlyBeforeDue: true),
        row(
            .askExtension, [.signed, .underway, .returned], request: OrderRequest.none, then: .extensionAsked, by: .lead,
            needs: [.newDue, .reason], onlyBeforeDue: true),
        row(
            .consentExtension, open, request: .extensionAsked, then: .extensionConsented, by: .lead, needs: [.head],
            onlyBeforeDue: true),
        row(.grantExtension, open, request: .extensionConsented, then: OrderRequest.none, by: .leader),
        row(.refuseExtension, open, request: .extensionConsented, then: OrderRequest.none, by: .leader, needs: [.reason]),
        row(.escalate, open, by: .office, needs: [.level, .due]),
        row(.reply, open.union([.completed]), by: .unit, needs: [.text]),
        row(.answer, Set(OrderState.allCases).subtracting([.registered]), by: .office, needs: [.verdict, .text]),
    ]
}
