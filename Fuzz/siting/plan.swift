import Findings
import Glibc
import Siting

/// A planning problem: what can be read is solved for a moment, and the checker must agree with the answer.
func target(_ mode: UInt8, _ text: [UInt8]) {
    guard let problem = try? PlanningProblem.read(text), problem.items.count <= 12, problem.sites.count <= 8 else { return }
    var options = Planning.Options()
    options.pricesPairs = mode & 1 != 0
    options.findsSensitivities = mode & 2 != 0
    options.pricingSeconds = 0.05
    let answer = Planning.solve(problem, limits: Limits(seconds: 0.1, clock: seconds), options: options)
    let explained = Planning.explain(
        problem, answer, item: Int(mode) % problem.items.count, site: Int(mode >> 3) % problem.sites.count,
        limits: Limits(seconds: 0.05, clock: seconds))
    let json = Array(answer.json(problem, explanations: [explained]).utf8)
    guard let report = try? Checker.check(text, answer: json, format: .plan), report.isRight else {
        print(String(decoding: json, as: UTF8.self))
        abort()
    }
}
