import Calendars
import Design
import Kernel
import Plan
import Registry

/// What the system proposes and a person may issue: an order on a matter, or a rise of one that is open.
public struct Draft: Sendable, Hashable {
    /// The same facts give the same key, so that a draft can be named in a URL, issued once and dismissed once.
    public let key: String
    public let ladder: String
    public let level: String
    public let matter: Matter?
    public let title: String
    public let unit: OrderUnit?
    public let support: [OrderUnit]
    /// Each ground is a fact that can be looked up in the plan.
    public let basis: [Text]
    public let due: Day
    /// The open order that rises; `nil` for a new one.
    public let order: RecordID?
    /// The level's place on the ladder.
    public let place: Int
}

/// Pure: what to draft on a day, from how the plan was judged at its report days.
public enum Drafting {
    /// The judgement that was right after a report day, or is right now.
    public struct Moment: Sendable {
        public let period: Day
        public let judged: Judged
        public init(period: Day, judged: Judged) { (self.period, self.judged) = (period, judged) }
    }

    /// What is known of orders of the plan.
    public struct Known: Sendable {
        public var open: [Order]
        /// The day on which the last order on a matter was cleared, and how many were.
        public var cleared: [Matter: Cleared]
        public var dismissed: Set<String>

        public init(open: [Order] = [], cleared: [Matter: Cleared] = [:], dismissed: Set<String> = []) {
            (self.open, self.cleared, self.dismissed) = (open, cleared, dismissed)
        }
    }

    public struct Cleared: Sendable, Hashable {
        public let day: Day
        public let count: Int
        public init(day: Day, count: Int) { (self.day, self.count) = (day, count) }
    }

    /// `history` in the order of time; its last moment is `asOf`. `upcoming` are the tasks that are not done.
    public static func drafts(
        _ ladder: Ladder, history: [Moment], upcoming: [(task: PlanTask, measure: Measure?)], known: Known, on asOf: Day,
        due: (Int) -> Day
    ) -> [Draft] {
        let open = Dictionary(known.open.compactMap { order in order.matter.map { ($0, order) } }, uniquingKeysWith: { a, _ in a })
        var drafts: [String: Draft] = [:]
        func propose(_ draft: Draft) {
            let one = draft.order?.description ?? "\(draft.matter?.kind.rawValue ?? "") \(draft.matter?.id ?? "")"
            if let before = drafts[one], before.place >= draft.place { return }
            drafts[one] = draft
        }
        let hits = hits(ladder, history, upcoming, known, asOf)
        for hit in hits.values {
            let matter = hit.subject.matter, standing = open[matter]
            guard standing == nil || hit.place > ladder.place(standing?.now.level) else { continue }
            // A measure's order covers its tasks and reports, unless one of them stands higher.
            if let measure = hit.subject.measure {
                let over = max(hits[measure]?.place ?? -1, open[measure].map { ladder.place($0.now.level) } ?? -1)
                if over >= hit.place { continue }
            }
            let level = ladder.levels[hit.place]
            propose(
                Draft(
                    key: "\(level.id)-\(matter.kind.rawValue)-\(matter.id)-\(hit.tag)-\(known.cleared[matter]?.count ?? 0)",
                    ladder: ladder.id, level: level.id, matter: matter, title: hit.subject.title, unit: hit.subject.lead,
                    support: hit.subject.support, basis: hit.grounds,
                    due: level.days == 0 ? max(hit.subject.due ?? asOf, asOf) : due(level.days), order: standing?.id,
                    place: hit.place))
        }
        for order in known.open {
            if let draft = rise(of: order, ladder, asOf, due) { propose(draft) }
        }
        return drafts.values.filter { !known.dismissed.contains($0.key) }.sorted {
            ($1.place, $0.title, $0.key) < ($0.place, $1.title, $1.key)
        }
    }

    /// The highest level whose trigger holds, for each matter.
    private static func hits(
        _ ladder: Ladder, _ history: [Moment], _ upcoming: [(task: PlanTask, measure: Measure?)], _ known: Known, _ asOf: Day
    ) -> [Matter: (place: Int, subject: Subject, grounds: [Text], tag: String)] {
        var hits: [Matter: (place: Int, subject: Subject, grounds: [Text], tag: String)] = [:]
        let subjects = Subject.all(history.last?.judged, upcoming)
        for (place, level) in ladder.levels.enumerated() {
            for trigger in level.triggers {
                for subject in subjects {
                    guard let (grounds, tag) = subject.holds(trigger, history, known, asOf) else { continue }
                    hits[subject.matter] = (place, subject, grounds, tag)
                }
            }
        }
        return hits
    }

    /// An order whose own day has passed goes one level up; one whose report came back goes to the level that says so.
    private static func rise(of order: Order, _ ladder: Ladder, _ asOf: Day, _ due: (Int) -> Day) -> Draft? {
        guard order.now.state.waitsForUnit, let answerBy = order.now.answerBy ?? order.now.due else { return nil }
        let number = order.documentNumber ?? Text("第\(order.number)号", "no. \(order.number)").zh
        func draft(_ level: Ladder.Level, _ basis: Text, _ tag: String) -> Draft {
            Draft(
                key: "\(level.id)-order-\(order.id)-\(tag)", ladder: ladder.id, level: level.id, matter: order.matter,
                title: order.title, unit: order.lead, support: order.units.filter { $0.role == .support }, basis: [basis],
                due: due(max(1, level.days)), order: order.id, place: ladder.place(level.id))
        }
        if asOf > answerBy, let next = ladder.above(order.now.level),
            next.triggers.contains(where: { $0.when == .orderMissed || (order.now.level == nil && $0.when == .late) })
        {
            let days = asOf - answerBy
            return draft(
                next,
                Text("\(number)应于\(answerBy)前反馈，已逾期\(days)天", "\(number) was to be answered by \(answerBy), \(days) days late"),
                "missed-\(answerBy)")
        }
        if order.now.state == .returned,
            let level = ladder.levels.last(where: { $0.triggers.contains { $0.when == .returned } }),
            ladder.place(level.id) > ladder.place(order.now.level)
        {
            return draft(level, Text("\(number)的反馈被退回", "The report on \(number) was returned"), "returned")
        }
        return nil
    }

    /// A thing of the plan that an order may be about.
    struct Subject {
        let matter: Matter
        let title: String
        let lead: OrderUnit?
        var support: [OrderUnit] = []
        var due: Day?
        var late: LateThing?
        /// The measure that it belongs to.
        var measure: Matter?

        static func all(_ judged: Judged?, _ upcoming: [(task: PlanTask, measure: Measure?)]) -> [Subject] {
            guard let judged else { return [] }
            var subjects = judged.measures.map { state in
                Subject(
                    matter: Matter(.measure, state.measure.id.description), title: state.measure.title, lead: lead(state.measure),
                    support: support(state.measure))
            }
            subjects += judged.targets.map { state in
                let measure = judged.measures.first { $0.measure.key == state.target.measure }?.measure
                return Subject(
                    matter: Matter(.target, state.target.id.description), title: state.target.indicator,
                    lead: measure.flatMap(lead), support: measure.map(support) ?? [])
            }
            let dues = Dictionary(judged.late.compactMap { late in if case .task(let id) = late.kind { (id, late) } else { nil } })
            { a, _ in a }
            subjects += upcoming.map { task, measure in
                Subject(
                    matter: Matter(.task, task.id.description), title: task.title,
                    lead: task.unit.map { OrderUnit(record: $0, name: task.unitName, role: .lead) } ?? measure.flatMap(lead),
                    due: task.due, late: dues[task.id], measure: measure.map { Matter(.measure, $0.id.description) })
            }
            subjects += judged.late.compactMap { late in
                guard case .report = late.kind, let measure = late.measure else { return nil }
                return Subject(
                    matter: Matter(.report, "\(measure.id)-\(judged.dataDay)"), title: "\(measure.title)：\(late.title.zh)",
                    lead: lead(measure), due: late.due, late: late, measure: Matter(.measure, measure.id.description))
            }
            return subjects
        }

        private static func lead(_ measure: Measure) -> OrderUnit? {
            measure.lead.map { OrderUnit(record: $0.record, name: $0.name, role: .lead) }
        }

        private static func support(_ measure: Measure) -> [OrderUnit] {
            let lead = measure.lead?.record
            return measure.units.filter { $0.record != lead && $0.role == .support }.map {
                OrderUnit(record: $0.record, name: $0.name, role: .support)
            }
        }

        /// The grounds on which a trigger holds, and what tells this occasion from a later one.
        func holds(_ trigger: Ladder.Trigger, _ history: [Moment], _ known: Known, _ asOf: Day) -> ([Text], String)? {
            switch trigger.when {
            case .light: return lights(trigger, history, known)
            case .nearDue:
                guard matter.kind == .task, let due, late == nil, due >= asOf, due - asOf <= trigger.days ?? 0 else { return nil }
                return ([Text("应于\(due)完成，还有\(due - asOf)天", "Due \(due), in \(due - asOf) days")], "near")
            case .late:
                guard matter.kind == .task, let late else { return nil }
                return ([Text("应于\(late.due)完成，已逾期\(late.days)天", "Due \(late.due), \(late.days) days late")], "late")
            case .unreported:
                guard matter.kind == .report, let late else { return nil }
                return (
                    [Text("\(late.title.zh)应于\(late.due)前报送，至今未收到", "\(late.title.en) was due \(late.due) and is not in")], "none"
                )
            case .orderMissed, .returned: return nil  // what befalls an order, not a matter
            }
        }

        private func lights(_ trigger: Ladder.Trigger, _ history: [Moment], _ known: Known) -> ([Text], String)? {
            guard let light = trigger.light, matter.kind == .measure || matter.kind == .target else { return nil }
            let since = known.cleared[matter]?.day ?? .first
            var hits: [Moment] = []
            for moment in history where moment.period > since {
                switch self.light(moment.judged) {
                case light: hits.append(moment)
                case .some where trigger.inARow == true: hits.removeAll()
                default: break
                }
            }
            let times = trigger.times ?? 1
            // The light must still be burning: what was cured needs no letter.
            guard hits.count >= times, let last = hits.last, last.period == history.last?.period else { return nil }
            let word = light.word
            let grounds = hits.suffix(max(times, 2)).map {
                Text(
                    "\(Show.period(endingOn: $0.period, .zh))：\(word.zh)\(detail($0.judged)?.zh ?? "")",
                    "\(Show.period(endingOn: $0.period, .en)): \(word.en.lowercased())\(detail($0.judged)?.en ?? "")")
            }
            return (grounds, "\(light.rawValue)-\(last.period)")
        }

        private func light(_ judged: Judged) -> Light? {
            matter.kind == .measure
                ? judged.measures.first { $0.measure.id.description == matter.id }?.light
                : judged.targets.first { $0.target.id.description == matter.id }?.light
        }

        private func detail(_ judged: Judged) -> Text? {
            if matter.kind == .measure {
                guard let state = judged.measures.first(where: { $0.measure.id.description == matter.id }), state.total > 0 else {
                    return nil
                }
                let late = state.late.first.map {
                    Text("，“\($0.title.zh)”逾期\($0.days)天", ", “\($0.title.en)” \($0.days) days late")
                }
                return Text(
                    "，应完成\(state.planned)项，已完成\(state.done)项\(late?.zh ?? "")",
                    ", \(state.done) of \(state.planned) due tasks done\(late?.en ?? "")")
            }
            guard let pace = judged.targets.first(where: { $0.target.id.description == matter.id })?.pace else { return nil }
            let points = Show.number(abs(pace.gap))
            return pace.gap < 0
                ? Text("，差\(points)点", ", \(points) points short") : Text("，快\(points)点", ", \(points) points ahead")
        }
    }
}
