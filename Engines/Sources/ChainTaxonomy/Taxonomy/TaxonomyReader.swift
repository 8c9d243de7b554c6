import Findings

extension ChainTaxonomy {
    static let mostNodes = 20_000
    static let longestTerm = 60

    /// Reads a taxonomy and checks it. Throws where there is no taxonomy to speak of; lesser faults come as findings.
    public static func read(_ bytes: [UInt8]) throws -> Report<ChainTaxonomy> {
        let tree = try PlainTreeReader.read(bytes)
        var reader = TaxonomyReader()
        let taxonomy = try reader.taxonomy(tree)
        return Report(taxonomy, findings: reader.findings + TaxonomyCheck.findings(taxonomy))
    }
}

private struct TaxonomyReader {
    var findings: [Finding] = []

    mutating func taxonomy(_ tree: PlainTree) throws -> ChainTaxonomy {
        guard case .map = tree, let listed = tree["nodes"]?.items else { throw Unreadable(Finding(.noNodes, at: .line(tree.line))) }
        if listed.count > ChainTaxonomy.mostNodes {
            throw Unreadable(Finding(.tooManyNodes, at: .line(tree.line), ["limit": String(ChainTaxonomy.mostNodes)]))
        }
        let chains = chains(tree["chains"])
        let known = Set(chains.map(\.id))
        let nodes = listed.compactMap { node($0, chains: known) }
        return ChainTaxonomy(version: tree["version"]?.text ?? "", chains: chains, nodes: nodes, words: words(tree["scope"]))
    }

    private mutating func chains(_ tree: PlainTree?) -> [ChainTaxonomy.Chain] {
        guard case .map(let entries, _)? = tree else {
            findings.append(Finding(.noChains))
            return []
        }
        return entries.map { entry in
            let zh = entry.value["zh"]?.text ?? entry.value.text ?? entry.key
            return ChainTaxonomy.Chain(id: entry.key, zh: zh, en: entry.value["en"]?.text ?? zh)
        }
    }

    private mutating func node(_ tree: PlainTree, chains known: Set<String>) -> ChainTaxonomy.Node? {
        guard case .map(let entries, let line) = tree, let id = tree["id"]?.text, !id.isEmpty else {
            findings.append(Finding(.nodeWithoutId, at: .line(tree.line)))
            return nil
        }
        for entry in entries where !Self.fields.contains(entry.key) {
            findings.append(Finding(.unknownField, at: .line(entry.line), ["id": id, "field": String(entry.key.prefix(40))]))
        }
        let chains = texts(tree["chains"], of: id, "chains")
        for chain in chains where !known.isEmpty && !known.contains(chain) {
            findings.append(Finding(.unknownChain, at: .line(line), ["id": id, "chain": chain]))
        }
        let stage = ChainTaxonomy.Stage(rawValue: tree["stage"]?.text ?? "")
        if stage == nil {
            findings.append(Finding(.unknownStage, at: .line(line), ["id": id, "stage": tree["stage"]?.text ?? ""]))
        }
        let codes = texts(tree["gb"], of: id, "gb")
        for code in codes where !(2...4).contains(code.utf8.count) || !code.utf8.allSatisfy({ (0x30...0x39).contains($0) }) {
            findings.append(Finding(.badCode, at: .line(line), ["id": id, "code": code]))
        }
        let zh = tree["zh"]?.text ?? id
        let node = ChainTaxonomy.Node(
            id: id, zh: zh, en: tree["en"]?.text ?? zh, chains: chains, stage: stage ?? .midstream,
            inputs: texts(tree["inputs"], of: id, "inputs"), codes: codes, terms: terms(tree, id: id, stage: stage),
            against: texts(tree["not"], of: id, "not"), names: texts(tree["names"], of: id, "names"),
            deviceCodes: texts(tree["devices"], of: id, "devices"), sells: texts(tree["sells"], of: id, "sells"),
            unless: texts(tree["unless"], of: id, "unless"),
            isGeneric: tree["generic"]?.text == "true", isChokepoint: tree["chokepoint"]?.text == "high", line: line)
        return node
    }

    static let fields: Set<String> = Set(
        [
            "id", "zh", "en", "chains", "stage", "inputs", "gb", "kw", "not", "names", "devices", "sells", "unless", "generic",
            "chokepoint",
        ]
            + ChainTaxonomy.TermKind.allCases.map(\.rawValue))

    /// A plain `kw` list stands for things made upstream and midstream, and for words that speak by themselves elsewhere.
    private mutating func terms(_ tree: PlainTree, id: String, stage: ChainTaxonomy.Stage?) -> [ChainTaxonomy.TermKind: [String]] {
        var terms: [ChainTaxonomy.TermKind: [String]] = [:]
        for kind in ChainTaxonomy.TermKind.allCases where tree[kind.rawValue] != nil {
            terms[kind] = texts(tree[kind.rawValue], of: id, kind.rawValue)
        }
        if tree["kw"] != nil {
            let kind: ChainTaxonomy.TermKind = stage == .upstream || stage == .midstream ? .make : .serve
            terms[kind, default: []] += texts(tree["kw"], of: id, "kw")
        }
        return terms
    }

    private mutating func texts(_ tree: PlainTree?, of id: String, _ field: String) -> [String] {
        guard let tree else { return [] }
        let items = tree.items ?? (tree.text == "" ? [] : [tree])
        return items.compactMap { item in
            guard let text = item.text, !text.isEmpty, text.unicodeScalars.count <= ChainTaxonomy.longestTerm else {
                findings.append(Finding(.badText, at: .line(item.line), ["id": id, "field": field]))
                return nil
            }
            return text
        }
    }

    private mutating func words(_ tree: PlainTree?) -> ScopeWords {
        var words = ScopeWords()
        guard let tree else { return words }
        for verb in ScopeWords.Verb.allCases { words.verbs[verb] = texts(tree[verb.rawValue], of: "scope", verb.rawValue) }
        words.negations = texts(tree["negations"], of: "scope", "negations")
        words.negationEnds = texts(tree["negation_ends"], of: "scope", "negation_ends")
        words.licences = texts(tree["licences"], of: "scope", "licences")
        words.setPhrases = texts(tree["set_phrases"], of: "scope", "set_phrases")
        words.ownGoods = texts(tree["own_goods"], of: "scope", "own_goods")
        words.medical = texts(tree["medical"], of: "scope", "medical")
        words.headings = texts(tree["headings"], of: "scope", "headings")
        words.particles = texts(tree["particles"], of: "scope", "particles")
        words.otherTrades = texts(tree["other_trades"], of: "scope", "other_trades")
        return words
    }
}

extension FindingCode {
    public static let noNodes = FindingCode(
        "chain.nodes.missing", .error, zh: "没有 nodes 列表，不是产业链文件。", en: "There is no list “nodes”; this is no chain file.")
    public static let tooManyNodes = FindingCode(
        "chain.nodes.tooMany", .error, zh: "节点超过 {limit} 个。", en: "There are more than {limit} nodes.")
    public static let noChains = FindingCode(
        "chain.chains.missing", .warning, zh: "没有 chains 列表，节点所属的链无从核对。",
        en: "There is no map “chains”; the chains of the nodes cannot be checked.")
    public static let nodeWithoutId = FindingCode(
        "chain.node.noId", .error, zh: "节点没有 id，已略去。", en: "A node has no id and was left out.")
    public static let unknownField = FindingCode(
        "chain.node.field", .warning, zh: "节点 {id} 的字段“{field}”不认识，未读取。",
        en: "Node {id}: the field “{field}” is not known and was not read.")
    public static let unknownChain = FindingCode(
        "chain.node.chain", .error, zh: "节点 {id} 所属的链“{chain}”没有定义。",
        en: "Node {id} names the chain “{chain}”, which is not defined.")
    public static let unknownStage = FindingCode(
        "chain.node.stage", .error, zh: "节点 {id} 的环节“{stage}”应为 upstream、midstream、downstream 或 service。",
        en: "Node {id}: the stage “{stage}” should be upstream, midstream, downstream or service.")
    public static let badCode = FindingCode(
        "chain.node.code", .error, zh: "节点 {id} 的行业代码“{code}”不是 2 至 4 位数字。",
        en: "Node {id}: the industry code “{code}” is not 2 to 4 digits.")
    public static let badText = FindingCode(
        "chain.node.text", .error, zh: "节点 {id} 的 {field} 中有一项不是短文字，已略去。",
        en: "Node {id}: an entry of {field} is no short text and was left out.")
}
