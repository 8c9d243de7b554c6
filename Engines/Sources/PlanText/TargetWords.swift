/// The verbs, comparators and signals that stand around the numbers of a plan.
enum TargetWords {
    typealias Comparator = PlanReading.Comparator

    /// The comparator that ends just before `end`.
    static func comparator(_ s: [Unicode.Scalar], before end: Int, from start: Int) -> (code: Comparator, length: Int)? {
        var best: (code: Comparator, length: Int)?
        for (table, code) in [(atLeast, Comparator.ge), (above, .gt), (atMost, .le), (about, .approx)] {
            let n = table.matchBefore(s, end, start)
            if n > (best?.length ?? 0) { best = (code, n) }
        }
        return best
    }

    static let atLeast = WordTable(
        """
        达到 达 达至 提高到 提升到 提升至 提高至 增加到 增加至 增至 增长到 增长至 扩大到 扩大至 上升到 上升至 发展到 不低于 不少于 不小于 至少 最少 保持在 稳定在 稳定保持在 \
        累计达到 累计达 总数达到 总数达 总量达到 恢复到 升至 提至 均达到 分别达到 分别达 达到了 ≥ >= 扩至 拓展到 拓展至 扩展到 扩展至 总计达到 合计达到 不断提高到 发展至 增到 分别提升至 分别提高到 \
        分别提高至 分别提升到 分别增至 分别实现 做到 完成率达到 满足 占到 原则上不少于 原则上不低于 达成 分别不低于 分别不少于 到达
        """)
    static let above = WordTable("突破 超过 超 高于 大于 多于 逾 迈过 跨越 冲刺 分别突破 分别超过 突破到 迈上 跃上 跨上 站上 超出 达到并突破 >")
    static let atMost = WordTable(
        "不超过 不高于 不大于 控制在 低于 小于 少于 压减至 压缩至 压缩到 压减到 降至 降到 下降到 下降至 降低到 降低至 减少到 减少至 缩短至 缩短到 缩减至 缩减到 控制到 限制在 不多于 ≤ <= < 严控在 削减至 压降至 分别控制在 控制至 分别降至 精简至 精简到"
    )
    static let about = WordTable("约 大约 约为 约达 达到约 约占")
    /// 增长 10%: a change and no level.
    static let changes = WordTable(
        """
        年均增长 增长 同比增长 增幅 增速 年增长 年均增速 增速达到 增长率 提高 提升 增加 下降 降低 减少 年均下降 累计下降 累计降低 累计增长 压减 平均增长 年均递增 递增 均增长 分别增长 \
        增速达 增速保持在 增速不低于 增速高于 增长速度 缩短 压缩 精简 削减 每年增长 年增速 年均提高 年均提升 年均增幅 分别下降 分别提高 分别提升 上升 回升 扩大 节约 增速超过 累计提高 累计提升 年均降低 较上年增长 比上年增长
        """)
    static let downs = WordTable("下降 降低 减少 压减 缩短 压缩 精简 削减 节约")

    /// Verbs that make a bare count a target.
    static let makes = WordTable(
        """
        建成 建设 新建 扩建 改扩建 改建 创建 创建完善 建立 设立 组建 搭建 构建 布局 筹建 培育 培养 培育壮大 新培育 引育 引进 新引进 引入 招引 招引落地 招募 新增 净增 增设 新设 打造 形成 \
        实现 完成 推进 推动 加快 加快推动 实施 组织 组织实施 举办 开展 承办 认定 新认定 遴选 选拔 评选 选树 选派 选聘 集聚 吸引 聚集 汇聚 支持 扶持 落地 开工 竣工 投产 获批 取得 获得 \
        申报 争取 争创 申创 入选 创成 发展 发展壮大 壮大 排定 转化 孵化 研发 研制 制定 制订 修订 制修订 发布 安排 落户 签约 推广 改造 攻克 突破 投入 建强 做强 做大做强 累计建成 累计新增 累计引进 \
        累计培育 累计完成 新开工 新签约 储备 谋划 梳理 推出 打通 开通 开发 上市 引导 促成 对接 走访 招聘 新招引 新获批 新注册 注册 授权 申请 募集 设置 配备 配置 \
        培训 轮训 服务 惠及 带动 帮助 办理 建好 用好 办好 创办 承接 承担 牵头 输出 转移 新上 上马 投用 启用 建设完成 纳入 覆盖 盘活 出让 供应 收储 腾退 整治 编制 出台 印发 策划 举行 召开 推介 征集 发放 \
        筛选 动态筛选 聘请 聘任 聘用 引聘 拜访 提供 统筹 统筹安排 筹集 部署 抓好 新认证 认证 新登记 登记 新发展 新投放 投放 新改造 新备案 备案 新立项 立项 新入库 入库 新纳入 新入驻 入驻 新建设 新投用 \
        保障 铺设 架设 种植 栽植 植树 复垦 复耕 治理 修复 兑付 争取到 争引 招展 组团 派出 下派 储备和 解决 化解 处置 消化 压减 淘汰 关停 拆除 清理 挂牌 吸纳 撬动 \
        选育 选定 建设改造 升级 提升改造 改造提升 新改建 新改扩建 引聚 挖掘 招收 招录 引进培育 引进和培育 引进培养 培育和引进 培育引进 建设和 达产 试点 打响 参与 主导 参与制定 主导制定 增加 扩大 新建成 新打造 再造 育成 聚焦建设 新创建 滚动 新实施 新推 转移转化 达成
        """)
    /// Verbs of growth in number.
    static let increments = WordTable(
        "新增 净增 新引进 引进 新建 招引 新培育 累计新增 累计引进 增设 新设 新招引 新认定 新签约 新开工 新注册 新获批 每年新增 年均新增 上市 获批 新上 新实施 新打造 新创建 引育 开工 竣工 落地 举办 开展 排定 新推 组织 遴选 评选 选派 完成 实施 推动 加快推动 增加 培训"
    )

    /// Words before a number that say nothing about it.
    static let fillers = WordTable(
        "力争 努力 争取 确保 再 将 约 均 各 共 合计 总计 累计 累计达 总数 力争达到 预计 计划 要 可 左右 年均 平均 分别 总共 每年 全年 当年 为 在 约为 即 其中 已 至 到 了 的")

    /// Words before an indicator that are no part of it.
    static let openings = WordTable(
        """
        力争 争取 努力 确保 预计 使 推动 促进 实现 其中 全力 并 且 还 再 也 将 要 的 、 与 同时 此外 另 支持 加快 到 力促 全面 基本 基本实现 全力推动 加快推动 推进 初步 着力 力求 稳步 \
        目标是 目标为 主要目标是 总体目标是 具体目标是 具体为 即 以及 和 及 大力 积极 进一步 重点 逐步 持续 不断 ， ： ； 。 “ （ 使得 为 带动 累计 每年 全年 当年 年均 分别 总体 计划 在 -
        """)
    static let scopes = WordTable("全市 全省 全县 全区 全州 我市 我省 我县 我区 全市域 市域 全域 全国 本市 本省 全园 全校 辖区 区域内 园区内 省内 市内 区内 全镇 全产业链")

    /// What a finished clause says of its subject, cut off when the subject is borrowed.
    static let predicates = WordTable(
        """
        不断 持续 进一步 稳步 显著 明显 大幅 逐步 全面 基本 更加 实现 得到 取得 日益 初步 加快 稳定 快速 有效 切实 力争 较快 跃上 迈上 再上 平稳 达到 位居 跻身 保持 力争实现 \
        扩大 壮大 提升 增强 优化 完善 提高 增长 集聚 领先 凸显 突破 健全 形成 成型 显现 倍增 攀升 跃升 走在
        """)

    /// What opens a clause on what shall be, after one on what is.
    static let hopes = WordTable("力争 确保 争取 努力 到20 至20 再 今后 未来 下一步 计划")

    /// Verbal nouns at the end of a subject: 撂荒地复耕1.2万亩.
    static let deedNouns = WordTable(
        "复耕 改造 培训 治理 造林 修复 种植 植树 整治 维修 更新 创建 认证 招商 签约 开工 竣工 投产 上市 挂牌 建设 新增 引进 培育 轮训 普查 筛查 办理 复垦 出栏 育苗 绿化 养殖 供应 出让 收储 走访 对接 就业 创业 安置 转移 搬迁 覆盖 备案 入库 达标"
    )

    /// A number that tells the present state.
    static let stocks = WordTable(
        "目前 现有 已有 已建成 已建 已形成 已达 已经 截至目前 现已 已累计 共有 现在 当前 已实现 已集聚 已拥有 已引进 已培育 已获批 已完成 累计已 原有 去年 上年 近年来 过去 以来 已突破 已超过 已达到 已获 已入驻 已落户 已上市 现拥有 拥有了 集聚了 形成了 建成了 实现了 达到了 突破了 培育了 引进了 荣获"
    )

    /// Money that is given, and no aim.
    static let subsidies = WordTable(
        """
        给予 奖励 补助 补贴 资助 奖补 贴息 贴补 给以补偿 经济补偿 奖金 一次性 最高 资金支持 予以支持 减免 返还 额度 上限 封顶 免收 减按 抵扣 扣除 限额 不超过项目 按照投资 按投资 \
        予以奖 配套支持 补足 兑现 资金扶持 扶持资金 按实际 出资比例 让利
        """)

    /// Those that speak of the clause after, too: 给予奖励，每家20万元.
    static let grants = WordTable("给予 奖励 补助 补贴 资助 奖补 贴息")

    /// Nouns that are counted and are no aim.
    static let scopeNouns = WordTable(
        "领域 方面 环节 板块 维度 层面 阶段 层次 环境 方向 原则 要素 层级 角度 类型 门类 行业 专题 问题 转变 统一 维护 意识 自信 文明 严格 必须 确保 坚持 关口 优势 特点 步骤 抓手 结合 同步 关系 轮子 翅膀 大局 方针 部分 城区 主城区 县区"
    )

    /// Money nouns that a sum may stand before.
    static let moneyNouns = WordTable(
        "规模 产值 营收 营业收入 销售收入 收入 投资 资金 基金 基金群 基金集群 资金池 债券 贷款 销售额 交易额 增加值 总投资 总规模 产业 产业集群 集群 产业基地 基地 园区 产业园 产业园区 高地 产业链 专项资金 产业基金 融资 税收 以上规模 级产业"
    )
    static let bigThings = WordTable("集群 产业 基地 园区 产业园 高地 产业链 基金 资金 平台 产业带 规模 产值 投资 增长极")

    /// Verbs that may follow a sum without making it a quality of what follows.
    static let afterSum = WordTable("用于 建设 支持 开展 实施 投入 改造 打造 设立 推动 引进 扶持 以 占 同比 较 比 并 且 其中 并且 年均 增长 保持 力争 位居 居 税收 成为 达 目标 以此")

    /// Verbs right after a unit: what was counted stands before the number.
    static let deedsAfter = WordTable(
        "来 做大 做强 发展壮大 扩能 提质 升级 设立 落户 入驻 通过 获得 获批 进入 纳入 达到 实现 提供 参加 参与 投产 开工 竣工 挂牌 在 到 落地 建成 投入 投用 用于 加快 力争 确保 并 且 以 为 予以 给予 进行 开展 争取"
    )
    static let ranks = WordTable("进入 跻身 位居 位列 进位 迈入 列 居 入围 入选 挺进 排名 排 保持 进 跨入 排在 稳居 名列 闯入 冲刺 晋升 晋级 列入 重返 争进")
    static let shares = WordTable("占比 占 比重 比例 覆盖率 率 渗透率 占有率 合格率 完成率 国产化率 转化率 份额 参保率 满意度 贡献率 强度")
    static let levelWords = WordTable("累计 总数 达到 达 拥有 保有 总量 规模")
    /// Words that are verbs alone and nouns after a noun: 研发投入, 发明专利授权.
    static let nounVerbs = WordTable("投入 授权 申请 上市 服务 转化 覆盖 发展 建设 输出 注册 合作 试点 培训 储备 孵化 投资 总投资 承接 推广 改造 实施 设置 扩大 增加 创建 研发 引进 获批")
    /// Verbs that may stand inside a subject: 支持企业引进人才20名.
    static let innerVerbs = WordTable("共建 新建 引进 培育 建成 组建 设立 新增 创建 认定 举办 承办 攻克 打造 获批 建立 牵头组建 联合建设 共同建设 合作建设 招引 建设 开展")
    static let levels = WordTable("国家级 省级 市级 省部级 县级 区级 国际级 省市级 世界级 国家 省")
    static let projectNouns = WordTable("工程 行动 任务 计划 举措 专项 措施 工作")
    /// Nouns of size, which belong to a subject but not to a verb: 产业规模达到, 设立总规模.
    static let sizes = WordTable("规模 总规模 总量 数量 总数 总额 首期规模 认缴规模")
    /// Verbs that end the noun phrase that is counted.
    static let afterNoun = WordTable(
        "建立 签订 签署 达成 结成 设立 成立 予以 给予 提供 做大 做强 发展壮大 进行 加快 纳入 用于 力争 确保 并 以 参与 进入 入驻 占 增长 达到 位列 开展 通过 争取 年均 为")
}
