import Calendars
import Kernel

extension Quantity: FieldValue {
    static func parse(_ text: String) throws(Mistake) -> Quantity {
        if let quantity = Quantity(text) { return quantity }
        throw Mistake(Text("“\(text)”不是数字。请填数字，如86.2", "“\(text)” is not a number. Enter one, e.g. 86.2"))
    }
    var printed: String {
        if places <= 0 { return String(digits) + String(repeating: "0", count: -places) }
        let text = String(digits.magnitude)
        let padded = String(repeating: "0", count: max(0, places + 1 - text.utf8.count)) + text
        return (digits < 0 ? "-" : "") + padded.dropLast(places) + "." + padded.suffix(places)
    }
    static var control: Control { .number(unit: nil) }
    static var schema: JSON { ["type": "number"] }
}

/// Words that several forms share.
enum RegistryField {
    static let record = Text("记录", "Record")
    static let name = Text("名称", "Name")
    static let type = Text("类型", "Type")
    static let place = Text("所在地", "Place")
    static let creditCode = IdentifierScheme.creditCode.label
    static let industry = Text("行业或领域", "Industry")
    static let owner = Text("所属单位", "Owner")
    static let park = Text("所在园区", "Park")
    static let note = Text("备注", "Note")
    static let source = Text("依据", "Source")
    static let sourceHint = Text(
        "文件、报表或网页的名称，如：2023年规上企业名录", "The document, report or page, e.g. List of enterprises above size, 2023")
    static let keep = Text("校验不过也照样保留", "Keep it although it fails its check")
    static let from = Text("自", "From")
    static let to = Text("至", "Until")

    static func owner(_ kind: RecordKind) -> Text {
        switch kind {
        case .organisation: Text("上级单位", "Parent")
        case .park: Text("管理机构", "Committee")
        case .platform: Text("依托单位", "Host")
        case .product, .project: Text("企业", "Firm")
        }
    }
}

struct RecordSearch: EndpointInput {
    var q: String?
    var place: String?
    var status: RecordStatus?
    /// The record after which the page begins.
    var after: RecordID?
    /// All rows and not a page of them, for a table to take away.
    var all: Bool?

    static let fields: [Field<RecordSearch>] = [
        Field("q", \.q, Text("名称、别名或代码", "Name, other name or code")), Field("place", \.place, RegistryField.place),
        Field("status", \.status, Text("状态", "Status")), Field("after", \.after, Text("从此之后", "After")),
        Field("all", \.all, Text("全部", "All rows")),
    ]
}

struct RecordChoice: EndpointInput {
    var record = RecordID.zero
    static let fields: [Field<RecordChoice>] = [Field("record", \.record, RegistryField.record)]
}

struct KindChoice: EndpointInput {
    var kind = RecordKind.organisation
    static let fields: [Field<KindChoice>] = [Field("kind", \.kind, Text("种类", "Kind"))]
}

/// Makes a record of a kind, or changes the particulars of one.
struct RecordForm: EndpointInput {
    var kind: RecordKind?
    var record: RecordID?
    var name = ""
    var type: String?
    var place: String?
    var creditCode: String?
    var keepFailing = false
    var industry: String?
    var owner: String?
    var park: String?
    var note: String?

    static let fields: [Field<RecordForm>] = [
        Field("kind", \.kind, Text("种类", "Kind"), as: .hidden), Field("record", \.record, RegistryField.record),
        Field(
            "name", \.name, RegistryField.name, hint: Text("写全称；简称和曾用名另外登记", "In full; short and former names are added separately")
        ),
        Field(
            "type", \.type, RegistryField.type, hint: Text("如：有限责任公司、医院、高校、市级部门", "E.g. company, hospital, university, department"),
            as: .line(limit: 60)),
        Field(
            "place", \.place, RegistryField.place, hint: Text("县（市、区），同一地方写法一致", "County or district, always spelt alike"),
            as: .line(limit: 60)),
        Field(
            "creditCode", \.creditCode, RegistryField.creditCode, hint: Text("18位，只有企业与机构填", "18 characters, for organisations"),
            as: .line(limit: 60)),
        Field(
            "keepFailing", \.keepFailing, RegistryField.keep,
            hint: Text("仅当证照上确实如此。页面会标明它校验不过", "Only where the certificate says so. The page will show that it fails")),
        Field("industry", \.industry, RegistryField.industry, as: .line(limit: 100)),
        Field(
            "owner", \.owner, RegistryField.owner,
            hint: Text(
                "产品和项目填企业，平台填依托单位，园区填管理机构；须已在“企业与机构”中",
                "The firm of a product or project, the host of a platform, the committee of a park; must be registered")),
        Field("park", \.park, RegistryField.park, hint: Text("须已在“园区”中", "Must be registered as a park")),
        Field("note", \.note, RegistryField.note, as: .lines(limit: 1000)),
    ]
}

struct StatusForm: EndpointInput {
    var record = RecordID.zero
    var status = RecordStatus.aboveScale
    var from = Day.first
    var to: Day?
    var source = ""

    static let fields: [Field<StatusForm>] = [
        Field("record", \.record, RegistryField.record), Field("status", \.status, Text("状态", "Status")),
        Field("from", \.from, RegistryField.from),
        Field("to", \.to, RegistryField.to, hint: Text("仍在此状态则不填", "Leave empty while it lasts")),
        Field("source", \.source, RegistryField.source, hint: RegistryField.sourceHint),
    ]
}

struct SpanChoice: EndpointInput {
    var record = RecordID.zero
    var span = RecordID.zero
    static let fields: [Field<SpanChoice>] = [
        Field("record", \.record, RegistryField.record), Field("span", \.span, Text("状态", "Status")),
    ]
}

struct EndForm: EndpointInput {
    var record = RecordID.zero
    var span = RecordID.zero
    var to = Day.first
    var source = ""

    static let fields: [Field<EndForm>] = [
        Field("record", \.record, RegistryField.record), Field("span", \.span, Text("状态", "Status")),
        Field("to", \.to, Text("最后一天", "Last day")),
        Field("source", \.source, RegistryField.source, hint: RegistryField.sourceHint),
    ]
}

struct CorrectionForm: EndpointInput {
    var record = RecordID.zero
    var span = RecordID.zero
    var from: Day?
    var to: Day?
    var withdraw = false
    var source = ""

    static let fields: [Field<CorrectionForm>] = [
        Field("record", \.record, RegistryField.record), Field("span", \.span, Text("状态", "Status")),
        Field("from", \.from, RegistryField.from),
        Field("to", \.to, RegistryField.to, hint: Text("仍在此状态则不填", "Leave empty while it lasts")),
        Field("withdraw", \.withdraw, Text("整条有误，撤回", "The whole entry is wrong: withdraw it")),
        Field(
            "source", \.source, Text("更正依据", "Why"),
            hint: Text("今天之前的页面仍显示原来的登记", "Pages of earlier dates go on showing what was believed then")),
    ]
}

struct FigureForm: EndpointInput {
    var record = RecordID.zero
    var figure = FigureKind.output
    var year = 0
    var period = FigurePeriod.year
    var amount = Quantity(digits: 0, places: 0)
    var source = ""

    static let fields: [Field<FigureForm>] = [
        Field("record", \.record, RegistryField.record), Field("figure", \.figure, Text("指标", "Figure")),
        Field("year", \.year, Text("年份", "Year"), as: .integer(unit: Text("年", ""))) {
            (1949...2200).contains($0) ? nil : Text("请填四位年份，如2023。", "Enter a year, e.g. 2023.")
        },
        Field("period", \.period, Text("期间", "Period"), hint: Text("季度填当季数，不填累计数", "The quarter alone, not the year to date")),
        Field(
            "amount", \.amount, Text("数值", "Value"), hint: Text("金额以万元计，从业人员以人计", "Money in 10,000 yuan, staff in people"),
            as: .number(unit: Text("万元或人", "10,000 yuan or people"))),
        Field("source", \.source, RegistryField.source, hint: RegistryField.sourceHint),
    ]
}

struct NameForm: EndpointInput {
    var record = RecordID.zero
    var name = ""
    static let fields: [Field<NameForm>] = [
        Field("record", \.record, RegistryField.record),
        Field("name", \.name, Text("别名", "Other name"), hint: Text("简称、曾用名、英文名", "Short, former or English name")),
    ]
}

struct IdentifierForm: EndpointInput {
    var record = RecordID.zero
    var scheme = IdentifierScheme.other
    var value = ""
    var keepFailing = false

    static let fields: [Field<IdentifierForm>] = [
        Field("record", \.record, RegistryField.record), Field("scheme", \.scheme, Text("编号种类", "Kind of number")),
        Field("value", \.value, Text("编号", "Number"), as: .line(limit: 120)),
        Field("keepFailing", \.keepFailing, RegistryField.keep),
    ]
}
