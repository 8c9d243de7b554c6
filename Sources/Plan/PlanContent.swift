import Calendars
import Findings
import Foundation
import Kernel
import Registry
import Yams

/// The content files that the slice works with: light rules, the working calendar, and which registry query an indicator's words mean.
public struct PlanContent: Sendable {
    public let rules: [String: LightRule]
    /// Named classes of progress, by id.
    public let classes: [String: ProgressClasses]
    public let calendar: WorkingCalendar
    public let indicators: [IndicatorWords]

    /// An indicator's words and the query they stand for. All of `all` and none of `none` must stand in the indicator.
    public struct IndicatorWords: Sendable, Codable, Hashable {
        public let all: [String]
        public let none: [String]?
        public let units: [String]
        public let query: RegistryQuery
    }

    /// Reads `supervision/*.yaml`, `indicators/queries.yaml` and `calendars/china-mainland.txt` below a folder.
    public init(folder: URL) throws {
        let supervision = folder.appending(path: "supervision")
        var rules: [String: LightRule] = [:]
        var classes: [String: ProgressClasses] = [:]
        for file in try FileManager.default.contentsOfDirectory(atPath: supervision.path).sorted() where file.hasSuffix(".yaml") {
            let text = try String(contentsOf: supervision.appending(path: file), encoding: .utf8), name = "supervision/\(file)"
            if file.hasPrefix("classes-") {
                let found = try ProgressClasses.read(text, name: name)
                guard classes.updateValue(found, forKey: found.id) == nil else {
                    throw ContentFault(file: name, key: "id", reason: "another file has the id “\(found.id)”")
                }
            } else if LightRule.isOne(text) {
                let rule = try LightRule.read(text, name: name)
                guard rules.updateValue(rule, forKey: rule.id) == nil else {
                    throw ContentFault(file: name, key: "id", reason: "another file has the id “\(rule.id)”")
                }
            }
        }
        guard !rules.isEmpty else { throw ContentFault(file: supervision.path, reason: "no light rule is here") }
        self.rules = rules
        self.classes = classes
        let dates = WorkingCalendar.read(
            try String(contentsOf: folder.appending(path: "calendars/china-mainland.txt"), encoding: .utf8))
        if let finding = dates.findings.first {
            throw ContentFault(file: "calendars/china-mainland.txt", reason: "line \(finding.place): \(finding.message(.en))")
        }
        calendar = dates.value
        let words = folder.appending(path: "indicators/queries.yaml")
        do {
            indicators = try YAMLDecoder().decode([IndicatorWords].self, from: try String(contentsOf: words, encoding: .utf8))
        } catch {
            throw ContentFault(file: "indicators/queries.yaml", reason: "\(error)")
        }
    }

    /// The classes that ledgers and evaluations use: Jinzhai's where they are there.
    public var ledgerClasses: ProgressClasses? { classes["jinzhai"] ?? classes.values.min { $0.id < $1.id } }

    /// The query that an indicator's words mean, if any; a person may choose another.
    func query(for indicator: String, unit: String) -> RegistryQuery? {
        indicators.first { words in
            words.units.contains(unit) && words.all.allSatisfy(indicator.contains)
                && !(words.none ?? []).contains(where: indicator.contains)
        }?.query
    }
}
