import CLibCrypto
import Dispatch
import Kernel
import Synchronization

/// A password as it is kept: scrypt (RFC 7914) with its parameters, salt and key in one line, so that they can be raised later.
///
/// ```
/// $scrypt$ln=15,r=8,p=1$<salt, base64url>$<key, base64url>
/// ```
/// N = 2^15, r = 8, p = 1 takes 32 MiB and about 0.1 s of one core. It runs on a thread of its own, one password at a time: a flood of
/// sign-ins costs one core and 32 MiB, and neither the event loop nor the database waits for it.
struct PasswordHash: Sendable, Hashable {
    let text: String

    private struct Parameters: Hashable {
        var logN = 15
        var r = 8
        var p = 1
    }

    private static let line = DispatchQueue(label: "yaolian.passwords")
    private static let waiting = Mutex(0)
    private static let longestLine = 40

    static func make(_ password: String) async throws -> PasswordHash {
        let salt = try chance(16)
        let key = try await derive(password, salt, Parameters())
        return PasswordHash(text: "$scrypt$ln=15,r=8,p=1$\(base64url(salt))$\(base64url(key))")
    }

    /// Checks against nothing in the time it takes to check against something, so that the time does not tell who has an account.
    static func check(_ password: String, _ hash: PasswordHash?) async throws -> Bool {
        guard let (parameters, salt, key) = hash?.parts else {
            _ = try await derive(password, [UInt8](repeating: 0, count: 16), Parameters())
            return false
        }
        return isSame(try await derive(password, salt, parameters), key)
    }

    /// Made with weaker parameters than today's: to be made anew at the next sign-in.
    var isOld: Bool { parts.map { $0.0 != Parameters() } ?? true }

    private var parts: (Parameters, salt: [UInt8], key: [UInt8])? {
        let fields = text.split(separator: "$").map(String.init)
        guard fields.count == 4, fields[0] == "scrypt", let salt = unbase64url(fields[2]), let key = unbase64url(fields[3]) else {
            return nil
        }
        var values: [Substring: Int] = [:]
        for pair in fields[1].split(separator: ",") {
            let sides = pair.split(separator: "=")
            if sides.count == 2 { values[sides[0]] = Int(sides[1]) }
        }
        guard let logN = values["ln"], let r = values["r"], let p = values["p"], (1...20).contains(logN), (1...32).contains(r),
            (1...16).contains(p), !key.isEmpty
        else { return nil }
        return (Parameters(logN: logN, r: r, p: p), salt, key)
    }

    private static func derive(_ password: String, _ salt: [UInt8], _ parameters: Parameters) async throws -> [UInt8] {
        guard waiting.withLock({ if $0 < longestLine { $0 += 1; return true } else { return false } }) else {
            throw Refusal.tooMany(retryAfter: 10)
        }
        return try await withCheckedThrowingContinuation { continuation in
            line.async {
                defer { waiting.withLock { $0 -= 1 } }
                let bytes = Array(password.utf8).map { CChar(bitPattern: $0) }
                var key = [UInt8](repeating: 0, count: 32)
                let done = EVP_PBE_scrypt(
                    bytes, bytes.count, salt, salt.count, 1 << UInt64(parameters.logN), UInt64(parameters.r), UInt64(parameters.p),
                    1 << 30, &key, key.count)
                if done == 1 { continuation.resume(returning: key) } else { continuation.resume(throwing: NoDigest()) }
            }
        }
    }
}
