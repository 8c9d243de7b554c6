import Findings

/// 医疗器械注册证号与备案号: the number of a registered or filed device, SAMR Order 47 (2021) articles 115 and 116.
///
///     苏械注准 2021 2 14 0001      registration: authority, form, year, class, category, serial
///     国械注进 2019 2 06 0012      准 domestic, 进 imported, 许 Hong Kong, Macau, Taiwan
///     苏徐械备 2021 0012           filing (class I): province and city, year, serial
///     苏食药监械(准)字2013第2260123号   before October 2014; still met, marked legacy
///
/// 国 registers domestic class III and everything from outside; a province registers domestic class II; class I is filed.
/// Categories are 01 to 22 and 40 (IVD) of the 2018 list; numbers of 2014 to 2018 may carry the two digits of the older
/// 68xx list. Errors: shape, class against authority or form, category. Warning: a year before the form existed.
///
/// ```swift
/// DeviceRegistration(valid: "苏械注准20212140001")?.category   // "14"
/// ```
public struct DeviceRegistration: Identifier {
    public enum Kind: String, Sendable { case registration, filing }

    public let text: String
    public let kind: Kind
    /// 国, a province, or a province and a city.
    public let authority: String
    /// 准, 进 or 许; for a filing empty.
    public let form: String
    public let year: Int
    /// 1, 2 or 3.
    public let deviceClass: Int
    /// Two digits; for a filing empty.
    public let category: String
    public let serial: String
    public let isLegacy: Bool

    public var facts: [(name: String, value: Fact)] {
        [
            ("kind", .text(kind.rawValue)), ("authority", .text(authority)), ("form", .text(form)), ("year", .number(year)),
            ("cls", .number(deviceClass)), ("category", .text(category)), ("serial", .text(serial)), ("legacy", .flag(isLegacy)),
        ]
    }

    public static func read(_ raw: String) -> Reading<DeviceRegistration> {
        let text = Tidy.code(raw)
        var scan = Scan(text)
        var authority = ""
        while authority.unicodeScalars.count < 3, let next = scan.peek, next.isHan, next != "械", next != "食", next != "药" {
            authority.unicodeScalars.append(next)
            _ = scan.next()
        }
        guard let first = authority.unicodeScalars.first, authorities.contains(first) else {
            return Reading(text, nil, [Finding(.deviceAuthority, at: .span(start: 0, end: 1))])
        }
        if scan.take("械注") { return registration(text, authority, &scan) }
        if scan.take("械备") { return filing(text, authority, &scan) }
        if scan.take("食药监械") || scan.take("药监械") || scan.take("药管械") { return legacy(text, authority, &scan) }
        return Reading(text, nil, [Finding(.deviceForm, at: .span(start: scan.index, end: scan.scalars.count))])
    }

    private static func registration(_ text: String, _ authority: String, _ scan: inout Scan) -> Reading<DeviceRegistration> {
        guard let form = scan.next(where: { "准进许".unicodeScalars.contains($0) }) else {
            return Reading(text, nil, [Finding(.deviceForm, at: .span(start: scan.index, end: scan.index + 1))])
        }
        let start = scan.index
        let digits = scan.digitRun()
        guard digits.count == 11, atEnd(&scan), authority.unicodeScalars.count == 1 else {
            return Reading(text, nil, [number(digits, start, scan, expected: 11)])
        }
        let parts = Array(digits)
        let code = DeviceRegistration(
            text: "\(authority)械注\(form)\(digits)", kind: .registration, authority: authority, form: String(form),
            year: Int(digits.prefix(4)) ?? 0, deviceClass: parts[4].wholeNumberValue ?? 0, category: String(parts[5...6]),
            serial: String(digits.suffix(4)), isLegacy: false)
        return Reading(code.text, code, code.faults(at: start))
    }

    private static func filing(_ text: String, _ authority: String, _ scan: inout Scan) -> Reading<DeviceRegistration> {
        let start = scan.index
        let digits = scan.digitRun()
        guard digits.count == 8, atEnd(&scan) else { return Reading(text, nil, [number(digits, start, scan, expected: 8)]) }
        let code = DeviceRegistration(
            text: "\(authority)械备\(digits)", kind: .filing, authority: authority, form: "", year: Int(digits.prefix(4)) ?? 0,
            deviceClass: 1, category: "", serial: String(digits.suffix(4)), isLegacy: false)
        return Reading(code.text, code, code.yearFault(at: start, from: 2014))
    }

    /// 国食药监械(进)字2012第3221234号
    private static func legacy(_ text: String, _ authority: String, _ scan: inout Scan) -> Reading<DeviceRegistration> {
        let fault = Reading<DeviceRegistration>(text, nil, [Finding(.deviceForm, at: .span(start: 0, end: scan.scalars.count))])
        guard scan.take("("), let form = scan.next(where: { "准进许试".unicodeScalars.contains($0) }), scan.take(")"),
            scan.take("字"), let year = scan.digits(4), scan.take("第"), let digits = scan.digits(7), atEnd(&scan),
            let deviceClass = digits.first?.wholeNumberValue, (1...3).contains(deviceClass)
        else { return fault }
        let code = DeviceRegistration(
            text: text.hasSuffix("号") ? text : text + "号", kind: .registration, authority: authority, form: String(form),
            year: Int(year) ?? 0, deviceClass: deviceClass, category: String(digits.dropFirst().prefix(2)),
            serial: String(digits.suffix(4)), isLegacy: true)
        return Reading(code.text, code, code.yearFault(at: 0, from: 1996))
    }

    private static func atEnd(_ scan: inout Scan) -> Bool {
        _ = scan.take("号")
        return scan.isAtEnd
    }

    private static func number(_ digits: String, _ start: Int, _ scan: Scan, expected: Int) -> Finding {
        Finding(
            .deviceDigits, at: .span(start: start, end: scan.scalars.count),
            ["expected": "\(expected)", "actual": "\(digits.count)"])
    }

    private func faults(at start: Int) -> [Finding] {
        let place = Place.span(start: start + 4, end: start + 5)
        var findings = yearFault(at: start, from: 2014)
        switch (deviceClass, form, authority) {
        case (1, _, _): findings.append(Finding(.deviceClassOne, at: place))
        case (2, "准", "国"): findings.append(Finding(.deviceClassTwo, at: place))
        case (3, "准", let authority) where authority != "国": findings.append(Finding(.deviceClassThree, at: place))
        case (2...3, "准", _): break
        case (2...3, _, let authority):
            if authority != "国" { findings.append(Finding(.deviceImport, at: .span(start: 0, end: 1))) }
        default: findings.append(Finding(.deviceClass, at: place, ["class": "\(deviceClass)"]))
        }
        let known = Self.categories.contains(category) || (year <= 2018 && Self.oldCategories.contains(category))
        if !known {
            findings.append(
                Finding(.deviceCategory, at: .span(start: start + 5, end: start + 7), ["category": category]))
        }
        return findings
    }

    private func yearFault(at start: Int, from first: Int) -> [Finding] {
        (first...2099).contains(year)
            ? [] : [Finding(.deviceYear, at: .span(start: start, end: start + 4), ["year": "\(year)", "first": "\(first)"])]
    }

    private static let authorities = Set("国京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新兵".unicodeScalars)
    private static let categories = Set((1...22).map { $0 < 10 ? "0\($0)" : "\($0)" } + ["40"])
    /// The two last digits of the 68xx codes of the 2002 list that lie beyond the new one.
    private static let oldCategories: Set<String> = [
        "23", "24", "25", "26", "27", "28", "30", "31", "32", "33", "34", "41", "45", "46", "54", "55", "56", "57", "58", "63",
        "64", "65", "66", "70", "77",
    ]
}

extension FindingCode {
    public static let deviceAuthority = FindingCode(
        "identifiers.device.authority", .error,
        zh: "应以“国”或省级简称开头，如“国械注准”“苏械注准”“苏徐械备”。", en: "Begins with 国 or the short name of a province: 国械注准, 苏械注准, 苏徐械备.")
    public static let deviceForm = FindingCode(
        "identifiers.device.form", .error,
        zh: "应写作“×械注准／进／许＋11 位数字”或“××械备＋8 位数字”。",
        en: "Written ×械注准/进/许 and eleven digits, or ××械备 and eight digits.")
    public static let deviceDigits = FindingCode(
        "identifiers.device.digits", .error,
        zh: "其后应为 {expected} 位数字，实有 {actual} 位。", en: "{expected} digits and nothing else must follow; there are {actual}.")
    public static let deviceClass = FindingCode(
        "identifiers.device.class", .error, zh: "没有第“{class}”类医疗器械。", en: "There is no device class “{class}”.")
    public static let deviceClassOne = FindingCode(
        "identifiers.device.class-one", .error, zh: "第一类医疗器械实行备案（械备），不发注册证。", en: "Class I devices are filed (械备), not registered.")
    public static let deviceClassTwo = FindingCode(
        "identifiers.device.class-two", .error,
        zh: "境内第二类由省级药监部门注册，应以省级简称开头。", en: "A domestic class II device is registered by a province, not by 国.")
    public static let deviceClassThree = FindingCode(
        "identifiers.device.class-three", .error,
        zh: "境内第三类由国家药监局注册，应以“国”开头。", en: "A domestic class III device is registered by 国, not by a province.")
    public static let deviceImport = FindingCode(
        "identifiers.device.import", .error,
        zh: "进口和港澳台医疗器械由国家药监局注册，应以“国”开头。", en: "A device from outside the mainland is registered by 国.")
    public static let deviceCategory = FindingCode(
        "identifiers.device.category", .error,
        zh: "分类编码“{category}”不在 01 至 22 或体外诊断试剂 40 之列。", en: "Category “{category}” is not in 01 to 22 nor 40 (IVD).")
    public static let deviceYear = FindingCode(
        "identifiers.device.year", .warning,
        zh: "年份“{year}”可疑：这种编号自 {first} 年起使用。", en: "The year {year} is doubtful: numbers of this form begin in {first}.")
}
