/// What the items of one scope say, before the rules that look at the whole firm.
struct Votes {
    /// `guessed`: a product without any verb, which counts only where nothing else speaks.
    /// A bare list of wares is more often a trader's, so `guessedMade` gives way to it.
    enum Basis { case made, general, researched, other, guessed, guessedMade }

    struct Vote {
        var node: Int
        var clause: Range<Int>
        var basis: Basis
        var confidence: Double
        let item: Int
        var isSilenced = false
    }

    /// The item that is being read.
    var item = 0

    private var votes: [Vote] = []

    mutating func add(_ node: Int, _ item: ScopeItem, _ basis: Basis, _ confidence: Double) {
        votes.append(Vote(node: node, clause: item.clause, basis: basis, confidence: confidence, item: self.item))
    }

    /// A general word beside a telling one in the same item adds nothing: 药品（中药提取物）.
    mutating func silenceGeneral() {
        for place in votes.indices where votes[place].basis == .general && votes[place].item == item {
            votes[place].isSilenced = true
        }
    }

    /// A pharmacy that also sells devices is a shop for them, not a wholesaler, whatever its scope calls the sale.
    mutating func keepShop(_ taxonomy: ChainTaxonomy) {
        func sellsAtRetail(_ node: Int) -> Bool { !(taxonomy.nodes[node].terms[.retail] ?? []).isEmpty }
        guard votes.contains(where: { sellsAtRetail($0.node) && taxonomy.nodes[$0.node].sells.isEmpty }),
            let shop = taxonomy.nodes.indices.first(where: { sellsAtRetail($0) && !taxonomy.nodes[$0].sells.isEmpty })
        else { return }
        for place in votes.indices {
            let node = taxonomy.nodes[votes[place].node]
            if !node.sells.isEmpty, !sellsAtRetail(votes[place].node) { votes[place].node = shop }
        }
    }

    /// One vote for each node: the surest, the first among equals. Nodes in the order of the taxonomy.
    func settled(_ taxonomy: ChainTaxonomy) -> [Vote] {
        let made = votes.filter { $0.basis == .made }
        let letters = Set(made.map { ScopeLabels.letter(taxonomy.nodes[$0.node].id) })
        let drugs: Set<Substring> = ["B", "C", "T", "V"]
        let somethingSpoke = votes.contains { !$0.isSilenced && $0.basis != .guessed && $0.basis != .guessedMade }
        let tradeGuessed = votes.contains { $0.basis == .guessed }
        var best: [Int: Vote] = [:]
        for vote in votes where !vote.isSilenced {
            let node = taxonomy.nodes[vote.node]
            if vote.basis == .general {
                let silencers = node.unless.isEmpty ? [ScopeLabels.letter(node.id)] : node.unless.map { $0[...] }
                if !letters.isDisjoint(with: silencers) { continue }
            }
            if vote.basis == .guessed || vote.basis == .guessedMade, somethingSpoke { continue }
            if vote.basis == .guessedMade, tradeGuessed { continue }
            // A maker's own development is part of making.
            if vote.basis == .researched, !letters.isDisjoint(with: drugs) { continue }
            if let held = best[vote.node], held.confidence >= vote.confidence { continue }
            best[vote.node] = vote
        }
        return best.sorted { $0.key < $1.key }.map(\.value)
    }
}
