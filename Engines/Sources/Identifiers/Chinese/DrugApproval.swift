import Findings

/// 药品批准文号: the approval number of a medicine, Provisions for Drug Registration (2020) article 123.
///
///     国药准字 H 2021 0001        made in the mainland
///     国药准字 HC 2021 0003       Hong Kong, Macau, Taiwan
///     国药准字 HJ 2021 0001       overseas
///             │  │    └ serial
///             │  └ year of approval
///             └ H chemical, Z traditional Chinese medicine, S biological
///
/// Numbers given before are still in force and are marked legacy: the letters J (imported, packed in China), B, T and F
/// alone, and eight digits that begin with the number of the office which first approved the product (10 the Ministry of
/// Health, 11 to 65 a province) and two digits of the year. Errors: prefix, letter, number of digits. Warning: an
/// encoded office that is not known.
///
/// ```swift
/// DrugApproval(valid: "国药准字 hj20210001")?.origin   // .overseas
/// ```
public struct DrugApproval: Identifier {
    public enum Origin: String, Sendable {
        case domestic, overseas
        case hongKongMacauTaiwan = "HK/MO/TW"
    }

    public let text: String
    public let category: Character
    public let origin: Origin
    /// True for letters and number forms that are no longer given.
    public let isLegacy: Bool
    /// Nil where the number encodes an office and a year of the last century.
    public let year: Int?
    public let serial: String

    public var facts: [(name: String, value: Fact)] {
        var facts: [(name: String, value: Fact)] = [
            ("category", .text(String(category))), ("origin", .text(origin.rawValue)), ("serial", .text(serial)),
            ("legacy", .flag(isLegacy)),
        ]
        if let year { facts.insert(("year", .number(year)), at: 2) }
        return facts
    }

    public static func read(_ raw: String) -> Reading<DrugApproval> {
        let text = Tidy.code(raw)
        var scan = Scan(text)
        guard scan.take("国药准字") else { return Reading(text, nil, [missingPrefix(text)]) }
        guard let letter = scan.next(where: \.isCapital), "HZSJBTF".unicodeScalars.contains(letter) else {
            return Reading(text, nil, [Finding(.drugCategory, at: .span(start: 4, end: 5))])
        }
        let modern = "HZS".unicodeScalars.contains(letter)
        let place = modern ? scan.next { $0 == "C" || $0 == "J" } : nil
        let start = scan.index
        let digits = scan.digitRun()
        if digits.count != 8 {
            let found = Finding(
                .drugDigits, at: .span(start: start, end: max(start + digits.count, start)), ["actual": "\(digits.count)"])
            return Reading(text, nil, [found])
        }
        _ = scan.take("号")
        guard scan.isAtEnd else {
            let end = scan.scalars.count
            return Reading(text, nil, [Finding(.drugRest, at: .span(start: scan.index, end: end), ["rest": string(scan.rest)])])
        }
        return finish(letter, place, digits, modern: modern, start: start)
    }

    private static func finish(
        _ letter: Unicode.Scalar, _ place: Unicode.Scalar?, _ digits: String, modern: Bool, start: Int
    ) -> Reading<DrugApproval> {
        let office = Int(digits.prefix(2)) ?? 0
        let isYear = office == 19 || office == 20
        let code = DrugApproval(
            text: "国药准字\(letter)\(place.map(String.init) ?? "")\(digits)", category: Character(letter),
            origin: place == "C" ? .hongKongMacauTaiwan : place == "J" || letter == "J" ? .overseas : .domestic,
            isLegacy: !modern || !isYear, year: isYear ? Int(digits.prefix(4)) : nil, serial: String(digits.suffix(4)))
        let known = isYear || office == 10 || Divisions.standard["\(office)0000"] != nil
        let doubt = Finding(.drugOffice, at: .span(start: start, end: start + 2), ["office": String(digits.prefix(2))])
        return Reading(code.text, code, known ? [] : [doubt])
    }

    private static func missingPrefix(_ text: String) -> Finding {
        text.hasPrefix("国药证字") ? Finding(.drugCertificate, at: .span(start: 0, end: 4)) : Finding(.drugPrefix)
    }
}

func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String { String(String.UnicodeScalarView(scalars)) }

extension FindingCode {
    public static let drugPrefix = FindingCode(
        "identifiers.drug.prefix", .error, zh: "药品批准文号应以“国药准字”开头。", en: "An approval number begins with “国药准字”.")
    public static let drugCertificate = FindingCode(
        "identifiers.drug.certificate", .error,
        zh: "“国药证字”是新药证书编号，不是批准文号。", en: "“国药证字” numbers a new-drug certificate, not an approval.")
    public static let drugCategory = FindingCode(
        "identifiers.drug.category", .error,
        zh: "“国药准字”之后应为类别字母：H 化学药、Z 中药、S 生物制品（旧文号还有 J、B、T、F）。",
        en: "A letter must follow “国药准字”: H chemical, Z traditional, S biological (older numbers: J, B, T, F).")
    public static let drugDigits = FindingCode(
        "identifiers.drug.digits", .error,
        zh: "字母之后应为 8 位数字（4 位年份、4 位顺序号），实有 {actual} 位。",
        en: "Eight digits follow the letters (year, serial); there are {actual}.")
    public static let drugRest = FindingCode(
        "identifiers.drug.rest", .error, zh: "文号之后多出“{rest}”。", en: "“{rest}” stands after the number.")
    public static let drugOffice = FindingCode(
        "identifiers.drug.office", .warning,
        zh: "数字开头的“{office}”既不是年份，也不是已知的原审批机关代码。",
        en: "The digits begin with “{office}”, which is neither a year nor the number of an office that gave approvals.")
}
