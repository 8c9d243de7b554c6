import Calendars
import Kernel
import PlanText

/// A reading becomes items, each with the question that a person should answer about it.
struct Reading {
    let reading: PlanReading
    private(set) var drafts: [Draft] = []

    struct Draft {
        let kind: Item.Kind
        let key: String
        var content: Item.Content
        let span: PlanReading.Span?
        var question: Question?
        var other: String?
    }

    init(_ reading: PlanReading) {
        self.reading = reading
        document()
        for section in reading.sections {
            add(.section, section.id, section.title, section.span) { $0.number = section.label }
        }
        for (index, principle) in reading.principles.enumerated() {
            add(.principle, "P\(index + 1)", principle.text, principle.span)
        }
        for target in reading.targets { add(target) }
        for (index, goal) in reading.goals.enumerated() {
            add(.goal, "G\(index + 1)", goal.verb + goal.name, goal.span) { $0.place = goal.where }
        }
        for measure in reading.measures { add(measure) }
        for (index, milestone) in reading.milestones.enumerated() {
            add(.milestone, "L\(index + 1)", milestone.text, milestone.span) {
                $0.place = milestone.where
                $0.owner = milestone.owner
                $0.years = milestone.afterYears
                $0.due = milestone.deadline?.date
                $0.dueWords = milestone.deadline?.raw
            }
        }
        organisations()
        things(.project, "J", reading.projects)
        things(.platform, "F", reading.platforms)
        things(.product, "C", reading.products)
        things(.programme, "H", reading.programmes)
        for (index, clause) in reading.supervision.enumerated() {
            add(.supervision, "D\(index + 1)", clause.span.text, clause.span) {
                $0.place = clause.where
                $0.type = clause.clause
            }
        }
        for (index, task) in reading.annualTasks.enumerated() {
            add(.annualTask, "A\(index + 1)", task.text, task.span) {
                $0.place = task.where
                $0.type = task.frequency
            }
        }
        for (index, number) in reading.notTargets.enumerated() {
            add(.notTarget, "N\(index + 1)", number.span.text, number.span) {
                $0.place = number.where
                $0.type = number.reason.rawValue
            }
        }
    }

    private mutating func add(
        _ kind: Item.Kind, _ key: String, _ name: String, _ span: PlanReading.Span?, question: Question? = nil,
        other: String? = nil,
        _ fill: (inout Item.Content) -> Void = { _ in }
    ) {
        var content = Item.Content(name, quote: span?.text ?? "")
        fill(&content)
        drafts.append(Draft(kind: kind, key: key, content: content, span: span, question: question, other: other))
    }

    private mutating func document() {
        let document = reading.document
        let isUnsigned = document.issuer == nil && document.number == nil && document.issueDate == nil
        add(.document, "DOC", document.title ?? "", document.titleSpan, question: isUnsigned ? .missingIssue : nil) {
            $0.type = document.type
            $0.scope = document.region
            $0.due = document.issueDate
            $0.owner = document.issuer
            $0.number = document.number
        }
        let plain = reading.measures.filter { !$0.units.isEmpty && $0.units.allSatisfy { $0.role == .responsible } }
        if plain.count > 1 {
            add(.document, "LEAD", "", plain.first?.units.first?.span, question: .defaultLead) {
                $0.mentions = plain.map(\.id)
                $0.value = Double(plain.count)
            }
        }
    }

    private mutating func add(_ target: PlanReading.Target) {
        add(.target, target.id, target.indicator, target.span, question: question(target), other: target.sameAs) {
            $0.scope = target.scope
            $0.value = target.value
            $0.valueMax = target.valueMax
            $0.unit = target.unit
            $0.comparator = Comparator(rawValue: target.comparator.rawValue)
            $0.quantity = Quantity(rawValue: target.quantity.rawValue)
            $0.due = target.deadline?.date
            $0.dueWords = target.deadline?.raw
            $0.years = target.deadline?.years
            $0.isHeadline = target.tier == .headline
            $0.place = target.where
            $0.members = target.members.isEmpty ? nil : target.members
            $0.owner = target.owner
            $0.baseline = target.baseline
            $0.baselineSource = target.baseline == nil ? nil : "方案原文"
        }
    }

    private func question(_ target: PlanReading.Target) -> Question? {
        if target.value == nil { return .blankValue }
        if target.sameAs != nil { return .sameTarget }
        if target.deadline?.kind == .relativeYears, target.deadline?.date == nil { return .relativeBase }
        if target.tier == .measure, target.comparator == .range { return .rangeTarget }
        if target.tier == .measure, target.comparator == .eq { return .bareCount }
        return nil
    }

    private mutating func add(_ measure: PlanReading.Measure) {
        let words = text(measure.extent)
        let lead = measure.units.isEmpty ? Item.leadPhrase(in: words.filter { !$0.isNewline }) : nil
        let question: Question? = measure.units.isEmpty ? (lead == nil ? .noUnits : .leadInText) : nil
        add(.measure, measure.id, measure.title, measure.span, question: question) {
            $0.quote = words
            $0.number = measure.number.map(String.init) ?? measure.ordinal
            $0.section = measure.section
            $0.units = measure.units.map { Item.Unit(name: $0.name, role: UnitRole(rawValue: $0.role.rawValue) ?? .responsible) }
            $0.due = measure.deadline?.date
            $0.dueWords = measure.deadline?.raw
            if let lead { $0.owner = lead }
        }
    }

    /// A stretch of the source, at most 2,000 characters.
    private func text(_ range: Range<Int>) -> String {
        reading.text(range.lowerBound..<range.lowerBound + min(range.count, 2000))
    }

    private mutating func organisations() {
        var seen: [(key: String, name: String)] = []
        for (index, organisation) in reading.organisations.enumerated() {
            let key = "O\(index + 1)"
            let twin = organisation.kind == "enterprise" ? seen.first { areSimilar($0.name, organisation.normalised) } : nil
            add(
                .organisation, key, organisation.name, organisation.span, question: twin == nil ? nil : .similarName,
                other: twin?.key
            ) {
                $0.type = organisation.kind
                $0.mentions = organisation.mentions
                $0.status = organisation.role
                $0.otherNames = organisation.surfaces.filter { $0 != organisation.name }
            }
            if organisation.kind == "enterprise" { seen.append((key, organisation.normalised)) }
        }
    }

    /// Two firms whose names end alike behind different places: 江苏九旭, 睢宁九旭中药片剂.
    private func areSimilar(_ a: String, _ b: String) -> Bool {
        let (short, long) = a.count <= b.count ? (a, b) : (b, a)
        guard (4...5).contains(short.count), long.count <= 10, long != short else { return false }
        let mark = String(short.dropFirst(2).prefix(2))
        let common: Set<String> = ["医药", "药业", "生物", "医疗", "科技", "集团", "大学", "中心", "园区", "产业", "电子", "健康", "学院", "医院"]
        return !common.contains(mark) && long.dropFirst(2).contains(mark)
    }

    private mutating func things(_ kind: Item.Kind, _ letter: String, _ things: [PlanReading.NamedThing]) {
        for (index, thing) in things.enumerated() {
            add(kind, "\(letter)\(index + 1)", thing.name, thing.span) {
                $0.type = thing.kind
                $0.place = thing.where
                $0.status = thing.status
                $0.scope = thing.place
                $0.owner = thing.firm ?? thing.host
            }
        }
    }
}
