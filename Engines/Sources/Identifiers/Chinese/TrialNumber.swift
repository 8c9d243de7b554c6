import Findings

/// The number of a clinical trial or of the application behind it, told by its form.
///
///     NCT02552212             ClinicalTrials.gov
///     CTR20210001             药物临床试验登记与信息公示平台
///     ChiCTR2000029308        中国临床试验注册中心; before 2017 ChiCTR-TRC-13003842
///     ISRCTN12345678          ISRCTN
///     2020-001234-12          EudraCT;  2022-502046-28-00 EU CTIS
///     CXHL2100012             CDE 受理号: origin C/J, kind, class H/Z/S, stage, year and serial
///     CQTS2100123             创新医疗器械特别审查
///
/// Letters are accepted in either case. Errors: no such form, wrong number of digits.
///
/// ```swift
/// TrialNumber(valid: "chictr2000029308")?.text   // "ChiCTR2000029308"
/// ```
public struct TrialNumber: Identifier {
    public enum Registry: String, Sendable, CaseIterable {
        case clinicalTrialsGov = "clinicaltrials.gov"
        case drugTrials = "chinadrugtrials (CDE)"
        case chiCTR = "ChiCTR"
        case isrctn = "ISRCTN"
        case eudraCT = "EudraCT"
        case ctis = "EU CTIS"
        case acceptance = "CDE acceptance"
        case innovativeDevice = "innovative-device special review"
    }

    public let text: String
    public let registry: Registry
    /// The year that the number carries, nil where it carries none.
    public let year: Int?
    public let isLegacy: Bool

    public var facts: [(name: String, value: Fact)] {
        var facts: [(name: String, value: Fact)] = [("registry", .text(registry.rawValue)), ("legacy", .flag(isLegacy))]
        if let year { facts.append(("year", .number(year))) }
        return facts
    }

    public static func read(_ raw: String) -> Reading<TrialNumber> {
        let text = Tidy.code(raw, dropHyphens: false)
        var scan = Scan(text)
        if scan.take("CHICTR") { return chinese(text, &scan) }
        for (prefix, count, registry) in prefixed where scan.take(prefix) {
            return plain(text, &scan, prefix: prefix, count: count, registry)
        }
        if scan.peek?.isDigit == true { return european(text, &scan) }
        return acceptance(text, &scan)
    }

    private static let prefixed: [(String, Int, Registry)] = [
        ("NCT", 8, .clinicalTrialsGov), ("CTR", 8, .drugTrials), ("ISRCTN", 8, .isrctn), ("CQTS", 7, .innovativeDevice),
    ]

    private static func plain(
        _ text: String, _ scan: inout Scan, prefix: String, count: Int, _ registry: Registry
    ) -> Reading<TrialNumber> {
        let start = scan.index
        _ = scan.take("-")
        let digits = scan.digitRun()
        guard digits.count == count, scan.isAtEnd else { return digitFault(text, digits, start, scan, "\(count)") }
        let year = registry == .drugTrials ? Int(digits.prefix(4)) : registry == .innovativeDevice ? shortYear(digits) : nil
        let code = TrialNumber(text: prefix + digits, registry: registry, year: year, isLegacy: false)
        return Reading(code.text, code)
    }

    private static func chinese(_ text: String, _ scan: inout Scan) -> Reading<TrialNumber> {
        let start = scan.index
        var letters = ""
        if scan.take("-") {
            while let next = scan.next(where: \.isCapital) { letters.unicodeScalars.append(next) }
            _ = scan.take("-")
        }
        let digits = scan.digitRun()
        let expected = letters.isEmpty ? 10 : 8
        guard digits.count == expected, scan.isAtEnd, letters.isEmpty || (2...4).contains(letters.count) else {
            return digitFault(text, digits, start, scan, "10 / -XXX- 8")
        }
        let text = letters.isEmpty ? "ChiCTR\(digits)" : "ChiCTR-\(letters)-\(digits)"
        let code = TrialNumber(text: text, registry: .chiCTR, year: shortYear(digits), isLegacy: !letters.isEmpty)
        return Reading(text, code)
    }

    private static func european(_ text: String, _ scan: inout Scan) -> Reading<TrialNumber> {
        guard let year = scan.digits(4), scan.take("-"), let serial = scan.digits(6), scan.take("-"), scan.digits(2) != nil
        else { return Reading(text, nil, [Finding(.trialForm)]) }
        if scan.isAtEnd {
            return Reading(text, TrialNumber(text: text, registry: .eudraCT, year: Int(year), isLegacy: true))
        }
        guard scan.take("-"), scan.digits(2) != nil, scan.isAtEnd, serial.hasPrefix("5") else {
            return Reading(text, nil, [Finding(.trialForm)])
        }
        return Reading(text, TrialNumber(text: text, registry: .ctis, year: Int(year), isLegacy: false))
    }

    /// C or J, then the kind, the class and the stage of the application.
    private static func acceptance(_ text: String, _ scan: inout Scan) -> Reading<TrialNumber> {
        var letters = ""
        while let next = scan.next(where: \.isCapital) { letters.unicodeScalars.append(next) }
        guard letters.count == 4, let origin = letters.first, "CJ".contains(origin) else {
            return Reading(text, nil, [Finding(.trialForm)])
        }
        let start = scan.index
        let digits = scan.digitRun()
        guard digits.count == 7, scan.isAtEnd else { return digitFault(text, digits, start, scan, "7") }
        return Reading(text, TrialNumber(text: text, registry: .acceptance, year: shortYear(digits), isLegacy: false))
    }

    private static func shortYear(_ digits: String) -> Int? { Int(digits.prefix(2)).map { 2000 + $0 } }

    private static func digitFault(
        _ text: String, _ digits: String, _ start: Int, _ scan: Scan, _ expected: String
    ) -> Reading<TrialNumber> {
        Reading(
            text, nil,
            [
                Finding(
                    .trialDigits, at: .span(start: start, end: scan.scalars.count),
                    ["expected": expected, "actual": "\(digits.count)"])
            ])
    }
}

extension FindingCode {
    public static let trialForm = FindingCode(
        "identifiers.trial.form", .error,
        zh: "不是已知的编号形式：NCT、CTR、ChiCTR、ISRCTN、EudraCT、EU CTIS、CDE 受理号或 CQTS。",
        en: "No known form: NCT, CTR, ChiCTR, ISRCTN, EudraCT, EU CTIS, a CDE acceptance number or CQTS.")
    public static let trialDigits = FindingCode(
        "identifiers.trial.digits", .error,
        zh: "此处应为 {expected} 位数字，实有 {actual} 位。", en: "{expected} digits stand here; there are {actual}.")
}
