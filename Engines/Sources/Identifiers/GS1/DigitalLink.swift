import Findings

/// A GS1 Digital Link: a web address that carries application identifiers, GS1 Digital Link URI syntax 1.2 and after.
///
///     https://example.com/shop/01/04012345123456/10/LOT7/21/S1?17=271231&colour=blue#top
///     └──── stem ──────────┘└ key ───────────┘└ qualifiers ──┘└ attributes ───────────┘
///
/// The rightmost primary key of the path begins the identifiers; qualifiers follow in the order of the standard; other numeric
/// parameters of the query are attributes, other words are left alone. Errors: characters, scheme, host, no key, order of
/// qualifiers, an identifier that may not stand where it stands, a value that its rules refuse. No part is guessed.
///
/// ```swift
/// try DigitalLink(reading: "https://example.com/01/04012345123456/21/S1").elementString.text   // "^010401234512345621S1"
/// ```
public struct DigitalLink: Hashable, Sendable {
    /// Older spellings that the current standard no longer allows.
    public struct Options: OptionSet, Sendable {
        public let rawValue: Int
        public init(rawValue: Int) { self.rawValue = rawValue }
        /// GTIN-8, -12 and -13 after /01/ are filled to fourteen digits.
        public static let zeroSuppressedGTIN = Options(rawValue: 1)
        /// Short names for identifiers: /gtin/…/lot/….
        public static let shortNames = Options(rawValue: 2)
        /// Numeric parameters that are no known identifier are kept as attributes.
        public static let unknownAttributes = Options(rawValue: 4)
    }

    /// Scheme, host and path before the key.
    public let stem: String
    public let key: Element
    public let qualifiers: [Element]
    public let attributes: [Element]

    init(stem: String, key: Element, qualifiers: [Element], attributes: [Element]) {
        self.stem = stem
        self.key = key
        self.qualifiers = qualifiers
        self.attributes = attributes
    }

    /// The carrier data: key, qualifiers, attributes.
    public var elementString: ElementString { ElementString([key] + qualifiers + attributes) }

    public init(reading uri: String, options: Options = []) throws(Unreadable) {
        self = try Self.read(Array(uri.utf8), options)
    }

    /// Makes a link of elements: the first that is a primary key leads, the qualifiers that suit it best follow, the rest become
    /// attributes, those of fixed length first.
    public init(_ data: ElementString, stem: String = "https://id.gs1.org") throws(Unreadable) {
        self = try Self.make(data.elements, stem: stem)
    }

    /// The address, with everything but unreserved characters percent-encoded.
    public var uri: String {
        var out = Array(stem.utf8)
        if out.last == UInt8(ascii: "/") { out.removeLast() }
        for element in [key] + qualifiers {
            out.append(UInt8(ascii: "/"))
            out += element.ai.utf8
            out.append(UInt8(ascii: "/"))
            Percent.encode(element.value, into: &out, isQuery: false)
        }
        for (index, element) in attributes.enumerated() {
            out.append(UInt8(ascii: index == 0 ? "?" : "&"))
            out += element.ai.utf8
            out.append(UInt8(ascii: "="))
            Percent.encode(element.value, into: &out, isQuery: true)
        }
        return String(decoding: out, as: UTF8.self)
    }
}

/// Percent encoding, RFC 3986 section 2.
enum Percent {
    static func encode(_ text: String, into out: inout [UInt8], isQuery: Bool) {
        let hex = Array("0123456789ABCDEF".utf8)
        for byte in text.utf8 {
            if CharacterSets.isUnreserved(byte) {
                out.append(byte)
            } else if isQuery, byte == UInt8(ascii: " ") {
                out.append(UInt8(ascii: "+"))
            } else {
                out += [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
            }
        }
    }

    /// Decodes in place of the range; a % without two hex digits stays as it is. Nil where a zero byte comes out.
    static func decode(_ bytes: [UInt8], _ range: Range<Int>, isQuery: Bool) -> [UInt8]? {
        var out: [UInt8] = []
        out.reserveCapacity(range.count)
        var index = range.lowerBound
        while index < range.upperBound {
            let byte = bytes[index]
            if byte == UInt8(ascii: "%"), index + 2 < range.upperBound, bytes[index + 1].isHex, bytes[index + 2].isHex {
                let value = bytes[index + 1].hexValue << 4 | bytes[index + 2].hexValue
                if value == 0 { return nil }
                out.append(value)
                index += 3
            } else {
                out.append(isQuery && byte == UInt8(ascii: "+") ? 32 : byte)
                index += 1
            }
        }
        return out
    }
}
