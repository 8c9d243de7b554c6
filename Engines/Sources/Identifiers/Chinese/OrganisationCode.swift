import Findings

/// 组织机构代码: the code of an organisation before 2015 and characters 9 to 17 of the credit code, GB 11714-1997.
///
/// Eight characters `0-9A-Z` and a check character: C = 11 − Σ value × weight mod 11, weights 3 7 9 10 5 8 4 2; 10 is
/// written X and 11 is written 0. A hyphen before the check character is dropped. Errors: length, alphabet, check.
///
/// ```swift
/// OrganisationCode(valid: "D2143569-X")?.printed   // "D2143569-X"
/// ```
public struct OrganisationCode: Identifier {
    public let text: String

    /// With the hyphen, as certificates print it.
    public var printed: String { "\(text.prefix(8))-\(text.suffix(1))" }

    public var facts: [(name: String, value: Fact)] { [("printed", .text(printed))] }

    public static func read(_ raw: String) -> Reading<OrganisationCode> {
        let text = Tidy.code(raw)
        let scalars = Array(text.unicodeScalars)
        var findings: [Finding] = []
        if scalars.count != 9 {
            findings.append(
                Finding(.codeLength, at: .span(start: 0, end: scalars.count), ["expected": "9", "actual": "\(scalars.count)"]))
        }
        for (index, scalar) in scalars.enumerated() {
            if index == 8, !(scalar.isDigit || scalar == "X") { findings.append(wrong(scalar, at: index, allowed: "0-9 X")) }
            if index != 8, !(scalar.isDigit || scalar.isCapital) {
                findings.append(wrong(scalar, at: index, allowed: "0-9 A-Z"))
            }
        }
        guard findings.isEmpty else { return Reading(text, nil, findings) }

        let expected = check(scalars)
        if expected != scalars[8] {
            findings.append(
                Finding(.codeCheck, at: .span(start: 8, end: 9), ["expected": String(expected), "actual": String(scalars[8])]))
        }
        return Reading(text, OrganisationCode(text: text), findings)
    }

    private static func check(_ scalars: [Unicode.Scalar]) -> Unicode.Scalar {
        var sum = 0
        for (scalar, weight) in zip(scalars, [3, 7, 9, 10, 5, 8, 4, 2]) {
            sum += Int(scalar.isDigit ? scalar.value - 48 : scalar.value - 55) * weight
        }
        let rest = 11 - sum % 11
        return rest == 10 ? "X" : rest == 11 ? "0" : Unicode.Scalar(UInt8(48 + rest))
    }
}
