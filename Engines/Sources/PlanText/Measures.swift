/// Which numbered items of the outline are measures, and which stretch of text belongs to whom.
struct MeasurePlan: Sendable {
    struct Draft: Sendable {
        var id: String
        var number: Int?
        var ordinal: Range<Int>?
        var section: String?
        var title: Range<Int>
        var extent: Range<Int>
        var node: Int
        var units: [UnitList] = []
        /// A table's cell with the time limit.
        var time: Range<Int>?
        /// The cells of a row, or empty.
        var cells: [Range<Int>] = []
        /// Where its column of aims stands: 年度目标.
        var aims: Range<Int>?
    }

    /// A stretch of text under one measure or section.
    struct Segment: Sendable {
        var range: Range<Int>
        var measure: Int?
        var node: Int
        var opensNode: Bool
        var label: Label?
        /// A heading and nothing else, of something that is no measure.
        var isHeading: Bool
        var isFootnote: Bool
    }

    private(set) var drafts: [Draft] = []
    private(set) var segments: [Segment] = []
    /// Sections that have no heading of their own: 坚持项目赋能，提升…竞争力。一是…
    private(set) var implied: [(path: String, title: Range<Int>, goal: Range<Int>?, range: Range<Int>)] = []
    /// Measure of each node, of itself or of an ancestor.
    private(set) var measureOfNode: [Int?]

    private let flow: Flow
    private let outline: Outline
    private var listsOfText: [[UnitList]]
    private var listsOfNode: [Int]
    /// Run-in labels that begin sentences or paragraphs of each node.
    private var runInTexts: [Int]

    init(flow: Flow, outline: Outline, lists: [[UnitList]]) {
        self.flow = flow
        self.outline = outline
        listsOfText = lists
        listsOfNode = [Int](repeating: 0, count: outline.nodes.count)
        measureOfNode = [Int?](repeating: nil, count: outline.nodes.count)
        runInTexts = [Int](repeating: 0, count: outline.nodes.count)
        for (text, found) in zip(outline.texts, lists) { listsOfNode[text.node] += found.count }
        for text in outline.texts where text.node != 0 && outline.nodes[text.node].rank <= 20 && listsOfNode[text.node] >= 2 {
            runInTexts[text.node] += runIns(text.range, after: runInTexts[text.node]).count
        }
        choose()
        cut()
        identify()
        attach()
    }

    // MARK: Choosing nodes

    private mutating func choose() {
        var chosen: [Int] = []
        var open = Array(outline.nodes[0].children.reversed())
        while let n = open.popLast() {
            let node = outline.nodes[n]
            // A section on goals holds measures only where units stand under its items: a report's aims, each with its department.
            let aims = SectionWords.isGoals(flow.s, node.title) && node.rank <= 30
            if aims, !node.isBox, listsBelow(n) > 0, !node.children.isEmpty {
                open.append(contentsOf: node.children.reversed())
                continue
            }
            // 一是…（责任单位）二是…（责任单位） right below a section: those are the measures.
            if node.rank <= 20, node.children.isEmpty, listsOfNode[n] >= 2, runInTexts[n] >= 2 { continue }
            if node.isBox || SectionWords.isFrame(flow.s, node.title) || aims
                || SectionWords.isPast(flow.s, node.title) && node.rank <= 30
            {
                continue
            }
            if isMeasure(n) { chosen.append(n) } else { open.append(contentsOf: node.children.reversed()) }
        }
        // A bare top-level section is a measure only where the plan has no finer ones, or where it names its units.
        let finest =
            chosen.contains { outline.nodes[$0].rank > 20 } || outline.tables.contains { TableHead($0.grid, flow).kind == .tasks }
        for n in chosen
        where outline.nodes[n].rank > 20 || outline.nodes[n].depth > 1 || listsOfNode[n] > 0 || (!finest && hasBody(n)) {
            let node = outline.nodes[n]
            measureOfNode[n] = drafts.count
            let section = outline.nodes[node.parent].path
            drafts.append(
                Draft(
                    id: "", number: node.label?.number, ordinal: node.labelRange, section: section.isEmpty ? nil : section,
                    title: node.title,
                    extent: node.extent, node: n))
        }
        for n in outline.nodes.indices.dropFirst() where measureOfNode[n] == nil {
            measureOfNode[n] = measureOfNode[outline.nodes[n].parent]
        }
    }

    private func hasBody(_ n: Int) -> Bool { outline.nodes[n].extent.count > outline.nodes[n].title.count + 12 }

    private func isMeasure(_ n: Int) -> Bool {
        let node = outline.nodes[n]
        let kids = node.children.filter { !outline.nodes[$0].isBox }
        guard !kids.isEmpty else { return true }
        let kid = outline.nodes[kids[0]]
        let withUnits = kids.filter { listsBelow($0) > 0 }.count
        if node.rank >= 38 { return withUnits < 2 }
        if kid.rank >= 50 { return withUnits < 2 }
        // Units printed once, at the end of the last item, in every section of the kind: they are the section's.
        guard kid.rank >= 38, node.rank == 30, withUnits == 1, kids.count >= 2,
            listsBelow(kids[kids.count - 1]) > 0 || listsOfNode[n] > 0
        else {
            return withUnits == 0 && listsOfNode[n] > 0 && node.rank == 30
        }
        let siblings = outline.nodes[node.parent].children.filter { outline.nodes[$0].children.count >= 2 }
        return siblings.allSatisfy { sibling in
            let inner = outline.nodes[sibling].children
            return inner.filter { listsBelow($0) > 0 }.count <= 1 && (inner.last.map { listsBelow($0) > 0 } ?? false)
        }
    }

    /// Lists of a node and of its children and grandchildren.
    private func listsBelow(_ n: Int) -> Int {
        outline.nodes[n].children.reduce(listsOfNode[n]) { sum, kid in
            outline.nodes[kid].children.reduce(sum + listsOfNode[kid]) { $0 + listsOfNode[$1] }
        }
    }

    // MARK: Run-in measures

    private mutating func cut() {
        var ordinals: [String: Int] = [:]
        let numbered = !drafts.isEmpty
        var counted: [Int: Int] = [:]
        for text in outline.texts {
            let node = outline.nodes[text.node]
            let owner = measureOfNode[text.node]
            let isFootnote = text.style == .footnote
            let framed = isFramed(text.node)
            // 二是 at the head of a paragraph goes on from the paragraph before.
            let series = runInTexts[text.node] >= 2
            let known = series ? counted[text.node] ?? 0 : 0
            let starts =
                owner == nil && !isFootnote && !framed && (!numbered || node.rank <= 20) ? runIns(text.range, after: known) : []
            counted[text.node, default: 0] += starts.count
            guard starts.count >= 2 || (starts.count == 1 && starts[0].0 == text.range.lowerBound && (!numbered || series)) else {
                let bare = text.opensNode && node.isHeading && owner == nil
                segments.append(
                    Segment(
                        range: text.range, measure: owner, node: text.node, opensNode: text.opensNode, label: text.label,
                        isHeading: bare,
                        isFootnote: isFootnote))
                continue
            }
            var section = node.path
            let first = starts[0].0
            if first > text.range.lowerBound {
                if text.node == 0 { section = imply(text.range.lowerBound..<first, text.range) }
                segments.append(
                    Segment(
                        range: text.range.lowerBound..<first, measure: nil, node: text.node, opensNode: false, label: nil,
                        isHeading: false, isFootnote: false))
            }
            for (k, start) in starts.enumerated() {
                let range = start.0..<(k + 1 < starts.count ? starts[k + 1].0 : text.range.upperBound)
                let body = start.0 + start.length..<range.upperBound
                ordinals[section, default: 0] += 1
                segments.append(
                    Segment(
                        range: body, measure: drafts.count, node: text.node, opensNode: true, label: nil, isHeading: false,
                        isFootnote: false))
                drafts.append(
                    Draft(
                        id: section.isEmpty ? "S\(ordinals[section] ?? 1)" : "S\(section).\(ordinals[section] ?? 1)", number: nil,
                        ordinal: start.0..<start.0 + start.length, section: section.isEmpty ? nil : section,
                        title: Outline.title(flow, body),
                        extent: range, node: text.node))
            }
        }
    }

    private func isFramed(_ n: Int) -> Bool {
        var n = n
        while n != 0 {
            if SectionWords.isFrame(flow.s, outline.nodes[n].title) || SectionWords.isGoals(flow.s, outline.nodes[n].title) {
                return true
            }
            n = outline.nodes[n].parent
        }
        return false
    }

    /// 一是 二是 三是 at the start of sentences, counting up from one, or from what stood before at the head of a paragraph.
    private func runIns(_ range: Range<Int>, after known: Int = 0) -> [(Int, length: Int)] {
        let first = Label(flow.s, range.lowerBound, range.upperBound)
        let base = first?.kind == .runIn && first?.number == known + 1 ? known : 0
        var out: [(Int, length: Int)] = []
        var i = range.lowerBound
        while i < range.upperBound {
            if i == range.lowerBound || "。；：".unicodeScalars.contains(flow.s[i - 1]),
                let label = Label(flow.s, i, range.upperBound),
                label.kind == .runIn, label.number == base + out.count + 1
            {
                out.append((i, label.length))
                i += label.length
            }
            i += 1
        }
        return out
    }

    /// The first sentence before 一是 is the section's title, its second clause the goal.
    private mutating func imply(_ range: Range<Int>, _ whole: Range<Int>) -> String {
        let sentence = range.lowerBound..<(range.first { flow.s[$0] == "。" } ?? range.upperBound)
        let comma = sentence.first { flow.s[$0] == "，" }
        let path = "\(implied.count + 1)"
        implied.append(
            (path, sentence.lowerBound..<(comma ?? sentence.upperBound), comma.map { $0 + 1..<sentence.upperBound }, whole))
        return path
    }

    // MARK: Ids

    /// `M<number>` where the number is the only one of its kind in the plan; `S<section>.<ordinal>` where numbers begin anew.
    private mutating func identify() {
        var counts: [Int: [Int: Int]] = [:]
        var ranks: [Int: Int] = [:]
        for draft in drafts {
            guard let number = draft.number else { continue }
            let rank = outline.nodes[draft.node].rank
            counts[rank, default: [:]][number, default: 0] += 1
            ranks[rank, default: 0] += 1
        }
        let main = ranks.filter { rank, _ in counts[rank]?.values.allSatisfy { $0 == 1 } ?? false }
            .max { ($0.value, $0.key) < ($1.value, $1.key) }?.key
        var taken: Set<String> = []
        for k in drafts.indices where drafts[k].id.isEmpty {
            let node = outline.nodes[drafts[k].node]
            if let number = drafts[k].number, number > 0, node.rank == main {
                drafts[k].id = "M\(number)"
            } else {
                drafts[k].id = "S" + node.path
                drafts[k].number = nil
            }
            taken.insert(drafts[k].id)
        }
    }

    /// Rows of a table. A row that names a measure of the text gives it its units; numbers that are taken or begin anew give way.
    mutating func add(rows: [Draft]) {
        var known: [String: Int] = [:]
        for (k, draft) in drafts.enumerated() where draft.cells.isEmpty { known[flow.string(draft.title)] = k }
        var taken = Set(drafts.map(\.id))
        let numbers = rows.compactMap(\.number)
        let unique = Set(numbers).count == numbers.count && !numbers.contains { taken.contains("M\($0)") }
        var ordinals: [String: Int] = [:]
        for row in rows {
            var row = row
            if let k = known[flow.string(row.title)] {
                drafts[k].units += row.units
                drafts[k].time = drafts[k].time ?? row.time
                drafts[k].cells += row.cells
                continue
            }
            let section = row.section ?? ""
            ordinals[section, default: 0] += 1
            if row.id.isEmpty {
                if unique, let number = row.number {
                    row.id = "M\(number)"
                } else {
                    row.id = "S" + (section.isEmpty ? "" : section + ".") + "\(row.number ?? ordinals[section] ?? 1)"
                    row.number = nil
                }
            }
            var (id, n) = (row.id, 1)
            while taken.contains(id) {
                n += 1
                id = row.id + ".\(n)"
            }
            if id != row.id { row.number = nil }
            row.id = id
            taken.insert(id)
            drafts.append(row)
        }
    }

    // MARK: Units

    private mutating func attach() {
        for (text, lists) in zip(outline.texts, listsOfText) where !lists.isEmpty {
            if let measure = measureOfNode[text.node] { drafts[measure].units += lists }
        }
        for segment in segments where segment.measure != nil && measureOfNode[segment.node] == nil {
            // Run-in measures share a paragraph: each takes the lists that stand in its own part.
            guard let measure = segment.measure else { continue }
            drafts[measure].units += listsIn(segment)
        }
        inheritSectionLines()
    }

    /// Once the measures are read nobody asks for their lists again; in a long document they are a tenth of what is held.
    mutating func forgetUnits() {
        listsOfText = []
        for k in drafts.indices { drafts[k].units = [] }
    }

    private func listsIn(_ segment: Segment) -> [UnitList] {
        UnitListFinder(flow: flow).lists(in: segment.range)
    }

    /// One line 责任单位： after the last item of a section holds for all its items.
    private mutating func inheritSectionLines() {
        var bySection: [String: [Int]] = [:]
        for (k, draft) in drafts.enumerated() { bySection[draft.section ?? "", default: []].append(k) }
        let bare = drafts.filter(\.units.isEmpty).count
        guard bare * 2 > drafts.count else { return }
        for members in bySection.values where members.count >= 2 {
            guard let last = members.last, drafts[last].units.allSatisfy(\.isLine), !drafts[last].units.isEmpty,
                members.dropLast().allSatisfy({ drafts[$0].units.isEmpty })
            else { continue }
            for k in members.dropLast() { drafts[k].units = drafts[last].units }
        }
    }
}
