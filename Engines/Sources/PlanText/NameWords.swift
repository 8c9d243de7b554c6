/// The vocabulary of names: what organisations end in, what stands before them, and the words that are never a name by themselves.
enum NameWords {
    /// The kind of organisation that a suffix makes, and its length.
    static func suffix(_ s: [Unicode.Scalar], _ i: Int, _ end: Int) -> (kind: String, length: Int)? {
        var best: (kind: String, length: Int)?
        for (kind, table) in suffixes {
            let n = table.match(s, i, end)
            if n > (best?.length ?? 0) { best = (kind, n) }
        }
        return best
    }

    static func suffix(_ s: [Unicode.Scalar], before end: Int, from start: Int) -> (kind: String, length: Int)? {
        var best: (kind: String, length: Int)?
        for (kind, table) in suffixes + [("enterprise", firmEnds)] {
            let n = table.matchBefore(s, end, start)
            if n > (best?.length ?? 0) { best = (kind, n) }
        }
        return best
    }

    static let suffixes: [(String, WordTable)] = [
        (
            "park",
            WordTable("产业园区 产业园 科技园 科技园区 科学园 高新区 经开区 开发区 工业园区 工业园 经济技术开发区 高新技术产业开发区 园区 医药城 保税区 综合保税区 科学城 生物城 药谷 生命科学园 健康城 生物岛")
        ),
        ("zone", WordTable("自由贸易试验区 自贸试验区 自贸区 改革试验区")),
        ("university", WordTable("大学 学院 职业技术学院 医学院 医科大学")),
        ("hospital", WordTable("医院 医疗中心 诊疗中心 人民医院 附属医院 中医院")),
        ("care_facility", WordTable("综合体 养老院 康养中心")),
        ("institute", WordTable("研究院 研究所 检验所 检验院 研究中心 技术创新中心 产业创新中心 质检中心 检测中心 科学院 检验检测中心 医学部 药检院 药检所 研究总院 检测院 检验研究院")),
        ("platform", WordTable("创新港 创新中心 工程中心 科创中心 产业平台 实验室 孵化器 加速器 成果转化中心")),
        ("logistics_centre", WordTable("物流中心 物流园")),
        ("committee", WordTable("委员会 协会 学会 商会 联盟 促进会 基金会")),
        ("enterprise", WordTable("集团 有限公司 股份公司 药业 制药 控股 股份有限公司 有限责任公司 药业集团 医药集团 银行 药厂")),
        ("government", WordTable("人民政府")),
    ]
    /// Ends of firms' names that are common words too; read only where the sentence calls for a firm.
    static let firmEnds = WordTable("医药 生物 医疗 生化 基因 电子 科技 器械 诊断 股份 生命科学 健康 生物医药 精准 智能 材料 化工 化学 食品 设备")
    static let branches = WordTable("分所 分院 分中心 分公司 分局 分校 分行 工厂 总部 研究分院")

    /// Words after which a name begins.
    static let openings = WordTable(
        """
        推动 推进 加快推动 加快推进 依托 重点依托 围绕 以 引导 支持 鼓励 借力 借助 加快 对标 全面对标 省内 市内 国内 全力推动 共建 由 与 向 在 对 从 于 的 是 为 按 将 把 使 让 并 或 等 协助 \
        积极协助 筹建 协助筹建 建设 创建 争创 申创 申建 打造 建立 发挥 作为 整合 挖掘 深入挖掘 联合 其中 通过 加强 做大做强 位于 新建 启动 启动建设 建成 组建 构建 发展 培育 引进 主导 布局 统筹 聚焦 瞄准 \
        落户 要 用 到 至 给 经 因 当 若 如 及 各 该 本 全 每 某 入驻 进驻 参与 委托 协同 会同 包括 涵盖 覆盖 支撑 服务 做强 做优 深化 强化 举办 争取 积极争取 成立 设立 纳入 牵头 主体 实施 开展 提升 加大 邀请 \
        推荐 指导 力争 确保 借鉴 学习 利用 结合 用好 用足 建好 办好 培育壮大 招引 盘活 优化 完善 健全 落实 组织 鼓励支持 引导支持 率先 优先 高标准 高水平 高质量 科学 加速 稳步推进 大力 积极 全面 重点 继续 持续 \
        更大力度 协调 充分发挥 充分利用 坚持 拓展 扩大 促进 全力 着力 努力 主动 深度 支持帮助 帮助 督促 核心区 进入 跻身 力促 攻坚 重点攻坚 做大 引育 借鉴 吸引 联合共建 携手 深化与 会同 牵手 来自 包含
        """)

    /// Words of the field. A name must hold two characters that none of them covers.
    static let generic = WordTable(
        """
        生物医药 生物 医药 医疗 医学 健康 大健康 产业 创新 科技 技术 研发 研究 公共 服务 特色 重点 重大 相关 国家级 国家 省级 市级 区域性 区域 现代 智慧 物流 集聚 集聚区 中心 平台 工程 临床 药物 \
        细胞 治疗 肿瘤 各类 各种 一批 一流 龙头 骨干 企业 机构 高校 院所 高等 科研 科学 化学 化学药 中药 中医药 中医 原料药 原料 制剂 新药 创新药 仿制药 高端 智能 数字 数字化 绿色 器械 医疗器械 \
        设备 装备 材料 先进 新型 制造 生产 生产性 基地 园区 示范 示范区 试点 开放 联合 共享 专业 专业化 综合 国际 国际化 国内 全国 全省 全市 我市 我省 我县 我区 本市 本地 区内 市内 域内 主城区 \
        城区 片区 产业化 转化 成果 成果转化 孵化 孵化器 加速器 检验 检测 检验检测 检测检验 测试 评价 安全 审评 审批 注册 认证 专利 知识产权 信息 信息化 数据 大数据 人工智能 互联网 人才 人才培养 培训 \
        教育 实训 金融 投融资 投资 基金 资本 风险 保险 融资 担保 信用 供应链 产业链 创新链 资金链 价值链 全产业链 上下游 配套 标准 标准化 规范 质量 精准 精准医疗 基因 干细胞 再生 疫苗 抗体 蛋白 多肽 \
        小分子 大分子 分子 核酸 血液 血浆 诊断 体外 试剂 影像 手术 机器人 康复 康养 医养 养老 养生 旅游 文旅 文化 体育 老龄 银发 食品 保健 功能性 化妆品 农业 动物 实验动物 实验 兽用 制品 生物制品 \
        生命 生命科学 学科 学术 交流 合作 对接 展示 会展 贸易 外贸 自由贸易 保税 跨境 电商 流通 配送 仓储 冷链 采购 招商 招商引资 营销 市场 品牌 第三方 外包 合同 定制 委托 中试 小试 试验 试制 放大 \
        工艺 开发 二次开发 总部 经济 枢纽 高新 高新技术 经济技术 经开 工业 商务 自主 关键 核心 前沿 未来 新兴 战略 战略性 支柱 主导 优势 产学研 产教融合 产城 政府 社会 民间 民营 外资 外商 中小 \
        中小微 小微 初创 科创 双创 创业 众创 空间 载体 设施 基础设施 基础 大科学装置 装置 网络 体系 机制 环境 生态 生态圈 集群 高地 高端化 项目 建设 发展 促进 协同 协调 领导 领导小组 工作 专家 咨询 \
        顾问 咨询委员会 委员会 协会 学会 联盟 商会 医院 大学 学院 研究院 研究所 实验室 重点实验室 技术中心 工程技术 工程研究 临床医学 药学 药品 药械 药企 车企 用药 大型 东部 西部 南部 北部 资源 禀赋 \
        各自 优良 优质 高效 心脑血管 心血管 免疫 代谢 传染病 传染性 重大疾病 慢病 罕见病 儿童 妇幼 口腔 眼科 骨科 植入 介入 微创 耗材 低值 高值 敷料 包装 辅料 药用 中间体 提取物 饮片 颗粒 注射剂 \
        缓控释 吸入 制药 生物药 化药 医美 美容 宠物 监管 监测 预警 追溯 应急 储备 防控 公共卫生 卫生 社区 基层 乡镇 街道 县域 城市 城乡 乡村 农村 专科 综合性 独立 公立 民办 私立 附属 人民 群众 \
        居民 行业 领域 方面 环节 重要 主要 一体化 一站式 一体 功能 功能区 多元 外贸综合 要素 保障 支撑 引领 带动 辐射 承接 转移 升级 提升 改造 扩建 新建 在建 拟建 已建 现有 入驻 在孵 规模以上 规上 \
        上市 拟上市 后备 瞪羚 独角兽 专精特新 单项冠军 小巨人 高成长 种子 潜在 雏鹰 牵头 单位 部门 省市 市县 乃至 以上 以及 及其 校企 院企 政企 银企 政产学研 政产学研金服用 医工 医教 医研 医产 科教 \
        科产城 产业园 产业园区 科技园 大院大所 名校 名院 名企 名医 名药 名校名院 医药类 生物类 医疗类 医学类 高水平 高层次 高标准 高品质 高质量
        """)
    /// Single characters that a name may hold but not consist of.
    static let commonMarks = WordTable(
        "区 市 县 省 级 园 云 链 圈 带 类 型 性 化 等 的 和 与 及 或 在 对 为 以 之 其 该 某 两 三 四 五 六 七 八 九 十 百 千 万 亿 一 二 个 家 所 多 大 小 高 新 老 优 强 全 各 内 外 上 下 中")
    static let provinces = WordTable(
        "北京 天津 上海 重庆 河北 山西 辽宁 吉林 黑龙江 江苏 浙江 安徽 福建 江西 山东 河南 湖北 湖南 广东 海南 四川 贵州 云南 陕西 甘肃 青海 台湾 内蒙古 广西 西藏 宁夏 新疆 香港 澳门")
    static let benchmarks = WordTable("对标 比学赶超 学习借鉴 借鉴 看齐 赶超")
    static let planned = WordTable("筹建 共建 拟建 规划建设 推动 加快推动 加快推进 推进 申创 争创 申建")
}
