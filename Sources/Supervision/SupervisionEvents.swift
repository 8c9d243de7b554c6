import Calendars
import Kernel
import Plan

/// What can happen in supervision. Words of lists stand in the details in both languages.
enum SupervisionEvents {
    /// One kind for each step: `supervision.order.sign`.
    static let steps: [OrderAction: EventKind] = Dictionary(
        uniqueKeysWithValues: OrderAction.allCases.map { action in
            (
                action,
                EventKind(
                    "supervision.order.\(action.rawValue)",
                    Text("第{number}号“{title}”：\(action.label.zh){more}", "No. {number} “{title}”: \(action.label.en){moreEn}"))
            )
        })
    static let dismissed = EventKind(
        "supervision.draft.dismissed", Text("不采用起草件“{title}”，{reason}", "Draft “{title}” not used: {reason}"))
    static let set = EventKind(
        "supervision.set", Text("督办梯级定为{ladder}，计分办法定为{scheme}", "Ladder set to {ladderEn}, scoring to {schemeEn}"))
    static let met = EventKind("supervision.meeting.called", Text("召开{kind}：{title}", "{kindEn} called: {title}"))
    static let attended = EventKind("supervision.meeting.attendance", Text("登记“{title}”到会情况", "Attendance of “{title}” recorded"))
    static let decided = EventKind("supervision.meeting.decision", Text("“{title}”议定：{decision}", "“{title}” decided: {decision}"))
    static let minuted = EventKind(
        "supervision.meeting.minutes", Text("签发“{title}”会议纪要，{orders}项转督办", "Minutes of “{title}” issued, {orders} became orders"))
    static let noticed = EventKind(
        "supervision.inspection.noticed", Text("通知督查{unit}：{title}", "Inspection of {unit} announced: {title}"))
    static let found = EventKind(
        "supervision.inspection.finding", Text("“{title}”记录问题{number}", "“{title}”: finding {number} recorded"))
    static let fedBack = EventKind(
        "supervision.inspection.feedback", Text("“{title}”的问题反馈{unit}", "Findings of “{title}” sent to {unit}"))
    static let answered = EventKind("supervision.inspection.reply", Text("{unit}就“{title}”作出说明", "{unit} answered “{title}”"))
    static let concluded = EventKind("supervision.inspection.concluded", Text("“{title}”形成督查结论", "“{title}” concluded"))
    static let circulated = EventKind(
        "supervision.notice.issued", Text("签发通报（{kind}）：{title}", "Circular issued ({kindEn}): {title}"))
    static let entered = EventKind(
        "supervision.fact.entered", Text("登记{unit}{kind}：{grounds}", "{kindEn} of {unit} entered: {grounds}"))

    static let all =
        OrderAction.allCases.compactMap { steps[$0] } + [
            dismissed, set, met, attended, decided, minuted, noticed, found, fedBack, answered, concluded, circulated, entered,
        ]

    static func step(_ step: Step, of order: Order, in plan: Subject) -> Event? {
        steps[step.action].map { kind in
            let words = step.reason ?? step.other
            return Event(
                kind, order.subject, in: plan,
                [
                    "number": String(order.number), "title": order.title, "more": words.map { "，\($0)" } ?? "",
                    "moreEn": words.map { ", \($0)" } ?? "", "day": step.day.description, "unit": order.lead?.name ?? "",
                ])
        }
    }
}

extension Order {
    var subject: Subject { Subject("order", id.description) }
}
