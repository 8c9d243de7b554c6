import Findings

extension PlanningReader {
    // MARK: Costs

    mutating func readCosts(_ object: PlanningObject, _ problem: PlanningProblem) -> [Amount] {
        var costs = readTerms(object, problem)
        for row in fields.map(object, "matrix") {
            guard let item = item(row.key, at: row.path) else { continue }
            guard case .object(let entries) = row.value else {
                fields.fault(.planFieldKind, at: row.path, ["expected": "object", "found": row.value.kind])
                continue
            }
            for entry in entries {
                let path = row.path + "/" + PlanningObject.escape(entry.key)
                guard let site = site(entry.key, at: path), let amount = fields.amount(entry.value, at: path, least: nil) else {
                    continue
                }
                add(amount, to: &costs[item * problem.sites.count + site], at: path)
            }
        }
        return costs
    }

    private mutating func add(_ amount: Amount, to total: inout Amount, at path: String) {
        // Both are within the limit, so the sum is within 64 bits.
        let sum = total.millionths + amount.millionths
        if abs(sum) > Amount.limit {
            fields.fault(.planNumber, at: path, ["number": "\(Amount(millionths: sum))"])
        } else {
            total = Amount(millionths: sum)
        }
    }

    /// The sum of `factor × quantity of the item × rate of the site` over the terms, each rounded to millionths, half to even.
    mutating func readTerms(_ object: PlanningObject, _ problem: PlanningProblem) -> [Amount] {
        var costs = [Amount](repeating: .zero, count: problem.items.count * problem.sites.count)
        for (node, path) in fields.list(object, "terms", limit: 32) {
            guard let term = fields.object(node, at: path, known: ["id", "zh", "en", "factor", "item", "site"]) else { continue }
            let factor = fields.amount(term, "factor", least: nil) ?? Amount(millionths: 1_000_000)
            let quantity = quantity(term, "item", needed: false)
            let rate = fields.string(term, "site")
            if term.members["item"] != nil, quantity == nil { continue }
            for (s, site) in problem.sites.enumerated() {
                var value = Amount(millionths: 1_000_000)
                if let rate {
                    guard let found = site.rates[rate] else {
                        fields.fault(.planRateMissing, at: "/sites/\(s)/rates", ["rate": rate, "site": site.id])
                        continue
                    }
                    value = found
                }
                for (i, item) in problem.items.enumerated() {
                    let amount = quantity.map { item.amounts[$0] } ?? Amount(millionths: 1_000_000)
                    guard let product = Self.product(factor, amount, value) else {
                        fields.fault(.planTermTooLarge, at: path, ["item": item.id, "site": site.id])
                        return costs
                    }
                    add(product, to: &costs[i * problem.sites.count + s], at: path)
                }
            }
        }
        return costs
    }

    static func product(_ a: Amount, _ b: Amount, _ c: Amount) -> Amount? {
        let (product, overflow) = (Int128(a.millionths) * Int128(b.millionths)).multipliedReportingOverflow(
            by: Int128(c.millionths))
        if overflow { return nil }
        let unit: Int128 = 1_000_000_000_000
        var (quotient, rest) = product.magnitude.quotientAndRemainder(dividingBy: unit.magnitude)
        if rest > unit.magnitude / 2 || (rest == unit.magnitude / 2 && quotient & 1 == 1) { quotient += 1 }
        guard quotient <= UInt128(Amount.limit) else { return nil }
        return Amount(millionths: product < 0 ? -Int64(quotient) : Int64(quotient))
    }

    // MARK: Rules

    func impliedRules(_ problem: PlanningProblem) -> [PlanningRule] {
        var rules: [PlanningRule] = []
        func add(_ id: String, _ body: PlanningRule.Body) {
            rules.append(PlanningRule(id: id, text: PlanningWords.rule(body, problem), body: body))
        }
        for (number, item) in problem.items.enumerated() where item.penalty == nil { add("place/\(item.id)", .place(item: number)) }
        for (number, site) in problem.sites.enumerated() {
            for (q, quantity) in problem.quantities.enumerated() {
                if site.capacity[q] != nil { add("capacity/\(site.id)/\(quantity.id)", .capacity(site: number, quantity: q)) }
                if let least = site.leastUse[q], least > .zero {
                    add("use/\(site.id)/\(quantity.id)", .use(site: number, quantity: q))
                }
            }
            if site.mostCount != nil { add("count/\(site.id)/max", .mostCount(site: number)) }
            if let least = site.leastCount, least > 1 { add("count/\(site.id)/min", .leastCount(site: number)) }
            if site.admits != nil || !site.refuses.isEmpty { add("admission/\(site.id)", .admission(site: number)) }
            for (n, standard) in site.standards.enumerated() {
                add("standard/\(site.id)/\(standard.id)", .standard(site: number, number: n))
            }
        }
        return rules
    }

    mutating func readRule(_ node: PlanningJSON, _ path: String, _ problem: PlanningProblem) -> PlanningRule? {
        guard case .object(let entries) = node, case .string(let kind)? = entries.first(where: { $0.key == "kind" })?.value else {
            fields.fault(.planFieldMissing, at: path, ["field": "kind"])
            return nil
        }
        let common: Set = ["id", "kind", "zh", "en", "note"]
        let own: [String: Set<String>] = [
            "require": ["items", "classes", "sites", "zones"], "forbid": ["items", "classes", "sites", "zones"],
            "together": ["items", "scope"], "apart": ["items", "classes", "from", "fromClasses", "scope"],
            "budget": ["counts", "terms", "max"], "quota": ["quantity", "sites", "zones", "min", "max"],
            "opened": ["sites", "zones", "min", "max"],
        ]
        guard let names = own[kind] else {
            fields.fault(.planWord, at: path + "/kind", ["word": kind, "known": own.keys.sorted().joined(separator: ", ")])
            return nil
        }
        guard let object = fields.object(node, at: path, known: common.union(names)), let id = fields.identifier(object) else {
            return nil
        }
        if !ruleIDs.insert(id).inserted { fields.fault(.planTwice, at: path + "/id", ["id": id]) }
        guard let body = readBody(kind, object, problem) else { return nil }
        return PlanningRule(id: id, text: fields.text(object, fallback: PlanningWords.rule(body, problem)), body: body)
    }

    private mutating func readBody(_ kind: String, _ object: PlanningObject, _ problem: PlanningProblem) -> PlanningRule.Body? {
        switch kind {
        case "require", "forbid":
            guard let items = items(object, "items", "classes", problem, needed: true),
                let sites = sites(object, problem, needed: true)
            else { return nil }
            return kind == "require" ? .require(items: items, sites: sites) : .forbid(items: items, sites: sites)
        case "together":
            guard let items = items(object, "items", nil, problem, needed: true),
                let scope = scope(object, ["site", "zone"], problem)
            else {
                return nil
            }
            if items.count < 2 { fields.fault(.planTooFew, at: object.path("items")) }
            return .together(items: items, scope: scope)
        case "apart":
            guard let items = items(object, "items", "classes", problem, needed: true),
                let scope = scope(object, ["site", "neighbours", "zone"], problem)
            else { return nil }
            let hasOthers = object.members["from"] != nil || object.members["fromClasses"] != nil
            let from = hasOthers ? self.items(object, "from", "fromClasses", problem, needed: true) : nil
            if hasOthers, from == nil { return nil }
            if !hasOthers, items.count < 2 { fields.fault(.planTooFew, at: object.path("items")) }
            if let from, let both = from.first(where: items.contains) {
                fields.fault(.planBothSides, at: object.path("from"), ["id": problem.items[both].id])
            }
            return .apart(items: items, from: from, scope: scope)
        case "budget": return budget(object, problem)
        case "quota":
            guard let quantity = quantity(object, "quantity", needed: true), let sites = sites(object, problem, needed: false)
            else {
                return nil
            }
            let least = fields.amount(object, "min")
            let most = fields.amount(object, "max")
            if least == nil, most == nil { fields.fault(.planNoBound, at: object.path) }
            fields.ordered(least, most, at: object.path)
            return .quota(quantity: quantity, sites: sites, least: least, most: most)
        default:
            guard let sites = sites(object, problem, needed: false) else { return nil }
            let least = fields.count(object, "min")
            let most = fields.count(object, "max")
            if least == nil, most == nil { fields.fault(.planNoBound, at: object.path) }
            fields.ordered(least, most, at: object.path)
            return .opened(sites: sites, least: least, most: most)
        }
    }

    private mutating func budget(_ object: PlanningObject, _ problem: PlanningProblem) -> PlanningRule.Body? {
        guard let most = fields.amount(object, "max") else {
            if object.members["max"] == nil { fields.fault(.planFieldMissing, at: object.path, ["field": "max"]) }
            return nil
        }
        let known = ["costs", "opening", "moving", "penalties"]
        let counts = fields.strings(object, "counts")
        for (text, path) in counts where !known.contains(text) {
            fields.fault(.planWord, at: path, ["word": text, "known": known.joined(separator: ", ")])
        }
        let words = Set(counts.map(\.text))
        let hasTerms = object.members["terms"] != nil
        if words.isEmpty, !hasTerms { fields.fault(.planFieldMissing, at: object.path, ["field": "counts"]) }
        var pairs: [Amount]?
        if hasTerms { pairs = readTerms(object, problem) }
        if words.contains("costs") {
            var sum = pairs ?? Array(repeating: .zero, count: problem.pairCosts.count)
            for n in sum.indices where n < problem.pairCosts.count {
                add(problem.pairCosts[n], to: &sum[n], at: object.path("counts"))
            }
            pairs = sum
        }
        return .budget(
            .init(
                pairs: pairs, countsOpening: words.contains("opening"), countsMoving: words.contains("moving"),
                countsPenalties: words.contains("penalties")), most: most)
    }

    private mutating func scope(
        _ object: PlanningObject, _ known: [String], _ problem: PlanningProblem
    ) -> PlanningRule.Scope? {
        let word = fields.string(object, "scope") ?? "site"
        guard known.contains(word), let scope = PlanningRule.Scope(rawValue: word) else {
            fields.fault(.planWord, at: object.path("scope"), ["word": word, "known": known.joined(separator: ", ")])
            return nil
        }
        if scope == .zone, let site = problem.sites.first(where: { $0.zone == nil }) {
            fields.fault(.planZoneMissing, at: object.path("scope"), ["site": site.id])
        }
        return scope
    }

    private mutating func item(_ id: String, at path: String) -> Int? {
        if let number = itemNumbers[id] { return number }
        fields.fault(.planReference, at: path, ["what": "item", "id": id])
        return nil
    }

    private mutating func site(_ id: String, at path: String) -> Int? {
        if let number = siteNumbers[id] { return number }
        fields.fault(.planReference, at: path, ["what": "site", "id": id])
        return nil
    }

    /// Items named by id or by class, in the order of the problem, each once.
    private mutating func items(
        _ object: PlanningObject, _ ids: String, _ classes: String?, _ problem: PlanningProblem, needed: Bool
    ) -> [Int]? {
        var chosen: Set<Int> = []
        for (id, path) in fields.strings(object, ids) { if let number = item(id, at: path) { chosen.insert(number) } }
        if let classes {
            for (name, path) in fields.strings(object, classes) {
                let found = problem.items.indices.filter { problem.items[$0].itemClass == name }
                if found.isEmpty { fields.fault(.planReference, at: path, ["what": "item of class", "id": name]) }
                chosen.formUnion(found)
            }
        }
        if chosen.isEmpty, needed {
            if object.members[ids] == nil { fields.fault(.planFieldMissing, at: object.path, ["field": ids]) }
            return nil
        }
        return chosen.sorted()
    }

    /// Sites named by id or by zone; where neither is written, all sites.
    private mutating func sites(_ object: PlanningObject, _ problem: PlanningProblem, needed: Bool) -> [Int]? {
        if object.members["sites"] == nil, object.members["zones"] == nil {
            if needed { fields.fault(.planFieldMissing, at: object.path, ["field": "sites"]) }
            return needed ? nil : Array(problem.sites.indices)
        }
        var chosen: Set<Int> = []
        for (id, path) in fields.strings(object, "sites") { if let number = site(id, at: path) { chosen.insert(number) } }
        for (zone, path) in fields.strings(object, "zones") {
            let found = problem.sites.indices.filter { problem.sites[$0].zone == zone }
            if found.isEmpty { fields.fault(.planReference, at: path, ["what": "zone", "id": zone]) }
            chosen.formUnion(found)
        }
        if chosen.isEmpty { fields.fault(.planListEmpty, at: object.path("sites")) }
        return chosen.sorted()
    }
}

extension FindingCode {
    static let planRateMissing = FindingCode(
        "siting.plan.rate", .error, zh: "地块“{site}”没有费率“{rate}”。", en: "The site “{site}” has no rate “{rate}”.")
    static let planTermTooLarge = FindingCode(
        "siting.plan.term", .error, zh: "此项费用在“{item}”与“{site}”上超过 1000000000。",
        en: "This term is above 1000000000 for “{item}” on “{site}”.")
    static let planTooFew = FindingCode("siting.plan.few", .error, zh: "至少写两个项目。", en: "Write at least two items.")
    static let planBothSides = FindingCode(
        "siting.plan.sides", .error, zh: "“{id}”同时列在两边。", en: "“{id}” is listed on both sides.")
    static let planZoneMissing = FindingCode(
        "siting.plan.zone", .error, zh: "按片区的规则要求每个地块写明 zone，地块“{site}”没有。",
        en: "A rule by zone needs a “zone” on every site; the site “{site}” has none.")
}
