extension PlanningAnswer {
    /// The answer as JSON; `docs/siting-planning.md` describes each field.
    public func json(_ problem: PlanningProblem, explanations: [PlanningExplanation] = []) -> String {
        var fields: [(String, String)] = [
            ("status", JSONText.string(status.rawValue)), ("sense", JSONText.string(sense.rawValue)),
            ("unit", JSONText.string(unit)),
            ("objective", Self.amount(objective)), ("bound", Self.amount(bound)), ("gap", JSONText.number(gap)),
            ("seconds", JSONText.number((seconds * 1000).rounded() / 1000)), ("solver", JSONText.string(solver)),
            ("version", JSONText.string(version)), ("seed", String(seed)), ("inputHash", JSONText.string(inputHash)),
        ]
        if let parts {
            fields.append(
                (
                    "parts",
                    "{\"costs\": \(parts.pairs), \"moving\": \(parts.moving), \"opening\": \(parts.opening), \"penalties\": \(parts.penalties)}"
                ))
        }
        if !places.isEmpty {
            let pairs = places.enumerated().map {
                JSONText.string(problem.items[$0].id) + ": " + ($1.map { JSONText.string(problem.sites[$0].id) } ?? "null")
            }
            fields.append(("assignment", "{" + pairs.joined(separator: ", ") + "}"))
            fields.append(("sites", Self.lines(uses.map { self.use($0, problem) })))
        }
        if !explanations.isEmpty { fields.append(("explanations", Self.lines(explanations.map { $0.json(problem) }))) }
        if !sensitivities.isEmpty {
            fields.append(("sensitivity", Self.lines(sensitivities.map { Self.sensitivity($0, problem) })))
        }
        if !refusals.isEmpty { fields.append(("refusals", Self.lines(refusals.map { Self.refusal($0, problem) }))) }
        if status == .infeasible {
            fields.append(("conflict", Self.lines(conflict.map { Self.rule(problem.rules[$0]) })))
            fields.append(("conflictIsMinimal", "\(isConflictMinimal)"))
        }
        let named = Set(refusals.flatMap(\.rules) + explanations.flatMap { $0.rules + $0.conflict }).sorted()
        if !named.isEmpty { fields.append(("rules", Self.lines(named.map { Self.rule(problem.rules[$0]) }))) }
        fields.append(("notes", JSONText.list(notes.map(Self.text))))
        return "{" + fields.map { "\"\($0.0)\": \($0.1)" }.joined(separator: ",\n ") + "}"
    }

    static func amount(_ amount: Amount?) -> String { amount?.description ?? "null" }

    private static func lines(_ items: [String]) -> String {
        items.isEmpty ? "[]" : "[\n  " + items.joined(separator: ",\n  ") + "]"
    }

    static func text(_ text: PlanningText) -> String {
        "{\"zh\": \(JSONText.string(text.zh)), \"en\": \(JSONText.string(text.en))}"
    }

    static func rule(_ rule: PlanningRule) -> String {
        "{\"id\": \(JSONText.string(rule.id)), \"kind\": \(JSONText.string(rule.kind)), \"zh\": \(JSONText.string(rule.text.zh)), "
            + "\"en\": \(JSONText.string(rule.text.en))}"
    }

    private func use(_ use: Use, _ problem: PlanningProblem) -> String {
        let site = problem.sites[use.site]
        let quantities = problem.quantities.enumerated().map { q, quantity in
            let limits = site.capacity[q].map { ", \"capacity\": \($0)" } ?? ""
            let least = site.leastUse[q].map { ", \"least\": \($0)" } ?? ""
            return "\(JSONText.string(quantity.id)): {\"used\": \(use.amounts[q])\(limits)\(least)}"
        }
        return
            "{\"site\": \(JSONText.string(site.id)), \"items\": \(JSONText.list(use.items.map { JSONText.string(problem.items[$0].id) })), "
            + "\"use\": {\(quantities.joined(separator: ", "))}}"
    }

    private static func refusal(_ refusal: PlanningRefusal, _ problem: PlanningProblem) -> String {
        var fields = [
            "\"item\": " + JSONText.string(problem.items[refusal.item].id),
            "\"site\": " + JSONText.string(problem.sites[refusal.site].id),
            "\"verdict\": " + JSONText.string(refusal.verdict.rawValue),
        ]
        if !refusal.rules.isEmpty { fields.append("\"rules\": " + ids(refusal.rules, problem)) }
        if refusal.least != nil || refusal.most != nil { fields.append("\"price\": " + price(refusal.least, refusal.most)) }
        return "{" + fields.joined(separator: ", ") + "}"
    }

    static func ids(_ rules: [Int], _ problem: PlanningProblem) -> String {
        JSONText.list(rules.map { JSONText.string(problem.rules[$0].id) })
    }

    static func price(_ least: Amount?, _ most: Amount?) -> String {
        least != nil && least == most
            ? "{\"exact\": \(amount(least))}" : "{\"least\": \(amount(least)), \"most\": \(amount(most))}"
    }

    private static func sensitivity(_ found: SiteSensitivity, _ problem: PlanningProblem) -> String {
        let gains = found.gains.map {
            "{\"capacity\": \(JSONText.string(problem.quantities[$0.quantity].id)), \"oneMore\": \(price($0.least, $0.most))}"
        }
        let closing = found.isNeeded ? "\"isNeeded\": true" : "\"closing\": \(price(found.closingLeast, found.closingMost))"
        return "{\"site\": \(JSONText.string(problem.sites[found.site].id)), \(closing), \"gains\": \(JSONText.list(gains))}"
    }
}

extension PlanningExplanation {
    public func json(_ problem: PlanningProblem) -> String {
        var fields = [
            "\"item\": " + JSONText.string(problem.items[item].id), "\"site\": " + JSONText.string(problem.sites[site].id),
            "\"isChosen\": \(isChosen)", "\"isPossible\": \(isPossible.map { "\($0)" } ?? "null")",
            "\"rules\": " + PlanningAnswer.ids(rules, problem),
        ]
        if least != nil || most != nil { fields.append("\"price\": " + PlanningAnswer.price(least, most)) }
        let moves = moves.map { move in
            "{\"item\": \(JSONText.string(problem.items[move.item].id)), \"from\": "
                + (move.from.map { JSONText.string(problem.sites[$0].id) } ?? "null") + ", \"to\": "
                + (move.to.map { JSONText.string(problem.sites[$0].id) } ?? "null") + "}"
        }
        fields.append("\"moves\": " + JSONText.list(moves))
        if !conflict.isEmpty {
            fields.append("\"conflict\": " + PlanningAnswer.ids(conflict, problem))
            fields.append("\"conflictIsMinimal\": \(isConflictMinimal)")
        }
        return "{" + fields.joined(separator: ", ") + "}"
    }
}
