import Calendars
import Kernel

/// Reads the table: what an order allows, and why not.
public enum Machine {
    /// Who somebody is to an order.
    public static func actors(_ viewer: Viewer, of units: [OrderUnit]) -> Set<Transition.Actor> {
        var actors: Set<Transition.Actor> = []
        if viewer.isAny(.office) { actors.insert(.office) }
        if viewer.isAny(.leader) { actors.insert(.leader) }
        if viewer.isAny(.unit, .park), let own = units.first(where: { $0.record.description == viewer.organisation }) {
            actors.insert(.unit)
            if own.role == .lead { actors.insert(.lead) }
        }
        return actors
    }

    /// Rows that fit the state and the open request, whoever asks.
    public static func rows(_ action: OrderAction, _ position: Position) -> [Transition] {
        Transition.table.filter {
            $0.action == action && $0.from.contains(position.state) && ($0.request == nil || $0.request == position.pending)
        }
    }

    /// What these people may do on a day, in the table's order.
    public static func possible(_ position: Position, by actors: Set<Transition.Actor>? = nil, on day: Day) -> [OrderAction] {
        var seen: Set<OrderAction> = []
        return Transition.table.compactMap { row in
            guard rows(row.action, position).contains(where: { fits($0, position, actors, day) }), seen.insert(row.action).inserted
            else { return nil }
            return row.action
        }
    }

    private static func fits(_ row: Transition, _ position: Position, _ actors: Set<Transition.Actor>?, _ day: Day) -> Bool {
        if let actors, row.by.isDisjoint(with: actors) { return false }
        return !row.isOnlyBeforeDue || isInTime(position, day)
    }

    private static func isInTime(_ position: Position, _ day: Day) -> Bool { position.due.map { day <= $0 } ?? true }

    /// The row that allows a step, or a refusal that says where the order stands, why not, and what is possible.
    public static func row(
        _ action: OrderAction, _ position: Position, by actors: Set<Transition.Actor>, on day: Day, number: Int
    ) throws(Refusal) -> Transition {
        let fitting = rows(action, position)
        guard !fitting.isEmpty else { throw .conflict(illegal(action, position, day, number)) }
        let timely = fitting.filter { !$0.isOnlyBeforeDue || isInTime(position, day) }
        guard let some = timely.first else { throw .conflict(tooLate(action, position)) }
        guard let row = timely.first(where: { !$0.by.isDisjoint(with: actors) }) else {
            let who = some.by.map(\.label).sorted { $0.zh < $1.zh }
            throw .forbidden(
                Text(
                    "“\(action.label.zh)”由\(who.map(\.zh).joined(separator: "或"))办理。",
                    "“\(action.label.en)” is for \(who.map(\.en).joined(separator: " or "))."))
        }
        return row
    }

    static func illegal(_ action: OrderAction, _ position: Position, _ day: Day, _ number: Int) -> Text {
        let next = possible(position, on: day).map(\.label)
        let open = position.pending == .none ? nil : position.pending.label
        let ways =
            next.isEmpty
            ? Text("不再办理。", "Nothing more is done with it.")
            : Text(
                "现在可以：\(next.map(\.zh).joined(separator: "、"))。", "Possible now: \(next.map(\.en).joined(separator: ", ")).")
        return Text(
            "第\(number)号现为“\(position.state.label.zh)”\(open.map { "，\($0.zh)" } ?? "")，不能“\(action.label.zh)”。",
            "No. \(number) is “\(position.state.label.en)”\(open.map { ", \($0.en)" } ?? ""); “\(action.label.en)” is not possible. "
        ) + ways
    }

    static func tooLate(_ action: OrderAction, _ position: Position) -> Text {
        let due = position.due?.description ?? ""
        return Text(
            "期限\(due)已过，不能再“\(action.label.zh)”；未获批准延期的按原定期限认定。",
            "The due day \(due) has passed: “\(action.label.en)” is no longer possible, and the original day judges.")
    }

    /// The position after a step that the table allows.
    public static func after(_ row: Transition, _ position: Position, on day: Day, due: Day?, newDue: Day?, level: String?)
        -> Position
    {
        var next = position
        if let to = row.to { next.state = to }
        if let then = row.then { next.pending = then }
        switch row.action {
        case .assign:
            next.due = due
            next.level = level
        case .askExtension: next.newDue = newDue
        case .grantExtension:
            next.due = position.newDue ?? position.due
            if let answerBy = position.answerBy, let due = next.due, answerBy < due { next.answerBy = nil }
            next.newDue = nil
        case .refuseExtension: next.newDue = nil
        case .report: next.reportedOn = day
        case .return: next.reportedOn = nil
        case .escalate:
            next.level = level
            next.answerBy = due
        case .clear, .withdraw, .merge:
            next.closedOn = day
            next.newDue = nil
            if row.action == .clear { (next.level, next.answerBy) = (nil, nil) }
        case .complete: next.newDue = nil
        default: break
        }
        return next
    }
}
