import Findings

/// 统一社会信用代码: the code of a legal person or other organisation, GB 32100-2015.
///
///     9 1 320300 MA1ABCDE5 K
///     │ │ │      │         └ check character
///     │ │ │      └ organisation code, GB 11714 (9 characters with its own check)
///     │ │ └ division of the registering authority, GB/T 2260, as it was on that day
///     │ └ kind of organisation under that authority
///     └ registering authority: 1 staffing office, 5 civil affairs, 9 market regulation, N agriculture, Y other …
///
/// Alphabet `0-9A-HJ-NPQRTUWXY`; check = (31 − Σ value × weight mod 31) mod 31 with weights 3^(i−1) mod 31. Every single
/// wrong character and every swap of two neighbours is found. Errors: length, alphabet, check. Warnings: an authority
/// or province not in the lists, an organisation part that fails its own check. Source: GB 32100-2015.
///
/// ```swift
/// CreditCode(valid: "9132070070404786XB")?.division.text   // "320700"
/// ```
public struct CreditCode: Identifier {
    public let text: String

    public var authority: Character { text.first ?? "0" }
    public var category: Character { text.dropFirst().first ?? "0" }
    public var division: DivisionCode { DivisionCode(held: String(text.dropFirst(2).prefix(6))) }
    public var organisation: String { String(text.dropFirst(8).prefix(9)) }
    /// The authority in words, nil for a letter that no list explains.
    public var authorityName: String? { Self.authorities[authority] }

    public var facts: [(name: String, value: Fact)] {
        [
            ("authority", .text(String(authority))), ("authorityName", .text(authorityName ?? "")),
            ("category", .text(String(category))), ("division", .text(division.text)),
            ("divisionName", .text(division.fullName ?? "")), ("organisation", .text(organisation)),
            ("orgCodeValid", .flag(OrganisationCode.read(organisation).isValid)),
        ]
    }

    public static func read(_ raw: String) -> Reading<CreditCode> {
        let text = Tidy.code(raw)
        let scalars = Array(text.unicodeScalars)
        var findings: [Finding] = []
        if scalars.count != 18 {
            findings.append(
                Finding(.codeLength, at: .span(start: 0, end: scalars.count), ["expected": "18", "actual": "\(scalars.count)"]))
        }
        let values = scalars.map { value($0) }
        for (index, value) in values.enumerated() where value == nil {
            findings.append(wrong(scalars[index], at: index, allowed: "0-9 A-H J-N P Q R T U W X Y"))
        }
        guard findings.isEmpty else { return Reading(text, nil, findings) }

        let code = CreditCode(text: text)
        let expected = check(values.compactMap { $0 })
        if expected != scalars[17] {
            findings.append(
                Finding(
                    .codeCheck, at: .span(start: 17, end: 18), ["expected": String(expected), "actual": String(scalars[17])]))
        }
        findings += code.doubts()
        return Reading(text, code, findings)
    }

    private func doubts() -> [Finding] {
        var findings: [Finding] = []
        if authorityName == nil {
            findings.append(Finding(.creditAuthority, at: .span(start: 0, end: 1), ["character": String(authority)]))
        }
        if division.province == nil {
            findings.append(Finding(.creditDivision, at: .span(start: 2, end: 8), ["division": division.text]))
        }
        if !OrganisationCode.read(organisation).isValid {
            findings.append(Finding(.creditOrganisation, at: .span(start: 8, end: 17), ["organisation": organisation]))
        }
        return findings
    }

    /// The check character for the first 17 values.
    private static func check(_ values: [Int]) -> Unicode.Scalar {
        var sum = 0
        var weight = 1
        for value in values.prefix(17) {
            sum += value * weight
            weight = weight * 3 % 31
        }
        return alphabet[(31 - sum % 31) % 31]
    }

    private static func value(_ scalar: Unicode.Scalar) -> Int? { scalar.isASCII ? alphabet.firstIndex(of: scalar) : nil }

    private static let alphabet = Array("0123456789ABCDEFGHJKLMNPQRTUWXY".unicodeScalars)

    private static let authorities: [Character: String] = [
        "1": "机构编制", "2": "外交", "3": "司法行政或教育", "4": "文化", "5": "民政", "6": "旅游", "7": "宗教", "8": "工会",
        "9": "市场监管", "A": "中央军委改革和编制办公室", "N": "农业农村", "Y": "其他",
    ]
}

func wrong(_ scalar: Unicode.Scalar, at index: Int, allowed: String) -> Finding {
    Finding(
        .codeCharacter, at: .span(start: index, end: index + 1),
        ["position": "\(index + 1)", "character": String(scalar), "allowed": allowed])
}

extension FindingCode {
    public static let creditAuthority = FindingCode(
        "identifiers.credit.authority", .warning,
        zh: "登记管理部门代码“{character}”不在已知之列，请核对第 1 位。",
        en: "“{character}” is not a known registering authority. Look at the first character again.")
    public static let creditDivision = FindingCode(
        "identifiers.credit.division", .warning,
        zh: "登记机关行政区划“{division}”不属于任何省级区划。", en: "The division “{division}” lies in no province.")
    public static let creditOrganisation = FindingCode(
        "identifiers.credit.organisation", .warning,
        zh: "其中的主体标识码“{organisation}”不合组织机构代码自己的校验，代码整体仍可成立。",
        en: "The organisation code inside, “{organisation}”, fails its own check; the code as a whole may still stand.")
}
