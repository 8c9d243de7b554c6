/// The words that stand in the heads of a plan's tables, and what each column holds.
enum TableWords {
    enum Column: Hashable, Sendable {
        case ordinal, task, detail, lead, support, responsible, person, deadline, other
        case indicator, unit, value
        /// How far things shall be by a quarter: a step, and no aim of its own.
        case stage
    }

    static func isHead(_ s: [Unicode.Scalar], _ cell: Range<Int>) -> Bool { column(s, cell) != .other }
    static func isOrdinalHead(_ s: [Unicode.Scalar], _ cell: Range<Int>) -> Bool { column(s, cell) == .ordinal }
    static func isTaskHead(_ s: [Unicode.Scalar], _ cell: Range<Int>) -> Bool {
        [.task, .detail].contains(column(s, cell))
    }

    /// What a column with this head holds. The head may hold line breaks, spaces and traditional characters.
    static func column(_ s: [Unicode.Scalar], _ cell: Range<Int>) -> Column {
        guard (1...24).contains(cell.count) else { return .other }
        let head = cell.compactMap { i -> Unicode.Scalar? in isSpace(s[i]) ? nil : HanScript.simplified(s[i]) }
        let all = 0..<head.count
        if ordinals.holds(head, all) { return .ordinal }
        if units.holds(head, all) { return .unit }
        if leads.occurs(head, in: all) { return people.occurs(head, in: all) ? .person : .lead }
        if supports.occurs(head, in: all) { return .support }
        if people.occurs(head, in: all) { return .person }
        if responsibles.occurs(head, in: all) { return .responsible }
        if deadlines.occurs(head, in: all) { return .deadline }
        if stages.holds(head, all) { return .stage }
        if indicators.occurs(head, in: all), !values.occurs(head, in: all) { return .indicator }
        if values.occurs(head, in: all) || isYear(head) { return .value }
        if details.occurs(head, in: all) { return .detail }
        return tasks.occurs(head, in: all) && head.count <= 10 ? .task : .other
    }

    private static func isYear(_ head: [Unicode.Scalar]) -> Bool {
        let digits = head.prefix { (0x30...0x39).contains($0.value) || (0xFF10...0xFF19).contains($0.value) }.count
        return digits == 4 && (head.count == 4 || head[4] == "年")
    }

    static let ordinals = WordTable("序号 编号 项次 任务号 任务序号 No. NO")
    static let units = WordTable("单位 计量单位 指标单位 （单位） (单位)")
    static let leads = WordTable("牵头 主办 主要责任单位 第一责任")
    static let supports = WordTable("配合 协办 参加单位 参与单位 协同单位 协作单位 支持单位 参加部门 参与部门 会办")
    static let people = WordTable("领导 责任人 负责人 联系人")
    static let responsibles = WordTable("责任单位 责任部门 责任主体 负责单位 落实单位 承办单位 实施单位 责任分工 承担单位 部门 单位")
    static let deadlines = WordTable("时限 时间 完成期限 时间节点 进度要求 进度安排 节点 期限")
    static let stages = WordTable(
        "一季度 二季度 三季度 四季度 第一季度 第二季度 第三季度 第四季度 1季度 2季度 3季度 4季度 一季度目标 二季度目标 三季度目标 四季度目标 上半年 下半年 上半年目标 下半年目标 1-3月 4-6月 7-9月 10-12月 当前进展 进展情况 工作进展 完成情况 备注 工作现状"
    )
    static let aims = WordTable("目标 指标")
    static let indicators = WordTable("指标")
    static let values = WordTable("目标值 现状值 基期值 基数 基准 实际值 现值 规划值 指标值 完成值 年目标 末目标 规划目标 累计")
    static let tasks = WordTable("任务 工作 事项 内容 项目 举措 措施 要点 行动 工程 名称 目标")
    static let details = WordTable("具体任务 具体措施 具体内容 具体工作 工作内容 任务内容 工作举措 工作措施 主要内容 建设内容 任务分解 重点举措")
}
