import Findings

/// An Electronic Product Code in its URN spelling, GS1 Tag Data Standard 2.1, section 6.
///
///     urn:epc:id:sgtin:4012345.012345.S1       one item
///     urn:epc:class:lgtin:4012345.012345.L7    a lot
///     urn:epc:idpat:sgtin:4012345.012345.*     a product: the pattern whose serial is open
///
/// Company prefix and reference are split in the URN and run together in the key, so a URN gives a key, and a key gives a
/// URN only when the length of the company prefix is known. Serial numbers are kept in the spelling in which they came;
/// both raw characters of set 82 and percent-encoded ones are accepted. Errors: scheme, prefix length (6 to 12), total length,
/// characters, missing serial.
///
/// ```swift
/// try EPC(reading: "urn:epc:id:sscc:4012345.0000000011").digitalLink   // "https://id.gs1.org/00/040123450000000115"
/// ```
public struct EPC: Hashable, Sendable {
    public enum Form: String, Sendable {
        case instance = "id"
        case lot = "class"
        case pattern = "idpat"
    }

    public let scheme: EPCScheme
    public let form: Form
    public let companyPrefix: String
    /// Item, location, asset, document, coupon or serial reference; of an ITIP followed by piece and total.
    public let reference: String
    /// Piece and total of an ITIP, two digits each.
    public let pieces: String
    /// As spelt in the URN; nil where the scheme has none or the pattern leaves it open.
    public let serial: String?

    public var urn: String {
        var out = "urn:epc:\(form.rawValue):\(scheme.rawValue):\(companyPrefix)"
        if scheme != .giai, scheme != .ginc { out += ".\(reference)" }
        if scheme == .itip { out += ".\(pieces.prefix(2)).\(pieces.suffix(2))" }
        if form == .pattern { return out + ".*" }
        if let serial { out += ".\(serial)" }
        return out
    }

    /// The key with check digit and without qualifier: `04012345123456`.
    public var key: String {
        let shape = scheme.shape
        var body: String
        switch shape.layout {
        case .indicatorFirst: body = reference.prefix(1) + companyPrefix + reference.dropFirst()
        case .plain: body = companyPrefix + reference
        case .zeroFirst: body = "0" + companyPrefix + reference
        }
        if shape.bodyLength != nil { body.unicodeScalars.append(Unicode.Scalar(CheckDigit.digit(for: Array(body.utf8)[...]))) }
        body += pieces
        if shape.serialAI == nil, let serial { body += serial }
        return body
    }

    /// The Digital Link with the same identity, serial number spelt as it is here.
    public var digitalLink: String {
        var out = "https://id.gs1.org/\(scheme.shape.keyAI)/\(key)"
        if let ai = scheme.shape.serialAI, let serial, !(scheme == .sgln && serial == "0") { out += "/\(ai)/\(serial)" }
        return out
    }

    /// The identity as carrier data, the serial decoded.
    public var elements: ElementString {
        func decoded(_ text: String) -> String {
            let bytes = Array(text.utf8)
            return String(decoding: Percent.decode(bytes, 0..<bytes.count, isQuery: false) ?? bytes, as: UTF8.self)
        }
        var elements = [Element(ai: scheme.shape.keyAI, value: decoded(key))]
        if let ai = scheme.shape.serialAI, let serial, !(scheme == .sgln && serial == "0") {
            elements.append(Element(ai: ai, value: decoded(serial)))
        }
        return ElementString(elements)
    }

    public init(reading text: String) throws(Unreadable) {
        guard let parts = Self.split(text) else { throw Unreadable(Finding(.epcScheme)) }
        let (form, scheme, rest) = parts
        self.form = form
        self.scheme = scheme
        (companyPrefix, reference, pieces, serial) = try Self.body(rest, scheme, form)
    }

    private static func split(_ text: String) -> (Form, EPCScheme, Substring)? {
        guard text.hasPrefix("urn:epc:"), text.utf8.count <= 200 else { return nil }
        let words = text.dropFirst(8).split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        guard words.count == 3, let form = Form(rawValue: String(words[0])), let scheme = EPCScheme(rawValue: String(words[1])),
            scheme.shape.forms.contains(form)
        else { return nil }
        return (form, scheme, words[2])
    }

    private static func body(
        _ rest: Substring, _ scheme: EPCScheme, _ form: Form
    ) throws(Unreadable) -> (String, String, String, String?) {
        let shape = scheme.shape
        let fields = fieldCount(scheme)
        var words = rest.split(separator: ".", maxSplits: fields - 1, omittingEmptySubsequences: false).map(String.init)
        guard words.count == fields else { throw Unreadable(Finding(.epcFields, ["scheme": scheme.rawValue])) }
        let prefix = words[0]
        guard (6...12).contains(prefix.utf8.count), prefix.utf8.allSatisfy(\.isDigit) else {
            throw Unreadable(Finding(.epcPrefix, ["prefix": prefix]))
        }
        var serial: String?
        if form == .pattern {
            guard words.removeLast() == "*" else { throw Unreadable(Finding(.epcPattern)) }
        } else if shape.serialLimit > 0 {
            serial = words.removeLast()
        }
        let reference = words.count > 1 ? words[1] : ""
        let pieces = scheme == .itip ? words[2] + words[3] : ""
        try check(reference, pieces, serial, prefix: prefix, scheme)
        return (prefix, reference, pieces, serial)
    }

    static func check(
        _ reference: String, _ pieces: String, _ serial: String?, prefix: String, _ scheme: EPCScheme
    ) throws(Unreadable) {
        let shape = scheme.shape
        if let length = shape.bodyLength {
            guard prefix.utf8.count + reference.utf8.count == length, reference.utf8.allSatisfy(\.isDigit) else {
                throw Unreadable(Finding(.epcReference, ["expected": "\(length)", "scheme": scheme.rawValue]))
            }
        } else if scheme == .cpi {
            guard let count = EPCScheme.count(reference, CharacterSets.is39), prefix.utf8.count + count <= 30 else {
                throw Unreadable(Finding(.epcCharacters, ["text": reference]))
            }
        }
        if scheme == .itip, pieces.utf8.count != 4 || !pieces.utf8.allSatisfy(\.isDigit) {
            throw Unreadable(Finding(.epcFields, ["scheme": scheme.rawValue]))
        }
        guard let serial else { return }
        let limit = shape.bodyLength == nil && scheme != .cpi ? 30 - prefix.utf8.count : shape.serialLimit
        let test: (UInt8) -> Bool = { shape.serialIsNumeric ? $0.isDigit : CharacterSets.is82($0) }
        guard let count = EPCScheme.count(serial, test), (1...limit).contains(count) else {
            throw Unreadable(Finding(.epcSerial, ["text": serial, "limit": "\(limit)"]))
        }
    }

    /// Prefix, reference, pieces and serial, as many as the scheme has.
    private static func fieldCount(_ scheme: EPCScheme) -> Int {
        switch scheme {
        case .itip: 5
        case .giai, .ginc: 2
        default: scheme.shape.serialLimit > 0 ? 3 : 2
        }
    }

    init(
        scheme: EPCScheme, form: Form, companyPrefix: String, reference: String, pieces: String = "", serial: String?
    ) throws(Unreadable) {
        self.scheme = scheme
        self.form = form
        self.companyPrefix = companyPrefix
        self.reference = reference
        self.pieces = pieces
        self.serial = serial
        try Self.check(reference, pieces, serial, prefix: companyPrefix, scheme)
    }
}

/// The schemes that stand for a GS1 key, and how the key is built.
public enum EPCScheme: String, Sendable, CaseIterable {
    case sgtin, lgtin, upui, itip, sscc, sgln, pgln, grai, gdti, sgcn, giai, gsrn, gsrnp, cpi, ginc, gsin

    /// The application identifier of the key.
    public var keyAI: String { shape.keyAI }
    /// Of the serial or lot that follows the key; nil where there is none or it runs on in the key.
    public var serialAI: String? { shape.serialAI }
    /// Digits of company prefix and reference together; nil where they vary.
    public var bodyLength: Int? { shape.bodyLength }
    /// True where the first digit of the reference leads the key.
    public var isIndicatorFirst: Bool { shape.layout == .indicatorFirst }

    enum Layout { case indicatorFirst, plain, zeroFirst }

    struct Shape {
        let keyAI: String
        /// Digits of company prefix and reference together; nil where they vary.
        let bodyLength: Int?
        var layout = Layout.plain
        /// Nil where the serial runs on in the key itself.
        var serialAI: String?
        /// Characters; 0 where the scheme has no serial.
        var serialLimit = 0
        var serialIsNumeric = false
        var forms: [EPC.Form] = [.instance]
    }

    var shape: Shape {
        switch self {
        case .sgtin:
            Shape(
                keyAI: "01", bodyLength: 13, layout: .indicatorFirst, serialAI: "21", serialLimit: 20, forms: [.instance, .pattern])
        case .lgtin: Shape(keyAI: "01", bodyLength: 13, layout: .indicatorFirst, serialAI: "10", serialLimit: 20, forms: [.lot])
        case .upui:
            Shape(
                keyAI: "01", bodyLength: 13, layout: .indicatorFirst, serialAI: "235", serialLimit: 28,
                forms: [.instance, .pattern])
        case .itip:
            Shape(
                keyAI: "8006", bodyLength: 13, layout: .indicatorFirst, serialAI: "21", serialLimit: 20,
                forms: [.instance, .pattern])
        case .sscc: Shape(keyAI: "00", bodyLength: 17, layout: .indicatorFirst)
        case .sgln: Shape(keyAI: "414", bodyLength: 12, serialAI: "254", serialLimit: 20)
        case .pgln: Shape(keyAI: "417", bodyLength: 12)
        case .grai: Shape(keyAI: "8003", bodyLength: 12, layout: .zeroFirst, serialLimit: 16, forms: [.instance, .pattern])
        case .gdti: Shape(keyAI: "253", bodyLength: 12, serialLimit: 17, forms: [.instance, .pattern])
        case .sgcn: Shape(keyAI: "255", bodyLength: 12, serialLimit: 12, serialIsNumeric: true, forms: [.instance, .pattern])
        case .giai: Shape(keyAI: "8004", bodyLength: nil, serialLimit: 24)
        case .gsrn: Shape(keyAI: "8018", bodyLength: 17)
        case .gsrnp: Shape(keyAI: "8017", bodyLength: 17)
        case .cpi:
            Shape(
                keyAI: "8010", bodyLength: nil, serialAI: "8011", serialLimit: 12, serialIsNumeric: true,
                forms: [.instance, .pattern])
        case .ginc: Shape(keyAI: "401", bodyLength: nil, serialLimit: 24)
        case .gsin: Shape(keyAI: "402", bodyLength: 16)
        }
    }

    /// Characters of a text in which %xx counts as one; nil where one fails the test.
    static func count(_ text: String, _ test: (UInt8) -> Bool) -> Int? {
        let bytes = Array(text.utf8)
        var index = 0
        var count = 0
        while index < bytes.count {
            if bytes[index] == UInt8(ascii: "%"), index + 2 < bytes.count, bytes[index + 1].isHex, bytes[index + 2].isHex {
                guard test(bytes[index + 1].hexValue << 4 | bytes[index + 2].hexValue) else { return nil }
                index += 3
            } else {
                guard test(bytes[index]) else { return nil }
                index += 1
            }
            count += 1
        }
        return count
    }
}

extension FindingCode {
    public static let epcScheme = FindingCode(
        "identifiers.epc.scheme", .error,
        zh: "不是已知的 EPC URN，例如 urn:epc:id:sgtin:…、urn:epc:class:lgtin:…、urn:epc:idpat:sgtin:…。",
        en: "No known EPC URN, such as urn:epc:id:sgtin:…, urn:epc:class:lgtin:… or urn:epc:idpat:sgtin:….")
    public static let epcFields = FindingCode(
        "identifiers.epc.fields", .error, zh: "{scheme} 的分段数不对。", en: "A {scheme} does not have this many fields.")
    public static let epcPrefix = FindingCode(
        "identifiers.epc.prefix", .error, zh: "厂商识别代码“{prefix}”应为 6 至 12 位数字。",
        en: "The company prefix “{prefix}” must have 6 to 12 digits.")
    public static let epcPattern = FindingCode(
        "identifiers.epc.pattern", .error, zh: "idpat 的序列号应写作 *。", en: "The serial of an idpat is written *.")
    public static let epcReference = FindingCode(
        "identifiers.epc.reference", .error,
        zh: "{scheme} 的厂商识别代码与参考代码合计应为 {expected} 位数字。",
        en: "Company prefix and reference of a {scheme} must have {expected} digits together.")
    public static let epcCharacters = FindingCode(
        "identifiers.epc.characters", .error, zh: "“{text}”过长或含有不允许的字符。",
        en: "“{text}” is too long or holds a character that is not allowed.")
    public static let epcSerial = FindingCode(
        "identifiers.epc.serial", .error,
        zh: "序列号“{text}”应为 1 至 {limit} 个允许的字符。", en: "The serial “{text}” must have 1 to {limit} characters of the allowed set.")
}
