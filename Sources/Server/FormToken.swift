import CLibCrypto
import Kernel

/// The token that a page's forms carry and another site cannot know: HMAC-SHA256 of a fixed word under the secret of the session
/// (or of the stranger's cookie), so that no process keeps state.
///
/// Each page shows it under a fresh mask (mask, then mask XOR token), so that a compressed page tells nothing about it (BREACH).
enum FormToken {
    static func shown(for secret: String) -> String {
        let token = token(secret)
        var random = SystemRandomNumberGenerator()
        var bytes = [UInt8](repeating: 0, count: 64)
        for start in stride(from: 0, to: 32, by: 8) {
            var mask = random.next()
            for index in start..<start + 8 {
                bytes[index] = UInt8(truncatingIfNeeded: mask)
                bytes[index + 32] = bytes[index] ^ token[index]
                mask >>= 8
            }
        }
        return hex(bytes)
    }

    static func isGood(_ shown: String?, for secret: String) -> Bool {
        guard let shown, shown.utf8.count == 128 else { return false }
        let digits = shown.utf8.compactMap(hexDigit)
        guard digits.count == 128 else { return false }
        let bytes = stride(from: 0, to: 128, by: 2).map { digits[$0] << 4 | digits[$0 + 1] }
        let token = token(secret)
        var difference: UInt8 = 0  // no early end: the time taken must not tell where it differs
        for i in 0..<32 { difference |= bytes[i] ^ bytes[i + 32] ^ token[i] }
        return difference == 0
    }

    /// 256 random bits for the cookie of somebody who has not signed in.
    static func newSecret() -> String {
        var random = SystemRandomNumberGenerator()
        var bytes: [UInt8] = []
        for _ in 0..<4 { withUnsafeBytes(of: random.next()) { bytes += $0 } }
        return hex(bytes)
    }

    private static func token(_ secret: String) -> [UInt8] {
        let key = Array(secret.utf8)
        let word = Array("yaolian form".utf8)
        var digest = [UInt8](repeating: 0, count: 32)
        var count: UInt32 = 0
        HMAC(EVP_sha256(), key, Int32(clamping: key.count), word, word.count, &digest, &count)
        return digest
    }
}
