import Kernel
import Plan
import Yams

/// What can be counted for or against a unit.
public enum ScoreFact: String, Choosable, Hashable, Codable {
    case done, missed, missingReport, lateReport, praised, criticised, falseReport, noPlan, noStageGoals, view, ladder

    public var label: Text {
        switch self {
        case .done: Text("按期完成", "Done in time")
        case .missed: Text("未按期完成", "Missed")
        case .missingReport: Text("缺报", "Missing report")
        case .lateReport: Text("迟报", "Late report")
        case .praised: Text("受表扬", "Praised")
        case .criticised: Text("受批评", "Criticised")
        case .falseReport: Text("反馈不实", "Report not true")
        case .noPlan: Text("未报工作方案", "No work plan")
        case .noStageGoals: Text("未定阶段目标", "No stage goals")
        case .view: Text("领导评价", "Leader's view")
        case .ladder: Text("督办扣分", "Points of the ladder")
        }
    }

    /// What people enter; the rest is found.
    public static let entered: [ScoreFact] = [.praised, .criticised, .falseReport, .noPlan, .noStageGoals]
}

/// How facts become points, as a county, a park or a district wrote it down.
public struct Scheme: Sendable, Hashable, Codable, Identifiable {
    public struct Rule: Sendable, Hashable, Codable {
        public let fact: ScoreFact
        public let lead: Double
        public let support: Double
    }

    public struct Award: Sendable, Hashable, Codable {
        public let fact: ScoreFact
        public let times: Int
    }

    public let id: String
    public let name: Words
    public let explanation: Words
    public let source: String
    public let base: Double
    public let cap: Double
    public let floor: Double
    /// The most that a leader may give.
    public let view: Double?
    public let noAward: Award?
    public let rules: [Rule]

    public func points(_ fact: ScoreFact, _ role: OrderUnit.Role) -> Double? {
        rules.first { $0.fact == fact }.map { role == .lead ? $0.lead : $0.support }
    }

    /// Throws a sentence that names the file's fault.
    public static func read(_ yaml: String, name: String) throws -> Scheme {
        let scheme: Scheme
        do { scheme = try YAMLDecoder().decode(Scheme.self, from: yaml) } catch {
            throw ContentFault(file: name, reason: "\(error)")
        }
        guard scheme.floor <= scheme.base, scheme.base <= scheme.cap else {
            throw ContentFault(file: name, reason: "floor, base and cap must rise")
        }
        guard Set(scheme.rules.map(\.fact)).count == scheme.rules.count else {
            throw ContentFault(file: name, reason: "a fact stands in two rules")
        }
        return scheme
    }
}
