import Siting

/// Planning problems drawn from a seed, as JSON text, with every kind of rule.
struct PlanningDraw {
    private var random: SeededGenerator
    private var out = ""

    /// Small enough to try every plan.
    static func small(_ seed: UInt64) -> [UInt8] {
        var draw = PlanningDraw(random: SeededGenerator(seed: seed))
        let sites = 2 + draw.random.index(below: 3)
        let most = sites == 2 ? 7 : sites == 3 ? 6 : 5
        return Array(draw.problem(items: 3 + draw.random.index(below: most - 2), sites: sites).utf8)
    }

    /// Too many plans to try them all.
    static func medium(_ seed: UInt64) -> [UInt8] {
        var draw = PlanningDraw(random: SeededGenerator(seed: seed &+ 0xA5A5))
        return Array(draw.problem(items: 10 + draw.random.index(below: 8), sites: 5 + draw.random.index(below: 5)).utf8)
    }

    private mutating func chance(_ percent: Int) -> Bool { random.index(below: 100) < percent }

    private mutating func number(_ low: Int, _ high: Int, decimals: Bool = true) -> String {
        let whole = low + random.index(below: high - low + 1)
        return decimals && chance(30) ? "\(whole).\(1 + random.index(below: 9))" : "\(whole)"
    }

    private mutating func pick(_ prefix: String, _ count: Int, _ wanted: Int) -> String {
        var ids = Array(0..<count)
        ids.shuffle(using: &random)
        return "[" + ids.prefix(wanted).sorted().map { "\"\(prefix)\($0)\"" }.joined(separator: ", ") + "]"
    }

    private mutating func problem(items n: Int, sites m: Int) -> String {
        let tightness = 50 + random.index(below: 60)
        let itemTexts = (0..<n).map { item($0, m) }
        let siteTexts = (0..<m).map { site($0, m, n, tightness) }
        var costs: [String] = []
        for i in 0..<n {
            let row = (0..<m).map { j in "\"S\(j)\": \(number(chance(10) ? -5 : 1, 40))" }
            costs.append("\"I\(i)\": {\(row.joined(separator: ", "))}")
        }
        let terms = chance(50) ? "\"terms\": [{\"id\": \"land\", \"item\": \"a\", \"site\": \"price\", \"factor\": 0.25}], " : ""
        return """
            {"objective": {"sense": "\(chance(25) ? "max" : "min")", "unit": "万元"},
             "quantities": [{"id": "a"}, {"id": "b"}, {"id": "c"}],
             "items": [\(itemTexts.joined(separator: ",\n"))],
             "sites": [\(siteTexts.joined(separator: ",\n"))],
             "costs": {\(terms)"matrix": {\(costs.joined(separator: ",\n"))}},
             "rules": [\(rules(n, m).joined(separator: ",\n"))]}
            """
    }

    private mutating func item(_ i: Int, _ m: Int) -> String {
        var fields = ["\"id\": \"I\(i)\"", "\"class\": \"\(["x", "y", "z"][random.index(below: 3)])\""]
        fields.append("\"quantities\": {\"a\": \(number(2, 10)), \"b\": \(number(0, 9)), \"c\": \(number(1, 20))}")
        if chance(25) { fields.append("\"penalty\": \(number(10, 80))") }
        if chance(25) { fields.append("\"at\": \"S\(random.index(below: m))\", \"moving\": \(number(0, 15))") }
        return "{" + fields.joined(separator: ", ") + "}"
    }

    private mutating func site(_ j: Int, _ m: Int, _ n: Int, _ tightness: Int) -> String {
        // The first site is in z0, so that a rule on that zone always has one.
        var fields = [
            "\"id\": \"S\(j)\"", "\"zone\": \"z\(j == 0 ? 0 : random.index(below: 2))\"",
            "\"rates\": {\"price\": \(number(0, 12))}",
        ]
        let share = n * 6 * 100 / m / tightness
        if chance(85) {
            fields.append("\"capacity\": {\"a\": \(number(max(4, share), share * 2 + 6)), \"b\": \(number(6, share * 2 + 9))}")
        }
        if chance(15) { fields.append("\"use\": {\"c\": \(number(1, 25))}") }
        if chance(20) { fields.append("\"count\": {\"min\": \(random.index(below: 3)), \"max\": \(2 + random.index(below: 3))}") }
        if chance(70) { fields.append("\"opening\": \(number(0, 30))") }
        if chance(25) { fields.append("\"admits\": [\"x\", \"\(["y", "z"][random.index(below: 2)])\"]") }
        if chance(15) { fields.append("\"refuses\": [\"z\"]") }
        if chance(25) {
            let of = chance(50) ? "item" : "site"
            fields.append(
                "\"standards\": [{\"id\": \"t\", \"ratio\": [\"c\", \"a\"], \"min\": \(number(0, 1)), \"of\": \"\(of)\"}]")
        }
        if chance(40), m > 1 { fields.append("\"neighbours\": [\"S\((j + 1) % m)\"]") }
        return "{" + fields.joined(separator: ", ") + "}"
    }

    private mutating func rules(_ n: Int, _ m: Int) -> [String] {
        var rules: [String] = []
        func add(_ kind: String, _ fields: String) {
            rules.append("{\"id\": \"R\(rules.count)\", \"kind\": \"\(kind)\", \(fields)}")
        }
        if chance(15) { add("require", "\"items\": \(pick("I", n, 1)), \"sites\": \(pick("S", m, 1 + random.index(below: 2)))") }
        if chance(40) { add("forbid", "\"items\": \(pick("I", n, 2)), \"sites\": \(pick("S", m, 1))") }
        if chance(35) { add("together", "\"items\": \(pick("I", n, 2)), \"scope\": \"\(chance(50) ? "site" : "zone")\"") }
        if chance(45) {
            let scope = ["site", "neighbours", "zone"][random.index(below: 3)]
            add("apart", "\"items\": \(pick("I", n, scope == "zone" ? 2 : 3)), \"scope\": \"\(scope)\"")
        }
        if chance(15) { add("apart", "\"items\": [\"I0\"], \"from\": [\"I1\", \"I2\"], \"scope\": \"neighbours\"") }
        if chance(30) { add("budget", "\"counts\": [\"opening\", \"moving\"], \"max\": \(number(20, 40 + 15 * m))") }
        if chance(15) { add("budget", "\"terms\": [{\"item\": \"a\", \"site\": \"price\"}], \"max\": \(number(10 * n, 50 * n))") }
        if chance(25) { add("quota", "\"quantity\": \"c\", \"sites\": \(pick("S", m, 1 + m / 2)), \"max\": \(number(10, 12 * n))") }
        if chance(15) { add("quota", "\"quantity\": \"a\", \"zones\": [\"z0\"], \"min\": \(number(1, 3 * n))") }
        if chance(25) { add("opened", "\"min\": \(random.index(below: 3)), \"max\": \(2 + random.index(below: m))") }
        return rules
    }

    private init(random: SeededGenerator) { self.random = random }
}
