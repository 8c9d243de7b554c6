import Findings

/// A GS1 key by itself, without application identifier, as price lists and delivery notes print it.
///
/// GTIN of 8, 12, 13 or 14 digits (kept as it is; `gtin14` fills it), GLN 13, SSCC 18, GSRN 18, GSIN 17, GRAI, GDTI and GCN with a
/// serial behind the check digit, GIAI free. Check digit: weights 3 and 1 from the right, sum to a multiple of ten, General
/// Specifications 7.9. Errors: length, characters, check digit.
///
/// ```swift
/// GS1Key.read("4006381333931", as: .gtin).code?.gtin14   // "04006381333931"
/// ```
public struct GS1Key: Identifier {
    public enum Family: String, Sendable, CaseIterable {
        case gtin, gln, sscc, gsrn, gsin, grai, gdti, gcn, giai

        /// The identifier whose value rules apply.
        var ai: String {
            switch self {
            case .gtin: "01"
            case .gln: "414"
            case .sscc: "00"
            case .gsrn: "8018"
            case .gsin: "402"
            case .grai: "8003"
            case .gdti: "253"
            case .gcn: "255"
            case .giai: "8004"
            }
        }
    }

    public let text: String
    public let family: Family

    /// Of a GTIN, filled to fourteen digits.
    public var gtin14: String? {
        family == .gtin ? String(repeating: "0", count: max(0, 14 - text.utf8.count)) + text : nil
    }

    public var facts: [(name: String, value: Fact)] {
        var facts: [(name: String, value: Fact)] = [("family", .text(family.rawValue)), ("ai", .text(family.ai))]
        if let gtin14 { facts.append(("gtin14", .text(gtin14))) }
        return facts
    }

    /// By length: 8, 12, 13 or 14 digits are a GTIN, 17 a GSIN, 18 an SSCC.
    public static func read(_ raw: String) -> Reading<GS1Key> {
        let count = Tidy.code(raw).utf8.count
        return read(raw, as: count == 18 ? .sscc : count == 17 ? .gsin : .gtin)
    }

    public static func read(_ raw: String, as family: Family) -> Reading<GS1Key> {
        // Lower case letters differ from upper case ones in a serial, so only keys of digits alone are tidied throughout.
        let isFree = family == .giai || family == .grai || family == .gdti
        let text = isFree ? String(raw.unicodeScalars.map { Character(Tidy.halfWidth($0)) }.filter { $0 != " " }) : Tidy.code(raw)
        guard let entry = ApplicationIdentifiers.standard[family.ai] else { return Reading(text, nil, [Finding(.elementNone)]) }
        var bytes = Array(text.utf8)
        if family == .gtin {
            guard [8, 12, 13, 14].contains(bytes.count) else {
                let finding = Finding(
                    .codeLength, at: .span(start: 0, end: bytes.count),
                    ["expected": "8, 12, 13, 14", "actual": "\(text.unicodeScalars.count)"])
                return Reading(text, nil, [finding])
            }
            bytes.insert(contentsOf: repeatElement(48, count: 14 - bytes.count), at: 0)
        }
        guard let fault = entry.fault(in: bytes[...], lists: ApplicationIdentifiers.standard.lists) else {
            return Reading(text, GS1Key(text: text, family: family))
        }
        let isCheck = fault.code == .elementCheck
        let digits = family == .grai ? 14 : family == .gdti || family == .gcn ? 13 : bytes.count
        guard isCheck, family != .giai, bytes.count >= digits else { return Reading(text, nil, [fault]) }
        let expected = CheckDigit.digit(for: bytes[..<(digits - 1)])
        let finding = Finding(
            .codeCheck, at: .span(start: digits - 1, end: digits),
            ["expected": String(Unicode.Scalar(expected)), "actual": String(Unicode.Scalar(bytes[digits - 1]))])
        return Reading(text, GS1Key(text: text, family: family), [finding])
    }
}
