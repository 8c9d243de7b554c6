import Decimals
import Findings

/// A plan against its planning problem, rule by rule, straight from the two JSON texts.
struct PlanCheck {
    private let problem: CheckJSON
    private let items: [CheckJSON]
    private let sites: [CheckJSON]
    /// Site's id of each item's id; nil: left out.
    private var places: [String: String?] = [:]
    private var standing: [String: [CheckJSON]] = [:]
    private var faults: [Finding] = []

    static func check(_ problem: CheckJSON, _ claim: CheckClaim) throws -> CheckReport {
        guard let items = problem["items"]?.items, let sites = problem["sites"]?.items else {
            throw Unreadable(Finding(.checkShape, at: .pointer("/"), ["expected": "items, sites"]))
        }
        var check = PlanCheck(problem: problem, items: items, sites: sites)
        let isMaximum = problem["objective"]?["sense"]?.text == "max"
        guard let plan = (claim.root["assignment"] ?? claim.solution["assignment"])?.members, !plan.isEmpty else {
            return CheckReport(
                value: nil, claimed: claim.objective, status: claim.status, faults: claim.faults(value: nil, isMaximum: isMaximum),
                hasSolution: false)
        }
        check.place(plan)
        var faults = check.faults
        var value: Decimal34?
        if faults.isEmpty {
            value = check.value(isMaximum)
            check.checkSites()
            check.checkRules()
            faults = check.faults
        }
        if faults.isEmpty { faults = claim.faults(value: value, isMaximum: isMaximum) }
        return CheckReport(value: value?.trimmed, claimed: claim.objective, status: claim.status, faults: faults, hasSolution: true)
    }

    private init(problem: CheckJSON, items: [CheckJSON], sites: [CheckJSON]) {
        self.problem = problem
        self.items = items
        self.sites = sites
    }

    private mutating func broken(_ rule: String, _ words: String) {
        if faults.count < 200 { faults.append(Finding(.checkRule, at: .name(rule), ["rule": rule, "what": words])) }
    }

    private func id(_ node: CheckJSON) -> String { node["id"]?.text ?? "" }

    private mutating func place(_ plan: [String: CheckJSON]) {
        let known = Set(sites.map(id))
        for item in items {
            let name = id(item)
            guard let node = plan[name] else {
                broken("place/\(name)", "\(name): –")
                continue
            }
            if node.isNothing {
                if item["penalty"] == nil { broken("place/\(name)", "\(name): null") }
                places[name] = .some(nil)
            } else if let site = node.text, known.contains(site) {
                places[name] = site
                standing[site, default: []].append(item)
            } else {
                broken("place/\(name)", "\(name): \(node.text ?? "?")")
            }
        }
        let names = Set(items.map(id))
        for extra in plan.keys.sorted() where !names.contains(extra) { broken("place/\(extra)", extra) }
    }

    private func site(_ item: CheckJSON) -> String? { places[id(item)] ?? nil }

    private func amount(_ item: CheckJSON, _ quantity: String) -> Decimal34 { item["quantities"]?[quantity]?.number ?? .zero }

    private func sum(_ numbers: [Decimal34]) -> Decimal34 { numbers.reduce(.zero) { $0.adding($1) ?? $0 } }

    private func product(_ a: Decimal34, _ b: Decimal34) -> Decimal34 { a.multiplied(by: b) ?? .zero }

    // MARK: Value

    private func terms(_ node: CheckJSON?, _ item: CheckJSON, _ site: CheckJSON) -> Decimal34 {
        sum(
            (node?["terms"]?.items ?? []).map { term in
                var value = term["factor"]?.number ?? .one
                if let quantity = term["item"]?.text { value = product(value, amount(item, quantity)) }
                if let rate = term["site"]?.text { value = product(value, site["rates"]?[rate]?.number ?? .zero) }
                return value.rounded(.halfEven, scale: 6) ?? value
            })
    }

    private func cost(_ item: CheckJSON, _ site: CheckJSON) -> Decimal34 {
        let given = problem["costs"]?["matrix"]?[id(item)]?[id(site)]?.number ?? .zero
        return sum([given, terms(problem["costs"], item, site)])
    }

    private func moving(_ item: CheckJSON) -> Decimal34 {
        guard let now = item["at"]?.text, let next = site(item), now != next else { return .zero }
        return item["moving"]?.number ?? .zero
    }

    private var penalties: Decimal34 { sum(items.filter { site($0) == nil }.map { $0["penalty"]?.number ?? .zero }) }

    private var opening: Decimal34 { sum(sites.filter { standing[id($0)] != nil }.map { $0["opening"]?.number ?? .zero }) }

    private func overPairs(_ value: (CheckJSON, CheckJSON) -> Decimal34) -> Decimal34 {
        sum(sites.flatMap { site in (standing[id(site)] ?? []).map { value($0, site) } })
    }

    private func value(_ isMaximum: Bool) -> Decimal34? {
        let pairs = overPairs(cost)
        let rest = sum([sum(items.map(moving)), opening, penalties])
        return isMaximum ? pairs.subtracting(rest) : pairs.adding(rest)
    }

    // MARK: Rules of sites

    private mutating func checkSites() {
        for site in sites {
            let name = id(site)
            guard let here = standing[name] else { continue }
            for (quantity, limit) in site["capacity"]?.members ?? [:] {
                let used = sum(here.map { amount($0, quantity) })
                if let limit = limit.number, limit < used { broken("capacity/\(name)/\(quantity)", "\(used) > \(limit)") }
            }
            for (quantity, limit) in site["use"]?.members ?? [:] {
                let used = sum(here.map { amount($0, quantity) })
                if let limit = limit.number, used < limit { broken("use/\(name)/\(quantity)", "\(used) < \(limit)") }
            }
            if let least = site["count"]?["min"]?.whole, here.count < least {
                broken("count/\(name)/min", "\(here.count) < \(least)")
            }
            if let most = site["count"]?["max"]?.whole, here.count > most { broken("count/\(name)/max", "\(here.count) > \(most)") }
            for item in here {
                let kind = item["class"]?.text ?? ""
                let isRefused = site["refuses"]?.strings.contains(kind) ?? false
                let isAdmitted = site["admits"].map { $0.strings.contains(kind) } ?? true
                if isRefused || !isAdmitted { broken("admission/\(name)", "\(id(item)): \(kind)") }
            }
            for standard in site["standards"]?.items ?? [] { checkStandard(standard, name, here) }
        }
    }

    private mutating func checkStandard(_ standard: CheckJSON, _ name: String, _ here: [CheckJSON]) {
        let ratio = standard["ratio"]?.strings ?? []
        guard ratio.count == 2 else { return }
        let groups = standard["of"]?.text == "site" ? [here] : here.map { [$0] }
        for group in groups {
            let above = sum(group.map { amount($0, ratio[0]) })
            let below = sum(group.map { amount($0, ratio[1]) })
            let words = "\(group.map(id).joined(separator: ", ")): \(above) / \(below)"
            if let least = standard["min"]?.number, above < product(least, below) {
                broken("standard/\(name)/\(id(standard))", words)
            }
            if let most = standard["max"]?.number, product(most, below) < above {
                broken("standard/\(name)/\(id(standard))", words)
            }
        }
    }

    // MARK: Rules by themselves

    private func chosenItems(_ rule: CheckJSON, _ ids: String, _ classes: String) -> [CheckJSON] {
        let names = Set(rule[ids]?.strings ?? [])
        let kinds = Set(rule[classes]?.strings ?? [])
        return items.filter { names.contains(id($0)) || kinds.contains($0["class"]?.text ?? "") }
    }

    private func chosenSites(_ rule: CheckJSON) -> Set<String> {
        if rule["sites"] == nil, rule["zones"] == nil { return Set(sites.map(id)) }
        let names = Set(rule["sites"]?.strings ?? [])
        let zones = Set(rule["zones"]?.strings ?? [])
        return Set(sites.filter { names.contains(id($0)) || zones.contains($0["zone"]?.text ?? "\u{0}") }.map(id))
    }

    private func zone(_ site: String) -> String { sites.first { id($0) == site }?["zone"]?.text ?? "\u{0}" + site }

    private func areNeighbours(_ a: String, _ b: String) -> Bool {
        sites.contains {
            (id($0) == a && ($0["neighbours"]?.strings.contains(b) ?? false))
                || (id($0) == b && ($0["neighbours"]?.strings.contains(a) ?? false))
        }
    }

    private mutating func checkRules() {
        for rule in problem["rules"]?.items ?? [] {
            let name = id(rule)
            switch rule["kind"]?.text {
            case "require":
                let allowed = chosenSites(rule)
                for item in chosenItems(rule, "items", "classes") where site(item).map({ !allowed.contains($0) }) ?? true {
                    broken(name, "\(id(item)): \(site(item) ?? "null")")
                }
            case "forbid":
                let refused = chosenSites(rule)
                for item in chosenItems(rule, "items", "classes") {
                    if let place = site(item), refused.contains(place) { broken(name, "\(id(item)): \(place)") }
                }
            case "together": checkTogether(rule, name)
            case "apart": checkApart(rule, name)
            case "budget": checkBudget(rule, name)
            case "quota":
                let among = chosenSites(rule)
                let quantity = rule["quantity"]?.text ?? ""
                let total = sum(items.filter { site($0).map(among.contains) ?? false }.map { amount($0, quantity) })
                checkBounds(rule, name, total)
            case "opened":
                let among = chosenSites(rule)
                checkBounds(rule, name, Decimal34(among.count { standing[$0] != nil }))
            default: break
            }
        }
    }

    private mutating func checkBounds(_ rule: CheckJSON, _ name: String, _ total: Decimal34) {
        if let least = rule["min"]?.number, total < least { broken(name, "\(total) < \(least)") }
        if let most = rule["max"]?.number, most < total { broken(name, "\(total) > \(most)") }
    }

    private mutating func checkTogether(_ rule: CheckJSON, _ name: String) {
        let group = chosenItems(rule, "items", "")
        let found = Set(group.map { item in site(item).map { rule["scope"]?.text == "zone" ? zone($0) : $0 } })
        if found.count > 1 { broken(name, group.map { "\(id($0)): \(site($0) ?? "null")" }.joined(separator: ", ")) }
    }

    private mutating func checkApart(_ rule: CheckJSON, _ name: String) {
        let group = chosenItems(rule, "items", "classes")
        let isTwoSided = rule["from"] != nil || rule["fromClasses"] != nil
        let others = isTwoSided ? chosenItems(rule, "from", "fromClasses") : group
        for a in group {
            for b in others where id(a) != id(b) && (isTwoSided || id(a) < id(b)) {
                guard let here = site(a), let there = site(b) else { continue }
                let isTooNear: Bool
                switch rule["scope"]?.text {
                case "neighbours": isTooNear = here == there || areNeighbours(here, there)
                case "zone": isTooNear = zone(here) == zone(there)
                default: isTooNear = here == there
                }
                if isTooNear { broken(name, "\(id(a)): \(here), \(id(b)): \(there)") }
            }
        }
    }

    private mutating func checkBudget(_ rule: CheckJSON, _ name: String) {
        let counts = Set(rule["counts"]?.strings ?? [])
        var parts = [overPairs { terms(rule, $0, $1) }]
        if counts.contains("costs") { parts.append(overPairs(cost)) }
        if counts.contains("opening") { parts.append(opening) }
        if counts.contains("moving") { parts.append(sum(items.map(moving))) }
        if counts.contains("penalties") { parts.append(penalties) }
        let total = sum(parts)
        if let most = rule["max"]?.number, most < total { broken(name, "\(total) > \(most)") }
    }
}

extension FindingCode {
    static let checkRule = FindingCode(
        "siting.check.rule", .error, zh: "规则“{rule}”未满足：{what}。", en: "The rule “{rule}” is broken: {what}.")
}
