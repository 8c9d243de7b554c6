import Findings

/// A GS1 identity in any of its spellings, and the same identity in another.
///
/// ```swift
/// try GS1Value("(00)040123450000000115").written(as: .canonical)   // "https://id.gs1.org/00/040123450000000115"
/// ```
public enum GS1Value: Sendable {
    /// The spellings asked for on the command line and by the trace interface.
    public enum Spelling: String, Sendable, CaseIterable {
        case link = "dl"
        case urn
        case canonical
        case elements
    }

    case epc(EPC)
    /// Held as it came: its parts are read when they are asked for.
    case link(String)
    case elements(ElementString)

    public init(_ text: String) throws(Unreadable) {
        if text.hasPrefix("urn:") || text.hasPrefix("un:") {
            self = .epc(try EPC(reading: text))
        } else if text.contains("://") {
            self = .link(text)
        } else {
            self = .elements(try ElementString(reading: text))
        }
    }

    public func written(
        as spelling: Spelling, stem: String = "https://id.gs1.org", options: DigitalLink.Options = [],
        prefixes: CompanyPrefixes = CompanyPrefixes(), prefixLength: Int? = nil
    ) throws(Unreadable) -> String {
        switch (self, spelling) {
        case (.epc(let epc), .link): return epc.digitalLink
        case (.epc(let epc), .urn): return epc.urn
        case (.epc(let epc), .canonical): return try Self.canonical(epc.urn)
        case (.epc(let epc), .elements): return epc.elements.text
        case (.link(let text), .link): return try DigitalLink(reading: text, options: options).uri
        case (.link(let text), .urn):
            if let prefixLength { return try EPC(link: text, prefixLength: prefixLength).urn }
            return try EPC(link: text, prefixes: prefixes).urn
        case (.link(let text), .canonical): return try Self.canonical(text)
        case (.link(let text), .elements): return try DigitalLink(reading: text, options: options).elementString.text
        case (.elements(let data), .link): return try DigitalLink(data, stem: stem).uri
        case (.elements(let data), .elements): return data.text
        case (.elements(let data), _):
            let link = try DigitalLink(data).uri
            return try GS1Value.link(link).written(
                as: spelling, stem: stem, options: options, prefixes: prefixes, prefixLength: prefixLength)
        }
    }

    private static func canonical(_ text: String) throws(Unreadable) -> String {
        guard let link = CanonicalLink.of(text) else { throw Unreadable(Finding(.valueNotCanonical)) }
        return link
    }
}

extension FindingCode {
    public static let valueNotCanonical = FindingCode(
        "identifiers.value.no-canonical", .error,
        zh: "不是可规范化的 GS1 标识：既非完整的 EPC URN，也非带有主键的数字链接。",
        en: "No GS1 identity with a canonical form: neither a complete EPC URN nor a Digital Link with a primary key.")
}
