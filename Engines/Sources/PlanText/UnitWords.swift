/// The vocabulary of lists of responsible units.
enum UnitWords {
    /// Whether a text opens with 责任单位： or one of its relatives.
    static func opensLine(_ head: [Unicode.Scalar]) -> Bool { opensLine(head, 0, head.count) }

    static func opensLine(_ s: [Unicode.Scalar], _ start: Int, _ end: Int) -> Bool {
        var i = start
        if i < end, s[i] == "（" || s[i] == "〔" || s[i] == "【" { i += 1 }
        guard let label = label(s, i, end) else { return false }
        return i + label.length < end && s[i + label.length] == "：" || label.length >= end - i
    }

    struct Label: Sendable { var role: PlanReading.Role?; var length: Int; var isLeadLabel = false; var isTime = false }

    /// 牵头单位 and the like at `i`, without its colon. A role of `nil` names people or a date, which are no units.
    static func label(_ s: [Unicode.Scalar], _ i: Int, _ end: Int) -> Label? {
        let n = times.match(s, i, end)
        if n > 0 { return Label(role: nil, length: n, isTime: true) }
        let p = peopleLabels.match(s, i, end)
        if p > 0 { return Label(role: nil, length: p) }
        let l = leadLabels.match(s, i, end)
        if l > 0 { return Label(role: .lead, length: l, isLeadLabel: true) }
        let c = supportLabels.match(s, i, end)
        if c > 0 { return Label(role: .support, length: c) }
        let r = responsibleLabels.match(s, i, end)
        if r > 0 { return Label(role: .responsible, length: r) }
        let m = implementLabels.match(s, i, end)
        return m > 0 ? Label(role: .implement, length: m) : nil
    }

    static let leadLabels = WordTable("牵头单位 牵头部门 牵头责任单位 主办单位 主办部门 第一责任单位 主要责任单位 责任牵头单位 牵头责任部门 牵头主体 牵头 主办")
    static let supportLabels = WordTable("配合单位 配合部门 参加单位 参与单位 参加部门 参与部门 协办单位 协办部门 协同单位 协作单位 支持单位 配合责任单位 责任配合单位 协助单位 会办单位 配合 协办")
    static let responsibleLabels = WordTable("责任单位 责任部门 责任主体 负责单位 承办单位 负责部门 承担单位 责任分工 责任单位及部门 责任部门及单位 责任部门和单位")
    static let implementLabels = WordTable("落实单位 实施单位 实施主体 落实主体 完成单位")
    static let peopleLabels = WordTable("责任领导 牵头领导 分管领导 责任人 负责人 联系人 牵头市领导 市领导 挂钩领导 包保领导 联系电话")
    static let times = WordTable("完成时限 完成时间 时限要求 时间节点 时限 完成期限 时间安排 进度安排 进度要求 起止时间 实施期限 计划完成时间")

    // Phrases that close a group of units.
    static let leadPhrases = WordTable("牵头 牵头负责 负责牵头 牵头落实 牵头组织 牵头实施 牵头推进 牵头抓总 牵头组织实施 牵头组织落实 为牵头单位 主办 抓总 总牵头 牵头推动")
    static let supportPhrases = WordTable(
        "配合 协助 参与 协同 参加 支持 配合落实 协同配合 配合做好 协同落实 密切配合 积极配合 协同推进 协办 为配合单位 配合实施 协助配合 共同配合 参与落实 协同参与 共同参与 分工配合 按职责分工配合 按职责配合 配合推进")
    static let sharedPhrases = WordTable(
        """
        按职责分工负责 按照职责分工负责 依职责分工负责 根据职责分工负责 按职责负责 按照职责负责 分工负责 按分工负责 按职责分工落实 按照职责分工落实 按职责落实 \
        按职责分工推进 按职责分工 按照职责分工 按各自职责分工负责 按各自职责负责 按各自职责落实 各按职责分工负责 按职责分工抓好落实 依职责负责 按职责分别负责 按职责推进 \
        按职责分工协同推进 按职能分工负责 按职责分工组织实施 按照各自职责分工负责 依照职责分工负责 按职责分工牵头负责 按职责抓好落实 依职责落实
        """)
    static let implementPhrases = WordTable(
        "结合实际落实 抓好落实 组织落实 组织实施 具体落实 具体实施 落实 实施 结合实际抓好落实 结合实际组织实施 贯彻落实 具体组织实施 结合实际实施 属地落实 负责落实 负责实施 负责组织实施 具体负责落实 结合实际推进 负责抓好落实 负责具体落实"
    )
    static let responsiblePhrases = WordTable("负责 分别负责 共同负责 具体负责 为责任单位 承担 承办 主责 主要负责")
    static let joins = WordTable("会同 联合 商")
    static let ends = WordTable("等部门 等有关部门 等相关部门 等单位 等有关单位 等相关单位 等部门和单位 等部门单位 等")
    static let leadRules = WordTable(
        """
        排在首位的为牵头单位 排在第一位的为牵头单位 列第一位的为牵头单位 列第一位的责任单位为牵头单位 列在首位的为牵头单位 列首位的为牵头单位 排第一位的为牵头单位 首位为牵头单位 \
        第一个为牵头单位 排名第一的为牵头单位 排名首位的为牵头单位 排首位的为牵头单位 第一位为牵头单位 排列第一的为牵头单位 第一家为牵头单位 排在第一的为牵头单位 列第一的为牵头单位 \
        列第一位者为牵头 列首位者为牵头 排第一位者为牵头 排首位者为牵头 列第一位者为牵头单位 第一位者为牵头 排在首位者为牵头 名列首位的为牵头 排列首位的为牵头 \
        列首位的为牵头 排在第一位的为牵头 排在首位的为牵头 列第一位的为牵头 第一个单位为牵头 首个单位为牵头 排首位的为牵头 排名第一的为牵头 第一位的为牵头 首位的为牵头 \
        排在首位的责任单位为牵头单位 排在第一位的责任单位为牵头单位 列首位的责任单位为牵头单位 第一责任单位为牵头单位 排序第一的为牵头单位 居首位的为牵头单位 排第一的为牵头单位
        """)

    // Names.
    static let tails = WordTable("人民政府 政府 管委会 管理委员会 党工委 办事处 街道办 街道办事处")
    static let strongEnds = WordTable(
        "局 委 办 厅 署 部 政府 管委会 委员会 办公室 分局 管理局 监管局 领导小组 指挥部 专班 工商联 科协 总工会 海关 党工委 办事处 总队 支队 管理处 服务中心 发展中心 促进中心 交易中心 院 社 联合会 税务局")
    static let weakEnds = WordTable(
        "大学 学院 医院 研究院 研究所 公司 集团 中心 银行 支行 分行 协会 学会 商会 园区 开发区 高新区 经开区 新区 单位 部门 企业 街道 乡镇 镇 乡 县 区 市 州 旗 盟 省 组 会 处 站 所 队 港 园 机构 院校 高校")
    /// Names that end in a place want the tail of their group.
    static let placeEnds = WordTable("区 县 市 州 旗 盟 镇 乡 街道 新区 园区 开发区 高新区 经开区 功能区 保税区 度假区 示范区 自贸区 新城")
    static let levelHeads = WordTable("省 市 县 区 州 自治区 自治州 盟 旗 国家 中央 各 有关 相关")
    /// Names of departments that are written without their level after one that has it.
    static let bareDepartments = WordTable(
        """
        科技 科学技术 工业和信息化 工信 经济和信息化 经信 经济信息化 发展改革 发展和改革 发改 财政 人力资源社会保障 人力资源和社会保障 人社 自然资源 规划和自然资源 规划资源 资源规划 \
        生态环境 住房城乡建设 住房和城乡建设 住建 交通运输 交通 水利 水务 农业农村 商务 文化和旅游 文化旅游 文旅 文广旅 文化广电 文化广电旅游 文广 卫生健康 卫健 卫生 应急管理 应急 审计 国资 国有资产 市场监管 市场监督管理 \
        统计 医保 医疗保障 药监 药品监管 药品监督管理 食品药品 地方金融 金融 大数据 数据 政务服务 政务 教育 公安 司法 民政 林业 海洋 投促 投资促进 招商 知识产权 税务 气象 通信管理 能源 粮食 城管 城市管理 行政审批 \
        信访 体育 广电 机关事务 退役军人 乡村振兴 科协 工商联 总工会 人才 组织 宣传 统战 政法 编办 机构编制 网信 外事 外办 港澳 侨办 台办 口岸 中医药 园林 绿化 房产 住房 公积金 规划 国土 环保 质监 工商 安监 经贸 农委 农业 档案 团委 妇联 \
        贸促 供销 邮政 消防 人防 民族宗教 数字经济 大健康 产业发展 督查 考核 目标 深改 改革 研究室 社科联 残联 红十字 铁路 港口 航务 重点项目 优化营商环境 营商环境 绩效 合作交流 地方志
        """)
    static let collectives = WordTable(
        "县级市 县 市 区 县区 市区 旗 开发区 经开区 高新区 功能区 园区 新区 管委会 乡镇 街道 县（市） 县（市、区） 县（区） 市（县） 市（区） 区（市） 区（县） 镇街 镇（街道） 产业园区 镇")
}
