/// A number with its unit: `500亿元` `1—2家` `四个` `10%左右` `翻一番` `有  家`.
struct QuantityPhrase: Sendable, Hashable {
    enum Kind: Sendable, Hashable { case count, money, percent, measure, rank, multiple }

    /// Number, unit and what follows it (以上, 左右).
    var range: Range<Int>
    /// Where the number begins.
    var start: Int { range.lowerBound }
    /// Where the unit ends.
    var unitEnd: Int
    /// `nil` where the number was left blank.
    var value: Double?
    var valueMax: Double?
    var unit: String?
    var kind: Kind
    var suffix: PlanReading.Comparator?
    var isHan = false
    /// 八大平台: the noun says the unit.
    var isGreat = false
    /// 近百家, 数千家, 200余家.
    var isFuzzy = false
}

struct QuantityGrammar: Sendable {
    let flow: Flow

    func match(_ i: Int, _ end: Int) -> QuantityPhrase? {
        let c = flow.s[i]
        if c == Flow.gap { return blank(i, end) }
        if isDigit(c) { return arabic(i, end) }
        if c == "翻" || c == "倍" || c == "实" { return multiple(i, end) }
        if c == "百" || c == "千" || c == "十" || Numeral.digit(c) != nil { return chinese(i, end) }
        return c == "前" ? rank(i, end) : nil
    }

    private func blank(_ i: Int, _ end: Int) -> QuantityPhrase? {
        guard let (unit, length, kind) = unit(i + 1, end) else { return nil }
        var q = QuantityPhrase(range: i..<i + 1 + length, unitEnd: i + 1 + length, value: nil, unit: unit, kind: kind)
        closing(&q, end)
        return q
    }

    private func arabic(_ i: Int, _ end: Int) -> QuantityPhrase? {
        let before = flow.at(i - 1)
        guard !isDigit(before), !isLatin(before), before != ".", before != "/", before != "+", before != ",", before != "每" else {
            return nil
        }
        if before == "-", i >= 2, isLatin(flow.at(i - 2)) || isDigit(flow.at(i - 2)) { return nil }
        guard let (value, n) = Numeral.arabic(flow.s, i, end) else { return nil }
        var j = i + n
        var q = QuantityPhrase(range: i..<j, unitEnd: j, value: value, kind: .count)
        // A first unit may stand inside a range: 1亿-5亿元, 5%-8%.
        let inner = unitWord(j, end)
        if let (max, length) = secondNumber(j, end)
            ?? inner.flatMap({ word in secondNumber(j + word.length, end).map { ($0.0, $0.1 + word.length) } })
        {
            q.valueMax = max
            j += length
        }
        if flow.at(j) == "余" || flow.at(j) == "多" {
            q.isFuzzy = true
            j += 1
        }
        if flow.at(j) == "大", flow.at(j + 1) != "于", isHan(flow.at(j + 1)) { return great(q, j, end) }
        guard let (unit, length, kind) = unit(j, end) else { return bare(q, j, end) }
        if q.valueMax == nil, let scale = QuantityGrammar.spoken(unit) {
            q.value = value * scale.factor
            q.unit = scale.unit
        } else {
            q.unit = unit
        }
        q.kind = kind
        q.unitEnd = j + length
        if flow.at(i - 1) == "前" || kind == .rank { q.kind = .rank }
        q.range = i..<q.unitEnd
        closing(&q, end)
        return q
    }

    /// PUE值降至1.25以下: an index has no unit, and says so before the number.
    private func bare(_ q: QuantityPhrase, _ j: Int, _ end: Int) -> QuantityPhrase? {
        // 达到4.5级, 举办沙龙6期: units that elsewhere begin a name.
        if flow.at(j) == "级" || flow.at(j) == "期", j + 1 >= end || "，。；、（）\n".unicodeScalars.contains(flow.at(j + 1)),
            flow.at(j) == "期" || TargetWords.comparator(flow.s, before: q.start, from: max(0, q.start - 6)) != nil
        {
            var q = q
            q.unit = String(flow.at(j))
            q.kind = flow.at(j) == "期" ? .count : .measure
            q.unitEnd = j + 1
            q.range = q.start..<j + 1
            return q
        }
        guard let (_, n) = TargetWords.comparator(flow.s, before: q.start, from: max(0, q.start - 8)),
            QuantityGrammar.indices.matchBefore(flow.s, q.start - n, max(0, q.start - n - 8)) > 0
        else { return nil }
        var q = q
        q.kind = .measure
        q.unitEnd = j
        closing(&q, end)
        let next = flow.at(q.range.upperBound)
        return next == " " || q.range.upperBound >= flow.s.count || "，。；、（）\n".unicodeScalars.contains(next) ? q : nil
    }

    static let indices = WordTable("PUE值 PUE 指数 系数 容积率 PUE值均 值")

    /// 3千亿元 is 3000亿元.
    private static func spoken(_ unit: String) -> (factor: Double, unit: String)? {
        for (head, factor) in [("千亿", 1000.0), ("百亿", 100.0), ("十亿", 10.0)] where unit.hasPrefix(head) {
            return (factor, "亿" + unit.dropFirst(2))
        }
        for (head, factor) in [("千万", 1000.0), ("百万", 100.0)] where unit.hasPrefix(head) {
            return (factor, "万" + unit.dropFirst(2))
        }
        return nil
    }

    private func chinese(_ i: Int, _ end: Int) -> QuantityPhrase? {
        let before = flow.at(i - 1)
        guard Numeral.digit(before) == nil, Numeral.scale(before) == nil, before != "第", before != "数", before != "几",
            before != "万", before != "亿"
        else {
            return nil
        }
        // 每百户, 每万人: what a rate is of; 零部件 holds no number.
        guard before != "每", let (value, n) = Numeral.chinese(flow.s, i, end), value > 0 else { return nil }
        var j = i + n
        var q = QuantityPhrase(range: i..<j, unitEnd: j, value: value, kind: .count, isHan: true)
        if let (max, length) = secondNumber(j, end) {
            q.valueMax = max
            j += length
        }
        if flow.at(j) == "余" || flow.at(j) == "多" {
            q.isFuzzy = true
            j += 1
        }
        if flow.at(j) == "大", value > 1 { return great(q, j, end) }
        guard let (unit, length, kind) = unit(j, end), kind != .measure else { return nil }
        if kind == .rank && value < 10 || unit == "次" || unit == "批" && value == 1 { return nil }
        q.unit = unit
        q.kind = kind
        q.unitEnd = j + length
        q.range = i..<q.unitEnd
        closing(&q, end)
        return q
    }

    /// 八大公共技术服务平台; 党的二十大 is a meeting.
    private func great(_ q: QuantityPhrase, _ j: Int, _ end: Int) -> QuantityPhrase? {
        guard j + 1 < end, isHan(flow.s[j + 1]), flow.at(q.start - 1) != "的",
            QuantityGrammar.afterMeeting.match(flow.s, j + 1, end) == 0,
            QuantityGrammar.bigWords.match(flow.s, j, end) == 0
        else { return nil }
        var q = q
        q.isGreat = true
        q.unit = "个"
        q.unitEnd = j + 1
        q.range = q.start..<j + 1
        return q
    }

    private func rank(_ i: Int, _ end: Int) -> QuantityPhrase? {
        guard let (value, n) = Numeral.arabic(flow.s, i + 1, end) ?? Numeral.chinese(flow.s, i + 1, end), value >= 1, value <= 1000
        else { return nil }
        let j = i + 1 + n
        if "年个月季天日款条届项半次期".unicodeScalars.contains(flow.at(j)) { return nil }
        let length = QuantityGrammar.ranks.match(flow.s, j, end)
        let unit = length > 0 ? flow.string(j..<j + length) : nil
        guard length > 0 || !isHan(flow.at(j)) || "的行之".unicodeScalars.contains(flow.at(j)) else { return nil }
        return QuantityPhrase(
            range: i..<j + length, unitEnd: j + length, value: value, unit: unit, kind: .rank, isHan: !isDigit(flow.s[i + 1]))
    }

    /// 翻番, 翻一番, 翻两番, 倍增 where nothing is named after it.
    private func multiple(_ i: Int, _ end: Int) -> QuantityPhrase? {
        let n = QuantityGrammar.doublings.match(flow.s, i, end)
        guard n > 0, !isHan(flow.at(i + n)) || "以的目".unicodeScalars.contains(flow.at(i + n)) else { return nil }
        let word = flow.string(i..<i + n)
        if flow.s[i] == "倍", isHan(flow.at(i + n)) { return nil }
        let value: Double = word.contains("两番") ? 4 : word.contains("三番") ? 8 : 2
        return QuantityPhrase(range: i..<i + n, unitEnd: i + n, value: value, unit: "倍", kind: .multiple)
    }

    private func secondNumber(_ j: Int, _ end: Int) -> (Double, Int)? {
        var k = j
        while k < end, k - j < 2, "-—至到".unicodeScalars.contains(flow.s[k]) { k += 1 }
        guard k > j, k < end, let (value, n) = Numeral.arabic(flow.s, k, end) ?? Numeral.chinese(flow.s, k, end) else { return nil }
        return (value, k - j + n)
    }

    // MARK: Units

    /// A unit with its multiplier: 万亿元, 万名, 个百分点. 亿 alone is 亿元.
    private func unit(_ j: Int, _ end: Int) -> (String, length: Int, QuantityPhrase.Kind)? {
        guard let word = unitWord(j, end) else { return nil }
        return (word.unit, word.length, word.kind)
    }

    private func unitWord(_ j: Int, _ end: Int) -> (unit: String, length: Int, kind: QuantityPhrase.Kind)? {
        let m = QuantityGrammar.multipliers.match(flow.s, j, end)
        let k = j + m
        if QuantityGrammar.notUnits.match(flow.s, k, end) > 0 { return nil }
        let tables: [(WordTable, QuantityPhrase.Kind)] = [
            (QuantityGrammar.moneys, .money), (QuantityGrammar.percents, .percent), (QuantityGrammar.measures, .measure),
            (QuantityGrammar.counts, .count), (QuantityGrammar.multiples, .multiple), (QuantityGrammar.strengths, .rank),
        ]
        var best: (length: Int, kind: QuantityPhrase.Kind)?
        for (table, kind) in tables {
            let n = table.match(flow.s, k, end)
            if n > (best?.length ?? 0) { best = (n, kind) }
        }
        if let best {
            let per = perUnit(k + best.length, end)
            var unit = flow.string(j..<k + best.length + per)
            if unit == "个百分点" { unit = "百分点" }
            return (unit, m + best.length + per, per > 0 ? .measure : best.kind)
        }
        guard m > 0, flow.at(k) != "级", flow.at(k) != "斤" else { return nil }
        let word = flow.string(j..<k)
        return word.hasSuffix("亿") ? (word + "元", m, .money) : nil
    }

    /// 万吨/年, 元/公斤, kW/L: a unit and what it is for each of.
    private func perUnit(_ k: Int, _ end: Int) -> Int {
        guard k + 1 < end, flow.s[k] == "/" else { return 0 }
        let n = max(QuantityGrammar.denominators.match(flow.s, k + 1, end), QuantityGrammar.measures.match(flow.s, k + 1, end))
        return n > 0 ? n + 1 : 0
    }

    /// 以上, 左右, 以内 after the unit.
    private func closing(_ q: inout QuantityPhrase, _ end: Int) {
        let j = q.unitEnd
        if flow.at(j) == "余" || (flow.at(j) == "多" && !"样元种功维层".unicodeScalars.contains(flow.at(j + 1))) {
            q.isFuzzy = true
            q.range = q.start..<j + 1
            return
        }
        for (table, comparator) in [
            (QuantityGrammar.above, PlanReading.Comparator.ge), (QuantityGrammar.below, .le), (QuantityGrammar.about, .approx),
        ] {
            let n = table.match(flow.s, j, end)
            if n > 0 {
                q.suffix = comparator
                q.range = q.start..<j + n
                return
            }
        }
        q.range = q.start..<j
    }

    static let multipliers = WordTable("万亿 亿 万 千亿 百亿 十亿 千万 百万")
    static let moneys = WordTable("元 美元 欧元 元人民币 人民币")
    static let percents = WordTable("% ‰ 个百分点 百分点")
    static let multiples = WordTable("倍")
    static let strengths = WordTable("强")
    static let ranks = WordTable("位 名 强 席")
    static let counts = WordTable(
        """
        家 户 个 项 名 人 位 座 所 套 件 种 款 条 场 支 台 辆 篇 处 例 张 部 间 栋 幢 株 头 对 只 艘 架 枚 份 册 门 片 块 列 颗 \
        人次 家次 场次 项次 件次 次 课时 学时 张床位 个床位 张床 床 批次 台套 台（套） 个（项） 项（个） 个/家 品规 架次 班次 列次 车次 航次 户次 例次 台次 人年 批 只次 机架 羽 尾 箱 吨次 站 组
        """)
    static let measures = WordTable(
        """
        亩 公顷 平方米 平方公里 平方千米 公里 千米 米 吨 公斤 斤 千瓦 千瓦时 兆瓦 立方米 升 ms 毫秒 秒 GB TB PB Gbps Mbps km m² km² kW MW 标准箱 \
        个工作日 工作日 小时 分钟 天 日 岁 PFLOPS EFLOPS 个标准机架 标准机架 吨标准煤 度 微克/立方米 毫克/升 分 元/平方米 件/万人 吨标煤 \
        GWh MWh kWh Wh TWh GW Wh/kg kg 微克 毫克 克 千克 千克标准煤 千克标煤 克标准煤 公斤标准煤 亿千瓦时 EB Tbps P EFlops PFlops 万亿次 毫米 厘米 纳米 立方 载重吨 标箱 TEU 周
        """)
    /// What a rate is for each of: 元/公斤, 标准煤/吨.
    static let denominators = WordTable(
        "年 月 日 天 小时 时 秒 分钟 人 人年 万人 千人 户 家 亩 吨 公斤 千克 克 斤 升 立方米 平方米 平方公里 公里 百公里 米 万元 亿元 元 个 件 次 辆 台 头 张 床 千瓦 千瓦时 L kg m³ m² km kW kWh h"
    )
    /// Words that only begin like a unit.
    static let notUnits = WordTable(
        """
        个月 年 月 日报 日均 日常 日产 届 期 类 级 代 号 线 部门 部委 部分 部署 支持 支撑 支付 处理 处于 场景 场所 场地 位于 位数 人工 人均 人员 对接 对标 对外 对口 头部 条件 天然 度假 分之 分别 \
        种子 种植 种类 人才 人口 位一体 元化 元素 项目标 次会议 中全会 点 维 分钟内 人民 人大 米粉 只要 件事 台阶 片区 门槛 块状 间接 条例 所有 所需 套路 座谈 分工 分类 次数 头雁 例如 度电 批准 批复 批量 批发 批示 批而 周年 周边 周期 周岁 周末 周转 周报 站点 站位 组织 组建 组合 组成 组长 组团 箱体 克难 克服 站式 PUE 米以下的 Park
        """)
    static let above = WordTable("以上 及以上 或以上 （含）以上 （含以上） 以上（含） 起")
    static let below = WordTable("以内 以下 之内 及以下 内")
    static let about = WordTable("左右 上下")
    static let doublings = WordTable("翻番 翻一番 翻两番 翻三番 翻了一番 实现翻番 实现倍增 倍增 翻倍 实现翻倍 翻一倍 翻二番")
    static let afterMeeting = WordTable("精神 报告 以来 召开 会议 和 决策 提出 代表 关于 战略 胜利")
    static let bigWords = WordTable("大数据 大型 大会 大学 大赛 大健康 大于 大致 大约 大规模 大幅 大力 大院 大楼")
}
