import Calendars
import Foundation
import PlanText

/// A small plan of our own with its expected reading, one item a line.
///
///     T <where> | <indicator> | <comparator> <value>[~<max>] <unit> | <date or raw or ->
///     M <id> [<section>] | <title> | <unit>:<role> …
///     P <principle>     O <organisation> <mentions>     X <kind> <name>     D <field>=<value> …     F <finding id>
struct Fixture: Sendable, CustomStringConvertible {
    let name: String
    let text: String
    let expected: [String]

    var description: String { name }

    var source: PlanSource { name.hasSuffix(".md") ? PlanSource(markdown: text) : PlanSource(text: text) }

    static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")

    static let all: [Fixture] = {
        let files = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
        return files.filter { $0.hasSuffix(".txt") || $0.hasSuffix(".md") }.sorted().map { name in
            let text = (try? String(contentsOf: folder.appending(path: name), encoding: .utf8)) ?? ""
            let answer = (name as NSString).deletingPathExtension + ".expected"
            let expected = (try? String(contentsOf: folder.appending(path: answer), encoding: .utf8)) ?? ""
            return Fixture(name: name, text: text, expected: expected.split(separator: "\n").map(String.init))
        }
    }()

    /// The reading in the form of the expectation: targets, measures and principles always, the rest where the expectation names them.
    static func lines(_ reading: PlanReading) -> [String] {
        var lines: [String] = []
        for t in reading.targets {
            let value = t.value.map(number) ?? "?"
            let max = t.valueMax.map { "~" + number($0) } ?? ""
            let due = t.deadline.map { $0.date?.description ?? $0.raw } ?? "-"
            lines.append("T \(t.where ?? "-") | \(t.indicator) | \(t.comparator.rawValue) \(value)\(max) \(t.unit ?? "-") | \(due)")
        }
        for m in reading.measures {
            let units = m.units.map { "\($0.name):\($0.role.rawValue)" }.joined(separator: " ")
            lines.append("M \(m.id)\(m.section.map { " [\($0)]" } ?? "") | \(m.title) | \(units.isEmpty ? "-" : units)")
        }
        for p in reading.principles { lines.append("P \(p.text)") }
        return lines
    }

    static func number(_ value: Double) -> String { value == value.rounded() ? "\(Int(value))" : "\(value)" }
}
