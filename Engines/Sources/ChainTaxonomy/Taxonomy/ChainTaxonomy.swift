import Findings

/// The chains of an industry: what each stage makes, who supplies whom, and the words by which a firm's scope shows it.
///
/// A node stands in one or more chains at one stage; `inputs` are the nodes that feed it, so the edges run from supplier to
/// user. `codes` are classes of GB/T 4754-2017. The words fall into kinds by the verb that must go with them (`TermKind`).
///
/// ```yaml
/// version: 1
/// chains:
///   dev: {zh: 智慧医疗器械, en: Smart medical devices}
/// nodes:
/// - {id: D17, zh: 注射穿刺与输注器械, chains: [dev], stage: midstream, inputs: [X25], gb: ["3584"], make: [注射器], devices: ["6815"]}
/// ```
/// `ChainTaxonomy.read` gives the taxonomy with what is wrong in it: unknown or repeated ids, cycles, orphans, empty nodes.
public struct ChainTaxonomy: Sendable, Equatable {
    public struct Chain: Sendable, Equatable {
        public let id: String
        public let zh: String
        public let en: String
    }

    public enum Stage: String, Sendable, CaseIterable { case upstream, midstream, downstream, service }

    /// What a region must do with a product for its name to speak for the node.
    public enum TermKind: String, Sendable, CaseIterable {
        /// Produce, process, assemble or develop it.
        case make
        /// Produce or process it; developing is not enough.
        case produce
        /// As `produce`, and only where the firm has no more telling node of the same letter.
        case general
        /// Research or develop it, and no product of the field made by the firm.
        case research
        case wholesale
        case retail
        /// Sell it in any way.
        case sell
        /// The word speaks by itself, whatever the verb.
        case serve
        /// Counts, with any verb, in a firm whose name has one of the node's `names`.
        case named
    }

    public struct Node: Sendable, Equatable {
        public let id: String
        public let zh: String
        public let en: String
        public let chains: [String]
        public let stage: Stage
        public let inputs: [String]
        public let codes: [String]
        public let terms: [TermKind: [String]]
        /// Words in the same item that speak against the node.
        public let against: [String]
        public let names: [String]
        /// Numbers of the device catalogue of 2002 (68xx).
        public let deviceCodes: [String]
        /// Letters of the nodes whose products this node sells.
        public let sells: [String]
        /// Letters of the nodes that silence the `general` terms; its own letter where none is named.
        public let unless: [String]
        public let isGeneric: Bool
        public let isChokepoint: Bool
        public let line: Int
    }

    public let version: String
    public let chains: [Chain]
    public let nodes: [Node]
    public let words: ScopeWords
    private let places: [String: Int]

    init(version: String, chains: [Chain], nodes: [Node], words: ScopeWords) {
        self.version = version
        self.chains = chains
        self.nodes = nodes
        self.words = words
        places = Dictionary(nodes.enumerated().map { ($1.id, $0) }, uniquingKeysWith: { first, _ in first })
    }

    /// The same chains, read with the verbs and phrases of another file: a taxonomy may leave its `scope` section out.
    public func reading(with words: ScopeWords) -> ChainTaxonomy {
        ChainTaxonomy(version: version, chains: chains, nodes: nodes, words: words)
    }

    public subscript(id: String) -> Node? { places[id].map { nodes[$0] } }
    public func place(of id: String) -> Int? { places[id] }

    /// Supplier edges as pairs of places in `nodes`: (supplier, user).
    public var supplies: [(supplier: Int, user: Int)] {
        nodes.enumerated().flatMap { user, node in
            node.inputs.compactMap { input in places[input].map { (supplier: $0, user: user) } }
        }
    }
}
