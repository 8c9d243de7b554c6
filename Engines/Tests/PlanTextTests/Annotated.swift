import Calendars
import Foundation
import PlanText

/// A plan whose answer was written by hand before the engine read it (folder `Annotated`, form of the answers: `Annotated/gold-json`).
struct Annotated: Sendable, CustomStringConvertible {
    struct Target: Sendable {
        var indicator: String
        var comparator: String
        var value: Double
        var max: Double?
        var unit: String?
        /// `nil` where no date of the calendar is printed.
        var date: String?
    }

    struct Measure: Sendable {
        var id: String
        var section: String?
        var title: String
        var units: [String: String]
    }

    let name: String
    let source: PlanSource
    private(set) var targets: [Target] = []
    private(set) var measures: [Measure] = []
    private(set) var blanks: [String] = []
    private(set) var notTargets: [String] = []

    var description: String { name }

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Annotated")

    /// Those whose names begin so: `a` and `b` were mended by, `c` was read once before it, too, was mended by.
    static func all(_ prefixes: String) -> [Annotated] {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".gold") && prefixes.contains($0.prefix(1)) }.sorted().compactMap {
            Annotated(String($0.dropLast(5)))
        }
    }

    init?(_ name: String) {
        self.name = name
        func text(_ suffix: String) -> String? {
            try? String(contentsOf: Self.folder.appending(path: "\(name).\(suffix)"), encoding: .utf8)
        }
        guard let gold = text("gold") else { return nil }
        if let plain = text("txt") {
            source = PlanSource(text: plain)
        } else if let markdown = text("md") {
            source = PlanSource(markdown: markdown)
        } else {
            return nil
        }
        for line in gold.split(separator: "\n") {
            add(line.split(separator: "|", omittingEmptySubsequences: false).map(String.init))
        }
    }

    private mutating func add(_ part: [String]) {
        switch part[0] {
        case "T" where part.count == 6:
            let value = part[3].split(separator: "~").compactMap { Double($0) }
            let due = part[5]
            targets.append(
                Target(
                    indicator: part[1], comparator: part[2], value: value[0], max: value.count > 1 ? value[1] : nil,
                    unit: part[4].isEmpty ? nil : part[4], date: due == "-" || due.hasPrefix("~") ? nil : due))
        case "M" where part.count == 5:
            let roles = ["r": "responsible", "l": "lead", "s": "support", "h": "shared", "i": "implement"]
            var units: [String: String] = [:]
            for unit in part[4].split(separator: " ") {
                let split = unit.split(separator: "/")
                units[Self.folded(String(split[0]))] = roles[split.count > 1 ? String(split[1]) : "r"]
            }
            measures.append(Measure(id: part[1], section: part[2].isEmpty ? nil : part[2], title: part[3], units: units))
        case "B": blanks.append(part[1])
        case "N": notTargets.append(Self.folded(part[1]))
        default: break
        }
    }

    static func folded(_ text: String) -> String {
        String(text.filter { !$0.isWhitespace }).replacing("人民政府", with: "政府").replacing("户", with: "家")
    }
}

/// Counts over several documents.
struct Score {
    var found = 0
    var predicted = 0
    var wanted = 0
    var precision: Double { predicted == 0 ? 1 : Double(found) / Double(predicted) }
    var recall: Double { wanted == 0 ? 1 : Double(found) / Double(wanted) }
    var f1: Double { precision + recall == 0 ? 0 : 2 * precision * recall / (precision + recall) }
}

/// The rules of matching: a target by its value and unit, at best with its indicator; a unit by measure and name.
struct Scores {
    var core = Score()
    var full = Score()
    var measures = Score()
    var units = Score()
    var roles = Score()
    /// What was wrong, a line each.
    var notes: [String] = []

    mutating func add(_ plan: Annotated) throws {
        let reading = try PlanReading(plan.source)
        addTargets(plan, reading)
        addMeasures(plan, reading)
    }

    private mutating func addTargets(_ plan: Annotated, _ reading: PlanReading) {
        var unused = reading.targets.filter { $0.value != nil }
        core.wanted += plan.targets.count
        core.predicted += unused.count
        for wanted in plan.targets {
            let alike = unused.indices.filter {
                amount(unused[$0]) == [wanted.value, wanted.max] && unit(unused[$0].unit) == unit(wanted.unit)
            }
            guard let at = alike.first(where: { agrees(unused[$0], wanted.indicator) }) ?? alike.first else {
                notes.append("\(plan.name): missed \(wanted.indicator) \(wanted.value) \(wanted.unit ?? "")")
                continue
            }
            let found = unused.remove(at: at)
            let soft = ["ge", "gt", "eq"]
            let code = found.comparator.rawValue
            let compared = code == wanted.comparator || soft.contains(code) && soft.contains(wanted.comparator)
            let dated = found.deadline?.date?.description == wanted.date
            if compared { core.found += 1 }
            if compared, dated, agrees(found, wanted.indicator) {
                full.found += 1
            } else {
                notes.append(
                    "\(plan.name): \(wanted) read as \(found.indicator) \(code) \(found.deadline?.date?.description ?? "-")")
            }
        }
        for target in unused { notes.append("\(plan.name): false \(target.indicator) \(target.value ?? 0) \(target.unit ?? "")") }
        full.wanted = core.wanted
        full.predicted = core.predicted
    }

    private mutating func addMeasures(_ plan: Annotated, _ reading: PlanReading) {
        measures.wanted += plan.measures.count
        measures.predicted += reading.measures.count
        units.predicted += reading.measures.reduce(0) { $0 + $1.units.count }
        for wanted in plan.measures {
            units.wanted += wanted.units.count
            guard let found = reading.measures.first(where: { ($0.number.map(String.init) ?? $0.id) == wanted.id }) else {
                notes.append("\(plan.name): missed measure \(wanted.id) \(wanted.title)")
                continue
            }
            let title = Annotated.folded(found.title) == Annotated.folded(wanted.title)
            if title, found.section == wanted.section {
                measures.found += 1
            } else {
                notes.append("\(plan.name): measure \(wanted.id) \(wanted.title) read as \(found.section ?? "-") \(found.title)")
            }
            for unit in found.units {
                guard let role = wanted.units[Annotated.folded(unit.name)] else {
                    notes.append("\(plan.name): false unit \(unit.name) of \(wanted.id)")
                    continue
                }
                units.found += 1
                roles.wanted += 1
                roles.predicted += 1
                if role == unit.role.rawValue { roles.found += 1 } else { notes.append("\(plan.name): \(unit.name) is \(role)") }
            }
        }
    }

    private func amount(_ target: PlanReading.Target) -> [Double?] { [target.value, target.valueMax] }
    private func unit(_ text: String?) -> String { text == "户" ? "家" : text ?? "" }

    private func agrees(_ target: PlanReading.Target, _ wanted: String) -> Bool {
        let wanted = Annotated.folded(wanted)
        return [target.indicatorKey, target.indicator].map(Annotated.folded).contains { name in
            guard !name.isEmpty else { return false }
            if name.contains(wanted) || wanted.contains(name) { return true }
            let (a, b) = (pairs(name), pairs(wanted))
            return Double(a.intersection(b).count) >= 0.5 * Double(a.union(b).count)
        }
    }

    private func pairs(_ text: String) -> Set<String> {
        let c = Array(text)
        return c.count < 2 ? [text] : Set(zip(c, c.dropFirst()).map { "\($0)\($1)" })
    }
}
