import Foundation
import HouseTesting
import Kernel
import Testing

@testable import Accounts

@Suite struct Secrets {
    @Test func aTokenHas256BitsAndOnlyItsHashIsMadeOfIt() throws {
        let tokens = try (0..<200).map { _ in try SecretToken.make() }
        #expect(Set(tokens).count == 200)
        for token in tokens {
            #expect(unbase64url(token.text)?.count == 32)
            #expect(token.hash.count == 64)
        }
    }

    /// RFC 4648, section 10, without the padding.
    @Test(arguments: [
        ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"),
        ("foobar", "MZXW6YTBOI"),
    ])
    func base32IsThatOfRFC4648(plain: String, written: String) {
        #expect(base32(Array(plain.utf8)) == written)
        #expect(unbase32(written) == Array(plain.utf8))
    }

    @Test func base64urlGoesBothWaysAndRefusesForeignLetters() throws {
        for length in 0..<40 {
            let bytes = try chance(length)
            #expect(unbase64url(base64url(bytes)) == bytes)
            #expect(
                base64url(bytes)
                    == Data(bytes).base64EncodedString().replacing("+", with: "-").replacing("/", with: "_").replacing(
                        "=", with: ""))
        }
        #expect(unbase64url("ab+/") == nil)
        #expect(unbase32("AB18") == nil)
    }

    @Test func bytesOfDifferentLengthOrContentAreNotTheSame() {
        #expect(isSame([1, 2, 3], [1, 2, 3]))
        #expect(!isSame([1, 2, 3], [1, 2, 4]))
        #expect(!isSame([1, 2, 3], [1, 2]))
        #expect(isSame([], []))
    }
}

@Suite struct Passwords {
    @Test func aHashNamesItsParametersAndASaltOfItsOwn() async throws {
        let (a, b) = (try await PasswordHash.make("同一个密码"), try await PasswordHash.make("同一个密码"))
        #expect(a != b)
        let fields = a.text.split(separator: "$")
        #expect(fields[0] == "scrypt")
        #expect(fields[1] == "ln=15,r=8,p=1")
        #expect(unbase64url(String(fields[2]))?.count == 16)
        #expect(unbase64url(String(fields[3]))?.count == 32)
        #expect(!a.isOld)
    }

    @Test func onlyTheVeryPasswordMatches() async throws {
        let hash = try await PasswordHash.make(" Zeile mit Raum ")
        #expect(try await PasswordHash.check(" Zeile mit Raum ", hash))
        #expect(try await !PasswordHash.check("Zeile mit Raum", hash))
        #expect(try await !PasswordHash.check(" zeile mit raum ", hash))
        #expect(try await !PasswordHash.check("", hash))
        #expect(try await !PasswordHash.check("anything", nil))
    }

    /// RFC 7914, section 12: scrypt ("pleaseletmein", "SodiumChloride", 16384, 8, 1), its first 32 bytes.
    @Test func scryptIsThatOfRFC7914AndWeakerParametersAreOld() async throws {
        let key: [UInt8] = [
            0x70, 0x23, 0xbd, 0xcb, 0x3a, 0xfd, 0x73, 0x48, 0x46, 0x1c, 0x06, 0xcd, 0x81, 0xfd, 0x38, 0xeb,
            0xfd, 0xa8, 0xfb, 0xba, 0x90, 0x4f, 0x8e, 0x3e, 0xa9, 0xb5, 0x43, 0xf6, 0x54, 0x5d, 0xa1, 0xf2,
        ]
        let hash = PasswordHash(text: "$scrypt$ln=14,r=8,p=1$\(base64url(Array("SodiumChloride".utf8)))$\(base64url(key))")
        #expect(try await PasswordHash.check("pleaseletmein", hash))
        #expect(hash.isOld)
    }

    @Test(arguments: [
        "", "$", "$scrypt$", "$scrypt$ln=99,r=8,p=1$AAAA$AAAA", "$scrypt$ln=15,r=0,p=1$AAAA$AAAA", "$argon2$x$y$z",
        "$scrypt$ln=15,r=8,p=1$!!$!!",
    ])
    func aHashThatCannotBeReadMatchesNothing(text: String) async throws {
        #expect(try await !PasswordHash.check("x", PasswordHash(text: text)))
    }
}

@Suite struct PasswordRuleTests {
    private static func words() throws -> RefusedWords {
        RefusedWords(try String(contentsOfFile: TestHouse.content + "/accounts/refused-words.txt", encoding: .utf8))
    }

    private func problem(_ password: String, _ profile: PasswordProfile, account: [String] = ["lianban", "王科长"]) throws -> Text? {
        profile.problem(password, account: account, refused: try PasswordRuleTests.words())
    }

    @Test(arguments: [
        "Password2024!", "p@ssw0rd!!99", "qwertyuiop12", "Xuzhou@2025ab", "徐州2023生物医药", "yaolian-12345", "aaaaaaaaaaaa",
        "123456789012",
        "abcabcabcabc", "Admin#123456", "1qaz2wsx3edc", "iloveyou1314!", "lianban2025!", "abcdefghijkl",
    ])
    func whatIsEasilyGuessedIsRefused(password: String) throws {
        #expect(try problem(password, .asvs) != nil)
    }

    @Test(arguments: ["zimu-tou-de-shizi-7", "kuai xue shi qing hou", "tR4!vq-9zK2m", "今天的风从东边来又回去", "correct horse battery"])
    func aGoodPasswordIsTaken(password: String) throws {
        let isLong = password.unicodeScalars.count >= 12
        #expect(try problem(password, .asvs) == nil || !isLong)
        #expect(isLong || password == "今天的风从东边来又回去")
    }

    @Test func theLongProfileCountsTwelveAndAsksForNoClasses() throws {
        #expect(try problem("kuaixueshi9", .asvs)?.zh == "只有11位，至少12位。")
        #expect(try problem("kuaixueshiqi", .asvs) == nil)
        #expect(try problem(String(repeating: "xq7-", count: 16), .asvs) == nil)
        #expect(try problem(String(repeating: "xq7-k", count: 50), .asvs)?.en == "250 characters; at most 200.")
    }

    @Test func theProfileOfTheStandardAsksForThreeClasses() throws {
        #expect(try problem("kuaixueshiqi", .djbh)?.zh == "大写、小写、数字、符号四类中至少要有三类。")
        #expect(try problem("Kuaixue9", .djbh) == nil)
        #expect(try problem("kuaixue-9", .djbh) == nil)
        #expect(try problem("Kx9-", .djbh) != nil)
        #expect(PasswordProfile.djbh.lifetime == 90 * 86_400)
        #expect(PasswordProfile.asvs.lifetime == nil)
    }

    @Test func theOwnNameIsRefusedUnlessTheRestCarriesThePassword() throws {
        #expect(try problem("zhangsan-12345", .asvs, account: ["zhangsan"]) != nil)
        #expect(try problem("zhangsan kuaixueshiqing", .asvs, account: ["zhangsan"]) == nil)
    }
}

@Suite struct Codes {
    private let key = OneTimeCode(key: Array("12345678901234567890".utf8))

    /// RFC 6238, appendix B, the last six of eight digits.
    @Test(arguments: [
        (59, "287082"), (1_111_111_109, "081804"), (1_111_111_111, "050471"), (1_234_567_890, "005924"), (2_000_000_000, "279037"),
        (20_000_000_000, "353130"),
    ])
    func aCodeIsThatOfRFC6238(seconds: Int, code: String) throws {
        let now = Instant(milliseconds: Int64(seconds) * 1000)
        #expect(try key.code(step: OneTimeCode.step(at: now)) == code)
        #expect(try key.step(of: code, at: now, after: 0) == OneTimeCode.step(at: now))
    }

    @Test func oneStepToEitherSideIsTakenAndNoMore() throws {
        let now = TestClock.start
        let step = OneTimeCode.step(at: now)
        for (offset, isTaken) in [(-2, false), (-1, true), (0, true), (1, true), (2, false)] {
            #expect(try (key.step(of: key.code(step: step + offset), at: now, after: 0) != nil) == isTaken)
        }
        #expect(try key.step(of: key.code(step: step), at: now, after: step) == nil, "a spent code counts no more")
        #expect(try key.step(of: "", at: now, after: 0) == nil)
        #expect(
            try key.step(of: " " + key.code(step: step).prefix(3) + " " + key.code(step: step).suffix(3), at: now, after: 0) == step
        )
    }

    @Test func theLinkForAnAppNamesIssuerAccountAndKey() {
        #expect(
            key.uri(account: "lianban", issuer: "药链")
                == "otpauth://totp/%E8%8D%AF%E9%93%BE:lianban?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=%E8%8D%AF%E9%93%BE")
        #expect(OneTimeCode(base32: "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ") == key)
        #expect(OneTimeCode(base32: "SHORT") == nil)
    }

    @Test func aRecoveryCodeIsReadWithoutDashesAndInCapitals() throws {
        let codes = try RecoveryCode.makeTen()
        #expect(Set(codes).count == 10)
        for code in codes {
            #expect(code.count == 19)
            #expect(RecoveryCode.hash(code) == RecoveryCode.hash(code.uppercased().replacing("-", with: " ")))
        }
    }
}

@Suite struct Networks {
    @Test(arguments: [
        ("10.1.2.3", "10.1.2.3"), ("", ""), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"), ("2001:db8::1", "2001:db8:0:0::/64"),
        ("::1", "0:0:0:0::/64"), ("::", "0:0:0:0::/64"), ("fe80::1:2:3:4", "fe80:0:0:0::/64"),
        ("::ffff:10.0.0.1", "::ffff:10.0.0.1"),
    ])
    func anAttackerHoldsAWhole64OfIPv6(address: String, network: String) {
        #expect(SignInLimit.network(of: address) == network)
    }
}
