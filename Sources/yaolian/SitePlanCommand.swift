import ArgumentParser
import Findings
import Foundation
import Kernel
import Siting

/// `yaolian site plan`: which project on which parcel, under a city's rules, with the proof, the price of every other choice, and the
/// rules that conflict where nothing fits.
struct SitePlan: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "plan", abstract: "Places items (industries, projects) on sites (parks, parcels) under rules, with a proof.",
        discussion: """
            docs/siting-planning.md describes PROBLEM; Content/example/siting.json is one. Exit code 0: proven optimal; 3: a plan, not \
            proven; 4: proved that no plan keeps every rule, with a smallest set of rules that cannot hold together; 5: limits ended it \
            with neither; 2: the input is bad. --explain ITEM SITE says why the item stands there, or why not: the rule that forbids it, \
            and what forcing it costs, exactly. It may name several pairs: ITEM SITE ITEM SITE.
            """)

    @Argument(help: "The planning problem, JSON.") var problem: String
    @Option(
        name: .customLong("explain"), parsing: .upToNextOption, help: ArgumentHelp("An item and a site.", valueName: "item site"))
    var pairs: [String] = []
    @Option(help: "Seconds.") var timeLimit = 60.0
    @Option(help: "Seconds for sensitivities and the prices of all pairs together.") var pricingTime = 4.0
    @Option(help: "Threads that the solver may use.") var threads = 1
    @Option(help: "Seed of every random choice.") var seed: UInt64 = 1
    @Flag(help: "Print JSON.") var json = false

    func run() async throws {
        let bytes: [UInt8]
        let plan: PlanningProblem
        let asked: [(item: Int, site: Int)]
        do {
            bytes = try SiteFile(path: problem).bytes()
            try checkOptions()
            plan = try read(bytes)
            asked = try explained(plan)
        } catch let refusal as SiteRefusal {
            throw refusal.shown(json: json)
        }
        let choice = SiteFile.solver()
        let interruption = Interruption()
        let limits = Limits(
            seconds: timeLimit, threads: threads, seed: seed, clock: SiteFile.clock, cancel: { interruption.isWanted })
        var options = Planning.Options()
        options.pricingSeconds = pricingTime
        options.pricesPairs = json || asked.isEmpty
        options.findsSensitivities = json || asked.isEmpty
        let chosen = options
        let (answer, explanations) = try await SolverDesk(threads: 1).run {
            let answer = Planning.solve(plan, solver: choice.solver, limits: limits, options: chosen)
            let explanations = asked.map {
                Planning.explain(plan, answer, item: $0.item, site: $0.site, solver: choice.solver, limits: limits)
            }
            return (answer, explanations)
        }
        if let missing = choice.missing, answer.status == .feasible || answer.status == .unknown { complain(missing.description) }
        if json {
            print(answer.json(plan, explanations: explanations))
        } else {
            print(SitePlanText(plan, answer, language).lines(explanations).joined(separator: "\n"))
        }
        let code: Int32 =
            switch answer.status {
            case .optimal: 0
            case .feasible: 3
            case .infeasible: 4
            case .unknown: 5
            }
        if code != 0 { throw ExitCode(code) }
    }

    private func checkOptions() throws {
        guard timeLimit.isFinite, timeLimit > 0 else { throw SiteRefusal(problem, "--time-limit: \(timeLimit) is not above 0.") }
        guard pricingTime.isFinite, pricingTime >= 0 else {
            throw SiteRefusal(problem, "--pricing-time: \(pricingTime) is below 0.")
        }
        guard (1...64).contains(threads) else { throw SiteRefusal(problem, "--threads: \(threads) is outside 1 to 64.") }
    }

    private func read(_ bytes: [UInt8]) throws -> PlanningProblem {
        do {
            return try PlanningProblem.read(bytes)
        } catch let fault as Unreadable {
            throw SiteRefusal(problem, fault.findings)
        }
    }

    private func explained(_ plan: PlanningProblem) throws -> [(item: Int, site: Int)] {
        guard pairs.count % 2 == 0 else { throw SiteRefusal(problem, "--explain needs an item and a site: --explain K01 P03.") }
        return try stride(from: 0, to: pairs.count, by: 2).map { k in
            guard let item = plan.itemNumber(pairs[k]) else {
                throw SiteRefusal(problem, "--explain: there is no item “\(pairs[k])”.")
            }
            guard let site = plan.siteNumber(pairs[k + 1]) else {
                throw SiteRefusal(problem, "--explain: there is no site “\(pairs[k + 1])”.")
            }
            return (item, site)
        }
    }
}

/// What the terminal shows of a plan.
private struct SitePlanText {
    private let problem: PlanningProblem
    private let answer: PlanningAnswer
    private let language: Language

    init(_ problem: PlanningProblem, _ answer: PlanningAnswer, _ language: Language) {
        self.problem = problem
        self.answer = answer
        self.language = language
    }

    private func say(_ zh: String, _ en: String) -> String { language == .zh ? zh : en }
    private func say(_ text: PlanningText) -> String { say(text.zh, text.en) }

    func lines(_ explanations: [PlanningExplanation]) -> [String] {
        var lines = [status]
        lines += answer.notes.map(say)
        if answer.status == .infeasible { lines += conflict }
        for use in answer.uses {
            let items = use.items.map { "\(problem.items[$0].id) \(say(problem.items[$0].name))" }
            lines.append("  \(problem.sites[use.site].id) \(say(problem.sites[use.site].name)): " + items.joined(separator: "; "))
        }
        let left = answer.places.indices.filter { answer.places[$0] == nil }
        if !left.isEmpty {
            lines.append(
                say("未安排：", "left out: ")
                    + left.map { "\(problem.items[$0].id) \(say(problem.items[$0].name))" }.joined(separator: "; "))
        }
        lines += explanations.flatMap(explain)
        if !answer.refusals.isEmpty { lines.append(counts) }
        lines.append(
            "\(JSONText.number((answer.seconds * 1000).rounded() / 1000)) s, \(answer.solver) \(answer.version), seed \(answer.seed)"
        )
        lines.append("input SHA-256 \(answer.inputHash)")
        return lines
    }

    private var status: String {
        let value = answer.objective.map { "\($0) \(answer.unit)" } ?? ""
        switch answer.status {
        case .optimal: return say("已证明最优：\(value)", "proven optimal: \(value)")
        case .feasible:
            let bound = answer.bound.map { "\($0)" } ?? "–"
            return say("未证明最优：\(value)，任何方案不优于 \(bound)", "not proven: \(value), and no plan is better than \(bound)")
        case .infeasible: return say("已证明没有方案能满足全部规则。", "proved that no plan keeps every rule")
        case .unknown: return say("时限内未找到方案，也未证明没有方案。", "no plan found in the time, and no proof that there is none")
        }
    }

    private var conflict: [String] {
        if answer.conflict.isEmpty { return [] }
        let head =
            answer.isConflictMinimal
            ? say("以下规则不能同时成立，去掉任何一条即可：", "these rules cannot hold together; without any one of them they can:")
            : say("以下规则不能同时成立（未证明缺一不可）：", "these rules cannot hold together (not shown that each is needed):")
        return [head] + answer.conflict.map { "  \(problem.rules[$0].id): \(say(problem.rules[$0].text))" }
    }

    private var counts: String {
        let by = Dictionary(grouping: answer.refusals, by: \.verdict).mapValues(\.count)
        let exact = answer.refusals.count { $0.isExact }
        return say(
            "其余 \(answer.refusals.count) 种落法：规则禁止 \(by[.forbidden] ?? 0)，无方案 \(by[.impossible] ?? 0)，代价确定 \(exact)，只有上下界 \(by[.undecided] ?? 0)。用 --json 查看每一种。",
            "\(answer.refusals.count) other pairs: \(by[.forbidden] ?? 0) forbidden by rules, \(by[.impossible] ?? 0) impossible, \(exact) priced exactly, "
                + "\(by[.undecided] ?? 0) with bounds only. --json shows each.")
    }

    private func explain(_ explanation: PlanningExplanation) -> [String] {
        let pair = "\(problem.items[explanation.item].id) → \(problem.sites[explanation.site].id)"
        var lines: [String] = []
        if explanation.isChosen {
            lines.append(
                "\(pair): " + say("方案的选择。", "chosen by the plan.") + " " + price(explanation, say("不落此处", "not standing here")))
        } else {
            for rule in explanation.rules {
                lines.append(
                    "\(pair): " + say("规则 ", "forbidden by ") + "\(problem.rules[rule].id): \(say(problem.rules[rule].text))")
            }
            let what = explanation.rules.isEmpty ? say("强行落此处", "forcing it here") : say("破例落此处", "an exception")
            lines.append("\(pair): " + price(explanation, what))
        }
        for rule in explanation.conflict { lines.append("  \(problem.rules[rule].id): \(say(problem.rules[rule].text))") }
        for move in explanation.moves {
            let from = move.from.map { problem.sites[$0].id } ?? say("未安排", "left out")
            let to = move.to.map { problem.sites[$0].id } ?? say("未安排", "left out")
            lines.append("  \(problem.items[move.item].id) \(say(problem.items[move.item].name)): \(from) → \(to)")
        }
        return lines
    }

    private func price(_ explanation: PlanningExplanation, _ what: String) -> String {
        guard let isPossible = explanation.isPossible else {
            let least = explanation.least.map { "\($0) \(answer.unit)" } ?? "–"
            return say("\(what)：时限内未定，代价至少 \(least)。", "\(what): not decided in the time; it costs at least \(least).")
        }
        if !isPossible {
            return say("\(what)：没有方案能满足其余规则。", "\(what): no plan keeps the other rules.")
        }
        let most = explanation.most.map { "\($0)" } ?? "–"
        if explanation.isExact { return say("\(what)：目标变差 \(most) \(answer.unit)。", "\(what) costs \(most) \(answer.unit).") }
        let least = explanation.least.map { "\($0)" } ?? "–"
        return say("\(what)：目标变差 \(least) 至 \(most) \(answer.unit)。", "\(what) costs \(least) to \(most) \(answer.unit).")
    }
}
