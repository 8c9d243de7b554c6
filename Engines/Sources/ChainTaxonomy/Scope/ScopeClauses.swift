/// One thing that a scope names, with what the firm does with it.
struct ScopeItem {
    typealias Verb = ScopeWords.Verb

    /// How the verb was found: it stands with the item, governs its list, or was taken over from the clause before.
    enum Bond { case own, list, inherited, none }

    /// The item's own characters, and apart the parentheses that add to it.
    var segments: [[UInt32]]
    var verbs: Set<Verb> = []
    var bond = Bond.none
    /// What stands before the colon of the clause, where that names something: 保健食品生产：骨粉胶囊.
    var head: [UInt32] = []
    /// The clause, in scalars of the text.
    var clause: Range<Int>
}

/// Takes a scope apart into clauses and items, and gives each item its verbs.
///
/// ```
/// scope  = clause (";" clause)*            also 。 and line ends
/// clause = [verbs ":"] item ("、" item)*     verbs may stand before the list, after it, or in the item
/// ```
/// A list takes the verbs that follow it (片剂、胶囊剂的生产、销售), or those before it (生产、销售：片剂、胶囊剂). Parentheses that
/// name a licence or take something out (凭许可证经营, 除疫苗, 不含…) are silent; others add to their item. A clause without any verb
/// takes over those of the clause before it.
struct ScopeClauses {
    private let verbs: WordIndex<ScopeWords.Verb>
    private let particles: WordIndex<Void>
    private let headings: WordIndex<Void>
    private let negations: WordIndex<Void>
    private let negationEnds: WordIndex<Void>
    private let licences: WordIndex<Void>
    private let setPhrases: WordIndex<Void>
    private let ownGoods: WordIndex<Void>

    init(_ words: ScopeWords) {
        func plain(_ list: [String]) -> WordIndex<Void> { WordIndex(list.map { ($0, ()) }) }
        verbs = WordIndex(
            words.verbs.sorted { $0.key.rawValue < $1.key.rawValue }.flatMap { verb, list in list.map { ($0, verb) } })
        particles = plain(words.particles)
        headings = plain(words.headings)
        negations = plain(words.negations)
        negationEnds = plain(words.negationEnds)
        licences = plain(words.licences)
        setPhrases = plain(words.setPhrases)
        ownGoods = plain(words.ownGoods)
    }

    /// Scopes run to two thousand characters at most; what stands beyond is not read.
    static let longestScope = 8_000

    func items(of text: ScopeText) -> [ScopeItem] {
        let scalars = Array(text.scalars.prefix(Self.longestScope))
        let marks = marks(scalars)
        var items: [ScopeItem] = []
        var last: Set<ScopeWords.Verb> = []
        var start = 0
        for at in 0...scalars.count where at == scalars.count || (marks[at] == .text && isClauseEnd(scalars, at)) {
            if start < at { items += clause(scalars, marks, start..<at, inherited: &last) }
            start = at + 1
        }
        return items
    }

    // MARK: Parentheses

    enum Mark: UInt8 { case text, aside, silent }

    /// Which characters belong to the running text, to a parenthesis that adds, or to one that is silent.
    private func marks(_ scalars: [UInt32]) -> [Mark] {
        var marks = [Mark](repeating: .text, count: scalars.count)
        var open: [Int] = []
        for at in scalars.indices {
            if scalars[at] == 0x28 || scalars[at] == 0x5B {
                if open.count < 16 { open.append(at) }
            } else if scalars[at] == 0x29 || scalars[at] == 0x5D {
                if let start = open.popLast() { mark(scalars, &marks, start..<(at + 1), depth: open.count) }
            } else if open.count > 0, isHardEnd(scalars[at]), at - (open.last ?? at) > 200 {
                open.removeAll()
            }
        }
        // A parenthesis that was cut off with the text reaches to the end of its clause.
        for start in open.reversed() {
            let end = scalars[start...].firstIndex { isHardEnd($0) } ?? scalars.count
            mark(scalars, &marks, start..<end, depth: 0)
        }
        return marks
    }

    private func mark(_ scalars: [UInt32], _ marks: inout [Mark], _ range: Range<Int>, depth: Int) {
        let inner = scalars[range].dropFirst()
        let content = inner.last == 0x29 || inner.last == 0x5D ? inner.dropLast() : inner
        let isSilent = licences.contains(in: content) || takesOut(content)
        for at in range where marks[at] != .silent { marks[at] = isSilent ? .silent : .aside }
        marks[range.lowerBound] = isSilent ? .silent : .aside
    }

    private func takesOut(_ content: ArraySlice<UInt32>) -> Bool {
        guard let first = content.indices.first else { return false }
        if negations.longest(in: content, at: first) != nil { return true }
        return negationEnds.longestSuffix(of: content) != nil
    }

    private func isHardEnd(_ scalar: UInt32) -> Bool { scalar == 0x3B || scalar == 0x3002 || scalar == 0x0A || scalar == 0x0D }

    private func isClauseEnd(_ scalars: [UInt32], _ at: Int) -> Bool {
        if isHardEnd(scalars[at]) { return true }
        // A full stop in half width, not a decimal point or an abbreviation.
        guard scalars[at] == 0x2E else { return false }
        return at + 1 == scalars.count || scalars[at + 1] > 0x7F
    }

    // MARK: A clause

    private struct Piece {
        var segments: [[UInt32]]
        var before: Set<ScopeWords.Verb>
        var after: Set<ScopeWords.Verb>
        var isEmpty: Bool
        var endsHead: Bool
        var isSetPhrase: Bool
    }

    private func clause(
        _ scalars: [UInt32], _ marks: [Mark], _ range: Range<Int>, inherited: inout Set<ScopeWords.Verb>
    ) -> [ScopeItem] {
        var items: [ScopeItem] = []
        var group: [Int] = []
        var closed: [Int] = []
        var prefix: Set<ScopeWords.Verb> = []
        var hasProducts = false
        var head: [UInt32] = []
        for piece in pieces(scalars, marks, range) {
            if piece.isSetPhrase { continue }
            if piece.isEmpty {
                let verbs = piece.before.union(piece.after)
                if verbs.isEmpty { continue }
                if piece.endsHead || !hasProducts {
                    prefix.formUnion(verbs)
                } else if !group.isEmpty {
                    for item in group { give(verbs, to: &items[item], .list) }
                    closed = group
                    group = []
                } else {
                    for item in closed { give(verbs, to: &items[item], .list) }
                }
                continue
            }
            if !piece.before.isEmpty {
                if hasProducts {
                    settle(&items, group, prefix)
                    group = []
                    prefix = piece.before
                } else {
                    prefix.formUnion(piece.before)
                }
            }
            hasProducts = true
            items.append(ScopeItem(segments: piece.segments, clause: range))
            items[items.count - 1].head = head
            if piece.endsHead { head = piece.segments.flatMap { $0 } }
            let place = items.count - 1
            if !piece.after.isEmpty {
                give(piece.after, to: &items[place], .own)
                if prefix.isEmpty {
                    for item in group { give(piece.after, to: &items[item], .list) }
                    closed = group + [place]
                    group = []
                } else {
                    give(prefix, to: &items[place], .list)
                    closed = [place]
                }
                if piece.endsHead { prefix = piece.after }
            } else if !prefix.isEmpty {
                give(prefix, to: &items[place], piece.before.isEmpty ? .list : .own)
                closed.append(place)
            } else {
                group.append(place)
            }
        }
        let all = items.reduce(into: Set<ScopeWords.Verb>()) { $0.formUnion($1.verbs) }
        for item in group where items[item].verbs.isEmpty && !inherited.isEmpty { give(inherited, to: &items[item], .inherited) }
        if !all.isEmpty { inherited = all }
        return items
    }

    private func settle(_ items: inout [ScopeItem], _ group: [Int], _ prefix: Set<ScopeWords.Verb>) {
        for item in group where !prefix.isEmpty { give(prefix, to: &items[item], .list) }
    }

    private func give(_ verbs: Set<ScopeWords.Verb>, to item: inout ScopeItem, _ bond: ScopeItem.Bond) {
        if item.verbs.isEmpty { item.bond = bond }
        item.verbs.formUnion(verbs)
    }

    /// The pieces between the commas of a clause. A set phrase silences the pieces up to the next full comma.
    private func pieces(_ scalars: [UInt32], _ marks: [Mark], _ range: Range<Int>) -> [Piece] {
        var pieces: [Piece] = []
        var start = range.lowerBound
        var firstOfPart = 0
        for at in range.lowerBound...range.upperBound {
            let atEnd = at == range.upperBound
            let scalar = atEnd ? 0x2C : scalars[at]
            guard atEnd || marks[at] == .text, scalar == 0x2C || scalar == 0x3001 || scalar == 0x3A else { continue }
            pieces.append(piece(scalars, marks, start..<at, endsHead: scalar == 0x3A && !atEnd))
            start = at + 1
            if scalar == 0x2C {
                if pieces[firstOfPart...].contains(where: \.isSetPhrase) {
                    for place in firstOfPart..<pieces.count { pieces[place].isSetPhrase = true }
                }
                firstOfPart = pieces.count
            }
        }
        return pieces
    }

    private func piece(_ scalars: [UInt32], _ marks: [Mark], _ range: Range<Int>, endsHead: Bool) -> Piece {
        var own: [UInt32] = []
        var aside: [UInt32] = []
        for at in range where scalars[at] != 0x20 {
            switch marks[at] {
            case .text: own.append(scalars[at])
            case .aside: aside.append(scalars[at])
            case .silent: break
            }
        }
        own = withoutExceptions(own)
        var rest = own[...]
        while let first = rest.indices.first, let heading = headings.longest(in: rest, at: first) {
            rest = rest.dropFirst(heading.length)
        }
        let isSetPhrase = setPhrases.contains(in: rest)
        if ownGoods.contains(in: rest) { rest = [] }
        let whole = Array(rest)
        var before = leadingVerbs(&rest)
        var after = trailingVerbs(&rest)
        if before.isEmpty, after.isSubset(of: [.serve]), let inner = innerVerb(rest) { after.insert(inner) }
        if rest.isEmpty, endsHead {
            before.formUnion(after)
            after = []
        }
        let segments = aside.isEmpty ? [whole] : [whole, aside]
        return Piece(
            segments: segments, before: before, after: after, isEmpty: rest.isEmpty && aside.isEmpty, endsHead: endsHead,
            isSetPhrase: isSetPhrase)
    }

    /// Takes out “除…外” and “不含…” in the running text.
    private func withoutExceptions(_ text: [UInt32]) -> [UInt32] {
        for at in text.indices {
            guard let negation = negations.longest(in: text[...], at: at) else { continue }
            let rest = text[(at + negation.length)...]
            // 除 alone begins many words (除菌, 除颤); in running text it needs its 外.
            if let end = rest.firstIndex(of: 0x5916) { return Array(text[..<at]) + Array(text[(end + 1)...]) }
            if negation.length > 1 { return Array(text[..<at]) }
        }
        return text
    }

    private func leadingVerbs(_ rest: inout ArraySlice<UInt32>) -> Set<ScopeWords.Verb> {
        var found: Set<ScopeWords.Verb> = []
        while let first = rest.indices.first {
            if let verb = verbs.longest(in: rest, at: first) {
                found.insert(verb.mark)
                rest = rest.dropFirst(verb.length)
            } else if let particle = particles.longest(in: rest, at: first) {
                rest = rest.dropFirst(particle.length)
            } else {
                break
            }
        }
        return found
    }

    private func trailingVerbs(_ rest: inout ArraySlice<UInt32>) -> Set<ScopeWords.Verb> {
        var found: Set<ScopeWords.Verb> = []
        while !rest.isEmpty {
            if let verb = verbs.longestSuffix(of: rest) {
                found.insert(verb.mark)
                rest = rest.dropLast(verb.length)
            } else if let particle = particles.longestSuffix(of: rest) {
                rest = rest.dropLast(particle.length)
            } else {
                break
            }
        }
        return found
    }

    /// The last verb inside an item that has none at either end: 药品零售连锁, 医疗器械销售并提供服务.
    ///
    /// Words of making are parts of names too (预包装食品, 加工机械), so they count only where the phrase goes on behind them.
    private func innerVerb(_ rest: ArraySlice<UInt32>) -> ScopeWords.Verb? {
        for at in rest.indices.reversed() {
            guard let verb = verbs.longest(in: rest, at: at), verb.length > 1, verb.mark != .serve else { continue }
            if verb.mark != .produce { return verb.mark }
            let next = at + verb.length
            if next < rest.endIndex, particles.longest(in: rest, at: next) != nil { return verb.mark }
        }
        return nil
    }
}
