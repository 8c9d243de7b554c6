import Findings

/// A telephone number in mainland China, as people write it.
///
/// Mobile `1[3-9]` and nine digits; landline with area code 010, 02x (eight digits follow) or 03xx to 09xx (seven or eight),
/// with an extension; 400 and 800 service; short codes of three to six digits that begin with 1 or 9. `+86`, `0086`, spaces,
/// brackets and hyphens are taken off. Errors: none of these forms, or too few or too many digits for the area.
///
/// ```swift
/// PhoneNumber(valid: "+86 138 0013 8000")?.text   // "13800138000"
/// PhoneNumber(valid: "(0516)83730000转801")?.text  // "0516-83730000-801"
/// ```
public struct PhoneNumber: Identifier {
    public enum Kind: String, Sendable { case mobile, landline, service, short }

    public let text: String
    public let kind: Kind
    /// Of a landline, with the leading zero.
    public let area: String?

    /// The number in international form, nil for service numbers and short codes, which work only at home.
    public var international: String? {
        switch kind {
        case .mobile: "+86\(text)"
        case .landline: "+86" + text.dropFirst().split(separator: "-").prefix(2).joined()
        case .service, .short: nil
        }
    }

    public var facts: [(name: String, value: Fact)] {
        var facts: [(name: String, value: Fact)] = [("kind", .text(kind.rawValue))]
        if let area { facts.append(("area", .text(area))) }
        if let international { facts.append(("international", .text(international))) }
        return facts
    }

    public static func read(_ raw: String) -> Reading<PhoneNumber> {
        let (digits, tail) = split(Tidy.code(raw, dropHyphens: false))
        guard let digits, tail?.isEmpty != true, (tail ?? "").allSatisfy({ $0.isNumber && $0.isASCII }) else {
            return Reading(Tidy.code(raw), nil, [Finding(.phoneForm)])
        }
        let number = Array(digits.utf8)
        if number.first == UInt8(ascii: "0") { return landline(digits, extension: tail) }
        guard tail == nil else { return Reading(digits, nil, [Finding(.phoneForm)]) }
        if digits.hasPrefix("400") || digits.hasPrefix("800"), number.count == 10 {
            let text = "\(digits.prefix(3))-\(digits.dropFirst(3).prefix(3))-\(digits.suffix(4))"
            return Reading(text, PhoneNumber(text: text, kind: .service, area: nil))
        }
        if number.count == 11, number[0] == UInt8(ascii: "1"), number[1] >= UInt8(ascii: "3") {
            return Reading(digits, PhoneNumber(text: digits, kind: .mobile, area: nil))
        }
        let isShort = (3...6).contains(number.count) && (digits.hasPrefix("1") || digits.hasPrefix("95") || digits.hasPrefix("96"))
        if isShort { return Reading(digits, PhoneNumber(text: digits, kind: .short, area: nil)) }
        return Reading(digits, nil, [Finding(.phoneForm, at: .span(start: 0, end: number.count))])
    }

    private static func landline(_ digits: String, extension tail: String?) -> Reading<PhoneNumber> {
        let second = digits.dropFirst().first
        let short = second == "1" || second == "2"
        let area = String(digits.prefix(short ? 3 : 4))
        let local = digits.dropFirst(short ? 3 : 4)
        let text = ([area, String(local)] + (tail.map { [$0] } ?? [])).joined(separator: "-")
        let lengths = short ? 8...8 : 7...8
        guard lengths.contains(local.count), let first = local.first, first >= "2", area != "011", area != "012",
            second != "0", !(second == "1" && area != "010")
        else {
            let finding = Finding(
                .phoneLandline, at: .span(start: area.count, end: digits.count), ["area": area, "actual": "\(local.count)"])
            return Reading(text, nil, [finding])
        }
        return Reading(text, PhoneNumber(text: text, kind: .landline, area: area))
    }

    /// The digits without country code and marks, and the extension after 转, `ext`, `x`, `#`, or a hyphen behind a
    /// complete number.
    private static func split(_ text: String) -> (digits: String?, tail: String?) {
        var text = text[...]
        var hasCountry = false
        for prefix in ["+86", "(+86)", "0086", "86-"] where text.hasPrefix(prefix) {
            text = text.dropFirst(prefix.count)
            hasCountry = true
            break
        }
        var tail: String?
        for mark in ["转", "EXT.", "EXT", "X", "#"] {
            guard let range = text.firstRange(of: mark) else { continue }
            tail = text[range.upperBound...].filter { $0 != "-" }
            text = text[..<range.lowerBound]
            break
        }
        var groups = text.split(whereSeparator: { "-().·".contains($0) }).map(String.init)
        guard groups.allSatisfy({ $0.utf8.allSatisfy { (48...57).contains($0) } }) else { return (nil, nil) }
        if tail == nil, groups.count >= 3, groups[0].hasPrefix("0"), groups.dropLast().joined().count >= 10 {
            tail = groups.removeLast()
        }
        var digits = groups.joined()
        // Behind +86 the area code loses its zero: +86 516 8373 0000.
        if hasCountry, let first = digits.first, first != "0", !(first == "1" && digits.count == 11), digits.count >= 9,
            !digits.hasPrefix("400"), !digits.hasPrefix("800")
        {
            digits = "0" + digits
        }
        return (digits, tail)
    }
}

extension FindingCode {
    public static let phoneForm = FindingCode(
        "identifiers.phone.form", .error,
        zh: "不是可拨的号码：手机 11 位（1[3-9] 开头），座机写区号，400/800 共 10 位，或短号。",
        en: "Not a number to dial: a mobile has 11 digits (1[3-9]…), a landline its area code, 400/800 ten digits, or a short code."
    )
    public static let phoneLandline = FindingCode(
        "identifiers.phone.landline", .error,
        zh: "区号 {area} 之后应为 7 至 8 位、首位 2 至 9 的号码，实有 {actual} 位。",
        en: "After area code {area} come 7 or 8 digits that begin with 2 to 9; there are {actual}.")
}
