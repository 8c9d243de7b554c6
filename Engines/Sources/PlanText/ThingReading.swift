/// Projects, platforms, products and programmes: things with a name that a plan wants built, made or run.
extension PlanReader {
    /// Reads the named things of a stretch; gives the firms that stand in names of projects.
    mutating func readThings(in range: Range<Int>, _ place: String, _ grammar: NameGrammar) -> [FoundName] {
        var firms: [FoundName] = []
        var start = range.lowerBound
        var i = range.lowerBound
        while i <= range.upperBound {
            if i == range.upperBound || "，。；：".unicodeScalars.contains(flow.s[i]) {
                if start < i { firms += readThings(ofClause: start..<i, place, grammar) }
                start = i + 1
            }
            i += 1
        }
        return firms
    }

    private mutating func readThings(ofClause clause: Range<Int>, _ place: String, _ grammar: NameGrammar) -> [FoundName] {
        var firms: [FoundName] = []
        if let end = projectList(clause) {
            for part in grammar.elements(before: end, from: clause.lowerBound) where part.count >= 3 && grammar.isProper(part) {
                let (at, firm, name) = grammar.project(part)
                let isOrganisation =
                    NameWords.suffix(flow.s, before: part.upperBound, from: part.lowerBound).map { $0.kind != "enterprise" }
                    ?? false
                add(\.projects, isOrganisation ? part : name, place, kind: "project", at: at, firm: isOrganisation ? nil : firm)
                if let firm, !isOrganisation { firms.append(FoundName(range: firm, kind: "enterprise")) }
            }
        }
        firms += readWorks(clause, place, grammar)
        readPlatforms(clause, place)
        readProducts(clause, place, grammar)
        readProgrammes(clause, place)
        return firms
    }

    /// The end of a list that 等项目 closes.
    private func projectList(_ clause: Range<Int>) -> Int? {
        clause.last { flow.s[$0] == "等" && Self.projectWords.match(flow.s, $0 + 1, clause.upperBound) > 0 }
    }

    private static let projectWords = WordTable("项目 重点项目 重大项目 一批项目 产业项目 在建项目 标志性项目 重大产业项目 平台载体建设")

    // MARK: Works without 等项目

    /// 推进沛县润康、新沂必康医药物流建设; 筹建…分所; …产业园建设; 万邦生化…产业化; …生产基地.
    private mutating func readWorks(_ clause: Range<Int>, _ place: String, _ grammar: NameGrammar) -> [FoundName] {
        var firms: [FoundName] = []
        for name in grammar.bySuffix(in: clause)
        where !["enterprise", "government", "university", "committee", "zone"].contains(name.kind) {
            let planned =
                Self.builds.matchBefore(flow.s, name.range.lowerBound, max(clause.lowerBound, name.range.lowerBound - 6)) > 0
            let built = flow.at(name.range.upperBound) == "建" && flow.at(name.range.upperBound + 1) == "设"
            if planned || built { add(\.projects, name.range, place, kind: "project", at: nil, firm: nil) }
        }
        for i in clause where flow.s[i] == "建" && flow.at(i + 1) == "设" && i > clause.lowerBound + 4 {
            let parts = grammar.elements(before: i, from: clause.lowerBound)
            let placed = parts.filter {
                grammar.places.match(flow.s, $0.lowerBound, $0.upperBound) > 0 && grammar.project($0).firm != nil
            }
            guard parts.count >= 2, placed.count == parts.count else { continue }
            for part in parts {
                let (at, firm, _) = grammar.project(part)
                add(\.projects, part, place, kind: "project", at: at, firm: firm)
                if let at, let firm {
                    let whole = at.lowerBound..<firm.upperBound
                    firms.append(FoundName(range: firm.count <= 2 ? whole : firm, kind: "enterprise"))
                }
            }
        }
        for i in clause {
            if Self.bases.match(flow.s, i, clause.upperBound) > 0 {
                let from = grammar.leftEdge(of: i, from: clause.lowerBound)
                let whole = from..<i + Self.bases.match(flow.s, i, clause.upperBound)
                let (_, firm, _) = grammar.project(whole)
                if let firm, firm.count >= 3, grammar.isProper(firm.lowerBound..<firm.upperBound), whole.count <= 20,
                    firm.lowerBound == whole.lowerBound
                {
                    add(\.projects, whole, place, kind: "production_base", at: nil, firm: firm)
                    firms.append(FoundName(range: firm, kind: "enterprise"))
                }
            }
            if Self.industrial.match(flow.s, i, clause.upperBound) > 0 {
                let part = grammar.elements(before: i, from: clause.lowerBound)
                if let first = part.first, let last = part.last, grammar.isProper(first),
                    grammar.project(first).firm.map({ $0.count >= 3 }) ?? false
                {
                    add(
                        \.projects, first.lowerBound..<min(max(last.upperBound, i) + 3, clause.upperBound), place,
                        kind: "product_project", at: nil, firm: grammar.project(first).firm)
                }
            }
        }
        return firms
    }

    private static let builds = WordTable("筹建 共建 新建 加快建设 启动建设 规划建设 建设 推动 推进")
    private static let bases = WordTable("生产基地 研发基地 制造基地 产业化基地")
    private static let industrial = WordTable("产业化")

    // MARK: Platforms

    private mutating func readPlatforms(_ clause: Range<Int>, _ place: String) {
        guard var verb = Self.founding.find(flow.s, in: clause) else { return }
        var i = verb.upperBound
        while i < clause.upperBound {
            let n = Self.founding.match(flow.s, i, clause.upperBound)
            if n > 0 { verb = i..<i + n }
            i += max(n, 1)
        }
        var parts = flow.split(verb.upperBound..<clause.upperBound, at: "、")
        if let last = parts.popLast() {
            let and = last.dropFirst(2).last {
                "和及与".unicodeScalars.contains(flow.s[$0]) && Self.platformEnds.matchBefore(flow.s, $0, last.lowerBound) > 0
            }
            parts += and.map { [last.lowerBound..<$0, $0 + 1..<last.upperBound] } ?? [last]
        }
        let tail = parts.last.flatMap(platformTail)
        for part in parts {
            let end = part.lowerBound + (part.firstIndex { flow.s[$0] == "（" }.map { $0 - part.startIndex } ?? part.count)
            let n = Self.platformEnds.matchBefore(flow.s, end, part.lowerBound)
            if n > 0, n < part.count, Self.vague.match(flow.s, part.lowerBound, part.upperBound) == 0,
                !part.contains(where: { flow.s[$0] == "的" })
            {
                add(\.platforms, part, place, kind: nil, at: nil, firm: nil)
            } else if n == 0, let tail, parts.count >= 3, part != parts.last, part.count <= 16 {
                add(\.platforms, part, place, kind: nil, at: nil, firm: nil, tail: tail)
            }
        }
        // …、医药信息等八大公共技术服务平台: the name of each is its word and the noun.
        if let last = parts.last, let etc = last.last(where: { flow.s[$0] == "等" }), let tail = greatNoun(etc + 1..<last.upperBound)
        {
            let names = parts.dropLast() + [last.lowerBound..<etc]
            let starts = Set(names.map { flow.sourceRange($0).lowerBound })
            while let last = reading.platforms.last, starts.contains(last.span.start) { reading.platforms.removeLast() }
            for part in names where part.count >= 2 { add(\.platforms, part, place, kind: nil, at: nil, firm: nil, tail: tail) }
        }
    }

    private func greatNoun(_ range: Range<Int>) -> Range<Int>? {
        guard let q = QuantityGrammar(flow: flow).match(range.lowerBound, range.upperBound), q.isGreat || q.kind == .count else {
            return nil
        }
        let noun = q.range.upperBound..<range.upperBound
        return Self.platformEnds.matchBefore(flow.s, noun.upperBound, noun.lowerBound) > 0 ? noun : nil
    }

    private func platformTail(_ range: Range<Int>) -> Range<Int>? {
        let n = Self.platformEnds.matchBefore(flow.s, range.upperBound, range.lowerBound)
        return n > 0 && flow.string(range.upperBound - n..<range.upperBound) == "平台" ? range.upperBound - n..<range.upperBound : nil
    }

    private static let founding = WordTable("创建完善 争创 申创 创建 建立 新建 搭建 组建 打造 建设 筹建 建成 完善 申报建设")
    private static let platformEnds = WordTable("平台 实验室 工程研究中心 技术创新中心 研究中心 科技园 创新中心 质检中心 工程技术研究中心 技术中心 检测中心 转化中心 中试基地 孵化器")
    private static let vague = WordTable("一批 各类 更多 若干 多个 省级乃至 一流 区域性 高水平 专业化")

    // MARK: Products

    private mutating func readProducts(_ clause: Range<Int>, _ place: String, _ grammar: NameGrammar) {
        guard let etc = clause.last(where: { flow.s[$0] == "等" }) else { return }
        var end = min(etc + 1 + 10, clause.upperBound)
        while end > etc + 1, Self.productNouns.matchBefore(flow.s, end, etc + 1) == 0 { end -= 1 }
        guard end > etc + 1 else { return }
        var start = etc
        while start > clause.lowerBound, etc - start < 120 { start -= 1 }
        var parts = flow.split(start..<etc, at: "、")
        guard parts.count >= 2, let first = parts.first, let last = parts.popLast() else { return }
        let and = last.dropFirst(2).dropLast(2).last { "和及与".unicodeScalars.contains(flow.s[$0]) }
        parts += and.map { [last.lowerBound..<$0, $0 + 1..<last.upperBound] } ?? [last]
        var from = first.upperBound - 2
        while from > first.lowerBound, Self.productOpenings.matchBefore(flow.s, from, first.lowerBound) == 0 { from -= 1 }
        guard from > first.lowerBound || Self.specific.occurs(flow.s, in: first) else { return }
        parts[0] = from..<first.upperBound
        guard
            Self.owned.occurs(flow.s, in: etc..<end)
                || parts.contains(where: { $0.contains { isDigit(flow.s[$0]) || isLatin(flow.s[$0]) } })
        else { return }
        for part in parts where (2...24).contains(part.count) { add(\.products, part, place, kind: nil, at: nil, firm: nil) }
    }

    private static let productNouns = WordTable("产品 品种 新药 疫苗 单品 药品")
    private static let owned = WordTable("优势 重磅 拳头 现有 主导 明星 大单品 个")
    private static let productOpenings = WordTable("现有 围绕 推动 强力推动 加快 推进 支持 以 发展 做强 培育 打造 依托 巩固")
    private static let specific = WordTable("疫苗 治疗仪 注射液 胶囊 片 单抗")

    // MARK: Programmes

    private mutating func readProgrammes(_ clause: Range<Int>, _ place: String) {
        var i = clause.lowerBound
        while i < clause.upperBound {
            if flow.s[i] == "“", let close = (i..<min(i + 24, clause.upperBound)).first(where: { flow.s[$0] == "”" }) {
                let after = Self.programmeWords.match(flow.s, close + 1, clause.upperBound)
                let inner = Self.programmeWords.matchBefore(flow.s, close, i)
                if after > 0 {
                    add(\.programmes, i..<close + 1 + after, place, kind: nil, at: nil, firm: nil)
                } else if inner > 0 || flow.at(close - 1) == "卡" {
                    add(\.programmes, i + 1..<close, place, kind: nil, at: nil, firm: nil)
                }
                i = close + 1
                continue
            }
            if flow.s[i] == "《", let close = (i..<min(i + 80, clause.upperBound)).first(where: { flow.s[$0] == "》" }) {
                add(\.programmes, i..<close + 1, place, kind: "policy", at: nil, firm: nil)
                i = close + 1
                continue
            }
            let n = Self.programmeEnds.match(flow.s, i, clause.upperBound)
            if n > 0, let from = programmeStart(i, clause), i - from >= 3, i - from <= 24 {
                add(\.programmes, from..<i + n, place, kind: nil, at: nil, firm: nil)
            }
            i += max(n, 1)
        }
    }

    private func programmeStart(_ i: Int, _ clause: Range<Int>) -> Int? {
        var k = i
        while k > clause.lowerBound, i - k < 40 {
            if "、“”（）".unicodeScalars.contains(flow.s[k - 1]) { return k }
            if Self.running.matchBefore(flow.s, k, clause.lowerBound) > 0 { return k }
            if flow.s[k - 1] == "和", Self.programmeEnds.matchBefore(flow.s, k - 1, clause.lowerBound) > 0 { return k }
            k -= 1
        }
        return nil
    }

    private static let programmeWords = WordTable("计划 工程 行动 引才工程 政策 惠企政策 专项 人才计划 服务 活动 大赛 建设 改革")
    private static let programmeEnds = WordTable("行动计划 提升计划 倍增计划 培育计划 试点 大赛 分赛 恳谈活动 服务活动 走访活动 博览会 年度峰会 峰会 论坛")
    private static let running = WordTable("实施 统筹实施 深入实施 大力实施 组织实施 开展 组织开展 率先开展 推动开展 推进 举办 承办 推动 以我市 制定 落实 在 参加")

    private mutating func add(
        _ kind: WritableKeyPath<PlanReading, [PlanReading.NamedThing]>, _ range: Range<Int>, _ place: String, kind word: String?,
        at: Range<Int>?,
        firm: Range<Int>?, tail: Range<Int>? = nil
    ) {
        guard !range.isEmpty else { return }
        let name = flow.name(range) + (tail.map(flow.name) ?? "")
        guard thingKeys.insert("\(kind.hashValue) \(name) \(place)").inserted else { return }
        reading[keyPath: kind].append(
            .init(
                name: name, normalised: flow.string(range) + (tail.map(flow.string) ?? ""), kind: word, where: place, status: nil,
                place: at.map(flow.name), firm: firm.map(flow.name), host: nil, span: flow.span(range)))
    }
}
