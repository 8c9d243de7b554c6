/// A city's planning problem: which project stands on which parcel, which industry in which park, under the city's rules.
///
/// **Model.** Items i (projects, industries), sites j (parcels, parks), x_ij = 1 when item i stands on site j, y_j = 1 when a site is
/// opened (at least one item stands on it), u_i = 1 when an optional item is left out:
///
///     min  Σ c_ij x_ij + Σ m_i (x_ij, j ≠ where i stands today) + Σ f_j y_j + Σ p_i u_i        (sense "max": max Σ c_ij x_ij − the rest)
///     Σ_j x_ij + u_i = 1                          place       every item stands on one site (u_i only where leaving out has a penalty)
///     Σ_i a_iq x_ij ≤ C_jq y_j                    capacity    quantity q of the items on a site
///     Σ_i a_iq x_ij ≥ L_jq y_j                    use         what an opened site must at least be used for
///     k_j y_j ≤ Σ_i x_ij ≤ K_j y_j                count       number of items on an opened site
///     x_ij = 0                                    admission   class of i is not admitted on j
///     min d ≤ n ≤ max d (item or whole site)      standard    标准地: 容积率, 投资强度, 亩均税收, 能耗, 排放 as a ratio n/d of two quantities
///     Σ_{j∈S} x_ij = 1, x_ij = 0                  require, forbid
///     x_ij = x_kj (or summed over a zone)         together
///     x_ij + x_kj' ≤ 1                            apart       on one site, on neighbouring sites, or in one zone
///     Σ spend ≤ B, Σ a_iq x_ij over sites, Σ y_j  budget, quota, opened
///
/// **Units.** Every number is an exact decimal of at most six decimals and at most 10⁹ in size, kept as millionths in 64 bits; a term
/// of the cost is rounded to millionths, half to even. No binary floating point decides whether a rule holds or what a plan costs.
///
/// **Source.** 标准地 practice (事先评价, 事前定标, 按标施建, 对标验收): a parcel is let with its limits, so they decide who may stand on it.
///
/// **Errors.** `read` throws `Unreadable` with every fault at once, each with its JSON pointer.
///
/// ```swift
/// let problem = try PlanningProblem.read(bytes)
/// let answer = Planning.solve(problem)
/// answer.assignment["K07"]          // "P12"
/// ```
public struct PlanningProblem: Sendable {
    public var title: PlanningText
    public var sense: Sense
    /// Unit of the objective, such as 万元.
    public var unit: String
    public var quantities: [Quantity]
    public var items: [Item]
    public var sites: [Site]
    /// Cost (or score) of each pair without moving: item × site, row by row.
    public var pairCosts: [Amount]
    /// Every rule, those that stand in the fields of items and sites included.
    public var rules: [PlanningRule]
    /// SHA-256 of the bytes that were read, in lower-case hexadecimal.
    public var inputHash: String

    public enum Sense: String, Sendable { case min, max }

    public struct Quantity: Sendable {
        public var id: String
        public var name: PlanningText
        public var unit: String
    }

    public struct Item: Sendable {
        public var id: String
        public var name: PlanningText
        public var itemClass: String
        /// By number of the quantity.
        public var amounts: [Amount]
        /// What leaving the item out costs; nil: it must be placed.
        public var penalty: Amount?
        /// The site where it stands today, and what moving it elsewhere costs.
        public var current: Int?
        public var moving: Amount
    }

    public struct Site: Sendable {
        public var id: String
        public var name: PlanningText
        public var zone: String?
        public var opening: Amount
        public var capacity: [Amount?]
        public var leastUse: [Amount?]
        public var leastCount: Int?
        public var mostCount: Int?
        public var rates: [String: Amount]
        public var admits: Set<String>?
        public var refuses: Set<String>
        public var standards: [Standard]
        public var neighbours: Set<Int>
    }

    /// A limit on the ratio of two quantities, held by each item or by the items of the site together.
    public struct Standard: Sendable {
        public var id: String
        public var name: PlanningText
        public var numerator: Int
        public var denominator: Int
        public var least: Amount?
        public var most: Amount?
        public var isOfSite: Bool
    }

    public func cost(item: Int, site: Int) -> Amount { pairCosts[item * sites.count + site] }

    public func itemNumber(_ id: String) -> Int? { items.firstIndex { $0.id == id } }
    public func siteNumber(_ id: String) -> Int? { sites.firstIndex { $0.id == id } }
}

/// A sentence or name in both languages.
public struct PlanningText: Sendable, Hashable {
    public var zh: String
    public var en: String

    public init(zh: String, en: String) {
        self.zh = zh
        self.en = en
    }
}

/// One rule of the problem, with the id and words by which an answer names it.
public struct PlanningRule: Sendable {
    public var id: String
    public var text: PlanningText
    public var body: Body

    public enum Body: Sendable {
        case place(item: Int)
        case capacity(site: Int, quantity: Int)
        case use(site: Int, quantity: Int)
        case mostCount(site: Int)
        case leastCount(site: Int)
        case admission(site: Int)
        case standard(site: Int, number: Int)
        case require(items: [Int], sites: [Int])
        case forbid(items: [Int], sites: [Int])
        case together(items: [Int], scope: Scope)
        /// No two of `items` (or, with `from`, none of `items` with one of `from`).
        case apart(items: [Int], from: [Int]?, scope: Scope)
        case budget(Spending, most: Amount)
        case quota(quantity: Int, sites: [Int], least: Amount?, most: Amount?)
        case opened(sites: [Int], least: Int?, most: Int?)
    }

    public enum Scope: String, Sendable { case site, neighbours, zone }

    /// What a budget adds up.
    public struct Spending: Sendable {
        /// By item × site; nil: pairs are not counted.
        public var pairs: [Amount]?
        public var countsOpening: Bool
        public var countsMoving: Bool
        public var countsPenalties: Bool
    }

    public var kind: String {
        switch body {
        case .place: "place"
        case .capacity: "capacity"
        case .use: "use"
        case .mostCount, .leastCount: "count"
        case .admission: "admission"
        case .standard: "standard"
        case .require: "require"
        case .forbid: "forbid"
        case .together: "together"
        case .apart: "apart"
        case .budget: "budget"
        case .quota: "quota"
        case .opened: "opened"
        }
    }
}

/// An exact decimal in millionths.
public struct Amount: Hashable, Sendable, Comparable, CustomStringConvertible {
    public var millionths: Int64

    public init(millionths: Int64) { self.millionths = millionths }
    public static let zero = Amount(millionths: 0)
    /// The largest size that is read: with at most 2,000 of them no sum leaves 64 bits.
    static let limit: Int64 = 1_000_000_000_000_000

    /// Reads the digits of a JSON number; nil beyond six decimals or the limit.
    public init?(_ text: some StringProtocol) {
        var digits: Int64 = 0
        var decimals = 0
        var isNegative = false
        var isBehindPoint = false
        var exponent = 0
        var rest = text.utf8[...]
        if rest.first == 0x2D {
            isNegative = true
            rest = rest.dropFirst()
        }
        while let byte = rest.first {
            rest = rest.dropFirst()
            if byte == 0x2E {
                isBehindPoint = true
            } else if byte == 0x65 || byte == 0x45 {
                guard let power = Int(String(decoding: rest, as: UTF8.self)), abs(power) <= 40 else { return nil }
                exponent = power
                break
            } else {
                guard (0x30...0x39).contains(byte) else { return nil }
                let (shifted, tooLong) = digits.multipliedReportingOverflow(by: 10)
                let (sum, tooLarge) = shifted.addingReportingOverflow(Int64(byte - 0x30))
                if tooLong || tooLarge { return nil }
                digits = sum
                if isBehindPoint { decimals += 1 }
            }
        }
        var shift = 6 - decimals + exponent
        while shift > 0, digits != 0 {
            guard digits <= Self.limit / 10 else { return nil }
            digits *= 10
            shift -= 1
        }
        while shift < 0, digits != 0 {
            guard digits % 10 == 0 else { return nil }
            digits /= 10
            shift += 1
        }
        guard digits <= Self.limit else { return nil }
        millionths = isNegative ? -digits : digits
    }

    public static func < (a: Amount, b: Amount) -> Bool { a.millionths < b.millionths }

    /// The number with the decimals that it has, no more: `38.5`.
    public var description: String {
        let size = millionths.magnitude
        var text = (millionths < 0 ? "-" : "") + String(size / 1_000_000)
        var rest = size % 1_000_000
        if rest > 0 {
            var places = 6
            while rest % 10 == 0 {
                rest /= 10
                places -= 1
            }
            let digits = String(rest)
            text += "." + String(repeating: "0", count: max(0, places - digits.utf8.count)) + digits
        }
        return text
    }

    public var double: Double { Double(millionths) / 1e6 }
}
