import Calendars
import Kernel
import Registry

/// A checked plan becomes a running one: items become targets, measures, tasks and records.
struct Publication {
    let plan: Plan
    let items: [Item]
    let content: PlanContent
    let day: Day
    private(set) var units: [String: RecordID] = [:]
    private(set) var targetCount = 0
    private(set) var measureCount = 0

    init(plan: Plan, items: [Item], content: PlanContent, day: Day) {
        self.plan = plan
        self.items = items.filter(\.state.isKept)
        self.content = content
        self.day = day
    }

    mutating func run(_ scope: Scope) throws {
        for item in items { try settle(item, scope) }
        let sections = Dictionary(
            items.filter { $0.kind == .section }.map { ($0.key, $0.content.name) }, uniquingKeysWith: { a, _ in a })
        var measures: [String: RecordID] = [:]
        for (order, item) in items.filter({ $0.kind == .measure }).enumerated() {
            measures[item.key] = try publish(measure: item, order: order, sections: sections, scope)
            measureCount += 1
        }
        for (order, item) in items.filter({ $0.kind == .target }).enumerated() {
            try publish(target: item, order: order, scope)
            targetCount += 1
        }
        for item in items where item.kind == .project || item.kind == .platform {
            guard let place = item.content.place, let measure = measures[place] else { continue }
            try task(for: item, measure: measure, scope)
        }
    }

    /// Named firms, parks, platforms, products and projects become records, unless the registry has them already.
    private mutating func settle(_ item: Item, _ scope: Scope) throws {
        let kind: RecordKind
        switch item.kind {
        case .organisation: kind = item.content.type == "park" ? .park : .organisation
        case .project: kind = .project
        case .platform: kind = .platform
        case .product: kind = .product
        default: return
        }
        let record = try find(item.content.name, kind, type: item.content.type, place: item.content.scope, scope)
        for name in item.content.otherNames ?? [] { try RegistryStore.insert(name: name, for: record, scope.connection) }
        try ItemStore.set(home: Subject("record", record.description), of: item.id, scope.connection)
    }

    private func find(_ name: String, _ kind: RecordKind, type: String?, place: String?, _ scope: Scope) throws -> RecordID {
        if let known = try RegistryStore.find(named: name, kind: kind, scope.connection) { return known.id }
        let record = Record(
            id: scope.newID(), kind: kind, name: name.cut(200), type: type, place: place ?? plan.place, creditCode: nil,
            industry: nil,
            owner: nil, park: nil, note: nil, knownFrom: day)
        try RegistryStore.insert(record, origin: "plan \(plan.id)", scope)
        return record.id
    }

    private mutating func unit(_ name: String, _ scope: Scope) throws -> RecordID {
        if let known = units[name] { return known }
        let id = try find(name, .organisation, type: name.hasSuffix("大学") ? "university" : "government", place: plan.place, scope)
        units[name] = id
        return id
    }

    private mutating func publish(measure item: Item, order: Int, sections: [String: String], _ scope: Scope) throws -> RecordID {
        let named = item.content.units ?? []
        let hasLead = named.contains { $0.role == .lead }
        var units: [Measure.Unit] = []
        for (place, unit) in named.enumerated() {
            let record = try self.unit(unit.name, scope)
            if units.contains(where: { $0.record == record }) { continue }
            let leads = !hasLead && place == 0 && unit.role == .responsible
            let role: UnitRole =
                leads && plan.leadsByOrder == true
                ? .lead : (plan.leadsByOrder == true && unit.role == .responsible ? .support : unit.role)
            units.append(
                Measure.Unit(record: record, name: unit.name, role: role, isAssumedLead: leads && plan.leadsByOrder != true))
        }
        let section = item.content.section ?? ""
        let measure = Measure(
            id: scope.newID(), key: item.key, number: item.content.number ?? String(order + 1), title: item.content.name.cut(300),
            section: section, sectionTitle: sections[section] ?? "", quote: item.content.quote, units: units)
        try PlanStore.insert(measure, plan: plan.id, item: item.id, order: order, scope)
        try ItemStore.set(home: Subject("measure", measure.key), of: item.id, scope.connection)
        return measure.id
    }

    private func publish(target item: Item, order: Int, _ scope: Scope) throws {
        let content = item.content
        let unit = content.unit ?? ""
        let target = Target(
            id: scope.newID(), key: item.key, indicator: content.name, scope: content.scope,
            isHeadline: content.isHeadline ?? false,
            value: content.value, valueMax: content.valueMax, unit: unit, comparator: content.comparator ?? .ge,
            quantity: content.quantity ?? .level,
            due: content.due, dueWords: content.dueWords,
            measure: content.place.flatMap { place in items.contains { $0.kind == .measure && $0.key == place } ? place : nil },
            quote: content.quote, convention: nil, department: nil, approver: nil,
            query: content.quantity == .rank || content.isHeadline != true ? nil : self.content.query(for: content.name, unit: unit)
        )
        try PlanStore.insert(target, plan: plan.id, item: item.id, order: order, scope)
        try ItemStore.set(home: Subject("target", target.key), of: item.id, scope.connection)
        guard let value = content.baseline else { return }
        let baseline = Baseline(
            target: target.id, value: value, day: content.baselineDay ?? plan.baseDay, source: content.baselineSource ?? "",
            by: item.changedBy ?? scope.viewer.name,
            knownFrom: day)
        try PlanStore.insert(baseline, id: scope.newID(), scope)
    }

    /// What the plan itself names under a measure is a task without a day, until the office gives it one.
    private func task(for item: Item, measure: RecordID, _ scope: Scope) throws {
        let task = PlanTask(
            id: scope.newID(), measure: measure,
            number: try PlanStore.nextTaskNumber(plan: plan.id, measure: measure, scope.connection),
            title: item.content.name.cut(300), unit: nil, unitName: "", due: nil, origin: .plan, knownFrom: day)
        try PlanStore.insert(task, plan: plan.id, scope)
    }
}

extension String {
    /// At most so many code points, which is how a schema counts; no character is cut in two.
    func cut(_ limit: Int) -> String {
        if unicodeScalars.count <= limit { return self }
        var (out, left) = ("", limit)
        for character in self {
            left -= character.unicodeScalars.count
            if left < 0 { break }
            out.append(character)
        }
        return out.isEmpty ? String(String.UnicodeScalarView(unicodeScalars.prefix(limit))) : out
    }
}
