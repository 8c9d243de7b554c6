import CLibCrypto
import Kernel

/// An unguessable value that its holder shows to be let in: a session, a one-time link, an API token. 256 bits of the system's chance,
/// in base64url without padding. Only its SHA-256 is stored, so that a stolen database opens nothing.
public struct SecretToken: Sendable, Hashable {
    public let text: String

    public static func make(prefix: String = "") throws -> SecretToken { SecretToken(text: prefix + base64url(try chance(32))) }

    public var hash: String { SecretToken.hash(text) }

    public static func hash(_ text: String) -> String { sha256(text.utf8) }

    /// Whether two hashes are one, in the same time wherever they differ.
    public static func isSame(_ a: String, _ b: String) -> Bool {
        let (a, b) = (Array(a.utf8), Array(b.utf8))
        return a.count == b.count && CRYPTO_memcmp(a, b, a.count) == 0
    }
}

/// Bytes nobody can foresee. Throws where the system has no chance to give, rather than giving something else.
func chance(_ count: Int) throws -> [UInt8] {
    var bytes = [UInt8](repeating: 0, count: count)
    guard let size = Int32(exactly: count), RAND_bytes(&bytes, size) == 1 else { throw NoChance() }
    return bytes
}

/// The system's random generator failed.
struct NoChance: Error {}

/// HMAC with SHA-1 or SHA-256 (RFC 2104).
func hmac(_ digest: String, key: [UInt8], _ message: [UInt8]) throws -> [UInt8] {
    var out = [UInt8](repeating: 0, count: 64)
    var length = 0
    guard EVP_Q_mac(nil, "HMAC", nil, digest, nil, key, key.count, message, message.count, &out, out.count, &length) != nil else {
        throw NoDigest()
    }
    return Array(out.prefix(length))
}

/// libcrypto does not offer the digest.
struct NoDigest: Error {}

/// Takes the same time wherever the two differ.
func isSame(_ a: [UInt8], _ b: [UInt8]) -> Bool { a.count == b.count && CRYPTO_memcmp(a, b, a.count) == 0 }

func base64url(_ bytes: [UInt8]) -> String {
    grouped(bytes, bits: 6, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
}

/// RFC 4648 without padding, as authenticator apps take a key.
func base32(_ bytes: [UInt8]) -> String { grouped(bytes, bits: 5, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") }

/// The bits of `bytes` in groups, each the place of a letter; the last is filled with zeros.
private func grouped(_ bytes: [UInt8], bits: Int, _ letters: String) -> String {
    let alphabet = Array(letters.utf8)
    var out: [UInt8] = []
    var (buffer, held) = (0, 0)
    for byte in bytes {
        buffer = (buffer << 8 | Int(byte)) & 0xFFFF
        held += 8
        while held >= bits {
            held -= bits
            out.append(alphabet[buffer >> held & ((1 << bits) - 1)])
        }
    }
    if held > 0 { out.append(alphabet[buffer << (bits - held) & ((1 << bits) - 1)]) }
    return String(decoding: out, as: UTF8.self)
}

/// Bytes of base64url or base32 as `grouped` wrote them; nil for any other letter.
private func ungrouped(_ text: String, bits: Int, _ letters: String) -> [UInt8]? {
    let alphabet = Array(letters.utf8)
    var out: [UInt8] = []
    var (buffer, held) = (0, 0)
    for byte in text.utf8 {
        guard let digit = alphabet.firstIndex(of: byte) else { return nil }
        buffer = (buffer << bits | digit) & 0xFFFF
        held += bits
        if held >= 8 {
            held -= 8
            out.append(UInt8(truncatingIfNeeded: buffer >> held))
        }
    }
    return out
}

func unbase64url(_ text: String) -> [UInt8]? {
    ungrouped(text, bits: 6, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
}
func unbase32(_ text: String) -> [UInt8]? { ungrouped(text, bits: 5, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567") }
