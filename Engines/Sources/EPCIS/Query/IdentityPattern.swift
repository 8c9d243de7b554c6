import Identifiers

/// What a MATCH parameter asks for, EPCIS 2.0 section 8.2.7.1.1: an identity in any spelling, or a pattern with open parts.
///
///     urn:epc:idpat:sgtin:4012345.012345.*    every serial of a product
///     urn:epc:idpat:sgtin:4012345.*.*         everything of a company
///     urn:epc:idpat:sgtin:*.*.*               every serial item
///
/// A pattern is compared with the key digit by digit, so that it meets both spellings of an identity.
public struct IdentityPattern: Hashable, Sendable {
    /// As it was asked.
    public let text: String
    /// The identity in its one spelling; nil for a pattern with open parts.
    public let exact: String?
    /// A pattern whose serial alone is open is also the name of the class.
    private let classIdentity: String?
    private var keyAI = ""
    /// The key, a zero byte where any character may stand.
    private var mask: [UInt8] = []
    private var isOpenEnded = false
    private var serialAI: String?
    /// Nil where any serial will do.
    private var serial: String?

    public init?(_ text: String) {
        self.text = text
        guard text.hasPrefix("urn:epc:"), text.contains("*") else {
            exact = Identity.of(text)
            classIdentity = nil
            return
        }
        exact = nil
        classIdentity = CanonicalLink.of(text)
        let words = text.dropFirst(8).split(separator: ":", maxSplits: 2).map(String.init)
        guard words.count == 3, let scheme = EPCScheme(rawValue: words[1]) else { return nil }
        guard fill(scheme, words[2].split(separator: ".", omittingEmptySubsequences: false).map(String.init)) else { return nil }
    }

    private mutating func fill(_ scheme: EPCScheme, _ parts: [String]) -> Bool {
        guard parts.count >= 2, parts.count <= 5 else { return false }
        keyAI = scheme.keyAI
        serialAI = scheme.serialAI
        func digits(_ text: String, _ count: Int) -> [UInt8]? {
            if text == "*" { return [UInt8](repeating: 0, count: max(0, count)) }
            return text.utf8.count == count || count < 0 ? Array(text.utf8) : nil
        }
        let prefix = parts[0]
        guard let length = scheme.bodyLength else {
            // GIAI, GINC, CPI: the prefix, then anything.
            mask = prefix == "*" ? [] : Array(prefix.utf8)
            if parts[1] != "*" { mask += Array(parts[1].utf8) }
            isOpenEnded = parts[1] == "*" || prefix == "*"
            if scheme == .cpi, parts.count > 2, parts[2] != "*" { serial = parts[2] }
            return true
        }
        if prefix == "*" {
            mask = [UInt8](repeating: 0, count: length + 1 + (scheme == .grai ? 1 : 0) + (scheme == .itip ? 4 : 0))
        } else {
            guard let reference = digits(parts[1], length - prefix.utf8.count) else { return false }
            mask =
                scheme.isIndicatorFirst
                ? reference.prefix(1) + Array(prefix.utf8) + reference.dropFirst() : Array(prefix.utf8) + reference
            if scheme == .grai { mask.insert(48, at: 0) }
            mask.append(0)
            if scheme == .itip { mask += [0, 0, 0, 0] }
        }
        if parts.count > 2, let last = parts.last, last != "*" { serial = last }
        // A serial that runs on in the key itself.
        isOpenEnded = serialAI == nil && parts.count > 2
        return true
    }

    public func matches(_ identity: String) -> Bool {
        if let exact { return identity == exact }
        if identity == classIdentity { return true }
        guard let rest = identity.dropPrefix("https://id.gs1.org/\(keyAI)/") else { return false }
        let halves = rest.split(separator: "/", maxSplits: 2).map(String.init)
        guard let key = halves.first, isKey(Array(key.utf8)) else { return false }
        if serialAI == nil { return serial.map { key.hasSuffix($0) } ?? true }
        // A pattern with an open serial means things that have one.
        guard halves.count == 3 else { return keyAI == "414" || keyAI == "417" }
        return halves[1] == serialAI && (serial == nil || serial == halves[2])
    }

    private func isKey(_ key: [UInt8]) -> Bool {
        guard isOpenEnded ? key.count >= mask.count : key.count == mask.count else { return false }
        return zip(key, mask).allSatisfy { $0 == $1 || $1 == 0 }
    }
}

extension String {
    func dropPrefix(_ prefix: String) -> Substring? { hasPrefix(prefix) ? dropFirst(prefix.count) : nil }
}
