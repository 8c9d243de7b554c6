/// The tree of headings and numbered items, and which text stands under which.
struct Outline: Sendable {
    struct Node: Sendable {
        var label: Label?
        /// The label as it stands, without its comma or full stop.
        var labelRange: Range<Int>
        var title: Range<Int>
        var parent: Int
        var children: [Int] = []
        var rank: Int
        var depth: Int
        var number: Int
        var path: String
        /// From the label to the last scalar before the next node.
        var extent: Range<Int>
        /// Whether the node opens a paragraph of its own, title and nothing else.
        var isHeading: Bool
        /// A box or an annex: its items are no measures.
        var isBox = false
    }

    /// A paragraph without its label, and the node that it stands under.
    struct Text: Sendable {
        var range: Range<Int>
        var node: Int
        /// The paragraph opened the node; the title is its first sentence.
        var opensNode: Bool
        var label: Label?
        var style: PlanSource.Style
    }

    struct Table: Sendable {
        var grid: Grid<Range<Int>>
        var node: Int
        /// The paragraph just above, which may be its caption.
        var caption: Range<Int>?
    }

    private(set) var nodes: [Node] = []
    private(set) var texts: [Text] = []
    private(set) var tables: [Table] = []
    /// Paragraphs above the first heading.
    private(set) var front: [Range<Int>] = []
    private var paths: Set<String> = []
    private var stack: [Int] = [0]

    init(_ flow: Flow) {
        nodes = [
            Node(
                labelRange: 0..<0, title: 0..<0, parent: 0, rank: -1, depth: 0, number: 0, path: "", extent: 0..<0, isHeading: true)
        ]
        var last: Range<Int>?
        for item in flow.items {
            switch item {
            case .passage(let passage):
                add(passage, flow)
                last = passage.range
            case .table(let grid):
                let inRows = grid.rows.flatMap { $0.map(\.content) }
                if let end = inRows.map(\.upperBound).max() { extend(to: end) }
                tables.append(Table(grid: grid, node: stack.last ?? 0, caption: last.flatMap { $0.count <= 60 ? $0 : nil }))
            }
        }
    }

    private mutating func add(_ passage: Flow.Passage, _ flow: Flow) {
        let range = passage.range
        extend(to: range.upperBound)
        let label = Label(flow.s, range.lowerBound, range.upperBound)
        if passage.style == .footnote {
            texts.append(Text(range: range, node: stack.last ?? 0, opensNode: false, label: nil, style: passage.style))
            return
        }
        if let rank = Outline.rank(of: label, passage.style, flow, range), label.map({ range.count > $0.length }) ?? true {
            open(label, rank, passage, flow)
        } else {
            if nodes.count == 1 { front.append(range) }
            let start = range.lowerBound + (label.map { $0.kind == .dash ? $0.length : 0 } ?? 0)
            texts.append(
                Text(range: start..<range.upperBound, node: stack.last ?? 0, opensNode: false, label: label, style: passage.style))
        }
    }

    private mutating func extend(to end: Int) {
        for node in stack { nodes[node].extent = nodes[node].extent.lowerBound..<max(end, nodes[node].extent.upperBound) }
    }

    /// Lower ranks stand higher. `nil` for what opens no node: body text, dashes, 一是 at the start of a paragraph.
    private static func rank(of label: Label?, _ style: PlanSource.Style, _ flow: Flow, _ range: Range<Int>) -> Int? {
        if let label {
            switch label.kind {
            case .chapter: return 0
            case .part: return 10
            case .han: return 20
            case .hanParen: return 30
            case .arab: return 38 + label.depth * 2
            case .article: return 45
            case .arabParen: return 50
            case .circled: return 60
            case .box: return flow.s[range.lowerBound] == "附" ? 0 : 35
            case .dash, .runIn: return nil
            }
        }
        if case .heading(let level) = style { return min(max(level, 1), 9) * 10 - 2 }
        return range.count <= 12 && SectionWords.standsAlone(flow.s, range) ? 18 : nil
    }

    private mutating func open(_ label: Label?, _ rank: Int, _ passage: Flow.Passage, _ flow: Flow) {
        let range = passage.range
        if label == nil, nodes.count == 1, case .heading(let level) = passage.style, level == 1,
            !SectionWords.standsAlone(flow.s, range)
        {
            front.append(range)
            return
        }
        while let top = stack.last, top != 0, nodes[top].rank >= rank { stack.removeLast() }
        let parent = stack.last ?? 0
        let start = range.lowerBound + (label?.length ?? 0)
        let title = Outline.title(flow, start..<range.upperBound)
        let siblings = nodes[parent].children.last.map { nodes[$0].number } ?? 0
        var number = label.map { $0.number > 0 ? $0.number : siblings + 1 } ?? siblings + 1
        var path = joinedPath(nodes[parent].path, number)
        if paths.contains(path) {
            number = max(siblings, nodes[parent].children.count) + 1
            path = joinedPath(nodes[parent].path, number)
            while paths.contains(path) {
                number += 1
                path = joinedPath(nodes[parent].path, number)
            }
        }
        paths.insert(path)
        let node = Node(
            label: label, labelRange: Outline.shown(label, range, flow), title: title, parent: parent, rank: rank,
            depth: nodes[parent].depth + 1, number: number, path: path, extent: range,
            isHeading: title.upperBound >= range.upperBound - 1,
            isBox: label?.kind == .box || nodes[parent].isBox)
        nodes[parent].children.append(nodes.count)
        stack.append(nodes.count)
        texts.append(Text(range: start..<range.upperBound, node: nodes.count, opensNode: true, label: label, style: passage.style))
        nodes.append(node)
    }

    private func joinedPath(_ parent: String, _ number: Int) -> String { parent.isEmpty ? "\(number)" : "\(parent).\(number)" }

    /// 一 of 一、, but （三） whole.
    private static func shown(_ label: Label?, _ range: Range<Int>, _ flow: Flow) -> Range<Int> {
        guard let label else { return range.lowerBound..<range.lowerBound }
        var end = range.lowerBound + label.length
        if end > range.lowerBound, "、.：".unicodeScalars.contains(flow.at(end - 1)) { end -= 1 }
        return range.lowerBound..<end
    }

    /// Up to the first full stop, a list of units or a colon near the start.
    static func title(_ flow: Flow, _ range: Range<Int>) -> Range<Int> {
        var i = range.lowerBound
        var depth = 0
        while i < range.upperBound {
            switch flow.s[i] {
            case "。", "！": if depth == 0 { return range.lowerBound..<i }
            case "：": if i - range.lowerBound <= 20, depth == 0 { return range.lowerBound..<i }
            case "；": if depth == 0, i + 1 >= range.upperBound { return range.lowerBound..<i }
            case "（", "〔", "【":
                if UnitWords.opensLine(flow.s, i + 1, range.upperBound) || flow.s[i] != "（" && i > range.lowerBound {
                    return range.lowerBound..<i
                }
                depth += 1
            case "“": depth += 1
            case "”", "）", "〕", "】": depth = max(depth - 1, 0)
            default: break
            }
            i += 1
        }
        return range
    }
}

/// Names of sections that hold no measures, and of those that hold the headline targets.
enum SectionWords {
    /// Whether the whole title is a usual section name: 总体要求, 发展基础和面临形势.
    static func isFrame(_ s: [Unicode.Scalar], _ title: Range<Int>) -> Bool { covered(s, title, frames) }

    static func isPast(_ s: [Unicode.Scalar], _ title: Range<Int>) -> Bool {
        covered(s, title, pasts) || pasts.occurs(s, in: title)
    }

    static func isPrinciples(_ s: [Unicode.Scalar], _ title: Range<Int>) -> Bool {
        principles.occurs(s, in: title) && title.count <= 12
    }

    static func isGoals(_ s: [Unicode.Scalar], _ title: Range<Int>) -> Bool {
        title.count <= 20 && goals.occurs(s, in: title) && !notGoals.occurs(s, in: title)
    }

    static func standsAlone(_ s: [Unicode.Scalar], _ line: Range<Int>) -> Bool {
        covered(s, line, frames) || actions.holds(s, line)
    }

    private static func covered(_ s: [Unicode.Scalar], _ title: Range<Int>, _ table: WordTable) -> Bool {
        var i = title.lowerBound
        guard !title.isEmpty else { return false }
        while i < title.upperBound {
            let n = table.match(s, i, title.upperBound)
            if n > 0 {
                i += n
            } else if "和与及、".unicodeScalars.contains(s[i]), i > title.lowerBound {
                i += 1
            } else {
                return false
            }
        }
        return true
    }

    private static let frames = WordTable(
        """
        总体要求 指导思想 基本原则 工作原则 总体原则 发展原则 主要目标 发展目标 工作目标 总体目标 目标任务 具体目标 行动目标 年度目标 主要指标 发展指标 \
        总体思路 工作思路 发展思路 基本思路 发展定位 战略定位 总体定位 发展愿景 背景 发展基础 发展现状 基础现状 现状 现实基础 产业基础 面临形势 形势 发展形势 发展环境 \
        发展背景 规划背景 编制背景 背景意义 重要意义 重大意义 存在问题 主要问题 面临挑战 机遇 挑战 问题 规划依据 编制依据 附则 总则 附录 发展成效 工作成效 \
        规划基础 基础 目标 总体 工作目标 基本情况 总体目标 阶段目标 分年度目标 规划期限 规划范围 适用范围 目标要求 名词解释
        """)
    private static let pasts = WordTable(
        "发展基础 发展现状 基础现状 现实基础 产业基础 现状 面临形势 发展形势 发展背景 规划背景 编制背景 存在问题 主要问题 发展成效 工作成效 基本情况 工作回顾 规划基础 形势分析 发展回顾")
    private static let principles = WordTable("基本原则 工作原则 总体原则 发展原则 原则")
    private static let goals = WordTable("目标 主要指标 预期指标 发展指标")
    private static let notGoals = WordTable("目标责任 目标考核 目标管理 目标分解 双碳目标 考核")
    private static let actions = WordTable(
        "重点任务 主要任务 重点举措 主要举措 工作任务 重点工作 工作措施 主要措施 重点措施 保障措施 组织保障 组织实施 工作要求 实施保障 任务分工 重点工程 重点行动 工作举措 政策措施")
}
