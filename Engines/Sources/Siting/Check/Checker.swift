import Decimals
import Findings

/// Checks an answer against its input: capacity, one site for each customer, rules, the cost recomputed, and what the status claims.
///
/// Shares no code with readers, models and solver: it reads the files in its own way, computes in exact decimals of 34 digits, and knows
/// nothing of how an answer was found. Costs must agree to 1e-6 of their size, shares of demand add up to 1 within 1e-6; every other
/// number is compared exactly.
///
/// Errors: `Unreadable` where the input or the answer cannot be read at all; what is wrong with an answer is a fault of the report.
///
/// ```swift
/// let report = try Checker.check(file, answer: json, format: .cfl)
/// report.isRight      // true
/// ```
public enum Checker {
    public enum Format: String, Sendable, CaseIterable { case ufl, cfl, sscfl, gap, pmed, pmedcap, plan }

    public struct Options: Sendable {
        /// Replaces the capacity of every site (cfl).
        public var capacity: String?
        /// Demand may not be split, though the layout would allow it.
        public var isSingleSource = false
        public var isMaximum = false

        public init() {}
    }

    public static func check(
        _ file: [UInt8], answer: [UInt8], format: Format, options: Options = Options()
    ) throws -> CheckReport {
        let claim = try CheckClaim(CheckJSON.read(answer))
        if format == .plan { return try PlanCheck.check(CheckJSON.read(file), claim) }
        var instance = try CheckInstance.read(file, format, capacity: options.capacity)
        if options.isSingleSource { instance.maySplit = false }
        return InstanceCheck(instance, isMaximum: options.isMaximum).check(claim)
    }
}

public struct CheckReport: Sendable {
    /// The value as the checker computes it; nil where the answer holds no solution that has one.
    public var value: Decimal34?
    public var claimed: Decimal34?
    public var status: String?
    public var faults: [Finding]
    /// False where the answer holds no solution, so that there was nothing to recompute.
    public var hasSolution: Bool

    public var isRight: Bool { faults.isEmpty }

    public var json: String {
        func string(_ text: String) -> String {
            var out = ""
            for scalar in text.unicodeScalars {
                if scalar == "\"" || scalar == "\\" { out += "\\" }
                out += scalar.value < 0x20 ? " " : String(scalar)
            }
            return "\"" + out + "\""
        }
        let list = faults.map {
            "{\"code\": \(string($0.code.id)), \"place\": \(string("\($0.place)")), \"zh\": \(string($0.message(.zh))), "
                + "\"en\": \(string($0.message(.en)))}"
        }
        return "{\"right\": \(isRight), \"hasSolution\": \(hasSolution), \"status\": \(status.map(string) ?? "null"), "
            + "\"value\": \(value?.description ?? "null"), \"claimed\": \(claimed?.description ?? "null"), "
            + "\"faults\": [\(list.joined(separator: ", "))]}"
    }
}

/// What an answer says, as far as it is the same for every kind of problem.
struct CheckClaim {
    let root: CheckJSON
    let status: String?
    let objective: Decimal34?
    let bound: Decimal34?
    /// The object that holds `open`, `assign`, `flow`: the answer's `solution`, or the answer itself.
    let solution: CheckJSON

    init(_ root: CheckJSON) throws {
        guard root.members != nil else { throw Unreadable(Finding(.checkShape, at: .pointer("/"), ["expected": "object"])) }
        self.root = root
        status = root["status"]?.text
        objective = root["objective"]?.number
        bound = root["bound"]?.number
        if let inner = root["solution"] { solution = inner } else { solution = root }
    }

    /// Objective, bound and status against the value that the checker computed.
    func faults(value: Decimal34?, isMaximum: Bool) -> [Finding] {
        var faults: [Finding] = []
        guard let value else {
            if status == "optimal" || status == "feasible" {
                faults.append(Finding(.checkNoSolution, at: .pointer("/status"), ["status": status ?? ""]))
            }
            return faults
        }
        if status == "infeasible" { faults.append(Finding(.checkNotInfeasible, at: .pointer("/status"))) }
        if let objective, !CheckClaim.agree(objective, value) {
            faults.append(
                Finding(.checkValue, at: .pointer("/objective"), ["claimed": "\(objective)", "value": "\(value.trimmed)"]))
        }
        if let bound {
            let slack = isMaximum ? bound.subtracting(value) : value.subtracting(bound)
            if let slack, slack.isNegative, !CheckClaim.agree(bound, value) {
                faults.append(Finding(.checkBound, at: .pointer("/bound"), ["bound": "\(bound)", "value": "\(value.trimmed)"]))
            }
        }
        if status == "optimal", objective == nil || bound == nil || bound != objective {
            faults.append(
                Finding(
                    .checkNotProven, at: .pointer("/status"),
                    ["bound": bound?.description ?? "null", "value": objective?.description ?? "null"]))
        }
        return faults
    }

    /// Within 1e-6 of their size.
    static func agree(_ a: Decimal34, _ b: Decimal34) -> Bool {
        guard let difference = a.subtracting(b)?.magnitude, let tolerance = Decimal34("0.000001") else { return false }
        let size = b.magnitude < .one ? .one : b.magnitude
        guard let allowed = size.multiplied(by: tolerance) else { return false }
        return !(allowed < difference)
    }
}

extension FindingCode {
    static let checkShape = FindingCode("siting.check.shape", .error, zh: "此处应为 {expected}。", en: "Expected {expected} here.")
    static let checkNoSolution = FindingCode(
        "siting.check.empty", .error, zh: "状态为“{status}”，却没有方案。", en: "The status is “{status}”, and there is no solution.")
    static let checkNotInfeasible = FindingCode(
        "siting.check.infeasible", .error, zh: "状态为无解，却附有方案。", en: "The status is infeasible, and there is a solution.")
    static let checkValue = FindingCode(
        "siting.check.value", .error, zh: "目标值写作 {claimed}，重算为 {value}。",
        en: "The objective is given as {claimed}; recomputed it is {value}.")
    static let checkBound = FindingCode(
        "siting.check.bound", .error, zh: "界 {bound} 与方案的值 {value} 矛盾。",
        en: "The bound {bound} contradicts the value {value} of the solution.")
    static let checkNotProven = FindingCode(
        "siting.check.proof", .error, zh: "状态为最优，但界 {bound} 不等于目标值 {value}。",
        en: "The status is optimal, and the bound {bound} is not the objective {value}.")
}
