import Calendars
import Findings

/// What a plan document says: its sections, targets, measures with units, names and clauses, each with the place it was read from.
///
/// Nothing is filled in: a deadline, a unit, an issue date that is not printed is `nil` or empty, and a finding says so.
///
/// ```swift
/// let reading = try PlanReading(PlanSource(text: text))
/// reading.targets.first?.indicator        // "全市生物医药产业产值"
/// reading.targets.first?.span.text        // "全市生物医药产业产值达500亿元"
/// reading.measures.first?.units.map(\.name)   // ["市科技局", "省药监局徐州分局", …]
/// ```
/// The grammar stands at the head of each part: `Label`, `DateGrammar`, `TargetGrammar`, `UnitGrammar`. Values are numbers in the
/// printed unit. Names stand in the script of the source; `normalised` is the simplified form. Throws `Unreadable` where there is
/// nothing to read.
public struct PlanReading: Sendable, Hashable {
    public var text: String { String(String.UnicodeScalarView(scalars)) }
    /// The text as spans count it.
    let scalars: [Unicode.Scalar]

    /// A stretch of the text by the offsets of spans; what lies beyond the ends is left out.
    public func text(_ range: Range<Int>) -> String {
        String(String.UnicodeScalarView(scalars[range.clamped(to: 0..<scalars.count)]))
    }

    public var document: Document
    public var sections: [Section] = []
    public var principles: [Principle] = []
    public var targets: [Target] = []
    public var goals: [Goal] = []
    public var measures: [Measure] = []
    public var milestones: [Milestone] = []
    public var organisations: [Organisation] = []
    public var projects: [NamedThing] = []
    public var platforms: [NamedThing] = []
    public var products: [NamedThing] = []
    public var programmes: [NamedThing] = []
    public var supervision: [SupervisionClause] = []
    public var annualTasks: [AnnualTask] = []
    public var notTargets: [NotTarget] = []
    public var findings: [Finding] = []

    /// A phrase of the source. Offsets count Unicode scalars of `PlanReading.text`.
    public struct Span: Sendable, Hashable {
        public var start: Int
        public var end: Int
        public var text: String

        public init(start: Int, end: Int, text: String) {
            self.start = start
            self.end = end
            self.text = text
        }
    }

    public struct Document: Sendable, Hashable {
        public var title: String?
        /// 实施方案, 行动计划, 规划 …; 署名文章 for a signed article.
        public var type: String?
        public var region: String?
        /// 十四五, or the years as printed.
        public var period: String?
        public var periodStart: Day?
        public var periodEnd: Day?
        public var issueDate: Day?
        public var issuer: String?
        public var number: String?
        public var author: String?
        public var titleSpan: Span?

        public init() {}
    }

    public struct Section: Sendable, Hashable {
        /// `2.1`: the numbers of the section and of those it stands in.
        public var id: String
        /// As printed: 一、（一）, without its comma; `nil` where there is none.
        public var label: String?
        public var level: Int
        public var title: String
        public var goal: String?
        public var span: Span
    }

    public struct Principle: Sendable, Hashable {
        public var text: String
        public var `where`: String
        public var span: Span
    }

    public enum Comparator: String, Sendable, Hashable, CaseIterable {
        /// 达到, 不低于, 以上.
        case ge
        /// 突破, 超过.
        case gt
        /// 控制在…以内, 不超过, 以下.
        case le
        /// 左右.
        case approx
        /// a—b.
        case range
        /// 进入…N强.
        case rankLE = "rank_le"
        /// A count of things to do: 新建2座.
        case eq
    }

    public enum Quantity: String, Sendable, Hashable, CaseIterable {
        case level, increment, growthRate = "growth_rate", share, rank, multiple
    }

    public struct Deadline: Sendable, Hashable {
        public enum Kind: String, Sendable, Hashable, CaseIterable {
            case planPeriodEnd = "plan_period_end"
            case yearEnd = "year_end"
            case monthEnd = "month_end"
            case day
            /// N years from a base; `date` only where the base is printed.
            case relativeYears = "relative_years"
            case recurringYearly = "recurring_yearly"
            /// The year that the plan is for: 年内, 年底前.
            case planYear = "plan_year"
            /// 持续推进, 长期坚持: no end.
            case ongoing
        }

        public var raw: String
        public var date: Day?
        public var kind: Kind
        public var years: Int?
        public var span: Span
    }

    public enum Tier: String, Sendable, Hashable { case headline, measure }

    public struct Target: Sendable, Hashable {
        public var id: String
        public var tier: Tier
        public var indicator: String
        /// Without scope and verb: the form to compare.
        public var indicatorKey: String
        public var scope: String?
        /// `nil` where the number was left blank.
        public var value: Double?
        /// Ranges only.
        public var valueMax: Double?
        public var unit: String?
        public var comparator: Comparator
        /// As printed; empty where it is carried over from the target before.
        public var comparatorRaw: String
        public var comparatorInheritedFrom: String?
        public var quantity: Quantity
        public var deadline: Deadline?
        /// A section or measure id; `nil` above the first section.
        public var `where`: String?
        /// The id of the headline target that this one repeats.
        public var sameAs: String?
        public var members: [String] = []
        /// Who is to reach it, where the sentence names one.
        public var owner: String?
        /// The starting value, printed in an indicator table.
        public var baseline: Double?
        public var baselineYear: Int?
        public var span: Span
    }

    /// An aim with a name and no number: 争创…集聚区.
    public struct Goal: Sendable, Hashable {
        public var verb: String
        public var name: String
        public var `where`: String?
        public var span: Span
    }

    public enum Role: String, Sendable, Hashable, CaseIterable {
        /// 牵头.
        case lead
        /// 配合, or 责任单位 beside a 牵头单位.
        case support
        /// 按职责分工负责.
        case shared
        /// 结合实际落实.
        case implement
        /// 责任单位 alone.
        case responsible
    }

    public struct Unit: Sendable, Hashable {
        public var name: String
        public var normalised: String
        public var role: Role
        /// Names in inner brackets: 省市场监管局（省知识产权局）.
        public var aliases: [String] = []
        /// 各区、县级市: many, kept as one.
        public var isCollective = false
        public var span: Span
    }

    public struct Measure: Sendable, Hashable {
        /// `M12`, or `S3.2` where numbers are missing or begin anew in each section.
        public var id: String
        /// Where it is the only measure with this number.
        public var number: Int?
        /// The ordinal as printed: 12. （三） 一是.
        public var ordinal: String?
        public var section: String?
        public var title: String
        public var unitsRaw: String?
        public var units: [Unit] = []
        public var deadline: Deadline?
        /// Title and body.
        public var extent: Range<Int>
        public var span: Span

        /// The first unit, lead by convention where the plan names none.
        public var firstUnit: String? { units.first?.name }
    }

    public struct Milestone: Sendable, Hashable {
        public var text: String
        public var owner: String?
        public var afterYears: Int?
        public var deadline: Deadline?
        public var target: String?
        public var `where`: String?
        public var span: Span
    }

    public struct Organisation: Sendable, Hashable {
        public var name: String
        public var normalised: String
        public var kind: String
        /// Measure ids, or section ids outside measures. Lists of responsible units do not count.
        public var mentions: [String]
        public var surfaces: [String]
        public var role: String
        public var status: String?
        public var span: Span
    }

    /// A project, platform, product or programme.
    public struct NamedThing: Sendable, Hashable {
        public var name: String
        public var normalised: String
        public var kind: String?
        public var `where`: String?
        public var status: String?
        public var place: String?
        public var firm: String?
        public var host: String?
        public var span: Span
    }

    public struct SupervisionClause: Sendable, Hashable {
        public var clause: String
        public var `where`: String?
        public var span: Span
    }

    public struct AnnualTask: Sendable, Hashable {
        public var text: String
        public var frequency: String
        public var `where`: String?
        public var span: Span
    }

    /// A number that is no target, and why.
    public struct NotTarget: Sendable, Hashable {
        public enum Reason: String, Sendable, Hashable, CaseIterable {
            case subsidy, stock, fuzzy, name, qualifier, scope, ordinal, past, vague, duration
        }

        public var reason: Reason
        public var `where`: String?
        public var span: Span
    }
}
