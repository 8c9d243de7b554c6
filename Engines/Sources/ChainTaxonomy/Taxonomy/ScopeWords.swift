/// The verbs and turns of phrase of Chinese business scopes (经营范围), as the content file lists them.
public struct ScopeWords: Sendable, Equatable {
    /// What a firm does with the things it names.
    public enum Verb: String, Sendable, CaseIterable { case produce, research, wholesale, retail, sell, trade, serve }

    public var verbs: [Verb: [String]] = [:]
    /// Begin a parenthesis or a phrase that takes something out: 除, 不含.
    public var negations: [String] = []
    /// End a phrase that takes something out: 除外.
    public var negationEnds: [String] = []
    /// Mark a parenthesis or an item that only names a licence: 许可证, 核定.
    public var licences: [String] = []
    /// Mark set phrases that name no business of the firm: 自营和代理, 所需.
    public var setPhrases: [String] = []
    /// Name the firm's own goods: 销售自产产品 is a habit of makers, not a trade.
    public var ownGoods: [String] = []
    /// One of these must stand beside the term of a generic node: 医, 药.
    public var medical: [String] = []
    /// Headings that stand before a list and are neither product nor verb: 许可经营项目.
    public var headings: [String] = []
    /// Particles between a product and its verb: 的, 及, 业务.
    public var particles: [String] = []
    /// Other trades whose products look alike: 农药, 饲料. They silence every node that does not name them itself.
    public var otherTrades: [String] = []

    public init() {}
}
