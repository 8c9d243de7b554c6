/// A node that a firm's scope speaks for, with the clause that spoke.
public struct ScopeLabel: Sendable, Equatable {
    public let node: String
    /// The clause as written, and its place in Unicode scalars of the scope, the end not included.
    public let clause: String
    public let start: Int
    public let end: Int
    /// 0...1: how directly verb and product are tied, by rule, not by probability.
    public let confidence: Double
}

/// Labels firms with the nodes of a chain from the text of their business scope.
///
/// A term counts when the verb that goes with it does what the term's kind asks (`ChainTaxonomy.TermKind`): 胶囊剂 under 生产 makes
/// oral dosage, under 零售 a pharmacy. The longest term wins over those inside it; numbers of the old device catalogue (6815) speak for
/// the nodes that list them; a product of devices that is only sold speaks for the trade.
///
/// ```swift
/// let labels = ScopeLabels(taxonomy)
/// labels.label("生产、销售：硬胶囊剂（除头孢类）")   // [C07, …]
/// ```
public struct ScopeLabels: Sendable {
    /// Changes whenever a rule of reading changes.
    public static let rules = "scope-1"

    let taxonomy: ChainTaxonomy
    private let clauses: ScopeClauses
    private let terms: WordIndex<Term>
    private let otherTrades: WordIndex<Void>
    private let medical: WordIndex<Void>
    private let against: [WordIndex<Void>?]
    private let names: [WordIndex<Void>?]
    private let byDeviceCode: [String: [Int]]

    struct Term: Sendable {
        let node: Int
        let kind: ChainTaxonomy.TermKind
        let namesOtherTrade: Bool
    }

    public init(_ taxonomy: ChainTaxonomy) {
        self.taxonomy = taxonomy
        clauses = ScopeClauses(taxonomy.words)
        let trades = WordIndex<Void>(taxonomy.words.otherTrades.map { ($0, ()) })
        otherTrades = trades
        medical = WordIndex(taxonomy.words.medical.map { ($0, ()) })
        var list: [(String, Term)] = []
        var byCode: [String: [Int]] = [:]
        for (place, node) in taxonomy.nodes.enumerated() {
            for kind in ChainTaxonomy.TermKind.allCases {
                for term in node.terms[kind] ?? [] {
                    list.append(
                        (term, Term(node: place, kind: kind, namesOtherTrade: trades.contains(in: ScopeText.word(term)[...]))))
                }
            }
            for code in node.deviceCodes { byCode[code, default: []].append(place) }
        }
        terms = WordIndex(list)
        byDeviceCode = byCode
        against = taxonomy.nodes.map { $0.against.isEmpty ? nil : WordIndex($0.against.map { ($0, ()) }) }
        names = taxonomy.nodes.map { $0.names.isEmpty ? nil : WordIndex($0.names.map { ($0, ()) }) }
    }

    public func label(_ scope: String, name: String = "") -> [ScopeLabel] {
        let text = ScopeText(scope)
        let items = clauses.items(of: text)
        var firm = Firm(name: ScopeText(name).scalars, isRetail: false, isWholesale: false)
        for item in items {
            if item.verbs.contains(.retail) { firm.isRetail = true }
            if item.verbs.contains(.wholesale) { firm.isWholesale = true }
        }
        var votes = Votes()
        for (place, item) in items.enumerated() {
            votes.item = place
            vote(item, firm: firm, &votes)
        }
        if !firm.isWholesale { votes.keepShop(taxonomy) }
        return votes.settled(taxonomy).map { vote in
            ScopeLabel(
                node: taxonomy.nodes[vote.node].id, clause: Self.slice(scope, vote.clause), start: vote.clause.lowerBound,
                end: vote.clause.upperBound, confidence: vote.confidence)
        }
    }

    private struct Firm {
        let name: [UInt32]
        var isRetail: Bool
        var isWholesale: Bool
    }

    private static func slice(_ text: String, _ range: Range<Int>) -> String {
        String(String.UnicodeScalarView(text.unicodeScalars.dropFirst(range.lowerBound).prefix(range.count)))
    }

    // MARK: One item

    private struct Match {
        var start: Int
        var end: Int
        var term: Term
    }

    private func vote(_ item: ScopeItem, firm: Firm, _ votes: inout Votes) {
        var item = item
        var isDevice = false
        var spoke = false
        for segment in item.segments {
            let found = matches(segment[...])
            let coded = deviceNodes(segment, found)
            // Classes of devices without a verb of their own are what a trader's licence lists, even behind a maker's clause.
            if item.bond == .inherited, !coded.isEmpty || found.contains(where: { isDeviceTerm($0.term) }) {
                item.verbs.remove(.produce)
            }
            for node in coded {
                isDevice = true
                if item.verbs.contains(.produce) || item.verbs.contains(.research) {
                    spoke = true
                    votes.add(node, item, .made, confidence(item))
                }
            }
            if !coded.isEmpty { continue }
            let context = Context(segment: segment[...], head: item.head[...], isOtherTrade: isOtherTrade(segment, item.head))
            var admitted: [Int: Bool] = [:]
            for match in found {
                if context.isOtherTrade, !match.term.namesOtherTrade { continue }
                let isAdmitted = admitted[match.term.node] ?? admits(match.term.node, context)
                admitted[match.term.node] = isAdmitted
                if !isAdmitted { continue }
                if isDeviceTerm(match.term) { isDevice = true }
                guard let (basis, confidence) = judge(match.term, item, firm) else { continue }
                if basis != .general { spoke = true }
                votes.add(match.term.node, item, basis, confidence)
            }
        }
        if spoke { votes.silenceGeneral() }
        if isDevice { voteTrade(item, firm: firm, &votes) }
    }

    private func isDeviceTerm(_ term: Term) -> Bool {
        term.kind != .serve && Self.letter(taxonomy.nodes[term.node].id) == "D"
    }

    /// A device that is sold and not made speaks for the trade in devices; one without any verb does so where nothing else speaks.
    private func voteTrade(_ item: ScopeItem, firm: Firm, _ votes: inout Votes) {
        if item.verbs.contains(.produce) { return }
        let retail = item.verbs.contains(.retail)
        let bulk = item.verbs.contains(.wholesale) || item.verbs.contains(.sell)
        for (place, node) in taxonomy.nodes.enumerated() where node.sells.contains("D") {
            let isShop = !(node.terms[.retail] ?? []).isEmpty
            if isShop ? retail : bulk {
                votes.add(place, item, .other, confidence(item))
            } else if item.verbs.isEmpty, !isShop {
                votes.add(place, item, .guessed, 0.5)
            }
        }
    }

    private func deviceNodes(_ segment: [UInt32], _ matches: [Match]) -> [Int] {
        var found: [Int] = []
        var at = 0
        while at < segment.count {
            var end = at
            while end < segment.count, (0x30...0x39).contains(segment[end]) { end += 1 }
            if end - at == 4 {
                let code = String(String.UnicodeScalarView(segment[at..<end].compactMap(Unicode.Scalar.init)))
                if let nodes = byDeviceCode[code] {
                    // A number that several nodes list goes to those whose words stand beside it.
                    let named = nodes.filter { node in matches.contains { $0.term.node == node } }
                    found += named.isEmpty ? Array(nodes.prefix(1)) : named
                }
            }
            at = max(end, at + 1)
        }
        return found
    }

    /// Terms found in the text, without those that lie inside a longer one, or that begin inside one at least as long.
    private func matches(_ text: ArraySlice<UInt32>) -> [Match] {
        var all: [Match] = []
        for at in text.indices {
            terms.each(in: text, at: at) { length, term in all.append(Match(start: at, end: at + length, term: term)) }
        }
        if all.count < 2 { return all }
        // Matches come by start, so those that can cover one begin no further back than the longest term is long.
        var first = 0
        return all.indices.filter { place in
            let match = all[place]
            while all[first].start + ChainTaxonomy.longestTerm < match.start { first += 1 }
            var other = first
            while other < all.count, all[other].start <= match.start {
                if Self.covers(all[other], match) { return false }
                other += 1
            }
            return true
        }.map { all[$0] }
    }

    private static func covers(_ other: Match, _ match: Match) -> Bool {
        let gain = (other.end - other.start) - (match.end - match.start)
        if match.end <= other.end { return gain > 0 }
        return other.start < match.start && match.start < other.end && gain >= 0
    }

    /// The text that may speak against a term.
    private struct Context {
        let segment: ArraySlice<UInt32>
        let head: ArraySlice<UInt32>
        let isOtherTrade: Bool
    }

    private func isOtherTrade(_ segment: [UInt32], _ head: [UInt32]) -> Bool {
        otherTrades.contains(in: segment[...]) || otherTrades.contains(in: head[...])
    }

    private func admits(_ node: Int, _ context: Context) -> Bool {
        if let words = against[node], words.contains(in: context.segment) || words.contains(in: context.head) { return false }
        return !taxonomy.nodes[node].isGeneric || medical.contains(in: context.segment)
    }

    static func letter(_ id: String) -> Substring { id.prefix { $0.isLetter } }

    private func judge(_ term: Term, _ item: ScopeItem, _ firm: Firm) -> (Votes.Basis, Double)? {
        let verbs = item.verbs
        let makes = verbs.contains(.produce)
        let direct = confidence(item)
        switch term.kind {
        case .make:
            if makes { return (.made, direct) }
            if verbs.contains(.research) { return (.made, direct * 0.8) }
            return verbs.isEmpty ? (.guessedMade, 0.4) : nil
        case .produce: return makes ? (.made, direct) : nil
        case .general: return makes && item.bond != .inherited ? (.general, direct * 0.8) : nil
        case .research: return verbs.contains(.research) ? (.researched, direct * 0.8) : nil
        case .wholesale:
            if makes { return nil }
            if verbs.contains(.wholesale) { return (.other, direct) }
            if verbs.isEmpty { return (.guessed, 0.4) }
            return verbs.contains(.sell) && firm.isWholesale && !firm.isRetail ? (.other, direct * 0.7) : nil
        case .retail:
            if makes { return nil }
            if verbs.contains(.retail) { return (.other, direct) }
            return verbs.contains(.sell) && firm.isRetail ? (.other, direct * 0.7) : nil
        case .sell:
            if makes { return nil }
            if verbs.isEmpty { return (.guessed, direct) }
            return !verbs.isDisjoint(with: [.sell, .wholesale, .retail]) ? (.other, direct) : nil
        case .serve: return (.other, verbs.isEmpty ? 0.7 : direct)
        case .named:
            guard let words = names[term.node], words.contains(in: firm.name[...]) else { return nil }
            return (.other, direct * 0.8)
        }
    }

    private func confidence(_ item: ScopeItem) -> Double {
        switch item.bond {
        case .own: 0.95
        case .list: 0.9
        case .inherited: 0.6
        case .none: 0.5
        }
    }
}
