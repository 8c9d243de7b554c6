import Findings

extension PlanningProblem {
    public static let itemLimit = 1000
    public static let siteLimit = 1000
    public static let pairLimit = 200_000

    /// Reads a problem from JSON (`docs/siting-planning.md` describes each field).
    public static func read(_ bytes: [UInt8]) throws -> PlanningProblem {
        var reader = PlanningReader()
        let problem = try reader.problem(PlanningJSON.read(bytes))
        guard var problem, reader.fields.faults.isEmpty else { throw Unreadable(reader.fields.faults) }
        problem.inputHash = Siting.inputHash(bytes)
        return problem
    }
}

struct PlanningReader {
    var fields = PlanningFields()
    var itemNumbers: [String: Int] = [:]
    var siteNumbers: [String: Int] = [:]
    var quantityNumbers: [String: Int] = [:]
    var ruleIDs: Set<String> = []

    mutating func problem(_ node: PlanningJSON) throws -> PlanningProblem? {
        let known: Set = ["title", "objective", "quantities", "items", "sites", "costs", "rules", "note", "source"]
        guard let root = fields.object(node, at: "", known: known) else { return nil }
        let objective = root.members["objective"].flatMap {
            fields.object($0, at: "/objective", known: ["sense", "unit", "zh", "en"])
        }
        let sense = objective.flatMap { fields.string($0, "sense") } ?? "min"
        if PlanningProblem.Sense(rawValue: sense) == nil {
            fields.fault(.planWord, at: "/objective/sense", ["word": sense, "known": "min, max"])
        }
        let unit = objective.flatMap { fields.string($0, "unit") } ?? ""
        let title = root.members["title"].flatMap { fields.object($0, at: "/title", known: ["zh", "en"]) }
        let words = title.map { fields.text($0, fallback: PlanningText(zh: "", en: "")) } ?? PlanningText(zh: "", en: "")

        let quantities = readQuantities(root)
        let sites = readSites(root, quantities)
        let items = readItems(root, quantities)
        guard items.count * sites.count <= PlanningProblem.pairLimit else {
            fields.fault(
                .planTooLarge, at: "/items",
                ["what": "items × sites", "count": "\(items.count * sites.count)", "limit": "\(PlanningProblem.pairLimit)"])
            return nil
        }
        var problem = PlanningProblem(
            title: words, sense: PlanningProblem.Sense(rawValue: sense) ?? .min, unit: unit, quantities: quantities, items: items,
            sites: sites, pairCosts: [], rules: [], inputHash: "")
        if let node = root.members["costs"], let costs = fields.object(node, at: "/costs", known: ["terms", "matrix"]) {
            problem.pairCosts = readCosts(costs, problem)
        } else {
            problem.pairCosts = Array(repeating: .zero, count: items.count * sites.count)
        }
        refuseFineRatios(problem)
        problem.rules = impliedRules(problem)
        ruleIDs = Set(problem.rules.map(\.id))
        for (node, path) in fields.list(root, "rules", limit: 2000) {
            if let rule = readRule(node, path, problem) { problem.rules.append(rule) }
        }
        return problem
    }

    private mutating func refuseFineRatios(_ problem: PlanningProblem) {
        for (s, site) in problem.sites.enumerated() {
            for (n, standard) in site.standards.enumerated() where standard.isOfSite && !PlanningRatio.fits(standard, problem) {
                fields.fault(.planRatioFine, at: "/sites/\(s)/standards/\(n)")
            }
        }
    }

    private mutating func refuse(_ id: String, twice earlier: Int?, at path: String) {
        if earlier != nil { fields.fault(.planTwice, at: path + "/id", ["id": id]) }
    }

    private mutating func readQuantities(_ root: PlanningObject) -> [PlanningProblem.Quantity] {
        var found: [PlanningProblem.Quantity] = []
        for (node, path) in fields.list(root, "quantities", limit: 32) {
            guard let object = fields.object(node, at: path, known: ["id", "zh", "en", "unit"]), let id = fields.identifier(object)
            else {
                continue
            }
            refuse(id, twice: quantityNumbers.updateValue(found.count, forKey: id), at: path)
            found.append(
                .init(
                    id: id, name: fields.text(object, fallback: PlanningText(zh: id, en: id)),
                    unit: fields.string(object, "unit") ?? ""))
        }
        return found
    }

    private mutating func quantity(_ id: String, at path: String) -> Int? {
        if let number = quantityNumbers[id] { return number }
        fields.fault(.planReference, at: path, ["what": "quantity", "id": id])
        return nil
    }

    mutating func quantity(_ object: PlanningObject, _ name: String, needed: Bool) -> Int? {
        fields.string(object, name, needed: needed).flatMap { quantity($0, at: object.path(name)) }
    }

    /// `{"area": 35.5}` as a list by number of the quantity.
    private mutating func amounts(_ object: PlanningObject, _ name: String, _ count: Int) -> [Amount?] {
        var found = [Amount?](repeating: nil, count: count)
        for entry in fields.map(object, name) {
            if let number = quantity(entry.key, at: entry.path), let amount = fields.amount(entry.value, at: entry.path) {
                found[number] = amount
            }
        }
        return found
    }

    private mutating func readItems(_ root: PlanningObject, _ quantities: [PlanningProblem.Quantity]) -> [PlanningProblem.Item] {
        var found: [PlanningProblem.Item] = []
        let known: Set = ["id", "zh", "en", "class", "quantities", "penalty", "at", "moving", "note"]
        for (node, path) in fields.list(root, "items", needed: true, limit: PlanningProblem.itemLimit) {
            guard let object = fields.object(node, at: path, known: known), let id = fields.identifier(object) else { continue }
            refuse(id, twice: itemNumbers.updateValue(found.count, forKey: id), at: path)
            let current = fields.string(object, "at").flatMap { site($0, at: object.path("at")) }
            let moving = fields.amount(object, "moving")
            if moving != nil, object.members["at"] == nil { fields.fault(.planMovingWithoutSite, at: object.path("moving")) }
            found.append(
                .init(
                    id: id, name: fields.text(object, fallback: PlanningText(zh: id, en: id)),
                    itemClass: fields.string(object, "class") ?? "",
                    amounts: amounts(object, "quantities", quantities.count).map { $0 ?? .zero },
                    penalty: fields.amount(object, "penalty"), current: current, moving: moving ?? .zero))
        }
        return found
    }

    private mutating func site(_ id: String, at path: String) -> Int? {
        if let number = siteNumbers[id] { return number }
        fields.fault(.planReference, at: path, ["what": "site", "id": id])
        return nil
    }

    private mutating func readSites(_ root: PlanningObject, _ quantities: [PlanningProblem.Quantity]) -> [PlanningProblem.Site] {
        var found: [PlanningProblem.Site] = []
        var neighbours: [(Int, [(text: String, path: String)])] = []
        let known: Set = [
            "id", "zh", "en", "zone", "opening", "capacity", "use", "count", "rates", "admits", "refuses", "standards",
            "neighbours",
            "note",
        ]
        for (node, path) in fields.list(root, "sites", needed: true, limit: PlanningProblem.siteLimit) {
            guard let object = fields.object(node, at: path, known: known), let id = fields.identifier(object) else { continue }
            refuse(id, twice: siteNumbers.updateValue(found.count, forKey: id), at: path)
            neighbours.append((found.count, fields.strings(object, "neighbours")))
            found.append(readSite(object, id, quantities))
        }
        for (number, names) in neighbours {
            for name in names {
                guard let other = site(name.text, at: name.path) else { continue }
                if other == number {
                    fields.fault(.planOwnNeighbour, at: name.path)
                } else {
                    found[number].neighbours.insert(other)
                    found[other].neighbours.insert(number)
                }
            }
        }
        return found
    }

    private mutating func readSite(
        _ object: PlanningObject, _ id: String, _ quantities: [PlanningProblem.Quantity]
    ) -> PlanningProblem.Site {
        let capacity = amounts(object, "capacity", quantities.count)
        let use = amounts(object, "use", quantities.count)
        for (number, least) in use.enumerated() { fields.ordered(least, capacity[number], at: object.path("use")) }
        var counts: (Int?, Int?) = (nil, nil)
        if let node = object.members["count"], let bounds = fields.object(node, at: object.path("count"), known: ["min", "max"]) {
            counts = (fields.count(bounds, "min"), fields.count(bounds, "max"))
            fields.ordered(counts.0, counts.1, at: bounds.path)
        }
        var rates: [String: Amount] = [:]
        for entry in fields.map(object, "rates") {
            rates[entry.key] = fields.amount(entry.value, at: entry.path, least: nil)
        }
        var standards: [PlanningProblem.Standard] = []
        for (node, path) in fields.list(object, "standards", limit: 16) {
            guard let standard = readStandard(node, path) else { continue }
            if standards.contains(where: { $0.id == standard.id }) {
                fields.fault(.planTwice, at: path + "/id", ["id": standard.id])
            }
            standards.append(standard)
        }
        return PlanningProblem.Site(
            id: id, name: fields.text(object, fallback: PlanningText(zh: id, en: id)), zone: fields.string(object, "zone"),
            opening: fields.amount(object, "opening") ?? .zero, capacity: capacity, leastUse: use, leastCount: counts.0,
            mostCount: counts.1, rates: rates,
            admits: object.members["admits"] == nil ? nil : Set(fields.strings(object, "admits").map(\.text)),
            refuses: Set(fields.strings(object, "refuses").map(\.text)), standards: standards, neighbours: [])
    }

    private mutating func readStandard(_ node: PlanningJSON, _ path: String) -> PlanningProblem.Standard? {
        let known: Set = ["id", "zh", "en", "ratio", "min", "max", "of"]
        guard let object = fields.object(node, at: path, known: known), let id = fields.identifier(object) else { return nil }
        let ratio = fields.strings(object, "ratio")
        guard ratio.count == 2 else {
            fields.fault(.planRatio, at: object.path("ratio"))
            return nil
        }
        let parts = ratio.compactMap { quantity($0.text, at: $0.path) }
        let least = fields.amount(object, "min")
        let most = fields.amount(object, "max")
        if least == nil, most == nil { fields.fault(.planNoBound, at: path) }
        fields.ordered(least, most, at: path)
        let scope = fields.string(object, "of") ?? "item"
        if scope != "item", scope != "site" {
            fields.fault(.planWord, at: object.path("of"), ["word": scope, "known": "item, site"])
        }
        guard parts.count == 2 else { return nil }
        return .init(
            id: id, name: fields.text(object, fallback: PlanningText(zh: id, en: id)), numerator: parts[0], denominator: parts[1],
            least: least, most: most, isOfSite: scope == "site")
    }
}

extension FindingCode {
    static let planWord = FindingCode(
        "siting.plan.word", .error, zh: "“{word}”不可用。可用：{known}。", en: "“{word}” cannot be used. Known: {known}.")
    static let planTwice = FindingCode("siting.plan.twice", .error, zh: "编号“{id}”出现两次。", en: "The id “{id}” is given twice.")
    static let planReference = FindingCode(
        "siting.plan.reference", .error, zh: "没有编号为“{id}”的 {what}。", en: "There is no {what} with the id “{id}”.")
    static let planMovingWithoutSite = FindingCode(
        "siting.plan.moving", .error, zh: "写了搬迁费用，未写现在的地块 at。", en: "There is a cost of moving, and no site “at” to move from.")
    static let planOwnNeighbour = FindingCode(
        "siting.plan.neighbour", .error, zh: "地块不能与自身相邻。", en: "A site cannot be its own neighbour.")
    static let planRatio = FindingCode(
        "siting.plan.ratio", .error, zh: "ratio 应为两个量的编号：[分子, 分母]。",
        en: "“ratio” holds the ids of two quantities: [numerator, denominator].")
    static let planRatioFine = FindingCode(
        "siting.plan.fine", .error, zh: "整宗标准的数位过多，请将限值或项目的量取整。",
        en: "The standard of the whole site has too many digits; round the limit or the quantities of the items.")
    static let planNoBound = FindingCode("siting.plan.bound", .error, zh: "应写 min 或 max。", en: "Write “min” or “max”.")
}
