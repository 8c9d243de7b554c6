/// One spelling for every spelling of a GS1 identity: the constrained canonical Digital Link of CBV 2.0, section 8.9.
///
/// Host id.gs1.org, numeric identifiers, GTIN of 14 digits, the finest level alone (a serial without its lot, no variant), no query.
/// Made from EPC URNs of all three forms and from Digital Links on any host. What is neither stays nil, and check digits are
/// not judged: two spellings of a wrong number are still the same number.
///
/// ```swift
/// CanonicalLink.of("http://example.de/gtin/4012345123456/lot/L7/ser/S1")   // "https://id.gs1.org/01/04012345123456/21/S1"
/// ```
public enum CanonicalLink {
    public static func of(_ text: String) -> String? {
        let bytes = Array(text.utf8)
        guard bytes.count < 1000 else { return nil }
        if bytes.starts(with: "urn:epc:".utf8) { return ofURN(text) }
        guard let host = DigitalLink.hostStart(bytes) else { return nil }
        return ofLink(bytes, host: host)
    }

    private static func ofURN(_ text: String) -> String? {
        guard let epc = try? EPC(reading: text) else { return nil }
        let link = epc.digitalLink
        var out: [UInt8] = []
        out.reserveCapacity(link.utf8.count + 8)
        // Scheme and host are the ones written above; what follows the key is of the world.
        let start = 19 + epc.scheme.shape.keyAI.utf8.count + 1
        for (index, byte) in link.utf8.enumerated() {
            if index < start { out.append(byte) } else { append(byte, to: &out, keepsSlash: keepsSlash(epc, link, index)) }
        }
        return String(decoding: out, as: UTF8.self)
    }

    /// The two slashes around the identifier of the serial are structure, all others are data.
    private static func keepsSlash(_ epc: EPC, _ link: String, _ index: Int) -> Bool {
        guard let ai = epc.scheme.shape.serialAI, let serial = epc.serial else { return false }
        let tail = link.utf8.count - serial.utf8.count
        return index == tail - 1 || index == tail - ai.utf8.count - 2
    }

    /// Table 7-1 of the Digital Link standard: what must be percent-encoded in a value.
    private static func append(_ byte: UInt8, to out: inout [UInt8], keepsSlash: Bool) {
        let hex = Array("0123456789ABCDEF".utf8)
        switch byte {
        case UInt8(ascii: "/") where keepsSlash: out.append(byte)
        case UInt8(ascii: "!"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "*"), UInt8(ascii: "+"), UInt8(ascii: ","),
            UInt8(ascii: ":"), UInt8(ascii: "/"), UInt8(ascii: "#"), UInt8(ascii: "&"), UInt8(ascii: " "):
            out += [UInt8(ascii: "%"), hex[Int(byte >> 4)], hex[Int(byte & 15)]]
        default: out.append(byte)
        }
    }

    private static func ofLink(_ bytes: [UInt8], host: Int) -> String? {
        var end = bytes.count
        if let mark = bytes.firstIndex(where: { $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }) { end = mark }
        guard let slash = bytes[host..<end].firstIndex(of: UInt8(ascii: "/")) else { return nil }
        let segments = bytes[(slash + 1)..<end].split(
            separator: UInt8(ascii: "/"), maxSplits: 60, omittingEmptySubsequences: false)
        var index = segments.count - 2
        while index >= 0 {
            if let key = Key(segments[index]), let link = key.link(segments[(index + 1)...]) { return link }
            index -= 1
        }
        return nil
    }

    /// A primary key that canonical links know, with what its value looks like.
    private struct Key {
        let ai: String
        /// Digits that lead the value; nil where it is free.
        let digits: Int?
        /// Characters that may follow them.
        var rest = 0
        var isNumeric = false
        var qualifiers: [[String]] = []

        init?(_ name: ArraySlice<UInt8>) {
            switch String(decoding: name, as: UTF8.self) {
            case "01", "gtin": (ai, digits, qualifiers) = ("01", 14, [["22", "10", "21"], ["235"]])
            case "00", "sscc": (ai, digits) = ("00", 18)
            case "253", "gdti": (ai, digits, rest) = ("253", 13, 17)
            case "255", "gcn": (ai, digits, rest, isNumeric) = ("255", 13, 12, true)
            case "401", "ginc": (ai, digits, rest) = ("401", nil, 30)
            case "402", "gsin": (ai, digits) = ("402", 17)
            case "414", "gln": (ai, digits, qualifiers) = ("414", 13, [["254"]])
            case "417", "party": (ai, digits) = ("417", 13)
            case "8003", "grai": (ai, digits, rest) = ("8003", 14, 16)
            case "8004", "giai": (ai, digits, rest) = ("8004", nil, 30)
            case "8006", "itip": (ai, digits, qualifiers) = ("8006", 18, [["22", "10", "21"]])
            case "8010", "cpid": (ai, digits, rest, qualifiers) = ("8010", nil, 30, [["8011"]])
            case "8017", "gsrnp": (ai, digits) = ("8017", 18)
            case "8018", "gsrn": (ai, digits) = ("8018", 18)
            default: return nil
            }
        }

        func link(_ segments: ArraySlice<ArraySlice<UInt8>>) -> String? {
            guard let value = segments.first, let key = spelt(value) else { return nil }
            var pairs: [(String, ArraySlice<UInt8>)] = []
            var index = segments.startIndex + 1
            while index < segments.endIndex {
                guard index + 1 < segments.endIndex, !segments[index + 1].isEmpty else { return nil }
                pairs.append((Self.number(segments[index]), segments[index + 1]))
                index += 2
            }
            guard pairs.isEmpty || qualifiers.contains(where: { Self.isSubsequence(pairs.map(\.0), of: $0) }) else { return nil }
            var out = Array("https://id.gs1.org/\(ai)/".utf8) + key
            if let finest = pairs.last(where: { $0.0 != "22" }) {
                let limit = finest.0 == "235" ? 28 : finest.0 == "8011" ? 12 : 20
                guard isValue(finest.1, limit: limit, isNumeric: finest.0 == "8011") else { return nil }
                out += "/\(finest.0)/".utf8
                for byte in finest.1 { append(byte, to: &out, keepsSlash: false) }
            }
            return String(decoding: out, as: UTF8.self)
        }

        /// The value of the key in canonical spelling.
        private func spelt(_ value: ArraySlice<UInt8>) -> [UInt8]? {
            guard value.count > 4, value.prefix(4).allSatisfy(\.isDigit) else { return nil }
            var value = Array(value)
            if ai == "01", [8, 12, 13].contains(value.count) {
                value.insert(contentsOf: repeatElement(48, count: 14 - value.count), at: 0)
            }
            let lead = digits ?? 0
            guard value.count >= lead, value.prefix(lead).allSatisfy(\.isDigit) else { return nil }
            guard rest > 0 || value.count == lead else { return nil }
            guard isValue(value[lead...], limit: rest, isNumeric: isNumeric) else { return nil }
            var out = Array(value.prefix(lead))
            for byte in value[lead...] { append(byte, to: &out, keepsSlash: false) }
            return out
        }

        /// Set 82 or set 39, a percent triple counting as one character.
        private func isValue(_ bytes: ArraySlice<UInt8>, limit: Int, isNumeric: Bool) -> Bool {
            let text = String(decoding: bytes, as: UTF8.self)
            let test: (UInt8) -> Bool = { isNumeric ? $0.isDigit : ai == "8010" ? CharacterSets.is39($0) : CharacterSets.is82($0) }
            return (EPCScheme.count(text, test) ?? .max) <= limit
        }

        private static func number(_ name: ArraySlice<UInt8>) -> String {
            switch String(decoding: name, as: UTF8.self) {
            case "cpv": "22"
            case "lot": "10"
            case "ser": "21"
            case "tpx": "235"
            case "glnx": "254"
            case "cpsn": "8011"
            case let other: other
            }
        }

        private static func isSubsequence(_ codes: [String], of sequence: [String]) -> Bool {
            var index = 0
            for code in codes {
                guard let found = sequence[index...].firstIndex(of: code) else { return false }
                index = found + 1
            }
            return true
        }
    }
}
