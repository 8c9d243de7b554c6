/// A name found in the text.
struct FoundName: Sendable, Hashable {
    var range: Range<Int>
    var kind: String
}

/// Recognises organisations by their suffix, by the sentence that calls for a firm (等企业, 为龙头, 依托), and by names known from elsewhere.
struct NameGrammar: Sendable {
    let flow: Flow
    /// Places of the plan, without 市, 县, 区: taken from its lists of units.
    let places: WordTable

    // MARK: By suffix

    func bySuffix(in range: Range<Int>) -> [FoundName] {
        var out: [FoundName] = []
        var i = range.lowerBound
        while i < range.upperBound {
            guard let (kind, n) = NameWords.suffix(flow.s, i, range.upperBound) else {
                if let last = out.last, last.kind == "institute" || last.kind == "university" || last.kind == "hospital" {
                    let branch = NameWords.branches.match(flow.s, i, range.upperBound)
                    if branch > 0, i - last.range.upperBound <= 4, i > last.range.upperBound,
                        !(last.range.upperBound..<i).contains(where: { isMark(flow.s[$0]) })
                    {
                        out[out.count - 1].range = last.range.lowerBound..<i + branch
                        i += branch
                        continue
                    }
                }
                i += 1
                continue
            }
            let end = i + n
            let floor = max(
                range.lowerBound, out.last.map { stops($0) ? $0.range.upperBound : range.lowerBound } ?? range.lowerBound)
            let start = leftEdge(of: i, from: floor)
            if start < i, isProper(start..<end), !Self.vague.occurs(flow.s, in: start..<end),
                !continues(end, range.upperBound, kind)
            {
                if let last = out.last, last.range.lowerBound == start { out.removeLast() }
                out.append(FoundName(range: start..<end, kind: kind))
            }
            i = end
        }
        return out
    }

    /// 徐州经开区东湖医学产业园 is a park within a park; 复旦大学泰州研究院 is one name.
    private func stops(_ name: FoundName) -> Bool { name.kind == "park" || name.kind == "enterprise" || name.kind == "government" }

    private func isMark(_ c: Unicode.Scalar) -> Bool { !isHan(c) && !isLatin(c) && !isDigit(c) && c != "（" && c != "）" && c != " " }

    private func continues(_ end: Int, _ limit: Int, _ kind: String) -> Bool {
        if kind == "park", flow.at(end) == "化" { return true }
        if kind == "university", "生城科".unicodeScalars.contains(flow.at(end)) { return true }
        return kind == "enterprise" && flow.at(end) == "化"
    }

    /// Where a name that runs up to `i` begins.
    func leftEdge(of i: Int, from floor: Int) -> Int {
        var k = i
        var depth = 0
        while k > floor, i - k < 26 {
            let c = flow.s[k - 1]
            if c == "）" { depth += 1 }
            if c == "（" {
                depth -= 1
                if depth < 0 { break }
            }
            if isMark(c), depth == 0 { break }
            if depth == 0 {
                let n = NameWords.openings.matchBefore(flow.s, k, floor)
                if n >= 2 || (n == 1 && k < i && !isInside(k)) { break }
                if "和及与".unicodeScalars.contains(c), k < i,
                    NameWords.suffix(flow.s, before: k - 1, from: floor) != nil || places.matchBefore(flow.s, k - 1, floor) > 0
                {
                    break
                }
            }
            k -= 1
        }
        while k < i, "的和与及".unicodeScalars.contains(flow.s[k]), k > floor, !isMark(flow.at(k - 1)) { k += 1 }
        return k
    }

    /// One-character function words occur inside names too (在, 为, 以); where the next two characters open a place, they are words.
    private func isInside(_ k: Int) -> Bool {
        let c = flow.s[k - 1]
        return "为全经本当每用因到高中大科要至给该各是".unicodeScalars.contains(c) && isHan(flow.at(k - 2))
    }

    /// Whether the range holds two characters in a row that no common word covers, and not only common characters.
    func isProper(_ range: Range<Int>, strict: Bool = true) -> Bool { properCount(range, strict: strict) >= 2 }

    func properCount(_ range: Range<Int>, strict: Bool = true) -> Int {
        var (i, most, run, common) = (range.lowerBound, 0, 0, 0)
        func close() {
            if !strict || common < run { most = max(most, run) }
            (run, common) = (0, 0)
        }
        while i < range.upperBound {
            let place = max(NameWords.provinces.match(flow.s, i, range.upperBound), places.match(flow.s, i, range.upperBound))
            let n = NameWords.generic.match(flow.s, i, range.upperBound)
            if place >= max(n, 2) {
                run += place
                i += place
            } else if n > 0 {
                close()
                i += n
            } else {
                let mark = NameWords.commonMarks.match(flow.s, i, range.upperBound)
                if isHan(flow.s[i]) || isLatin(flow.s[i]) {
                    run += 1
                    common += mark
                } else {
                    close()
                }
                i += 1
            }
        }
        close()
        return most
    }

    // MARK: By what the sentence calls for

    /// Firms named before 等企业 or 为龙头, and after 依托.
    func byContext(in range: Range<Int>) -> [FoundName] {
        var out: [FoundName] = []
        for i in range {
            if flow.s[i] == "等", callsForFirm(i + 1, range.upperBound) {
                out += elements(before: i, from: range.lowerBound).compactMap(firm)
            } else if flow.s[i] == "为", Self.leaders.match(flow.s, i + 1, range.upperBound) > 0, flow.at(i - 1) != "等" {
                out += elements(before: i, from: range.lowerBound).compactMap(firm)
            } else if let n = Optional(Self.leans.match(flow.s, i, range.upperBound)), n > 0 {
                out += leaning(i + n, range.upperBound)
            }
        }
        return out
    }

    private func callsForFirm(_ i: Int, _ end: Int) -> Bool {
        var j = i
        while j < end, j - i < 10 {
            if Self.firms.match(flow.s, j, end) > 0 { return true }
            let n = max(NameWords.generic.match(flow.s, j, end), Self.linking.match(flow.s, j, end))
            if n == 0 { return false }
            j += n
        }
        return false
    }

    private static let vague = WordTable("相关 各类 等 一批 若干")
    private static let firms = WordTable("企业 药企 公司 集团 厂商 龙头企业 骨干企业 重点企业")
    private static let linking = WordTable("平台 和 及 一批 本土 本地 知名")
    private static let leaders = WordTable("龙头 骨干 引领 主体 链主 核心 牵引 代表 支撑")
    private static let leans = WordTable("依托 围绕 借力")

    /// The parts of the list that ends before `end`, first element without its verb, each without what modifies it.
    func elements(before end: Int, from floor: Int) -> [Range<Int>] {
        var start = end
        while start > floor, end - start < 160, !"，。；：！\n".unicodeScalars.contains(flow.s[start - 1]) { start -= 1 }
        return parts(start..<end)
    }

    private func parts(_ range: Range<Int>) -> [Range<Int>] {
        var out: [Range<Int>] = []
        for (k, part) in flow.split(range, at: "、").enumerated() {
            var pieces = [part]
            if let and = part.dropFirst(2).dropLast(2).last(where: { "和与".unicodeScalars.contains(flow.s[$0]) }),
                NameWords.suffix(flow.s, before: and, from: part.lowerBound) != nil
            {
                pieces = [part.lowerBound..<and, and + 1..<part.upperBound]
            }
            for var piece in pieces {
                if let of = piece.last(where: { flow.s[$0] == "的" }) { piece = of + 1..<piece.upperBound }
                if k == 0 { piece = afterOpening(piece) }
                if !piece.isEmpty { out.append(piece) }
            }
        }
        return out
    }

    /// After the last verb: 深入挖掘圣极基因 leaves 圣极基因.
    private func afterOpening(_ range: Range<Int>) -> Range<Int> {
        var i = range.upperBound - 2
        while i > range.lowerBound {
            let n = NameWords.openings.matchBefore(flow.s, i, range.lowerBound)
            if n >= 2 || n == 1 && (i - 1 == range.lowerBound || "以与由向对在".unicodeScalars.contains(flow.s[i - 1])) {
                return i..<range.upperBound
            }
            i -= 1
        }
        return range
    }

    private func firm(_ range: Range<Int>) -> FoundName? {
        guard (2...18).contains(range.count), !range.contains(where: { isMark(flow.s[$0]) }) else { return nil }
        if let (kind, n) = NameWords.suffix(flow.s, before: range.upperBound, from: range.lowerBound), n < range.count {
            let stem = range.lowerBound..<range.upperBound - n
            return isProper(stem, strict: false) || isProper(range) ? FoundName(range: range, kind: kind) : nil
        }
        return isProper(range) && properCount(range) * 2 >= range.count ? FoundName(range: range, kind: "enterprise") : nil
    }

    /// 依托江苏九旭， and 围绕…、必康医药等.
    private func leaning(_ start: Int, _ end: Int) -> [FoundName] {
        var stop = start
        while stop < end, stop - start < 80, !"，。；等的".unicodeScalars.contains(flow.s[stop]) { stop += 1 }
        guard stop < end, flow.s[stop] != "等" || isMark(flow.at(stop + 1)) || callsForFirm(stop + 1, end) else { return [] }
        return flow.split(start..<stop, at: "、").compactMap { part in
            guard (3...16).contains(part.count) else { return nil }
            let placed = max(
                NameWords.provinces.match(flow.s, part.lowerBound, part.upperBound),
                places.match(flow.s, part.lowerBound, part.upperBound))
            if placed > 0, part.count - placed >= 2, part.count <= 8, !NameWords.generic.occurs(flow.s, in: part) {
                return FoundName(range: part, kind: "enterprise")
            }
            let n = NameWords.firmEnds.matchBefore(flow.s, part.upperBound, part.lowerBound)
            guard n > 0, isProper(part.lowerBound..<part.upperBound - n), isHan(flow.s[part.lowerBound]),
                NameWords.suffix(flow.s, before: part.upperBound, from: part.lowerBound)?.kind == "enterprise"
            else { return nil }
            return FoundName(range: part, kind: "enterprise")
        }
    }

    // MARK: Projects

    /// Place, firm and rest of a project's name: 徐州经开区|思路迪|抗肿瘤创新药.
    func project(_ range: Range<Int>) -> (place: Range<Int>?, firm: Range<Int>?, name: Range<Int>) {
        var start = range.lowerBound
        let place = placeLength(range)
        start += place
        var end = start
        while end < range.upperBound, Self.products.match(flow.s, end, range.upperBound) == 0,
            NameWords.generic.match(flow.s, end, range.upperBound) == 0 || end - start < 1
        {
            end += 1
        }
        let suffix = NameWords.firmEnds.match(flow.s, end, range.upperBound)
        let after = end + suffix
        if suffix > 0,
            after == range.upperBound || Self.products.match(flow.s, after, range.upperBound) > 0
                || places.match(flow.s, after, range.upperBound) > 0
        {
            end = after
        }
        let firm = end - start >= 2 && end - start <= 8 ? start..<end : nil
        return (place > 0 ? range.lowerBound..<start : nil, firm, start..<range.upperBound)
    }

    private func placeLength(_ range: Range<Int>) -> Int {
        let n = max(
            places.match(flow.s, range.lowerBound, range.upperBound),
            NameWords.provinces.match(flow.s, range.lowerBound, range.upperBound))
        guard n > 0 else { return 0 }
        let next = range.lowerBound + n
        for mark in [Self.parkWords, Self.levelWords] {
            let m = mark.match(flow.s, next, range.upperBound)
            if m > 0 { return n + m }
        }
        return n
    }

    private static let parkWords = WordTable("经开区 高新区 经济技术开发区 高新技术产业开发区 工业园区 新区 开发区")
    private static let levelWords = WordTable("市 县 区 省 州")
    private static let products = WordTable("抗 原料药 创新药 中药 医疗 生物药 制剂 疫苗 医药物流 物流 器械 胶囊 片剂 注射剂 年产 生产线 二期 一期 三期 研发 总部 基地 项目 产业化")
}
