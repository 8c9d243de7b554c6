/// Organisations, projects, platforms, products and programmes, each with the measure that it stands in.
extension PlanReader {
    struct Mention {
        var name: FoundName
        var place: String
    }

    mutating func readNames() {
        let grammar = NameGrammar(flow: flow, places: places())
        var mentions: [Mention] = []
        var firms: Set<String> = []
        let stretches = nameStretches()
        for (range, place) in stretches {
            for name in grammar.bySuffix(in: range) + grammar.byContext(in: range) {
                mentions.append(Mention(name: name, place: place))
                if name.kind == "enterprise" { firms.insert(flow.string(name.range)) }
            }
            for found in readThings(in: range, place, grammar) {
                mentions.append(Mention(name: found, place: place))
                firms.insert(flow.string(found.range))
            }
        }
        // A firm known from one sentence is a firm in every other.
        let known = WordTable(firms.filter { $0.unicodeScalars.count >= 3 }.sorted().joined(separator: " "))
        for (range, place) in stretches {
            var i = range.lowerBound
            while i < range.upperBound {
                let n = known.match(flow.s, i, range.upperBound)
                if n > 0 { mentions.append(Mention(name: FoundName(range: i..<i + n, kind: "enterprise"), place: place)) }
                i += max(n, 1)
            }
        }
        reading.organisations = organisations(mentions, grammar)
    }

    /// Text that may hold names, without lists of units.
    private func nameStretches() -> [(Range<Int>, String)] {
        var out: [(Range<Int>, String)] = []
        let lists = plan.drafts.isEmpty ? [] : unitRanges
        func add(_ range: Range<Int>, _ place: String) {
            var start = range.lowerBound
            var k = lists.partitioningIndex { $0.upperBound > range.lowerBound }
            while k < lists.count, lists[k].lowerBound < range.upperBound {
                if lists[k].lowerBound > start { out.append((start..<lists[k].lowerBound, place)) }
                start = max(start, lists[k].upperBound)
                k += 1
            }
            if start < range.upperBound { out.append((start..<range.upperBound, place)) }
        }
        for segment in plan.segments where !segment.isFootnote && !(segment.isHeading && segment.measure == nil) {
            add(segment.range, segment.measure.map { plan.drafts[$0].id } ?? path(of: segment.node) ?? "intro")
        }
        for draft in plan.drafts { for cell in draft.cells { add(cell, draft.id) } }
        return out
    }

    /// Roots of the places that the lists of units name: 沛县, 睢宁 of 睢宁县政府.
    private func places() -> WordTable {
        var words: Set<String> = []
        var sources = reading.measures.flatMap { $0.units.map(\.normalised) }
        if let region = reading.document.region { sources.append(region) }
        for name in sources {
            let s = Array(name.unicodeScalars)
            guard let at = s.prefix(7).firstIndex(where: { "市县区州".unicodeScalars.contains($0) }), at >= 1, s[0] != "各", s[0] != "市",
                s[0] != "省",
                s[0] != "县", s[0] != "区"
            else { continue }
            var root = s[..<at]
            for park in ["经开", "高新", "新", "开发", "经济技术开发", "高新技术产业开发"] where root.count >= park.unicodeScalars.count + 2 {
                let tail = Array(park.unicodeScalars)
                if Array(root.suffix(tail.count)) == tail { root = root.dropLast(tail.count) }
            }
            if root.count >= 2, root.count <= 4 { words.insert(text(root)) }
            if at <= 3 { words.insert(text(s[...at])) }
        }
        return WordTable(words.sorted().joined(separator: " "))
    }

    private func text(_ s: ArraySlice<Unicode.Scalar>) -> String {
        var view = String.UnicodeScalarView()
        view.append(contentsOf: s)
        return String(view)
    }

    // MARK: One organisation from many mentions

    private func organisations(_ mentions: [Mention], _ grammar: NameGrammar) -> [PlanReading.Organisation] {
        var byCore: [String: Int] = [:]
        var out: [PlanReading.Organisation] = []
        var seen: Set<Int> = []
        for mention in mentions.sorted(by: {
            ($0.name.range.lowerBound, -$0.name.range.count) < ($1.name.range.lowerBound, -$1.name.range.count)
        }) {
            let range = mention.name.range
            guard range.count >= 2, !range.contains(where: { seen.contains($0) }) else { continue }
            for i in range { seen.insert(i) }
            let surface = flow.name(range)
            let core = core(range, grammar)
            if let k = byCore[core] {
                if out[k].mentions.last != mention.place, !out[k].mentions.contains(mention.place) {
                    out[k].mentions.append(mention.place)
                }
                if !out[k].surfaces.contains(surface) { out[k].surfaces.append(surface) }
                continue
            }
            byCore[core] = out.count
            out.append(
                .init(
                    name: surface, normalised: flow.string(range), kind: mention.name.kind, mentions: [mention.place],
                    surfaces: [surface],
                    role: role(of: range), status: status(of: range), span: flow.span(range)))
        }
        return out
    }

    /// The name without the place before it, for firms: 新沂必康医药 and 必康医药 are one.
    private func core(_ range: Range<Int>, _ grammar: NameGrammar) -> String {
        let n = max(
            grammar.places.match(flow.s, range.lowerBound, range.upperBound),
            NameWords.provinces.match(flow.s, range.lowerBound, range.upperBound))
        let rest = range.lowerBound + n..<range.upperBound
        guard n > 0, rest.count >= 2, grammar.isProper(rest) else { return flow.string(range) }
        return flow.string(rest)
    }

    private func clause(around range: Range<Int>) -> Range<Int> {
        var (a, b) = (range.lowerBound, range.upperBound)
        while a > 0, range.lowerBound - a < 80, !"，。；\n".unicodeScalars.contains(flow.s[a - 1]) { a -= 1 }
        while b < flow.s.count, b - range.upperBound < 60, !"，。；\n".unicodeScalars.contains(flow.s[b]) { b += 1 }
        return a..<b
    }

    private func role(of range: Range<Int>) -> String {
        NameWords.benchmarks.occurs(flow.s, in: clause(around: range)) ? "benchmark" : "local"
    }

    private func status(of range: Range<Int>) -> String? {
        Self.beginnings.matchBefore(flow.s, range.lowerBound, max(0, range.lowerBound - 6)) > 0 ? "planned" : nil
    }

    private static let beginnings = WordTable("筹建 共建 新建 申创 争创 申建 组建 设立 创建")
}
