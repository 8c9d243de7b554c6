import Findings

/// What is wrong with a taxonomy that could be read: repeated and unknown ids, cycles, orphans, nodes without words.
enum TaxonomyCheck {
    static func findings(_ taxonomy: ChainTaxonomy) -> [Finding] {
        repeated(taxonomy) + unknown(taxonomy) + cycles(taxonomy) + orphans(taxonomy) + wordless(taxonomy) + empty(taxonomy)
    }

    private static func repeated(_ taxonomy: ChainTaxonomy) -> [Finding] {
        var first: [String: Int] = [:]
        return taxonomy.nodes.compactMap { node in
            if let line = first[node.id] {
                return Finding(.nodeTwice, at: .line(node.line), ["id": node.id, "line": String(line)])
            }
            first[node.id] = node.line
            return nil
        }
    }

    private static func unknown(_ taxonomy: ChainTaxonomy) -> [Finding] {
        taxonomy.nodes.flatMap { node in
            node.inputs.filter { taxonomy[$0] == nil }.map {
                Finding(.unknownInput, at: .line(node.line), ["id": node.id, "input": $0])
            }
        }
    }

    /// One finding for each knot of nodes that supply each other in a circle, with one circle written out.
    private static func cycles(_ taxonomy: ChainTaxonomy) -> [Finding] {
        var users = [[Int]](repeating: [], count: taxonomy.nodes.count)
        var waiting = [Int](repeating: 0, count: taxonomy.nodes.count)
        for edge in taxonomy.supplies {
            users[edge.supplier].append(edge.user)
            waiting[edge.user] += 1
        }
        // Kahn 1962: take away what waits for nothing; what remains stands in a circle or behind one.
        var ready = waiting.indices.filter { waiting[$0] == 0 }
        while let node = ready.popLast() {
            for user in users[node] {
                waiting[user] -= 1
                if waiting[user] == 0 { ready.append(user) }
            }
        }
        var left = Set(waiting.indices.filter { waiting[$0] > 0 })
        var findings: [Finding] = []
        for start in waiting.indices where left.contains(start) {
            let (walked, from) = walk(from: start, taxonomy, within: left)
            left.subtract(walked)
            guard let from else { continue }
            let circle = Array(walked[from...].reversed())
            let names = (circle + [circle[0]]).map { taxonomy.nodes[$0].id }.joined(separator: " -> ")
            findings.append(Finding(.supplyCycle, at: .line(taxonomy.nodes[circle[0]].line), ["cycle": names]))
        }
        return findings
    }

    /// Walks from user to supplier until a node comes a second time: the nodes walked, and where the circle begins if there is one.
    private static func walk(from start: Int, _ taxonomy: ChainTaxonomy, within left: Set<Int>) -> ([Int], Int?) {
        var path: [Int] = []
        var place: [Int: Int] = [:]
        var node = start
        while true {
            if let from = place[node] { return (path, from) }
            place[node] = path.count
            path.append(node)
            guard let next = taxonomy.nodes[node].inputs.lazy.compactMap(taxonomy.place).first(where: left.contains) else {
                return (path, nil)
            }
            node = next
        }
    }

    /// A node that nobody supplies and that supplies nobody; services and care may stand alone.
    private static func orphans(_ taxonomy: ChainTaxonomy) -> [Finding] {
        let feeding = Set(taxonomy.nodes.flatMap(\.inputs))
        return taxonomy.nodes.compactMap { node in
            let isFed = node.inputs.contains { taxonomy[$0] != nil }
            if isFed || feeding.contains(node.id) { return nil }
            let stands = node.stage == .service || node.stage == .downstream
            return Finding(stands ? .orphanService : .orphan, at: .line(node.line), ["id": node.id, "zh": node.zh])
        }
    }

    private static func wordless(_ taxonomy: ChainTaxonomy) -> [Finding] {
        taxonomy.nodes.filter { $0.terms.values.allSatisfy(\.isEmpty) && $0.deviceCodes.isEmpty && $0.sells.isEmpty }.map {
            Finding(.nodeWithoutTerms, at: .line($0.line), ["id": $0.id])
        } + taxonomy.nodes.filter(\.chains.isEmpty).map { Finding(.nodeWithoutChain, at: .line($0.line), ["id": $0.id]) }
    }

    private static func empty(_ taxonomy: ChainTaxonomy) -> [Finding] {
        let used = Set(taxonomy.nodes.flatMap(\.chains))
        return taxonomy.chains.filter { !used.contains($0.id) }.map { Finding(.chainEmpty, ["id": $0.id]) }
    }
}

extension FindingCode {
    public static let nodeTwice = FindingCode(
        "chain.node.twice", .error, zh: "节点 {id} 重复：第 {line} 行已有。",
        en: "Node {id} is there twice: it stands on line {line} already.")
    public static let unknownInput = FindingCode(
        "chain.node.input", .error, zh: "节点 {id} 的上游“{input}”不存在。",
        en: "Node {id} names the supplier “{input}”, which does not exist.")
    public static let supplyCycle = FindingCode(
        "chain.supply.cycle", .error, zh: "供应关系成环：{cycle}。", en: "The supplies run in a circle: {cycle}.")
    public static let orphan = FindingCode(
        "chain.node.orphan", .warning, zh: "节点 {id}（{zh}）既无上游也无下游。", en: "Node {id} ({zh}) has neither supplier nor user.")
    public static let orphanService = FindingCode(
        "chain.node.orphanService", .note, zh: "服务或终端节点 {id}（{zh}）既无上游也无下游。",
        en: "The service or end node {id} ({zh}) has neither supplier nor user.")
    public static let nodeWithoutTerms = FindingCode(
        "chain.node.noTerms", .warning, zh: "节点 {id} 没有任何用语，企业不会被归入。",
        en: "Node {id} has no words; no firm will be labelled with it.")
    public static let nodeWithoutChain = FindingCode(
        "chain.node.noChain", .warning, zh: "节点 {id} 不属于任何链。", en: "Node {id} is in no chain.")
    public static let chainEmpty = FindingCode(
        "chain.chain.empty", .warning, zh: "链“{id}”没有节点。", en: "The chain “{id}” has no node.")
}
