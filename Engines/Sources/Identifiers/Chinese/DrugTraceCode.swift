import Findings

/// 药品追溯码: the 20-digit code of one package, NMPAB/T 1002-2019.
///
/// The first seven digits are the 药品标识码 (product and pack level), thirteen digits of serial follow. How the issuer makes
/// the last four is not public, so nothing here claims to verify them: length, digits, and, given the prefixes that the operator
/// knows, the product. The other form that the standard allows, GTIN with serial number, is read by `ElementString`.
/// Errors: length, a character that is not a digit. Warning: a prefix outside `known`, a leading digit never seen.
///
/// ```swift
/// DrugTraceCode(valid: "83857930000879766660")?.product   // "8385793"
/// ```
public struct DrugTraceCode: Identifier {
    public let text: String

    public var product: String { String(text.prefix(7)) }
    public var serial: String { String(text.dropFirst(7)) }

    public var facts: [(name: String, value: Fact)] { [("product", .text(product)), ("serial", .text(serial))] }

    public static func read(_ raw: String) -> Reading<DrugTraceCode> { read(raw, known: nil) }

    /// Reads the code and says whether its product is among `known` seven-digit prefixes; nil asks nothing.
    public static func read(_ raw: String, known: Set<String>?) -> Reading<DrugTraceCode> {
        let text = Tidy.code(raw)
        let scalars = Array(text.unicodeScalars)
        var findings: [Finding] = []
        if scalars.count != 20 {
            findings.append(
                Finding(.codeLength, at: .span(start: 0, end: scalars.count), ["expected": "20", "actual": "\(scalars.count)"]))
        }
        for (index, scalar) in scalars.enumerated() where !scalar.isDigit {
            findings.append(wrong(scalar, at: index, allowed: "0-9"))
        }
        guard findings.isEmpty else { return Reading(text, nil, findings) }
        let code = DrugTraceCode(text: text)
        if scalars[0] != "8" {
            findings.append(Finding(.traceCodeStart, at: .span(start: 0, end: 1), ["digit": String(scalars[0])]))
        }
        if let known, !known.contains(code.product) {
            findings.append(Finding(.traceCodeProduct, at: .span(start: 0, end: 7), ["product": code.product]))
        }
        return Reading(text, code, findings)
    }
}

extension FindingCode {
    public static let traceCodeStart = FindingCode(
        "identifiers.trace-code.start", .warning,
        zh: "以“{digit}”开头的追溯码未见先例，请核对。", en: "No trace code beginning with “{digit}” has been seen. Check it against the package.")
    public static let traceCodeProduct = FindingCode(
        "identifiers.trace-code.product", .warning,
        zh: "药品标识码“{product}”不在已备案的清单中。", en: "The product “{product}” is not among those on file.")
}
