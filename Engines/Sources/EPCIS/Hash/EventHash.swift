import CLibCrypto

/// The identity of an event that follows from its content, CBV 2.0 section 8.9.
///
///     ni:///sha-256;6ae96341…9d7?ver=CBV2.0
///
/// The SHA-256 of the pre-hash string: the fields in a fixed order, names and values run together, whatever syntax, spelling of
/// identifiers, order of lists, time zone or number format the event came in. eventID, recordTime and errorDeclaration stay out, so
/// that a corrected or re-recorded event keeps its identity.
///
/// ```swift
/// EventHash.of(event)            // "ni:///sha-256;…?ver=CBV2.0"
/// EventHash.preHash(of: event)   // "eventType=ObjectEventeventTime=2020-03-04T10:00:30.000Z…"
/// ```
public enum EventHash {
    /// Where the published reference implementation departs from its own prose, there are two readings.
    public enum Dialect: Sendable {
        /// As RalphTro/epcis-event-hash-generator at 5d2f1c3, whose hashes are in circulation: values that read as numbers pass
        /// through an IEEE 754 double, so that more than fifteen digits are rounded; a JSON-LD value with a prefix of the document is
        /// expanded while XML's is not; JSON's true is `True`.
        case reference
        /// As the prose asks: every digit kept, one hash whatever the syntax.
        case strict
    }

    /// `ignoring` are extension fields to leave out, `{namespace}local`, as a document's ignoreFields names them.
    public static func of(_ event: Event, ignoring: Set<String> = [], dialect: Dialect = .reference) -> String {
        ni(bytes(event, ignoring, dialect))
    }

    public static func preHash(of event: Event, ignoring: Set<String> = [], dialect: Dialect = .reference) -> String {
        String(decoding: bytes(event, ignoring, dialect), as: UTF8.self)
    }

    private static func bytes(_ event: Event, _ ignoring: Set<String>, _ dialect: Dialect) -> [UInt8] {
        let prefixes = dialect == .reference ? event.valuePrefixes : nil
        return PreHash(ignoring: ignoring, dialect: dialect, prefixes: prefixes ?? [:], isPython: prefixes != nil).bytes(of: event)
    }

    static func ni(_ bytes: [UInt8]) -> String {
        var digest = [UInt8](repeating: 0, count: 32)
        var length: UInt32 = 0
        EVP_Digest(bytes, bytes.count, &digest, &length, EVP_sha256(), nil)
        var out = Array("ni:///sha-256;".utf8)
        out.reserveCapacity(92)
        let hex = Array("0123456789abcdef".utf8)
        for byte in digest {
            out.append(hex[Int(byte >> 4)])
            out.append(hex[Int(byte & 15)])
        }
        out += "?ver=CBV2.0".utf8
        return String(decoding: out, as: UTF8.self)
    }
}
