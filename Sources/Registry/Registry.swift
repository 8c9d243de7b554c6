import Calendars
import Kernel

/// What a record is. One table holds them all, so that a query counts firms, parks and platforms alike.
public enum RecordKind: String, Choosable, Hashable, Codable {
    case organisation, park, platform, product, project

    public var label: Text {
        switch self {
        case .organisation: Text("企业与机构", "Organisations")
        case .park: Text("园区", "Parks")
        case .platform: Text("公共平台", "Platforms")
        case .product: Text("产品", "Products")
        case .project: Text("重大项目", "Projects")
        }
    }

    /// One of them: 新建企业或机构.
    public var single: Text {
        switch self {
        case .organisation: Text("企业或机构", "organisation")
        case .park: Text("园区", "park")
        case .platform: Text("公共平台", "platform")
        case .product: Text("产品", "product")
        case .project: Text("重大项目", "project")
        }
    }

    /// The classifier that counts it: 118家.
    public var classifier: Text {
        switch self {
        case .organisation, .park: Text("家", "")
        case .platform, .product, .project: Text("个", "")
        }
    }
}

/// A state that a record is in from one day to another.
public enum RecordStatus: String, Choosable, Hashable, Codable {
    case aboveScale, listed, highTech, specialised, littleGiant, leading
    case recognised, building, built
    case signed, started, completed, producing
    case trial, filed, approved, marketed
    case closed

    public var label: Text {
        switch self {
        case .aboveScale: Text("规模以上", "Above designated size")
        case .listed: Text("上市", "Listed")
        case .highTech: Text("高新技术企业", "High-tech enterprise")
        case .specialised: Text("专精特新", "Specialised and new")
        case .littleGiant: Text("专精特新“小巨人”", "Little giant")
        case .leading: Text("龙头企业", "Leading enterprise")
        case .recognised: Text("已认定", "Recognised")
        case .building: Text("在建", "Under construction")
        case .built: Text("建成", "Built")
        case .signed: Text("签约", "Signed")
        case .started: Text("开工", "Started")
        case .completed: Text("竣工", "Completed")
        case .producing: Text("投产", "In production")
        case .trial: Text("临床试验", "In clinical trial")
        case .filed: Text("申报", "Filed")
        case .approved: Text("获批", "Approved")
        case .marketed: Text("上市销售", "Marketed")
        case .closed: Text("注销或关闭", "Closed")
        }
    }

    public static func of(_ kind: RecordKind) -> [RecordStatus] {
        switch kind {
        case .organisation: [.aboveScale, .listed, .highTech, .specialised, .littleGiant, .leading, .closed]
        case .park: [.recognised, .building, .built, .closed]
        case .platform: [.approved, .building, .built, .closed]
        case .product: [.trial, .filed, .approved, .marketed, .closed]
        case .project: [.signed, .started, .completed, .producing, .closed]
        }
    }
}

/// A yearly or quarterly number of a record. Money is kept in 分, everything else in its own unit.
public enum FigureKind: String, Choosable, Hashable, Codable {
    case output, revenue, research, tax, investment, employees

    public var label: Text {
        switch self {
        case .output: Text("产值", "Output")
        case .revenue: Text("营业收入", "Revenue")
        case .research: Text("研发投入", "R&D spending")
        case .tax: Text("税收", "Tax")
        case .investment: Text("投资额", "Investment")
        case .employees: Text("从业人员", "Employees")
        }
    }

    public var isMoney: Bool { self != .employees }
    /// The unit people enter and read: 万元 for money.
    public var unit: Text { isMoney ? Text("万元", "10,000 yuan") : Text("人", "people") }
    /// Kept units in one entered unit.
    public var scale: Double { isMoney ? 1_000_000 : 1 }
}

public struct Record: Sendable, Hashable, Codable {
    public let id: RecordID
    public let kind: RecordKind
    public let name: String
    /// Finer than the kind: enterprise, hospital, university, government …; free where the kind has none.
    public let type: String?
    public let place: String?
    public let creditCode: String?
    public let industry: String?
    /// The firm of a product or project, the host of a platform, the committee of a park.
    public let owner: RecordID?
    public let park: RecordID?
    public let note: String?
    public let knownFrom: Day

    public init(
        id: RecordID, kind: RecordKind, name: String, type: String? = nil, place: String? = nil, creditCode: String? = nil,
        industry: String? = nil, owner: RecordID? = nil, park: RecordID? = nil, note: String? = nil, knownFrom: Day
    ) {
        self.id = id
        self.kind = kind
        self.name = name
        self.type = type
        self.place = place
        self.creditCode = creditCode
        self.industry = industry
        self.owner = owner
        self.park = park
        self.note = note
        self.knownFrom = knownFrom
    }
}

/// A status with its days and who said so. What was believed before a correction stays, with the day until which it was believed.
public struct StatusSpan: Sendable, Hashable, Codable {
    public let id: RecordID
    public let record: RecordID
    public let status: RecordStatus
    public let from: Day
    public let to: Day?
    public let source: String
    public let by: String
    public let knownFrom: Day

    public init(
        id: RecordID, record: RecordID, status: RecordStatus, from: Day, to: Day?, source: String, by: String, knownFrom: Day
    ) {
        self.id = id
        self.record = record
        self.status = status
        self.from = from
        self.to = to
        self.source = source
        self.by = by
        self.knownFrom = knownFrom
    }
}

public struct Figure: Sendable, Hashable, Codable {
    public let record: RecordID
    public let kind: FigureKind
    public let periodEnd: Day
    public let months: Int
    /// In 分 for money, else in the figure's own unit.
    public let amount: Int
    public let source: String
    public let by: String
    public let knownFrom: Day

    public init(
        record: RecordID, kind: FigureKind, periodEnd: Day, months: Int, amount: Int, source: String, by: String, knownFrom: Day
    ) {
        self.record = record
        self.kind = kind
        self.periodEnd = periodEnd
        self.months = months
        self.amount = amount
        self.source = source
        self.by = by
        self.knownFrom = knownFrom
    }
}

/// Letters and digits folded, spaces and marks dropped: two spellings of one name give one key.
public func nameKey(_ name: String) -> String {
    var out = ""
    for scalar in name.unicodeScalars {
        switch scalar.value {
        case 0xFF01...0xFF5E:
            if let plain = Unicode.Scalar(scalar.value - 0xFEE0), isKept(plain) { out.unicodeScalars.append(plain) }
        default: if isKept(scalar) { out.unicodeScalars.append(scalar) }
        }
    }
    return out.lowercased()
}

private func isKept(_ scalar: Unicode.Scalar) -> Bool {
    scalar.properties.isAlphabetic || scalar.properties.isIdeographic || scalar.properties.numericType != nil
}

/// The words for what a plan's reader or a person calls a record's type; another word stands as it was typed.
public func typeWords(_ type: String) -> Text {
    switch type {
    case "enterprise": Text("企业", "Enterprise")
    case "government": Text("政府部门", "Government")
    case "university": Text("高校", "University")
    case "hospital": Text("医院", "Hospital")
    case "institute": Text("科研机构", "Institute")
    case "park": Text("园区", "Park")
    case "platform": Text("平台", "Platform")
    case "logistics_centre": Text("物流中心", "Logistics centre")
    case "care_facility": Text("康养机构", "Care facility")
    case "association": Text("协会", "Association")
    case "bank", "fund": Text("金融机构", "Financial institution")
    case "production_project": Text("生产项目", "Production project")
    default: Text(same: type)
    }
}
