import Kernel

/// The second factor: six digits from a shared key and the clock (TOTP, RFC 6238: HMAC-SHA-1, steps of 30 s, six digits, which is what
/// every authenticator app takes).
///
/// A step is spent once used: the caller keeps the last one and only a later one counts (ASVS 6.5.1). One step to either side is
/// taken, for clocks that differ.
struct OneTimeCode: Sendable, Hashable {
    let key: [UInt8]

    static func make() throws -> OneTimeCode { OneTimeCode(key: try chance(20)) }

    init(key: [UInt8]) { self.key = key }
    init?(base32 text: String) {
        guard let key = unbase32(text), key.count >= 16 else { return nil }
        self.key = key
    }

    var base32Text: String { base32(key) }

    /// What an authenticator app reads, from a QR code or a link.
    func uri(account: String, issuer: String) -> String {
        let label = "\(encodeURLPart(issuer)):\(encodeURLPart(account))"
        return "otpauth://totp/\(label)?secret=\(base32Text)&issuer=\(encodeURLPart(issuer))"
    }

    static func step(at now: Instant) -> Int { Int(now.milliseconds / 30_000) }

    /// The step that the code belongs to, when it is a fresh one.
    func step(of code: String, at now: Instant, after last: Int) throws -> Int? {
        let typed = Array(code.utf8.filter { $0 != 0x20 })
        let current = OneTimeCode.step(at: now)
        for step in [current, current - 1, current + 1] where step > last {
            if isSame(Array(try self.code(step: step).utf8), typed) { return step }
        }
        return nil
    }

    /// RFC 4226, section 5.3.
    func code(step: Int) throws -> String {
        let message = (0..<8).reversed().map { UInt8(truncatingIfNeeded: step >> ($0 * 8)) }
        let mac = try hmac("SHA1", key: key, message)
        let offset = Int(mac[19] & 15)
        let number = mac[offset..<offset + 4].reduce(0) { $0 << 8 | Int($1) } & 0x7FFF_FFFF
        let digits = String(number % 1_000_000)
        return String(repeating: "0", count: 6 - digits.utf8.count) + digits
    }
}

/// Ten codes to use once each when the phone is lost. 80 bits each, so their plain SHA-256 may be stored.
enum RecoveryCode {
    static func makeTen() throws -> [String] {
        try (0..<10).map { _ in
            let text = base32(try chance(10)).lowercased()
            return stride(from: 0, to: 16, by: 4).map { String(text.dropFirst($0).prefix(4)) }.joined(separator: "-")
        }
    }

    /// As typed: dashes, spaces and capitals do not matter.
    static func hash(_ typed: String) -> String {
        sha256(typed.lowercased().utf8.filter { (0x61...0x7A).contains($0) || (0x32...0x37).contains($0) })
    }
}
